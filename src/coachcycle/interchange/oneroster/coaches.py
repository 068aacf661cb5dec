"""Who coaches, from a file of the district's own."""

from pathlib import Path

from attrs import frozen

from coachcycle.interchange.oneroster import problems
from coachcycle.interchange.oneroster.package import Report, Row, rows

COLUMNS = ("weekly_minutes", "coaching_share", "schools")


@frozen
class CoachRow:
    """One row of the file of coaches."""

    id: str
    """The user's sourcedId."""
    row: Row
    weekly_minutes: int | None
    coaching_share: float | None
    schools: tuple[str, ...] | None
    """Their sourcedIds; None where the roles of the user say it."""


def read_coaches(path: Path, report: Report) -> list[CoachRow]:
    """The coaches that a file lists; what is wrong with it is reported."""
    name = path.name
    lines = rows(path, name, report)
    header = next(lines, None)
    if header is None:
        if not any(one.where.file == name for one in report.findings):
            report.error(problems.FileEmpty(), name)
        return []
    headers = {cell: place for place, cell in enumerate(header[2])}
    if "id" not in headers or set(headers) - {"id", *COLUMNS} or len(headers) < len(header[2]):
        report.error(problems.CoachHeader(COLUMNS), name, header[0])
        return []
    coaches: dict[str, CoachRow] = {}
    for line, text, cells in lines:
        if len(cells) != len(headers):
            report.error(problems.CellsWrong(len(headers), len(cells)), name, line)
            continue
        row = Row(name, line, text, cells, headers)
        if not row["id"]:
            report.error(problems.CellBlank("id"), name, line)
        elif row["id"] in coaches:
            report.error(problems.CoachRepeated(coaches[row["id"]].row.line), name, line)
        else:
            coaches[row["id"]] = _coach(row, report)
    if not coaches:
        report.error(problems.FileEmpty(), name)
    return list(coaches.values())


def _coach(row: Row, report: Report) -> CoachRow:
    minutes = share = None
    if row["weekly_minutes"]:
        minutes = _whole(row["weekly_minutes"])
        if minutes is None:
            _malformed(row, "weekly_minutes", "whole minutes from 0 to 10080", report)
    if row["coaching_share"]:
        share = _share(row["coaching_share"])
        if share is None:
            _malformed(row, "coaching_share", "a share from 0 to 1", report)
    schools = tuple(row.items("schools")) or None
    return CoachRow(row["id"], row, minutes, share, schools)


def _whole(text: str) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) <= 5) or int(text) > 7 * 24 * 60:
        return None
    return int(text)


def _share(text: str) -> float | None:
    try:
        share = float(text)
    except ValueError:
        return None
    return share if 0 <= share <= 1 else None


def _malformed(row: Row, header: str, expected: str, report: Report) -> None:
    report.error(problems.CellMalformed(header, expected), *row.at(header))

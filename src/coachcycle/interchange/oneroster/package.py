"""A OneRoster package as rows: strict CSV, the manifest, and what each row refers to."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from attrs import Factory, define, frozen

from coachcycle.errors import CoachCycleError, Finding, Severity, Where
from coachcycle.interchange.oneroster import problems
from coachcycle.interchange.oneroster.tables import (
    FAMILY,
    HEAD,
    NEVER_OPENED,
    OTHERS,
    ROSTER,
    Table,
)

MOST_LINE_BYTES = 1_000_000
"""How long a line may be [bytes]; files are read line by line and may be of any size."""

_CELL = re.compile(r'(?:"((?:[^"]|"")*)"|([^",]*))(,|\Z)')


@define
class Report:
    """The findings so far, and how many rows of each file were used."""

    findings: list[Finding] = Factory(list)
    used: dict[str, int] = Factory(dict)

    def add(
        self,
        severity: Severity,
        problem: CoachCycleError,
        file: str,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        """Adds a finding."""
        self.findings.append(problem.as_finding(Where(file, line, column), severity))

    def error(self, problem: CoachCycleError, file: str, line: int = 1, column: int = 1) -> None:
        """Adds something that could lose data."""
        self.add(Severity.ERROR, problem, file, line, column)

    def warning(self, problem: CoachCycleError, file: str, line: int = 1, column: int = 1) -> None:
        """Adds something that was repaired and loses nothing."""
        self.add(Severity.WARNING, problem, file, line, column)

    def note(self, problem: CoachCycleError, file: str, line: int = 1, column: int = 1) -> None:
        """Adds something that the reader should know."""
        self.add(Severity.NOTE, problem, file, line, column)


@frozen
class Row:
    """One row of a file: its line [from 1], its text and its cells by header."""

    file: str
    line: int
    text: str
    cells: list[str]
    headers: dict[str, int]

    def __getitem__(self, header: str) -> str:
        """The cell under a header; blank where there is none."""
        place = self.headers.get(header)
        return "" if place is None else self.cells[place]

    def items(self, header: str) -> list[str]:
        """The items of a list in one cell, without blanks around them."""
        return [item for part in self[header].split(",") if (item := part.strip())]

    def column(self, header: str) -> int:
        """Where the cell begins [characters, from 1]; where the row does, if there is no cell."""
        place = self.headers.get(header)
        if place is None:
            return 1
        return [start for start, _ in _cells(self.text) or ()][place] + 1

    def at(self, header: str) -> tuple[str, int, int]:
        """File, line and column of the cell under a header."""
        return self.file, self.line, self.column(header)


def _cells(text: str) -> list[tuple[int, str]] | None:
    """The cells of a line and where they start [from 0]; None where a quotation mark is amiss."""
    cells: list[tuple[int, str]] = []
    start = 0
    while (cell := _CELL.match(text, start)) is not None:
        quoted, plain, end = cell.groups()
        cells.append((start, plain if quoted is None else quoted.replace('""', '"')))
        start = cell.end()
        if not end:
            return cells
    return None


def rows(path: Path, file: str, report: Report) -> Iterator[tuple[int, str, list[str]]]:
    """The lines of a CSV file with their numbers and cells; what cannot be read is reported."""
    with path.open("rb") as source:
        for number, raw in enumerate(_lines(source), 1):
            if len(raw) > MOST_LINE_BYTES:
                report.error(problems.LineTooLong(MOST_LINE_BYTES), file, number)
                return
            try:
                text = raw.removeprefix(b"\xef\xbb\xbf" if number == 1 else b"").decode()
            except UnicodeDecodeError:
                text = "\0"
            if "\0" in text:
                report.error(problems.TextNotUtf8(), file, number)
                return
            text = text.rstrip("\r\n")
            if not text:
                continue
            if '"' not in text:
                yield number, text, text.split(",")
                continue
            cells = _cells(text)
            if cells is None:
                report.error(problems.QuoteBroken(), file, number, _broken_at(text))
                continue
            yield number, text, [cell for _, cell in cells]


def _lines(source: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: source.readline(MOST_LINE_BYTES + 1), b"")


def _broken_at(text: str) -> int:
    start = 0
    while (cell := _CELL.match(text, start)) is not None:
        start = cell.end()
    return start + 1


MANIFEST = "manifest.csv"


@frozen
class Manifest:
    """What a package says it holds: the version of OneRoster, and the mode of each file."""

    version: str
    modes: dict[str, str]


def read_manifest(folder: Path, report: Report) -> Manifest | None:
    """The manifest of a package; None, with findings, where it cannot be used."""
    path = folder / MANIFEST
    if not path.exists():
        report.error(problems.ManifestMissing(), MANIFEST)
        return None
    lines = list(rows(path, MANIFEST, report))
    if not lines or lines[0][2] != ["propertyName", "value"]:
        if not any(one.severity is Severity.ERROR for one in report.findings):
            report.error(problems.ManifestHeader(), MANIFEST)
        return None
    said: dict[str, tuple[str, int]] = {}
    for line, _, cells in lines[1:]:
        if len(cells) != 2:
            report.error(problems.CellsWrong(2, len(cells)), MANIFEST, line)
        elif cells[0] in said:
            report.error(problems.IdRepeated(said[cells[0]][1]), MANIFEST, line)
        else:
            said[cells[0]] = (cells[1], line)
    return _manifest(folder, said, report)


def _manifest(folder: Path, said: dict[str, tuple[str, int]], report: Report) -> Manifest | None:
    accepted = {"manifest.version": ("1.0",), "oneroster.version": tuple(ROSTER)}
    for name, values in accepted.items():
        value, line = said.get(name, ("", 1))
        if value not in values:
            report.error(problems.ManifestProperty(name, values), MANIFEST, line)
            return None
    version = said["oneroster.version"][0]
    known = {*ROSTER[version], *OTHERS, *NEVER_OPENED}
    modes: dict[str, str] = {}
    for name, (value, line) in said.items():
        prefix, _, file = name.partition(".")
        if prefix != "file":
            continue
        if file not in known:
            report.warning(problems.ManifestFileUnknown(), MANIFEST, line)
        elif value not in ("absent", "bulk", "delta"):
            report.error(
                problems.ManifestProperty(name, ("absent", "bulk", "delta")), MANIFEST, line
            )
        elif value != "absent" and not (folder / f"{file}.csv").is_file():
            report.error(problems.FileMissing(file), MANIFEST, line)
        else:
            modes[file] = value
    for file in sorted(known - NEVER_OPENED):
        if modes.get(file, "absent") == "absent" and (folder / f"{file}.csv").is_file():
            line = said.get(f"file.{file}", ("", 1))[1]
            report.warning(problems.FileUnlisted(file), MANIFEST, line)
            modes[file] = "bulk"
    return Manifest(version, modes)


@define
class Reader:
    """Reads the files of a package one after the other, and holds their references to each other."""

    folder: Path
    manifest: Manifest
    strict: bool
    report: Report
    ids: dict[str, dict[str, int]] = Factory(dict)
    """The sourcedIds of each file read so far, and their lines."""

    def table(self, file: str) -> Iterator[Row]:
        """The usable rows of one of the files that make a roster."""
        return self._rows(file, ROSTER[self.manifest.version][file])

    def others(self) -> None:
        """Holds the references of the files that say nothing of a roster."""
        for file in OTHERS:
            if self.manifest.modes.get(file, "absent") != "absent":
                for _ in self._rows(file, Table((), frozenset({"sourcedId"}), OTHERS[file])):
                    pass

    def _rows(self, file: str, table: Table) -> Iterator[Row]:
        name = f"{file}.csv"
        lines = rows(self.folder / name, name, self.report)
        first = next(lines, None)
        headers = None if first is None else _headers(name, first, table, self.report)
        if first is None and not self._has_errors(name):
            self.report.error(problems.FileEmpty(), name)
        if first is None or headers is None:
            for _ in lines:  # what is wrong with the lines is reported all the same
                pass
            return
        known = self.ids.setdefault(file, {})
        own: list[tuple[Row, str]] = []
        blank: Counter[str] = Counter()
        filled = deleted = count = 0
        is_bulk = self.manifest.modes[file] == "bulk"
        for line, text, cells in lines:
            count += 1
            row = Row(name, line, text, cells, headers)
            if len(cells) != len(first[2]):
                self.report.error(problems.CellsWrong(len(first[2]), len(cells)), name, line)
                continue
            if not row["sourcedId"]:
                self.report.error(problems.CellBlank("sourcedId"), name, line)
                continue
            if row["sourcedId"] in known:
                self.report.error(
                    problems.IdRepeated(known[row["sourcedId"]]),
                    name,
                    line,
                    row.column("sourcedId"),
                )
                continue
            filled += bool(row["status"] or row["dateLastModified"])
            if not self._is_live(row, is_bulk=is_bulk):
                deleted += 1
                continue
            known[row["sourcedId"]] = line
            if self.strict or not is_family(row):
                blank.update(self._blank(row, table))
                own += self._refer(row, table, file)
            yield row
        if count == 0:
            self.report.error(problems.FileEmpty(), name)
        for row, header in own:
            self._require_known(row, header, file)
        for header, times in sorted(blank.items()):
            self.report.warning(problems.CellsBlank(header, times), name)
        if is_bulk and filled:
            self.report.warning(problems.LifecycleInBulk(filled), name)
        if not is_bulk:
            self.report.note(problems.IsDelta(file), name)
        if deleted:
            self.report.note(problems.SkippedRows(deleted, "marked tobedeleted"), name)

    def _has_errors(self, name: str) -> bool:
        return any(one.where.file == name for one in self.report.findings)

    def _is_live(self, row: Row, *, is_bulk: bool) -> bool:
        status = row["status"]
        place = row.at("status")
        if status == "inactive":
            self.report.warning(problems.Inactive(), *place)
        elif status not in ("", "active", "tobedeleted"):
            self.report.error(problems.CellMalformed("status", "active or tobedeleted"), *place)
        elif status == "tobedeleted" and is_bulk:
            self.report.error(problems.DeletedInBulk(), *place)
        elif status == "" and not is_bulk:
            self.report.warning(problems.CellRepaired("status", "active"), *place)
        return status != "tobedeleted"

    def _blank(self, row: Row, table: Table) -> Iterator[str]:
        """The blank cells that must be filled and that a roster does not read."""
        for header in sorted(table.required):
            if row[header]:
                continue
            if header in READ:
                self.report.error(problems.CellBlank(header), *row.at(header))
            else:
                yield header

    def _refer(self, row: Row, table: Table, file: str) -> Iterable[tuple[Row, str]]:
        """Holds a row's references; those within its own file wait until it has been read."""
        for header, target in table.references.items():
            if header == "agentSourcedIds" and not self.strict:
                continue
            if target == file:
                yield row, header
            else:
                self._require_known(row, header, target)

    def _require_known(self, row: Row, header: str, target: str) -> None:
        if target not in self.ids and self.manifest.modes.get(target, "absent") == "absent":
            return
        known = self.ids.get(target, {})
        for item in row.items(header):
            if item not in known:
                is_bulk = self.manifest.modes.get(row.file.removesuffix(".csv")) == "bulk"
                severity = Severity.ERROR if is_bulk else Severity.NOTE
                problem = problems.ReferenceUnknown(header, target)
                self.report.add(severity, problem, *row.at(header))


READ = frozenset(
    {
        "name", "type", "title", "startDate", "endDate", "schoolYear", "courseSourcedId",
        "classType", "schoolSourcedId", "termSourcedIds", "classSourcedId", "userSourcedId",
        "role", "orgSourcedIds", "orgSourcedId",
    }
)  # fmt: skip
"""The columns that a roster is made of, in whichever file."""


def is_family(row: Row) -> bool:
    """Whether a row is about a student or a student's family, by its own role."""
    return row["role"] in FAMILY


def _headers(
    file: str, first: tuple[int, str, list[str]], table: Table, report: Report
) -> dict[str, int] | None:
    """Where each column of the binding is; None where a required one is not there."""
    line, text, cells = first
    if len(cells) == 1 and (";" in text or "\t" in text):
        report.error(problems.SeparatorWrong(), file, line)
        return None
    columns = (*HEAD, *table.columns, *(set(table.references) - set(table.columns)))
    places: dict[str, int] = {}
    starts = [start + 1 for start, _ in _cells(text) or ()]
    usable = True
    for place, header in enumerate(cells):
        if header in places:
            report.error(problems.HeaderRepeated(header), file, line, starts[place])
            usable = False
        elif header in columns:
            places[header] = place
        elif table.columns and not header.startswith("metadata."):
            report.warning(problems.HeaderUnknown(), file, line, starts[place])
    for header in columns:
        if header in table.required and header not in places:
            report.error(problems.HeaderMissing(header), file, line)
            usable = False
    known = [header for header in cells if header in columns]
    if usable and table.columns and known != [header for header in columns if header in known]:
        report.warning(problems.HeaderOrder(), file, line)
    return places if usable else None

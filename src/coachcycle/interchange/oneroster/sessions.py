"""The school year of a package."""

import re
from collections import Counter
from itertools import pairwise

from attrs import frozen
from pendulum import Date

from coachcycle.errors import CoachCycleError, SeveralProblems
from coachcycle.interchange.oneroster import problems
from coachcycle.interchange.oneroster.identity import identified, label
from coachcycle.interchange.oneroster.package import Report, Row
from coachcycle.interchange.oneroster.tables import EXTENSION, SESSION_TYPES
from coachcycle.schoolyear import SchoolYear, Term, read_day

FILE = "academicSessions.csv"


@frozen
class Session:
    """One row of academicSessions. The binding's end day is the first day after it."""

    id: str
    type: str
    title: str
    first: Date
    last: Date
    parent: str
    year: str
    row: Row


def read_session(row: Row, report: Report) -> Session | None:
    """A session, or None where its days cannot be read."""
    first, end = read_cell_day(row, "startDate", report), read_cell_day(row, "endDate", report)
    if row["type"] not in SESSION_TYPES and not row["type"].startswith(EXTENSION):
        report.warning(problems.WordUnknown("type"), *row.at("type"))
    year = row["schoolYear"]
    pair = re.fullmatch(r"([0-9]{4})-([0-9]{4})", year)
    if pair:
        report.warning(
            problems.CellRepaired("schoolYear", "the year in which it ends"), *row.at("schoolYear")
        )
        year = pair[2]
    elif year and not re.fullmatch(r"[0-9]{4}", year):
        report.error(problems.CellMalformed("schoolYear", "a year as YYYY"), *row.at("schoolYear"))
    if first is None or end is None:
        return None
    if end <= first:
        report.error(problems.CellMalformed("endDate", "a day after startDate"), *row.at("endDate"))
        return None
    last = end.subtract(days=1)
    return Session(
        row["sourcedId"], row["type"], row["title"], first, last, row["parentSourcedId"], year, row
    )


def read_cell_day(row: Row, header: str, report: Report) -> Date | None:
    """The day in a cell; None for a blank one, and with a finding for one that is none."""
    if not row[header]:
        return None
    try:
        return read_day(row[header])
    except CoachCycleError:
        report.error(problems.CellMalformed(header, "a day as YYYY-MM-DD"), *row.at(header))
        return None


def make_year(
    sessions: list[Session], zone: str, chosen: str | None, report: Report
) -> SchoolYear | None:
    """The school year that the sessions make, or None with findings."""
    years = {one.id: one for one in sessions if one.type == "schoolYear"}
    ids = tuple(sorted(one.id for one in years.values()))
    if chosen is not None and chosen not in years:
        report.error(problems.YearUnknown(ids), FILE)
        return None
    if chosen is None and len(years) > 1:
        report.error(problems.YearsSeveral(ids), FILE)
        return None
    if years:
        year = years[chosen] if chosen is not None else next(iter(years.values()))
        id = identified(year.id, year.row, "sourcedId", report)
        first, last = year.first, year.last
        within = [one for one in sessions if _belongs(one, year, sessions)]
    else:
        within = [one for one in sessions if one.type in ("term", "semester")]
        names = Counter(one.year for one in within)
        if len(names) != 1:
            report.error(problems.YearMissing(), FILE)
            return None
        report.warning(problems.YearDerived(), FILE)
        id = f"year-{names.popitem()[0]}"
        first, last = min(one.first for one in within), max(one.last for one in within)
    terms = _terms(within, report)
    try:
        return SchoolYear(id=id, zone=zone, first=first, last=last, terms=terms)
    except CoachCycleError as error:
        for problem in error.problems if isinstance(error, SeveralProblems) else (error,):
            report.error(problem, FILE)
        return None


def _belongs(session: Session, year: Session, sessions: list[Session]) -> bool:
    by_id = {one.id: one for one in sessions}
    above = by_id.get(session.parent)
    for _ in sessions:
        if above is year:
            return True
        above = by_id.get(above.parent) if above else None
    return session is not year and not session.parent and session.year == year.year


def _terms(sessions: list[Session], report: Report) -> list[Term]:
    """The terms, or the semesters where there are no terms; none where they overlap."""
    chosen = [one for one in sessions if one.type == "term"] or [
        one for one in sessions if one.type == "semester"
    ]
    chosen.sort(key=lambda one: (one.first, one.last, one.id))
    if any(later.first <= earlier.last for earlier, later in pairwise(chosen)):
        report.warning(problems.TermsLeftOut(), FILE)
        return []
    return [
        Term(name=label(one.row, "title", report) or one.type, first=one.first, last=one.last)
        for one in chosen
    ]

"""One school year: its terms, closures and testing windows, and which of its days are school days."""

import datetime
import zoneinfo
from collections.abc import Iterable
from enum import IntEnum
from itertools import pairwise

from attrs import field, frozen
from pendulum import Date

from coachcycle.errors import CoachCycleError
from coachcycle.schoolyear.days import as_day
from coachcycle.vocabulary import (
    SchoolId,
    SetEmpty,
    TypeMismatch,
    YearId,
    all_of,
    collection,
    school_id,
    text,
    year_id,
)

LONGEST_YEAR = 731
"""How long a school year may be [days]; longer ones are a typing error."""


class Weekday(IntEnum):
    """A day of the week, numbered as ISO 8601 does."""

    MONDAY = 1
    TUESDAY = 2
    WEDNESDAY = 3
    THURSDAY = 4
    FRIDAY = 5
    SATURDAY = 6
    SUNDAY = 7


MONDAY_TO_FRIDAY = tuple(Weekday)[:5]


class RunsBackwards(CoachCycleError):
    """A stretch of days ends before it begins."""

    code = "schoolyear.runs_backwards"
    template = "{what}: the last day {last} is before the first day {first}"

    what: str
    first: Date
    last: Date


class YearTooLong(CoachCycleError):
    """A school year lasts longer than any does."""

    code = "schoolyear.year_too_long"
    template = "school year {year}: {days} days; expected at most {longest}"

    year: YearId
    days: int
    longest: int


class OutsideYear(CoachCycleError):
    """A term, closure or testing window does not lie within its school year."""

    code = "schoolyear.outside_year"
    template = (
        "school year {year}: {what} {first} to {last} is not within {year_first} to {year_last}"
    )

    year: YearId
    what: str
    first: Date
    last: Date
    year_first: Date
    year_last: Date


class TermsOverlap(CoachCycleError):
    """Two terms of one school year share a day."""

    code = "schoolyear.terms_overlap"
    template = "school year {year}: a term begins on {day}, on or before the last day of another"

    year: YearId
    day: Date


class ZoneUnknown(CoachCycleError):
    """The time zone is not one of the IANA database."""

    code = "schoolyear.zone_unknown"
    template = "expected the name of an IANA time zone, such as America/Chicago"


def _schools(ids: Iterable[str]) -> frozenset[SchoolId]:
    return frozenset(school_id(text) for text in collection("schools", ids))


def _label(words: str) -> str:
    return text("name", words)


def _weekdays(days: Iterable[int]) -> tuple[Weekday, ...]:
    try:
        chosen = tuple(sorted({Weekday(day) for day in collection("weekdays", days)}))
    except ValueError:
        raise TypeMismatch("weekdays", "numbers from 1 (Monday) to 7 (Sunday)", "others") from None
    if not chosen:
        raise SetEmpty("weekdays")
    return chosen


def _zone(name: str) -> str:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError, TypeError):
        raise ZoneUnknown from None
    return name


@frozen(kw_only=True)
class Term:
    """A stretch of the school year in which pupils come; both end days belong to it."""

    name: str = field(converter=_label)
    first: Date = field(converter=as_day)
    last: Date = field(converter=as_day)

    def __attrs_post_init__(self) -> None:
        if self.last < self.first:
            raise RunsBackwards("term", self.first, self.last)


@frozen(kw_only=True)
class Closure:
    """Days on which there is no school; both end days belong to it.

    Without `schools` it closes the whole district, otherwise only those.
    """

    first: Date = field(converter=as_day)
    last: Date = field(converter=as_day)
    schools: frozenset[SchoolId] = field(default=frozenset(), converter=_schools)

    def __attrs_post_init__(self) -> None:
        if self.last < self.first:
            raise RunsBackwards("closure", self.first, self.last)


@frozen(kw_only=True)
class TestingWindow:
    """Days of tests, on which coaching commonly rests; they are school days all the same.

    Both end days belong to it. Without `schools` it concerns the whole district.
    """

    name: str = field(converter=_label)
    first: Date = field(converter=as_day)
    last: Date = field(converter=as_day)
    schools: frozenset[SchoolId] = field(default=frozenset(), converter=_schools)

    def __attrs_post_init__(self) -> None:
        if self.last < self.first:
            raise RunsBackwards("testing window", self.first, self.last)


def _order(stretch: "Term | Closure | TestingWindow") -> tuple[Date, Date, str, list[str]]:
    name, schools = getattr(stretch, "name", ""), getattr(stretch, "schools", ())
    return stretch.first, stretch.last, name, sorted(schools)


def _terms(terms: Iterable[Term]) -> tuple[Term, ...]:
    return tuple(sorted(all_of(Term, "terms", terms), key=_order))


def _closures(closures: Iterable[Closure]) -> tuple[Closure, ...]:
    return tuple(sorted(all_of(Closure, "closures", closures), key=_order))


def _windows(windows: Iterable[TestingWindow]) -> tuple[TestingWindow, ...]:
    return tuple(sorted(all_of(TestingWindow, "testing_windows", windows), key=_order))


@frozen(kw_only=True)
class SchoolYear:
    """A district's school year; both end days belong to it.

    A school day is a weekday of `weekdays` within a term (within the year, where no terms are
    given) that no closure takes away. `zone` is the district's IANA time zone: it shows local times
    and lets start times be held against days, nothing else.

    Raises:
        RunsBackwards, YearTooLong: The year is no stretch of at most two years.
        OutsideYear: A term, closure or testing window reaches beyond the year.
        TermsOverlap: Two terms share a day.
        ZoneUnknown: `zone` is not in the IANA database.
    """

    id: YearId = field(converter=year_id)
    zone: str = field(converter=_zone)
    first: Date = field(converter=as_day)
    last: Date = field(converter=as_day)
    terms: tuple[Term, ...] = field(default=(), converter=_terms)
    closures: tuple[Closure, ...] = field(default=(), converter=_closures)
    testing_windows: tuple[TestingWindow, ...] = field(default=(), converter=_windows)
    weekdays: tuple[Weekday, ...] = field(default=MONDAY_TO_FRIDAY, converter=_weekdays)

    def __attrs_post_init__(self) -> None:
        if self.last < self.first:
            raise RunsBackwards("school year", self.first, self.last)
        days = self.last.toordinal() - self.first.toordinal() + 1
        if days > LONGEST_YEAR:
            raise YearTooLong(self.id, days, LONGEST_YEAR)
        stretches: dict[str, tuple[Term | Closure | TestingWindow, ...]] = {
            "term": self.terms,
            "closure": self.closures,
            "testing window": self.testing_windows,
        }
        for what, those in stretches.items():
            for one in those:
                if one.first < self.first or self.last < one.last:
                    raise OutsideYear(self.id, what, one.first, one.last, self.first, self.last)
        for earlier, later in pairwise(self.terms):
            if later.first <= earlier.last:
                raise TermsOverlap(self.id, later.first)

    def school_days(self, school: str | None = None) -> tuple[Date, ...]:
        """The school days of the district, or of one school, in order.

        A closure of some schools takes days away from those alone.
        """
        closed = {
            day
            for closure in self.closures
            if not closure.schools or school in closure.schools
            for day in _days(closure.first, closure.last)
        }
        stretches = self.terms or (self,)
        return tuple(
            day
            for stretch in stretches
            for day in _days(stretch.first, stretch.last)
            if day not in closed and day.isoweekday() in self.weekdays
        )

    def in_testing_window(self, day: datetime.date, school: str | None = None) -> bool:
        """Whether `day` lies in a testing window of the district or of that school."""
        day = as_day(day)
        return any(
            window.first <= day <= window.last
            for window in self.testing_windows
            if not window.schools or school in window.schools
        )


def _days(first: Date, last: Date) -> Iterable[Date]:
    return (Date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))

"""One school year: its terms, closures, half days and testing windows, and its school days."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from itertools import pairwise

from attrs import field, frozen
from pendulum import Date

from coachcycle.errors import CoachCycleError, SeveralProblems
from coachcycle.schoolyear.clock import as_zone, is_left_out, optional_time
from coachcycle.schoolyear.days import as_day
from coachcycle.vocabulary import (
    EMPTY_IS_ANY,
    BellsId,
    Extra,
    SchoolId,
    SetEmpty,
    TypeMismatch,
    YearId,
    all_of,
    bells_id,
    collection,
    extra,
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
    remedy = "Exchange the first and the last day, or correct one of them."

    what: str
    first: Date
    last: Date


class YearTooLong(CoachCycleError):
    """A school year lasts longer than any does."""

    code = "schoolyear.year_too_long"
    template = "school year {year}: {days} days; expected at most {longest}"
    remedy = "Correct the first or the last day, or write two school years."

    year: YearId
    days: int
    longest: int


class SchoolYearInvalid(SeveralProblems):
    """A school year holds problems; all of them are reported together."""

    code = "schoolyear.school_year_invalid"
    template = "{count} problems in the school year: {codes}"
    remedy = "Mend each problem of the school year; each has a code of its own."


class OutsideYear(CoachCycleError):
    """A term, closure or testing window does not lie within its school year."""

    code = "schoolyear.outside_year"
    template = (
        "school year {year}: {what} {first} to {last} is not within {year_first} to {year_last}"
    )
    remedy = "Correct the days, or those of the school year."

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
    remedy = "Let one term end before the next begins."

    year: YearId
    day: Date


class HalfDayUnclear(CoachCycleError):
    """A half day says neither when it ends nor which bell schedule holds, or both."""

    code = "schoolyear.half_day_unclear"
    template = "half day {day}: expected either when it ends or its bell schedule"
    remedy = "Give ends or bells, one of them."

    day: Date


class HalfDayWithoutSchool(CoachCycleError):
    """A half day is no school day, in the district or in a school that it names."""

    code = "schoolyear.half_day_without_school"
    template = "school year {year}: half day {day} is no school day (school: {school})"
    remedy = "Correct the day, or the closure, term or weekdays that make it no school day."

    year: YearId
    day: Date
    school: SchoolId | None


class HalfDayRepeated(CoachCycleError):
    """Two half days of one day are the district's, or one school's own."""

    code = "schoolyear.half_day_repeated"
    template = "school year {year}: half day {day} stands there twice (school: {school})"
    remedy = "Keep one half day for the place and day."

    year: YearId
    day: Date
    school: SchoolId | None


def _schools(ids: Iterable[str]) -> frozenset[SchoolId]:
    return frozenset(school_id(text) for text in collection("schools", ids))


def _label(words: str) -> str:
    return text("name", words)


def as_weekdays(days: Iterable[int]) -> tuple[Weekday, ...]:
    """One or more days of the week, in order and each once.

    Raises:
        TypeMismatch: Something else than numbers from 1 to 7.
        SetEmpty: There are none.
    """
    listed = collection("weekdays", days)
    if any(type(day) not in (int, Weekday) or day not in (*Weekday,) for day in listed):
        raise TypeMismatch("weekdays", "numbers from 1 (Monday) to 7 (Sunday)", "others")
    chosen = tuple(sorted({Weekday(day) for day in listed}))
    if not chosen:
        raise SetEmpty("weekdays")
    return chosen


@frozen(kw_only=True)
class Term:
    """A stretch of the school year in which pupils come; both end days belong to it."""

    name: str = field(converter=_label, repr=False)
    first: Date = field(converter=as_day)
    last: Date = field(converter=as_day)

    def __attrs_post_init__(self) -> None:
        if self.last < self.first:
            raise RunsBackwards("term", self.first, self.last).at("last")


@frozen(kw_only=True)
class Closure:
    """Days on which there is no school; both end days belong to it.

    Without `schools` it closes the whole district, otherwise only those.
    """

    first: Date = field(converter=as_day)
    last: Date = field(converter=as_day)
    schools: frozenset[SchoolId] = field(
        default=frozenset(), converter=_schools, metadata=EMPTY_IS_ANY
    )

    def __attrs_post_init__(self) -> None:
        if self.last < self.first:
            raise RunsBackwards("closure", self.first, self.last).at("last")


@frozen(kw_only=True)
class TestingWindow:
    """Days of tests, on which coaching commonly rests; they are school days all the same.

    Both end days belong to it. Without `schools` it concerns the whole district.
    """

    name: str = field(converter=_label, repr=False)
    first: Date = field(converter=as_day)
    last: Date = field(converter=as_day)
    schools: frozenset[SchoolId] = field(
        default=frozenset(), converter=_schools, metadata=EMPTY_IS_ANY
    )

    def __attrs_post_init__(self) -> None:
        if self.last < self.first:
            raise RunsBackwards("testing window", self.first, self.last).at("last")


def _optional_bells(text: str | None) -> BellsId | None:
    return None if text is None else bells_id(text)


@frozen(kw_only=True)
class HalfDay:
    """A school day that is shorter than others, in the whole district or in some schools.

    It says either when lessons end or which bell schedule holds. For whatever counts school days it
    is one like any other; to a timetable it makes the difference.

    Raises:
        HalfDayUnclear: It says both, or neither.
    """

    day: Date = field(converter=as_day)
    schools: frozenset[SchoolId] = field(
        default=frozenset(), converter=_schools, metadata=EMPTY_IS_ANY
    )
    ends: datetime.time | None = field(default=None, converter=optional_time)
    bells: BellsId | None = field(default=None, converter=_optional_bells)

    def __attrs_post_init__(self) -> None:
        if (self.ends is None) == (self.bells is None):
            raise HalfDayUnclear(self.day)


def _order(stretch: "Term | Closure | TestingWindow") -> tuple[Date, Date, str, list[str]]:
    name, schools = getattr(stretch, "name", ""), getattr(stretch, "schools", ())
    return stretch.first, stretch.last, name, sorted(schools)


def _terms(terms: Iterable[Term]) -> tuple[Term, ...]:
    return tuple(sorted(all_of(Term, "terms", terms), key=_order))


def _closures(closures: Iterable[Closure]) -> tuple[Closure, ...]:
    return tuple(sorted(all_of(Closure, "closures", closures), key=_order))


def _windows(windows: Iterable[TestingWindow]) -> tuple[TestingWindow, ...]:
    return tuple(sorted(all_of(TestingWindow, "testing_windows", windows), key=_order))


def _half_days(days: Iterable[HalfDay]) -> tuple[HalfDay, ...]:
    listed = all_of(HalfDay, "half_days", days)
    return tuple(sorted(listed, key=lambda one: (one.day, sorted(one.schools))))


@frozen(kw_only=True)
class SchoolYear:
    """A district's school year; both end days belong to it.

    A school day is a weekday of `weekdays` within a term (within the year, where no terms are
    given) that no closure takes away. `zone` is the district's IANA time zone: it shows local times
    and lets start times be held against days. A day that the zone's calendar left out is none.

    Raises:
        SchoolYearInvalid: With every problem: a year that is no stretch of at most two years; terms,
            closures and testing windows that reach beyond it, terms that share a day, half days that
            are no school days or stand there twice for the district, or one school.
        ZoneUnknown: `zone` is not in the IANA database.
    """

    id: YearId = field(converter=year_id)
    zone: str = field(converter=as_zone)
    first: Date = field(converter=as_day)
    last: Date = field(converter=as_day)
    terms: tuple[Term, ...] = field(default=(), converter=_terms)
    closures: tuple[Closure, ...] = field(default=(), converter=_closures)
    testing_windows: tuple[TestingWindow, ...] = field(default=(), converter=_windows)
    half_days: tuple[HalfDay, ...] = field(default=(), converter=_half_days)
    weekdays: tuple[Weekday, ...] = field(default=MONDAY_TO_FRIDAY, converter=as_weekdays)
    extra: Extra | None = field(default=None, converter=extra, repr=False)

    def __attrs_post_init__(self) -> None:
        problems = (*self._problem_of_length(),) or (
            *self._impossible_stretches(),
            *self._impossible_half_days(),
        )
        if problems:
            raise SchoolYearInvalid(problems)

    def _problem_of_length(self) -> Iterator[CoachCycleError]:
        days = self.last.toordinal() - self.first.toordinal() + 1
        if days < 1:
            yield RunsBackwards("school year", self.first, self.last).at("last")
        if days > LONGEST_YEAR:
            yield YearTooLong(self.id, days, LONGEST_YEAR).at("last")

    def _impossible_stretches(self) -> Iterator[CoachCycleError]:
        stretches: dict[str, tuple[Term | Closure | TestingWindow, ...]] = {
            "term": self.terms,
            "closure": self.closures,
            "testing window": self.testing_windows,
        }
        for what, those in stretches.items():
            for one in those:
                if one.first < self.first or self.last < one.last:
                    ends = (one.first, one.last, self.first, self.last)
                    yield OutsideYear(self.id, what, *ends).at(one)
        for earlier, later in pairwise(self.terms):
            if later.first <= earlier.last:
                yield TermsOverlap(self.id, later.first).at(later)

    def _impossible_half_days(self) -> Iterator[CoachCycleError]:
        places = {school for half in self.half_days for school in _concerned(half)}
        taught = {school: {*self.school_days(school)} for school in places}
        before: set[tuple[Date, SchoolId | None]] = set()
        for half in self.half_days:
            concerned = _concerned(half)
            repeated = [one for one in concerned if (half.day, one) in before]
            closed = [one for one in concerned if half.day not in taught[one]]
            if repeated:
                yield HalfDayRepeated(self.id, half.day, repeated[0]).at(half)
            elif closed:
                yield HalfDayWithoutSchool(self.id, half.day, closed[0]).at(half)
            before.update((half.day, one) for one in concerned)

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
            if day not in closed
            and day.isoweekday() in self.weekdays
            and not is_left_out(day, self.zone)
        )

    def days_of_weekdays(self) -> tuple[Date, ...]:
        """All days of the year that are among its weekdays, with school or without, in order."""
        return tuple(
            day for day in _days(self.first, self.last) if day.isoweekday() in self.weekdays
        )

    def half_day(self, day: datetime.date, school: str | None = None) -> HalfDay | None:
        """The half day that `day` is in the district or in that school; None if it is none.

        Where both say something of one day, the school's own counts.
        """
        day = as_day(day)
        halves = [half for half in self.half_days if half.day == day]
        own = [half for half in halves if school in half.schools]
        return next(iter([*own, *(half for half in halves if not half.schools)]), None)

    def closed_apart(self, day: datetime.date) -> frozenset[SchoolId]:
        """The schools that a closure of single schools closes on a day."""
        day = as_day(day)
        return frozenset(
            school
            for closure in self.closures
            if closure.first <= day <= closure.last
            for school in closure.schools
        )

    def in_testing_window(self, day: datetime.date, school: str | None = None) -> bool:
        """Whether `day` lies in a testing window of the district or of that school."""
        day = as_day(day)
        return any(
            window.first <= day <= window.last
            for window in self.testing_windows
            if not window.schools or school in window.schools
        )


def _concerned(half: HalfDay) -> Sequence[SchoolId | None]:
    return sorted(half.schools) or (None,)


def _days(first: Date, last: Date) -> Iterable[Date]:
    return (Date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))

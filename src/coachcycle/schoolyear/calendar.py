"""School years joined: which days are school days, and how many lie between two days."""

import datetime
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType

from attrs import field, frozen
from pendulum import Date

from coachcycle.errors import CoachCycleError
from coachcycle.schoolyear.days import as_day
from coachcycle.schoolyear.year import HalfDay, SchoolYear
from coachcycle.vocabulary import SchoolId, SetEmpty, YearId, all_of, whole

LONGEST = 10_000
"""How far ahead a school day can be asked for [school days]."""


class YearsOverlap(CoachCycleError):
    """Two school years of one calendar share a day."""

    code = "schoolyear.years_overlap"
    template = "school year {later} begins on {day}, on or before the last day of {earlier}"
    remedy = "Let one school year end before the next begins."

    earlier: YearId
    later: YearId
    day: Date


class CalendarEnds(CoachCycleError):
    """The calendar has no such school day: it would lie after its last one."""

    code = "schoolyear.calendar_ends"
    template = "{wanted} school days after {day}: the calendar knows only {known} until {last}"
    remedy = "Add the next school year to the calendar."

    day: Date
    wanted: int
    known: int
    last: Date


class DayOutsideYears(CoachCycleError):
    """A day lies in none of the calendar's school years."""

    code = "schoolyear.day_outside_years"
    template = "{day} lies in no school year of the calendar ({first} to {last})"
    remedy = "Correct the day, or add the school year that it lies in."

    day: Date
    first: Date
    last: Date


def _years(years: Iterable[SchoolYear]) -> tuple[SchoolYear, ...]:
    return tuple(sorted(all_of(SchoolYear, "years", years), key=lambda year: year.first))


@frozen
class Calendar:
    """One or more school years of a district, in order of time.

    A day outside every school year is no school day.

    Raises:
        SetEmpty: There is no school year.
        YearsOverlap: Two of them share a day.
    """

    years: tuple[SchoolYear, ...] = field(converter=_years)

    def __attrs_post_init__(self) -> None:
        if not self.years:
            raise SetEmpty("school years")
        for earlier, later in pairwise(self.years):
            if later.first <= earlier.last:
                raise YearsOverlap(earlier.id, later.id, later.first)

    def is_school_day(self, day: datetime.date, school: str | None = None) -> bool:
        """Whether there is school that day, in the district or in one school."""
        days = self._days_of(school)
        place = bisect_right(days, as_day(day))
        return place > 0 and days[place - 1] == day

    def school_days_after(
        self, day: datetime.date, until: datetime.date, school: str | None = None
    ) -> int:
        """How many school days come after `day`, up to and with `until`; 0 when it is not later."""
        return len(self.days_after(day, until, school))

    def days_after(
        self, day: datetime.date, until: datetime.date, school: str | None = None
    ) -> tuple[Date, ...]:
        """The school days after `day`, up to and with `until`, in order."""
        days = self._days_of(school)
        return days[bisect_right(days, as_day(day)) : bisect_right(days, as_day(until))]

    def nth_school_day_after(self, day: datetime.date, n: int, school: str | None = None) -> Date:
        """The n-th school day after `day` [n from 1].

        Raises:
            CalendarEnds: The calendar ends before that.
        """
        days = self._days_of(school)
        begin = bisect_right(days, as_day(day))
        place = begin + whole("school days", n, 1, LONGEST) - 1
        if place >= len(days):
            raise CalendarEnds(as_day(day), n, len(days) - begin, self.years[-1].last)
        return days[place]

    def year_of(self, day: datetime.date) -> SchoolYear:
        """The school year in which a day lies, whether there is school that day or not.

        Raises:
            DayOutsideYears: It lies in none.
        """
        day = as_day(day)
        for year in self.years:
            if year.first <= day <= year.last:
                return year
        raise DayOutsideYears(day, self.years[0].first, self.years[-1].last)

    def half_day(self, day: datetime.date, school: str | None = None) -> HalfDay | None:
        """The half day that `day` is in the district or in one school; None if it is none.

        Raises:
            DayOutsideYears: The day lies in no school year.
        """
        return self.year_of(day).half_day(day, school)

    @cached_property
    def closed_apart(self) -> Mapping[Date, frozenset[SchoolId]]:
        """By school day of the district, in order: the schools that are closed all the same."""
        return MappingProxyType(
            {
                day: closed
                for year in self.years
                for day in year.school_days()
                if (closed := year.closed_apart(day))
            }
        )

    def _days_of(self, school: str | None) -> tuple[Date, ...]:
        return self._school_days.get(school, self._school_days[None])

    @cached_property
    def _school_days(self) -> dict[str | None, tuple[Date, ...]]:
        closed_apart = {
            school for year in self.years for closure in year.closures for school in closure.schools
        }
        return {
            school: tuple(day for year in self.years for day in year.school_days(school))
            for school in (None, *sorted(closed_apart))
        }

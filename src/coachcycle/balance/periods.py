"""The days of a plan, taken apart where a coach's post begins or ends."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from pendulum import Date

from coachcycle.balance.refusals import PeriodOutsideYear
from coachcycle.people import Roster
from coachcycle.schoolyear import SchoolYear


class Period(NamedTuple):
    """The days of a stretch."""

    first: Date
    school_day: Date
    """The first one."""
    until: Date


def periods(roster: Roster, year: SchoolYear, first: Date, until: Date) -> tuple[Period, ...]:
    """The stretches of a plan.

    A post that begins or ends between two school days does so on the later one.

    Raises:
        PeriodOutsideYear: The days lie outside the school year, or none of them is a school day.
    """
    school_days = [day for day in year.school_days() if first <= day < until]
    if not school_days or first < year.first or until > year.last.add(days=1):
        raise PeriodOutsideYear(first, until, year.id)
    cuts = {next((one for one in school_days if one >= day), until) for day in _changes(roster)}
    inner = sorted(day for day in cuts if school_days[0] < day < until)
    return tuple(
        Period(begin, max(begin, school_days[0]), end)
        for begin, end in pairwise([first, *inner, until])
    )


def _changes(roster: Roster) -> Iterator[Date]:
    """The days on which posts of coaches begin and end."""
    for coach in roster.coaches:
        for post in coach.posts:
            yield from (day for day in (post.first, post.until) if day is not None)

"""The line from a baseline to a target, where it starts, and what was measured, day by day."""

import datetime
import math
from collections.abc import Iterable, Sequence
from itertools import groupby
from statistics import median

from attrs import field, frozen
from pendulum import Date

from coachcycle.goals.goal import Goal, Measurement
from coachcycle.goals.verdict import VerdictWarning
from coachcycle.schoolyear import as_day
from coachcycle.vocabulary import EventId

FIRM_BASELINE = 3
"""How many baseline measurements make a firm start.

Source:
    The baseline is the median of three: SPED 557, University of North Dakota, course notes.
"""

Start = tuple[Date, float]
"""The day and the value at which an aimline starts."""


@frozen
class DayValue:
    """What was measured on one day: the median of its values, and their events."""

    day: Date
    value: float = field(repr=False)
    events: tuple[EventId, ...]


def by_day(measurements: Iterable[Measurement]) -> tuple[DayValue, ...]:
    """One value for each day on which something was measured, in the order of the days.

    Several values of one day count as their median, so it does not matter which was entered first.

    Source:
        The median of several probes of one occasion, as taught for progress monitoring in special
        education: SPED 557, University of North Dakota, course notes ("cheat sheet").
    """
    ordered = sorted(measurements, key=lambda one: one.day)
    days = [(day, [*same]) for day, same in groupby(ordered, key=lambda one: one.day)]
    return tuple(
        DayValue(day, median(one.value for one in same), tuple(one.id for one in same))
        for day, same in days
    )


@frozen
class Aimline:
    """The straight line from the baseline to the target.

    Source:
        Slope and baseline (the median of the baseline measurements) as taught for progress
        monitoring in special education: SPED 557, University of North Dakota, course notes.
    """

    first: Date
    baseline: float = field(repr=False)
    last: Date
    target: float = field(repr=False)

    @property
    def weekly_slope(self) -> float:
        """How much the measure should change in seven days [its own unit]."""
        return (self.target - self.baseline) * 7 / self._days(self.last)

    def expected(self, on: datetime.date) -> float:
        """The value that the line has on a day [the measure's own unit].

        Before its first day that is the baseline, after its last day the target.
        """
        day = as_day(on)
        if day <= self.first:
            return self.baseline
        if day >= self.last:
            return self.target
        rise = self.target - self.baseline
        return self.baseline + rise * self._days(day) / self._days(self.last)

    def lead(self, on: datetime.date, value: float) -> float:
        """How far a value is ahead of the line on a day [the measure's own unit].

        Ahead is the side towards which the line runs; behind it the lead is negative. On the line it
        is 0: what the rounding of the line alone makes of it does not count.
        """
        expected = self.expected(on)
        span = self.target - self.baseline
        # 1e-9 of the line's own rise, and some units in the last place of numbers far from nought.
        if math.isclose(value, expected, rel_tol=1e-14, abs_tol=1e-9 * abs(span)):
            return 0.0
        return value - expected if span > 0 else expected - value

    def _days(self, day: Date) -> int:
        return day.toordinal() - self.first.toordinal()


def start_of(goal: Goal, baselines: Sequence[Measurement]) -> Start | None:
    """Where a goal starts: what it states, or the median of its baseline measurements.

    Args:
        goal: The goal.
        baselines: Its baseline measurements, in order of day. The last of their days is the start.
    """
    if goal.baseline_day is not None and goal.baseline is not None:
        return goal.baseline_day, goal.baseline
    if baselines:
        return baselines[-1].day, median(one.value for one in baselines)
    return None


def no_aimline(goal: Goal, start: Start | None) -> VerdictWarning | None:
    """Why there can be no aimline from there to the goal's target, if there can be none."""
    if start is None:
        return VerdictWarning.BASELINE_MISSING
    day, value = start
    if goal.measure.reaches(value, goal.target):
        return VerdictWarning.BASELINE_MEETS_TARGET
    if day >= goal.target_day:
        return VerdictWarning.BASELINE_TOO_LATE
    return None


def aimline_of(goal: Goal, baselines: Sequence[Measurement]) -> Aimline | None:
    """The aimline of a goal with these baseline measurements, in order of day, if it has one."""
    start = start_of(goal, baselines)
    if start is None or no_aimline(goal, start) is not None:
        return None
    return Aimline(*start, goal.target_day, goal.target)

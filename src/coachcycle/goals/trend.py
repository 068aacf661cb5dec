"""The straight line that measurements follow, by any of four methods."""

import datetime
from collections.abc import Callable, Sequence
from itertools import combinations
from statistics import median

from attrs import field, frozen
from pendulum import Date

from coachcycle.goals.aimline import DayValue
from coachcycle.schoolyear import as_day
from coachcycle.vocabulary import Word


class TrendMethod(Word):
    """How a trend line is laid through points."""

    OLS = "ols"
    """Ordinary least squares."""
    SPLIT_MIDDLE = "split_middle"
    """Through the medians of both halves, then moved so that half of the points lie on each side."""
    THEIL_SEN = "theil_sen"
    """The median of the slopes between all pairs, and the median of what is left."""
    TUKEY = "tukey"
    """Through the medians of the first and the last third."""


@frozen
class Trend:
    """The straight line that measurements follow, and where it leads.

    Source:
        Quarter-intersect, split-middle and Tukey lines: Parker, Tindal and Stein (1992), School
        Psychology Review 21(2), 300-312, doi:10.1080/02796015.1992.12085616. Theil-Sen for progress
        monitoring: Vannest, Parker, Davis, Soares and Smith (2012), Behavioral Disorders 37(4),
        271-280, doi:10.1177/019874291203700406.
    """

    method: TrendMethod
    first: Date
    """The day from which `start` is counted: the aimline's first one."""
    start: float = field(repr=False)
    """The value of the line on its first day [the measure's own unit]."""
    weekly_slope: float = field(repr=False)
    """How much the measure changes in seven days [its own unit]."""
    last: Date
    """The day for which `forecast` holds: the goal's target day."""

    def expected(self, on: datetime.date) -> float:
        """The value of the line on a day, also before its first and after its last [own unit]."""
        return self.start + self.weekly_slope * _weeks(self.first, as_day(on))

    @property
    def forecast(self) -> float:
        """The value that the line reaches on its last day [the measure's own unit]."""
        return self.expected(self.last)


def trend(values: Sequence[DayValue], method: TrendMethod, first: Date, last: Date) -> Trend:
    """The trend of two or more days' values.

    Args:
        values: What was measured, a value a day. Two or more.
        method: How the line is laid.
        first: The day from which the line is counted.
        last: The day for which it makes a forecast.
    """
    weeks = [_weeks(first, one.day) for one in values]
    slope, start = _LAID[method](weeks, [one.value for one in values])
    return Trend(method, first, start, slope, last)


def _weeks(first: Date, day: Date) -> float:
    return (day.toordinal() - first.toordinal()) / 7


Line = tuple[float, float]
"""The slope of a line and its value at nought."""


def _ols(xs: Sequence[float], ys: Sequence[float]) -> Line:
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    run = sum((one - x) ** 2 for one in xs)
    slope = sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / run
    return slope, y - slope * x


def _split_middle(xs: Sequence[float], ys: Sequence[float]) -> Line:
    half = len(xs) // 2  # of an odd number the one in the middle is in neither half
    return _through_the_middle(_between(xs, ys, half), xs, ys)


def _theil_sen(xs: Sequence[float], ys: Sequence[float]) -> Line:
    points = zip(xs, ys, strict=True)
    slope = median((d - b) / (c - a) for (a, b), (c, d) in combinations(points, 2))
    return _through_the_middle(slope, xs, ys)


def _tukey(xs: Sequence[float], ys: Sequence[float]) -> Line:
    third = (len(xs) + 1) // 3  # the outer thirds are equal; what is over or short is the middle's
    slope = _between(xs, ys, third)
    return slope, median(ys[:third]) - slope * median(xs[:third])


def _between(xs: Sequence[float], ys: Sequence[float], count: int) -> float:
    """The slope between the medians of the first and of the last few points."""
    rise = median(ys[-count:]) - median(ys[:count])
    return rise / (median(xs[-count:]) - median(xs[:count]))


def _through_the_middle(slope: float, xs: Sequence[float], ys: Sequence[float]) -> Line:
    """A line with half of the points on each side."""
    return slope, median(y - slope * x for x, y in zip(xs, ys, strict=True))


_LAID: dict[TrendMethod, Callable[[Sequence[float], Sequence[float]], Line]] = {
    TrendMethod.OLS: _ols,
    TrendMethod.SPLIT_MIDDLE: _split_middle,
    TrendMethod.THEIL_SEN: _theil_sen,
    TrendMethod.TUKEY: _tukey,
}

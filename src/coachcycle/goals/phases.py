"""The measurements of two phases, checked and turned so that more is better."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from attrs import frozen

from coachcycle.errors import CoachCycleError
from coachcycle.goals.effect import (
    EffectMethod,
    EffectSize,
    EffectWarning,
    Interval,
    Spacing,
    StandardError,
    TauBCVariant,
    TauUVariant,
    TooFewMeasurements,
)
from coachcycle.schoolyear import as_day
from coachcycle.vocabulary import Direction, OutOfRange, collection, in_order, number

LONG_ENOUGH = 5
"""Measurements in each phase that meet the standards for single-case designs without reservations:
Kratochwill et al. (2013), Remedial and Special Education 34(1), 26-38,
doi:10.1177/0741932512452794."""

BASELINE_TREND = Fraction(2, 5)
"""Kendall's tau of a baseline from which on it is said to be getting better [-1 to 1]: this
library's choice. A test of significance would say nothing of three points."""


class DaysMismatch(CoachCycleError):
    """There is not one day for each measurement."""

    code = "goals.days_mismatch"
    template = "days: expected {needed}, one for each measurement of both phases, came {came}"
    remedy = "Pass one day for each measurement, or no days."

    needed: int
    came: int


def exact(value: float) -> Fraction:
    """A number as the decimal that it is written as, so that 0.1 is one tenth."""
    return Fraction(repr(value))


def kendall_s(times: Sequence[float], values: Sequence[float | Fraction]) -> int:
    """Kendall's S: pairs that rise in the course of time less those that fall.

    Pairs with equal times or equal values count nothing.

    Source:
        Kendall (1970), Rank Correlation Methods, 4th edition, chapters 1 and 3.
    """
    pairs = combinations(zip(times, values, strict=True), 2)
    return sum(sign(then, later) * sign(was, now) for (then, was), (later, now) in pairs)


def sign(first: float | Fraction, second: float | Fraction) -> int:
    """1 where the second is more than the first, -1 where it is less, 0 where they are equal."""
    return (second > first) - (second < first)


@frozen
class Phases:
    """Baseline and later measurements, their times, and what is better.

    The values are turned: where less is better they have changed their signs.
    """

    baseline: tuple[float, ...]
    treatment: tuple[float, ...]
    baseline_times: tuple[int, ...]
    treatment_times: tuple[int, ...]
    direction: Direction
    spacing: Spacing

    @property
    def pairs(self) -> int:
        """How many pairs of a baseline and a later measurement there are."""
        return len(self.baseline) * len(self.treatment)

    @property
    def baseline_trend(self) -> int:
        """Kendall's S of the baseline; above 0 where it was getting better."""
        return kendall_s(self.baseline_times, self.baseline)

    @property
    def treatment_trend(self) -> int:
        """Kendall's S of the measurements since the baseline."""
        return kendall_s(self.treatment_times, self.treatment)

    def need(self, method: EffectMethod, times: int = 1) -> None:
        """Sees that there are baseline measurements at so many times, and one since.

        Raises:
            TooFewMeasurements: There are fewer.
        """
        at = len(set(self.baseline_times))
        if at < times:
            raise TooFewMeasurements(method, "baseline", times, at)
        if not self.treatment:
            raise TooFewMeasurements(method, "treatment", 1, 0)

    def warnings(self) -> Iterator[EffectWarning]:
        """What the measurements give to keep in mind, whatever the index."""
        m, n = len(self.baseline), len(self.treatment)
        if m == 1:
            yield EffectWarning.ONE_BASELINE_POINT
        if m == 2:
            yield EffectWarning.TWO_BASELINE_POINTS
        if n == 1:
            yield EffectWarning.ONE_TREATMENT_POINT
        if min(m, n) < LONG_ENOUGH:
            yield EffectWarning.SHORT_PHASES
        if m > 1 and len(set(self.baseline)) == 1:
            yield EffectWarning.CONSTANT_BASELINE
        if n > 1 and len(set(self.treatment)) == 1:
            yield EffectWarning.CONSTANT_TREATMENT

    def trend_warnings(self) -> Iterator[EffectWarning]:
        """What an index that takes no account of trends must say of the baseline's."""
        m = len(self.baseline)
        if m > 2 and Fraction(self.baseline_trend * 2, m * (m - 1)) >= BASELINE_TREND:
            yield EffectWarning.BASELINE_TREND


def phases(
    baseline: Iterable[float],
    treatment: Iterable[float],
    direction: Direction,
    days: Iterable[datetime.date] | None = None,
) -> Phases:
    """The checked measurements of two phases, each in the order of time or with its day.

    Raises:
        TypeMismatch: A measurement is no number, or a phase no collection.
        OutOfRange: A measurement is not finite.
        DaysMismatch: There is not one day for each measurement.
    """
    better = Direction(direction)
    sense = 1 if better is Direction.INCREASE else -1
    first, later = (
        tuple(sense * number(what, value) for value in collection(what, values))
        for what, values in (("baseline", baseline), ("treatment", treatment))
    )
    m, both = len(first), len(first) + len(later)
    if days is None:
        times, spacing = tuple(range(1, both + 1)), Spacing.SESSIONS
    else:
        times = tuple(as_day(day).toordinal() for day in collection("days", days))
        spacing = Spacing.DAYS
    if len(times) != both:
        raise DaysMismatch(both, len(times))
    return Phases(first, later, times[:m], times[m:], better, spacing)


def confidence_level(confidence: float) -> float:
    """A level of confidence, checked [share, above 0 and below 1]."""
    level = number("confidence", confidence)
    if not 0 < level < 1:
        raise OutOfRange("confidence", "a share above 0 and below 1")
    return level


def effect(
    both: Phases,
    method: EffectMethod,
    estimate: float,
    warnings: Iterable[EffectWarning],
    *,
    variant: TauUVariant | TauBCVariant | None = None,
    standard_error: float | None = None,
    standard_error_method: StandardError | None = None,
    interval: Interval | None = None,
    spacing: Spacing | None = None,
    goal: float | None = None,
) -> EffectSize:
    """The effect size of two phases, with what they give to keep in mind."""
    found = {*both.warnings(), *warnings}
    if standard_error is None:
        found.add(EffectWarning.NO_STANDARD_ERROR)
    return EffectSize(
        method=method,
        variant=variant,
        estimate=estimate,
        standard_error=standard_error,
        standard_error_method=standard_error_method,
        interval=interval,
        baseline_points=len(both.baseline),
        treatment_points=len(both.treatment),
        direction=both.direction,
        spacing=spacing,
        goal=goal,
        warnings=in_order(EffectWarning, found),
    )

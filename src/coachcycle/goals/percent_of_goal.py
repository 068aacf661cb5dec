"""The effect size that measures by the goal: percent of goal obtained."""

import math
from collections.abc import Iterable
from fractions import Fraction
from statistics import NormalDist, mean, variance

from coachcycle.errors import CoachCycleError
from coachcycle.goals.effect import (
    EffectMethod,
    EffectSize,
    EffectWarning,
    Interval,
    IntervalMethod,
)
from coachcycle.goals.phases import Phases, confidence_level, effect, exact, phases
from coachcycle.vocabulary import Direction, number


class GoalAtBaseline(CoachCycleError):
    """The goal equals the mean of the baseline, or lies too close to it to be divided by."""

    code = "goals.goal_at_baseline"
    template = "{method}: the goal is the mean of the {baseline_points} baseline measurements"
    remedy = "Choose a goal further from the baseline, or another index."

    method: EffectMethod
    baseline_points: int


def pogo(
    baseline: Iterable[float],
    treatment: Iterable[float],
    goal: float,
    *,
    direction: Direction = Direction.INCREASE,
    confidence: float = 0.95,
) -> EffectSize:
    """Percent of goal obtained: how much of the way from the baseline to the goal was gone.

    The means of the phases are compared. Below 0 things got worse, above 100 they went beyond the
    goal. Where the baseline's mean is already beyond the goal the number makes no sense, and a
    warning says so. With one measurement in a phase there is no standard error and no interval.

    Args:
        baseline: Measurements before coaching [the measure's own unit], in the order of time. One
            or more. Their order matters for the warning of a trend alone.
        treatment: Measurements since [same unit]. One or more.
        goal: What should be reached [same unit].
        direction: What is better; it changes the warnings alone.
        confidence: Level of the interval [share, above 0 and below 1].

    Returns:
        The percentage [percent, not bounded], with a normal interval.

    Raises:
        TooFewMeasurements: A phase has none.
        GoalAtBaseline: The goal equals the mean of the baseline.
        OutOfRange: A number is not finite, or the level not within its range.

    Source:
        Ferron, Goldstein, Olszewski and Rohrer (2020), Evidence-Based Communication Assessment and
        Intervention 14(1-2), 6-27, doi:10.1080/17489539.2020.1732024. Standard error: Dunlap and
        Silver (1986), doi:10.3758/BF03201412, as Patrona et al. (2022) use it.
    """
    return pogo_of(phases(baseline, treatment, direction), number("goal", goal), confidence)


def pogo_of(both: Phases, goal: float, confidence: float) -> EffectSize:
    """`pogo` of phases."""
    both.need(EffectMethod.POGO)
    level = confidence_level(confidence)
    before, since = ([exact(one) for one in phase] for phase in (both.baseline, both.treatment))
    way = (1 if both.direction is Direction.INCREASE else -1) * exact(goal) - mean(before)
    try:
        share = (mean(since) - mean(before)) / way
        estimate, error = float(100 * share), _standard_error(before, since, share, way)
    except (ZeroDivisionError, OverflowError):
        raise GoalAtBaseline(EffectMethod.POGO, len(before)) from None
    warnings = [*both.trend_warnings()]
    if way < 0:
        warnings.append(EffectWarning.GOAL_NOT_AHEAD)
    interval = None
    if error is not None:
        reach = -NormalDist().inv_cdf((1 - level) / 2) * error
        interval = Interval(estimate - reach, estimate + reach, level, IntervalMethod.NORMAL)
    return effect(
        both,
        EffectMethod.POGO,
        estimate,
        warnings,
        standard_error=error,
        interval=interval,
        goal=goal,
    )


def _standard_error(
    before: list[Fraction], since: list[Fraction], share: Fraction, way: Fraction
) -> float | None:
    if min(len(before), len(since)) < 2:
        return None
    of_before, of_since = variance(before) / len(before), variance(since) / len(since)
    return 100 * math.sqrt((of_before * (1 + share**2) + of_since) / way**2)

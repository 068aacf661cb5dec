"""All effect sizes of a goal on a day."""

import datetime
from collections.abc import Callable
from functools import partial

from attrs import evolve, field, frozen
from pendulum import Date

from coachcycle.errors import Finding, Severity
from coachcycle.goals.effect import (
    EffectSize,
    EffectWarning,
    StandardError,
    TauBCVariant,
    TauUVariant,
    TooFewMeasurements,
)
from coachcycle.goals.goal import Goal, GoalRecord
from coachcycle.goals.overlap import nap_of, pnd_of, tau_bc_of, tau_of, tau_u_of
from coachcycle.goals.percent_of_goal import GoalAtBaseline, pogo_of
from coachcycle.goals.phases import Phases, confidence_level, phases
from coachcycle.goals.progress import progress
from coachcycle.vocabulary import EventId, GoalId, in_order


@frozen
class EffectSizes:
    """The effect sizes of a goal on a day, in one order, and why some are missing.

    What cannot be computed is a note in `missing`: one for each method, with what it lacks.
    """

    goal: GoalId
    version: EventId
    on: Date
    sizes: tuple[EffectSize, ...] = field(repr=False)
    missing: tuple[Finding, ...] = field(repr=False)


def effect_sizes(record: GoalRecord, on: datetime.date, *, confidence: float = 0.95) -> EffectSizes:
    """Every effect size that a goal's measurements give by a day.

    The measurements are those that `progress` looks at: up to the day, of every version with the
    measure of the one in force, in order of day. Those of the baseline are compared with those of
    progress. Where none was measured before coaching, the baseline stated with the goal stands for
    one. Trends go by days, not by sessions: coaching measures irregularly.

    Args:
        record: What happened to the goal, as `cycle.goals` holds it.
        on: The day; nothing measured later is looked at.
        confidence: Level of the intervals [share, above 0 and below 1].

    Returns:
        NAP, Tau, PND, Tau-U in its three variants, Tau-BC in its two, and PoGO towards the target of
        the version in force.

    Raises:
        OutOfRange: The level of confidence is not within its range.
    """
    level = confidence_level(confidence)
    now, goal = progress(record, on, rules=()), record.in_force(on).goal
    measured = [(one.day, one.value) for one in now.baselines]
    before = measured or _stated_baseline(goal, now.on)
    both = phases(
        [value for _, value in before],
        [one.value for one in now.points],
        goal.measure.direction,
        [*(day for day, _ in before), *(one.day for one in now.points)],
    )
    sizes: list[EffectSize] = []
    missing: list[Finding] = []
    for index in _indices(both, goal.target, level):
        try:
            size = index()
        except (TooFewMeasurements, GoalAtBaseline) as error:
            missing.append(error.as_finding(severity=Severity.NOTE))
        else:
            sizes.append(size if measured else _with_stated_baseline(size))
    return EffectSizes(now.goal, now.version, now.on, tuple(sizes), tuple(dict.fromkeys(missing)))


def _indices(both: Phases, goal: float, level: float) -> list[Callable[[], EffectSize]]:
    return [
        partial(nap_of, both, StandardError.UNBIASED, level),
        partial(tau_of, both, StandardError.UNBIASED, level),
        partial(pnd_of, both),
        *(partial(tau_u_of, both, variant) for variant in TauUVariant),
        *(partial(tau_bc_of, both, variant) for variant in TauBCVariant),
        partial(pogo_of, both, goal, level),
    ]


def _stated_baseline(goal: Goal, on: Date) -> list[tuple[Date, float]]:
    if goal.baseline is None or goal.baseline_day is None or goal.baseline_day > on:
        return []
    return [(goal.baseline_day, goal.baseline)]


def _with_stated_baseline(size: EffectSize) -> EffectSize:
    return evolve(
        size, warnings=in_order(EffectWarning, [*size.warnings, EffectWarning.STATED_BASELINE])
    )

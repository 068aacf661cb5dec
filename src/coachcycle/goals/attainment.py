"""Goal attainment scaling: several goals, each on its own scale, in one score."""

import math
from collections.abc import Iterable

from attrs import field, frozen

from coachcycle.errors import CoachCycleError
from coachcycle.goals.phases import exact
from coachcycle.vocabulary import (
    GoalId,
    OutOfRange,
    SetEmpty,
    Word,
    all_of,
    each_once,
    goal_id,
    number,
    whole,
)

ASSUMED_CORRELATION = 0.30
"""What goals of one person are taken to correlate by: the convention since Kiresuk and Sherman
(1968), Community Mental Health Journal 4(6), 443-453, doi:10.1007/BF01530764."""


class AttainmentMethod(Word):
    """How levels become one score."""

    T_SCORE = "t_score"
    """Mean 50 and standard deviation 10, if the levels were well set (Kiresuk and Sherman 1968)."""


class AttainmentWarning(Word):
    """What to keep in mind with a score of goal attainment; `sentence` says it in words."""

    ONE_GOAL = "one_goal"
    SOME_WITHOUT_WEIGHT = "some_without_weight"

    @property
    def sentence(self) -> str:
        """What it means, for a coach."""
        return _SENTENCES[self]


_SENTENCES = {
    AttainmentWarning.ONE_GOAL: ("One goal counts alone: the score says no more than its level."),
    AttainmentWarning.SOME_WITHOUT_WEIGHT: (
        "Some goals have no weight: the score would be the same without them."
    ),
}


class NoGoalWeighs(CoachCycleError):
    """The weights of all goals are 0."""

    code = "goals.no_goal_weighs"
    template = "goal attainment: the weights of all {count} goals are 0"
    remedy = "Give at least one goal a weight above 0."

    count: int


def _level(level: int) -> int:
    return whole("level", level, -2, 2)


def _weight(weight: float) -> float:
    given = number("weight", weight)
    if given < 0:
        raise OutOfRange("weight", "a number from 0 up")
    return given


@frozen(kw_only=True)
class ScaledGoal:
    """How far a goal was attained on its own scale, and how much it weighs.

    `level` is a whole number from -2 (much less than expected) over 0 (as expected) to 2 (much more
    than expected). `weight` is any number from 0 up; only its ratio to the others matters.
    """

    id: GoalId = field(converter=goal_id)
    level: int = field(converter=_level, repr=False)
    weight: float = field(default=1.0, converter=_weight, repr=False)


@frozen(kw_only=True)
class GoalAttainment:
    """The score of several scaled goals, and what it was made of."""

    method: AttainmentMethod
    t_score: float = field(repr=False)
    """50 where all goals were attained as expected [not bounded; rarely outside 20 to 80]."""
    goals: tuple[ScaledGoal, ...] = field(repr=False)
    rho: float
    """What the goals were taken to correlate by [0 to below 1]."""
    warnings: tuple[AttainmentWarning, ...] = field(repr=False)


def goal_attainment(
    goals: Iterable[ScaledGoal], *, rho: float = ASSUMED_CORRELATION
) -> GoalAttainment:
    """The T score of goals that were each attained on a scale of its own.

    T = 50 + 10 x sum(w x) / sqrt((1 - rho) x sum(w^2) + rho x sum(w)^2), of weights w and levels x.

    Args:
        goals: The goals, each once. One or more.
        rho: How much goals of one person correlate [0 to below 1].

    Raises:
        SetEmpty: There are no goals.
        Repeated: A goal stands there twice.
        NoGoalWeighs: All weights are 0.
        OutOfRange: rho is not within its range.

    Source:
        Kiresuk and Sherman (1968), Community Mental Health Journal 4(6), 443-453,
        doi:10.1007/BF01530764; the formula as corrected in the erratum to Turner-Stokes (2009),
        Clinical Rehabilitation 23(4), 362-370, doi:10.1177/0269215508101742.
    """
    listed = all_of(ScaledGoal, "goals", goals)
    if not listed:
        raise SetEmpty("goals")
    each_once("goals", (goal.id for goal in listed))
    given = number("rho", rho)
    if not 0 <= given < 1:
        raise OutOfRange("rho", "a number from 0 to below 1")
    weights = [exact(goal.weight) for goal in listed]
    all_weight = sum(weights)
    if not all_weight:
        raise NoGoalWeighs(len(listed))
    shares = [weight / all_weight for weight in weights]
    level = sum(share * goal.level for share, goal in zip(shares, listed, strict=True))
    correlation = exact(given)
    spread = (1 - correlation) * sum(share**2 for share in shares) + correlation
    return GoalAttainment(
        method=AttainmentMethod.T_SCORE,
        t_score=50 + 10 * float(level) / math.sqrt(spread),
        goals=listed,
        rho=given,
        warnings=tuple(_warnings(listed)),
    )


def _warnings(goals: tuple[ScaledGoal, ...]) -> list[AttainmentWarning]:
    weighing = sum(goal.weight > 0 for goal in goals)
    found = [AttainmentWarning.ONE_GOAL] if weighing == 1 else []
    return found + [AttainmentWarning.SOME_WITHOUT_WEIGHT] * (weighing < len(goals))

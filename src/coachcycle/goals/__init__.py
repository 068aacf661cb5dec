"""WHY a cycle is run: goals, what measures them, and how far they have come.

A goal is an immutable value; what happened to it in a cycle is its `GoalRecord`: every version,
every measurement and how it was closed. `progress` reads a record on a day, `effect_sizes` says how
far the measurements since the baseline differ from it, and a `FidelityCheck` how much of a strategy
was done.
"""

from coachcycle.goals.attainment import (
    ASSUMED_CORRELATION,
    AttainmentMethod,
    AttainmentWarning,
    GoalAttainment,
    NoGoalWeighs,
    ScaledGoal,
    goal_attainment,
)
from coachcycle.goals.effect import (
    EffectMethod,
    EffectSize,
    EffectWarning,
    Interval,
    IntervalMethod,
    Spacing,
    StandardError,
    TauBCVariant,
    TauUVariant,
    TooFewMeasurements,
)
from coachcycle.goals.effect_sizes import EffectSizes, effect_sizes
from coachcycle.goals.fidelity import (
    HIGH_FIDELITY_PERCENT,
    PARTIAL_CREDIT,
    FidelityCheck,
    FidelityItem,
    FidelityStanding,
    ItemScore,
)
from coachcycle.goals.goal import (
    BaselineWithoutDay,
    Goal,
    GoalClosing,
    GoalRecord,
    GoalVersion,
    Measurement,
    OutsideMeasure,
    TargetBeforeBaseline,
    TargetNotAhead,
)
from coachcycle.goals.measure import Measure, RangeEmpty
from coachcycle.goals.overlap import nap, pnd, tau, tau_bc, tau_u
from coachcycle.goals.phases import DaysMismatch
from coachcycle.goals.pogo import GoalAtBaseline, pogo
from coachcycle.goals.progress import Aimline, Progress, ProgressStatus, progress
from coachcycle.goals.rollup import RollUp, ServingGoal, roll_up

__all__ = [
    "ASSUMED_CORRELATION",
    "HIGH_FIDELITY_PERCENT",
    "PARTIAL_CREDIT",
    "Aimline",
    "AttainmentMethod",
    "AttainmentWarning",
    "BaselineWithoutDay",
    "DaysMismatch",
    "EffectMethod",
    "EffectSize",
    "EffectSizes",
    "EffectWarning",
    "FidelityCheck",
    "FidelityItem",
    "FidelityStanding",
    "Goal",
    "GoalAtBaseline",
    "GoalAttainment",
    "GoalClosing",
    "GoalRecord",
    "GoalVersion",
    "Interval",
    "IntervalMethod",
    "ItemScore",
    "Measure",
    "Measurement",
    "NoGoalWeighs",
    "OutsideMeasure",
    "Progress",
    "ProgressStatus",
    "RangeEmpty",
    "RollUp",
    "ScaledGoal",
    "ServingGoal",
    "Spacing",
    "StandardError",
    "TargetBeforeBaseline",
    "TargetNotAhead",
    "TauBCVariant",
    "TauUVariant",
    "TooFewMeasurements",
    "effect_sizes",
    "goal_attainment",
    "nap",
    "pnd",
    "pogo",
    "progress",
    "roll_up",
    "tau",
    "tau_bc",
    "tau_u",
]

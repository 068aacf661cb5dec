"""WHY a cycle is run: goals, what measures them, and how far they have come.

A goal is an immutable value; what happened to it in a cycle is its `GoalRecord`: every version,
every measurement and how it was closed. `progress` reads a record on a day and gives the verdict of
each decision rule, `chart` all that a picture of it shows; `effect_sizes` says how far the measurements
since the baseline differ from it, a `FidelityCheck` how much of a strategy was done, and
`format_findings` what a goal lacks to be written in a format.
"""

from typing import TYPE_CHECKING, Any

from coachcycle.goals.aimline import Aimline, DayValue
from coachcycle.goals.decision_rules import (
    DEFAULT_RULES,
    Case,
    DecisionRule,
    FourPointRule,
    OnLine,
    RuleContradictsItself,
    TrendLineRule,
    Verdict,
)
from coachcycle.goals.goal import (
    BaselineWithoutDay,
    Goal,
    GoalClosing,
    GoalRecord,
    GoalVersion,
    Measurement,
    OutsideMeasure,
    SelfRatings,
    Strategy,
    TargetBeforeBaseline,
    TargetNotAhead,
    VersionMissing,
)
from coachcycle.goals.measure import Measure, RangeEmpty
from coachcycle.goals.progress import (
    NotCopies,
    Progress,
    ProgressStatus,
    progress,
    progress_by_teacher,
    side_by_side,
)
from coachcycle.goals.rollup import RollUp, ServingGoal, roll_up
from coachcycle.goals.trend import Trend, TrendMethod
from coachcycle.goals.verdict import VerdictWarning, VerdictWord
from coachcycle.later import later

if TYPE_CHECKING:
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
    from coachcycle.goals.fidelity import (
        HIGH_FIDELITY_PERCENT,
        PARTIAL_CREDIT,
        FidelityCheck,
        FidelityItem,
        FidelityStanding,
        ItemScore,
    )
    from coachcycle.goals.formats import (
        AimlineMissing,
        DueWhenSet,
        FewBaselinePoints,
        FocusNotStudent,
        GoalFormat,
        IntervalMissing,
        NotRated,
        RatedNo,
        SourceMissing,
        StrategyMissing,
        format_findings,
    )
    from coachcycle.goals.goal_chart import ChartLine, ChartMark, GoalChart, chart
    from coachcycle.goals.goal_effects import EffectSizes, effect_sizes
    from coachcycle.goals.overlap import nap, pnd, tau, tau_bc, tau_u
    from coachcycle.goals.percent_of_goal import GoalAtBaseline, pogo
    from coachcycle.goals.phases import DaysMismatch

__all__ = [
    "ASSUMED_CORRELATION",
    "DEFAULT_RULES",
    "HIGH_FIDELITY_PERCENT",
    "PARTIAL_CREDIT",
    "Aimline",
    "AimlineMissing",
    "AttainmentMethod",
    "AttainmentWarning",
    "BaselineWithoutDay",
    "Case",
    "ChartLine",
    "ChartMark",
    "DayValue",
    "DaysMismatch",
    "DecisionRule",
    "DueWhenSet",
    "EffectMethod",
    "EffectSize",
    "EffectSizes",
    "EffectWarning",
    "FewBaselinePoints",
    "FidelityCheck",
    "FidelityItem",
    "FidelityStanding",
    "FocusNotStudent",
    "FourPointRule",
    "Goal",
    "GoalAtBaseline",
    "GoalAttainment",
    "GoalChart",
    "GoalClosing",
    "GoalFormat",
    "GoalRecord",
    "GoalVersion",
    "Interval",
    "IntervalMethod",
    "IntervalMissing",
    "ItemScore",
    "Measure",
    "Measurement",
    "NoGoalWeighs",
    "NotCopies",
    "NotRated",
    "OnLine",
    "OutsideMeasure",
    "Progress",
    "ProgressStatus",
    "RangeEmpty",
    "RatedNo",
    "RollUp",
    "RuleContradictsItself",
    "ScaledGoal",
    "SelfRatings",
    "ServingGoal",
    "SourceMissing",
    "Spacing",
    "StandardError",
    "Strategy",
    "StrategyMissing",
    "TargetBeforeBaseline",
    "TargetNotAhead",
    "TauBCVariant",
    "TauUVariant",
    "TooFewMeasurements",
    "Trend",
    "TrendLineRule",
    "TrendMethod",
    "Verdict",
    "VerdictWarning",
    "VerdictWord",
    "VersionMissing",
    "chart",
    "effect_sizes",
    "format_findings",
    "goal_attainment",
    "nap",
    "pnd",
    "pogo",
    "progress",
    "progress_by_teacher",
    "roll_up",
    "side_by_side",
    "tau",
    "tau_bc",
    "tau_u",
]

LATER = (
    "coachcycle.goals.goal_chart",
    "coachcycle.goals.formats",
    "coachcycle.goals.goal_effects",
    "coachcycle.goals.overlap",
    "coachcycle.goals.effect",
    "coachcycle.goals.phases",
    "coachcycle.goals.percent_of_goal",
    "coachcycle.goals.attainment",
    "coachcycle.goals.fidelity",
)
"""Where the names are that load when they are first used."""


def __getattr__(name: str) -> Any:
    return later(__name__, name, LATER)

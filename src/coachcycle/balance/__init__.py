"""Who should coach whom: plans from a roster and rules, and bounds that can be trusted.

`balance` makes a plan, `verify` holds any plan against its rules, `explain` says why somebody has no coach,
`rebalance` changes a plan in the middle of a year, `compare` says what differs, `capacity` whether there
are coaches enough. `AssignmentProblem` and `solve` know only agents, groups and items; coaches, schools and
teachers are one reading of those. The extra `balance` brings numpy, scipy and numba; without numba the same answers come,
more slowly.
"""

from importlib.util import find_spec

from coachcycle.errors import ExtraMissing

if find_spec("numpy") is None:
    raise ExtraMissing("numpy", "balance")
if find_spec("scipy") is None:
    raise ExtraMissing("scipy", "balance")

from coachcycle.balance.bound import Relaxation, values
from coachcycle.balance.capacity import Candidate, Capacity, Shortage, capacity
from coachcycle.balance.compare import Change, ChangeReason, Comparison, compare
from coachcycle.balance.eligibility import Exclusion
from coachcycle.balance.explain import Explainer, Explanation, Option, Reasoning, Step, explain
from coachcycle.balance.plans import balance, certify, rebalance
from coachcycle.balance.problem import AssignmentProblem, Level
from coachcycle.balance.refusals import (
    BaseUnknown,
    BoundExceeded,
    CaseMissing,
    CaseUnknown,
    DayOutsidePlan,
    FloorBroken,
    GroupApart,
    GroupPinnedApart,
    JourneyUnknown,
    LevelUnknown,
    NotInRoster,
    Overloaded,
    PairExcluded,
    PeriodOutsideYear,
    PinBroken,
    PinExcluded,
    PinIdle,
    PinsExceed,
    PlanImpossible,
    PlanUnsound,
    ReasonWrong,
    StretchUncut,
    TimeUnknown,
    ValueWrong,
)
from coachcycle.balance.solve import LevelResult, Progress, Solution, judge, solve
from coachcycle.balance.verify import Account, Load, Share, Verification, verify

__all__ = [
    "Account",
    "AssignmentProblem",
    "BaseUnknown",
    "BoundExceeded",
    "Candidate",
    "Capacity",
    "CaseMissing",
    "CaseUnknown",
    "Change",
    "ChangeReason",
    "Comparison",
    "DayOutsidePlan",
    "Exclusion",
    "Explainer",
    "Explanation",
    "FloorBroken",
    "GroupApart",
    "GroupPinnedApart",
    "JourneyUnknown",
    "Level",
    "LevelResult",
    "LevelUnknown",
    "Load",
    "NotInRoster",
    "Option",
    "Overloaded",
    "PairExcluded",
    "PeriodOutsideYear",
    "PinBroken",
    "PinExcluded",
    "PinIdle",
    "PinsExceed",
    "PlanImpossible",
    "PlanUnsound",
    "Progress",
    "ReasonWrong",
    "Reasoning",
    "Relaxation",
    "Share",
    "Shortage",
    "Solution",
    "Step",
    "StretchUncut",
    "TimeUnknown",
    "ValueWrong",
    "Verification",
    "balance",
    "capacity",
    "certify",
    "compare",
    "explain",
    "judge",
    "rebalance",
    "solve",
    "values",
    "verify",
]

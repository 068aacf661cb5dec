"""WHO coaches whom: the rules that a district has decided on, and the plans made by them.

`CaseloadRules` say what may be and what comes first; a `Caseload` is a plan, with the rules it follows.
`coachcycle.balance` makes plans from rules and judges them.
"""

from coachcycle.caseloads.caseload import (
    Assignment,
    Caseload,
    CaseRepeated,
    LevelOutcome,
    Stretch,
    StretchesApart,
    Unserved,
    UnservedReason,
)
from coachcycle.caseloads.rules import (
    Assigning,
    Base,
    CaseloadRules,
    CaseloadRulesInvalid,
    Criterion,
    Demand,
    Duty,
    Group,
    InTwoGroups,
    Journey,
    Likeness,
    OptionMissing,
    Pair,
    PairContradicted,
    PairKind,
    PeriodEmpty,
    PinnedTwice,
    Rank,
    RuleSource,
)

__all__ = [
    "Assigning",
    "Assignment",
    "Base",
    "CaseRepeated",
    "Caseload",
    "CaseloadRules",
    "CaseloadRulesInvalid",
    "Criterion",
    "Demand",
    "Duty",
    "Group",
    "InTwoGroups",
    "Journey",
    "LevelOutcome",
    "Likeness",
    "OptionMissing",
    "Pair",
    "PairContradicted",
    "PairKind",
    "PeriodEmpty",
    "PinnedTwice",
    "Rank",
    "RuleSource",
    "Stretch",
    "StretchesApart",
    "Unserved",
    "UnservedReason",
]

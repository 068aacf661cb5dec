"""MAY they: a contract's rules about coaching, and where records break them.

Rules are values, for a district and for single schools; `breaches` holds a cycle against them and
`caps_exceeded` the load of coaches. What is found are findings with ids and days. Nothing is held
back: the engine knows no contract.
"""

from coachcycle.policy.findings import (
    CaseloadTooHeavy,
    CredentialMissing,
    CycleNotAgreed,
    EvaluatorCoaches,
    NoticeTooShort,
    OutsideContractDay,
    OverrideSchoolUnknown,
    SessionNotAgreed,
    TooManyCycles,
    TooManyObservations,
    VisitUnplanned,
)
from coachcycle.policy.judging import breaches, breaches_across
from coachcycle.policy.load import caps_exceeded
from coachcycle.policy.rules import (
    RULES,
    AgreedByBoth,
    ContractRules,
    ContractRulesInvalid,
    CredentialValid,
    InsideContractDay,
    MostObservations,
    Needs,
    NoEvaluatorAsCoach,
    Notice,
    NoticeUnit,
    PlannedBy,
    Rule,
    RuleRepeated,
    SchoolRules,
    WithinCaps,
)

__all__ = [
    "RULES",
    "AgreedByBoth",
    "CaseloadTooHeavy",
    "ContractRules",
    "ContractRulesInvalid",
    "CredentialMissing",
    "CredentialValid",
    "CycleNotAgreed",
    "EvaluatorCoaches",
    "InsideContractDay",
    "MostObservations",
    "Needs",
    "NoEvaluatorAsCoach",
    "Notice",
    "NoticeTooShort",
    "NoticeUnit",
    "OutsideContractDay",
    "OverrideSchoolUnknown",
    "PlannedBy",
    "Rule",
    "RuleRepeated",
    "SchoolRules",
    "SessionNotAgreed",
    "TooManyCycles",
    "TooManyObservations",
    "VisitUnplanned",
    "WithinCaps",
    "breaches",
    "breaches_across",
    "caps_exceeded",
]

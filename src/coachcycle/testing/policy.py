"""Contract rules."""

from typing import Any

from hypothesis import strategies as st

from coachcycle.policy import (
    RULES,
    AgreedByBoth,
    ContractRules,
    CredentialValid,
    InsideContractDay,
    MostObservations,
    Needs,
    NoEvaluatorAsCoach,
    Notice,
    NoticeUnit,
    PlannedBy,
    Rule,
    SchoolRules,
    WithinCaps,
)
from coachcycle.testing.people import Known, caps
from coachcycle.testing.timetable import spans
from coachcycle.testing.values import ids, kept, optional
from coachcycle.vocabulary import SessionForm


def rules(name: str | None = None) -> st.SearchStrategy[Rule]:
    """Contract rules.

    Args:
        name: Of which kind, by its name in `RULES`; of any, if not given.
    """
    made = _made()
    return st.one_of(*made.values()) if name is None else made[name]


def _made() -> dict[str, st.SearchStrategy[Any]]:
    forms = st.sets(st.sampled_from(SessionForm), min_size=1, max_size=3)
    return {
        Notice.rule: st.builds(
            Notice,
            least=st.integers(1, 1000),
            unit=st.sampled_from(NoticeUnit),
            forms=forms,
            unplanned_is_breach=st.booleans(),
        ),
        MostObservations.rule: st.builds(
            MostObservations,
            most=st.integers(1, 100),
            window_school_days=st.integers(1, 400),
            forms=forms,
        ),
        InsideContractDay.rule: st.builds(InsideContractDay, day=optional(spans())),
        AgreedByBoth.rule: st.builds(
            AgreedByBoth, adopted_is_breach=st.booleans(), sessions_by=st.sampled_from(PlannedBy)
        ),
        NoEvaluatorAsCoach.rule: st.just(NoEvaluatorAsCoach()),
        CredentialValid.rule: st.builds(
            CredentialValid,
            types=st.sets(ids(), min_size=1, max_size=3),
            needs=st.sampled_from(Needs),
        ),
        WithinCaps.rule: st.builds(WithinCaps, caps=caps()),
    }


@kept
def _of_one_place() -> st.SearchStrategy[list[Rule]]:
    return st.lists(rules(), max_size=4, unique_by=lambda one: one.rule)


@st.composite
def _school_rules(draw: st.DrawFn, schools: st.SearchStrategy[str]) -> SchoolRules:
    own = draw(_of_one_place())
    others = [name for name in RULES if name not in {one.rule for one in own}]
    off = draw(st.sets(st.sampled_from(others), max_size=2))
    return SchoolRules(school=draw(schools), rules=own, off=off)


def school_rules(schools: Known | None = None) -> st.SearchStrategy[SchoolRules]:
    """What a school has instead of the district's rules.

    Args:
        schools: The ids that the school may have; any, if not given.
    """
    return _school_rules(ids() if schools is None else st.sampled_from([*schools]))


def contract_rules(schools: Known | None = None) -> st.SearchStrategy[ContractRules]:
    """Rules of a district, with own parts for up to two schools.

    Args:
        schools: The ids that the schools may have; any, if not given.
    """
    own = (
        st.just([])
        if schools is not None and not schools
        else st.lists(school_rules(schools), max_size=2, unique_by=lambda one: one.school)
    )
    return st.builds(ContractRules, rules=_of_one_place(), schools=own)

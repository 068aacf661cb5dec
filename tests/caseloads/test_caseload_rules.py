"""Rules of caseloads: what they cannot be, and what they hold."""

import datetime
from typing import Any

import pytest
from hypothesis import given

from coachcycle.caseloads import (
    Base,
    CaseloadRules,
    CaseloadRulesInvalid,
    Criterion,
    Demand,
    Duty,
    Group,
    InTwoGroups,
    Journey,
    OptionMissing,
    Pair,
    PairContradicted,
    PairKind,
    PeriodEmpty,
    PinnedTwice,
    Rank,
    RuleSource,
)
from coachcycle.errors import CoachCycleError
from coachcycle.testing import caseload_rules
from coachcycle.vocabulary import OutOfRange, Repeated, TypeMismatch, WordUnknown

FIRST, UNTIL = datetime.date(2026, 8, 17), datetime.date(2027, 6, 5)


def rules(**keys: Any) -> CaseloadRules:
    return CaseloadRules(**{"first": FIRST, "until": UNTIL, "demands": [], **keys})


def problems(**keys: Any) -> tuple[CoachCycleError, ...]:
    with pytest.raises(CaseloadRulesInvalid) as refused:
        rules(**keys)
    return refused.value.problems


def pair(kind: str, coach: str, teacher: str = "t-1", school: str | None = None) -> Pair:
    return Pair(kind=kind, coach=coach, teacher=teacher, school=school)


class TestRules:
    def test_a_period_of_no_day(self) -> None:
        assert problems(until=FIRST) == (PeriodEmpty(FIRST, FIRST),)

    @pytest.mark.parametrize(
        ("keys", "problem"),
        [
            (
                {"demands": [Demand(need=1, contact_minutes=5)] * 2},
                Repeated("demands", "without a tier"),
            ),
            ({"order": [Rank(criterion="served_need")] * 2}, Repeated("order", "served_need")),
            ({"duties": [Duty(coach="c-1", minutes=5)] * 2}, Repeated("duties", "c-1")),
            ({"bases": [Base(coach="c-1", school="s-1")] * 2}, Repeated("bases", "c-1")),
            (
                {"journeys": [Journey(base="s-1", school="s-2", minutes=5)] * 2},
                Repeated("journeys", "s-2"),
            ),
        ],
    )
    def test_what_stands_there_twice(self, keys: dict[str, Any], problem: Repeated) -> None:
        assert problems(**keys) == (problem,)

    def test_two_pins(self) -> None:
        """At one school; at two of them she may have two coaches."""
        both = [pair("pinned", "c-1"), pair("pinned", "c-2")]
        assert problems(pairs=both) == (PinnedTwice("t-1", "c-1", "c-2"),)
        apart = [pair("pinned", "c-1", school="s-1"), pair("pinned", "c-2", school="s-2")]
        assert rules(pairs=apart).pairs == tuple(apart)
        overlapping = [pair("pinned", "c-1"), pair("pinned", "c-2", school="s-2")]
        assert len(problems(pairs=overlapping)) == 1

    @pytest.mark.parametrize("kind", [PairKind.PROHIBITED, PairKind.REFUSED])
    def test_pinned_and_not_wanted(self, kind: PairKind) -> None:
        both = [pair("pinned", "c-1"), pair(kind, "c-1")]
        assert problems(pairs=both) == (PairContradicted("c-1", "t-1", kind),)
        assert rules(pairs=[pair("pinned", "c-1"), pair(kind, "c-2")])

    def test_in_two_groups(self) -> None:
        groups = [Group(teachers=["t-1", "t-2"]), Group(teachers=["t-2", "t-3"])]
        assert problems(together=groups) == (InTwoGroups("t-2"),)
        with pytest.raises(OutOfRange):
            Group(teachers=["t-1"])

    def test_options_that_are_missing(self) -> None:
        assert problems(assigning="equal_shares") == (OptionMissing("assigning", "equal_share"),)
        no_need = [Rank(criterion="fairness")]
        assert problems(order=no_need) == (OptionMissing("order", "served_need"),)

    def test_sources_are_of_rules(self) -> None:
        with pytest.raises(WordUnknown):
            RuleSource(rule="most_head", source="article 14")
        assert rules(sources=[RuleSource(rule="most_heads", source="article 14")]).sources

    def test_every_problem_is_reported(self) -> None:
        assert len(problems(until=FIRST, assigning="equal_shares", order=[])) == 3

    def test_the_usual_order(self) -> None:
        assert [rank.criterion for rank in rules().order] == [*Criterion]

    @given(caseload_rules())
    def test_lists_are_in_order(self, drawn: CaseloadRules) -> None:
        """So that rules of the same content are equal."""
        backwards = {
            name: getattr(drawn, name)[::-1]
            for name in ("duties", "bases", "journeys", "pairs", "together", "sources")
        }
        assert (
            CaseloadRules(
                **{
                    name: getattr(drawn, name)
                    for name in ("first", "until", "demands", "order", "assigning", "equal_share")
                },
                **backwards,
            ).pairs
            == drawn.pairs
        )


@pytest.mark.parametrize(
    "keys",
    [
        {"unit_minutes": 4},
        {"unit_minutes": 241},
        {"weekly_minutes": 10_081},
        {"coaching_share": 1.1},
        {"reserve_share": -0.1},
        {"most_schools": 0},
        {"most_heads": 1000.5},
        {"most_heads": 0.125},
        {"trips_per_week": 51},
        {"equal_share": 0},
        {"lottery_seed": 2**32},
        {"demands": [{"need": 1}]},
        {"alike": ["shoes"]},
        {"unit_minutes": True},
    ],
)
def test_out_of_range(keys: dict[str, Any]) -> None:
    with pytest.raises((OutOfRange, TypeMismatch, WordUnknown)):
        rules(**keys)


def test_what_a_teacher_takes_of_a_week() -> None:
    assert Demand(need=1, contact_minutes=45, preparation_minutes=30).minutes == 75
    with pytest.raises(OutOfRange):
        Demand(need=10_001, contact_minutes=45)
    with pytest.raises(OutOfRange):
        Demand(need=1, contact_minutes=45, counts_for=0.005)

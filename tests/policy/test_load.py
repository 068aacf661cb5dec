"""What coaches have on a day, and the caps of a contract."""

from itertools import permutations
from typing import Any

import pytest
from court import ROSTER
from hypothesis import given
from hypothesis import strategies as st

from coachcycle.cycles import MODELS
from coachcycle.errors import Severity
from coachcycle.people import Caps, TierWeight
from coachcycle.policy import (
    CaseloadTooHeavy,
    ContractRules,
    OverrideSchoolUnknown,
    SchoolRules,
    TooManyCycles,
    WithinCaps,
    caps_exceeded,
)
from coachcycle.testing import histories
from coachcycle.vocabulary import PersonId, SchoolId
from desk import Desk, day

TIERS = [TierWeight(tier="intervention", weight=2), TierWeight(tier="novice", weight=1.5)]


def capped(**caps: Any) -> WithinCaps:
    return WithinCaps(caps=Caps(**caps))


def exceeded(desks: Any, *rules: Any, on: int = 9, schools: Any = ()) -> tuple[Any, ...]:
    """What is found on a day."""
    contract = ContractRules(rules=rules, schools=schools)
    return caps_exceeded([one.cycle for one in desks], ROSTER, contract, day(on))


def adopted(number: int, *teachers: str, on: int = 0, **content: Any) -> Desk:
    """A cycle under way from a day on."""
    model = {"model": MODELS["student_centered"].ref, "phase": "goal"} if len(teachers) > 1 else {}
    return Desk(
        "adopted", cycle=f"cycle-{number}", on=on, teachers=set(teachers), **model, **content
    )


class TestUnderWay:
    NONE = capped(most_cycles=0)

    def is_counted(self, desk: Desk, on: int) -> bool:
        return exceeded([desk], self.NONE, on=on) != ()

    def test_from_the_start_until_the_end(self) -> None:
        """
        Agreed does not count yet, pauses do, the day of the end does not, a reopened cycle does again.
        """
        desk = Desk(on=1)
        desk.enter("agreed", 2, by="t-1")
        desk.enter("started", 3)
        desk.enter("paused", 5)
        desk.enter("resumed", 7)
        desk.enter("ended_early", 9)
        desk.enter("reopened", 11)
        counted = [on for on in range(14) if self.is_counted(desk, on)]
        assert counted == [3, 4, 5, 6, 7, 8, 11, 12, 13]

    def test_an_adopted_and_a_completed_cycle(self) -> None:
        """
        From the adoption until the completion.
        """
        desk = Desk("adopted", on=2, model=MODELS["get_better_faster"].ref, phase="do")
        for kind in ("step_agreed", "session_held"):
            desk.enter(kind, 3, **({"form": "practice"} if kind == "session_held" else {}))
        desk.enter("step_closed", 4)
        desk.enter("completed", 6)
        assert [on for on in range(9) if self.is_counted(desk, on)] == [2, 3, 4, 5]

    def test_what_stands_last_in_the_log_by_that_day(self) -> None:
        """
        A start entered after its end was closed anew counts from its own day.
        """
        desk = adopted(1, "t-1")
        desk.enter("ended_early", 5)
        desk.enter("reopened", 3)
        assert [on for on in range(8) if self.is_counted(desk, on)] == list(range(8))

    def test_what_never_began_or_was_an_error(self) -> None:
        """
        No load.
        """
        declined = Desk()
        declined.enter("declined", by="t-1")
        wrong = adopted(1, "t-1")
        wrong.enter("entered_in_error", 9)
        assert not any(self.is_counted(one, 9) for one in (declined, wrong, Desk()))


class TestCapsExceeded:
    def test_cycles_at_one_time(self) -> None:
        """
        As many as the cap are allowed; a group is one cycle.
        """
        two = [adopted(1, "t-1"), adopted(2, "t-1", "t-2")]
        assert exceeded(two, capped(most_cycles=2)) == ()
        [finding] = exceeded(two, capped(most_cycles=1))
        assert finding == TooManyCycles(PersonId("c-1"), day(9), 2, 1, None).as_finding()
        assert finding.severity is Severity.ERROR
        assert finding.message == "c-1: 2 cycles under way on 2026-09-16, at most 1 are allowed"

    def test_weighted_teachers(self) -> None:
        """
        Each once, with the weight of her tier; one whom the roster does not know weighs one.
        """
        desks = [adopted(1, "t-1", "t-2"), adopted(2, "t-2", "t-3"), adopted(3, "t-99")]
        # t-1 weighs 1, t-2 1.5, t-3 2 and t-99 1.
        assert exceeded(desks, capped(most_weighted_teachers=5.5, weights=TIERS)) == ()
        [finding] = exceeded(desks, capped(most_weighted_teachers=5, weights=TIERS))
        assert finding == CaseloadTooHeavy(PersonId("c-1"), day(9), 5.5, 5.0, None).as_finding()
        expected = "c-1: 5.5 weighted teachers on 2026-09-16, at most 5.0 are allowed"
        assert finding.message == expected
        assert exceeded(desks, capped(most_weighted_teachers=4)) == ()
        assert len(exceeded(desks, capped(most_weighted_teachers=3.5))) == 1

    def test_the_coach_and_the_teachers_of_the_day(self) -> None:
        """
        A hand-over moves the load; who has left is in it no more; without a coach it is nobody's.
        """
        desk = adopted(1, "t-1", "t-2")
        desk.enter("coach_handed_over", 3)
        desk.enter("teacher_left", 5)
        desk.enter("coach_handed_over", 7, to=None)
        found = [
            (on, one.fields["coach"], one.fields.get("weighted"))
            for on in (2, 3, 5, 7)
            for one in exceeded([desk], capped(most_weighted_teachers=0), on=on)
        ]
        assert found == [(2, "c-1", 2.0), (3, "c-2", 2.0), (5, "c-2", 1.0)]

    def test_a_day_without_teachers(self) -> None:
        """
        The cycle is the coach's all the same, under the district's rule.
        """
        desk = adopted(1, "t-1", model=MODELS["student_centered"].ref, phase="goal")
        desk.enter("teacher_joined", 5, by="t-2")
        desk.enter("teacher_left", 3)
        caps = capped(most_cycles=0, most_weighted_teachers=0)
        assert [one.code for one in exceeded([desk], caps, on=4)] == ["policy.too_many_cycles"]

    def test_one_cap_or_both_or_none(self) -> None:
        """
        Each is told by itself, coach by coach.
        """
        desks = [adopted(1, "t-1", coach="c-2"), adopted(2, "t-2"), adopted(3, "t-3", coach="c-2")]
        assert exceeded(desks, capped()) == exceeded(desks) == ()
        both = exceeded(desks, capped(most_cycles=0, most_weighted_teachers=1.5))
        assert [(one.code, one.fields["coach"]) for one in both] == [
            ("policy.too_many_cycles", "c-1"),
            ("policy.too_many_cycles", "c-2"),
            ("policy.caseload_too_heavy", "c-2"),
        ]

    def test_the_caps_of_each_school(self) -> None:
        """
        The whole load is held against every variant of the schools of its teachers.
        """
        own = [
            SchoolRules(school="a", rules=[capped(most_cycles=1)]),
            SchoolRules(school="c", rules=[capped(most_cycles=0)]),
        ]
        one, two, three = adopted(1, "t-2"), adopted(2, "t-2"), adopted(3, "t-3")
        unknown = adopted(4, "t-4")
        cases: list[tuple[list[Desk], set[str | None]]] = [
            ([one, two], set()),
            ([one, three], {"a"}),
            ([one, two, three], {"a", None}),
            ([one, two, unknown], {None}),
        ]
        for desks, found in cases:
            findings = exceeded(desks, capped(most_cycles=2), schools=own)
            assert {each.fields["school"] for each in findings} == found
            assert len(findings) == len(found)
        off = [SchoolRules(school="b", off={"within_caps"})]
        assert exceeded([one, two], capped(most_cycles=1), schools=off) == ()

    def test_schools_that_the_roster_does_not_have(self) -> None:
        """
        Are told first.
        """
        own = [SchoolRules(school="z")]
        found = exceeded([adopted(1, "t-1")], capped(most_cycles=0), schools=own)
        assert found[0] == OverrideSchoolUnknown(SchoolId("z")).as_finding()
        assert len(found) == 2

    @given(
        st.lists(histories(longest=9), min_size=3, max_size=3),
        st.integers(0, 30),
        st.integers(0, 2),
        st.sampled_from([0.0, 1.0, 2.5]),
    )
    def test_laws(self, cycles: list[Any], on: int, most: int, heaviest: float) -> None:
        """
        Order does not matter, the same cycle twice is one, and higher caps never find more.
        """

        def found(given: Any, more: int = 0) -> tuple[Any, ...]:
            rule = capped(
                most_cycles=most + more, most_weighted_teachers=heaviest + more, weights=TIERS
            )
            return caps_exceeded(given, ROSTER, ContractRules(rules=[rule]), day(on))

        expected = found(cycles)
        for order in permutations(cycles):
            assert found(order) == found([*order, order[0]]) == expected
        assert len(found(cycles, more=1)) <= len(expected)
        assert {one.fields["coach"] for one in found(cycles, more=1)} <= {
            one.fields["coach"] for one in expected
        }


@pytest.mark.parametrize("count", [1, 2])
def test_a_counted_example(count: int) -> None:
    """Fifteen novices, as induction caps them: one more is too many, and one on intervention is."""
    novices = [adopted(number, f"n-{number}") for number in range(15)]
    cap = capped(most_weighted_teachers=15, weights=TIERS)
    assert exceeded(novices, cap) == ()
    more = [*novices, adopted(99, "n-99")] if count == 1 else [*novices[:14], adopted(99, "t-3")]
    assert len(exceeded(more, cap)) == 1

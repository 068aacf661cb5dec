"""What differs between two plans, and why."""

import pytest
from attrs import evolve
from offices import FIRST, UNTIL, YEAR, simple

from coachcycle.balance import ChangeReason, DayOutsidePlan, Exclusion, balance, compare
from coachcycle.caseloads import Assignment, Caseload, Stretch
from coachcycle.people import Evaluation

ONE = simple(coaches=3, teachers=6)


def by_hand(coaches: dict[str, str]) -> Caseload:
    return Caseload(
        rules=ONE.rules,
        stretches=[
            Stretch(
                first=FIRST,
                until=UNTIL,
                assignments=[
                    Assignment(coach=coach, school="s-1", teachers=[teacher])
                    for teacher, coach in coaches.items()
                ],
            )
        ],
    )


def test_who_gains_loses_and_moves() -> None:
    before = by_hand({"t-0": "c-0", "t-1": "c-0", "t-2": "c-1"})
    after = by_hand({"t-0": "c-0", "t-1": "c-1", "t-3": "c-1"})
    found = compare(before, after, FIRST)
    assert [change.teacher for change in found.gained] == ["t-3"]
    assert [change.teacher for change in found.lost] == ["t-2"]
    (moved,) = found.moved
    assert (moved.teacher, moved.before, moved.after) == ("t-1", {"c-0"}, {"c-1"})
    assert (moved.reason, found.kept, found.forced) == (None, 1, 0)
    back = compare(after, before, FIRST)
    assert [change.teacher for change in back.gained] == [change.teacher for change in found.lost]


def test_reasons() -> None:
    before = by_hand({f"t-{n}": f"c-{n % 3}" for n in range(6)})
    after = by_hand({"t-3": "c-1"})
    coaches = [one for one in ONE.roster.coaches if one.id != "c-1"]
    teachers = [one for one in ONE.roster.teachers if one.id != "t-0"]
    roster = evolve(
        ONE.roster,
        coaches=coaches,
        teachers=teachers,
        evaluations=[Evaluation(evaluator="c-2", evaluated="t-2")],
    )
    found = compare(before, after, FIRST, roster)
    reasons = {change.teacher: change.reason for change in (*found.lost, *found.moved)}
    assert reasons == {
        "t-0": ChangeReason.TEACHER_LEFT,
        "t-1": ChangeReason.COACH_LEFT,
        "t-2": ChangeReason.EXCLUDED,
        "t-3": ChangeReason.FOR_OTHERS,
        "t-4": ChangeReason.COACH_LEFT,
        "t-5": ChangeReason.FOR_OTHERS,
    }
    assert found.forced == 4
    (excluded,) = (change for change in found.lost if change.teacher == "t-2")
    assert excluded.exclusions == (Exclusion.EVALUATES,)


def test_levels_stand_side_by_side() -> None:
    plan = balance(*ONE, YEAR)
    hand = by_hand({"t-0": "c-0"})
    assert compare(plan, plan, FIRST).levels == (("served_need", 6, 6),)
    assert compare(plan, hand, FIRST).levels == (("served_need", 6, None),)
    with pytest.raises(DayOutsidePlan):
        compare(plan, hand, UNTIL)

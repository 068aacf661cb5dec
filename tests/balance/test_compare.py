"""What differs between two plans, and why."""

import datetime
from itertools import product
from random import Random

import pytest
from attrs import evolve
from offices import FIRST, UNTIL, YEAR, seeds, simple

from coachcycle.balance import (
    ChangeReason,
    Comparison,
    DayOutsidePlan,
    Exclusion,
    balance,
    compare,
    rebalance,
    verify,
)
from coachcycle.caseloads import Assignment, Caseload, Pair, Stretch, Unserved
from coachcycle.people import Evaluation, Post, School

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
    assert (moved.teacher, moved.school) == ("t-1", "s-1")
    assert (moved.before, moved.after) == ({"c-0"}, "c-1")
    assert (moved.reason, found.kept) == (None, 1)
    assert found.forced is found.unforced is None  # nobody has said who is there
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


def test_a_pin_to_somebody_else_is_a_reason() -> None:
    before = by_hand({"t-0": "c-0"})
    pinned = Pair(kind="pinned", coach="c-1", teacher="t-0")
    after = evolve(by_hand({"t-0": "c-1"}), rules=evolve(ONE.rules, pairs=[pinned]))
    (change,) = compare(before, after, FIRST, ONE.roster).moved
    assert (change.reason, change.exclusions) == (ChangeReason.EXCLUDED, (Exclusion.PINS,))


def test_pins_that_leave_no_room_are_a_reason() -> None:
    """Who has time for one alone, and has to have another, could not go on."""
    pins = [Pair(kind="pinned", coach="c-0", teacher="t-0")]
    before = by_hand({"t-0": "c-0", "t-1": "c-0"})
    after = evolve(by_hand({"t-0": "c-0", "t-1": "c-1"}), rules=evolve(ONE.rules, pairs=pins))
    reasons = []
    for minutes in (60, 120):
        busy = evolve(ONE.roster.coaches[0], weekly_minutes=minutes)
        roster = evolve(ONE.roster, coaches=[busy, *ONE.roster.coaches[1:]])
        (change,) = compare(before, after, FIRST, roster).moved
        reasons.append((change.reason, change.exclusions))
    assert reasons == [
        (ChangeReason.EXCLUDED, (Exclusion.PINS,)),
        (ChangeReason.FOR_OTHERS, ()),
    ]


def test_a_pin_to_who_has_left_is_none() -> None:
    before = by_hand({"t-0": "c-0"})
    later = FIRST + datetime.timedelta(7)
    leaver = ONE.roster.coaches[1]
    gone = evolve(leaver, posts=[evolve(post, until=later) for post in leaver.posts])
    coaches = [gone if one is leaver else one for one in ONE.roster.coaches]
    pinned = Pair(kind="pinned", coach=leaver.id, teacher="t-0")
    (kept,), (moved,) = before.stretches, by_hand({"t-0": "c-2"}).stretches
    after = evolve(
        before,
        rules=evolve(ONE.rules, pairs=[pinned]),
        stretches=[evolve(kept, until=later), evolve(moved, first=later)],
    )
    (change,) = compare(before, after, later, evolve(ONE.roster, coaches=coaches)).moved
    assert change.reason is ChangeReason.FOR_OTHERS


def test_of_several_coaches_one_who_might_go_on_counts() -> None:
    """Who moves from two schools to a third had two coaches; that one of them has left forces nothing."""
    schools = [School(id=f"s-{n}") for n in (1, 2, 3)]
    posts = [Post(school=one.id) for one in schools]
    before = by_hand({})
    stretch = evolve(
        before.stretches[0],
        assignments=[
            Assignment(coach=f"c-{n}", school=f"s-{n + 1}", teachers=["t-0"]) for n in (0, 1)
        ],
    )
    now = Unserved(school="s-3", teachers=["t-0"], reason="outweighed")
    after = evolve(before, stretches=[evolve(before.stretches[0], unserved=[now])])
    for leaver in ("c-0", "c-1"):
        coaches = [evolve(one, posts=posts) for one in ONE.roster.coaches if one.id != leaver]
        teachers = [evolve(ONE.roster.teachers[0], posts=posts[2:])]
        roster = evolve(ONE.roster, schools=schools, coaches=coaches, teachers=teachers)
        (change,) = compare(evolve(before, stretches=[stretch]), after, FIRST, roster).lost
        assert (change.before, change.reason) == ({"c-0", "c-1"}, ChangeReason.FOR_OTHERS)


def test_reasons_are_those_of_the_day_of_the_change() -> None:
    """An evaluation that has ended by the day that is asked about, a post that ends on the first school day."""
    saturday = datetime.date(2026, 10, 3)
    monday = saturday + datetime.timedelta(2)
    plan = by_hand({"t-0": "c-0", "t-1": "c-1"})
    judged = Evaluation(evaluator="c-0", evaluated="t-0", until=datetime.date(2027, 3, 1))
    leaver = ONE.roster.coaches[1]
    gone = evolve(leaver, posts=[evolve(post, until=monday) for post in leaver.posts])
    coaches = [gone if one is leaver else one for one in ONE.roster.coaches]
    roster = evolve(ONE.roster, coaches=coaches, evaluations=[judged])
    new = rebalance(plan, roster, YEAR, saturday)
    found = compare(plan, new, UNTIL - datetime.timedelta(1), roster, YEAR)
    reasons = {change.teacher: change.reason for change in (*found.lost, *found.moved)}
    assert reasons == {"t-0": ChangeReason.EXCLUDED, "t-1": ChangeReason.COACH_LEFT}


def test_levels_stand_side_by_side() -> None:
    plan = balance(*ONE, YEAR)
    hand = by_hand({"t-0": "c-0"})
    assert compare(plan, plan, FIRST).levels == (("served_need", 6, 6),)
    assert compare(plan, hand, FIRST).levels == (("served_need", 6, None),)
    with pytest.raises(DayOutsidePlan):
        compare(plan, hand, UNTIL)


TWO = simple(coaches=2, teachers=5, minutes=200)


def changed(seed: int, open_cycles: list[str]) -> tuple[Caseload, Comparison]:
    """A plan for two coaches of three teachers each, after some may no longer be together."""
    chance = Random(seed)
    plan = balance(*TWO, YEAR)
    pairs = [(one.coach, *one.teachers) for one in plan.stretches[0].assignments]
    roster = evolve(
        TWO.roster,
        evaluations=[
            Evaluation(evaluator=coach, evaluated=teacher)
            for coach, teacher in chance.sample(pairs, chance.randint(1, 2))
        ],
    )
    new = rebalance(plan, roster, YEAR, FIRST, open_cycles=open_cycles)
    return new, compare(plan, new, FIRST, roster)


@pytest.mark.parametrize("seed", seeds(3, 20))
@pytest.mark.parametrize("open_cycles", [[], ["t-0", "t-1", "t-2"]])
def test_no_plan_needs_fewer_changes(seed: int, open_cycles: list[str]) -> None:
    new, found = changed(seed, open_cycles)
    [stretch] = new.stretches
    assert new.replaced is not None
    before = evolve(new, stretches=[new.replaced], replaced=None)
    excluded = {
        change.teacher: change.before
        for change in (*found.lost, *found.moved)
        if change.reason is ChangeReason.EXCLUDED
    }
    had = new.replaced.coaches
    served = len(had.keys() & stretch.coaches.keys())
    fewest = len(had)
    for given in product((None, "c-0", "c-1"), repeat=5):
        coaches = {f"t-{n}": one for n, one in enumerate(given) if one}
        fits = all(list(coaches.values()).count(one) <= 3 for one in ("c-0", "c-1"))
        keeps = all(coaches.get(id) not in gone for id, gone in excluded.items())
        if fits and keeps and len(had.keys() & coaches.keys()) >= served:
            fewest = min(
                fewest,
                sum(coaches.get(id) not in one for id, one in had.items() if id not in excluded),
            )
    assert found.needed is not None
    assert found.unforced is not None
    assert found.needed <= fewest <= found.unforced
    assert compare(before, new, FIRST).needed is None


def test_one_has_to_make_room() -> None:
    plan = by_hand({f"t-{n}": f"c-{n // 3}" for n in range(6)})
    roster = evolve(
        ONE.roster,
        coaches=ONE.roster.coaches[:2],
        evaluations=[Evaluation(evaluator="c-0", evaluated="t-0")],
    )
    new = rebalance(plan, roster, YEAR, FIRST)
    found = compare(plan, new, FIRST, roster)
    assert (len(found.moved), found.forced, found.unforced, found.needed) == (2, 1, 1, 1)
    assert verify(new, roster, YEAR).is_sound
    other = by_hand({"t-0": "c-1"})
    assert compare(other, new, FIRST, roster).needed is None

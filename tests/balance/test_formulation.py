"""Rosters and rules that do not go together, and what becomes of those that do."""

import datetime
from collections.abc import Sequence
from itertools import combinations, product
from typing import Any

import pytest
from attrs import evolve
from offices import FIRST, UNTIL, WINTER, YEAR, Office, office, simple

from coachcycle.balance import (
    BaseUnknown,
    GroupApart,
    GroupPinnedApart,
    JourneyUnknown,
    NotInRoster,
    PinBroken,
    PinExcluded,
    PinIdle,
    PinsExceed,
    PlanImpossible,
    TimeUnknown,
    balance,
    rebalance,
    verify,
)
from coachcycle.balance.formulation import Formulation
from coachcycle.balance.staffing import Staffing
from coachcycle.caseloads import (
    Assignment,
    Base,
    Demand,
    Duty,
    Group,
    Journey,
    Pair,
    Rank,
    Stretch,
    UnservedReason,
)
from coachcycle.errors import CoachCycleError
from coachcycle.people import Coach, Credential, Evaluation, Post, Roster, School, Teacher

PINNED = Assignment(coach="c-0", school="s-1", teachers=["t-0"])

HALF = Demand(tier="half", need=3, contact_minutes=60, counts_for=0.5)
THIRD = Demand(tier="third", need=2, contact_minutes=60, counts_for=0.33)


def formulated(one: Office) -> Formulation:
    return Formulation.of(Staffing.on(one.roster, one.rules, FIRST))


def problems(one: Office) -> tuple[CoachCycleError, ...]:
    """Why no plan can be made."""
    with pytest.raises(PlanImpossible) as refused:
        formulated(one)
    return refused.value.problems


def pinned(coach: str, teacher: str, **keys: Any) -> Pair:
    return Pair(kind="pinned", coach=coach, teacher=teacher, **keys)


def plan(one: Office) -> Stretch:
    (stretch,) = balance(*one, YEAR).stretches
    return stretch


def of_tiers(roster: Roster, tiers: Sequence[str | None]) -> Roster:
    """The teachers of a roster, each of the tier in her place."""
    pairs = zip(roster.teachers, tiers, strict=True)
    return evolve(roster, teachers=[evolve(teacher, tier=tier) for teacher, tier in pairs])


def two_schools() -> Office:
    """One coach at the first school, teachers at the first and the second."""
    one = simple(coaches=1, teachers=2)
    first, second = one.roster.teachers
    return Office(
        evolve(
            one.roster,
            schools=[School(id="s-1"), School(id="s-2")],
            teachers=[first, evolve(second, posts=[Post(school="s-2")])],
        ),
        one.rules,
    )


class TestImpossible:
    @pytest.mark.parametrize(
        ("rules", "rule", "id"),
        [
            ({"duties": [Duty(coach="nobody", minutes=5)]}, "duties", "nobody"),
            ({"bases": [Base(coach="nobody", school="s-1")]}, "bases", "nobody"),
            ({"bases": [Base(coach="c-0", school="nowhere")]}, "bases", "nowhere"),
            (
                {"journeys": [Journey(base="s-1", school="nowhere", minutes=5)]},
                "journeys",
                "nowhere",
            ),
            (
                {"journeys": [Journey(base="nowhere", school="s-1", minutes=5)]},
                "journeys",
                "nowhere",
            ),
            ({"pairs": [pinned("nobody", "t-0")]}, "pairs", "nobody"),
            ({"pairs": [pinned("c-0", "nobody")]}, "pairs", "nobody"),
            ({"pairs": [pinned("c-0", "t-0", school="nowhere")]}, "pairs", "nowhere"),
            ({"volunteers": ["nobody"]}, "volunteers", "nobody"),
            ({"together": [Group(teachers=["t-0", "nobody"])]}, "together", "nobody"),
        ],
    )
    def test_unknown_ids(self, rules: dict[str, Any], rule: str, id: str) -> None:
        assert problems(simple(**rules)) == (NotInRoster(rule, id),)

    @pytest.mark.parametrize("key", ["weekly_minutes", "coaching_share"])
    def test_time_that_nobody_knows(self, key: str) -> None:
        one = simple(coaches=1)
        (coach,) = one.roster.coaches
        roster = evolve(one.roster, coaches=[evolve(coach, **{key: None})])
        assert problems(Office(roster, one.rules)) == (TimeUnknown("c-0", key),)
        known = evolve(one.rules, weekly_minutes=60, coaching_share=1)
        assert formulated(Office(roster, known)).problem.capacities[0] > 0

    def test_ways_that_nobody_knows(self) -> None:
        """Where a coach begins, and how long it takes to a school within reach."""
        one = two_schools()
        (coach,) = one.roster.coaches
        journeys = [Journey(base="s-1", school="s-1", minutes=0)]
        far = evolve(one.roster, coaches=[evolve(coach, schools=["s-2"])])
        rules = evolve(one.rules, journeys=journeys)
        assert problems(Office(far, rules)) == (JourneyUnknown("c-0", "s-1", "s-2"),)
        homeless = evolve(one.roster, coaches=[evolve(coach, posts=[], schools=["s-2"])])
        assert problems(Office(homeless, rules)) == (BaseUnknown("c-0"),)
        based = evolve(rules, bases=[Base(coach="c-0", school="s-2")])
        assert formulated(Office(homeless, based)).problem.group_weights.tolist() == [0]

    def test_a_way_counts_in_either_direction(self) -> None:
        one = two_schools()
        (coach,) = one.roster.coaches
        far = evolve(one.roster, coaches=[evolve(coach, schools=["s-2"])])
        for base, school in (("s-1", "s-2"), ("s-2", "s-1")):
            rules = evolve(
                one.rules,
                journeys=[Journey(base=base, school=school, minutes=20)],
                trips_per_week=2,
            )
            weights = formulated(Office(far, rules)).problem.group_weights
            assert sorted(weights.tolist()) == [0, 3]

    def test_together_at_no_one_school(self) -> None:
        """One coach for two schools, or both or none, cannot be promised."""
        one = two_schools()
        rules = evolve(one.rules, together=[Group(teachers=["t-0", "t-1"])])
        assert problems(Office(one.roster, rules)) == (GroupApart(("t-0", "t-1"), 0),)
        both = [
            evolve(each, posts=[Post(school="s-1"), Post(school="s-2")])
            for each in one.roster.teachers
        ]
        roster = evolve(one.roster, teachers=both)
        assert problems(Office(roster, rules)) == (GroupApart(("t-0", "t-1"), 2),)

    def test_pins_that_a_rule_excludes(self) -> None:
        one = two_schools()
        rules = evolve(one.rules, pairs=[pinned("c-0", "t-1")])
        assert problems(Office(one.roster, rules)) == (PinExcluded("c-0", "t-1", "out_of_reach"),)
        week = simple(coaches=1, minutes=30, pairs=[pinned("c-0", "t-1")])
        assert problems(week) == (PinExcluded("c-0", "t-1", "no_time"),)

    def test_pins_of_who_has_no_demand(self) -> None:
        """
        That the rules do not say what a teacher needs excludes her, unless she is coached with one who does.
        """
        one = simple(
            demands=[Demand(tier="new", need=1, contact_minutes=60)], pairs=[pinned("c-0", "t-0")]
        )
        assert problems(one) == (PinExcluded("c-0", "t-0", "no_demand"),)
        first, second, *others = one.roster.teachers
        roster = evolve(one.roster, teachers=[first, evolve(second, tier="new"), *others])
        rules = evolve(one.rules, together=[Group(teachers=["t-0", "t-1"])])
        assert plan(Office(roster, rules)).coaches["t-0"] == {"c-0"}

    @pytest.mark.parametrize(
        ("coach", "teacher", "school"),
        [
            (Post(school="s-1"), Post(school="s-1"), "s-2"),
            (Post(school="s-1"), None, None),
            (Post(school="s-1"), None, "s-1"),
            (Post(school="s-1", until=FIRST), Post(school="s-1"), None),
            (Post(school="s-1", first=UNTIL), Post(school="s-1"), None),
            (Post(school="s-1"), Post(school="s-1", until=FIRST), None),
            (Post(school="s-1", until=WINTER), Post(school="s-1", first=WINTER), None),
        ],
    )
    def test_pins_that_hold_on_no_day(
        self, coach: Post, teacher: Post | None, school: str | None
    ) -> None:
        """
        A pin that no day of the plan would keep is refused, and no plan that passes over it is sound.
        """
        one = two_schools()
        made = balance(*one, YEAR)
        roster = evolve(
            one.roster,
            coaches=[evolve(one.roster.coaches[0], posts=[coach])],
            teachers=[evolve(one.roster.teachers[0], posts=[teacher] if teacher else [])],
        )
        rules = evolve(one.rules, pairs=[pinned("c-0", "t-0", school=school)])
        assert problems(Office(roster, rules)) == (PinIdle("c-0", "t-0"),)
        assert PinBroken("c-0", "t-0") in verify(evolve(made, rules=rules), roster, YEAR).problems

    @pytest.mark.parametrize(
        ("coach", "teacher", "kept"),
        [
            (Post(school="s-1", until=WINTER), Post(school="s-1"), [True, False]),
            (Post(school="s-1", first=WINTER), Post(school="s-1"), [False, True]),
            (Post(school="s-1", until=WINTER), Post(school="s-1", until=WINTER), [True, False]),
        ],
    )
    def test_pins_hold_while_both_are_there(
        self, coach: Post, teacher: Post, kept: list[bool]
    ) -> None:
        """
        A coach's pins begin and end with the post; who leaves is no reason to refuse.
        """
        one = simple(teachers=1, pairs=[pinned("c-0", "t-0")])
        first, second = one.roster.coaches
        roster = evolve(
            one.roster,
            coaches=[evolve(first, posts=[coach]), second],
            teachers=[evolve(one.roster.teachers[0], posts=[teacher])],
        )
        made = balance(roster, one.rules, YEAR)
        assert [PINNED in stretch.assignments for stretch in made.stretches] == kept
        assert verify(made, roster, YEAR).problems == ()

    def test_pins_of_who_joins(self) -> None:
        """
        A teacher's pin waits for the rebalance of the day on which she joins.
        """
        one = simple(pairs=[pinned("c-0", "t-0")])
        joining, *others = one.roster.teachers
        late = evolve(joining, posts=[Post(school="s-1", first=WINTER)])
        roster = evolve(one.roster, teachers=[late, *others])
        made = balance(roster, one.rules, YEAR)
        assert verify(made, roster, YEAR).problems == ()
        then = rebalance(made, roster, YEAR, WINTER)
        assert [PINNED in stretch.assignments for stretch in then.stretches] == [False, True]
        assert verify(then, roster, YEAR).problems == ()

    @pytest.mark.parametrize(
        ("rules", "what", "taken", "room"),
        [
            ({}, "units", 16, 13),
            ({"most_heads": 2.5}, "heads", 4, 2.5),
        ],
    )
    def test_more_pins_than_there_is_room(
        self, rules: dict[str, Any], what: str, taken: int, room: int
    ) -> None:
        one = simple(pairs=[pinned("c-0", f"t-{n}") for n in range(4)], **rules)
        refused = PinsExceed("c-0", what, taken, room)
        assert refused in problems(one)
        assert str(refused) == f"c-0: pinned are {taken} {what}, there is room for {room}"

    def test_pins_at_more_schools_than_a_coach_may_have(self) -> None:
        one = two_schools()
        (coach,) = one.roster.coaches
        roster = evolve(one.roster, coaches=[evolve(coach, schools=["s-2"])])
        rules = evolve(
            one.rules, most_schools=1, pairs=[pinned("c-0", "t-0"), pinned("c-0", "t-1")]
        )
        assert problems(Office(roster, rules)) == (PinsExceed("c-0", "schools", 2, 1),)

    def test_a_group_that_is_pinned_apart(self) -> None:
        one = simple(
            together=[Group(teachers=["t-0", "t-1"])],
            pairs=[pinned("c-0", "t-0"), pinned("c-1", "t-1")],
        )
        assert problems(one) == (GroupPinnedApart("t-1", "c-0", "c-1"),)
        rules = evolve(one.rules, pairs=[pinned("c-0", "t-0"), pinned("c-0", "t-1")])
        coaches = plan(Office(one.roster, rules)).coaches
        assert coaches["t-0"] == coaches["t-1"] == {"c-0"}

    def test_every_problem_is_reported(self) -> None:
        one = simple(together=[Group(teachers=["t-0", "nobody"])], volunteers=["no-one"])
        assert len(problems(one)) == 2


class TestUnserved:
    def test_for_each_reason(self) -> None:
        one = simple(coaches=1, teachers=5)
        nowhere, nothing, apart, *others = one.roster.teachers
        roster = evolve(
            one.roster,
            schools=[School(id="s-1"), School(id="s-2")],
            teachers=[
                evolve(nowhere, posts=[]),
                evolve(nothing, tier="none"),
                evolve(apart, posts=[Post(school="s-2")], tier="some"),
                *(evolve(each, tier="some") for each in others),
            ],
        )
        rules = evolve(one.rules, demands=[Demand(tier="some", need=1, contact_minutes=120)])
        stretch = plan(Office(roster, rules))
        reasons = {str(min(each.teachers)): each.reason for each in stretch.unserved}
        assert reasons.pop("t-0") is UnservedReason.NO_SCHOOL
        assert reasons.pop("t-1") is UnservedReason.NO_DEMAND
        assert reasons.pop("t-2") is UnservedReason.NO_COACH
        assert [*reasons.values()] == [UnservedReason.OUTWEIGHED]
        assert len(stretch.assignments) == 1

    def test_nobody_at_all_may_coach(self) -> None:
        one = simple(credentials=["reading"])
        stretch = plan(one)
        assert {each.reason for each in stretch.unserved} == {UnservedReason.NO_COACH}
        assert stretch.assignments == ()

    def test_more_than_any_week(self) -> None:
        one = simple(demands=[Demand(need=1, contact_minutes=300)])
        assert {each.reason for each in plan(one).unserved} == {UnservedReason.NO_COACH}

    def test_coaches_without_time(self) -> None:
        one = simple(minutes=0)
        assert {each.reason for each in plan(one).unserved} == {UnservedReason.NO_COACH}

    def test_nobody_is_there(self) -> None:
        one = simple()
        for roster in (Roster(), evolve(one.roster, coaches=[]), evolve(one.roster, teachers=[])):
            stretch = plan(Office(roster, one.rules))
            assert stretch.assignments == ()
            assert len(stretch.unserved) == len(roster.teachers)


class TestPeople:
    def test_shared_teachers_are_two_cases(self) -> None:
        """What she needs is shared out in whole numbers, and none of it is lost."""
        one = two_schools()
        first, second = one.roster.teachers
        shared = evolve(second, posts=[Post(school="s-1"), Post(school="s-2")])
        rules = evolve(one.rules, demands=[Demand(need=7, contact_minutes=45, counts_for=1)])
        roster = evolve(one.roster, teachers=[first, shared])
        cases = [case for case in formulated(Office(roster, rules)).cases if "t-1" in case.ids]
        assert sorted(case.need for case in cases) == [3, 4]
        assert [case.hundredths for case in cases] == [50, 50]
        assert [case.units for case in cases] == [2, 2]

    def test_a_need_of_one_counts_at_each_school(self) -> None:
        """Who counts people gives everybody a need of 1, and nobody is served in part where there is time."""
        one = simple(coaches=1, teachers=1, demands=[Demand(need=1, contact_minutes=60)])
        schools = [School(id="s-1"), School(id="s-2")]
        posts = [Post(school=each.id) for each in schools]
        roster = evolve(
            one.roster,
            schools=schools,
            coaches=[evolve(one.roster.coaches[0], posts=posts)],
            teachers=[evolve(one.roster.teachers[0], posts=posts)],
        )
        rules = evolve(one.rules, order=[Rank(criterion="served_need"), Rank(criterion="fairness")])
        plan = balance(roster, rules, YEAR)
        assert plan.stretches[0].unserved == ()
        assert verify(plan, roster, YEAR).is_sound

    def test_a_group_needs_as_much_as_one(self) -> None:
        one = simple(
            teachers=3,
            together=[Group(teachers=["t-0", "t-1"])],
            demands=[
                Demand(need=1, contact_minutes=30),
                Demand(tier="new", need=5, contact_minutes=90),
            ],
        )
        first, *others = one.roster.teachers
        roster = evolve(one.roster, teachers=[evolve(first, tier="new"), *others])
        (case,) = [
            each for each in formulated(Office(roster, one.rules)).cases if len(each.ids) == 2
        ]
        assert (case.need, case.units, case.hundredths, case.tier) == (6, 6, 200, "new")

    def test_an_evaluator_and_a_shared_teacher(self) -> None:
        """Who evaluates her at one school coaches her at none."""
        one = two_schools()
        first, second = one.roster.teachers
        shared = evolve(second, posts=[Post(school="s-1"), Post(school="s-2")])
        roster = evolve(
            one.roster,
            teachers=[first, shared],
            evaluations=[Evaluation(evaluator="c-0", evaluated="t-1", first=WINTER)],
        )
        assert "t-1" not in plan(Office(roster, one.rules)).coaches

    def test_a_credential_lasts_as_long_as_the_plan(self) -> None:
        one = simple(coaches=1, credentials=["reading"])
        (coach,) = one.roster.coaches
        for last, served in ((None, 3), (UNTIL - datetime.timedelta(1), 3), (WINTER, 0)):
            held = Credential(type="reading", first=FIRST, last=last)
            roster = evolve(one.roster, coaches=[evolve(coach, credentials=[held])])
            assert len(plan(Office(roster, one.rules)).assignments) == served

    @pytest.mark.parametrize("most", [0, 0.32, 0.33, 0.98, 0.99, 1.82, 1.83, 2.5, 50, 1000])
    def test_a_cap_in_hundredths(self, most: float) -> None:
        """
        No more need is served than by the best of all choices within the cap and the coach's time.
        """
        one = simple(
            coaches=1, most_heads=most, demands=[HALF, THIRD, Demand(need=5, contact_minutes=60)]
        )
        tiers = ["half", "third", "half", "third", "third", None]
        roster = of_tiers(one.roster, tiers)
        worth = {"half": (3, 50), "third": (2, 33), None: (5, 100)}
        choices = (
            [worth[tier] for tier in choice]
            for many in range(4)
            for choice in combinations(tiers, many)
        )
        best = max(
            sum(need for need, _ in choice)
            for choice in choices
            if sum(hundredths for _, hundredths in choice) <= round(most * 100)
        )
        made = balance(roster, one.rules, YEAR)
        (level,) = made.stretches[0].levels
        assert (level.value, level.bound) == (best, best)
        assert verify(made, roster, YEAR).problems == ()

    def test_a_cap_of_many_heads_that_binds(self) -> None:
        """
        It is kept exactly, in parts however fine.
        """
        demands = [
            evolve(THIRD, need=1, contact_minutes=15, counts_for=3.33),
            Demand(need=3, contact_minutes=15, counts_for=10),
        ]
        one = simple(coaches=1, teachers=8, minutes=120, most_heads=45, demands=demands)
        roster = of_tiers(one.roster, [*["third"] * 3, *[None] * 5])
        made = balance(roster, one.rules, YEAR)
        best = max(
            thirds + 3 * others
            for thirds, others in product(range(4), range(6))
            if 333 * thirds + 1000 * others <= 4500
        )
        (level,) = made.stretches[0].levels
        assert (level.value, level.bound) == (best, best)
        assert verify(made, roster, YEAR).problems == ()

    def test_a_cap_of_many_heads_where_nobody_may_coach(self) -> None:
        one = simple(most_heads=50.01, credentials=["reading"])
        assert plan(one).assignments == ()

    def test_capacity(self) -> None:
        """Half a post of two thousand minutes, three fifths for coaching, less duties and reserve."""
        one = simple(duties=[Duty(coach="c-0", minutes=30)], reserve_share=0.1)
        coach = Coach(
            id="c-0",
            posts=[Post(school="s-1", share=0.5)],
            weekly_minutes=2000,
            coaching_share=0.6,
        )
        roster = evolve(one.roster, coaches=[coach])
        assert formulated(Office(roster, one.rules)).problem.capacities.tolist() == [
            int((2000 * 0.5 * 0.6 - 30) * 0.9) // 15
        ]

    def test_tenths_are_tenths(self) -> None:
        """Seven tenths of a hundred minutes are seventy, and so two units of 35."""
        one = simple(coaches=1, unit_minutes=35)
        (coach,) = one.roster.coaches
        week = evolve(coach, weekly_minutes=100, coaching_share=0.7)
        roster = evolve(one.roster, coaches=[week])
        assert formulated(Office(roster, one.rules)).problem.capacities.tolist() == [2]

    def test_schools_below_are_within_reach(self) -> None:
        one = two_schools()
        (coach,) = one.roster.coaches
        roster = evolve(
            one.roster,
            schools=[School(id="d"), School(id="s-1", parent="d"), School(id="s-2", parent="d")],
            coaches=[evolve(coach, posts=[Post(school="d")])],
        )
        assert len(plan(Office(roster, one.rules)).assignments) == 2

    def test_volunteers_first(self) -> None:
        one = simple(coaches=1, teachers=4, assigning="volunteers_first", volunteers=["t-2"])
        stretch = plan(one)
        assert "t-2" in stretch.coaches
        assert [level.name for level in stretch.levels] == ["served_need:volunteers", "served_need"]

    def test_tiers_are_not_a_weighted_sum(self) -> None:
        """One of the first tier before any number of the second."""
        one = simple(
            coaches=1,
            teachers=4,
            assigning="tiers",
            demands=[
                Demand(tier="new", need=1, contact_minutes=180),
                Demand(need=1, contact_minutes=60),
            ],
        )
        first, *others = one.roster.teachers
        roster = evolve(one.roster, teachers=[evolve(first, tier="new"), *others])
        stretch = plan(Office(roster, one.rules))
        assert [*stretch.coaches] == ["t-0"]
        weighted = evolve(one.rules, assigning="weighted_need")
        assert len(plan(Office(roster, weighted)).coaches) == 3

    def test_equal_shares(self) -> None:
        """The first of each school comes before the second of any."""
        one = two_schools()
        (coach,) = one.roster.coaches
        teachers = [
            Teacher(
                id=f"t-{n}",
                posts=[Post(school="s-1" if n < 3 else "s-2")],
                tier="most" if n < 3 else None,
            )
            for n in range(4)
        ]
        roster = evolve(one.roster, teachers=teachers, coaches=[evolve(coach, schools=["s-2"])])
        rules = evolve(
            one.rules,
            assigning="equal_shares",
            equal_share=1,
            demands=[
                Demand(tier="most", need=5, contact_minutes=60),
                Demand(need=1, contact_minutes=60),
            ],
        )
        assert "t-3" in plan(Office(roster, rules)).coaches
        weighted = evolve(rules, assigning="weighted_need")
        assert "t-3" not in plan(Office(roster, weighted)).coaches


def test_the_digest_is_of_all_numbers() -> None:
    one = office(1)
    same, other = (
        formulated(one),
        formulated(Office(one.roster, evolve(one.rules, reserve_share=0.5))),
    )
    assert same.digest == formulated(one).digest != other.digest

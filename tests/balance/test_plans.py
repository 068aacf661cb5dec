"""Plans that are made, changed in the middle of a year, and judged."""

import datetime
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random
from subprocess import run
from sys import executable
from typing import Any

import pytest
from attrs import evolve
from offices import FIRST, UNTIL, WINTER, YEAR, Office, office, seeds, simple

from coachcycle.balance import (
    CaseMissing,
    DayOutsidePlan,
    NotInRoster,
    Overloaded,
    PeriodOutsideYear,
    PlanImpossible,
    PlanUnsound,
    balance,
    certify,
    compare,
    rebalance,
    verify,
)
from coachcycle.caseloads import Assigning, Assignment, Demand, Rank, StretchesApart, Unserved
from coachcycle.people import Coach, Post, Roster, School, Teacher
from coachcycle.schoolyear import Closure
from coachcycle.testing import district

OCTOBER = datetime.date(2026, 10, 5)


def shuffled(one: Office, seed: int) -> Office:
    """The same office with its rows in another order."""
    random = Random(seed)

    def mixed(rows: tuple[Any, ...]) -> list[Any]:
        return random.sample(rows, len(rows))

    roster, rules = one
    return Office(
        Roster(
            schools=mixed(roster.schools),
            coaches=mixed(roster.coaches),
            teachers=mixed(roster.teachers),
            evaluations=mixed(roster.evaluations),
        ),
        evolve(rules, pairs=mixed(rules.pairs), journeys=mixed(rules.journeys)),
    )


def without(roster: Roster, coach: str, day: datetime.date) -> Roster:
    """The roster of somebody whose posts end on a day."""
    return evolve(
        roster,
        coaches=[
            evolve(one, posts=[evolve(post, until=day) for post in one.posts])
            if one.id == coach
            else one
            for one in roster.coaches
        ],
    )


class TestBalance:
    @pytest.mark.parametrize("seed", seeds(3, 8))
    def test_rows_in_any_order(self, seed: int) -> None:
        """The same plan, whatever the order of the rows."""
        one = office(seed)
        other = shuffled(one, seed)
        assert balance(*one, YEAR) == balance(*other, YEAR)

    def test_a_plan_is_sound_and_stretches_end_with_posts(self) -> None:
        for seed in range(8):
            one = office(seed, splits=True)
            plan = balance(*one, YEAR)
            assert verify(plan, one.roster, YEAR).problems == ()
            ends = {post.until for coach in one.roster.coaches for post in coach.posts}
            assert [stretch.first for stretch in plan.stretches] == [
                FIRST,
                *([WINTER] if WINTER in ends else []),
            ]

    def test_a_post_that_ends_takes_its_time_with_it(self) -> None:
        one = simple(coaches=1)
        (coach,) = one.roster.coaches
        half = [Post(school="s-1", share=0.5)]
        grant = Post(school="s-2", share=0.5, until=WINTER, funding=[])
        roster = evolve(
            one.roster,
            schools=[School(id="s-1"), School(id="s-2")],
            coaches=[evolve(coach, posts=[*half, grant])],
        )
        plan = balance(roster, one.rules, YEAR)
        assert [len(stretch.assignments) for stretch in plan.stretches] == [3, 1]
        assert [stretch.first for stretch in plan.stretches] == [FIRST, WINTER]
        (kept,) = plan.stretches[1].assignments
        assert kept in plan.stretches[0].assignments

    def test_days_without_school_cut_nothing(self) -> None:
        """A post that ends in a closure ends with it."""
        year = evolve(YEAR, closures=[Closure(first=datetime.date(2026, 12, 21), last=WINTER)])
        one = simple()
        plan = balance(without(one.roster, "c-0", datetime.date(2026, 12, 24)), one.rules, year)
        assert plan.stretches[1].first == datetime.date(2027, 1, 5)

    def test_a_useless_coach_changes_nothing(self) -> None:
        one = office(3)
        useless = Coach(id="c-x", weekly_minutes=0, coaching_share=1, posts=[Post(school="s-1")])
        larger = evolve(one.roster, coaches=[*one.roster.coaches, useless])
        before, after = balance(*one, YEAR), balance(larger, one.rules, YEAR)
        assert after.stretches[0].assignments == before.stretches[0].assignments

    def test_without_those_who_are_unserved(self) -> None:
        """Their need was not served; without them no other need is."""
        one = simple(teachers=8)
        plan = balance(*one, YEAR)
        gone = {id for each in plan.stretches[0].unserved for id in each.teachers}
        smaller = evolve(
            one.roster, teachers=[each for each in one.roster.teachers if each.id not in gone]
        )
        (before,), (after,) = (
            plan.stretches[0].levels,
            balance(smaller, one.rules, YEAR).stretches[0].levels,
        )
        assert gone
        assert (before.value, before.bound) == (after.value, after.bound) == (6, 6)

    def test_another_unit(self) -> None:
        """With all times doubled and the unit as well, the same plan."""
        one = simple(unit_minutes=10)
        double = evolve(
            one.roster,
            coaches=[evolve(each, weekly_minutes=400) for each in one.roster.coaches],
        )
        rules = evolve(one.rules, unit_minutes=20, demands=[Demand(need=1, contact_minutes=120)])
        assert (
            balance(double, rules, YEAR).stretches[0].assignments
            == balance(*one, YEAR).stretches[0].assignments
        )

    def test_the_rounded_problem_is_the_problem(self) -> None:
        """In whole hours a bound is of hours: four of three quarters are three hours, and do not fit."""
        demands = [Demand(need=1, contact_minutes=45)]
        one = simple(coaches=1, minutes=180, unit_minutes=60, demands=demands)
        (stretch,) = balance(*one, YEAR).stretches
        assert (stretch.levels[0].value, stretch.levels[0].bound) == (3, 3)
        finer = balance(one.roster, evolve(one.rules, unit_minutes=15), YEAR)
        assert finer.stretches[0].levels[0].value == 4
        in_hours = evolve(finer, rules=one.rules, stretches=[evolve(finer.stretches[0], levels=[])])
        (problem,) = verify(in_hours, one.roster, YEAR).problems
        assert problem == Overloaded("c-0", "units", 4, 3)

    @pytest.mark.slow
    def test_on_any_number_of_workers(self) -> None:
        one = office(5, 4, 8)
        with ProcessPoolExecutor(2, get_context("spawn")) as pool:
            assert balance(*one, YEAR, executor=pool) == balance(*one, YEAR)

    def test_a_tier_of_any_name(self) -> None:
        """What those of no listed tier need is a level of its own, whatever the tiers are called."""
        one = simple(teachers=3)
        others = Teacher(id="t-9", tier="other", posts=[Post(school="s-1")])
        rules = evolve(
            one.rules,
            assigning=Assigning.TIERS,
            demands=[
                Demand(need=1, contact_minutes=60),
                Demand(tier="other", need=9, contact_minutes=60),
            ],
        )
        roster = evolve(one.roster, teachers=[*one.roster.teachers, others])
        plan = balance(roster, rules, YEAR)
        assert verify(plan, roster, YEAR).problems == ()
        values = {level.name: level.value for level in plan.stretches[0].levels}
        assert (values["served_need:*"], values["served_need:other"]) == (3, 9)

    def test_days_outside_the_year(self) -> None:
        one = simple()
        with pytest.raises(PeriodOutsideYear):
            balance(one.roster, evolve(one.rules, until=datetime.date(2027, 7, 1)), YEAR)
        closed = evolve(YEAR, closures=[Closure(first=FIRST, last=UNTIL - datetime.timedelta(1))])
        with pytest.raises(PeriodOutsideYear):
            balance(*one, closed)


class TestRebalance:
    @pytest.mark.parametrize("seed", seeds(2, 8))
    def test_nothing_has_changed(self, seed: int) -> None:
        """The same plan comes back, whatever the order of the rows."""
        one = office(seed, splits=True)
        plan = balance(*one, YEAR)
        for day in (FIRST, OCTOBER, datetime.date(2027, 5, 3)):
            assert rebalance(plan, shuffled(one, seed).roster, YEAR, day) is plan

    def test_who_leaves_takes_nobody_along(self) -> None:
        """With room for all, each of the leaver's teachers has another coach, and nobody else moves."""
        one = simple(coaches=3)
        plan = balance(*one, YEAR)
        held = {
            teacher
            for each in plan.stretches[0].assignments
            if each.coach == "c-1"
            for teacher in each.teachers
        }
        roster = without(one.roster, "c-1", OCTOBER)
        new = rebalance(plan, roster, YEAR, OCTOBER)
        assert verify(new, roster, YEAR).problems == ()
        found = compare(plan, new, OCTOBER, roster)
        assert {change.teacher for change in found.moved} == held
        assert (found.lost, found.gained, found.forced) == ((), (), len(held))
        assert new.stretches[0].until == new.stretches[1].first == OCTOBER
        assert new.stretches[0].assignments == plan.stretches[0].assignments

    @pytest.mark.slow
    def test_few_move(self) -> None:
        """In a tight district hardly more change coaches for others than it takes by the bound."""
        drawn = district(24, 600, 1)
        plan = balance(drawn.roster, drawn.rules, drawn.year)
        unforced = needed = 0
        for leaver in drawn.roster.coaches[:6]:
            roster = without(drawn.roster, leaver.id, OCTOBER)
            found = compare(plan, rebalance(plan, roster, drawn.year, OCTOBER), OCTOBER, roster)
            assert found.needed is not None
            assert found.unforced is not None
            assert found.forced is not None
            assert 0 < found.needed <= found.unforced
            assert len(found.lost) < found.forced
            unforced, needed = unforced + found.unforced, needed + found.needed
        assert unforced <= 2.5 * needed

    def test_nobody_is_left_out_for_somebody_with_more_need(self) -> None:
        one = simple(coaches=1, teachers=3)
        plan = balance(*one, YEAR)
        rules = evolve(
            one.rules,
            demands=[
                Demand(need=1, contact_minutes=60),
                Demand(tier="new", need=9, contact_minutes=60),
            ],
        )
        late = Teacher(id="t-9", tier="new", posts=[Post(school="s-1", first=OCTOBER)])
        roster = evolve(one.roster, teachers=[*one.roster.teachers, late])
        new = rebalance(plan, roster, YEAR, OCTOBER, rules=rules)
        assert new.stretches[1].coaches == plan.stretches[0].coaches
        assert new.stretches[1].unserved[0].teachers == {"t-9"}

    def test_a_teacher_of_two_schools_counts_at_each(self) -> None:
        """She had a coach at one of them; for the other nobody is left out, whatever she needs now."""
        shared = Teacher(id="t-1", tier="new", posts=[Post(school="s-1"), Post(school="s-2")])
        alone = Teacher(id="t-2", posts=[Post(school="s-2")])
        at_home = Coach(id="c-1", posts=[Post(school="s-2")], weekly_minutes=90, coaching_share=1)
        before = Roster(
            schools=[School(id="s-1"), School(id="s-2")],
            coaches=[at_home],
            teachers=[evolve(shared, posts=shared.posts[1:]), alone],
        )
        one = simple(demands=[Demand(need=2, contact_minutes=45)])
        plan = balance(before, one.rules, YEAR)
        elsewhere = evolve(at_home, posts=[*at_home.posts, Post(school="s-1")])
        roster = evolve(before, coaches=[elsewhere], teachers=[shared, alone])
        rules = evolve(
            one.rules, demands=[*one.rules.demands, Demand(tier="new", need=50, contact_minutes=90)]
        )
        new = rebalance(plan, roster, YEAR, OCTOBER, rules=rules)
        assert verify(new, roster, YEAR, since=OCTOBER).problems == ()
        found = compare(plan, new, OCTOBER, roster, YEAR)
        assert (found.kept, found.lost, found.moved, found.gained) == (2, (), (), ())

    def test_who_goes_to_another_school_keeps_the_coach(self) -> None:
        """If the coach may have her there; it counts as going on."""
        other = School(id="s-2")
        one = simple(coaches=2, teachers=4)
        roster = evolve(one.roster, schools=[*one.roster.schools, other])
        plan = balance(roster, one.rules, YEAR)
        (had,) = plan.stretches[0].coaches["t-0"]
        gone = evolve(roster.teachers[0], posts=[Post(school="s-2")])
        everywhere = [
            evolve(each, posts=[*each.posts, Post(school="s-2")]) for each in roster.coaches
        ]
        now = evolve(roster, coaches=everywhere, teachers=[gone, *roster.teachers[1:]])
        new = rebalance(plan, now, YEAR, OCTOBER)
        assert verify(new, now, YEAR, since=OCTOBER).problems == ()
        assert new.stretches[1].coaches["t-0"] == {had}
        assert compare(plan, new, OCTOBER, now, YEAR).kept == 4

    def test_open_cycles_weigh_more(self) -> None:
        """Of two who cannot both stay, the one whose cycle is under way does."""
        for teacher in ("t-0", "t-1"):
            one = simple(coaches=1, teachers=2, minutes=120)
            plan = balance(*one, YEAR)
            other = Coach(id="c-9", posts=[Post(school="s-1")], weekly_minutes=60, coaching_share=1)
            (coach,) = one.roster.coaches
            roster = evolve(one.roster, coaches=[evolve(coach, weekly_minutes=60), other])
            new = rebalance(plan, roster, YEAR, OCTOBER, open_cycles=[teacher])
            assert new.stretches[1].coaches[teacher] == {"c-0"}
            assert len(new.stretches[1].coaches) == 2
            assert verify(new, roster, YEAR, since=OCTOBER).problems == ()
            (problem,) = verify(new, roster, YEAR).problems
            assert problem == Overloaded("c-0", "units", 8, 4)

    def test_open_cycles_of_nobody(self) -> None:
        """
        Whom the roster does not have is refused, not passed over.
        """
        one = simple()
        plan = balance(*one, YEAR)
        with pytest.raises(PlanImpossible) as refused:
            rebalance(plan, one.roster, YEAR, OCTOBER, open_cycles=["t-0", "t-9", "c-0"])
        assert refused.value.problems == (
            NotInRoster("open_cycles", "c-0"),
            NotInRoster("open_cycles", "t-9"),
        )

    def test_before_the_year_has_begun(self) -> None:
        """The first stretch is replaced, and the plan says by what."""
        one = simple()
        plan = balance(*one, YEAR)
        roster = evolve(one.roster, teachers=one.roster.teachers[1:])
        new = rebalance(plan, roster, YEAR, datetime.date(2026, 7, 1))
        assert (len(new.stretches), new.replaced) == (1, plan.stretches[0])
        assert verify(new, roster, YEAR).problems == ()
        assert rebalance(new, roster, YEAR, OCTOBER) is new

    def test_twice_for_one_day(self) -> None:
        """What counts is whom each had until that day, not what was planned for it; and a third time changes nothing."""
        one = simple(coaches=2, teachers=6, minutes=200)
        plan = balance(*one, YEAR)
        roster = without(one.roster, "c-0", OCTOBER)
        first = rebalance(plan, roster, YEAR, OCTOBER)
        late = evolve(one.roster.coaches[0], id="c-9", posts=[Post(school="s-1", first=OCTOBER)])
        roster = evolve(roster, coaches=[*roster.coaches, late])
        second = rebalance(first, roster, YEAR, OCTOBER)
        assert verify(second, roster, YEAR).problems == ()
        assert second.stretches[0] == first.stretches[0]
        still = next(one for one in second.stretches[1].levels if one.name == "still_served")
        assert still.value == 6
        assert rebalance(second, roster, YEAR, OCTOBER) is second

    def test_on_the_day_on_which_a_post_ends(self) -> None:
        """The plan in force is that of the day before."""
        one = simple(coaches=2, teachers=6, minutes=200)
        roster = without(one.roster, "c-0", OCTOBER)
        plan = balance(roster, one.rules, YEAR)
        late = evolve(one.roster.coaches[0], id="c-9", posts=[Post(school="s-1", first=OCTOBER)])
        roster = evolve(roster, coaches=[*roster.coaches, late])
        new = rebalance(plan, roster, YEAR, OCTOBER)
        assert verify(new, roster, YEAR).problems == ()
        assert len(new.stretches[1].coaches) == 6

    def test_who_leaves_has_no_time(self) -> None:
        """The plan has another stretch from then on, as for everybody whose post ends."""
        one = simple()
        idle = Coach(id="c-9", posts=[Post(school="s-1")], weekly_minutes=0, coaching_share=1)
        roster = evolve(one.roster, coaches=[*one.roster.coaches, idle])
        plan = balance(roster, one.rules, YEAR)
        gone = without(roster, "c-9", OCTOBER)
        new = rebalance(plan, gone, YEAR, OCTOBER)
        assert verify(new, gone, YEAR).problems == ()
        assert new.stretches[1].assignments == plan.stretches[0].assignments

    def test_a_plan_that_breaks_a_rule_does_not_come_back(self) -> None:
        """Whoever changed it by hand, though roster and rules are the same."""
        one = simple(coaches=1, teachers=6, minutes=200)
        plan = balance(*one, YEAR)
        [stretch] = plan.stretches
        extra = [
            Assignment(coach="c-0", school=each.school, teachers=each.teachers)
            for each in stretch.unserved
        ]
        broken = evolve(
            plan,
            stretches=[
                evolve(stretch, assignments=[*stretch.assignments, *extra], unserved=[], levels=[])
            ],
        )
        assert len(extra) > 0
        new = rebalance(broken, one.roster, YEAR, OCTOBER)
        assert verify(new, one.roster, YEAR, since=OCTOBER).problems == ()

    def test_on_a_weekend_before_a_post_begins(self) -> None:
        """Days without school change nothing, and are no reason to refuse."""
        one = simple()
        monday = datetime.date(2026, 10, 12)
        late = Coach(
            id="c-9", posts=[Post(school="s-1", first=monday)], weekly_minutes=60, coaching_share=1
        )
        roster = evolve(one.roster, coaches=[*one.roster.coaches, late])
        plan = balance(roster, one.rules, YEAR)
        fewer = evolve(roster, teachers=roster.teachers[1:])
        for days in (1, 2, 3):
            day = monday - datetime.timedelta(days)
            assert rebalance(plan, roster, YEAR, day) is plan
            assert verify(rebalance(plan, fewer, YEAR, day), fewer, YEAR, since=day).is_sound

    def test_rules_from_another_day(self) -> None:
        one = simple()
        plan = balance(*one, YEAR)
        later = evolve(one.rules, first=OCTOBER)
        with pytest.raises(StretchesApart):
            rebalance(plan, one.roster, YEAR, OCTOBER, rules=later)

    def test_a_day_on_which_there_is_no_plan(self) -> None:
        one = simple()
        with pytest.raises(DayOutsidePlan):
            rebalance(balance(*one, YEAR), one.roster, YEAR, datetime.date(2027, 8, 1))


class TestCertify:
    def test_the_plan_that_was_found(self) -> None:
        """It is as good as was said."""
        one = office(2)
        plan = balance(*one, YEAR)
        judged = certify(plan, one.roster, YEAR)
        assert judged == plan

    def test_a_plan_by_hand(self) -> None:
        """It has the values and the bounds of any other."""
        one = simple(order=[Rank(criterion="served_need"), Rank(criterion="fairness")])
        plan = balance(*one, YEAR)
        (stretch,) = plan.stretches
        _, *others = stretch.assignments
        nobody = evolve(stretch, assignments=others, levels=())
        with pytest.raises(PlanUnsound) as refused:
            certify(evolve(plan, stretches=[nobody]), one.roster, YEAR)
        (problem,) = refused.value.problems
        assert isinstance(problem, CaseMissing)
        with pytest.raises(DayOutsidePlan):
            certify(plan, one.roster, YEAR, since=plan.rules.until)
        heavy = evolve(
            stretch,
            assignments=[
                Assignment(coach="c-0" if n < 3 else "c-1", school="s-1", teachers=[f"t-{n}"])
                for n in range(5)
            ],
            unserved=[Unserved(school="s-1", teachers=["t-5"], reason="outweighed")],
        )
        judged = certify(evolve(plan, stretches=[heavy]), one.roster, YEAR)
        need, fairness = judged.stretches[0].levels
        assert (need.value, need.bound) == (5, 6)
        assert fairness.bound is not None
        assert fairness.value <= fairness.bound
        assert judged.stretches[0].assignments == heavy.assignments


SCRIPT = """
from offices import YEAR, office
from coachcycle.balance import balance
(stretch,) = balance(*office(7), YEAR).stretches
print([(one.coach, one.school, sorted(one.teachers)) for one in stretch.assignments])
print([(one.school, sorted(one.teachers), one.reason) for one in stretch.unserved])
print(stretch.levels, stretch.digest)
"""


@pytest.mark.slow
def test_the_same_with_any_hash_seed() -> None:
    """What sets and dictionaries of texts are ordered by makes no difference."""
    told = {
        run(
            [executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parent,
            capture_output=True,
            check=True,
        ).stdout
        for seed in "12"
    }
    assert len(told) == 1
    assert b"LevelOutcome" in told.pop()

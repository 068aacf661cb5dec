"""Verification beside the problem that plans are searched for in: neither knows of the other."""

from itertools import product
from random import Random

import numpy as np
import pytest
from attrs import evolve
from offices import FIRST, UNTIL, YEAR, Office, office, seeds, simple

from coachcycle.balance import CaseMissing, LevelUnknown, NotInRoster, values
from coachcycle.balance.formulation import Formulation
from coachcycle.balance.plans import balance
from coachcycle.balance.staffing import Staffing
from coachcycle.balance.verify import Account, verify
from coachcycle.caseloads import Assignment, Caseload, Demand, Rank, Stretch


def formulated(one: Office) -> Formulation:
    return Formulation.of(Staffing.on(one.roster, one.rules, one.rules.first))


def some_plan(formulation: Formulation, random: Random) -> np.ndarray:
    problem = formulation.problem
    taken = problem.is_fixed.copy()
    for arc in random.sample(range(len(taken)), len(taken)):
        taken[arc] = True
        load, groups, heads = problem.loads(taken)
        items = np.bincount(problem.arc_items[taken], minlength=problem.items)
        if (
            np.any(load > problem.capacities)
            or np.any(groups > problem.most_groups)
            or np.any(heads > problem.most_heads)
            or np.any(items > 1)
        ):
            taken[arc] = problem.is_fixed[arc]
    return taken


@pytest.mark.parametrize("seed", seeds(40, 150))
def test_a_plan_of_the_problem_is_sound_and_worth_the_same(seed: int) -> None:
    one = office(seed, 4, 9)
    formulation = formulated(one)
    random = Random(seed)
    before = Caseload(
        rules=one.rules,
        stretches=[
            formulation.stretch(one.rules.first, one.rules.until, some_plan(formulation, random))
        ],
    )
    formulation = Formulation.of(
        Staffing.on(one.roster, one.rules, one.rules.first), before=before.stretches[-1]
    )
    taken = some_plan(formulation, random)
    plan = Caseload(
        rules=one.rules,
        stretches=[formulation.stretch(one.rules.first, one.rules.until, taken)],
    )
    found = verify(plan, one.roster, YEAR, before=before)
    assert found.problems == ()
    names = [level.name for level in formulation.problem.levels]
    assert found.accounts[0].values == dict(
        zip(names, values(formulation.problem, taken), strict=True)
    )
    loads = {load.coach: load for load in found.accounts[0].loads}
    load, groups, _ = formulation.problem.loads(taken)
    for desk, units, schools in zip(formulation.board.desks, load, groups, strict=True):
        account = loads[desk.coach.id]
        assert (account.units, account.capacity, len(account.schools)) == (
            units,
            desk.units,
            schools,
        )
    assert_served_need_is_shared_out(found.accounts[0])


def assert_served_need_is_shared_out(account: Account) -> None:
    """What is served of all is that of the levels, and that of the schools, of the tiers, added up."""
    [everybody] = [share for share in account.shares if share.of == "all"]
    levels = {name: value for name, value in account.values.items() if "served_need" in name}
    assert everybody.need_served == levels.get("served_need", sum(levels.values()))
    for of in ("school", "tier"):
        parts = [share for share in account.shares if share.of == of]
        assert sum(share.need_served for share in parts) == everybody.need_served
        assert sum(share.need for share in parts) == everybody.need


def everybody_unserved(one: Office) -> Stretch:
    """The plan of an office in which nobody has a coach."""
    formulation = formulated(one)
    return formulation.stretch(FIRST, UNTIL, np.zeros(len(formulation.problem.arc_items), bool))


def best_by_verification(one: Office) -> tuple[int, ...]:
    """The values of the best plan, of all that verification finds nothing wrong with."""
    stretch = everybody_unserved(one)
    cases = [each for each in stretch.unserved if each.school is not None]
    coaches = [each.id for each in one.roster.coaches]
    best: tuple[int, ...] | None = None
    for choice in product([None, *coaches], repeat=len(cases)):
        given = [*zip(choice, cases, strict=True)]
        plan = Stretch(
            first=FIRST,
            until=UNTIL,
            assignments=[
                Assignment(coach=coach, school=case.school, teachers=case.teachers)
                for coach, case in given
                if coach is not None
            ],
            unserved=[
                *(case for coach, case in given if coach is None),
                *(case for case in stretch.unserved if case.school is None),
            ],
        )
        found = verify(Caseload(rules=one.rules, stretches=[plan]), one.roster, YEAR)
        if found.is_sound:
            reached = tuple(found.accounts[0].values.values())
            best = reached if best is None else max(best, reached)
    assert best is not None
    return best


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_no_plan_that_is_sound_is_better(seed: int) -> None:
    """Of all assignments whatever, judged by verification alone."""
    one = office(seed, 2, 4)
    plan = balance(one.roster, one.rules, YEAR)
    (stretch,) = plan.stretches
    found = verify(plan, one.roster, YEAR)
    assert found.problems == ()
    bounded = sum(level.bound is not None for level in stretch.levels)
    assert [level.value for level in stretch.levels if level.bound is not None] == [
        level.bound for level in stretch.levels if level.bound is not None
    ]
    reached = tuple(found.accounts[0].values.values())
    best = best_by_verification(one)
    first_tie = next(
        (n for n, level in enumerate(stretch.levels) if level.bound is None), len(reached)
    )
    assert bounded
    assert reached[:first_tie] == best[:first_tie]


def test_what_the_plan_before_would_say() -> None:
    """
    Levels that compare with a plan that is not given are no wrong values: it says what is missing.
    """
    one = simple(order=[Rank(criterion="served_need"), Rank(criterion="continuity")])
    before = balance(*one, YEAR)
    plan = balance(*one, YEAR, before=before)
    assert verify(plan, one.roster, YEAR, before=before).problems == ()
    assert verify(plan, one.roster, YEAR).problems == (LevelUnknown("continuity", 6),)


def test_more_heads_than_a_coach_may_have() -> None:
    """
    They are told as people count them.
    """
    one = simple(coaches=1, demands=[Demand(need=1, contact_minutes=60, counts_for=1.25)])
    plan = evolve(balance(*one, YEAR), rules=evolve(one.rules, most_heads=2.5))
    (problem,) = verify(plan, one.roster, YEAR).problems
    assert str(problem) == "c-0 has 3.75 heads, there is room for 2.5"


def test_whom_a_plan_leaves_out() -> None:
    """Each in the order of the roster, whatever the hashes of the texts are; and who is in no roster is told as such."""
    one = simple(teachers=30)
    (stretch,) = balance(*one, YEAR).stretches
    stranger = evolve(stretch.assignments[0], teachers=["t-99"])
    missing = [CaseMissing(each.id, "s-1") for each in one.roster.teachers]
    for listed, unknown in (([], []), ([stranger], [NotInRoster("assignments", "t-99")])):
        hers = evolve(stretch, assignments=listed, unserved=[], levels=[])
        found = verify(Caseload(rules=one.rules, stretches=[hers]), one.roster, YEAR)
        assert found.problems == (*unknown, *missing)

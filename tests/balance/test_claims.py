"""Bounds that a naive implementer would claim, each below a plan that there is, where ours is not.

What is naive is done here on purpose, on tiny problems all of whose plans are looked at. Others stand beside what they
are about: in `test_bound.py`, `test_exact.py`, `test_whole_bound.py` and `test_explain.py`.
"""

from random import Random

import numpy as np
import pytest
from tiny import Tiny, tiny

from coachcycle.balance import AssignmentProblem, Level, Relaxation, solve
from coachcycle.vocabulary import OutOfRange

CASES = 40


def best(case: Tiny) -> int:
    """The highest value that a plan has on the only level."""
    return max(case.value(0, plan) for plan in case.plans())


def without(case: Tiny, gone: set[int]) -> Tiny:
    """The same problem without some of its arcs."""
    arcs = [arc for number, arc in enumerate(case.arcs) if number not in gone]
    return case._replace(arcs=arcs, fixed=set())


def cases(seed: int) -> list[Tiny]:
    """Problems of one level in which nothing is fixed."""
    random = Random(seed)
    drawn = [tiny(random, most_levels=1) for _ in range(CASES)]
    return [case._replace(fixed=set()) for case in drawn]


def bound(case: Tiny) -> int:
    """What ours says that no plan exceeds."""
    [level] = solve(case.problem()).levels
    assert level.bound is not None
    return level.bound


def test_only_the_nearest_agents_of_an_item() -> None:
    """
    A bound of a problem without the other arcs is none of the problem.
    """
    wrong = 0
    for case in cases(7):
        nearest = {
            min(n for n, arc in enumerate(case.arcs) if arc.item == item)
            for item in {arc.item for arc in case.arcs}
        }
        naive = bound(without(case, {*range(len(case.arcs))} - nearest))
        wrong += naive < best(case)
        assert bound(case) >= best(case)
    assert wrong > 0


def test_a_neighbourhood_for_the_whole() -> None:
    """
    What no change of one caseload exceeds, changes of several may; so it is the whole problem whose bound is
    told, whatever plan the search starts from.
    """
    wrong = 0
    for case in cases(8):
        start = np.zeros(len(case.arcs), np.bool_)
        near = max(
            case.value(0, plan)
            for plan in case.plans()
            if len({case.arcs[arc].agent for arc in plan if arc is not None}) <= 1
        )
        [level] = solve(case.problem(), start=start).levels
        assert level.bound is not None
        assert level.bound >= best(case)
        wrong += near < best(case)
    assert wrong > 0


def test_costs_of_loads_that_move_with_the_search() -> None:
    """
    The lowest of bounds that were computed with several tables of costs holds for none of them. So a level has
    one table, which nobody can change; and one that falls up to the middle, as it would around a mean, is refused.
    """
    random = Random(13)
    wrong = 0
    for case in cases(13):
        tables = [
            [
                [max(0, load - middle) * 2 for load in range(capacity + 1)]
                for capacity in case.capacities
            ]
            for middle in (4, 2, 0)
        ]
        rounds = [case._replace(costs=[table]) for table in tables]
        prices = [random.randint(0, 9) for _ in range(case.items)]
        bounds = [
            Relaxation(problem=one.problem(), level=0, prices=prices, scale=1).bound
            for one in rounds
        ]
        wrong += min(bounds) < best(rounds[0])
        assert all(b >= best(one) for b, one in zip(bounds, rounds, strict=True))
    assert wrong > 0
    with pytest.raises(OutOfRange):
        problem([[4, 1, 0, 1, 4]])
    level = Level(name="fairness", arc_values=[0], load_costs=[[0, 1, 4, 9, 16]])
    assert level.load_costs is not None
    for costs in level.load_costs:
        with pytest.raises(ValueError, match="read-only"):
            np.asarray(costs)[0] = 1


def problem(costs: list[list[int]]) -> AssignmentProblem:
    """One agent and one item, with these costs of loads."""
    return AssignmentProblem(
        items=1,
        capacities=[4],
        most_groups=[1],
        group_agents=[0],
        group_weights=[0],
        arc_groups=[0],
        arc_items=[0],
        arc_weights=[2],
        levels=[Level(name="fairness", arc_values=[0], load_costs=costs)],
    )

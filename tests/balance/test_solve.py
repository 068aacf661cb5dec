"""Plans that were searched for, held against every plan of tiny problems."""

import os
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random
from subprocess import run
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from scattered import beside, scattered, told
from tiny import Plan, Tiny, tiny

from coachcycle.balance import (
    AssignmentProblem,
    Level,
    Progress,
    Relaxation,
    Solution,
    solve,
    values,
)
from coachcycle.vocabulary import OutOfRange, TypeMismatch

seeds = st.integers(0, 2**32 - 1)


def plan_of(case: Tiny, solution: Solution) -> Plan:
    """The plan as plain rows; an item that is taken twice fails."""
    plan: list[int | None] = [None] * case.items
    for arc in map(int, np.flatnonzero(solution.taken)):
        assert plan[case.arcs[arc].item] is None
        plan[case.arcs[arc].item] = arc
    return tuple(plan)


def require_best(case: Tiny, solution: Solution) -> None:
    """It is allowed and counted right, no bound is below a plan, and what is called optimal is."""
    plan = plan_of(case, solution)
    assert case.allows(plan)
    reached = [tuple(case.value(level, one) for level in case.levels) for one in case.plans()]
    assert tuple(one.value for one in solution.levels) == tuple(
        case.value(level, plan) for level in case.levels
    )
    floors: list[int] = []
    for number, level in enumerate(solution.levels):
        kept = [one for one in reached if all(map(int.__ge__, one, floors))]
        assert level.bound is not None
        assert max(one[number] for one in kept) <= level.bound
        assert level.value >= level.floor or number == len(solution.levels) - 1
        floors.append(level.floor)
    if solution.is_optimal:
        assert tuple(one.value for one in solution.levels) == max(reached)


class TestSolve:
    @given(seeds)
    def test_tiny(self, seed: int) -> None:
        """
        Every plan is looked at: none is better than a bound, or than what is called optimal.
        """
        case = tiny(Random(seed))
        solution = solve(case.problem(), seed=seed)
        require_best(case, solution)
        assert solution.is_optimal

    @pytest.mark.proof
    def test_many(
        self, proof_count: Callable[[int], int], tried: Callable[[str, str], None]
    ) -> None:
        """
        The same for many, by number; and without the mixed integer programme.
        """
        count = proof_count(10_000)
        for seed in range(count):
            case = tiny(Random(seed))
            solution = solve(case.problem(), seed=seed)
            require_best(case, solution)
            assert solution.is_optimal, seed
        tried("plans", f"{count:,} problems, {count:,} proven optima, each the best of all plans")

    @pytest.mark.slow
    def test_plain_and_compiled(self) -> None:
        """
        Without numba the same plan comes out.
        """
        folder = str(Path(__file__).parent)
        script = "from scattered import scattered, told; print(told(scattered(2, 20, seed=1)))"
        plain, quick = (
            run(
                [sys.executable, "-c", script],
                env=os.environ | {"NUMBA_DISABLE_JIT": off, "PYTHONPATH": folder},
                check=True,
                capture_output=True,
                text=True,
            ).stdout
            for off in ("1", "0")
        )
        assert plain == quick == told(scattered(2, 20, seed=1)) + "\n"

    def test_workers(self) -> None:
        """
        However many there are, the same plan comes out.
        """
        problem = beside(scattered(2, 20, seed=1), scattered(3, 30, seed=2))
        with ThreadPoolExecutor(2) as two:
            assert told(problem, executor=two) == told(problem)

    @pytest.mark.slow
    def test_other_processes(self) -> None:
        """
        Nor does it matter whether they are of this process.
        """
        problem = beside(scattered(2, 20, seed=1), scattered(3, 30, seed=2))
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as two:
            assert told(problem, executor=two) == told(problem)

    def test_parts(self) -> None:
        """
        What shares no item is solved apart: values, bounds and floors are sums, and slack is not given twice.
        """
        one, other = scattered(2, 20, seed=1, slack=5), scattered(3, 30, seed=2, slack=5)
        apart = [solve(each) for each in (one, other)]
        both = solve(beside(one, other, slack=5))
        assert both.parts == sum(each.parts for each in apart)
        first = both.levels[0]
        assert first.reached == sum(each.levels[0].reached for each in apart)
        assert first.bound == sum(each.levels[0].bound or 0 for each in apart)
        assert first.floor == first.reached - 5
        assert sum(one.floors[0] for one in both.certificates if one.level == 1) == first.floor
        assert first.value >= first.floor

    def test_slack(self) -> None:
        """
        It is given away for the next level, and the result says what was reached, asked for and kept.
        """
        need = Level(name="need", arc_values=[10, 9], slack=1)
        near = Level(name="near", arc_values=[0, 5])
        (first, second) = solve(choice(need, near)).levels
        assert (first.reached, first.bound, first.floor, first.value) == (10, 10, 9, 9)
        assert (second.reached, second.bound, second.value) == (5, 5, 5)
        assert not solve(choice(need, near)).is_optimal
        strict = solve(choice(evolve(need, slack=0), near))
        assert strict.is_optimal
        assert [one.value for one in strict.levels] == [10, 0]

    def test_a_third_level(self) -> None:
        """
        Its bound is of the plans that keep the floors: another plan may lie above it.
        """
        levels = [
            Level(name="first", arc_values=[10, 9], slack=1),
            Level(name="second", arc_values=[5, 8]),
            Level(name="third", arc_values=[9, 1]),
        ]
        found = solve(choice(*levels))
        assert [one.value for one in found.levels] == [9, 8, 1]
        assert found.levels[2].bound == 1
        assert values(choice(*levels), [True, False]) == (10, 5, 9)
        assert not found.is_optimal

    def test_a_level_that_breaks_ties(self) -> None:
        """
        In a small problem it is proven like any other; in a large one nobody says how far it is from the best.
        """
        bounds = []
        for agents, items in ((3, 30), (20, 200)):
            problem = scattered(agents, items, seed=1)
            need, fair = problem.levels
            found = solve(evolve(problem, levels=[need, evolve(fair, is_bounded=False)]))
            bounds.append(found.levels[1].bound)
        assert bounds == [solve(scattered(3, 30, seed=1)).levels[1].bound, None]

    def test_stopped(self) -> None:
        """
        There is a plan from the first moment; levels that were not searched have no bound.
        """
        problem, told = scattered(4, 60, seed=1), list[Progress]()
        whole = solve(problem)
        for after in (1, 7, 20):
            told.clear()
            ends = iter([False] * (after - 1) + [True])
            found = solve(problem, progress=told.append, stop=ends.__next__)
            assert found.was_stopped
            assert len(told) == after
            assert [one.bound is None for one in found.levels] == [
                level.name not in {one.level for one in told} for level in problem.levels
            ]
            assert found.levels[0].value > 0
            assert not found.is_optimal
        assert not whole.was_stopped
        assert None not in {one.gap for one in whole.levels}

    def test_progress(self) -> None:
        """
        On a level values only rise and bounds only fall; the last are those of the result.
        """
        told = list[Progress]()
        found = solve(scattered(4, 60, seed=1), progress=told.append)
        for level in found.levels:
            of_it = [one for one in told if one.level == level.name]
            assert [one.value for one in of_it] == sorted(one.value for one in of_it)
            assert [one.bound for one in of_it] == sorted(
                (one.bound for one in of_it), reverse=True
            )
            if of_it:
                assert (of_it[-1].value, of_it[-1].bound) == (level.reached, level.bound)
                assert of_it[-1].gap == level.gap

    def test_certificates(self) -> None:
        """
        Whoever computes them again gets the same bounds.
        """
        found = solve(scattered(16, 120, seed=1))
        for number, level in enumerate(found.levels):
            again = [
                Relaxation(
                    problem=one.problem,
                    level=one.level,
                    prices=[*one.prices],
                    multipliers=one.multipliers,
                    floors=one.floors,
                    scale=one.scale,
                )
                for one in found.certificates
                if one.level == number
            ]
            assert sum(one.bound for one in again) == level.bound
            assert level.value <= level.bound

    def test_nobody_and_nothing(self) -> None:
        """
        Where nobody may take anything, that is the best plan.
        """
        nothing: dict[str, Any] = {
            name: []
            for name in ("group_agents", "group_weights", "arc_groups", "arc_items", "arc_weights")
        }
        for agents in ([], [5]):
            found = solve(
                AssignmentProblem(
                    items=3,
                    capacities=agents,
                    most_groups=agents,
                    levels=[Level(name="a", arc_values=[]), Level(name="b", arc_values=[])],
                    **nothing,
                )
            )
            assert found.is_optimal
            assert found.parts == 0
            assert found.taken.tolist() == []

    def test_no_level(self) -> None:
        """
        Without one, what is fixed is the plan.
        """
        found = solve(evolve(choice(), fixed=[1]))
        assert found.taken.tolist() == [False, True]

    @pytest.mark.parametrize(
        "told", [{"seed": -1}, {"seed": 2**32}, {"effort": 0}, {"effort": 1001}]
    )
    def test_what_is_too_much(self, told: dict[str, int]) -> None:
        """
        It is refused by its name.
        """
        with pytest.raises(OutOfRange) as refused:
            solve(choice(), **told)
        assert [refused.value.what] == [*told]

    @pytest.mark.parametrize("told", [{"problem": 7}, {"seed": 0.5}, {"effort": "much"}])
    def test_what_is_no_number(self, told: dict[str, Any]) -> None:
        """
        It is refused by its name.
        """
        with pytest.raises(TypeMismatch) as refused:
            solve(**{"problem": choice()} | told)
        assert [refused.value.what] == [*told]


def choice(*levels: Level) -> AssignmentProblem:
    """One agent who may take one of two items."""
    return AssignmentProblem(
        items=2,
        capacities=[1],
        most_groups=[1],
        group_agents=[0],
        group_weights=[0],
        arc_groups=[0, 0],
        arc_items=[0, 1],
        arc_weights=[1, 1],
        levels=levels,
    )


class TestFromAPlan:
    @pytest.mark.parametrize("held", [3, 20])
    def test_much_is_moved_for_one_if_it_takes_as_much(self, held: int) -> None:
        """
        Whom only the first coach of a pair may have, who is full, has a place when all of hers go to the second.
        """
        problem, start = in_pairs(9, held)
        solution = solve(problem, start=start)
        assert values(problem, start) == (9 * held, 9 * held)
        assert solution.levels[0].reached == solution.levels[0].bound == 9 * (held + 1)

    def test_where_nothing_is_gained_nothing_is_moved(self) -> None:
        """
        The plan stays as it is, though others are as good.
        """
        problem, start = in_pairs(9, 3, without=True)
        solution = solve(problem, start=start)
        assert solution.taken.tolist() == start.tolist()


def in_pairs(
    pairs: int, held: int, *, without: bool = False
) -> tuple[AssignmentProblem, np.ndarray[Any, Any]]:
    """Pairs of agents, the first full and the second free, and one item that wants all of the first's room.

    Each second one may have an item of the next pair, too, so that it is one problem of too many agents for a
    proof. On the second level items count where they are.

    Args:
        pairs: How many.
        held: How many items the first of each has.
        without: Whether nobody wants the room.
    """
    arcs: list[tuple[int, int, int, int]] = []
    for pair in range(pairs):
        first, second, begin = 2 * pair, 2 * pair + 1, pair * (held + 1)
        small = range(begin, begin + held)
        arcs += [(first, item, 1, 1) for item in small]
        arcs += [(second, item, 1, 0) for item in small]
        if not without:
            arcs.append((first, begin + held, held, 0))
        if pair > 0:
            arcs.append((first - 1, begin, 1, 0))
    arcs.sort()
    agents = 2 * pairs
    return AssignmentProblem(
        items=pairs * (held + 1),
        capacities=[held] * agents,
        most_groups=[1] * agents,
        group_agents=range(agents),
        group_weights=[0] * agents,
        arc_groups=[agent for agent, *_ in arcs],
        arc_items=[item for _, item, *_ in arcs],
        arc_weights=[weight for *_, weight, _ in arcs],
        levels=[
            Level(name="still_served", arc_values=[1] * len(arcs)),
            Level(name="stays", arc_values=[stays for *_, stays in arcs]),
        ],
    ), np.array([stays == 1 for *_, stays in arcs])

"""Small problems as mixed integer programmes."""

from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scattered import scattered
from scipy.optimize import milp
from tiny import tiny

from coachcycle.balance import AssignmentProblem, Level, exact, values
from coachcycle.balance.exact import allows, is_small, nodes, proven


class TestProven:
    @given(st.integers(0, 2**32))
    def test_tiny(self, seed: int) -> None:
        """
        On each level it is the best of all plans that keep the floors.
        """
        random = Random(seed)
        case = tiny(random)
        kept = random.choice(list(case.plans()))
        level = random.choice(case.levels)
        floors = tuple(case.value(above, kept) for above in range(level))
        taken, bound = proven(case.problem(), level, floors, 1000)
        best = max(
            case.value(level, plan)
            for plan in case.plans()
            if all(case.value(above, plan) >= floors[above] for above in range(level))
        )
        assert taken is not None
        assert values(case.problem(), taken)[level] == best == bound

    def test_the_gap_that_is_usual(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        Left to itself the solver ends within a ten-thousandth of its bound and calls that optimal.
        """
        problems = [close(seed) for seed in (3, 4)]
        for problem in problems:
            taken, bound = proven(problem, 0, (), 10_000)
            assert taken is not None
            assert values(problem, taken) == (bound,)
        monkeypatch.setattr(exact, "milp", as_it_comes)
        claims = 0
        for problem in problems:
            naive, claimed = proven(problem, 0, (), 10_000)
            assert naive is not None
            assert claimed is not None
            claims += claimed > values(problem, naive)[0]
        assert claims > 0

    def test_too_few_nodes(self) -> None:
        """
        What was not found is not said to be impossible: there is a bound, and perhaps no plan.
        """
        problem = scattered(6, 70, seed=1)
        best, optimum = proven(problem, 0, (), 10_000)
        assert best is not None
        assert values(problem, best)[0] == optimum
        found = [proven(problem, 0, (), nodes) for nodes in (0, 1, 20)]
        assert None in {taken if taken is None else 0 for taken, _ in found}
        for taken, bound in found:
            assert taken is None or (
                allows(problem, taken, ()) and values(problem, taken)[0] <= optimum
            )
            assert bound is None or bound >= optimum


class TestNodes:
    def test_what_is_small_together(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        What is too large by itself is not tried, nor counted; what is too much together is left, or needs effort.
        """
        small, large = scattered(3, 30, seed=1), scattered(16, 200, seed=1)
        monkeypatch.setattr(exact, "MOST_ARCS", 2 * len(small.arc_items))
        assert nodes([small, large, small], 1) == [2000, 0, 2000]
        assert nodes([small, small, small], 1) == [0, 0, 0]
        assert nodes([small, small, small], 2) == [4000, 4000, 4000]


class TestAllows:
    @given(st.integers(0, 2**32))
    def test_tiny(self, seed: int) -> None:
        """
        Exactly what the plain rows allow.
        """
        random = Random(seed)
        case = tiny(random)
        taken = np.array([random.random() < 0.4 for _ in case.arcs], dtype=np.bool_)
        arcs = [int(arc) for arc in np.flatnonzero(taken)]
        once = len({case.arcs[arc].item for arc in arcs}) == len(arcs)
        plan = tuple(
            next((arc for arc in arcs if case.arcs[arc].item == item), None)
            for item in range(case.items)
        )
        assert allows(case.problem(), taken, ()) == (once and case.allows(plan))


class TestIsSmall:
    def test_what_is_small(self) -> None:
        """
        Few agents, few loads, and no values beyond what tolerances allow.
        """
        assert is_small(scattered(3, 30, seed=1))
        assert not is_small(scattered(16, 200, seed=1))
        assert not is_small(scattered(1, 9000, seed=1))
        assert not is_small(large())


def as_it_comes(*told: Any, options: Any, **named: Any) -> Any:
    """The solver without the options that it was given."""
    return milp(*told, **named)


def close(seed: int) -> AssignmentProblem:
    """Many plans of nearly the same value."""
    random = Random(seed)
    weights = [random.randint(5, 25) for _ in range(75)]
    return AssignmentProblem(
        items=25,
        capacities=[int(sum(weights) / 9 * 0.5)] * 3,
        most_groups=[1] * 3,
        group_agents=[0, 1, 2],
        group_weights=[0] * 3,
        arc_groups=[place // 25 for place in range(75)],
        arc_items=[place % 25 for place in range(75)],
        arc_weights=weights,
        levels=[
            Level(
                name="need",
                arc_values=[10**6 + weight * 1000 + random.randint(0, 999) for weight in weights],
            )
        ],
    )


def large() -> AssignmentProblem:
    """Its values are beyond what floating point numbers keep apart."""
    return AssignmentProblem(
        items=1,
        capacities=[1],
        most_groups=[1],
        group_agents=[0],
        group_weights=[0],
        arc_groups=[0],
        arc_items=[0],
        arc_weights=[1],
        levels=[Level(name="need", arc_values=[2**40], load_costs=[[0, 1]])],
    )

"""An agent's best pattern, held against all its patterns."""

import sys
from random import Random
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain import uncompile
from tiny import tiny

from coachcycle.balance import AssignmentProblem, Level, values
from coachcycle.balance import programme as programme_module
from coachcycle.balance.programme import compiled


def double(number: int) -> int:
    return 2 * number


class TestCompiled:
    def test_without_numba(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        The function stays as it is.
        """
        monkeypatch.setitem(sys.modules, "numba", None)
        assert compiled(double) is double

    def test_without_a_place_to_write(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        It is compiled anew by each process.
        """
        numba = pytest.importorskip("numba")
        monkeypatch.setattr(numba.core.caching.FunctionCache, "_impl_class", Nowhere)
        assert compiled(double)(3) == 6


class Nowhere:
    def __init__(self, function: Any) -> None:
        raise RuntimeError("no locator available")


@pytest.fixture(params=["compiled", "plain"])
def programme(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module, compiled or not."""
    if request.param == "plain":
        uncompile(monkeypatch, programme_module)
    return programme_module


def best(programme: Any, made: AssignmentProblem) -> tuple[int, list[bool]]:
    """The value of the best pattern of the only agent, and its arcs."""
    of, chosen = made.tables, np.ones(len(made.arc_items), dtype=np.bool_)
    value = programme.pattern_within_heads(0, of, made.worths[0], programme.room(of), chosen)
    return int(value), [*map(bool, chosen)]


def is_possible(made: AssignmentProblem, of: Any) -> bool:
    """Whether there is a pattern of the only agent with what these rows fix."""
    chosen, room = np.zeros(len(made.arc_items), np.bool_), programme_module.room(of)
    value = programme_module.pattern_within_heads(0, of, made.worths[0], room, chosen)
    return bool(value > programme_module.IMPOSSIBLE // 2)


class TestBestPattern:
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(seed=st.integers(0, 2**32))
    def test_none_is_better(self, programme: Any, seed: int) -> None:
        """
        Its value is the highest, and its arcs are allowed and have that value; compiled or not.
        """
        case = tiny(Random(seed), most_agents=1, most_levels=1)
        problem = case.problem()
        value, chosen = best(programme, problem)
        assert value == max(case.value(0, plan) for plan in case.plans())
        assert values(problem, np.array(chosen, dtype=np.bool_)) == (value,)
        taken = {case.arcs[arc].item: arc for arc, is_in in enumerate(chosen) if is_in}
        assert len(taken) == sum(chosen)
        assert case.allows(tuple(taken.get(item) for item in range(case.items)))

    @given(seed=st.integers(0, 2**32), size=st.sampled_from([1, 10**30]))
    def test_in_numbers_of_any_size(self, seed: int, size: int) -> None:
        """
        It is worth as much as one in 64 bits, and fits; where what is fixed does not, there is none.
        """
        random = Random(seed)
        problem = tiny(random, most_agents=1, most_levels=1).problem()
        worth = [random.randint(0, 9) for _ in problem.arc_items]
        problem = evolve(problem, levels=[Level(name="need", arc_values=worth)])
        value, _ = best(programme_module, problem)
        chosen = programme_module.pattern_of_any_size(problem.tables, [size * n for n in worth])
        assert chosen is not None
        problem.require_plan(chosen)
        assert values(problem, chosen) == (value,)
        too_many = problem.tables._replace(is_fixed=np.ones_like(chosen))
        fits = is_possible(problem, too_many)
        assert (programme_module.pattern_of_any_size(too_many, worth) is not None) == fits

    def test_what_is_fixed_does_not_fit(self, programme: Any) -> None:
        """
        The value says so, and nothing is marked.
        """
        made = AssignmentProblem(
            items=3,
            capacities=[3],
            most_groups=[1],
            group_agents=[0, 0],
            group_weights=[0, 0],
            arc_groups=[0, 0, 1],
            arc_items=[0, 1, 2],
            arc_weights=[2, 2, 1],
            levels=[Level(name="need", arc_values=[1, 1, 1])],
        )
        for fixed in ([True, True, False], [True, False, True]):
            of = made.tables._replace(is_fixed=np.array(fixed))
            chosen = np.ones(3, dtype=np.bool_)
            room = programme.room(of)
            value = programme.best_pattern(0, of, made.worths[0], False, room, chosen)
            assert value < programme.IMPOSSIBLE // 2
            assert not chosen.any()

    def test_ties(self, programme: Any) -> None:
        """
        Of the same value it is the pattern with fewer groups, and among those with the smaller load.
        """
        for groups, weights, worth, kept in (
            ([0, 1, 2], [1, 1, 2], [3, 3, 6], [False, False, True]),
            ([0, 0], [2, 1], [6, 6], [False, True]),
        ):
            opened = groups[-1] + 1
            made = AssignmentProblem(
                items=len(groups),
                capacities=[2],
                most_groups=[2],
                group_agents=[0] * opened,
                group_weights=[0] * opened,
                arc_groups=groups,
                arc_items=[*range(len(groups))],
                arc_weights=weights,
                levels=[Level(name="need", arc_values=worth)],
            )
            assert best(programme, made) == (6, kept)

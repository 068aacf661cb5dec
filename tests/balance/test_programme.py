"""An agent's best pattern, held against all its patterns."""

import sys
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import tiny

from coachcycle.balance import values
from coachcycle.balance.programme import IMPOSSIBLE, best_pattern, compiled

PLAIN: Any = getattr(best_pattern, "py_func", best_pattern)


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


@pytest.mark.parametrize("programme", [best_pattern, PLAIN], ids=["compiled", "plain"])
class TestBestPattern:
    @given(seed=st.integers(0, 2**32))
    def test_none_is_better(self, programme: Any, seed: int) -> None:
        """
        Its value is the highest, and its arcs are allowed and have that value; compiled or not.
        """
        case = tiny(Random(seed), most_agents=1, most_levels=1)
        problem = case.problem()
        level = problem.levels[0]
        assert level.group_values is not None
        assert level.load_costs is not None
        chosen = np.zeros(len(case.arcs), dtype=np.bool_)
        value = programme(
            problem.arc_starts,
            problem.arc_weights,
            level.arc_values,
            problem.is_fixed,
            problem.group_weights,
            level.group_values,
            level.load_costs[0],
            int(problem.most_groups[0]),
            chosen,
        )
        free = case._replace(required=set())
        assert value == max(free.value(0, plan) for plan in free.plans())
        assert values(problem, chosen) == (value,)
        taken = {int(arc) for arc in np.flatnonzero(chosen)}
        assert free.allows(tuple(next((n for n in taken if case.arcs[n].item == item), None) for item in range(case.items)))  # fmt: skip

    def test_what_is_fixed_has_no_room(self, programme: Any) -> None:
        """
        There is no pattern.
        """
        value = programme(
            *(np.array(row) for row in ([0, 1], [2], [5], [True], [1], [0], [0, 0, 0])),
            1,
            np.array([False]),
        )
        assert value == IMPOSSIBLE

    def test_ties(self, programme: Any) -> None:
        """
        Of the same value it is the pattern with fewer groups, and among those with the smaller load.
        """
        for rows, kept in (
            (([0, 1, 2, 3], [1, 1, 2], [3, 3, 6]), [False, False, True]),
            (([0, 2], [2, 1], [6, 6]), [False, True]),
        ):
            chosen = np.zeros(len(kept), dtype=np.bool_)
            nothing = [0] * (len(rows[0]) - 1)
            columns = (*rows, chosen.copy(), nothing, nothing, [0, 0, 0])
            assert programme(*map(np.array, columns), 2, chosen) == 6
            assert list(chosen) == kept

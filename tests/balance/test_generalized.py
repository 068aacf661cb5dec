"""Published types of generalized-assignment problems, held against brute force and HiGHS."""

from collections import Counter
from collections.abc import Iterator
from itertools import product
from math import ceil

import numpy as np
import pytest
from generalized import KINDS, Instance, drawn, read, written
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from coachcycle.balance import exact, solve

TEXT = """\
 2 3
 4 5 6
 7 8
 9
 1 2 3
 3 2 1

 5 6
"""
INSTANCE = Instance([[4, 5, 6], [7, 8, 9]], [[1, 2, 3], [3, 2, 1]], [5, 6])
LARGEST_GAPS = {"A": 0.003, "B": 0.003, "C": 0.003, "D": 0.01, "E": 0.01}
"""How far the bound may lie below the optimum [share of it]."""


class TestRead:
    def test_one_instance(self) -> None:
        """
        Rows may go on over several lines, and lines be empty.
        """
        assert read(TEXT) == [INSTANCE]

    @given(st.lists(st.builds(drawn, st.sampled_from(KINDS), *[st.integers(1, 5)] * 3), min_size=1))
    def test_what_is_written(self, instances: list[Instance]) -> None:
        """
        It is read again, however many instances a file has.
        """
        assert read(written(instances)) == instances

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("", 1),
            ("\n\n", 3),
            ("1\n", 2),
            ("0\n", 1),
            ("0 3", 1),
            ("\n2 0", 2),
            (TEXT.replace("8", "x"), 3),
            (TEXT.replace("8", "-8"), 3),
            (TEXT.replace("8", "8.0"), 3),
            (TEXT.replace("8", "1_0"), 3),
            (TEXT.replace("8", "\u0663"), 3),
            (TEXT.replace("8", "8" * 5000), 3),
            (TEXT.removesuffix(" 6\n"), 8),
            (TEXT + "\n7", 10),
            (TEXT.replace(" 2 3\n", "999999999 999999999\n", 1), 9),
            ("2\n" + TEXT, 10),
            ("1\n" + TEXT + TEXT, 10),
        ],
    )
    def test_what_is_malformed(self, text: str, line: int) -> None:
        """
        It is refused, with the line at which it is seen.
        """
        with pytest.raises(ValueError, match=rf"^line {line}: "):
            read(text)


class TestDrawn:
    @pytest.mark.parametrize(
        ("kind", "costs", "weights"),
        [
            ("A", (10, 50), (5, 25)),
            ("B", (10, 50), (5, 25)),
            ("C", (10, 50), (5, 25)),
            ("D", (1, 120), (1, 100)),
            ("E", (0, 1000), (1, 150)),
        ],
    )
    def test_ranges(self, kind: str, costs: tuple[int, int], weights: tuple[int, int]) -> None:
        """
        Costs and weights fill the ranges of the recipe and leave none; the same seed gives the same.
        """
        one = drawn(kind, 10, 200, 1)
        assert one == drawn(kind, 10, 200, 1) != drawn(kind, 10, 200, 2)
        for rows, (low, high) in ((one.costs, costs), (one.weights, weights)):
            seen = {number for row in rows for number in row}
            assert low <= min(seen) <= low + 10
            assert high * 0.6 <= max(seen) <= high

    @pytest.mark.parametrize("kind", "DE")
    def test_correlation(self, kind: str) -> None:
        """
        What weighs more costs less.
        """
        one = drawn(kind, 10, 200, 1)
        costs, weights = np.ravel(one.costs), np.ravel(one.weights)
        if kind == "D":
            assert np.all(np.abs(costs + weights - 111) <= 10)
        else:
            assert np.all((1000 / weights - 11 <= costs) & (costs <= 1000 / weights))

    @pytest.mark.parametrize("kind", "CDE")
    def test_capacities(self, kind: str) -> None:
        """
        Of each agent 0.8 of its share of all its weights, rounded down.
        """
        one = drawn(kind, 5, 60, 1)
        for row, capacity in zip(one.weights, one.capacities, strict=True):
            assert capacity <= 0.8 * sum(row) / 5 < capacity + 1

    def test_capacities_of_one_agent(self) -> None:
        """
        Of types A and B all have the same; for one agent alone it is 0.6 of the mean of 15, and 0.4 of what all
        weigh.
        """
        wide, narrow = drawn("A", 1, 40, 1), drawn("B", 1, 40, 1)
        for one, times in ((wide, 1), (narrow, 0.7)):
            full = times * (0.6 * 40 * 15 + 0.4 * sum(one.weights[0]))
            assert one.capacities[0] <= full + 1e-9
            assert full < one.capacities[0] + 1
        assert len({*drawn("A", 4, 40, 1).capacities}) == 1


class TestPlan:
    def test_cost(self) -> None:
        """
        It is that of the rows; there is none where an item is left out or an agent has no room.
        """
        assert INSTANCE.cost_of([0, 1, 1]) == 4 + 8 + 9
        assert INSTANCE.cost_of([0, 0, None]) is None
        assert INSTANCE.cost_of([0, 0, 0]) is None
        assert INSTANCE.turned().cost_of([0, 1, 1]) == 5 + 1 + 0
        assert INSTANCE.turned_back(5 + 1 + 0) == 4 + 8 + 9
        assert INSTANCE.plan([True, False, False, False, True, False]) == [0, 1, None]


class TestSolve:
    @pytest.mark.parametrize("kind", KINDS)
    def test_tiny(self, kind: str) -> None:
        """
        Of all plans none is worth more, and of those that take every item none costs less.
        """
        instance = drawn(kind, 3, 6, 0)
        plans = [*product((None, 0, 1, 2), repeat=6)]
        best = max(value for plan in plans for value in worth(instance, plan))
        least = min(cost for plan in plans if (cost := instance.cost_of(plan)) is not None)
        found = solve(instance.problem())
        assert [(one.value, one.bound) for one in found.levels] == [(best, best)]
        assert instance.cost_of(instance.plan(found.taken)) == instance.cost(best) == least


def worth(instance: Instance, plan: tuple[int | None, ...]) -> Iterator[int]:
    """What a plan is worth that may leave items out, if the agents have room."""
    taken = [(agent, item) for item, agent in enumerate(plan) if agent is not None]
    load = Counter[int]()
    for agent, item in taken:
        load[agent] += instance.weights[agent][item]
    if all(load[agent] <= most for agent, most in enumerate(instance.capacities)):
        yield sum(instance.worth - instance.costs[agent][item] for agent, item in taken)


def least(instance: Instance, nodes: int) -> tuple[int, int]:
    """The least cost that HiGHS finds within so many nodes, and a cost that no plan is below."""
    agents, items = instance.agents, instance.items
    pairs = np.arange(agents * items)
    once = csr_array((np.ones(len(pairs)), (pairs % items, pairs)))
    loads = csr_array((np.ravel(instance.weights).astype(float), (pairs // items, pairs)))
    told = milp(
        np.ravel(instance.costs).astype(float),
        integrality=np.ones(len(pairs)),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(once, 1, 1),
            LinearConstraint(loads, -np.inf, instance.capacities),
        ],
        options={"mip_rel_gap": 0, "node_limit": nodes},
    )
    cost = instance.cost_of(instance.plan(told.x > 0.5))
    assert cost is not None
    # Costs are whole; the margin is for the arithmetic of the solver.
    return cost, ceil(told.mip_dual_bound - 0.01)


def by_prices(instance: Instance) -> tuple[int, int]:
    """By the price method alone: what no plan costs less than, and what the plan costs that was found."""
    found = solve(instance.problem())
    (level,) = found.levels
    (certificate,) = found.certificates
    assert level.bound == certificate.bound
    cost = instance.cost_of(instance.plan(found.taken))
    assert cost is not None
    assert cost == instance.cost(level.value)
    return instance.cost(level.bound), cost


@pytest.fixture
def without_programme(monkeypatch: pytest.MonkeyPatch) -> None:
    """No problem is small enough for the mixed integer programme."""
    monkeypatch.setattr(exact, "MOST_AGENTS", 0)


@pytest.mark.slow
@pytest.mark.usefixtures("without_programme")
class TestBound:
    """The bound by prices alone lies close below the optimum; how close the plan comes is not held here."""

    @pytest.mark.parametrize(
        ("kind", "agents", "items"),
        [
            ("A", 5, 100),
            ("A", 10, 100),
            ("A", 20, 200),
            ("B", 10, 100),
            ("B", 20, 200),
            ("C", 5, 100),
            ("C", 10, 100),
            ("E", 5, 100),
            ("E", 10, 100),
        ],
    )
    def test_proven_optimum(self, kind: str, agents: int, items: int) -> None:
        """
        The optimum is what HiGHS proves in the same run.
        """
        instance = drawn(kind, agents, items, 1)
        optimum, proven = least(instance, 100_000)
        assert optimum == proven
        bound, cost = by_prices(instance)
        assert bound <= optimum <= cost
        assert optimum - bound <= LARGEST_GAPS[kind] * optimum

    @pytest.mark.parametrize("agents", [5, 10])
    def test_between(self, agents: int) -> None:
        """
        Of type D the proof takes long: the optimum lies between the bounds and the plans of both, and the bound
        is held against HiGHS's.
        """
        instance = drawn("D", agents, 100, 1)
        theirs, proven = least(instance, 1)
        bound, cost = by_prices(instance)
        assert max(bound, proven) <= min(theirs, cost)
        assert proven - bound <= LARGEST_GAPS["D"] * proven

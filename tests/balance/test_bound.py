"""The bound from prices, held against every plan of tiny problems."""

from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import Tiny, tiny

from coachcycle.balance import AssignmentProblem, Level, Relaxation, values
from coachcycle.vocabulary import OutOfRange, TypeMismatch

seeds = st.integers(0, 2**32)


def bounded(case: Tiny, random: Random) -> tuple[int, int]:
    """The bound of a level with prices, multipliers and floors at random, and the best within the floors."""
    level = random.choice(case.levels)
    scale = random.choice([1, 2, 1024])
    reached = [[case.value(one, plan) for one in case.levels] for plan in case.plans()]
    kept = random.choice(reached)
    floors = [kept[above] - random.choice([0, 0, 1, 5]) for above in range(level)]
    found = Relaxation(
        problem=case.problem(),
        level=level,
        prices=[random.randint(0, 9) * random.choice([0, 1, scale]) for _ in range(case.items)],
        head_prices=random.choice(
            [None, [random.randint(0, 9) * random.choice([0, 1, scale]) for _ in case.capacities]]
        ),
        multipliers=[random.choice([0, 1, random.randint(0, 3 * scale)]) for _ in range(level)],
        floors=floors,
        scale=scale,
    )
    best = max(
        one[level] for one in reached if all(a >= b for a, b in zip(one, floors, strict=False))
    )
    return found.bound, best


class TestBound:
    @given(seeds)
    def test_no_plan_that_keeps_the_floors_exceeds_it(self, seed: int) -> None:
        """
        Whatever the prices and multipliers are.
        """
        random = Random(seed)
        bound, best = bounded(tiny(random), random)
        assert best <= bound

    @pytest.mark.proof
    def test_many(
        self, proof_count: Callable[[int], int], tried: Callable[[str, str], None]
    ) -> None:
        """
        The same for many, by number.
        """
        count, tight = proof_count(100_000), 0
        for seed in range(count):
            random = Random(seed)
            bound, best = bounded(tiny(random), random)
            assert best <= bound, seed
            tight += best == bound
        assert tight > count / 20
        tried("bounds", f"{count:,} bounds, {tight:,} of them reached by a plan, 0 exceeded")

    @given(seeds)
    def test_one_agent(self, seed: int) -> None:
        """
        One agent's best is the best plan: without prices the bound is its value.
        """
        case = tiny(Random(seed), most_agents=1, most_levels=1)
        found = Relaxation(problem=case.problem(), level=0, prices=[0] * case.items)
        assert found.bound == max(case.value(0, plan) for plan in case.plans())
        assert values(case.problem(), found.chosen) == (found.bound,)

    @given(seeds)
    def test_a_plan_that_reaches_it_is_optimal(self, seed: int) -> None:
        """
        Prices of 0 at which no item is wanted twice prove a plan.
        """
        random = Random(seed)
        case = tiny(random, most_levels=1)
        problem = case.problem()
        found = Relaxation(problem=problem, level=0, scale=1, prices=[0] * case.items)
        wanted = np.bincount(problem.arc_items[found.chosen], minlength=case.items)
        if max(wanted) <= 1:
            best = max(case.value(0, plan) for plan in case.plans())
            assert values(problem, found.chosen) == (best,) == (found.bound,)

    def test_where_all_values_are_multiples(self) -> None:
        """
        So is the bound: one part of a unit less than 12 is no more than 6.
        """
        sixes = problem(
            capacities=[1, 0],
            levels=[Level(name="need", arc_values=[12] * 4, load_costs=[[0, 6], [0]])],
        )
        assert sixes.levels[0].grain == 6
        reached = [
            Relaxation(problem=sixes, level=0, prices=[price, 0]) for price in (0, 6 * 1024 - 1)
        ]
        assert [(one.total, one.bound) for one in reached] == [(6 * 1024, 6), (12 * 1024 - 1, 6)]


def problem(**changes: Any) -> AssignmentProblem:
    """Two agents who may both take either of two items."""
    told: dict[str, Any] = {
        "items": 2,
        "capacities": [2, 1],
        "most_groups": [1, 1],
        "group_agents": [0, 1],
        "group_weights": [0, 0],
        "arc_groups": [0, 0, 1, 1],
        "arc_items": [0, 1, 0, 1],
        "arc_weights": [1, 1, 1, 1],
        "levels": [Level(name="need", arc_values=[3, 2, 3, 2])],
    }
    return AssignmentProblem(**told | changes)


class TestNaive:
    """What a naive implementer would claim, and why it is refused."""

    def test_a_price_below_nought(self) -> None:
        """
        Of an item that stays with nobody: the price alone would be the 'bound', and a plan is above it.
        """
        full = problem(capacities=[0, 0])
        assert values(full, [False] * 4) == (0,)
        with pytest.raises(OutOfRange):
            Relaxation(problem=full, level=0, prices=[-2, 0], scale=1)
        with pytest.raises(OutOfRange):
            Relaxation(problem=full, level=0, prices=[0, 0], head_prices=[-1, 0])

    def test_what_is_no_number_and_no_problem(self) -> None:
        """
        It is refused by its name.
        """
        for told in ({"problem": 7}, {"prices": None}, {"multipliers": 7}, {"floors": 7}):
            with pytest.raises(TypeMismatch) as refused:
                Relaxation(**{"problem": problem(), "level": 0, "prices": [0, 0]} | told)
            assert [refused.value.what] == [*told]

    def test_prices_with_fractions(self) -> None:
        """
        Sums of floating point numbers are rounded, and a bound must not be.
        """
        for told in ({"prices": [0.5, 0.0]}, {"prices": [0, 0], "scale": 1024.0}):
            with pytest.raises(TypeMismatch):
                Relaxation(**{"problem": problem(), "level": 0} | told)

    def test_sums_beyond_64_bits(self) -> None:
        """
        They are refused before they could turn over.
        """
        large = problem(
            levels=[Level(name="need", arc_values=[2**40] * 4)],
            arc_heads=[1] * 4,
            most_heads=[9, 9],
        )
        assert Relaxation(problem=large, level=0, prices=[0, 0], scale=1024).bound == 3 * 2**40
        for told in (
            {"scale": 2**20},
            {"prices": [2**61, 0]},
            {"head_prices": [2**59, 0]},
        ):
            with pytest.raises(OutOfRange):
                Relaxation(**{"problem": large, "level": 0, "prices": [0, 0]} | told)

    @pytest.mark.parametrize(
        "told",
        [
            {"prices": [0]},
            {"head_prices": [0]},
            {"level": 1},
            {"multipliers": [1]},
            {"floors": [1]},
            {"scale": 0},
        ],
    )
    def test_what_does_not_fit(self, told: dict[str, Any]) -> None:
        """
        Prices are of the items, multipliers and floors of the levels above.
        """
        with pytest.raises(OutOfRange):
            Relaxation(**{"problem": problem(), "level": 0, "prices": [0, 0]} | told)

    def test_a_multiplier_below_nought(self) -> None:
        """
        It would reward breaking the floor.
        """
        need = Level(name="need", arc_values=[3, 2, 3, 2])
        two = problem(levels=[need, need])
        with pytest.raises(OutOfRange):
            Relaxation(problem=two, level=1, prices=[0, 0], multipliers=[-1], floors=[5])

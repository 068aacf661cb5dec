"""Where prices start and how they go on; their bounds hold wherever that is."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scattered import scattered
from tiny import Tiny, tiny

from coachcycle.balance import AssignmentProblem, Level, Relaxation
from coachcycle.balance.prices import FINEST, Descent, dearest, first, following

seeds = st.integers(0, 2**32)


def stepped(descent: Descent, value: int, rounds: int) -> Descent:
    for _ in range(rounds):
        descent = descent if descent.is_over else descent.step(value, rounds)
    return descent


def floors_of(case: Tiny, random: Random) -> list[int]:
    plan = random.choice(list(case.plans()))
    return [case.value(level, plan) for level in case.levels]


class TestDescent:
    @given(seeds)
    def test_every_bound_on_the_way(self, seed: int) -> None:
        """
        From level to level, no plan that keeps the floors is above one.
        """
        random = Random(seed)
        case = tiny(random)
        problem = case.problem()
        kept = floors_of(case, random)
        relaxed = first(problem)
        for level in case.levels:
            if level > 0:
                relaxed = following(relaxed, kept[:level], kept[level])
            best = max(
                case.value(level, plan)
                for plan in case.plans()
                if all(case.value(above, plan) >= kept[above] for above in range(level))
            )
            descent = Descent.begin(relaxed)
            for _ in range(12):
                assert descent.now.bound >= best
                assert descent.best.total <= descent.now.total
                descent = descent if descent.is_over else descent.step(kept[level], 12)
            relaxed = descent.best

    def test_it_goes_down(self) -> None:
        """
        By much from no prices at all, and by some from where it starts.
        """
        problem = scattered(20, 400, seed=1)
        start = first(problem)
        low = stepped(Descent.begin(start), start.bound * 9 // 10, 100)
        assert low.best.total < start.total
        free = Relaxation(problem=problem, level=0, prices=np.zeros(problem.items, np.int64))
        assert start.total < free.total

    def test_where_nothing_is_wanted_twice(self) -> None:
        """
        Each is wanted once, so it is over, and the bound is a plan.
        """
        alone = scattered(1, 10, seed=1)
        descent = Descent.begin(first(alone))
        assert stepped(descent, 0, 40).is_over
        assert descent.step(descent.best.bound, 10).is_over

    def test_the_largest_values(self) -> None:
        """
        Units are divided less finely, and no sum passes 64 bits.
        """
        huge = AssignmentProblem(
            items=8192,
            capacities=[1, 1],
            most_groups=[1, 1],
            group_agents=[0, 1],
            group_weights=[0, 0],
            arc_groups=[0] * 8192 + [1] * 8192,
            arc_items=[*range(8192)] * 2,
            arc_weights=[1] * 16384,
            arc_heads=[1] * 16384,
            most_heads=[1, 1],
            levels=[
                Level(
                    name=name,
                    arc_values=[2**40 - 1, 2**39, 2**40, 2**39] * 4096,
                    load_costs=[[0, 2**40], [0, 2**40]],
                )
                for name in ("one", "two", "three")
            ],
        )
        relaxed = first(huge)
        assert 1 <= relaxed.scale < FINEST
        for floors in ([0], [0, 0]):
            relaxed = stepped(Descent.begin(relaxed), 0, 20).best
            assert relaxed.bound >= 0
            relaxed = following(relaxed, floors, 0)


class TestDearest:
    @given(seeds)
    def test_it_bounds_every_plan(self, seed: int) -> None:
        """
        Whatever the floors, by what all items are worth with whom they are worth most.
        """
        random = Random(seed)
        case = tiny(random)
        level = random.choice(case.levels)
        made = dearest(case.problem(), floors_of(case, random)[:level])
        assert made.bound >= max(case.value(level, plan) for plan in case.plans())
        if not case.fixed and not any(cost for costs in case.costs[level] for cost in costs):
            worth = [
                [arc.values[level] for arc in case.arcs if arc.item == n] for n in range(case.items)
            ]
            assert made.total == made.scale * sum(max([0, *each]) for each in worth)


class TestFirst:
    @pytest.mark.parametrize("items", [0, 5])
    def test_nobody_wants_anything(self, items: int) -> None:
        """
        What nobody may take costs nothing.
        """
        made = AssignmentProblem(
            items=items,
            capacities=[3],
            most_groups=[1],
            group_agents=[],
            group_weights=[],
            arc_groups=[],
            arc_items=[],
            arc_weights=[],
            levels=[Level(name="need", arc_values=[])],
        )
        assert first(made).bound == 0
        assert first(made).prices.tolist() == [0] * items

"""What a search does between levels."""

from itertools import product
from random import Random

import numpy as np
import pytest
from attrs import evolve
from hypothesis import example, given
from hypothesis import strategies as st
from scattered import beside, scattered
from tiny import of_one_agent, tiny

from coachcycle.balance import AssignmentProblem, Level, solve
from coachcycle.balance.search import may_be_short_of_heads, settled


def item_for_two(*, worth: tuple[int, int]) -> AssignmentProblem:
    """An item that either of two agents may take, and one that the first alone may."""
    return AssignmentProblem(
        items=2,
        capacities=[2, 2],
        most_groups=[1, 1],
        group_agents=[0, 1],
        group_weights=[0, 0],
        arc_groups=[0, 0, 1],
        arc_items=[0, 1, 0],
        arc_weights=[1, 1, 1],
        levels=[Level(name="worth", arc_values=[worth[0], 4, worth[1]])],
    )


class TestMayBeShortOfHeads:
    @given(st.integers(0, 2**32))
    @example(160)  # who needs no time, of an agent that has none
    def test_of_those_that_fit(self, seed: int) -> None:
        """
        Where it is denied, none that an agent has time for together have too many.
        """
        problem = tiny(Random(seed)).problem()
        is_denied = not may_be_short_of_heads(problem)
        for agent, most in enumerate(problem.most_heads.tolist()):
            (arcs,) = np.nonzero(problem.arc_agents == agent)
            for together in product([False, True], repeat=len(arcs)):
                some = arcs[list(together)]
                if problem.arc_weights[some].sum() <= problem.capacities[agent]:
                    assert not is_denied or problem.arc_heads[some].sum() <= most

    @pytest.mark.parametrize(("most", "is_short"), [(2, True), (3, False)])
    def test_time_for_two_and_a_half(self, most: int, *, is_short: bool) -> None:
        """
        Three may be too many, and never are if there is time for no more than three.
        """
        made = of_one_agent(capacity=5, weight=2, most_heads=most, heads=[1] * 4, worth=[1] * 4)
        assert may_be_short_of_heads(made) == is_short


class TestSettled:
    @given(st.integers(0, 2**32))
    def test_every_plan_that_keeps_the_floor_takes_what_is_fixed(self, seed: int) -> None:
        """
        Of all plans there are; and nothing that was fixed before is forgotten.
        """
        random = Random(seed)
        case = tiny(random)
        level = random.choice(case.levels)
        reached = {plan: case.value(level, plan) for plan in case.plans()}
        floor = random.choice(sorted({*reached.values()})[-2:])
        fixed = {*settled(case.problem(), level, floor).fixed.tolist()}
        assert case.fixed <= fixed
        for plan, value in reached.items():
            assert value < floor or fixed <= {*plan}

    @pytest.mark.parametrize(
        ("worth", "floor", "fixed"),
        [
            ((9, 3), 13, [0, 1]),
            ((9, 3), 10, [0, 1]),
            ((9, 3), 9, [0]),
            ((9, 3), 7, []),
            ((9, 9), 13, [1]),
            ((3, 9), 13, [1, 2]),
            ((-2, -3), 4, [1]),
        ],
    )
    def test_what_may_be_lost(self, worth: tuple[int, int], floor: int, fixed: list[int]) -> None:
        """
        An arc is fixed if its item would be worth too little with whoever comes next, or with nobody.
        """
        assert settled(item_for_two(worth=worth), 0, floor).fixed.tolist() == fixed


class TestFromAPlan:
    def test_a_part_in_which_nothing_is_wanted_stays(self) -> None:
        """
        Where each item is with whom it is to be, there is neither a move nor a round of prices, on no level.
        """
        one, other = scattered(16, 120, seed=1), scattered(17, 130, seed=2)
        both = beside(one, other)
        begun = solve(both).taken
        kept = Level(name="kept", arc_values=begun.astype(int))
        then = solve(evolve(both, levels=[kept, *both.levels]), start=begun)
        assert then.taken.tolist() == begun.tolist()
        first, *after = then.levels
        assert (first.rounds, first.moves, first.gap) == (0, 0, 0)
        assert [(one.moves, one.gap) for one in after] == [(0, 0)] * len(after)

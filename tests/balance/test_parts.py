"""Problems taken apart."""

from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scattered import beside, scattered
from tiny import Tiny, tiny

from coachcycle.balance.parts import Part


def together(case: Tiny) -> list[set[int]]:
    """Agents that are joined by items, found by going from one to the next."""
    left = {arc.agent for arc in case.arcs}
    found = []
    while left:
        group, edge = set[int](), {min(left)}
        while edge:
            group |= edge
            items = {arc.item for arc in case.arcs if arc.agent in edge}
            edge = {arc.agent for arc in case.arcs if arc.item in items} - group
        found.append(group)
        left -= group
    return found


class TestPart:
    @given(st.integers(0, 2**32))
    def test_of_tiny(self, seed: int) -> None:
        """
        Who shares an item, even through others, is in one part, with all that is theirs.
        """
        case = tiny(Random(seed), most_agents=5)
        problem = case.problem()
        parts = Part.of(problem)
        assert [set(part.agents.tolist()) for part in parts] == together(case)
        assert sorted(np.concatenate([[], *(part.arcs for part in parts)])) == [
            *range(len(case.arcs))
        ]
        for part in parts:
            inside = part.problem
            assert part.items[inside.arc_items].tolist() == problem.arc_items[part.arcs].tolist()
            assert part.agents[inside.arc_agents].tolist() == problem.arc_agents[part.arcs].tolist()
            for name in ("arc_weights", "arc_heads", "is_fixed"):
                whole = getattr(problem, name)[part.arcs]
                assert getattr(inside, name).tolist() == whole.tolist()
            for name in ("capacities", "most_groups", "most_heads"):
                whole = getattr(problem, name)[part.agents]
                assert getattr(inside, name).tolist() == whole.tolist()
            for level, of_all in zip(inside.worths, problem.worths, strict=True):
                assert level.arcs.tolist() == of_all.arcs[part.arcs].tolist()

    def test_slack_is_shared(self) -> None:
        """
        None of it is given twice, and none is lost.
        """
        both = beside(scattered(2, 20, seed=1), scattered(3, 30, seed=2), slack=7)
        shares = [part.problem.levels[0].slack for part in Part.of(both)]
        assert len(shares) > 1
        assert sum(shares) == 7
        assert min(shares) > 0

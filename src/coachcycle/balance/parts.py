"""A problem taken apart: agents that share no item, not even through others, do not concern each other."""

from typing import Self

import numpy as np
from attrs import frozen

from coachcycle.balance.problem import AssignmentProblem, Ints, Level
from coachcycle.balance.programme import compiled


@frozen(kw_only=True, eq=False)
class Part:
    """A problem by itself, and where its rows stand in the whole."""

    problem: AssignmentProblem
    agents: Ints
    items: Ints
    arcs: Ints

    @classmethod
    def of(cls, whole: AssignmentProblem) -> tuple[Self, ...]:
        """The parts of a problem, in the order of their first agents; what nobody may take is in none."""
        if not len(whole.arc_items):
            return ()
        roots = np.arange(len(whole.capacities))
        join(whole.arc_agents, whole.arc_items, np.full(whole.items, -1), roots)
        with_arcs = np.unique(whole.arc_agents)
        names = np.unique(roots[with_arcs])
        items = np.zeros(whole.items, np.int64)
        items[whole.arc_items] = roots[whole.arc_agents]
        reached = np.isin(np.arange(whole.items), whole.arc_items)
        sizes = [int(np.sum(reached & (items == name))) for name in names]
        ends = np.cumsum(sizes)
        return tuple(
            cls._cut(
                whole,
                with_arcs[roots[with_arcs] == name],
                np.flatnonzero(reached & (items == name)),
                (int(end) - size, int(end), int(ends[-1])),
            )
            for name, size, end in zip(names, sizes, ends, strict=True)
        )

    @classmethod
    def _cut(
        cls, whole: AssignmentProblem, agents: Ints, items: Ints, share: tuple[int, int, int]
    ) -> Self:
        in_groups = np.isin(whole.group_agents, agents)
        in_arcs = np.isin(whole.arc_agents, agents)
        arcs = np.flatnonzero(in_arcs)
        begin, end, total = share

        def level(one: Level) -> Level:
            """Slack is shared by the numbers of items, so that no unit is given away twice."""
            return Level(
                name=one.name,
                arc_values=one.arc_values[in_arcs],
                group_values=None if one.group_values is None else one.group_values[in_groups],
                load_costs=None
                if one.load_costs is None
                else [one.load_costs[agent] for agent in agents],
                slack=one.slack * end // total - one.slack * begin // total,
                is_bounded=one.is_bounded,
            )

        problem = AssignmentProblem(
            items=len(items),
            capacities=whole.capacities[agents],
            most_groups=whole.most_groups[agents],
            group_agents=np.searchsorted(agents, whole.group_agents[in_groups]),
            group_weights=whole.group_weights[in_groups],
            arc_groups=np.searchsorted(np.flatnonzero(in_groups), whole.arc_groups[in_arcs]),
            arc_items=np.searchsorted(items, whole.arc_items[in_arcs]),
            arc_weights=whole.arc_weights[in_arcs],
            arc_heads=whole.arc_heads[in_arcs],
            most_heads=whole.most_heads[agents],
            fixed=np.flatnonzero(whole.is_fixed[in_arcs]),
            levels=[level(one) for one in whole.levels],
        )
        return cls(problem=problem, agents=agents, items=items, arcs=arcs)


@compiled
def join(arc_agents: Ints, arc_items: Ints, first: Ints, roots: Ints) -> None:
    """For each agent the least that it shares items with, through however many others."""
    for arc in range(len(arc_items)):
        item, agent = arc_items[arc], arc_agents[arc]
        if first[item] < 0:
            first[item] = agent
        one, other = agent, first[item]
        while roots[one] != one:
            one = roots[one]
        while roots[other] != other:
            other = roots[other]
        low, high = min(one, other), max(one, other)
        roots[high] = low
        roots[agent] = low
    for agent in range(len(roots)):
        root = agent
        while roots[root] != root:
            root = roots[root]
        roots[agent] = root

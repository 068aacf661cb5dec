"""Tiny assignment problems at random, and all their plans, looked at without numpy and the library."""

from collections.abc import Iterator
from itertools import product
from random import Random
from typing import NamedTuple

from coachcycle.balance import AssignmentProblem, Level

Plan = tuple[int | None, ...]
"""Of each item the arc that is taken, if any."""


class Arc(NamedTuple):
    agent: int
    group: int
    item: int
    weight: int
    values: tuple[int, ...]
    heads: int = 0


class Group(NamedTuple):
    agent: int
    weight: int
    values: tuple[int, ...]


class Tiny(NamedTuple):
    """A problem as plain rows; costs are those of an agent's load, by level."""

    items: int
    capacities: list[int]
    most_groups: list[int]
    groups: list[Group]
    arcs: list[Arc]
    costs: list[list[list[int]]]
    fixed: set[int]
    most_heads: list[int]

    @property
    def levels(self) -> range:
        return range(len(self.costs))

    def problem(self) -> AssignmentProblem:
        levels = [
            Level(
                name=f"level {level}",
                arc_values=[arc.values[level] for arc in self.arcs],
                group_values=[group.values[level] for group in self.groups],
                load_costs=self.costs[level],
            )
            for level in self.levels
        ]
        return AssignmentProblem(
            items=self.items,
            capacities=self.capacities,
            most_groups=self.most_groups,
            group_agents=[group.agent for group in self.groups],
            group_weights=[group.weight for group in self.groups],
            arc_groups=[arc.group for arc in self.arcs],
            arc_items=[arc.item for arc in self.arcs],
            arc_weights=[arc.weight for arc in self.arcs],
            levels=levels,
            fixed=sorted(self.fixed),
            arc_heads=[arc.heads for arc in self.arcs],
            most_heads=self.most_heads,
        )

    def plans(self) -> Iterator[Plan]:
        """Every plan that keeps all rules."""
        ways = [
            [None, *(n for n, arc in enumerate(self.arcs) if arc.item == item)]
            for item in range(self.items)
        ]
        return (plan for plan in product(*ways) if self.allows(plan))

    def allows(self, plan: Plan) -> bool:
        taken = {arc for arc in plan if arc is not None}
        return self.fixed <= taken and all(
            self.load(agent, taken) <= self.capacities[agent]
            and len(self.opened(agent, taken)) <= self.most_groups[agent]
            and self.heads(agent, taken) <= self.most_heads[agent]
            for agent in range(len(self.capacities))
        )

    def opened(self, agent: int, taken: set[int]) -> set[int]:
        return {self.arcs[arc].group for arc in taken if self.arcs[arc].agent == agent}

    def load(self, agent: int, taken: set[int]) -> int:
        ours = [self.arcs[arc].weight for arc in taken if self.arcs[arc].agent == agent]
        return sum(ours) + sum(self.groups[one].weight for one in self.opened(agent, taken))

    def heads(self, agent: int, taken: set[int]) -> int:
        return sum(self.arcs[arc].heads for arc in taken if self.arcs[arc].agent == agent)

    def value(self, level: int, plan: Plan) -> int:
        """What a plan reaches on a level."""
        taken = {arc for arc in plan if arc is not None}
        reached = sum(self.arcs[arc].values[level] for arc in taken)
        for agent, costs in enumerate(self.costs[level]):
            reached += sum(self.groups[one].values[level] for one in self.opened(agent, taken))
            reached -= costs[self.load(agent, taken)]
        return reached


def tiny(random: Random, *, most_levels: int = 3, most_agents: int = 3) -> Tiny:
    """A problem of a few agents and items, in which anything that there can be may be."""
    levels = random.randint(1, most_levels)
    agents, items = random.randint(1, most_agents), random.randint(1, 5)
    groups = [
        Group(
            agent,
            random.choice([0, 0, 1, 2]),
            tuple(random.choice([0, 0, -1, -4]) for _ in range(levels)),
        )
        for agent in range(agents)
        for _ in range(random.randint(0, 3))
    ]
    arcs: list[Arc] = []
    for number, group in enumerate(groups):
        taken = {arc.item for arc in arcs if arc.agent == group.agent}
        arcs += [
            Arc(
                group.agent,
                number,
                item,
                random.choice([0, 1, 1, 2, 3]),
                tuple(random.randint(-2, 9) for _ in range(levels)),
                random.choice([0, 1, 1, 2]),
            )
            for item in range(items)
            if item not in taken and random.random() < 0.5
        ]
    capacities = [random.choice([0, 2, 4, 6]) for _ in range(agents)]
    costs = [
        [
            rising(random, capacity) if random.random() < 0.5 else [0] * (capacity + 1)
            for capacity in capacities
        ]
        for _ in range(levels)
    ]
    free = Tiny(
        items,
        capacities,
        [random.choice([1, 2, 9]) for _ in range(agents)],
        groups,
        arcs,
        costs,
        set(),
        [random.choice([0, 1, 2, 3, 9, 9]) for _ in range(agents)],
    )
    plan = random.choice(list(free.plans()))
    return free._replace(fixed={arc for arc in plan if arc is not None and random.random() < 0.2})


def rising(random: Random, capacity: int) -> list[int]:
    """Costs of loads that never fall."""
    costs = [0]
    for _ in range(capacity):
        costs.append(costs[-1] + random.choice([0, 0, 1, 3]))
    return costs


def of_one_agent(
    *, capacity: int, weight: int, most_heads: int, heads: list[int], worth: list[int]
) -> AssignmentProblem:
    """An agent with so many items in one group, all of one weight."""
    return AssignmentProblem(
        items=len(worth),
        capacities=[capacity],
        most_groups=[1],
        most_heads=[most_heads],
        group_agents=[0],
        group_weights=[0],
        arc_groups=[0] * len(worth),
        arc_items=[*range(len(worth))],
        arc_weights=[weight] * len(worth),
        arc_heads=heads,
        levels=[Level(name="worth", arc_values=worth)],
    )

"""Problems at random with few arcs, as those of coaches and schools are."""

from random import Random
from typing import Any

import numpy as np

from coachcycle.balance import AssignmentProblem, Level, solve

REACH = 8
MOST_GROUPS = 4


def scattered(
    agents: int, items: int, *, seed: int, slack: int = 0, most_heads: int = 4096, levels: int = 2
) -> AssignmentProblem:
    """So many agents and items: values, fairness of loads, pairs that stay, weights of groups."""
    random = Random(seed)
    places = max(3, items // 22)
    place = [random.randrange(places) for _ in range(items)]
    kinds = [random.randrange(5) for _ in range(items)]
    weights = [random.choice([1, 2, 2, 3, 4, 4, 6, 8]) for _ in range(items)]
    needs = [random.choice([1, 2, 3, 5, 8, 13]) * random.randint(1, 3) for _ in range(items)]
    capacity = sum(weights) // agents
    groups: list[tuple[int, int]] = []
    arcs: list[tuple[int, int]] = []
    for agent in range(agents):
        home = agent * places // agents
        reach = sorted({(home + random.randint(-REACH, REACH)) % places for _ in range(REACH)})
        able = set(random.sample(range(5), 4))
        for where in reach:
            ours = [item for item in range(items) if place[item] == where and kinds[item] in able]
            if ours:
                groups.append((agent, 0 if where == home else random.randint(0, 8)))
                arcs += [(len(groups) - 1, item) for item in ours]
    return AssignmentProblem(
        items=items,
        capacities=[capacity] * agents,
        most_groups=[MOST_GROUPS] * agents,
        group_agents=[agent for agent, _ in groups],
        group_weights=[weight for _, weight in groups],
        arc_groups=[group for group, _ in arcs],
        arc_items=[item for _, item in arcs],
        arc_weights=[weights[item] for _, item in arcs],
        arc_heads=[1] * len(arcs),
        most_heads=[most_heads] * agents,
        levels=[
            Level(name="need", arc_values=[needs[item] for _, item in arcs], slack=slack),
            Level(
                name="fairness",
                arc_values=[0] * len(arcs),
                load_costs=[[-(-8 * load * load // capacity) for load in range(capacity + 1)]]
                * agents,
            ),
            Level(name="kept", arc_values=[int(random.random() < 0.2) for _ in arcs]),
            Level(
                name="travel",
                arc_values=[0] * len(arcs),
                group_values=[-weight for _, weight in groups],
            ),
        ][:levels],
    )


def beside(
    one: AssignmentProblem, other: AssignmentProblem, *, slack: int = 0
) -> AssignmentProblem:
    """Both, with nothing between them."""

    def both(name: str, more: int = 0) -> list[int]:
        return [*getattr(one, name), *(getattr(other, name) + more)]

    agents, groups = len(one.capacities), len(one.group_agents)
    levels = [
        Level(
            name=first.name,
            arc_values=[*first.arc_values, *second.arc_values],
            group_values=None
            if first.group_values is None or second.group_values is None
            else [*first.group_values, *second.group_values],
            load_costs=None
            if first.load_costs is None or second.load_costs is None
            else [*first.load_costs, *second.load_costs],
            slack=slack if number == 0 else 0,
        )
        for number, (first, second) in enumerate(zip(one.levels, other.levels, strict=True))
    ]
    return AssignmentProblem(
        items=one.items + other.items,
        capacities=both("capacities"),
        most_groups=both("most_groups"),
        group_agents=both("group_agents", agents),
        group_weights=both("group_weights"),
        arc_groups=both("arc_groups", groups),
        arc_items=both("arc_items", one.items),
        arc_weights=both("arc_weights"),
        levels=levels,
    )


def told(problem: AssignmentProblem, **options: Any) -> str:
    """All that was found, as text."""
    found = solve(problem, **options)
    prices = [one.prices.tolist() for one in found.certificates]
    return repr((np.flatnonzero(found.taken).tolist(), found.levels, prices))

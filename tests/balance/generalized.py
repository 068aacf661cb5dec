"""Generalized-assignment instances as they are published: read, drawn, and as assignment problems.

Every item goes to one agent, at the least cost and within the capacities. The text is that of OR-Library and
of Yagiura's collection: the numbers of agents and items, a row of costs for each agent, a row of weights for
each, and the capacities; a row may go on over several lines. A file of OR-Library begins with a line that says
how many instances follow.

Source:
    Types A to D are drawn as in P. C. Chu and J. E. Beasley, A genetic algorithm for the generalised
    assignment problem, Computers and Operations Research 24 (1997), 17-23,
    doi:10.1016/S0305-0548(96)00032-9; type E as in M. Yagiura, T. Yamaguchi and T. Ibaraki, A variable depth
    search algorithm for the generalized assignment problem, in Meta-Heuristics: Advances and Trends in Local
    Search Paradigms for Optimization, Kluwer (1999), 459-471.
"""

import re
from collections.abc import Callable, Sequence
from math import log
from random import Random
from typing import NamedTuple

from coachcycle.balance import AssignmentProblem, Level

KINDS = ("A", "B", "C", "D", "E")

NUMBER = re.compile("[0-9]{1,9}")

Rows = list[list[int]]
"""Of each agent a number for each item."""


class Instance(NamedTuple):
    """Who costs and weighs what: plain rows."""

    costs: Rows
    weights: Rows
    capacities: list[int]

    @property
    def agents(self) -> int:
        return len(self.capacities)

    @property
    def items(self) -> int:
        return len(self.costs[0])

    @property
    def worth(self) -> int:
        """What an item counts for, whoever takes it: so much more than any cost that none is left out."""
        return 1 + 3 * max(map(max, self.costs)) // 2

    def problem(self) -> AssignmentProblem:
        """The problem of a plan that is worth most, if an item counts for its worth less its cost.

        Of the plans that take every item that is the one of the least cost. A plan that leaves one out costs
        nothing that could be compared, while the bound is one for the others, too.
        """
        agents, items, worth = self.agents, self.items, self.worth
        arcs = range(agents * items)
        return AssignmentProblem(
            items=items,
            capacities=self.capacities,
            most_groups=[1] * agents,
            group_agents=range(agents),
            group_weights=[0] * agents,
            arc_groups=[arc // items for arc in arcs],
            arc_items=[arc % items for arc in arcs],
            arc_weights=[weight for row in self.weights for weight in row],
            levels=[
                Level(name="worth", arc_values=[worth - cost for row in self.costs for cost in row])
            ],
        )

    def cost(self, value: int) -> int:
        """What a plan of every item costs that has a value; of a bound, what no such plan costs less than."""
        return self.items * self.worth - value

    def turned(self) -> "Instance":
        """The instance that is solved at the least cost where this one is at the largest."""
        most = max(map(max, self.costs))
        return self._replace(costs=[[most - cost for cost in row] for row in self.costs])

    def turned_back(self, cost: int) -> int:
        """What a plan of every item costs here that costs so much when turned."""
        return self.items * max(map(max, self.costs)) - cost

    def plan(self, taken: Sequence[bool]) -> list[int | None]:
        """Of each item the agent that takes it; for a plan that says of each arc whether it is taken."""
        agents: list[int | None] = [None] * self.items
        for agent in range(self.agents):
            for item, is_taken in enumerate(taken[agent * self.items : (agent + 1) * self.items]):
                if is_taken:
                    assert agents[item] is None
                    agents[item] = agent
        return agents

    def cost_of(self, plan: Sequence[int | None]) -> int | None:
        """What a plan costs; None if it leaves an item out, or an agent has no room for what it takes."""
        load, cost = [0] * self.agents, 0
        for item, agent in enumerate(plan):
            if agent is None:
                return None
            load[agent] += self.weights[agent][item]
            cost += self.costs[agent][item]
        fits = all(one <= most for one, most in zip(load, self.capacities, strict=True))
        return cost if fits else None


# --- Text ---------------------------------------------------------------------------------------


def read(text: str) -> list[Instance]:
    """The instances of a file.

    Raises:
        ValueError: It is none; with the number of the line.
    """
    words = _Words(text)
    many = words.count("instances") if words.first == 1 else 1
    instances = []
    for _ in range(many):
        agents, items = words.count("agents"), words.count("items")
        costs = [words.row(items) for _ in range(agents)]
        weights = [words.row(items) for _ in range(agents)]
        instances.append(Instance(costs, weights, words.row(agents)))
    words.require_end()
    return instances


def written(instances: Sequence[Instance]) -> str:
    """The text of a file of OR-Library with the instances."""
    lines = [[len(instances)]]
    for one in instances:
        lines += [[one.agents, one.items], *one.costs, *one.weights, one.capacities]
    return "".join(" ".join(map(str, line)) + "\n" for line in lines)


class _Words:
    """The words of a text, each with the number of its line, and how many of them are read."""

    def __init__(self, text: str) -> None:
        lines = [line.split() for line in text.split("\n")]
        self.words = [(number, word) for number, line in enumerate(lines, 1) for word in line]
        self.first = next((len(line) for line in lines if line), 0)
        self.last = len(lines)
        self.at = 0

    def count(self, what: str) -> int:
        """The next word, which says how many there are."""
        (number,) = self.row(1)
        if number == 0:
            raise ValueError(f"line {self.words[self.at - 1][0]}: no {what}")
        return number

    def row(self, count: int) -> list[int]:
        """The next words, so many whole numbers."""
        row = self.words[self.at : self.at + count]
        for line, word in row:
            if not NUMBER.fullmatch(word):
                raise ValueError(f"line {line}: {word!r} is no whole number of up to nine digits")
        if len(row) < count:
            raise ValueError(f"line {self.last}: the text ends {count - len(row)} numbers too soon")
        self.at += count
        return [int(word) for _, word in row]

    def require_end(self) -> None:
        """That all words are read."""
        for line, word in self.words[self.at :]:
            raise ValueError(f"line {line}: {word!r} is one too many")


# --- Drawing ------------------------------------------------------------------------------------


def drawn(kind: str, agents: int, items: int, seed: int) -> Instance:
    """An instance of a published type; only `Random.random` is asked, which no version of Python changes."""
    draw = Random(f"{kind} {agents} {items} {seed}").random
    pairs = [[_pair(kind, draw) for _ in range(items)] for _ in range(agents)]
    costs = [[cost for cost, _ in row] for row in pairs]
    weights = [[weight for _, weight in row] for row in pairs]
    if kind in "AB":
        capacities = [_capacity(kind, costs, weights)] * agents
    else:
        capacities = [4 * sum(row) // (5 * agents) for row in weights]
    return Instance(costs, weights, capacities)


def _pair(kind: str, draw: Callable[[], float]) -> tuple[int, int]:
    """What an item costs an agent, and weighs."""

    def whole(low: int, high: int) -> int:
        return low + int(draw() * (high - low + 1))

    match kind:
        case "D":
            weight = whole(1, 100)
            return 111 - weight + whole(-10, 10), weight
        case "E":
            weight = int(1 - 10 * log(1 - draw()))
            return max(0, int(1000 / weight - 10 * draw())), weight
        case _:
            return whole(10, 50), whole(5, 25)


def _capacity(kind: str, costs: Rows, weights: Rows) -> int:
    """Of each agent: 0.6 of its share of the mean weight, and 0.4 of what the fullest would have if each item
    went where it costs least; 0.7 of that for type B."""
    agents, items = len(costs), len(costs[0])
    loads = [0] * agents
    for item in range(items):
        cheapest = min(range(agents), key=lambda agent: costs[agent][item])
        loads[cheapest] += weights[cheapest][item]
    tenths = 7 if kind == "B" else 10
    return tenths * (45 * items + 2 * agents * max(loads)) // (50 * agents)

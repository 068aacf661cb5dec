"""A bound that no plan exceeds, from prices of the items.

With a price for each item and multipliers for the levels above, every agent may do its best alone; what
all of them reach together, and the prices, bound what any plan reaches. The bound holds for whatever
prices and multipliers, as long as each agent's best is exact: no rounding is involved anywhere.

Source:
    Lagrangian relaxation of the rows that give each item to at most one agent, as in M. L. Fisher, The
    Lagrangian relaxation method for solving integer programming problems, Management Science 27 (1981),
    1-18, doi:10.1287/mnsc.27.1.1.
"""

from collections.abc import Iterable

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike

from coachcycle.balance.problem import SAFE, AssignmentProblem, Flags, Ints, Level, ints
from coachcycle.balance.programme import IMPOSSIBLE, best_pattern
from coachcycle.vocabulary import OutOfRange, all_of, collection, whole


def _prices(rows: ArrayLike) -> Ints:
    return ints("prices", rows, SAFE)


def _multipliers(given: Iterable[int]) -> tuple[int, ...]:
    return tuple(whole("multipliers", one, 0, SAFE) for one in collection("multipliers", given))


def _floors(given: Iterable[int]) -> tuple[int, ...]:
    return tuple(whole("floors", one, -SAFE, SAFE) for one in collection("floors", given))


def _problem(value: AssignmentProblem) -> AssignmentProblem:
    (problem,) = all_of(AssignmentProblem, "problem", [value])
    return problem


@frozen(kw_only=True, eq=False)
class Relaxation:
    """What the agents reach when each does its best alone.

    A price belongs to an item, a multiplier and a floor to each level above the one that is bounded. The
    value of that level counts `scale` times, so that prices in whole numbers are fine enough.

    Raises:
        TypeMismatch: A price, multiplier or floor is no whole number.
        OutOfRange: A price or multiplier is below 0, there are too many or too few of them, or sums
            could pass what 64 bits hold.
    """

    problem: AssignmentProblem = field(converter=_problem)
    """The problem."""
    level: int
    """Which of its levels is bounded [a place; 0 is the first]."""
    prices: Ints = field(converter=_prices)
    """Of each item [parts of the level's unit]; no less than 0 unless it is required."""
    multipliers: tuple[int, ...] = field(default=(), converter=_multipliers)
    """Of each level above it; no less than 0."""
    floors: tuple[int, ...] = field(default=(), converter=_floors)
    """Of each level above it, what plans reach at least."""
    scale: int = 1024
    """In how many parts a unit of the level is divided; 1 or more."""
    chosen: Flags = field(init=False)
    """The arcs of the patterns that the agents choose; an item may be in several of them."""
    total: int = field(init=False)
    """What the agents reach together with the prices, less the floors [parts of the level's unit]."""

    def __attrs_post_init__(self) -> None:
        self._require_sound()
        values, groups, costs = self._combined()
        chosen = np.zeros(len(values), dtype=np.bool_)
        reached = sum(
            self._best(agent, values, groups, costs[agent], chosen) for agent in range(len(costs))
        )
        above = sum(a * b for a, b in zip(self.multipliers, self.floors, strict=True))
        object.__setattr__(self, "chosen", chosen)
        object.__setattr__(self, "total", int(self.prices.sum()) - above + reached)

    @property
    def bound(self) -> int:
        """What no plan that keeps the floors exceeds on the level [its unit]."""
        return self.total // self.scale

    @property
    def _weighted(self) -> list[tuple[int, Level]]:
        """The levels that count, with how often each does."""
        levels = self.problem.levels
        return [(self.scale, levels[self.level]), *zip(self.multipliers, levels, strict=False)]

    def _require_sound(self) -> None:
        problem = self.problem
        whole("level", self.level, 0, len(problem.levels) - 1)
        whole("scale", self.scale, 1, 2**20)
        if len(self.prices) != problem.items:
            raise OutOfRange("prices", f"{problem.items} rows")
        for what in ("multipliers", "floors"):
            if len(getattr(self, what)) != self.level:
                raise OutOfRange(what, f"{self.level} numbers, one for each level above")
        if np.any((self.prices < 0) & ~problem.is_required):
            raise OutOfRange(
                "prices", "no price below 0 of an item that need not be given to anybody"
            )
        largest = problem.items * int(np.abs(self.prices).max(initial=0))
        largest += sum(times * level.magnitude for times, level in self._weighted)
        if largest >= SAFE:
            raise OutOfRange("values, prices and multipliers", f"sums of sizes below {SAFE}")

    def _combined(self) -> tuple[Ints, Ints, list[Ints]]:
        """Values of arcs and groups, and costs of loads, of all levels that count, less the prices."""
        problem = self.problem
        values = -self.prices[problem.arc_items]
        groups = np.zeros(len(problem.group_agents), dtype=np.int64)
        costs = [np.zeros(int(capacity) + 1, dtype=np.int64) for capacity in problem.capacities]
        for times, level in self._weighted:
            values += times * level.arc_values
            if level.group_values is not None:
                groups += times * level.group_values
            if level.load_costs is not None:
                pairs = zip(costs, level.load_costs, strict=True)
                costs = [cost + times * table for cost, table in pairs]
        return values, groups, costs

    def _best(self, agent: int, values: Ints, groups: Ints, costs: Ints, chosen: Flags) -> int:
        problem = self.problem
        ours = slice(*problem.group_starts[agent : agent + 2])
        starts = problem.arc_starts[ours.start : ours.stop + 1]
        arcs = slice(starts[0], starts[-1])
        reached = int(
            best_pattern(
                starts - starts[0],
                problem.arc_weights[arcs],
                values[arcs],
                problem.is_fixed[arcs],
                problem.group_weights[ours],
                groups[ours],
                costs,
                int(problem.most_groups[agent]),
                chosen[arcs],
            )
        )
        assert reached > IMPOSSIBLE  # What is fixed has room: the problem has seen to that.
        return reached


def values(problem: AssignmentProblem, taken: ArrayLike) -> tuple[int, ...]:
    """What a plan reaches on each level.

    Its loads have to fit; nothing else that a problem asks of plans is looked at.

    Args:
        problem: The problem.
        taken: Of each arc, whether the plan takes it.

    Raises:
        TypeMismatch: `taken` is no row of true and false.
        OutOfRange: It has not as many rows as there are arcs; an agent's load is above its capacity.
    """
    arcs = problem.marks(taken)
    load, _ = problem.loads(arcs)
    if np.any(load > problem.capacities):
        raise OutOfRange("loads", "none above its agent's capacity")
    opened = np.unique(problem.arc_groups[arcs])
    reached: list[int] = []
    for level in problem.levels:
        value = int(level.arc_values[arcs].sum())
        if level.group_values is not None:
            value += int(level.group_values[opened].sum())
        for table, units in zip(level.load_costs or (), load, strict=False):
            value -= int(table[units])
        reached.append(value)
    return tuple(reached)

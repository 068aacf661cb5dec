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

from coachcycle.balance.problem import SAFE, AssignmentProblem, Flags, Ints, Worth, as_problem, ints
from coachcycle.balance.programme import best_patterns, room
from coachcycle.vocabulary import OutOfRange, collection, whole


def _prices(rows: ArrayLike) -> Ints:
    return ints("prices", rows, SAFE)


def _multipliers(given: Iterable[int]) -> tuple[int, ...]:
    return tuple(whole("multipliers", one, 0, SAFE) for one in collection("multipliers", given))


def _floors(given: Iterable[int]) -> tuple[int, ...]:
    return tuple(whole("floors", one, -SAFE, SAFE) for one in collection("floors", given))


def _head_prices(rows: ArrayLike | None) -> Ints | None:
    return None if rows is None else ints("head_prices", rows, SAFE)


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

    problem: AssignmentProblem = field(converter=as_problem)
    """The problem."""
    level: int
    """Which of its levels is bounded [a place; 0 is the first]."""
    prices: Ints = field(converter=_prices)
    """Of each item [parts of the level's unit]; no less than 0."""
    multipliers: tuple[int, ...] = field(default=(), converter=_multipliers)
    """Of each level above it; no less than 0."""
    floors: tuple[int, ...] = field(default=(), converter=_floors)
    """Of each level above it, what plans reach at least."""
    head_prices: Ints | None = field(default=None, converter=_head_prices)
    """Of each agent, what one of its heads costs [parts of the level's unit]; no less than 0. Heads are
    then held to by their price alone. If not given, each agent is held to them exactly, which takes longer.
    """
    scale: int = 1024
    """In how many parts a unit of the level is divided; 1 or more."""
    chosen: Flags = field(init=False)
    """The arcs of the patterns that the agents choose; an item may be in several of them."""
    total: int = field(init=False)
    """What the agents reach together with the prices, less the floors [parts of the level's unit]."""

    def __attrs_post_init__(self) -> None:
        self._require_sound()
        problem, at_heads = self.problem, self.head_prices
        worth = problem.weighed([*self.multipliers, self.scale])
        arcs = worth.arcs - self.prices[problem.arc_items]
        paid = int(self.prices.sum())
        if at_heads is not None:
            arcs -= at_heads[problem.arc_agents] * problem.arc_heads
            paid += int((at_heads * problem.tables.most_heads).sum())
        chosen = np.zeros(len(arcs), dtype=np.bool_)
        of, held = problem.tables, at_heads is None
        reached = best_patterns(of, Worth(arcs, worth.groups, worth.loads), held, room(of), chosen)
        above = sum(a * b for a, b in zip(self.multipliers, self.floors, strict=True))
        chosen.flags.writeable = False
        object.__setattr__(self, "chosen", chosen)
        object.__setattr__(self, "total", paid - above + int(reached))

    @property
    def bound(self) -> int:
        """What no plan that keeps the floors exceeds on the level [its unit]; a multiple of its grain."""
        return self.bound_of(self.total)

    def bound_of(self, total: int) -> int:
        """The bound of the plans that a lower total than that of all is known of [parts of the level's unit]."""
        grain = self.problem.levels[self.level].grain
        return total // (self.scale * grain) * grain

    def _require_sound(self) -> None:
        problem = self.problem
        whole("level", self.level, 0, len(problem.levels) - 1)
        whole("scale", self.scale, 1, 2**20)
        if len(self.prices) != problem.items:
            raise OutOfRange("prices", f"{problem.items} rows")
        for what in ("multipliers", "floors"):
            if len(getattr(self, what)) != self.level:
                raise OutOfRange(what, f"{self.level} numbers, one for each level above")
        if np.any(self.prices < 0):
            raise OutOfRange("prices", "none below 0, since an item may stay with nobody")
        largest = problem.items * int(self.prices.max(initial=0))
        if self.head_prices is not None:
            if len(self.head_prices) != len(problem.capacities):
                raise OutOfRange("head_prices", f"{len(problem.capacities)} rows")
            if np.any(self.head_prices < 0):
                raise OutOfRange("head_prices", "none below 0, since heads may stay free")
            most = int(problem.arc_heads.sum())
            largest += most * int(self.head_prices.max(initial=0))
        largest += sum(
            times * level.magnitude
            for times, level in zip([*self.multipliers, self.scale], problem.levels, strict=False)
        )
        if largest >= SAFE:
            raise OutOfRange("values, prices and multipliers", f"sums of sizes below {SAFE}")


def values(problem: AssignmentProblem, taken: ArrayLike) -> tuple[int, ...]:
    """What a plan reaches on each level.

    Its loads have to fit; nothing else that a problem asks of plans is looked at.

    Args:
        problem: The problem.
        taken: Of each arc, whether the plan takes it.

    Raises:
        TypeMismatch: `problem` is no problem, or `taken` no row of true and false.
        OutOfRange: It has not as many rows as there are arcs; an agent's load is above its capacity.
    """
    arcs = as_problem(problem).marks(taken)
    load, _, _ = problem.loads(arcs)
    if np.any(load > problem.capacities):
        raise OutOfRange("loads", "none above its agent's capacity")
    opened = np.unique(problem.arc_groups[arcs])
    costs = problem.tables.load_starts[:-1] + load
    return tuple(
        int(worth.arcs[arcs].sum() + worth.groups[opened].sum() - worth.loads[costs].sum())
        for worth in problem.worths
    )

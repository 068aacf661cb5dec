"""Prices at which the agents, each doing its best alone, come close to a plan.

Whoever is wanted twice becomes dearer and whoever is wanted by nobody cheaper, in steps that shrink; a
multiplier grows while its floor is broken. What is computed here never has to be right, since a bound
holds for whatever prices; it has to be the same everywhere, so that sums are exact and everything else is
done number by number.

Source:
    The step is that of B. T. Polyak, Minimization of unsmooth functionals, USSR Computational Mathematics
    and Mathematical Physics 9 (1969), 14-29, doi:10.1016/0041-5553(69)90061-5; the direction remembers
    earlier ones as in P. M. Camerini, L. Fratta and F. Maffioli, On improving relaxation methods by
    modified gradient techniques, Mathematical Programming Study 3 (1975), 26-34, doi:10.1007/BFb0120697.
"""

from collections.abc import Sequence
from math import fsum
from typing import Any, Self, TypeAlias

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from coachcycle.balance.bound import Relaxation, values
from coachcycle.balance.problem import SAFE, AssignmentProblem, Ints

Floats: TypeAlias = NDArray[np.floating[Any]]

MEMORY = 0.8
"""How much of the last direction the next one keeps."""
FALL = 6.0
"""The factor of the last step is exp(-FALL) of that of the first."""
FINEST = 1024
"""In how many parts a unit of a level is divided, if its values allow it."""
FEW = 3
"""Rounds of prices that show where a multiplier leads."""
WIDEST = 20
"""How often a multiplier is doubled or halved at most while the best is looked for."""
SHARE = SAFE // 8
"""What the values of a level, times its multiplier, stay within."""


@frozen(kw_only=True, eq=False)
class Descent:
    """A search for the prices of the lowest bound: the best so far, where it is, and where it heads."""

    best: Relaxation
    now: Relaxation
    toward_prices: Floats
    toward_heads: Floats
    toward_multipliers: tuple[float, ...]
    factor: float = 1.0
    """Of the next step."""
    is_over: bool = False
    """Whether no step leads anywhere."""

    @classmethod
    def begin(cls, relaxed: Relaxation) -> Self:
        """From some prices."""
        return cls(
            best=relaxed,
            now=relaxed,
            toward_prices=np.zeros(relaxed.problem.items),
            toward_heads=np.zeros(len(relaxed.problem.capacities)),
            toward_multipliers=(0.0,) * relaxed.level,
        )

    def rounds(self, count: int, value: int) -> Self:
        """After so many rounds, towards a value that a plan has reached, or fewer if they lead nowhere."""
        after = self
        for _ in range(count):
            if after.is_over:
                break
            after = after.step(value, count)
        return after

    def step(self, value: int, rounds: int) -> Self:
        """After one of so many rounds, towards a value that a plan has reached."""
        now, problem = self.now, self.now.problem
        at_heads = _head_prices(now)
        wanted = np.bincount(problem.arc_items[now.chosen], minlength=problem.items) - 1.0
        _, _, heads = problem.loads(now.chosen)
        toward_prices = _toward(wanted, self.toward_prices, now.prices)
        over = (heads - problem.tables.most_heads).astype(np.float64)
        toward_heads = _toward(over, self.toward_heads, at_heads)
        reached = values(problem, now.chosen)
        toward_multipliers = [
            float(floor - got) + MEMORY * before
            for floor, got, before in zip(
                now.floors, reached, self.toward_multipliers, strict=False
            )
        ]
        sizes = [_size(problem, level) for level in range(now.level)]
        squares = (
            fsum((toward_prices * toward_prices).tolist())
            + fsum((toward_heads * toward_heads).tolist())
            + fsum(m * m / size for m, size in zip(toward_multipliers, sizes, strict=True))
        )
        above = float(now.total - value * now.scale)
        if squares == 0 or above <= 0:
            return evolve(self, is_over=True)
        length = self.factor * above / squares
        after = relaxed(
            problem,
            now.floors,
            prices=now.prices + length * toward_prices,
            head_prices=at_heads + length * toward_heads,
            multipliers=[
                old + round(length * m / size)
                for old, m, size in zip(now.multipliers, toward_multipliers, sizes, strict=True)
            ],
        )
        return evolve(
            self,
            best=lower(self.best, after),
            now=after,
            toward_prices=toward_prices,
            toward_heads=toward_heads,
            toward_multipliers=tuple(toward_multipliers),
            factor=self.factor * (1 - FALL / max(rounds, 2 * FALL)),
        )


def lower(one: Relaxation, other: Relaxation) -> Relaxation:
    """The one with the lower bound, the first if they have the same."""
    return other if other.total < one.total else one


def relaxed(
    problem: AssignmentProblem,
    floors: Sequence[int],
    *,
    prices: Floats,
    head_prices: Floats,
    multipliers: Sequence[int],
) -> Relaxation:
    """The relaxation at the nearest prices and multipliers that there may be.

    A price above what its item is worth to anybody bounds no better than that, and for an item that is fixed none
    bounds better: who has to take it pays the price anyway, and nobody else wants it.
    """
    level = len(floors)
    scale = scale_of(problem, level)
    times = [
        min(max(0, multiplier), SHARE // (len(multipliers) * max(1, above.magnitude)))
        for multiplier, above in zip(multipliers, problem.levels, strict=False)
    ]
    worth = problem.weighed([*times, scale]).arcs
    items, agents = np.zeros(problem.items, np.int64), np.zeros(len(problem.capacities), np.int64)
    np.maximum.at(items, problem.arc_items, worth)
    np.maximum.at(agents, problem.arc_agents, worth)
    heads = max(1, int(problem.arc_heads.sum()))
    is_fixed = np.isin(np.arange(problem.items), problem.arc_items[problem.fixed])
    return Relaxation(
        problem=problem,
        level=level,
        floors=floors,
        multipliers=times,
        prices=_within(np.where(is_fixed, np.inf, prices), items),
        head_prices=_within(head_prices, np.minimum(agents, SHARE // heads)),
        scale=scale,
    )


def dearest(problem: AssignmentProblem, floors: Sequence[int]) -> Relaxation:
    """Where nothing is wanted: each item costs all that it is worth to anybody, and that is the bound."""
    return relaxed(
        problem,
        floors,
        prices=np.full(problem.items, np.inf),
        head_prices=np.zeros(len(problem.capacities)),
        multipliers=(0,) * len(floors),
    )


def first(problem: AssignmentProblem) -> Relaxation:
    """Of the first level: as if the agents were one, with room for the items worth most for their weight."""
    worth = problem.worths[0].arcs
    best = np.zeros(problem.items, np.int64)
    np.maximum.at(best, problem.arc_items, worth)
    least = np.full(problem.items, np.iinfo(np.int64).max)
    np.minimum.at(least, problem.arc_items, problem.arc_weights)
    weight = np.where(best > 0, least, 0).astype(np.float64)
    density = best / np.maximum(weight, 0.5)
    order = np.argsort(-density, kind="stable")
    fitting = int(np.searchsorted(np.cumsum(weight[order]), float(problem.capacities.sum())))
    cut = density[order[fitting]] if fitting < problem.items else 0.0
    scale = scale_of(problem, 0)
    free = np.zeros(len(problem.capacities))
    return relaxed(
        problem, (), prices=scale * (best - cut * weight), head_prices=free, multipliers=()
    )


def following(last: Relaxation, floors: Sequence[int], value: int) -> Relaxation:
    """Of the next level: the prices of the one before it, as dear as leads to the lowest bound in a few rounds.

    Args:
        last: The best of the level before.
        floors: What plans reach at least on each level above.
        value: What a plan has reached on this level.
    """
    problem = last.problem

    def at(multiplier: int) -> Relaxation:
        times = multiplier / last.scale
        descent = Descent.begin(
            relaxed(
                problem,
                floors,
                prices=last.prices * times,
                head_prices=_head_prices(last) * times,
                multipliers=[*(round(m * times) for m in last.multipliers), multiplier],
            )
        )
        return descent.rounds(FEW, value).best

    found = at(FINEST)
    for factors in ((2.0, 0.5), (1.25, 0.8)):
        for factor in factors:
            tried = found
            for _ in range(WIDEST):
                after = at(round(tried.multipliers[-1] * factor))
                if after.total >= tried.total:
                    break
                tried = after
            if tried is not found:
                found = tried
                break
    return found


def _head_prices(at: Relaxation) -> Ints:
    nothing = np.zeros(len(at.problem.capacities), np.int64)
    return nothing if at.head_prices is None else at.head_prices


def _toward(over: Floats, before: Floats, prices: Ints) -> Floats:
    """Where prices head: up where too much is wanted, down where too little, never below 0."""
    now = np.where((prices == 0) & (over < 0), 0.0, over)
    heading = now + MEMORY * before
    return np.where((prices == 0) & (heading < 0), 0.0, heading)


def _size(problem: AssignmentProblem, level: int) -> float:
    """How much more a step of a level's multiplier changes than one of a price."""
    worth = problem.worths[level].arcs.astype(np.float64)
    most = np.zeros(problem.items)
    np.maximum.at(most, problem.arc_items, np.abs(worth))
    return max(1.0, fsum((most * most).tolist()))


def scale_of(problem: AssignmentProblem, level: int) -> int:
    """In how many parts a unit of a level is divided."""
    return min(FINEST, max(1, SHARE // max(1, problem.levels[level].magnitude)))


def _within(prices: Floats, most: Ints) -> Ints:
    clipped: Ints = np.minimum(np.maximum(0.0, np.rint(prices)), most.astype(np.float64))
    return clipped.astype(np.int64)

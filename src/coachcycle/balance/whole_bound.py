"""How good a plan is whose parts were searched by themselves.

The bound of a part is of plans that keep the floors in this part. But a plan may stay below the floor of one part
and be above that of another, and so keep the floor of the whole. Unless there is no such plan, since each part
reached all that it can, the whole has a bound of its own, with multipliers that are the same in all parts.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from attrs import evolve, frozen

from coachcycle.balance.bound import Relaxation
from coachcycle.balance.parts import Part
from coachcycle.balance.prices import Descent, following, relaxed, scale_of
from coachcycle.balance.problem import AssignmentProblem
from coachcycle.balance.search import Search


@frozen(kw_only=True)
class Bound:
    """What no plan of the whole exceeds on a level, if it keeps the floors of the whole."""

    value: int | None
    """The bound [the level's unit]; None, if none was looked for."""
    certificates: tuple[Relaxation, ...]
    """What it comes from: the relaxation of each part, or one of the whole."""


def bounds(
    problem: AssignmentProblem,
    parts: Sequence[Part],
    ended: Sequence[Sequence[Search]],
    rounds: int,
) -> Iterator[Bound]:
    """The bound of each level.

    Args:
        problem: The whole.
        parts: Its parts.
        ended: How the searches of the parts ended on each level.
        rounds: How many rounds of prices to look for the bound of a level in.
    """
    floors: list[int] = []
    are_as_one = True
    prices: Relaxation | None = None
    bounded = [place for place, level in enumerate(problem.levels) if level.is_bounded]
    for place, searches in enumerate(ended):
        level = problem.levels[place]
        reached = sum(search.value for search in searches)
        value: int | None = sum(search.bound for search in searches)
        if not level.is_bounded and (value != reached or not are_as_one):
            value = None
        certificates = tuple(search.certificate for search in searches)
        if len(parts) > 1 and place <= max(bounded, default=0):
            prices = (
                following(prices, floors, reached)
                if prices
                else _side_by_side(problem, parts, searches)
            )
            if level.is_bounded and floors and not are_as_one:
                prices = Descent.begin(prices).rounds(rounds, reached).best
                found = evolve(prices, head_prices=None)
                value, certificates = found.bound, (found,)
        are_as_one = are_as_one and value == reached and level.slack == 0
        yield Bound(value=value, certificates=certificates)
        floors.append(reached - level.slack)


def _side_by_side(
    whole: AssignmentProblem, parts: Sequence[Part], searches: Sequence[Search]
) -> Relaxation:
    """The best prices of the parts on the first level."""
    scale = scale_of(whole, 0)
    prices, head_prices = np.zeros(whole.items), np.zeros(len(whole.capacities))
    for part, search in zip(parts, searches, strict=True):
        best = search.descent.best
        prices[part.items] = best.prices * (scale / best.scale)
        if best.head_prices is not None:
            head_prices[part.agents] = best.head_prices * (scale / best.scale)
    return relaxed(whole, (), prices=prices, head_prices=head_prices, multipliers=())

"""The best that one agent can do at given prices: an exact programme in whole numbers.

The programme goes through the agent's groups, and through the arcs of each: `best[k, c]` is the highest
value with k groups open and a load of exactly c. It is compiled where numba is installed, and gives the same
as plain Python, only some hundred times as fast.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from coachcycle.balance.problem import Flags, Ints

IMPOSSIBLE = -(2**62)
"""The value of what cannot be. With any values added it stays below `LEAST`, and within 64 bits."""
LEAST = -(2**61)
"""No value of what can be is as low."""


def compiled(function: Callable[..., int]) -> Callable[..., int]:
    """The function compiled, if numba is installed; kept on the disk, if there is a place to write."""
    try:
        import numba
    except ImportError:
        return function
    make: Any = numba.njit
    try:
        made = make(cache=True, nogil=True)(function)
    except RuntimeError:  # numba finds no folder that it may write to
        made = make(nogil=True)(function)
    return made  # type: ignore[no-any-return]


@compiled
def best_pattern(  # noqa: PLR0917  # compiled functions take arguments by position
    arc_starts: Ints,
    arc_weights: Ints,
    arc_values: Ints,
    fixed: Flags,
    group_weights: Ints,
    group_values: Ints,
    load_costs: Ints,
    most_groups: int,
    chosen: Flags,
) -> int:
    """The value of an agent's best pattern, which is marked in `chosen`; IMPOSSIBLE if it has none.

    Of patterns of one value it is one with the fewest groups and, among those, the smallest load.

    Args:
        arc_starts: Where the arcs of each of its groups begin, and where the last ones end.
        arc_weights: Of each arc [units].
        arc_values: Of each arc, less the price of its item.
        fixed: Which arcs it has to take.
        group_weights: Of each group [units].
        group_values: Of each group, no more than 0.
        load_costs: Of a load of 0, 1, ... units, up to its capacity; never falling.
        most_groups: How many groups it may open.
        chosen: For each arc, False; those of the pattern become True.
    """
    groups, capacity = len(group_weights), len(load_costs) - 1
    most = min(groups, most_groups)
    best = np.full((most + 1, capacity + 1), IMPOSSIBLE)
    best[0, 0] = 0
    opened = np.zeros((groups, most + 1, capacity + 1), np.bool_)
    taken = np.zeros((len(arc_weights), most + 1, capacity + 1), np.bool_)
    inner = np.empty_like(best)
    for group in range(groups):
        is_fixed = False
        inner[:] = IMPOSSIBLE
        weight, value = group_weights[group], group_values[group]
        for k in range(1, most + 1):
            for c in range(weight, capacity + 1):
                inner[k, c] = best[k - 1, c - weight] + value
        for arc in range(arc_starts[group], arc_starts[group + 1]):
            weight, value = arc_weights[arc], arc_values[arc]
            is_fixed = is_fixed or fixed[arc]
            if value <= 0 and not fixed[arc]:
                continue  # Loads never cost less for being larger, so nobody gains by taking it.
            for k in range(1, most + 1):
                for c in range(capacity, weight - 1, -1):
                    with_it = inner[k, c - weight] + value
                    if fixed[arc] or with_it > inner[k, c]:
                        inner[k, c] = with_it
                        taken[arc, k, c] = True
                if fixed[arc]:
                    inner[k, : min(weight, capacity + 1)] = IMPOSSIBLE
        for k in range(most + 1):
            for c in range(capacity + 1):
                if is_fixed or inner[k, c] > best[k, c]:
                    best[k, c] = inner[k, c]
                    opened[group, k, c] = True
    highest, k, c = IMPOSSIBLE, 0, 0
    for groups_open in range(most + 1):
        for load in range(capacity + 1):
            value = best[groups_open, load] - load_costs[load]
            if value > highest:
                highest, k, c = value, groups_open, load
    if highest < LEAST:
        return IMPOSSIBLE
    for group in range(groups - 1, -1, -1):
        if opened[group, k, c]:
            for arc in range(arc_starts[group + 1] - 1, arc_starts[group] - 1, -1):
                if taken[arc, k, c]:
                    chosen[arc] = True
                    c -= arc_weights[arc]
            c -= group_weights[group]
            k -= 1
    return highest

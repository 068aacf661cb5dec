"""The best that one agent can do with given values: an exact programme in whole numbers.

The programme goes through the agent's groups, and through the arcs of each. A layer holds, for each number
of open groups, of heads and of units of load, the highest value of what was gone through so far. The
functions are compiled where numba is installed, and give the same as plain Python, only some hundreds of
times as fast.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np

from coachcycle.balance.problem import Flags, Ints, Tables, Worth

IMPOSSIBLE = -(2**62)
"""The value of what cannot be. With any values added it stays below what can be, and within 64 bits."""

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
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


place = np.uint64
"""A place in an array. Of a number with a sign numba asks each time whether it counts from the end, and so
takes the loads of a layer one by one rather than several at once."""


class Room(NamedTuple):
    """Where the programme writes; made once for all agents of a problem."""

    layers: Ints
    """The layers after each group: layer, groups and heads, load."""
    inner: Ints
    """The layers within the groups, for those that open the group."""
    ends: Ints
    """Of each group, its last layer."""


def room(of: Tables) -> Room:
    """Enough of it for each agent."""
    groups = np.diff(of.group_starts)
    arcs = np.diff(of.arc_starts[of.group_starts])
    rows = of.most_groups * (of.most_heads + 1)
    loads = int(np.diff(of.load_starts).max(initial=0))
    most = int(groups.max(initial=0))
    return Room(
        np.empty((most + 1, int((rows + of.most_heads + 1).max(initial=1)), loads), np.int64),
        np.empty((most + int(arcs.max(initial=0)), int(rows.max(initial=0)), loads), np.int64),
        np.empty(most, np.int64),
    )


@compiled
def extend(
    before: Ints,
    after: Ints,
    rows: int,
    loads: int,
    height: int,
    weight: int,
    heads: int,
    value: int,
    is_forced: bool,
) -> None:
    """The layer after one more choice: with it, or without it where that is better and allowed."""
    least = place(min(weight, loads))
    rest = place(loads) - least
    for number in range(rows):
        row = place(number)
        is_allowed = number % height >= heads
        for c in range(least if is_allowed else place(loads)):
            after[row, c] = IMPOSSIBLE if is_forced else before[row, c]
        if is_allowed:
            source = place(number - heads)
            for c in range(rest):
                with_it, without = before[source, c] + value, before[row, c + least]
                after[row, c + least] = with_it if is_forced else max(with_it, without)


@compiled
def extend_by_group(
    closed: Ints, opened: Ints, after: Ints, rows: int, loads: int, height: int, must_open: bool
) -> None:
    """The layer after a group: without it, or with it open where that is better or has to be."""
    for number in range(height):
        row = place(number)
        for c in range(place(loads)):
            after[row, c] = IMPOSSIBLE if must_open else closed[row, c]
    for number in range(rows):
        row, below = place(number), place(number + height)
        for c in range(place(loads)):
            with_it, without = opened[row, c], closed[below, c]
            after[below, c] = with_it if must_open else max(with_it, without)


@compiled
def is_forced_open(group: int, of: Tables) -> bool:
    """Whether an arc of it is fixed."""
    return bool(np.any(of.is_fixed[of.arc_starts[group] : of.arc_starts[group + 1]]))


@compiled
def best_pattern(
    agent: int, of: Tables, worth: Worth, counts_heads: bool, space: Room, chosen: Flags
) -> int:
    """The value of an agent's best pattern, which is marked in `chosen`.

    Of patterns of one value it is one with the fewest groups, among those with the fewest heads if they
    count, and then with the smallest load. Where what is fixed does not fit, the value is far below what can be,
    and nothing is marked.

    Args:
        agent: Whose.
        of: The problem.
        worth: What counts; no group has more than 0, and costs of loads never fall.
        counts_heads: Whether its heads are held to what it may take.
        space: Where to write.
        chosen: Of each arc of the problem; those of the agent are written.
    """
    first: int = of.group_starts[agent]
    last: int = of.group_starts[agent + 1]
    height = of.most_heads[agent] + 1 if counts_heads else 1
    costs = worth.loads[of.load_starts[agent] : of.load_starts[agent + 1]]
    inside, loads = of.most_groups[agent] * height, len(costs)
    layers, inner, ends = space
    starts, weights, is_fixed, values = of.arc_starts, of.arc_weights, of.is_fixed, worth.arcs
    for row in range(inside + height):
        layers[0, row, :loads] = IMPOSSIBLE
    layers[0, 0, 0] = 0
    at = 0
    for number in range(last - first):
        group = first + number
        outer, beyond = layers[number], layers[number + 1]
        cost = of.group_weights[group]
        extend(outer, inner[at], inside, loads, height, cost, 0, worth.groups[group], True)
        for arc in range(starts[group], starts[group + 1]):
            chosen[arc] = False
            if is_fixed[arc] or values[arc] > 0:
                # The others are left out: loads never cost less for being larger.
                weight, value, is_forced = weights[arc], values[arc], is_fixed[arc]
                heads = of.arc_heads[arc] if counts_heads else 0
                extend(
                    inner[at], inner[at + 1], inside, loads, height, weight, heads, value, is_forced
                )
                at += 1
        ends[number] = at
        extend_by_group(outer, inner[at], beyond, inside, loads, height, is_forced_open(group, of))
        at += 1
    highest, row, c = IMPOSSIBLE, 0, 0
    end = layers[last - first]
    for some in range(inside + height):
        for load in range(loads):
            value = end[some, load] - costs[load]
            if value > highest:
                highest, row, c = value, some, load
    if highest <= IMPOSSIBLE // 2:
        return highest
    for number in range(last - first - 1, -1, -1):
        group = first + number
        at = ends[number]
        if layers[number, row, c] == layers[number + 1, row, c] and not is_forced_open(group, of):
            continue
        row -= height
        for arc in range(starts[group + 1] - 1, starts[group] - 1, -1):
            if is_fixed[arc] or values[arc] > 0:
                if is_fixed[arc] or inner[at, row, c] != inner[at - 1, row, c]:
                    chosen[arc] = True
                    c -= weights[arc]
                    row -= of.arc_heads[arc] if counts_heads else 0
                at -= 1
        c -= of.group_weights[group]
    return highest


@compiled
def pattern_within_heads(agent: int, of: Tables, worth: Worth, space: Room, chosen: Flags) -> int:
    """The same, held to heads; they are counted only where what is best without breaks the cap."""
    value = best_pattern(agent, of, worth, False, space, chosen)
    first, last = of.group_starts[agent], of.group_starts[agent + 1]
    heads = 0
    for arc in range(of.arc_starts[first], of.arc_starts[last]):
        if chosen[arc]:
            heads += of.arc_heads[arc]
    if heads > of.most_heads[agent]:
        value = best_pattern(agent, of, worth, True, space, chosen)
    return value


def pattern_of_any_size(of: Tables, values: Sequence[int]) -> Flags | None:
    """The arcs of the best pattern of the only agent, in whole numbers of any size; it takes longer.

    Args:
        of: The problem of one agent.
        values: What each arc counts, no less than 0; nothing else does.

    Returns:
        Of each arc whether it is taken; None, where what is fixed does not fit.
    """
    chosen = _pattern_of_any_size(of, values, counts_heads=False)
    if chosen is not None and of.arc_heads[chosen].sum() > of.most_heads[0]:
        chosen = _pattern_of_any_size(of, values, counts_heads=True)
    return chosen


def _pattern_of_any_size(of: Tables, values: Sequence[int], *, counts_heads: bool) -> Flags | None:
    """A number of a layer is a value, and behind it a binary digit for each arc that is taken."""
    arcs = len(values)
    impossible = -(sum(values) + 1 << arcs + 1)

    def with_more(layer: Any, groups: int, heads: int, weight: int) -> Any:
        after = np.full_like(layer, impossible)
        rest = [
            max(0, n - more) for n, more in zip(layer.shape, (groups, heads, weight), strict=True)
        ]
        after[groups:, heads:, weight:] = layer[: rest[0], : rest[1], : rest[2]]
        return after

    height = int(of.most_heads[0]) + 1 if counts_heads else 1
    layer = np.full(
        (int(of.most_groups[0]) + 1, height, int(of.load_starts[1])), impossible, object
    )
    layer[0, 0, 0] = 0
    for group, weight in enumerate(of.group_weights.tolist()):
        opened = with_more(layer, 1, 0, weight)
        for arc in range(of.arc_starts[group], of.arc_starts[group + 1]):
            if of.is_fixed[arc] or values[arc]:
                heads = int(of.arc_heads[arc]) if counts_heads else 0
                with_it = with_more(opened, 0, heads, int(of.arc_weights[arc]))
                with_it += (values[arc] << arcs) + (1 << arc)
                opened = with_it if of.is_fixed[arc] else np.maximum(opened, with_it)
        layer = opened if is_forced_open(group, of) else np.maximum(layer, opened)
    best = int(layer.max())
    return None if best < 0 else np.array([best >> arc & 1 for arc in range(arcs)], np.bool_)


@compiled
def best_patterns(of: Tables, worth: Worth, holds_heads: bool, space: Room, chosen: Flags) -> int:
    """What the agents reach together when each does its best alone."""
    reached = 0
    for agent in range(len(of.most_groups)):
        if holds_heads:
            reached += pattern_within_heads(agent, of, worth, space, chosen)
        else:
            reached += best_pattern(agent, of, worth, False, space, chosen)
    return reached

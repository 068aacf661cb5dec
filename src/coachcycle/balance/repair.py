"""Plans made better: one agent chooses anew, from what others have, too, and whoever that concerns chooses again.

An agent takes an item from another at its price, and gives its own up for theirs in every other move; some of
its values are shaken, so that it does not choose the same each time. Whom it robs chooses again, and so does
one of those who may take an item that somebody gave up. What comes of it is kept if every floor holds and the
level did not fall, or, at first, not by much; otherwise it is undone. Where there is an exchange with the next
level, one may fall for what the other gains.

Source:
    A step back is allowed as in G. Dueck and T. Scheuer, Threshold accepting, Journal of Computational
    Physics 90 (1990), 161-175, doi:10.1016/0021-9991(90)90201-B. The shifts of 13, 17 and 5 are those of
    G. Marsaglia, Xorshift RNGs, Journal of Statistical Software 8, 14 (2003), doi:10.18637/jss.v008.i14.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from coachcycle.balance.problem import ByItem, Flags, Ints, Tables, Worth
from coachcycle.balance.programme import (
    Room,
    best_pattern,
    compiled,
    pattern_within_heads,
    room,
)

NOBODY = -1
"""In the place of an arc: the item stays with nobody."""
WORD = 2**32 - 1
MANY_HEADS = 100
"""An agent that may have more of them never counts them in a move."""
LITTLE = 1024
"""What an item is worth whose price is its value, so that it is taken if there is room: a unit of the level."""


class Plan(NamedTuple):
    """A plan while it is made better, and the best so far."""

    given: Ints
    """Of each item the arc by which somebody takes it, or NOBODY."""
    kept: Ints
    """The same of the best plan."""
    reached: Ints
    """What it reaches on each level down to the one that counts, and perhaps on the next one."""
    best: Ints
    """What the best plan reaches on it, and on the next one if that counts: two numbers."""
    state: Ints
    """Of the random numbers: one number from 1 to WORD."""


class Scratch(NamedTuple):
    """Where a move writes."""

    room: Room
    worth: Ints
    chosen: Flags
    items: Ints
    """The items that changed hands, in order."""
    before: Ints
    """By which arcs they had been given."""
    others: Ints
    """The agents that choose again in a move, in order."""
    is_in: Flags
    """Of each agent, whether it takes part in the move."""
    shares: Ints
    """What each agent has reached on each level."""


def stacked(worths: Sequence[Worth]) -> Worth:
    """What counts on several levels, a row for each."""
    return Worth(*(np.stack([getattr(one, name) for one in worths]) for name in Worth._fields))


def scratch(of: Tables, levels: int) -> Scratch:
    """Enough of it for moves on a level, where so many count with those above."""
    arcs, agents = len(of.arc_items), len(of.most_groups)
    return Scratch(
        room(of),
        np.zeros(arcs, np.int64),
        np.zeros(arcs, np.bool_),
        np.zeros(arcs, np.int64),
        np.zeros(arcs, np.int64),
        np.zeros(agents, np.int64),
        np.zeros(agents, np.bool_),
        np.zeros((agents, levels), np.int64),
    )


@compiled
def drawn(state: Ints) -> int:
    """The next random number, from 0 to 1023."""
    word = state[0]
    word ^= (word << 13) & WORD
    word ^= word >> 17
    word ^= (word << 5) & WORD
    state[0] = word
    number: int = (word >> 11) & 1023
    return number


@compiled
def less_price(value: int, price: int) -> int:
    """What is left of a value when the price is paid; a little, where good prices leave nothing."""
    return LITTLE if value == price else value - price


@compiled
def good_pattern(agent: int, of: Tables, worth: Worth, space: Room, chosen: Flags) -> None:
    """Marks an agent's best pattern, or, where that has too many heads, one that comes near the best within them.

    A head is priced at what those of the best pattern are worth on average. Whoever is worth least for a head is left
    out then while there are too many, and whoever is worth most is taken while there is room.

    Args:
        agent: Whose; what is fixed fits.
        of: The problem.
        worth: What counts; no group has more than 0, and costs of loads never fall.
        space: Where to write.
        chosen: Of each arc of the problem; those of the agent are written.
    """
    best = best_pattern(agent, of, worth, False, space, chosen)
    start = of.arc_starts[of.group_starts[agent]]
    stop = of.arc_starts[of.group_starts[agent + 1]]
    values, heads, is_fixed = worth.arcs, of.arc_heads, of.is_fixed
    most, taken = of.most_heads[agent], np.sum(heads[start:stop][chosen[start:stop]])
    if taken <= most:
        return
    price, priced = max(0, best // taken), values.copy()
    for arc in range(start, stop):
        if not is_fixed[arc]:
            # Nobody with more heads than all of these together is taken: so the product is no more than the best.
            priced[arc] = values[arc] - price * heads[arc] if heads[arc] <= taken else 0
    best_pattern(agent, of, Worth(priced, worth.groups, worth.loads), False, space, chosen)
    taken = np.sum(heads[start:stop][chosen[start:stop]])
    each = values // np.maximum(1, heads)
    while taken > most:
        least = NOBODY
        for arc in range(start, stop):
            may_go = chosen[arc] and not is_fixed[arc] and heads[arc] > 0
            if may_go and (least == NOBODY or each[arc] < each[least]):
                least = arc
        chosen[least] = False
        taken -= heads[least]
    fill(agent, of, worth, most - taken, chosen)


@compiled
def fill(agent: int, of: Tables, worth: Worth, heads: int, chosen: Flags) -> None:
    """Adds to a pattern, in the groups that are open, whoever is worth most, while there is time and so many heads."""
    first, last = of.group_starts[agent], of.group_starts[agent + 1]
    starts, weights = of.arc_starts, of.arc_weights
    costs = worth.loads[of.load_starts[agent] : of.load_starts[agent + 1]]
    load = 0
    for group in range(first, last):
        within = slice(starts[group], starts[group + 1])
        if np.any(chosen[within]):
            load += of.group_weights[group] + np.sum(weights[within][chosen[within]])
    while True:
        best, most = NOBODY, 0
        for group in range(first, last):
            if not np.any(chosen[starts[group] : starts[group + 1]]):
                continue
            for arc in range(starts[group], starts[group + 1]):
                after = load + weights[arc]
                if not chosen[arc] and of.arc_heads[arc] <= heads and after < len(costs):
                    gain = worth.arcs[arc] - (costs[after] - costs[load])
                    if gain > most:
                        best, most = arc, gain
        if best == NOBODY:
            return
        chosen[best] = True
        load += weights[best]
        heads -= of.arc_heads[best]


@compiled
def choose_anew(
    agent: int,
    of: Tables,
    worth: Worth,
    prices: Ints,
    shake: int,
    gives_up: bool,
    counts_heads: bool,
    plan: Plan,
    into: Scratch,
    changes: int,
) -> int:
    """Gives an agent its best pattern; how many items changed hands by then.

    Args:
        agent: Whose.
        of: The problem.
        worth: What counts.
        prices: Of each item, what it costs to take it from another; none is taken, if the row is empty.
        shake: By how many 1024ths values are shaken at most.
        gives_up: Whether its own items are worth no more to it than those of others, their prices paid.
        counts_heads: Whether it has its best pattern within its heads, rather than a good one, unless they are many.
        plan: The plan; items are given anew.
        into: Where to write.
        changes: How many items have changed hands before.
    """
    items, agents, is_fixed = of.arc_items, of.arc_agents, of.is_fixed
    given, values, shaken, chosen = plan.given, worth.arcs, into.worth, into.chosen
    start = of.arc_starts[of.group_starts[agent]]
    stop = of.arc_starts[of.group_starts[agent + 1]]
    for arc in range(start, stop):
        item = items[arc]
        holder = given[item]
        value = values[arc]
        if holder != NOBODY and agents[holder] != agent:
            may_take = len(prices) > 0 and not is_fixed[holder]
            value = less_price(value, int(prices[item])) if may_take else 0
        elif holder != NOBODY and gives_up:
            value = less_price(value, int(prices[item]))
        if shake > 0 and value > 0:
            value += value // 1024 * ((drawn(plan.state) - 512) * shake // 512)
        shaken[arc] = value
    counts = Worth(shaken, worth.groups, worth.loads)
    if counts_heads and of.most_heads[agent] <= MANY_HEADS:
        pattern_within_heads(agent, of, counts, into.room, chosen)
    else:
        good_pattern(agent, of, counts, into.room, chosen)
    for arc in range(start, stop):
        item = items[arc]
        holder = given[item]
        if chosen[arc] != (holder == arc):
            into.items[changes], into.before[changes] = item, holder
            given[item] = arc if chosen[arc] else NOBODY
            changes += 1
    return changes


@compiled
def who_is_concerned(change: int, of: Tables, by_item: ByItem, plan: Plan, into: Scratch) -> int:
    """Whom an item that changed hands lets choose again: who lost it, or one of those who may have it now."""
    item, before = into.items[change], into.before[change]
    if before == NOBODY:
        return NOBODY
    arc = before
    if plan.given[item] == NOBODY:
        first, count = by_item.starts[item], by_item.starts[item + 1] - by_item.starts[item]
        arc = by_item.arcs[first + drawn(plan.state) % count]
    agent = int(of.arc_agents[arc])
    return NOBODY if into.is_in[agent] else agent


@compiled
def settle(agent: int, of: Tables, levels: Worth, plan: Plan, into: Scratch, old: Ints) -> None:
    """Counts anew what an agent reaches, and what the plan does; `old` keeps what it had reached."""
    starts, items, weights, values = of.arc_starts, of.arc_items, of.arc_weights, levels.arcs
    given, reached = plan.given, into.shares[agent]
    load: int = 0
    old[:] = reached
    reached[:] = 0
    for group in range(of.group_starts[agent], of.group_starts[agent + 1]):
        is_open = False
        for arc in range(starts[group], starts[group + 1]):
            if given[items[arc]] == arc:
                is_open = True
                load += weights[arc]
                for level in range(len(reached)):
                    reached[level] += values[level, arc]
        if is_open:
            load += of.group_weights[group]
            for level in range(len(reached)):
                reached[level] += levels.groups[level, group]
    for level in range(len(reached)):
        reached[level] -= levels.loads[level, of.load_starts[agent] + load]
        plan.reached[level] += reached[level] - old[level]


@compiled
def improve(
    of: Tables,
    by_item: ByItem,
    worth: Worth,
    levels: Worth,
    floors: Ints,
    prices: Ints,
    heat: float,
    exchange: int,
    counts_heads: bool,
    begin: int,
    end: int,
    moves: int,
    plan: Plan,
    into: Scratch,
) -> None:
    """Makes moves on a plan, from number `begin` up to `end` of so many.

    Args:
        of: The problem.
        by_item: The arcs of each of its items.
        worth: What counts when an agent chooses.
        levels: What counts on each level, a row for each down to the one that is to be large, and for the
            next one, if there is an exchange.
        floors: What the plan reaches at least on the levels above it.
        prices: Of each item, what it costs to take it from another.
        heat: How far the level may fall by the first move [its unit, or the next one's if there is an exchange].
        exchange: How many units of the next level one of this level is worth; 0 if that one does not count.
        counts_heads: Whether agents choose their best within their heads, rather than something near it.
        begin: The number of the first move.
        end: The number after the last one.
        moves: How many there are to be.
        plan: The plan, which keeps the floors.
        into: Where to write.
    """
    agents, level, rows = len(of.most_groups), len(floors), len(levels.arcs)
    nothing = prices[:0]
    old = np.empty((agents, rows), np.int64)
    plan.reached[:] = 0
    into.shares[:] = 0
    for agent in range(agents):
        settle(agent, of, levels, plan, into, old[agent])
    for move in range(begin, end):
        agent = (drawn(plan.state) * 1024 + drawn(plan.state)) % agents
        kind = drawn(plan.state) % 3
        shake = 25 if kind == 0 else (150 if kind == 1 else 512)
        was, was_next = plan.reached[level], plan.reached[rows - 1]
        gives_up = drawn(plan.state) % 2 == 0
        changes = choose_anew(
            agent, of, worth, prices, shake, gives_up, counts_heads, plan, into, 0
        )
        if changes == 0:
            continue
        into.others[0], into.is_in[agent] = agent, True
        looked, chose, involved = 0, 1, 1
        while looked < changes or chose < involved:
            if looked < changes:
                other = who_is_concerned(looked, of, by_item, plan, into)
                looked += 1
                if other != NOBODY:
                    into.others[involved], into.is_in[other] = other, True
                    involved += 1
            else:
                who = into.others[chose]
                changes = choose_anew(
                    who, of, worth, nothing, 0, False, counts_heads, plan, into, changes
                )
                chose += 1
        for n in range(involved):
            into.is_in[into.others[n]] = False
            settle(into.others[n], of, levels, plan, into, old[n])
        left = (moves - move) / moves
        fall = was - plan.reached[level]
        if exchange > 0:
            fall = exchange * fall + was_next - plan.reached[rows - 1]
        is_kept = fall <= heat * left * left * (drawn(plan.state) / 1024)
        for above in range(level):
            is_kept = is_kept and plan.reached[above] >= floors[above]
        if is_kept:
            now, then = plan.reached[level], plan.reached[rows - 1]
            if now > plan.best[0] or (now == plan.best[0] and then > plan.best[1]):
                plan.best[0], plan.best[1] = now, then
                plan.kept[:] = plan.given
            continue
        for n in range(changes - 1, -1, -1):
            plan.given[into.items[n]] = into.before[n]
        for n in range(involved):
            who = into.others[n]
            for row in range(rows):
                plan.reached[row] += old[n, row] - into.shares[who, row]
                into.shares[who, row] = old[n, row]

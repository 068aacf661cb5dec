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
from coachcycle.balance.programme import Room, compiled, pattern_within_heads, room

NOBODY = -1
"""In the place of an arc: the item stays with nobody."""
WORD = 2**32 - 1
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
def choose_anew(
    agent: int,
    of: Tables,
    worth: Worth,
    prices: Ints,
    shake: int,
    gives_up: bool,
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
    pattern_within_heads(agent, of, counts, into.room, chosen)
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
        changes = choose_anew(agent, of, worth, prices, shake, gives_up, plan, into, 0)
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
                changes = choose_anew(who, of, worth, nothing, 0, False, plan, into, changes)
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

"""The search for the best plan of a part on one level, a spell at a time.

A spell takes a search and gives the search after it, and nothing else: so it does not matter where it is
done, and a search can end after any.
"""

from typing import Self

import numpy as np
from attrs import evolve, frozen

from coachcycle.balance.bound import Relaxation, values
from coachcycle.balance.exact import proven
from coachcycle.balance.prices import SHARE, Descent, dearest, first, following
from coachcycle.balance.problem import AssignmentProblem, Flags, Ints
from coachcycle.balance.repair import NOBODY, WORD, Plan, improve, scratch, stacked

SPELLS_OF_ROUNDS = 5
SPELLS_OF_MOVES = 10
SPELLS_THAT_COUNT_HEADS = 2
"""Of moves, the last, in which the best within heads is chosen; before, what comes near it will do."""
ROUNDS = 80
"""Of prices, and so many more for each effort."""
MORE_ROUNDS = 20
TIMES_FOR_HEADS = 4
"""How many times as many rounds there are where heads may be what is short: prices of heads take longer to settle."""
MOVES, LATER_MOVES = 50, 35
"""Of an agent, for each effort, on the first level and on each after it."""
FEWEST = 100
"""As many agents as moves are counted for at least."""
UNBOUNDED = SPELLS_OF_ROUNDS + SPELLS_OF_MOVES // 2
"""Where a level begins for which no bound is looked for, since it only breaks ties: it has half the moves."""
WARMTH = 4
"""How much of the gap for each agent a level may fall by a move, at first."""


@frozen(kw_only=True, eq=False)
class Search:
    """How far it is: the best plan so far, the lowest bound, and what goes on from there."""

    problem: AssignmentProblem
    level: int
    floors: tuple[int, ...]
    effort: int
    nodes: int
    """How many a proof may take; 0, if none is tried."""
    given: Ints
    """Of each item the arc by which somebody takes it, or NOBODY."""
    kept: Ints
    """The same of the best plan."""
    value: int
    """What the best plan reaches."""
    word: int
    """Where the random numbers are."""
    descent: Descent
    is_started: bool = False
    """Whether there was a plan to start from, which moves are to stay near."""
    is_given: bool = False
    """Whether the plan came from elsewhere and stays as it is: only bounds are looked for."""
    held: Relaxation | None = None
    """The lowest bound with heads counted rather than priced."""
    proof: int | None = None
    """What the mixed integer programme says that no plan exceeds."""
    heat: float = 0.0
    """How far the level may fall by a move, at first."""
    spells: int = 0
    """How many are done."""
    rounds: int = 0
    """How many rounds of prices are done."""
    moves: int = 0
    """How many moves are done."""

    @classmethod
    def begin(
        cls,
        problem: AssignmentProblem,
        effort: int,
        nodes: int,
        word: int,
        start: Flags | None,
    ) -> Self:
        """On the first level, from a plan to start from or from what is fixed."""
        begun = problem.is_fixed if start is None else start
        given = _arcs_of_items(problem, begun)
        value = values(problem, begun)[0]
        search = cls(
            problem=problem,
            level=0,
            floors=(),
            effort=effort,
            nodes=nodes,
            given=given,
            kept=given,
            value=value,
            word=word,
            descent=_first_prices(problem, value),
            is_started=start is not None,
            spells=_first_spell(problem, 0),
        )
        moves = 2 * len(problem.capacities)
        return evolve(search.moved(0, moves, moves, counts_heads=False), moves=0)

    @classmethod
    def judging(cls, problem: AssignmentProblem, effort: int, nodes: int, plan: Flags) -> Self:
        """On the first level, of a plan that stays as it is."""
        kept = _arcs_of_items(problem, plan)
        value = values(problem, plan)[0]
        return cls(
            problem=problem,
            level=0,
            floors=(),
            effort=effort,
            nodes=nodes,
            given=kept,
            kept=kept,
            value=value,
            word=1,
            descent=_first_prices(problem, value),
            is_given=True,
            spells=_first_spell(problem, 0),
        )

    def next_level(self) -> Self:
        """On the level after this one, whose floor is what was reached less the slack."""
        floors = (*self.floors, self.value - self.problem.levels[self.level].slack)
        problem = settled(self.problem, self.level, floors[-1])
        value = self.reached[self.level + 1]
        opening = dearest(problem, floors)
        if opening.bound > value:
            opening = following(evolve(self.descent.best, problem=problem), floors, value)
        return evolve(
            self,
            problem=problem,
            level=self.level + 1,
            floors=floors,
            given=self.kept,
            value=value,
            descent=Descent.begin(opening),
            held=None,
            proof=None,
            heat=0.0,
            spells=_first_spell(self.problem, self.level + 1),
            rounds=0,
            moves=0,
        )

    @property
    def reached(self) -> tuple[int, ...]:
        """What the best plan reaches on each level."""
        return values(self.problem, self.taken)

    @property
    def taken(self) -> Flags:
        """Of each arc whether the best plan takes it."""
        taken = np.zeros(len(self.problem.arc_items), np.bool_)
        taken[self.kept[self.kept != NOBODY]] = True
        return taken

    @property
    def bound(self) -> int:
        """What no plan that keeps the floors exceeds."""
        priced = self.certificate.bound
        return priced if self.proof is None else min(priced, self.proof)

    @property
    def certificate(self) -> Relaxation:
        """What the bound comes from, unless the mixed integer programme has given a lower one."""
        return self.held or self.descent.best

    @property
    def gap(self) -> int:
        """How much more a plan might reach."""
        return self.bound - self.value

    @property
    def is_over(self) -> bool:
        """Whether all is done, or the best plan reaches the bound."""
        is_bounded = self.problem.levels[self.level].is_bounded
        proofs = self.nodes > 0
        if self.is_given:
            return self.gap <= 0 or not is_bounded or self.spells == SPELLS_OF_ROUNDS + proofs
        return self.gap <= 0 or self.spells == SPELLS_OF_ROUNDS + SPELLS_OF_MOVES + proofs

    @property
    def exchange(self) -> int:
        """How many units of the next level one of this level is worth in a move; 0 if that one does not count.

        A search that begins at a plan is to stay near it, so what costs little is changed first: a unit is worth
        twice the least of the next level in the first spell of moves, then more, and in the last more than all of it.
        """
        after = self.level + 1
        if not self.is_started or after == len(self.problem.levels):
            return 0
        this, other = self.problem.levels[self.level : after + 1]
        counting = other.arc_values[other.arc_values > 0]
        if not counting.size:
            return 0
        least = 2 * int(counting.min())
        doublings = (2 * other.magnitude // least).bit_length()
        done = max(0, self.spells - SPELLS_OF_ROUNDS - 1)
        exchange = least << doublings * done // (SPELLS_OF_MOVES - 1)
        most = this.magnitude * exchange + self.descent.best.scale * other.magnitude
        return exchange if most < SHARE else 0

    def spell(self) -> Self:
        """After one more spell."""
        after = evolve(self, spells=self.spells + 1)
        if self.spells < SPELLS_OF_ROUNDS:
            return after.priced()
        part = self.spells - SPELLS_OF_ROUNDS
        if self.is_given or part == SPELLS_OF_MOVES:
            return after.proved()
        if part == 0:
            after = after.warmed()
        each = MOVES if self.level == 0 else LATER_MOVES
        moves = each * self.effort * max(FEWEST, len(self.problem.capacities))
        return after.moved(
            moves * part // SPELLS_OF_MOVES,
            moves * (part + 1) // SPELLS_OF_MOVES,
            moves,
            counts_heads=part >= SPELLS_OF_MOVES - SPELLS_THAT_COUNT_HEADS,
        )

    def priced(self) -> Self:
        """After some rounds of prices."""
        times = TIMES_FOR_HEADS if may_be_short_of_heads(self.problem) else 1
        rounds = times * (ROUNDS + MORE_ROUNDS * self.effort)
        descent, done = self.descent, 0
        while done < rounds // SPELLS_OF_ROUNDS and not descent.is_over:
            descent, done = descent.step(self.value, rounds), done + 1
        return evolve(self, descent=descent, rounds=self.rounds + done)

    def warmed(self) -> Self:
        """Before the first of the moves: from the patterns of the best prices on the first level."""
        held = evolve(self.descent.best, head_prices=None)
        after = evolve(self, held=held)
        if self.is_started:
            return after
        after = evolve(after, heat=WARMTH * after.gap / len(self.problem.capacities))
        if self.level > 0:
            return after
        chosen = np.flatnonzero(held.chosen)[::-1]
        given = np.full(self.problem.items, NOBODY)
        given[self.problem.arc_items[chosen]] = chosen
        given[self.problem.arc_items[self.problem.fixed]] = self.problem.fixed
        return evolve(after, given=given)

    def proved(self) -> Self:
        """After the mixed integer programme."""
        taken, proof = proven(self.problem, self.level, self.floors, self.nodes)
        if taken is None or values(self.problem, taken)[self.level] <= self.value or self.is_given:
            return evolve(self, proof=proof)
        kept = _arcs_of_items(self.problem, taken)
        value = values(self.problem, taken)[self.level]
        return evolve(self, proof=proof, kept=kept, value=value)

    def moved(self, begin: int, end: int, moves: int, *, counts_heads: bool) -> Self:
        """After moves number `begin` up to `end` of so many."""
        problem, best = self.problem, self.descent.best
        exchange = self.exchange
        weights = [*best.multipliers, best.scale]
        if exchange > 0:
            weights.append(best.scale // exchange)
        levels = problem.worths[: len(weights)]
        plan = Plan(
            self.given.copy(),
            self.kept.copy(),
            np.zeros(len(levels), np.int64),
            np.array([self.value, self.reached[len(levels) - 1]]),
            np.array([self.word]),
        )
        improve(
            problem.tables,
            problem.by_item,
            problem.weighed(weights),
            stacked(levels),
            np.array(self.floors, np.int64),
            best.prices,
            self.heat,
            exchange,
            counts_heads,
            begin,
            end,
            moves,
            plan,
            scratch(problem.tables, len(levels)),
        )
        return evolve(
            self,
            given=plan.given,
            kept=plan.kept,
            value=int(plan.best[0]),
            word=int(plan.state[0]),
            moves=self.moves + end - begin,
        )


def may_be_short_of_heads(problem: AssignmentProblem) -> bool:
    """Whether some agent's capacity alone might leave it more heads than it may have."""
    counting = np.flatnonzero(problem.arc_heads > 0)
    agents, weights = problem.arc_agents[counting], problem.arc_weights[counting]
    heads = problem.arc_heads[counting]
    order = np.lexsort((weights / heads, agents))
    agents, weights, heads = agents[order], weights[order], heads[order]
    before = np.cumsum(weights) - weights
    before -= before[np.searchsorted(agents, agents)]
    fitting = (before < problem.capacities[agents]) | (weights == 0)
    most = np.bincount(agents[fitting], heads[fitting], minlength=len(problem.capacities))
    return bool(np.any(most > problem.most_heads))


def settled(problem: AssignmentProblem, level: int, floor: int) -> AssignmentProblem:
    """The problem with what a level's floor leaves no choice of fixed.

    Without one of these arcs the level would lose more than what it may be worth at most, each item with whom it
    is worth most, is above the floor.

    Args:
        problem: The problem.
        level: Which of its levels [a place].
        floor: What plans reach there at least [its unit].
    """
    worth, items = problem.worths[level].arcs, problem.arc_items
    order = np.lexsort((-worth, items))
    is_first = np.diff(items[order], prepend=-1) > 0
    best = order[is_first]
    others = np.zeros(problem.items, np.int64)
    np.maximum.at(others, items[order[~is_first]], worth[order[~is_first]])
    spare = int(np.maximum(worth[best], 0).sum()) - floor
    must = best[worth[best] - others[items[best]] > spare]
    if np.all(problem.is_fixed[must]):
        return problem
    return evolve(problem, fixed=np.union1d(problem.fixed, must))


def first_word(seed: int, part: int) -> int:
    """Where the random numbers of a part of the problem begin."""
    return 1 + (seed * 2**16 + part * 2654435761 + 0x9E3779B9) % WORD


def _first_prices(problem: AssignmentProblem, value: int) -> Descent:
    """From where the prices of the first level go down; from the dearest, if nothing is above the value there."""
    opening = dearest(problem, ())
    return Descent.begin(first(problem) if opening.bound > value else opening)


def _arcs_of_items(problem: AssignmentProblem, taken: Flags) -> Ints:
    """Of each item the arc by which a plan takes it, or NOBODY."""
    arcs = np.full(problem.items, NOBODY)
    arcs[problem.arc_items[taken]] = np.flatnonzero(taken)
    return arcs


def _first_spell(problem: AssignmentProblem, level: int) -> int:
    return 0 if problem.levels[level].is_bounded else UNBOUNDED

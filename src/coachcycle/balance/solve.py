"""The best plan that can be found for an assignment problem, level after level, and how good it is."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor

import numpy as np
from attrs import frozen

from coachcycle.balance.bound import Relaxation, values
from coachcycle.balance.parts import Part
from coachcycle.balance.problem import AssignmentProblem, Flags, as_problem
from coachcycle.balance.search import Search
from coachcycle.vocabulary import whole

LARGEST_SEED = 2**32 - 1
LARGEST_EFFORT = 1000


@frozen(kw_only=True)
class LevelResult:
    """How a level ended [all in its own unit]."""

    name: str
    """What the level is called."""
    reached: int
    """What was reached when the search on it ended."""
    bound: int | None
    """What no plan that keeps the floors of the levels above exceeds; None, if it was not searched."""
    floor: int
    """What was asked of the levels after it: `reached` less the slack."""
    value: int
    """What the plan reaches in the end."""
    rounds: int
    """How many rounds of prices there were, in all parts."""
    moves: int
    """How many moves there were, in all parts."""

    @property
    def gap(self) -> int | None:
        """How much more than `reached` a plan might reach at most; None without a bound."""
        return None if self.bound is None else self.bound - self.reached


@frozen(kw_only=True)
class Progress:
    """How far a search is."""

    level: str
    """On which level."""
    value: int
    """What the best plan so far reaches there [its unit]."""
    bound: int
    """What no plan that keeps the floors exceeds [its unit]."""

    @property
    def gap(self) -> int:
        """How much more a plan might reach at most [its unit]."""
        return self.bound - self.value


@frozen(kw_only=True, eq=False)
class Solution:
    """A plan, and what is known about how good it is."""

    taken: Flags
    """Of each arc whether the plan takes it."""
    levels: tuple[LevelResult, ...]
    """How each level ended."""
    certificates: tuple[Relaxation, ...]
    """The relaxations that the bounds come from, by level and part; a part that was proved by the mixed
    integer programme has a lower bound than its own."""
    parts: int
    """How many parts there were that share no item."""
    seed: int
    effort: int
    was_stopped: bool
    """Whether the caller ended it."""

    @property
    def is_optimal(self) -> bool:
        """Whether each level reached its bound, and the plan still does: no plan is better in this order."""
        return all(one.bound == one.reached == one.value for one in self.levels)


def solve(
    problem: AssignmentProblem,
    *,
    seed: int = 0,
    effort: int = 1,
    stop: Callable[[], bool] | None = None,
    progress: Callable[[Progress], None] | None = None,
    executor: Executor | None = None,
) -> Solution:
    """The best plan that was found.

    The same problem, seed and effort give the same plan, on any number of workers, unless it was stopped.

    Args:
        problem: The problem.
        seed: Of the random numbers [0 to 2**32 - 1].
        effort: How many times over to search [1 to 1000].
        stop: Asked between spells of work whether to end with what there is.
        progress: Told between spells of work how far it is.
        executor: Where parts that share no item are worked on; here, if not given.

    Raises:
        TypeMismatch: The problem is none; the seed or the effort is no whole number.
        OutOfRange: The seed or the effort is too small or too large.
    """
    as_problem(problem)
    whole("seed", seed, 0, LARGEST_SEED)
    whole("effort", effort, 1, LARGEST_EFFORT)
    parts = Part.of(problem)
    work = executor.map if executor else map
    taken = np.zeros(len(problem.arc_items), np.bool_)
    was_stopped = False
    ended: list[list[Search]] = []
    searches: list[Search] = []
    for level in problem.levels:
        if was_stopped:
            break
        begun = [(part.problem, effort, seed, n) for n, part in enumerate(parts)]
        searches = [*(work(_next_level, searches) if ended else work(_begin, begun))]
        while not was_stopped:
            going = [n for n, search in enumerate(searches) if not search.is_over]
            if not going:
                break
            after = work(_spell, [searches[n] for n in going])
            for n, search in zip(going, after, strict=True):
                searches[n] = search
            if progress:
                progress(_progress(level.name, searches))
            was_stopped = stop is not None and stop()
        ended.append(searches)
    taken[problem.fixed] = True
    for part, search in zip(parts, searches, strict=False):
        taken[part.arcs] = search.taken
    taken.flags.writeable = False
    return Solution(
        taken=taken,
        levels=_results(problem, ended, values(problem, taken)),
        certificates=tuple(search.certificate for row in ended for search in row),
        parts=len(parts),
        seed=seed,
        effort=effort,
        was_stopped=was_stopped,
    )


def _begin(told: tuple[AssignmentProblem, int, int, int]) -> Search:
    return Search.begin(*told)


def _next_level(search: Search) -> Search:
    return search.next_level()


def _spell(search: Search) -> Search:
    return search.spell()


def _progress(level: str, searches: Sequence[Search]) -> Progress:
    return Progress(
        level=level,
        value=sum(search.value for search in searches),
        bound=sum(search.bound for search in searches),
    )


def _results(
    problem: AssignmentProblem, ended: Sequence[Sequence[Search]], final: Sequence[int]
) -> tuple[LevelResult, ...]:
    results = []
    for number, (level, value) in enumerate(zip(problem.levels, final, strict=True)):
        searches = ended[number] if number < len(ended) else None
        reached = value if searches is None else sum(search.value for search in searches)
        results.append(
            LevelResult(
                name=level.name,
                reached=reached,
                bound=None if searches is None else sum(search.bound for search in searches),
                floor=reached - level.slack,
                value=value,
                rounds=sum(search.rounds for search in searches or ()),
                moves=sum(search.moves for search in searches or ()),
            )
        )
    return tuple(results)

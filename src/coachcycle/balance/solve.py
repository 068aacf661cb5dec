"""The best plan that can be found for an assignment problem, level after level, and how good it is."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor

from attrs import frozen
from numpy.typing import ArrayLike

from coachcycle.balance.bound import Relaxation, values
from coachcycle.balance.exact import nodes
from coachcycle.balance.parts import Part
from coachcycle.balance.problem import AssignmentProblem, Flags, as_problem
from coachcycle.balance.search import Search, first_word
from coachcycle.balance.whole_bound import bounds
from coachcycle.vocabulary import whole

LARGEST_SEED = 2**32 - 1
LARGEST_EFFORT = 1000
ROUNDS_TOGETHER = 60
"""Of prices for all parts together, on each level where those of each do not say enough."""


@frozen(kw_only=True)
class LevelResult:
    """How a level ended [all in its own unit]."""

    name: str
    """What the level is called."""
    reached: int
    """What was reached when the search on it ended."""
    bound: int | None
    """What no plan that keeps the floors of the levels above exceeds; None, if none was looked for or found."""
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
    """What no plan exceeds that keeps the floors in each part [its unit]."""

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
    """The relaxations that the bounds come from, by level and part, or on a level of all parts together where the
    floors of each say too little; a part that was proved by the mixed integer programme has a lower bound than its own."""
    parts: int
    """How many parts there were that share no item."""
    seed: int
    effort: int
    was_stopped: bool
    """Whether the caller ended it."""

    @property
    def is_optimal(self) -> bool:
        """Whether each level reached its bound, if it has one, and the plan still does.

        Then no plan is better in this order, but for levels without a bound.
        """
        return all(
            one.value == one.reached
            and (one.bound == one.reached or (one.bound is None and not self.was_stopped))
            for one in self.levels
        )


def solve(
    problem: AssignmentProblem,
    *,
    start: ArrayLike | None = None,
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
        start: Of each arc, whether the plan takes it that the search starts from and stays near; from none,
            if not given.
        seed: Of the random numbers [0 to 2**32 - 1].
        effort: How many times over to search [1 to 1000].
        stop: Asked between spells of work whether to end with what there is.
        progress: Told between spells of work how far it is.
        executor: Where parts that share no item are worked on; here, if not given.

    Raises:
        TypeMismatch: The problem is none; `start` is no row of true and false; the seed or the effort is no
            whole number.
        OutOfRange: The seed or the effort is too small or too large; `start` is no plan of the problem.
        Repeated: `start` takes an item twice.
    """
    begin = None if start is None else as_problem(problem).marks(start)
    if begin is not None:
        problem.require_plan(begin)
    as_problem(problem)
    whole("seed", seed, 0, LARGEST_SEED)
    whole("effort", effort, 1, LARGEST_EFFORT)
    parts = Part.of(problem)
    work = executor.map if executor else map
    most = nodes([part.problem for part in parts], effort)
    begun = [
        (
            part.problem,
            effort,
            most[n],
            first_word(seed, n),
            None if begin is None else begin[part.arcs],
        )
        for n, part in enumerate(parts)
    ]
    ended, was_stopped = _run(problem, work(_begin, begun), work, stop, progress)
    taken = problem.is_fixed.copy()
    for part, search in zip(parts, ended[-1] if ended else (), strict=False):
        taken[part.arcs] = search.taken
    taken.flags.writeable = False
    return _solution(
        problem, parts, taken, ended, seed=seed, effort=effort, was_stopped=was_stopped
    )


def judge(
    problem: AssignmentProblem,
    taken: ArrayLike,
    *,
    effort: int = 1,
    stop: Callable[[], bool] | None = None,
    progress: Callable[[Progress], None] | None = None,
    executor: Executor | None = None,
) -> Solution:
    """How good a plan is that came from elsewhere: its values, and bounds as for a plan that was found.

    Args:
        problem: The problem.
        taken: Of each arc, whether the plan takes it; it stays as it is.
        effort: How many times over to look for bounds [1 to 1000].
        stop: As for `solve`.
        progress: As for `solve`.
        executor: As for `solve`.

    Raises:
        TypeMismatch: The problem is none, `taken` no row of true and false, the effort no whole number.
        OutOfRange: `taken` has not as many rows as there are arcs, or is no plan: an item is taken twice,
            an agent has no room for what it takes, or what is fixed is not taken.
    """
    plan = as_problem(problem).marks(taken)
    whole("effort", effort, 1, LARGEST_EFFORT)
    problem.require_plan(plan)
    parts = Part.of(problem)
    work = executor.map if executor else map
    most = nodes([part.problem for part in parts], effort)
    begun = [(part.problem, effort, most[n], plan[part.arcs]) for n, part in enumerate(parts)]
    ended, was_stopped = _run(problem, work(_judging, begun), work, stop, progress)
    plan.flags.writeable = False
    return _solution(problem, parts, plan, ended, seed=0, effort=effort, was_stopped=was_stopped)


def _run(
    problem: AssignmentProblem,
    begun: Iterable[Search],
    work: Callable[..., Iterable[Search]],
    stop: Callable[[], bool] | None,
    progress: Callable[[Progress], None] | None,
) -> tuple[list[list[Search]], bool]:
    """The searches as they ended on each level, and whether the caller ended them."""
    was_stopped = False
    ended: list[list[Search]] = []
    searches: list[Search] = []
    for level in problem.levels:
        if was_stopped:
            break
        searches = [*(work(_next_level, searches) if ended else begun)]
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
    return ended, was_stopped


def _solution(
    problem: AssignmentProblem,
    parts: Sequence[Part],
    taken: Flags,
    ended: Sequence[Sequence[Search]],
    *,
    seed: int,
    effort: int,
    was_stopped: bool,
) -> Solution:
    found = [*bounds(problem, parts, ended, 0 if was_stopped else ROUNDS_TOGETHER)]
    return Solution(
        taken=taken,
        levels=_results(problem, ended, [one.value for one in found], values(problem, taken)),
        certificates=tuple(one for each in found for one in each.certificates),
        parts=len(parts),
        seed=seed,
        effort=effort,
        was_stopped=was_stopped,
    )


def _begin(told: tuple[AssignmentProblem, int, int, int, Flags | None]) -> Search:
    return Search.begin(*told)


def _judging(told: tuple[AssignmentProblem, int, int, Flags]) -> Search:
    return Search.judging(*told)


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
    problem: AssignmentProblem,
    ended: Sequence[Sequence[Search]],
    bounded: Sequence[int | None],
    final: Sequence[int],
) -> tuple[LevelResult, ...]:
    results = []
    for number, (level, value) in enumerate(zip(problem.levels, final, strict=True)):
        searches = ended[number] if number < len(ended) else None
        reached = value if searches is None else sum(search.value for search in searches)
        results.append(
            LevelResult(
                name=level.name,
                reached=reached,
                bound=bounded[number] if number < len(bounded) else None,
                floor=reached - level.slack,
                value=value,
                rounds=sum(search.rounds for search in searches or ()),
                moves=sum(search.moves for search in searches or ()),
            )
        )
    return tuple(results)

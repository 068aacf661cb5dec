"""What plans of coaches and teachers are judged by, as levels of an assignment problem."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

import numpy as np

from coachcycle.balance.cases import Case, drawn
from coachcycle.balance.desks import Desk
from coachcycle.balance.in_force import InForce
from coachcycle.balance.problem import Ints, Level
from coachcycle.balance.staffing import Staffing
from coachcycle.caseloads import Assigning, Criterion, Rank, Stretch
from coachcycle.people import Coach, Teacher
from coachcycle.vocabulary import PersonId, SchoolId

FINENESS = 100
"""How much a coach's load costs for each unit, when nothing of the capacity is left."""
OPEN_CYCLE = 3
"""How many people without an open cycle weigh as much as one with one, when coaches change."""
REST = "*"
"""In the place of a tier: those whose own is not listed. No tier can be called so."""
LOTTERY = 2**16
"""How many numbers there are to draw."""

STILL_SERVED, STAYS = "still_served", "stays"
"""The levels that come first when a plan is in force."""
HIRES = "hires"
"""The level of what candidates cost, after served need."""


class Board(NamedTuple):
    """Who may coach whom: the rows of a problem, as cases and coaches."""

    staffing: Staffing
    desks: Sequence[Desk]
    """The agents."""
    groups: Sequence[tuple[int, SchoolId]]
    """Each group's agent and school."""
    arc_groups: Ints
    arc_cases: Ints

    def by_arc(self, worth: Callable[[Desk, Case], int]) -> Ints:
        """A number for each arc."""
        cases = self.staffing.cases
        return np.array(
            [
                worth(self.desks[self.groups[group][0]], cases[case])
                for group, case in zip(
                    self.arc_groups.tolist(), self.arc_cases.tolist(), strict=True
                )
            ],
            np.int64,
        )

    def by_case(self, worth: Callable[[Case], int]) -> Ints:
        """A number for each arc, by its case alone."""
        of_cases = np.array([worth(case) for case in self.staffing.cases], np.int64)
        return of_cases[self.arc_cases] if len(of_cases) else np.zeros(0, np.int64)


def levels(
    board: Board,
    before: Stretch | None = None,
    in_force: Stretch | None = None,
    open_cycles: AbstractSet[PersonId] = frozenset(),
    hires: Mapping[PersonId, int] | None = None,
) -> tuple[Level, ...]:
    """The levels that the rules ask for, in their order.

    Args:
        board: Who may coach whom.
        before: The plan before, for who had no coach in it and who keeps theirs.
        in_force: The plan that is changed: nobody in it loses a coach, or changes coaches, without need.
        open_cycles: The teachers whose cycles are under way.
        hires: The candidates for posts, each with what it costs to hire them; as little as it takes for the
            need that is served.
    """
    made = [] if in_force is None else [*_staying(board, in_force, open_cycles)]
    for rank in board.staffing.rules.order:
        made += _ranked(board, rank, before)
        if rank.criterion is Criterion.SERVED_NEED and hires:
            made.append(_hires(board, hires))
    return tuple(made)


def _hires(board: Board, hires: Mapping[PersonId, int]) -> Level:
    costs = [
        np.minimum(np.arange(desk.units + 1), 1) * hires.get(desk.coach.id, 0)
        for desk in board.desks
    ]
    return Level(name=HIRES, arc_values=np.zeros_like(board.arc_cases), load_costs=costs)


def _staying(
    board: Board, in_force: Stretch, open_cycles: AbstractSet[PersonId]
) -> tuple[Level, Level]:
    held = InForce.of(in_force)
    coaches = {
        (one.id, case.school): held.coaches(
            (one.id, case.school), {post.school for post in one.posts}
        )
        for case in board.staffing.cases
        for one in case.teachers
    }

    def still_served(case: Case) -> int:
        return sum(bool(coaches[one, case.school]) for one in case.ids)

    def stays(desk: Desk, case: Case) -> int:
        return sum(
            OPEN_CYCLE if one in open_cycles else 1
            for one in case.ids
            if desk.coach.id in coaches[one, case.school]
        )

    return (
        Level(name=STILL_SERVED, arc_values=board.by_case(still_served)),
        Level(name=STAYS, arc_values=board.by_arc(stays)),
    )


def _ranked(board: Board, rank: Rank, before: Stretch | None) -> Iterator[Level]:
    """The levels of one criterion; none, if it asks for a plan before and there is none."""
    criterion, slack = rank.criterion, rank.slack
    nothing = np.zeros_like(board.arc_cases)
    match criterion:
        case Criterion.SERVED_NEED:
            for name, values in _needs(board):
                yield Level(name=f"{criterion.value}{name}", arc_values=values, slack=slack)
        case Criterion.UNSERVED_BEFORE if before is not None:
            yield Level(
                name=criterion.value, arc_values=_without_before(board, before), slack=slack
            )
        case Criterion.FAIRNESS:
            costs = [load_costs(desk.units) for desk in board.desks]
            yield Level(name=criterion.value, arc_values=nothing, load_costs=costs, slack=slack)
        case Criterion.CONTINUITY if before is not None:
            yield Level(name=criterion.value, arc_values=_with_same(board, before), slack=slack)
        case Criterion.TRAVEL | Criterion.SCHOOLS:
            costs_of_groups = -_group_costs(board, criterion)
            yield Level(
                name=criterion.value, arc_values=nothing, group_values=costs_of_groups, slack=slack
            )
        case Criterion.MATCH:
            yield Level(
                name=criterion.value,
                arc_values=board.by_arc(matching),
                slack=slack,
                is_bounded=False,
            )
        case Criterion.UNSERVED_BEFORE | Criterion.CONTINUITY:
            pass
        case Criterion.LOTTERY:
            seed = board.staffing.rules.lottery_seed
            values = board.by_case(lambda case: number_drawn(seed, case))
            yield Level(name=criterion.value, arc_values=values, slack=slack, is_bounded=False)


def _needs(board: Board) -> Iterator[tuple[str, Ints]]:
    """The need of those who come first, then of the others, each with what is added to the name."""
    rules = board.staffing.rules

    def among(is_in: Callable[[Case], object]) -> Ints:
        return board.by_case(lambda case: case.need if is_in(case) else 0)

    match rules.assigning:
        case Assigning.TIERS:
            for demand in rules.demands:
                tier = demand.tier
                yield f":{tier or REST}", among(lambda case, of=tier: case.tier == of)  # type: ignore[misc]  # the tier of this round
            return
        case Assigning.VOLUNTEERS_FIRST:
            yield ":volunteers", among(lambda case: case.ids & rules.volunteers)
        case Assigning.EQUAL_SHARES:
            first = _first_shares(board)
            yield ":equal_shares", among(lambda case: case in first)
        case Assigning.WEIGHTED_NEED:
            pass
    yield "", among(lambda _: True)


def is_of_need(level: str) -> bool:
    """Whether a level, by its name, is one of served need."""
    return level.partition(":")[0] == Criterion.SERVED_NEED


def _first_shares(board: Board) -> AbstractSet[Case]:
    """Of each school so many teachers, of those whom somebody may coach, of the highest need."""
    people: dict[SchoolId, int] = {}
    first: set[Case] = set()
    cases = [board.staffing.cases[place] for place in np.unique(board.arc_cases)]
    for case in sorted(cases, key=lambda one: -one.need):
        if people.get(case.school, 0) < (board.staffing.rules.equal_share or 0):
            first.add(case)
            people[case.school] = people.get(case.school, 0) + len(case.ids)
    return first


def _without_before(board: Board, before: Stretch) -> Ints:
    """How many people of a case had no coach before."""
    without = {id for one in before.unserved for id in one.teachers} - before.coaches.keys()
    return board.by_case(lambda case: len(case.ids & without))


def _with_same(board: Board, before: Stretch) -> Ints:
    """How many people of a case had the same coach before."""
    coaches = before.coaches
    return board.by_arc(
        lambda desk, case: sum(desk.coach.id in coaches.get(one, ()) for one in case.ids)
    )


def _group_costs(board: Board, criterion: Criterion) -> Ints:
    """The minutes on the way to each school in an ordinary week, or just that it is one."""
    if criterion is Criterion.SCHOOLS:
        return np.ones(len(board.groups), np.int64)
    ways = [board.desks[agent].way(school) for agent, school in board.groups]
    return np.array(ways, np.int64)


def load_costs(capacity: int) -> Ints:
    """What each load of a coach costs, rounded up: its square, as part of the capacity."""
    loads = np.arange(capacity + 1, dtype=np.int64)
    costs: Ints = -(-FINENESS * loads * loads // capacity)
    return costs


def matching(desk: Desk, case: Case) -> int:
    """How many grades, subjects and languages a coach shares with the people of a case."""
    return sum(_shared(desk.coach, teacher) for teacher in case.teachers)


def _shared(coach: Coach, teacher: Teacher) -> int:
    return (
        len(coach.grades & teacher.grades)
        + len(coach.subjects & teacher.subjects)
        + len(coach.languages & teacher.languages)
    )


def number_drawn(seed: int, case: Case) -> int:
    """The number of a case [0 to 65,535]; the larger, the sooner it has a coach."""
    digest = drawn(seed, "lottery", case.school, *sorted(case.ids))
    return int.from_bytes(digest) % LOTTERY

"""A roster and the rules of caseloads as an assignment problem, and its plans as stretches.

Coaches are agents, the schools they may work at their groups, and cases the items.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from hashlib import sha256
from itertools import pairwise
from math import gcd
from typing import Self

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike
from pendulum import Date

from coachcycle.balance.cases import Case, most_hundredths
from coachcycle.balance.criteria import Board, levels
from coachcycle.balance.problem import AssignmentProblem, Flags, Ints, Level
from coachcycle.balance.refusals import (
    GroupPinnedApart,
    PinExcluded,
    PinsExceed,
    PlanImpossible,
    in_heads,
)
from coachcycle.balance.staffing import Staffing
from coachcycle.caseloads import Assignment, PairKind, Stretch, Unserved, UnservedReason
from coachcycle.errors import CoachCycleError
from coachcycle.vocabulary import PersonId


@frozen(kw_only=True, eq=False)
class Formulation:
    """A problem, and who its agents and items are."""

    board: Board
    problem: AssignmentProblem

    @classmethod
    def of(
        cls,
        staffing: Staffing,
        *,
        before: Stretch | None = None,
        in_force: Stretch | None = None,
        open_cycles: AbstractSet[PersonId] = frozenset(),
        hires: Mapping[PersonId, int] | None = None,
    ) -> Self:
        """The problem of the people who are there; the arguments are those of `levels`.

        Raises:
            PlanImpossible: What is pinned is excluded, or more than there is room for.
        """
        board = _board(staffing)
        rows = _Rows(board)
        if rows.problems:
            raise PlanImpossible(tuple(rows.problems))
        return cls(
            board=board, problem=rows.problem(levels(board, before, in_force, open_cycles, hires))
        )

    @property
    def cases(self) -> tuple[Case, ...]:
        """The items."""
        return self.board.staffing.cases

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of all numbers of the problem, and of whose they are, in hexadecimal digits."""
        digest = sha256()
        problem = self.problem
        names: list[str] = [desk.coach.id for desk in self.board.desks]
        names += [id for case in self.cases for id in ("", case.school, *sorted(case.ids))]
        names += [f"{level.name} {level.slack}" for level in problem.levels]
        digest.update("\n".join(names).encode())
        columns = [
            problem.capacities,
            *problem.tables,
            *(row for one in problem.worths for row in one),
        ]
        for column in columns:
            digest.update(np.ascontiguousarray(column, "<i8").tobytes() + b"\n")
        return digest.hexdigest()

    def stretch(self, first: Date, until: Date, taken: ArrayLike) -> Stretch:
        """A plan as who coaches whom, from a day until another."""
        return Stretch(
            first=first,
            until=until,
            assignments=[*self._assignments(self.problem.marks(taken))],
            unserved=[*self._unserved(self.problem.marks(taken)), *self.board.staffing.left_out],
            digest=self.digest,
        )

    def taken(self, stretch: Stretch) -> Flags:
        """Which arcs a stretch takes, of those that there are."""
        wanted = {(one.coach, one.school, one.teachers) for one in stretch.assignments}
        agents = self.problem.arc_agents.tolist()
        items = self.problem.arc_items.tolist()
        return np.array(
            [
                (self.board.desks[agent].coach.id, self.cases[item].school, self.cases[item].ids)
                in wanted
                for agent, item in zip(agents, items, strict=True)
            ],
            np.bool_,
        )

    def start(self, in_force: Stretch) -> Flags:
        """As much of a plan in force as can go on: what still may be, while there is room for it."""
        problem, going_on = self.problem, self.taken(in_force)
        start = problem.is_fixed.copy()
        served = {*problem.arc_items[start].tolist()}
        for arc in np.flatnonzero(going_on & ~start).tolist():
            start[arc] = True
            if problem.arc_items[arc] in served or not self._has_room(start, arc):
                start[arc] = False
            served.add(problem.arc_items[arc])
        return start

    def pins_leave(self, coach: PersonId, case: int) -> bool:
        """Whether what is pinned leaves a case to a coach whom no rule excludes.

        Args:
            coach: The coach.
            case: The case [a place].
        """
        problem = self.problem
        for arc in problem.arcs_of(case).tolist():
            if self.board.desks[int(problem.arc_agents[arc])].coach.id == coach:
                taken = problem.is_fixed.copy()
                taken[arc] = True
                pinned = np.count_nonzero(taken[problem.arcs_of(case)])
                return pinned == 1 and self._has_room(taken, arc)
        return False

    def _has_room(self, taken: Flags, arc: int) -> bool:
        """Whether the agent of an arc has room for all that it takes."""
        problem, agent = self.problem, self.problem.arc_agents[arc]
        begin, end = problem.arc_starts[problem.group_starts[agent : agent + 2]]
        arcs = begin + np.flatnonzero(taken[begin:end])
        groups = np.unique(problem.arc_groups[arcs])
        load = problem.arc_weights[arcs].sum() + problem.group_weights[groups].sum()
        return bool(
            load <= problem.capacities[agent]
            and len(groups) <= problem.most_groups[agent]
            and problem.arc_heads[arcs].sum() <= problem.most_heads[agent]
        )

    def _assignments(self, taken: Flags) -> Iterator[Assignment]:
        for arc in np.flatnonzero(taken).tolist():
            desk = self.board.desks[self.problem.arc_agents[arc]]
            case = self.cases[self.problem.arc_items[arc]]
            yield Assignment(coach=desk.coach.id, school=case.school, teachers=case.ids)

    def _unserved(self, taken: Flags) -> Iterator[Unserved]:
        items = self.problem.arc_items
        possible = np.bincount(items, minlength=len(self.cases)) > 0
        served = np.bincount(items[taken], minlength=len(self.cases)) > 0
        for place in np.flatnonzero(~served).tolist():
            reason = UnservedReason.OUTWEIGHED if possible[place] else UnservedReason.NO_COACH
            yield self.cases[place].unserved(reason)


def _board(staffing: Staffing) -> Board:
    """Who may coach whom: coaches who have time, with the schools and cases that they may have."""
    desks = [desk for desk in staffing.desks if desk.units > 0]
    agents = {desk.coach.id: agent for agent, desk in enumerate(desks)}
    names = [*dict.fromkeys(case.school for case in staffing.cases)]
    schools = {school: number for number, school in enumerate(names)}
    eligible = [
        [agents[id] for id in staffing.eligibility.eligible(case)] for case in staffing.cases
    ]
    places = np.repeat(np.arange(len(eligible)), [len(each) for each in eligible])
    of_arcs = np.array([agent for each in eligible for agent in each], np.int64)
    at = np.array([schools[case.school] for case in staffing.cases], np.int64)[places]
    order = np.lexsort((places, at, of_arcs))
    pairs, arc_groups = np.unique(of_arcs[order] * len(names) + at[order], return_inverse=True)
    return Board(
        staffing,
        desks,
        [(pair // len(names), names[pair % len(names)]) for pair in pairs.tolist()],
        arc_groups.astype(np.int64),
        places[order].astype(np.int64),
    )


class _Rows:
    """The rows of the problem of a board, with what is pinned, and what stands against that."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.staffing = board.staffing
        self.problems: list[CoachCycleError] = []
        self.agents: Mapping[PersonId, int] = {
            desk.coach.id: agent for agent, desk in enumerate(board.desks)
        }
        self.group_agents = np.array([agent for agent, _ in board.groups], np.int64)
        self.arcs = {
            (board.groups[group][0], case): arc
            for arc, (group, case) in enumerate(
                zip(board.arc_groups.tolist(), board.arc_cases.tolist(), strict=True)
            )
        }
        self.fixed = [*self._fixed()]
        self._require_room()

    def problem(self, wanted: Sequence[Level]) -> AssignmentProblem:
        """With the levels that are wanted."""
        board, cases = self.board, self.staffing.cases
        agents = len(board.desks)
        most = self.staffing.rules.most_schools
        heads, most_heads = self._heads()
        return AssignmentProblem(
            items=len(cases),
            capacities=[desk.units for desk in board.desks],
            most_groups=[len(board.groups) if most is None else most] * agents,
            group_agents=self.group_agents,
            group_weights=[board.desks[agent].way_units(school) for agent, school in board.groups],
            arc_groups=board.arc_groups,
            arc_items=board.arc_cases,
            arc_weights=board.by_case(lambda case: case.units),
            arc_heads=heads,
            most_heads=most_heads,
            fixed=np.array(self.fixed, np.int64),
            levels=wanted,
        )

    def _heads(self) -> tuple[Ints, list[int]]:
        """How many heads each arc counts for, and each agent's cap, in the largest parts that are whole.

        A cap is no more than there is time for: the programme keeps a row for each head up to it.
        """
        board, cap = self.board, most_hundredths(self.staffing.rules)
        if cap is None:
            return np.zeros_like(board.arc_cases), [0] * len(board.desks)
        hundredths = board.by_case(lambda case: case.hundredths)
        part = gcd(*hundredths.tolist()) or 1
        heads, units = hundredths // part, board.by_case(lambda case: case.units)
        begins = np.searchsorted(
            self.group_agents[board.arc_groups], np.arange(len(board.desks) + 1)
        )
        return heads, [
            min(cap // part, _most_heads(heads[begin:end], units[begin:end], desk.units))
            for desk, (begin, end) in zip(board.desks, pairwise(begins), strict=True)
        ]

    def _fixed(self) -> Iterator[int]:
        """The arcs of what is pinned, each once."""
        held: dict[int, PersonId] = {}
        eligibility, cases = self.staffing.eligibility, self.staffing.cases
        for pair in self.staffing.rules.pairs:
            if pair.kind is not PairKind.PINNED or pair.coach not in eligibility.coaches:
                continue
            places = self.staffing.places.get(pair.teacher, ())
            meant = [place for place in places if pair.school in (None, cases[place].school)]
            for one in () if meant else self.staffing.left_out:
                if pair.teacher in one.teachers and pair.school in (None, one.school):
                    left_out = PinExcluded(pair.coach, pair.teacher, one.reason)
                    self.problems.append(left_out.at(pair))
            for place in meant:
                excluded = eligibility.exclusions(cases[place]).get(pair.coach)
                if excluded:
                    refused = PinExcluded(pair.coach, pair.teacher, excluded[0])
                    self.problems.append(refused.at(pair))
                elif place not in held:
                    yield self.arcs[self.agents[pair.coach], place]
                elif held[place] != pair.coach:
                    apart = GroupPinnedApart(pair.teacher, held[place], pair.coach)
                    self.problems.append(apart.at(pair))
                held.setdefault(place, pair.coach)

    def _require_room(self) -> None:
        """That each coach has room for what is pinned."""
        rules, cap = self.staffing.rules, most_hundredths(self.staffing.rules)
        pinned: dict[int, list[int]] = {}
        for arc in self.fixed:
            pinned.setdefault(int(self.group_agents[self.board.arc_groups[arc]]), []).append(arc)
        for agent, arcs in pinned.items():
            desk = self.board.desks[agent]
            cases = [self.staffing.cases[self.board.arc_cases[arc]] for arc in arcs]
            schools = {case.school for case in cases}
            ways = sum(desk.way_units(school) for school in schools)
            for what, taken, room in (
                ("units", ways + sum(case.units for case in cases), desk.units),
                ("schools", len(schools), rules.most_schools),
                (
                    "heads",
                    in_heads(sum(case.hundredths for case in cases)),
                    None if cap is None else in_heads(cap),
                ),
            ):
                if room is not None and taken > room:
                    exceeded = PinsExceed(desk.coach.id, what, taken, room)
                    self.problems.append(exceeded.at(desk.coach))


def _most_heads(heads: Ints, units: Ints, room: int) -> int:
    """No fewer heads than can be taken together: those that take the least time for each, and one too many."""
    counting = heads > 0
    heads, units = heads[counting], units[counting]
    order = np.argsort(units / heads)
    fitting = np.searchsorted(np.cumsum(units[order]), room, side="right")
    return int(heads[order][: fitting + 1].sum())

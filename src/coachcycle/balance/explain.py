"""Why a teacher has no coach: lines that anybody can check again from the lists of a plan.

Each coach is excluded by a rule, or would have to give up others. What would be given up at least is exact
for changes inside one caseload; a chain of changes through several caseloads is looked for, and that none
was found does not say that there is none.
"""

import datetime
from collections.abc import Iterator, Sequence
from typing import Self

import numpy as np
from attrs import frozen
from pendulum import Date

from coachcycle.balance.cases import Case
from coachcycle.balance.criteria import is_of_need
from coachcycle.balance.formulation import Formulation
from coachcycle.balance.problem import SAFE, Flags, Ints, Worth
from coachcycle.balance.programme import Room, pattern_within_heads, room
from coachcycle.balance.refusals import DayOutsidePlan, NotInRoster
from coachcycle.balance.staffing import Exclusion, Staffing
from coachcycle.caseloads import Caseload, UnservedReason
from coachcycle.people import Roster
from coachcycle.schoolyear import SchoolYear, as_day
from coachcycle.vocabulary import OutOfRange, PersonId, SchoolId


@frozen(kw_only=True)
class Option:
    """What stands between a case and a coach."""

    coach: PersonId
    exclusions: tuple[Exclusion, ...] = ()
    """The rules that exclude it; if there are any, nothing else is said."""
    loss: tuple[int, ...] = ()
    """What each level of served need would lose at least, most important first, if only this caseload and
    those without a coach may change; negative where it would gain."""
    displaced: tuple[frozenset[PersonId], ...] = ()
    """Who would lose this coach then."""
    added: tuple[frozenset[PersonId], ...] = ()
    """Who else would gain this coach then."""

    @property
    def is_tie(self) -> bool:
        """Whether nothing would be lost: others came first only by the criteria after need."""
        return not self.exclusions and not any(self.loss)


@frozen(kw_only=True)
class Step:
    """One change of a chain: a coach takes on a case, and gives others up."""

    coach: PersonId
    takes: frozenset[PersonId]
    gives_up: tuple[frozenset[PersonId], ...]


@frozen(kw_only=True)
class Reasoning:
    """Why a case has the coach that it has, or none."""

    school: SchoolId | None
    teachers: frozenset[PersonId]
    coach: PersonId | None
    reason: UnservedReason | None
    """Why it has none."""
    options: tuple[Option, ...]
    """Of each other coach who is there, those who may have the case first."""
    chain: tuple[Step, ...] = ()
    """Changes through two caseloads by which it would have a coach and no need would be lost; empty if
    none was found."""
    tries: int = 0
    """How many chains were looked at."""


@frozen(kw_only=True)
class Explanation:
    """What a plan says of a teacher, at each of her schools."""

    teacher: PersonId
    day: Date
    levels: tuple[str, ...]
    """The levels of served need that losses are counted in."""
    cases: tuple[Reasoning, ...]


@frozen(kw_only=True, eq=False)
class Explainer:
    """A plan as it is on a day, ready to be asked about one teacher after the other."""

    formulation: Formulation
    day: Date
    taken: Flags
    """Of each arc whether the plan takes it."""
    left_out: dict[PersonId, Reasoning]
    """Who is no case."""
    levels: tuple[int, ...]
    """The places of the levels of served need."""
    space: Room

    @classmethod
    def of(cls, plan: Caseload, roster: Roster, year: SchoolYear, day: datetime.date) -> Self:
        """A plan on a day.

        Args:
            plan: The plan.
            roster: The people.
            year: The school year in which the plan holds.
            day: The day.

        Raises:
            DayOutsidePlan: The plan does not hold then.
            PlanImpossible: The roster and the plan's rules do not go together.
        """
        on = as_day(day)
        stretch = plan.on(on)
        if stretch is None:
            raise DayOutsidePlan(on, plan.rules.first, plan.rules.until)
        school_day = next(
            (one for one in year.school_days() if one >= stretch.first), stretch.first
        )
        formulation = Formulation.of(Staffing.on(roster, plan.rules, school_day))
        levels = formulation.problem.levels
        return cls(
            formulation=formulation,
            day=on,
            taken=formulation.taken(stretch),
            left_out={
                teacher: Reasoning(
                    school=one.school,
                    teachers=one.teachers,
                    coach=None,
                    reason=one.reason,
                    options=(),
                )
                for one in formulation.board.staffing.left_out
                for teacher in one.teachers
            },
            levels=tuple(n for n, one in enumerate(levels) if is_of_need(one.name)),
            space=room(formulation.problem.tables),
        )

    def explain(self, teacher: str) -> Explanation:
        """What the plan says of a teacher.

        Raises:
            NotInRoster: She is not there when the plan begins.
        """
        places = [n for n, case in enumerate(self.formulation.cases) if teacher in case.ids]
        reasonings = [self._reasoning(place) for place in places]
        if teacher in self.left_out:
            reasonings.append(self.left_out[PersonId(teacher)])
        if not reasonings:
            raise NotInRoster("teachers", teacher)
        names = [self.formulation.problem.levels[n].name for n in self.levels]
        return Explanation(
            teacher=PersonId(teacher), day=self.day, levels=tuple(names), cases=tuple(reasonings)
        )

    def _reasoning(self, place: int) -> Reasoning:
        """About an item."""
        formulation, problem = self.formulation, self.formulation.problem
        case = formulation.cases[place]
        arcs = np.flatnonzero(problem.arc_items == place)
        by = arcs[self.taken[arcs]].tolist()
        coach = self._coach(by[0]) if by else None
        options = [] if by else [self._option(arc) for arc in arcs.tolist()]
        excluded = [*self._excluded(case)]
        reason = None
        if not by:
            reason = UnservedReason.OUTWEIGHED if options else UnservedReason.NO_COACH
        chain, tries = self._chain(arcs.tolist()) if options else ((), 0)
        return Reasoning(
            school=case.school,
            teachers=case.ids,
            coach=coach,
            reason=reason,
            options=(*sorted(options, key=lambda one: (one.loss, one.coach)), *excluded),
            chain=chain,
            tries=tries,
        )

    def _excluded(self, case: Case) -> Iterator[Option]:
        staffing = self.formulation.board.staffing
        for desk in sorted(staffing.desks, key=lambda one: one.coach.id):
            if exclusions := staffing.exclusions(desk, case):
                yield Option(coach=desk.coach.id, exclusions=exclusions)

    def _option(self, arc: int) -> Option:
        """What it would take that an arc is taken."""
        after = self._with(arc, self.taken)
        lost, new = self._changed(arc, self.taken, after)
        return Option(
            coach=self._coach(arc),
            loss=self._loss(arc, self.taken, after),
            displaced=tuple(self._ids(one) for one in lost),
            added=tuple(self._ids(one) for one in new if one != arc),
        )

    def _coach(self, arc: int) -> PersonId:
        agent = int(self.formulation.problem.arc_agents[arc])
        return self.formulation.board.desks[agent].coach.id

    def _ids(self, arc: int) -> frozenset[PersonId]:
        return self.formulation.cases[int(self.formulation.problem.arc_items[arc])].ids

    def _arcs(self, arc: int) -> slice:
        """Those of the agent of an arc."""
        problem, agent = self.formulation.problem, self.formulation.problem.arc_agents[arc]
        return slice(*problem.arc_starts[problem.group_starts[agent : agent + 2]])

    def _with(self, arc: int, taken: Flags) -> Flags:
        """The best pattern of the agent of an arc that takes it, of its own items and those without anybody."""
        problem, mine = self.formulation.problem, self._arcs(arc)
        served = np.zeros(problem.items, np.bool_)
        served[problem.arc_items[taken]] = True
        may = taken[mine] | ~served[problem.arc_items[mine]]
        worth = np.zeros(len(taken), np.int64)
        worth[mine] = np.where(may, self._weighed(mine) * (len(may) + 1) + taken[mine], 0)
        fixed = problem.is_fixed.copy()
        fixed[arc] = True
        fixed.flags.writeable = False
        tables = problem.tables._replace(is_fixed=fixed)
        nothing = np.zeros_like(problem.group_weights)
        after = taken.copy()
        pattern_within_heads(
            problem.arc_agents[arc],
            tables,
            Worth(worth, nothing, np.zeros(tables.load_starts[-1], np.int64)),
            self.space,
            after,
        )
        return after

    def _weighed(self, mine: slice) -> Ints:
        """What each arc of an agent is worth, so that no need of a level outweighs one of a level before."""
        weighed = np.zeros(mine.stop - mine.start, np.int64)
        for level in self.levels:
            values = self.formulation.problem.worths[level].arcs[mine]
            largest = (int(weighed.max(initial=0)) + 1) * (int(values.sum()) + 1)
            if largest * (len(values) + 1) ** 2 >= SAFE:
                raise OutOfRange("needs of a coach's teachers", f"products below {SAFE}")
            weighed = weighed * (int(values.sum()) + 1) + values
        return weighed

    def _changed(self, arc: int, before: Flags, after: Flags) -> tuple[list[int], list[int]]:
        """The agent's arcs that are no longer taken, and those that are new."""
        mine = self._arcs(arc)
        lost = mine.start + np.flatnonzero(before[mine] & ~after[mine])
        new = mine.start + np.flatnonzero(after[mine] & ~before[mine])
        return lost.tolist(), new.tolist()

    def _loss(self, arc: int, before: Flags, after: Flags) -> tuple[int, ...]:
        mine = self._arcs(arc)
        return tuple(
            int(values[before[mine]].sum() - values[after[mine]].sum())
            for values in (self.formulation.problem.worths[n].arcs[mine] for n in self.levels)
        )

    def _chain(self, arcs: Sequence[int]) -> tuple[tuple[Step, ...], int]:
        """Changes through two caseloads that lose no need, and how many were looked at."""
        problem, tries = self.formulation.problem, 0
        for arc in arcs:
            first = self._with(arc, self.taken)
            lost, _ = self._changed(arc, self.taken, first)
            loss = np.array(self._loss(arc, self.taken, first))
            for given in lost:
                others = np.flatnonzero(problem.arc_items == problem.arc_items[given]).tolist()
                for other in others:
                    if problem.arc_agents[other] == problem.arc_agents[arc]:
                        continue
                    tries += 1
                    second = self._with(other, first)
                    total = loss + self._loss(other, first, second)
                    if not total.any() or tuple(total) < (0,) * len(total):
                        gone, _ = self._changed(other, first, second)
                        return (self._step(arc, lost), self._step(other, gone)), tries
        return (), tries

    def _step(self, arc: int, given_up: Sequence[int]) -> Step:
        return Step(
            coach=self._coach(arc),
            takes=self._ids(arc),
            gives_up=tuple(self._ids(one) for one in given_up),
        )


def explain(
    plan: Caseload, roster: Roster, year: SchoolYear, teacher: str, day: datetime.date
) -> Explanation:
    """Why a teacher has the coach that she has in a plan, or none.

    For many teachers make an `Explainer` once, and ask that.

    Args:
        plan: The plan.
        roster: The people.
        year: The school year in which the plan holds.
        teacher: The teacher.
        day: The day.

    Raises:
        DayOutsidePlan: The plan does not hold then.
        NotInRoster: She is not there when the plan begins.
        PlanImpossible: The roster and the plan's rules do not go together.
    """
    return Explainer.of(plan, roster, year, day).explain(teacher)

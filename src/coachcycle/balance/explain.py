"""Why a teacher has no coach: lines that anybody can check again from the lists of a plan.

Each coach is excluded by a rule, or would have to give up others. What would be given up at least is exact
for changes inside one caseload; a chain of changes through several caseloads is looked for, and that none
was found does not say that there is none. What every plan loses that gives the case a coach
follows from a bound as in `Relaxation`, and holds for whatever changes there may be.
"""

import datetime
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Self

import numpy as np
from attrs import evolve, frozen
from pendulum import Date

from coachcycle.balance.bound import Relaxation, values
from coachcycle.balance.cases import Case
from coachcycle.balance.criteria import is_of_need
from coachcycle.balance.eligibility import Exclusion
from coachcycle.balance.formulation import Formulation
from coachcycle.balance.prices import Descent, first
from coachcycle.balance.problem import SAFE, AssignmentProblem, Flags, Ints, Tables, Worth
from coachcycle.balance.programme import IMPOSSIBLE, Room, pattern_within_heads, room
from coachcycle.balance.refusals import DayOutsidePlan, NotInRoster
from coachcycle.balance.staffing import Staffing
from coachcycle.caseloads import Caseload, UnservedReason
from coachcycle.people import Roster
from coachcycle.schoolyear import SchoolYear, as_day
from coachcycle.vocabulary import OutOfRange, PersonId, SchoolId

ROUNDS = 80
"""Of prices, for the bounds of plans that give somebody a coach."""


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
    proven_loss: int | None = None
    """What the first level of need is proven to lose at least in every plan that gives the case a coach, whatever
    else that plan changes [its unit]; None for a case that has a coach or can have none."""


@frozen(kw_only=True)
class Explanation:
    """What a plan says of a teacher, at each of her schools."""

    teacher: PersonId
    day: Date
    levels: tuple[str, ...]
    """The levels of served need that losses are counted in."""
    cases: tuple[Reasoning, ...]
    """Empty, if she is not there on the first school day of the stretch, so that the plan says nothing of her."""


@frozen(kw_only=True, eq=False)
class _Alone:
    """An agent by itself."""

    problem: AssignmentProblem
    agent: int
    levels: tuple[int, ...]
    """The places of the levels of served need."""

    @cached_property
    def mine(self) -> slice:
        """Its arcs."""
        return self.problem.arcs_by(self.agent)

    @cached_property
    def tables(self) -> Tables:
        """Its rows."""
        return self.problem.tables_of(self.agent)

    @cached_property
    def needs(self) -> tuple[Ints, ...]:
        """Of each level the values of its arcs."""
        return tuple(self.problem.worths[level].arcs[self.mine] for level in self.levels)

    @cached_property
    def nothing(self) -> Worth:
        """As if nothing counted."""
        of = self.tables
        columns = len(of.arc_items), len(of.group_weights), of.load_starts[-1]
        return Worth(*(np.zeros(rows, np.int64) for rows in columns))

    @cached_property
    def weighed(self) -> Ints:
        """What each of its arcs is worth, so that no need of a level outweighs one of a level before."""
        weighed = np.zeros(len(self.tables.arc_items), np.int64)
        for need in self.needs:
            largest = (int(weighed.max(initial=0)) + 1) * (int(need.sum()) + 1)
            if largest * (len(need) + 1) ** 2 >= SAFE:
                raise OutOfRange("needs of a coach's teachers", f"products below {SAFE}")
            weighed = weighed * (int(need.sum()) + 1) + need
        return weighed

    def best(self, worth: Ints, arc: int, space: Room) -> Flags | None:
        """The best of its patterns that take an arc; None, if what is fixed leaves no room for it.

        Args:
            worth: What each of its arcs is worth.
            arc: Which, of its arcs.
            space: Where to write.
        """
        fixed = self.tables.is_fixed.copy()
        fixed[arc] = True
        fixed.flags.writeable = False
        chosen = np.zeros(len(worth), np.bool_)
        value = pattern_within_heads(
            0,
            self.tables._replace(is_fixed=fixed),
            self.nothing._replace(arcs=worth),
            space,
            chosen,
        )
        return chosen if value > IMPOSSIBLE // 2 else None

    def pattern(self, arc: int, before: Flags, served: Flags, space: Room) -> Flags | None:
        """The best of its patterns that take an arc, of its own items and those without anybody.

        Args:
            arc: Which, of its arcs.
            before: Of each of its arcs, whether it takes it now.
            served: Of each item, whether anybody takes it.
            space: Where to write.
        """
        may = before | ~served[self.tables.arc_items]
        worth = np.where(may, self.weighed * (len(may) + 1) + before, 0)
        return self.best(worth, arc, space)


@frozen(kw_only=True)
class _Change:
    """What becomes of a caseload that takes an arc."""

    arc: int
    lost: Sequence[int]
    """The agent's arcs that are no longer taken."""
    new: Sequence[int]
    """Those that are taken now."""
    loss: tuple[int, ...]
    """What each level of served need loses."""


@frozen(kw_only=True, eq=False)
class Explainer:
    """A plan as it is on a day, ready to be asked about one teacher after the other."""

    formulation: Formulation
    teachers: frozenset[PersonId]
    """Who is in the roster, on whichever days."""
    day: Date
    taken: Flags
    """Of each arc whether the plan takes it."""
    left_out: dict[PersonId, Reasoning]
    """Who is no case."""
    levels: tuple[int, ...]
    """The places of the levels of served need."""
    served: Flags
    """Of each item, whether anybody takes it."""
    agents: tuple[_Alone, ...]
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
        problem, board = formulation.problem, formulation.board
        levels = tuple(n for n, one in enumerate(problem.levels) if is_of_need(one.name))
        taken = formulation.taken(stretch)
        served = np.zeros(problem.items, np.bool_)
        served[problem.arc_items[taken]] = True
        return cls(
            formulation=formulation,
            teachers=frozenset(one.id for one in roster.teachers),
            day=on,
            taken=taken,
            left_out={
                teacher: Reasoning(
                    school=one.school,
                    teachers=one.teachers,
                    coach=None,
                    reason=one.reason,
                    options=(),
                )
                for one in board.staffing.left_out
                for teacher in one.teachers
            },
            levels=levels,
            served=served,
            agents=tuple(
                _Alone(problem=problem, agent=agent, levels=levels)
                for agent in range(len(board.desks))
            ),
            space=room(problem.tables),
        )

    def explain(self, teacher: str) -> Explanation:
        """What the plan says of a teacher.

        Raises:
            NotInRoster: She is no teacher of the roster.
        """
        if teacher not in self.teachers:
            raise NotInRoster("teachers", teacher)
        places = self.formulation.board.staffing.places.get(PersonId(teacher), ())
        reasonings = [self._reasoning(place) for place in places]
        if teacher in self.left_out:
            reasonings.append(self.left_out[PersonId(teacher)])
        names = [self.formulation.problem.levels[n].name for n in self.levels]
        return Explanation(
            teacher=PersonId(teacher), day=self.day, levels=tuple(names), cases=tuple(reasonings)
        )

    def _reasoning(self, place: int) -> Reasoning:
        """About an item."""
        case = self.formulation.cases[place]
        arcs = self.formulation.problem.arcs_of(place)
        by = arcs[self.taken[arcs]].tolist()
        coach = self._coach(by[0]) if by else None
        excluded = [*self._excluded(case)]
        changes: list[_Change] = []
        for arc in () if by else arcs.tolist():
            if change := self._change(arc, self.served):
                changes.append(change)
            else:
                excluded.append(Option(coach=self._coach(arc), exclusions=(Exclusion.PINS,)))
        reason = None
        if not by:
            reason = UnservedReason.OUTWEIGHED if len(arcs) else UnservedReason.NO_COACH
        chain, tries = self._chain(changes)
        options = [self._option(change) for change in changes]
        return Reasoning(
            school=case.school,
            teachers=case.ids,
            coach=coach,
            reason=reason,
            options=(
                *sorted(options, key=lambda one: (one.loss, one.coach)),
                *sorted(excluded, key=lambda one: one.coach),
            ),
            chain=chain,
            tries=tries,
            proven_loss=self._proven_loss(changes) if changes else None,
        )

    @cached_property
    def reached(self) -> int:
        """What the plan reaches on the first level of need."""
        return values(self.formulation.problem, self.taken)[self.levels[0]]

    @cached_property
    def relaxed(self) -> Relaxation:
        """The lowest bound that was found on the first level of need, heads counted rather than priced.

        An item that one agent alone may take has no price: none is needed, since it cannot be taken twice.
        """
        problem = self.formulation.problem
        alone = evolve(problem, levels=[problem.levels[self.levels[0]]])
        descent = Descent.begin(first(alone))
        for _ in range(ROUNDS):
            if not descent.is_over:
                descent = descent.step(self.reached, ROUNDS)
        among = np.bincount(problem.arc_items, minlength=problem.items)
        prices = np.where(among > 1, descent.best.prices, 0)
        return evolve(descent.best, prices=prices, head_prices=None)

    def _proven_loss(self, changes: Sequence[_Change]) -> int:
        """How far the bound of the plans that take one of the arcs is below the plan.

        An agent that has to take an arc reaches less alone, and so do all together.
        """
        at, needs = self.relaxed, self.relaxed.problem.worths[0].arcs
        totals: list[int] = []
        for change in changes:
            alone = self.agents[at.problem.arc_agents[change.arc]]
            mine = needs[alone.mine] * at.scale - at.prices[alone.tables.arc_items]
            forced = alone.best(mine, change.arc - alone.mine.start, self.space)
            assert forced is not None
            less = mine[at.chosen[alone.mine]].sum() - mine[forced].sum()
            totals.append(at.total - int(less))
        return max(0, self.reached - at.bound_of(max(totals)))

    def _excluded(self, case: Case) -> Iterator[Option]:
        eligibility = self.formulation.board.staffing.eligibility
        for coach, exclusions in eligibility.exclusions(case).items():
            yield Option(coach=coach, exclusions=exclusions)

    def _option(self, change: _Change) -> Option:
        """What it would take that an arc is taken."""
        return Option(
            coach=self._coach(change.arc),
            loss=change.loss,
            displaced=tuple(self._ids(one) for one in change.lost),
            added=tuple(self._ids(one) for one in change.new if one != change.arc),
        )

    def _coach(self, arc: int) -> PersonId:
        agent = int(self.formulation.problem.arc_agents[arc])
        return self.formulation.board.desks[agent].coach.id

    def _ids(self, arc: int) -> frozenset[PersonId]:
        return self.formulation.cases[int(self.formulation.problem.arc_items[arc])].ids

    def _change(self, arc: int, served: Flags) -> _Change | None:
        """What becomes of the caseload of an arc's agent that takes it, if that can be."""
        alone = self.agents[self.formulation.problem.arc_agents[arc]]
        begin, before = alone.mine.start, self.taken[alone.mine]
        after = alone.pattern(arc - begin, before, served, self.space)
        if after is None:
            return None
        return _Change(
            arc=arc,
            lost=(begin + np.flatnonzero(before & ~after)).tolist(),
            new=(begin + np.flatnonzero(after & ~before)).tolist(),
            loss=tuple(int(need[before].sum() - need[after].sum()) for need in alone.needs),
        )

    def _chain(self, changes: Sequence[_Change]) -> tuple[tuple[Step, ...], int]:
        """Changes through two caseloads that lose no need, and how many were looked at."""
        problem, tries = self.formulation.problem, 0
        for begun in changes:
            served = self.served.copy()
            served[problem.arc_items[begun.lost]] = False
            served[problem.arc_items[begun.new]] = True
            for given in begun.lost:
                for other in problem.arcs_of(problem.arc_items[given]).tolist():
                    if problem.arc_agents[other] == problem.arc_agents[begun.arc]:
                        continue
                    tries += 1
                    then = self._change(other, served)
                    if then is None:
                        continue
                    total = tuple(map(sum, zip(begun.loss, then.loss, strict=True)))
                    if total <= (0,) * len(total):
                        return (self._step(begun), self._step(then)), tries
        return (), tries

    def _step(self, change: _Change) -> Step:
        return Step(
            coach=self._coach(change.arc),
            takes=self._ids(change.arc),
            gives_up=tuple(self._ids(one) for one in change.lost),
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
        NotInRoster: She is no teacher of the roster.
        PlanImpossible: The roster and the plan's rules do not go together.
    """
    return Explainer.of(plan, roster, year, day).explain(teacher)

"""Who may coach a teacher, and why nobody does: lines that anybody can check again from the lists of a plan.

Each coach is excluded by a rule, or would have to give up others. What would be given up at least is exact
for changes inside one caseload; a chain of changes through several caseloads is looked for, and that none
was found does not say that there is none. What every plan loses that gives the case a coach
follows from a bound as in `Relaxation`, and holds for whatever changes there may be.
"""

import datetime
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Self

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray
from pendulum import Date

from coachcycle.balance.bound import Relaxation
from coachcycle.balance.cases import Case
from coachcycle.balance.criteria import STAYS, STILL_SERVED, is_of_need
from coachcycle.balance.eligibility import Exclusion
from coachcycle.balance.formulation import Formulation
from coachcycle.balance.prices import Descent, first
from coachcycle.balance.problem import SAFE, AssignmentProblem, Flags, Ints, Tables, Worth
from coachcycle.balance.programme import (
    IMPOSSIBLE,
    Room,
    pattern_of_any_size,
    pattern_within_heads,
    room,
)
from coachcycle.balance.refusals import DayOutsidePlan, NotInRoster
from coachcycle.balance.staffing import Staffing
from coachcycle.caseloads import Caseload, UnservedReason
from coachcycle.people import Roster
from coachcycle.schoolyear import SchoolYear, as_day
from coachcycle.vocabulary import PersonId, SchoolId

ROUNDS = 80
"""Of prices, for the bounds of plans that give somebody a coach."""


@frozen(kw_only=True)
class Option:
    """What stands between a case and a coach."""

    coach: PersonId
    exclusions: tuple[Exclusion, ...] = ()
    """The rules that exclude it; if there are any, or the case has a coach, nothing else is said."""
    loss: tuple[int, ...] = ()
    """What each level would lose at least, most important first, if only this caseload and those without a
    coach may change; negative where it would gain."""
    displaced: tuple[frozenset[PersonId], ...] = ()
    """Who would lose this coach then."""
    added: tuple[frozenset[PersonId], ...] = ()
    """Who else would gain this coach then."""

    @property
    def is_tie(self) -> bool:
        """Whether nothing would be lost: others, or nobody, came first only by other criteria."""
        return bool(self.loss) and not any(self.loss)


@frozen(kw_only=True)
class Step:
    """One change of a chain: a coach takes on a case, and gives others up."""

    coach: PersonId
    takes: frozenset[PersonId]
    gives_up: tuple[frozenset[PersonId], ...]


@frozen(kw_only=True)
class Reasoning:
    """Who may have a case, and why nobody has it."""

    school: SchoolId | None
    teachers: frozenset[PersonId]
    coach: PersonId | None
    """Whom the plan gives it, whether the rules allow that or not."""
    reason: UnservedReason | None
    """Why it has none."""
    options: tuple[Option, ...]
    """Of each other coach who is there, those who may have the case first; and of its own, if a rule excludes
    that one."""
    chain: tuple[Step, ...] = ()
    """Changes through two caseloads by which it would have a coach and no level would lose anything; empty
    if none was found."""
    tries: int = 0
    """How many chains were looked at."""
    proven_loss: int | None = None
    """What the first level is proven to lose at least in every plan that gives the case a coach, whatever else
    that plan changes [its unit]; None for a case that has a coach or can have none."""


@frozen(kw_only=True)
class Explanation:
    """What a plan says of a teacher, at each of her schools."""

    teacher: PersonId
    day: Date
    levels: tuple[str, ...]
    """What losses are counted in: served need, and before it, where another plan was in force, who is
    still served and who stays with a coach."""
    cases: tuple[Reasoning, ...]
    """Empty, if the plan says nothing of her, as of who was not there on the first school day of the stretch."""


@frozen(kw_only=True, eq=False)
class _Alone:
    """An agent by itself."""

    problem: AssignmentProblem
    agent: int
    levels: tuple[int, ...]
    """The places of the levels that losses are counted in."""

    @cached_property
    def mine(self) -> slice:
        """Its arcs."""
        return self.problem.arcs_by(self.agent)

    @cached_property
    def tables(self) -> Tables:
        """Its rows."""
        return self.problem.tables_of(self.agent)

    @cached_property
    def values(self) -> tuple[Ints, ...]:
        """Of each level the values of its arcs."""
        return tuple(self.problem.worths[level].arcs[self.mine] for level in self.levels)

    @cached_property
    def nothing(self) -> Worth:
        """As if nothing counted."""
        of = self.tables
        columns = len(of.arc_items), len(of.group_weights), of.load_starts[-1]
        return Worth(*(np.zeros(rows, np.int64) for rows in columns))

    @cached_property
    def weighed(self) -> NDArray[Any]:
        """What each of its arcs is worth, so that nothing of a level outweighs anything of one before.

        All are multiples of more than its number of arcs. Where 64 bits do not hold them they are Python's.
        """
        arcs = len(self.tables.arc_items)
        weighed = np.zeros(arcs, object)
        for level, value in zip(self.levels, self.values, strict=True):
            parts = value // self.problem.levels[level].grain
            weighed = weighed * (int(parts.sum()) + 1) + parts
        weighed *= arcs + 1
        return weighed if sum(weighed) + arcs >= SAFE else weighed.astype(np.int64)

    def best(self, worth: Ints, arc: int, space: Room) -> Flags | None:
        """The best of its patterns that take an arc; None, if what is fixed leaves no room for it.

        Args:
            worth: What each of its arcs is worth.
            arc: Which, of its arcs.
            space: Where to write.
        """
        chosen = np.zeros(len(worth), np.bool_)
        counts = self.nothing._replace(arcs=worth)
        value = pattern_within_heads(0, self.with_fixed(arc), counts, space, chosen)
        return chosen if value > IMPOSSIBLE // 2 else None

    def with_fixed(self, arc: int) -> Tables:
        """Its rows, with one more arc that is fixed."""
        fixed = self.tables.is_fixed.copy()
        fixed[arc] = True
        fixed.flags.writeable = False
        return self.tables._replace(is_fixed=fixed)

    def pattern(self, arc: int, before: Flags, served: Flags, space: Room) -> Flags | None:
        """The best of its patterns that take an arc, of its own items and those without anybody.

        Args:
            arc: Which, of its arcs.
            before: Of each of its arcs, whether it takes it now.
            served: Of each item, whether anybody takes it.
            space: Where to write.
        """
        may = before | ~served[self.tables.arc_items]
        worth = np.where(may, self.weighed + before, 0)
        if worth.dtype == object:
            return pattern_of_any_size(self.with_fixed(arc), worth.tolist())
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
    """What each level loses."""


@frozen(kw_only=True, eq=False)
class Explainer:
    """A plan as it is on a day, ready to be asked about one teacher after the other."""

    formulation: Formulation
    teachers: frozenset[PersonId]
    """Who is in the roster, on whichever days."""
    day: Date
    coaches: dict[tuple[SchoolId | None, frozenset[PersonId]], PersonId | None]
    """Whom the plan gives each case that it names; None, if nobody."""
    taken: Flags
    """Of each arc whether the plan takes it."""
    levels: tuple[int, ...]
    """The places of the levels that losses are counted in."""
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
        formulation = Formulation.of(
            Staffing.on(roster, plan.rules, school_day),
            in_force=plan.on(stretch.first.subtract(days=1)) or plan.replaced,
            open_cycles=stretch.open_cycles,
        )
        problem, board = formulation.problem, formulation.board
        levels = tuple(
            n
            for n, one in enumerate(problem.levels)
            if one.name in (STILL_SERVED, STAYS) or is_of_need(one.name)
        )
        nobody = {(one.school, one.teachers): None for one in stretch.unserved}
        coaches: dict[tuple[SchoolId | None, frozenset[PersonId]], PersonId | None] = nobody | {
            (one.school, one.teachers): one.coach for one in stretch.assignments
        }
        return cls(
            formulation=formulation,
            teachers=frozenset(one.id for one in roster.teachers),
            day=on,
            coaches=coaches,
            taken=formulation.taken(stretch),
            levels=levels,
            served=np.array(
                [coaches.get((one.school, one.ids)) is not None for one in formulation.cases],
                np.bool_,
            ),
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
        reasonings = [self._reasoning(place) for place in places if self._names(place)]
        reasonings += [
            self._told(one.school, one.teachers, one.reason)
            for one in self.formulation.board.staffing.left_out
            if teacher in one.teachers
        ]
        names = [self.formulation.problem.levels[n].name for n in self.levels]
        return Explanation(
            teacher=PersonId(teacher), day=self.day, levels=tuple(names), cases=tuple(reasonings)
        )

    def _names(self, place: int) -> bool:
        """Whether the plan says anything of an item."""
        case = self.formulation.cases[place]
        return (case.school, case.ids) in self.coaches

    def _reasoning(self, place: int) -> Reasoning:
        """About an item."""
        case = self.formulation.cases[place]
        arcs = self.formulation.problem.arcs_of(place)
        reason = UnservedReason.OUTWEIGHED if len(arcs) else UnservedReason.NO_COACH
        told = self._told(case.school, case.ids, reason)
        excluded = [*self._excluded(case)]
        changes: list[_Change] = []
        pinned = self.formulation.problem.is_fixed
        for arc in arcs[~self.taken[arcs]].tolist():
            is_apart = pinned[arcs].any() and not pinned[arc]
            change = None if is_apart else self._change(arc, self.served)
            if change:
                changes.append(change)
            else:
                excluded.append(Option(coach=self._coach(arc), exclusions=(Exclusion.PINS,)))
        excluded.sort(key=lambda one: one.coach)
        if told.coach:
            others = sorted(self._coach(one.arc) for one in changes)
            return evolve(told, options=(*(Option(coach=one) for one in others), *excluded))
        options = sorted(map(self._option, changes), key=lambda one: (one.loss, one.coach))
        chain, tries = self._chain(changes)
        return evolve(
            told,
            options=(*options, *excluded),
            chain=chain,
            tries=tries,
            proven_loss=self._proven_loss(changes) if changes else None,
        )

    def _told(
        self, school: SchoolId | None, teachers: frozenset[PersonId], reason: UnservedReason
    ) -> Reasoning:
        """The coach of a case, or the reason why it has none."""
        coach = self.coaches.get((school, teachers))
        return Reasoning(
            school=school,
            teachers=teachers,
            coach=coach,
            reason=None if coach else reason,
            options=(),
        )

    @cached_property
    def reached(self) -> int:
        """What the plan reaches on the first level."""
        return int(self.formulation.problem.worths[self.levels[0]].arcs[self.taken].sum())

    @cached_property
    def relaxed(self) -> Relaxation:
        """The lowest bound that was found on the first level, heads counted rather than priced.

        An item that one agent alone may take has no price: none is needed, since it cannot be taken twice.
        """
        problem = self.formulation.problem
        alone = evolve(problem, levels=[problem.levels[self.levels[0]]])
        best = Descent.begin(first(alone)).rounds(ROUNDS, self.reached).best
        among = np.bincount(problem.arc_items, minlength=problem.items)
        prices = np.where(among > 1, best.prices, 0)
        return evolve(best, prices=prices, head_prices=None)

    def _proven_loss(self, changes: Sequence[_Change]) -> int:
        """How far the bound of the plans that take one of the arcs is below the plan.

        An agent that has to take an arc reaches less alone, and so do all together.
        """
        at, worth = self.relaxed, self.relaxed.problem.worths[0].arcs
        totals: list[int] = []
        for change in changes:
            alone = self.agents[at.problem.arc_agents[change.arc]]
            mine = worth[alone.mine] * at.scale - at.prices[alone.tables.arc_items]
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
            loss=tuple(int(value[before].sum() - value[after].sum()) for value in alone.values),
        )

    def _chain(self, changes: Sequence[_Change]) -> tuple[tuple[Step, ...], int]:
        """Changes through two caseloads that lose nothing on any level, and how many were looked at."""
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
                    if max(total) <= 0:
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
    """Who may coach a teacher, and why she has no coach in a plan, if she has none.

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

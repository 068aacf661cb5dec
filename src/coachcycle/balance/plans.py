"""Plans from a roster and rules: made, changed in the middle of a year, and judged."""

import datetime
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from functools import partial
from typing import TypeAlias

from attrs import evolve
from pendulum import Date

from coachcycle.balance.formulation import Formulation
from coachcycle.balance.periods import Period, periods
from coachcycle.balance.refusals import DayOutsidePlan, NotInRoster, PlanImpossible, PlanUnsound
from coachcycle.balance.solve import Progress, Solution, judge, solve
from coachcycle.balance.staffing import Staffing
from coachcycle.balance.verify import is_of_levels, verify
from coachcycle.caseloads import Caseload, CaseloadRules, LevelOutcome, Stretch, StretchesApart
from coachcycle.people import Roster
from coachcycle.schoolyear import SchoolYear, as_day
from coachcycle.vocabulary import PersonId, collection, person_id

_Stop: TypeAlias = Callable[[], bool] | None
_Tell: TypeAlias = Callable[[Progress], None] | None


def balance(
    roster: Roster,
    rules: CaseloadRules,
    year: SchoolYear,
    *,
    before: Caseload | None = None,
    seed: int = 0,
    effort: int = 1,
    stop: _Stop = None,
    progress: _Tell = None,
    executor: Executor | None = None,
) -> Caseload:
    """Who should coach whom.

    Where a coach's post begins or ends the plan has another stretch: in it nobody who has a coach is left
    without one, if that can be, and as few as possible change coaches. The same arguments give the same
    plan, on any number of workers, unless it was stopped.

    Args:
        roster: The people.
        rules: What the district has decided.
        year: The school year in which the plan holds.
        before: The plan before this one, for the criteria that ask for it; its last stretch counts.
        seed: Of the search [0 to 2**32 - 1].
        effort: How many times over to search [1 to 1000].
        stop: Asked between spells of work whether to end with what there is.
        progress: Told between spells of work how far it is.
        executor: Where parts that share no teacher are worked on; here, if not given.

    Raises:
        PeriodOutsideYear: The plan's days lie outside the school year.
        PlanImpossible: Roster and rules do not go together; with every problem.
    """
    search = partial(
        solve, seed=seed, effort=effort, stop=stop, progress=progress, executor=executor
    )
    planning = _Planning(roster, rules, _last(before))
    stretches: list[Stretch] = []
    for period in periods(roster, year, rules.first, rules.until):
        stretches.append(planning.planned(period, stretches[-1] if stretches else None, search))
    return Caseload(
        rules=rules,
        stretches=stretches,
        seed=seed,
        effort=effort,
        was_stopped=planning.was_stopped,
    )


def rebalance(
    plan: Caseload,
    roster: Roster,
    year: SchoolYear,
    day: datetime.date,
    *,
    rules: CaseloadRules | None = None,
    open_cycles: Iterable[str] = (),
    before: Caseload | None = None,
    seed: int = 0,
    effort: int = 1,
    stop: _Stop = None,
    progress: _Tell = None,
    executor: Executor | None = None,
) -> Caseload:
    """A plan after something has changed: from a day on, with as few changes as it takes.

    First nobody who has a coach is left without one, if that can be; then as few as possible leave a coach
    who may still have them, and who has an open cycle weighs as much as three; then comes what the rules
    ask for. What counts is whom each has until that day, or is to have from the first day of the plan. What was
    planned before the day stays in the plan, and what was planned for later parts of the year is planned anew from
    there. If nothing has changed and the plan is sound, it comes back as it is.

    Args:
        plan: The plan in force.
        roster: The people as they are now.
        year: The school year in which the plan holds.
        day: From when on it may change.
        rules: What the district has decided, if that has changed; the first day stays the same.
        open_cycles: The teachers whose cycles are under way.
        before: The plan before the one in force, if the rules ask for it.
        seed: As for `balance`.
        effort: As for `balance`.
        stop: As for `balance`.
        progress: As for `balance`.
        executor: As for `balance`.

    Raises:
        DayOutsidePlan: The plan does not hold on the day.
        StretchesApart: The rules have another first day than those of the plan.
        PeriodOutsideYear: The plan's days lie outside the school year.
        PlanImpossible: Roster and rules do not go together; with every problem.
    """
    if rules is not None and rules.first != plan.rules.first:
        raise StretchesApart(plan.rules.first, rules.first)
    first = as_day(day)
    of_day = plan.on(max(first, plan.rules.first))
    if of_day is None:
        raise DayOutsidePlan(first, plan.rules.first, plan.rules.until)
    if not any(of_day.first <= one < first for one in year.school_days()):
        first = of_day.first
    under_way = frozenset(person_id(one) for one in collection("open_cycles", open_cycles))
    if unknown := sorted(under_way - {one.id for one in roster.teachers}):
        raise PlanImpossible(tuple(NotInRoster("open_cycles", one) for one in unknown))
    planning = _Planning(roster, rules or plan.rules, _last(before), under_way)
    if (
        planning.is_unchanged(plan, year, first)
        and verify(plan, roster, year, before=before, since=first).is_sound
    ):
        return plan
    search = partial(
        solve, seed=seed, effort=effort, stop=stop, progress=progress, executor=executor
    )
    kept = [evolve(one, until=min(one.until, first)) for one in plan.stretches if one.first < first]
    in_force = kept[-1] if kept else of_day
    new: list[Stretch] = []
    for period in periods(roster, year, first, planning.rules.until):
        new.append(planning.planned(period, new[-1] if new else in_force, search))
    return evolve(
        plan,
        rules=planning.rules,
        stretches=[*kept, *new],
        replaced=plan.replaced if kept else in_force,
        seed=seed,
        effort=effort,
        was_stopped=planning.was_stopped,
    )


def certify(
    plan: Caseload,
    roster: Roster,
    year: SchoolYear,
    *,
    before: Caseload | None = None,
    since: datetime.date | None = None,
    effort: int = 1,
    stop: _Stop = None,
    progress: _Tell = None,
    executor: Executor | None = None,
) -> Caseload:
    """The same plan, with values and bounds computed anew: for one that was written or changed by hand.

    Each level's floor is the value that the plan has, less the slack, so a bound says how much better any plan
    could be that is no worse on the levels before.

    Args:
        plan: The plan; its levels are not looked at.
        roster: The people.
        year: The school year in which the plan holds.
        before: The plan before this one, if the rules ask for it.
        since: A day; stretches that have ended by then stay as they are, as for `verify`.
        effort: How many times over to look for bounds [1 to 1000].
        stop: As for `balance`.
        progress: As for `balance`.
        executor: As for `balance`.

    Raises:
        PlanUnsound: It breaks a rule; with every problem, as `verify` tells them.
        PlanImpossible: Roster and rules do not go together; with every problem.
    """
    found = verify(plan, roster, year, before=before, since=since)
    broken = tuple(one for one in found.problems if not is_of_levels(one))
    if broken:
        raise PlanUnsound(broken)
    planning = _Planning(roster, plan.rules, _last(before))
    stretches: list[Stretch] = []
    for stretch in plan.stretches:
        if since is not None and stretch.until <= as_day(since):
            stretches.append(stretch)
            continue
        period = _period(year, stretch)
        in_force = stretches[-1] if stretches else plan.replaced
        formulation = planning.formulation(period, in_force, stretch.open_cycles)
        solution = judge(
            formulation.problem,
            formulation.taken(stretch),
            effort=effort,
            stop=stop,
            progress=progress,
            executor=executor,
        )
        judged = evolve(stretch, levels=outcomes(solution), digest=formulation.digest)
        stretches.append(judged)
    return evolve(plan, stretches=stretches, effort=effort)


class _Planning:
    """What all stretches of a plan share."""

    def __init__(
        self,
        roster: Roster,
        rules: CaseloadRules,
        before: Stretch | None,
        open_cycles: frozenset[PersonId] = frozenset(),
    ) -> None:
        self.roster = roster
        self.rules = rules
        self.before = before
        self.open_cycles = open_cycles
        self.was_stopped = False
        self._staffing: tuple[Date, Staffing] | None = None

    def formulation(
        self, period: Period, in_force: Stretch | None, open_cycles: frozenset[PersonId]
    ) -> Formulation:
        """The problem of a stretch."""
        return Formulation.of(
            self.staffing(period.school_day),
            before=self.before,
            in_force=in_force,
            open_cycles=open_cycles,
        )

    def staffing(self, day: Date) -> Staffing:
        """Who is there on a day; the last day asked for is remembered."""
        if self._staffing is None or self._staffing[0] != day:
            self._staffing = day, Staffing.on(self.roster, self.rules, day)
        return self._staffing[1]

    def planned(
        self,
        period: Period,
        in_force: Stretch | None,
        search: Callable[..., Solution],
    ) -> Stretch:
        """The best plan that was found for a stretch."""
        formulation = self.formulation(period, in_force, self.open_cycles)
        start = formulation.start(in_force) if in_force else None
        solution = search(formulation.problem, start=start)
        self.was_stopped = self.was_stopped or solution.was_stopped
        stretch = formulation.stretch(period.first, period.until, solution.taken)
        open_cycles = self.open_cycles if in_force else frozenset()
        return evolve(stretch, levels=outcomes(solution), open_cycles=open_cycles)

    def is_unchanged(self, plan: Caseload, year: SchoolYear, day: Date) -> bool:
        """Whether all numbers that a plan was computed from are the same, on its days and on this one."""
        if self.rules != plan.rules:
            return False
        left = [one for one in plan.stretches if one.until > day]
        cuts = periods(self.roster, year, left[0].first, plan.rules.until)
        if [one.first for one in cuts] != [one.first for one in left]:
            return False
        earlier = plan.replaced
        for stretch in plan.stretches:
            now_first = max(stretch.first, day)
            if any(now_first <= one < stretch.until for one in year.school_days()):
                own = _period(year, stretch)
                now = _period(year, evolve(stretch, first=now_first))
                for period in dict.fromkeys((now, own)):
                    same = self.formulation(period, earlier, stretch.open_cycles)
                    if same.digest != stretch.digest:
                        return False
            earlier = stretch
        return True


def _last(before: Caseload | None) -> Stretch | None:
    return before.stretches[-1] if before else None


def _period(year: SchoolYear, stretch: Stretch) -> Period:
    return periods(Roster(), year, stretch.first, stretch.until)[0]


def outcomes(solution: Solution) -> tuple[LevelOutcome, ...]:
    """How good a solution is."""
    return tuple(
        LevelOutcome(
            name=one.name,
            reached=one.reached,
            bound=one.bound,
            floor=one.floor,
            value=one.value,
        )
        for one in solution.levels
    )

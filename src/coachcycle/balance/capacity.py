"""How much coaching a district needs and has, and what candidates for new posts would add."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor

import numpy as np
from attrs import evolve, field, frozen
from pendulum import Date

from coachcycle.balance.cases import Case
from coachcycle.balance.formulation import Formulation
from coachcycle.balance.periods import periods
from coachcycle.balance.plans import outcomes
from coachcycle.balance.solve import Progress, solve
from coachcycle.balance.staffing import Staffing
from coachcycle.caseloads import CaseloadRules, Criterion, LevelOutcome, Pair, PairKind, Rank
from coachcycle.people import Coach, Roster
from coachcycle.schoolyear import SchoolYear
from coachcycle.vocabulary import PersonId, all_of, whole

HIGHEST_COST = 10**6


def _coach(coach: Coach) -> Coach:
    return all_of(Coach, "candidate", [coach])[0]


def _cost(cost: int) -> int:
    return whole("cost", cost, 1, HIGHEST_COST)


@frozen(kw_only=True)
class Candidate:
    """Somebody who could be hired, or a post that could be filled, and what it costs."""

    coach: Coach = field(converter=_coach)
    cost: int = field(default=1, converter=_cost)
    """In any unit, the same for all candidates [1 to 1,000,000]."""


@frozen(kw_only=True)
class Shortage:
    """What some teachers need, and the coaches who may have one of them have to give [units a week]."""

    of: str
    """What the teachers have in common: school, grade, subject, language; or all of them."""
    name: str | None
    """Which."""
    people: int
    """How many there are of whom it is known where they work and what they need."""
    unreachable: int
    """How many of them no coach may have at any of their schools; of a school's, at this one."""
    needed: int
    """What they need of coaches' weeks, without the ways."""
    available: int
    """The weeks of all coaches who may have one of them, even if those had no others and no ways."""

    @property
    def least_missing(self) -> int:
        """What is missing at least, whatever the plan [units a week]."""
        return max(0, self.needed - self.available)


@frozen(kw_only=True)
class Capacity:
    """Whether there are coaches enough, and whom of the candidates to hire."""

    day: Date
    """The people are those of this day, the first school day of the plan."""
    unit_minutes: int
    shortages: tuple[Shortage, ...]
    """Of all teachers, then by school, grade, subject and language; without the candidates."""
    levels: tuple[LevelOutcome, ...]
    """Served need without the candidates."""
    hired: tuple[PersonId, ...]
    """The candidates who have somebody in the best plan that was found with all of them."""
    levels_hired: tuple[LevelOutcome, ...]
    """Served need with them, then what they cost; none, if there are no candidates."""


def capacity(
    roster: Roster,
    rules: CaseloadRules,
    year: SchoolYear,
    candidates: Iterable[Candidate] = (),
    *,
    seed: int = 0,
    effort: int = 1,
    stop: Callable[[], bool] | None = None,
    progress: Callable[[Progress], None] | None = None,
    executor: Executor | None = None,
) -> Capacity:
    """How much coaching a district needs and has, on the first school day of the rules' period.

    With candidates the most need is served first, then at the least cost; nothing else is looked at. Who needs
    no time is no reason to hire: candidates are not given such teachers.

    Args:
        roster: The people.
        rules: What the district has decided.
        year: The school year in which the plan would hold.
        candidates: Who could be hired; nobody of the roster.
        seed: As for `balance`.
        effort: As for `balance`.
        stop: As for `balance`.
        progress: As for `balance`.
        executor: As for `balance`.

    Raises:
        PeriodOutsideYear: The plan's days lie outside the school year.
        PlanImpossible: Roster and rules do not go together; with every problem.
        RosterInvalid: A candidate is in the roster, or at a school that is not.
    """
    offered = all_of(Candidate, "candidates", candidates)
    day = periods(roster, year, rules.first, rules.until)[0].school_day
    needs = evolve(rules, order=[Rank(criterion=Criterion.SERVED_NEED)])

    def searched(formulation: Formulation) -> tuple[tuple[LevelOutcome, ...], set[PersonId]]:
        solution = solve(
            formulation.problem,
            seed=seed,
            effort=effort,
            stop=stop,
            progress=progress,
            executor=executor,
        )
        agents = np.unique(formulation.problem.arc_agents[solution.taken])
        busy = {formulation.board.desks[agent].coach.id for agent in agents.tolist()}
        return outcomes(solution), busy

    without = Formulation.of(Staffing.on(roster, needs, day))
    levels, _ = searched(without)
    levels_hired: tuple[LevelOutcome, ...] = ()
    hired: tuple[PersonId, ...] = ()
    if offered:
        larger = evolve(roster, coaches=[*roster.coaches, *(one.coach for one in offered)])
        costs = {one.coach.id: one.cost for one in offered}
        apart = [
            Pair(kind=PairKind.PROHIBITED, coach=coach, teacher=min(case.ids), school=case.school)
            for case in without.cases
            if case.units == 0
            for coach in costs
        ]
        hiring = evolve(needs, pairs=[*needs.pairs, *apart])
        levels_hired, busy = searched(Formulation.of(Staffing.on(larger, hiring, day), hires=costs))
        hired = tuple(sorted(busy & costs.keys()))
    return Capacity(
        day=day,
        unit_minutes=rules.unit_minutes,
        shortages=tuple(_shortages(without)),
        levels=levels,
        hired=hired,
        levels_hired=levels_hired,
    )


def _shortages(formulation: Formulation) -> Iterator[Shortage]:
    groups: dict[tuple[str, str | None], list[int]] = {("all", None): []}
    for place, case in enumerate(formulation.cases):
        for of, name in {*_common(case)}:
            groups.setdefault((of, name), []).append(place)
    order = ("all", "school", "grade", "subject", "language")
    for of, name in sorted(groups, key=lambda one: (order.index(one[0]), one[1] or "")):
        yield _shortage(formulation, of, name, groups[of, name])


def _common(case: Case) -> Iterator[tuple[str, str | None]]:
    yield "all", None
    yield "school", case.school
    for teacher in case.teachers:
        yield from (("grade", one) for one in teacher.grades)
        yield from (("subject", one) for one in teacher.subjects)
        yield from (("language", one) for one in teacher.languages)


def _shortage(formulation: Formulation, of: str, name: str | None, places: list[int]) -> Shortage:
    problem, cases = formulation.problem, formulation.cases
    arcs = np.isin(problem.arc_items, places)
    agents = np.unique(problem.arc_agents[arcs])
    people = {id for place in places for id in cases[place].ids}
    reached = {id for place in np.unique(problem.arc_items[arcs]) for id in cases[place].ids}
    return Shortage(
        of=of,
        name=name,
        people=len(people),
        unreachable=len(people - reached),
        needed=sum(cases[place].units for place in places),
        available=int(problem.capacities[agents].sum()),
    )

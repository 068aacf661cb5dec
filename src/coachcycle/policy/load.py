"""Holding the load of coaches against a contract's caps."""

import datetime
from collections.abc import Iterable, Iterator

from attrs import Factory, define
from pendulum import Date

from coachcycle.cycles import Adopted, Completed, Cycle, EndedEarly, Reopened, Started
from coachcycle.errors import CoachCycleError, Finding
from coachcycle.people import Roster
from coachcycle.policy.findings import CaseloadTooHeavy, TooManyCycles
from coachcycle.policy.rules import ContractRules, WithinCaps
from coachcycle.policy.variants import in_force, unknown_schools
from coachcycle.schoolyear import as_day
from coachcycle.vocabulary import CycleId, PersonId, Status


def caps_exceeded(
    cycles: Iterable[Cycle], roster: Roster, rules: ContractRules, on: datetime.date
) -> tuple[Finding, ...]:
    """Which coaches have more on a day than the caps of the rules allow.

    A cycle counts while it is under way: from its start or adoption until its end, pauses included,
    since a cycle that rests keeps its place; a cycle agreed and not yet started does not. Of all
    that happened by that day, what stands last in the log decides. A cycle of several teachers is
    one cycle; each of its teachers is in the weighted caseload, and once only if she is in several
    cycles of one coach. The whole load of a coach is held against the caps of each school at which
    one of these teachers has a post that day.

    Args:
        cycles: All cycles of the coaches, in any order.
        roster: Where teachers work, and their tiers.
        rules: The rules; of them only `within_caps` is looked at.
        on: The day.
    """
    day = as_day(on)
    loads: dict[PersonId, _Load] = {}
    for cycle in cycles:
        coach = cycle.coach_on(day)
        if coach is not None and _is_under_way(cycle, day):
            load = loads.setdefault(coach, _Load())
            load.cycles.add(cycle.id)
            load.teachers |= cycle.members_on(day)
    found = [*unknown_schools(roster, rules)]
    for coach in sorted(loads):
        found += dict.fromkeys(_exceeded(coach, loads[coach], roster, rules, day))
    return tuple(problem.as_finding() for problem in found)


@define
class _Load:
    """What a coach has on a day."""

    cycles: set[CycleId] = Factory(set)
    teachers: set[PersonId] = Factory(set)


def _is_under_way(cycle: Cycle, day: Date) -> bool:
    if cycle.status is Status.ENTERED_IN_ERROR:
        return False
    turns = [
        not isinstance(event, Completed | EndedEarly)
        for event in cycle.effective
        if isinstance(event, Adopted | Started | Reopened | Completed | EndedEarly)
        and event.happened <= day
    ]
    return bool(turns) and turns[-1]


def _exceeded(
    coach: PersonId, load: _Load, roster: Roster, rules: ContractRules, day: Date
) -> Iterator[CoachCycleError]:
    count = len(load.cycles)
    known = [roster.teacher(teacher) for teacher in load.teachers]
    tiers = [one.tier if one else None for one in known]
    for rule, school, _ in in_force(WithinCaps, rules, roster, load.teachers, day):
        most, weighted = rule.caps.most_cycles, rule.caps.weighted_teachers(tiers)
        if most is not None and count > most:
            yield TooManyCycles(coach, day, count, most, school)
        heaviest = rule.caps.most_weighted_teachers
        if heaviest is not None and weighted > heaviest:
            yield CaseloadTooHeavy(coach, day, weighted, heaviest, school)

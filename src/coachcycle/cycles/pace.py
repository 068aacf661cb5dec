"""What is due: the work of a coach's cycles that has waited longer than it should."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType

from attrs import frozen
from pendulum import Date

from coachcycle.cycles.cycle import Cycle, Membership, SessionStatus, Stay
from coachcycle.cycles.events import Reopened
from coachcycle.people import Roster
from coachcycle.schoolyear import (
    Calendar,
    as_day,
    in_force,
)
from coachcycle.vocabulary import CycleId, PersonId, SchoolId, Status, Word


class Waiting(Word):
    """What a cycle waits for."""

    START = "start"
    """It was agreed and has not started."""
    SESSION = "session"
    """A planned session is past its day, neither held nor missed nor cancelled."""
    STEP = "step"
    """An action step is past its day, and not closed."""
    PHASE = "phase"
    """It has stayed in a phase longer than the phase's pace."""
    CADENCE = "cadence"
    """The last session lies further back than the model's cadence."""
    RESUME = "resume"
    """The planned day of going on has passed."""


@frozen
class Due:
    """Something that waits, for how long, and since when."""

    cycle: CycleId
    what: Waiting
    target: str | None
    """The session, the step or the phase; None where there is only one such thing."""
    since: Date
    """The day from which it is counted: planned, agreed, entered, or last met."""
    overdue_school_days: int
    """How many school days it is late [from 1], without pauses, absences and closures."""


def due(
    cycles: Iterable[Cycle],
    calendar: Calendar,
    on: datetime.date,
    roster: Roster | None = None,
) -> tuple[Due, ...]:
    """What is overdue in these cycles on a day, longest overdue first.

    A thing is overdue when at least one school day has passed since it should have been done: a
    session after its planned day, a step after the day it is due, a start after the agreement, a
    return after the planned day, a phase after its pace, a meeting after the model's cadence. What
    has no such day, pace or cadence is never overdue.

    The clock stands still in pauses, on closures of the whole district, while the coach is away and
    while no teacher of the cycle is there: each is away, or all her schools are closed. That of a
    step also stands still while its owner is not there. Half days and testing windows are school
    days and count; where coaching rests for tests, the cycle is paused.

    Args:
        cycles: The cycles to look at; those that ended are left out.
        calendar: The school years that the cycles lie in.
        on: The day. Sessions held later are not looked at; status and phase are those of the log.
        roster: Where teachers teach. Without it, and for those of whom it knows no school, closures
            of single schools do not matter.
    """
    day = as_day(on)
    found = [one for cycle in cycles for one in _overdue(cycle, calendar, day, roster)]
    return tuple(
        sorted(
            found, key=lambda one: (-one.overdue_school_days, one.cycle, one.what, one.target or "")
        )
    )


NOWHERE: Mapping[Date, frozenset[SchoolId]] = MappingProxyType({})


def _overdue(cycle: Cycle, calendar: Calendar, on: Date, roster: Roster | None) -> Iterator[Due]:
    if not cycle.status.is_open:
        return
    clock = _Clock(cycle, calendar, on, roster)
    for what, target, since, late in _waiting(cycle, clock):
        if late > 0:
            yield Due(cycle.id, what, target, since, late)


def _waiting(cycle: Cycle, clock: "_Clock") -> Iterator[tuple[Waiting, str | None, Date, int]]:
    """What the cycle waits for, since when, and how many school days it is late."""
    if cycle.status is Status.AGREED:
        since = cycle.status_day
        yield Waiting.START, None, since, clock.passed(since)
    for session in cycle.sessions.values():
        if session.status is SessionStatus.PLANNED:
            yield Waiting.SESSION, session.id, session.on, clock.passed(session.on)
    for step in cycle.steps.values():
        if step.closed is None and step.due is not None:
            yield Waiting.STEP, step.id, step.due, clock.passed(step.due, step.owner)
    if cycle.stay is not None:
        yield from _under_way(cycle, cycle.stay, clock)


def _under_way(
    cycle: Cycle, stay: Stay, clock: "_Clock"
) -> Iterator[tuple[Waiting, str | None, Date, int]]:
    phase = cycle.model.phase(stay.phase)
    if phase is not None and phase.pace is not None:
        yield Waiting.PHASE, stay.phase, stay.first, clock.passed(stay.first) - phase.pace
    if cycle.model.cadence is not None:
        held = [one.on for one in cycle.sessions.values() if one.status is SessionStatus.HELD]
        met = [day for day in held if day <= clock.on]
        since = max([_under_way_since(cycle), *met])
        yield Waiting.CADENCE, None, since, clock.passed(since) - cycle.model.cadence
    if cycle.status is Status.PAUSED and (planned := cycle.pauses[-1].resume_on) is not None:
        yield Waiting.RESUME, None, planned, clock.passed(planned, in_pause=True)


def _under_way_since(cycle: Cycle) -> Date:
    """The day since which the cycle's records and work go on: begun, adopted or reopened."""
    reopened = [stay.first for stay in cycle.stays if isinstance(cycle.event(stay.id), Reopened)]
    if reopened:
        return reopened[-1]
    return cycle.log[0].happened if cycle.adopted else cycle.stays[0].first


@frozen(slots=False)
class _Clock:
    """Counts the school days of a cycle until a day, without those on which it rests."""

    cycle: Cycle
    calendar: Calendar
    on: Date
    roster: Roster | None

    def passed(self, since: Date, owner: PersonId | None = None, *, in_pause: bool = False) -> int:
        """The school days after `since` that count, also of an owner, and perhaps in a pause."""
        days = self.calendar.days_after(since, self.on)
        if self.cycle.pauses or self.cycle.away:
            doubtful: Iterable[Date] = days
        else:
            doubtful = (day for day in self._closed_apart if since < day <= self.on)
        return len(days) - sum(
            self._is_absence(day, owner) or (not in_pause and self._is_pause(day))
            for day in doubtful
        )

    def _is_pause(self, day: Date) -> bool:
        return any(in_force(pause.first, pause.until, day) for pause in self.cycle.pauses)

    def _is_absence(self, day: Date, owner: PersonId | None) -> bool:
        away = {one.person for one in self.cycle.away if one.first <= day <= one.last}
        closed = self._closed_apart.get(day, frozenset())
        if not away and not closed:
            return False

        def is_missing(person: PersonId) -> bool:
            schools = self.roster.schools_on(person, day) if self.roster else frozenset()
            return person in away or (bool(schools) and schools <= closed)

        members = [one.teacher for one in self._memberships if one.holds(day)]
        return (
            self.cycle.coach_on(day) in away
            or (owner is not None and is_missing(owner))
            or (bool(members) and all(map(is_missing, members)))
        )

    @property
    def _closed_apart(self) -> Mapping[Date, frozenset[SchoolId]]:
        return self.calendar.closed_apart if self.roster else NOWHERE

    @cached_property
    def _memberships(self) -> tuple[Membership, ...]:
        return self.cycle.memberships

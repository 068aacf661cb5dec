"""What is due: the work of a coach's cycles that has waited longer than it should."""

import datetime
from collections.abc import Iterable, Iterator

from attrs import frozen
from pendulum import Date

from coachcycle.cycles.cycle import Cycle, SessionStatus
from coachcycle.cycles.events import Reopened
from coachcycle.schoolyear import Calendar, as_day
from coachcycle.vocabulary import CycleId, Status, Word


class Waiting(Word):
    """What a cycle waits for."""

    START = "start"
    """It was agreed and has not started."""
    SESSION = "session"
    """A planned session is past its day, neither held nor missed nor cancelled."""
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
    """The session or the phase; None where there is only one such thing."""
    since: Date
    """The day from which it is counted: planned, agreed, entered, or last met."""
    overdue_school_days: int
    """How many school days it is late [from 1], without pauses and closures."""


def due(cycles: Iterable[Cycle], calendar: Calendar, on: datetime.date) -> tuple[Due, ...]:
    """What is overdue in these cycles on a day, longest overdue first.

    A thing is overdue when at least one school day has passed since it should have been done: a
    session after its planned day, a start after the agreement, a return after the planned day, a
    phase after its pace, a meeting after the model's cadence. A phase or model without pace or
    cadence is never overdue. Pauses and closures of the whole district stop the clock.

    Args:
        cycles: The cycles to look at; those that ended are left out.
        calendar: The school years that the cycles lie in.
        on: The day. Sessions held later are not looked at; status and phase are those of the log.
    """
    day = as_day(on)
    found = [one for cycle in cycles for one in _overdue(cycle, calendar, day)]
    return tuple(
        sorted(
            found, key=lambda one: (-one.overdue_school_days, one.cycle, one.what, one.target or "")
        )
    )


def _overdue(cycle: Cycle, calendar: Calendar, on: Date) -> Iterator[Due]:
    for what, target, since, allowed in _waiting(cycle, on):
        late = _school_days(cycle, calendar, since, on) - allowed
        if late > 0:
            yield Due(cycle.id, what, target, since, late)
    rest = cycle.pauses[-1] if cycle.status is Status.PAUSED else None
    if rest is not None and rest.resume_on is not None:
        late = calendar.school_days_after(rest.resume_on, on)
        if late > 0:
            yield Due(cycle.id, Waiting.RESUME, None, rest.resume_on, late)


def _waiting(cycle: Cycle, on: Date) -> Iterator[tuple[Waiting, str | None, Date, int]]:
    """What the cycle waits for, since when, and how many school days that may take."""
    if cycle.status is Status.AGREED:
        yield Waiting.START, None, cycle.status_day, 0
    if cycle.status in (Status.AGREED, Status.ACTIVE, Status.PAUSED):
        for session in cycle.sessions.values():
            if session.status is SessionStatus.PLANNED:
                yield Waiting.SESSION, session.id, session.on, 0
    stay = cycle.stay
    if stay is None or cycle.status not in (Status.ACTIVE, Status.PAUSED):
        return
    phase = cycle.model.phase(stay.phase)
    if phase is not None and phase.pace is not None:
        yield Waiting.PHASE, stay.phase, stay.first, phase.pace
    if cycle.model.cadence is not None:
        held = [one.on for one in cycle.sessions.values() if one.status is SessionStatus.HELD]
        met = [day for day in held if day <= on]
        yield Waiting.CADENCE, None, max([_under_way_since(cycle), *met]), cycle.model.cadence


def _under_way_since(cycle: Cycle) -> Date:
    """The day since which the cycle's records and work go on: begun, adopted or reopened."""
    reopened = [stay.first for stay in cycle.stays if isinstance(cycle.event(stay.id), Reopened)]
    if reopened:
        return reopened[-1]
    return cycle.log[0].happened if cycle.adopted else cycle.stays[0].first


def _school_days(cycle: Cycle, calendar: Calendar, since: Date, on: Date) -> int:
    """The school days after `since` up to and with `on`, without those in a pause."""
    days = calendar.school_days_after(since, on)
    rested = since
    for pause in sorted(cycle.pauses, key=lambda pause: pause.first):
        first = max(pause.first.subtract(days=1), rested)
        last = on if pause.until is None else min(pause.until.subtract(days=1), on)
        if last > first:
            days -= calendar.school_days_after(first, last)
            rested = last
    return days

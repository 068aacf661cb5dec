"""What is entered while a cycle runs: sessions, goals, measurements, evidence and reviews.

None of it changes status or phase. One function for each kind of event says what it requires beyond
the table in `rules` and what it changes; the conditions that `options` asks too are functions of
their own (`require_...`).
"""

from types import MappingProxyType

from attrs import evolve

from coachcycle.cycles import refusals
from coachcycle.cycles.cycle import Counts, Cycle, Session, SessionStatus, changed
from coachcycle.cycles.events import (
    Entry,
    Event,
    Evidence,
    GoalClosed,
    GoalRevised,
    GoalSet,
    Measured,
    Reviewed,
    SessionCancelled,
    SessionHeld,
    SessionMissed,
    SessionPlanned,
    SessionRescheduled,
)
from coachcycle.goals import Goal, GoalClosing, GoalRecord, GoalVersion, Measurement
from coachcycle.vocabulary import EventId, GoalId, PersonId, SessionId


def _counted(cycle: Cycle, event: Entry, kind: str, detail: str | None = None) -> Counts:
    stay = _served(cycle, event)
    keys = [(stay, kind, None)] if detail is None else [(stay, kind, None), (stay, kind, detail)]
    return cycle.counts_ | {key: cycle.counts_.get(key, 0) + 1 for key in keys}


def _served(cycle: Cycle, event: Entry) -> EventId | None:
    """The stay that an entry serves: the one it names, else the open one; None before any."""
    if event.stay is None:
        return cycle.stays[-1].id if cycle.stays else None
    nameable = cycle.nameable_.get(event.id)
    if nameable is None:
        nameable = frozenset(stay.id for stay in cycle.stays)
    if event.stay not in nameable:
        stays = tuple(sorted(nameable))
        raise refusals.StayUnknown(cycle.id, event.id, event.stay, stays)
    return event.stay


# --- Sessions -----------------------------------------------------------------------------------


def require_open_session(cycle: Cycle, id: SessionId) -> Session:
    """The open session of that id."""
    session = cycle.sessions.get(id)
    if session is None or session.status is not SessionStatus.PLANNED:
        open_ones = tuple(
            one.id for one in cycle.sessions.values() if one.status is SessionStatus.PLANNED
        )
        raise refusals.SessionNotOpen(cycle.id, id, open_ones)
    return session


def _open_or_new(cycle: Cycle, id: SessionId, event: Event) -> Session:
    if id in cycle.sessions:
        return require_open_session(cycle, id)
    return Session(id, SessionStatus.PLANNED, event.happened)


def _with_session(cycle: Cycle, *sessions: Session) -> MappingProxyType[str, Session]:
    return MappingProxyType(cycle.sessions | {one.id: one for one in sessions})


def _require_attendees(cycle: Cycle, id: SessionId, attendees: frozenset[PersonId] | None) -> None:
    for person in sorted((attendees or frozenset()) - cycle.members):
        raise refusals.NeverMember(cycle.id, id, person)


def session_planned(cycle: Cycle, event: SessionPlanned) -> Cycle:
    _served(cycle, event)
    if event.session in cycle.sessions:
        raise refusals.SessionKnown(cycle.id, event.session)
    _require_attendees(cycle, event.session, event.attendees)
    session = Session(event.session, SessionStatus.PLANNED, event.on, event.form, event.on)
    return changed(cycle, sessions=_with_session(cycle, session))


def session_rescheduled(cycle: Cycle, event: SessionRescheduled) -> Cycle:
    _served(cycle, event)
    session = require_open_session(cycle, event.session)
    return changed(cycle, sessions=_with_session(cycle, evolve(session, on=event.on)))


def session_cancelled(cycle: Cycle, event: SessionCancelled) -> Cycle:
    _served(cycle, event)
    session = evolve(
        require_open_session(cycle, event.session),
        status=SessionStatus.CANCELLED,
        on=event.happened,
        outcome=event,
    )
    return changed(cycle, sessions=_with_session(cycle, session))


def session_missed(cycle: Cycle, event: SessionMissed) -> Cycle:
    _served(cycle, event)
    session = evolve(
        _open_or_new(cycle, event.session, event),
        status=SessionStatus.MISSED,
        on=event.happened,
        outcome=event,
    )
    return changed(cycle, sessions=_with_session(cycle, session))


def session_held(cycle: Cycle, event: SessionHeld) -> Cycle:
    counts = _counted(cycle, event, "session_held", event.form)
    session = evolve(
        _open_or_new(cycle, event.session, event),
        status=SessionStatus.HELD,
        on=event.happened,
        form=event.form,
        outcome=event,
    )
    _require_attendees(cycle, event.session, event.attendees)
    if event.coach is not None and event.coach not in {one.coach for one in cycle.coaches}:
        raise refusals.NeverCoach(cycle.id, event.session, event.coach)
    sessions = _with_session(cycle, session, *_replaced(cycle, event))
    return changed(cycle, sessions=sessions, counts_=counts)


def _replaced(cycle: Cycle, event: SessionHeld) -> tuple[Session, ...]:
    if event.replaces is None:
        return ()
    replaceable = {
        one.id: one
        for one in cycle.sessions.values()
        if one.status in (SessionStatus.MISSED, SessionStatus.CANCELLED) and not one.replaced_by
    }
    replaced = replaceable.get(event.replaces)
    if replaced is None:
        raise refusals.NotReplaceable(cycle.id, event.session, event.replaces, tuple(replaceable))
    return (evolve(replaced, replaced_by=event.session),)


# --- Goals, measurements, evidence, reviews -----------------------------------------------------


def require_goal(cycle: Cycle, id: str) -> GoalRecord:
    """The record of a goal that was set."""
    record = cycle.goals.get(id)
    if record is None:
        raise refusals.GoalUnknown(cycle.id, id, tuple(cycle.goals))
    return record


def require_open_goal(cycle: Cycle, id: str) -> GoalRecord:
    """The record of a goal that was set and not closed."""
    record = require_goal(cycle, id)
    if record.closed is not None:
        raise refusals.GoalNotOpen(cycle.id, id)
    return record


def _require_owners(cycle: Cycle, goal: Goal) -> None:
    for person in sorted(goal.owners - cycle.members):
        raise refusals.OwnerNotMember(cycle.id, goal.id, person, tuple(sorted(cycle.members)))


def _with_goal(cycle: Cycle, id: GoalId, record: GoalRecord) -> MappingProxyType[str, GoalRecord]:
    return MappingProxyType(cycle.goals | {id: record})


def goal_set(cycle: Cycle, event: GoalSet) -> Cycle:
    counts = _counted(cycle, event, "goal_set")
    goal = event.goal
    if goal.id in cycle.goals:
        raise refusals.GoalKnown(cycle.id, goal.id)
    _require_owners(cycle, goal)
    record = GoalRecord((GoalVersion(event.id, event.happened, goal),))
    return changed(cycle, goals=_with_goal(cycle, goal.id, record), counts_=counts)


def goal_revised(cycle: Cycle, event: GoalRevised) -> Cycle:
    counts = _counted(cycle, event, "goal_set")
    goal = event.goal
    record = require_open_goal(cycle, goal.id)
    _require_owners(cycle, goal)
    version = GoalVersion(event.id, event.happened, goal)
    record = evolve(record, versions=(*record.versions, version))
    return changed(cycle, goals=_with_goal(cycle, goal.id, record), counts_=counts)


def goal_closed(cycle: Cycle, event: GoalClosed) -> Cycle:
    _served(cycle, event)
    record = require_open_goal(cycle, event.goal_id)
    closing = GoalClosing(event.id, event.happened, event.outcome)
    record = evolve(record, closed=closing)
    return changed(cycle, goals=_with_goal(cycle, event.goal_id, record))


def measured(cycle: Cycle, event: Measured) -> Cycle:
    counts = _counted(cycle, event, "measured", event.role)
    record = require_goal(cycle, event.goal_id)
    version = _version(cycle, event, record)
    goal = version.goal
    if not goal.measure.holds(event.value):
        raise refusals.ValueOutsideMeasure(cycle.id, event.id, goal.id)
    if event.teacher is not None and event.teacher not in goal.owners:
        owners = tuple(sorted(goal.owners))
        raise refusals.TeacherNotOwner(cycle.id, goal.id, event.teacher, owners)
    measurement = Measurement(
        event.id, event.happened, event.value, event.role, version.id, event.teacher
    )
    record = evolve(record, measurements=(*record.measurements, measurement))
    return changed(cycle, goals=_with_goal(cycle, goal.id, record), counts_=counts)


def _version(cycle: Cycle, event: Measured, record: GoalRecord) -> GoalVersion:
    if event.version is None:
        return record.versions[-1]
    for version in record.versions:
        if version.id == event.version:
            return version
    known = tuple(version.id for version in record.versions)
    raise refusals.VersionUnknown(cycle.id, event.goal_id, event.version, known)


def evidence(cycle: Cycle, event: Evidence) -> Cycle:
    return changed(cycle, counts_=_counted(cycle, event, "evidence", event.type))


def reviewed(cycle: Cycle, event: Reviewed) -> Cycle:
    return changed(cycle, counts_=_counted(cycle, event, "reviewed", event.decision))

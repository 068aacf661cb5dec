"""What is entered while a cycle runs: sessions, steps, goals, measurements, evidence and reviews.

None of it changes status or phase. One function for each kind of event says what it requires beyond
the table in `rules` and what it changes in a cycle that the engine is making; the conditions that
`options` asks too are functions of their own (`require_...`).
"""

from collections.abc import Iterable

from attrs import evolve

from coachcycle.cycles import refusals
from coachcycle.cycles.course import require_taking_part
from coachcycle.cycles.cycle import NOBODY, Draft, Served, Session, SessionStatus, Step
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
    StepAgreed,
    StepClosed,
)
from coachcycle.goals import Goal, GoalClosing, GoalRecord, GoalVersion, Measurement
from coachcycle.vocabulary import PersonId, SessionId, StepId


def _count(
    cycle: Draft,
    event: Entry,
    kind: str,
    detail: str | None = None,
    teachers: Iterable[PersonId] = (),
) -> None:
    """Counts an entry towards what it meets, for the stay it serves."""
    stay, counts = _served(cycle, event), cycle.counts_
    for requirement in cycle.model.met_by(kind, detail):
        for teacher in teachers if requirement.each_teacher else (None,):
            key = (stay, requirement.words, teacher)
            counts[key] = counts.get(key, 0) + 1


def _served(cycle: Draft, event: Entry) -> Served:
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


def require_open_session(cycle: Draft, id: SessionId) -> Session:
    """The open session of that id."""
    session = cycle.sessions_.get(id)
    if session is None or session.status is not SessionStatus.PLANNED:
        open_ones = tuple(
            one.id for one in cycle.sessions_.values() if one.status is SessionStatus.PLANNED
        )
        raise refusals.SessionNotOpen(cycle.id, id, open_ones)
    return session


def _open_or_new(cycle: Draft, id: SessionId, event: Event) -> Session:
    if id in cycle.sessions_:
        return require_open_session(cycle, id)
    return Session(id, SessionStatus.PLANNED, event.happened)


def _require_members(cycle: Draft, id: SessionId, attendees: frozenset[PersonId]) -> None:
    for person in sorted(attendees - cycle.ever_members_):
        raise refusals.NeverMember(cycle.id, id, person)


def session_planned(cycle: Draft, event: SessionPlanned) -> None:
    _served(cycle, event)
    if event.session in cycle.sessions_:
        raise refusals.SessionKnown(cycle.id, event.session)
    _require_members(cycle, event.session, event.attendees or NOBODY)
    cycle.sessions_[event.session] = Session(
        event.session, SessionStatus.PLANNED, event.on, event.form, event.on
    )


def session_rescheduled(cycle: Draft, event: SessionRescheduled) -> None:
    _served(cycle, event)
    session = require_open_session(cycle, event.session)
    cycle.sessions_[session.id] = evolve(session, on=event.on)


def session_cancelled(cycle: Draft, event: SessionCancelled) -> None:
    _served(cycle, event)
    session = require_open_session(cycle, event.session)
    cycle.sessions_[session.id] = evolve(
        session, status=SessionStatus.CANCELLED, on=event.happened, outcome=event
    )


def session_missed(cycle: Draft, event: SessionMissed) -> None:
    _served(cycle, event)
    session = _open_or_new(cycle, event.session, event)
    cycle.sessions_[session.id] = evolve(
        session, status=SessionStatus.MISSED, on=event.happened, outcome=event
    )


def session_held(cycle: Draft, event: SessionHeld) -> None:
    attendees = _attendees(cycle, event)
    _count(cycle, event, "session_held", event.form, attendees)
    session = _open_or_new(cycle, event.session, event)
    if event.coach is not None and event.coach not in {one.coach for one in cycle.coaches}:
        raise refusals.NeverCoach(cycle.id, event.session, event.coach)
    if event.replaces is not None:
        replaced = _replaceable(cycle, event.session, event.replaces)
        cycle.sessions_[replaced.id] = evolve(replaced, replaced_by=event.session)
    cycle.sessions_[session.id] = Session(
        session.id,
        SessionStatus.HELD,
        event.happened,
        event.form,
        session.first_planned,
        event,
    )


def _attendees(cycle: Draft, event: SessionHeld) -> frozenset[PersonId]:
    if event.attendees is None:
        if cycle.model.most_teachers > 1:
            raise refusals.AttendeesMissing(cycle.id, event.session)
        return cycle.members
    _require_members(cycle, event.session, event.attendees)
    return event.attendees


def _replaceable(cycle: Draft, id: SessionId, replaced: SessionId) -> Session:
    replaceable = {
        one.id: one
        for one in cycle.sessions_.values()
        if one.status in (SessionStatus.MISSED, SessionStatus.CANCELLED) and not one.replaced_by
    }
    if replaced not in replaceable:
        raise refusals.NotReplaceable(cycle.id, id, replaced, tuple(replaceable))
    return replaceable[replaced]


# --- Steps --------------------------------------------------------------------------------------


def require_open_step(cycle: Draft, id: StepId) -> Step:
    """The open step of that id."""
    step = cycle.steps_.get(id)
    if step is None or step.closed is not None:
        open_ones = tuple(one.id for one in cycle.steps_.values() if one.closed is None)
        raise refusals.StepNotOpen(cycle.id, id, open_ones)
    return step


def step_agreed(cycle: Draft, event: StepAgreed) -> None:
    _count(cycle, event, "step_agreed")
    if event.step in cycle.steps_:
        raise refusals.StepKnown(cycle.id, event.step)
    require_taking_part(cycle, event.owner)
    cycle.steps_[event.step] = Step(event)


def step_closed(cycle: Draft, event: StepClosed) -> None:
    _count(cycle, event, "step_closed", event.outcome)
    step = require_open_step(cycle, event.step)
    cycle.steps_[step.id] = Step(step.agreed, event)


# --- Goals, measurements, evidence, reviews -----------------------------------------------------


def require_goal(cycle: Draft, id: str) -> GoalRecord:
    """The record of a goal that was set."""
    record = cycle.goals.get(id)
    if record is None:
        raise refusals.GoalUnknown(cycle.id, id, tuple(cycle.goals))
    return record


def require_open_goal(cycle: Draft, id: str) -> GoalRecord:
    """The record of a goal that was set and not closed."""
    record = require_goal(cycle, id)
    if record.closed is not None:
        raise refusals.GoalNotOpen(cycle.id, id)
    return record


def _require_owners(cycle: Draft, goal: Goal) -> None:
    for person in sorted(goal.owners - cycle.members):
        raise refusals.OwnerNotMember(cycle.id, goal.id, person, tuple(sorted(cycle.members)))


def goal_set(cycle: Draft, event: GoalSet) -> None:
    _count(cycle, event, "goal_set")
    goal = event.goal
    if goal.id in cycle.goals_:
        raise refusals.GoalKnown(cycle.id, goal.id)
    _require_owners(cycle, goal)
    cycle.goals_[goal.id] = GoalRecord((GoalVersion(event.id, event.happened, goal),))


def goal_revised(cycle: Draft, event: GoalRevised) -> None:
    _count(cycle, event, "goal_set")
    goal = event.goal
    record = require_open_goal(cycle, goal.id)
    _require_owners(cycle, goal)
    version = GoalVersion(event.id, event.happened, goal)
    cycle.goals_[goal.id] = GoalRecord((*record.versions, version), record.measurements)


def goal_closed(cycle: Draft, event: GoalClosed) -> None:
    _served(cycle, event)
    record = require_open_goal(cycle, event.goal_id)
    closing = GoalClosing(event.id, event.happened, event.outcome)
    cycle.goals_[event.goal_id] = GoalRecord(record.versions, record.measurements, closing)


def measured(cycle: Draft, event: Measured) -> None:
    record = require_goal(cycle, event.goal_id)
    version = _version(cycle, event, record)
    goal = version.goal
    if not goal.measure.holds(event.value):
        raise refusals.ValueOutsideMeasure(cycle.id, event.id, goal.id)
    if event.teacher is not None and event.teacher not in goal.owners:
        owners = tuple(sorted(goal.owners))
        raise refusals.TeacherNotOwner(cycle.id, goal.id, event.teacher, owners)
    whose = goal.owners if event.teacher is None else (event.teacher,)
    _count(cycle, event, "measured", event.role, whose)
    measurement = Measurement(
        event.id, event.happened, event.value, event.role, version.id, event.teacher
    )
    cycle.goals_[goal.id] = GoalRecord(
        record.versions, (*record.measurements, measurement), record.closed
    )


def _version(cycle: Draft, event: Measured, record: GoalRecord) -> GoalVersion:
    if event.version is None:
        return record.versions[-1]
    for version in record.versions:
        if version.id == event.version:
            return version
    known = tuple(version.id for version in record.versions)
    raise refusals.VersionUnknown(cycle.id, event.goal_id, event.version, known)


def evidence(cycle: Draft, event: Evidence) -> None:
    _count(cycle, event, "evidence", event.type)


def reviewed(cycle: Draft, event: Reviewed) -> None:
    _count(cycle, event, "reviewed", event.decision)

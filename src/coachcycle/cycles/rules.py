"""The rules of the log: which events a status accepts, and what each of them does."""

from collections.abc import Callable
from typing import Any

from coachcycle.cycles import course, entries, refusals
from coachcycle.cycles.course import ACTIVE, AGREED, PAUSED, PROPOSED
from coachcycle.cycles.cycle import NOBODY, Draft, Stay, Tenure
from coachcycle.cycles.events import Adopted, Entry, Event, Opening
from coachcycle.cycles.model import CycleModel, PhaseUnknown
from coachcycle.vocabulary import Status

OPEN = tuple(one for one in Status if one.is_open)
CLOSED = (Status.COMPLETED, Status.ENDED_EARLY)

# While which statuses each kind of event is accepted. A cycle opens once, with proposed or adopted;
# records of a closed cycle are accepted if they happened by the day it closed.
# fmt: off
ACCEPTED_WHILE: dict[str, tuple[Status, ...]] = {
    "proposed":            (),
    "adopted":             (),
    "agreed":              (PROPOSED,),
    "declined":            (PROPOSED,),
    "withdrawn":           (PROPOSED,),
    "started":             (AGREED,),
    "cancelled":           (AGREED,),
    "moved":               (ACTIVE,),
    "paused":              (ACTIVE,),
    "resumed":             (PAUSED,),
    "completed":           (ACTIVE,),
    "ended_early":         (ACTIVE, PAUSED),
    "reopened":            CLOSED,
    "entered_in_error":    tuple(one for one in Status if one is not Status.ENTERED_IN_ERROR),
    "session_planned":     OPEN,
    "session_rescheduled": OPEN,
    "session_cancelled":   OPEN,
    "step_agreed":         OPEN,
    "goal_set":            OPEN,
    "goal_revised":        OPEN,
    "session_held":        OPEN + CLOSED,
    "session_missed":      OPEN + CLOSED,
    "evidence":            OPEN + CLOSED,
    "measured":            OPEN + CLOSED,
    "step_closed":         OPEN + CLOSED,
    "goal_closed":         OPEN + CLOSED,
    "reviewed":            (ACTIVE, PAUSED, *CLOSED),
    "coach_handed_over":   OPEN,
    "teacher_joined":      (ACTIVE, PAUSED),
    "teacher_left":        (ACTIVE, PAUSED),
    "away":                (ACTIVE, PAUSED),
}
# fmt: on

# The statuses that an event can lead to; what is not here leaves the status as it is. The engine
# sets them in `course`; this table is what the documentation draws, and tests hold the two together.
# fmt: off
LEADS_TO: dict[str, tuple[Status, ...]] = {
    "proposed":            (PROPOSED,),
    "adopted":             (ACTIVE,),
    "agreed":              (AGREED,),
    "declined":            (AGREED, Status.DECLINED),
    "withdrawn":           (Status.WITHDRAWN,),
    "started":             (ACTIVE,),
    "cancelled":           (Status.CANCELLED,),
    "moved":               (ACTIVE,),
    "paused":              (PAUSED,),
    "resumed":             (ACTIVE,),
    "completed":           (Status.COMPLETED,),
    "ended_early":         (Status.ENDED_EARLY,),
    "reopened":            (ACTIVE, PAUSED),
    "entered_in_error":    (Status.ENTERED_IN_ERROR,),
    "coach_handed_over":   (PAUSED,),
}
# fmt: on

Effect = Callable[[Draft, Any], None]

EFFECTS: dict[str, Effect] = {
    "agreed": course.agreed,
    "declined": course.declined,
    "withdrawn": course.withdrawn,
    "cancelled": course.cancelled,
    "started": course.started,
    "moved": course.moved,
    "paused": course.paused,
    "resumed": course.resumed,
    "completed": course.completed,
    "ended_early": course.ended_early,
    "reopened": course.reopened,
    "entered_in_error": course.entered_in_error,
    "session_planned": entries.session_planned,
    "session_rescheduled": entries.session_rescheduled,
    "session_cancelled": entries.session_cancelled,
    "session_missed": entries.session_missed,
    "session_held": entries.session_held,
    "step_agreed": entries.step_agreed,
    "step_closed": entries.step_closed,
    "evidence": entries.evidence,
    "reviewed": entries.reviewed,
    "goal_set": entries.goal_set,
    "goal_revised": entries.goal_revised,
    "goal_closed": entries.goal_closed,
    "measured": entries.measured,
    "coach_handed_over": course.coach_handed_over,
    "teacher_joined": course.teacher_joined,
    "teacher_left": course.teacher_left,
    "away": course.away,
}
"""What each kind of event does. Openings begin a log, corrections rewrite what counts."""


def opened(opening: Opening, model: CycleModel) -> Draft:
    """The cycle whose log is one opening event."""
    id, teachers = opening.cycle, opening.teachers
    if not model.fewest_teachers <= len(teachers) <= model.most_teachers:
        raise refusals.TeachersOutOfRange(
            id, len(teachers), model.fewest_teachers, model.most_teachers
        )
    if opening.coach in teachers:
        raise refusals.CoachAmongTeachers(id, opening.coach)
    cycle = Draft(
        id=id,
        model=model,
        status=PROPOSED,
        status_day=opening.happened,
        proposer=opening.by,
        coach=opening.coach,
        coaches=(Tenure(opening.coach, None),),
        members=teachers,
        ever_members_=teachers,
        invited=(teachers | {opening.coach}) - {opening.by},
        events_={opening.id: opening},
    )
    if isinstance(opening, Adopted):
        if model.phase(opening.phase) is None:
            raise PhaseUnknown(model.name, opening.phase, tuple(one.name for one in model.phases))
        stay = Stay(opening.id, opening.phase, 1, opening.since or opening.happened)
        cycle.status, cycle.adopted, cycle.stays = ACTIVE, True, (stay,)
        cycle.proposer, cycle.invited = None, NOBODY
    return cycle


def require_accepted(cycle: Draft, kind: str) -> None:
    """Refuses a kind of event that the cycle's status does not take."""
    accepted = ACCEPTED_WHILE[kind]
    if cycle.status not in accepted:
        raise refusals.NotAccepted(cycle.id, kind, cycle.status, accepted)


def apply(cycle: Draft, event: Event) -> None:
    """Applies an event that is no correction to a draft; its log stays as it is.

    Of an event that is refused the draft may bear traces: it is the caller's to throw away.
    """
    require_accepted(cycle, event.kind)
    if cycle.status in CLOSED and isinstance(event, Entry):
        closed = cycle.closings[-1].day
        if event.happened > closed:
            raise refusals.AfterClosing(cycle.id, event.id, event.happened, closed)
    EFFECTS[event.kind](cycle, event)

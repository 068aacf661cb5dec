"""Every way in which the engine refuses an event, one class each."""

from typing import Any, Literal

from attrs import frozen
from pendulum import Date

from coachcycle.cycles.requirement import Requirement
from coachcycle.errors import CoachCycleError
from coachcycle.vocabulary import (
    CycleId,
    EventId,
    GoalId,
    Name,
    PersonId,
    SessionId,
    Status,
    StepId,
)

# --- The log ------------------------------------------------------------------------------------


class LogEmpty(CoachCycleError):
    """A log without events is no cycle."""

    code = "cycles.log_empty"
    template = "expected a log of at least one event"


class LogMustBegin(CoachCycleError):
    """A log begins with proposed or adopted, and holds neither later."""

    code = "cycles.log_must_begin"
    template = "{cycle}: a log begins with proposed or adopted, came {event} ({id})"

    cycle: CycleId
    id: EventId
    event: str


class WrongCycle(CoachCycleError):
    """An event belongs to another cycle."""

    code = "cycles.wrong_cycle"
    template = "{cycle}: event {id} belongs to cycle {other}"

    cycle: CycleId
    id: EventId
    other: CycleId


class EventRepeated(CoachCycleError):
    """The log already has an event of that id."""

    code = "cycles.event_repeated"
    template = "{cycle}: the log has an event {id} already"

    cycle: CycleId
    id: EventId


class EventChanged(CoachCycleError):
    """An event came again under its id, but not the same."""

    code = "cycles.event_changed"
    template = "{cycle}: event {id} is in the log already, with other content"

    cycle: CycleId
    id: EventId


class StaleVersion(CoachCycleError):
    """Somebody else saved in the meantime."""

    code = "cycles.stale_version"
    template = "{cycle}: expected version {expected}, the log is at {version}; load it again"

    cycle: CycleId
    expected: int
    version: int


# --- Status and phase ---------------------------------------------------------------------------


class NotAccepted(CoachCycleError):
    """The cycle's status does not take such an event."""

    code = "cycles.not_accepted"
    template = "{cycle}: {event} is not accepted while {status} (accepted while: {accepted})"

    cycle: CycleId
    event: str
    status: Status
    accepted: tuple[Status, ...]


class TransitionNotAllowed(CoachCycleError):
    """The cycle's model has no transition from its phase to that one."""

    code = "cycles.transition_not_allowed"
    template = "{cycle}: no way from {phase} to {to} (allowed: {allowed})"

    cycle: CycleId
    phase: Name
    to: str
    allowed: tuple[Name, ...]


class CompletionNotAllowed(CoachCycleError):
    """The cycle's model does not complete in its phase."""

    code = "cycles.completion_not_allowed"
    template = "{cycle}: cannot be completed in {phase} (allowed in: {allowed})"

    cycle: CycleId
    phase: Name
    allowed: tuple[Name, ...]


@frozen
class Missing:
    """A requirement, how many of its events the log has and how many it needs.

    Of a requirement for each teacher, `have` is the fewest that any member has and `teachers` are
    the members who lack it.
    """

    requirement: Requirement
    have: int
    need: int
    teachers: tuple[PersonId, ...] = ()

    def __str__(self) -> str:
        whose = f" ({', '.join(self.teachers)})" if self.teachers else ""
        return f"{self.requirement}, has {self.have} of {self.need}{whose}"


class RequirementsMissing(CoachCycleError):
    """Leaving the phase, or completing the cycle, requires more than the log has."""

    code = "cycles.requirements_missing"
    template = "{cycle}: {event} from {phase} still requires: {missing}"

    cycle: CycleId
    event: str
    phase: Name
    missing: tuple[Missing, ...]

    @property
    def fields(self) -> dict[str, Any]:
        """The facts, with what is missing in words."""
        return {
            "cycle": self.cycle,
            "event": self.event,
            "phase": self.phase,
            "missing": tuple(str(one) for one in self.missing),
        }


class NotReopenable(CoachCycleError):
    """The cycle ended because another model replaced its own; another cycle continues it."""

    code = "cycles.not_reopenable"
    template = "{cycle}: ended because its model was replaced; another cycle continues it"

    cycle: CycleId


class AfterClosing(CoachCycleError):
    """A record of a closed cycle happened after the closing day."""

    code = "cycles.after_closing"
    template = "{cycle}: {id} happened on {happened}, after the cycle closed on {closed}"

    cycle: CycleId
    id: EventId
    happened: Date
    closed: Date


class StayUnknown(CoachCycleError):
    """An entry names a stay that was not open before it."""

    code = "cycles.stay_unknown"
    template = "{cycle}: {id} names stay {stay}, which no event before it opened (opened: {stays})"

    cycle: CycleId
    id: EventId
    stay: EventId
    stays: tuple[EventId, ...]


# --- People -------------------------------------------------------------------------------------


class CoachAmongTeachers(CoachCycleError):
    """Nobody coaches themself."""

    code = "cycles.coach_among_teachers"
    template = "{cycle}: {person} would be coach and teacher of one cycle"

    cycle: CycleId
    person: PersonId


class TeachersOutOfRange(CoachCycleError):
    """More or fewer teachers take part than the model provides for."""

    code = "cycles.teachers_out_of_range"
    template = "{cycle}: {count} teachers; the model takes {low} to {high}"

    cycle: CycleId
    count: int
    low: int
    high: int


class TooFewTeachers(CoachCycleError):
    """Fewer teachers are left than the model's fewest: the work can end early, but not go on."""

    code = "cycles.too_few_teachers"
    template = "{cycle}: {event} needs {fewest} teachers, {count} are left"

    cycle: CycleId
    event: str
    count: int
    fewest: int


class NotTheirOwn(CoachCycleError):
    """Somebody else acts where only the person concerned can."""

    code = "cycles.not_their_own"
    template = "{cycle}: {event} of {person} is their own act, came from {by}"

    cycle: CycleId
    event: str
    person: PersonId
    by: PersonId


class AlreadyMember(CoachCycleError):
    """A teacher joins who is a member: memberships do not overlap."""

    code = "cycles.already_member"
    template = "{cycle}: {person} is a member already"

    cycle: CycleId
    person: PersonId


class NotAMember(CoachCycleError):
    """Somebody leaves who is no member."""

    code = "cycles.not_a_member"
    template = "{cycle}: {person} is no member (members: {members})"

    cycle: CycleId
    person: PersonId
    members: tuple[PersonId, ...]


class LastTeacher(CoachCycleError):
    """The last teacher does not leave: the cycle ends instead."""

    code = "cycles.last_teacher"
    template = "{cycle}: {person} is its last teacher; end the cycle instead"

    cycle: CycleId
    person: PersonId


class NotOfTheCycle(CoachCycleError):
    """Somebody is named who is neither the present coach nor a member."""

    code = "cycles.not_of_the_cycle"
    template = "{cycle}: {person} is neither its coach nor a member (these are: {present})"

    cycle: CycleId
    person: PersonId
    present: tuple[PersonId, ...]


class NotInvited(CoachCycleError):
    """Somebody answers who was not asked."""

    code = "cycles.not_invited"
    template = "{cycle}: {person} was not invited (invited: {invited})"

    cycle: CycleId
    person: PersonId
    invited: tuple[PersonId, ...]


class AnsweredAlready(CoachCycleError):
    """An invitation is answered a second time."""

    code = "cycles.answered_already"
    template = "{cycle}: {person} has answered already"

    cycle: CycleId
    person: PersonId


class NotTheProposer(CoachCycleError):
    """Only the proposer withdraws a proposal."""

    code = "cycles.not_the_proposer"
    template = "{cycle}: withdrawn by {person}, proposed by {proposer}"

    cycle: CycleId
    person: PersonId
    proposer: PersonId


class NoCoach(CoachCycleError):
    """The cycle has no coach."""

    code = "cycles.no_coach"
    template = "{cycle}: {event} needs a coach; hand over to one first"

    cycle: CycleId
    event: str


class AlreadyCoach(CoachCycleError):
    """A hand-over is to somebody else."""

    code = "cycles.already_coach"
    template = "{cycle}: {person} is its coach already"

    cycle: CycleId
    person: PersonId


class NeverCoach(CoachCycleError):
    """A session names a coach who never was one of this cycle."""

    code = "cycles.never_coach"
    template = "{cycle}: session {session}: {person} never was its coach"

    cycle: CycleId
    session: SessionId
    person: PersonId


class NeverMember(CoachCycleError):
    """An attendee never was a member of this cycle."""

    code = "cycles.never_member"
    template = "{cycle}: session {session}: {person} never was a member of it"

    cycle: CycleId
    session: SessionId
    person: PersonId


class AttendeesMissing(CoachCycleError):
    """Where several teachers can take part, a session held says who did."""

    code = "cycles.attendees_missing"
    template = "{cycle}: session {session} needs attendees: its model takes several teachers"

    cycle: CycleId
    session: SessionId


# --- Sessions -----------------------------------------------------------------------------------


class SessionKnown(CoachCycleError):
    """A session that is planned needs an id of its own."""

    code = "cycles.session_known"
    template = "{cycle}: there is a session {session} already"

    cycle: CycleId
    session: SessionId


class SessionNotOpen(CoachCycleError):
    """A session is not planned, or no longer open."""

    code = "cycles.session_not_open"
    template = "{cycle}: session {session} is not open (open: {open})"

    cycle: CycleId
    session: SessionId
    open: tuple[str, ...]


class NotReplaceable(CoachCycleError):
    """Only a missed or cancelled session of the cycle is replaced, and only once."""

    code = "cycles.not_replaceable"
    template = "{cycle}: {session} replaces {replaced}, which is not to be replaced (to be: {open})"

    cycle: CycleId
    session: SessionId
    replaced: SessionId
    open: tuple[str, ...]


# --- Steps --------------------------------------------------------------------------------------


class StepKnown(CoachCycleError):
    """A step that is agreed needs an id of its own."""

    code = "cycles.step_known"
    template = "{cycle}: there is a step {step} already"

    cycle: CycleId
    step: StepId


class StepNotOpen(CoachCycleError):
    """A step was never agreed, or is closed."""

    code = "cycles.step_not_open"
    template = "{cycle}: step {step} is not open (open: {open})"

    cycle: CycleId
    step: StepId
    open: tuple[StepId, ...]


# --- Goals --------------------------------------------------------------------------------------


class GoalKnown(CoachCycleError):
    """A goal is set once; afterwards it is revised."""

    code = "cycles.goal_known"
    template = "{cycle}: goal {goal} was set already"

    cycle: CycleId
    goal: GoalId


class GoalUnknown(CoachCycleError):
    """An entry is about a goal that was never set."""

    code = "cycles.goal_unknown"
    template = "{cycle}: goal {goal} was never set (known: {known})"

    cycle: CycleId
    goal: str
    known: tuple[str, ...]


class GoalNotOpen(CoachCycleError):
    """A closed goal is neither revised nor closed again."""

    code = "cycles.goal_not_open"
    template = "{cycle}: goal {goal} is closed"

    cycle: CycleId
    goal: str


class OwnerNotMember(CoachCycleError):
    """A goal belongs to somebody who is no member of the cycle."""

    code = "cycles.owner_not_member"
    template = "{cycle}: goal {goal}: its owner {person} is no member (members: {members})"

    cycle: CycleId
    goal: GoalId
    person: PersonId
    members: tuple[PersonId, ...]


class VersionUnknown(CoachCycleError):
    """A measurement names a version of the goal that no event before it set."""

    code = "cycles.version_unknown"
    template = "{cycle}: goal {goal} has no version {version} (it has: {versions})"

    cycle: CycleId
    goal: GoalId
    version: EventId
    versions: tuple[EventId, ...]


class ValueOutsideMeasure(CoachCycleError):
    """A measured value lies outside the range of the goal's measure."""

    code = "cycles.value_outside_measure"
    template = "{cycle}: {id}: the value lies outside the range of goal {goal}"

    cycle: CycleId
    id: EventId
    goal: GoalId


class TeacherNotOwner(CoachCycleError):
    """A measurement is of a teacher to whom the goal does not belong."""

    code = "cycles.teacher_not_owner"
    template = "{cycle}: {person} does not own goal {goal} (owners: {owners})"

    cycle: CycleId
    goal: GoalId
    person: PersonId
    owners: tuple[PersonId, ...]


# --- Corrections --------------------------------------------------------------------------------


class NotCorrectable(CoachCycleError):
    """A correction targets something that cannot be corrected."""

    code = "cycles.not_correctable"
    template = "{cycle}: {id} cannot be corrected ({problem})"

    cycle: CycleId
    id: EventId
    problem: Literal["not_in_log", "opens_log", "is_correction", "was_voided"]


class ReplacementMismatch(CoachCycleError):
    """An amendment's replacement is not the same event with other content."""

    code = "cycles.replacement_mismatch"
    template = "{cycle}: the replacement of {id} must keep its {what}"

    cycle: CycleId
    id: EventId
    what: str


class CorrectionBreaksLog(CoachCycleError):
    """What remains after a correction would not replay."""

    code = "cycles.correction_breaks_log"
    template = "{cycle}: after {id} the log would not hold: {refused} is refused ({reason})"

    cycle: CycleId
    id: EventId
    refused: EventId
    refusal: CoachCycleError

    @property
    def fields(self) -> dict[str, Any]:
        """The facts, with the code of the refusal as the reason."""
        return {
            "cycle": self.cycle,
            "id": self.id,
            "refused": self.refused,
            "reason": self.refusal.code,
        }

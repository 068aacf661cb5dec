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
    remedy = "Leave the cycle out until it is proposed."


class LogMustBegin(CoachCycleError):
    """A log begins with proposed or adopted, and holds neither later."""

    code = "cycles.log_must_begin"
    template = "{cycle}: a log begins with proposed or adopted, came {event} ({id})"
    remedy = (
        "Put proposed or adopted first, and only there; check that the export did not cut the log."
    )

    cycle: CycleId
    id: EventId
    event: str


class WrongCycle(CoachCycleError):
    """An event belongs to another cycle."""

    code = "cycles.wrong_cycle"
    template = "{cycle}: event {id} belongs to cycle {other}"
    remedy = "Put the event into the log of its own cycle."

    cycle: CycleId
    id: EventId
    other: CycleId


class EventRepeated(CoachCycleError):
    """The log already has an event of that id."""

    code = "cycles.event_repeated"
    template = "{cycle}: the log has an event {id} already"
    remedy = "Leave the second one out, or give it an id of its own if it is another event."

    cycle: CycleId
    id: EventId


class EventChanged(CoachCycleError):
    """An event came again under its id, but not the same."""

    code = "cycles.event_changed"
    template = "{cycle}: event {id} is in the log already, with other content"
    remedy = "Give the new event an id of its own; to correct the stored one, amend it."

    cycle: CycleId
    id: EventId


class StaleVersion(CoachCycleError):
    """Somebody else saved in the meantime."""

    code = "cycles.stale_version"
    template = "{cycle}: expected version {expected}, the log is at {version}; load it again"
    remedy = "Load the cycle again, and add the event to that."

    cycle: CycleId
    expected: int
    version: int


# --- Status and phase ---------------------------------------------------------------------------


class NotAccepted(CoachCycleError):
    """The cycle's status does not take such an event."""

    code = "cycles.not_accepted"
    template = "{cycle}: {event} is not accepted while {status} (accepted while: {accepted})"
    remedy = "Record first what leads to one of the statuses that accept it, or leave it out."

    cycle: CycleId
    event: str
    status: Status
    accepted: tuple[Status, ...]


class TransitionNotAllowed(CoachCycleError):
    """The cycle's model has no transition from its phase to that one."""

    code = "cycles.transition_not_allowed"
    template = "{cycle}: no way from {phase} to {to} (allowed: {allowed})"
    remedy = "Move to one of the phases that are allowed, or choose a model that has this way."

    cycle: CycleId
    phase: Name
    to: str
    allowed: tuple[Name, ...]


class CompletionNotAllowed(CoachCycleError):
    """The cycle's model does not complete in its phase."""

    code = "cycles.completion_not_allowed"
    template = "{cycle}: cannot be completed in {phase} (allowed in: {allowed})"
    remedy = "Move to a phase in which the model completes, or end the cycle early."

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
    remedy = "Record what is missing if it was done; else do it before moving on."

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
    remedy = "Record in the cycle that continues it."

    cycle: CycleId


class AfterClosing(CoachCycleError):
    """A record of a closed cycle happened after the closing day."""

    code = "cycles.after_closing"
    template = "{cycle}: {id} happened on {happened}, after the cycle closed on {closed}"
    remedy = "Correct the day, or reopen the cycle first if the work went on."

    cycle: CycleId
    id: EventId
    happened: Date
    closed: Date


class StayUnknown(CoachCycleError):
    """An entry names a stay that was not open before it."""

    code = "cycles.stay_unknown"
    template = "{cycle}: {id} names stay {stay}, which no event before it opened (opened: {stays})"
    remedy = "Name the event that opened the stay, or leave stay out for the open one."

    cycle: CycleId
    id: EventId
    stay: EventId
    stays: tuple[EventId, ...]


# --- People -------------------------------------------------------------------------------------


class CoachAmongTeachers(CoachCycleError):
    """Nobody coaches themself."""

    code = "cycles.coach_among_teachers"
    template = "{cycle}: {person} would be coach and teacher of one cycle"
    remedy = "Name another coach, or take the coach out of the teachers."

    cycle: CycleId
    person: PersonId


class TeachersOutOfRange(CoachCycleError):
    """More or fewer teachers take part than the model provides for."""

    code = "cycles.teachers_out_of_range"
    template = "{cycle}: {count} teachers; the model takes {low} to {high}"
    remedy = "Change who takes part, or choose a model for so many teachers."

    cycle: CycleId
    count: int
    low: int
    high: int


class TooFewTeachers(CoachCycleError):
    """Fewer teachers are left than the model's fewest: the work can end early, but not go on."""

    code = "cycles.too_few_teachers"
    template = "{cycle}: {event} needs {fewest} teachers, {count} are left"
    remedy = "Let a teacher join, or end the cycle early."

    cycle: CycleId
    event: str
    count: int
    fewest: int


class NotTheirOwn(CoachCycleError):
    """Somebody else acts where only the person concerned can."""

    code = "cycles.not_their_own"
    template = "{cycle}: {event} of {person} is their own act, came from {by}"
    remedy = "Record it as the act of the person whom it concerns; recorded_by says who typed it."

    cycle: CycleId
    event: str
    person: PersonId
    by: PersonId


class AlreadyMember(CoachCycleError):
    """A teacher joins who is a member: memberships do not overlap."""

    code = "cycles.already_member"
    template = "{cycle}: {person} is a member already"
    remedy = "Leave the entry out, or record first that the teacher left."

    cycle: CycleId
    person: PersonId


class NotAMember(CoachCycleError):
    """Somebody leaves who is no member."""

    code = "cycles.not_a_member"
    template = "{cycle}: {person} is no member (members: {members})"
    remedy = "Correct the person; only a member can leave."

    cycle: CycleId
    person: PersonId
    members: tuple[PersonId, ...]


class LastTeacher(CoachCycleError):
    """The last teacher does not leave: the cycle ends instead."""

    code = "cycles.last_teacher"
    template = "{cycle}: {person} is its last teacher; end the cycle instead"
    remedy = "End the cycle early, or let another teacher join first."

    cycle: CycleId
    person: PersonId


class NotOfTheCycle(CoachCycleError):
    """Somebody is named who is neither the present coach nor a member."""

    code = "cycles.not_of_the_cycle"
    template = "{cycle}: {person} is neither its coach nor a member (these are: {present})"
    remedy = "Name the present coach or a member, or record that the person joined."

    cycle: CycleId
    person: PersonId
    present: tuple[PersonId, ...]


class NotInvited(CoachCycleError):
    """Somebody answers who was not asked."""

    code = "cycles.not_invited"
    template = "{cycle}: {person} was not invited (invited: {invited})"
    remedy = "Let only those answer who were invited; the proposer does not answer."

    cycle: CycleId
    person: PersonId
    invited: tuple[PersonId, ...]


class AnsweredAlready(CoachCycleError):
    """An invitation is answered a second time."""

    code = "cycles.answered_already"
    template = "{cycle}: {person} has answered already"
    remedy = "Leave the second answer out. To take the first one back, void it."

    cycle: CycleId
    person: PersonId


class NotTheProposer(CoachCycleError):
    """Only the proposer withdraws a proposal."""

    code = "cycles.not_the_proposer"
    template = "{cycle}: withdrawn by {person}, proposed by {proposer}"
    remedy = "Let the proposer withdraw it; others decline."

    cycle: CycleId
    person: PersonId
    proposer: PersonId


class NoCoach(CoachCycleError):
    """The cycle has no coach."""

    code = "cycles.no_coach"
    template = "{cycle}: {event} needs a coach; hand over to one first"
    remedy = "Record a hand-over to a coach first."

    cycle: CycleId
    event: str


class AlreadyCoach(CoachCycleError):
    """A hand-over is to somebody else."""

    code = "cycles.already_coach"
    template = "{cycle}: {person} is its coach already"
    remedy = "Leave the hand-over out, or name the new coach."

    cycle: CycleId
    person: PersonId


class NeverCoach(CoachCycleError):
    """A session names a coach who never was one of this cycle."""

    code = "cycles.never_coach"
    template = "{cycle}: session {session}: {person} never was its coach"
    remedy = "Correct who held the session, or record the hand-over to that coach."

    cycle: CycleId
    session: SessionId
    person: PersonId


class NeverMember(CoachCycleError):
    """An attendee never was a member of this cycle."""

    code = "cycles.never_member"
    template = "{cycle}: session {session}: {person} never was a member of it"
    remedy = "Correct the attendees, or record that the teacher joined."

    cycle: CycleId
    session: SessionId
    person: PersonId


class AttendeesMissing(CoachCycleError):
    """Where several teachers can take part, a session held says who did."""

    code = "cycles.attendees_missing"
    template = "{cycle}: session {session} needs attendees: its model takes several teachers"
    remedy = "List the teachers who took part in attendees."

    cycle: CycleId
    session: SessionId


# --- Sessions -----------------------------------------------------------------------------------


class SessionKnown(CoachCycleError):
    """A session that is planned needs an id of its own."""

    code = "cycles.session_known"
    template = "{cycle}: there is a session {session} already"
    remedy = "Give the session an id of its own."

    cycle: CycleId
    session: SessionId


class SessionNotOpen(CoachCycleError):
    """A session is not planned, or no longer open."""

    code = "cycles.session_not_open"
    template = "{cycle}: session {session} is not open (open: {open})"
    remedy = "Check the session's id, or plan the session first."

    cycle: CycleId
    session: SessionId
    open: tuple[str, ...]


class NotReplaceable(CoachCycleError):
    """Only a missed or cancelled session of the cycle is replaced, and only once."""

    code = "cycles.not_replaceable"
    template = "{cycle}: {session} replaces {replaced}, which is not to be replaced (to be: {open})"
    remedy = "Name a missed or cancelled session that no other one replaces, or leave replaces out."

    cycle: CycleId
    session: SessionId
    replaced: SessionId
    open: tuple[str, ...]


# --- Steps --------------------------------------------------------------------------------------


class StepKnown(CoachCycleError):
    """A step that is agreed needs an id of its own."""

    code = "cycles.step_known"
    template = "{cycle}: there is a step {step} already"
    remedy = "Give the step an id of its own."

    cycle: CycleId
    step: StepId


class StepNotOpen(CoachCycleError):
    """A step was never agreed, or is closed."""

    code = "cycles.step_not_open"
    template = "{cycle}: step {step} is not open (open: {open})"
    remedy = "Check the step's id, or record step_agreed first."

    cycle: CycleId
    step: StepId
    open: tuple[StepId, ...]


# --- Goals --------------------------------------------------------------------------------------


class GoalKnown(CoachCycleError):
    """A goal is set once; afterwards it is revised."""

    code = "cycles.goal_known"
    template = "{cycle}: goal {goal} was set already"
    remedy = "Revise the goal with goal_revised, or give the new goal an id of its own."

    cycle: CycleId
    goal: GoalId


class GoalUnknown(CoachCycleError):
    """An entry is about a goal that was never set."""

    code = "cycles.goal_unknown"
    template = "{cycle}: goal {goal} was never set (known: {known})"
    remedy = "Check the goal's id, or record goal_set first."

    cycle: CycleId
    goal: str
    known: tuple[str, ...]


class GoalNotOpen(CoachCycleError):
    """A closed goal is neither revised nor closed again."""

    code = "cycles.goal_not_open"
    template = "{cycle}: goal {goal} is closed"
    remedy = "Set a new goal; or void the event that closed this one, if that was a mistake."

    cycle: CycleId
    goal: str


class OwnerNotMember(CoachCycleError):
    """A goal belongs to somebody who is no member of the cycle."""

    code = "cycles.owner_not_member"
    template = "{cycle}: goal {goal}: its owner {person} is no member (members: {members})"
    remedy = "Correct the owners, or record that the teacher joined."

    cycle: CycleId
    goal: GoalId
    person: PersonId
    members: tuple[PersonId, ...]


class VersionUnknown(CoachCycleError):
    """A measurement names a version of the goal that no event before it set."""

    code = "cycles.version_unknown"
    template = "{cycle}: goal {goal} has no version {version} (it has: {versions})"
    remedy = "Name the event that set the version, or leave version out for the one in force."

    cycle: CycleId
    goal: GoalId
    version: EventId
    versions: tuple[EventId, ...]


class ValueOutsideMeasure(CoachCycleError):
    """A measured value lies outside the range of the goal's measure."""

    code = "cycles.value_outside_measure"
    template = "{cycle}: {id}: the value lies outside the range of goal {goal}"
    remedy = "Correct the value, or the range of the goal's measure."

    cycle: CycleId
    id: EventId
    goal: GoalId


class TeacherNotOwner(CoachCycleError):
    """A measurement is of a teacher to whom the goal does not belong."""

    code = "cycles.teacher_not_owner"
    template = "{cycle}: {person} does not own goal {goal} (owners: {owners})"
    remedy = "Name an owner of the goal, or leave teacher out if it is of every owner."

    cycle: CycleId
    goal: GoalId
    person: PersonId
    owners: tuple[PersonId, ...]


# --- Corrections --------------------------------------------------------------------------------


class NotCorrectable(CoachCycleError):
    """A correction targets something that cannot be corrected."""

    code = "cycles.not_correctable"
    template = "{cycle}: {id} cannot be corrected ({problem})"
    remedy = "Correct another event, as the problem in brackets says."

    cycle: CycleId
    id: EventId
    problem: Literal["not_in_log", "opens_log", "is_correction", "was_voided"]


class ReplacementMismatch(CoachCycleError):
    """An amendment's replacement is not the same event with other content."""

    code = "cycles.replacement_mismatch"
    template = "{cycle}: the replacement of {id} must keep its {what}"
    remedy = (
        "Copy the target's id, cycle and kind into the replacement, and the amendment's recorded."
    )

    cycle: CycleId
    id: EventId
    what: str


class CorrectionBreaksLog(CoachCycleError):
    """What remains after a correction would not replay."""

    code = "cycles.correction_breaks_log"
    template = "{cycle}: after {id} the log would not hold: {refused} is refused ({reason})"
    remedy = "Correct the later event that hangs on this one first, or both in one correction."

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

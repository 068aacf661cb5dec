"""What is found against a contract's rules: one class for each way of breaking one.

`school` is the school whose own rule was broken, None where it was the district's.
"""

from pendulum import Date

from coachcycle.errors import CoachCycleError
from coachcycle.policy.rules import NoticeUnit
from coachcycle.vocabulary import CycleId, EventId, PersonId, Reference, SchoolId, SessionId


class OverrideSchoolUnknown(CoachCycleError):
    """The rules speak of a school that the roster does not have."""

    code = "policy.override_school_unknown"
    template = "the rules have an own part for school {school}, which is not in the roster"
    remedy = "Add the school to the roster, or correct its id in the rules."

    school: SchoolId


class NoticeTooShort(CoachCycleError):
    """A session was planned too short before its day; `plan` is the event that counts."""

    code = "policy.notice_too_short"
    template = "{cycle}: session {session} on {day}: {plan} gave less notice than {least} {unit}"
    remedy = "Talk it over with the teacher; plan the next visit earlier."

    cycle: CycleId
    session: SessionId
    day: Date
    plan: EventId
    least: int
    unit: NoticeUnit
    school: SchoolId | None


class VisitUnplanned(CoachCycleError):
    """A session that needs notice was held on a day for which it was not planned."""

    code = "policy.visit_unplanned"
    template = "{cycle}: session {session} was not planned for {day}, on which it was held"
    remedy = "Record the plan if there was one; else talk it over with the teacher."

    cycle: CycleId
    session: SessionId
    day: Date
    school: SchoolId | None


class TooManyObservations(CoachCycleError):
    """With this session a teacher was observed more often than allowed in a window of days."""

    code = "policy.too_many_observations"
    template = (
        "{cycle}: with session {session} on {day}, {teacher} was observed more than {most} times"
        " in {window_school_days} school days"
    )
    remedy = "Plan the next observation after the window has passed."

    cycle: CycleId
    session: SessionId
    day: Date
    teacher: PersonId
    most: int
    window_school_days: int
    school: SchoolId | None


class OutsideContractDay(CoachCycleError):
    """A session lay outside the contract day, wholly or in part."""

    code = "policy.outside_contract_day"
    template = "{cycle}: session {session} on {day} was not inside the contract day"
    remedy = "Correct the time, or talk it over with the teacher."

    cycle: CycleId
    session: SessionId
    day: Date
    school: SchoolId | None


class CycleNotAgreed(CoachCycleError):
    """A cycle was adopted, so that nobody's consent is in its log."""

    code = "policy.cycle_not_agreed"
    template = "{cycle}: adopted on {day}; nobody's consent is in its log"
    remedy = "Ask the teacher; propose a cycle if consent is to be on record."

    cycle: CycleId
    day: Date
    school: SchoolId | None


class SessionNotAgreed(CoachCycleError):
    """A session's plan was not the act of those whose agreement it needs."""

    code = "policy.session_not_agreed"
    template = "{cycle}: session {session} on {day} was not planned by those who must agree to it"
    remedy = "Let the other one confirm the plan."

    cycle: CycleId
    session: SessionId
    day: Date
    school: SchoolId | None


class EvaluatorCoaches(CoachCycleError):
    """By this event somebody coaches a teacher whom they evaluate that day."""

    code = "policy.evaluator_coaches"
    template = "{cycle}: {event} on {day}: {coach} coaches {teacher} and evaluates the same person"
    remedy = "Hand the cycle over to a coach who does not evaluate the teacher."

    cycle: CycleId
    event: EventId
    coach: PersonId
    teacher: PersonId
    day: Date
    school: SchoolId | None


class CredentialMissing(CoachCycleError):
    """Who held a session lacked a credential that day; `types` are those that would do."""

    code = "policy.credential_missing"
    template = "{cycle}: session {session} on {day}: {coach} had no valid credential of: {types}"
    remedy = "Record the credential if there is one; else let another coach take the cycle."

    cycle: CycleId
    session: SessionId
    day: Date
    coach: PersonId
    types: tuple[Reference, ...]
    school: SchoolId | None


class TooManyCycles(CoachCycleError):
    """A coach has more cycles under way on a day than the cap allows."""

    code = "policy.too_many_cycles"
    template = "{coach}: {cycles} cycles under way on {day}, at most {most} are allowed"
    remedy = "Move a cycle to another coach, or agree on another cap."

    coach: PersonId
    day: Date
    cycles: int
    most: int
    school: SchoolId | None


class CaseloadTooHeavy(CoachCycleError):
    """The teachers in a coach's cycles weigh more on a day than the cap allows."""

    code = "policy.caseload_too_heavy"
    template = "{coach}: {weighted} weighted teachers on {day}, at most {most} are allowed"
    remedy = "Move a teacher to another coach, or agree on another cap."

    coach: PersonId
    day: Date
    weighted: float
    most: float
    school: SchoolId | None

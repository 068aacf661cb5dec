"""The events of which a cycle's log consists.

Every event has an id, the cycle, whose act it was (`by`), who typed it (`recorded_by`, never
judged), the school day on which it happened and the instant at which it was recorded. What an event
may follow is the engine's business; what it is in itself is checked here.
"""

import datetime
from collections.abc import Iterable
from typing import ClassVar, Literal

from attrs import Factory, field, frozen
from pendulum import Date, DateTime

from coachcycle.cycles.model import ModelRef
from coachcycle.errors import CoachCycleError
from coachcycle.goals import Goal
from coachcycle.schoolyear import as_day, as_instant, optional_day, optional_instant
from coachcycle.vocabulary import (
    Audience,
    AwayReason,
    CorrectionReason,
    CycleId,
    Decision,
    EndReason,
    EventId,
    Extra,
    GoalId,
    GoalOutcome,
    HandoverReason,
    LeavingReason,
    MeasurementRole,
    MissedBy,
    Name,
    NotBegunReason,
    Outcome,
    PauseReason,
    PersonId,
    Reference,
    ReopenReason,
    SessionForm,
    SessionId,
    SessionReason,
    SetEmpty,
    StepId,
    StepOutcome,
    TypeMismatch,
    collection,
    cycle_id,
    each_once,
    event_id,
    evidence_type,
    extra,
    flag,
    goal_id,
    name,
    optional_cycle_id,
    optional_event_id,
    optional_person_id,
    optional_session_id,
    person_id,
    person_ids,
    quantity,
    reference,
    session_id,
    step_id,
    whole,
)

LONGEST_SESSION = 600
"""The most minutes that one session, its preparation or its travel may take."""


class HappenedAfterRecorded(CoachCycleError):
    """An event is recorded before it happened, in any zone of the world."""

    code = "cycles.happened_after_recorded"
    template = "{id}: happened on {happened}, recorded on {recorded} (UTC) already"
    remedy = "Correct the day, or the clock that stamped the record."

    id: EventId
    happened: Date
    recorded: Date


class ReplacementUnlike(CoachCycleError):
    """An amendment's replacement is another event, or of a kind that is never amended."""

    code = "cycles.replacement_unlike"
    template = "{id}: the replacement does not have the {what} that it must have"
    remedy = (
        "Amend with an event of the same kind; openings and corrections are voided, not amended."
    )

    id: EventId
    what: Literal["id", "cycle", "kind", "recorded"]


class AbsenceBackwards(CoachCycleError):
    """An absence ends before it begins."""

    code = "cycles.absence_backwards"
    template = "{id}: away from {first} until {last}, which is earlier"
    remedy = "Correct the days; an absence of one day has the same day as first and last."

    id: EventId
    first: Date
    last: Date


def _model(ref: ModelRef) -> ModelRef:
    if not isinstance(ref, ModelRef):
        raise TypeMismatch("model", "a ModelRef", type(ref).__name__)
    return ref


def _goal(goal: Goal) -> Goal:
    if not isinstance(goal, Goal):
        raise TypeMismatch("goal", "a Goal", type(goal).__name__)
    return goal


def _teachers(ids: Iterable[str]) -> frozenset[PersonId]:
    return person_ids("teachers", ids)


def _attendees(ids: Iterable[str] | None) -> frozenset[PersonId] | None:
    return None if ids is None else person_ids("attendees", ids)


def _contact(minutes: int) -> int:
    return whole("contact_minutes", minutes, 1, LONGEST_SESSION)


def _planned(minutes: int | None) -> int | None:
    return None if minutes is None else whole("minutes", minutes, 0, LONGEST_SESSION)


def _preparation(minutes: int) -> int:
    return whole("preparation_minutes", minutes, 0, LONGEST_SESSION)


def _travel(minutes: int) -> int:
    return whole("travel_minutes", minutes, 0, LONGEST_SESSION)


def _inside(answer: bool | None) -> bool | None:  # noqa: FBT001  # a converter
    return None if answer is None else flag("inside_contract_day", answer)


def _value(value: float) -> float:
    return quantity("value", value)


def _not_begun(reason: str | None) -> NotBegunReason | None:
    return None if reason is None else NotBegunReason(reason)


def _audience(audience: str | None) -> Audience | None:
    return None if audience is None else Audience(audience)


def _events(ids: Iterable[str]) -> frozenset[EventId]:
    listed = [event_id(id) for id in collection("ids", ids)]
    if not listed:
        raise SetEmpty("ids")
    return each_once("ids", listed)


def _by(event: "Event") -> PersonId:
    return event.by


@frozen(kw_only=True)
class Event:
    """What every event has.

    Raises:
        HappenedAfterRecorded: `happened` is later than the UTC day of `recorded` plus one, which no
            zone allows.
    """

    kind: ClassVar[str]

    id: EventId = field(converter=event_id)
    cycle: CycleId = field(converter=cycle_id)
    by: PersonId = field(converter=person_id)
    happened: Date = field(converter=as_day)
    recorded: DateTime = field(converter=as_instant, repr=False)
    recorded_by: PersonId = field(
        default=Factory(_by, takes_self=True), converter=person_id, repr=False
    )
    extra: Extra | None = field(default=None, converter=extra, repr=False)

    def __attrs_post_init__(self) -> None:
        if not hasattr(self, "kind"):
            raise TypeMismatch("event", "one of the kinds of events", type(self).__name__)
        if self.happened.toordinal() > self.recorded.toordinal() + 1:
            recorded = as_day(datetime.date.fromordinal(self.recorded.toordinal()))
            after = HappenedAfterRecorded(self.id, self.happened, recorded)
            raise after.at("happened")


@frozen(kw_only=True)
class Opening(Event):
    """How a log begins: who coaches whom by which model."""

    model: ModelRef = field(converter=_model)
    coach: PersonId = field(converter=person_id)
    teachers: frozenset[PersonId] = field(converter=_teachers)
    continues: CycleId | None = field(default=None, converter=optional_cycle_id)


@frozen(kw_only=True)
class Proposed(Opening):
    """A cycle is proposed; everyone invited is to agree."""

    kind = "proposed"


@frozen(kw_only=True)
class Adopted(Opening):
    """A cycle under way is taken into the records; nobody's consent is asked."""

    kind = "adopted"

    phase: Name = field(converter=name)
    since: Date | None = field(default=None, converter=optional_day)


@frozen(kw_only=True)
class Agreed(Event):
    """One of those invited agrees."""

    kind = "agreed"


@frozen(kw_only=True)
class Declined(Event):
    """One of those invited declines."""

    kind = "declined"

    reason: NotBegunReason | None = field(default=None, converter=_not_begun)


@frozen(kw_only=True)
class Withdrawn(Event):
    """The proposer takes the proposal back."""

    kind = "withdrawn"

    reason: NotBegunReason | None = field(default=None, converter=_not_begun)


@frozen(kw_only=True)
class Cancelled(Event):
    """An agreed cycle is called off before it starts."""

    kind = "cancelled"

    reason: NotBegunReason | None = field(default=None, converter=_not_begun)


@frozen(kw_only=True)
class Started(Event):
    """The work begins, in the model's first phase."""

    kind = "started"


@frozen(kw_only=True)
class Moved(Event):
    """The work moves to another phase, or begins the same one anew."""

    kind = "moved"

    to: Name = field(converter=name)


@frozen(kw_only=True)
class Paused(Event):
    """The work rests; its clock stops."""

    kind = "paused"

    reason: PauseReason = field(converter=PauseReason)
    resume_on: Date | None = field(default=None, converter=optional_day)


@frozen(kw_only=True)
class Resumed(Event):
    """The work goes on after a pause."""

    kind = "resumed"


@frozen(kw_only=True)
class Completed(Event):
    """The cycle comes to its end."""

    kind = "completed"

    outcome: Outcome = field(converter=Outcome)


@frozen(kw_only=True)
class EndedEarly(Event):
    """The cycle ends before its end."""

    kind = "ended_early"

    reason: EndReason = field(converter=EndReason)


@frozen(kw_only=True)
class Reopened(Event):
    """An ended cycle goes on in the phase it ended in."""

    kind = "reopened"

    reason: ReopenReason = field(converter=ReopenReason)


@frozen(kw_only=True)
class EnteredInError(Event):
    """The whole cycle was entered by mistake; it is left out of every count over cycles."""

    kind = "entered_in_error"


@frozen(kw_only=True)
class Entry(Event):
    """A plan, record or goal; it serves the open stay, or the earlier one that `stay` names."""

    stay: EventId | None = field(default=None, converter=optional_event_id)


@frozen(kw_only=True)
class SessionPlanned(Entry):
    """A session is agreed for a day."""

    kind = "session_planned"

    session: SessionId = field(converter=session_id)
    form: SessionForm = field(converter=SessionForm)
    on: Date = field(converter=as_day)
    starts: DateTime | None = field(default=None, converter=optional_instant)
    minutes: int | None = field(default=None, converter=_planned)
    attendees: frozenset[PersonId] | None = field(default=None, converter=_attendees)


@frozen(kw_only=True)
class SessionRescheduled(Entry):
    """A planned session moves to another day; the first planned day is kept."""

    kind = "session_rescheduled"

    session: SessionId = field(converter=session_id)
    on: Date = field(converter=as_day)
    reason: SessionReason = field(converter=SessionReason)
    starts: DateTime | None = field(default=None, converter=optional_instant)


@frozen(kw_only=True)
class SessionCancelled(Entry):
    """A planned session is called off beforehand."""

    kind = "session_cancelled"

    session: SessionId = field(converter=session_id)
    reason: SessionReason = field(converter=SessionReason)


@frozen(kw_only=True)
class SessionMissed(Entry):
    """A session did not happen because somebody was not there; no failure of the others."""

    kind = "session_missed"

    session: SessionId = field(converter=session_id)
    who: MissedBy = field(converter=MissedBy)
    reason: SessionReason = field(converter=SessionReason)


@frozen(kw_only=True)
class SessionHeld(Entry):
    """A session happened, planned or not, and how many minutes it took."""

    kind = "session_held"

    session: SessionId = field(converter=session_id)
    form: SessionForm = field(converter=SessionForm)
    contact_minutes: int = field(converter=_contact)
    preparation_minutes: int = field(default=0, converter=_preparation)
    travel_minutes: int = field(default=0, converter=_travel)
    starts: DateTime | None = field(default=None, converter=optional_instant)
    coach: PersonId | None = field(default=None, converter=optional_person_id)
    attendees: frozenset[PersonId] | None = field(default=None, converter=_attendees)
    inside_contract_day: bool | None = field(default=None, converter=_inside)
    replaces: SessionId | None = field(default=None, converter=optional_session_id)


@frozen(kw_only=True)
class Evidence(Entry):
    """Something is filed: its type and where it is kept, never its content."""

    kind = "evidence"

    type: str = field(converter=evidence_type)
    reference: Reference = field(converter=reference)
    audience: Audience | None = field(default=None, converter=_audience)


@frozen(kw_only=True)
class Reviewed(Entry):
    """Coach and teacher look at the work and decide; an intent that moves nothing by itself."""

    kind = "reviewed"

    decision: Decision = field(converter=Decision)


@frozen(kw_only=True)
class GoalSet(Entry):
    """A goal is set."""

    kind = "goal_set"

    goal: Goal = field(converter=_goal)


@frozen(kw_only=True)
class GoalRevised(Entry):
    """A goal gets another version, under its own id."""

    kind = "goal_revised"

    goal: Goal = field(converter=_goal)


@frozen(kw_only=True)
class GoalClosed(Entry):
    """A goal is closed, with how it came out."""

    kind = "goal_closed"

    goal_id: GoalId = field(converter=goal_id)
    outcome: GoalOutcome = field(converter=GoalOutcome)


@frozen(kw_only=True)
class Measured(Entry):
    """A value is measured for a goal; `version` is the event that set the version it serves."""

    kind = "measured"

    goal_id: GoalId = field(converter=goal_id)
    value: float = field(converter=_value, repr=False)
    role: MeasurementRole = field(default=MeasurementRole.PROGRESS, converter=MeasurementRole)
    teacher: PersonId | None = field(default=None, converter=optional_person_id)
    version: EventId | None = field(default=None, converter=optional_event_id)


@frozen(kw_only=True)
class StepAgreed(Entry):
    """Somebody takes on an action step, perhaps by a day."""

    kind = "step_agreed"

    step: StepId = field(converter=step_id)
    owner: PersonId = field(converter=person_id)
    due: Date | None = field(default=None, converter=optional_day)


@frozen(kw_only=True)
class StepClosed(Entry):
    """An action step is done, dropped or carried on."""

    kind = "step_closed"

    step: StepId = field(converter=step_id)
    outcome: StepOutcome = field(converter=StepOutcome)


@frozen(kw_only=True)
class CoachHandedOver(Event):
    """Another coach takes over; without `to` nobody does for now."""

    kind = "coach_handed_over"

    reason: HandoverReason = field(converter=HandoverReason)
    to: PersonId | None = field(default=None, converter=optional_person_id)


@frozen(kw_only=True)
class TeacherJoined(Event):
    """A teacher joins a cycle under way, of her own accord."""

    kind = "teacher_joined"

    teacher: PersonId = field(converter=person_id)


@frozen(kw_only=True)
class TeacherLeft(Event):
    """A teacher leaves a cycle that goes on without her."""

    kind = "teacher_left"

    teacher: PersonId = field(converter=person_id)
    reason: LeavingReason = field(converter=LeavingReason)


@frozen(kw_only=True)
class Away(Event):
    """The coach or a teacher is away, from a day until a day, both included.

    Raises:
        AbsenceBackwards: `last` is before `first`.
    """

    kind = "away"

    person: PersonId = field(converter=person_id)
    first: Date = field(converter=as_day)
    last: Date = field(converter=as_day)
    reason: AwayReason = field(converter=AwayReason, repr=False)

    def __attrs_post_init__(self) -> None:
        Event.__attrs_post_init__(self)
        if self.last < self.first:
            raise AbsenceBackwards(self.id, self.first, self.last).at("last")


@frozen(kw_only=True)
class Correction(Event):
    """What changes which of the events before it count, and how."""


@frozen(kw_only=True)
class Voided(Correction):
    """Events are taken back; they stay in the log and count no more."""

    kind = "voided"

    ids: frozenset[EventId] = field(converter=_events)
    reason: CorrectionReason = field(converter=CorrectionReason)


def _replacement(event: Event) -> Event:
    if not isinstance(event, Event):
        raise TypeMismatch("replacement", "an event", type(event).__name__)
    return event


@frozen(kw_only=True)
class Amended(Correction):
    """A whole event takes the place of the one with its id.

    Raises:
        ReplacementUnlike: The replacement has another id or cycle, another `recorded` than the
            amendment, or is an opening or a correction.
    """

    kind = "amended"

    target: EventId = field(converter=event_id)
    replacement: Event = field(converter=_replacement)

    def __attrs_post_init__(self) -> None:
        Event.__attrs_post_init__(self)
        new = self.replacement
        if isinstance(new, Opening | Correction):
            raise ReplacementUnlike(self.id, "kind").at(new)
        if new.id != self.target:
            raise ReplacementUnlike(self.id, "id").at(new, "id")
        if new.cycle != self.cycle:
            raise ReplacementUnlike(self.id, "cycle").at(new, "cycle")
        if new.recorded != self.recorded:
            raise ReplacementUnlike(self.id, "recorded").at(new, "recorded")


EVENTS: dict[str, type[Event]] = {
    cls.kind: cls
    for cls in (
        Proposed, Adopted, Agreed, Declined, Withdrawn, Cancelled, Started, Moved, Paused, Resumed,
        Completed, EndedEarly, Reopened, EnteredInError, SessionPlanned, SessionRescheduled,
        SessionCancelled, SessionMissed, SessionHeld, Evidence, Reviewed, GoalSet, GoalRevised,
        GoalClosed, Measured, StepAgreed, StepClosed, CoachHandedOver, TeacherJoined, TeacherLeft,
        Away, Voided, Amended,
    )
}  # fmt: skip
"""Every kind of event by its name."""

"""The tables that cycles make: which there are, what a row of each is, and every column.

A table holds ids, words of closed lists, days, numbers and flags. What somebody wrote freely (the title,
the group, the strategies and the unit of a goal) is left out unless it is asked for. Why somebody is
away is never in a table, nor are others' data (`extra`).
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from attrs import field, frozen
from pendulum import Date

from coachcycle.cycles import (
    Adopted,
    Amended,
    Away,
    CoachHandedOver,
    Correction,
    Cycle,
    Event,
    Moved,
    Session,
    StepAgreed,
    TeacherJoined,
    TeacherLeft,
    Voided,
)
from coachcycle.errors import CoachCycleError
from coachcycle.goals import GoalRecord, GoalVersion, Measurement, Strategy
from coachcycle.vocabulary import EventId, GoalId, Name, PersonId, Word


class TableUnknown(CoachCycleError):
    """There is no table of that name."""

    code = "tables.table_unknown"
    template = "expected one of the tables: {tables}"
    remedy = "Ask for one of the tables that the sentence names."

    tables: tuple[str, ...]


class ColumnType(Word):
    """What the cells of a column hold, beside None."""

    TEXT = "text"
    """An id or a word, or, where words are asked for, somebody's own words."""
    IDS = "ids"
    """Ids in order, with blanks between them."""
    DAY = "day"
    """A day of the calendar, which depends on no zone."""
    INSTANT = "instant"
    """A moment, in UTC."""
    NUMBER = "number"
    """A number that need not be whole."""
    WHOLE = "whole"
    """A whole number."""
    FLAG = "flag"
    """True or false."""


@frozen
class Column:
    """One column of a table."""

    name: str
    type: ColumnType
    source: str
    """The fields that lead to the cell from the record of the row."""
    meaning: str
    """A sentence, with the unit of a number."""
    is_words: bool = field(default=False, kw_only=True)
    """Whether it holds somebody's own words."""


@frozen(repr=False)
class TableLayout:
    """One of the tables that cycles make."""

    name: str
    meaning: str
    """What a row is, and in which order rows stand."""
    records: Callable[[Cycle], Iterable[Any]]
    """What a cycle gives a row for, in order."""
    all_columns: tuple[Column, ...]
    """Every column; those of somebody's own words are the last."""

    def columns(self, *, words: bool = False) -> tuple[Column, ...]:
        """The columns in order, with or without those of somebody's own words."""
        return tuple(one for one in self.all_columns if words or not one.is_words)

    def __repr__(self) -> str:
        return f"<TableLayout {self.name}: {len(self.all_columns)} columns>"


# --- Records ------------------------------------------------------------------------------------


@frozen
class CycleRecord:
    """A cycle, with what its last closing came to."""

    cycle: Cycle

    @property
    def outcome(self) -> str | None:
        """The outcome or reason with which it ended, if it has."""
        closings = self.cycle.closings
        return closings[-1].word if closings and closings[-1].status is self.cycle.status else None


@frozen
class EventRecord:
    """An entry of the log as it counts, and what became of it."""

    cycle: Cycle
    number: int
    """Its place in the log [from 1]."""
    event: Event
    """As it was amended last."""
    voided_by: EventId | None
    amended_by: EventId | None

    @property
    def counts(self) -> bool:
        """Whether it is among the effective events."""
        return self.voided_by is None and not isinstance(self.event, Correction)

    @property
    def corrects(self) -> frozenset[EventId] | None:
        """The events that a correction is about."""
        match self.event:
            case Voided(ids=ids):
                return ids
            case Amended(target=target):
                return frozenset({target})
            case _:
                return None

    @property
    def phase(self) -> Name | None:
        """The phase that it leads to."""
        match self.event:
            case Moved(to=phase) | Adopted(phase=phase):
                return phase
            case _:
                return None

    @property
    def person(self) -> PersonId | None:
        """Whom it is about, other than who did it."""
        match self.event:
            case TeacherJoined(teacher=person) | TeacherLeft(teacher=person):
                return person
            case CoachHandedOver(to=person):
                return person
            case Away(person=person) | StepAgreed(owner=person):
                return person
            case _:
                return None

    @property
    def goal(self) -> GoalId | None:
        """The goal that it sets, revises, closes or measures."""
        goal = getattr(self.event, "goal", None)
        return getattr(self.event, "goal_id", None) if goal is None else goal.id

    @property
    def reason(self) -> Word | None:
        """The reason that it gives; none for an absence, which may be about somebody's health."""
        return None if isinstance(self.event, Away) else getattr(self.event, "reason", None)


@frozen
class SessionRecord:
    """A session in a cycle."""

    cycle: Cycle
    session: Session

    @property
    def coach(self) -> PersonId | None:
        """Whom the session names, else the coach of its day."""
        named: PersonId | None = getattr(self.session.outcome, "coach", None)
        return named or self.cycle.coach_on(self.session.on)


@frozen
class GoalVersionRecord:
    """A version of a goal in a cycle."""

    cycle: Cycle
    record: GoalRecord
    version: GoalVersion
    number: int
    """Which of the goal's versions it is [from 1]."""

    @property
    def is_current(self) -> bool:
        """Whether it is the version that stands."""
        return self.number == len(self.record.versions)

    @property
    def closed(self) -> Any:
        """How the goal was closed, in the row of the version that stands."""
        return self.record.closed if self.is_current else None

    @property
    def strategies(self) -> str | None:
        """The words of its strategies, each on a line."""
        strategies: tuple[Strategy, ...] = self.version.goal.strategies
        return "\n".join(one.words for one in strategies) or None


@frozen
class MeasurementRecord:
    """A measurement of a goal in a cycle."""

    cycle: Cycle
    goal: GoalId
    measurement: Measurement


@frozen
class MembershipRecord:
    """Days on which somebody takes part in a cycle."""

    cycle: Cycle
    role: str
    person: PersonId
    first: Date | None
    until: Date | None


def _events(cycle: Cycle) -> Iterator[EventRecord]:
    standing = {event.id: event for event in cycle.log}
    voided: dict[EventId, EventId] = {}
    amended: dict[EventId, EventId] = {}
    for event in cycle.log:
        if isinstance(event, Voided):
            voided |= dict.fromkeys(event.ids, event.id)
        elif isinstance(event, Amended):
            standing[event.target] = event.replacement
            amended[event.target] = event.id
    for number, (id, event) in enumerate(standing.items(), 1):
        yield EventRecord(cycle, number, event, voided.get(id), amended.get(id))


def _goals(cycle: Cycle) -> Iterator[GoalVersionRecord]:
    for record in cycle.goals.values():
        for number, version in enumerate(record.versions, 1):
            yield GoalVersionRecord(cycle, record, version, number)


def _measurements(cycle: Cycle) -> Iterator[MeasurementRecord]:
    for record in cycle.goals.values():
        for one in record.measurements:
            yield MeasurementRecord(cycle, record.goal.id, one)


def _membership(cycle: Cycle) -> Iterator[MembershipRecord]:
    for coach, first, until in _coaching(cycle):
        yield MembershipRecord(cycle, "coach", coach, first, until)
    for one in cycle.memberships:
        yield MembershipRecord(cycle, "teacher", one.teacher, one.first, one.until)


def _coaching(cycle: Cycle) -> Iterator[tuple[PersonId, Date | None, Date | None]]:
    """From when until when each coach coached, by day."""
    coach, first = cycle.coaches[0].coach, None
    for day in sorted({one.first for one in cycle.coaches if one.first is not None}):
        other = cycle.coach_on(day)
        if other == coach:
            continue
        if coach is not None:
            yield coach, first, day
        coach, first = other, day
    if coach is not None:
        yield coach, first, None


# --- Tables -------------------------------------------------------------------------------------

TEXT, IDS, DAY, INSTANT, NUMBER, WHOLE, FLAG = ColumnType
CYCLE = Column("cycle", TEXT, "cycle.id", "The cycle.")

# fmt: off
TABLES: dict[str, TableLayout] = {layout.name: layout for layout in (
    TableLayout(
        "cycles", "One row for each cycle, in the order in which they came.",
        lambda cycle: (CycleRecord(cycle),),
        (
            CYCLE,
            Column("model", TEXT, "cycle.model.name", "The model that it follows."),
            Column("model_version", WHOLE, "cycle.model.version", "The version of the model."),
            Column("status", TEXT, "cycle.status", "Where it stands; leave out `entered_in_error` whenever you count."),
            Column("status_day", DAY, "cycle.status_day", "The day on which the status last changed."),
            Column("phase", TEXT, "cycle.phase", "The phase it is in or ended in; none before it starts."),
            Column("iteration", WHOLE, "cycle.iteration", "How many times it has gone round [0 before it starts]."),
            Column("outcome", TEXT, "outcome", "The outcome of a completed cycle, the reason of one that ended early."),
            Column("adopted", FLAG, "cycle.adopted", "Whether it was under way before its records began."),
            Column("proposer", TEXT, "cycle.proposer", "Who proposed it; none if it was adopted."),
            Column("coach", TEXT, "cycle.coach", "The present coach."),
            Column("teachers", IDS, "cycle.members", "The present teachers."),
            Column("continues", TEXT, "cycle.continues", "The cycle that this one continues."),
            Column("events", WHOLE, "cycle.version", "How many entries its log holds [events]."),
        ),
    ),
    TableLayout(
        "events", "One row for each entry of the log, in the order of the log; what an entry says is what it says as it was amended last.",
        _events,
        (
            CYCLE,
            Column("number", WHOLE, "number", "Its place in the log [from 1]."),
            Column("event", TEXT, "event.id", "The event."),
            Column("kind", TEXT, "event.kind", "What happened."),
            Column("counts", FLAG, "counts", "Whether it counts: it is no correction and was not taken back."),
            Column("voided_by", TEXT, "voided_by", "The event that took it back."),
            Column("amended_by", TEXT, "amended_by", "The last event that put another content in its place."),
            Column("corrects", IDS, "corrects", "The events that this correction is about."),
            Column("by", TEXT, "event.by", "Whose act it was."),
            Column("recorded_by", TEXT, "event.recorded_by", "Who typed it."),
            Column("happened", DAY, "event.happened", "The day on which it happened."),
            Column("recorded", INSTANT, "event.recorded", "When it was recorded, or amended."),
            Column("stay", TEXT, "event.stay", "The event that opened the stay it serves, where it names one."),
            Column("phase", TEXT, "phase", "The phase that it leads to."),
            Column("person", TEXT, "person", "The teacher who joins or leaves, the new coach, who is away, who takes on a step."),
            Column("session", TEXT, "event.session", "The session."),
            Column("goal", TEXT, "goal", "The goal that it sets, revises, measures or closes."),
            Column("step", TEXT, "event.step", "The action step."),
            Column("reason", TEXT, "reason", "The reason that it gives; none for an absence."),
            Column("outcome", TEXT, "event.outcome", "How a cycle, a goal or a step came out."),
            Column("decision", TEXT, "event.decision", "What a review decided."),
            Column("evidence", TEXT, "event.type", "The type of what was filed."),
            Column("reference", TEXT, "event.reference", "Where it is kept: an opaque id."),
            Column("audience", TEXT, "event.audience", "Who may see it, where that is said."),
            Column("first", DAY, "event.first", "The first day of an absence."),
            Column("last", DAY, "event.last", "The last day of an absence."),
            Column("due", DAY, "event.due", "The day by which a step is to be done."),
            Column("resume_on", DAY, "event.resume_on", "The day on which a pause is planned to end."),
        ),
    ),
    TableLayout(
        "sessions", "One row for each session of a cycle, in the order in which they came into the log; one that serves several cycles has a row in each, with the same id.",
        lambda cycle: (SessionRecord(cycle, one) for one in cycle.sessions.values()),
        (
            CYCLE,
            Column("session", TEXT, "session.id", "The session."),
            Column("status", TEXT, "session.status", "What became of it."),
            Column("on", DAY, "session.on", "The day for which it is planned, or on which it was held, missed or cancelled."),
            Column("first_planned", DAY, "session.first_planned", "The day for which it was planned at first."),
            Column("form", TEXT, "session.form", "What it was held for, or planned for."),
            Column("coach", TEXT, "coach", "The coach whom it names, else the coach of its day."),
            Column("attendees", IDS, "session.outcome.attendees", "The teachers who came, where it names them; none means all."),
            Column("contact_minutes", WHOLE, "session.outcome.contact_minutes", "Time together [minutes]."),
            Column("preparation_minutes", WHOLE, "session.outcome.preparation_minutes", "Time to prepare it [minutes]."),
            Column("travel_minutes", WHOLE, "session.outcome.travel_minutes", "Time to get there and back [minutes]."),
            Column("starts", INSTANT, "session.outcome.starts", "When it began, where that is said."),
            Column("inside_contract_day", FLAG, "session.outcome.inside_contract_day", "Whether it lay within the contract day, where that is said."),
            Column("missed_by", TEXT, "session.outcome.who", "Whose absence it was, if it was missed."),
            Column("reason", TEXT, "session.outcome.reason", "Why it was missed or cancelled."),
            Column("replaces", TEXT, "session.outcome.replaces", "The session that it makes up for."),
            Column("replaced_by", TEXT, "session.replaced_by", "The session that makes up for it."),
            Column("closed_by", TEXT, "session.outcome.id", "The event that says what became of it."),
        ),
    ),
    TableLayout(
        "goals", "One row for each version of a goal, goal by goal in the order in which they were set.",
        _goals,
        (
            CYCLE,
            Column("goal", TEXT, "version.goal.id", "The goal."),
            Column("version", TEXT, "version.id", "The event that set this version."),
            Column("number", WHOLE, "number", "Which of the goal's versions it is [from 1]."),
            Column("is_current", FLAG, "is_current", "Whether it is the version that stands."),
            Column("day", DAY, "version.day", "The day on which it was set."),
            Column("owners", IDS, "version.goal.owners", "The teachers who want to reach it."),
            Column("focus", TEXT, "version.goal.focus", "Whether it is about students or about teaching."),
            Column("direction", TEXT, "version.goal.measure.direction", "Which way its numbers should move."),
            Column("low", NUMBER, "version.goal.measure.low", "The least possible value [the measure's own unit]."),
            Column("high", NUMBER, "version.goal.measure.high", "The greatest possible value [the measure's own unit]."),
            Column("source", TEXT, "version.goal.measure.source", "Where its numbers come from."),
            Column("instrument", TEXT, "version.goal.measure.instrument", "The rubric, test or form that yields them: an opaque id."),
            Column("baseline", NUMBER, "version.goal.baseline", "Where it starts [the measure's own unit]."),
            Column("baseline_day", DAY, "version.goal.baseline_day", "The day of the baseline."),
            Column("target", NUMBER, "version.goal.target", "What is to be reached [the measure's own unit]."),
            Column("target_day", DAY, "version.goal.target_day", "The day by which it is to be reached."),
            Column("measured_every_days", WHOLE, "version.goal.measured_every_days", "How often it is to be measured [days]."),
            Column("standards", IDS, "version.goal.standards", "The academic standards: opaque ids."),
            Column("serves", TEXT, "version.goal.serves", "The school's goal that it is a part of."),
            Column("copied_from", TEXT, "version.goal.copied_from", "The goal that it is a copy of."),
            Column("powerful", FLAG, "version.goal.ratings.powerful", "Its owners find it powerful."),
            Column("easy", FLAG, "version.goal.ratings.easy", "Its owners find it easy."),
            Column("emotionally_compelling", FLAG, "version.goal.ratings.emotionally_compelling", "Its owners find it emotionally compelling."),
            Column("achievable", FLAG, "version.goal.ratings.achievable", "Its owners find it achievable."),
            Column("relevant", FLAG, "version.goal.ratings.relevant", "Its owners find it relevant."),
            Column("outcome", TEXT, "closed.outcome", "How the goal came out, in the row of the version that stands."),
            Column("closed_on", DAY, "closed.day", "The day on which it was closed, in that row."),
            Column("title", TEXT, "version.goal.title", "Its title.", is_words=True),
            Column("group", TEXT, "version.goal.group", "The group of learners.", is_words=True),
            Column("unit", TEXT, "version.goal.measure.unit", "The measure's unit.", is_words=True),
            Column("strategies", TEXT, "strategies", "Its strategies, each on a line.", is_words=True),
        ),
    ),
    TableLayout(
        "measurements", "One row for each measurement that counts, goal by goal, in the order of the log.",
        _measurements,
        (
            CYCLE,
            Column("goal", TEXT, "goal", "The goal."),
            Column("measurement", TEXT, "measurement.id", "The event that says so."),
            Column("day", DAY, "measurement.day", "The day on which it was measured."),
            Column("value", NUMBER, "measurement.value", "What was measured [the unit of the version's measure]."),
            Column("role", TEXT, "measurement.role", "What it was measured for, such as the baseline."),
            Column("version", TEXT, "measurement.version", "The version of the goal that it serves."),
            Column("teacher", TEXT, "measurement.teacher", "The teacher with whom it was measured, where that is said."),
        ),
    ),
    TableLayout(
        "membership", "One row for each stretch of days on which somebody coaches a cycle or takes part in it: coaches by day, then teachers by id and day.",
        _membership,
        (
            CYCLE,
            Column("role", TEXT, "role", "`coach` or `teacher`."),
            Column("person", TEXT, "person", "Who it is."),
            Column("first", DAY, "first", "The first day; none if it has no beginning but the cycle's."),
            Column("until", DAY, "until", "The day after the last; none while it goes on."),
        ),
    ),
)}
# fmt: on
"""Every table by its name, in the order in which they are written."""


def layout(name: str) -> TableLayout:
    """The layout of a table.

    Raises:
        TableUnknown: There is none of that name.
    """
    if name not in TABLES:
        raise TableUnknown(tuple(TABLES))
    return TABLES[name]

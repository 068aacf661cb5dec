"""What a document says, held against its own rules and what is known beside it.

This is the last layer of validation of one document: it comes here when bytes and schema are right.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen
from pendulum import Date, DateTime

from coachcycle.cycles import (
    Amended,
    CoachHandedOver,
    Cycle,
    Event,
    Models,
    Opening,
    SessionHeld,
    SessionPlanned,
    SessionRescheduled,
    TeacherJoined,
    advance,
    begin,
)
from coachcycle.errors import CoachCycleError, Severity
from coachcycle.interchange.codec import (
    CLASSES,
    Value,
    content,
    decode,
    decode_entry,
    require_state,
)
from coachcycle.interchange.naming import Naming, names
from coachcycle.interchange.pointing import Problem, Search, Steps
from coachcycle.schoolyear import (
    Calendar,
    Schedule,
    SchoolYear,
    Timetable,
    YearsOverlap,
    day_of,
    in_force,
)
from coachcycle.vocabulary import CycleId, EventId, GoalId, PersonId, SessionId


class StartsAnotherDay(CoachCycleError):
    """A session starts on another day, in the zone of the school year, than its event says."""

    code = "record.starts_another_day"
    remedy = "Correct the day or the start; a start is an instant, and its day is that of the school's zone."
    template = "{cycle}: {id} is of {day}, but starts on {starts} in {zone}"

    cycle: CycleId
    id: EventId
    day: Date
    starts: Date
    zone: str


class SessionInPause(CoachCycleError):
    """A session was held on a day on which its cycle rested: was it agreed outside the cycle?"""

    code = "record.session_in_pause"
    remedy = "Nothing, if the session did happen then; otherwise correct its day, or the pause."
    severity = Severity.NOTE
    template = "{cycle}: session {session} was held on {day}, within the pause from {first}"

    cycle: CycleId
    session: SessionId
    day: Date
    first: Date


@frozen
class Known:
    """What documents are held against, each by itself."""

    models: Models
    years: tuple[SchoolYear, ...] = ()
    has_roster: bool = False
    """Whether a roster is at hand, so that acts are asked for."""

    @property
    def calendar(self) -> Calendar | None:
        """The school years together; None if there is none, or two share a day."""
        try:
            return Calendar(self.years) if self.years else None
        except YearsOverlap:
            return None

    @property
    def zone(self) -> str | None:
        """The zone of all the school years; None if there is none, or several."""
        zones = {year.zone for year in self.years}
        return zones.pop() if len(zones) == 1 else None


@frozen
class Act:
    """An event for which its person, and whom it brings into a cycle, must be in the roster."""

    id: EventId
    day: Date
    by: PersonId
    coach: PersonId | None
    """Who begins to coach with it."""
    teachers: frozenset[PersonId]
    """Who begins to be coached with it."""
    coached_by: PersonId | None
    """Who coaches after it."""
    members: frozenset[PersonId]
    """Who is coached after it."""
    steps: Steps
    keys: tuple[str, str]
    """The keys of the event that hold the coach and the teachers."""


@frozen
class Held:
    """When a session with a coach was held, if that is known: what other cycles are compared with."""

    session: SessionId
    coach: PersonId
    starts: DateTime
    ends: DateTime
    steps: Steps


@frozen
class CycleFacts:
    """What others need to know of a cycle."""

    id: CycleId
    acts: tuple[Act, ...]
    held: tuple[Held, ...]
    continues: CycleId | None
    serves: tuple[tuple[GoalId, GoalId, Steps], ...]
    """Goals, each with the school's goal that it serves and where it says so."""


Said = CycleFacts | Naming | Value
"""What a document says that others are compared with."""


def judge(kind: str, document: Any, known: Known) -> tuple[list[Problem], Said | None]:
    """What is wrong with a document whose bytes and schema are right, and what it says.

    A bare event is only read: what it does shows in its cycle. None is said by what is wrong.
    """
    if kind == "cycle":
        return _cycle(document, known)
    calendar = known.calendar
    try:
        value = decode(document)
        if isinstance(value, Timetable) and calendar is not None:
            Schedule(value, calendar)
    except CoachCycleError:
        search = Search(document)
        value = search.read(CLASSES[kind], content(document))
        if isinstance(value, Timetable) and calendar is not None:
            with search.noting():
                Schedule(value, calendar)
        return search.problems, None
    return [], Naming(kind, document) if names(kind) else value


def _cycle(document: Any, known: Known) -> tuple[list[Problem], CycleFacts | None]:
    log: list[Event] = []
    search = Search(document)
    for place, entry in enumerate(document["log"]):
        try:
            log.append(decode_entry(entry))
        except CoachCycleError:
            search.read(Event, entry, ("log", place))
    if search.problems:
        return search.problems, None
    cycle: Cycle | None = None
    acts: list[Act] = []
    for place, event in enumerate(log):
        try:
            cycle = begin(event, known.models) if cycle is None else advance(cycle, event)
        except CoachCycleError as problem:
            return [(problem, ("log", place))], None
        if known.has_roster:
            acts.append(act_of(event, cycle, ("log", place)))
    assert cycle is not None
    places: dict[EventId, Steps] = {}
    for place, event in enumerate(log):
        note_place(places, event, ("log", place))
    problems: list[Problem] = [*of_days(cycle, known, places)]
    try:
        require_state(cycle, document.get("state"))
    except CoachCycleError as problem:
        problems.append((problem, ("state",)))
    facts = CycleFacts(
        cycle.id,
        tuple(acts),
        tuple(held_of(cycle, places)),
        cycle.continues,
        tuple(serves_of(cycle, places)),
    )
    return problems, facts


def note_place(places: dict[EventId, Steps], event: Event, steps: Steps) -> None:
    """Notes where an event stands: the first time it came, or where it was amended last."""
    places.setdefault(event.id, steps)
    if isinstance(event, Amended):
        places[event.target] = (*steps, "replacement")


def act_of(event: Event, cycle: Cycle, steps: Steps) -> Act:
    """What an event does with people, after it was entered in its cycle."""
    coach, teachers, keys = None, frozenset[PersonId](), ("", "")
    match event:
        case Opening():
            coach, teachers, keys = event.coach, event.teachers, ("coach", "teachers")
        case CoachHandedOver():
            coach, keys = event.to, ("to", "")
        case TeacherJoined():
            teachers, keys = frozenset({event.teacher}), ("", "teacher")
        case _:
            pass
    return Act(
        event.id,
        event.happened,
        event.by,
        coach,
        teachers,
        cycle.coach,
        cycle.members,
        steps,
        keys,
    )


def of_days(cycle: Cycle, known: Known, places: Mapping[EventId, Steps]) -> Iterator[Problem]:
    """What is wrong with the days of a cycle's sessions.

    Args:
        cycle: The cycle.
        known: The zone of the school years is looked at.
        places: Where each event stands.
    """
    zone = known.zone
    for event in cycle.effective:
        match event:
            case SessionPlanned(on=day, starts=DateTime() as starts):
                pass
            case SessionRescheduled(on=day, starts=DateTime() as starts):
                pass
            case SessionHeld(happened=day, starts=DateTime() as starts):
                pass
            case _:
                continue
        if zone is not None and (local := day_of(starts, zone)) != day:
            problem = StartsAnotherDay(cycle.id, event.id, day, local, zone)
            yield problem, (*places[event.id], "starts")
    for session in cycle.sessions.values():
        held = session.outcome
        if not isinstance(held, SessionHeld):
            continue
        for pause in cycle.pauses:
            # On its first day a cycle may have rested only after the session.
            if pause.first < held.happened and in_force(pause.first, pause.until, held.happened):
                rests = SessionInPause(cycle.id, session.id, held.happened, pause.first)
                yield rests, (*places[held.id], "happened")


def held_of(cycle: Cycle, places: Mapping[EventId, Steps]) -> Iterator[Held]:
    """When the sessions of a cycle were held, as far as that is known."""
    for session in cycle.sessions.values():
        held = session.outcome
        if isinstance(held, SessionHeld) and held.starts is not None:
            coach = held.coach or cycle.coach_on(held.happened)
            if coach is not None:
                ends = held.starts.add(minutes=held.contact_minutes)
                yield Held(session.id, coach, held.starts, ends, places[held.id])


def serves_of(
    cycle: Cycle, places: Mapping[EventId, Steps]
) -> Iterator[tuple[GoalId, GoalId, Steps]]:
    """Which goals of a cycle serve which of the school's, as they stand now."""
    for record in cycle.goals.values():
        version = record.versions[-1]
        if version.goal.serves is not None:
            steps = (*places[version.id], "goal", "serves")
            yield version.goal.id, version.goal.serves, steps

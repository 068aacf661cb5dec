"""A coaching cycle as it can be read: everything but its log is derived from the log."""

import datetime
from collections.abc import Iterable
from types import MappingProxyType
from typing import Any, Literal

from attrs import frozen
from pendulum import Date

from coachcycle.cycles.events import (
    Amended,
    Event,
    Evidence,
    Reviewed,
    SessionCancelled,
    SessionHeld,
    SessionMissed,
    Voided,
)
from coachcycle.cycles.model import CycleModel
from coachcycle.goals import GoalRecord
from coachcycle.schoolyear import as_day
from coachcycle.vocabulary import (
    CycleId,
    EventId,
    Name,
    PauseReason,
    PersonId,
    SessionForm,
    SessionId,
    Status,
    Word,
)


@frozen
class Stay:
    """One time in a phase, named by the event that opened it."""

    id: EventId
    phase: Name
    iteration: int
    """Which going-round of the cycle it belongs to [from 1]."""
    first: Date
    """The day on which it began."""


@frozen
class Tenure:
    """From a day on, in the order of the log, who coaches; None when nobody does."""

    coach: PersonId | None
    first: Date | None
    """None for the first coach, whose time has no beginning."""


@frozen
class Pause:
    """Days on which the cycle rests: from `first` until the day before `until`."""

    first: Date
    until: Date | None
    """The day on which it went on or ended; None while it rests."""
    reason: PauseReason
    resume_on: Date | None
    """The day on which it is planned to go on."""


@frozen
class Closing:
    """A completion or an early end; `id` is its event."""

    id: EventId
    day: Date
    status: Status
    word: str
    """The outcome of a completion, the reason of an early end."""


class SessionStatus(Word):
    """What became of a session."""

    PLANNED = "planned"
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"


@frozen
class Session:
    """A session of the cycle, planned or not."""

    id: SessionId
    status: SessionStatus
    on: Date
    """The day for which it is planned, or on which it was held, missed or cancelled."""
    form: SessionForm | None = None
    """What it was held for, or planned for; None for one that was missed without a plan."""
    first_planned: Date | None = None
    """The day for which it was planned at first, if it was planned."""
    outcome: SessionHeld | SessionMissed | SessionCancelled | None = None
    """The event that closed it."""
    replaced_by: SessionId | None = None


@frozen
class Minutes:
    """Time spent [minutes]."""

    contact: int = 0
    preparation: int = 0
    travel: int = 0

    def __add__(self, other: "Minutes") -> "Minutes":
        return Minutes(
            self.contact + other.contact,
            self.preparation + other.preparation,
            self.travel + other.travel,
        )


Counts = dict[tuple[EventId | None, str, str | None], int]
"""How often what happened: by stay (None: before the first), event and detail (None: any)."""


@frozen(slots=False, eq=False, repr=False, init=False)
class Cycle:
    """One coaching cycle. Made by `begin`, carried on by `advance` and `append`, and by nothing else.

    Two cycles are equal when their models and logs are.
    """

    id: CycleId
    model: CycleModel
    status: Status
    status_day: Date
    """The day on which the status last changed."""
    proposer: PersonId | None
    """Who proposed the cycle; None for one that was adopted."""
    coach: PersonId | None
    """The present coach."""
    coaches: tuple[Tenure, ...]
    members: frozenset[PersonId]
    """The present teachers."""
    invited: frozenset[PersonId]
    """Who was asked to agree: coach and teachers, less the proposer."""
    agreed_by: frozenset[PersonId]
    declined_by: frozenset[PersonId]
    stays: tuple[Stay, ...]
    pauses: tuple[Pause, ...]
    closings: tuple[Closing, ...]
    sessions: MappingProxyType[str, Session]
    goals: MappingProxyType[str, GoalRecord]
    adopted: bool
    """Whether the cycle was under way before its records began."""

    # What only the engine reads; nothing in these dictionaries is ever changed in place.
    counts_: Counts
    nameable_: dict[EventId, frozenset[EventId]]
    """The stays that each amended event may name."""
    events_: dict[EventId, Event]

    def __init__(self) -> None:
        raise TypeError("a cycle is made by begin, advance, append or replay")

    @property
    def stay(self) -> Stay | None:
        """The last stay: the open one, unless the cycle has ended."""
        return self.stays[-1] if self.stays else None

    @property
    def phase(self) -> Name | None:
        """The phase of the last stay; None before the cycle starts."""
        return self.stays[-1].phase if self.stays else None

    @property
    def iteration(self) -> int:
        """How many times the cycle has gone round [0 before it starts]."""
        return self.stays[-1].iteration if self.stays else 0

    @property
    def log(self) -> tuple[Event, ...]:
        """Every event as it was entered, in order."""
        return tuple(self.events_.values())

    @property
    def version(self) -> int:
        """How many events the log holds."""
        return len(self.events_)

    @property
    def effective(self) -> tuple[Event, ...]:
        """The events that count: without corrections and what they took out, as amended."""
        return effective(self.events_.values())

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The evidence that counts, in order."""
        return tuple(event for event in self.effective if isinstance(event, Evidence))

    @property
    def reviews(self) -> tuple[Reviewed, ...]:
        """The reviews that count, in order."""
        return tuple(event for event in self.effective if isinstance(event, Reviewed))

    def event(self, id: str) -> Event | None:
        """The event of that id as it was entered, or None."""
        return self.events_.get(EventId(id))

    def coach_on(self, day: datetime.date) -> PersonId | None:
        """Who coached on a day: after the last hand-over in the log that happened by then."""
        on = as_day(day)
        tenures = [one for one in self.coaches if one.first is None or one.first <= on]
        return tenures[-1].coach if tenures else None

    def __getstate__(self) -> dict[str, Any]:
        return {
            key: value.copy() if isinstance(value, MappingProxyType) else value
            for key, value in self.__dict__.items()
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        for key in ("sessions", "goals"):
            state[key] = MappingProxyType(state[key])
        self.__dict__.update(state)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Cycle):
            return NotImplemented
        return self.model == other.model and self.log == other.log

    def __hash__(self) -> int:
        return hash((self.id, self.version))

    def __repr__(self) -> str:
        return (
            f"<Cycle {self.id}: {self.model.name}, {self.status}"
            f"{f' in {self.phase}' if self.phase else ''}, version {self.version}>"
        )


def made(**state: Any) -> Cycle:
    """A cycle with these attributes; what is not given is empty. For the engine alone."""
    nobody: frozenset[PersonId] = frozenset()
    nothing: MappingProxyType[str, Any] = MappingProxyType({})
    empty: dict[str, Any] = {
        "invited": nobody,
        "agreed_by": nobody,
        "declined_by": nobody,
        "stays": (),
        "pauses": (),
        "closings": (),
        "sessions": nothing,
        "goals": nothing,
        "adopted": False,
        "counts_": {},
        "nameable_": {},
    }
    cycle = object.__new__(Cycle)
    cycle.__dict__.update(empty | state)
    return cycle


def changed(cycle: Cycle, **changes: Any) -> Cycle:
    """Another cycle with some attributes changed. For the engine alone.

    `attrs.evolve` would take five times as long.
    """
    other = object.__new__(Cycle)
    other.__dict__.update(cycle.__dict__)
    other.__dict__.update(changes)
    return other


def effective(log: Iterable[Event]) -> tuple[Event, ...]:
    """What counts of a log: neither corrections nor what they void, amended events as amended.

    An amended event stands in its original place; of several amendments the last one counts.
    """
    counting: dict[EventId, Event] = {}
    for event in log:
        match event:
            case Voided(ids=ids):
                for id in ids:
                    counting.pop(id, None)
            case Amended(target=target, replacement=replacement):
                counting[target] = replacement
            case _:
                counting[event.id] = event
    return tuple(counting.values())


def minutes(cycle: Cycle, *, per: Literal["coach", "teacher"] = "coach") -> dict[str, Minutes]:
    """The minutes of the sessions held, by person.

    They count once for the coach whom the session names, else for the coach of its day, and for
    nobody where there was none; and whole for each attendee.
    """
    totals: dict[str, Minutes] = {}
    for session in cycle.sessions.values():
        held = session.outcome
        if not isinstance(held, SessionHeld):
            continue
        spent = Minutes(held.contact_minutes, held.preparation_minutes, held.travel_minutes)
        if per == "teacher":
            people = held.attendees or cycle.members
        else:
            coach = held.coach or cycle.coach_on(held.happened)
            people = frozenset() if coach is None else frozenset({coach})
        for person in sorted(people):
            totals[person] = totals.get(person, Minutes()) + spent
    return dict(sorted(totals.items()))

"""A coaching cycle as it can be read: everything but its log is derived from the log."""

import datetime
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal

from attrs import Factory, define, frozen
from pendulum import Date

from coachcycle.cycles.events import (
    Amended,
    Away,
    Declined,
    Entry,
    Event,
    Evidence,
    Opening,
    Reviewed,
    SessionCancelled,
    SessionHeld,
    SessionMissed,
    StepAgreed,
    StepClosed,
    TeacherJoined,
    TeacherLeft,
    Voided,
)
from coachcycle.cycles.model import CycleModel
from coachcycle.goals import GoalRecord
from coachcycle.schoolyear import (
    as_day,
    in_force,
)
from coachcycle.vocabulary import (
    CycleId,
    EventId,
    Name,
    PauseReason,
    PersonId,
    SessionForm,
    SessionId,
    Status,
    StepId,
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
class Membership:
    """Days on which a teacher takes part: from `first` until the day before `until`."""

    teacher: PersonId
    first: Date | None
    """None for those of the opening, whose time has no beginning."""
    until: Date | None
    """The day of leaving; None while she is a member."""

    def holds(self, day: Date) -> bool:
        """Whether the day is one of them."""
        return in_force(self.first, self.until, day)


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
class Step:
    """An action step: the event that agreed it and, once it is closed, the one that closed it."""

    agreed: StepAgreed
    closed: StepClosed | None = None

    @property
    def id(self) -> StepId:
        """The step's id."""
        return self.agreed.step

    @property
    def owner(self) -> PersonId:
        """Who took it on."""
        return self.agreed.owner

    @property
    def due(self) -> Date | None:
        """The day by which it is to be done, if one was agreed."""
        return self.agreed.due


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

    def or_more(self, other: "Minutes") -> "Minutes":
        """The larger of each kind of minutes."""
        return Minutes(
            max(self.contact, other.contact),
            max(self.preparation, other.preparation),
            max(self.travel, other.travel),
        )


Served = EventId | None
"""The stay that an entry serves; None for the one to come."""

Counts = dict[tuple[Served, str, PersonId | None], int]
"""What there is towards each requirement: by stay, its words and teacher (None: all together)."""


NOBODY: frozenset[PersonId] = frozenset()


@define(slots=False, eq=False, repr=False)
class Draft:
    """A cycle that the engine is making, before anybody else has seen it: it alone is changed."""

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
    ever_members_: frozenset[PersonId]
    invited: frozenset[PersonId]
    """Who was asked to agree: coach and teachers, less the proposer."""
    events_: dict[EventId, Event]
    agreed_by: frozenset[PersonId] = NOBODY
    declined_by: frozenset[PersonId] = NOBODY
    stays: tuple[Stay, ...] = ()
    pauses: tuple[Pause, ...] = ()
    closings: tuple[Closing, ...] = ()
    away: tuple[Away, ...] = ()
    """The absences, in the order of the log."""
    adopted: bool = False
    """Whether the cycle was under way before its records began."""
    sessions_: dict[str, Session] = Factory(dict)
    goals_: dict[str, GoalRecord] = Factory(dict)
    steps_: dict[str, Step] = Factory(dict)
    counts_: Counts = Factory(dict)
    nameable_: dict[EventId, frozenset[EventId]] = Factory(dict)
    """The stays that each amended event may name."""

    def __attrs_post_init__(self) -> None:
        # CPython copies a dict whose keys no other instance shares in half the time.
        self.__dict__ = {**self.__dict__}

    @property
    def sessions(self) -> Mapping[str, Session]:
        """The sessions by their ids, in the order in which they came into the log."""
        return MappingProxyType(self.sessions_)

    @property
    def goals(self) -> Mapping[str, GoalRecord]:
        """The goals by their ids, in the order in which they were set."""
        return MappingProxyType(self.goals_)

    @property
    def steps(self) -> Mapping[str, Step]:
        """The action steps by their ids, in the order in which they were agreed."""
        return MappingProxyType(self.steps_)

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
    def continues(self) -> CycleId | None:
        """The cycle that this one continues, as its opening says."""
        opening = next(iter(self.events_.values()))
        return opening.continues if isinstance(opening, Opening) else None

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

    @property
    def memberships(self) -> tuple[Membership, ...]:
        """From when until when each teacher took part, by teacher and day."""
        return tuple(_memberships(self.effective))

    def event(self, id: str) -> Event | None:
        """The event of that id as it was entered, or None."""
        return self.events_.get(EventId(id))

    def coach_on(self, day: datetime.date) -> PersonId | None:
        """Who coached on a day: after the last hand-over in the log that happened by then."""
        on = as_day(day)
        return [one for one in self.coaches if one.first is None or one.first <= on][-1].coach

    def members_on(self, day: datetime.date) -> frozenset[PersonId]:
        """Who took part on a day."""
        on = as_day(day)
        return frozenset(one.teacher for one in self.memberships if one.holds(on))


@frozen(slots=False, eq=False, repr=False, init=False)  # pyright: ignore[reportGeneralTypeIssues]
class Cycle(Draft):
    """One coaching cycle. Made by `begin`, carried on by `advance` and `append`, and by nothing else.

    Two cycles are equal when their models and logs are.
    """

    def __init__(self) -> None:
        raise TypeError("a cycle is made by begin, advance, append or replay")

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


def draft(cycle: Draft, event: Event) -> Draft:
    """A draft to enter an event in, which shares nothing that it changes with the cycle."""
    other = object.__new__(Draft)
    other.__dict__ = state = cycle.__dict__.copy()
    state["events_"] = cycle.events_.copy()
    if isinstance(event, Entry):
        for part in ("sessions_", "goals_", "steps_", "counts_"):
            state[part] = state[part].copy()
    return other


def finished(draft: Draft) -> Cycle:
    """The draft itself as a cycle: nothing can change it any more."""
    draft.__class__ = Cycle
    return draft  # type: ignore[return-value]


# --- Reading a log ------------------------------------------------------------------------------


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


def _memberships(log: Iterable[Event]) -> Iterable[Membership]:
    opening: set[PersonId] = set()
    turns: dict[PersonId, list[tuple[Date, bool]]] = {}
    for event in log:
        if isinstance(event, Opening):
            opening |= event.teachers
        elif isinstance(event, Declined):
            opening.discard(event.by)
        elif isinstance(event, TeacherJoined | TeacherLeft):
            turn = (event.happened, isinstance(event, TeacherJoined))
            turns.setdefault(event.teacher, []).append(turn)
    for teacher in sorted(opening | turns.keys()):
        first: Date | None = None
        is_member = teacher in opening
        own = turns.get(teacher, [])
        for day in sorted({day for day, _ in own}):
            # Of all that happened by then, what stands last in the log holds.
            now = [joined for on, joined in own if on <= day][-1]
            if is_member and not now:
                yield Membership(teacher, first, day)
            first, is_member = (day, now) if now != is_member else (first, is_member)
        if is_member:
            yield Membership(teacher, first, None)


Per = Literal["coach", "teacher"]


def minutes(cycle: Cycle, *, per: Per = "coach") -> dict[str, Minutes]:
    """The minutes of the sessions held, by person.

    They count once for the coach whom the session names, else for the coach of its day, and for
    nobody where there was none; and whole for each attendee.
    """
    return _totals(dict(_spent(cycle, per)))


def total_minutes(cycles: Iterable[Cycle], *, per: Per = "coach") -> dict[str, Minutes]:
    """The minutes of the sessions held in several cycles, by person.

    A session that serves several cycles bears one id in all of them and counts once for each
    person, with the larger of the minutes where the cycles differ. Cycles entered in error do not
    count.
    """
    spent: dict[tuple[SessionId, PersonId], Minutes] = {}
    for cycle in cycles:
        if cycle.status is not Status.ENTERED_IN_ERROR:
            for key, one in _spent(cycle, per):
                spent[key] = spent.get(key, Minutes()).or_more(one)
    return _totals(spent)


def _spent(cycle: Cycle, per: Per) -> Iterable[tuple[tuple[SessionId, PersonId], Minutes]]:
    for session in cycle.sessions_.values():
        held = session.outcome
        if not isinstance(held, SessionHeld):
            continue
        spent = Minutes(held.contact_minutes, held.preparation_minutes, held.travel_minutes)
        if per == "teacher":
            people = held.attendees or cycle.members
        else:
            coach = held.coach or cycle.coach_on(held.happened)
            people = frozenset() if coach is None else frozenset({coach})
        for person in people:
            yield (session.id, person), spent


def _totals(spent: Mapping[tuple[SessionId, PersonId], Minutes]) -> dict[str, Minutes]:
    totals: dict[str, Minutes] = {}
    for (_, person), one in sorted(spent.items(), key=lambda item: item[0][1]):
        totals[person] = totals.get(person, Minutes()) + one
    return totals

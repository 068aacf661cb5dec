"""Openings, events and whole histories of cycles."""

import datetime
from collections.abc import Collection
from itertools import count
from typing import Any

from attrs import evolve
from hypothesis import strategies as st
from pendulum import UTC, Date, DateTime

from coachcycle.cycles import (
    EVENTS,
    MODELS,
    Adopted,
    Agreed,
    Amended,
    Correction,
    Cycle,
    CycleModel,
    Entry,
    Event,
    ModelRef,
    Models,
    Opening,
    Proposed,
    advance,
    begin,
)
from coachcycle.errors import CoachCycleError
from coachcycle.schoolyear import as_day
from coachcycle.testing.content import NONE, Content, Pen
from coachcycle.testing.onward import next_step
from coachcycle.testing.values import days, optional
from coachcycle.vocabulary import Status

FIRST, LAST = as_day(datetime.date(2026, 9, 7)), as_day(datetime.date(2026, 10, 2))
CLOSED = (Status.COMPLETED, Status.ENDED_EARLY)
OTHERS_DATA: dict[str, Any] = {"acme:visit": [1, None, "ü"]}

# --- Openings -----------------------------------------------------------------------------------


def openings(
    models: Models = MODELS, *, cycle: str = "cycle-1", id: str = "e-1"
) -> st.SearchStrategy[Opening]:
    """Events of September 2026 that open a log; `begin` accepts each of them.

    Args:
        models: The models that they may name.
        cycle: The cycle's id.
        id: The event's id.
    """
    return st.sampled_from(["proposed", "proposed", "adopted"]).flatmap(
        lambda kind: _opening(kind, tuple(models), cycle, id)
    )


@st.composite
def _opening(
    draw: st.DrawFn, kind: str, models: tuple[CycleModel, ...], cycle: str, id: str
) -> Opening:
    model = draw(st.sampled_from(models))
    most = min(model.most_teachers, model.fewest_teachers + 3)
    size = draw(st.integers(model.fewest_teachers, most))
    day = draw(days(FIRST, LAST))
    told: dict[str, Any] = {
        "id": id,
        "cycle": cycle,
        "by": draw(st.sampled_from(["c-1", "t-1", "p-1"])),
        "happened": day,
        "recorded": _noon(day, draw(st.integers(0, 9))),
        "model": draw(st.sampled_from([model.ref, ModelRef(model.name, model.version)])),
        "coach": "c-1",
        "teachers": [f"t-{number}" for number in range(1, size + 1)],
        "continues": draw(st.sampled_from([None, None, "cycle-0"])),
    }
    if kind == "proposed":
        return Proposed(**told)
    phase = draw(st.sampled_from(model.phases)).name
    return Adopted(**told, phase=phase, since=draw(optional(days(FIRST.subtract(months=3), day))))


def _noon(day: Date, later: int) -> DateTime:
    return DateTime(day.year, day.month, day.day, 12, tzinfo=UTC).add(days=later)


# --- Events -------------------------------------------------------------------------------------


def events(
    cycle: Cycle,
    kinds: Collection[str] = tuple(EVENTS),
    *,
    id: str | None = None,
    on: datetime.date | None = None,
) -> st.SearchStrategy[Event]:
    """Events of any content about a cycle, most of which it accepts, if it accepts their kind.

    Args:
        cycle: The cycle that they are about.
        kinds: The kinds that they may be of; any, if not given.
        id: Their id; a new one of the log's, if not given.
        on: The day on which they happen; about that of the last event, if not given.
    """
    return _event(cycle, tuple(kinds), _new_id(cycle) if id is None else id, on)


@st.composite
def _event(
    draw: st.DrawFn, cycle: Cycle, kinds: tuple[str, ...], id: str, on: datetime.date | None
) -> Event:
    kind = draw(st.sampled_from(kinds))
    strays = draw(st.integers(0, 3)) == 3
    return _written(Pen(draw, cycle, _day(draw, cycle, kind, on), strays), kind, id)


def _new_id(cycle: Cycle) -> str:
    return next(id for n in count(cycle.version + 1) if cycle.event(id := f"e-{n}") is None)


def _day(draw: st.DrawFn, cycle: Cycle, kind: str, on: datetime.date | None) -> Date:
    if on is not None:
        return as_day(on)
    if cycle.status in CLOSED and issubclass(EVENTS[kind], Entry):
        return cycle.closings[-1].day.subtract(days=draw(st.integers(0, 9)))
    return cycle.log[-1].happened.add(days=draw(st.integers(-5, 10)))


def _written(pen: Pen, kind: str, id: str, **chosen: Any) -> Event:
    """An event of that kind, in which what is chosen stands as it is."""
    cls = EVENTS[kind]
    if issubclass(cls, Opening):
        return pen.draw(_opening(kind, (pen.cycle.model,), pen.cycle.id, id))
    if issubclass(cls, Amended):
        return _amended(pen, id)
    content = pen.content(kind) | chosen
    return cls(**_envelope(pen, id, pen.by(kind, content)), **content)


def _envelope(pen: Pen, id: str, by: str) -> Content:
    latest = max(pen.day, *(event.happened for event in pen.cycle.log))
    return {
        "id": id,
        "cycle": pen.one([pen.cycle.id], ["cycle-none"]),
        "by": by,
        "recorded_by": pen.one([by, by, "p-1"]),
        "happened": pen.day,
        "recorded": _noon(latest, pen.draw(st.integers(0, 9))),
        "extra": pen.one([None, None, OTHERS_DATA]),
    }


def _amended(pen: Pen, id: str) -> Amended:
    """An amendment that changes all that an event says, or words alone."""
    told = _envelope(pen, id, pen.one(pen.taking_part, ["p-1"]))
    log = [one for one in pen.cycle.log if not isinstance(one, Opening | Correction)]
    told_of_nothing: Content = told | {"id": NONE}
    nothing = Agreed(**told_of_nothing)
    target = pen.one(pen.correctable(), [nothing, *log])
    says = pen.content if pen.draw(st.booleans()) else pen.words
    changed = says(target.kind) | {"happened": pen.day}
    replacement = evolve(target, **changed | {key: told[key] for key in ("cycle", "recorded")})
    return Amended(**told, target=target.id, replacement=replacement)


# --- Histories ----------------------------------------------------------------------------------


def next_events(cycle: Cycle, *, on: datetime.date | None = None) -> st.SearchStrategy[Event]:
    """Events that carry a cycle on; the cycle accepts nearly all of them.

    About half of them lead towards the next phase or the end: the move itself, or something that it
    still requires. The others are of any kind that is accepted, corrections among them.

    Args:
        cycle: The cycle that they are about.
        on: The day on which they happen; about that of the last event, if not given.
    """
    return _next(cycle, on)


@st.composite
def _next(draw: st.DrawFn, cycle: Cycle, on: datetime.date | None) -> Event:
    pen = Pen(draw, cycle, cycle.log[-1].happened)
    kind, chosen = next_step(pen)
    return _written(evolve(pen, day=_day(draw, cycle, kind, on)), kind, _new_id(cycle), **chosen)


def histories(
    models: Models = MODELS, *, longest: int = 25, id: str = "cycle-1"
) -> st.SearchStrategy[Cycle]:
    """Cycles with legal logs over these models, from proposals to reopened ones in later rounds.

    Teachers join, leave and are away, coaches hand over, sessions are missed and made up for, goals
    are revised and measured, and entries are corrected.

    Args:
        models: The models of which they are.
        longest: How many events a log holds at most.
        id: The cycle's id.
    """
    return _history(models, longest, id)


@st.composite
def _history(draw: st.DrawFn, models: Models, longest: int, id: str) -> Cycle:
    cycle = begin(draw(openings(models, cycle=id)), models)
    for _ in range(draw(st.integers(0, longest - 1) | st.just(longest - 1))):
        try:
            cycle = advance(cycle, draw(next_events(cycle)))
        except CoachCycleError:
            continue
    return cycle

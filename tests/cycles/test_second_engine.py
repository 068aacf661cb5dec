"""The engine against a second one, written from the concepts page alone, on random events.

The second engine (tests/second_engine.py) shares no code with the first and reads documents. Both
must come to the same verdict on every event, and to the same state.
"""

import datetime
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

import second_engine as second
from chance import Chance, Document
from coachcycle.cycles import (
    EVENTS,
    MODELS,
    Cycle,
    CycleModel,
    Phase,
    Transition,
    append,
    begin,
    dependents,
    evidence,
    measured,
    minutes,
    options,
    refusals,
    reviewed,
    session_held,
    step_closed,
)
from coachcycle.errors import CoachCycleError
from coachcycle.interchange import encode_event
from coachcycle.interchange.codec import decode_entry

ODD = CycleModel(
    name="odd", version=1, source="A test", fewest_teachers=2, most_teachers=4,
    phases=[Phase("a"), Phase("b"), Phase("c")],
    transitions=[
        Transition("a", "a", [session_held(count=2, since="iteration")]),
        Transition("a", "b", [session_held(count=2, since="cycle", each_teacher=True)]),
        Transition("b", "a", []),
        Transition("b", "b", [step_closed("done", "carried", since="iteration")]),
        Transition("b", "c", [measured("baseline", "progress", each_teacher=True)]),
        Transition("c", "b", [reviewed(count=2)]),
    ],
    completes={
        "a": [evidence("video", "x:own", since="cycle")],
        "c": [measured(since="iteration", each_teacher=True)],
    },
)  # fmt: skip
ALL = MODELS.add(ODD)
DOCUMENTS = {(model.name, model.version): json.loads(json.dumps(model.definition)) for model in ALL}
LONGEST = 60
DAYS = (datetime.date(2026, 9, 20), datetime.date(2026, 10, 10))


def verdicts(seed: int, count: int) -> Iterator[str]:
    """Plays so many events in both engines, and tells the verdict on each."""
    chance = Chance(seed)
    played = 0
    while played < count:
        opening = chance.opening(chance.one(ALL))
        played += 1
        ours, theirs = opened(opening)
        yield "refused" if ours is None else opening["event"]
        while ours is not None and theirs is not None and ours.version < LONGEST:
            played += 1
            verdict, ours, theirs = entered(chance.event(ours), ours, theirs, chance)
            yield verdict
            if ours.status in DEAD and chance.happens(0.5):
                break


DEAD = ("declined", "withdrawn", "cancelled", "entered_in_error", "completed", "ended_early")


def opened(opening: Document) -> tuple[Cycle | None, second.State | None]:
    """What the opening leads to in both engines: nothing, where it is refused."""
    ours: Cycle | None = None
    theirs: second.State | None = None
    with suppress(CoachCycleError):
        ours = begin(decode_entry(opening), ALL)
    with suppress(second.Refused):
        theirs = second.begin(opening, DOCUMENTS)
    assert (ours is None) == (theirs is None)
    if ours and theirs:
        agree(ours, theirs)
    return ours, theirs


def entered(
    document: Document, ours: Cycle, theirs: second.State, chance: Chance
) -> tuple[str, Cycle, second.State]:
    """Both engines' answer to an event, to one that comes again, or to one that comes too late."""
    version = ours.version
    if chance.happens(0.03):
        document = again(ours, chance)
    elif chance.happens(0.02):
        version -= 1
    if document["event"] == "voided" and chance.happens(0.5):
        document = with_dependents(document, ours)
    try:
        event = decode_entry(document)
    except CoachCycleError:
        return "no event", ours, theirs
    try:
        after, new = append(ours, event, version)
    except CoachCycleError as refusal:
        with pytest.raises(second.Refused):
            second.append(theirs, document, version)
        tells_facts(refusal, ours, document)
        return refusal.code, ours, theirs
    state, is_new = second.append(theirs, document, version)
    assert is_new == bool(new)
    agree(after, state)
    return event.kind if new else "redelivered", after, state


ABOUT_THE_EVENT = {"id", "person", "session", "step", "goal", "stay", "to", "replaced", "happened"}


def tells_facts(refusal: CoachCycleError, cycle: Cycle, document: Document) -> None:
    """A refusal names the cycle, and what of the event stands against what of the cycle."""
    facts = refusal.fields
    assert None not in facts.values()
    assert facts["cycle"] == cycle.id
    assert facts.get("status", cycle.status) == cycle.status
    assert facts.get("phase", cycle.phase) == cycle.phase
    assert facts.get("proposer", cycle.proposer) == cycle.proposer
    assert str(facts.get("event", document["event"])).startswith(document["event"])
    given = json.dumps(document)
    for key in facts.keys() & ABOUT_THE_EVENT:
        assert f'"{facts[key]}"' in given


def again(cycle: Cycle, chance: Chance) -> Document:
    """An event of the log, recorded later, or with something else in it."""
    document = encode_event(chance.one(cycle.log))
    del document["kind"], document["schema"]
    if "replacement" not in document:
        document["recorded"] = "2026-12-02T15:00:00Z"
    if chance.happens(0.3):
        document["by"] = "p-2"
    return document


def with_dependents(document: Document, cycle: Cycle) -> Document:
    try:
        fallen = dependents(cycle, document["ids"])
    except CoachCycleError:
        return document
    return document | {"ids": sorted({*document["ids"], *fallen})}


def agree(ours: Cycle, theirs: second.State) -> None:
    """Status, phase, stays, people, what counts, sessions, steps, goals, minutes, what is missing."""
    assert seen(ours) == {
        "status": theirs.status,
        "phase": theirs.phase,
        "stays": list(theirs.stays),
        "coach": theirs.coach,
        "members": theirs.members,
        "effective": theirs.effective_ids,
        "sessions": theirs.sessions,
        "steps": theirs.steps,
        "goals": theirs.goals,
        "coach minutes": theirs.minutes("coach"),
        "teacher minutes": theirs.minutes("teacher"),
        "missing": their_missing(theirs),
    }
    for day in DAYS:
        assert ours.coach_on(day) == theirs.coach_on(day.isoformat())
        assert ours.members_on(day) == theirs.members_on(day.isoformat())


def seen(cycle: Cycle) -> dict[str, Any]:
    return {
        "status": str(cycle.status),
        "phase": cycle.phase,
        "stays": [(stay.id, stay.phase, stay.iteration) for stay in cycle.stays],
        "coach": cycle.coach,
        "members": set(cycle.members),
        "effective": [event.id for event in cycle.effective],
        "sessions": {id: str(one.status) for id, one in cycle.sessions.items()},
        "steps": {
            id: None if one.closed is None else str(one.closed.outcome)
            for id, one in cycle.steps.items()
        },
        "goals": {
            id: {
                "open": one.closed is None,
                "versions": [version.id for version in one.versions],
                "measurements": [measurement.id for measurement in one.measurements],
            }
            for id, one in cycle.goals.items()
        },
        "coach minutes": spent(minutes(cycle)),
        "teacher minutes": spent(minutes(cycle, per="teacher")),
        "missing": missing(cycle),
    }


def missing(cycle: Cycle) -> dict[str, Any]:
    """What stands against each move and against completing, as `options` says it."""
    if cycle.status != "active" or cycle.phase is None:
        return {}
    needs: dict[str, Any] = {
        one.to: one.requires for one in cycle.model.transitions_from(cycle.phase)
    }
    needs["completed"] = cycle.model.completing(cycle.phase)
    found: dict[str, Any] = {}
    for option in options(cycle):
        to = "completed" if option.event == "completed" else option.target
        if option.event in ("moved", "completed") and needs.get(str(to)) is not None:
            too_few = isinstance(option.refusal, refusals.TooFewTeachers)
            found[str(to)] = (
                "too few"
                if too_few
                else [
                    (needs[str(to)].index(one.requirement), one.have, one.need, list(one.teachers))
                    for one in option.missing
                ]
            )
    return found


def their_missing(state: second.State) -> dict[str, Any]:
    if state.status != "active":
        return {}
    phases = [phase["name"] for phase in state.model["phases"]]
    found = {to: state.missing(to) for to in (*phases, "completed")}
    return {
        to: "too few" if state.too_few else lacking
        for to, lacking in found.items()
        if lacking is not None
    }


def spent(totals: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    return {who: (one.contact, one.preparation, one.travel) for who, one in totals.items()}


def test_the_engines_agree_on_random_events() -> None:
    """
    Every verdict, state, member, minute and missing requirement is the same in both.
    """
    assert set(EVENTS) <= set(verdicts(seed=1, count=5_000))


@pytest.mark.proof
def test_the_engines_agree_on_a_million_events(
    proof_count: Callable[[int], int], tried: Callable[[str, str], None]
) -> None:
    """
    Every verdict, state, member, minute and missing requirement is the same in both.
    """
    count = proof_count(1_000_000)
    assert sum(1 for _ in verdicts(seed=2, count=count)) >= count
    tried("second-engine", f"{count:,} events over nine models, 0 disagreements")

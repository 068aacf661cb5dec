"""The engine: what may follow what in the log of a cycle.

`advance` is the whole engine and pure: it gives the cycle with one more event in its log, or refuses
the event and changes nothing. `replay` is `advance` folded over a log. Position in the log alone
decides status, phase and requirements; days decide minutes and pace.
"""

from collections.abc import Iterable

from attrs import fields

from coachcycle.cycles import refusals
from coachcycle.cycles.corrections import corrected
from coachcycle.cycles.cycle import Cycle, Draft, draft, finished
from coachcycle.cycles.events import Correction, Event, Opening
from coachcycle.cycles.models import Models
from coachcycle.cycles.rules import apply, opened


def begin(opening: Event, models: Models) -> Cycle:
    """The cycle whose log is one opening event, `Proposed` or `Adopted`.

    Raises:
        LogMustBegin: The event opens no log.
        ModelUnknown, ModelChanged: The model is not in the collection, or another one by now.
        TeachersOutOfRange: There are more or fewer teachers than the model takes.
        CoachAmongTeachers: The coach is one of the teachers.
        PhaseUnknown: The phase of an adopted cycle is none of the model's.
    """
    return finished(_begun(opening, models))


def _begun(opening: Event, models: Models) -> Draft:
    if not isinstance(opening, Opening):
        raise refusals.LogMustBegin(opening.cycle, opening.id, opening.kind)
    return opened(opening, models.resolve(opening.model))


def advance(cycle: Cycle, event: Event) -> Cycle:
    """The cycle with one more event at the end of its log.

    Raises:
        CoachCycleError: The event is refused, with one class for each reason; nothing has changed.
    """
    return finished(_entered(draft(cycle, event), event))


def _entered(cycle: Draft, event: Event) -> Draft:
    """The draft with one more event: itself, or another one after a correction."""
    if event.cycle != cycle.id:
        raise refusals.WrongCycle(cycle.id, event.id, event.cycle)
    if event.id in cycle.events_:
        raise refusals.EventRepeated(cycle.id, event.id)
    if isinstance(event, Correction):
        return corrected(cycle, event)
    apply(cycle, event)
    cycle.events_[event.id] = event
    return cycle


def replay(events: Iterable[Event], models: Models) -> Cycle:
    """The cycle that a log leads to.

    Raises:
        LogEmpty: There is no event.
        CoachCycleError: An event is refused where it stands.
    """
    log = iter(events)
    opening = next(log, None)
    if opening is None:
        raise refusals.LogEmpty
    cycle = _begun(opening, models)
    for event in log:
        cycle = _entered(cycle, event)
    return finished(cycle)


def append(cycle: Cycle, event: Event, expected_version: int) -> tuple[Cycle, tuple[Event, ...]]:
    """The cycle with the event, and what is new to be saved: nothing, if it was a redelivery.

    Args:
        cycle: The cycle as loaded.
        event: The event to enter. One that is in the log already, equal in everything but
            `recorded`, changes nothing.
        expected_version: The version that the caller loaded.

    Raises:
        EventChanged: An event of that id is in the log, with other content.
        StaleVersion: The log has another version than expected: load it again.
        CoachCycleError: The event is refused.
    """
    known = cycle.event(event.id)
    if known is not None:
        if not _is_same(known, event):
            raise refusals.EventChanged(cycle.id, event.id)
        return cycle, ()
    if expected_version != cycle.version:
        raise refusals.StaleVersion(cycle.id, expected_version, cycle.version)
    return advance(cycle, event), (event,)


def _is_same(one: Event, other: Event) -> bool:
    """Whether two events are equal in everything but when they were recorded."""
    if type(one) is not type(other):
        return False
    given = {
        field.name: (getattr(one, field.name), getattr(other, field.name))
        for field in fields(type(one))
    }
    del given["recorded"]
    if "replacement" in given and not _is_same(*given.pop("replacement")):
        return False
    return all(mine == theirs for mine, theirs in given.values())

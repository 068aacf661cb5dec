"""Corrections: taking events back, or putting others in their place, without losing anything.

The log keeps everything. What counts after a correction is folded anew from what is effective, and
must hold from the first event to the last.
"""

from collections.abc import Iterable, Sequence

from coachcycle.cycles import refusals
from coachcycle.cycles.cycle import Cycle, Draft, draft, effective
from coachcycle.cycles.events import (
    Adopted,
    Amended,
    Correction,
    Event,
    Moved,
    Opening,
    Reopened,
    Started,
    Voided,
)
from coachcycle.cycles.rules import apply, opened
from coachcycle.errors import CoachCycleError
from coachcycle.vocabulary import EventId, Status, collection, event_id


def corrected(cycle: Draft, correction: Correction) -> Draft:
    """The draft after a correction at the end of its log.

    Raises:
        NotCorrectable: A target is unknown, voided, an opening or a correction.
        ReplacementMismatch: The replacement is of another kind than its target.
        NotAccepted: The cycle was entered in error, and this is not the void of just that entry.
        CorrectionBreaksLog: What remains would not hold.
    """
    _require_accepted(cycle, correction)
    log = (*cycle.log, correction)
    after, refused = _fold(cycle, effective(log), log)
    for event, refusal in refused:
        raise refusals.CorrectionBreaksLog(cycle.id, correction.id, event.id, refusal)
    after.events_ = cycle.events_ | {correction.id: correction}
    return after


def dependents(
    cycle: Cycle, ids: Iterable[str], replacement: Event | None = None
) -> frozenset[EventId]:
    """The events that fall if these are voided: without them they would be refused.

    Voiding `ids` together with them is always accepted.

    Args:
        cycle: The cycle.
        ids: The events to be voided.
        replacement: An event to take the place of the one with its id; asks what an amendment would
            take with it.

    Raises:
        NotCorrectable: A target is unknown, voided, an opening or a correction.
        ReplacementMismatch: The replacement is of another kind than its target.
    """
    voided = {event_id(id) for id in collection("ids", ids)}
    for id in sorted(voided):
        _correctable(cycle, id)
    if replacement is not None:
        if replacement.cycle != cycle.id:
            raise refusals.WrongCycle(cycle.id, replacement.id, replacement.cycle)
        _require_like(cycle, replacement)
    log = list(cycle.log)
    counting = {
        event.id: event if replacement is None or event.id != replacement.id else replacement
        for event in cycle.effective
        if event.id not in voided
    }
    fallen: set[EventId] = set()
    while True:
        # A stay that falls may be named by an entry before it: fold until nothing more is refused.
        rest = [event for event in counting.values() if event.id not in fallen]
        _, refused = _fold(cycle, rest, log, replacement)
        if not refused:
            return frozenset(fallen)
        fallen |= {event.id for event, _ in refused}


def _fold(
    cycle: Draft,
    counting: Sequence[Event],
    log: Sequence[Event],
    replacement: Event | None = None,
) -> tuple[Draft, list[tuple[Event, CoachCycleError]]]:
    """The draft that these events lead to, and those among them that are refused, with why."""
    opening, *rest = counting
    assert isinstance(opening, Opening)
    after = opened(opening, cycle.model)
    after.nameable_ = _nameable(counting, log, replacement)
    refused: list[tuple[Event, CoachCycleError]] = []
    for event in rest:
        following = draft(after, event)
        try:
            apply(following, event)
        except CoachCycleError as refusal:
            refused.append((event, refusal))
        else:
            after = following
    return after, refused


def _nameable(
    counting: Sequence[Event], log: Sequence[Event], replacement: Event | None
) -> dict[EventId, frozenset[EventId]]:
    """Which stays each amended event may name: those opened before its last amendment."""
    places = {event.id: place for place, event in enumerate(log)}
    stays = [one.id for one in counting if isinstance(one, Adopted | Started | Moved | Reopened)]
    nameable = {
        event.target: frozenset(id for id in stays if places[id] < place)
        for place, event in enumerate(log)
        if isinstance(event, Amended)
    }
    if replacement is not None:
        nameable[replacement.id] = frozenset(stays)
    return nameable


def _require_accepted(cycle: Draft, correction: Correction) -> None:
    if cycle.status is Status.ENTERED_IN_ERROR:
        undone = frozenset({cycle.effective[-1].id})
        if not isinstance(correction, Voided) or correction.ids != undone:
            raise refusals.NotAccepted(cycle.id, correction.kind, cycle.status, ())
    if isinstance(correction, Amended):
        _require_like(cycle, correction.replacement)
    if isinstance(correction, Voided):
        for id in sorted(correction.ids):
            _correctable(cycle, id)


def _require_like(cycle: Draft, replacement: Event) -> None:
    if _correctable(cycle, replacement.id).kind != replacement.kind:
        raise refusals.ReplacementMismatch(cycle.id, replacement.id, "kind")


def _correctable(cycle: Draft, id: EventId) -> Event:
    event = cycle.event(id)
    if event is None:
        raise refusals.NotCorrectable(cycle.id, id, "not_in_log")
    if isinstance(event, Opening):
        raise refusals.NotCorrectable(cycle.id, id, "opens_log")
    if isinstance(event, Correction):
        raise refusals.NotCorrectable(cycle.id, id, "is_correction")
    if all(one.id != id for one in cycle.effective):
        raise refusals.NotCorrectable(cycle.id, id, "was_voided")
    return event

"""The course of a cycle: consent, status, phase and coach.

One function for each kind of event says what it requires beyond the table in `rules` and what it
changes. A condition that can be known before the event is written (`require_...`) is a function of
its own, which `options` asks too.
"""

from typing import Any

from attrs import evolve

from coachcycle.cycles import refusals
from coachcycle.cycles.cycle import Closing, Counts, Cycle, Pause, Stay, Tenure, changed
from coachcycle.cycles.events import (
    Agreed,
    Cancelled,
    CoachHandedOver,
    Completed,
    Declined,
    EndedEarly,
    EnteredInError,
    Event,
    Moved,
    Paused,
    Reopened,
    Resumed,
    Started,
    Withdrawn,
)
from coachcycle.cycles.model import Transition
from coachcycle.cycles.refusals import Missing
from coachcycle.cycles.requirement import Requirement, Since
from coachcycle.vocabulary import EndReason, PauseReason, PersonId, Status

FEWEST_TEACHERS = MOST_TEACHERS = 1
"""How many teachers a cycle has."""

# --- Consent ------------------------------------------------------------------------------------


def require_invited(cycle: Cycle, person: PersonId) -> None:
    """Refuses an answer of somebody who was not invited, or has answered."""
    if person not in cycle.invited:
        raise refusals.NotInvited(cycle.id, person, tuple(sorted(cycle.invited)))
    if person in cycle.agreed_by or person in cycle.declined_by:
        raise refusals.AnsweredAlready(cycle.id, person)


def agreed(cycle: Cycle, event: Agreed) -> Cycle:
    require_invited(cycle, event.by)
    return _answered(changed(cycle, agreed_by=cycle.agreed_by | {event.by}), event)


def declined(cycle: Cycle, event: Declined) -> Cycle:
    require_invited(cycle, event.by)
    remaining = changed(
        cycle, declined_by=cycle.declined_by | {event.by}, members=cycle.members - {event.by}
    )
    if event.by == cycle.coach or len(remaining.members) < FEWEST_TEACHERS:
        return _turned(remaining, Status.DECLINED, event)
    return _answered(remaining, event)


def _answered(cycle: Cycle, event: Event) -> Cycle:
    everybody = cycle.invited - cycle.declined_by <= cycle.agreed_by
    return _turned(cycle, Status.AGREED, event) if everybody else cycle


def withdrawn(cycle: Cycle, event: Withdrawn) -> Cycle:
    if cycle.proposer is not None and event.by != cycle.proposer:
        raise refusals.NotTheProposer(cycle.id, event.by, cycle.proposer)
    return _turned(cycle, Status.WITHDRAWN, event)


# --- Status and phase ---------------------------------------------------------------------------


def _turned(cycle: Cycle, status: Status, event: Event, **changes: Any) -> Cycle:
    return changed(cycle, status=status, status_day=event.happened, **changes)


def cancelled(cycle: Cycle, event: Cancelled) -> Cycle:
    return _turned(cycle, Status.CANCELLED, event)


def entered_in_error(cycle: Cycle, event: EnteredInError) -> Cycle:
    return _turned(cycle, Status.ENTERED_IN_ERROR, event)


def started(cycle: Cycle, event: Started) -> Cycle:
    stay = Stay(event.id, cycle.model.first_phase, 1, event.happened)
    counts: Counts = {}
    # An entry amended to name this stay has been counted under it already.
    for (served, kind, detail), count in cycle.counts_.items():
        key = (served or event.id, kind, detail)
        counts[key] = counts.get(key, 0) + count
    return _turned(cycle, Status.ACTIVE, event, stays=(stay,), counts_=counts)


def require_transition(cycle: Cycle, to: str) -> Transition:
    """The transition of the model to that phase; refuses what it does not have or requires."""
    stay = cycle.stays[-1]
    transition = cycle.model.transition(stay.phase, to)
    if transition is None:
        allowed = tuple(one.to for one in cycle.model.transitions_from(stay.phase))
        raise refusals.TransitionNotAllowed(cycle.id, stay.phase, to, allowed)
    _require(cycle, "moved", transition.requires)
    return transition


def moved(cycle: Cycle, event: Moved) -> Cycle:
    transition = require_transition(cycle, event.to)
    left = cycle.stays[-1]
    iteration = left.iteration + cycle.model.is_back(left.phase, transition.to)
    stay = Stay(event.id, transition.to, iteration, event.happened)
    return changed(cycle, stays=(*cycle.stays, stay))


def require_completable(cycle: Cycle) -> None:
    """Refuses completing in a phase that does not complete, or with something missing."""
    phase = cycle.stays[-1].phase
    requires = cycle.model.completing(phase)
    if requires is None:
        allowed = tuple(phase for phase, _ in cycle.model.completes)
        raise refusals.CompletionNotAllowed(cycle.id, phase, allowed)
    _require(cycle, "completed", requires)


def completed(cycle: Cycle, event: Completed) -> Cycle:
    require_completable(cycle)
    return _closed(cycle, Status.COMPLETED, event, event.outcome)


def ended_early(cycle: Cycle, event: EndedEarly) -> Cycle:
    return _closed(cycle, Status.ENDED_EARLY, event, event.reason)


def _closed(cycle: Cycle, status: Status, event: Event, word: str) -> Cycle:
    closing = Closing(event.id, event.happened, status, word)
    return _turned(
        cycle,
        status,
        event,
        closings=(*cycle.closings, closing),
        pauses=_pauses_ended(cycle, event),
    )


def paused(cycle: Cycle, event: Paused) -> Cycle:
    pause = Pause(event.happened, None, event.reason, event.resume_on)
    return _turned(cycle, Status.PAUSED, event, pauses=(*cycle.pauses, pause))


def _paused_without_coach(cycle: Cycle, event: Event) -> Cycle:
    pause = Pause(event.happened, None, PauseReason.NO_COACH, None)
    return _turned(cycle, Status.PAUSED, event, pauses=(*cycle.pauses, pause))


def require_coach(cycle: Cycle, kind: str) -> None:
    """Refuses what cannot be done without a coach."""
    if cycle.coach is None:
        raise refusals.NoCoach(cycle.id, kind)


def resumed(cycle: Cycle, event: Resumed) -> Cycle:
    require_coach(cycle, event.kind)
    return _turned(cycle, Status.ACTIVE, event, pauses=_pauses_ended(cycle, event))


def _pauses_ended(cycle: Cycle, event: Event) -> tuple[Pause, ...]:
    return tuple(
        evolve(pause, until=event.happened) if pause.until is None else pause
        for pause in cycle.pauses
    )


def require_reopenable(cycle: Cycle) -> None:
    """Refuses to reopen a cycle that another one continues under another model."""
    last = cycle.closings[-1]
    if last.status is Status.ENDED_EARLY and last.word == EndReason.MODEL_REPLACED:
        raise refusals.NotReopenable(cycle.id)


def reopened(cycle: Cycle, event: Reopened) -> Cycle:
    require_reopenable(cycle)
    last = cycle.stays[-1]
    again = changed(
        cycle, stays=(*cycle.stays, Stay(event.id, last.phase, last.iteration, event.happened))
    )
    if cycle.coach is None:
        return _paused_without_coach(again, event)
    return _turned(again, Status.ACTIVE, event)


# --- The coach ----------------------------------------------------------------------------------


def require_successor(cycle: Cycle, person: PersonId) -> None:
    """Refuses a successor who is the coach already, or one of the teachers."""
    if person == cycle.coach:
        raise refusals.AlreadyCoach(cycle.id, person)
    if person in cycle.members:
        raise refusals.CoachAmongTeachers(cycle.id, person)


def require_can_do_without(cycle: Cycle) -> None:
    """Refuses a hand-over to nobody before the work has begun, or where there is no coach."""
    if cycle.status is Status.AGREED:
        accepted = (Status.ACTIVE, Status.PAUSED)
        raise refusals.NotAccepted(cycle.id, "coach_handed_over to nobody", cycle.status, accepted)
    require_coach(cycle, "coach_handed_over to nobody")


def coach_handed_over(cycle: Cycle, event: CoachHandedOver) -> Cycle:
    if event.to is None:
        require_can_do_without(cycle)
    else:
        require_successor(cycle, event.to)
    coaches = (*cycle.coaches, Tenure(event.to, event.happened))
    handed = changed(cycle, coach=event.to, coaches=coaches)
    if event.to is None and cycle.status is Status.ACTIVE:
        return _paused_without_coach(handed, event)
    return handed


# --- Requirements -------------------------------------------------------------------------------


def _require(cycle: Cycle, kind: str, requires: tuple[Requirement, ...]) -> None:
    missing = tuple(
        Missing(requirement, have, requirement.count)
        for requirement in requires
        if not _is_unknown(cycle, requirement)
        and (have := _have(cycle, requirement)) < requirement.count
    )
    if missing:
        raise refusals.RequirementsMissing(cycle.id, kind, cycle.stays[-1].phase, missing)


def _is_unknown(cycle: Cycle, requirement: Requirement) -> bool:
    # What happened in an adopted iteration before its adoption is in no log.
    return cycle.adopted and cycle.iteration == 1 and requirement.since is not Since.STAY


def _have(cycle: Cycle, requirement: Requirement) -> int:
    last = cycle.stays[-1]
    details = requirement.detail or (None,)
    if requirement.since is Since.CYCLE:
        return sum(
            count
            for (_, kind, detail), count in cycle.counts_.items()
            if kind == requirement.event and detail in details
        )
    stays = [last.id]
    if requirement.since is Since.ITERATION:
        stays = [stay.id for stay in cycle.stays if stay.iteration == last.iteration]
    counts = cycle.counts_
    return sum(
        counts.get((stay, requirement.event, detail), 0) for stay in stays for detail in details
    )

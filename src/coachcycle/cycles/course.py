"""The course of a cycle: consent, status, phase and people.

One function for each kind of event says what it requires beyond the table in `rules` and what it
changes in a cycle that the engine is making. A condition that can be known before the event is
written (`require_...`) is a function of its own, which `options` asks too.
"""

from coachcycle.cycles import refusals
from coachcycle.cycles.cycle import Closing, Counts, Draft, Pause, Stay, Tenure
from coachcycle.cycles.events import (
    Agreed,
    Away,
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
    TeacherJoined,
    TeacherLeft,
    Withdrawn,
)
from coachcycle.cycles.model import Transition
from coachcycle.cycles.refusals import Missing
from coachcycle.cycles.requirement import Requirement, Since
from coachcycle.vocabulary import EndReason, Name, PauseReason, PersonId, Status

PROPOSED, AGREED, ACTIVE, PAUSED = Status.PROPOSED, Status.AGREED, Status.ACTIVE, Status.PAUSED

# --- Consent ------------------------------------------------------------------------------------


def require_invited(cycle: Draft, person: PersonId) -> None:
    """Refuses an answer of somebody who was not invited, or has answered."""
    if person not in cycle.invited:
        raise refusals.NotInvited(cycle.id, person, tuple(sorted(cycle.invited)))
    if person in cycle.agreed_by or person in cycle.declined_by:
        raise refusals.AnsweredAlready(cycle.id, person)


def agreed(cycle: Draft, event: Agreed) -> None:
    require_invited(cycle, event.by)
    cycle.agreed_by |= {event.by}
    _answered(cycle, event)


def declined(cycle: Draft, event: Declined) -> None:
    require_invited(cycle, event.by)
    cycle.declined_by |= {event.by}
    cycle.members -= {event.by}
    cycle.ever_members_ = cycle.members
    if event.by == cycle.coach or len(cycle.members) < cycle.model.fewest_teachers:
        _turn(cycle, Status.DECLINED, event)
    else:
        _answered(cycle, event)


def _answered(cycle: Draft, event: Event) -> None:
    if cycle.invited - cycle.declined_by <= cycle.agreed_by:
        _turn(cycle, AGREED, event)


def withdrawn(cycle: Draft, event: Withdrawn) -> None:
    if cycle.proposer is not None and event.by != cycle.proposer:
        raise refusals.NotTheProposer(cycle.id, event.by, cycle.proposer)
    _turn(cycle, Status.WITHDRAWN, event)


# --- Status and phase ---------------------------------------------------------------------------


def _turn(cycle: Draft, status: Status, event: Event) -> None:
    cycle.status, cycle.status_day = status, event.happened


def cancelled(cycle: Draft, event: Cancelled) -> None:
    _turn(cycle, Status.CANCELLED, event)


def entered_in_error(cycle: Draft, event: EnteredInError) -> None:
    _turn(cycle, Status.ENTERED_IN_ERROR, event)


def started(cycle: Draft, event: Started) -> None:
    counts: Counts = {}
    # An entry amended to name this stay has been counted under it already.
    for (served, requirement, teacher), count in cycle.counts_.items():
        key = (served or event.id, requirement, teacher)
        counts[key] = counts.get(key, 0) + count
    cycle.counts_ = counts
    _enter(cycle, event, cycle.model.first_phase, 1)
    _turn(cycle, ACTIVE, event)


def _enter(cycle: Draft, event: Event, phase: Name, iteration: int) -> None:
    stay = Stay(event.id, phase, iteration, event.happened)
    cycle.stays = (*cycle.stays, stay)


def require_transition(cycle: Draft, to: str) -> Transition:
    """The transition of the model to that phase; refuses what it does not have or requires."""
    stay = cycle.stays[-1]
    transition = cycle.model.transition(stay.phase, to)
    if transition is None:
        allowed = tuple(one.to for one in cycle.model.transitions_from(stay.phase))
        raise refusals.TransitionNotAllowed(cycle.id, stay.phase, to, allowed)
    _require(cycle, "moved", transition.requires)
    return transition


def moved(cycle: Draft, event: Moved) -> None:
    transition = require_transition(cycle, event.to)
    left = cycle.stays[-1]
    is_back = cycle.model.is_back(left.phase, transition.to)
    _enter(cycle, event, transition.to, left.iteration + is_back)


def require_completable(cycle: Draft) -> None:
    """Refuses completing in a phase that does not complete, or with something missing."""
    phase = cycle.stays[-1].phase
    requires = cycle.model.completing(phase)
    if requires is None:
        allowed = tuple(phase for phase, _ in cycle.model.completes)
        raise refusals.CompletionNotAllowed(cycle.id, phase, allowed)
    _require(cycle, "completed", requires)


def completed(cycle: Draft, event: Completed) -> None:
    require_completable(cycle)
    _close(cycle, Status.COMPLETED, event, event.outcome)


def ended_early(cycle: Draft, event: EndedEarly) -> None:
    _close(cycle, Status.ENDED_EARLY, event, event.reason)


def _close(cycle: Draft, status: Status, event: Event, word: str) -> None:
    _turn(cycle, status, event)
    _end_pause(cycle, event)
    cycle.closings = (*cycle.closings, Closing(event.id, event.happened, status, word))


def paused(cycle: Draft, event: Paused) -> None:
    _pause(cycle, Pause(event.happened, None, event.reason, event.resume_on), event)


def _pause_without_coach(cycle: Draft, event: Event) -> None:
    _pause(cycle, Pause(event.happened, None, PauseReason.NO_COACH, None), event)


def _pause(cycle: Draft, pause: Pause, event: Event) -> None:
    _turn(cycle, PAUSED, event)
    cycle.pauses = (*cycle.pauses, pause)


def require_coach(cycle: Draft, kind: str) -> None:
    """Refuses what cannot be done without a coach."""
    if cycle.coach is None:
        raise refusals.NoCoach(cycle.id, kind)


def resumed(cycle: Draft, event: Resumed) -> None:
    require_coach(cycle, event.kind)
    _turn(cycle, ACTIVE, event)
    _end_pause(cycle, event)


def _end_pause(cycle: Draft, event: Event) -> None:
    if cycle.pauses and cycle.pauses[-1].until is None:
        *earlier, last = cycle.pauses
        ended = Pause(last.first, event.happened, last.reason, last.resume_on)
        cycle.pauses = (*earlier, ended)


def require_reopenable(cycle: Draft) -> None:
    """Refuses to reopen a cycle that another one continues under another model."""
    last = cycle.closings[-1]
    if last.status is Status.ENDED_EARLY and last.word == EndReason.MODEL_REPLACED:
        raise refusals.NotReopenable(cycle.id)


def reopened(cycle: Draft, event: Reopened) -> None:
    require_reopenable(cycle)
    last = cycle.stays[-1]
    _enter(cycle, event, last.phase, last.iteration)
    if cycle.coach is None:
        _pause_without_coach(cycle, event)
    else:
        _turn(cycle, ACTIVE, event)


# --- People -------------------------------------------------------------------------------------


def require_successor(cycle: Draft, person: PersonId) -> None:
    """Refuses a successor who is the coach already, or one of the teachers."""
    if person == cycle.coach:
        raise refusals.AlreadyCoach(cycle.id, person)
    if person in cycle.members:
        raise refusals.CoachAmongTeachers(cycle.id, person)


def require_can_do_without(cycle: Draft) -> None:
    """Refuses a hand-over to nobody before the work has begun, or where there is no coach."""
    if cycle.status is AGREED:
        accepted = (ACTIVE, Status.PAUSED)
        raise refusals.NotAccepted(cycle.id, "coach_handed_over to nobody", cycle.status, accepted)
    require_coach(cycle, "coach_handed_over to nobody")


def coach_handed_over(cycle: Draft, event: CoachHandedOver) -> None:
    if event.to is None:
        require_can_do_without(cycle)
    else:
        require_successor(cycle, event.to)
    cycle.coach = event.to
    cycle.coaches = (*cycle.coaches, Tenure(event.to, event.happened))
    if event.to is None and cycle.status is ACTIVE:
        _pause_without_coach(cycle, event)


def require_room(cycle: Draft) -> None:
    """Refuses one more teacher than the model takes."""
    model, teachers = cycle.model, len(cycle.members) + 1
    if teachers > model.most_teachers:
        raise refusals.TeachersOutOfRange(
            cycle.id, teachers, model.fewest_teachers, model.most_teachers
        )


def teacher_joined(cycle: Draft, event: TeacherJoined) -> None:
    if event.by != event.teacher:
        raise refusals.NotTheirOwn(cycle.id, event.kind, event.teacher, event.by)
    if event.teacher in cycle.members:
        raise refusals.AlreadyMember(cycle.id, event.teacher)
    if event.teacher == cycle.coach:
        raise refusals.CoachAmongTeachers(cycle.id, event.teacher)
    require_room(cycle)
    cycle.members |= {event.teacher}
    cycle.ever_members_ |= {event.teacher}


def require_can_leave(cycle: Draft, teacher: PersonId) -> None:
    """Refuses the leaving of somebody who is no member, or of the last one."""
    if teacher not in cycle.members:
        raise refusals.NotAMember(cycle.id, teacher, tuple(sorted(cycle.members)))
    if len(cycle.members) == 1:
        raise refusals.LastTeacher(cycle.id, teacher)


def teacher_left(cycle: Draft, event: TeacherLeft) -> None:
    require_can_leave(cycle, event.teacher)
    cycle.members -= {event.teacher}


def require_taking_part(cycle: Draft, person: PersonId) -> None:
    """Refuses a person who is neither the present coach nor a member."""
    if person != cycle.coach and person not in cycle.members:
        present = sorted(cycle.members | ({cycle.coach} if cycle.coach else set()))
        raise refusals.NotOfTheCycle(cycle.id, person, tuple(present))


def away(cycle: Draft, event: Away) -> None:
    require_taking_part(cycle, event.person)
    cycle.away = (*cycle.away, event)


# --- Requirements -------------------------------------------------------------------------------

STAY, ITERATION = Since.STAY, Since.ITERATION


def _require(cycle: Draft, kind: str, requires: tuple[Requirement, ...]) -> None:
    fewest = cycle.model.fewest_teachers
    if len(cycle.members) < fewest:
        raise refusals.TooFewTeachers(cycle.id, kind, len(cycle.members), fewest)
    missing: list[Missing] = []
    for one in requires:
        lacking = _lacking(cycle, one)
        if lacking is not None:
            missing.append(lacking)
    if missing:
        raise refusals.RequirementsMissing(cycle.id, kind, cycle.stays[-1].phase, tuple(missing))


def _lacking(cycle: Draft, requirement: Requirement) -> Missing | None:
    need = requirement.count
    if requirement.each_teacher:
        each = {one: _have(cycle, requirement, one) for one in sorted(cycle.members)}
        have, teachers = min(each.values()), tuple(one for one in each if each[one] < need)
    else:
        have, teachers = _have(cycle, requirement, None), ()
    if have >= need or _is_unknown(cycle, requirement):
        return None
    return Missing(requirement, have, need, teachers)


def _is_unknown(cycle: Draft, requirement: Requirement) -> bool:
    # What happened in an adopted iteration before its adoption is in no log.
    return cycle.adopted and cycle.iteration == 1 and requirement.since is not STAY


def _have(cycle: Draft, requirement: Requirement, teacher: PersonId | None) -> int:
    counts, stays, words = cycle.counts_, cycle.stays, requirement.words
    if requirement.since is STAY:
        return counts.get((stays[-1].id, words, teacher), 0)
    if requirement.since is ITERATION:
        have = 0
        for stay in reversed(stays):
            if stay.iteration < stays[-1].iteration:
                break
            have += counts.get((stay.id, words, teacher), 0)
        return have
    # An entry may have been amended to name a stay that opens later: it counts already.
    return sum(count for (_, *what), count in counts.items() if what == [words, teacher])

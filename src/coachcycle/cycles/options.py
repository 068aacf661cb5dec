"""What may come next: the buttons that an application draws, each with what stands against it."""

from collections.abc import Callable, Iterator
from functools import partial

from attrs import frozen

from coachcycle.cycles import course, entries
from coachcycle.cycles.cycle import Cycle, SessionStatus
from coachcycle.cycles.refusals import Missing, RequirementsMissing
from coachcycle.cycles.rules import ACCEPTED_WHILE, require_accepted
from coachcycle.errors import CoachCycleError

NEW = "*"
"""The target of an option that makes something new, or names anybody else: an id of your own."""


@frozen
class Option:
    """A kind of event, what it would be about, and why it would be refused.

    `target` is the person who answers, leaves or is away, the phase to move to, the session, the
    step or the goal; `NEW` where the event brings an id of its own or names somebody else; None
    where the event has no target.
    """

    event: str
    target: str | None
    refusal: CoachCycleError | None

    @property
    def allowed(self) -> bool:
        """Whether some content of this kind and target is accepted."""
        return self.refusal is None

    @property
    def missing(self) -> tuple[Missing, ...]:
        """The requirements that stand against it, with what the log has and needs."""
        return self.refusal.missing if isinstance(self.refusal, RequirementsMissing) else ()


def options(cycle: Cycle) -> tuple[Option, ...]:
    """Every kind of event and target, corrections aside, allowed or not.

    The answers are the engine's own: an option that is not allowed carries the error that
    `advance` would raise. A kind without any target, such as a session to cancel where none is
    open, is left out.
    """
    return tuple(
        Option(kind, target, _refusal(cycle, kind, check))
        for kind in ACCEPTED_WHILE
        for target, check in _targets(cycle, kind)
    )


Check = Callable[[], object]


def _refusal(cycle: Cycle, kind: str, check: Check) -> CoachCycleError | None:
    try:
        require_accepted(cycle, kind)
        check()
    except CoachCycleError as refusal:
        return refusal
    return None


def _targets(cycle: Cycle, kind: str) -> Iterator[tuple[str | None, Check]]:
    match kind:
        case "agreed" | "declined":
            for person in sorted(cycle.invited):
                yield person, partial(course.require_invited, cycle, person)
        case "moved":
            for phase in cycle.model.phases:
                yield phase.name, partial(course.require_transition, cycle, phase.name)
        case "completed":
            yield None, partial(course.require_completable, cycle)
        case "resumed":
            yield None, partial(course.require_coach, cycle, kind)
        case "reopened":
            yield None, partial(course.require_reopenable, cycle)
        case "coach_handed_over":
            yield NEW, _nothing
            yield None, partial(course.require_can_do_without, cycle)
        case "session_planned" | "step_agreed" | "goal_set":
            yield NEW, _nothing
        case "step_closed":
            for step in cycle.steps_.values():
                if step.closed is None:
                    yield step.id, _nothing
        case "teacher_joined":
            yield NEW, partial(course.require_room, cycle)
        case "teacher_left":
            for teacher in sorted(cycle.members):
                yield teacher, partial(course.require_can_leave, cycle, teacher)
        case "away":
            for person in sorted(cycle.members | ({cycle.coach} if cycle.coach else set())):
                yield person, _nothing
        case "session_held" | "session_missed":
            yield NEW, _nothing
            yield from _open_sessions(cycle)
        case "session_rescheduled" | "session_cancelled":
            yield from _open_sessions(cycle)
        case "goal_revised" | "goal_closed":
            for id in cycle.goals:
                yield id, partial(entries.require_open_goal, cycle, id)
        case "measured":
            for id in cycle.goals:
                yield id, _nothing
        case _:
            yield None, _nothing


def _nothing() -> None:
    """Nothing but the status decides."""


def _open_sessions(cycle: Cycle) -> Iterator[tuple[str, Check]]:
    for session in cycle.sessions_.values():
        if session.status is SessionStatus.PLANNED:
            yield session.id, _nothing

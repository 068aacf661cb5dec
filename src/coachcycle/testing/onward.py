"""Where a cycle goes from here: what happens next, and what is chosen of its content."""

from collections.abc import Callable, Collection

from hypothesis import strategies as st

from coachcycle.cycles import Cycle, Missing, Option, Requirable, options, refusals
from coachcycle.testing.content import Content, Pen
from coachcycle.testing.model import DETAILS
from coachcycle.vocabulary import Status

Step = tuple[str, Content]
"""A kind of event, and what is chosen of its content."""

ENDING = ("declined", "withdrawn", "cancelled", "ended_early", "entered_in_error")
NO_WAY = (refusals.TransitionNotAllowed, refusals.CompletionNotAllowed)


def next_step(pen: Pen) -> Step:
    """Something that the cycle accepts next, as often as not towards its next phase or its end."""
    ways: list[Callable[[Pen], Step]] = [*4 * [_onward], *3 * [_aside], _back]
    return pen.one(ways)(pen)


def _aside(pen: Pen) -> Step:
    """Anything that is accepted; of what ends a cycle only now and then."""
    kinds = [one.event for one in options(pen.cycle) if one.allowed]
    ending = sorted({*kinds}.intersection(ENDING))
    others = [kind for kind in kinds if kind not in ENDING]
    is_ending = not others or pen.draw(st.integers(0, 7)) == 7
    return pen.one(ending if is_ending else others, ["voided"]), {}


def _back(pen: Pen) -> Step:
    """A correction, if there is anything to correct."""
    if not pen.correctable():
        return _onward(pen)
    if pen.cycle.status is Status.ENTERED_IN_ERROR:
        return "voided", {}
    return pen.one(["amended", "amended", "amended", "voided"]), {}


def _onward(pen: Pen) -> Step:
    """What leads towards the next phase or the end of the cycle."""
    match pen.cycle.status:
        case Status.PROPOSED:
            return "agreed", {}
        case Status.AGREED:
            return "started", {}
        case Status.ACTIVE:
            return _towards(pen, pen.one(_ways(pen.cycle)))
        case Status.PAUSED if pen.cycle.coach is None:
            return "coach_handed_over", {"to": pen.newcomer("c")}
        case Status.PAUSED:
            return "resumed", {}
        case Status.COMPLETED | Status.ENDED_EARLY if _is_reopenable(pen.cycle):
            return "reopened", {}
        case Status.ENTERED_IN_ERROR:
            return "voided", {}
        case _:
            return "entered_in_error", {}


def _is_reopenable(cycle: Cycle) -> bool:
    return any(one.event == "reopened" and one.allowed for one in options(cycle))


def _ways(cycle: Cycle) -> list[Option]:
    """The completion, twice, and the moves that the model has, whatever they still require."""
    ways = [one for one in options(cycle) if one.event in ("moved", "completed")]
    there = [one for one in ways if not isinstance(one.refusal, NO_WAY)]
    return [one for one in there if one.event == "completed"] + there


def _towards(pen: Pen, way: Option) -> Step:
    """The move or the completion itself or, where something is missing, an event of that."""
    if way.allowed:
        return way.event, {"to": way.target} if way.event == "moved" else {}
    if not way.missing:
        return "teacher_joined", {}
    kind, chosen = _meeting(pen, pen.one(way.missing))
    return kind, chosen | {"stay": None}


def _meeting(pen: Pen, missing: Missing) -> Step:
    """An event that meets a requirement, or one that has to come before."""
    event = missing.requirement.event
    detail = pen.one(missing.requirement.detail, DETAILS.get(event, [""]))
    match event:
        case Requirable.SESSION_HELD if pen.draw(st.booleans()) and not pen.planned():
            return "session_planned", {}
        case Requirable.SESSION_HELD:
            attendees = missing.teachers or pen.cycle.members
            return event, {"form": detail, "attendees": attendees}
        case Requirable.EVIDENCE:
            return event, {"type": detail}
        case Requirable.REVIEWED:
            return event, {"decision": detail}
        case Requirable.STEP_CLOSED if not pen.open_steps():
            return "step_agreed", {}
        case Requirable.STEP_CLOSED:
            return event, {"outcome": detail}
        case Requirable.MEASURED:
            return _measuring(pen, detail, missing.teachers)
        case _:
            return event, {}


def _measuring(pen: Pen, role: str, teachers: Collection[str]) -> Step:
    """A measurement, of one of the teachers if they are named; the goal itself, if there is none."""
    goals = [record.goal for record in pen.cycle.goals.values()]
    theirs = [goal for goal in goals if not teachers or goal.owners.intersection(teachers)]
    if not theirs:
        return "goal_set", {}
    goal = pen.one(theirs)
    teacher = pen.one([None, *sorted(goal.owners.intersection(teachers))])
    told = {"goal_id": goal.id, "value": goal.target, "version": None, "teacher": teacher}
    return "measured", told | {"role": role}

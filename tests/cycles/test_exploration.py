"""Every shipped model, explored breadth-first to closure: its states, its options and its ends."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any

import pytest
from attrs import evolve

from coachcycle.cycles import (
    MODELS,
    Cycle,
    Entry,
    SessionCancelled,
    SessionHeld,
    SessionMissed,
    SessionStatus,
    Stay,
    options,
    replay,
)
from coachcycle.cycles import refusals as no
from coachcycle.cycles.refusals import Missing
from coachcycle.cycles.requirement import Requirement
from coachcycle.errors import CoachCycleError
from desk import day
from exploration import (
    DEAD,
    Tally,
    Trial,
    Visit,
    Ways,
    completed_from,
    core,
    explore,
    of_goals,
    of_sessions,
    rounds,
    target_of,
    ways,
    whole,
)

NAMES = sorted(model.name for model in MODELS)
QUICKEST = ("generic", "mtp", "practice_based")
"""Models whose exploration takes a second or two; those of the others take half a minute together."""
MOST_VISITS = 100_000

# What may be wrong with the content of an event that is an option, by kind.
OWN: dict[str, tuple[type[CoachCycleError], ...]] = {
    "withdrawn": (no.NotTheProposer,),
    "session_planned": (no.SessionKnown, no.NeverMember),
    "session_held": (no.AttendeesMissing, no.NeverMember, no.NeverCoach, no.NotReplaceable),
    "step_agreed": (no.StepKnown, no.NotOfTheCycle),
    "goal_set": (no.GoalKnown, no.OwnerNotMember),
    "goal_revised": (no.OwnerNotMember,),
    "measured": (no.ValueOutsideMeasure, no.TeacherNotOwner, no.VersionUnknown),
    "coach_handed_over": (no.AlreadyCoach, no.CoachAmongTeachers),
    "teacher_joined": (no.NotTheirOwn, no.AlreadyMember, no.CoachAmongTeachers),
}
OWN_OF_ENTRIES = (no.StayUnknown, no.AfterClosing)


# --- Invariants ---------------------------------------------------------------------------------


Claim = tuple[str, bool]
"""What is to hold, and whether it does."""


def invariants(cycle: Cycle) -> Iterator[Claim]:
    """What holds of every cycle, and whether it does of this one."""
    again = replay(cycle.log, MODELS)
    yield "it is its log", again == cycle and again.__getstate__() == cycle.__getstate__()
    yield from _work(cycle)
    yield from course(cycle)


def course(cycle: Cycle) -> Iterator[Claim]:
    """The part of the invariants that is about status, phase and people."""
    yield from _status(cycle)
    yield from _people(cycle)


def _people(cycle: Cycle) -> Iterator[Claim]:
    log: tuple[Any, ...] = cycle.log
    model, members, status = cycle.model, cycle.members, cycle.status
    invited, agreed, declined = cycle.invited, cycle.agreed_by, cycle.declined_by
    coaches = [log[0].coach, *(one.to for one in log if one.kind == "coach_handed_over")]
    has_shrunk = status in NEVER_BEGUN or any(one.kind == "teacher_left" for one in log)
    yield "the coach is no member", cycle.coach not in members
    yield "coaches are those of the log", [one.coach for one in cycle.coaches] == coaches
    yield "the last of them is the coach", cycle.coach == coaches[-1]
    yield "members are those of the log", members == _present(log)
    yield "members are those of a later day", members == cycle.members_on(day(9))
    yield "never more than the most", len(members) <= model.most_teachers
    yield "never without a member", len(members) >= 1 or status in NEVER_BEGUN
    yield "never too few unasked", len(members) >= model.fewest_teachers or has_shrunk
    yield "only the invited answer, once", agreed | declined <= invited and not agreed & declined
    yield "the proposer is not asked", cycle.proposer not in invited
    yield "nothing begins without consent", status in UNDECIDED or invited == agreed | declined


NEVER_BEGUN = ("declined", "entered_in_error")
UNDECIDED = ("proposed", "withdrawn", *NEVER_BEGUN)


def _present(log: tuple[Any, ...]) -> set[str]:
    present = set(log[0].teachers)
    for event in log:
        match event.kind:
            case "declined":
                present -= {event.by}
            case "teacher_joined":
                present |= {event.teacher}
            case "teacher_left":
                present -= {event.teacher}
    return present


def _status(cycle: Cycle) -> Iterator[Claim]:
    status, stays = cycle.status, cycle.stays
    is_void, is_closed = status == "entered_in_error", status in ("completed", "ended_early")
    is_under_way = is_closed or status in ("active", "paused")
    closings = [event.id for event in cycle.log if event.kind in ("completed", "ended_early")]
    rests = [one.until is None for one in cycle.pauses]
    yield "in a phase just from the start on", is_void or bool(cycle.phase) == is_under_way
    yield "its phase is one of the model's", not stays or bool(cycle.model.phase(stays[-1].phase))
    yield "stays are those of the log", list(stays) == _stays(cycle)
    yield "iterations begin at one", (cycle.iteration >= 1) == bool(stays)
    yield "closings are those of the log", [one.id for one in cycle.closings] == closings
    yield "it is closed as it was last", not is_closed or cycle.closings[-1].status == status
    yield "only the last pause lasts", not any(rests[:-1])
    yield "a pause lasts just while paused", is_void or any(rests) == (status == "paused")
    yield "nothing goes on without a coach", bool(cycle.coach) or status in COACHLESS


COACHLESS = ("paused", "ended_early", "entered_in_error")


def _stays(cycle: Cycle) -> list[Stay]:
    order = [phase.name for phase in cycle.model.phases]
    stays: list[Stay] = []
    event: Any
    for event in cycle.log:
        last = stays[-1] if stays else Stay("", order[0], 1, day(0))
        match event.kind:
            case "started" | "reopened":
                stays.append(evolve(last, id=event.id))
            case "adopted":
                stays.append(evolve(last, id=event.id, phase=event.phase))
            case "moved":
                iteration = last.iteration + (order.index(event.to) < order.index(last.phase))
                stays.append(Stay(event.id, event.to, iteration, day(0)))
    return stays


CAME_OF = {
    SessionStatus.PLANNED: type(None),
    SessionStatus.HELD: SessionHeld,
    SessionStatus.MISSED: SessionMissed,
    SessionStatus.CANCELLED: SessionCancelled,
}


def _work(cycle: Cycle) -> Iterator[Claim]:
    log: tuple[Any, ...] = cycle.log
    sessions, steps, goals = cycle.sessions, cycle.steps.values(), cycle.goals.values()
    known = {event.session for event in log if event.kind.startswith("session_")}
    fits = [isinstance(one.outcome, CAME_OF[one.status]) for one in sessions.values()]
    lost = {one.id for one in sessions.values() if one.status in ("missed", "cancelled")}
    held = {one.id for one in sessions.values() if one.status == "held"}
    replaced = {one.id: one.replaced_by for one in sessions.values() if one.replaced_by}
    yield "sessions are those of the log", set(sessions) == known
    yield "sessions came out as they stand", all(fits)
    yield "lost sessions alone are replaced", replaced.keys() <= lost
    yield "held sessions alone replace them", set(replaced.values()) <= held
    yield "each replaces another one", len(set(replaced.values())) == len(replaced)
    entered = Counter(event.kind for event in log)
    there = {
        "step_agreed": len(steps),
        "step_closed": sum(one.closed is not None for one in steps),
        "goal_set": len(goals),
        "goal_revised": sum(len(one.versions) - 1 for one in goals),
        "goal_closed": sum(one.closed is not None for one in goals),
        "measured": sum(len(one.measurements) for one in goals),
    }
    for kind, count in there.items():
        yield f"{kind} is there as often as in the log", count == entered[kind]


# --- Options ------------------------------------------------------------------------------------

Answer = tuple[str, dict[str, Any]] | None
"""What tells one refusal from another; None is an acceptance."""


def answer(refusal: CoachCycleError | None) -> Answer:
    return None if refusal is None else (refusal.code, refusal.fields)


def disagreements(cycle: Cycle, trials: Iterable[Trial]) -> Iterator[str]:
    """Where the options say otherwise than the engine does.

    Each option's own answer is heard for some content; any other is of the content's own values.
    """
    listed = options(cycle)
    stated = {(one.event, one.target): one for one in listed}
    if len(stated) < len(listed):
        yield "an option stands there twice"
    heard: dict[tuple[str, str | None], bool] = dict.fromkeys(stated, False)
    for event, outcome in trials:
        key = event.kind, target_of(event, cycle)
        refusal = None if isinstance(outcome, Cycle) else outcome
        if key not in stated:
            if refusal is None:
                yield f"accepted, but no option: {event}"
        elif answer(refusal) == answer(stated[key].refusal):
            heard[key] = True
        elif not isinstance(refusal, (*OWN.get(event.kind, ()), *OWN_OF_ENTRIES)):
            yield f"{refusal!r} instead of {stated[key].refusal!r}: {event}"
    yield from (f"never heard: {stated[key]}" for key, was_heard in heard.items() if not was_heard)


def misjudged(cycle: Cycle) -> Iterator[str]:
    """Where moving and completing is said to require otherwise than counted anew from the log."""
    if cycle.status != "active":
        return
    tally, model, phase = Tally(cycle), cycle.model, cycle.stays[-1].phase
    for option in options(cycle):
        match option.event:
            case "moved":
                way = model.transition(phase, option.target or "")
                expected = judged(tally, no.TransitionNotAllowed, way and way.requires)
            case "completed":
                expected = judged(tally, no.CompletionNotAllowed, model.completing(phase))
            case _:
                continue
        said = None if option.refusal is None else type(option.refusal)
        if (said, option.missing) != expected:
            yield f"{option} where {expected} was expected"


def judged(
    tally: Tally, otherwise: type[CoachCycleError], requires: tuple[Requirement, ...] | None
) -> tuple[type[CoachCycleError] | None, tuple[Missing, ...]]:
    """What is to be said of a way on that requires this, with what is missing; None is no way."""
    if requires is None:
        return otherwise, ()
    if len(tally.cycle.members) < tally.cycle.model.fewest_teachers:
        return no.TooFewTeachers, ()
    missing = tally.missing(requires)
    return (no.RequirementsMissing if missing else None), missing


# --- The survey ---------------------------------------------------------------------------------


class Survey:
    """What was wrong wherever an exploration came, each with the log that leads there."""

    def __init__(self) -> None:
        self.statuses = Counter[str]()
        self.accepted = 0
        self.invalid: list[str] = []
        self.disagreeing: list[str] = []
        self.stuck: list[str] = []

    def judge(self, visit: Visit) -> None:
        """Looks at the cycle, at what followed, and at its options."""
        cycle, trials = visit.cycle, visit.trials
        self.statuses[cycle.status] += 1
        self.accepted += len(visit.following)
        self.invalid += [shown(what, cycle) for what, holds in invariants(cycle) if not holds]
        for event, after in trials:
            if isinstance(after, Cycle) and not isinstance(event, Entry):
                self.invalid += [shown(what, after) for what, holds in course(after) if not holds]
        unlike = (*disagreements(cycle, trials), *misjudged(cycle))
        self.disagreeing += [shown(what, cycle) for what in unlike]

    def complete(self, visit: Visit, known: Ways) -> None:
        """Completes the cycle, unless it has ended for good."""
        is_over = visit.state.replaced or visit.cycle.status in DEAD
        if not is_over and completed_from(visit.cycle, known) is None:
            self.stuck.append(shown("cannot be completed", visit.cycle))


def shown(what: str, cycle: Cycle) -> str:
    return "\n  ".join([what, *map(repr, cycle.log)])


@cache
def everyday(name: str) -> Survey:
    """The survey of a model in the everyday views, with one teacher more than the fewest."""
    model, survey, visits = MODELS[name], Survey(), []
    most = min(model.fewest_teachers + 1, model.most_teachers)
    for visit in explore(model, (core, of_sessions, of_goals, rounds), most):
        survey.judge(visit)
        visits.append(visit._replace(trials=()))
    known = ways(visits)
    for visit in visits:
        survey.complete(visit, known)
    return survey


@pytest.mark.parametrize(
    "name",
    [pytest.param(one, marks=[pytest.mark.slow] * (one not in QUICKEST)) for one in NAMES],
)
class TestEveryModel:
    """To closure in four views of the state: a cycle is visited for whatever is new in one of them.

    They are the core (status, phase, coach, counters, members, answers); the sessions, and the
    goals and steps, of each status; and the rounds in each phase. At most one teacher above the
    model's fewest takes part. The proof takes all dimensions together, and as many teachers as may.
    """

    def test_every_status_is_visited(self, name: str) -> None:
        """
        The exploration comes everywhere, so that what follows says something.
        """
        assert set(everyday(name).statuses) == {
            "proposed", "agreed", "active", "paused", "completed", "ended_early", *DEAD,
        }  # fmt: skip

    def test_no_state_is_invalid(self, name: str) -> None:
        """
        Whatever is accepted leads to a state in which the invariants hold.
        """
        assert everyday(name).invalid == []

    def test_options_agree_with_the_engine(self, name: str) -> None:
        """
        What is an option and allowed is accepted with some content, what is not is refused alike.
        """
        assert everyday(name).disagreeing == []

    def test_every_cycle_can_be_completed(self, name: str) -> None:
        """
        From every status that is no ending, and every ending that can reopen, and with no early end.
        """
        assert everyday(name).stuck == []


@pytest.mark.proof
@pytest.mark.parametrize("name", NAMES)
def test_the_whole_closure(name: str, proof_count: Callable[[int], int]) -> None:
    """
    The same holds in every state of the closure over all dimensions together.
    """
    model, survey, most = MODELS[name], Survey(), proof_count(MOST_VISITS)
    known = ways(explore(model, (core,), model.most_teachers))
    views = (whole, of_sessions, of_goals, rounds)
    for visit in islice(explore(model, views, model.most_teachers), most):
        survey.judge(visit)
        survey.complete(visit, known)
    assert (survey.invalid, survey.disagreeing, survey.stuck) == ([], [], [])
    assert survey.statuses.total() < most or most < MOST_VISITS, "the closure is larger"

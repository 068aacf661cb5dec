"""Explores a model breadth-first: a cycle for each state that makes a difference, and what it takes.

A cycle's state is read from its log here, apart from the engine: what a requirement has is counted
anew. One generator gives the contents of each kind of event, good ones and bad ones.
"""

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from coachcycle.cycles import EVENTS, MODELS, Cycle, CycleModel, Event, advance, begin
from coachcycle.cycles.refusals import Missing
from coachcycle.cycles.requirement import Requirement, Since
from coachcycle.errors import CoachCycleError
from coachcycle.goals import Goal
from coachcycle.vocabulary import Decision, MeasurementRole, StepOutcome
from desk import NOW, day, goal

Content = dict[str, Any]

KINDS = tuple(kind for kind in EVENTS if kind not in ("voided", "amended"))
COACHES = ("c-1", "c-2")
STRANGER = "p-1"
TODAY, LATER = day(0), day(1)
OTHER_WORD = {"session_held": "other", "evidence": "x:other"}

# --- Requirements -------------------------------------------------------------------------------


class Record(NamedTuple):
    """What may meet a requirement: the stay it serves, if any is open yet, and whose it is."""

    stay: str | None
    event: str
    detail: str | None
    teachers: frozenset[str]


def records(cycle: Cycle) -> Iterator[Record]:
    """What the log of a cycle without corrections has."""
    stay: str | None = None
    goals: dict[str, Goal] = {}
    event: Any
    for event in cycle.log:
        word, detail, teachers = event.kind, None, frozenset[str]()
        match event.kind:
            case "adopted" | "started" | "moved" | "reopened":
                stay = event.id
                continue
            case "session_held":
                detail, teachers = event.form, event.attendees or cycle.members
            case "evidence":
                detail = event.type
            case "reviewed":
                detail = event.decision
            case "step_agreed":
                pass
            case "step_closed":
                detail = event.outcome
            case "goal_set" | "goal_revised":
                word = "goal_set"
                goals[event.id] = goals[event.goal.id] = event.goal
            case "measured":
                version = goals[event.version or event.goal_id]
                detail, teachers = event.role, frozenset({event.teacher or ""} - {""})
                teachers = teachers or version.owners
            case _:
                continue
        yield Record(event.stay or stay, word, detail, teachers)


class Tally:
    """What a cycle has of what its model requires."""

    def __init__(self, cycle: Cycle) -> None:
        self.cycle = cycle
        self.records = tuple(records(cycle))
        self.unknown = cycle.adopted and cycle.iteration == 1
        self._by_since: dict[Since, list[Record]] = {}

    def has(self, requirement: Requirement) -> dict[str, int]:
        """How many there are: of all together, or of each member."""
        if requirement.since not in self._by_since:
            stays = self._stays(requirement.since)
            self._by_since[requirement.since] = [one for one in self.records if one.stay in stays]
        found = [
            one
            for one in self._by_since[requirement.since]
            if one.event == requirement.event
            and (not requirement.detail or one.detail in requirement.detail)
        ]
        if not requirement.each_teacher:
            return {"": len(found)}
        return {
            teacher: sum(teacher in one.teachers for one in found)
            for teacher in sorted(self.cycle.members)
        }

    def _stays(self, since: Since) -> list[str | None]:
        stays = self.cycle.stays
        if since is Since.STAY:
            stays = stays[-1:]
        elif since is Since.ITERATION:
            stays = tuple(one for one in stays if one.iteration == self.cycle.iteration)
        # What was entered before any stay serves the first one.
        begins = stays[:1] == self.cycle.stays[:1]
        return [*(one.id for one in stays), *([None] if begins else [])]

    def is_unknown(self, requirement: Requirement) -> bool:
        """Whether it counts as met since nobody knows."""
        return self.unknown and requirement.since is not Since.STAY

    def counts(self, requirement: Requirement) -> Hashable:
        """What there is up to the need, whoever has it."""
        if self.is_unknown(requirement):
            return None
        return tuple(sorted(min(n, requirement.count) for n in self.has(requirement).values()))

    def missing(self, requires: tuple[Requirement, ...]) -> tuple[Missing, ...]:
        """What stands against an event that requires these."""
        return tuple(one for asked in requires for one in self._lacking(asked))

    def _lacking(self, asked: Requirement) -> Iterator[Missing]:
        has = self.has(asked)
        lacking = [whose for whose, count in has.items() if count < asked.count]
        if lacking and not self.is_unknown(asked):
            yield Missing(asked, min(has.values()), asked.count, tuple(filter(None, lacking)))


@cache
def required(name: str, phase: str | None = None) -> tuple[Requirement, ...]:
    """What the model of that name requires, or what of it can matter while in a phase."""
    model = MODELS[name]
    asked = [(one.source, each) for one in model.transitions for each in one.requires]
    asked += [(source, each) for source, requires in model.completes for each in requires]
    return tuple(
        dict.fromkeys(
            each
            for source, each in asked
            if phase in (None, source) or each.since is not Since.STAY
        )
    )


# --- States -------------------------------------------------------------------------------------


class State(NamedTuple):
    """A cycle without what makes no difference to what may come."""

    status: str
    replaced: bool
    """Whether it ended since its model was replaced."""
    phase: str | None
    coached: bool
    round: tuple[int, bool]
    """The first, or a later one; whether it is an adopted one."""
    counts: tuple[Hashable, ...]
    members: int
    former: bool
    """Whether somebody has left who may come back."""
    means: tuple[bool, ...]
    """Whether there is a goal to measure and a step to close, as far as the model asks for that."""
    goal: str
    session: bool
    step: bool
    """Whether there is one open, as of sessions."""
    lost: bool
    """Whether a session has been missed or cancelled."""
    done: bool
    """Whether a step has been closed."""
    answers: Hashable


UNTOLD = State(
    "", False, None, False, (0, False), (), 0, False, (), "", False, False, False, False, ()
)

DEAD = ("declined", "withdrawn", "cancelled", "entered_in_error")
"""The statuses in which nothing is accepted but a correction."""


def state_of(cycle: Cycle) -> State:
    """The state of a cycle."""
    if cycle.status in DEAD:
        return UNTOLD._replace(status=str(cycle.status), phase=cycle.phase)
    tally = Tally(cycle)
    asked = required(cycle.model.name, cycle.phase or cycle.model.first_phase)
    goals = [one.closed is None for one in cycle.goals.values()]
    has_step = any(one.closed is None for one in cycle.steps.values())
    return State(
        status=str(cycle.status),
        replaced=cycle.status == "ended_early" and cycle.closings[-1].word == "model_replaced",
        phase=cycle.phase,
        coached=cycle.coach is not None,
        round=(min(cycle.iteration, 2), tally.unknown),
        counts=tuple(tally.counts(one) for one in asked),
        members=len(cycle.members),
        former=bool(teachers(cycle) - cycle.members),
        means=(
            bool(goals) and asks(cycle.model.name, "measured"),
            has_step and asks(cycle.model.name, "step_closed"),
        ),
        goal=("open" if any(goals) else "closed") if goals else "",
        session=any(one.outcome is None for one in cycle.sessions.values()),
        step=has_step,
        lost=any(one.status in ("missed", "cancelled") for one in cycle.sessions.values()),
        done=any(one.closed is not None for one in cycle.steps.values()),
        answers=_answers(cycle) if cycle.status == "proposed" else (),
    )


@cache
def asks(name: str, event: str) -> bool:
    """Whether a model requires such an event anywhere."""
    return any(one.event == event for one in required(name))


def _answers(cycle: Cycle) -> Hashable:
    coach = {cycle.coach}
    return tuple(
        (len(who & coach), len(who - coach))
        for who in (cycle.invited, cycle.agreed_by, cycle.declined_by)
    )


def teachers(cycle: Cycle) -> set[str]:
    """Everybody who has ever been one of the teachers, or was asked to be."""
    known: set[str] = set()
    event: Any
    for event in cycle.log:
        match event.kind:
            case "proposed" | "adopted":
                known |= event.teachers
            case "teacher_joined":
                known.add(event.teacher)
    return known


# --- Contents -----------------------------------------------------------------------------------


def contents(cycle: Cycle, kind: str) -> list[Content]:
    """What an event of a kind is tried with: what may be accepted first, then what never is."""
    listed = list(_contents(cycle, kind))
    if "stay" not in _keys(kind):
        return listed
    placed = [{"stay": stay} for stay in (*(one.id for one in cycle.stays[:-1][:1]), "e-none")]
    late = [{"happened": LATER}] if cycle.closings else []
    return [*listed, *(listed[0] | told for told in (*placed, *late))]


@cache
def _keys(kind: str) -> frozenset[str]:
    return frozenset(one.name for one in EVENTS[kind].__attrs_attrs__)  # type: ignore[attr-defined]


def _contents(cycle: Cycle, kind: str) -> Iterator[Content]:
    present = sorted(cycle.members)
    match kind:
        case "proposed" | "adopted":
            yield opening(cycle.model, kind, 1)
        case "agreed" | "declined":
            yield from ({"by": person} for person in (*sorted(cycle.invited), STRANGER))
        case "withdrawn":
            yield from ({"by": person} for person in (cycle.proposer or "c-1", STRANGER))
        case "moved":
            yield from ({"to": phase.name} for phase in cycle.model.phases)
            yield {"to": "elsewhere"}
        case "paused":
            yield {"reason": "season"}
        case "completed":
            yield {"outcome": "goal_met"}
        case "ended_early":
            yield from ({"reason": reason} for reason in ("year_ended", "model_replaced"))
        case "reopened":
            yield {"reason": "closed_by_mistake"}
        case "coach_handed_over":
            people = (None, *COACHES, *present[:1])
            yield from ({"to": person, "reason": "reassigned"} for person in people)
        case "teacher_joined":
            yield from _joining(cycle)
        case "teacher_left":
            yield from ({"teacher": one, "reason": "workload"} for one in (*present, STRANGER))
        case "away":
            people = tuple(filter(None, (cycle.coach, *present, STRANGER)))
            told = {"first": TODAY, "last": LATER, "reason": "training"}
            yield from (told | {"person": person} for person in people)
        case "goal_set" | "goal_revised" | "goal_closed" | "measured":
            yield from _about_goals(cycle, kind)
        case "evidence":
            words = details(cycle.model.name, kind)
            yield from ({"type": word, "reference": "r-1"} for word in words)
        case "reviewed":
            yield from ({"decision": decision} for decision in Decision)
        case "step_agreed":
            for owner in filter(None, (cycle.coach, *present[:1], STRANGER)):
                yield {"step": new(cycle.steps, "s"), "owner": owner}
            yield from ({"step": one, "owner": "c-1"} for one in list(cycle.steps)[:1])
        case "step_closed":
            for step in (*cycle.steps, "s-none"):
                yield from ({"step": step, "outcome": outcome} for outcome in StepOutcome)
        case _ if kind.startswith("session_"):
            yield from _about_sessions(cycle, kind)
        case _:
            yield {}


def _joining(cycle: Cycle) -> Iterator[Content]:
    known = teachers(cycle)
    for teacher in (*sorted(known), new(known, "t"), *filter(None, [cycle.coach])):
        yield {"teacher": teacher, "by": teacher}
    yield {"teacher": new(known, "t"), "by": STRANGER}


def _about_goals(cycle: Cycle, kind: str) -> Iterator[Content]:
    present = frozenset(cycle.members) or frozenset({"t-1"})
    ids = (*cycle.goals, "g-none")
    match kind:
        case "goal_set":
            for id in (new(cycle.goals, "g"), *list(cycle.goals)[:1]):
                yield {"goal": owned(id, present)}
            yield {"goal": owned(new(cycle.goals, "g"), frozenset({STRANGER}))}
        case "goal_revised":
            yield from ({"goal": owned(id, present)} for id in ids)
            yield {"goal": owned(ids[0], frozenset({STRANGER}))}
        case "goal_closed":
            yield from ({"goal_id": id, "outcome": "met"} for id in ids)
        case _:
            told = {"goal_id": ids[0], "value": 50}
            yield from (
                told | {"goal_id": id, "role": role} for id in ids for role in MeasurementRole
            )
            for id, record in cycle.goals.items():
                owners = sorted(record.goal.owners)
                yield from (told | {"goal_id": id, "teacher": owner} for owner in owners)
                yield told | {"goal_id": id, "version": record.versions[0].id}
            yield from (told | wrong for wrong in (
                {"value": 101}, {"teacher": STRANGER}, {"version": "e-none"}
            ))  # fmt: skip


def _about_sessions(cycle: Cycle, kind: str) -> Iterator[Content]:
    about = {
        "session_planned": {"form": "conference", "on": LATER},
        "session_rescheduled": {"on": LATER, "reason": "schedule"},
        "session_cancelled": {"reason": "schedule"},
        "session_missed": {"who": "teacher", "reason": "teacher_absent"},
        "session_held": {"form": "other", "contact_minutes": 30},
    }
    unknown = new(cycle.sessions, "v")
    told = about[kind] | {"session": unknown}
    if kind in ("session_planned", "session_held"):
        told["attendees"] = frozenset(cycle.members) or frozenset({"t-1"})
    yield from (told | {"session": id} for id in (unknown, *cycle.sessions))
    if kind in ("session_planned", "session_held"):
        yield from (told | {"attendees": who} for who in (None, frozenset({STRANGER})))
    if kind == "session_held":
        lost = [one.id for one in cycle.sessions.values() if one.status in ("missed", "cancelled")]
        yield from (told | {"form": form} for form in details(cycle.model.name, kind))
        yield from (told | {"replaces": id} for id in (*lost[:1], "v-none"))
        yield from (told | {"coach": person} for person in (*COACHES, STRANGER))
        yield from (
            told | {"form": form, "attendees": frozenset({teacher})}
            for form in of_each_teacher(cycle.model.name)
            for teacher in sorted(cycle.members)
        )


def new(known: Any, letter: str) -> str:
    """The next id that is not known."""
    return f"{letter}-{len(known) + 1}"


@cache
def owned(id: str, owners: frozenset[str]) -> Goal:
    """A goal of these people."""
    return goal(id, owners=owners)


@cache
def details(name: str, event: str) -> tuple[str, ...]:
    """The words that a model asks for in an event, and another one."""
    words = {word for one in required(name) if one.event == event for word in one.detail}
    return (*sorted(words), OTHER_WORD[event])


@cache
def of_each_teacher(name: str) -> tuple[str, ...]:
    """The forms of sessions that a model asks of each teacher."""
    asked = [one for one in required(name) if one.event == "session_held" and one.each_teacher]
    return tuple(sorted({word for one in asked for word in one.detail}))


def target_of(event: Any, cycle: Cycle) -> str | None:
    """Under which target an event stands among the options."""
    match event.kind:
        case "agreed" | "declined":
            return str(event.by)
        case "moved":
            return str(event.to)
        case "coach_handed_over":
            return event.to and "*"
        case "session_held" | "session_missed":
            return str(event.session) if event.session in cycle.sessions else "*"
        case "session_rescheduled" | "session_cancelled":
            return str(event.session)
        case "session_planned" | "step_agreed" | "goal_set" | "teacher_joined":
            return "*"
        case "step_closed":
            return str(event.step)
        case "goal_revised":
            return str(event.goal.id)
        case "goal_closed" | "measured":
            return str(event.goal_id)
        case "teacher_left":
            return str(event.teacher)
        case "away":
            return str(event.person)
        case _:
            return None


# --- The exploration ----------------------------------------------------------------------------


class Trial(NamedTuple):
    """An event that was tried, and what came of it."""

    event: Event
    outcome: Cycle | CoachCycleError


def tried(cycle: Cycle, kind: str) -> Iterator[Trial]:
    """What comes of each event of a kind."""
    for content in contents(cycle, kind):
        event = event_of(cycle.version + 1, kind, tuple(content.items()))
        try:
            yield Trial(event, advance(cycle, event))
        except CoachCycleError as refusal:
            yield Trial(event, refusal.with_traceback(None))


@cache
def event_of(number: int, kind: str, content: tuple[tuple[str, Any], ...]) -> Event:
    """The event of that number in a log."""
    told = {"by": "c-1", "happened": TODAY, "recorded": NOW}
    return EVENTS[kind](**told | dict(content), id=f"e-{number}", cycle="cycle-1")


def opening(model: CycleModel, kind: str, more: int, **content: Any) -> Content:
    """How a cycle begins, with so many teachers more than the fewest, if the model takes them."""
    number = min(model.fewest_teachers + more, model.most_teachers)
    told = {"phase": model.first_phase} if kind == "adopted" else {}
    people = frozenset(f"t-{n}" for n in range(1, number + 1))
    return {"model": model.ref, "coach": "c-1", "teachers": people} | told | content


def openings(model: CycleModel) -> Iterator[Cycle]:
    """Cycles proposed by their coach or by a stranger, and adopted in each phase."""
    begun = [("proposed", opening(model, "proposed", 0))]
    begun += [("proposed", opening(model, "proposed", 2, by=STRANGER))]
    begun += [("adopted", opening(model, "adopted", 0, phase=one.name)) for one in model.phases]
    for kind, content in begun:
        yield begin(event_of(1, kind, tuple(content.items())), MODELS)


View = Callable[[State], Hashable]
"""What of a state shall make a difference."""


def whole(state: State) -> Hashable:
    """All but what no requirement asks for and what the other views are for."""
    return state._replace(lost=False, done=False)


def core(state: State) -> Hashable:
    """What decides which phases the cycle can still go through."""
    if state.replaced:
        return state.status, state.replaced, state.phase
    return UNTOLD._replace(
        status=state.status,
        phase=state.phase,
        coached=state.coached,
        counts=state.counts,
        members=state.members,
        means=state.means,
        answers=state.answers,
    )


def of_sessions(state: State) -> Hashable:
    """Which sessions there are, whatever the phase."""
    return state.status, state.replaced, state.session, state.lost


def of_goals(state: State) -> Hashable:
    """Which goals and steps there are, whatever the phase."""
    return state.status, state.replaced, state.goal, state.step, state.done


def rounds(state: State) -> Hashable:
    """How the cycle came to its phase, whatever it has there."""
    return state.status, state.replaced, state.phase, state.round, state.former


class Visit(NamedTuple):
    """A cycle that was visited, all that was tried, and the states that followed."""

    cycle: Cycle
    state: State
    trials: tuple[Trial, ...]
    following: tuple[tuple[str, State], ...]


def explore(model: CycleModel, views: tuple[View, ...], most: int) -> Iterator[Visit]:
    """Visits a cycle for whatever is new in any of the views, with so many teachers at most."""
    seen: set[Hashable] = set()

    def is_new(state: State) -> bool:
        fresh = {(place, view(state)) for place, view in enumerate(views)} - seen
        seen.update(fresh)
        return bool(fresh)

    begun = [(cycle, state_of(cycle)) for cycle in openings(model)]
    queue = deque((cycle, state) for cycle, state in begun if is_new(state))
    while queue:
        cycle, state = queue.popleft()
        trials = tuple(trial for kind in KINDS for trial in tried(cycle, kind))
        following = []
        for event, after in trials:
            if isinstance(after, Cycle) and len(after.members) <= most:
                reached = state_of(after)
                following.append((event.kind, reached))
                if is_new(reached):
                    queue.append((after, reached))
        yield Visit(cycle, state, trials, tuple(following))


class Way(NamedTuple):
    """How many events it takes to complete a cycle, and the kind of the first."""

    length: int
    kind: str


Ways = dict[Hashable, Way]


def ways(visits: Iterable[Visit]) -> Ways:
    """From each core the shortest way to complete the cycle, never ending it early: backward."""
    before: dict[Hashable, dict[Hashable, str]] = {}
    for visit in visits:
        for kind, state in visit.following:
            if kind == "ended_early":
                continue
            into: Hashable = kind if kind == "completed" else core(state)
            before.setdefault(into, {}).setdefault(core(visit.state), kind)
    found: Ways = {}
    queue: deque[tuple[Hashable, int]] = deque([("completed", 1)])
    while queue:
        reached, length = queue.popleft()
        for one, kind in before.get(reached, {}).items():
            if one not in found:
                found[one] = Way(length, kind)
                queue.append((one, length + 1))
    return found


def completed_from(cycle: Cycle, known: Ways) -> Cycle | None:
    """The cycle completed, once more if it is; None where the way that should lead there does not."""
    way = known.get(core(state_of(cycle)))
    while way is not None:
        after = (one.outcome for one in tried(cycle, way.kind) if isinstance(one.outcome, Cycle))
        if way.length == 1:
            return next(after, None)
        nearer = ((one, known.get(core(state_of(one)))) for one in after)
        shorter = (one for one in nearer if one[1] is not None and one[1].length < way.length)
        cycle, way = next(shorter, (cycle, None))
    return None

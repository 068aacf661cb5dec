"""A second engine, written from docs/concepts/cycle.md alone; it shares no code with the first
and reads events and models as JSON documents.

A cycle is its log. `State` holds the log and what the fold of its counting events derives.
Values are taken as valid in themselves; the engine judges only what the log around them decides.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

Event = dict[str, Any]
Model = dict[str, Any]
Models = Mapping[tuple[str, int], Model]
Missing = tuple[int, int, int, list[str]]
Minutes = tuple[int, int, int]

OPENINGS = frozenset({"proposed", "adopted"})
CORRECTIONS = frozenset({"voided", "amended"})
STAY_OPENERS = frozenset({"started", "adopted", "moved", "reopened"})
CLOSED = frozenset({"completed", "ended_early"})
RECORDS = frozenset(
    [
        "session_held",
        "session_missed",
        "evidence",
        "measured",
        "step_closed",
        "goal_closed",
        "reviewed",
    ]
)
MODEL_REPLACED = "model_replaced"

_RUNNING = frozenset({"active", "paused"})
_PLANNING = _RUNNING | {"agreed"}
_STATUSES = _PLANNING | CLOSED | {"proposed", "declined", "withdrawn", "cancelled"}

ACCEPTED_WHILE: dict[str, frozenset[str]] = {
    **dict.fromkeys(("agreed", "declined", "withdrawn"), frozenset({"proposed"})),
    **dict.fromkeys(("started", "cancelled"), frozenset({"agreed"})),
    **dict.fromkeys(("moved", "paused", "completed"), frozenset({"active"})),
    "resumed": frozenset({"paused"}),
    "ended_early": _RUNNING,
    "reopened": CLOSED,
    "entered_in_error": _STATUSES,
    **dict.fromkeys(("session_planned", "session_rescheduled", "session_cancelled"), _PLANNING),
    **dict.fromkeys(("step_agreed", "goal_set", "goal_revised"), _PLANNING),
    **dict.fromkeys(RECORDS, _PLANNING | CLOSED),
    "reviewed": _RUNNING | CLOSED,
    "coach_handed_over": _PLANNING,
    **dict.fromkeys(("teacher_joined", "teacher_left", "away"), _RUNNING),
}


class Refused(Exception):
    """An event is refused: `code` is the page's, `event_id` the event that a correction breaks."""

    def __init__(
        self, code: str, *, event_id: str | None = None, missing: list[Missing] | None = None
    ) -> None:
        super().__init__(code if event_id is None else f"{code}: {event_id}")
        self.code = code
        self.event_id = event_id
        self.missing = missing or []


class Served(NamedTuple):
    """An event that can meet a requirement; `stay` is None if it was entered while agreed."""

    kind: str
    detail: str | None
    stay: str | None
    people: frozenset[str]


class Held(NamedTuple):
    """A session held, with those who attended it."""

    event: Event
    attendees: frozenset[str]


class Goal(NamedTuple):
    """A goal: its versions by the id of the event that set them, in order, and measurements."""

    open: bool
    versions: dict[str, dict[str, Any]]
    measurements: tuple[str, ...] = ()


class Counting(NamedTuple):
    """An event that counts, at its place; a replacement with the stays that it may name."""

    event: Event
    nameable: frozenset[str] | None = None


@dataclass
class State:
    """What the log of one cycle says."""

    models: Models
    model: Model
    opening: Event
    status: str
    coach: str | None
    members: set[str]
    ever_members: set[str]
    coaches: set[str]
    invited: set[str]
    answers: dict[str, str] = field(default_factory=dict)
    entered: dict[str, Event] = field(default_factory=dict)
    counting: list[Event] = field(default_factory=list)
    stays: list[tuple[str, str, int]] = field(default_factory=list)
    sessions: dict[str, str] = field(default_factory=dict)
    replaced: set[str] = field(default_factory=set)
    steps: dict[str, str | None] = field(default_factory=dict)
    goal_book: dict[str, Goal] = field(default_factory=dict)
    served: list[Served] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    closing: Event | None = None

    def twin(self) -> State:
        """A state of its own with equal contents; events and goals are shared, never changed."""
        twin = copy.copy(self)
        for name in _OWN:
            setattr(twin, name, getattr(self, name).copy())
        return twin

    @property
    def log(self) -> list[Event]:
        return list(self.entered.values())

    @property
    def version(self) -> int:
        return len(self.entered)

    @property
    def effective_ids(self) -> list[str]:
        return [event["id"] for event in self.counting]

    @property
    def phase(self) -> str | None:
        return self.stays[-1][1] if self.stays else None

    @property
    def iteration(self) -> int:
        return self.stays[-1][2] if self.stays else 0

    @property
    def goals(self) -> dict[str, dict[str, Any]]:
        return {
            goal_id: {
                "open": goal.open,
                "versions": list(goal.versions),
                "measurements": list(goal.measurements),
            }
            for goal_id, goal in self.goal_book.items()
        }

    @property
    def too_few(self) -> bool:
        return len(self.members) < int(self.model.get("fewest_teachers", 1))

    def missing(self, to: str) -> list[Missing] | None:
        """The requirements not met for moving or completing; None if the model has no such way."""
        requirements = _requirements(self, to)
        if requirements is None:
            return None
        found = (_lack(self, index, needed) for index, needed in enumerate(requirements))
        return [lack for lack in found if lack is not None]

    def minutes(self, per: str) -> dict[str, Minutes]:
        """Contact, preparation and travel minutes per "coach" or per "teacher"."""
        totals: dict[str, Minutes] = {}
        for held in self.held:
            event = held.event
            for person in [self._coach_of(event)] if per == "coach" else held.attendees:
                if person is not None:
                    contact, preparation, travel = totals.get(person, (0, 0, 0))
                    totals[person] = (
                        contact + event["contact_minutes"],
                        preparation + event.get("preparation_minutes", 0),
                        travel + event.get("travel_minutes", 0),
                    )
        return totals

    def _coach_of(self, held: Event) -> str | None:
        return held["coach"] if "coach" in held else self.coach_on(held["happened"])

    def members_on(self, day: str) -> set[str]:
        members = {who for who in self.opening["teachers"] if self.answers.get(who) != "declined"}
        for event in self.counting:
            if event["happened"] > day:
                continue
            if event["event"] == "teacher_joined":
                members.add(event["teacher"])
            elif event["event"] == "teacher_left":
                members.discard(event["teacher"])
        return members

    def coach_on(self, day: str) -> str | None:
        coach: str | None = self.opening["coach"]
        for event in self.counting:
            if event["event"] == "coach_handed_over" and event["happened"] <= day:
                coach = event.get("to")
        return coach


_SHARED = {"models", "model", "opening", "status", "coach", "closing"}
_OWN = tuple(each.name for each in fields(State) if each.name not in _SHARED)


# The interface


def begin(event: Event, models: Models) -> State:
    state = _opened(event, models)
    state.entered[event["id"]] = event
    return state


def advance(state: State, event: Event) -> State:
    _need(event["cycle"] == state.opening["cycle"], "cycles.wrong_cycle")
    _need(event["id"] not in state.entered, "cycles.event_repeated")
    if event["event"] in CORRECTIONS:
        return _corrected(state, event)
    after = state.twin()
    _take(after, Counting(event))
    after.entered[event["id"]] = event
    return after


def append(state: State, event: Event, expected_version: int) -> tuple[State, bool]:
    known = state.entered.get(event["id"])
    if known is not None:
        _need(_comparable(known) == _comparable(event), "cycles.event_changed")
        return state, False
    _need(expected_version == state.version, "cycles.stale_version")
    return advance(state, event), True


def replay(events: Iterable[Event], models: Models) -> State:
    state: State | None = None
    for event in events:
        state = begin(event, models) if state is None else advance(state, event)
    if state is None:
        raise Refused("cycles.log_empty")
    return state


def dependents(state: State, ids: Iterable[str]) -> set[str]:
    """The events that would fall with `ids`: the first one refused, then the next, to the last."""
    wanted = set(ids)
    _need_correctable(state, wanted, voiding=True)
    fallen: set[str] = set()
    while True:
        try:
            _fold(_what_counts(state.entered, wanted | fallen), state.models)
        except Refused as refusal:
            assert refusal.event_id is not None
            fallen.add(refusal.event_id)
        else:
            return fallen


# The log and its corrections


def _need(holds: bool, code: str) -> None:
    if not holds:
        raise Refused(code)


def _comparable(event: Event) -> Event:
    """The event without what a redelivery may differ in, and with its defaults filled in."""
    defaults: Event = {"recorded_by": event["by"], "extra": {}}
    if event["event"] == "measured":
        defaults["role"] = "progress"
    elif event["event"] == "session_held":
        defaults.update(preparation_minutes=0, travel_minutes=0)
    whole = defaults | event
    for key in ("recorded", "kind", "schema"):
        whole.pop(key, None)
    if event["event"] == "amended":
        whole["replacement"] = _comparable(event["replacement"])
    return whole


def _corrected(state: State, correction: Event) -> State:
    voiding = correction["event"] == "voided"
    targets = set(correction["ids"]) if voiding else {correction["target"]}
    _need_correctable(state, targets, voiding)
    if not voiding:
        kind = state.entered[correction["target"]]["event"]
        _need(correction["replacement"]["event"] == kind, "cycles.replacement_mismatch")
    entered = {**state.entered, correction["id"]: correction}
    after = _fold(_what_counts(entered), state.models)
    after.entered = entered
    return after


def _need_correctable(state: State, targets: set[str], voiding: bool) -> None:
    if state.status == "entered_in_error":
        exactly_that = targets == {state.counting[-1]["id"]}
        _need(voiding and exactly_that, "cycles.not_accepted")
    counting = set(state.effective_ids) - {state.opening["id"]}
    _need(targets <= counting, "cycles.not_correctable")


def _what_counts(entered: dict[str, Event], gone: Iterable[str] = ()) -> list[Counting]:
    """The counting events in order: corrections applied, and without those that are `gone`."""
    voided = set(gone)
    amendments: dict[str, tuple[int, Event]] = {}
    for place, event in enumerate(entered.values()):
        if event["event"] == "voided":
            voided.update(event["ids"])
        elif event["event"] == "amended":
            amendments[event["target"]] = (place, event["replacement"])
    places = [
        (place, event)
        for place, event in enumerate(entered.values())
        if event["event"] not in CORRECTIONS and event["id"] not in voided
    ]
    openers = [(place, event["id"]) for place, event in places if event["event"] in STAY_OPENERS]
    counting = []
    for _, event in places:
        if event["id"] not in amendments:
            counting.append(Counting(event))
            continue
        amended_at, replacement = amendments[event["id"]]
        nameable = frozenset(stay for place, stay in openers if place < amended_at)
        counting.append(Counting(replacement, nameable))
    return counting


def _fold(counting: list[Counting], models: Models) -> State:
    state = _opened(counting[0].event, models)
    for entry in counting[1:]:
        try:
            _take(state, entry)
        except Refused as refusal:
            code = "cycles.correction_breaks_log"
            raise Refused(code, event_id=entry.event["id"]) from refusal
    return state


def _opened(event: Event, models: Models) -> State:
    _need(event["event"] in OPENINGS, "cycles.log_must_begin")
    model = models.get((event["model"]["name"], event["model"]["version"]))
    if model is None:
        raise Refused("cycles.model_unknown")
    teachers, coach = set(event["teachers"]), event["coach"]
    fewest, most = model.get("fewest_teachers", 1), _most(model)
    _need(fewest <= len(teachers) <= most, "cycles.teachers_out_of_range")
    _need(coach not in teachers, "cycles.coach_among_teachers")
    state = State(
        models=models,
        model=model,
        opening=event,
        status="proposed",
        coach=coach,
        members=teachers,
        ever_members=set(teachers),
        coaches={coach},
        invited=(teachers | {coach}) - {event["by"]},
        counting=[event],
    )
    if event["event"] == "adopted":
        _need(event["phase"] in _phases(model), "cycles.phase_unknown")
        state.invited = set()
        state.status = "active"
        state.stays.append((event["id"], event["phase"], 1))
    return state


def _take(state: State, entry: Counting) -> None:
    """Changes `state` by an event that is neither an opening nor a correction, or refuses it."""
    event = entry.event
    _need(_is_accepted(state, event), "cycles.not_accepted")
    if state.closing is not None and state.status in CLOSED and event["event"] in RECORDS:
        _need(event["happened"] <= state.closing["happened"], "cycles.after_closing")
    if "stay" in event:
        stays = entry.nameable
        if stays is None:
            stays = frozenset(stay for stay, _, _ in state.stays)
        _need(event["stay"] in stays, "cycles.stay_unknown")
    _RULES[event["event"]](state, event)
    state.counting.append(event)


def _is_accepted(state: State, event: Event) -> bool:
    kind = event["event"]
    if kind == "coach_handed_over" and "to" not in event:
        return state.status in _RUNNING
    return state.status in ACCEPTED_WHILE.get(kind, ())


# Models and their requirements


def _most(model: Model) -> int:
    return int(model.get("most_teachers", 1))


def _phases(model: Model) -> list[str]:
    return [phase["name"] for phase in model["phases"]]


def _requirements(state: State, to: str) -> list[Event] | None:
    if state.phase is None:
        return None
    requires: list[Event] | None = None
    if to == "completed":
        requires = state.model.get("completes", {}).get(state.phase)
    for transition in state.model["transitions"]:
        if (transition["from"], transition["to"]) == (state.phase, to):
            requires = transition.get("requires", [])
    return requires


def _lack(state: State, index: int, requirement: Event) -> Missing | None:
    since = requirement.get("since", "stay")
    adopted = state.opening["event"] == "adopted"
    if adopted and state.iteration == 1 and since != "stay":
        return None
    meeting = _meeting(state, requirement, since)
    need = requirement.get("count", 1)
    if not requirement.get("each_teacher", False):
        return (index, len(meeting), need, []) if len(meeting) < need else None
    each = {who: sum(who in item.people for item in meeting) for who in state.members}
    lacking = sorted(who for who, have in each.items() if have < need)
    return (index, min(each.values()), need, lacking) if lacking else None


def _meeting(state: State, requirement: Event, since: str) -> list[Served]:
    kind = requirement["event"]
    details = requirement.get("detail") or (["progress"] if kind == "measured" else None)
    first, (last, _, iteration) = state.stays[0][0], state.stays[-1]
    if since == "stay":
        stays = {last}
    else:
        stays = {stay for stay, _, going_round in state.stays if going_round == iteration}
    return [
        item
        for item in state.served
        if item.kind == kind
        and (details is None or item.detail in details)
        and (since == "cycle" or (item.stay or first) in stays)
    ]


def _need_requirements(state: State, to: str, not_allowed: str) -> None:
    _need(not state.too_few, "cycles.too_few_teachers")
    missing = state.missing(to)
    if missing is None:
        raise Refused(not_allowed)
    if missing:
        raise Refused("cycles.requirements_missing", missing=missing)


def _serve(
    state: State, event: Event, kind: str, detail: str | None = None, people: Iterable[str] = ()
) -> None:
    stay = event.get("stay") or (state.stays[-1][0] if state.stays else None)
    state.served.append(Served(kind, detail, stay, frozenset(people)))


# Status


def _agreed(state: State, event: Event) -> None:
    _answer(state, event)
    _agree_if_all_have(state)


def _declined(state: State, event: Event) -> None:
    _answer(state, event)
    state.members.discard(event["by"])
    state.ever_members.discard(event["by"])
    if event["by"] == state.coach or state.too_few:
        state.status = "declined"
    else:
        _agree_if_all_have(state)


def _answer(state: State, event: Event) -> None:
    who = event["by"]
    _need(who in state.invited, "cycles.not_invited")
    _need(who not in state.answers, "cycles.answered_already")
    state.answers[who] = event["event"]


def _agree_if_all_have(state: State) -> None:
    if state.invited <= state.answers.keys():
        state.status = "agreed"


def _withdrawn(state: State, event: Event) -> None:
    _need(event["by"] == state.opening["by"], "cycles.not_the_proposer")
    state.status = "withdrawn"


def _started(state: State, event: Event) -> None:
    state.status = "active"
    state.stays.append((event["id"], _phases(state.model)[0], 1))


def _moved(state: State, event: Event) -> None:
    _need_requirements(state, event["to"], "cycles.transition_not_allowed")
    phases = _phases(state.model)
    _, phase, iteration = state.stays[-1]
    if phases.index(event["to"]) < phases.index(phase):
        iteration += 1
    state.stays.append((event["id"], event["to"], iteration))


def _resumed(state: State, event: Event) -> None:
    _need(state.coach is not None, "cycles.no_coach")
    state.status = "active"


def _completed(state: State, event: Event) -> None:
    _need_requirements(state, "completed", "cycles.completion_not_allowed")
    _closed(state, event)


def _closed(state: State, event: Event) -> None:
    state.status = event["event"]
    state.closing = event


def _reopened(state: State, event: Event) -> None:
    closing = state.closing
    assert closing is not None
    replaced = closing["event"] == "ended_early" and closing["reason"] == MODEL_REPLACED
    _need(not replaced, "cycles.not_reopenable")
    _, phase, iteration = state.stays[-1]
    state.stays.append((event["id"], phase, iteration))
    state.status = "active" if state.coach is not None else "paused"


def _becomes(status: str) -> Callable[[State, Event], None]:
    def become(state: State, event: Event) -> None:
        state.status = status

    return become


# People


def _coach_handed_over(state: State, event: Event) -> None:
    successor = event.get("to")
    if successor is None:
        _need(state.coach is not None, "cycles.no_coach")
        state.status = "paused"
    else:
        _need(successor != state.coach, "cycles.already_coach")
        _need(successor not in state.members, "cycles.coach_among_teachers")
        state.coaches.add(successor)
    state.coach = successor


def _teacher_joined(state: State, event: Event) -> None:
    teacher = event["teacher"]
    _need(teacher == event["by"], "cycles.not_their_own")
    _need(teacher not in state.members, "cycles.already_member")
    _need(len(state.members) < _most(state.model), "cycles.teachers_out_of_range")
    _need(teacher != state.coach, "cycles.coach_among_teachers")
    state.members.add(teacher)
    state.ever_members.add(teacher)


def _teacher_left(state: State, event: Event) -> None:
    _need(event["teacher"] in state.members, "cycles.not_a_member")
    _need(len(state.members) > 1, "cycles.last_teacher")
    state.members.remove(event["teacher"])


def _away(state: State, event: Event) -> None:
    _need_of_the_cycle(state, event["person"])


def _need_of_the_cycle(state: State, person: str) -> None:
    _need(person == state.coach or person in state.members, "cycles.not_of_the_cycle")


# Sessions


def _session_planned(state: State, event: Event) -> None:
    _need(event["session"] not in state.sessions, "cycles.session_known")
    _need_attendees_known(state, event)
    state.sessions[event["session"]] = "planned"


def _session_rescheduled(state: State, event: Event) -> None:
    _need(state.sessions.get(event["session"]) == "planned", "cycles.session_not_open")


def _session_cancelled(state: State, event: Event) -> None:
    _session_rescheduled(state, event)
    state.sessions[event["session"]] = "cancelled"


def _session_missed(state: State, event: Event) -> None:
    _need_open_or_unused(state, event)
    state.sessions[event["session"]] = "missed"


def _session_held(state: State, event: Event) -> None:
    _need_open_or_unused(state, event)
    _need("attendees" in event or _most(state.model) == 1, "cycles.attendees_missing")
    _need_attendees_known(state, event)
    _need("coach" not in event or event["coach"] in state.coaches, "cycles.never_coach")
    if "replaces" in event:
        other = event["replaces"]
        free = other not in state.replaced
        fell_out = state.sessions.get(other) in ("missed", "cancelled")
        _need(free and fell_out, "cycles.not_replaceable")
        state.replaced.add(other)
    attendees = frozenset(event.get("attendees", state.members))
    state.sessions[event["session"]] = "held"
    state.held.append(Held(event, attendees))
    _serve(state, event, "session_held", event["form"], attendees)


def _need_open_or_unused(state: State, event: Event) -> None:
    status = state.sessions.get(event["session"], "planned")
    _need(status == "planned", "cycles.session_not_open")


def _need_attendees_known(state: State, event: Event) -> None:
    _need(state.ever_members.issuperset(event.get("attendees", ())), "cycles.never_member")


# Evidence, reviews, steps


def _evidence(state: State, event: Event) -> None:
    _serve(state, event, "evidence", event["type"])


def _reviewed(state: State, event: Event) -> None:
    _serve(state, event, "reviewed", event["decision"])


def _step_agreed(state: State, event: Event) -> None:
    _need(event["step"] not in state.steps, "cycles.step_known")
    _need_of_the_cycle(state, event["owner"])
    state.steps[event["step"]] = None
    _serve(state, event, "step_agreed")


def _step_closed(state: State, event: Event) -> None:
    _need(state.steps.get(event["step"], "unknown") is None, "cycles.step_not_open")
    state.steps[event["step"]] = event["outcome"]
    _serve(state, event, "step_closed", event["outcome"])


# Goals and measurements


def _goal_set(state: State, event: Event) -> None:
    goal = event["goal"]
    _need(goal["id"] not in state.goal_book, "cycles.goal_known")
    _need_owners_members(state, goal)
    state.goal_book[goal["id"]] = Goal(True, {event["id"]: goal})
    _serve(state, event, "goal_set")


def _goal_revised(state: State, event: Event) -> None:
    goal = event["goal"]
    known = _open_goal(state, goal["id"])
    _need_owners_members(state, goal)
    versions = {**known.versions, event["id"]: goal}
    state.goal_book[goal["id"]] = known._replace(versions=versions)
    _serve(state, event, "goal_set")


def _goal_closed(state: State, event: Event) -> None:
    goal = _open_goal(state, event["goal_id"])
    state.goal_book[event["goal_id"]] = goal._replace(open=False)


def _measured(state: State, event: Event) -> None:
    goal = _known_goal(state, event["goal_id"])
    version = _version_served(goal, event)
    measure, value = version.get("measure", {}), event["value"]
    inside = measure.get("low", value) <= value <= measure.get("high", value)
    _need(inside, "cycles.value_outside_measure")
    teacher = event.get("teacher")
    _need(teacher is None or teacher in version["owners"], "cycles.teacher_not_owner")
    measurements = (*goal.measurements, event["id"])
    state.goal_book[event["goal_id"]] = goal._replace(measurements=measurements)
    people = version["owners"] if teacher is None else [teacher]
    _serve(state, event, "measured", event.get("role", "progress"), people)


def _known_goal(state: State, goal_id: str) -> Goal:
    _need(goal_id in state.goal_book, "cycles.goal_unknown")
    return state.goal_book[goal_id]


def _open_goal(state: State, goal_id: str) -> Goal:
    goal = _known_goal(state, goal_id)
    _need(goal.open, "cycles.goal_not_open")
    return goal


def _need_owners_members(state: State, goal: dict[str, Any]) -> None:
    _need(state.members.issuperset(goal["owners"]), "cycles.owner_not_member")


def _version_served(goal: Goal, event: Event) -> dict[str, Any]:
    if "version" not in event:
        return goal.versions[next(reversed(goal.versions))]
    _need(event["version"] in goal.versions, "cycles.version_unknown")
    return goal.versions[event["version"]]


_RULES: dict[str, Callable[[State, Event], None]] = {
    "agreed": _agreed,
    "declined": _declined,
    "withdrawn": _withdrawn,
    "started": _started,
    "cancelled": _becomes("cancelled"),
    "moved": _moved,
    "paused": _becomes("paused"),
    "resumed": _resumed,
    "completed": _completed,
    "ended_early": _closed,
    "reopened": _reopened,
    "entered_in_error": _becomes("entered_in_error"),
    "session_planned": _session_planned,
    "session_rescheduled": _session_rescheduled,
    "session_cancelled": _session_cancelled,
    "session_missed": _session_missed,
    "session_held": _session_held,
    "evidence": _evidence,
    "reviewed": _reviewed,
    "goal_set": _goal_set,
    "goal_revised": _goal_revised,
    "goal_closed": _goal_closed,
    "step_agreed": _step_agreed,
    "step_closed": _step_closed,
    "measured": _measured,
    "coach_handed_over": _coach_handed_over,
    "teacher_joined": _teacher_joined,
    "teacher_left": _teacher_left,
    "away": _away,
}

"""Valid values for property tests: logs built from legal steps, and events of any content."""

import datetime
from typing import Any

from hypothesis import strategies as st

from coachcycle.cycles import (
    EVENTS,
    MODELS,
    Adopted,
    Amended,
    Cycle,
    Event,
    Proposed,
    Voided,
    advance,
    begin,
    options,
)
from coachcycle.errors import CoachCycleError
from coachcycle.goals import Goal, Measure
from coachcycle.vocabulary import (
    Audience,
    AwayReason,
    CorrectionReason,
    Decision,
    EndReason,
    EvidenceType,
    GoalFocus,
    GoalOutcome,
    HandoverReason,
    LeavingReason,
    MeasurementRole,
    MissedBy,
    NotBegunReason,
    Outcome,
    PauseReason,
    ReopenReason,
    SessionForm,
    SessionReason,
    StepOutcome,
)

MONDAY = datetime.date(2026, 9, 7)
PEOPLE = ("c-1", "c-2", "t-1", "t-2", "p-1")
SESSIONS = ("v-1", "v-2", "v-3")
GOALS = ("g-1", "g-2")
STEPS = ("s-1", "s-2")

days = st.integers(0, 60).map(lambda n: MONDAY + datetime.timedelta(n))
maybe = st.none


def goals(owners: st.SearchStrategy[Any] | None = None) -> st.SearchStrategy[Goal]:
    """Goals measured from 0 to 100, with or without a baseline."""

    @st.composite
    def build(draw: st.DrawFn) -> Goal:
        told: dict[str, Any] = {}
        if draw(st.booleans()):
            told = {"baseline": draw(st.integers(0, 40)), "baseline_day": MONDAY}
        return Goal(
            id=draw(st.sampled_from(GOALS)),
            owners=draw(owners or st.sampled_from([{"t-1"}, {"t-1"}, {"t-2"}])),
            title="A goal",
            focus=draw(st.sampled_from(GoalFocus)),
            measure=Measure(unit="%", low=0, high=100),
            target=draw(st.integers(50, 100)),
            target_day=MONDAY + datetime.timedelta(draw(st.integers(1, 100))),
            **told,
        )

    return build()


people = st.sampled_from(PEOPLE)
teachers = st.sampled_from([{"t-1"}, {"t-1"}, {"t-1"}, {"t-1", "t-2"}, {"c-1"}])
REASONS = {
    "declined": NotBegunReason,
    "withdrawn": NotBegunReason,
    "cancelled": NotBegunReason,
    "paused": PauseReason,
    "ended_early": EndReason,
    "reopened": ReopenReason,
    "session_rescheduled": SessionReason,
    "session_cancelled": SessionReason,
    "session_missed": SessionReason,
    "coach_handed_over": HandoverReason,
    "teacher_left": LeavingReason,
    "away": AwayReason,
    "voided": CorrectionReason,
}
OUTCOMES = {"completed": Outcome, "goal_closed": GoalOutcome, "step_closed": StepOutcome}


def contents(kind: str, cycle: Cycle | None) -> st.SearchStrategy[dict[str, Any]]:
    """Content of any value for one kind of event, mostly about what the cycle knows."""
    stays = [stay.id for stay in cycle.stays] if cycle else []
    events = [event.id for event in cycle.log] if cycle else []
    phases = ["plan", "observe", "feedback", "follow_up", "reflect", "identify", "learn", "improve"]
    keys: dict[str, st.SearchStrategy[Any]] = {
        "model": st.sampled_from([model.ref for model in MODELS]),
        "coach": people,
        "teachers": teachers,
        "continues": maybe(),
        "phase": st.sampled_from(phases),
        "to": st.sampled_from(phases) if kind == "moved" else maybe() | people,
        "since": maybe() | days,
        "reason": st.sampled_from(REASONS[kind]) if kind in REASONS else maybe(),
        "outcome": st.sampled_from(OUTCOMES[kind]) if kind in OUTCOMES else maybe(),
        "resume_on": maybe() | days,
        "session": st.sampled_from(SESSIONS),
        "form": st.sampled_from(SessionForm),
        "on": days,
        "who": st.sampled_from(MissedBy),
        "contact_minutes": st.integers(1, 600),
        "preparation_minutes": st.integers(0, 600),
        "travel_minutes": st.integers(0, 600),
        "minutes": maybe() | st.integers(0, 600),
        "starts": maybe(),
        "attendees": maybe() | st.sampled_from([{"t-1"}, {"t-2"}]),
        "inside_contract_day": st.sampled_from([None, True, False]),
        "replaces": maybe() | st.sampled_from(SESSIONS),
        "type": st.sampled_from([*EvidenceType, "x:own"]),
        "reference": st.just("r-1"),
        "audience": maybe() | st.sampled_from(Audience),
        "decision": st.sampled_from(Decision),
        "goal": goals(),
        "goal_id": st.sampled_from(GOALS),
        "value": st.integers(-5, 105),
        "role": st.sampled_from(MeasurementRole),
        "teacher": people if kind in ("teacher_joined", "teacher_left") else maybe() | people,
        "person": people,
        "first": days,
        "last": days.map(lambda day: day + datetime.timedelta(60)),
        "step": st.sampled_from(STEPS),
        "owner": people,
        "due": maybe() | days,
        "version": maybe() | st.sampled_from([*events, "e-none"]),
        "stay": maybe() | maybe() | st.sampled_from([*stays, "e-none"]),
        "ids": st.sets(st.sampled_from([*events, "e-none"]), min_size=1, max_size=3),
    }
    if kind == "session_held":
        keys["coach"] = maybe() | people
    own = {one.name for one in EVENTS[kind].__attrs_attrs__} & keys.keys()  # type: ignore[attr-defined]
    return st.fixed_dictionaries({key: keys[key] for key in own})


@st.composite
def events(draw: st.DrawFn, cycle: Cycle | None, number: int, kinds: tuple[str, ...]) -> Event:
    """An event with a new id, of one of these kinds and of any content."""
    kind = draw(st.sampled_from(kinds))
    day = draw(days)
    envelope: dict[str, Any] = {
        "id": f"e-{number}",
        "cycle": "cycle-1",
        "by": draw(people),
        "happened": day,
        "recorded": datetime.datetime(2026, 12, 1, tzinfo=datetime.UTC),
    }
    if kind != "amended":
        return EVENTS[kind](**envelope, **draw(contents(kind, cycle)))
    assert cycle is not None
    log = [one for one in cycle.log if not isinstance(one, Proposed | Adopted | Voided | Amended)]
    if not log:
        return EVENTS["agreed"](**envelope)
    target = draw(st.sampled_from(log))
    content = draw(contents(target.kind, cycle))
    replacement = type(target)(**envelope | {"id": target.id}, **content)
    return Amended(**envelope, target=target.id, replacement=replacement)


@st.composite
def openings(draw: st.DrawFn) -> Event:
    """A first event that opens a cycle of c-1 and t-1."""
    kind = draw(st.sampled_from(["proposed", "proposed", "adopted"]))
    told: dict[str, Any] = {"coach": "c-1", "teachers": {"t-1"}, "model": MODELS["impact"].ref}
    if kind == "adopted":
        told |= {"phase": draw(st.sampled_from(["identify", "learn", "improve"]))}
    elif draw(st.booleans()):
        told |= {"model": MODELS["generic"].ref}
    return EVENTS[kind](
        id="e-0",
        cycle="cycle-1",
        by=draw(st.sampled_from(["c-1", "t-1", "p-1"])),
        happened=MONDAY,
        recorded=datetime.datetime(2026, 12, 1, tzinfo=datetime.UTC),
        **told,
    )


@st.composite
def histories(draw: st.DrawFn, longest: int = 25) -> Cycle:
    """A cycle with a legal log: at each step an event that an option allows, if it is accepted."""
    cycle = begin(draw(openings()), MODELS)
    for number in range(1, draw(st.integers(0, longest)) + 1):
        allowed = sorted({option.event for option in options(cycle) if option.allowed})
        kinds = (*allowed, "voided", "amended")
        if draw(st.integers(0, 9)):
            kinds = tuple(kind for kind in kinds if kind not in ENDING) or kinds
        try:
            cycle = advance(cycle, draw(events(cycle, number, kinds)))
        except CoachCycleError:
            continue
    return cycle


ENDING = ("entered_in_error", "declined", "withdrawn", "cancelled", "ended_early", "voided")

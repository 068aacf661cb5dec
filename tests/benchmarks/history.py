"""Logs to measure on: a cycle of forty events after the impact model, and longer ones."""

import datetime
from typing import Any

from coachcycle import MODELS
from coachcycle.cycles import EVENTS, Cycle, advance, replay
from coachcycle.goals import Goal, Measure

NOW = datetime.datetime(2026, 12, 1, 15, tzinfo=datetime.UTC)


def day(n: int) -> datetime.date:
    """The n-th day after Monday, 7 September 2026."""
    return datetime.date(2026, 9, 7) + datetime.timedelta(days=n)


def event(n: int, kind: str, **content: Any) -> Any:
    """The n-th event of a log, on the n-th day if it names no other."""
    told = {"id": f"e-{n}", "cycle": "cycle-1", "by": "c-1", "happened": day(n), "recorded": NOW}
    return EVENTS[kind](**(told | content))


def written(*told: tuple[str, dict[str, Any]]) -> tuple[Any, ...]:
    """The events of a log."""
    return tuple(event(n, kind, **content) for n, (kind, content) in enumerate(told, 1))


def goal(target: int) -> Goal:
    """The goal of the cycle."""
    return Goal(
        id="g-1",
        owners={"t-1"},
        title="More students speak",
        focus="student",
        measure=Measure(unit="%", low=0, high=100),
        target=target,
        target_day=day(60),
    )


IMPACT = MODELS["impact"].ref

# fmt: off
HISTORY = written(
    ("proposed", {"model": IMPACT, "coach": "c-1", "teachers": {"t-1"}}),
    ("agreed", {"by": "t-1"}),
    ("session_planned", {"session": "v-1", "form": "conference", "on": day(4)}),
    ("started", {}),
    ("session_held", {"session": "v-1", "form": "conference", "contact_minutes": 40}),
    ("goal_set", {"goal": goal(80)}),
    ("measured", {"goal_id": "g-1", "value": 20, "role": "baseline"}),
    ("evidence", {"type": "video", "reference": "r-1"}),
    ("evidence", {"type": "student_work", "reference": "r-2"}),
    ("moved", {"to": "learn"}),
    ("session_planned", {"session": "v-2", "form": "modeling", "on": day(11)}),
    ("session_rescheduled", {"session": "v-2", "on": day(13), "reason": "schedule"}),
    ("session_held", {"session": "v-2", "form": "modeling", "contact_minutes": 45}),
    ("evidence", {"type": "checklist", "reference": "r-3"}),
    ("step_agreed", {"step": "s-1", "owner": "t-1", "due": day(22)}),
    ("moved", {"to": "improve"}),
    ("paused", {"reason": "season", "resume_on": day(18)}),
    ("resumed", {}),
    ("session_planned", {"session": "v-3", "form": "observation", "on": day(20)}),
    ("session_missed", {"session": "v-3", "who": "teacher", "reason": "teacher_absent"}),
    ("session_held", {"session": "v-4", "form": "observation", "contact_minutes": 50,
                      "replaces": "v-3"}),
    ("measured", {"goal_id": "g-1", "value": 45}),
    ("reviewed", {"decision": "keep"}),
    ("step_closed", {"step": "s-1", "outcome": "done"}),
    ("measured", {"goal_id": "g-1", "value": 60}),
    ("reviewed", {"decision": "change_goal"}),
    ("moved", {"to": "identify"}),
    ("goal_revised", {"goal": goal(90)}),
    ("evidence", {"type": "student_work", "reference": "r-4"}),
    ("moved", {"to": "learn"}),
    ("session_held", {"session": "v-5", "form": "modeling", "contact_minutes": 45}),
    ("evidence", {"type": "checklist", "reference": "r-5"}),
    ("moved", {"to": "improve"}),
    ("measured", {"goal_id": "g-1", "value": 75}),
    ("reviewed", {"decision": "adjust"}),
    ("session_held", {"session": "v-6", "form": "conference", "contact_minutes": 30}),
    ("measured", {"goal_id": "g-1", "value": 92}),
    ("reviewed", {"decision": "keep"}),
    ("goal_closed", {"goal_id": "g-1", "outcome": "met"}),
    ("completed", {"outcome": "goal_met"}),
)

WEEKLY: tuple[tuple[str, dict[str, Any]], ...] = (
    ("session_held", {"form": "conference", "contact_minutes": 40}),
    ("evidence", {"type": "video", "reference": "r-1"}),
    ("measured", {"goal_id": "g-1", "value": 45}),
    ("reviewed", {"decision": "keep"}),
)
# fmt: on

AMENDED = event(
    31, "session_held", session="v-5", form="modeling", contact_minutes=45, travel_minutes=10
)
CORRECTED = (
    *HISTORY[:34],
    event(41, "voided", ids={"e-9"}, reason="mistake", happened=day(34)),
    event(42, "amended", target="e-31", replacement=AMENDED, happened=day(34)),
    *HISTORY[34:],
)
"""The same with a void and an amendment in it."""


def before(n: int) -> Cycle:
    """The cycle before the n-th event of the history."""
    return replay(HISTORY[: n - 1], MODELS)


def weekly(n: int, kind: str) -> Any:
    """The n-th event of a long log."""
    session = {"session": f"v-{n}"} if kind == "session_held" else {}
    return event(n, kind, **(dict(WEEKLY)[kind] | session | {"happened": day(20)}))


def grown(length: int) -> Cycle:
    """A cycle with so many events, from the ninth on what is entered week by week."""
    cycle = before(9)
    for n in range(9, length + 1):
        cycle = advance(cycle, weekly(n, WEEKLY[n % 4][0]))
    return cycle

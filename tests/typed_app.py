"""A district's application in small, as a type checker sees it: mypy strict and pyright read this file.

It runs as a test too, so that what is typed is what is done.
"""

import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from coachcycle import (
    MODELS,
    Calendar,
    Cycle,
    CycleModel,
    Finding,
    Goal,
    Measure,
    Roster,
    SchoolYear,
    append,
    begin,
    check,
    dependents,
    due,
    options,
    progress,
    read,
    replay,
    write,
)
from coachcycle.cycles import (
    Agreed,
    Event,
    GoalSet,
    Measured,
    Models,
    Phase,
    Proposed,
    SessionHeld,
    Started,
    Transition,
    minutes,
    session_held,
)
from coachcycle.interchange import decode_event, encode_event

TODAY = datetime.date(2026, 9, 14)
NOW = datetime.datetime(2026, 9, 14, 20, tzinfo=datetime.UTC)

OWN = CycleModel(
    name="own",
    version=1,
    source="Our handbook",
    phases=[Phase("meet", pace=10), Phase("act")],
    transitions=[Transition("meet", "act", [session_held("planning")])],
    completes={"act": [session_held(since="cycle")]},
)


def propose(coach: str, teacher: str, models: Models) -> Cycle:
    """The first event of a cycle."""
    return begin(
        Proposed(
            id="e-1",
            cycle="cycle-1",
            by=coach,
            happened=TODAY,
            recorded=NOW,
            model=models["own"].ref,
            coach=coach,
            teachers=[teacher],
        ),
        models,
    )


def save(cycle: Cycle, event: Event, rows: list[dict[str, Any]]) -> Cycle:
    """Appends an event, and stores it as a row if it is new."""
    cycle, new = append(cycle, event, expected_version=cycle.version)
    rows.extend(encode_event(one) for one in new)
    return cycle


def load(rows: Iterable[dict[str, Any]], models: Models) -> Cycle:
    """The cycle that stored rows lead to."""
    return replay(map(decode_event, rows), models)


def buttons(cycle: Cycle) -> list[tuple[str, str | None]]:
    """What may come next."""
    return [(one.event, one.target) for one in options(cycle) if one.allowed]


def run(folder: Path) -> list[Finding]:
    """A cycle from its proposal to a validated export."""
    models = MODELS.add(OWN)
    cycle = propose("c-1", "t-1", models)
    rows: list[dict[str, Any]] = [encode_event(cycle.log[0])]
    goal = Goal(
        id="g-1",
        owners={"t-1"},
        title="Fewer words of mine",
        focus="teacher_practice",
        measure=Measure(unit="minutes of talk", direction="decrease", low=0),
        target=15,
        target_day=datetime.date(2026, 12, 1),
        baseline=30,
        baseline_day=TODAY,
    )
    events: list[Event] = [
        Agreed(id="e-2", cycle="cycle-1", by="t-1", happened=TODAY, recorded=NOW),
        Started(id="e-3", cycle="cycle-1", by="c-1", happened=TODAY, recorded=NOW),
        GoalSet(id="e-4", cycle="cycle-1", by="t-1", happened=TODAY, recorded=NOW, goal=goal),
        SessionHeld(
            id="e-5",
            cycle="cycle-1",
            by="c-1",
            happened=TODAY,
            recorded=NOW,
            session="v-1",
            form="planning",
            contact_minutes=40,
            extra={"acme:room": 12},
        ),
        Measured(
            id="e-6",
            cycle="cycle-1",
            by="c-1",
            happened=TODAY,
            recorded=NOW,
            goal_id="g-1",
            value=28,
        ),
    ]
    for event in events:
        cycle = save(cycle, event, rows)
    assert load(rows, models) == cycle
    assert ("moved", "act") in buttons(cycle)
    assert dependents(cycle, ["e-5"]) == frozenset()
    assert minutes(cycle)["c-1"].contact == 40
    now = progress(cycle.goals["g-1"], on=TODAY)
    assert now.aimline is not None
    assert now.aimline.expected(TODAY) == 30
    year = SchoolYear(
        id="2026-27",
        zone="America/Chicago",
        first=datetime.date(2026, 8, 17),
        last=datetime.date(2027, 6, 4),
    )
    [late] = due([cycle], Calendar([year]), on=datetime.date(2026, 9, 29))
    assert (late.what, late.overdue_school_days) == ("phase", 1)
    write([cycle], folder / "cycles.ndjson")
    write([Roster()], folder / "roster.json")
    assert list(read(folder / "cycles.ndjson", Cycle, models)) == [cycle]
    return list(check([folder / "cycles.ndjson", folder / "roster.json"], models=models))

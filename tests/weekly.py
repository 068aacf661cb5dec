"""Builds a goal that is measured week by week, as the tests of goals and of their charts do."""

import datetime
import json
from pathlib import Path
from typing import Any

from attrs import evolve

from coachcycle.goals import (
    DecisionRule,
    Goal,
    GoalClosing,
    GoalRecord,
    GoalVersion,
    Measure,
    Measurement,
    Verdict,
    progress,
)
from coachcycle.schoolyear import as_day
from coachcycle.vocabulary import EventId, GoalOutcome, MeasurementRole

ANSWERS: dict[str, Any] = json.loads(
    (Path(__file__).parent / "known" / "aimline.json").read_text("utf-8")
)
"""Published and worked answers about aimlines, trends and decision rules, each with its source."""
WORKED: dict[str, Any] = ANSWERS["worked"]
START = as_day(datetime.date(2026, 9, 7))


def week(n: int) -> Any:
    """The same weekday n weeks after the start."""
    return START.add(weeks=n)


def goal(**changes: object) -> Goal:
    """From 45 to 75 in fifteen weeks."""
    told: dict[str, Any] = {
        "id": "g-1",
        "owners": {"t-1"},
        "title": "Words read correctly",
        "focus": "student",
        "measure": Measure(unit="words a minute", low=0, high=200),
        "baseline": 45,
        "baseline_day": START,
        "target": 75,
        "target_day": week(15),
    }
    return Goal(**(told | changes))


def record(of: Goal, *points: tuple[int, float], role: str = "progress") -> GoalRecord:
    """A record with a measurement in some weeks."""
    return measured(GoalRecord((GoalVersion(EventId("e-0"), START, of),)), *points, role=role)


def measured(
    of: GoalRecord, *points: tuple[int, float], role: str = "progress", **told: Any
) -> GoalRecord:
    """The record with more measurements in some weeks, of its last version unless told."""
    version = told.pop("version", of.versions[-1].id)
    at = told.pop("day", week)
    count = len(of.measurements)
    more = tuple(
        Measurement(EventId(f"e-{n}"), at(on), value, MeasurementRole(role), version, **told)
        for n, (on, value) in enumerate(points, count + 1)
    )
    return evolve(of, measurements=(*of.measurements, *more))


def revised(of: GoalRecord, on: int, **changes: object) -> GoalRecord:
    """The record with a revision in some week."""
    version = GoalVersion(EventId(f"v-{len(of.versions)}"), week(on), evolve(of.goal, **changes))
    return evolve(of, versions=(*of.versions, version))


def closed(of: GoalRecord, on: int, outcome: str = "met") -> GoalRecord:
    """The record with the goal closed in some week."""
    return evolve(of, closed=GoalClosing(EventId("c-1"), week(on), GoalOutcome(outcome)))


def weekly(*values: float, of: Goal | None = None) -> GoalRecord:
    """A record with a value in each week from the first on."""
    return record(of or goal(), *enumerate(values, 1))


def verdict(of: GoalRecord, rule: DecisionRule, on: int = 15) -> Verdict:
    """What one rule says in some week."""
    [said] = progress(of, week(on), [rule]).verdicts
    return said


def warned(of: Verdict) -> list[str]:
    """The words of a verdict's warnings."""
    return [one.value for one in of.warnings]

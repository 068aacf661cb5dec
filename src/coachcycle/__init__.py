"""Instructional coaching in schools: a cycle engine, goals, and records that validate.

The names of a district application's working day. What touches files, and all that it needs, loads
when `check`, `read` or `write` is first used.
"""

from typing import TYPE_CHECKING, Any

from coachcycle.cycles import (
    MODELS,
    Cycle,
    CycleModel,
    advance,
    append,
    begin,
    dependents,
    due,
    options,
    replay,
)
from coachcycle.errors import CoachCycleError, Finding
from coachcycle.goals import Goal, Measure, progress
from coachcycle.later import later
from coachcycle.people import Coach, Roster, School, Teacher
from coachcycle.schoolyear import Calendar, SchoolYear

if TYPE_CHECKING:
    from coachcycle.interchange import check, read, write

__all__ = [
    "MODELS",
    "Calendar",
    "Coach",
    "CoachCycleError",
    "Cycle",
    "CycleModel",
    "Finding",
    "Goal",
    "Measure",
    "Roster",
    "School",
    "SchoolYear",
    "Teacher",
    "advance",
    "append",
    "begin",
    "check",
    "dependents",
    "due",
    "options",
    "progress",
    "read",
    "replay",
    "write",
]


LATER = ("coachcycle.interchange",)
"""Where the names are that load when they are first used."""


def __getattr__(name: str) -> Any:
    return later(__name__, name, LATER)

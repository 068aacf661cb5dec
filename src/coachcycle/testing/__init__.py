"""Hypothesis strategies for tests of what is built on this library; needs the extra `testing`.

There is a function for each kind of value, and each draws valid values alone. `histories` gives
cycles with legal logs, `next_events` what may follow, and `events` also what is refused.
"""

from coachcycle.testing.cycles import events, histories, next_events, openings
from coachcycle.testing.finding import findings
from coachcycle.testing.goal import goal_records, goals, measures
from coachcycle.testing.model import cycle_models, models, requirements
from coachcycle.testing.people import coaches, credentials, rosters, schools, teachers
from coachcycle.testing.timetable import (
    bell_schedules,
    commitments,
    rotations,
    schedules,
    school_hours,
    spans,
    timetables,
)
from coachcycle.testing.values import days, ids, instants, names, numbers, texts, times
from coachcycle.testing.year import (
    calendars,
    closures,
    half_days,
    school_years,
    terms,
    windows,
)

__all__ = [
    "bell_schedules",
    "calendars",
    "closures",
    "coaches",
    "commitments",
    "credentials",
    "cycle_models",
    "days",
    "events",
    "findings",
    "goal_records",
    "goals",
    "half_days",
    "histories",
    "ids",
    "instants",
    "measures",
    "models",
    "names",
    "next_events",
    "numbers",
    "openings",
    "requirements",
    "rosters",
    "rotations",
    "schedules",
    "school_hours",
    "school_years",
    "schools",
    "spans",
    "teachers",
    "terms",
    "texts",
    "times",
    "timetables",
    "windows",
]

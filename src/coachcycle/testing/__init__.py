"""Hypothesis strategies for tests of what is built on this library; needs the extra `testing`.

There is a function for each kind of value, and each draws valid values alone. `histories` gives
cycles with legal logs, `next_events` what may follow, and `events` also what is refused.
"""

from coachcycle.testing.cycles import events, histories, next_events, openings
from coachcycle.testing.effect import (
    attainments,
    effect_reports,
    effects,
    fidelity_checks,
    scaled_goals,
)
from coachcycle.testing.finding import findings
from coachcycle.testing.goal import goal_records, goals, measures
from coachcycle.testing.model import cycle_models, models, requirements
from coachcycle.testing.people import coaches, credentials, rosters, schools, teachers
from coachcycle.testing.values import days, ids, instants, names, numbers, texts
from coachcycle.testing.year import calendars, closures, school_years, terms, windows

__all__ = [
    "attainments",
    "calendars",
    "closures",
    "coaches",
    "credentials",
    "cycle_models",
    "days",
    "effect_reports",
    "effects",
    "events",
    "fidelity_checks",
    "findings",
    "goal_records",
    "goals",
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
    "scaled_goals",
    "school_years",
    "schools",
    "teachers",
    "terms",
    "texts",
    "windows",
]

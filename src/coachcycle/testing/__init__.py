"""Hypothesis strategies for tests of what is built on this library; needs the extra `testing`.

There is a function for each kind of value, and each draws valid values alone. `histories` gives
cycles with legal logs, `next_events` what may follow, and `events` also what is refused.
"""

from coachcycle.testing.cycles import events, histories, next_events, openings
from coachcycle.testing.finding import findings
from coachcycle.testing.goal import goal_records, goals, measures
from coachcycle.testing.model import cycle_models, models, requirements
from coachcycle.testing.people import (
    caps,
    coaches,
    credentials,
    evaluations,
    fundings,
    posts,
    rosters,
    schools,
    teachers,
    tier_weights,
)
from coachcycle.testing.policy import contract_days, contract_rules, rules, school_rules
from coachcycle.testing.values import days, ids, instants, names, numbers, texts
from coachcycle.testing.year import calendars, closures, school_years, terms, windows

__all__ = [
    "calendars",
    "caps",
    "closures",
    "coaches",
    "contract_days",
    "contract_rules",
    "credentials",
    "cycle_models",
    "days",
    "evaluations",
    "events",
    "findings",
    "fundings",
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
    "posts",
    "requirements",
    "rosters",
    "rules",
    "school_rules",
    "school_years",
    "schools",
    "teachers",
    "terms",
    "texts",
    "tier_weights",
    "windows",
]

"""Hypothesis strategies for tests of what is built on this library; needs the extra `testing`.

There is a function for each kind of value, and each draws valid values alone. `histories` gives
cycles with legal logs, `next_events` what may follow, and `events` also what is refused. `district`
gives a whole district drawn from a seed, as large as is asked for.
"""

from coachcycle.testing.caseloads import (
    caseload_rules,
    caseloads,
    demands,
    level_outcomes,
    pairs,
)
from coachcycle.testing.cycles import events, histories, next_events, openings
from coachcycle.testing.district import District, district
from coachcycle.testing.effect import (
    attainments,
    effect_reports,
    effects,
    fidelity_checks,
    scaled_goals,
)
from coachcycle.testing.finding import findings
from coachcycle.testing.goal import (
    decision_rules,
    goal_records,
    goals,
    measures,
    self_ratings,
    teaching_strategies,
)
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
from coachcycle.testing.policy import contract_rules, rules, school_rules
from coachcycle.testing.timetable import (
    bell_schedules,
    commitments,
    rotations,
    schedules,
    school_hours,
    spans,
    timetables,
)
from coachcycle.testing.values import (
    days,
    ids,
    instants,
    languages,
    names,
    numbers,
    texts,
    times,
)
from coachcycle.testing.year import (
    calendars,
    closures,
    half_days,
    school_years,
    terms,
    windows,
)

__all__ = [
    "District",
    "attainments",
    "bell_schedules",
    "calendars",
    "caps",
    "caseload_rules",
    "caseloads",
    "closures",
    "coaches",
    "commitments",
    "contract_rules",
    "credentials",
    "cycle_models",
    "days",
    "decision_rules",
    "demands",
    "district",
    "effect_reports",
    "effects",
    "evaluations",
    "events",
    "fidelity_checks",
    "findings",
    "fundings",
    "goal_records",
    "goals",
    "half_days",
    "histories",
    "ids",
    "instants",
    "languages",
    "level_outcomes",
    "measures",
    "models",
    "names",
    "next_events",
    "numbers",
    "openings",
    "pairs",
    "posts",
    "requirements",
    "rosters",
    "rotations",
    "rules",
    "scaled_goals",
    "schedules",
    "school_hours",
    "school_rules",
    "school_years",
    "schools",
    "self_ratings",
    "spans",
    "teachers",
    "teaching_strategies",
    "terms",
    "texts",
    "tier_weights",
    "times",
    "timetables",
    "windows",
]

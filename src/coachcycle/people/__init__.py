"""WHO takes part: coaches, teachers and schools, as one checked roster.

Persons are ids and what matters for coaching; their names stay in the systems that need them.
"""

from coachcycle.people.credentials import Credential
from coachcycle.people.roster import (
    CoachEvaluatesThemself,
    DuplicateId,
    Roster,
    RosterInvalid,
    SchoolsInRing,
    SchoolUnknown,
)
from coachcycle.people.staff import Coach, School, Teacher

__all__ = [
    "Coach",
    "CoachEvaluatesThemself",
    "Credential",
    "DuplicateId",
    "Roster",
    "RosterInvalid",
    "School",
    "SchoolUnknown",
    "SchoolsInRing",
    "Teacher",
]

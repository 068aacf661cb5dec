"""WHO takes part: coaches, teachers and schools, as one checked roster.

Persons are ids and what matters for coaching; their names stay in the systems that need them. Posts
say where people work, from a day until a day, so a roster knows last year as well as today. `Caps`
say how much one coach takes on.
"""

from coachcycle.people.caps import Caps, TierWeight
from coachcycle.people.credentials import Credential
from coachcycle.people.posts import Evaluation, Funding, Post
from coachcycle.people.roster import (
    DuplicateId,
    EvaluatesThemself,
    EvaluationBackwards,
    FundingExceedsOne,
    PostBackwards,
    PostsOverlap,
    Roster,
    RosterInvalid,
    SchoolsInRing,
    SchoolUnknown,
    SharesExceedOne,
)
from coachcycle.people.staff import Coach, School, Teacher

__all__ = [
    "Caps",
    "Coach",
    "Credential",
    "DuplicateId",
    "EvaluatesThemself",
    "Evaluation",
    "EvaluationBackwards",
    "Funding",
    "FundingExceedsOne",
    "Post",
    "PostBackwards",
    "PostsOverlap",
    "Roster",
    "RosterInvalid",
    "School",
    "SchoolUnknown",
    "SchoolsInRing",
    "SharesExceedOne",
    "Teacher",
    "TierWeight",
]

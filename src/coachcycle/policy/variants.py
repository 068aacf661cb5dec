"""Which variant of a rule holds for which teachers."""

from collections.abc import Collection, Iterator
from typing import TypeVar

from pendulum import Date

from coachcycle.errors import CoachCycleError
from coachcycle.people import Roster
from coachcycle.policy.findings import OverrideSchoolUnknown
from coachcycle.policy.rules import ContractRules, Rule
from coachcycle.vocabulary import PersonId, SchoolId

_R = TypeVar("_R", bound=Rule)


def in_force(
    cls: type[_R], rules: ContractRules, roster: Roster, teachers: Collection[PersonId], day: Date
) -> Iterator[tuple[_R, SchoolId | None, SchoolId | None]]:
    """The variants of a rule for these teachers on a day.

    With each comes the school whose own it is, None for the district's, and the school at which it
    is applied, None where none is known.
    """
    schools: set[SchoolId] = set()
    is_unknown = not teachers
    for teacher in teachers:
        own = roster.schools_on(teacher, day)
        schools |= own
        is_unknown = is_unknown or not own
    district = rules.at().get(cls.rule)
    for school in (*([None] if is_unknown else []), *sorted(schools)):
        rule = rules.at(school).get(cls.rule)
        if isinstance(rule, cls):
            yield rule, None if rule == district else school, school


def unknown_schools(roster: Roster, rules: ContractRules) -> Iterator[CoachCycleError]:
    """The schools of which the rules speak and the roster does not."""
    for own in rules.schools:
        if roster.school(own.school) is None:
            yield OverrideSchoolUnknown(own.school)

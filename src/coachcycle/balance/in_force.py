"""Whom the plan in force gives a coach, so that another plan may go on from there."""

from collections.abc import Container, Mapping
from collections.abc import Set as AbstractSet
from typing import Self, TypeAlias

from attrs import frozen

from coachcycle.caseloads import Stretch
from coachcycle.vocabulary import PersonId, SchoolId

AtSchool: TypeAlias = tuple[PersonId, SchoolId]
"""A teacher at one of her schools."""


@frozen
class InForce:
    """Who coaches whom, at each school by itself."""

    held: Mapping[AtSchool, PersonId]
    """The coach of each teacher at each school where she has one."""
    known: AbstractSet[AtSchool]
    """Every teacher at each school where the plan names her, with a coach or without one."""
    schools: Mapping[PersonId, tuple[SchoolId, ...]]
    """At which schools each teacher has a coach."""

    @classmethod
    def of(cls, stretch: Stretch) -> Self:
        """What a stretch says."""
        held = {
            (teacher, one.school): one.coach
            for one in stretch.assignments
            for teacher in one.teachers
        }
        without = {
            (teacher, one.school)
            for one in stretch.unserved
            if one.school is not None
            for teacher in one.teachers
        }
        schools: dict[PersonId, tuple[SchoolId, ...]] = {}
        for teacher, school in sorted(held):
            schools[teacher] = (*schools.get(teacher, ()), school)
        return cls(held, held.keys() | without, schools)

    def coaches(self, whom: AtSchool, now: Container[SchoolId]) -> frozenset[PersonId]:
        """Who coached a teacher there; at a school that is new to her, who did where she no longer is.

        Args:
            whom: The teacher and the school.
            now: At which schools she is now.
        """
        if whom in self.known:
            return frozenset({self.held[whom]} if whom in self.held else ())
        teacher, _ = whom
        left = [school for school in self.schools.get(teacher, ()) if school not in now]
        return frozenset(self.held[teacher, school] for school in left)

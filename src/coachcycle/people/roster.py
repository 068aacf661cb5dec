"""The people and schools of a district as one checked value."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from attrs import field, frozen

from coachcycle.errors import CoachCycleError
from coachcycle.people.staff import Coach, School, Teacher
from coachcycle.vocabulary import PersonId, SchoolId, all_of


class DuplicateId(CoachCycleError):
    """Two entries of one list of the roster bear the same id."""

    code = "people.duplicate_id"
    template = "{what} {id} stands in the roster {times} times"

    what: str
    id: str
    times: int


class SchoolUnknown(CoachCycleError):
    """An entry names a school that the roster does not have."""

    code = "people.school_unknown"
    template = "{what} {id}: school {school} is not in the roster"

    what: str
    id: str
    school: SchoolId


class SchoolsInRing(CoachCycleError):
    """A school is, through its parents, above itself."""

    code = "people.schools_in_ring"
    template = "school {school} is above itself"

    school: SchoolId


class CoachEvaluatesThemself(CoachCycleError):
    """A coach is listed among those whom the coach evaluates."""

    code = "people.coach_evaluates_themself"
    template = "coach {id} is listed as evaluating themself"

    id: PersonId


class RosterInvalid(CoachCycleError):
    """A roster holds problems; all of them are reported together."""

    code = "people.roster_invalid"
    template = "{count} problems in the roster: {codes}"

    problems: tuple[CoachCycleError, ...]

    @property
    def fields(self) -> dict[str, Any]:
        """How many problems there are, and their codes."""
        codes = tuple(sorted({problem.code for problem in self.problems}))
        return {"count": len(self.problems), "codes": codes}


def _schools(schools: Iterable[School]) -> tuple[School, ...]:
    return tuple(sorted(all_of(School, "schools", schools), key=lambda school: school.id))


def _coaches(coaches: Iterable[Coach]) -> tuple[Coach, ...]:
    return tuple(sorted(all_of(Coach, "coaches", coaches), key=lambda coach: coach.id))


def _teachers(teachers: Iterable[Teacher]) -> tuple[Teacher, ...]:
    return tuple(sorted(all_of(Teacher, "teachers", teachers), key=lambda teacher: teacher.id))


@frozen(kw_only=True)
class Roster:
    """Schools, coaches and teachers, each sorted by id, whose references all resolve.

    One person may be both a coach and a teacher, with the same id in both lists.

    Raises:
        RosterInvalid: With every problem: ids that stand there twice, unknown schools, schools
            above themselves.
    """

    schools: tuple[School, ...] = field(default=(), converter=_schools)
    coaches: tuple[Coach, ...] = field(default=(), converter=_coaches)
    teachers: tuple[Teacher, ...] = field(default=(), converter=_teachers)

    def __attrs_post_init__(self) -> None:
        problems = (*self._duplicates(), *self._unknown_schools(), *self._rings(), *self._selves())
        if problems:
            raise RosterInvalid(problems)

    def school(self, id: str) -> School | None:
        """The school with that id, or None."""
        return self._schools_by_id.get(SchoolId(id))

    def coach(self, id: str) -> Coach | None:
        """The coach with that id, or None."""
        return self._coaches_by_id.get(PersonId(id))

    def teacher(self, id: str) -> Teacher | None:
        """The teacher with that id, or None."""
        return self._teachers_by_id.get(PersonId(id))

    def schools_on(self, person: str, day: datetime.date) -> frozenset[SchoolId]:  # noqa: ARG002
        """The schools at which a teacher teaches on a day; none for somebody who is not known."""
        teacher = self.teacher(person)
        return frozenset() if teacher is None else teacher.schools

    @cached_property
    def _schools_by_id(self) -> dict[SchoolId, School]:
        return {school.id: school for school in self.schools}

    @cached_property
    def _coaches_by_id(self) -> dict[PersonId, Coach]:
        return {coach.id: coach for coach in self.coaches}

    @cached_property
    def _teachers_by_id(self) -> dict[PersonId, Teacher]:
        return {teacher.id: teacher for teacher in self.teachers}

    def _duplicates(self) -> Iterator[CoachCycleError]:
        lists: dict[str, Sequence[School | Coach | Teacher]] = {
            "school": self.schools,
            "coach": self.coaches,
            "teacher": self.teachers,
        }
        for what, entries in lists.items():
            for id, times in Counter(entry.id for entry in entries).items():
                if times > 1:
                    yield DuplicateId(what, id, times)

    def _unknown_schools(self) -> Iterator[CoachCycleError]:
        known = self._schools_by_id
        for school in self.schools:
            if school.parent is not None and school.parent not in known:
                yield SchoolUnknown("school", school.id, school.parent)
        staff: dict[str, Sequence[Coach | Teacher]] = {
            "coach": self.coaches,
            "teacher": self.teachers,
        }
        for what, people in staff.items():
            for person in people:
                for id in sorted(person.schools - known.keys()):
                    yield SchoolUnknown(what, person.id, id)

    def _rings(self) -> Iterator[CoachCycleError]:
        for school in self.schools:
            above = school.parent
            for _ in self.schools:
                if above == school.id:
                    yield SchoolsInRing(school.id)
                    break
                parent = self.school(above) if above else None
                above = parent.parent if parent else None

    def _selves(self) -> Iterator[CoachCycleError]:
        for coach in self.coaches:
            if coach.id in coach.evaluates:
                yield CoachEvaluatesThemself(coach.id)

"""A timetable on the days of a calendar: which bells ring on a day, and where people are."""

import datetime
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise
from operator import itemgetter

from attrs import evolve, field, frozen
from pendulum import Date

from coachcycle.errors import CoachCycleError
from coachcycle.schoolyear.calendar import Calendar, DayOutsideYears
from coachcycle.schoolyear.days import as_day
from coachcycle.schoolyear.hours import BellSchedule, SchoolHours, Span
from coachcycle.schoolyear.timetable import (
    BellsUnknown,
    Commitment,
    CommitmentType,
    Timetable,
    TimetableInvalid,
)
from coachcycle.schoolyear.year import SchoolYear
from coachcycle.vocabulary import BellsId, PersonId, RotationDay, SchoolId, TypeMismatch


class RotationDayNeverComes(CoachCycleError):
    """A day of a rotation falls on no school day."""

    code = "schoolyear.rotation_day_never_comes"
    template = "school {school}: rotation day {rotation_day} falls on no school day"
    remedy = "Correct the rotation or its restarts."

    school: SchoolId
    rotation_day: RotationDay


class BellsNeverHeld(CoachCycleError):
    """No school day is among both the weekdays and the rotation days of a bell schedule."""

    code = "schoolyear.bells_never_held"
    template = "school {school}: bell schedule {bells} is meant for days that never come"
    remedy = "Correct the weekdays or rotation days, or take the bell schedule out."

    school: SchoolId
    bells: BellsId


class CommitmentNeverFalls(CoachCycleError):
    """No school day is among both the weekdays and the rotation days of a commitment."""

    code = "schoolyear.commitment_never_falls"
    template = "{person} at {school}: a commitment is meant for days that never come"
    remedy = "Correct the weekdays or rotation days, or take the commitment out."

    person: PersonId
    school: SchoolId


class PersonInTwoPlaces(CoachCycleError):
    """Two commitments of one person go on at once."""

    code = "schoolyear.person_in_two_places"
    template = "{person}: two commitments go on at once on {day}, at {schools}, from {starts}"
    remedy = "Correct one of the two commitments, or the days on which it falls."

    person: PersonId
    day: Date
    schools: tuple[SchoolId, SchoolId]
    starts: datetime.time


@frozen
class SchoolDay:
    """A school day of one school."""

    day: Date
    bells: BellSchedule
    """The bell schedule, with the periods as they are that day: a half day cuts them off."""
    contract_day: Span
    rotation_day: RotationDay | None
    """None where the school has no rotation."""
    lessons_end: datetime.time | None
    """When lessons end early; None where the bells alone say it."""


@frozen(order=True)
class Engagement:
    """Where somebody is on a day, from when until when."""

    starts: datetime.time
    ends: datetime.time
    school: SchoolId
    type: CommitmentType


_Told = tuple[Engagement, Commitment]
"""An engagement and what says so."""


def _timetable(timetable: Timetable) -> Timetable:
    if not isinstance(timetable, Timetable):
        raise TypeMismatch("timetable", "a Timetable", type(timetable).__name__)
    return timetable


def _calendar(calendar: Calendar) -> Calendar:
    if not isinstance(calendar, Calendar):
        raise TypeMismatch("calendar", "a Calendar", type(calendar).__name__)
    return calendar


@frozen
class Schedule:
    """A timetable on the days of a calendar.

    Raises:
        TimetableInvalid: With every problem that only shows on these days: days outside every
            school year, half days with bell schedules that a school does not have, rotation days
            that never come, bell schedules and commitments for weekdays and rotation days that
            never come, and, with the first day on which it happens, people in two places at once.
    """

    timetable: Timetable = field(converter=_timetable)
    calendar: Calendar = field(converter=_calendar, repr=False)

    def __attrs_post_init__(self) -> None:
        problems = (
            *(one for hours in self.timetable.schools for one in self._problems_of(hours)),
            *self._never_falling(),
            *self._clashes(),
        )
        if problems:
            raise TimetableInvalid(problems)

    def school_day(self, school: str, day: datetime.date) -> SchoolDay | None:
        """How a day goes at a school; None if there is no school, or nothing is known of it."""
        return self._days.get(SchoolId(school), {}).get(as_day(day))

    def engagements(self, person: str, day: datetime.date) -> tuple[Engagement, ...]:
        """Where a person has to be on a day, in order of time."""
        return tuple(sorted(one for one, _ in self._engagements(person, as_day(day))))

    def _engagements(self, person: str, day: Date) -> Iterator[_Told]:
        for one in self.timetable.commitments_of(person):
            held = self.school_day(one.school, day)
            if held is None or not one.falls_on(day, held.rotation_day):
                continue
            for span in one.spans(held.bells):
                ends = span.ends
                if one.type is CommitmentType.TEACHING:
                    ends = min(ends, held.lessons_end or ends)
                if span.starts < ends:
                    yield Engagement(span.starts, ends, one.school, one.type), one

    @cached_property
    def _days(self) -> dict[SchoolId, dict[Date, SchoolDay]]:
        return {
            hours.school: {
                one.day: one for year in self.calendar.years for one in _school_days(hours, year)
            }
            for hours in self.timetable.schools
        }

    def _problems_of(self, hours: SchoolHours) -> Iterator[CoachCycleError]:
        days = self._days[hours.school].values()
        named: dict[Date, tuple[object, str]] = {
            day: (bells, "days") for bells in hours.bells for day in bells.days
        }
        if hours.rotation:
            named |= dict.fromkeys(hours.rotation.restarts, (hours.rotation, "restarts"))
        for day, place in sorted(named.items(), key=itemgetter(0)):
            try:
                self.calendar.year_of(day)
            except DayOutsideYears as problem:
                yield problem.at(*place, day)
        for one in days:
            half = self.calendar.half_day(one.day, hours.school)
            if half and half.bells and hours.bells_named(half.bells) is None:
                yield BellsUnknown(hours.school, half.bells, None, one.day).at(hours, "bells")
        coming = {one.rotation_day for one in days}
        for rotation_day in dict.fromkeys(hours.rotation.days if hours.rotation else ()):
            if rotation_day not in coming:
                never = RotationDayNeverComes(hours.school, rotation_day)
                yield never.at(hours.rotation, "days", rotation_day)
        for bells in hours.bells:
            if bells.recurs and not any(bells.recurs_on(one.day, one.rotation_day) for one in days):
                yield BellsNeverHeld(hours.school, bells.id).at(bells)

    def _never_falling(self) -> Iterator[CoachCycleError]:
        for one in self.timetable.commitments:
            days = self._days[one.school].values()
            if not any(one.falls_on(held.day, held.rotation_day) for held in days):
                yield CommitmentNeverFalls(one.person, one.school).at(one)

    def _clashes(self) -> Iterator[CoachCycleError]:
        samples: dict[frozenset[SchoolId], tuple[Date, ...]] = {}
        for person in self.timetable.people:
            schools = frozenset(one.school for one in self.timetable.commitments_of(person))
            if schools not in samples:
                samples[schools] = self._unlike_days(schools)
            for day in samples[schools]:
                clash = _clash(self._engagements(person, day))
                if clash is not None:
                    (earlier, _), (later, commitment) = clash
                    schools_of_both = (earlier.school, later.school)
                    twice = PersonInTwoPlaces(person, day, schools_of_both, later.starts)
                    yield twice.at(commitment)
                    break

    def _unlike_days(self, schools: frozenset[SchoolId]) -> tuple[Date, ...]:
        """Days on which the schools' weekday, rotation day, bells and half day differ, each once."""
        first: dict[object, Date] = {}
        for day in sorted({day for school in schools for day in self._days[school]}):
            held = [self._days[school].get(day) for school in schools]
            alike = (day.isoweekday(), *(one and _likeness(one) for one in held))
            first.setdefault(alike, day)
        return tuple(first.values())


def _school_days(hours: SchoolHours, year: SchoolYear) -> Iterator[SchoolDay]:
    rotation = hours.rotation.over(year, hours.school) if hours.rotation else {}
    for day in year.school_days(hours.school):
        half = year.half_day(day, hours.school)
        bells = hours.bells_on(day, rotation.get(day))
        if half is not None and half.bells is not None:
            bells = hours.bells_named(half.bells) or bells
        contract_day = hours.contract_day_under(bells)
        ends = None if half is None else half.ends
        if ends is not None:
            bells = evolve(bells, periods=bells.until(ends))
        yield SchoolDay(day, bells, contract_day, rotation.get(day), ends)


def _likeness(one: SchoolDay) -> object:
    return one.rotation_day, one.bells.id, one.lessons_end


def _clash(engagements: Iterable[_Told]) -> tuple[_Told, _Told] | None:
    for earlier, later in pairwise(sorted(engagements, key=itemgetter(0))):
        if later[0].starts < earlier[0].ends:
            return earlier, later
    return None

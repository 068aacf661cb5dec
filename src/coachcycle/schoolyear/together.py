"""When people can meet: the time that a coach and teachers have in common."""

import datetime
from collections.abc import Iterable, Iterator

from attrs import frozen
from pendulum import Date, DateTime

from coachcycle.errors import CoachCycleError
from coachcycle.schoolyear.calendar import Calendar
from coachcycle.schoolyear.clock import instant_at, minute_of, time_after
from coachcycle.schoolyear.days import as_day
from coachcycle.schoolyear.hours import Span
from coachcycle.schoolyear.schedule import Schedule
from coachcycle.schoolyear.timetable import CommitmentType, HoursUnknown
from coachcycle.vocabulary import PersonId, collection, person_ids, school_id, whole

LONGEST_MEETING = 600
"""How long a meeting, or the way to it, may be [minutes]."""
FURTHEST = 20
"""How long after a visit a conference may be asked for [school days]."""


class PersonUnknown(CoachCycleError):
    """Somebody is asked for of whom the timetable says nothing, so that no hour is known as free."""

    code = "schoolyear.person_unknown"
    template = "the timetable has no commitment of {person}"
    remedy = "Add the person's commitments to the timetable, or correct the id."

    person: PersonId


@frozen(order=True)
class Slot:
    """Time on a day, by the clock on the wall: from `starts` until `ends`, which is past it."""

    day: Date
    starts: datetime.time
    ends: datetime.time

    @property
    def minutes(self) -> int:
        """How long it lasts by the clock on the wall [minutes]."""
        return minute_of(self.ends) - minute_of(self.starts)

    def instants(self, zone: str) -> tuple[DateTime, DateTime]:
        """When it starts and ends, as instants in UTC.

        Times that a clock change makes come twice or never are as `instant_at` has them.

        Args:
            zone: The IANA time zone of the school year, `calendar.year_of(slot.day).zone`.
        """
        return instant_at(self.day, self.starts, zone), instant_at(self.day, self.ends, zone)


@frozen
class Pair:
    """A visit to a class, and a conference that can follow it."""

    visit: Slot
    conference: Slot


def shared_time(
    schedule: Schedule,
    *,
    school: str,
    days: Iterable[datetime.date],
    minutes: int,
    free: Iterable[str],
    teaching: Iterable[str] = (),
    use_planning: bool = True,
    travel_minutes: int = 0,
) -> tuple[Slot, ...]:
    """When people can meet at a school; it says when, and books nothing.

    For a conference all are `free`. For a visit to a class the coach is free and the teachers are
    `teaching`, each of them throughout.

    Free is the contract day of that school and day without duty-free lunches, classes and duties,
    and without what it takes to come from each and to get to it: the passing time of the school, or
    `travel_minutes` where the commitment is at another school. Contract days of other schools do
    not matter.

    Args:
        schedule: The timetable on its days.
        school: Where they meet.
        days: On which days. One without school there has no time.
        minutes: How long at least [minutes, 1 to 600].
        free: Who has to be free; one or more.
        teaching: Who has to be teaching at that school.
        use_planning: Whether planning periods count as free.
        travel_minutes: What the way from one school to another takes [minutes, 0 to 600].

    Returns:
        The longest stretches in which all of it holds, each of at least `minutes`, in order of time.

    Raises:
        DayOutsideYears: A day lies in no school year.
        HoursUnknown: The timetable has no hours of the school.
        PersonUnknown: Somebody has no commitment at all in the timetable.
        SetEmpty: Nobody is to be free.
        OutOfRange: Minutes are out of range.
    """
    at = school_id(school)
    hours = schedule.timetable.hours(at)
    if hours is None:
        raise HoursUnknown(at, None)
    least = whole("minutes", minutes, 1, LONGEST_MEETING)
    travel = whole("travel_minutes", travel_minutes, 0, LONGEST_MEETING)
    all_free = _known("free", free, schedule)
    listed = collection("teaching", teaching)
    all_teaching = _known("teaching", listed, schedule) if listed else ()

    def busy(person: PersonId, day: Date) -> Iterator[Span]:
        for one in schedule.engagements(person, day):
            if one.type is not CommitmentType.PLANNING or not use_planning:
                way = hours.passing_minutes if one.school == at else travel
                yield Span(time_after(one.starts, -way), time_after(one.ends, way))

    def taught(person: PersonId, day: Date) -> Iterator[Span]:
        for one in schedule.engagements(person, day):
            if one.type is CommitmentType.TEACHING and one.school == at:
                yield Span(one.starts, one.ends)

    slots: list[Slot] = []
    for day in sorted({as_day(day) for day in collection("days", days)}):
        schedule.calendar.year_of(day)
        held = schedule.school_day(at, day)
        if held is None:
            continue
        whole_day = [held.contract_day]
        times = whole_day
        for person in all_free:
            times = _without(times, busy(person, day))
        for person in all_teaching:
            times = _without(times, _without(whole_day, taught(person, day)))
        slots += [Slot(day, one.starts, one.ends) for one in times if one.minutes >= least]
    return tuple(slots)


def _known(what: str, ids: Iterable[str], schedule: Schedule) -> tuple[PersonId, ...]:
    people = tuple(sorted(person_ids(what, ids)))
    for person in people:
        if not schedule.timetable.commitments_of(person):
            raise PersonUnknown(person)
    return people


def _without(times: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What is left of stretches of time, in order, when others are taken out."""
    left = list(times)
    for gone in taken:
        cut = [
            (starts, ends)
            for one in left
            for starts, ends in (
                (one.starts, min(one.ends, gone.starts)),
                (max(one.starts, gone.ends), one.ends),
            )
        ]
        left = [Span(starts, ends) for starts, ends in cut if starts < ends]
    return left


def pairs(
    visits: Iterable[Slot],
    conferences: Iterable[Slot],
    calendar: Calendar,
    *,
    school: str,
    visit_minutes: int,
    conference_minutes: int,
    within: int = 1,
) -> tuple[Pair, ...]:
    """Visits, each with the conferences that can follow it soon.

    Args:
        visits: When the coach can visit the class, from `shared_time`.
        conferences: When all can meet, from `shared_time`.
        calendar: Which days are school days.
        school: Where they meet.
        visit_minutes: How long the visit is at least [minutes, 1 to 600].
        conference_minutes: How long the conference is at least [minutes, 1 to 600].
        within: How many school days later the conference may be [0 to 20; 0: the same day].

    Returns:
        In order of the visits, then of the conferences. A conference on the day of its visit
        starts no earlier than the visit can be over.

    Raises:
        OutOfRange: Minutes or days are out of range.
    """
    first = whole("visit_minutes", visit_minutes, 1, LONGEST_MEETING)
    then = whole("conference_minutes", conference_minutes, 1, LONGEST_MEETING)
    most = whole("within", within, 0, FURTHEST)
    listed = sorted(conferences)
    found: list[Pair] = []
    for visit in sorted(visits):
        if visit.minutes < first:
            continue
        over = time_after(visit.starts, first)
        for one in listed:
            starts = max(one.starts, over) if one.day == visit.day else one.starts
            is_soon = calendar.school_days_after(visit.day, one.day, school) <= most
            is_long = minute_of(one.ends) - minute_of(starts) >= then
            if visit.day <= one.day and is_soon and is_long:
                found.append(Pair(visit, Slot(one.day, starts, one.ends)))
    return tuple(found)

"""A timetable read a second time, minute by minute and from the definitions alone."""

from datetime import date, timedelta

from coachcycle.schoolyear import (
    Advance,
    BellSchedule,
    Calendar,
    CommitmentType,
    Schedule,
    SchoolHours,
    SchoolYear,
    Span,
)

Minutes = set[int]
"""Minutes after midnight."""


def of_span(span: Span) -> Minutes:
    """The minutes of a stretch of a day."""
    starts, ends = (60 * one.hour + one.minute for one in (span.starts, span.ends))
    return set(range(starts, ends))


def rotation_day(hours: SchoolHours, year: SchoolYear, calendar: Calendar, day: date) -> str | None:
    """The rotation day, counted from the last beginning of the rotation."""
    rotation = hours.rotation
    if rotation is None:
        return None
    begins = [year.first, *rotation.restarts]
    if rotation.each_term:
        begins += [term.first for term in year.terms]
    since = max(begin for begin in begins if begin <= day)
    passed = [since + timedelta(n) for n in range((day - since).days)]
    if rotation.advances is Advance.SCHOOL_DAYS:
        turn = sum(calendar.is_school_day(one, hours.school) for one in passed)
    else:
        turn = sum(one.isoweekday() in year.weekdays for one in passed)
    return rotation.days[turn % len(rotation.days)]


def bells(hours: SchoolHours, year: SchoolYear, day: date, turn: str | None) -> BellSchedule:
    """The bell schedule of a school day."""
    half = year.half_day(day, hours.school)
    if half is not None and half.bells is not None:
        return next(one for one in hours.bells if one.id == half.bells)
    listing = [one for one in hours.bells if day in one.days]
    recurring = [
        one
        for one in hours.bells
        if (one.weekdays or one.rotation_days)
        and (not one.weekdays or day.isoweekday() in one.weekdays)
        and (not one.rotation_days or turn in one.rotation_days)
    ]
    return [*listing, *recurring, hours.bells[0]][0]


def contract_day(schedule: Schedule, school: str, day: date) -> Minutes:
    """The minutes in which staff of a school can be asked to meet; none without school."""
    hours = schedule.timetable.hours(school)
    if hours is None or not schedule.calendar.is_school_day(day, school):
        return set()
    year = schedule.calendar.year_of(day)
    held = bells(hours, year, day, rotation_day(hours, year, schedule.calendar, day))
    return of_span(held.contract_day or hours.contract_day)


def engagements(
    schedule: Schedule, person: str, day: date
) -> list[tuple[Minutes, str, CommitmentType]]:
    """The minutes of each of a person's commitments on a day, with its school and type."""
    found: list[tuple[Minutes, str, CommitmentType]] = []
    calendar, year = schedule.calendar, schedule.calendar.year_of(day)
    for one in schedule.timetable.commitments_of(person):
        hours = schedule.timetable.hours(one.school)
        if hours is None or not calendar.is_school_day(day, one.school):
            continue
        turn = rotation_day(hours, year, calendar, day)
        held = bells(hours, year, day, turn)
        is_meant = (
            (not one.weekdays or day.isoweekday() in one.weekdays)
            and (not one.rotation_days or turn in one.rotation_days)
            and (not one.bells or held.id in one.bells)
        )
        if not is_meant:
            continue
        if one.starts is not None and one.ends is not None:
            minutes = of_span(Span(one.starts, one.ends))
        else:
            minutes = set().union(*(of_span(p.span) for p in held.periods if p.id in one.periods))
        half = year.half_day(day, one.school)
        if half is not None and half.ends is not None and (one.periods or one.type == "teaching"):
            minutes = {n for n in minutes if n < 60 * half.ends.hour + half.ends.minute}
        found.append((minutes, one.school, one.type))
    return found


def free(
    schedule: Schedule,
    person: str,
    day: date,
    minutes: Minutes,
    school: str,
    *,
    use_planning: bool,
    travel: int,
) -> Minutes:
    """Those of the minutes in which a person can be at a school, with the way from and to all else."""
    hours = schedule.timetable.hours(school)
    assert hours is not None
    left = set(minutes)
    for busy, at, what in engagements(schedule, person, day):
        if what == "planning" and use_planning:
            continue
        way = hours.passing_minutes if at == school else travel
        left = {one for one in left if busy.isdisjoint(range(one - way, one + way + 1))}
    return left


def stretches(minutes: Minutes) -> list[tuple[int, int]]:
    """The longest stretches of minutes without a gap."""
    starts = sorted(one for one in minutes if one - 1 not in minutes)
    ends = sorted(one + 1 for one in minutes if one + 1 not in minutes)
    return list(zip(starts, ends, strict=True))

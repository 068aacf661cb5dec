"""Bell schedules, rotations, commitments, timetables, and timetables on the days of a calendar."""

from collections.abc import Sequence
from itertools import pairwise

from attrs import evolve
from hypothesis import strategies as st
from pendulum import Date

from coachcycle.schoolyear import (
    Advance,
    BellSchedule,
    Calendar,
    Closure,
    Commitment,
    CommitmentType,
    HalfDay,
    Period,
    Rotation,
    Schedule,
    SchoolHours,
    SchoolYear,
    Span,
    Term,
    Timetable,
    TimetableInvalid,
    Weekday,
)
from coachcycle.testing.values import days, ids, kept, optional, texts, times
from coachcycle.testing.year import EARLIEST, LATEST, ZONES

PERIODS = ("1", "2", "3", "4", "5", "6", "lunch")
WEEKS = 10


@kept
def spans() -> st.SearchStrategy[Span]:
    """Stretches of a day."""
    return st.lists(times(), min_size=2, max_size=2, unique=True).map(
        lambda ends: Span(min(ends), max(ends))
    )


@kept
@st.composite
def _periods(draw: st.DrawFn) -> list[Period]:
    """Periods that do not overlap; some touch, and some are interrupted."""
    bells = sorted(draw(st.lists(times(), max_size=8, unique=True)))
    between = [pair for pair in pairwise(bells) if draw(st.integers(0, 3))]
    name = optional(texts(20))
    return [Period(draw(st.sampled_from(PERIODS)), *pair, draw(name)) for pair in between]


def bell_schedules(rotation_days: Sequence[str] = ()) -> st.SearchStrategy[BellSchedule]:
    """Bell schedules.

    Args:
        rotation_days: The days of the school's rotation, of which some may be those it holds on.
    """
    return _bell_schedule(rotation_days)


@st.composite
def _bell_schedule(draw: st.DrawFn, rotation_days: Sequence[str]) -> BellSchedule:
    return BellSchedule(
        id=draw(ids()),
        periods=draw(_periods()),
        name=draw(optional(texts(20))),
        contract_day=draw(optional(spans())),
        days=draw(st.sets(days(EARLIEST, LATEST), max_size=2)),
        weekdays=draw(_weekdays()),
        rotation_days=draw(_some(rotation_days)),
    )


@kept
def _weekdays() -> st.SearchStrategy[set[Weekday]]:
    return st.sets(st.sampled_from(Weekday), max_size=3)


def _some(known: Sequence[str]) -> st.SearchStrategy[set[str]]:
    return st.sets(st.sampled_from(known), max_size=2) if known else st.just(set())


@kept
def rotations() -> st.SearchStrategy[Rotation]:
    """Rotations of up to six days."""
    return st.builds(
        Rotation,
        days=st.lists(ids(), min_size=1, max_size=6),
        advances=st.sampled_from(Advance),
        each_term=st.booleans(),
        restarts=st.sets(days(EARLIEST, LATEST), max_size=2),
    )


def school_hours(schools: Sequence[str] | None = None) -> st.SearchStrategy[SchoolHours]:
    """Hours of one school, with up to three bell schedules.

    Args:
        schools: The ids that the school may have; any, if not given.
    """
    return _hours(schools)


@st.composite
def _hours(draw: st.DrawFn, schools: Sequence[str] | None) -> SchoolHours:
    rotation = draw(optional(rotations()))
    drawn = bell_schedules(rotation.days if rotation else ())
    listed = draw(st.lists(drawn, min_size=1, max_size=3, unique_by=lambda one: one.id))
    taken: set[Date] = set()
    for place, one in enumerate(listed):
        listed[place] = evolve(one, days=set(one.days) - taken)
        taken |= {*one.days}
    return SchoolHours(
        school=draw(ids() if schools is None else st.sampled_from(schools)),
        contract_day=draw(spans()),
        bells=listed,
        rotation=rotation,
        passing_minutes=draw(st.integers(0, 60)),
    )


def commitments(
    hours: SchoolHours, people: Sequence[str] | None = None
) -> st.SearchStrategy[Commitment]:
    """Commitments at a school.

    Args:
        hours: The hours of the school.
        people: The ids that the person may have; any, if not given.
    """
    return _commitment(hours, people)


@st.composite
def _commitment(draw: st.DrawFn, hours: SchoolHours, people: Sequence[str] | None) -> Commitment:
    bells = draw(_some([one.id for one in hours.bells]))
    under = [one for one in hours.bells if not bells or one.id in bells]
    known = sorted({period.id for one in under for period in one.periods})
    periods = draw(_some(known))
    starts = ends = None
    if not periods:
        span = draw(spans())
        starts, ends = span.starts, span.ends
    made = Commitment(
        person=draw(ids() if people is None else st.sampled_from(people)),
        type=draw(st.sampled_from(CommitmentType)),
        school=hours.school,
        periods=periods,
        starts=starts,
        ends=ends,
        bells=bells,
        weekdays=draw(_weekdays()),
        rotation_days=draw(_some(hours.rotation.days if hours.rotation else ())),
    )
    try:
        Timetable(schools=[hours], commitments=[made])
    except TimetableInvalid:  # a lunch outside the contract day
        return evolve(made, type=CommitmentType.DUTY)
    return made


def _all_hours(
    fewest: int, schools: Sequence[str] | None = None
) -> st.SearchStrategy[list[SchoolHours]]:
    return st.lists(
        school_hours(schools), min_size=fewest, max_size=2, unique_by=lambda one: one.school
    )


def _all_commitments(
    schools: Sequence[SchoolHours], fewest: int = 0, people: Sequence[str] | None = None
) -> st.SearchStrategy[list[Commitment]]:
    if not schools:
        return st.just([])
    somewhere = st.sampled_from(schools).flatmap(lambda hours: commitments(hours, people))
    return st.lists(somewhere, min_size=fewest, max_size=8)


@st.composite
def timetables(draw: st.DrawFn) -> Timetable:
    """Timetables of up to two schools, whose references all resolve."""
    schools = draw(_all_hours(0))
    return Timetable(schools=schools, commitments=draw(_all_commitments(schools)))


def schedules(
    schools: Sequence[str] = ("s-1", "s-2"), people: Sequence[str] = ("c-1", "t-1", "t-2")
) -> st.SearchStrategy[Schedule]:
    """Timetables on the days of a school year of some weeks, in which nobody is in two places.

    Args:
        schools: The ids that schools may have.
        people: The ids that people may have.
    """
    return _schedule(schools, people)


@st.composite
def _schedule(draw: st.DrawFn, schools: Sequence[str], people: Sequence[str]) -> Schedule:
    year = draw(_weeks(schools))
    inside = days(year.first, year.last)
    hours = [_dated(one, draw(st.sets(inside, max_size=2))) for one in draw(_all_hours(1, schools))]
    calendar = Calendar([evolve(year, half_days=draw(_shorter_days(hours, year)))])
    usable = [_coming(one, calendar) for one in hours]
    kept: list[Commitment] = []
    for one in draw(_all_commitments(usable, 3, people)):
        if _is_valid(Timetable(schools=usable, commitments=[*kept, one]), calendar):
            kept.append(one)
    return Schedule(Timetable(schools=usable, commitments=kept), calendar)


@st.composite
def _weeks(draw: st.DrawFn, schools: Sequence[str]) -> SchoolYear:
    """A school year of up to ten weeks, with closures of all or of single schools."""
    first = draw(days(EARLIEST, LATEST))
    last = first.add(days=draw(st.integers(6, 7 * WEEKS)))
    inside = days(first, last)
    closed = draw(st.lists(st.tuples(inside, _some(schools)), max_size=3))
    return SchoolYear(
        id=draw(ids()),
        zone=draw(st.sampled_from(ZONES)),
        first=first,
        last=last,
        terms=[
            Term(name="Term", first=day, last=last) for day in draw(st.sets(inside, max_size=1))
        ],
        closures=[Closure(first=day, last=day, schools=named) for day, named in closed],
    )


def _dated(hours: SchoolHours, chosen: set[Date]) -> SchoolHours:
    """The hours with days that the last bell schedule lists, and at which the rotation restarts."""
    *others, last = (evolve(one, days=()) for one in hours.bells)
    rotation = hours.rotation and evolve(hours.rotation, restarts=chosen)
    return evolve(hours, bells=[*others, evolve(last, days=chosen)], rotation=rotation)


@st.composite
def _shorter_days(
    draw: st.DrawFn, schools: Sequence[SchoolHours], year: SchoolYear
) -> list[HalfDay]:
    """Half days of single schools, with lessons that end early or with one of the bell schedules."""
    half_days: list[HalfDay] = []
    for hours in schools:
        taught = year.school_days(hours.school)
        for day in sorted(draw(st.sets(st.sampled_from(taught), max_size=2)) if taught else ()):
            ends = draw(optional(times()))
            bells = hours.bells[-1].id if ends is None else None
            half_days.append(HalfDay(day=day, schools=[hours.school], ends=ends, bells=bells))
    return half_days


def _coming(hours: SchoolHours, calendar: Calendar) -> SchoolHours:
    """The hours, without what is meant for days that never come."""
    if _is_valid(Timetable(schools=[hours]), calendar):
        return hours
    plain = [evolve(one, weekdays=(), rotation_days=()) for one in hours.bells]
    return evolve(hours, bells=plain, rotation=None)


def _is_valid(timetable: Timetable, calendar: Calendar) -> bool:
    try:
        Schedule(timetable, calendar)
    except TimetableInvalid:
        return False
    return True

"""School years and calendars."""

import datetime
from collections.abc import Iterable

from attrs import evolve
from hypothesis import strategies as st
from pendulum import Date

from coachcycle.schoolyear import (
    Calendar,
    Closure,
    HalfDay,
    SchoolYear,
    Term,
    TestingWindow,
    Weekday,
    as_day,
)
from coachcycle.testing.values import days, ids, kept, texts, times

EARLIEST, LATEST = as_day(datetime.date(2000, 1, 1)), as_day(datetime.date(2099, 12, 31))
LONGEST_YEAR = 400
ZONES = ("America/Chicago", "America/New_York", "Pacific/Honolulu", "Europe/Berlin", "UTC")
MONDAY_TO_FRIDAY = tuple(Weekday)[:5]


def terms(first: datetime.date = EARLIEST, last: datetime.date = LATEST) -> st.SearchStrategy[Term]:
    """Terms between two days."""
    return st.builds(lambda ends, name: Term(name=name, **ends), _ends(first, last), texts())


def closures(
    first: datetime.date = EARLIEST, last: datetime.date = LATEST
) -> st.SearchStrategy[Closure]:
    """Closures between two days, of the district or of some schools."""
    return st.builds(
        lambda ends, schools: Closure(schools=schools, **ends), _ends(first, last), _some_schools()
    )


def windows(
    first: datetime.date = EARLIEST, last: datetime.date = LATEST
) -> st.SearchStrategy[TestingWindow]:
    """Testing windows between two days, of the district or of some schools."""
    return st.builds(
        lambda ends, name, schools: TestingWindow(name=name, schools=schools, **ends),
        _ends(first, last),
        texts(),
        _some_schools(),
    )


def _ends(first: datetime.date, last: datetime.date) -> st.SearchStrategy[dict[str, Date]]:
    two = st.tuples(days(first, last), days(first, last)).map(sorted)
    return two.map(lambda ends: {"first": ends[0], "last": ends[1]})


@kept
def _some_schools() -> st.SearchStrategy[set[str]]:
    return st.sets(ids(), max_size=2)


def _apart(terms: Iterable[Term]) -> list[Term]:
    """Those of the terms that begin after the one before has ended."""
    kept: list[Term] = []
    for term in sorted(terms, key=lambda one: one.first):
        if not kept or kept[-1].last < term.first:
            kept.append(term)
    return kept


def school_years(
    first: datetime.date = EARLIEST, last: datetime.date = LATEST
) -> st.SearchStrategy[SchoolYear]:
    """School years that begin between two days."""
    return days(first, last).flatmap(_year)


@st.composite
def _year(draw: st.DrawFn, first: Date) -> SchoolYear:
    last = first.add(days=draw(st.integers(0, LONGEST_YEAR)))
    year = SchoolYear(
        id=draw(ids()),
        zone=draw(st.sampled_from(ZONES)),
        first=first,
        last=last,
        terms=_apart(draw(st.lists(terms(first, last), max_size=4))),
        closures=draw(st.lists(closures(first, last), max_size=3)),
        testing_windows=draw(st.lists(windows(first, last), max_size=2)),
        weekdays=draw(
            st.just(MONDAY_TO_FRIDAY) | st.sets(st.sampled_from(Weekday), min_size=1).map(tuple)
        ),
    )
    return evolve(year, half_days=draw(_half_days_of(year)))


def half_days(
    first: datetime.date = EARLIEST, last: datetime.date = LATEST
) -> st.SearchStrategy[HalfDay]:
    """Half days between two days, of the district or of some schools."""
    return st.tuples(days(first, last), _some_schools()).flatmap(lambda both: _half_day(*both))


def _half_day(day: Date, schools: Iterable[str]) -> st.SearchStrategy[HalfDay]:
    by_the_clock = times().map(lambda ends: HalfDay(day=day, schools=schools, ends=ends))
    by_its_bells = ids().map(lambda bells: HalfDay(day=day, schools=schools, bells=bells))
    return by_the_clock | by_its_bells


@st.composite
def _half_days_of(draw: st.DrawFn, year: SchoolYear) -> list[HalfDay]:
    """Half days of different school days of a year, in schools that are open."""
    taught = year.school_days()
    chosen = draw(st.sets(st.sampled_from(taught), max_size=3)) if taught else set()
    return [
        draw(_half_day(day, draw(_some_schools()) - year.closed_apart(day)))
        for day in sorted(chosen)
    ]


@st.composite
def _calendar(draw: st.DrawFn, first: Date, last: Date) -> Calendar:
    years = [draw(school_years(first, last))]
    for _ in range(draw(st.integers(0, 2))):
        after = years[-1].last.add(days=1)
        years.append(draw(school_years(after, after.add(days=90))))
    return Calendar(years)


def calendars(
    first: datetime.date = EARLIEST, last: datetime.date = LATEST
) -> st.SearchStrategy[Calendar]:
    """Calendars of one to three school years, the first of which begins between two days."""
    return _calendar(as_day(first), as_day(last))

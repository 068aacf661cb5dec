"""School years and calendars, against brute force over days."""

import datetime
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachcycle.errors import CoachCycleError
from coachcycle.schoolyear import (
    Calendar,
    CalendarEnds,
    Closure,
    DayOutsideYears,
    HalfDay,
    HalfDayRepeated,
    HalfDayUnclear,
    HalfDayWithoutSchool,
    OutsideYear,
    RunsBackwards,
    SchoolYear,
    SchoolYearInvalid,
    Term,
    TermsOverlap,
    Weekday,
    YearsOverlap,
    YearTooLong,
    ZoneUnknown,
)
from coachcycle.schoolyear import TestingWindow as Window
from coachcycle.vocabulary import OutOfRange, SetEmpty, TypeMismatch

FIRST, LAST = date(2026, 8, 17), date(2026, 12, 18)


NOON = time(12)


def year(**changes: object) -> SchoolYear:
    """A fall of school."""
    told = {"id": "2026-27", "zone": "America/Chicago", "first": FIRST, "last": LAST}
    return SchoolYear(**(told | changes))  # type: ignore[arg-type]


@st.composite
def stretches(draw: st.DrawFn) -> tuple[date, date]:
    """Two days of the fall, in order."""
    length = (LAST - FIRST).days
    first = draw(st.integers(0, length))
    return FIRST + timedelta(first), FIRST + timedelta(
        draw(st.integers(first, min(first + 9, length)))
    )


@st.composite
def years(draw: st.DrawFn) -> SchoolYear:
    """A fall with closures of the district and of school s-1, and perhaps two terms."""
    closures = [
        Closure(first=first, last=last, schools=draw(st.sampled_from([(), ("s-1",)])))
        for first, last in draw(st.lists(stretches(), max_size=5))
    ]
    terms = draw(
        st.sampled_from(
            [
                (),
                (
                    Term(name="A", first=FIRST, last=date(2026, 10, 2)),
                    Term(name="B", first=date(2026, 10, 7), last=LAST),
                ),
            ]
        )
    )
    weekdays = draw(st.sampled_from([(1, 2, 3, 4, 5), (1, 2, 3, 4), (7, 1, 2, 3, 4)]))
    return year(closures=closures, terms=terms, weekdays=weekdays)


def is_school_day(day: date, of: SchoolYear, school: str | None) -> bool:
    """The definition, day by day."""
    closed = any(
        one.first <= day <= one.last and (not one.schools or school in one.schools)
        for one in of.closures
    )
    held = any(one.first <= day <= one.last for one in of.terms) if of.terms else True
    return of.first <= day <= of.last and held and not closed and day.isoweekday() in of.weekdays


class TestCalendar:
    @given(years(), st.sampled_from([None, "s-1", "s-2"]))
    def test_school_days_are_what_the_definition_says(
        self, of: SchoolYear, school: str | None
    ) -> None:
        """
        For every day of the year and around it, for the district and for single schools.
        """
        calendar = Calendar([of])
        days = [FIRST + timedelta(n) for n in range(-5, (LAST - FIRST).days + 6)]
        expected = [day for day in days if is_school_day(day, of, school)]
        assert [day for day in days if calendar.is_school_day(day, school)] == expected
        assert list(of.school_days(school)) == expected

    @given(years(), stretches(), st.sampled_from([None, "s-1"]))
    def test_school_days_after(
        self, of: SchoolYear, stretch: tuple[date, date], school: str | None
    ) -> None:
        """
        Counted day by day, the later end included; nothing when the end is not later.
        """
        day, until = stretch
        span = [day + timedelta(n) for n in range(1, (until - day).days + 1)]
        calendar = Calendar([of])
        expected = sum(is_school_day(one, of, school) for one in span)
        assert calendar.school_days_after(day, until, school) == expected
        assert calendar.school_days_after(until, day, school) == 0

    @given(years(), stretches(), st.integers(1, 30), st.sampled_from([None, "s-1"]))
    def test_the_nth_school_day_is_n_away(
        self, of: SchoolYear, stretch: tuple[date, date], n: int, school: str | None
    ) -> None:
        """
        It is a school day, and n school days have passed by then; or the calendar ends first.
        """
        calendar = Calendar([of])
        try:
            found = calendar.nth_school_day_after(stretch[0], n, school)
        except CalendarEnds as ends:
            known = calendar.school_days_after(stretch[0], LAST, school)
            assert ends.fields == {"day": stretch[0], "wanted": n, "known": known, "last": LAST}
            assert known < n
        else:
            assert calendar.is_school_day(found, school)
            assert calendar.school_days_after(stretch[0], found, school) == n

    def test_years_are_joined_in_order(self) -> None:
        """
        A day between two years is no school day; counting goes on across the gap.
        """
        spring = year(id="spring", first=date(2027, 1, 5), last=date(2027, 6, 4))
        calendar = Calendar([spring, year()])
        assert [one.id for one in calendar.years] == ["2026-27", "spring"]
        assert not calendar.is_school_day(date(2026, 12, 21))
        assert calendar.nth_school_day_after(date(2026, 12, 18), 1) == date(2027, 1, 5)

    @given(years(), st.sampled_from(["s-1", "s-2"]))
    def test_what_is_closed_apart(self, of: SchoolYear, school: str) -> None:
        """
        A school day of the district is one of the school's, or the school is closed that day.
        """
        calendar = Calendar([of])
        days = [FIRST + timedelta(n) for n in range((LAST - FIRST).days + 1)]
        for day in days:
            closed = school in calendar.closed_apart.get(day, ())  # type: ignore[call-overload]
            assert closed == (
                calendar.is_school_day(day) and not calendar.is_school_day(day, school)
            )
        assert list(calendar.closed_apart) == sorted(calendar.closed_apart)
        assert all(calendar.closed_apart.values())

    def test_the_year_of_a_day(self) -> None:
        """
        With school that day or not; a day between the years lies in none.
        """
        spring = year(id="spring", first=date(2027, 1, 5), last=date(2027, 6, 4))
        calendar = Calendar([spring, year()])
        for day in (FIRST, LAST, date(2026, 9, 5)):
            assert calendar.year_of(day).id == "2026-27"
        assert calendar.year_of(date(2027, 1, 5)).id == "spring"
        for day in (FIRST - timedelta(1), LAST + timedelta(1), date(2027, 6, 5)):
            with pytest.raises(DayOutsideYears) as caught:
                calendar.year_of(day)
            assert caught.value.fields == {"day": day, "first": FIRST, "last": date(2027, 6, 4)}
            with pytest.raises(DayOutsideYears):
                calendar.half_day(day)

    def test_what_is_refused(self) -> None:
        """
        No year at all, two that share a day, and a count of no days.
        """
        with pytest.raises(SetEmpty):
            Calendar([])
        for other in ("abc", 5, [5]):
            with pytest.raises(TypeMismatch):
                Calendar(other)  # type: ignore[arg-type]
        with pytest.raises(YearsOverlap) as caught:
            Calendar([year(), year(id="again", first=LAST, last=LAST)])
        assert caught.value.day == LAST
        with pytest.raises(OutOfRange):
            Calendar([year()]).nth_school_day_after(FIRST, 0)


def refused(**changes: object) -> Any:
    """The one problem of a year that cannot be."""
    with pytest.raises(SchoolYearInvalid) as caught:
        year(**changes)
    [problem] = caught.value.problems
    return problem


class TestSchoolYear:
    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"last": FIRST - timedelta(1)}, RunsBackwards),
            ({"last": FIRST + timedelta(800)}, YearTooLong),
            ({"zone": "Mars/Olympus"}, ZoneUnknown),
            ({"zone": "../../etc/passwd"}, ZoneUnknown),
            ({"zone": ""}, ZoneUnknown),
            ({"zone": 5}, ZoneUnknown),
            ({"terms": [Term(name="A", first=FIRST, last=LAST + timedelta(1))]}, OutsideYear),
            ({"closures": [Closure(first=FIRST - timedelta(1), last=LAST)]}, OutsideYear),
            (
                {"testing_windows": [Window(name="T", first=LAST, last=LAST + timedelta(1))]},
                OutsideYear,
            ),
            (
                {
                    "terms": [
                        Term(name="A", first=FIRST, last=LAST),
                        Term(name="B", first=LAST, last=LAST),
                    ]
                },
                TermsOverlap,
            ),
            ({"half_days": [HalfDay(day=FIRST - timedelta(1), ends=NOON)]}, HalfDayWithoutSchool),
            ({"half_days": [HalfDay(day=FIRST, ends=NOON)] * 2}, HalfDayRepeated),
            ({"half_days": [Closure(first=FIRST, last=LAST)]}, TypeMismatch),
            ({"weekdays": []}, SetEmpty),
            ({"weekdays": [0]}, TypeMismatch),
            ({"weekdays": [8]}, TypeMismatch),
            ({"weekdays": [1.0]}, TypeMismatch),
            ({"weekdays": [True]}, TypeMismatch),
            ({"weekdays": 5}, TypeMismatch),
            ({"closures": 5}, TypeMismatch),
            ({"closures": [Term(name="A", first=FIRST, last=LAST)]}, TypeMismatch),
            ({"terms": [Closure(first=FIRST, last=LAST)]}, TypeMismatch),
            ({"first": datetime.datetime(2026, 8, 17)}, TypeMismatch),
        ],
    )
    def test_an_impossible_year_cannot_be_built(
        self, changes: dict[str, object], error: type[Exception]
    ) -> None:
        """
        Each rule has its own error.
        """
        with pytest.raises(CoachCycleError) as caught:
            year(**changes)
        problems = getattr(caught.value, "problems", (caught.value,))
        assert [type(one) for one in problems] == [error]

    def test_every_problem_is_told(self) -> None:
        """
        Of stretches and half days, each once; a year that is no stretch has no other problem.
        """
        late = Closure(first=LAST, last=LAST + timedelta(1))
        both = [Term(name="A", first=FIRST, last=LAST), Term(name="B", first=LAST, last=LAST)]
        closed = [HalfDay(day=date(2026, 9, 5), ends=NOON, schools={"s-1", "s-2"})]
        with pytest.raises(SchoolYearInvalid) as caught:
            year(terms=both, closures=[late], half_days=closed)
        expected = [OutsideYear, TermsOverlap, HalfDayWithoutSchool]
        assert [type(one) for one in caught.value.problems] == expected
        assert [one.about for one in caught.value.problems] == [(late,), (both[1],), (closed[0],)]
        assert refused(last=FIRST - timedelta(1), closures=[late]).code == RunsBackwards.code

    def test_two_years_are_the_longest(self) -> None:
        """
        Both end days counted.
        """
        assert year(last=FIRST + timedelta(730)).last == date(2028, 8, 16)
        assert refused(last=FIRST + timedelta(731)).fields == {
            "year": "2026-27",
            "days": 732,
            "longest": 731,
        }

    @pytest.mark.parametrize("cls", [Term, Closure, Window])
    def test_a_stretch_does_not_run_backwards(self, cls: type) -> None:
        """
        One day is a stretch; less than one is none.
        """
        name = {} if cls is Closure else {"name": "A"}
        cls(first=FIRST, last=FIRST, **name)
        with pytest.raises(RunsBackwards):
            cls(first=LAST, last=FIRST, **name)

    @pytest.mark.parametrize(
        ("cls", "what"), [(Term, "term"), (Closure, "closure"), (Window, "testing window")]
    )
    def test_what_runs_backwards_is_told(self, cls: type, what: str) -> None:
        """
        What it is, and both days; of a year, too.
        """
        name = {} if cls is Closure else {"name": "A"}
        fields = {"what": what, "first": LAST, "last": FIRST}
        with pytest.raises(RunsBackwards) as caught:
            cls(first=LAST, last=FIRST, **name)
        assert caught.value.fields == fields
        assert refused(first=LAST, last=FIRST).fields == fields | {"what": "school year"}
        key = {"term": "terms", "closure": "closures"}.get(what, "testing_windows")
        after = LAST + timedelta(1)
        outside = refused(**{key: [cls(first=LAST, last=after, **name)]})
        assert outside.fields == {
            "year": "2026-27",
            "what": what,
            "first": LAST,
            "last": after,
            "year_first": FIRST,
            "year_last": LAST,
        }

    def test_terms_that_overlap_are_told(self) -> None:
        """
        The year, and the day on which the later one begins.
        """
        middle = FIRST + timedelta(30)
        terms = [
            Term(name="A", first=FIRST, last=middle),
            Term(name="B", first=middle, last=LAST),
        ]
        assert refused(terms=terms).fields == {"year": "2026-27", "day": middle}

    def test_schools_are_a_collection(self) -> None:
        """
        One text is no collection of ids.
        """
        with pytest.raises(TypeMismatch):
            Closure(first=FIRST, last=FIRST, schools="s-1")

    def test_order_of_entry_does_not_matter(self) -> None:
        """
        Years with the same stretches are equal.
        """
        closures = [Closure(first=LAST, last=LAST), Closure(first=FIRST, last=FIRST)]
        assert year(closures=closures) == year(closures=closures[::-1])
        same_day = [Closure(first=LAST, last=LAST, schools={one}) for one in ("s-1", "s-2")]
        assert year(closures=same_day) == year(closures=same_day[::-1])
        assert year().weekdays == tuple(Weekday)[:5]
        many = {f"s-{n}" for n in (1, 3, 4, 5, 6, 7, 8, 9)}
        same_day = [Closure(first=LAST, last=LAST, schools=one) for one in ({"s-2"}, many)]
        assert year(closures=same_day).closures == tuple(same_day[::-1])
        halves = [HalfDay(day=LAST, ends=NOON, schools=one) for one in ({"s-2"}, many)]
        assert year(half_days=halves).half_days == tuple(halves[::-1])

    def test_testing_windows(self) -> None:
        """
        Days of tests are school days; they concern the district or some schools.
        """
        of = year(
            testing_windows=[
                Window(name="State", first=date(2026, 10, 5), last=date(2026, 10, 6)),
                Window(
                    name="Own", first=date(2026, 11, 5), last=date(2026, 11, 6), schools={"s-1"}
                ),
            ]
        )
        assert of.in_testing_window(date(2026, 10, 6))
        assert not of.in_testing_window(date(2026, 11, 5))
        assert of.in_testing_window(date(2026, 11, 5), "s-1")  # type: ignore[arg-type]
        assert Calendar([of]).is_school_day(date(2026, 10, 6))


class TestHalfDay:
    def test_it_says_one_of_two_things(self) -> None:
        """
        When lessons end, or which bell schedule holds; not both, nor neither.
        """
        assert HalfDay(day=FIRST, ends=NOON).bells is None
        assert HalfDay(day=FIRST, bells="half").ends is None
        for said in ({}, {"ends": NOON, "bells": "half"}):
            with pytest.raises(HalfDayUnclear) as caught:
                HalfDay(day=FIRST, **said)  # type: ignore[arg-type]
            assert caught.value.day == FIRST

    def test_it_is_a_school_day(self) -> None:
        """
        Of the district or of schools that are open; it counts like any other.
        """
        halves = [HalfDay(day=FIRST, ends=NOON)]
        assert year(half_days=halves).school_days() == year().school_days()
        closed = [Closure(first=FIRST, last=FIRST, schools={"s-1"})]
        of = year(closures=closed, half_days=halves)
        assert of.half_day(FIRST) == halves[0]
        for schools, named in (((), None), ({"s-2", "s-1"}, "s-1")):
            day = FIRST if schools else date(2026, 9, 5)
            half = HalfDay(day=day, ends=NOON, schools=schools)
            problem = refused(closures=closed, half_days=[half])
            assert problem.fields == {"year": "2026-27", "day": day, "school": named}
        problem = refused(closures=[Closure(first=FIRST, last=FIRST)], half_days=halves)
        assert isinstance(problem, HalfDayWithoutSchool)

    def test_the_schools_own_counts(self) -> None:
        """
        Before the district's; two of the same kind on a day are refused.
        """
        of_all = HalfDay(day=FIRST, ends=NOON)
        own = HalfDay(day=FIRST, bells="early", schools={"s-1", "s-2"})
        other = HalfDay(day=LAST, ends=NOON)
        of = year(half_days=[other, own, of_all])
        assert of == year(half_days=[of_all, own, other])
        assert Calendar([of]).half_day(FIRST, "s-1") == own
        assert of.half_day(FIRST, "s-3") == of.half_day(FIRST) == of_all
        assert of.half_day(FIRST + timedelta(1)) is None
        many = {f"s-{n}" for n in range(3, 10)}
        assert refused(half_days=[HalfDay(day=FIRST, ends=NOON, schools=many)] * 2).school == "s-3"
        again = HalfDay(day=FIRST, bells="late", schools={"s-2"})
        for both, school in (([own, again], "s-2"), ([of_all, of_all], None)):
            assert refused(half_days=both).fields == {
                "year": "2026-27",
                "day": FIRST,
                "school": school,
            }

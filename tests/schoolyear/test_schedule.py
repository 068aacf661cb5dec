"""Timetables on the days of a calendar."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import second_timetable as second
from coachcycle.schoolyear import (
    BellSchedule,
    BellsNeverHeld,
    BellsUnknown,
    Calendar,
    Closure,
    Commitment,
    CommitmentNeverFalls,
    DayOutsideYears,
    Engagement,
    HalfDay,
    Period,
    PersonInTwoPlaces,
    Rotation,
    RotationDayNeverComes,
    Schedule,
    SchoolHours,
    SchoolYear,
    Span,
    Timetable,
    TimetableInvalid,
)
from coachcycle.testing import schedules
from coachcycle.vocabulary import TypeMismatch

MONDAY = date(2026, 9, 7)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(n) for n in (1, 2, 3, 4))
LAST = MONDAY + timedelta(18)
REGULAR = BellSchedule(
    id="regular",
    periods=[
        Period("1", time(8), time(8, 50)),
        Period("2", time(8, 55), time(9, 45)),
        Period("L", time(12), time(12, 30)),
    ],
)
HALF = BellSchedule(
    id="half",
    periods=[Period("1", time(8), time(8, 30)), Period("2", time(8, 35), time(9))],
    contract_day=Span(time(7, 45), time(11, 45)),
)
HOURS = SchoolHours(
    school="s-1",
    contract_day=Span(time(7, 45), time(15, 45)),
    bells=[REGULAR, HALF],
    rotation=Rotation(days=["A", "B"]),
    passing_minutes=5,
)
OTHER = evolve(HOURS, school="s-2", rotation=None)


def calendar(**changes: Any) -> Calendar:
    """Three weeks of school."""
    told = {"id": "y", "zone": "America/Chicago", "first": MONDAY, "last": LAST}
    return Calendar([SchoolYear(**(told | changes))])


def commitment(**changes: Any) -> Commitment:
    """A first period of t-1."""
    told = {"person": "t-1", "type": "teaching", "school": "s-1"}
    return Commitment(**(told | ({} if "starts" in changes else {"periods": ["1"]}) | changes))


def schedule(*commitments: Commitment, hours: SchoolHours = HOURS, **changes: Any) -> Schedule:
    """A timetable of two schools on the days of these weeks."""
    timetable = Timetable(schools=[hours, OTHER], commitments=commitments)
    return Schedule(timetable, calendar(**changes))


def problems(*commitments: Commitment, **changes: Any) -> tuple[Any, ...]:
    """All that is wrong with such a schedule."""
    with pytest.raises(TimetableInvalid) as caught:
        schedule(*commitments, **changes)
    return caught.value.problems


class TestSchoolDays:
    def test_a_usual_day(self) -> None:
        """
        The first bell schedule, the school's contract day, and the rotation's day.
        """
        held = schedule().school_day("s-1", MONDAY)
        assert held is not None
        assert (held.day, held.bells, held.contract_day) == (MONDAY, REGULAR, HOURS.contract_day)
        assert (held.rotation_day, held.lessons_end) == ("A", None)
        other = schedule().school_day("s-2", MONDAY)
        assert other is not None
        assert other.rotation_day is None

    def test_no_school_and_no_such_school(self) -> None:
        """
        None on a closure, at the weekend, beyond the year, and of a school without hours.
        """
        closure = Closure(first=TUESDAY, last=TUESDAY, schools={"s-1"})
        of = schedule(closures=[closure])
        for day in (TUESDAY, MONDAY + timedelta(5), LAST + timedelta(3)):
            assert of.school_day("s-1", day) is None
        assert of.school_day("s-2", TUESDAY) is not None
        assert of.school_day("s-3", MONDAY) is None
        assert of.school_day("s-1", WEDNESDAY).rotation_day == "B"  # type: ignore[union-attr]

    def test_half_days(self) -> None:
        """
        With bells of their own, or with lessons that end early while the staff stays.
        """
        of = schedule(
            half_days=[
                HalfDay(day=MONDAY, bells="half"),
                HalfDay(day=TUESDAY, ends=time(9), schools={"s-1"}),
            ]
        )
        monday, tuesday = (of.school_day("s-1", day) for day in (MONDAY, TUESDAY))
        assert monday is not None
        assert (monday.bells, monday.contract_day) == (HALF, HALF.contract_day)
        assert tuesday is not None
        assert tuesday.bells == evolve(
            REGULAR,
            periods=[Period("1", time(8), time(8, 50)), Period("2", time(8, 55), time(9))],
        )
        assert (tuesday.contract_day, tuesday.lessons_end) == (HOURS.contract_day, time(9))
        assert of.school_day("s-2", TUESDAY).bells == REGULAR  # type: ignore[union-attr]

    def test_what_is_refused(self) -> None:
        """
        A year is no calendar, a school no timetable.
        """
        with pytest.raises(TypeMismatch):
            Schedule(HOURS, calendar())
        with pytest.raises(TypeMismatch):
            Schedule(Timetable(), calendar().years[0])

    def test_it_is_short_in_logs(self) -> None:
        """
        Neither commitments nor the calendar are shown.
        """
        shown = repr(schedule(commitment()))
        assert "t-1" not in shown
        assert "Chicago" not in shown


class TestEngagements:
    def test_where_somebody_is(self) -> None:
        """
        In order of time, at every school.
        """
        of = schedule(
            commitment(periods=["2", "1"], rotation_days=["A"]),
            commitment(school="s-2", type="duty", starts=time(14), ends=time(15), weekdays=[1]),
            commitment(type="lunch", periods=["L"], bells=["regular"]),
        )
        lunch = Engagement(time(12), time(12, 30), "s-1", "lunch")
        assert of.engagements("t-1", MONDAY) == (
            Engagement(time(8), time(8, 50), "s-1", "teaching"),
            Engagement(time(8, 55), time(9, 45), "s-1", "teaching"),
            lunch,
            Engagement(time(14), time(15), "s-2", "duty"),
        )
        assert of.engagements("t-1", TUESDAY) == (lunch,)
        assert of.engagements("t-1", MONDAY + timedelta(5)) == ()
        assert of.engagements("t-2", MONDAY) == ()

    def test_on_a_half_day(self) -> None:
        """
        Classes end with the lessons, also those by the clock; duties by the clock go on.
        """
        half = HalfDay(day=MONDAY, ends=time(8, 30))
        of = schedule(
            commitment(),
            commitment(starts=time(8, 30), ends=time(9)),
            commitment(person="t-2", starts=time(8, 15), ends=time(9)),
            commitment(person="t-2", type="duty", starts=time(14), ends=time(15)),
            half_days=[half],
            hours=evolve(
                HOURS, bells=[evolve(REGULAR, periods=[Period("1", time(8), time(8, 20))])]
            ),
        )
        assert of.engagements("t-1", MONDAY) == (
            Engagement(time(8), time(8, 20), "s-1", "teaching"),
        )
        assert of.engagements("t-2", MONDAY) == (
            Engagement(time(8, 15), time(8, 30), "s-1", "teaching"),
            Engagement(time(14), time(15), "s-1", "duty"),
        )

    @settings(max_examples=25)
    @given(schedules(), st.data())
    def test_minute_by_minute(self, of: Schedule, data: st.DataObject) -> None:
        """
        As a second reading of the timetable has it; and nobody is in two places.
        """
        year = of.calendar.years[0]
        day = year.first + timedelta(data.draw(st.integers(0, (year.last - year.first).days)))
        for person in of.timetable.people:
            expected = second.engagements(of, person, day)
            found = of.engagements(person, day)
            told = [minutes for minutes, *_ in expected]
            assert len(set().union(*told)) == sum(map(len, told))
            for school in ("s-1", "s-2"):
                for what in ("teaching", "duty", "planning", "lunch"):
                    minutes = [
                        second.of_span(Span(one.starts, one.ends))
                        for one in found
                        if (one.school, one.type) == (school, what)
                    ]
                    own = [one for one, at, type in expected if (at, type) == (school, what)]
                    assert set().union(*minutes) == set().union(*own)


class TestWhatOnlyShowsOnDays:
    def test_days_outside_every_school_year(self) -> None:
        """
        Of a bell schedule or of a rotation's beginning anew.
        """
        before = [MONDAY - timedelta(n) for n in (4, 3, 2, 1)]
        after = [LAST + timedelta(n) for n in (1, 2, 3)]
        hours = evolve(
            HOURS,
            rotation=Rotation(days=["A", "B"], restarts=[*before, MONDAY]),
            bells=[REGULAR, evolve(HALF, days=[*after, LAST])],
        )
        assert problems(hours=hours) == tuple(
            DayOutsideYears(day, MONDAY, LAST) for day in (*before, *after)
        )

    def test_half_days_with_unknown_bells(self) -> None:
        """
        At each school that they concern.
        """
        of_all = HalfDay(day=MONDAY, bells="early")
        own = HalfDay(day=MONDAY, bells="half", schools={"s-1"})
        assert problems(half_days=[of_all]) == (
            BellsUnknown("s-1", "early", None, MONDAY),
            BellsUnknown("s-2", "early", None, MONDAY),
        )
        assert problems(half_days=[of_all, own]) == (BellsUnknown("s-2", "early", None, MONDAY),)
        assert schedule(half_days=[HalfDay(day=MONDAY, bells="early", schools={"s-9"})])

    def test_a_rotation_day_that_never_comes(self) -> None:
        """
        A sixth day, where the rotation begins anew each week.
        """
        mondays = [MONDAY + timedelta(7 * n) for n in range(3)]
        weekly = Rotation(days=[*"123456"], restarts=mondays)
        assert problems(hours=evolve(HOURS, rotation=weekly)) == (
            RotationDayNeverComes("s-1", "6"),
        )
        assert schedule(hours=evolve(HOURS, rotation=evolve(weekly, restarts=mondays[:2])))
        long = Rotation(days=[str(n) for n in range(16)] + ["15"])
        assert problems(hours=evolve(HOURS, rotation=long)) == (RotationDayNeverComes("s-1", "15"),)

    def test_bells_for_days_that_never_come(self) -> None:
        """
        For a Saturday, or for a rotation day on a weekday that it never meets.
        """
        week = evolve(HOURS, rotation=Rotation(days=[*"12345"], advances="weekdays"))
        for said, is_refused in (
            ({"weekdays": [6]}, True),
            ({"weekdays": [6, 5]}, False),
            ({"weekdays": [1], "rotation_days": ["2"]}, True),
            ({"weekdays": [1], "rotation_days": ["1"]}, False),
            ({"days": [MONDAY + timedelta(5)]}, False),
        ):
            hours = evolve(week, bells=[REGULAR, evolve(HALF, **said)])
            if is_refused:
                assert problems(hours=hours) == (BellsNeverHeld("s-1", "half"),)
            else:
                assert schedule(hours=hours)

    def test_commitments_for_days_that_never_come(self) -> None:
        """
        The same of what somebody is committed to.
        """
        week = evolve(HOURS, rotation=Rotation(days=[*"12345"], advances="weekdays"))
        never = commitment(weekdays=[2], rotation_days=["1"])
        assert problems(never, hours=week) == (CommitmentNeverFalls("t-1", "s-1"),)
        assert schedule(evolve(never, weekdays=[1]), hours=week)
        assert problems(commitment(weekdays=[7])) == (CommitmentNeverFalls("t-1", "s-1"),)

    def test_in_two_places_at_once(self) -> None:
        """
        On the first such day, to the minute; what only touches is no clash.
        """
        duty = commitment(type="duty", starts=time(8, 50), ends=time(8, 55))
        assert schedule(commitment(), duty, commitment(periods=["2"]))
        early = evolve(duty, starts=time(8, 49))
        assert problems(commitment(), early) == (
            PersonInTwoPlaces("t-1", MONDAY, ("s-1", "s-1"), time(8, 49)),
        )
        elsewhere = evolve(early, school="s-2", weekdays=[2, 3], starts=time(7, 30))
        assert problems(commitment(rotation_days=["A"]), elsewhere) == (
            PersonInTwoPlaces("t-1", WEDNESDAY, ("s-2", "s-1"), time(8)),
        )
        assert schedule(commitment(), evolve(early, person="t-2"))
        assert problems(commitment(), commitment()) == (
            PersonInTwoPlaces("t-1", MONDAY, ("s-1", "s-1"), time(8)),
        )

    def test_days_on_which_they_do_not_clash(self) -> None:
        """
        Other rotation days, weekdays or bells, a closed school.
        """
        a, b = (commitment(rotation_days=[one]) for one in "AB")
        assert schedule(a, evolve(b, school="s-1"))
        assert schedule(commitment(weekdays=[1]), commitment(weekdays=[2]))
        assert schedule(commitment(bells=["regular"]), commitment(bells=["half"]))
        both = (commitment(weekdays=[1]), commitment(school="s-2", weekdays=[1]))
        mondays = [MONDAY + timedelta(7 * n) for n in range(3)]
        closed = [Closure(first=one, last=one, schools={"s-2"}) for one in mondays[1:]]
        assert problems(*both, closures=closed)[0].day == MONDAY
        closed.append(Closure(first=MONDAY, last=MONDAY, schools={"s-1"}))
        assert schedule(*both, closures=closed)

    def test_only_on_a_half_day(self) -> None:
        """
        A clash under other bells is found on the day on which they ring.
        """
        duty = commitment(type="duty", starts=time(8, 31), ends=time(8, 50), bells=["half"])
        told = (commitment(periods=["2"]), duty)
        assert schedule(*told)
        half_day = HalfDay(day=THURSDAY, bells="half", schools={"s-1"})
        assert problems(*told, half_days=[half_day]) == (
            PersonInTwoPlaces("t-1", THURSDAY, ("s-1", "s-1"), time(8, 35)),
        )

    def test_lessons_that_end_early_take_a_clash_away(self) -> None:
        """
        Two days alike but for that are looked at both.
        """
        late = commitment(type="duty", starts=time(9), ends=time(9, 10), weekdays=[4])
        told = (commitment(periods=["2"], weekdays=[4]), late)
        ends = [HalfDay(day=THURSDAY, ends=time(9))]
        assert problems(*told, half_days=ends)[0].day == THURSDAY + timedelta(7)

    def test_all_together(self) -> None:
        """
        One error holds everything, schools before people.
        """
        found = problems(
            commitment(person="t-2", weekdays=[6]),
            commitment(),
            commitment(periods=["1", "2"]),
            half_days=[HalfDay(day=FRIDAY, bells="none", schools={"s-2"})],
        )
        assert [type(one) for one in found] == [
            BellsUnknown, CommitmentNeverFalls, PersonInTwoPlaces,
        ]  # fmt: skip

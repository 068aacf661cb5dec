"""When people can meet, against brute force over minutes."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import second_timetable as second
from coachcycle.schoolyear import (
    BellSchedule,
    Calendar,
    Closure,
    Commitment,
    DayOutsideYears,
    HalfDay,
    HoursUnknown,
    Pair,
    Period,
    PersonUnknown,
    Rotation,
    Schedule,
    SchoolHours,
    SchoolYear,
    Slot,
    Span,
    Timetable,
    pairs,
    shared_time,
)
from coachcycle.testing import schedules, times
from coachcycle.vocabulary import OutOfRange, Repeated, SetEmpty, TypeMismatch

MONDAY = date(2026, 9, 7)
TUESDAY, WEDNESDAY = MONDAY + timedelta(1), MONDAY + timedelta(2)
FRIDAY = MONDAY + timedelta(4)
HOURS = SchoolHours(
    school="s-1",
    contract_day=Span(time(7, 45), time(12, 30)),
    bells=[
        BellSchedule(
            id="regular",
            periods=[
                Period("1", time(8), time(8, 50)),
                Period("2", time(8, 55), time(9, 45)),
                Period("3", time(9, 50), time(10, 40)),
                Period("L", time(11), time(11, 30)),
            ],
        )
    ],
    rotation=Rotation(days=["A", "B"]),
)


def commitment(person: str, type: str, *periods: str, **changes: Any) -> Commitment:
    """A commitment at s-1."""
    told = {"person": person, "type": type, "school": "s-1", "periods": periods}
    return Commitment(**(told | changes))


COMMITMENTS = [
    commitment("t-1", "teaching", "1", "3", rotation_days=["A"]),
    commitment("t-1", "teaching", "2", rotation_days=["B"]),
    commitment("t-1", "planning", "2", rotation_days=["A"]),
    commitment("t-1", "lunch", "L"),
    commitment("t-2", "teaching", "3"),
    commitment("c-1", "lunch", "L"),
    commitment("c-1", "duty", "1", rotation_days=["A"]),
]


def school(hours: SchoolHours = HOURS, extra: Any = (), **changes: Any) -> Schedule:
    """Two weeks of school."""
    told = {"id": "y", "zone": "America/Chicago", "first": MONDAY, "last": MONDAY + timedelta(11)}
    calendar = Calendar([SchoolYear(**(told | changes))])
    other = evolve(hours, school="s-2")
    return Schedule(Timetable(schools=[hours, other], commitments=[*COMMITMENTS, *extra]), calendar)


def found(schedule: Schedule, *days: date, **asked: Any) -> list[str]:
    """When t-1 and c-1 are both free for half an hour, unless another thing is asked."""
    told: dict[str, Any] = {"school": "s-1", "minutes": 30, "free": {"c-1", "t-1"}}
    slots = shared_time(schedule, days=days, **(told | asked))
    return [f"{one.day:%a} {one.starts:%H:%M}-{one.ends:%H:%M}" for one in slots]


class TestSharedTime:
    def test_a_conference(self) -> None:
        """
        All are free: in planning periods, but not in lunches, classes and duties.
        """
        assert found(school(), MONDAY) == ["Mon 08:50-09:50", "Mon 11:30-12:30"]
        assert found(school(), TUESDAY) == [
            "Tue 07:45-08:55", "Tue 09:45-11:00", "Tue 11:30-12:30",
        ]  # fmt: skip
        assert found(school(), MONDAY, use_planning=False) == ["Mon 11:30-12:30"]

    def test_a_visit_to_a_class(self) -> None:
        """
        The coach is free while the teacher teaches.
        """
        visit = {"free": {"c-1"}, "teaching": {"t-1"}}
        assert found(school(), MONDAY, TUESDAY, **visit) == [
            "Mon 09:50-10:40", "Tue 08:55-09:45",
        ]  # fmt: skip
        both = {"free": {"c-1"}, "teaching": {"t-1", "t-2"}}
        assert found(school(), MONDAY, TUESDAY, **both) == ["Mon 09:50-10:40"]
        assert found(school(), MONDAY, free={"t-1"}, teaching={"t-2"}) == []

    def test_passing_from_room_to_room(self) -> None:
        """
        Before and after whatever somebody is busy with; a class is visited to its minutes.
        """
        passing = school(evolve(HOURS, passing_minutes=5))
        assert found(passing, MONDAY) == ["Mon 08:55-09:45", "Mon 11:35-12:30"]
        assert found(passing, MONDAY, free={"c-1"}, teaching={"t-1"}) == ["Mon 09:50-10:40"]

    def test_travel_between_schools(self) -> None:
        """
        On both sides of what somebody does at another school.
        """
        duty = commitment(
            "c-1", "duty", school="s-2", starts=time(9), ends=time(9, 10), weekdays=[2]
        )
        away = school(extra=[duty])
        assert found(away, TUESDAY, free={"c-1"})[:2] == ["Tue 07:45-09:00", "Tue 09:10-11:00"]
        assert found(away, TUESDAY)[0] == "Tue 07:45-08:55"
        assert found(away, TUESDAY, travel_minutes=20)[0] == "Tue 07:45-08:40"
        assert found(away, TUESDAY, travel_minutes=20, free={"c-1"})[1] == "Tue 09:30-11:00"
        assert found(away, TUESDAY, travel_minutes=20, free={"t-1"}) == found(
            school(), TUESDAY, free={"t-1"}
        )
        # Classes at the other school are no classes here.
        taught = commitment("t-2", "teaching", "1", school="s-2")
        assert found(school(extra=[taught]), TUESDAY, free={"c-1"}, teaching={"t-2"}) == [
            "Tue 09:50-10:40"
        ]

    def test_how_long_at_least(self) -> None:
        """
        A stretch of exactly the minutes asked for is long enough.
        """
        assert "Tue 07:45-08:55" in found(school(), TUESDAY, minutes=70)
        assert found(school(), TUESDAY, minutes=71) == ["Tue 09:45-11:00"]
        assert found(school(), TUESDAY, minutes=76) == []

    def test_days(self) -> None:
        """
        In order and each once; a closure and a weekend have no time, a half day has its own.
        """
        closure = Closure(first=TUESDAY, last=TUESDAY, schools={"s-1"})
        half = HalfDay(day=WEDNESDAY, ends=time(8, 30))
        of = school(closures=[closure], half_days=[half])
        days = (WEDNESDAY, TUESDAY, MONDAY, MONDAY, MONDAY + timedelta(5))
        assert found(of, *days, minutes=60) == [
            "Mon 08:50-09:50", "Mon 11:30-12:30",
            "Wed 07:45-12:30",
        ]  # fmt: skip
        fortnight = [MONDAY + timedelta(n) for n in range(12)]
        slots = shared_time(of, school="s-1", days=fortnight[::-1], minutes=30, free=["c-1"])
        assert list(slots) == sorted(slots)
        assert len({one.day for one in slots}) == 9
        with pytest.raises(DayOutsideYears) as caught:
            found(of, MONDAY, MONDAY - timedelta(1))
        assert caught.value.day == MONDAY - timedelta(1)

    @pytest.mark.parametrize(
        ("asked", "error"),
        [
            ({"school": "s-9"}, HoursUnknown),
            ({"minutes": 0}, OutOfRange),
            ({"minutes": 601}, OutOfRange),
            ({"travel_minutes": -1}, OutOfRange),
            ({"travel_minutes": 601}, OutOfRange),
            ({"free": []}, SetEmpty),
            ({"free": "c-1"}, TypeMismatch),
            ({"free": ["c-1", "c-1"]}, Repeated),
            ({"free": ["c-1", "t-9"]}, PersonUnknown),
            ({"teaching": ["t-9"]}, PersonUnknown),
            ({"teaching": "t-1"}, TypeMismatch),
        ],
    )
    def test_what_is_refused(self, asked: dict[str, Any], error: type[Exception]) -> None:
        """
        A school and people of whom nothing is known are nobody's guess.
        """
        with pytest.raises(error) as caught:
            found(school(), MONDAY, **asked)
        if error is PersonUnknown:
            assert caught.value.fields == {"person": "t-9"}  # type: ignore[attr-defined]
        if error is HoursUnknown:
            assert caught.value.fields == {"school": "s-9", "person": None}  # type: ignore[attr-defined]
        for days in ([datetime(2026, 9, 7)], "2026-09-07"):
            with pytest.raises(TypeMismatch):
                shared_time(school(), school="s-1", days=days, minutes=30, free=["c-1"])

    def test_the_first_unknown_is_named(self) -> None:
        """
        In the order of ids.
        """
        with pytest.raises(PersonUnknown) as caught:
            found(school(), MONDAY, free=[f"x-{n}" for n in "98765432"])
        assert caught.value.person == "x-2"

    @given(schedules(), st.data())
    def test_minute_by_minute(self, schedule: Schedule, data: st.DataObject) -> None:
        """
        The longest stretches of minutes in which each is free, or teaching, as asked.
        """
        people = schedule.timetable.people
        if not people:
            return
        at = data.draw(st.sampled_from([one.school for one in schedule.timetable.schools]))
        free = data.draw(st.sets(st.sampled_from(people), min_size=1))
        teachers = [
            one.person
            for one in schedule.timetable.commitments
            if (one.school, one.type) == (at, "teaching")
        ]
        teaching = data.draw(
            st.sets(st.sampled_from(teachers), max_size=2) if teachers else st.just(set())
        )
        least = data.draw(st.integers(1, 90))
        use_planning, travel = data.draw(st.booleans()), data.draw(st.sampled_from([0, 1, 15]))
        year = schedule.calendar.years[0]
        days = data.draw(st.sets(st.integers(0, (year.last - year.first).days), max_size=3))
        expected = []
        for day in sorted(year.first + timedelta(n) for n in days):
            good = second.contract_day(schedule, at, day)
            for person in teaching:
                good &= set().union(
                    *(
                        minutes
                        for minutes, school, what in second.engagements(schedule, person, day)
                        if (school, what) == (at, "teaching")
                    )
                )
            for person in free:
                good = second.free(
                    schedule, person, day, good, at, use_planning=use_planning, travel=travel
                )
            expected += [
                (day, starts, ends)
                for starts, ends in second.stretches(good)
                if ends - starts >= least
            ]
        slots = shared_time(
            schedule,
            school=at,
            days=[year.first + timedelta(n) for n in days],
            minutes=least,
            free=free,
            teaching=teaching,
            use_planning=use_planning,
            travel_minutes=travel,
        )
        assert [
            (one.day, *(60 * end.hour + end.minute for end in (one.starts, one.ends)))
            for one in slots
        ] == expected
        assert [one.minutes for one in slots] == [ends - starts for _, starts, ends in expected]


class TestSlot:
    @pytest.mark.parametrize(
        ("day", "starts", "ends", "utc"),
        [
            (MONDAY, time(8, 50), time(9, 50), ("2026-09-07T13:50", "2026-09-07T14:50")),
            # The clocks go from 02:00 to 03:00, and back from 02:00 to 01:00.
            (date(2026, 3, 8), time(1), time(2, 30), ("2026-03-08T07:00", "2026-03-08T08:30")),
            (date(2026, 11, 1), time(1, 30), time(2), ("2026-11-01T06:30", "2026-11-01T08:00")),
        ],
    )
    def test_instants(self, day: date, starts: time, ends: time, utc: tuple[str, str]) -> None:
        """
        In UTC, by the zone of the school year.
        """
        slot = Slot(day, starts, ends)
        expected = tuple(datetime.fromisoformat(one).replace(tzinfo=UTC) for one in utc)
        assert slot.instants("America/Chicago") == expected


def slot(n: int, starts: str, ends: str) -> Slot:
    """A slot on the n-th day after Monday."""
    return Slot(MONDAY + timedelta(n), time.fromisoformat(starts), time.fromisoformat(ends))


CALENDAR = school().calendar


def paired(visits: Any, conferences: Any, **asked: Any) -> tuple[Pair, ...]:
    """Pairs of half an hour each, for s-1."""
    told = {"school": "s-1", "visit_minutes": 30, "conference_minutes": 30}
    return pairs(visits, conferences, asked.pop("calendar", CALENDAR), **(told | asked))


class TestPairs:
    def test_the_same_day_or_the_next(self) -> None:
        """
        Never before the visit; days without school do not count.
        """
        visit = slot(4, "08:00", "08:50")
        conferences = [slot(n, "09:00", "10:00") for n in (8, 7, 4, 3)]
        assert paired([visit], conferences) == (
            Pair(visit, conferences[2]),
            Pair(visit, conferences[1]),
        )
        assert paired([visit], conferences, within=0) == (Pair(visit, conferences[2]),)
        assert len(paired([visit], conferences, within=2)) == 3
        early = slot(4, "07:00", "07:40")
        assert paired([visit], [early]) == ()

    def test_the_schools_own_days(self) -> None:
        """
        A closure of the school brings the day after next within reach.
        """
        closed = Closure(first=TUESDAY, last=TUESDAY, schools={"s-1"})
        visit, conference = slot(0, "08:00", "08:50"), slot(2, "09:00", "10:00")
        assert paired([visit], [conference]) == ()
        calendar = school(closures=[closed]).calendar
        assert paired([visit], [conference], calendar=calendar) == (Pair(visit, conference),)
        assert paired([visit], [conference], calendar=calendar, school="s-2") == ()

    def test_once_the_visit_can_be_over(self) -> None:
        """
        On its day a conference starts no earlier, and is as long as asked for.
        """
        visit = slot(0, "08:00", "08:50")
        [pair] = paired([visit], [slot(0, "08:10", "09:00")])
        assert pair.conference == slot(0, "08:30", "09:00")
        assert paired([visit], [slot(0, "08:10", "08:59")]) == ()
        assert paired([visit], [slot(0, "08:29", "09:29")])[0].conference.starts == time(8, 30)
        assert paired([visit], [slot(0, "08:31", "09:01")])[0].conference.starts == time(8, 31)
        assert paired([visit], [slot(1, "08:10", "08:40")])[0].conference.starts == time(8, 10)
        assert paired([visit], [slot(1, "08:10", "08:39")]) == ()
        assert paired([slot(0, "08:00", "08:29")], [slot(0, "10:00", "11:00")]) == ()
        assert len(paired([slot(0, "08:00", "08:30")], [slot(0, "10:00", "11:00")])) == 1

    def test_in_order(self) -> None:
        """
        Of the visits, then of the conferences, whatever order they are given in.
        """
        visits = [slot(0, "08:00", "09:00"), slot(1, "08:00", "09:00")]
        conferences = [slot(1, "10:00", "11:00"), slot(2, "10:00", "11:00")]
        made = paired(visits[::-1], iter(conferences[::-1]))
        assert made == (
            Pair(visits[0], conferences[0]),
            Pair(visits[1], conferences[0]),
            Pair(visits[1], conferences[1]),
        )

    @pytest.mark.parametrize(
        "asked",
        [
            {"visit_minutes": 0},
            {"visit_minutes": 601},
            {"conference_minutes": 0},
            {"conference_minutes": 601},
            {"within": -1},
            {"within": 21},
        ],
    )
    def test_what_is_refused(self, asked: dict[str, int]) -> None:
        """
        Minutes of a meeting, and a few school days.
        """
        with pytest.raises(OutOfRange):
            paired([], [], **asked)

    @given(
        st.lists(st.tuples(st.integers(0, 11), times(), times()), max_size=4),
        st.lists(st.tuples(st.integers(0, 11), times(), times()), max_size=4),
        st.integers(1, 120),
        st.integers(1, 120),
        st.integers(0, 3),
    )
    def test_minute_by_minute(
        self, first: Any, then: Any, visit_minutes: int, conference_minutes: int, within: int
    ) -> None:
        """
        A pair is two slots in which a visit fits, and after its earliest end a conference.
        """
        visits, conferences = (
            sorted(
                Slot(MONDAY + timedelta(n), min(ends), max(ends))
                for n, *ends in listed
                if ends[0] != ends[1]
            )
            for listed in (first, then)
        )
        asked = {"visit_minutes": visit_minutes, "conference_minutes": conference_minutes}
        made = paired(visits, conferences, within=within, **asked)

        def at(one: Slot, end: time) -> int:
            return one.day.toordinal() * 1440 + 60 * end.hour + end.minute

        def fits(visit: Slot, conference: Slot) -> bool:
            over = at(visit, visit.starts) + visit_minutes
            if over > at(visit, visit.ends) or conference.day < visit.day:
                return False
            begins = range(at(conference, conference.starts), at(conference, conference.ends))
            is_long = any(over <= one and one + conference_minutes <= begins.stop for one in begins)
            between = [
                visit.day + timedelta(n) for n in range(1, (conference.day - visit.day).days + 1)
            ]
            return is_long and sum(one.isoweekday() <= 5 for one in between) <= within

        expected = [
            (visit, conference) for visit in visits for conference in conferences
            if fits(visit, conference)
        ]  # fmt: skip
        assert [(one.visit, one.conference.day, one.conference.ends) for one in made] == [
            (visit, conference.day, conference.ends) for visit, conference in expected
        ]

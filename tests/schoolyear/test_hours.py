"""Bell schedules and rotations."""

import datetime
from datetime import date, time, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from coachcycle.schoolyear import (
    Advance,
    BellSchedule,
    Closure,
    Period,
    Rotation,
    SchoolHours,
    SchoolYear,
    Span,
    Term,
    TimesRunBackwards,
    Weekday,
)
from coachcycle.testing import rotations, school_years
from coachcycle.vocabulary import (
    IdMalformed,
    OutOfRange,
    SetEmpty,
    TextMalformed,
    TypeMismatch,
    WordUnknown,
)

MONDAY = date(2026, 9, 7)
FRIDAY = MONDAY + timedelta(18)
DAY = Span(time(8), time(16))


def year(**changes: Any) -> SchoolYear:
    """Three weeks of school, from Monday on."""
    told = {"id": "y", "zone": "America/Chicago", "first": MONDAY, "last": FRIDAY}
    return SchoolYear(**(told | changes))


def turns(rotation: Rotation, of: SchoolYear, school: str | None = None) -> str:
    """The rotation days of the school days in order, as one word."""
    return "".join(rotation.over(of, school).values())


AB = Rotation(days=["A", "B"])
SNOW = Closure(first=MONDAY + timedelta(1), last=MONDAY + timedelta(1))


class TestRotation:
    def test_days_take_turns(self) -> None:
        """
        A and B, six days, or two weeks, whose days come several times each.
        """
        assert turns(AB, year()) == "ABABABABABABABA"
        assert turns(Rotation(days=[*"123456"]), year()) == "123456123456123"
        assert turns(Rotation(days=[*"AAAAABBBBB"]), year()) == "AAAAABBBBBAAAAA"
        assert [*AB.over(year())] == [*year().school_days()]

    def test_after_a_closure(self) -> None:
        """
        It goes on where it was, or the closure's turn is lost; as the rotation says.
        """
        of = year(closures=[SNOW])
        assert turns(AB, of) == "ABABABABABABAB"
        assert turns(evolve(AB, advances=Advance.WEEKDAYS), of) == "AABABABABABABA"

    def test_weekdays_are_those_of_the_year(self) -> None:
        """
        Days without school in any week have no turn, and terms do not matter to the turns.
        """
        of = year(
            weekdays=[1, 2, 3], terms=[Term(name="T", first=MONDAY + timedelta(7), last=FRIDAY)]
        )
        weekly = Rotation(days=[*"123"], advances="weekdays")
        assert turns(weekly, of) == "123123"
        assert turns(evolve(weekly, days=[*"12"]), of) == "212121"
        assert turns(evolve(weekly, days=[*"12"], advances="school_days"), of) == "121212"

    def test_a_closure_of_one_school(self) -> None:
        """
        Its rotation goes by its own days.
        """
        of = year(closures=[evolve(SNOW, schools={"s-1"})])
        assert turns(AB, of, "s-1") == "ABABABABABABAB"
        assert turns(AB, of, "s-2") == turns(AB, of) == "ABABABABABABABA"

    def test_restarts(self) -> None:
        """
        At stated days, or at the next school day after one; and with each term, if it says so.
        """
        three = Rotation(days=[*"123"])
        assert (
            turns(evolve(three, restarts=[MONDAY + timedelta(7)]), year()) == "12312" + "1231231231"
        )
        weekend = evolve(three, restarts=[MONDAY + timedelta(5), MONDAY + timedelta(6)])
        assert turns(weekend, year()) == "12312" + "1231231231"
        terms = [
            Term(name="1", first=MONDAY, last=MONDAY + timedelta(3)),
            Term(name="2", first=MONDAY + timedelta(4), last=FRIDAY),
        ]
        assert turns(three, year(terms=terms)) == "123123123123123"
        of_terms = evolve(three, each_term=True)
        assert turns(of_terms, year(terms=terms)) == "1231" + "12312312312"
        both = evolve(of_terms, restarts=[MONDAY + timedelta(7)])
        assert turns(both, year(terms=terms)) == "1231" + "1" + "1231231231"

    @given(rotations(), school_years(), st.sampled_from([None, "s-1"]))
    def test_counted_day_by_day(
        self, rotation: Rotation, of: SchoolYear, school: str | None
    ) -> None:
        """
        The turn of a day is how many days have counted since the rotation last began.
        """
        begins = {
            of.first,
            *rotation.restarts,
            *(one.first for one in of.terms if rotation.each_term),
        }
        found = rotation.over(of, school)
        taught = of.school_days(school)
        assert tuple(found) == taught
        counted = [of.first + timedelta(n) for n in range((of.last - of.first).days + 1)]
        if rotation.advances is Advance.SCHOOL_DAYS:
            counted = [*taught]
        else:
            counted = [one for one in counted if one.isoweekday() in of.weekdays]
        for day in taught[:3] + taught[-3:]:
            since = max(begin for begin in begins if begin <= day)
            place = sum(since <= one < day for one in counted)
            assert found[day] == rotation.days[place % len(rotation.days)]

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"days": []}, SetEmpty),
            ({"days": 5}, TypeMismatch),
            ({"days": ["a b"]}, IdMalformed),
            ({"advances": "hours"}, WordUnknown),
            ({"each_term": 1}, TypeMismatch),
            ({"restarts": ["2026-09-07"]}, TypeMismatch),
        ],
    )
    def test_what_is_refused(self, changes: dict[str, Any], error: type[Exception]) -> None:
        """
        No days, what are no ids, no word of the list, no flag, no days of the calendar.
        """
        with pytest.raises(error):
            Rotation(**({"days": ["A"]} | changes))


class TestSpan:
    def test_it_ends_after_it_starts(self) -> None:
        """
        A minute is the shortest; past midnight there is none.
        """
        assert Span(time(8), time(8, 1)).minutes == 1
        assert Span(time(0), time(23, 59)).minutes == 1439
        for starts, ends in ((time(8), time(8)), (time(23, 30), time(0, 30))):
            for make in (Span, lambda *ends: Period("1", *ends)):
                with pytest.raises(TimesRunBackwards) as caught:
                    make(starts, ends)
                assert (caught.value.starts, caught.value.ends) == (starts, ends)
        assert "period 1:" in str(caught.value)
        with pytest.raises(TypeMismatch):
            Span("08:00", time(9))
        with pytest.raises(OutOfRange):
            Period("1", time(8), time(9, 0, 1))


class TestBellSchedule:
    def test_order_of_periods_does_not_matter(self) -> None:
        """
        They come in order of time, one that is interrupted twice.
        """
        periods = [
            Period("4", time(12, 35), time(13)),
            Period("3", time(10, 25), time(11, 15), "Third"),
            Period("4", time(11, 20), time(11, 45)),
        ]
        bells = BellSchedule(id="r", periods=periods)
        assert bells == BellSchedule(id="r", periods=periods[::-1])
        assert [one.id for one in bells.periods] == ["3", "4", "4"]
        assert bells.periods[0].span == Span(time(10, 25), time(11, 15))

    def test_lessons_that_end_early(self) -> None:
        """
        A period is cut off, and none starts when lessons have ended.
        """
        periods = [Period(str(n), time(8 + n), time(8 + n, 50), "N") for n in (0, 1, 2)]
        bells = BellSchedule(id="r", periods=periods)
        assert bells.until(time(10, 30)) == (*periods[:2], evolve(periods[2], ends=time(10, 30)))
        assert bells.until(time(10)) == tuple(periods[:2])
        assert bells.until(time(8)) == ()

    def test_its_days_are_in_order(self) -> None:
        """
        Each once, whatever order they are given in.
        """
        days = [MONDAY + timedelta(n) for n in range(8)]
        assert BellSchedule(id="r", days=[*days[::-1], MONDAY]).days == tuple(days)

    def test_days_it_recurs_on(self) -> None:
        """
        Those among its weekdays and its rotation days; where it says neither, none.
        """
        assert not BellSchedule(id="r").recurs
        assert not BellSchedule(id="r", days=[MONDAY]).recurs_on(MONDAY, "A")
        mondays = BellSchedule(id="r", weekdays=[1])
        assert mondays.recurs
        assert mondays.weekdays == (Weekday.MONDAY,)
        assert mondays.recurs_on(MONDAY, None)
        assert not mondays.recurs_on(MONDAY + timedelta(1), None)
        both = evolve(mondays, rotation_days=["A"])
        assert [both.recurs_on(MONDAY, one) for one in ("A", "B", None)] == [True, False, False]
        assert BellSchedule(id="r", rotation_days=["A"]).recurs_on(FRIDAY, "A")

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"id": "a b"}, IdMalformed),
            ({"name": ""}, TextMalformed),
            ({"periods": [DAY]}, TypeMismatch),
            ({"contract_day": time(8)}, TypeMismatch),
            ({"days": [datetime.datetime(2026, 9, 7)]}, TypeMismatch),
            ({"weekdays": [8]}, TypeMismatch),
            ({"weekdays": 1}, TypeMismatch),
            ({"rotation_days": "A"}, TypeMismatch),
        ],
    )
    def test_what_is_refused(self, changes: dict[str, Any], error: type[Exception]) -> None:
        """
        Each field has its own kind of values.
        """
        with pytest.raises(error):
            BellSchedule(**({"id": "r"} | changes))


class TestSchoolHours:
    def test_which_bells_ring(self) -> None:
        """
        Those that list the day; else the first that recur on it; else the first of all.
        """
        hours = SchoolHours(
            school="s-1",
            contract_day=DAY,
            bells=[
                BellSchedule(id="usual"),
                BellSchedule(id="monday", weekdays=[1], contract_day=Span(time(9), time(15))),
                BellSchedule(id="a", rotation_days=["A"]),
                BellSchedule(id="assembly", days=[MONDAY]),
                BellSchedule(id="snow"),
            ],
        )
        tuesday = MONDAY + timedelta(1)
        assert hours.bells_on(MONDAY, "A").id == "assembly"
        assert hours.bells_on(MONDAY + timedelta(7), "A").id == "monday"
        assert hours.bells_on(tuesday, "A").id == "a"
        assert hours.bells_on(tuesday, "B").id == "usual"
        assert hours.bells_named("snow") == hours.bells[4]
        assert hours.bells_named("none") is None
        assert hours.contract_day_under(hours.bells[0]) == DAY
        assert hours.contract_day_under(hours.bells[1]) == Span(time(9), time(15))

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"school": ""}, IdMalformed),
            ({"contract_day": None}, TypeMismatch),
            ({"bells": []}, SetEmpty),
            ({"bells": [DAY]}, TypeMismatch),
            ({"rotation": ["A"]}, TypeMismatch),
            ({"passing_minutes": -1}, OutOfRange),
            ({"passing_minutes": 61}, OutOfRange),
            ({"passing_minutes": True}, TypeMismatch),
        ],
    )
    def test_what_is_refused(self, changes: dict[str, Any], error: type[Exception]) -> None:
        """
        A school has a contract day and bells.
        """
        told = {"school": "s-1", "contract_day": DAY, "bells": [BellSchedule(id="r")]}
        with pytest.raises(error):
            SchoolHours(**(told | changes))

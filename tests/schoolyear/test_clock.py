"""The clock on the wall, in 38 time zones and across clock changes."""

import datetime
import pickle
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachcycle.schoolyear import (
    Calendar,
    InstantWithoutZone,
    SchoolYear,
    TimeMalformed,
    YearOutOfRange,
    ZoneUnknown,
    as_time,
    day_of,
    instant_at,
    read_time,
    time_of,
    write_time,
)
from coachcycle.schoolyear.clock import is_left_out, minute_of, optional_time, time_after
from coachcycle.testing import times
from coachcycle.vocabulary import OutOfRange, TypeMismatch
from zones import FIRST, LAST, MINUTE, ZONES, around_changes, changes, offset


@st.composite
def zoned(draw: st.DrawFn) -> tuple[str, datetime.datetime]:
    """A zone and an instant, near a change of its clocks more often than not."""
    zone = draw(st.sampled_from(ZONES))
    begin = datetime.datetime(1990, 1, 2, tzinfo=UTC)
    instant = begin + draw(st.integers(0, 47 * 365 * 1440)) * MINUTE
    if changes(zone) and draw(st.integers(0, 3)):
        near = draw(st.sampled_from(changes(zone)))
        instant = near + draw(st.integers(-1600, 1600)) * MINUTE
    return zone, instant


@pytest.fixture
def libc(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Sets the zone that the C library's own reader of the IANA database goes by."""

    def use(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield use
    monkeypatch.undo()
    time.tzset()


class TestDayAndTimeOfAnInstant:
    def test_there_are_38_zones_of_as_many_offsets(self) -> None:
        """
        In winter or in summer one of them has each offset that there is.
        """
        days = [datetime.datetime(2026, month, 1, tzinfo=UTC) for month in (1, 7)]
        assert len({*ZONES}) == 38
        assert len({offset(day, zone) for zone in ZONES for day in days}) >= 38

    @pytest.mark.skipif(
        not Path("/usr/share/zoneinfo").is_dir(), reason="the C library needs the database"
    )
    def test_as_the_c_library_tells_them(self, libc: Callable[[str], None]) -> None:
        """
        Around every change of 38 zones' clocks from 1990 to 2037.
        """
        tried = 0
        for zone in ZONES:
            libc(zone)
            for instant in around_changes(zone):
                local = time.localtime(instant.timestamp())
                expected = (local.tm_year, local.tm_mon, local.tm_mday, local.tm_hour, local.tm_min)
                day, shown = day_of(instant, zone), time_of(instant, zone)
                assert (day.year, day.month, day.day, shown.hour, shown.minute) == expected
                tried += 1
        assert tried > 9000

    @given(zoned())
    def test_the_instant_comes_back(self, drawn: tuple[str, datetime.datetime]) -> None:
        """
        From the day and the time that the clock shows, also in an hour that comes twice.
        """
        zone, instant = drawn
        assert instant_at(day_of(instant, zone), time_of(instant, zone), zone) == instant

    @given(zoned())
    def test_the_first_and_last_minute_of_a_day(self, drawn: tuple[str, datetime.datetime]) -> None:
        """
        Minute by minute, the day changes where the clock passes midnight, and nowhere else.
        """
        zone, instant = drawn
        before, after = instant - MINUTE, instant
        crossed = day_of(before, zone) != day_of(after, zone)
        local = [one.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for one in (before, after)]
        passed = {one.toordinal() for one in local}
        assert crossed == (len(passed) == 2)
        assert [day_of(one, zone).toordinal() for one in (before, after)] == [
            one.toordinal() for one in local
        ]

    @given(st.sampled_from(ZONES), st.dates(FIRST, LAST))
    def test_the_minutes_of_a_day_are_of_that_day(self, zone: str, day: date) -> None:
        """
        Its first minute, its last and its noon, unless the clocks were changed on them.
        """
        shown = [datetime.time(0, 0), datetime.time(12), datetime.time(23, 59)]
        for one in shown:
            instant = instant_at(day, one, zone)
            is_skipped = time_of(instant, zone) != one
            assert is_skipped or day_of(instant, zone) == day
        if not is_left_out(day, zone):
            assert day_of(instant_at(day, datetime.time(12), zone), zone) == day

    @pytest.mark.parametrize(
        ("instant", "zone", "shown"),
        [
            # Samoa went from Thursday to Saturday.
            ("2011-12-30T09:59:59", "Pacific/Apia", "2011-12-29 23:59:59"),
            ("2011-12-30T10:00:00", "Pacific/Apia", "2011-12-31 00:00:00"),
            # Clocks that change at midnight: no 00:00 in spring, 23:00 twice in autumn.
            ("2024-04-19T21:59:59", "Asia/Beirut", "2024-04-20 00:59:59"),
            ("2024-03-30T21:59:59", "Asia/Beirut", "2024-03-30 23:59:59"),
            ("2024-03-30T22:00:00", "Asia/Beirut", "2024-03-31 01:00:00"),
            ("2024-10-26T20:59:59", "Asia/Beirut", "2024-10-26 23:59:59"),
            ("2024-10-26T21:00:00", "Asia/Beirut", "2024-10-26 23:00:00"),
            # Newfoundland changed a minute after midnight: the day before came again.
            ("2010-11-07T02:30:59", "America/St_Johns", "2010-11-07 00:00:59"),
            ("2010-11-07T02:31:00", "America/St_Johns", "2010-11-06 23:01:00"),
            # Lord Howe Island goes by half an hour.
            ("2026-04-04T14:59:00", "Australia/Lord_Howe", "2026-04-05 01:59:00"),
            ("2026-04-04T15:00:00", "Australia/Lord_Howe", "2026-04-05 01:30:00"),
            ("2026-03-08T07:59:59", "America/Chicago", "2026-03-08 01:59:59"),
            ("2026-03-08T08:00:00", "America/Chicago", "2026-03-08 03:00:00"),
        ],
    )
    def test_changes_that_made_history(self, instant: str, zone: str, shown: str) -> None:
        """
        As the IANA database has them.
        """
        moment = datetime.datetime.fromisoformat(instant).replace(tzinfo=UTC)
        assert f"{day_of(moment, zone)} {time_of(moment, zone)}" == shown

    def test_what_comes_out(self) -> None:
        """
        A pendulum day, and a plain time to the microsecond.
        """
        instant = pendulum.datetime(2026, 9, 14, 15, 20, 30, 5)
        assert type(day_of(instant, "America/Chicago")) is pendulum.Date
        shown = time_of(instant, "America/Chicago")
        assert (shown, type(shown)) == (datetime.time(10, 20, 30, 5), datetime.time)

    def test_what_is_refused(self) -> None:
        """
        No zone, an unknown one, and a local day out of range.
        """
        moment = datetime.datetime(2026, 9, 14, tzinfo=UTC)
        for ask in (day_of, time_of):
            with pytest.raises(InstantWithoutZone):
                ask(datetime.datetime(2026, 9, 14), "UTC")
            with pytest.raises(ZoneUnknown):
                ask(moment, "Mars/Olympus")
        with pytest.raises(YearOutOfRange):
            day_of(datetime.datetime(1900, 1, 1, tzinfo=UTC), "America/Chicago")


class TestInstantAt:
    @pytest.mark.parametrize(
        ("day", "shown", "utc"),
        [
            ("2026-03-08", datetime.time(1, 59), "2026-03-08T07:59"),
            # Never: counted with the offset from before.
            ("2026-03-08", datetime.time(2, 30), "2026-03-08T08:30"),
            ("2026-03-08", datetime.time(3, 0), "2026-03-08T08:00"),
            # Twice: the first, or the second where it says so.
            ("2026-11-01", datetime.time(1, 30), "2026-11-01T06:30"),
            ("2026-11-01", datetime.time(1, 30, fold=1), "2026-11-01T07:30"),
            ("2026-11-01", datetime.time(2, 0), "2026-11-01T08:00"),
        ],
    )
    def test_times_that_come_twice_or_never(self, day: str, shown: datetime.time, utc: str) -> None:
        """
        As RFC 5545, section 3.3.5, has them.
        """
        expected = datetime.datetime.fromisoformat(utc).replace(tzinfo=UTC)
        assert instant_at(date.fromisoformat(day), shown, "America/Chicago") == expected

    def test_what_is_refused(self) -> None:
        """
        A time with a zone, no time, no day, an unknown zone.
        """
        day, noon = date(2026, 9, 14), datetime.time(12)
        for other in (noon.replace(tzinfo=UTC), "12:00", None):
            with pytest.raises(TypeMismatch):
                instant_at(day, other, "UTC")
        with pytest.raises(TypeMismatch):
            instant_at(datetime.datetime(2026, 9, 14), noon, "UTC")
        with pytest.raises(ZoneUnknown):
            instant_at(day, noon, "Mars/Olympus")


class TestDaysThatAZoneLeftOut:
    @pytest.mark.parametrize(
        ("zone", "day"),
        [
            ("Pacific/Apia", date(2011, 12, 30)),
            ("Pacific/Fakaofo", date(2011, 12, 30)),
            ("Pacific/Kwajalein", date(1993, 8, 21)),
            ("Pacific/Kiritimati", date(1994, 12, 31)),
        ],
    )
    def test_they_are_no_school_days(self, zone: str, day: date) -> None:
        """
        The days around them are; a count of school days steps over them.
        """
        around = [day + timedelta(n) for n in range(-3, 4)]
        year = SchoolYear(id="y", zone=zone, first=around[0], last=around[-1], weekdays=range(1, 8))
        calendar = Calendar([year])
        assert [one for one in around if not calendar.is_school_day(one)] == [day]
        assert calendar.nth_school_day_after(day - timedelta(1), 1) == day + timedelta(1)
        assert calendar.school_days_after(around[0], around[-1]) == 5

    def test_elsewhere_the_day_was(self) -> None:
        """
        Only there did the calendar go past it.
        """
        assert not any(
            is_left_out(date(2011, 12, 30), zone) for zone in ZONES if zone != "Pacific/Apia"
        )


class TestSchoolDaysInAnyZone:
    @given(zoned(), st.integers(1, 12))
    def test_n_school_days_after_an_instant(
        self, drawn: tuple[str, datetime.datetime], n: int
    ) -> None:
        """
        Whatever the clocks do: counted on the local calendar, weekday by weekday.
        """
        zone, instant = drawn
        day = day_of(instant, zone)
        first, last = day - timedelta(30), day + timedelta(30)
        calendar = Calendar([SchoolYear(id="y", zone=zone, first=first, last=last)])
        found = calendar.nth_school_day_after(day, n)
        later = day
        for _ in range(n):
            later += timedelta(1)
            while later.isoweekday() > 5 or is_left_out(later, zone):
                later += timedelta(1)
        assert found == later
        assert calendar.school_days_after(day, found) == n

    @given(zoned())
    def test_an_instant_is_on_a_school_day_or_not(
        self, drawn: tuple[str, datetime.datetime]
    ) -> None:
        """
        By the weekday that a calendar on the wall shows.
        """
        zone, instant = drawn
        day = day_of(instant, zone)
        calendar = Calendar([SchoolYear(id="y", zone=zone, first=day, last=day)])
        shown = instant.astimezone(ZoneInfo(zone)).strftime("%a")
        assert calendar.is_school_day(day) == (shown not in ("Sat", "Sun"))


class TestTimesOfTheSchoolDay:
    @given(times())
    def test_it_reads_what_it_writes(self, time: datetime.time) -> None:
        """
        Hours and minutes, and nothing else.
        """
        assert write_time(time) == f"{time.hour:02}:{time.minute:02}"
        assert read_time(write_time(time)) == as_time(time) == time
        assert minute_of(time) == time.hour * 60 + time.minute
        assert pickle.loads(pickle.dumps(time)) == time

    @pytest.mark.parametrize(
        "text",
        ["", "8:15", "08:15:00", "24:00", "08:60", "08:15\n", " 08:15", "0815", "\uff108:15", 815],
    )
    def test_anything_else_is_refused(self, text: str) -> None:
        """
        No seconds, no midnight at the end, no other digits.
        """
        with pytest.raises(TimeMalformed):
            read_time(text)

    def test_any_time_of_whole_minutes(self) -> None:
        """
        Of any class, without a zone, and held without `fold`.
        """
        held = as_time(pendulum.Time(8, 15))
        assert (held, type(held)) == (datetime.time(8, 15), datetime.time)
        assert as_time(datetime.time(1, 30, fold=1)).fold == 0
        assert optional_time(None) is None
        assert optional_time(datetime.time(8, 15)) == datetime.time(8, 15)
        for finer in (datetime.time(8, 15, 1), datetime.time(8, 15, 0, 1)):
            with pytest.raises(OutOfRange):
                as_time(finer)
        for other in (datetime.time(8, tzinfo=UTC), "08:15", 495, None):
            with pytest.raises(TypeMismatch):
                as_time(other)

    def test_a_time_later_or_earlier(self) -> None:
        """
        At most to the ends of the day.
        """
        nine = datetime.time(9)
        assert time_after(nine, 75) == datetime.time(10, 15)
        assert time_after(nine, -75) == datetime.time(7, 45)
        assert time_after(nine, -540) == time_after(nine, -541) == datetime.time(0)
        assert time_after(nine, 899) == time_after(nine, 900) == datetime.time(23, 59)

"""Days and instants, read strictly."""

import copy
import datetime
import pickle
from zoneinfo import ZoneInfo

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachcycle.schoolyear import (
    DayMalformed,
    InstantMalformed,
    InstantWithoutZone,
    YearOutOfRange,
    as_day,
    as_instant,
    optional_day,
    optional_instant,
    read_day,
    read_instant,
    write_instant,
)
from coachcycle.vocabulary import TypeMismatch

days = st.dates(datetime.date(1900, 1, 1), datetime.date(2200, 12, 31))
instants = st.datetimes(
    datetime.datetime(1900, 1, 2), datetime.datetime(2200, 12, 30), timezones=st.timezones()
)


class TestReadDay:
    @given(days)
    def test_it_reads_what_isoformat_writes(self, day: datetime.date) -> None:
        """
        Every day from 1900 to 2200 is read from its ISO text, as a pendulum day.
        """
        read = read_day(day.isoformat())
        assert (read, type(read)) == (day, pendulum.Date)

    @pytest.mark.parametrize(
        "text",
        [
            "", "now", "2026-9-14", "2026-09-14\n", " 2026-09-14", "20260914", "2026-257",
            "2026-W38-1", "2026-02-30", "2026-13-01", "2026-00-10", "2026-09-14T00:00:00Z",
            "\uff12026-09-14", "2026/09/14", "14.09.2026", "+2026-09-14", "2026-09-1a",
        ],
    )  # fmt: skip
    def test_anything_else_is_refused(self, text: str) -> None:
        """
        No other form, and no day that no calendar has.
        """
        with pytest.raises(DayMalformed):
            read_day(text)

    def test_years(self) -> None:
        """
        Years before 1900 and after 2200 are typing errors.
        """
        for text in ("1899-12-31", "2201-01-01", "0001-01-01"):
            with pytest.raises(YearOutOfRange):
                read_day(text)
        with pytest.raises(DayMalformed):
            read_day("0000-01-01")

    def test_only_text(self) -> None:
        """
        A number is no text.
        """
        with pytest.raises(DayMalformed):
            read_day(20260914)  # type: ignore[arg-type]


class TestAsDay:
    def test_any_date_without_a_time(self) -> None:
        """
        A date of any class is taken and held as a pendulum day.
        """

        class AppDate(datetime.date):
            """What an application's models may hand over."""

        for day in (datetime.date(2026, 9, 14), AppDate(2026, 9, 14), pendulum.Date(2026, 9, 14)):
            assert type(as_day(day)) is pendulum.Date
            assert as_day(day) == datetime.date(2026, 9, 14)

    @pytest.mark.parametrize(
        "other",
        [
            datetime.datetime(2026, 9, 14),
            datetime.datetime(2026, 9, 14, tzinfo=datetime.UTC),
            pendulum.datetime(2026, 9, 14),
            "2026-09-14",
            None,
            20260914,
        ],
    )
    def test_nothing_with_a_time(self, other: object) -> None:
        """
        The day of an instant depends on a zone, so it is nobody's guess.
        """
        with pytest.raises(TypeMismatch):
            as_day(other)  # type: ignore[arg-type]

    def test_optional(self) -> None:
        """
        None is no day.
        """
        assert optional_day(None) is None
        assert optional_day(datetime.date(2026, 9, 14)) == datetime.date(2026, 9, 14)
        with pytest.raises(YearOutOfRange):
            as_day(datetime.date(1899, 12, 31))


class TestReadInstant:
    @pytest.mark.parametrize(
        ("text", "utc"),
        [
            ("2026-09-14T15:20:00Z", "2026-09-14T15:20:00Z"),
            ("2026-09-14T10:20:00-05:00", "2026-09-14T15:20:00Z"),
            ("2026-09-14T15:20:00.5Z", "2026-09-14T15:20:00.500000Z"),
            ("2026-09-14T15:20:00.123456+00:00", "2026-09-14T15:20:00.123456Z"),
            ("2026-09-14T00:20:00+14:00", "2026-09-13T10:20:00Z"),
        ],
    )
    def test_any_offset_is_read_and_utc_is_written(self, text: str, utc: str) -> None:
        """
        What comes out is in UTC, with `Z`.
        """
        assert write_instant(read_instant(text)) == utc

    @pytest.mark.parametrize(
        "text",
        [
            "", "now", "20:30", "2026-09-14", "2026-09-14T15:20:00", "2026-09-14T15:20Z",
            "2026-09-14 15:20:00Z", "2026-09-14t15:20:00z", "2026-09-14T15:20:00Z\n",
            "2026-09-14T24:00:00Z", "2026-09-14T15:20:60Z", "2026-09-14T15:60:00Z",
            "2026-02-30T15:20:00Z", "2026-09-14T15:20:00.1234567Z", "2026-09-14T15:20:00,5Z",
            "2026-09-14T15:20:00+0500", "2026-09-14T15:20:00+24:00", "20260914T152000Z",
            "\uff12026-09-14T15:20:00Z", "2026-09-14T15:20:00+05:00[Asia/Karachi]",
        ],
    )  # fmt: skip
    def test_anything_else_is_refused(self, text: str) -> None:
        """
        No instant without an offset, no leap second, no hour that readers disagree on.
        """
        with pytest.raises(InstantMalformed):
            read_instant(text)

    def test_years(self) -> None:
        """
        The year counts in UTC.
        """
        for text in (
            "2201-01-01T00:00:00Z",
            "2200-12-31T23:00:00-05:00",
            "1900-01-01T00:00:00+01:00",
        ):
            with pytest.raises(YearOutOfRange):
                read_instant(text)


class TestAsInstant:
    @given(instants)
    def test_no_instant_moves(self, instant: datetime.datetime) -> None:
        """
        Through UTC, text, pickle and copy the same moment stays the same, clock changes included.
        """
        held = as_instant(instant)
        assert held.timestamp() == pytest.approx(instant.timestamp(), abs=1e-6)
        assert held.tzinfo is pendulum.UTC
        for other in (
            read_instant(write_instant(held)),
            pickle.loads(pickle.dumps(held)),
            copy.deepcopy(held),
            as_instant(held),
        ):
            assert (other, type(other), other.utcoffset()) == (
                held, pendulum.DateTime, datetime.timedelta(0),
            )  # fmt: skip

    def test_any_aware_datetime_is_written(self) -> None:
        """
        In UTC, whatever its zone; without a zone it is not written.
        """
        noon = datetime.datetime(2026, 1, 1, 12, tzinfo=ZoneInfo("America/Chicago"))
        assert write_instant(noon) == "2026-01-01T18:00:00Z"
        with pytest.raises(InstantWithoutZone):
            write_instant(datetime.datetime(2026, 1, 1, 12))

    def test_both_sides_of_a_clock_change(self) -> None:
        """
        The hour that comes twice is two different hours.
        """
        zone = ZoneInfo("America/Chicago")
        first = datetime.datetime(2026, 11, 1, 1, 30, tzinfo=zone, fold=0)
        second = first.replace(fold=1)
        assert (as_instant(second) - as_instant(first)).total_seconds() == 3600

    def test_naive_and_other_types_are_refused(self) -> None:
        """
        A time without a zone could be any instant.
        """
        with pytest.raises(InstantWithoutZone):
            as_instant(datetime.datetime(2026, 9, 14))
        for other in (datetime.date(2026, 9, 14), "2026-09-14T15:20:00Z", None):
            with pytest.raises(TypeMismatch):
                as_instant(other)  # type: ignore[arg-type]

    def test_the_edges_of_time(self) -> None:
        """
        What cannot be said in UTC is out of range, not a crash.
        """
        east, west = (datetime.timezone(datetime.timedelta(hours=h)) for h in (14, -12))
        for edge in (
            datetime.datetime.min.replace(tzinfo=east),
            datetime.datetime.max.replace(tzinfo=west),
        ):
            with pytest.raises(YearOutOfRange):
                as_instant(edge)

    def test_optional(self) -> None:
        """
        None is no instant.
        """
        assert optional_instant(None) is None
        now = datetime.datetime(2026, 9, 14, tzinfo=datetime.UTC)
        assert optional_instant(now) == now

"""Days and instants: the only place that reads text as dates.

A day is a `pendulum.Date`, an instant a UTC `pendulum.DateTime`. Text is matched whole before the
standard library reads it, and no text reaches `pendulum.parse`: that takes "now" as the clock, a
time without a zone as UTC, and its compiled and pure builds differ.
"""

import datetime
import re
from functools import lru_cache

from pendulum import UTC, Date, DateTime

from coachcycle.errors import CoachCycleError
from coachcycle.vocabulary import TypeMismatch

FIRST_YEAR, LAST_YEAR = 1900, 2200

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# RFC 3339 with a mandatory offset; 24:00 and leap seconds are refused, as some readers take them
# and others do not, and at most microseconds, as more would be lost.
INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T"
    r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,6})?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)


class DayMalformed(CoachCycleError):
    """A text is not a day of the calendar."""

    code = "schoolyear.day_malformed"
    template = "expected a day as YYYY-MM-DD"
    remedy = "Write a day that the calendar has as YYYY-MM-DD, such as 2026-09-14."


class InstantMalformed(CoachCycleError):
    """A text is not an instant."""

    code = "schoolyear.instant_malformed"
    template = "expected an instant as YYYY-MM-DDThh:mm:ssZ, or with an offset such as -05:00"
    remedy = "Write an instant such as 2026-09-14T15:20:00Z."


class YearOutOfRange(CoachCycleError):
    """A day or instant lies in a year that no record can be of."""

    code = "schoolyear.year_out_of_range"
    template = "expected a year from 1900 to 2200, came {year}"
    remedy = "Correct the year; a spreadsheet may have cut it to two digits."

    year: int


class InstantWithoutZone(CoachCycleError):
    """A time without a zone could be any instant of a day."""

    code = "schoolyear.instant_without_zone"
    template = "expected an aware datetime, came one without a zone"
    remedy = "Give the time its zone or offset."


def in_force(first: Date | None, until: Date | None, day: Date) -> bool:
    """Whether a day is one of those from `first` until the day before `until`; None is open."""
    return (first is None or first <= day) and (until is None or day < until)


def as_day(day: datetime.date) -> Date:
    """The day, as this library holds days.

    Args:
        day: Any `datetime.date` that is not a `datetime`, in the years 1900 to 2200.

    Raises:
        TypeMismatch: It is a `datetime` (whose day depends on a zone) or no date at all.
        YearOutOfRange: Its year is out of range.
    """
    if type(day) is not Date:
        if isinstance(day, datetime.datetime) or not isinstance(day, datetime.date):
            raise TypeMismatch("day", "a date without a time", type(day).__name__)
        day = Date(day.year, day.month, day.day)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise YearOutOfRange(day.year)
    return day


def optional_day(day: datetime.date | None) -> Date | None:
    """`as_day`, or None for None."""
    return None if day is None else as_day(day)


def read_day(text: str) -> Date:
    """The day that `text` says, `YYYY-MM-DD` and nothing else.

    Raises:
        DayMalformed: The text has another form or names no day of the calendar.
        YearOutOfRange: Its year is out of range.
    """
    if not isinstance(text, str):
        raise DayMalformed
    return _day(text)


@lru_cache(maxsize=4096)  # ten school years: records say the same days again and again
def _day(text: str) -> Date:
    if DAY.fullmatch(text) is None:
        raise DayMalformed
    try:
        day = Date(int(text[:4]), int(text[5:7]), int(text[8:]))
    except ValueError:
        raise DayMalformed from None
    return as_day(day)


def as_instant(instant: datetime.datetime) -> DateTime:
    """The instant in UTC, as this library holds instants.

    Args:
        instant: Any aware `datetime`, in the years 1900 to 2200 of UTC.

    Raises:
        TypeMismatch: It is no `datetime`.
        InstantWithoutZone: It has no zone.
        YearOutOfRange: Its year is out of range.
    """
    if type(instant) is DateTime and instant.tzinfo is UTC:
        if not FIRST_YEAR <= instant.year <= LAST_YEAR:
            raise YearOutOfRange(instant.year)
        return instant
    if not isinstance(instant, datetime.datetime):
        raise TypeMismatch("instant", "an aware datetime", type(instant).__name__)
    utc = instant if instant.tzinfo is datetime.UTC else _in_utc(instant)
    if not FIRST_YEAR <= utc.year <= LAST_YEAR:
        raise YearOutOfRange(utc.year)
    return DateTime(
        utc.year, utc.month, utc.day, utc.hour, utc.minute, utc.second, utc.microsecond, tzinfo=UTC
    )


def _in_utc(instant: datetime.datetime) -> datetime.datetime:
    if instant.utcoffset() is None:
        raise InstantWithoutZone
    try:
        return instant.astimezone(datetime.UTC)
    except OverflowError:
        raise YearOutOfRange(instant.year) from None


def optional_instant(instant: datetime.datetime | None) -> DateTime | None:
    """`as_instant`, or None for None."""
    return None if instant is None else as_instant(instant)


def read_instant(text: str) -> DateTime:
    """The instant that `text` says: RFC 3339 with `Z` or an offset.

    Raises:
        InstantMalformed: The text has another form, no offset, or names no instant.
        YearOutOfRange: Its year is out of range.
    """
    if not isinstance(text, str) or INSTANT.fullmatch(text) is None:
        raise InstantMalformed
    try:
        return as_instant(datetime.datetime.fromisoformat(text))
    except ValueError:
        raise InstantMalformed from None


def write_instant(instant: datetime.datetime) -> str:
    """The text of an instant, in UTC with `Z`; `read_instant` gives the instant back.

    Raises:
        TypeMismatch, InstantWithoutZone, YearOutOfRange: As `as_instant` does.
    """
    text = datetime.datetime.isoformat(as_instant(instant))
    return f"{text.removesuffix('+00:00')}Z"

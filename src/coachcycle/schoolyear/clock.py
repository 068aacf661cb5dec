"""The clock on the wall: times of the school day, and the local day and time of an instant."""

import datetime
import re
import zoneinfo
from contextlib import suppress

from pendulum import Date, DateTime

from coachcycle.errors import CoachCycleError
from coachcycle.schoolyear.days import as_day, as_instant
from coachcycle.vocabulary import OutOfRange, TypeMismatch

TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
NOON = datetime.time(12)
LAST_MINUTE = 24 * 60 - 1


class ZoneUnknown(CoachCycleError):
    """The time zone is not one of the IANA database."""

    code = "schoolyear.zone_unknown"
    template = "expected the name of an IANA time zone, such as America/Chicago"
    remedy = "Use a name of the IANA database, such as America/Chicago; EST or CDT will not do."


class TimeMalformed(CoachCycleError):
    """A text is not a time of day."""

    code = "schoolyear.time_malformed"
    template = "expected a time of day as hh:mm, from 00:00 to 23:59"
    remedy = "Write a time of day as hh:mm, such as 08:15."


def as_time(time: datetime.time) -> datetime.time:
    """The time of day on a school's clock, as this library holds it.

    Args:
        time: Any `datetime.time` of whole minutes and without a zone.

    Raises:
        TypeMismatch: It is no time, or has a zone.
        OutOfRange: It has seconds.
    """
    time = _wall_time(time)
    if time.second or time.microsecond:
        raise OutOfRange("time", "whole minutes")
    return datetime.time(time.hour, time.minute)


def optional_time(time: datetime.time | None) -> datetime.time | None:
    """`as_time`, or None for None."""
    return None if time is None else as_time(time)


def read_time(text: str) -> datetime.time:
    """The time of day that `text` says, `hh:mm` and nothing else (raises `TimeMalformed`)."""
    if not isinstance(text, str) or TIME.fullmatch(text) is None:
        raise TimeMalformed
    return datetime.time(int(text[:2]), int(text[3:]))


def write_time(time: datetime.time) -> str:
    """The text of a time of day; `read_time` gives the time back."""
    return as_time(time).isoformat("minutes")


def minute_of(time: datetime.time) -> int:
    """How far into its day a time of day is [minutes after midnight, 0 to 1439]."""
    return 60 * time.hour + time.minute


def time_after(time: datetime.time, minutes: int) -> datetime.time:
    """The time so many minutes later [below 0: earlier], at most to the ends of the day."""
    hour, minute = divmod(min(max(minute_of(time) + minutes, 0), LAST_MINUTE), 60)
    return datetime.time(hour, minute)


def as_zone(name: str) -> str:
    """The name of a time zone, checked (raises `ZoneUnknown`)."""
    with suppress(zoneinfo.ZoneInfoNotFoundError, ValueError, OSError, TypeError):
        zoneinfo.ZoneInfo(name)
        return name
    # Out here, as the error of the zoneinfo module holds the text.
    raise ZoneUnknown


def day_of(instant: datetime.datetime, zone: str) -> Date:
    """The day on which an instant falls where a time zone's clocks hang.

    Where clocks go back across midnight the day before comes again: the answer is what a calendar
    on the wall said at that instant.

    Args:
        instant: Any aware `datetime`.
        zone: The name of an IANA time zone, such as a `SchoolYear` has.

    Raises:
        TypeMismatch, InstantWithoutZone, YearOutOfRange: As `as_instant` does.
        ZoneUnknown: The zone is not in the IANA database.
    """
    return as_day(_local(instant, zone).date())


def time_of(instant: datetime.datetime, zone: str) -> datetime.time:
    """What the clocks of a time zone show at an instant, to the microsecond.

    Of a time that comes twice, because clocks go back, the second has `fold` 1; so `instant_at`
    gives the instant back.

    Args:
        instant: Any aware `datetime`.
        zone: The name of an IANA time zone, such as a `SchoolYear` has.

    Raises:
        TypeMismatch, InstantWithoutZone, YearOutOfRange: As `as_instant` does.
        ZoneUnknown: The zone is not in the IANA database.
    """
    return _local(instant, zone).time()


def instant_at(day: datetime.date, time: datetime.time, zone: str) -> DateTime:
    """The instant at which the clocks of a time zone show a time on a day.

    A time that comes twice, because clocks go back, is the first of the two, unless its `fold` is
    1. A time that never comes, because clocks go forward or a whole day is left out, is counted
    with the offset from before: at 02:30 of a night that goes from 02:00 to 03:00 it is 03:30.

    Args:
        day: Any `datetime.date` that is not a `datetime`.
        time: Any `datetime.time` without a zone.
        zone: The name of an IANA time zone, such as a `SchoolYear` has.

    Raises:
        TypeMismatch: `day` or `time` is of another type, or the time has a zone.
        YearOutOfRange: The year is out of range.
        ZoneUnknown: The zone is not in the IANA database.

    Source:
        RFC 5545 (2009), section 3.3.5, on local times that come twice or never.
    """
    zoned = zoneinfo.ZoneInfo(as_zone(zone))
    return as_instant(datetime.datetime.combine(as_day(day), _wall_time(time), zoned))


def is_left_out(day: datetime.date, zone: str) -> bool:
    """Whether the zone's calendar went past that day, as Samoa's did past 30 December 2011."""
    noon = datetime.datetime.combine(day, NOON, zoneinfo.ZoneInfo(zone))
    return noon.astimezone(datetime.UTC).astimezone(noon.tzinfo).date() != day


def _local(instant: datetime.datetime, zone: str) -> datetime.datetime:
    utc = as_instant(instant)
    # A plain datetime, since pendulum's own drops `fold` from its times.
    plain = datetime.datetime.combine(utc.date(), utc.time(), datetime.UTC)
    return plain.astimezone(zoneinfo.ZoneInfo(as_zone(zone)))


def _wall_time(time: datetime.time) -> datetime.time:
    if not isinstance(time, datetime.time) or time.tzinfo is not None:
        raise TypeMismatch("time", "a time without a zone", type(time).__name__)
    return time

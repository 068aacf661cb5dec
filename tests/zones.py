"""Time zones of the world and all changes of their clocks."""

import datetime
from collections.abc import Iterator
from datetime import UTC, date, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

# One zone for each offset that clocks have today, chosen for its clock changes: at midnight, by half
# an hour, of a whole day, in the year's other half.
ZONES = (
    "Etc/GMT+12", "Pacific/Pago_Pago", "America/Adak", "Pacific/Marquesas", "Pacific/Gambier",
    "America/Los_Angeles", "America/Denver", "America/Chicago", "America/Havana",
    "America/Santiago", "America/St_Johns", "America/Sao_Paulo", "America/Noronha",
    "Atlantic/Azores", "Europe/Lisbon", "Europe/Berlin", "Africa/Cairo", "Asia/Beirut",
    "Asia/Tehran", "Asia/Dubai", "Asia/Kabul", "Asia/Karachi", "Asia/Kolkata", "Asia/Kathmandu",
    "Asia/Dhaka", "Asia/Yangon", "Asia/Bangkok", "Asia/Shanghai", "Australia/Eucla", "Asia/Tokyo",
    "Australia/Adelaide", "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Norfolk",
    "Pacific/Kwajalein", "Pacific/Chatham", "Pacific/Apia", "Pacific/Kiritimati",
)  # fmt: skip
MINUTE = timedelta(minutes=1)
FIRST, LAST = date(1990, 1, 1), date(2037, 12, 31)


def offset(instant: datetime.datetime, zone: str) -> timedelta:
    """How far a zone's clocks are ahead of UTC."""
    ahead = instant.astimezone(ZoneInfo(zone)).utcoffset()
    assert ahead is not None
    return ahead


@cache
def changes(zone: str) -> tuple[datetime.datetime, ...]:
    """The instants from 1990 to 2037 at which a zone's clocks are changed, to the second."""
    begin = datetime.datetime(1990, 1, 1, tzinfo=UTC)
    grid = [begin + timedelta(days=4 * n) for n in range(48 * 365 // 4)]
    found = []
    for low, high in pairwise(grid):
        if offset(low, zone) != offset(high, zone):
            before, after = low, high
            while after - before > timedelta(seconds=1):
                middle = (before + (after - before) / 2).replace(microsecond=0)
                if offset(middle, zone) == offset(low, zone):
                    before = middle
                else:
                    after = middle
            found.append(after)
    return tuple(found)


def around_changes(zone: str) -> Iterator[datetime.datetime]:
    """Instants before, at and after each change of a zone's clocks."""
    for change in changes(zone):
        for minutes in (-1441, -61, -31, -1, 0, 1, 29, 59, 61, 1441):
            yield change + minutes * MINUTE

"""Cycles told from the first event to the last, on real days of the school year 2026-27."""

import datetime
import json
from typing import Any

from coachcycle.cycles import options, replay
from coachcycle.interchange import decode_event, encode_event
from coachcycle.schoolyear import Closure
from desk import MONDAY, Desk, day, due_by, school


def on(month: int, of_month: int) -> int:
    """A day of the school year, counted as a desk counts."""
    return (date(month, of_month) - MONDAY).days


def date(month: int, of_month: int) -> datetime.date:
    """A day of the school year."""
    return datetime.date(2026 if month >= 8 else 2027, month, of_month)


CALENDAR = school(
    Closure(first=date(9, 7), last=date(9, 7)),
    Closure(first=date(11, 23), last=date(11, 27)),
    Closure(first=date(12, 21), last=date(1, 4)),
    Closure(first=date(3, 15), last=date(3, 19)),
)


class Story(Desk):
    """A desk at which everything is typed in on the afternoon of the day it happened."""

    def event(self, kind: str, on: int = 0, by: str = "c-1", **content: Any) -> Any:
        """An event of that day."""
        afternoon = datetime.datetime.combine(day(on), datetime.time(21), datetime.UTC)
        return super().event(kind, on, by, **({"recorded": afternoon} | content))

    def missing(self, event: str, target: str | None = None) -> list[tuple[str, tuple[str, ...]]]:
        """What an option still requires, and of which teachers."""
        [found] = [one for one in options(self.cycle) if (one.event, one.target) == (event, target)]
        return [(str(one.requirement), one.teachers) for one in found.missing]

    def waiting(self, on: int) -> list[tuple[str, str | None, int]]:
        """What is due on a day, without the cycle."""
        return due_by(CALENDAR, on, self)

    def assert_kept(self) -> None:
        """The log leads to this cycle again, also from stored rows."""
        rows = [json.dumps(encode_event(event)) for event in self.cycle.log]
        for log in (self.cycle.log, [decode_event(json.loads(row)) for row in rows]):
            assert replay(log, self.models).__getstate__() == self.cycle.__getstate__()

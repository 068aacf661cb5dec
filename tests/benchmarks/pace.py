"""What is due in ten thousand cycles, and counting school days beside numpy's business days.

    uv run --group oracles tests/benchmarks/pace.py

The cycles stand at every place of one history. The year has twenty closures, in the second row all
of them of the one school that the roster puts the teacher in. numpy counts the same days.
"""

import datetime
from collections.abc import Iterator

import numpy
from history import HISTORY, before, day
from rounds import Side, heading, medians, pin, table

from coachcycle import Calendar, Roster, School, SchoolYear, Teacher
from coachcycle.cycles import due
from coachcycle.people import Post
from coachcycle.schoolyear import Closure

CYCLES = [before(place) for place in range(2, len(HISTORY) + 2)] * (10_000 // len(HISTORY))
CLOSED = [day(60 + 7 * n) for n in range(20)]
LATE = day(250)


def calendar(schools: frozenset[str] = frozenset()) -> Calendar:
    """A year with twenty closures, of the district or of schools."""
    return Calendar(
        [
            SchoolYear(
                id="2026-27",
                zone="America/Chicago",
                first=datetime.date(2026, 8, 17),
                last=datetime.date(2027, 6, 4),
                closures=[Closure(first=one, last=one, schools=schools) for one in CLOSED],
            )
        ]
    )


DISTRICT, APART = calendar(), calendar(frozenset({"s-1"}))
ROSTER = Roster(
    schools=[School(id="s-1")], teachers=[Teacher(id="t-1", posts=[Post(school="s-1")])]
)
HOLIDAYS = numpy.array(CLOSED, dtype="datetime64[D]")


def sides() -> dict[str, Side]:
    """Everything that is measured, by name."""
    first = day(3)
    return {
        "due": lambda: due(CYCLES, DISTRICT, LATE),
        "due, roster": lambda: due(CYCLES, APART, LATE, ROSTER),
        "count": lambda: DISTRICT.school_days_after(first, LATE),
        "count, numpy": lambda: numpy.busday_count(first, LATE, holidays=HOLIDAYS),
        "nth": lambda: DISTRICT.nth_school_day_after(first, 90),
        "nth, numpy": lambda: numpy.busday_offset(first, 90, holidays=HOLIDAYS),
    }


def rows(took: dict[str, float]) -> Iterator[tuple[str, ...]]:
    """What was measured, and how it compares."""
    yield "", "coachcycle", "numpy", "compared"
    for name, side in (("due", "due"), ("due, closures of one school", "due, roster")):
        yield f"{name}, {len(CYCLES):,} cycles [s]", f"{took[side]:.2f}", "", ""
    for name, side in (("school days between two days", "count"), ("the 90th after a day", "nth")):
        ours, theirs = took[side] * 1e6, took[f"{side}, numpy"] * 1e6
        yield f"{name} [us]", f"{ours:.1f}", f"{theirs:.1f}", f"{theirs / ours:.1f} x"


if __name__ == "__main__":
    pin()
    print(heading("coachcycle", "pendulum", "numpy"))
    print(table(list(rows(medians(sides())))))

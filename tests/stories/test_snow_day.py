"""A snow day in February: what is due moves, and nothing that happened."""

import datetime

from attrs import evolve

from coachcycle.cycles import due, minutes, replay
from coachcycle.people import Post, Roster, School, Teacher
from coachcycle.schoolyear import Calendar, Closure
from desk import day
from story import CALENDAR, Story, date, on

SNOW = date(2, 9)
ROSTER = Roster(
    schools=[School(id="s-1"), School(id="s-2")],
    teachers=[
        Teacher(id="t-1", posts=[Post(school="s-1")]),
        Teacher(id="t-2", posts=[Post(school="s-2")]),
    ],
)


def with_snow(*schools: str) -> Calendar:
    """The calendar once the district, or these schools, had to stay closed on 9 February."""
    year = CALENDAR.years[0]
    snow = Closure(first=SNOW, last=SNOW, schools=schools)
    return Calendar([evolve(year, closures=[*year.closures, snow])])


def in_february(teacher: str, cycle: str) -> Story:
    """A cycle with a conference that was planned for 8 February and forgotten."""
    desk = Story(on=on(1, 11), cycle=cycle, teachers={teacher})
    desk.enter("agreed", on(1, 12), teacher)
    desk.enter("started", on(1, 13))
    desk.enter("session_held", on(1, 20), form="planning", contact_minutes=40)
    desk.enter("session_planned", on(2, 1), session="v-2", for_day=on(2, 8))
    desk.enter("step_agreed", on(2, 1), owner=teacher, due=date(2, 12))
    return desk


def late(calendar: Calendar, at: datetime.date, *desks: Story) -> list[tuple[str, str, int]]:
    """What is due by then, in which cycle, and how late."""
    found = due([desk.cycle for desk in desks], calendar, at, ROSTER)
    return [(one.cycle, str(one.what), one.overdue_school_days) for one in found]


def test_what_is_due_moves_and_nothing_that_happened() -> None:
    """
    A closure of the whole district moves every cycle's clock by one; no log has changed.
    """
    desk = in_february("t-1", "cycle-1")
    log, before = desk.cycle.log, desk.cycle
    friday, monday = date(2, 12), date(2, 15)
    assert late(CALENDAR, friday, desk) == [("cycle-1", "session", 4)]
    assert late(with_snow(), friday, desk) == [("cycle-1", "session", 3)]
    assert late(CALENDAR, SNOW, desk) == [("cycle-1", "session", 1)]
    assert late(with_snow(), SNOW, desk) == []
    # What was due after the snow is as late as ever.
    assert late(with_snow(), monday, desk)[-1] == late(CALENDAR, monday, desk)[-1]
    assert desk.cycle.log == log
    assert replay(log, desk.models) == before
    assert minutes(replay(log, desk.models))["c-1"].contact == 40
    assert desk.cycle.steps["s-1"].due == friday
    assert desk.cycle.sessions["v-2"].on == date(2, 8) == day(on(2, 8))


def test_only_the_school_in_the_hills() -> None:
    """
    A closure of one school moves the cycles there alone.
    """
    hills, valley = in_february("t-1", "hills"), in_february("t-2", "valley")
    friday = date(2, 12)
    assert late(with_snow("s-1"), friday, hills, valley) == [
        ("valley", "session", 4),
        ("hills", "session", 3),
    ]
    assert late(with_snow("s-1"), SNOW, hills, valley) == [("valley", "session", 1)]


def test_a_visit_on_the_day_itself() -> None:
    """
    A visit that happened all the same stays in the log, though there was no school.
    """
    desk = in_february("t-1", "cycle-1")
    desk.enter("session_held", on(2, 9), session="v-2", contact_minutes=30)
    assert late(with_snow(), date(2, 12), desk) == []
    assert minutes(desk.cycle)["c-1"].contact == 70
    assert desk.cycle.sessions["v-2"].on == SNOW
    desk.assert_kept()

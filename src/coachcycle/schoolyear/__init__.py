"""WHEN things happen in school: days and instants, school years, and school-day arithmetic.

What happened in school happened on a day; only the moment of recording and known start times are
instants. A `Calendar` joins school years and answers how many school days lie between two days.
"""

from coachcycle.schoolyear.calendar import Calendar, CalendarEnds, YearsOverlap
from coachcycle.schoolyear.days import (
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
from coachcycle.schoolyear.year import (
    Closure,
    OutsideYear,
    RunsBackwards,
    SchoolYear,
    Term,
    TermsOverlap,
    TestingWindow,
    Weekday,
    YearTooLong,
    ZoneUnknown,
)

__all__ = [
    "Calendar",
    "CalendarEnds",
    "Closure",
    "DayMalformed",
    "InstantMalformed",
    "InstantWithoutZone",
    "OutsideYear",
    "RunsBackwards",
    "SchoolYear",
    "Term",
    "TermsOverlap",
    "TestingWindow",
    "Weekday",
    "YearOutOfRange",
    "YearTooLong",
    "YearsOverlap",
    "ZoneUnknown",
    "as_day",
    "as_instant",
    "optional_day",
    "optional_instant",
    "read_day",
    "read_instant",
    "write_instant",
]

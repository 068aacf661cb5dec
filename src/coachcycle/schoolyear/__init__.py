"""WHEN things happen in school: days and instants, school years, timetables.

What happened in school happened on a day; only the moment of recording and known start times are
instants. A `Calendar` joins school years and answers how many school days lie between two days. A
`Timetable` says when bells ring and where people are; `shared_time` finds when they can meet.
"""

from typing import TYPE_CHECKING, Any

from coachcycle.later import later
from coachcycle.schoolyear.calendar import (
    Calendar,
    CalendarEnds,
    DayOutsideYears,
    YearsOverlap,
)
from coachcycle.schoolyear.clock import (
    TimeMalformed,
    ZoneUnknown,
    as_time,
    day_of,
    instant_at,
    read_time,
    time_of,
    write_time,
)
from coachcycle.schoolyear.days import (
    DayMalformed,
    InstantMalformed,
    InstantWithoutZone,
    YearOutOfRange,
    as_day,
    as_instant,
    in_force,
    optional_day,
    optional_instant,
    read_day,
    read_instant,
    write_instant,
)
from coachcycle.schoolyear.year import (
    Closure,
    HalfDay,
    HalfDayRepeated,
    HalfDayUnclear,
    HalfDayWithoutSchool,
    OutsideYear,
    RunsBackwards,
    SchoolYear,
    SchoolYearInvalid,
    Term,
    TermsOverlap,
    TestingWindow,
    Weekday,
    YearTooLong,
)

if TYPE_CHECKING:
    from coachcycle.schoolyear.hours import (
        Advance,
        BellSchedule,
        Period,
        Rotation,
        SchoolHours,
        Span,
        TimesRunBackwards,
    )
    from coachcycle.schoolyear.schedule import (
        BellsNeverHeld,
        CommitmentNeverFalls,
        Engagement,
        PersonInTwoPlaces,
        RotationDayNeverComes,
        Schedule,
        SchoolDay,
    )
    from coachcycle.schoolyear.timetable import (
        BellsDayRepeated,
        BellsRepeated,
        BellsUnknown,
        Commitment,
        CommitmentType,
        CommitmentUnclear,
        HoursRepeated,
        HoursUnknown,
        LunchOutsideContractDay,
        PeriodsOverlap,
        PeriodUnknown,
        RotationDayUnknown,
        Timetable,
        TimetableInvalid,
    )
    from coachcycle.schoolyear.together import (
        Pair,
        PersonUnknown,
        Slot,
        pairs,
        shared_time,
    )

__all__ = [
    "Advance",
    "BellSchedule",
    "BellsDayRepeated",
    "BellsNeverHeld",
    "BellsRepeated",
    "BellsUnknown",
    "Calendar",
    "CalendarEnds",
    "Closure",
    "Commitment",
    "CommitmentNeverFalls",
    "CommitmentType",
    "CommitmentUnclear",
    "DayMalformed",
    "DayOutsideYears",
    "Engagement",
    "HalfDay",
    "HalfDayRepeated",
    "HalfDayUnclear",
    "HalfDayWithoutSchool",
    "HoursRepeated",
    "HoursUnknown",
    "InstantMalformed",
    "InstantWithoutZone",
    "LunchOutsideContractDay",
    "OutsideYear",
    "Pair",
    "Period",
    "PeriodUnknown",
    "PeriodsOverlap",
    "PersonInTwoPlaces",
    "PersonUnknown",
    "Rotation",
    "RotationDayNeverComes",
    "RotationDayUnknown",
    "RunsBackwards",
    "Schedule",
    "SchoolDay",
    "SchoolHours",
    "SchoolYear",
    "SchoolYearInvalid",
    "Slot",
    "Span",
    "Term",
    "TermsOverlap",
    "TestingWindow",
    "TimeMalformed",
    "TimesRunBackwards",
    "Timetable",
    "TimetableInvalid",
    "Weekday",
    "YearOutOfRange",
    "YearTooLong",
    "YearsOverlap",
    "ZoneUnknown",
    "as_day",
    "as_instant",
    "as_time",
    "day_of",
    "in_force",
    "instant_at",
    "optional_day",
    "optional_instant",
    "pairs",
    "read_day",
    "read_instant",
    "read_time",
    "shared_time",
    "time_of",
    "write_instant",
    "write_time",
]

LATER = (
    "coachcycle.schoolyear.hours",
    "coachcycle.schoolyear.timetable",
    "coachcycle.schoolyear.schedule",
    "coachcycle.schoolyear.together",
)
"""Where the names are that load when they are first used."""


def __getattr__(name: str) -> Any:
    return later(__name__, name, LATER)

"""The hours of a school: periods, bell schedules, and rotations of days."""

import datetime
from bisect import bisect_right
from collections.abc import Iterable

from attrs import field, frozen
from pendulum import Date

from coachcycle.errors import CoachCycleError
from coachcycle.schoolyear.clock import as_time, minute_of
from coachcycle.schoolyear.days import as_day
from coachcycle.schoolyear.year import SchoolYear, Weekday, as_weekdays
from coachcycle.vocabulary import (
    EMPTY_IS_ANY,
    BellsId,
    PeriodId,
    RotationDay,
    SchoolId,
    SetEmpty,
    TypeMismatch,
    Word,
    all_of,
    bells_id,
    collection,
    flag,
    period_id,
    rotation_day,
    school_id,
    text,
    whole,
)

LONGEST_PASSING = 60
"""How long passing from one room to another may take [minutes]."""


class TimesRunBackwards(CoachCycleError):
    """A stretch of a day ends no later than it starts, perhaps because it runs past midnight."""

    code = "schoolyear.times_run_backwards"
    template = "{what}: ends at {ends}, which is not after {starts} on the same day"
    remedy = "Exchange the two times, or correct one; write 13:00 for one o'clock in the afternoon."

    what: str
    starts: datetime.time
    ends: datetime.time


@frozen
class Span:
    """A stretch of a day by the clock on the wall: from `starts` until `ends`, which is past it.

    Raises:
        TimesRunBackwards: It ends no later than it starts.
    """

    starts: datetime.time = field(converter=as_time)
    ends: datetime.time = field(converter=as_time)

    def __attrs_post_init__(self) -> None:
        if self.ends <= self.starts:
            raise TimesRunBackwards("a stretch of the day", self.starts, self.ends).at("ends")

    @property
    def minutes(self) -> int:
        """How long it lasts by the clock on the wall [minutes, from 1]."""
        return minute_of(self.ends) - minute_of(self.starts)


def _label(words: str | None) -> str | None:
    return None if words is None else text("name", words)


def _span(span: Span) -> Span:
    if not isinstance(span, Span):
        raise TypeMismatch("contract_day", "a Span", type(span).__name__)
    return span


def _optional_span(span: Span | None) -> Span | None:
    return None if span is None else _span(span)


def _days(days: Iterable[datetime.date]) -> tuple[Date, ...]:
    return tuple(sorted({as_day(day) for day in collection("days", days)}))


def some_weekdays(days: Iterable[int]) -> tuple[Weekday, ...]:
    """Any number of days of the week, in order and each once; none means that any will do."""
    listed = collection("weekdays", days)
    return as_weekdays(listed) if listed else ()


def some_rotation_days(ids: Iterable[str]) -> frozenset[RotationDay]:
    """Any number of days of a rotation; none means that any will do."""
    return frozenset(rotation_day(one) for one in collection("rotation_days", ids))


@frozen
class Period:
    """A period of a bell schedule.

    One that lunch interrupts stands in its schedule twice, under the same id.

    Raises:
        TimesRunBackwards: It ends no later than it starts.
    """

    id: PeriodId = field(converter=period_id)
    starts: datetime.time = field(converter=as_time)
    ends: datetime.time = field(converter=as_time)
    name: str | None = field(default=None, converter=_label, repr=False)

    def __attrs_post_init__(self) -> None:
        if self.ends <= self.starts:
            raise TimesRunBackwards(f"period {self.id}", self.starts, self.ends).at("ends")

    @property
    def span(self) -> Span:
        """From when until when."""
        return Span(self.starts, self.ends)


def _periods(periods: Iterable[Period]) -> tuple[Period, ...]:
    listed = all_of(Period, "periods", periods)
    return tuple(sorted(listed, key=lambda one: (one.starts, one.ends, one.id)))


@frozen(kw_only=True)
class BellSchedule:
    """The periods of a school's day, and on which days they hold.

    `days`, and days that are among `weekdays` and `rotation_days` (empty: any) are those on which
    it takes the place of the usual one; see `SchoolHours`. `contract_day` is given where the hours
    of the staff differ from the usual ones, too.
    """

    id: BellsId = field(converter=bells_id)
    periods: tuple[Period, ...] = field(default=(), converter=_periods)
    name: str | None = field(default=None, converter=_label, repr=False)
    contract_day: Span | None = field(default=None, converter=_optional_span)
    days: tuple[Date, ...] = field(default=(), converter=_days)
    weekdays: tuple[Weekday, ...] = field(
        default=(), converter=some_weekdays, metadata=EMPTY_IS_ANY
    )
    rotation_days: frozenset[RotationDay] = field(
        default=frozenset(), converter=some_rotation_days, metadata=EMPTY_IS_ANY
    )

    @property
    def recurs(self) -> bool:
        """Whether it is meant for weekdays or rotation days."""
        return bool(self.weekdays or self.rotation_days)

    def recurs_on(self, day: datetime.date, rotation_day: str | None) -> bool:
        """Whether a day is among its weekdays and its rotation days; never, where it has neither."""
        return (
            self.recurs
            and (not self.weekdays or day.isoweekday() in self.weekdays)
            and (not self.rotation_days or rotation_day in self.rotation_days)
        )

    def until(self, ends: datetime.time) -> tuple[Period, ...]:
        """The periods of a day on which lessons end at `ends`."""
        return tuple(
            Period(one.id, one.starts, min(one.ends, ends), one.name)
            for one in self.periods
            if one.starts < ends
        )


class Advance(Word):
    """What brings a rotation to its next day."""

    SCHOOL_DAYS = "school_days"
    """A school day of the school: after a closure it goes on where it was."""
    WEEKDAYS = "weekdays"
    """A weekday of the school year, with or without school: a closure's turn is lost."""


def _each_term(answer: bool) -> bool:  # noqa: FBT001  # a converter
    return flag("each_term", answer)


def _rotation(ids: Iterable[str]) -> tuple[RotationDay, ...]:
    days = tuple(rotation_day(one) for one in collection("rotation", ids))
    if not days:
        raise SetEmpty("days of a rotation")
    return days


@frozen(kw_only=True)
class Rotation:
    """Days that take turns, such as A and B, or 1 to 6.

    The first day comes on the first day that counts of each school year, at each day of `restarts`
    and, with `each_term`, at the first day of each term; where that day does not count itself, on
    the next that does. A day may stand in `days` twice: A A A A A B B B B B are two weeks.

    Raises:
        SetEmpty: It has no days.
    """

    days: tuple[RotationDay, ...] = field(converter=_rotation)
    advances: Advance = field(default=Advance.SCHOOL_DAYS, converter=Advance)
    each_term: bool = field(default=False, converter=_each_term)
    restarts: tuple[Date, ...] = field(default=(), converter=_days)

    def over(self, year: SchoolYear, school: str | None = None) -> dict[Date, RotationDay]:
        """The rotation day of each school day of a year, in the district or in one school."""
        taught = year.school_days(school)
        counted = taught if self.advances is Advance.SCHOOL_DAYS else year.days_of_weekdays()
        firsts = sorted([*self.restarts, *(one.first for one in year.terms if self.each_term)])
        turns: dict[Date, RotationDay] = {}
        turn = run = 0
        for day in counted:
            now = bisect_right(firsts, day)
            turn, run = (turn, run) if now == run else (0, now)
            turns[day] = self.days[turn % len(self.days)]
            turn += 1
        return {day: turns[day] for day in taught}


def _bells(schedules: Iterable[BellSchedule]) -> tuple[BellSchedule, ...]:
    listed = all_of(BellSchedule, "bells", schedules)
    if not listed:
        raise SetEmpty("bell schedules")
    return listed


def _optional_rotation(rotation: Rotation | None) -> Rotation | None:
    if not isinstance(rotation, Rotation | None):
        raise TypeMismatch("rotation", "a Rotation", type(rotation).__name__)
    return rotation


def _passing(minutes: int) -> int:
    return whole("passing_minutes", minutes, 0, LONGEST_PASSING)


@frozen(kw_only=True)
class SchoolHours:
    """The hours of one school.

    The first bell schedule is the usual one. Another holds on a day instead that it lists, or, if
    none lists it, that its weekdays and rotation days mean; of several such the first. Above all,
    what a half day of the school year says holds.

    `contract_day` is when staff can be asked to meet. `passing_minutes` is what it takes to get
    from one room to another [0 to 60].

    Raises:
        SetEmpty: There is no bell schedule.
    """

    school: SchoolId = field(converter=school_id)
    contract_day: Span = field(converter=_span)
    bells: tuple[BellSchedule, ...] = field(converter=_bells)
    rotation: Rotation | None = field(default=None, converter=_optional_rotation)
    passing_minutes: int = field(default=0, converter=_passing)

    def bells_on(self, day: datetime.date, rotation_day: str | None) -> BellSchedule:
        """The bell schedule of a school day that is no half day."""
        for schedule in self.bells:
            if day in schedule.days:
                return schedule
        for schedule in self.bells:
            if schedule.recurs_on(day, rotation_day):
                return schedule
        return self.bells[0]

    def bells_named(self, id: str) -> BellSchedule | None:
        """The bell schedule of that id, or None."""
        return next((schedule for schedule in self.bells if schedule.id == id), None)

    def contract_day_under(self, bells: BellSchedule) -> Span:
        """The contract day on days on which a bell schedule holds."""
        return bells.contract_day or self.contract_day

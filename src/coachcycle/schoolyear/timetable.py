"""A timetable: the hours of schools, and what people are committed to.

A timetable speaks of periods, weekdays and rotation days; what that comes to on the days of a
calendar is a `Schedule`.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from attrs import field, frozen
from pendulum import Date

from coachcycle.errors import CoachCycleError, SeveralProblems
from coachcycle.schoolyear.clock import optional_time
from coachcycle.schoolyear.hours import (
    BellSchedule,
    SchoolHours,
    Span,
    TimesRunBackwards,
    some_rotation_days,
    some_weekdays,
)
from coachcycle.schoolyear.year import Weekday
from coachcycle.vocabulary import (
    EMPTY_IS_ANY,
    BellsId,
    Extra,
    PeriodId,
    PersonId,
    RotationDay,
    SchoolId,
    Word,
    all_of,
    bells_id,
    collection,
    extra,
    period_id,
    person_id,
    school_id,
)


class CommitmentUnclear(CoachCycleError):
    """A commitment names neither periods nor a time from and until, or both."""

    code = "schoolyear.commitment_unclear"
    template = "{person} at {school}: expected either periods, or when it starts and ends"
    remedy = "Give periods, or both starts and ends, and not all three."

    person: PersonId
    school: SchoolId


class HoursRepeated(CoachCycleError):
    """The hours of one school stand in a timetable more than once."""

    code = "schoolyear.hours_repeated"
    template = "the hours of school {school} stand in the timetable {times} times"
    remedy = "Join the two entries of the school."

    school: SchoolId
    times: int


class HoursUnknown(CoachCycleError):
    """Somebody is committed, or asked for, at a school whose hours the timetable does not have."""

    code = "schoolyear.hours_unknown"
    template = "the timetable has no hours of school {school} (person: {person})"
    remedy = "Add the school's hours to the timetable, or correct its id."

    school: SchoolId
    person: PersonId | None


class BellsRepeated(CoachCycleError):
    """Two bell schedules of one school bear the same id."""

    code = "schoolyear.bells_repeated"
    template = "school {school}: bell schedule {bells} stands there {times} times"
    remedy = "Give one of the two another id."

    school: SchoolId
    bells: BellsId
    times: int


class BellsDayRepeated(CoachCycleError):
    """Two bell schedules of one school are to hold on the same day."""

    code = "schoolyear.bells_day_repeated"
    template = "school {school}: {times} bell schedules list {day}"
    remedy = "List the day under one bell schedule."

    school: SchoolId
    day: Date
    times: int


class BellsUnknown(CoachCycleError):
    """A commitment, or a half day, names a bell schedule that its school does not have."""

    code = "schoolyear.bells_unknown"
    template = "school {school} has no bell schedule {bells} (named for: {person}, day: {day})"
    remedy = "Correct the id, or add the bell schedule to the school."

    school: SchoolId
    bells: BellsId
    person: PersonId | None
    day: Date | None


class PeriodsOverlap(CoachCycleError):
    """Two periods of one bell schedule go on at once."""

    code = "schoolyear.periods_overlap"
    template = "school {school}, {bells}: period {later} starts before {earlier} has ended"
    remedy = "Correct the times; a period may start when the one before it ends."

    school: SchoolId
    bells: BellsId
    earlier: PeriodId
    later: PeriodId


class PeriodUnknown(CoachCycleError):
    """A commitment names a period that is in no bell schedule it could be under."""

    code = "schoolyear.period_unknown"
    template = "{person} at {school}: no bell schedule there has a period {period}"
    remedy = "Correct the period's id, or add it to a bell schedule of the school."

    person: PersonId
    school: SchoolId
    period: PeriodId


class RotationDayUnknown(CoachCycleError):
    """A bell schedule or a commitment names a day that its school's rotation does not have."""

    code = "schoolyear.rotation_day_unknown"
    template = "school {school} has no rotation day {rotation_day} (named for: {person})"
    remedy = "Correct the day's id, or add it to the rotation."

    school: SchoolId
    rotation_day: RotationDay
    person: PersonId | None


class LunchOutsideContractDay(CoachCycleError):
    """A duty-free lunch does not lie within the contract day."""

    code = "schoolyear.lunch_outside_contract_day"
    template = "{person} at {school}: lunch is not within the contract day (bell schedule {bells})"
    remedy = "Correct the time of the lunch or of the contract day."

    person: PersonId
    school: SchoolId
    bells: BellsId


class TimetableInvalid(SeveralProblems):
    """A timetable holds problems; all of them are reported together."""

    code = "schoolyear.timetable_invalid"
    template = "{count} problems in the timetable: {codes}"
    remedy = "Mend each problem of the timetable; each has a code of its own."


class CommitmentType(Word):
    """What somebody is committed to."""

    TEACHING = "teaching"
    """A class: the time in which a coach can see the teacher teach."""
    DUTY = "duty"
    """Anything else that must be done, such as a supervision or a meeting."""
    PLANNING = "planning"
    """A planning period: a teacher's own time, commonly used for conferences."""
    LUNCH = "lunch"
    """The duty-free lunch, on which nobody meets."""


def _period_ids(ids: Iterable[str]) -> frozenset[PeriodId]:
    return frozenset(period_id(one) for one in collection("periods", ids))


def _bells_ids(ids: Iterable[str]) -> frozenset[BellsId]:
    return frozenset(bells_id(one) for one in collection("bells", ids))


@frozen(kw_only=True)
class Commitment:
    """Where somebody has to be, in some periods or from a time until a time, and on which days.

    It holds on each school day of its school that is among `weekdays` and `rotation_days` and has
    one of the bell schedules `bells`; empty means any. In a bell schedule without its periods it
    does not come.

    Raises:
        CommitmentUnclear: It names neither periods nor both times, or periods and a time.
        TimesRunBackwards: It ends no later than it starts.
    """

    person: PersonId = field(converter=person_id)
    type: CommitmentType = field(converter=CommitmentType)
    school: SchoolId = field(converter=school_id)
    periods: frozenset[PeriodId] = field(
        default=frozenset(), converter=_period_ids, metadata=EMPTY_IS_ANY
    )
    starts: datetime.time | None = field(default=None, converter=optional_time)
    ends: datetime.time | None = field(default=None, converter=optional_time)
    bells: frozenset[BellsId] = field(
        default=frozenset(), converter=_bells_ids, metadata=EMPTY_IS_ANY
    )
    weekdays: tuple[Weekday, ...] = field(
        default=(), converter=some_weekdays, metadata=EMPTY_IS_ANY
    )
    rotation_days: frozenset[RotationDay] = field(
        default=frozenset(), converter=some_rotation_days, metadata=EMPTY_IS_ANY
    )

    def __attrs_post_init__(self) -> None:
        has_times = self.starts is not None, self.ends is not None
        if has_times != ((False, False) if self.periods else (True, True)):
            raise CommitmentUnclear(self.person, self.school)
        if self.starts is not None and self.ends is not None and self.ends <= self.starts:
            what = f"commitment of {self.person}"
            raise TimesRunBackwards(what, self.starts, self.ends).at("ends")

    def falls_on(self, day: datetime.date, rotation_day: str | None) -> bool:
        """Whether a school day of its school is one of its weekdays and rotation days."""
        return (not self.weekdays or day.isoweekday() in self.weekdays) and (
            not self.rotation_days or rotation_day in self.rotation_days
        )

    def spans(self, bells: BellSchedule) -> tuple[Span, ...]:
        """From when until when it goes on under a bell schedule."""
        if self.bells and bells.id not in self.bells:
            return ()
        if self.starts is not None and self.ends is not None:
            return (Span(self.starts, self.ends),)
        return tuple(period.span for period in bells.periods if period.id in self.periods)


def _hours(schools: Iterable[SchoolHours]) -> tuple[SchoolHours, ...]:
    return tuple(sorted(all_of(SchoolHours, "schools", schools), key=lambda one: one.school))


def _commitments(commitments: Iterable[Commitment]) -> tuple[Commitment, ...]:
    def order(one: Commitment) -> tuple[Any, ...]:
        times = (str(one.starts), str(one.ends))
        days = (one.weekdays, sorted(one.rotation_days), sorted(one.bells))
        return one.person, one.school, one.type, sorted(one.periods), times, days

    return tuple(sorted(all_of(Commitment, "commitments", commitments), key=order))


@frozen(kw_only=True)
class Timetable:
    """The hours of schools and the commitments of people, whose references all resolve.

    Which timetable is in force, this term's or the next one's, is for the caller to know.

    Raises:
        TimetableInvalid: With every problem: schools and bell schedules that stand there twice,
            periods that overlap, schools, bell schedules, periods and rotation days that are named
            and unknown, lunches outside the contract day.
    """

    schools: tuple[SchoolHours, ...] = field(default=(), converter=_hours)
    commitments: tuple[Commitment, ...] = field(default=(), converter=_commitments, repr=False)
    extra: Extra | None = field(default=None, converter=extra, repr=False)

    def __attrs_post_init__(self) -> None:
        problems = (
            *_repeated_hours(self.schools),
            *(problem for hours in self.schools for problem in _problems_of_hours(hours)),
            *(problem for one in self.commitments for problem in self._problems_of(one)),
        )
        if problems:
            raise TimetableInvalid(problems)

    def hours(self, school: str) -> SchoolHours | None:
        """The hours of a school, or None."""
        return self._hours_by_school.get(SchoolId(school))

    def commitments_of(self, person: str) -> tuple[Commitment, ...]:
        """What a person is committed to."""
        return self._by_person.get(PersonId(person), ())

    @property
    def people(self) -> tuple[PersonId, ...]:
        """Everybody who is committed to something, by id."""
        return tuple(self._by_person)

    @cached_property
    def _hours_by_school(self) -> dict[SchoolId, SchoolHours]:
        return {hours.school: hours for hours in self.schools}

    @cached_property
    def _by_person(self) -> dict[PersonId, tuple[Commitment, ...]]:
        by_person: dict[PersonId, list[Commitment]] = {}
        for one in self.commitments:
            by_person.setdefault(one.person, []).append(one)
        return {person: tuple(listed) for person, listed in by_person.items()}

    def _problems_of(self, one: Commitment) -> Iterator[CoachCycleError]:
        hours = self.hours(one.school)
        if hours is None:
            yield HoursUnknown(one.school, one.person).at(one, "school")
            return
        yield from _unknown_rotation_days(hours, one, one.person)
        for id in sorted(one.bells.difference(bells.id for bells in hours.bells)):
            yield BellsUnknown(hours.school, id, one.person, None).at(one, "bells", id)
        under = [bells for bells in hours.bells if not one.bells or bells.id in one.bells]
        known = {period.id for bells in under for period in bells.periods}
        for period in sorted(one.periods - known) if under else ():
            yield PeriodUnknown(one.person, one.school, period).at(one, "periods", period)
        if one.type is CommitmentType.LUNCH:
            for bells in under:
                within = hours.contract_day_under(bells)
                if any(not _is_within(span, within) for span in one.spans(bells)):
                    yield LunchOutsideContractDay(one.person, one.school, bells.id).at(one)


def _is_within(inner: Span, outer: Span) -> bool:
    return outer.starts <= inner.starts and inner.ends <= outer.ends


def _repeated_hours(schools: Iterable[SchoolHours]) -> Iterator[CoachCycleError]:
    last = {hours.school: hours for hours in schools}
    for school, times in Counter(hours.school for hours in schools).items():
        if times > 1:
            yield HoursRepeated(school, times).at(last[school])


def _problems_of_hours(hours: SchoolHours) -> Iterator[CoachCycleError]:
    last = {bells.id: bells for bells in hours.bells}
    for id, times in Counter(bells.id for bells in hours.bells).items():
        if times > 1:
            yield BellsRepeated(hours.school, id, times).at(last[id])
    holding = {day: bells for bells in hours.bells for day in bells.days}
    for day, times in sorted(Counter(day for bells in hours.bells for day in bells.days).items()):
        if times > 1:
            yield BellsDayRepeated(hours.school, day, times).at(holding[day], "days", day)
    for bells in hours.bells:
        yield from _unknown_rotation_days(hours, bells, None)
        for place, later in enumerate(bells.periods):
            for earlier in bells.periods[:place]:
                if later.starts < earlier.ends:
                    overlap = PeriodsOverlap(hours.school, bells.id, earlier.id, later.id)
                    yield overlap.at(later, "starts")


def _unknown_rotation_days(
    hours: SchoolHours, naming: BellSchedule | Commitment, person: PersonId | None
) -> Iterator[CoachCycleError]:
    known = hours.rotation.days if hours.rotation else ()
    for day in sorted(naming.rotation_days.difference(known)):
        yield RotationDayUnknown(hours.school, day, person).at(naming, "rotation_days", day)

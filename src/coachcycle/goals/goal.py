"""A goal, and the record of what happened to it in a cycle."""

import datetime
from collections.abc import Iterable

from attrs import field, frozen
from pendulum import Date

from coachcycle.errors import CoachCycleError
from coachcycle.goals.measure import Measure
from coachcycle.schoolyear import as_day, optional_day
from coachcycle.vocabulary import (
    EventId,
    EvidenceTier,
    Extra,
    GoalFocus,
    GoalId,
    GoalOutcome,
    MeasurementRole,
    PersonId,
    Reference,
    SetEmpty,
    TypeMismatch,
    all_of,
    collection,
    each_once,
    extra,
    flag,
    goal_id,
    optional_goal_id,
    person_ids,
    quantity,
    reference,
    text,
    whole,
)

LONGEST_INTERVAL = 366
"""The longest time that may lie between measurements as planned [days]."""


class BaselineWithoutDay(CoachCycleError):
    """A goal's baseline has no day, or a day has no baseline."""

    code = "goals.baseline_without_day"
    template = "goal {goal}: baseline and baseline_day come together or not at all"
    remedy = "Give both baseline and baseline_day, or neither."

    goal: GoalId


class OutsideMeasure(CoachCycleError):
    """A goal's baseline or target, or a measured value, lies outside the range of its measure."""

    code = "goals.outside_measure"
    template = "goal {goal}: its {what} lies outside the range of its measure"
    remedy = "Correct the number, or widen low and high of the measure."

    goal: GoalId
    what: str


class VersionMissing(CoachCycleError):
    """A measurement serves a version of the goal that its record does not hold."""

    code = "goals.version_missing"
    template = "goal {goal}: measurement {measurement} serves {version}, which is no version of it"
    remedy = "Build the record with every version of the goal."

    goal: GoalId
    measurement: EventId
    version: EventId


class TargetNotAhead(CoachCycleError):
    """A goal's target is no better than its baseline."""

    code = "goals.target_not_ahead"
    template = "goal {goal}: the target is not beyond the baseline in the measure's direction"
    remedy = "Correct the target or the baseline; where less is better, set direction to decrease."

    goal: GoalId


class TargetBeforeBaseline(CoachCycleError):
    """A goal is due on or before the day of its baseline."""

    code = "goals.target_before_baseline"
    template = "goal {goal}: due on {target_day}, which is not after its baseline of {baseline_day}"
    remedy = "Choose a target day after the baseline's day."

    goal: GoalId
    baseline_day: Date
    target_day: Date


def _title(words: str) -> str:
    return text("title", words)


def _group(words: str | None) -> str | None:
    return None if words is None else text("group", words)


def _strategy(words: str) -> str:
    return text("strategy", words)


def _tier(word: str | None) -> EvidenceTier | None:
    return None if word is None else EvidenceTier(word)


def _answer(answer: bool | None) -> bool | None:  # noqa: FBT001  # a converter
    return None if answer is None else flag("self-rating", answer)


def _owners(ids: Iterable[str]) -> frozenset[PersonId]:
    return person_ids("owners", ids)


def _target(value: float) -> float:
    return quantity("target", value)


def _baseline(value: float | None) -> float | None:
    return None if value is None else quantity("baseline", value)


def _value(value: float) -> float:
    return quantity("value", value)


def _measure(measure: Measure) -> Measure:
    if not isinstance(measure, Measure):
        raise TypeMismatch("measure", "a Measure", type(measure).__name__)
    return measure


@frozen
class Strategy:
    """A way of teaching that is to reach a goal, in the teacher's own words.

    `tier` says how strong its evidence is, None where none is known.

    Source:
        The four tiers are those of "evidence-based" in section 8101(21) of the Elementary and
        Secondary Education Act, 20 U.S.C. 7801(21).
    """

    words: str = field(converter=_strategy, repr=False)
    tier: EvidenceTier | None = field(default=None, converter=_tier)


@frozen(kw_only=True)
class SelfRatings:
    """What its owners say of their goal: yes, no, or None for not rated.

    A machine cannot know these: they are kept as they were given, and no score is made of them.

    Source:
        Powerful, easy and emotionally compelling are of Knight's PEERS goals (The Impact Cycle,
        2018; instructionalcoaching.com/peers-goals), achievable and relevant of SMART goals as they
        are commonly read (Doran, 1981, Management Review 70(11), 35-36).
    """

    powerful: bool | None = field(default=None, converter=_answer, repr=False)
    easy: bool | None = field(default=None, converter=_answer, repr=False)
    emotionally_compelling: bool | None = field(default=None, converter=_answer, repr=False)
    achievable: bool | None = field(default=None, converter=_answer, repr=False)
    relevant: bool | None = field(default=None, converter=_answer, repr=False)


NOT_RATED = SelfRatings()


def _interval(days: int | None) -> int | None:
    return None if days is None else whole("measured_every_days", days, 1, LONGEST_INTERVAL)


def _strategies(strategies: Iterable[Strategy]) -> tuple[Strategy, ...]:
    return all_of(Strategy, "strategies", strategies)


def _standards(ids: Iterable[str]) -> frozenset[Reference]:
    return each_once("standards", (reference(id) for id in collection("standards", ids)))


def _ratings(ratings: SelfRatings) -> SelfRatings:
    if not isinstance(ratings, SelfRatings):
        raise TypeMismatch("ratings", "SelfRatings", type(ratings).__name__)
    return ratings


@frozen(kw_only=True)
class Goal:
    """What a teacher wants to reach: a measure, a target and the day by which.

    `title`, `group` (of learners) and the words of its `strategies` are the goal's own words:
    content, at most 200 characters each, which no message ever holds. Without a `baseline` the
    baseline measurements of the cycle give it. It is to be measured every `measured_every_days` [days,
    1 to 366]. `standards` are the opaque identifiers of academic standards (CASE).

    A joint goal has several `owners`, who reach it together; a goal copied to many is one goal for
    each, with a shared `copied_from`. `serves` names the school's goal that this one is a part of.

    Raises:
        BaselineWithoutDay: Only one of baseline and baseline_day is given.
        OutsideMeasure: Baseline or target lie outside the measure's range.
        TargetNotAhead: The target is no better than the baseline.
        TargetBeforeBaseline: The target day is not after the baseline day.
    """

    id: GoalId = field(converter=goal_id)
    owners: frozenset[PersonId] = field(converter=_owners)
    title: str = field(converter=_title, repr=False)
    focus: GoalFocus = field(converter=GoalFocus)
    measure: Measure = field(converter=_measure, repr=False)
    target: float = field(converter=_target, repr=False)
    target_day: Date = field(converter=as_day)
    baseline: float | None = field(default=None, converter=_baseline, repr=False)
    baseline_day: Date | None = field(default=None, converter=optional_day)
    measured_every_days: int | None = field(default=None, converter=_interval)
    strategies: tuple[Strategy, ...] = field(default=(), converter=_strategies, repr=False)
    standards: frozenset[Reference] = field(default=frozenset(), converter=_standards)
    group: str | None = field(default=None, converter=_group, repr=False)
    serves: GoalId | None = field(default=None, converter=optional_goal_id)
    copied_from: GoalId | None = field(default=None, converter=optional_goal_id)
    ratings: SelfRatings = field(default=NOT_RATED, converter=_ratings, repr=False)
    extra: Extra | None = field(default=None, converter=extra, repr=False)

    def __attrs_post_init__(self) -> None:
        if not self.measure.holds(self.target):
            raise OutsideMeasure(self.id, "target").at("target")
        if self.baseline is None or self.baseline_day is None:
            if (self.baseline is None) != (self.baseline_day is None):
                raise BaselineWithoutDay(self.id)
            return
        if not self.measure.holds(self.baseline):
            raise OutsideMeasure(self.id, "baseline").at("baseline")
        if self.measure.reaches(self.baseline, self.target):
            raise TargetNotAhead(self.id).at("target")
        if self.target_day <= self.baseline_day:
            before = TargetBeforeBaseline(self.id, self.baseline_day, self.target_day)
            raise before.at("target_day")


@frozen
class GoalVersion:
    """A goal as it was set or revised; `id` is the event that did so."""

    id: EventId
    day: Date
    goal: Goal


@frozen
class Measurement:
    """One measured value and the version of the goal that it serves; `id` is its event."""

    id: EventId
    day: Date
    value: float = field(converter=_value, repr=False)
    role: MeasurementRole
    version: EventId
    teacher: PersonId | None = None


@frozen
class GoalClosing:
    """How and when a goal was closed; `id` is the event."""

    id: EventId
    day: Date
    outcome: GoalOutcome


@frozen
class GoalRecord:
    """Everything that happened to one goal in a cycle, in the order of the log.

    There is one version or more.

    Raises:
        SetEmpty: There is none.
    """

    versions: tuple[GoalVersion, ...]
    measurements: tuple[Measurement, ...] = ()
    closed: GoalClosing | None = None

    def __attrs_post_init__(self) -> None:
        if not self.versions:
            raise SetEmpty("versions")

    @property
    def goal(self) -> Goal:
        """The goal as it stands now."""
        return self.versions[-1].goal

    def in_force(self, on: datetime.date) -> GoalVersion:
        """The version on a day: the last one set by then; before there was any, the first one."""
        day = as_day(on)
        return next((one for one in reversed(self.versions) if one.day <= day), self.versions[0])

    def measured(self, on: datetime.date | None = None) -> tuple[Measurement, ...]:
        """What was measured by a day with the measure then in force, in order of day.

        Without a day, with the measure of now, whenever that was.

        Measurements of every version with that measure count. Those of one day stand in the order of
        the log.

        Raises:
            VersionMissing: A measurement serves a version that is not in the record.
            OutsideMeasure: A value lies outside the range of the measure.
        """
        day = optional_day(on)
        measure = (self.in_force(day).goal if day else self.goal).measure
        measures = {version.id: version.goal.measure for version in self.versions}
        found = []
        for one in self.measurements:
            own = measures.get(one.version)
            if own is None:
                raise VersionMissing(self.goal.id, one.id, one.version)
            if not own.holds(one.value):
                raise OutsideMeasure(self.goal.id, f"measurement {one.id}")
            if own == measure and (day is None or one.day <= day):
                found.append(one)
        return tuple(sorted(found, key=lambda one: one.day))

"""How far a goal has come by a given day, and what decision rules make of it."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median_low

from attrs import evolve, field, frozen
from pendulum import Date

from coachcycle.errors import CoachCycleError
from coachcycle.goals.aimline import (
    FIRM_BASELINE,
    Aimline,
    DayValue,
    Start,
    aimline_of,
    by_day,
    no_aimline,
    start_of,
)
from coachcycle.goals.decision_rules import (
    DEFAULT_RULES,
    Case,
    DecisionRule,
    Verdict,
    weeks_of,
)
from coachcycle.goals.goal import Goal, GoalRecord, Measurement
from coachcycle.goals.verdict import VerdictWarning
from coachcycle.schoolyear import as_day
from coachcycle.vocabulary import (
    EventId,
    GoalId,
    MeasurementRole,
    PersonId,
    TypeMismatch,
    Word,
    all_of,
    collection,
    in_order,
)

TRUSTED_AFTER = 10
"""After how many points, and weeks of them, decision rules are to be trusted.

Source:
    At least one observation a week for at least 10 to 12 weeks: the studies by Christ, Van Norman and
    others that are summed up in citations of Van Norman and Christ (2016) and Hintze, Wells, Marcotte
    and Solomon (2018), Decision-Making Accuracy of CBM Progress-Monitoring Data,
    doi:10.1177/0734282917729263.
"""


class NotCopies(CoachCycleError):
    """Goals that are to stand side by side were not copied from one goal."""

    code = "goals.not_copies"
    template = "goals {goals}: expected copies of one goal, came copies of: {origins}"
    remedy = "Compare goals that share copied_from."

    goals: tuple[GoalId, ...]
    origins: tuple[GoalId | None, ...]


class ProgressStatus(Word):
    """Where the latest measured day stands."""

    NO_BASELINE = "no_baseline"
    """Nothing was measured before coaching, so there is no aimline."""
    NO_AIMLINE = "no_aimline"
    """The baseline is no worse than the target, or not before its day."""
    NO_MEASUREMENT = "no_measurement"
    """Nothing was measured since the baseline."""
    BEHIND = "behind"
    """The latest day is worse than the aimline expects."""
    ON_TRACK = "on_track"
    """The latest day is as good as the aimline expects, or better."""
    MET = "met"
    """The latest day is as good as the target, or better."""


@frozen
class Progress:
    """A goal's progress on a day: the points, the aimline, where it stands, and what rules advise."""

    goal: GoalId
    version: EventId
    """The version of the goal in force on that day, by the event that set it."""
    owners: frozenset[PersonId]
    on: Date
    status: ProgressStatus
    aimline: Aimline | None = field(repr=False)
    baselines: tuple[Measurement, ...] = field(repr=False)
    """The baseline measurements up to that day, in order of day."""
    points: tuple[Measurement, ...] = field(repr=False)
    """The progress measurements up to that day, in order of day; of one day, in order of the log."""
    verdicts: tuple[Verdict, ...] = field(repr=False)
    """What each rule says, in the order in which they were given."""

    @property
    def latest(self) -> Measurement | None:
        """The last of the points."""
        return self.points[-1] if self.points else None


def progress(
    record: GoalRecord, on: datetime.date, rules: Iterable[DecisionRule] = DEFAULT_RULES
) -> Progress:
    """How far a goal has come by a day, and what decision rules advise.

    The goal is the version in force on that day (the first one before it was set). Measurements
    count from every version with the same measure: a changed target keeps its points, a changed
    measure starts anew. Several values of one day count as their median. Where the goal states no
    baseline, it is the median of the baseline measurements, and the aimline begins on the last of
    their days. Whether somebody is named in a measurement makes no difference: owners of a joint goal
    are looked at together (`progress_by_teacher` looks at each).

    Rules judge only what was measured under the plan in force: the versions with its measure,
    baseline, target, day and strategies. After such a revision they begin anew.

    Args:
        record: What happened to the goal, as `cycle.goals` holds it.
        on: The day; nothing measured later is looked at.
        rules: What gives a verdict, each its own.

    Raises:
        VersionMissing: A measurement serves a version that is not in the record.
        OutsideMeasure: A value lies outside the range of its measure.
    """
    listed, day = _rules(rules), as_day(on)
    version = record.in_force(day)
    goal, measured = version.goal, record.measured(day)
    baselines = tuple(one for one in measured if one.role is MeasurementRole.BASELINE)
    points = tuple(one for one in measured if one.role is MeasurementRole.PROGRESS)
    start, aimline = start_of(goal, baselines), aimline_of(goal, baselines)
    status = _status(goal, start, aimline, by_day(points))
    same_plan = {one.id for one in record.versions if _plan(one.goal) == _plan(goal)}
    judged = [one for one in points if one.version in same_plan]
    values = by_day(judged)
    warnings = [
        *_about_the_start(goal, start, baselines),
        *_about_the_goal(goal, record, status, day),
        *_about_the_data(values, is_partial=len(judged) < len(points)),
    ]
    case = Case(aimline, values, in_order(VerdictWarning, warnings))
    verdicts = tuple(rule.judge(case) for rule in listed)
    return Progress(
        goal.id, version.id, goal.owners, day, status, aimline, baselines, points, verdicts
    )


def progress_by_teacher(
    record: GoalRecord, on: datetime.date, rules: Iterable[DecisionRule] = DEFAULT_RULES
) -> Mapping[PersonId, Progress]:
    """How far each owner of a joint goal has come by a day, by the owners' ids.

    For each the measurements count that name her, and those that name nobody: these are everybody's.

    Args:
        record: What happened to the goal, as `cycle.goals` holds it.
        on: The day; nothing measured later is looked at.
        rules: What gives a verdict, each its own.
    """
    listed = _rules(rules)
    return {
        owner: progress(_of(record, owner), on, listed)
        for owner in sorted(record.in_force(on).goal.owners)
    }


def side_by_side(
    records: Iterable[GoalRecord], on: datetime.date, rules: Iterable[DecisionRule] = DEFAULT_RULES
) -> tuple[Progress, ...]:
    """How far the copies of one goal have come by a day, in the order of their owners.

    Each is looked at by itself: nothing is added up.

    Args:
        records: What happened to each copy, as cycles hold them.
        on: The day; nothing measured later is looked at.
        rules: What gives a verdict, each its own.

    Raises:
        NotCopies: Not all of them were copied from one and the same goal.
    """
    listed, copies = _rules(rules), all_of(GoalRecord, "records", records)
    goals = [record.in_force(on).goal for record in copies]
    origins = {goal.copied_from for goal in goals}
    if len(origins) > 1 or None in origins:
        known = sorted(origin for origin in origins if origin is not None)
        unknown = (None,) if None in origins else ()
        raise NotCopies(tuple(goal.id for goal in goals), (*known, *unknown))
    found = (progress(record, on, listed) for record in copies)
    return tuple(sorted(found, key=lambda one: (sorted(one.owners), one.goal)))


def _rules(rules: Iterable[DecisionRule]) -> tuple[DecisionRule, ...]:
    listed = collection("rules", rules)
    for rule in listed:
        if not isinstance(rule, DecisionRule):
            raise TypeMismatch("rules", "decision rules", type(rule).__name__)
    return listed


def _of(record: GoalRecord, teacher: PersonId) -> GoalRecord:
    own = tuple(one for one in record.measurements if one.teacher in (None, teacher))
    return evolve(record, measurements=own)


def _status(
    goal: Goal, start: Start | None, aimline: Aimline | None, values: Sequence[DayValue]
) -> ProgressStatus:
    if not values:
        return ProgressStatus.NO_MEASUREMENT if start else ProgressStatus.NO_BASELINE
    latest = values[-1]
    if goal.measure.reaches(latest.value, goal.target):
        return ProgressStatus.MET
    if aimline is None:
        return ProgressStatus.NO_AIMLINE if start else ProgressStatus.NO_BASELINE
    # On the line counts as on track.
    is_behind = aimline.lead(latest.day, latest.value) < 0
    return ProgressStatus.BEHIND if is_behind else ProgressStatus.ON_TRACK


def _plan(goal: Goal) -> tuple[object, ...]:
    """What a decision rule judges: with another of these, it is another plan."""
    return (
        goal.measure,
        goal.baseline,
        goal.baseline_day,
        goal.target,
        goal.target_day,
        goal.strategies,
    )


def _about_the_start(
    goal: Goal, start: Start | None, baselines: Sequence[Measurement]
) -> Iterator[VerdictWarning]:
    problem = no_aimline(goal, start)
    if problem is not None:
        yield problem
    if start is not None and len(baselines) < FIRM_BASELINE:
        yield VerdictWarning.FEW_BASELINE_POINTS


def _about_the_goal(
    goal: Goal, record: GoalRecord, status: ProgressStatus, day: Date
) -> Iterator[VerdictWarning]:
    if record.closed is not None and record.closed.day <= day:
        yield VerdictWarning.GOAL_CLOSED
    if status is ProgressStatus.MET:
        yield VerdictWarning.TARGET_MET
    if day > goal.target_day:
        yield VerdictWarning.TARGET_DAY_PASSED


def _about_the_data(values: Sequence[DayValue], *, is_partial: bool) -> Iterator[VerdictWarning]:
    if is_partial:
        yield VerdictWarning.EARLIER_PLAN
    if min(len(values), weeks_of(values)) < TRUSTED_AFTER:
        yield VerdictWarning.FEW_POINTS
    if any(len(one.events) > 1 for one in values):
        yield VerdictWarning.SEVERAL_ON_ONE_DAY
    days = [
        one.day.toordinal() for one in values
    ]  # pendulum's differences take fifty times as long
    gaps = [after - before for before, after in pairwise(days)]
    if gaps and max(gaps) > 2 * median_low(gaps):
        yield VerdictWarning.IRREGULAR_DAYS
    if gaps and len({one.value for one in values}) == 1:
        yield VerdictWarning.CONSTANT_DATA

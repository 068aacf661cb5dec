"""How far a goal has come by a given day."""

import datetime
from statistics import median

from attrs import field, frozen
from pendulum import Date

from coachcycle.goals.goal import Goal, GoalRecord, Measurement
from coachcycle.schoolyear import as_day
from coachcycle.vocabulary import EventId, GoalId, MeasurementRole, Word


class ProgressStatus(Word):
    """Where the latest measurement stands."""

    NO_BASELINE = "no_baseline"
    """Nothing was measured before coaching, so there is no aimline."""
    NO_MEASUREMENT = "no_measurement"
    """Nothing was measured since the baseline."""
    BEHIND = "behind"
    """The latest measurement is worse than the aimline expects on its day."""
    ON_TRACK = "on_track"
    """The latest measurement is as good as the aimline expects on its day, or better."""
    MET = "met"
    """The latest measurement is as good as the target, or better."""


@frozen
class Aimline:
    """The straight line from the baseline to the target.

    Source:
        Slope and baseline (the median of the baseline measurements) as taught for progress
        monitoring in special education: SPED 557, course notes ("cheat sheet").
    """

    first: Date
    baseline: float = field(repr=False)
    last: Date
    target: float = field(repr=False)

    @property
    def weekly_slope(self) -> float:
        """How much the measure should change in seven days [its own unit]."""
        return (self.target - self.baseline) * 7 / (self.last - self.first).days

    def expected(self, on: datetime.date) -> float:
        """The value that the line has on a day [the measure's own unit].

        Before its first day that is the baseline, after its last day the target.
        """
        day = as_day(on)
        if day <= self.first:
            return self.baseline
        if day >= self.last:
            return self.target
        days, all_days = (day - self.first).days, (self.last - self.first).days
        return self.baseline + (self.target - self.baseline) * days / all_days


@frozen
class Progress:
    """A goal's progress on a day: the points, the aimline and where the latest point stands."""

    goal: GoalId
    version: EventId
    on: Date
    status: ProgressStatus
    aimline: Aimline | None = field(repr=False)
    points: tuple[Measurement, ...] = field(repr=False)
    """The progress measurements up to that day, in order of day."""

    @property
    def latest(self) -> Measurement | None:
        """The last of the points."""
        return self.points[-1] if self.points else None


def progress(record: GoalRecord, on: datetime.date) -> Progress:
    """How far a goal has come by a day.

    The goal is the version in force on that day (the first one before it was set). Measurements
    count from every version with the same measure: a changed target keeps its points, a changed
    measure starts anew. Where the goal states no baseline, it is the median of the baseline
    measurements, and the aimline begins on the last of their days.

    Args:
        record: What happened to the goal, as `cycle.goals` holds it.
        on: The day; nothing measured later is looked at.
    """
    day = as_day(on)
    in_force = [version for version in record.versions if version.day <= day]
    version = in_force[-1] if in_force else record.versions[0]
    goal = version.goal
    same_measure = {one.id for one in record.versions if one.goal.measure == goal.measure}
    measured = sorted(
        (one for one in record.measurements if one.version in same_measure and one.day <= day),
        key=lambda one: one.day,
    )
    points = tuple(one for one in measured if one.role is MeasurementRole.PROGRESS)
    aimline = _aimline(goal, [one for one in measured if one.role is MeasurementRole.BASELINE])
    return Progress(goal.id, version.id, day, _status(goal, aimline, points), aimline, points)


def _aimline(goal: Goal, baselines: list[Measurement]) -> Aimline | None:
    first, baseline = goal.baseline_day, goal.baseline
    if first is None and baselines:
        first, baseline = baselines[-1].day, median(one.value for one in baselines)
    if first is None or baseline is None or first >= goal.target_day:
        return None
    return Aimline(first, baseline, goal.target_day, goal.target)


def _status(goal: Goal, aimline: Aimline | None, points: tuple[Measurement, ...]) -> ProgressStatus:
    if not points:
        return ProgressStatus.NO_MEASUREMENT if aimline else ProgressStatus.NO_BASELINE
    latest = points[-1]
    if goal.measure.reaches(latest.value, goal.target):
        return ProgressStatus.MET
    if aimline is None:
        return ProgressStatus.NO_BASELINE
    expected = aimline.expected(latest.day)
    # On the line counts as on track; the tolerance is for the rounding of the line alone.
    rounding = 1e-9 * abs(aimline.target - aimline.baseline)
    if goal.measure.reaches(latest.value, expected) or abs(latest.value - expected) <= rounding:
        return ProgressStatus.ON_TRACK
    return ProgressStatus.BEHIND

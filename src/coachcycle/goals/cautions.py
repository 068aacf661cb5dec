"""What a reader of a verdict should know: one class for each, kept as a finding beside it.

None of them is ever raised, and none changes a verdict. They hold ids, days and counts.
"""

from pendulum import Date

from coachcycle.errors import CoachCycleError
from coachcycle.vocabulary import GoalId, GoalOutcome, Word


class FewPoints(CoachCycleError):
    """There is less data than a rule needs before it is to be trusted."""

    code = "goals.few_points"
    template = (
        "goal {goal}: {points} measured days in {weeks} weeks; rules are trusted after one a week for"
        " 10 to 12 weeks"
    )

    goal: GoalId
    points: int
    weeks: int


class FewBaselinePoints(CoachCycleError):
    """The baseline rests on fewer than three recorded measurements."""

    code = "goals.few_baseline_points"
    template = "goal {goal}: {points} baseline measurements are on record; three make a firm start"

    goal: GoalId
    points: int


class BaselineMissing(CoachCycleError):
    """No baseline is stated and none was measured."""

    code = "goals.baseline_missing"
    template = "goal {goal}: no baseline is known, so there is no aimline"

    goal: GoalId


class BaselineMeetsTarget(CoachCycleError):
    """The measured baseline is as good as the target or better."""

    code = "goals.baseline_meets_target"
    template = (
        "goal {goal}: the measured baseline is no worse than the target, so there is no aimline"
    )

    goal: GoalId


class BaselineTooLate(CoachCycleError):
    """The last baseline measurement is of the target day or later."""

    code = "goals.baseline_too_late"
    template = (
        "goal {goal}: its baseline of {day} is not before {target_day}, so there is no aimline"
    )

    goal: GoalId
    day: Date
    target_day: Date


class PointsOnLine(CoachCycleError):
    """Some of the points that a rule compares lie on the aimline itself."""

    code = "goals.points_on_line"
    template = (
        "goal {goal}: {points} of the days compared lie on the aimline, counted as {counted_as}"
    )

    goal: GoalId
    points: int
    counted_as: Word


class TargetMet(CoachCycleError):
    """The latest measured day reaches the target."""

    code = "goals.target_met"
    template = "goal {goal}: the target is met already; close the goal, or set another"

    goal: GoalId


class TargetDayPassed(CoachCycleError):
    """The day by which the target was to be reached has passed."""

    code = "goals.target_day_passed"
    template = "goal {goal}: its day, {target_day}, has passed; close the goal, or set another day"

    goal: GoalId
    target_day: Date


class GoalIsClosed(CoachCycleError):
    """The goal was closed by then."""

    code = "goals.goal_is_closed"
    template = "goal {goal}: closed on {day} as {outcome}"

    goal: GoalId
    day: Date
    outcome: GoalOutcome


class EarlierPlan(CoachCycleError):
    """Measurements of earlier versions with another aim or strategy are not judged."""

    code = "goals.earlier_plan"
    template = (
        "goal {goal}: it was revised; {points} measurements from under another plan are not judged"
    )

    goal: GoalId
    points: int


class SeveralOnOneDay(CoachCycleError):
    """On some days several values were measured."""

    code = "goals.several_on_one_day"
    template = (
        "goal {goal}: on {days} days several values were measured; each counts as their median"
    )

    goal: GoalId
    days: int


class IrregularDays(CoachCycleError):
    """The time between measurements differs much."""

    code = "goals.irregular_days"
    template = "goal {goal}: once {longest} days lie between measurements, {usual} as a rule"

    goal: GoalId
    longest: int
    usual: int


class ConstantData(CoachCycleError):
    """Every measured day has the same value."""

    code = "goals.constant_data"
    template = (
        "goal {goal}: all {points} measured days have one value; can the measure show change?"
    )

    goal: GoalId
    points: int


class TrendReachesTarget(CoachCycleError):
    """The trend asks for a change, though it leads to the target by its day."""

    code = "goals.trend_reaches_target"
    template = (
        "goal {goal}: the trend is asked to change, yet carried on it reaches the target in time"
    )

    goal: GoalId


class TrendFallsShort(CoachCycleError):
    """The trend is as steep as the aimline or steeper, but does not lead to the target by its day."""

    code = "goals.trend_falls_short"
    template = "goal {goal}: the trend is steep enough, yet carried on it misses the target in time"

    goal: GoalId

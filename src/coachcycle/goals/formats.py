"""Formats in which goals are written, as checks: they find and never refuse."""

from collections.abc import Iterator
from typing import Literal

from pendulum import Date

from coachcycle.errors import CoachCycleError, Finding, Severity
from coachcycle.goals.aimline import FIRM_BASELINE, no_aimline, start_of
from coachcycle.goals.goal import Goal, GoalRecord
from coachcycle.goals.verdict import VerdictWarning
from coachcycle.vocabulary import GoalFocus, GoalId, MeasurementRole, Word

Criterion = Literal["powerful", "easy", "emotionally_compelling", "achievable", "relevant"]
"""What only the owners of a goal can say."""


class GoalFormat(Word):
    """How a goal is to be written."""

    PLAIN = "plain"
    """A measure, a baseline, a target beyond it and a day."""
    SMART = "smart"
    """Specific, measurable, achievable, relevant, time-bound."""
    PEERS = "peers"
    """Powerful, easy, emotionally compelling, reachable, student-focused."""


class AimlineMissing(CoachCycleError):
    """No line leads from the goal's baseline to its target."""

    code = "goals.aimline_missing"
    template = "goal {goal}: no line leads from its baseline to its target ({why})"
    remedy = "Give the goal a baseline and a target day after it, or record baseline measurements."

    goal: GoalId
    why: VerdictWarning


class FewBaselinePoints(CoachCycleError):
    """The baseline rests on fewer than three recorded measurements."""

    code = "goals.few_baseline_points"
    template = "goal {goal}: {points} baseline measurements are on record; three make a firm start"
    remedy = "Measure three times before coaching begins, if there is time."

    goal: GoalId
    points: int


class DueWhenSet(CoachCycleError):
    """The goal is due on the day on which it was set, or before."""

    code = "goals.due_when_set"
    template = "goal {goal}: set on {day} and due on {target_day}, which leaves no time"
    remedy = "Choose a later target day."

    goal: GoalId
    day: Date
    target_day: Date


class SourceMissing(CoachCycleError):
    """The measure does not say where its numbers come from."""

    code = "goals.source_missing"
    template = "goal {goal}: its measure does not say where the numbers come from"
    remedy = "Say in measure.source where the numbers come from."

    goal: GoalId


class IntervalMissing(CoachCycleError):
    """The goal does not say how often it is measured."""

    code = "goals.interval_missing"
    template = "goal {goal}: it does not say how often it is measured"
    remedy = "Give measured_every_days."

    goal: GoalId


class StrategyMissing(CoachCycleError):
    """The goal names no strategy by which to reach it."""

    code = "goals.strategy_missing"
    template = "goal {goal}: it names no strategy"
    remedy = "Name a strategy."

    goal: GoalId


class FocusNotStudent(CoachCycleError):
    """The goal is about what the teacher does, not about what students learn and do."""

    code = "goals.focus_not_student"
    template = "goal {goal}: it is about the teacher's practice, not about students"
    remedy = "Say what students will do, or choose another goal format."

    goal: GoalId


class NotRated(CoachCycleError):
    """The owners have not said whether the goal is so, and a machine cannot."""

    code = "goals.not_rated"
    template = "goal {goal}: not rated: {criterion}"
    remedy = "Ask the owners, and record their yes or no in ratings."

    goal: GoalId
    criterion: Criterion


class RatedNo(CoachCycleError):
    """The owners say that the goal is not so."""

    code = "goals.rated_no"
    template = "goal {goal}: its owners say no: {criterion}"
    remedy = "Talk it over with the owners; revise the goal."

    goal: GoalId
    criterion: Criterion


_RATED: dict[GoalFormat, tuple[Criterion, ...]] = {
    GoalFormat.PLAIN: (),
    GoalFormat.SMART: ("achievable", "relevant"),
    GoalFormat.PEERS: ("powerful", "easy", "emotionally_compelling"),
}


def format_findings(goal: Goal | GoalRecord, format: GoalFormat | str) -> tuple[Finding, ...]:
    """What a goal lacks to be written in a format, as far as a machine can say.

    Every goal has a focus, a measure with a unit and direction, a target and a day: no format can miss
    these. All formats look for a baseline that is worse than the target. `smart` also asks where
    the numbers come from and how often they are taken; `peers` for a strategy and a focus on
    students. What only the owners can say comes from their self-ratings.

    Args:
        goal: The goal. Given its record instead, what it is now is looked at, together with its
            baseline measurements (three or more make a firm start) and the day on which it was
            first set.
        format: The format.

    Returns:
        Warnings for what is missing or rated no, notes for what is not rated.

    Source:
        PEERS: Knight, instructionalcoaching.com/peers-goals; The Impact Cycle (2018). SMART: Doran
        (1981), Management Review 70(11), 35-36, in the words that schools use.
    """
    wanted = GoalFormat(format)
    record = goal if isinstance(goal, GoalRecord) else None
    stated = goal.goal if isinstance(goal, GoalRecord) else goal
    missing = [*_about_the_baseline(stated, record)]
    match wanted:
        case GoalFormat.SMART:
            missing += _smart(stated)
        case GoalFormat.PEERS:
            missing += _peers(stated)
        case GoalFormat.PLAIN:
            pass
    if record is not None and stated.target_day <= record.versions[0].day:
        missing.append(DueWhenSet(stated.id, record.versions[0].day, stated.target_day))
    return (
        *(one.as_finding(severity=Severity.WARNING) for one in missing),
        *_rated(stated, _RATED[wanted]),
    )


def _about_the_baseline(goal: Goal, record: GoalRecord | None) -> Iterator[CoachCycleError]:
    measured = record.measured() if record else ()
    baselines = [one for one in measured if one.role is MeasurementRole.BASELINE]
    problem = no_aimline(goal, start_of(goal, baselines))
    if problem is not None:
        yield AimlineMissing(goal.id, problem)
    if record is not None and len(baselines) < FIRM_BASELINE:
        yield FewBaselinePoints(goal.id, len(baselines))


def _smart(goal: Goal) -> Iterator[CoachCycleError]:
    if goal.measure.source is None:
        yield SourceMissing(goal.id)
    if goal.measured_every_days is None:
        yield IntervalMissing(goal.id)


def _peers(goal: Goal) -> Iterator[CoachCycleError]:
    if not goal.strategies:
        yield StrategyMissing(goal.id)
    if goal.focus is not GoalFocus.STUDENT:
        yield FocusNotStudent(goal.id)


def _rated(goal: Goal, criteria: tuple[Criterion, ...]) -> Iterator[Finding]:
    for criterion in criteria:
        answer: bool | None = getattr(goal.ratings, criterion)
        if answer is None:
            yield NotRated(goal.id, criterion).as_finding(severity=Severity.NOTE)
        elif not answer:
            yield RatedNo(goal.id, criterion).as_finding(severity=Severity.WARNING)

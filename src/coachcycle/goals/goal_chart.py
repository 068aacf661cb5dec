"""A goal's chart as data, for any tool that draws."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from attrs import evolve, field, frozen
from pendulum import Date

from coachcycle.goals.aimline import Aimline, aimline_of
from coachcycle.goals.decision_rules import DEFAULT_RULES, DecisionRule, Verdict
from coachcycle.goals.goal import GoalRecord, GoalVersion, Measurement
from coachcycle.goals.progress import progress
from coachcycle.goals.verdict import VerdictWord
from coachcycle.schoolyear import as_day
from coachcycle.vocabulary import EventId, GoalId


@frozen
class ChartLine:
    """An aimline and the day until which it was in force; the last line is in force to its end."""

    version: EventId
    aimline: Aimline = field(repr=False)
    until: Date


@frozen
class ChartMark:
    """A day of measurement on which a rule said something else than on the one before."""

    day: Date
    rule: DecisionRule = field(repr=str)
    says: VerdictWord


@frozen
class GoalChart:
    """All that a goal's chart shows on a day: values in the measure's own unit, and no names.

    The title and other words of the goal are not in it, but for the unit.
    """

    goal: GoalId
    unit: str = field(repr=False)
    on: Date
    first: Date
    """The first day that is shown."""
    last: Date
    """The last day that is shown: the target day, or that of a later measurement or line's end."""
    target: float = field(repr=False)
    target_day: Date
    baselines: tuple[Measurement, ...] = field(repr=False)
    """What was measured before coaching, in order of day."""
    points: tuple[Measurement, ...] = field(repr=False)
    """What was measured since, in order of day."""
    lines: tuple[ChartLine, ...] = field(repr=False)
    """The aimlines of the versions with the same measure, in order; the last is in force."""
    verdicts: tuple[Verdict, ...] = field(repr=False)
    """What the rules say that day; those that lay a trend line, with that line."""
    marks: tuple[ChartMark, ...]
    """When the verdict of a rule changed, in order of day."""


def chart(
    record: GoalRecord, on: datetime.date, rules: Iterable[DecisionRule] = DEFAULT_RULES
) -> GoalChart:
    """What a goal's chart shows on a day.

    Args:
        record: What happened to the goal, as `cycle.goals` holds it.
        on: The day; nothing measured, revised or closed later is looked at.
        rules: Whose verdicts are marked.
    """
    day, listed = as_day(on), tuple(rules)
    now, goal = progress(record, day, listed), record.in_force(day).goal
    lines = tuple(_lines(record, day, now.baselines))
    shown = [
        goal.target_day,
        *(one.day for one in (*now.baselines, *now.points)),
        *(day for one in lines for day in (one.aimline.first, one.until)),
    ]
    return GoalChart(
        goal.id,
        goal.measure.unit,
        day,
        min(shown),
        max(shown),
        goal.target,
        goal.target_day,
        now.baselines,
        now.points,
        lines,
        now.verdicts,
        tuple(_marks(record, listed, [one.day for one in now.points])),
    )


def _lines(record: GoalRecord, on: Date, baselines: Sequence[Measurement]) -> Iterator[ChartLine]:
    held = _held(record, on)
    lines: list[ChartLine] = []
    for version, after in zip_longest(held, held[1:]):
        aimline = aimline_of(version.goal, baselines)
        if aimline is None or version.goal.measure != held[-1].goal.measure:
            continue
        until = min(after.day, aimline.last) if after else aimline.last
        if until <= aimline.first:
            continue
        if lines and lines[-1].aimline == aimline:
            lines[-1] = evolve(lines[-1], until=until)
        else:
            lines.append(ChartLine(version.id, aimline, until))
    yield from lines


def _held(record: GoalRecord, on: Date) -> list[GoalVersion]:
    """The versions that were in force up to a day, in order of day; the first one, if none was."""
    held: list[GoalVersion] = []
    for version in record.versions:
        if version.day <= on:
            # One that was set later for an earlier day takes the place of those since.
            held = [*(one for one in held if one.day < version.day), version]
    return held or [record.versions[0]]


def _marks(
    record: GoalRecord, rules: Sequence[DecisionRule], days: Iterable[Date]
) -> Iterator[ChartMark]:
    said = [VerdictWord.TOO_EARLY] * len(rules)
    for day in sorted(set(days)):
        for place, verdict in enumerate(progress(record, day, rules).verdicts):
            if verdict.says is not said[place]:
                said[place] = verdict.says
                yield ChartMark(day, verdict.rule, verdict.says)

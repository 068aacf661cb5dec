"""Measures, goals, their records, and decision rules."""

import datetime
from collections.abc import Collection
from typing import Any

from attrs import evolve
from hypothesis import strategies as st

from coachcycle.goals import (
    DecisionRule,
    FourPointRule,
    Goal,
    GoalClosing,
    GoalRecord,
    GoalVersion,
    Measure,
    Measurement,
    OnLine,
    SelfRatings,
    Strategy,
    TrendLineRule,
    TrendMethod,
)
from coachcycle.schoolyear import as_day
from coachcycle.testing.values import days, ids, kept, numbers, optional, texts
from coachcycle.vocabulary import (
    Direction,
    EventId,
    EvidenceTier,
    GoalFocus,
    GoalOutcome,
    MeasurementRole,
    MeasureSource,
    PersonId,
)

EARLIEST, LATEST = as_day(datetime.date(2026, 7, 1)), as_day(datetime.date(2027, 6, 30))
Owners = st.SearchStrategy[Collection[str]]


@kept
@st.composite
def measures(draw: st.DrawFn) -> Measure:
    """Measures in either direction, open or bounded on either side."""
    low, high = sorted(draw(st.tuples(numbers(), numbers())))
    return Measure(
        unit=draw(texts()),
        direction=draw(st.sampled_from(Direction)),
        low=draw(st.sampled_from([low, None])),
        high=draw(st.sampled_from([high, None])),
        source=draw(st.sampled_from([None, *MeasureSource])),
        instrument=draw(optional(ids())),
    )


@kept
def teaching_strategies() -> st.SearchStrategy[Strategy]:
    """Strategies by which a goal is to be reached, with and without a tier of evidence."""
    return st.builds(Strategy, texts(), st.sampled_from([None, *EvidenceTier]))


@kept
def self_ratings() -> st.SearchStrategy[SelfRatings]:
    """What owners say of their goal, all or some of it or nothing."""
    answers = st.sampled_from([None, True, False])
    return st.builds(
        SelfRatings,
        powerful=answers,
        easy=answers,
        emotionally_compelling=answers,
        achievable=answers,
        relevant=answers,
    )


def goals(
    owners: Owners | None = None,
    *,
    id: st.SearchStrategy[str] | None = None,
    measure: st.SearchStrategy[Measure] | None = None,
) -> st.SearchStrategy[Goal]:
    """Goals with or without a baseline, due in the school year 2026-27.

    Args:
        owners: Whose they are; any people, if not given.
        id: Their ids; any, if not given.
        measure: What they are measured in; any, if not given.
    """
    return _goal(
        st.sets(ids(), min_size=1, max_size=3) if owners is None else owners,
        ids() if id is None else id,
        measures() if measure is None else measure,
    )


@st.composite
def _goal(
    draw: st.DrawFn,
    owners: Owners,
    id: st.SearchStrategy[str],
    measure: st.SearchStrategy[Measure],
) -> Goal:
    within = draw(measure)
    worse, better = sorted(draw(st.tuples(*2 * [numbers(within.low, within.high)])))
    if within.direction is Direction.DECREASE:
        worse, better = better, worse
    first = draw(days(EARLIEST, LATEST))
    told: dict[str, Any] = {"baseline": worse, "baseline_day": first}
    has_baseline = worse != better and draw(st.booleans())
    return Goal(
        id=draw(id),
        owners=draw(owners),
        title=draw(texts()),
        focus=draw(st.sampled_from(GoalFocus)),
        measure=within,
        target=better,
        target_day=draw(days(first.add(days=1), LATEST.add(days=1))),
        measured_every_days=draw(optional(st.integers(1, 366))),
        strategies=draw(st.lists(teaching_strategies(), max_size=2)),
        standards=draw(st.sets(ids(), max_size=2)),
        group=draw(optional(texts())),
        serves=draw(optional(ids())),
        copied_from=draw(optional(ids())),
        ratings=draw(self_ratings()),
        **told if has_baseline else {},
    )


@st.composite
def _measurement(draw: st.DrawFn, id: str, version: GoalVersion) -> Measurement:
    goal = version.goal
    return Measurement(
        EventId(id),
        draw(days(EARLIEST, LATEST)),
        draw(numbers(goal.measure.low, goal.measure.high)),
        draw(st.sampled_from(MeasurementRole)),
        version.id,
        draw(st.sampled_from([None, *map(PersonId, sorted(goal.owners))])),
    )


def goal_records(owners: Owners | None = None) -> st.SearchStrategy[GoalRecord]:
    """Records of one goal each: a few versions, measurements of each of them, closed or open.

    Args:
        owners: Whose the goal is, in each of its versions; any people, if not given.
    """
    return _goal_record(owners)


@st.composite
def _goal_record(draw: st.DrawFn, owners: Owners | None) -> GoalRecord:
    first, *later = draw(st.lists(goals(owners), min_size=1, max_size=3))
    on = sorted(draw(st.lists(days(EARLIEST, LATEST), min_size=3, max_size=3)))
    versions = [
        GoalVersion(EventId(f"set-{number}"), day, evolve(goal, id=first.id))
        for number, (goal, day) in enumerate(zip([first, *later], on, strict=False), 1)
    ]
    measurements = [
        draw(_measurement(f"measured-{number}", draw(st.sampled_from(versions))))
        for number in range(1, draw(st.integers(0, 6)) + 1)
    ]
    closing = GoalClosing(
        EventId("closed"), draw(days(on[-1], LATEST)), draw(st.sampled_from(GoalOutcome))
    )
    closed = draw(st.sampled_from([None, closing]))
    return GoalRecord(tuple(versions), tuple(measurements), closed)


@kept
def decision_rules() -> st.SearchStrategy[DecisionRule]:
    """Four-point rules, consecutive or not, and trend-line rules by any method."""
    return _four_point_rule() | st.builds(
        TrendLineRule,
        method=st.sampled_from(TrendMethod),
        tolerance=st.floats(0, 1),
        well_below=st.floats(0, 1),
        min_points=st.integers(2, 12),
    )


@st.composite
def _four_point_rule(draw: st.DrawFn) -> FourPointRule:
    k_below, k_above = draw(st.tuples(st.integers(1, 8), st.integers(1, 8)))
    consecutive = draw(st.booleans())
    last = st.none() if consecutive else optional(st.integers(max(k_below, k_above), 12))
    return FourPointRule(
        k_below=k_below,
        k_above=k_above,
        min_points=draw(st.integers(min(k_below, k_above), 12)),
        min_weeks=draw(st.integers(0, 12)),
        consecutive=consecutive,
        of_last=draw(last),
        on_line_counts_as=draw(st.sampled_from(OnLine)),
    )

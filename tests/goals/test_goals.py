"""Goals, their records and progress."""

import datetime
from typing import Any

import pytest
from attrs import evolve

from coachcycle.goals import (
    Aimline,
    BaselineWithoutDay,
    Goal,
    GoalRecord,
    GoalVersion,
    Measure,
    Measurement,
    OutsideMeasure,
    ProgressStatus,
    RangeEmpty,
    TargetBeforeBaseline,
    TargetNotAhead,
    progress,
)
from coachcycle.schoolyear import as_day
from coachcycle.vocabulary import (
    MeasurementRole,
    OutOfRange,
    SetEmpty,
    TextMalformed,
    TypeMismatch,
    WordUnknown,
)

START = as_day(datetime.date(2026, 9, 7))


def week(n: int) -> Any:
    """The same weekday n weeks after the start."""
    return START.add(weeks=n)


def goal(**changes: object) -> Goal:
    """From 45 to 75 in fifteen weeks."""
    told: dict[str, Any] = {
        "id": "g-1",
        "owners": {"t-1"},
        "title": "Words read correctly",
        "focus": "student",
        "measure": Measure(unit="words a minute", low=0, high=200),
        "baseline": 45,
        "baseline_day": START,
        "target": 75,
        "target_day": week(15),
    }
    return Goal(**(told | changes))


def record(of: Goal, *points: tuple[int, float], role: str = "progress") -> GoalRecord:
    """A record with a measurement in some weeks."""
    measured = tuple(
        Measurement(f"e-{n}", week(at), value, MeasurementRole(role), "e-0")  # type: ignore[arg-type]
        for n, (at, value) in enumerate(points, 1)
    )
    return GoalRecord((GoalVersion("e-0", START, of),), measured)  # type: ignore[arg-type]


class TestGoal:
    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"owners": []}, SetEmpty),
            ({"owners": "t-1"}, TypeMismatch),
            ({"title": ""}, TextMalformed),
            ({"strategy": "x" * 201}, TextMalformed),
            ({"group": "a\nb"}, TextMalformed),
            ({"focus": "both"}, WordUnknown),
            ({"measure": "words"}, TypeMismatch),
            ({"target": 201}, OutsideMeasure),
            ({"target": float("nan")}, OutOfRange),
            ({"baseline": -1}, OutsideMeasure),
            ({"baseline": None}, BaselineWithoutDay),
            ({"baseline_day": None}, BaselineWithoutDay),
            ({"target": 45}, TargetNotAhead),
            ({"target": 44}, TargetNotAhead),
            ({"measure": Measure(unit="errors", direction="decrease")}, TargetNotAhead),
            ({"target_day": START}, TargetBeforeBaseline),
        ],
    )
    def test_an_impossible_goal_cannot_be_built(
        self, changes: dict[str, object], error: type[Exception]
    ) -> None:
        """
        Each rule has its own error.
        """
        with pytest.raises(error):
            goal(**changes)

    def test_without_a_baseline(self) -> None:
        """
        The baseline may be measured later.
        """
        assert goal(baseline=None, baseline_day=None).baseline is None

    def test_its_repr_holds_no_content(self) -> None:
        """
        Neither words nor numbers of a teacher's goal get into a log by accident.
        """
        shown = repr(goal(strategy="Sound it out", group="Blue table"))
        for content in ("Words", "Sound", "Blue", "45", "75", "words a minute"):
            assert content not in shown


class TestMeasure:
    def test_range(self) -> None:
        """
        Both ends belong to the range; an open side has none.
        """
        measure = Measure(unit="%", low=0, high=100)
        assert [measure.holds(value) for value in (-0.1, 0, 100, 100.1)] == [
            False,
            True,
            True,
            False,
        ]
        assert Measure(unit="%").holds(-1e300)
        with pytest.raises(RangeEmpty):
            Measure(unit="%", low=1, high=0)

    def test_direction(self) -> None:
        """
        Less is better where the measure says so.
        """
        assert Measure(unit="errors", direction="decrease").reaches(3, 4)
        assert not Measure(unit="words").reaches(3, 4)


class TestAimline:
    def test_worked_example(self) -> None:
        """
        From 45 to 75 in 15 weeks is 2 a week, and 61 after week 8.
        """
        aimline = Aimline(START, 45, week(15), 75)
        assert aimline.weekly_slope == 2.0
        assert [aimline.expected(week(n)) for n in range(1, 9)] == [47, 49, 51, 53, 55, 57, 59, 61]
        assert aimline.expected(week(-1)) == 45
        assert aimline.expected(week(20)) == 75


class TestProgress:
    @pytest.mark.parametrize(
        ("value", "status"), [(60.9, "behind"), (61, "on_track"), (74.9, "on_track"), (75, "met")]
    )
    def test_status(self, value: float, status: str) -> None:
        """
        On the line counts as on track.
        """
        now = progress(record(goal(), (8, value)), on=week(8))
        assert now.status == ProgressStatus(status)
        assert now.latest is not None
        assert now.latest.value == value

    def test_the_rounding_of_the_line_does_not_count(self) -> None:
        """
        A line that should be at nothing, and is not quite, is met by nothing.
        """
        logits = goal(measure=Measure(unit="logit"), baseline=-1.6, target=0.8)
        told = record(logits, (10, 0.0))
        assert progress(told, on=week(10)).status == "on_track"
        assert progress(record(logits, (10, -0.001)), on=week(10)).status == "behind"

    def test_lower_is_better(self) -> None:
        """
        A measure that should fall is behind while it is above its line.
        """
        falling = goal(measure=Measure(unit="errors", direction="decrease"), baseline=20, target=5)
        assert progress(record(falling, (5, 16)), on=week(5)).status == "behind"
        assert progress(record(falling, (5, 15)), on=week(5)).status == "on_track"
        assert progress(record(falling, (5, 5)), on=week(5)).status == "met"

    def test_nothing_later_is_looked_at(self) -> None:
        """
        What was measured after the day does not count, in whatever order it was entered.
        """
        told = record(goal(), (8, 75), (2, 49), (3, 40))
        assert progress(told, on=week(2)).status == "on_track"
        assert progress(told, on=week(3)).status == "behind"
        assert [one.day for one in progress(told, on=week(9)).points] == [week(2), week(3), week(8)]
        assert progress(told, on=START).status == "no_measurement"

    def test_a_measured_baseline(self) -> None:
        """
        Without a stated one the median of the baseline measurements counts, from their last day.
        """
        open_goal = goal(baseline=None, baseline_day=None)
        told = record(open_goal, (0, 40), (1, 47), (2, 45), role="baseline")
        now = progress(told, on=week(2))
        assert now.aimline == Aimline(week(2), 45, week(15), 75)
        assert now.status == "no_measurement"
        assert progress(record(open_goal), on=week(2)).status == "no_baseline"
        assert progress(record(open_goal, (3, 50)), on=week(3)).status == "no_baseline"
        assert progress(record(open_goal, (3, 80)), on=week(3)).status == "met"
        late = record(open_goal, (15, 40), role="baseline")
        assert progress(late, on=week(16)).aimline is None

    def test_versions(self) -> None:
        """
        A changed target keeps its points, a changed measure starts anew; the day says which holds.
        """
        first = record(goal(), (8, 62))
        higher = GoalVersion("e-9", week(9), goal(target=90))  # type: ignore[arg-type]
        raised = evolve(first, versions=(*first.versions, higher))
        assert raised.goal.target == 90
        assert progress(raised, on=week(8)).status == "on_track"
        assert progress(raised, on=week(9)).status == "behind"
        assert progress(raised, on=week(9)).version == "e-9"
        other = GoalVersion("e-9", week(9), goal(measure=Measure(unit="pages")))  # type: ignore[arg-type]
        changed = evolve(first, versions=(*first.versions, other))
        assert progress(changed, on=week(9)).points == ()
        assert progress(changed, on=week(-1)).version == "e-0"

    def test_its_repr_is_short(self) -> None:
        """
        It says where the goal stands, not what was measured.
        """
        assert "62" not in repr(progress(record(goal(), (8, 62)), on=week(8)))

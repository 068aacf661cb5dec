"""Charts and diagrams."""

import pytest
from hypothesis import given
from pendulum import Date

from coachcycle.cycles import MODELS
from coachcycle.goals import FourPointRule, GoalRecord, GoalVersion, Measure, chart
from coachcycle.report import goal_chart, mermaid
from coachcycle.testing import days, goal_records
from coachcycle.vocabulary import OutOfRange
from desk import active, day, goal
from weekly import measured, record, revised, week, weekly


class TestGoalChart:
    def test_what_is_drawn(self) -> None:
        """
        Baseline, aimline, measurements and target, within the width, from first to last day.
        """
        desk = active()
        desk.enter("goal_set", goal=goal(baseline=20, baseline_day=day(0)))
        for on, value in ((10, 30), (20, 25), (40, 95)):
            desk.enter("measured", on=on, value=value)
        drawn = goal_chart(chart(desk.cycle.goals["g-1"], day(30)), width=60, height=10)
        lines = drawn.splitlines()
        assert max(len(line) for line in lines) <= 60
        assert len(lines) == 12
        assert drawn.count("*") == 2
        assert drawn.count("o") == 1
        assert lines[0].strip().startswith("80.0 |=")
        assert lines[-1].split() == ["2026-09-07", "2026-12-06"]

    def test_without_any_measurement(self) -> None:
        """
        Only the target is there, and nothing divides by nothing.
        """
        record = GoalRecord((GoalVersion("e-1", day(0), goal()),))  # type: ignore[arg-type]
        drawn = goal_chart(chart(record, day(1)))
        assert "=" in drawn
        assert "*" not in drawn

    def test_verdicts_stand_below(self) -> None:
        """
        A line for each day on which a rule's verdict changed; an aimline of before is told apart.
        """
        told = revised(weekly(50, 52, 55, 53, 57, 58, 58, 60, 62), 9, target=90)
        told = measured(told, (10, 64), (11, 66))
        lines = goal_chart(chart(told, week(11), [FourPointRule()])).splitlines()
        assert [line.strip() for line in lines[-2:]] == [
            "2026-10-19 four_point: continue",
            "2026-11-09 four_point: too_early",
        ]
        assert "".join(lines).count(":::") >= 3
        assert "".join(goal_chart(chart(told, week(8))).splitlines()[:-3]).count(":") == 0

    @pytest.mark.parametrize(("width", "height"), [(47, 10), (401, 10), (60, 3), (60, 101)])
    def test_sizes_have_a_range(self, width: int, height: int) -> None:
        """
        Within which a scale and two days find room.
        """
        drawn = chart(weekly(50), week(1))
        with pytest.raises(OutOfRange):
            goal_chart(drawn, width=width, height=height)
        for least, most in ((48, 4), (400, 100)):
            assert goal_chart(drawn, width=least, height=most)

    def test_values_hardly_apart(self) -> None:
        """
        The scale has six decimals at most, and a step too small for a number does no harm.
        """
        tiny = goal(baseline=0, target=5e-324, baseline_day=day(0), measure=Measure(unit="x"))
        lines = goal_chart(chart(record(tiny), day(1)), width=60, height=10).splitlines()
        assert lines[0].startswith("0.000000 |")

    @given(goal_records(), days())
    def test_any_record_can_be_drawn(self, told: GoalRecord, on: Date) -> None:
        """
        Within its width and height, whatever the values.
        """
        drawn = chart(told, on)
        lines = goal_chart(drawn, width=70, height=8).splitlines()
        assert len(lines) == 8 + 2 + len(drawn.marks)
        assert max(len(line) for line in lines[:10]) <= 70


class TestMermaid:
    def test_every_transition_is_drawn(self) -> None:
        """
        From the table: each with what it requires.
        """
        for model in MODELS:
            lines = mermaid(model).splitlines()
            assert len(lines) == 2 + len(model.transitions) + len(model.completes)
        assert "    improve --> learn: reviewed(switch_strategy)" in mermaid(MODELS["impact"])

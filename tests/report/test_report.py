"""Charts and diagrams."""

from coachcycle.cycles import MODELS
from coachcycle.goals import GoalRecord, GoalVersion
from coachcycle.report import goal_chart, mermaid
from desk import active, day, goal


class TestGoalChart:
    def test_what_is_drawn(self) -> None:
        """
        Baseline, aimline, measurements and target, within the width, from first to last day.
        """
        desk = active()
        desk.enter("goal_set", goal=goal(baseline=20, baseline_day=day(0)))
        for on, value in ((10, 30), (20, 25), (40, 95)):
            desk.enter("measured", on=on, value=value)
        chart = goal_chart(desk.cycle.goals["g-1"], on=day(30), width=60, height=10)  # type: ignore[index]
        lines = chart.splitlines()
        assert max(len(line) for line in lines) <= 60
        assert len(lines) == 12
        assert chart.count("*") == 2
        assert chart.count("o") == 1
        assert lines[0].strip().startswith("80 |=")
        assert lines[-1].split() == ["2026-09-07", "2026-12-06"]

    def test_without_any_measurement(self) -> None:
        """
        Only the target is there, and nothing divides by nothing.
        """
        record = GoalRecord((GoalVersion("e-1", day(0), goal()),))  # type: ignore[arg-type]
        chart = goal_chart(record, on=day(1))
        assert "=" in chart
        assert "*" not in chart


class TestMermaid:
    def test_every_transition_is_drawn(self) -> None:
        """
        From the table: each with what it requires.
        """
        for model in MODELS:
            lines = mermaid(model).splitlines()
            assert len(lines) == 2 + len(model.transitions) + len(model.completes)
        assert "    improve --> learn: reviewed(switch_strategy)" in mermaid(MODELS["impact"])

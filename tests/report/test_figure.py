"""A goal's chart as a picture."""

import io
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from pendulum import Date

from coachcycle.errors import ExtraMissing
from coachcycle.goals import GoalRecord, Measure, chart
from coachcycle.report import goal_figure
from coachcycle.testing import days, goal_records
from weekly import WORKED, goal, measured, record, revised, week, weekly


def labels(figure: Any) -> list[str]:
    """What the legend names."""
    [axes] = figure.axes
    return [text.get_text() for text in axes.get_legend().get_texts()]


class TestGoalFigure:
    def test_worked_example(self) -> None:
        """
        Lines and marks, each named; the day on which verdicts changed is numbered and told below.
        """
        figure = goal_figure(chart(weekly(*WORKED["values"]), week(8)), title="Words")
        [axes] = figure.axes
        assert labels(figure) == [
            "aimline",
            "trend (ols), carried on",
            "baseline",
            "measured",
            "target",
        ]
        assert axes.get_ylabel() == "words a minute"
        assert axes.get_title(loc="left") == "Words"
        assert axes.get_xlabel() == "1  2026-10-19  four point: continue, trend line: change"
        assert [text.get_text() for text in axes.texts] == ["1"]
        lines = {line.get_label(): list(line.get_ydata()) for line in axes.lines}
        assert lines["aimline"] == [45, 75]
        assert lines["measured"] == WORKED["values"]
        assert lines["trend (ols), carried on"][1] == pytest.approx(WORKED["ols_forecast"])
        assert lines["target"] == [75]

    def test_nothing_is_told_by_colour_alone(self) -> None:
        """
        Lines differ by their dashes, marks by their shapes.
        """
        told = measured(revised(weekly(*WORKED["values"]), 8, target=90), (9, 62))
        told = measured(told, *((n, 60 + n) for n in range(10, 15)))
        [axes] = goal_figure(chart(told, week(15))).axes
        named = [line for line in axes.lines if str(line.get_label()) in labels(axes.figure)]
        assert labels(axes.figure)[0] == "earlier aimline"
        looks = [(line.get_linestyle(), line.get_marker()) for line in named]
        assert len(set(looks)) == len(looks) == 6

    def test_names_of_people_and_words_stay_out(self) -> None:
        """
        There is no title unless one is given.
        """
        figure = goal_figure(chart(weekly(50, 52), week(2)))
        svg = io.StringIO()
        figure.savefig(svg, format="svg")
        assert figure.axes[0].get_title(loc="left") == ""
        assert "Words read" not in svg.getvalue()
        assert "t-1" not in svg.getvalue()

    def test_a_unit_is_no_formula(self) -> None:
        """
        Dollars and underscores are shown as they are.
        """
        odd = goal(measure=Measure(unit="$x_{$ per book"))
        figure = goal_figure(chart(record(odd, (1, 50)), week(1)), title="$\\frac{$")
        figure.savefig(io.BytesIO(), format="png")
        assert figure.axes[0].get_ylabel() == "$x_{$ per book"

    def test_without_matplotlib(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        It says what to install.
        """
        monkeypatch.setitem(sys.modules, "matplotlib", None)
        for name in [name for name in sys.modules if name.startswith("matplotlib.")]:
            monkeypatch.setitem(sys.modules, name, None)
        with pytest.raises(ExtraMissing) as refused:
            goal_figure(chart(weekly(50), week(1)))
        assert str(refused.value) == "this needs matplotlib: pip install 'coachcycle[plot]'"

    @settings(max_examples=15)
    @given(goal_records(), days())
    def test_any_record_can_be_drawn(self, told: GoalRecord, on: Date) -> None:
        """
        Whatever was set, revised and measured.
        """
        assert "target" in labels(goal_figure(chart(told, on)))

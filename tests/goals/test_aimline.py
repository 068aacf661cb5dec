"""Aimlines, where they start, and a value for each day."""

from typing import Any

import pytest

from coachcycle.goals import Aimline, DayValue
from coachcycle.goals.aimline import aimline_of, by_day
from weekly import ANSWERS, START, WORKED, goal, measured, record, week


class TestAimline:
    def test_worked_example(self) -> None:
        """
        From 45 to 75 in 15 weeks is 2 a week, and 61 after week 8.
        """
        aimline = Aimline(START, WORKED["baseline"], week(WORKED["weeks"]), WORKED["target"])
        assert aimline.weekly_slope == WORKED["weekly_slope"]
        assert [aimline.expected(week(n)) for n in range(1, 9)] == WORKED["expected"]
        assert aimline.expected(week(-1)) == 45
        assert aimline.expected(START) == 45
        assert aimline.expected(week(15)) == 75
        assert aimline.expected(week(20)) == 75

    def test_lead(self) -> None:
        """
        Positive on the side towards which the line runs, whichever that is.
        """
        rising, falling = Aimline(START, 45, week(15), 75), Aimline(START, 75, week(15), 45)
        assert [rising.lead(week(8), value) for value in (60, 61, 63)] == [-1, 0, 2]
        assert [falling.lead(week(8), value) for value in (60, 59, 57)] == [-1, 0, 2]

    @pytest.mark.parametrize(
        ("baseline", "target", "value", "is_on_it"),
        [
            (-1.6, 0.8, 0.0, True),
            (-1.6, 0.8, 1e-6, False),
            (0.1, 0.7, 0.5, True),
            (1e9, 1e9 + 6, 1e9 + 4, True),
            (1e9, 1e9 + 6, 1e9 + 4.001, False),
        ],
    )
    def test_rounding(self, baseline: float, target: float, value: float, is_on_it: bool) -> None:
        """
        What the line misses by rounding alone is on it; what anybody can measure is not.
        """
        aimline = Aimline(START, baseline, week(15), target)
        assert (aimline.lead(week(10), value) == 0) is is_on_it

    def test_its_repr_has_no_values(self) -> None:
        """
        Days alone.
        """
        shown = repr(Aimline(START, 41.5, week(15), 75.25))
        assert "41.5" not in shown
        assert "75.25" not in shown


class TestByDay:
    def test_several_values_of_one_day(self) -> None:
        """
        Their median counts, of an even number the mean of the middle two; events stay in log order.
        """
        told = record(goal(), (2, 60), (1, 52), (2, 40), (1, 50), (2, 55))
        assert by_day(told.measurements) == (
            DayValue(week(1), 51, ("e-2", "e-4")),
            DayValue(week(2), 55, ("e-1", "e-3", "e-5")),
        )
        assert by_day([]) == ()

    def test_its_repr_has_no_values(self) -> None:
        """
        Day and events.
        """
        assert "51.25" not in repr(DayValue(week(1), 51.25, ("e-2",)))


class TestStart:
    @pytest.mark.parametrize("told", ANSWERS["medians"]["cases"])
    def test_published_medians(self, told: dict[str, Any]) -> None:
        """
        A measured baseline is the median, on the last of its days.
        """
        values = told["values"]
        bare = goal(baseline=None, baseline_day=None, target=100)
        measured = record(bare, *enumerate(values), role="baseline").measurements
        last = week(len(values) - 1)
        assert aimline_of(bare, measured) == Aimline(last, told["median"], week(15), 100)

    def test_a_stated_baseline_comes_first(self) -> None:
        """
        What was measured beside it changes nothing.
        """
        told = measured(record(goal()), (2, 60), role="baseline")
        assert aimline_of(told.goal, told.measurements) == Aimline(START, 45, week(15), 75)

    @pytest.mark.parametrize(("on", "value"), [(2, 75), (2, 80), (15, 40), (16, 40)])
    def test_there_is_none_where_nothing_is_ahead(self, on: int, value: float) -> None:
        """
        From a baseline at the target or beyond it, or of its day or later, no line leads on.
        """
        bare = goal(baseline=None, baseline_day=None)
        told = record(bare, (on, value), role="baseline")
        assert aimline_of(bare, told.measurements) is None
        assert aimline_of(bare, []) is None

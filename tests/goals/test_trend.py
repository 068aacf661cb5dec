"""Trend lines, held against published medians, worked answers and scipy."""

import math
from statistics import median
from typing import Any

import pytest
import scipy  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from coachcycle.goals import DayValue, Trend, TrendMethod
from coachcycle.goals.trend import trend
from coachcycle.vocabulary import LARGEST
from weekly import ANSWERS, START, WORKED, week


def values_of(*points: tuple[int, float]) -> list[DayValue]:
    """A value on some days after the start."""
    return [DayValue(START.add(days=day), value, (f"e-{day}",)) for day, value in points]


def laid(method: str, *points: tuple[int, float]) -> Trend:
    """The trend of values on some days, counted from the start, with a forecast for week 15."""
    return trend(values_of(*points), TrendMethod(method), START, week(15))


def weekly(method: str, *values: float) -> Trend:
    """The trend of a value in each week from the first on."""
    return laid(method, *((7 * n, value) for n, value in enumerate(values, 1)))


series = st.lists(
    st.tuples(st.integers(0, 200), st.integers(-500, 500).map(lambda n: n / 4)),
    min_size=2,
    max_size=15,
    unique_by=lambda point: point[0],
).map(sorted)


class TestTrend:
    def test_worked_example(self) -> None:
        """
        Least squares through the eight weeks, and where it leads in week 15.
        """
        found = weekly("ols", *WORKED["values"])
        assert found.weekly_slope == pytest.approx(WORKED["ols_slope"], abs=5e-7)
        assert found.start == pytest.approx(WORKED["ols_start"], abs=5e-7)
        assert found.forecast == pytest.approx(WORKED["ols_forecast"])
        assert found.expected(week(2)) == pytest.approx(found.start + 2 * found.weekly_slope)
        assert (found.method, found.first, found.last) == ("ols", START, week(15))

    def test_its_repr_has_no_values(self) -> None:
        """
        Method and days.
        """
        assert "1.5" not in repr(weekly("ols", 50, 51.5, 53))

    @pytest.mark.parametrize(
        "told", [case for source in ANSWERS["tukey_thirds"] for case in source["cases"]]
    )
    def test_published_medians_of_thirds(self, told: dict[str, Any]) -> None:
        """
        A Tukey line goes through the median of a third at the middle of its weeks.
        """
        scores, middle = told["values"], told["median"]
        first = weekly("tukey", *scores, *[90] * 5, *[100] * 5)
        assert first.expected(week(3)) == pytest.approx(middle)
        last = weekly("tukey", *[0] * 5, *[90] * 5, *scores)
        assert last.expected(week(13)) == pytest.approx(middle)

    @pytest.mark.parametrize(
        ("values", "slope", "start"),
        [
            ([1, 3], 2, -1),
            ([1, 9, 5], 2, -1),
            ([1, 0, 9, 7], 2, -1),
            ([1, 5, 9, 7, 9], 5 / 3, 0.5),
            ([1, 5, 0, 9, 9, 13], 8 / 4, 0),
            ([1, 5, 8, 0, 7, 9, 13], 8 / 5, 0.6),
            ([1, 5, 4, 8, 0, 7, 9, 13], 5 / 5, 2),
        ],
    )
    def test_thirds_of_any_number(self, values: list[float], slope: float, start: float) -> None:
        """
        The outer thirds are equal; one over goes to the middle, two over to the outer ones.
        """
        found = weekly("tukey", *values)
        assert found.weekly_slope == pytest.approx(slope)
        assert found.start == pytest.approx(start)

    @pytest.mark.parametrize(
        ("values", "slope", "start"),
        [
            ([1, 3], 2, -1),
            ([1, 50, 5], 2, -1),
            ([2, 4, 3, 9], (6 - 3) / 2, 0.75),
            ([2, 4, 99, 3, 9], (6 - 3) / 3, 2),
        ],
    )
    def test_halves_of_any_number(self, values: list[float], slope: float, start: float) -> None:
        """
        Of an odd number the middle one is in neither half; the line leaves half of all on each side.
        """
        found = weekly("split_middle", *values)
        assert found.weekly_slope == pytest.approx(slope)
        assert found.start == pytest.approx(start)

    @given(series)
    def test_scipy_says_the_same(self, points: list[tuple[int, float]]) -> None:
        """
        Of least squares and Theil-Sen, on any days.
        """
        xs, ys = [day / 7 for day, _ in points], [value for _, value in points]
        ols, sen = laid("ols", *points), laid("theil_sen", *points)
        theirs = scipy.stats.linregress(xs, ys)
        assert ols.weekly_slope == pytest.approx(theirs.slope, abs=1e-9)
        assert ols.start == pytest.approx(theirs.intercept, abs=1e-8)
        robust = scipy.stats.theilslopes(ys, xs, method="joint")
        assert sen.weekly_slope == pytest.approx(robust.slope, abs=1e-9)
        assert sen.start == pytest.approx(robust.intercept, abs=1e-8)

    @given(
        st.sampled_from(TrendMethod),
        st.lists(st.integers(0, 200), min_size=2, max_size=12, unique=True).map(sorted),
        st.integers(-20, 20),
        st.integers(-500, 500),
    )
    def test_points_on_a_line(
        self, method: TrendMethod, days: list[int], slope: int, start: int
    ) -> None:
        """
        All methods find it, and so do the repeated medians of scipy.
        """
        points = [(day, start + slope * day / 7) for day in days]
        found = laid(method, *points)
        assert found.weekly_slope == pytest.approx(slope, abs=1e-9)
        assert found.start == pytest.approx(start, abs=1e-7)
        siegel = scipy.stats.siegelslopes([value for _, value in points], [day / 7 for day in days])
        assert found.weekly_slope == pytest.approx(siegel.slope, abs=1e-9)

    @given(st.sampled_from(["split_middle", "theil_sen"]), series)
    def test_half_lies_on_each_side(self, method: str, points: list[tuple[int, float]]) -> None:
        """
        Of the lines that are moved to the middle.
        """
        found = laid(method, *points)
        above = [one.value - found.expected(one.day) for one in values_of(*points)]
        assert median(above) == pytest.approx(0, abs=1e-9)

    @given(series)
    def test_split_middle_as_it_is_drawn(self, points: list[tuple[int, float]]) -> None:
        """
        By another route: halves cut at the middle position, crosses at their middle day and value.
        """
        count = len(points)
        early = [point for place, point in enumerate(points) if place < (count - 1) / 2]
        late = [point for place, point in enumerate(points) if place > (count - 1) / 2]
        run = scipy.stats.scoreatpercentile(
            [day for day, _ in late], 50
        ) - scipy.stats.scoreatpercentile([day for day, _ in early], 50)
        rise = scipy.stats.scoreatpercentile(
            [value for _, value in late], 50
        ) - scipy.stats.scoreatpercentile([value for _, value in early], 50)
        assert laid("split_middle", *points).weekly_slope == pytest.approx(7 * rise / run)

    @pytest.mark.parametrize("method", TrendMethod)
    def test_numbers_as_large_as_can_be(self, method: TrendMethod) -> None:
        """
        What a goal may be measured in never overflows.
        """
        steep = laid(method, (0, -LARGEST), (1, LARGEST), (2, LARGEST), (3, -LARGEST))
        assert math.isfinite(steep.weekly_slope)
        assert math.isfinite(steep.forecast)

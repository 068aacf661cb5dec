"""Percent of goal obtained."""

import math
from typing import Any

import numpy as np
import pytest
import scipy  # type: ignore[import-untyped]
from hypothesis import assume, given
from hypothesis import strategies as st

from coachcycle.goals import EffectWarning, GoalAtBaseline, IntervalMethod, TooFewMeasurements, pogo
from coachcycle.vocabulary import Direction, OutOfRange, TypeMismatch

values = st.integers(-20, 20)
phase = st.lists(values, min_size=1, max_size=7)


class TestPogo:
    @given(phase, phase, values, st.floats(0.01, 0.999))
    def test_formula(self, before: list[int], since: list[int], goal: int, level: float) -> None:
        """
        Estimate, standard error and interval, written out with numpy.
        """
        assume(goal != np.mean(before))
        found = pogo(before, since, goal, confidence=level)
        way = goal - np.mean(before)
        share = (np.mean(since) - np.mean(before)) / way
        assert found.estimate == pytest.approx(100 * share, rel=1e-9, abs=1e-9)
        assert found.goal == goal
        assert found.standard_error_method is None
        m, n = len(before), len(since)
        if min(m, n) == 1:
            assert (found.standard_error, found.interval) == (None, None)
            assert EffectWarning.NO_STANDARD_ERROR in found.warnings
            return
        assert EffectWarning.NO_STANDARD_ERROR not in found.warnings
        of_before, of_since = np.var(before, ddof=1) / m, np.var(since, ddof=1) / n
        error = 100 / abs(way) * math.sqrt(of_before + of_since + share**2 * of_before)
        assert found.standard_error == pytest.approx(error, rel=1e-9, abs=1e-9)
        assert found.interval is not None
        reach = scipy.stats.norm.ppf((1 + level) / 2) * error
        ends = (found.estimate - reach, found.estimate + reach)
        assert (found.interval.low, found.interval.high) == pytest.approx(ends, rel=1e-7, abs=1e-7)
        assert (found.interval.level, found.interval.method) == (level, IntervalMethod.NORMAL)
        assert found.interval.low <= found.estimate <= found.interval.high

    @pytest.mark.parametrize(
        ("before", "goal"),
        [
            ([2], 2),
            ([1, 3], 2),
            ([5, 5, 5], 5),
            ([0.1, 0.2, 0.3], 0.2),
            ([1e308, 1e308], 1e308),
            ([0], 5e-324),
        ],
    )
    def test_a_goal_at_the_baseline(self, before: list[float], goal: float) -> None:
        """
        Is refused, also where no float is one tenth and where the way is next to nothing.
        """
        with pytest.raises(GoalAtBaseline) as caught:
            pogo(before, [3e300, 4], goal)
        assert caught.value.fields == {"method": "pogo", "baseline_points": len(before)}

    def test_as_near_as_can_be(self) -> None:
        """
        A goal that is near, but ahead, is a goal; numbers of any size will do.
        """
        assert pogo([0.1, 0.2, 0.3], [0.2], 0.2 + 1e-9).estimate == 0
        assert pogo([-1e308, -1e308], [1e308, 1e308], 1e308).estimate == 100

    @given(phase, phase, values, st.integers(-9, 9), st.integers(1, 9))
    def test_another_unit(
        self, before: list[int], since: list[int], goal: int, plus: int, times: int
    ) -> None:
        """
        Adding a number and multiplying by a positive one changes nothing.
        """
        assume(goal * len(before) != sum(before))
        plain = pogo(before, since, goal)
        moved = [[plus + times * value for value in phase] for phase in (before, since)]
        found = pogo(*moved, plus + times * goal)
        assert (found.estimate, found.standard_error, found.interval, found.warnings) == (
            plain.estimate,
            plain.standard_error,
            plain.interval,
            plain.warnings,
        )

    @given(phase, phase, values)
    def test_direction(self, before: list[int], since: list[int], goal: int) -> None:
        """
        Changes the warnings alone: whether the goal is ahead, and whether the baseline rose to it.
        """
        assume(goal * len(before) != sum(before))
        up = pogo(before, since, goal)
        down = pogo(before, since, goal, direction=Direction.DECREASE)
        assert (up.estimate, up.standard_error, up.interval) == (
            down.estimate,
            down.standard_error,
            down.interval,
        )
        behind = [EffectWarning.GOAL_NOT_AHEAD in size.warnings for size in (up, down)]
        assert behind == [goal * len(before) < sum(before), goal * len(before) > sum(before)]
        turned = pogo(
            [-value for value in before], [-value for value in since], -goal,
            direction=Direction.DECREASE,
        )  # fmt: skip
        assert (turned.estimate, turned.warnings) == (up.estimate, up.warnings)

    def test_constant_phases(self) -> None:
        """
        Numbers that never moved give a standard error of 0, and warnings of it.
        """
        found = pogo([10, 10], [15, 15], 20)
        assert (found.estimate, found.standard_error) == (50, 0)
        assert {"constant_baseline", "constant_treatment"} <= {*found.warnings}

    def test_one_measurement(self) -> None:
        """
        Is enough for the estimate, on either side.
        """
        assert pogo([10], [15, 16], 20).estimate == 55
        assert pogo([10, 12], [15], 21).estimate == 40

    def test_what_is_refused(self) -> None:
        """
        An empty phase, and what is no number.
        """
        for before, since, lacking in (([], [1], "baseline"), ([1], [], "treatment")):
            with pytest.raises(TooFewMeasurements) as caught:
                pogo(before, since, 5)
            assert caught.value.fields == {
                "method": "pogo",
                "phase": lacking,
                "needed": 1,
                "came": 0,
            }
        bad: list[tuple[Any, type[Exception]]] = [
            (math.nan, OutOfRange),
            (math.inf, OutOfRange),
            ("5", TypeMismatch),
        ]
        for goal, error in bad:
            with pytest.raises(error) as refused:
                pogo([1], [2], goal)
            assert refused.value.fields["what"] == "goal"  # type: ignore[attr-defined]
        with pytest.raises(OutOfRange, match="baseline"):
            pogo([math.nan], [2], 5)
        with pytest.raises(OutOfRange, match="confidence"):
            pogo([1], [2], 5, confidence=1)

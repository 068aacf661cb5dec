"""What an effect size says beside its number."""

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given

from coachcycle.goals import (
    DaysMismatch,
    EffectMethod,
    EffectSize,
    EffectWarning,
    GoalAtBaseline,
    TooFewMeasurements,
    nap,
    pnd,
    pogo,
    tau,
    tau_bc,
    tau_u,
)
from coachcycle.testing import effects

RISING = [1, 2, 3, 4, 5]
LONG = [3, 1, 5, 2, 4]


class TestWarnings:
    @pytest.mark.parametrize(
        ("size", "warnings"),
        [
            (lambda: nap(LONG, [6, 8, 5.5, 9, 4.5]), []),
            (lambda: nap([4], [6, 8, 5.5, 9, 3]), ["one_baseline_point", "short_phases", "no_standard_error"]),
            (lambda: nap([3, 4], [6, 8, 5.5, 9, 3.5]), ["two_baseline_points", "short_phases"]),
            (lambda: nap([3, 1, 5], [6, 8, 5.5, 9, 3.5]), ["short_phases"]),
            (lambda: nap([3, 1, 5, 2], [6, 8, 5.5, 9, 3.5]), ["short_phases"]),
            (lambda: nap(LONG, [6, 8, 5.5, 3.5]), ["short_phases"]),
            (lambda: nap(LONG, [6, 4.5]), ["short_phases"]),
            (lambda: nap(LONG, [4.5]), ["one_treatment_point", "short_phases", "no_standard_error"]),
            (lambda: tau([3, 3, 3, 3, 3], [6, 8, 5.5, 9, 2]), ["constant_baseline"]),
            (lambda: tau(LONG, [2.5, 2.5, 2.5, 2.5, 2.5]), ["constant_treatment"]),
            (lambda: tau(LONG, [6, 8, 5.5, 9, 5]), ["ties"]),
            (lambda: nap(LONG, [6, 8, 7, 9, 10]), ["at_limit"]),
            (lambda: nap(LONG, [-6, -8, -7, -9, -10]), ["at_limit"]),
            (lambda: tau(LONG, [-6, -8, -7, -9, -10]), ["at_limit"]),
            (lambda: nap(RISING, [6, 8, 5.5, 9, 4.5]), ["baseline_trend"]),
            (lambda: tau(RISING, [6, 8, 5.5, 9, 4.5]), ["baseline_trend"]),
            (lambda: pnd(RISING, [6, 8, 5.5, 9, 4.5]), ["baseline_trend", "no_standard_error"]),
            (lambda: pogo(RISING, [6, 8, 5.5, 9, 4.5], 10), ["baseline_trend"]),
            (lambda: pogo(LONG, [6, 8, 5, 9, 5], 2), ["goal_not_ahead"]),
            (lambda: pnd(LONG, [6, 8, 7, 9, 10]), ["at_limit", "no_standard_error"]),
            (lambda: pnd(LONG, [4.5, 4.5, 3.5, 2.5, 1.5]), ["no_standard_error"]),
            (lambda: tau_u(RISING, [6, 8, 5.5, 9, 4.5]), ["no_standard_error"]),
            (lambda: tau_u([5, 4, 3, 2, 1], [6, 8, 7, 9, 10]), ["outside_one", "no_standard_error"]),
            (lambda: tau_bc(RISING, [5, 8, 9, 6, 12]), ["no_standard_error"]),
            (lambda: tau_bc(RISING, [6, 8, 9, 9, 12]), ["ties", "no_standard_error"]),
            (lambda: tau_bc(RISING, [7, 8, 9, 10, 12]), ["at_limit", "no_standard_error"]),
        ],
    )  # fmt: skip
    def test_each(self, size: Callable[[], EffectSize], warnings: list[str]) -> None:
        """
        In the order of their list, and no others.
        """
        assert list(size().warnings) == warnings

    @pytest.mark.parametrize(
        ("baseline", "rises"),
        [
            ([1, 2], False),
            ([1, 2, 3], True),
            ([3, 2, 1], False),
            ([1, 3, 2], False),  # 1/3
            ([1, 2, 4, 3, 3], True),  # 5/10
            ([1, 2, 5, 4, 3], True),  # 4/10
            ([2, 1, 5, 4, 3, 3, 6], False),  # 8/21
            ([1, 4, 3, 2, 5], True),  # 4/10
            ([2, 2, 1, 2, 3], False),  # 3/10
        ],
    )
    def test_when_a_baseline_gets_better(self, baseline: list[int], rises: bool) -> None:
        """
        From two fifths on, of three points or more.
        """
        found = nap(baseline, [9, 9, 9, 9, 9])
        assert (EffectWarning.BASELINE_TREND in found.warnings) == rises
        falling = nap([-value for value in baseline], [-9, -9], direction="decrease")  # type: ignore[arg-type]
        assert (EffectWarning.BASELINE_TREND in falling.warnings) == rises

    def test_each_has_a_sentence(self) -> None:
        """
        One of its own, that a coach can read.
        """
        sentences = [warning.sentence for warning in EffectWarning]
        assert len(set(sentences)) == len(sentences)
        assert all(sentence.endswith(".") and 40 < len(sentence) < 100 for sentence in sentences)

    def test_the_page_has_them(self) -> None:
        """
        docs/concepts/effect-sizes.md lists each with its sentence, in the same order.
        """
        page = (Path(__file__).parents[2] / "docs/concepts/effect-sizes.md").read_text("utf-8")
        rows = "\n".join(f"| `{one}` | {one.sentence} |" for one in EffectWarning)
        assert f"| --- | --- |\n{rows}\n\n" in page


class TestEffectSize:
    def test_its_repr_holds_no_values(self) -> None:
        """
        It says which index, of how many measurements.
        """
        shown = repr(pogo([31, 41, 52], [61, 72, 83], 99))
        assert shown == (
            "EffectSize(method=<EffectMethod.POGO: 'pogo'>, variant=None, "
            "baseline_points=3, treatment_points=3)"
        )
        interval = nap([31, 41, 52], [61, 32, 83]).interval
        assert repr(interval) == (
            "Interval(level=0.95, method=<IntervalMethod.NEWCOMBE: 'newcombe'>)"
        )

    @given(effects())
    def test_it_is_a_value(self, size: EffectSize) -> None:
        """
        Equal and hashed by what it holds, pickled and back; its interval holds its estimate.
        """
        assert pickle.loads(pickle.dumps(size)) == size
        assert len({size, pickle.loads(pickle.dumps(size))}) == 1
        assert (size.standard_error is None) == (EffectWarning.NO_STANDARD_ERROR in size.warnings)
        assert size.standard_error is None or size.standard_error >= 0
        if size.interval is not None:
            assert size.interval.low <= size.estimate <= size.interval.high


def test_sentences_of_refusals() -> None:
    """
    What was needed and what came, but no values.
    """
    assert str(TooFewMeasurements(EffectMethod.TAU_BC, "baseline", 2, 1)) == (
        "tau_bc: needs measurements at 2 or more times in the baseline, came 1"
    )
    assert str(GoalAtBaseline(EffectMethod.POGO, 3)) == (
        "pogo: the goal is the mean of the 3 baseline measurements"
    )
    assert str(DaysMismatch(5, 4)) == (
        "days: expected 5, one for each measurement of both phases, came 4"
    )

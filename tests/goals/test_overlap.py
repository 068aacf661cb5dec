"""NAP, Tau, PND, Tau-U and Tau-BC."""

import datetime
import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import scipy  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from coachcycle.goals import (
    DaysMismatch,
    EffectSize,
    EffectWarning,
    IntervalMethod,
    Spacing,
    StandardError,
    TauBCVariant,
    TauUVariant,
    TooFewMeasurements,
    nap,
    pnd,
    tau,
    tau_bc,
    tau_u,
)
from coachcycle.goals.overlap import theil_sen
from coachcycle.goals.phases import kendall_s
from coachcycle.vocabulary import Direction, OutOfRange, TypeMismatch, WordUnknown

MONDAY = datetime.date(2026, 9, 7)
PARKER, BOUNDED, BOTH_TRENDS = TauUVariant
NONOVERLAP, KENDALL = TauBCVariant
INDICES: dict[str, Any] = {
    "nap": nap,
    "tau": tau,
    "pnd": pnd,
    **{
        f"tau_u {one}": lambda a, b, one=one, **k: tau_u(a, b, variant=one, **k)
        for one in TauUVariant
    },
    **{
        f"tau_bc {one}": lambda a, b, one=one, **k: tau_bc(a, b, variant=one, **k)
        for one in TauBCVariant
    },
}
UNORDERED = ["nap", "tau", "pnd"]
ALL = sorted(INDICES)

values = st.integers(-20, 20)
"""Few enough for many ties."""
phase = st.lists(values, min_size=1, max_size=7)
long_phase = st.lists(values, min_size=2, max_size=7)
numbers = st.floats(-1e300, 1e300)
few = settings(max_examples=15)
"""For laws that are tried with each index."""


def days(*after: int) -> list[datetime.date]:
    """Days so many after a Monday."""
    return [MONDAY + datetime.timedelta(days=n) for n in after]


def told(size: EffectSize) -> tuple[Any, ...]:
    """What an effect size says, without what it was asked."""
    return size.estimate, size.standard_error, size.interval, size.warnings


class TestNap:
    @given(phase, phase)
    def test_mann_whitney(self, before: list[int], since: list[int]) -> None:
        """
        It is the U of Mann and Whitney, divided by the number of pairs.
        """
        u = scipy.stats.mannwhitneyu(since, before, method="asymptotic").statistic
        assert nap(before, since).estimate == pytest.approx(u / len(before) / len(since), abs=1e-15)

    @given(phase, phase)
    def test_phases_swapped(self, before: list[int], since: list[int]) -> None:
        """
        Seen backwards it is what is missing to 1, with the same standard error.
        """
        forth, back = nap(before, since), nap(since, before)
        assert forth.estimate == pytest.approx(1 - back.estimate, abs=1e-15)
        assert forth.standard_error == back.standard_error
        assert forth.interval is not None
        assert back.interval is not None
        assert forth.interval.low == pytest.approx(1 - back.interval.high, abs=1e-15)

    @pytest.mark.parametrize("how", StandardError)
    @few
    @given(before=phase, since=phase)
    def test_standard_errors(self, how: StandardError, before: list[int], since: list[int]) -> None:
        """
        Each agrees with its formula, written out with numpy; the unbiased one needs two points.
        """
        found = nap(before, since, standard_error=how)
        assert found.standard_error_method is how
        m, n = len(before), len(since)
        score = np.array([[(b > a) + (b == a) / 2 for b in since] for a in before])
        share = score.mean()
        kept = min(max(share, 1 / (2 * m * n)), 1 - 1 / (2 * m * n))
        q1 = ((score - share).sum(axis=1) ** 2).sum() / (m * n**2)
        q2 = ((score - share).sum(axis=0) ** 2).sum() / (m**2 * n)
        x = ((score - share) ** 2).mean()
        if how is StandardError.UNBIASED:
            if min(m, n) == 1:
                assert found.standard_error is None
                return
            variance = (kept * (1 - kept) + n * q1 + m * q2 - 2 * x) / ((m - 1) * (n - 1))
        elif how is StandardError.HANLEY:
            variance = (kept * (1 - kept) + (n - 1) * q1 + (m - 1) * q2) / (m * n)
        else:
            variance = (m + n + 1) / (12 * m * n)
        assert found.standard_error == pytest.approx(math.sqrt(variance), rel=1e-9)
        assert variance > 0

    @given(phase, phase, st.floats(0.01, 0.999))
    def test_interval(self, before: list[int], since: list[int], level: float) -> None:
        """
        Its ends solve Newcombe's equation, and it holds the estimate.
        """
        found = nap(before, since, confidence=level)
        interval, share = found.interval, found.estimate
        assert interval is not None
        assert (interval.level, interval.method) == (level, IntervalMethod.NEWCOMBE)
        assert 0 <= interval.low <= share <= interval.high <= 1
        m, n = len(before), len(since)
        h, z = (m + n) / 2 - 1, scipy.stats.norm.ppf((1 + level) / 2)

        def beyond(x: float) -> Any:
            return (share - x) ** 2 * m * n - z**2 * x * (1 - x) * (
                1 + h * (1 - x) / (2 - x) + h * x / (1 + x)
            )

        # Without overlap the estimate is a root, too: look on this side of it.
        if share > 0:
            low = scipy.optimize.brentq(beyond, 0, share - 1e-9 * (share == 1), xtol=1e-14)
            assert interval.low == pytest.approx(low, abs=1e-9)
        if share < 1:
            high = scipy.optimize.brentq(beyond, share + 1e-9 * (share == 0), 1, xtol=1e-14)
            assert interval.high == pytest.approx(high, abs=1e-9)

    def test_no_overlap(self) -> None:
        """
        The interval ends at 1 and begins well below: three and three points are not proof.
        """
        found = nap([1, 2, 3], [4, 5, 6])
        assert found.interval is not None
        assert found.interval.high == 1
        assert found.interval.low == pytest.approx(0.501, abs=5e-4)
        assert nap([4], [5]).interval is not None

    @pytest.mark.parametrize("level", [0, 1, -0.5, 95, math.nan])
    def test_level(self, level: float) -> None:
        """
        A level is a share, above 0 and below 1; those in between are taken, however close.
        """
        with pytest.raises(OutOfRange) as caught:
            nap([1], [2], confidence=level)
        assert caught.value.fields == {
            "what": "confidence",
            "expected": "a finite number" if math.isnan(level) else "a share above 0 and below 1",
        }
        interval = nap([1, 2], [2, 3], confidence=math.nextafter(1, 0)).interval
        assert interval is not None
        assert 0 < interval.low < interval.high < 1
        with pytest.raises(WordUnknown):
            nap([1], [2], standard_error="guessed")  # type: ignore[arg-type]


class TestTau:
    @pytest.mark.parametrize("how", StandardError)
    @few
    @given(before=phase, since=phase)
    def test_twice_nap_less_one(
        self, how: StandardError, before: list[int], since: list[int]
    ) -> None:
        """
        Estimate, standard error and interval.
        """
        share, found = (
            nap(before, since, standard_error=how),
            tau(before, since, standard_error=how),
        )
        assert found.estimate == pytest.approx(2 * share.estimate - 1, abs=1e-15)
        assert (found.standard_error is None) == (share.standard_error is None)
        assert found.standard_error == (share.standard_error and 2 * share.standard_error)
        assert found.interval is not None
        assert share.interval is not None
        assert found.interval.low == 2 * share.interval.low - 1
        assert found.interval.high == 2 * share.interval.high - 1
        assert found.interval.low <= found.estimate <= found.interval.high
        assert (found.warnings, found.standard_error_method) == (share.warnings, how)


class TestPnd:
    def test_equal_to_the_best_is_not_better(self) -> None:
        """
        In either direction.
        """
        assert pnd([1, 3, 2], [3, 4, 5, 1]).estimate == 0.5
        assert pnd([1, 3, 2], [1, 0, -1, 3], direction=Direction.DECREASE).estimate == 0.5

    @given(phase, phase)
    def test_by_the_definition(self, before: list[int], since: list[int]) -> None:
        """
        The share of points above the highest of the baseline.
        """
        assert pnd(before, since).estimate == np.mean(np.array(since) > max(before))


class TestTauU:
    @given(phase, phase)
    def test_kendall(self, before: list[int], since: list[int]) -> None:
        """
        By scipy's tau of the baseline, of the later points and of both with their phases.
        """
        m, n = len(before), len(since)

        def s(x: Any, y: list[int]) -> float:
            """S of tau-b, from its value and its ties."""
            found = scipy.stats.kendalltau(x, y).statistic if len(y) > 1 else math.nan
            pairs = [
                sum(a != b for i, a in enumerate(z) for b in z[:i]) for z in (list(x), list(y))
            ]
            return 0 if math.isnan(found) else found * math.sqrt(pairs[0] * pairs[1])

        s_a, s_b = s(range(m), before), s(range(n), since)
        s_ab = s([0] * m + [1] * n, before + since)
        found = [tau_u(before, since, variant=one).estimate for one in TauUVariant]
        assert found == pytest.approx(
            [
                (s_ab - s_a) / (m * n),
                (s_ab - s_a) / (m * n + m * (m - 1) / 2),
                (s_ab - s_a + s_b) / ((m + n) * (m + n - 1) / 2),
            ],
            abs=1e-12,
        )

    @given(st.lists(values, min_size=1, max_size=1), phase)
    def test_one_baseline_point(self, before: list[int], since: list[int]) -> None:
        """
        Without a trend the first two variants equal Tau.
        """
        for variant in (PARKER, BOUNDED):
            found = tau_u(before, since, variant=variant)
            assert found.estimate == tau(before, since).estimate

    @given(phase, phase)
    def test_bounds(self, before: list[int], since: list[int]) -> None:
        """
        Only Parker's leaves the range of -1 to 1, and then it says so.
        """
        for variant in TauUVariant:
            found = tau_u(before, since, variant=variant)
            outside = abs(found.estimate) > 1
            assert (EffectWarning.OUTSIDE_ONE in found.warnings) == outside
            assert variant is PARKER or not outside

    def test_it_says_what_it_is(self) -> None:
        """
        Variant and spacing, but no standard error.
        """
        found = tau_u([2, 1, 3], [4, 5])
        assert (found.variant, found.spacing) == (PARKER, Spacing.SESSIONS)
        assert (found.standard_error, found.interval) == (None, None)
        assert tau_u([2, 1], [4], variant="bounded").variant is BOUNDED  # type: ignore[arg-type]
        with pytest.raises(WordUnknown):
            tau_u([2, 1], [4], variant="kendall")  # type: ignore[arg-type]

    @given(long_phase, phase, st.data())
    def test_days(self, before: list[int], since: list[int], data: st.DataObject) -> None:
        """
        Only the order of days matters, and with them the order of entry does not.
        """
        after = data.draw(st.lists(st.integers(0, 99), min_size=len(before) + len(since),
                                   max_size=len(before) + len(since), unique=True))  # fmt: skip
        after.sort()
        plain = tau_u(before, since, variant=BOTH_TRENDS)
        dated = tau_u(before, since, variant=BOTH_TRENDS, days=days(*after))
        assert told(dated) == told(plain)
        assert dated.spacing is Spacing.DAYS
        m = len(before)
        one, two = (
            data.draw(st.permutations(list(zip(phase, when, strict=True))))
            for phase, when in ((before, after[:m]), (since, after[m:]))
        )
        mixed = tau_u(
            [value for value, _ in one],
            [value for value, _ in two],
            variant=BOTH_TRENDS,
            days=days(*(day for _, day in (*one, *two))),
        )
        assert told(mixed) == told(plain)

    def test_one_day_shows_no_trend(self) -> None:
        """
        Two measurements of one day are no pair of a trend.
        """
        found = tau_u([1, 2], [3], variant=PARKER, days=days(0, 0, 1))
        assert found.estimate == 1
        assert tau_u([1, 2], [3]).estimate == 0.5


class TestTauBC:
    @given(long_phase, phase, st.data())
    def test_tau_of_what_is_left(
        self, before: list[int], since: list[int], data: st.DataObject
    ) -> None:
        """
        With scipy's Theil-Sen slope and its Kendall's tau-b, by sessions and by days.
        """
        count = len(before) + len(since)
        gaps = data.draw(st.lists(st.integers(1, 9), min_size=count, max_size=count))
        after = [sum(gaps[: n + 1]) for n in range(count)]
        for when, given_days in ((list(range(1, count + 1)), None), (after, days(*after))):
            m = len(before)
            # scipy's slope is a float; the same one in whole numbers keeps ties what they are.
            slope = Fraction(scipy.stats.theilslopes(before, when[:m]).slope).limit_denominator(
                2000
            )
            left = [value - slope * at for value, at in zip([*before, *since], when, strict=True)]
            score = sum((b > a) - (b < a) for a in left[:m] for b in left[m:])
            found = tau_bc(before, since, days=given_days)
            assert found.estimate == score / (m * len(since))
            assert found.spacing is (Spacing.DAYS if given_days else Spacing.SESSIONS)
            ranks = {value: rank for rank, value in enumerate(sorted(set(left)))}
            b = scipy.stats.kendalltau(
                [value in range(m) for value in range(count)], [-ranks[x] for x in left]
            )
            kendall = tau_bc(before, since, variant=KENDALL, days=given_days)
            assert kendall.estimate == pytest.approx(np.nan_to_num(b.statistic), abs=1e-12)

    @given(long_phase, phase, st.integers(-5, 5))
    def test_a_trend_changes_nothing(self, before: list[int], since: list[int], slope: int) -> None:
        """
        Adding a straight line through both phases leaves it as it was.
        """
        for variant in TauBCVariant:
            plain = tau_bc(before, since, variant=variant)
            lifted = [value + slope * n for n, value in enumerate([*before, *since])]
            m = len(before)
            assert told(tau_bc(lifted[:m], lifted[m:], variant=variant))[:3] == told(plain)[:3]

    def test_tenths_are_tenths(self) -> None:
        """
        What goes on in steps of one tenth is no change, though no float is one tenth.
        """
        for variant in TauBCVariant:
            found = tau_bc([0.1, 0.2, 0.3, 0.4], [0.5, 0.6, 0.7], variant=variant)
            assert (found.estimate, found.warnings[-2]) == (0, EffectWarning.TIES)

    def test_a_gap_counts_its_days(self) -> None:
        """
        Five points of growth a week go on through two weeks without a measurement.
        """
        before, since = [10, 15, 20], [35, 40]
        assert tau_bc(before, since).estimate == 1
        weekly = days(0, 7, 14, 35, 42)
        assert tau_bc(before, since, days=weekly).estimate == 0

    @pytest.mark.parametrize(("before", "when"), [([1], [0, 1]), ([1, 2], [0, 0, 1])])
    def test_a_trend_needs_two_times(self, before: list[int], when: list[int]) -> None:
        """
        One baseline point has no trend, nor have two of one day.
        """
        with pytest.raises(TooFewMeasurements) as caught:
            tau_bc(before, [3], days=days(*when))
        assert caught.value.fields == {
            "method": "tau_bc",
            "phase": "baseline",
            "needed": 2,
            "came": 1,
        }
        assert tau_bc([1, 2], [3], days=days(0, 1, 2)).baseline_points == 2

    def test_theil_sen_by_days(self) -> None:
        """
        Pairs of one day have no slope; the others count each.
        """
        assert theil_sen([0, 0, 2, 4], [1, 5, 5, 7]) == 1
        assert theil_sen([1, 2], [0.1, 0.4]) == Fraction(3, 10)


class TestAll:
    @pytest.mark.parametrize("index", ALL)
    @few
    @given(before=long_phase, since=phase, plus=st.integers(-9, 9), times=st.integers(1, 9))
    def test_another_unit(
        self, index: str, before: list[int], since: list[int], plus: int, times: int
    ) -> None:
        """
        Adding a number and multiplying by a positive one changes nothing.
        """
        moved = [[plus + times * value for value in phase] for phase in (before, since)]
        assert INDICES[index](*moved) == INDICES[index](before, since)

    @pytest.mark.parametrize(
        "index", ["nap", "tau", "pnd", *(one for one in ALL if "tau_u" in one)]
    )
    @few
    @given(
        before=st.lists(numbers, min_size=1, max_size=5),
        since=st.lists(numbers, min_size=1, max_size=5),
    )
    def test_only_ranks_count(self, index: str, before: list[float], since: list[float]) -> None:
        """
        Of any finite numbers, however close or far apart.
        """
        ranks = {value: rank for rank, value in enumerate(sorted({*before, *since}))}
        ranked = [[ranks[value] for value in phase] for phase in (before, since)]
        assert INDICES[index](before, since) == INDICES[index](*ranked)

    @pytest.mark.parametrize("index", ALL)
    @few
    @given(before=long_phase, since=phase)
    def test_direction(self, index: str, before: list[int], since: list[int]) -> None:
        """
        Less is better than more, as more of the negative.
        """
        turned = INDICES[index](
            [-value for value in before], [-value for value in since], direction=Direction.DECREASE
        )
        plain = INDICES[index](before, since)
        assert told(turned) == told(plain)
        assert (plain.direction, turned.direction) == (Direction.INCREASE, Direction.DECREASE)

    @pytest.mark.parametrize("index", UNORDERED)
    @few
    @given(before=long_phase, since=phase, data=st.data())
    def test_order(
        self, index: str, before: list[int], since: list[int], data: st.DataObject
    ) -> None:
        """
        Of an index without trends the order within a phase changes the warning of a trend alone.
        """
        mixed = INDICES[index](
            data.draw(st.permutations(before)), data.draw(st.permutations(since))
        )
        plain = INDICES[index](before, since)
        assert told(mixed)[:3] == told(plain)[:3]
        assert {*mixed.warnings} ^ {*plain.warnings} <= {EffectWarning.BASELINE_TREND}

    @pytest.mark.parametrize("index", ALL)
    @few
    @given(before=long_phase, since=phase)
    def test_bounds_and_counts(self, index: str, before: list[int], since: list[int]) -> None:
        """
        Shares lie from 0 to 1, the others but Parker's from -1 to 1.
        """
        found = INDICES[index](before, since)
        least = 0 if index in ("nap", "pnd") else -1
        assert index == "tau_u parker" or least <= found.estimate <= 1
        assert (found.baseline_points, found.treatment_points) == (len(before), len(since))

    @pytest.mark.parametrize("index", ALL)
    def test_constant_data(self, index: str) -> None:
        """
        Where nothing ever moves there is no change, by any index.
        """
        found = INDICES[index]([3, 3], [3, 3, 3])
        assert found.estimate == {"nap": 0.5}.get(index, 0)
        assert {"constant_baseline", "constant_treatment", "ties"} <= {*found.warnings}

    @pytest.mark.parametrize("index", ALL)
    @pytest.mark.parametrize(
        ("before", "since", "lacking"),
        [([], [1], "baseline"), ([1, 2], [], "treatment"), ([], [], "baseline")],
    )
    def test_an_empty_phase(
        self, index: str, before: list[int], since: list[int], lacking: str
    ) -> None:
        """
        Is refused, with what was needed.
        """
        with pytest.raises(TooFewMeasurements) as caught:
            INDICES[index](before, since)
        method = index.partition(" ")[0]
        assert caught.value.fields == {
            "method": method,
            "phase": lacking,
            "needed": 2 if (method, lacking) == ("tau_bc", "baseline") else 1,
            "came": 0,
        }

    @pytest.mark.parametrize("index", ALL)
    @pytest.mark.parametrize(
        ("bad", "error"),
        [
            (math.nan, OutOfRange),
            (math.inf, OutOfRange),
            (-math.inf, OutOfRange),
            (10**400, OutOfRange),
            (True, TypeMismatch),
            ("1", TypeMismatch),
            (None, TypeMismatch),
        ],
    )
    def test_what_is_no_number(self, index: str, bad: Any, error: type[Exception]) -> None:
        """
        Is refused by the name of its phase, never shown.
        """
        for what, phases in (("baseline", ([1, bad], [1])), ("treatment", ([1, 2], [bad]))):
            with pytest.raises(error) as caught:
                INDICES[index](*phases)
            assert caught.value.fields["what"] == what  # type: ignore[attr-defined]
        with pytest.raises(TypeMismatch) as text:
            INDICES[index]("12", [1])
        assert text.value.fields["what"] == "baseline"
        with pytest.raises(WordUnknown):
            INDICES[index]([1, 2], [1], direction="sideways")

    @pytest.mark.parametrize("index", [tau_u, tau_bc])
    def test_one_day_for_each(self, index: Any) -> None:
        """
        Neither more days nor fewer.
        """
        for when in ([0, 1], [0, 1, 2, 3]):
            with pytest.raises(DaysMismatch) as caught:
                index([1, 2], [3], days=days(*when))
            assert caught.value.fields == {"needed": 3, "came": len(when)}
        with pytest.raises(TypeMismatch) as text:
            index([1, 2], [3], days="abc")
        assert text.value.fields["what"] == "days"

    def test_kendall_s_wants_pairs(self) -> None:
        """
        As many times as values.
        """
        with pytest.raises(ValueError, match="longer"):
            kendall_s([1], [1, 2])

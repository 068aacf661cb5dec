"""Effect sizes that compare measurements by rank: NAP, Tau, PND, Tau-U and Tau-BC.

All are counted in whole numbers and divided once, so that they are the same everywhere.
"""

import datetime
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from statistics import NormalDist, median

from attrs import evolve

from coachcycle.goals.effect import (
    EffectMethod,
    EffectSize,
    EffectWarning,
    Interval,
    IntervalMethod,
    StandardError,
    TauBCVariant,
    TauUVariant,
)
from coachcycle.goals.phases import Phases, confidence_level, effect, exact, phases, sign
from coachcycle.vocabulary import Direction


def nap(
    baseline: Iterable[float],
    treatment: Iterable[float],
    *,
    direction: Direction = Direction.INCREASE,
    standard_error: StandardError = StandardError.UNBIASED,
    confidence: float = 0.95,
) -> EffectSize:
    """Nonoverlap of all pairs: how likely a later measurement is better than a baseline one.

    Every baseline measurement is paired with every later one; a tie counts one half. 0.5 means no
    change, 1 that every later measurement is better than every one before. With one baseline or one
    later measurement there is an interval, but no unbiased standard error.

    Args:
        baseline: Measurements before coaching [the measure's own unit], in the order of time. One
            or more. Their order matters for the warning of a trend alone.
        treatment: Measurements since [same unit]. One or more.
        direction: What is better.
        standard_error: How the standard error is estimated. So that it is not 0 without overlap, it
            is taken half a pair short of that, as SingleCaseES does.
        confidence: Level of the interval [share, above 0 and below 1].

    Returns:
        The share [0 to 1], with an interval by Newcombe's method 5.

    Raises:
        TooFewMeasurements: A phase has none.
        OutOfRange: A measurement is not finite, or the level not within its range.

    Source:
        Parker and Vannest (2009), Behavior Therapy 40(4), 357-367,
        doi:10.1016/j.beth.2008.10.006. Standard errors: Sen (1967), Annals of Mathematical
        Statistics 38, and Mee (1990), doi:10.1080/01621459.1990.10474942; Hanley and McNeil (1982),
        doi:10.1148/radiology.143.1.7063747. Interval: Newcombe (2006), Statistics in Medicine
        25(4), 559-573, doi:10.1002/sim.2324.
    """
    return nap_of(phases(baseline, treatment, direction), standard_error, confidence)


def tau(
    baseline: Iterable[float],
    treatment: Iterable[float],
    *,
    direction: Direction = Direction.INCREASE,
    standard_error: StandardError = StandardError.UNBIASED,
    confidence: float = 0.95,
) -> EffectSize:
    """Tau: pairs that got better less those that got worse, as a share of all; twice NAP less one.

    Args:
        baseline: As for `nap`.
        treatment: As for `nap`.
        direction: What is better.
        standard_error: As for `nap`; twice as large.
        confidence: Level of the interval [share, above 0 and below 1].

    Returns:
        The index [-1 to 1; 0 means no change].

    Raises:
        TooFewMeasurements: A phase has none.
        OutOfRange: A measurement is not finite, or the level not within its range.

    Source:
        Parker, Vannest, Davis and Sauber (2011), Behavior Therapy 42(2), 284-299,
        doi:10.1016/j.beth.2010.08.006.
    """
    return tau_of(phases(baseline, treatment, direction), standard_error, confidence)


def pnd(
    baseline: Iterable[float],
    treatment: Iterable[float],
    *,
    direction: Direction = Direction.INCREASE,
) -> EffectSize:
    """Share of later measurements that are better than the best of the baseline.

    Equal to the best is not better. One unusual day in the baseline decides it, and the longer the
    baseline, the smaller it tends to be. Its distribution is not known: no standard error.

    Args:
        baseline: As for `nap`.
        treatment: As for `nap`.
        direction: What is better.

    Returns:
        The share [0 to 1].

    Raises:
        TooFewMeasurements: A phase has none.
        OutOfRange: A measurement is not finite.

    Source:
        Scruggs, Mastropieri and Casto (1987), Remedial and Special Education 8(2), 24-33,
        doi:10.1177/074193258700800206.
    """
    return pnd_of(phases(baseline, treatment, direction))


def tau_u(
    baseline: Iterable[float],
    treatment: Iterable[float],
    *,
    direction: Direction = Direction.INCREASE,
    variant: TauUVariant = TauUVariant.PARKER,
    days: Iterable[datetime.date] | None = None,
) -> EffectSize:
    """Tau-U: Tau less the trend that the baseline had.

    Software disagrees about what it is, so the result names its variant. With one baseline
    measurement there is no trend, and the first two variants equal Tau. A longer baseline takes off
    more in Parker's variant, which can so leave the range of -1 to 1. Its distribution is not known:
    no standard error.

    Args:
        baseline: As for `nap`; the order matters, if there are no days.
        treatment: As for `nap`; the same.
        direction: What is better.
        variant: Which formula.
        days: The day of each measurement, those of the baseline first. Only their order matters; two
            measurements of one day show no trend. Without days, each measurement is a session.

    Returns:
        The index [-1 to 1, Parker's not bounded].

    Raises:
        TooFewMeasurements: A phase has none.
        OutOfRange: A measurement is not finite.
        DaysMismatch: There is not one day for each measurement.

    Source:
        Parker, Vannest, Davis and Sauber (2011), Behavior Therapy 42(2), 284-299,
        doi:10.1016/j.beth.2010.08.006; on the variants Brossart, Laird and Armstrong (2018), Cogent
        Psychology 5(1), doi:10.1080/23311908.2018.1518687.
    """
    return tau_u_of(phases(baseline, treatment, direction, days), TauUVariant(variant))


def tau_bc(
    baseline: Iterable[float],
    treatment: Iterable[float],
    *,
    direction: Direction = Direction.INCREASE,
    variant: TauBCVariant = TauBCVariant.NONOVERLAP,
    days: Iterable[datetime.date] | None = None,
) -> EffectSize:
    """Baseline-corrected Tau: Tau of what is left once the baseline's trend goes on into later days.

    The trend is the Theil-Sen slope: the median of the slopes between all pairs of baseline
    measurements. It is always taken off: Tarlow's test of whether it is significant is not made, as
    the trend of fewer than five points never is. No published standard error takes into account how
    uncertain the slope is, so there is none here. With few baseline measurements the index mostly
    shows where two of them happened to lie.

    Args:
        baseline: As for `nap`, at two times or more; the order matters, if there are no days.
        treatment: As for `nap`; the same.
        direction: What is better.
        variant: Which Tau is taken of what is left.
        days: The day of each measurement, those of the baseline first: a trend goes on over a gap.
            Without days, each measurement is a session, one step from the last.

    Returns:
        The index [-1 to 1; 0 means that things went on as they did].

    Raises:
        TooFewMeasurements: The baseline has measurements at fewer than two times, or there are none
            since.
        OutOfRange: A measurement is not finite.
        DaysMismatch: There is not one day for each measurement.

    Source:
        Tarlow (2017), Behavior Modification 41(4), 427-467, doi:10.1177/0145445516676750. The slope:
        Sen (1968), Journal of the American Statistical Association 63, 1379-1389.
    """
    return tau_bc_of(phases(baseline, treatment, direction, days), TauBCVariant(variant))


# --- Of phases that are checked -----------------------------------------------------------------


def nap_of(both: Phases, standard_error: StandardError, confidence: float) -> EffectSize:
    """`nap` of phases."""
    both.need(EffectMethod.NAP)
    how, level = StandardError(standard_error), confidence_level(confidence)
    change = Fraction(between(both.baseline, both.treatment), both.pairs)
    share = (1 + change) / 2
    low, high = _newcombe(share, len(both.baseline), len(both.treatment), level)
    warnings = [*_rank_warnings(both.baseline, both.treatment, change), *both.trend_warnings()]
    return effect(
        both,
        EffectMethod.NAP,
        float(share),
        warnings,
        standard_error=_standard_error(both, change, how),
        standard_error_method=how,
        interval=Interval(low, high, level, IntervalMethod.NEWCOMBE),
    )


def tau_of(both: Phases, standard_error: StandardError, confidence: float) -> EffectSize:
    """`tau` of phases."""
    both.need(EffectMethod.TAU)
    share = nap_of(both, standard_error, confidence)
    error, interval = share.standard_error, share.interval
    assert interval is not None
    return evolve(
        share,
        method=EffectMethod.TAU,
        estimate=between(both.baseline, both.treatment) / both.pairs,
        standard_error=None if error is None else 2 * error,
        interval=evolve(interval, low=2 * interval.low - 1, high=2 * interval.high - 1),
    )


def pnd_of(both: Phases) -> EffectSize:
    """`pnd` of phases."""
    both.need(EffectMethod.PND)
    best = max(both.baseline)
    share = Fraction(sum(value > best for value in both.treatment), len(both.treatment))
    warnings = [*_rank_warnings(both.baseline, both.treatment, share), *both.trend_warnings()]
    return effect(both, EffectMethod.PND, float(share), warnings)


def tau_u_of(both: Phases, variant: TauUVariant) -> EffectSize:
    """`tau_u` of phases."""
    both.need(EffectMethod.TAU_U)
    m, count = len(both.baseline), len(both.baseline) + len(both.treatment)
    s, pairs = between(both.baseline, both.treatment) - both.baseline_trend, both.pairs
    if variant is TauUVariant.BOUNDED:
        pairs += math.comb(m, 2)
    elif variant is TauUVariant.BOTH_TRENDS:
        s, pairs = s + both.treatment_trend, math.comb(count, 2)
    warnings = _rank_warnings(both.baseline, both.treatment, Fraction(s, pairs))
    return effect(
        both, EffectMethod.TAU_U, s / pairs, warnings, variant=variant, spacing=both.spacing
    )


def tau_bc_of(both: Phases, variant: TauBCVariant) -> EffectSize:
    """`tau_bc` of phases."""
    both.need(EffectMethod.TAU_BC, times=2)
    slope = theil_sen(both.baseline_times, both.baseline)
    baseline = _less_trend(slope, both.baseline_times, both.baseline)
    treatment = _less_trend(slope, both.treatment_times, both.treatment)
    s = between(baseline, treatment)
    estimate = s / both.pairs
    if variant is TauBCVariant.KENDALL and s:
        tied = sum(math.comb(count, 2) for count in Counter(baseline + treatment).values())
        unequal = math.comb(len(baseline + treatment), 2) - tied
        estimate = s / math.sqrt(both.pairs * unequal)
    warnings = _rank_warnings(baseline, treatment, Fraction(s, both.pairs))
    return effect(
        both, EffectMethod.TAU_BC, estimate, warnings, variant=variant, spacing=both.spacing
    )


def between(baseline: Sequence[float | Fraction], treatment: Sequence[float | Fraction]) -> int:
    """Kendall's S of two phases: pairs that got better less those that got worse."""
    return sum(sign(before, since) for before in baseline for since in treatment)


def theil_sen(times: Sequence[int], values: Sequence[float]) -> Fraction:
    """The median of the slopes between all pairs of measurements at different times.

    Raises:
        StatisticsError: There are no two times.
    """
    points = zip(times, map(exact, values), strict=True)
    return median(
        (now - was) / (later - then)
        for (then, was), (later, now) in combinations(points, 2)
        if later != then
    )


def _less_trend(
    slope: Fraction, times: Sequence[int], values: Sequence[float]
) -> tuple[Fraction, ...]:
    return tuple(exact(value) - slope * time for time, value in zip(times, values, strict=True))


def _rank_warnings(
    baseline: Sequence[float | Fraction],
    treatment: Sequence[float | Fraction],
    estimate: Fraction,
) -> Iterator[EffectWarning]:
    if not set(baseline).isdisjoint(treatment):
        yield EffectWarning.TIES
    if abs(estimate) == 1:
        yield EffectWarning.AT_LIMIT
    if abs(estimate) > 1:
        yield EffectWarning.OUTSIDE_ONE


def _standard_error(both: Phases, change: Fraction, how: StandardError) -> float | None:
    """The standard error of NAP: half of that of Tau, for which the pairs are counted."""
    m, n, pairs = len(both.baseline), len(both.treatment), both.pairs
    if how is StandardError.NULL:
        return math.sqrt(Fraction(m + n + 1, 12 * pairs))
    rows = [[sign(before, since) for since in both.treatment] for before in both.baseline]
    q1 = sum((sum(row) - n * change) ** 2 for row in rows) / (pairs * n)
    q2 = sum((sum(column) - m * change) ** 2 for column in zip(*rows, strict=True)) / (pairs * m)
    # Half a pair short of no overlap, where the variance would be 0.
    most = 1 - Fraction(1, pairs)
    spread = 1 - min(abs(change), most) ** 2
    if how is StandardError.HANLEY:
        return math.sqrt((spread + (n - 1) * q1 + (m - 1) * q2) / pairs) / 2
    if min(m, n) < 2:
        return None
    unequal = Fraction(sum(abs(pair) for row in rows for pair in row), pairs) - change**2
    variance = (spread + n * q1 + m * q2 - 2 * unequal) / ((m - 1) * (n - 1))
    return math.sqrt(variance) / 2


def _newcombe(share: Fraction, m: int, n: int, level: float) -> tuple[float, float]:
    """Newcombe's method 5 for NAP."""
    z = NormalDist().inv_cdf((1 - level) / 2)
    return _below(share, m, n, z), 1 - _below(1 - share, m, n, z)


def _below(share: Fraction, m: int, n: int, z: float) -> float:
    """The least value from which a share is no further than z standard errors of that value."""

    def is_further(value: float) -> bool:
        others = (1 - value) / (2 - value) + value / (1 + value)
        variance = value * (1 - value) / (m * n) * (1 + ((m + n) / 2 - 1) * others)
        return (high - value) ** 2 > z**2 * variance

    low, high = 0.0, float(share)
    near = high
    while low < (middle := (low + near) / 2) < near:
        if is_further(middle):
            low = middle
        else:
            near = middle
    return low

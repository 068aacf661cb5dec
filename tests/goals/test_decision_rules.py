"""Decision rules: published wordings, a worked answer, and the cases between them."""

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given

from coachcycle.goals import (
    DEFAULT_RULES,
    Case,
    DecisionRule,
    FourPointRule,
    Goal,
    Measure,
    RuleContradictsItself,
    TrendLineRule,
    TrendMethod,
    progress,
)
from coachcycle.testing import decision_rules
from coachcycle.vocabulary import OutOfRange, TypeMismatch, WordUnknown
from weekly import ANSWERS, WORKED, goal, measured, record, verdict, warned, week, weekly

FOUR, TREND = FourPointRule(), TrendLineRule()


def falling(**changes: object) -> Goal:
    """From 75 to 45 in fifteen weeks, where less is better."""
    measure = Measure(unit="errors", direction="decrease")
    return goal(measure=measure, baseline=75, target=45, **changes)


def beside(*sides: float, of: Goal | None = None) -> Any:
    """A record whose weekly values lie that far on the better side of the aimline."""
    aim = of or goal()
    assert aim.baseline is not None
    step = (aim.target - aim.baseline) / 15
    way = 1 if step > 0 else -1
    return weekly(
        *(aim.baseline + step * n + way * side for n, side in enumerate(sides, 1)), of=aim
    )


class TestWorkedExample:
    def test_the_rules_disagree_and_both_are_reported(self) -> None:
        """
        Each with its own verdict, in the order given; nothing is merged.
        """
        now = progress(weekly(*WORKED["values"]), on=week(8))
        four, trend = now.verdicts
        assert [one.rule for one in now.verdicts] == list(DEFAULT_RULES) == [FOUR, TREND]
        assert four.says == WORKED["four_point"]
        assert trend.says == WORKED["trend_line"]
        assert trend.trend is not None
        assert trend.trend.weekly_slope == pytest.approx(WORKED["ols_slope"], abs=5e-7)
        assert trend.trend.start == pytest.approx(WORKED["ols_start"], abs=5e-7)
        assert trend.trend.forecast == pytest.approx(WORKED["ols_forecast"])
        assert four.trend is None
        assert now.status == "on_track"

    def test_what_was_used(self) -> None:
        """
        The four-point rule compares the last four days, the trend is laid through all of them.
        """
        four, trend = progress(weekly(*WORKED["values"]), on=week(8)).verdicts
        assert (four.first, four.last, four.events) == (
            week(5),
            week(8),
            ("e-5", "e-6", "e-7", "e-8"),
        )
        assert (trend.first, trend.last) == (week(1), week(8))
        assert trend.events == tuple(f"e-{n}" for n in range(1, 9))

    def test_its_warnings(self) -> None:
        """
        No baseline was recorded, eight weeks are few, and the last point lies on the line.
        """
        four, trend = progress(weekly(*WORKED["values"]), on=week(8)).verdicts
        assert warned(four) == ["few_baseline_points", "few_points", "points_on_line"]
        assert warned(trend) == ["few_baseline_points", "few_points"]

    def test_its_repr_is_short(self) -> None:
        """
        The rule, its word and the days; no values.
        """
        shown = repr(verdict(weekly(*WORKED["values"]), TREND))
        assert shown.startswith("Verdict(rule=trend_line, says=<VerdictWord.CHANGE: 'change'>")
        assert "1.547" not in shown
        assert "few" not in shown


class TestPublishedWordings:
    @pytest.mark.parametrize(
        ("parameters", "sides", "says"),
        [
            pytest.param(
                told["parameters"],
                case["sides"],
                case["says"],
                id=f"{told['source']}: {case['words']}",
            )
            for told in ANSWERS["wordings"]
            for case in told["cases"]
        ],
    )
    @pytest.mark.parametrize("aim", [goal(), falling()], ids=["rising", "falling"])
    def test_each_is_a_setting(
        self, aim: Goal, parameters: dict[str, Any], sides: list[int], says: str
    ) -> None:
        """
        Wordings that differ are parameters that differ; a falling line reverses all of them.
        """
        assert verdict(beside(*sides, of=aim), FourPointRule(**parameters)).says == says


class TestFourPointRule:
    def test_it_is_too_early(self) -> None:
        """
        With one point less, or a day less than the weeks begun.
        """
        six = beside(*[-1] * 6)
        assert verdict(six, FOUR).says == "change"
        assert verdict(six, FourPointRule(min_points=7)).says == "too_early"
        assert verdict(six, FourPointRule(min_weeks=7)).says == "too_early"
        points = [(n, 0.0) for n in (1, 8, 15, 22, 29, 35)]
        short = measured(record(goal()), *points, day=lambda n: week(0).add(days=n))
        assert verdict(short, FOUR).says == "too_early"
        longer = measured(short, (36, 0.0), day=lambda n: week(0).add(days=n))
        assert verdict(longer, FOUR).says == "change"

    def test_too_early_it_says_what_there_is(self) -> None:
        """
        The days that it would compare, and none of nothing.
        """
        two = verdict(beside(-1, -1), FOUR)
        assert (two.says, two.first, two.last, len(two.events)) == (
            "too_early",
            week(1),
            week(2),
            2,
        )
        none = verdict(record(goal()), FOUR)
        assert (none.says, none.first, none.last, none.events) == ("too_early", None, None, ())
        assert "few_points" in warned(none)

    def test_more_for_one_side_than_for_the_other(self) -> None:
        """
        The last few for a change, more of them for a higher goal, or the other way round.
        """
        rule = FourPointRule(k_below=2, k_above=5)
        assert verdict(beside(1, 1, 1, 1, 1, -1, -1), rule).says == "change"
        assert verdict(beside(-1, -1, 1, 1, 1, 1), rule).says == "continue"
        assert verdict(beside(-1, 1, 1, 1, 1, 1), rule).says == "raise_goal"
        assert len(verdict(beside(*[1] * 9), rule).events) == 5
        other = FourPointRule(k_below=5, k_above=2)
        assert verdict(beside(-1, -1, -1, -1, -1, 1, 1), other).says == "raise_goal"
        assert len(verdict(beside(*[1] * 9), other).events) == 5

    @pytest.mark.parametrize(
        ("counted_as", "low", "high"),
        [("neither", "continue", "continue"), ("below", "change", "continue"),
         ("above", "continue", "raise_goal")],
    )  # fmt: skip
    @pytest.mark.parametrize("aim", [goal(), falling()], ids=["rising", "falling"])
    def test_a_point_on_the_line(self, aim: Goal, counted_as: str, low: str, high: str) -> None:
        """
        Counts as the rule says; and the verdict says how many there are.
        """
        rule = FourPointRule(on_line_counts_as=counted_as)
        below = verdict(beside(0, 0, -1, -1, 0, -1, of=aim), rule)
        assert below.says == low
        assert verdict(beside(0, 0, 1, 1, 0, 1, of=aim), rule).says == high
        assert "points_on_line" in warned(below)
        assert "points_on_line" not in warned(verdict(beside(0, 0, 1, 1, 1, 1, of=aim), rule))

    def test_points_not_in_a_row(self) -> None:
        """
        Among the last of them, or among all; as many on both sides decide nothing.
        """
        sides = [-1, -1, -1, -1, 1, 1, 1, 0]
        of_all = FourPointRule(consecutive=False)
        assert verdict(beside(*sides), of_all).says == "change"
        assert len(verdict(beside(*sides), of_all).events) == 8
        of_last = FourPointRule(consecutive=False, of_last=7)
        assert verdict(beside(*sides), of_last).says == "continue"
        assert verdict(beside(*sides), of_last).first == week(2)
        assert verdict(beside(*sides, 1), of_all).says == "continue"
        assert verdict(beside(*sides[1:], 1), of_all).says == "raise_goal"

    @pytest.mark.parametrize(
        ("parameters", "fields"),
        [
            ({"k_below": 0}, ("k_below", "a whole number from 1 to 1000")),
            ({"k_above": 0}, ("k_above", "a whole number from 1 to 1000")),
            ({"k_below": 1001}, ("k_below", "a whole number from 1 to 1000")),
            ({"min_points": 0}, ("min_points", "a whole number from 1 to 1000")),
            ({"min_weeks": -1}, ("min_weeks", "a whole number from 0 to 1000")),
            ({"min_weeks": 1001}, ("min_weeks", "a whole number from 0 to 1000")),
            ({"of_last": 0, "consecutive": False}, ("of_last", "a whole number from 1 to 1000")),
        ],
    )
    def test_parameters_out_of_range(
        self, parameters: dict[str, Any], fields: tuple[str, str]
    ) -> None:
        """
        Each says which and what would do.
        """
        with pytest.raises(OutOfRange) as refused:
            FourPointRule(**parameters)
        assert (refused.value.what, refused.value.expected) == fields

    @pytest.mark.parametrize(
        ("parameters", "fields"),
        [
            ({"min_points": 3}, ("min_points", "4 or more")),
            ({"k_below": 6, "k_above": 3, "min_points": 2}, ("min_points", "3 or more")),
            ({"of_last": 6}, ("of_last", "none for consecutive points")),
            ({"of_last": 4, "k_above": 5, "consecutive": False}, ("of_last", "5 or more")),
            ({"of_last": 4, "k_below": 5, "consecutive": False}, ("of_last", "5 or more")),
        ],
    )
    def test_parameters_that_do_not_go_together(
        self, parameters: dict[str, Any], fields: tuple[str, str]
    ) -> None:
        """
        A rule that could never say anything is none.
        """
        with pytest.raises(RuleContradictsItself) as refused:
            FourPointRule(**parameters)
        assert refused.value.fields == dict(
            zip(("rule", "parameter", "expected"), ("four_point", *fields), strict=True)
        )

    def test_parameters_at_their_limits(self) -> None:
        """
        The least that will do.
        """
        assert FourPointRule(min_points=4).min_points == 4
        assert FourPointRule(k_below=3, k_above=6, min_points=3).min_points == 3
        assert FourPointRule(consecutive=False, of_last=4).of_last == 4
        assert FourPointRule(k_below=1, k_above=1, min_points=1, min_weeks=0).min_weeks == 0
        with pytest.raises(TypeMismatch) as refused:
            FourPointRule(consecutive=1)
        assert refused.value.what == "consecutive"
        with pytest.raises(WordUnknown):
            FourPointRule(on_line_counts_as="both")

    def test_its_name_says_what_differs(self) -> None:
        """
        And nothing else.
        """
        assert str(FOUR) == "four_point"
        assert str(FourPointRule(k_below=3, min_weeks=0)) == "four_point(k_below=3, min_weeks=0)"


class TestTrendLineRule:
    @pytest.mark.parametrize(
        ("slope", "says"),
        [(1.7, "change"), (1.8, "continue"), (2.0, "continue"), (2.2, "continue"),
         (2.3, "raise_goal"), (-2.0, "change"), (0, "change")],
    )  # fmt: skip
    @pytest.mark.parametrize("method", TrendMethod)
    @pytest.mark.parametrize("aim", [goal(), falling()], ids=["rising", "falling"])
    def test_slopes(self, aim: Goal, method: TrendMethod, slope: float, says: str) -> None:
        """
        Flatter, parallel within a tenth both ends included, steeper; to the other side is flatter.
        """
        way = 1 if aim.target > (aim.baseline or 0) else -1
        values = ((aim.baseline or 0) + way * slope * n for n in range(1, 7))
        said = verdict(weekly(*values, of=aim), TrendLineRule(method=method))
        assert said.says == says
        assert said.trend is not None
        assert said.trend.method is method
        assert said.trend.weekly_slope == pytest.approx(way * slope)

    @pytest.mark.parametrize("aim", [goal(), falling()], ids=["rising", "falling"])
    def test_parallel_and_well_below(self, aim: Goal) -> None:
        """
        More than a tenth of the way behind asks for a change; ahead by as much does not.
        """
        assert verdict(beside(*[-3] * 6, of=aim), TREND).says == "continue"
        assert verdict(beside(*[-3.1] * 6, of=aim), TREND).says == "change"
        assert verdict(beside(*[9] * 6, of=aim), TREND).says == "continue"
        patient = TrendLineRule(well_below=0.2)
        assert verdict(beside(*[-6] * 6, of=aim), patient).says == "continue"
        assert verdict(beside(*[-6.1] * 6, of=aim), patient).says == "change"

    def test_the_last_day_is_the_one_that_is_looked_at(self) -> None:
        """
        A trend as steep as the line is behind by as much on every day; one a little flatter is not.
        """
        rule = TrendLineRule(tolerance=1, well_below=0.25)
        flat = weekly(*[45] * 6)
        assert verdict(flat, TrendLineRule(tolerance=1, well_below=0.4)).says == "continue"
        assert verdict(flat, TrendLineRule(tolerance=1, well_below=0.39)).says == "change"
        assert verdict(flat, rule).says == "change"

    def test_tolerance(self) -> None:
        """
        None at all still takes the same slope for parallel; the widest takes nearly all.
        """
        strict, wide = TrendLineRule(tolerance=0), TrendLineRule(tolerance=1, well_below=1)
        assert verdict(beside(*[1 / 3] * 6), strict).says == "continue"
        assert verdict(weekly(*(45 + 1.99 * n for n in range(1, 7))), strict).says == "change"
        assert verdict(weekly(*(45 + 2.01 * n for n in range(1, 7))), strict).says == "raise_goal"
        assert verdict(weekly(*[45] * 6), wide).says == "continue"
        assert verdict(weekly(*(45 + 4.1 * n for n in range(1, 7))), wide).says == "raise_goal"

    def test_it_is_too_early(self) -> None:
        """
        With fewer than six days; with two it is laid, if that is asked for.
        """
        five = verdict(beside(*[-9] * 5), TREND)
        assert (five.says, five.trend, len(five.events)) == ("too_early", None, 5)
        assert verdict(beside(*[-9] * 6), TREND).says == "change"
        two = TrendLineRule(min_points=2)
        assert verdict(beside(-1), two).says == "too_early"
        assert verdict(beside(-9, 9), two).says == "raise_goal"

    def test_slope_and_forecast_may_disagree(self) -> None:
        """
        Flat but high already, or steep but late: the verdict stays, with a warning.
        """
        high = verdict(weekly(60, 61.5, 63, 64.5, 66, 67.5), TREND)
        assert (high.says, warned(high)[-1]) == ("change", "trend_reaches_target")
        late = verdict(weekly(20, 23, 26, 29, 32, 35), TREND)
        assert (late.says, warned(late)[-1]) == ("raise_goal", "trend_falls_short")
        exact = verdict(weekly(*(75 - 1.5 * n for n in range(14, 8, -1))), TREND)
        assert (exact.says, warned(exact)[-1]) == ("change", "trend_reaches_target")
        for values in (
            (46, 47, 48, 49, 50, 51),
            (48, 51, 54, 57, 60, 63),
            (47, 49, 51, 53, 55, 57),
        ):
            assert not {"trend_reaches_target", "trend_falls_short"} & {
                *warned(verdict(weekly(*values), TREND))
            }

    @pytest.mark.parametrize(
        ("parameters", "fields"),
        [
            ({"min_points": 1}, ("min_points", "a whole number from 2 to 1000")),
            ({"tolerance": -0.1}, ("tolerance", "a share from 0 to 1")),
            ({"tolerance": 1.1}, ("tolerance", "a share from 0 to 1")),
            ({"well_below": -0.1}, ("well_below", "a share from 0 to 1")),
            ({"well_below": 1.1}, ("well_below", "a share from 0 to 1")),
            ({"tolerance": float("nan")}, ("tolerance", "a finite number")),
            ({"well_below": float("inf")}, ("well_below", "a finite number")),
        ],
    )
    def test_parameters_out_of_range(
        self, parameters: dict[str, Any], fields: tuple[str, str]
    ) -> None:
        """
        Each says which and what would do.
        """
        with pytest.raises(OutOfRange) as refused:
            TrendLineRule(**parameters)
        assert (refused.value.what, refused.value.expected) == fields
        with pytest.raises(WordUnknown):
            TrendLineRule(method="by eye")

    def test_its_name_says_what_differs(self) -> None:
        """
        And nothing else.
        """
        assert str(TREND) == "trend_line"
        assert (
            str(TrendLineRule(method="tukey", tolerance=0))
            == "trend_line(method=tukey, tolerance=0.0)"
        )


class TestNoAimline:
    @pytest.mark.parametrize("rule", DEFAULT_RULES)
    def test_nothing_is_compared(self, rule: DecisionRule) -> None:
        """
        Without a line every rule says so, however much was measured.
        """
        bare = goal(baseline=None, baseline_day=None)
        said = verdict(weekly(*WORKED["values"], of=bare), rule)
        assert (said.says, said.trend) == ("no_aimline", None)
        assert said.last == week(8)
        assert warned(said) == ["baseline_missing", "few_points"]


@given(decision_rules())
def test_rules_are_values(rule: DecisionRule) -> None:
    """
    Equal when their parameters are, and they judge nothing at all without falling over.
    """
    assert evolve(rule) == rule
    assert hash(evolve(rule)) == hash(rule)
    assert rule.judge(Case(None, ())).says == "no_aimline"

"""Decision rules: what the measurements so far advise, after published wordings.

A rule is a value with parameters; what published wordings leave to the eye has a stated default.
Each rule gives its own verdict, beside those of the others: they may disagree, and none is merged.
"""

from collections.abc import Sequence
from typing import ClassVar, Literal

from attrs import field, fields, frozen
from pendulum import Date

from coachcycle.errors import CoachCycleError
from coachcycle.goals.aimline import Aimline, DayValue
from coachcycle.goals.trend import Trend, TrendMethod, trend
from coachcycle.goals.verdict import VerdictWarning, VerdictWord
from coachcycle.vocabulary import (
    EventId,
    Word,
    flag,
    share,
    whole,
)

MOST_POINTS = 1000
"""The most points, or weeks, for which a rule may ask."""
ROUNDING = 1e-9
"""What the rounding of lines may make of a share."""


class RuleContradictsItself(CoachCycleError):
    """Two parameters of a rule do not go together."""

    code = "goals.rule_contradicts_itself"
    template = "rule {rule}: {parameter} must be {expected}"
    remedy = "Change the parameter as the sentence says."

    rule: str
    parameter: str
    expected: str


class OnLine(Word):
    """As what a point counts that lies on the aimline itself."""

    NEITHER = "neither"
    BELOW = "below"
    ABOVE = "above"


@frozen
class Case:
    """What a rule judges."""

    aimline: Aimline | None = field(repr=False)
    values: tuple[DayValue, ...] = field(repr=False)
    """What was measured under the plan in force, a value a day, in the order of the days."""
    warnings: tuple[VerdictWarning, ...] = field(default=(), repr=False)
    """What to keep in mind with every verdict on it."""


@frozen
class Verdict:
    """What one rule says of a goal on a day, and from what.

    `events` are the measurements that it compared, from the day `first` to the day `last` (None
    where there were none). `warnings` are what to keep in mind, each once, in the order of their list.
    `trend` is the line that was laid, if the rule lays one.
    """

    rule: "DecisionRule" = field(repr=str)
    says: VerdictWord
    first: Date | None
    last: Date | None
    events: tuple[EventId, ...] = field(repr=False)
    warnings: tuple[VerdictWarning, ...] = field(repr=False)
    trend: Trend | None = field(default=None, repr=False)


def _k(what: str, points: int) -> int:
    return whole(what, points, 1, MOST_POINTS)


def _k_below(points: int) -> int:
    return _k("k_below", points)


def _k_above(points: int) -> int:
    return _k("k_above", points)


def _min_points(points: int) -> int:
    return _k("min_points", points)


def _min_weeks(weeks: int) -> int:
    return whole("min_weeks", weeks, 0, MOST_POINTS)


def _of_last(points: int | None) -> int | None:
    return None if points is None else _k("of_last", points)


def _consecutive(answer: bool) -> bool:  # noqa: FBT001  # a converter
    return flag("consecutive", answer)


def _points_of_a_trend(points: int) -> int:
    return whole("min_points", points, 2, MOST_POINTS)


def _tolerance(given: float) -> float:
    return share("tolerance", given)


def _well_below(given: float) -> float:
    return share("well_below", given)


@frozen(kw_only=True)
class FourPointRule:
    """Compares the last points with the aimline, whatever their distance from it.

    Below means on the worse side of the line, above on the better one; where a measure should fall,
    below the line is better, and the parameters keep their names. With `consecutive` the last
    `k_below` points must all be below for a change, the last `k_above` all above for a higher
    goal. Without it, that many must be among the last `of_last` points, or among all of them (None);
    where both are, the rule says continue. It is too early with fewer than `min_points` points [1
    to 1000] or `min_weeks` weeks of them [0 to 1000; six weekly points are six weeks]. A point on
    the line counts as `on_line_counts_as`.

    Raises:
        OutOfRange: A number is out of range.
        RuleContradictsItself: `min_points` or `of_last` is smaller than the rule needs, or `of_last`
            is given for consecutive points.

    Source:
        The defaults: "Decision making rules" (docsbay.net/decision-making-rules), six points over six
        weeks and the last four. Three below and six above: "Interpreting data: decision rules",
        University of Minnesota (dhh-resources.umn.edu). Three days in a row: "Accelerating student
        learning: monitoring reading", slides 31 and 32, U.S. Department of Education. Four or more
        of all: "Progress monitoring decision rules" (nextpath.education). Four of the last six: "How
        to create a graph for progress monitoring" (paperzz.com/doc/8780021). None of them says what a
        point on the line is.
    """

    name: ClassVar[Literal["four_point"]] = "four_point"

    k_below: int = field(default=4, converter=_k_below)
    k_above: int = field(default=4, converter=_k_above)
    min_points: int = field(default=6, converter=_min_points)
    min_weeks: int = field(default=6, converter=_min_weeks)
    consecutive: bool = field(default=True, converter=_consecutive)
    of_last: int | None = field(default=None, converter=_of_last)
    on_line_counts_as: OnLine = field(default=OnLine.NEITHER, converter=OnLine)

    def __attrs_post_init__(self) -> None:
        fewest, most = sorted((self.k_below, self.k_above))
        if self.min_points < fewest:
            raise RuleContradictsItself(self.name, "min_points", f"{fewest} or more")
        if self.of_last is not None and self.consecutive:
            raise RuleContradictsItself(self.name, "of_last", "none for consecutive points")
        if self.of_last is not None and self.of_last < most:
            raise RuleContradictsItself(self.name, "of_last", f"{most} or more")

    def __str__(self) -> str:
        return _named(self)

    def judge(self, case: Case) -> Verdict:
        """What the rule says of a case."""
        reach = max(self.k_below, self.k_above) if self.consecutive else self.of_last
        compared = case.values[-reach:] if reach else case.values
        if case.aimline is None:
            return _verdict(self, VerdictWord.NO_AIMLINE, compared, case)
        leads = [case.aimline.lead(one.day, one.value) for one in compared]
        says = self._says(leads) if self._is_enough(case.values) else VerdictWord.TOO_EARLY
        tied = VerdictWarning.POINTS_ON_LINE if 0 in leads else None
        return _verdict(self, says, compared, case, warning=tied)

    def _is_enough(self, values: Sequence[DayValue]) -> bool:
        return len(values) >= self.min_points and weeks_of(values) >= self.min_weeks

    def _says(self, leads: Sequence[float]) -> VerdictWord:
        on_line = self.on_line_counts_as
        below = [lead < 0 or (lead == 0 and on_line is OnLine.BELOW) for lead in leads]
        above = [lead > 0 or (lead == 0 and on_line is OnLine.ABOVE) for lead in leads]
        if self.consecutive:
            below, above = below[-self.k_below :], above[-self.k_above :]
        is_below, is_above = sum(below) >= self.k_below, sum(above) >= self.k_above
        if is_below == is_above:
            return VerdictWord.CONTINUE
        return VerdictWord.CHANGE if is_below else VerdictWord.RAISE_GOAL


@frozen(kw_only=True)
class TrendLineRule:
    """Compares the slope of the trend with the slope of the aimline.

    A trend that is flatter than the aimline by more than `tolerance` [a share of the aimline's slope, 0
    to 1] asks for a change, one that is steeper by more for a higher goal. In between the two are
    parallel: continue, unless on the last day the trend is behind the aimline by more than
    `well_below` [a share of the way from baseline to target, 0 to 1]; then change. It is too early
    with fewer than `min_points` points [2 to 1000].

    Raises:
        OutOfRange: A number is out of range.

    Source:
        "Decision making rules" (docsbay.net/decision-making-rules); at least six scores:
        "Interpreting data: decision rules", University of Minnesota (dhh-resources.umn.edu). They
        leave to the eye what is parallel and what is well below; a tenth of each is this
        library's choice.
    """

    name: ClassVar[Literal["trend_line"]] = "trend_line"

    method: TrendMethod = field(default=TrendMethod.OLS, converter=TrendMethod)
    tolerance: float = field(default=0.1, converter=_tolerance)
    well_below: float = field(default=0.1, converter=_well_below)
    min_points: int = field(default=6, converter=_points_of_a_trend)

    def __str__(self) -> str:
        return _named(self)

    def judge(self, case: Case) -> Verdict:
        """What the rule says of a case."""
        line, values = case.aimline, case.values
        if line is None:
            return _verdict(self, VerdictWord.NO_AIMLINE, values, case)
        if len(values) < self.min_points:
            return _verdict(self, VerdictWord.TOO_EARLY, values, case)
        laid = trend(values, self.method, line.first, line.last)
        says = self._says(line, laid, values[-1].day)
        reaches = line.lead(line.last, laid.forecast) >= 0
        warning = None
        if reaches and says is VerdictWord.CHANGE:
            warning = VerdictWarning.TREND_REACHES_TARGET
        if not reaches and says is VerdictWord.RAISE_GOAL:
            warning = VerdictWarning.TREND_FALLS_SHORT
        return _verdict(self, says, values, case, warning=warning, laid=laid)

    def _says(self, line: Aimline, laid: Trend, on: Date) -> VerdictWord:
        way = line.target - line.baseline
        upwards = 1 if way > 0 else -1
        aim = upwards * line.weekly_slope
        faster = upwards * laid.weekly_slope - aim
        parallel = (self.tolerance + ROUNDING) * aim
        if faster < -parallel:
            return VerdictWord.CHANGE
        if faster > parallel:
            return VerdictWord.RAISE_GOAL
        lead = line.lead(on, laid.expected(on))
        is_well_below = lead < -(self.well_below + ROUNDING) * abs(way)
        return VerdictWord.CHANGE if is_well_below else VerdictWord.CONTINUE


DecisionRule = FourPointRule | TrendLineRule
"""Any of the rules; there are no others."""

DEFAULT_RULES: tuple[DecisionRule, ...] = (FourPointRule(), TrendLineRule())
"""The rules that `progress` applies unless told otherwise, in one published wording.

Source:
    "Decision making rules" (docsbay.net/decision-making-rules), which has both of them.
"""


def weeks_of(values: Sequence[DayValue]) -> int:
    """How many weeks of data there are, each begun one counted: six weekly points are six weeks."""
    if not values:
        return 0
    return (values[-1].day.toordinal() - values[0].day.toordinal()) // 7 + 1


def _verdict(
    rule: DecisionRule,
    says: VerdictWord,
    compared: Sequence[DayValue],
    case: Case,
    *,
    warning: VerdictWarning | None = None,
    laid: Trend | None = None,
) -> Verdict:
    days = [one.day for one in compared]
    return Verdict(
        rule,
        says,
        days[0] if days else None,
        days[-1] if days else None,
        tuple(event for one in compared for event in one.events),
        (*case.warnings, *([warning] if warning else [])),
        laid,
    )


def _named(rule: DecisionRule) -> str:
    """The name of a rule, with the parameters that differ from its defaults."""
    given = [(one.name, getattr(rule, one.name)) for one in fields(type(rule))]
    usual = {one.name: one.default for one in fields(type(rule))}
    told = ", ".join(f"{name}={value}" for name, value in given if value != usual[name])
    return f"{rule.name}({told})" if told else rule.name

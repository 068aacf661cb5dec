"""What a decision rule can say, and what to keep in mind with it: closed lists of words."""

from coachcycle.vocabulary import Word


class VerdictWord(Word):
    """What a rule advises."""

    CHANGE = "change"
    """Consider another strategy, or another way of using it."""
    RAISE_GOAL = "raise_goal"
    """Consider a higher target, or an earlier day."""
    CONTINUE = "continue"
    """Go on and keep measuring."""
    TOO_EARLY = "too_early"
    """There are fewer points, or fewer weeks of them, than the rule asks for."""
    NO_AIMLINE = "no_aimline"
    """There is no line to compare with."""


class VerdictWarning(Word):
    """What to keep in mind with a verdict; `sentence` says it in words. None changes a verdict."""

    BASELINE_MISSING = "baseline_missing"
    BASELINE_MEETS_TARGET = "baseline_meets_target"
    BASELINE_TOO_LATE = "baseline_too_late"
    FEW_BASELINE_POINTS = "few_baseline_points"
    GOAL_CLOSED = "goal_closed"
    TARGET_MET = "target_met"
    TARGET_DAY_PASSED = "target_day_passed"
    EARLIER_PLAN = "earlier_plan"
    FEW_POINTS = "few_points"
    SEVERAL_ON_ONE_DAY = "several_on_one_day"
    IRREGULAR_DAYS = "irregular_days"
    CONSTANT_DATA = "constant_data"
    POINTS_ON_LINE = "points_on_line"
    TREND_REACHES_TARGET = "trend_reaches_target"
    TREND_FALLS_SHORT = "trend_falls_short"

    @property
    def sentence(self) -> str:
        """What it means, for a coach."""
        return _SENTENCES[self]


_SENTENCES = {
    VerdictWarning.BASELINE_MISSING: (
        "No baseline is known, so there is no line from it to the target."
    ),
    VerdictWarning.BASELINE_MEETS_TARGET: (
        "The measured baseline is no worse than the target, so no line leads there."
    ),
    VerdictWarning.BASELINE_TOO_LATE: (
        "The baseline was measured on the target day or after it, so no line leads there."
    ),
    VerdictWarning.FEW_BASELINE_POINTS: (
        "Fewer than three baseline measurements are on record: the line may start at an unusual day."
    ),
    VerdictWarning.GOAL_CLOSED: "The goal was closed by then.",
    VerdictWarning.TARGET_MET: "The target is met already: close the goal, or set another.",
    VerdictWarning.TARGET_DAY_PASSED: (
        "The target day has passed: close the goal, or set another day."
    ),
    VerdictWarning.EARLIER_PLAN: (
        "The goal was revised: what was measured under another aim or strategy is not judged."
    ),
    VerdictWarning.FEW_POINTS: (
        "There are fewer than ten measured days, or fewer than ten weeks of them: rules are trusted"
        " after one a week for 10 to 12 weeks."
    ),
    VerdictWarning.SEVERAL_ON_ONE_DAY: (
        "On some days several values were measured: each of these days counts as their median."
    ),
    VerdictWarning.IRREGULAR_DAYS: (
        "The longest time between measurements is more than twice the usual one."
    ),
    VerdictWarning.CONSTANT_DATA: (
        "All measured days have one value: the measure may be too coarse to show change."
    ),
    VerdictWarning.POINTS_ON_LINE: (
        "Some of the compared days lie on the line itself: the rule's `on_line_counts_as` decides."
    ),
    VerdictWarning.TREND_REACHES_TARGET: (
        "The trend is flatter than the line or below it, yet carried on it reaches the target in time."
    ),
    VerdictWarning.TREND_FALLS_SHORT: (
        "The trend is steeper than the line, yet carried on it misses the target in time."
    ),
}

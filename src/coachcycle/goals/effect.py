"""What an effect size is: its method, its estimate, how sure it is, and what to keep in mind."""

from attrs import field, frozen

from coachcycle.errors import CoachCycleError
from coachcycle.vocabulary import Direction, Word


class EffectMethod(Word):
    """Which index an effect size is."""

    NAP = "nap"
    """Nonoverlap of all pairs [share, 0 to 1]."""
    TAU = "tau"
    """The same on a scale from -1 to 1."""
    PND = "pnd"
    """Share of later measurements that are better than every baseline measurement [0 to 1]."""
    TAU_U = "tau_u"
    """Tau with the trends of the phases counted in."""
    TAU_BC = "tau_bc"
    """Tau after the baseline's trend was taken off [-1 to 1]."""
    POGO = "pogo"
    """Percent of goal obtained [percent; 100 is the goal]."""


class TauUVariant(Word):
    """Which of the formulas that are called Tau-U.

    With m baseline and n later measurements, S_AB is the number of pairs of the two phases that got
    better less those that got worse, S_A and S_B the same within the baseline and the later phase.
    """

    PARKER = "parker"
    """(S_AB - S_A) / mn. Not bounded by -1 and 1."""
    BOUNDED = "bounded"
    """(S_AB - S_A) / (mn + m(m-1)/2): the pairs of the baseline count below the line, too."""
    BOTH_TRENDS = "both_trends"
    """(S_AB + S_B - S_A) / (N(N-1)/2) with N = m + n: A vs B + trend B - trend A."""


class TauBCVariant(Word):
    """Which Tau is taken once the baseline's trend is off."""

    NONOVERLAP = "nonoverlap"
    """Tau, as `tau` has it: ties count for neither side, and no overlap gives 1."""
    KENDALL = "kendall"
    """Kendall's tau-b with the phase, as Tarlow (2017) has it: no overlap gives less than 1."""


class StandardError(Word):
    """How the standard error of NAP and Tau is estimated.

    All take the measurements as independent of each other, which weekly ones seldom quite are.
    """

    UNBIASED = "unbiased"
    """Unbiased for any distribution (Sen 1967, Mee 1990); needs two measurements in each phase."""
    HANLEY = "hanley"
    """Hanley and McNeil (1982)."""
    NULL = "null"
    """As if nothing had changed; too large when something has."""


class IntervalMethod(Word):
    """How a confidence interval is made."""

    NEWCOMBE = "newcombe"
    """Method 5 of Newcombe (2006): score inversion, asymmetric, never beyond the index's range."""
    NORMAL = "normal"
    """Estimate plus and minus a multiple of the standard error."""


class Spacing(Word):
    """How far apart measurements are taken to be, where a trend is taken off."""

    SESSIONS = "sessions"
    """One step each, in the order given: 1, 2, 3 and so on through both phases."""
    DAYS = "days"
    """By their days; those of one day show no trend among themselves."""


class EffectWarning(Word):
    """What to keep in mind with an effect size; `sentence` says it in words."""

    ONE_BASELINE_POINT = "one_baseline_point"
    TWO_BASELINE_POINTS = "two_baseline_points"
    ONE_TREATMENT_POINT = "one_treatment_point"
    SHORT_PHASES = "short_phases"
    STATED_BASELINE = "stated_baseline"
    CONSTANT_BASELINE = "constant_baseline"
    CONSTANT_TREATMENT = "constant_treatment"
    TIES = "ties"
    BASELINE_TREND = "baseline_trend"
    AT_LIMIT = "at_limit"
    OUTSIDE_ONE = "outside_one"
    GOAL_NOT_AHEAD = "goal_not_ahead"
    NO_STANDARD_ERROR = "no_standard_error"

    @property
    def sentence(self) -> str:
        """What it means, for a coach."""
        return _SENTENCES[self]


_SENTENCES = {
    EffectWarning.ONE_BASELINE_POINT: (
        "There is one baseline measurement: nobody can tell a usual day from an unusual one."
    ),
    EffectWarning.TWO_BASELINE_POINTS: (
        "There are two baseline measurements: they cannot tell a trend from chance."
    ),
    EffectWarning.ONE_TREATMENT_POINT: (
        "There is one measurement since the baseline: it may have been an unusual day."
    ),
    EffectWarning.SHORT_PHASES: (
        "A phase has fewer than five measurements: one more could change the picture."
    ),
    EffectWarning.STATED_BASELINE: (
        "The baseline is the one number stated with the goal, not measured in the cycle."
    ),
    EffectWarning.CONSTANT_BASELINE: (
        "All baseline measurements are equal: they do not show how far the measure moves by itself."
    ),
    EffectWarning.CONSTANT_TREATMENT: (
        "All measurements since the baseline are equal: the measure may have reached its end."
    ),
    EffectWarning.TIES: (
        "Some baseline and later measurements are equal: they count as neither better nor worse."
    ),
    EffectWarning.BASELINE_TREND: (
        "The baseline was already getting better: this index counts that as change, too."
    ),
    EffectWarning.AT_LIMIT: (
        "The index is at the end of its scale: it cannot tell a clear change from a huge one."
    ),
    EffectWarning.OUTSIDE_ONE: (
        "The value lies beyond -1 or 1, as this formula allows: do not read it as a share."
    ),
    EffectWarning.GOAL_NOT_AHEAD: (
        "The baseline is already beyond the goal: a percentage of the way makes no sense."
    ),
    EffectWarning.NO_STANDARD_ERROR: (
        "How sure the number is cannot be said for this index with these measurements."
    ),
}


class TooFewMeasurements(CoachCycleError):
    """A phase has fewer measurements than an index needs."""

    code = "goals.too_few_measurements"
    template = "{method}: needs measurements at {needed} or more times in the {phase}, came {came}"
    remedy = "Measure more often, or use an index that needs less."

    method: EffectMethod
    phase: str
    needed: int
    came: int


@frozen
class Interval:
    """A confidence interval.

    `level` is its confidence [share, above 0 and below 1]; `low` and `high` have the index's unit.
    """

    low: float = field(repr=False)
    high: float = field(repr=False)
    level: float
    method: IntervalMethod


@frozen(kw_only=True)
class EffectSize:
    """How far the measurements since the baseline differ from it, by one index.

    What is better counts as positive, also where less is better. `standard_error_method` is None
    for PoGO, which has only one.
    """

    method: EffectMethod
    variant: TauUVariant | TauBCVariant | None = None
    estimate: float = field(repr=False)
    """The index, on the scale of its method."""
    standard_error: float | None = field(default=None, repr=False)
    """In the unit of the estimate; None where there is none, which a warning says."""
    standard_error_method: StandardError | None = field(default=None, repr=False)
    interval: Interval | None = field(default=None, repr=False)
    baseline_points: int
    """How many baseline measurements there are [1 or more]."""
    treatment_points: int
    """How many measurements there are since the baseline [1 or more]."""
    direction: Direction = field(repr=False)
    spacing: Spacing | None = field(default=None, repr=False)
    """What the trends of Tau-U and Tau-BC go by."""
    goal: float | None = field(default=None, repr=False)
    """The goal of PoGO [the measure's own unit]."""
    warnings: tuple[EffectWarning, ...] = field(default=(), repr=False)
    """What to keep in mind, each once, in the order of their list."""

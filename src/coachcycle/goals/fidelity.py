"""Fidelity: how much of a strategy was done as planned."""

from collections.abc import Iterable
from fractions import Fraction

from attrs import field, frozen

from coachcycle.goals.phases import exact
from coachcycle.vocabulary import (
    OutOfRange,
    Reference,
    SetEmpty,
    Word,
    all_of,
    each_once,
    number,
    reference,
    share,
)

PARTIAL_CREDIT = 0.5
"""What an item that was done in part counts [share of one done]: half, by this library's choice."""

HIGH_FIDELITY_PERCENT = 80.0
"""Adherence from which on fidelity is called high [percent]: 80 to 100 in Implementation Science 19
(2024), doi:10.1186/s13012-024-01406-3, table 3, and much used elsewhere."""


class ItemScore(Word):
    """How an item of a checklist was done."""

    YES = "yes"
    PARTIAL = "partial"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"
    """There was no occasion for it; it counts neither for nor against."""


class FidelityStanding(Word):
    """Where adherence stands towards its threshold. A remark, never a gate."""

    REACHED = "reached"
    """At the threshold or above."""
    BELOW = "below"
    NOTHING_APPLICABLE = "nothing_applicable"
    """No item was applicable, so nothing can be said."""


def _partial_credit(given: float) -> float:
    return share("partial_credit", given)


def _threshold_percent(percent: float) -> float:
    given = number("threshold_percent", percent)
    if not 0 <= given <= 100:
        raise OutOfRange("threshold_percent", "a number from 0 to 100")
    return given


@frozen(kw_only=True)
class FidelityItem:
    """An item of a checklist, by the opaque id that the checklist has for it, and how it was done."""

    id: Reference = field(converter=reference)
    score: ItemScore = field(converter=ItemScore, repr=False)


def _items(items: Iterable[FidelityItem]) -> tuple[FidelityItem, ...]:
    listed = all_of(FidelityItem, "items", items)
    if not listed:
        raise SetEmpty("items")
    each_once("items", (item.id for item in listed))
    return listed


@frozen(kw_only=True)
class FidelityCheck:
    """A checklist as it was scored once, for a decision to carry beside it.

    `partial_credit` is what an item done in part counts [share of one done, 0 to 1], and
    `threshold_percent` what adherence is held against [percent, 0 to 100]. Adherence says nothing
    of how well or how often a strategy was used.

    Raises:
        SetEmpty: There are no items.
        Repeated: An item stands there twice.
        OutOfRange: Partial credit or threshold are not within their ranges.

    Source:
        Adherence as one dimension of fidelity: Sanetti and Kratochwill (2009), School Psychology
        Review 38(4), 445-459.
    """

    items: tuple[FidelityItem, ...] = field(converter=_items, repr=False)
    partial_credit: float = field(default=PARTIAL_CREDIT, converter=_partial_credit)
    threshold_percent: float = field(default=HIGH_FIDELITY_PERCENT, converter=_threshold_percent)

    def count(self, score: ItemScore) -> int:
        """How many items were scored so."""
        return sum(item.score is score for item in self.items)

    @property
    def applicable(self) -> int:
        """How many items were applicable."""
        return len(self.items) - self.count(ItemScore.NOT_APPLICABLE)

    @property
    def adherence_percent(self) -> float | None:
        """What was done of the applicable items [percent, 0 to 100]; None where none was."""
        adherence = self._adherence
        return None if adherence is None else float(adherence)

    @property
    def standing(self) -> FidelityStanding:
        """Where adherence stands towards the threshold."""
        adherence = self._adherence
        if adherence is None:
            return FidelityStanding.NOTHING_APPLICABLE
        if adherence >= exact(self.threshold_percent):
            return FidelityStanding.REACHED
        return FidelityStanding.BELOW

    @property
    def _adherence(self) -> Fraction | None:
        partly = self.count(ItemScore.PARTIAL) * exact(self.partial_credit)
        done = self.count(ItemScore.YES) + partly
        return 100 * done / self.applicable if self.applicable else None

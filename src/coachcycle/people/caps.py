"""Caps: how much one coach takes on at a time."""

import math
from collections.abc import Iterable
from itertools import pairwise

from attrs import field, frozen

from coachcycle.vocabulary import (
    OutOfRange,
    Reference,
    Repeated,
    all_of,
    number,
    reference,
    whole,
)

MOST = 1000
"""The highest cap [cycles, or teachers], and the heaviest weight [teachers]."""


def _most_cycles(count: int | None) -> int | None:
    return None if count is None else whole("most_cycles", count, 0, MOST)


def _load(what: str, value: float) -> float:
    checked = number(what, value)
    if not 0 <= checked <= MOST:
        raise OutOfRange(what, f"a number from 0 to {MOST}")
    return checked


def _most_teachers(load: float | None) -> float | None:
    return None if load is None else _load("most_weighted_teachers", load)


def _weight(weight: float) -> float:
    return _load("weight", weight)


@frozen(kw_only=True)
class TierWeight:
    """How many teachers one teacher of a tier counts for [teachers, 0 to 1000]."""

    tier: Reference = field(converter=reference)
    weight: float = field(converter=_weight)


def _weights(weights: Iterable[TierWeight]) -> tuple[TierWeight, ...]:
    listed = sorted(all_of(TierWeight, "weights", weights), key=lambda one: one.tier)
    for earlier, later in pairwise(listed):
        if earlier.tier == later.tier:
            raise Repeated("weights", later.tier).at(later, "tier")
    return tuple(listed)


@frozen(kw_only=True)
class Caps:
    """The most that one coach takes on at a time, in two units; None is no cap.

    `most_cycles` counts cycles [0 to 1000]. `most_weighted_teachers` counts teachers, each with the
    weight of her tier [0 to 1000]; a tier without a weight here, and no tier, weigh one. Without
    `weights` it counts heads.

    Raises:
        Repeated: A tier has two weights.

    Source:
        In peer assistance and review a teacher on intervention counts as two novices (Toledo,
        Montgomery County) or three (San Juan), and in some districts as one: Harvard Graduate
        School of Education, A User's Guide to Peer Assistance and Review, "Caseload".
    """

    most_cycles: int | None = field(default=None, converter=_most_cycles)
    most_weighted_teachers: float | None = field(default=None, converter=_most_teachers)
    weights: tuple[TierWeight, ...] = field(default=(), converter=_weights)

    def weighted_teachers(self, tiers: Iterable[str | None]) -> float:
        """The load of teachers of these tiers, one for each teacher [teachers of weight one]."""
        known: dict[str | None, float] = {one.tier: one.weight for one in self.weights}
        return math.fsum(known.get(tier, 1.0) for tier in tiers)

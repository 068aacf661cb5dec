"""Caps and the weight of a caseload."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachcycle.people import Caps, TierWeight
from coachcycle.testing import caps
from coachcycle.vocabulary import OutOfRange, Repeated, TypeMismatch


class TestCaps:
    @pytest.mark.parametrize(
        ("weight", "load"),
        [(2, 16), (3, 18), (1, 14)],
        ids=["Toledo and Montgomery County", "San Juan", "unweighted"],
    )
    def test_a_teacher_on_intervention(self, weight: float, load: float) -> None:
        """
        Two of them beside twelve novices, as districts count.
        """
        rule = Caps(weights=[TierWeight(tier="intervention", weight=weight)])
        assert rule.weighted_teachers(["novice"] * 11 + ["intervention"] * 2 + [None]) == load

    @given(caps(), st.lists(st.none() | st.sampled_from(["a", "b"])), st.none() | st.just("c"))
    def test_one_teacher_more(self, limits: Caps, tiers: list[Any], one: Any) -> None:
        """
        The load of nobody is nothing; each teacher adds the weight of her tier.
        """
        assert limits.weighted_teachers([]) == 0
        weights = {each.tier: each.weight for each in limits.weights}
        more = limits.weighted_teachers([*tiers, one]) - limits.weighted_teachers(tiers)
        assert more == pytest.approx(weights.get(one, 1.0))

    @pytest.mark.parametrize(
        ("given", "error"),
        [
            ({"most_cycles": -1}, OutOfRange),
            ({"most_cycles": 1001}, OutOfRange),
            ({"most_cycles": 1.5}, TypeMismatch),
            ({"most_weighted_teachers": -0.5}, OutOfRange),
            ({"most_weighted_teachers": 1000.5}, OutOfRange),
            ({"most_weighted_teachers": float("inf")}, OutOfRange),
            ({"weights": [("novice", 1)]}, TypeMismatch),
            ({"weights": [TierWeight(tier="a", weight=n) for n in (1, 2)]}, Repeated),
        ],
    )
    def test_what_is_refused(self, given: dict[str, Any], error: type[Exception]) -> None:
        """
        Numbers out of range, and a tier with two weights.
        """
        with pytest.raises(error):
            Caps(**given)

    def test_bounds(self) -> None:
        """
        None at all may be allowed, and a thousand.
        """
        assert Caps(most_cycles=0, most_weighted_teachers=0).most_cycles == 0
        assert Caps(most_cycles=1000, most_weighted_teachers=1000).most_cycles == 1000
        for weight in (0, 1000):
            assert TierWeight(tier="a", weight=weight).weight == weight
        for weight in (-1, 1001):
            with pytest.raises(OutOfRange):
                TierWeight(tier="a", weight=weight)

    def test_order_does_not_matter(self) -> None:
        """
        The same weights are the same caps.
        """
        both = [TierWeight(tier="b", weight=1), TierWeight(tier="a", weight=2)]
        assert Caps(weights=both) == Caps(weights=both[::-1])

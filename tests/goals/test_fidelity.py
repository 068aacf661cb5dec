"""Fidelity: what was done as planned."""

import math
from typing import Any

import pytest
from hypothesis import given

from coachcycle.errors import CoachCycleError
from coachcycle.goals import FidelityCheck, FidelityItem, FidelityStanding, ItemScore
from coachcycle.testing import fidelity_checks
from coachcycle.vocabulary import (
    IdMalformed,
    OutOfRange,
    Repeated,
    SetEmpty,
    TypeMismatch,
    WordUnknown,
)

WORDS = {"y": "yes", "p": "partial", "n": "no", "-": "not_applicable"}


def check(scores: str, **told: Any) -> FidelityCheck:
    """A checklist scored with y, p, n and - (not applicable)."""
    items = [FidelityItem(id=f"i-{n}", score=WORDS[one]) for n, one in enumerate(scores, 1)]  # type: ignore[arg-type]
    return FidelityCheck(items=items, **told)


class TestFidelityCheck:
    @pytest.mark.parametrize(
        ("scores", "percent", "standing"),
        [
            ("yyyyyyypnn--", 75.0, "below"),
            ("yyyynynyyy", 80.0, "reached"),
            ("yyyynnyyyp", 75.0, "below"),
            ("y", 100.0, "reached"),
            ("n", 0.0, "below"),
            ("p", 50.0, "below"),
            ("yyn", 200 / 3, "below"),
            ("--", None, "nothing_applicable"),
            ("--y", 100.0, "reached"),
        ],
    )
    def test_adherence(self, scores: str, percent: float | None, standing: str) -> None:
        """
        Of the applicable items; what is not applicable counts neither for nor against.
        """
        found = check(scores)
        assert found.adherence_percent == percent
        assert found.standing == FidelityStanding(standing)
        assert found.applicable == len(scores.replace("-", ""))

    def test_parameters(self) -> None:
        """
        What counts for done in part, and what it is held against.
        """
        assert check("yp", partial_credit=0).adherence_percent == 50
        assert check("yp", partial_credit=1).adherence_percent == 100
        assert check("ppp", partial_credit=0.1).adherence_percent == 10
        assert check("ppp", partial_credit=0.1, threshold_percent=10).standing == "reached"
        assert check("yn", threshold_percent=50.1).standing == "below"
        assert check("n", threshold_percent=0).standing == "reached"
        assert check("y", threshold_percent=100).standing == "reached"

    @given(fidelity_checks())
    def test_laws(self, found: FidelityCheck) -> None:
        """
        From 0 to 100 percent; the order of items does not matter, and each counts once.
        """
        assert sum(found.count(score) for score in ItemScore) == len(found.items)
        again = FidelityCheck(
            items=reversed(found.items),
            partial_credit=found.partial_credit,
            threshold_percent=found.threshold_percent,
        )
        assert again.adherence_percent == found.adherence_percent
        if found.adherence_percent is None:
            assert found.applicable == 0
            assert found.standing is FidelityStanding.NOTHING_APPLICABLE
        else:
            assert 0 <= found.adherence_percent <= 100
            none_done = found.count(ItemScore.YES) + found.count(ItemScore.PARTIAL) == 0
            assert found.adherence_percent == 0 or not none_done

    @pytest.mark.parametrize(
        ("told", "error", "expected"),
        [
            ({"items": []}, SetEmpty, None),
            ({"items": ["yes"]}, TypeMismatch, "values of FidelityItem"),
            ({"items": [FidelityItem(id="i-1", score="no")] * 2}, Repeated, None),
            ({"partial_credit": 1.01}, OutOfRange, "a share from 0 to 1"),
            ({"partial_credit": -0.01}, OutOfRange, "a share from 0 to 1"),
            ({"partial_credit": math.nan}, OutOfRange, "a finite number"),
            ({"partial_credit": True}, TypeMismatch, "a number"),
            ({"threshold_percent": 100.1}, OutOfRange, "a number from 0 to 100"),
            ({"threshold_percent": -0.1}, OutOfRange, "a number from 0 to 100"),
            ({"threshold_percent": "80"}, TypeMismatch, "a number"),
        ],
    )
    def test_what_cannot_be(
        self, told: dict[str, Any], error: type[CoachCycleError], expected: str | None
    ) -> None:
        """
        Each rule has its own error, which names the field.
        """
        with pytest.raises(error) as caught:
            FidelityCheck(**({"items": [FidelityItem(id="i-1", score="yes")]} | told))
        assert caught.value.fields["what"] == next(iter(told))
        assert caught.value.fields.get("expected") == expected
        assert caught.value.fields.get("id", "i-1") == "i-1"

    def test_items(self) -> None:
        """
        By an opaque id, with a score of the list.
        """
        with pytest.raises(WordUnknown) as caught:
            FidelityItem(id="i-1", score="maybe")  # type: ignore[arg-type]
        assert caught.value.fields["accepted"] == ("yes", "partial", "no", "not_applicable")
        with pytest.raises(IdMalformed):
            FidelityItem(id="States the goal", score="yes")  # type: ignore[arg-type]
        with pytest.raises(TypeMismatch):
            FidelityCheck(items="i-1")  # type: ignore[arg-type]

    def test_its_repr_holds_no_scores(self) -> None:
        """
        Only its parameters.
        """
        assert repr(check("yn")) == "FidelityCheck(partial_credit=0.5, threshold_percent=80.0)"
        assert repr(check("yn").items[0]) == "FidelityItem(id='i-1')"

"""Published answers, each from a file of tests/known that names its source."""

import json
from pathlib import Path
from typing import Any

import pytest

from coachcycle.goals import (
    EffectMethod,
    EffectSize,
    FidelityCheck,
    FidelityItem,
    ItemScore,
    ScaledGoal,
    TauBCVariant,
    TauUVariant,
    goal_attainment,
    nap,
    pnd,
    pogo,
    tau,
    tau_bc,
    tau_u,
)
from coachcycle.goals.phases import kendall_s

FILES = {
    path.stem: json.loads(path.read_text("utf-8"))
    for path in sorted((Path(__file__).parents[1] / "known").glob("*.json"))
}
INDICES = {"nap": nap, "tau": tau, "pnd": pnd, "tau_u": tau_u, "tau_bc": tau_bc, "pogo": pogo}
INTERVAL_WITHIN = 1.3e-4
"""How closely R's uniroot found the published intervals; test_overlap.py solves the equation."""


def each(key: str) -> list[Any]:
    """What the files hold under a key, each with the file's name."""
    found = [
        pytest.param(one, id=f"{name}-{number}")
        for name, told in FILES.items()
        for number, one in enumerate(told.get(key, []))
    ]
    assert found
    return found


def answered() -> list[Any]:
    """Each published effect size with its data."""
    return [
        pytest.param({**series.values[0], **answer}, id=f"{series.id}-{number}")
        for series in each("effects")
        for number, answer in enumerate(series.values[0]["answers"])
    ]


def effect(told: dict[str, Any]) -> EffectSize:
    """The effect size that an answer is of."""
    options = {
        name: told[key]
        for name, key in [
            ("direction", "direction"),
            ("variant", "variant"),
            ("goal", "goal"),
            ("standard_error", "standard_error_method"),
            ("confidence", "level"),
        ]
        if key in told
    }
    size: EffectSize = INDICES[told["method"]](told["baseline"], told["treatment"], **options)  # type: ignore[operator]
    return size


def test_every_file_names_its_source() -> None:
    """
    And where it was read.
    """
    assert all(told["source"] and told["read_in"] for told in FILES.values())


def test_every_index_has_a_published_answer() -> None:
    """
    Each variant, too, from somebody else than us.
    """
    published = {
        (told["method"], told.get("variant"))
        for case in answered()
        if not (told := case.values[0]).get("computed_here")
    }
    variants = [("tau_u", one) for one in TauUVariant] + [("tau_bc", one) for one in TauBCVariant]
    plain = [(one, None) for one in EffectMethod if one not in ("tau_u", "tau_bc")]
    assert published == {*plain, *variants}


@pytest.mark.parametrize("told", answered())
def test_effect_sizes(told: dict[str, Any]) -> None:
    """
    Estimate, standard error and interval are the published ones, to the last digit printed.
    """
    found = effect(told)
    within = told.get("within", 5e-8)
    if "estimate" in told:
        assert found.estimate == pytest.approx(told["estimate"], abs=within, rel=0)
    if "standard_error" in told:
        assert found.standard_error == pytest.approx(told["standard_error"], abs=within, rel=0)
    if "low" in told:
        assert found.interval is not None
        ends = found.interval.low, found.interval.high
        closely = {"nap": INTERVAL_WITHIN, "tau": 2 * INTERVAL_WITHIN}.get(told["method"], within)
        assert ends == pytest.approx((told["low"], told["high"]), abs=closely, rel=0)
    if "warns" in told:
        assert told["warns"] in found.warnings


@pytest.mark.parametrize("told", each("kendall_s"))
def test_kendall_s(told: dict[str, Any]) -> None:
    """
    With ties in both.
    """
    assert kendall_s(told["x"], told["y"]) == told["s"]


@pytest.mark.parametrize("told", each("attainment"))
def test_goal_attainment(told: dict[str, Any]) -> None:
    """
    The T score is the published one.
    """
    weights = told.get("weights", [1] * len(told["levels"]))
    goals = [
        ScaledGoal(id=f"g-{number}", level=level, weight=weight)
        for number, (level, weight) in enumerate(zip(told["levels"], weights, strict=True))
    ]
    within = told.get("within", 1e-12)
    assert goal_attainment(goals).t_score == pytest.approx(told["t_score"], abs=within, rel=0)


@pytest.mark.parametrize("told", each("fidelity"))
def test_fidelity(told: dict[str, Any]) -> None:
    """
    Adherence of the applicable items.
    """
    scores = [score for score in ItemScore for _ in range(told[score])]
    check = FidelityCheck(
        items=[FidelityItem(id=f"i-{n}", score=score) for n, score in enumerate(scores)]
    )
    assert check.adherence_percent == told["adherence_percent"]
    assert check.standing == told["standing"]

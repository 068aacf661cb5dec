"""Goal attainment scaling."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachcycle.goals import (
    AttainmentMethod,
    AttainmentWarning,
    GoalAttainment,
    NoGoalWeighs,
    ScaledGoal,
    goal_attainment,
)
from coachcycle.testing import attainments
from coachcycle.vocabulary import IdMalformed, OutOfRange, Repeated, SetEmpty, TypeMismatch

levels = st.lists(st.tuples(st.integers(-2, 2), st.integers(1, 9)), min_size=1, max_size=6)


def scaled(*pairs: tuple[int, float]) -> list[ScaledGoal]:
    """Goals with these levels and weights."""
    return [ScaledGoal(id=f"g-{n}", level=x, weight=w) for n, (x, w) in enumerate(pairs, 1)]


class TestScaledGoal:
    @pytest.mark.parametrize(
        ("changes", "error", "expected"),
        [
            ({"level": 3}, OutOfRange, "a whole number from -2 to 2"),
            ({"level": -3}, OutOfRange, "a whole number from -2 to 2"),
            ({"level": 0.5}, TypeMismatch, "a whole number"),
            ({"level": True}, TypeMismatch, "a whole number"),
            ({"weight": -1}, OutOfRange, "a number from 0 up"),
            ({"weight": math.nan}, OutOfRange, "a finite number"),
            ({"weight": math.inf}, OutOfRange, "a finite number"),
            ({"weight": "1"}, TypeMismatch, "a number"),
        ],
    )
    def test_what_cannot_be(
        self, changes: dict[str, Any], error: type[OutOfRange | TypeMismatch], expected: str
    ) -> None:
        """
        Levels are whole numbers from -2 to 2, weights numbers from 0 up.
        """
        with pytest.raises(error) as caught:
            ScaledGoal(**({"id": "g-1", "level": 0} | changes))
        fields = caught.value.fields
        assert (fields["what"], fields["expected"]) == (next(iter(changes)), expected)
        with pytest.raises(IdMalformed):
            ScaledGoal(id="a goal", level=0)  # type: ignore[arg-type]

    def test_its_repr_holds_no_level(self) -> None:
        """
        Only its id.
        """
        assert repr(ScaledGoal(id="g-1", level=-2, weight=3)) == "ScaledGoal(id='g-1')"
        assert ScaledGoal(id="g-1", level=2).weight == 1


class TestGoalAttainment:
    @given(levels, st.floats(0, 0.99))
    def test_formula(self, pairs: list[tuple[int, int]], rho: float) -> None:
        """
        As Kiresuk and Sherman wrote it.
        """
        found = goal_attainment(scaled(*pairs), rho=rho)
        xs, ws = zip(*pairs, strict=True)
        top = 10 * sum(x * w for x, w in pairs)
        spread = (1 - rho) * sum(w**2 for w in ws) + rho * sum(ws) ** 2
        assert found.t_score == pytest.approx(50 + top / math.sqrt(spread), abs=1e-9)
        assert (found.rho, found.method) == (rho, AttainmentMethod.T_SCORE)
        assert [goal.level for goal in found.goals] == list(xs)

    @given(levels, st.integers(1, 1000))
    def test_only_ratios_of_weights_count(self, pairs: list[tuple[int, int]], by: int) -> None:
        """
        All weights so many times as large change nothing, nor does the order of goals.
        """
        plain = goal_attainment(scaled(*pairs)).t_score
        assert goal_attainment(scaled(*((x, w * by) for x, w in pairs))).t_score == plain
        assert goal_attainment(reversed(scaled(*pairs))).t_score == plain

    @given(levels)
    def test_as_far_below_as_above(self, pairs: list[tuple[int, int]]) -> None:
        """
        The opposite levels give the score on the other side of 50.
        """
        score = goal_attainment(scaled(*pairs)).t_score
        other = goal_attainment(scaled(*((-x, w) for x, w in pairs))).t_score
        assert score + other == pytest.approx(100)

    def test_weights_of_any_size(self) -> None:
        """
        Neither very large nor very small ones overflow.
        """
        huge = goal_attainment(scaled((1, 1e308), (2, 1e308))).t_score
        tiny = goal_attainment(scaled((1, 5e-324), (2, 5e-324))).t_score
        assert huge == tiny == goal_attainment(scaled((1, 1), (2, 1))).t_score

    def test_rho(self) -> None:
        """
        0.30 unless told otherwise; 0 takes the goals as unrelated, and 1 is no value.
        """
        goals = scaled((1, 1), (1, 1))
        assert goal_attainment(goals) == goal_attainment(goals, rho=0.30)
        assert goal_attainment(goals, rho=0).t_score == pytest.approx(50 + 10 * math.sqrt(2))
        for rho in (1, -0.01, math.nan):
            with pytest.raises(OutOfRange) as caught:
                goal_attainment(goals, rho=rho)
            wanted = "a finite number" if math.isnan(rho) else "a number from 0 to below 1"
            assert caught.value.fields == {"what": "rho", "expected": wanted}

    def test_what_is_refused(self) -> None:
        """
        No goals, one goal twice, no weight at all, something else.
        """
        with pytest.raises(SetEmpty) as empty:
            goal_attainment([])
        assert empty.value.fields == {"what": "goals"}
        with pytest.raises(Repeated) as repeated:
            goal_attainment([*scaled((0, 1), (1, 1)), ScaledGoal(id="g-2", level=2)])
        assert repeated.value.fields == {"what": "goals", "id": "g-2"}
        with pytest.raises(NoGoalWeighs) as weightless:
            goal_attainment(scaled((0, 0), (1, 0)))
        assert weightless.value.fields == {"count": 2}
        assert str(weightless.value) == "goal attainment: the weights of all 2 goals are 0"
        with pytest.raises(TypeMismatch) as other:
            goal_attainment([(1, 1)])  # type: ignore[list-item]
        assert other.value.fields["what"] == "goals"

    def test_warnings(self) -> None:
        """
        One goal says no more than its level; a goal without weight says nothing.
        """
        one, without = AttainmentWarning
        assert goal_attainment(scaled((1, 2), (0, 1))).warnings == ()
        assert goal_attainment(scaled((1, 2))).warnings == (one,)
        assert goal_attainment(scaled((1, 2), (1, 0))).warnings == (one, without)
        assert goal_attainment(scaled((1, 2), (1, 0), (2, 1))).warnings == (without,)
        assert one.sentence != without.sentence
        assert all(warning.sentence.endswith(".") for warning in AttainmentWarning)

    @given(attainments())
    def test_range(self, found: GoalAttainment) -> None:
        """
        No further from 50 than when all goals lie at one end; the repr holds no score.
        """
        most = goal_attainment(
            [ScaledGoal(id=goal.id, level=2, weight=goal.weight) for goal in found.goals],
            rho=found.rho,
        )
        assert abs(found.t_score - 50) <= most.t_score - 50 + 1e-9
        assert "score=" not in repr(found)
        assert "goals=" not in repr(found)

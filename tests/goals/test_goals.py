"""Goals and what measures them."""

from typing import Any

import pytest

from coachcycle.goals import (
    BaselineWithoutDay,
    Measure,
    Measurement,
    OutsideMeasure,
    RangeEmpty,
    SelfRatings,
    Strategy,
    TargetBeforeBaseline,
    TargetNotAhead,
)
from coachcycle.vocabulary import (
    EventId,
    IdMalformed,
    MeasurementRole,
    OutOfRange,
    Repeated,
    SetEmpty,
    TextMalformed,
    TypeMismatch,
    WordUnknown,
)
from weekly import START, goal


class TestGoal:
    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"owners": []}, SetEmpty),
            ({"owners": "t-1"}, TypeMismatch),
            ({"title": ""}, TextMalformed),
            ({"group": "a\nb"}, TextMalformed),
            ({"strategies": ["Sound it out"]}, TypeMismatch),
            ({"strategies": "Sound it out"}, TypeMismatch),
            ({"standards": "RF.2.4"}, TypeMismatch),
            ({"standards": ["RF 2.4"]}, IdMalformed),
            ({"standards": ["s-2", "s-1", "s-1"]}, Repeated),
            ({"measured_every_days": 0}, OutOfRange),
            ({"measured_every_days": 367}, OutOfRange),
            ({"measured_every_days": True}, TypeMismatch),
            ({"ratings": {"easy": True}}, TypeMismatch),
            ({"target": float("inf")}, OutOfRange),
            ({"baseline": float("-inf")}, OutOfRange),
            ({"focus": "both"}, WordUnknown),
            ({"measure": "words"}, TypeMismatch),
            ({"target": 201}, OutsideMeasure),
            ({"target": float("nan")}, OutOfRange),
            ({"baseline": -1}, OutsideMeasure),
            ({"baseline": None}, BaselineWithoutDay),
            ({"baseline_day": None}, BaselineWithoutDay),
            ({"target": 45}, TargetNotAhead),
            ({"target": 44}, TargetNotAhead),
            ({"measure": Measure(unit="errors", direction="decrease")}, TargetNotAhead),
            ({"target_day": START}, TargetBeforeBaseline),
        ],
    )
    def test_an_impossible_goal_cannot_be_built(
        self, changes: dict[str, object], error: type[Exception]
    ) -> None:
        """
        Each rule has its own error.
        """
        with pytest.raises(error):
            goal(**changes)

    def test_without_a_baseline(self) -> None:
        """
        The baseline may be measured later.
        """
        assert goal(baseline=None, baseline_day=None).baseline is None

    def test_its_repr_holds_no_content(self) -> None:
        """
        Neither words nor numbers of a teacher's goal get into a log by accident.
        """
        told = Strategy("Sound it out", "strong")
        shown = repr(goal(strategies=[told], group="Blue table", ratings=SelfRatings(easy=False)))
        for content in ("Words", "Sound", "Blue", "45", "75", "words a minute", "easy"):
            assert content not in shown
        assert "Sound" not in repr(told)

    def test_what_it_can_hold(self) -> None:
        """
        Strategies keep their order; an interval may be a day or a year.
        """
        first, second = Strategy("Read together"), Strategy("Sound it out", tier="promising")
        told = goal(strategies=[first, second], standards=["s-2", "s-1"], measured_every_days=1)
        assert told.strategies == (first, second)
        assert (first.tier, second.tier) == (None, "promising")
        assert told.standards == {"s-1", "s-2"}
        assert goal(measured_every_days=366).measured_every_days == 366
        assert told.ratings == SelfRatings()

    def test_what_is_refused_says_where(self) -> None:
        """
        By the field, not by what came.
        """
        with pytest.raises(Repeated) as repeated:
            goal(standards=["s-2", "s-1", "s-1"])
        assert repeated.value.fields == {"what": "standards", "id": "s-1"}
        with pytest.raises(OutsideMeasure) as outside:
            goal(baseline=-1)
        assert outside.value.fields == {"goal": "g-1", "what": "baseline"}
        with pytest.raises(TextMalformed) as empty:
            Strategy("")
        assert empty.value.what == "strategy"
        with pytest.raises(TextMalformed) as group:
            goal(group="")
        assert group.value.what == "group"
        with pytest.raises(WordUnknown):
            Strategy("Sound it out", "gold")
        with pytest.raises(TypeMismatch) as answer:
            SelfRatings(powerful=1)
        assert answer.value.what == "self-rating"


class TestMeasurement:
    @pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), 10**400])
    def test_a_value_is_a_finite_number(self, value: Any) -> None:
        """
        Nothing else can be reckoned with.
        """
        with pytest.raises(OutOfRange) as refused:
            Measurement(EventId("e-1"), START, value, MeasurementRole.PROGRESS, EventId("e-0"))
        assert refused.value.fields == {"what": "value", "expected": "a finite number"}


class TestMeasure:
    def test_range(self) -> None:
        """
        Both ends belong to the range; an open side has none.
        """
        measure = Measure(unit="%", low=0, high=100)
        assert [measure.holds(value) for value in (-0.1, 0, 100, 100.1)] == [
            False,
            True,
            True,
            False,
        ]
        assert Measure(unit="%").holds(-1e300)
        with pytest.raises(RangeEmpty):
            Measure(unit="%", low=1, high=0)

    def test_direction(self) -> None:
        """
        Less is better where the measure says so.
        """
        assert Measure(unit="errors", direction="decrease").reaches(3, 4)
        assert not Measure(unit="words").reaches(3, 4)

    def test_where_the_numbers_come_from(self) -> None:
        """
        A word of a closed list, or none.
        """
        assert Measure(unit="%", source="survey").source == "survey"
        with pytest.raises(WordUnknown):
            Measure(unit="%", source="hearsay")

"""Plans: what they cannot be, and what they say of a day."""

import datetime
from typing import Any

import pytest
from hypothesis import given

from coachcycle.caseloads import (
    Assignment,
    Caseload,
    CaseloadRules,
    CaseRepeated,
    LevelOutcome,
    PeriodEmpty,
    Stretch,
    StretchesApart,
    Unserved,
)
from coachcycle.testing import caseloads
from coachcycle.vocabulary import OutOfRange, SetEmpty, TypeMismatch

FIRST, MIDDLE, UNTIL = (
    datetime.date(2026, 8, 17),
    datetime.date(2027, 1, 4),
    datetime.date(2027, 6, 5),
)
RULES = CaseloadRules(first=FIRST, until=UNTIL, demands=[])


def given_to(coach: str, *teachers: str, school: str = "s-1") -> Assignment:
    return Assignment(coach=coach, school=school, teachers=teachers)


def plan(*stretches: Stretch, **keys: Any) -> Caseload:
    return Caseload(rules=RULES, stretches=stretches, **keys)


class TestStretch:
    def test_of_no_day(self) -> None:
        with pytest.raises(PeriodEmpty):
            Stretch(first=FIRST, until=FIRST)

    def test_a_teacher_stands_once_at_a_school(self) -> None:
        once = given_to("c-1", "t-1"), given_to("c-2", "t-1", school="s-2")
        stretch = Stretch(first=FIRST, until=UNTIL, assignments=once)
        assert stretch.coaches == {"t-1": {"c-1", "c-2"}}
        for twice in (
            {"assignments": [given_to("c-1", "t-1"), given_to("c-2", "t-1", "t-2")]},
            {
                "assignments": [given_to("c-1", "t-1")],
                "unserved": [Unserved(school="s-1", teachers=["t-1"], reason="no_coach")],
            },
        ):
            with pytest.raises(CaseRepeated) as refused:
                Stretch(first=FIRST, until=UNTIL, **twice)
            assert refused.value == CaseRepeated("t-1", "s-1")


class TestCaseload:
    def test_stretches_follow_each_other(self) -> None:
        early, late = Stretch(first=FIRST, until=MIDDLE), Stretch(first=MIDDLE, until=UNTIL)
        whole = plan(late, early)
        assert whole.stretches == (early, late)
        assert (whole.on(FIRST), whole.on(MIDDLE), whole.on(UNTIL)) == (early, late, None)
        for wrong, problem in (
            ([late], StretchesApart(FIRST, MIDDLE)),
            ([early], StretchesApart(UNTIL, MIDDLE)),
            ([early, early], StretchesApart(MIDDLE, FIRST)),
        ):
            with pytest.raises(StretchesApart) as refused:
                plan(*wrong)
            assert refused.value == problem
        with pytest.raises(SetEmpty):
            plan()

    @given(caseloads())
    def test_every_day_has_one_stretch(self, drawn: Caseload) -> None:
        for stretch in drawn.stretches:
            assert drawn.on(stretch.first) is stretch
            assert drawn.on(stretch.until.subtract(days=1)) is stretch

    def test_what_is_refused(self) -> None:
        stretch = Stretch(first=FIRST, until=UNTIL)
        for keys in ({"effort": 0}, {"seed": -1}):
            with pytest.raises(OutOfRange):
                plan(stretch, **keys)
        wrong: tuple[dict[str, Any], ...] = ({"was_stopped": 1}, {"replaced": RULES})
        for other in wrong:
            with pytest.raises(TypeMismatch):
                plan(stretch, **other)
        with pytest.raises(TypeMismatch):
            Caseload(rules=stretch, stretches=[stretch])
        with pytest.raises(OutOfRange):
            LevelOutcome(name="need", reached=2**53, floor=0, value=0)

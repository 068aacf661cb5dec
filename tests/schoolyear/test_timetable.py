"""Timetables: what they hold, and all that is wrong with them, together."""

from datetime import date, time
from typing import Any

import pytest
from attrs import evolve

from coachcycle.schoolyear import (
    BellSchedule,
    BellsDayRepeated,
    BellsRepeated,
    BellsUnknown,
    Commitment,
    CommitmentUnclear,
    HoursRepeated,
    HoursUnknown,
    LunchOutsideContractDay,
    Period,
    PeriodsOverlap,
    PeriodUnknown,
    Rotation,
    RotationDayUnknown,
    SchoolHours,
    Span,
    TimesRunBackwards,
    Timetable,
    TimetableInvalid,
)
from coachcycle.vocabulary import TypeMismatch, WordUnknown

REGULAR = BellSchedule(
    id="regular",
    periods=[Period("1", time(8), time(8, 50)), Period("L", time(12), time(12, 30))],
)
HALF = BellSchedule(
    id="half",
    periods=[Period("1", time(8), time(8, 30))],
    contract_day=Span(time(7, 45), time(12)),
)
HOURS = SchoolHours(
    school="s-1",
    contract_day=Span(time(7, 45), time(15, 45)),
    bells=[REGULAR, HALF],
    rotation=Rotation(days=["A", "B"]),
)


def commitment(**changes: Any) -> Commitment:
    """A first period of t-1."""
    told = {"person": "t-1", "type": "teaching", "school": "s-1"}
    return Commitment(**(told | ({} if "starts" in changes else {"periods": ["1"]}) | changes))


def problems(schools: Any = (HOURS,), commitments: Any = ()) -> tuple[Any, ...]:
    """All that is wrong with a timetable."""
    with pytest.raises(TimetableInvalid) as caught:
        Timetable(schools=schools, commitments=commitments)
    assert caught.value.fields["count"] == len(caught.value.problems)
    return caught.value.problems


class TestCommitment:
    def test_it_names_periods_or_both_times(self) -> None:
        """
        Not both, not neither, not half of the times.
        """
        assert commitment().starts is None
        assert commitment(starts=time(8), ends=time(9)).periods == frozenset()
        unclear: list[dict[str, Any]] = [
            {"periods": []},
            {"periods": [], "starts": time(8)},
            {"starts": time(8), "ends": None},
            {"starts": None, "ends": time(8)},
            {"periods": ["1"], "starts": time(8), "ends": time(9)},
            {"periods": ["1"], "ends": time(9)},
            {"periods": ["1"], "starts": time(9)},
        ]
        for said in unclear:
            with pytest.raises(CommitmentUnclear) as caught:
                commitment(**said)
            assert caught.value.fields == {"person": "t-1", "school": "s-1"}
        for ends in (time(8), time(7)):
            with pytest.raises(TimesRunBackwards) as backwards:
                commitment(starts=time(8), ends=ends)
            assert backwards.value.fields == {
                "what": "commitment of t-1", "starts": time(8), "ends": ends,
            }  # fmt: skip

    def test_when_it_goes_on(self) -> None:
        """
        In its periods, or at its times, under the bell schedules that it names.
        """
        lunch = commitment(periods=["1", "L"])
        assert lunch.spans(REGULAR) == (Span(time(8), time(8, 50)), Span(time(12), time(12, 30)))
        assert lunch.spans(HALF) == (Span(time(8), time(8, 30)),)
        duty = commitment(starts=time(7, 45), ends=time(8), bells=["half"])
        assert duty.spans(REGULAR) == ()
        assert duty.spans(HALF) == (Span(time(7, 45), time(8)),)

    def test_on_which_days(self) -> None:
        """
        On its weekdays and rotation days; where it names none, on any.
        """
        monday = date(2026, 9, 7)
        assert commitment().falls_on(monday, None)
        assert commitment(weekdays=[1]).falls_on(monday, None)
        assert not commitment(weekdays=[2]).falls_on(monday, None)
        assert commitment(rotation_days=["A"]).falls_on(monday, "A")
        assert not commitment(rotation_days=["A"]).falls_on(monday, "B")
        assert not commitment(weekdays=[2], rotation_days=["A"]).falls_on(monday, "A")

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"type": "tea"}, WordUnknown),
            ({"periods": "1"}, TypeMismatch),
            ({"bells": "half"}, TypeMismatch),
            ({"weekdays": ["1"]}, TypeMismatch),
            ({"person": None}, TypeMismatch),
        ],
    )
    def test_what_is_refused(self, changes: dict[str, Any], error: type[Exception]) -> None:
        """
        Each field has its own kind of values.
        """
        with pytest.raises(error):
            commitment(**changes)


class TestTimetable:
    def test_order_does_not_matter_and_ids_find(self) -> None:
        """
        Equal contents are equal timetables; what is not there is None, or nothing.
        """
        other = SchoolHours(school="s-0", contract_day=HOURS.contract_day, bells=[REGULAR])
        told = [
            commitment(),
            commitment(person="c-1", type="duty", starts=time(12), ends=time(13)),
            commitment(type="duty", starts=time(14), ends=time(15), weekdays=[1]),
            commitment(type="duty", starts=time(14), ends=time(15), weekdays=[2]),
            commitment(type="duty", starts=time(14), ends=time(15), rotation_days=["A"]),
            commitment(type="planning", bells=["half"]),
            commitment(type="planning", bells=["regular"]),
        ]
        timetable = Timetable(schools=[HOURS, other], commitments=told)
        assert timetable == Timetable(schools=[other, HOURS], commitments=told[::-1])
        assert timetable.hours("s-1") == HOURS
        assert timetable.hours("s-2") is None
        assert timetable.people == ("c-1", "t-1")
        assert timetable.commitments_of("c-1") == (told[1],)
        assert timetable.commitments_of("t-2") == ()

    def test_it_shows_no_commitments(self) -> None:
        """
        Its short form is for logs.
        """
        assert "t-1" not in repr(Timetable(schools=[HOURS], commitments=[commitment()]))

    def test_all_its_problems_are_reported_together(self) -> None:
        """
        Of schools, then of commitments, each with what it is about.
        """
        day = date(2026, 10, 2)
        overlapping = [
            Period("1", time(8), time(12)),
            Period("2", time(9), time(10)),
            Period("3", time(11), time(12, 30)),
            Period("4", time(12, 30), time(13)),
        ]
        wrong = evolve(
            HOURS,
            school="s-2",
            bells=[
                BellSchedule(id="x", periods=overlapping, days=[day], rotation_days=["C", "A"]),
                BellSchedule(id="x", days=[day]),
            ],
        )
        found = problems(
            [HOURS, HOURS, wrong],
            [
                commitment(school="s-9"),
                commitment(rotation_days=["C", "A"]),
                commitment(bells=["full", "half"]),
                commitment(periods=["1", "9"]),
                commitment(periods=["L"], bells=["half"]),
            ],
        )
        assert found[:6] == (
            HoursRepeated("s-1", 2),
            BellsRepeated("s-2", "x", 2),
            BellsDayRepeated("s-2", day, 2),
            RotationDayUnknown("s-2", "C", None),
            PeriodsOverlap("s-2", "x", "1", "2"),
            PeriodsOverlap("s-2", "x", "1", "3"),
        )
        assert set(found[6:]) == {
            RotationDayUnknown("s-1", "C", "t-1"),
            HoursUnknown("s-9", "t-1"),
            BellsUnknown("s-1", "full", "t-1", None),
            PeriodUnknown("t-1", "s-1", "9"),
            PeriodUnknown("t-1", "s-1", "L"),
        }
        assert len(found) == 11

    def test_in_order(self) -> None:
        """
        Commitments and problems come in the order of what they name, not of a set.
        """
        many = [*"13456789"]
        periods = [
            Period(one, time(8 + n), time(9 + n)) for n, one in enumerate(sorted([*many, "2"]))
        ]
        days = [date(2026, 10, n) for n in range(1, 9)]
        bells = [BellSchedule(id=one, periods=periods) for one in [*many, "2"]]
        hours = evolve(HOURS, bells=bells, rotation=Rotation(days=[*many, "2"]))
        for key in ("periods", "bells", "rotation_days"):
            told = [commitment(**{key: named}) for named in (["2"], many)]
            assert Timetable(schools=[hours], commitments=told).commitments == tuple(told[::-1])
        unknown = sorted(f"x{one}" for one in many)
        for key, error in (
            ("periods", PeriodUnknown),
            ("bells", BellsUnknown),
            ("rotation_days", RotationDayUnknown),
        ):
            found = problems([hours], [commitment(**{key: unknown})])
            assert [next(one for one in each.args if one in unknown) for each in found] == unknown
            assert {type(each) for each in found} == {error}
        twice = [
            evolve(bells[0], days=days[1:]),
            evolve(bells[1], days=days),
            BellSchedule(id="y", days=days[:1]),
        ]
        assert [one.day for one in problems([evolve(hours, bells=twice)])] == days

    def test_its_codes_are_listed(self) -> None:
        """
        In order and each once.
        """
        told = [
            commitment(school="s-9"), commitment(school="s-8"), commitment(periods=["9"]),
            commitment(bells=["x"]), commitment(rotation_days=["x"]),
        ]  # fmt: skip
        with pytest.raises(TimetableInvalid) as caught:
            Timetable(schools=[HOURS], commitments=told)
        assert caught.value.fields == {
            "count": 5,
            "codes": (
                "schoolyear.bells_unknown",
                "schoolyear.hours_unknown",
                "schoolyear.period_unknown",
                "schoolyear.rotation_day_unknown",
            ),
        }

    def test_a_school_without_a_rotation(self) -> None:
        """
        Has no rotation days to name.
        """
        plain = evolve(HOURS, rotation=None)
        assert problems([plain], [commitment(rotation_days=["A"])]) == (
            RotationDayUnknown("s-1", "A", "t-1"),
        )

    @pytest.mark.parametrize(
        ("starts", "ends", "refused"),
        [
            (time(7, 45), time(15, 45), []),
            (time(7, 44), time(8), ["regular"]),
            (time(15), time(15, 46), ["regular"]),
        ],
    )
    def test_lunch_lies_within_the_contract_day(
        self, starts: time, ends: time, refused: list[str]
    ) -> None:
        """
        Of each bell schedule under which it goes on, to the minute.
        """
        lunch = commitment(type="lunch", starts=starts, ends=ends, bells=["regular"])
        expected = tuple(LunchOutsideContractDay("t-1", "s-1", one) for one in refused)
        if refused:
            assert problems(commitments=[lunch]) == expected
        else:
            Timetable(schools=[HOURS], commitments=[lunch])
        anyway = evolve(lunch, type="duty")
        assert Timetable(schools=[HOURS], commitments=[anyway]).people == ("t-1",)

    def test_lunch_on_a_short_day(self) -> None:
        """
        A lunch after the staff has left is no lunch.
        """
        lunch = commitment(type="lunch", starts=time(11, 45), ends=time(12, 15))
        assert problems(commitments=[lunch]) == (LunchOutsideContractDay("t-1", "s-1", "half"),)
        by_period = commitment(type="lunch", periods=["L"])
        assert Timetable(schools=[HOURS], commitments=[by_period]).people == ("t-1",)

    def test_each_list_holds_its_own(self) -> None:
        """
        A commitment among the schools is refused at once.
        """
        for other in ([commitment()], 5, "s-1"):
            with pytest.raises(TypeMismatch):
                Timetable(schools=other)
        with pytest.raises(TypeMismatch):
            Timetable(commitments=[HOURS])  # type: ignore[list-item]

"""The school's goals, by the teachers' goals that serve them."""

import datetime
from typing import Any

from attrs import evolve

from coachcycle.goals import (
    Goal,
    GoalClosing,
    GoalRecord,
    GoalVersion,
    Measure,
    Measurement,
    ServingGoal,
    roll_up,
)
from coachcycle.schoolyear import as_day
from coachcycle.vocabulary import GoalOutcome, MeasurementRole

START = as_day(datetime.date(2026, 9, 7))


def day(n: int) -> Any:
    """The n-th day after the start."""
    return START.add(days=n)


def record(id: str, *values: float, serves: str | None = "school-1", **told: Any) -> GoalRecord:
    """A goal from 40 to 80 in forty days, with a measurement on each tenth day."""
    goal = Goal(
        id=id, owners=told.pop("owners", {"t-1"}), title="A goal", focus="student",
        measure=Measure(unit="%"), target=80, target_day=day(40), baseline=40, baseline_day=START,
        serves=serves, **told,
    )  # fmt: skip
    progress = MeasurementRole.PROGRESS
    measured = [
        Measurement(f"m-{n}", day(10 * n), value, progress, "e-1")  # type: ignore[arg-type]
        for n, value in enumerate(values, 1)
    ]
    return GoalRecord((GoalVersion("e-1", START, goal),), tuple(measured))  # type: ignore[arg-type]


def closed(of: GoalRecord, on: int, outcome: str) -> GoalRecord:
    """The record of a goal that was closed on a day."""
    return evolve(of, closed=GoalClosing("e-9", day(on), GoalOutcome(outcome)))  # type: ignore[arg-type]


class TestRollUp:
    def test_goals_by_what_they_serve(self) -> None:
        """
        In the order of the ids; a goal that serves nothing is left out.
        """
        records = [
            record("g-3", serves="school-2"), record("g-2", 70), record("g-1", 45),
            record("g-4", serves=None),
        ]  # fmt: skip
        first, second = roll_up(records, day(20))
        assert [one.goal for one in (first, second)] == ["school-1", "school-2"]
        assert [(one.goal, one.stands) for one in first.serving] == [
            ("g-1", "behind"),
            ("g-2", "on_track"),
        ]

    def test_joint_and_copied_goals(self) -> None:
        """
        A joint goal counts once for all its owners, a copied one once for each.
        """
        joint = record("g-1", owners={"t-1", "t-2"})
        copies = [record("g-2", owners={one}, copied_from="g-0") for one in ("t-4", "t-3")]
        [found] = roll_up([joint, *copies], day(20))
        assert [one.owners for one in found.serving] == [{"t-1", "t-2"}, {"t-3"}, {"t-4"}]
        assert found.owners == {"t-1", "t-2", "t-3", "t-4"}

    def test_closed_goals_count_by_their_outcome(self) -> None:
        """
        From the day of closing on; before it they stand where they stood.
        """
        goal = closed(record("g-1", 45), 20, "partly_met")
        met = closed(record("g-2", 85), 5, "met")
        [before] = roll_up([goal, met], day(19))
        [after] = roll_up([goal, met], day(20))
        assert [one.stands for one in before.serving] == ["behind", GoalOutcome.MET]
        assert after.serving[0] == ServingGoal(
            goal.goal.id, frozenset({"t-1"}), GoalOutcome.PARTLY_MET
        )  # type: ignore[arg-type]
        assert [after.count(one) for one in GoalOutcome] == [1, 1, 0, 0]

    def test_what_is_in_force_on_the_day(self) -> None:
        """
        A revision that serves another goal counts from its day; before it was set a goal is none.
        """
        first = record("g-1")
        revised = evolve(first.goal, serves="school-2")
        both = evolve(first, versions=(*first.versions, GoalVersion("e-2", day(10), revised)))  # type: ignore[arg-type]
        assert [one.goal for one in roll_up([both], day(9))] == ["school-1"]
        assert [one.goal for one in roll_up([both], day(10))] == ["school-2"]
        assert roll_up([both], day(-1)) == ()
        assert len(roll_up([both], day(0))) == 1
        later = evolve(first, versions=(GoalVersion("e-1", day(5), first.goal),))  # type: ignore[arg-type]
        [found] = roll_up([later, first], day(4))
        assert len(found.serving) == 1

"""Laws of progress: it knows no units, no side that is better, no order of entry and no future."""

from typing import Any

from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from coachcycle.goals import (
    DecisionRule,
    Goal,
    GoalClosing,
    GoalRecord,
    GoalVersion,
    Measure,
    Measurement,
    Progress,
    progress,
)
from coachcycle.testing import decision_rules, goal_records
from coachcycle.vocabulary import EventId, GoalOutcome, MeasurementRole
from weekly import START, goal

QUARTERS = st.integers(-400, 400).map(lambda n: n / 4)
"""Values that binary numbers hold exactly, as their sums do."""
RULES = st.lists(decision_rules(), min_size=1, max_size=3)


@frozen
class Scene:
    """A goal and measurements: days after the start, a value, whether of the baseline."""

    baseline: float | None
    target: float
    points: tuple[tuple[int, float, bool], ...]
    direction: str = "increase"

    def record(self) -> GoalRecord:
        """The record of it, a version and all its measurements."""
        stated: dict[str, Any] = (
            {"baseline": None, "baseline_day": None}
            if self.baseline is None
            else {"baseline": self.baseline}
        )
        told = goal(
            measure=Measure(unit="x", direction=self.direction),
            target=self.target,
            target_day=START.add(days=70),
            **stated,
        )
        version = GoalVersion(EventId("e-0"), START, told)
        roles = {True: MeasurementRole.BASELINE, False: MeasurementRole.PROGRESS}
        measurements = tuple(
            Measurement(
                EventId(f"e-{n}"), START.add(days=on), value, roles[is_baseline], version.id
            )
            for n, (on, value, is_baseline) in enumerate(self.points, 1)
        )
        return GoalRecord((version,), measurements)

    def changed(self, factor: float, constant: float, direction: str) -> "Scene":
        """The same with all values in another unit."""
        return Scene(
            None if self.baseline is None else self.baseline * factor + constant,
            self.target * factor + constant,
            tuple((on, value * factor + constant, is_base) for on, value, is_base in self.points),
            direction,
        )


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """Goals that should rise, with measurements on any days, several on one among them."""
    target = draw(QUARTERS)
    below = QUARTERS.filter(lambda value: value < target)
    point = st.tuples(st.integers(-7, 84), QUARTERS, st.integers(0, 9).map(lambda n: n == 0))
    points = draw(st.lists(point, max_size=14))
    return Scene(draw(st.none() | below) if target > -100 else None, target, tuple(points))


def said(of: Scene, on: Any, rules: list[DecisionRule]) -> Any:
    """Status, and of each verdict its word, what it used and its warnings."""
    return outcome(progress(of.record(), on, rules))


def outcome(now: Progress) -> Any:
    verdicts = [(one.says, one.events, one.warnings) for one in now.verdicts]
    return now.status, verdicts


ON = st.integers(0, 90).map(lambda n: START.add(days=n))


class TestUnits:
    @settings(max_examples=150)
    @given(scenes(), ON, RULES, st.integers(-6, 6), st.integers(-1000, 1000))
    def test_another_unit_changes_no_word(
        self, scene: Scene, on: Any, rules: list[DecisionRule], power: int, constant: int
    ) -> None:
        """
        Values times a power of two, and a constant more.
        """
        other = scene.changed(2.0**power, float(constant), "increase")
        assert said(other, on, rules) == said(scene, on, rules)

    @given(scenes(), ON, RULES)
    def test_lower_is_better(self, scene: Scene, on: Any, rules: list[DecisionRule]) -> None:
        """
        All values negated and the direction reversed: the same words.
        """
        assert said(scene.changed(-1.0, 0.0, "decrease"), on, rules) == said(scene, on, rules)


class TestOrder:
    @given(scenes(), ON, RULES, st.randoms(use_true_random=False))
    def test_the_order_of_entry_does_not_matter(
        self, scene: Scene, on: Any, rules: list[DecisionRule], random: Any
    ) -> None:
        """
        Neither of days nor within one; only points of one day stand in the order of the log.
        """
        told = scene.record()
        shuffled = list(told.measurements)
        random.shuffle(shuffled)
        now = progress(told, on, rules)
        then = progress(evolve(told, measurements=tuple(shuffled)), on, rules)
        assert then.status is now.status
        assert then.aimline == now.aimline
        for one, other in zip(then.verdicts, now.verdicts, strict=True):
            assert (one.says, one.warnings, one.trend) == (other.says, other.warnings, other.trend)
            assert sorted(one.events) == sorted(other.events)
        assert [one.day for one in then.points] == [one.day for one in now.points]
        places = [(one.day, shuffled.index(one)) for one in then.points]
        assert places == sorted(places)


class TestTime:
    @given(goal_records(), ON, RULES, st.data())
    def test_nothing_later_matters(
        self, told: GoalRecord, on: Any, rules: list[DecisionRule], data: st.DataObject
    ) -> None:
        """
        What is measured, revised or closed after a day leaves that day as it was.
        """
        told = evolve(told, closed=None)
        later = on.add(days=data.draw(st.integers(1, 30)))
        first: Goal = told.versions[0].goal
        revision = GoalVersion(EventId("later-v"), later, evolve(first, title="Later"))
        value = first.target
        more = [
            Measurement(EventId(f"later-{n}"), later, value, role, version)
            for n, role in enumerate(MeasurementRole)
            for version in (told.versions[0].id, revision.id)
        ]
        after = GoalRecord(
            (*told.versions, revision),
            (*told.measurements, *more),
            GoalClosing(EventId("later-c"), later, GoalOutcome.MET),
        )
        assert progress(after, on, rules) == progress(told, on, rules)

    @given(scenes(), ON, RULES)
    def test_it_is_a_function(self, scene: Scene, on: Any, rules: list[DecisionRule]) -> None:
        """
        The same record and day give an equal result, of a record made anew.
        """
        assert progress(scene.record(), on, rules) == progress(scene.record(), on, rules)
        assert hash(progress(scene.record(), on, rules)) == hash(
            progress(scene.record(), on, rules)
        )

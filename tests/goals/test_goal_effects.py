"""All effect sizes of a goal on a day."""

import datetime
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from coachcycle.errors import Finding, Severity
from coachcycle.goals import (
    EffectMethod,
    EffectSize,
    EffectSizes,
    EffectWarning,
    Goal,
    GoalRecord,
    GoalVersion,
    Measure,
    Measurement,
    Spacing,
    TauBCVariant,
    TauUVariant,
    effect_sizes,
    nap,
    pnd,
    pogo,
    progress,
    tau,
    tau_bc,
    tau_u,
)
from coachcycle.schoolyear import as_day
from coachcycle.testing import days, effect_reports, goal_records
from coachcycle.vocabulary import MeasurementRole, OutOfRange

START = as_day(datetime.date(2026, 9, 7))
METHODS = [
    (EffectMethod.NAP, None),
    (EffectMethod.TAU, None),
    (EffectMethod.PND, None),
    *((EffectMethod.TAU_U, one) for one in TauUVariant),
    *((EffectMethod.TAU_BC, one) for one in TauBCVariant),
    (EffectMethod.POGO, None),
]


def day(n: int) -> Any:
    """The n-th day after the start."""
    return START.add(days=n)


def goal(**changes: Any) -> Goal:
    """A goal without a baseline of its own."""
    told: dict[str, Any] = {
        "id": "g-1",
        "owners": {"t-1"},
        "title": "A goal",
        "focus": "student",
        "measure": Measure(unit="%"),
        "target": 80,
        "target_day": day(90),
    }
    return Goal(**(told | changes))


def record(
    of: Goal, before: dict[int, float], since: dict[int, float], version: str = "e-0"
) -> GoalRecord:
    """A record with baseline and progress measurements on some days."""
    roles = [(MeasurementRole.BASELINE, before), (MeasurementRole.PROGRESS, since)]
    measured = [
        Measurement(f"m-{role}-{n}", day(n), value, role, version)  # type: ignore[arg-type]
        for role, values in roles
        for n, value in values.items()
    ]
    return GoalRecord((GoalVersion("e-0", START, of),), tuple(measured))  # type: ignore[arg-type]


BEFORE, SINCE = {0: 40.0, 2: 45.0, 9: 42.0}, {16: 50.0, 20: 45.0, 40: 61.0, 41: 70.0}


def by_method(report: EffectSizes) -> dict[tuple[EffectMethod, Any], EffectSize]:
    """The sizes of a report by method and variant."""
    return {(size.method, size.variant): size for size in report.sizes}


class TestEffectSizes:
    def test_they_are_those_of_the_measurements(self) -> None:
        """
        Each index of the baseline's and the progress measurements, with their days and the target.
        """
        found = effect_sizes(record(goal(), BEFORE, SINCE), day(50), confidence=0.9)
        a, b = BEFORE.values(), SINCE.values()
        when = [day(n) for n in (*BEFORE, *SINCE)]
        assert found.sizes == (
            nap(a, b, confidence=0.9),
            tau(a, b, confidence=0.9),
            pnd(a, b),
            *(tau_u(a, b, variant=one, days=when) for one in TauUVariant),
            *(tau_bc(a, b, variant=one, days=when) for one in TauBCVariant),
            pogo(a, b, 80, confidence=0.9),
        )
        assert found.missing == ()
        assert (found.goal, found.version, found.on) == ("g-1", "e-0", day(50))
        spaced = {size.method for size in found.sizes if size.spacing is Spacing.DAYS}
        assert spaced == {EffectMethod.TAU_U, EffectMethod.TAU_BC}
        plain = effect_sizes(record(goal(), BEFORE, SINCE), day(50))
        assert plain.sizes[0] == nap(a, b)

    def test_less_is_better(self) -> None:
        """
        Where the measure says so.
        """
        falling = goal(measure=Measure(unit="errors", direction="decrease"), target=5)
        found = by_method(effect_sizes(record(falling, {0: 20, 1: 25}, {2: 10, 3: 15}), day(9)))
        assert found[EffectMethod.NAP, None].estimate == 1
        assert found[EffectMethod.POGO, None].estimate == pytest.approx(1000 / 17.5)
        assert EffectWarning.GOAL_NOT_AHEAD not in found[EffectMethod.POGO, None].warnings

    def test_nothing_later_is_looked_at(self) -> None:
        """
        A day is that day's picture: what it brought counts, what came after does not.
        """
        told = record(goal(), BEFORE, SINCE)
        assert effect_sizes(told, day(20)) == effect_sizes(
            record(goal(), BEFORE, {16: 50, 20: 45}), day(20)
        )
        counts = {
            n: [(size.baseline_points, size.treatment_points) for size in found.sizes[:1]]
            for n in (15, 16, 19, 20)
            for found in [effect_sizes(told, day(n))]
        }
        assert counts == {15: [], 16: [(3, 1)], 19: [(3, 1)], 20: [(3, 2)]}
        late = record(goal(), {0: 40, 30: 20}, {16: 50})
        assert effect_sizes(late, day(29)).sizes[0].baseline_points == 1
        assert effect_sizes(late, day(30)).sizes[0].baseline_points == 2

    def test_a_stated_baseline(self) -> None:
        """
        Stands for one measurement where none was made, from its day on, and a warning says so.
        """
        stated = goal(baseline=45, baseline_day=day(3))
        found = effect_sizes(record(stated, {}, SINCE), day(50))
        [share, *_] = found.sizes
        assert share.baseline_points == 1
        assert share.estimate == nap([45], SINCE.values()).estimate
        assert all(EffectWarning.STATED_BASELINE in size.warnings for size in found.sizes)
        assert share.warnings[:3] == (
            EffectWarning.ONE_BASELINE_POINT,
            EffectWarning.SHORT_PHASES,
            EffectWarning.STATED_BASELINE,
        )
        assert [one.fields["method"] for one in found.missing] == ["tau_bc"]
        measured = effect_sizes(record(stated, BEFORE, SINCE), day(50))
        assert measured == effect_sizes(record(goal(), BEFORE, SINCE), day(50))
        early = {1: 50.0}
        assert effect_sizes(record(stated, {}, early), day(2)).sizes == ()
        assert effect_sizes(record(stated, {}, early), day(3)).sizes[0].baseline_points == 1

    def test_what_is_missing(self) -> None:
        """
        Is a note for each method, which says what it lacks; nothing is raised.
        """
        empty = effect_sizes(record(goal(), {}, {}), day(50))
        assert empty.sizes == ()
        assert [one.fields["method"] for one in empty.missing] == list(EffectMethod)
        assert {one.severity for one in empty.missing} == {Severity.NOTE}
        assert [one.fields["needed"] for one in empty.missing] == [1, 1, 1, 1, 2, 1]
        unmeasured = effect_sizes(record(goal(), BEFORE, {}), day(50))
        assert {one.fields["phase"] for one in unmeasured.missing} == {"treatment"}
        no_way = effect_sizes(record(goal(), {0: 75, 1: 85}, {2: 90}), day(50))
        assert no_way.missing == (
            Finding(
                "goals.goal_at_baseline",
                Severity.NOTE,
                {"method": EffectMethod.POGO, "baseline_points": 2},
            ),
        )
        assert len(no_way.sizes) == len(METHODS) - 1
        one_day = record(goal(), {0: 75}, {2: 90})
        twice = evolve(one_day.measurements[0], id="m-9", value=60)
        same = evolve(one_day, measurements=(*one_day.measurements, twice))
        assert [one.fields["came"] for one in effect_sizes(same, day(9)).missing] == [1]

    def test_versions(self) -> None:
        """
        A changed target keeps the measurements and moves the goal, a changed measure starts anew.
        """
        told = record(goal(), BEFORE, SINCE)
        higher = GoalVersion("e-9", day(30), goal(target=90))  # type: ignore[arg-type]
        raised = evolve(told, versions=(*told.versions, higher))
        found = by_method(effect_sizes(raised, day(50)))
        assert found[EffectMethod.POGO, None] == pogo(BEFORE.values(), SINCE.values(), 90)
        assert effect_sizes(raised, day(29)) == effect_sizes(told, day(29))
        other = GoalVersion("e-9", day(30), goal(measure=Measure(unit="pages")))  # type: ignore[arg-type]
        changed = evolve(told, versions=(*told.versions, other))
        assert effect_sizes(changed, day(50)).sizes == ()
        served = record(goal(), {31: 1, 32: 3}, {33: 5}, version="e-9")
        anew = evolve(changed, measurements=(*told.measurements, *served.measurements))
        assert effect_sizes(anew, day(50)).sizes[0] == nap([1, 3], [5])

    @pytest.mark.parametrize("confidence", [0, 1, 95])
    def test_level(self, confidence: float) -> None:
        """
        Is checked whether there is anything to compute or not.
        """
        for told in (record(goal(), BEFORE, SINCE), record(goal(), {}, {})):
            with pytest.raises(OutOfRange):
                effect_sizes(told, day(50), confidence=confidence)

    @given(goal_records(), days(START, day(300)), st.randoms(use_true_random=False))
    def test_the_order_of_entry_does_not_matter(
        self, told: GoalRecord, on: datetime.date, random: Any
    ) -> None:
        """
        Whatever was entered when: the days count.
        """
        measured = list(told.measurements)
        random.shuffle(measured)
        assert effect_sizes(evolve(told, measurements=tuple(measured)), on) == effect_sizes(
            told, on
        )

    @given(goal_records(), days(START, day(300)))
    def test_it_looks_at_what_progress_looks_at(self, told: GoalRecord, on: datetime.date) -> None:
        """
        The same version and as many points; every method is there or missing.
        """
        now, found = progress(told, on), effect_sizes(told, on)
        assert (found.goal, found.version, found.on) == (now.goal, now.version, now.on)
        assert all(size.treatment_points == len(now.points) for size in found.sizes)
        lacking = {one.fields["method"] for one in found.missing}
        here = [(size.method, size.variant) for size in found.sizes]
        assert here == [one for one in METHODS if one[0] not in lacking]
        assert len(lacking) == len(found.missing)

    @given(effect_reports())
    def test_its_repr_is_short(self, report: EffectSizes) -> None:
        """
        It names goal, version and day.
        """
        assert repr(report) == (
            f"EffectSizes(goal={report.goal!r}, version={report.version!r}, on={report.on!r})"
        )

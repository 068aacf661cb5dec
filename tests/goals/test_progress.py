"""How far a goal has come: status, plans, warnings, joint goals and copies."""

import datetime
from typing import Any

import pytest

from coachcycle.goals import (
    Aimline,
    FourPointRule,
    GoalRecord,
    Measure,
    NotCopies,
    OutsideMeasure,
    ProgressStatus,
    Strategy,
    TrendLineRule,
    VerdictWarning,
    VersionMissing,
    progress,
    progress_by_teacher,
    side_by_side,
)
from coachcycle.vocabulary import SetEmpty, TypeMismatch
from desk import active, day
from desk import goal as desk_goal
from weekly import (
    START,
    WORKED,
    closed,
    goal,
    measured,
    record,
    revised,
    verdict,
    warned,
    week,
    weekly,
)

FOUR, TREND = FourPointRule(), TrendLineRule()


class TestProgress:
    @pytest.mark.parametrize(
        ("value", "status"), [(60.9, "behind"), (61, "on_track"), (74.9, "on_track"), (75, "met")]
    )
    def test_status(self, value: float, status: str) -> None:
        """
        On the line counts as on track.
        """
        now = progress(record(goal(), (8, value)), on=week(8))
        assert now.status == ProgressStatus(status)
        assert now.latest is not None
        assert now.latest.value == value

    def test_the_rounding_of_the_line_does_not_count(self) -> None:
        """
        A line that should be at nothing, and is not quite, is met by nothing.
        """
        logits = goal(measure=Measure(unit="logit"), baseline=-1.6, target=0.8)
        told = record(logits, (10, 0.0))
        assert progress(told, on=week(10)).status == "on_track"
        assert progress(record(logits, (10, -0.001)), on=week(10)).status == "behind"

    def test_lower_is_better(self) -> None:
        """
        A measure that should fall is behind while it is above its line.
        """
        falling = goal(measure=Measure(unit="errors", direction="decrease"), baseline=20, target=5)
        assert progress(record(falling, (5, 16)), on=week(5)).status == "behind"
        assert progress(record(falling, (5, 15)), on=week(5)).status == "on_track"
        assert progress(record(falling, (5, 5)), on=week(5)).status == "met"

    def test_nothing_later_is_looked_at(self) -> None:
        """
        What was measured after the day does not count, in whatever order it was entered.
        """
        told = record(goal(), (8, 75), (2, 49), (3, 40))
        assert progress(told, on=week(2)).status == "on_track"
        assert progress(told, on=week(3)).status == "behind"
        assert [one.day for one in progress(told, on=week(9)).points] == [week(2), week(3), week(8)]
        assert progress(told, on=START).status == "no_measurement"

    def test_a_measured_baseline(self) -> None:
        """
        Without a stated one the median of the baseline measurements counts, from their last day.
        """
        open_goal = goal(baseline=None, baseline_day=None)
        told = record(open_goal, (0, 40), (1, 47), (2, 45), role="baseline")
        now = progress(told, on=week(2))
        assert now.aimline == Aimline(week(2), 45, week(15), 75)
        assert now.status == "no_measurement"
        assert progress(record(open_goal), on=week(2)).status == "no_baseline"
        assert progress(record(open_goal, (3, 50)), on=week(3)).status == "no_baseline"
        assert progress(record(open_goal, (3, 80)), on=week(3)).status == "met"

    def test_versions(self) -> None:
        """
        A changed target keeps its points, a changed measure starts anew; the day says which holds.
        """
        first = record(goal(), (8, 62))
        raised = revised(first, 9, target=90)
        assert raised.goal.target == 90
        assert progress(raised, on=week(8)).status == "on_track"
        assert progress(raised, on=week(9)).status == "behind"
        assert progress(raised, on=week(9)).version == "v-1"
        changed = revised(first, 9, measure=Measure(unit="pages"))
        assert progress(changed, on=week(9)).points == ()
        assert progress(changed, on=week(-1)).version == "e-0"

    def test_its_repr_is_short(self) -> None:
        """
        It says where the goal stands, not what was measured.
        """
        shown = repr(progress(record(goal(), (8, 62)), on=week(8)))
        assert "62" not in shown
        assert "ON_TRACK" in shown

    def test_several_values_of_one_day(self) -> None:
        """
        Their median counts, whichever was entered first; the points stay in the order of the log.
        """
        told = record(goal(), (8, 30), (8, 61), (8, 75))
        now = progress(told, on=week(8))
        assert now.status == "on_track"
        assert now.latest == told.measurements[-1]
        assert now.points == told.measurements
        assert "several_on_one_day" in warned(now.verdicts[0])
        assert progress(record(goal(), (8, 75), (8, 30), (8, 60)), on=week(8)).status == "behind"

    @pytest.mark.parametrize(
        ("on", "value", "warning"),
        [(2, 75, "baseline_meets_target"), (2, 80, "baseline_meets_target"),
         (15, 40, "baseline_too_late"), (16, 40, "baseline_too_late")],
    )  # fmt: skip
    def test_a_baseline_with_nothing_ahead(self, on: int, value: float, warning: str) -> None:
        """
        There is no aimline, and it says why; what was measured since may still meet the target.
        """
        bare = goal(baseline=None, baseline_day=None)
        start = record(bare, (on, value), role="baseline")
        now = progress(start, on=week(16))
        assert (now.aimline, now.status) == (None, "no_measurement")
        now = progress(measured(start, (16, 60)), on=week(16))
        assert now.status == "no_aimline"
        assert [one.says for one in now.verdicts] == ["no_aimline", "no_aimline"]
        assert warned(now.verdicts[0])[0] == warning
        assert progress(measured(start, (16, 75)), on=week(16)).status == "met"

    def test_a_datetime_is_no_day(self) -> None:
        """
        Nor is a text.
        """
        for on in (datetime.datetime(2026, 9, 7), "2026-09-07"):
            with pytest.raises(TypeMismatch):
                progress(record(goal()), on=on)

    def test_rules_can_be_named(self) -> None:
        """
        Any number of them, each with its own verdict.
        """
        told = weekly(*WORKED["values"])
        assert progress(told, week(8), rules=[]).verdicts == ()
        tukey = TrendLineRule(method="tukey")
        found = progress(told, week(8), rules=iter([TREND, tukey, FOUR])).verdicts
        assert [one.rule for one in found] == [TREND, tukey, FOUR]


class TestBaselinePoints:
    @pytest.mark.parametrize(("count", "is_few"), [(0, True), (1, True), (2, True), (3, False)])
    @pytest.mark.parametrize("is_stated", [True, False])
    def test_fewer_than_three(self, count: int, is_few: bool, is_stated: bool) -> None:
        """
        None, one and two make a start that is not firm; with none and none stated there is no start.
        """
        of = goal() if is_stated else goal(baseline=None, baseline_day=None)
        told = record(of, *[(-n, 45) for n in range(count)], role="baseline")
        now = progress(measured(told, (1, 47)), on=week(1))
        assert len(now.baselines) == count
        has_start = is_stated or count > 0
        is_told = "few_baseline_points" in warned(now.verdicts[1])
        assert is_told is (is_few and has_start)
        assert (now.status == "on_track") is has_start
        assert (now.status == "no_baseline") is not has_start
        assert ("baseline_missing" in warned(now.verdicts[1])) is not has_start


class TestPlans:
    def test_a_raised_target_starts_the_rules_anew(self) -> None:
        """
        What was measured under the old target is not held against the new one.
        """
        after = revised(weekly(*WORKED["values"]), 8, target=105)
        now = progress(measured(after, (9, 50), (10, 50), (11, 50)), on=week(11))
        assert [one.says for one in now.verdicts] == ["too_early", "too_early"]
        assert now.verdicts[1].events == ("e-9", "e-10", "e-11")
        assert len(now.points) == 11
        assert "earlier_plan" in warned(now.verdicts[0])
        more = measured(after, *((n, 50) for n in range(9, 15)))
        assert [one.says for one in progress(more, week(14)).verdicts] == ["change", "change"]

    @pytest.mark.parametrize(
        "changes",
        [
            {"target": 80},
            {"target_day": week(20)},
            {"baseline": 46},
            {"baseline_day": week(1)},
            {"strategies": [Strategy("Read together")]},
        ],
    )
    def test_what_makes_another_plan(self, changes: dict[str, object]) -> None:
        """
        Another aim or another strategy.
        """
        said = verdict(revised(weekly(*WORKED["values"]), 8, **changes), TREND, on=8)
        assert said.events == ()
        assert "earlier_plan" in warned(said)

    def test_what_does_not(self) -> None:
        """
        Other words, owners or standards; and an old plan that is taken up again goes on.
        """
        before = weekly(*WORKED["values"])
        told = revised(before, 8, title="Words", group="Blue", owners={"t-2"}, standards=["s-1"])
        assert verdict(told, TREND, on=8).events == verdict(before, TREND, on=8).events
        assert "earlier_plan" not in warned(verdict(told, TREND, on=8))
        back = revised(measured(revised(before, 8, target=80), (9, 60)), 9, target=75)
        assert verdict(back, TREND, on=9).events == tuple(f"e-{n}" for n in range(1, 9))

    def test_a_changed_measure_leaves_nothing(self) -> None:
        """
        Its points are of another kind, and not left out of anything.
        """
        told = revised(weekly(*WORKED["values"]), 8, measure=Measure(unit="pages"))
        now = progress(told, on=week(8))
        assert now.points == ()
        assert "earlier_plan" not in warned(now.verdicts[0])

    def test_a_measurement_entered_late(self) -> None:
        """
        It stands on its day, and serves the version that it names or the one in force in the log.
        """
        desk = active()
        stated: dict[str, Any] = {"baseline": 20, "baseline_day": day(0)}
        first = desk.enter("goal_set", goal=desk_goal(**stated)).id
        before = desk.enter("measured", on=14, value=30).id
        desk.enter("goal_revised", on=15, goal=desk_goal(**stated, target=90))
        late = desk.enter("measured", on=7, value=25).id
        named = desk.enter("measured", on=8, value=26, version=first).id
        record = desk.cycle.goals["g-1"]
        now, then = progress(record, day(20)), progress(record, day(14))
        for seen in (now, then):
            assert [one.value for one in seen.points] == [25, 26, 30]
        assert now.verdicts[1].events == (late,)
        assert then.verdicts[1].events == (named, before)


class TestWarnings:
    def test_a_closed_goal(self) -> None:
        """
        From its closing on; the verdicts stay.
        """
        told = closed(weekly(*WORKED["values"]), 8, "partly_met")
        now = progress(told, on=week(8))
        assert [one.says for one in now.verdicts] == ["continue", "change"]
        assert "goal_closed" in warned(now.verdicts[0])
        assert "goal_closed" not in warned(verdict(told, FOUR, on=7))

    def test_the_target_is_met(self) -> None:
        """
        By the latest day, not by an earlier one.
        """
        assert "target_met" in warned(verdict(weekly(50, 75), FOUR))
        assert "target_met" not in warned(verdict(weekly(75, 50), FOUR))

    def test_the_day_has_passed(self) -> None:
        """
        The day after it; points since are held against the target, and the rules go on.
        """
        late = record(goal(), *((n, 74) for n in range(14, 20)))
        assert "target_day_passed" not in warned(verdict(late, FOUR, on=15))
        said = verdict(late, FOUR, on=19)
        assert said.says == "change"
        assert "target_day_passed" in warned(said)
        now = progress(late, on=week(15).add(days=1))
        assert "target_day_passed" in warned(now.verdicts[0])

    @pytest.mark.parametrize(
        ("count", "every", "is_few"),
        [(9, 7, True), (10, 7, False), (10, 6, True), (14, 5, False), (5, 21, True)],
    )
    def test_few_points(self, count: int, every: int, is_few: bool) -> None:
        """
        Fewer than ten, or fewer than ten weeks of them.
        """
        told = measured(
            record(goal()),
            *((n, 50.0 + n) for n in range(count)),
            day=lambda n: START.add(days=1 + every * n),
        )
        said = verdict(told, FOUR)
        assert ("few_points" in warned(said)) is is_few

    def test_irregular_days(self) -> None:
        """
        A gap of more than twice the usual one; a week of holidays is none.
        """
        holidays = record(goal(), *((n, 50.0 + n) for n in (1, 2, 3, 5, 6)))
        assert "irregular_days" not in warned(verdict(holidays, FOUR))
        gap = record(goal(), *((n, 50.0 + n) for n in (1, 2, 3, 6, 7)))
        assert "irregular_days" in warned(verdict(gap, FOUR))
        assert "irregular_days" not in warned(verdict(weekly(50), FOUR))

    def test_constant_data(self) -> None:
        """
        The trend is flat, and the measure may be too coarse.
        """
        said = verdict(weekly(*[50] * 6), TREND)
        assert said.says == "change"
        assert "constant_data" in warned(said)
        assert "constant_data" in warned(verdict(weekly(50, 50), TREND))
        assert "constant_data" not in warned(verdict(weekly(50, 50, 51), TREND))
        assert "constant_data" not in warned(verdict(weekly(50), TREND))

    def test_several_on_one_day(self) -> None:
        """
        Of the baseline and since; one value a day says nothing.
        """
        told = verdict(measured(weekly(50, 51, 52), (1, 40), (3, 60), (3, 70)), FOUR)
        assert "several_on_one_day" in warned(told)
        assert "several_on_one_day" in warned(verdict(measured(weekly(50), (1, 40)), FOUR))
        assert "several_on_one_day" not in warned(verdict(weekly(50, 51), FOUR))

    def test_each_has_a_sentence(self) -> None:
        """
        Its own; it holds no value.
        """
        sentences = [warning.sentence for warning in VerdictWarning]
        assert len(set(sentences)) == len(sentences)
        assert all(sentence.endswith(".") for sentence in sentences)

    def test_they_stand_in_the_order_of_their_list(self) -> None:
        """
        However many there are, each once.
        """
        told = closed(measured(weekly(*[61.25] * 8), (8, 77.75), (20, 77.75)), 19)
        for one in progress(told, week(20)).verdicts:
            assert len(one.warnings) >= 6
            assert one.warnings == tuple(word for word in VerdictWarning if word in one.warnings)


class TestRecordsMadeByHand:
    def test_a_value_outside_the_measure(self) -> None:
        """
        No engine makes such a record; it is refused by the id of the measurement, not its value.
        """
        told = record(goal(), (1, 50), (2, 250.5))
        for on in (week(1), week(3)):
            with pytest.raises(OutsideMeasure) as refused:
                progress(told, on)
            assert refused.value.fields == {"goal": "g-1", "what": "measurement e-2"}
            assert "250" not in str(refused.value)

    def test_a_version_that_is_missing(self) -> None:
        """
        A measurement serves a version of its own goal.
        """
        with pytest.raises(VersionMissing) as refused:
            progress(measured(record(goal()), (1, 50), version="e-9"), week(1))
        assert refused.value.fields == {"goal": "g-1", "measurement": "e-1", "version": "e-9"}

    def test_no_version_at_all(self) -> None:
        """
        Every goal was set once.
        """
        with pytest.raises(SetEmpty) as refused:
            GoalRecord(())
        assert refused.value.what == "versions"

    @pytest.mark.parametrize("rules", [FOUR, "four_point", [FOUR, "trend_line"], None])
    def test_what_are_no_rules(self, rules: Any) -> None:
        """
        One alone is no collection of them, and a name is no rule.
        """
        for function in (progress, progress_by_teacher):
            with pytest.raises(TypeMismatch) as refused:
                function(record(goal()), week(1), rules)
            assert refused.value.what == "rules"
        with pytest.raises(TypeMismatch):
            side_by_side([], week(1), rules)


class TestJointGoal:
    def test_together_and_each(self) -> None:
        """
        Together all count; for each those that name her, and those that name nobody.
        """
        told = measured(record(goal(owners={"t-2", "t-1"})), (8, 50), teacher="t-1")
        told = measured(measured(told, (8, 70), teacher="t-2"), (7, 58))
        together = progress(told, on=week(8))
        assert (together.status, together.owners) == ("behind", {"t-1", "t-2"})
        each = progress_by_teacher(told, week(8), iter([FOUR]))
        assert list(each) == ["t-1", "t-2"]
        assert [one.status for one in each.values()] == ["behind", "on_track"]
        values = [[point.value for point in one.points] for one in each.values()]
        assert values == [[58, 50], [58, 70]]
        assert [len(one.verdicts) for one in each.values()] == [1, 1]
        assert len(progress_by_teacher(told, week(8))["t-1"].verdicts) == 2

    def test_owners_are_those_of_the_day(self) -> None:
        """
        Of the version in force.
        """
        told = revised(record(goal(owners={"t-1", "t-2"})), 3, owners={"t-1", "t-3"})
        assert list(progress_by_teacher(told, week(2))) == ["t-1", "t-2"]
        assert list(progress_by_teacher(told, week(3))) == ["t-1", "t-3"]


class TestSideBySide:
    def test_copies(self) -> None:
        """
        Each by itself, in the order of their owners.
        """
        first = measured(record(goal(id="g-2", owners={"t-1"}, copied_from="g-0")), (8, 61))
        second = measured(record(goal(id="g-1", owners={"t-2"}, copied_from="g-0")), (8, 50))
        third = record(goal(id="g-0", owners={"t-1"}, copied_from="g-0"))
        found = side_by_side(iter([second, first, third]), week(8), iter([FOUR]))
        assert [(one.goal, one.status) for one in found] == [
            ("g-0", "no_measurement"), ("g-2", "on_track"), ("g-1", "behind"),
        ]  # fmt: skip
        assert found[1] == progress(first, week(8), [FOUR])
        assert len(side_by_side([first], week(8))[0].verdicts) == 2
        assert side_by_side([], week(8)) == ()

    @pytest.mark.parametrize(
        ("origins", "told"),
        [(("g-9", "g-0"), ("g-0", "g-9")), ((None, "g-0"), ("g-0", None)), ((None, None), (None,))],
    )
    def test_a_mixture(self, origins: tuple[str | None, ...], told: tuple[str | None, ...]) -> None:
        """
        Goals of different origin, or of none, are not copies.
        """
        records = [
            record(goal(id=f"g-{n}", copied_from=origin)) for n, origin in enumerate(origins, 1)
        ]
        with pytest.raises(NotCopies) as refused:
            side_by_side(records, week(8))
        assert refused.value.fields == {"goals": ("g-1", "g-2"), "origins": told}
        assert refused.value.code == "goals.not_copies"

    def test_the_version_of_the_day_says_of_what_it_is_a_copy(self) -> None:
        """
        Before a revision it was one.
        """
        told = revised(record(goal(copied_from="g-0")), 3, copied_from=None)
        assert len(side_by_side([told], week(2))) == 1
        with pytest.raises(NotCopies):
            side_by_side([told], week(3))

"""A goal's chart as data."""

from hypothesis import given
from pendulum import Date

from coachcycle.goals import (
    Aimline,
    ChartLine,
    ChartMark,
    FourPointRule,
    GoalRecord,
    Measure,
    TrendLineRule,
    chart,
    progress,
)
from coachcycle.testing import days, goal_records
from weekly import START, WORKED, goal, measured, record, revised, week, weekly

FOUR, TREND = FourPointRule(), TrendLineRule()


class TestChart:
    def test_worked_example(self) -> None:
        """
        Points, aimline, target, trend, and the day on which the rules first spoke.
        """
        told = weekly(*WORKED["values"])
        drawn = chart(told, week(8))
        now = progress(told, week(8))
        assert (drawn.goal, drawn.unit, drawn.on) == ("g-1", "words a minute", week(8))
        assert (drawn.first, drawn.last) == (START, week(15))
        assert (drawn.target, drawn.target_day) == (75, week(15))
        assert drawn.points == told.measurements
        assert drawn.baselines == ()
        assert drawn.lines == (ChartLine("e-0", Aimline(START, 45, week(15), 75), week(15)),)
        assert drawn.verdicts == now.verdicts
        assert drawn.marks == (
            ChartMark(week(6), FOUR, "continue"),
            ChartMark(week(6), TREND, "change"),
        )

    def test_its_rules_are_those_that_are_given(self) -> None:
        """
        Their verdicts alone, and a version counts from its own day on.
        """
        told = revised(weekly(*WORKED["values"]), 8, target=105)
        drawn = chart(told, week(8), [TREND])
        assert [one.rule for one in drawn.verdicts] == [TREND]
        assert drawn.lines[-1].version == "v-1"
        assert drawn.target == 105

    def test_only_changes_are_marked(self) -> None:
        """
        Each when a rule says something else than on the day before.
        """
        told = weekly(50, 52, 55, 53, 57, 58, 58, 60, 62, 64)
        assert [(one.day, one.says) for one in chart(told, week(15), [FOUR]).marks] == [
            (week(6), "continue"),
            (week(10), "change"),
        ]
        assert chart(told, week(9), [FOUR]).marks == (ChartMark(week(6), FOUR, "continue"),)
        assert chart(told, week(5)).marks == ()
        assert chart(told, week(15), iter([])).marks == ()

    def test_rules_are_told_apart(self) -> None:
        """
        Two of one kind each have marks of their own.
        """
        soon = FourPointRule(k_below=3, k_above=6, min_points=3, min_weeks=0)
        told = weekly(46, 47, 48, 50, 50, 50)
        assert chart(told, week(6), [soon, FOUR]).marks == (
            ChartMark(week(3), soon, "change"),
            ChartMark(week(6), FOUR, "change"),
        )

    def test_an_aimline_for_each_version(self) -> None:
        """
        Until the day of the next; after a revision the rules begin anew, which is marked.
        """
        told = revised(weekly(*WORKED["values"]), 8, target=105, title="More")
        told = measured(revised(told, 9, title="More words"), (9, 60))
        drawn = chart(told, week(9))
        assert drawn.lines == (
            ChartLine("e-0", Aimline(START, 45, week(15), 75), week(8)),
            ChartLine("v-1", Aimline(START, 45, week(15), 105), week(15)),
        )
        assert drawn.target == 105
        assert [(one.day, one.says) for one in drawn.marks if one.rule == FOUR] == [
            (week(6), "continue"),
            (week(8), "too_early"),
        ]
        assert [one.says for one in drawn.verdicts] == ["too_early", "too_early"]
        assert len(chart(told, week(7)).lines) == 1

    def test_equal_lines_are_one(self) -> None:
        """
        A version with other words alone takes no line's place.
        """
        told = revised(revised(weekly(50), 2, title="Words"), 3, target=80)
        assert [(one.version, one.until) for one in chart(told, week(4)).lines] == [
            ("e-0", week(3)),
            ("v-2", week(15)),
        ]

    def test_a_revision_entered_late(self) -> None:
        """
        One set for an earlier day takes the place of those since.
        """
        told = revised(revised(weekly(50), 6, target=80), 4, target=90)
        assert [(one.version, one.until) for one in chart(told, week(8)).lines] == [
            ("e-0", week(4)),
            ("v-2", week(15)),
        ]
        same_day = revised(revised(weekly(50), 6, target=80), 6, target=90)
        assert [one.version for one in chart(same_day, week(8)).lines] == ["e-0", "v-2"]

    def test_what_is_of_another_measure_is_not_drawn(self) -> None:
        """
        Neither its points nor its lines; before the first version that one is drawn.
        """
        pages = Measure(unit="pages")
        told = measured(revised(weekly(50, 52), 3, measure=pages), (4, 60))
        drawn = chart(told, week(5))
        assert drawn.unit == "pages"
        assert [one.id for one in drawn.points] == ["e-3"]
        assert [one.version for one in drawn.lines] == ["v-1"]
        back = revised(told, 6, measure=told.versions[0].goal.measure)
        assert [(one.version, one.until) for one in chart(back, week(7)).lines] == [
            ("e-0", week(15))
        ]
        assert [one.version for one in chart(told, week(-1)).lines] == ["e-0"]

    def test_measured_baselines(self) -> None:
        """
        They are points of their own; a line that ended before it began is not drawn.
        """
        bare = goal(baseline=None, baseline_day=None)
        told = revised(record(bare), 1, target=80)
        told = measured(told, (0, 44), (2, 46), role="baseline")
        drawn = chart(measured(told, (-3, 50), (18, 60)), week(20))
        assert [one.value for one in drawn.baselines] == [44, 46]
        assert [one.version for one in drawn.lines] == ["v-1"]
        assert drawn.lines[0].aimline.first == week(2)
        assert (drawn.first, drawn.last) == (week(-3), week(18))

    def test_a_line_ends_at_its_target(self) -> None:
        """
        Also where the goal is revised only later.
        """
        told = revised(weekly(50), 17, target_day=week(25))
        assert [one.until for one in chart(told, week(18)).lines] == [week(15), week(25)]

    def test_a_target_day_before_its_revision(self) -> None:
        """
        The line that was in force until then is drawn to its end.
        """
        drawn = chart(revised(weekly(50), 10, target_day=week(5)), week(18))
        assert [one.until for one in drawn.lines] == [week(10), week(5)]
        assert (drawn.target_day, drawn.last) == (week(5), week(10))

    def test_nothing_at_all(self) -> None:
        """
        A goal without baseline and measurements has a target and its day.
        """
        drawn = chart(record(goal(baseline=None, baseline_day=None)), week(1))
        assert (drawn.first, drawn.last, drawn.lines, drawn.points) == (week(15), week(15), (), ())

    def test_its_repr_is_short(self) -> None:
        """
        Days and words; no values, no unit.
        """
        shown = repr(chart(weekly(*WORKED["values"]), week(8)))
        for content in ("45", "75", "61", "words a minute", "1.5"):
            assert content not in shown
        assert "rule=four_point, says=" in shown

    @given(goal_records(), days())
    def test_any_record_can_be_drawn(self, told: GoalRecord, on: Date) -> None:
        """
        All that is shown lies between the first day and the last.
        """
        drawn = chart(told, on)
        shown = [one.day for one in (*drawn.points, *drawn.baselines)]
        shown += [one.day for one in drawn.marks]
        ends = [day for one in drawn.lines for day in (one.aimline.first, one.until)]
        for day in (*shown, *ends, drawn.target_day):
            assert drawn.first <= day <= drawn.last
        assert all(one.aimline.first < one.until for one in drawn.lines)

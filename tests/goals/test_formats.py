"""What goals lack to be plain, SMART or PEERS."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachcycle.errors import Severity
from coachcycle.goals import GoalFormat, GoalRecord, Measure, SelfRatings, Strategy, format_findings
from coachcycle.testing import goal_records
from coachcycle.vocabulary import WordUnknown
from weekly import START, goal, measured, record, revised, week

FULL: dict[str, Any] = {
    "measure": Measure(unit="words a minute", low=0, high=200, source="assessment"),
    "measured_every_days": 7,
    "strategies": [Strategy("Read together")],
    "ratings": SelfRatings(
        powerful=True, easy=True, emotionally_compelling=True, achievable=True, relevant=True
    ),
}


def found(of: Any, format: str) -> list[str]:
    """Severity and code of what is found, without the package."""
    return [
        f"{one.severity} {one.code.removeprefix('goals.')}" for one in format_findings(of, format)
    ]


class TestFormatFindings:
    @pytest.mark.parametrize("format", GoalFormat)
    def test_a_full_goal(self, format: str) -> None:
        """
        Nothing is found, of the goal alone or of a record with three baseline points.
        """
        full = goal(**FULL)
        assert found(full, format) == []
        start = record(full, (-2, 44), (-1, 45), (0, 46), role="baseline")
        assert found(start, format) == []

    @pytest.mark.parametrize(
        ("changes", "plain", "smart", "peers"),
        [
            (
                {"baseline": None, "baseline_day": None},
                ["warning aimline_missing"],
                ["warning aimline_missing"],
                ["warning aimline_missing"],
            ),
            ({"strategies": []}, [], [], ["warning strategy_missing"]),
            ({"focus": "teacher_practice"}, [], [], ["warning focus_not_student"]),
            ({"measure": Measure(unit="words")}, [], ["warning source_missing"], []),
            ({"measured_every_days": None}, [], ["warning interval_missing"], []),
            (
                {"ratings": SelfRatings()},
                [],
                ["note not_rated", "note not_rated"],
                ["note not_rated", "note not_rated", "note not_rated"],
            ),
            (
                {
                    "ratings": SelfRatings(
                        powerful=False, easy=True, achievable=False, relevant=True
                    )
                },
                [],
                ["warning rated_no"],
                ["warning rated_no", "note not_rated"],
            ),
        ],
    )
    def test_one_thing_at_a_time(
        self, changes: dict[str, Any], plain: list[str], smart: list[str], peers: list[str]
    ) -> None:
        """
        Each format asks for its own; what a machine cannot know is only not rated.
        """
        told = goal(**(FULL | changes))
        assert [found(told, one) for one in ("plain", "smart", "peers")] == [plain, smart, peers]

    def test_what_is_not_rated(self) -> None:
        """
        By name, in the order of the format.
        """
        bare = goal(**(FULL | {"ratings": SelfRatings(relevant=False)}))
        criteria = {
            format: [one.fields["criterion"] for one in format_findings(bare, format)]
            for format in GoalFormat
        }
        assert criteria == {
            "plain": [],
            "smart": ["achievable", "relevant"],
            "peers": ["powerful", "easy", "emotionally_compelling"],
        }
        assert str(format_findings(bare, "smart")[0]) == (
            "note goals.not_rated goal g-1: not rated: achievable"
        )
        assert format_findings(bare, "smart")[1].fields == {"goal": "g-1", "criterion": "relevant"}

    @pytest.mark.parametrize("count", [0, 1, 2, 3])
    def test_baseline_points_of_a_record(self, count: int) -> None:
        """
        Fewer than three make no firm start; without a stated baseline, none at all is no start.
        """
        points = [(-n, 45) for n in range(count)]
        few = ["warning few_baseline_points"] if count < 3 else []
        assert found(record(goal(), *points, role="baseline"), "plain") == few
        bare = record(goal(baseline=None, baseline_day=None), *points, role="baseline")
        missing = [] if count else ["warning aimline_missing"]
        assert found(bare, "plain") == missing + few
        fields = [one.fields.get("points") for one in format_findings(bare, "plain")]
        assert fields[-1:] == ([count] if few else [])

    def test_which_baseline_points_count(self) -> None:
        """
        Those of the present measure, in order of day; progress is none.
        """
        bare = goal(baseline=None, baseline_day=None)
        told = record(bare, (2, 40), (1, 41), (0, 42), role="baseline")
        assert found(measured(told, (3, 50)), "plain") == []
        changed = revised(told, 3, measure=Measure(unit="pages"))
        assert found(changed, "plain") == [
            "warning aimline_missing",
            "warning few_baseline_points",
        ]

    @pytest.mark.parametrize(
        ("first", "value", "why"),
        [(15, 40, "baseline_too_late"), (2, 80, "baseline_meets_target")],
    )
    def test_why_no_line_leads_to_the_target(self, first: int, value: int, why: str) -> None:
        """
        As a verdict warns of it.
        """
        bare = goal(baseline=None, baseline_day=None)
        told = record(bare, (first, value), (0, 76), (1, 41), role="baseline")
        [missing] = format_findings(told, "plain")
        assert missing.fields == {"goal": "g-1", "why": why}

    @pytest.mark.parametrize(("due", "is_found"), [(-1, True), (0, True), (1, False)])
    def test_time(self, due: int, is_found: bool) -> None:
        """
        A goal due on the day on which it was first set leaves none.
        """
        bare = goal(baseline=None, baseline_day=None, target_day=week(due))
        told = revised(record(bare), -2, title="Again")
        lacks = [one for one in format_findings(told, "smart") if one.code == "goals.due_when_set"]
        fields = {"goal": "g-1", "day": START, "target_day": week(due)}
        assert [one.fields for one in lacks] == ([fields] if is_found else [])
        assert "warning due_when_set" not in found(bare, "smart")

    def test_another_format(self) -> None:
        """
        Is refused with the list.
        """
        with pytest.raises(WordUnknown) as refused:
            format_findings(goal(), "woop")
        assert refused.value.accepted == ("plain", "smart", "peers")

    @given(goal_records(), st.sampled_from(GoalFormat))
    def test_it_finds_and_never_refuses(self, told: GoalRecord, format: GoalFormat) -> None:
        """
        Whatever the goal; each finding has its sentence, about that goal alone.
        """
        for one in format_findings(told, format):
            assert one.severity in (Severity.WARNING, Severity.NOTE)
            assert one.fields["goal"] == told.goal.id
            assert "?" not in one.message

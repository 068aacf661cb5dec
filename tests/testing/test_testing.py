"""The strategies that users test with: what they draw is valid, and goes far."""

import json
import subprocess
import sys
from collections import Counter
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from coachcycle import testing
from coachcycle.cycles import (
    EVENTS,
    MODELS,
    Cycle,
    CycleModel,
    Event,
    Models,
    Opening,
    Requirement,
    advance,
    begin,
)
from coachcycle.errors import CoachCycleError, Finding
from coachcycle.goals import (
    EffectSize,
    EffectSizes,
    FidelityCheck,
    Goal,
    GoalAttainment,
    GoalRecord,
    Measure,
    ScaledGoal,
    progress,
)
from coachcycle.interchange import decode, decode_event, encode, encode_event
from coachcycle.interchange.schemas import violations
from coachcycle.people import Coach, Credential, Roster, School, Teacher
from coachcycle.schoolyear import Calendar, Closure, SchoolYear, Term, as_day, as_instant
from coachcycle.schoolyear import TestingWindow as Window
from coachcycle.testing import (
    cycle_models,
    days,
    events,
    findings,
    goal_records,
    goals,
    histories,
    instants,
    models,
    next_events,
    numbers,
    openings,
    rosters,
    school_years,
)
from coachcycle.vocabulary import event_id, name, number, text
from desk import Desk, active, day, improving

CHECKED: dict[str, Any] = {
    "ids": event_id,
    "names": name,
    "texts": lambda words: text("a text", words),
    "numbers": lambda value: number("a number", value),
    "days": as_day,
    "instants": as_instant,
}
"""The plain values, with what checks them."""

CLASSES: dict[str, type] = {
    "terms": Term,
    "closures": Closure,
    "windows": Window,
    "school_years": SchoolYear,
    "calendars": Calendar,
    "schools": School,
    "credentials": Credential,
    "teachers": Teacher,
    "coaches": Coach,
    "rosters": Roster,
    "measures": Measure,
    "goals": Goal,
    "goal_records": GoalRecord,
    "effects": EffectSize,
    "effect_reports": EffectSizes,
    "scaled_goals": ScaledGoal,
    "attainments": GoalAttainment,
    "fidelity_checks": FidelityCheck,
    "requirements": Requirement,
    "cycle_models": CycleModel,
    "models": Models,
    "findings": Finding,
    "openings": Opening,
    "histories": Cycle,
}
ABOUT_A_CYCLE = {"events", "next_events"}


class TestValues:
    def test_none_is_forgotten(self) -> None:
        """
        Each strategy of the front door is among those tested here.
        """
        assert {*testing.__all__} == CHECKED.keys() | CLASSES.keys() | ABOUT_A_CYCLE

    @pytest.mark.parametrize("strategy", CHECKED)
    @given(data=st.data())
    def test_plain_values(self, strategy: str, data: st.DataObject) -> None:
        """
        What is drawn is accepted as it is.
        """
        value = data.draw(getattr(testing, strategy)())
        assert CHECKED[strategy](value) == value

    @pytest.mark.parametrize("strategy", CLASSES)
    @settings(max_examples=15)
    @given(data=st.data())
    def test_values(self, strategy: str, data: st.DataObject) -> None:
        """
        What is drawn is of its class.
        """
        assert isinstance(data.draw(getattr(testing, strategy)()), CLASSES[strategy])

    @settings(max_examples=60)
    @given(rosters() | school_years() | goals() | cycle_models())
    def test_documents(self, value: Any) -> None:
        """
        What is drawn is valid as a document, too, and reads back equal.
        """
        document = json.loads(json.dumps(encode(value)))
        assert list(violations(document, document["kind"])) == []
        assert decode(document) == value

    @given(findings())
    def test_findings_can_be_shown(self, finding: Finding) -> None:
        """
        As a sentence and as a line.
        """
        assert finding.message in str(finding)
        assert finding.code in str(finding)

    @given(st.data())
    def test_they_keep_within_bounds(self, data: st.DataObject) -> None:
        """
        Days and instants lie between the days given, numbers between the numbers.
        """
        first, last = sorted([data.draw(days()), data.draw(days())])
        assert first <= data.draw(days(first, last)) <= last
        assert first <= data.draw(instants(first, last)).date() <= last
        assert first <= data.draw(school_years(first, last)).first <= last
        low, high = sorted([data.draw(numbers()), data.draw(numbers())])
        assert low <= data.draw(numbers(low, high)) <= high
        assert low <= data.draw(numbers(low))
        assert data.draw(numbers(high=high)) <= high

    @given(goal_records(st.just({"t-1", "t-2"})), days())
    def test_goals_of_somebody(self, record: GoalRecord, on: Any) -> None:
        """
        Owners can be named; and progress can be read from any record.
        """
        assert {version.goal.owners for version in record.versions} == {frozenset({"t-1", "t-2"})}
        assert progress(record, on).goal == record.goal.id


def group() -> Desk:
    """A desk with a small group at work, in which everything can be gone on with."""
    desk = Desk(
        "adopted", model=MODELS["student_centered"].ref, phase="goal", teachers={"t-1", "t-2"}
    )
    desk.enter_all("goal_set", "session_planned", "step_agreed")
    desk.enter("measured", role="baseline")
    return desk


STAGES: list[Cycle] = [
    Desk().cycle,
    Desk().enter_all("agreed").cycle,
    group().cycle,
    active().enter_all("paused").cycle,
    improving().enter_all("measured", "reviewed").cycle,
    active().enter_all("ended_early").cycle,
]


class TestEvents:
    @pytest.mark.parametrize("kind", sorted(EVENTS.keys() - {"proposed", "adopted"}))
    def test_each_kind_can_be_accepted(self, kind: str) -> None:
        """
        At some stage of a cycle an event of that kind is drawn that the cycle accepts.
        """
        many = settings(max_examples=300, phases=[Phase.generate], database=None)
        drawn = st.sampled_from(STAGES).flatmap(
            lambda cycle: events(cycle, [kind]).map(lambda event: (cycle, event))
        )
        assert find(drawn, lambda pair: is_accepted(*pair), settings=many)[1].kind == kind

    @pytest.mark.parametrize("strategy", [events, next_events])
    @given(data=st.data())
    def test_documents(self, strategy: Any, data: st.DataObject) -> None:
        """
        What is drawn is a valid document, whether the cycle accepts it or not.
        """
        event = data.draw(strategy(data.draw(st.sampled_from(STAGES))))
        document = json.loads(json.dumps(encode_event(event)))
        assert list(violations(document, "event")) == []
        assert decode_event(document) == event

    @given(st.data())
    def test_what_is_asked_for(self, data: st.DataObject) -> None:
        """
        Kinds, id and day are those given; without an id it is a new one of the log's.
        """
        cycle = data.draw(st.sampled_from(STAGES))
        event = data.draw(events(cycle, ["reviewed", "away"], id="mine", on=day(9)))
        assert event.kind in ("reviewed", "away")
        assert (event.id, event.happened) == ("mine", day(9))
        assert cycle.event(data.draw(next_events(cycle)).id) is None

    @settings(max_examples=25)
    @given(models().flatmap(lambda drawn: st.tuples(st.just(drawn), openings(drawn, cycle="x"))))
    def test_openings(self, drawn: tuple[Models, Opening]) -> None:
        """
        Each opens a cycle of one of the models.
        """
        collection, opening = drawn
        cycle = begin(opening, collection)
        assert cycle.id == "x"
        assert cycle.model in collection


def is_accepted(cycle: Cycle, event: Event) -> bool:
    try:
        advance(cycle, event)
    except CoachCycleError:
        return False
    return True


class TestHistories:
    def test_they_go_far(self) -> None:
        """
        Most begin, many get beyond a phase and some to their end and on; few kinds are left out.

        What Hypothesis draws differs with what else is imported, so this holds with room to spare.
        """
        seen: Counter[str] = Counter()

        @settings(max_examples=120, derandomize=True, database=None, phases=[Phase.generate])
        @given(histories())
        def look(cycle: Cycle) -> None:
            kinds = {event.kind for event in cycle.log}
            seen.update(kinds | {str(cycle.model.name)})
            seen["begun"] += bool(cycle.stays)
            seen["beyond a phase"] += len({stay.phase for stay in cycle.stays}) > 1
            seen["in a later round"] += cycle.iteration > 1

        look()
        assert sum(model.name in seen for model in MODELS) >= 5
        assert len(EVENTS.keys() - seen.keys()) <= 8
        assert seen["begun"] >= 50
        assert seen["beyond a phase"] >= 25
        for rarer in ("in a later round", "completed", "reopened"):
            assert seen[rarer] >= 1

    @given(histories(longest=4, id="mine"))
    def test_what_is_asked_for(self, cycle: Cycle) -> None:
        """
        The id is the one given, and no log is longer than said.
        """
        assert cycle.id == "mine"
        assert cycle.version <= 4

    @settings(max_examples=20)
    @given(st.data())
    def test_of_any_models(self, data: st.DataObject) -> None:
        """
        A district's own models have histories as well.
        """
        own = data.draw(models())
        assert data.draw(histories(own)).model in own

    @given(histories(longest=15), st.data())
    def test_what_is_next_is_mostly_accepted(self, cycle: Cycle, data: st.DataObject) -> None:
        """
        Only an amendment may break what was built on what it changes.
        """
        event = data.draw(next_events(cycle))
        assert is_accepted(cycle, event) or event.kind == "amended"


def test_nothing_else_needs_hypothesis() -> None:
    """The extra is for the strategies alone."""
    modules = (
        "coachcycle, coachcycle.cli, coachcycle.demo, coachcycle.interchange, coachcycle.report"
    )
    script = f"import {modules}, sys; sys.exit('hypothesis' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0

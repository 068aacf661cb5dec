"""The strategies that users test with: what they draw is valid, and goes far."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from coachcycle import testing
from coachcycle.caseloads import (
    Assigning,
    Caseload,
    CaseloadRules,
    Demand,
    LevelOutcome,
    Pair,
    PairKind,
)
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
    DecisionRule,
    EffectSize,
    EffectSizes,
    FidelityCheck,
    Goal,
    GoalAttainment,
    GoalRecord,
    Measure,
    ScaledGoal,
    SelfRatings,
    Strategy,
    progress,
)
from coachcycle.interchange import decode, decode_event, encode, encode_event
from coachcycle.interchange.schemas import violations
from coachcycle.people import (
    Caps,
    Coach,
    Credential,
    Evaluation,
    Funding,
    Post,
    Roster,
    School,
    Teacher,
    TierWeight,
)
from coachcycle.policy import RULES, ContractRules, SchoolRules
from coachcycle.schoolyear import (
    BellSchedule,
    Calendar,
    Closure,
    Commitment,
    HalfDay,
    Rotation,
    Schedule,
    SchoolHours,
    SchoolYear,
    Span,
    Term,
    Timetable,
    as_day,
    as_instant,
    as_time,
)
from coachcycle.schoolyear import TestingWindow as Window
from coachcycle.testing import (
    caseload_rules,
    caseloads,
    coaches,
    commitments,
    contract_rules,
    cycle_models,
    days,
    evaluations,
    events,
    findings,
    fundings,
    goal_records,
    goals,
    histories,
    instants,
    models,
    next_events,
    numbers,
    openings,
    posts,
    rosters,
    rules,
    school_hours,
    school_years,
    teachers,
    timetables,
)
from coachcycle.vocabulary import event_id, language, name, number, text
from desk import Desk, active, day, improving

CHECKED: dict[str, Any] = {
    "ids": event_id,
    "names": name,
    "languages": language,
    "texts": lambda words: text("a text", words),
    "numbers": lambda value: number("a number", value),
    "days": as_day,
    "instants": as_instant,
    "times": as_time,
}
"""The plain values, with what checks them."""

CLASSES: dict[str, type] = {
    "terms": Term,
    "closures": Closure,
    "windows": Window,
    "half_days": HalfDay,
    "school_years": SchoolYear,
    "calendars": Calendar,
    "spans": Span,
    "bell_schedules": BellSchedule,
    "rotations": Rotation,
    "school_hours": SchoolHours,
    "timetables": Timetable,
    "schedules": Schedule,
    "schools": School,
    "credentials": Credential,
    "teachers": Teacher,
    "coaches": Coach,
    "fundings": Funding,
    "posts": Post,
    "evaluations": Evaluation,
    "rosters": Roster,
    "tier_weights": TierWeight,
    "caps": Caps,
    "school_rules": SchoolRules,
    "contract_rules": ContractRules,
    "demands": Demand,
    "pairs": Pair,
    "caseload_rules": CaseloadRules,
    "level_outcomes": LevelOutcome,
    "caseloads": Caseload,
    "measures": Measure,
    "goals": Goal,
    "goal_records": GoalRecord,
    "effects": EffectSize,
    "effect_reports": EffectSizes,
    "scaled_goals": ScaledGoal,
    "attainments": GoalAttainment,
    "fidelity_checks": FidelityCheck,
    "teaching_strategies": Strategy,
    "self_ratings": SelfRatings,
    "decision_rules": DecisionRule,  # type: ignore[dict-item]
    "requirements": Requirement,
    "cycle_models": CycleModel,
    "models": Models,
    "findings": Finding,
    "openings": Opening,
    "histories": Cycle,
}
ABOUT_A_CYCLE = {"events", "next_events"}
ABOUT_A_SCHOOL = {"commitments"}
OF_SEVERAL_CLASSES = {"rules"}
FROM_A_SEED = {"District", "district"}


def named_under(node: Any, *keys: str) -> set[str]:
    """The ids that a document has under these keys, alone or in lists."""
    if isinstance(node, list):
        return {id for one in node for id in named_under(one, *keys)}
    if not isinstance(node, dict):
        return set()
    named = {id for one in node.values() for id in named_under(one, *keys)}
    for key in node.keys() & {*keys}:
        named |= {*node[key]} if isinstance(node[key], list) else {node[key]}
    return named


class TestValues:
    def test_none_is_forgotten(self) -> None:
        """
        Each strategy of the front door is among those tested here.
        """
        strategies = {*testing.__all__} - FROM_A_SEED
        assert (
            strategies
            == CHECKED.keys() | CLASSES.keys() | ABOUT_A_CYCLE | ABOUT_A_SCHOOL | OF_SEVERAL_CLASSES
        )

    @pytest.mark.parametrize("strategy", CHECKED)
    @given(data=st.data())
    def test_plain_values(self, strategy: str, data: st.DataObject) -> None:
        """
        What is drawn is accepted as it is.
        """
        value = data.draw(getattr(testing, strategy)())
        assert CHECKED[strategy](value) == value

    @pytest.mark.parametrize("strategy", CLASSES)
    @settings(max_examples=5)
    @given(data=st.data())
    def test_values(self, strategy: str, data: st.DataObject) -> None:
        """
        What is drawn is of its class.
        """
        assert isinstance(data.draw(getattr(testing, strategy)()), CLASSES[strategy])

    @settings(max_examples=30)
    @given(
        rosters()
        | school_years()
        | timetables()
        | goals()
        | cycle_models()
        | contract_rules()
        | caseload_rules()
        | caseloads()
    )
    def test_documents(self, value: Any) -> None:
        """
        What is drawn is valid as a document, too, and reads back equal.
        """
        document = json.loads(json.dumps(encode(value)))
        assert list(violations(document, document["kind"])) == []
        assert decode(document) == value

    @given(school_hours(["s-1"]), st.data())
    def test_commitments_at_a_school(self, hours: SchoolHours, data: st.DataObject) -> None:
        """
        The school and the people are those given, and all that is named can be found there.
        """
        assert hours.school == "s-1"
        made = data.draw(commitments(hours, ["t-1"]))
        assert isinstance(made, Commitment)
        assert Timetable(schools=[hours], commitments=[made]).people == ("t-1",)

    @pytest.mark.parametrize("name", RULES)
    @settings(max_examples=5)
    @given(data=st.data())
    def test_rules(self, name: str, data: st.DataObject) -> None:
        """
        Each kind by its name.
        """
        assert isinstance(data.draw(rules(name)), RULES[name])

    @settings(max_examples=10)
    @given(st.data())
    def test_people_and_rules_of_known_schools(self, data: st.DataObject) -> None:
        """
        Nothing names another school, and evaluators are those given.
        """
        coach, teacher = data.draw(coaches(["a"])), data.draw(teachers(["a"]))
        named = {post.school for person in (coach, teacher) for post in person.posts}
        assert named | coach.schools <= {"a"}
        assert {one.school for one in data.draw(contract_rules(["a"])).schools} <= {"a"}
        assert data.draw(contract_rules([])).schools == ()
        assert data.draw(evaluations(["p"])).evaluator == "p"
        assert (data.draw(posts(["a"], most=0.25)).share or 0) <= 0.25
        assert data.draw(fundings(0.25)).share <= 0.25

    @given(caseload_rules(["c"], ["t", "u"], ["a"]), caseloads(["c"], ["t", "u"], ["a"]))
    def test_caseloads_of_known_people(self, rules: CaseloadRules, caseload: Caseload) -> None:
        """
        Nobody else is named, and no other school.
        """
        for document in (encode(rules), encode(caseload)):
            assert named_under(document, "coach") <= {"c"}
            assert named_under(document, "teacher", "teachers", "volunteers") <= {"t", "u"}
            assert named_under(document, "school", "base") <= {"a"}

    @settings(max_examples=10)
    @given(caseload_rules([], [], []), caseloads([], [], []))
    def test_caseloads_of_nobody(self, rules: CaseloadRules, caseload: Caseload) -> None:
        """
        Where nobody is known, nobody is named.
        """
        for one in (rules, caseload.rules):
            assert one.duties == one.bases == one.pairs == one.together == one.journeys == ()
            assert one.volunteers == set()
        cases = [(one.assignments, one.unserved) for one in caseload.stretches]
        assert {*cases} == {((), ())}

    @pytest.mark.parametrize(
        "has",
        [
            lambda one: len(one.stretches) == 3,
            lambda one: any(stretch.assignments for stretch in one.stretches),
            lambda one: any(stretch.unserved for stretch in one.stretches),
            lambda one: any(level.bound for stretch in one.stretches for level in stretch.levels),
            lambda one: {pair.kind for pair in one.rules.pairs} == {*PairKind},
            lambda one: len(one.rules.together) == 2,
            lambda one: one.rules.assigning is Assigning.EQUAL_SHARES,
            lambda one: len(one.rules.order) == 1,
            lambda one: None in {demand.tier for demand in one.rules.demands},
        ],
    )
    @pytest.mark.slow
    def test_caseloads_go_far(self, has: Callable[[Caseload], bool]) -> None:
        """
        Everything that plans and rules hold is drawn.
        """
        many = settings(max_examples=1000, phases=[Phase.generate], database=None)
        assert has(find(caseloads(), has, settings=many))

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
    @pytest.mark.slow
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

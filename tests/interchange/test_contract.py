"""The schemas, the values and the codec say the same."""

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, time, timedelta
from operator import attrgetter
from typing import Any

import pytest
from attrs import evolve, fields
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from coachcycle import vocabulary
from coachcycle.caseloads import (
    Assigning,
    Assignment,
    Base,
    Caseload,
    CaseloadRules,
    Criterion,
    Demand,
    Duty,
    Group,
    Journey,
    LevelOutcome,
    Likeness,
    Pair,
    PairKind,
    Rank,
    RuleSource,
    Stretch,
    Unserved,
    UnservedReason,
)
from coachcycle.cycles import EVENTS, MODELS, Cycle, Models, replay
from coachcycle.errors import CODES, CoachCycleError, Severity
from coachcycle.goals import Goal, Measure, SelfRatings, Strategy
from coachcycle.interchange import (
    KINDS,
    FileEntry,
    KindUnknown,
    KindWrong,
    Manifest,
    SchemaUnknown,
    StateMismatch,
    VersionUnsupported,
    decode,
    decode_event,
    encode,
    encode_event,
    folder,
    schema_text,
    upgrade,
)
from coachcycle.interchange.records import Known, judge
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
from coachcycle.policy import (
    RULES,
    AgreedByBoth,
    ContractRules,
    CredentialValid,
    InsideContractDay,
    MostObservations,
    NoEvaluatorAsCoach,
    Notice,
    SchoolRules,
    WithinCaps,
)
from coachcycle.schoolyear import (
    Advance,
    BellSchedule,
    Closure,
    Commitment,
    CommitmentType,
    HalfDay,
    Period,
    Rotation,
    SchoolHours,
    SchoolYear,
    Span,
    Term,
    Timetable,
)
from coachcycle.schoolyear import TestingWindow as Window
from coachcycle.testing import (
    caseload_rules,
    caseloads,
    contract_rules,
    cycle_models,
    goals,
    histories,
    rosters,
    school_years,
    timetables,
)
from coachcycle.vocabulary import Word
from desk import active, day, goal, improving

SCHEMAS = {kind: json.loads(schema_text(kind)) for kind in (*KINDS, "vocabulary")}


def nodes(schema: Any) -> list[dict[str, Any]]:
    """Every object within a schema."""
    if isinstance(schema, list):
        return [node for item in schema for node in nodes(item)]
    if not isinstance(schema, dict):
        return []
    return [schema, *(node for item in schema.values() for node in nodes(item))]


class TestSchemas:
    @pytest.mark.parametrize("kind", SCHEMAS)
    def test_they_are_schemas(self, kind: str) -> None:
        """
        Draft 2020-12, each with an id of its own that names its file, a title and a description.
        """
        schema = SCHEMAS[kind]
        Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert schema["$id"].endswith(f"/v1/{kind}.schema.json")
        assert schema["title"]
        assert schema["description"]

    @pytest.mark.parametrize("kind", KINDS)
    def test_their_examples_are_valid(self, kind: str) -> None:
        """
        What a schema shows is accepted by it, and decodes.
        """
        for example in SCHEMAS[kind].get("examples", []):
            assert list(violations(example, kind)) == []
            assert decode(encode(decode(example))) == decode(example)

    @pytest.mark.parametrize("kind", SCHEMAS)
    def test_patterns_are_anchored_and_newline_safe(self, kind: str) -> None:
        """
        A pattern speaks of the whole text; no text with a line end slips through.
        """
        for node in nodes(SCHEMAS[kind]):
            pattern = node.get("pattern")
            if isinstance(pattern, str):
                assert pattern.startswith("^")
                assert pattern.endswith(r"(?!\n)$")
                assert not re.search(r"\\[dwsp]", pattern)

    def test_formats_have_a_checker(self) -> None:
        """
        A day that no calendar has is refused, not only one of another form.
        """
        formats = {
            node["format"] for one in SCHEMAS.values() for node in nodes(one) if "format" in node
        }
        assert formats == {"date", "date-time"}
        document = event_document("reviewed") | {
            "happened": "2026-02-30",
            "recorded": "2026-13-01T00:00:00Z",
        }
        assert {one.path for one in violations(document, "event")} == {("happened",), ("recorded",)}

    def test_lists_of_words_are_the_enumerations(self) -> None:
        """
        The same words in the same order.
        """
        defined = SCHEMAS["vocabulary"]["$defs"]
        listed = {name: one["enum"] for name, one in defined.items() if "enum" in one}
        classes = {
            cls.__name__[0].lower() + cls.__name__[1:]: list(cls)
            for cls in Word.__subclasses__()
            if cls.__module__ == vocabulary.__name__
        }
        patterned = {
            name: re.findall(r"[A-Za-z0-9_]+", one["pattern"])
            for name, one in defined.items()
            if name == "evidenceType"
        }
        assert listed == {name: words for name, words in classes.items() if name in listed}
        assert set(classes) - set(listed) == {"evidenceType", "gradeLevel"}
        assert patterned["evidenceType"][: len(classes["evidenceType"])] == classes["evidenceType"]

    def test_grades(self) -> None:
        """
        The pattern of grades accepts the codes of CEDS and a district's own, and no other.
        """
        pattern = re.compile(SCHEMAS["vocabulary"]["$defs"]["grade"]["pattern"])
        assert all(pattern.search(word) for word in vocabulary.GradeLevel)
        for bad in ("00", "14", "K", "9", "x:", "KG\n"):
            assert not pattern.search(bad)

    def test_events_have_the_keys_of_their_classes(self) -> None:
        """
        Every attribute of an event is a key of its schema, required alike.
        """
        defined = SCHEMAS["event"]["$defs"]
        envelope = {"kind", "schema", "event"}
        for kind, cls in EVENTS.items():
            attributes = {one.name: one for one in cls.__attrs_attrs__}  # type: ignore[attr-defined]
            keys = set(defined[kind]["propertyNames"]["enum"])
            assert keys == envelope | set(attributes)
            required = {*defined["entry"]["required"], *defined[kind].get("required", [])} - {
                "event"
            }
            assert required == {
                name for name, one in attributes.items() if repr(one.default) == "NOTHING"
            }

    @pytest.mark.parametrize(
        ("kind", "part", "cls"),
        [
            ("school_year", None, SchoolYear),
            ("school_year", "term", Term),
            ("school_year", "closure", Closure),
            ("school_year", "testingWindow", Window),
            ("school_year", "halfDay", HalfDay),
            ("timetable", None, Timetable),
            ("timetable", "schoolHours", SchoolHours),
            ("timetable", "span", Span),
            ("timetable", "bellSchedule", BellSchedule),
            ("timetable", "period", Period),
            ("timetable", "rotation", Rotation),
            ("timetable", "commitment", Commitment),
            ("goal", "goal", Goal),
            ("goal", "measure", Measure),
            ("goal", "strategy", Strategy),
            ("goal", "selfRatings", SelfRatings),
            ("roster", None, Roster),
            ("roster", "school", School),
            ("roster", "coach", Coach),
            ("roster", "teacher", Teacher),
            ("roster", "post", Post),
            ("roster", "funding", Funding),
            ("roster", "evaluation", Evaluation),
            ("roster", "credential", Credential),
            ("contract_rules", None, ContractRules),
            ("contract_rules", "school", SchoolRules),
            ("contract_rules", "span", Span),
            ("contract_rules", "caps", Caps),
            ("contract_rules", "tierWeight", TierWeight),
            ("caseload_rules", "caseloadRules", CaseloadRules),
            ("caseload_rules", "demand", Demand),
            ("caseload_rules", "duty", Duty),
            ("caseload_rules", "journey", Journey),
            ("caseload_rules", "base", Base),
            ("caseload_rules", "pair", Pair),
            ("caseload_rules", "group", Group),
            ("caseload_rules", "rank", Rank),
            ("caseload_rules", "ruleSource", RuleSource),
            ("caseload", None, Caseload),
            ("caseload", "stretch", Stretch),
            ("caseload", "assignment", Assignment),
            ("caseload", "unserved", Unserved),
            ("caseload", "levelOutcome", LevelOutcome),
        ],
    )
    def test_parts_have_the_keys_of_their_classes(
        self, kind: str, part: str | None, cls: Any
    ) -> None:
        """
        Every attribute is a key, required alike, and there is no other key.
        """
        head = {"kind", "schema"} if part in (None, "goal", "caseloadRules") else set()
        schema = SCHEMAS[kind]["$defs"][part] if part else SCHEMAS[kind]
        attributes = {one.name: repr(one.default) for one in cls.__attrs_attrs__}
        assert set(schema["properties"]) == head | set(attributes)
        required = {name for name, default in attributes.items() if default == "NOTHING"}
        assert set(schema.get("required", [])) == required | (set() if part else head)
        assert schema["additionalProperties"] is False

    def test_words_of_timetables_are_the_enumerations(self) -> None:
        """
        The same words in the same order.
        """
        parts = SCHEMAS["timetable"]["$defs"]
        assert parts["commitment"]["properties"]["type"]["enum"] == [*CommitmentType]
        assert parts["rotation"]["properties"]["advances"]["enum"] == [*Advance]

    def test_words_of_caseloads_are_the_enumerations(self) -> None:
        """
        The same words in the same order; the rules that have a source are the keys of the rules.
        """
        parts = SCHEMAS["caseload_rules"]["$defs"]
        keys = parts["caseloadRules"]["properties"]
        assert keys["alike"]["items"]["enum"] == [*Likeness]
        assert keys["assigning"]["enum"] == [*Assigning]
        assert parts["pair"]["properties"]["kind"]["enum"] == [*PairKind]
        assert parts["rank"]["properties"]["criterion"]["enum"] == [*Criterion]
        rules = [one.name for one in fields(CaseloadRules)]
        assert parts["ruleSource"]["properties"]["rule"]["enum"] == rules
        unserved = SCHEMAS["caseload"]["$defs"]["unserved"]["properties"]
        assert unserved["reason"]["enum"] == [*UnservedReason]

    def test_rules_have_the_parameters_of_their_classes(self) -> None:
        """
        Every parameter of a rule is a key of its schema, required alike; there are no other rules.
        """
        defined = SCHEMAS["contract_rules"]["$defs"]
        assert defined["rule"]["properties"]["rule"]["enum"] == list(RULES)
        assert defined["school"]["properties"]["off"]["items"]["enum"] == list(RULES)
        for name, cls in RULES.items():
            parameters = {one.name: one for one in cls.__attrs_attrs__}
            assert set(defined[name]["propertyNames"]["enum"]) == {"rule", *parameters}
            assert set(defined[name].get("properties", {})) == set(parameters)
            assert set(defined[name].get("required", [])) == {
                key for key, one in parameters.items() if repr(one.default) == "NOTHING"
            }

    def test_unknown_kind(self) -> None:
        """
        There is no schema of another kind.
        """
        with pytest.raises(SchemaUnknown):
            schema_text("video")


def event_document(kind: str) -> dict[str, Any]:
    """The document of an event of a kind."""
    return encode_event(active().event(kind))


YEAR = SchoolYear(
    id="2026-27",
    zone="America/Chicago",
    first=day(-20),
    last=day(270),
    terms=[Term(name="Fall", first=day(-20), last=day(100))],
    closures=[
        Closure(first=day(77), last=day(81)),
        Closure(first=day(2), last=day(2), schools={"s"}),
    ],
    testing_windows=[Window(name="State tests", first=day(90), last=day(95), schools={"s"})],
    half_days=[
        HalfDay(day=day(0), ends=time(12, 15)),
        HalfDay(day=day(0), bells="half", schools={"s"}),
    ],
    weekdays=[1, 2, 3, 4],
)
TIMETABLE = Timetable(
    schools=[
        SchoolHours(
            school="s",
            contract_day=Span(time(7, 45), time(15, 45)),
            bells=[
                BellSchedule(
                    id="regular",
                    name="Regular Schedule",
                    periods=[
                        Period("01", time(8), time(8, 50), "01 - Morning"),
                        Period("04", time(11, 20), time(11, 45)),
                        Period("04", time(12, 35), time(13)),
                    ],
                ),
                BellSchedule(
                    id="assembly",
                    contract_day=Span(time(8), time(15)),
                    days=[day(3), day(2)],
                    weekdays=[5],
                    rotation_days={"A", "B"},
                ),
            ],
            rotation=Rotation(
                days=["A", "B", "A"], advances="weekdays", each_term=True, restarts=[day(7)]
            ),
            passing_minutes=5,
        )
    ],
    commitments=[
        Commitment(person="t-1", type="teaching", school="s", periods={"01", "04"}),
        Commitment(
            person="t-1", type="lunch", school="s", starts=time(11, 45), ends=time(12, 15),
            bells={"regular"}, weekdays=[1, 2], rotation_days={"B"},
        ),
    ],
)  # fmt: skip
ROSTER = Roster(
    schools=[School(id="s", name="A school", parent="d"), School(id="d")],
    coaches=[
        Coach(
            id="c-1",
            posts=[
                Post(
                    school="d",
                    first=day(0),
                    until=day(9),
                    share=0.5,
                    funding=[Funding(source="title-i", share=1)],
                )
            ],
            schools={"s"},
            weekly_minutes=2250,
            coaching_share=0.6,
            grades={"KG", "x:own"},
            subjects={"Art"},
            languages={"zh-Hant", "es"},
            credentials=[Credential(type="reading", first=day(0), last=day(9))],
        )
    ],
    teachers=[Teacher(id="t-1", posts=[Post(school="s")], languages={"es"}, tier="novice")],
    evaluations=[Evaluation(evaluator="p-1", evaluated="t-1", first=day(0), until=day(9))],
)
CONTRACT = ContractRules(
    rules=[
        Notice(least=2, unit="school_days", forms={"modeling"}, unplanned_is_breach=False),
        MostObservations(most=2, window_school_days=10, forms={"observation", "check_in"}),
        InsideContractDay(day=Span(time(7, 50), time(15, 20))),
        AgreedByBoth(adopted_is_breach=False, sessions_by="both"),
        NoEvaluatorAsCoach(),
        CredentialValid(types={"reading", "icg"}, needs="all"),
        WithinCaps(
            caps=Caps(
                most_cycles=4,
                most_weighted_teachers=12.5,
                weights=[TierWeight(tier="intervention", weight=2)],
            )
        ),
    ],
    schools=[SchoolRules(school="s", rules=[InsideContractDay()], off={"notice"})],
)
CASELOAD_RULES = CaseloadRules(
    first=day(0),
    until=day(200),
    demands=[
        Demand(
            tier="intervention", need=5, contact_minutes=90, preparation_minutes=30, counts_for=2.5
        ),
        Demand(need=2, contact_minutes=45),
    ],
    unit_minutes=30,
    weekly_minutes=2250,
    coaching_share=0.6,
    duties=[Duty(coach="c-2", minutes=300), Duty(coach="c-1", minutes=60)],
    reserve_share=0.1,
    most_schools=2,
    most_heads=12.25,
    alike={"grades", "languages"},
    credentials={"reading", "icg"},
    journeys=[Journey(base="s", school="r", minutes=40), Journey(base="s", school="s", minutes=0)],
    bases=[Base(coach="c-1", school="s")],
    trips_per_week=2,
    assigning="equal_shares",
    volunteers={"t-2", "t-1"},
    equal_share=3,
    pairs=[
        Pair(kind="refused", coach="c-2", teacher="t-1", school="s"),
        Pair(kind="pinned", coach="c-1", teacher="t-1"),
    ],
    together=[Group(teachers={"t-4", "t-3"})],
    order=[Rank(criterion="fairness", slack=5), Rank(criterion="served_need")],
    lottery_seed=2026,
    sources=[RuleSource(rule="most_heads", source="Article 14.3")],
)
CASELOAD = Caseload(
    rules=CASELOAD_RULES,
    stretches=[
        Stretch(
            first=day(90),
            until=day(200),
            assignments=[Assignment(coach="c-1", school="s", teachers={"t-4", "t-3"})],
        ),
        Stretch(
            first=day(0),
            until=day(90),
            unserved=[Unserved(school="s", teachers={"t-1"}, reason="outweighed")],
            levels=[
                LevelOutcome(name="served_need", reached=7, bound=9, floor=6, value=7),
                LevelOutcome(name="fairness", reached=-3, floor=-3, value=-3),
            ],
            digest="0" * 64,
        ),
    ],
    seed=7,
    effort=3,
    was_stopped=True,
)
MANIFEST = Manifest([FileEntry("cycles.ndjson", 3, "0" * 64)])
VALUES: dict[str, Any] = {
    "roster": ROSTER,
    "empty roster": Roster(),
    "school year": YEAR,
    "timetable": TIMETABLE,
    "empty timetable": Timetable(),
    "generic": MODELS["generic"],
    "impact": MODELS["impact"],
    "lesson study": MODELS["lesson_study"],
    "goal": goal(
        baseline=12.5,
        baseline_day=day(0),
        group="G",
        serves="g-0",
        copied_from="g-9",
        measure=Measure(unit="%", low=0, high=100, source="survey"),
        measured_every_days=7,
        strategies=[Strategy("S", "strong"), Strategy("T")],
        standards=["s-2", "s-1"],
        ratings=SelfRatings(
            powerful=True, easy=False, emotionally_compelling=True, achievable=False, relevant=True
        ),
    ),
    "falling goal": goal(
        target=-1, measure=Measure(unit="e", direction="decrease", instrument="i")
    ),
    "manifest": MANIFEST,
    "contract rules": CONTRACT,
    "no rules": ContractRules(),
    "caseload rules": CASELOAD_RULES,
    "usual caseload rules": CaseloadRules(first=day(0), until=day(1), demands=[]),
    "no likeness": CaseloadRules(first=day(0), until=day(1), demands=[], alike=[]),
    "caseload": CASELOAD,
    "cycle": improving().cycle,
}


def goal_document(**changes: Any) -> dict[str, Any]:
    """The document of a goal with a baseline, with changes."""
    return encode(goal(baseline=12.5, baseline_day=day(0))) | changes


def timetable_document(**changes: Any) -> dict[str, Any]:
    """The document above, with changes in its one school."""
    document = encode(TIMETABLE)
    return document | {"schools": [document["schools"][0] | changes]}


def through_json(document: Any) -> Any:
    """What a reader of the text sees."""
    return json.loads(json.dumps(document))


class TestBothWays:
    @pytest.mark.parametrize("name", VALUES)
    def test_a_document_is_valid_and_decodes_to_its_value(self, name: str) -> None:
        """
        Every kind of value, with all that it can hold.
        """
        document = through_json(encode(VALUES[name]))
        assert list(violations(document, document["kind"])) == []
        assert decode(document) == VALUES[name]

    @pytest.mark.parametrize("kind", sorted(set(EVENTS) - {"voided", "amended"}))
    def test_every_kind_of_event(self, kind: str) -> None:
        """
        One event at a time, with another typist and others' data.
        """
        event = active().event(kind, recorded_by="p-9", extra={"acme:visit": [1, None, "ü"]})
        document = through_json(encode_event(event))
        assert list(violations(document, "event")) == []
        assert decode_event(document) == event

    @given(goals())
    def test_goals(self, value: Goal) -> None:
        """
        Any goal.
        """
        assert decode(through_json(encode(value))) == value

    @settings(max_examples=15)
    @given(timetables())
    def test_timetables(self, value: Timetable) -> None:
        """
        Any timetable.
        """
        document = through_json(encode(value))
        assert list(violations(document, "timetable")) == []
        assert decode(document) == value

    @given(histories())
    def test_cycles(self, cycle: Cycle) -> None:
        """
        Any legal log, corrections included; its state is what the log leads to.
        """
        document = through_json(encode(cycle))
        assert list(violations(document, "cycle")) == []
        assert decode(document) == cycle
        rows = [through_json(encode_event(event)) for event in cycle.log]
        assert replay(map(decode_event, rows), MODELS) == cycle

    def test_defaults_are_left_out(self) -> None:
        """
        A document says what is not understood without it.
        """
        document = encode_event(active().event("session_held"))
        assert set(document) == {
            "kind", "schema", "event", "id", "cycle", "by", "happened", "recorded", "session", "form",
            "contact_minutes",
        }  # fmt: skip
        assert encode(goal())["target"] == 80
        assert isinstance(encode(goal())["target"], int)


def spoilt(document: Any, data: st.DataObject) -> Any:
    """A document with something at random in it replaced, added or taken away."""
    document = through_json(document)
    node = document
    while True:
        places = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not places:
            return document
        place = data.draw(st.sampled_from(places))
        inner = node[place]
        if isinstance(inner, dict | list) and inner and data.draw(st.integers(0, 3)):
            node = inner
            continue
        match data.draw(st.sampled_from(["replace", "remove", "add"])):
            case "replace":
                node[place] = data.draw(
                    st.sampled_from(
                        [None, True, 0, -1, 1.5, "", "a b", "x" * 300, [], {}, [[]], "1"]
                    )
                )
            case "remove":
                del node[place]
            case _ if isinstance(node, dict):
                node["unexpected"] = 1
            case _:
                node.append(None)
        return document


OTHERS_DATA: dict[str, Any] = {
    "sis:row": [1, 1.0, -0.0, 1e300, None, "\u00fc", {"b": True, "a": {}}]
}


def with_others_data(value: Any) -> Any:
    """A value with others' data wherever it has a place for them, in its parts too."""
    changes: dict[str, Any] = {}
    for one in fields(type(value)):
        given = getattr(value, one.name)
        if one.name == "extra":
            changes["extra"] = OTHERS_DATA
        elif isinstance(given, tuple) and given and isinstance(given[0], School | Coach | Teacher):
            changes[one.name] = [with_others_data(part) for part in given]
    return evolve(value, **changes)


PLACES = {
    "roster": ROSTER, "school_year": YEAR, "timetable": TIMETABLE, "cycle_model": MODELS["impact"],
    "goal": VALUES["goal"], "event": active().event("reviewed"), "contract_rules": CONTRACT,
    "caseload_rules": CASELOAD_RULES, "caseload": CASELOAD, "manifest": MANIFEST,
}  # fmt: skip
"""A value of every kind that has a place for others' data; a cycle has it in its events."""


class TestExtra:
    @pytest.mark.parametrize("kind", PLACES)
    def test_it_comes_back_as_it_went_in(self, kind: str) -> None:
        """
        In every kind but cycles, whose events have it; numbers as they were, keys sorted.
        """
        assert {*PLACES, "cycle"} == {*KINDS}
        value = with_others_data(PLACES[kind])
        document = encode(value)
        text = '"extra": ' + json.dumps(OTHERS_DATA, sort_keys=True, ensure_ascii=False)
        places = 1 + (4 if kind == "roster" else 0)
        assert json.dumps(document, ensure_ascii=False).count(text) == places
        assert list(violations(document, kind)) == []
        again: Any = decode(through_json(document))
        assert (again, again.extra) == (value, value.extra)
        assert hash(again) == hash(value)
        assert json.dumps(encode(again)) == json.dumps(document)
        assert upgrade(document).document == document

    @pytest.mark.parametrize("kind", PLACES)
    def test_it_is_a_part_of_the_value_that_nothing_shows(self, kind: str) -> None:
        """
        Values that differ in it are not equal, but for models; it stands in no text about them.
        """
        value = with_others_data(PLACES[kind])
        assert (value == PLACES[kind]) == (kind == "cycle_model")
        assert "sis:row" not in repr(value)
        with pytest.raises(CoachCycleError) as caught:
            evolve(value, extra={"Secret": 1})
        assert "Secret" not in str(caught.value)

    def test_a_model_is_what_it_defines(self) -> None:
        """
        Others' data change neither the digest of a model nor which models and cycles there are.
        """
        plain = MODELS["impact"]
        model = with_others_data(plain)
        assert model.ref == plain.ref
        assert len(MODELS.add(model)) == len(MODELS)
        assert decode(encode(active().cycle), MODELS.add(model)) == active().cycle


ENUMS = [tuple(node["enum"]) for one in SCHEMAS.values() for node in nodes(one) if "enum" in node]


def vary(document: Any, pick: Callable[[Sequence[Any]], Any]) -> None:
    """Changes something in a document so that its schema likely takes it still."""
    holders = [document]
    for node in holders:
        inner = node.values() if isinstance(node, dict) else node
        holders += [one for one in inner if isinstance(one, dict | list) and one]
    node = pick(holders)
    place = pick(sorted(node) if isinstance(node, dict) else range(len(node)))
    value = node[place]
    match value:
        case bool():
            node[place] = not value
        case int() | float():
            node[place] = pick([value + 1, value - 1, float(value), value / 2, 0, 1, 1.0, 7, True])
        case str():
            same = [one[place] for one in holders if isinstance(one, dict) and place in one]
            texts = [one for holder in holders for one in _texts(holder)]
            words = [word for words in ENUMS if value in words for word in words]
            days = [_moved(value, by) for by in (-400, -1, 1, 7)]
            node[place] = pick([pick(one) for one in (same, texts, words, days) if one])
        case list():
            match pick(("repeat", "drop", "reverse", "empty", "remove")):
                case "repeat" if value:
                    value.append(json.loads(json.dumps(pick(value))))
                case "drop" if value:
                    value.pop(pick(range(len(value))))
                case "reverse":
                    value.reverse()
                case "empty":
                    value.clear()
                case _:
                    del node[place]
        case _:
            if isinstance(node, list) and pick((True, False)):
                node.append(json.loads(json.dumps(value)))
            else:
                del node[place]


def _texts(holder: Any) -> list[str]:
    inner = holder.values() if isinstance(holder, dict) else holder
    return [one for one in inner if isinstance(one, str)]


def _moved(text: str, days: int) -> str:
    """A day or instant some days later; another text as it is."""
    try:
        day = date.fromisoformat(text[:10]) + timedelta(days)
    except (ValueError, OverflowError):
        return text
    return f"{day}{text[10:]}"


def agree(document: Any) -> str:
    """Holds schema, values and codec against one another; says which of them refuses a document."""
    broken = list(violations(document, document["kind"]))
    found = [] if broken else judge(document["kind"], document, Known(MODELS))[0]
    errors = [one for one in found if one[0].severity is Severity.ERROR]
    for problem, steps in found:
        assert CODES[problem.code] is type(problem)
        node = document
        for step in steps:
            node = node[step]
    try:
        value = decode(document)
    except CoachCycleError:
        assert broken or errors, document
        return "schema" if broken else "value"
    assert not broken, document
    assert not errors, document
    again = encode(value)
    assert list(violations(again, document["kind"])) == []
    assert decode(through_json(again)) == value
    assert json.dumps(encode(decode(through_json(again)))) == json.dumps(again)
    return "none"


MANIFESTS = st.builds(
    Manifest,
    st.lists(
        st.builds(
            FileEntry,
            st.from_regex(r"[0-9A-Za-z][0-9A-Za-z._-]{0,99}", fullmatch=True),
            st.integers(0, 10**15),
            st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
        ),
        min_size=1,
        max_size=4,
        unique_by=attrgetter("name"),
    ),
)
SAMPLES = (
    school_years() | timetables() | cycle_models() | goals() | histories(longest=12)
    | contract_rules() | caseload_rules() | caseloads() | rosters() | MANIFESTS | histories(longest=12).map(lambda cycle: cycle.log[-1])
)  # fmt: skip


class TestLaw:
    @given(SAMPLES | st.sampled_from(list(VALUES.values())), st.data())
    def test_what_the_schema_accepts_decodes_or_breaks_a_rule_with_a_name(
        self, value: Any, data: st.DataObject
    ) -> None:
        """
        And the other way: decoding refuses just what has an error, whose place is in the document;
        what it accepts comes back equal, and to the same bytes.
        """
        document = through_json(encode(value))
        assert agree(document) == "none"
        for _ in range(data.draw(st.integers(1, 3))):
            vary(document, lambda choices: data.draw(st.sampled_from(list(choices))))
            if document.get("kind") not in KINDS or document.get("schema") != "1.0":
                return
        agree(document)

    @pytest.mark.proof
    def test_documents_that_are_varied(
        self, proof_count: Callable[[int], int], tried: Callable[[str, str], None]
    ) -> None:
        """
        The same of many documents: those above and the valid ones of the conformance kit.
        """
        chance, texts = random.Random(20261126), whole_documents()
        count, verdicts = proof_count(100_000), Counter[str]()
        while verdicts.total() < count:
            document = json.loads(chance.choice(texts))
            head = document["kind"], document["schema"]
            for _ in range(chance.randint(1, 3)):
                vary(document, chance.choice)
                document |= dict(zip(("kind", "schema"), head, strict=True))
            verdicts[agree(document)] += 1
        assert len(verdicts) == 3
        told = f"{count:,} documents ({verdicts['none']:,} valid, {verdicts['value']:,} refused by a value's rule alone), 0 disagreements"
        tried("contract", told)

    @pytest.mark.proof
    def test_at_every_limit(
        self, proof_count: Callable[[int], int], tried: Callable[[str, str], None]
    ) -> None:
        """
        And of documents with each number, text and list in turn at, below and above every limit that a
        schema has.
        """
        documents = list(at_limits(whole_documents()))
        count = proof_count(len(documents))
        chosen = random.Random(20261126).sample(documents, count)
        verdicts = Counter(agree(json.loads(text)) for text in chosen)
        assert {"none", "schema"} <= verdicts.keys()
        told = f"{count:,} documents ({verdicts['none']:,} valid, {verdicts['value']:,} refused by a value's rule alone), 0 disagreements"
        tried("contract-at-limits", told)


def whole_documents() -> list[str]:
    """The documents above, and the valid ones of the conformance kit that hold everything."""
    texts = [json.dumps(encode(value)) for value in VALUES.values()]
    for path in sorted((folder() / "conformance").glob("*/valid/every-*")):
        text = path.read_text("utf-8")
        texts += text.splitlines() if path.suffix == ".ndjson" else [text]
    return texts


def limits(*names: str) -> list[Any]:
    """What the schemas say under these keywords."""
    return sorted(
        {
            node[name]
            for one in SCHEMAS.values()
            for node in nodes(one)
            for name in names
            if name in node
        }
    )


def at_limits(texts: Iterable[str]) -> Iterator[str]:
    """Documents with one value at a limit; of values that stand alike, only the first is changed."""
    numbers = [
        limit + by
        for limit in limits("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
        for by in (-1, -0.5, 0, 0.5, 1)
    ]
    lengths = sorted(
        {limit + by for limit in (*limits("minLength", "maxLength"), 64) for by in (-1, 0, 1)}
    )
    counts = sorted(
        {
            limit + by
            for limit in limits("minItems", "maxItems", "minProperties")
            for by in (-1, 0, 1)
        }
    )
    seen: set[tuple[Any, ...]] = set()
    for text in texts:
        document = json.loads(text)
        for steps in _steps(document):
            node = document
            for step in steps[:-1]:
                node = node[step]
            *_, key = steps
            value = node[key]
            alike = (
                document["kind"],
                *("" if isinstance(one, int) else one for one in steps),
                node.get("event", node.get("rule")) if isinstance(node, dict) else None,
                type(value),
            )
            if alike in seen or steps[0] in ("kind", "schema", "extra"):
                continue
            seen.add(alike)
            others: list[Any] = []
            match value:
                case bool():
                    pass
                case int() | float():
                    others = numbers
                case str():
                    others = [(value + "x" * length)[:length] for length in lengths if length >= 0]
                case list() if value:
                    more = [
                        f"{value[0]}{n}" if isinstance(value[0], str) else value[0]
                        for n in range(max(counts))
                    ]
                    others = [[*value, *more][:most] for most in counts if most >= 0]
                case _:
                    pass
            for other in others:
                node[key] = other
                yield json.dumps(document)
            node[key] = value


def _steps(value: Any, before: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value inside of one."""
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for step, one in inner:
        yield (*before, step)
        yield from _steps(one, (*before, step))


class TestDecode:
    @given(st.sampled_from(sorted(VALUES)), st.data())
    def test_whatever_is_spoilt_the_answer_is_a_value_or_one_of_our_errors(
        self, name: str, data: st.DataObject
    ) -> None:
        """
        What the schema accepts decodes, or breaks a rule that has a name; nothing else is raised.
        """
        document = spoilt(encode(VALUES[name]), data)
        try:
            decode(document)
        except CoachCycleError as refused:
            assert refused.code

    @pytest.mark.parametrize(
        ("document", "error"),
        [
            ([], "schema.type_wrong"),
            ({}, "document.kind_unknown"),
            ({"kind": "video", "schema": "1.0"}, "document.kind_unknown"),
            ({"kind": ["roster"], "schema": "1.0"}, "document.kind_unknown"),
            ({"kind": "roster"}, "schema.key_missing"),
            ({"kind": "roster", "schema": "2.0"}, "document.version_unsupported"),
            ({"kind": "roster", "schema": 1}, "document.version_unsupported"),
            ({"kind": "roster", "schema": "1.0", "pupils": []}, "schema.key_unknown"),
            ({"kind": "roster", "schema": "1.0", "schools": {}}, "schema.type_wrong"),
            ({"kind": "roster", "schema": "1.0", "schools": [1]}, "schema.type_wrong"),
            ({"kind": "roster", "schema": "1.0", "schools": [{}]}, "schema.key_missing"),
            ({"kind": "event", "schema": "1.0"}, "schema.key_missing"),
            ({"kind": "event", "schema": "1.0", "event": "danced"}, "schema.word_wrong"),
            ({"kind": "event", "schema": "1.0", "event": []}, "schema.word_wrong"),
            ({"kind": "cycle", "schema": "1.0", "log": []}, "cycles.log_empty"),
            ({"kind": "cycle", "schema": "1.0", "log": [3]}, "schema.type_wrong"),
            (encode(active().cycle) | {"state": True}, "schema.type_wrong"),
            ({"kind": "contract_rules", "schema": "1.0", "rules": [3]}, "schema.type_wrong"),
            ({"kind": "contract_rules", "schema": "1.0", "rules": [{}]}, "schema.key_missing"),
            ({"kind": "contract_rules", "schema": "1.0", "rules": [{"rule": "lunch"}]},
             "schema.word_wrong"),
            ({"kind": "contract_rules", "schema": "1.0", "rules": [{"rule": ["notice"]}]},
             "schema.word_wrong"),
            ({"kind": "contract_rules", "schema": "1.0", "rules": [{"rule": "notice"}]},
             "schema.key_missing"),
            (encode(MODELS["impact"]) | {"completes": []}, "schema.type_wrong"),
            (encode(MODELS["impact"]) | {"phases": [{"name": None}]}, "schema.type_wrong"),
            (event_document("goal_set") | {"goal": 3}, "schema.type_wrong"),
            (event_document("reviewed") | {"extra": 3}, "schema.type_wrong"),
            (goal_document(strategies=[{"words": "S", "tier": "gold"}]), "vocabulary.word_unknown"),
            (goal_document(strategies=[{"tier": "strong"}]), "schema.key_missing"),
            (goal_document(strategies=["S"]), "schema.type_wrong"),
            (goal_document(strategies=[{"words": ""}]), "vocabulary.text_malformed"),
            (goal_document(strategy="S"), "schema.key_unknown"),
            (goal_document(target=1e15 + 1), "vocabulary.out_of_range"),
            (goal_document(baseline=-2e15), "vocabulary.out_of_range"),
            (goal_document(standards=["a b"]), "vocabulary.id_malformed"),
            (goal_document(ratings={"easy": "yes"}), "vocabulary.type_mismatch"),
            (goal_document(ratings={"difficult": True}), "schema.key_unknown"),
            (goal_document(measured_every_days=367), "vocabulary.out_of_range"),
            (goal_document(measure={"unit": "%", "source": "hearsay"}), "vocabulary.word_unknown"),
            (goal_document(target=10), "goals.target_not_ahead"),
            (encode(YEAR) | {"half_days": [{"day": "2026-09-07"}]}, "schoolyear.half_day_unclear"),
            (encode(YEAR) | {"half_days": [{"day": "2026-09-12", "ends": "12:00"}]},
             "schoolyear.school_year_invalid"),
            (encode(YEAR) | {"half_days": [{"day": "2026-09-07", "ends": 720}]},
             "schoolyear.time_malformed"),
            (timetable_document(contract_day={"starts": "16:00", "ends": "08:00"}),
             "schoolyear.times_run_backwards"),
            (timetable_document(contract_day=["08:00", "16:00"]), "schema.type_wrong"),
            (timetable_document(contract_day=None), "schema.type_wrong"),
            (timetable_document(bells=[]), "vocabulary.set_empty"),
            (timetable_document(bells=[{"id": "r", "days": ["2026-02-30"]}]),
             "schoolyear.day_malformed"),
            (timetable_document(bells=[{"id": "r", "days": "2026-02-03"}]), "schema.type_wrong"),
            (timetable_document(rotation={"days": ["A"], "restarts": [7]}),
             "schoolyear.day_malformed"),
            (timetable_document(school="s s"), "vocabulary.id_malformed"),
            (encode(TIMETABLE) | {"commitments": [{"person": "t", "type": "duty", "school": "s"}]},
             "schoolyear.commitment_unclear"),
            (encode(TIMETABLE) | {"schools": []}, "schoolyear.timetable_invalid"),
            ({"kind": "manifest", "schema": "1.0", "files": []}, "vocabulary.set_empty"),
            (encode(MANIFEST) | {"files": [{"name": "../x", "records": 1, "sha256": "0" * 64}]},
             "interchange.file_entry_malformed"),
            (encode(MANIFEST) | {"files": [{"name": "x", "records": 1, "sha256": "0"}]},
             "interchange.file_entry_malformed"),
        ],
    )  # fmt: skip
    def test_what_is_refused(self, document: Any, error: str) -> None:
        """
        By name, also without any schema at hand.
        """
        with pytest.raises(CoachCycleError) as caught:
            decode(document)
        assert caught.value.code == error

    def test_another_kind_than_asked_for(self) -> None:
        """
        A roster is no event.
        """
        with pytest.raises(KindWrong):
            decode_event(encode(ROSTER))
        assert KindUnknown.code != VersionUnsupported.code

    def test_a_state_that_the_log_does_not_give(self) -> None:
        """
        The refusal says which keys differ.
        """
        document = encode(active().cycle)
        document["state"] |= {"status": "paused", "version": 9}
        with pytest.raises(StateMismatch) as caught:
            decode(document)
        assert caught.value.keys == ("status", "version")
        del document["state"]
        assert decode(document) == active().cycle

    def test_what_no_document_holds(self) -> None:
        """
        A school alone is no document.
        """
        with pytest.raises(CoachCycleError):
            encode(School(id="s"))

    def test_models_are_the_readers(self) -> None:
        """
        A log names its model; who reads it must know it.
        """
        with pytest.raises(CoachCycleError) as caught:
            decode(encode(active().cycle), Models())
        assert caught.value.code == "cycles.model_unknown"

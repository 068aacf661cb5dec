"""The schemas as others read them: described, plain for every engine, quick for hostile texts."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from attrs import NOTHING, Factory, fields, has
from jsonschema import Draft202012Validator

from coachcycle.caseloads import Caseload, CaseloadRules, Demand, Rank
from coachcycle.cycles import EVENTS, CycleModel, Phase, Requirement
from coachcycle.errors import Severity
from coachcycle.goals import Goal, Measure, SelfRatings, Strategy
from coachcycle.interchange import KINDS, check, decode, encode, schema_text, schemas
from coachcycle.interchange.codec import to_json
from coachcycle.interchange.schemas import KeyDeprecated, violations
from coachcycle.policy import RULES
from coachcycle.schoolyear import BellSchedule, Commitment, Rotation, SchoolHours, SchoolYear
from desk import active, goal

SCHEMAS = {kind: json.loads(schema_text(kind)) for kind in (*KINDS, "vocabulary")}

ALLOWED = {
    "$schema": "says which draft holds",
    "$id": "names the file, so that references between files resolve without a network",
    "$defs": "is a place for parts, and checks nothing",
    "$ref": "is static: a name in $defs of a published file; siblings count since 2019-09",
    "title": "only tells",
    "description": "only tells",
    "examples": "only tells",
    "default": "only tells; no reader fills it in from here",
    "type": "is one name, never a list of them",
    "const": "is a text",
    "enum": "is a list of texts",
    "minimum": "is a whole number below 2**53",
    "maximum": "is a whole number below 2**53",
    "minLength": "counts characters; 1, where engines that count UTF-16 units agree",
    "maxLength": "counts characters; engines that count UTF-16 units are stricter beyond the BMP",
    "pattern": "is anchored, without classes that differ between engines, and linear",
    "format": "is date or date-time beside a pattern, so that engines which ignore it lose little",
    "properties": "is the same in every draft",
    "required": "is the same in every draft",
    "additionalProperties": "is false, or the schema of a map; never beside allOf",
    "propertyNames": "has been the same since draft 6",
    "minProperties": "is the same in every draft",
    "dependentRequired": "is the plain half of the old dependencies",
    "items": "is one schema for all items",
    "minItems": "is the same in every draft",
    "maxItems": "is the same in every draft",
    "uniqueItems": "is for texts and whole numbers, where equal means the same in every engine",
    "allOf": "is a list of if and then",
    "if": "is a const of one required key",
    "then": "is a reference",
    "not": "is an enum of texts",
    "deprecated": "only tells",
    "x-deprecated": "only tells; other vocabularies leave the prefix x- alone",
}

# Whatever has one of these is told by its own words at each place.
GENERIC = {
    "id", "ids", "anyIds", "name", "day", "instant", "time", "weekdays", "words", "quantity", "minutes",
}  # fmt: skip


def parts(schema: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema within a schema, with its place; what only tells is left out."""
    if not isinstance(schema, dict):
        return
    yield place, schema
    for key, value in schema.items():
        if key in ("properties", "$defs"):
            for name, inner in value.items():
                yield from parts(inner, f"{place}/{key}/{name}")
        elif key in ("items", "additionalProperties", "propertyNames", "if", "then", "not"):
            yield from parts(value, f"{place}/{key}")
        elif key == "allOf":
            for number, inner in enumerate(value):
                yield from parts(inner, f"{place}/{key}/{number}")


PARTS = [
    (f"{kind}{place}", part) for kind, whole in SCHEMAS.items() for place, part in parts(whole)
]


ELSEWHERE = ("/event", "/off/items", "/ruleSource/properties/rule")
"""Lists of words that the schema describes where they are keys, or have parts of their own."""


class TestWords:
    def test_every_property_and_definition_is_described(self) -> None:
        """
        By itself, or by the list of words or the form that it refers to.
        """
        missing = []
        for place, part in PARTS:
            named = re.search(r"/(properties|\$defs)/\w+$", place)
            if named is None or "/if/" in place or "description" in part:
                continue
            target = part.get("$ref", "").rpartition("/")[2]
            if not part.get("$ref", "").startswith("vocabulary") or target in GENERIC:
                missing.append(place)
        assert missing == []

    def test_descriptions_are_sentences(self) -> None:
        """
        Each ends as one; after it, there may be a list of words.
        """
        for place, part in PARTS:
            if "description" in part:
                lead = part["description"].partition("\n- ")[0]
                assert lead.endswith("."), place
                assert lead[0].isupper() or lead[0] == "'", place

    def test_every_word_of_a_list_has_a_meaning(self) -> None:
        """
        The description of a closed list names them, in its order.
        """
        lists = {
            place: part
            for place, part in PARTS
            if "enum" in part and "title" in part and not place.endswith(ELSEWHERE)
        }
        assert len(lists) > 25
        for place, part in lists.items():
            words = re.findall(r"\n- ([^:]+): (.+)", part["description"])
            assert [word for word, _ in words] == part["enum"], place

    @pytest.mark.parametrize("kind", KINDS)
    def test_every_kind_has_examples(self, kind: str) -> None:
        """
        They validate and decode.
        """
        assert SCHEMAS[kind]["examples"]
        for example in SCHEMAS[kind]["examples"]:
            assert list(violations(example, kind)) == []
            assert encode(decode(example))["kind"] == kind

    def test_examples_of_parts_are_accepted_by_them(self) -> None:
        """
        Wherever an example stands.
        """
        shown = [
            (part, example)
            for place, part in PARTS
            if "$ref" not in part and re.search(r"/", place)
            for example in part.get("examples", ())
        ]
        assert len(shown) > 10
        for part, example in shown:
            Draft202012Validator(part).validate(example)

    @pytest.mark.parametrize(
        ("place", "cls"),
        [
            ("school_year", SchoolYear),
            ("timetable/$defs/schoolHours", SchoolHours),
            ("timetable/$defs/bellSchedule", BellSchedule),
            ("timetable/$defs/rotation", Rotation),
            ("timetable/$defs/commitment", Commitment),
            ("goal/$defs/goal", Goal),
            ("goal/$defs/measure", Measure),
            ("goal/$defs/strategy", Strategy),
            ("goal/$defs/selfRatings", SelfRatings),
            ("cycle_model", CycleModel),
            ("cycle_model/$defs/phase", Phase),
            ("cycle_model/$defs/requirement", Requirement),
            *((f"event/$defs/{kind}", cls) for kind, cls in EVENTS.items()),
            *((f"contract_rules/$defs/{rule}", cls) for rule, cls in RULES.items()),
            ("caseload_rules/$defs/caseloadRules", CaseloadRules),
            ("caseload_rules/$defs/demand", Demand),
            ("caseload_rules/$defs/rank", Rank),
            ("caseload", Caseload),
        ],
    )
    def test_defaults_are_those_of_the_classes(self, place: str, cls: Any) -> None:
        """
        A key says its default where its class has one that is a value.
        """
        told = {
            key: one["default"]
            for key, one in dict(PARTS)[place].get("properties", {}).items()
            if "default" in one
        }
        defaults = {
            one.name: to_json(one.default)
            for one in fields(cls)
            if one.default not in (NOTHING, None, (), frozenset())
            and not isinstance(one.default, Factory)  # type: ignore[arg-type]
            and not has(type(one.default))
        }
        assert told == defaults


class TestEngines:
    def test_only_keywords_on_which_engines_agree(self) -> None:
        """
        Every keyword is among those that have a reason to be, in the shape that has it.
        """
        used = {key for _, part in PARTS for key in part}
        assert used <= set(ALLOWED)
        assert used >= set(ALLOWED) - {"deprecated", "x-deprecated"}

    def test_keywords_have_the_shape_that_is_safe(self) -> None:
        """
        What the reasons say.
        """
        for place, part in PARTS:
            assert isinstance(part.get("type", ""), str), place
            assert isinstance(part.get("const", ""), str), place
            assert all(isinstance(word, str) for word in part.get("enum", ())), place
            assert part.get("format", "date") in ("date", "date-time"), place
            assert "format" not in part or "pattern" in part, place
            assert part.get("minLength", 1) == 1, place
            for key in ("minimum", "maximum"):
                assert isinstance(part.get(key, 0), int), place
                assert abs(part.get(key, 0)) < 2**53, place
            assert part.get("not", {}).keys() <= {"enum"}, place
            told = {"since", "reason", "instead"} if part.get("deprecated") else set()
            assert part.get("x-deprecated", {}).keys() == told, place
            assert "additionalProperties" not in part or "allOf" not in part, place
            for branch in part.get("allOf", ()):
                assert branch.keys() == {"if", "then"}, place
                assert branch["if"].keys() == {"properties", "required"}, place
                assert branch["then"].keys() == {"$ref"}, place
            if "uniqueItems" in part:
                item = part["items"]
                assert "enum" in item or "$ref" in item or item["type"] in ("string", "integer")

    def test_references_stay_among_the_published_files(self) -> None:
        """
        Each names a part of a schema that is there.
        """
        for place, part in PARTS:
            if "$ref" in part:
                file, _, name = part["$ref"].partition("#/$defs/")
                kind = file.removesuffix(".schema.json") or re.split("/", place)[0]
                assert name in SCHEMAS[kind]["$defs"], place


PATTERNS = sorted({part["pattern"] for _, part in PARTS if "pattern" in part})

CLASS = r"\[(?:\\.|[^\]\\])+\]"
BOUNDED = r"(?:\{[0-9]{1,2}(?:,[0-9]{1,2})?\}|\?)?"
ATOM = rf"(?:{CLASS}|\\\.|[0-9A-Za-z_:-]){BOUNDED}"
INNER = rf"\(\?:{ATOM}(?:\|?{ATOM})*\){BOUNDED}"
BRANCHES = rf"\(\?:(?:{ATOM}|{INNER})(?:\|?(?:{ATOM}|{INNER}))*\){BOUNDED}"
LINEAR = re.compile(rf"\^(?:(?:{ATOM}|{BRANCHES})+|{CLASS}\*)\(\?!\\n\)\$")
"""Characters and branches each repeated a limited number of times, or one class up to the end."""


class TestPatterns:
    @pytest.mark.parametrize("pattern", PATTERNS)
    def test_a_text_takes_no_longer_than_its_length(self, pattern: str) -> None:
        """
        By its form: nothing is repeated without limit but one class, and only the end follows it.
        """
        assert LINEAR.fullmatch(pattern)

    @pytest.mark.parametrize(
        "pattern",
        [
            r"^a*a*b(?!\n)$",
            r"^(?:a{1,9})*(?!\n)$",
            r"^[ab]*[b]{1,9}(?!\n)$",
            r"^(?:[a]*)(?!\n)$",
            r"^[a]+(?!\n)$",
            r"^[a]{1,}(?!\n)$",
            r"^[a]$",
            r"[a](?!\n)$",
        ],
    )
    def test_a_pattern_of_another_form_is_seen(self, pattern: str) -> None:
        """
        Slow ones, and those that would have to be thought about.
        """
        assert re.compile(pattern)
        assert LINEAR.fullmatch(pattern) is None


LENGTH = 50_000


def hostile(pattern: str) -> Iterator[str]:
    """Long texts that nearly match: what its classes hold again and again, and another end."""
    runs = {"a", "0", "-", ":", ".", "-0", "a:", "0000-00-00T", "12:", "é", " ", "\n"}
    runs |= set(re.sub(r"[\\\[\](){}?*|^$!]", "", pattern))
    for run in sorted(runs):
        text = (run * LENGTH)[:LENGTH]
        yield from (text, f"{text}\n", f"{text}!", f"!{text}")


class TestHostileTexts:
    @pytest.mark.proof
    def test_engines_agree_on_long_texts(
        self, proof_count: Callable[[int], int], tried: Callable[[str, str], None]
    ) -> None:
        """
        Python's own and jsonschema-rs's, each pattern on each text.
        """
        engine = pytest.importorskip("jsonschema_rs")
        slowest = 0.0
        count = 0
        chosen = PATTERNS[: proof_count(len(PATTERNS))]
        for pattern in chosen:
            other = engine.Draft202012Validator({"pattern": pattern})
            ours = re.compile(pattern)
            for text in hostile(pattern):
                start = perf_counter()
                found = ours.search(text)
                slowest = max(slowest, perf_counter() - start)
                assert (found is not None) == other.is_valid(text), (pattern, text[:20], text[-3:])
                count += 1
        tried(
            "patterns",
            f"{len(chosen)} patterns, {count:,} texts of 50 kB, the slowest {slowest * 1000:.1f} ms",
        )


class TestDeprecated:
    @pytest.fixture(autouse=True)
    def deprecated(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """The schema of goals with two deprecated keys, one of them in a part."""
        changed = json.loads(schema_text("goal"))
        told = {"since": "1.3", "reason": "nobody used it", "instead": "extra"}
        for part, key in (("goal", "group"), ("measure", "low")):
            changed["$defs"][part]["properties"][key] |= {"deprecated": True, "x-deprecated": told}
        changed["$defs"]["goal"]["properties"]["serves"]["deprecated"] = False
        original = schemas.schema_text
        monkeypatch.setattr(
            schemas,
            "schema_text",
            lambda kind: json.dumps(changed) if kind == "goal" else original(kind),
        )
        schemas._engine.cache_clear()
        yield
        schemas._engine.cache_clear()

    def test_each_use_is_a_note(self, tmp_path: Path) -> None:
        """
        With since when, why and what instead; the document is as good as before.
        """
        path = tmp_path / "goal.json"
        path.write_text(json.dumps(encode(goal(group="G")), indent=1))
        low, group = check([path])
        assert (low.where.pointer, group.where.pointer) == ("/measure/low", "/group")
        assert low.severity is group.severity is Severity.NOTE
        assert low.code == "schema.key_deprecated"
        assert group.fields == {"since": "1.3", "reason": "nobody used it", "instead": "extra"}
        assert group.message == "deprecated since schema 1.3: nobody used it (instead: extra)"
        assert "G" not in group.message

    def test_the_records_are_looked_at_all_the_same(self, tmp_path: Path) -> None:
        """
        A note stops nothing.
        """
        path = tmp_path / "goal.json"
        path.write_text(json.dumps(encode(goal()) | {"target": 101}))
        assert {one.code for one in check([path])} == {
            "schema.key_deprecated",
            "goals.outside_measure",
        }

    def test_it_hides_nothing(self) -> None:
        """
        A value that is wrong is an error too; what is not used, or not deprecated, is not told.
        """
        document = encode(goal()) | {"group": 3}
        del document["measure"]["low"]
        codes = [(one.problem.code, one.path) for one in violations(document, "goal")]
        assert sorted(codes) == [
            ("schema.key_deprecated", ("group",)),
            ("schema.type_wrong", ("group",)),
        ]

    def test_inside_of_events(self, tmp_path: Path) -> None:
        """
        Wherever the part is used.
        """
        desk = active()
        desk.enter("goal_set")
        found = [
            one.path
            for one in violations(json.loads(json.dumps(encode(desk.cycle))), "cycle")
            if isinstance(one.problem, KeyDeprecated)
        ]
        assert found == [("log", 3, "goal", "measure", "low")]

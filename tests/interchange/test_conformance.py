"""The kit holds: this library answers it, and it covers every rule, word, key, bound and code."""

import datetime
import json
import pkgutil
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.validators import extend
from referencing import Registry, Resource
from spoilt import spoil

import coachcycle
import second_engine as second
from coachcycle.cycles import EVENTS, MODELS, CycleModel
from coachcycle.errors import CODES, CoachCycleError, Severity
from coachcycle.interchange import (
    KINDS,
    AnswerMalformed,
    KitAnswer,
    KitCase,
    KitFinding,
    check,
    decode,
    encode,
    folder,
    kit_answers,
    kit_cases,
    kit_report,
    read,
    read_kit_answers,
    schema_text,
)
from coachcycle.interchange.schemas import violations
from coachcycle.vocabulary import Status

Document = dict[str, Any]
KIT = folder() / "conformance"
SCHEMAS: dict[str, Any] = {kind: json.loads(schema_text(kind)) for kind in (*KINDS, "vocabulary")}
SCHEMA_CODES = ("schema.", "document.kind_unknown", "document.version_unsupported")


@cache
def cases() -> tuple[KitCase, ...]:
    return kit_cases()


def breaks_schema(case: KitCase) -> bool:
    """Whether a case's document breaks its schema, warnings included."""
    return any(finding.code.startswith(SCHEMA_CODES) for finding in case.findings)


def texts_of(case: KitCase) -> Iterator[str]:
    """The documents of a case of one file, as JSON text."""
    texts = documents_in(case.path)
    yield from texts if case.line is None else texts[case.line - 1 : case.line]


def documents_in(file: Path) -> list[str]:
    """The documents of a file; lines end with a line feed and with nothing else."""
    text = file.read_bytes().decode()
    return text.removesuffix("\n").split("\n") if file.suffix == ".ndjson" else [text]


@cache
def schema_level() -> list[tuple[KitCase, str, str]]:
    """Cases whose bytes are JSON, with the kind of schema and each document; valid ones too."""
    return [
        (case, kind if kind in KINDS else json.loads(text)["kind"], text)
        for case in cases()
        if not case.path.is_dir() and not case.name.startswith("bytes/")
        for kind in (case.name.partition("/")[0],)
        for text in texts_of(case)
    ]


@cache
def own_answers() -> dict[str, KitAnswer]:
    return kit_answers()


class TestKit:
    def test_every_case_gives_what_it_must(self) -> None:
        """
        The codes, severities and places that stand beside it, no more and no fewer; of logs every
        state.
        """
        report = kit_report(own_answers())
        told = [f"{one.case.name}: {one.expected} <> {one.came}" for one in report.differences]
        assert told == []
        assert report.cases == len(cases()) > 1000

    def test_every_file_belongs_to_a_case(self) -> None:
        """
        No file is left out, and no finding is told twice.
        """
        there = {path for path in KIT.rglob("*") if path.is_file()}
        of_cases = {file for case in cases() for file in case.files}
        beside = {path for path in there if path.name.endswith(".expected.json")}
        assert there == {KIT / "README.md", *of_cases, *beside}
        assert len({case.name for case in cases()}) == len(cases())

    def test_where_the_cases_are(self) -> None:
        """
        What is valid has no findings, what is warned of has only warnings, the rest an error.
        """
        for case in cases():
            folder = case.name.split("/")[1]
            if folder == "valid":
                assert case.findings == ()
            elif folder == "warned":
                assert case.findings
                assert case.is_valid
            elif folder == "invalid" and case.name != (
                "bytes/invalid/line-that-is-cut-off.ndjson:2"
            ):
                assert not case.is_valid

    def test_layers(self) -> None:
        """
        Beside each case stands the layer that finds what is wrong; no case is of two.
        """
        for path in KIT.rglob("*.expected.json"):
            told = json.loads(path.read_text("utf-8"))
            findings = [
                one for line in told.get("lines", [told]) for one in line.get("findings", [])
            ]
            codes = {one["code"] for one in findings}
            if "states" in told:
                assert codes == set()
                continue
            layers = {layer_of(code) for code in codes}
            if path.parent.name in ("invalid", "warned") and "newer" not in path.name:
                assert layers == {told["layer"]}, path

    @pytest.mark.parametrize("kind", KINDS)
    def test_every_kind_is_there(self, kind: str) -> None:
        """
        With all its keys, with the required ones alone (of a manifest they are all), and spoilt.
        """
        names = {case.name.partition(":")[0] for case in cases()}
        wrong = ("keys-missing", "keys-unknown", "values")
        assert {f"{kind}/invalid/{one}.ndjson" for one in wrong} <= names
        valid = {Path(name).stem for name in names if name.startswith(f"{kind}/valid/")}
        assert valid & {"every-key", "every-kind-and-key"}
        assert "only-required-keys" in valid or kind == "manifest"

    def test_decoding_refuses_what_is_invalid(self) -> None:
        """
        Without any schema at hand: every rule and bound of the schemas is one of the values, too. What
        only shows beside other documents is none of theirs.
        """
        models = known_models()
        accepted = set()
        for case, _, text in schema_level():
            if not case.is_valid:
                try:
                    decode(json.loads(text), models)
                except CoachCycleError:
                    continue
                accepted |= {finding.code for finding in case.findings}
        assert accepted == {"cycles.log_must_begin", "cycles.model_taken"}

    def test_valid_documents_come_back(self) -> None:
        """
        Each is accepted by its schema, decodes, and encodes to a document of an equal value; others'
        data come back as they are.
        """
        models = known_models()
        count = 0
        for case, kind, text in schema_level():
            if case.findings:
                continue
            document = json.loads(text)
            assert list(violations(document, kind)) == []
            value = decode(document, models)
            again = json.loads(json.dumps(encode(value)))
            assert decode(again, models) == value
            assert sorted_extras(again) == sorted_extras(document)
            count += 1
        assert count > 500


def sorted_extras(node: Any) -> list[str]:
    """What every key `extra` in a document holds, as text in which 1 and 1.0 differ."""
    if not isinstance(node, dict | list):
        return []
    inner = [
        one
        for item in (node.values() if isinstance(node, dict) else node)
        for one in sorted_extras(item)
    ]
    own = (
        [json.dumps(node["extra"], sort_keys=True)]
        if isinstance(node, dict) and "extra" in node
        else []
    )
    return sorted(own + inner)


def layer_of(code: str) -> str:
    if code.startswith("bytes."):
        return "bytes"
    return "schema" if code.startswith(SCHEMA_CODES) else "records"


def known_models() -> Any:
    models = MODELS
    for path in sorted((folder() / "models").glob("*.json")):
        for model in read(path, CycleModel):
            models = models.add(model)
    return models


# --- Every rule of the schemas ------------------------------------------------------------------

Rule = tuple[int, str]
"""A keyword, and the schema object (by identity) that it stands in."""


class Traced:
    """The schemas, in an engine that notes which rules a refusal comes through, and what was seen."""

    def __init__(self) -> None:
        formats = FormatChecker(formats=())
        # As loose as any engine's: what the pattern says must not hide behind the format.
        formats.checks("date", raises=ValueError)(is_day)
        formats.checks("date-time", raises=ValueError)(is_instant)
        registry: Registry[Any] = Registry().with_resources(
            (schema["$id"], Resource.from_contents(schema)) for schema in SCHEMAS.values()
        )
        self.seen: dict[Rule, set[Any]] = {}
        # By reference, so that what is taken out of a schema is out at once.
        self.plain = {
            kind: Draft202012Validator(
                {"$ref": SCHEMAS[kind]["$id"]}, registry=registry, format_checker=formats
            )
            for kind in KINDS
        }
        wrapped = {
            keyword: self._wrap(keyword, rule)
            for keyword, rule in Draft202012Validator.VALIDATORS.items()
        }
        engine: Any = extend(Draft202012Validator, wrapped)  # type: ignore[no-untyped-call]
        self.tracing = {
            kind: engine(SCHEMAS[kind], registry=registry, format_checker=formats) for kind in KINDS
        }

    def _wrap(self, keyword: str, rule: Any) -> Any:
        def traced(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[Any]:
            here = (id(schema), keyword)
            self.seen.setdefault(here, set()).update(facts(keyword, instance))
            for error in rule(validator, value, instance, schema) or ():
                error.trail = {*getattr(error, "trail", ()), here}
                yield error

        return traced

    def accepts(self, document: Any, kind: str) -> bool:
        """Whether the schemas as they are now accept a document."""
        return self.plain[kind].is_valid(document)

    def rules_behind(self, document: Any, kind: str) -> set[Rule] | None:
        """The rules that all refusals come through: without one of them the document is valid."""
        trails = [error.trail for error in self.tracing[kind].iter_errors(document)]
        return set.intersection(*trails) if trails else None


def is_day(text: object) -> bool:
    return not isinstance(text, str) or bool(datetime.date.fromisoformat(text))


def is_instant(text: object) -> bool:
    plain = text.upper().replace(":60Z", ":59Z") if isinstance(text, str) else None
    return plain is None or bool(datetime.datetime.fromisoformat(plain))


def facts(keyword: str, instance: Any) -> set[Any]:
    """What a rule has seen of a value: the value, its length or its keys."""
    match keyword:
        case "enum" | "const" | "minimum" | "maximum":
            return {instance} if isinstance(instance, str | int | float) else set()
        case "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties":
            return {len(instance)} if isinstance(instance, str | list | dict) else set()
        case "properties":
            return set(instance) if isinstance(instance, dict) else set()
        case _:
            return set()


APPLIED = {"properties", "items", "allOf", "if", "then", "$defs"}
"""What only hands on to other rules."""
SAID = {"$schema", "$id", "title", "description", "examples", "default"}


def rules(node: Any, path: str, inside: str = "") -> Iterator[tuple[str, Document, str, str]]:
    """Every rule: the place of its schema object, the object, the keyword, and `if` or `not` around it."""
    for keyword, value in node.items():
        if keyword in SAID:
            continue
        if keyword not in APPLIED:
            yield path, node, keyword, inside
        match keyword:
            case "properties" | "$defs":
                for key, inner in value.items():
                    yield from rules(inner, f"{path}/{keyword}/{key}", inside)
            case "allOf":
                for number, inner in enumerate(value):
                    yield from rules(inner, f"{path}/allOf/{number}", inside)
            case "items" | "then" | "propertyNames" | "additionalProperties" | "if" | "not":
                around = keyword if keyword in ("if", "not") else inside
                if isinstance(value, dict):
                    yield from rules(value, f"{path}/{keyword}", around)


ALL_RULES = [one for kind in SCHEMAS for one in rules(SCHEMAS[kind], kind)]


@cache
def traced() -> tuple[Traced, dict[Rule, list[tuple[Any, str]]], list[tuple[Any, str]]]:
    """The engine after the whole kit, the documents that each rule alone refuses, the valid ones."""
    engine = Traced()
    alone: dict[Rule, list[tuple[Any, str]]] = {}
    valid = []
    broken = [one for one in schema_level() if breaks_schema(one[0])]
    for _, kind, text in broken:
        document = json.loads(text)
        for rule in engine.rules_behind(document, kind) or ():
            alone.setdefault(rule, []).append((document, kind))
    engine.seen.clear()
    for case, kind, text in schema_level():
        if not breaks_schema(case):
            document = json.loads(text)
            assert engine.rules_behind(document, kind) is None, case.name
            valid.append((document, kind))
    return engine, alone, valid


def of_kind(path: str, documents: list[tuple[Any, str]]) -> Iterator[tuple[Any, str]]:
    """The documents that a place in a schema can concern; of the vocabulary goals will do."""
    wanted = path.partition("/")[0].replace("vocabulary", "goal")
    return (one for one in documents if one[1] == wanted)


class without:  # reads as a word
    """Takes something out of a schema for a while."""

    def __init__(self, node: Any, key: Any) -> None:
        self.node, self.key = node, key

    def __enter__(self) -> None:
        self.before = dict(self.node) if isinstance(self.node, dict) else list(self.node)
        del self.node[self.key]

    def __exit__(self, *_: object) -> None:
        self.node.clear()
        if isinstance(self.node, dict):
            self.node.update(self.before)
        else:
            self.node.extend(self.before)


@pytest.mark.slow
class TestRules:
    def test_without_any_rule_something_invalid_would_pass(self) -> None:
        """
        Each keyword of each schema is taken away: a document that the kit refuses becomes valid. Of
        what stands in a condition or under 'not', a valid document is refused instead.
        """
        engine, alone, valid = traced()
        untested = []
        for path, node, keyword, inside in ALL_RULES:
            if inside == "if" and keyword == "required":
                continue  # the key is required anyway
            with without(node, keyword):
                if inside:
                    shown = any(not engine.accepts(*one) for one in of_kind(path, valid))
                else:
                    shown = any(engine.accepts(*one) for one in alone.get((id(node), keyword), ()))
            if not shown:
                untested.append((path, keyword))
        assert untested == []
        assert len(ALL_RULES) > 500

    def test_without_any_key_on_a_list_something_invalid_would_pass(self) -> None:
        """
        Each key that an object must have, or must not have, is taken off its list.
        """
        engine, alone, _ = traced()
        untested = []
        for path, node, keyword, inside in ALL_RULES:
            if inside:
                continue
            match keyword:
                case "required":
                    lists = [node[keyword]]
                case "dependentRequired":
                    lists = list(node[keyword].values())
                case "not":
                    lists = [node[keyword]["enum"]]
                case _:
                    continue
            for listed in lists:
                for place, key in enumerate(list(listed)):
                    with without(listed, place):
                        refused = alone[id(node), keyword]
                        shown = any(engine.accepts(*one) for one in refused)
                    if not shown:
                        untested.append((path, keyword, key))
        assert untested == []

    def test_every_key_and_word_is_used(self) -> None:
        """
        Each key that an object can have, each word of each list stands in a valid document.
        """
        engine, _, _ = traced()
        unused: list[tuple[str, str]] = []
        for path, node in nodes():
            for keyword in ("properties", "enum"):
                seen = engine.seen.get((id(node), keyword), set())
                listed = () if "/not" in path else node.get(keyword, ())
                unused += [(path, word) for word in listed if word not in seen]
        assert unused == []

    def test_every_bound_is_reached(self) -> None:
        """
        A valid document stands on each bound, and an invalid one a step beyond.
        """
        engine, alone, _ = traced()
        unreached = []
        for path, node, keyword, _ in ALL_RULES:
            if keyword[:3] not in ("min", "max"):
                continue
            bound = node[keyword]
            if bound not in engine.seen[id(node), keyword]:
                unreached.append((path, keyword, "on"))
            node[keyword] = bound + (1 if keyword.startswith("max") else -1)
            refused = alone[id(node), keyword]
            if not any(engine.accepts(*one) for one in refused):
                unreached.append((path, keyword, "beyond"))
            node[keyword] = bound
        assert unreached == []


def nodes() -> list[tuple[str, Document]]:
    """Every schema object, once."""
    found = {}

    def walk(node: Any, path: str) -> None:
        if isinstance(node, dict):
            found[path] = node
            for key, inner in node.items():
                if key not in SAID and key != "if":
                    walk(inner, f"{path}/{key}")
        elif isinstance(node, list):
            for number, inner in enumerate(node):
                walk(inner, f"{path}/{number}")

    for kind, schema in SCHEMAS.items():
        walk(schema, kind)
    return [
        (path, node)
        for path, node in found.items()
        if not path.endswith(("/properties", "/$defs", "/dependentRequired"))
    ]


# --- Every code ---------------------------------------------------------------------------------

BY_SCHEMA = "the schema refuses it before a value is made"
SEVERAL = "the problems that it holds are told one by one"
CALL = "a call of the library is refused, no document"
JUDGEMENT = "a judgement of records that are valid"
NOTE = "a note, on which nothing hangs"
ELSEWHERE = "a finding of the import from OneRoster, which has a kit of its own"
NOT_HERE = {
    "coachcycle.error": "the family itself, never raised",
    "coachcycle.several_problems": SEVERAL,
    "caseloads.rules_invalid": SEVERAL,
    "cycles.model_invalid": SEVERAL,
    "people.roster_invalid": SEVERAL,
    "policy.contract_rules_invalid": SEVERAL,
    "schoolyear.school_year_invalid": SEVERAL,
    "schoolyear.timetable_invalid": SEVERAL,
    "bytes.unreadable": "holds one of the other refusals of bytes, which is told",
    "bytes.not_obtained": "there is no file, so there are no bytes",
    "bytes.damaged": "how a file is packed is no matter of the documents in it",
    "bytes.too_large": "a line of 1 MB or a file of 50 MB is not shipped; the README says how to make one",
    "vocabulary.id_malformed": BY_SCHEMA,
    "vocabulary.language_malformed": BY_SCHEMA,
    "vocabulary.name_malformed": BY_SCHEMA,
    "vocabulary.type_mismatch": BY_SCHEMA,
    "vocabulary.set_empty": BY_SCHEMA,
    "vocabulary.text_malformed": BY_SCHEMA,
    "cycles.log_empty": BY_SCHEMA,
    "cycles.digest_malformed": BY_SCHEMA,
    "goals.baseline_without_day": BY_SCHEMA,
    "interchange.file_entry_malformed": BY_SCHEMA,
    "schoolyear.day_malformed": BY_SCHEMA,
    "schoolyear.instant_malformed": BY_SCHEMA,
    "schoolyear.instant_without_zone": BY_SCHEMA,
    "schoolyear.time_malformed": BY_SCHEMA,
    "conformance.answer_malformed": CALL,
    "cycles.event_changed": CALL,
    "cycles.stale_version": CALL,
    "document.checked_in_part": NOTE,
    "document.kind_wrong": CALL,
    "document.not_one": CALL,
    "document.refused": CALL,
    "goals.days_mismatch": CALL,
    "goals.goal_at_baseline": CALL,
    "goals.no_goal_weighs": CALL,
    "goals.not_copies": CALL,
    "goals.rule_contradicts_itself": CALL,
    "goals.too_few_measurements": CALL,
    "goals.version_missing": CALL,
    "coachcycle.code_unknown": CALL,
    "coachcycle.extra_missing": CALL,
    "document.minor_newer": CALL,
    "document.more_findings": CALL,
    "schema.key_deprecated": "no key is deprecated yet",
    "tables.malformed": CALL,
    "tables.table_unknown": CALL,
    "record.continues_unknown": NOTE,
    "record.credential_unknown": NOTE,
    "record.files_elsewhere": NOTE,
    "record.serves_unknown": NOTE,
    "record.session_in_pause": NOTE,
    "record.tier_unknown": NOTE,
    "schema.unknown": CALL,
    "schoolyear.calendar_ends": CALL,
    "schoolyear.person_unknown": CALL,
    "balance.base_unknown": JUDGEMENT,
    "balance.bound_exceeded": JUDGEMENT,
    "balance.case_missing": JUDGEMENT,
    "balance.case_unknown": JUDGEMENT,
    "balance.day_outside_plan": JUDGEMENT,
    "balance.floor_broken": JUDGEMENT,
    "balance.group_apart": JUDGEMENT,
    "balance.group_pinned_apart": JUDGEMENT,
    "balance.impossible": SEVERAL,
    "balance.journey_unknown": JUDGEMENT,
    "balance.level_unknown": JUDGEMENT,
    "balance.not_in_roster": JUDGEMENT,
    "balance.overloaded": JUDGEMENT,
    "balance.pair_excluded": JUDGEMENT,
    "balance.period_outside_year": JUDGEMENT,
    "balance.pin_broken": JUDGEMENT,
    "balance.pin_excluded": JUDGEMENT,
    "balance.pin_idle": JUDGEMENT,
    "balance.pins_exceed": JUDGEMENT,
    "balance.reason_wrong": JUDGEMENT,
    "balance.stretch_uncut": JUDGEMENT,
    "balance.time_unknown": JUDGEMENT,
    "balance.unsound": SEVERAL,
    "balance.value_wrong": JUDGEMENT,
    "goals.aimline_missing": JUDGEMENT,
    "goals.due_when_set": JUDGEMENT,
    "goals.few_baseline_points": JUDGEMENT,
    "goals.focus_not_student": JUDGEMENT,
    "goals.interval_missing": JUDGEMENT,
    "goals.not_rated": JUDGEMENT,
    "goals.rated_no": JUDGEMENT,
    "goals.source_missing": JUDGEMENT,
    "goals.strategy_missing": JUDGEMENT,
    "policy.caseload_too_heavy": JUDGEMENT,
    "policy.credential_missing": JUDGEMENT,
    "policy.cycle_not_agreed": JUDGEMENT,
    "policy.evaluator_coaches": JUDGEMENT,
    "policy.notice_too_short": JUDGEMENT,
    "policy.outside_contract_day": JUDGEMENT,
    "policy.override_school_unknown": JUDGEMENT,
    "policy.session_not_agreed": JUDGEMENT,
    "policy.too_many_cycles": JUDGEMENT,
    "policy.too_many_observations": JUDGEMENT,
    "policy.visit_unplanned": JUDGEMENT,
}
"""The codes that no case of the kit gives, each with the reason."""


def given_codes() -> set[str]:
    return {finding.code for case in cases() for finding in case.findings}


class TestCodes:
    def test_every_code_is_given_or_has_a_reason_not_to_be(self) -> None:
        """
        No code of the library is forgotten, and none is listed that the kit gives.
        """
        for module in pkgutil.walk_packages(coachcycle.__path__, "coachcycle."):
            import_module(module.name)
        ours = {code for code, cls in CODES.items() if cls.__module__.startswith("coachcycle.")}
        ours = {code for code in ours if not code.startswith("oneroster.")}
        assert sorted(ours - given_codes()) == sorted(NOT_HERE)
        assert given_codes() <= ours

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
    @given(st.data())
    def test_whatever_is_spoilt_the_codes_are_the_kits(
        self, tmp_path: Path, data: st.DataObject
    ) -> None:
        """
        A valid document with something in it replaced, added or taken away gives codes that the kit
        gives too: what the schema accepts breaks no rule that the kit does not know.
        """
        singles = [text for case, _, text in schema_level() if not case.findings]
        document = json.loads(data.draw(st.sampled_from(singles)))
        spoil(document, lambda choices: data.draw(st.sampled_from(choices)))
        path = tmp_path / "spoilt.json"
        path.write_text(json.dumps(document))
        found = [one for one in check([path]) if one.severity != Severity.NOTE]
        assert {finding.code for finding in found} <= given_codes()


# --- Logs and their states ----------------------------------------------------------------------


def logs() -> list[KitCase]:
    return [case for case in cases() if case.states]


class TestLogs:
    @pytest.mark.parametrize("case", logs(), ids=lambda case: Path(case.name).stem)
    def test_another_engine_comes_to_the_same_states(self, case: KitCase) -> None:
        """
        The second engine, which shares no code with the first, after every event.
        """
        models = {(one.name, one.version): one.definition for one in known_models()}
        state: second.State | None = None
        states = []
        for text in texts_of(case):
            event = json.loads(text)
            del event["kind"], event["schema"]
            state = second.advance(state, event) if state else second.begin(event, models)
            derived = {
                "status": state.status,
                "phase": state.phase,
                "iteration": state.iteration,
                "coach": state.coach,
                "teachers": sorted(state.members),
                "version": state.version,
            }
            states.append({key: value for key, value in derived.items() if value is not None})
        assert states == list(case.states)

    def test_they_cover_the_engine(self) -> None:
        """
        Each model, each status, and whatever changes a status, a phase or who takes part.
        """
        events = [json.loads(text) for case in logs() for text in texts_of(case)]
        opened = {
            (one["model"]["name"], one["model"]["version"]) for one in events if "model" in one
        }
        assert opened == {(model.name, model.version) for model in known_models()}
        assert {state["status"] for case in logs() for state in case.states} == set(Status)
        assert {one["event"] for one in events} == set(EVENTS)


# --- Answers of others --------------------------------------------------------------------------


@pytest.fixture
def results(tmp_path: Path) -> Any:
    """Writes answers to a file, one on each line, and reads them."""

    def write(*lines: Any) -> Any:
        path = tmp_path / "results.txt"
        texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        path.write_text("".join(f"{text}\n" for text in texts))
        return read_kit_answers(path)

    return write


def told(answer: KitAnswer) -> Document:
    """An answer as another implementation would write it."""
    findings = [
        {
            key: value
            for key, value in {
                "file": one.file, "line": one.line, "pointer": one.pointer, "code": one.code,
                "severity": one.severity,
            }.items()
            if value
        }
        for one in answer.findings or ()
    ]  # fmt: skip
    return {"findings": findings} | ({"states": list(answer.states)} if answer.states else {})


EMPTY = "goal/invalid/texts.ndjson:1"
PLAIN = "goal/valid/every-key.json"
LOG = "logs/withdrawn.ndjson"


class TestRunner:
    @pytest.fixture
    def changed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
        """Runs over a kit of a few cases, one file of which has something replaced."""
        kit = tmp_path / "conformance"
        for pattern in ("logs/withdrawn*", "goal/invalid/ids*", "records/cycle-twice*"):
            for path in KIT.glob(pattern):
                place = kit / path.relative_to(KIT)
                place.parent.mkdir(parents=True, exist_ok=True)
                if path.is_dir():
                    shutil.copytree(path, place)
                else:
                    shutil.copy(path, place)
        shutil.copytree(folder() / "models", tmp_path / "models")
        monkeypatch.setattr("coachcycle.interchange.conformance.folder", lambda: tmp_path)

        def run(name: str, old: str, new: str) -> list[tuple[str, str, str]]:
            text = (kit / name).read_text("utf-8")
            assert old in text or not old
            (kit / name).write_text(text.replace(old, new, 1) if old else text)
            report = kit_report(kit_answers())
            return [(one.case.name, one.expected, one.came) for one in report.differences]

        return run

    def test_what_it_notices(self, changed: Any) -> None:
        """
        Another code, pointer, severity, state, a document that is right after all, a log that breaks.
        """
        ids, log = "goal/invalid/ids", "logs/withdrawn"
        twice = "records/cycle-twice"
        assert changed(f"{ids}.ndjson", "", "") == []
        assert changed(f"{ids}.ndjson", '"a b"', '"a-b"') == [
            (f"{ids}.ndjson:2", "error schema.form_wrong /id", "valid")
        ]
        changed(f"{ids}.ndjson", '"a-b"', '"a b"')
        assert changed(f"{ids}.expected.json", "form_wrong", "type_wrong") == [
            (f"{ids}.ndjson:1", "error schema.type_wrong /id", "error schema.form_wrong /id")
        ]
        changed(f"{ids}.expected.json", "type_wrong", "form_wrong")
        assert changed(f"{twice}.expected.json", "error", "warning") == [
            (twice, "b.json warning record.cycle_repeated", "b.json error record.cycle_repeated")
        ]
        changed(f"{twice}.expected.json", "warning", "error")
        assert changed(f"{log}.expected.json", '"withdrawn"', '"declined"') == [
            (f"{log}.ndjson", "valid", "valid; another state after event 2")
        ]
        assert changed(f"{log}.ndjson", '"withdrawn"', '"started"') == [
            (f"{log}.ndjson", "valid", "error cycles.not_accepted")
        ]


class TestReadme:
    def test_its_answers_are_right(self, results: Any) -> None:
        """
        The lines of answers that it shows are read, and agree with the kit.
        """
        text = (KIT / "README.md").read_text("utf-8")
        lines = [line for line in text.splitlines() if line.startswith('{"case"')]
        assert len(lines) == 6
        answers = results(*lines)
        differing = {one.case.name for one in kit_report(answers).differences}
        assert differing.isdisjoint(answers)

    def test_its_example_is_in_the_kit(self) -> None:
        """
        What it shows as an expectation is one.
        """
        text = (KIT / "README.md").read_text("utf-8")
        _, _, rest = text.partition("```json\n")
        shown, _, after = rest.partition("```")
        name = after.split("`")[1]
        assert json.loads(shown) == json.loads((KIT / name).read_text("utf-8"))


class TestAnswers:
    def test_our_own_come_back(self, results: Any) -> None:
        """
        Written in the format of answers and read again they agree, with findings or without.
        """
        ours = own_answers()
        read_again = results(*({"case": name} | told(one) for name, one in ours.items()))
        assert kit_report(read_again).differences == ()
        bare = results(*({"case": name, "valid": one.is_valid} for name, one in ours.items()))
        assert kit_report(bare).differences == ()
        assert kit_report(bare).skipped == 0

    def test_defaults(self, results: Any) -> None:
        """
        A finding that says no more is an error of the whole document; order means nothing.
        """
        name = "goal/invalid/every-problem-is-reported.json"
        case = next(case for case in cases() if case.name == name)
        findings = [
            {"code": one.code} | ({"pointer": one.pointer} if one.pointer else {})
            for one in reversed(case.findings)
        ]
        answers = results({"case": name, "findings": findings})
        assert answers[name].agrees_with(case)
        assert not results({"case": name, "findings": findings[1:]})[name].agrees_with(case)
        assert not results({"case": name, "findings": [*findings, findings[0]]})[name].agrees_with(
            case
        )

    @pytest.mark.parametrize("key", ["pointer", "code", "severity", "file", "line"])
    def test_each_part_of_a_finding_counts(self, key: str) -> None:
        """
        Another pointer, code, severity, file or line is another answer.
        """
        name = "records/events-after-a-refused-one"
        case = next(case for case in cases() if case.name == name)
        ours = own_answers()[name]
        assert ours.findings is not None
        other: Any = 9 if key == "line" else "warning" if key == "severity" else "other"
        first = evolve(ours.findings[0], **{key: other})
        answer = evolve(ours, findings=(first, *ours.findings[1:]))
        assert ours.agrees_with(case)
        assert not answer.agrees_with(case)

    def test_what_differs(self, results: Any) -> None:
        """
        In words: what was expected and what came. Silence differs; saying that one skips does not, and
        notes do not.
        """
        state = next(case for case in cases() if case.name == LOG).states
        answers = results(
            {"case": EMPTY, "valid": True},
            {"case": PLAIN, "findings": [{"code": "a.b", "pointer": "/id", "severity": "warning"}]},
            {"case": LOG, "findings": [], "states": [state[0], {"status": "agreed"}]},
            {"case": "goal/valid/bounds.ndjson", "skipped": True},
            {"case": "goal/valid/days-of-the-calendar.ndjson", "valid": False},
        )
        report = kit_report(answers)
        differing = {one.case.name: (one.expected, one.came) for one in report.differences}
        assert differing[EMPTY] == ("error schema.range_wrong /title", "valid")
        assert differing[PLAIN] == ("valid", "warning a.b /id")
        assert differing[LOG] == ("valid", "valid; another state after event 2")
        assert differing["goal/valid/days-of-the-calendar.ndjson"] == ("valid", "invalid")
        assert differing["goal/valid/only-required-keys.json"] == ("valid", "no answer")
        assert "goal/valid/bounds.ndjson" not in differing
        assert (report.cases, report.skipped) == (len(cases()), 1)
        assert len(report.differences) == len(cases()) - 1

    def test_too_few_or_too_many_states(self, results: Any) -> None:
        """
        The first state that is not told, or should not be, is another one.
        """
        states = next(list(case.states) for case in cases() if case.name == LOG)
        for told, event in (([], 1), (states[:1], 2), ([*states, {}], 3)):
            answers = results({"case": LOG, "findings": [], "states": told})
            [one] = [one for one in kit_report(answers).differences if one.case.name == LOG]
            assert one.came == f"valid; another state after event {event}"

    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("{", "a JSON object"),
            ([], "the name of a case of the kit as 'case'"),
            ({"valid": True}, "the name of a case of the kit as 'case'"),
            ({"case": 3, "valid": True}, "the name of a case of the kit as 'case'"),
            ({"case": "goal/none.json"}, "the name of a case of the kit as 'case'"),
            ({"case": EMPTY, "valid": True}, "a case that no line before it answers"),
            ({"case": PLAIN}, "beside 'case' either 'valid', 'findings' or 'skipped'"),
            ({"case": PLAIN, "valid": 1}, "beside 'case' either 'valid', 'findings' or 'skipped'"),
            (
                {"case": PLAIN, "valid": True, "skipped": True},
                "beside 'case' either 'valid', 'findings' or 'skipped'",
            ),
            (
                {"case": PLAIN, "skipped": False},
                "beside 'case' either 'valid', 'findings' or 'skipped'",
            ),
            (
                {"case": PLAIN, "findings": [], "tea": 1},
                "beside 'case' either 'valid', 'findings' or 'skipped'",
            ),
            ({"case": PLAIN, "findings": [], "states": {}}, "a list of states"),
            ({"case": PLAIN, "findings": ["a.b"]}, "findings that are objects with 'code'"),
            ({"case": PLAIN, "findings": [{}]}, "findings that are objects with 'code'"),
            (
                {"case": PLAIN, "findings": [{"code": 3}]},
                "of a finding: code, severity, pointer, file, line",
            ),
            (
                {"case": PLAIN, "findings": [{"code": "a", "line": "3"}]},
                "of a finding: code, severity, pointer, file, line",
            ),
        ],
    )
    def test_what_is_no_answer(self, results: Any, line: Any, expected: str) -> None:
        """
        The first such line is named, with what was expected.
        """
        with pytest.raises(AnswerMalformed) as caught:
            results({"case": EMPTY, "valid": False}, line)
        assert (caught.value.line, caught.value.expected) == (2, expected)

    def test_findings_in_words(self) -> None:
        """
        File and line where there are any.
        """
        finding = KitFinding("a.ndjson", 3, "/id", "schema.form_wrong", "error")
        assert str(finding) == "a.ndjson:3 error schema.form_wrong /id"
        assert str(evolve(finding, file="", line=0, pointer="")) == "error schema.form_wrong"


# --- Another engine for the schemas -------------------------------------------------------------


Verdicts = Callable[[list[tuple[str, str]]], list[bool]]


@pytest.fixture(scope="module")
def ajv(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    """Which documents, each with its kind as JSON text, ajv accepts."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        pytest.skip("NOT HELD AGAINST AJV: there is no node and npm on this machine")
    tool = tmp_path_factory.mktemp("node") / "ajv"
    shutil.copytree(Path(__file__).parent / "ajv", tool)
    run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], tool)

    def verdicts(documents: list[tuple[str, str]]) -> list[bool]:
        lines = [json.dumps({"kind": kind, "text": text}) for kind, text in documents]
        answers = json.loads(run(["node", "answer.cjs", str(folder())], tool, "\n".join(lines)))
        assert len(answers) == len(documents)
        return [bool(answer) for answer in answers]

    return verdicts


def run(command: list[str], place: Path, given: str = "") -> str:
    done = subprocess.run(
        command, cwd=place, input=given, capture_output=True, check=False, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
class TestAjv:
    """ajv, the engine of most JavaScript tools, compiles every schema in its strict mode."""

    def test_it_comes_to_the_same_verdicts(self, ajv: Verdicts) -> None:
        """
        Of the kit's documents it accepts just those that break no schema.
        """
        documents = [(kind, text, not breaks_schema(case)) for case, kind, text in schema_level()]
        for case in cases():
            for file in case.files if case.path.is_dir() else ():
                broken = any(
                    one.file == file.name and one.code.startswith(SCHEMA_CODES)
                    for one in case.findings
                )
                documents += [
                    (json.loads(text)["kind"], text, not broken) for text in documents_in(file)
                ]
        assert len(documents) > 1500
        accepted = ajv([(kind, text) for kind, text, _ in documents])
        assert [
            text
            for (_, text, valid), is_accepted in zip(documents, accepted, strict=True)
            if valid != is_accepted
        ] == []

    def test_it_comes_to_the_same_verdicts_on_whatever_is_spoilt(self, ajv: Verdicts) -> None:
        """
        Documents of the kit with something in them replaced, added or taken away.
        """
        chance = random.Random(20260907)
        good = [(kind, text) for case, kind, text in schema_level() if not breaks_schema(case)]
        documents = []
        for _ in range(5000):
            kind, text = chance.choice(good)
            document = json.loads(text)
            spoil(document, chance.choice)
            documents.append((kind, document))
        ours = [not any(violations(document, kind)) for kind, document in documents]
        theirs = ajv([(kind, json.dumps(document)) for kind, document in documents])
        assert 500 < sum(ours) < 4500
        pairs = zip(documents, ours, theirs, strict=True)
        assert [document for document, one, other in pairs if one != other] == []

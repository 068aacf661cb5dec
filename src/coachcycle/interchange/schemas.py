"""The published schemas: where they are, and the one way to hold a document against them.

The files in `schemas/v1` are the contract and the only copy: the wheel takes them in, a checkout
reads its own. Nothing is ever fetched: a reference that is not among them cannot be resolved.
"""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from attrs import frozen

from coachcycle.errors import CoachCycleError
from coachcycle.interchange.engines import Broken, Engine, engine
from coachcycle.interchange.strict_json import pointer

MAJOR, MINOR = 1, 0
"""The version of the schemas that this library writes."""

KINDS = (
    "roster",
    "school_year",
    "timetable",
    "cycle_model",
    "goal",
    "event",
    "cycle",
    "contract_rules",
    "caseload_rules",
    "caseload",
    "manifest",
)


class SchemaUnknown(CoachCycleError):
    """There is no schema of that kind."""

    code = "schema.unknown"
    template = "no schema {kind} (there are: {kinds})"
    remedy = "Use one of the kinds that are named."

    kind: str
    kinds: tuple[str, ...]


class KeyMissing(CoachCycleError):
    """An object lacks a key that its schema requires."""

    code = "schema.key_missing"
    template = "expected the key {key}"
    remedy = "Add the key."

    key: str


class KeyUnknown(CoachCycleError):
    """An object has a key that its schema does not know."""

    code = "schema.key_unknown"
    template = "unknown key (accepted: {accepted})"
    remedy = (
        "Correct the spelling or leave the key out. Data of your own go into extra, under "
        "owner:field."
    )

    accepted: tuple[str, ...]


class TypeWrong(CoachCycleError):
    """A value is of another JSON type than its schema says."""

    code = "schema.type_wrong"
    template = "expected {expected}"
    remedy = (
        'Write the type that is expected: 5 and "5" differ, and null is never accepted; leave '
        "the key out."
    )

    expected: str


class WordWrong(CoachCycleError):
    """A value is not one of those in a closed list."""

    code = "schema.word_wrong"
    template = "expected one of: {accepted}"
    remedy = "Use one of the words that are named, or other where the list has it."

    accepted: tuple[str, ...]


class FormWrong(CoachCycleError):
    """A text does not have the form that its schema says."""

    code = "schema.form_wrong"
    template = "expected {expected}"
    remedy = "Write the value in the form that is expected; the page of the kind has examples."

    expected: str


class RangeWrong(CoachCycleError):
    """A number, or the length of a text or a list, is out of range."""

    code = "schema.range_wrong"
    template = "expected {expected} ({rule} {limit})"
    remedy = "Write a value within the limits, or leave the key out if it is optional."

    expected: str
    rule: str
    limit: int


class ItemRepeated(CoachCycleError):
    """A list holds something twice that stands there once."""

    code = "schema.item_repeated"
    template = "expected no item twice"
    remedy = "Leave the second one out."


class KeyDeprecated(CoachCycleError):
    """A document uses a key that a later major version of the schemas will not have."""

    code = "schema.key_deprecated"
    template = "deprecated since schema {since}: {reason} (instead: {instead})"
    remedy = "Change what writes the document before the next major version of the schemas."

    since: str
    reason: str
    instead: str


@frozen
class Violation:
    """What a document breaks, at which path; `key` where a key of that object is meant."""

    problem: CoachCycleError
    path: tuple[str | int, ...]
    key: str | None = None


def folder() -> Path:
    """The folder of the schemas: the checkout's own, else the installed ones."""
    checkout = Path(__file__).parents[3]
    # An editable install holds a copy that goes stale; the checkout's is the truth.
    if (checkout / "pyproject.toml").is_file() and (checkout / "schemas").is_dir():
        return checkout / "schemas" / f"v{MAJOR}"
    return Path(str(files("coachcycle"))) / "schemas" / f"v{MAJOR}"


def schema_text(kind: str) -> str:
    """The text of a schema.

    Raises:
        SchemaUnknown: There is none of that kind.
    """
    if kind not in (*KINDS, "vocabulary"):
        raise SchemaUnknown(kind, KINDS)
    return (folder() / f"{kind}.schema.json").read_text("utf-8")


def violations(document: Any, kind: str) -> list[Violation]:
    """What a document breaks of its kind's schema, one violation for each cause.

    In the order of their pointers. A key that the schema calls deprecated is one too,
    `KeyDeprecated`, though it breaks nothing. What stands under a key that may not be there has no
    violations of its own: their paths would tell the key, which may be anybody's words.

    Args:
        document: A JSON value.
        kind: One of `KINDS`.
    """
    return told(_engine(kind).broken(document))


def told(broken_rules: Iterable[Broken]) -> list[Violation]:
    """The violations behind the rules that an engine found broken, one for each cause."""
    found: dict[tuple[Any, ...], tuple[int, Violation]] = {}
    for broken in broken_rules:
        rank = _RANK.index(broken.rule) if broken.rule in _RANK else len(_RANK)
        for one in _violations(broken):
            missing = one.problem.key if isinstance(one.problem, KeyMissing) else ""
            is_note = isinstance(one.problem, KeyDeprecated)
            place = (pointer(one.path), one.key is not None, one.key or "", missing, is_note)
            if place not in found or rank < found[place][0]:
                found[place] = (rank, one)
    listed = [found[place][1] for place in sorted(found)]
    refused = {(*one.path, one.key) for one in listed if one.key is not None}
    return [
        one
        for one in listed
        if not any(one.path[:length] in refused for length in range(1, len(one.path) + 1))
    ]


@cache
def _engine(kind: str) -> Engine:
    schemas = [json.loads(schema_text(one)) for one in (*KINDS, "vocabulary")]
    by_name = {schema["$id"]: schema for schema in schemas}
    return engine(by_name, schemas[KINDS.index(kind)]["$id"])


# Where several rules refuse one value, the first of these says it best.
_RANK = ("type", "const", "enum", "not", "format", "pattern")


def _violations(broken: Broken) -> Iterator[Violation]:
    rule, path, given = broken.rule, broken.path, broken.given
    value: Any = broken.schema[rule]
    expected = broken.schema.get("title", "another key" if broken.is_key else "another value")
    if rule == "deprecated":
        told = broken.schema["x-deprecated"]
        yield Violation(KeyDeprecated(told["since"], told["reason"], told["instead"]), path)
    elif broken.is_key:
        accepted = tuple(value) if rule == "enum" else ()
        problem = FormWrong(expected) if rule == "pattern" else KeyUnknown(accepted)
        yield Violation(problem, path, given)
    elif rule == "additionalProperties":
        known = tuple(broken.schema["properties"])
        for key in sorted(given.keys() - set(known)):
            yield Violation(KeyUnknown(known), path, key)
    elif rule == "required":
        for key in value:
            if key not in given:
                yield Violation(KeyMissing(key), path)
    elif rule == "dependentRequired":
        for there, keys in value.items():
            for key in keys:
                if there in given and key not in given:
                    yield Violation(KeyMissing(key), path)
    else:
        yield Violation(_problem(rule, value, expected), path)


def _problem(rule: str, value: Any, expected: str) -> CoachCycleError:
    match rule:
        case "type":
            return TypeWrong(_TYPES[value])
        case "const":
            return WordWrong((value,))
        case "enum":
            return WordWrong(tuple(value))
        case "pattern" | "format" | "not":
            return FormWrong(expected)
        case "uniqueItems":
            return ItemRepeated()
        case _:
            return RangeWrong(expected, _RULES[rule], value)


_TYPES = {
    "object": "an object",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}
_RULES = {
    "minimum": "at least",
    "maximum": "at most",
    "minLength": "characters at least",
    "maxLength": "characters at most",
    "minItems": "items at least",
    "maxItems": "items at most",
    "minProperties": "keys at least",
}

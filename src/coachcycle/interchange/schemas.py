"""The published schemas: where they are, and the one way to hold a document against them.

The files in `schemas/v1` are the contract and the only copy: the wheel takes them in, a checkout
reads its own. Nothing is ever fetched: a reference that is not among them cannot be resolved.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from coachcycle.errors import CoachCycleError
from coachcycle.schoolyear import YearOutOfRange, read_day, read_instant

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, FormatChecker
    from jsonschema.exceptions import ValidationError

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


def violations(document: Any, kind: str) -> Iterator[Violation]:
    """What a document breaks of its kind's schema, one violation for each cause.

    A key that the schema calls deprecated is one too, `KeyDeprecated`, though it breaks nothing. What
    stands under a key that is refused is not looked at.

    Args:
        document: A JSON value.
        kind: One of `KINDS`.
    """
    found: dict[tuple[Any, ...], tuple[int, Violation]] = {}
    for error in _validator(kind).iter_errors(document):
        for rank, one in _violations(error):
            missing = one.problem.key if isinstance(one.problem, KeyMissing) else None
            is_note = isinstance(one.problem, KeyDeprecated)
            place = (one.path, one.key, missing, is_note)
            if place not in found or rank < found[place][0]:
                found[place] = (rank, one)
    # A key that is none may be anybody's words: no pointer leads through it.
    refused = {(one.path, one.key) for _, one in found.values() if one.key is not None}
    for _, one in found.values():
        if not any((one.path[:at], step) in refused for at, step in enumerate(one.path)):
            yield one


@cache
def _validator(kind: str) -> "Draft202012Validator":
    from jsonschema import Draft202012Validator, validators
    from referencing import Registry, Resource

    schemas = [json.loads(schema_text(one)) for one in (*KINDS, "vocabulary")]
    resources = [Resource.from_contents(schema) for schema in schemas]
    registry: Registry[Any] = Registry().with_resources(
        (schema["$id"], resource) for schema, resource in zip(schemas, resources, strict=True)
    )
    engine: type[Draft202012Validator] = validators.extend(  # type: ignore[no-untyped-call]
        Draft202012Validator, {"deprecated": _deprecated}
    )
    return engine(schemas[KINDS.index(kind)], registry=registry, format_checker=_formats())


def _deprecated(_engine: Any, holds: Any, _given: Any, _schema: Any) -> "Iterator[ValidationError]":
    """Reports that the value of a deprecated key is there."""
    from jsonschema.exceptions import ValidationError

    if holds:
        yield ValidationError("deprecated")


@cache
def _formats() -> "FormatChecker":
    from jsonschema import FormatChecker

    formats = FormatChecker(formats=())
    formats.checks("date", raises=CoachCycleError)(lambda text: _is(read_day, text))
    formats.checks("date-time", raises=CoachCycleError)(lambda text: _is(read_instant, text))
    return formats


def _is(read: Any, text: object) -> bool:
    if isinstance(text, str):
        # Which years there are is no matter of the format: other engines would accept them.
        with suppress(YearOutOfRange):
            read(text)
    return True


# Where several rules refuse one value, the first of these says it best.
_RANK = ("type", "const", "enum", "not", "format", "pattern")


def _violations(error: "ValidationError") -> Iterator[tuple[int, Violation]]:
    rule = str(error.validator)
    value: Any = error.validator_value
    given: Any = error.instance
    schema: Any = error.schema
    path = tuple(error.absolute_path)
    rank = _RANK.index(rule) if rule in _RANK else len(_RANK)
    if rule == "deprecated":
        told = schema["x-deprecated"]
        deprecated = KeyDeprecated(told["since"], told["reason"], told["instead"])
        yield rank, Violation(deprecated, path)
    elif "propertyNames" in error.absolute_schema_path:
        expected = schema.get("title", "another key")
        accepted = tuple(value) if rule == "enum" else ()
        problem = FormWrong(expected) if rule == "pattern" else KeyUnknown(accepted)
        yield rank, Violation(problem, path, given)
    elif rule == "additionalProperties":
        known = tuple(schema["properties"])
        for key in sorted(given.keys() - set(known)):
            yield rank, Violation(KeyUnknown(known), path, key)
    elif rule == "required":
        for key in value:
            if key not in given:
                yield rank, Violation(KeyMissing(key), path)
    elif rule == "dependentRequired":
        for there, keys in value.items():
            for key in keys:
                if there in given and key not in given:
                    yield rank, Violation(KeyMissing(key), path)
    else:
        expected = schema.get("title", "another value")
        yield rank, Violation(_problem(rule, value, expected), path)


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

"""Two engines of JSON Schema that say the same: which rules a document breaks, and where.

jsonschema is the reference. Where jsonschema-rs is installed (extra `fast`) it takes its place; it
takes the same schemas, written in a way that it is quick with. Neither fetches anything, and what
they say in words reaches nobody.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property, partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol

from attrs import frozen

from coachcycle.errors import CoachCycleError
from coachcycle.schoolyear import YearOutOfRange, read_day, read_instant

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema_rs import KeywordValidator
    from jsonschema_rs import ValidationError as QuickError

Schemas = Mapping[str, Any]
"""Schemas by their `$id`."""


@frozen
class Broken:
    """A rule of a schema that a document breaks."""

    rule: str
    """The keyword."""
    schema: Any
    """The schema that has it."""
    path: tuple[str | int, ...]
    given: Any
    """The value there, or the key of the object there that the rule is about."""
    is_key: bool = False


class Engine(Protocol):
    """What judges documents by one schema."""

    def broken(self, document: Any) -> Iterator[Broken]:
        """The rules that a document breaks; of a deprecated key that it uses, `deprecated`."""
        ...


def engine(schemas: Schemas, name: str) -> Engine:
    """The quicker of the engines that are installed, for the schema of that `$id`."""
    return Quick(schemas, name) if find_spec("jsonschema_rs") else Reference(schemas, name)


class Reference:
    """jsonschema."""

    def __init__(self, schemas: Schemas, name: str) -> None:
        """Reads the schemas.

        Args:
            schemas: All that may be referred to.
            name: The `$id` of the one that documents are judged by.
        """
        from jsonschema import Draft202012Validator, FormatChecker, validators
        from referencing import Registry, Resource

        registry: Registry[Any] = Registry().with_resources(
            (key, Resource.from_contents(schema)) for key, schema in schemas.items()
        )
        formats = FormatChecker(formats=())
        formats.checks("date", raises=CoachCycleError)(partial(_is, read_day))
        formats.checks("date-time", raises=CoachCycleError)(partial(_is, read_instant))
        kind: type[Draft202012Validator] = validators.extend(  # type: ignore[no-untyped-call]
            Draft202012Validator, {"deprecated": _deprecated}
        )
        self._validator = kind(schemas[name], registry=registry, format_checker=formats)

    def broken(self, document: Any) -> Iterator[Broken]:
        """The rules that a document breaks; of a deprecated key that it uses, `deprecated`."""
        for error in self._validator.iter_errors(document):
            yield Broken(
                str(error.validator),
                error.schema,
                tuple(error.absolute_path),
                error.instance,
                "propertyNames" in error.absolute_schema_path,
            )


def _deprecated(_engine: Any, holds: Any, _given: Any, _schema: Any) -> "Iterator[ValidationError]":
    """Reports that the value of a deprecated key is there."""
    from jsonschema.exceptions import ValidationError

    if holds:
        yield ValidationError("deprecated")


def _is(read: Callable[[str], object], text: object) -> bool:
    if isinstance(text, str):
        # Which years there are is no matter of the format: other engines would accept them.
        with suppress(YearOutOfRange):
            read(text)
    return True


class Quick:
    """jsonschema-rs.

    Its own formats are as good as ours: the pattern beside each leaves only the day of the month open.
    """

    def __init__(self, schemas: Schemas, name: str) -> None:
        """Reads the schemas.

        Args:
            schemas: All that may be referred to.
            name: The `$id` of the one that documents are judged by.
        """
        from jsonschema_rs import Draft202012Validator, RegexOptions, Registry

        self._schemas = schemas
        self._name = name
        rewritten = {key: _rewritten(schema) for key, schema in schemas.items()}
        keywords: dict[str, type[KeywordValidator]] = {"deprecated": _Deprecated}
        self._validator = Draft202012Validator(
            rewritten[name],
            registry=Registry(list(rewritten.items())),
            validate_formats=True,
            pattern_options=RegexOptions(),
            keywords=keywords if _has_deprecated(rewritten) else None,
            offline=True,
        )

    def broken(self, document: Any) -> Iterator[Broken]:
        """The rules that a document breaks; of a deprecated key that it uses, `deprecated`."""
        from jsonschema_rs import ValidationErrorKind

        if self._validator.is_valid(document):
            return
        if _has_lost_keys(document):
            yield from self._reference.broken(document)
            return
        for error in self._validator.iter_errors(document):
            path = tuple(error.instance_path)
            if isinstance(error.kind, ValidationErrorKind.PropertyNames):
                inner = error.kind.error
                yield Broken(*self._rule(inner), path, inner.instance, is_key=True)
            else:
                given = document
                for step in path:
                    given = given[step]
                yield Broken(*self._rule(error), path, given)

    @cached_property
    def _reference(self) -> Reference:
        return Reference(self._schemas, self._name)

    def _rule(self, error: "QuickError") -> tuple[str, Any]:
        """The keyword, and the published schema that has it."""
        name, _, place = str(error.absolute_keyword_location).partition("#/")
        steps = place.split("/")
        if "dependentRequired" in steps:
            del steps[steps.index("dependentRequired") + 1 :]
        schema = self._schemas[name]
        for step in steps[:-1]:
            schema = schema[int(step)] if isinstance(schema, list) else schema[step]
        return steps[-1], schema


def _has_lost_keys(value: Any) -> bool:
    """Whether a key is one that jsonschema-rs leaves out of its paths, or takes for an index."""
    match value:
        case dict():
            return any(
                key == "" or key[0] in "+0123456789" or _has_lost_keys(inner)
                for key, inner in value.items()
            )
        case list():
            return any(map(_has_lost_keys, value))
        case _:
            return False


class _Deprecated:
    """The keyword `deprecated`, which refuses what it stands beside."""

    def __init__(self, parent_schema: Any, value: Any, schema_path: Any) -> None:  # noqa: ARG002
        self._holds = value

    def validate(self, instance: Any) -> None:  # noqa: ARG002
        if self._holds:
            raise ValueError


def _has_deprecated(schemas: Schemas) -> bool:
    return '"deprecated": true' in json.dumps(schemas)


def _rewritten(schema: Any) -> Any:
    r"""A schema that accepts the same and is quicker to judge by.

    Its regular expressions know no look-ahead, and need none: their `$` is the end and nothing else,
    where Python's `$` also matches before a last line end and the published `(?!\n)` forbids that.
    Of many branches for the values of one key, it comes to the right one by halves.
    """
    match schema:
        case {"allOf": branches, **rest}:
            return {key: _rewritten(value) for key, value in rest.items()} | _halved(branches)
        case {"pattern": str(pattern), **rest}:
            others = {key: _rewritten(value) for key, value in rest.items()}
            return others | {"pattern": pattern.replace(r"(?!\n)$", "$")}
        case dict():
            return {key: _rewritten(value) for key, value in schema.items()}
        case list():
            return [_rewritten(item) for item in schema]
        case _:
            return schema


def _halved(branches: list[Any]) -> dict[str, Any]:
    """Branches, each for another value of one key, as a tree of them."""
    if len(branches) == 1:
        return dict(branches[0])
    first, second = branches[: len(branches) // 2], branches[len(branches) // 2 :]
    (key,) = first[0]["if"]["required"]
    values = [one["if"]["properties"][key]["const"] for one in first]
    return {
        "if": {"properties": {key: {"enum": values}}, "required": [key]},
        "then": _halved(first),
        "else": _halved(second),
    }

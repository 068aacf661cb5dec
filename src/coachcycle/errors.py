"""What can go wrong, as errors that are raised and as findings that are collected.

Each thing that can go wrong has one class with a stable ``code``, the ids and positions involved as
fields, and a sentence made from those fields alone: never a note, a score or a person's name. Where
many records are checked at once the same facts travel as a `Finding` with a place.
"""

from collections.abc import Mapping
from enum import StrEnum
from inspect import get_annotations, getdoc
from typing import Any, ClassVar, Self, dataclass_transform

from attrs import field, frozen

__all__ = [
    "CODES",
    "CoachCycleError",
    "CodeUnknown",
    "ExtraMissing",
    "Finding",
    "SeveralProblems",
    "Severity",
    "Where",
    "explanation",
    "sentence",
]


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    """The record cannot be used as it stands."""
    WARNING = "warning"
    """It was used, repaired by a named rule; nothing was lost."""
    NOTE = "note"
    """Nothing is wrong; the reader should know."""


@frozen
class Where:
    """A place in a file. What is not known is None."""

    file: str | None = None
    line: int | None = None
    """The line [from 1]."""
    column: int | None = None
    """The column in characters [from 1]."""
    pointer: str | None = None
    """The JSON Pointer (RFC 6901) within the document; `""` is the whole document."""

    def __str__(self) -> str:
        place = [self.file or "", self.line, self.column]
        return ":".join(str(part) for part in place if part is not None)


@dataclass_transform(frozen_default=True)
class CoachCycleError(Exception):
    """The one family of errors of this library.

    A subclass declares its facts as annotated attributes, a `code` that never changes, a `template`
    for its sentence and a `remedy`. It is made with the facts in that order, or by name.
    """

    code: ClassVar[str] = "coachcycle.error"
    template: ClassVar[str] = "something went wrong"
    severity: ClassVar[Severity] = Severity.ERROR
    """How much it matters where it is found in somebody's data, unless the finder knows better."""
    remedy: ClassVar[str] = "See the code of the error that was raised."
    """What to do about it."""
    names: ClassVar[tuple[str, ...]] = ()
    """The facts that the class declares, in order."""
    about: tuple[object, ...] = ()
    """Where in the value that is refused the cause lies: see `at`. It is no fact, and is not copied."""

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        taken = CODES.setdefault(cls.code, cls)
        if taken is not cls:
            raise TypeError(f"{cls.__qualname__}: the code {cls.code} is {taken.__qualname__}'s")
        cls.names = (*cls.names, *get_annotations(cls))

    def __init__(self, *given: object, **named: object) -> None:
        facts = dict(zip(self.names, given, strict=False))
        if named or len(given) != len(self.names):
            facts |= named
            if len(given) + len(named) != len(self.names) or facts.keys() != set(self.names):
                raise TypeError(f"{type(self).__qualname__} is made with: {', '.join(self.names)}")
            super().__init__(*(facts[name] for name in self.names))
        self.__dict__.update(facts)

    def __setattr__(self, name: str, value: object) -> None:
        if name in self.names:
            raise AttributeError(f"{name} of an error cannot be changed")
        super().__setattr__(name, value)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self.args

    @property
    def fields(self) -> dict[str, Any]:
        """The facts: ids, positions and numbers of things, by name."""
        return dict(zip(self.names, self.args, strict=True))

    def __str__(self) -> str:
        return sentence(self.code, self.fields)

    def __eq__(self, other: object) -> bool:
        """Errors with the same facts are equal, so that what carries them is a value."""
        return isinstance(other, CoachCycleError) and (type(self), self.args) == (
            type(other),
            other.args,
        )

    def __hash__(self) -> int:
        return hash((type(self), self.code))

    def at(self, *about: object) -> Self:
        """The same error, which also knows where its cause lies, so that a reader can point there.

        Args:
            about: A part of the value that is refused (without one, that value itself), then names of
                attributes and items of collections that lead on from there.
        """
        self.about = about
        return self

    def as_finding(self, where: Where | None = None, severity: Severity | None = None) -> "Finding":
        """The same facts as a value with a place, as bulk readers yield them."""
        return Finding(self.code, severity or self.severity, self.fields, where or Where())


CODES: dict[str, type[CoachCycleError]] = {CoachCycleError.code: CoachCycleError}
"""Every code and the class that holds its facts."""


class SeveralProblems(CoachCycleError):
    """A value holds problems; all of them are reported together.

    Its sentence and fields count the problems and name their codes; `problems` has each in full.
    """

    code = "coachcycle.several_problems"
    template = "{count} problems: {codes}"
    remedy = "Mend each of the problems; each has a code of its own."

    problems: tuple[CoachCycleError, ...]

    @property
    def fields(self) -> dict[str, Any]:
        """The other facts, how many problems there are, and their codes."""
        facts = super().fields
        codes = tuple(sorted({problem.code for problem in facts.pop("problems")}))
        return {**facts, "count": len(self.problems), "codes": codes}


class CodeUnknown(CoachCycleError):
    """No error or finding has that code."""

    code = "coachcycle.code_unknown"
    template = "no finding has the code {asked}"
    remedy = "Copy the code from the finding, such as schema.key_missing."

    asked: str


class ExtraMissing(CoachCycleError):
    """What was asked for needs a package that is not installed."""

    code = "coachcycle.extra_missing"
    template = "this needs {package}: pip install 'coachcycle[{extra}]'"
    remedy = "Install the package as the sentence says."

    package: str
    extra: str


def sentence(code: str, fields: Mapping[str, Any]) -> str:
    """The English sentence for a code and its fields.

    A code of a newer version than ours is shown with its bare fields.
    """
    known = CODES.get(code)
    shown = {name: _shown(value) for name, value in fields.items()}
    if known is None:
        return " ".join([code, *(f"{name}={value}" for name, value in shown.items())])
    return known.template.format_map(_Shown(shown))


def explanation(code: str) -> str:
    """What a code means, its sentence, its fields and what to do, in several lines.

    Raises:
        CodeUnknown: No class that is loaded has that code.
    """
    cls = CODES.get(code)
    if cls is None:
        raise CodeUnknown(code)
    return "\n".join(
        (
            cls.code,
            getdoc(cls) or "",
            f"Sentence: {cls.template}",
            f"Fields: {', '.join(cls.names) or 'none'}",
            f"What to do: {cls.remedy}",
        )
    )


class _Shown(dict[str, str]):
    """Fields as they are shown; one that another version did not write is a question mark."""

    def __missing__(self, key: str) -> str:
        return "?"


@frozen
class Finding:
    """One problem (or remark) found in somebody's data, and where.

    Equal findings are equal values; `message` is derived, so an application can translate it.
    """

    code: str
    severity: Severity
    fields: Mapping[str, Any] = field(hash=False)
    where: Where = Where()

    @property
    def message(self) -> str:
        """The sentence: what was expected, what came, what would be accepted."""
        return sentence(self.code, self.fields)

    def __str__(self) -> str:
        parts = (self.severity, self.code, self.where.pointer, self.message)
        told = " ".join(part for part in parts if part)
        return f"{place}: {told}" if (place := str(self.where)) else told


def _shown(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, Mapping):
        value = tuple(f"{key} ({_shown(one)})" for key, one in value.items())
    if isinstance(value, tuple | frozenset | set | list):
        items = [_shown(item) for item in value]
        return ", ".join(items if isinstance(value, tuple | list) else sorted(items)) or "none"
    return str(value)

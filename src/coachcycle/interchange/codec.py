"""Values to documents and back.

A document is a JSON object as `json.loads` gives it. Encoding leaves out what has its default and
writes sets as sorted lists; decoding is strict: a key that is missing, unknown or of another type is
an error, and the value's own rules hold.
"""

import datetime
import json
import re
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from enum import Enum
from functools import cache, partial
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from attrs import NOTHING, Attribute, Factory, fields, frozen, has
from pendulum import Date, DateTime

from coachcycle.caseloads import Caseload, CaseloadRules
from coachcycle.cycles import (
    EVENTS,
    MODELS,
    Cycle,
    CycleModel,
    Event,
    Models,
    Transition,
    replay,
)
from coachcycle.errors import CoachCycleError
from coachcycle.goals import Goal
from coachcycle.interchange.manifest import Manifest
from coachcycle.interchange.schemas import (
    KINDS,
    MAJOR,
    MINOR,
    ItemRepeated,
    KeyMissing,
    KeyUnknown,
    RangeWrong,
    TypeWrong,
    WordWrong,
    violations,
)
from coachcycle.people import Roster
from coachcycle.policy import RULES, ContractRules, Rule
from coachcycle.schoolyear import (
    SchoolYear,
    Timetable,
    Weekday,
    read_day,
    read_instant,
    read_time,
    write_instant,
    write_time,
)
from coachcycle.vocabulary import Extra, TypeMismatch

Document = dict[str, Any]
"""A JSON object as `json.loads` gives it."""

Value = (
    Roster
    | SchoolYear
    | Timetable
    | CycleModel
    | Goal
    | Event
    | Cycle
    | ContractRules
    | CaseloadRules
    | Caseload
    | Manifest
)
"""What documents hold."""

CLASSES: dict[str, type[Value]] = {
    "roster": Roster,
    "school_year": SchoolYear,
    "timetable": Timetable,
    "cycle_model": CycleModel,
    "goal": Goal,
    "event": Event,
    "cycle": Cycle,
    "contract_rules": ContractRules,
    "caseload_rules": CaseloadRules,
    "caseload": Caseload,
    "manifest": Manifest,
}
"""The class of the values of each kind."""

EXACT = 2**53
"""Below this a whole number is written without a fraction."""

_VERSION = re.compile(rf"{MAJOR}\.(?:0|[1-9][0-9]{{0,3}})")


class KindUnknown(CoachCycleError):
    """A document is of no kind that there is."""

    code = "document.kind_unknown"
    template = "expected a document whose kind is one of: {kinds}"
    remedy = "Write the kind that the document is of into its key kind."

    kinds: tuple[str, ...]


class KindWrong(CoachCycleError):
    """A document is of another kind than was asked for."""

    code = "document.kind_wrong"
    template = "expected a document of kind {expected}, came {came}"
    remedy = "Pass the right file, or ask for the kind that it holds."

    expected: str
    came: str


class VersionUnsupported(CoachCycleError):
    """A document follows a version of the schemas that this library does not know."""

    code = "document.version_unsupported"
    template = "expected schema {major}.x; upgrade coachcycle, or ask for an export of {major}.x"
    remedy = "Upgrade coachcycle, or ask the sender for an export of this major version."

    major: int


class MinorNewer(CoachCycleError):
    """A document follows a newer minor version of the schemas than is known here."""

    code = "document.minor_newer"
    template = "the document follows schema {came}; this version knows no more than {known}"
    remedy = (
        "Upgrade coachcycle. To read it without what this version does not know, "
        "pass drop_unknown=True; check says what that is."
    )

    came: str
    known: str


class StateMismatch(CoachCycleError):
    """A cycle's derived state is not what its log leads to."""

    code = "document.state_mismatch"
    template = "{cycle}: the state differs from the replay of the log in: {keys}"
    remedy = "Leave state out, or derive it from the log anew. The log is what counts."

    cycle: str
    keys: tuple[str, ...]


def kind_of(document: Any) -> str:
    """The kind that a document says it is.

    Raises:
        TypeWrong: It is no object.
        KindUnknown: It says none, or none that there is.
        KeyMissing: It does not say which version of the schemas it follows.
        VersionUnsupported: It follows another major version of the schemas.
    """
    if not isinstance(document, dict):
        raise TypeWrong("an object")
    kind = document.get("kind")
    if kind not in KINDS:
        raise KindUnknown(KINDS)
    if "schema" not in document:
        raise KeyMissing("schema")
    version = document["schema"]
    if not isinstance(version, str) or _VERSION.fullmatch(version) is None:
        raise VersionUnsupported(MAJOR)
    return str(kind)


VERSION = f"{MAJOR}.{MINOR}"
"""The version of the schemas that documents of ours follow."""


def content(document: Document) -> Document:
    """A document without what says of which kind and version it is."""
    return {key: value for key, value in document.items() if key not in ("kind", "schema")}


def is_newer(document: Document) -> bool:
    """Whether a document follows a newer minor version than ours; `kind_of` has seen it."""
    return int(document["schema"].partition(".")[2]) > MINOR


def drop(document: Document, path: Iterable[str | int], key: str) -> None:
    """Takes a key out of one of the objects in a document."""
    node: Any = document
    for step in path:
        node = node[step]
    del node[key]


def _known(document: Document, *, drop_unknown: bool) -> Document:
    """What this version knows of a document of a newer minor version."""
    unknown = [
        (one.path, one.key)
        for one in violations(document, document["kind"])
        if isinstance(one.problem, KeyUnknown) and one.key is not None
    ]
    if unknown and not drop_unknown:
        raise MinorNewer(document["schema"], VERSION)
    known = deepcopy(document)
    for path, key in unknown:
        drop(known, path, key)
    return known


# --- Encoding -----------------------------------------------------------------------------------

Writer = Callable[[Any], Any]


def kind_name(cls: type) -> str:
    """The kind of the documents that hold values of a class."""
    for kind, one in CLASSES.items():
        if issubclass(cls, one):
            return kind
    raise TypeMismatch("value", "one that documents hold", cls.__name__)


def encode(value: Value) -> Document:
    """The document of a value."""
    head: Document = {"kind": kind_name(type(value)), "schema": VERSION}
    match value:
        case Cycle():
            return head | {"log": [_entry(event) for event in value.log], "state": state(value)}
        case CycleModel():
            return (
                head
                | value.definition
                | ({"extra": json.loads(value.extra)} if value.extra else {})
            )
        case Event():
            return head | _entry(value)
        case _:
            return head | _plain_fields(value)


def encode_event(event: Event) -> Document:
    """The document of one event: one JSON object, one stored row."""
    return encode(event)


_STATE = ("status", "phase", "iteration", "coach", "teachers", "version")
"""The keys of a derived state."""


def state(cycle: Cycle) -> Document:
    """What a cycle's log leads to, for readers who do not replay it."""
    derived = {
        "status": cycle.status.value,
        "phase": cycle.phase,
        "iteration": cycle.iteration,
        "coach": cycle.coach,
        "teachers": sorted(cycle.members),
        "version": cycle.version,
    }
    return {key: value for key, value in derived.items() if value is not None}


def _entry(event: Event) -> Document:
    plain = {"event": event.kind} | _plain_fields(event)
    if event.recorded_by == event.by:
        del plain["recorded_by"]
    return plain


def _plain_fields(value: Any) -> Document:
    plain: Document = {}
    for name, default, write in _written(type(value)):  # type: ignore[arg-type]  # a class is hashable
        given = getattr(value, name)
        if given is not None and (default is NOTHING or given != default):
            plain[name] = write(given)
    return plain


@cache
def _written(cls: type[Any]) -> tuple[tuple[str, Any, Writer], ...]:
    """Of each attribute its name, the value that is left out (or NOTHING), and how others are written."""
    return tuple(
        (
            one.name,
            NOTHING if isinstance(one.default, Factory) else one.default,  # type: ignore[arg-type]  # a class to everybody but mypy
            json.loads if one.name == "extra" else to_json,
        )
        for one in fields(cls)
    )


def to_json(value: Any) -> Any:
    """A value as `json.loads` would give it."""
    return _writer(type(value))(value)  # type: ignore[arg-type]  # a class is hashable


@cache
def _writer(cls: type) -> Writer:
    """How the values of a class are written."""
    for one, write in _WRITERS:
        if issubclass(cls, one):
            return write
    return _plain_fields


def _number(value: float) -> float:
    return int(value) if value.is_integer() and abs(value) < EXACT else value


_WRITERS: tuple[tuple[Any, Writer], ...] = (
    (Enum, attrgetter("value")),
    (bool, bool),
    (int, int),
    (str, str),
    (float, _number),
    (DateTime, write_instant),
    (Date, Date.isoformat),
    (datetime.time, write_time),
    (frozenset, lambda items: sorted(map(to_json, items))),
    (tuple, lambda items: [*map(to_json, items)]),
    (Event, _entry),
    (Rule, lambda rule: {"rule": rule.rule} | _plain_fields(rule)),
)


# --- Decoding -----------------------------------------------------------------------------------


def decode(document: Document, models: Models = MODELS, *, drop_unknown: bool = False) -> Value:
    """The value of a document.

    Args:
        document: A JSON object. What it holds is held against the values' own rules; `check` says
            all that is wrong with it, and where.
        models: The models that cycles may follow.
        drop_unknown: Whether a document of a newer minor version is read without the keys that this
            version does not know. In any other document an unknown key is an error all the same.

    Raises:
        MinorNewer: It has keys of a newer minor version, and they are not to be dropped.
        CoachCycleError: It is not a document of these schemas, or breaks a rule of its value.
    """
    kind = kind_of(document)
    if is_newer(document):
        document = _known(document, drop_unknown=drop_unknown)
    keys = content(document)
    match kind:
        case "cycle":
            return _cycle(keys, models)
        case _:
            value: Value = decode_part(CLASSES[kind], keys)
            return value


def decode_event(document: Document, *, drop_unknown: bool = False) -> Event:
    """The event of a document of kind event.

    Args:
        document: A JSON object.
        drop_unknown: As `decode` takes it.

    Raises:
        KindWrong: It is of another kind.
        CoachCycleError: It breaks a rule of the event.
    """
    value = decode(document, drop_unknown=drop_unknown)
    if not isinstance(value, Event):
        raise KindWrong("event", kind_of(document))
    return value


def decode_entry(keys: Any) -> Event:
    """The event of an entry of a log, which omits `kind` and `schema`.

    Raises:
        CoachCycleError: It breaks a rule of the event.
    """
    event: Event = decode_part(Event, keys)
    return event


def decode_part(type_: Any, keys: Any) -> Any:
    """A value that is a part of a document.

    Args:
        type_: The type that the part is annotated with.
        keys: An object.

    Raises:
        CoachCycleError: A key is missing, unknown or of another type, or breaks a rule of the value.
    """
    cls, keys = as_part(type_, keys)
    readers = _plan(cls).readers
    return cls(**{key: readers[key](value) for key, value in keys.items()})


_NAMED: dict[Any, tuple[str, Mapping[str, type]]] = {
    Event: ("event", EVENTS),
    Rule: ("rule", RULES),
}
"""What may be of several classes, with the key that says of which."""


def is_part(type_: Any) -> bool:
    """Whether values of a type are objects with keys."""
    return type_ in _NAMED or has(type_)


def as_part(type_: Any, keys: Any) -> tuple[type, Document]:
    """The class of the value of an object, and its keys by the names of the attributes.

    Raises:
        TypeWrong, KeyMissing, KeyUnknown, WordWrong: It is no such object.
    """
    cls, keys = type_, _object(keys)
    if type_ in _NAMED:
        named, classes = _NAMED[type_]
        name = keys.get(named)
        if name is None:
            raise KeyMissing(named)
        if not isinstance(name, str) or name not in classes:
            raise WordWrong(tuple(classes))
        cls, keys = classes[name], {key: keys[key] for key in keys if key != named}
    elif type_ is Transition:
        _require_keys(keys, ("from", "to", "requires"), ("from", "to", "requires"))
        # Python keeps the word from to itself.
        keys = {"source" if key == "from" else key: keys[key] for key in keys}
    plan = _plan(cls)
    _require_keys(keys, plan.required, plan.readers)
    return cls, keys


def _cycle(keys: Document, models: Models) -> Cycle:
    _require_keys(keys, ("log",), ("log", "state"))
    cycle = replay([decode_entry(entry) for entry in _list(keys["log"])], models)
    require_state(cycle, keys.get("state"))
    return cycle


def require_state(cycle: Cycle, said: Document | None) -> None:
    """Refuses a derived state that is not what the log leads to."""
    if said is None:
        return
    _require_keys(_object(said), (), _STATE)
    true = state(cycle)
    # True equals 1 in Python, and is no number in JSON.
    differing = tuple(
        sorted(
            key
            for key in _STATE
            if isinstance(said.get(key), bool) or true.get(key) != said.get(key)
        )
    )
    if differing:
        raise StateMismatch(cycle.id, differing)


def _require_keys(keys: Document, required: Iterable[str], accepted: Iterable[str]) -> None:
    for key in required:
        if key not in keys:
            raise KeyMissing(key)
    for key in keys:
        if key not in accepted:
            raise KeyUnknown(tuple(accepted))


Reader = Callable[[Any], Any]


@frozen
class _Plan:
    """How each key of an object is read, and which there must be."""

    readers: Mapping[str, Reader]
    required: tuple[str, ...]


@cache
def _plan(cls: type[Any]) -> _Plan:
    attributes = [one for one in fields(cls) if one.init]
    return _Plan(
        {one.name: _of_attribute(one) for one in attributes},
        tuple(one.name for one in attributes if one.default is NOTHING),
    )


def _of_attribute(attribute: "Attribute[Any]") -> Reader:
    read: Reader = reader(attribute.type)  # type: ignore[arg-type]  # a type is hashable
    if "empty" not in attribute.metadata:
        return read
    return lambda items: read(_some(items))


def without_none(type_: Any) -> Any:
    """A type as it is where there is a value: without None."""
    if type_ not in _NAMED and get_origin(type_) in (Union, UnionType):
        (type_,) = (one for one in get_args(type_) if one is not NoneType)
    return type_


@cache
def reader(type_: Any) -> Reader:
    """How a value of a type is read from JSON; what the value's own checks see goes as it is."""
    type_ = without_none(type_)
    if type_ is Date:
        return read_day
    if type_ is DateTime:
        return read_instant
    if type_ is datetime.time:
        return read_time
    if type_ in (int, Weekday):
        return _whole
    if type_ is Extra:
        return _object
    if (named := values_of(type_)) is not None:
        read_value = reader(named)
        return lambda keys: {key: read_value(value) for key, value in _object(keys).items()}
    if (item := items_of(type_)) is not None:
        read_item = reader(item)
        if get_origin(type_) is frozenset or item in (Date, Weekday):
            return lambda items: [read_item(one) for one in _each_once(items)]
        return lambda items: [read_item(one) for one in _list(items)]
    return partial(decode_part, type_) if is_part(type_) else _scalar


def items_of(type_: Any) -> Any:
    """The type of what lists hold whose values are of a type; None if those are no lists."""
    return get_args(type_)[0] if get_origin(type_) in (tuple, frozenset) else None


def values_of(type_: Any) -> Any:
    """The type of what objects hold, by any name, whose values are of a type; None if of no such."""
    pair = items_of(type_)
    is_pair = get_origin(pair) is tuple and get_args(pair)[-1] is not Ellipsis
    return get_args(pair)[1] if is_pair else None


def _object(value: Any) -> Document:
    if not isinstance(value, dict):
        raise TypeWrong("an object")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeWrong("a list")
    return value


def _some(value: Any) -> list[Any]:
    items = _each_once(value)
    if not items:
        raise RangeWrong("a list that is not empty", "items at least", 1)
    return items


def _each_once(value: Any) -> list[Any]:
    items = [_scalar(item) for item in _list(value)]
    if len({*items}) < len(items):
        raise ItemRepeated
    return items


def _scalar(value: Any) -> Any:
    if value is None or isinstance(value, dict | list):
        raise TypeWrong("a text, number or true or false")
    return value


def _whole(value: Any) -> Any:
    """A whole number, which JSON may write with a fraction of zero."""
    is_whole = isinstance(value, float) and value.is_integer()
    return int(value) if is_whole else _scalar(value)

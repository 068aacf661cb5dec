"""How fast documents are checked, read and written, beside bare validators that check far less.

    uv run --group oracles tests/benchmarks/records.py

The record is a cycle of eight events with a goal. Bare orjson and jsonschema-rs say only whether the schema
holds; pydantic reads it into frozen models of its own with neither patterns nor transitions.
"""

import datetime
import json
from collections.abc import Iterator
from typing import Annotated, Any, Literal

import jsonschema_rs
import orjson
from history import HISTORY
from pydantic import BaseModel, ConfigDict, Field
from rounds import Side, heading, medians, pin, table

from coachcycle.cycles import MODELS, replay
from coachcycle.interchange import KINDS, decode, encode, schema_text
from coachcycle.interchange.strict_json import loads

CYCLE = replay(HISTORY[:8], MODELS)
DOCUMENT = encode(CYCLE)
RECORD = json.dumps(DOCUMENT, separators=(",", ":")).encode()


# --- Peers ------------------------------------------------------------------------------------


class Frozen(BaseModel):
    """What pydantic reads documents into."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Entry(Frozen):
    """What every event has."""

    id: str
    cycle: str
    by: str
    happened: datetime.date
    recorded: datetime.datetime
    recorded_by: str | None = None


class ModelRef(Frozen):
    """A model by name, version and digest."""

    name: str
    version: int
    digest: str


class Proposed(Entry):
    """A cycle is proposed."""

    event: Literal["proposed"]
    model: ModelRef
    coach: str
    teachers: frozenset[str]


class Plain(Entry):
    """Events without content."""

    event: Literal["agreed", "started"]


class Session(Entry):
    """A session is planned or held."""

    event: Literal["session_planned", "session_held"]
    session: str
    form: Literal["conference", "observation", "modeling"]
    on: datetime.date | None = None
    contact_minutes: int | None = None


class Measure(Frozen):
    """What a goal is measured in."""

    unit: str
    low: float | None = None
    high: float | None = None


class GoalBody(Frozen):
    """A goal."""

    id: str
    owners: frozenset[str]
    title: str
    focus: Literal["student", "teacher_practice"]
    measure: Measure
    target: float
    target_day: datetime.date


class GoalSet(Entry):
    """A goal is set."""

    event: Literal["goal_set"]
    goal: GoalBody


class Measured(Entry):
    """A value is measured."""

    event: Literal["measured"]
    goal_id: str
    value: float
    role: Literal["baseline", "progress"] = "progress"


class Evidence(Entry):
    """Something is filed."""

    event: Literal["evidence"]
    type: str
    reference: str


class CycleModel(Frozen):
    """A cycle's document."""

    kind: Literal["cycle"]
    schema_: str = Field(alias="schema")
    log: tuple[
        Annotated[
            Proposed | Plain | Session | GoalSet | Measured | Evidence,
            Field(discriminator="event"),
        ],
        ...,
    ]
    state: dict[str, Any]


def bare() -> jsonschema_rs.Draft202012Validator:
    """jsonschema-rs with the published schemas as they are."""
    schemas = [json.loads(schema_text(kind)) for kind in (*KINDS, "vocabulary")]
    registry = jsonschema_rs.Registry([(schema["$id"], schema) for schema in schemas])
    return jsonschema_rs.Draft202012Validator(
        schemas[KINDS.index("cycle")], registry=registry, validate_formats=True
    )


# --- What is measured -------------------------------------------------------------------------


def sides() -> dict[str, Side]:
    """Everything that is measured, by name."""
    validator = bare()
    model = CycleModel.model_validate_json(RECORD)
    assert validator.is_valid(orjson.loads(RECORD))
    return {
        "schema, bare": lambda: validator.is_valid(orjson.loads(RECORD)),
        "typed": lambda: decode(loads(RECORD)),
        "typed, pydantic": lambda: CycleModel.model_validate_json(RECORD),
        "written": lambda: orjson.dumps(encode(CYCLE)),
        "written, pydantic": model.model_dump_json,
    }


def rows(took: dict[str, float]) -> Iterator[tuple[str, ...]]:
    """What was measured, and how it compares."""
    yield "us a record", "coachcycle", "peer", "compared", "should be"
    for name, ours, theirs, aim in (
        ("bytes to Cycle, pydantic", "typed", "typed, pydantic", ">= 1.2 x"),
        ("Cycle to bytes, pydantic", "written", "written, pydantic", ">= 1 x"),
    ):
        us, peer = took[ours] * 1e6, took[theirs] * 1e6
        yield name, f"{us:.1f}", f"{peer:.1f}", f"{peer / us:.2f} x", aim


if __name__ == "__main__":
    pin()
    print(heading("coachcycle", "orjson", "jsonschema-rs", "jsonschema", "pydantic"))
    print(f"a record of {len(RECORD)} bytes")
    print(table(list(rows(medians(sides())))))

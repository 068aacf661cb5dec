"""How fast documents are checked, read and written, beside bare validators that check far less.

    uv run --group oracles tests/benchmarks/records.py

The record is a cycle of eight events with a goal. Bare orjson and jsonschema-rs say only whether the schema
holds; pydantic reads it into frozen models of its own with neither patterns nor transitions.
"""

import datetime
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Literal
from unittest.mock import patch

import jsonschema_rs
import orjson
from history import HISTORY
from pydantic import BaseModel, ConfigDict, Field
from rounds import Side, heading, medians, pin, table

from coachcycle.cycles import MODELS, replay
from coachcycle.interchange import (
    KINDS,
    check,
    decode,
    encode,
    engines,
    quick_json,
    schema_text,
    schemas,
)
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

MANY = 200
"""How many records a file has that is checked whole."""


def export(folder: Path) -> Path:
    """A file of many records, each of its own cycle and goal."""
    lines = [
        RECORD.replace(b'"cycle-1"', b'"cycle-%d"' % number).replace(b'"g-1"', b'"g-%d"' % number)
        for number in range(MANY)
    ]
    path = folder / "cycles.ndjson"
    path.write_bytes(b"\n".join(lines))
    return path


@contextmanager
def without_fast() -> Iterator[None]:
    """As if the extra `fast` were not installed."""
    with (
        patch.object(engines, "find_spec", return_value=None),
        patch.object(quick_json, "_orjson", return_value=None),
    ):
        schemas._engine.cache_clear()
        yield
    schemas._engine.cache_clear()


def sides(path: Path) -> dict[str, Side]:
    """Everything that is measured of coachcycle, by name."""

    def check_all() -> None:
        assert not list(check([path]))

    return {
        "verdict": lambda: schemas.violations(loads(RECORD), "cycle"),
        "checked": check_all,
        "typed": lambda: decode(loads(RECORD)),
        "written": lambda: json.dumps(encode(CYCLE)),
    }


def peers() -> dict[str, Side]:
    """What it is compared with, by name."""
    validator = bare()
    model = CycleModel.model_validate_json(RECORD)
    assert validator.is_valid(orjson.loads(RECORD))
    return {
        "bare": lambda: validator.is_valid(orjson.loads(RECORD)),
        "pydantic": lambda: CycleModel.model_validate_json(RECORD),
        "pydantic writes": model.model_dump_json,
    }


def rows(took: dict[str, float], slowly: dict[str, float]) -> Iterator[tuple[str, ...]]:
    """What was measured, and how it compares."""
    yield "us a record", "with fast", "without", "", "peer", "", "compared", "should be"
    for told, ours, theirs, aim in (
        ("bytes to verdict of the schema", "verdict", "bare", ">= 0.6 x"),
        ("bytes to findings of all layers", "checked", "pydantic", ">= 1 x"),
        ("bytes to Cycle", "typed", "pydantic", ">= 1.2 x"),
        ("Cycle to bytes", "written", "pydantic writes", ">= 1 x"),
    ):
        share = MANY if ours == "checked" else 1
        us, slow, peer = took[ours] * 1e6 / share, slowly[ours] * 1e6 / share, took[theirs] * 1e6
        times = f"{slow / us:.1f} x"
        yield (
            told,
            f"{us:.1f}",
            f"{slow:.1f}",
            times,
            f"{peer:.1f}",
            theirs,
            f"{peer / us:.2f} x",
            aim,
        )


if __name__ == "__main__":
    pin()
    print(heading("coachcycle", "orjson", "jsonschema-rs", "jsonschema", "pydantic"))
    print(f"a record of {len(RECORD)} bytes")
    with TemporaryDirectory() as folder:
        ours = sides(export(Path(folder)))
        took = medians(ours | peers())
        with without_fast():
            slowly = medians(ours)
    print(table(list(rows(took, slowly))))

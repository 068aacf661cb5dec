"""How fast documents are checked, read and written, beside bare validators that check far less.

    uv run --group oracles tests/benchmarks/records.py [MEGABYTES]

The record is a cycle of eight events with a goal. Bare orjson and jsonschema-rs say only whether the schema
holds; pydantic reads it into frozen models of its own with neither patterns nor transitions.

A file of so many megabytes of such records, 10 unless told, each a cycle of its own, is then checked by one process and by
two: how many records in a second of the clock, and the most memory that the process which reads them took.
"""

import datetime
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
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


# --- Large files ------------------------------------------------------------------------------

CHECKED = """
import resource, sys, time
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from multiprocessing import get_context
from coachcycle import check

def main(path, jobs):
    pool = ProcessPoolExecutor(jobs, get_context("spawn")) if jobs > 1 else nullcontext()
    with pool as executor:
        if executor is not None:
            list(executor.map(time.sleep, [1] * jobs))
        began = time.monotonic()
        assert not any(True for _ in check([path], executor=executor))
        took = time.monotonic() - began
    print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10)

if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
"""
"""Prints the seconds that checking a file took, with processes that run already, and the most memory [MB]."""


def write_records(path: Path, count: int) -> None:
    """Writes a file of so many cycles, each with a goal of its own."""
    with path.open("wb") as file:
        for number in range(count):
            line = RECORD.replace(b'"cycle-1"', b'"cycle-%d"' % number)
            file.write(line.replace(b'"g-1"', b'"g-%d"' % number) + b"\n")


def large(megabytes: int) -> Iterator[tuple[str, ...]]:
    """How a file of so many megabytes is checked."""
    yield (
        f"{megabytes:,} MB, processes",
        "records/s",
        "compared",
        "should be",
        "memory [MB]",
        "should be",
    )
    with tempfile.TemporaryDirectory() as folder:
        path, program = Path(folder) / "cycles.ndjson", Path(folder) / "checked.py"
        program.write_text(CHECKED)
        count = megabytes * 1_000_000 // len(RECORD)
        write_records(path, count)
        alone = 0.0
        for jobs in (1, 2):
            command = [sys.executable, program, path, str(jobs)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            took, memory = map(float, done.stdout.split())
            alone = alone or count / took
            compared = "" if jobs == 1 else f"{count / took / alone:.2f} x"
            aim = "" if jobs == 1 else f">= {0.85 * jobs:.2f} x"
            yield str(jobs), f"{count / took:,.0f}", compared, aim, f"{memory:.0f}", "< 150"


def main() -> None:
    """Prints the tables; files first, as only the rest is pinned to one core."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    files = table(list(large(megabytes)))
    pin()
    print(heading("coachcycle", "orjson", "jsonschema-rs", "jsonschema", "pydantic"))
    print(f"a record of {len(RECORD)} bytes")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cycles.ndjson"
        write_records(path, MANY)
        ours = sides(path)
        took = medians(ours | peers())
        with without_fast():
            slowly = medians(ours)
    print(table(list(rows(took, slowly))))
    print(files)


if __name__ == "__main__":
    main()

"""How fast cycles become tables, and in how much memory, beside the csv module and pandas.

    uv run --group oracles tests/benchmarks/tables.py

Rows are those of `events`, of a cycle of 42 entries again and again. The csv module and pandas get them
as values that are made already, and neutralise nothing. Memory is the peak of what Python allocated
meanwhile, and by how much the process grew.
"""

import csv
import io
import resource
import tempfile
import tracemalloc
from itertools import repeat
from pathlib import Path

import pandas as pd  # type: ignore[import-untyped]
from history import CORRECTED
from rounds import heading, medians, pin, table

from coachcycle import MODELS
from coachcycle.cycles import Cycle, replay
from coachcycle.interchange import CycleTable, TableForm, read_table, write_tables

CYCLE = replay(CORRECTED, MODELS)
ROWS = 1_000_000


def written(count: int, form: TableForm) -> int:
    """Writes the events of so many cycles to a file that is then taken away; says how many rows."""
    with tempfile.TemporaryDirectory() as folder:
        return write_tables(repeat(CYCLE, count), folder, tables=["events"], form=form)["events"]


def streamed(cycles: list[Cycle]) -> int:
    """Goes through the Arrow stream batch by batch."""
    import nanoarrow as na  # type: ignore[import-untyped]

    return sum(len(batch) for batch in na.ArrayStream(CycleTable("events", cycles)))


def memory(form: TableForm) -> tuple[str, ...]:
    """What was allocated at most, for some rows and for a million, and how the process grew meanwhile."""
    written(1_000, form)
    before, peaks = largest(), []
    for count in (1_000, ROWS // CYCLE.version + 1):
        tracemalloc.start()
        rows = written(count, form)
        peaks.append(f"{tracemalloc.get_traced_memory()[1] / 2**20:.1f} MB for {rows:,} rows")
        tracemalloc.stop()
    return (f"memory, {form}", *peaks, f"process grew by {largest() - before:.0f} MB")


def largest() -> float:
    """The most memory that the process had so far [MB]."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10


def main() -> None:
    """Prints the tables."""
    pin()
    cycles = [CYCLE] * 25
    columns = [column.name for column in CycleTable("events", []).columns]
    rows = list(CycleTable("events", cycles))
    frame = pd.DataFrame(rows, columns=columns)
    with tempfile.TemporaryDirectory() as folder:
        write_tables(cycles, folder, tables=["events"])
        path = Path(folder) / "events.csv"
        taken = medians(
            {
                "rows of cycles": lambda: list(CycleTable("events", cycles)),
                "write_tables, csv": lambda: written(25, "csv"),
                "write_tables, arrow": lambda: written(25, "arrow"),
                "Arrow stream": lambda: streamed(cycles),
                "read_table": lambda: list(read_table(path, "events")),
                "csv module, rows made": lambda: csv.writer(io.StringIO()).writerows(rows),
                "pandas to_csv, rows made": lambda: frame.to_csv(index=False),
            },
            seconds=0.2,
        )
    print(heading("coachcycle", "nanoarrow", "pandas"))
    print(table([(name, f"{len(rows) / time:,.0f} rows/s") for name, time in taken.items()]))
    print(table([memory("csv"), memory("arrow")]))


if __name__ == "__main__":
    main()

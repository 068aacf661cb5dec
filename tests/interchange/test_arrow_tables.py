"""Arrow streams of tables, and what other libraries make of them."""

import datetime
import io
import sys
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from typing import Any

import nanoarrow as na  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pendulum import UTC, Date, DateTime
from told import CYCLES, EVERY_TYPE

from coachcycle.cycles import Cycle
from coachcycle.errors import ExtraMissing
from coachcycle.interchange import TABLES, ColumnType, CycleTable, Row, write_tables
from coachcycle.interchange.arrow_tables import ArrowWriter
from coachcycle.testing import days, histories, ids, instants, numbers
from coachcycle.testing import texts as own_texts

CELLS: dict[ColumnType, st.SearchStrategy[Any]] = {
    ColumnType.TEXT: own_texts() | st.just(""),
    ColumnType.IDS: ids(),
    ColumnType.DAY: days(),
    ColumnType.INSTANT: instants(),
    ColumnType.NUMBER: numbers(),
    ColumnType.WHOLE: st.integers(-(2**63), 2**63 - 1),
    ColumnType.FLAG: st.booleans(),
}
ROWS = st.lists(st.tuples(*(st.none() | CELLS[one.type] for one in EVERY_TYPE)), max_size=5)


def written(rows: list[Row]) -> bytes:
    """A stream of the sample."""
    file = io.BytesIO()
    writer = ArrowWriter(file, EVERY_TYPE)
    writer.add(rows)
    writer.end()
    return file.getvalue()


def plain(rows: list[Row]) -> list[tuple[Any, ...]]:
    """Rows with days and instants of the standard library."""
    return [
        tuple(
            datetime.datetime.fromisoformat(cell.isoformat())
            if isinstance(cell, datetime.datetime)
            else datetime.date.fromordinal(cell.toordinal())
            if isinstance(cell, datetime.date)
            else cell
            for cell in row
        )
        for row in rows
    ]


class TestArrowWriter:
    @given(ROWS)
    def test_what_was_written_reads_back(self, rows: list[Row]) -> None:
        """
        The same values, None as null, before 1970 as after it; and the same bytes again.
        """
        data = written(rows)
        stream = na.ArrayStream.from_readable(data)
        assert [tuple(row.values()) for row in stream.to_pylist()] == plain(rows)
        assert written(rows) == data
        assert data.endswith(b"\xff\xff\xff\xff\0\0\0\0")

    def test_types(self) -> None:
        """
        Days are days, instants are microseconds of UTC, and a table without rows has them too.
        """
        schema = na.ArrayStream.from_readable(written([])).schema
        assert [(field.name, str(field.type).partition(".")[2]) for field in schema.fields] == [
            ("text", "STRING"),
            ("ids", "STRING"),
            ("day", "DATE32"),
            ("instant", "TIMESTAMP"),
            ("number", "DOUBLE"),
            ("whole", "INT64"),
            ("flag", "BOOL"),
        ]
        instant = schema.fields[3]
        assert (instant.unit.name, instant.timezone) == ("MICRO", "UTC")

    @pytest.mark.parametrize(
        ("count", "batches"),
        [(0, []), (1, [1]), (9, [9]), (10, [10]), (11, [10, 1]), (20, [10, 10]), (21, [10, 10, 1])],
    )
    def test_batches(self, monkeypatch: pytest.MonkeyPatch, count: int, batches: list[int]) -> None:
        """
        They are full but for the last, and none is empty.
        """
        monkeypatch.setattr("coachcycle.interchange.arrow_tables.BATCH_ROWS", 10)
        rows: list[Row] = [(f"t-{n}", *[None] * 6) for n in range(count)]
        stream = na.ArrayStream.from_readable(written(rows))
        found = list(stream)
        assert [len(batch) for batch in found] == batches
        assert [row["text"] for batch in found for row in batch.to_pylist()] == [
            row[0] for row in rows
        ]

    def test_what_fills_the_last_byte(self) -> None:
        """
        Bits beyond the last row are 0, so that the same rows are the same bytes.
        """
        rows: list[Row] = [("a", None, None, None, None, None, True)] * 3
        [batch] = list(na.ArrayStream.from_readable(written(rows)))
        flags = na.Array(batch).child(6)
        assert bytes(flags.buffer(1))[0] == 0b111
        ids = na.Array(batch).child(1)
        assert bytes(ids.buffer(0))[0] == 0

    def test_minus_nought(self) -> None:
        """
        A number keeps its sign.
        """
        [row] = na.ArrayStream.from_readable(written([(*[None] * 4, -0.0, -1, False)])).to_pylist()
        assert (repr(row["number"]), row["whole"], row["flag"]) == ("-0.0", -1, False)

    def test_the_ends_of_time(self) -> None:
        """
        The first and last days and instants that there are, to the microsecond.
        """
        first, last = Date(1900, 1, 1), Date(2200, 12, 31)
        rows: list[Row] = [
            ("", "", first, DateTime(1900, 1, 1, 0, 0, 0, 1, tzinfo=UTC), 0.0, 0, True),
            ("", "", last, DateTime(2200, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), 0.0, 0, True),
            ("", "", Date(1970, 1, 1), DateTime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), 0.0, 0, True),
        ]  # fmt: skip
        stream = na.ArrayStream.from_readable(written(rows))
        assert [tuple(row.values()) for row in stream.to_pylist()] == plain(rows)


class TestArrowStream:
    @settings(max_examples=15)
    @given(st.lists(histories(longest=12), max_size=2), st.sampled_from([*TABLES]), st.booleans())
    def test_the_rows_of_the_table(self, cycles: list[Cycle], name: str, words: bool) -> None:
        """
        Names and values are those of the table.
        """
        table = CycleTable(name, cycles, words=words)
        stream = na.ArrayStream(table)
        assert [one.name for one in stream.schema.fields] == [one.name for one in table.columns]
        assert [tuple(row.values()) for row in stream.to_pylist()] == plain(list(table))

    def test_cycles_are_taken_as_they_are_needed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        None for the schema, and for a batch no more than it holds.
        """
        monkeypatch.setattr("coachcycle.interchange.arrow_tables.BATCH_ROWS", 3)
        taken = []

        def cycles() -> Iterator[Cycle]:
            for n in range(10):
                taken.append(n)
                yield CYCLES[1]

        stream = na.ArrayStream(CycleTable("cycles", cycles()))
        assert len(stream.schema.fields) == 14
        assert taken == []
        assert len(stream.read_next()) == 3
        assert taken == [0, 1, 2]
        assert [len(batch) for batch in stream] == [3, 3, 1]

    def test_batches_of_other_lengths(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A long one leaves nothing behind in a shorter one after it.
        """
        monkeypatch.setattr("coachcycle.interchange.arrow_tables.BATCH_ROWS", 1)
        table = CycleTable("events", CYCLES)
        batches = list(na.ArrayStream(table))
        assert [len(batch) for batch in batches] == [1] * 30
        rows = [tuple(row.values()) for batch in batches for row in batch.to_pylist()]
        assert rows == plain(list(table))

    def test_ten_thousand_rows_to_a_batch(self) -> None:
        """
        As the docs say.
        """
        table = CycleTable("membership", repeat(CYCLES[1], 5_001))
        assert [len(batch) for batch in na.ArrayStream(table)] == [10_000, 2]

    def test_an_error_of_the_source_comes_through(self) -> None:
        """
        A stream that broke off is no stream that ended.
        """

        def failing() -> Iterator[Cycle]:
            yield CYCLES[0]
            raise RuntimeError("the source of the cycles broke")

        with pytest.raises(Exception, match="the source of the cycles broke"):
            list(na.ArrayStream(CycleTable("events", failing())))

    def test_twice(self) -> None:
        """
        A collection of cycles is streamed as often as it is asked for, whatever schema is asked for.
        """
        table = CycleTable("events", CYCLES)
        schema = na.c_schema(na.struct({"cycle": na.int32()}))
        wished = na.c_array_stream(table.__arrow_c_stream__(schema.__arrow_c_schema__()))
        again = [na.ArrayStream(one).to_pylist() for one in (wished, table, table)]
        assert again[0] == again[1] == again[2]


class TestWithoutNanoarrow:
    def test_it_says_what_to_install(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """
        For a stream and for a file, of which nothing is written; CSV needs nothing.
        """
        monkeypatch.setitem(sys.modules, "nanoarrow", None)
        monkeypatch.setitem(sys.modules, "nanoarrow.ipc", None)
        with pytest.raises(ExtraMissing) as refused:
            CycleTable("events", CYCLES).__arrow_c_stream__()
        assert str(refused.value) == "this needs nanoarrow: pip install 'coachcycle[frames]'"
        with pytest.raises(ExtraMissing):
            write_tables(CYCLES, tmp_path / "out", form="arrow")
        assert not (tmp_path / "out").exists()
        write_tables(CYCLES, tmp_path / "out")


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLES)
class TestPeers:
    """Other libraries read the streams, in memory and from files."""

    @pytest.fixture
    def table(self, name: str) -> CycleTable:
        """A table with own words."""
        return CycleTable(name, CYCLES * 3, words=True)

    @pytest.fixture
    def file(self, table: CycleTable, name: str, tmp_path: Path) -> Path:
        """The same as a file."""
        write_tables(CYCLES * 3, tmp_path, tables=[name], form="arrow", words=True)
        return tmp_path / f"{name}.arrows"

    def test_pyarrow(self, table: CycleTable, file: Path) -> None:
        """
        Types and values, and the stream is valid in full.
        """
        import pyarrow as pa  # type: ignore[import-untyped]

        types = {
            ColumnType.TEXT: pa.string(),
            ColumnType.IDS: pa.string(),
            ColumnType.DAY: pa.date32(),
            ColumnType.INSTANT: pa.timestamp("us", "UTC"),
            ColumnType.NUMBER: pa.float64(),
            ColumnType.WHOLE: pa.int64(),
            ColumnType.FLAG: pa.bool_(),
        }
        for read in (pa.table(table), pa.ipc.open_stream(file).read_all()):
            read.validate(full=True)
            assert read.schema.types == [types[column.type] for column in table.columns]
            rows = [tuple(row.values()) for row in read.to_pylist()]
            assert rows == plain(list(table))

    def test_polars(self, table: CycleTable, file: Path) -> None:
        """
        A data frame with the same rows.
        """
        import polars as pl

        for frame in (pl.DataFrame(table), pl.read_ipc_stream(file)):
            assert frame.columns == [column.name for column in table.columns]
            rows = frame.rows()
            assert [tuple(row) for row in rows] == plain(list(table))

    def test_pandas(self, table: CycleTable, file: Path) -> None:
        """
        The same, with what pandas has for null.
        """
        import pandas as pd  # type: ignore[import-untyped]
        import pyarrow as pa

        read = pa.ipc.open_stream(file).read_all().to_pandas(types_mapper=pd.ArrowDtype)
        for frame in (pd.DataFrame.from_arrow(table), read):
            found = [
                tuple(None if pd.isna(cell) else cell for cell in row)
                for row in frame.itertuples(index=False, name=None)
            ]
            assert found == plain(list(table))

    def test_duckdb(self, table: CycleTable, name: str) -> None:
        """
        SQL over the table where it stands, with a join and the types of SQL.
        """
        import duckdb

        found = duckdb.from_arrow(table)
        assert found.fetchall() == plain(list(table))
        kinds = {
            ColumnType.TEXT: "VARCHAR",
            ColumnType.IDS: "VARCHAR",
            ColumnType.DAY: "DATE",
            ColumnType.INSTANT: "TIMESTAMP WITH TIME ZONE",
            ColumnType.NUMBER: "DOUBLE",
            ColumnType.WHOLE: "BIGINT",
            ColumnType.FLAG: "BOOLEAN",
        }
        assert list(zip(found.columns, map(str, found.types), strict=True)) == [
            (column.name, kinds[column.type]) for column in table.columns
        ]

"""Tables as Arrow streams, built by nanoarrow batch by batch.

What is written to a file and what is handed to another library are the same bytes of the Arrow
streaming format (IPC); nanoarrow reads them back into the C stream interface as they are asked for.
"""

import datetime
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from coachcycle.errors import ExtraMissing
from coachcycle.interchange.columns import Column, ColumnType
from coachcycle.interchange.csv_tables import Row

BATCH_ROWS = 10_000
"""The most rows in one batch."""

_EPOCH_DAY = datetime.date(1970, 1, 1).toordinal()


def _nanoarrow() -> Any:
    try:
        import nanoarrow.ipc  # type: ignore[import-untyped]
    except ImportError:
        raise ExtraMissing("nanoarrow", "frames") from None
    return nanoarrow


def _types(na: Any) -> dict[ColumnType, Any]:
    return {
        ColumnType.TEXT: na.string(),
        ColumnType.IDS: na.string(),
        ColumnType.DAY: na.date32(),
        ColumnType.INSTANT: na.timestamp("us", "UTC"),
        ColumnType.NUMBER: na.float64(),
        ColumnType.WHOLE: na.int64(),
        ColumnType.FLAG: na.bool_(),
    }


_STORED: dict[ColumnType, Callable[[Any], int]] = {
    ColumnType.DAY: lambda day: day.toordinal() - _EPOCH_DAY,
    ColumnType.INSTANT: lambda instant: instant.int_timestamp * 1_000_000 + instant.microsecond,
}
"""How Arrow holds what it counts from 1 January 1970: days [days], instants in UTC [us]."""


class ArrowWriter:
    """Writes a table to an open file as its rows come, in the Arrow streaming format.

    Raises:
        ExtraMissing: nanoarrow is not installed.
    """

    def __init__(self, file: BinaryIO, columns: Sequence[Column]) -> None:
        self._na = na = _nanoarrow()
        types = _types(na)
        named = {column.name: types[column.type] for column in columns}
        self._schema = na.c_schema(na.struct(named))
        self._types = [na.c_schema(type) for type in named.values()]
        self._stored = [_STORED.get(column.type) for column in columns]
        self._stream = na.ipc.StreamWriter.from_writable(file)
        # A table without rows has its schema, too.
        self._stream.write_stream(na.ipc.CArrayStream.from_c_arrays([], self._schema))
        self._rows: list[Row] = []

    def add(self, rows: Iterable[Row]) -> None:
        """Takes rows, and writes a batch whenever there are enough."""
        for row in rows:
            self._rows.append(row)
            if len(self._rows) == BATCH_ROWS:
                self._write_batch()

    def end(self) -> None:
        """Writes what is left, and that this is the end."""
        if self._rows:
            self._write_batch()
        self._stream.close()

    def _write_batch(self) -> None:
        na, children = self._na, []
        columns = zip(self._types, self._stored, zip(*self._rows, strict=True), strict=True)
        for type, stored, cells in columns:
            held = cells if stored is None else [cell and stored(cell) for cell in cells]
            children.append(na.c_array(held, type))
        batch = na.c_array_from_buffers(self._schema, len(self._rows), [None], children=children)
        self._stream.write_array(batch)
        self._rows.clear()


def arrow_stream(columns: Sequence[Column], rows: Iterable[Row]) -> object:
    """A capsule with an Arrow stream, whose batches are made when they are asked for.

    Raises:
        ExtraMissing: nanoarrow is not installed.
    """
    source = _Readable(_parts(columns, rows))
    return _nanoarrow().ipc.InputStream.from_readable(source).__arrow_c_stream__()


def _parts(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[bytes]:
    """The bytes of the stream: the schema before any row is taken, then batch by batch."""
    file = io.BytesIO()

    def taken() -> bytes:
        part = file.getvalue()
        file.seek(0)
        file.truncate()
        return part

    writer = ArrowWriter(file, columns)
    yield taken()
    for row in rows:
        writer.add([row])
        if file.tell():
            yield taken()
    writer.end()
    yield taken()


class _Readable:
    """Bytes that come in parts, for what reads from an open file."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self._part = memoryview(b"")

    def readinto(self, buffer: Any) -> int:
        """Fills the buffer as far as the present part goes; 0 says that all was read."""
        while not self._part:
            part = next(self._parts, None)
            if part is None:
                return 0
            self._part = memoryview(part)
        into = memoryview(buffer).cast("B")
        count = min(len(into), len(self._part))
        into[:count], self._part = self._part[:count], self._part[count:]
        return count

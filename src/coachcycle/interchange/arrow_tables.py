"""Tables as Arrow streams, built by nanoarrow batch by batch.

What is written to a file and what is handed to another library are the same bytes of the Arrow
streaming format (IPC); nanoarrow reads them back into the C stream interface as they are asked for.
"""

import datetime
import io
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
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


def _bitmap(flags: Iterable[object]) -> bytes:
    """A bit for each, the first the lowest of the first byte; those that fill the last byte are 0."""
    bits = "".join("1" if flag else "0" for flag in flags)
    return int(bits[::-1], 2).to_bytes((len(bits) + 7) // 8, "little")


def _texts(cells: Sequence[Any]) -> tuple[Any, ...]:
    encoded = [b"" if cell is None else cell.encode() for cell in cells]
    return array("i", accumulate(map(len, encoded), initial=0)), b"".join(encoded)


def _numbers(code: str, number: Callable[[Any], float] = lambda cell: cell) -> Any:
    """What gives the one buffer of a type that is held as numbers of a kind of `array`."""
    return lambda cells: (array(code, (0 if cell is None else number(cell) for cell in cells)),)


# nanoarrow's own builders leave what fills a bitmap's last byte as it was in memory.
_BUFFERS: dict[ColumnType, Callable[[Sequence[Any]], tuple[Any, ...]]] = {
    ColumnType.TEXT: _texts,
    ColumnType.IDS: _texts,
    ColumnType.DAY: _numbers("i", lambda day: day.toordinal() - _EPOCH_DAY),
    ColumnType.INSTANT: _numbers("q", lambda one: one.int_timestamp * 10**6 + one.microsecond),
    ColumnType.NUMBER: _numbers("d"),
    ColumnType.WHOLE: _numbers("q"),
    ColumnType.FLAG: lambda cells: (_bitmap(cells),),
}
"""How Arrow holds the cells of a column, beside which of them there are."""


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
        self._columns = [
            (na.c_schema(types[column.type]), _BUFFERS[column.type]) for column in columns
        ]
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
        na, count, children = self._na, len(self._rows), []
        for (type, buffers), cells in zip(
            self._columns, zip(*self._rows, strict=True), strict=True
        ):
            there = _bitmap(cell is not None for cell in cells) if None in cells else None
            children.append(na.c_array_from_buffers(type, count, (there, *buffers(cells))))
        batch = na.c_array_from_buffers(self._schema, count, [None], children=children)
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

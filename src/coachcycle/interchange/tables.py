"""Tables of cycles: rows one after the other, and files of them.

Cycles are taken one at a time, so that any number of them makes its tables in the memory of one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from operator import attrgetter
from os import PathLike
from typing import Any, BinaryIO, Literal, Protocol

from attrs import field, frozen

from coachcycle.cycles import Cycle
from coachcycle.interchange.arrow_tables import ArrowWriter, arrow_stream
from coachcycle.interchange.bulk import file_entry, write
from coachcycle.interchange.columns import TABLES, Column, ColumnType, TableLayout, layout
from coachcycle.interchange.csv_tables import Cell, CsvWriter, Row
from coachcycle.interchange.manifest import Manifest
from coachcycle.interchange.whole import MANIFEST, all_or_none, new_file
from coachcycle.vocabulary import TypeMismatch, collection, flag

TableForm = Literal["csv", "arrow"]
"""How tables are written: as CSV, or as an Arrow stream."""

ENDINGS: dict[TableForm, str] = {"csv": "csv", "arrow": "arrows"}


def _layout(table: TableLayout | str) -> TableLayout:
    if isinstance(table, TableLayout):
        return table
    if not isinstance(table, str):
        raise TypeMismatch("layout", "a table or its name", type(table).__name__)
    return layout(table)


def _words(words: bool) -> bool:  # noqa: FBT001  # a converter
    return flag("words", words)


@frozen(repr=False)
class CycleTable:
    """One table of some cycles: go through it for its rows, or give it to what reads Arrow streams.

    A row is a tuple of plain values, one for each of `columns`. Whatever takes an object with
    `__arrow_c_stream__` (the Arrow PyCapsule interface) reads it: polars, pandas, pyarrow, duckdb. Either
    way the cycles are taken as they are needed; those of an iterator are used up by it.

    Raises:
        TableUnknown: There is no table of that name.
        TypeMismatch: `layout` is no table or name, or `words` is neither true nor false.
    """

    layout: TableLayout = field(converter=_layout)
    """Which table it is; made of its name or one of `TABLES`."""
    cycles: Iterable[Cycle]
    """The cycles; their order is that of the rows."""
    words: bool = field(default=False, converter=_words, kw_only=True)
    """Whether it has the columns of somebody's own words."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns in order."""
        return self.layout.columns(words=self.words)

    def __iter__(self) -> Iterator[Row]:
        rows = rows_of(self.layout, words=self.words)
        for cycle in self.cycles:
            yield from rows(cycle)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The rows as a capsule with an Arrow stream, in batches of at most 10,000.

        Args:
            requested_schema: Not heeded, as the interface allows: the types are those of the columns.

        Raises:
            ExtraMissing: nanoarrow is not installed.
        """
        return arrow_stream(self.columns, self)

    def __repr__(self) -> str:
        return f"<CycleTable {self.layout.name}: {len(self.columns)} columns>"


def rows_of(table: TableLayout, *, words: bool = False) -> Callable[[Cycle], Iterator[Row]]:
    """What makes the rows of a table that one cycle gives."""
    ways = tuple(_way(column) for column in table.columns(words=words))

    def rows(cycle: Cycle) -> Iterator[Row]:
        for record in table.records(cycle):
            yield tuple(way(record) for way in ways)

    return rows


def _way(column: Column) -> Callable[[Any], Cell]:
    """What gives a column's cell of a record: along its source, as a plain value of its type."""
    first, *rest = column.source.split(".")
    start = attrgetter(first)
    plain = PLAIN.get(column.type)

    def way(record: Any) -> Cell:
        value = start(record)
        for step in rest:
            value = getattr(value, step, None)
        return value if value is None or plain is None else plain(value)

    return way


PLAIN: dict[ColumnType, Callable[[Any], Cell]] = {
    ColumnType.TEXT: str,
    ColumnType.IDS: lambda ids: " ".join(sorted(ids)) or None,
}
"""How values that are not plain already become so."""


class _Writer(Protocol):
    def __init__(self, file: BinaryIO, columns: Sequence[Column]) -> None: ...
    def add(self, rows: Iterable[Row]) -> None: ...
    def end(self) -> None: ...


WRITERS: dict[TableForm, type[_Writer]] = {"csv": CsvWriter, "arrow": ArrowWriter}


class _Sink:
    """An open file that takes the rows of one table, cycle by cycle."""

    def __init__(self, file: BinaryIO, table: TableLayout, form: TableForm, *, words: bool) -> None:
        self._rows = rows_of(table, words=words)
        self._writer = WRITERS[form](file, table.columns(words=words))
        self.count = 0

    def add(self, cycle: Cycle) -> None:
        rows = tuple(self._rows(cycle))
        self._writer.add(rows)
        self.count += len(rows)

    def end(self) -> None:
        self._writer.end()


def write_tables(
    cycles: Iterable[Cycle],
    folder: str | PathLike[str],
    *,
    tables: Iterable[str] = tuple(TABLES),
    form: TableForm = "csv",
    words: bool = False,
    manifest: bool = False,
) -> dict[str, int]:
    """Writes tables of cycles to a folder, all of them or none, and says how many rows each has.

    The files are called after their tables, `sessions.csv` or `sessions.arrows`. The bytes depend on
    the cycles and their order alone.

    Args:
        cycles: The cycles, which are taken one at a time.
        folder: Where the files go; it is made if need be.
        tables: The names of the tables.
        form: `csv`, or `arrow` for the Arrow streaming format, which needs the extra `frames`.
        words: Whether tables have the columns of somebody's own words.
        manifest: Whether `manifest.json` is to say what was written: rows and SHA-256 of each file.

    Raises:
        OSError: Something cannot be written; nothing is left behind.
        TableUnknown: There is no table of one of the names.
        TypeMismatch: `tables` is one name instead of a collection of them.
        ExtraMissing: `form` is `arrow` and nanoarrow is not installed.
    """
    layouts = [layout(name) for name in dict.fromkeys(collection("tables", tables))]
    with all_or_none(folder) as written:
        paths = {one.name: written / f"{one.name}.{ENDINGS[form]}" for one in layouts}
        with ExitStack() as files:
            sinks = {
                one.name: _Sink(
                    files.enter_context(new_file(paths[one.name])),
                    one,
                    form,
                    words=words,
                )
                for one in layouts
            }
            for cycle in cycles:
                for sink in sinks.values():
                    sink.add(cycle)
            for sink in sinks.values():
                sink.end()
        counts = {name: sink.count for name, sink in sinks.items()}
        if manifest:
            entries = [file_entry(paths[name], count) for name, count in sorted(counts.items())]
            write([Manifest(entries)], written / MANIFEST)
    return counts

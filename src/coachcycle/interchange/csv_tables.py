"""Tables as CSV that spreadsheets show and never run, and back.

The files follow RFC 4180: UTF-8 without a byte-order mark, commas, lines that end in CR LF, one line of
names first. A text cannot become a formula: where a cell begins, or would begin for a reader that
splits at another separator, anything but a letter or digit has an apostrophe put before it, which
reading takes away again. Numbers, days, instants and flags stay as they are. An empty cell is None; an
empty text is an apostrophe alone.

Source:
    RFC 4180 (Shafranovich, 2005). Formulas: OWASP, "CSV Injection"
    (owasp.org/www-community/attacks/CSV_Injection).
"""

import codecs
import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import Any, BinaryIO

from attrs import frozen
from pendulum import Date, DateTime

from coachcycle.errors import CoachCycleError
from coachcycle.interchange.columns import Column, ColumnType, layout
from coachcycle.schoolyear import read_day, read_instant, write_instant

Cell = str | float | bool | Date | DateTime | None
"""A value in a table; whole numbers are `int`."""

Row = tuple[Cell, ...]

_BEGINS = r"(?:^|(?<=[,;|\t\r\n]))"
_RISKY = re.compile(rf"{_BEGINS}(?![^\S\t\r\n]*[^\W_])")
_GUARD = re.compile(rf"{_BEGINS}'")
_WHOLE = re.compile(r"0|-?[1-9][0-9]*")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?")
_FLAGS = {"true": True, "false": False}


class TableMalformed(CoachCycleError):
    """A CSV file is not one of the tables that this library writes."""

    code = "tables.malformed"
    template = "{file}, line {line}: expected {expected}"
    remedy = "Export the table anew; a spreadsheet that saved it may have changed it."

    file: str
    line: int
    expected: str


def neutralised(text: str) -> str:
    """A text as a cell that no spreadsheet takes for a formula."""
    return _RISKY.sub("'", text)


def restored(cell: str) -> str:
    """The text that `neutralised` made the cell of."""
    return _GUARD.sub("", cell)


def _number(cell: str) -> float:
    if _NUMBER.fullmatch(cell) is None:
        raise ValueError
    return float(cell)


def _whole(cell: str) -> int:
    if _WHOLE.fullmatch(cell) is None:
        raise ValueError
    return int(cell)


@frozen
class _Form:
    """How the cells of a type are written and read."""

    expected: str
    write: Callable[[Any], str]
    read: Callable[[str], Cell]
    """Raises a ValueError, KeyError or CoachCycleError for another cell."""


_FORMS = {
    ColumnType.TEXT: _Form("a text", neutralised, restored),
    ColumnType.IDS: _Form("ids with blanks between them", neutralised, restored),
    ColumnType.DAY: _Form("a day as YYYY-MM-DD", Date.isoformat, read_day),
    ColumnType.INSTANT: _Form("an instant as RFC 3339 says", write_instant, read_instant),
    ColumnType.NUMBER: _Form("a number", repr, _number),
    ColumnType.WHOLE: _Form("a whole number", str, _whole),
    ColumnType.FLAG: _Form(
        "true or false", lambda flag: "true" if flag else "false", _FLAGS.__getitem__
    ),
}


class CsvWriter:
    """Writes a table to an open file as its rows come."""

    def __init__(self, file: BinaryIO, columns: Sequence[Column]) -> None:
        self._csv = csv.writer(codecs.getwriter("utf-8")(file), lineterminator="\r\n")
        self._csv.writerow(column.name for column in columns)
        self._ways = [_FORMS[column.type].write for column in columns]

    def add(self, rows: Iterable[Row]) -> None:
        """Writes rows."""
        for row in rows:
            cells = zip(self._ways, row, strict=True)
            self._csv.writerow(["" if cell is None else way(cell) for way, cell in cells])

    def end(self) -> None:
        """Nothing is left to be written."""


def read_table(path: str | PathLike[str], name: str) -> Iterator[Row]:
    """The rows of a table that was written as CSV, with the values that it was written from.

    Args:
        path: The file. Its first line says whether it has the columns of somebody's own words.
        name: Which table it is.

    Raises:
        OSError: The file cannot be read.
        TableUnknown: There is no table of that name.
        TableMalformed: The file is not such a table, or has a cell of over 131,072 characters.
    """
    table = layout(name)
    with Path(path).open("rb") as file:
        reader = csv.reader((line.decode() for line in file), strict=True)
        line = 0
        try:
            head = tuple(next(reader, ()))
            for columns in (table.columns(), table.columns(words=True)):
                if head == tuple(column.name for column in columns):
                    for cells in reader:
                        yield tuple(_cells(columns, cells))
                    return
            expected = f"the names of the columns of {name}"
        except UnicodeDecodeError:
            expected = "UTF-8"
            line = reader.line_num + 1
        except csv.Error:
            expected = "CSV as RFC 4180 says"
        except _Unlike as unlike:
            expected = unlike.args[0]
        raise TableMalformed(fspath(path), line or max(1, reader.line_num), expected)


class _Unlike(Exception):
    """A line has other cells than its columns hold; says what was expected."""


def _cells(columns: Sequence[Column], cells: Sequence[str]) -> Iterator[Cell]:
    if len(cells) != len(columns):
        raise _Unlike(f"{len(columns)} cells")
    for column, cell in zip(columns, cells, strict=True):
        form = _FORMS[column.type]
        try:
            yield form.read(cell) if cell else None
        except (ValueError, KeyError, CoachCycleError):
            raise _Unlike(f"{form.expected} in {column.name}") from None

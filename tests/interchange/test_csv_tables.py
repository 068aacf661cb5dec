"""CSV that spreadsheets never run, and that reads back as it was."""

import csv
import datetime
import io
import json
import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pendulum import Date
from told import CYCLES, EVERY_TYPE

from coachcycle.interchange import (
    TABLES,
    ColumnType,
    CycleTable,
    Row,
    TableLayout,
    TableMalformed,
    TableUnknown,
    read_table,
    write_tables,
)
from coachcycle.interchange.csv_tables import CsvWriter, neutralised, restored
from coachcycle.testing import days, ids, instants, numbers

FORMULAS = json.loads(Path(__file__).with_name("formulas.json").read_text("utf-8"))["cells"]
RUN = [cell for cells in FORMULAS.values() for cell in cells]

SIGNS = [*"=+-@", *"\uff1d\uff0b\uff0d\uff20", "\u2212", "\u2013"]
"""What formulas begin with, the full-width ones and other dashes among them."""

BITS = [*SIGNS, *"\t\r\n ;,|'\"0aé_%\x00", "\u00a0", "\u3000", "\u200b", "\ufeff", "\r\n", "cmd"]
HOSTILE = st.lists(st.sampled_from(BITS), max_size=8).map("".join)
TEXTS = HOSTILE | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def seen_first(cell: str) -> str:
    """The first character that is neither blank nor control nor unseen, as its plain variant."""
    for character in unicodedata.normalize("NFKC", cell):
        if unicodedata.category(character)[0] not in "ZC":
            return character
    return ""


def would_run(cell: str) -> bool:
    """Whether some spreadsheet may take a cell for a formula, at whichever separator it splits."""
    pieces = (piece for sign in ",;\t|" for piece in re.split(rf"[{sign}\r\n]", cell))
    return any(seen_first(piece.strip('" ')) in SIGNS for piece in pieces)


class TestNeutralised:
    @pytest.mark.parametrize("cell", RUN)
    def test_published_formulas(self, cell: str) -> None:
        """
        None gets out as it is, and each comes back.
        """
        assert not would_run(neutralised(cell))
        assert restored(neutralised(cell)) == cell

    def test_the_list_would_run(self) -> None:
        """
        The check above can fail: it finds the cells as they stand, but for those that hold blanks alone,
        are guarded already, or run only where a sign comes before them.
        """
        missed = ["\t", "\r", "\n", "'=1+1", "''=1+1", "a;'=1+1"]
        missed += [*FORMULAS["without a sign"], *FORMULAS["signs that begin no formula"]]
        assert len(RUN) == 65
        assert {cell for cell in RUN if not would_run(cell)} == {*missed}

    @given(TEXTS)
    @example("'")
    @example("")
    @example("a;'")
    def test_hostile_texts(self, text: str) -> None:
        """
        Whatever they hold they cannot run, and are restored as they were.
        """
        cell = neutralised(text)
        assert not would_run(cell)
        assert not re.match(r"[\s=+\-@]*[=+\-@\t\r\n]", cell)
        assert restored(cell) == text
        assert cell

    @pytest.mark.proof
    def test_many_hostile_texts(
        self, proof_count: Callable[[int], int], tried: Callable[[str, str], None]
    ) -> None:
        """
        Signs, blanks, separators and quotation marks around published formulas: half a million.
        """
        count, chance = proof_count(500_000), random.Random(0)
        for _ in range(count):
            text = "".join(chance.choices([*BITS, chance.choice(RUN)], k=chance.randint(1, 8)))
            cell = neutralised(text)
            assert not would_run(cell), text
            assert restored(cell) == text
        tried("formulas", f"{len(RUN)} published cells and {count:,} texts, 0 through")

    @given(st.builds("{}{}".format, st.sampled_from("aZ09"), ids()))
    def test_ids_that_begin_with_a_letter_or_digit_stay_as_they_are(self, id: str) -> None:
        """
        So joins with other data hold.
        """
        assert neutralised(id) == id

    @pytest.mark.parametrize(
        ("text", "cell"),
        [
            ("", "'"),
            ("'", "''"),
            ("=1", "'=1"),
            ("-1", "'-1"),
            ("_a", "'_a"),
            (" a", " a"),
            (" =a", "' =a"),
            ("\ta", "'\ta"),
            ("a; b", "a; b"),
            ("a;=b", "a;'=b"),
            ("a,-b", "a,'-b"),
            ("a|+b", "a|'+b"),
            ("a\t@b", "a\t'@b"),
            ("a\n=b\r=c", "a\n'=b\r'=c"),
            ("a;'b", "a;''b"),
            ("a - b", "a - b"),
            ("Élan", "Élan"),
            ("日本", "日本"),
            ("50 %", "50 %"),
            ("% of it", "'% of it"),
        ],
    )
    def test_examples(self, text: str, cell: str) -> None:
        """
        An apostrophe before what is neither letter nor digit, at each place where a cell may begin.
        """
        assert neutralised(text) == cell
        assert restored(cell) == text


CELLS: dict[ColumnType, st.SearchStrategy[Any]] = {
    ColumnType.TEXT: TEXTS,
    ColumnType.IDS: st.lists(ids(), min_size=1, max_size=3).map(" ".join),
    ColumnType.DAY: days(),
    ColumnType.INSTANT: instants(),
    ColumnType.NUMBER: numbers() | st.floats(allow_nan=False, allow_infinity=False),
    ColumnType.WHOLE: st.integers(-(2**63), 2**63 - 1),
    ColumnType.FLAG: st.booleans(),
}
ROWS = st.lists(st.tuples(*(st.none() | CELLS[one.type] for one in EVERY_TYPE)), max_size=5)


@pytest.fixture(scope="module", autouse=True)
def sample() -> Iterator[None]:
    """A table with a column of each type, as long as these tests run."""
    TABLES["sample"] = TableLayout("sample", "", lambda _: (), EVERY_TYPE)
    yield
    del TABLES["sample"]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file."""
    return tmp_path_factory.mktemp("tables") / "sample.csv"


def written(path: Path, rows: list[Row]) -> bytes:
    """Writes a table of the sample."""
    with path.open("wb") as file:
        writer = CsvWriter(file, EVERY_TYPE)
        writer.add(rows)
        writer.end()
    return path.read_bytes()


class TestReadTable:
    @given(rows=ROWS)
    def test_what_was_written_reads_back(self, path: Path, rows: list[Row]) -> None:
        """
        The same values of the same types, None and an empty text apart; and as the same bytes.
        """
        data = written(path, rows)
        back = list(read_table(path, "sample"))
        assert back == rows
        assert [[type(cell) for cell in row] for row in back] == [
            [type(cell) for cell in row] for row in rows
        ]
        assert written(path, back) == data

    @given(rows=ROWS)
    def test_any_reader_of_csv_sees_the_neutralised_cells(
        self, path: Path, rows: list[Row]
    ) -> None:
        """
        A line for each row, an empty cell for None, numbers as numbers.
        """
        written(path, rows)
        with path.open(encoding="utf-8", newline="") as file:
            head, *lines = csv.reader(file)
        assert head == [column.name for column in EVERY_TYPE]
        assert len(lines) == len(rows)
        for line, row in zip(lines, rows, strict=True):
            text, _, _, _, number, whole, _ = line
            assert text == ("" if row[0] is None else neutralised(str(row[0])))
            assert (float(number) if number else None) == row[4]
            assert (int(whole) if whole else None) == row[5]

    def test_bytes(self, tmp_path: Path) -> None:
        """
        UTF-8 without a mark, lines that end in CR LF, quotation marks only where they are needed.
        """
        day, now = Date(2026, 9, 7), datetime.datetime(2026, 9, 7, 12, tzinfo=datetime.UTC)
        rows: list[Any] = [
            ('é, "ü"', "t-1 t-2", day, now, -5.0, -3, True),
            (None,) * 7,
            ("=1", "-1", day, now, 1e-7, 0, False),
        ]
        assert written(tmp_path / "sample.csv", rows) == (
            b"text,ids,day,instant,number,whole,flag\r\n"
            b'"\xc3\xa9,\' ""\xc3\xbc""",t-1 t-2,2026-09-07,2026-09-07T12:00:00Z,-5.0,-3,true\r\n'
            b",,,,,,\r\n"
            b"'=1,'-1,2026-09-07,2026-09-07T12:00:00Z,1e-07,0,false\r\n"
        )

    @pytest.mark.parametrize("words", [False, True])
    @pytest.mark.parametrize("name", [name for name in TABLES if name != "sample"])
    def test_tables_of_cycles(self, tmp_path: Path, name: str, *, words: bool) -> None:
        """
        With own words or without them, as the first line says.
        """
        write_tables(CYCLES, tmp_path, tables=[name], words=words)
        back = list(read_table(str(tmp_path / f"{name}.csv"), name))
        assert back == list(CycleTable(name, CYCLES, words=words))

    def test_a_column_too_many_is_no_table(self, tmp_path: Path) -> None:
        """
        Nor are the cells of another row when they are written.
        """
        with pytest.raises(ValueError, match="zip"):
            written(tmp_path / "sample.csv", [("a",)])

    HEAD = b"text,ids,day,instant,number,whole,flag\r\n"
    GOOD = b"a,b,2026-09-07,2026-09-07T12:00:00Z,1.5,3,true\r\n"

    @pytest.mark.parametrize(
        ("data", "line", "expected"),
        [
            (b"", 1, "the names of the columns of sample"),
            (b"text,ids\r\n", 1, "the names of the columns of sample"),
            (b"\xef\xbb\xbf" + HEAD, 1, "the names of the columns of sample"),
            (HEAD + GOOD + b"a,b\r\n", 3, "7 cells"),
            (HEAD + GOOD.replace(b"\r\n", b",\r\n"), 2, "7 cells"),
            (HEAD + GOOD.replace(b"a", b'"a"b', 1), 2, "CSV as RFC 4180 says"),
            (HEAD + GOOD + b'"a,b', 3, "CSV as RFC 4180 says"),
            (HEAD + b"a" * 131_073 + GOOD, 2, "CSV as RFC 4180 says"),
            (HEAD + GOOD + b"\xff" + GOOD, 3, "UTF-8"),
            (b"\xff" + HEAD, 1, "UTF-8"),
            (HEAD + GOOD.replace(b"2026-09-07,", b"2026-9-7,"), 2, "a day as YYYY-MM-DD in day"),
            (HEAD + GOOD.replace(b"Z", b""), 2, "an instant as RFC 3339 says in instant"),
            (HEAD + GOOD.replace(b"1.5", b"1,5"), 2, "7 cells"),
            (HEAD + GOOD.replace(b"1.5", b"nan"), 2, "a number in number"),
            (HEAD + GOOD.replace(b"1.5", b"1_0"), 2, "a number in number"),
            (HEAD + GOOD.replace(b"1.5", b" "), 2, "a number in number"),
            (HEAD + GOOD + GOOD.replace(b",3,", b",3.0,"), 3, "a whole number in whole"),
            (HEAD + GOOD.replace(b",3,", b",03,"), 2, "a whole number in whole"),
            (HEAD + GOOD.replace(b"true", b"TRUE"), 2, "true or false in flag"),
        ],
    )
    def test_malformed(self, tmp_path: Path, data: bytes, line: int, expected: str) -> None:
        """
        The error names file, line, what was expected and in which column; no cell is told.
        """
        path = tmp_path / "sample.csv"
        path.write_bytes(data)
        with pytest.raises(TableMalformed) as refused:
            list(read_table(path, "sample"))
        assert refused.value.fields == {"file": str(path), "line": line, "expected": expected}
        assert str(refused.value) == f"{path}, line {line}: expected {expected}"

    def test_what_is_right_before_comes_first(self, tmp_path: Path) -> None:
        """
        Rows are read as they are asked for; the longest cell is one that the csv module reads.
        """
        path = tmp_path / "sample.csv"
        path.write_bytes(self.HEAD + self.GOOD.replace(b"a", b"a" * 131_072, 1) + b"a\r\n")
        rows = read_table(path, "sample")
        assert next(rows)[0] == "a" * 131_072
        with pytest.raises(TableMalformed):
            next(rows)

    def test_what_is_not_there(self, tmp_path: Path) -> None:
        """
        An unknown table, a missing file.
        """
        with pytest.raises(TableUnknown):
            next(read_table(tmp_path / "songs.csv", "songs"))
        with pytest.raises(FileNotFoundError):
            next(read_table(tmp_path / "none.csv", "events"))


def test_writing_to_memory() -> None:
    """A table can be written to any open file, which stays open."""
    file = io.BytesIO()
    writer = CsvWriter(file, EVERY_TYPE[:1])
    writer.add([("a",), ("b;=1",)])
    writer.end()
    assert file.getvalue() == b"text\r\na\r\nb;'=1\r\n"


@pytest.mark.slow
@given(rows=st.lists(st.tuples(TEXTS, st.none() | st.floats(-1e9, 1e9)), min_size=1, max_size=5))
def test_pandas_reads_it(path: Path, rows: list[tuple[Any, ...]]) -> None:
    """
    Its reader of CSV sees the same cells, numbers as numbers.
    """
    import pandas as pd  # type: ignore[import-untyped]

    columns = [EVERY_TYPE[0], EVERY_TYPE[4]]
    with path.open("wb") as file:
        CsvWriter(file, columns).add(rows)
    frame = pd.read_csv(
        path, keep_default_na=False, na_values={"number": [""]}, dtype={"text": str}
    )
    assert list(frame["text"]) == [neutralised(text) for text, _ in rows]
    assert [None if pd.isna(number) else number for number in frame["number"]] == [
        None if number is None else pytest.approx(number, rel=1e-15) for _, number in rows
    ]

"""Tables of cycles as values and as files."""

import hashlib
import json
import os
import tracemalloc
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from typing import Any

import nanoarrow as na  # type: ignore[import-untyped]
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from told import ADOPTED, CYCLES, GROUP_CYCLE

from coachcycle.cycles import Cycle
from coachcycle.interchange import (
    TABLES,
    CycleTable,
    Manifest,
    TableForm,
    TableUnknown,
    check,
    read,
    read_table,
    write_tables,
)
from coachcycle.testing import histories
from coachcycle.vocabulary import TypeMismatch

FORMS: list[TableForm] = ["csv", "arrow"]
NAMES = {"csv": [f"{name}.csv" for name in TABLES], "arrow": [f"{name}.arrows" for name in TABLES]}


def bytes_in(folder: Path) -> dict[str, bytes]:
    """What a folder holds."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


class TestCycleTable:
    def test_as_a_value(self) -> None:
        """
        It is made by name or by layout, and its sight tells nothing of the rows.
        """
        table = CycleTable("measurements", CYCLES)
        assert table == CycleTable(TABLES["measurements"], CYCLES)
        assert table != CycleTable("measurements", CYCLES, words=True)
        assert repr(table) == "<CycleTable measurements: 8 columns>"
        assert repr(CycleTable("goals", CYCLES)) == "<CycleTable goals: 28 columns>"
        assert repr(CycleTable("goals", CYCLES, words=True)) == "<CycleTable goals: 32 columns>"

    @pytest.mark.parametrize(
        ("layout", "words", "what"), [(3, False, "layout"), ("events", 1, "words")]
    )
    def test_other_values(self, layout: Any, words: Any, what: str) -> None:
        """
        A table is no number, and a flag is true or false.
        """
        with pytest.raises(TypeMismatch) as refused:
            CycleTable(layout, [], words=words)
        assert refused.value.what == what

    @pytest.mark.parametrize("name", TABLES)
    def test_the_order_of_the_cycles_is_kept(self, name: str) -> None:
        """
        Rows of one cycle after the other, the same however often they are gone through.
        """
        table = CycleTable(name, [ADOPTED, GROUP_CYCLE, ADOPTED])
        alone = [list(CycleTable(name, [cycle])) for cycle in table.cycles]
        assert list(table) == [row for rows in alone for row in rows] == list(table)

    def test_cycles_are_taken_one_at_a_time(self) -> None:
        """
        An iterator gives its cycles once.
        """
        taken = []

        def cycles() -> Iterator[Cycle]:
            for cycle in (ADOPTED, GROUP_CYCLE):
                taken.append(cycle.id)
                yield cycle

        table = CycleTable("cycles", cycles())
        rows = iter(table)
        assert taken == []
        next(rows)
        assert taken == ["cycle-2"]
        assert len(list(rows)) == 1
        assert list(table) == []


class TestWriteTables:
    @pytest.mark.parametrize("form", FORMS)
    def test_all_of_them(self, tmp_path: Path, form: TableForm) -> None:
        """
        A file each, from cycles that come once, with as many rows as is said; no manifest by itself.
        """
        counts = write_tables(iter(CYCLES), tmp_path / "new" / "out", form=form)
        assert counts == {name: len(list(CycleTable(name, CYCLES))) for name in TABLES}
        assert sorted(os.listdir(tmp_path / "new" / "out")) == sorted(NAMES[form])

    def test_arrow_files_hold_every_row(self, tmp_path: Path) -> None:
        """
        To the last, and with own words when they are asked for.
        """
        write_tables(CYCLES, tmp_path, form="arrow", words=True)
        for name in TABLES:
            table = CycleTable(name, CYCLES, words=True)
            read_back = na.ArrayStream.from_path(tmp_path / f"{name}.arrows").to_pylist()
            assert read_back == na.ArrayStream(table).to_pylist()
            assert len(read_back) == len(list(table))

    def test_csv_by_itself_without_words(self, tmp_path: Path) -> None:
        """
        What is not said is CSV of every table without own words.
        """
        write_tables(CYCLES, tmp_path)
        for name in TABLES:
            assert list(read_table(tmp_path / f"{name}.csv", name)) == list(
                CycleTable(name, CYCLES)
            )

    @pytest.mark.parametrize("form", FORMS)
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=5)
    @given(cycles=st.lists(histories(longest=12), max_size=3))
    def test_the_same_cycles_give_the_same_bytes(
        self, tmp_path: Path, form: TableForm, cycles: list[Cycle]
    ) -> None:
        """
        Also from values that were made anew, and over what was there before.
        """
        write_tables(cycles, tmp_path, form=form, words=True, manifest=True)
        before = bytes_in(tmp_path)
        write_tables(iter(cycles), tmp_path, form=form, words=True, manifest=True)
        assert bytes_in(tmp_path) == before

    @pytest.mark.parametrize("form", FORMS)
    def test_manifest(self, tmp_path: Path, form: TableForm) -> None:
        """
        It names each file that was written with its rows and its sum, and is a valid document.
        """
        counts = write_tables(
            CYCLES, tmp_path, tables=["sessions", "events", "sessions"], form=form, manifest=True
        )
        assert counts == {"sessions": 2, "events": 30}
        [manifest] = read(tmp_path / "manifest.json", Manifest)
        assert list(check([tmp_path / "manifest.json"])) == []
        files = bytes_in(tmp_path)
        assert [(one.name, one.records, one.sha256) for one in manifest.files] == [
            (name, rows, hashlib.sha256(files[name]).hexdigest())
            for name, rows in [(NAMES[form][1], 30), (NAMES[form][2], 2)]
        ]
        assert len(files) == 3

    @pytest.mark.parametrize("form", FORMS)
    @pytest.mark.parametrize("there", [False, True])
    def test_all_or_none(self, tmp_path: Path, form: TableForm, *, there: bool) -> None:
        """
        When the source of the cycles breaks, what was there still is, and nothing beside it.
        """
        out = tmp_path / "out"
        if there:
            write_tables([ADOPTED], out, form=form, manifest=True)
        before = bytes_in(out) if there else None

        def failing() -> Iterator[Cycle]:
            yield GROUP_CYCLE
            raise RuntimeError("the source of the cycles broke")

        with pytest.raises(RuntimeError, match="the source"):
            write_tables(failing(), out, form=form, manifest=True)
        assert (bytes_in(out) if out.exists() else None) == before

    def test_a_folder_in_the_way(self, tmp_path: Path) -> None:
        """
        Where one file cannot be put in place, none is.
        """
        (tmp_path / "sessions.csv").mkdir()
        with pytest.raises(IsADirectoryError) as refused:
            write_tables(CYCLES, tmp_path)
        assert refused.value.filename == str(tmp_path / "sessions.csv")
        assert os.listdir(tmp_path) == ["sessions.csv"]

    def test_an_unknown_table(self, tmp_path: Path) -> None:
        """
        Nothing is written, not even a folder.
        """
        with pytest.raises(TableUnknown):
            write_tables(CYCLES, tmp_path / "out", tables=["events", "songs"])
        with pytest.raises(TypeMismatch):
            write_tables(CYCLES, tmp_path / "out", tables="events")
        assert not (tmp_path / "out").exists()

    @pytest.mark.parametrize("form", FORMS)
    def test_memory_does_not_grow_with_the_cycles(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: TableForm
    ) -> None:
        """
        Ten times as many rows need no more than a tenth more.
        """
        monkeypatch.setattr("coachcycle.interchange.arrow_tables.BATCH_ROWS", 100)
        peaks = []
        for count in (20, 200):
            tracemalloc.start()
            rows = write_tables(repeat(GROUP_CYCLE, count), tmp_path, tables=["events"], form=form)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
            assert rows == {"events": 29 * count}
        assert peaks[1] < 1.1 * peaks[0]


class TestLayoutsAreFixed:
    def test_names_and_types(self) -> None:
        """
        What analysts build on: every table's columns, in order, with their types.
        """
        published = json.loads(Path(__file__).with_name("columns.json").read_text("utf-8"))
        assert published == {
            name: {column.name: column.type.value for column in layout.all_columns}
            for name, layout in TABLES.items()
        }

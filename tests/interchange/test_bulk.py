"""Files of documents: streams in, whole files out."""

import errno
import gzip
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coachcycle.cycles import Cycle, CycleModel, Event, Models
from coachcycle.goals import Goal
from coachcycle.interchange import (
    DocumentRefused,
    NotObtained,
    NotOneDocument,
    Unreadable,
    bulk,
    check,
    encode,
    read,
    read_cycles,
    write,
    write_folder,
)
from coachcycle.interchange import folder as schemas
from coachcycle.interchange.source import Stream
from coachcycle.interchange.strict_json import Limits, TooLarge
from coachcycle.people import Roster, Teacher
from coachcycle.schoolyear import Schedule, SchoolYear, Timetable
from coachcycle.testing import histories, schedules
from desk import Desk, active, goal, improving

ROSTER = Roster(teachers=[Teacher(id="t-1")])


class TestReadAndWrite:
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(histories(longest=6), max_size=3))
    def test_cycles(self, tmp_path: Path, cycles: list[Cycle]) -> None:
        """
        What was written reads back equal, and as the same bytes.
        """
        path = tmp_path / "cycles.ndjson"
        assert write(cycles, path) == len(cycles)
        assert list(read(path, Cycle)) == cycles
        before = path.read_bytes()
        write(read(path, Cycle), path)
        assert path.read_bytes() == before

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
    @given(schedules())
    def test_timetables_and_their_years(self, tmp_path: Path, schedule: Schedule) -> None:
        """
        What was written reads back equal, and nothing is wrong with it, alone or together.
        """
        [year] = schedule.calendar.years
        paths = [tmp_path / "timetable.json", tmp_path / "year.json"]
        write([schedule.timetable], paths[0])
        write([year], paths[1])
        assert list(read(paths[0], Timetable)) == [schedule.timetable]
        assert list(read(paths[1], SchoolYear)) == [year]
        assert list(check(paths)) == []

    def test_bare_events_are_gathered(self, tmp_path: Path) -> None:
        """
        The events of several cycles may come in any order among each other.
        """
        first, second = active(), Desk(cycle="cycle-2")
        second.enter("agreed", by="t-1", cycle="cycle-2")
        log = [*first.cycle.log[:2], *second.cycle.log, *first.cycle.log[2:]]
        path = tmp_path / "events.jsonl"
        write(log, path)
        assert list(read(path, Cycle)) == [first.cycle, second.cycle]
        assert list(read(path, Event)) == log

    def test_one_document(self, tmp_path: Path) -> None:
        """
        Indented, with a line end, and exactly one.
        """
        path = tmp_path / "roster.json"
        assert write([ROSTER], path) == 1
        assert path.read_text().endswith("\n}\n")
        assert list(read(path, Roster)) == [ROSTER]
        for values in ([], [ROSTER, ROSTER]):
            with pytest.raises(NotOneDocument):
                write(values, path)
        assert list(read(path, Roster)) == [ROSTER]

    def test_what_cannot_be_read(self, tmp_path: Path) -> None:
        """
        The error names file and line, what is wrong, and where all of it is told.
        """
        path = tmp_path / "goals.ndjson"
        write([goal(), goal("g-2")], path)
        with pytest.raises(DocumentRefused) as caught:
            list(read(path, Roster))
        assert (caught.value.line, caught.value.problem.code) == (1, "document.kind_wrong")
        path.write_bytes(path.read_bytes() + b"\n{\n")
        goals = read(path, Goal)
        assert [next(goals).id, next(goals).id] == ["g-1", "g-2"]
        with pytest.raises(DocumentRefused) as caught:
            next(goals)
        assert (caught.value.line, caught.value.problem.code) == (4, "bytes.unreadable")
        with pytest.raises(FileNotFoundError):
            next(read(tmp_path / "none.json", Goal))


class TestReadCycles:
    def test_cycles_of_several_files(self, tmp_path: Path) -> None:
        """
        In the order of the files, beside documents of other kinds; those of bare events come last.
        """
        first, second, third = active(), Desk(cycle="cycle-2"), Desk(cycle="cycle-3")
        files = ["a.ndjson", "goal.json", "b.ndjson", "c.json"]
        second.enter("agreed", by="t-1", cycle="cycle-2")
        write([second.cycle.log[0], third.cycle], tmp_path / files[0])
        write([goal()], tmp_path / files[1])
        write([goal("g-2"), second.cycle.log[1]], tmp_path / files[2])
        write([first.cycle], tmp_path / files[3])
        found = read_cycles([tmp_path / name for name in files])
        assert list(found) == [third.cycle, first.cycle, second.cycle]
        assert list(check([tmp_path / name for name in files])) == []

    def test_models_among_the_files(self, tmp_path: Path) -> None:
        """
        A model in a .json file is known to those before it, too.
        """
        [model] = read(schemas() / "models" / "try_measure_learn.json", CycleModel)
        desk = Desk(models=Models([model]), model=model.ref)
        write([desk.cycle], tmp_path / "cycles.ndjson")
        write([model], tmp_path / "model.json")
        paths = [str(tmp_path / name) for name in ("cycles.ndjson", "model.json")]
        assert list(read_cycles(paths)) == [desk.cycle]
        with pytest.raises(DocumentRefused) as refused:
            list(read_cycles(paths[:1]))
        assert (refused.value.file, refused.value.line) == (paths[0], 1)
        assert refused.value.problem.code == "cycles.model_unknown"
        assert list(read_cycles(paths[:1], Models([model]))) == [desk.cycle]

    def test_models_among_the_lines(self, tmp_path: Path) -> None:
        """
        One on a line is known from there on, as it is to check.
        """
        [model] = read(schemas() / "models" / "try_measure_learn.json", CycleModel)
        desk = Desk(models=Models([model]), model=model.ref)
        path = tmp_path / "all.ndjson"
        write([model, desk.cycle], path)
        assert list(check([path])) == []
        assert list(read_cycles([path])) == [desk.cycle]
        write([desk.cycle, model], path)
        assert [one.code for one in check([path])] == ["cycles.model_unknown"]
        with pytest.raises(DocumentRefused):
            list(read_cycles([path]))

    def test_what_cannot_be_read(self, tmp_path: Path) -> None:
        """
        The error names file and line, after what was right before.
        """
        path = tmp_path / "cycles.ndjson"
        write([active().cycle], path)
        path.write_bytes(path.read_bytes() + b"\n{\n")
        found = read_cycles([path])
        assert next(found) == active().cycle
        with pytest.raises(DocumentRefused) as refused:
            next(found)
        assert (refused.value.line, refused.value.problem.code) == (3, "bytes.unreadable")
        with pytest.raises(FileNotFoundError):
            next(read_cycles([tmp_path / "none.ndjson"]))


class TestTexts:
    def lines(self, data: bytes, name: str) -> list[tuple[int, bytes]]:
        """The documents of a file."""
        return [(text.line, text.data) for text in bulk.texts(io.BytesIO(data), name)]

    def test_names(self) -> None:
        """
        The ending says whether a file holds one document or one on each line.
        """
        data = b"{}\n\n{}\r\n"
        assert self.lines(data, "a.ndjson") == [(1, b"{}"), (3, b"{}")]
        assert self.lines(data, "a.json") == [(1, data)]

    def test_without_a_name_the_first_line_says_it(self) -> None:
        """
        A document by itself is the first of many, the beginning of one is not.
        """
        assert self.lines(b"{}\n{\n", "-") == [(1, b"{}"), (2, b"{")]
        assert self.lines(b"{\n}\n", "-") == [(1, b"{\n}\n")]
        assert self.lines(b"", "-") == [(1, b"")]

    def test_a_long_line_is_one_record(self) -> None:
        """
        What is longer than is read is skipped to its end, refused once, and not held.
        """
        limits = Limits(record_bytes=10)
        found = list(bulk.texts(io.BytesIO(b"1" * 35 + b"\n{}\n"), "a.ndjson", limits))
        assert [(text.line, text.data) for text in found] == [(1, b""), (2, b"{}")]
        for name in ("a.ndjson", "a.jsonl.gz"):
            [text] = bulk.texts(io.BytesIO(b" " * 35 + b"{}\n"), name, limits)
            with pytest.raises(Unreadable):
                text.loads()

    def test_a_long_first_line_without_a_name(self) -> None:
        """
        Of more bytes than a record may have it is the beginning of one document, whatever it begins with.
        """
        for data in (b'{"a": 123456789}\n{}\n', b"{}" + b" " * 20 + b"x\n{}\n"):
            [text] = bulk.texts(io.BytesIO(data), "-", Limits(record_bytes=10))
            assert text.data == data
        lines = bulk.texts(io.BytesIO(b"{}" + b" " * 8 + b"\r\n{}\n"), "-", Limits(record_bytes=10))
        assert [text.line for text in lines] == [1, 2]

    def test_a_large_document_is_refused_unread(self) -> None:
        """
        One of the most bytes is read, one of a byte more is not held.
        """
        limits = Limits(document_bytes=10)
        [text] = bulk.texts(io.BytesIO(b"1" * 10), "a.json", limits)
        assert text.data == b"1" * 10
        [text] = bulk.texts(io.BytesIO(b"1" * 11), "a.json", limits)
        assert (text.data, isinstance(text.problem, TooLarge)) == (b"", True)


class TestPacked:
    """Files that gzip packed."""

    def lines(self, data: bytes) -> list[tuple[int, str]]:
        """The lines of the texts of a file of lines, and its last problem."""
        stream = Stream(io.BytesIO(data), "a.ndjson.gz")
        return [
            (text.line, str(text.problem) if text.problem else text.data.decode())
            for text in bulk.texts(stream, "a.ndjson.gz")
        ]

    @pytest.mark.parametrize("name", ["a.ndjson.gz", "a.jsonl.gz"])
    def test_what_was_written_reads_back(self, tmp_path: Path, name: str) -> None:
        """
        As an equal value, from the same bytes each time, whatever the name and the day.
        """
        cycles = [active().cycle, improving(cycle="cycle-2").cycle]
        assert write(cycles, tmp_path / name) == 2
        assert list(read(tmp_path / name, Cycle)) == list(read_cycles([tmp_path / name])) == cycles
        assert list(check([tmp_path / name])) == []
        write(cycles, tmp_path / "other.ndjson.gz")
        packed = (tmp_path / name).read_bytes()
        assert packed == (tmp_path / "other.ndjson.gz").read_bytes()
        assert packed[3:8] == bytes(5), "no name and no time"

    def test_one_document(self, tmp_path: Path) -> None:
        """
        Exactly one, as without packing; what is packed holds against its manifest as it is on the disk.
        """
        files: dict[str, Any] = {"roster.json.gz": [ROSTER], "goals.ndjson.gz": [goal()]}
        write_folder(files, tmp_path, manifest=True)
        assert list(read(tmp_path / "roster.json.gz", Roster)) == [ROSTER]
        assert list(check(tmp_path.iterdir())) == []
        with pytest.raises(NotOneDocument) as refused:
            write([], tmp_path / "roster.json.gz")
        assert refused.value.ending == ".json"
        plain = gzip.decompress((tmp_path / "goals.ndjson.gz").read_bytes())
        (tmp_path / "goals.ndjson.gz").write_bytes(gzip.compress(plain + plain, mtime=0))
        assert sorted(one.code for one in check(tmp_path.iterdir())) == [
            "record.count_differs",
            "record.goal_repeated",
            "record.sum_differs",
        ]

    def test_known_by_its_first_bytes(self, tmp_path: Path) -> None:
        """
        Under whatever name; a file that is not packed is not, and .gz promises that it is.
        """
        write([ROSTER], tmp_path / "roster.json.gz")
        (tmp_path / "roster.json.gz").rename(tmp_path / "roster.json")
        assert list(read(tmp_path / "roster.json", Roster)) == [ROSTER]
        for data, how in ((b"", "cut off"), (b"\x1f", "damaged"), (b"{}\n", "damaged")):
            (tmp_path / "a.ndjson.gz").write_bytes(data)
            [finding] = check([tmp_path / "a.ndjson.gz"])
            assert (finding.code, finding.fields) == ("bytes.damaged", {"how": how})

    @given(st.lists(st.binary(max_size=50), min_size=1, max_size=4))
    def test_members_are_read_as_one(self, parts: list[bytes]) -> None:
        """
        However the bytes are divided among them.
        """
        packed = b"".join(gzip.compress(part) for part in parts)
        assert Stream(io.BytesIO(packed), "-").read() == b"".join(parts)

    def test_cut_off_anywhere(self) -> None:
        """
        Whole lines before the cut are read, then it is told with the line that was reached; never more, never less.
        """
        whole = [f'{{"{n}": "{n * 12345}"}}' for n in range(20)]
        packed = gzip.compress("\n".join([*whole, ""]).encode())
        for end in range(len(packed)):
            *read, (line, problem) = self.lines(packed[:end])
            assert read == list(enumerate(whole, 1))[: line - 1]
            assert "here" in problem
            if end >= len(packed) - 8:
                assert line == 21, "only the sum and the length are missing"
        assert self.lines(packed) == list(enumerate(whole, 1))

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda packed: packed + b"garbage",
            lambda packed: packed + packed[:1] + b"x",
            lambda packed: packed[:-8] + bytes([packed[-8] ^ 1]) + packed[-7:],
            lambda packed: packed[:-1] + bytes([packed[-1] ^ 1]),
        ],
    )
    def test_damaged_at_its_end(self, spoil: Any) -> None:
        """
        What trails, a wrong sum and a wrong length are told after all lines.
        """
        *read, (line, problem) = self.lines(spoil(gzip.compress(b"{}\n[]\n")))
        assert (read, line) == ([(1, "{}"), (2, "[]")], 3)
        assert "damaged" in problem

    @given(st.data())
    def test_damaged_anywhere(self, data: st.DataObject) -> None:
        """
        Lines, then at most one problem; never an exception.
        """
        packed = bytearray(gzip.compress(b"".join(b"%d\n" % n for n in range(99))))
        packed[data.draw(st.integers(0, len(packed) - 1))] ^= 2 ** data.draw(st.integers(0, 7))
        problems = [text.problem for text in bulk.texts(Stream(io.BytesIO(packed), ".gz"), ".gz")]
        assert all(problem is None for problem in problems[:-1])

    def test_reading_breaks_off(self) -> None:
        """
        A disk that fails is told as such, after what was read before.
        """

        class Failing(io.BytesIO):
            def read1(self, size: int | None = -1, /) -> bytes:
                if self.tell() > 2:
                    raise OSError(errno.EIO, "Input/output error")
                return super().read1(size)

        texts = [*bulk.texts(Stream(Failing(b"{}\n{}\n"), "a.ndjson"), "a.ndjson")]
        assert [text.line for text in texts] == [1, 2, 3]
        assert isinstance(texts[-1].problem, NotObtained)

    @pytest.mark.slow
    @pytest.mark.skipif(sys.platform != "linux", reason="measures memory in /proc")
    @pytest.mark.parametrize("unit", [b"\0", b" ", b"x", b"[", b'{"a":'])
    def test_bombs(self, tmp_path: Path, unit: bytes) -> None:
        """
        A gigabyte in a megabyte, as one document, one line, on standard input, and packed twice: a finding
        within 64 MB of memory.
        """
        part = unit * (2**20 // len(unit))
        with gzip.open(tmp_path / "a.json.gz", "wb") as bomb:
            for _ in range(10**9 // len(part)):
                bomb.write(part)
        packed = (tmp_path / "a.json.gz").read_bytes()
        (tmp_path / "a.ndjson.gz").write_bytes(packed)
        (tmp_path / "twice.json.gz").write_bytes(gzip.compress(packed))
        program = (
            "import sys\n"
            "from coachcycle import check\n"
            "print(*{one.code for one in check(sys.argv[1:])})\n"
            # The most that getrusage knows of may be its parent's.
            "print(*(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
        )
        for name in ("a.json.gz", "a.ndjson.gz", "twice.json.gz", "-"):
            path = name if name == "-" else str(tmp_path / name)
            told = subprocess.run(
                [sys.executable, "-c", program, path], input=packed, capture_output=True, check=True
            )
            codes, kilobytes = told.stdout.decode().splitlines()
            assert codes in ("bytes.too_large", "bytes.not_utf8")
            assert int(kilobytes) < 64 * 2**10


class TestAtomic:
    def test_a_failure_leaves_the_old_file(self, tmp_path: Path) -> None:
        """
        Nothing is half written: not the file, and nothing beside it.
        """
        path = tmp_path / "cycles.ndjson"
        write([active().cycle], path)
        before = path.read_bytes()

        def failing() -> Any:
            yield improving().cycle
            raise RuntimeError("the source of the values broke")

        with pytest.raises(RuntimeError):
            write(failing(), path)
        assert path.read_bytes() == before
        assert os.listdir(tmp_path) == ["cycles.ndjson"]

    def test_a_full_disk(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        The same when the disk does not take it.
        """
        path = tmp_path / "roster.json"

        def full(_: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr("coachcycle.interchange.whole.os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            write([ROSTER], path)
        assert os.listdir(tmp_path) == []

    def test_a_folder_is_written_whole_or_not_at_all(self, tmp_path: Path) -> None:
        """
        All files and the manifest, or no file and no folder.
        """
        folder = tmp_path / "new" / "export"
        files: dict[str, Any] = {"roster.json": [ROSTER], "cycles.ndjson": [active().cycle] * 2}
        write_folder(files, folder, manifest=True)
        assert sorted(os.listdir(folder)) == ["cycles.ndjson", "manifest.json", "roster.json"]
        manifest = json.loads((folder / "manifest.json").read_text())
        assert [(one["name"], one["records"]) for one in manifest["files"]] == [
            ("cycles.ndjson", 2),
            ("roster.json", 1),
        ]
        before = {path.name: path.read_bytes() for path in folder.iterdir()}
        with pytest.raises(NotOneDocument):
            write_folder({"roster.json": [Roster()], "goal.json": []}, folder)
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
        with pytest.raises(NotOneDocument):
            write_folder({"roster.json": []}, tmp_path / "other")
        assert not (tmp_path / "other").exists()

    def test_the_bytes_depend_on_the_values_alone(self, tmp_path: Path) -> None:
        """
        The same values give the same file.
        """
        for name in ("a.json", "b.json"):
            write([improving().cycle], tmp_path / name)
        assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
        assert json.loads((tmp_path / "a.json").read_text()) == encode(improving().cycle)

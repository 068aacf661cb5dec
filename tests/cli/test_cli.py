"""The commands, as people and programs call them."""

import gzip
import importlib
import json
import os
import pkgutil
import struct
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

import coachcycle
from coachcycle.cli import main
from coachcycle.errors import CODES, explanation
from coachcycle.interchange import TABLES, KitAnswer, encode, folder, kit_cases, schema_text, write
from coachcycle.people import Roster
from desk import active, goal

if sys.platform != "win32":
    import fcntl
    import termios

DATA = Path(__file__).parents[1] / "interchange" / "oneroster" / "data"
BULK = DATA / "conformance-1.2" / "valid" / "rostering-bulk-package"
KIT = DATA / "conformance-1.2"


def call(*arguments: str | Path, **options: Any) -> Result:
    """Calls the command in this process."""
    return CliRunner().invoke(main, [str(one) for one in arguments], **options)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A file with nothing wrong in it."""
    path = tmp_path / "goal.json"
    write([goal()], path)
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A file with one thing wrong in it, whose path needs escaping."""
    path = tmp_path / "bad, 100%.json"
    path.write_text(json.dumps(encode(goal()) | {"target": "high"}))
    return path


def _read_all(terminal: int) -> bytes:
    """What is written to a terminal until nobody has it open."""
    seen = b""
    try:
        while part := os.read(terminal, 2**16):
            seen += part
    except OSError:
        pass  # So Linux says that nobody has it open.
    return seen


class TestValidate:
    def test_clean(self, good: Path) -> None:
        """
        Nothing is said, and the code is 0.
        """
        result = call("validate", good)
        assert (result.exit_code, result.output) == (0, "")

    def test_text(self, bad: Path) -> None:
        """
        A finding is a line: place, severity, code, pointer, sentence.
        """
        result = call("validate", bad)
        column = bad.read_text().index('"high", "target_day"') + 1
        expected = f"{bad}:1:{column}: error schema.type_wrong /target expected a number\n"
        assert (result.exit_code, result.output) == (1, expected)

    def test_json(self, bad: Path, good: Path) -> None:
        """
        One JSON array, with or without findings.
        """
        [finding] = json.loads(call("validate", bad, "--format", "json").output)
        assert finding["code"] == "schema.type_wrong"
        assert (finding["file"], finding["line"], finding["pointer"]) == (str(bad), 1, "/target")
        assert finding["fields"] == {"expected": "a number"}
        assert json.loads(call("validate", good, "--format", "json").output) == []

    def test_github(self, bad: Path) -> None:
        """
        A workflow command, escaped as GitHub reads it.
        """
        output = call("validate", bad, "--format", "github").output
        assert output.startswith("::error file=")
        assert "bad%2C 100%25.json,line=1,col=" in output
        assert output.endswith("title=schema.type_wrong::/target expected a number\n")

    def test_a_roster_beside(self, tmp_path: Path) -> None:
        """
        People are checked against it; one that is wrong, or none, is told first.
        """
        write([active().cycle], tmp_path / "cycle.json")
        write([Roster()], tmp_path / "roster.json")
        result = call("validate", tmp_path / "cycle.json", "--roster", tmp_path / "roster.json")
        assert result.exit_code == 1
        assert "record.coach_unknown" in result.output
        result = call("validate", tmp_path / "cycle.json", "--roster", tmp_path / "cycle.json")
        assert (result.exit_code, "document.kind_wrong" in result.output) == (1, False)
        assert "roster" in result.output
        assert call("validate", tmp_path / "cycle.json", "--roster", "none.json").exit_code == 3

    def test_several_processes_and_so_many_findings(self, bad: Path) -> None:
        """
        The same findings; after so many only their number.
        """
        alone = call("validate", bad, bad)
        assert call("validate", bad, bad, "--jobs", "2").output == alone.output
        result = call("validate", bad, bad, "--max-findings", "1")
        assert result.exit_code == 1
        assert result.output.splitlines()[1] == ("error document.more_findings and 1 more findings")
        for option in ("--jobs", "--max-findings"):
            assert call("validate", bad, option, "0").exit_code == 2

    def test_junit(self, bad: Path, good: Path, tmp_path: Path) -> None:
        """
        A case for each file, which fails for its errors; what is no XML is shown as a question mark.
        """
        odd = tmp_path / "a\x01<&.json"
        odd.write_text(json.dumps(encode(Roster()) | {"schema": "1.9", "buses": 3}))
        result = call("validate", bad, good, odd, "--format", "junit")
        assert result.exit_code == 1
        [suite] = ElementTree.fromstring(result.output)
        assert (suite.get("tests"), suite.get("failures")) == ("3", "1")
        wrong, right, warned = suite
        assert [case.get("name") for case in suite][:2] == [str(bad), str(good)]
        [failure] = wrong
        assert (failure.get("type"), failure.get("message")) == (
            "schema.type_wrong",
            "expected a number",
        )
        assert "/target expected a number" in str(failure.text)
        assert list(right) == []
        [output] = warned
        assert (output.tag, "warning schema.key_unknown" in str(output.text)) == (
            "system-out",
            True,
        )
        assert str(warned.get("name")).endswith("a?<&.json")
        limited = call("validate", bad, bad, "--format", "junit", "--max-findings", "1").output
        assert 'name="all files"' in limited

    def test_the_highest_code_counts(self, bad: Path, good: Path, tmp_path: Path) -> None:
        """
        3 for bytes that cannot be had, 1 for what is wrong in them.
        """
        none = tmp_path / "none.json"
        assert call("validate", good, none, bad).exit_code == 3
        assert call("validate", none).exit_code == 3
        assert call("validate", good, bad, good).exit_code == 1

    def test_only_warnings(self, tmp_path: Path) -> None:
        """
        What a newer version added is told, and nothing is wrong.
        """
        path = tmp_path / "roster.json"
        path.write_text(json.dumps(encode(Roster()) | {"schema": "1.9", "buses": 3}))
        result = call("validate", path)
        assert (result.exit_code, "warning" in result.output) == (0, True)

    def test_standard_input(self) -> None:
        """
        `-` is what is piped in.
        """
        data = json.dumps(encode(active().cycle))
        assert call("validate", "-", input=data).exit_code == 0
        result = call("validate", "-", input=data[:-9])
        assert result.exit_code == 1
        assert result.output.startswith("-:1:")

    def test_packed(self, good: Path, tmp_path: Path) -> None:
        """
        Files that gzip packed, and standard input that is.
        """
        packed = gzip.compress(good.read_bytes())
        (tmp_path / "goal.json.gz").write_bytes(packed)
        assert call("validate", tmp_path / "goal.json.gz").output == ""
        assert call("validate", "-", input=packed).output == ""
        (tmp_path / "goal.json.gz").write_bytes(packed[:-1])
        result = call("validate", good, tmp_path / "goal.json.gz")
        assert result.exit_code == 1
        damaged, part = result.output.splitlines()
        assert "error bytes.damaged" in damaged
        assert part.startswith("note document.checked_in_part checked 1 documents in 1 files; ")
        form = ["--format", "json"]
        *_, told = json.loads(call("validate", good, tmp_path / "goal.json.gz", *form).output)
        assert told["fields"]["unread"] == {str(tmp_path / "goal.json.gz"): "bytes.damaged"}
        form = ["--format", "junit"]
        output = call("validate", good, tmp_path / "goal.json.gz", *form).output
        assert ElementTree.fromstring(output).findall(".//testcase[@name='all files']/system-out")

    @pytest.mark.slow
    def test_a_process_that_is_lost(self, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        Is told in a line, and has a code of its own.
        """
        dying = ProcessPoolExecutor(1, get_context("spawn"), os._exit, (1,))
        monkeypatch.setattr(sys.modules["coachcycle.cli.main"], "processes", lambda _: dying)
        result = call("validate", good, "--jobs", "2")
        assert (result.exit_code, result.stdout) == (4, "")
        assert "a process was lost" in result.stderr

    @pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
    @pytest.mark.parametrize("shown", ["stderr", "both", "none"])
    def test_a_bar_on_a_terminal(self, tmp_path: Path, bad: Path, shown: str) -> None:
        """
        It is drawn on standard error, makes way for findings, and goes; standard output is the same.
        """
        write([goal(f"g-{n}") for n in range(300)], tmp_path / "goals.ndjson")
        paths = [str(bad), str(tmp_path / "goals.ndjson")]
        ours, theirs = os.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 200, 0, 0))
        program = [sys.executable, "-c", "from coachcycle.cli import main; main()", "validate"]
        environment = os.environ | {"TERM": "xterm", "FORCE_COLOR": "1"}
        with subprocess.Popen(
            [*program, *paths],
            stdout=theirs if shown == "both" else subprocess.PIPE,
            stderr=subprocess.PIPE if shown == "none" else theirs,
            env=environment,
        ) as process:
            os.close(theirs)
            seen = _read_all(ours)
            stdout, stderr = process.communicate()
        os.close(ours)
        assert process.returncode == 1
        expected = call("validate", *paths).output.encode()
        if shown == "none":
            assert (seen, stderr) == (b"", b"")
        else:
            assert b"records/s" in seen
            assert b"\x1b[2K" in seen, "the bar is erased"
            assert b"records/s" not in seen.rpartition(b"\x1b[2K")[2]
        if shown == "both":
            assert expected.rstrip(b"\n") in seen
        else:
            assert stdout == expected

    def test_usage(self) -> None:
        """
        Called wrongly is 2.
        """
        assert call("validate").exit_code == 2
        assert call("validate", "a.json", "--explain", "bytes.empty").exit_code == 2
        assert call("validate", "--format", "xml", "a.json").exit_code == 2
        assert call("levitate").exit_code == 2


class TestExplain:
    def test_it_prints_what_the_class_says(self) -> None:
        """
        The explanation of the code, and nothing is validated.
        """
        result = call("validate", "--explain", "people.posts_overlap")
        assert result.exit_code == 0
        assert result.output == explanation("people.posts_overlap") + "\n"

    def test_an_unknown_code(self) -> None:
        """
        Is a wrong call.
        """
        for code in ("people.danced", "oneroster.danced", "danced", ""):
            result = call("validate", "--explain", code)
            assert result.exit_code == 2
            assert f"no finding has the code {code}" in result.output

    def test_also_codes_of_what_loads_late(self) -> None:
        """
        Every code of the library, in a process that has loaded no more than the command does.
        """
        for module in pkgutil.walk_packages(coachcycle.__path__, "coachcycle."):
            importlib.import_module(module.name)
        ours = [code for code, cls in CODES.items() if cls.__module__.startswith("coachcycle.")]
        program = "import sys; from coachcycle.cli.main import _explained as e; [e(c) for c in sys.argv[1:]]"
        done = subprocess.run(
            [sys.executable, "-c", program, *ours], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert len(ours) > 200


class TestExport:
    @pytest.fixture
    def cycles(self, tmp_path: Path) -> Path:
        """A file of cycles."""
        path = tmp_path / "cycles.ndjson"
        write([active().cycle], path)
        return path

    def test_csv(self, cycles: Path, good: Path, tmp_path: Path) -> None:
        """
        Every table without own words, and how many rows each has; other kinds are passed over.
        """
        out = tmp_path / "out"
        result = call("export", cycles, good, "--out", out)
        assert result.exit_code == 0
        assert result.output == (
            "cycles: 1 rows\nevents: 3 rows\nsessions: 0 rows\n"
            "goals: 0 rows\nmeasurements: 0 rows\nmembership: 2 rows\n"
        )
        assert sorted(os.listdir(out)) == sorted(f"{name}.csv" for name in TABLES)
        assert (out / "membership.csv").read_bytes() == (
            b"cycle,role,person,first,until\r\ncycle-1,coach,c-1,,\r\ncycle-1,teacher,t-1,,\r\n"
        )
        assert b"title" not in (out / "goals.csv").read_bytes()

    def test_what_is_asked_for(self, cycles: Path, tmp_path: Path) -> None:
        """
        Some tables, with own words and a manifest, as Arrow streams.
        """
        out = tmp_path / "out"
        told = ["--tables", "goals,events", "--words", "--manifest"]
        assert call("export", cycles, "--out", out, *told).exit_code == 0
        assert sorted(os.listdir(out)) == ["events.csv", "goals.csv", "manifest.json"]
        assert (out / "goals.csv").read_bytes().endswith(b",title,group,unit,strategies\r\n")
        assert call("validate", out / "manifest.json").exit_code == 0
        assert call("export", cycles, "--out", out / "a", "--format", "arrow").exit_code == 0
        assert sorted(os.listdir(out / "a")) == sorted(f"{name}.arrows" for name in TABLES)

    def test_findings(self, cycles: Path, bad: Path, tmp_path: Path) -> None:
        """
        They are told as validate tells them, and nothing is written: 1 for what is wrong, a warning
        among it, and 3 for what cannot be had.
        """
        out = tmp_path / "out"
        result = call("export", cycles, bad, "--out", out)
        assert result.exit_code == 1
        told = call("validate", cycles, bad).output
        assert told != ""
        assert result.output == told + "refused: nothing was written\n"
        newer = tmp_path / "roster.json"
        newer.write_text(json.dumps(encode(Roster()) | {"schema": "1.9", "buses": 3}))
        result = call("export", cycles, newer, "--out", out)
        assert (result.exit_code, "warning" in result.stdout) == (1, True)
        assert call("export", tmp_path / "none.json", "--out", out).exit_code == 3
        assert not out.exists()

    def test_usage(self, cycles: Path, tmp_path: Path) -> None:
        """
        Called wrongly is 2, and nothing is written.
        """
        out = tmp_path / "out"
        result = call("export", cycles, "--out", out, "--tables", "events,songs")
        assert (result.exit_code, "cycles, events, sessions" in result.output) == (2, True)
        assert call("export", cycles).exit_code == 2
        assert call("export", cycles, "--out", out, "--format", "xlsx").exit_code == 2
        result = call("export", "-", "--out", out, input="{}")
        assert (result.exit_code, "standard input" in result.output) == (2, True)
        assert not out.exists()

    def test_what_changes_meanwhile(
        self, cycles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        A file in which nothing was found and that is wrong when it is read is refused in one line.
        """
        monkeypatch.setattr(sys.modules["coachcycle.cli.main"], "check", lambda _: iter(()))
        cycles.write_bytes(cycles.read_bytes() + b"{\n")
        result = call("export", cycles, "--out", tmp_path / "out")
        assert result.exit_code == 1
        assert result.stdout.startswith(f"{cycles}, line 2: ")
        assert not (tmp_path / "out").exists()

    def test_without_the_extra(
        self, cycles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        It says what to install.
        """
        monkeypatch.setitem(sys.modules, "nanoarrow", None)
        monkeypatch.setitem(sys.modules, "nanoarrow.ipc", None)
        result = call("export", cycles, "--out", tmp_path / "out", "--format", "arrow")
        assert (result.exit_code, "coachcycle[frames]" in result.output) == (2, True)

    def test_a_folder_that_cannot_be_written(self, cycles: Path, tmp_path: Path) -> None:
        """
        It is the caller's to mend.
        """
        blocked = tmp_path / "file"
        blocked.write_text("in the way")
        result = call("export", cycles, "--out", blocked)
        assert (result.exit_code, "cannot write" in result.output) == (2, True)


class TestImport:
    @pytest.fixture(autouse=True)
    def coaches(self, tmp_path: Path) -> None:
        """A file of coaches."""
        self.path = tmp_path / "coaches.csv"
        self.path.write_text("id\nuser-1\n")

    def run(self, folder: Path, out: Path, *more: str) -> Result:
        """Imports a package."""
        return call(
            "import",
            "oneroster",
            folder,
            "--coaches",
            self.path,
            "--zone",
            "UTC",
            "--out",
            out,
            *more,
        )

    def test_it_writes_both_documents(self, tmp_path: Path) -> None:
        """
        And says what was used; both validate.
        """
        out = tmp_path / "out"
        result = self.run(BULK, out)
        assert result.exit_code == 0
        assert "users.csv: 2 rows used" in result.output
        assert sorted(os.listdir(out)) == ["roster.json", "school_year.json"]
        assert call("validate", out / "roster.json", out / "school_year.json").exit_code == 0

    def test_refused(self, tmp_path: Path) -> None:
        """
        Nothing is written, every finding is told, the code is 1.
        """
        out = tmp_path / "out"
        result = self.run(KIT / "invalid" / "duplicate-sourcedid-failure", out)
        assert result.exit_code == 1
        assert "users.csv:3:1: error oneroster.id_repeated" in result.output
        assert not out.exists()
        assert self.run(DATA / "district-1.1", out).exit_code == 1

    def test_nothing_to_write(self, tmp_path: Path) -> None:
        """
        A package of only a manifest is fine, and gives nothing.
        """
        out = tmp_path / "out"
        assert self.run(KIT / "valid" / "manifest-only-package", out).exit_code == 0
        assert not out.exists()

    def test_not_obtained(self, tmp_path: Path) -> None:
        """
        A folder or file that is not there is 3.
        """
        assert self.run(tmp_path / "none", tmp_path / "out").exit_code == 3

    def test_a_folder_that_cannot_be_written(self, tmp_path: Path) -> None:
        """
        It is the caller's to mend, and nothing is left behind.
        """
        blocked = tmp_path / "file"
        blocked.write_text("in the way")
        result = self.run(BULK, blocked / "out")
        assert result.exit_code == 2
        assert "cannot write" in result.output
        assert blocked.read_text() == "in the way"


class TestModel:
    def test_list_and_show(self) -> None:
        """
        As text, as the published document, as a diagram.
        """
        assert "impact 1: identify > learn > improve" in call("model", "list").output
        assert "requires evidence(checklist) since stay" in call("model", "show", "impact").output
        document = json.loads(call("model", "show", "generic", "--format", "json").output)
        assert document["kind"] == "cycle_model"
        diagram = call("model", "show", "impact", "--format", "mermaid").output
        assert diagram.startswith("stateDiagram-v2\n    [*] --> identify\n")
        assert "    improve --> [*]\n" in diagram

    def test_a_districts_own(self, tmp_path: Path) -> None:
        """
        A model in a file is shown like any other; one that cannot be is shown as findings.
        """
        path = folder() / "models" / "six_step.json"
        assert "need: Identify a student need" in call("model", "show", str(path)).output
        assert "3 to 6 teachers" in call("model", "show", "lesson_study").output
        document = json.loads(path.read_text("utf-8"))
        del document["transitions"][1]
        broken = tmp_path / "own.json"
        broken.write_text(json.dumps(document, indent=2), "utf-8")
        result = call("model", "show", str(broken))
        assert result.exit_code == 1
        assert "own.json:9:5: error cycles.phase_never_completes /phases/0" in result.output
        newer = json.loads(path.read_text("utf-8")) | {"schema": "1.9", "colour": "red"}
        broken.write_text(json.dumps(newer), "utf-8")
        result = call("model", "show", str(broken))
        assert (result.exit_code, "warning schema.key_unknown" in result.output) == (0, True)
        assert "need: Identify a student need" in result.output
        assert call("model", "show", str(tmp_path / "none.json")).exit_code == 3
        broken.write_text(json.dumps(encode(Roster())), "utf-8")
        result = call("model", "show", str(broken))
        assert (result.exit_code, "cycle_model" in result.output) == (1, True)

    def test_unknown(self) -> None:
        """
        The refusal says which there are.
        """
        result = call("model", "show", "waltz")
        assert result.exit_code == 2
        assert "generic 1, get_better_faster 1, impact 1" in result.output


class TestSchema:
    def test_list_show_path(self) -> None:
        """
        What is printed is the published file.
        """
        assert "cycle_model: A model" in call("schema", "list").output
        assert call("schema", "show", "event").output == schema_text("event")
        folder = Path(call("schema", "path").output.strip())
        assert (folder / "event.schema.json").read_text() == schema_text("event")
        assert call("schema", "show", "song").exit_code == 2


class TestConformance:
    def test_this_library(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        Without a file of answers the library's own are held against the kit.
        """
        ours = {case.name: KitAnswer(case.is_valid) for case in kit_cases()}
        monkeypatch.setattr(sys.modules["coachcycle.cli.main"], "kit_answers", lambda: ours)
        result = call("conformance")
        assert result.exit_code == 0
        assert result.output == f"{len(ours)} cases, 0 skipped, 0 differ\n"

    def test_answers_of_another_implementation(self, tmp_path: Path) -> None:
        """
        Each case that differs is told with its rule, what was expected and what came; the code is 1.
        """
        results = tmp_path / "results"
        ends = "logs/withdrawn.ndjson"
        lines = [
            {"case": case.name, "skipped": True}
            if case.name != ends
            else {"case": ends, "valid": False}
            for case in kit_cases()
        ]
        results.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
        result = call("conformance", "--results", results)
        assert result.exit_code == 1
        assert result.output.splitlines() == [
            "logs/withdrawn.ndjson: A proposal is taken back.",
            "  expected valid",
            "  came     invalid",
            f"{len(lines)} cases, {len(lines) - 1} skipped, 1 differ",
        ]
        result = call("conformance", "--results", results, "--format", "json")
        assert result.exit_code == 1
        assert json.loads(result.output) == {
            "cases": len(lines),
            "skipped": len(lines) - 1,
            "differing": [
                {
                    "case": ends,
                    "says": "A proposal is taken back.",
                    "expected": "valid",
                    "came": "invalid",
                }
            ],
        }

    def test_all_skipped(self, tmp_path: Path) -> None:
        """
        Who says that nothing is done is not wrong.
        """
        results = tmp_path / "results"
        lines = [{"case": case.name, "skipped": True} for case in kit_cases()]
        results.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
        assert call("conformance", "--results", results).exit_code == 0

    def test_no_answers(self, tmp_path: Path) -> None:
        """
        A file that is not there, and one that holds something else.
        """
        result = call("conformance", "--results", tmp_path / "none")
        assert (result.exit_code, result.output) == (
            3,
            f"{tmp_path / 'none'}: No such file or directory\n",
        )
        (tmp_path / "other").write_text("{}\n")
        result = call("conformance", "--results", tmp_path / "other")
        told = f"{tmp_path / 'other'}: line 1: expected the name of a case of the kit as 'case'\n"
        assert (result.exit_code, result.output) == (1, told)


class TestDemo:
    def test_a_folder_that_cannot_be_written(self, tmp_path: Path) -> None:
        """
        One sentence, no traceback.
        """
        blocked = tmp_path / "file"
        blocked.write_text("in the way")
        result = call("demo", "--out", blocked)
        assert result.exit_code == 2
        assert "Traceback" not in result.output

    def test_in_a_pipe(self, tmp_path: Path) -> None:
        """
        As a program of its own, with ASCII output, at most 79 characters wide, without colour.
        """
        done = subprocess.run(
            [Path(sys.executable).with_name("coachcycle"), "demo"],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "PYTHONIOENCODING": "ascii"},
            capture_output=True,
            check=True,
        )
        lines = done.stdout.decode("ascii").splitlines()
        assert max(len(line) for line in lines) <= 79
        assert not any("\x1b" in line for line in lines)
        assert (tmp_path / "demo-out" / "manifest.json").is_file()

"""The commands about who should coach whom, as people and programs call them."""

import importlib.util
import json
import signal
import subprocess
import sys
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from click.testing import CliRunner, Result

import coachcycle.balance
from coachcycle.balance import Progress, certify, compare, rebalance, verify
from coachcycle.caseloads import Caseload, Pair
from coachcycle.cli import main
from coachcycle.cli.bar import SearchBar
from coachcycle.interchange import check, read, write
from coachcycle.people import Coach, Post, Roster, School
from coachcycle.report import changes_report, plan_report
from desk import active
from two_schools import BEST, OCTOBER, ROSTER, RULES, YEAR, without_first_coach

JUDGED = certify(BEST, ROSTER, YEAR)
MIXES = "mix_stderr" in signature(CliRunner).parameters
"""Whether click mixes standard error into standard output unless told otherwise, as it does before 8.2."""


def call(*arguments: str | Path) -> Result:
    """Calls the command in this process."""
    told: dict[str, Any] = {"mix_stderr": False} if MIXES else {}
    return CliRunner(**told).invoke(main, [str(one) for one in arguments])


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to be in, with a roster, one of October, rules, a year and a plan."""
    write([ROSTER], tmp_path / "roster.json")
    write([without_first_coach()], tmp_path / "october.json")
    write([RULES], tmp_path / "rules.json")
    write([YEAR], tmp_path / "year.json")
    write([JUDGED], tmp_path / "plan.json")
    monkeypatch.chdir(tmp_path)
    return tmp_path


MAKE = ("balance", "roster.json", "--rules", "rules.json", "--year", "year.json")
CHANGE = ("rebalance", "plan.json", "october.json", "--year", "year.json", "--on", "2026-10-05")
JUDGE = ("verify", "plan.json", "roster.json", "--year", "year.json")
ASK = ("capacity", "roster.json", "--rules", "rules.json", "--year", "year.json")


@pytest.mark.usefixtures("files")
class TestBalance:
    def test_text_and_document(self) -> None:
        """
        The report is printed, the document is written, valid, and the one that Python makes.
        """
        result = call(*MAKE, "--out", "new.json")
        [made] = read("new.json", Caseload)
        assert (result.exit_code, result.stderr) == (0, "")
        assert made == coachcycle.balance.balance(ROSTER, RULES, YEAR)
        assert result.stdout == f"{plan_report(made, verify(made, ROSTER, YEAR))}\n"
        assert list(check(["roster.json", "year.json", "new.json"])) == []

    def test_json(self) -> None:
        """
        The document, what it comes to, and explanations, as one JSON object.
        """
        result = call(*MAKE, "--format", "json", "--explain", "t-7", "--explain", "t-1")
        said = json.loads(result.stdout)
        assert (result.exit_code, sorted(said)) == (0, ["accounts", "caseload", "explanations"])
        assert said["caseload"]["kind"] == "caseload"
        [account] = said["accounts"]
        assert (account["first"], account["values"]["served_need"]) == ("2026-08-17", 18)
        [case] = said["explanations"][0]["cases"]
        assert (case["reason"], case["teachers"]) == ("outweighed", ["t-7"])
        assert case["options"][-1]["exclusions"] == ["evaluates"]

    def test_explained(self) -> None:
        """
        What explain says comes after the report.
        """
        result = call(*MAKE, "--explain", "t-7")
        assert "excluded by evaluates: c-2" in result.stdout.rpartition("From whom")[2]

    def test_a_teacher_whom_nobody_knows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        She is refused before the search.
        """
        monkeypatch.setattr(coachcycle.balance, "balance", None)
        result = call(*MAKE, "--explain", "t-8")
        assert result.exit_code == 2
        assert "t-8 is no teacher of the roster" in result.stderr

    def test_a_teacher_who_is_not_there_yet(self) -> None:
        """
        It is said, and the plan is made all the same.
        """
        [first, *others] = ROSTER.teachers
        late = evolve(first, posts=[Post(school="adams", first=OCTOBER)])
        write([evolve(ROSTER, teachers=[late, *others])], "roster.json")
        result = call(*MAKE, "--explain", "t-1", "--out", "new.json")
        assert (result.exit_code, result.stderr) == (0, "")
        assert "t-1: not there when this part of the plan begins" in result.stdout
        assert Path("new.json").exists()

    def test_written_before_it_is_explained(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        No plan is lost by what comes after the search.
        """
        monkeypatch.setattr(coachcycle.balance, "Explainer", None)
        assert call(*MAKE, "--explain", "t-7", "--out", "new.json").exit_code == 1
        assert Path("new.json").exists()

    def test_plots(self) -> None:
        """
        One picture of loads and one of served need for each stretch.
        """
        result = call(*MAKE, "--plots", "drawn")
        assert result.exit_code == 0
        assert sorted(one.name for one in Path("drawn").iterdir()) == [
            "loads-2026-08-17.png",
            "served-2026-08-17.png",
        ]

    @pytest.mark.parametrize("option", ["--out", "--plots"])
    def test_where_nothing_can_be_written(
        self, monkeypatch: pytest.MonkeyPatch, option: str
    ) -> None:
        """
        It says so, before the search.
        """
        monkeypatch.setattr(coachcycle.balance, "balance", None)
        Path("file").touch()
        result = call(*MAKE, option, "file/below")
        assert result.exit_code == 2
        assert "cannot write to file/below: file is no folder" in result.stderr

    def test_a_folder_for_a_file(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        It is refused before the search, too.
        """
        monkeypatch.setattr(coachcycle.balance, "balance", None)
        result = call(*MAKE, "--out", ".")
        assert (result.exit_code, "cannot write to .: it is a folder" in result.stderr) == (2, True)

    def test_no_space_is_left(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        What only the writing itself can tell is told then.
        """

        def full(*_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("coachcycle.cli.planning.write", full)
        result = call(*MAKE, "--out", "new.json")
        assert "cannot write to new.json: No space left on device" in result.stderr
        monkeypatch.setattr("matplotlib.figure.Figure.savefig", full)
        result = call(*MAKE, "--plots", "drawn")
        assert "cannot write to drawn: No space left on device" in result.stderr

    def test_from_standard_input(self) -> None:
        """
        It is refused, since files are read twice.
        """
        result = call("balance", "-", *MAKE[2:])
        assert (result.exit_code, "standard input" in result.stderr) == (2, True)

    def test_what_does_not_go_together(self) -> None:
        """
        Every problem is a line on standard error, and nothing is written.
        """
        pairs = [Pair(kind="pinned", coach=one, teacher="t-1") for one in ("c-8",)]
        write(
            [evolve(RULES, pairs=[*pairs, Pair(kind="refused", coach="c-9", teacher="t-1")])],
            "rules.json",
        )
        result = call(*MAKE, "--out", "new.json")
        assert (result.exit_code, result.stdout, Path("new.json").exists()) == (1, "", False)
        assert result.stderr.splitlines() == [
            "error balance.not_in_roster pairs: c-8 is not in the roster",
            "error balance.not_in_roster pairs: c-9 is not in the roster",
        ]

    def test_an_interrupt_ends_the_search(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        What was found by then is told, and marked; a second interrupt would be the usual one.
        """
        usual = signal.getsignal(signal.SIGINT)
        search = coachcycle.balance.balance

        def interrupted(*given: Any, **named: Any) -> Caseload:
            signal.raise_signal(signal.SIGINT)
            assert signal.getsignal(signal.SIGINT) is usual
            return search(*given, **named)

        monkeypatch.setattr(coachcycle.balance, "balance", interrupted)
        result = call(*MAKE)
        assert result.exit_code == 0
        assert "The search was ended before its time" in result.stdout
        assert signal.getsignal(signal.SIGINT) is usual

    @pytest.mark.slow
    def test_workers(self) -> None:
        """
        However many processes there are, the answer is the same.
        """
        assert call(*MAKE, "--jobs", "2").stdout == call(*MAKE).stdout

    def test_findings_of_a_file(self) -> None:
        """
        A file that is not valid is told as validate tells it.
        """
        Path("rules.json").write_text("{", "utf-8")
        result = call(*MAKE)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith("rules.json:1:2: error bytes.")

    @pytest.mark.parametrize(
        ("name", "documents", "says"),
        [
            ("none.ndjson", [], "expected one document, came 0"),
            ("two.ndjson", [RULES, RULES], "expected one document, came 2"),
        ],
    )
    def test_not_one_document(self, name: str, documents: list[Any], says: str) -> None:
        """
        A file of lines has to hold one.
        """
        write(documents, name)
        result = call("balance", "roster.json", "--rules", name, "--year", "year.json")
        assert (result.exit_code, says in result.stderr) == (2, True)

    def test_another_kind(self) -> None:
        """
        It says which one was expected.
        """
        result = call("balance", "year.json", "--rules", "rules.json", "--year", "year.json")
        assert (result.exit_code, result.stdout) == (1, "")
        assert "document.refused" in result.stderr

    def test_without_the_extra(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        It says what to install.
        """
        find = importlib.util.find_spec
        for name in [name for name in sys.modules if name.startswith("coachcycle.balance")]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setattr(
            importlib.util, "find_spec", lambda name: None if name == "scipy" else find(name)
        )
        result = call(*MAKE)
        assert result.exit_code == 2
        assert "this needs scipy: pip install 'coachcycle[balance]'" in result.stderr


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    "command", [MAKE, *(pytest.param(one, marks=pytest.mark.slow) for one in (JUDGE, CHANGE, ASK))]
)
def test_as_a_program(command: tuple[str, ...]) -> None:
    """
    The report goes to standard output, whatever is kept off it during the search.
    """
    program = [sys.executable, "-c", "from coachcycle.cli import main; main()", *command]
    done = subprocess.run(program, capture_output=True, text=True, check=True)
    assert done.stdout == call(*command).stdout
    assert done.stdout.count("served_need") >= 1


@pytest.mark.usefixtures("files")
class TestVerify:
    def test_sound(self) -> None:
        """
        The report of a plan whose numbers are right.
        """
        result = call(*JUDGE)
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout == f"{plan_report(JUDGED, verify(JUDGED, ROSTER, YEAR))}\n"

    def test_changed_by_hand(self) -> None:
        """
        Numbers that are no longer right are told, and computed anew; written, they are right.
        """
        [stretch] = JUDGED.stretches
        need, travel = stretch.levels
        levels = [evolve(need, value=17), travel]
        write([evolve(JUDGED, stretches=[evolve(stretch, levels=levels)])], "plan.json")
        result = call(*JUDGE, "--out", "again.json")
        assert result.exit_code == 1
        assert result.stderr.startswith("error balance.value_wrong")
        assert list(read("again.json", Caseload)) == [JUDGED]

    @pytest.mark.parametrize("since", [(), ("--since", "2026-10-05")])
    def test_a_rule_is_broken(self, since: tuple[str, ...]) -> None:
        """
        Each is a line, and there is no report.
        """
        result = call("verify", "plan.json", "october.json", "--year", "year.json", *since)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "error balance.stretch_uncut" in result.stderr


@pytest.mark.usefixtures("files")
class TestRebalance:
    def test_a_coach_has_left(self) -> None:
        """
        First what changes, then the plan from that day on.
        """
        result = call(*CHANGE, "--out", "new.json", "--plots", "drawn", "--explain", "t-1")
        october = without_first_coach()
        [new] = read("new.json", Caseload)
        assert (result.exit_code, result.stderr) == (0, "")
        assert new == rebalance(JUDGED, october, YEAR, OCTOBER)
        changes = changes_report(compare(JUDGED, new, OCTOBER, october))
        assert result.stdout.startswith(f"{changes}\n\n2026-10-05 until 2027-06-05")
        assert sorted(one.name for one in Path("drawn").iterdir()) == [
            "loads-2026-10-05.png",
            "moves.png",
            "served-2026-10-05.png",
        ]
        assert json.loads(call(*CHANGE, "--format", "json").stdout)["comparison"]["kept"] == 3

    def test_open_cycles_and_other_rules(self) -> None:
        """
        Who is in the middle of a cycle stands in the plan, which follows the rules of now.
        """
        write([active().cycle], "cycles.json")
        write([evolve(RULES, reserve_share=0.25)], "rules.json")
        result = call(
            *CHANGE, "--cycles", "cycles.json", "--rules", "rules.json", "--out", "new.json"
        )
        [new] = read("new.json", Caseload)
        assert result.exit_code == 0
        assert new.stretches[-1].open_cycles == {"t-1"}
        assert new.rules.reserve_share == 0.25

    def test_the_cycle_of_who_has_left(self) -> None:
        """
        It may still be open, and stops nothing.
        """
        write([active().cycle], "cycles.json")
        october = without_first_coach()
        left = [one for one in october.teachers if one.id != "t-1"]
        write([evolve(october, teachers=left)], "october.json")
        result = call(*CHANGE, "--cycles", "cycles.json", "--out", "new.json")
        [new] = read("new.json", Caseload)
        assert (result.exit_code, new.stretches[-1].open_cycles) == (0, frozenset())

    def test_cycles_that_cannot_be_had(self) -> None:
        """
        It is told as validate tells it.
        """
        result = call(*CHANGE, "--cycles", "no-such.json")
        assert (result.exit_code, "bytes.not_obtained" in result.stderr) == (3, True)

    def test_where_there_are_no_cycles(self) -> None:
        """
        Another document in their place is refused; a file of nothing says that none is open.
        """
        result = call(*CHANGE, "--cycles", "roster.json")
        assert (result.exit_code, "expected cycles or events" in result.stderr) == (2, True)
        Path("none.ndjson").touch()
        assert call(*CHANGE, "--cycles", "none.ndjson").exit_code == 0

    def test_a_day_of_no_plan(self) -> None:
        """
        It is refused.
        """
        result = call(*CHANGE[:-1], "2027-07-01")
        assert (result.exit_code, result.stdout) == (1, "")
        assert "balance.day_outside_plan" in result.stderr


@pytest.mark.usefixtures("files")
class TestCompare:
    def test_of_the_last_day(self) -> None:
        """
        With the reasons, if there is a roster.
        """
        october = without_first_coach()
        new = rebalance(JUDGED, october, YEAR, OCTOBER)
        write([new], "new.json")
        result = call("compare", "plan.json", "new.json", "--roster", "october.json")
        assert result.stdout == f"{changes_report(compare(JUDGED, new, OCTOBER, october))}\n"
        assert "coach_left" not in call("compare", "plan.json", "new.json").stdout
        said = call("compare", "plan.json", "new.json", "--format", "json").stdout
        assert [one["teacher"] for one in json.loads(said)["comparison"]["lost"]] == [
            "t-1",
            "t-2",
            "t-3",
        ]

    def test_of_a_day(self) -> None:
        """
        In September nothing had changed.
        """
        write([rebalance(JUDGED, without_first_coach(), YEAR, OCTOBER)], "new.json")
        result = call("compare", "plan.json", "new.json", "--on", "2026-09-01", "--plots", "drawn")
        assert result.stdout.startswith("6 keep their coach, 0 change, 0 lose")
        assert Path("drawn/moves.png").is_file()


@pytest.mark.usefixtures("files")
class TestCapacity:
    def test_candidates(self) -> None:
        """
        Of two who could do it, the cheaper one is hired.
        """
        candidates = [
            Coach(id=id, posts=[Post(school="baker")], weekly_minutes=300, coaching_share=0.5)
            for id in ("c-8", "c-9")
        ]
        write([Roster(schools=[School(id="baker")], coaches=candidates)], "more.json")
        result = call(*ASK, "--candidates", "more.json", "--cost", "c-8", "3")
        assert result.exit_code == 0
        assert "of whom c-9 would have somebody to coach:" in result.stdout
        said = json.loads(call(*ASK, "--format", "json").stdout)["capacity"]
        assert said["levels"][0]["value"] == 18
        assert said["hired"] == []

    def test_cost_of_nobody(self) -> None:
        """
        A cost is that of a candidate.
        """
        result = call(*ASK, "--cost", "c-8", "3")
        assert (result.exit_code, "no candidate has the id c-8" in result.stderr) == (2, True)


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is kept off there")
def test_what_libraries_print() -> None:
    """
    It goes to standard error, even if C has kept it back until then.
    """
    script = """
import ctypes
from coachcycle.cli.output import quiet
print("before", end=" ")
with quiet():
    ctypes.CDLL(None).puts(b"printed")
print("after")
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"before after\n", b"printed\n")


class TestSearchBar:
    def test_what_it_shows(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        On a terminal, level, value and gap; elsewhere nothing.
        """
        monkeypatch.setenv("FORCE_COLOR", "1")
        monkeypatch.setenv("TERM", "xterm")
        with SearchBar() as bar:
            bar.show(Progress(level="served_need", value=7_938, bound=8_020))
        assert "served_need: 7,938, could be better by 82 at most" in capsys.readouterr().err
        monkeypatch.delenv("FORCE_COLOR")
        with SearchBar() as bar:
            bar.show(Progress(level="served_need", value=7_938, bound=8_020))
        assert capsys.readouterr().err.strip() == ""

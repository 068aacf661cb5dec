"""The sample district's year."""

import subprocess
import sys
from pathlib import Path

from coachcycle.cycles import minutes
from coachcycle.demo import TODAY, play, run
from coachcycle.interchange import check, read
from coachcycle.interchange.oneroster import import_oneroster
from coachcycle.people import Roster

ROOT = Path(__file__).parents[2]
DATA = ROOT / "src" / "coachcycle" / "demo" / "data"


class TestData:
    def test_no_students(self) -> None:
        """
        The shipped package holds staff alone, and no demographics.
        """
        assert not (DATA / "oneroster" / "demographics.csv").exists()
        for name in ("users.csv", "enrollments.csv"):
            assert b",student," not in (DATA / "oneroster" / name).read_bytes()

    def test_it_is_what_the_script_makes(self, tmp_path: Path) -> None:
        """
        The whole district, trimmed by the script of this repository, is the shipped one byte for byte.
        """
        district = ROOT / "tests" / "interchange" / "oneroster" / "data" / "district-1.1"
        script = ROOT / "scripts" / "trim_oneroster.py"
        subprocess.run([sys.executable, script, district, tmp_path / "out"], check=True)
        made = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
        assert made == {path.name: path.read_bytes() for path in (DATA / "oneroster").glob("*.csv")}

    def test_source_and_licence_are_beside_it(self) -> None:
        """
        It says where it comes from.
        """
        for name in ("SOURCE.md", "LICENSE"):
            assert (DATA / "oneroster" / name).is_file()


class TestRun:
    def test_what_it_shows(self, tmp_path: Path) -> None:
        """
        A pause, a hand-over, a missed session, a correction, a redelivery, a refusal, findings, what is due.
        """
        told: list[str] = []
        run(tmp_path / "out", told.append)
        text = "\n".join(told)
        for word in (
            "refused (too early)",
            "redelivered",
            "corrected",
            "3 findings",
            "due: cycle-3: resume",
        ):
            assert word in text
        written = (tmp_path / "out" / "cycles.ndjson").read_text()
        for kind in ("paused", "coach_handed_over", "session_missed", "voided", "goal_set"):
            assert f'"event":"{kind}"' in written
        paths = [
            tmp_path / "out" / name for name in ("roster.json", "cycles.ndjson", "manifest.json")
        ]
        assert list(check(paths)) == []

    def test_the_readme_shows_it_as_it_is(self, tmp_path: Path) -> None:
        """
        The screen in the README is one of the demo's, word for word.
        """
        told: list[str] = []
        run(tmp_path / "out", told.append)
        readme = (ROOT / "README.md").read_text("utf-8")
        screen = readme.partition("```text\n")[2].partition("```")[0]
        assert "cycle-1" in screen
        assert screen.strip() in "\n".join(told)

    def test_it_is_the_same_every_time(self, tmp_path: Path) -> None:
        """
        The same words and the same bytes.
        """
        told: list[list[str]] = [[], []]
        for lines in told:
            run(tmp_path / "out", lines.append)
        assert told[0] == told[1]

    def test_the_year_is_the_engines(self, tmp_path: Path) -> None:
        """
        What is written reads back as what was played, hours with who gave them.
        """
        run(tmp_path / "out", lambda _: None)
        [roster] = read(tmp_path / "out" / "roster.json", Roster)
        diary = play(roster)
        assert [str(one.status) for one in diary.cycles.values()] == [
            "completed", "active", "paused", "declined", "agreed",
        ]  # fmt: skip
        handed_over = diary.cycles["cycle-2"]
        assert len(minutes(handed_over)) == 2
        assert TODAY.year == 2027

    def test_the_roster_is_the_importers(self) -> None:
        """
        Only the departures of the exporter are warnings.
        """
        made = import_oneroster(DATA / "oneroster", DATA / "coaches.csv", zone="America/Chicago")
        assert {one.code for one in made.findings} == {
            "oneroster.lifecycle_in_bulk", "oneroster.cell_repaired",
        }  # fmt: skip

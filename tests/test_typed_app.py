"""The application that type checkers read also runs."""

from pathlib import Path

from typed_app import run


def test_it_runs(tmp_path: Path) -> None:
    """Its people are not in its empty roster, and nothing else is wrong."""
    codes = [finding.code for finding in run(tmp_path)]
    assert codes == ["record.coach_unknown", "record.teacher_unknown"]

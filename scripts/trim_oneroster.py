"""Trims a OneRoster 1.1 package to its staff, for the demo.

    python scripts/trim_oneroster.py SOURCE TARGET

Rows of students and their enrolments are left out, demographics.csv too, and the manifest says so;
every other line is kept byte for byte.
"""

import csv
import sys
from pathlib import Path

KEPT = ("academicSessions", "classes", "courses", "orgs")


def main(source: Path, target: Path) -> None:
    """Writes the trimmed package."""
    target.mkdir(parents=True, exist_ok=True)
    for name in KEPT:
        (target / f"{name}.csv").write_bytes((source / f"{name}.csv").read_bytes())
    for name in ("users", "enrollments"):
        lines = (source / f"{name}.csv").read_bytes().splitlines(keepends=True)
        (target / f"{name}.csv").write_bytes(b"".join(_without_students(lines)))
    manifest = (source / "manifest.csv").read_bytes()
    listed, absent = b"file.demographics,bulk", b"file.demographics,absent"
    (target / "manifest.csv").write_bytes(manifest.replace(listed, absent))


def _without_students(lines: list[bytes]) -> list[bytes]:
    rows = list(csv.reader(line.decode() for line in lines))
    role = rows[0].index("role")
    return [line for line, row in zip(lines, rows, strict=True) if row[role] != "student"]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

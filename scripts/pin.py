"""Pins every dependency anew: requirements/ci.txt, and the same pins as uv's constraints.

Run it with `uv run scripts/pin.py`, look at what changed, and run the tests.
"""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]
PINS = ROOT / "requirements" / "ci.txt"
PROJECT = ROOT / "pyproject.toml"

EXPORT = (
    "uv export --quiet --upgrade --all-extras --all-groups"
    " --no-emit-project --no-header --no-annotate"
)


def pins(requirements: str) -> list[str]:
    """The pins of a requirements file, without hashes."""
    lines = re.findall(r"^[^#\s].*?==[^\\\n]*", requirements, flags=re.MULTILINE)
    return [line.strip() for line in lines]


def main() -> None:
    """Writes both files."""
    project = PROJECT.read_text("utf-8")
    free = re.sub(r"(?s)(constraint-dependencies = )\[.*?\n?\]\n", r"\1[]\n", project)
    PROJECT.write_text(free, "utf-8")
    requirements = subprocess.run(EXPORT.split(), cwd=ROOT, check=True, capture_output=True)
    PINS.write_bytes(requirements.stdout)
    listed = "".join(f'    "{pin}",\n' for pin in pins(requirements.stdout.decode()))
    constrained = free.replace(
        "constraint-dependencies = []\n", f"constraint-dependencies = [\n{listed}]\n"
    )
    PROJECT.write_text(constrained, "utf-8")


if __name__ == "__main__":
    main()

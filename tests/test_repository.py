"""What the repository promises about itself."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from coachcycle.cli import main

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_the_constraints_are_the_pins() -> None:
    """uv resolves today's checkout with the versions that were tested."""
    pins = re.findall(
        r"^[^#\s].*?==[^\\\n]*", (ROOT / "requirements" / "ci.txt").read_text("utf-8"), re.MULTILINE
    )
    assert PROJECT["tool"]["uv"]["constraint-dependencies"] == [pin.strip() for pin in pins]


def test_every_dependency_has_its_reason() -> None:
    """docs/dependencies.md names each of them."""
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    extras = PROJECT["project"]["optional-dependencies"]
    wanted = [
        *PROJECT["project"]["dependencies"],
        *(one for some in extras.values() for one in some),
    ]
    names = {re.match(r"[a-zA-Z-]+", one)[0] for one in wanted} - {"coachcycle"}  # type: ignore[index]
    assert {name for name in names if name not in page} == set()


@pytest.mark.parametrize(
    "module", ["click", "jsonschema", "json.tool", "matplotlib", "numpy", "rich", "scipy"]
)
def test_the_root_imports_nothing_heavy(module: str) -> None:
    """`import coachcycle` loads neither codecs nor what extras bring."""
    script = f"import coachcycle, sys; sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_the_root_names_what_it_promises() -> None:
    """Every name of the root can be had, and another one is an AttributeError."""
    import coachcycle

    assert all(getattr(coachcycle, name) is not None for name in coachcycle.__all__)
    with pytest.raises(AttributeError):
        _ = coachcycle.nothing_of_the_kind


def test_the_hook_runs_a_command_that_there_is() -> None:
    """
    pre-commit calls validate on the files of documents, all together.
    """
    hook = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    [entry] = re.findall(r"^  entry: coachcycle ([a-z]+)$", hook, re.MULTILINE)
    [files] = re.findall(r"^  files: (.+)$", hook, re.MULTILINE)
    assert entry in main.commands
    assert all(re.search(files, name) for name in ("a.json", "b/c.ndjson", "d.jsonl"))
    assert not re.search(files, "a.json.txt")
    assert "require_serial: true" in hook

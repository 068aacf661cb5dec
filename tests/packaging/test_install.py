"""Wheel, sdist and editable installs work outside the checkout and hold every schema."""

import filecmp
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCHEMAS = sorted(path.relative_to(ROOT / "schemas") for path in (ROOT / "schemas").rglob("*.*"))

pytestmark = pytest.mark.slow

Run = Callable[..., str]


def run(*command: str | Path, cwd: Path) -> str:
    """What a command prints; it must succeed, and sees neither this checkout nor its environment."""
    hidden = {"VIRTUAL_ENV", "PYTHONPATH", "PYTEST_ADDOPTS", "UV_PROJECT_ENVIRONMENT"}
    environment = {key: value for key, value in os.environ.items() if key not in hidden}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the wheel and the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    run("uv", "build", "--quiet", "--out-dir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(params=["*.whl", "*.tar.gz", "editable"])
def installed(request: pytest.FixtureRequest, built: Path, tmp_path: Path) -> Path:
    """A clean environment with nothing in it but coachcycle, without extras."""
    environment = tmp_path / "environment"
    run("uv", "venv", "--quiet", "--python", sys.executable, environment, cwd=tmp_path)
    if request.param == "editable":
        target = ["--editable", str(ROOT)]
    else:
        target = [str(next(built.glob(request.param)))]
    python = environment / "bin" / "python"
    run("uv", "pip", "install", "--quiet", "--python", python, *target, cwd=tmp_path)
    return environment / "bin"


def test_every_schema_is_installed_byte_for_byte(installed: Path, tmp_path: Path) -> None:
    """What `coachcycle schema path` names holds the schemas of this checkout."""
    folder = Path(run(installed / "coachcycle", "schema", "path", cwd=tmp_path).strip())
    _, differing, missing = filecmp.cmpfiles(
        ROOT / "schemas", folder.parent, [str(path) for path in SCHEMAS], shallow=False
    )
    assert (differing, missing) == ([], [])


def test_the_demo_runs_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    """A bare install plays the demo, and what it wrote is valid."""
    place = tmp_path / "empty"
    place.mkdir()
    told = run(installed / "coachcycle", "demo", cwd=place)
    assert "broken.ndjson: 3 findings" in told
    written = [place / "demo-out" / name for name in ("roster.json", "cycles.ndjson")]
    assert run(installed / "coachcycle", "validate", *written, cwd=place) == ""


def test_the_kit_is_installed_and_holds(installed: Path, tmp_path: Path) -> None:
    """A bare install answers every case of its conformance kit as it must."""
    told = run(installed / "coachcycle", "conformance", cwd=tmp_path)
    assert told.endswith(" cases, 0 skipped, 0 differ\n")


def test_it_is_typed(installed: Path, tmp_path: Path) -> None:
    """The marker of PEP 561 is installed."""
    script = (
        "import coachcycle, pathlib; print(pathlib.Path(coachcycle.__file__).parent / 'py.typed')"
    )
    assert Path(run(installed / "python", "-c", script, cwd=tmp_path).strip()).is_file()

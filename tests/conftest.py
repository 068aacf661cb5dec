"""Options and profiles of the test suite."""

import datetime
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

import figures
from coachcycle.interchange import check

# How long an example takes says nothing on a shared machine.
UNTIMED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("everyday", max_examples=15, **UNTIMED)
settings.register_profile("ci", max_examples=50, derandomize=True, print_blob=True, **UNTIMED)
# Mutation testing calls each test in one process many times.
MUTATION = [HealthCheck.too_slow, HealthCheck.differing_executors]
settings.register_profile(
    "mutation", max_examples=20, derandomize=True, deadline=None, suppress_health_check=MUTATION
)
settings.load_profile("everyday")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--proof-scale",
        type=float,
        default=1.0,
        help="the share of the full count that proof tests try [0 to 1]",
    )
    parser.addoption(
        "--write-figures",
        action="store_true",
        help="write what the proofs tried into docs/reliability.md, if all passed",
    )


FIGURES = pytest.StashKey[dict[str, str]]()


REACHED: list[str] = []
"""The addresses beyond this process that a test tried to reach, seen by Python's own audit."""


def _note_address(event: str, given: tuple[Any, ...]) -> None:
    if event == "socket.getaddrinfo" or (
        event == "socket.connect" and not isinstance(given[1], str | bytes)
    ):
        REACHED.append(repr(given[:2] if event == "socket.getaddrinfo" else given[1]))


def pytest_configure(config: pytest.Config) -> None:
    config.stash[FIGURES] = {}
    sys.addaudithook(_note_address)


@pytest.fixture(autouse=True)
def offline(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that reached for the network, whatever became of it; `sockets` allows it."""
    REACHED.clear()
    yield
    assert not REACHED or request.node.get_closest_marker("sockets"), REACHED


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if session.config.getoption("--write-figures") and exitstatus == pytest.ExitCode.OK:
        page = figures.written(
            figures.PAGE.read_text(), session.config.stash[FIGURES], datetime.date.today()
        )
        figures.PAGE.write_text(page)


@pytest.fixture
def proof_count(request: pytest.FixtureRequest) -> Callable[[int], int]:
    """How many of a full count to try."""
    scale: float = request.config.getoption("--proof-scale")
    return lambda full: max(1, int(full * scale))


@pytest.fixture
def tried(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Notes, under a proof's name, what it tried: a cell of the page about reliability."""
    return request.config.stash[FIGURES].__setitem__


Found = list[tuple[str, int | None, str | None]]
Check = Callable[..., Found]


@pytest.fixture
def found(tmp_path: Path) -> Check:
    """Checks documents or bytes, each in a file of its own, and gives code, line and pointer."""

    def run(*documents: Any, **options: Any) -> Found:
        paths = []
        for number, document in enumerate(documents):
            is_lines = isinstance(document, list | tuple)
            path = tmp_path / f"{number}.{'ndjson' if is_lines else 'json'}"
            if isinstance(document, bytes):
                path.write_bytes(document)
            elif is_lines:
                path.write_text("".join(f"{json.dumps(one)}\n" for one in document))
            else:
                path.write_text(json.dumps(document, indent=1))
            paths.append(path)
        return [(one.code, one.where.line, one.where.pointer) for one in check(paths, **options)]

    return run

"""Options and profiles of the test suite."""

from collections.abc import Callable

import pytest
from hypothesis import settings

settings.register_profile("everyday", deadline=None, max_examples=50)
settings.register_profile("ci", deadline=None, max_examples=50, derandomize=True, print_blob=True)
settings.load_profile("everyday")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--proof-scale",
        type=float,
        default=1.0,
        help="the share of the full count that proof tests try [0 to 1]",
    )


@pytest.fixture
def proof_count(request: pytest.FixtureRequest) -> Callable[[int], int]:
    """How many of a full count to try."""
    scale: float = request.config.getoption("--proof-scale")
    return lambda full: max(1, int(full * scale))

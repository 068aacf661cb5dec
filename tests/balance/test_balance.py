"""The package's front door."""

import subprocess
import sys

SCRIPT = """
import sys
from importlib.machinery import PathFinder
find = PathFinder.find_spec
PathFinder.find_spec = lambda name, *given: None if name == "numpy" else find(name, *given)
from coachcycle.errors import ExtraMissing
try:
    import coachcycle.balance
except ExtraMissing as missing:
    print(missing.package, missing.extra)
"""


def test_without_numpy() -> None:
    """
    The extra that brings it is named.
    """
    command = [sys.executable, "-c", SCRIPT]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    assert (done.stdout, done.stderr) == ("numpy balance\n", "")

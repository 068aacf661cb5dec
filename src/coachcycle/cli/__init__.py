"""The `coachcycle` command."""

from coachcycle.cli import plans
from coachcycle.cli.main import main

__all__ = ["main", "plans"]

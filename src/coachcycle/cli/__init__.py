"""The `coachcycle` command."""

from coachcycle.cli import planning
from coachcycle.cli.main import main

__all__ = ["main", "planning"]

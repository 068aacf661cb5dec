"""The `coachcycle` command."""

from coachcycle.cli.main import main

__all__ = ["main"]

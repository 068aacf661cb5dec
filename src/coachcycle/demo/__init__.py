"""The sample district and its school year, from a roster file to a validated export."""

from coachcycle.demo.tour import run
from coachcycle.demo.year import TODAY, Diary, play

__all__ = ["TODAY", "Diary", "play", "run"]

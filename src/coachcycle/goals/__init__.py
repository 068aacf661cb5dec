"""WHY a cycle is run: goals, what measures them, and how far they have come.

A goal is an immutable value; what happened to it in a cycle is its `GoalRecord`: every version,
every measurement and how it was closed. `progress` reads a record on a day.
"""

from coachcycle.goals.goal import (
    BaselineWithoutDay,
    Goal,
    GoalClosing,
    GoalRecord,
    GoalVersion,
    Measurement,
    OutsideMeasure,
    TargetBeforeBaseline,
    TargetNotAhead,
)
from coachcycle.goals.measure import Measure, RangeEmpty
from coachcycle.goals.progress import Aimline, Progress, ProgressStatus, progress
from coachcycle.goals.rollup import RollUp, ServingGoal, roll_up

__all__ = [
    "Aimline",
    "BaselineWithoutDay",
    "Goal",
    "GoalClosing",
    "GoalRecord",
    "GoalVersion",
    "Measure",
    "Measurement",
    "OutsideMeasure",
    "Progress",
    "ProgressStatus",
    "RangeEmpty",
    "RollUp",
    "ServingGoal",
    "TargetBeforeBaseline",
    "TargetNotAhead",
    "progress",
    "roll_up",
]

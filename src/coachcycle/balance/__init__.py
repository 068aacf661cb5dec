"""Who should coach whom: assignment problems in whole numbers, plans, and bounds that can be trusted.

`AssignmentProblem` and `solve` know agents, groups and items; coaches, schools and teachers are one
reading of those. The extra `balance` brings numpy, scipy and numba; without numba the same answers come,
more slowly.
"""

from importlib.util import find_spec

from coachcycle.errors import ExtraMissing

if find_spec("numpy") is None:
    raise ExtraMissing("numpy", "balance")
if find_spec("scipy") is None:
    raise ExtraMissing("scipy", "balance")

from coachcycle.balance.bound import Relaxation, values
from coachcycle.balance.problem import AssignmentProblem, Level
from coachcycle.balance.solve import LevelResult, Progress, Solution, solve

__all__ = [
    "AssignmentProblem",
    "Level",
    "LevelResult",
    "Progress",
    "Relaxation",
    "Solution",
    "solve",
    "values",
]

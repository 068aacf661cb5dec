"""Who should coach whom: assignment problems in whole numbers, and a bound that can be trusted.

`AssignmentProblem` and `Relaxation` know agents, groups and items; coaches, schools and teachers are
one reading of those. The extra `balance` brings numpy and numba; without numba the same answers come,
more slowly.
"""

from importlib.util import find_spec

from coachcycle.errors import ExtraMissing

if find_spec("numpy") is None:
    raise ExtraMissing("numpy", "balance")

from coachcycle.balance.bound import Relaxation, values
from coachcycle.balance.problem import AssignmentProblem, Level

__all__ = ["AssignmentProblem", "Level", "Relaxation", "values"]

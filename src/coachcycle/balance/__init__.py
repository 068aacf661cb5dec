"""Who should coach whom, as a problem in whole numbers with a bound that can be trusted.

`AssignmentProblem` and `Relaxation` know agents, groups and items, and nothing of schools.
"""

from coachcycle.balance.bound import Relaxation, values
from coachcycle.balance.problem import AssignmentProblem, Level

__all__ = ["AssignmentProblem", "Level", "Relaxation", "values"]

"""Small problems as a mixed integer programme, for a proof.

HiGHS, by way of scipy, computes with floating point numbers and tolerances. So nothing that it says is taken
for granted: a plan is looked at in whole numbers, and a bound is lowered to a whole number only after a margin
for the tolerances was added to it.
"""

from collections.abc import Sequence
from itertools import compress
from math import floor

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from coachcycle.balance.bound import values
from coachcycle.balance.problem import AssignmentProblem, Flags

MOST_AGENTS = 15
"""Of more agents a proof takes longer than it is worth."""
MOST_LOADS = 2**14
"""So many different loads that the programme stays small."""
LARGEST_MAGNITUDE = 2**30
"""Beyond it, tolerances are whole units."""
MOST_ARCS = 2**14
"""So many in all parts that may be proved, for each effort: of more, the proofs take too long together."""
NODES = 2000
"""Of a proof, for each effort."""
MARGIN = 0.1
"""How much the solver's bound may be too low [units of the level]; so much is allowed for its arithmetic."""


def nodes(problems: Sequence[AssignmentProblem], effort: int) -> list[int]:
    """How many nodes a proof of each part of a problem may take: 0 where none is tried.

    Args:
        problems: The parts.
        effort: How many times over to search.
    """
    small = [is_small(one) for one in problems]
    arcs = sum(len(one.arc_items) for one in compress(problems, small))
    most = NODES * effort if arcs <= MOST_ARCS * effort else 0
    return [most if one else 0 for one in small]


def is_small(problem: AssignmentProblem) -> bool:
    """Whether a proof may be tried."""
    return (
        len(problem.capacities) <= MOST_AGENTS
        and problem.tables.load_starts[-1] <= MOST_LOADS
        and all(level.magnitude <= LARGEST_MAGNITUDE for level in problem.levels)
    )


def proven(
    problem: AssignmentProblem, level: int, floors: tuple[int, ...], nodes: int
) -> tuple[Flags | None, int | None]:
    """The best plan on a level that keeps the floors of those above, and what no such plan exceeds.

    Args:
        problem: A small one.
        level: Which of its levels is to be large [a place].
        floors: What a plan reaches at least on each level above.
        nodes: After how many nodes of its search the solver gives up.

    Returns:
        For each arc whether the plan takes it, and the bound [the level's unit]; None for what was not found
        within the nodes, which does not mean that there is none.
    """
    of = problem.tables
    arcs, groups, agents = (
        len(problem.arc_items),
        len(problem.group_agents),
        len(problem.capacities),
    )
    takes, opens = np.arange(arcs), arcs + np.arange(groups)
    has_load = arcs + groups + np.arange(of.load_starts[-1])
    load_agents = np.repeat(np.arange(agents), problem.capacities + 1)
    units = np.arange(of.load_starts[-1]) - of.load_starts[load_agents]
    columns = arcs + groups + len(units)

    def rows(count: int, *entries: tuple[ArrayLike, ArrayLike, ArrayLike]) -> csr_array:
        """So many rows; an entry has numbers, their rows and their columns."""
        numbers, at, of_columns = (
            np.concatenate([np.broadcast_to(entry[n], np.shape(entry[2])) for entry in entries])
            for n in range(3)
        )
        return csr_array((numbers.astype(np.float64), (at, of_columns)), shape=(count, columns))

    everything = np.arange(columns)
    worths = [np.concatenate([one.arcs, one.groups, -one.loads]) for one in problem.worths]
    kept = rows(level, *((worths[n], n, everything) for n in range(level))) if level else None
    found = milp(
        -worths[level].astype(np.float64),
        integrality=np.ones(columns),
        bounds=Bounds(np.concatenate([of.is_fixed, np.zeros(columns - arcs)]), 1),
        constraints=[
            LinearConstraint(rows(problem.items, (1, problem.arc_items, takes)), 0, 1),
            LinearConstraint(rows(agents, (1, load_agents, has_load)), 1, 1),
            LinearConstraint(
                rows(
                    agents,
                    (problem.arc_weights, problem.arc_agents, takes),
                    (problem.group_weights, problem.group_agents, opens),
                    (-units, load_agents, has_load),
                ),
                0,
                0,
            ),
            LinearConstraint(rows(agents, (1, problem.group_agents, opens)), 0, of.most_groups),
            LinearConstraint(
                rows(agents, (problem.arc_heads, problem.arc_agents, takes)), 0, of.most_heads
            ),
            LinearConstraint(
                rows(arcs, (1, takes, takes), (-1, takes, arcs + problem.arc_groups)), -np.inf, 0
            ),
            *([] if kept is None else [LinearConstraint(kept, floors, np.inf)]),
        ],
        options={"mip_rel_gap": 0, "node_limit": nodes},
    )
    bound = None
    if found.mip_dual_bound is not None and np.isfinite(found.mip_dual_bound):
        bound = floor(MARGIN - float(found.mip_dual_bound))
    if found.x is None:
        return None, bound
    taken = found.x[:arcs] > 0.5
    return (taken if allows(problem, taken, floors) else None), bound


def allows(problem: AssignmentProblem, taken: Flags, floors: tuple[int, ...]) -> bool:
    """Whether a plan keeps every rule and the floors of the first levels."""
    load, opened, heads = problem.loads(taken)
    given = np.bincount(problem.arc_items[taken], minlength=problem.items)
    return bool(
        np.all(load <= problem.capacities)
        and np.all(opened <= problem.most_groups)
        and np.all(heads <= problem.most_heads)
        and np.all(given <= 1)
        and np.all(taken[problem.is_fixed])
        and all(now >= least for now, least in zip(values(problem, taken), floors, strict=False))
    )

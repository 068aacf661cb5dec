"""What the search for plans is compared with: the linear relaxation by HiGHS, and CP-SAT."""

from typing import NamedTuple

import numpy as np
from ortools.sat.python import cp_model
from scipy.optimize import linprog
from scipy.sparse import coo_array, vstack

from coachcycle.balance import AssignmentProblem
from coachcycle.balance.problem import Flags, Ints


def relaxed(problem: AssignmentProblem, *, by_arc: bool) -> float:
    """What no plan exceeds on the first level, by the linear relaxation of a problem without heads.

    Args:
        problem: The problem; its first level has values of arcs alone.
        by_arc: Whether each arc is linked to its group by a row of its own, or all arcs of a group
            together by one: that is solved sooner and bounds less well.
    """
    arcs, groups = len(problem.arc_items), len(problem.group_agents)
    takes, opens = np.arange(arcs), arcs + np.arange(groups)

    def rows(count: int, places: Ints, columns: Ints, factors: Ints) -> coo_array:
        return coo_array((factors, (places, columns)), shape=(count, arcs + groups))

    agents = len(problem.capacities)
    links, of_group = (arcs, takes) if by_arc else (groups, problem.arc_groups)
    linked = takes if by_arc else np.arange(groups)
    opened = problem.arc_groups + arcs if by_arc else opens
    least = np.ones(arcs, np.int64) if by_arc else np.diff(problem.arc_starts)
    matrix = vstack(
        [
            rows(problem.items, problem.arc_items, takes, np.ones(arcs)),
            rows(agents, problem.arc_agents, takes, problem.arc_weights)
            + rows(agents, problem.group_agents, opens, problem.group_weights),
            rows(agents, problem.group_agents, opens, np.ones(groups)),
            rows(links, of_group, takes, np.ones(arcs)) + rows(links, linked, opened, -least),
        ]
    )
    limits = np.concatenate(
        [np.ones(problem.items), problem.capacities, problem.most_groups, np.zeros(links)]
    )
    worth = np.concatenate([problem.levels[0].arc_values, np.zeros(groups)])
    solved = linprog(-worth, A_ub=matrix.tocsr(), b_ub=limits, bounds=(0, 1), method="highs")
    assert solved.status == 0
    return -float(solved.fun)


class Answer(NamedTuple):
    """What a solver has found, and what it says that no plan exceeds."""

    value: int
    bound: int


def by_cp_sat(problem: AssignmentProblem, hint: Flags, seconds: float) -> Answer:
    """The best plan on the first level that one worker of CP-SAT finds from another plan.

    Args:
        problem: The problem, without heads; its first level has values of arcs alone.
        hint: Of each arc whether the plan takes it that is given as a hint.
        seconds: How long it may take, in what the solver counts as seconds on any machine.
    """
    model = cp_model.CpModel()
    takes = [model.new_bool_var("") for _ in problem.arc_items]
    opens = [model.new_bool_var("") for _ in problem.group_agents]
    for group, opened in enumerate(opens):
        arcs = slice(*problem.arc_starts[group : group + 2])
        model.add_hint(opened, bool(hint[arcs].any()))
    of_item: list[list[int]] = [[] for _ in range(problem.items)]
    for arc, (item, group) in enumerate(
        zip(problem.arc_items.tolist(), problem.arc_groups.tolist(), strict=True)
    ):
        of_item[item].append(arc)
        model.add_implication(takes[arc], opens[group])
        model.add_hint(takes[arc], bool(hint[arc]))
    for each in of_item:
        model.add_at_most_one(takes[arc] for arc in each)
    for agent, capacity in enumerate(problem.capacities.tolist()):
        groups = range(*problem.group_starts[agent : agent + 2].tolist())
        mine = range(*problem.arc_starts[problem.group_starts[agent : agent + 2]].tolist())
        load = sum(int(problem.arc_weights[arc]) * takes[arc] for arc in mine)
        ways = sum(int(problem.group_weights[group]) * opens[group] for group in groups)
        model.add(load + ways <= capacity)
        model.add(sum(opens[group] for group in groups) <= int(problem.most_groups[agent]))
    worth = problem.levels[0].arc_values.tolist()
    model.maximize(sum(value * take for value, take in zip(worth, takes, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = seconds
    solver.solve(model)
    return Answer(round(solver.objective_value), int(solver.best_objective_bound + 0.001))

"""Plans of small networks of schools, held against two other solvers, level by level."""

from math import floor
from typing import NamedTuple

import numpy as np
import pytest
from attrs import evolve
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, lil_array

from coachcycle.balance import AssignmentProblem, solve
from coachcycle.balance.formulation import Formulation
from coachcycle.balance.staffing import Staffing
from coachcycle.testing import district


class Verdict(NamedTuple):
    """What another solver says of a level."""

    value: int | None
    """What its plan reaches; None if it found none."""
    bound: int
    """What it says that no plan exceeds."""


def network(coaches: int, teachers: int, seed: int, levels: int) -> AssignmentProblem:
    """The problem of a district that was drawn, with its first levels."""
    drawn = district(coaches, teachers, seed)
    there = Staffing.on(drawn.roster, drawn.rules, drawn.rules.first)
    problem = Formulation.of(there).problem
    return evolve(problem, levels=problem.levels[:levels])


class Rows:
    """A problem as plain rows, read from its columns alone: nothing that `solve` computes with."""

    def __init__(self, problem: AssignmentProblem) -> None:
        self.arcs = range(len(problem.arc_items))
        self.groups = range(len(problem.group_agents))
        self.agents = range(len(problem.capacities))
        self.group_of: list[int] = problem.arc_groups.tolist()
        self.item_of: list[int] = problem.arc_items.tolist()
        self.agent_of: list[int] = problem.group_agents.tolist()
        self.arc_weights: list[int] = problem.arc_weights.tolist()
        self.group_weights: list[int] = problem.group_weights.tolist()
        self.capacities: list[int] = problem.capacities.tolist()
        self.most_groups: list[int] = problem.most_groups.tolist()
        assert not problem.fixed.size
        assert not problem.arc_heads.any()
        self.levels: list[tuple[list[int], list[int], list[list[int]] | None]] = [
            (
                level.arc_values.tolist(),
                [0] * len(self.groups)
                if level.group_values is None
                else level.group_values.tolist(),
                None if level.load_costs is None else [one.tolist() for one in level.load_costs],
            )
            for level in problem.levels
        ]

    def value(self, level: int, taken: list[int]) -> int:
        """What the arcs of a plan reach on a level."""
        of_arcs, of_groups, costs = self.levels[level]
        opened = {self.group_of[arc] for arc in taken}
        reached = sum(of_arcs[arc] for arc in taken) + sum(of_groups[one] for one in opened)
        loads = self.loads(taken)
        return reached - sum(costs[agent][loads[agent]] for agent in self.agents if costs)

    def loads(self, taken: list[int]) -> list[int]:
        """The load of each agent."""
        loads = [0 for _ in self.agents]
        for arc in taken:
            loads[self.agent_of[self.group_of[arc]]] += self.arc_weights[arc]
        for group in {self.group_of[arc] for arc in taken}:
            loads[self.agent_of[group]] += self.group_weights[group]
        return loads

    def require_plan(self, taken: list[int]) -> None:
        """That arcs are a plan."""
        items = [self.item_of[arc] for arc in taken]
        assert len({*items}) == len(items)
        opened = [self.agent_of[group] for group in {self.group_of[arc] for arc in taken}]
        loads = self.loads(taken)
        for agent in self.agents:
            assert loads[agent] <= self.capacities[agent]
            assert opened.count(agent) <= self.most_groups[agent]


def by_highs(rows: Rows, level: int, floors: list[int]) -> Verdict:
    """HiGHS: a column for each arc, each group and each load of an agent."""
    arcs, groups = len(rows.arcs), len(rows.groups)
    loads = [(agent, load) for agent in rows.agents for load in range(rows.capacities[agent] + 1)]
    columns = arcs + groups + len(loads)
    table: list[tuple[dict[int, int], float, float]] = [
        ({arc: 1 for arc in rows.arcs if rows.item_of[arc] == item}, 0, 1)
        for item in {*rows.item_of}
    ]
    table += [({arc: 1, arcs + rows.group_of[arc]: -1}, -np.inf, 0) for arc in rows.arcs]
    for agent in rows.agents:
        ours = [group for group in rows.groups if rows.agent_of[group] == agent]
        table.append(({arcs + group: 1 for group in ours}, 0, rows.most_groups[agent]))
        of_loads = {
            arcs + groups + n: load for n, (whose, load) in enumerate(loads) if whose == agent
        }
        table.append((dict.fromkeys(of_loads, 1), 1, 1))
        weights = {arc: rows.arc_weights[arc] for arc in rows.arcs if rows.group_of[arc] in ours}
        weights |= {arcs + group: rows.group_weights[group] for group in ours}
        table.append((weights | {column: -load for column, load in of_loads.items()}, 0, 0))
    worths = []
    for of_arcs, of_groups, costs in rows.levels:
        of_costs = [-costs[agent][load] if costs else 0 for agent, load in loads]
        worths.append([*of_arcs, *of_groups, *of_costs])
    table += [(dict(enumerate(worths[above])), least, np.inf) for above, least in enumerate(floors)]
    matrix = lil_array((len(table), columns))
    for number, (entries, _, _) in enumerate(table):
        for column, entry in entries.items():
            matrix[number, column] = entry
    told = milp(
        -np.array(worths[level], float),
        integrality=np.ones(columns),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(
            csr_array(matrix), [low for _, low, _ in table], [high for _, _, high in table]
        ),
        options={"mip_rel_gap": 0},
    )
    assert told.status == 0
    taken = np.flatnonzero(told.x[:arcs] > 0.5).tolist()
    rows.require_plan(taken)
    assert all(rows.value(above, taken) >= least for above, least in enumerate(floors))
    return Verdict(rows.value(level, taken), floor(0.01 - told.mip_dual_bound))


def by_cp_sat(rows: Rows, level: int, floors: list[int], work: float) -> Verdict:
    """CP-SAT: whole numbers alone; the costs of loads are looked up in their tables."""
    from ortools.sat.python import cp_model  # type: ignore[import-untyped]

    model = cp_model.CpModel()
    takes = [model.new_bool_var("") for _ in rows.arcs]
    opens = [model.new_bool_var("") for _ in rows.groups]
    for item in {*rows.item_of}:
        model.add_at_most_one(takes[arc] for arc in rows.arcs if rows.item_of[arc] == item)
    for arc in rows.arcs:
        model.add_implication(takes[arc], opens[rows.group_of[arc]])
    loads = [model.new_int_var(0, capacity, "") for capacity in rows.capacities]
    for agent in rows.agents:
        ours = [group for group in rows.groups if rows.agent_of[group] == agent]
        model.add(sum(opens[group] for group in ours) <= rows.most_groups[agent])
        model.add(
            loads[agent]
            == sum(rows.group_weights[group] * opens[group] for group in ours)
            + sum(
                rows.arc_weights[arc] * takes[arc]
                for arc in rows.arcs
                if rows.group_of[arc] in ours
            )
        )
    reached = []
    for of_arcs, of_groups, costs in rows.levels[: level + 1]:
        total = cp_model.LinearExpr.weighted_sum([*takes, *opens], [*of_arcs, *of_groups])
        for agent in rows.agents if costs else ():
            cost = model.new_int_var(0, costs[agent][-1], "")
            model.add_element(loads[agent], costs[agent], cost)
            total -= cost
        reached.append(total)
    for above, least in enumerate(floors):
        model.add(reached[above] >= least)
    model.maximize(reached[level])
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.max_deterministic_time = work
    status = solver.solve(model)
    assert status in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.UNKNOWN)
    if status == cp_model.UNKNOWN:
        return Verdict(None, floor(solver.best_objective_bound))
    taken = [arc for arc in rows.arcs if solver.value(takes[arc])]
    rows.require_plan(taken)
    return Verdict(rows.value(level, taken), floor(solver.best_objective_bound))


@pytest.mark.slow
class TestLevels:
    """On each level, within the floors of those above, nobody finds a better plan or proves a lower bound."""

    @pytest.mark.parametrize(("coaches", "teachers", "seed"), [(3, 40, 1), (5, 75, 1), (5, 75, 2)])
    def test_both_prove_it(self, coaches: int, teachers: int, seed: int) -> None:
        """
        HiGHS and CP-SAT find what `solve` has found and prove it, on all levels that have a bound.
        """
        problem = network(coaches, teachers, seed, levels=4)
        rows, floors = Rows(problem), list[int]()
        for number, level in enumerate(solve(problem).levels):
            proven = Verdict(level.reached, level.reached)
            assert level.bound == level.reached
            assert by_highs(rows, number, floors) == proven, level.name
            assert by_cp_sat(rows, number, floors, work=60) == proven, level.name
            floors.append(level.floor)

    @pytest.mark.parametrize(
        ("coaches", "teachers", "seed", "levels"), [(7, 105, 1, 4), (10, 150, 1, 2)]
    )
    def test_highs_proves_it(self, coaches: int, teachers: int, seed: int, levels: int) -> None:
        """
        On larger networks HiGHS does; what CP-SAT comes to with little work lies on the right sides.
        """
        problem = network(coaches, teachers, seed, levels)
        rows, floors = Rows(problem), list[int]()
        for number, level in enumerate(solve(problem).levels):
            assert level.bound == level.reached
            assert by_highs(rows, number, floors) == (level.reached, level.reached), level.name
            theirs = by_cp_sat(rows, number, floors, work=1)
            assert theirs.value is None or theirs.value <= level.bound
            assert level.reached <= theirs.bound
            floors.append(level.floor)

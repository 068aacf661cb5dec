"""What is an assignment problem, and what is none."""

from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny import tiny

from coachcycle.balance import AssignmentProblem, Level, values
from coachcycle.vocabulary import OutOfRange, Repeated, TypeMismatch

SIZES: dict[str, Any] = {
    "items": 3,
    "capacities": [4, 3],
    "most_groups": [2, 1],
    "group_agents": [0, 0, 1],
    "group_weights": [1, 0, 2],
    "arc_groups": [0, 0, 1, 2],
    "arc_items": [0, 1, 2, 0],
    "arc_weights": [2, 1, 3, 1],
}
NEED: dict[str, Any] = {"name": "need", "arc_values": [5, 4, 3, 5]}


def problem(**changes: Any) -> AssignmentProblem:
    return AssignmentProblem(**{"levels": [Level(**NEED)]} | SIZES | changes)


class TestAssignmentProblem:
    def test_rows_are_found(self) -> None:
        """
        Of each agent its groups, of each group its arcs, of each arc its agent.
        """
        made = problem(fixed=[3])
        assert [*made.group_starts] == [0, 2, 3]
        assert [*made.arc_starts] == [0, 2, 3, 4]
        assert [*made.arc_agents] == [0, 0, 0, 1]
        assert [*made.is_fixed] == [False, False, False, True]

    def test_it_cannot_be_changed(self) -> None:
        """
        Nor does it change with what it was made of.
        """
        given_weights = np.array(SIZES["arc_weights"])
        made = problem(arc_weights=given_weights)
        given_weights[0] = 9
        assert made.arc_weights[0] == 2
        with pytest.raises(ValueError, match="read-only"):
            made.arc_weights[0] = 9

    def test_nobody_and_nothing(self) -> None:
        """
        There need be no agents, no groups, no arcs and no items.
        """
        nothing: dict[str, Any] = {name: [] for name in SIZES} | {"items": 0}
        made = AssignmentProblem(**nothing, levels=[Level(name="need", arc_values=[])])
        assert values(made, np.array([], dtype=np.bool_)) == (0,)

    @pytest.mark.parametrize(
        ("changes", "what"),
        [
            ({"items": -1}, "items"),
            ({"items": 2}, "arc_items"),
            ({"capacities": [4]}, "most_groups"),
            ({"capacities": [4, -1]}, "capacities"),
            ({"capacities": [4, 2**20 + 1]}, "capacities"),
            ({"most_groups": [1, -1]}, "most_groups"),
            ({"group_agents": [0, 0, 2]}, "group_agents"),
            ({"group_agents": [0, 1, 0]}, "group_agents"),
            ({"group_weights": [1, 0]}, "group_weights"),
            ({"group_weights": [1, 0, -1]}, "group_weights"),
            ({"arc_groups": [0, 0, 1, 3]}, "arc_groups"),
            ({"arc_groups": [0, 1, 0, 2]}, "arc_groups"),
            ({"arc_items": [0, 1, 2]}, "arc_items"),
            ({"arc_weights": [2, 1, 3, -1]}, "arc_weights"),
            ({"arc_weights": [2, 1, 3, 2**41]}, "arc_weights"),
            ({"fixed": [4]}, "fixed"),
            ({"arc_heads": [1]}, "arc_heads"),
            ({"arc_heads": [1, 1, 1, -1]}, "arc_heads"),
            ({"arc_heads": [1, 1, 1, 2**17 + 1]}, "arc_heads"),
            ({"most_heads": [1]}, "most_heads"),
            ({"most_heads": [1, -1]}, "most_heads"),
            ({"most_heads": [1, 2**17 + 1]}, "most_heads"),
            ({"fixed": [0], "arc_heads": [1, 0, 0, 0]}, "arcs of agent 0"),
            ({"fixed": [0, 2]}, "arcs of agent 0"),
            ({"fixed": [0, 1, 2], "capacities": [9, 3], "most_groups": [1, 1]}, "arcs of agent 0"),
            ({"levels": [Level(**NEED | {"arc_values": [1]})]}, "arc_values"),
            ({"levels": [Level(**NEED, group_values=[0])]}, "group_values"),
            ({"levels": [Level(**NEED, load_costs=[[0] * 5])]}, "load_costs"),
            ({"levels": [Level(**NEED, load_costs=[[0] * 5, [0]])]}, "load_costs"),
        ],
    )  # fmt: skip
    def test_what_does_not_fit(self, changes: dict[str, Any], what: str) -> None:
        """
        The column is named.
        """
        with pytest.raises(OutOfRange) as refused:
            problem(**changes)
        assert refused.value.what == what

    @pytest.mark.parametrize(
        ("changes", "what", "item"),
        [
            ({"arc_items": [0, 1, 1, 0]}, "items of agent 0", "1"),
            ({"fixed": [0, 3]}, "items", "0"),
        ],
    )
    def test_an_item_twice(self, changes: dict[str, Any], what: str, item: str) -> None:
        """
        An agent has it in one of its groups, and only one agent has it for sure.
        """
        with pytest.raises(Repeated) as refused:
            problem(**changes)
        assert (refused.value.what, refused.value.id) == (what, item)

    @pytest.mark.parametrize(
        "changes",
        [
            {"capacities": [4.0, 3.0]},
            {"capacities": None},
            {"arc_weights": [[1]]},
            {"arc_weights": [[1], [1, 2]]},
            {"arc_weights": ["2", "1", "3", "1"]},
            {"items": 3.0},
            {"fixed": [True]},
            {"levels": ["need"]},
            {"levels": None},
        ],
    )
    def test_what_is_no_row_of_whole_numbers(self, changes: dict[str, Any]) -> None:
        """
        It is refused by its name rather than rounded or counted.
        """
        with pytest.raises(TypeMismatch) as refused:
            problem(**changes)
        assert [refused.value.what] == [*changes]


class TestLevel:
    def test_values_of_groups(self) -> None:
        """
        Opening one is never worth anything by itself.
        """
        with pytest.raises(OutOfRange):
            Level(**NEED, group_values=[0, 1, 0])

    @pytest.mark.parametrize("costs", [[], [1, 2], [0, 2, 1]])
    def test_costs_of_loads(self, costs: list[int]) -> None:
        """
        Nothing costs nothing, and more never costs less: otherwise whom it does not pay to take might
        be worth taking.
        """
        with pytest.raises(OutOfRange):
            Level(**NEED, load_costs=[costs])

    @pytest.mark.parametrize(
        "changes",
        [
            {"name": 7},
            {"arc_values": [0.5]},
            {"group_values": [[0]]},
            {"load_costs": 7},
            {"load_costs": [7]},
        ],
    )
    def test_what_is_no_row(self, changes: dict[str, Any]) -> None:
        """
        It is refused by its name.
        """
        with pytest.raises(TypeMismatch) as refused:
            Level(**NEED | changes)
        assert [refused.value.what] == [*changes]

    def test_sums_beyond_64_bits(self) -> None:
        """
        They are refused before they could turn over.
        """
        assert Level(name="need", arc_values=[2**40] * 4).magnitude == 2**42
        with pytest.raises(OutOfRange):
            Level(name="need", arc_values=np.full(2**21, -(2**40)))


class TestValues:
    @pytest.mark.parametrize("taken", [None, [0, 3], [0.5] * 4, [[True] * 4], [[True], []]])
    def test_what_is_no_plan(self, taken: Any) -> None:
        """
        A plan says of each arc whether it takes it; numbers might as well be places.
        """
        with pytest.raises(TypeMismatch):
            values(problem(), taken)

    @pytest.mark.parametrize("taken", [[True], [True] * 4])
    def test_what_does_not_fit(self, taken: list[bool]) -> None:
        """
        Too few arcs, and more than an agent has room for.
        """
        with pytest.raises(OutOfRange):
            values(problem(), taken)

    @given(st.integers(0, 2**32))
    def test_they_are_those_of_the_plan(self, seed: int) -> None:
        """
        As they are counted from plain rows.
        """
        random = Random(seed)
        case = tiny(random)
        plan = random.choice(list(case.plans()))
        taken = np.isin(np.arange(len(case.arcs)), [arc for arc in plan if arc is not None])
        expected = tuple(case.value(level, plan) for level in case.levels)
        assert values(case.problem(), taken) == expected

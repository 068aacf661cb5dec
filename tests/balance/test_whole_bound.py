"""Bounds of problems that fall into parts, against every plan there is."""

from random import Random

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tiny import Plan, Tiny, tiny

from coachcycle.balance import AssignmentProblem, Solution, judge, solve

seeds = st.integers(0, 2**32)


def apart(random: Random) -> Tiny:
    """A case of at least two parts."""
    while True:
        case = tiny(random, most_agents=3)
        of_agents = [{arc.item for arc in case.arcs if arc.agent == n} for n in range(3)]
        some = [one for one in of_agents if one]
        if len(some) > 1 and sum(map(len, some)) == len(set[int]().union(*some)):
            return case


def with_slack(case: Tiny, random: Random) -> AssignmentProblem:
    """The case, with some slack on each level."""
    problem = case.problem()
    levels = [evolve(one, slack=random.choice([0, 0, 1, 3])) for one in problem.levels]
    return evolve(problem, levels=levels)


def as_marks(case: Tiny, plan: Plan) -> list[bool]:
    return [arc in plan for arc in range(len(case.arcs))]


def is_exceeded(case: Tiny, floors: list[int], level: int, bound: int) -> bool:
    """Whether a plan that keeps the floors of all parts together is above a bound."""
    return any(
        case.value(level, plan) > bound
        for plan in case.plans()
        if all(case.value(above, plan) >= floor for above, floor in enumerate(floors))
    )


def require_bounds(case: Tiny, found: Solution) -> None:
    floors: list[int] = []
    for number, level in enumerate(found.levels):
        assert level.bound is not None
        assert not is_exceeded(case, floors, number, level.bound)
        floors.append(level.floor)


class TestBounds:
    @given(seeds)
    def test_of_a_plan_that_was_found(self, seed: int) -> None:
        """
        However the slack is shared out, no plan that keeps the floors is above a bound.
        """
        random = Random(seed)
        case = apart(random)
        require_bounds(case, solve(with_slack(case, random)))

    @given(seeds)
    def test_of_any_plan(self, seed: int) -> None:
        """
        Nor if the plan is far from the best, so that a part may give to another.
        """
        random = Random(seed)
        case = apart(random)
        plan = random.choice(list(case.plans()))
        require_bounds(case, judge(with_slack(case, random), as_marks(case, plan)))

    def test_of_a_search_that_was_stopped(self) -> None:
        """
        Nor after the first of its spells.
        """
        random = Random(5)
        for _ in range(50):
            case = apart(random)
            require_first = solve(with_slack(case, random), stop=lambda: True).levels[0]
            assert require_first.bound is not None
            assert not is_exceeded(case, [], 0, require_first.bound)

    def test_floors_of_each_part_for_those_of_the_whole(self) -> None:
        """
        Bounds of parts that keep their own floors, added up, are below plans that keep the floors of the whole.
        """
        random = Random(12)
        wrong = 0
        while not wrong:
            case = apart(random)
            plan = random.choice(list(case.plans()))
            found = judge(case.problem(), as_marks(case, plan))
            floors = [level.floor for level in found.levels]
            for number in range(1, len(found.levels)):
                naive = sum(
                    max(
                        value_of(case, number, agent, other)
                        for other in case.plans()
                        if all(
                            value_of(case, above, agent, other)
                            >= value_of(case, above, agent, plan)
                            for above in range(number)
                        )
                    )
                    for agent in range(len(case.capacities))
                )
                wrong += is_exceeded(case, floors[:number], number, naive)


def value_of(case: Tiny, level: int, agent: int, plan: Plan) -> int:
    """What one agent reaches."""
    own = tuple(one if one is not None and case.arcs[one].agent == agent else None for one in plan)
    return case.value(level, own)

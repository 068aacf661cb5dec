"""Moves on a plan: what they keep, and that they can be undone."""

from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain import uncompile
from tiny import Tiny, tiny

from coachcycle.balance import repair
from coachcycle.balance.problem import Ints
from coachcycle.balance.repair import NOBODY, Plan, scratch, stacked

seeds = st.integers(0, 2**32 - 1)


def moved(case: Tiny, random: Random, moves: int, heat: float, rate: int) -> tuple[Plan, list[int]]:
    """A plan after some moves on a level at random, perhaps with an eye to the next, and what it started with."""
    problem = case.problem()
    level = random.choice(case.levels)
    start = random.choice(list(case.plans()))
    floors = [case.value(above, start) for above in range(level)]
    given = np.array([NOBODY if arc is None else arc for arc in start])
    last = min(level + random.choice([0, 1]), len(case.levels) - 1)
    exchange = rate if last > level else 0
    values = [case.value(one, start) for one in (level, last)]
    plan = Plan(
        given.copy(), given.copy(), np.zeros(last + 1, np.int64), np.array(values), np.array([7])
    )
    worths = problem.worths[: last + 1]
    repair.improve(
        problem.tables,
        problem.by_item,
        problem.weighed(
            [random.choice([0, 1, 900]) for _ in floors] + [1024, 100][: last - level + 1]
        ),
        stacked(worths),
        np.array(floors, np.int64),
        np.array([random.randint(0, 9000) for _ in range(case.items)]),
        heat,
        exchange,
        0,
        moves,
        moves,
        plan,
        scratch(problem.tables, last + 1),
    )
    return plan, [*floors, *values]


def rows(given: Ints) -> tuple[int | None, ...]:
    return tuple(None if arc == NOBODY else int(arc) for arc in given)


class TestImprove:
    @given(seeds)
    def test_what_a_move_keeps(self, seed: int) -> None:
        """
        Every rule and every floor; what it says it reaches is what it reaches, and the best is no worse
        than the start, on the next level neither if that counts and nothing was gained on the first.
        """
        random = Random(seed)
        case = tiny(random)
        heat, rate = random.choice([0.0, 2.5]), random.choice([1, 20, 10_000])
        plan, (*least, value, after) = moved(case, random, 20, heat, rate)
        level, last = len(least), len(plan.reached) - 1
        for given_arcs in (plan.given, plan.kept):
            assert case.allows(rows(given_arcs))
            reached = [case.value(one, rows(given_arcs)) for one in range(last + 1)]
            assert all(now >= floor for now, floor in zip(reached, least, strict=False))
            if given_arcs is plan.given:
                assert plan.reached.tolist() == reached
            else:
                assert plan.best.tolist() == [reached[level], reached[last]]
                assert (reached[level], reached[last]) >= (value, after)

    @settings(max_examples=150)
    @given(seeds)
    def test_what_a_move_may_lose(self, seed: int) -> None:
        """
        Nothing on the level, or what the next one gains for it: so much as the exchange says, both ways.
        """
        random = Random(seed)
        rate = random.choice([1, 3, 10_000])
        plan, (*least, value, after) = moved(tiny(random), random, 1, 0.0, rate)
        level, last = len(least), len(plan.reached) - 1
        gain, gain_next = int(plan.reached[level]) - value, int(plan.reached[last]) - after
        assert (rate * gain + gain_next if last > level else gain) >= 0

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(seed=seeds)
    def test_plain_and_compiled(self, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
        """
        They do the same, number by number.
        """
        with monkeypatch.context() as patched:
            quick, _ = again(seed)
            uncompile(patched)
            plain, _ = again(seed)
        for name in Plan._fields:
            assert getattr(quick, name).tolist() == getattr(plain, name).tolist()


def again(seed: int) -> tuple[Plan, Any]:
    random = Random(seed)
    heat, rate = random.choice([0.0, 2.5]), random.choice([1, 20, 10_000])
    return moved(tiny(random), random, 10, heat, rate)

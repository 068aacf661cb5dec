"""Moves on a plan: what they keep, and that they can be undone."""

from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain import uncompile
from tiny import Tiny, of_one_agent, tiny

from coachcycle.balance import repair, values
from coachcycle.balance.problem import Ints
from coachcycle.balance.programme import best_pattern, room
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
        random.random() < 0.5,
        0,
        moves,
        moves,
        plan,
        scratch(problem.tables, last + 1),
    )
    return plan, [*floors, *values]


def rows(given: Ints) -> tuple[int | None, ...]:
    return tuple(None if arc == NOBODY else int(arc) for arc in given)


class TestGoodPattern:
    @given(seeds)
    def test_it_is_allowed_and_nearly_the_best(self, seed: int) -> None:
        """
        It is the best where that keeps to the heads; and where it has too many, no other has more.
        """
        case = tiny(Random(seed), most_agents=1, most_levels=1)
        problem = case.problem()
        found = np.zeros(len(problem.arc_items), np.bool_)
        best = found.copy()
        of, worth, space = problem.tables, problem.worths[0], room(problem.tables)
        repair.good_pattern(0, of, worth, space, found)
        most = best_pattern(0, of, worth, counts_heads=True, space=space, chosen=best)
        marks = problem.marks(found)
        problem.require_plan(marks)
        (value,) = values(problem, marks)
        assert value <= most
        best_pattern(0, of, worth, counts_heads=False, space=space, chosen=best)
        if of.arc_heads[best].sum() <= problem.most_heads[0]:
            assert found.tolist() == best.tolist()

    @pytest.mark.parametrize(
        ("most", "heads", "worth", "kept"),
        [
            (2, [1, 1, 1, 1], [5, 9, 6, 8], [1, 3]),
            (2, [1, 1, 1, 1], [9, 1, 2, 1], [0, 2]),
            (3, [1, 2, 1, 2], [5, 9, 6, 8], [0, 2]),
        ],
    )
    def test_too_many_heads(
        self, most: int, heads: list[int], worth: list[int], kept: list[int]
    ) -> None:
        """
        Whoever is worth the average of a head is taken, whoever is worth least for one left out, what room is left filled.
        """
        made = of_one_agent(capacity=3, weight=1, most_heads=most, heads=heads, worth=worth)
        found = np.zeros(4, np.bool_)
        repair.good_pattern(0, made.tables, made.worths[0], room(made.tables), found)
        assert np.flatnonzero(found).tolist() == kept


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

"""Whether there are coaches enough, beside what can be counted by hand."""

from itertools import combinations

import pytest
from attrs import evolve
from offices import YEAR, Office, office, simple

from coachcycle.balance import Candidate, Shortage, balance, capacity
from coachcycle.caseloads import Demand
from coachcycle.people import Coach, Post, School
from coachcycle.vocabulary import OutOfRange


def candidate(id: str, minutes: int, cost: int = 1) -> Candidate:
    coach = Coach(id=id, posts=[Post(school="s-1")], weekly_minutes=minutes, coaching_share=1)
    return Candidate(coach=coach, cost=cost)


def test_shortages() -> None:
    """Six of four units each, two coaches of thirteen; at the second school nobody."""
    one = simple()
    first, *others = one.roster.teachers
    roster = evolve(
        one.roster,
        schools=[School(id="s-1"), School(id="s-2")],
        teachers=[
            evolve(first, posts=[Post(school="s-2")], subjects=["art"]),
            *(evolve(each, grades=["03"]) for each in others),
        ],
    )
    found = capacity(roster, one.rules, YEAR)
    told = {
        (each.of, each.name): (
            each.people,
            each.unreachable,
            each.needed,
            each.available,
            each.least_missing,
        )
        for each in found.shortages
    }
    assert told == {
        ("all", None): (6, 1, 24, 26, 0),
        ("school", "s-1"): (5, 0, 20, 26, 0),
        ("school", "s-2"): (1, 1, 4, 0, 4),
        ("grade", "03"): (5, 0, 20, 26, 0),
        ("subject", "art"): (1, 1, 4, 0, 4),
    }
    assert (found.hired, found.levels_hired) == ((), ())
    assert found.levels[0].value == 5


def test_who_is_out_of_reach_is_counted_once() -> None:
    """Who works at three schools is out of reach if she is at each, and at a school if she is at this one."""
    one = simple(coaches=1, teachers=2)
    names = ["s-1", "s-2", "s-3"]
    posts = [[Post(school=name) for name in at] for at in (names, names[1:])]
    roster = evolve(
        one.roster,
        schools=[School(id=name) for name in names],
        teachers=[
            evolve(each, posts=at) for each, at in zip(one.roster.teachers, posts, strict=True)
        ],
    )
    found = capacity(roster, one.rules, YEAR)
    assert [(each.name, each.people, each.unreachable) for each in found.shortages] == [
        (None, 2, 1),
        ("s-1", 1, 0),
        ("s-2", 2, 2),
        ("s-3", 2, 2),
    ]


def test_nobody_needs_anything() -> None:
    """There is one row all the same, of nobody."""
    one = simple(demands=[])
    (found,) = capacity(*one, YEAR).shortages
    assert found == Shortage(of="all", name=None, people=0, unreachable=0, needed=0, available=0)


def test_the_least_that_serves_all() -> None:
    """Three more of four units: one candidate of three, or three of one, whichever costs less."""
    one = simple(coaches=1, teachers=6)
    small = [candidate(f"c-{n}", 60, cost=2) for n in (7, 8, 9)]
    for cost, hired in ((5, ("c-6",)), (7, ("c-7", "c-8", "c-9"))):
        found = capacity(*one, YEAR, [candidate("c-6", 180, cost), *small])
        need, hires = found.levels_hired
        assert (found.levels[0].value, need.value, need.bound) == (3, 6, 6)
        assert found.hired == hired
        assert hires.value == hires.bound == -min(cost, 6)


def test_who_needs_no_time_is_no_reason_to_hire() -> None:
    """Nobody is hired for her, since that would cost nothing; and who is hired for others costs what is said."""
    demands = [Demand(tier="seen", need=2, contact_minutes=0), Demand(need=1, contact_minutes=60)]
    one = simple(coaches=1, teachers=2, minutes=0, demands=demands)
    seen, other = one.roster.teachers
    alone = evolve(one.roster, teachers=[evolve(seen, tier="seen")])
    found = capacity(alone, one.rules, YEAR, [candidate("c-9", 60, 5)])
    assert found.hired == ()
    assert [level.value for level in found.levels_hired] == [0, 0]
    both = evolve(alone, teachers=[*alone.teachers, other])
    found = capacity(both, one.rules, YEAR, [candidate("c-9", 60, 5)])
    assert found.hired == ("c-9",)
    assert [level.value for level in found.levels_hired] == [1, -5]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_every_choice_of_candidates(seed: int) -> None:
    """No other choice of candidates serves more need, or as much at less cost."""
    one = office(seed, 2, 7)
    one = Office(
        one.roster, evolve(one.rules, order=simple().rules.order, assigning="weighted_need")
    )
    offered = [candidate(f"x-{n}", 60 + 40 * n, cost=n + 1) for n in range(3)]
    if one.rules.journeys:
        offered = [evolve(each, coach=evolve(each.coach, schools=["s-2"])) for each in offered]
    best: tuple[int, int] | None = None
    for size in range(4):
        for chosen in combinations(offered, size):
            coaches = [*one.roster.coaches, *(each.coach for each in chosen)]
            plan = balance(evolve(one.roster, coaches=coaches), one.rules, YEAR)
            (need,) = plan.stretches[0].levels
            reached = need.value, -sum(each.cost for each in chosen)
            best = reached if best is None else max(best, reached)
    need, hires = capacity(*one, YEAR, offered).levels_hired
    assert (need.value, hires.value) == best


def test_what_a_candidate_cannot_cost() -> None:
    with pytest.raises(OutOfRange):
        candidate("c-9", 60, cost=0)

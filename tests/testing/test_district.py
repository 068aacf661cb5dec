"""Districts drawn from a seed."""

import pytest
from attrs import evolve

from coachcycle.balance.formulation import Formulation
from coachcycle.balance.staffing import Staffing
from coachcycle.interchange import encode
from coachcycle.testing import District, district
from coachcycle.vocabulary import OutOfRange


def formulated(drawn: District) -> Formulation:
    return Formulation.of(Staffing.on(drawn.roster, drawn.rules, drawn.rules.first))


def test_a_seed_gives_one_district() -> None:
    first, again, other = district(5, 60, 1), district(5, 60, 1), district(5, 60, 2)
    assert encode(first.roster) == encode(again.roster) != encode(other.roster)
    assert first == again


@pytest.mark.parametrize(("coaches", "teachers"), [(1, 1), (10, 150), (40, 1000)])
def test_as_large_as_was_asked_for(coaches: int, teachers: int) -> None:
    drawn = district(coaches, teachers)
    assert (len(drawn.roster.coaches), len(drawn.roster.teachers)) == (coaches, teachers)


@pytest.mark.parametrize("seed", range(3))
def test_what_a_district_is_like(seed: int) -> None:
    """Three or four coaches for a teacher, ways of up to eight units, about as much time as is needed."""
    formulation = formulated(district(40, 1000, seed))
    problem = formulation.problem
    needed = sum(case.units for case in formulation.cases)
    assert 3 < len(problem.arc_items) / problem.items < 4.5
    assert 0 == problem.group_weights.min() < problem.group_weights.max() <= 8
    assert 0.8 < problem.capacities.sum() / needed < 1.1


def test_what_is_refused() -> None:
    with pytest.raises(OutOfRange):
        district(0, 10)
    with pytest.raises(OutOfRange):
        district(10, 0)


def test_rules_can_be_changed() -> None:
    drawn = district(3, 30)
    assert evolve(drawn, rules=evolve(drawn.rules, most_schools=1)).roster == drawn.roster

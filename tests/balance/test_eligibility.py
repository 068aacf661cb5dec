"""Whom rules exclude, beside verification, which knows nothing of it."""

from itertools import product

import pytest
from offices import FIRST, UNTIL, YEAR, office, seeds

from coachcycle.balance.refusals import PairExcluded
from coachcycle.balance.staffing import Staffing
from coachcycle.balance.verify import verify
from coachcycle.caseloads import Assignment, Caseload, Stretch


@pytest.mark.parametrize("seed", seeds(20, 60))
def test_whom_rules_exclude(seed: int) -> None:
    """Every pair that is not eligible is refused, for the same reasons; no other is."""
    one = office(seed, 3, 6)
    staffing = Staffing.on(one.roster, one.rules, one.rules.first)
    for desk, case in product(staffing.desks, staffing.cases):
        alone = Caseload(
            rules=one.rules,
            stretches=[
                Stretch(
                    first=FIRST,
                    until=UNTIL,
                    assignments=[
                        Assignment(coach=desk.coach.id, school=case.school, teachers=case.ids)
                    ],
                )
            ],
        )
        found = verify(alone, one.roster, YEAR).problems
        said = {error.reason for error in found if isinstance(error, PairExcluded)}
        assert said == {*staffing.eligibility.exclusions(case).get(desk.coach.id, ())}
        assert bool(said) == (desk.coach.id not in staffing.eligibility.eligible(case))

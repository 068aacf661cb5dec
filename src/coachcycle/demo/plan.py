"""Who coaches whom in the sample district: its rules, which are made up, and a plan by them."""

from coachcycle.caseloads import CaseloadRules, Demand, Rank, RuleSource
from coachcycle.demo.year import Cast
from coachcycle.schoolyear import SchoolYear


def caseload_rules(who: Cast, year: SchoolYear) -> CaseloadRules:
    """Those who asked for a coach first, then whoever there is time for."""
    return CaseloadRules(
        first=year.first,
        until=year.last.add(days=1),
        demands=[Demand(need=2, contact_minutes=45, preparation_minutes=30)],
        reserve_share=0.1,
        most_schools=3,
        assigning="volunteers_first",
        volunteers=[*who.of_first, *who.of_second],
        order=[Rank(criterion=word) for word in ("served_need", "fairness", "schools", "lottery")],
        sources=[
            RuleSource(rule="demands", source="Coaching plan of the district, 2026"),
            RuleSource(rule="volunteers", source="Survey of teachers, May 2026"),
        ],
    )

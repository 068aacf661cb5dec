"""A district that can be reckoned by heart: two schools an hour apart, two coaches, seven teachers.

Each coach has 20 units of a quarter of an hour a week. Teachers take 5 units and count 2; one is new (6 units,
counts 4), one under intervention (10, counts 6). The second coach evaluates t-7, so that only the first could have
her, an hour away.
"""

import datetime

from attrs import evolve

from coachcycle.caseloads import (
    Assignment,
    Caseload,
    CaseloadRules,
    Demand,
    Journey,
    Pair,
    Rank,
    RuleSource,
    Stretch,
    Unserved,
)
from coachcycle.people import Coach, Evaluation, Post, Roster, School, Teacher
from coachcycle.schoolyear import SchoolYear

FIRST, UNTIL = datetime.date(2026, 8, 17), datetime.date(2027, 6, 5)
OCTOBER = datetime.date(2026, 10, 5)
YEAR = SchoolYear(
    id="2026-27", zone="America/Chicago", first=FIRST, last=UNTIL - datetime.timedelta(days=1)
)
ROSTER = Roster(
    schools=[School(id="adams"), School(id="baker")],
    coaches=[
        Coach(
            id="c-1",
            posts=[Post(school="adams")],
            schools=["baker"],
            weekly_minutes=600,
            coaching_share=0.5,
        ),
        Coach(id="c-2", posts=[Post(school="baker")], weekly_minutes=600, coaching_share=0.5),
    ],
    teachers=[
        Teacher(id="t-1", posts=[Post(school="adams")], tier="new"),
        Teacher(id="t-2", posts=[Post(school="adams")]),
        Teacher(id="t-3", posts=[Post(school="adams")]),
        Teacher(id="t-4", posts=[Post(school="baker")], tier="intervention"),
        Teacher(id="t-5", posts=[Post(school="baker")]),
        Teacher(id="t-6", posts=[Post(school="baker")]),
        Teacher(id="t-7", posts=[Post(school="baker")]),
    ],
    evaluations=[Evaluation(evaluator="c-2", evaluated="t-7")],
)
RULES = CaseloadRules(
    first=FIRST,
    until=UNTIL,
    demands=[
        Demand(tier="intervention", need=6, contact_minutes=90, preparation_minutes=60),
        Demand(tier="new", need=4, contact_minutes=60, preparation_minutes=30),
        Demand(need=2, contact_minutes=45, preparation_minutes=30),
    ],
    journeys=[Journey(base="adams", school="baker", minutes=60)],
    pairs=[Pair(kind="refused", coach="c-1", teacher="t-4")],
    order=[Rank(criterion="served_need"), Rank(criterion="travel")],
    sources=[RuleSource(rule="journeys", source="Transport office, timetable of 2026")],
)


def by_hand(coaches: dict[str, str], reasons: dict[str, str]) -> Caseload:
    """The plan in which these teachers have these coaches, and those have none for these reasons."""
    at = {one.id: one.posts[0].school for one in ROSTER.teachers}
    return Caseload(
        rules=RULES,
        stretches=[
            Stretch(
                first=FIRST,
                until=UNTIL,
                assignments=[
                    Assignment(coach=coach, school=at[teacher], teachers=[teacher])
                    for teacher, coach in coaches.items()
                ],
                unserved=[
                    Unserved(school=at[teacher], teachers=[teacher], reason=reason)
                    for teacher, reason in reasons.items()
                ],
            )
        ],
    )


BEST = by_hand(
    {"t-1": "c-1", "t-2": "c-1", "t-3": "c-1", "t-4": "c-2", "t-5": "c-2", "t-6": "c-2"},
    {"t-7": "outweighed"},
)


def without_first_coach() -> Roster:
    """The first coach's post has ended in October."""
    gone, other = ROSTER.coaches
    ended = evolve(gone, posts=[evolve(one, until=OCTOBER) for one in gone.posts])
    return evolve(ROSTER, coaches=[ended, other])

"""Small districts at random, in which everything that rules can ask for happens."""

import datetime
from random import Random
from typing import Any, NamedTuple

import pytest

from coachcycle.caseloads import (
    Assigning,
    CaseloadRules,
    Criterion,
    Demand,
    Duty,
    Group,
    Journey,
    Likeness,
    Pair,
    Rank,
)
from coachcycle.people import Coach, Credential, Evaluation, Post, Roster, School, Teacher
from coachcycle.schoolyear import SchoolYear

FIRST, UNTIL = datetime.date(2026, 8, 17), datetime.date(2027, 6, 5)
WINTER = datetime.date(2027, 1, 4)
YEAR = SchoolYear(
    id="2026-27", zone="America/Chicago", first=FIRST, last=UNTIL - datetime.timedelta(days=1)
)
SCHOOLS = ("s-1", "s-2", "s-3")
GRADES, SUBJECTS, LANGUAGES = ("03", "07", "11"), ("art", "music"), ("en", "es")
NEED = [Rank(criterion="served_need")]
TIERS = ("intervention", "new", None, "left_alone")


def seeds(few: int, many: int) -> list[Any]:
    """So few seeds every day, and so many when there is time."""
    slow = (pytest.param(seed, marks=pytest.mark.slow) for seed in range(few, many))
    return [*range(few), *slow]


class Office(NamedTuple):
    """What a plan is made from."""

    roster: Roster
    rules: CaseloadRules


def office(seed: int, coaches: int = 3, teachers: int = 6, *, splits: bool = False) -> Office:
    """A district at random.

    Args:
        seed: By which it is drawn.
        coaches: How many coaches.
        teachers: How many teachers.
        splits: Whether a coach's post may end within the year.
    """
    drawing = _Drawing(Random(seed))
    roster = Roster(
        schools=[School(id="s-0"), *(School(id=one, parent="s-0") for one in SCHOOLS)],
        coaches=[drawing.coach(n, splits=splits) for n in range(coaches)],
        teachers=[drawing.teacher(n) for n in range(teachers)],
        evaluations=[
            Evaluation(evaluator=f"c-{n % coaches}", evaluated=f"t-{n}", until=drawing.day())
            for n in range(teachers)
            if drawing.happens(0.1)
        ],
    )
    return Office(roster, drawing.rules(roster))


def simple(coaches: int = 2, teachers: int = 6, minutes: int = 200, **rules: object) -> Office:
    """Coaches and teachers of one school, all alike."""
    return Office(
        Roster(
            schools=[School(id="s-1")],
            coaches=[
                Coach(
                    id=f"c-{n}",
                    posts=[Post(school="s-1")],
                    weekly_minutes=minutes,
                    coaching_share=1,
                )
                for n in range(coaches)
            ],
            teachers=[Teacher(id=f"t-{n}", posts=[Post(school="s-1")]) for n in range(teachers)],
        ),
        CaseloadRules(
            first=FIRST,
            until=UNTIL,
            **{"demands": [Demand(need=1, contact_minutes=60)], "order": NEED, **rules},
        ),
    )


class _Drawing:
    def __init__(self, random: Random) -> None:
        self.random = random

    def happens(self, chance: float) -> bool:
        return self.random.random() < chance

    def some(self, among: tuple[Any, ...], chance: float = 0.6) -> list[Any]:
        return [one for one in among if self.happens(chance)]

    def day(self) -> datetime.date | None:
        return self.random.choice((None, FIRST, WINTER, UNTIL))

    def coach(self, number: int, *, splits: bool) -> Coach:
        schools = self.random.sample(("s-0", *SCHOOLS), self.random.randint(0, 2))
        share = 1 / max(1, len(schools)) if self.happens(0.7) else None
        return Coach(
            id=f"c-{number}",
            posts=[
                Post(
                    school=one, share=share, until=WINTER if splits and self.happens(0.3) else None
                )
                for one in schools
            ],
            schools=self.some(SCHOOLS),
            weekly_minutes=self.random.choice((None, 200, 300)),
            coaching_share=self.random.choice((None, 0.55, 0.7)),
            grades=self.some(GRADES),
            subjects=self.some(SUBJECTS),
            languages=self.some(LANGUAGES),
            credentials=[
                Credential(type="reading", first=datetime.date(2020, 1, 1), last=last)
                for last in self.some((None, WINTER), 0.7)
            ],
        )

    def teacher(self, number: int) -> Teacher:
        schools = self.random.sample(SCHOOLS, self.random.choice((0, 1, 1, 1, 1, 1, 2)))
        return Teacher(
            id=f"t-{number}",
            posts=[Post(school=one) for one in schools],
            grades=self.some(GRADES),
            subjects=self.some(SUBJECTS, 0.4),
            languages=self.some(LANGUAGES, 0.4),
            tier=self.random.choice(TIERS),
        )

    def demands(self) -> list[Demand]:
        listed = [
            Demand(
                tier=tier,
                need=self.random.randint(0, 5),
                contact_minutes=self.random.choice((20, 30, 45)),
                preparation_minutes=self.random.choice((0, 10)),
                counts_for=self.random.choice((0.5, 1, 2)),
            )
            for tier in TIERS[:3]
        ]
        return listed if self.happens(0.7) else listed[:2]

    def rules(self, roster: Roster) -> CaseloadRules:
        people = [one.id for one in roster.teachers]
        order = [one for one in Criterion if one is not Criterion.SERVED_NEED]
        self.random.shuffle(order)
        return CaseloadRules(
            first=FIRST,
            until=UNTIL,
            demands=self.demands(),
            unit_minutes=self.random.choice((5, 10, 15)),
            weekly_minutes=250,
            coaching_share=0.6,
            duties=[Duty(coach="c-0", minutes=15)] if self.happens(0.3) else [],
            reserve_share=self.random.choice((0, 0.1)),
            most_schools=self.random.choice((None, 1, 2)),
            most_heads=self.random.choice((None, 2.5, 4)),
            alike=self.some(tuple(Likeness), 0.4),
            credentials=["reading"] if self.happens(0.3) else [],
            journeys=self.journeys() if all(one.posts for one in roster.coaches) else [],
            trips_per_week=self.random.choice((1, 2)),
            assigning=self.random.choice(tuple(Assigning)),
            volunteers=[one for one in people if self.happens(0.3)],
            equal_share=self.random.choice((1, 2)),
            pairs=[
                Pair(kind=self.random.choice(("prohibited", "refused")), coach="c-0", teacher=one)
                for one in people
                if self.happens(0.1)
            ],
            together=self.together(roster),
            order=[Rank(criterion=one) for one in (Criterion.SERVED_NEED, *order)],
            lottery_seed=self.random.randint(0, 9),
        )

    def journeys(self) -> list[Journey]:
        return [
            Journey(base=base, school=school, minutes=self.random.choice((0, 10, 25)))
            for base in ("s-0", *SCHOOLS)
            for school in SCHOOLS
            if base != school
        ]

    def together(self, roster: Roster) -> list[Group]:
        alone = [one for one in roster.teachers if [post.school for post in one.posts] == ["s-1"]]
        return [Group(teachers=[one.id for one in alone[:2]])] if len(alone) > 2 else []

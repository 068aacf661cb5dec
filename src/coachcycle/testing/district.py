"""Districts drawn from a seed: as large as is asked for, and the same on every machine."""

import datetime
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from math import hypot
from random import Random
from typing import TypeVar

from attrs import frozen

from coachcycle.caseloads import CaseloadRules, Demand, Journey, Pair
from coachcycle.people import Coach, Evaluation, Post, Roster, School, Teacher
from coachcycle.schoolyear import SchoolYear
from coachcycle.vocabulary import SchoolId, whole

MOST = 1_000_000
TEACHERS_A_SCHOOL = 30
MINUTES_A_TEACHER = 90
"""So many contract minutes that the parts for coaching are about what teachers need."""
LONGEST_WEEK = 7 * 24 * 60
SCHOOLS_A_REGION = 20
REACH = 7
"""How many schools a coach reaches at most, those nearest to the coach's own."""
BANDS = (
    ("KG", "01", "02", "03", "04", "05"),
    ("06", "07", "08"),
    ("09", "10", "11", "12"),
)
SUBJECTS = ("literacy", "mathematics", "science")
DEMANDS = (
    Demand(tier="intervention", need=6, contact_minutes=75, preparation_minutes=30, counts_for=2),
    Demand(tier="new", need=4, contact_minutes=45, preparation_minutes=30),
    Demand(need=2, contact_minutes=30, preparation_minutes=15),
)

_One = TypeVar("_One")


@frozen(kw_only=True)
class District:
    """A roster with what `coachcycle.balance` needs besides."""

    roster: Roster
    rules: CaseloadRules
    year: SchoolYear


def district(coaches: int = 120, teachers: int = 3000, seed: int = 0) -> District:
    """A district drawn from a seed.

    Schools have one band of grades and lie in regions of twenty; a coach reaches four to seven of the region,
    by ways of up to two hours. Who may coach whom follows from that, from grades, subjects and languages,
    evaluations and refusals: about four coaches for a teacher. All coaches together have about as much
    time as the teachers need.

    Args:
        coaches: How many coaches [1 to 1,000,000].
        teachers: How many teachers [1 to 1,000,000].
        seed: By which all is drawn.

    Raises:
        OutOfRange: There are too few or too many.
    """
    whole("coaches", coaches, 1, MOST)
    whole("teachers", teachers, 1, MOST)
    return _Drawing(coaches, teachers, Random(seed)).district()  # noqa: S311  # nothing secret is drawn


class _Drawing:
    """What has been drawn so far; only `Random.random` is asked, which no version of Python changes."""

    def __init__(self, coaches: int, teachers: int, random: Random) -> None:
        self.draw = random.random
        count = -(-teachers // TEACHERS_A_SCHOOL)
        self.schools = [SchoolId(f"school-{n:05}") for n in range(count)]
        self.places = {one: (self.draw(), self.draw()) for one in self.schools}
        self.bands = {one: BANDS[n % 4 % 3] for n, one in enumerate(self.schools)}
        self.regions = [
            self.schools[n : n + SCHOOLS_A_REGION] for n in range(0, count, SCHOOLS_A_REGION)
        ]
        self.week = min(LONGEST_WEEK, MINUTES_A_TEACHER * teachers // coaches)
        self.bases = [self.schools[n * count // coaches] for n in range(coaches)]
        self.teachers = [self.teacher(n, self.schools[n % count]) for n in range(teachers)]
        self.coaches = [self.coach(n, base) for n, base in enumerate(self.bases)]
        self.at: dict[SchoolId, list[Coach]] = {one: [] for one in self.schools}
        for coach in self.coaches:
            for school in coach.schools:
                self.at[school].append(coach)

    def pick(self, among: Sequence[_One]) -> _One:
        return among[int(self.draw() * len(among))]

    def happens(self, chance: float) -> bool:
        return self.draw() < chance

    def teacher(self, number: int, school: SchoolId) -> Teacher:
        tier = self.draw()
        return Teacher(
            id=f"teacher-{number:06}",
            posts=[Post(school=school, share=1)],
            grades=[self.pick(self.bands[school])],
            subjects=[self.pick(SUBJECTS)],
            languages=["es"] if self.happens(0.12) else [],
            tier="intervention" if tier < 0.08 else "new" if tier < 0.3 else None,
        )

    def coach(self, number: int, base: SchoolId) -> Coach:
        bands = {self.bands[base], self.pick(BANDS)}
        first = int(self.draw() * len(SUBJECTS))
        return Coach(
            id=f"coach-{number:05}",
            posts=[Post(school=base, share=0.5 if self.happens(0.1) else 1)],
            schools=self.reach(base, bands),
            weekly_minutes=self.week,
            coaching_share=self.pick((0.6, 0.65, 0.7, 0.75)),
            grades={grade for band in bands for grade in band},
            subjects=[one for n, one in enumerate(SUBJECTS) if n != first],
            languages=["en", "es"] if self.happens(0.3) else ["en"],
        )

    def reach(self, base: SchoolId, bands: AbstractSet[Sequence[str]]) -> Sequence[SchoolId]:
        """The nearest schools of the region and of some bands, the base among them."""
        region = self.regions[self.schools.index(base) // SCHOOLS_A_REGION]
        near = [one for one in region if self.bands[one] in bands]
        near.sort(key=lambda one: (self.way(base, one), one))
        return near[: REACH - int(self.draw() * 4)]

    def way(self, base: SchoolId, school: SchoolId) -> int:
        """From one school to another and back [minutes, 0 to 120]."""
        (x, y), (to_x, to_y) = self.places[base], self.places[school]
        return min(120, 5 * round(24 * hypot(to_x - x, to_y - y)))

    def refusals(self) -> Iterator[Pair]:
        """Of every hundredth teacher, somebody who could come."""
        for teacher, coach in self.near(0.01):
            yield Pair(kind="refused", coach=coach.id, teacher=teacher.id)

    def evaluations(self) -> Iterator[Evaluation]:
        """Every fiftieth teacher is evaluated by somebody who could come."""
        for teacher, coach in self.near(0.02):
            yield Evaluation(evaluator=coach.id, evaluated=teacher.id)

    def near(self, chance: float) -> Iterator[tuple[Teacher, Coach]]:
        """Teachers and coaches who reach their schools, each teacher with a chance."""
        for teacher in self.teachers:
            coaches = self.at[teacher.posts[0].school]
            if coaches and self.happens(chance):
                yield teacher, self.pick(coaches)

    def district(self) -> District:
        ways = {
            (base, school)
            for base, coach in zip(self.bases, self.coaches, strict=True)
            for school in coach.schools
        }
        first, until = datetime.date(2026, 8, 17), datetime.date(2027, 6, 5)
        return District(
            roster=Roster(
                schools=[School(id=one) for one in self.schools],
                coaches=self.coaches,
                teachers=self.teachers,
                evaluations=[*self.evaluations()],
            ),
            rules=CaseloadRules(
                first=first,
                until=until,
                demands=DEMANDS,
                most_schools=3,
                journeys=[
                    Journey(base=base, school=school, minutes=self.way(base, school))
                    for base, school in sorted(ways)
                ],
                pairs=[*self.refusals()],
            ),
            year=SchoolYear(
                id="2026-27",
                zone="America/Chicago",
                first=first,
                last=until - datetime.timedelta(days=1),
            ),
        )

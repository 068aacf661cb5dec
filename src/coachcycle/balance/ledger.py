"""What a plan's rules say of people, computed again from the roster, apart from what made the plan.

Nothing here is shared with the search for plans: both follow `CaseloadRules`, each by itself.
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from hashlib import sha256
from math import ceil

from attrs import frozen
from pendulum import Date

from coachcycle.caseloads import CaseloadRules, Demand, UnservedReason
from coachcycle.people import Coach, Roster, Teacher
from coachcycle.vocabulary import PersonId, Reference, SchoolId

Key = tuple[SchoolId | None, frozenset[PersonId]]
"""What a case is known by: its school and its teachers."""


@frozen(kw_only=True)
class Need:
    """What a case takes of a coach, and what it is worth that it has one."""

    tier: Reference | None
    need: int
    minutes: int
    hundredths: int
    """Of heads."""


class Ledger:
    """Who is there on a day, what they need and what they have to give, by the rules."""

    def __init__(self, roster: Roster, rules: CaseloadRules, day: Date) -> None:
        self.roster = roster
        self.there: Roster = roster.on(day)
        self.rules = rules
        self.day = day
        self.needs: dict[Key, Need] = {}
        self.worths: dict[PersonId, dict[SchoolId, int]] = {}
        """The need of each teacher at each of her schools."""
        self.left_out: dict[Key, UnservedReason] = {}
        grouped: set[tuple[PersonId, SchoolId]] = set()
        for group in rules.together:
            members = [one for one in self.there.teachers if one.id in group.teachers]
            if len(members) < 2:
                continue
            for school in set.intersection(*({*self.schools(one)} for one in members)):
                self._enter(members, school)
                grouped |= {(one.id, school) for one in members}
        for teacher in self.there.teachers:
            schools = self.schools(teacher)
            if not schools:
                self.left_out[None, frozenset({teacher.id})] = UnservedReason.NO_SCHOOL
            for school in schools:
                if (teacher.id, school) not in grouped:
                    self._enter([teacher], school)

    def schools(self, teacher: Teacher) -> list[SchoolId]:
        """Where a teacher works, in the order in which rests go to her schools."""
        schools = {post.school for post in teacher.posts}
        return sorted(schools, key=lambda one: self.draw(teacher.id, one))

    def draw(self, *words: str) -> str:
        """The lottery's number for these words, in hexadecimal digits."""
        text = "\n".join((str(self.rules.lottery_seed), *words))
        return sha256(text.encode("utf-8")).hexdigest()

    def demand(self, teacher: Teacher) -> Demand | None:
        """What the rules say that a teacher needs."""
        own = [one for one in self.rules.demands if one.tier == teacher.tier]
        usual = [one for one in self.rules.demands if one.tier is None]
        return next(iter([*own, *usual]), None)

    def _enter(self, teachers: list[Teacher], school: SchoolId) -> None:
        key = school, frozenset(one.id for one in teachers)
        parts = {one.id: part for one in teachers if (part := self._part(one, school))}
        if not parts:
            self.left_out[key] = UnservedReason.NO_DEMAND
            return
        for id, part in parts.items():
            self.worths.setdefault(id, {})[school] = part.need
        longest = max(one.minutes for one in parts.values())
        self.needs[key] = Need(
            tier=next(one.tier for one in parts.values() if one.minutes == longest),
            need=sum(one.need for one in parts.values()),
            minutes=longest,
            hundredths=sum(one.hundredths for one in parts.values()),
        )

    def _part(self, teacher: Teacher, school: SchoolId) -> Need | None:
        demand, schools = self.demand(teacher), self.schools(teacher)
        if demand is None:
            return None
        place = schools.index(school)
        return Need(
            tier=demand.tier,
            need=_part_of(demand.need, place, len(schools)) or min(demand.need, 1),
            minutes=_part_of(demand.minutes, place, len(schools)),
            hundredths=ceil(100 * _exact(demand.counts_for) / len(schools)),
        )

    @cached_property
    def most_hundredths(self) -> Fraction | None:
        """The cap in heads [hundredths]."""
        most = self.rules.most_heads
        return None if most is None else 100 * _exact(most)

    @cached_property
    def journeys(self) -> dict[tuple[SchoolId | None, SchoolId | None], int]:
        """The listed ways [minutes]."""
        return {(one.base, one.school): one.minutes for one in self.rules.journeys}

    def units(self, minutes: int) -> int:
        """Minutes that are needed, rounded up to whole units."""
        return ceil(Fraction(minutes, self.rules.unit_minutes))

    def capacity(self, coach: Coach) -> int:
        """What a coach has to give in an ordinary week [units]."""
        rules = self.rules
        week = coach.weekly_minutes if coach.weekly_minutes is not None else rules.weekly_minutes
        part = coach.coaching_share if coach.coaching_share is not None else rules.coaching_share
        shares = [post.share for post in coach.posts]
        posts = Fraction(1)
        if shares and None not in shares:
            posts = min(posts, sum((_exact(one or 0) for one in shares), Fraction(0)))
        minutes = Fraction(week or 0) * posts * _exact(part or 0)
        minutes -= sum(one.minutes for one in rules.duties if one.coach == coach.id)
        units = minutes * (1 - _exact(rules.reserve_share)) / rules.unit_minutes
        return max(0, units.numerator // units.denominator)

    def reach(self, coach: Coach) -> frozenset[SchoolId] | None:
        """At which schools a coach may work; None at all."""
        named = coach.schools | {post.school for post in coach.posts}
        if not named:
            return None
        above = {one.id: one.parent for one in self.roster.schools}
        return frozenset(one for one in above if any(up in named for up in _upwards(one, above)))

    def base(self, coach: Coach) -> SchoolId | None:
        """Where a coach's days begin."""
        named = [one.school for one in self.rules.bases if one.coach == coach.id]
        of_posts = sorted(
            (
                (post.share or 0, self.draw(coach.id, post.school), post.school)
                for post in coach.posts
            ),
            reverse=True,
        )
        return next(iter([*named, *(school for _, _, school in of_posts)]), None)

    def way(self, coach: Coach, school: SchoolId) -> int | None:
        """What the trips to a school take of an ordinary week [minutes]; None, if nothing says so."""
        base = self.base(coach)
        if not self.journeys:
            return 0
        listed = self.journeys.get((base, school), self.journeys.get((school, base)))
        if listed is None and base != school:
            return None
        return self.rules.trips_per_week * (listed or 0)


def _exact(value: float) -> Fraction:
    return Fraction(repr(value))


def _part_of(total: int, place: int, many: int) -> int:
    """A whole part of a number: the first places have one more, until all is shared out."""
    return (total + many - 1 - place) // many


def _upwards(school: SchoolId, above: dict[SchoolId, SchoolId | None]) -> Iterator[SchoolId]:
    """A school, and those that it belongs to."""
    at: SchoolId | None = school
    while at is not None:
        yield at
        at = above.get(at)

"""Desks: coaches, with what the rules of a plan make of their time and ways."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from fractions import Fraction
from math import floor

from attrs import frozen
from pendulum import Date

from coachcycle.balance.cases import drawn, fraction
from coachcycle.balance.refusals import BaseUnknown, JourneyUnknown, TimeUnknown
from coachcycle.caseloads import CaseloadRules
from coachcycle.errors import CoachCycleError
from coachcycle.people import Coach, Evaluation, Post, Roster
from coachcycle.vocabulary import PersonId, SchoolId


@frozen(kw_only=True)
class Desk:
    """A coach, with what the plan's rules make of the time and the ways."""

    coach: Coach
    schools: frozenset[SchoolId] | None
    """Those within reach; None if nothing is known of it, so that all are."""
    ways: Mapping[SchoolId, int] | None
    """What the trips to each school take in an ordinary week [minutes]; None if ways take no time."""
    unit_minutes: int
    """How long a unit of the plan is."""
    units: int
    """Of an ordinary week, for teachers and ways."""
    evaluated: frozenset[PersonId]
    """Whom the coach evaluates on some day of the plan."""
    is_credentialed: bool

    def reaches(self, school: SchoolId) -> bool:
        """Whether a school is within reach."""
        return self.schools is None or school in self.schools

    def way(self, school: SchoolId) -> int:
        """What the trips to a school within reach take in an ordinary week [minutes]."""
        return 0 if self.ways is None else self.ways[school]

    def way_units(self, school: SchoolId) -> int:
        """The same in units, rounded up."""
        return -(-self.way(school) // self.unit_minutes)


class Desks:
    """The coaches who are there on a day, each with time and ways, and what stands against some."""

    def __init__(
        self, there: Roster, evaluations: Iterable[Evaluation], rules: CaseloadRules, day: Date
    ) -> None:
        self.rules = rules
        self.day = day
        self.desks: list[Desk] = []
        self.problems: list[CoachCycleError] = []
        self.taught: set[SchoolId] = {
            post.school for teacher in there.teachers for post in teacher.posts
        }
        self.children: dict[SchoolId, list[SchoolId]] = {}
        for school in there.schools:
            if school.parent is not None:
                self.children.setdefault(school.parent, []).append(school.id)
        self.evaluated: dict[PersonId, set[PersonId]] = {}
        for one in evaluations:
            if _overlaps(one, day, rules.until):
                self.evaluated.setdefault(one.evaluator, set()).add(one.evaluated)
        self.journeys: dict[tuple[SchoolId, SchoolId], int] = {
            (one.base, one.school): one.minutes for one in rules.journeys
        }
        self.bases: dict[PersonId, SchoolId] = {one.coach: one.school for one in rules.bases}
        self.duties: dict[PersonId, int] = {one.coach: one.minutes for one in rules.duties}
        for coach in there.coaches:
            try:
                self.desks.append(self._desk(coach))
            except (TimeUnknown, BaseUnknown, JourneyUnknown) as problem:
                self.problems.append(problem)

    def _desk(self, coach: Coach) -> Desk:
        schools = _reach(coach, self.children)
        return Desk(
            coach=coach,
            schools=schools,
            ways=self._ways(coach, self.taught if schools is None else self.taught & schools),
            unit_minutes=self.rules.unit_minutes,
            units=self._units(coach),
            evaluated=frozenset(self.evaluated.get(coach.id, ())),
            is_credentialed=_is_credentialed(coach, self.rules, self.day),
        )

    def _units(self, coach: Coach) -> int:
        """The time for teachers and ways in an ordinary week [units]."""
        rules = self.rules
        week = rules.weekly_minutes if coach.weekly_minutes is None else coach.weekly_minutes
        part = rules.coaching_share if coach.coaching_share is None else coach.coaching_share
        if week is None:
            raise TimeUnknown(coach.id, "weekly_minutes").at(coach)
        if part is None:
            raise TimeUnknown(coach.id, "coaching_share").at(coach)
        left = week * _of_full_post(coach) * fraction(part) - self.duties.get(coach.id, 0)
        return max(0, floor(left * (1 - fraction(rules.reserve_share)) / rules.unit_minutes))

    def _ways(self, coach: Coach, schools: AbstractSet[SchoolId]) -> Mapping[SchoolId, int] | None:
        """What the trips to each of some schools take in a week from where the coach's days begin [minutes]."""
        if not self.journeys or not schools:
            return None
        base = self.bases.get(coach.id) or self._main_school(coach)
        ways: dict[SchoolId, int] = {}
        for school in sorted(schools):
            there, back = self.journeys.get((base, school)), self.journeys.get((school, base))
            way = back if there is None else there
            if way is None and school != base:
                raise JourneyUnknown(coach.id, base, school).at(coach)
            ways[school] = self.rules.trips_per_week * (way or 0)
        return ways

    def _main_school(self, coach: Coach) -> SchoolId:
        """That of the post with the largest share."""
        if not coach.posts:
            raise BaseUnknown(coach.id).at(coach)

        def size(post: Post) -> tuple[float, bytes]:
            return post.share or 0, drawn(self.rules.lottery_seed, coach.id, post.school)

        return max(coach.posts, key=size).school


def _overlaps(one: Evaluation, day: Date, until: Date) -> bool:
    return (one.first is None or one.first < until) and (one.until is None or one.until > day)


def _reach(
    coach: Coach, children: Mapping[SchoolId, Iterable[SchoolId]]
) -> frozenset[SchoolId] | None:
    """The coach's schools, those of the posts, and all that are below them; None, if none is known."""
    reached: set[SchoolId] = set()
    new = [*coach.schools, *(post.school for post in coach.posts)]
    while new:
        school = new.pop()
        if school not in reached:
            reached.add(school)
            new += children.get(school, ())
    return frozenset(reached) or None


def _of_full_post(coach: Coach) -> Fraction:
    """How much of a full post the coach's posts are; all of it, if it is not known."""
    shares = [post.share for post in coach.posts]
    known = [fraction(share) for share in shares if share is not None]
    is_known = known and len(known) == len(shares)
    return min(Fraction(1), sum(known, Fraction(0))) if is_known else Fraction(1)


def _is_credentialed(coach: Coach, rules: CaseloadRules, day: Date) -> bool:
    """Whether one of the credentials that are asked for holds from a day until the plan's end."""
    last = rules.until.subtract(days=1)
    return not rules.credentials or any(
        one.type in rules.credentials and one.is_valid(day) and one.is_valid(last)
        for one in coach.credentials
    )

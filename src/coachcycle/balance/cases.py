"""Cases: a teacher at one of her schools, or several who are coached together."""

from collections.abc import Iterable
from fractions import Fraction
from functools import cached_property
from hashlib import sha256
from math import ceil, floor

from attrs import frozen

from coachcycle.balance.refusals import GroupApart
from coachcycle.caseloads import CaseloadRules, Demand, Group, Unserved, UnservedReason
from coachcycle.errors import CoachCycleError
from coachcycle.people import Roster, Teacher
from coachcycle.vocabulary import PersonId, Reference, SchoolId

HUNDREDTHS = 100
"""In how many parts a head is counted."""


def drawn(seed: int, *ids: str) -> bytes:
    """What a lottery draws for somebody or something; it is in order as numbers are."""
    return sha256("\n".join([str(seed), *ids]).encode()).digest()


def fraction(value: float) -> Fraction:
    """A number as it is written, so that a tenth is a tenth."""
    return Fraction(str(value))


def most_hundredths(rules: CaseloadRules) -> int | None:
    """How many heads a coach may have [hundredths]; None if there is no cap."""
    most = rules.most_heads
    return None if most is None else floor(fraction(most) * HUNDREDTHS)


@frozen(kw_only=True, eq=False)
class Case:
    """Whom a coach may have: a teacher at one of her schools, or several who are coached together."""

    teachers: tuple[Teacher, ...]
    school: SchoolId
    tier: Reference | None
    """The tier whose demand it has."""
    need: int
    units: int
    """Of a coach's ordinary week."""
    hundredths: int
    """For how many heads it counts."""

    @cached_property
    def ids(self) -> frozenset[PersonId]:
        """Who it is."""
        return frozenset(one.id for one in self.teachers)

    def unserved(self, reason: UnservedReason) -> Unserved:
        """It, without a coach."""
        return Unserved(school=self.school, teachers=self.ids, reason=reason)


class Cases:
    """The cases of the teachers of one day, and what stands against some."""

    def __init__(self, there: Roster, rules: CaseloadRules) -> None:
        self.rules = rules
        self.demands: dict[Reference | None, Demand] = {one.tier: one for one in rules.demands}
        self.cases: list[Case] = []
        self.left_out: list[Unserved] = []
        self.problems: list[CoachCycleError] = []
        self.schools: dict[PersonId, tuple[SchoolId, ...]] = {
            one.id: self._ordered_schools(one) for one in there.teachers
        }
        together = {id: group for group in rules.together for id in group.teachers}
        grouped: dict[Group, list[Teacher]] = {}
        for teacher in there.teachers:
            if teacher.id in together:
                grouped.setdefault(together[teacher.id], []).append(teacher)
            else:
                self._add_alone(teacher, self.schools[teacher.id])
        for group, teachers in grouped.items():
            if len(teachers) == 1:
                self._add_alone(teachers[0], self.schools[teachers[0].id])
            else:
                self._add_group(group, teachers)

    def _ordered_schools(self, teacher: Teacher) -> tuple[SchoolId, ...]:
        """Her schools, in the order in which a rest that cannot be divided goes to them."""
        seed, schools = self.rules.lottery_seed, {post.school for post in teacher.posts}
        return tuple(sorted(schools, key=lambda one: drawn(seed, teacher.id, one)))

    def _demand(self, teacher: Teacher) -> Demand | None:
        return self.demands.get(teacher.tier, self.demands.get(None))

    def _add_alone(self, teacher: Teacher, schools: Iterable[SchoolId]) -> None:
        if not self.schools[teacher.id]:
            nowhere = UnservedReason.NO_SCHOOL
            self.left_out.append(Unserved(school=None, teachers=[teacher.id], reason=nowhere))
        for school in schools:
            self._add((teacher,), school)

    def _add_group(self, group: Group, teachers: list[Teacher]) -> None:
        shared = set.intersection(*({*self.schools[one.id]} for one in teachers))
        if len(shared) != 1:
            together = tuple(sorted(one.id for one in teachers))
            self.problems.append(GroupApart(together, len(shared)).at(group))
            return
        (school,) = shared
        self._add(tuple(teachers), school)
        for teacher in teachers:
            self._add_alone(teacher, [one for one in self.schools[teacher.id] if one != school])

    def _add(self, teachers: tuple[Teacher, ...], school: SchoolId) -> None:
        parts = [part for one in teachers if (part := self._part(one, school))]
        if not parts:
            ids = [one.id for one in teachers]
            no_demand = UnservedReason.NO_DEMAND
            self.left_out.append(Unserved(school=school, teachers=ids, reason=no_demand))
            return
        most = max(parts, key=lambda one: one.minutes)
        unit = self.rules.unit_minutes
        self.cases.append(
            Case(
                teachers=teachers,
                school=school,
                tier=most.tier,
                need=sum(one.need for one in parts),
                units=-(-most.minutes // unit),
                hundredths=sum(one.hundredths for one in parts),
            )
        )

    def _part(self, teacher: Teacher, school: SchoolId) -> "_Part | None":
        """What of her demand falls to one of her schools."""
        demand, schools = self._demand(teacher), self.schools[teacher.id]
        if demand is None:
            return None
        place, many = schools.index(school), len(schools)
        heads = fraction(demand.counts_for) * HUNDREDTHS / many
        need = demand.need // many + (place < demand.need % many)
        return _Part(
            tier=demand.tier,
            need=max(need, min(demand.need, 1)),
            minutes=demand.minutes // many + (place < demand.minutes % many),
            hundredths=ceil(heads),
        )


@frozen(kw_only=True)
class _Part:
    tier: Reference | None
    need: int
    minutes: int
    hundredths: int

"""Which coaches may have a case, and which rules keep the others from it.

Rules see few things of a case: its school, what is taught, its units. So whom each of them excludes is
listed once, and a case needs no more than to look the lists up.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Self

from attrs import frozen

from coachcycle.balance.cases import Case, most_hundredths
from coachcycle.balance.desks import Desk
from coachcycle.caseloads import CaseloadRules, Likeness, Pair, PairKind
from coachcycle.vocabulary import PersonId, SchoolId, Word

DECIDED = PairKind.PROHIBITED, PairKind.REFUSED
"""What may be decided about a pair that excludes it."""


class Exclusion(Word):
    """Why a coach cannot have a case."""

    OUT_OF_REACH = "out_of_reach"
    """The school is not among those that the coach reaches."""
    SAME_PERSON = "same_person"
    """Nobody coaches themself."""
    EVALUATES = "evaluates"
    """The coach evaluates a teacher on some day of the plan."""
    GRADES = "grades"
    """They have no grade in common."""
    SUBJECTS = "subjects"
    """They have no subject in common."""
    LANGUAGES = "languages"
    """They have no language in common."""
    CREDENTIAL = "credential"
    """The coach has none of the credentials that are asked for, valid for the whole plan."""
    PROHIBITED = "prohibited"
    """The district does not want it."""
    REFUSED = "refused"
    """One of the two does not want it."""
    NO_TIME = "no_time"
    """It takes more than the coach's whole week, with the way there."""
    TOO_MANY_HEADS = "too_many_heads"
    """It counts for more heads than a coach may have."""
    PINS = "pins"
    """What is pinned to the coach leaves no room for it; only `explain` says so."""


@frozen(kw_only=True, eq=False, repr=False)
class Eligibility:
    """Whom each rule excludes, of the coaches of a plan."""

    coaches: frozenset[PersonId]
    within_reach: Mapping[SchoolId, frozenset[PersonId]]
    """Who reaches each school."""
    evaluators: Mapping[PersonId, frozenset[PersonId]]
    """Of each teacher, on some day of the plan."""
    unlike: Mapping[tuple[Likeness, frozenset[str]], frozenset[PersonId]]
    """Who has nothing in common with what is known of a teacher, in which coach and teacher have to be alike."""
    uncredentialed: frozenset[PersonId]
    decided: Mapping[PersonId, Sequence[Pair]]
    """The pairs of each teacher that exclude a coach."""
    overtaxed: Mapping[tuple[SchoolId, int], frozenset[PersonId]]
    """For whom so many units at a school are too much."""
    most_hundredths: int | None
    """How many heads a coach may have [hundredths]; None if there is no cap."""
    alike: tuple[Likeness, ...]
    """In what a coach and a teacher have to be alike."""

    @classmethod
    def of(cls, rules: CaseloadRules, desks: Sequence[Desk], cases: Sequence[Case]) -> Self:
        """Of the rules, for the coaches and cases that there are."""
        alike = tuple(one for one in Likeness if one in rules.alike)
        reach = {school: _who(desks, school) for school in {case.school for case in cases}}
        by_id = {desk.coach.id: desk for desk in desks}
        idle = frozenset(desk.coach.id for desk in desks if desk.units == 0)
        known = {
            (likeness, getattr(teacher, likeness))
            for likeness in alike
            for case in cases
            for teacher in case.teachers
        }
        evaluators: dict[PersonId, set[PersonId]] = {}
        for desk in desks:
            for teacher in desk.evaluated:
                evaluators.setdefault(teacher, set()).add(desk.coach.id)
        decided: dict[PersonId, list[Pair]] = {}
        for pair in rules.pairs:
            if pair.kind in DECIDED:
                decided.setdefault(pair.teacher, []).append(pair)
        return cls(
            coaches=frozenset(by_id),
            within_reach=reach,
            evaluators={teacher: frozenset(who) for teacher, who in evaluators.items()},
            unlike={(likeness, has): _unlike(desks, likeness, has) for likeness, has in known},
            uncredentialed=frozenset(desk.coach.id for desk in desks if not desk.is_credentialed),
            decided=decided,
            overtaxed={
                (school, units): idle.union(
                    id
                    for id in reach[school]
                    if units + by_id[id].way_units(school) > by_id[id].units
                )
                for school, units in {(case.school, case.units) for case in cases}
            },
            most_hundredths=most_hundredths(rules),
            alike=alike,
        )

    def eligible(self, case: Case) -> AbstractSet[PersonId]:
        """Who can have a case."""
        left = self.within_reach[case.school]
        for _, who in self._excluded(case):
            left -= who
        return left

    def exclusions(self, case: Case) -> Mapping[PersonId, tuple[Exclusion, ...]]:
        """Why the others cannot: every rule that says so."""
        found: dict[PersonId, tuple[Exclusion, ...]] = dict.fromkeys(
            self.coaches - self.within_reach[case.school], (Exclusion.OUT_OF_REACH,)
        )
        for exclusion, who in self._excluded(case):
            for id in who:
                found[id] = (*found.get(id, ()), exclusion)
        return found

    def _excluded(self, case: Case) -> Iterator[tuple[Exclusion, AbstractSet[PersonId]]]:
        """Whom each rule excludes, but for who does not reach the school."""
        nobody: frozenset[PersonId] = frozenset()
        yield Exclusion.SAME_PERSON, self.coaches & case.ids
        yield Exclusion.EVALUATES, nobody.union(*(self.evaluators.get(id, ()) for id in case.ids))
        for likeness in self.alike:
            of_each = (self.unlike[likeness, getattr(one, likeness)] for one in case.teachers)
            yield Exclusion(likeness.value), nobody.union(*of_each)
        yield Exclusion.CREDENTIAL, self.uncredentialed
        for kind in DECIDED:
            yield Exclusion(kind.value), self.coaches & {*self._decided(kind, case)}
        yield Exclusion.NO_TIME, self.overtaxed[case.school, case.units]
        if self.most_hundredths is not None and case.hundredths > self.most_hundredths:
            yield Exclusion.TOO_MANY_HEADS, self.coaches

    def _decided(self, kind: PairKind, case: Case) -> Iterator[PersonId]:
        for teacher in case.ids:
            for pair in self.decided.get(teacher, ()):
                if pair.kind is kind and pair.school in (None, case.school):
                    yield pair.coach


def _who(desks: Iterable[Desk], school: SchoolId) -> frozenset[PersonId]:
    return frozenset(desk.coach.id for desk in desks if desk.reaches(school))


def _unlike(desks: Iterable[Desk], likeness: Likeness, has: frozenset[str]) -> frozenset[PersonId]:
    """Who has nothing in common with what a teacher has, where something is known of both."""
    return frozenset(
        desk.coach.id for desk in desks if has and _is_apart(getattr(desk.coach, likeness), has)
    )


def _is_apart(of_coach: frozenset[str], of_teacher: frozenset[str]) -> bool:
    return bool(of_coach) and of_coach.isdisjoint(of_teacher)

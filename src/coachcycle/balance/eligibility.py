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
    """It is pinned to another, or what is pinned to the coach leaves no room for it; `explain` and `compare` say so."""


@frozen(kw_only=True, eq=False, repr=False)
class Eligibility:
    """Whom each rule excludes, of the coaches of a plan, for the cases that it was made for."""

    coaches: frozenset[PersonId]
    within_reach: Mapping[SchoolId, frozenset[PersonId]]
    """Who reaches each school."""
    evaluators: Mapping[PersonId, AbstractSet[PersonId]]
    """Who evaluates each teacher on some day of the plan."""
    having: Mapping[tuple[Likeness, str | None], AbstractSet[PersonId]]
    """Who has each grade, subject or language, in which coach and teacher have to be alike; under None those of
    whom it is not known."""
    uncredentialed: frozenset[PersonId]
    """Who has none of the credentials that are asked for, valid for the whole plan."""
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
        by_id = {desk.coach.id: desk for desk in desks}
        reach = {school: _reaching(desks, school) for school in {case.school for case in cases}}
        without_time = frozenset(desk.coach.id for desk in desks if desk.units == 0)
        evaluators: dict[PersonId, set[PersonId]] = {}
        having: dict[tuple[Likeness, str | None], set[PersonId]] = {}
        for desk in desks:
            for teacher in desk.evaluated:
                evaluators.setdefault(teacher, set()).add(desk.coach.id)
            for likeness in alike:
                for what in getattr(desk.coach, likeness) or (None,):
                    having.setdefault((likeness, what), set()).add(desk.coach.id)
        decided: dict[PersonId, list[Pair]] = {}
        for pair in rules.pairs:
            if pair.kind in DECIDED:
                decided.setdefault(pair.teacher, []).append(pair)
        return cls(
            coaches=frozenset(by_id),
            within_reach=reach,
            evaluators=evaluators,
            having=having,
            uncredentialed=frozenset(desk.coach.id for desk in desks if not desk.is_credentialed),
            decided=decided,
            overtaxed={
                (school, units): without_time.union(
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
        for _, who in self._excluded(case, left):
            left = left.difference(who)
        return left

    def exclusions(self, case: Case) -> Mapping[PersonId, tuple[Exclusion, ...]]:
        """Why the others cannot: every rule that says so."""
        found: dict[PersonId, tuple[Exclusion, ...]] = dict.fromkeys(
            self.coaches - self.within_reach[case.school], (Exclusion.OUT_OF_REACH,)
        )
        for exclusion, who in self._excluded(case, self.coaches):
            for id in who:
                found[id] = (*found.get(id, ()), exclusion)
        return found

    def _excluded(
        self, case: Case, among: frozenset[PersonId]
    ) -> Iterator[tuple[Exclusion, AbstractSet[PersonId]]]:
        """Whom each rule excludes of some coaches, but for who does not reach the school."""
        yield Exclusion.SAME_PERSON, among & case.ids
        evaluators = (self.evaluators.get(id, frozenset()) for id in case.ids)
        yield Exclusion.EVALUATES, among.intersection(frozenset().union(*evaluators))
        for likeness in self.alike:
            yield Exclusion(likeness.value), self._unlike(likeness, case, among)
        yield Exclusion.CREDENTIAL, among & self.uncredentialed
        for kind in DECIDED:
            yield Exclusion(kind.value), among & {*self._decided(kind, case)}
        yield Exclusion.NO_TIME, among & self.overtaxed[case.school, case.units]
        if self.most_hundredths is not None and case.hundredths > self.most_hundredths:
            yield Exclusion.TOO_MANY_HEADS, among

    def _unlike(
        self, likeness: Likeness, case: Case, among: frozenset[PersonId]
    ) -> AbstractSet[PersonId]:
        """Who has nothing in common with somebody of a case, where something is known of both."""
        unlike: set[PersonId] = set()
        for teacher in case.teachers:
            has: frozenset[str] = getattr(teacher, likeness)
            if has:
                apart = among
                for what in (None, *has):
                    apart -= self.having.get((likeness, what), frozenset())
                unlike |= apart
        return unlike

    def _decided(self, kind: PairKind, case: Case) -> Iterator[PersonId]:
        for teacher in case.ids:
            for pair in self.decided.get(teacher, ()):
                if pair.kind is kind and pair.school in (None, case.school):
                    yield pair.coach


def _reaching(desks: Iterable[Desk], school: SchoolId) -> frozenset[PersonId]:
    return frozenset(desk.coach.id for desk in desks if desk.reaches(school))

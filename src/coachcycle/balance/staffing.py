"""Who is there on the days of a plan, and who may coach whom.

Cases and coaches stand in the order of a lottery, so that nothing depends on ids or on the order of a file.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import groupby
from math import floor
from operator import attrgetter
from typing import Self

from attrs import field, frozen
from pendulum import Date

from coachcycle.balance.cases import HUNDREDTHS, Case, Cases, drawn, fraction
from coachcycle.balance.desks import Desk, Desks
from coachcycle.balance.refusals import NotInRoster, PlanImpossible
from coachcycle.caseloads import CaseloadRules, Likeness, Pair, PairKind, Unserved
from coachcycle.errors import CoachCycleError
from coachcycle.people import Coach, Roster, Teacher
from coachcycle.vocabulary import PersonId, SchoolId, Word


class Exclusion(Word):
    """Why a coach cannot have a case."""

    SAME_PERSON = "same_person"
    """Nobody coaches themself."""
    OUT_OF_REACH = "out_of_reach"
    """The school is not among those that the coach reaches."""
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


@frozen(kw_only=True)
class Staffing:
    """The cases and the coaches of the days from one on.

    Raises:
        PlanImpossible: Roster and rules do not go together; with every problem.
    """

    rules: CaseloadRules
    cases: tuple[Case, ...]
    desks: tuple[Desk, ...]
    left_out: tuple[Unserved, ...]
    """Who can be no case: whose tier has no demand, whose school is not known."""
    pairs: Mapping[tuple[PersonId, PersonId], tuple[Pair, ...]] = field(repr=False)
    """What is decided about a coach and a teacher."""

    @classmethod
    def on(cls, roster: Roster, rules: CaseloadRules, day: Date) -> Self:
        """Of a roster, as it is on a day."""
        problems = (*_unknown_ids(roster, rules),)
        if problems:
            raise PlanImpossible(problems)
        there = roster.on(day)
        made = Cases(there, rules)
        has = Desks(there, roster.evaluations, rules, day)
        if made.problems or has.problems:
            raise PlanImpossible((*made.problems, *has.problems))
        seed = rules.lottery_seed
        return cls(
            rules=rules,
            cases=tuple(
                sorted(made.cases, key=lambda one: drawn(seed, one.school, *sorted(one.ids)))
            ),
            desks=tuple(sorted(has.desks, key=lambda one: drawn(seed, one.coach.id))),
            left_out=tuple(made.left_out),
            pairs={
                key: tuple(pairs)
                for key, pairs in groupby(
                    sorted(rules.pairs, key=attrgetter("coach", "teacher")),
                    key=attrgetter("coach", "teacher"),
                )
            },
        )

    @cached_property
    def most_hundredths(self) -> int | None:
        """How many heads a coach may have [hundredths]; None if there is no cap."""
        most = self.rules.most_heads
        return None if most is None else floor(fraction(most) * HUNDREDTHS)

    def way_units(self, desk: Desk, school: SchoolId) -> int:
        """What a school takes of a coach's ordinary week [units]."""
        minutes = desk.way(school) * self.rules.trips_per_week
        return -(-minutes // self.rules.unit_minutes)

    @cached_property
    def alike(self) -> tuple[Likeness, ...]:
        """In what a coach and a teacher have to be alike."""
        return tuple(one for one in Likeness if one in self.rules.alike)

    def decided(self, desk: Desk, case: Case) -> frozenset[PairKind]:
        """What is decided about a coach and anybody of a case."""
        return frozenset(
            pair.kind
            for teacher in case.ids
            for pair in self.pairs.get((desk.coach.id, teacher), ())
            if pair.school in (None, case.school)
        )

    def may(self, desk: Desk, case: Case) -> bool:
        """Whether a coach can have a case."""
        return next(self._exclusions(desk, case), None) is None

    def exclusions(self, desk: Desk, case: Case) -> tuple[Exclusion, ...]:
        """Why a coach cannot have a case: every rule that says so."""
        return tuple(self._exclusions(desk, case))

    def _exclusions(self, desk: Desk, case: Case) -> Iterator[Exclusion]:
        if desk.coach.id in case.ids:
            yield Exclusion.SAME_PERSON
        if not desk.reaches(case.school):
            yield Exclusion.OUT_OF_REACH
        if desk.evaluated & case.ids:
            yield Exclusion.EVALUATES
        for likeness in self.alike:
            if not all(_are_alike(likeness, desk.coach, teacher) for teacher in case.teachers):
                yield Exclusion(likeness.value)
        if not desk.is_credentialed:
            yield Exclusion.CREDENTIAL
        decided = self.decided(desk, case)
        for kind in (PairKind.PROHIBITED, PairKind.REFUSED):
            if kind in decided:
                yield Exclusion(kind.value)
        if desk.units == 0 or (
            desk.reaches(case.school)
            and case.units + self.way_units(desk, case.school) > desk.units
        ):
            yield Exclusion.NO_TIME
        if self.most_hundredths is not None and case.hundredths > self.most_hundredths:
            yield Exclusion.TOO_MANY_HEADS


def _are_alike(likeness: Likeness, coach: Coach, teacher: Teacher) -> bool:
    """Whether they have something in common, or it is not known of one of them."""
    of_coach: frozenset[str] = getattr(coach, likeness)
    of_teacher: frozenset[str] = getattr(teacher, likeness)
    return not of_coach or not of_teacher or not of_coach.isdisjoint(of_teacher)


def _unknown_ids(roster: Roster, rules: CaseloadRules) -> Iterator[CoachCycleError]:
    """What the rules name and the roster does not have."""
    coaches = {one.id for one in roster.coaches}
    teachers = {one.id for one in roster.teachers}
    schools = {one.id for one in roster.schools}
    named: tuple[tuple[str, object, str | None, Iterable[str]], ...] = (
        *(("duties", one, one.coach, coaches) for one in rules.duties),
        *(("bases", one, one.coach, coaches) for one in rules.bases),
        *(("bases", one, one.school, schools) for one in rules.bases),
        *(("journeys", one, one.base, schools) for one in rules.journeys),
        *(("journeys", one, one.school, schools) for one in rules.journeys),
        *(("pairs", one, one.coach, coaches) for one in rules.pairs),
        *(("pairs", one, one.teacher, teachers) for one in rules.pairs),
        *(("pairs", one, one.school, schools) for one in rules.pairs),
        *(("volunteers", rules, one, teachers) for one in sorted(rules.volunteers)),
        *(
            ("together", group, one, teachers)
            for group in rules.together
            for one in sorted(group.teachers)
        ),
    )
    for rule, about, id, known in named:
        if id is not None and id not in known:
            yield NotInRoster(rule, id).at(about)

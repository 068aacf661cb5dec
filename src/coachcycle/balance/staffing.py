"""Who is there on the days of a plan, and who may coach whom.

Cases and coaches stand in the order of a lottery, so that nothing depends on ids or on the order of a file.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product
from typing import Self

from attrs import field, frozen
from pendulum import Date

from coachcycle.balance.cases import Case, Cases, drawn
from coachcycle.balance.desks import Desk, Desks
from coachcycle.balance.eligibility import Eligibility
from coachcycle.balance.refusals import NotInRoster, PinIdle, PlanImpossible
from coachcycle.caseloads import CaseloadRules, PairKind, Unserved
from coachcycle.errors import CoachCycleError
from coachcycle.people import Post, Roster
from coachcycle.vocabulary import PersonId


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
    eligibility: Eligibility = field(repr=False, eq=False)
    """Which coaches may have which case."""

    @classmethod
    def on(cls, roster: Roster, rules: CaseloadRules, day: Date) -> Self:
        """Of a roster, as it is on a day."""
        problems = (*_unknown_ids(roster, rules),) or (*_idle_pins(roster, rules),)
        if problems:
            raise PlanImpossible(problems)
        there = roster.on(day)
        made = Cases(there, rules)
        has = Desks(there, roster.evaluations, rules, day)
        if made.problems or has.problems:
            raise PlanImpossible((*made.problems, *has.problems))
        seed = rules.lottery_seed
        cases = sorted(made.cases, key=lambda one: drawn(seed, one.school, *sorted(one.ids)))
        desks = sorted(has.desks, key=lambda one: drawn(seed, one.coach.id))
        return cls(
            rules=rules,
            cases=tuple(cases),
            desks=tuple(desks),
            left_out=tuple(made.left_out),
            eligibility=Eligibility.of(rules, desks, cases),
        )

    @cached_property
    def places(self) -> Mapping[PersonId, Sequence[int]]:
        """Where the cases of each teacher stand."""
        places: dict[PersonId, list[int]] = {}
        for place, case in enumerate(self.cases):
            for teacher in case.ids:
                places.setdefault(teacher, []).append(place)
        return places


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


def _idle_pins(roster: Roster, rules: CaseloadRules) -> Iterator[CoachCycleError]:
    """Pins that no day of the plan could keep."""
    coaches = {one.id: one.posts for one in roster.coaches}
    teachers = {one.id: one.posts for one in roster.teachers}
    for pair in rules.pairs:
        hers = [post for post in teachers[pair.teacher] if pair.school in (None, post.school)]
        theirs = product(coaches[pair.coach] or hers, hers)
        if pair.kind is PairKind.PINNED and not any(_overlap(rules, *posts) for posts in theirs):
            yield PinIdle(pair.coach, pair.teacher).at(pair)


def _overlap(*spans: CaseloadRules | Post) -> bool:
    """Whether there is a day that is in all of them."""
    first = max(one.first for one in spans if one.first is not None)
    return first < min(one.until for one in spans if one.until is not None)

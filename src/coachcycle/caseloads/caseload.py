"""Plans: who coaches whom, who has no coach, and how good that is."""

import datetime
from collections.abc import Iterable

from attrs import field, frozen
from pendulum import Date

from coachcycle.caseloads.rules import CaseloadRules, PeriodEmpty
from coachcycle.errors import CoachCycleError
from coachcycle.schoolyear import as_day
from coachcycle.vocabulary import (
    Extra,
    PersonId,
    Reference,
    SchoolId,
    SetEmpty,
    Word,
    all_of,
    collection,
    extra,
    flag,
    person_id,
    person_ids,
    reference,
    school_id,
    text,
    whole,
)

LARGEST = 2**53 - 1
"""What JSON's numbers hold exactly."""
LARGEST_SEED = 2**32 - 1
LARGEST_EFFORT = 1000


class CaseRepeated(CoachCycleError):
    """A plan names a teacher twice at one school."""

    code = "caseloads.case_repeated"
    template = "{teacher} stands twice in one stretch at {school}"
    remedy = "Keep the teacher once at each school, with a coach or without one."

    teacher: PersonId
    school: SchoolId | None


class StretchesApart(CoachCycleError):
    """The stretches of a plan do not follow each other from its first day until its last."""

    code = "caseloads.stretches_apart"
    template = "a stretch was expected to begin, or the plan to end, on {expected}, came {came}"
    remedy = "Let each stretch begin on the day on which the one before it no longer holds."

    expected: Date
    came: Date


class UnservedReason(Word):
    """Why a teacher has no coach."""

    NO_DEMAND = "no_demand"
    """The rules say of no tier of hers what it needs."""
    NO_SCHOOL = "no_school"
    """At which school she works is not known."""
    NO_COACH = "no_coach"
    """Nobody may coach her: each coach is excluded by a rule."""
    OUTWEIGHED = "outweighed"
    """Somebody may coach her, but others or other criteria came first."""


def _optional_school(school: str | None) -> SchoolId | None:
    return None if school is None else school_id(school)


def _teachers(ids: Iterable[str]) -> frozenset[PersonId]:
    return person_ids("teachers", ids)


@frozen(kw_only=True)
class Assignment:
    """A coach for a teacher at one of her schools, or for several who are coached together."""

    coach: PersonId = field(converter=person_id)
    school: SchoolId = field(converter=school_id)
    teachers: frozenset[PersonId] = field(converter=_teachers)


@frozen(kw_only=True)
class Unserved:
    """A teacher without a coach at one of her schools, or several who would be coached together."""

    school: SchoolId | None = field(default=None, converter=_optional_school)
    """None, if it is not known."""
    teachers: frozenset[PersonId] = field(converter=_teachers)
    reason: UnservedReason = field(converter=UnservedReason)


def _number(what: str, value: int) -> int:
    return whole(what, value, -LARGEST, LARGEST)


def _reached(value: int) -> int:
    return _number("reached", value)


def _bound(value: int | None) -> int | None:
    return None if value is None else _number("bound", value)


def _floor(value: int) -> int:
    return _number("floor", value)


def _value(value: int) -> int:
    return _number("value", value)


def _name(words: str) -> str:
    return text("name", words)


@frozen(kw_only=True)
class LevelOutcome:
    """How good a plan is by one criterion [whole numbers in its own unit]."""

    name: str = field(converter=_name, repr=False)
    """The criterion, and of whom."""
    reached: int = field(converter=_reached)
    """What was reached when the search on it ended."""
    bound: int | None = field(default=None, converter=_bound)
    """What no plan exceeds that keeps the floors of the levels before; None, if it was not searched."""
    floor: int = field(converter=_floor)
    """What the levels after it had to keep."""
    value: int = field(converter=_value)
    """What the plan reaches in the end."""


def _assignments(listed: Iterable[Assignment]) -> tuple[Assignment, ...]:
    made = all_of(Assignment, "assignments", listed)
    return tuple(sorted(made, key=lambda one: (one.coach, one.school, sorted(one.teachers))))


def _unserved(listed: Iterable[Unserved]) -> tuple[Unserved, ...]:
    made = all_of(Unserved, "unserved", listed)
    return tuple(sorted(made, key=lambda one: (one.school or "", sorted(one.teachers))))


def _open_cycles(ids: Iterable[str]) -> frozenset[PersonId]:
    return frozenset(person_id(one) for one in collection("open_cycles", ids))


def _digest(digits: str | None) -> Reference | None:
    return None if digits is None else reference(digits)


def _levels(listed: Iterable[LevelOutcome]) -> tuple[LevelOutcome, ...]:
    return all_of(LevelOutcome, "levels", listed)


@frozen(kw_only=True)
class Stretch:
    """A part of a plan: days on which the same posts of coaches hold, and who coaches whom on them.

    It names each teacher who is there on its first school day.

    Raises:
        PeriodEmpty: It holds on no day.
        CaseRepeated: A teacher stands there twice at one school.
    """

    first: Date = field(converter=as_day)
    until: Date = field(converter=as_day)
    """The first day on which it no longer holds."""
    assignments: tuple[Assignment, ...] = field(default=(), converter=_assignments)
    unserved: tuple[Unserved, ...] = field(default=(), converter=_unserved)
    levels: tuple[LevelOutcome, ...] = field(default=(), converter=_levels)
    """How good it is, the most important first; none, if nobody has computed it."""
    open_cycles: frozenset[PersonId] = field(default=frozenset(), converter=_open_cycles)
    """Whose cycles were under way when it was planned, so that a change of coach weighed more."""
    digest: Reference | None = field(default=None, converter=_digest)
    """The SHA-256 of the numbers that it was computed from, in hexadecimal digits."""

    def __attrs_post_init__(self) -> None:
        if self.until <= self.first:
            raise PeriodEmpty(self.first, self.until).at("until")
        seen: set[tuple[PersonId, SchoolId | None]] = set()
        cases: tuple[Assignment | Unserved, ...] = (*self.assignments, *self.unserved)
        for one in cases:
            for teacher in sorted(one.teachers):
                if (teacher, one.school) in seen:
                    raise CaseRepeated(teacher, one.school).at(one, "teachers", teacher)
                seen.add((teacher, one.school))

    @property
    def coaches(self) -> dict[PersonId, frozenset[PersonId]]:
        """Who coaches each teacher who has a coach, at whichever school."""
        found: dict[PersonId, frozenset[PersonId]] = {}
        for one in self.assignments:
            for teacher in one.teachers:
                found[teacher] = found.get(teacher, frozenset()) | {one.coach}
        return found


def _stretches(listed: Iterable[Stretch]) -> tuple[Stretch, ...]:
    stretches = all_of(Stretch, "stretches", listed)
    if not stretches:
        raise SetEmpty("stretches")
    return tuple(sorted(stretches, key=lambda one: one.first))


def _replaced(stretch: Stretch | None) -> Stretch | None:
    return None if stretch is None else _stretches([stretch])[0]


def _seed(seed: int) -> int:
    return whole("seed", seed, 0, LARGEST_SEED)


def _effort(effort: int) -> int:
    return whole("effort", effort, 1, LARGEST_EFFORT)


def _was_stopped(value: bool) -> bool:  # noqa: FBT001  # checks what a converter is given
    return flag("was_stopped", value)


@frozen(kw_only=True)
class Caseload:
    """A plan: on which days who coaches whom, by which rules, and how good that is.

    Raises:
        TypeMismatch: `rules` are no rules of caseloads.
        StretchesApart: A stretch does not begin where the one before it ends, or the first and the last
            are not at the ends of the rules' period.
    """

    rules: CaseloadRules
    stretches: tuple[Stretch, ...] = field(converter=_stretches)
    """One after the other, from the first day of the rules until the last."""
    seed: int = field(default=0, converter=_seed)
    """Of the search [0 to 2**32 - 1]."""
    effort: int = field(default=1, converter=_effort)
    """Of the search [1 to 1000]."""
    was_stopped: bool = field(default=False, converter=_was_stopped)
    """Whether the search was ended before its time, so that another run may give another plan."""
    replaced: Stretch | None = field(default=None, converter=_replaced)
    """What was planned for the first days before the first stretch took its place."""
    extra: Extra | None = field(default=None, converter=extra, repr=False)

    def __attrs_post_init__(self) -> None:
        _require_rules(self.rules)
        due = self.rules.first
        for stretch in self.stretches:
            if stretch.first != due:
                raise StretchesApart(due, stretch.first).at(stretch, "first")
            due = stretch.until
        if due != self.rules.until:
            raise StretchesApart(self.rules.until, due).at(self.stretches[-1], "until")

    def on(self, day: datetime.date) -> Stretch | None:
        """Who coaches whom on a day; None, if the plan does not hold then."""
        found = as_day(day)
        return next((one for one in self.stretches if one.first <= found < one.until), None)


def _require_rules(rules: CaseloadRules) -> None:
    all_of(CaseloadRules, "rules", [rules])

"""What differs between two plans: who gains a coach, who loses one, who changes."""

import datetime
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from attrs import evolve, frozen
from pendulum import Date

from coachcycle.balance.criteria import OPEN_CYCLE, STAYS
from coachcycle.balance.eligibility import Exclusion
from coachcycle.balance.formulation import Formulation
from coachcycle.balance.in_force import AtSchool, InForce
from coachcycle.balance.periods import periods
from coachcycle.balance.refusals import DayOutsidePlan
from coachcycle.balance.staffing import Staffing
from coachcycle.caseloads import Caseload, Stretch
from coachcycle.people import Roster
from coachcycle.schoolyear import SchoolYear, as_day
from coachcycle.vocabulary import PersonId, SchoolId, Word


class ChangeReason(Word):
    """Why somebody no longer has a coach."""

    TEACHER_LEFT = "teacher_left"
    """The teacher is no longer there, or needs none any more."""
    COACH_LEFT = "coach_left"
    """The coach is no longer there."""
    EXCLUDED = "excluded"
    """A rule excludes it now."""
    FOR_OTHERS = "for_others"
    """Both could go on; the plan as a whole is better so."""


@frozen(kw_only=True)
class Change:
    """A teacher at one of her schools, who has not the same coach there in both plans."""

    teacher: PersonId
    school: SchoolId
    before: frozenset[PersonId]
    """The coach in the first plan; none, if empty. Where she is new, the coaches of where she no longer is."""
    after: PersonId | None
    """The coach in the second plan; None, if there is none."""
    reason: ChangeReason | None = None
    """Why a coach of before is none after; None, if there was none before, or no roster was given."""
    exclusions: tuple[Exclusion, ...] = ()
    """What excludes that coach now."""


@frozen(kw_only=True)
class Comparison:
    """Who has a coach in one plan and who in the other."""

    gained: tuple[Change, ...]
    """Without a coach before, with one after."""
    lost: tuple[Change, ...]
    """With a coach before, without one after."""
    moved: tuple[Change, ...]
    """With a coach in both, and not the same."""
    kept: int
    """How many keep their coach; who has two schools counts at each, here and in the others."""
    levels: tuple[tuple[str, int | None, int | None], ...]
    """Each level's name with its value in both plans [its own unit]."""
    needed: int | None = None
    """How many of the unforced changes no plan avoids that keeps the floors, by the bound of how many
    stay; None, unless a roster was given and the second plan was made from the first by `rebalance`."""

    @property
    def unforced(self) -> int | None:
        """How many of those who lost or moved could have gone on with their coach; None, if no roster said so."""
        reasons = [one.reason for one in (*self.lost, *self.moved)]
        return None if None in reasons else reasons.count(ChangeReason.FOR_OTHERS)

    @property
    def forced(self) -> int | None:
        """How many of them had to: their coach cannot go on; None, if no roster said so."""
        unforced = self.unforced
        return None if unforced is None else len(self.lost) + len(self.moved) - unforced


def compare(
    one: Caseload,
    other: Caseload,
    day: datetime.date,
    roster: Roster | None = None,
    year: SchoolYear | None = None,
) -> Comparison:
    """What differs between two plans on a day.

    Args:
        one: The first plan.
        other: The second plan.
        day: A day on which both hold.
        roster: The people as they are now, for the reasons of what is no longer so.
        year: The school year; reasons are those of the first school day of the second plan's stretch, or of its
            first day, if it is not given.

    Raises:
        DayOutsidePlan: One of them does not hold on the day.
        PlanImpossible: The roster and the second plan's rules do not go together.
    """
    on = as_day(day)
    before, after = _on(one, on), _on(other, on)
    begins = (
        after.first
        if year is None
        else periods(Roster(), year, after.first, after.until)[0].school_day
    )
    formulation = Formulation.of(Staffing.on(roster, other.rules, begins)) if roster else None
    compared = _compared(before, after, formulation)
    in_force = _in_force(other, after)
    if formulation is None or in_force is None or in_force.assignments != before.assignments:
        return compared
    return evolve(compared, needed=_needed(compared, after))


def _in_force(plan: Caseload, stretch: Stretch) -> Stretch | None:
    """The stretch in whose place another one was planned."""
    earlier = (plan.replaced, *plan.stretches)
    return earlier[plan.stretches.index(stretch)]


def _needed(compared: Comparison, after: Stretch) -> int | None:
    """How many of the unforced changes no plan avoids.

    Whoever stays counts 1, or 3 with an open cycle; so much is lost at least by the unforced changes of any
    plan as those of this one lose, less what the bound lets stay beyond those who do.
    """
    stays = next((one for one in after.levels if one.name == STAYS), None)
    if stays is None or stays.bound is None:
        return None
    given_up = [
        OPEN_CYCLE if one.teacher in after.open_cycles else 1
        for one in (*compared.lost, *compared.moved)
        if one.reason is ChangeReason.FOR_OTHERS
    ]
    least = sum(given_up) - (stays.bound - stays.value)
    return max(0, -(-least // (OPEN_CYCLE if after.open_cycles else 1)))


def _on(plan: Caseload, day: Date) -> Stretch:
    found = plan.on(day)
    if found is None:
        raise DayOutsidePlan(day, plan.rules.first, plan.rules.until)
    return found


def _compared(one: Stretch, other: Stretch, formulation: Formulation | None) -> Comparison:
    """What differs between two stretches; reasons are those of the people who are there."""
    before, after = InForce.of(one), InForce.of(other)
    changes: list[Change] = []
    kept = 0
    for (teacher, school), had in sorted(_had(before, after).items()):
        has = after.held.get((teacher, school))
        if has in had:
            kept += 1
        elif had or has:
            reason, exclusions = _reason((teacher, school), had, formulation)
            changes.append(
                Change(
                    teacher=teacher,
                    school=school,
                    before=had,
                    after=has,
                    reason=reason,
                    exclusions=exclusions,
                )
            )
    return Comparison(
        gained=tuple(change for change in changes if not change.before),
        lost=tuple(change for change in changes if change.after is None),
        moved=tuple(change for change in changes if change.before and change.after is not None),
        kept=kept,
        levels=tuple(_levels(one, other)),
    )


def _had(before: InForce, after: InForce) -> dict[AtSchool, frozenset[PersonId]]:
    """Who coached each teacher at each school that either plan names."""
    here: dict[PersonId, set[SchoolId]] = {}
    for teacher, school in after.known:
        here.setdefault(teacher, set()).add(school)
    had = {whom: before.coaches(whom, here[whom[0]]) for whom in after.known}
    went_elsewhere = {teacher for teacher, _ in after.known - before.known}
    for whom in before.held.keys() - after.known:
        if whom[0] not in went_elsewhere:
            had[whom] = frozenset({before.held[whom]})
    return had


def _levels(one: Stretch, other: Stretch) -> Iterator[tuple[str, int | None, int | None]]:
    before, after = ({level.name: level.value for level in each.levels} for each in (one, other))
    for name in {**before, **after}:
        yield name, before.get(name), after.get(name)


def _reason(
    whom: AtSchool, had: AbstractSet[PersonId], formulation: Formulation | None
) -> tuple[ChangeReason | None, tuple[Exclusion, ...]]:
    """Why none of the coaches of before has a teacher at a school: that of one who might go on, if any might."""
    if not had or formulation is None:
        return None, ()
    reasons = [_reason_of(whom, coach, formulation) for coach in sorted(had)]
    return next((one for one in reasons if one[0] is ChangeReason.FOR_OTHERS), reasons[0])


def _reason_of(
    whom: AtSchool, coach: PersonId, formulation: Formulation
) -> tuple[ChangeReason, tuple[Exclusion, ...]]:
    (teacher, school), staffing = whom, formulation.board.staffing
    places = staffing.places.get(teacher, ())
    at = next((one for one in places if staffing.cases[one].school == school), None)
    if at is None:
        return ChangeReason.TEACHER_LEFT, ()
    if coach not in staffing.eligibility.coaches:
        return ChangeReason.COACH_LEFT, ()
    exclusions = staffing.eligibility.exclusions(staffing.cases[at]).get(coach, ())
    if not exclusions and not formulation.pins_leave(coach, at):
        exclusions = (Exclusion.PINS,)
    return (ChangeReason.EXCLUDED, exclusions) if exclusions else (ChangeReason.FOR_OTHERS, ())

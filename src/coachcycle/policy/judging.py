"""Holding cycles against a contract's rules."""

import datetime
from collections.abc import Collection, Iterable, Iterator
from typing import TypeVar

from attrs import frozen
from pendulum import Date

from coachcycle.cycles import Adopted, Cycle
from coachcycle.errors import CoachCycleError, Finding
from coachcycle.people import Roster
from coachcycle.policy import findings
from coachcycle.policy.occasions import Occasion, Plan, Visit, occasions
from coachcycle.policy.rules import (
    AgreedByBoth,
    ContractRules,
    CredentialValid,
    InsideContractDay,
    MostObservations,
    Needs,
    NoEvaluatorAsCoach,
    Notice,
    NoticeUnit,
    PlannedBy,
    Rule,
)
from coachcycle.policy.variants import in_force, unknown_schools
from coachcycle.schoolyear import Calendar, DayOutsideYears, Span, day_of, time_of
from coachcycle.vocabulary import PersonId, SchoolId, SessionId, Status


def breaches(
    cycle: Cycle, roster: Roster, calendar: Calendar, rules: ContractRules
) -> tuple[Finding, ...]:
    """Where a cycle breaks the rules of a contract.

    Judged are the events that count: the opening, hand-overs, teachers who join, and sessions that
    were held. Rules hold nothing back: the engine accepts what breaks them. A session is judged by
    the rules of the schools at which its teachers have posts that day, each in its own variant; a
    teacher of no known school by the district's. Of a cycle entered in error nothing is judged.

    Args:
        cycle: The cycle. Observations in other cycles are not seen; `breaches_across` sees them.
        roster: Where teachers work, who evaluates whom, and credentials.
        calendar: The school years that the cycle lies in; they give the school days and the zone.
        rules: The rules. Caps are the business of `caps_exceeded`.

    Returns:
        Findings with ids and days, never content: first the schools in the rules that the roster
        does not have, then what breaks the rules in the order of the log, then too many
        observations by teacher and day.
    """
    return breaches_across([cycle], roster, calendar, rules)


def breaches_across(
    cycles: Iterable[Cycle], roster: Roster, calendar: Calendar, rules: ContractRules
) -> tuple[Finding, ...]:
    """Where cycles break the rules of a contract, each by itself and together.

    As `breaches` does for one; the observations of a teacher are counted over all of these cycles.
    A session that serves several of them counts once.

    Args:
        cycles: The cycles, in any order; findings come in the order of their ids.
        roster: Where teachers work, who evaluates whom, and credentials.
        calendar: The school years that the cycles lie in.
        rules: The rules.
    """
    judge = _Judge(roster, calendar, rules)
    found = [*unknown_schools(roster, rules)]
    observed: dict[PersonId, dict[SessionId, Visit]] = {}
    counting = (cycle for cycle in cycles if cycle.status is not Status.ENTERED_IN_ERROR)
    for cycle in sorted(counting, key=lambda one: one.id):
        for occasion in occasions(cycle):
            found += dict.fromkeys(judge.of_occasion(occasion))
            if isinstance(occasion, Visit):
                for teacher in occasion.teachers:
                    observed.setdefault(teacher, {}).setdefault(occasion.event.session, occasion)
    for teacher in sorted(observed):
        held = sorted(observed[teacher].values(), key=lambda one: one.day)
        found += dict.fromkeys(judge.of_observations(teacher, held))
    return tuple(problem.as_finding() for problem in found)


_R = TypeVar("_R", bound=Rule)


@frozen
class _Judge:
    """What a cycle is held against."""

    roster: Roster
    calendar: Calendar
    rules: ContractRules

    def of_occasion(self, one: Occasion) -> Iterator[CoachCycleError]:
        """What breaks the rules on one occasion; once for each school at which it does."""
        if isinstance(one, Visit):
            yield from self._notice(one)
            yield from self._contract_day(one)
            yield from self._session_agreed(one)
            yield from self._credential(one)
        elif isinstance(one.event, Adopted):
            yield from self._cycle_agreed(one)
        yield from self._evaluator(one)

    def of_observations(self, teacher: PersonId, held: list[Visit]) -> Iterator[CoachCycleError]:
        """With which of a teacher's sessions, in order of their days, there were too many."""
        for place, one in enumerate(held):
            for rule, school, at in self._variants(MostObservations, {teacher}, one.day):
                window = self._within(held[:place], one.day, rule.window_school_days, at)
                earlier = sum(other.event.form in rule.forms for other in window)
                if one.event.form in rule.forms and earlier >= rule.most:
                    parameters = rule.most, rule.window_school_days
                    yield findings.TooManyObservations(*one.told, teacher, *parameters, school)

    def _within(
        self, earlier: list[Visit], day: Date, window: int, at: SchoolId | None
    ) -> Iterator[Visit]:
        """Those in the window of school days that ends on a day."""
        for one in reversed(earlier):
            if self.calendar.school_days_after(one.day, day, at) >= window:
                return
            yield one

    def _variants(
        self, cls: type[_R], teachers: Collection[PersonId], day: Date
    ) -> Iterator[tuple[_R, SchoolId | None, SchoolId | None]]:
        return in_force(cls, self.rules, self.roster, teachers, day)

    def _notice(self, one: Visit) -> Iterator[CoachCycleError]:
        for rule, school, at in self._variants(Notice, one.teachers, one.day):
            if one.event.form not in rule.forms:
                continue
            if one.plan is None:
                if rule.unplanned_is_breach:
                    yield findings.VisitUnplanned(*one.told, school)
            elif not self._has_notice(one, one.plan, rule, at):
                parameters = rule.least, rule.unit
                yield findings.NoticeTooShort(*one.told, one.plan.id, *parameters, school)

    def _has_notice(self, one: Visit, plan: Plan, rule: Notice, at: SchoolId | None) -> bool:
        if rule.unit is NoticeUnit.SCHOOL_DAYS:
            return self.calendar.school_days_after(plan.happened, one.day, at) >= rule.least
        # An amended plan was told when it was first entered.
        entered = one.cycle.event(plan.id) or plan
        enough = entered.recorded + datetime.timedelta(hours=rule.least)
        if one.starts is not None:
            return one.starts >= enough
        zone = self._zone(one.day)
        return zone is None or day_of(enough, zone) <= one.day

    def _zone(self, day: Date) -> str | None:
        """The zone of the school year in which a day lies."""
        try:
            return self.calendar.year_of(day).zone
        except DayOutsideYears:
            return None

    def _contract_day(self, one: Visit) -> Iterator[CoachCycleError]:
        for rule, school, _ in self._variants(InsideContractDay, one.teachers, one.day):
            is_inside = one.event.inside_contract_day
            if is_inside is None:
                is_inside = rule.day is None or self._is_within(rule.day, one)
            if not is_inside:
                yield findings.OutsideContractDay(*one.told, school)

    def _is_within(self, day: Span, one: Visit) -> bool:
        """Whether a session lies within a contract day; where that is not known it does."""
        zone = self._zone(one.day)
        if one.starts is None or zone is None:
            return True
        over = one.starts + datetime.timedelta(minutes=one.event.contact_minutes)
        times = [day.starts, time_of(one.starts, zone), time_of(over, zone), day.ends]
        # A session is shorter than a day: one past midnight ends at an earlier time of day.
        return times == sorted(times)

    def _session_agreed(self, one: Visit) -> Iterator[CoachCycleError]:
        for rule, school, _ in self._variants(AgreedByBoth, one.teachers, one.day):
            if one.plans and not _is_agreed(one, rule.sessions_by):
                yield findings.SessionNotAgreed(*one.told, school)

    def _cycle_agreed(self, one: Occasion) -> Iterator[CoachCycleError]:
        for rule, school, _ in self._variants(AgreedByBoth, one.teachers, one.day):
            if rule.adopted_is_breach:
                yield findings.CycleNotAgreed(one.cycle.id, one.day, school)

    def _evaluator(self, one: Occasion) -> Iterator[CoachCycleError]:
        if one.coach is None:
            return
        for teacher in sorted(one.teachers & self.roster.evaluated_by(one.coach, one.day)):
            for _, school, _ in self._variants(NoEvaluatorAsCoach, {teacher}, one.day):
                yield findings.EvaluatorCoaches(
                    one.cycle.id, one.event.id, one.coach, teacher, one.day, school
                )

    def _credential(self, one: Visit) -> Iterator[CoachCycleError]:
        if one.coach is None:
            return
        coach = self.roster.coach(one.coach)
        held = coach.credentials if coach else ()
        valid = {credential.type for credential in held if credential.is_valid(one.day)}
        for rule, school, _ in self._variants(CredentialValid, one.teachers, one.day):
            lacking = rule.types - valid
            if lacking and (rule.needs is Needs.ALL or lacking == rule.types):
                types = tuple(sorted(lacking))
                yield findings.CredentialMissing(*one.told, one.coach, types, school)


def _is_agreed(one: Visit, by: PlannedBy) -> bool:
    """Whether a session's plan, as it was at last, is the act of those who must agree."""
    coaches = {one.coach, *(one.cycle.coach_on(plan.happened) for plan in one.plans)}
    teachers = one.teachers.union(*(one.cycle.members_on(plan.happened) for plan in one.plans))
    acts = {plan.by for plan in one.plans}
    if one.plans[-1].by not in coaches | teachers:
        return False
    return by is PlannedBy.EITHER or bool(acts & coaches and acts & teachers)

"""Holding cycles against a contract's rules."""

import datetime
import zoneinfo
from collections.abc import Collection, Iterable, Iterator
from typing import TypeVar

from attrs import Factory, define, frozen
from pendulum import Date, DateTime

from coachcycle.cycles import (
    Adopted,
    CoachHandedOver,
    Completed,
    Cycle,
    EndedEarly,
    Event,
    Opening,
    Reopened,
    SessionHeld,
    SessionPlanned,
    SessionRescheduled,
    Started,
    TeacherJoined,
)
from coachcycle.errors import CoachCycleError, Finding
from coachcycle.people import Roster
from coachcycle.policy import findings
from coachcycle.policy.rules import (
    AgreedByBoth,
    ContractDay,
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
    WithinCaps,
)
from coachcycle.schoolyear import Calendar, as_day
from coachcycle.vocabulary import CycleId, PersonId, SchoolId, SessionId, Status


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
    found = [*_unknown_schools(roster, rules)]
    observed: dict[PersonId, dict[SessionId, _Visit]] = {}
    counting = (cycle for cycle in cycles if cycle.status is not Status.ENTERED_IN_ERROR)
    for cycle in sorted(counting, key=lambda one: one.id):
        for occasion in _occasions(cycle):
            found += dict.fromkeys(judge.of_occasion(occasion))
            if isinstance(occasion, _Visit):
                for teacher in occasion.teachers:
                    observed.setdefault(teacher, {}).setdefault(occasion.event.session, occasion)
    for teacher in sorted(observed):
        held = sorted(observed[teacher].values(), key=lambda one: one.day)
        found += dict.fromkeys(judge.of_observations(teacher, held))
    return tuple(problem.as_finding() for problem in found)


def caps_exceeded(
    cycles: Iterable[Cycle], roster: Roster, rules: ContractRules, on: datetime.date
) -> tuple[Finding, ...]:
    """Which coaches have more on a day than the caps of the rules allow.

    A cycle counts while it is under way: from its start or adoption until its end, pauses included,
    since a cycle that rests keeps its place; a cycle agreed and not yet started does not. Of all
    that happened by that day, what stands last in the log decides. A cycle of several teachers is
    one cycle; each of its teachers is in the weighted caseload, and once only if she is in several
    cycles of one coach. The whole load of a coach is held against the caps of each school at which
    one of these teachers has a post that day.

    Args:
        cycles: All cycles of the coaches, in any order.
        roster: Where teachers work, and their tiers.
        rules: The rules; of them only `within_caps` is looked at.
        on: The day.
    """
    day = as_day(on)
    loads: dict[PersonId, _Load] = {}
    for cycle in cycles:
        coach = cycle.coach_on(day)
        if coach is not None and _is_under_way(cycle, day):
            load = loads.setdefault(coach, _Load())
            load.cycles.add(cycle.id)
            load.teachers |= cycle.members_on(day)
    found = [*_unknown_schools(roster, rules)]
    for coach in sorted(loads):
        found += dict.fromkeys(_exceeded(coach, loads[coach], roster, rules, day))
    return tuple(problem.as_finding() for problem in found)


def _unknown_schools(roster: Roster, rules: ContractRules) -> Iterator[CoachCycleError]:
    for own in rules.schools:
        if roster.school(own.school) is None:
            yield findings.OverrideSchoolUnknown(own.school)


_R = TypeVar("_R", bound=Rule)


def _in_force(
    cls: type[_R], rules: ContractRules, roster: Roster, teachers: Collection[PersonId], day: Date
) -> Iterator[tuple[_R, SchoolId | None, SchoolId | None]]:
    """The variants of a rule for these teachers on a day.

    With each comes the school whose own it is, None for the district's, and the school at which it
    is applied, None where none is known.
    """
    schools: set[SchoolId] = set()
    is_unknown = not teachers
    for teacher in teachers:
        own = roster.schools_on(teacher, day)
        schools |= own
        is_unknown = is_unknown or not own
    district = rules.at().get(cls.rule)
    for school in (*([None] if is_unknown else []), *sorted(schools)):
        rule = rules.at(school).get(cls.rule)
        if isinstance(rule, cls):
            yield rule, None if rule == district else school, school


# --- What is judged -------------------------------------------------------------------------------

_Plan = SessionPlanned | SessionRescheduled


@frozen(kw_only=True)
class _Occasion:
    """An event by which somebody coaches somebody."""

    cycle: Cycle
    event: Event
    coach: PersonId | None
    teachers: frozenset[PersonId]

    @property
    def day(self) -> Date:
        return self.event.happened


@frozen(kw_only=True)
class _Visit(_Occasion):
    """A session that was held."""

    event: SessionHeld
    plans: tuple[_Plan, ...]
    """Its plans, in the order of the log."""

    @property
    def plan(self) -> _Plan | None:
        """The plan for the day on which it was held."""
        return self.plans[-1] if self.plans and self.plans[-1].on == self.day else None

    @property
    def starts(self) -> DateTime | None:
        """When it began, or was to begin."""
        return self.event.starts or (self.plan.starts if self.plan else None)

    @property
    def told(self) -> tuple[CycleId, SessionId, Date]:
        """What findings tell of it."""
        return self.cycle.id, self.event.session, self.day


def _occasions(cycle: Cycle) -> Iterator[_Occasion]:
    memberships = cycle.memberships

    def members(day: Date) -> frozenset[PersonId]:
        return frozenset(one.teacher for one in memberships if one.holds(day))

    plans: dict[SessionId, tuple[_Plan, ...]] = {}
    for event in cycle.effective:
        day = event.happened
        coach = cycle.coach_on(day)
        match event:
            case Opening():
                coach, teachers = event.coach, event.teachers
            case CoachHandedOver():
                coach, teachers = event.to, members(day)
            case TeacherJoined():
                teachers = frozenset({event.teacher})
            case SessionHeld():
                yield _Visit(
                    cycle=cycle,
                    event=event,
                    coach=event.coach or coach,
                    teachers=event.attendees or members(day),
                    plans=plans.get(event.session, ()),
                )
                continue
            case SessionPlanned() | SessionRescheduled():
                plans[event.session] = (*plans.get(event.session, ()), event)
                continue
            case _:
                continue
        yield _Occasion(cycle=cycle, event=event, coach=coach, teachers=teachers)


@frozen
class _Judge:
    """What a cycle is held against."""

    roster: Roster
    calendar: Calendar
    rules: ContractRules

    def of_occasion(self, one: _Occasion) -> Iterator[CoachCycleError]:
        """What breaks the rules on one occasion; once for each school at which it does."""
        if isinstance(one, _Visit):
            yield from self._notice(one)
            yield from self._contract_day(one)
            yield from self._session_agreed(one)
            yield from self._credential(one)
        elif isinstance(one.event, Adopted):
            yield from self._cycle_agreed(one)
        yield from self._evaluator(one)

    def of_observations(self, teacher: PersonId, held: list[_Visit]) -> Iterator[CoachCycleError]:
        """With which of a teacher's sessions, in order of their days, there were too many."""
        for place, one in enumerate(held):
            for rule, school, at in self._variants(MostObservations, {teacher}, one.day):
                window = self._within(held[:place], one.day, rule.window_school_days, at)
                earlier = sum(other.event.form in rule.forms for other in window)
                if one.event.form in rule.forms and earlier >= rule.most:
                    parameters = rule.most, rule.window_school_days
                    yield findings.TooManyObservations(*one.told, teacher, *parameters, school)

    def _within(
        self, earlier: list[_Visit], day: Date, window: int, at: SchoolId | None
    ) -> Iterator[_Visit]:
        """Those in the window of school days that ends on a day."""
        for one in reversed(earlier):
            if self.calendar.school_days_after(one.day, day, at) >= window:
                return
            yield one

    def _variants(
        self, cls: type[_R], teachers: Collection[PersonId], day: Date
    ) -> Iterator[tuple[_R, SchoolId | None, SchoolId | None]]:
        return _in_force(cls, self.rules, self.roster, teachers, day)

    def _notice(self, one: _Visit) -> Iterator[CoachCycleError]:
        for rule, school, at in self._variants(Notice, one.teachers, one.day):
            if one.event.form not in rule.forms:
                continue
            if one.plan is None:
                if rule.unplanned_is_breach:
                    yield findings.VisitUnplanned(*one.told, school)
            elif not self._has_notice(one, one.plan, rule, at):
                parameters = rule.least, rule.unit
                yield findings.NoticeTooShort(*one.told, one.plan.id, *parameters, school)

    def _has_notice(self, one: _Visit, plan: _Plan, rule: Notice, at: SchoolId | None) -> bool:
        if rule.unit is NoticeUnit.SCHOOL_DAYS:
            return self.calendar.school_days_after(plan.happened, one.day, at) >= rule.least
        # An amended plan was told when it was first entered.
        entered = one.cycle.event(plan.id) or plan
        enough = entered.recorded + datetime.timedelta(hours=rule.least)
        if one.starts is not None:
            return one.starts >= enough
        zone = self._zone(one.day)
        return zone is None or datetime.datetime.combine(one.day, datetime.time.max, zone) >= enough

    def _zone(self, day: Date) -> zoneinfo.ZoneInfo | None:
        """The zone of the school year in which a day lies."""
        for year in self.calendar.years:
            if year.first <= day <= year.last:
                return zoneinfo.ZoneInfo(year.zone)
        return None

    def _contract_day(self, one: _Visit) -> Iterator[CoachCycleError]:
        for rule, school, _ in self._variants(InsideContractDay, one.teachers, one.day):
            is_inside = one.event.inside_contract_day
            if is_inside is None:
                is_inside = rule.day is None or self._is_within(rule.day, one)
            if not is_inside:
                yield findings.OutsideContractDay(*one.told, school)

    def _is_within(self, day: ContractDay, one: _Visit) -> bool:
        """Whether a session lies within a contract day; where that is not known it does."""
        zone = self._zone(one.day)
        if one.starts is None or zone is None:
            return True
        length = datetime.timedelta(minutes=one.event.contact_minutes)
        start, end = one.starts.astimezone(zone), (one.starts + length).astimezone(zone)
        times = [f"{day.begins}:00", _time(start), _time(end), f"{day.ends}:00"]
        return start.date() == end.date() and times == sorted(times)

    def _session_agreed(self, one: _Visit) -> Iterator[CoachCycleError]:
        for rule, school, _ in self._variants(AgreedByBoth, one.teachers, one.day):
            if one.plans and not _is_agreed(one, rule.sessions_by):
                yield findings.SessionNotAgreed(*one.told, school)

    def _cycle_agreed(self, one: _Occasion) -> Iterator[CoachCycleError]:
        for rule, school, _ in self._variants(AgreedByBoth, one.teachers, one.day):
            if rule.adopted_is_breach:
                yield findings.CycleNotAgreed(one.cycle.id, one.day, school)

    def _evaluator(self, one: _Occasion) -> Iterator[CoachCycleError]:
        if one.coach is None:
            return
        for teacher in sorted(one.teachers & self.roster.evaluated_by(one.coach, one.day)):
            for _, school, _ in self._variants(NoEvaluatorAsCoach, {teacher}, one.day):
                yield findings.EvaluatorCoaches(
                    one.cycle.id, one.event.id, one.coach, teacher, one.day, school
                )

    def _credential(self, one: _Visit) -> Iterator[CoachCycleError]:
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


def _time(local: datetime.datetime) -> str:
    return local.strftime("%H:%M:%S")


def _is_agreed(one: _Visit, by: PlannedBy) -> bool:
    """Whether a session's plan, as it was at last, is the act of those who must agree."""
    coaches = {one.coach, *(one.cycle.coach_on(plan.happened) for plan in one.plans)}
    teachers = one.teachers.union(*(one.cycle.members_on(plan.happened) for plan in one.plans))
    acts = {plan.by for plan in one.plans}
    if one.plans[-1].by not in coaches | teachers:
        return False
    return by is PlannedBy.EITHER or bool(acts & coaches and acts & teachers)


# --- Caps -----------------------------------------------------------------------------------------


@define
class _Load:
    """What a coach has on a day."""

    cycles: set[CycleId] = Factory(set)
    teachers: set[PersonId] = Factory(set)


def _is_under_way(cycle: Cycle, day: Date) -> bool:
    if cycle.status is Status.ENTERED_IN_ERROR:
        return False
    turns = [
        not isinstance(event, Completed | EndedEarly)
        for event in cycle.effective
        if isinstance(event, Adopted | Started | Reopened | Completed | EndedEarly)
        and event.happened <= day
    ]
    return bool(turns) and turns[-1]


def _exceeded(
    coach: PersonId, load: _Load, roster: Roster, rules: ContractRules, day: Date
) -> Iterator[CoachCycleError]:
    count = len(load.cycles)
    known = [roster.teacher(teacher) for teacher in load.teachers]
    tiers = [one.tier if one else None for one in known]
    for rule, school, _ in _in_force(WithinCaps, rules, roster, load.teachers, day):
        most, weighted = rule.caps.most_cycles, rule.caps.weighted_teachers(tiers)
        if most is not None and count > most:
            yield findings.TooManyCycles(coach, day, count, most, school)
        heaviest = rule.caps.most_weighted_teachers
        if heaviest is not None and weighted > heaviest:
            yield findings.CaseloadTooHeavy(coach, day, weighted, heaviest, school)

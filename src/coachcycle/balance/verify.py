"""Whether a plan keeps its rules, and what it is worth: computed from the roster alone.

It shares nothing with the search for plans, so that neither vouches for itself; a plan written by hand is
judged by the same measure.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property

from attrs import frozen
from pendulum import Date

from coachcycle.balance.ledger import Key, Ledger, Need
from coachcycle.balance.refusals import (
    BoundExceeded,
    CaseMissing,
    CaseUnknown,
    DayOutsidePlan,
    FloorBroken,
    JourneyUnknown,
    LevelUnknown,
    NotInRoster,
    Overloaded,
    PairExcluded,
    PeriodOutsideYear,
    PinBroken,
    ReasonWrong,
    StretchUncut,
    ValueWrong,
    in_heads,
)
from coachcycle.caseloads import (
    Assigning,
    Assignment,
    Caseload,
    CaseloadRules,
    Criterion,
    Pair,
    PairKind,
    Stretch,
    Unserved,
    UnservedReason,
)
from coachcycle.errors import CoachCycleError
from coachcycle.people import Coach, Roster
from coachcycle.schoolyear import SchoolYear, as_day
from coachcycle.vocabulary import PersonId, SchoolId

FINENESS = 100
OPEN_CYCLE = 3
LOTTERY = 2**16


@frozen(kw_only=True)
class Load:
    """What a coach has to do in an ordinary week, and may."""

    coach: PersonId
    units: int
    """With the ways."""
    capacity: int
    """[units]"""
    schools: tuple[SchoolId, ...]
    hundredths: int
    """Of heads."""
    people: int
    """How many teachers; one at two schools counts at each."""


@frozen(kw_only=True)
class Share:
    """How many of a school's, a tier's or a subject's teachers have a coach."""

    of: str
    """What they have in common: school, tier or subject."""
    name: str | None
    """Which; None where there is none, as with those of no tier."""
    served: int
    """Who has a coach at each of their schools."""
    half_served: int
    """Who has one at some of them."""
    people: int
    """How many there are."""
    need_served: int
    """The need of those who have a coach, each at the schools where they have one."""
    need: int
    """The need of them all; a school's is what its teachers need there."""


@frozen(kw_only=True)
class Account:
    """What a stretch of a plan comes to."""

    first: Date
    until: Date
    loads: tuple[Load, ...]
    """Of each coach who is there."""
    shares: tuple[Share, ...]
    """Of all, of each school, tier and subject."""
    values: Mapping[str, int]
    """By level, in the order of the rules."""


@frozen(kw_only=True)
class Verification:
    """What has been found out about a plan."""

    accounts: tuple[Account, ...]
    """One for each stretch that was judged."""
    problems: tuple[CoachCycleError, ...]
    """Every rule that it breaks, and every number that is wrong."""

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify(
    caseload: Caseload,
    roster: Roster,
    year: SchoolYear,
    *,
    before: Caseload | None = None,
    since: datetime.date | None = None,
) -> Verification:
    """Holds a plan against its rules and the roster.

    Args:
        caseload: The plan, made by `balance` or by hand; levels are compared where it states them.
        roster: The people.
        year: The school year in which the plan holds.
        before: The plan before this one, if the criteria ask for it.
        since: A day; stretches that have ended by then are left aside, since what a roster says of people's
            time and grades is as of now. All are judged, if not given.

    Raises:
        DayOutsidePlan: The plan has ended by the day, so that nothing would be judged.
    """
    rules = caseload.rules
    from_day = rules.first if since is None else as_day(since)
    if from_day >= rules.until:
        raise DayOutsidePlan(from_day, rules.first, rules.until)
    accounts: list[Account] = []
    problems: list[CoachCycleError] = [
        *_uncut(caseload, roster, year, from_day),
        *_idle_pins(caseload.rules, roster),
    ]
    in_force = caseload.replaced
    for stretch in caseload.stretches:
        if stretch.until <= from_day:
            in_force = stretch
            continue
        day = next((one for one in year.school_days() if one >= stretch.first), stretch.first)
        ledger = Ledger(roster, caseload.rules, day)
        judged = _Judged(ledger, stretch, before.stretches[-1] if before else None, in_force)
        accounts.append(judged.account)
        problems += judged.problems
        in_force = stretch
    return Verification(accounts=tuple(accounts), problems=tuple(problems))


def is_of_levels(problem: CoachCycleError) -> bool:
    """Whether a problem is about what a plan states of its levels, not about the plan."""
    return isinstance(problem, ValueWrong | LevelUnknown | BoundExceeded | FloorBroken)


def _uncut(
    caseload: Caseload, roster: Roster, year: SchoolYear, since: Date
) -> Iterator[CoachCycleError]:
    """Posts that begin or end inside of a stretch."""
    rules = caseload.rules
    days = [one for one in year.school_days() if rules.first <= one < rules.until]
    if not days or rules.first < year.first or rules.until > year.last.add(days=1):
        yield PeriodOutsideYear(rules.first, rules.until, year.id)
    for stretch in caseload.stretches:
        if stretch.until <= since:
            continue
        within = [one for one in days if stretch.first <= one < stretch.until]
        for coach in roster.coaches:
            there = {tuple(one.holds(day) for one in coach.posts) for day in within}
            if len(there) > 1:
                yield StretchUncut(stretch.first, coach.id).at(stretch)


def _idle_pins(rules: CaseloadRules, roster: Roster) -> Iterator[CoachCycleError]:
    """Pins that no day of the plan could keep, so that no stretch misses them."""
    days = [rules.first.add(days=n) for n in range((rules.until - rules.first).days)]
    for pair in rules.pairs:
        if pair.kind is not PairKind.PINNED:
            continue
        coach, teacher = roster.coach(pair.coach), roster.teacher(pair.teacher)
        posts = teacher.posts if teacher else ()
        at_school = [post for post in posts if pair.school in (None, post.school)]
        if coach is None or not any(
            (not coach.posts or any(post.holds(day) for post in coach.posts))
            and any(post.holds(day) for post in at_school)
            for day in days
        ):
            yield PinBroken(pair.coach, pair.teacher).at(pair)


class _Judged:
    """A stretch, held against what the ledger says."""

    def __init__(
        self, ledger: Ledger, stretch: Stretch, before: Stretch | None, in_force: Stretch | None
    ) -> None:
        self.ledger = ledger
        self.rules = ledger.rules
        self.stretch = stretch
        self.before = before
        self.in_force = in_force
        self.coaches = {one.id: one for one in ledger.there.coaches}
        self.decided: dict[tuple[PersonId, PersonId], list[Pair]] = {}
        for pair in self.rules.pairs:
            self.decided.setdefault((pair.coach, pair.teacher), []).append(pair)
        self.last = self.rules.until.subtract(days=1)
        self.evaluated = {
            (one.evaluator, one.evaluated)
            for one in ledger.roster.evaluations
            if (one.first or self.last) <= self.last
            and (one.until is None or one.until > ledger.day)
        }

    @cached_property
    def assigned(self) -> list[tuple[Assignment, Key, Need, Coach]]:
        """The assignments of people who are there, with what they need."""
        return [
            (one, key, self.ledger.needs[key], self.coaches[one.coach])
            for one in self.stretch.assignments
            if (key := (one.school, one.teachers)) in self.ledger.needs
            and one.coach in self.coaches
        ]

    # --- what is broken ---

    @property
    def problems(self) -> Iterator[CoachCycleError]:
        """Everything that is wrong."""
        yield from self._unknown()
        yield from self._missing()
        for one, _, need, coach in self.assigned:
            for why in self.excluding(coach, one.school, one.teachers, need):
                yield PairExcluded(one.coach, min(one.teachers), why).at(one)
            if self.ledger.way(coach, one.school) is None:
                yield JourneyUnknown(coach.id, self.ledger.base(coach), one.school).at(one)
        yield from self._overloaded()
        yield from self._unpinned()
        yield from self._wrong_reasons()
        yield from self._wrong_levels()

    def _unknown(self) -> Iterator[CoachCycleError]:
        cases = {**self.ledger.needs, **self.ledger.left_out}
        for one in self.stretch.assignments:
            if one.coach not in self.coaches:
                yield NotInRoster("assignments", one.coach).at(one, "coach")
            if (one.school, one.teachers) not in self.ledger.needs:
                yield self._no_case("assignments", one)
        for other in self.stretch.unserved:
            if (other.school, other.teachers) not in cases:
                yield self._no_case("unserved", other)

    def _no_case(self, where: str, one: Assignment | Unserved) -> CoachCycleError:
        """That there is nobody of whom a plan says something."""
        for teacher in sorted(one.teachers):
            if self.ledger.roster.teacher(teacher) is None:
                return NotInRoster(where, teacher).at(one, "teachers", teacher)
        return CaseUnknown(min(one.teachers), one.school).at(one)

    def _missing(self) -> Iterator[CoachCycleError]:
        listed: set[Key] = {(one.school, one.teachers) for one in self.stretch.assignments}
        listed |= {(one.school, one.teachers) for one in self.stretch.unserved}
        for school, teachers in {**self.ledger.needs, **self.ledger.left_out}:
            if (school, teachers) not in listed:
                yield CaseMissing(min(teachers), school).at(self.stretch)

    def excluding(
        self, coach: Coach, school: SchoolId | None, teachers: Iterable[PersonId], need: Need
    ) -> Iterator[str]:
        """Every rule that excludes a coach from a case."""
        reach, capacity = self._reach(coach.id), self._capacities[coach.id]
        is_reached = reach is None or school in reach
        if not is_reached:
            yield "out_of_reach"
        for id in sorted(teachers):
            teacher = self.ledger.there.teacher(id)
            if id == coach.id:
                yield "same_person"
            if (coach.id, id) in self.evaluated:
                yield "evaluates"
            for what in self.rules.alike:
                mine, hers = getattr(coach, what.value), getattr(teacher, what.value)
                if mine and hers and not mine & hers:
                    yield what.value
            for pair in self.decided.get((coach.id, id), ()):
                if pair.kind is not PairKind.PINNED and pair.school in (None, school):
                    yield pair.kind.value
        if self.rules.credentials and not any(
            held.type in self.rules.credentials
            and held.first <= self.ledger.day
            and (held.last or self.last) >= self.last
            for held in coach.credentials
        ):
            yield "credential"
        if capacity == 0 or (is_reached and self._units(coach, school, need) > capacity):
            yield "no_time"
        most = self.ledger.most_hundredths
        if most is not None and need.hundredths > most:
            yield "too_many_heads"

    def _units(self, coach: Coach, school: SchoolId | None, need: Need) -> int:
        way = 0 if school is None else self.ledger.way(coach, school) or 0
        return self.ledger.units(need.minutes) + self.ledger.units(way)

    @cached_property
    def _capacities(self) -> dict[PersonId, int]:
        return {coach.id: self.ledger.capacity(coach) for coach in self.coaches.values()}

    @cached_property
    def _reaches(self) -> dict[PersonId, frozenset[SchoolId] | None]:
        return {coach.id: self.ledger.reach(coach) for coach in self.coaches.values()}

    def _reach(self, coach: PersonId) -> frozenset[SchoolId] | None:
        return self._reaches[coach]

    def _overloaded(self) -> Iterator[CoachCycleError]:
        cap = self.ledger.most_hundredths
        for load in self._loads:
            for what, taken, room in (
                ("units", load.units, load.capacity),
                ("schools", len(load.schools), self.rules.most_schools),
                ("heads", in_heads(load.hundredths), None if cap is None else in_heads(int(cap))),
            ):
                if room is not None and taken > room:
                    yield Overloaded(load.coach, what, taken, room).at(self.stretch)

    def _unpinned(self) -> Iterator[CoachCycleError]:
        for pair in self.rules.pairs:
            if pair.kind is PairKind.PINNED and pair.coach in self.coaches:
                meant = self._meant(pair, self.ledger.needs) or self._meant(
                    pair, self.ledger.left_out
                )
                for school, teachers in meant:
                    if not any(
                        (one.coach, one.school, one.teachers) == (pair.coach, school, teachers)
                        for one in self.stretch.assignments
                    ):
                        yield PinBroken(pair.coach, pair.teacher).at(self.stretch)

    def _meant(self, pair: Pair, keys: Iterable[Key]) -> list[Key]:
        """What a pair is about."""
        return [
            (school, teachers)
            for school, teachers in keys
            if pair.teacher in teachers and pair.school in (None, school)
        ]

    def _wrong_reasons(self) -> Iterator[CoachCycleError]:
        for one in self.stretch.unserved:
            key = one.school, one.teachers
            true = self.ledger.left_out.get(key)
            if true is None and key in self.ledger.needs:
                true = self._reason(key)
            if true is not None and one.reason is not true:
                yield ReasonWrong(min(one.teachers), one.reason, true).at(one, "reason")

    def _reason(self, key: Key) -> UnservedReason:
        school, teachers = key
        may = any(
            next(self.excluding(coach, school, teachers, self.ledger.needs[key]), None) is None
            for coach in self.coaches.values()
        )
        return UnservedReason.OUTWEIGHED if may else UnservedReason.NO_COACH

    def _wrong_levels(self) -> Iterator[CoachCycleError]:
        values = self.account.values
        for level in self.stretch.levels:
            value = values.get(level.name)
            if value is None:
                yield LevelUnknown(level.name, level.value).at(level, "name")
            elif value != level.value:
                yield ValueWrong(level.name, level.value, value).at(level, "value")
            if level.bound is not None and level.value > level.bound:
                yield BoundExceeded(level.name, level.value, level.bound).at(level, "bound")
            if level.value < level.floor:
                yield FloorBroken(level.name, level.value, level.floor).at(level, "floor")

    # --- what it comes to ---

    @cached_property
    def account(self) -> Account:
        """The loads, the shares and the values."""
        return Account(
            first=self.stretch.first,
            until=self.stretch.until,
            loads=self._loads,
            shares=tuple(self._shares()),
            values=dict(self._values()),
        )

    @cached_property
    def _loads(self) -> tuple[Load, ...]:
        """Of each coach who is there."""
        held: dict[PersonId, list[tuple[Key, Need]]] = {id: [] for id in self.coaches}
        for one, key, need, _ in self.assigned:
            held[one.coach].append((key, need))
        return tuple(self._load(self.coaches[id], mine) for id, mine in held.items())

    def _load(self, coach: Coach, mine: Iterable[tuple[Key, Need]]) -> Load:
        schools = sorted({school for (school, _), _ in mine if school is not None})
        units = sum(self.ledger.units(need.minutes) for _, need in mine)
        units += sum(self.ledger.units(self.ledger.way(coach, school) or 0) for school in schools)
        return Load(
            coach=coach.id,
            units=units,
            capacity=self._capacities[coach.id],
            schools=tuple(schools),
            hundredths=sum(need.hundredths for _, need in mine),
            people=sum(len(teachers) for (_, teachers), _ in mine),
        )

    def _shares(self) -> Iterator[Share]:
        places = {(id, one.school) for one, *_ in self.assigned for id in one.teachers}
        served = Counter(id for id, _ in places)
        whole = Counter(
            id for _, teachers in [*self.ledger.needs, *self.ledger.left_out] for id in teachers
        )
        groups: dict[tuple[str, str | None], list[PersonId]] = {("all", None): []}
        for teacher in self.ledger.there.teachers:
            groups["all", None].append(teacher.id)
            for of, names in (
                ("school", self.ledger.schools(teacher)),
                ("tier", [teacher.tier]),
                ("subject", sorted(teacher.subjects)),
            ):
                for name in names:
                    groups.setdefault((of, name), []).append(teacher.id)
        for (of, name), people in sorted(
            groups.items(), key=lambda one: (one[0][0], one[0][1] or "")
        ):
            full = sum(served[id] == whole[id] for id in people)
            some = sum(0 < served[id] < whole[id] for id in people)
            worths = [
                (worth, (id, school) in places)
                for id in people
                for school, worth in self.ledger.worths.get(id, {}).items()
                if of != "school" or school == name
            ]
            yield Share(
                of=of,
                name=name,
                served=full,
                half_served=some,
                people=len(people),
                need_served=sum(worth for worth, is_served in worths if is_served),
                need=sum(worth for worth, _ in worths),
            )

    def _values(self) -> Iterator[tuple[str, int]]:
        if self.in_force is not None:
            had = self._had(self.in_force)
            yield "still_served", self._people(lambda one, id: bool(had(one, id)))
            opened = self.stretch.open_cycles
            yield (
                "stays",
                self._sum(
                    lambda one: sum(
                        OPEN_CYCLE if id in opened else 1
                        for id in one.teachers
                        if one.coach in had(one, id)
                    )
                ),
            )
        for rank in self.rules.order:
            yield from self._value(rank.criterion)

    def _had(self, stretch: Stretch) -> Callable[[Assignment, PersonId], AbstractSet[PersonId]]:
        """Who coached somebody at the school of an assignment, or, if she is new there, where she no longer is."""
        named = {(id, one.school) for one in stretch.unserved for id in one.teachers}
        coached: dict[PersonId, dict[SchoolId, PersonId]] = {}
        for one in stretch.assignments:
            for id in one.teachers:
                coached.setdefault(id, {})[one.school] = one.coach

        def had(at: Assignment, id: PersonId) -> AbstractSet[PersonId]:
            own = coached.get(id, {})
            if at.school in own:
                return {own[at.school]}
            if (id, at.school) in named:
                return set()
            teacher = self.ledger.there.teacher(id)
            here = {post.school for post in teacher.posts} if teacher else own.keys()
            return {own[school] for school in own.keys() - here}

        return had

    def _sum(self, worth: Callable[[Assignment], int]) -> int:
        return sum(worth(one) for one, *_ in self.assigned)

    def _people(self, counts: Callable[[Assignment, PersonId], bool]) -> int:
        return self._sum(lambda one: sum(counts(one, id) for id in one.teachers))

    def _value(self, criterion: Criterion) -> Iterator[tuple[str, int]]:
        name = criterion.value
        match criterion:
            case Criterion.SERVED_NEED:
                yield from self._served_need()
            case Criterion.UNSERVED_BEFORE if self.before is not None:
                had = self.before.coaches
                lacked = {
                    id for one in self.before.unserved for id in one.teachers if id not in had
                }
                yield name, self._people(lambda _, id: id in lacked)
            case Criterion.FAIRNESS:
                yield (
                    name,
                    -sum(
                        -(-FINENESS * load.units**2 // load.capacity)
                        for load in self._loads
                        if load.capacity
                    ),
                )
            case Criterion.CONTINUITY if self.before is not None:
                kept = self.before.coaches
                yield name, self._people(lambda one, id: one.coach in kept.get(id, ()))
            case Criterion.TRAVEL | Criterion.SCHOOLS:
                yield name, -self._on_ways(is_time=criterion is Criterion.TRAVEL)
            case Criterion.MATCH:
                yield name, self._sum(self._matching)
            case Criterion.LOTTERY:
                yield name, self._sum(self._number)
            case Criterion.UNSERVED_BEFORE | Criterion.CONTINUITY:
                pass

    def _served_need(self) -> Iterator[tuple[str, int]]:
        def served(key_in: Callable[[Key, Need], object]) -> int:
            return sum(need.need for _, key, need, _ in self.assigned if key_in(key, need))

        match self.rules.assigning:
            case Assigning.TIERS:
                for demand in self.rules.demands:
                    of = demand.tier
                    yield (
                        f"served_need:{of or '*'}",
                        sum(need.need for _, _, need, _ in self.assigned if need.tier == of),
                    )
                return
            case Assigning.VOLUNTEERS_FIRST:
                yield (
                    "served_need:volunteers",
                    served(lambda key, _: key[1] & self.rules.volunteers),
                )
            case Assigning.EQUAL_SHARES:
                first = self._first_shares()
                yield "served_need:equal_shares", served(lambda key, _: key in first)
            case Assigning.WEIGHTED_NEED:
                pass
        yield "served_need", served(lambda *_: True)

    def _first_shares(self) -> set[Key]:
        """Of each school so many teachers of the highest need, of those whom somebody may coach."""
        first: set[Key] = set()
        people: Counter[SchoolId | None] = Counter()
        cases = [key for key in self.ledger.needs if self._reason(key) is UnservedReason.OUTWEIGHED]
        for key in sorted(cases, key=self._urgency):
            if people[key[0]] < (self.rules.equal_share or 0):
                people[key[0]] += len(key[1])
                first.add(key)
        return first

    def _urgency(self, key: Key) -> tuple[int, str]:
        school, teachers = key
        return -self.ledger.needs[key].need, self.ledger.draw(school or "", *sorted(teachers))

    def _on_ways(self, *, is_time: bool) -> int:
        return sum(
            (self.ledger.way(self.coaches[load.coach], school) or 0) if is_time else 1
            for load in self._loads
            for school in load.schools
        )

    def _matching(self, one: Assignment) -> int:
        coach = self.coaches[one.coach]
        teachers = [self.ledger.there.teacher(id) for id in one.teachers]
        return sum(
            len(getattr(coach, what) & getattr(teacher, what))
            for teacher in teachers
            for what in ("grades", "subjects", "languages")
        )

    def _number(self, one: Assignment) -> int:
        drawn = self.ledger.draw("lottery", one.school, *sorted(one.teachers))
        return int(drawn, 16) % LOTTERY

"""By what rules teachers get a coach: what a district decides before anything is computed."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import groupby, pairwise
from operator import attrgetter

from attrs import field, fields, frozen
from pendulum import Date

from coachcycle.errors import CoachCycleError, SeveralProblems
from coachcycle.schoolyear import as_day
from coachcycle.vocabulary import (
    Extra,
    OutOfRange,
    PersonId,
    Reference,
    Repeated,
    SchoolId,
    Word,
    WordUnknown,
    all_of,
    collection,
    extra,
    number,
    person_id,
    person_ids,
    reference,
    school_id,
    share,
    text,
    whole,
)

WEEK_MINUTES = 7 * 24 * 60
SHORTEST_UNIT, LONGEST_UNIT = 5, 240
"""The shortest and the longest unit of time that is planned in [minutes]."""
LARGEST_NEED = 10_000
MOST_SCHOOLS = 1000
MOST_HEADS = 1000
MOST_SLACK = 10**9
MOST_TRIPS = 50
LARGEST_SEED = 2**32 - 1


class Criterion(Word):
    """What plans are judged by."""

    SERVED_NEED = "served_need"
    """The need of the teachers who have a coach."""
    UNSERVED_BEFORE = "unserved_before"
    """How many of them had none in the plan before."""
    FAIRNESS = "fairness"
    """That loads are alike, as parts of capacities."""
    CONTINUITY = "continuity"
    """How many keep the coach whom they had in the plan before."""
    TRAVEL = "travel"
    """Little time on the way."""
    SCHOOLS = "schools"
    """Few schools for each coach."""
    MATCH = "match"
    """How many subjects, grades and languages coach and teacher share."""
    LOTTERY = "lottery"
    """Numbers that are drawn by the seed of the rules."""


class Assigning(Word):
    """How need becomes an order of teachers."""

    WEIGHTED_NEED = "weighted_need"
    """Need adds up: several teachers of little need may outweigh one of much."""
    TIERS = "tiers"
    """One tier after the other, in the order in which the rules list them."""
    VOLUNTEERS_FIRST = "volunteers_first"
    """Those who asked for a coach, then everybody."""
    EQUAL_SHARES = "equal_shares"
    """The same number of teachers of each school, those of the highest need, then everybody."""


class Likeness(Word):
    """What coach and teacher have to have in common, where it is known of both."""

    GRADES = "grades"
    SUBJECTS = "subjects"
    LANGUAGES = "languages"


class PairKind(Word):
    """What is decided about a pair beforehand."""

    PINNED = "pinned"
    """They work together."""
    PROHIBITED = "prohibited"
    """The district does not want it."""
    REFUSED = "refused"
    """One of the two does not want it."""


def _of_week(what: str, minutes: int) -> int:
    return whole(what, minutes, 0, WEEK_MINUTES)


def _contact(minutes: int) -> int:
    return _of_week("contact_minutes", minutes)


def _preparation(minutes: int) -> int:
    return _of_week("preparation_minutes", minutes)


def _minutes(minutes: int) -> int:
    return _of_week("minutes", minutes)


def _weekly(minutes: int | None) -> int | None:
    return None if minutes is None else _of_week("weekly_minutes", minutes)


def _need(need: int) -> int:
    return whole("need", need, 0, LARGEST_NEED)


def _heads(what: str, heads: float) -> float:
    checked = number(what, heads)
    if not 0 <= checked <= MOST_HEADS:
        raise OutOfRange(what, f"a number from 0 to {MOST_HEADS}")
    if (Fraction(str(checked)) * 100).denominator != 1:
        raise OutOfRange(what, "a number of no more than hundredths")
    return checked


def _counts_for(heads: float) -> float:
    return _heads("counts_for", heads)


def _most_heads(heads: float | None) -> float | None:
    return None if heads is None else _heads("most_heads", heads)


def _optional_tier(tier: str | None) -> Reference | None:
    return None if tier is None else reference(tier)


@frozen(kw_only=True)
class Demand:
    """What a teacher of a tier needs; without a tier, whoever has none of those that are listed.

    `need` is how much it counts that she has a coach [0 to 10,000]; at several schools it is shared out in whole
    numbers, at least 1 at each. `contact_minutes` are with her and
    `preparation_minutes` for her, in an ordinary week [0 to 10,080]. `counts_for` is how many heads she is
    under a cap [0 to 1000, in hundredths].
    """

    tier: Reference | None = field(default=None, converter=_optional_tier)
    need: int = field(converter=_need)
    contact_minutes: int = field(converter=_contact)
    preparation_minutes: int = field(default=0, converter=_preparation)
    counts_for: float = field(default=1.0, converter=_counts_for)

    @property
    def minutes(self) -> int:
        """All that she takes of a coach's week [minutes]."""
        return self.contact_minutes + self.preparation_minutes


@frozen(kw_only=True)
class Duty:
    """What else a coach does in an ordinary week, out of the time for coaching [minutes, 0 to 10,080]."""

    coach: PersonId = field(converter=person_id)
    minutes: int = field(converter=_minutes)


@frozen(kw_only=True)
class Journey:
    """The way from a base to a school and back [minutes, 0 to 10,080]."""

    base: SchoolId = field(converter=school_id)
    school: SchoolId = field(converter=school_id)
    minutes: int = field(converter=_minutes)


@frozen(kw_only=True)
class Base:
    """The school at which a coach's days begin; else it is that of the post with the largest share."""

    coach: PersonId = field(converter=person_id)
    school: SchoolId = field(converter=school_id)


def _optional_school(school: str | None) -> SchoolId | None:
    return None if school is None else school_id(school)


@frozen(kw_only=True)
class Pair:
    """What is decided about a coach and a teacher, at one of her schools or at all of them.

    A pinned pair is kept while both are there; one that could be kept on no day of the plan is refused.
    """

    kind: PairKind = field(converter=PairKind)
    coach: PersonId = field(converter=person_id)
    teacher: PersonId = field(converter=person_id)
    school: SchoolId | None = field(default=None, converter=_optional_school)


def _together(teachers: Iterable[str]) -> frozenset[PersonId]:
    members = person_ids("teachers", teachers)
    if len(members) < 2:
        raise OutOfRange("teachers", "two teachers or more")
    return members


@frozen(kw_only=True)
class Group:
    """Teachers of one school who are coached together, by one coach or not at all.

    Together they need what one teacher needs, that of the tier among theirs that needs most; their need
    adds up.
    """

    teachers: frozenset[PersonId] = field(converter=_together)


def _slack(slack: int) -> int:
    return whole("slack", slack, 0, MOST_SLACK)


@frozen(kw_only=True)
class Rank:
    """A criterion, and how much of what it reached may be given up for those after it [its own unit]."""

    criterion: Criterion = field(converter=Criterion)
    slack: int = field(default=0, converter=_slack)


def _source(words: str) -> str:
    return text("source", words)


def _rule(name: str) -> str:
    keys = tuple(one.name for one in fields(CaseloadRules))
    if name not in keys:
        raise WordUnknown("rule", keys)
    return name


@frozen(kw_only=True)
class RuleSource:
    """From whom a rule comes: its key in the rules, and a contract's article, a board's policy."""

    rule: str = field(converter=_rule)
    source: str = field(converter=_source, repr=False)


class PeriodEmpty(CoachCycleError):
    """A plan is for no day."""

    code = "caseloads.period_empty"
    template = "the plan from {first} until {until} holds on no day"
    remedy = "Correct the days; until is the first day on which the plan no longer holds."

    first: Date
    until: Date


class PinnedTwice(CoachCycleError):
    """A teacher is to work with two coaches at one school."""

    code = "caseloads.pinned_twice"
    template = "{teacher} is pinned to {coach} and to {other}"
    remedy = "Keep one of the two pairs, or name the school of each if she works at two."

    teacher: PersonId
    coach: PersonId
    other: PersonId


class PairContradicted(CoachCycleError):
    """A pair is to work together, and is not to."""

    code = "caseloads.pair_contradicted"
    template = "{coach} and {teacher} are pinned and {kind}"
    remedy = "Keep one of the two."

    coach: PersonId
    teacher: PersonId
    kind: PairKind


class InTwoGroups(CoachCycleError):
    """A teacher is in two groups that are coached together."""

    code = "caseloads.in_two_groups"
    template = "{teacher} is in two groups"
    remedy = "Keep her in one group."

    teacher: PersonId


class OptionMissing(CoachCycleError):
    """A rule needs another one that is not there."""

    code = "caseloads.option_missing"
    template = "{rule} needs {option}"
    remedy = "Add the key, or choose another rule."

    rule: str
    option: str


class CaseloadRulesInvalid(SeveralProblems):
    """Rules of caseloads hold problems; all of them are reported together."""

    code = "caseloads.rules_invalid"
    template = "{count} problems in the rules of caseloads: {codes}"
    remedy = "Mend each problem of the rules; each has a code of its own."


def _unit(minutes: int) -> int:
    return whole("unit_minutes", minutes, SHORTEST_UNIT, LONGEST_UNIT)


def _reserve(value: float) -> float:
    return share("reserve_share", value)


def _coaching(value: float | None) -> float | None:
    return None if value is None else share("coaching_share", value)


def _trips(count: int) -> int:
    return whole("trips_per_week", count, 0, MOST_TRIPS)


def _optional_schools(count: int | None) -> int | None:
    return None if count is None else whole("most_schools", count, 1, MOST_SCHOOLS)


def _optional_share(count: int | None) -> int | None:
    return None if count is None else whole("equal_share", count, 1, MOST_HEADS)


def _seed(seed: int) -> int:
    return whole("lottery_seed", seed, 0, LARGEST_SEED)


def _demands(listed: Iterable[Demand]) -> tuple[Demand, ...]:
    return all_of(Demand, "demands", listed)


def _duties(listed: Iterable[Duty]) -> tuple[Duty, ...]:
    return tuple(sorted(all_of(Duty, "duties", listed), key=lambda one: one.coach))


def _journeys(listed: Iterable[Journey]) -> tuple[Journey, ...]:
    ways = all_of(Journey, "journeys", listed)
    return tuple(sorted(ways, key=lambda one: (one.base, one.school)))


def _bases(listed: Iterable[Base]) -> tuple[Base, ...]:
    return tuple(sorted(all_of(Base, "bases", listed), key=lambda one: one.coach))


def _pairs(listed: Iterable[Pair]) -> tuple[Pair, ...]:
    pairs = all_of(Pair, "pairs", listed)
    return tuple(
        sorted(pairs, key=lambda one: (one.teacher, one.coach, one.school or "", one.kind))
    )


def _groups(listed: Iterable[Group]) -> tuple[Group, ...]:
    return tuple(sorted(all_of(Group, "together", listed), key=lambda one: sorted(one.teachers)))


def _order(listed: Iterable[Rank]) -> tuple[Rank, ...]:
    return all_of(Rank, "order", listed)


def _sources(listed: Iterable[RuleSource]) -> tuple[RuleSource, ...]:
    return tuple(
        sorted(all_of(RuleSource, "sources", listed), key=lambda one: (one.rule, one.source))
    )


def _alike(words: Iterable[str]) -> frozenset[Likeness]:
    return frozenset(Likeness(word) for word in collection("alike", words))


def _types(ids: Iterable[str]) -> frozenset[Reference]:
    return frozenset(reference(one) for one in collection("credentials", ids))


def _volunteers(ids: Iterable[str]) -> frozenset[PersonId]:
    return frozenset(person_id(one) for one in collection("volunteers", ids))


USUAL_ORDER = tuple(Rank(criterion=one) for one in Criterion)
"""Served need first, then all the others."""


@frozen(kw_only=True)
class CaseloadRules:
    """What a district has decided about who may have a coach, from whom, and what comes first.

    Raises:
        CaseloadRulesInvalid: With every problem: a period without a day, what stands there twice,
            pairs that contradict each other, a teacher in two groups, an option that is missing.
    """

    first: Date = field(converter=as_day)
    """The first day of the plan."""
    until: Date = field(converter=as_day)
    """The first day on which it no longer holds."""
    demands: tuple[Demand, ...] = field(converter=_demands)
    """What teachers need, by tier; a teacher whose tier has none gets no coach."""
    unit_minutes: int = field(default=15, converter=_unit)
    """In what time is counted [minutes, 5 to 240]: demands and journeys are rounded up, capacities down."""
    weekly_minutes: int | None = field(default=None, converter=_weekly)
    """Contract minutes of a coach's week where the coach's own are not known [0 to 10,080]."""
    coaching_share: float | None = field(default=None, converter=_coaching)
    """The part of them for coaching where the coach's own is not known [0 to 1]."""
    duties: tuple[Duty, ...] = field(default=(), converter=_duties)
    """What is taken from a coach's time for coaching beforehand."""
    reserve_share: float = field(default=0.0, converter=_reserve)
    """The part of what is left that is held back for those who come during the year [0 to 1]."""
    most_schools: int | None = field(default=None, converter=_optional_schools)
    """At how many schools a coach may work [1 to 1000]."""
    most_heads: float | None = field(default=None, converter=_most_heads)
    """How many heads a coach may have [0 to 1000, in hundredths]."""
    alike: frozenset[Likeness] = field(default=frozenset(Likeness), converter=_alike)
    """What coach and teacher must have in common."""
    credentials: frozenset[Reference] = field(default=frozenset(), converter=_types)
    """Of which a coach needs one that is valid for the whole plan; none is needed, if empty."""
    journeys: tuple[Journey, ...] = field(default=(), converter=_journeys)
    """How long the ways are, for each school within a coach's reach; if none is listed, ways take no time."""
    bases: tuple[Base, ...] = field(default=(), converter=_bases)
    """Where coaches' days begin."""
    trips_per_week: int = field(default=1, converter=_trips)
    """How often a coach goes to each school in an ordinary week [0 to 50]."""
    assigning: Assigning = field(default=Assigning.WEIGHTED_NEED, converter=Assigning)
    """How need becomes an order of teachers."""
    volunteers: frozenset[PersonId] = field(default=frozenset(), converter=_volunteers)
    """Who asked for a coach."""
    equal_share: int | None = field(default=None, converter=_optional_share)
    """How many of each school come first [1 to 1000]."""
    pairs: tuple[Pair, ...] = field(default=(), converter=_pairs)
    """What is decided about pairs."""
    together: tuple[Group, ...] = field(default=(), converter=_groups)
    """Who is coached together."""
    order: tuple[Rank, ...] = field(default=USUAL_ORDER, converter=_order)
    """By what plans are judged, the most important first."""
    lottery_seed: int = field(default=0, converter=_seed)
    """By what the numbers of the lottery are drawn [0 to 2**32 - 1]."""
    sources: tuple[RuleSource, ...] = field(default=(), converter=_sources)
    """From whom the rules come."""
    extra: Extra | None = field(default=None, converter=extra, repr=False)

    def __attrs_post_init__(self) -> None:
        problems = (
            *self._period(),
            *self._repeated(),
            *self._contradictions(),
            *self._options(),
        )
        if problems:
            raise CaseloadRulesInvalid(problems)

    def _period(self) -> Iterator[CoachCycleError]:
        if self.until <= self.first:
            yield PeriodEmpty(self.first, self.until).at("until")

    def _repeated(self) -> Iterator[CoachCycleError]:
        seen: set[Reference | None] = set()
        for demand in self.demands:
            if demand.tier in seen:
                yield Repeated("demands", demand.tier or "without a tier").at(demand, "tier")
            seen.add(demand.tier)
        ranked: set[Criterion] = set()
        for rank in self.order:
            if rank.criterion in ranked:
                yield Repeated("order", rank.criterion).at(rank, "criterion")
            ranked.add(rank.criterion)
        for duty, later in pairwise(self.duties):
            if duty.coach == later.coach:
                yield Repeated("duties", later.coach).at(later, "coach")
        for base, after in pairwise(self.bases):
            if base.coach == after.coach:
                yield Repeated("bases", after.coach).at(after, "coach")
        for way, again in pairwise(self.journeys):
            if (way.base, way.school) == (again.base, again.school):
                yield Repeated("journeys", again.school).at(again, "school")

    def _contradictions(self) -> Iterator[CoachCycleError]:
        for _, of_teacher in groupby(self.pairs, key=attrgetter("teacher")):
            seen: list[Pair] = []
            for pair in of_teacher:
                yield from _contradicted(pair, seen)
                seen.append(pair)
        grouped: set[PersonId] = set()
        for group in self.together:
            for teacher in sorted(group.teachers & grouped):
                yield InTwoGroups(teacher).at(group, "teachers", teacher)
            grouped |= group.teachers

    def _options(self) -> Iterator[CoachCycleError]:
        if self.assigning is Assigning.EQUAL_SHARES and self.equal_share is None:
            yield OptionMissing("assigning", "equal_share").at("assigning")
        if not any(rank.criterion is Criterion.SERVED_NEED for rank in self.order):
            yield OptionMissing("order", Criterion.SERVED_NEED).at("order")


def _contradicted(pair: Pair, earlier: Iterable[Pair]) -> Iterator[CoachCycleError]:
    """What earlier pairs of the same teacher say against one."""
    for other in earlier:
        kinds = {pair.kind, other.kind}
        if PairKind.PINNED not in kinds or not _meet(pair.school, other.school):
            continue
        if len(kinds) == 1 and pair.coach != other.coach:
            yield PinnedTwice(pair.teacher, other.coach, pair.coach).at(pair)
        if len(kinds) > 1 and pair.coach == other.coach:
            (kind,) = kinds - {PairKind.PINNED}
            yield PairContradicted(pair.coach, pair.teacher, kind).at(pair)


def _meet(one: SchoolId | None, other: SchoolId | None) -> bool:
    """Whether two pairs speak of one school."""
    return one is None or other is None or one == other

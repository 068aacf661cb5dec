"""Rules of caseloads, and the plans made by them."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import pairwise
from typing import TypeVar

from attrs import fields
from hypothesis import strategies as st
from pendulum import Date

from coachcycle.caseloads import (
    Assigning,
    Assignment,
    Base,
    Caseload,
    CaseloadRules,
    Criterion,
    Demand,
    Duty,
    Group,
    Journey,
    LevelOutcome,
    Likeness,
    Pair,
    PairKind,
    Rank,
    RuleSource,
    Stretch,
    Unserved,
    UnservedReason,
)
from coachcycle.testing.people import WEEK_MINUTES, Known
from coachcycle.testing.values import LAST_DAY, days, ids, kept, optional, texts

_T = TypeVar("_T")
LARGEST = 2**53 - 1
LARGEST_SEED = 2**32 - 1
RULES = tuple(one.name for one in fields(CaseloadRules))


@kept
def _week_minutes() -> st.SearchStrategy[int]:
    return st.integers(0, WEEK_MINUTES)


@kept
def _heads() -> st.SearchStrategy[float]:
    return st.integers(0, 100_000).map(lambda hundredths: hundredths / 100)


@kept
def _shares() -> st.SearchStrategy[float]:
    return st.floats(0, 1)


@kept
def demands() -> st.SearchStrategy[Demand]:
    """What teachers of a tier need, or those without one."""
    return st.builds(
        Demand,
        tier=optional(ids()),
        need=st.integers(0, 10_000),
        contact_minutes=_week_minutes(),
        preparation_minutes=_week_minutes(),
        counts_for=_heads(),
    )


def _one_of(known: Known | None) -> st.SearchStrategy[str]:
    """One of the known ids; any, if none are given."""
    if known is None:
        return ids()
    return st.sampled_from([*known]) if known else st.nothing()


def pairs(
    coaches: Known | None = None, teachers: Known | None = None, schools: Known | None = None
) -> st.SearchStrategy[Pair]:
    """What is decided about a coach and a teacher, at one school or at all of them.

    Args:
        coaches: The ids that the coach may have; any, if not given.
        teachers: The ids that the teacher may have; any, if not given.
        schools: The ids that the school may have; any, if not given.
    """
    return st.builds(
        Pair,
        kind=st.sampled_from(PairKind),
        coach=_one_of(coaches),
        teacher=_one_of(teachers),
        school=optional(_one_of(schools)),
    )


def _few(
    drawn: st.SearchStrategy[_T],
    most: int,
    *named: Known,
    key: Callable[[_T], Hashable] | None = None,
) -> st.SearchStrategy[list[_T]]:
    """Up to so many, no two alike by a key; none, if nobody is known whom each would name."""
    return st.lists(drawn, max_size=most, unique_by=key) if all(named) else st.just([])


def _agreeing(drawn: Iterable[Pair]) -> list[Pair]:
    """The pairs without those that contradict one before them."""
    agreeing: list[Pair] = []
    for pair in drawn:
        if not any(_contradict(pair, other) for other in agreeing):
            agreeing.append(pair)
    return agreeing


def _contradict(one: Pair, other: Pair) -> bool:
    kinds = {one.kind, other.kind}
    is_one_place = None in (one.school, other.school) or one.school == other.school
    if one.teacher != other.teacher or not is_one_place or PairKind.PINNED not in kinds:
        return False
    return (one.coach == other.coach) != (len(kinds) == 1)


@st.composite
def _parted(draw: st.DrawFn, members: Known, least: int) -> list[Sequence[str]]:
    """Some of the members, in parts without anybody in common.

    Args:
        draw: Draws from strategies.
        members: Who there is.
        least: How many a part has at least.
    """
    shuffled = draw(st.permutations(sorted({*members})))
    size = draw(st.integers(least, least + 1))
    count = draw(st.integers(0, len(shuffled) // size))
    return [shuffled[size * part : size * (part + 1)] for part in range(count)]


@st.composite
def _orders(draw: st.DrawFn) -> list[Rank]:
    """Criteria, among which is the need that is served."""
    shuffled = draw(st.permutations([*Criterion]))
    count = draw(st.integers(shuffled.index(Criterion.SERVED_NEED) + 1, len(shuffled)))
    slacks = st.integers(0, 10**9)
    return [Rank(criterion=one, slack=draw(slacks)) for one in shuffled[:count]]


@kept
def _sources() -> st.SearchStrategy[list[RuleSource]]:
    return st.lists(st.builds(RuleSource, rule=st.sampled_from(RULES), source=texts()), max_size=2)


@st.composite
def _pool(draw: st.DrawFn, known: Known | None) -> list[str]:
    """The ids that a value may name: those given, else a few of any kind."""
    if known is not None:
        return [*known]
    return draw(st.lists(ids(), min_size=1, max_size=4, unique=True))


@st.composite
def caseload_rules(
    draw: st.DrawFn,
    coaches: Known | None = None,
    teachers: Known | None = None,
    schools: Known | None = None,
) -> CaseloadRules:
    """Rules of caseloads that do not contradict each other.

    Args:
        draw: Draws from strategies.
        coaches: The ids that coaches may have; any, if not given.
        teachers: The ids that teachers may have; any, if not given.
        schools: The ids that schools may have; any, if not given.
    """
    coaches, teachers = draw(_pool(coaches)), draw(_pool(teachers))
    schools = draw(_pool(schools))
    coach, teacher, school = _one_of(coaches), _one_of(teachers), _one_of(schools)
    first = draw(days(last=LAST_DAY.subtract(days=1)))
    minutes = _week_minutes()
    duties = st.builds(Duty, coach=coach, minutes=minutes)
    journeys = st.builds(Journey, base=school, school=school, minutes=minutes)
    bases = st.builds(Base, coach=coach, school=school)
    assigning = draw(st.sampled_from(Assigning))
    counts = st.integers(1, 1000)
    return CaseloadRules(
        first=first,
        until=draw(days(first.add(days=1))),
        demands=draw(st.lists(demands(), max_size=3, unique_by=lambda one: one.tier)),
        unit_minutes=draw(st.integers(5, 240)),
        weekly_minutes=draw(optional(minutes)),
        coaching_share=draw(optional(_shares())),
        duties=draw(_few(duties, 2, coaches, key=lambda one: one.coach)),
        reserve_share=draw(_shares()),
        most_schools=draw(optional(counts)),
        most_heads=draw(optional(_heads())),
        alike=draw(st.sets(st.sampled_from(Likeness))),
        credentials=draw(st.sets(ids(), max_size=2)),
        journeys=draw(_few(journeys, 3, schools, key=lambda one: (one.base, one.school))),
        bases=draw(_few(bases, 2, coaches, schools, key=lambda one: one.coach)),
        trips_per_week=draw(st.integers(0, 50)),
        assigning=assigning,
        volunteers=draw(_few(teacher, 2, teachers)),
        equal_share=draw(counts if assigning is Assigning.EQUAL_SHARES else optional(counts)),
        pairs=_agreeing(draw(_few(pairs(coaches, teachers, schools), 4, coaches, teachers))),
        together=[Group(teachers=some) for some in draw(_parted(teachers, 2))],
        order=draw(_orders()),
        lottery_seed=draw(st.integers(0, LARGEST_SEED)),
        sources=draw(_sources()),
    )


@kept
def level_outcomes() -> st.SearchStrategy[LevelOutcome]:
    """How good plans are by one criterion."""
    numbers = st.integers(-LARGEST, LARGEST)
    return st.builds(
        LevelOutcome,
        name=texts(),
        reached=numbers,
        bound=optional(numbers),
        floor=numbers,
        value=numbers,
    )


@kept
def _digests() -> st.SearchStrategy[str]:
    return st.binary(min_size=32, max_size=32).map(bytes.hex)


@st.composite
def _stretch(
    draw: st.DrawFn, ends: tuple[Date, Date], coaches: Known, teachers: Known, schools: Known
) -> Stretch:
    """A part of a plan, in which each teacher stands once at each school at most."""
    assignments: list[Assignment] = []
    unserved: list[Unserved] = []
    for school in sorted({*schools}):
        for some in draw(_parted(teachers, 1)):
            coach = draw(optional(_one_of(coaches)))
            if coach is None:
                reason = draw(st.sampled_from(UnservedReason))
                at = None if reason is UnservedReason.NO_SCHOOL and school == schools[0] else school
                unserved.append(Unserved(school=at, teachers=some, reason=reason))
            else:
                assignments.append(Assignment(coach=coach, school=school, teachers=some))
    return Stretch(
        first=ends[0],
        until=ends[1],
        assignments=assignments,
        unserved=unserved,
        levels=draw(st.lists(level_outcomes(), max_size=2)),
        open_cycles=draw(st.sets(_one_of(teachers), max_size=2)) if teachers else (),
        digest=draw(optional(_digests())),
    )


@st.composite
def _days_within(draw: st.DrawFn, first: Date, until: Date) -> list[Date]:
    """Up to two days between two others."""
    second, last = first.add(days=1), until.subtract(days=1)
    return sorted(draw(st.sets(days(second, last), max_size=2))) if second <= last else []


@st.composite
def caseloads(
    draw: st.DrawFn,
    coaches: Known | None = None,
    teachers: Known | None = None,
    schools: Known | None = None,
) -> Caseload:
    """Plans of up to three stretches; that they keep the rules is not seen to.

    Args:
        draw: Draws from strategies.
        coaches: The ids that coaches may have; any, if not given.
        teachers: The ids that teachers may have; any, if not given.
        schools: The ids that schools may have; any, if not given.
    """
    coaches, teachers = draw(_pool(coaches)), draw(_pool(teachers))
    schools = draw(_pool(schools))
    rules = draw(caseload_rules(coaches, teachers, schools))
    ends = rules.first, rules.until
    edges = [rules.first, *draw(_days_within(rules.first, rules.until)), rules.until]
    return Caseload(
        rules=rules,
        stretches=[draw(_stretch(ends, coaches, teachers, schools)) for ends in pairwise(edges)],
        seed=draw(st.integers(0, LARGEST_SEED)),
        effort=draw(st.integers(1, 1000)),
        was_stopped=draw(st.booleans()),
        replaced=draw(optional(_stretch(ends, coaches, teachers, schools))),
    )

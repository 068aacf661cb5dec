"""Schools, coaches, teachers, their posts and credentials, who evaluates whom, rosters and caps."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from attrs import evolve
from hypothesis import strategies as st
from pendulum import Date

from coachcycle.people import (
    Caps,
    Coach,
    Credential,
    Evaluation,
    Funding,
    Post,
    Roster,
    School,
    Teacher,
    TierWeight,
)
from coachcycle.testing.values import (
    FIRST_DAY,
    LAST_DAY,
    days,
    ids,
    kept,
    languages,
    numbers,
    optional,
    texts,
)
from coachcycle.vocabulary import GradeLevel

WEEK_MINUTES = 7 * 24 * 60
HEAVIEST = 1000
Known = Sequence[str]


@kept
def schools() -> st.SearchStrategy[School]:
    """Schools without one above them; `rosters` have those too."""
    return st.builds(School, id=ids(), name=optional(texts()))


@kept
@st.composite
def credentials(draw: st.DrawFn) -> Credential:
    """Credentials, some of which do not run out."""
    first = draw(days())
    return Credential(type=draw(ids()), first=first, last=draw(optional(days(first))))


@kept
@st.composite
def _stretches(draw: st.DrawFn) -> tuple[Date | None, Date | None]:
    """Days from the first until the one before `until`, open on either side."""
    first = draw(optional(days(last=LAST_DAY.subtract(days=1))))
    after = FIRST_DAY if first is None else first
    return first, draw(optional(days(after.add(days=1))))


def fundings(most: float = 1.0) -> st.SearchStrategy[Funding]:
    """Sources that pay for a part of a post.

    Args:
        most: The largest part [0 to 1].
    """
    return st.builds(Funding, source=ids(), share=st.floats(0, most))


def posts(schools: Known | None = None, *, most: float = 1.0) -> st.SearchStrategy[Post]:
    """Posts that hold on some day, some of them with a share and with funding.

    Args:
        schools: The ids that their schools may have; any, if not given.
        most: The largest share of a full post [0 to 1].
    """
    return _stretches().flatmap(
        lambda ends: st.builds(
            Post,
            school=ids() if schools is None else st.sampled_from([*schools]),
            share=optional(st.floats(0, most)),
            funding=st.lists(fundings(0.5), max_size=2),
            first=st.just(ends[0]),
            until=st.just(ends[1]),
        )
    )


@st.composite
def _held(draw: st.DrawFn, schools: Known | None) -> list[Post]:
    """Posts of one person: one after the other, or of several schools at a time."""
    if schools is not None and not schools:
        return []
    if draw(st.booleans()):
        return draw(
            st.lists(posts(schools, most=1 / 3), max_size=3, unique_by=lambda one: one.school)
        )
    edges: list[Date | None] = [*sorted(draw(st.sets(days(), max_size=3)))]
    edges = [*draw(st.sampled_from([[], [None]])), *edges, *draw(st.sampled_from([[], [None]]))]
    return [
        evolve(draw(posts(schools)), first=first, until=until) for first, until in pairwise(edges)
    ]


def evaluations(evaluators: Known | None = None) -> st.SearchStrategy[Evaluation]:
    """Evaluations of somebody else that hold on some day.

    Args:
        evaluators: The ids that evaluators may have; any, if not given.
    """
    return _evaluation(ids() if evaluators is None else st.sampled_from([*evaluators]))


@st.composite
def _evaluation(draw: st.DrawFn, evaluators: st.SearchStrategy[str]) -> Evaluation:
    evaluator = draw(evaluators)
    evaluated = draw(ids().filter(lambda id: id != evaluator))
    first, until = draw(_stretches())
    return Evaluation(evaluator=evaluator, evaluated=evaluated, first=first, until=until)


def _some(known: Known | None, most: int) -> st.SearchStrategy[set[str]]:
    """Sets of known ids; of any, if none are given."""
    if known is None:
        return st.sets(ids(), max_size=most)
    return st.sets(st.sampled_from([*known]), max_size=most) if known else st.just(set())


def _taught(schools: Known | None) -> dict[str, Any]:
    own_grades = st.sampled_from(["x:mixed", "x:evening"])
    return {
        "id": ids(),
        "posts": _held(schools),
        "grades": st.sets(st.sampled_from(GradeLevel) | own_grades, max_size=3),
        "subjects": st.sets(texts(100), max_size=2),
        "languages": st.sets(languages(), max_size=2),
    }


def teachers(schools: Known | None = None) -> st.SearchStrategy[Teacher]:
    """Teachers whose posts go together.

    Args:
        schools: The ids that the schools of their posts may have; any, if not given.
    """
    return st.builds(Teacher, **_taught(schools), tier=optional(ids()))


def coaches(schools: Known | None = None) -> st.SearchStrategy[Coach]:
    """Coaches whose posts go together.

    Args:
        schools: The ids that their schools may have, and those of their posts; any, if not given.
    """
    return st.builds(
        Coach,
        **_taught(schools),
        schools=_some(schools, 3),
        weekly_minutes=optional(st.integers(0, WEEK_MINUTES)),
        coaching_share=optional(st.floats(0, 1)),
        credentials=st.lists(credentials(), max_size=2),
    )


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    """Rosters of a few schools, coaches and teachers; some people are both coach and teacher."""
    below: list[School] = []
    for school in draw(st.lists(schools(), max_size=4, unique_by=_id)):
        above = [None, *map(_id, below)]
        below.append(evolve(school, parent=draw(st.sampled_from(above))))
    known = [*map(_id, below)]
    staff = draw(st.lists(teachers(known), max_size=4, unique_by=_id))
    leading = draw(st.lists(coaches(known), max_size=3, unique_by=_id))
    if staff and leading and draw(st.booleans()):
        leading = [evolve(leading[0], id=staff[0].id), *leading[1:]]
    leading = [*{coach.id: coach for coach in leading}.values()]
    taught = {*map(_id, staff)}
    return Roster(
        schools=below,
        coaches=[_without_shares(one) if one.id in taught else one for one in leading],
        teachers=staff,
        evaluations=draw(st.lists(evaluations(), max_size=2)),
    )


def _id(one: School | Coach | Teacher) -> str:
    return one.id


def _without_shares(coach: Coach) -> Coach:
    """The coach as one whose shares are not known, since those of a teacher's posts count too."""
    return evolve(coach, posts=[evolve(post, share=None) for post in coach.posts])


@kept
def tier_weights() -> st.SearchStrategy[TierWeight]:
    """Weights of tiers."""
    return st.builds(TierWeight, tier=ids(), weight=numbers(0, HEAVIEST))


@kept
def caps() -> st.SearchStrategy[Caps]:
    """Caps on cycles, on weighted teachers, on both or on neither."""
    return st.builds(
        Caps,
        most_cycles=optional(st.integers(0, HEAVIEST)),
        most_weighted_teachers=optional(numbers(0, HEAVIEST)),
        weights=st.lists(tier_weights(), max_size=3, unique_by=lambda one: one.tier),
    )

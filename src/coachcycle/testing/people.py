"""Schools, coaches, teachers, credentials and rosters."""

from collections.abc import Sequence
from typing import Any

from attrs import evolve
from hypothesis import strategies as st

from coachcycle.people import Coach, Credential, Roster, School, Teacher
from coachcycle.testing.values import days, ids, texts
from coachcycle.vocabulary import GradeLevel

WEEK_MINUTES = 7 * 24 * 60
Known = Sequence[str]


def schools() -> st.SearchStrategy[School]:
    """Schools without one above them; `rosters` have those too."""
    return st.builds(School, id=ids(), name=st.none() | texts())


@st.composite
def credentials(draw: st.DrawFn) -> Credential:
    """Credentials, some of which do not run out."""
    first = draw(days())
    return Credential(type=draw(ids()), first=first, last=draw(st.none() | days(first)))


def _some(known: Known | None, most: int) -> st.SearchStrategy[set[str]]:
    """Sets of known ids; of any, if none are given."""
    if known is None:
        return st.sets(ids(), max_size=most)
    return st.sets(st.sampled_from([*known]), max_size=most) if known else st.just(set())


def _taught(schools: Known | None) -> dict[str, Any]:
    own_grades = st.sampled_from(["x:mixed", "x:evening"])
    return {
        "id": ids(),
        "schools": _some(schools, 3),
        "grades": st.sets(st.sampled_from(GradeLevel) | own_grades, max_size=3),
        "subjects": st.sets(texts(100), max_size=2),
    }


def teachers(schools: Known | None = None) -> st.SearchStrategy[Teacher]:
    """Teachers.

    Args:
        schools: The ids that their schools may have; any, if not given.
    """
    return st.builds(Teacher, **_taught(schools))


def coaches(
    schools: Known | None = None, evaluated: Known | None = None
) -> st.SearchStrategy[Coach]:
    """Coaches, none of whom evaluates themself.

    Args:
        schools: The ids that their schools may have; any, if not given.
        evaluated: The ids of those whom they may evaluate; any, if not given.
    """
    made = st.builds(
        Coach,
        **_taught(schools),
        weekly_minutes=st.none() | st.integers(0, WEEK_MINUTES),
        coaching_share=st.none() | st.floats(0, 1),
        credentials=st.lists(credentials(), max_size=2),
        evaluates=_some(evaluated, 2),
    )
    return made.map(lambda coach: evolve(coach, evaluates=coach.evaluates - {coach.id}))


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    """Rosters of a few schools, coaches and teachers, whose references all resolve."""
    below: list[School] = []
    for school in draw(st.lists(schools(), max_size=4, unique_by=_id)):
        above = [None, *map(_id, below)]
        below.append(evolve(school, parent=draw(st.sampled_from(above))))
    known = [*map(_id, below)]
    staff = draw(st.lists(teachers(known), max_size=4, unique_by=_id))
    leading = coaches(known, [*map(_id, staff)])
    return Roster(
        schools=below,
        coaches=draw(st.lists(leading, max_size=3, unique_by=_id)),
        teachers=staff,
    )


def _id(one: School | Coach | Teacher) -> str:
    return one.id

"""Coaches, teachers and schools."""

from collections.abc import Iterable

from attrs import field, frozen

from coachcycle.people.credentials import Credential
from coachcycle.vocabulary import (
    Grade,
    OutOfRange,
    PersonId,
    SchoolId,
    TypeMismatch,
    all_of,
    collection,
    grade,
    person_id,
    person_ids,
    school_id,
    text,
    whole,
)

WEEK_MINUTES = 7 * 24 * 60


def _schools(ids: Iterable[str]) -> frozenset[SchoolId]:
    return frozenset(school_id(text) for text in collection("schools", ids))


def _optional_school(text: str | None) -> SchoolId | None:
    return None if text is None else school_id(text)


def _optional_label(words: str | None) -> str | None:
    return None if words is None else text("name", words)


def _grades(words: Iterable[str]) -> frozenset[Grade]:
    return frozenset(grade(word) for word in collection("grades", words))


def _subjects(words: Iterable[str]) -> frozenset[str]:
    return frozenset(text("subject", word, 100) for word in collection("subjects", words))


def _credentials(credentials: Iterable[Credential]) -> tuple[Credential, ...]:
    return tuple(
        sorted(
            all_of(Credential, "credentials", credentials),
            key=lambda one: (one.type, one.first, str(one.last)),
        )
    )


def _evaluates(ids: Iterable[str]) -> frozenset[PersonId]:
    listed = collection("evaluates", ids)
    return person_ids("evaluates", listed) if listed else frozenset()


def _weekly_minutes(minutes: int | None) -> int | None:
    return None if minutes is None else whole("weekly_minutes", minutes, 0, WEEK_MINUTES)


def _share(share: float | None) -> float | None:
    if share is None:
        return None
    if isinstance(share, bool) or not isinstance(share, int | float):
        raise TypeMismatch("coaching_share", "a number", type(share).__name__)
    if not 0 <= share <= 1:
        raise OutOfRange("coaching_share", "a share from 0 to 1")
    return float(share)


@frozen(kw_only=True)
class School:
    """A school, or a part of a district that schools belong to.

    `parent` is the school or department above it, if that is in the roster too.
    """

    id: SchoolId = field(converter=school_id)
    name: str | None = field(default=None, converter=_optional_label)
    parent: SchoolId | None = field(default=None, converter=_optional_school)


@frozen(kw_only=True)
class Teacher:
    """A teacher: the schools, grades and subjects taught. Empty sets mean that none is known."""

    id: PersonId = field(converter=person_id)
    schools: frozenset[SchoolId] = field(default=frozenset(), converter=_schools)
    grades: frozenset[Grade] = field(default=frozenset(), converter=_grades)
    subjects: frozenset[str] = field(default=frozenset(), converter=_subjects)


@frozen(kw_only=True)
class Coach:
    """A coach: contract time, the share of it for coaching, schools within reach, credentials.

    `weekly_minutes` are the contract minutes of a week [0 to 10,080]; `coaching_share` is the part
    of them meant for coaching [0 to 1]; None means that it is not known. `evaluates` names whom
    this person evaluates, so that coaching can be kept apart from it.
    """

    id: PersonId = field(converter=person_id)
    schools: frozenset[SchoolId] = field(default=frozenset(), converter=_schools)
    weekly_minutes: int | None = field(default=None, converter=_weekly_minutes)
    coaching_share: float | None = field(default=None, converter=_share)
    grades: frozenset[Grade] = field(default=frozenset(), converter=_grades)
    subjects: frozenset[str] = field(default=frozenset(), converter=_subjects)
    credentials: tuple[Credential, ...] = field(default=(), converter=_credentials)
    evaluates: frozenset[PersonId] = field(default=frozenset(), converter=_evaluates)

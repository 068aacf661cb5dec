"""Coaches, teachers and schools."""

from collections.abc import Iterable

from attrs import field, frozen

from coachcycle.people.credentials import Credential
from coachcycle.people.posts import Post, as_posts
from coachcycle.vocabulary import (
    Extra,
    Grade,
    Language,
    PersonId,
    Reference,
    SchoolId,
    all_of,
    collection,
    extra,
    grade,
    language,
    person_id,
    reference,
    school_id,
    share,
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


def _languages(tags: Iterable[str]) -> frozenset[Language]:
    return frozenset(language(tag) for tag in collection("languages", tags))


def _credentials(credentials: Iterable[Credential]) -> tuple[Credential, ...]:
    return tuple(
        sorted(
            all_of(Credential, "credentials", credentials),
            key=lambda one: (one.type, one.first, str(one.last)),
        )
    )


def _weekly_minutes(minutes: int | None) -> int | None:
    return None if minutes is None else whole("weekly_minutes", minutes, 0, WEEK_MINUTES)


def _coaching_share(value: float | None) -> float | None:
    return None if value is None else share("coaching_share", value)


def _optional_tier(tier: str | None) -> Reference | None:
    return None if tier is None else reference(tier)


@frozen(kw_only=True)
class School:
    """A school, or a part of a district that schools belong to.

    `parent` is the school or department above it, if that is in the roster too.
    """

    id: SchoolId = field(converter=school_id)
    name: str | None = field(default=None, converter=_optional_label, repr=False)
    parent: SchoolId | None = field(default=None, converter=_optional_school)
    extra: Extra | None = field(default=None, converter=extra, repr=False)


@frozen(kw_only=True)
class Teacher:
    """A teacher: posts, grades, subjects and languages taught. Empty sets mean that none is known.

    Where she works is said by her posts; without any she is there on every day, at no known school.
    `tier` is the district's own word for how much support she gets, such as `intervention`; `Caps`
    may weigh it.
    """

    id: PersonId = field(converter=person_id)
    posts: tuple[Post, ...] = field(default=(), converter=as_posts)
    grades: frozenset[Grade] = field(default=frozenset(), converter=_grades)
    subjects: frozenset[str] = field(default=frozenset(), converter=_subjects, repr=False)
    languages: frozenset[Language] = field(default=frozenset(), converter=_languages)
    tier: Reference | None = field(default=None, converter=_optional_tier)
    extra: Extra | None = field(default=None, converter=extra, repr=False)


@frozen(kw_only=True)
class Coach:
    """A coach: posts, schools within reach, contract time, the share of it for coaching, credentials.

    `posts` say where the coach works as one, `schools` which schools the coach can serve from there;
    without posts the coach is there on every day. `weekly_minutes` are the contract minutes of a
    full post's week [0 to 10,080], of which each post has its share; `coaching_share` is the part of
    them meant for coaching [0 to 1]; None means that it is not known.
    """

    id: PersonId = field(converter=person_id)
    posts: tuple[Post, ...] = field(default=(), converter=as_posts)
    schools: frozenset[SchoolId] = field(default=frozenset(), converter=_schools)
    weekly_minutes: int | None = field(default=None, converter=_weekly_minutes)
    coaching_share: float | None = field(default=None, converter=_coaching_share)
    grades: frozenset[Grade] = field(default=frozenset(), converter=_grades)
    subjects: frozenset[str] = field(default=frozenset(), converter=_subjects, repr=False)
    languages: frozenset[Language] = field(default=frozenset(), converter=_languages)
    credentials: tuple[Credential, ...] = field(default=(), converter=_credentials)
    extra: Extra | None = field(default=None, converter=extra, repr=False)

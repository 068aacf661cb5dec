"""Posts: where a person works, from a day until a day, how much of a full post, paid from what."""

import datetime
from collections.abc import Iterable

from attrs import field, frozen
from pendulum import Date

from coachcycle.schoolyear import as_day, in_force, optional_day
from coachcycle.vocabulary import (
    PersonId,
    Reference,
    SchoolId,
    all_of,
    person_id,
    reference,
    school_id,
    share,
)


def _of_post(value: float) -> float:
    return share("share", value)


def _of_full_post(value: float | None) -> float | None:
    return None if value is None else share("share", value)


@frozen(kw_only=True)
class Funding:
    """A source that pays for a post, by an opaque id, and its share of that post [0 to 1].

    The money lasts as long as the post does: when a grant ends, the post ends, or is followed by
    another one with other funding.
    """

    source: Reference = field(converter=reference)
    share: float = field(converter=_of_post)


def _fundings(fundings: Iterable[Funding]) -> tuple[Funding, ...]:
    listed = all_of(Funding, "funding", fundings)
    return tuple(sorted(listed, key=lambda one: (one.source, one.share)))


@frozen(kw_only=True)
class Post:
    """Work at one school, from `first` until the day before `until`.

    Without `first` it has no known beginning, without `until` no known end. `share` is its part of
    a full post [0 to 1]; None means that it is not known. A person who moves has two posts, one
    after the other; a person who is shared has several at a time. A `Roster` refuses a post that
    ends before it begins, and posts that do not go together.
    """

    school: SchoolId = field(converter=school_id)
    first: Date | None = field(default=None, converter=optional_day)
    until: Date | None = field(default=None, converter=optional_day)
    share: float | None = field(default=None, converter=_of_full_post)
    funding: tuple[Funding, ...] = field(default=(), converter=_fundings)

    def holds(self, on: datetime.date) -> bool:
        """Whether the post is in force on a day."""
        return in_force(self.first, self.until, as_day(on))


def _order(post: Post) -> tuple[str, str, str, bool, float, str]:
    # A day's text sorts as the day does, and what has no beginning comes first.
    first, until = (str(day or "") for day in (post.first, post.until))
    return first, post.school, until, post.share is None, post.share or 0.0, str(post.funding)


def as_posts(listed: Iterable[Post]) -> tuple[Post, ...]:
    """Posts in order of their first days."""
    return tuple(sorted(all_of(Post, "posts", listed), key=_order))


@frozen(kw_only=True)
class Evaluation:
    """Who evaluates whom, from `first` until the day before `until`; None is open.

    Evaluators need be no coaches: a principal's id stands nowhere else in a roster.
    """

    evaluator: PersonId = field(converter=person_id)
    evaluated: PersonId = field(converter=person_id)
    first: Date | None = field(default=None, converter=optional_day)
    until: Date | None = field(default=None, converter=optional_day)

    def holds(self, on: datetime.date) -> bool:
        """Whether the evaluation is in force on a day."""
        return in_force(self.first, self.until, as_day(on))

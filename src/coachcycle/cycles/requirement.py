"""What a model can ask for: events that must be in the log before a phase can be left."""

from collections.abc import Iterable

from attrs import field, frozen

from coachcycle.vocabulary import (
    Decision,
    MeasurementRole,
    SessionForm,
    TypeMismatch,
    Word,
    WordUnknown,
    collection,
    evidence_type,
    whole,
)

MOST_COUNT = 100


class Since(Word):
    """From where on a requirement counts."""

    STAY = "stay"
    ITERATION = "iteration"
    CYCLE = "cycle"


class Requirable(Word):
    """The events that a requirement can ask for."""

    GOAL_SET = "goal_set"
    EVIDENCE = "evidence"
    SESSION_HELD = "session_held"
    MEASURED = "measured"
    REVIEWED = "reviewed"


def _detail(words: Iterable[str]) -> tuple[str, ...]:
    listed = collection("detail", words)
    for word in listed:
        if not isinstance(word, str):
            raise TypeMismatch("detail", "words", type(word).__name__)
    return tuple(sorted(set(listed)))


def _count(count: int) -> int:
    return whole("count", count, 1, MOST_COUNT)


@frozen
class Requirement:
    """Events that must be in the log before a phase can be left, or a cycle completed.

    `detail` may name several values, one of which will do; none means any. The detail is the form
    of a session, the type of evidence, the role of a measurement (progress, if none is named) or
    the decision of a review; goal_set has none. `since` says where counting begins.

    Raises:
        WordUnknown: The detail is not one of the event's.
    """

    event: Requirable = field(converter=Requirable)
    detail: tuple[str, ...] = field(default=(), converter=_detail)
    count: int = field(default=1, converter=_count, kw_only=True)
    since: Since = field(default=Since.STAY, converter=Since, kw_only=True)

    def __attrs_post_init__(self) -> None:
        for word in self.detail:
            match self.event:
                case Requirable.EVIDENCE:
                    evidence_type(word)
                case Requirable.SESSION_HELD:
                    SessionForm(word)
                case Requirable.MEASURED:
                    MeasurementRole(word)
                case Requirable.REVIEWED:
                    Decision(word)
                case Requirable.GOAL_SET:
                    raise WordUnknown("detail of goal_set", ())
        if self.event is Requirable.MEASURED and not self.detail:
            object.__setattr__(self, "detail", (MeasurementRole.PROGRESS.value,))

    def __str__(self) -> str:
        detail = f"({' or '.join(self.detail)})" if self.detail else ""
        times = f" {self.count} times" if self.count > 1 else ""
        return f"{self.event}{detail}{times} since {self.since}"


def goal_set(*, count: int = 1, since: str = "stay") -> Requirement:
    """A goal set or revised."""
    return Requirement("goal_set", count=count, since=since)


def evidence(*types: str, count: int = 1, since: str = "stay") -> Requirement:
    """Evidence of one of these types."""
    return Requirement("evidence", types, count=count, since=since)


def session_held(*forms: str, count: int = 1, since: str = "stay") -> Requirement:
    """A session of one of these forms, held."""
    return Requirement("session_held", forms, count=count, since=since)


def measured(*roles: str, count: int = 1, since: str = "stay") -> Requirement:
    """A measurement that is not a baseline; with "baseline", one that is."""
    return Requirement("measured", roles, count=count, since=since)


def reviewed(*decisions: str, count: int = 1, since: str = "stay") -> Requirement:
    """A review that came to one of these decisions."""
    return Requirement("reviewed", decisions, count=count, since=since)

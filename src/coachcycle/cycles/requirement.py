"""What a model can ask for: events that must be in the log before a phase can be left."""

from collections.abc import Iterable
from typing import Literal

from attrs import field, frozen

from coachcycle.errors import CoachCycleError
from coachcycle.vocabulary import (
    EMPTY_IS_ANY,
    Decision,
    MeasurementRole,
    SessionForm,
    StepOutcome,
    TypeMismatch,
    Word,
    collection,
    evidence_type,
    flag,
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
    STEP_AGREED = "step_agreed"
    STEP_CLOSED = "step_closed"


class RequirementNeverMet(CoachCycleError):
    """A requirement asks for what no event can be."""

    code = "cycles.requirement_never_met"
    template = "a requirement of {event} can never be met: {problem}"
    remedy = "Ask for what such an event can be; the problem says what does not fit."

    event: Requirable
    problem: Literal["it has no detail", "it is of no single teacher"]


def _detail(words: Iterable[str]) -> tuple[str, ...]:
    listed = collection("detail", words)
    for word in listed:
        if not isinstance(word, str):
            raise TypeMismatch("detail", "words", type(word).__name__)
    return tuple(sorted(set(listed)))


def _count(count: int) -> int:
    return whole("count", count, 1, MOST_COUNT)


def _each_teacher(answer: bool) -> bool:  # noqa: FBT001  # a converter
    return flag("each_teacher", answer)


OF_A_TEACHER = (Requirable.SESSION_HELD, Requirable.MEASURED)
"""What can be required of each teacher."""


@frozen
class Requirement:
    """Events that must be in the log before a phase can be left, or a cycle completed.

    `detail` may name several values, one of which will do; none means any. The detail is the form
    of a session, the type of evidence, the role of a measurement (progress, if none is named), the
    decision of a review or the outcome of a step; goals and steps agreed have none. `since` says
    where counting begins. With `each_teacher` every member must have as many.

    Raises:
        WordUnknown: The detail is not one of the event's.
        RequirementNeverMet: The event has no detail, or is of no single teacher.
    """

    event: Requirable = field(converter=Requirable)
    detail: tuple[str, ...] = field(default=(), converter=_detail, metadata=EMPTY_IS_ANY)
    count: int = field(default=1, converter=_count, kw_only=True)
    since: Since = field(default=Since.STAY, converter=Since, kw_only=True)
    each_teacher: bool = field(default=False, converter=_each_teacher, kw_only=True)
    words: str = field(init=False, eq=False, repr=False)
    """The requirement in words; two that ask for the same have the same."""

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
                case Requirable.STEP_CLOSED:
                    StepOutcome(word)
                case Requirable.GOAL_SET | Requirable.STEP_AGREED:
                    raise RequirementNeverMet(self.event, "it has no detail").at("detail")
        if self.each_teacher and self.event not in OF_A_TEACHER:
            never = RequirementNeverMet(self.event, "it is of no single teacher")
            raise never.at("each_teacher")
        if self.event is Requirable.MEASURED and not self.detail:
            object.__setattr__(self, "detail", (MeasurementRole.PROGRESS.value,))
        detail = f"({' or '.join(self.detail)})" if self.detail else ""
        times = f" {self.count} times" if self.count > 1 else ""
        each = " for each teacher" if self.each_teacher else ""
        words = f"{self.event}{detail}{times}{each} since {self.since}"
        object.__setattr__(self, "words", words)

    def __str__(self) -> str:
        return self.words

    def is_met_by(self, event: str, detail: str | None) -> bool:
        """Whether such an event counts towards it."""
        return event == self.event and (not self.detail or detail in self.detail)


def goal_set(*, count: int = 1, since: str = "stay") -> Requirement:
    """A goal set or revised."""
    return Requirement("goal_set", count=count, since=since)


def evidence(*types: str, count: int = 1, since: str = "stay") -> Requirement:
    """Evidence of one of these types."""
    return Requirement("evidence", types, count=count, since=since)


def session_held(
    *forms: str, count: int = 1, since: str = "stay", each_teacher: bool = False
) -> Requirement:
    """A session of one of these forms, held; with `each_teacher` attended by every member."""
    return Requirement("session_held", forms, count=count, since=since, each_teacher=each_teacher)


def measured(
    *roles: str, count: int = 1, since: str = "stay", each_teacher: bool = False
) -> Requirement:
    """A measurement that is not a baseline; with "baseline", one that is."""
    return Requirement("measured", roles, count=count, since=since, each_teacher=each_teacher)


def reviewed(*decisions: str, count: int = 1, since: str = "stay") -> Requirement:
    """A review that came to one of these decisions."""
    return Requirement("reviewed", decisions, count=count, since=since)


def step_agreed(*, count: int = 1, since: str = "stay") -> Requirement:
    """An action step that somebody takes on."""
    return Requirement("step_agreed", count=count, since=since)


def step_closed(*outcomes: str, count: int = 1, since: str = "stay") -> Requirement:
    """An action step that came to one of these outcomes."""
    return Requirement("step_closed", outcomes, count=count, since=since)

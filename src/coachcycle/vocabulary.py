"""The words that every other module shares: identifiers and enumerations.

An identifier is opaque, ASCII and short, so that ids which merely look alike, paths and spreadsheet
formulas have no way in. Reasons and kinds are closed lists, each with `other`, after what coaching
teams record in practice: pauses, hand-overs, missed sessions, early endings.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from enum import StrEnum
from typing import Any, Literal, NewType, NoReturn, TypeVar

from coachcycle.errors import CoachCycleError

# --- Identifiers ------------------------------------------------------------------------------

CycleId = NewType("CycleId", str)
EventId = NewType("EventId", str)
PersonId = NewType("PersonId", str)
SchoolId = NewType("SchoolId", str)
SessionId = NewType("SessionId", str)
StepId = NewType("StepId", str)
GoalId = NewType("GoalId", str)
YearId = NewType("YearId", str)
BellsId = NewType("BellsId", str)
PeriodId = NewType("PeriodId", str)
RotationDay = NewType("RotationDay", str)
"""A day of a rotation by its id, such as A, B or 6; unlike the others it may come twice in one."""
Reference = NewType("Reference", str)
"""An opaque id of something kept elsewhere; never a file name or an address."""
Grade = NewType("Grade", str)
"""A grade by its CEDS code, or a district's own as `x:` and an id."""
Language = NewType("Language", str)
"""A language as BCP 47 tags it, such as `es` or `zh-Hant`."""
Name = NewType("Name", str)
"""The name of a model or a phase."""

ID = re.compile(r"[0-9A-Za-z._:-]{1,64}")
NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""What a text on one line does not hold."""
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[0-9A-Za-z]{2,8}){0,4}")
OWN_WORD = re.compile(r"x:[0-9A-Za-z._:-]{1,62}")


class IdMalformed(CoachCycleError):
    """An identifier is empty, too long or holds a character outside the alphabet."""

    code = "vocabulary.id_malformed"
    template = "{what}: an id is 1 to 64 of 0-9 A-Z a-z . _ : - (came: {length} characters)"
    remedy = "Use the id of your system, or a sum of it; never a name, a file name or an address."

    what: str
    length: int


class NameMalformed(CoachCycleError):
    """The name of a model or a phase does not have the form of a name."""

    code = "vocabulary.name_malformed"
    template = "a name is a-z, then up to 63 of a-z 0-9 _ (came: {length} characters)"
    remedy = (
        "Write the name in lower case with underscores, such as follow_up; words for people "
        "go into title."
    )

    length: int


class LanguageMalformed(CoachCycleError):
    """A language does not have the form of a tag after BCP 47."""

    code = "vocabulary.language_malformed"
    template = "a language is a tag such as es or zh-Hant (came: {length} characters)"
    remedy = (
        "Write the language's code in lower case, two or three letters; variants follow after -."
    )

    length: int


class TypeMismatch(CoachCycleError):
    """A value is of another type than its field holds."""

    code = "vocabulary.type_mismatch"
    template = "{what}: expected {expected}, came {came}"
    remedy = (
        "Give a value of the type that is expected; a whole number has no fraction: 7, not 7.0."
    )

    what: str
    expected: str
    came: str


def _id(what: str, text: str) -> str:
    if not isinstance(text, str):
        raise TypeMismatch(what, "an id", type(text).__name__)
    if ID.fullmatch(text) is None:
        raise IdMalformed(what, len(text))
    return text


def cycle_id(text: str) -> CycleId:
    """The id of a cycle, checked (raises `IdMalformed`)."""
    return CycleId(_id("cycle", text))


def event_id(text: str) -> EventId:
    """The id of an event, checked (raises `IdMalformed`)."""
    return EventId(_id("event", text))


def person_id(text: str) -> PersonId:
    """The id of a coach or teacher, checked (raises `IdMalformed`)."""
    return PersonId(_id("person", text))


def school_id(text: str) -> SchoolId:
    """The id of a school, checked (raises `IdMalformed`)."""
    return SchoolId(_id("school", text))


def session_id(text: str) -> SessionId:
    """The id of a session, checked (raises `IdMalformed`)."""
    return SessionId(_id("session", text))


def step_id(text: str) -> StepId:
    """The id of an action step, checked (raises `IdMalformed`)."""
    return StepId(_id("step", text))


def goal_id(text: str) -> GoalId:
    """The id of a goal, checked (raises `IdMalformed`)."""
    return GoalId(_id("goal", text))


def year_id(text: str) -> YearId:
    """The id of a school year, checked (raises `IdMalformed`)."""
    return YearId(_id("school year", text))


def bells_id(text: str) -> BellsId:
    """The id of a bell schedule, checked (raises `IdMalformed`)."""
    return BellsId(_id("bell schedule", text))


def period_id(text: str) -> PeriodId:
    """The id of a period, checked (raises `IdMalformed`)."""
    return PeriodId(_id("period", text))


def rotation_day(text: str) -> RotationDay:
    """The id of a day of a rotation, checked (raises `IdMalformed`)."""
    return RotationDay(_id("rotation day", text))


def reference(text: str) -> Reference:
    """The opaque id of something kept elsewhere, checked (raises `IdMalformed`)."""
    return Reference(_id("reference", text))


def name(text: str) -> Name:
    """The name of a model or a phase, checked (raises `NameMalformed`)."""
    if not isinstance(text, str):
        raise TypeMismatch("name", "a name", type(text).__name__)
    if NAME.fullmatch(text) is None:
        raise NameMalformed(len(text))
    return Name(text)


def optional_cycle_id(text: str | None) -> CycleId | None:
    """`cycle_id`, or None for None."""
    return None if text is None else cycle_id(text)


def optional_event_id(text: str | None) -> EventId | None:
    """`event_id`, or None for None."""
    return None if text is None else event_id(text)


def optional_person_id(text: str | None) -> PersonId | None:
    """`person_id`, or None for None."""
    return None if text is None else person_id(text)


def optional_goal_id(text: str | None) -> GoalId | None:
    """`goal_id`, or None for None."""
    return None if text is None else goal_id(text)


def optional_session_id(text: str | None) -> SessionId | None:
    """`session_id`, or None for None."""
    return None if text is None else session_id(text)


# --- Sets, numbers and words ------------------------------------------------------------------


class SetEmpty(CoachCycleError):
    """A set that must hold something is empty."""

    code = "vocabulary.set_empty"
    template = "{what}: expected at least one, came none"
    remedy = "Name at least one, or leave the key out if it is optional."

    what: str


class Repeated(CoachCycleError):
    """A set holds something twice."""

    code = "vocabulary.repeated"
    template = "{what}: {id} stands there twice"
    remedy = "Leave the second one out."

    what: str
    id: str


class OutOfRange(CoachCycleError):
    """A number lies outside the range of its field, or is no number."""

    code = "vocabulary.out_of_range"
    template = "{what}: expected {expected}"
    remedy = "Correct the number; the sentence says what is accepted."

    what: str
    expected: str


class TextMalformed(CoachCycleError):
    """A text is empty, too long or holds control characters."""

    code = "vocabulary.text_malformed"
    template = "{what}: expected 1 to {longest} characters on one line, came {length}"
    remedy = "Shorten the text and keep it on one line; longer notes stay in your own system."

    what: str
    longest: int
    length: int


class WordUnknown(CoachCycleError, ValueError):
    """A word is not in the closed list it should come from.

    It is a ValueError, too: to any other, `enum` gives one as its context that shows the word.
    """

    code = "vocabulary.word_unknown"
    template = "{what}: not a word of its list (accepted: {accepted})"
    remedy = "Use one of the words that are named, or other where the list has it."

    what: str
    accepted: tuple[str, ...]


_Item = TypeVar("_Item")


def collection(what: str, items: Iterable[_Item]) -> tuple[_Item, ...]:
    """The items of a collection; one text is none.

    Raises:
        TypeMismatch: `items` is a text, or nothing that has items.
    """
    if isinstance(items, str) or not isinstance(items, Iterable):
        raise TypeMismatch(what, "a collection", type(items).__name__)
    return tuple(items)


def all_of(cls: type[_Item], what: str, items: Iterable[_Item]) -> tuple[_Item, ...]:
    """The items of a collection, each of which must be a value of a class.

    Raises:
        TypeMismatch: `items` is no collection, or holds something else.
    """
    listed = collection(what, items)
    for item in listed:
        if not isinstance(item, cls):
            raise TypeMismatch(what, f"values of {cls.__name__}", type(item).__name__)
    return listed


EMPTY_IS_ANY = {"empty": "any"}
"""Marks an attribute whose set, where it is empty, stands for any; a document then leaves it out."""

_Key = TypeVar("_Key", bound=str)


def each_once(what: str, ids: Iterable[_Key]) -> frozenset[_Key]:
    """A set of ids.

    Raises:
        Repeated: One of them stands there twice.
    """
    listed = tuple(ids)
    distinct = frozenset(listed)
    if len(distinct) < len(listed):
        raise Repeated(what, next(id for id in listed if listed.count(id) > 1))
    return distinct


def person_ids(what: str, ids: Iterable[str]) -> frozenset[PersonId]:
    """A set of people, checked.

    Raises:
        TypeMismatch: `ids` is one text instead of a collection of ids.
        SetEmpty: There are none.
        Repeated: One stands there twice.
    """
    listed = [person_id(text) for text in collection(what, ids)]
    if not listed:
        raise SetEmpty(what)
    return each_once(what, listed)


def flag(what: str, value: bool) -> bool:  # noqa: FBT001  # checks what a converter is given
    """True or false, and nothing that merely counts as one of them."""
    if not isinstance(value, bool):
        raise TypeMismatch(what, "true or false", type(value).__name__)
    return value


def whole(what: str, number: int, low: int, high: int) -> int:
    """A whole number between `low` and `high`, both included; True and False are none."""
    if not isinstance(number, int) or isinstance(number, bool):
        raise TypeMismatch(what, "a whole number", type(number).__name__)
    if not low <= number <= high:
        raise OutOfRange(what, f"a whole number from {low} to {high}")
    return number


def number(what: str, value: float) -> float:
    """A finite number; True and False are none.

    Raises:
        TypeMismatch: It is no number.
        OutOfRange: It is not finite, or too large to be.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeMismatch(what, "a number", type(value).__name__)
    try:
        finite = float(value)
    except OverflowError:
        finite = math.inf
    if not math.isfinite(finite):
        raise OutOfRange(what, "a finite number")
    return finite


LARGEST = 10**15
"""How far from 0 a measured number may lie; beyond it the steps between numbers are over 0.1."""


def quantity(what: str, value: float) -> float:
    """A measured number: finite, and no further from 0 than `LARGEST`.

    Raises:
        TypeMismatch: It is no number.
        OutOfRange: It is not finite, or too large.
    """
    given = number(what, value)
    if abs(given) > LARGEST:
        raise OutOfRange(what, f"a number from {-LARGEST} to {LARGEST}")
    return given


def share(what: str, value: float) -> float:
    """A share, from 0 to 1.

    Raises:
        TypeMismatch: It is no number.
        OutOfRange: It lies outside 0 to 1.
    """
    given = number(what, value)
    if not 0 <= given <= 1:
        raise OutOfRange(what, "a share from 0 to 1")
    return given


WORDS_LONGEST = 200
"""How long a text of somebody's own words may be [characters]."""


def text(what: str, words: str, longest: int = WORDS_LONGEST) -> str:
    """A short text of somebody's own words on one line, checked."""
    if not isinstance(words, str):
        raise TypeMismatch(what, "a text", type(words).__name__)
    if not 1 <= len(words) <= longest or CONTROL.search(words):
        raise TextMalformed(what, longest, len(words))
    return words


class Word(StrEnum):
    """A closed list of words; anything else is refused with the list."""

    @classmethod
    def _missing_(cls, value: object) -> NoReturn:  # noqa: ARG003  # never shown
        raise WordUnknown(cls.__name__, tuple(cls))


_Listed = TypeVar("_Listed", bound=Word)


def in_order(words: type[_Listed], given: Iterable[_Listed]) -> tuple[_Listed, ...]:
    """The given words of a list, each once, in the order of the list."""
    distinct = frozenset(given)
    return tuple(word for word in words if word in distinct)


class Status(Word):
    """Where a cycle stands between people: consent and course, the same for every model."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"
    ENDED_EARLY = "ended_early"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    ENTERED_IN_ERROR = "entered_in_error"

    @property
    def is_open(self) -> bool:
        """Whether both have agreed to it, and it has not ended."""
        return self in (Status.AGREED, Status.ACTIVE, Status.PAUSED)


class NotBegunReason(Word):
    """Why a proposed or agreed cycle never began."""

    DUPLICATE = "duplicate"
    OTHER_SUPPORT = "other_support"
    SCHEDULE = "schedule"
    WORKLOAD = "workload"
    STAFFING = "staffing"
    NOT_RESPONDING = "not_responding"
    TEACHER_REQUEST = "teacher_request"
    SCHOOL_REQUEST = "school_request"
    OTHER = "other"


class PauseReason(Word):
    """Why a cycle rests."""

    TESTING_WINDOW = "testing_window"
    SEASON = "season"
    TEACHER_ON_LEAVE = "teacher_on_leave"
    COACH_ON_LEAVE = "coach_on_leave"
    NO_COACH = "no_coach"
    TEACHER_REQUEST = "teacher_request"
    SCHOOL_REQUEST = "school_request"
    OTHER = "other"


class EndReason(Word):
    """Why a cycle ended before it was completed."""

    DUPLICATE = "duplicate"
    STAFF_TURNOVER = "staff_turnover"
    NOT_RESPONDING = "not_responding"
    TEACHER_REQUEST = "teacher_request"
    SCHOOL_REQUEST = "school_request"
    FUNDING_ENDED = "funding_ended"
    YEAR_ENDED = "year_ended"
    MODEL_REPLACED = "model_replaced"
    OTHER = "other"


class ReopenReason(Word):
    """Why an ended cycle goes on after all."""

    CLOSED_BY_MISTAKE = "closed_by_mistake"
    TEACHER_REQUEST = "teacher_request"
    SCHOOL_REQUEST = "school_request"
    FUNDER_REQUEST = "funder_request"
    NEW_STAFF_REQUEST = "new_staff_request"
    OTHER = "other"


class SessionReason(Word):
    """Why a session did not happen when it was planned."""

    TEACHER_ABSENT = "teacher_absent"
    TEACHER_ON_LEAVE = "teacher_on_leave"
    TEACHER_UNABLE = "teacher_unable"
    COACH_ABSENT = "coach_absent"
    COACH_UNABLE = "coach_unable"
    OFF_WEEK = "off_week"
    TESTING = "testing"
    SCHOOL_CLOSED = "school_closed"
    SCHEDULE = "schedule"
    OTHER = "other"


class MissedBy(Word):
    """Whose absence a missed session was."""

    COACH = "coach"
    TEACHER = "teacher"
    SCHOOL = "school"


class HandoverReason(Word):
    """Why the coach of a cycle changes."""

    COACH_LEFT = "coach_left"
    COACH_ON_LEAVE = "coach_on_leave"
    REASSIGNED = "reassigned"
    CASELOAD = "caseload"
    TEACHER_REQUEST = "teacher_request"
    OTHER = "other"


class LeavingReason(Word):
    """Why a teacher leaves a cycle that goes on without her."""

    STAFF_TURNOVER = "staff_turnover"
    ON_LEAVE = "on_leave"
    SCHEDULE = "schedule"
    WORKLOAD = "workload"
    TEACHER_REQUEST = "teacher_request"
    SCHOOL_REQUEST = "school_request"
    OTHER = "other"


class AwayReason(Word):
    """Why somebody is away for some days."""

    ON_LEAVE = "on_leave"
    MEDICAL = "medical"
    FAMILY = "family"
    TRAINING = "training"
    OTHER_DUTY = "other_duty"
    OFF_WEEK = "off_week"
    OTHER = "other"


class CorrectionReason(Word):
    """Why an entry is taken back."""

    MISTAKE = "mistake"
    DUPLICATE = "duplicate"
    WRONG_CYCLE = "wrong_cycle"
    OTHER = "other"


class SessionForm(Word):
    """What coach and teacher met for."""

    PLANNING = "planning"
    CO_PLANNING = "co_planning"
    OBSERVATION = "observation"
    MODELING = "modeling"
    CO_TEACHING = "co_teaching"
    CONFERENCE = "conference"
    DATA_CONVERSATION = "data_conversation"
    PRACTICE = "practice"
    VIDEO_REVIEW = "video_review"
    CHECK_IN = "check_in"
    REFLECTION = "reflection"
    OTHER = "other"


class EvidenceType(Word):
    """What was filed; a district's own types are written `x:` and an id."""

    BASELINE = "baseline"
    CHECKLIST = "checklist"
    OBSERVATION_NOTES = "observation_notes"
    VIDEO = "video"
    STUDENT_WORK = "student_work"
    ASSESSMENT = "assessment"
    SURVEY = "survey"
    INTERVIEW = "interview"
    LESSON_PLAN = "lesson_plan"
    ACTION_PLAN = "action_plan"
    AGREEMENT = "agreement"
    NEEDS_ASSESSMENT = "needs_assessment"
    ANALYSIS = "analysis"
    PROMPTS = "prompts"
    RESPONSES = "responses"
    REPORT = "report"
    REFLECTION = "reflection"
    OTHER = "other"


class Audience(Word):
    """For whose eyes something was filed."""

    AUTHOR = "author"
    CYCLE = "cycle"
    SCHOOL = "school"


class Decision(Word):
    """What a review intends; only goal_revised or moved acts."""

    KEEP = "keep"
    ADJUST = "adjust"
    SWITCH_STRATEGY = "switch_strategy"
    CHANGE_MEASURE = "change_measure"
    CHANGE_GOAL = "change_goal"


class Outcome(Word):
    """How a completed cycle came out."""

    GOAL_MET = "goal_met"
    PARTLY_MET = "partly_met"
    NOT_MET = "not_met"


class GoalFocus(Word):
    """Whether a goal is about what students learn and do, or about what the teacher does."""

    STUDENT = "student"
    TEACHER_PRACTICE = "teacher_practice"


class Direction(Word):
    """Which way a measure is to move."""

    INCREASE = "increase"
    DECREASE = "decrease"


class EvidenceTier(Word):
    """How strong the evidence for a strategy is, by section 8101(21) of the ESEA."""

    STRONG = "strong"
    """At least one well-designed experiment."""
    MODERATE = "moderate"
    """At least one well-designed quasi-experiment."""
    PROMISING = "promising"
    """At least one well-designed correlational study with controls for selection."""
    RATIONALE = "rationale"
    """Good reasons from research, and its effects are being examined."""


class MeasureSource(Word):
    """Where the numbers of a measure come from."""

    OBSERVATION = "observation"
    STUDENT_WORK = "student_work"
    ASSESSMENT = "assessment"
    INTERVIEW = "interview"
    SURVEY = "survey"
    DOCUMENT_REVIEW = "document_review"
    SELF_REFLECTION = "self_reflection"


class GoalOutcome(Word):
    """How a goal was closed."""

    MET = "met"
    PARTLY_MET = "partly_met"
    NOT_MET = "not_met"
    DROPPED = "dropped"


class StepOutcome(Word):
    """What became of an action step; one that is carried on is agreed anew under another id."""

    DONE = "done"
    DROPPED = "dropped"
    CARRIED = "carried"


class MeasurementRole(Word):
    """Whether a measurement is from before coaching or shows progress since."""

    BASELINE = "baseline"
    PROGRESS = "progress"


def evidence_type(word: str) -> str:
    """An evidence type: a word of `EvidenceType`, or a district's own, `x:` and an id."""
    if isinstance(word, str) and OWN_WORD.fullmatch(word):
        return word
    return EvidenceType(word).value


class GradeLevel(Word):
    """Grades as the Common Education Data Standards (CEDS) code them."""

    INFANT_TODDLER = "IT"
    PRESCHOOL = "PR"
    PREKINDERGARTEN = "PK"
    TRANSITIONAL_KINDERGARTEN = "TK"
    KINDERGARTEN = "KG"
    FIRST = "01"
    SECOND = "02"
    THIRD = "03"
    FOURTH = "04"
    FIFTH = "05"
    SIXTH = "06"
    SEVENTH = "07"
    EIGHTH = "08"
    NINTH = "09"
    TENTH = "10"
    ELEVENTH = "11"
    TWELFTH = "12"
    THIRTEENTH = "13"
    POSTSECONDARY = "PS"
    UNGRADED = "UG"
    OTHER = "Other"


def grade(word: str) -> Grade:
    """A grade: a word of `GradeLevel`, or a district's own, `x:` and an id."""
    if isinstance(word, str) and OWN_WORD.fullmatch(word):
        return Grade(word)
    return Grade(GradeLevel(word).value)


def language(tag: str) -> Language:
    """A language by its tag, checked (raises `LanguageMalformed`)."""
    if not isinstance(tag, str):
        raise TypeMismatch("language", "a language", type(tag).__name__)
    if LANGUAGE.fullmatch(tag) is None:
        raise LanguageMalformed(len(tag))
    return Language(tag)


# --- Others' data -----------------------------------------------------------------------------

Extra = NewType("Extra", str)
"""Others' data as canonical JSON text: an object whose keys are `owner:field`."""

EXTRA_KEY = re.compile(r"[a-z][a-z0-9]{0,15}:[0-9A-Za-z._-]{1,64}")
EXTRA_DEEPEST = 32
INTEGER_LIMIT = 10**18
"""Whole numbers of more than 18 digits are not exchanged."""


class ExtraMalformed(CoachCycleError):
    """`extra` is not an object of JSON values under `owner:field` keys."""

    code = "vocabulary.extra_malformed"
    template = "extra: expected JSON values under owner:field keys, at most 32 deep ({problem})"
    remedy = "Put others' data under keys such as acme:visit, and no deeper than is read."

    problem: Literal[
        "not_json", "not_an_object", "key_without_owner", "too_deep", "not_a_json_value"
    ]


def extra(data: Mapping[str, Any] | str | None) -> Extra | None:
    """Others' data in its one canonical form: sorted keys, no blanks.

    Args:
        data: An object of JSON values under `owner:field` keys, or the canonical text of one.

    Raises:
        ExtraMalformed: It is anything else.
    """
    if data is None:
        return None
    is_read = not isinstance(data, str)
    if isinstance(data, str):
        with suppress(ValueError, RecursionError):
            data, is_read = json.loads(data), True
    if not is_read:
        # Out here, as the error of the json module holds the text.
        raise ExtraMalformed("not_json")
    if not isinstance(data, Mapping):
        raise ExtraMalformed("not_an_object")
    if not all(isinstance(key, str) and EXTRA_KEY.fullmatch(key) for key in data):
        raise ExtraMalformed("key_without_owner")
    plain = dict(data)
    _require_json(plain, EXTRA_DEEPEST)
    return Extra(json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False))


def _require_json(value: object, depth: int) -> None:
    if depth == 0:
        raise ExtraMalformed("too_deep")
    match value:
        case None | bool():
            pass
        case int() if abs(value) < INTEGER_LIMIT:
            pass
        case str() if value.isascii() or _is_text(value):
            pass
        case float() if abs(value) < float("inf"):
            pass
        case list():
            for item in value:
                _require_json(item, depth - 1)
        case dict():
            for key, item in value.items():
                if not isinstance(key, str):
                    raise ExtraMalformed("not_a_json_value")
                _require_json(key, depth - 1)
                _require_json(item, depth - 1)
        case _:
            raise ExtraMalformed("not_a_json_value")


def _is_text(value: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in value)

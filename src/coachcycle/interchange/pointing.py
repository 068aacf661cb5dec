"""Where a document has what a problem of its value is about."""

from typing import Any

from coachcycle.cycles import (
    PhaseNeverCompletes,
    PhaseRepeated,
    PhaseUnknown,
    PhaseUnreachable,
    TeachersBackwards,
    TransitionRepeated,
)
from coachcycle.errors import CoachCycleError
from coachcycle.people import (
    DuplicateId,
    EvaluatesThemself,
    EvaluationBackwards,
    FundingExceedsOne,
    PostBackwards,
    PostsOverlap,
    SchoolsInRing,
    SchoolUnknown,
    SharesExceedOne,
)
from coachcycle.policy import RuleRepeated
from coachcycle.schoolyear import (
    BellsDayRepeated,
    BellsNeverHeld,
    BellsRepeated,
    BellsUnknown,
    CommitmentNeverFalls,
    HoursRepeated,
    HoursUnknown,
    LunchOutsideContractDay,
    PeriodsOverlap,
    PeriodUnknown,
    PersonInTwoPlaces,
    RotationDayNeverComes,
    RotationDayUnknown,
)

Steps = tuple[str | int, ...]
"""The keys and indices that lead to a value within a document."""


def steps_of(problem: CoachCycleError, document: Any) -> Steps:
    """Where a roster, model, timetable or contract rules have what a problem is about."""
    match problem:
        case (
            DuplicateId(what=what, id=id)
            | SchoolUnknown(what=what, id=id)
            | PostBackwards(what=what, id=id)
            | PostsOverlap(what=what, id=id)
            | FundingExceedsOne(what=what, id=id)
        ):
            lists = {"school": "schools", "coach": "coaches", "teacher": "teachers"}
            return _last(document, lists[what], id=id)
        case SchoolsInRing(school=id):
            return _last(document, "schools", id=id)
        case RuleRepeated(rule=name, school=None):
            return _last(document, "rules", rule=name)
        case RuleRepeated(school=str(id)):
            return _last(document, "schools", school=id)
        case SharesExceedOne(id=id):
            is_teacher = any(one["id"] == id for one in document.get("teachers", ()))
            return _last(document, "teachers" if is_teacher else "coaches", id=id)
        case EvaluatesThemself(id=id):
            return _last(document, "evaluations", evaluator=id, evaluated=id)
        case EvaluationBackwards(evaluator=evaluator, evaluated=evaluated):
            return _last(document, "evaluations", evaluator=evaluator, evaluated=evaluated)
        case (
            PhaseRepeated(phase=name)
            | PhaseUnreachable(phase=name)
            | PhaseNeverCompletes(phase=name)
        ):
            return _last(document, "phases", name=name)
        case PhaseUnknown(phase=name):
            return _named(document, name)
        case TransitionRepeated(source=source, to=to):
            return _last(document, "transitions", **{"from": source, "to": to})
        case TeachersBackwards():
            return ("most_teachers",) if "most_teachers" in document else ("fewest_teachers",)
        case (
            HoursRepeated(school=school)
            | BellsDayRepeated(school=school)
            | BellsUnknown(school=school, person=None)
            | RotationDayUnknown(school=school, person=None)
            | RotationDayNeverComes(school=school)
        ):
            return _last(document, "schools", school=school)
        case (
            BellsRepeated(school=school, bells=bells)
            | PeriodsOverlap(school=school, bells=bells)
            | BellsNeverHeld(school=school, bells=bells)
        ):
            return _bells(document, school, bells)
        case PeriodUnknown(person=person, school=school, period=id):
            return _commitment(document, person, school, "periods", id)
        case BellsUnknown(person=str(person), school=school, bells=id):
            return _commitment(document, person, school, "bells", id)
        case RotationDayUnknown(person=str(person), school=school, rotation_day=id):
            return _commitment(document, person, school, "rotation_days", id)
        case HoursUnknown(person=str(person), school=school):
            return _commitment(document, person, school)
        case LunchOutsideContractDay(person=person, school=school):
            return _last(document, "commitments", person=person, school=school, type="lunch")
        case PersonInTwoPlaces(person=person):
            return _last(document, "commitments", person=person)
        case CommitmentNeverFalls(person=person, school=school):
            return _last(document, "commitments", person=person, school=school)
        case _:
            return ()


def _last(document: Any, key: str, **wanted: str) -> Steps:
    """The last item of a list whose keys have these values."""
    listed = enumerate(document[key])
    return (key, max(place for place, one in listed if wanted.items() <= one.items()))


def _bells(document: Any, school: str, id: str) -> Steps:
    """The last bell schedule of a school that bears an id."""
    return max(
        ("schools", place, "bells", number)
        for place, hours in enumerate(document["schools"])
        for number, bells in enumerate(hours["bells"])
        if (hours["school"], bells["id"]) == (school, id)
    )


def _commitment(
    document: Any, person: str, school: str, key: str | None = None, id: str = ""
) -> Steps:
    """The first commitment of a person at a school that names something."""
    return min(
        ("commitments", place)
        for place, one in enumerate(document["commitments"])
        if (one["person"], one["school"]) == (person, school)
        and (key is None or id in one.get(key, ()))
    )


def _named(document: Any, phase: str) -> Steps:
    """Where a model names a phase first."""
    for place, one in enumerate(document["transitions"]):
        for key in ("from", "to"):
            if one[key] == phase:
                return ("transitions", place, key)
    return ("completes", phase)

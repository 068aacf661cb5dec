"""What the records of several files say of one another, and what each says of itself.

This is the last layer of validation: documents come here when bytes and schema are right.
"""

from collections.abc import Iterator
from typing import Any

from attrs import Factory, define

from coachcycle.cycles import (
    CoachHandedOver,
    Cycle,
    CycleModel,
    Event,
    Models,
    Opening,
    PhaseNeverCompletes,
    PhaseRepeated,
    PhaseUnknown,
    PhaseUnreachable,
    Requirement,
    TeacherJoined,
    TeachersBackwards,
    TransitionRepeated,
    advance,
    begin,
)
from coachcycle.errors import (
    CoachCycleError,
    SeveralProblems,
)
from coachcycle.interchange.codec import decode, decode_entry, decode_part, require_state
from coachcycle.people import (
    DuplicateId,
    EvaluatesThemself,
    EvaluationBackwards,
    FundingExceedsOne,
    PostBackwards,
    PostsOverlap,
    Roster,
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
    Calendar,
    CommitmentNeverFalls,
    HoursRepeated,
    HoursUnknown,
    LunchOutsideContractDay,
    PeriodsOverlap,
    PeriodUnknown,
    PersonInTwoPlaces,
    RotationDayNeverComes,
    RotationDayUnknown,
    Schedule,
    SchoolYear,
    Timetable,
    YearsOverlap,
)
from coachcycle.vocabulary import CycleId, PersonId

Steps = tuple[str | int, ...]
"""The keys and indices that lead to a value within a document."""

Problems = Iterator[tuple[CoachCycleError, Steps]]


class CycleRepeated(CoachCycleError):
    """Two documents hold the same cycle."""

    code = "record.cycle_repeated"
    template = "cycle {cycle} was there before, in {file} on line {line}"
    remedy = "Leave one of the two out; a cycle stands in one place, as a document or as events."

    cycle: CycleId
    file: str
    line: int


class RosterRepeated(CoachCycleError):
    """Two documents are rosters; people are checked against the first."""

    code = "record.roster_repeated"
    template = "there is a roster already, in {file} on line {line}; people are checked against it"
    remedy = "Pass one roster; join the two if each holds a part of the district."

    file: str
    line: int


class CoachUnknown(CoachCycleError):
    """A cycle's coach is not in the roster."""

    code = "record.coach_unknown"
    template = "{cycle}: {person} is no coach of the roster"
    remedy = "Add the coach to the roster, or correct the id."

    cycle: CycleId
    person: PersonId


class TeacherUnknown(CoachCycleError):
    """A cycle's teacher is not in the roster."""

    code = "record.teacher_unknown"
    template = "{cycle}: {person} is no teacher of the roster"
    remedy = "Add the teacher to the roster, or correct the id."

    cycle: CycleId
    person: PersonId


class CoachEvaluates(CoachCycleError):
    """A cycle's coach evaluates its teacher."""

    code = "record.coach_evaluates"
    template = "{cycle}: {coach} evaluates {teacher}; a coach is never the evaluator"
    remedy = "Name another coach, or correct the evaluations of the roster."

    cycle: CycleId
    coach: PersonId
    teacher: PersonId


@define
class Records:
    """What is known of all the files so far."""

    roster: Roster | None
    models: Models
    consulted: bool = False
    """Whether the roster is from a file."""
    years: list[SchoolYear] = Factory(list)
    """The school years on whose days timetables are held."""
    rosters: list[tuple[str, int]] = Factory(list)
    """Where the rosters stand."""
    cycles: dict[CycleId, tuple[str, int]] = Factory(dict)
    """Where each cycle stands: its document, or its first bare event."""
    gathered: dict[CycleId, Cycle | None] = Factory(dict)
    """The cycles of bare events; None once an event was refused, since what follows hangs on it."""

    def consult(self, document: Any) -> None:
        """Takes note of a roster, a model or a school year; what is wrong with it is found later."""
        value = decode(document, drop_unknown=True)
        if isinstance(value, Roster) and not self.consulted:
            self.roster, self.consulted = value, True
        elif isinstance(value, SchoolYear):
            self.years.append(value)
        elif isinstance(value, CycleModel):
            self.models = self.models.add(value)

    def give_up(self, document: Any) -> None:
        """Takes note of an event that was refused before it came here."""
        cycle = document.get("cycle")
        if isinstance(cycle, str):
            self.gathered[CycleId(cycle)] = None

    def problems(self, kind: str, document: Any, file: str, line: int) -> Problems:
        """What is wrong with a document whose bytes and schema are right."""
        match kind:
            case "cycle":
                return self._cycle(document, file, line)
            case "event":
                return self._event(document, file, line)
            case _:
                return self._value(document, file, line)

    def _cycle(self, document: Any, file: str, line: int) -> Problems:
        log: list[Event] = []
        refused = False
        for place, entry in enumerate(document["log"]):
            try:
                log.append(decode_entry(entry))
            except CoachCycleError as problem:
                refused = True
                yield problem, ("log", place)
        if refused:
            return
        cycle: Cycle | None = None
        for place, event in enumerate(log):
            try:
                cycle = begin(event, self.models) if cycle is None else advance(cycle, event)
            except CoachCycleError as problem:
                yield problem, ("log", place)
                return
            for stranger, steps in self._people(event, cycle):
                yield stranger, ("log", place, *steps)
        assert cycle is not None
        yield from self._repeated(cycle.id, file, line)
        try:
            require_state(cycle, document.get("state"))
        except CoachCycleError as problem:
            yield problem, ("state",)

    def _event(self, document: Any, file: str, line: int) -> Problems:
        keys = {key: value for key, value in document.items() if key not in ("kind", "schema")}
        id = CycleId(keys["cycle"])
        cycle = self.gathered.get(id)
        is_first = id not in self.gathered
        self.gathered[id] = None
        try:
            event = decode_entry(keys)
            if is_first:
                cycle = begin(event, self.models)
            elif cycle is not None:
                cycle = advance(cycle, event)
        except CoachCycleError as problem:
            yield problem, ()
            return
        self.gathered[id] = cycle
        if is_first:
            yield from self._repeated(id, file, line)
        if cycle is not None:
            yield from self._people(event, cycle)

    def _value(self, document: Any, file: str, line: int) -> Problems:
        if document["kind"] == "cycle_model":
            never_met = list(_never_met(document))
            yield from never_met
            if never_met:
                return
        try:
            value = decode(document)
            if isinstance(value, CycleModel):
                self.models = self.models.add(value)
            elif isinstance(value, Timetable) and (calendar := self._calendar()) is not None:
                Schedule(value, calendar)
        except SeveralProblems as several:
            for problem in several.problems:
                yield problem, _steps(problem, document)
        except CoachCycleError as problem:
            yield problem, _steps(problem, document)
        if document["kind"] == "roster":
            if self.rosters:
                yield RosterRepeated(*self.rosters[0]), ()
            self.rosters.append((file, line))

    def _calendar(self) -> Calendar | None:
        """The school years among the files; None if there is none, or two share a day."""
        try:
            return Calendar(self.years) if self.years else None
        except YearsOverlap:
            return None

    def _repeated(self, cycle: CycleId, file: str, line: int) -> Problems:
        if cycle in self.cycles:
            yield CycleRepeated(cycle, *self.cycles[cycle]), ()
        else:
            self.cycles[cycle] = (file, line)

    def _people(self, event: Event, cycle: Cycle) -> Problems:
        """What the roster says of the people whom an event brings into its cycle."""
        if self.roster is None:
            return
        match event:
            case Opening(coach=person):
                key = "coach"
                for teacher in sorted(event.teachers):
                    if self.roster.teacher(teacher) is None:
                        yield TeacherUnknown(cycle.id, teacher), ("teachers",)
            case CoachHandedOver(to=str(successor)):
                key, person = "to", PersonId(successor)
            case TeacherJoined(teacher=teacher):
                if self.roster.teacher(teacher) is None:
                    yield TeacherUnknown(cycle.id, teacher), ("teacher",)
                coach = cycle.coach
                if coach and teacher in self.roster.evaluated_by(coach, event.happened):
                    yield CoachEvaluates(cycle.id, coach, teacher), ("teacher",)
                return
            case _:
                return
        if self.roster.coach(person) is None:
            yield CoachUnknown(cycle.id, person), (key,)
        for teacher in sorted(self.roster.evaluated_by(person, event.happened) & cycle.members):
            yield CoachEvaluates(cycle.id, person, teacher), (key,)


def _never_met(document: Any) -> Problems:
    """The requirements of a model that ask for what no event can be."""
    ways = [
        ("transitions", place, "requires", number, requirement)
        for place, transition in enumerate(document["transitions"])
        for number, requirement in enumerate(transition["requires"])
    ]
    ends = [
        ("completes", phase, number, requirement)
        for phase, requires in document["completes"].items()
        for number, requirement in enumerate(requires)
    ]
    for *steps, requirement in (*ways, *ends):
        try:
            decode_part(Requirement, requirement)
        except CoachCycleError as problem:
            yield problem, tuple(steps)


def _steps(problem: CoachCycleError, document: Any) -> Steps:
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

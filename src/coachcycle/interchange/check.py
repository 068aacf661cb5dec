"""Validating documents: every problem as a finding with its place, in three layers.

First the bytes, then the schema of the document's kind, then the values: their own rules, the replay
of each log, and what one record says of another. A document refused by one layer does not reach the
next. A finding holds ids and positions, never content.
"""

import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from os import PathLike, fspath
from pathlib import Path
from typing import Any, BinaryIO

from attrs import Factory, define, frozen

from coachcycle.cycles import (
    MODELS,
    CoachHandedOver,
    Cycle,
    CycleModel,
    Event,
    ModelInvalid,
    Models,
    Opening,
    PhaseNeverCompletes,
    PhaseRepeated,
    PhaseUnreachable,
    advance,
    begin,
)
from coachcycle.errors import CoachCycleError, Finding, Severity, Where
from coachcycle.interchange import strict_json
from coachcycle.interchange.bulk import Text, texts
from coachcycle.interchange.codec import decode, decode_entry, kind_of, require_state
from coachcycle.interchange.schemas import MINOR, KeyUnknown, violations
from coachcycle.people import (
    CoachEvaluatesThemself,
    DuplicateId,
    Roster,
    RosterInvalid,
    SchoolsInRing,
    SchoolUnknown,
)
from coachcycle.vocabulary import CycleId, PersonId


@frozen
class NotObtained(CoachCycleError):
    """The bytes of a file could not be had."""

    code = "bytes.not_obtained"
    template = "the file cannot be read: {reason}"

    reason: str


@frozen
class CycleRepeated(CoachCycleError):
    """Two documents hold the same cycle."""

    code = "record.cycle_repeated"
    template = "cycle {cycle} was there before, in {file} on line {line}"

    cycle: CycleId
    file: str
    line: int


@frozen
class CoachUnknown(CoachCycleError):
    """A cycle's coach is not in the roster."""

    code = "record.coach_unknown"
    template = "{cycle}: {person} is no coach of the roster"

    cycle: CycleId
    person: PersonId


@frozen
class TeacherUnknown(CoachCycleError):
    """A cycle's teacher is not in the roster."""

    code = "record.teacher_unknown"
    template = "{cycle}: {person} is no teacher of the roster"

    cycle: CycleId
    person: PersonId


@frozen
class CoachEvaluates(CoachCycleError):
    """A cycle's coach evaluates its teacher."""

    code = "record.coach_evaluates"
    template = "{cycle}: {coach} evaluates {teacher}; a coach is never the evaluator"

    cycle: CycleId
    coach: PersonId
    teacher: PersonId


STANDARD_INPUT = "-"


def check(
    paths: Iterable[str | PathLike[str]], *, roster: Roster | None = None, models: Models = MODELS
) -> Iterator[Finding]:
    """Every problem in these files, in the order of the files, lines and columns.

    Args:
        paths: Files of documents, `.json` or `.ndjson`; `-` is standard input. What they say of one
            another is checked too: rosters and models among the `.json` files serve all of them.
        roster: Against which people are checked, if no file holds one.
        models: The models that cycles may follow, besides those in the files.

    Yields:
        Findings. A file that cannot be read is one, `bytes.not_obtained`.
    """
    named = [fspath(path) for path in paths]
    records = _Records(roster, models)
    for path in named:
        if path.endswith(".json"):
            records.consult(path)
    for path in named:
        try:
            with _opened(path) as file:
                for text in texts(file, path):
                    yield from records.check(text, path)
        except OSError as error:
            problem = NotObtained(error.strerror or type(error).__name__)
            yield problem.as_finding(Where(path))


def _opened(path: str) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdin.buffer) if path == STANDARD_INPUT else Path(path).open("rb")


Path_ = tuple[str | int, ...]
Problem = tuple[CoachCycleError, Severity, Path_, str | None]
"""What is wrong, how much it matters, at which path, and the key of that object if one is meant."""


@define
class _Records:
    """What is known of all the files so far."""

    roster: Roster | None
    models: Models
    # Where each cycle began: in a document of its own, or with its first bare event.
    seen: dict[CycleId, tuple[str, int]] = Factory(dict)
    gathered: dict[CycleId, Cycle | None] = Factory(dict)
    """The cycles of bare events; None once an event was refused."""

    def consult(self, path: str) -> None:
        """Takes note of a roster or model; what is wrong with it is found later."""
        try:
            with Path(path).open("rb") as file:
                for text in texts(file, path):
                    value = decode(text.loads())
                    if isinstance(value, Roster):
                        self.roster = value
                    elif isinstance(value, CycleModel):
                        self.models = self.models.add(value)
        except (OSError, CoachCycleError):
            return

    def check(self, text: Text, file: str) -> Iterator[Finding]:
        """The findings of one document."""
        try:
            document = text.loads()
        except strict_json.Unreadable as error:
            yield error.problem.as_finding(error.where(file, text.line))
            return
        problems = list(self._problems(document, file, text.line))
        if not problems:
            return
        wanted = {(_pointer(path, key), key is not None) for _, _, path, key in problems}
        places = strict_json.places(strict_json.as_text(text.data, text.most_bytes), wanted)
        found = []
        for problem, severity, path, key in problems:
            line, column = places[_pointer(path, key), key is not None]
            where = Where(file, text.line + line - 1, column, strict_json.pointer(path))
            found.append(problem.as_finding(where, severity))
        yield from sorted(found, key=lambda one: (one.where.line, one.where.column))

    def _problems(self, document: Any, file: str, line: int) -> Iterator[Problem]:
        try:
            kind = kind_of(document)
        except CoachCycleError as problem:
            yield problem, Severity.ERROR, (), None
            return
        is_newer = int(document["schema"].partition(".")[2]) > MINOR
        refused = False
        for one in list(violations(document, kind)):
            skipped = is_newer and isinstance(one.problem, KeyUnknown) and one.key is not None
            refused = refused or not skipped
            yield one.problem, Severity.WARNING if skipped else Severity.ERROR, one.path, one.key
            if skipped:
                _drop(document, one.path, one.key or "")
        if refused:
            return
        match kind:
            case "cycle":
                found = self._cycle(document, file, line)
            case "event":
                found = self._event(document, file, line)
            case _:
                found = _value(document)
        for found_problem, path in found:
            yield found_problem, Severity.ERROR, path, None

    def _cycle(
        self, document: Any, file: str, line: int
    ) -> Iterator[tuple[CoachCycleError, Path_]]:
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
            for about_people, path in self._people(event, cycle):
                yield about_people, ("log", place, *path)
        assert cycle is not None
        yield from self._repeated(cycle.id, file, line)
        try:
            require_state(cycle, document.get("state"))
        except CoachCycleError as problem:
            yield problem, ("state",)

    def _event(
        self, document: Any, file: str, line: int
    ) -> Iterator[tuple[CoachCycleError, Path_]]:
        keys = {key: value for key, value in document.items() if key not in ("kind", "schema")}
        try:
            event = decode_entry(keys)
            cycle = self.gathered.get(event.cycle)
            if event.cycle not in self.gathered:
                yield from self._repeated(event.cycle, file, line)
                self.gathered[event.cycle] = cycle = begin(event, self.models)
            elif cycle is not None:
                self.gathered[event.cycle] = cycle = advance(cycle, event)
        except CoachCycleError as problem:
            if not isinstance(keys.get("cycle"), str):
                raise
            self.gathered[CycleId(keys["cycle"])] = None
            yield problem, ()
            return
        if cycle is not None:
            yield from self._people(event, cycle)

    def _repeated(
        self, cycle: CycleId, file: str, line: int
    ) -> Iterator[tuple[CoachCycleError, Path_]]:
        if cycle in self.seen:
            yield CycleRepeated(cycle, *self.seen[cycle]), ()
        else:
            self.seen[cycle] = (file, line)

    def _people(self, event: Event, cycle: Cycle) -> Iterator[tuple[CoachCycleError, Path_]]:
        """What the roster says of the people whom an event brings into its cycle."""
        if self.roster is None:
            return
        brought: list[tuple[str, PersonId]] = []
        if isinstance(event, Opening):
            brought.append(("coach", event.coach))
            for teacher in sorted(event.teachers):
                if self.roster.teacher(teacher) is None:
                    yield TeacherUnknown(cycle.id, teacher), ("teachers",)
        elif isinstance(event, CoachHandedOver) and event.to is not None:
            brought.append(("to", event.to))
        for key, person in brought:
            coach = self.roster.coach(person)
            if coach is None:
                yield CoachUnknown(cycle.id, person), (key,)
                continue
            for teacher in sorted(coach.evaluates & cycle.members):
                yield CoachEvaluates(cycle.id, person, teacher), (key,)


def _value(document: Any) -> Iterator[tuple[CoachCycleError, Path_]]:
    try:
        decode(document)
    except (RosterInvalid, ModelInvalid) as several:
        for problem in several.problems:
            yield problem, _path(problem, document)
    except CoachCycleError as problem:
        yield problem, ()


def _path(problem: CoachCycleError, document: Any) -> Path_:
    """Where a roster or model has what a problem is about."""
    match problem:
        case DuplicateId(what=what, id=id) | SchoolUnknown(what=what, id=id):
            return _last(document, _LISTS[what], "id", id)
        case SchoolsInRing(school=id):
            return _last(document, "schools", "id", id)
        case CoachEvaluatesThemself(id=id):
            return _last(document, "coaches", "id", id)
        case PhaseRepeated(phase=name) | PhaseUnreachable(phase=name):
            return _last(document, "phases", "name", name)
        case PhaseNeverCompletes(phase=name):
            return _last(document, "phases", "name", name)
        case _:
            return ()


_LISTS = {"school": "schools", "coach": "coaches", "teacher": "teachers"}


def _last(document: Any, key: str, by: str, id: str) -> Path_:
    return (key, max(place for place, one in enumerate(document[key]) if one[by] == id))


def _pointer(path: Path_, key: str | None) -> str:
    return strict_json.pointer(path if key is None else (*path, key))


def _drop(document: Any, path: Path_, key: str) -> None:
    for part in path:
        document = document[part]
    del document[key]

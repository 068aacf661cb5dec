"""What the records of an export say of one another.

Documents are entered in the order in which they were read. What is compared later is kept in a temporary
database that spills to the disk, so that an export of any size needs little memory.
"""

import hashlib
import json
import pickle
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from attrs import evolve
from pendulum import Date

from coachcycle.cycles import CycleModel, Models, ModelUnknown, advance, begin
from coachcycle.errors import CoachCycleError, Finding, Severity, Where
from coachcycle.goals import Goal
from coachcycle.interchange import strict_json
from coachcycle.interchange.bulk import holds_lines, holds_one, texts
from coachcycle.interchange.codec import decode_event
from coachcycle.interchange.manifest import FileEntry, Manifest
from coachcycle.interchange.naming import Naming, What
from coachcycle.interchange.pointing import Problem, Steps
from coachcycle.interchange.records import (
    Act,
    CycleFacts,
    Held,
    Known,
    Said,
    act_of,
    held_of,
    note_place,
    of_days,
    serves_of,
)
from coachcycle.interchange.source import Damaged, NotObtained, opened
from coachcycle.people import Roster
from coachcycle.schoolyear import Calendar, SchoolYear, Timetable, YearsOverlap
from coachcycle.vocabulary import (
    CycleId,
    EventId,
    GoalId,
    PersonId,
    Reference,
    SchoolId,
    SessionId,
)

DAY = 24 * 3600
"""The longest that a session may last [seconds]: how far back others are looked for."""


class CycleRepeated(CoachCycleError):
    """Two documents hold the same cycle."""

    code = "record.cycle_repeated"
    remedy = "Leave one of the two out; a cycle stands in one place, as a document or as events."
    template = "cycle {cycle} was there before, in {file} on line {line}"

    cycle: CycleId
    file: str
    line: int


class GoalRepeated(CoachCycleError):
    """Two documents hold the same goal of a school."""

    code = "record.goal_repeated"
    remedy = "Leave one of the two out."
    template = "goal {goal} was there before, in {file} on line {line}"

    goal: GoalId
    file: str
    line: int


class RosterRepeated(CoachCycleError):
    """Two documents are rosters; people and schools are checked against the first."""

    code = "record.roster_repeated"
    remedy = "Pass one roster; join the two if each holds a part of the district."
    template = "there is a roster already, in {file} on line {line}; people and schools are checked against it"

    file: str
    line: int


class CoachUnknown(CoachCycleError):
    """A cycle, a plan or its rules name a coach who is not in the roster.

    `named_by` is the cycle's id, or the key of the rules or of a stretch.
    """

    code = "record.coach_unknown"
    remedy = "Add the coach to the roster, or correct the id."
    template = "{named_by}: {person} is no coach of the roster"

    named_by: str
    person: PersonId


class TeacherUnknown(CoachCycleError):
    """A cycle, a plan or its rules name a teacher who is not in the roster.

    `named_by` is the cycle's id, or the key of the rules or of a stretch.
    """

    code = "record.teacher_unknown"
    remedy = "Add the teacher to the roster, or correct the id."
    template = "{named_by}: {person} is no teacher of the roster"

    named_by: str
    person: PersonId


class SchoolUnknown(CoachCycleError):
    """A plan or its rules name a school that is not in the roster.

    `named_by` is the key of the rules or of a stretch.
    """

    code = "record.school_unknown"
    remedy = "Add the school to the roster, or correct the id."
    template = "{named_by}: {school} is no school of the roster"

    named_by: str
    school: SchoolId


class TierUnknown(CoachCycleError):
    """Rules of caseloads name a tier that no teacher of the roster has, though others have one."""

    code = "record.tier_unknown"
    remedy = "Nothing, if no teacher is of that tier now; otherwise correct the tier, here or in the roster."
    severity = Severity.NOTE
    template = "{named_by}: no teacher of the roster is of tier {tier}"

    named_by: str
    tier: Reference


class CredentialUnknown(CoachCycleError):
    """Rules of caseloads ask for a credential that no coach of the roster has, though others are known."""

    code = "record.credential_unknown"
    remedy = "Nothing, if no coach has it now; otherwise correct the type, here or in the roster."
    severity = Severity.NOTE
    template = "{named_by}: no coach of the roster has a credential of type {type}"

    named_by: str
    type: Reference


class CoachEvaluates(CoachCycleError):
    """A cycle's coach evaluates its teacher."""

    code = "record.coach_evaluates"
    remedy = "Name another coach, or correct the evaluations of the roster."
    template = "{cycle}: {coach} evaluates {teacher}; a coach is never the evaluator"

    cycle: CycleId
    coach: PersonId
    teacher: PersonId


class NotInPost(CoachCycleError):
    """Somebody acts, or comes into a cycle, on a day on which the roster has no post for them."""

    code = "record.not_in_post"
    remedy = "Correct the day or the person, or the posts in the roster."
    template = "{cycle}: {person} has no post in the roster on {day}, the day of {id}"

    cycle: CycleId
    id: EventId
    person: PersonId
    day: Date


class MinutesTwice(CoachCycleError):
    """A coach held two sessions of two cycles at one time; a session that is shared has one id."""

    code = "record.minutes_twice"
    remedy = "Give a session that two cycles share one id in both; otherwise correct the starts or the minutes."
    template = (
        "{cycle}: session {session} of {coach} overlaps session {other} of cycle {other_cycle}, in"
        " {file} on line {line}; if they are one, give them one id"
    )

    cycle: CycleId
    session: SessionId
    coach: PersonId
    other: SessionId
    other_cycle: CycleId
    file: str
    line: int


class ContinuesUnknown(CoachCycleError):
    """A cycle continues one that is not in the export: that of the year before, perhaps."""

    code = "record.continues_unknown"
    remedy = "Nothing, if the earlier cycle is kept elsewhere; otherwise correct the id."
    severity = Severity.NOTE
    template = "{cycle} continues {continues}, which is not among these documents"

    cycle: CycleId
    continues: CycleId


class ContinuesInRing(CoachCycleError):
    """A cycle continues itself, by way of others."""

    code = "record.continues_in_ring"
    remedy = "Take continues away from the cycle that came first."
    template = "{cycle} continues {continues}, which comes back to it"

    cycle: CycleId
    continues: CycleId


class ServesUnknown(CoachCycleError):
    """A goal serves one that is not among the goals of the export."""

    code = "record.serves_unknown"
    severity = Severity.NOTE
    remedy = "Nothing, if the school's goal is kept elsewhere; otherwise correct serves."
    template = "goal {goal} serves {serves}, which is not among these documents"

    goal: GoalId
    serves: GoalId


class ServesInRing(CoachCycleError):
    """A goal of a school serves itself, by way of others."""

    code = "record.serves_in_ring"
    remedy = "Take serves away from the goal that is above the others."
    template = "goal {goal} serves {serves}, which comes back to it"

    goal: GoalId
    serves: GoalId


class FileMissing(CoachCycleError):
    """A manifest lists a file that cannot be read beside it."""

    code = "record.file_missing"
    remedy = "Put the file beside the manifest, under the name that it lists."
    template = "the file {name} cannot be read: {reason}"

    name: str
    reason: str


class FilesElsewhere(CoachCycleError):
    """None of the files that a manifest lists stands beside it, so that nothing was compared."""

    code = "record.files_elsewhere"
    severity = Severity.NOTE
    remedy = "Nothing, if only the manifest is at hand; otherwise put the files beside it."
    template = "none of the listed files stands beside the manifest; nothing was compared"


class SumDiffers(CoachCycleError):
    """A file is not, byte for byte, the one that its manifest lists."""

    code = "record.sum_differs"
    remedy = "Export anew, or ask for the file again: it was changed or cut off on its way."
    template = "the bytes of {name} are not those that were exported: their SHA-256 sum differs"

    name: str


class CountDiffers(CoachCycleError):
    """A file does not hold as many documents as its manifest says."""

    code = "record.count_differs"
    remedy = "Export anew, or ask for the file again: documents are missing or were added."
    template = "{name} holds {came} documents, not {records}"

    name: str
    records: int
    came: int


_TABLES = """
CREATE TABLE seen (kind TEXT, id TEXT, file INT, line INT, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE follows (kind TEXT, id TEXT, other TEXT, file INT, line INT, column INT, pointer TEXT);
CREATE INDEX follows_id ON follows (kind, id);
CREATE INDEX follows_other ON follows (kind, other);
CREATE TABLE freed (kind TEXT, id TEXT);
CREATE TRIGGER leaving AFTER DELETE ON follows BEGIN
    INSERT INTO freed VALUES (OLD.kind, OLD.id), (OLD.kind, OLD.other);
END;
CREATE TABLE held (coach TEXT, starts INT, ends INT, session TEXT, cycle TEXT, file INT, line INT);
CREATE INDEX held_by ON held (coach, starts);
CREATE TABLE events (
    cycle TEXT, place INTEGER, file INT, line INT, data BLOB, PRIMARY KEY (cycle, place)
) WITHOUT ROWID;
CREATE TABLE late (file INT, line INT, column INT, finding BLOB);
"""

PlaceOf = Callable[[Steps], Where]
"""Where a value of a document stands."""


class Ledger:
    """All that is known of an export, document by document. To be closed after use."""

    def __init__(self, roster: Roster | None, models: Models) -> None:
        self.models: Models = models
        self.unjudged: set[str] = set()
        """The kinds of documents of which some were lost, and references to which were not judged for that."""
        self._roster: Roster | None = roster
        self._years: tuple[SchoolYear, ...] = ()
        self._lost_beforehand: set[str | None] = set()
        self._lost: set[str | None] = set()
        self._complete_until = sys.maxsize
        """After how many bare events another may be lost, nobody knows of which cycle."""
        self._is_roster_consulted = False
        self._roster_at: Where | None = None
        self._years_entered: tuple[SchoolYear, ...] = ()
        self._files: list[str] = []
        self._events = 0
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(_TABLES)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._database.close()

    @property
    def known(self) -> Known:
        """What documents are held against, each by itself."""
        return Known(self.models, self.years, self.roster is not None)

    @property
    def roster(self) -> Roster | None:
        """The roster that people are held against; None also if one was lost."""
        return None if "roster" in self._lost_beforehand else self._roster

    @property
    def years(self) -> tuple[SchoolYear, ...]:
        """The school years; none if one may have been lost."""
        return () if self._lost_beforehand & {"school_year", None} else self._years

    @cached_property
    def _listed(self) -> dict[What, frozenset[str] | None]:
        """The ids that the roster has; None where it tells none of anybody, as may be with tiers."""
        roster = self.roster
        assert roster is not None
        held = (one.type for coach in roster.coaches for one in coach.credentials)
        return {
            "coach": frozenset(one.id for one in roster.coaches),
            "teacher": frozenset(one.id for one in roster.teachers),
            "school": frozenset(one.id for one in roster.schools),
            "tier": frozenset(one.tier for one in roster.teachers if one.tier) or None,
            "credential": frozenset(held) or None,
        }

    def consult(self, value: Roster | SchoolYear | CycleModel) -> None:
        """Takes note of a roster, a model or a school year before anything is entered."""
        match value:
            case Roster() if not self._is_roster_consulted:
                self._roster, self._is_roster_consulted = value, True
            case SchoolYear():
                self._years = (*self._years, value)
            case CycleModel():
                self.models = self.models.add(value)
            case Roster():
                pass

    def lose_beforehand(self, kind: str | None) -> None:
        """Takes note, before anything is entered, that what would be consulted cannot be used.

        Args:
            kind: Its kind; None if nobody knows.
        """
        self._lost_beforehand.add(kind)

    # --- Entering ---------------------------------------------------------------------------------

    def enter(self, said: Said, where: Where, place_of: PlaceOf) -> Iterator[Problem]:
        """Enters what a document says; gives what is wrong with it beside those before it.

        Args:
            said: What it says.
            where: Where it begins.
            place_of: Where its values stand.
        """
        match said:
            case CycleFacts():
                return self._enter_cycle(said, where, place_of)
            case Goal():
                return self._enter_goal(said, where, place_of)
            case Naming():
                return self._enter_naming(said)
            case Roster():
                return self._enter_roster(where)
            case CycleModel():
                return self._enter_model(said)
            case SchoolYear():
                return self._enter_year(said)
            case Manifest():
                return self._enter_manifest(said, where)
            case Timetable():
                self._note_unjudged("school_year", self._lost_beforehand)
                return iter(())
            case _:
                return iter(())

    def lose(self, kind: str | None) -> None:
        """Takes note that a document was refused, or could not be read, and says nothing.

        Args:
            kind: Its kind; None if nobody knows.
        """
        self._lost.add(kind)
        if kind in ("event", None):
            self._complete_until = min(self._complete_until, self._events)

    def is_unsure(self, problem: CoachCycleError) -> bool:
        """Whether what was lost may answer a problem of a document, which is then not judged."""
        return isinstance(problem, ModelUnknown) and self._note_unjudged(
            "cycle_model", self._lost_beforehand | self._lost
        )

    def _note_unjudged(self, kind: str, lost: set[str | None]) -> bool:
        """Notes that references to a kind are not judged, if some of it may be lost, and says so."""
        is_lost = not lost.isdisjoint({kind, None})
        if is_lost:
            self.unjudged.add(kind)
        return is_lost

    def _note_without(self) -> None:
        """Notes what a cycle is not held against because it may be lost."""
        self._note_without_roster()
        self._note_unjudged("school_year", self._lost_beforehand)

    def _note_without_roster(self) -> None:
        if self.roster is None:
            self._note_unjudged("roster", self._lost_beforehand)

    def enter_event(self, cycle: str, data: bytes | None, where: Where) -> Iterator[Problem]:
        """Enters a bare event of a cycle, to be replayed when all are there.

        Args:
            cycle: The id of its cycle.
            data: Its document; None if it was refused, so that nothing after it is replayed.
            where: Where it stands.
        """
        if data is None:
            self._lost.add("event")
        before = self._one("SELECT 1 FROM events WHERE cycle = ? LIMIT 1", cycle)
        if before is None and data is not None:
            yield from self._repeated("cycle", CycleId(cycle), where)
        self._events += 1
        row = (cycle, self._events, *self._at(where), data)
        self._database.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?)", row)

    def _enter_cycle(self, said: CycleFacts, where: Where, place_of: PlaceOf) -> Iterator[Problem]:
        self._note_without()
        for act in said.acts:
            yield from self._people(said.id, act)
        yield from self._repeated("cycle", said.id, where)
        if said.continues is not None:
            self._follow("cycle", said.id, said.continues, place_of(("log", 0, "continues")))
        for goal, serves, steps in said.serves:
            self._follow("goal", goal, serves, place_of(steps))
        for held in said.held:
            yield from self._overlaps(said.id, held, where)

    def _enter_goal(self, goal: Goal, where: Where, place_of: PlaceOf) -> Iterator[Problem]:
        yield from self._repeated("goal", goal.id, where)
        if goal.serves is not None:
            self._follow("goal", goal.id, goal.serves, place_of(("serves",)))

    def _enter_naming(self, naming: Naming) -> Iterator[Problem]:
        self._note_without_roster()
        if self.roster is None:
            return
        for named in naming:
            listed = self._listed[named.what]
            if listed is not None and named.id not in listed:
                yield _NOT_LISTED[named.what](named.key, named.id), named.steps

    def _enter_roster(self, where: Where) -> Iterator[Problem]:
        if self._roster_at is not None:
            yield RosterRepeated(*_file_and_line(self._roster_at)), ()
        else:
            self._roster_at = where

    def _enter_model(self, model: CycleModel) -> Iterator[Problem]:
        try:
            self.models = self.models.add(model)
        except CoachCycleError as problem:
            yield problem, ("version",)

    def _enter_year(self, year: SchoolYear) -> Iterator[Problem]:
        try:
            Calendar((*self._years_entered, year))
        except YearsOverlap as problem:
            yield problem, ("first" if problem.later == year.id else "last",)
        else:
            self._years_entered = (*self._years_entered, year)

    def _enter_manifest(self, manifest: Manifest, where: Where) -> Iterator[Problem]:
        folder = Path(where.file or "").parent
        if not any((folder / entry.name).is_file() for entry in manifest.files):
            yield FilesElsewhere(), ("files",)
            return
        for place, entry in enumerate(manifest.files):
            yield from ((problem, ("files", place)) for problem in _compared(folder, entry))

    # --- Comparing --------------------------------------------------------------------------------

    def _people(self, cycle: CycleId, act: Act) -> Iterator[Problem]:
        """What the roster says of the people of an event."""
        if self.roster is None:
            return
        coach_key, teachers_key = act.keys
        if act.coach is not None and self.roster.coach(act.coach) is None:
            yield CoachUnknown(cycle, act.coach), (*act.steps, coach_key)
        for teacher in sorted(act.teachers):
            if self.roster.teacher(teacher) is None:
                yield TeacherUnknown(cycle, teacher), (*act.steps, teachers_key)
        if act.coach is not None and act.coached_by is not None:
            evaluated = self.roster.evaluated_by(act.coach, act.day) & act.members
            for teacher in sorted(evaluated):
                yield CoachEvaluates(cycle, act.coach, teacher), (*act.steps, coach_key)
        elif act.coached_by is not None:
            for teacher in sorted(self.roster.evaluated_by(act.coached_by, act.day) & act.teachers):
                yield CoachEvaluates(cycle, act.coached_by, teacher), (*act.steps, teachers_key)
        coaches = {act.coach} if act.coach else frozenset[PersonId]()
        for person in sorted({act.by, *coaches, *act.teachers}):
            if not self.roster.is_in_post(person, act.day):
                yield NotInPost(cycle, act.id, person, act.day), (*act.steps, "happened")

    def _repeated(self, kind: str, id: CycleId | GoalId, where: Where) -> Iterator[Problem]:
        before = self._one("SELECT file, line FROM seen WHERE kind = ? AND id = ?", kind, id)
        if before is None:
            row = (kind, id, *self._at(where))
            self._database.execute("INSERT INTO seen VALUES (?, ?, ?, ?)", row)
            return
        file, line = self._files[before[0]], before[1]
        if kind == "cycle":
            yield CycleRepeated(CycleId(id), file, line), ()
        else:
            yield GoalRepeated(GoalId(id), file, line), ()

    def _follow(self, kind: str, id: str, other: str, where: Where) -> None:
        row = (kind, id, other, *self._at(where), where.column, where.pointer)
        self._database.execute("INSERT INTO follows VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def _overlaps(self, cycle: CycleId, held: Held, where: Where) -> Iterator[Problem]:
        starts, ends = int(held.starts.timestamp()), int(held.ends.timestamp())
        other = self._one(
            "SELECT session, cycle, file, line FROM held WHERE coach = ? AND starts > ? AND starts < ?"
            " AND ends > ? AND cycle <> ? AND session <> ? ORDER BY starts, session LIMIT 1",
            *(held.coach, starts - DAY, ends, starts, cycle, held.session),
        )
        if other is not None:
            session, of, file, line = other
            problem = MinutesTwice(
                cycle, held.session, held.coach, session, of, self._files[file], line
            )
            yield problem, held.steps
        row = (held.coach, starts, ends, held.session, cycle, *self._at(where))
        self._database.execute("INSERT INTO held VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    # --- Concluding ----------------------------------------------------------------------------------

    def conclude(self) -> Iterator[Finding]:
        """What only the whole export shows, in the order of files, lines and columns."""
        self._replay_events()
        self._judge_followers()
        rows = self._database.execute("SELECT finding FROM late ORDER BY file, line, column, rowid")
        for (finding,) in rows:
            yield pickle.loads(finding)  # noqa: S301  # our own, written a moment ago

    def _replay_events(self) -> None:
        """Replays the cycles of bare events, each up to its first event that was refused."""
        rows = self._database.cursor().execute(
            "SELECT cycle, place, file, line, data FROM events ORDER BY cycle, place"
        )
        for id, events in groupby(rows, key=itemgetter(0)):
            self._note_without()
            self._replay(CycleId(id), events)

    def _replay(
        self, id: CycleId, events: Iterable[tuple[str, int, int, int, bytes | None]]
    ) -> None:
        known, cycle = self.known, None
        places: dict[EventId, Steps] = {}
        wheres: list[Where] = []
        problems: list[Problem] = []

        def at(steps: Steps) -> Where:
            number, *rest = steps
            return evolve(wheres[int(number)], pointer=strict_json.pointer(rest))

        for number, (_, place, file, line, data) in enumerate(events):
            if place > self._complete_until:
                self.unjudged.add("event")
                break
            if data is None:
                break
            wheres.append(Where(self._files[file], line, 1, ""))
            event = decode_event(json.loads(data))
            try:
                cycle = begin(event, known.models) if cycle is None else advance(cycle, event)
            except CoachCycleError as problem:
                if not self.is_unsure(problem):
                    problems.append((problem, (number,)))
                break
            note_place(places, event, (number,))
            problems += self._people(id, act_of(event, cycle, (number,)))
        if cycle is not None:
            first = wheres[0]
            problems += of_days(cycle, known, places)
            for held in held_of(cycle, places):
                problems += self._overlaps(id, held, first)
            if cycle.continues is not None:
                self._follow("cycle", id, cycle.continues, at((0, "continues")))
            for goal, serves, steps in serves_of(cycle, places):
                self._follow("goal", goal, serves, at(steps))
        for error, steps in problems:
            self._late(error.as_finding(at(steps)))

    def _judge_followers(self) -> None:
        """Finds what points nowhere, then what is left of it when all that leads out is taken away."""
        lost = self._lost | ({"cycle"} if "event" in self._lost else set())
        for kind, id, other, *at in self._database.cursor().execute(_NOWHERE):
            if not self._note_unjudged(kind, lost):
                unknown = _UNKNOWN[kind](id, other)
                self._late(unknown.as_finding(self._where(at)))
        self._keep_rings()
        for kind, id, other, *at in self._database.cursor().execute("SELECT * FROM follows"):
            self._late(_IN_RING[kind](id, other).as_finding(self._where(at)))

    def _keep_rings(self) -> None:
        """Takes away what leads out of all rings, or only into one, and what does so then."""
        self._database.execute(_LEADS_OUT)
        self._database.execute(_LEADS_IN)
        done = 0
        while (until := self._one("SELECT max(rowid) FROM freed")[0] or 0) > done:
            self._database.execute(_THEN_LEADS_OUT, (done, until))
            self._database.execute(_THEN_LEADS_IN, (done, until))
            done = until

    # --- The database -----------------------------------------------------------------------------

    def _one(self, query: str, *given: object) -> Any:
        return self._database.execute(query, given).fetchone()

    def _at(self, where: Where) -> tuple[int, int]:
        """A file by its number, and a line."""
        file, line = _file_and_line(where)
        if not self._files or self._files[-1] != file:
            self._files.append(file)
        return len(self._files) - 1, line

    def _where(self, at: Sequence[Any]) -> Where:
        file, line, column, pointer = at
        return Where(self._files[file], line, column, pointer)

    def _late(self, finding: Finding) -> None:
        where = finding.where
        row = (self._files.index(where.file or ""), where.line, where.column, pickle.dumps(finding))
        self._database.execute("INSERT INTO late VALUES (?, ?, ?, ?)", row)


_NOWHERE = """
SELECT * FROM follows WHERE NOT EXISTS (
    SELECT 1 FROM seen WHERE seen.kind = follows.kind AND seen.id = follows.other
)
AND EXISTS (SELECT 1 FROM seen WHERE seen.kind = follows.kind)
"""
_LEADS_OUT = """
DELETE FROM follows WHERE NOT EXISTS (
    SELECT 1 FROM follows AS next WHERE next.kind = follows.kind AND next.id = follows.other
)
"""
_LEADS_IN = """
DELETE FROM follows WHERE NOT EXISTS (
    SELECT 1 FROM follows AS last WHERE last.kind = follows.kind AND last.other = follows.id
)
"""
# The same of those alone that a deletion may have left so: what follows it or it follows is in `freed`.
_THEN_LEADS_OUT = """
DELETE FROM follows WHERE rowid IN (
    SELECT last.rowid FROM freed CROSS JOIN follows AS last
    ON last.kind = freed.kind AND last.other = freed.id
    WHERE freed.rowid > ? AND freed.rowid <= ? AND NOT EXISTS (
        SELECT 1 FROM follows AS next WHERE next.kind = freed.kind AND next.id = freed.id
    )
)
"""
_THEN_LEADS_IN = """
DELETE FROM follows WHERE rowid IN (
    SELECT next.rowid FROM freed CROSS JOIN follows AS next
    ON next.kind = freed.kind AND next.id = freed.id
    WHERE freed.rowid > ? AND freed.rowid <= ? AND NOT EXISTS (
        SELECT 1 FROM follows AS last WHERE last.kind = freed.kind AND last.other = freed.id
    )
)
"""
_NOT_LISTED: dict[What, Callable[[str, Any], CoachCycleError]] = {
    "coach": CoachUnknown,
    "teacher": TeacherUnknown,
    "school": SchoolUnknown,
    "tier": TierUnknown,
    "credential": CredentialUnknown,
}
_UNKNOWN: dict[str, Callable[[Any, Any], CoachCycleError]] = {
    "cycle": ContinuesUnknown,
    "goal": ServesUnknown,
}
_IN_RING: dict[str, Callable[[Any, Any], CoachCycleError]] = {
    "cycle": ContinuesInRing,
    "goal": ServesInRing,
}


def _file_and_line(where: Where) -> tuple[str, int]:
    return where.file or "", where.line or 1


def _compared(folder: Path, entry: FileEntry) -> Iterator[CoachCycleError]:
    """What differs between a file and its entry in the manifest beside it."""
    path = folder / entry.name
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        count = _count(path)
    except OSError as error:
        yield FileMissing(entry.name, error.strerror or type(error).__name__)
        return
    if digest != entry.sha256:
        yield SumDiffers(entry.name)
    if count is not None and count != entry.records:
        yield CountDiffers(entry.name, entry.records, count)


def _count(path: Path) -> int | None:
    """How many documents a file holds; None if it is damaged, or holds something else, such as a table."""
    if not (holds_lines(path.name) or holds_one(path.name)):
        return None
    count = 0
    with opened(path) as file:
        for text in texts(file, path.name):
            if isinstance(text.problem, Damaged | NotObtained):
                return None
            count += 1
    return count

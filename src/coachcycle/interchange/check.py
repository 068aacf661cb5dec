"""Validating documents: every problem as a finding with its place, in three layers.

First the bytes, then the schema of the document's kind, then what the records say. A document that
one layer refuses does not reach the next. A finding holds ids and positions, never content.
"""

import json
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import ExitStack
from functools import partial
from itertools import islice
from os import PathLike, fspath
from typing import Any

from attrs import frozen

from coachcycle.cycles import MODELS, CycleModel, Models
from coachcycle.errors import CoachCycleError, Finding, Severity, Where
from coachcycle.interchange import strict_json
from coachcycle.interchange.bulk import Text, holds_lines, holds_one, texts
from coachcycle.interchange.codec import decode, drop, is_newer, kind_of
from coachcycle.interchange.ledger import Ledger
from coachcycle.interchange.pointing import Problem, Steps
from coachcycle.interchange.records import Known, Said, judge
from coachcycle.interchange.schemas import KINDS, KeyDeprecated, KeyUnknown, violations
from coachcycle.interchange.source import Damaged, NotObtained, Stream, opened, problem_of
from coachcycle.interchange.strict_json import LIMITS, Limits
from coachcycle.people import Roster
from coachcycle.schoolyear import SchoolYear
from coachcycle.vocabulary import whole


class MoreFindings(CoachCycleError):
    """There are more findings than were asked for; it is as severe as the worst of them."""

    code = "document.more_findings"
    template = "and {count} more findings"
    remedy = "Mend what was told, or ask for more findings at a time."

    count: int


class CheckedInPart(CoachCycleError):
    """Not everything could be checked: files, documents, or references to what was refused."""

    code = "document.checked_in_part"
    template = (
        "checked {documents} documents in {files} files; files not read, or not to their end:"
        " {unread}; other documents whose bytes were refused: {refused}; references that were not"
        " judged, as what they lead to was not read or refused: to {unjudged}"
    )
    remedy = "Mend what the errors before it say, and check again: there may be more to find."
    severity = Severity.NOTE

    documents: int
    files: int
    unread: Mapping[str, str]
    refused: int
    unjudged: tuple[str, ...]


AHEAD = 16
"""How many batches of documents are judged ahead of the one whose findings come next."""
BATCH_BYTES = 500_000
"""How large a batch is, about [bytes]."""

CONSULTED = ("roster", "school_year", "cycle_model")
"""The kinds that documents are held against."""

Progress = Callable[[int, int], object]


@frozen
class _Problem:
    """What is wrong with a document, before its place is looked for."""

    error: CoachCycleError
    severity: Severity
    steps: Steps
    key: str | None = None
    """The key of the object there that is meant, instead of its value."""

    @property
    def pointer(self) -> str:
        steps = self.steps if self.key is None else (*self.steps, self.key)
        return strict_json.pointer(steps)


@frozen
class _Judged:
    """What is wrong with a document by itself, and what it says."""

    problems: tuple[_Problem, ...]
    said: Said | None = None
    """What others are compared with; None if it is wrong, or a bare event."""
    event: tuple[str, bytes | None] | None = None
    """Of a bare event its cycle, and its document if that can be used."""
    unreadable: strict_json.Unreadable | None = None


def check(
    paths: Iterable[str | PathLike[str]],
    *,
    roster: Roster | None = None,
    models: Models = MODELS,
    limits: Limits = LIMITS,
    executor: Executor | None = None,
    most_findings: int | None = None,
    progress: Progress | None = None,
) -> Iterator[Finding]:
    """Every problem in these files, in the order of the files, lines and columns.

    What only all the files together show comes last, again in that order. Where something could not be
    read, or was refused, what others say of it is not judged.

    Args:
        paths: Files of documents, `.json` or `.ndjson`, packed with gzip or not; `-` is standard input.
            What they say of one another is checked too: a roster, models and school years serve all of
            the files, wherever they stand, if they are `.json` files or head a `.ndjson` file.
        roster: Against which people and schools are checked, if no file holds one.
        models: The models that cycles may follow, besides those in the files.
        limits: Beyond which documents are unreadable.
        executor: Where documents are judged, some at a time: processes, or those of a cluster. The
            findings and their order are the same as without one.
        most_findings: After how many only their number is told, by one more, `document.more_findings` [1 or more].
        progress: Is called after each document with how much of the files was read [bytes, as they are
            on the disk] and how many documents were checked.

    Yields:
        Findings. A file that cannot be read is one, `bytes.not_obtained`. Where that or another is the
        reason that not everything was checked, the last one says what was, `document.checked_in_part`.

    Raises:
        OutOfRange: `most_findings` is below 1.
        BrokenExecutor: A worker of the executor was lost. What came until then holds. Executors of
            clusters have errors of their own for that.
    """
    found = _checked(
        [fspath(path) for path in paths],
        roster,
        models,
        limits=limits,
        executor=executor,
        progress=progress,
    )
    if most_findings is None:
        return found
    return _capped(found, whole("most_findings", most_findings, 1, sys.maxsize))


def _capped(findings: Iterator[Finding], most: int) -> Iterator[Finding]:
    yield from islice(findings, most)
    rest: Counter[Severity] = Counter()
    last: list[Finding] = []
    for one in findings:
        if one.code == CheckedInPart.code:
            last.append(one)
        else:
            rest[one.severity] += 1
    if rest:
        worst = next(severity for severity in Severity if severity in rest)
        yield MoreFindings(rest.total()).as_finding(severity=worst)
    yield from last


class _Coverage:
    """How much of the files was read."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._bytes = self._documents = self._files = self._refused = 0
        self._unread: dict[str, str] = {}

    def miss(self, path: str, problem: CoachCycleError) -> None:
        """Takes note of a file that could not be opened."""
        self._unread[path] = problem.code

    def follow(
        self, path: str, file: Stream, documents: Iterator[tuple[Text, _Judged]]
    ) -> Iterator[tuple[Text, _Judged]]:
        """Passes the documents of a file on, and takes note of them."""
        read = refused = 0
        problem: CoachCycleError | None = None
        for text, judged in documents:
            if judged.unreadable is None:
                read += 1
            else:
                problem = judged.unreadable.problem
                refused += 1
            yield text, judged
            if self._progress is not None:
                self._progress(self._bytes + file.taken, self._documents + read)
        self._bytes += file.taken
        self._documents += read
        is_cut = isinstance(problem, Damaged | NotObtained)
        if problem is not None and (is_cut or not read):
            self._unread[path] = problem.code
            refused = refused - 1 if is_cut else 0
        self._refused += refused
        self._files += bool(read or problem is None)

    def conclude(self, unjudged: Iterable[str]) -> Iterator[Finding]:
        """Says what was checked if that is a part, and neither everything nor nothing."""
        kinds = tuple(sorted(unjudged))
        if self._documents and (self._unread or self._refused or kinds):
            counts = self._documents, self._files, self._unread, self._refused
            yield CheckedInPart(*counts, kinds).as_finding()


def _checked(
    named: list[str],
    roster: Roster | None,
    models: Models,
    *,
    limits: Limits,
    executor: Executor | None,
    progress: Progress | None,
) -> Iterator[Finding]:
    coverage = _Coverage(progress)
    with Ledger(roster, models) as ledger:
        for path in named:
            _consult(path, ledger, limits)
        for path in named:
            with ExitStack() as stack:
                try:
                    file = stack.enter_context(opened(path))
                except OSError as error:
                    problem = problem_of(error)
                    coverage.miss(path, problem)
                    ledger.lose(None)
                    yield problem.as_finding(Where(path))
                    continue
                judged = _all_judged(texts(file, path, limits), ledger.known, executor)
                for text, one in coverage.follow(path, file, judged):
                    yield from _findings(text, one, path, ledger)
        yield from ledger.conclude()
        yield from coverage.conclude(ledger.unjudged)


def _consult(path: str, ledger: Ledger, limits: Limits) -> None:
    """Notes what others are held against; what is wrong with the file is found when it is checked."""
    if not (holds_one(path) or holds_lines(path)):
        return
    try:
        with opened(path) as file:
            for text in texts(file, path, limits):
                kind = _kind_said(text)
                if kind not in (*CONSULTED, None):
                    return
                try:
                    value = decode(text.loads(), ledger.models, drop_unknown=True)
                    assert isinstance(value, Roster | SchoolYear | CycleModel)
                    ledger.consult(value)
                except CoachCycleError:
                    ledger.lose_beforehand(kind)
    except OSError:
        ledger.lose_beforehand(None)


def _kind_said(text: Text) -> str | None:
    """The kind that a document says it is; None if it cannot be read, or says none that there is."""
    try:
        document = text.loads()
    except strict_json.Unreadable:
        return None
    kind = document.get("kind") if isinstance(document, dict) else None
    return kind if kind in KINDS else None


# --- By itself ----------------------------------------------------------------------------------


def _all_judged(
    documents: Iterator[Text], known: Known, executor: Executor | None
) -> Iterator[tuple[Text, _Judged]]:
    """Each document with what is wrong with it, in their order."""
    if executor is None:
        for text in documents:
            yield text, _judged(text, known)
        return
    waiting: deque[tuple[list[Text], Future[list[_Judged]]]] = deque()
    try:
        for batch in _batches(documents):
            waiting.append((batch, executor.submit(_batch_judged, batch, known)))
            if len(waiting) > AHEAD:
                yield from _next_of(waiting)
        while waiting:
            yield from _next_of(waiting)
    finally:
        for _, future in waiting:
            future.cancel()


def _next_of(
    waiting: deque[tuple[list[Text], "Future[list[_Judged]]"]],
) -> Iterator[tuple[Text, _Judged]]:
    batch, future = waiting.popleft()
    yield from zip(batch, future.result(), strict=True)


def _batches(documents: Iterator[Text]) -> Iterator[list[Text]]:
    batch: list[Text] = []
    size = 0
    for text in documents:
        batch.append(text)
        size += len(text.data)
        if size > BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _batch_judged(batch: list[Text], known: Known) -> list[_Judged]:
    return [_judged(text, known) for text in batch]


def _judged(text: Text, known: Known) -> _Judged:
    try:
        document = text.loads()
    except strict_json.Unreadable as error:
        return _Judged((), unreadable=error)
    try:
        kind = kind_of(document)
    except CoachCycleError as error:
        return _Judged((_Problem(error, Severity.ERROR, ()),))
    problems = tuple(_of_schema(document, kind))
    if any(one.severity is Severity.ERROR for one in problems):
        return _Judged(problems, event=_event(kind, document, None))
    found, said = judge(kind, document, known)
    problems += tuple(_of_record(one) for one in found)
    if kind != "event":
        return _Judged(problems, said)
    data = json.dumps(document).encode() if problems else text.data
    return _Judged(problems, event=_event(kind, document, None if found else data))


def _of_schema(document: Any, kind: str) -> Iterator[_Problem]:
    """What breaks the schema; unknown keys of a newer minor are told and taken away."""
    newer = is_newer(document)
    for one in list(violations(document, kind)):
        if isinstance(one.problem, KeyDeprecated):
            yield _Problem(one.problem, Severity.NOTE, one.path)
        elif newer and isinstance(one.problem, KeyUnknown) and one.key is not None:
            yield _Problem(one.problem, Severity.WARNING, one.path, one.key)
            drop(document, one.path, one.key)
        else:
            yield _Problem(one.problem, Severity.ERROR, one.path, one.key)


def _event(kind: str, document: Any, data: bytes | None) -> tuple[str, bytes | None] | None:
    cycle = document.get("cycle") if kind == "event" else None
    return (cycle, data) if isinstance(cycle, str) else None


# --- Beside others ------------------------------------------------------------------------------


def _findings(text: Text, judged: _Judged, file: str, ledger: Ledger) -> Iterator[Finding]:
    """The findings of one document, in the order of their places."""
    if judged.said is None and judged.event is None:
        ledger.lose(_kind_said(text))
    if judged.unreadable is not None:
        error = judged.unreadable
        yield error.problem.as_finding(error.where(file, text.line))
        return

    problems = [one for one in judged.problems if not ledger.is_unsure(one.error)]
    begins = Where(file, text.line, 1, "")
    if judged.event is not None:
        problems += map(_of_record, ledger.enter_event(*judged.event, begins))
    elif judged.said is not None:
        place_of = partial(_place, text, file)
        problems += map(_of_record, ledger.enter(judged.said, begins, place_of))
    found = [
        one.error.as_finding(place, one.severity)
        for one, place in zip(problems, _places(text, file, problems), strict=True)
    ]
    yield from sorted(found, key=lambda one: (one.where.line, one.where.column))


def _of_record(problem: Problem) -> _Problem:
    error, steps = problem
    return _Problem(error, error.severity, steps)


def _place(text: Text, file: str, steps: Steps) -> Where:
    """Where a value of a document stands in its file."""
    [place] = _places(text, file, [_Problem(CoachCycleError(), Severity.NOTE, steps)])
    return place


def _places(text: Text, file: str, problems: Sequence[_Problem]) -> list[Where]:
    """Where each problem of a document stands in its file."""
    if not problems:
        return []
    wanted = {(one.pointer, one.key is not None) for one in problems}
    places = strict_json.places(strict_json.as_text(text.data), wanted)
    found = []
    for one in problems:
        line, column = places[one.pointer, one.key is not None]
        # An unknown key may be anybody's words: the pointer names its object, the place shows it.
        found.append(Where(file, text.line + line - 1, column, strict_json.pointer(one.steps)))
    return found

"""Validating documents: every problem as a finding with its place, in three layers.

First the bytes, then the schema of the document's kind, then what the records say. A document that
one layer refuses does not reach the next. A finding holds ids and positions, never content.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from os import PathLike, fspath
from pathlib import Path
from typing import Any, BinaryIO

from attrs import frozen

from coachcycle.cycles import MODELS, Models
from coachcycle.errors import CoachCycleError, Finding, Severity, Where
from coachcycle.interchange import strict_json
from coachcycle.interchange.bulk import Text, texts
from coachcycle.interchange.codec import decode, kind_of
from coachcycle.interchange.ledger import Ledger
from coachcycle.interchange.pointing import Steps
from coachcycle.interchange.records import Known, Said, judge
from coachcycle.interchange.schemas import MINOR, KeyUnknown, violations
from coachcycle.people import Roster

STANDARD_INPUT = "-"


class NotObtained(CoachCycleError):
    """The bytes of a file could not be had."""

    code = "bytes.not_obtained"
    template = "the file cannot be read: {reason}"

    reason: str


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


def check(
    paths: Iterable[str | PathLike[str]], *, roster: Roster | None = None, models: Models = MODELS
) -> Iterator[Finding]:
    """Every problem in these files, in the order of the files, lines and columns.

    Args:
        paths: Files of documents, `.json` or `.ndjson`; `-` is standard input. What they say of one
            another is checked too: a roster, models and school years among the `.json` files serve all
            of them.
        roster: Against which people are checked, if no file holds one.
        models: The models that cycles may follow, besides those in the files.

    Yields:
        Findings. A file that cannot be read is one, `bytes.not_obtained`.
    """
    named = [fspath(path) for path in paths]
    with Ledger(roster, models) as ledger:
        for path in named:
            if path.endswith(".json"):
                _consult(path, ledger)
        for path in named:
            try:
                with _opened(path) as file:
                    for text in texts(file, path):
                        yield from _findings(text, path, ledger)
            except OSError as error:
                problem = NotObtained(error.strerror or type(error).__name__)
                yield problem.as_finding(Where(path))
        yield from ledger.close()


def _opened(path: str) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdin.buffer) if path == STANDARD_INPUT else Path(path).open("rb")


def _consult(path: str, ledger: Ledger) -> None:
    """Notes what others are held against; what is wrong with the file is found when it is checked."""
    try:
        with Path(path).open("rb") as file:
            for text in texts(file, path):
                ledger.consult(decode(text.loads()))
    except (OSError, CoachCycleError):
        return


def _findings(text: Text, file: str, ledger: Ledger) -> Iterator[Finding]:
    """The findings of one document, in the order of their places."""
    try:
        document = text.loads()
    except strict_json.Unreadable as error:
        yield error.problem.as_finding(error.where(file, text.line))
        return
    where = Where(file, text.line, 1, "")

    def place_of(steps: Steps) -> Where:
        [place] = _wheres(text, file, [_Problem(CoachCycleError(), Severity.NOTE, steps)])
        return place

    problems, said = _judged(document, ledger.known)
    if isinstance(document, dict) and document.get("kind") == "event":
        cycle = document.get("cycle")
        if isinstance(cycle, str):
            data = None if said is None else text.data
            entered = ledger.enter_event(cycle, data, where)
            problems += [_Problem(one, one.severity, steps) for one, steps in entered]
    elif said is not None:
        entered = ledger.enter(said, where, place_of)
        problems += [_Problem(one, one.severity, steps) for one, steps in entered]
    found = []
    for one, place in zip(problems, _wheres(text, file, problems), strict=True):
        found.append(one.error.as_finding(place, one.severity))
    yield from sorted(found, key=lambda one: (one.where.line, one.where.column))


def _wheres(text: Text, file: str, problems: Sequence[_Problem]) -> list[Where]:
    """Where each problem of a document stands in its file."""
    if not problems:
        return []
    wanted = {(one.pointer, one.key is not None) for one in problems}
    places = strict_json.places(strict_json.as_text(text.data, text.most_bytes), wanted)
    found = []
    for one in problems:
        line, column = places[one.pointer, one.key is not None]
        # An unknown key may be anybody's words: the pointer names its object, the place shows it.
        found.append(Where(file, text.line + line - 1, column, strict_json.pointer(one.steps)))
    return found


def _judged(document: Any, known: Known) -> tuple[list[_Problem], Said | None]:
    """What is wrong with a document by itself, and what it says if nothing is."""
    try:
        kind = kind_of(document)
    except CoachCycleError as error:
        return [_Problem(error, Severity.ERROR, ())], None
    is_newer = int(document["schema"].partition(".")[2]) > MINOR
    problems: list[_Problem] = []
    for one in list(violations(document, kind)):
        if is_newer and isinstance(one.problem, KeyUnknown) and one.key is not None:
            problems.append(_Problem(one.problem, Severity.WARNING, one.path, one.key))
            _drop(document, one.path, one.key)
        else:
            problems.append(_Problem(one.problem, Severity.ERROR, one.path, one.key))
    if any(one.severity is Severity.ERROR for one in problems):
        return problems, None
    found, said = judge(kind, document, known)
    return [*problems, *(_Problem(one, one.severity, steps) for one, steps in found)], said


def _drop(document: Any, steps: Steps, key: str) -> None:
    for step in steps:
        document = document[step]
    del document[key]

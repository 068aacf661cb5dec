"""Validating documents: every problem as a finding with its place, in three layers.

First the bytes, then the schema of the document's kind, then what the records say. A document that
one layer refuses does not reach the next. A finding holds ids and positions, never content.
"""

import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from os import PathLike, fspath
from pathlib import Path
from typing import Any, BinaryIO

from attrs import frozen

from coachcycle.cycles import MODELS, Models
from coachcycle.errors import CoachCycleError, Finding, Severity, Where
from coachcycle.interchange import strict_json
from coachcycle.interchange.bulk import Text, texts
from coachcycle.interchange.codec import drop, is_newer, kind_of
from coachcycle.interchange.records import Records, Steps
from coachcycle.interchange.schemas import KeyDeprecated, KeyUnknown, violations
from coachcycle.people import Roster

STANDARD_INPUT = "-"


class NotObtained(CoachCycleError):
    """The bytes of a file could not be had."""

    code = "bytes.not_obtained"
    template = "the file cannot be read: {reason}"
    remedy = "Check the path, and that you may read the file."

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
    records = Records(roster, models)
    for path in named:
        if path.endswith(".json"):
            _consult(path, records)
    for path in named:
        try:
            with _opened(path) as file:
                for text in texts(file, path):
                    yield from _findings(text, path, records)
        except OSError as error:
            problem = NotObtained(error.strerror or type(error).__name__)
            yield problem.as_finding(Where(path))


def _opened(path: str) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdin.buffer) if path == STANDARD_INPUT else Path(path).open("rb")


def _consult(path: str, records: Records) -> None:
    """Notes the roster or model in a file; what is wrong with the file is found when it is checked."""
    try:
        with Path(path).open("rb") as file:
            for text in texts(file, path):
                records.consult(text.loads())
    except (OSError, CoachCycleError):
        return


def _findings(text: Text, file: str, records: Records) -> Iterator[Finding]:
    """The findings of one document, in the order of their places."""
    try:
        document = text.loads()
    except strict_json.Unreadable as error:
        yield error.problem.as_finding(error.where(file, text.line))
        return
    problems = list(_problems(document, file, text.line, records))
    if not problems:
        return
    wanted = {(one.pointer, one.key is not None) for one in problems}
    places = strict_json.places(strict_json.as_text(text.data, text.most_bytes), wanted)
    found = []
    for one in problems:
        line, column = places[one.pointer, one.key is not None]
        # An unknown key may be anybody's words: the pointer names its object, the place shows it.
        where = Where(file, text.line + line - 1, column, strict_json.pointer(one.steps))
        found.append(one.error.as_finding(where, one.severity))
    yield from sorted(found, key=lambda one: (one.where.line, one.where.column))


def _problems(document: Any, file: str, line: int, records: Records) -> Iterator[_Problem]:
    try:
        kind = kind_of(document)
    except CoachCycleError as error:
        yield _Problem(error, Severity.ERROR, ())
        return
    newer = is_newer(document)
    is_refused = False
    for one in list(violations(document, kind)):
        if isinstance(one.problem, KeyDeprecated):
            yield _Problem(one.problem, Severity.NOTE, one.path)
        elif newer and isinstance(one.problem, KeyUnknown) and one.key is not None:
            yield _Problem(one.problem, Severity.WARNING, one.path, one.key)
            drop(document, one.path, one.key)
        else:
            yield _Problem(one.problem, Severity.ERROR, one.path, one.key)
            is_refused = True
    if not is_refused:
        for problem, steps in records.problems(kind, document, file, line):
            yield _Problem(problem, Severity.ERROR, steps)
    elif kind == "event":
        records.give_up(document)

"""The conformance kit: documents with what they must give, for implementations in any language.

The kit is the folder `conformance` beside the schemas; its README says how it is laid out. Here it is
read, answered by this library, and held against the answers of others.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import groupby
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from attrs import field, frozen

from coachcycle.cycles import MODELS, Cycle, CycleModel, Models
from coachcycle.errors import CoachCycleError, Finding, Severity
from coachcycle.interchange import strict_json
from coachcycle.interchange.bulk import LINES, gather, read, texts
from coachcycle.interchange.check import check
from coachcycle.interchange.codec import Document, decode_event, state
from coachcycle.interchange.schemas import folder
from coachcycle.interchange.source import opened
from coachcycle.vocabulary import CycleId

EXPECTED = ".expected.json"
"""The ending of the files that say what the case beside them must give."""


class AnswerMalformed(CoachCycleError):
    """A line of a file of answers is no answer to a case of the kit."""

    code = "conformance.answer_malformed"
    template = "line {line}: expected {expected}"
    remedy = "Write each answer as the README of the kit says."

    line: int
    expected: str


@frozen(order=True)
class KitFinding:
    """A finding as the kit tells it: what and where, without facts and sentence.

    `file` and `line` are there where a case has several files and that file has several lines.
    """

    file: str
    line: int
    pointer: str
    code: str
    severity: str

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part)
        return " ".join(part for part in (place, self.severity, self.code, self.pointer) if part)


def _sorted(findings: Iterable[KitFinding]) -> tuple[KitFinding, ...]:
    return tuple(sorted(findings))


@frozen
class KitCase:
    """One case of the kit: a file, a line of one, or a folder of files that are read together."""

    name: str
    """Its path within the kit; of a line, with `:` and the number of the line [from 1]."""
    says: str
    """The rule that it is about, as a sentence."""
    path: Path = field(repr=False)
    line: int | None = field(repr=False)
    findings: tuple[KitFinding, ...] = field(repr=False, converter=_sorted)
    states: tuple[Document, ...] = field(repr=False)
    """Of a log the state of its cycle after each event, as in a document of kind `cycle`."""

    @property
    def is_valid(self) -> bool:
        """Whether it can be used as it stands: warnings do not hinder that."""
        return _is_valid(self.findings)

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that are read together."""
        return tuple(sorted(self.path.iterdir())) if self.path.is_dir() else (self.path,)


def _is_valid(findings: Iterable[KitFinding]) -> bool:
    return all(finding.severity != Severity.ERROR for finding in findings)


@frozen
class KitAnswer:
    """What an implementation says of a case."""

    is_valid: bool
    findings: tuple[KitFinding, ...] | None = None
    """What it found; None if it only says whether the case is valid."""
    states: tuple[Document, ...] | None = field(default=None, repr=False)
    """The states that a log leads to; None if it does not tell them."""

    def agrees_with(self, case: KitCase) -> bool:
        """Whether this is what the case must give, as far as the answer goes."""
        return (
            self.is_valid == case.is_valid
            and self.findings in (None, case.findings)
            and self.states in (None, case.states)
        )


@frozen
class KitDifference:
    """A case that an implementation answers otherwise than the kit, or not at all."""

    case: KitCase
    answer: KitAnswer | None

    @property
    def expected(self) -> str:
        """What the kit says, in words."""
        return _told(self.case.findings)

    @property
    def came(self) -> str:
        """What the implementation says, in words; of states the first event that leads elsewhere."""
        if self.answer is None:
            return "no answer"
        if self.answer.findings is None:
            told = "valid" if self.answer.is_valid else "invalid"
        else:
            told = _told(self.answer.findings)
        states = self.answer.states
        if states is None or states == self.case.states:
            return told
        pairs = enumerate(zip(states, self.case.states, strict=False), 1)
        shorter = min(len(states), len(self.case.states)) + 1
        event = next((number for number, (one, other) in pairs if one != other), shorter)
        return f"{told}; another state after event {event}"


def _told(findings: Iterable[KitFinding]) -> str:
    return "; ".join(map(str, findings)) or "valid"


@frozen
class KitReport:
    """How the answers of an implementation compare with the kit."""

    cases: int
    """How many cases the kit has."""
    skipped: int
    """How many of them the implementation says that it does not answer."""
    differences: tuple[KitDifference, ...]


def kit_cases() -> tuple[KitCase, ...]:
    """The cases of the kit, by name."""
    top = folder() / "conformance"
    told = {_of(path): path for path in top.rglob(f"*{EXPECTED}")}
    valid = [path for path in top.glob("*/valid/*") if path not in told]
    return tuple(
        case
        for path in sorted([*told, *valid])
        for case in _cases(path, path.relative_to(top).as_posix(), told.get(path))
    )


def _of(expected: Path) -> Path:
    """The file or folder beside which the expected findings stand."""
    bare = expected.with_name(expected.name.removesuffix(EXPECTED))
    beside = (bare.with_suffix(ending) for ending in (".json", *LINES))
    return next((path for path in beside if path.is_file()), bare)


def _cases(path: Path, name: str, expected: Path | None) -> Iterator[KitCase]:
    if expected is None:
        yield KitCase(name, "Nothing is wrong.", path, None, (), ())
        return
    told = json.loads(expected.read_text("utf-8"))
    if "lines" in told:
        for line, one in enumerate(told["lines"], 1):
            says = f"{told['says']} Here: {one['says']}."
            findings = map(_kit_finding, one["findings"])
            yield KitCase(f"{name}:{line}", says, path, line, findings, ())
    else:
        findings = map(_kit_finding, told.get("findings", ()))
        yield KitCase(name, told["says"], path, None, findings, tuple(told.get("states", ())))


def _kit_finding(told: Document) -> KitFinding:
    return KitFinding(
        file=told.get("file", ""),
        line=told.get("line", 0),
        pointer=told.get("pointer", ""),
        code=told["code"],
        severity=told.get("severity", Severity.ERROR.value),
    )


def kit_answers() -> dict[str, KitAnswer]:
    """What this library says of each case, by name; notes, which nothing hangs on, are left out."""
    answers: dict[str, KitAnswer] = {}
    for path, cases in groupby(kit_cases(), key=lambda case: case.path):
        listed = list(cases)
        found = list(check(listed[0].files, models=_models()))
        for case in listed:
            findings = _sorted(
                _found(finding, case)
                for finding in found
                if case.line in (None, finding.where.line) and finding.severity != Severity.NOTE
            )
            states = _states(path) if case.states and not findings else None
            answers[case.name] = KitAnswer(_is_valid(findings), findings, states)
    return answers


def _found(finding: Finding, case: KitCase) -> KitFinding:
    where = finding.where
    file = Path(where.file or "").name if case.path.is_dir() else ""
    line = where.line if file.endswith(LINES) else None
    return KitFinding(file, line or 0, where.pointer or "", finding.code, finding.severity.value)


def _states(log: Path) -> tuple[Document, ...]:
    """The state of a log's cycle after each of its events."""
    states: list[Document] = []
    cycles: dict[CycleId, Cycle] = {}
    with opened(log) as file:
        for text in texts(file, log.name):
            event = decode_event(text.loads())
            gather(cycles, event, _models())
            states.append(state(cycles[event.cycle]))
    return tuple(states)


@cache
def _models() -> Models:
    """The models beside the schemas, which the kit takes as known."""
    models = MODELS
    for path in sorted((folder() / "models").glob("*.json")):
        for model in read(path, CycleModel):
            models = models.add(model)
    return models


def read_kit_answers(path: str | PathLike[str]) -> dict[str, KitAnswer | None]:
    """The answers of an implementation, by case; None where it says that it skips the case.

    Args:
        path: A file with one JSON object on each line: `case` and either `valid` (true or false),
            `findings` (a list, each with `code` and, where they are not an error of the whole
            document, `pointer` and `severity`) with, of logs, `states`, or `skipped` (true).

    Raises:
        OSError: The file cannot be read.
        AnswerMalformed: A line is no such object, of a case that the kit does not have, or of one
            that was answered before.
    """
    names = {case.name for case in kit_cases()}
    answers: dict[str, KitAnswer | None] = {}
    with opened(path) as file:
        for text in texts(file, f"{fspath(path)}{LINES[0]}"):
            try:
                told = text.loads()
            except strict_json.Unreadable as error:
                raise AnswerMalformed(text.line, "a JSON object") from error
            name = told.get("case") if isinstance(told, dict) else None
            if not isinstance(name, str) or name not in names:
                raise AnswerMalformed(text.line, "the name of a case of the kit as 'case'")
            if name in answers:
                raise AnswerMalformed(text.line, "a case that no line before it answers")
            answers[name] = _answer(told, text.line)
    return answers


def _answer(told: Document, line: int) -> KitAnswer | None:
    match told:
        case {"case": _, "skipped": True, **rest} if not rest:
            return None
        case {"case": _, "valid": bool(is_valid), **rest} if not rest:
            return KitAnswer(is_valid)
        case {"case": _, "findings": list(listed), **rest} if rest.keys() <= {"states"}:
            answered = (_answered(one, line) for one in listed)
            findings = _sorted(one for one in answered if one.severity != Severity.NOTE)
            states = rest.get("states")
            if states is not None and not isinstance(states, list):
                raise AnswerMalformed(line, "a list of states")
            return KitAnswer(
                _is_valid(findings), findings, None if states is None else tuple(states)
            )
        case _:
            raise AnswerMalformed(line, "beside 'case' either 'valid', 'findings' or 'skipped'")


_TYPES: dict[str, type] = {"code": str, "severity": str, "pointer": str, "file": str, "line": int}


def _answered(told: Any, line: int) -> KitFinding:
    if not isinstance(told, dict) or "code" not in told:
        raise AnswerMalformed(line, "findings that are objects with 'code'")
    if not all(isinstance(told.get(key, type_()), type_) for key, type_ in _TYPES.items()):
        raise AnswerMalformed(line, f"of a finding: {', '.join(_TYPES)}")
    return _kit_finding(told)


def kit_report(answers: Mapping[str, KitAnswer | None]) -> KitReport:
    """How answers compare with the kit; a case without an answer differs, unless it is skipped.

    Args:
        answers: By case, as `kit_answers` and `read_kit_answers` give them.
    """
    cases = kit_cases()
    differences = []
    skipped = 0
    for case in cases:
        answer = answers.get(case.name)
        if answer is None and case.name in answers:
            skipped += 1
        elif answer is None or not answer.agrees_with(case):
            differences.append(KitDifference(case, answer))
    return KitReport(len(cases), skipped, tuple(differences))

"""What the commands have in common: findings as they are printed, exit codes, values of files."""

import ctypes
import json
import os
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from multiprocessing import get_context
from signal import SIG_IGN, SIGINT, signal
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from coachcycle.cycles import MODELS, Models
from coachcycle.errors import CoachCycleError, Finding, Severity
from coachcycle.interchange import DocumentRefused, NotObtained, Value, check, read

if TYPE_CHECKING:
    from coachcycle.cli.bar import Bar, SearchBar

_V = TypeVar("_V", bound=Value)

OK, WRONG, USAGE, NOT_OBTAINED, LOST = 0, 1, 2, 3, 4


def require_sound(files: Sequence[str], models: Models = MODELS) -> None:
    """Says what is wrong with files, and exits if anything is."""
    code = show(check(files, models=models), "text", err=True)
    if code != OK:
        sys.exit(code)


def value_in(file: str, of: type[_V], models: Models = MODELS) -> _V:
    """The one value that a file holds; if it cannot be had, says why and exits."""
    if file == "-":
        raise click.UsageError("a file is read twice, so standard input cannot be")
    require_sound([file], models)
    try:
        values = list(read(file, of, drop_unknown=True))
    except DocumentRefused as error:
        refuse([error])
    if len(values) != 1:
        message = f"{file}: expected one document, came {len(values)}"
        raise click.UsageError(message)
    return values[0]


def refuse(problems: Iterable[CoachCycleError]) -> NoReturn:
    """Says why something is refused, the same only once, and exits."""
    findings = [one.as_finding() for one in problems]
    show({str(one): one for one in findings}.values(), "text", err=True)
    sys.exit(WRONG)


def search_bar() -> AbstractContextManager["SearchBar | None"]:
    """What shows how far a search is, on a terminal, if what draws it is installed."""
    if not sys.stderr.isatty():
        return nullcontext()
    try:
        from coachcycle.cli.bar import SearchBar
    except ImportError:
        return nullcontext()
    return SearchBar()


@contextmanager
def quiet() -> Generator[None, None, None]:
    """Keeps off standard output what libraries print by themselves, past Python, as HiGHS does at times.

    What they print goes to standard error. On Windows nothing is kept off.

    Source:
        https://github.com/jump-dev/HiGHS.jl/issues/312
    """
    if sys.platform == "win32":
        yield
        return
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        ctypes.CDLL(None).fflush(None)
        os.dup2(kept, 1)
        os.close(kept)


def processes(jobs: int) -> AbstractContextManager[Executor | None]:
    """So many processes that share work; none besides this one, if it is one."""
    if jobs == 1:
        return nullcontext()
    # An interrupt is the business of this process; and a fork would copy the thread of the progress bar.
    return ProcessPoolExecutor(jobs, get_context("spawn"), signal, (SIGINT, SIG_IGN))


def show(
    findings: Iterable[Finding],
    form: str,
    files: Iterable[str] = (),
    bar: "Bar | None" = None,
    *,
    err: bool = False,
) -> int:
    """Prints findings as they come, for which a bar makes way, and says with which code to exit."""
    code = OK
    as_junit = partial(_as_junit, files=files)
    forms: dict[str, Callable[[Iterator[Finding]], Iterator[str]]] = {
        "text": _as_text,
        "json": _as_json,
        "github": _as_github,
        "junit": as_junit,
    }

    def counted() -> Iterator[Finding]:
        nonlocal code
        for finding in findings:
            if finding.code == NotObtained.code:
                code = NOT_OBTAINED
            elif finding.severity is Severity.ERROR:
                code = max(code, WRONG)
            yield finding

    for line in forms[form](counted()):
        if bar is not None:
            bar.make_way()
        click.echo(line, err=err)
    return code


def _as_text(findings: Iterator[Finding]) -> Iterator[str]:
    return (str(finding) for finding in findings)


def _as_junit(findings: Iterator[Finding], files: Iterable[str]) -> Iterator[str]:
    from coachcycle.cli.junit import junit

    yield junit(findings, files)


def _as_json(findings: Iterator[Finding]) -> Iterator[str]:
    """One JSON array, a finding on each line."""
    before = "["
    for finding in findings:
        where = finding.where
        place = {"file": where.file, "line": where.line, "column": where.column}
        said: dict[str, Any] = {
            "code": finding.code,
            "severity": finding.severity,
            **{key: value for key, value in place.items() if value is not None},
            **({} if where.pointer is None else {"pointer": where.pointer}),
            "fields": finding.fields,
            "message": finding.message,
        }
        yield before + json.dumps(said, ensure_ascii=False, default=str)
        before = ","
    yield "]" if before == "," else "[]"


def _as_github(findings: Iterator[Finding]) -> Iterator[str]:
    """Workflow commands, which GitHub shows beside the lines of a change."""
    levels = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
    for finding in findings:
        where = finding.where
        place = {"file": where.file, "line": where.line, "col": where.column, "title": finding.code}
        properties = ",".join(
            f"{key}={_escaped(str(value)).replace(':', '%3A').replace(',', '%2C')}"
            for key, value in place.items()
            if value is not None
        )
        pointer = f"{where.pointer} " if where.pointer else ""
        yield f"::{levels[finding.severity]} {properties}::{_escaped(pointer + finding.message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def cannot_write(out: str, error: OSError) -> click.UsageError:
    """That what was asked for cannot be written there."""
    return click.UsageError(f"cannot write to {out}: {error.strerror}")

"""Files of documents, read as a stream and written whole or not at all.

A file holds one document, or one on each line (NDJSON). Lines may be cycles or bare events; the
events of one cycle need not stand together.
"""

import hashlib
import json
import os
import secrets
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from attrs import frozen

from coachcycle.cycles import MODELS, Cycle, Event, Models, advance, begin
from coachcycle.errors import CoachCycleError
from coachcycle.interchange import strict_json
from coachcycle.interchange.codec import KindWrong, Value, decode, encode, kind_name
from coachcycle.interchange.manifest import FileEntry, Manifest
from coachcycle.vocabulary import CycleId

LINES = (".ndjson", ".jsonl")
"""The endings of files with one document on each line."""

_V = TypeVar("_V", bound=Value)


class DocumentRefused(CoachCycleError):
    """A document of a file cannot be read; the rest of the file was not looked at."""

    code = "document.refused"
    template = "{file}, line {line}: {problem}; check says all that is wrong"
    remedy = "Run coachcycle validate on the file: it says all that is wrong."

    file: str
    line: int
    problem: CoachCycleError


class NotOneDocument(CoachCycleError):
    """A file that holds one document cannot take several, or none."""

    code = "document.not_one"
    template = "a {ending} file holds one document, came {count}; {lines} holds one on each line"
    remedy = "Write one value to a .json file; use .ndjson for several."

    ending: str
    count: int
    lines: tuple[str, ...]


@frozen
class Text:
    """The text of one document in a file, and the line it begins on [from 1]."""

    data: bytes
    line: int
    most_bytes: int

    def loads(self) -> Any:
        """Its JSON value (raises `Unreadable`)."""
        return strict_json.loads(self.data, most_bytes=self.most_bytes)


def texts(file: BinaryIO, name: str) -> Iterator[Text]:
    """The documents of a file, one after the other.

    A file whose name ends in `.json` holds one, one whose name ends in `.ndjson` or `.jsonl` one on
    each line. Of any other, such as standard input, the first line says it: a document by itself,
    or only the beginning of one.
    """
    if name.endswith(LINES):
        yield from _lines(file)
        return
    if not name.endswith(".json"):
        first = file.readline(strict_json.MOST_RECORD_BYTES + 1)
        if _is_document(first):
            yield Text(first.rstrip(b"\r\n"), 1, strict_json.MOST_RECORD_BYTES)
            yield from _lines(file, 2)
            return
        yield Text(first + file.read(strict_json.MOST_BYTES + 1), 1, strict_json.MOST_BYTES)
        return
    yield Text(file.read(strict_json.MOST_BYTES + 1), 1, strict_json.MOST_BYTES)


def _lines(file: BinaryIO, number: int = 1) -> Iterator[Text]:
    most = strict_json.MOST_RECORD_BYTES
    while line := file.readline(most + 2):
        if line.strip():
            yield Text(line.rstrip(b"\r\n"), number, most)
        while line and not line.endswith(b"\n"):
            line = file.readline(most)
        number += 1


def _is_document(line: bytes) -> bool:
    try:
        return isinstance(strict_json.loads(line), dict)
    except strict_json.Unreadable:
        return False


def read(
    path: str | PathLike[str],
    of: type[_V],
    models: Models = MODELS,
    *,
    drop_unknown: bool = False,
) -> Iterator[_V]:
    """The values of one kind that a file holds.

    `read("roster.json", Roster)` yields one roster, `read("cycles.ndjson", Cycle)` every cycle. Bare
    events are gathered into cycles, which come when the file has ended.

    Args:
        path: The file.
        of: The class of the values.
        models: The models that cycles may follow.
        drop_unknown: Whether documents of a newer minor version are read without the keys that this
            version does not know.

    Raises:
        OSError: The file cannot be read.
        DocumentRefused: A document is unreadable, of another kind, or breaks a rule.
    """
    gathered: dict[CycleId, Cycle] = {}
    with Path(path).open("rb") as file:
        for text in texts(file, str(path)):
            try:
                value = decode(text.loads(), models, drop_unknown=drop_unknown)
                if isinstance(value, Event) and of is Cycle:
                    gather(gathered, value, models)
                    continue
                if not isinstance(value, of):
                    raise KindWrong(kind_name(of), kind_name(type(value)))
            except CoachCycleError as problem:
                raise DocumentRefused(str(path), text.line, problem) from problem
            yield value
    for cycle in gathered.values():
        assert isinstance(cycle, of)
        yield cycle


def gather(cycles: dict[CycleId, Cycle], event: Event, models: Models) -> None:
    """Adds an event to its cycle among those gathered so far."""
    cycle = cycles.get(event.cycle)
    cycles[event.cycle] = begin(event, models) if cycle is None else advance(cycle, event)


def write(values: Iterable[Value], path: str | PathLike[str]) -> int:
    """Writes values to a file, whole or not at all, and says how many.

    A name ending in `.ndjson` or `.jsonl` takes any number, one document on each line; any other
    takes exactly one, indented. The bytes depend on the values alone.

    Raises:
        OSError: The file cannot be written; what was there before still is.
        NotOneDocument: There is not exactly one value for a file of one document.
    """
    target = Path(path)
    if target.name.endswith(LINES):
        return _replace(target, (_line(value) for value in values))
    listed = list(values)
    if len(listed) != 1:
        raise NotOneDocument(target.suffix, len(listed), LINES)
    indented = json.dumps(encode(listed[0]), ensure_ascii=False, indent=2, allow_nan=False)
    return _replace(target, [f"{indented}\n".encode()])


def write_folder(
    files: Mapping[str, Iterable[Value]], folder: str | PathLike[str], *, manifest: bool = False
) -> None:
    """Writes several files to a folder, all of them or none; the folder is made if need be.

    Args:
        files: By file name, the values it holds, as `write` takes them.
        folder: Where they go.
        manifest: Whether `manifest.json` is to say what was written.

    Raises:
        OSError: Something cannot be written; nothing is left behind.
        NotOneDocument: There is not exactly one value for a file of one document.
    """
    target = Path(folder)
    made = not target.exists()
    target.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix=".", dir=target) as temporary:
            written = Path(temporary)
            entries = []
            for name, values in files.items():
                count = write(values, written / name)
                digest = hashlib.sha256((written / name).read_bytes()).hexdigest()
                entries.append(FileEntry(name, count, digest))
            if manifest:
                write([Manifest(entries)], written / "manifest.json")
            for path in sorted(written.iterdir()):
                path.replace(target / path.name)
    except BaseException:
        if made:
            target.rmdir()
        raise


def _line(value: Value) -> bytes:
    line = json.dumps(encode(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return f"{line}\n".encode()


def _replace(target: Path, parts: Iterable[bytes]) -> int:
    """Puts a file in place only when all of it is on the disk."""
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    count = 0
    try:
        with temporary.open("xb") as file:
            for part in parts:
                file.write(part)
                count += 1
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)
    return count


def _sync_folder(path: Path) -> None:
    """Makes a rename last, where folders can be opened."""
    if hasattr(os, "O_DIRECTORY"):
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

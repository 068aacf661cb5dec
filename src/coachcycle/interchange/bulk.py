"""Files of documents, read as a stream and written whole or not at all.

A file holds one document, or one on each line (NDJSON), and may be packed with gzip. Lines may be
cycles or bare events; the events of one cycle need not stand together.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import attrgetter
from os import PathLike
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, TypeVar

from attrs import frozen

from coachcycle.cycles import MODELS, Cycle, CycleModel, Event, Models, advance, begin
from coachcycle.errors import CoachCycleError
from coachcycle.interchange import strict_json
from coachcycle.interchange.codec import KindWrong, Value, decode, encode, kind_name, kind_of
from coachcycle.interchange.manifest import FileEntry, Manifest, file_name
from coachcycle.interchange.source import BROKEN, GZIP, opened, problem_of
from coachcycle.interchange.strict_json import LIMITS, Limits, TooLarge
from coachcycle.interchange.whole import MANIFEST, all_or_none, replace_file
from coachcycle.vocabulary import CycleId

LINES = (".ndjson", ".jsonl")
"""The endings of files with one document on each line."""

_V = TypeVar("_V", bound=Value)


class DocumentRefused(CoachCycleError):
    """A document of a file cannot be read; the rest of the file was not looked at."""

    code = "document.refused"
    template = "{file}, line {line}: {problem}"
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
    limits: Limits
    problem: CoachCycleError | None = None
    """Why there is no text to be had, if so."""

    def loads(self) -> Any:
        """Its JSON value (raises `Unreadable`)."""
        if self.problem is not None:
            raise strict_json.Unreadable(self.problem, 1, 1)
        return strict_json.loads(self.data, self.limits)


def holds_lines(name: str) -> bool:
    """Whether a file of that name holds one document on each line."""
    return name.removesuffix(GZIP).endswith(LINES)


def holds_one(name: str) -> bool:
    """Whether a file of that name holds one document."""
    return name.removesuffix(GZIP).endswith(".json")


def texts(file: BinaryIO, name: str, limits: Limits = LIMITS) -> Iterator[Text]:
    """The documents of a file, one after the other.

    A file whose name ends in `.json` holds one, one whose name ends in `.ndjson` or `.jsonl` one on
    each line, also if `.gz` follows. Of any other, such as standard input, the first line says it: a
    document by itself, or only the beginning of one. Where a file cannot be read on, that is its last text.
    """
    line = 1
    try:
        for text in _texts(file, name, limits):
            yield text
            line = text.line + 1
    except BROKEN as error:
        yield Text(b"", line, limits, problem_of(error))


def _texts(file: BinaryIO, name: str, limits: Limits) -> Iterator[Text]:
    if holds_lines(name):
        yield from _lines(file, limits)
    elif holds_one(name):
        yield _whole(file, limits)
    else:
        first = file.readline(limits.record_bytes + 2)
        record = _record(first, 1, limits)
        if record.problem is None and _is_document(record.data):
            yield record
            yield from _lines(file, limits, 2)
        else:
            yield _whole(file, limits, first)


def _lines(file: BinaryIO, limits: Limits, number: int = 1) -> Iterator[Text]:
    while line := file.readline(limits.record_bytes + 2):
        text = _record(line, number, limits)
        if text.data.strip() or text.problem:
            yield text
        while line and not line.endswith(b"\n"):
            line = file.readline(limits.record_bytes)
        number += 1


def _record(line: bytes, number: int, limits: Limits) -> Text:
    data = line.rstrip(b"\r\n")
    if len(data) > limits.record_bytes:
        return Text(b"", number, limits, TooLarge(limits.record_bytes))
    return Text(data, number, limits)


def _whole(file: BinaryIO, limits: Limits, first: bytes = b"") -> Text:
    """All of a file; what turns out to be too large was laid on the disk, and takes no memory."""
    most = limits.document_bytes
    with SpooledTemporaryFile(strict_json.MEGABYTE) as held:
        held.write(first)
        while held.tell() <= most:
            part = file.read(2**16)
            if not part:
                held.seek(0)
                return Text(held.read(), 1, limits)
            held.write(part)
    return Text(b"", 1, limits, TooLarge(most))


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
    limits: Limits = LIMITS,
) -> Iterator[_V]:
    """The values of one kind that a file holds.

    `read("roster.json", Roster)` yields one roster, `read("cycles.ndjson", Cycle)` every cycle. Bare
    events are gathered into cycles, which come when the file has ended.

    Args:
        path: The file, which may be packed with gzip; `-` is standard input.
        of: The class of the values.
        models: The models that cycles may follow.
        drop_unknown: Whether documents of a newer minor version are read without the keys that this
            version does not know.
        limits: Beyond which documents are unreadable.

    Raises:
        OSError: The file cannot be opened.
        DocumentRefused: A document is unreadable, of another kind, or breaks a rule.
    """
    gathered: dict[CycleId, Cycle] = {}
    with opened(path) as file:
        for text in texts(file, str(path), limits):
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


def read_cycles(
    paths: Iterable[str | PathLike[str]], models: Models = MODELS, *, limits: Limits = LIMITS
) -> Iterator[Cycle]:
    """The cycles in several files, in their order, whatever else the files hold.

    Models among the `.json` files are known to all of them, others to what follows. Bare events are gathered into cycles
    over all the files; those come last.

    Args:
        paths: Files of documents in which `check` finds nothing wrong.
        models: The models that cycles may follow, besides those in the files.
        limits: Beyond which documents are unreadable.

    Raises:
        OSError: A file cannot be opened.
        DocumentRefused: A document is unreadable or breaks a rule.
    """
    named = [Path(path) for path in paths]
    gathered: dict[CycleId, Cycle] = {}

    def taken(document: Any) -> Cycle | None:
        nonlocal models
        value = decode(document, models)
        if isinstance(value, CycleModel):
            models = models.add(value)
        elif isinstance(value, Event):
            gather(gathered, value, models)
        return value if isinstance(value, Cycle) else None

    for path in named:
        if holds_one(path.name):
            for _ in _taken(path, ("cycle_model",), taken, limits):
                pass
    for path in named:
        yield from _taken(path, ("cycle_model", "cycle", "event"), taken, limits)
    yield from gathered.values()


def _taken(
    path: Path, kinds: tuple[str, ...], take: Callable[[Any], Cycle | None], limits: Limits
) -> Iterator[Cycle]:
    """The cycles that are taken of a file's documents of some kinds."""
    with opened(path) as file:
        for text in texts(file, str(path), limits):
            try:
                document = text.loads()
                cycle = take(document) if kind_of(document) in kinds else None
            except CoachCycleError as problem:
                raise DocumentRefused(str(path), text.line, problem) from problem
            if cycle is not None:
                yield cycle


def gather(cycles: dict[CycleId, Cycle], event: Event, models: Models) -> None:
    """Adds an event to its cycle among those gathered so far."""
    cycle = cycles.get(event.cycle)
    cycles[event.cycle] = begin(event, models) if cycle is None else advance(cycle, event)


def write(values: Iterable[Value], path: str | PathLike[str]) -> int:
    """Writes values to a file, whole or not at all, and says how many.

    A name ending in `.ndjson` or `.jsonl` takes any number, one document on each line; any other
    takes exactly one, indented. If `.gz` follows, gzip packs the file. The bytes depend on the values
    alone; those of a packed file also on the version of zlib. A link is followed, and the rights of a
    file that was there stay.

    Raises:
        OSError: The file cannot be written; what was there before still is.
        NotOneDocument: There is not exactly one value for a file of one document.
    """
    target = Path(path)
    if holds_lines(target.name):
        return replace_file(target, (_line(value) for value in values))
    listed = list(values)
    if len(listed) != 1:
        raise NotOneDocument(Path(target.name.removesuffix(GZIP)).suffix, len(listed), LINES)
    indented = json.dumps(encode(listed[0]), ensure_ascii=False, indent=2, allow_nan=False)
    return replace_file(target, [f"{indented}\n".encode()])


def write_folder(
    files: Mapping[str, Iterable[Value]], folder: str | PathLike[str], *, manifest: bool = False
) -> None:
    """Writes several files to a folder, all of them or none; the folder is made if need be.

    Whoever is killed while they come into their places leaves each of them old or new, whole; the
    manifest comes last.

    Args:
        files: By file name, the values it holds, as `write` takes them.
        folder: Where they go.
        manifest: Whether `manifest.json` is to say what was written.

    Raises:
        OSError: Something cannot be written; nothing is left behind.
        FileEntryMalformed: A name is no plain file name.
        NotOneDocument: There is not exactly one value for a file of one document.
    """
    with all_or_none(folder) as written:
        entries = []
        for name, values in files.items():
            count = write(values, written / file_name(name))
            entries.append(file_entry(written / name, count))
        if manifest:
            write([Manifest(sorted(entries, key=attrgetter("name")))], written / MANIFEST)


def file_entry(path: Path, records: int) -> FileEntry:
    """The entry of a manifest for a file as it is on the disk."""
    with path.open("rb") as file:
        return FileEntry(path.name, records, hashlib.file_digest(file, "sha256").hexdigest())


def _line(value: Value) -> bytes:
    line = json.dumps(encode(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return f"{line}\n".encode()

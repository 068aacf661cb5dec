"""What an export consists of."""

import re
from collections.abc import Iterable

from attrs import field, frozen

from coachcycle.errors import CoachCycleError
from coachcycle.vocabulary import Extra, Repeated, SetEmpty, extra, whole

_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,99}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class FileEntryMalformed(CoachCycleError):
    """A manifest's entry has no plain file name or no SHA-256 sum."""

    code = "interchange.file_entry_malformed"
    template = "manifest: expected {expected}"
    remedy = "Name the file without folders, and write its SHA-256 sum in lower case."

    expected: str


def file_name(name: str) -> str:
    """A file name without folders, checked (raises `FileEntryMalformed`)."""
    if not isinstance(name, str) or _NAME.fullmatch(name) is None:
        raise FileEntryMalformed("a file name without folders")
    return name


def _records(count: int) -> int:
    return whole("records", count, 0, 10**15)


def _sha256(digest: str) -> str:
    if not isinstance(digest, str) or _SHA256.fullmatch(digest) is None:
        raise FileEntryMalformed("a SHA-256 sum as 64 hexadecimal digits")
    return digest


@frozen
class FileEntry:
    """One file of an export: its name, its number of documents or rows, and the sum of its bytes."""

    name: str = field(converter=file_name)
    records: int = field(converter=_records)
    sha256: str = field(converter=_sha256)


def _files(files: Iterable[FileEntry]) -> tuple[FileEntry, ...]:
    listed = tuple(files)
    names: set[str] = set()
    for file in listed:
        if file.name in names:
            raise Repeated("files", file.name).at(file, "name")
        names.add(file.name)
    return listed


@frozen
class Manifest:
    """The files of an export.

    Raises:
        SetEmpty: There are none.
        Repeated: A name stands there twice.
    """

    files: tuple[FileEntry, ...] = field(converter=_files)
    extra: Extra | None = field(default=None, converter=extra, repr=False)

    def __attrs_post_init__(self) -> None:
        if not self.files:
            raise SetEmpty("files")

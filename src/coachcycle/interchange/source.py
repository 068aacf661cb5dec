"""The bytes of a file as a stream, unpacked where gzip packed them."""

import io
import sys
import zlib
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from gzip import BadGzipFile, GzipFile
from os import PathLike, fspath
from pathlib import Path
from typing import Any, cast

from coachcycle.errors import CoachCycleError

STANDARD_INPUT = "-"
GZIP = ".gz"
"""The ending of files that gzip packed; another file may be packed too, which its first bytes say."""

_MAGIC = b"\x1f\x8b"
_AT_A_TIME = 2**16


class NotObtained(CoachCycleError):
    """The bytes of a file could not be had."""

    code = "bytes.not_obtained"
    template = "the file cannot be read: {reason}"
    remedy = "Check the path, and that you may read the file."

    reason: str


class Damaged(CoachCycleError):
    """A file that gzip packed is cut off or damaged; what it holds from there on was not read."""

    code = "bytes.damaged"
    template = "the gzip file is {how} here; from here on nothing was read"
    remedy = "Get the file again, or pack it anew: gzip -t says whether it is whole."

    how: str


class _File(io.RawIOBase):
    """A file whose first bytes were looked at already; counts those that were read of it."""

    def __init__(self, file: io.BufferedIOBase, name: str) -> None:
        self._file = file
        self._first = file.read(len(_MAGIC))
        self.is_packed = name.endswith(GZIP) or self._first == _MAGIC
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        read, self._first = self._first, b""
        if not read:
            read = self._file.read1(len(buffer))
        if self.is_packed and not read and not self.count:
            raise EOFError
        buffer[: len(read)] = read
        self.count += len(read)
        return len(read)


class _Unpacked(io.RawIOBase):
    """What a packed file holds, so that damage hides nothing of what came before it."""

    def __init__(self, packed: _File) -> None:
        self._file = GzipFile(fileobj=io.BufferedReader(packed, _AT_A_TIME))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        # GzipFile's own readinto reads several times, and what it had is lost if one of them fails.
        read = self._file.read1(len(buffer))
        buffer[: len(read)] = read
        return len(read)


class Stream(io.BufferedReader):
    """What a file holds, without the packing.

    Reading raises an error of which `problem_of` makes a problem.
    """

    def __init__(self, file: io.BufferedIOBase, name: str) -> None:
        self._packed = _File(file, name)
        is_packed = self._packed.is_packed
        super().__init__(_Unpacked(self._packed) if is_packed else self._packed, _AT_A_TIME)

    @property
    def taken(self) -> int:
        """How much of the file has been read, as it is on the disk [bytes]."""
        return self._packed.count


@contextmanager
def opened(path: str | PathLike[str]) -> Generator[Stream, None, None]:
    """The bytes of a file, of standard input for `-`.

    Several gzip members one after the other are read as one. A packed file within a packed one stays packed.

    Raises:
        OSError: The file cannot be opened.
    """
    with _file(path) as file, Stream(file, fspath(path)) as stream:
        yield stream


def _file(path: str | PathLike[str]) -> AbstractContextManager[io.BufferedIOBase]:
    if fspath(path) == STANDARD_INPUT:
        return nullcontext(cast("io.BufferedIOBase", sys.stdin.buffer))
    return Path(path).open("rb")


BROKEN = (OSError, EOFError, zlib.error)
"""What reading a stream raises."""


def problem_of(error: OSError | EOFError | zlib.error) -> CoachCycleError:
    """What one of `BROKEN` says of the file."""
    match error:
        case EOFError():
            return Damaged("cut off")
        case BadGzipFile() | zlib.error():
            return Damaged("damaged")
        case OSError():
            return NotObtained(error.strerror or type(error).__name__)

"""Files that appear whole or not at all, alone and together."""

import os
import secrets
import tempfile
from collections.abc import Generator, Iterable
from contextlib import AbstractContextManager, contextmanager, nullcontext
from errno import EISDIR
from gzip import GzipFile
from os import PathLike
from pathlib import Path
from typing import BinaryIO


@contextmanager
def new_file(path: Path) -> Generator[BinaryIO, None, None]:
    """A new file to write to, all of which is on the disk afterwards."""
    with path.open("xb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def replace_file(target: Path, parts: Iterable[bytes]) -> int:
    """Puts a file in place only when all of it is on the disk, and says of how many parts it is.

    If its name ends in `.gz`, gzip packs it, without a name and a time.

    Raises:
        OSError: It cannot be written; what was there before still is.
    """
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    count = 0
    try:
        with new_file(temporary) as file, _packing(file, target.name) as into:
            for part in parts:
                into.write(part)
                count += 1
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)
    return count


def _packing(file: BinaryIO, name: str) -> AbstractContextManager[BinaryIO | GzipFile]:
    if not name.endswith(".gz"):
        return nullcontext(file)
    return GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0)


@contextmanager
def all_or_none(folder: str | PathLike[str]) -> Generator[Path, None, None]:
    """A temporary folder whose files go to a folder together, if nothing is raised meanwhile.

    The folder is made if need be.

    Raises:
        OSError: Something cannot be written; nothing is left behind.
    """
    target = Path(folder)
    made = not target.exists()
    target.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix=".", dir=target) as temporary:
            yield Path(temporary)
            written = sorted(Path(temporary).iterdir())
            _require_no_folders(target / path.name for path in written)
            for path in written:
                path.replace(target / path.name)
    except BaseException:
        if made:
            target.rmdir()
        raise
    _sync_folder(target)


def _require_no_folders(places: Iterable[Path]) -> None:
    """Raises before the first file is put in place what would be raised after it."""
    for path in places:
        if path.is_dir():
            raise IsADirectoryError(EISDIR, os.strerror(EISDIR), str(path))


def _sync_folder(path: Path) -> None:
    """Makes a rename last, where folders can be opened."""
    if hasattr(os, "O_DIRECTORY"):
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

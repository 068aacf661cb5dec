"""Files that appear whole or not at all, alone and together."""

import os
import secrets
import tempfile
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from os import PathLike
from pathlib import Path


def replace_file(target: Path, parts: Iterable[bytes]) -> int:
    """Puts a file in place only when all of it is on the disk, and says of how many parts it is.

    Raises:
        OSError: It cannot be written; what was there before still is.
    """
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


@contextmanager
def all_or_none(folder: str | PathLike[str]) -> Generator[Path, None, None]:
    """A temporary folder whose files go to a folder together, if nothing is raised meanwhile.

    The folder is made if need be. Each file is on the disk before the first of them is put in place.

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
            for path in written:
                with path.open("rb") as file:
                    os.fsync(file.fileno())
            for path in written:
                path.replace(target / path.name)
    except BaseException:
        if made:
            target.rmdir()
        raise
    _sync_folder(target)


def _sync_folder(path: Path) -> None:
    """Makes a rename last, where folders can be opened."""
    if hasattr(os, "O_DIRECTORY"):
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

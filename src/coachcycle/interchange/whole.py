"""Files that appear whole or not at all, alone and together.

What is being written stands beside its place, in a file or folder called `.coachcycle-` and
`.part` with a random number between, until all of it is on the disk. Only a process that is killed
leaves it behind; nothing reads it.
"""

import os
import secrets
import stat
import tempfile
from collections.abc import Generator, Iterable
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from errno import EINVAL, EISDIR
from functools import partial
from gzip import GzipFile
from os import PathLike
from pathlib import Path
from shutil import copy2
from typing import BinaryIO

MANIFEST = "manifest.json"
"""The file that says what the others of its folder are, and so is put in place after them."""

_PREFIX, _SUFFIX = ".coachcycle-", ".part"


@contextmanager
def new_file(path: Path, mode: int = 0o666) -> Generator[BinaryIO, None, None]:
    """A new file to write to, all of which is on the disk afterwards.

    The rights in `mode` are those that the process gives to new files at most.
    """
    with open(path, "xb", opener=partial(os.open, mode=mode)) as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def replace_file(target: Path, parts: Iterable[bytes]) -> int:
    """Puts a file in place only when all of it is on the disk, and says of how many parts it is.

    If its name ends in `.gz`, gzip packs it, without a name and a time. A link is followed. The file
    has the rights of the one in whose place it comes.

    Raises:
        OSError: It cannot be written; what was there before still is.
    """
    place = Path(os.path.realpath(target))
    was = _file_at(place)
    temporary = place.with_name(f"{_PREFIX}{secrets.token_hex(8)}{_SUFFIX}")
    count = 0
    try:
        with (
            new_file(temporary, 0o600 if was else 0o666) as file,
            _packing(file, target.name) as into,
        ):
            for part in parts:
                into.write(part)
                count += 1
        if was:
            _take_after(was, temporary)
        temporary.replace(place)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    _sync_folder(place.parent)
    return count


def _packing(file: BinaryIO, name: str) -> AbstractContextManager[BinaryIO | GzipFile]:
    if not name.endswith(".gz"):
        return nullcontext(file)
    return GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0)


@contextmanager
def all_or_none(folder: str | PathLike[str]) -> Generator[Path, None, None]:
    """A temporary folder whose files go to a folder together, if nothing is raised meanwhile.

    The folder is made if need be. Each file comes into its place by a rename of its own, the
    manifest last: whoever is killed then leaves whole files, old and new, and a manifest whose sums
    tell of it.

    Raises:
        OSError: Something cannot be written; the folder is as it was.
    """
    target = Path(folder)
    made = [one for one in (target, *target.parents) if not one.exists()]
    try:
        target.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=_PREFIX, suffix=_SUFFIX, dir=target, ignore_cleanup_errors=True
        ) as temporary:
            new, old = Path(temporary, "new"), Path(temporary, "old")
            new.mkdir()
            old.mkdir()
            yield new
            _put_in_place(new, target, old)
    except BaseException:
        for one in made:
            with suppress(OSError):
                one.rmdir()
        raise
    for one in (target, *(one.parent for one in made)):
        _sync_folder(one)


def _put_in_place(new: Path, target: Path, old: Path) -> None:
    """Moves the files of a folder to another; if one cannot be, those before it are taken back."""
    paths = sorted(new.iterdir(), key=lambda path: (path.name == MANIFEST, path.name))
    before = [_file_at(target / path.name) for path in paths]
    with ExitStack() as back:
        for path, was in zip(paths, before, strict=True):
            place = target / path.name
            if was:
                _take_after(was, path)
                _keep(place, old / path.name)
                back.callback((old / path.name).replace, place)
            else:
                back.callback(place.unlink, missing_ok=True)
            path.replace(place)
        back.pop_all()


def _keep(place: Path, aside: Path) -> None:
    """A file under a second name, or a copy of it where files have one name only."""
    try:
        aside.hardlink_to(place)
    except OSError:
        copy2(place, aside)


def _file_at(place: Path) -> os.stat_result | None:
    """What is known of the file in whose place another is to come, or None if there is none.

    Raises:
        OSError: There is a folder or a device, or what is there cannot be looked at.
    """
    try:
        was = place.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(was.st_mode):
        code = EISDIR if stat.S_ISDIR(was.st_mode) else EINVAL
        raise OSError(code, os.strerror(code), str(place))
    return was


def _take_after(was: os.stat_result, path: Path) -> None:
    """Gives a file the rights of another and, as far as the process may, its group and owner."""
    mode = stat.S_IMODE(was.st_mode)
    if hasattr(os, "chown"):
        for owner, group in ((-1, was.st_gid), (was.st_uid, -1)):
            with suppress(PermissionError):
                os.chown(path, owner, group)
        if path.stat().st_gid != was.st_gid:
            # What that group might read or write is not for this one.
            mode &= ~stat.S_IRWXG
    path.chmod(mode)


def _sync_folder(path: Path) -> None:
    """Makes a rename last, where folders can be opened and synced; what is renamed stays so."""
    if hasattr(os, "O_DIRECTORY"):
        with suppress(OSError):
            folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

"""Everything that writes files, on a system whose calls fail and in processes that are killed.

Run as a program, it is given a folder: for each way of writing it starts processes that write over
the same files and are killed at each of their calls or, given how many, again and again until each is
killed at some moment.
"""

import io
import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any
from unittest import mock

from told import ADOPTED, GROUP_CYCLE

from coachcycle.interchange import write, write_folder, write_tables
from coachcycle.people import Coach, Roster, Teacher

Contents = dict[str, str]
"""By file name, the SHA-256 sum of the bytes."""

VERSIONS = ([GROUP_CYCLE, ADOPTED], [ADOPTED, GROUP_CYCLE, ADOPTED])
TABLES = ("events", "goals")
ROSTERS = tuple(
    Roster(coaches=[Coach(id="c-1")], teachers=[Teacher(id=f"t-{n}") for n in range(most)])
    for most in (20, 30)
)


def _document(folder: Path, version: int) -> None:
    write([ROSTERS[version]], folder / "roster.json")


def _lines(folder: Path, version: int) -> None:
    write(VERSIONS[version], folder / "cycles.ndjson")


def _folder(folder: Path, version: int) -> None:
    files: dict[str, Any] = {"roster.json": [ROSTERS[version]], "cycles.ndjson": VERSIONS[version]}
    write_folder(files, folder, manifest=True)


def _csv(folder: Path, version: int) -> None:
    write_tables(VERSIONS[version], folder, tables=TABLES, manifest=True)


def _arrow(folder: Path, version: int) -> None:
    write_tables(VERSIONS[version], folder, tables=TABLES, form="arrow", manifest=True)


WAYS: dict[str, Callable[[Path, int], None]] = {
    "a document": _document,
    "lines": _lines,
    "a folder": _folder,
    "tables as CSV": _csv,
    "tables as Arrow": _arrow,
}


def contents(folder: Path) -> Contents:
    """The files of a folder, those left over aside."""
    paths = [path for path in folder.iterdir() if not is_left_over(path)]
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(paths)}


def is_left_over(path: Path) -> bool:
    """Whether a file or folder is what a killed writer leaves behind."""
    return path.name.startswith(".coachcycle-") and path.name.endswith(".part")


# --- Calls that fail ----------------------------------------------------------------------------

CALLS = ("open", "fsync", "replace", "mkdir", "rmdir", "link", "chmod", "chown", "unlink")


class Strikes:
    """Counts the calls that writing makes of the system, and strikes at one of them, or from it on."""

    def __init__(self, at: int, strike: Callable[[], object], *, for_good: bool = False) -> None:
        self.at, self.strike, self.for_good = at, strike, for_good
        self.calls: list[str] = []

    def __call__(self, name: str) -> None:
        self.calls.append(name)
        if len(self.calls) == self.at or (self.for_good and len(self.calls) > self.at):
            self.strike()

    @property
    def struck(self) -> str | None:
        """The call at which it struck, or None if there were too few."""
        return self.calls[self.at - 1] if len(self.calls) >= self.at else None

    @contextmanager
    def falling(self) -> Iterator[None]:
        """Calls are counted as long as this lasts; the disk takes half of what it is given at first."""
        strikes = self

        class Disk(io.FileIO):
            def write(self, data: Any) -> int:
                strikes("write")
                return super().write(memoryview(data)[: len(data) // 2 or 1])

        def opened(path: Path, mode: str, opener: Any) -> Any:
            return io.BufferedWriter(Disk(path, mode.replace("b", ""), opener=opener))

        counted: dict[str, Any] = {name: self._counted(name) for name in CALLS}
        with (
            mock.patch.multiple(os, **counted),
            mock.patch("coachcycle.interchange.whole.open", opened, create=True),
        ):
            yield

    def _counted(self, name: str) -> Callable[..., Any]:
        call = getattr(os, name)

        def counted(*args: Any, **kwargs: Any) -> Any:
            # What is read or removed is opened without being made.
            if name != "open" or args[1] & os.O_CREAT:
                self(name)
            return call(*args, **kwargs)

        return counted


# --- Processes that are killed ------------------------------------------------------------------


def killed(write: Callable[[], object], after: float | None = None) -> bool:
    """Writes in a process of its own, which is killed after some seconds if it does not kill itself.

    Says whether it was killed.

    Raises:
        ChildProcessError: It was not, and what it wrote with raised something.
    """
    child = os.fork()
    if child == 0:
        try:
            write()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            raise
        finally:
            os._exit(1)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        return True
    if status:
        raise ChildProcessError("what the child raised is on standard error")
    return False


def _at_any_moment(
    folder: Path, way: Callable[[Path, int], None], most: int, seed: int
) -> Iterator[Contents]:
    chance = random.Random(seed)

    def again_and_again() -> None:
        for turn in count(1):
            way(folder, turn % 2)

    for _ in range(most):
        killed(again_and_again, chance.uniform(0, 0.06))
        yield contents(folder)


def _at_every_call(folder: Path, way: Callable[[Path, int], None]) -> Iterator[Contents]:
    for at in count(1):
        strikes = Strikes(at, lambda: os.kill(os.getpid(), signal.SIGKILL))

        def once(strikes: Strikes = strikes) -> None:
            with strikes.falling():
                way(folder, 1)

        if not killed(once):
            return
        yield contents(folder)
        way(folder, 0)


def main(top: Path, times: int | None) -> None:
    """Writes in every way, each in a folder of its own, and prints what stands there after each kill."""
    for seed, (name, way) in enumerate(WAYS.items()):
        folder = top / name
        folder.mkdir()
        way(folder, 0)
        found = _at_any_moment(folder, way, times, seed) if times else _at_every_call(folder, way)
        for one in found:
            print(json.dumps([name, one]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else None)

"""How far a check or a search has come, shown on a terminal; what draws it, rich, is of the extra `cli`."""

import sys
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

if TYPE_CHECKING:
    from coachcycle.balance import Progress as Search


class _Line:
    """A line on standard error that says how far something is. It leaves nothing behind."""

    def __init__(self, *columns: ProgressColumn) -> None:
        console = Console(stderr=True)
        self._progress = Progress(
            *columns,
            console=console,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
            disable=not console.is_interactive,
        )

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()


class Bar(_Line):
    """A bar while files are read."""

    def __init__(self, files: Iterable[str]) -> None:
        rate = TextColumn("{task.fields[rate]:,.0f} records/s")
        super().__init__(BarColumn(), DownloadColumn(), rate, TimeRemainingColumn())
        self._task = self._progress.add_task("", total=_size(files), rate=0)

    def show(self, read: int, documents: int) -> None:
        """Shows how much was read [bytes], and how many documents were checked in a second."""
        [task] = self._progress.tasks
        rate = documents / elapsed if (elapsed := task.elapsed) else 0
        self._progress.update(self._task, completed=read, rate=rate)
        self._progress.start()

    def make_way(self) -> None:
        """Goes until it is next shown, if standard output is written to the same terminal."""
        if sys.stdout.isatty():
            self._progress.stop()


class SearchBar(_Line):
    """How good a plan is so far, while it is searched."""

    def __init__(self) -> None:
        super().__init__(SpinnerColumn(), TextColumn("{task.fields[told]}"), TimeElapsedColumn())
        self._task = self._progress.add_task("", total=None, told="reading")

    def show(self, search: "Search") -> None:
        """Shows how far a search is."""
        told = f"{search.level}: {search.value:,}, could be better by {search.gap:,} at most"
        self._progress.update(self._task, told=told)


def _size(files: Iterable[str]) -> int | None:
    """How large the files are together [bytes]; None if that is not known of one of them."""
    paths = [Path(file) for file in files]
    return sum(path.stat().st_size for path in paths) if all(map(Path.is_file, paths)) else None

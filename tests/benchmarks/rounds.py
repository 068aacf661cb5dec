"""Times functions side by side: on one core, in turns, by the median."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from itertools import repeat
from platform import python_version
from statistics import median
from time import process_time

ROUNDS = 15

Side = Callable[[], object]


def pin() -> None:
    """Keeps this process on one core, where the system has such a thing."""
    if sys.platform == "linux":
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def medians(sides: Mapping[str, Side], seconds: float = 0.02) -> dict[str, float]:
    """The seconds of processor time that a call of each side takes.

    In every round each side has its turn of about `seconds`; the garbage collector runs as usual.
    What other processes take meanwhile does not count.
    """
    calls = {name: _calls_in(seconds, side) for name, side in sides.items()}
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(ROUNDS):
        for name, side in sides.items():
            taken[name].append(_taken(side, calls[name]) / calls[name])
    return {name: median(each) for name, each in taken.items()}


def _taken(side: Side, calls: int) -> float:
    began = process_time()
    for _ in repeat(None, calls):
        side()
    return process_time() - began


def _calls_in(seconds: float, side: Side) -> int:
    side()  # what is made once is made here
    calls = 1
    while (taken := _taken(side, calls)) < seconds / 4:
        calls *= 2
    return max(1, round(calls * seconds / taken))


def heading(*packages: str, how: str = f"medians of {ROUNDS} rounds") -> str:
    """What was measured, with versions."""
    named = ", ".join(f"{package} {version(package)}" for package in packages)
    return f"Python {python_version()}, {named}; processor time, {how}"


def table(rows: Sequence[Sequence[str]]) -> str:
    """The rows as text: the first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )

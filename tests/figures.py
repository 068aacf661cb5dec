"""The figures on the page about reliability, written by the runs that measured them.

A cell of the page that ends in `<!-- tried: name -->` holds what the proof of that name tried.
"""

import datetime
import re
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from platform import python_version

PAGE = Path(__file__).parents[1] / "docs" / "reliability.md"

_CELL = re.compile(r"\| [^|\n]*(?=<!-- tried: ([a-z-]+) -->)")


def names(page: str) -> list[str]:
    """The proofs whose figures a page holds, in its order."""
    return _CELL.findall(page)


def written(page: str, figures: Mapping[str, str], day: datetime.date) -> str:
    """The page with new figures in their cells, each with its day and versions.

    Raises:
        KeyError: The page has no cell for one of them.
    """
    for name in figures.keys() - set(names(page)):
        raise KeyError(name)
    origin = f"{day}, coachcycle {version('coachcycle')}, Python {python_version()}"

    def cell(match: re.Match[str]) -> str:
        figure = figures.get(match[1])
        return match[0] if figure is None else f"| {figure} ({origin}) "

    return _CELL.sub(cell, page)

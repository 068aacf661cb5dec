"""Figures find their cells, and every proof that notes one has a cell."""

import datetime
import re
from pathlib import Path

import pytest

import figures

DAY = datetime.date(2027, 1, 2)
TOLD = "| promised | tried |\n| --- | --- |\n| a | 1 (old) <!-- tried: one --> |\n| b | 2 <!-- tried: two --> |\n"


def test_a_figure_takes_the_place_of_the_old_one() -> None:
    """
    With its day and versions; the other cells stay.
    """
    first, second = figures.written(TOLD, {"one": "9 inputs"}, DAY).splitlines()[2:]
    assert re.fullmatch(
        r"\| a \| 9 inputs \(2027-01-02, coachcycle \S+, Python \S+\) <!-- tried: one --> \|", first
    )
    assert second == TOLD.splitlines()[3]


def test_a_figure_without_a_cell_is_no_secret() -> None:
    """
    It has to be given one.
    """
    with pytest.raises(KeyError, match="three"):
        figures.written(TOLD, {"three": "0"}, DAY)


def test_every_proof_has_its_cell() -> None:
    """
    And every cell its proof.
    """
    noted = [
        name
        for path in sorted(Path(__file__).parent.rglob("test_*.py"))
        for name in re.findall(r'\btried\(\s*"([a-z-]+)"', path.read_text())
    ]
    assert sorted(noted) == sorted(figures.names(figures.PAGE.read_text()))

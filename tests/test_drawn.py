"""What is drawn from the code's tables is what they say now."""

import re
from pathlib import Path

import pytest

from coachcycle.cycles import MODELS, CycleModel
from coachcycle.interchange import check, read
from script import script as load

ROOT = Path(__file__).parents[1]


draw = load("draw")


@pytest.mark.parametrize("name", draw.PAGES)
def test_pages(name: str) -> None:
    """
    Diagrams and tables in the docs are those of the code.
    """
    page = (ROOT / name).read_text("utf-8")
    assert draw.drawn(page) == page


@pytest.mark.parametrize("name", draw.PICTURES)
def test_pictures(name: str) -> None:
    """
    Each is drawn from its page's own examples, byte for byte the same by the version that it names.
    """
    published = (ROOT / name).read_text("utf-8")
    drawn = draw.picture(name)
    version = re.compile(r"Matplotlib v([0-9.]+)")
    assert drawn.count("<path") == published.count("<path") > 10
    if version.findall(drawn) == version.findall(published):
        assert drawn == published


@pytest.mark.parametrize("model", list(MODELS), ids=lambda model: model.name)
def test_published_models(model: CycleModel) -> None:
    """
    Every model in the code is a document too, word for word.
    """
    path = draw.PUBLISHED / f"{model.name}.json"
    assert path.read_text("utf-8") == draw.document(model)
    assert list(read(path, CycleModel)) == [model]


def test_models_that_are_documents_only() -> None:
    """
    They are loaded like any district's own, and there are no others.
    """
    files = sorted(draw.PUBLISHED.glob("*.json"))
    named = {model.name for model in (*MODELS, *draw.documents_only())}
    assert {path.stem for path in files} == named
    assert list(check(files)) == []

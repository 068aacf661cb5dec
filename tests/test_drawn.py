"""What is drawn from the code's tables is what they say now."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from coachcycle.cycles import MODELS, CycleModel
from coachcycle.interchange import check, read

ROOT = Path(__file__).parents[1]


def _script() -> Any:
    spec = importlib.util.spec_from_file_location("draw", ROOT / "scripts" / "draw.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


draw = _script()


@pytest.mark.parametrize("name", draw.PAGES)
def test_pages(name: str) -> None:
    """
    Diagrams and tables in the docs are those of the code.
    """
    page = (ROOT / name).read_text("utf-8")
    assert draw.drawn(page) == page


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

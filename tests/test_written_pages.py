"""The pages about documents and findings are what schemas and classes say now."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import coachcycle
from coachcycle.errors import CODES
from script import script as load

ROOT = Path(__file__).parents[1]


script = load("pages")
PAGES = sorted(
    str(page.relative_to(ROOT))
    for folder in ("documents", "findings")
    for page in (ROOT / "docs" / folder).iterdir()
)
for module in pkgutil.walk_packages(coachcycle.__path__, "coachcycle."):
    importlib.import_module(module.name)
OURS = {code for code, cls in CODES.items() if cls.__module__.startswith("coachcycle.")}


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    """By its path, what each page is to say."""
    pages: dict[str, str] = script.pages()
    return pages


@pytest.mark.parametrize("name", PAGES)
def test_pages(name: str, written: dict[str, str]) -> None:
    """
    Each is what the script writes.
    """
    assert (ROOT / name).read_text("utf-8") == written[name]


def test_none_is_missing(written: dict[str, str]) -> None:
    """
    What the script writes is there, and nothing else.
    """
    assert sorted(written) == PAGES


def test_every_page_can_be_reached() -> None:
    """
    Each stands in the navigation, once.
    """
    navigation = (ROOT / "zensical.toml").read_text("utf-8")
    for name in PAGES:
        assert navigation.count(f'"{name.removeprefix("docs/")}"') == 1


def test_links_lead_somewhere(written: dict[str, str]) -> None:
    """
    To a heading of another page or the same one, or to a class that the reference has.
    """
    count = 0
    for name, text in written.items():
        for page, anchor in re.findall(r"\]\(([\w/.]*)#([\w.]+)\)", text):
            count += 1
            if page.startswith("../reference/"):
                package, _, cls = anchor.rpartition(".")
                assert cls in importlib.import_module(package).__all__
                assert (ROOT / "docs/documents" / page).resolve().exists()
            else:
                there = written[str(Path(name).parent / page) if page else name]
                assert anchor in re.findall(r"^## (\w+)$", there.lower(), re.MULTILINE)
    assert count > 300


def test_every_code_is_explained_once(written: dict[str, str]) -> None:
    """
    On the page of its family, with its sentence and what to do.
    """
    together = "".join(text for name, text in written.items() if "/findings/" in name)
    for code in OURS:
        assert together.count(f"\n## {code}\n") == 1
        page = written[f"docs/findings/{code.partition('.')[0]}.md"]
        assert f"\n> {CODES[code].template}\n" in page
        assert f"\n**What to do.** {CODES[code].remedy}\n" in page


def test_every_code_has_an_example_or_is_not_from_files() -> None:
    """
    One of both.
    """
    assert set(script.EXAMPLES).isdisjoint(script.NOT_FROM_FILES)
    assert {*script.EXAMPLES, *script.NOT_FROM_FILES} == OURS


@pytest.mark.parametrize("code", script.EXAMPLES)
def test_examples_give_their_codes(code: str) -> None:
    """
    And nothing else, unless it is a package of several files.
    """
    example = script.EXAMPLES[code]
    found = {one.code for one in script.found(example)}
    assert code in found if example.package else found == {code}

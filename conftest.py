"""Runs the Python examples of the README and of each page as a test, and all tests on all cores."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sybil import Document, Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

PAGES = Sybil(parsers=[PythonCodeBlockParser(), SkipParser()], patterns=["*.md"])


class Examples(pytest.Item):
    """The examples of a page, each of which goes on from those before it."""

    def __init__(self, document: Document, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.document = document

    def runtest(self) -> None:
        """Runs one after the other."""
        for example in self.document.examples():
            example.evaluate()


class Page(pytest.File):
    """A page; one without examples has no test."""

    def collect(self) -> Iterator[Examples]:
        """Gives the one test."""
        document = PAGES.parse(self.path)
        if any(document.examples()):
            yield Examples.from_parent(self, name="examples", document=document)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> Page | None:
    """Takes pages in Markdown."""
    return Page.from_parent(parent, path=file_path) if PAGES.should_parse(file_path) else None


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """How many processes run the tests: as many as there are cores for all of them, otherwise none.

    A few tests are done before processes have started; slow tests and proofs measure, and say what they tried.
    """
    is_everyday = config.getoption("markexpr") == "not slow and not proof"
    is_all = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    return None if is_everyday and is_all else 0

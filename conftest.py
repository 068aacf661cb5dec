"""Runs every Python example of the README and the docs as a test, and all tests on all cores."""

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()], patterns=["*.md"]
).pytest()


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """How many processes run the tests: as many as there are cores for all of them, otherwise none.

    A few tests are done before processes have started; slow tests and proofs measure, and say what they tried.
    """
    is_everyday = config.getoption("markexpr") == "not slow and not proof"
    is_all = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    return None if is_everyday and is_all else 0

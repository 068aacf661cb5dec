"""Names that load when they are first used."""

import importlib
import json
import subprocess
import sys

import pytest

PACKAGES = ("coachcycle", "coachcycle.goals", "coachcycle.schoolyear")


@pytest.mark.parametrize("package", PACKAGES)
def test_every_name_is_there(package: str) -> None:
    """
    Whichever module has it, and it is the module's own.
    """
    module = importlib.import_module(package)
    for name in module.__all__:
        assert getattr(module, name) is not None
    owners = [importlib.import_module(one) for one in module.LATER]
    assert all(any(hasattr(one, name) for name in module.__all__) for one in owners)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_bears_such_a_name(package: str) -> None:
    """
    For Python sets a module that was imported as its package's attribute, which would hide the name.
    """
    module = importlib.import_module(package)
    assert not {one.rpartition(".")[2] for one in module.LATER} & set(module.__all__)


@pytest.mark.parametrize("package", PACKAGES)
def test_other_names_are_not(package: str) -> None:
    """
    Python's own words for it, also for what a module merely imported.
    """
    module = importlib.import_module(package)
    for name in ("nothing", "import_module", "frozen", "combinations"):
        with pytest.raises(AttributeError, match=f"module '{package}' has no attribute '{name}'"):
            getattr(module, name)


def test_they_are_not_loaded_before() -> None:
    """
    The import of the library leaves out files, analyses and timetables.
    """
    told = "import coachcycle, json, sys; print(json.dumps(sorted(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", told], capture_output=True, check=True)
    loaded = set(json.loads(found.stdout))
    for package in PACKAGES:
        assert not loaded & set(importlib.import_module(package).LATER)

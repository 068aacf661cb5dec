"""The compiled functions as plain Python."""

from types import ModuleType

import pytest

from coachcycle.balance import programme, repair


def uncompile(monkeypatch: pytest.MonkeyPatch, *modules: ModuleType) -> None:
    """Puts the plain functions in the place of compiled ones."""
    for module in modules or (programme, repair):
        for name, value in [*vars(module).items()]:
            if hasattr(value, "py_func"):
                monkeypatch.setattr(module, name, value.py_func)

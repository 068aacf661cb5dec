"""Names of a package that load with their modules when they are first used.

What only some applications need is not paid for by all of them when they import a package.
"""

import sys
from importlib import import_module
from typing import Any


def later(package: str, name: str, modules: tuple[str, ...]) -> Any:
    """What a package's `__getattr__` (PEP 562) gives for a name of its `__all__`.

    Args:
        package: The package's own name.
        name: The name that is wanted.
        modules: The full names of the modules that have it, each imported if those before it have not.

    Raises:
        AttributeError: The name is not one of the package's.
    """
    if name in sys.modules[package].__all__:
        for module in map(import_module, modules):
            if hasattr(module, name):
                return getattr(module, name)
    raise AttributeError(f"module {package!r} has no attribute {name!r}")

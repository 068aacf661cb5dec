"""Imports go down the ladder, through the front door of a package, and never to the root."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "coachcycle"

# Of two on one rung neither imports the other; the demo is what one command shows, so it stands below.
RUNGS = {
    "errors": 0,
    "later": 0,
    "vocabulary": 1,
    "schoolyear": 2,
    "people": 3,
    "goals": 3,
    "cycles": 4,
    "caseloads": 4,
    "policy": 5,
    "balance": 5,
    "simulate": 6,
    "interchange": 7,
    "report": 7,
    "testing": 7,
    "demo": 8,
    "cli": 9,
}


MODULES = {
    ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(SOURCE.rglob("*.py"))
    if path != SOURCE / "__init__.py"
}


def imports(source: str, package: str) -> Iterator[str]:
    """Every module of ours that a module of a package imports, wherever in its source."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:
                yield f"relative:{module}"
            elif module == "coachcycle":
                yield from (f"coachcycle.{alias.name}" for alias in node.names)
            elif module.startswith("coachcycle."):
                yield module
                if module == f"coachcycle.{package}":  # `from package import sibling`
                    yield from (f"{module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("coachcycle"))


def violations(module: str, source: str) -> list[str]:
    """What a module imports and may not; the module is given as its dotted path below the root."""
    package = module.partition(".")[0]
    wrong = []
    for imported in imports(source, package):
        below = imported.removeprefix("coachcycle").removeprefix(".")
        target, _, inside = below.partition(".")
        if target == package:
            continue
        is_front_door = not inside or (target, inside) == ("interchange", "oneroster")
        if not below or target not in RUNGS or RUNGS[target] >= RUNGS[package] or not is_front_door:
            wrong.append(imported)
    return wrong


@pytest.mark.parametrize("module", MODULES)
def test_imports_only_go_down(module: str) -> None:
    """No module imports its own rung's neighbours, anything above it, or the root."""
    assert violations(module, MODULES[module].read_text("utf-8")) == []


def test_siblings_form_no_ring() -> None:
    """Within a package, modules can be put in an order in which each imports only earlier ones."""
    needs = {
        module: {
            one.removeprefix("coachcycle.")
            for one in imports(path.read_text("utf-8"), module.partition(".")[0])
        }
        for module, path in MODULES.items()
        if path.name != "__init__.py"
    }
    ordered: set[str] = set()
    while ready := {one for one in needs.keys() - ordered if needs[one] & needs.keys() <= ordered}:
        ordered |= ready
    assert needs.keys() - ordered == set()


@pytest.mark.parametrize(
    "planted",
    [
        "import coachcycle",
        "from coachcycle import Cycle",
        "from coachcycle.interchange import check",
        "from coachcycle.goals import Goal",
        "from coachcycle.schoolyear.days import as_day",
        "def late():\n    from coachcycle.cycles import Cycle",
        "from .. import goals",
    ],
)
def test_a_planted_violation_is_found(planted: str) -> None:
    """The test above can fail."""
    assert violations("people.roster", planted)

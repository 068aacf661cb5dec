"""How close bound and plan come to the optimum on published generalized-assignment instances.

    uv run tests/benchmarks/assignment.py [--profits] FILE[=OPTIMUM,...] ...

A file is one of OR-Library (gap1 to gap12, gapa to gapd) or of Yagiura's collection (types A to E), with the
known optima of its instances, if they are to be compared. With `--profits`, as is asked of gap1 to gap12, what
the file holds is to be large rather than small.

Each instance is solved by the price method alone, and by all there is where a mixed integer programme may be
tried, too. What both are off is a share of the optimum, or of the bound where none is told; a bound that is
off by less than nothing is wrong.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from time import process_time
from unittest.mock import patch

from rounds import pin, table

from coachcycle.balance import exact, solve

sys.path.insert(0, str(Path(__file__).parents[1] / "balance"))
from generalized import Instance, drawn, read


def rows(told: str, *, of_profits: bool) -> Iterator[tuple[str, ...]]:
    """The rows of a file."""
    name, _, listed = told.partition("=")
    instances = read(Path(name).read_text())
    optima = [int(one) for one in listed.split(",")] if listed else [None] * len(instances)
    for number, (instance, optimum) in enumerate(zip(instances, optima, strict=True), 1):
        sizes = f"{Path(name).name} {number}", f"{instance.agents}", f"{instance.items}"
        with patch.object(exact, "MOST_AGENTS", 0):
            yield *sizes, "prices", *row(instance, optimum, of_profits=of_profits)
        if exact.is_small(instance.problem()):
            yield *sizes, "all", *row(instance, optimum, of_profits=of_profits)


def row(instance: Instance, optimum: int | None, *, of_profits: bool) -> tuple[str, ...]:
    """What the bound and the plan are, how long that took, and how far both are from the optimum."""
    least = instance.turned() if of_profits else instance
    began = process_time()
    found = solve(least.problem())
    seconds = process_time() - began
    (level,) = found.levels
    assert level.bound is not None
    bound, cost = least.cost(level.bound), least.cost_of(least.plan(found.taken))
    if of_profits:
        bound = instance.turned_back(bound)
        cost = None if cost is None else instance.turned_back(cost)
    best = bound if optimum is None else optimum
    sign = -1 if of_profits else 1
    return (
        f"{bound:,}",
        "incomplete" if cost is None else f"{cost:,}",
        f"{seconds:.1f}",
        f"{sign * (best - bound) / best:.3%}",
        "" if cost is None else f"{sign * (cost - best) / best:.3%}",
    )


def main(told: list[str]) -> None:
    """Prints the table."""
    of_profits, files = "--profits" in told, [one for one in told if one != "--profits"]
    pin()
    solve(drawn("A", 2, 5, 1).problem())  # what is compiled once is compiled here
    heads = ("file", "agents", "items", "by", "bound", "plan", "seconds", "bound off", "plan off")
    print(table([heads, *(one for file in files for one in rows(file, of_profits=of_profits))]))


if __name__ == "__main__":
    main(sys.argv[1:])

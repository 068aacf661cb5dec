"""Documents with something wrong in them, or not."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

ODD: list[Any] = [
    None, True, 0, -1, 1.0, 1.5, 1e15, 10**15 + 1, "", "a b", "x", "a\u2028", "é" * 201, "\U0001f98b" * 200,
    [], {}, ["x"], "2026-02-29", "08:00", "24:00", "2026-09-08T15:00:00Z", "0001-01-01T00:00:00Z",
]  # fmt: skip


def spoil(document: Any, pick: Callable[[Sequence[Any]], Any]) -> None:
    """Replaces, takes away or adds something, somewhere in a document."""
    node = document
    while node:
        place = pick(sorted(node) if isinstance(node, dict) else range(len(node)))
        if isinstance(node[place], dict | list) and node[place] and pick(range(4)):
            node = node[place]
            continue
        match pick(("replace", "alter", "repeat", "remove", "add")):
            case "replace":
                node[place] = deepcopy(pick(ODD))
            case "alter":
                node[place] = _altered(node[place], pick)
            case "repeat":
                node[place] = pick(list(node.values()) if isinstance(node, dict) else node)
            case "remove":
                del node[place]
            case _ if isinstance(node, dict):
                node[pick(("", "colour", "kind", "stay", "reason", "constructor"))] = deepcopy(
                    pick(ODD)
                )
            case _:
                node.append(node[0])
        return


def _altered(value: Any, pick: Callable[[Sequence[Any]], Any]) -> Any:
    match value:
        case str():
            return pick((f"{value}\n", f"{value}x", f" {value}", value[:-1], value.swapcase()))
        case bool():
            return not value
        case int() | float():
            return pick((value + 1, value - 1, -value, float(value), value + 0.5, value * 1000))
        case _:
            return pick(ODD)

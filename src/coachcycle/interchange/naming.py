"""What rules of caseloads and plans name that a roster has, and where they do.

Values sort what they hold, so that places are found in the documents that they were read from.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from attrs import frozen

from coachcycle.interchange.pointing import Steps

What = Literal["coach", "teacher", "school", "tier", "credential"]
"""What an id is that of."""

EACH = "*"
"""Stands in a way for each item of a list."""

_RULES: dict[str, What] = {
    "demands/*/tier": "tier",
    "duties/*/coach": "coach",
    "credentials/*": "credential",
    "journeys/*/base": "school",
    "journeys/*/school": "school",
    "bases/*/coach": "coach",
    "bases/*/school": "school",
    "volunteers/*": "teacher",
    "pairs/*/coach": "coach",
    "pairs/*/teacher": "teacher",
    "pairs/*/school": "school",
    "together/*/teachers/*": "teacher",
}
_STRETCH: dict[str, What] = {
    "assignments/*/coach": "coach",
    "assignments/*/school": "school",
    "assignments/*/teachers/*": "teacher",
    "unserved/*/school": "school",
    "unserved/*/teachers/*": "teacher",
    "open_cycles/*": "teacher",
}
_PARTS: dict[str, dict[str, dict[str, What]]] = {
    "caseload_rules": {"": _RULES},
    "caseload": {"rules": _RULES, "stretches/*": _STRETCH, "replaced": _STRETCH},
}
"""By kind the ways to parts of a document, and for each the ways that lead on to ids."""


@frozen
class Named:
    """An id in a document, and what it should be that of."""

    what: What
    id: str
    key: str
    """The key of the rules or of the stretch under which it stands."""
    steps: Steps


@frozen
class Naming:
    """A document of a kind that names what a roster has."""

    kind: str
    document: Any

    def __iter__(self) -> Iterator[Named]:
        for part, ways in _PARTS[self.kind].items():
            for steps, node in _reached(self.document, _way(part), ()):
                for way, what in ways.items():
                    key, *rest = _way(way)
                    for place, id in _reached(node, (key, *rest), steps):
                        yield Named(what, id, key, place)


def names(kind: str) -> bool:
    """Whether documents of a kind name what a roster has."""
    return kind in _PARTS


def _way(written: str) -> list[str]:
    return written.split("/") if written else []


def _reached(node: Any, way: Sequence[str], steps: Steps) -> Iterator[tuple[Steps, Any]]:
    """What a way leads to, each with its place, as far as the document has it."""
    if not way:
        yield steps, node
        return
    step, *rest = way
    if step == EACH:
        for place, one in enumerate(node):
            yield from _reached(one, rest, (*steps, place))
    elif step in node:
        yield from _reached(node[step], rest, (*steps, step))

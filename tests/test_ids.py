"""Ids that merely look like others, paths in ids, and what becomes of ids on the disk."""

import copy
import inspect
import os
import random
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from coachcycle import vocabulary
from coachcycle.errors import CoachCycleError
from coachcycle.interchange import decode, encode, write_folder, write_tables
from coachcycle.people import Coach, Post, Roster, School, Teacher
from desk import Desk, active, goal

MAKERS: dict[str, Callable[[str], object]] = {
    name: make
    for name, make in vars(vocabulary).items()
    if inspect.isfunction(make)
    and name.removeprefix("optional_").endswith(("_id", "reference", "rotation_day"))
    and not name.startswith("_")
}
"""What makes ids of every type."""

# After the confusables of Unicode Technical Standard 39 (unicode.org/reports/tr39).
ALIKE = {
    "a": "\u0430\u0251\u03b1\uff41", "c": "\u0441\u03f2\u1d04\uff43", "e": "\u0435\u212f\uff45", "i": "\u0456\u0131\u2170\uff49",
    "I": "\u0406\u0399\u04c0\u0130\uff29", "o": "\u043e\u03bf\u0585\u0665\uff4f", "p": "\u0440\u03c1\uff50", "s": "\u0455\ua731\uff53",
    "t": "\u03c4\uff54", "x": "\u0445\u00d7\uff58", "y": "\u0443\u028f\uff59", "B": "\u0392\u0412\uff22", "K": "\u212a\u039a\uff2b",
    "0": "\u0030\ufe0f\u0660\uff10", "1": "\u0661\u06f1\uff11\u00b9\u2460", "2": "\u0662\u0968\uff12\u00b2", "3": "\u0417\uff13",
    "-": "\u2010\u2011\u2012\u2013\u2212\u00ad\uff0d", ".": "\u2024\uff0e\u3002\u0701", ":": "\uff1a\u02d0\u05c3\ua789", "_": "\uff3f\u203f",
}  # fmt: skip
UNSEEN = (
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u180e\u061c\u200e\u200f\u202a\u202e\u2066\u2069"
    "\u0301\u0327\u0332\u20dd\ufe0f\x00\x07\x1b\x7f\x85\u2028\u00a0 \t\r\n"
)
PATHS = (
    "../", "..\\", "/", "\\", "/etc/passwd", "C:\\", "\\\\host\\share", "file:///", "~/", "%2e%2e%2f", "%00",
    "a/b", "..%5c", "\uff0e\uff0e\uff0f", "\u2215", "\u2044", "$HOME", "`id`", "a;b", "a|b", "a&b", "*", "?", '"', "<", "'",
)  # fmt: skip
IN_ALPHABET = ("..", ".", "CON", "nul.", "a.", "COM1", "C:", "a:b", "-rf", "...", "aux.json", "con")
"""Paths and names of devices that are ids: on the disk they must be none."""


def tricks(seed: int) -> Iterator[str]:
    """Texts that are no ids, though each looks like one or is meant as a path."""
    chance = random.Random(seed)
    while True:
        id = "".join(chance.choices("aceiIopstxyBK0123-.:_", k=chance.randint(1, 12)))
        at = chance.randrange(len(id))
        alike = [one for one in ALIKE.get(id[at], "") if not one.isascii()]
        yield chance.choice(
            [
                id[:at] + (chance.choice(alike) if alike else "\u0430") + id[at + 1 :],
                id[:at] + chance.choice(UNSEEN) + id[at:],
                id + chance.choice(UNSEEN),
                id[:at] + chance.choice(PATHS) + id[at:],
                id[:at] + chr(chance.randrange(0x80, 0xD800)) + id[at:],
                id * (64 // len(id) + 1),
                unicodedata.normalize("NFD", id + "\u00e9"),
            ]
        )


def places(node: Any, ids: set[str]) -> Iterator[tuple[Any, Any]]:
    """Where a document holds one of these ids."""
    for key in [*node] if isinstance(node, dict) else range(len(node)):
        if isinstance(node[key], dict | list):
            yield from places(node[key], ids)
        elif node[key] in ids:
            yield node, key


def documents() -> list[dict[str, Any]]:
    """A cycle, a goal and a roster in which every id begins with `id-`."""
    desk = Desk(
        cycle="id-1", by="id-2", coach="id-2", teachers={"id-3"}, continues="id-4", id="id-e1"
    )
    desk.enter("agreed", by="id-3", id="id-e2")
    desk.enter("started", by="id-2", id="id-e3")
    own = goal("id-g", owners={"id-3"}, serves="id-5", copied_from="id-6", standards={"id-7"})
    desk.enter("goal_set", by="id-2", id="id-e4", goal=own)
    desk.enter("measured", by="id-2", id="id-e5", goal_id="id-g", teacher="id-3", version="id-e4")
    held = {"session": "id-v", "coach": "id-2", "attendees": {"id-3"}}
    desk.enter("session_held", by="id-2", id="id-e6", **held)
    desk.enter("evidence", by="id-2", id="id-e7", reference="id-r", stay="id-e3")
    desk.enter("step_agreed", by="id-2", id="id-e8", step="id-s", owner="id-3")
    roster = Roster(
        schools=[School(id="id-8")],
        coaches=[Coach(id="id-9", posts=[Post(school="id-8")], schools={"id-8"})],
        teachers=[Teacher(id="id-10", posts=[Post(school="id-8")], tier="id-11")],
    )
    return [encode(one) for one in (desk.cycle, own, roster)]


DOCUMENTS = documents()


def ids_in(node: Any) -> set[str]:
    """The ids of a document."""
    items = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    own = {node} if isinstance(node, str) and node.startswith("id-") else set()
    return own.union(*map(ids_in, items))


def through(count: int) -> list[str]:
    """The tricks that some maker or document lets through."""
    found = []
    source, chance = tricks(0), random.Random(1)
    for _ in range(count):
        trick = next(source)
        for make in MAKERS.values():
            try:
                make(trick)
            except CoachCycleError:
                continue
            found.append(trick)
        document = copy.deepcopy(chance.choice(DOCUMENTS))
        holder, key = chance.choice([*places(document, ids_in(document))])
        holder[key] = trick
        try:
            decode(document)
        except CoachCycleError:
            continue
        found.append(trick)
    return found


class TestTricks:
    def test_every_maker_is_tried(self) -> None:
        """
        The types of ids that there are, and the optional ones; all take an id.
        """
        assert len(MAKERS) == 17
        assert all(make("id-1") == "id-1" for make in MAKERS.values())
        for document in DOCUMENTS:
            decode(document)
        assert sum(len([*places(one, ids_in(one))]) for one in DOCUMENTS) > 40

    def test_some(self) -> None:
        """
        None gets through.
        """
        assert through(500) == []

    @pytest.mark.proof
    def test_many(
        self, proof_count: Callable[[int], int], tried: Callable[[str, str], None]
    ) -> None:
        """
        Letters that look alike, what is not seen, other digits, paths: a hundred thousand.
        """
        count = proof_count(100_000)
        assert through(count) == []
        kinds = len(MAKERS)
        tried("ids", f"{count:,} texts for {kinds} makers of ids and in documents, 0 through")


class TestOnTheDisk:
    def test_ids_are_no_file_names(self, tmp_path: Path) -> None:
        """
        Files are called after tables and by whoever writes them, whatever the ids.
        """
        cycles = [active(cycle=id).cycle for id in IN_ALPHABET]
        (tmp_path / "in").mkdir()
        write_tables(cycles, tmp_path / "in" / "tables", tables=["events", "cycles"], manifest=True)
        write_folder({"cycles.ndjson": cycles}, tmp_path / "in" / "folder", manifest=True)
        found = [os.path.relpath(one, tmp_path) for one in tmp_path.rglob("*") if one.is_file()]
        assert sorted(found) == [
            "in/folder/cycles.ndjson",
            "in/folder/manifest.json",
            "in/tables/cycles.csv",
            "in/tables/events.csv",
            "in/tables/manifest.json",
        ]

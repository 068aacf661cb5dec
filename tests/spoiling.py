"""Inputs spoilt on purpose: documents of the conformance kit, changed as bytes and as JSON.

The same number always gives the same input.
"""

import json
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from attrs import frozen

from coachcycle.interchange import kit_cases

SECRET = "Zaunkönigin R."
"""Stands wherever a document of the kit has words, and in their place; no id can look like it."""
SCORE = 77123.25
"""Stands in the place of numbers."""

CORPUS = Path(__file__).parent / "fuzz" / "corpus"

Slot = tuple[Any, Any]

LONGEST = 4_000
"""How many bytes a file that is spoilt has at most; most findings need a few hundred."""


@frozen
class Input:
    """The bytes of a file, and the ending of its name."""

    data: bytes
    ending: str


@cache
def kit(folder: str) -> tuple[Input, ...]:
    """The kit's short documents under folders of a name, their words marked as secret."""
    found: set[Input] = set()
    for case in kit_cases():
        if folder in case.path.parts and case.path.is_file():
            data = case.path.read_bytes()
            ending = ".ndjson" if folder == "logs" else ".json"
            is_each = ending == ".json" and case.path.suffix == ".ndjson"
            texts = data.splitlines() if is_each else [data]
            found |= {Input(_marked(text), ending) for text in texts if len(text) <= LONGEST}
    return tuple(sorted(found, key=lambda one: (one.ending, one.data)))


def _marked(text: bytes) -> bytes:
    documents = _documents(text)
    for node, key in slots(documents):
        if isinstance(node[key], str) and " " in node[key]:
            node[key] = f"{SECRET} {node[key]}"
    return _text(documents, None) if documents else text


def _documents(text: bytes) -> list[Any]:
    """The JSON values on the lines of a text, or the one that it is; none if that cannot be read."""
    with suppress(ValueError, RecursionError):
        return [json.loads(text)]
    with suppress(ValueError, RecursionError):
        return [json.loads(line) for line in text.splitlines()]
    return []


def _text(documents: Sequence[Any], indent: int | None, *, ascii_only: bool = False) -> bytes:
    texts = (json.dumps(one, indent=indent, ensure_ascii=ascii_only) for one in documents)
    return "\n".join(texts).encode(errors="surrogatepass")


def spoilt(number: int) -> Input:
    """The input of a number: a file with one to four changes."""
    chance = random.Random(number)
    folder = chance.choices(("valid", "invalid", "logs"), (6, 2, 2))[0]
    seed = chance.choice(kit(folder))
    data = seed.data
    for _ in range(chance.choice((1, 1, 1, 2, 3, 4))):
        data = _spoil(data, chance)
    return Input(data, seed.ending)


def _spoil(text: bytes, chance: random.Random) -> bytes:
    documents = _documents(text)
    if not any(slots(documents)) or chance.random() < SHARE_OF_BYTES:
        return chance.choice(OF_BYTES)(text, chance)
    chance.choice(OF_JSON)(slots(documents), chance)
    indent = 1 if len(documents) == 1 and chance.random() < 0.5 else None
    return _text(documents, indent, ascii_only=chance.random() < 0.2)


SHARE_OF_BYTES = 0.5
"""How often bytes are changed and not the JSON that they hold."""


def slots(value: Any) -> list[Slot]:
    """Every place in a JSON value that holds another value."""
    slots: list[Slot] = []
    nodes = [value]
    while nodes:
        node = nodes.pop()
        if isinstance(node, dict | list):
            keys = list(node) if isinstance(node, dict) else range(len(node))
            slots += ((node, key) for key in keys)
            nodes += (node[key] for key in keys)
    return slots


# --- Changes of JSON ----------------------------------------------------------------------------


def _replace(slots: Sequence[Slot], chance: random.Random) -> None:
    node, key = chance.choice(slots)
    node[key] = chance.choice(ODD)()


def _same_type(slots: Sequence[Slot], chance: random.Random) -> None:
    """Another value of the type that is there, so that more rules are reached."""
    node, key = chance.choice(slots)
    others = [a[b] for a, b in slots if type(a[b]) is type(node[key])]
    others += [one for one in WORDS if isinstance(node[key], str)]
    others += [one for one in NUMBERS if isinstance(node[key], int | float)]
    node[key] = json.loads(json.dumps(chance.choice(others)))


def _take_away(slots: Sequence[Slot], chance: random.Random) -> None:
    node, key = chance.choice(slots)
    del node[key]


def _swap(slots: Sequence[Slot], chance: random.Random) -> None:
    (one, a), (other, b) = chance.choice(slots), chance.choice(slots)
    # By way of copies: a value may stand inside of the other.
    left, right = json.dumps(one[a]), json.dumps(other[b])
    one[a] = json.loads(right)
    if b in other if isinstance(other, dict) else b < len(other):
        other[b] = json.loads(left)


def _rename(slots: Sequence[Slot], chance: random.Random) -> None:
    node, key = chance.choice(slots)
    if isinstance(node, dict):
        keys = [one for _, one in slots if isinstance(one, str)]
        node[chance.choice((*keys, *WORDS, "$ref", "extra"))] = node.pop(key)


def _repeat(slots: Sequence[Slot], chance: random.Random) -> None:
    node, key = chance.choice(slots)
    if isinstance(node, list):
        node.insert(chance.randrange(len(node) + 1), json.loads(json.dumps(node[key])))
    else:
        node[chance.choice(WORDS)] = chance.choice(ODD)()


def _wrap(slots: Sequence[Slot], chance: random.Random) -> None:
    node, key = chance.choice(slots)
    for _ in range(chance.choice((1, 2, 70))):
        node[key] = [node[key]] if chance.random() < 0.5 else {SECRET: node[key]}


OF_JSON: tuple[Callable[[Sequence[Slot], random.Random], None], ...] = (
    _replace, _same_type, _same_type, _same_type, _take_away, _swap, _rename, _repeat, _wrap,
)  # fmt: skip

WORDS = (
    SECRET, "", " ", "a", "x" * 65, "\ud83d", "\0", "=1+1", "../../etc/passwd", "__proto__",
    "file:///etc/passwd", "http://127.0.0.1:9/", "2026-02-30", "2026-09-07", "9999-12-31",
    "0001-01-01", "2026-09-07T08:00:00Z", "2026-09-07T08:00:00+14:00", "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+14:00", "2026-09-07T23:59:60Z", "24:00", "23:59", "1.0", "1.7", "2.0",
    "1.9999", "America/New_York", "Mars/Base", "true", "\u0661", "e-1\n", "e\u0301",
)  # fmt: skip
NUMBERS = (
    SCORE,
    -SCORE,
    0,
    -0.0,
    1,
    -1,
    2,
    0.5,
    1.0,
    1e308,
    5e-324,
    10**17,
    2**53,
    10**18,
    -(10**18),
)
ODD: tuple[Callable[[], Any], ...] = (
    lambda: None, lambda: True, lambda: False, list, dict, lambda: SCORE, lambda: SECRET,
    lambda: [SECRET], lambda: {SECRET: SCORE}, lambda: [[]], lambda: [{}], lambda: 10**18,
    lambda: {"$ref": "http://127.0.0.1:9/x"}, lambda: float("nan"), lambda: float("-inf"),
)  # fmt: skip


# --- Changes of bytes ---------------------------------------------------------------------------


def _place(text: bytes, chance: random.Random) -> int:
    return chance.randrange(len(text) + 1)


def _flip(text: bytes, chance: random.Random) -> bytes:
    changed = bytearray(text or b" ")
    changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _insert(text: bytes, chance: random.Random) -> bytes:
    at = _place(text, chance)
    return text[:at] + chance.choice(TOKENS) + text[at:]


def _insert_any(text: bytes, chance: random.Random) -> bytes:
    at = _place(text, chance)
    return text[:at] + chance.randbytes(chance.randrange(1, 5)) + text[at:]


def _cut(text: bytes, chance: random.Random) -> bytes:
    return text[: _place(text, chance)]


def _take_out(text: bytes, chance: random.Random) -> bytes:
    at = _place(text, chance)
    return text[:at] + text[at + chance.randrange(1, 9) :]


def _exchange(text: bytes, chance: random.Random) -> bytes:
    a, b, c, d = sorted(_place(text, chance) for _ in range(4))
    return text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]


def _double(text: bytes, chance: random.Random) -> bytes:
    a, b = sorted(_place(text, chance) for _ in range(2))
    return text[:b] + text[a:b] + text[b:]


def _splice(text: bytes, chance: random.Random) -> bytes:
    other = chance.choice(kit("valid")).data
    return text[: _place(text, chance)] + other[_place(other, chance) :]


def _encode(text: bytes, chance: random.Random) -> bytes:
    coding = chance.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "cp1252"))
    return text.decode(errors="replace").encode(coding, errors="replace")


def _mark(text: bytes, chance: random.Random) -> bytes:
    return b"\xef\xbb\xbf" * chance.choice((1, 1, 2)) + text


OF_BYTES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip, _flip, _insert, _insert, _insert_any, _cut, _take_out, _exchange, _double, _splice,
    _encode, _mark,
)  # fmt: skip

TOKENS = (
    b"NaN", b"-Infinity", b"1e400", b"-1e400", b"1234567890123456789", b"0123", b"0x1", b"\\ud800",
    b"\\u0000", b"\0", b"\xed\xa0\x80", b"\xff", b"\xc0\xaf", b"\xef\xbb\xbf", b"\xe2\x80\xa8",
    b"\r\n", b"\n", b"\t", b",", b":", b'"', b"\\", b"{", b"}", b"[", b"]", b"[" * 70, b'{"a":' * 70,
    b"/*", b"//", b"#", b"'", b"null", b'"a":1,"a":2,', b'"\\u0061":1,"a":2,', b"\x1b[2J", b"\x85",
)  # fmt: skip

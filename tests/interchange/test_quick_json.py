"""The quick reader says what the strict one says, or that it is not sure."""

import json
import random
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coachcycle.interchange import quick_json, strict_json
from coachcycle.interchange.schemas import folder
from coachcycle.interchange.strict_json import LIMITS

PIECES = [
    b'"', b"\\", b":", b",", b"[", b"]", b"{", b"}", b"0", b"9", b"-", b".", b"e", b"E400", b" ", b"\n", b"\0",
    b'"a":', b'"a":1,', b'"\\u0061":1,', b'"\\u003a"', b"\\u003A", b"\\u0000", b"\\ud83d", b"\\ude00", b"\\n",
    b"NaN", b"Infinity", b"true", b"null", b"1e-400", b"-0", b"-0.0", b"9" * 18, b"9" * 19, b"0." + b"3" * 30,
    b"[" * 63, b"[" * 65, b"]" * 64, b'{"a":' * 64, b"}" * 64, b"\xef\xbb\xbf", b"\xff", b"\xed\xa0\x80",
    b"\xc3\xa9", b"\xe2\x80\xa8", b"//", b"'", b"\x0c", b"\xc2\xa0",
]  # fmt: skip


def strictly(data: bytes) -> Any:
    """What the strict reader makes of the bytes: a value, written out with its types, or a refusal."""
    try:
        return repr(strict_json.strictly(strict_json.as_text(data)))
    except strict_json.Unreadable as error:
        return error


def agree(data: bytes) -> bool:
    """Whether the quick reader is sure, and then that both say the same."""
    with suppress(quick_json.Unsure):
        value = quick_json.loads(data, LIMITS.levels, LIMITS.digits)
        assert repr(value) == strictly(data), data
        return True
    return False


@cache
def of_the_kit() -> list[bytes]:
    """Documents of the conformance kit, large ones left out."""
    files = sorted(folder().joinpath("conformance").rglob("*json"))
    texts = [
        text
        for path in files
        for text in path.read_bytes().split(b"\n" if path.suffix == ".ndjson" else b"\0")
    ]
    return [text for text in texts if len(text) < 5_000]


def spoilt(data: bytes, pick: Callable[[int], int]) -> bytes:
    """Bytes with a piece put in, taken out or repeated."""
    first, second = sorted((pick(len(data) + 1), pick(len(data) + 1)))
    match pick(4):
        case 0:
            return data[:first] + data[second:]
        case 1:
            return data[:second] + data[first:]
        case _:
            return data[:first] + PIECES[pick(len(PIECES))] + data[first:]


@given(st.binary(max_size=40) | st.lists(st.sampled_from(PIECES), max_size=8).map(b"".join))
@example(b'{"a": {}, "a": 1}')
@example(b'{"a:": 1, "a\\u003a": 1}')
@example(b'{"a": "b\\u003a", "a": 1}')
@example(b"[" * 64 + b"]" * 64)
@example(b"[" * 65 + b"]" * 65)
@example(b"[" * 64 + b"1" + b"]" * 64)
@example(b"[" * 300 + b"]" * 300)
@example(json.dumps("\n" + " " * 200).encode())
@example(b"[-" + b"9" * 18 + b"]")
@example(b"[-" + b"9" * 19 + b"]")
@example(b'"' + b"9" * 19 + b'"')
@example(b'"\\u0000"')
def test_of_any_bytes(data: bytes) -> None:
    """
    Also of those that stand just before or behind a limit.
    """
    agree(data)


def test_it_is_sure_of_what_people_write() -> None:
    """
    Whatever is valid in the kit, in one line or many, with letters of any script, escaped too.
    """
    values = [value for text in of_the_kit() if isinstance(value := strictly(text), str)]
    assert len(values) > 500
    unsure = [text for text in of_the_kit() if isinstance(strictly(text), str) and not agree(text)]
    assert len(unsure) < 20
    assert agree(json.dumps({"é": "naïve: 授業", "a": [1.5, -3, True, None]}, indent=4).encode())


@given(st.sampled_from(range(500)), st.data())
def test_of_spoilt_documents(number: int, data: st.DataObject) -> None:
    """
    With a piece put in, taken out or repeated, up to three times.
    """
    text = of_the_kit()[number]
    for _ in range(data.draw(st.integers(1, 3))):
        text = spoilt(text, lambda most: data.draw(st.integers(0, most - 1)))
    agree(text)


@pytest.mark.proof
def test_of_many(proof_count: Callable[[int], int], tried: Callable[[str, str], None]) -> None:
    """
    The quick reader is sure of some of them, and right.
    """
    count, chance = proof_count(1_000_000), random.Random(7)
    sure = 0
    for _ in range(count):
        text = chance.choice(of_the_kit())
        for _ in range(chance.randrange(1, 4)):
            text = spoilt(text, chance.randrange)
        sure += agree(text)
    assert sure > count / 50
    tried("quick-reader", f"{count:,} texts, sure of {sure:,}, 0 of them read otherwise")


def test_without_orjson(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The strict reader reads all.
    """
    monkeypatch.setattr(quick_json, "_orjson", lambda: None)
    assert not agree(b"1")
    assert strict_json.loads(b'{"a": [1]}') == {"a": [1]}

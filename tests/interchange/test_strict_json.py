"""Bytes to JSON values, trusting nothing."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachcycle.interchange.strict_json import (
    LIMITS,
    Limits,
    Unreadable,
    loads,
    place,
    places,
    pointer,
    strictly,
)
from coachcycle.vocabulary import OutOfRange, TypeMismatch

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def refusal(data: bytes, limits: Limits = LIMITS) -> tuple[str, int, int]:
    """The code, line and column with which bytes are refused."""
    with pytest.raises(Unreadable) as caught:
        loads(data, limits)
    return caught.value.problem.code, caught.value.line, caught.value.column


class TestLoads:
    @given(values, st.sampled_from([None, 2]), st.booleans())
    def test_it_reads_what_json_writes(
        self, value: Any, indent: int | None, ascii_only: bool
    ) -> None:
        """
        Any JSON text, on one line or many, with or without a byte-order mark.
        """
        data = json.dumps(value, indent=indent, ensure_ascii=ascii_only).encode()
        assert loads(data) == loads(b"\xef\xbb\xbf" + data) == value

    @pytest.mark.parametrize(
        ("data", "code", "line", "column"),
        [
            (b"", "bytes.empty", 1, 1),
            (b" \n\t", "bytes.empty", 1, 1),
            (b"{", "bytes.not_json", 1, 2),
            (b'{\n "a": 1,\n}', "bytes.not_json", 3, 1),
            (b"[1] [2]", "bytes.not_json", 1, 5),
            (b'{"a": "b\nc"}', "bytes.not_json", 1, 9),
            (b"\xff\xfe{\0}\0", "bytes.not_utf8", 1, 1),
            (b'{\n"a": "\xe9"}', "bytes.not_utf8", 2, 7),
            (b'{"a": 1, "a": 2}', "bytes.key_repeated", 1, 10),
            (b'[{"a": {"b": 1}},\n {"c": 1, "\\u0063": 2}]', "bytes.key_repeated", 2, 11),
            (b'{"a/b": 1, "a~1b": 2, "a/b": 3}', "bytes.key_repeated", 1, 23),
            (b"[NaN]", "bytes.number_unreadable", 1, 2),
            (b'{"a": -Infinity}', "bytes.number_unreadable", 1, 7),
            (b"[1, 1e400]", "bytes.number_unreadable", 1, 5),
            (b"[1234567890123456789]", "bytes.number_unreadable", 1, 2),
            (b'["\\ud800"]', "bytes.text_unreadable", 1, 2),
            (b'{"\\udc00": 1}', "bytes.text_unreadable", 1, 2),
            (b'["a\\u0000b"]', "bytes.text_unreadable", 1, 2),
            (b"[" * 65 + b"]" * 65, "bytes.too_deep", 1, 65),
        ],
    )
    def test_what_is_refused(self, data: bytes, code: str, line: int, column: int) -> None:
        """
        Each with its own code, where it stands.
        """
        assert refusal(data) == (code, line, column)

    @pytest.mark.parametrize("depth", [65, 1_000, 1_000_000])
    def test_depth(self, depth: int) -> None:
        """
        However deep, it is refused before it is read; brackets in texts are none.
        """
        assert refusal(b"[" * depth)[0] == "bytes.too_deep"
        assert refusal(b'{"a":' * depth)[0] == "bytes.too_deep"
        assert loads(json.dumps(["[" * depth]).encode()) == ["[" * depth]
        assert loads(b"[" * 64 + b"]" * 64)

    def test_what_looks_suspicious_and_is_not(self) -> None:
        """
        A pair of surrogates is a character, an escaped backslash no escape.
        """
        assert loads(b'["\\ud83d\\ude42", "\\\\ud800", "\\\\u0000"]') == [
            "🙂",
            "\\ud800",
            "\\u0000",
        ]
        assert loads(b"[123456789012345678, -123456789012345678]")

    def test_limits(self) -> None:
        """
        They are the caller's, whoever reads.
        """
        few = Limits(levels=1, digits=2)
        for text, problem in (
            (b"[[1]]", ("bytes.too_deep", 1, 2)),
            (b"[-100]", ("bytes.number_unreadable", 1, 2)),
        ):
            assert refusal(text, few) == problem
            with pytest.raises(Unreadable):
                strictly(text.decode(), few)
            assert loads(text) == strictly(text.decode())
        assert loads(b"[-10]", few) == strictly("[-10]", few) == [-10]

    @pytest.mark.parametrize(
        "given",
        [
            {"levels": 65},
            {"levels": 0},
            {"digits": 19},
            {"digits": 0},
            {"document_bytes": 0},
            {"record_bytes": -1},
        ],
    )
    def test_limits_that_cannot_be(self, given: dict[str, int]) -> None:
        """
        Deeper documents and longer numbers than readers agree on are not to be had.
        """
        with pytest.raises(OutOfRange) as refused:
            Limits(**given)
        assert [refused.value.what] == [*given]
        with pytest.raises(TypeMismatch):
            Limits(**dict.fromkeys(given, 1.5))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

    @given(st.binary(max_size=60))
    def test_any_bytes(self, data: bytes) -> None:
        """
        Any bytes give a value or a refusal, never another error.
        """
        try:
            loads(data)
        except Unreadable as refused:
            assert refused.line >= 1
            assert refused.column >= 1

    @given(values, st.data())
    def test_truncated(self, value: Any, data: st.DataObject) -> None:
        """
        So does any text that was cut off or spoilt.
        """
        text = bytearray(json.dumps([value, {"a": 1}]).encode())
        del text[data.draw(st.integers(0, len(text))) :]
        if text and data.draw(st.booleans()):
            text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
        try:
            loads(bytes(text))
        except Unreadable as refused:
            assert str(refused)


class TestPlaces:
    @given(st.dictionaries(texts, values, min_size=1, max_size=4), st.sampled_from([None, 2]))
    def test_every_value_and_key_is_found(self, value: dict[str, Any], indent: int | None) -> None:
        """
        At the place of a value the value can be read, at that of a key the key.
        """
        text = json.dumps({"outer": [0, value]}, indent=indent)
        decoder = json.JSONDecoder()
        offsets = dict(enumerate(line_starts(text), 1))
        for key, inner in value.items():
            path = pointer(["outer", 1, key])
            found = places(text, {(path, False), (path, True)})
            (line, column), (key_line, key_column) = found[path, False], found[path, True]
            assert decoder.raw_decode(text, offsets[line] + column - 1)[0] == inner
            assert decoder.raw_decode(text, offsets[key_line] + key_column - 1)[0] == key
        wanted = {(pointer(["outer", 1, key]), is_key) for key in value for is_key in (False, True)}
        together = places(text, wanted)
        assert together == {one: places(text, {one})[one] for one in wanted}

    def test_pointers(self) -> None:
        """
        RFC 6901: `~` and `/` are escaped.
        """
        assert pointer(["a/b", 0, "m~n", ""]) == "/a~1b/0/m~0n/"
        assert pointer([]) == ""
        assert place("ab\ncd", 4) == (2, 2)


def line_starts(text: str) -> list[int]:
    """Where each line of a text begins."""
    return [0, *(at + 1 for at, character in enumerate(text) if character == "\n")]

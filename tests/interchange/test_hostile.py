"""Hostile bytes, each kind of threat by itself: refused where it stands, and nothing else happens."""

import json
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachcycle.errors import Severity
from coachcycle.interchange import (
    KINDS,
    LIMITS,
    DocumentRefused,
    Limits,
    check,
    read,
    read_cycles,
    schema_text,
    strict_json,
    write,
)
from coachcycle.interchange.strict_json import Unreadable, loads
from coachcycle.people import Roster, Teacher
from conftest import Check
from examining import examine
from spoiling import SCORE, SECRET, slots

BOM = b"\xef\xbb\xbf"
HERE = "here-and-nowhere-else"
EXAMPLES: list[dict[str, Any]] = [
    example for kind in KINDS for example in json.loads(schema_text(kind))["examples"]
]
LAYOUTS = (None, 1)
"""Indents: compact and pretty."""


def refused(data: bytes) -> tuple[str, int, int]:
    """The code, line and column with which bytes are refused."""
    with pytest.raises(Unreadable) as caught:
        loads(data)
    return caught.value.problem.code, caught.value.line, caught.value.column


def place(before: str) -> tuple[int, int]:
    """The line and column of what comes after a text."""
    lines = before.split("\n")
    return len(lines), len(lines[-1]) + 1


Split = tuple[str, str]
"""What comes before and after a place in the text of a document."""


@st.composite
def values_split(draw: st.DrawFn) -> Split:
    """A document without one of its values, which may be any."""
    document = deepcopy(draw(st.sampled_from(EXAMPLES)))
    node, key = draw(st.sampled_from(slots(document)))
    node[key] = HERE
    return split(draw, document)


@st.composite
def keys_split(draw: st.DrawFn) -> tuple[Split, str]:
    """A document with room for one more key in any of its objects, and a key that is there."""
    document = deepcopy(draw(st.sampled_from(EXAMPLES)))
    node, key = draw(
        st.sampled_from([slot for slot in slots(document) if isinstance(slot[1], str)])
    )
    node[HERE] = draw(st.sampled_from([0, None, {}, node[key]]))
    return split(draw, document), key


def split(draw: st.DrawFn, document: Any) -> Split:
    indent = draw(st.sampled_from(LAYOUTS))
    text = json.dumps(document, indent=indent, ensure_ascii=draw(st.booleans()))
    before, _, after = text.partition(f'"{HERE}"')
    return before, after


# What may stand where a value does; its code; how far into it the place is [characters].
NUMBERS = [
    b"NaN", b"Infinity", b"-Infinity", b"1e400", b"-1e400", b"1E+999999999", b"1" + b"0" * 400 + b".5",
    b"1234567890123456789", b"-1234567890123456789", b"1" + b"0" * 5_000,
]  # fmt: skip
TEXTS = [
    rb'"\ud800"', rb'"a\udfffb"', rb'"\ud83d\ud83d"', rb'"\ude42\ud83d"', rb'"\ud83d\\ude42"',
    rb'"\u0000"', rb'"a\u0000"', rb'"\\\u0000"', rb'{"\ud800": 1}', rb'{"\u0000": 1}',
]  # fmt: skip
NOT_UTF8 = [
    b'"\xed\xa0\x80"', b'"\xed\xa0\xbd\xed\xb8\x80"', b'"\xc0\xaf"', b'"\xe0\x80\xaf"', b'"\xc0\x80"',
    b'"\xf4\x90\x80\x80"', b'"\xfc\x80\x80\x80\x80\xaf"', b'"\x80"', b'"\xe2\x82"', b'"\xff"', b'"\xe9"',
]  # fmt: skip
BROKEN = [
    b"+1", b".5", b"'a'", b"True", b"None", b"undefined", b"nan", b"inf", b"/**/1", b"//", b",",
    b"}", b"\\", b"\0", b"\x0b", b"\xc2\xa0", b"\xe2\x80\xa8", b"\xef\xbb\xbf1",
]  # fmt: skip
HOSTILE = [
    *((one, "bytes.number_unreadable", 0) for one in NUMBERS),
    *((one, "bytes.text_unreadable", one.startswith(b"{")) for one in TEXTS),
    *((one, "bytes.not_utf8", 1) for one in NOT_UTF8),
    *((one, "bytes.not_json", 0) for one in BROKEN),
    (b"01", "bytes.not_json", 0),
    (b'"a\0b"', "bytes.not_json", 2),
    (b'"a\nb"', "bytes.not_json", 2),
    (b'"\\x"', "bytes.not_json", 1),
    (b'"\\u12"', "bytes.not_json", 1),
    (b"[" * 65 + b"]" * 65, "bytes.too_deep", None),
    (b'{"a":' * 65 + b"1" + b"}" * 65, "bytes.too_deep", None),
]


class TestAnywhere:
    @pytest.mark.parametrize(("hostile", "code", "offset"), HOSTILE)
    @given(values_split())
    def test_in_the_place_of_any_value(
        self, hostile: bytes, code: str, offset: int | None, parts: Split
    ) -> None:
        """
        Refused with its code where it begins, or where it stops to be what it should.
        """
        before, after = parts
        found = refused(before.encode() + hostile + after.encode())
        line, column = place(before)
        if offset is None:
            assert found[:2] == (code, line)
        else:
            assert found == (code, line, column + offset)

    @given(keys_split(), st.booleans())
    def test_a_key_that_is_there_already(self, parts: tuple[Split, str], is_escaped: bool) -> None:
        """
        Refused in any object, however the key is written, where it comes again.
        """
        (before, after), key = parts
        again = "".join(f"\\u{ord(one):04x}" for one in key) if is_escaped else key
        found = refused(f'{before}"{again}"{after}'.encode())
        assert found == ("bytes.key_repeated", *place(before))

    @given(values_split(), st.sampled_from(HOSTILE))
    def test_after_a_byte_order_mark(
        self, parts: Split, hostile: tuple[bytes, str, int | None]
    ) -> None:
        """
        The same place as without one.
        """
        data = parts[0].encode() + hostile[0] + parts[1].encode()
        assert refused(BOM + data) == refused(data)

    @pytest.mark.parametrize("hostile", [one for one, _, _ in HOSTILE])
    def test_files_tell_no_pointer(self, found: Check, hostile: bytes) -> None:
        """
        A file gives one finding with a line, and no pointer: keys that no schema has seen may be
        anybody's words.
        """
        data = b'{"kind": "goal",\n"' + SECRET.encode() + b'": ' + hostile + b"}"
        code, line, _ = refused(data)
        assert found(data) == [(code, line, None)]


class TestEncodings:
    @pytest.mark.parametrize("coding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "cp037"])  # fmt: skip
    @given(example=st.sampled_from(EXAMPLES), indent=st.sampled_from(LAYOUTS))
    def test_only_utf_8(self, coding: str, example: Any, indent: int | None) -> None:
        """
        With or without a byte-order mark of their own, others are refused on the first line.
        """
        text = json.dumps(example, indent=indent, ensure_ascii=False)
        code, line, column = refused(text.encode(coding))
        assert code in ("bytes.not_utf8", "bytes.not_json")
        assert (line, column) <= (1, 2)

    @pytest.mark.parametrize(
        ("start", "place"),
        [
            (BOM * 2, (1, 1)),
            (b" " + BOM, (1, 2)),
            (b"\n" + BOM, (2, 1)),
            (BOM[:2], (1, 1)),
            (b"\xff\xfe", (1, 1)),
            (b"\0", (1, 1)),
        ],
    )
    def test_one_mark_at_the_start(self, start: bytes, place: tuple[int, int]) -> None:
        """
        A second one, one that comes later, a part of one or another one is refused.
        """
        data = json.dumps(EXAMPLES[0]).encode()
        assert loads(BOM + data) == EXAMPLES[0]
        assert refused(start + data)[1:] == place
        assert refused(BOM)[0] == "bytes.empty"

    def test_the_byte_is_counted_from_the_start_of_the_file(self) -> None:
        """
        So that other tools find it, with a mark or without.
        """
        for data, byte in (
            (b'{"\xff', 2),
            (BOM + b'{"\xff', 5),
            (BOM + 'ä"\xff'.encode("cp1252"), 3),
        ):
            with pytest.raises(Unreadable) as caught:
                loads(data)
            assert caught.value.problem == strict_json.NotUtf8(byte)


DEEP = """
import json, sys
from coachcycle.interchange import DocumentRefused, Unreadable, check, read
from coachcycle.people import Roster

with open(sys.argv[1]) as file:
    whole = file.read()
shapes = {"[": "]", '{"a":': "}", '[{"a":': "}]", '{"a":[': "]}"}
for depth in (65, 1_000, 100_000, 1_000_000):
    for opened, closed in shapes.items():
        for text in (opened * depth, opened * depth + "1" + closed * depth):
            for document in (text, whole.replace('"HERE"', text)):
                with open(sys.argv[1], "w") as file:
                    file.write(document)
                [finding] = check([sys.argv[1]])
                print(finding.code, finding.where.line)
                try:
                    list(read(sys.argv[1], Roster))
                except DocumentRefused as refused:
                    assert refused.problem.problem.code == finding.code
"""


class TestLimits:
    @pytest.mark.slow
    def test_depth(self, tmp_path: Path) -> None:
        """
        Lists, objects and both, by themselves and as others' data, to a million levels, closed or
        not: a code with a place, and the process lives on.
        """
        path = tmp_path / "deep.json"
        path.write_text(json.dumps(EXAMPLES[0] | {"extra": {"acme:own": "HERE"}}, indent=1))
        line = path.read_text().partition('"HERE"')[0].count("\n") + 1
        done = subprocess.run(
            [sys.executable, "-c", DEEP, path], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.splitlines() == ["bytes.too_deep 1", f"bytes.too_deep {line}"] * 32

    @pytest.mark.slow
    def test_a_document(self, tmp_path: Path) -> None:
        """
        Fifty megabytes are read, a byte more is not; a file of gigabytes takes no more memory.
        """
        path = tmp_path / "large.json"
        path.write_bytes(b" " * LIMITS.document_bytes)
        assert [one.code for one in check([path])] == ["bytes.empty"]
        with path.open("ab") as file:
            file.write(b" ")
        assert [one.code for one in check([path])] == ["bytes.too_large"]
        with path.open("ab") as file:
            file.truncate(4_000_000_000)
        codes, megabytes = peak(path)
        assert codes == ["bytes.too_large"]
        assert megabytes <= 60

    @pytest.mark.parametrize(
        ("name", "limits", "code"),
        [
            ("a.json", {"document_bytes": 20}, "bytes.too_large"),
            ("a.ndjson", {"record_bytes": 20}, "bytes.too_large"),
            ("a.ndjson", {"levels": 1}, "bytes.too_deep"),
            ("a.ndjson", {"digits": 1}, "bytes.number_unreadable"),
        ],
    )
    def test_limits_of_the_caller(
        self, tmp_path: Path, name: str, limits: dict[str, int], code: str
    ) -> None:
        """
        Whoever checks or reads says what is too much.
        """
        path = tmp_path / name
        assert write([Roster(teachers=[Teacher(id="t-1", extra={"sis:rooms": 12})])], path) == 1
        assert not [*check([path])]
        assert [one.code for one in check([path], limits=Limits(**limits))] == [code]
        for reading in (
            lambda: read(path, Roster, limits=Limits(**limits)),
            lambda: read_cycles([path], limits=Limits(**limits)),
        ):
            with pytest.raises(DocumentRefused) as refused:
                next(reading())
            problem = refused.value.problem
            assert isinstance(problem, Unreadable)
            assert problem.problem.code == code

    def test_a_record(self, tmp_path: Path) -> None:
        """
        A line of a megabyte is read, one with a byte more is not, and the next one is.
        """
        most = LIMITS.record_bytes
        event = json.dumps(json.loads(schema_text("event"))["examples"][0]).encode()
        path = tmp_path / "events.ndjson"
        path.write_bytes(b"\n".join([b"[]", event.ljust(most + 1), b"{}", event.ljust(most)]))
        *found, told = [(one.where.line, one.code) for one in check([path])]
        assert told == (None, "document.checked_in_part")
        assert found[:3] == [
            (1, "schema.type_wrong"),
            (2, "bytes.too_large"),
            (3, "document.kind_unknown"),
        ]
        assert {code.partition(".")[0] for _, code in found[3:]} <= {"cycles"}

    @pytest.mark.slow
    def test_a_line_without_an_end(self, tmp_path: Path) -> None:
        """
        It is told once, and takes no more memory than a record.
        """
        path = tmp_path / "lines.ndjson"
        with path.open("wb") as file:
            file.truncate(300_000_000)
        codes, megabytes = peak(path)
        assert codes == ["bytes.too_large"]
        assert megabytes <= 8

    @given(st.integers(1, 40), st.sampled_from(["", "-"]))
    def test_digits(self, digits: int, sign: str) -> None:
        """
        A whole number has at most eighteen.
        """
        data = f"[{sign}{'9' * digits}]".encode()
        if digits <= 18:
            assert loads(data) == [int(f"{sign}{'9' * digits}")]
        else:
            assert refused(data) == ("bytes.number_unreadable", 1, 2)


def peak(path: Path) -> tuple[list[str], int]:
    """The codes that a file gives, and the most memory that it took."""
    tracemalloc.start()
    try:
        codes = [one.code for one in check([path])]
        return codes, tracemalloc.get_traced_memory()[1] // 1_000_000
    finally:
        tracemalloc.stop()


def truncations() -> Iterator[tuple[bytes, int]]:
    """Each example in both layouts, and every length to which it can be cut."""
    for example in EXAMPLES:
        for indent in LAYOUTS:
            data = json.dumps(example, indent=indent, ensure_ascii=False).encode() + b"\n"
            yield from ((data, length) for length in range(len(data)))


ODD: tuple[Any, ...] = (
    None,
    True,
    5,
    0.5,
    "5",
    SECRET,
    SCORE,
    [],
    [5],
    {},
    {SECRET: 5},
    [{SECRET: SCORE}],
)


def json_type(value: Any) -> type:
    """The type of a JSON value; numbers are of one."""
    return float if type(value) is int else type(value)


def swaps() -> Iterator[bytes]:
    """Each example with each of its values in the place of another JSON type."""
    for example in EXAMPLES:
        for number in range(len(slots(example))):
            for odd in ODD:
                document = deepcopy(example)
                node, key = slots(document)[number]
                if json_type(node[key]) != json_type(odd):
                    node[key] = deepcopy(odd)
                    yield json.dumps(document, indent=1, ensure_ascii=False).encode()


class TestSpoilt:
    def test_cut_off(self) -> None:
        """
        Refused wherever it is cut, unless only the line's end is missing.
        """
        for data, length in [*truncations()][::7]:
            cut = data[:length]
            if length == len(data) - 1:
                assert loads(cut) == loads(data)
            else:
                assert refused(cut)[0] in ("bytes.empty", "bytes.not_json", "bytes.not_utf8")

    @pytest.mark.proof
    def test_files_cut_off_at_every_byte(
        self, tmp_path: Path, proof_count: Callable[[int], int], tried: Callable[[str, str], None]
    ) -> None:
        """
        One finding of the bytes each, with a place in the file.
        """
        every = list(truncations())
        chosen = every[:: len(every) // proof_count(len(every))]
        for data, length in chosen:
            findings = examine(data[:length], tmp_path / "cut.json")
            broken = [one for one in findings if one.code.startswith("bytes.")]
            assert len(broken) == (length < len(data) - 1), data[:length]
        tried("truncations", f"{len(chosen):,} truncated files, 0 of them taken for whole")

    def test_another_type_at_every_pointer(self, tmp_path: Path) -> None:
        """
        An error at a place.
        """
        for data in list(swaps())[::31]:
            self.require_error(data, tmp_path)

    @pytest.mark.proof
    def test_every_type_at_every_pointer(
        self, tmp_path: Path, proof_count: Callable[[int], int], tried: Callable[[str, str], None]
    ) -> None:
        """
        All of them.
        """
        every = list(swaps())
        chosen = every[:: len(every) // proof_count(len(every))]
        for data in chosen:
            self.require_error(data, tmp_path)
        tried("types", f"{len(chosen):,} documents with a value of another type, 0 let through")

    @staticmethod
    def require_error(data: bytes, folder: Path) -> None:
        findings = examine(data, folder / "swapped.json")
        assert any(one.severity is Severity.ERROR for one in findings), data

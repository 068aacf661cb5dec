"""Public suites of JSON texts: what is JSON is read, what is not is refused, and by name what is neither."""

import json
from importlib import import_module
from pathlib import Path

import pytest

from coachcycle.interchange.strict_json import Unreadable, loads
from conftest import Check

KNOWN = Path(__file__).parents[1] / "known"
JSON_TEST_SUITE = json.loads((KNOWN / "json_test_suite.json").read_text())
PARSING: dict[str, str] = JSON_TEST_SUITE["parsing"] | {
    "n_structure_100000_opening_arrays": "[" * 100_000,
    "n_structure_open_array_object": '[{"":' * 50_000 + "\n",
}
TRANSFORM: dict[str, str] = JSON_TEST_SUITE["transform"]

STRICTER = {
    "y_object_duplicated_key": "bytes.key_repeated",
    "y_object_duplicated_key_and_value": "bytes.key_repeated",
    "y_object_escaped_null_in_key": "bytes.text_unreadable",
    "y_string_null_escape": "bytes.text_unreadable",
}
"""What JSON allows and is refused here all the same: readers would not agree on it."""
OPEN = {
    "i_number_double_huge_neg_exp": "",
    "i_number_huge_exp": "bytes.number_unreadable",
    "i_number_neg_int_huge_exp": "bytes.number_unreadable",
    "i_number_pos_double_huge_exp": "bytes.number_unreadable",
    "i_number_real_neg_overflow": "bytes.number_unreadable",
    "i_number_real_pos_overflow": "bytes.number_unreadable",
    "i_number_real_underflow": "",
    "i_number_too_big_neg_int": "bytes.number_unreadable",
    "i_number_too_big_pos_int": "bytes.number_unreadable",
    "i_number_very_big_negative_int": "bytes.number_unreadable",
    "i_object_key_lone_2nd_surrogate": "bytes.text_unreadable",
    "i_string_1st_surrogate_but_2nd_missing": "bytes.text_unreadable",
    "i_string_1st_valid_surrogate_2nd_invalid": "bytes.text_unreadable",
    "i_string_incomplete_surrogate_and_escape_valid": "bytes.text_unreadable",
    "i_string_incomplete_surrogate_pair": "bytes.text_unreadable",
    "i_string_incomplete_surrogates_escape_valid": "bytes.text_unreadable",
    "i_string_invalid_lonely_surrogate": "bytes.text_unreadable",
    "i_string_invalid_surrogate": "bytes.text_unreadable",
    "i_string_inverted_surrogates_U+1D11E": "bytes.text_unreadable",
    "i_string_lone_second_surrogate": "bytes.text_unreadable",
    "i_structure_500_nested_arrays": "bytes.too_deep",
    "i_structure_UTF-8_BOM_empty_object": "",
}
"""What JSON leaves to readers, and what this one says: "" is accepted."""
TRANSFORMED = {
    "number_-9223372036854775808": "bytes.number_unreadable",
    "number_-9223372036854775809": "bytes.number_unreadable",
    "number_10000000000000000999": "bytes.number_unreadable",
    "number_9223372036854775807": "bytes.number_unreadable",
    "number_9223372036854775808": "bytes.number_unreadable",
    "object_same_key_different_values": "bytes.key_repeated",
    "object_same_key_same_value": "bytes.key_repeated",
    "object_same_key_unclear_values": "bytes.key_repeated",
    "string_1_escaped_invalid_codepoint": "bytes.text_unreadable",
    "string_2_escaped_invalid_codepoints": "bytes.text_unreadable",
    "string_3_escaped_invalid_codepoints": "bytes.text_unreadable",
    "string_with_escaped_NULL": "bytes.text_unreadable",
}
"""Of what readers turn into different values, what is refused here; the rest is accepted."""


def refused(data: bytes) -> tuple[str, int, int]:
    """The code, line and column of bytes that are refused; a place in the text."""
    with pytest.raises(Unreadable) as caught:
        loads(data)
    lines = data.decode(errors="replace").split("\n")
    error = caught.value
    assert 1 <= error.line <= len(lines)
    assert 1 <= error.column <= len(lines[error.line - 1]) + 1
    return error.problem.code, error.line, error.column


def verdict(data: bytes) -> str:
    """The code with which bytes are refused, or "" if they are accepted."""
    try:
        loads(data)
    except Unreadable:
        return refused(data)[0]
    return ""


class TestSuites:
    def test_what_every_reader_must_accept(self) -> None:
        """
        Accepted, as equal values to those of two other readers; but for what is listed.
        """
        orjson = pytest.importorskip("orjson")
        for name in (one for one in PARSING if one.startswith("y_")):
            data = PARSING[name].encode()
            assert verdict(data) == STRICTER.get(name, ""), name
            if name not in STRICTER:
                assert loads(data) == json.loads(data) == orjson.loads(data), name

    def test_what_every_reader_must_refuse(self) -> None:
        """
        Refused with a code and a place in the text; another strict reader refuses it too.
        """
        orjson = pytest.importorskip("orjson")
        broken = [text.encode() for name, text in PARSING.items() if name.startswith("n_")]
        assert len(broken) > 170
        for data in broken:
            assert refused(data)[0].startswith("bytes."), data[:80]
            with pytest.raises(orjson.JSONDecodeError):
                orjson.loads(data)

    def test_what_is_left_to_readers(self) -> None:
        """
        Each has its verdict.
        """
        left = {name: verdict(PARSING[name].encode()) for name in PARSING if name[0] == "i"}
        assert left == OPEN
        found = {name: verdict(text.encode()) for name, text in TRANSFORM.items()}
        assert {name: code for name, code in found.items() if code} == TRANSFORMED

    def test_the_oldest_suite(self) -> None:
        """
        The JSON_checker of json.org, as Python ships it: two of its files became JSON since.
        """
        broken = pytest.importorskip("test.test_json.test_fail").JSONDOCS
        whole = [import_module(f"test.test_json.test_pass{n}").JSON for n in (1, 2, 3)]
        found = {number: verdict(text.encode()) for number, text in enumerate(broken, 1)}
        assert {number for number, code in found.items() if not code} == {1, 18}
        assert set(found.values()) == {"", "bytes.not_json"}
        assert [loads(text.encode()) for text in whole] == [json.loads(text) for text in whole]

    def test_files(self, found: Check) -> None:
        """
        Whoever checks them as files hears the same, and of the others that they are no documents.
        """
        names = list(PARSING)
        *told, last = found(*(PARSING[name].encode() for name in names))
        assert last[0] == "document.checked_in_part"
        assert len(told) == len(names)
        for name, (code, line, where) in zip(names, told, strict=True):
            expected = verdict(PARSING[name].encode())
            assert code == (expected or code), name
            assert expected or code in ("document.kind_unknown", "schema.type_wrong"), name
            assert line is not None, name
            assert where == (None if expected else ""), name

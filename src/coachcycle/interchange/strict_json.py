"""From bytes to JSON values, strictly: the layer that trusts nothing.

Refused before a value exists: what is too large or nested too deeply, what is not UTF-8, a key that
stands twice, numbers that JSON does not have or readers do not agree on, texts that are no text. Each
refusal says where.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache, partial
from typing import Any, NoReturn

from attrs import field, frozen

from coachcycle.errors import CoachCycleError, Where
from coachcycle.interchange import quick_json
from coachcycle.vocabulary import whole

MEGABYTE = 1_000_000


def _document_bytes(most: int) -> int:
    return whole("document_bytes", most, 1, sys.maxsize)


def _record_bytes(most: int) -> int:
    return whole("record_bytes", most, 1, sys.maxsize)


def _levels(most: int) -> int:
    return whole("levels", most, 1, 64)


def _digits(most: int) -> int:
    return whole("digits", most, 1, 18)


@frozen(kw_only=True)
class Limits:
    """How much a document may be of at most; more is refused before there is a value of it.

    Levels and digits can only be made fewer: of deeper documents and longer numbers readers of JSON
    make different things, or nothing.

    Raises:
        TypeMismatch, OutOfRange: A limit is no whole number, or none that there can be.
    """

    document_bytes: int = field(default=50 * MEGABYTE, converter=_document_bytes)
    """Of a file that holds one document [bytes, unpacked, from 1]."""
    record_bytes: int = field(default=MEGABYTE, converter=_record_bytes)
    """Of a line of a file that holds a document on each [bytes, unpacked, from 1]."""
    levels: int = field(default=64, converter=_levels)
    """Of arrays and objects inside one another [1 to 64]."""
    digits: int = field(default=18, converter=_digits)
    """Of a whole number [1 to 18]."""


LIMITS = Limits()
"""The limits unless others are asked for."""


class Empty(CoachCycleError):
    """There are no bytes, or nothing but blanks."""

    code = "bytes.empty"
    template = "expected a JSON document, came nothing"
    remedy = "Check that the export ran to its end, and send the file again."


class TooLarge(CoachCycleError):
    """A document or record has more bytes than are read."""

    code = "bytes.too_large"
    template = "expected at most {most} bytes"
    remedy = "Write one record on each line of a .ndjson file instead of one large document."

    most: int


class NotUtf8(CoachCycleError):
    """The bytes are no UTF-8 text."""

    code = "bytes.not_utf8"
    template = "expected UTF-8 text; byte {byte} (from 0) is none"
    remedy = (
        "Save the file as UTF-8. Spreadsheets and old editors often save as Windows-1252 or UTF-16."
    )

    byte: int


class NotJson(CoachCycleError):
    """The text is not JSON: broken, or cut off."""

    code = "bytes.not_json"
    template = "expected JSON; here the text is broken or cut off"
    remedy = (
        "Look at the place that is named. If the file ends there, it was cut off: get it again."
    )


class TooDeep(CoachCycleError):
    """Arrays and objects are nested too deeply."""

    code = "bytes.too_deep"
    template = "expected at most {deepest} levels of nesting"
    remedy = "Write fewer levels. No document of these schemas needs so many, outside of extra."

    deepest: int


class KeyRepeated(CoachCycleError):
    """A key stands twice in one object."""

    code = "bytes.key_repeated"
    template = "this key stands in its object a second time"
    remedy = "Keep the key once. Which of the two is meant, only the writer of the file knows."


class NumberUnreadable(CoachCycleError):
    """A number is none of JSON's, or more than readers agree on."""

    code = "bytes.number_unreadable"
    template = "expected a finite number of at most {digits} digits"
    remedy = (
        "Write a finite decimal number; leave the key out where there is no value. NaN and "
        "Infinity are no JSON."
    )

    digits: int


class TextUnreadable(CoachCycleError):
    """A text holds half a surrogate pair or the character NUL."""

    code = "bytes.text_unreadable"
    template = "this text holds half a surrogate pair or the character NUL"
    remedy = "Repair what writes the text: it cut a character in half, or padded with NUL."


class Unreadable(CoachCycleError):
    """Bytes were refused: why, and where."""

    code = "bytes.unreadable"
    template = "line {line}, column {column}: {problem}"
    remedy = "Mend what the problem says, at the line and column that are named."

    problem: CoachCycleError
    line: int
    column: int

    def where(self, file: str | None, first_line: int = 1) -> Where:
        """The place in a file in which the text begins on `first_line`."""
        return Where(file, first_line + self.line - 1, self.column, None)


_DEPTH = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[\]{}]')
_SUSPECT_TEXT = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_BLANKS = re.compile(r"[ \t\n\r]*")
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*')
_SCALAR = re.compile(
    r"(?:true|false|null|NaN|-?Infinity|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)"
    r"(?![^\s\[\]{},:\"])"
)


class _Broken(ValueError):
    """Where the text stops being JSON; the one argument is the offset."""


class _Suspect(ValueError):
    """Something that JSON's grammar allows and this reader does not; looked for again, by place."""


def loads(data: bytes, limits: Limits = LIMITS) -> Any:
    """The JSON value that the bytes hold.

    Args:
        data: UTF-8 text; one leading byte-order mark is allowed.
        limits: Of which that on the bytes is the caller's business.

    Raises:
        Unreadable: With the problem and its line and column [each from 1].
    """
    with suppress(quick_json.Unsure):
        return quick_json.loads(data, limits.levels, limits.digits)
    return strictly(as_text(data), limits)


def strictly(text: str, limits: Limits = LIMITS) -> Any:
    """The JSON value that a text holds, read by this module alone (raises `Unreadable`)."""
    if not text.strip(" \t\n\r"):
        raise Unreadable(Empty(), 1, 1)
    if text.count("[") + text.count("{") > limits.levels:
        _require_depth(text, limits.levels)
    with suppress(json.JSONDecodeError, _Suspect):
        value = _decoder(limits.digits).decode(text)
        if _SUSPECT_TEXT.search(text):
            _require_texts(value)
        return value
    # The standard library's places differ between versions of Python, and its error, which would go
    # along with ours, holds the text.
    return _refuse(text, limits.digits)


def as_text(data: bytes) -> str:
    """The text that the bytes hold, without its byte-order mark.

    Raises:
        Unreadable: They are no UTF-8.
    """
    unmarked = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return unmarked.decode()
    except UnicodeDecodeError as error:
        byte = error.start
    # Out here, as that error holds all of the bytes.
    read = unmarked[:byte].decode()
    byte += len(data) - len(unmarked)
    raise Unreadable(NotUtf8(byte), *place(read, len(read)))


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column [each from 1] of a character of a text."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def places(text: str, wanted: set[tuple[str, bool]]) -> dict[tuple[str, bool], tuple[int, int]]:
    """Line and column of values, and of keys, of a text that `loads` accepts.

    Args:
        text: The text.
        wanted: JSON Pointers, each with whether its key is meant instead of its value.
    """
    found: dict[tuple[str, bool], tuple[int, int]] = {}
    line, begins, counted = 1, 0, 0
    for where, is_key, offset in _walk(text):
        if (where, is_key) in wanted:
            # Only what lies between two of them is gone through: there may be one for every value.
            line += text.count("\n", counted, offset)
            begins = max(begins, text.rfind("\n", counted, offset) + 1)
            counted = offset
            found[where, is_key] = line, offset - begins + 1
    return found


def pointer(path: Iterable[str | int]) -> str:
    """The JSON Pointer (RFC 6901) of a path of keys and indices."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise _Suspect
    return value


@cache
def _decoder(most_digits: int) -> json.JSONDecoder:
    return json.JSONDecoder(
        object_pairs_hook=_object,
        parse_int=partial(_whole, most_digits),
        parse_float=_float,
        parse_constant=_constant,
    )


def _whole(most_digits: int, digits: str) -> int:
    if len(digits.lstrip("-")) > most_digits:
        raise _Suspect
    return int(digits)


def _float(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise _Suspect
    return value


def _constant(_: str) -> NoReturn:
    raise _Suspect


def _require_texts(value: Any) -> None:
    match value:
        case str():
            if not _is_text(value):
                raise _Suspect
        case list():
            for item in value:
                _require_texts(item)
        case dict():
            for key, item in value.items():
                _require_texts(key)
                _require_texts(item)
        case _:
            pass


def _is_text(value: str) -> bool:
    return "\0" not in value and not any("\ud800" <= one <= "\udfff" for one in value)


def _require_depth(text: str, deepest: int) -> None:
    depth = 0
    for token in _DEPTH.finditer(text):
        mark = token[0]
        if mark in "[{":
            depth += 1
            if depth > deepest:
                raise Unreadable(TooDeep(deepest), *place(text, token.start()))
        elif mark in "]}":
            depth -= 1


def _refuse(text: str, most_digits: int) -> NoReturn:
    """Finds the first thing of which `loads` only knows that it is there."""
    seen: set[str] = set()
    try:
        for where, is_key, offset in _walk(text):
            if is_key and where in seen:
                raise Unreadable(KeyRepeated(), *place(text, offset))
            if is_key:
                seen.add(where)
            problem = _problem(text, offset, most_digits)
            if problem is not None:
                raise Unreadable(problem, *place(text, offset))
    except _Broken as broken:
        raise Unreadable(NotJson(), *place(text, broken.args[0])) from None
    raise AssertionError("the second reading must find what the first one met")


def _problem(text: str, offset: int, most_digits: int) -> CoachCycleError | None:
    """What is wrong with the string or scalar there, though it is one."""
    start = text[offset : offset + 1]
    try:
        if start == '"' and not _is_text(json.loads(_token(_STRING, text, offset) + '"')):
            return TextUnreadable()
        if start not in ('"', "[", "{"):
            _decoder(most_digits).decode(_token(_SCALAR, text, offset))
    except _Suspect:
        return NumberUnreadable(most_digits)
    return None


def _token(form: re.Pattern[str], text: str, offset: int) -> str:
    match = form.match(text, offset)
    if match is None:
        raise _Broken(offset)
    return match[0]


def _walk(text: str) -> Iterator[tuple[str, bool, int]]:
    """The pointer and offset of every key (True) and value (False), in order.

    Raises:
        _Broken: At the first character at which the text stops being JSON.
    """
    offset = _blanks(text, 0)
    # Open containers: the pointer, and the index of the next item, or None within an object.
    stack: list[tuple[str, int | None]] = []
    where = ""
    while True:
        yield where, False, offset
        start = text[offset : offset + 1]
        if start and start in "[{":
            stack.append((where, 0 if start == "[" else None))
            offset = _blanks(text, offset + 1)
            is_first = True
        else:
            offset = _blanks(text, _end(text, offset))
            is_first = False
        while stack and text.startswith("]" if stack[-1][1] is not None else "}", offset):
            stack.pop()
            offset = _blanks(text, offset + 1)
            is_first = False
        if not stack:
            if offset < len(text):
                raise _Broken(offset)
            return
        if not is_first:
            offset = _expect(text, offset, ",")
        container, index = stack[-1]
        if index is None:
            end = _end(text, offset, only_text=True)
            where = container + pointer([json.loads(text[offset:end])])
            yield where, True, offset
            offset = _expect(text, _blanks(text, end), ":")
        else:
            where = f"{container}/{index}"
            stack[-1] = (container, index + 1)


def _blanks(text: str, offset: int) -> int:
    match = _BLANKS.match(text, offset)
    return offset if match is None else match.end()


def _expect(text: str, offset: int, mark: str) -> int:
    """The offset of what comes after a mark and blanks."""
    if not text.startswith(mark, offset):
        raise _Broken(offset)
    return _blanks(text, offset + 1)


def _end(text: str, offset: int, *, only_text: bool = False) -> int:
    """Where the string or scalar that begins there ends."""
    if text.startswith('"', offset):
        end = offset + len(_token(_STRING, text, offset))
        if not text.startswith('"', end):
            raise _Broken(end)
        return end + 1
    if only_text:
        raise _Broken(offset)
    return offset + len(_token(_SCALAR, text, offset))

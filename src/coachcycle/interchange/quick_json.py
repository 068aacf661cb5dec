r"""From bytes to JSON values at the speed of C, where nothing is wrong with the bytes.

orjson (extra `fast`) reads JSON and nothing else: no NaN or Infinity, no number beyond a double, no
bytes that are not UTF-8, no half a surrogate pair, no byte-order mark. What it accepts and the strict
reader does not can be told without a look at each value, for what remains is this:

- A key that stands twice. orjson keeps the last of them, so that what it writes of the value has
  fewer colons than the bytes: it adds none and escapes none. The bytes may hide a colon as `\u003a`.
- Nesting. Written with an indent of two, what is inside of n levels begins its line with 2n blanks,
  and no text begins a line: its line ends are escaped.
- Whole numbers with too many digits. They are digits in a row.
- The character NUL. It is written `\u0000`; by itself it is no JSON.

Bytes that may be one of these are left to the strict reader, as are all that orjson refuses: it says
what is wrong and where, or that all is well.
"""

import re
from functools import cache
from typing import Any

_ESCAPES = re.compile(rb"\\u(?:0000|003[aA])")
_ZEROS = bytes.maketrans(b"123456789", b"000000000")


class Unsure(Exception):
    """The strict reader has to look."""


def loads(data: bytes, deepest: int, most_digits: int) -> Any:
    """The JSON value that the bytes hold.

    Args:
        data: The bytes.
        deepest: How deeply it may be nested.
        most_digits: How many digits a whole number may have.

    Raises:
        Unsure: Something may be wrong with them, or orjson is not installed.
    """
    orjson = _orjson()
    if orjson is None or _ESCAPES.search(data):
        raise Unsure
    try:
        value = orjson.loads(data)
        written = orjson.dumps(value, option=orjson.OPT_INDENT_2)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError) as error:
        raise Unsure from error
    if (
        written.count(b":") != data.count(b":")
        or b"\n" + b"  " * deepest in written
        or b"0" * (most_digits + 1) in data.translate(_ZEROS)
    ):
        raise Unsure
    return value


@cache
def _orjson() -> Any:
    try:
        import orjson
    except ModuleNotFoundError:
        return None
    return orjson

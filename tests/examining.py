"""What must hold of every input, whatever it is."""

import json
from pathlib import Path
from typing import Any

from coachcycle.cycles import Cycle, Event
from coachcycle.errors import CODES, Finding, Severity
from coachcycle.interchange import DocumentRefused, check, decode, encode, read
from coachcycle.interchange.bulk import LINES
from coachcycle.interchange.codec import CLASSES
from spoiling import SCORE, SECRET

BOM = b"\xef\xbb\xbf"


def examine(data: bytes, path: Path) -> list[Finding]:
    """Checks and reads bytes as a file, holds what comes to the rules, and gives the findings.

    Args:
        data: The bytes.
        path: Where they go; its ending says whether they are one document or several.

    Raises:
        AssertionError: A rule is broken.
        Exception: Something came that is none of the library's own errors.
    """
    path.write_bytes(data)
    findings = list(check([path]))
    texts = data.split(b"\n") if path.suffix in LINES else [data]
    for finding in findings:
        if finding.code != "document.checked_in_part":
            require_place(finding, texts)
        require_no_secret(f"{finding} {finding.fields!r}")
    is_clean = all(finding.severity is not Severity.ERROR for finding in findings)
    classes = {_class(text) for text in texts if text.strip()}
    if path.suffix in LINES:
        classes = {Cycle if cls is Event else cls for cls in classes}
    for cls in classes:
        try:
            for value in read(path, cls, drop_unknown=True):
                assert decode(encode(value)) == value
        except DocumentRefused as refused:
            require_no_secret(f"{refused} {refused.fields!r}")
            assert not is_clean or len(classes) > 1, refused
    return findings


def require_place(finding: Finding, texts: list[bytes]) -> None:
    where = finding.where
    assert finding.code in CODES
    assert finding.message
    assert where.line is not None
    assert where.column is not None
    first = 1 if len(texts) == 1 else where.line
    data = texts[first - 1].removeprefix(BOM)
    text = data.decode(errors="replace")
    lines = text.split("\n")
    assert 1 <= where.line - first + 1 <= len(lines), finding
    assert 1 <= where.column <= len(lines[where.line - first]) + 1, finding
    if where.pointer is not None:
        value = json.loads(text)
        for part in where.pointer.split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            value = value[int(key) if isinstance(value, list) else key]


def require_no_secret(told: str) -> None:
    assert SECRET not in told, told
    assert str(SCORE) not in told, told


def _class(text: bytes) -> type[Any]:
    """The class that a document says it is of, or any one."""
    try:
        return CLASSES[json.loads(text.removeprefix(BOM))["kind"]]
    except (ValueError, LookupError, TypeError, RecursionError):
        return Cycle

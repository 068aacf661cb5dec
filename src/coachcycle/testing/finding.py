"""Findings, as checks of files give them."""

from typing import Any

from attrs import fields_dict, has
from hypothesis import strategies as st

from coachcycle.errors import CODES, Finding, Severity, Where
from coachcycle.testing.values import ids, kept


def findings() -> st.SearchStrategy[Finding]:
    """Findings of every code that the packages imported so far have, anywhere in a file.

    Their fields are ids and numbers, not always of the type that the code's own error has.
    """
    return st.sampled_from(sorted(CODES)).flatmap(_of)


def _of(code: str) -> st.SearchStrategy[Finding]:
    cls = CODES[code]
    told: st.SearchStrategy[Any] = ids() | st.integers(0, 999)
    names = fields_dict(cls) if has(cls) else ()
    return st.builds(
        Finding,
        st.just(code),
        st.sampled_from(Severity),
        st.fixed_dictionaries(dict.fromkeys(names, told)),
        _places(),
    )


@kept
def _places() -> st.SearchStrategy[Where]:
    files = st.sampled_from(["cycles.ndjson", "roster.json", "-"])
    lines = st.integers(1, 9999)
    pointers = st.lists(ids() | st.integers(0, 99).map(str), max_size=4)
    pointer = pointers.map(lambda steps: "".join(f"/{step}" for step in steps))
    return st.builds(Where, files, lines, lines, pointer) | st.builds(Where, files)

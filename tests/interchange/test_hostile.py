"""Hostile bytes, each kind of threat by itself: refused where it stands, and nothing else happens."""

import json
from copy import deepcopy
from functools import cache
from typing import Any

import pytest
from hypothesis import strategies as st

from coachcycle.interchange import KINDS, schema_text
from coachcycle.interchange.strict_json import Unreadable, loads

BOM = b"\xef\xbb\xbf"
HERE = "here-and-nowhere-else"
Document = dict[str, Any]


@cache
def documents(kind: str) -> tuple[Document, ...]:
    """The examples of a kind, the shortest first."""
    examples = json.loads(schema_text(kind))["examples"]
    return tuple(sorted(examples, key=lambda one: len(json.dumps(one))))


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every place in a document that holds another value: its object or list, and its key."""
    found: list[tuple[Any, Any]] = []
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            found += [(value, key), *places(value[key])]
    return found


def refused(data: bytes) -> tuple[str, int, int]:
    """The code, line and column with which bytes are refused."""
    with pytest.raises(Unreadable) as caught:
        loads(data)
    return caught.value.problem.code, caught.value.line, caught.value.column


@st.composite
def planted(draw: st.DrawFn, *, key: bool = False) -> tuple[str, str, Document]:
    """A document in which something stands anywhere: the texts before and after it, and its object."""
    document = deepcopy(draw(st.sampled_from([one for kind in KINDS for one in documents(kind)])))
    node, at = draw(st.sampled_from(places(document)))
    if key:
        node = draw(
            st.sampled_from([document, *(a[b] for a, b in places(document))]).filter(
                lambda one: isinstance(one, dict) and one
            )
        )
        node[HERE] = 1
    else:
        node[at] = HERE
    text = json.dumps(document, indent=draw(st.sampled_from([None, 1])), ensure_ascii=False)
    before, _, after = text.partition(json.dumps(HERE))
    return before, after, node

"""What each field of the domain's values says of what it does not take.

The answers are kept in fields.json, by class and field: for something that is no value at all, for a list of
it, for numbers far out of any range, an empty text and an empty list. `python tests/test_fields.py` writes them anew.
"""

import inspect
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import fields, has

from coachcycle import caseloads, goals, people, policy, schoolyear
from coachcycle.errors import CoachCycleError

ANSWERS = Path(__file__).parent / "fields.json"


class Stranger:
    """Nothing that any field takes."""


PROBES: dict[str, Any] = {
    "stranger": Stranger(),
    "strangers": [Stranger()],
    "number": -(10.0**17),
    "whole number": 10**17,
    "blank": "",
    "nothing": [],
}


def converters() -> Iterator[tuple[str, Callable[[Any], Any]]]:
    """Every field that looks at what it is given, by package, class and name."""
    for package in (caseloads, goals, people, policy, schoolyear):
        for name in package.__all__:
            cls = getattr(package, name)
            if inspect.isclass(cls) and has(cls):
                for one in fields(cls):
                    if one.init and one.converter is not None:
                        module = package.__name__.rpartition(".")[2]
                        yield f"{module}.{name}.{one.name}", one.converter  # type: ignore[misc]


def said(converter: Callable[[Any], Any]) -> dict[str, str]:
    """By probe, the code and the sentence of the refusal; what is taken is left out."""
    answers = {}
    for name, probe in PROBES.items():
        try:
            converter(probe)
        except CoachCycleError as error:
            answers[name] = f"{error.code} {error}"
    return answers


@pytest.mark.parametrize(
    ("field", "converter"), [pytest.param(*one, id=one[0]) for one in converters()]
)
def test_what_a_field_refuses(field: str, converter: Callable[[Any], Any]) -> None:
    """
    By a code, and in a sentence that names the field and what it takes.
    """
    answers = json.loads(ANSWERS.read_text("utf-8"))
    assert said(converter) == answers[field]
    assert "stranger" in answers[field]


def test_there_is_an_answer_for_each() -> None:
    """
    And for nothing else.
    """
    assert set(json.loads(ANSWERS.read_text("utf-8"))) == {field for field, _ in converters()}


if __name__ == "__main__":
    told = {field: said(converter) for field, converter in converters()}
    ANSWERS.write_text(json.dumps(told, indent=1) + "\n", "utf-8")

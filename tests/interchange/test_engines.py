"""Both engines of JSON Schema say the same of every document."""

import json
import random
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from spoilt import spoil

from coachcycle import testing
from coachcycle.interchange import KINDS, encode, schema_text, schemas, strict_json
from coachcycle.interchange.engines import Broken, Engine, Quick, Reference, engine
from coachcycle.interchange.schemas import Violation, folder

SCHEMAS = {
    schema["$id"]: schema
    for schema in (json.loads(schema_text(kind)) for kind in (*KINDS, "vocabulary"))
}
DRAFT = "https://json-schema.org/draft/2020-12/schema"
NAMES = dict(zip(KINDS, SCHEMAS, strict=False))


@cache
def engines(kind: str) -> tuple[Engine, Engine]:
    return Reference(SCHEMAS, NAMES[kind]), Quick(SCHEMAS, NAMES[kind])


def both(document: Any, kind: str) -> tuple[list[Violation], list[Violation]]:
    """What each engine finds."""
    reference, quick = engines(kind)
    return schemas.told(reference.broken(document)), schemas.told(quick.broken(document))


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "roster": testing.rosters(),
    "school_year": testing.school_years(),
    "timetable": testing.timetables(),
    "cycle_model": testing.cycle_models(),
    "goal": testing.goals(),
    "event": testing.histories().map(lambda cycle: cycle.log[-1]),
    "cycle": testing.histories(),
    "contract_rules": testing.contract_rules(),
    "caseload_rules": testing.caseload_rules(),
    "caseload": testing.caseloads(),
}


def generated(count: int) -> list[Any]:
    """Documents of every kind that Hypothesis makes up, the same ones every time."""
    found: list[Any] = []

    @seed(1)
    @settings(
        max_examples=count,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(*VALUES.values()))
    def collect(value: Any) -> None:
        found.append(encode(value))

    collect()
    return found


@cache
def of_the_kit() -> list[Any]:
    """The kit's documents that are read and say of which kind they are."""
    documents: list[Any] = []
    for path in sorted(folder().joinpath("conformance").rglob("*json")):
        data = path.read_bytes()
        for text in data.splitlines() if path.suffix == ".ndjson" else [data]:
            with suppress(strict_json.Unreadable):
                documents.append(strict_json.loads(text))
    named = [one for one in documents if isinstance(one, dict)]
    return [one for one in named if one.get("kind") in KINDS]


class TestAgreement:
    def test_on_every_document_of_the_kit(self) -> None:
        """
        One at least breaks each rule that there is.
        """
        assert len(of_the_kit()) > 1000
        for document in of_the_kit():
            reference, quick = both(document, document["kind"])
            assert reference == quick, document

    @pytest.mark.parametrize("kind", KINDS)
    @given(st.data())
    def test_on_whatever_is_spoilt(self, kind: str, data: st.DataObject) -> None:
        """
        Some of it is still valid.
        """
        there = [one for one in of_the_kit() if one["kind"] == kind]
        document = deepcopy(data.draw(st.sampled_from(there)))
        for _ in range(data.draw(st.integers(1, 3))):
            spoil(document, lambda choices: data.draw(st.sampled_from(choices)))
        reference, quick = both(document, kind)
        assert reference == quick

    @pytest.mark.parametrize("document", [None, True, 1, 1.5, "a", [], [1], {}])
    def test_on_what_is_no_document(self, document: Any) -> None:
        """
        A wrong type is all that is said of it.
        """
        reference, quick = both(document, "goal")
        assert reference == quick != []

    @pytest.mark.proof
    def test_on_many(
        self, proof_count: Callable[[int], int], tried: Callable[[str, str], None]
    ) -> None:
        """
        Generated ones, and those of the kit, as they are and spoilt up to four times.
        """
        count = proof_count(100_000)
        pool = [(one, one["kind"]) for one in (*of_the_kit(), *generated(max(20, count // 50)))]
        chance = random.Random(6)
        chance.shuffle(pool)
        valid = 0
        for number in range(count):
            document, kind = pool[number % len(pool)]
            document = deepcopy(document)
            for _ in range(chance.randrange(5)):
                spoil(document, chance.choice)
            reference, quick = both(document, kind)
            assert reference == quick, document
            valid += not reference
        assert count / 10 < valid < count * 9 / 10
        tried(
            "schema-engines",
            f"{count:,} documents, {valid:,} of them valid, 0 verdicts, codes or pointers apart",
        )


class TestQuick:
    def test_it_is_the_one_that_runs(self) -> None:
        """
        Where it is installed.
        """
        assert isinstance(engine(SCHEMAS, NAMES["goal"]), Quick)

    def test_every_branch_is_told_by_another_value_of_one_key(self) -> None:
        """
        Which is what makes a tree of them the same.
        """
        lists = [
            [one["if"] for one in part["allOf"]]
            for schema in SCHEMAS.values()
            for part in (schema, *schema.get("$defs", {}).values())
            if "allOf" in part
        ]
        assert len(lists) > 1
        for conditions in lists:
            assert len({tuple(one["required"]) for one in conditions}) == 1
            values = [value["const"] for one in conditions for value in one["properties"].values()]
            assert len(set(values)) == len(values) == len(conditions)

    def test_a_deprecated_key_is_told(self) -> None:
        """
        By both, though nothing is broken.
        """
        old = {"deprecated": True, "type": "string"}
        other = {"deprecated": False, "type": "string"}
        known = {
            "s:1": {"$schema": DRAFT, "$id": "s:1", "properties": {"old": old, "other": other}}
        }
        for judge in (Reference(known, "s:1"), Quick(known, "s:1")):
            assert list(judge.broken({"new": 1, "other": "words"})) == []
            assert list(judge.broken({"old": "words"})) == [
                Broken("deprecated", old, ("old",), "words")
            ]


class TestWithout:
    def test_the_reference_takes_its_place(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        Where jsonschema-rs is not installed.
        """
        monkeypatch.setattr("coachcycle.interchange.engines.find_spec", lambda name: None)
        assert isinstance(engine(SCHEMAS, NAMES["goal"]), Reference)

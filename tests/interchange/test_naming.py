"""Whom and what rules of caseloads and plans name is held against the roster."""

import json
import pickle
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coachcycle.caseloads import (
    Assignment,
    Caseload,
    CaseloadRules,
    Demand,
    Duty,
    Pair,
    Stretch,
    Unserved,
)
from coachcycle.errors import Severity
from coachcycle.interchange import KINDS, check, encode, schema_text, write
from coachcycle.interchange.naming import Named, Naming, names
from coachcycle.people import Coach, Credential, Roster, School, Teacher
from coachcycle.testing import caseload_rules, caseloads
from desk import day

Check = Callable[..., list[tuple[str, int | None, str | None]]]
SCHEMAS: dict[str, Any] = {kind: json.loads(schema_text(kind)) for kind in (*KINDS, "vocabulary")}
HAS_ID = SCHEMAS["vocabulary"]["$defs"]["id"]

RULES = CaseloadRules(
    first=day(0),
    until=day(9),
    demands=[Demand(tier="new", need=1, contact_minutes=30)],
    duties=[Duty(coach="c-1", minutes=30)],
    credentials={"reading"},
    volunteers={"t-1", "t-2"},
    pairs=[Pair(kind="refused", coach="c-1", teacher="t-1", school="s-1")],
)
PLAN = Caseload(
    rules=RULES,
    stretches=[
        Stretch(
            first=day(0),
            until=day(9),
            assignments=[Assignment(coach="c-1", school="s-1", teachers={"t-2"})],
            unserved=[Unserved(school="s-1", teachers={"t-1"}, reason="no_coach")],
        )
    ],
)


def ids_in(schema: Any, node: Any, kind: str, steps: tuple[str | int, ...]) -> Iterator[Any]:
    """The places in a document at which its schema wants an id, each with the id that is there."""
    while "$ref" in schema:
        file, _, name = schema["$ref"].partition("#/$defs/")
        kind = file.removesuffix(".schema.json") or kind
        schema = SCHEMAS[kind]["$defs"][name]
    if schema is HAS_ID:
        yield steps, node
    for key, inner in schema.get("properties", {}).items():
        if key in node:
            yield from ids_in(inner, node[key], kind, (*steps, key))
    for place, one in enumerate(node) if "items" in schema else ():
        yield from ids_in(schema["items"], one, kind, (*steps, place))


def naming_of(value: Caseload | CaseloadRules) -> Naming:
    document = encode(value)
    return Naming(document["kind"], document)


def roster_of(naming: Naming, gone: Named | None = None) -> Roster:
    """A roster of all who are named but one; it tells no tiers and no credentials."""
    listed: dict[str, set[str]] = {"school": set(), "coach": set(), "teacher": set()}
    for one in naming:
        is_gone = gone is not None and (one.what, one.id) == (gone.what, gone.id)
        if one.what in listed and not is_gone:
            listed[one.what].add(one.id)
    return Roster(
        schools=[School(id=one) for one in listed["school"]],
        coaches=[Coach(id=one) for one in listed["coach"]],
        teachers=[Teacher(id=one) for one in listed["teacher"]],
    )


class TestPlaces:
    def test_kinds(self) -> None:
        """
        Two kinds name what a roster has, of those that are not held against one otherwise.
        """
        assert {kind for kind in KINDS if names(kind)} == {"caseload_rules", "caseload"}

    @settings(max_examples=6)
    @given(caseload_rules() | caseloads())
    def test_every_id_but_the_sums(self, value: Caseload | CaseloadRules) -> None:
        """
        They stand where the schema wants an id, save for what is the SHA-256 of numbers; the way to
        each leads there.
        """
        naming = naming_of(value)
        expected = Counter(
            one
            for one in ids_in(SCHEMAS[naming.kind], naming.document, naming.kind, ())
            if one[0][-1] != "digest"
        )
        assert Counter((one.steps, one.id) for one in naming) == expected
        assert [*pickle.loads(pickle.dumps(naming))] == [*naming]

    def test_keys(self) -> None:
        """
        The key that is told is that of the rules, or of the stretch.
        """
        told = {(one.what, one.key) for one in naming_of(PLAN)}
        assert ("teacher", "volunteers") in told
        assert ("school", "pairs") in told
        assert ("teacher", "unserved") in told


class TestRosters:
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=6)
    @given(caseload_rules() | caseloads(), st.data())
    def test_whoever_is_missing_is_told_wherever_they_are_named(
        self, tmp_path: Path, value: Caseload | CaseloadRules, data: st.DataObject
    ) -> None:
        """
        Beside a roster of all nothing is found; without one of them, all places that name it are.
        """
        naming = naming_of(value)
        path = tmp_path / "plan.json"
        write([value], path)
        assert list(check([path], roster=roster_of(naming))) == []
        named = [one for one in naming if one.what not in ("tier", "credential")]
        if not named:
            return
        gone = data.draw(st.sampled_from(named))
        found = list(check([path], roster=roster_of(naming, gone)))
        assert {one.code for one in found} == {f"record.{gone.what}_unknown"}
        assert sorted(one.where.pointer or "" for one in found) == sorted(
            "/".join(map(str, ("", *one.steps)))
            for one in named
            if (one.what, one.id) == (gone.what, gone.id)
        )

    def test_what_is_told(self, tmp_path: Path) -> None:
        """
        Who, by which key, and where it stands; nobody's teachers are all unknown.
        """
        write([PLAN], tmp_path / "plan.ndjson")
        found = list(check([tmp_path / "plan.ndjson"], roster=Roster(schools=[School(id="s-1")])))
        assert {one.severity for one in found} == {Severity.ERROR}
        first = found[0]
        assert first.fields == {"named_by": "duties", "person": "c-1"}
        text = (tmp_path / "plan.ndjson").read_text()
        assert (first.where.line, first.where.pointer) == (1, "/rules/duties/0/coach")
        assert text[(first.where.column or 0) - 1 :].startswith('"c-1"')
        assert [one.where.pointer for one in found[1:]] == [
            "/rules/volunteers/0",
            "/rules/volunteers/1",
            "/rules/pairs/0/coach",
            "/rules/pairs/0/teacher",
            "/stretches/0/assignments/0/coach",
            "/stretches/0/assignments/0/teachers/0",
            "/stretches/0/unserved/0/teachers/0",
        ]

    def test_tiers_and_credentials(self, tmp_path: Path) -> None:
        """
        Notes, where the roster tells those of others; one that tells none is not asked.
        """
        write([evolve(RULES, duties=(), volunteers=(), pairs=())], tmp_path / "rules.json")
        other = Credential(type="math", first=day(0))
        for roster, expected in (
            (Roster(coaches=[Coach(id="c-1")], teachers=[Teacher(id="t-1")]), []),
            (Roster(teachers=[Teacher(id="t-1", tier="old")]), ["record.tier_unknown"]),
            (Roster(coaches=[Coach(id="c-1", credentials=[other])]), ["record.credential_unknown"]),
        ):
            found = list(check([tmp_path / "rules.json"], roster=roster))
            assert [one.code for one in found] == expected
            assert all(one.severity is Severity.NOTE for one in found)

    def test_documents_in_their_own_order(self, found: Check) -> None:
        """
        Whoever wrote them: places are those of the document, though values sort what they hold.
        """
        document = encode(RULES)
        document["volunteers"] = ["t-2", "t-9", "t-1"]
        pair = {"kind": "refused", "coach": "c-1", "teacher": "t-1"}
        document["pairs"] = [pair | {"teacher": "t-2"}, pair, pair | {"teacher": "t-0"}]
        roster = roster_of(naming_of(RULES))
        assert [one[::2] for one in found(document, encode(roster))] == [
            ("record.teacher_unknown", "/volunteers/1"),
            ("record.teacher_unknown", "/pairs/2/teacher"),
        ]

    @pytest.mark.parametrize("value", [RULES, PLAN], ids=["rules", "plan"])
    def test_without_a_roster(self, tmp_path: Path, value: Caseload | CaseloadRules) -> None:
        """
        Nothing is held against none; where one was refused that is said.
        """
        write([value], tmp_path / "value.json")
        assert list(check([tmp_path / "value.json"])) == []
        lost = encode(roster_of(naming_of(value))) | {"x": 1}
        (tmp_path / "roster.json").write_text(json.dumps(lost))
        unknown, last = check(sorted(tmp_path.iterdir()))
        assert unknown.code == "schema.key_unknown"
        assert last.fields["unjudged"] == ("roster",)

    def test_a_newer_minor(self, found: Check) -> None:
        """
        What is unknown in it is skipped; whom it names is looked for.
        """
        document: Any = encode(PLAN) | {"schema": "1.7"}
        document["stretches"][0]["assignments"][0]["mood"] = "good"
        document["stretches"][0]["assignments"][0]["coach"] = "c-9"
        assert [one[::2] for one in found(document, roster=roster_of(naming_of(PLAN)))] == [
            ("record.coach_unknown", "/stretches/0/assignments/0/coach"),
            ("schema.key_unknown", "/stretches/0/assignments/0"),
        ]

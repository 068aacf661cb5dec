"""What the records of an export say of one another."""

import datetime
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from coachcycle.cycles import MODELS
from coachcycle.errors import Severity, Where
from coachcycle.interchange import check, encode, encode_event, write, write_folder
from coachcycle.interchange.ledger import Ledger
from coachcycle.interchange.records import CycleFacts
from coachcycle.people import Coach, Post, Roster, School, Teacher
from coachcycle.schoolyear import SchoolYear
from coachcycle.vocabulary import CycleId
from desk import Desk, active, day, goal, improving

Check = Callable[..., list[tuple[str, int | None, str | None]]]
YEAR = SchoolYear(id="2026-27", zone="America/Chicago", first=day(-10), last=day(270))


def at(on: int, hour: int, minute: int = 0) -> datetime.datetime:
    """An instant of the n-th day, in UTC."""
    return datetime.datetime(2026, 9, 7, hour, minute, tzinfo=datetime.UTC) + datetime.timedelta(on)


def held(id: str, session: str, starts: datetime.datetime | None, **content: Any) -> Desk:
    """A cycle of c-1 with one session held on the third day."""
    desk = active(cycle=id)
    told = {"session": session, "contact_minutes": 45, "starts": starts} | content
    desk.enter("session_held", on=3, **told)
    return desk


def events(desk: Desk) -> list[Any]:
    """The events of a cycle, each a document."""
    return [encode_event(event) for event in desk.cycle.log]


class TestMinutesTwice:
    def test_two_cycles_at_one_time(self, tmp_path: Path) -> None:
        """
        The later document says which session of which cycle it overlaps, and where that stands.
        """
        one = held("cycle-1", "v-1", at(3, 15))
        two = held("cycle-2", "v-2", at(3, 15, 44))
        write([one.cycle, two.cycle], tmp_path / "all.ndjson")
        [finding] = check([tmp_path / "all.ndjson"])
        assert finding.code == "record.minutes_twice"
        assert finding.fields == {
            "cycle": "cycle-2",
            "session": "v-2",
            "coach": "c-1",
            "other": "v-1",
            "other_cycle": "cycle-1",
            "file": str(tmp_path / "all.ndjson"),
            "line": 1,
        }
        assert (finding.where.line, finding.where.pointer) == (2, "/log/3")
        assert finding.severity is Severity.ERROR

    @pytest.mark.parametrize(
        ("session", "starts", "content"),
        [
            ("v-1", at(3, 15), {}),
            ("v-2", at(3, 15, 45), {}),
            ("v-2", at(3, 14, 15), {}),
            ("v-2", None, {}),
            ("v-2", at(3, 14), {"contact_minutes": 60}),
        ],
    )
    def test_what_is_no_overlap(
        self,
        found: Check,
        session: str,
        starts: datetime.datetime | None,
        content: dict[str, Any],
    ) -> None:
        """
        A shared id, a time before or after, an unknown time.
        """
        one, two = held("cycle-1", "v-1", at(3, 15)), held("cycle-2", session, starts, **content)
        assert found(encode(one.cycle), encode(two.cycle)) == []
        assert found(encode(two.cycle), encode(one.cycle)) == []
        assert found(events(one) + events(two)) == []

    def test_another_coach(self, found: Check) -> None:
        """
        Two coaches are busy at one time.
        """
        other = active(cycle="cycle-2")
        other.enter("coach_handed_over", on=1)
        other.enter("session_held", on=3, session="v-2", starts=at(3, 15))
        one = held("cycle-1", "v-1", at(3, 15))
        assert found(encode(one.cycle), encode(other.cycle)) == []

    def test_one_that_was_longer(self, found: Check) -> None:
        """
        It is seen whichever comes first, also among bare events.
        """
        long = held("cycle-1", "v-1", at(3, 9), contact_minutes=480)
        short = held("cycle-2", "v-2", at(3, 16, 59), contact_minutes=1)
        for first, second in ((long, short), (short, long)):
            [(code, _, pointer)] = found(encode(first.cycle), encode(second.cycle))
            assert (code, pointer) == ("record.minutes_twice", "/log/3")
        assert found(events(long) + events(short)) == [("record.minutes_twice", 8, "")]

    def test_a_session_that_was_voided(self, found: Check) -> None:
        """
        It counts no minutes.
        """
        one, two = held("cycle-1", "v-1", at(3, 15)), held("cycle-2", "v-2", at(3, 15))
        two.enter("voided", ids=[two.cycle.log[-1].id])
        assert found(encode(one.cycle), encode(two.cycle)) == []
        assert found(events(one) + events(two)) == []

    def test_a_session_that_was_amended(self, found: Check) -> None:
        """
        What counts is the amendment, and that is where it stands.
        """
        one, two = held("cycle-1", "v-1", at(3, 15)), held("cycle-2", "v-2", at(3, 9))
        entry = evolve(two.cycle.log[-1], starts=at(3, 15))
        two.enter("amended", target=entry.id, replacement=entry)
        [(code, _, pointer)] = found(encode(one.cycle), encode(two.cycle))
        assert (code, pointer) == ("record.minutes_twice", "/log/4/replacement")
        assert found(events(one) + events(two)) == [("record.minutes_twice", 9, "/replacement")]


class TestContinues:
    @staticmethod
    def chain(*links: tuple[str, str | None]) -> list[Any]:
        """Documents of cycles, each with the one that it continues."""
        return [encode(active(cycle=id, continues=other).cycle) for id, other in links]

    def test_one_that_is_there(self, found: Check) -> None:
        """
        Before it or after it, in one file or in another.
        """
        assert found(self.chain(("cycle-1", None), ("cycle-2", "cycle-1"))) == []
        assert found(*self.chain(("cycle-2", "cycle-1"), ("cycle-1", None))) == []
        first, second = active(cycle="cycle-2", continues="cycle-1"), active(cycle="cycle-1")
        assert found(events(first) + events(second)) == []

    def test_one_that_is_not(self, tmp_path: Path) -> None:
        """
        A note: an export of one year names cycles of the year before.
        """
        write([active(cycle="cycle-2", continues="cycle-1").cycle], tmp_path / "a.json")
        [finding] = check([tmp_path / "a.json"])
        assert (finding.code, finding.severity) == ("record.continues_unknown", Severity.NOTE)
        assert finding.fields == {"cycle": "cycle-2", "continues": "cycle-1"}
        assert (finding.where.pointer, finding.where.column) == ("/log/0/continues", 20)

    def test_a_ring(self, found: Check) -> None:
        """
        Each that is part of it is named; what only leads into it or out of it is not.
        """
        ring = self.chain(
            ("c-a", "c-b"), ("c-b", "c-c"), ("c-c", "c-b"), ("c-d", "c-a"), ("c-e", None)
        )
        assert found(ring) == [
            ("record.continues_in_ring", 2, "/log/0/continues"),
            ("record.continues_in_ring", 3, "/log/0/continues"),
        ]
        assert found(self.chain(("c-a", "c-a"))) == [
            ("record.continues_in_ring", 1, "/log/0/continues")
        ]


class TestServes:
    def test_goals_of_the_school(self, found: Check) -> None:
        """
        What a goal serves is there, if the school's goals are.
        """
        desk = active()
        desk.enter("goal_set", goal=goal(serves="school-1"))
        school = encode(goal("school-1"))
        other = encode(goal("school-2"))
        assert found(encode(desk.cycle)) == []
        assert found(encode(desk.cycle), school) == []
        assert [one[::2] for one in found(encode(desk.cycle), other)] == [
            ("record.serves_unknown", "/log/3/goal/serves")
        ]
        assert found(events(desk), other) == [("record.serves_unknown", 4, "/goal/serves")]

    def test_the_goal_as_it_stands_counts(self, found: Check) -> None:
        """
        Not what it once served.
        """
        desk = active()
        desk.enter("goal_set", goal=goal(serves="school-9"))
        desk.enter("goal_revised", goal=goal(serves="school-1"))
        assert found(encode(desk.cycle), encode(goal("school-1"))) == []

    def test_a_ring(self, found: Check) -> None:
        """
        Goals that serve one another.
        """
        told = [encode(goal("a", serves="b")), encode(goal("b", serves="a"))]
        assert found(told) == [
            ("record.serves_in_ring", 1, "/serves"),
            ("record.serves_in_ring", 2, "/serves"),
        ]

    def test_a_goal_twice(self, found: Check) -> None:
        """
        The second one is told.
        """
        assert found([encode(goal("a")), encode(goal("a"))]) == [("record.goal_repeated", 2, "")]


class TestPosts:
    def test_days_without_a_post(self, found: Check) -> None:
        """
        Of who acts, and of who comes into a cycle; days before, between and after posts.
        """
        posts = [Post(school="s-1", first=day(0), until=day(3)), Post(school="s-1", first=day(8))]
        roster = Roster(
            schools=[School(id="s-1")],
            coaches=[Coach(id="c-1", posts=posts), Coach(id="c-2", posts=posts)],
            teachers=[Teacher(id="t-1", posts=posts), Teacher(id="t-2")],
        )
        desk = active()
        desk.enter("evidence", on=2)
        desk.enter("evidence", on=3)
        desk.enter("evidence", on=8)
        desk.enter("coach_handed_over", on=5, by="principal")
        expected = [
            ("record.not_in_post", "/log/4/happened"),
            ("record.not_in_post", "/log/6/happened"),
        ]
        assert [one[::2] for one in found(encode(desk.cycle), roster=roster)] == expected
        assert [one[0] for one in found(events(desk), roster=roster)] == [expected[0][0]] * 2
        assert found(encode(desk.cycle), roster=Roster(coaches=[Coach(id="c-1")])) != []


class TestDays:
    def test_a_session_starts_on_its_day(self, found: Check) -> None:
        """
        In the zone of the school years, planned, moved or held; without a year nothing is compared.
        """
        desk = active()
        desk.enter("session_planned", for_day=5, starts=at(6, 4, 59))
        desk.enter("session_planned", session="v-2", for_day=5, starts=at(6, 5))
        desk.enter("session_rescheduled", for_day=6, starts=at(6, 4))
        desk.enter("session_held", on=7, session="v-3", starts=at(7, 4))
        expected = [("record.starts_another_day", f"/log/{n}/starts") for n in (4, 5, 6)]
        assert [one[::2] for one in found(encode(desk.cycle), encode(YEAR))] == expected
        assert [one[0] for one in found(events(desk), encode(YEAR))] == [expected[0][0]] * 3
        assert found(encode(desk.cycle)) == []
        other = encode(YEAR) | {
            "id": "y",
            "zone": "UTC",
            "first": "2027-08-01",
            "last": "2028-06-01",
        }
        assert found(encode(desk.cycle), encode(YEAR), other) == []

    def test_its_fields(self, tmp_path: Path) -> None:
        """
        Both days, and the zone.
        """
        desk = active()
        desk.enter("session_held", on=7, starts=at(7, 4))
        write([desk.cycle], tmp_path / "a.json")
        write([YEAR], tmp_path / "b.json")
        [finding] = check([tmp_path / "a.json", tmp_path / "b.json"])
        assert finding.fields == {
            "cycle": "cycle-1",
            "id": "e-4",
            "day": day(7),
            "starts": day(6),
            "zone": "America/Chicago",
        }

    def test_a_session_within_a_pause(self, found: Check) -> None:
        """
        After its first day and before the day on which the cycle goes on.
        """
        desk = active()
        desk.enter("paused", on=10)
        desk.enter("resumed", on=20)
        for on in (10, 11, 19, 20):
            desk.enter("session_held", on=on, session=f"v-{on}")
        assert [one[::2] for one in found(encode(desk.cycle))] == [
            ("record.session_in_pause", "/log/6/happened"),
            ("record.session_in_pause", "/log/7/happened"),
        ]
        assert [one[1:] for one in found(events(desk))] == [(7, "/happened"), (8, "/happened")]


class TestManifest:
    def test_an_export_of_ours(self, tmp_path: Path) -> None:
        """
        Sums and counts agree.
        """
        write_folder(
            {"cycles.ndjson": [active().cycle], "year.json": [YEAR]}, tmp_path, manifest=True
        )
        assert list(check([tmp_path / "manifest.json"])) == []

    def test_files_that_are_not_what_was_exported(self, tmp_path: Path) -> None:
        """
        Missing, changed, shortened: each entry is named.
        """
        files: dict[str, list[Any]] = {
            "a.json": [YEAR],
            "b.ndjson": [active().cycle, improving(cycle="cycle-2").cycle],
            "c.json": [YEAR],
            "d.json": [YEAR],
        }
        write_folder(files, tmp_path, manifest=True)
        (tmp_path / "a.json").unlink()
        both = (tmp_path / "b.ndjson").read_bytes()
        (tmp_path / "b.ndjson").write_bytes(both.splitlines(keepends=True)[0])
        (tmp_path / "d.json").write_bytes((tmp_path / "d.json").read_bytes() + b"\n")
        found = list(check([tmp_path / "manifest.json"]))
        assert [(one.code, one.where.pointer) for one in found] == [
            ("record.file_missing", "/files/0"),
            ("record.sum_differs", "/files/1"),
            ("record.count_differs", "/files/1"),
            ("record.sum_differs", "/files/3"),
        ]
        assert found[0].fields["name"] == "a.json"
        assert found[2].fields == {"name": "b.ndjson", "records": 2, "came": 1}
        assert hashlib.sha256(both).hexdigest() not in str(found)

    def test_entries_in_another_order(self, tmp_path: Path) -> None:
        """
        Whoever wrote the manifest: what is told of an entry stands where it is.
        """
        write_folder({"a.json": [YEAR], "b.json": [YEAR]}, tmp_path, manifest=True)
        path = tmp_path / "manifest.json"
        document = json.loads(path.read_bytes())
        document["files"].reverse()
        path.write_text(json.dumps(document))
        (tmp_path / "a.json").unlink()
        [missing] = check([path])
        assert (missing.code, missing.where.pointer) == ("record.file_missing", "/files/1")


EDGES = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdefx")), max_size=9)


class TestRings:
    @given(EDGES)
    def test_what_is_left_when_all_that_leads_out_or_in_is_taken_away(
        self, edges: list[tuple[str, str]]
    ) -> None:
        """
        The same as by taking it away from a list until nothing changes.
        """
        left, before = edges, None
        while left != before:
            before = left
            ids, others = {id for id, _ in left}, {other for _, other in left}
            left = [(id, other) for id, other in left if other in ids and id in others]
        place = Where("a.ndjson", 1, 1, "")
        with Ledger(None, MODELS) as ledger:
            for id, other in edges:
                said = CycleFacts(CycleId(id), (), (), CycleId(other), ())
                list(ledger.enter(said, place, lambda _: place))
            found = list(ledger.conclude())
        rings = [one.fields for one in found if one.code == "record.continues_in_ring"]
        assert sorted((one["cycle"], one["continues"]) for one in rings) == sorted(left)

    def test_a_long_chain(self) -> None:
        """
        Thousands that follow one another are no ring.
        """
        place = Where("a.ndjson", 1, 1, "")
        with Ledger(None, MODELS) as ledger:
            for number in range(5000):
                said = CycleFacts(CycleId(f"c-{number + 1}"), (), (), CycleId(f"c-{number}"), ())
                list(ledger.enter(said, place, lambda _: place))
            [unknown] = ledger.conclude()
        assert unknown.fields == {"cycle": "c-1", "continues": "c-0"}

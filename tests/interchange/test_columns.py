"""The tables that cycles make, held against the cycles."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pendulum import Date, DateTime
from told import CYCLES, EXTRA, GROUP, GROUP_CYCLE, TITLE, UNIT, WAYS

from coachcycle.cycles import Amended, Cycle, SessionHeld, Voided, minutes
from coachcycle.interchange import TABLES, Column, ColumnType, CycleTable, TableUnknown
from coachcycle.schoolyear import in_force
from coachcycle.testing import histories
from coachcycle.vocabulary import ID, Status
from desk import active, day

FEW = settings(max_examples=15)

HELD = {
    ColumnType.TEXT: str,
    ColumnType.IDS: str,
    ColumnType.DAY: Date,
    ColumnType.INSTANT: DateTime,
    ColumnType.NUMBER: float,
    ColumnType.WHOLE: int,
    ColumnType.FLAG: bool,
}


def rows(name: str, *cycles: Cycle, words: bool = False) -> list[dict[str, Any]]:
    """The rows of a table as dictionaries."""
    table = CycleTable(name, cycles, words=words)
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table]


def cells(*cycles: Cycle, words: bool = False) -> Iterator[tuple[Column, Any]]:
    """Every cell of every table that is not None, with its column."""
    for name in TABLES:
        table = CycleTable(name, cycles, words=words)
        for row in table:
            for column, cell in zip(table.columns, row, strict=True):
                if cell is not None:
                    yield column, cell


class TestColumns:
    def test_which_there_are(self) -> None:
        """
        Six tables, each under its own name, with columns that differ and own words at the end.
        """
        assert list(TABLES) == [
            "cycles", "events", "sessions", "goals", "measurements", "membership",
        ]  # fmt: skip
        for name, layout in TABLES.items():
            names = [column.name for column in layout.all_columns]
            assert (layout.name, names[0], len({*names})) == (name, "cycle", len(names))
            assert layout.columns(words=True) == layout.all_columns
            plain = layout.columns()
            assert layout.all_columns[: len(plain)] == plain
            assert not any(column.is_words for column in plain)
        assert [one.name for one in TABLES["goals"].all_columns[-4:]] == [
            "title", "group", "unit", "strategies",
        ]  # fmt: skip
        assert repr(TABLES["measurements"]) == "<TableLayout measurements: 8 columns>"

    def test_every_column_has_something_to_say(self) -> None:
        """
        There is a cell for each of them, so that every source leads somewhere.
        """
        said = {(column.name, column.source) for column, _ in cells(*CYCLES, words=True)}
        assert said == {
            (one.name, one.source) for layout in TABLES.values() for one in layout.all_columns
        }

    @FEW
    @given(histories())
    def test_cells_are_of_their_type(self, cycle: Cycle) -> None:
        """
        Plain values alone: no enumeration, no set, and never an empty text.
        """
        for column, cell in cells(cycle, words=True):
            assert type(cell) is HELD[column.type]
            assert cell != ""

    @FEW
    @given(histories())
    def test_texts_are_ids_and_words_of_lists(self, cycle: Cycle) -> None:
        """
        Without own words nothing else than what an id can be is in any text.
        """
        for column, cell in cells(cycle):
            if column.type in (ColumnType.TEXT, ColumnType.IDS):
                ids = cell.split(" ")
                assert all(ID.fullmatch(id) for id in ids)
                assert ids == sorted(ids)
                assert column.type is ColumnType.IDS or len(ids) == 1

    def test_own_words_only_when_asked_for(self) -> None:
        """
        Titles, groups, units and strategies are left out; others' data and reasons of absences always.
        """
        own = [TITLE, GROUP, UNIT, "\n".join(WAYS)]
        plain = [cell for _, cell in cells(*CYCLES)]
        asked = [cell for _, cell in cells(*CYCLES, words=True)]
        assert not {*own} & {*plain}
        assert {*own} <= {*asked}
        assert not any("medical" in str(cell) or EXTRA["acme:note"] in str(cell) for cell in asked)
        assert [column.name for column, cell in cells(*CYCLES, words=True) if cell in own] == [
            "title", "group", "unit", "strategies",
        ] * 2  # fmt: skip

    def test_unknown(self) -> None:
        """
        The refusal says which there are.
        """
        with pytest.raises(TableUnknown) as refused:
            CycleTable("songs", [])
        assert refused.value.fields == {"tables": tuple(TABLES)}
        assert str(refused.value).startswith("expected one of the tables: cycles, events, ")


class TestCycles:
    @FEW
    @given(histories())
    def test_one_row_each(self, cycle: Cycle) -> None:
        """
        It says what the cycle says of itself.
        """
        [row] = rows("cycles", cycle)
        assert row == {
            "cycle": cycle.id,
            "model": cycle.model.name,
            "model_version": cycle.model.version,
            "status": cycle.status,
            "status_day": cycle.status_day,
            "phase": cycle.phase,
            "iteration": cycle.iteration,
            "outcome": row["outcome"],
            "adopted": cycle.adopted,
            "proposer": cycle.proposer,
            "coach": cycle.coach,
            "teachers": " ".join(sorted(cycle.members)) or None,
            "continues": cycle.continues,
            "events": len(cycle.log),
        }

    @FEW
    @given(histories())
    def test_the_outcome_is_that_of_the_status(self, cycle: Cycle) -> None:
        """
        A cycle that has ended has one, a reopened one has none.
        """
        [row] = rows("cycles", cycle)
        ended = cycle.status in (Status.COMPLETED, Status.ENDED_EARLY)
        assert row["outcome"] == (cycle.closings[-1].word if ended else None)


class TestEvents:
    @FEW
    @given(histories())
    def test_all_entries_and_which_count(self, cycle: Cycle) -> None:
        """
        One row for each, in order; those that count are the effective events as they count.
        """
        found = rows("events", cycle)
        assert [(row["number"], row["event"]) for row in found] == [
            (number, event.id) for number, event in enumerate(cycle.log, 1)
        ]
        assert [
            (row["event"], row["kind"], row["by"], row["recorded_by"], row["happened"], row["recorded"])
            for row in found
            if row["counts"]
        ] == [
            (one.id, one.kind, one.by, one.recorded_by, one.happened, one.recorded)
            for one in cycle.effective
        ]  # fmt: skip

    @FEW
    @given(histories())
    def test_corrections(self, cycle: Cycle) -> None:
        """
        Each row names what took it back and what amended it last, and a correction what it is about.
        """
        voids = [event for event in cycle.log if isinstance(event, Voided)]
        amendments = [event for event in cycle.log if isinstance(event, Amended)]
        about = {one.id: sorted(one.ids) for one in voids} | {
            one.id: [one.target] for one in amendments
        }
        for row in rows("events", cycle):
            id = row["event"]
            assert row["voided_by"] == next((one.id for one in voids if id in one.ids), None)
            last = [one.id for one in amendments if one.target == id]
            assert row["amended_by"] == (last[-1] if last else None)
            assert row["corrects"] == (" ".join(about[id]) if id in about else None)

    def test_what_they_say(self) -> None:
        """
        Each field where it belongs, and nothing else beside the entry's own head.
        """
        head = {"cycle", "number", "event", "kind", "counts", "by", "recorded_by", "happened"}
        told: dict[str, list[dict[str, Any]]] = {}
        for row in rows("events", GROUP_CYCLE):
            said = {key: cell for key, cell in row.items() if cell is not None}
            own = {key: said[key] for key in said.keys() - head - {"recorded"}}
            told.setdefault(row["kind"], []).append(own)
        assert told == {
            "proposed": [{}],
            "agreed": [{}, {}, {}],
            "started": [{}],
            "goal_set": [{"goal": "g-1"}],
            "measured": [{"goal": "g-1"}],
            "goal_revised": [{"goal": "g-1"}],
            "session_planned": [{"session": "v-1"}],
            "session_rescheduled": [{"session": "v-1", "reason": "schedule"}],
            "session_missed": [{"session": "v-1", "reason": "teacher_absent"}],
            "session_held": [{"session": "v-2"}],
            "evidence": [
                {"evidence": "video", "reference": "r-1", "voided_by": "e-26"},
                {"evidence": "video", "reference": "r-1", "audience": "cycle"},
            ],
            "reviewed": [
                {"decision": "adjust", "amended_by": "e-27"},
                {"decision": "keep", "stay": "e-5"},
            ],
            "step_agreed": [{"step": "s-1", "person": "t-1", "due": Date(2026, 9, 27)}],
            "step_closed": [{"step": "s-1", "outcome": "done"}],
            "away": [
                {"person": "t-1", "first": Date(2026, 9, 17), "last": Date(2026, 9, 19)},
            ],
            "teacher_joined": [{"person": "t-3"}],
            "teacher_left": [{"person": "t-1", "reason": "workload"}],
            "coach_handed_over": [{"person": "c-2", "reason": "reassigned"}],
            "paused": [{"reason": "season", "resume_on": Date(2026, 9, 27)}],
            "resumed": [{}],
            "moved": [{"phase": "targets"}],
            "voided": [{"corrects": "e-13", "reason": "mistake"}],
            "amended": [{"corrects": "e-15"}],
            "goal_closed": [{"goal": "g-1", "outcome": "met"}],
            "ended_early": [{"reason": "year_ended"}],
        }

    def test_an_adopted_cycle_begins_in_a_phase(self) -> None:
        """
        Its opening leads there.
        """
        [row] = rows("events", CYCLES[1])
        assert (row["kind"], row["phase"]) == ("adopted", "learn")


class TestSessions:
    @FEW
    @given(histories())
    def test_one_row_each(self, cycle: Cycle) -> None:
        """
        In the order of the cycle's own, with what became of them.
        """
        found = rows("sessions", cycle)
        assert [(row["session"], row["status"], row["on"], row["form"]) for row in found] == [
            (one.id, one.status, one.on, one.form) for one in cycle.sessions.values()
        ]
        for row, one in zip(found, cycle.sessions.values(), strict=True):
            outcome = one.outcome
            assert row["closed_by"] == (outcome.id if outcome else None)
            held = outcome if isinstance(outcome, SessionHeld) else None
            assert row["contact_minutes"] == (held.contact_minutes if held else None)
            assert row["coach"] == ((held and held.coach) or cycle.coach_on(one.on))

    @FEW
    @given(histories())
    def test_minutes_are_those_of_the_cycle(self, cycle: Cycle) -> None:
        """
        Their sums by coach are what `minutes` says.
        """
        sums: dict[str, list[int]] = {}
        for row in rows("sessions", cycle):
            if row["status"] == "held" and row["coach"] is not None:
                total = sums.setdefault(row["coach"], [0, 0, 0])
                for place, kind in enumerate(("contact", "preparation", "travel")):
                    total[place] += row[f"{kind}_minutes"]
        assert sums == {
            coach: [one.contact, one.preparation, one.travel]
            for coach, one in minutes(cycle).items()
        }

    def test_worked_example(self) -> None:
        """
        One that was missed, and the one that makes up for it.
        """
        missed, held = rows("sessions", GROUP_CYCLE)
        assert {key: cell for key, cell in missed.items() if cell is not None} == {
            "cycle": "cycle-1",
            "session": "v-1",
            "status": "missed",
            "on": Date(2026, 9, 13),
            "first_planned": Date(2026, 9, 12),
            "form": "modeling",
            "coach": "c-1",
            "missed_by": "teacher",
            "reason": "teacher_absent",
            "replaced_by": "v-2",
            "closed_by": "e-11",
        }
        assert {key: cell for key, cell in held.items() if cell is not None} == {
            "cycle": "cycle-1",
            "session": "v-2",
            "status": "held",
            "on": Date(2026, 9, 14),
            "form": "co_teaching",
            "coach": "c-1",
            "attendees": "t-1 t-2",
            "contact_minutes": 30,
            "preparation_minutes": 10,
            "travel_minutes": 20,
            "starts": DateTime.fromisoformat("2026-12-01T15:00:00+00:00"),
            "inside_contract_day": True,
            "replaces": "v-1",
            "closed_by": "e-12",
        }


class TestGoals:
    @FEW
    @given(histories())
    def test_one_row_for_each_version(self, cycle: Cycle) -> None:
        """
        Numbered, the last one current, and only in its row how the goal was closed.
        """
        found = rows("goals", cycle)
        expected = [
            (
                id,
                one.id,
                number,
                one is record.versions[-1],
                one.goal.target,
                record.closed.outcome if record.closed and one is record.versions[-1] else None,
            )
            for id, record in cycle.goals.items()
            for number, one in enumerate(record.versions, 1)
        ]
        wanted = ("goal", "version", "number", "is_current", "target", "outcome")
        assert [tuple(row[key] for key in wanted) for row in found] == expected

    def test_worked_example(self) -> None:
        """
        Everything that a goal says, with its own words.
        """
        first, second = rows("goals", GROUP_CYCLE, words=True)
        changed = {
            "version": ("e-6", "e-8"),
            "number": (1, 2),
            "is_current": (False, True),
            "day": (Date(2026, 9, 8), Date(2026, 9, 9)),
            "target": (80.0, 90.0),
            "outcome": (None, "met"),
            "closed_on": (None, Date(2026, 9, 30)),
        }
        assert {key: (first[key], second[key]) for key in changed} == changed
        assert {key: cell for key, cell in first.items() if key not in changed} == {
            "cycle": "cycle-1",
            "goal": "g-1",
            "owners": "t-1",
            "focus": "student",
            "direction": "increase",
            "low": 0.0,
            "high": 100.0,
            "source": "observation",
            "instrument": "r-7",
            "baseline": 40.5,
            "baseline_day": Date(2026, 9, 7),
            "target_day": Date(2026, 12, 6),
            "measured_every_days": 7,
            "standards": "s-1 s-2",
            "serves": "g-school",
            "copied_from": "g-0",
            "powerful": True,
            "easy": False,
            "emotionally_compelling": True,
            "achievable": False,
            "relevant": True,
            "title": "=1+1 hands",
            "group": "Group; @home",
            "unit": "-points",
            "strategies": "Wait time\n'Turn' and talk",
        }


class TestMeasurements:
    @FEW
    @given(histories())
    def test_one_row_each(self, cycle: Cycle) -> None:
        """
        All that count, each serving a version that is in `goals`.
        """
        found = rows("measurements", cycle)
        wanted = ("goal", "measurement", "day", "value", "role", "version", "teacher")
        assert [tuple(row[key] for key in wanted) for row in found] == [
            (id, one.id, one.day, one.value, one.role, one.version, one.teacher)
            for id, record in cycle.goals.items()
            for one in record.measurements
        ]
        versions = {(row["goal"], row["version"]) for row in rows("goals", cycle)}
        assert {(row["goal"], row["version"]) for row in found} <= versions


class TestMembership:
    @FEW
    @given(histories(), st.data())
    def test_who_takes_part_on_a_day(self, cycle: Cycle, data: st.DataObject) -> None:
        """
        The rows that hold a day are who coaches and who takes part on it.
        """
        known = [event.happened for event in cycle.log]
        on = data.draw(st.sampled_from(known)).add(days=data.draw(st.integers(-2, 2)))
        found = rows("membership", cycle)
        there = [row for row in found if in_force(row["first"], row["until"], on)]
        coaches = [row["person"] for row in there if row["role"] == "coach"]
        teachers = [row["person"] for row in there if row["role"] == "teacher"]
        coach = cycle.coach_on(on)
        assert coaches == ([] if coach is None else [coach])
        assert teachers == sorted(cycle.members_on(on))
        assert all(
            row["first"] is None or row["until"] is None or row["first"] < row["until"]
            for row in found
        )

    def test_coaches_one_after_the_other(self) -> None:
        """
        By day, whatever came first into the log; a gap without a coach has no row.
        """
        desk = active()
        desk.enter("coach_handed_over", 30, to="c-3")
        desk.enter("coach_handed_over", 10, to=None, reason="coach_left")
        desk.enter("coach_handed_over", 20, to="c-2")
        desk.enter("coach_handed_over", 25, to="c-3", reason="caseload")
        assert [
            (row["person"], row["first"], row["until"])
            for row in rows("membership", desk.cycle)
            if row["role"] == "coach"
        ] == [("c-1", None, day(10)), ("c-2", day(20), day(25)), ("c-3", day(25), None)]


class TestJoins:
    @FEW
    @given(st.lists(histories(longest=12), min_size=1, max_size=3))
    def test_ids_lead_to_rows(self, cycles: list[Cycle]) -> None:
        """
        The cycle of every row is in `cycles` and in `membership`, every event in `events`.
        """
        people = {row["cycle"] for row in rows("membership", *cycles)}
        assert (
            people
            == {row["cycle"] for row in rows("cycles", *cycles)}
            == {cycle.id for cycle in cycles}
        )
        counting = {
            (row["cycle"], row["event"]) for row in rows("events", *cycles) if row["counts"]
        }
        leads = {
            "sessions": ("closed_by",),
            "goals": ("version",),
            "measurements": ("measurement",),
        }
        for name, keys in leads.items():
            for row in rows(name, *cycles):
                assert row["cycle"] in people
                for key in keys:
                    assert row[key] is None or (row["cycle"], row[key]) in counting

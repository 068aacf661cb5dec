"""Everything that is wrong with a file, and where."""

import io
import json
import os
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coachcycle.cycles import MODELS, Cycle, CycleModel, Models, Phase
from coachcycle.errors import Severity
from coachcycle.interchange import check, encode, encode_event, read, write
from coachcycle.people import Coach, Evaluation, Roster, Teacher
from coachcycle.policy import ContractRules
from coachcycle.testing import caseload_rules, caseloads, contract_rules, histories, rosters
from coachcycle.vocabulary import OutOfRange
from desk import Desk, active, day, goal, improving

ROSTER = Roster(coaches=[Coach(id="c-1")], teachers=[Teacher(id="t-1")])
Found = list[tuple[str, int | None, str | None]]
Check = Callable[..., Found]


def timetable() -> Any:
    """A school with two periods, and somebody who teaches in the first."""
    periods = [
        {"id": "1", "starts": "08:00", "ends": "08:50"},
        {"id": "2", "starts": "08:55", "ends": "09:45"},
    ]
    told = {"person": "t-1", "school": "s-1"}
    return {
        "kind": "timetable",
        "schema": "1.0",
        "schools": [
            {
                "school": "s-1",
                "contract_day": {"starts": "07:45", "ends": "15:45"},
                "bells": [{"id": "regular", "periods": periods}],
                "rotation": {"days": ["A", "B"]},
            }
        ],
        "commitments": [
            {**told, "type": "teaching", "periods": ["1"]},
            {**told, "type": "lunch", "starts": "12:00", "ends": "12:30"},
        ],
    }


class TestBytes:
    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"", "bytes.empty"),
            (b'{"kind": "roster", "sch', "bytes.not_json"),
            (b"\xff\xfe", "bytes.not_utf8"),
            (b"[" * 100, "bytes.too_deep"),
            (b"[]", "schema.type_wrong"),
            (b'{"kind": "grades", "schema": "1.0"}', "document.kind_unknown"),
            (b'{"kind": "roster", "schema": "2.0", "x": 1}', "document.version_unsupported"),
            (b'{"kind": "roster"}', "schema.key_missing"),
            (b'{"kind": "roster", "schema": 1, "x": 2}', "document.version_unsupported"),
        ],
    )
    def test_one_clear_finding(self, found: Check, data: bytes, code: str) -> None:
        """
        Empty, truncated, of another encoding, kind or major version: one finding, no traceback.
        """
        assert [one[0] for one in found(data)] == [code]

    def test_not_obtained(self, tmp_path: Path) -> None:
        """
        A missing file is a finding, and the others are checked all the same.
        """
        path = tmp_path / "goal.json"
        write([goal()], path)
        *findings, part = check([tmp_path / "none.json", path, tmp_path])
        assert [one.code for one in findings] == ["bytes.not_obtained"] * 2
        assert part.fields["files"] == 1

    def test_standard_input(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        `-` is read once, as lines or as one document.
        """
        data = json.dumps(encode(goal())) + "\n{\n"
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data.encode())))
        [finding, _] = check(["-"])
        assert (finding.code, finding.where.file, finding.where.line) == ("bytes.not_json", "-", 2)


class TestSchema:
    def test_every_problem_in_one_pass(self, found: Check) -> None:
        """
        In the order of the document, each once, each where it stands; also for keys.
        """
        document = encode(improving().cycle)
        log = document["log"]
        log[1]["happened"] = "2026-02-30"
        log[2]["happend"] = "2026-09-07"
        log[3]["goal"]["target"] = "eighty"
        del log[4]["type"], log[4]["reference"]
        log[5]["to"] = None
        log[6]["form"] = "tea"
        log[6]["contact_minutes"] = 0
        log[7]["kind"] = "event"
        lines = json.dumps(document, indent=1).splitlines()

        def line(text: str) -> int:
            return next(number for number, one in enumerate(lines, 1) if text in one)

        assert found(document) == [
            ("schema.form_wrong", line("2026-02-30"), "/log/1/happened"),
            ("schema.key_unknown", line("happend"), "/log/2"),
            ("schema.type_wrong", line("eighty"), "/log/3/goal/target"),
            ("schema.key_missing", line('"e-5"') - 2, "/log/4"),
            ("schema.key_missing", line('"e-5"') - 2, "/log/4"),
            ("schema.type_wrong", line("null"), "/log/5/to"),
            ("schema.word_wrong", line('"tea"'), "/log/6/form"),
            ("schema.range_wrong", line('contact_minutes": 0'), "/log/6/contact_minutes"),
            ("schema.key_unknown", line('"kind": "event"'), "/log/7"),
        ]

    @pytest.mark.parametrize(
        ("changes", "code", "pointer"),
        [
            ({"id": "a b"}, "schema.form_wrong", "/id"),
            ({"id": "a\n"}, "schema.form_wrong", "/id"),
            ({"owners": []}, "schema.range_wrong", "/owners"),
            ({"owners": ["t-1", "t-1"]}, "schema.item_repeated", "/owners"),
            ({"title": ""}, "schema.range_wrong", "/title"),
            ({"title": "a\nb"}, "schema.form_wrong", "/title"),
            ({"baseline": 3}, "schema.key_missing", ""),
            ({"target": 101}, "goals.outside_measure", "/target"),
            ({"focus": "both"}, "schema.word_wrong", "/focus"),
            ({"measure": []}, "schema.type_wrong", "/measure"),
        ],
    )
    def test_each_rule(self, found: Check, changes: Any, code: str, pointer: str) -> None:
        """
        One finding for one cause.
        """
        assert [one[::2] for one in found(encode(goal()) | changes)] == [(code, pointer)]

    @pytest.mark.parametrize(
        ("kind", "changes", "code", "pointer"),
        [
            ("away", {"last": "2026-09-07"}, "cycles.absence_backwards", "/log/3/last"),
            ("away", {"last": "2026-09-31"}, "schema.form_wrong", "/log/3/last"),
            ("away", {"person": "t-9"}, "cycles.not_of_the_cycle", "/log/3"),
            ("away", {"reason": "sick"}, "schema.word_wrong", "/log/3/reason"),
            ("step_agreed", {"owner": "A. Lee"}, "schema.form_wrong", "/log/3/owner"),
            ("step_agreed", {"owner": "t-9"}, "cycles.not_of_the_cycle", "/log/3"),
            ("step_agreed", {"due": None}, "schema.type_wrong", "/log/3/due"),
            ("step_closed", {}, "cycles.step_not_open", "/log/3"),
            ("step_closed", {"outcome": "met"}, "schema.word_wrong", "/log/3/outcome"),
            ("teacher_joined", {"by": "t-2"}, "cycles.teachers_out_of_range", "/log/3"),
            ("teacher_joined", {"stay": "e-3"}, "schema.key_unknown", "/log/3"),
            ("teacher_left", {}, "cycles.last_teacher", "/log/3"),
            ("teacher_left", {"reason": "bored"}, "schema.word_wrong", "/log/3/reason"),
        ],
    )
    def test_each_rule_of_people_and_steps(
        self, found: Check, kind: str, changes: Any, code: str, pointer: str
    ) -> None:
        """
        One finding for one cause, from the schema or from the replay.
        """
        document = encode(active().cycle)
        event = encode_event(active().event(kind)) | changes
        del event["kind"], event["schema"]
        document["log"].append(event)
        del document["state"]
        assert [one[::2] for one in found(document)] == [(code, pointer)]

    @pytest.mark.parametrize(
        ("key", "value", "code", "pointer"),
        [
            ("most_teachers", 0, "schema.range_wrong", "/most_teachers"),
            ("fewest_teachers", 101, "schema.range_wrong", "/fewest_teachers"),
            ("fewest_teachers", "2", "schema.type_wrong", "/fewest_teachers"),
            ("fewest_teachers", 7, "cycles.teachers_backwards", "/fewest_teachers"),
            ("each_teacher", True, "schema.key_unknown", ""),
        ],
    )
    def test_each_rule_of_models_of_groups(
        self, found: Check, key: str, value: Any, code: str, pointer: str
    ) -> None:
        """
        How many teachers take part is a range of whole numbers.
        """
        document = encode(MODELS["lesson_study"]) | {key: value}
        assert [one[::2] for one in found(document)] == [(code, pointer)]

    def test_keys_of_others_have_an_owner(self, found: Check) -> None:
        """
        `extra` is the one open place.
        """
        document = encode_event(active().event("reviewed"))
        assert (
            found(
                [encode_event(one) for one in active().cycle.log]
                + [document | {"extra": {"a:b": 1}}]
            )
            == []
        )
        assert found(document | {"extra": {"b": 1}})[0][::2] == ("schema.form_wrong", "/extra")
        model = encode(MODELS["impact"])
        model["completes"]["Not a name"] = []
        assert found(model)[0][::2] == ("schema.form_wrong", "/completes")

    def test_an_empty_key(self, found: Check) -> None:
        """
        Is an unknown key like any other.
        """
        document = encode(ROSTER) | {"": 3}
        assert [one[::2] for one in found(document)] == [("schema.key_unknown", "")]
        document = encode(ROSTER)
        document["teachers"][0][""] = {}
        assert [one[::2] for one in found(document)] == [("schema.key_unknown", "/teachers/0")]

    def test_a_newer_minor(self, found: Check, tmp_path: Path) -> None:
        """
        Its unknown keys are reported as warnings and skipped; the rest is checked.
        """
        document = encode(ROSTER) | {"schema": "1.7", "buses": 3}
        document["teachers"][0]["mood"] = "good"
        assert [one[0] for one in found(document)] == ["schema.key_unknown"] * 2
        [first, second] = check([tmp_path / "0.json"])
        assert (first.severity, second.severity) == (Severity.WARNING, Severity.WARNING)
        document["coaches"] += document["coaches"]
        assert "people.duplicate_id" in [one[0] for one in found(document)]
        events = [encode_event(event) for event in active().cycle.log]
        newer = [event | {"schema": "1.7", "mood": "good"} for event in events]
        assert found(newer) == [("schema.key_unknown", line, "") for line in (1, 2, 3)]
        del newer[1]
        assert found(newer)[2] == ("cycles.not_accepted", 2, "")


class TestManyAtATime:
    def test_the_same_findings_in_the_same_order(self, tmp_path: Path) -> None:
        """
        However many are judged at a time, whatever is wrong with them.
        """
        cycles = [encode(improving(cycle=f"cycle-{n}").cycle) for n in range(60)]
        del cycles[3]["log"][1]
        cycles[7]["state"]["phase"] = "learn"
        cycles[9] = cycles[8]
        cycles[11]["log"][0]["coach"] = "c 1"
        events = [encode_event(event) for event in active(cycle="cycle-99").cycle.log]
        events[1]["by"] = "t-9"
        path = tmp_path / "all.ndjson"
        path.write_text("".join(f"{json.dumps(one)}\n" for one in (*cycles, *events)))
        alone = list(check([path], roster=ROSTER))
        assert len({one.code for one in alone}) >= 5
        with ThreadPoolExecutor(3) as executor, pytest.MonkeyPatch.context() as patch:
            module = sys.modules[check.__module__]
            patch.setattr(module, "BATCH_BYTES", 5000)
            patch.setattr(module, "AHEAD", 3)
            assert list(check([path], roster=ROSTER, executor=executor)) == alone

    @pytest.mark.slow
    def test_processes(self, tmp_path: Path) -> None:
        """
        What goes to another process and back is the same.
        """
        path = tmp_path / "all.ndjson"
        documents = [encode(improving(cycle=f"cycle-{n // 2}").cycle) for n in range(600)]
        del documents[500]["log"][2]
        path.write_text("".join(f"{json.dumps(one)}\n" for one in documents))
        with ProcessPoolExecutor(2, get_context("spawn")) as executor:
            assert list(check([path], executor=executor)) == list(check([path]))

    def test_only_so_many(self, tmp_path: Path) -> None:
        """
        The rest is counted.
        """
        path = tmp_path / "all.ndjson"
        path.write_text("[]\n" * 5)
        found = list(check([path], most_findings=2))
        assert [one.code for one in found] == ["schema.type_wrong"] * 2 + ["document.more_findings"]
        assert (found[2].fields, found[2].severity) == ({"count": 3}, Severity.ERROR)
        cycles = [encode(active(cycle=f"c-{n}", continues="c").cycle) for n in range(3)]
        path.write_text("".join(f"{json.dumps(one)}\n" for one in cycles))
        *_, more = check([path], most_findings=1)
        assert (more.fields, more.severity) == ({"count": 2}, Severity.NOTE)
        path.write_text("[]\n" * 5)
        assert len(list(check([path], most_findings=5))) == 5
        with pytest.raises(OutOfRange):
            check([path], most_findings=0)

    @pytest.mark.sockets
    @pytest.mark.slow
    def test_a_dask_cluster(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        The same findings in the same order, by the processes of a cluster on this machine.
        """
        from distributed import Client, LocalCluster

        path = tmp_path / "all.ndjson"
        documents = [encode(improving(cycle=f"cycle-{n // 2}").cycle) for n in range(100)]
        del documents[90]["log"][2]
        path.write_text("".join(f"{json.dumps(one)}\n" for one in documents) + "{\n")
        alone = list(check([path]))
        assert {one.code for one in alone} >= {"record.cycle_repeated", "bytes.not_json"}
        with (
            LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
            ) as cluster,
            Client(cluster) as client,  # type: ignore[no-untyped-call]
        ):
            monkeypatch.setattr(sys.modules[check.__module__], "BATCH_BYTES", 20_000)
            assert list(check([path], executor=client.get_executor())) == alone

    @pytest.mark.slow
    def test_a_worker_that_dies(self, tmp_path: Path) -> None:
        """
        Is an error, neither silence nor a hang.
        """
        path = tmp_path / "all.ndjson"
        path.write_text("[]\n" * 5)
        with (
            ProcessPoolExecutor(1, get_context("spawn"), os._exit, (1,)) as executor,
            pytest.raises(BrokenExecutor),
        ):
            list(check([path], executor=executor))

    @pytest.mark.skipif(sys.platform != "linux", reason="looks at open files in /proc")
    @pytest.mark.parametrize("error", [None, OSError, KeyboardInterrupt])
    def test_nothing_is_left_behind(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException] | None
    ) -> None:
        """
        No temporary file and no file that is open, when nobody asks for more findings or something is raised.
        """
        temporary = tmp_path / "temporary"
        temporary.mkdir()
        monkeypatch.setenv("SQLITE_TMPDIR", str(temporary))
        monkeypatch.setattr(tempfile, "tempdir", str(temporary))
        path = tmp_path / "a.ndjson"
        path.write_text("[]\n" * 1000)
        large = tmp_path / "b.json"
        large.write_bytes(b" " * 2_000_000)
        held = sorted(os.listdir("/proc/self/fd"))

        def progress(_: int, documents: int) -> None:
            assert len(os.listdir("/proc/self/fd")) > len(held)
            if error is not None and documents == 1000:
                raise error

        found: Any = check([large, path], progress=progress)
        if error is None:
            next(found)
        else:
            with pytest.raises(error):
                list(found)
        found.close()
        assert sorted(os.listdir("/proc/self/fd")) == held
        assert os.listdir(temporary) == []

    def test_what_waits_is_cancelled(self, tmp_path: Path) -> None:
        """
        When nobody asks for more findings.
        """
        path = tmp_path / "all.ndjson"
        path.write_text("[]\n" * 20)
        submitted: list[Future[Any]] = []

        class Lazy(Executor):
            def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
                future: Future[Any] = Future()
                if not submitted:
                    future.set_result(fn(*args))
                submitted.append(future)
                return future

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys.modules[check.__module__], "BATCH_BYTES", 1)
            found: Any = check([path], executor=Lazy())
            next(found)
            found.close()
        assert len(submitted) > 2
        assert all(one.cancelled() for one in submitted[1:])


class TestInPart:
    """What could not be read, and what is not judged for that."""

    def part(self, *paths: Path, **options: Any) -> tuple[list[str], dict[str, Any]]:
        """The codes of the findings, and what the last one says of all."""
        *findings, last = check(paths, **options)
        assert (last.code, last.severity) == ("document.checked_in_part", Severity.NOTE)
        assert last.message
        return [one.code for one in findings], dict(last.fields)

    def lines(self, path: Path, *documents: Any) -> Path:
        """A file of documents, and of texts that are none."""
        texts = (one if isinstance(one, str) else json.dumps(one) for one in documents)
        path.write_text("".join(f"{text}\n" for text in texts))
        return path

    def test_files_and_records(self, tmp_path: Path) -> None:
        """
        How much was checked, which files were not, how many records were refused; also past the most findings.
        """
        some = self.lines(tmp_path / "a.ndjson", encode(goal()), "{", "", encode(goal("g-2")))
        cut = tmp_path / "b.ndjson.gz"
        write([goal("g-3"), goal("g-4")], cut)
        cut.write_bytes(cut.read_bytes()[:-1])
        none = tmp_path / "c.json"
        bad = self.lines(tmp_path / "d.json", "{")
        codes, fields = self.part(some, cut, none, bad)
        assert codes == [
            "bytes.not_json", "bytes.damaged", "bytes.not_obtained", "bytes.not_json",
        ]  # fmt: skip
        assert fields == {
            "documents": 4,
            "files": 2,
            "unread": {
                str(cut): "bytes.damaged",
                str(none): "bytes.not_obtained",
                str(bad): "bytes.not_json",
            },
            "refused": 1,
            "unjudged": (),
        }
        assert self.part(some, cut, none, bad, most_findings=1)[0] == [
            "bytes.not_json",
            "document.more_findings",
        ]

    def test_nothing_or_everything_is_no_part(self, tmp_path: Path) -> None:
        """
        Where all was read, or nothing, there is no more to say.
        """
        bad = self.lines(tmp_path / "a.json", "{")
        assert [one.code for one in check([bad, tmp_path / "b"])] == [
            "bytes.not_json",
            "bytes.not_obtained",
        ]
        assert list(check([self.lines(tmp_path / "c.ndjson")])) == []

    @pytest.mark.parametrize(
        ("text", "code"),
        [("{", "bytes.not_json"), ("", "bytes.not_obtained"), ("roster", "schema.key_unknown")],
    )
    def test_people_of_a_lost_roster(self, tmp_path: Path, text: str, code: str) -> None:
        """
        They are not compared, with none or with another one, if it is known to be lost.
        """
        cycle = self.lines(tmp_path / "cycle.json", encode(active().cycle))
        lost = tmp_path / "roster.json"
        if text:
            self.lines(lost, json.dumps(encode(ROSTER) | {"x": 1}) if text == "roster" else text)
        codes, fields = self.part(cycle, lost)
        assert codes == [code]
        assert "roster" in fields["unjudged"]
        other = Roster()
        codes = [one.code for one in check([cycle, lost], roster=other)]
        assert ("record.coach_unknown" in codes) == (text != "roster")

    def test_models(self, tmp_path: Path) -> None:
        """
        One that a lost document may hold is not missed; one that nothing can hold is.
        """
        own = CycleModel(
            name="own", version=1, source="A district", phases=[Phase("do")], transitions=[],
            completes={"do": ()},
        )  # fmt: skip
        desk = Desk(models=Models().add(own), model=own.ref)
        cycle = self.lines(tmp_path / "a.ndjson", encode(desk.cycle))
        events = self.lines(tmp_path / "b.ndjson", *map(encode_event, desk.cycle.log))
        lost = self.lines(tmp_path / "c.json", encode(own) | {"version": 0})
        for path in (cycle, events):
            codes, fields = self.part(path, lost)
            assert codes == ["schema.range_wrong"]
            assert fields["unjudged"] == ("cycle_model",)
        wrong = self.lines(tmp_path / "d.json", encode(goal()) | {"target": "high"})
        assert [one.code for one in check([cycle, wrong])] == [
            "cycles.model_unknown",
            "schema.type_wrong",
        ]

    def test_school_years(self, tmp_path: Path) -> None:
        """
        A timetable is not held against those that are left.
        """
        year: Any = {"kind": "school_year", "schema": "1.0", "id": "y", "zone": "UTC"}
        year |= {"first": "2026-09-07", "last": "2026-12-18"}
        document = timetable()
        document["schools"][0]["rotation"]["restarts"] = ["2025-09-01"]
        paths = [
            self.lines(tmp_path / "a.json", year),
            self.lines(tmp_path / "b.json", document),
            self.lines(tmp_path / "c.json", year | {"id": "z", "first": "x"}),
        ]
        assert [one.code for one in check(paths[:2])] == ["schoolyear.day_outside_years"]
        codes, fields = self.part(*paths)
        assert codes == ["schema.form_wrong"]
        assert fields["unjudged"] == ("school_year",)

    def test_events_after_a_gap(self, tmp_path: Path) -> None:
        """
        Bare events are replayed until there: what is refused after it may follow from it.
        """
        log = [encode_event(event) for event in improving().cycle.log]
        other = encode_event(active(cycle="cycle-2").cycle.log[1])
        path = self.lines(tmp_path / "a.ndjson", other, log[0], "{", *log[2:])
        codes, fields = self.part(path)
        assert codes == ["bytes.not_json", "cycles.log_must_begin"]
        assert fields["unjudged"] == ("event",)

    def test_what_others_continue_and_serve(self, tmp_path: Path) -> None:
        """
        A cycle or goal that was refused is not said to be elsewhere.
        """
        first = encode(active().cycle)
        second = encode(active(cycle="cycle-2", continues="cycle-1").cycle)
        third = encode(active(cycle="cycle-3").cycle)
        first["log"][0]["coach"] = "c 1"
        path = self.lines(tmp_path / "a.ndjson", first, second, third)
        codes, fields = self.part(path)
        assert codes == ["schema.form_wrong"]
        assert fields["unjudged"] == ("cycle",)
        codes = [one.code for one in check([self.lines(path, second, third)])]
        assert codes == ["record.continues_unknown"]

    def test_progress(self, tmp_path: Path) -> None:
        """
        Every document moves it on, to the end of the files as they are on the disk.
        """
        paths = [tmp_path / "a.ndjson.gz", tmp_path / "b.ndjson"]
        write([goal(f"g-{n}") for n in range(3)], paths[0])
        write([goal(f"h-{n}") for n in range(2)], paths[1])
        told: list[tuple[int, int]] = []
        assert list(check(paths, progress=lambda *now: told.append(now))) == []
        assert [documents for _, documents in told] == [1, 2, 3, 4, 5]
        assert [read for read, _ in told] == sorted(read for read, _ in told)
        assert told[-1][0] == sum(path.stat().st_size for path in paths)


class TestRecords:
    def test_what_is_right_has_no_findings(self, found: Check) -> None:
        """
        Cycles with their state, bare events, rosters and goals.
        """
        cycle = improving().cycle
        events = [encode_event(event) for event in active().cycle.log]
        for event in events:
            event["cycle"] = "cycle-2"
        assert found(encode(cycle), events, encode(ROSTER), encode(goal())) == []

    def test_an_event_that_the_engine_refuses(self, found: Check) -> None:
        """
        The first one is named; what follows from it is not.
        """
        document = encode(improving().cycle)
        del document["log"][1], document["state"]
        assert found(document) == [("cycles.not_accepted", 22, "/log/1")]
        events = [encode_event(event) for event in improving().cycle.log]
        del events[1]
        assert found(events) == [("cycles.not_accepted", 2, "")]

    def test_values_that_break_their_own_rules(self, found: Check) -> None:
        """
        Every such event of a log is named, and the log is not replayed.
        """
        document = encode(improving().cycle)
        document["log"][2]["happened"] = "2027-09-07"
        document["log"][3]["goal"]["target_day"] = "2027-01-01"
        document["log"][3]["goal"]["target"] = 101
        assert [one[::2] for one in found(document)] == [
            ("cycles.happened_after_recorded", "/log/2/happened"),
            ("goals.outside_measure", "/log/3/goal/target"),
        ]
        events = [encode_event(event) for event in active().cycle.log]
        events[1]["happened"] = "2027-09-07"
        assert found(events) == [("cycles.happened_after_recorded", 2, "/happened")]

    def test_a_state_that_the_log_does_not_give(self, found: Check) -> None:
        """
        The log is right, the derived state is not.
        """
        document = encode(active().cycle)
        document["state"]["iteration"] = 7
        assert [one[::2] for one in found(document)] == [("document.state_mismatch", "/state")]

    def test_one_cause_one_finding(self, found: Check) -> None:
        """
        What follows an event that was refused is not held against what is missing.
        """
        events = [encode_event(event) for event in improving().cycle.log]
        events[1]["by"] = "not an id"
        assert found(events) == [("schema.form_wrong", 2, "/by")]
        del events[1]["cycle"]
        assert [one[0] for one in found(events)][:2] == ["schema.key_missing", "schema.form_wrong"]

    def test_a_roster_twice(self, found: Check) -> None:
        """
        The first one counts, and the second is told.
        """
        other = Roster(coaches=[Coach(id="c-9")])
        documents = encode(active().cycle), encode(ROSTER), encode(other)
        assert found(*documents) == [("record.roster_repeated", 1, "")]

    def test_a_model_under_a_taken_name(self, found: Check) -> None:
        """
        Another definition of a published model is no such model.
        """
        document = encode(MODELS["impact"]) | {"title": "Ours"}
        assert found(document) == [("cycles.model_taken", 5, "/version")]

    def test_a_cycle_twice(self, found: Check) -> None:
        """
        In two files, on two lines, as a document and as events.
        """
        document = encode(active().cycle)
        assert [one[0] for one in found(document, [document])] == ["record.cycle_repeated"]
        events = [encode_event(event) for event in active().cycle.log]
        assert found([document, *events]) == [("record.cycle_repeated", 2, "")]

    def test_people_of_the_roster(self, found: Check) -> None:
        """
        A roster among the files, wherever it stands, or one that is given.
        """
        desk = active()
        desk.enter("coach_handed_over")
        cycle = encode(desk.cycle)
        of = Evaluation(evaluator="c-2", evaluated="t-1", first=day(0), until=day(1))
        stranger = encode(Roster(coaches=[Coach(id="c-2")], evaluations=[of]))
        expected = [
            ("record.coach_unknown", "/log/0/coach"),
            ("record.teacher_unknown", "/log/0/teachers"),
            ("record.coach_evaluates", "/log/3/to"),
        ]
        assert [one[::2] for one in found(cycle, stranger)] == expected
        assert [one[::2] for one in found(cycle, roster=Roster())][:2] == expected[:2]
        events = [encode_event(event) for event in desk.cycle.log]
        assert found(events, stranger)[0] == ("record.coach_unknown", 1, "/coach")

    def test_a_teacher_who_joins_is_checked_too(self, found: Check) -> None:
        """
        Unknown to the roster, or evaluated by the coach.
        """
        desk = Desk(model=MODELS["student_centered"].ref).enter_all("agreed", "started")
        for teacher in ("t-2", "t-3"):
            desk.enter("teacher_joined", by=teacher, teacher=teacher)
        people = [Teacher(id="t-1"), Teacher(id="t-3")]
        of = Evaluation(evaluator="c-1", evaluated="t-3", until=day(1))
        roster = Roster(coaches=[Coach(id="c-1")], teachers=people, evaluations=[of])
        assert [one[::2] for one in found(encode(desk.cycle), encode(roster))] == [
            ("record.teacher_unknown", "/log/3/teacher"),
            ("record.coach_evaluates", "/log/4/teacher"),
        ]

    def test_rosters_and_models_tell_all_their_problems(self, found: Check) -> None:
        """
        Each at the entry that it is about.
        """
        roster = {
            "kind": "roster",
            "schema": "1.0",
            "schools": [{"id": "a", "parent": "a"}],
            "coaches": [{"id": "c", "schools": ["z"]}],
            "teachers": [{"id": "t"}, {"id": "u"}, {"id": "t"}],
            "evaluations": [
                {"evaluator": "c", "evaluated": "t"},
                {"evaluator": "c", "evaluated": "c"},
                {"evaluator": "p", "evaluated": "t", "first": "2026-09-01", "until": "2026-09-01"},
            ],
        }
        assert [one[::2] for one in found(roster)] == [
            ("people.schools_in_ring", "/schools/0/parent"),
            ("people.school_unknown", "/coaches/0/schools/0"),
            ("people.duplicate_id", "/teachers/2"),
            ("people.evaluates_themself", "/evaluations/1/evaluated"),
            ("people.evaluation_backwards", "/evaluations/2/until"),
        ]
        model = encode(MODELS["impact"])
        model["phases"].append({"name": "rest"})
        assert [one[::2] for one in found(model)] == [
            ("cycles.phase_unreachable", "/phases/3"),
            ("cycles.phase_never_completes", "/phases/3"),
        ]
        model["transitions"].append({"from": "rest", "to": "sleep", "requires": []})
        assert [one[::2] for one in found(model)] == [("cycles.phase_unknown", "/transitions/5/to")]
        model["phases"].append({"name": "rest"})
        assert ("cycles.phase_repeated", "/phases/4") in [one[::2] for one in found(model)]

    def test_posts_that_do_not_go_together(self, found: Check) -> None:
        """
        Each problem at the post; shares at the last one that makes them too much.
        """
        full = {"school": "a", "share": 0.75, "funding": [{"source": "t", "share": 0.6}] * 2}
        never = {"school": "a", "first": "2026-09-02", "until": "2026-09-01"}
        roster = {
            "kind": "roster",
            "schema": "1.0",
            "schools": [{"id": "a"}, {"id": "b"}],
            "coaches": [
                {"id": "c", "posts": [full]},
                {"id": "d", "posts": [{"school": "a", "share": 1}, {"school": "b", "share": 1}]},
                {"id": "e", "posts": [never]},
            ],
            "teachers": [
                {"id": "c", "posts": [{"school": "b", "share": 0.5}]},
                {"id": "t", "posts": [{"school": "a"}, {"school": "a"}]},
            ],
        }
        assert [one[::2] for one in found(roster)] == [
            ("people.funding_exceeds_one", "/coaches/0/posts/0/funding"),
            ("people.shares_exceed_one", "/coaches/1/posts/1/share"),
            ("people.post_backwards", "/coaches/2/posts/0/until"),
            ("people.shares_exceed_one", "/teachers/0/posts/0/share"),
            ("people.posts_overlap", "/teachers/1/posts/1"),
        ]

    @pytest.mark.parametrize(
        ("changes", "code", "pointer"),
        [
            ({"rule": "lunch"}, "schema.word_wrong", "/rules/0/rule"),
            ({"tea": 1}, "schema.key_unknown", "/rules/0"),
            ({"window_school_days": 0}, "schema.range_wrong", "/rules/0/window_school_days"),
            ({"most": 0}, "schema.range_wrong", "/rules/0/most"),
            ({"most": 1.5}, "schema.type_wrong", "/rules/0/most"),
            ({"forms": []}, "schema.range_wrong", "/rules/0/forms"),
            ({"forms": ["tea"]}, "schema.word_wrong", "/rules/0/forms/0"),
        ],
    )
    def test_each_parameter_of_a_rule(
        self, found: Check, changes: Any, code: str, pointer: str
    ) -> None:
        """
        An unknown rule, an unknown parameter, one out of range: one finding each.
        """
        rule = {"rule": "most_observations", "most": 2, "window_school_days": 10}
        assert found(encode(ContractRules()) | {"rules": [rule]}) == []
        document = encode(ContractRules()) | {"rules": [rule | changes]}
        assert [one[::2] for one in found(document)] == [(code, pointer)]

    def test_rules_that_do_not_go_together(self, found: Check) -> None:
        """
        A rule twice for one place, a school twice, a day that ends before it begins: where they are.
        """
        rule = {"rule": "agreed_by_both"}
        backwards = {"rule": "inside_contract_day", "day": {"starts": "15:00", "ends": "08:00"}}
        cases: list[tuple[dict[str, Any], str, str]] = [
            ({"rules": [rule, rule]}, "policy.rule_repeated", "/rules/1"),
            (
                {"schools": [{"school": "s", "rules": [rule], "off": ["agreed_by_both"]}]},
                "policy.rule_repeated",
                "/schools/0/off/0",
            ),
            ({"schools": [{"school": "s"}] * 2}, "vocabulary.repeated", "/schools/1/school"),
            ({"rules": [backwards]}, "schoolyear.times_run_backwards", "/rules/0/day/ends"),
        ]
        for content, code, pointer in cases:
            document = encode(ContractRules()) | content
            assert [one[::2] for one in found(document)] == [(code, pointer)]

    def test_a_model_says_where_it_cannot_be(self, found: Check) -> None:
        """
        A requirement that nothing meets, an unknown phase that completes, a way there twice.
        """
        model = encode(MODELS["impact"])
        requires = [
            {"event": "goal_set", "detail": ["any"]},
            {"event": "evidence", "detail": ["tea"]},
        ]
        model["transitions"][0]["requires"] = requires
        model["completes"]["improve"] = [{"event": "reviewed", "each_teacher": True}]
        assert [one[::2] for one in found(model)] == [
            ("cycles.requirement_never_met", "/transitions/0/requires/0/detail"),
            ("vocabulary.word_unknown", "/transitions/0/requires/1"),
            ("cycles.requirement_never_met", "/completes/improve/0/each_teacher"),
        ]
        model = encode(MODELS["impact"])
        model["completes"]["rest"] = []
        model["transitions"].append({"from": "improve", "to": "learn", "requires": []})
        model["fewest_teachers"] = 2
        assert {one[::2] for one in found(model)} == {
            ("cycles.teachers_backwards", "/fewest_teachers"),
            ("cycles.phase_unknown", "/completes/rest"),
            ("cycles.transition_repeated", "/transitions/5"),
        }

    def test_timetables_tell_all_their_problems(self, found: Check) -> None:
        """
        Each at the school, the bell schedule or the commitment that it is about.
        """
        document = timetable()
        school = document["schools"][0]
        school["bells"] += [
            {"id": "x", "rotation_days": ["C"]},
            {"id": "late", "days": ["2026-10-02"]},
            {"id": "late", "days": ["2026-10-02"]},
        ]
        school["bells"][0]["periods"][1]["starts"] = "08:40"
        document["schools"] += [{**school, "school": "s-2", "bells": [{"id": "plain"}]}] * 2
        told = {"person": "t-1", "school": "s-1"}
        document["commitments"] += [
            {**told, "type": "duty", "school": "s-9", "periods": ["1"]},
            {**told, "type": "duty", "periods": ["1"], "bells": ["none"]},
            {**told, "type": "duty", "periods": ["1", "9"]},
            {**told, "type": "duty", "periods": ["1"], "rotation_days": ["D"]},
            {**told, "type": "lunch", "starts": "16:00", "ends": "16:30", "bells": ["x"]},
        ]
        assert sorted(one[::2] for one in found(document)) == [
            ("schoolyear.bells_day_repeated", "/schools/0/bells/3/days/0"),
            ("schoolyear.bells_repeated", "/schools/0/bells/3"),
            ("schoolyear.bells_unknown", "/commitments/3/bells/0"),
            ("schoolyear.hours_repeated", "/schools/2"),
            ("schoolyear.hours_unknown", "/commitments/2/school"),
            ("schoolyear.lunch_outside_contract_day", "/commitments/6"),
            ("schoolyear.period_unknown", "/commitments/4/periods/1"),
            ("schoolyear.periods_overlap", "/schools/0/bells/0/periods/1/starts"),
            ("schoolyear.rotation_day_unknown", "/commitments/5/rotation_days/0"),
            ("schoolyear.rotation_day_unknown", "/schools/0/bells/1/rotation_days/0"),
        ]

    def test_timetables_are_held_against_school_years(self, found: Check) -> None:
        """
        Where the files hold any; years that share a day are none to hold it against.
        """
        document = timetable()
        document["schools"][0]["rotation"]["restarts"] = ["2025-09-01"]
        document["schools"][0]["bells"].append({"id": "sat", "weekdays": [6]})
        told = {"person": "t-1", "school": "s-1", "type": "duty"}
        document["commitments"] += [
            {**told, "person": "t-2", "periods": ["1"], "weekdays": [7]},
            {**told, "starts": "08:10", "ends": "08:20"},
        ]
        first, last = "2026-09-07", "2026-12-18"
        year: Any = {"kind": "school_year", "schema": "1.0", "id": "y", "zone": "UTC"}
        year |= {"first": first, "last": last, "half_days": [{"day": first, "bells": "none"}]}
        expected = [
            ("schoolyear.bells_never_held", "/schools/0/bells/1"),
            ("schoolyear.bells_unknown", "/schools/0/bells"),
            ("schoolyear.commitment_never_falls", "/commitments/2"),
            ("schoolyear.day_outside_years", "/schools/0/rotation/restarts/0"),
            ("schoolyear.person_in_two_places", "/commitments/3"),
        ]
        assert found(document) == []
        assert sorted(one[::2] for one in found(year, document)) == expected
        assert sorted(one[::2] for one in found(document, year)) == expected
        del year["half_days"]
        again = year | {"id": "again", "first": last}
        assert found(document, year, again) == [("schoolyear.years_overlap", 6, "/first")]
        assert found(timetable(), year) == []
        longer = timetable()
        longer["schools"][0]["rotation"]["days"] = [str(n) for n in range(80)]
        assert [one[::2] for one in found(longer, year)] == [
            ("schoolyear.rotation_day_never_comes", f"/schools/0/rotation/days/{place}")
            for place in range(75, 80)
        ]

    def test_a_districts_own_model(self, found: Check) -> None:
        """
        A model among the files serves the cycles that name it.
        """
        own = CycleModel(
            name="own", version=1, source="A district", phases=[Phase("do")], transitions=[],
            completes={"do": ()},
        )  # fmt: skip
        desk = Desk(models=Models().add(own), model=own.ref)
        assert [one[0] for one in found(encode(desk.cycle))] == ["cycles.model_unknown"]
        assert found(encode(desk.cycle), encode(own)) == []

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
    @given(histories(longest=12))
    def test_whatever_was_written_is_clean(self, tmp_path: Path, cycle: Cycle) -> None:
        """
        An export of ours has no findings, whole or event by event.
        """
        write([cycle], tmp_path / "cycle.json")
        write(cycle.log, tmp_path / "events.ndjson")
        for name in ("cycle.json", "events.ndjson"):
            severities = {one.severity for one in check([tmp_path / name])}
            assert severities <= {Severity.NOTE}

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
    @given(rosters() | contract_rules() | caseload_rules() | caseloads())
    def test_rosters_rules_and_plans_that_were_written_are_clean(
        self, tmp_path: Path, value: Any
    ) -> None:
        """
        They have no findings, and read back equal.
        """
        path = tmp_path / "value.json"
        write([value], path)
        assert list(check([path])) == []
        assert list(read(path, type(value))) == [value]

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
    @given(histories(longest=8) | rosters() | contract_rules() | caseloads(), st.data())
    def test_whatever_is_spoilt_there_are_only_findings(
        self, tmp_path: Path, value: Any, data: st.DataObject
    ) -> None:
        """
        Any byte changed or cut off: findings with places, never an exception, never a secret.
        """
        text = bytearray(
            json.dumps(encode(value), indent=data.draw(st.sampled_from([None, 1]))), "utf-8"
        )
        for _ in range(data.draw(st.integers(1, 3))):
            at = data.draw(st.integers(0, len(text) - 1))
            text[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
        (tmp_path / "spoilt.json").write_bytes(bytes(text))
        for finding in check([tmp_path / "spoilt.json"]):
            assert finding.message
            assert finding.where.line is not None

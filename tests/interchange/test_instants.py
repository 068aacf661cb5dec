"""No instant moves, whatever it is given as and wherever it goes."""

import copy
import datetime
import io
import json
import pickle
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import nanoarrow as na  # type: ignore[import-untyped]
import pendulum
import pytest

from coachcycle.cycles import SessionHeld
from coachcycle.interchange import (
    TABLES,
    Column,
    ColumnType,
    TableLayout,
    decode,
    encode,
    read_table,
)
from coachcycle.interchange.arrow_tables import ArrowWriter
from coachcycle.interchange.csv_tables import CsvWriter
from desk import Desk
from zones import ZONES, around_changes

COLUMN = Column("instant", ColumnType.INSTANT, "instant", "An instant.")
EPOCH = datetime.datetime(1970, 1, 1)


def ticks(instant: datetime.datetime) -> int:
    """An instant as microseconds since 1970, from what its clock shows and how far that is ahead."""
    ahead = instant.utcoffset()
    assert ahead is not None
    shown = datetime.datetime.combine(instant.date(), instant.time())
    return (shown - EPOCH - ahead) // datetime.timedelta(microseconds=1)


def given_as(instant: datetime.datetime, zone: str) -> Iterator[datetime.datetime]:
    """An instant in UTC, and what a zone's clocks show then, the first and the second time."""
    local = instant.astimezone(ZoneInfo(zone))
    yield instant
    yield pendulum.instance(instant).in_timezone(zone)
    yield local.astimezone(datetime.timezone(datetime.timedelta(hours=-3, minutes=-30)))
    for fold in (0, 1):
        yield local.replace(fold=fold)
        shown = (local.year, local.month, local.day, local.hour, local.minute, local.second)
        yield pendulum.DateTime(*shown, 123456, tzinfo=pendulum.timezone(zone), fold=fold)


def require_unmoved(given: datetime.datetime) -> datetime.datetime:
    """Follows an instant through an event, its document, pickle and copies; gives it as it is held."""
    expected = ticks(given)
    day = pendulum.Date(given.year, given.month, given.day)
    event = Desk().event(
        "session_held", recorded=given, starts=given, happened=day.subtract(days=2)
    )
    back = decode(json.loads(json.dumps(encode(event))))
    for one in (event, back, copy.copy(event), copy.deepcopy(event), loaded(event)):
        assert isinstance(one, SessionHeld)
        assert one.starts is not None
        assert ticks(one.starts) == ticks(one.recorded) == expected
        assert one.starts.utcoffset() == datetime.timedelta(0)
    assert back == event
    recorded: datetime.datetime = event.recorded
    return recorded


def loaded(event: SessionHeld) -> Any:
    """An event by way of pickle, in each of its protocols."""
    for protocol in range(pickle.HIGHEST_PROTOCOL):
        assert pickle.loads(pickle.dumps(event, protocol)) == event
    return pickle.loads(pickle.dumps(event))


def require_unmoved_in_tables(instants: list[Any], folder: Path) -> None:
    """Writes instants to a table, as CSV and in the Arrow format, and reads both."""
    rows = [(one,) for one in instants]
    with (folder / "instants.csv").open("wb") as file:
        CsvWriter(file, [COLUMN]).add(rows)
    arrow = io.BytesIO()
    writer = ArrowWriter(arrow, [COLUMN])
    writer.add(rows)
    writer.end()
    arrow.seek(0)
    TABLES["instants"] = TableLayout("instants", "", lambda _: (), [COLUMN])
    try:
        back: list[Any] = [one for (one,) in read_table(folder / "instants.csv", "instants")]
    finally:
        del TABLES["instants"]
    stream = na.ipc.InputStream.from_readable(arrow)
    told = [ticks(row["instant"]) for row in na.ArrayStream(stream).read_all().iter_py()]
    assert [ticks(one) for one in back] == [ticks(one) for one in instants] == told


def follow(instants: Iterable[tuple[datetime.datetime, str]], folder: Path) -> int:
    """Follows instants of zones everywhere, and says in how many forms they were given."""
    held = [require_unmoved(given) for one, zone in instants for given in given_as(one, zone)]
    require_unmoved_in_tables(held, folder)
    return len(held)


@cache
def every() -> list[tuple[datetime.datetime, str]]:
    """Instants around every change of the clocks of all zones, each with its zone."""
    return [(instant, zone) for zone in ZONES for instant in around_changes(zone)]


class TestInstants:
    def test_some(self, tmp_path: Path) -> None:
        """
        Around changes of clocks in all zones.
        """
        assert follow(every()[::211], tmp_path) > 100

    @pytest.mark.proof
    def test_all(
        self,
        tmp_path: Path,
        proof_count: Callable[[int], int],
        tried: Callable[[str, str], None],
    ) -> None:
        """
        Around every change of the clocks of 38 zones from 1990 to 2037.
        """
        chosen = every()[:: max(1, len(every()) // proof_count(len(every())))]
        count = follow(chosen, tmp_path)
        tried(
            "instants",
            f"{len(chosen):,} instants of {len(ZONES)} zones in {count:,} forms, 0 moved",
        )

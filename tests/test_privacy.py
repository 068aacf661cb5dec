"""What is nobody else's business is in no message, log, sight or traceback."""

import json
import logging
import pickle
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, fields, has
from click.testing import CliRunner

from coachcycle.cli.main import main
from coachcycle.cycles import MODELS, Cycle, append, begin, due, options, replay
from coachcycle.errors import CoachCycleError
from coachcycle.goals import chart, effect_sizes, progress
from coachcycle.interchange import (
    TABLES,
    CycleTable,
    check,
    decode,
    encode,
    read,
    read_table,
    upgrade,
)
from coachcycle.interchange.schemas import KeyUnknown
from coachcycle.interchange.strict_json import loads
from coachcycle.schoolyear.clock import as_zone
from coachcycle.vocabulary import Decision, extra
from desk import active, day, school
from marked import BORN, MARKS, NAME, NOTE, District

FORMATS = ("text", "json", "github", "junit")


class Told:
    """Everything that is shown of values and errors, and what of it bears a mark."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def value(self, *values: object) -> None:
        """What a log shows of values."""
        for value in values:
            self.texts += [repr(value), str(value), f"{value}", f"{value!a}"]

    def error(self, error: BaseException) -> None:
        """What is shown of an error, or travels with it: message, traceback, chain, pickle."""
        assert isinstance(error, CoachCycleError), repr(error)
        self.texts += traceback.format_exception(error)
        self.texts.append(pickle.dumps(error).decode("latin-1"))
        self.value(error.fields, error.as_finding(), error.as_finding().message)
        pending: list[BaseException | None] = [error]
        seen: set[int] = set()
        while pending:
            one = pending.pop()
            if one is not None and id(one) not in seen:
                seen.add(id(one))
                self.value(one, one.args, vars(one))
                # A broken text stays with the error of the json module, even where that is hidden.
                self.value(getattr(one, "doc", None), getattr(one, "object", None))
                pending += [one.__cause__, one.__context__]

    def refused(self, way: Callable[[], object]) -> object:
        """The error of a way is shown; gives what it gives."""
        try:
            return way()
        except CoachCycleError as error:
            self.error(error)
            return None

    def tried(self, way: Callable[[], object]) -> None:
        """What a way gives is shown, or its error."""
        self.value(self.refused(way))

    def marked(self) -> list[str]:
        """What bears a mark, cut to its neighbourhood."""
        found = []
        for text in self.texts:
            for mark in MARKS:
                at = text.find(mark)
                if at >= 0:
                    found.append(text[max(0, at - 300) : at + 60])
        return found


def tell(district: District, folder: Path, told: Told, *, everywhere: bool) -> None:
    """Shows a district, in order and spoilt, wherever it can be shown."""
    told.value(*district.values, *district.values[0].teachers, *district.values[1].terms)
    told.value(*parts(district.rules), *parts(district.caseload))
    for problem in district.problems:
        told.error(problem)
    for value in (district.rules, *district.rules.sources, district.caseload):
        tell_unfit(district, value, told)
    for cycle in district.cycles:
        told.value(*parts(cycle), options(cycle), *due([cycle], school(), day(60)))
        for record in cycle.goals.values():
            for way in (progress, chart, effect_sizes):
                told.tried(partial(way, record, day(30)))
        tell_refusals(district, cycle, told)
    documents = district.documents
    for document in documents:
        told.tried(partial(upgrade, document))
    spoilt = [district.spoilt(document) for document in documents]
    for document in spoilt:
        told.tried(partial(decode, document, MODELS.add(district.values[3])))
        told.tried(partial(upgrade, document))
    broken = [district.spoilt_text(document) for document in documents]
    for data in broken:
        told.refused(partial(loads, data))
    lines = [json.dumps(document).encode() for document in [*documents, *spoilt]]
    files = [folder / "lines.ndjson", folder / "broken.json", folder / "spoilt.json"]
    files[0].write_bytes(b"\n".join([*lines, *broken]))
    files[1].write_bytes(district.chance.choice(broken))
    files[2].write_text(json.dumps(district.chance.choice(spoilt), indent=1))
    findings = list(check(files))
    told.value(*findings, *(one.message for one in findings))
    for file in files:
        told.tried(partial(cycles_in, file))
    if everywhere:
        for form in FORMATS:
            run = CliRunner().invoke(main, ["validate", "--format", form, *map(str, files)])
            told.texts.append(run.output)
            assert run.exception is None or isinstance(run.exception, SystemExit)
        tell_tables(district, folder, told)


def cycles_in(file: Path) -> list[Cycle]:
    """The cycles that a file holds."""
    return list(read(file, Cycle))


def parts(value: Any) -> Iterator[Any]:
    """The values that a value consists of."""
    if has(type(value)):
        for one in fields(type(value)):
            part = getattr(value, one.name)
            if has(type(part)):
                yield part
                yield from parts(part)
            elif isinstance(part, tuple | frozenset | dict):
                for item in part.values() if isinstance(part, dict) else part:
                    if has(type(item)):
                        yield item
                        yield from parts(item)


def tell_refusals(district: District, cycle: Cycle, told: Told) -> None:
    """Enters what a cycle refuses, and events that cannot be."""
    first, *_, last = cycle.log
    changed = evolve(last, extra={"acme:note": [district.words(), BORN]})
    for way in (
        lambda: append(cycle, changed, expected_version=cycle.version),
        lambda: append(cycle, evolve(last, id="e-99"), expected_version=0),
        lambda: begin(last, MODELS),
        lambda: replay([first, *reversed(cycle.log)], MODELS.add(cycle.model)),
        lambda: replay(cycle.log, MODELS),
    ):
        told.tried(way)
    tell_unfit(district, district.chance.choice(cycle.log), told)
    for record in cycle.goals.values():
        tell_unfit(district, record.goal, told)


def tell_unfit(district: District, value: Any, told: Told) -> None:
    """Changes each part of a value to what it cannot be."""
    for one in fields(type(value)):
        if one.init:
            unfit = district.unfit(one.name)
            told.tried(partial(evolve, value, **{one.name: unfit}))


def tell_tables(district: District, folder: Path, told: Told) -> None:
    """Makes tables without anybody's own words, and reads what is spoilt of them."""
    for name in TABLES:
        table = CycleTable(name, district.cycles)
        told.value(table)
        for row in table:
            told.value(*(cell for cell in row if isinstance(cell, str)))
        head = ",".join(column.name for column in table.columns)
        cells = ",".join([district.words()] * len(table.columns))
        (folder / "table.csv").write_text(f"{head}\r\n{cells}\r\n")
        told.tried(partial(next, read_table(folder / "table.csv", name)))


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything that is logged."""
    caplog.set_level(logging.DEBUG)
    return caplog


class TestErrors:
    @pytest.mark.parametrize(
        "way",
        [
            lambda: Decision(NOTE),
            lambda: loads(f'{{"title": "{NOTE}"'.encode()),
            lambda: loads(NAME.encode() + b"\xff"),
            lambda: extra(NOTE),
            lambda: as_zone(NAME),
        ],
    )
    def test_no_error_of_another_module_goes_along(self, way: Callable[[], object]) -> None:
        """
        Those of enum, json, zoneinfo and of decoding hold the text that was refused.
        """
        with pytest.raises(CoachCycleError) as refused:
            way()
        with_it = refused.value.__context__
        assert with_it is None or with_it.__class__.__module__.startswith("coachcycle")

    def test_a_state_with_a_key_of_its_own(self) -> None:
        """
        What differs is told by its key, unless that is somebody's own.
        """
        document = encode(active().cycle)
        document["state"][NOTE] = 1
        with pytest.raises(KeyUnknown) as refused:
            decode(document)
        assert NOTE not in repr(refused.value)


class TestDistricts:
    def test_some(self, tmp_path: Path, logged: pytest.LogCaptureFixture) -> None:
        """
        In sight, message, traceback, pickle, command output and log.
        """
        for seed in range(6):
            told = Told()
            tell(District(seed), tmp_path, told, everywhere=seed == 0)
            assert told.marked() == []
        assert logged.text == ""

    @pytest.mark.proof
    def test_many(
        self,
        tmp_path: Path,
        logged: pytest.LogCaptureFixture,
        proof_count: Callable[[int], int],
        tried: Callable[[str, str], None],
    ) -> None:
        """
        Ten thousand of them: 0 hits.
        """
        count, texts = proof_count(10_000), 0
        for seed in range(count):
            told = Told()
            tell(District(seed), tmp_path, told, everywhere=seed % 20 == 0)
            assert told.marked() == [], seed
            texts += len(told.texts)
        assert logged.text == ""
        tried("privacy", f"{count:,} random districts, {texts:,} texts searched, 0 hits")

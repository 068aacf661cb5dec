"""The demo: one screen after the other, from the roster to what is due."""

import json
import textwrap
from collections.abc import Callable, Sequence
from importlib.resources import as_file, files
from pathlib import Path

from coachcycle.caseloads import CaseloadRules
from coachcycle.cycles import Cycle, due, minutes
from coachcycle.demo.plan import caseload_rules
from coachcycle.demo.year import TODAY, Diary, cast, play, with_closures
from coachcycle.errors import ExtraMissing, Severity
from coachcycle.goals import chart
from coachcycle.interchange import Value, check, write_folder
from coachcycle.interchange.oneroster import OneRosterImport, import_oneroster
from coachcycle.people import Roster
from coachcycle.report import explanation_report, goal_chart
from coachcycle.schoolyear import Calendar, SchoolYear

ZONE = "America/Chicago"
WIDTH = 79

Echo = Callable[[str], None]


def run(out: Path, echo: Echo) -> None:
    """Plays the demo, writes its documents to a folder and tells what happens.

    Args:
        out: The folder.
        echo: Takes each line that is told, at most 79 characters of ASCII long.

    Raises:
        OSError: The folder cannot be written.
    """
    made = _import()
    if made.roster is None or made.school_year is None:
        raise AssertionError("the sample district must import")
    year = with_closures(made.school_year)
    _heading(echo, "1. A roster as its exporter wrote it: OneRoster 1.1, a made-up district")
    _tell_import(echo, made)

    rules = caseload_rules(cast(made.roster), year)
    _heading(echo, "2. Who should coach whom: those who asked for a coach first")
    plans = _planned(echo, made.roster, rules, year)

    diary = play(made.roster)
    _heading(echo, "3. A school year of coaching, entered event by event")
    _tell_year(echo, diary)

    _heading(echo, f"4. Written to {out}/ and validated")
    cycles = list(diary.cycles.values())
    events = [event for cycle in cycles for event in cycle.log]
    documents: dict[str, Sequence[Value]] = {
        "roster.json": [made.roster],
        "school_year.json": [year],
        "caseload_rules.json": [rules],
        **plans,
        "cycles.ndjson": cycles,
        "events.ndjson": events,
    }
    write_folder(documents, out, manifest=True)
    for path in sorted(out / name for name in (*documents, "manifest.json")):
        echo(f"  {path}  ({path.stat().st_size:,} bytes)")
    _validate(echo, out, "cycles.ndjson")
    _validate(echo, out, "events.ndjson")

    _heading(echo, "5. The same cycles with three mistakes, validated")
    _break(out / "cycles.ndjson", out / "broken.ndjson")
    _validate(echo, out, "broken.ndjson")

    _tell_today(echo, cycles, year, out)


def _import() -> OneRosterImport:
    with as_file(files("coachcycle.demo") / "data") as data:
        return import_oneroster(data / "oneroster", data / "coaches.csv", zone=ZONE)


def _heading(echo: Echo, text: str) -> None:
    echo("")
    echo(text)
    echo("-" * len(text))


def _wrapped(echo: Echo, text: str) -> None:
    lines = textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ")
    for line in lines:
        echo(line)


def _tell_import(echo: Echo, made: OneRosterImport) -> None:
    roster = made.roster
    assert roster is not None
    schools = sum(school.parent is not None for school in roster.schools)
    echo(
        f"  {schools} schools, {len(roster.teachers)} teachers, {len(roster.coaches)} coaches;"
        f" {sum(made.used.values())} rows used, of students none."
    )
    warnings = [one for one in made.findings if one.severity is Severity.WARNING]
    echo(f"  It departs from the standard in {len(warnings)} places that lose nothing, such as:")
    _wrapped(echo, str(warnings[1]))


def _planned(
    echo: Echo, roster: Roster, rules: CaseloadRules, year: SchoolYear
) -> dict[str, Sequence[Value]]:
    """A plan, told and as a document; none, where the extra is missing that makes one."""
    try:
        from coachcycle.balance import balance, explain, verify
    except ExtraMissing as error:
        echo(f"  {error}")
        return {}
    plan = balance(roster, rules, year)
    [account] = verify(plan, roster, year).accounts
    [stretch] = plan.stretches
    [everybody] = [one for one in account.shares if one.of == "all"]
    echo(f"  {everybody.served} of {everybody.people} teachers have a coach. Minutes a week:")
    for load in account.loads:
        minutes_planned = load.units * rules.unit_minutes
        most = load.capacity * rules.unit_minutes
        echo(f"  {load.coach}  {minutes_planned:,} of {most:,}, {load.people} teachers")
    for level in stretch.levels[:2]:
        echo(f"  {level.name}: {level.value}; no plan reaches more than {level.bound}")
    outweighed = next(one for one in stretch.unserved if one.reason == "outweighed")
    told = explain(plan, roster, year, min(outweighed.teachers), account.first)
    for line in explanation_report(told).splitlines():
        echo(line)
    return {"caseload.json": [plan]}


def _tell_year(echo: Echo, diary: Diary) -> None:
    for cycle in diary.cycles.values():
        spent = sum(one.contact for one in minutes(cycle).values())
        phase = f"in {cycle.phase}" if cycle.phase else ""
        echo(
            f"  {cycle.id}  {cycle.model.name:<8} {cycle.status:<10} {phase:<13}"
            f" {cycle.version:>2} events  {spent:>3} minutes together"
        )
    for remark in diary.remarks:
        _wrapped(echo, remark)


def _validate(echo: Echo, out: Path, name: str) -> None:
    beside = [out / "roster.json", out / "school_year.json", out / "manifest.json"]
    findings = list(check([*beside, out / name]))
    for finding in findings:
        _wrapped(echo, str(finding))
    echo(f"  {name}: {len(findings)} findings")


def _break(source: Path, target: Path) -> None:
    """A copy with a day that no calendar has, an unknown word and an event left out."""
    first, second, third, *rest = (
        json.loads(line) for line in source.read_text("utf-8").splitlines()
    )
    first["log"][4]["happened"] = "2026-02-30"
    second["log"][6]["reason"] = "overslept"
    del third["log"][1]
    lines = [json.dumps(document) for document in (first, second, third, *rest)]
    target.write_text("\n".join(lines) + "\n", "utf-8")


def _tell_today(echo: Echo, cycles: list[Cycle], year: SchoolYear, out: Path) -> None:
    _heading(echo, f"6. {TODAY.isoformat()}: a goal, and what is due")
    record = next(record for cycle in cycles for record in cycle.goals.values())
    echo(f"  {record.goal.id}, in {record.goal.measure.unit}")
    echo("  (* measured, o baseline, . aimline, = target)")
    for line in goal_chart(chart(record, TODAY), width=WIDTH - 4, height=12).splitlines():
        echo(f"  {line}".rstrip())
    echo("")
    for one in due(cycles, Calendar([year]), on=TODAY):
        target = f" {one.target}" if one.target else ""
        echo(
            f"  due: {one.cycle}: {one.what}{target}, since {one.since.isoformat()},"
            f" {one.overdue_school_days} school days late"
        )
    _heading(echo, "What now")
    echo(f"  coachcycle validate {out}/roster.json {out}/cycles.ndjson")
    echo(f"  coachcycle verify {out}/caseload.json {out}/roster.json \\")
    echo(f"    --year {out}/school_year.json")
    echo("  coachcycle model show impact --format mermaid")
    echo("  coachcycle schema show event")
    echo("  coachcycle import oneroster DIR --coaches FILE --zone ZONE --out DIR")

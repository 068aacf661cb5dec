"""The commands: each reads and writes the published documents.

Exit codes: 0 all is well; 1 something is wrong in the bytes; 2 the command was called wrongly; 3 the
bytes could not be had; 4 a process that did a part of the work was lost. Of several files the highest
counts.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coachcycle.cli.output import (
    LOST,
    NOT_OBTAINED,
    OK,
    WRONG,
    cannot_write,
    processes,
    show,
    value_in,
)
from coachcycle.cycles import MODELS, CycleModel, Models, ModelUnknown
from coachcycle.errors import CodeUnknown, ExtraMissing, Severity, explanation
from coachcycle.interchange import (
    KINDS,
    TABLES,
    AnswerMalformed,
    DocumentRefused,
    KitReport,
    SchemaUnknown,
    TableForm,
    TableUnknown,
    Value,
    check,
    encode,
    folder,
    kit_answers,
    kit_report,
    read_cycles,
    read_kit_answers,
    schema_text,
    write_folder,
    write_tables,
)
from coachcycle.people import Roster
from coachcycle.report import mermaid

if TYPE_CHECKING:
    from coachcycle.cli.bar import Bar

FAMILIES = {
    "goals": "coachcycle.goals",
    "oneroster": "coachcycle.interchange.oneroster",
    "schoolyear": "coachcycle.schoolyear",
    "balance": "coachcycle.balance",
}
"""Where the codes that begin with a word are, beyond those that every command loads."""

FORMATS = click.Choice(["text", "json", "github"])


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="coachcycle")
def main() -> None:
    """Instructional coaching in schools: records that validate, cycles that hold."""


@main.command()
@click.option("--out", default="demo-out", help="The folder to write to.", show_default=True)
def demo(out: str) -> None:
    """Plays a school year of a made-up district, from its roster to a validated export."""
    from coachcycle.demo import run

    try:
        run(Path(out), click.echo)
    except OSError as error:
        raise cannot_write(out, error) from error


@main.command()
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "junit"]),
    default="text",
    show_default=True,
)
@click.option("--explain", metavar="CODE", help="Say what a code means and what to do.")
@click.option(
    "--roster",
    metavar="FILE",
    help="Check people and schools against this roster, if FILES hold none.",
)
@click.option(
    "--jobs", type=click.IntRange(min=1), default=1, metavar="N", help="How many processes."
)
@click.option(
    "--max-findings",
    type=click.IntRange(min=1),
    metavar="N",
    help="After how many findings only their number is told.",
)
def validate(
    files: tuple[str, ...],
    form: str,
    *,
    explain: str | None,
    roster: str | None,
    jobs: int,
    max_findings: int | None,
) -> None:
    """Says everything that is wrong with FILES, and where; - is standard input.

    A .json file holds one document, a .ndjson file one on each line; either may be packed with gzip.
    Rosters, models and school years in .json files, or at the head of .ndjson files, are held against
    what is in all of them.
    """
    if (explain is None) == (not files):
        raise click.UsageError("give FILE... or --explain CODE, one of them")
    if explain is not None:
        click.echo(_explained(explain))
        return
    people = None if roster is None else value_in(roster, Roster)
    with processes(jobs) as executor, _bar(files) as bar:
        found = check(
            files,
            roster=people,
            executor=executor,
            most_findings=max_findings,
            progress=None if bar is None else bar.show,
        )
        try:
            code = show(found, form, files, bar)
        except BrokenExecutor:
            message = "a process was lost, for want of memory perhaps: not everything was checked"
            click.echo(f"{message}; try fewer --jobs", err=True)
            code = LOST
    sys.exit(code)


def _bar(files: Iterable[str]) -> "AbstractContextManager[Bar | None]":
    """A bar on a terminal, if what draws it is installed."""
    if not sys.stderr.isatty():
        return nullcontext()
    try:
        from coachcycle.cli.bar import Bar
    except ImportError:
        return nullcontext()
    return Bar(files)


def _explained(code: str) -> str:
    family = code.partition(".")[0]
    if family in FAMILIES:
        # The classes of some packages load when they are asked for, and only then have codes.
        package = import_module(FAMILIES[family])
        for name in package.__all__:
            getattr(package, name)
    try:
        return explanation(code)
    except CodeUnknown as error:
        raise click.BadParameter(str(error), param_hint="--explain") from error


@main.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--out", required=True, metavar="DIR", help="The folder to write to.")
@click.option(
    "--tables",
    default=",".join(TABLES),
    metavar="NAME,...",
    show_default=True,
    help="Which tables to write.",
)
@click.option(
    "--format", "form", type=click.Choice(["csv", "arrow"]), default="csv", show_default=True
)
@click.option("--words", is_flag=True, help="Write somebody's own words too, such as titles.")
@click.option("--manifest", is_flag=True, help="Write what was written, with SHA-256 sums.")
def export(
    files: tuple[str, ...],
    out: str,
    tables: str,
    form: TableForm,
    *,
    words: bool,
    manifest: bool,
) -> None:
    """Makes flat tables of the cycles in FILES: CSV for spreadsheets, or Arrow streams.

    Models among the .json files are known to all of them. What validate finds in FILES is told; if
    there is more than notes among it, nothing is written.
    """
    if "-" in files:
        raise click.BadParameter(
            "files are read twice, standard input cannot be", param_hint="FILE"
        )
    findings = list(check(files))
    code = show(findings, "text")
    if any(finding.severity is not Severity.NOTE for finding in findings):
        click.echo("refused: nothing was written", err=True)
        sys.exit(max(code, WRONG))
    try:
        counts = write_tables(
            read_cycles(files),
            out,
            tables=tables.split(","),
            form=form,
            words=words,
            manifest=manifest,
        )
    except TableUnknown as error:
        raise click.BadParameter(str(error), param_hint="--tables") from error
    except ExtraMissing as error:
        raise click.UsageError(str(error)) from error
    except DocumentRefused as error:
        click.echo(str(error))
        sys.exit(WRONG)
    except OSError as error:
        raise cannot_write(out, error) from error
    for name, rows in counts.items():
        click.echo(f"{name}: {rows} rows", err=True)


@main.group("import")
def import_() -> None:
    """Takes data over from other systems."""


@import_.command()
@click.argument("package", metavar="DIR")
@click.option("--coaches", required=True, metavar="FILE", help="Who coaches: a CSV file with id.")
@click.option("--zone", required=True, help="The district's IANA time zone.")
@click.option("--out", required=True, metavar="DIR", help="The folder to write to.")
@click.option(
    "--school-year", metavar="ID", help="The sourcedId of the year, where DIR has several."
)
@click.option("--strict", is_flag=True, help="Refuse departures that lose nothing, too.")
@click.option("--format", "form", type=FORMATS, default="text", show_default=True)
def oneroster(
    package: str,
    coaches: str,
    zone: str,
    out: str,
    school_year: str | None,
    *,
    strict: bool,
    form: str,
) -> None:
    """Makes roster.json and school_year.json of a OneRoster 1.1 or 1.2 CSV package in DIR."""
    from coachcycle.interchange.oneroster import import_oneroster

    try:
        made = import_oneroster(package, coaches, zone=zone, school_year=school_year, strict=strict)
    except OSError as error:
        click.echo(f"{error.filename}: {error.strerror}", err=True)
        sys.exit(NOT_OBTAINED)
    show(made.findings, form)
    for file, rows in made.used.items():
        click.echo(f"{file}.csv: {rows} rows used", err=True)
    if made.refused:
        click.echo("refused: nothing was written", err=True)
        sys.exit(WRONG)
    if made.roster is None or made.school_year is None:
        click.echo("nothing to write", err=True)
        sys.exit(OK)
    files: dict[str, list[Value]] = {
        "roster.json": [made.roster],
        "school_year.json": [made.school_year],
    }
    try:
        write_folder(files, out)
    except OSError as error:
        raise cannot_write(out, error) from error
    click.echo(f"wrote {', '.join(str(Path(out) / name) for name in files)}", err=True)


@main.group()
def model() -> None:
    """Looks at the models of the coaching cycle that come with coachcycle."""


@model.command("list")
def model_list() -> None:
    """Lists the models."""
    for one in MODELS:
        phases = " > ".join(phase.name for phase in one.phases)
        click.echo(f"{one.name} {one.version}: {phases}")


@model.command("show")
@click.argument("name", metavar="NAME|FILE")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "mermaid"]),
    default="text",
    show_default=True,
)
def modelshow(name: str, form: str) -> None:
    """Shows one model: its phases, moves and requirements.

    It is one of those that come with coachcycle, or a district's own in a .json file.
    """
    shown = (
        value_in(name, CycleModel, Models())
        if name.removesuffix(".gz").endswith(".json")
        else _model_named(name)
    )
    if form == "json":
        click.echo(json.dumps(encode(shown), ensure_ascii=False, indent=2))
    elif form == "mermaid":
        click.echo(mermaid(shown), nl=False)
    else:
        click.echo("\n".join(_described(shown)))


def _model_named(name: str) -> CycleModel:
    try:
        return MODELS[name]
    except ModelUnknown as error:
        raise click.BadParameter(str(error), param_hint="NAME") from error


@main.group()
def schema() -> None:
    """Looks at the published JSON Schemas."""


@schema.command("list")
def schema_list() -> None:
    """Lists the kinds of documents."""
    for kind in KINDS:
        click.echo(f"{kind}: {json.loads(schema_text(kind))['description']}")


@schema.command("show")
@click.argument("kind")
def schemashow(kind: str) -> None:
    """Prints the schema of one kind of document."""
    try:
        click.echo(schema_text(kind), nl=False)
    except SchemaUnknown as error:
        raise click.BadParameter(str(error), param_hint="KIND") from error


@schema.command("path")
def schema_path() -> None:
    """Prints the folder of the schemas."""
    click.echo(folder())


@main.command()
@click.option("--results", metavar="FILE", help="The answers of another implementation (NDJSON).")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
def conformance(results: str | None, form: str) -> None:
    """Holds an implementation against the conformance kit: this one, or the one that wrote FILE.

    FILE has one answer on each line; the README of the kit, in the folder conformance of
    coachcycle schema path, says how.
    """
    try:
        report = kit_report(kit_answers() if results is None else read_kit_answers(results))
    except OSError as error:
        click.echo(f"{results}: {error.strerror}", err=True)
        sys.exit(NOT_OBTAINED)
    except AnswerMalformed as error:
        click.echo(f"{results}: {error}")
        sys.exit(WRONG)
    if form == "json":
        click.echo(json.dumps(_report_document(report), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_report_lines(report)))
    sys.exit(WRONG if report.differences else OK)


def _report_document(report: KitReport) -> dict[str, Any]:
    differing = [
        {"case": one.case.name, "says": one.case.says, "expected": one.expected, "came": one.came}
        for one in report.differences
    ]
    return {"cases": report.cases, "skipped": report.skipped, "differing": differing}


def _report_lines(report: KitReport) -> Iterator[str]:
    for one in report.differences:
        yield f"{one.case.name}: {one.case.says}"
        yield f"  expected {one.expected}"
        yield f"  came     {one.came}"
    yield f"{report.cases} cases, {report.skipped} skipped, {len(report.differences)} differ"


def _described(model: CycleModel) -> Iterator[str]:
    yield f"{model.name} {model.version}: {model.title or model.name}"
    yield model.source
    if model.most_teachers > 1:
        yield f"{model.fewest_teachers} to {model.most_teachers} teachers"
    if model.cadence is not None:
        yield f"at most {model.cadence} school days between sessions"
    for phase in model.phases:
        yield ""
        yield f"{phase.name}: {phase.title or phase.name}"
        for transition in model.transitions_from(phase.name):
            yield f"  to {transition.to}"
            yield from (f"    requires {one}" for one in transition.requires)
        completing = model.completing(phase.name)
        if completing is not None:
            yield "  completes the cycle"
            yield from (f"    requires {one}" for one in completing)

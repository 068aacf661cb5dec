"""The commands about who should coach whom: plans made, changed, judged, compared.

They need the extra `balance`.
"""

import datetime
import json
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from signal import SIGINT, signal
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict

import attrs
import click

from coachcycle.caseloads import Caseload, CaseloadRules
from coachcycle.cli.main import main
from coachcycle.cli.output import (
    cannot_write,
    processes,
    quiet,
    refuse,
    require_sound,
    search_bar,
    show,
    value_in,
)
from coachcycle.errors import CoachCycleError, ExtraMissing, SeveralProblems
from coachcycle.interchange import encode, read_cycles, write
from coachcycle.people import Roster
from coachcycle.report import (
    capacity_report,
    changes_report,
    explanation_report,
    load_figure,
    moves_figure,
    plan_report,
    served_figure,
)
from coachcycle.schoolyear import SchoolYear, as_day

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from coachcycle.balance import Comparison, Progress, Verification

Command: TypeAlias = Callable[..., None]


def _options(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Several options as one decorator."""

    def decorated(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorated


YEAR = click.option("--year", required=True, metavar="FILE", help="The school year.")
RULES = click.option("--rules", required=True, metavar="FILE", help="The rules of caseloads.")
BEFORE = click.option(
    "--before", metavar="FILE", help="The caseload before, for rules that ask for it."
)
FORMAT = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
PLOTS = click.option("--plots", metavar="DIR", help="Draw it, as PNG files in this folder.")
OUT = click.option("--out", metavar="FILE", help="Write the caseload to this file.")
EXPLAIN = click.option(
    "--explain",
    multiple=True,
    metavar="TEACHER",
    help="Say who may coach this teacher, and why nobody does, if so; may be repeated.",
)
EFFORT = click.option(
    "--effort",
    type=click.IntRange(1, 1000),
    default=1,
    show_default=True,
    help="How many times over to search.",
)
JOBS = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=1,
    metavar="N",
    help="How many processes, for parts of a district that share no teacher.",
)
SEARCH = _options(
    click.option(
        "--seed",
        type=click.IntRange(0, 2**32 - 1),
        default=0,
        show_default=True,
        help="Of the search: the same seed, the same caseload.",
    ),
    EFFORT,
    JOBS,
)
SHOWN = _options(OUT, EXPLAIN, PLOTS, FORMAT)
DAY = click.DateTime(["%Y-%m-%d"])


class _Search(TypedDict):
    """How a search is accompanied."""

    stop: Callable[[], bool]
    progress: "Callable[[Progress], None] | None"
    executor: Executor | None


@main.command()
@click.argument("roster", metavar="ROSTER")
@RULES
@YEAR
@BEFORE
@SEARCH
@SHOWN
def balance(
    roster: str,
    rules: str,
    year: str,
    *,
    before: str | None,
    seed: int,
    effort: int,
    jobs: int,
    **shown: Any,
) -> None:
    """Makes a caseload: who should coach whom, how good that is, and why somebody has no coach.

    An interrupt ends the search, and what was found by then is told.
    """
    people, decided = value_in(roster, Roster), value_in(rules, CaseloadRules)
    in_year, earlier = value_in(year, SchoolYear), _earlier(before)
    _require_teachers(shown["explain"], people)
    _require_places(shown["out"], shown["plots"])
    with _refusing():
        from coachcycle.balance import balance, verify

        with _searching(jobs) as search:
            plan = balance(
                people, decided, in_year, before=earlier, seed=seed, effort=effort, **search
            )
        found = verify(plan, people, in_year, before=earlier)
        _tell(_Told(plan, people, in_year, found), **shown)


@main.command()
@click.argument("caseload", metavar="CASELOAD")
@click.argument("roster", metavar="ROSTER")
@YEAR
@BEFORE
@click.option("--since", type=DAY, metavar="DAY", help="Leave aside what has ended by this day.")
@EFFORT
@JOBS
@SHOWN
def verify(
    caseload: str,
    roster: str,
    year: str,
    *,
    before: str | None,
    since: datetime.datetime | None,
    effort: int,
    jobs: int,
    **shown: Any,
) -> None:
    """Holds CASELOAD against its rules and ROSTER, whoever made it, and says how good it is.

    Values and bounds are computed anew; --out writes the caseload with them.
    """
    plan, people = value_in(caseload, Caseload), value_in(roster, Roster)
    in_year, earlier = value_in(year, SchoolYear), _earlier(before)
    day = None if since is None else as_day(since.date())
    _require_teachers(shown["explain"], people)
    _require_places(shown["out"], shown["plots"])
    with _refusing():
        from coachcycle.balance import certify, verify

        with _searching(jobs) as search:
            judged = certify(
                plan, people, in_year, before=earlier, since=day, effort=effort, **search
            )
        stated = verify(plan, people, in_year, before=earlier, since=day)
        found = verify(judged, people, in_year, before=earlier, since=day)
        _tell(_Told(judged, people, in_year, found), **shown)
    sys.exit(show((one.as_finding() for one in stated.problems), "text", err=True))


@main.command()
@click.argument("caseload", metavar="CASELOAD")
@click.argument("roster", metavar="ROSTER")
@YEAR
@click.option("--on", "on", type=DAY, required=True, metavar="DAY", help="From when on.")
@click.option("--rules", metavar="FILE", help="The rules from then on, if they have changed.")
@click.option(
    "--cycles",
    multiple=True,
    metavar="FILE",
    help="Cycles: who is in the middle of one should rather not change; may be repeated.",
)
@BEFORE
@SEARCH
@SHOWN
def rebalance(
    caseload: str,
    roster: str,
    year: str,
    on: datetime.datetime,
    *,
    rules: str | None,
    cycles: Sequence[str],
    before: str | None,
    seed: int,
    effort: int,
    jobs: int,
    **shown: Any,
) -> None:
    """Changes CASELOAD from a day on, for ROSTER as it is now, with as few changes as it takes."""
    plan, people = value_in(caseload, Caseload), value_in(roster, Roster)
    in_year, earlier = value_in(year, SchoolYear), _earlier(before)
    decided = None if rules is None else value_in(rules, CaseloadRules)
    day = as_day(on.date())
    _require_teachers(shown["explain"], people)
    _require_places(shown["out"], shown["plots"])
    with _refusing():
        from coachcycle.balance import compare, rebalance, verify

        with _searching(jobs) as search:
            new = rebalance(
                plan,
                people,
                in_year,
                day,
                rules=decided,
                open_cycles=_under_way(cycles) & {one.id for one in people.teachers},
                before=earlier,
                seed=seed,
                effort=effort,
                **search,
            )
        found = verify(new, people, in_year, before=earlier, since=day)
        changes = compare(plan, new, max(day, plan.rules.first), people, in_year)
        _tell(_Told(new, people, in_year, found, changes), **shown)


@main.command()
@click.argument("one", metavar="CASELOAD")
@click.argument("other", metavar="CASELOAD")
@click.option(
    "--on", "on", type=DAY, metavar="DAY", help="The day; the last of both, if not given."
)
@click.option("--roster", metavar="FILE", help="The people as they are now, for the reasons.")
@click.option("--year", metavar="FILE", help="The school year, for reasons as of a school day.")
@PLOTS
@FORMAT
def compare(
    one: str,
    other: str,
    *,
    on: datetime.datetime | None,
    roster: str | None,
    year: str | None,
    plots: str | None,
    form: str,
) -> None:
    """Says who gains, loses and changes a coach between two caseloads."""
    first, second = value_in(one, Caseload), value_in(other, Caseload)
    people = None if roster is None else value_in(roster, Roster)
    in_year = None if year is None else value_in(year, SchoolYear)
    last = min(first.rules.until, second.rules.until).subtract(days=1)
    with _refusing():
        from coachcycle.balance import compare

        found = compare(first, second, last if on is None else on.date(), people, in_year)
        _show(form, {"comparison": _plain(found)}, changes_report(found))
        if plots is not None:
            _draw(plots, {"moves": moves_figure(found)})


@main.command()
@click.argument("roster", metavar="ROSTER")
@RULES
@YEAR
@click.option(
    "--candidates", metavar="FILE", help="A roster whose coaches could be hired, besides ROSTER's."
)
@click.option(
    "--cost",
    "costs",
    type=(str, click.IntRange(min=1)),
    multiple=True,
    metavar="COACH COST",
    help="What a candidate costs, in any unit; 1, if not given.",
)
@SEARCH
@FORMAT
def capacity(
    roster: str,
    rules: str,
    year: str,
    *,
    candidates: str | None,
    costs: Sequence[tuple[str, int]],
    seed: int,
    effort: int,
    jobs: int,
    form: str,
) -> None:
    """Says whether there are coaches enough, and which candidates would serve the most need."""
    people, decided = value_in(roster, Roster), value_in(rules, CaseloadRules)
    in_year = value_in(year, SchoolYear)
    offered = () if candidates is None else value_in(candidates, Roster).coaches
    cost = dict(costs)
    if unknown := sorted(cost.keys() - {one.id for one in offered}):
        raise click.BadParameter(f"no candidate has the id {unknown[0]}", param_hint="--cost")
    with _refusing():
        from coachcycle.balance import Candidate, capacity

        listed = [Candidate(coach=one, cost=cost.get(one.id, 1)) for one in offered]
        with _searching(jobs) as search:
            found = capacity(people, decided, in_year, listed, seed=seed, effort=effort, **search)
    _show(form, {"capacity": _plain(found)}, capacity_report(found))


@attrs.frozen
class _Told:
    """A caseload, and what there is to say of it."""

    plan: Caseload
    roster: Roster
    year: SchoolYear
    found: "Verification"
    changes: "Comparison | None" = None


def _tell(
    told: _Told, *, out: str | None, explain: Sequence[str], plots: str | None, form: str
) -> None:
    """Writes, explains, draws and prints what was asked for."""
    from coachcycle.balance import Explainer

    if told.found.problems:
        raise AssertionError("a caseload that was made here must be sound")
    if out is not None:
        try:
            write([told.plan], out)
        except OSError as error:
            raise cannot_write(out, error) from error
    explanations = [
        explainer.explain(teacher)
        for account in (told.found.accounts if explain else ())
        for explainer in [Explainer.of(told.plan, told.roster, told.year, account.first)]
        for teacher in explain
    ]
    said: dict[str, Any] = {"caseload": encode(told.plan), "accounts": _plain(told.found.accounts)}
    texts = [plan_report(told.plan, told.found), *map(explanation_report, explanations)]
    if told.changes is not None:
        said["comparison"] = _plain(told.changes)
        texts.insert(0, changes_report(told.changes))
    if explanations:
        said["explanations"] = _plain(explanations)
    _show(form, said, "\n\n".join(texts))
    if plots is not None:
        figures = {}
        for account in told.found.accounts:
            figures[f"loads-{account.first}"] = load_figure(account)
            figures[f"served-{account.first}"] = served_figure(account)
        if told.changes is not None:
            figures["moves"] = moves_figure(told.changes)
        _draw(plots, figures)


def _show(form: str, said: dict[str, Any], text: str) -> None:
    click.echo(json.dumps(said, ensure_ascii=False, indent=2) if form == "json" else text)


def _draw(folder: str, figures: dict[str, "Figure"]) -> None:
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for name, figure in figures.items():
            figure.savefig(Path(folder) / f"{name}.png", dpi=150)
    except OSError as error:
        raise cannot_write(folder, error) from error


def _earlier(before: str | None) -> Caseload | None:
    return None if before is None else value_in(before, Caseload)


def _require_teachers(asked: Sequence[str], roster: Roster) -> None:
    """Before a search that takes its time."""
    if unknown := sorted(set(asked) - {one.id for one in roster.teachers}):
        raise click.BadParameter(
            f"{unknown[0]} is no teacher of the roster", param_hint="--explain"
        )


def _require_places(out: str | None, plots: str | None) -> None:
    """That there is a folder for what is to be written, before a search that takes its time."""
    if out is not None and Path(out).is_dir():
        message = f"cannot write to {out}: it is a folder"
        raise click.UsageError(message)
    wanted = [] if out is None else [(out, Path(out).absolute().parent)]
    if plots is not None:
        folder = Path(plots).absolute()
        wanted.append((plots, next(one for one in (folder, *folder.parents) if one.exists())))
    for told, folder in wanted:
        if not folder.is_dir():
            message = f"cannot write to {told}: {folder.name} is no folder"
            raise click.UsageError(message)


def _under_way(files: Sequence[str]) -> set[str]:
    """Whose cycles in these files are open."""
    require_sound(files)
    cycles = [*read_cycles(files)]
    if not cycles and any(Path(file).stat().st_size for file in files):
        raise click.BadParameter("expected cycles or events, came none", param_hint="--cycles")
    return {teacher for cycle in cycles if cycle.status.is_open for teacher in cycle.members}


@contextmanager
def _refusing() -> Generator[None, None, None]:
    """Says why something is refused, problem by problem, and exits."""
    try:
        yield
    except ExtraMissing as error:
        raise click.UsageError(str(error)) from error
    except SeveralProblems as error:
        refuse(error.problems)
    except CoachCycleError as error:
        refuse([error])


@contextmanager
def _searching(jobs: int) -> Generator[_Search, None, None]:
    """A search that shows how far it is, and that the first interrupt ends, the second one kills."""
    is_interrupted = False

    def interrupt(*_: object) -> None:
        nonlocal is_interrupted
        is_interrupted = True
        signal(SIGINT, usual)

    usual = signal(SIGINT, interrupt)
    try:
        with quiet(), processes(jobs) as executor, search_bar() as bar:
            yield {
                "stop": lambda: is_interrupted,
                "progress": None if bar is None else bar.show,
                "executor": executor,
            }
    finally:
        signal(SIGINT, usual)


def _plain(value: Any) -> Any:
    """A value as JSON has it: sets are in order."""
    if attrs.has(type(value)):
        return {one.name: _plain(getattr(value, one.name)) for one in attrs.fields(type(value))}
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    return [*map(_plain, value)] if isinstance(value, tuple | list) else value

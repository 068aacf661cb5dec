"""Draws what the documentation shows of the code's own tables and values, and writes the published models.

Run it with `uv run scripts/draw.py` after a change to a table; a test says when that was forgotten.
"""

import io
import json
import re
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import matplotlib as mpl

from coachcycle.cycles import MODELS, CycleModel, Requirement
from coachcycle.cycles.rules import ACCEPTED_WHILE, LEADS_TO
from coachcycle.goals import VerdictWarning, chart
from coachcycle.interchange import TABLES, TableLayout, encode, read
from coachcycle.report import (
    explanation_report,
    goal_figure,
    load_figure,
    mermaid,
    moves_figure,
    plan_report,
)
from coachcycle.vocabulary import Status

ROOT = Path(__file__).parents[1]
PUBLISHED = ROOT / "schemas" / "v1" / "models"
DOCUMENTS_ONLY = ("six_step", "try_measure_learn")
GOALS = "docs/concepts/goals.md"
PLAN = "docs/guides/read-your-plan.md"
REBALANCE = "docs/guides/rebalance-mid-year.md"
PAGES = ("docs/concepts/cycle.md", "docs/concepts/models.md", GOALS, "docs/guides/tables.md", PLAN)


def statuses() -> str:
    """Which events lead from a status to another one."""
    openings = [(None, to, kind) for kind in ("proposed", "adopted") for to in LEADS_TO[kind]]
    ways = [
        (source, to, kind)
        for kind, sources in ACCEPTED_WHILE.items()
        if kind != "entered_in_error"
        for source in sources
        for to in LEADS_TO.get(kind, ())
        if source is not to or kind == "moved"
    ]
    possible = [way for way in ways if way != (Status.AGREED, Status.PAUSED, "coach_handed_over")]
    ordered = sorted(possible, key=lambda way: (_place(way[0]), _place(way[1])))
    arrows = [f"    [*] --> {to}: {kind}" for _, to, kind in openings]
    for (source, to), same in groupby(ordered, key=lambda way: way[:2]):
        arrows.append(f"    {source} --> {to}: {', '.join(kind for *_, kind in same)}")
    return _fenced("\n".join(["stateDiagram-v2", *arrows]))


def _place(status: Status) -> int:
    return list(Status).index(status)


def events_by_status() -> str:
    """While which statuses each kind of event is accepted."""
    grouped: dict[tuple[Status, ...], list[str]] = {}
    for kind, accepted in ACCEPTED_WHILE.items():
        if accepted:
            grouped.setdefault(accepted, []).append(f"`{kind}`")
    rows = [(", ".join(kinds), _listed(accepted)) for accepted, kinds in grouped.items()]
    return _table(("event", "accepted while"), [*rows, ("`voided`, `amended`", "always")])


def _listed(accepted: tuple[Status, ...]) -> str:
    others = [status for status in Status if status not in accepted]
    return f"any but {others[0]}" if len(others) == 1 else ", ".join(accepted)


def models() -> str:
    """Every model: whom it follows, its picture, and what each way requires."""
    return "\n".join(_model(model) for model in (*MODELS, *documents_only()))


def documents_only() -> list[CycleModel]:
    """The published models that are not in the code."""
    return [
        model for name in DOCUMENTS_ONLY for model in read(PUBLISHED / f"{name}.json", CycleModel)
    ]


def _model(model: CycleModel) -> str:
    ways = [(way.source, way.to, _needs(way.requires)) for way in model.transitions]
    ends = [(phase, "*completed*", _needs(requires)) for phase, requires in model.completes]
    parts = [
        f"## {model.title}",
        f"`{model.name}`, version {model.version}. {model.source}{_people(model)}",
        _fenced(mermaid(model).rstrip()),
        _table(("from", "to", "requires"), [*ways, *ends]),
    ]
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


def _people(model: CycleModel) -> str:
    fewest, most = model.fewest_teachers, model.most_teachers
    told = "" if most == 1 else f" {fewest} to {most} teachers."
    days = model.cadence
    return f"{told} At most {days} school days between sessions." if days else told


def _needs(requires: Iterable[Requirement]) -> str:
    return "; ".join(str(one).removesuffix(" since stay") for one in requires)


def verdict_warnings() -> str:
    """Every warning of a verdict with its sentence."""
    rows = [(f"`{warning}`", warning.sentence) for warning in VerdictWarning]
    return _table(("warning", "sentence"), rows)


def tables() -> str:
    """Every table of cycles: what a row is, and its columns."""
    return "\n".join(_columns(layout) for layout in TABLES.values())


def _columns(layout: TableLayout) -> str:
    rows = [
        (
            f"`{column.name}`",
            f"{column.type}, own words" if column.is_words else column.type,
            column.meaning,
            f"`{column.source}`" if "." in column.source else "computed",
        )
        for column in layout.all_columns
    ]
    told = _table(("column", "type", "meaning", "from"), rows)
    return f"### {layout.name}\n\n{layout.meaning}\n\n{told}"


def plan() -> str:
    """What `coachcycle balance` prints of the plan that the page about plans makes."""
    made = examples(PLAN)
    told = [plan_report(made["plan"], made["found"]), explanation_report(made["told"])]
    return _fenced("\n\n".join(told), "text")


@cache
def examples(name: str) -> dict[str, Any]:
    """What the examples of a page have made in the end."""
    page = (ROOT / name).read_text("utf-8")
    made: dict[str, Any] = {}
    with redirect_stdout(io.StringIO()):
        exec("\n".join(re.findall(r"```python\n(.*?)```", page, re.DOTALL)), made)  # noqa: S102
    return made


def picture(name: str) -> str:
    """A picture of what the examples of a page have made, as SVG; the same bytes each time."""
    page, figure = PICTURES[name]
    svg = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "coachcycle"}):
        figure(examples(page)).savefig(svg, format="svg", metadata={"Date": None})
    return "".join(line.rstrip() + "\n" for line in svg.getvalue().splitlines())


PICTURES: dict[str, tuple[str, Callable[[dict[str, Any]], Any]]] = {
    "docs/concepts/goal.svg": (
        GOALS,
        lambda made: goal_figure(chart(made["record"], made["now"].on)),
    ),
    "docs/guides/loads.svg": (PLAN, lambda made: load_figure(made["account"])),
    "docs/guides/moves.svg": (REBALANCE, lambda made: moves_figure(made["changes"])),
}


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n".replace("|  |", "| |") for cells in lines)


def _fenced(drawing: str, language: str = "mermaid") -> str:
    return f"```{language}\n{drawing}\n```\n"


DRAWINGS: dict[str, Callable[[], str]] = {
    "statuses": statuses,
    "events by status": events_by_status,
    "models": models,
    "verdict warnings": verdict_warnings,
    "tables": tables,
    "plan": plan,
}


def drawn(page: str) -> str:
    """A page with its drawings as the tables have them now."""
    return re.sub(
        r"(<!-- drawn: ([a-z ]+) -->\n)(?s:.*?)(<!-- end -->)",
        lambda found: f"{found[1]}\n{DRAWINGS[found[2]]()}\n{found[3]}",
        page,
    )


def document(model: CycleModel) -> str:
    """The text of a model's document."""
    return json.dumps(encode(model), indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Writes the documents and the pages."""
    PUBLISHED.mkdir(exist_ok=True)
    for model in MODELS:
        (PUBLISHED / f"{model.name}.json").write_text(document(model), "utf-8")
    for name in PICTURES:
        (ROOT / name).write_text(picture(name), "utf-8")
    for name in PAGES:
        page = ROOT / name
        page.write_text(drawn(page.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()

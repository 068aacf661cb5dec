"""Plans as pictures: loads, served need, and who changes coaches."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from coachcycle.report.blank import BLUE, GREY, blank_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from coachcycle.balance import Account, Comparison

MOST_NAMED = 60
"""Up to how many rows have a name and numbers of their own."""
WIDTH, ROW, FRAME, SHAPE = 8, 0.24, 1.2, 4
"""How wide a picture is; how high a row, what is around the rows, and a picture without names [inches]."""
NOBODY = "nobody"


def load_figure(account: "Account") -> "Figure":
    """The load of each coach against what the coach has to give, the fullest first.

    Args:
        account: What a stretch comes to, as `verify` finds it.

    Returns:
        A matplotlib figure. The ids of up to 60 coaches are on it; of more, only the shape is shown.

    Raises:
        ExtraMissing: matplotlib is not installed.
    """
    loads = sorted(account.loads, key=lambda one: (-_part(one.units, one.capacity), one.coach))
    rows = [(one.coach, one.units, one.capacity) for one in loads]
    return _bars(rows, "units a week, with the ways", ("load", "capacity"), "coaches")


def served_figure(account: "Account") -> "Figure":
    """How much of the need at each school is served, those that come off worst first.

    Args:
        account: What a stretch comes to, as `verify` finds it.

    Returns:
        A matplotlib figure. The ids of up to 60 schools are on it; of more, only the shape is shown.

    Raises:
        ExtraMissing: matplotlib is not installed.
    """
    schools = [one for one in account.shares if one.of == "school"]
    schools.sort(key=lambda one: (_part(one.need_served, one.need), one.name or ""))
    rows = [(one.name or "", one.need_served, one.need) for one in schools]
    return _bars(rows, "need", ("need served", "all need"), "schools")


def moves_figure(comparison: "Comparison") -> "Figure":
    """From whom to whom teachers change: how many of each coach go to which other one.

    Args:
        comparison: What `compare` found.

    Returns:
        A matplotlib figure, with a disc and a number for each pair of coaches. Their ids are on it if
        there are up to 60 on each side.

    Raises:
        ExtraMissing: matplotlib is not installed.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for change in (*comparison.lost, *comparison.moved, *comparison.gained):
        counts[" ".join(sorted(change.before)) or NOBODY, change.after or NOBODY] += 1
    before, after = (sorted({pair[side] for pair in counts}) for side in (0, 1))
    is_named = max(len(before), len(after)) <= MOST_NAMED
    step = 2 * ROW if is_named else 0.1
    figure, axes = blank_figure(max(WIDTH, step * len(after) + 3), max(3, step * len(before) + 2))
    places = [(after.index(to), before.index(of), count) for (of, to), count in counts.items()]
    if places:
        across, up, sizes = zip(*places, strict=True)
        largest = max(sizes)
        discs = [(300 if is_named else 20) * size / largest for size in sizes]
        axes.scatter(across, up, s=discs, color=BLUE, alpha=0.35 if is_named else 1)
    if is_named:
        for x, y, count in places:
            axes.text(x, y, str(count), ha="center", va="center", fontsize="small")
        axes.set_xticks(range(len(after)), after, rotation=90, fontsize="small", parse_math=False)
        axes.set_yticks(range(len(before)), before, fontsize="small", parse_math=False)
    axes.set_xlim(-0.7, len(after) - 0.3)
    axes.set_ylim(len(before) - 0.3, -0.7)
    axes.set_xlabel(f"coach after ({len(after)})")
    axes.set_ylabel(f"coach before ({len(before)})")
    axes.set_title(f"{counts.total()} change, lose or gain a coach", loc="left")
    return figure


def _bars(
    rows: Sequence[tuple[str, int, int]], unit: str, legend: tuple[str, str], of: str
) -> "Figure":
    """Bars within outlines of what could be, the first row on top; of many rows the parts alone."""
    is_named = len(rows) <= MOST_NAMED
    figure, axes = blank_figure(WIDTH, FRAME + ROW * len(rows) if is_named else SHAPE)
    places = range(len(rows))
    if not is_named:
        shares = [100 * _part(part, whole) for _, part, whole in rows]
        axes.barh(places, shares, height=1, color=BLUE)
        axes.axvline(100, color=GREY, linewidth=0.8)
        axes.set_yticks([])
        axes.set_ylabel(f"{len(rows):,} {of}")
        axes.set_xlabel(f"% ({legend[0]} of {legend[1]})")
    else:
        parts, wholes = [part for _, part, _ in rows], [whole for _, _, whole in rows]
        axes.barh(places, parts, height=0.7, color=BLUE, label=legend[0])
        axes.barh(places, wholes, height=0.7, fill=False, edgecolor=GREY, label=legend[1])
        axes.set_yticks(places, [name for name, _, _ in rows], fontsize="small", parse_math=False)
        for place, (_, part, whole) in enumerate(rows):
            text = f" {part:,} of {whole:,}"
            axes.text(max(part, whole), place, text, va="center", fontsize="x-small")
        axes.set_xlim(0, max([1, *parts, *wholes]) * 1.15)
        axes.set_xlabel(unit)
        figure.legend(loc="outside upper center", ncols=2, frameon=False)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    return figure


def _part(part: int, whole: int) -> float:
    return part / whole if whole else 0.0

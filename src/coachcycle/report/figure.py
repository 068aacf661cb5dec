"""A goal's chart as a picture."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pendulum import Date

from coachcycle.goals import GoalChart
from coachcycle.report.blank import BLACK, BLUE, GREY, ORANGE, blank_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def goal_figure(chart: GoalChart, *, title: str | None = None) -> "Figure":
    """A goal's chart as a matplotlib figure: save it with `savefig`, or show it.

    Marks differ by shape and lines by dashes, so nothing is told by colour alone; each has its name
    in the legend. Days on which a verdict changed are numbered, with the words below. No name of a
    person is on it.

    Args:
        chart: What is to be shown, as `coachcycle.goals.chart` gives it.
        title: The words above it, such as the goal's title; none, if not given.

    Raises:
        ExtraMissing: matplotlib is not installed.
    """
    days_marked = len({one.day for one in chart.marks})
    figure, axes = blank_figure(8, 4.5 + days_marked / 6)
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    is_rising = all(one.aimline.target >= one.aimline.baseline for one in chart.lines)
    _draw_lines(axes, chart)
    _draw_points(axes, chart)
    _draw_marks(axes, chart)
    locator = AutoDateLocator()  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    formatter = ConciseDateFormatter(locator)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(formatter)
    first, last = _x(chart.first, chart.last)
    margin = max(7, (last - first) / 25)
    axes.set_xlim(first - margin, last + margin)
    axes.set_ylabel(chart.unit, parse_math=False)
    if title is not None:
        axes.set_title(title, loc="left", parse_math=False)
    axes.legend(loc="upper left" if is_rising else "lower left", frameon=False)
    return figure


def _draw_lines(axes: "Axes", chart: GoalChart) -> None:
    for line in chart.lines[:-1]:
        aimline = line.aimline
        ends = [aimline.baseline, aimline.expected(line.until)]
        axes.plot(_x(aimline.first, line.until), ends, ":", color=GREY, label="earlier aimline")
    for line in chart.lines[-1:]:
        aimline = line.aimline
        ends = [aimline.baseline, aimline.target]
        axes.plot(_x(aimline.first, aimline.last), ends, "--", color=BLUE, label="aimline")
    for verdict in chart.verdicts:
        trend, first, last = verdict.trend, verdict.first, verdict.last
        if trend is not None and first is not None and last is not None:
            end = max(last, trend.last)
            ends = [trend.expected(first), trend.expected(end)]
            label = f"trend ({trend.method}), carried on"
            axes.plot(_x(first, end), ends, "-.", color=ORANGE, label=label)


def _draw_points(axes: "Axes", chart: GoalChart) -> None:
    starts = {(line.aimline.first, line.aimline.baseline) for line in chart.lines}
    baselines = sorted(starts | {(one.day, one.value) for one in chart.baselines})
    points = [(one.day, one.value) for one in chart.points]
    _plot(axes, baselines, "D", fillstyle="none", label="baseline")
    _plot(axes, points, "o-", linewidth=0.8, label="measured")
    axes.plot(_x(chart.target_day), [chart.target], "*", color=BLUE, markersize=13, label="target")


def _draw_marks(axes: "Axes", chart: GoalChart) -> None:
    """A numbered thin line on each day on which verdicts changed, with the words below the chart."""
    told: dict[Date, list[str]] = {}
    for mark in chart.marks:
        told.setdefault(mark.day, []).append(f"{mark.rule}: {mark.says}".replace("_", " "))
    for number, day in enumerate(told, 1):
        [x] = _x(day)
        axes.axvline(x, color=GREY, linewidth=0.6, linestyle=(0, (2, 3)))
        place = axes.get_xaxis_transform()
        axes.text(x, 1, str(number), transform=place, ha="center", va="bottom", fontsize="small")
    lines = [
        f"{number}  {day.isoformat()}  {', '.join(sentences)}"
        for number, (day, sentences) in enumerate(told.items(), 1)
    ]
    axes.set_xlabel("\n".join(lines), loc="left", fontsize="small", parse_math=False)


def _plot(axes: "Axes", points: Sequence[tuple[Date, float]], form: str, **told: Any) -> None:
    if points:
        days, values = [day for day, _ in points], [value for _, value in points]
        axes.plot(_x(*days), values, form, color=BLACK, **told)


def _x(*days: Date) -> list[float]:
    """Days as matplotlib counts them."""
    from matplotlib.dates import date2num

    return [float(date2num(day)) for day in days]  # type: ignore[no-untyped-call]

"""A goal's chart in plain text, for terminals and logs."""

import math

from pendulum import Date

from coachcycle.goals import GoalChart
from coachcycle.vocabulary import whole

TICKS = 5
MOST_DECIMALS = 6


def goal_chart(chart: GoalChart, *, width: int = 72, height: int = 14) -> str:
    """A goal's measurements against its aimline, in ASCII.

    Args:
        chart: What is to be shown, as `coachcycle.goals.chart` gives it.
        width: How wide the chart is with its scale [characters, 48 to 400].
        height: How high it is without its scale [lines, 4 to 100].

    Returns:
        Lines of text: `*` a measurement, `o` the baseline, `.` the aimline, `:` one that was in force
        before, `=` the target. Below, a line for each day on which a rule's verdict changed.

    Raises:
        OutOfRange: Width or height lie outside their ranges.
    """
    whole("width", width, 48, 400)
    whole("height", height, 4, 100)
    values = [
        chart.target,
        *(one.value for one in (*chart.baselines, *chart.points)),
        *(value for one in chart.lines for value in (one.aimline.baseline, one.aimline.target)),
    ]
    low, high = min(values), max(values)
    if low == high:
        low, high = low - 1, high + 1
    labels = _labels(low, high, height)
    scale = max(map(len, labels))
    canvas = _Canvas(width - scale - 2, height, (chart.first, chart.last), (low, high))
    canvas.row(chart.target, "=")
    for line in chart.lines:
        aimline, is_in_force = line.aimline, line is chart.lines[-1]
        end = aimline.expected(line.until)
        canvas.line(aimline.first, aimline.baseline, line.until, end, "." if is_in_force else ":")
        canvas.mark(aimline.first, aimline.baseline, "o")
    for point in chart.baselines:
        canvas.mark(point.day, point.value, "o")
    for point in chart.points:
        canvas.mark(point.day, point.value, "*")
    rows = zip(labels, canvas.cells, strict=True)
    days_line = f"{chart.first.isoformat()}{chart.last.isoformat():>{canvas.width - 10}}"
    marks = [f"{'':>{scale}}  {one.day.isoformat()} {one.rule}: {one.says}" for one in chart.marks]
    return "\n".join(
        [
            *(f"{label:>{scale}} |{''.join(cells)}".rstrip() for label, cells in rows),
            f"{'':>{scale}} +{'-' * canvas.width}",
            f"{'':>{scale}}  {days_line}",
            *marks,
        ]
    )


class _Canvas:
    """A grid of characters with days across and values upwards."""

    def __init__(
        self, width: int, height: int, days: tuple[Date, Date], values: tuple[float, float]
    ) -> None:
        self.width, self.height = width, height
        self.days, self.values = days, values
        self.cells = [[" "] * width for _ in range(height)]

    def mark(self, day: Date, value: float, sign: str) -> None:
        self.cells[self._row(value)][self._column(day)] = sign

    def row(self, value: float, sign: str) -> None:
        self.cells[self._row(value)] = [sign] * self.width

    def line(self, first: Date, begin: float, last: Date, end: float, sign: str) -> None:
        left, right = self._column(first), self._column(last)
        for column in range(left, right + 1):
            share = (column - left) / max(right - left, 1)
            self.cells[self._row(begin + (end - begin) * share)][column] = sign

    def _row(self, value: float) -> int:
        low, high = self.values
        share = (value - low) / (high - low) if high > low else 0.5
        return round((1 - min(max(share, 0), 1)) * (self.height - 1))

    def _column(self, day: Date) -> int:
        first, last = (one.toordinal() for one in self.days)
        share = (day.toordinal() - first) / max(last - first, 1)
        return round(min(max(share, 0), 1) * (self.width - 1))


def _labels(low: float, high: float, height: int) -> list[str]:
    """The values beside the lines of a chart from the top: every few have one, and so has the last."""
    step = (high - low) / max(height - 1, 1)
    finest = 10.0 ** (1 - MOST_DECIMALS)
    decimals = max(1 - math.floor(math.log10(max(step, finest))), 0)
    ticks = {*range(0, height, max(height // TICKS, 1)), height - 1}
    return [
        f"{high - step * place:.{decimals}f}" if place in ticks else "" for place in range(height)
    ]

"""Charts in plain text, for terminals and logs."""

import datetime

from pendulum import Date

from coachcycle.goals import GoalRecord, progress
from coachcycle.schoolyear import as_day

TICKS = 5


def goal_chart(record: GoalRecord, on: datetime.date, *, width: int = 72, height: int = 14) -> str:
    """A goal's measurements against its aimline, in ASCII.

    Args:
        record: What happened to the goal, as `cycle.goals` holds it.
        on: The day up to which measurements are shown.
        width: How wide the chart is with its scale [characters].
        height: How high it is without its scale [lines].

    Returns:
        Lines of text: `*` a measurement, `o` the baseline, `.` the aimline, `=` the target.
    """
    now = progress(record, as_day(on))
    goal, aimline = record.goal, now.aimline
    days = [point.day for point in now.points]
    values = [point.value for point in now.points] + [goal.target]
    first, last = min([*days, goal.target_day]), max([*days, goal.target_day])
    if aimline is not None:
        first, values = min(first, aimline.first), [*values, aimline.baseline]
    low, high = min(values), max(values)
    scale = max(len(_number(low + (high - low) * tick / height)) for tick in range(height + 1))
    canvas = _Canvas(width - scale - 2, height, (first, last), (low, high))
    canvas.row(goal.target, "=")
    if aimline is not None:
        canvas.line(aimline.first, aimline.baseline, aimline.last, aimline.target, ".")
        canvas.mark(aimline.first, aimline.baseline, "o")
    for point in now.points:
        canvas.mark(point.day, point.value, "*")
    axis = canvas.axis(scale)
    days_line = f"{first.isoformat()}{last.isoformat():>{canvas.width - 10}}"
    return "\n".join([*axis, f"{'':>{scale}} +{'-' * canvas.width}", f"{'':>{scale}}  {days_line}"])


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

    def axis(self, scale: int) -> list[str]:
        """The lines of the chart, every few of them with its value."""
        low, high = self.values
        lines = []
        for place, cells in enumerate(self.cells):
            value = high - (high - low) * place / max(self.height - 1, 1)
            is_tick = place % max(self.height // TICKS, 1) == 0 or place == self.height - 1
            label = _number(value) if is_tick else ""
            lines.append(f"{label:>{scale}} |{''.join(cells)}".rstrip())
        return lines

    def _row(self, value: float) -> int:
        low, high = self.values
        share = (value - low) / (high - low) if high > low else 0.5
        return round((1 - min(max(share, 0), 1)) * (self.height - 1))

    def _column(self, day: Date) -> int:
        first, last = (one.toordinal() for one in self.days)
        share = (day.toordinal() - first) / max(last - first, 1)
        return round(min(max(share, 0), 1) * (self.width - 1))


def _number(value: float) -> str:
    return f"{value:.3g}"

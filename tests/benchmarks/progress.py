"""How fast goals are read: progress with the default rules, charts, and trends beside scipy's.

    uv run --group oracles tests/benchmarks/progress.py

A goal has a measurement a week: eight of them, a school year, and two hundred days as somebody has who
measures daily. scipy lays the same lines through the same points.
"""

import datetime
from collections.abc import Iterator
from functools import partial

import scipy.stats  # type: ignore[import-untyped]
from rounds import Side, heading, medians, pin, table

from coachcycle.goals import (
    Goal,
    GoalRecord,
    GoalVersion,
    Measure,
    Measurement,
    TrendMethod,
    chart,
    effect_sizes,
    progress,
)
from coachcycle.goals.aimline import by_day
from coachcycle.goals.trend import trend
from coachcycle.schoolyear import as_day
from coachcycle.vocabulary import EventId, GoalId, MeasurementRole, PersonId

FIRST = as_day(datetime.date(2026, 8, 17))
GOALS = 10_000


def record(points: int, every: int) -> GoalRecord:
    """A goal with three baseline measurements and some since, every few days."""
    goal = Goal(
        id=GoalId("g-1"),
        owners=frozenset({PersonId("t-1")}),
        title="Words",
        focus="student",
        measure=Measure(unit="words a minute"),
        target=75,
        target_day=FIRST.add(days=280),
    )
    rows = [*((-n, 45.0 + n, "baseline") for n in range(3))]
    rows += [
        (every * n, 45 + 0.1 * every * n + n * 7 % 5, "progress") for n in range(1, points + 1)
    ]
    return GoalRecord(
        (GoalVersion(EventId("e-0"), FIRST, goal),),
        tuple(
            Measurement(
                EventId(f"e-{n}"),
                FIRST.add(days=on),
                value,
                MeasurementRole(role),
                EventId("e-0"),
            )
            for n, (on, value, role) in enumerate(rows, 1)
        ),
    )


RECORDS = {"eight weeks": record(8, 7), "a year": record(38, 7), "200 days": record(200, 1)}
LAST = FIRST.add(days=270)
VALUES = by_day(RECORDS["a year"].measurements)
XS, YS = [one.day.toordinal() / 7 for one in VALUES], [one.value for one in VALUES]


def sides() -> dict[str, Side]:
    """Everything that is measured, by name."""
    first = VALUES[0].day
    found: dict[str, Side] = {
        "ols": lambda: trend(VALUES, TrendMethod.OLS, first, LAST),
        "ols, scipy": lambda: scipy.stats.linregress(XS, YS),
        "theil_sen": lambda: trend(VALUES, TrendMethod.THEIL_SEN, first, LAST),
        "theil_sen, scipy": lambda: scipy.stats.theilslopes(YS, XS),
    }
    for name, told in RECORDS.items():
        found[f"progress, {name}"] = partial(progress, told, LAST)
        found[f"chart, {name}"] = partial(chart, told, LAST)
        found[f"effect sizes, {name}"] = partial(effect_sizes, told, LAST)
    return found


def rows(took: dict[str, float]) -> Iterator[tuple[str, ...]]:
    """What was measured, and how it compares."""
    yield "", "coachcycle", "scipy", "compared"
    for what in ("progress", "chart", "effect sizes"):
        for name in RECORDS:
            yield f"{what}, {name} [ms]", f"{took[f'{what}, {name}'] * 1e3:.2f}", "", ""
    whole = took["progress, a year"] * GOALS
    yield f"progress, {GOALS:,} goals of a year [s]", f"{whole:.2f}", "", ""
    for method in ("ols", "theil_sen"):
        ours, theirs = took[method] * 1e6, took[f"{method}, scipy"] * 1e6
        yield f"{method} of a year [us]", f"{ours:.0f}", f"{theirs:.0f}", f"{theirs / ours:.1f} x"


if __name__ == "__main__":
    pin()
    print(heading("coachcycle", "pendulum", "scipy"))
    print(table(list(rows(medians(sides())))))

"""What people look at: charts, diagrams, pictures and texts made from values."""

from coachcycle.report.chart import goal_chart
from coachcycle.report.diagram import mermaid
from coachcycle.report.figure import goal_figure
from coachcycle.report.plan import (
    capacity_report,
    changes_report,
    explanation_report,
    plan_report,
)
from coachcycle.report.plan_figure import load_figure, moves_figure, served_figure

__all__ = [
    "capacity_report",
    "changes_report",
    "explanation_report",
    "goal_chart",
    "goal_figure",
    "load_figure",
    "mermaid",
    "moves_figure",
    "plan_report",
    "served_figure",
]

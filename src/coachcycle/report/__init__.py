"""What people look at: charts and diagrams drawn from values."""

from coachcycle.report.chart import goal_chart
from coachcycle.report.diagram import mermaid
from coachcycle.report.figure import ExtraMissing, goal_figure

__all__ = ["ExtraMissing", "goal_chart", "goal_figure", "mermaid"]

"""What people look at: charts and diagrams drawn from values."""

from coachcycle.report.chart import goal_chart
from coachcycle.report.diagram import mermaid
from coachcycle.report.figure import goal_figure

__all__ = ["goal_chart", "goal_figure", "mermaid"]

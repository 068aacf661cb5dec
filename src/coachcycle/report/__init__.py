"""What people look at: charts and diagrams drawn from values."""

from coachcycle.report.chart import goal_chart
from coachcycle.report.diagram import mermaid

__all__ = ["goal_chart", "mermaid"]

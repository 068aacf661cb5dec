"""What all pictures have in common: a figure to draw on, and its colours."""

from typing import TYPE_CHECKING

from coachcycle.errors import ExtraMissing

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Apart in lightness, too, and for those who see red and green alike (Okabe and Ito, 2008).
BLACK, GREY, BLUE, ORANGE = "#000000", "#767676", "#0072b2", "#d55e00"


def blank_figure(width: float, height: float) -> "tuple[Figure, Axes]":
    """A figure of this size [inches], apart from those of pyplot, and its axes.

    Raises:
        ExtraMissing: matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise ExtraMissing("matplotlib", "plot") from None
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes

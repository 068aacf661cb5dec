"""What a goal is measured in."""

from attrs import field, frozen

from coachcycle.errors import CoachCycleError
from coachcycle.vocabulary import (
    Direction,
    MeasureSource,
    Reference,
    quantity,
    reference,
    text,
)


class RangeEmpty(CoachCycleError):
    """The lowest value of a measure lies above its highest."""

    code = "goals.range_empty"
    template = "measure: the lowest possible value is above the highest"
    remedy = "Exchange low and high, or leave one of them out."


def _unit(words: str) -> str:
    return text("unit", words)


def _bound(value: float | None) -> float | None:
    return None if value is None else quantity("bound of a measure", value)


def _source(word: str | None) -> MeasureSource | None:
    return None if word is None else MeasureSource(word)


def _instrument(id: str | None) -> Reference | None:
    return None if id is None else reference(id)


@frozen(kw_only=True)
class Measure:
    """The unit of a goal's numbers, which way they should move and how far they can.

    `low` and `high` are the least and greatest possible values [the measure's own unit], both
    included; None leaves that side open. `source` says where the numbers come from, `instrument` is the
    opaque id of the rubric, test or form that yields them.

    Raises:
        RangeEmpty: `low` lies above `high`.
    """

    unit: str = field(converter=_unit, repr=False)
    direction: Direction = field(default=Direction.INCREASE, converter=Direction)
    low: float | None = field(default=None, converter=_bound)
    high: float | None = field(default=None, converter=_bound)
    source: MeasureSource | None = field(default=None, converter=_source)
    instrument: Reference | None = field(default=None, converter=_instrument)

    def __attrs_post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise RangeEmpty().at("low")

    def holds(self, value: float) -> bool:
        """Whether `value` lies within the range of the measure."""
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)

    def reaches(self, value: float, target: float) -> bool:
        """Whether `value` is as good as `target` or better."""
        return value >= target if self.direction is Direction.INCREASE else value <= target

"""What a coach is qualified for, and from when until when."""

import datetime

from attrs import field, frozen
from pendulum import Date

from coachcycle.schoolyear import RunsBackwards, as_day, optional_day
from coachcycle.vocabulary import Reference, reference


@frozen(kw_only=True)
class Credential:
    """A credential a person holds; both end days belong to its validity.

    `type` is the issuer's own code for it, such as a reading-specialist endorsement. Without `last`
    it does not run out.

    Raises:
        RunsBackwards: It ends before it begins.
    """

    type: Reference = field(converter=reference)
    first: Date = field(converter=as_day)
    last: Date | None = field(default=None, converter=optional_day)

    def __attrs_post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise RunsBackwards("credential", self.first, self.last).at("last")

    def is_valid(self, on: datetime.date) -> bool:
        """Whether the credential holds on that day."""
        day = as_day(on)
        return self.first <= day and (self.last is None or day <= self.last)

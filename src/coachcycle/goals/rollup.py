"""The school's goals, by the teachers' goals that serve them."""

import datetime
from collections.abc import Iterable

from attrs import frozen

from coachcycle.goals.goal import GoalRecord
from coachcycle.goals.progress import ProgressStatus, progress
from coachcycle.schoolyear import as_day
from coachcycle.vocabulary import GoalId, GoalOutcome, PersonId


@frozen
class ServingGoal:
    """A teacher's goal that serves one of the school's: where it stands, or how it was closed."""

    goal: GoalId
    owners: frozenset[PersonId]
    stands: ProgressStatus | GoalOutcome


@frozen
class RollUp:
    """A goal of the school and the teachers' goals that serve it.

    A joint goal stands there once, goals copied to several teachers once for each.
    """

    goal: GoalId
    serving: tuple[ServingGoal, ...]

    @property
    def owners(self) -> frozenset[PersonId]:
        """The teachers whose goals serve it."""
        return frozenset(owner for one in self.serving for owner in one.owners)

    def count(self, stands: ProgressStatus | GoalOutcome) -> int:
        """How many of the goals stand there: closed ones by outcome, open ones by progress."""
        return sum(one.stands is stands for one in self.serving)


def roll_up(records: Iterable[GoalRecord], on: datetime.date) -> tuple[RollUp, ...]:
    """The school's goals that these goals serve on a day, in the order of their ids.

    A goal serves what its version in force on that day names. A goal that serves none, or that was
    set later, is left out.

    Args:
        records: The teachers' goals, as cycles hold them.
        on: The day; nothing that happened later is looked at.
    """
    day = as_day(on)
    served: dict[GoalId, list[ServingGoal]] = {}
    for record in records:
        if all(version.day > day for version in record.versions):
            continue
        goal = record.in_force(day).goal
        if goal.serves is not None:
            closed, status = record.closed, progress(record, day, rules=()).status
            stands = status if closed is None or closed.day > day else closed.outcome
            served.setdefault(goal.serves, []).append(ServingGoal(goal.id, goal.owners, stands))
    return tuple(
        RollUp(goal, tuple(sorted(serving, key=lambda one: (one.goal, sorted(one.owners)))))
        for goal, serving in sorted(served.items())
    )

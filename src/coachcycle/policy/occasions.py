"""The events of a cycle that a contract has a say in."""

from collections.abc import Iterator

from attrs import frozen
from pendulum import Date, DateTime

from coachcycle.cycles import (
    CoachHandedOver,
    Cycle,
    Event,
    Opening,
    SessionHeld,
    SessionPlanned,
    SessionRescheduled,
    TeacherJoined,
)
from coachcycle.vocabulary import CycleId, PersonId, SessionId

Plan = SessionPlanned | SessionRescheduled


@frozen(kw_only=True)
class Occasion:
    """An event by which somebody coaches somebody."""

    cycle: Cycle
    event: Event
    coach: PersonId | None
    teachers: frozenset[PersonId]

    @property
    def day(self) -> Date:
        """The day on which it happened."""
        return self.event.happened


@frozen(kw_only=True)
class Visit(Occasion):
    """A session that was held."""

    event: SessionHeld
    plans: tuple[Plan, ...]
    """Its plans, in the order of the log."""

    @property
    def plan(self) -> Plan | None:
        """The plan for the day on which it was held."""
        return self.plans[-1] if self.plans and self.plans[-1].on == self.day else None

    @property
    def starts(self) -> DateTime | None:
        """When it began, or was to begin."""
        return self.event.starts or (self.plan.starts if self.plan else None)

    @property
    def told(self) -> tuple[CycleId, SessionId, Date]:
        """What findings tell of it."""
        return self.cycle.id, self.event.session, self.day


def occasions(cycle: Cycle) -> Iterator[Occasion]:
    """What the log of a cycle says of who coached whom, in its order; of events that count."""
    memberships = cycle.memberships

    def members(day: Date) -> frozenset[PersonId]:
        return frozenset(one.teacher for one in memberships if one.holds(day))

    plans: dict[SessionId, tuple[Plan, ...]] = {}
    for event in cycle.effective:
        day = event.happened
        coach = cycle.coach_on(day)
        match event:
            case Opening():
                coach, teachers = event.coach, event.teachers
            case CoachHandedOver():
                coach, teachers = event.to, members(day)
            case TeacherJoined():
                teachers = frozenset({event.teacher})
            case SessionHeld():
                yield Visit(
                    cycle=cycle,
                    event=event,
                    coach=event.coach or coach,
                    teachers=event.attendees or members(day),
                    plans=plans.get(event.session, ()),
                )
                continue
            case SessionPlanned() | SessionRescheduled():
                plans[event.session] = (*plans.get(event.session, ()), event)
                continue
            case _:
                continue
        yield Occasion(cycle=cycle, event=event, coach=coach, teachers=teachers)

"""What an event says about a cycle: its content, mostly about what the cycle knows."""

from collections.abc import Collection, Iterable
from functools import cache
from itertools import count
from types import UnionType
from typing import Any, TypeVar, get_args

from attrs import fields, frozen
from hypothesis import strategies as st
from pendulum import Date

from coachcycle.cycles import EVENTS, Cycle, Entry, Event, SessionStatus, dependents, options
from coachcycle.goals import Goal, Measure
from coachcycle.testing.goal import goals
from coachcycle.testing.values import below, instants, numbers
from coachcycle.vocabulary import EvidenceType, Status, Word

Content = dict[str, Any]
_T = TypeVar("_T")

STRANGERS = ("p-1", "c-9", "t-9")
NONE = "none"
"""An id that no event, session, step or goal bears."""
MEASURES = (
    Measure(unit="%", low=0, high=100),
    Measure(unit="minutes", direction="decrease", low=0),
    Measure(unit="points"),
)


@frozen
class Pen:
    """Draws what an event says about a cycle, on a day.

    It fits the cycle as it stands; where the pen `strays`, any part of it may not.
    """

    draw: st.DrawFn
    cycle: Cycle
    day: Date
    strays: bool = False

    def one(self, fitting: Iterable[_T], straying: Iterable[_T] = ()) -> _T:
        """One of those that fit; perhaps another, where the pen strays or none fits."""
        listed = self._choice(fitting, straying)
        return listed[self.draw(below(len(listed)))]

    def some(self, fitting: Iterable[str], straying: Iterable[str]) -> frozenset[str]:
        """Some of those that `one` would choose among, as often as not all of them."""
        listed = sorted({*self._choice(fitting, straying)})
        if self.draw(st.booleans()):
            return frozenset(listed)
        some = st.sets(st.sampled_from(listed), min_size=1)
        return frozenset(self.draw(some))

    def _choice(self, fitting: Iterable[_T], straying: Iterable[_T]) -> list[_T]:
        listed = [*fitting]
        return [*listed, *straying] if self.strays or not listed else listed

    def maybe(self, strategy: st.SearchStrategy[_T]) -> _T | None:
        """One time in three a value."""
        return self.draw(strategy) if self.draw(st.integers(0, 2)) == 2 else None

    def new(self, letter: str, known: Collection[str]) -> str:
        """An id that is not known yet."""
        ids = (f"{letter}-{number}" for number in count(1))
        return self.one([next(id for id in ids if id not in known)], known)

    @property
    def soon(self) -> st.SearchStrategy[Date]:
        """Days from that of the event on."""
        return st.integers(0, 30).map(lambda days: self.day.add(days=days))

    # --- What the cycle knows -----------------------------------------------------------------

    @property
    def taking_part(self) -> list[str]:
        """The coach and the members."""
        coach = [self.cycle.coach] if self.cycle.coach else []
        return [*coach, *sorted(self.cycle.members)]

    def newcomer(self, letter: str) -> str:
        """Somebody who does not take part."""
        ids = [f"{letter}-{number}" for number in range(1, len(self.cycle.members) + 4)]
        return self.one([id for id in ids if id not in self.taking_part], self.taking_part)

    def sessions(self, *statuses: SessionStatus) -> list[str]:
        """The sessions that have one of these statuses, and are replaced by no other."""
        sessions = self.cycle.sessions.values()
        return [one.id for one in sessions if one.status in statuses and not one.replaced_by]

    def planned(self) -> list[str]:
        """The sessions that are planned."""
        return self.sessions(SessionStatus.PLANNED)

    def open_session(self) -> str:
        """A session that is planned."""
        return self.one(self.planned(), [NONE, *self.cycle.sessions])

    def session(self) -> str:
        """A session that is planned, or a new one."""
        is_new = self.draw(st.booleans()) or not self.planned()
        return self.new("v", self.cycle.sessions) if is_new else self.open_session()

    def open_goal(self) -> str:
        """A goal that is not closed."""
        records = self.cycle.goals
        return self.one([id for id in records if records[id].closed is None], [NONE, *records])

    def open_steps(self) -> list[str]:
        """The steps that are not closed."""
        return [id for id, step in self.cycle.steps.items() if step.closed is None]

    def correctable(self) -> list[Event]:
        """The events that can be voided or amended."""
        if self.cycle.status is Status.ENTERED_IN_ERROR:
            return [self.cycle.effective[-1]]
        return [*self.cycle.effective[1:]]

    # --- What it says -------------------------------------------------------------------------

    def content(self, kind: str) -> Content:
        """The content of an event of a kind that is neither an opening nor an amendment."""
        stay = {"stay": self._stay()} if issubclass(EVENTS[kind], Entry) else {}
        return self.words(kind) | stay | self._particulars(kind)

    def words(self, kind: str) -> Content:
        """Those of its content that are words of a list."""
        return {name: self.one(listed) for name, listed in _words(kind).items()}

    def by(self, kind: str, content: Content) -> str:
        """Whose act an event with this content is."""
        cycle, anybody = self.cycle, [*self.taking_part, *STRANGERS]
        match kind:
            case "agreed" | "declined":
                silent = cycle.invited - cycle.agreed_by - cycle.declined_by
                return self.one(sorted(silent), anybody)
            case "withdrawn" if cycle.proposer:
                return self.one([cycle.proposer], anybody)
            case "teacher_joined":
                return self.one([str(content["teacher"])], anybody)
            case _:
                return self.one(anybody)

    def _stay(self) -> str | None:
        stays = [stay.id for stay in self.cycle.stays]
        return self.one([None, None, None, *stays], [NONE])

    def _particulars(self, kind: str) -> Content:
        """What is not a word of a list."""
        cycle = self.cycle
        match kind:
            case "moved":
                open_to = [
                    one.target for one in options(cycle) if one.event == kind and one.allowed
                ]
                return {"to": self.one(open_to, [phase.name for phase in cycle.model.phases])}
            case "paused":
                return {"resume_on": self.maybe(self.soon)}
            case "session_planned":
                return self._planned()
            case "session_rescheduled":
                return {"session": self.open_session(), "on": self.draw(self.soon)}
            case "session_cancelled":
                return {"session": self.open_session()}
            case "session_missed":
                return {"session": self.session()}
            case "session_held":
                return self._held()
            case "evidence":
                types = [*EvidenceType, "x:own"]
                return {"type": self.one(types), "reference": "r-1"}
            case "goal_set":
                return {"goal": self._goal(self.new("g", cycle.goals))}
            case "goal_revised":
                return {"goal": self._goal(self.open_goal())}
            case "goal_closed":
                return {"goal_id": self.open_goal()}
            case "measured":
                return self._measured(self.one(cycle.goals, [NONE]))
            case "step_agreed":
                owner = self.one(self.taking_part, STRANGERS)
                step = self.new("s", cycle.steps)
                return {"step": step, "owner": owner, "due": self.maybe(self.soon)}
            case "step_closed":
                return {"step": self.one(self.open_steps(), [NONE, *cycle.steps])}
            case "coach_handed_over":
                return {"to": self._successor()}
            case "teacher_joined":
                return {"teacher": self.newcomer("t")}
            case "teacher_left":
                return {"teacher": self.one(sorted(cycle.members), STRANGERS)}
            case "away":
                person = self.one(self.taking_part, STRANGERS)
                return {"person": person, "first": self.day, "last": self.draw(self.soon)}
            case "voided":
                return {"ids": self._voidable()}
            case _:
                return {}

    def _planned(self) -> Content:
        return {
            "session": self.new("v", self.cycle.sessions),
            "on": self.draw(self.soon),
            "starts": self.maybe(instants(self.day, self.day)),
            "minutes": self.maybe(st.integers(0, 600)),
            "attendees": self._attendees(),
        }

    def _held(self) -> Content:
        coaches = {one.coach for one in self.cycle.coaches if one.coach}
        lost = self.sessions(SessionStatus.MISSED, SessionStatus.CANCELLED)
        return {
            "session": self.session(),
            "contact_minutes": self.draw(st.integers(1, 600)),
            "preparation_minutes": self.draw(st.integers(0, 600)),
            "travel_minutes": self.draw(st.integers(0, 600)),
            "starts": self.maybe(instants(self.day, self.day)),
            "coach": self.one([None, None, *sorted(coaches)], STRANGERS),
            "attendees": self._attendees(),
            "inside_contract_day": self.one([None, True, False]),
            "replaces": self.one([None, *lost], [NONE, *self.cycle.sessions]),
        }

    def _attendees(self) -> frozenset[str] | None:
        if self.draw(st.booleans()) and (self.cycle.model.most_teachers == 1 or self.strays):
            return None
        were = {one.teacher for one in self.cycle.memberships}
        return self.some(self.cycle.members if self.draw(st.booleans()) else were, STRANGERS)

    def _goal(self, id: str) -> Goal:
        owners = self.some(self.cycle.members, STRANGERS)
        return self.draw(goals(st.just(owners), id=st.just(id), measure=st.sampled_from(MEASURES)))

    def _measured(self, id: str) -> Content:
        record = self.cycle.goals.get(id)
        if record is None:
            return {"goal_id": id, "value": self.draw(numbers())}
        version = self.one([None, *record.versions])
        goal = (version or record.versions[-1]).goal
        low, high = (None, None) if self.strays else (goal.measure.low, goal.measure.high)
        return {
            "goal_id": id,
            "value": self.draw(numbers(low, high)),
            "teacher": self.one([None, *sorted(goal.owners)], STRANGERS),
            "version": self.one([version.id if version else None], [NONE]),
        }

    def _successor(self) -> str | None:
        is_open = self.cycle.status in (Status.ACTIVE, Status.PAUSED)
        nobody = [None] if self.cycle.coach and is_open else []
        return self.one([*nobody, self.newcomer("c")], [None, *self.taking_part])

    def _voidable(self) -> frozenset[str]:
        listed = [event.id for event in self.correctable()]
        if self.strays or not listed:
            log = [*listed, NONE, *(event.id for event in self.cycle.log)]
            return frozenset(self.draw(st.sets(st.sampled_from(log), min_size=1, max_size=3)))
        ids = self.draw(st.sets(st.sampled_from(listed), min_size=1, max_size=2))
        return dependents(self.cycle, ids) | ids


@cache
def _words(kind: str) -> dict[str, tuple[str | None, ...]]:
    """The words that the attributes of a kind of event may have."""
    lists: dict[str, tuple[str | None, ...]] = {}
    for field in fields(EVENTS[kind]):
        optional = isinstance(field.type, UnionType)
        cls = get_args(field.type)[0] if optional else field.type
        if isinstance(cls, type) and issubclass(cls, Word):
            lists[field.name] = (*cls, *([None] if optional else []))
    return lists

"""A desk to write logs at: short names for events of one cycle."""

import copy
import datetime
from typing import Any

import pytest

from coachcycle.cycles import EVENTS, MODELS, Cycle, Models, advance, begin, due
from coachcycle.errors import CoachCycleError
from coachcycle.goals import Goal, Measure
from coachcycle.schoolyear import Calendar, Closure, SchoolYear, as_day

MONDAY = as_day(datetime.date(2026, 9, 7))
NOW = datetime.datetime(2026, 12, 1, 15, tzinfo=datetime.UTC)


def day(n: int) -> Any:
    """The n-th day after Monday, 7 September 2026."""
    return MONDAY.add(days=n)


def goal(id: str = "g-1", **changes: Any) -> Goal:
    """A goal of t-1 from 0 to 100."""
    told = {
        "id": id,
        "owners": {"t-1"},
        "title": "A goal",
        "focus": "student",
        "measure": Measure(unit="%", low=0, high=100),
        "target": 80,
        "target_day": day(90),
    }
    return Goal(**(told | changes))


CONTENT: dict[str, dict[str, Any]] = {
    "proposed": {"model": MODELS["impact"].ref, "coach": "c-1", "teachers": {"t-1"}},
    "adopted": {
        "model": MODELS["impact"].ref,
        "coach": "c-1",
        "teachers": {"t-1"},
        "phase": "learn",
    },
    "moved": {"to": "learn"},
    "paused": {"reason": "season"},
    "completed": {"outcome": "goal_met"},
    "ended_early": {"reason": "year_ended"},
    "reopened": {"reason": "closed_by_mistake"},
    "session_planned": {"session": "v-1", "form": "modeling", "on": day(5)},
    "session_rescheduled": {"session": "v-1", "on": day(6), "reason": "schedule"},
    "session_cancelled": {"session": "v-1", "reason": "schedule"},
    "session_missed": {"session": "v-1", "who": "teacher", "reason": "teacher_absent"},
    "session_held": {"session": "v-1", "form": "modeling", "contact_minutes": 30},
    "evidence": {"type": "video", "reference": "r-1"},
    "reviewed": {"decision": "keep"},
    "goal_set": {"goal": goal()},
    "goal_revised": {"goal": goal(target=90)},
    "goal_closed": {"goal_id": "g-1", "outcome": "met"},
    "measured": {"goal_id": "g-1", "value": 50},
    "step_agreed": {"step": "s-1", "owner": "t-1"},
    "step_closed": {"step": "s-1", "outcome": "done"},
    "coach_handed_over": {"to": "c-2", "reason": "reassigned"},
    "teacher_joined": {"teacher": "t-2"},
    "teacher_left": {"teacher": "t-1", "reason": "workload"},
    "away": {"person": "t-1", "first": day(1), "last": day(5), "reason": "training"},
    "voided": {"reason": "mistake"},
}


class Desk:
    """Writes events with ids e-1, e-2, ... and carries a cycle along."""

    def __init__(self, opening: str = "proposed", models: Models = MODELS, **content: Any) -> None:
        self.count = 0
        self.id = content.get("cycle", "cycle-1")
        self.models = models
        self.cycle: Cycle = begin(self.event(opening, **content), models)

    def event(self, kind: str, on: int = 0, by: str = "c-1", **content: Any) -> Any:
        """An event with the content that its kind usually has here.

        A session is planned for `for_day`, counted as `on` is.
        """
        self.count += 1
        if "for_day" in content:
            content["on"] = day(content.pop("for_day"))
        told = {
            "id": f"e-{self.count}",
            "cycle": self.id,
            "by": by,
            "happened": day(on),
            "recorded": NOW,
        }
        return EVENTS[kind](**(told | CONTENT.get(kind, {}) | content))

    def enter(self, kind: str, on: int = 0, by: str = "c-1", **content: Any) -> Any:
        """Enters an event; gives it back."""
        event = self.event(kind, on, by, **content)
        self.cycle = advance(self.cycle, event)
        return event

    def refused(
        self,
        error: type[CoachCycleError],
        kind: str,
        on: int = 0,
        by: str = "c-1",
        **content: Any,
    ) -> Any:
        """Tries an event that must be refused, and shows that nothing has changed."""
        before = copy.deepcopy(self.cycle.__getstate__())
        with pytest.raises(error) as caught:
            advance(self.cycle, self.event(kind, on, by, **content))
        assert self.cycle.__getstate__() == before
        return caught.value

    def enter_all(self, *kinds: str) -> "Desk":
        """Enters one event of each kind."""
        for kind in kinds:
            self.enter(kind, by="t-1" if kind in ("agreed", "declined") else "c-1")
        return self


def active(**content: Any) -> Desk:
    """A desk with an impact cycle that has just started."""
    return Desk(**content).enter_all("agreed", "started")


def improving(**content: Any) -> Desk:
    """A desk with an impact cycle in its last phase."""
    desk = active(**content).enter_all("goal_set", "evidence", "moved", "session_held")
    desk.enter("evidence", type="checklist")
    desk.enter("moved", to="improve")
    return desk


def school(*closures: Closure) -> Calendar:
    """The school year 2026-27, with these closures."""
    first, last = datetime.date(2026, 8, 17), datetime.date(2027, 6, 4)
    year = SchoolYear(
        id="2026-27", zone="America/Chicago", first=first, last=last, closures=closures
    )
    return Calendar([year])


def due_by(calendar: Calendar, on: int, *desks: Desk) -> list[tuple[str, str | None, int]]:
    """What is due on a day, without the cycle."""
    found = due([desk.cycle for desk in desks], calendar, day(on))
    return [(one.what, one.target, one.overdue_school_days) for one in found]

"""Random events for a cycle, as documents: most of them possible, many not."""

import datetime
from collections.abc import Callable
from random import Random
from typing import Any

from coachcycle.cycles import EVENTS, Cycle, CycleModel, options
from coachcycle.cycles.rules import ACCEPTED_WHILE
from coachcycle.schoolyear import as_day
from coachcycle.vocabulary import (
    AwayReason,
    CorrectionReason,
    Decision,
    EndReason,
    EvidenceType,
    GoalOutcome,
    HandoverReason,
    LeavingReason,
    MeasurementRole,
    MissedBy,
    NotBegunReason,
    Outcome,
    PauseReason,
    ReopenReason,
    SessionForm,
    SessionReason,
    StepOutcome,
)

Document = dict[str, Any]

FIRST = as_day(datetime.date(2026, 9, 7))
RECORDED = "2026-12-01T15:00:00Z"
TEACHERS = ("t-1", "t-2", "t-3", "t-4", "t-5")
COACHES = ("c-1", "c-2", "c-3")
STRANGER = "p-1"
CORRECTIONS = ("voided", "amended")


class Chance:
    """Draws openings and events; the same seed draws the same."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.count = 0

    def one(self, choices: Any) -> Any:
        """One of several."""
        return self.random.choice(list(choices))

    def happens(self, share: float) -> bool:
        """True in this share of cases."""
        return self.random.random() < share

    def opening(self, model: CycleModel) -> Document:
        """How a cycle of this model begins, now and then with people it does not take."""
        most = min(model.most_teachers, len(TEACHERS))
        number = self.random.randint(min(model.fewest_teachers, most), most)
        if self.happens(0.05):
            number = self.random.randint(1, 5)
        kind = "adopted" if self.happens(0.2) else "proposed"
        told = {
            "by": self.one(("c-1", "t-1", STRANGER)),
            "model": {"name": model.name, "version": model.version},
            "coach": "t-1" if self.happens(0.02) else "c-1",
            "teachers": sorted(self.random.sample(TEACHERS, number)),
        }
        if kind == "adopted":
            told["phase"] = self.one(model.phases).name
        return self._envelope(kind) | told

    def event(self, cycle: Cycle) -> Document:
        """An event for a cycle: often what it still needs, sometimes a correction, or anything."""
        if cycle.version > 2 and self.happens(0.1):
            return self._correction(cycle)
        kind = self._kind(cycle)
        return self._envelope(kind) | self._by(kind, cycle) | self._content(kind, cycle)

    def _kind(self, cycle: Cycle) -> str:
        if self.happens(0.1):
            return str(self.one(ACCEPTED_WHILE))
        if cycle.status == "active" and self.happens(0.6):
            return str(self.one(_wanted(cycle)))
        accepted = [kind for kind, statuses in ACCEPTED_WHILE.items() if cycle.status in statuses]
        lively = [kind for kind in accepted if kind not in ENDINGS or self.happens(0.1)]
        return str(self.one(lively or accepted or ACCEPTED_WHILE))

    def _envelope(self, kind: str) -> Document:
        self.count += 1
        happened = FIRST.add(days=self.random.randint(0, 60))
        return {
            "event": kind,
            "id": f"e-{self.count}",
            "cycle": "cycle-1",
            "by": "c-1",
            "happened": happened.isoformat(),
            "recorded": RECORDED,
        }

    def _by(self, kind: str, cycle: Cycle) -> Document:
        if kind in ("agreed", "declined") and self.happens(0.9):
            open_ones = cycle.invited - cycle.agreed_by - cycle.declined_by
            return {"by": self.one(sorted(open_ones or cycle.invited or {STRANGER}))}
        if kind == "withdrawn" and cycle.proposer and self.happens(0.8):
            return {"by": cycle.proposer}
        return {"by": self._anybody()}

    def _anybody(self) -> str:
        return str(self.one((*TEACHERS, *COACHES, STRANGER)))

    def _member(self, cycle: Cycle) -> str:
        return (
            self.one(sorted(cycle.members or {STRANGER})) if self.happens(0.85) else self._anybody()
        )

    def _day(self) -> str:
        return FIRST.add(days=self.random.randint(0, 60)).isoformat()

    def _content(self, kind: str, cycle: Cycle) -> Document:
        content = CONTENTS[kind](self, cycle) if kind in CONTENTS else {}
        has_stay = "stay" in {one.name for one in EVENTS[kind].__attrs_attrs__}  # type: ignore[attr-defined]
        if has_stay and cycle.stays and self.happens(0.1):
            stays = [stay.id for stay in cycle.stays]
            content["stay"] = self.one(stays) if self.happens(0.9) else "e-none"
        return {key: value for key, value in content.items() if value is not None}

    def _correction(self, cycle: Cycle) -> Document:
        counting = [event for event in cycle.effective if event.kind not in OPENINGS]
        if not counting or self.happens(0.1):
            counting = list(cycle.log)
        if self.happens(0.5):
            number = min(self.one((1, 1, 2)), len(counting))
            ids = sorted(event.id for event in self.random.sample(counting, number))
            told = {"ids": ids, "reason": self._word(CorrectionReason)}
            return self._envelope("voided") | told
        target = self.one(counting)
        if target.kind in (*OPENINGS, *CORRECTIONS):
            return self._envelope("voided") | {"ids": [target.id], "reason": "mistake"}
        envelope = self._envelope("amended")
        replacement = envelope | {"event": target.kind, "id": target.id}
        replacement |= self._by(target.kind, cycle) | self._content(target.kind, cycle)
        return envelope | {"target": target.id, "replacement": replacement}

    def _word(self, words: Any) -> str:
        return str(self.one(words))

    def _form(self, cycle: Cycle, kind: str, words: Any) -> str:
        wanted = [
            word
            for requirement in _requirements(cycle)
            if requirement.event == kind
            for word in requirement.detail
        ]
        return str(self.one(wanted)) if wanted and self.happens(0.8) else self._word(words)

    def _session(self, cycle: Cycle) -> str:
        open_ones = [one.id for one in cycle.sessions.values() if one.status == "planned"]
        if open_ones and self.happens(0.6):
            return str(self.one(open_ones))
        return f"v-{self.random.randint(1, 40)}"

    def _step(self, cycle: Cycle) -> str:
        open_ones = [one.id for one in cycle.steps.values() if one.closed is None]
        return str(self.one(open_ones)) if open_ones and self.happens(0.9) else "s-1"

    def _goal(self, cycle: Cycle, id: str) -> Document:
        members = sorted(cycle.members or {STRANGER})
        owners = self.random.sample(members, self.random.randint(1, len(members)))
        if self.happens(0.05):
            owners.append(STRANGER)
        return {
            "id": id,
            "owners": sorted(owners),
            "title": "A goal",
            "focus": "student",
            "measure": {"unit": "%", "low": 0, "high": self.one((90, 100))},
            "target": self.random.randint(1, 90),
            "target_day": "2026-12-18",
        }

    def _goal_id(self, cycle: Cycle) -> str:
        known = list(cycle.goals)
        return str(self.one(known)) if known and self.happens(0.9) else "g-none"


def _requirements(cycle: Cycle) -> list[Any]:
    if cycle.phase is None:
        return []
    ways = [one.requires for one in cycle.model.transitions_from(cycle.phase)]
    ways.append(cycle.model.completing(cycle.phase) or ())
    return [requirement for requires in ways for requirement in requires]


def _wanted(cycle: Cycle) -> list[str]:
    """The kinds of events that bring the cycle on: what is missing, and the moves that are open."""
    ways = [one for one in options(cycle) if one.event in ("moved", "completed")]
    needs = [str(missing.requirement.event) for one in ways for missing in one.missing]
    return needs + [one.event for one in ways if one.allowed] * 2 + ["goal_set"]


def _moved(chance: Chance, cycle: Cycle) -> Document:
    ways = [one.target for one in options(cycle) if one.event == "moved" and one.allowed]
    if ways and chance.happens(0.9):
        return {"to": chance.one(ways)}
    return {"to": chance.one(cycle.model.phases).name}


def _attendees(chance: Chance, cycle: Cycle) -> list[str] | None:
    if cycle.model.most_teachers == 1 and chance.happens(0.9):
        return None
    if chance.happens(0.05):
        return None
    if chance.happens(0.75):
        return sorted(cycle.members or {STRANGER})
    return sorted(chance.random.sample(TEACHERS, chance.random.randint(1, 3)))


def _session_held(chance: Chance, cycle: Cycle) -> Document:
    return {
        "session": chance._session(cycle),
        "form": chance._form(cycle, "session_held", SessionForm),
        "contact_minutes": chance.random.randint(1, 90),
        "preparation_minutes": chance.one((None, 10)),
        "travel_minutes": chance.one((None, 0, 20)),
        "coach": chance._anybody() if chance.happens(0.1) else None,
        "attendees": _attendees(chance, cycle),
        "replaces": chance._session(cycle) if chance.happens(0.1) else None,
    }


def _measured(chance: Chance, cycle: Cycle) -> Document:
    events = [event.id for event in cycle.log]
    return {
        "goal_id": chance._goal_id(cycle),
        "value": chance.random.randint(-2, 102) if chance.happens(0.3) else 50,
        "role": chance.one((None, *(str(role) for role in MeasurementRole))),
        "teacher": chance._member(cycle) if chance.happens(0.3) else None,
        "version": chance.one(events) if chance.happens(0.1) else None,
    }


def _evidence_type(chance: Chance, cycle: Cycle) -> str:
    return chance._form(cycle, "evidence", (*EvidenceType, "x:own"))


def _handed_over(chance: Chance, _cycle: Cycle) -> Document:
    to = None if chance.happens(0.3) else chance.one((*COACHES, *COACHES, *TEACHERS))
    return {"to": to, "reason": chance._word(HandoverReason)}


def _joined(chance: Chance, cycle: Cycle) -> Document:
    others = [one for one in TEACHERS if one not in cycle.members]
    teacher = chance.one(others) if others and chance.happens(0.9) else chance._anybody()
    return {"teacher": teacher} | ({"by": teacher} if chance.happens(0.9) else {})


def _away(chance: Chance, cycle: Cycle) -> Document:
    first, last = sorted((chance._day(), chance._day()))
    reason = chance._word(AwayReason)
    return {"person": chance._member(cycle), "first": first, "last": last, "reason": reason}


CONTENTS: dict[str, Callable[[Chance, Cycle], Document]] = {
    "proposed": lambda c, y: c.opening(y.model),
    "adopted": lambda c, y: c.opening(y.model) | {"phase": y.model.first_phase},
    "declined": lambda c, _: {"reason": c._word(NotBegunReason)},
    "moved": _moved,
    "paused": lambda c, _: {"reason": c._word(PauseReason)},
    "completed": lambda c, _: {"outcome": c._word(Outcome)},
    "ended_early": lambda c, _: {"reason": c._word(EndReason)},
    "reopened": lambda c, _: {"reason": c._word(ReopenReason)},
    "session_planned": lambda c, y: {
        "session": c._session(y),
        "form": c._word(SessionForm),
        "on": c._day(),
        "attendees": None if c.happens(0.5) else _attendees(c, y),
    },
    "session_rescheduled": lambda c, y: {
        "session": c._session(y),
        "on": c._day(),
        "reason": c._word(SessionReason),
    },
    "session_cancelled": lambda c, y: {
        "session": c._session(y),
        "reason": c._word(SessionReason),
    },
    "session_missed": lambda c, y: {
        "session": c._session(y),
        "who": c._word(MissedBy),
        "reason": c._word(SessionReason),
    },
    "session_held": _session_held,
    "evidence": lambda c, y: {"type": _evidence_type(c, y), "reference": "r-1"},
    "reviewed": lambda c, y: {"decision": c._form(y, "reviewed", Decision)},
    "goal_set": lambda c, y: {"goal": c._goal(y, f"g-{c.random.randint(1, 20)}")},
    "goal_revised": lambda c, y: {"goal": c._goal(y, c._goal_id(y))},
    "goal_closed": lambda c, y: {"goal_id": c._goal_id(y), "outcome": c._word(GoalOutcome)},
    "measured": _measured,
    "step_agreed": lambda c, y: {
        "step": f"s-{c.random.randint(1, 20)}",
        "owner": c._member(y) if c.happens(0.7) else c._anybody(),
    },
    "step_closed": lambda c, y: {
        "step": c._step(y),
        "outcome": c._form(y, "step_closed", StepOutcome),
    },
    "coach_handed_over": _handed_over,
    "teacher_joined": _joined,
    "teacher_left": lambda c, y: {
        "teacher": c._member(y),
        "reason": c._word(LeavingReason),
    },
    "away": _away,
}

OPENINGS = ("proposed", "adopted")
ENDINGS = (
    "declined",
    "withdrawn",
    "cancelled",
    "ended_early",
    "completed",
    "entered_in_error",
)

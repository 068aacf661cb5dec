"""The cycle engine beside its peers, transitions and python-statemachine.

    uv run --group oracles tests/benchmarks/engine.py

Each side goes through the same ten changes of status and phase. The peers are bare machines with
the states and triggers of that walk, without guards and without a log; one of transitions also has
a guard before and a log after each change. The engine judges each event in full against the log
before it, and gives a new cycle.
"""

import datetime
from collections.abc import Iterator
from types import new_class
from typing import Any

from history import CORRECTED, HISTORY, before, day, grown, weekly
from rounds import Side, heading, medians, pin, table
from statemachine import State, StateMachine  # type: ignore[import-not-found]
from transitions import Machine  # type: ignore[import-not-found]

from coachcycle import MODELS
from coachcycle.cycles import advance, append, begin, due, options, replay
from coachcycle.schoolyear import Calendar, SchoolYear

# --- The walk -----------------------------------------------------------------------------------

WAYS = [
    ["agreed", "proposed", "agreed"],
    ["started", "agreed", "identify"],
    ["moved", "identify", "learn"],
    ["moved", "learn", "improve"],
    ["moved", "improve", "identify"],
    ["paused", "improve", "paused"],
    ["resumed", "paused", "improve"],
    ["completed", "improve", "completed"],
    ["reopened", "completed", "improve"],
]
STATES = list(dict.fromkeys(source for _, source, _ in WAYS))
TRIGGERS = {trigger for trigger, _, _ in WAYS}
CHANGES = [(before(n), one) for n, one in enumerate(HISTORY, 1) if one.kind in TRIGGERS]
"""Each event of the walk, with the cycle before it."""


def walk() -> None:
    """The walk as coachcycle goes it."""
    for cycle, event in CHANGES:
        advance(cycle, event)


def transitions_machine() -> Machine:
    """The walk's machine in transitions."""
    return Machine(states=STATES, transitions=WAYS, initial=STATES[0], auto_transitions=False)


class Judged(Machine):  # type: ignore[misc]
    """The walk's machine in transitions, with a guard and a log."""

    def __init__(self) -> None:
        self.counts = dict.fromkeys(STATES, 1)
        self.log: list[str] = []
        ways = [[*way, "is_enough"] for way in WAYS]
        super().__init__(
            states=STATES,
            transitions=ways,
            initial=STATES[0],
            auto_transitions=False,
            after_state_change="note",
        )

    def is_enough(self) -> bool:
        """The guard: whether something has been counted in the present state."""
        return self.counts.get(self.state, 0) >= 1

    def note(self) -> None:
        """The log: where the machine has come."""
        self.log.append(self.state)


def transitions_walk(machine: Machine) -> Side:
    """The walk as transitions goes it."""
    fires = [getattr(machine, event.kind) for _, event in CHANGES]

    def walk() -> None:
        machine.set_state(STATES[0])
        for fire in fires:
            fire()

    return walk


def _life() -> type[StateMachine]:
    states = {name: State(initial=name == STATES[0]) for name in STATES}
    events: dict[str, Any] = {}
    for trigger, source, target in WAYS:
        way = states[source].to(states[target])
        # A state and an event cannot share a name there.
        name = f"do_{trigger}"
        events[name] = events[name] | way if name in events else way
    return new_class("Life", (StateMachine,), exec_body=lambda body: body.update(states | events))


Life = _life()
"""The walk's machine in python-statemachine."""


def statemachine_walk() -> Side:
    """The walk as python-statemachine goes it."""
    machine = Life()
    fires = [getattr(machine, f"do_{event.kind}") for _, event in CHANGES]

    def walk() -> None:
        machine.current_state_value = STATES[0]
        for fire in fires:
            fire()

    return walk


# --- What is measured ---------------------------------------------------------------------------

KINDS = ("reviewed", "session_held")
LENGTHS = (10, 50, 200, 1000)
CALENDAR = Calendar(
    [
        SchoolYear(
            id="2026-27",
            zone="America/Chicago",
            first=datetime.date(2026, 8, 17),
            last=datetime.date(2027, 6, 4),
        )
    ]
)


def sides() -> dict[str, Side]:
    """Everything that is measured, by name."""
    under_way = before(20)
    version, known = under_way.version, under_way.log[-1]
    return {
        "create": lambda: begin(HISTORY[0], MODELS),
        "create, transitions": transitions_machine,
        "create, statemachine": Life,
        "walk": walk,
        "walk, transitions": transitions_walk(transitions_machine()),
        "walk, judged": transitions_walk(Judged()),
        "walk, statemachine": statemachine_walk(),
        **{f"{kind} {length}": after(length, kind) for kind in KINDS for length in LENGTHS},
        "replay": lambda: replay(HISTORY, MODELS),
        "replay, corrected": lambda: replay(CORRECTED, MODELS),
        "options": lambda: options(under_way),
        "due": lambda: due([under_way], CALENDAR, day(60)),
        "redelivery": lambda: append(under_way, known, version),
    }


def after(length: int, kind: str) -> Side:
    """One more event on a log of that length."""
    cycle, event = grown(length), weekly(length + 1, kind)
    return lambda: advance(cycle, event)


# --- The table ----------------------------------------------------------------------------------


def rows(took: dict[str, float]) -> Iterator[tuple[str, ...]]:
    """What was measured, of each side; how it compares, and how it should."""
    yield "", "coachcycle", "transitions", "statemachine", "compared", "should be"
    yield beside("create [us]", took, "create", 1, "")
    yield beside("one transition [us]", took, "walk", len(CHANGES), ">= 4 x (6 x), >= 20 x")
    ours, judged = (took[walk] / len(CHANGES) * 1e6 for walk in ("walk", "walk, judged"))
    compared = f"{judged / ours:.1f} x"
    yield "the same, with guard and log [us]", f"{ours:.1f}", f"{judged:.1f}", "", compared, ""
    for kind in KINDS:
        for length in LENGTHS:
            ratio = took[f"{kind} {length}"] / took[f"{kind} {LENGTHS[0]}"]
            should = "<= 2.00 x" if length == 200 else ""
            name = f"{kind} after {length} [us]"
            yield alone(name, took[f"{kind} {length}"] * 1e6, f"{ratio:.2f} x", should)
    yield alone("replay of 40 [logs/s]", 1 / took["replay"], "", ">= 8,000 (20,000)")
    yield alone("the same, corrected [logs/s]", 1 / took["replay, corrected"])
    for name in ("options", "due", "redelivery"):
        yield alone(f"{name} [us]", took[name] * 1e6)


def beside(name: str, took: dict[str, float], what: str, per: int, should: str) -> tuple[str, ...]:
    """A row in which the peers have their figures."""
    ours, *peers = (took[what + peer] / per for peer in ("", ", transitions", ", statemachine"))
    figures = [f"{one * 1e6:,.1f}" for one in (ours, *peers)]
    return name, *figures, ", ".join(f"{one / ours:.1f} x" for one in peers), should


def alone(name: str, figure: float, compared: str = "", should: str = "") -> tuple[str, ...]:
    """A row of coachcycle alone."""
    return name, f"{figure:,.1f}" if figure < 1000 else f"{figure:,.0f}", "", "", compared, should


if __name__ == "__main__":
    pin()
    print(heading("coachcycle", "attrs", "transitions", "python-statemachine"))
    print(table(list(rows(medians(sides())))))

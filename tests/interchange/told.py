"""Cycles in which every column of every table has something to say."""

from typing import Any

from attrs import evolve

from coachcycle.cycles import MODELS, Cycle
from coachcycle.goals import Goal, Measure, SelfRatings, Strategy
from coachcycle.interchange import Column, ColumnType
from desk import NOW, Desk, day, goal

TITLE, GROUP, UNIT, WAYS = "=1+1 hands", "Group; @home", "-points", ("Wait time", "'Turn' and talk")
EXTRA: dict[str, Any] = {"acme:note": "Somebody's note"}


def _group() -> Cycle:
    desk = Desk(
        model=MODELS["student_centered"].ref, teachers={"t-1", "t-2"}, continues="cycle-0", by="p-1"
    )
    desk.enter("agreed", by="c-1")
    desk.enter("agreed", by="t-1")
    desk.enter("agreed", by="t-2", extra=EXTRA)
    desk.enter("started", 1, recorded_by="p-1")
    desk.enter("goal_set", 1, goal=_goal())
    desk.enter("measured", 1, role="baseline", value=40, teacher="t-1")
    desk.enter("goal_revised", 2, goal=_goal(target=90))
    desk.enter("session_planned", 3, session="v-1", for_day=5)
    desk.enter("session_rescheduled", 4, session="v-1", for_day=6)
    desk.enter("session_missed", 6, session="v-1")
    desk.enter(
        "session_held",
        7,
        session="v-2",
        contact_minutes=30,
        preparation_minutes=10,
        travel_minutes=20,
        starts=NOW,
        coach="c-1",
        attendees={"t-2", "t-1"},
        inside_contract_day=True,
        replaces="v-1",
        form="co_teaching",
    )
    taken_back = desk.enter("evidence", 8)
    desk.enter("evidence", 8, audience="cycle")
    review = desk.enter("reviewed", 8)
    desk.enter("step_agreed", 8, due=day(20))
    desk.enter("step_closed", 9)
    desk.enter("away", 9, first=day(10), last=day(12), reason="medical")
    desk.enter("teacher_joined", 10, by="t-3", teacher="t-3")
    desk.enter("teacher_left", 11, by="t-1", teacher="t-1")
    desk.enter("coach_handed_over", 12, to="c-2")
    desk.enter("paused", 13, resume_on=day(20))
    desk.enter("resumed", 20)
    desk.enter("moved", 21, to="targets")
    desk.enter("reviewed", 21, stay="e-5")
    desk.enter("voided", 21, ids={taken_back.id})
    amended = {"decision": "adjust", "happened": day(9)}
    desk.enter("amended", 22, target=review.id, replacement=evolve(review, **amended), recorded=NOW)
    desk.enter("goal_closed", 23)
    desk.enter("ended_early", 24)
    return desk.cycle


def _goal(**changes: Any) -> Goal:
    return goal(
        title=TITLE,
        group=GROUP,
        measure=Measure(unit=UNIT, low=0, high=100, source="observation", instrument="r-7"),
        baseline=40.5,
        baseline_day=day(0),
        measured_every_days=7,
        strategies=tuple(Strategy(words) for words in WAYS),
        standards={"s-2", "s-1"},
        serves="g-school",
        copied_from="g-0",
        ratings=SelfRatings(
            powerful=True,
            easy=False,
            emotionally_compelling=True,
            achievable=False,
            relevant=True,
        ),
        **changes,
    )


GROUP_CYCLE = _group()
ADOPTED = Desk("adopted", cycle="cycle-2", since=day(-9)).cycle
CYCLES = [GROUP_CYCLE, ADOPTED]

EVERY_TYPE = tuple(Column(type.value, type, type.value, "One of each.") for type in ColumnType)
"""A column of each type."""

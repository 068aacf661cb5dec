"""A professional learning community: four teachers and their questions, every other week."""

from typing import Any

from coachcycle.cycles import (
    MODELS,
    CycleModel,
    Minutes,
    Phase,
    Transition,
    goal_set,
    measured,
    minutes,
    reviewed,
    session_held,
    step_agreed,
    step_closed,
    total_minutes,
)
from coachcycle.cycles import refusals as no
from coachcycle.goals import Goal, Measure, roll_up
from coachcycle.vocabulary import GoalOutcome, Outcome, Status
from desk import goal
from story import Story, date, on

PLC = CycleModel(
    name="plc",
    version=1,
    title="Professional learning community",
    source="A district's own",
    cadence=10,
    fewest_teachers=2,
    most_teachers=10,
    phases=[Phase("question"), Phase("plan"), Phase("act", pace=20), Phase("check")],
    transitions=[
        Transition("question", "plan", [goal_set()]),
        Transition("plan", "act", [session_held("planning"), step_agreed()]),
        Transition("act", "check", [step_closed("done")]),
        Transition("check", "question", [reviewed()]),
    ],
    completes={
        "check": [
            measured(each_teacher=True),
            session_held("data_conversation", each_teacher=True),
        ]
    },
)
MODELS_HERE = MODELS.add(PLC)
TEAM = {"t-11", "t-12", "t-13", "t-14"}
QUIZ = Measure(unit="% right", low=0, high=100)
EACH_VALUE = "measured(progress) for each teacher since stay"
EACH_TALK = "session_held(data_conversation) for each teacher since stay"


def reading(id: str, owners: set[str], **told: Any) -> Goal:
    """A goal on reading, a part of the school's."""
    return goal(
        id, owners=owners, measure=QUIZ, target_day=date(2, 26), serves="g-school-reading", **told
    )


def they_ask() -> Story:
    """The team has a joint goal, and each member her copy of the school's for her own class."""
    desk = Story(
        on=on(10, 5), by="c-4", cycle="plc-1", models=MODELS_HERE,
        model=PLC.ref, coach="c-4", teachers=TEAM,
    )  # fmt: skip
    for teacher in sorted(TEAM):
        desk.enter("agreed", on(10, 6), teacher)
    desk.enter("started", on(10, 7), "c-4")
    assert desk.missing("moved", "plan") == [("goal_set since stay", ())]
    desk.enter("goal_set", on(10, 7), "c-4", goal=reading("g-joint", TEAM))
    for teacher in sorted(TEAM):
        own = reading(f"g-{teacher}", {teacher}, copied_from="g-template")
        desk.enter("goal_set", on(10, 8), teacher, goal=own)
    desk.enter("moved", on(10, 9), "c-4", to="plan")
    return desk


def they_act(desk: Story) -> None:
    """Each takes a step; one is away for two weeks, and her step waits for her."""
    desk.enter(
        "session_held", on(10, 14), "c-4", session="plan-1", form="planning", attendees=TEAM,
        contact_minutes=60, preparation_minutes=20,
    )  # fmt: skip
    for teacher in ("t-11", "t-13"):
        desk.enter(
            "step_agreed", on(10, 14), teacher, step=f"try-{teacher}", owner=teacher,
            due=date(10, 28),
        )  # fmt: skip
    desk.enter("moved", on(10, 15), "c-4", to="act")
    desk.enter(
        "away", on(10, 16), "t-13", person="t-13", first=date(10, 19), last=date(10, 30),
        reason="medical",
    )  # fmt: skip
    assert desk.waiting(on(10, 28)) == []
    assert desk.waiting(on(10, 30)) == [("cadence", None, 2), ("step", "try-t-11", 2)]
    desk.enter("step_closed", on(10, 30), "t-11", step="try-t-11", outcome="done")
    assert desk.waiting(on(11, 2)) == [("cadence", None, 3), ("step", "try-t-13", 1)]
    desk.enter("step_closed", on(11, 3), "t-13", step="try-t-13", outcome="carried")
    desk.enter("moved", on(11, 4), "c-4", to="check")


def they_check(desk: Story) -> None:
    """Whoever was not there, or has no value yet, is named before the team can finish."""
    assert [one for one, _ in desk.missing("completed")] == [EACH_VALUE, EACH_TALK]
    desk.enter(
        "session_held", on(11, 10), "c-4", session="data-1", form="data_conversation",
        attendees=TEAM - {"t-13"}, contact_minutes=60,
    )  # fmt: skip
    for teacher in ("t-11", "t-12", "t-13"):
        desk.enter(
            "measured", on(11, 10), teacher, goal_id=f"g-{teacher}", value=64, teacher=teacher
        )
    assert desk.missing("completed") == [(EACH_VALUE, ("t-14",)), (EACH_TALK, ("t-13",))]
    desk.refused(no.RequirementsMissing, "completed", on(11, 10), "c-4")
    desk.enter(
        "session_held", on(11, 12), "c-4", session="data-2", form="data_conversation",
        attendees={"t-13"}, contact_minutes=30,
    )  # fmt: skip
    desk.enter("measured", on(11, 13), "c-4", goal_id="g-joint", value=66)
    assert desk.missing("completed") == []


def they_finish(desk: Story) -> None:
    """The goals are closed one by one, and the cycle with them."""
    desk.enter("goal_closed", on(11, 16), "c-4", goal_id="g-joint", outcome="partly_met")
    desk.enter("goal_closed", on(11, 16), "c-4", goal_id="g-t-11", outcome="met")
    desk.enter("completed", on(11, 16), "c-4", outcome="partly_met")


def her_own_cycle() -> Story:
    """One of them is coached besides; the team's data conversation serves that cycle too."""
    desk = Story(
        on=on(11, 2), by="t-11", cycle="own-11", model=MODELS["student_centered"].ref,
        coach="c-4", teachers={"t-11"},
    )  # fmt: skip
    desk.enter("agreed", on(11, 3), "c-4")
    desk.enter("started", on(11, 4), "c-4")
    desk.enter(
        "session_held", on(11, 10), "c-4", session="data-1", form="data_conversation",
        attendees={"t-11"}, contact_minutes=45, travel_minutes=15,
    )  # fmt: skip
    desk.enter(
        "session_held", on(11, 17), "c-4", session="talk-1", form="conference",
        attendees={"t-11"}, contact_minutes=30,
    )  # fmt: skip
    return desk


def test_plc() -> None:
    """
    Joint and copied goals, each member's part and each hour are kept, and no hour counts twice.
    """
    desk = they_ask()
    for chapter in (they_act, they_check, they_finish):
        chapter(desk)
    cycle = desk.cycle
    assert (cycle.status, cycle.closings[-1].word) == (Status.COMPLETED, Outcome.PARTLY_MET)
    assert cycle.goals["g-joint"].goal.owners == TEAM
    copies = [one.goal.id for one in cycle.goals.values() if one.goal.copied_from == "g-template"]
    assert copies == ["g-t-11", "g-t-12", "g-t-13", "g-t-14"]
    [school] = roll_up(cycle.goals.values(), date(11, 16))
    assert school.goal == "g-school-reading"
    assert [one.goal for one in school.serving] == ["g-joint", *copies]
    assert (school.owners, school.count(GoalOutcome.MET)) == (TEAM, 1)
    assert [one.person for one in cycle.away] == ["t-13"]
    assert minutes(cycle) == {"c-4": Minutes(150, 20)}
    assert minutes(cycle, per="teacher") == {
        "t-11": Minutes(120, 20),
        "t-12": Minutes(120, 20),
        "t-13": Minutes(90, 20),
        "t-14": Minutes(120, 20),
    }
    own = her_own_cycle()
    both = (cycle, own.cycle)
    assert total_minutes(both) == {"c-4": Minutes(180, 20, 15)}
    assert total_minutes(both, per="teacher")["t-11"] == Minutes(150, 20, 15)
    for one in (desk, own):
        one.assert_kept()


def test_another_question() -> None:
    """
    After a review the team goes round again, and all that is asked is asked anew.
    """
    desk = they_ask()
    for chapter in (they_act, they_check):
        chapter(desk)
    desk.enter("reviewed", on(11, 16), "c-4", decision="change_goal")
    desk.enter("moved", on(11, 16), "c-4", to="question")
    assert desk.cycle.iteration == 2
    assert desk.missing("moved", "plan") == [("goal_set since stay", ())]
    desk.assert_kept()

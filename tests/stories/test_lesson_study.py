"""A lesson study on fractions: a team of four, one lesson, taught twice."""

from attrs import evolve

from coachcycle.cycles import MODELS, Membership, Minutes, minutes
from coachcycle.cycles import refusals as no
from coachcycle.goals import Measure, ProgressStatus, progress
from coachcycle.vocabulary import GoalOutcome, Outcome, Status
from desk import day, goal
from story import Story, date, on

ASKED = {"t-21", "t-22", "t-23", "t-24", "t-25"}
FIRST = ASKED - {"t-25"}
TEAM = FIRST - {"t-24"} | {"t-26"}
EACH_OBSERVES = "session_held(observation) for each teacher since stay"
EACH_REFLECTS = "session_held(reflection) for each teacher since stay"


def they_agree() -> Story:
    """Five are asked, one declines, and four are enough."""
    desk = Story(on=on(9, 8), model=MODELS["lesson_study"].ref, teachers=ASKED)
    for teacher in ("t-21", "t-22", "t-23"):
        desk.enter("agreed", on(9, 9), teacher)
    desk.enter("declined", on(9, 10), "t-25", reason="workload")
    assert desk.cycle.status is Status.PROPOSED
    desk.enter("agreed", on(9, 11), "t-24")
    assert (desk.cycle.status, desk.cycle.members) == (Status.AGREED, FIRST)
    assert desk.waiting(on(9, 14)) == [("start", None, 1)]
    desk.enter("started", on(9, 14))
    return desk


def they_study(desk: Story) -> None:
    """How they work together comes first, then what pupils are to learn: one goal for all."""
    assert desk.missing("moved", "study") == [("evidence(agreement) since stay", ())]
    desk.enter("evidence", on(9, 14), type="agreement", reference="r-norms")
    desk.enter("moved", on(9, 15), to="study")
    desk.enter(
        "session_held", on(9, 17), session="study-1", form="data_conversation", attendees=FIRST,
        contact_minutes=60,
    )  # fmt: skip
    fractions = goal(
        "g-fractions",
        owners=FIRST,
        title="Pupils compare fractions with unlike denominators",
        measure=Measure(unit="% of pupils", low=0, high=100),
        target_day=date(12, 11),
    )
    desk.enter("goal_set", on(9, 22), goal=fractions)
    desk.enter("measured", on(9, 22), goal_id="g-fractions", value=40, role="baseline")
    desk.enter("moved", on(9, 23), to="plan")


def they_plan(desk: Story) -> None:
    """One leaves, one joins, and the goal becomes that of those who go on."""
    desk.enter("teacher_left", on(9, 28), teacher="t-24", reason="schedule")
    desk.enter("teacher_joined", on(9, 30), "t-26", teacher="t-26")
    assert desk.cycle.members == TEAM
    assert desk.cycle.members_on(date(9, 29)) == {"t-21", "t-22", "t-23"}
    joint = evolve(desk.cycle.goals["g-fractions"].goal, owners=TEAM)
    desk.enter("goal_revised", on(9, 30), goal=joint)
    desk.enter(
        "session_held", on(10, 1), session="plan-1", form="co_planning", attendees=TEAM,
        contact_minutes=90, preparation_minutes=30,
    )  # fmt: skip
    assert desk.missing("moved", "teach") == [("evidence(lesson_plan) since stay", ())]
    desk.enter("evidence", on(10, 5), "t-21", type="lesson_plan", reference="r-lesson-1")
    desk.enter("moved", on(10, 6), to="teach")


def they_teach(desk: Story) -> None:
    """The lesson moves by a day; one misses it and sees it in another class."""
    desk.enter(
        "session_planned", on(10, 6), session="teach-1", form="observation", for_day=on(10, 12),
        attendees=TEAM,
    )  # fmt: skip
    desk.enter(
        "session_rescheduled", on(10, 9), session="teach-1", for_day=on(10, 13), reason="testing"
    )
    desk.enter(
        "session_held", on(10, 13), session="teach-1", form="observation",
        attendees=TEAM - {"t-23"}, contact_minutes=50,
    )  # fmt: skip
    assert desk.cycle.sessions["teach-1"].first_planned == date(10, 12)
    desk.enter("evidence", on(10, 13), "t-22", type="student_work", reference="r-pupils-1")
    assert desk.missing("moved", "reflect") == [(EACH_OBSERVES, ("t-23",))]
    desk.refused(no.RequirementsMissing, "moved", on(10, 14), to="reflect")
    desk.enter(
        "session_held", on(10, 15), session="teach-2", form="observation", attendees={"t-23"},
        contact_minutes=50,
    )  # fmt: skip
    desk.enter("moved", on(10, 16), to="reflect")


def they_teach_again(desk: Story) -> None:
    """The team revises the lesson: the phases come round again, and ask for everything anew."""
    assert desk.missing("moved", "plan") == [
        (EACH_REFLECTS, tuple(sorted(TEAM))),
        ("reviewed since stay", ()),
    ]
    desk.enter(
        "session_held", on(10, 16), session="reflect-1", form="reflection", attendees=TEAM,
        contact_minutes=45,
    )  # fmt: skip
    desk.enter("reviewed", on(10, 16), decision="adjust")
    desk.enter("moved", on(10, 19), to="plan")
    assert (desk.cycle.phase, desk.cycle.iteration) == ("plan", 2)
    desk.enter(
        "session_held", on(10, 20), session="plan-2", form="planning", attendees=TEAM,
        contact_minutes=60,
    )  # fmt: skip
    desk.enter("evidence", on(10, 20), "t-26", type="lesson_plan", reference="r-lesson-2")
    desk.enter("moved", on(10, 21), to="teach")
    assert len(desk.missing("moved", "reflect")) == 2
    desk.enter(
        "session_held", on(10, 27), session="teach-3", form="observation", attendees=TEAM,
        contact_minutes=50,
    )  # fmt: skip
    desk.enter("evidence", on(10, 27), type="observation_notes", reference="r-notes-2")
    desk.enter("moved", on(10, 28), to="reflect")


def they_report(desk: Story) -> None:
    """All must have reflected, and a report is due, before the study is complete."""
    desk.enter(
        "session_held", on(10, 28), session="reflect-2", form="reflection",
        attendees=TEAM - {"t-26"}, contact_minutes=45,
    )  # fmt: skip
    assert desk.missing("completed") == [
        (EACH_REFLECTS, ("t-26",)),
        ("evidence(report) since stay", ()),
    ]
    desk.enter(
        "session_held", on(10, 29), session="reflect-3", form="reflection", attendees={"t-26"},
        contact_minutes=20,
    )  # fmt: skip
    desk.enter("measured", on(10, 30), goal_id="g-fractions", value=72)
    desk.enter("evidence", on(11, 2), "t-21", type="report", reference="r-report")
    desk.enter("completed", on(11, 2), outcome="partly_met")
    desk.enter("goal_closed", on(11, 2), goal_id="g-fractions", outcome="partly_met")


def test_lesson_study() -> None:
    """
    From the invitation to the report everything is kept: who took part, what was learnt, the hours.
    """
    desk = they_agree()
    for chapter in (they_study, they_plan, they_teach, they_teach_again, they_report):
        chapter(desk)
    cycle = desk.cycle
    assert (cycle.status, cycle.closings[-1].word) == (Status.COMPLETED, Outcome.PARTLY_MET)
    assert [(one.phase, one.iteration) for one in cycle.stays] == [
        ("prepare", 1), ("study", 1), ("plan", 1), ("teach", 1), ("reflect", 1),
        ("plan", 2), ("teach", 2), ("reflect", 2),
    ]  # fmt: skip
    assert cycle.memberships == (
        Membership("t-21", None, None),
        Membership("t-22", None, None),
        Membership("t-23", None, None),
        Membership("t-24", None, day(on(9, 28))),
        Membership("t-26", day(on(9, 30)), None),
    )
    record = cycle.goals["g-fractions"]
    assert [version.goal.owners for version in record.versions] == [FIRST, TEAM]
    assert progress(record, date(11, 2)).status is ProgressStatus.ON_TRACK
    assert record.closed is not None
    assert record.closed.outcome is GoalOutcome.PARTLY_MET
    assert minutes(cycle) == {"c-1": Minutes(470, 30)}
    assert minutes(cycle, per="teacher") == {
        "t-21": Minutes(400, 30),
        "t-22": Minutes(400, 30),
        "t-23": Minutes(400, 30),
        "t-24": Minutes(60),
        "t-26": Minutes(315, 30),
    }
    assert desk.waiting(on(11, 30)) == []
    desk.assert_kept()

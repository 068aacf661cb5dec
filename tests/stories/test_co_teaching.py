"""Two teachers in one room: a co-teaching pair that one of them has to leave."""

from coachcycle.cycles import (
    MODELS,
    CycleModel,
    Minutes,
    Phase,
    Transition,
    evidence,
    minutes,
    reviewed,
    session_held,
    total_minutes,
)
from coachcycle.cycles import refusals as no
from coachcycle.vocabulary import EndReason, Outcome, PauseReason, Status
from desk import goal
from story import Story, date, on

CO_TEACHING = CycleModel(
    name="co_teaching",
    version=1,
    title="Co-teaching pair",
    source="A district's own",
    cadence=10,
    fewest_teachers=2,
    most_teachers=2,
    phases=[Phase("roles"), Phase("teach"), Phase("debrief")],
    transitions=[
        Transition(
            "roles",
            "teach",
            [session_held("co_planning", each_teacher=True), evidence("agreement")],
        ),
        Transition("teach", "debrief", [session_held("co_teaching", each_teacher=True)]),
        Transition("debrief", "teach", [session_held("conference", each_teacher=True)]),
    ],
    completes={"debrief": [session_held("conference", each_teacher=True), reviewed()]},
)
MODELS_HERE = MODELS.add(CO_TEACHING)


def proposed(id: str, when: int, *pair: str, continues: str | None = None) -> Story:
    """The coach asks a pair."""
    return Story(
        on=when, by="c-2", cycle=id, models=MODELS_HERE, model=CO_TEACHING.ref,
        coach="c-2", teachers=pair, continues=continues,
    )  # fmt: skip


def met(desk: Story, when: int, session: str, form: str, contact: int, *pair: str) -> None:
    """A session with these teachers."""
    desk.enter(
        "session_held", when, "c-2", session=session, form=form, attendees=pair,
        contact_minutes=contact,
    )  # fmt: skip


def one_says_no() -> Story:
    """It takes two: when one declines, there is no cycle."""
    desk = proposed("co-1", on(11, 2), "t-31", "t-32")
    desk.enter("agreed", on(11, 3), "t-31")
    desk.enter("declined", on(11, 4), "t-32", reason="schedule")
    assert desk.cycle.status is Status.DECLINED
    return desk


def both_say_yes() -> Story:
    """A week later it suits both; the work starts only when the second has agreed."""
    desk = proposed("co-2", on(11, 9), "t-31", "t-32")
    desk.enter("agreed", on(11, 10), "t-31")
    assert desk.refused(no.NotAccepted, "started", on(11, 10), "c-2").status is Status.PROPOSED
    desk.enter("agreed", on(11, 12), "t-32")
    assert desk.cycle.status is Status.AGREED
    desk.enter("started", on(11, 16), "c-2")
    desk.enter("goal_set", on(11, 16), "c-2", goal=goal("g-talk", owners={"t-31", "t-32"}))
    return desk


def they_teach(desk: Story) -> None:
    """They share out the roles, teach, talk it over, and go round again."""
    met(desk, on(11, 16), "roles-1", "co_planning", 45, "t-31", "t-32")
    assert desk.missing("moved", "teach") == [("evidence(agreement) since stay", ())]
    desk.enter("evidence", on(11, 17), "t-31", type="agreement", reference="r-roles")
    desk.enter("moved", on(11, 18), "c-2", to="teach")
    met(desk, on(12, 2), "teach-1", "co_teaching", 50, "t-31", "t-32")
    desk.enter("moved", on(12, 3), "c-2", to="debrief")
    met(desk, on(1, 7), "talk-1", "conference", 30, "t-31", "t-32")
    desk.enter("moved", on(1, 8), "c-2", to="teach")
    assert desk.cycle.iteration == 2


def one_is_on_leave(desk: Story) -> None:
    """The other is still there, so the clock goes on until they pause."""
    desk.enter(
        "away", on(1, 8), "t-32", person="t-32", first=date(1, 11), last=date(1, 29),
        reason="on_leave",
    )  # fmt: skip
    desk.enter(
        "session_planned", on(1, 8), "c-2", session="teach-2", form="co_teaching",
        for_day=on(1, 14),
    )  # fmt: skip
    desk.enter(
        "session_missed", on(1, 14), "c-2", session="teach-2", who="teacher",
        reason="teacher_on_leave",
    )  # fmt: skip
    assert desk.waiting(on(1, 22)) == [("cadence", None, 1)]
    desk.enter("paused", on(1, 25), "c-2", reason="teacher_on_leave", resume_on=date(2, 1))
    assert desk.waiting(on(1, 29)) == [("cadence", None, 1)]
    assert desk.waiting(on(2, 3)) == [("resume", None, 2), ("cadence", None, 1)]


def she_does_not_come_back(desk: Story) -> None:
    """One teacher is no pair: nothing moves any more, and the cycle ends early."""
    desk.enter("resumed", on(2, 4), "c-2")
    desk.enter("teacher_left", on(2, 4), "c-2", teacher="t-32", reason="staff_turnover")
    refusal = desk.refused(no.TooFewTeachers, "moved", on(2, 5), "c-2", to="debrief")
    assert refusal == no.TooFewTeachers("co-2", "moved", 1, 2)
    desk.enter("ended_early", on(2, 8), "c-2", reason="staff_turnover")
    met(desk, on(2, 5), "talk-2", "check_in", 20, "t-31")


def another_pair() -> Story:
    """With a new colleague the work begins anew, in a cycle that continues the old one."""
    desk = proposed("co-3", on(2, 9), "t-31", "t-33", continues="co-2")
    for teacher in ("t-33", "t-31"):
        desk.enter("agreed", on(2, 10), teacher)
    desk.enter("started", on(2, 15), "c-2")
    desk.enter("goal_set", on(2, 15), "c-2", goal=goal("g-talk", owners={"t-31", "t-33"}))
    met(desk, on(2, 15), "roles-2", "co_planning", 45, "t-31", "t-33")
    desk.enter("evidence", on(2, 15), "t-33", type="agreement", reference="r-roles-2")
    desk.enter("moved", on(2, 16), "c-2", to="teach")
    met(desk, on(2, 24), "teach-3", "co_teaching", 50, "t-31", "t-33")
    desk.enter("moved", on(2, 25), "c-2", to="debrief")
    assert desk.missing("completed") == [
        ("session_held(conference) for each teacher since stay", ("t-31", "t-33")),
        ("reviewed since stay", ()),
    ]
    met(desk, on(3, 3), "talk-3", "conference", 30, "t-31", "t-33")
    desk.enter("reviewed", on(3, 3), "c-2", decision="keep")
    desk.enter("completed", on(3, 5), "c-2", outcome="goal_met")
    return desk


def test_co_teaching() -> None:
    """
    Both must agree and both must be there; what they did survives the end of the pair.
    """
    declined, first = one_says_no(), both_say_yes()
    for chapter in (they_teach, one_is_on_leave, she_does_not_come_back):
        chapter(first)
    second = another_pair()
    [closing] = first.cycle.closings
    assert (closing.status, closing.word) == (Status.ENDED_EARLY, EndReason.STAFF_TURNOVER)
    [pause] = first.cycle.pauses
    assert (pause.reason, pause.until) == (PauseReason.TEACHER_ON_LEAVE, date(2, 4))
    assert first.cycle.members_on(date(2, 3)) == {"t-31", "t-32"}
    assert first.cycle.members == {"t-31"}
    assert second.cycle.continues == first.cycle.id
    assert (second.cycle.status, second.cycle.closings[-1].word) == (
        Status.COMPLETED,
        Outcome.GOAL_MET,
    )
    assert minutes(first.cycle) == {"c-2": Minutes(145)}
    cycles = [desk.cycle for desk in (declined, first, second)]
    assert total_minutes(cycles) == {"c-2": Minutes(270)}
    assert total_minutes(cycles, per="teacher") == {
        "t-31": Minutes(270),
        "t-32": Minutes(125),
        "t-33": Minutes(125),
    }
    for desk in (declined, first, second):
        desk.assert_kept()

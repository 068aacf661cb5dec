"""Cycles of several teachers: who agrees, who takes part when, and what is asked of each."""

from typing import Any

import pytest
from attrs import evolve

from coachcycle.cycles import (
    MODELS,
    CycleModel,
    Membership,
    Minutes,
    Missing,
    Models,
    Phase,
    Requirement,
    Transition,
    Waiting,
    measured,
    minutes,
    options,
    session_held,
    total_minutes,
)
from coachcycle.cycles import refusals as no
from coachcycle.errors import CoachCycleError
from coachcycle.vocabulary import Status
from desk import Desk, day, due_by, goal, school

CALENDAR = school()
THREE = ("t-1", "t-2", "t-3")


class Team(Desk):
    """A desk with a cycle that the coach has proposed to several teachers."""

    def __init__(
        self,
        *teachers: str,
        model: str = "student_centered",
        models: Models = MODELS,
        **content: Any,
    ) -> None:
        super().__init__(
            models=models, model=models[model].ref, teachers=teachers or THREE, **content
        )

    def begun(self) -> "Team":
        """All have agreed, and the work has started."""
        for teacher in sorted(self.cycle.invited):
            self.enter("agreed", by=teacher)
        self.enter("started")
        return self

    def missing(self, event: str, target: str | None = None) -> tuple[Missing, ...]:
        """What stands against an option."""
        [found] = [one for one in options(self.cycle) if (one.event, one.target) == (event, target)]
        return found.missing

    def waiting(self, on: int) -> list[tuple[str, str | None, int]]:
        """What is due on a day, without the cycle."""
        return due_by(CALENDAR, on, self)


class TestConsent:
    def test_declined_by_one_of_several(self) -> None:
        """
        The others go on without her; she never was a member, and may join later.
        """
        desk = Team()
        desk.enter("agreed", by="t-1")
        desk.enter("declined", by="t-2", reason="workload")
        assert (desk.cycle.status, desk.cycle.members) == (Status.PROPOSED, {"t-1", "t-3"})
        desk.enter("agreed", by="t-3", on=2)
        assert (desk.cycle.status, desk.cycle.status_day) == (Status.AGREED, day(2))
        desk.enter("started", on=3)
        held = {"session": "v-1", "attendees": {"t-1", "t-2"}}
        refusal = desk.refused(no.NeverMember, "session_held", **held)
        assert refusal == no.NeverMember("cycle-1", "v-1", "t-2")
        assert desk.cycle.members_on(day(1)) == {"t-1", "t-3"}
        desk.enter("teacher_joined", on=9, by="t-2")
        desk.enter("session_held", on=9, **held)
        assert [desk.cycle.members_on(day(n)) for n in (8, 9)] == [{"t-1", "t-3"}, set(THREE)]

    def test_the_last_answer_may_be_a_decline(self) -> None:
        """
        All who remain have agreed, so the cycle is agreed from that day.
        """
        desk = Team()
        desk.enter("agreed", by="t-1", on=1)
        desk.enter("agreed", by="t-2", on=2)
        desk.enter("declined", by="t-3", on=4)
        assert (desk.cycle.status, desk.cycle.status_day) == (Status.AGREED, day(4))
        assert desk.cycle.declined_by == {"t-3"}
        assert desk.refused(no.NotAccepted, "agreed", by="t-3").status is Status.AGREED

    def test_declined_by_too_many(self) -> None:
        """
        Below the model's fewest, or without the coach, there is no cycle.
        """
        desk = Team(model="lesson_study")
        desk.enter("declined", by="t-2")
        assert desk.cycle.status is Status.DECLINED
        desk = Team(by="t-1")
        desk.enter("declined", by="c-1")
        assert desk.cycle.status is Status.DECLINED

    def test_a_teacher_who_proposed_remains(self) -> None:
        """
        She is not asked, and where one is enough the cycle goes on with her alone.
        """
        desk = Team(by="t-1")
        assert desk.cycle.invited == {"c-1", "t-2", "t-3"}
        desk.enter("declined", by="t-2")
        desk.enter("declined", by="t-3")
        desk.enter("agreed", by="c-1")
        assert (desk.cycle.status, desk.cycle.members) == (Status.AGREED, {"t-1"})


class TestMemberships:
    def test_joining_and_leaving(self) -> None:
        """
        From the day of joining until the day before leaving; whoever left may come back.
        """
        desk = Team("t-1", "t-2").begun()
        desk.enter("teacher_joined", on=7, by="t-3", teacher="t-3")
        desk.enter("teacher_left", on=14, teacher="t-2", reason="schedule")
        desk.enter("teacher_joined", on=21, by="t-2", teacher="t-2")
        cycle = desk.cycle
        assert cycle.memberships == (
            Membership("t-1", None, None),
            Membership("t-2", None, day(14)),
            Membership("t-2", day(21), None),
            Membership("t-3", day(7), None),
        )
        assert [cycle.members_on(day(n)) for n in (6, 7, 13, 14, 20, 21)] == [
            {"t-1", "t-2"},
            set(THREE),
            set(THREE),
            {"t-1", "t-3"},
            {"t-1", "t-3"},
            set(THREE),
        ]
        assert cycle.members == set(THREE)

    def test_out_and_back_on_one_day(self) -> None:
        """
        Of one day the last entry holds, so there is no gap.
        """
        desk = Team().begun()
        desk.enter("teacher_left", on=7, teacher="t-2")
        desk.enter("teacher_joined", on=7, by="t-2")
        assert Membership("t-2", None, None) in desk.cycle.memberships

    def test_entered_late(self) -> None:
        """
        A leaving of last week counts from last week.
        """
        desk = Team().begun()
        desk.enter("session_held", on=9, attendees=set(THREE))
        desk.enter("teacher_left", on=7, teacher="t-2")
        assert [desk.cycle.members_on(day(n)) for n in (6, 7)] == [set(THREE), {"t-1", "t-3"}]
        assert minutes(desk.cycle, per="teacher")["t-2"] == Minutes(30)

    def test_an_entry_back_before_another(self) -> None:
        """
        Of all that happened by a day, what stands last in the log holds.
        """
        desk = Team().begun()
        desk.enter("teacher_left", on=14, teacher="t-2")
        desk.enter("teacher_joined", on=10, by="t-2")
        assert all("t-2" in desk.cycle.members_on(day(n)) for n in (9, 10, 14, 20))

    def test_a_leaving_taken_back(self) -> None:
        """
        The membership is as if she had never left.
        """
        desk = Team().begun()
        left = desk.enter("teacher_left", on=7, teacher="t-2")
        desk.enter("voided", ids={left.id})
        assert desk.cycle.members == desk.cycle.members_on(day(9)) == set(THREE)

    def test_what_she_leaves_behind(self) -> None:
        """
        Goals, measurements and steps stay; a revision is of those who remain.
        """
        desk = Team().begun()
        desk.enter("goal_set", goal=goal(owners=THREE))
        desk.enter("step_agreed", owner="t-2", due=day(4))
        desk.enter("teacher_left", on=7, teacher="t-2")
        desk.enter("measured", on=6, teacher="t-2")
        refusal = desk.refused(no.OwnerNotMember, "goal_revised", goal=goal(owners=THREE))
        assert refusal == no.OwnerNotMember("cycle-1", "g-1", "t-2", ("t-1", "t-3"))
        desk.enter("goal_revised", goal=goal(owners={"t-1", "t-3"}))
        record = desk.cycle.goals["g-1"]
        assert [one.goal.owners for one in record.versions] == [set(THREE), {"t-1", "t-3"}]
        assert [one.teacher for one in record.measurements] == ["t-2"]
        assert desk.cycle.steps["s-1"].owner == "t-2"
        desk.enter("step_closed", outcome="dropped")

    def test_too_few_remain(self) -> None:
        """
        Nothing moves or completes until somebody joins; ending early is always possible.
        """
        desk = Team(model="lesson_study").begun()
        desk.enter("evidence", type="agreement")
        desk.enter("teacher_left", teacher="t-3")
        refusal = no.TooFewTeachers("cycle-1", "moved", 2, 3)
        assert desk.refused(no.TooFewTeachers, "moved", to="study") == refusal
        [option] = [one for one in options(desk.cycle) if one.target == "study"]
        assert option.refusal == refusal
        early = Desk("adopted", model=MODELS["lesson_study"].ref, teachers=THREE, phase="reflect")
        early.enter("teacher_left", teacher="t-3")
        assert early.refused(no.TooFewTeachers, "completed") == no.TooFewTeachers(
            "cycle-1", "completed", 2, 3
        )
        early.enter("ended_early", reason="staff_turnover")
        desk.enter("teacher_joined", by="t-4", teacher="t-4")
        desk.enter("moved", to="study")
        assert desk.cycle.phase == "study"


class TestAttendees:
    def test_minutes(self) -> None:
        """
        Once for the coach, whole for each who was there.
        """
        desk = Team().begun()
        desk.enter("session_held", on=1, attendees=set(THREE), preparation_minutes=15)
        desk.enter("session_held", on=3, session="v-2", attendees={"t-2"}, contact_minutes=20)
        assert minutes(desk.cycle) == {"c-1": Minutes(50, 15)}
        assert minutes(desk.cycle, per="teacher") == {
            "t-1": Minutes(30, 15),
            "t-2": Minutes(50, 15),
            "t-3": Minutes(30, 15),
        }

    def test_a_pair_says_who_came(self) -> None:
        """
        Two are several, too.
        """
        pair = CycleModel(
            name="pair", version=1, source="A test", phases=[Phase("a")], transitions=[],
            completes={"a": ()}, fewest_teachers=2, most_teachers=2,
        )  # fmt: skip
        desk = Team("t-1", "t-2", model="pair", models=MODELS.add(pair)).begun()
        desk.refused(no.AttendeesMissing, "session_held")

    def test_one_who_left(self) -> None:
        """
        She may have been there, on a day of hers or as a guest.
        """
        desk = Team().begun()
        desk.enter("teacher_left", on=7, teacher="t-2")
        for number, on in enumerate((4, 9)):
            desk.enter("session_held", on=on, session=f"v-{number}", attendees={"t-1", "t-2"})
        assert minutes(desk.cycle, per="teacher")["t-2"] == Minutes(60)

    def test_the_coach_changes(self) -> None:
        """
        The hours of the teachers do not care who gave them.
        """
        desk = Team().begun()
        desk.enter("session_held", on=1, attendees=set(THREE))
        desk.enter("coach_handed_over", on=7)
        desk.enter("session_held", on=8, session="v-2", attendees={"t-1"})
        assert minutes(desk.cycle) == {"c-1": Minutes(30), "c-2": Minutes(30)}
        assert minutes(desk.cycle, per="teacher")["t-1"] == Minutes(60)

    def test_one_session_that_serves_two_cycles(self) -> None:
        """
        It counts once for each person, and meets what each of the cycles requires.
        """
        team = Team("t-1", "t-2").begun()
        own = Team("t-1", cycle="cycle-2").begun()
        team.enter("session_held", attendees={"t-1", "t-2"}, contact_minutes=60)
        own.enter("session_held", attendees={"t-1"}, contact_minutes=45, travel_minutes=10)
        own.enter("session_held", session="v-2", attendees={"t-1"})
        cycles = [team.cycle, own.cycle]
        assert total_minutes(cycles) == {"c-1": Minutes(90, 0, 10)}
        assert total_minutes(cycles, per="teacher") == {
            "t-1": Minutes(90, 0, 10),
            "t-2": Minutes(60),
        }


ROUNDS = CycleModel(
    name="rounds",
    version=1,
    source="A test",
    phases=[Phase("visit"), Phase("measure"), Phase("close")],
    transitions=[
        Transition("visit", "measure", [session_held("observation", count=2, each_teacher=True)]),
        Transition("measure", "close", [measured(each_teacher=True)]),
    ],
    completes={"close": [measured(since="cycle", each_teacher=True)]},
    most_teachers=4,
)
VISITS: Requirement = ROUNDS.transitions[0].requires[0]
VALUES: Requirement = ROUNDS.transitions[1].requires[0]


def rounds() -> Team:
    """A cycle of three teachers, each of whom must be observed twice."""
    return Team(model="rounds", models=Models().add(ROUNDS)).begun()


class TestEachTeacher:
    def visit(self, desk: Team, name: str, *teachers: str) -> None:
        """An observation with these teachers."""
        desk.enter("session_held", session=name, form="observation", attendees=teachers)

    def measuring(self) -> Team:
        """All were observed twice, and measuring begins."""
        desk = rounds()
        for name in ("v-1", "v-2"):
            self.visit(desk, name, *THREE)
        desk.enter("moved", to="measure")
        return desk

    def test_sessions(self) -> None:
        """
        Whoever lacks one is named, with the fewest that any of them has.
        """
        desk = rounds()
        self.visit(desk, "v-1", *THREE)
        self.visit(desk, "v-2", "t-1")
        missing = (Missing(VISITS, 1, 2, ("t-2", "t-3")),)
        assert desk.missing("moved", "measure") == missing
        refusal = desk.refused(no.RequirementsMissing, "moved", to="measure")
        assert refusal == no.RequirementsMissing("cycle-1", "moved", "visit", missing)
        desk.enter("session_missed", session="v-3")
        desk.enter("session_held", session="v-4", attendees={"t-2", "t-3"})
        assert desk.missing("moved", "measure") == missing
        self.visit(desk, "v-5", "t-2", "t-3")
        desk.enter("moved", to="measure")

    def test_members_of_now(self) -> None:
        """
        It is asked of whoever has joined, and no more of whoever has left.
        """
        desk = rounds()
        for name in ("v-1", "v-2"):
            self.visit(desk, name, "t-1", "t-2")
        assert desk.missing("moved", "measure") == (Missing(VISITS, 0, 2, ("t-3",)),)
        desk.enter("teacher_left", teacher="t-3")
        assert desk.missing("moved", "measure") == ()
        desk.enter("teacher_joined", by="t-4", teacher="t-4")
        assert desk.missing("moved", "measure") == (Missing(VISITS, 0, 2, ("t-4",)),)

    def test_measurements_of_a_joint_goal(self) -> None:
        """
        One without a teacher counts for all its owners, one with a teacher for her.
        """
        desk = self.measuring()
        desk.enter("goal_set", goal=goal(owners={"t-1", "t-2"}))
        desk.enter("measured")
        assert desk.missing("moved", "close") == (Missing(VALUES, 0, 1, ("t-3",)),)
        desk.enter("goal_revised", goal=goal(owners=THREE))
        desk.enter("measured", teacher="t-3")
        desk.enter("moved", to="close")
        desk.enter("completed")

    def test_a_measurement_of_one_is_hers_alone(self) -> None:
        """
        The other owners of the goal still lack theirs.
        """
        desk = self.measuring()
        desk.enter("goal_set", goal=goal(owners=THREE))
        desk.enter("measured", teacher="t-3")
        assert desk.missing("moved", "close") == (Missing(VALUES, 0, 1, ("t-1", "t-2")),)

    def test_measurements_of_copied_goals(self) -> None:
        """
        Each has her own goal, all with the same origin, and her own value.
        """
        desk = self.measuring()
        for teacher in THREE:
            own = goal(f"g-{teacher}", owners={teacher}, copied_from="g-school")
            desk.enter("goal_set", goal=own)
        assert {one.goal.copied_from for one in desk.cycle.goals.values()} == {"g-school"}
        desk.enter("measured", goal_id="g-t-1")
        desk.enter("measured", goal_id="g-t-2", role="baseline")
        assert desk.missing("moved", "close") == (Missing(VALUES, 0, 1, ("t-2", "t-3")),)
        for teacher in ("t-2", "t-3"):
            desk.enter("measured", goal_id=f"g-{teacher}", teacher=teacher)
        desk.enter("moved", to="close")

    def test_an_attendee_forgotten(self) -> None:
        """
        An amended session counts for those whom it names now.
        """
        desk = rounds()
        self.visit(desk, "v-1", *THREE)
        self.visit(desk, "v-2", "t-1", "t-2")
        held = desk.cycle.log[-1]
        desk.enter("amended", target=held.id, replacement=evolve(held, attendees=THREE))
        desk.enter("moved", to="measure")


class TestDue:
    def test_one_of_several_away(self) -> None:
        """
        The others can meet, so the clock goes on; her own steps wait for her.
        """
        desk = Team().begun()
        for number, owner in enumerate(("t-1", "t-2")):
            desk.enter("step_agreed", step=f"s-{number}", owner=owner, due=day(4))
        desk.enter("away", person="t-2", first=day(7), last=day(11))
        assert desk.waiting(11) == [
            (Waiting.STEP, "s-0", 5),
            (Waiting.CADENCE, None, 4),
        ]

    def test_all_away(self) -> None:
        """
        It stands still on the days on which nobody who was a member then is there.
        """
        desk = Team("t-1", "t-2").begun()
        desk.enter("away", person="t-1", first=day(7), last=day(9))
        desk.enter("away", person="t-2", first=day(8), last=day(10))
        assert desk.waiting(9) == []
        assert desk.waiting(10) == [(Waiting.CADENCE, None, 1)]

    def test_the_only_one_not_away_leaves(self) -> None:
        """
        From that day on all who are members are away.
        """
        desk = Team("t-1", "t-2").begun()
        desk.enter("away", person="t-1", first=day(7), last=day(11))
        desk.enter("teacher_left", on=9, teacher="t-2")
        assert desk.waiting(11) == [(Waiting.CADENCE, None, 1)]


C = "cycle-1"
PRESENT = ("c-1", *THREE)
BAD: dict[str, tuple[str, dict[str, Any], CoachCycleError]] = {
    "a member joins": ("teacher_joined", {"by": "t-2"}, no.AlreadyMember(C, "t-2")),
    "joined by somebody else": ("teacher_joined", {"teacher": "t-4"},
                                no.NotTheirOwn(C, "teacher_joined", "t-4", "c-1")),
    "the coach joins": ("teacher_joined", {"teacher": "c-1"}, no.CoachAmongTeachers(C, "c-1")),
    "a stranger leaves": ("teacher_left", {"teacher": "t-9"}, no.NotAMember(C, "t-9", THREE)),
    "the coach leaves as a teacher": ("teacher_left", {"teacher": "c-1"},
                                      no.NotAMember(C, "c-1", THREE)),
    "attendees not named": ("session_held", {}, no.AttendeesMissing(C, "v-1")),
    "an attendee from elsewhere": ("session_held", {"attendees": {"t-1", "t-9"}},
                                   no.NeverMember(C, "v-1", "t-9")),
    "the coach attends": ("session_held", {"attendees": {"c-1"}}, no.NeverMember(C, "v-1", "c-1")),
    "planned with a stranger": ("session_planned", {"attendees": {"t-9"}},
                                no.NeverMember(C, "v-1", "t-9")),
    "a hand-over to a member": ("coach_handed_over", {"to": "t-2"},
                                no.CoachAmongTeachers(C, "t-2")),
    "a stranger away": ("away", {"person": "t-9"}, no.NotOfTheCycle(C, "t-9", PRESENT)),
    "a step of a stranger": ("step_agreed", {"owner": "t-9"}, no.NotOfTheCycle(C, "t-9", PRESENT)),
    "a goal with a stranger": ("goal_set", {"goal": goal(owners={"t-1", "t-9"})},
                               no.OwnerNotMember(C, "g-1", "t-9", THREE)),
}  # fmt: skip
"""What somebody might enter, and the refusal with its fields."""


class TestBadInput:
    @pytest.mark.parametrize("what", BAD)
    def test_refused(self, what: str) -> None:
        """
        Each has an error of its own that says what is wrong, and changes nothing.
        """
        kind, content, refusal = BAD[what]
        assert Team().begun().refused(type(refusal), kind, **content) == refusal

    @pytest.mark.parametrize("teachers", [("t-1", "t-2"), tuple(f"t-{n}" for n in range(7))])
    def test_opened_out_of_range(self, teachers: tuple[str, ...]) -> None:
        """
        At the opening there are neither too few nor too many.
        """
        with pytest.raises(no.TeachersOutOfRange) as caught:
            Team(*teachers, model="lesson_study")
        assert caught.value == no.TeachersOutOfRange("cycle-1", len(teachers), 3, 6)

    def test_above_the_most(self) -> None:
        """
        Nobody joins a full team; once somebody has left there is room.
        """
        desk = Team(*(f"t-{n}" for n in range(1, 7))).begun()
        seventh = {"by": "t-7", "teacher": "t-7"}
        refusal = no.TeachersOutOfRange("cycle-1", 7, 1, 6)
        assert desk.refused(no.TeachersOutOfRange, "teacher_joined", **seventh) == refusal
        [option] = [one for one in options(desk.cycle) if one.event == "teacher_joined"]
        assert option.refusal == refusal
        desk.enter("teacher_left", teacher="t-1")
        desk.enter("teacher_joined", **seventh)

    def test_the_last_one_leaves(self) -> None:
        """
        Then the cycle is to be ended instead.
        """
        desk = Team("t-1", "t-2").begun()
        desk.enter("teacher_left", teacher="t-2")
        refusal = desk.refused(no.LastTeacher, "teacher_left", teacher="t-1")
        assert refusal == no.LastTeacher("cycle-1", "t-1")

    def test_a_joining_that_others_depend_on(self) -> None:
        """
        It is not voided while a session names her as an attendee.
        """
        desk = Team("t-1", "t-2").begun()
        joined = desk.enter("teacher_joined", by="t-3", teacher="t-3")
        held = desk.enter("session_held", attendees=set(THREE))
        refusal = desk.refused(no.CorrectionBreaksLog, "voided", id="e-x", ids={joined.id})
        assert refusal == no.CorrectionBreaksLog(
            "cycle-1", "e-x", held.id, no.NeverMember("cycle-1", "v-1", "t-3")
        )

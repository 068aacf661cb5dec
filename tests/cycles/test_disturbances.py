"""What happens to a coaching cycle in a real school, and what must survive it."""

import datetime
from functools import partial
from typing import Any

import pytest
from attrs import evolve

from coachcycle.cycles import (
    MODELS,
    AbsenceBackwards,
    Closing,
    CycleModel,
    Due,
    HappenedAfterRecorded,
    Minutes,
    Models,
    Pause,
    Phase,
    SessionRescheduled,
    SessionStatus,
    Tenure,
    Waiting,
    append,
    dependents,
    due,
    minutes,
    options,
    replay,
    total_minutes,
)
from coachcycle.cycles import refusals as no
from coachcycle.errors import CoachCycleError
from coachcycle.goals import Goal, Measure, Strategy, progress
from coachcycle.schoolyear import Closure, InstantWithoutZone
from coachcycle.vocabulary import (
    EndReason,
    MissedBy,
    Outcome,
    PauseReason,
    ReopenReason,
    SessionReason,
    Status,
)
from desk import NOW, Desk, active, day, due_by, goal, improving, school

CALENDAR = school(Closure(first=day(77), last=day(81)))
waiting = partial(due_by, CALENDAR)


def weekly(**content: Any) -> Desk:
    """A cycle that meets every five school days, started on Monday; they met on Wednesday."""
    desk = Desk(model=MODELS["get_better_faster"].ref, **content).enter_all("agreed", "started")
    desk.enter("session_held", on=2, session="v-0", form="observation")
    return desk


def completed() -> Desk:
    """An impact cycle that was completed on day 20."""
    desk = improving().enter_all("measured", "reviewed")
    desk.enter("completed", on=20)
    return desk


class TestCoachLeaves:
    def test_with_a_successor(self) -> None:
        """
        The cycle and its private notes go on; hours stay with the coach who gave them.
        """
        desk = active()
        desk.enter("session_held", on=4, contact_minutes=45)
        note = desk.enter("evidence", on=4, type="observation_notes", audience="author")
        handed_over = desk.enter("coach_handed_over", on=14, reason="coach_left")
        desk.enter("session_held", on=11, by="c-2", session="v-2")
        desk.enter("session_held", on=18, by="c-2", session="v-3", travel_minutes=20)
        cycle = desk.cycle
        assert (cycle.id, cycle.status, cycle.coach) == ("cycle-1", Status.ACTIVE, "c-2")
        assert cycle.coaches == (Tenure("c-1", None), Tenure("c-2", day(14)))
        assert [cycle.coach_on(day(n)) for n in (13, 14)] == ["c-1", "c-2"]
        assert minutes(cycle) == {"c-1": Minutes(75), "c-2": Minutes(30, 0, 20)}
        assert cycle.evidence == (note,)
        assert handed_over in cycle.effective

    def test_without_a_successor(self) -> None:
        """
        The cycle rests until somebody takes over; its plans, steps and hours wait with it.
        """
        desk = active().enter_all("session_held", "step_agreed")
        desk.enter("session_planned", session="v-2")
        desk.enter("coach_handed_over", on=10, to=None, reason="coach_left")
        assert (desk.cycle.status, desk.cycle.coach) == (Status.PAUSED, None)
        assert desk.refused(no.NoCoach, "resumed", on=11) == no.NoCoach("cycle-1", "resumed")
        desk.enter("coach_handed_over", on=30, to="c-2")
        desk.enter("resumed", on=31, by="c-2")
        cycle = desk.cycle
        assert cycle.pauses == (Pause(day(10), day(31), PauseReason.NO_COACH, None),)
        assert [cycle.coach_on(day(n)) for n in (9, 10, 29, 30)] == ["c-1", None, None, "c-2"]
        assert minutes(cycle) == {"c-1": Minutes(30)}
        assert cycle.steps["s-1"].closed is None
        assert cycle.sessions["v-2"].status is SessionStatus.PLANNED

    def test_on_leave_and_back(self) -> None:
        """
        The stand-in's hours stay the stand-in's.
        """
        desk = active()
        desk.enter("coach_handed_over", on=10, to="c-2", reason="coach_on_leave")
        desk.enter("session_held", on=12, by="c-2")
        desk.enter("coach_handed_over", on=20, to="c-1", reason="reassigned")
        desk.enter("session_held", on=20, session="v-2")
        assert minutes(desk.cycle) == {"c-1": Minutes(30), "c-2": Minutes(30)}


class TestTeacherAway:
    def test_on_leave(self) -> None:
        """
        Her leave is on record, and the days of it make nothing late.
        """
        desk = weekly()
        leave = desk.enter("away", on=4, by="t-1", first=day(7), last=day(11), reason="on_leave")
        assert desk.cycle.away == (leave,)
        assert desk.cycle.status is Status.ACTIVE
        assert waiting(16, desk) == []
        assert waiting(17, desk) == [(Waiting.CADENCE, None, 1)]

    def test_back_earlier(self) -> None:
        """
        The leave is amended, and the clock goes on from then.
        """
        desk = weekly()
        leave = desk.enter("away", first=day(7), last=day(11))
        back = evolve(leave, last=day(8))
        desk.enter("amended", target=leave.id, replacement=back)
        assert desk.cycle.away == (back,)
        assert waiting(14, desk) == [(Waiting.CADENCE, None, 1)]

    @pytest.mark.parametrize(
        "reason", ["teacher_absent", "teacher_on_leave", "teacher_unable", "off_week"]
    )
    def test_absent_from_a_session(self, reason: str) -> None:
        """
        It is missed by the teacher, for her reason; it waits for nothing and takes no minutes.
        """
        desk = active().enter_all("session_planned")
        missed = desk.enter("session_missed", on=5, who="teacher", reason=reason)
        session = desk.cycle.sessions["v-1"]
        assert (session.status, session.on) == (SessionStatus.MISSED, day(5))
        assert session.outcome == missed
        assert (missed.who, missed.reason) == (MissedBy.TEACHER, SessionReason(reason))
        assert waiting(12, desk) == []
        assert minutes(desk.cycle) == {}


class TestSessions:
    def test_no_show_and_replacement(self) -> None:
        """
        The lost slot stays, with who missed it, and is linked with what replaced it.
        """
        desk = active().enter_all("session_planned")
        desk.enter("session_missed", on=5)
        held = desk.enter("session_held", on=7, session="v-2", replaces="v-1")
        lost, made_up = desk.cycle.sessions["v-1"], desk.cycle.sessions["v-2"]
        assert (lost.status, lost.first_planned, lost.replaced_by) == ("missed", day(5), "v-2")
        assert (made_up.status, made_up.outcome) == ("held", held)
        assert held.replaces == "v-1"
        assert minutes(desk.cycle) == {"c-1": Minutes(30)}
        assert desk.refused(
            no.NotReplaceable, "session_held", session="v-3", replaces="v-1"
        ) == no.NotReplaceable("cycle-1", "v-3", "v-1", ())

    def test_a_voided_replacement_frees_the_slot(self) -> None:
        """
        The missed session may be made up for after all.
        """
        desk = active().enter_all("session_missed")
        held = desk.enter("session_held", session="v-2", replaces="v-1")
        desk.enter("voided", ids={held.id})
        assert desk.cycle.sessions["v-1"].replaced_by is None
        desk.enter("session_held", session="v-3", replaces="v-1")
        assert desk.cycle.sessions["v-1"].replaced_by == "v-3"

    def test_cancelled(self) -> None:
        """
        The reason and the day it had been planned for stay.
        """
        desk = active().enter_all("session_planned")
        cancelled = desk.enter("session_cancelled", on=3, reason="school_closed")
        session = desk.cycle.sessions["v-1"]
        assert (session.status, session.on) == (SessionStatus.CANCELLED, day(3))
        assert (session.first_planned, session.outcome) == (day(5), cancelled)
        assert waiting(9, desk) == []

    def test_rescheduled(self) -> None:
        """
        However often it moves, the first date is kept and the last one counts.
        """
        desk = active().enter_all("session_planned")
        desk.enter("session_rescheduled", on=4, for_day=8, reason="testing")
        desk.enter("session_rescheduled", on=7, for_day=14, reason="teacher_unable")
        session = desk.cycle.sessions["v-1"]
        assert (session.first_planned, session.on) == (day(5), day(14))
        assert waiting(14, desk) == []
        assert waiting(15, desk) == [(Waiting.SESSION, "v-1", 1)]
        desk.enter("session_held", on=14)
        session = desk.cycle.sessions["v-1"]
        assert (session.status, session.first_planned, session.on) == ("held", day(5), day(14))
        reasons = [one.reason for one in desk.cycle.log if isinstance(one, SessionRescheduled)]
        assert reasons == [SessionReason.TESTING, SessionReason.TEACHER_UNABLE]


class TestPauses:
    @pytest.mark.parametrize("reason", ["testing_window", "season"])
    def test_paused(self, reason: str) -> None:
        """
        The clock leaves the days of the pause out; the planned return is kept and comes due.
        """
        desk = weekly()
        desk.enter("paused", on=7, reason=reason, resume_on=day(14))
        assert waiting(14, desk) == []
        assert waiting(15, desk) == [(Waiting.RESUME, None, 1)]
        desk.enter("resumed", on=14)
        assert desk.cycle.pauses == (Pause(day(7), day(14), PauseReason(reason), day(14)),)
        assert waiting(16, desk) == []
        assert waiting(17, desk) == [(Waiting.CADENCE, None, 1)]

    def test_what_is_done_meanwhile(self) -> None:
        """
        Work goes into the log while the cycle rests; its phase stays where it is.
        """
        desk = active().enter_all("paused", "goal_set", "evidence", "session_held")
        assert desk.refused(no.NotAccepted, "moved").accepted == (Status.ACTIVE,)
        desk.enter_all("resumed", "moved")
        assert (desk.cycle.status, desk.cycle.phase) == (Status.ACTIVE, "learn")


WORDS = Measure(unit="words per minute", low=0, high=200)
REVIEWS: dict[str, tuple[str, list[tuple[str, Goal]]]] = {
    "keep": ("improve", []),
    "adjust": ("improve", [("goal_revised", goal(target=70))]),
    "switch_strategy": (
        "learn",
        [("goal_revised", goal(strategies=[Strategy("Think, pair, share")]))],
    ),
    "change_measure": ("identify", [("goal_revised", goal(measure=WORDS, target=120))]),
    "change_goal": ("identify", [("goal_set", goal("g-2"))]),
}
"""For each decision of a review the phase to go on in, and what becomes of the goal."""


class TestGoalChanged:
    @pytest.mark.parametrize("decision", REVIEWS)
    def test_a_review(self, decision: str) -> None:
        """
        The versions are kept, and what was measured stays with the one it served.
        """
        to, changes = REVIEWS[decision]
        desk = improving()
        measured = desk.enter("measured", on=20)
        desk.enter("reviewed", on=20, decision=decision)
        desk.enter("moved", on=20, to=to)
        for kind, changed in changes:
            desk.enter(kind, on=21, goal=changed)
        cycle, record = desk.cycle, desk.cycle.goals["g-1"]
        assert [one.decision for one in cycle.reviews] == [decision]
        assert (cycle.phase, cycle.iteration) == (to, 1 if to == "improve" else 2)
        revised = [changed for kind, changed in changes if kind == "goal_revised"]
        assert [version.goal for version in record.versions] == [goal(), *revised]
        assert [(one.id, one.version) for one in record.measurements] == [
            (measured.id, record.versions[0].id)
        ]
        points = progress(record, day(30)).points
        assert len(points) == (0 if decision == "change_measure" else 1)
        assert list(cycle.goals) == (["g-1", "g-2"] if decision == "change_goal" else ["g-1"])

    def test_the_old_goal_is_dropped(self) -> None:
        """
        It keeps its measurements and is not revised any more.
        """
        desk = improving().enter_all("measured")
        desk.enter("goal_closed", on=21, outcome="dropped")
        desk.enter("goal_set", on=21, goal=goal("g-2"))
        record = desk.cycle.goals["g-1"]
        assert record.closed is not None
        assert (record.closed.day, record.closed.outcome) == (day(21), "dropped")
        assert len(record.measurements) == 1
        refusal = desk.refused(no.GoalNotOpen, "goal_revised", on=22)
        assert refusal == no.GoalNotOpen("cycle-1", "g-1")

    def test_measured_late_for_the_earlier_version(self) -> None:
        """
        It names the version that it served, and is held against the measure of that one.
        """
        desk = active()
        first = desk.enter("goal_set")
        desk.enter("goal_revised", on=10, goal=goal(measure=WORDS, target=120))
        desk.enter("measured", on=9, value=60, version=first.id)
        desk.enter("measured", on=12, value=110)
        record = desk.cycle.goals["g-1"]
        assert [one.version for one in record.measurements] == [one.id for one in record.versions]
        desk.refused(no.ValueOutsideMeasure, "measured", value=110, version=first.id)


class TestEndings:
    @pytest.mark.parametrize("reason", EndReason)
    def test_typed_early_ending(self, reason: EndReason) -> None:
        """
        It ended early for its reason, which is no completion; also from a pause.
        """
        for desk in (active(), active().enter_all("paused")):
            ended = desk.enter("ended_early", on=8, reason=reason)
            closing = Closing(ended.id, day(8), Status.ENDED_EARLY, reason)
            assert desk.cycle.closings == (closing,)
            assert desk.cycle.status is Status.ENDED_EARLY
            assert all(pause.until == day(8) for pause in desk.cycle.pauses)
            assert waiting(60, desk) == []

    @pytest.mark.parametrize("reason", ReopenReason)
    def test_reopened(self, reason: ReopenReason) -> None:
        """
        Both closings stay in the record, whatever it was reopened for, and so do the hours.
        """
        desk = completed()
        first = desk.cycle.log[-1].id
        reopened = desk.enter("reopened", on=30, reason=reason)
        assert (desk.cycle.status, desk.cycle.phase) == (Status.ACTIVE, "improve")
        assert desk.cycle.stays[-1].id == reopened.id
        second = desk.enter("completed", on=40, outcome="not_met").id
        assert desk.cycle.closings == (
            Closing(first, day(20), Status.COMPLETED, Outcome.GOAL_MET),
            Closing(second, day(40), Status.COMPLETED, Outcome.NOT_MET),
        )
        assert minutes(desk.cycle) == {"c-1": Minutes(30)}

    def test_completed_after_an_early_end(self) -> None:
        """
        The record tells the two apart.
        """
        desk = improving().enter_all("measured", "reviewed", "ended_early", "reopened")
        desk.enter("completed")
        ended, done = desk.cycle.closings
        assert (ended.status, done.status) == (Status.ENDED_EARLY, Status.COMPLETED)

    def test_work_entered_after_the_end(self) -> None:
        """
        What happened by the closing day still counts, what happened later does not come in.
        """
        desk = completed()
        desk.enter("session_held", on=20, session="v-2", form="conference")
        desk.enter("measured", on=19)
        assert minutes(desk.cycle) == {"c-1": Minutes(60)}
        assert len(desk.cycle.goals["g-1"].measurements) == 2
        refusal = desk.refused(no.AfterClosing, "session_held", on=21, session="v-3", id="e-late")
        assert refusal == no.AfterClosing("cycle-1", "e-late", day(21), day(20))
        desk.refused(no.NotAccepted, "session_planned", session="v-3")

    def test_the_last_closing_counts(self) -> None:
        """
        Once reopened and ended again, what happened in between comes in.
        """
        desk = completed()
        desk.enter("reopened", on=30)
        desk.enter("ended_early", on=40)
        desk.enter("session_held", on=35, session="v-2")
        assert desk.refused(no.AfterClosing, "evidence", on=41).closed == day(40)

    def test_opened_by_mistake(self) -> None:
        """
        It can still be read, is due for nothing, counts in no total, and the mistake can be undone.
        """
        desk, other = active(), active()
        for one in (desk, other):
            one.enter_all("session_planned", "session_held")
        desk.enter("session_planned", session="v-2", for_day=6)
        error = desk.enter("entered_in_error")
        assert desk.cycle.status is Status.ENTERED_IN_ERROR
        assert minutes(desk.cycle) == {"c-1": Minutes(30)}
        assert total_minutes([desk.cycle]) == {}
        assert waiting(60, desk) == []
        assert not any(option.allowed for option in options(desk.cycle))
        desk.enter("voided", ids={error.id})
        assert desk.cycle.status is Status.ACTIVE
        assert total_minutes([desk.cycle]) == {"c-1": Minutes(30)}

    def test_a_cycle_that_continues_another(self) -> None:
        """
        The new one names the old one, which stays closed; the hours of both add up.
        """
        old, new = active(), MODELS["student_centered"]
        old.enter_all("goal_set", "session_held")
        ended = old.enter("ended_early", on=14, reason="model_replaced")
        assert old.refused(no.NotReopenable, "reopened") == no.NotReopenable("cycle-1")
        desk = Desk(on=14, cycle="cycle-2", model=new.ref, continues="cycle-1")
        desk.enter_all("agreed", "started")
        desk.enter("goal_set")
        desk.enter("session_held", session="v-2", attendees={"t-1"})
        assert desk.cycle.continues == "cycle-1"
        assert desk.cycle.goals["g-1"].goal == old.cycle.goals["g-1"].goal
        assert [one.id for one in old.cycle.closings] == [ended.id]
        assert total_minutes([old.cycle, desk.cycle]) == {"c-1": Minutes(60)}


class TestLateEntries:
    def test_a_late_entry(self) -> None:
        """
        When it happened decides whose it is; when it was recorded stays to be seen.
        """
        desk = active()
        desk.enter("coach_handed_over", on=30)
        held = desk.enter("session_held", on=23, by="c-1", recorded_by="p-9")
        assert minutes(desk.cycle) == {"c-1": Minutes(30)}
        assert (desk.cycle.sessions["v-1"].on, held.recorded) == (day(23), NOW)
        assert (held.by, held.recorded_by) == ("c-1", "p-9")

    def test_a_back_dated_start(self) -> None:
        """
        The first stay and the clock begin on the day the work began.
        """
        desk = Desk(model=MODELS["get_better_faster"].ref)
        desk.enter("agreed", on=7, by="t-1")
        desk.enter("started", on=0)
        assert desk.cycle.stays[0].first == day(0)
        assert waiting(8, desk) == [(Waiting.CADENCE, None, 1)]

    def test_each_minute_once(self) -> None:
        """
        Neither a redelivery nor an amendment nor a second session of that id counts twice.
        """
        desk = active()
        held = desk.enter("session_held", on=4)
        later = evolve(held, recorded=NOW + datetime.timedelta(days=15))
        assert append(desk.cycle, later, expected_version=0) == (desk.cycle, ())
        desk.enter("amended", target=held.id, replacement=evolve(held, contact_minutes=40))
        assert minutes(desk.cycle) == {"c-1": Minutes(40)}
        assert desk.refused(no.SessionNotOpen, "session_held", on=4) == no.SessionNotOpen(
            "cycle-1", "v-1", ()
        )

    def test_one_visit_logged_in_two_cycles(self) -> None:
        """
        It counts once for the coach, with the larger of the minutes.
        """
        cycles = []
        for number, spent in enumerate((30, 45)):
            desk = Desk(cycle=f"cycle-{number}", teachers={f"t-{number}"})
            desk.enter("agreed", by=f"t-{number}")
            desk.enter("started")
            desk.enter("session_held", contact_minutes=spent, travel_minutes=20 - number)
            cycles.append(desk.cycle)
        assert total_minutes(cycles) == {"c-1": Minutes(45, 0, 20)}
        assert total_minutes(cycles, per="teacher") == {
            "t-0": Minutes(30, 0, 20),
            "t-1": Minutes(45, 0, 19),
        }


class TestCorrected:
    def test_a_void_and_an_amendment_keep_everything(self) -> None:
        """
        What was entered stays in the log as it was; only what counts is another.
        """
        desk = active().enter_all("goal_set")
        typed = desk.enter("measured", value=12)
        stray = desk.enter("session_held")
        right = evolve(typed, value=21)
        desk.enter("amended", target=typed.id, replacement=right)
        desk.enter("voided", ids={stray.id}, reason="wrong_cycle")
        cycle = desk.cycle
        assert [one.id for one in cycle.log] == [f"e-{n}" for n in range(1, 9)]
        assert (cycle.event(typed.id), cycle.event(stray.id)) == (typed, stray)
        assert cycle.effective[-1] == right
        assert [one.value for one in cycle.goals["g-1"].measurements] == [21]
        assert (dict(cycle.sessions), minutes(cycle)) == ({}, {})
        assert replay(cycle.log, MODELS).__getstate__() == cycle.__getstate__()

    def test_a_forgotten_move(self) -> None:
        """
        It is entered late under its own day, and what belongs to it names its stay.
        """
        desk = active().enter_all("goal_set", "evidence")
        checklist = desk.enter("evidence", on=8, type="checklist")
        held = desk.enter("session_held", on=9)
        moved = desk.enter("moved", on=7)
        improve = {"to": "improve"}
        missing = desk.refused(no.RequirementsMissing, "moved", on=10, **improve).missing
        assert [one.requirement.event for one in missing] == ["evidence", "session_held"]
        for event in (checklist, held):
            desk.enter("amended", target=event.id, replacement=evolve(event, stay=moved.id))
        desk.enter("moved", on=10, **improve)
        assert [(one.phase, one.first) for one in desk.cycle.stays] == [
            ("identify", day(0)),
            ("learn", day(7)),
            ("improve", day(10)),
        ]
        assert minutes(desk.cycle) == {"c-1": Minutes(30)}

    def test_what_would_fall(self) -> None:
        """
        A void that would break the log names what it breaks; with that it is accepted.
        """
        desk = active()
        goal_set = desk.enter("goal_set")
        measured = desk.enter("measured")
        refusal = desk.refused(no.CorrectionBreaksLog, "voided", ids={goal_set.id}, id="e-void")
        assert refusal == no.CorrectionBreaksLog(
            "cycle-1", "e-void", measured.id, no.GoalUnknown("cycle-1", "g-1", ())
        )
        fallen = dependents(desk.cycle, [goal_set.id])
        assert fallen == {measured.id}
        desk.enter("voided", ids={goal_set.id, *fallen})
        assert dict(desk.cycle.goals) == {}


class TestAdopted:
    def test_mid_year(self) -> None:
        """
        Nobody is asked, nothing before the adoption is known, and nobody is blocked by that.
        """
        desk = Desk("adopted", on=70, by="p-1", phase="improve", since=day(40))
        assert (desk.cycle.status, desk.cycle.invited) == (Status.ACTIVE, set())
        assert desk.cycle.stays[0].first == day(40)
        assert minutes(desk.cycle) == {}
        desk.enter("session_held", on=72)
        desk.enter("completed", on=73)
        assert minutes(desk.cycle) == {"c-1": Minutes(30)}

    def test_the_next_round_is_known(self) -> None:
        """
        From the first iteration that the log has whole, everything is required.
        """
        desk = Desk("adopted", on=70, phase="improve")
        desk.enter("reviewed", on=71, decision="change_goal")
        desk.enter("moved", on=71, to="identify")
        missing = desk.refused(no.RequirementsMissing, "moved", on=72).missing
        assert [(one.requirement.event, one.have) for one in missing] == [
            ("goal_set", 0),
            ("evidence", 0),
        ]

    def test_the_clock_begins_with_the_records(self) -> None:
        """
        Sessions before the adoption are in no log, so none is missed.
        """
        model = MODELS["get_better_faster"].ref
        desk = Desk("adopted", on=42, model=model, phase="see", since=day(0))
        assert waiting(49, desk) == []
        assert waiting(50, desk) == [(Waiting.CADENCE, None, 1)]


class TestDue:
    def test_steps(self) -> None:
        """
        From the first school day after the one it is due, until it is closed; never without one.
        """
        desk = active().enter_all("step_agreed")
        desk.enter("step_agreed", step="s-2", owner="c-1", due=day(4))
        assert waiting(6, desk) == []
        assert waiting(8, desk) == [(Waiting.STEP, "s-2", 2)]
        desk.enter("step_closed", step="s-2", outcome="carried")
        assert waiting(8, desk) == []

    def test_closures(self) -> None:
        """
        A week without school makes nothing later.
        """
        desk = active()
        desk.enter("step_agreed", due=day(75))
        assert waiting(76, desk) == []
        assert waiting(83, desk) == waiting(76, desk)
        assert waiting(84, desk) == [(Waiting.STEP, "s-1", 1)]

    @pytest.mark.parametrize("person", ["c-1", "t-1"])
    def test_absences(self, person: str) -> None:
        """
        The clock stands still from the first day of an absence to its last, whoever is away.
        """
        desk = active().enter_all("session_planned")
        desk.enter("step_agreed", owner=person, due=day(4))
        desk.enter("away", on=4, person=person, first=day(7), last=day(9))
        assert waiting(9, desk) == []
        assert waiting(11, desk) == [(Waiting.SESSION, "v-1", 2), (Waiting.STEP, "s-1", 2)]

    def test_a_phase_waits_for_the_coach(self) -> None:
        """
        Neither pauses nor absences use up the pace of a phase.
        """
        paced = CycleModel(
            name="paced", version=1, source="A test", phases=[Phase("a", pace=5)],
            transitions=[], completes={"a": []},
        )  # fmt: skip
        desk = Desk(models=Models().add(paced), model=paced.ref).enter_all("agreed", "started")
        desk.enter("away", person="c-1", first=day(1), last=day(4))
        desk.enter("paused", on=7)
        desk.enter("resumed", on=9)
        assert waiting(15, desk) == []
        assert waiting(16, desk) == [(Waiting.PHASE, "a", 1)]

    def test_absence_of_the_coach_who_left(self) -> None:
        """
        From the hand-over on it is the successor who must be there.
        """
        desk = active().enter_all("session_planned")
        desk.enter("away", on=4, person="c-1", first=day(7), last=day(25))
        desk.enter("coach_handed_over", on=10)
        assert waiting(9, desk) == []
        assert waiting(11, desk) == [(Waiting.SESSION, "v-1", 2)]

    def test_a_planned_return_while_the_coach_is_away(self) -> None:
        """
        Only pauses are not taken off a planned return: absences are, as everywhere.
        """
        desk = active()
        desk.enter("paused", on=2, resume_on=day(14))
        desk.enter("away", on=14, person="c-1", first=day(15), last=day(18), reason="medical")
        assert waiting(18, desk) == []
        assert waiting(21, desk) == [(Waiting.RESUME, None, 1)]

    def test_a_coach_with_several_cycles(self) -> None:
        """
        The most pressing comes first, whichever cycle it is of.
        """
        planned, agreed, met, resting, ended = (
            Desk(cycle="cycle-1").enter_all("agreed", "started", "session_planned"),
            Desk(cycle="cycle-2"),
            weekly(cycle="cycle-3"),
            Desk(cycle="cycle-4").enter_all("agreed", "started"),
            Desk(cycle="cycle-5").enter_all("agreed", "started", "session_planned", "ended_early"),
        )
        agreed.enter("agreed", on=3, by="t-1")
        met.enter("step_agreed", owner="c-1", due=day(8))
        resting.enter("paused", resume_on=day(9))
        desks = (planned, agreed, met, resting, ended)
        assert due([desk.cycle for desk in desks], CALENDAR, day(14)) == (
            Due("cycle-2", Waiting.START, None, day(3), 7),
            Due("cycle-1", Waiting.SESSION, "v-1", day(5), 6),
            Due("cycle-3", Waiting.STEP, "s-1", day(8), 4),
            Due("cycle-3", Waiting.CADENCE, None, day(2), 3),
            Due("cycle-4", Waiting.RESUME, None, day(9), 3),
        )


def under_way() -> Desk:
    """A cycle with a goal, a step and a planned session: e-4, e-5 and e-6 of its log."""
    return active().enter_all("goal_set", "step_agreed", "session_planned")


C = "cycle-1"
BAD: dict[str, tuple[str, dict[str, Any], CoachCycleError]] = {
    "a session that is not": ("session_cancelled", {"session": "v-9"},
                              no.SessionNotOpen(C, "v-9", ("v-1",))),
    "a session twice": ("session_planned", {}, no.SessionKnown(C, "v-1")),
    "a replaced one that is not": ("session_held", {"session": "v-2", "replaces": "v-9"},
                                   no.NotReplaceable(C, "v-2", "v-9", ())),
    "a step that is not": ("step_closed", {"step": "s-9"}, no.StepNotOpen(C, "s-9", ("s-1",))),
    "a step twice": ("step_agreed", {}, no.StepKnown(C, "s-1")),
    "an owner from elsewhere": ("step_agreed", {"step": "s-2", "owner": "t-9"},
                                no.NotOfTheCycle(C, "t-9", ("c-1", "t-1"))),
    "a goal that is not": ("measured", {"goal_id": "g-9"}, no.GoalUnknown(C, "g-9", ("g-1",))),
    "a goal twice": ("goal_set", {}, no.GoalKnown(C, "g-1")),
    "a goal of somebody else": ("goal_revised", {"goal": goal(owners={"t-9"})},
                                no.OwnerNotMember(C, "g-1", "t-9", ("t-1",))),
    "a version that is not": ("measured", {"version": "e-5"},
                              no.VersionUnknown(C, "g-1", "e-5", ("e-4",))),
    "a value of somebody else": ("measured", {"teacher": "t-9"},
                                 no.TeacherNotOwner(C, "g-1", "t-9", ("t-1",))),
    "a stay that is not": ("evidence", {"id": "e-x", "stay": "e-9"},
                           no.StayUnknown(C, "e-x", "e-9", ("e-3",))),
    "a coach who never was": ("session_held", {"coach": "c-9"}, no.NeverCoach(C, "v-1", "c-9")),
    "an attendee who never was": ("session_held", {"attendees": {"t-9"}},
                                  no.NeverMember(C, "v-1", "t-9")),
    "a stranger away": ("away", {"person": "t-9"}, no.NotOfTheCycle(C, "t-9", ("c-1", "t-1"))),
    "a hand-over to a member": ("coach_handed_over", {"to": "t-1"},
                                no.CoachAmongTeachers(C, "t-1")),
    "a hand-over to the same": ("coach_handed_over", {"to": "c-1"}, no.AlreadyCoach(C, "c-1")),
    "a void of what is not": ("voided", {"ids": {"e-9"}},
                              no.NotCorrectable(C, "e-9", "not_in_log")),
    "a void that breaks the log": ("voided", {"id": "e-x", "ids": {"e-2"}},
                                   no.CorrectionBreaksLog(C, "e-x", "e-3", no.NotAccepted(
                                       C, "started", Status.PROPOSED, (Status.AGREED,)))),
    "another cycle": ("reviewed", {"id": "e-x", "cycle": "cycle-2"},
                      no.WrongCycle(C, "e-x", "cycle-2")),
    "an id twice": ("reviewed", {"id": "e-4"}, no.EventRepeated(C, "e-4")),
    "a naive instant": ("reviewed", {"recorded": datetime.datetime(2026, 12, 1, 15)},
                        InstantWithoutZone()),
    "recorded too early": ("reviewed", {"id": "e-x", "on": 87},
                           HappenedAfterRecorded("e-x", day(87), day(85))),
    "an absence backwards": ("away", {"id": "e-x", "first": day(5), "last": day(4)},
                             AbsenceBackwards("e-x", day(5), day(4))),
}  # fmt: skip
"""What somebody might enter, and the refusal with its fields."""


class TestBadInput:
    @pytest.mark.parametrize("what", BAD)
    def test_refused(self, what: str) -> None:
        """
        Each has an error of its own that says what is wrong, and changes nothing.
        """
        kind, content, refusal = BAD[what]
        assert under_way().refused(type(refusal), kind, **content) == refusal

    def test_closed_twice(self) -> None:
        """
        A step, a session and a goal are closed once.
        """
        desk = under_way().enter_all("step_closed", "session_held", "goal_closed")
        for kind, refusal in (
            ("step_closed", no.StepNotOpen(C, "s-1", ())),
            ("session_held", no.SessionNotOpen(C, "v-1", ())),
            ("goal_closed", no.GoalNotOpen(C, "g-1")),
        ):
            assert desk.refused(type(refusal), kind) == refusal

"""The engine, held against the rules of the concepts page."""

import copy
import datetime
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from coachcycle.cycles import (
    EVENTS,
    MODELS,
    Cycle,
    CycleModel,
    Event,
    HappenedAfterRecorded,
    Minutes,
    ModelRef,
    Models,
    ModelUnknown,
    Phase,
    PhaseUnknown,
    ReplacementUnlike,
    Transition,
    advance,
    append,
    begin,
    dependents,
    evidence,
    minutes,
    options,
    replay,
)
from coachcycle.cycles import refusals as no
from coachcycle.cycles.rules import LEADS_TO
from coachcycle.errors import CoachCycleError
from coachcycle.goals import GoalClosing
from coachcycle.testing import events, histories
from coachcycle.vocabulary import GoalOutcome, OutOfRange, Repeated, SetEmpty, Status, TypeMismatch
from desk import NOW, Desk, active, day, goal, improving
from exploration import target_of

WAYS: dict[str, Callable[[], Desk]] = {
    "proposed": Desk,
    "agreed": lambda: Desk().enter_all("agreed"),
    "active": active,
    "paused": lambda: active().enter_all("paused"),
    "completed": lambda: improving().enter_all("measured", "reviewed", "completed"),
    "ended_early": lambda: active().enter_all("ended_early"),
    "declined": lambda: Desk().enter_all("declined"),
    "withdrawn": lambda: Desk().enter_all("withdrawn"),
    "cancelled": lambda: Desk().enter_all("agreed", "cancelled"),
    "entered_in_error": lambda: active().enter_all("entered_in_error"),
}
"""How to get to each status."""

# While which statuses an event is accepted, written down apart from the engine.
TABLE = {
    "agreed": "proposed",
    "declined": "proposed",
    "withdrawn": "proposed",
    "started": "agreed",
    "cancelled": "agreed",
    "moved": "active",
    "paused": "active",
    "completed": "active",
    "resumed": "paused",
    "ended_early": "active paused",
    "reopened": "completed ended_early",
    "entered_in_error": " ".join(one for one in WAYS if one != "entered_in_error"),
    "session_planned": "agreed active paused",
    "session_rescheduled": "agreed active paused",
    "session_cancelled": "agreed active paused",
    "goal_set": "agreed active paused",
    "goal_revised": "agreed active paused",
    "session_held": "agreed active paused completed ended_early",
    "session_missed": "agreed active paused completed ended_early",
    "evidence": "agreed active paused completed ended_early",
    "measured": "agreed active paused completed ended_early",
    "goal_closed": "agreed active paused completed ended_early",
    "step_agreed": "agreed active paused",
    "step_closed": "agreed active paused completed ended_early",
    "teacher_joined": "active paused",
    "teacher_left": "active paused",
    "away": "active paused",
    "reviewed": "active paused completed ended_early",
    "coach_handed_over": "agreed active paused",
    "proposed": "",
    "adopted": "",
}


OPENED = ("proposed", "adopted")
"""What opens a log, and is an option that is never allowed."""


refused = Desk.refused


class TestStatusTable:
    @pytest.mark.parametrize("status", WAYS)
    def test_ways(self, status: str) -> None:
        """
        Every status can be reached.
        """
        assert WAYS[status]().cycle.status == Status(status)

    @pytest.mark.parametrize("kind", TABLE)
    @pytest.mark.parametrize("status", WAYS)
    def test_every_event_in_every_status(self, status: str, kind: str) -> None:
        """
        It is refused for its status exactly where the table says so.
        """
        desk = WAYS[status]()
        event = desk.event(kind, by="t-1" if kind in ("agreed", "declined") else "c-1")
        try:
            advance(desk.cycle, event)
        except no.NotAccepted as refusal:
            assert status not in TABLE[kind].split()
            assert set(refusal.accepted) == set(TABLE[kind].split())
        except CoachCycleError:
            assert status in TABLE[kind].split()
        else:
            assert status in TABLE[kind].split()

    @pytest.mark.parametrize("status", WAYS)
    def test_where_they_lead(self, status: str) -> None:
        """
        The drawn table says to which statuses an event can lead, and leaves none out.
        """
        desk = WAYS[status]()
        for kind in TABLE:
            for content in ({}, {"to": None}) if kind == "coach_handed_over" else ({},):
                for by in ("c-1", "t-1"):
                    try:
                        after = advance(desk.cycle, desk.event(kind, by=by, **content))
                    except CoachCycleError:
                        continue
                    assert after.status in (*LEADS_TO.get(kind, ()), Status(status))
                    if after.status == status:
                        assert kind not in LEADS_TO or kind in ("moved", "coach_handed_over")


class TestBegin:
    def test_only_an_opening_opens(self) -> None:
        """
        Any other event is no beginning.
        """
        agreed = Desk().event("agreed")
        with pytest.raises(no.LogMustBegin) as caught:
            begin(agreed, MODELS)
        assert caught.value == no.LogMustBegin("cycle-1", agreed.id, "agreed")  # type: ignore[arg-type]

    def test_proposed(self) -> None:
        """
        Invited are coach and teacher, less the proposer; there is no phase yet.
        """
        assert Desk().cycle.invited == {"t-1"}
        assert Desk(by="t-1").cycle.invited == {"c-1"}
        assert Desk(by="p-1").cycle.invited == {"c-1", "t-1"}
        cycle = Desk().cycle
        assert (cycle.phase, cycle.stay, cycle.iteration, cycle.members) == (None, None, 0, {"t-1"})
        assert (cycle.proposer, cycle.status_day) == ("c-1", day(0))

    def test_adopted(self) -> None:
        """
        It is active in its phase at once, since the day given.
        """
        cycle = Desk("adopted", on=9, since=day(2)).cycle
        assert (cycle.status, cycle.phase, cycle.iteration) == ("active", "learn", 1)
        assert cycle.stays[0].first == day(2)
        assert Desk("adopted", on=9).cycle.stays[0].first == day(9)
        assert (cycle.invited, cycle.proposer, cycle.status_day) == (set(), None, day(9))

    def test_refusals_tell_who_and_what(self) -> None:
        """
        The cycle and the person, or the model and its phases.
        """
        with pytest.raises(no.CoachAmongTeachers) as caught:
            Desk(teachers={"c-1"})
        assert caught.value == no.CoachAmongTeachers("cycle-1", "c-1")  # type: ignore[arg-type]
        with pytest.raises(PhaseUnknown) as unknown:
            Desk("adopted", phase="plan")
        assert unknown.value == PhaseUnknown("impact", "plan", ("identify", "learn", "improve"))  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("opening", "content", "error"),
        [
            ("proposed", {"teachers": {"t-1", "t-2"}}, no.TeachersOutOfRange),
            ("proposed", {"teachers": {"c-1"}}, no.CoachAmongTeachers),
            ("adopted", {"phase": "plan"}, PhaseUnknown),
            ("proposed", {"model": ModelRef("six_step", 1)}, ModelUnknown),
            ("proposed", {"teachers": []}, SetEmpty),
            ("proposed", {"teachers": ["t-1", "t-1"]}, Repeated),
            ("proposed", {"model": "impact"}, TypeMismatch),
        ],
    )
    def test_what_is_refused(self, opening: str, content: Any, error: type[Exception]) -> None:
        """
        People and model must fit.
        """
        with pytest.raises(error):
            Desk(opening, **content)


class TestEvents:
    def test_happened_is_at_most_a_day_ahead_of_recorded(self) -> None:
        """
        The farthest zone is fourteen hours ahead of UTC.
        """
        desk = active()
        desk.event("reviewed", on=86, recorded=NOW)
        with pytest.raises(HappenedAfterRecorded) as caught:
            desk.event("reviewed", on=87, recorded=NOW)
        assert caught.value.recorded == datetime.date(2026, 12, 1)

    @pytest.mark.parametrize(
        ("kind", "content", "error"),
        [
            ("session_held", {"contact_minutes": 0}, OutOfRange),
            ("session_held", {"contact_minutes": 601}, OutOfRange),
            ("session_held", {"travel_minutes": -1}, OutOfRange),
            ("session_held", {"preparation_minutes": 30.5}, TypeMismatch),
            ("session_held", {"inside_contract_day": 1}, TypeMismatch),
            ("session_held", {"attendees": []}, SetEmpty),
            ("session_planned", {"minutes": 601}, OutOfRange),
            ("measured", {"value": float("inf")}, OutOfRange),
            ("goal_set", {"goal": "g-1"}, TypeMismatch),
            ("voided", {"ids": []}, SetEmpty),
            ("voided", {"ids": ["e-1", "e-1"]}, Repeated),
            ("voided", {"ids": "e-1"}, TypeMismatch),
            ("amended", {"target": "e-1", "replacement": "e-1"}, TypeMismatch),
        ],
    )
    def test_their_own_rules(self, kind: str, content: Any, error: type[Exception]) -> None:
        """
        A value that breaks a rule of its own is no event.
        """
        with pytest.raises(error):
            active().event(kind, **content)

    def test_a_replacement_is_like_its_target(self) -> None:
        """
        The same id and cycle, the amendment's own recorded, and neither opening nor correction.
        """
        desk = active()
        review = desk.enter("reviewed")
        other = evolve(review, recorded=NOW - datetime.timedelta(1))
        for replacement, target in [
            (review, "e-1"),
            (evolve(review, cycle="cycle-2"), review.id),
            (other, review.id),
            (desk.event("proposed"), "e-9"),
            (desk.event("voided", ids={"e-1"}), "e-9"),
        ]:
            with pytest.raises(ReplacementUnlike):
                desk.event("amended", target=target, replacement=replacement)

    def test_recorded_by(self) -> None:
        """
        Whoever acted typed it, unless somebody else did.
        """
        desk = active()
        assert desk.event("reviewed", by="t-1").recorded_by == "t-1"
        assert desk.event("reviewed", by="t-1", recorded_by="p-9").recorded_by == "p-9"

    def test_their_repr_holds_no_content(self) -> None:
        """
        Neither goals' words nor measured values get into a log by accident.
        """
        desk = active()
        shown = repr([desk.event("goal_set", goal=goal(title="Secret")), desk.event("measured")])
        assert "Secret" not in shown
        assert "50" not in shown


class TestConsent:
    def test_agreed_when_all_have_agreed(self) -> None:
        """
        A proposer from outside needs both.
        """
        desk = Desk(by="p-1")
        desk.enter("agreed", by="c-1")
        assert desk.cycle.status == "proposed"
        desk.enter("agreed", by="t-1", on=3)
        assert (desk.cycle.status, desk.cycle.status_day) == ("agreed", day(3))
        assert desk.cycle.agreed_by == {"c-1", "t-1"}

    def test_each_answers_once_for_themself(self) -> None:
        """
        Others are not invited; an answer stands.
        """
        desk = Desk(by="p-1")
        assert refused(desk, no.NotInvited, "agreed", by="p-1").invited == ("c-1", "t-1")
        desk.enter("agreed", by="c-1")
        expected = no.AnsweredAlready("cycle-1", "c-1")  # type: ignore[arg-type]
        assert refused(desk, no.AnsweredAlready, "agreed", by="c-1") == expected
        assert refused(desk, no.AnsweredAlready, "declined", by="c-1") == expected

    @pytest.mark.parametrize("who", ["c-1", "t-1"])
    def test_declined(self, who: str) -> None:
        """
        Without the coach or the teacher there is no cycle.
        """
        desk = Desk(by="p-1")
        desk.enter("declined", by=who, reason="workload")
        assert desk.cycle.status == "declined"
        assert ("t-1" in desk.cycle.members) == (who == "c-1")

    def test_withdrawn_by_the_proposer_alone(self) -> None:
        """
        Who proposed may take it back.
        """
        desk = Desk(by="p-1")
        refused(desk, no.NotTheProposer, "withdrawn", by="c-1")
        desk.enter("withdrawn", by="p-1")
        assert desk.cycle.status == "withdrawn"


class TestPhases:
    def test_stays_and_iterations(self) -> None:
        """
        A move back begins an iteration, a move to the same phase only a stay.
        """
        desk = improving()
        desk.enter_all("measured", "reviewed")
        desk.enter("moved", to="improve")
        desk.enter("reviewed", decision="switch_strategy")
        desk.enter("moved", to="learn", on=20)
        stays = [(stay.phase, stay.iteration) for stay in desk.cycle.stays]
        assert stays == [
            ("identify", 1), ("learn", 1), ("improve", 1), ("improve", 1), ("learn", 2),
        ]  # fmt: skip
        assert desk.cycle.stay is desk.cycle.stays[-1]
        assert desk.cycle.stays[-1].first == day(20)
        assert desk.cycle.iteration == 2

    def test_no_such_transition(self) -> None:
        """
        The refusal says where one may go.
        """
        refusal = refused(active(), no.TransitionNotAllowed, "moved", to="improve")
        assert refusal.allowed == ("learn",)

    def test_requirements_count_in_the_stay(self) -> None:
        """
        What served an earlier stay does not help to leave this one.
        """
        desk = improving()
        desk.enter_all("measured", "reviewed")
        desk.enter("moved", to="improve")
        missing = refused(desk, no.RequirementsMissing, "moved", to="improve").missing
        assert [(one.requirement.event, one.have, one.need) for one in missing] == [
            ("measured", 0, 1),
            ("reviewed", 0, 1),
        ]

    def test_requirements_since_iteration(self) -> None:
        """
        Completing an impact cycle looks at the whole iteration, and at no other.
        """
        desk = improving().enter_all("measured", "reviewed")
        desk.enter("moved", to="improve")
        desk.enter("completed")
        desk = improving().enter_all("measured", "reviewed")
        desk.enter("reviewed", decision="switch_strategy")
        desk.enter("moved", to="learn")
        desk.enter("evidence", type="checklist")
        desk.enter("session_held", session="v-2")
        desk.enter("moved", to="improve")
        assert len(refused(desk, no.RequirementsMissing, "completed").missing) == 2

    def test_a_baseline_is_no_progress(self) -> None:
        """
        Each role meets its own requirement.
        """
        desk = improving()
        desk.enter("measured", role="baseline")
        desk.enter("reviewed")
        [missing] = refused(desk, no.RequirementsMissing, "completed").missing
        assert missing.requirement.event == "measured"

    def test_an_adopted_iteration_is_not_known(self) -> None:
        """
        Requirements since iteration do not block in it, those since stay do; after it all do.
        """
        desk = Desk("adopted", phase="improve")
        desk.enter("completed")
        desk.enter("reopened")
        desk.enter("completed")
        desk = Desk("adopted", phase="improve")
        refused(desk, no.RequirementsMissing, "moved", to="improve")
        desk.enter("reviewed", decision="switch_strategy")
        desk.enter("moved", to="learn")
        desk.enter("evidence", type="checklist")
        desk.enter("session_held")
        desk.enter("moved", to="improve")
        refused(desk, no.RequirementsMissing, "completed")

    def test_what_is_entered_while_agreed_serves_the_first_stay(self) -> None:
        """
        A goal agreed at the first talk counts; no stay can be named yet.
        """
        desk = Desk().enter_all("agreed", "goal_set", "evidence")
        refused(desk, no.StayUnknown, "evidence", stay="e-1")
        desk.enter("started")
        desk.enter("moved")
        assert desk.cycle.phase == "learn"

    def test_a_named_stay(self) -> None:
        """
        A late record can be filed where it belongs; only stays opened before it can be named.
        """
        desk = active().enter_all("goal_set")
        first = desk.cycle.stays[0].id
        desk.enter("evidence")
        desk.enter("moved")
        desk.enter("evidence", type="checklist", stay=first)
        assert len(refused(desk, no.RequirementsMissing, "moved", to="improve").missing) == 2
        assert refused(desk, no.StayUnknown, "evidence", stay="e-2").stays == tuple(
            sorted(stay.id for stay in desk.cycle.stays)
        )

    def test_completing_only_where_the_model_completes(self) -> None:
        """
        The refusal says in which phases.
        """
        assert refused(active(), no.CompletionNotAllowed, "completed").allowed == ("improve",)


class TestEndings:
    def test_reopened(self) -> None:
        """
        It goes on in a new stay of the same phase and iteration; both closings are kept.
        """
        desk = improving().enter_all("measured", "reviewed", "completed", "reopened")
        assert (desk.cycle.status, desk.cycle.phase, desk.cycle.iteration) == (
            "active",
            "improve",
            1,
        )
        assert len(desk.cycle.stays) == 4
        desk.enter("ended_early", reason="staff_turnover")
        assert [(one.status, one.word) for one in desk.cycle.closings] == [
            ("completed", "goal_met"),
            ("ended_early", "staff_turnover"),
        ]

    def test_a_replaced_model_is_not_reopened(self) -> None:
        """
        Another cycle continues it.
        """
        desk = active()
        desk.enter("ended_early", reason="model_replaced")
        refused(desk, no.NotReopenable, "reopened")
        assert Desk(continues="cycle-0").cycle.continues == "cycle-0"

    def test_records_after_closing(self) -> None:
        """
        What happened by the last closing day may still be entered, what happened later not.
        """
        desk = active()
        desk.enter("ended_early", on=10)
        desk.enter("session_held", on=10)
        assert refused(desk, no.AfterClosing, "reviewed", on=11).closed == day(10)
        desk.enter("reopened", on=12)
        desk.enter("ended_early", on=5)
        refused(desk, no.AfterClosing, "reviewed", on=6)
        assert minutes(desk.cycle) == {"c-1": Minutes(30)}

    def test_entered_in_error(self) -> None:
        """
        Only the void of that very entry is accepted, and undoes it; its own values stay.
        """
        desk = active()
        review = desk.enter("reviewed")
        error = desk.enter("entered_in_error")
        assert desk.cycle.phase == "identify"
        refused(desk, no.NotAccepted, "voided", ids={review.id})
        refused(desk, no.NotAccepted, "voided", ids={review.id, error.id})
        refused(desk, no.NotAccepted, "amended", target=review.id, replacement=review)
        desk.enter("voided", ids={error.id})
        assert desk.cycle.status == "active"


class TestPeople:
    def test_hand_over_to_a_successor(self) -> None:
        """
        The status stays; the day of the hand-over is the successor's.
        """
        desk = active()
        desk.enter("coach_handed_over", on=10)
        assert (desk.cycle.status, desk.cycle.coach) == ("active", "c-2")
        assert [desk.cycle.coach_on(day(n)) for n in (-99, 9, 10)] == ["c-1", "c-1", "c-2"]
        refused(desk, no.AlreadyCoach, "coach_handed_over")
        refused(desk, no.CoachAmongTeachers, "coach_handed_over", to="t-1")
        desk.enter("coach_handed_over", on=20, to="c-1")
        assert desk.cycle.coach == "c-1"

    def test_hand_over_to_nobody(self) -> None:
        """
        The cycle rests until somebody takes over and it is resumed.
        """
        desk = active()
        desk.enter("coach_handed_over", to=None, on=10)
        assert (desk.cycle.status, desk.cycle.coach) == ("paused", None)
        assert desk.cycle.pauses[-1].reason == "no_coach"
        refused(desk, no.NoCoach, "resumed")
        refused(desk, no.NoCoach, "coach_handed_over", to=None)
        desk.enter("coach_handed_over", on=12)
        assert desk.cycle.status == "paused"
        desk.enter("resumed", on=13)
        assert desk.cycle.pauses[-1].until == day(13)

    def test_hand_over_to_nobody_while_resting(self) -> None:
        """
        It stays paused, for its first reason; before the start it is not possible.
        """
        desk = active().enter_all("paused")
        desk.enter("coach_handed_over", to=None)
        assert [one.reason for one in desk.cycle.pauses] == ["season"]
        refused(Desk().enter_all("agreed"), no.NotAccepted, "coach_handed_over", to=None)

    def test_reopened_without_a_coach(self) -> None:
        """
        It is paused, since nobody could go on.
        """
        desk = active()
        desk.enter("coach_handed_over", to=None)
        desk.enter_all("ended_early", "reopened")
        assert desk.cycle.status == "paused"

    def test_a_back_dated_hand_over(self) -> None:
        """
        The last in the log that happened by a day says who coached that day.
        """
        desk = active()
        desk.enter("coach_handed_over", on=10)
        desk.enter("coach_handed_over", on=5, to="c-3")
        assert [desk.cycle.coach_on(day(n)) for n in (4, 5, 10, 11)] == ["c-1", "c-3", "c-3", "c-3"]

    def test_minutes_stay_with_who_gave_them(self) -> None:
        """
        A back-dated visit counts for the coach of its day, unless the session names another.
        """
        desk = active()
        desk.enter("coach_handed_over", on=10)
        desk.enter("session_held", on=9, travel_minutes=5)
        desk.enter("session_held", on=10, session="v-2", preparation_minutes=7)
        desk.enter("session_held", on=10, session="v-3", coach="c-1")
        assert minutes(desk.cycle) == {"c-1": Minutes(60, 0, 5), "c-2": Minutes(30, 7, 0)}
        desk.enter("session_held", on=10, session="v-0")
        assert list(minutes(desk.cycle)) == ["c-1", "c-2"]
        assert minutes(desk.cycle, per="teacher") == {"t-1": Minutes(120, 7, 5)}
        refused(desk, no.NeverCoach, "session_held", session="v-4", coach="c-9")

    def test_minutes_on_a_day_without_a_coach(self) -> None:
        """
        They are nobody's, and the teacher's all the same.
        """
        desk = active()
        desk.enter("coach_handed_over", to=None, on=10)
        desk.enter("session_held", on=11)
        assert minutes(desk.cycle) == {}
        assert minutes(desk.cycle, per="teacher") == {"t-1": Minutes(30)}


class TestSessions:
    def test_planned_rescheduled_held(self) -> None:
        """
        The first planned day is kept; what was held counts with its own form.
        """
        desk = active()
        desk.enter("session_planned")
        desk.enter("session_rescheduled")
        session = desk.cycle.sessions["v-1"]  # type: ignore[index]
        assert (session.status, session.first_planned, session.on) == ("planned", day(5), day(6))
        desk.enter("session_held", on=6, form="observation")
        session = desk.cycle.sessions["v-1"]  # type: ignore[index]
        assert (session.status, session.form, session.on) == ("held", "observation", day(6))
        for kind in ("session_held", "session_missed", "session_cancelled", "session_rescheduled"):
            refused(desk, no.SessionNotOpen, kind)
        refused(desk, no.SessionKnown, "session_planned")

    def test_a_missed_session_is_made_up_for_once(self) -> None:
        """
        Missed or cancelled, of this cycle, and replaced by nothing else.
        """
        desk = active()
        desk.enter("session_missed")
        desk.enter("session_planned", session="v-2")
        refusal = refused(desk, no.NotReplaceable, "session_held", session="v-3", replaces="v-2")
        assert refusal.open == ("v-1",)
        desk.enter("session_held", session="v-3", replaces="v-1")
        assert desk.cycle.sessions["v-1"].replaced_by == "v-3"  # type: ignore[index]
        refused(desk, no.NotReplaceable, "session_held", session="v-4", replaces="v-1")
        desk.enter("session_cancelled", session="v-2")
        desk.enter("session_held", session="v-4", replaces="v-2")

    def test_what_a_session_keeps(self) -> None:
        """
        Its form and day as planned; missed, the day on which it was; without a plan no form.
        """
        desk = active()
        desk.enter("session_planned")
        assert desk.cycle.sessions["v-1"].form == "modeling"
        desk.enter("session_missed", on=6)
        missed = desk.cycle.sessions["v-1"]
        assert (missed.form, missed.on, missed.first_planned) == ("modeling", day(6), day(5))
        desk.enter("session_missed", session="v-2", on=7)
        missed = desk.cycle.sessions["v-2"]
        assert (missed.form, missed.on, missed.first_planned) == (None, day(7), None)

    def test_only_held_sessions_count(self) -> None:
        """
        Plans, cancellations and absences meet no requirement and make no minutes.
        """
        desk = active().enter_all("goal_set", "evidence", "moved")
        desk.enter("evidence", type="checklist")
        desk.enter_all("session_planned", "session_missed")
        [missing] = refused(desk, no.RequirementsMissing, "moved", to="improve").missing
        assert missing.requirement.event == "session_held"
        assert minutes(desk.cycle) == {}

    def test_attendees_are_teachers_of_the_cycle(self) -> None:
        """
        In a cycle of one teacher it is that teacher.
        """
        desk = active()
        refused(desk, no.NeverMember, "session_held", attendees={"t-2"})
        refused(desk, no.NeverMember, "session_planned", attendees={"t-1", "t-2"})
        desk.enter("session_held", attendees={"t-1"})
        assert minutes(desk.cycle, per="teacher") == {"t-1": Minutes(30)}


class TestSteps:
    def test_agreed_and_closed(self) -> None:
        """
        A step keeps its owner and its day; it is agreed once and closed once.
        """
        desk = active()
        refused(desk, no.StepNotOpen, "step_closed")
        desk.enter("step_agreed", due=day(9))
        refused(desk, no.StepKnown, "step_agreed")
        desk.enter("step_closed", outcome="carried")
        step = desk.cycle.steps["s-1"]
        assert (step.id, step.owner, step.due) == ("s-1", "t-1", day(9))
        assert step.closed is not None
        assert step.closed.outcome == "carried"
        assert refused(desk, no.StepNotOpen, "step_closed").open == ()


class TestGoals:
    def test_set_revised_closed(self) -> None:
        """
        A goal is set once, revised while open, and closed once.
        """
        desk = active()
        refused(desk, no.GoalUnknown, "goal_revised")
        refused(desk, no.GoalUnknown, "measured")
        desk.enter("goal_set")
        refused(desk, no.GoalKnown, "goal_set")
        desk.enter("goal_revised")
        record = desk.cycle.goals["g-1"]  # type: ignore[index]
        assert [version.goal.target for version in record.versions] == [80, 90]
        desk.enter("goal_closed")
        closed = desk.cycle.goals["g-1"].closed  # type: ignore[index]
        assert closed == GoalClosing(desk.cycle.log[-1].id, day(0), GoalOutcome.MET)
        for kind in ("goal_revised", "goal_closed"):
            refused(desk, no.GoalNotOpen, kind)
        desk.enter("measured")

    def test_owners(self) -> None:
        """
        A goal belongs to the cycle's teacher; a measurement is of an owner.
        """
        desk = active()
        refused(desk, no.OwnerNotMember, "goal_set", goal=goal(owners={"t-2"}))
        desk.enter("goal_set")
        refused(desk, no.OwnerNotMember, "goal_revised", goal=goal(owners={"c-1"}))
        refused(desk, no.TeacherNotOwner, "measured", teacher="t-2")
        desk.enter("measured", teacher="t-1")

    def test_measurements_serve_a_version(self) -> None:
        """
        The one in force at their place, or an earlier one that they name.
        """
        desk = active()
        first = desk.enter("goal_set")
        desk.enter("measured")
        second = desk.enter("goal_revised")
        desk.enter("measured")
        desk.enter("measured", version=first.id)
        measured = desk.cycle.goals["g-1"].measurements  # type: ignore[index]
        assert [one.version for one in measured] == [first.id, second.id, first.id]
        assert refused(desk, no.VersionUnknown, "measured", version="e-1").versions == (
            first.id,
            second.id,
        )

    def test_values_lie_within_the_measure(self) -> None:
        """
        The refusal names the event and the goal, never the value.
        """
        desk = active().enter_all("goal_set")
        refusal = refused(desk, no.ValueOutsideMeasure, "measured", id="e-9", value=100.5)
        assert refusal == no.ValueOutsideMeasure("cycle-1", "e-9", "g-1")
        assert "100" not in str(refusal)

    def test_a_revision_meets_goal_set(self) -> None:
        """
        Setting a goal anew is as good as setting one.
        """
        desk = improving().enter_all("measured")
        desk.enter("reviewed", decision="change_goal")
        desk.enter("moved", to="identify")
        desk.enter_all("goal_revised", "evidence")
        desk.enter("moved")


class TestCorrections:
    def test_a_void_takes_out_what_it_names(self) -> None:
        """
        The state is that of the log without it; the log keeps it.
        """
        desk = active()
        before = desk.cycle
        review = desk.enter("reviewed")
        desk.enter("voided", ids={review.id})
        assert desk.cycle.effective == before.effective
        assert desk.cycle.version == before.version + 2
        assert desk.cycle.event(review.id) == review

    def test_a_void_that_others_depend_on_is_refused(self) -> None:
        """
        The refusal names the first event that would not hold; with its dependents it is accepted.
        """
        desk = improving()
        moved = desk.cycle.stays[1].id
        refusal = refused(desk, no.CorrectionBreaksLog, "voided", ids={moved})
        assert refusal.refused == desk.cycle.stays[2].id
        fallen = dependents(desk.cycle, [moved])
        assert fallen == {desk.cycle.stays[2].id}
        desk.enter("voided", ids={moved, *fallen})
        assert desk.cycle.phase == "identify"

    @pytest.mark.parametrize("target", ["e-1", "e-99", "voided", "void"])
    def test_what_cannot_be_corrected(self, target: str) -> None:
        """
        The opening, what is not there, what was voided, and corrections.
        """
        desk = active()
        review = desk.enter("reviewed")
        void = desk.enter("voided", ids={review.id})
        wanted = {"voided": review.id, "void": void.id}.get(target, target)
        problem = {
            "e-1": "opens_log", "e-99": "not_in_log", "voided": "was_voided",
            "void": "is_correction",
        }[target]  # fmt: skip
        expected = no.NotCorrectable("cycle-1", wanted, problem)  # type: ignore[arg-type]
        assert refused(desk, no.NotCorrectable, "voided", ids={wanted}) == expected
        with pytest.raises(no.NotCorrectable) as caught:
            dependents(desk.cycle, [wanted])
        assert caught.value == expected

    def test_amended(self) -> None:
        """
        The replacement counts in the original's place; the last one wins.
        """
        desk = active().enter_all("goal_set")
        measured = desk.enter("measured", value=12)
        desk.enter("evidence")
        for value in (21, 22):
            replacement = evolve(measured, value=value)
            desk.enter("amended", target=measured.id, replacement=replacement)
        assert [one.value for one in desk.cycle.goals["g-1"].measurements] == [22]  # type: ignore[index]
        assert [one.kind for one in desk.cycle.effective][-2:] == ["measured", "evidence"]
        desk.enter("voided", ids={measured.id})
        assert desk.cycle.goals["g-1"].measurements == ()  # type: ignore[index]

    def test_an_amendment_keeps_the_kind(self) -> None:
        """
        A review cannot become a move.
        """
        desk = active()
        review = desk.enter("reviewed")
        moved = desk.event("moved", id=review.id)
        expected = no.ReplacementMismatch("cycle-1", review.id, "kind")
        amended = {"target": review.id, "replacement": moved}
        assert refused(desk, no.ReplacementMismatch, "amended", **amended) == expected
        with pytest.raises(no.ReplacementMismatch) as caught:
            dependents(desk.cycle, [], replacement=moved)
        assert caught.value == expected

    def test_a_forgotten_move_is_mended(self) -> None:
        """
        A session filed under the wrong stay is amended to name the one opened after it.
        """
        desk = active().enter_all("goal_set", "evidence")
        held = desk.enter("session_held", form="modeling")
        checklist = desk.enter("evidence", type="checklist")
        moved = desk.enter("moved")
        assert len(refused(desk, no.RequirementsMissing, "moved", to="improve").missing) == 2
        for event in (held, checklist):
            desk.enter("amended", target=event.id, replacement=evolve(event, stay=moved.id))
        desk.enter("moved", to="improve")
        # The stay that it names must count: voiding the move takes it away.
        fallen = dependents(desk.cycle, [moved.id])
        assert {held.id, checklist.id} <= fallen
        desk.enter("voided", ids={moved.id, *fallen})

    def test_named_and_unnamed_entries_of_the_first_stay_add_up(self) -> None:
        """
        What was entered while agreed serves the first stay, whether it was amended to say so or not.
        """
        twice = CycleModel(
            name="twice", version=1, source="A test", phases=[Phase("a"), Phase("b")],
            transitions=[Transition("a", "b", [evidence("video", count=3)])], completes={"b": ()},
        )  # fmt: skip
        desk = Desk(models=Models().add(twice), model=twice.ref)
        desk.enter("agreed", by="t-1")
        first = desk.enter("evidence")
        desk.enter("evidence")
        started = desk.enter("started")
        desk.enter("amended", target=first.id, replacement=evolve(first, stay=started.id))
        [missing] = refused(desk, no.RequirementsMissing, "moved", to="b").missing
        assert (missing.have, missing.need) == (2, 3)

    def test_an_entry_that_names_a_later_stay_counts_for_the_cycle_at_once(self) -> None:
        """
        For stay and iteration it counts only once that stay is open.
        """
        for since, is_enough in (("cycle", True), ("iteration", False), ("stay", False)):
            model = CycleModel(
                name="late", version=1, source="A test", phases=[Phase("a"), Phase("b")],
                transitions=[Transition("a", "b", [evidence(since=since)])], completes={"b": ()},
            )  # fmt: skip
            desk = Desk(models=Models().add(model), model=model.ref).enter_all("agreed", "started")
            filed = desk.enter("evidence")
            moved = desk.enter("moved", to="b")
            named = evolve(filed, stay=moved.id)
            if is_enough:
                desk.enter("amended", target=filed.id, replacement=named)
                assert desk.cycle.phase == "b"
            else:
                refused(desk, no.CorrectionBreaksLog, "amended", target=filed.id, replacement=named)

    def test_an_amendment_cannot_name_a_stay_of_its_future(self) -> None:
        """
        Only stays opened before the amendment.
        """
        desk = active()
        review = desk.enter("reviewed")
        named = evolve(review, stay="e-7")
        refused(desk, no.CorrectionBreaksLog, "amended", target=review.id, replacement=named)

    def test_dependents_of_what_cannot_be(self) -> None:
        """
        Ids are a collection, and a replacement is of this cycle.
        """
        desk = active()
        review = desk.enter("reviewed")
        with pytest.raises(TypeMismatch) as caught:
            dependents(desk.cycle, review.id)
        assert caught.value.what == "ids"
        with pytest.raises(no.WrongCycle) as wrong:
            dependents(desk.cycle, [], replacement=evolve(review, cycle="cycle-2"))
        assert wrong.value == no.WrongCycle("cycle-1", review.id, "cycle-2")  # type: ignore[arg-type]

    def test_what_an_amendment_would_take_with_it(self) -> None:
        """
        Moving elsewhere makes what follows impossible.
        """
        desk = active().enter_all("goal_set")
        evidence = desk.enter("evidence")
        desk.enter("moved")
        other = evolve(evidence, type="survey")
        assert dependents(desk.cycle, [], replacement=other) == {desk.cycle.stays[-1].id}
        same = evolve(evidence, type="interview")
        assert dependents(desk.cycle, [], replacement=same) == set()
        # A replacement may name a stay opened after it; here that leaves the first one too little.
        later = evolve(evidence, stay=desk.cycle.stays[-1].id)
        assert dependents(desk.cycle, [], replacement=later) == {
            desk.cycle.stays[-1].id, evidence.id,
        }  # fmt: skip
        desk = active().enter_all("goal_set", "evidence")
        filed = desk.enter("evidence")
        moved = desk.enter("moved")
        named = evolve(filed, stay=moved.id)
        assert dependents(desk.cycle, [], replacement=named) == set()


class TestAppend:
    def test_what_is_new(self) -> None:
        """
        The cycle and the event to save.
        """
        desk = active()
        review = desk.event("reviewed")
        cycle, new = append(desk.cycle, review, expected_version=3)
        assert (cycle.version, new) == (4, (review,))

    def test_redelivery(self) -> None:
        """
        An event that is there already changes nothing, whatever version is expected.
        """
        desk = active()
        review = desk.enter("reviewed")
        again = evolve(review, recorded=NOW + datetime.timedelta(hours=3))
        assert append(desk.cycle, again, expected_version=0) == (desk.cycle, ())
        amended = desk.enter(
            "amended", target=review.id, replacement=evolve(review, decision="adjust")
        )
        for event in (review, amended):
            assert append(desk.cycle, event, expected_version=0) == (desk.cycle, ())
        later = NOW + datetime.timedelta(hours=3)
        twice = evolve(
            amended,
            recorded=later,
            replacement=evolve(amended.replacement, recorded=later),  # type: ignore[attr-defined]
        )
        assert append(desk.cycle, twice, expected_version=0) == (desk.cycle, ())

    def test_a_changed_duplicate(self) -> None:
        """
        The same id with other content, or of another kind, is an error.
        """
        desk = active()
        review = desk.enter("reviewed")
        changed = [
            evolve(review, decision="adjust"),
            evolve(review, extra={"acme:v": 1}),
            desk.event("evidence", id=review.id),
        ]
        amended = desk.enter(
            "amended", target=review.id, replacement=evolve(review, decision="adjust")
        )
        changed.append(evolve(amended, replacement=evolve(review, decision="switch_strategy")))
        for event in changed:
            with pytest.raises(no.EventChanged):
                append(desk.cycle, event, expected_version=desk.cycle.version)

    def test_a_stale_version(self) -> None:
        """
        Somebody saved in the meantime: nothing is saved over it.
        """
        desk = active()
        for version in (2, 4):
            with pytest.raises(no.StaleVersion):
                append(desk.cycle, desk.event("reviewed"), expected_version=version)

    def test_another_cycle(self) -> None:
        """
        An event of another cycle is not taken in.
        """
        refused(active(), no.WrongCycle, "reviewed", cycle="cycle-2")


class TestReplay:
    def test_what_is_no_log(self) -> None:
        """
        Nothing, a log that opens twice, and one that repeats an id.
        """
        desk = active()
        with pytest.raises(no.LogEmpty):
            replay([], MODELS)
        with pytest.raises(no.EventRepeated):
            replay([*desk.cycle.log, desk.cycle.log[-1]], MODELS)
        with pytest.raises(no.NotAccepted):
            replay([*desk.cycle.log, desk.event("proposed")], MODELS)

    @given(histories())
    def test_copies_are_equal(self, cycle: Cycle) -> None:
        """
        A cycle can be pickled and copied, and nothing of it is lost.
        """
        for other in (pickle.loads(pickle.dumps(cycle)), copy.deepcopy(cycle)):
            assert other.__getstate__() == cycle.__getstate__()
            assert (other, hash(other)) == (cycle, hash(cycle))


class TestOptions:
    def test_they_say_what_is_missing(self) -> None:
        """
        The same answer as the refusal's.
        """
        cycle = active().cycle
        by_target = {(one.event, one.target): one for one in options(cycle)}
        learn = by_target["moved", "learn"]
        assert [one.requirement.event for one in learn.missing] == ["goal_set", "evidence"]
        assert not learn.allowed
        assert by_target["paused", None].allowed
        assert by_target["session_planned", "*"].allowed
        assert by_target["moved", "improve"].missing == ()

    def test_targets(self) -> None:
        """
        Who may answer, which sessions are open, which goals there are.
        """
        desk = Desk(by="p-1")
        desk.enter("agreed", by="c-1")
        answers = {one.target: one.allowed for one in options(desk.cycle) if one.event == "agreed"}
        assert answers == {"c-1": False, "t-1": True}
        desk = active().enter_all("goal_set", "session_planned")
        targets = {(one.event, one.target) for one in options(desk.cycle) if one.allowed}
        assert {
            ("goal_revised", "g-1"), ("measured", "g-1"), ("session_cancelled", "v-1"),
            ("session_held", "v-1"), ("session_held", "*"), ("coach_handed_over", None),
            ("coach_handed_over", "*"),
        } <= targets  # fmt: skip
        desk.enter("goal_closed")
        targets = {(one.event, one.target) for one in options(desk.cycle) if one.allowed}
        assert ("goal_revised", "g-1") not in targets
        assert ("measured", "g-1") in targets

    def test_every_kind_with_every_target(self) -> None:
        """
        What is open, who is there, and anything new: each once, and nothing else.
        """
        desk = Desk(model=MODELS["student_centered"].ref, teachers={"t-1", "t-2"}, by="p-1")
        for person in ("c-1", "t-1", "t-2"):
            desk.enter("agreed", by=person)
        desk.enter_all("started", "goal_set", "session_planned", "step_agreed")
        desk.enter("step_agreed", step="s-2")
        desk.enter_all("step_closed", "goal_closed")
        desk.enter("goal_set", goal=goal("g-2"))
        listed = [(one.event, one.target) for one in options(desk.cycle)]
        assert len(listed) == len(set(listed))
        expected = {
            "agreed declined": ["c-1", "t-1", "t-2"],
            "moved": ["goal", "targets", "coteach", "post"],
            "session_planned step_agreed goal_set teacher_joined": ["*"],
            "session_held session_missed": ["*", "v-1"],
            "session_rescheduled session_cancelled": ["v-1"],
            "step_closed": ["s-2"],
            "goal_revised goal_closed measured": ["g-1", "g-2"],
            "coach_handed_over": ["*", None],
            "teacher_left": ["t-1", "t-2"],
            "away": ["c-1", "t-1", "t-2"],
        }
        targets = {kind: at for kinds, at in expected.items() for kind in kinds.split()}
        told = {kind for kind, _ in listed}
        assert told == {kind for kind, statuses in TABLE.items() if statuses} | {*OPENED}
        for kind in told:
            assert [at for one, at in listed if one == kind] == targets.get(kind, [None])

    def test_their_refusals_are_those_of_the_engine(self) -> None:
        """
        The same error, with the same facts, that the event itself meets.
        """
        desk = active()
        desk.enter("coach_handed_over", to=None)
        refusals = {(one.event, one.target): one.refusal for one in options(desk.cycle)}
        assert refusals["resumed", None] == no.NoCoach("cycle-1", "resumed")
        assert refusals["teacher_left", "t-1"] == no.LastTeacher("cycle-1", "t-1")
        assert refusals["teacher_joined", "*"] == no.TeachersOutOfRange("cycle-1", 2, 1, 1)
        assert ("away", "c-1") not in refusals
        desk.enter("ended_early", reason="model_replaced")
        refusals = {(one.event, one.target): one.refusal for one in options(desk.cycle)}
        assert refusals["reopened", None] == no.NotReopenable("cycle-1")

    @pytest.mark.parametrize("status", WAYS)
    def test_every_kind_has_its_status(self, status: str) -> None:
        """
        Without a target to stand against it, a kind is allowed just where the table says so.
        """
        for option in options(WAYS[status]().cycle):
            if status not in TABLE[option.event].split():
                assert isinstance(option.refusal, no.NotAccepted)

    @given(histories(longest=15), st.data())
    def test_nothing_outside_the_options_is_accepted(
        self, cycle: Cycle, data: st.DataObject
    ) -> None:
        """
        An event of any content that the engine accepts was an option, and allowed.
        """
        kinds = tuple(kind for kind in EVENTS if kind not in ("voided", "amended"))
        event = data.draw(events(cycle, kinds))
        try:
            advance(cycle, event)
        except CoachCycleError:
            return
        allowed = {(one.event, one.target) for one in options(cycle) if one.allowed}
        assert (event.kind, target_of(event, cycle)) in allowed


class TestCycle:
    def test_nothing_can_be_changed(self) -> None:
        """
        Neither attributes nor what they hold.
        """
        cycle = active().enter_all("goal_set", "session_planned").cycle
        with pytest.raises(AttributeError):
            cycle.status = Status.PAUSED  # type: ignore[misc]
        for mapping in (cycle.goals, cycle.sessions):
            with pytest.raises(TypeError):
                mapping["x"] = None  # type: ignore[index]

    def test_it_is_made_by_the_engine_alone(self) -> None:
        """
        No constructor and no copy with other attributes lets an invalid cycle in.
        """
        with pytest.raises(TypeError):
            Cycle()
        with pytest.raises(TypeError):
            evolve(active().cycle, status=Status.COMPLETED)
        with pytest.raises(TypeMismatch):
            Event(id="e-1", cycle="c", by="p", happened=day(0), recorded=NOW)

    def test_cycles_are_equal_when_models_and_logs_are(self) -> None:
        """
        Neither alone will do; cycles of another version fall apart in a set.
        """
        one, longer = active().cycle, active().enter_all("reviewed").cycle
        changed = evolve(MODELS["impact"], title="Another")
        opening = evolve(one.log[0], model=ModelRef("impact", 1))
        log = [opening, *one.log[1:]]
        assert replay(log, MODELS) != replay(log, Models([changed]))
        assert one != longer
        assert len({hash(one), hash(longer)}) == 2
        assert hash(one) == hash(active().cycle)

    def test_its_repr_is_short(self) -> None:
        """
        Id, model, status, phase and version.
        """
        assert repr(active().cycle) == "<Cycle cycle-1: impact, active in identify, version 3>"
        assert repr(Desk().cycle) == "<Cycle cycle-1: impact, proposed, version 1>"

    def test_what_can_be_read(self) -> None:
        """
        Evidence, reviews and closings are those that count.
        """
        desk = improving().enter_all("measured", "reviewed")
        assert [one.type for one in desk.cycle.evidence] == ["video", "checklist"]
        assert [one.decision for one in desk.cycle.reviews] == ["keep"]
        assert desk.cycle.event("e-99") is None
        assert desk.cycle != "cycle-1"

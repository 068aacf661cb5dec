"""Where cycles break the rules of a contract: by example, day by day, and by law."""

import datetime
from itertools import permutations
from typing import Any

import pytest
from court import FORMS, READER, ROSTER, codes, roster, told
from hypothesis import given, settings
from hypothesis import strategies as st

from coachcycle.cycles import (
    MODELS,
    CoachHandedOver,
    Correction,
    Cycle,
    Declined,
    EnteredInError,
    SessionHeld,
    TeacherJoined,
    TeacherLeft,
    replay,
)
from coachcycle.errors import Finding, Severity
from coachcycle.people import Coach, Evaluation, Post, Roster, School, Teacher
from coachcycle.policy import (
    RULES,
    AgreedByBoth,
    ContractRules,
    CredentialValid,
    EvaluatorCoaches,
    InsideContractDay,
    MostObservations,
    NoEvaluatorAsCoach,
    Notice,
    NoticeTooShort,
    OverrideSchoolUnknown,
    SchoolRules,
    breaches,
    breaches_across,
)
from coachcycle.schoolyear import Calendar, Closure, SchoolYear, Span
from coachcycle.testing import contract_rules, histories, rosters
from coachcycle.vocabulary import CycleId, EventId, PersonId, SchoolId
from desk import Desk, active, day, improving, school

TWO_DAYS = Notice(least=2, unit="school_days")
ONE_HOUR = Notice(least=1, unit="hours")


def at(n: int, hour: int, minute: int = 0) -> datetime.datetime:
    """An instant of the n-th day, in the time of Chicago."""
    midnight = datetime.datetime(2026, 9, 7, 5, tzinfo=datetime.UTC)
    return midnight + datetime.timedelta(days=n, hours=hour, minutes=minute)


def observed(desk: Desk, on: int, session: str = "v-1", **content: Any) -> Any:
    """An observation held on a day."""
    return desk.enter("session_held", on, session=session, form="observation", **content)


def planned(desk: Desk, on: int, for_day: int, session: str = "v-1", **content: Any) -> Any:
    """An observation planned on a day for another one."""
    return desk.enter(
        "session_planned", on, session=session, form="observation", for_day=for_day, **content
    )


class TestNotice:
    @pytest.mark.parametrize(
        ("on", "for_day", "is_breach"),
        [(0, 2, False), (1, 2, True), (2, 2, True), (4, 7, True), (3, 7, False), (5, 8, False)],
    )
    def test_school_days_after_the_plan(self, on: int, for_day: int, is_breach: bool) -> None:
        """
        The day of the plan does not count, that of the visit does; the weekend does not.
        """
        desk = active()
        planned(desk, on, for_day)
        observed(desk, for_day)
        assert codes(desk, TWO_DAYS) == ["notice_too_short"] * is_breach

    def test_what_the_finding_says(self) -> None:
        """
        The cycle, the session, its day, the plan, what was asked and of which school: no more.
        """
        desk = active()
        plan = planned(desk, 1, 2)
        observed(desk, 2)
        fields = {
            "cycle": "cycle-1", "session": "v-1", "day": day(2), "plan": plan.id, "least": 2,
            "unit": "school_days", "school": None,
        }  # fmt: skip
        assert told(desk, TWO_DAYS) == [("notice_too_short", fields)]
        [finding] = breaches(desk.cycle, ROSTER, school(), ContractRules(rules=[TWO_DAYS]))
        expected = "cycle-1: session v-1 on 2026-09-09: e-4 gave less notice than 2 school_days"
        assert finding.message == expected
        assert finding.severity is Severity.ERROR

    def test_the_schools_own_days(self) -> None:
        """
        A closure of her school takes its day from her notice; of a shared teacher's, one is enough.
        """
        closed = school(Closure(first=day(1), last=day(1), schools={"a"}))
        for teacher, found in [("t-1", 1), ("t-2", 0), ("t-3", 1), ("t-4", 0)]:
            desk = Desk(teachers={teacher})
            desk.enter("agreed", by=teacher)
            desk.enter("started")
            planned(desk, 0, 2)
            observed(desk, 2)
            assert len(told(desk, TWO_DAYS, year=closed)) == found

    def test_a_session_that_is_moved(self) -> None:
        """
        Its notice begins anew on the day on which it was moved.
        """
        desk = active()
        planned(desk, 0, 1)
        desk.enter("session_rescheduled", 1, for_day=2)
        observed(desk, 2)
        [(code, fields)] = told(desk, TWO_DAYS)
        assert (code, fields["plan"]) == ("notice_too_short", "e-5")
        desk = active()
        planned(desk, 0, 1)
        desk.enter("session_rescheduled", 0, for_day=2)
        observed(desk, 2)
        assert codes(desk, TWO_DAYS) == []

    def test_without_a_plan_for_its_day(self) -> None:
        """
        Never planned, or planned for another day: a breach, unless the contract says otherwise.
        """
        walk_in, other_day = active(), active()
        observed(walk_in, 3)
        planned(other_day, 0, 4)
        observed(other_day, 3)
        lenient = Notice(least=2, unit="school_days", unplanned_is_breach=False)
        for desk in (walk_in, other_day):
            fields = {"cycle": "cycle-1", "session": "v-1", "day": day(3), "school": None}
            assert told(desk, TWO_DAYS) == [("visit_unplanned", fields)]
            assert told(desk, lenient) == []

    def test_other_forms_need_none(self) -> None:
        """
        Only those that the rule names; and a session that was not held is no visit.
        """
        desk = active()
        desk.enter("session_held", 3)
        planned(desk, 3, 3, "v-2")
        planned(desk, 3, 3, "v-3")
        desk.enter("session_missed", 3, session="v-2")
        desk.enter("session_cancelled", 3, session="v-3")
        assert codes(desk, TWO_DAYS) == []
        assert codes(desk, Notice(least=2, unit="school_days", forms={"modeling"})) == [
            "visit_unplanned"
        ]

    @pytest.mark.parametrize(("minute", "is_breach"), [(0, False), (1, True)])
    def test_hours_before_the_start(self, minute: int, is_breach: bool) -> None:
        """
        From the instant of recording, to the minute.
        """
        desk = active()
        planned(desk, 3, 3, recorded=at(3, 8, minute), starts=at(3, 10))
        observed(desk, 3, starts=at(3, 9))
        assert codes(desk, ONE_HOUR) == ["notice_too_short"] * is_breach

    def test_hours_before_a_planned_start(self) -> None:
        """
        Where the session does not say when it began, the plan does.
        """
        desk = active()
        planned(desk, 3, 3, recorded=at(3, 8, 30), starts=at(3, 9))
        observed(desk, 3)
        assert codes(desk, ONE_HOUR) == ["notice_too_short"]

    @pytest.mark.parametrize(("hour", "is_breach"), [(22, False), (23, True)])
    def test_hours_where_no_start_is_known(self, hour: int, is_breach: bool) -> None:
        """
        Only what is certain: that not even the end of the day, in Chicago, was an hour away.
        """
        desk = active()
        planned(desk, 3, 3, recorded=at(3, hour, 59 if hour == 22 else 0))
        observed(desk, 3)
        assert codes(desk, ONE_HOUR) == ["notice_too_short"] * is_breach

    @pytest.mark.parametrize(("first", "last"), [(4, 60), (-60, 2)])
    def test_hours_outside_every_school_year(self, first: int, last: int) -> None:
        """
        Where neither start nor zone is known, nothing is.
        """
        year = SchoolYear(id="y", zone="UTC", first=day(first), last=day(last))
        desk = active()
        planned(desk, 3, 3)
        observed(desk, 3)
        assert codes(desk, ONE_HOUR, year=Calendar([year])) == []

    def test_a_plan_that_is_amended(self) -> None:
        """
        What it says now counts, and that it was told when it was first entered.
        """
        desk = active()
        plan = planned(desk, 0, 4, recorded=at(0, 8))
        late = desk.event("session_planned", 0, form="observation", for_day=3)
        replacement = type(plan)(
            id=plan.id, cycle=plan.cycle, by=plan.by, happened=plan.happened, recorded=late.recorded,
            session="v-1", form="observation", on=day(3),
        )  # fmt: skip
        desk.enter("amended", 5, target=plan.id, replacement=replacement)
        observed(desk, 3, starts=at(3, 9))
        assert codes(desk, TWO_DAYS) == []
        assert codes(desk, Notice(least=73, unit="hours")) == []
        assert codes(desk, Notice(least=74, unit="hours")) == ["notice_too_short"]


class TestMostObservations:
    def test_with_which_session_it_was_too_many(self) -> None:
        """
        The third within ten school days, not the one after them.
        """
        rule = MostObservations(most=2, window_school_days=10)
        apart, desk = active(), active()
        for number, (late, early) in enumerate([(0, 0), (4, 4), (14, 11)]):
            observed(apart, late, f"v-{number}")
            observed(desk, early, f"v-{number}")
        assert told(apart, rule) == []
        fields = {
            "cycle": "cycle-1", "session": "v-2", "teacher": "t-1", "day": day(11), "most": 2,
            "window_school_days": 10, "school": None,
        }  # fmt: skip
        assert told(desk, rule) == [("too_many_observations", fields)]
        [finding] = breaches(desk.cycle, ROSTER, school(), ContractRules(rules=[rule]))
        assert finding.message == (
            "cycle-1: with session v-2 on 2026-09-18, t-1 was observed more than 2 times"
            " in 10 school days"
        )

    def test_each_teacher_of_a_group(self) -> None:
        """
        Those who were there, and no others.
        """
        desk = Desk("adopted", model=MODELS["student_centered"].ref, phase="goal",
                    teachers={"t-1", "t-2"})  # fmt: skip
        for number, attendees in enumerate([{"t-1", "t-2"}, {"t-1"}, {"t-2"}]):
            observed(desk, number, f"v-{number}", attendees=attendees)
        found = told(desk, MostObservations(most=1, window_school_days=3))
        assert [(one["teacher"], one["session"]) for _, one in found] == [
            ("t-1", "v-1"),
            ("t-2", "v-2"),
        ]

    def test_the_schools_own_days(self) -> None:
        """
        A week that her school is closed brings two visits nearer together.
        """
        closed = school(Closure(first=day(1), last=day(4), schools={"a"}))
        rule = MostObservations(most=1, window_school_days=2)
        for teacher, found in [("t-1", 1), ("t-2", 0), ("t-3", 1)]:
            desk = Desk(teachers={teacher})
            desk.enter("agreed", by=teacher)
            desk.enter("started")
            observed(desk, 0, "v-0")
            observed(desk, 7, "v-1")
            assert len(told(desk, rule, year=closed)) == found

    def test_over_several_cycles(self) -> None:
        """
        One teacher's observations count together, whoever's cycle they are in; a shared one once.
        """
        first, second = Desk("adopted"), Desk("adopted", cycle="cycle-2", coach="c-2")
        observed(first, 0, "v-1")
        observed(second, 0, "v-1")
        observed(second, 1, "v-2")
        contract = ContractRules(rules=[MostObservations(most=1, window_school_days=5)])
        cycles = [first.cycle, second.cycle]
        for both in (cycles, cycles[::-1]):
            [finding] = breaches_across(both, ROSTER, school(), contract)
            assert (finding.fields["cycle"], finding.fields["session"]) == ("cycle-2", "v-2")
        assert breaches(first.cycle, ROSTER, school(), contract) == ()

    @given(
        st.lists(st.tuples(st.integers(-30, 60), st.booleans()), max_size=9),
        st.integers(1, 3),
        st.integers(1, 8),
    )
    def test_window_by_window(self, visits: list[tuple[int, bool]], most: int, window: int) -> None:
        """
        What is found is what a count in every window of the year finds.
        """
        calendar = school(Closure(first=day(14), last=day(16)))
        desk = Desk("adopted", on=-30)
        for number, (on, is_observation) in enumerate(visits):
            form = "observation" if is_observation else "modeling"
            desk.enter("session_held", on, session=f"v-{number}", form=form)
        held = sorted((on, n) for n, (on, is_observation) in enumerate(visits) if is_observation)
        school_days = [n for n in range(-60, 70) if calendar.is_school_day(day(n))]
        expected = set()
        for start in range(-1, len(school_days)):
            # The window and what follows its last day without school; -1 is what precedes the year.
            inside = [
                number
                for on, number in held
                if start <= sum(one <= on for one in school_days) - 1 < start + window
            ]
            expected |= {f"v-{number}" for number in inside[most:]}
        found = told(desk, MostObservations(most=most, window_school_days=window), year=calendar)
        assert {fields["session"] for _, fields in found} == expected
        assert len(found) == len(expected)


class TestInsideContractDay:
    RULE = InsideContractDay(day=Span(datetime.time(7, 50), datetime.time(15, 20)))

    @pytest.mark.parametrize(
        ("starts", "minutes", "is_breach"),
        [
            (at(0, 7, 50), 30, False),
            (at(0, 7, 49), 30, True),
            (at(0, 14, 50), 30, False),
            (at(0, 14, 50), 31, True),
            (at(0, 15, 30), 5, True),
            (None, 30, False),
        ],
    )
    def test_start_and_minutes(self, starts: Any, minutes: int, is_breach: bool) -> None:
        """
        The whole session lies within the hours, in the time of Chicago; what is not known is not judged.
        """
        desk = active()
        desk.enter("session_held", 0, starts=starts, contact_minutes=minutes)
        fields = {"cycle": "cycle-1", "session": "v-1", "day": day(0), "school": None}
        assert told(desk, self.RULE) == [("outside_contract_day", fields)] * is_breach

    def test_winter_and_summer(self) -> None:
        """
        Clocks go back in November; the contract day does not.
        """
        desk = active()
        for number, on in enumerate([0, 60]):
            start = datetime.datetime(2026, 9, 7, 13, 0, tzinfo=datetime.UTC)
            starts = start + datetime.timedelta(days=on)
            desk.enter("session_held", on, session=f"v-{number}", starts=starts)
        assert [fields["session"] for _, fields in told(desk, self.RULE)] == ["v-1"]

    def test_past_midnight(self) -> None:
        """
        A session that ends on another day is outside.
        """
        desk = active()
        desk.enter("session_held", 0, starts=at(0, 23, 30), contact_minutes=60)
        all_day = InsideContractDay(day=Span(datetime.time(0), datetime.time(23, 59)))
        assert codes(desk, all_day) == ["outside_contract_day"]

    def test_what_the_session_says_of_itself(self) -> None:
        """
        Comes first, with hours or without.
        """
        for inside, hour in [(False, 9), (True, 20)]:
            desk = active()
            desk.enter("session_held", 0, starts=at(0, hour), inside_contract_day=inside)
            for rule in (self.RULE, InsideContractDay()):
                assert codes(desk, rule) == ["outside_contract_day"] * (not inside)

    def test_without_hours_or_zone(self) -> None:
        """
        Only what sessions say of themselves is judged.
        """
        desk = active()
        desk.enter("session_held", 0, starts=at(0, 20))
        assert codes(desk, InsideContractDay()) == []
        year = SchoolYear(id="y", zone="UTC", first=day(30), last=day(60))
        assert codes(desk, self.RULE, year=Calendar([year])) == []


class TestAgreedByBoth:
    def test_an_adopted_cycle(self) -> None:
        """
        Its log shows nobody's consent; one that was proposed shows everybody's.
        """
        desk = Desk("adopted", on=3)
        fields = {"cycle": "cycle-1", "day": day(3), "school": None}
        assert told(desk, AgreedByBoth()) == [("cycle_not_agreed", fields)]
        assert told(desk, AgreedByBoth(adopted_is_breach=False)) == []
        assert told(active(), AgreedByBoth()) == []

    @pytest.mark.parametrize(
        ("acts", "either", "both"),
        [
            ("c-1", True, False),
            ("t-1", True, False),
            ("p-1", False, False),
            ("c-1 t-1", True, True),
            ("t-1 c-1", True, True),
            ("c-1 c-1", True, False),
            ("c-1 t-1 p-1", False, False),
            ("p-1 c-1", True, False),
            ("p-1 c-1 t-1", True, True),
            ("", True, True),
        ],
    )
    def test_whose_acts_the_plan_was(self, acts: str, either: bool, both: bool) -> None:
        """
        The last act by one of the two; for both, an act of each. What had no plan is not judged here.
        """
        desk = active()
        for place, by in enumerate(acts.split()):
            kind = "session_rescheduled" if place else "session_planned"
            desk.enter(kind, place, by, for_day=5)
        desk.enter("session_held", 5)
        fields = {"cycle": "cycle-1", "session": "v-1", "day": day(5), "school": None}
        for is_agreed, sessions_by in [(either, "either"), (both, "both")]:
            found = told(desk, AgreedByBoth(sessions_by=sessions_by))
            assert found == [("session_not_agreed", fields)] * (not is_agreed)

    def test_who_coached_when_it_was_planned(self) -> None:
        """
        The plan of a coach who handed over before the visit is still a coach's.
        """
        desk = active()
        desk.enter("session_planned", 0, by="c-1", for_day=5)
        desk.enter("coach_handed_over", 2)
        desk.enter("session_held", 5, by="c-2")
        assert codes(desk, AgreedByBoth()) == []
        desk = active()
        desk.enter("session_planned", 0, by="c-2", for_day=5)
        desk.enter("session_held", 5)
        assert codes(desk, AgreedByBoth()) == ["session_not_agreed"]

    def test_whoever_takes_part(self) -> None:
        """
        A plan by the coach who came, or by a member who did not, is the act of one of them.
        """
        desk = active()
        desk.enter("coach_handed_over", 0)
        desk.enter("session_planned", 1, by="c-1", for_day=5)
        desk.enter("session_held", 5, coach="c-1")
        assert codes(desk, AgreedByBoth()) == []
        desk = Desk("adopted", model=MODELS["student_centered"].ref, phase="goal",
                    teachers={"t-1", "t-2"})  # fmt: skip
        desk.enter("session_planned", 1, by="t-2", for_day=5)
        desk.enter("session_held", 5, attendees={"t-1"})
        assert codes(desk, AgreedByBoth(adopted_is_breach=False)) == []


class TestNoEvaluatorAsCoach:
    RULE = NoEvaluatorAsCoach()

    def test_at_the_opening_and_each_session(self) -> None:
        """
        On the days on which the roster says so, and no other.
        """
        of = roster(Evaluation(evaluator="c-1", evaluated="t-1", first=day(0), until=day(5)))
        desk = active()
        desk.enter("session_held", 4)
        desk.enter("session_held", 5, session="v-2")
        found = told(desk, self.RULE, of=of)
        assert [(code, fields["event"]) for code, fields in found] == [
            ("evaluator_coaches", "e-1"),
            ("evaluator_coaches", "e-4"),
        ]
        assert found[1][1] == {
            "cycle": "cycle-1", "event": "e-4", "coach": "c-1", "teacher": "t-1", "day": day(4),
            "school": None,
        }  # fmt: skip
        assert codes(desk, self.RULE, of=roster(Evaluation(evaluator="c-1", evaluated="t-2"))) == []

    def test_a_handover_and_a_teacher_who_joins(self) -> None:
        """
        Whoever takes over, and whoever comes.
        """
        of = roster(
            Evaluation(evaluator="c-2", evaluated="t-1"),
            Evaluation(evaluator="c-1", evaluated="t-2"),
        )
        desk = Desk("adopted", model=MODELS["student_centered"].ref, phase="goal")
        desk.enter("teacher_joined", 1, by="t-2")
        desk.enter("coach_handed_over", 2)
        found = [fields for _, fields in told(desk, self.RULE, of=of)]
        assert [(one["event"], one["coach"], one["teacher"]) for one in found] == [
            ("e-2", "c-1", "t-2"),
            ("e-3", "c-2", "t-1"),
        ]
        desk.enter("coach_handed_over", 3, to=None)
        assert len(told(desk, self.RULE, of=of)) == 2

    def test_two_handovers_on_one_day(self) -> None:
        """
        Each is of its own coach.
        """
        desk = active()
        desk.enter("coach_handed_over", 2)
        desk.enter("coach_handed_over", 2, to="c-3")
        of = roster(Evaluation(evaluator="c-2", evaluated="t-1"))
        assert [fields["event"] for _, fields in told(desk, self.RULE, of=of)] == ["e-4"]

    def test_who_held_the_session_if_another_coach_did(self) -> None:
        """
        Not the coach of that day.
        """
        desk = active()
        desk.enter("coach_handed_over", 2)
        desk.enter("session_held", 3, coach="c-1")
        of = roster(Evaluation(evaluator="c-1", evaluated="t-1", first=day(3)))
        assert [fields["event"] for _, fields in told(desk, self.RULE, of=of)] == ["e-5"]

    def test_evaluators_need_not_be_in_the_roster(self) -> None:
        """
        A principal who coaches is found although the roster knows her as no coach.
        """
        desk = Desk(coach="p-1")
        of = roster(Evaluation(evaluator="p-1", evaluated="t-1"))
        assert codes(desk, self.RULE, of=of) == ["evaluator_coaches"]


class TestCredentialValid:
    @pytest.mark.parametrize(
        ("types", "needs", "on", "lacking"),
        [
            ({"reading"}, "any", 4, None),
            ({"reading"}, "any", 5, ("reading",)),
            ({"reading", "icg"}, "any", 4, None),
            ({"reading", "icg"}, "any", 5, ("icg", "reading")),
            ({"reading", "icg"}, "all", 4, ("icg",)),
            ({"icg"}, "all", 4, ("icg",)),
        ],
    )
    def test_on_the_day(self, types: Any, needs: str, on: int, lacking: Any) -> None:
        """
        Any of them or all; the finding names those that would do.
        """
        desk = active()
        desk.enter("session_held", on)
        found = told(
            desk, CredentialValid(types=types, needs=needs), of=roster(credentials=[READER])
        )
        fields = {
            "cycle": "cycle-1", "session": "v-1", "coach": "c-1", "day": day(on), "types": lacking,
            "school": None,
        }  # fmt: skip
        assert found == [("credential_missing", fields)] * (lacking is not None)

    def test_a_coach_whom_the_roster_does_not_know(self) -> None:
        """
        Has no credential; where nobody coaches, nobody lacks one.
        """
        rule = CredentialValid(types={"reading"})
        desk = active()
        desk.enter("session_held", 1)
        assert codes(desk, rule, of=Roster()) == ["credential_missing"]
        desk = Desk("adopted")
        desk.enter("coach_handed_over", 1, to=None)
        desk.enter("session_held", 2)
        assert codes(desk, rule, of=Roster()) == []


class TestPlaces:
    OWN = Notice(least=3, unit="school_days")

    @pytest.mark.parametrize(
        ("teacher", "found"),
        [
            ("t-1", [("a", 3)]),
            ("t-2", [(None, 2)]),
            ("t-3", [("a", 3), (None, 2)]),
            ("t-4", [(None, 2)]),
        ],
    )
    def test_every_variant_of_her_schools(self, teacher: str, found: Any) -> None:
        """
        A school's own instead of the district's; of two schools both; of no known one the district's.
        """
        desk = Desk(teachers={teacher})
        desk.enter("agreed", by=teacher)
        desk.enter("started")
        planned(desk, 1, 2)
        observed(desk, 2)
        for extra in ({}, {"c": {"off": ["notice"]}}):
            own = {"a": {"rules": [self.OWN]}, **extra}
            assert [
                (fields["school"], fields["least"])
                for _, fields in told(desk, TWO_DAYS, schools=own)
            ] == found

    def test_two_schools_under_one_rule_are_one_finding(self) -> None:
        """
        The district's rule is broken once.
        """
        desk = Desk(teachers={"t-3"})
        desk.enter("agreed", by="t-3")
        desk.enter("started")
        observed(desk, 2)
        observed(desk, 3, "v-2")
        window = MostObservations(most=1, window_school_days=5)
        assert codes(desk, window) == ["too_many_observations"]
        desk = Desk(teachers={"t-3"})
        desk.enter("agreed", by="t-3")
        desk.enter("started")
        observed(desk, 2)
        assert codes(desk, TWO_DAYS) == ["visit_unplanned"]
        assert codes(desk, TWO_DAYS, schools={"a": {"off": ["notice"]}}) == ["visit_unplanned"]
        off = {id: {"off": ["notice"]} for id in "ab"}
        assert codes(desk, TWO_DAYS, schools=off) == []

    def test_a_school_may_have_what_the_district_has_not(self) -> None:
        """
        Its rule holds there alone.
        """
        own = {"b": {"rules": [TWO_DAYS]}}
        for teacher, found in [("t-1", []), ("t-2", ["b"]), ("t-3", ["b"]), ("t-4", [])]:
            desk = Desk(teachers={teacher})
            desk.enter("agreed", by=teacher)
            desk.enter("started")
            observed(desk, 2)
            assert [fields["school"] for _, fields in told(desk, schools=own)] == found

    def test_the_school_of_the_day(self) -> None:
        """
        After a move the rules of the new school hold.
        """
        moved = Roster(
            schools=[School(id="a"), School(id="b")],
            coaches=[Coach(id="c-1")],
            teachers=[
                Teacher(
                    id="t-1",
                    posts=[Post(school="a", until=day(3)), Post(school="b", first=day(3))],
                )
            ],
        )
        desk = active()
        observed(desk, 2, "v-1")
        observed(desk, 3, "v-2")
        off = {"b": {"off": ["notice"]}}
        found = told(desk, TWO_DAYS, schools=off, of=moved)
        assert [fields["session"] for _, fields in found] == ["v-1"]

    def test_the_evaluator_of_one_of_a_group(self) -> None:
        """
        The rule of her school counts, not that of the other teachers.
        """
        desk = Desk("adopted", model=MODELS["student_centered"].ref, phase="goal",
                    teachers={"t-1", "t-2"})  # fmt: skip
        of = roster(Evaluation(evaluator="c-1", evaluated="t-2"))
        off = {"off": ["no_evaluator_as_coach"]}
        assert codes(desk, NoEvaluatorAsCoach(), of=of, schools={"a": off}) == ["evaluator_coaches"]
        assert codes(desk, NoEvaluatorAsCoach(), of=of, schools={"b": off}) == []

    def test_schools_that_the_roster_does_not_have(self) -> None:
        """
        Are told first, whatever else is found.
        """
        desk = active()
        observed(desk, 2)
        own = {"z": {"rules": [TWO_DAYS]}, "y": {"off": ["notice"]}, "a": {"off": []}}
        found = told(desk, TWO_DAYS, schools=own)
        assert [(code, fields["school"]) for code, fields in found] == [
            ("override_school_unknown", "y"),
            ("override_school_unknown", "z"),
            ("visit_unplanned", None),
        ]
        unknown = OverrideSchoolUnknown(SchoolId("z"))
        assert str(unknown) == "the rules have an own part for school z, which is not in the roster"


class TestWhatCounts:
    RULES = (
        Notice(least=2, unit="school_days", forms=FORMS),
        InsideContractDay(),
        AgreedByBoth(sessions_by="both"),
        NoEvaluatorAsCoach(),
        CredentialValid(types={"reading"}),
        MostObservations(most=1, window_school_days=5),
    )
    OF = roster(Evaluation(evaluator="c-1", evaluated="t-1"))

    def test_in_the_order_of_the_log_and_of_the_rules(self) -> None:
        """
        Each occasion with all that breaks rules there, then too many observations.
        """
        desk = Desk("adopted")
        desk.enter("paused", 1)
        planned(desk, 2, 2)
        observed(desk, 2, inside_contract_day=False)
        observed(desk, 3, "v-2")
        assert codes(desk, *self.RULES, of=self.OF) == [
            "cycle_not_agreed",
            "evaluator_coaches",
            "notice_too_short",
            "outside_contract_day",
            "session_not_agreed",
            "credential_missing",
            "evaluator_coaches",
            "visit_unplanned",
            "credential_missing",
            "evaluator_coaches",
            "too_many_observations",
        ]

    def test_what_is_voided_or_amended(self) -> None:
        """
        A visit taken back never was; one that is amended happened as it says now.
        """
        desk = active()
        first = observed(desk, 2, "v-1")
        second = observed(desk, 3, "v-2")
        desk.enter("voided", 4, ids={first.id})
        replacement = desk.event("session_held", 8, form="modeling", session="v-2")
        replacement = SessionHeld(
            id=second.id, cycle="cycle-1", by="c-1", happened=day(8), session="v-2",
            form="modeling", contact_minutes=5, recorded=replacement.recorded,
        )  # fmt: skip
        desk.enter("amended", 9, target=second.id, replacement=replacement)
        assert codes(desk, TWO_DAYS, MostObservations(most=1, window_school_days=9)) == []
        found = told(desk, Notice(least=2, unit="school_days", forms=FORMS))
        assert [fields["day"] for _, fields in found] == [day(8)]

    def test_a_cycle_entered_in_error(self) -> None:
        """
        Is left out.
        """
        desk = Desk("adopted")
        observed(desk, 2)
        desk.enter("entered_in_error", 3)
        assert codes(desk, *self.RULES, of=self.OF) == []
        contract = ContractRules(rules=self.RULES)
        assert breaches_across([desk.cycle], self.OF, school(), contract) == ()

    def test_no_rules_no_breaches(self) -> None:
        """
        Whatever happened.
        """
        assert told(improving(), of=self.OF) == []

    def test_messages_hold_ids_and_days(self) -> None:
        """
        Every way of breaking a rule has its sentence.
        """
        desk = Desk("adopted")
        planned(desk, 2, 2)
        observed(desk, 2, inside_contract_day=False)
        observed(desk, 3, "v-2")
        contract = ContractRules(rules=self.RULES)
        assert {one.message for one in breaches(desk.cycle, self.OF, school(), contract)} >= {
            "cycle-1: adopted on 2026-09-07; nobody's consent is in its log",
            "cycle-1: e-1 on 2026-09-07: c-1 coaches t-1 and evaluates the same person",
            "cycle-1: session v-1 on 2026-09-09 was not inside the contract day",
            "cycle-1: session v-1 on 2026-09-09 was not planned by those who must agree to it",
            "cycle-1: session v-1 on 2026-09-09: c-1 had no valid credential of: reading",
            "cycle-1: session v-2 was not planned for 2026-09-10, on which it was held",
        }


# --- Laws -----------------------------------------------------------------------------------------

PEOPLE = Roster(
    schools=[School(id="a"), School(id="b")],
    coaches=[Coach(id="c-1", credentials=[READER]), Coach(id="c-2")],
    teachers=[
        Teacher(id="t-1", posts=[Post(school="a", until=day(9)), Post(school="b", first=day(9))]),
        Teacher(id="t-2", posts=[Post(school="a"), Post(school="b")]),
    ],
    evaluations=[
        Evaluation(evaluator="c-1", evaluated="t-1", until=day(12)),
        Evaluation(evaluator="c-2", evaluated="t-2"),
    ],
)
STRICT = ContractRules(
    rules=TestWhatCounts.RULES,
    schools=[SchoolRules(school="b", rules=[Notice(least=30, unit="hours", forms=FORMS)])],
)
CHANGES_WHO_TOOK_PART = (
    Correction,
    CoachHandedOver,
    TeacherJoined,
    TeacherLeft,
    Declined,
    EnteredInError,
)


def judged(cycle: Cycle, rules: ContractRules, of: Roster = PEOPLE) -> tuple[Finding, ...]:
    return breaches(cycle, of, school(), rules)


def keys(found: tuple[Finding, ...]) -> set[tuple[str, str]]:
    """Findings without their parameters."""
    names = {"cycle", "session", "event", "teacher", "school", "day"}
    return {
        (one.code, str(sorted((k, str(v)) for k, v in one.fields.items() if k in names)))
        for one in found
    }


FORM_SETS = st.sets(st.sampled_from(sorted(FORMS)), min_size=2)


@st.composite
def looser(draw: st.DrawFn) -> tuple[Any, Any]:
    """A rule and one that asks for less."""
    forms = draw(FORM_SETS)
    fewer = set(sorted(forms)[: draw(st.integers(1, len(forms)))])
    more, less = draw(st.integers(1, 60)), draw(st.integers(0, 30))
    unit = draw(st.sampled_from(["hours", "school_days"]))
    inner, outer = (
        Span(datetime.time(12), datetime.time(20)),
        Span(datetime.time(9), datetime.time(22, 30)),
    )
    types = draw(st.sets(st.sampled_from(["reading", "icg", "math"]), min_size=1))
    return draw(
        st.sampled_from(
            [
                (
                    Notice(least=more, unit=unit, forms=forms),
                    Notice(
                        least=max(1, more - less), unit=unit, forms=fewer,
                        unplanned_is_breach=draw(st.booleans()),
                    ),
                ),
                (
                    MostObservations(most=1, window_school_days=more, forms=forms),
                    MostObservations(
                        most=draw(st.integers(1, 2)),
                        window_school_days=max(1, more - less), forms=fewer,
                    ),
                ),
                (InsideContractDay(day=inner), InsideContractDay(day=outer)),
                (InsideContractDay(day=outer), InsideContractDay()),
                (AgreedByBoth(sessions_by="both"), AgreedByBoth(sessions_by="either")),
                (AgreedByBoth(), AgreedByBoth(adopted_is_breach=False)),
                (CredentialValid(types=types, needs="all"), CredentialValid(types=types)),
                (CredentialValid(types=types), CredentialValid(types={*types, "reading"})),
            ]
        )
    )  # fmt: skip


class TestLaws:
    @given(histories(longest=20), looser())
    def test_a_looser_rule_never_finds_more(self, cycle: Cycle, pair: tuple[Any, Any]) -> None:
        """
        What breaks it breaks the stricter one too.
        """
        strict, loose = (judged(cycle, ContractRules(rules=[rule])) for rule in pair)
        assert keys(loose) <= keys(strict)
        assert len(loose) <= len(strict)

    @given(histories(longest=20), st.data())
    def test_what_was_a_breach_stays_one(self, cycle: Cycle, data: st.DataObject) -> None:
        """
        While nothing is corrected and nobody comes or goes, more of a log only adds to what is found.
        """
        cut = data.draw(st.integers(1, cycle.version))
        later = cycle.log[cut:]
        kept = next(
            (n for n, event in enumerate(later) if isinstance(event, CHANGES_WHO_TOOK_PART)),
            len(later),
        )
        before = judged(replay(cycle.log[:cut], MODELS), STRICT)
        after = judged(replay(cycle.log[: cut + kept], MODELS), STRICT)
        assert all(one in after for one in before)

    @given(histories(longest=15), contract_rules(["a", "b"]))
    def test_rules_are_judged_one_by_one(self, cycle: Cycle, rules: ContractRules) -> None:
        """
        No rule changes what another one finds.
        """
        apart = [
            finding
            for name in RULES
            for finding in judged(
                cycle,
                ContractRules(
                    rules=[one for one in rules.rules if one.rule == name],
                    schools=[
                        SchoolRules(
                            school=own.school,
                            rules=[one for one in own.rules if one.rule == name],
                            off=own.off & {name},
                        )
                        for own in rules.schools
                    ],
                ),
            )
        ]
        together = judged(cycle, rules)
        assert len(together) == len(apart)
        assert all(one in together for one in apart)

    @settings(max_examples=15)
    @given(st.lists(st.integers(2, 9), min_size=3, max_size=3), rosters())
    def test_order_of_cycles_does_not_matter(self, held: list[int], of: Roster) -> None:
        """
        However they are given, findings come in one order.
        """
        cycles = []
        for number, on in enumerate(held):
            desk = Desk("adopted", cycle=f"cycle-{number}")
            observed(desk, on, f"v-{number}")
            cycles.append(desk.cycle)
        expected = breaches_across(cycles, of, school(), STRICT)
        for order in permutations(cycles):
            assert breaches_across(order, of, school(), STRICT) == expected
        assert [one.fields["cycle"] for one in expected if "notice" in one.code] == sorted(
            one.fields["cycle"] for one in expected if "notice" in one.code
        )

    def test_findings_can_be_made_again(self) -> None:
        """
        Their codes are classes of the front door, and carry what they say.
        """
        one = EvaluatorCoaches(
            CycleId("c"), EventId("e"), PersonId("p"), PersonId("t"), day(0), None
        )
        assert one.as_finding().code == "policy.evaluator_coaches"
        assert NoticeTooShort.code == "policy.notice_too_short"

"""A school year of coaching in the sample district: a fixed script, played through the engine.

Everything here is made up, as the district is. What goes wrong goes wrong on purpose: a visit that
was missed, a coach who leaves, a measurement typed into the wrong cycle, an entry that two devices
send, and a move that comes too early.
"""

import datetime
from collections.abc import Callable
from typing import Any

from attrs import Factory, define, evolve, frozen
from pendulum import UTC, Date, DateTime

from coachcycle.cycles import (
    MODELS,
    Agreed,
    CoachHandedOver,
    Completed,
    Cycle,
    Declined,
    Event,
    Evidence,
    GoalClosed,
    GoalSet,
    Measured,
    Moved,
    Paused,
    Proposed,
    Resumed,
    Reviewed,
    SessionHeld,
    SessionMissed,
    SessionPlanned,
    Started,
    Voided,
    append,
    begin,
)
from coachcycle.errors import CoachCycleError
from coachcycle.goals import Goal, Measure, Strategy
from coachcycle.people import Coach, Roster
from coachcycle.schoolyear import Closure, SchoolYear, TestingWindow, as_day
from coachcycle.vocabulary import PersonId

TODAY = Date(2027, 5, 5)
"""The day on which the demo looks back."""

CLOSURES = (
    ("2026-09-07", "2026-09-07"),
    ("2026-11-23", "2026-11-27"),
    ("2026-12-21", "2027-01-04"),
    ("2027-03-15", "2027-03-19"),
)
STATE_TESTS = ("2027-04-12", "2027-04-23")


def with_closures(year: SchoolYear) -> SchoolYear:
    """The year with the days that OneRoster does not tell: closures and the state's tests."""
    first, last = (_day(day) for day in STATE_TESTS)
    return evolve(
        year,
        closures=[Closure(first=_day(first), last=_day(last)) for first, last in CLOSURES],
        testing_windows=[TestingWindow(name="State tests", first=first, last=last)],
    )


def _day(text: str) -> Date:
    return as_day(datetime.date.fromisoformat(text))


@define
class Diary:
    """The cycles of the year as they are saved, and what was remarkable on the way."""

    cycles: dict[str, Cycle] = Factory(dict)
    remarks: list[str] = Factory(list)
    entries: int = 0

    def propose(self, cycle: str, model: str, coach: str, teacher: str, day: str) -> None:
        """Proposes a cycle: the first event of its log."""
        opening = self._event(
            Proposed, cycle, day, coach, model=MODELS[model].ref, coach=coach, teachers={teacher}
        )
        self.cycles[cycle] = begin(opening, MODELS)

    def enter(self, kind: type[Event], cycle: str, day: str, by: str = "", **content: Any) -> Event:
        """Enters an event in the log of a cycle, as an application saves one."""
        now = self.cycles[cycle]
        event = self._event(kind, cycle, day, by or now.coach or "", **content)
        self.cycles[cycle], _ = append(now, event, expected_version=now.version)
        return event

    def _event(self, kind: type[Event], cycle: str, day: str, by: str, **content: Any) -> Event:
        self.entries += 1
        happened = _day(day)
        typed = DateTime(happened.year, happened.month, happened.day, 21, tzinfo=UTC)
        return kind(
            id=f"e-{self.entries:03}",
            cycle=cycle,
            by=by,
            happened=happened,
            recorded=typed,
            **content,
        )


@frozen
class Cast:
    """Who is in the story: the two coaches, and whom each of them coaches."""

    first: PersonId
    second: PersonId
    of_first: tuple[PersonId, ...]
    of_second: tuple[PersonId, ...]


def cast(roster: Roster) -> Cast:
    """Three teachers of mathematics for the coach of the most schools, two for the other."""
    first, second = sorted(roster.coaches, key=lambda one: -len(one.schools))
    return Cast(
        first.id, second.id, _taught_near(first, roster)[:3], _taught_near(second, roster)[-2:]
    )


def _taught_near(coach: Coach, roster: Roster) -> tuple[PersonId, ...]:
    """Who teaches mathematics at the coach's schools, and coaches nobody."""
    return tuple(
        one.id
        for one in roster.teachers
        if roster.coach(one.id) is None
        and roster.schools_on(one.id, TODAY) & coach.schools
        and "Mathematics" in one.subjects
    )


def play(roster: Roster) -> Diary:
    """Plays the year for some of the district's teachers."""
    diary = Diary()
    who = cast(roster)
    _goal_met(diary, who.first, who.of_first[0])
    _handed_over(diary, who.first, who.second, who.of_first[1])
    _resting(diary, who.first, who.of_first[2])
    _not_begun(diary, who.second, *who.of_second)
    return diary


def _goal_met(diary: Diary, coach: str, teacher: str) -> None:
    """A whole impact cycle: a goal, a strategy learnt, weekly measurements, the goal met."""
    cycle = "cycle-1"
    enter = diary.enter
    diary.propose(cycle, "impact", coach, teacher, "2026-09-08")
    enter(Agreed, cycle, "2026-09-09", teacher)
    enter(Started, cycle, "2026-09-10")
    refused(diary, "too early", lambda: enter(Moved, cycle, "2026-09-10", to="learn"))
    enter(Evidence, cycle, "2026-09-11", type="video", reference="video-118")
    goal = Goal(
        id="goal-1",
        owners={teacher},
        title="Nine in ten students work on task in the first ten minutes",
        focus="student",
        measure=Measure(unit="% of students on task", low=0, high=100, source="observation"),
        baseline=54,
        baseline_day=_day("2026-09-14"),
        target=90,
        target_day=_day("2026-12-18"),
        measured_every_days=7,
        strategies=[Strategy("Entry routine, practised and timed")],
    )
    set_goal = enter(GoalSet, cycle, "2026-09-14", teacher, goal=goal)
    again = evolve(set_goal, recorded=set_goal.recorded.add(hours=14))
    _, new = append(diary.cycles[cycle], again, expected_version=1)
    diary.remarks.append(
        f"redelivered: a second device sent {again.id} again; {len(new)} events were saved"
    )
    enter(Moved, cycle, "2026-09-15", to="learn")
    enter(
        SessionPlanned,
        cycle,
        "2026-09-15",
        session="visit-1",
        form="modeling",
        on=_day("2026-09-18"),
    )
    enter(
        SessionHeld, cycle, "2026-09-18", session="visit-1", form="modeling",
        contact_minutes=45, preparation_minutes=30, travel_minutes=15,
    )  # fmt: skip
    enter(Evidence, cycle, "2026-09-18", type="checklist", reference="checklist-41")
    enter(Moved, cycle, "2026-09-21", to="improve")
    weeks = [
        ("2026-09-25", 58), ("2026-10-02", 57), ("2026-10-09", 66), ("2026-10-16", 68),
        ("2026-10-23", 65), ("2026-10-30", 74), ("2026-11-06", 79), ("2026-11-13", 78),
        ("2026-11-20", 85), ("2026-12-04", 88), ("2026-12-11", 93),
    ]  # fmt: skip
    for visit, (day, share) in enumerate(weeks, 2):
        enter(Measured, cycle, day, goal_id="goal-1", value=share)
        if visit % 2 == 0:
            enter(
                SessionHeld, cycle, day, session=f"visit-{visit}", form="observation",
                contact_minutes=30, travel_minutes=15, inside_contract_day=True,
            )  # fmt: skip
    wrong = enter(Measured, cycle, "2026-12-11", goal_id="goal-1", value=12)
    enter(Voided, cycle, "2026-12-14", ids={wrong.id}, reason="wrong_cycle")
    diary.remarks.append(
        f"corrected: {wrong.id} belonged to another cycle and was voided; the log keeps both entries"
    )
    enter(Reviewed, cycle, "2026-12-16", decision="keep")
    enter(GoalClosed, cycle, "2026-12-16", teacher, goal_id="goal-1", outcome="met")
    enter(Completed, cycle, "2026-12-16", outcome="goal_met")


def _handed_over(diary: Diary, coach: str, successor: str, teacher: str) -> None:
    """A generic cycle: a missed visit made up for, and a coach who leaves in its middle."""
    cycle = "cycle-2"
    enter = diary.enter
    diary.propose(cycle, "generic", coach, teacher, "2027-01-12")
    enter(Agreed, cycle, "2027-01-13", teacher)
    enter(Started, cycle, "2027-01-14")
    goal = Goal(
        id="goal-2",
        owners={teacher},
        title="Ask more questions that need more than one word",
        focus="teacher_practice",
        measure=Measure(unit="open questions in a lesson", low=0),
        target=12,
        target_day=_day("2027-05-28"),
    )
    enter(GoalSet, cycle, "2027-01-15", teacher, goal=goal)
    enter(Moved, cycle, "2027-01-18", to="observe")
    enter(
        SessionPlanned, cycle, "2027-01-18", session="visit-20", form="observation",
        on=_day("2027-01-26"),
    )  # fmt: skip
    enter(
        SessionMissed,
        cycle,
        "2027-01-26",
        session="visit-20",
        who="teacher",
        reason="teacher_absent",
    )
    enter(
        SessionHeld, cycle, "2027-02-02", session="visit-21", form="observation",
        contact_minutes=40, travel_minutes=20, replaces="visit-20",
    )  # fmt: skip
    enter(Measured, cycle, "2027-02-02", goal_id="goal-2", value=3, role="baseline")
    enter(CoachHandedOver, cycle, "2027-02-15", to=successor, reason="coach_on_leave")
    enter(Moved, cycle, "2027-02-16", to="feedback")
    enter(
        SessionHeld, cycle, "2027-02-17", session="visit-22", form="conference",
        contact_minutes=35, preparation_minutes=20,
    )  # fmt: skip
    enter(Moved, cycle, "2027-02-17", to="follow_up")
    for day, questions in (("2027-03-03", 5), ("2027-03-24", 6), ("2027-04-07", 7)):
        enter(Measured, cycle, day, goal_id="goal-2", value=questions)
    enter(
        SessionPlanned, cycle, "2027-04-07", session="visit-23", form="co_teaching",
        on=_day("2027-04-28"),
    )  # fmt: skip


def _resting(diary: Diary, coach: str, teacher: str) -> None:
    """An impact cycle that rests for the state's tests and has not been taken up again."""
    cycle = "cycle-3"
    enter = diary.enter
    diary.propose(cycle, "impact", coach, teacher, "2027-03-01")
    enter(Agreed, cycle, "2027-03-02", teacher)
    enter(Started, cycle, "2027-03-03")
    enter(Evidence, cycle, "2027-03-05", type="student_work", reference="folder-9")
    enter(Paused, cycle, "2027-03-12", reason="season", resume_on=_day("2027-03-22"))
    enter(Resumed, cycle, "2027-03-22")
    enter(Paused, cycle, "2027-04-09", reason="testing_window", resume_on=_day("2027-04-26"))


def _not_begun(diary: Diary, coach: str, declining: str, waiting: str) -> None:
    """A proposal that was declined, and an agreement that waits for its start."""
    diary.propose("cycle-4", "generic", coach, declining, "2027-02-08")
    diary.enter(Declined, "cycle-4", "2027-02-09", declining, reason="workload")
    diary.propose("cycle-5", "generic", coach, waiting, "2027-04-28")
    diary.enter(Agreed, "cycle-5", "2027-04-29", waiting)


def refused(diary: Diary, why: str, attempt: Callable[[], object]) -> None:
    """Tries what the engine must refuse, and remarks how it says so."""
    try:
        attempt()
    except CoachCycleError as refusal:
        diary.remarks.append(f"refused ({why}): {refusal}")
    else:
        raise AssertionError(f"{why}: accepted")

"""What is due, counted in school days."""

from datetime import time
from typing import Any

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from coachcycle.cycles import CycleModel, Models, Phase, Transition, Waiting, due
from coachcycle.people import Post, Roster, School, Teacher
from coachcycle.schoolyear import Calendar, Closure, HalfDay
from coachcycle.schoolyear import TestingWindow as Window
from desk import Desk, active, day, due_by, school

CALENDAR = school(Closure(first=day(21), last=day(25)))

PACED = CycleModel(
    name="paced",
    version=1,
    source="A test",
    phases=[Phase("a", pace=5), Phase("b")],
    transitions=[Transition("a", "b")],
    completes={"b": ()},
    cadence=10,
)


def paced(**content: Any) -> Desk:
    """A cycle of the model above, started on Monday."""
    desk = Desk(models=Models().add(PACED), model=PACED.ref, **content)
    return desk.enter_all("agreed", "started")


def waiting(desk: Desk, on: int) -> list[tuple[str, str | None, int]]:
    """What is due, without the cycle."""
    return due_by(CALENDAR, on, desk)


def at(schools: dict[str, set[str]]) -> Roster:
    """A roster of teachers and where they teach."""
    known = sorted(set().union(*schools.values()))
    return Roster(
        schools=[School(id=one) for one in known],
        teachers=[
            Teacher(id=id, posts=[Post(school=one) for one in named])
            for id, named in schools.items()
        ],
    )


def closed(first: int, last: int, *schools: str) -> Closure:
    """A closure of these schools from a day until a day."""
    return Closure(first=day(first), last=day(last), schools=schools)


class TestDue:
    def test_agreed_but_not_started(self) -> None:
        """
        From the first school day after the agreement.
        """
        desk = Desk()
        desk.enter("agreed", by="t-1", on=4)
        assert waiting(desk, 4) == []
        assert waiting(desk, 6) == []
        assert waiting(desk, 7) == [("start", None, 1)]

    def test_open_sessions(self) -> None:
        """
        From the first school day after the planned one, until they are closed.
        """
        desk = active()
        desk.enter("session_planned", on=0)
        assert waiting(desk, 5) == []
        assert waiting(desk, 8) == [("session", "v-1", 2)]
        desk.enter("session_missed")
        assert waiting(desk, 8) == []

    def test_a_phase_past_its_pace(self) -> None:
        """
        Five school days are in time, the sixth is late; a phase without a pace never is.
        """
        desk = paced()
        assert waiting(desk, 7) == []
        assert waiting(desk, 8) == [("phase", "a", 1)]
        desk.enter("moved", to="b")
        assert waiting(desk, 11) == []

    def test_a_missed_cadence(self) -> None:
        """
        Ten school days after the last session held, or after the start.
        """
        desk = paced()
        desk.enter("moved", to="b")
        assert waiting(desk, 14) == []
        assert waiting(desk, 15) == [("cadence", None, 1)]
        desk.enter("session_held", on=14)
        assert waiting(desk, 15) == []

    def test_the_cadence_begins_with_the_work(self) -> None:
        """
        Not with the proposal, which may wait for its answers.
        """
        desk = Desk(models=Models().add(PACED), model=PACED.ref)
        desk.enter("agreed", by="t-1", on=7)
        desk.enter("started", on=7)
        desk.enter("moved", to="b", on=7)
        assert [what for what, *_ in waiting(desk, 28)] == []
        assert waiting(desk, 29) == [("cadence", None, 1)]

    def test_of_equally_late_things_the_order_is_that_of_ids(self) -> None:
        """
        Cycle, then what it is, then which: whatever order they were entered in.
        """
        desk = active()
        for session in ("v-2", "v-1"):
            desk.enter("session_planned", session=session, on=0)
        desk.enter("step_agreed", due=day(5))
        assert waiting(desk, 8) == [
            ("session", "v-1", 2),
            ("session", "v-2", 2),
            ("step", "s-1", 2),
        ]

    def test_the_clock_of_the_cadence_begins_anew(self) -> None:
        """
        Not while the cycle was closed, nor before it was adopted; sessions to come do not count.
        """
        desk = paced()
        desk.enter("moved", to="b")
        desk.enter("completed", on=4)
        desk.enter("reopened", on=70)
        assert waiting(desk, 84) == []
        assert waiting(desk, 85) == [("cadence", None, 1)]
        desk.enter("session_held", on=90 - 5)
        assert waiting(desk, 85) == []
        late = Desk(
            "adopted", models=Models().add(PACED), model=PACED.ref, phase="b", on=42, since=day(0)
        )
        assert waiting(late, 56) == []
        assert waiting(late, 57) == [("cadence", None, 1)]
        late.enter("session_held", on=60)
        assert waiting(late, 57) == [("cadence", None, 1)]

    def test_closures_stop_the_clock(self) -> None:
        """
        A week without school adds nothing.
        """
        desk = paced()
        friday, next_sunday = 18, 27
        assert waiting(desk, friday) == waiting(desk, next_sunday)
        assert waiting(desk, next_sunday + 1)[0] == ("phase", "a", 10)

    def test_testing_windows_do_not(self) -> None:
        """
        Days of tests are school days; who rests for them pauses the cycle. Half days count too.
        """
        year = CALENDAR.years[0]
        tests = Window(name="State", first=day(1), last=day(11))
        halves = [HalfDay(day=day(n), ends=time(12)) for n in (1, 2, 3)]
        shorter = Calendar([evolve(year, testing_windows=[tests], half_days=halves)])
        desk = paced()
        assert due_by(shorter, 11, desk) == waiting(desk, 11) == [("phase", "a", 4)]

    def test_pauses_stop_the_clock(self) -> None:
        """
        The days from the pause until the day before it ended do not count.
        """
        desk = paced()
        desk.enter("paused", on=2)
        assert waiting(desk, 18) == []
        desk.enter("resumed", on=14)
        assert waiting(desk, 16) == []
        # One school day before the pause, and from the 14th on: 14, 15, 16, 17 and 18.
        assert waiting(desk, 18) == [("phase", "a", 1)]

    def test_pauses_that_overlap_count_once(self) -> None:
        """
        A back-dated pause does not take days off twice.
        """
        desk = paced()
        desk.enter("paused", on=2)
        desk.enter("resumed", on=14)
        desk.enter("paused", on=7)
        desk.enter("resumed", on=15)
        assert waiting(desk, 18) == []
        assert waiting(desk, 28) == [("phase", "a", 1)]

    def test_a_planned_return(self) -> None:
        """
        It is late once a school day has passed since; without a plan it never is.
        """
        desk = active()
        desk.enter("paused", on=2, resume_on=day(8))
        assert waiting(desk, 8) == []
        assert waiting(desk, 9) == [("resume", None, 1)]
        desk = active().enter_all("paused")
        assert waiting(desk, 99) == []

    def test_longest_overdue_first(self) -> None:
        """
        And what has ended is not due.
        """
        late, later, ended = active(), Desk(cycle="cycle-0"), active()
        for kind, by in (("agreed", "t-1"), ("started", "c-1")):
            later.enter(kind, by=by, cycle="cycle-0")
        late.enter("session_planned", on=0)
        later.enter("session_planned", on=0, session="v-2", cycle="cycle-0")
        ended.enter_all("session_planned", "ended_early")
        early = Desk()
        early.enter("agreed", by="t-1")
        found = due([late.cycle, later.cycle, ended.cycle, early.cycle], CALENDAR, day(9))
        assert [(one.what, one.target) for one in found] == [
            (Waiting.START, None),
            (Waiting.SESSION, "v-2"),
            (Waiting.SESSION, "v-1"),
        ]


class TestClosuresOfSingleSchools:
    def late(self, desk: Desk, on: int, roster: Roster | None, *closures: Closure) -> int:
        """How late the phase of a cycle that started on day 0 is, its pace being five days."""
        found = due([desk.cycle], school(*closures), day(on), roster)
        return sum(one.overdue_school_days for one in found if one.what == "phase")

    def test_they_stop_the_clock_of_those_concerned(self) -> None:
        """
        With a roster, and only for cycles whose teacher is at the school.
        """
        desk, ill = paced(), closed(1, 2, "s-1")
        assert self.late(desk, 10, None, ill) == 3
        assert self.late(desk, 10, at({"t-1": {"s-1"}}), ill) == 1
        assert self.late(desk, 10, at({"t-1": {"s-2"}}), ill) == 3
        assert self.late(desk, 10, at({"t-1": {"s-1"}}), closed(0, 0, "s-1")) == 3
        assert self.late(desk, 10, at({"t-1": {"s-1"}}), closed(10, 10, "s-1")) == 2
        assert self.late(desk, 10, at({"t-1": {"s-1"}}), closed(11, 11, "s-1")) == 3

    def test_one_open_school_is_enough(self) -> None:
        """
        Of a teacher at two schools both must be closed.
        """
        desk, roster = paced(), at({"t-1": {"s-1", "s-2"}})
        assert self.late(desk, 10, roster, closed(1, 2, "s-1")) == 3
        assert self.late(desk, 10, roster, closed(1, 2, "s-1"), closed(2, 3, "s-2")) == 2
        assert self.late(desk, 10, roster, closed(1, 2, "s-1", "s-2")) == 1

    def test_of_whom_no_school_is_known(self) -> None:
        """
        District days count: for a teacher unknown to the roster, or without schools there.
        """
        desk, ill = paced(), closed(1, 2, "s-1")
        assert self.late(desk, 10, at({"t-9": {"s-1"}}), ill) == 3
        assert self.late(desk, 10, at({"t-1": set()}), ill) == 3

    def two(self) -> Desk:
        """A cycle of t-1, whom t-2 joins on day 2."""
        model = evolve(PACED, most_teachers=2)
        desk = Desk(models=Models().add(model), model=model.ref).enter_all("agreed", "started")
        desk.enter("teacher_joined", on=2, by="t-2", teacher="t-2")
        return desk

    def test_every_teacher_of_the_day_counts(self) -> None:
        """
        The clock rests when all who take part that day are shut out, or some and the others away.
        """
        roster = at({"t-1": {"s-1"}, "t-2": {"s-2"}})
        assert self.late(self.two(), 10, roster, closed(1, 1, "s-1")) == 2
        assert self.late(self.two(), 10, roster, closed(2, 2, "s-1")) == 3
        assert self.late(self.two(), 10, roster, closed(2, 2, "s-1", "s-2")) == 2
        desk = self.two()
        desk.enter("away", person="t-2", first=day(3), last=day(3))
        assert self.late(desk, 10, roster) == 3
        assert self.late(desk, 10, roster, closed(3, 4, "s-1")) == 2

    def test_a_step_rests_with_its_owner(self) -> None:
        """
        While the owner's school is closed, though that of another teacher is open.
        """
        desk, roster = self.two(), at({"t-1": {"s-1"}, "t-2": {"s-2"}})
        desk.enter("step_agreed", on=2, owner="t-2", due=day(2))
        for ill, late in ((closed(3, 3, "s-1"), 3), (closed(3, 3, "s-2"), 2)):
            found = due([desk.cycle], school(ill), day(7), roster)
            assert [one.overdue_school_days for one in found if one.what == "step"] == [late]

    def test_a_planned_return(self) -> None:
        """
        It waits for school, too, though the cycle is paused.
        """
        desk = active()
        desk.enter("paused", on=0, resume_on=day(1))
        found = due([desk.cycle], school(closed(2, 2, "s-1")), day(3), at({"t-1": {"s-1"}}))
        assert [(one.what, one.overdue_school_days) for one in found] == [("resume", 1)]

    @given(
        st.lists(st.tuples(st.integers(0, 30), st.integers(0, 4), st.booleans()), max_size=4),
        st.sampled_from([{"s-1"}, {"s-2"}, {"s-1", "s-2"}, set()]),
        st.booleans(),
    )
    def test_day_by_day(
        self, drawn: list[tuple[int, int, bool]], schools: set[str], is_away: bool
    ) -> None:
        """
        As many days as there are on which there is school and somebody to work with.
        """
        closures = [closed(n, n + long, "s-1" if of_one else "s-2") for n, long, of_one in drawn]
        desk = paced()
        if is_away:
            desk.enter("away", person="t-1", first=day(8), last=day(9))
        calendar = school(*closures)
        counted = sum(
            calendar.is_school_day(day(n))
            and (not schools or any(calendar.is_school_day(day(n), one) for one in schools))
            and not (is_away and n in (8, 9))
            for n in range(1, 36)
        )
        assert self.late(desk, 35, at({"t-1": schools}), *closures) == max(counted - 5, 0)

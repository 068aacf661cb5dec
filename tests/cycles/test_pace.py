"""What is due, counted in school days."""

from typing import Any

from coachcycle.cycles import CycleModel, Models, Phase, Transition, Waiting, due
from coachcycle.schoolyear import Closure
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

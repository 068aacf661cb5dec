"""The laws of a log, on whole cycles that Hypothesis makes up."""

import copy
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from itertools import takewhile
from typing import Any

import pytest
from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from coachcycle.cycles import (
    MODELS,
    Amended,
    Correction,
    Cycle,
    Entry,
    Event,
    Models,
    Voided,
    advance,
    append,
    begin,
    dependents,
    minutes,
    options,
    refusals,
    replay,
)
from coachcycle.errors import CoachCycleError
from coachcycle.testing import events, histories, models, next_events, openings

COURSE = ("moved", "completed", "paused", "resumed", "ended_early", "reopened", "entered_in_error")
CONSENT = ("agreed", "declined", "withdrawn", "started", "cancelled")
PEOPLE = ("coach_handed_over", "teacher_joined", "teacher_left", "away")
PLANS = ("session_planned", "session_rescheduled", "session_cancelled", "session_missed")
RECORDS = ("session_held", "evidence", "reviewed", "step_agreed", "step_closed")
GOALS = ("goal_set", "goal_revised", "goal_closed", "measured")

# --- A whole cycle ------------------------------------------------------------------------------


class WholeCycle(RuleBasedStateMachine):
    """A cycle, from its opening or under way, as time goes by and people enter what they do."""

    @initialize(cycle=openings().map(lambda opening: begin(opening, MODELS)) | histories())
    def it_is_loaded(self, cycle: Cycle) -> None:
        self.cycle = cycle
        self.today = cycle.log[-1].happened

    @rule(data=st.data(), days=st.integers(0, 20))
    def time_and_work_go_on(self, data: st.DataObject, days: int) -> None:
        self.today = self.today.add(days=days)
        self.enter(data.draw(next_events(self.cycle, on=self.today)))

    @rule(data=st.data())
    def somebody_forgot_an_entry(self, data: st.DataObject) -> None:
        self.enter(data.draw(next_events(self.cycle)))

    @rule(data=st.data(), kinds=st.sampled_from([COURSE, CONSENT]))
    def it_takes_its_course(self, data: st.DataObject, kinds: tuple[str, ...]) -> None:
        self.enter(data.draw(events(self.cycle, self.accepted(kinds), on=self.today)))

    @rule(data=st.data())
    def people_come_and_go(self, data: st.DataObject) -> None:
        self.enter(data.draw(events(self.cycle, self.accepted(PEOPLE), on=self.today)))

    @rule(data=st.data(), kinds=st.sampled_from([PLANS, RECORDS, GOALS]))
    def something_is_recorded(self, data: st.DataObject, kinds: tuple[str, ...]) -> None:
        self.enter(data.draw(events(self.cycle, self.accepted(kinds))))

    @rule(data=st.data())
    def something_is_corrected(self, data: st.DataObject) -> None:
        self.enter(data.draw(events(self.cycle, ("voided", "amended"))))

    @rule(data=st.data())
    def anything_is_tried(self, data: st.DataObject) -> None:
        self.enter(data.draw(events(self.cycle)))

    @rule(data=st.data())
    def an_event_comes_again(self, data: st.DataObject) -> None:
        event = again(data.draw(st.sampled_from(self.cycle.log)))
        assert append(self.cycle, event, expected_version=0) == (self.cycle, ())

    def accepted(self, kinds: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the kinds that an option allows; all of them, if none is."""
        allowed = {one.event for one in options(self.cycle) if one.allowed}
        return tuple(kind for kind in kinds if kind in allowed) or kinds

    def enter(self, event: Event) -> None:
        """Saves an event; whether it is accepted or refused, the cycle that was stays as it was."""
        before = copy.deepcopy(state(self.cycle))
        with pytest.raises(refusals.StaleVersion):
            append(self.cycle, event, expected_version=self.cycle.version - 1)
        try:
            after, new = append(self.cycle, event, expected_version=self.cycle.version)
        except CoachCycleError:
            after = self.cycle
        else:
            assert (new, after.log) == ((event,), (*self.cycle.log, event))
        assert state(self.cycle) == before
        self.cycle = after

    @invariant()
    def a_cycle_is_its_log(self) -> None:
        assert state(replayed(self.cycle, self.cycle.log)) == state(self.cycle)
        assert self.cycle.version == len(self.cycle.log)

    @invariant()
    def coach_and_teachers_are_apart(self) -> None:
        cycle = self.cycle
        assert cycle.coach not in cycle.members
        assert 0 < len(cycle.members) <= cycle.model.most_teachers or cycle.declined_by
        assert cycle.agreed_by | cycle.declined_by <= cycle.invited
        assert not cycle.agreed_by & cycle.declined_by
        assert cycle.coach or cycle.status not in ("proposed", "agreed", "active")

    @invariant()
    def the_open_stay_is_of_the_last_iteration(self) -> None:
        iterations = [stay.iteration for stay in self.cycle.stays]
        assert iterations == sorted(iterations)
        assert {*iterations} == {*range(1, self.cycle.iteration + 1)}
        assert self.cycle.stay is None or self.cycle.stay.iteration == self.cycle.iteration

    @invariant()
    def it_rests_just_while_it_is_paused(self) -> None:
        is_resting = bool(self.cycle.pauses) and self.cycle.pauses[-1].until is None
        assert (
            is_resting == (self.cycle.status == "paused") or self.cycle.status == "entered_in_error"
        )
        assert all(pause.until is not None for pause in self.cycle.pauses[:-1])

    @invariant()
    def the_options_know_what_is_open(self) -> None:
        cycle = self.cycle
        targets = [(one.event, one.target) for one in options(cycle)]
        planned = {one.id for one in cycle.sessions.values() if one.status == "planned"}
        assert {target for event, target in targets if event == "session_cancelled"} == planned
        undone = {step.id for step in cycle.steps.values() if step.closed is None}
        assert {target for event, target in targets if event == "step_closed"} == undone
        assert len({*targets}) == len(targets)


WholeCycle.TestCase.settings = settings(max_examples=20, stateful_step_count=20)
TestWholeCycle = WholeCycle.TestCase


# --- The laws, one by one -----------------------------------------------------------------------


def state(cycle: Cycle) -> dict[str, Any]:
    """Every attribute of a cycle."""
    return dict(vars(cycle))


def derived(cycle: Cycle) -> dict[str, Any]:
    """Every attribute but the log, what follows from it, and in which order things came."""
    attributes = {key: value for key, value in state(cycle).items() if key not in OF_THE_LOG}
    return attributes | {
        "order": [*cycle.sessions, *cycle.goals, *cycle.steps],
        "memberships": cycle.memberships,
        "away": cycle.away,
        "evidence": cycle.evidence,
        "reviews": cycle.reviews,
        "minutes": [minutes(cycle), minutes(cycle, per="teacher")],
    }


OF_THE_LOG = ("events_", "nameable_")


def again(event: Event) -> Event:
    """The same event, recorded later."""
    later = event.recorded.add(days=1)
    if isinstance(event, Amended):
        return evolve(event, recorded=later, replacement=evolve(event.replacement, recorded=later))
    return evolve(event, recorded=later)


def replayed(cycle: Cycle, log: Iterable[Event]) -> Cycle:
    """Where a log leads by the cycle's own model."""
    return replay(log, Models([cycle.model]))


def uncorrected(cycle: Cycle) -> Cycle:
    """The cycle as it was before its first correction."""
    entered = takewhile(lambda event: not isinstance(event, Correction), cycle.log)
    return replayed(cycle, entered)


def voided(cycle: Cycle, ids: AbstractSet[str]) -> Cycle:
    """The cycle with those events taken back."""
    told: dict[str, Any] = {"id": f"void-{cycle.version}", "cycle": cycle.id, "by": "c-1"}
    told |= {"happened": cycle.log[0].happened, "recorded": cycle.log[0].recorded}
    return advance(cycle, Voided(**told, ids=ids, reason="mistake"))


def targets(cycle: Cycle, data: st.DataObject) -> set[str]:
    """A few events that can be voided."""
    assume(len(cycle.effective) > 1 and cycle.status != "entered_in_error")
    ids = [event.id for event in cycle.effective[1:]]
    return data.draw(st.sets(st.sampled_from(ids), min_size=1, max_size=3))


def amendment(cycle: Cycle, data: st.DataObject) -> Amended:
    """An amendment of an event that can be amended."""
    assume(len(cycle.effective) > 1 and cycle.status != "entered_in_error")
    amended = data.draw(events(cycle, ["amended"]))
    assert isinstance(amended, Amended)
    assume(amended.cycle == cycle.id and amended.target in [one.id for one in cycle.effective[1:]])
    return amended


def a_cycle_is_its_log(cycle: Cycle, data: st.DataObject) -> None:
    """Replaying a log gives the same cycle, and so does replaying a beginning and going on."""
    assert state(replayed(cycle, cycle.log)) == state(cycle)
    begun = replayed(cycle, cycle.log[: data.draw(st.integers(1, cycle.version))])
    for event in cycle.log[begun.version :]:
        begun = advance(begun, event)
    assert state(begun) == state(cycle)


def redelivery_changes_nothing(cycle: Cycle, data: st.DataObject) -> None:
    """Every event of a log can come again, recorded later, whatever version is expected."""
    before = copy.deepcopy(state(cycle))
    for event in cycle.log:
        for one in (event, again(event)):
            same, new = append(cycle, one, expected_version=data.draw(st.integers(0, 50)))
            assert (same is cycle, new) == (True, ())
    assert state(cycle) == before


def a_stale_version_is_refused(cycle: Cycle, data: st.DataObject) -> None:
    """Whatever the event is, as long as it is new."""
    stale = data.draw(st.integers(0, 50).filter(lambda version: version != cycle.version))
    with pytest.raises(refusals.StaleVersion) as caught:
        append(cycle, data.draw(events(cycle) | next_events(cycle)), expected_version=stale)
    assert (caught.value.expected, caught.value.version) == (stale, cycle.version)


def what_is_refused_changes_nothing(cycle: Cycle, data: st.DataObject) -> None:
    """What is accepted gives another cycle; the one that was stays as it was, come what may."""
    before = copy.deepcopy(state(cycle))
    for _ in range(5):
        event = data.draw(events(cycle))
        try:
            after = advance(cycle, event)
        except CoachCycleError:
            after = cycle
        assert after.log in (cycle.log, (*cycle.log, event))
        assert state(cycle) == before


def voiding_with_dependents_is_accepted(cycle: Cycle, data: st.DataObject) -> None:
    """The events named and those that fall with them count no more; all others do."""
    ids = targets(cycle, data)
    fallen = dependents(cycle, ids)
    assert not fallen & ids
    left = tuple(event for event in cycle.effective if event.id not in ids | fallen)
    assert voided(cycle, ids | fallen).effective == left


def a_void_gives_the_log_without(cycle: Cycle, data: st.DataObject) -> None:
    """The state is that of the log in which the voided events never stood."""
    cycle = uncorrected(cycle)
    ids = targets(cycle, data)
    gone = ids | dependents(cycle, ids)
    without = replayed(cycle, [event for event in cycle.log if event.id not in gone])
    assert derived(voided(cycle, gone)) == derived(without)


def no_dependent_can_stay(cycle: Cycle, data: st.DataObject) -> None:
    """Each would be refused without the events that it depends on."""
    cycle = uncorrected(cycle)
    ids = targets(cycle, data)
    gone = ids | dependents(cycle, ids)
    for id in gone - ids:
        with pytest.raises(refusals.CorrectionBreaksLog) as caught:
            voided(cycle, gone - {id})
        assert caught.value.refused == id


def two_voids_are_one(cycle: Cycle, data: st.DataObject) -> None:
    """Events can be taken back at once or one after another."""
    ids = targets(cycle, data)
    first = ids | dependents(cycle, ids)
    once = voided(cycle, first)
    ids = targets(once, data)
    then = ids | dependents(once, ids)
    assert derived(voided(once, then)) == derived(voided(cycle, first | then))


def an_amendment_gives_the_log_with_the_event_replaced(cycle: Cycle, data: st.DataObject) -> None:
    """The same state or the same refusal, where the replacement names no stay opened later."""
    cycle = uncorrected(cycle)
    amended = amendment(cycle, data)
    new = amended.replacement
    place = [event.id for event in cycle.log].index(new.id)
    stays = [stay.id for stay in replayed(cycle, cycle.log[:place]).stays]
    assume(not isinstance(new, Entry) or new.stay in (None, *stays))
    try:
        replaced = replayed(cycle, [*cycle.log[:place], new, *cycle.log[place + 1 :]])
    except CoachCycleError as refusal:
        with pytest.raises(refusals.CorrectionBreaksLog) as caught:
            advance(cycle, amended)
        assert caught.value.refusal == refusal
    else:
        assert derived(advance(cycle, amended)) == derived(replaced)


def the_last_amendment_counts(cycle: Cycle, data: st.DataObject) -> None:
    """Amending back gives what there was, but for when it was recorded."""
    amended = amendment(cycle, data)
    [counting] = [event for event in cycle.effective if event.id == amended.target]
    was = evolve(counting, recorded=amended.recorded)
    back = evolve(amended, id="back", replacement=was)
    try:
        after = advance(cycle, amended)
    except CoachCycleError:
        after = cycle
    assert derived(advance(after, back)) == derived(advance(cycle, back))


LAWS = (
    a_cycle_is_its_log,
    redelivery_changes_nothing,
    a_stale_version_is_refused,
    what_is_refused_changes_nothing,
    voiding_with_dependents_is_accepted,
    a_void_gives_the_log_without,
    no_dependent_can_stay,
    two_voids_are_one,
    an_amendment_gives_the_log_with_the_event_replaced,
    the_last_amendment_counts,
)
Law = Callable[[Cycle, st.DataObject], None]


@pytest.mark.parametrize("law", LAWS)
@settings(max_examples=10)
@given(histories(), st.data())
def test_laws(law: Law, cycle: Cycle, data: st.DataObject) -> None:
    """
    Each holds of any cycle.
    """
    law(cycle, data)


# --- Many of them -------------------------------------------------------------------------------


@pytest.mark.proof
def test_laws_hold_of_many(proof_count: Callable[[int], int]) -> None:
    """
    Any of them holds of longer ones, too, and by any model.
    """
    cycles = histories(longest=40) | models().flatmap(histories)

    @settings(max_examples=proof_count(20_000), database=None)
    @given(st.sampled_from(LAWS), cycles, st.data())
    def holds(law: Law, cycle: Cycle, data: st.DataObject) -> None:
        law(cycle, data)

    holds()


@pytest.mark.proof
def test_many_whole_cycles(proof_count: Callable[[int], int]) -> None:
    """
    Whatever is entered, the answer is a cycle that is its log, or one of the engine's refusals.
    """
    many = settings(max_examples=proof_count(20_000), stateful_step_count=40, database=None)
    run_state_machine_as_test(WholeCycle, settings=many)

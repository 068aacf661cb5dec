"""How good plans are and how long they take, beside the linear relaxation by HiGHS.

    uv run --group oracles tests/benchmarks/balance.py [SIZE...] [--leavers N] [--cp-sat SECONDS]

Sizes are network, district, state and xl; the first two unless told. Each is the seeded district of the
kit with so many coaches and teachers, measured once in a process of its own; rows are printed as they come.
A gap is what a plan might reach more at most, as a share of what it reaches or of the bound, whichever
is nearer to 0.

So many coaches, 30 unless told, leave one at a time in the middle of the year, and the plan is changed; the
full run beside it plans anew for the same people. CP-SAT, with one worker, is asked only if told for how
many of its own seconds. Of the size xl only served need is planned.
"""

import datetime
import resource
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from math import inf
from multiprocessing import get_context
from statistics import median
from time import process_time
from typing import NamedTuple, Self, TypeVar

from attrs import evolve
from programmes import by_cp_sat, relaxed
from rounds import heading, pin

from coachcycle.balance import (
    AssignmentProblem,
    ChangeReason,
    Explainer,
    Explanation,
    LevelResult,
    Progress,
    Solution,
    balance,
    certify,
    compare,
    rebalance,
    solve,
    verify,
)
from coachcycle.balance.formulation import Formulation
from coachcycle.balance.plans import outcomes
from coachcycle.balance.staffing import Staffing
from coachcycle.caseloads import Assignment, Caseload, Unserved, UnservedReason
from coachcycle.cli.output import quiet
from coachcycle.people import Coach, Roster
from coachcycle.testing import District, district

SEED = 1
NEED = "served_need"
LEAVES = datetime.date(2026, 11, 2)
"""The day from which on somebody is no longer there."""
ASKED = 200
"""Of how many teachers without a coach is asked why, at most."""
CHECKED = 3
"""How many of the answers are checked again."""
EFFORTS = 1, 2, 4, 8, 16, 32
"""How many times over is searched, one after the other, until an aim without a time is met."""

Result = TypeVar("Result")


class Size(NamedTuple):
    """How large a district is, and what is to be reached there."""

    coaches: int
    teachers: int
    by_arc: bool = True
    """Whether the relaxation that times are compared with links each arc by a row of its own."""
    gaps: tuple[tuple[int, float], ...] = ()
    """Within how many times the relaxation's time which gap is to be reached [share]."""
    free_gap: float = 0.0
    """Which gap without ways and limits of schools, however long it takes [share]."""
    explained: float = 0.0
    """How long an explanation may take [ms]."""


SIZES = {
    "network": Size(10, 150),
    "district": Size(120, 3_000, gaps=((1, 0.006), (10, 0.0045)), free_gap=0.0005, explained=1),
    "state": Size(1_000, 30_000, by_arc=False, gaps=((6, 0.012),), free_gap=0.001, explained=5),
    "xl": Size(5_000, 300_000),
}


class Row(NamedTuple):
    """What was measured, what it is compared with, and what it should be."""

    measured: str
    ours: str
    peer: str = ""
    compared: str = ""
    aim: str = ""
    is_met: bool | None = None

    def __str__(self) -> str:
        met = {True: "met", False: "not met", None: ""}[self.is_met]
        return f"| {' | '.join((*self[:5], met))} |"


def timed(side: Callable[[], Result]) -> tuple[Result, float]:
    """What a call gives, and the seconds of processor time that it took."""
    with quiet():
        began = process_time()
        result = side()
        return result, process_time() - began


class Run(NamedTuple):
    """A search for a plan, and what it took [s of processor time]."""

    solution: Solution
    seconds: float
    heard: list[tuple[float, Progress]]
    """How far it was on the way, and after how many seconds."""

    @classmethod
    def of(cls, problem: AssignmentProblem, effort: int = 1) -> Self:
        """The search for a plan of a problem."""
        heard: list[tuple[float, Progress]] = []
        began = process_time()

        def hear(progress: Progress) -> None:
            heard.append((process_time() - began, progress))

        return cls(*timed(partial(solve, problem, effort=effort, progress=hear)), heard)

    def within(self, seconds: float) -> float:
        """The least gap on the first level that it told of by then; infinite, if it told of none."""
        level = self.solution.levels[0]
        return min(
            (
                gap(evolve(level, reached=progress.value, bound=progress.bound))
                for at, progress in self.heard
                if at <= seconds
            ),
            default=inf,
        )

    @property
    def gap(self) -> float:
        """Of the first level."""
        return gap(self.solution.levels[0])

    def __str__(self) -> str:
        return f"{self.gap:.2%} in {self.seconds:.1f} s"


def gap(level: LevelResult) -> float:
    """How much more than was reached a plan might reach at most [share]."""
    assert level.gap is not None
    assert level.bound is not None
    nearer = min(abs(level.reached), abs(level.bound))
    return level.gap / nearer if nearer else float(level.gap and inf)


def memory() -> float:
    """The most that this process has taken so far, with what it has imported [MB]."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10


def formulated(drawn: District) -> Formulation:
    """The problem on the first day of school."""
    return Formulation.of(Staffing.on(drawn.roster, drawn.rules, drawn.year.first))


def only_need(problem: AssignmentProblem) -> AssignmentProblem:
    """The problem with its first level alone."""
    return evolve(problem, levels=problem.levels[:1])


# --- Served need ------------------------------------------------------------------------------


def of_need(size: Size, problem: AssignmentProblem, once: Run) -> Iterator[Row]:
    """With twice the effort again and again, while twice the time is within the last aim."""
    bound, seconds = timed(partial(relaxed, problem, by_arc=size.by_arc))
    peer = f"relaxation by {'arc' if size.by_arc else 'group'}, {seconds:.1f} s"
    ours = f"{once.solution.levels[0].bound:,}"
    yield Row("bound of served need", ours, f"{peer}: {bound:,.1f}")
    yield Row("gap of served need", str(once), peer, f"{once.seconds / seconds:.2f} x")
    runs = [once]
    while 2 * runs[-1].seconds <= size.gaps[-1][0] * seconds:
        run = Run.of(problem, 2 * runs[-1].solution.effort)
        name = f"the same, effort {run.solution.effort}"
        yield Row(name, str(run), peer, f"{run.seconds / seconds:.2f} x")
        runs.append(run)
    for times, aim in size.gaps:
        least = min(run.within(times * seconds) for run in runs)
        yield Row(f"gap within {times} x", f"{least:.2%}", peer, "", f"<= {aim:.2%}", least <= aim)


def without_ways(size: Size, problem: AssignmentProblem) -> Iterator[Row]:
    """As if all schools were one: with twice the effort again and again, until the aim is met."""
    groups = len(problem.group_weights)
    free = evolve(
        problem,
        group_weights=[0] * groups,
        most_groups=[groups] * len(problem.capacities),
    )
    for effort in EFFORTS:
        run = Run.of(free, effort)
        yield Row(f"gap without ways and limits of schools, effort {effort}", str(run))
        if run.gap <= size.free_gap:
            break
    aim = f"<= {size.free_gap:.2%}"
    yield Row("the least of them", f"{run.gap:.2%}", "", "", aim, run.gap <= size.free_gap)


def with_heads(drawn: District, once: Run) -> Row:
    """No coach has more heads than coaches have on average without a cap."""
    of_heads = evolve(drawn, rules=evolve(drawn.rules, most_heads=1_000))
    problem = only_need(formulated(of_heads).problem)
    coaches = len(problem.capacities)
    most = int(problem.arc_heads[once.solution.taken].sum()) // coaches
    run = Run.of(evolve(problem, most_heads=[most] * coaches))
    ratio = run.seconds / once.seconds
    return Row(
        f"gap with at most {most} heads",
        str(run),
        f"without a cap, {once.seconds:.1f} s",
        f"{ratio:.1f} x",
        "<= 15 x",
        ratio <= 15,
    )


def asked_of_cp_sat(problem: AssignmentProblem, once: Run, seconds: float) -> Row:
    """One worker, who is told the plan that the search begins with."""
    begun = solve(problem, stop=lambda: True)
    answer, took = timed(partial(by_cp_sat, problem, begun.taken, seconds))
    theirs = gap(evolve(once.solution.levels[0], reached=answer.value, bound=answer.bound))
    return Row("gap of served need beside CP-SAT", str(once), f"{theirs:.2%} in {took:.1f} s")


# --- All levels -------------------------------------------------------------------------------


def proven(problem: AssignmentProblem) -> Row:
    """Of a small problem."""
    run = Run.of(problem)
    bounded = [one for one in run.solution.levels if one.bound is not None]
    met = sum(one.bound == one.value for one in bounded)
    ours = f"{met} of {len(bounded)} in {run.seconds:.1f} s"
    return Row("levels proven optimal", ours, "", "", "all", met == len(bounded))


def of_all(run: Run, once: Run) -> Iterator[Row]:
    """The gap of each level after the first, and how long all take."""
    for level in run.solution.levels[1:]:
        if level.bound is not None:
            told = f"{level.reached:,} of {level.bound:,}"
            is_aim = level.name == "fairness"
            aim, is_met = ("<= 10.0%", gap(level) <= 0.1) if is_aim else ("", None)
            yield Row(f"gap of {level.name}", f"{gap(level):.1%}", "", told, aim, is_met)
    ratio = run.seconds / once.seconds
    peer = f"served need alone, {once.seconds:.1f} s"
    yield Row("all levels", f"{run.seconds:.1f} s", peer, f"{ratio:.1f} x", "<= 8 x", ratio <= 8)


# --- Plans ------------------------------------------------------------------------------------


def planned(drawn: District, formulation: Formulation, solution: Solution) -> Caseload:
    """What a solution is as a plan."""
    stretch = formulation.stretch(drawn.rules.first, drawn.rules.until, solution.taken)
    return Caseload(rules=drawn.rules, stretches=[evolve(stretch, levels=outcomes(solution))])


def looked_at(plan: Caseload, drawn: District, made: float) -> Iterator[Row]:
    """By what shares nothing with the search, and with bounds of its own."""
    peer = f"all levels, {made:.1f} s"
    for name, side in (("verify", verify), ("certify", certify)):
        _, seconds = timed(partial(side, plan, drawn.roster, drawn.year))
        yield Row(name, f"{seconds:.1f} s", peer, f"{seconds / made:.3f} x")


def explained(size: Size, plan: Caseload, drawn: District) -> Iterator[Row]:
    """Why those have no coach who might have one."""
    first = plan.rules.first
    explainer, made = timed(partial(Explainer.of, plan, drawn.roster, drawn.year, first))
    without = [
        min(one.teachers)
        for one in plan.stretches[0].unserved
        if one.reason is UnservedReason.OUTWEIGHED
    ]
    asked = without[:: -(-len(without) // ASKED)]
    explainer.explain(asked[0])  # what is made once is made here
    answers = [timed(partial(explainer.explain, id)) for id in asked]
    ms = median(seconds for _, seconds in answers) * 1000
    yield Row(
        f"explaining a teacher, median of {len(asked)}",
        f"{ms:.2f} ms",
        f"explainer made in {made:.1f} s",
        "",
        f"<= {size.explained:g} ms",
        ms <= size.explained,
    )
    chosen = answers[:: -(-len(answers) // CHECKED)]
    checked = [is_borne_out(answer, plan, drawn) for answer, _ in chosen]
    ours = f"{sum(checked)} of {len(checked)}"
    yield Row("answers that verify bears out", ours, "", "", "all", all(checked))


def is_borne_out(answer: Explanation, plan: Caseload, drawn: District) -> bool:
    """Whether the change that is said to cost least costs just that: made by hand, and verified."""
    (reasoning,) = answer.cases
    option, stretch = reasoning.options[0], plan.stretches[0]
    schools = {one.teachers: one.school for one in stretch.assignments}
    schools |= {one.teachers: one.school for one in stretch.unserved if one.school is not None}
    taken = {reasoning.teachers, *option.added}
    changed = evolve(
        stretch,
        levels=(),
        assignments=[
            *(one for one in stretch.assignments if one.teachers not in option.displaced),
            *(Assignment(coach=option.coach, school=schools[one], teachers=one) for one in taken),
        ],
        unserved=[
            *(one for one in stretch.unserved if one.teachers not in taken),
            *(
                Unserved(school=schools[one], teachers=one, reason="outweighed")
                for one in option.displaced
            ),
        ],
    )
    found = verify(evolve(plan, stretches=[changed]), drawn.roster, drawn.year)
    (after,) = found.accounts
    before = {one.name: one.value for one in stretch.levels}
    lost = tuple(before[name] - after.values[name] for name in answer.levels)
    return found.is_sound and lost == option.loss


class Changed(NamedTuple):
    """A plan after somebody has left, however it was made."""

    seconds: float
    need: int
    moves: int
    """Who no longer has a coach who might go on."""

    @classmethod
    def of(cls, plan: Caseload, roster: Roster, side: Callable[[], Caseload]) -> Self:
        """What makes the plan."""
        after, seconds = timed(side)
        found = compare(plan, after, LEAVES, roster)
        (need,) = (value for name, _, value in found.levels if name == NEED)
        assert need is not None
        gone = [one.reason for one in (*found.lost, *found.moved)]
        return cls(seconds, need, gone.count(ChangeReason.FOR_OTHERS))


def rebalanced(plan: Caseload, drawn: District, leavers: int) -> Iterator[Row]:
    """After one coach has left, then after another instead."""
    coaches, rules = drawn.roster.coaches, evolve(drawn.rules, first=LEAVES)
    ours: list[Changed] = []
    full: list[Changed] = []
    for leaver in coaches[:: -(-len(coaches) // leavers)]:
        staying = [left(one) if one is leaver else one for one in coaches]
        roster = evolve(drawn.roster, coaches=staying)
        changing = partial(rebalance, plan, roster, drawn.year, LEAVES)
        ours.append(Changed.of(plan, roster, changing))
        full.append(Changed.of(plan, roster, partial(balance, roster, rules, drawn.year)))
    for name, place, aim, is_least in (
        ("rebalance [s]", 0, 0.02, False),
        ("served need then", 1, 0.998, True),
        ("moves without need", 2, 0.03, False),
    ):
        mine, theirs = (median(float(one[place]) for one in each) for each in (ours, full))
        ratio = mine / theirs
        yield Row(
            f"{name}, median of {len(ours)} leavers",
            f"{mine:,.1f}",
            f"full run, {theirs:,.1f}",
            f"{ratio:.3f} x",
            f"{'>=' if is_least else '<='} {aim:g} x",
            ratio >= aim if is_least else ratio <= aim,
        )


def left(coach: Coach) -> Coach:
    """The coach, whose posts have ended."""
    return evolve(coach, posts=[evolve(one, until=LEAVES) for one in coach.posts])


# --- The table --------------------------------------------------------------------------------


def rows(name: str, leavers: int, cp_sat: float) -> Iterator[Row]:
    """What is measured of a size."""
    size = SIZES[name]
    solve(formulated(district(2, 30)).problem)  # what is compiled is compiled here
    drawn = district(size.coaches, size.teachers, SEED)
    formulation, seconds = timed(partial(formulated, drawn))
    problem = formulation.problem
    yield Row("roster to problem", f"{seconds:.1f} s")
    if name == "network":
        yield proven(problem)
        return
    need = only_need(problem)
    once = Run.of(need)
    if name == "xl":
        yield Row("gap of served need", str(once))
        mb = memory()
        yield Row("memory, served need", f"{mb:,.0f} MB", "", "", "<= 16,384 MB", mb <= 2**14)
        return
    _, first = once.heard[0]
    begun = gap(evolve(once.solution.levels[0], reached=first.value))
    yield Row("gap of the plan that the search begins with", f"{begun:.2%}")
    yield Row("memory, served need", f"{memory():,.0f} MB")
    yield from of_need(size, need, once)
    yield from without_ways(size, need)
    if cp_sat:
        yield asked_of_cp_sat(need, once, cp_sat)
    every = Run.of(problem)
    yield from of_all(every, once)
    plan = planned(drawn, formulation, every.solution)
    yield from explained(size, plan, drawn)
    yield from looked_at(plan, drawn, every.seconds)
    yield with_heads(drawn, once)
    if leavers:
        yield from rebalanced(plan, drawn, leavers)
    yield Row("memory, with all that is compared", f"{memory():,.0f} MB")


def measure(name: str, leavers: int, cp_sat: float) -> None:
    """Prints the table of a size, row by row."""
    pin()
    size = f"{name}, {SIZES[name].coaches:,} / {SIZES[name].teachers:,}"
    print(f"\n| {size} | coachcycle | peer | compared | should be | |")
    print("| --- | --- | --- | --- | --- | --- |")
    for row in rows(name, leavers, cp_sat):
        print(row, flush=True)


def main(arguments: Sequence[str]) -> None:
    """Prints the tables."""
    parser = ArgumentParser(description="How good plans are and how long they take.")
    parser.add_argument("sizes", nargs="*", metavar="SIZE", default=["network", "district"])
    parser.add_argument("--leavers", type=int, default=30)
    parser.add_argument("--cp-sat", type=float, default=0, metavar="SECONDS")
    told = parser.parse_args(arguments)
    print(heading("coachcycle", "numba", "scipy", "ortools", how="each once"), flush=True)
    for name in told.sizes:
        with ProcessPoolExecutor(1, get_context("spawn")) as executor:
            executor.submit(measure, name, told.leavers, told.cp_sat).result()


if __name__ == "__main__":
    main(sys.argv[1:])

"""Explanations beside every change of one caseload that there is."""

import importlib
from collections.abc import Sequence
from itertools import combinations, product

import numpy as np
import pytest
from attrs import evolve
from offices import FIRST, WINTER, YEAR, Office, office, seeds, simple

from coachcycle.balance import (
    DayOutsidePlan,
    Exclusion,
    Explainer,
    NotInRoster,
    Option,
    PairExcluded,
    balance,
    explain,
    rebalance,
    values,
    verify,
)
from coachcycle.balance.exact import allows
from coachcycle.caseloads import (
    Assignment,
    Caseload,
    Demand,
    Pair,
    Rank,
    Stretch,
    Unserved,
    UnservedReason,
)
from coachcycle.people import Evaluation, Post, School
from coachcycle.vocabulary import PersonId

NEED_ALONE = [Rank(criterion="served_need")]


def needs(plan: Caseload, stretch: Stretch, one: Office) -> tuple[int, ...] | None:
    """The values of served need of a stretch put into a plan; None, if a rule is broken."""
    changed = evolve(plan, stretches=[evolve(stretch, levels=())])
    found = verify(changed, one.roster, YEAR)
    return None if found.problems else tuple(found.accounts[0].values.values())


def least_loss(
    plan: Caseload, one: Office, case: Unserved, coach: PersonId
) -> tuple[int, ...] | None:
    """What giving a case to a coach costs at least, of all changes to that caseload alone."""
    (stretch,) = plan.stretches
    mine = [each for each in stretch.assignments if each.coach == coach]
    others = [each for each in stretch.assignments if each.coach != coach]
    free = [each for each in stretch.unserved if each.school is not None and each != case]
    pool = [
        *((each.school, each.teachers) for each in mine),
        *((each.school, each.teachers) for each in free),
    ]
    before = needs(plan, stretch, one)
    assert before is not None
    best: tuple[int, ...] | None = None
    for size in range(len(pool) + 1):
        for chosen in combinations(pool, size):
            held = [*chosen, (case.school, case.teachers)]
            rest = [each for each in (*pool, (case.school, case.teachers)) if each not in held]
            changed = evolve(
                stretch,
                assignments=[
                    *others,
                    *(Assignment(coach=coach, school=at, teachers=who) for at, who in held),
                ],
                unserved=[
                    *(each for each in stretch.unserved if each.school is None),
                    *(_without(one, at, who, plan) for at, who in rest),
                ],
            )
            after = needs(plan, changed, one)
            if after is not None:
                loss = tuple(a - b for a, b in zip(before, after, strict=True))
                best = loss if best is None else min(best, loss)
    return best


def _without(
    one: Office, school: str | None, teachers: frozenset[PersonId], plan: Caseload
) -> Unserved:
    """Without a coach, for the reason that verification asks for."""
    for each in plan.stretches[0].unserved:
        if (each.school, each.teachers) == (school, teachers):
            return each
    return Unserved(school=school, teachers=teachers, reason=UnservedReason.OUTWEIGHED)


@pytest.mark.parametrize("replaces", [False, True])
@pytest.mark.parametrize("seed", seeds(6, 40))
def test_the_least_displacement(seed: int, *, replaces: bool) -> None:
    """
    Of every set of teachers that the coach could have instead; and what excludes the others. Where another
    plan was in force, who had a coach in it comes first.
    """
    one = office(seed, 3, 6)
    one = Office(one.roster, evolve(one.rules, order=NEED_ALONE))
    plan = balance(*one, YEAR)
    if replaces:
        rules = evolve(one.rules, demands=office(seed + 1).rules.demands)
        plan = rebalance(plan, one.roster, YEAR, FIRST, rules=rules, open_cycles=["t-0"])
    require_least(plan, one)


@pytest.mark.parametrize("seed", seeds(4, 40))
def test_the_least_displacement_in_large_numbers(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """The same, where 64 bits would not hold all levels together."""
    monkeypatch.setattr(importlib.import_module("coachcycle.balance.explain"), "SAFE", 0)
    one = office(seed, 3, 6)
    one = Office(one.roster, evolve(one.rules, order=NEED_ALONE))
    require_least(balance(*one, YEAR), one)


def test_many_tiers() -> None:
    """The coach has time for two of a hundred, each of a tier of her own: the last of them gives way."""
    tiers = [f"n-{n}" for n in range(100)]
    demands = [Demand(tier=tier, need=10_000, contact_minutes=60) for tier in tiers]
    one = simple(coaches=1, teachers=100, minutes=120, demands=demands, assigning="tiers")
    teachers = [
        evolve(each, tier=tier) for each, tier in zip(one.roster.teachers, tiers, strict=True)
    ]
    roster = evolve(one.roster, teachers=teachers)
    plan = balance(roster, one.rules, YEAR)
    (case,) = explain(plan, roster, YEAR, "t-99", FIRST).cases
    (option,) = case.options
    assert option.displaced == ({"t-1"},)
    assert option.loss == (0, 10_000, *(0,) * 97, -10_000)


def require_least(plan: Caseload, one: Office) -> None:
    """Holds what is said of each case without a coach against all changes of one caseload."""
    explainer = Explainer.of(plan, one.roster, YEAR, FIRST)
    for case in plan.stretches[0].unserved:
        if case.school is None or case.reason is UnservedReason.NO_DEMAND:
            continue
        (told,) = (
            each
            for each in explainer.explain(min(case.teachers)).cases
            if each.school == case.school
        )
        assert told.reason is case.reason
        assert {option.coach for option in told.options} == {
            desk.coach.id for desk in explainer.formulation.board.staffing.desks
        }
        for option in told.options:
            assert (least_loss(plan, one, case, option.coach) is None) == bool(option.exclusions)
            if not option.exclusions:
                assert option.loss == least_loss(plan, one, case, option.coach)
                assert option.is_tie == (not any(option.loss))


def test_who_had_a_coach_comes_before_need() -> None:
    """She needs more than who has the coach, from a plan in force: that she loses it is proven and told."""
    demands = [Demand(tier="new", need=9, contact_minutes=60), Demand(need=1, contact_minutes=60)]
    one = simple(coaches=1, teachers=2, minutes=60, demands=demands)
    had, new = one.roster.teachers
    earlier = evolve(one.roster, teachers=[had])
    roster = evolve(one.roster, teachers=[had, evolve(new, tier="new")])
    for day in (FIRST, WINTER):
        plan = rebalance(balance(earlier, one.rules, YEAR), roster, YEAR, day)
        told = explain(plan, roster, YEAR, "t-1", WINTER)
        (case,) = told.cases
        assert told.levels == ("still_served", "stays", "served_need")
        assert (case.options[0].loss, case.proven_loss) == ((1, 1, -8), 1)


def best_with(explainer: Explainer) -> dict[int, int]:
    """The most need that a plan serves which gives an item a coach, whatever else it changes."""
    problem = explainer.formulation.problem
    ways = [[None, *problem.arcs_of(item).tolist()] for item in range(problem.items)]
    best: dict[int, int] = {}
    for given in product(*ways):
        taken = np.zeros(len(problem.arc_items), np.bool_)
        taken[[arc for arc in given if arc is not None]] = True
        if allows(problem, taken, ()):
            need = values(problem, taken)[0]
            for item in np.flatnonzero([arc is not None for arc in given]).tolist():
                best[item] = max(best.get(item, need), need)
    return best


@pytest.mark.parametrize("seed", seeds(8, 60))
def test_every_plan_that_serves_somebody_loses_as_much_as_said(seed: int) -> None:
    """Of all plans that give a case a coach, whatever else they change."""
    one = office(seed, 3, 6)
    plan = balance(one.roster, evolve(one.rules, order=NEED_ALONE), YEAR)
    explainer = Explainer.of(plan, one.roster, YEAR, FIRST)
    reached, best = values(explainer.formulation.problem, explainer.taken)[0], best_with(explainer)
    for item, case in enumerate(explainer.formulation.cases):
        (told,) = (
            each for each in explainer.explain(min(case.ids)).cases if each.school == case.school
        )
        assert (told.proven_loss is None) == (told.coach is not None or item not in best)
        if told.proven_loss is not None:
            assert 0 <= told.proven_loss <= max(0, reached - best[item])


def test_what_was_not_found_is_not_said_to_be_impossible() -> None:
    """
    No change of one caseload serves her without a loss, and no chain was found: to say that no plan does is
    wrong, and is not said where one does.
    """
    wrong = 0
    for seed in (0, 4, 10, 19):
        one = office(seed, 3, 6)
        plan = balance(one.roster, evolve(one.rules, order=NEED_ALONE), YEAR)
        explainer = Explainer.of(plan, one.roster, YEAR, FIRST)
        reached = values(explainer.formulation.problem, explainer.taken)[0]
        cases = explainer.formulation.cases
        for item, best in best_with(explainer).items():
            told = explainer.explain(min(cases[item].ids)).cases
            (here,) = (each for each in told if each.school == cases[item].school)
            free = [each for each in here.options if each.loss and max(each.loss) <= 0]
            if here.coach is None and not here.chain and not free and best == reached:
                wrong += 1
                assert here.proven_loss == 0
    assert wrong > 0


def test_what_it_would_cost_to_serve_somebody_is_proven() -> None:
    """Three of need 3 fill the week; whoever serves the one of need 1 gives one of them up."""
    demands = [Demand(tier="new", need=3, contact_minutes=60), Demand(need=1, contact_minutes=60)]
    one = simple(coaches=1, teachers=4, demands=demands)
    teachers = [evolve(each, tier="new") for each in one.roster.teachers[:3]]
    roster = evolve(one.roster, teachers=[*teachers, one.roster.teachers[3]])
    plan = balance(roster, one.rules, YEAR)
    (case,) = explain(plan, roster, YEAR, "t-3", FIRST).cases
    assert (case.options[0].loss, case.proven_loss) == ((2,), 2)


def test_pins_leave_no_room() -> None:
    """A coach whose week is pinned away stands with those whom a rule excludes."""
    pairs = [Pair(kind="pinned", coach="c-0", teacher=f"t-{n}") for n in range(3)]
    one = simple(coaches=1, teachers=4, pairs=pairs)
    plan = balance(*one, YEAR)
    (case,) = explain(plan, one.roster, YEAR, "t-3", FIRST).cases
    assert case.options == (Option(coach=PersonId("c-0"), exclusions=(Exclusion.PINS,)),)
    assert (case.reason, case.proven_loss, case.tries) == (UnservedReason.OUTWEIGHED, None, 0)


def test_a_tie_says_so() -> None:
    one = simple(coaches=1, teachers=4)
    plan = balance(*one, YEAR)
    (left,) = plan.stretches[0].unserved
    (teacher,) = left.teachers
    told = explain(plan, one.roster, YEAR, teacher, FIRST)
    (case,) = told.cases
    (option,) = case.options
    assert (told.levels, option.loss, option.is_tie) == (("served_need",), (0,), True)
    assert len(option.displaced) == 1
    assert option.added == ()


def by_hand(one: Office, coaches: dict[str, str], without: Sequence[str]) -> Caseload:
    """A plan that somebody has written: each teacher's coach, and who has none."""
    return Caseload(
        rules=one.rules,
        stretches=[
            Stretch(
                first=one.rules.first,
                until=one.rules.until,
                assignments=[
                    Assignment(coach=coach, school="s-1", teachers=[teacher])
                    for teacher, coach in coaches.items()
                ],
                unserved=[
                    Unserved(school="s-1", teachers=[each], reason="outweighed") for each in without
                ],
            )
        ],
    )


def test_a_chain_through_two_caseloads() -> None:
    """The first coach alone may have her; one of hers can go to the second, who has time."""
    one = simple(coaches=2, teachers=5, minutes=120)
    apart = [Evaluation(evaluator="c-1", evaluated=f"t-{n}") for n in (0, 4)]
    roster = evolve(one.roster, teachers=one.roster.teachers, evaluations=apart)
    hand = by_hand(one, {"t-0": "c-0", "t-1": "c-0", "t-2": "c-1"}, ["t-3", "t-4"])
    (case,) = explain(hand, roster, YEAR, "t-4", FIRST).cases
    first, second = case.chain
    assert (first.coach, first.takes, first.gives_up) == ("c-0", {"t-4"}, ({"t-1"},))
    assert (second.coach, second.takes, second.gives_up) == ("c-1", {"t-1"}, ())
    assert case.tries >= 1
    full = evolve(roster, evaluations=[*apart, Evaluation(evaluator="c-1", evaluated="t-1")])
    (case,) = explain(hand, full, YEAR, "t-4", FIRST).cases
    assert case.chain == ()


def test_no_chain_through_pins() -> None:
    """Who could take one of hers has a week that is pinned away."""
    pairs = [Pair(kind="pinned", coach="c-1", teacher=f"t-{n}") for n in (2, 3)]
    one = simple(coaches=2, teachers=5, minutes=120, pairs=pairs)
    apart = [Evaluation(evaluator="c-1", evaluated="t-4")]
    roster = evolve(one.roster, evaluations=apart)
    coaches = {"t-0": "c-0", "t-1": "c-0", "t-2": "c-1", "t-3": "c-1"}
    (case,) = explain(by_hand(one, coaches, ["t-4"]), roster, YEAR, "t-4", FIRST).cases
    assert (case.chain, case.tries) == ((), 1)


def test_a_chain_loses_nothing_on_any_level() -> None:
    """Each coach could take the volunteer for somebody of more need: what she gains, need loses."""
    demands = [
        Demand(tier=f"n-{need}", need=need, contact_minutes=60, preparation_minutes=0)
        for need in (1, 5, 9)
    ]
    rules = {"demands": demands, "assigning": "volunteers_first", "volunteers": ["t-0"]}
    one = simple(coaches=2, teachers=3, minutes=60, **rules)
    teachers = [
        evolve(each, tier=demand.tier)
        for each, demand in zip(one.roster.teachers, demands, strict=True)
    ]
    roster = evolve(one.roster, teachers=teachers)
    hand = by_hand(one, {"t-2": "c-0", "t-1": "c-1"}, ["t-0"])
    told = explain(hand, roster, YEAR, "t-0", FIRST)
    (case,) = told.cases
    assert told.levels == ("served_need:volunteers", "served_need")
    assert [each.loss for each in case.options] == [(-1, 4), (-1, 8)]
    assert (case.chain, case.tries) == ((), 2)


def test_who_is_excluded_and_who_has_a_coach() -> None:
    one = simple(coaches=2, teachers=2)
    roster = evolve(
        one.roster,
        evaluations=[
            Evaluation(evaluator="c-0", evaluated="t-0"),
            Evaluation(evaluator="c-1", evaluated="t-0"),
        ],
    )
    plan = balance(roster, one.rules, YEAR)
    explainer = Explainer.of(plan, roster, YEAR, FIRST)
    (case,) = explainer.explain("t-0").cases
    assert case.reason is UnservedReason.NO_COACH
    assert case.options == tuple(
        Option(coach=coach, exclusions=(Exclusion.EVALUATES,)) for coach in ("c-0", "c-1")
    )
    (case,) = explainer.explain("t-1").cases
    assert (case.reason, case.coach) == (None, min(plan.stretches[0].coaches["t-1"]))
    nowhere = evolve(roster, teachers=[evolve(roster.teachers[0], posts=[])])
    (case,) = explain(balance(nowhere, one.rules, YEAR), nowhere, YEAR, "t-0", FIRST).cases
    assert case.reason is UnservedReason.NO_SCHOOL


@pytest.mark.parametrize("seed", seeds(6, 40))
def test_others_who_may_coach_her(seed: int) -> None:
    """Each coach but her own is told of, without a loss, and no rule is against those who may have her."""
    one = office(seed, 3, 6)
    plan = balance(*one, YEAR)
    (stretch,) = plan.stretches
    explainer = Explainer.of(plan, one.roster, YEAR, FIRST)
    for each in stretch.assignments:
        (case,) = (
            told
            for told in explainer.explain(min(each.teachers)).cases
            if told.school == each.school
        )
        assert (case.coach, case.reason, case.proven_loss) == (each.coach, None, None)
        assert {option.coach for option in case.options} == {
            desk.coach.id for desk in explainer.formulation.board.staffing.desks
        } - {each.coach}
        for option in case.options:
            others = [other for other in stretch.assignments if other != each]
            given = evolve(
                stretch, levels=(), assignments=[*others, evolve(each, coach=option.coach)]
            )
            found = verify(evolve(plan, stretches=[given]), one.roster, YEAR)
            broken = [it for it in found.problems if isinstance(it, PairExcluded)]
            assert {it.reason for it in broken} == {*option.exclusions}
            assert (option.loss, option.is_tie) == ((), False)


def test_whom_a_pin_keeps_apart() -> None:
    """Of who is pinned nobody else is said to be free to take her."""
    pairs = [Pair(kind="pinned", coach="c-0", teacher="t-0")]
    one = simple(coaches=2, teachers=2, pairs=pairs)
    (case,) = explain(balance(*one, YEAR), one.roster, YEAR, "t-0", FIRST).cases
    assert case.coach == "c-0"
    assert case.options == (Option(coach=PersonId("c-1"), exclusions=(Exclusion.PINS,)),)


def test_a_coach_whom_a_rule_excludes() -> None:
    """A plan by hand gives her one all the same: then that is told, with the rule, and nobody else takes her."""
    pairs = [Pair(kind="refused", coach="c-0", teacher="t-0")]
    one = simple(coaches=2, teachers=3, minutes=60, pairs=pairs)
    hand = by_hand(one, {"t-0": "c-0", "t-1": "c-1"}, ["t-2"])
    explainer = Explainer.of(hand, one.roster, YEAR, FIRST)
    (case,) = explainer.explain("t-0").cases
    assert (case.coach, case.reason) == ("c-0", None)
    assert case.options == (
        Option(coach=PersonId("c-1")),
        Option(coach=PersonId("c-0"), exclusions=(Exclusion.REFUSED,)),
    )
    (case,) = explainer.explain("t-2").cases
    assert case.reason is UnservedReason.OUTWEIGHED
    assert all(option.added == () for option in case.options)


def test_who_has_more_than_there_is_time_for() -> None:
    """A plan by hand that is too much for a coach can be asked about who has none."""
    one = simple(coaches=1, teachers=3, minutes=60)
    hand = by_hand(one, {"t-0": "c-0", "t-1": "c-0"}, ["t-2"])
    (case,) = explain(hand, one.roster, YEAR, "t-2", FIRST).cases
    assert (case.options[0].loss, len(case.options[0].displaced), case.proven_loss) == ((1,), 2, 1)


def test_each_school_of_who_is_no_case() -> None:
    """Nobody says what she needs, at neither of her schools; a plan by hand may give her a coach."""
    one = simple(coaches=1, teachers=1, demands=[])
    posts = [Post(school="s-1"), Post(school="s-2")]
    roster = evolve(
        one.roster,
        schools=[School(id="s-1"), School(id="s-2")],
        teachers=[evolve(one.roster.teachers[0], posts=posts)],
    )
    told = explain(by_hand(one, {"t-0": "c-0"}, []), roster, YEAR, "t-0", FIRST)
    assert {(each.school, each.coach, each.reason) for each in told.cases} == {
        ("s-1", "c-0", None),
        ("s-2", None, UnservedReason.NO_DEMAND),
    }


def test_who_is_not_there_yet() -> None:
    """
    A plan says nothing of a teacher who joins within a stretch, whichever day is asked for.
    """
    one = simple(teachers=2)
    late, other = one.roster.teachers
    roster = evolve(
        one.roster, teachers=[evolve(late, posts=[Post(school="s-1", first=WINTER)]), other]
    )
    plan = balance(roster, one.rules, YEAR)
    for day in (FIRST, WINTER):
        assert explain(plan, roster, YEAR, "t-0", day).cases == ()
    new = rebalance(plan, roster, YEAR, WINTER)
    (case,) = explain(new, roster, YEAR, "t-0", WINTER).cases
    assert case.coach is not None


def test_who_is_new() -> None:
    """
    A plan says nothing of who came into the roster after it was made.
    """
    one = simple(teachers=3)
    late, plan = one.roster.teachers[0], balance(one.roster, one.rules, YEAR)
    roster = evolve(one.roster, teachers=[*one.roster.teachers, evolve(late, id="t-9")])
    assert explain(plan, roster, YEAR, "t-9", FIRST).cases == ()


def test_what_cannot_be_explained() -> None:
    one = simple()
    plan = balance(*one, YEAR)
    with pytest.raises(NotInRoster):
        explain(plan, one.roster, YEAR, "nobody", FIRST)
    with pytest.raises(DayOutsidePlan):
        explain(plan, one.roster, YEAR, "t-0", one.rules.until)
    assert PairExcluded.code == "balance.pair_excluded"

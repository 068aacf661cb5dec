"""Effect sizes, scores of goal attainment, and fidelity checks."""

from hypothesis import strategies as st

from coachcycle.goals import (
    EffectSize,
    EffectSizes,
    FidelityCheck,
    FidelityItem,
    GoalAttainment,
    GoalRecord,
    ItemScore,
    ScaledGoal,
    StandardError,
    TauBCVariant,
    TauUVariant,
    effect_sizes,
    goal_attainment,
    nap,
    pnd,
    pogo,
    tau,
    tau_bc,
    tau_u,
)
from coachcycle.testing.goal import EARLIEST, LATEST, goal_records
from coachcycle.testing.values import days, ids, kept, numbers
from coachcycle.vocabulary import Direction


@st.composite
def effects(draw: st.DrawFn) -> EffectSize:
    """Effect sizes by each method and variant, of two to eight measurements in each phase.

    Ties are frequent, and numbers as large as anybody may measure occur.
    """
    value = st.integers(0, 5) | numbers().map(round)
    before, since = draw(st.tuples(*2 * [st.lists(value, min_size=2, max_size=8)]))
    direction = draw(st.sampled_from(Direction))
    how = draw(st.sampled_from(StandardError))
    beyond = max(before) + 1 if direction is Direction.INCREASE else min(before) - 1
    return draw(
        st.sampled_from(
            [
                nap(before, since, direction=direction, standard_error=how),
                tau(before, since, direction=direction, standard_error=how),
                pnd(before, since, direction=direction),
                *(tau_u(before, since, direction=direction, variant=one) for one in TauUVariant),
                *(tau_bc(before, since, direction=direction, variant=one) for one in TauBCVariant),
                pogo(before, since, beyond, direction=direction),
            ]
        )
    )


def effect_reports(
    records: st.SearchStrategy[GoalRecord] | None = None,
) -> st.SearchStrategy[EffectSizes]:
    """All effect sizes of a goal on a day of 2026-27, or why they are missing.

    Args:
        records: What happened to the goal; anything, if not given.
    """
    of = goal_records() if records is None else records
    return st.builds(effect_sizes, of, days(EARLIEST, LATEST))


def scaled_goals(id: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[ScaledGoal]:
    """Goals with their level of attainment and a weight, 0 now and then.

    Args:
        id: Their ids; any, if not given.
    """
    return st.builds(
        ScaledGoal,
        id=ids() if id is None else id,
        level=st.integers(-2, 2),
        weight=st.just(1.0) | numbers(0.0, 10.0),
    )


@st.composite
def attainments(draw: st.DrawFn) -> GoalAttainment:
    """Scores of one to six scaled goals, the first of which weighs something."""
    first = draw(st.builds(ScaledGoal, id=ids(), level=st.integers(-2, 2)))
    others = draw(st.lists(scaled_goals(), max_size=5, unique_by=lambda goal: goal.id))
    goals = [first, *(goal for goal in others if goal.id != first.id)]
    return goal_attainment(goals, rho=draw(st.just(0.3) | numbers(0.0, 0.99)))


@kept
@st.composite
def fidelity_checks(draw: st.DrawFn) -> FidelityCheck:
    """Checklists of one to twelve items, now and then with none that is applicable."""
    scores = draw(st.sampled_from([[*ItemScore], [ItemScore.NOT_APPLICABLE]]))
    item = st.builds(FidelityItem, id=ids(), score=st.sampled_from(scores))
    return FidelityCheck(
        items=draw(st.lists(item, min_size=1, max_size=12, unique_by=lambda one: one.id)),
        partial_credit=draw(st.just(0.5) | numbers(0.0, 1.0)),
        threshold_percent=draw(st.just(80.0) | numbers(0.0, 100.0)),
    )

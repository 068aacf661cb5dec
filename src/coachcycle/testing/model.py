"""Requirements, cycle models and collections of them."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from hypothesis import strategies as st

from coachcycle.cycles import CycleModel, Models, Phase, Requirable, Requirement, Since, Transition
from coachcycle.testing.values import kept, names, optional, texts
from coachcycle.vocabulary import (
    Decision,
    EvidenceType,
    MeasurementRole,
    SessionForm,
    StepOutcome,
)

DETAILS: Mapping[Requirable, Sequence[str]] = {
    Requirable.EVIDENCE: (*EvidenceType, "x:own"),
    Requirable.SESSION_HELD: tuple(SessionForm),
    Requirable.MEASURED: tuple(MeasurementRole),
    Requirable.REVIEWED: tuple(Decision),
    Requirable.STEP_CLOSED: tuple(StepOutcome),
}
"""The details that a requirement may name; the other events have none."""

OF_A_TEACHER = (Requirable.SESSION_HELD, Requirable.MEASURED)
LONGEST_PACE = 400


@kept
@st.composite
def requirements(draw: st.DrawFn) -> Requirement:
    """Requirements that can be met."""
    event = draw(st.sampled_from(Requirable))
    details = DETAILS.get(event)
    return Requirement(
        event,
        draw(st.sets(st.sampled_from(details), max_size=3)) if details else (),
        count=draw(st.sampled_from([1, 1, 1, 2, 3])),
        since=draw(st.sampled_from(Since)),
        each_teacher=event in OF_A_TEACHER and draw(st.booleans()),
    )


def cycle_models(
    name: st.SearchStrategy[str] | None = None, *, most_phases: int = 5, most_teachers: int = 6
) -> st.SearchStrategy[CycleModel]:
    """Valid models: every phase can be reached, and from each of them a cycle can be completed.

    Args:
        name: Their names; any, if not given.
        most_phases: How many phases they have at most.
        most_teachers: How many teachers take part at most.
    """
    return _cycle_model(names() if name is None else name, most_phases, most_teachers)


@st.composite
def _cycle_model(
    draw: st.DrawFn, name: st.SearchStrategy[str], most_phases: int, most_teachers: int
) -> CycleModel:
    phases = draw(st.lists(names(), min_size=1, max_size=most_phases, unique=True))
    pace = optional(st.integers(1, LONGEST_PACE))
    asked = st.lists(requirements(), max_size=2)
    onward = list(pairwise(phases))
    ways = st.tuples(st.sampled_from(phases), st.sampled_from(phases))
    others = draw(st.lists(ways, max_size=4, unique=True))
    completing = {phases[-1], *draw(st.sets(st.sampled_from(phases), max_size=1))}
    fewest = draw(st.integers(1, most_teachers))
    return CycleModel(
        name=draw(name),
        version=draw(st.integers(1, 9)),
        phases=[Phase(phase, draw(optional(texts())), draw(pace)) for phase in phases],
        transitions=[
            Transition(source, to, draw(asked))
            for source, to in [*onward, *(way for way in others if way not in onward)]
        ],
        completes={phase: draw(asked) for phase in sorted(completing)},
        source=draw(texts(500)),
        title=draw(optional(texts())),
        cadence=draw(pace),
        fewest_teachers=fewest,
        most_teachers=draw(st.integers(fewest, most_teachers)),
    )


def models(model: st.SearchStrategy[CycleModel] | None = None) -> st.SearchStrategy[Models]:
    """Collections of one to three models.

    Args:
        model: What they hold; any models, if not given.
    """
    one = cycle_models() if model is None else model
    listed = st.lists(
        one, min_size=1, max_size=3, unique_by=lambda model: (model.name, model.version)
    )
    return listed.map(Models)

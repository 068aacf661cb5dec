"""Diagrams of models."""

from coachcycle.cycles import CycleModel


def mermaid(model: CycleModel) -> str:
    """The phases and transitions of a model as a Mermaid state diagram.

    A phase in which the cycle can be completed has an arrow to the end.
    """
    lines = ["stateDiagram-v2", f"    [*] --> {model.first_phase}"]
    for transition in model.transitions:
        needs = ", ".join(_needs(str(one)) for one in transition.requires)
        label = f": {needs}" if needs else ""
        lines.append(f"    {transition.source} --> {transition.to}{label}")
    lines += [f"    {phase} --> [*]" for phase, _ in model.completes]
    return "\n".join(lines) + "\n"


def _needs(requirement: str) -> str:
    return requirement.removesuffix(" since stay")

"""A model of the coaching cycle: its phases, the moves between them and what each move requires.

A model is data. A published one is a literal table (see `library`), a district's own is the same
value read from a document: it names requirements that this library knows and carries no code.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import pairwise
from typing import Any

from attrs import field, frozen

from coachcycle.cycles.requirement import Requirement, Since
from coachcycle.errors import CoachCycleError, SeveralProblems
from coachcycle.vocabulary import (
    Extra,
    Name,
    TypeMismatch,
    all_of,
    collection,
    extra,
    name,
    text,
    whole,
)

MOST_PHASES = 50
MOST_REQUIREMENTS = 50
MOST_TEACHERS = 100
LONGEST_PACE = 400


class ModelInvalid(SeveralProblems):
    """A model holds problems; all of them are reported together."""

    code = "cycles.model_invalid"
    template = "model {model}: {count} problems: {codes}"
    remedy = "Mend each problem of the model; each has a code of its own."

    model: Name


class PhaseRepeated(CoachCycleError):
    """Two phases of a model bear one name."""

    code = "cycles.phase_repeated"
    template = "model {model}: two phases are named {phase}"
    remedy = "Give one of the two phases another name."

    model: Name
    phase: Name


class PhaseUnknown(CoachCycleError):
    """Something names a phase that the model does not have."""

    code = "cycles.phase_unknown"
    template = "model {model} has no phase {phase} (it has: {phases})"
    remedy = "Correct the spelling, or add the phase to the model."

    model: Name
    phase: Name
    phases: tuple[Name, ...]


class TransitionRepeated(CoachCycleError):
    """Two transitions of a model lead from and to the same phases."""

    code = "cycles.transition_repeated"
    template = "model {model}: two transitions lead from {source} to {to}"
    remedy = "Keep one transition, with the requirements of both."

    model: Name
    source: Name
    to: Name


class TeachersBackwards(CoachCycleError):
    """A model takes at least more teachers than it takes at most."""

    code = "cycles.teachers_backwards"
    template = "model {model}: takes from {fewest} to {most} teachers"
    remedy = "Set most_teachers no lower than fewest_teachers."

    model: Name
    fewest: int
    most: int


class PhaseUnreachable(CoachCycleError):
    """No way leads from the first phase to this one."""

    code = "cycles.phase_unreachable"
    template = "model {model}: no way leads from the first phase to {phase}"
    remedy = "Add a transition that leads to the phase, or take it out."

    model: Name
    phase: Name


class PhaseNeverCompletes(CoachCycleError):
    """No way leads from this phase to one in which the cycle can be completed."""

    code = "cycles.phase_never_completes"
    template = "model {model}: from {phase} no way leads to a phase that completes the cycle"
    remedy = "Add a way from the phase to one that completes, or let it complete the cycle."

    model: Name
    phase: Name


def _optional_label(words: str | None) -> str | None:
    return None if words is None else text("title", words)


def _label(words: str) -> str:
    return text("source", words, 500)


def _pace(days: int | None) -> int | None:
    return None if days is None else whole("school days", days, 1, LONGEST_PACE)


@frozen
class Phase:
    """A phase of the work. `pace` is how long it should take at most [school days]."""

    name: Name = field(converter=name)
    title: str | None = field(default=None, converter=_optional_label, repr=False)
    pace: int | None = field(default=None, converter=_pace)


def _requires(requirements: Iterable[Requirement]) -> tuple[Requirement, ...]:
    listed = all_of(Requirement, "requires", requirements)
    whole("requirements of one way", len(listed), 0, MOST_REQUIREMENTS)
    return listed


@frozen
class Transition:
    """A way from one phase to another, or back to itself, and what leaving requires."""

    source: Name = field(converter=name)
    to: Name = field(converter=name)
    requires: tuple[Requirement, ...] = field(default=(), converter=_requires)


def _phases(phases: Iterable[Phase]) -> tuple[Phase, ...]:
    return all_of(Phase, "phases", phases)


def _transitions(transitions: Iterable[Transition]) -> tuple[Transition, ...]:
    return all_of(Transition, "transitions", transitions)


def _completes(
    completes: Mapping[str, Iterable[Requirement]],
) -> tuple[tuple[Name, tuple[Requirement, ...]], ...]:
    pairs = (
        completes.items() if isinstance(completes, Mapping) else collection("completes", completes)
    )
    named = []
    for pair in pairs:
        if not isinstance(pair, tuple) or len(pair) != 2:
            raise TypeMismatch("completes", "phases with their requirements", type(pair).__name__)
        named.append((name(pair[0]), _requires(pair[1])))
    return tuple(sorted(named, key=lambda pair: pair[0]))


def _teachers(number: int) -> int:
    return whole("teachers", number, 1, MOST_TEACHERS)


def _version(number: int) -> int:
    return whole("version", number, 1, 10**6)


_DIGEST = re.compile(r"[0-9a-f]{64}")


class DigestMalformed(CoachCycleError):
    """A digest is no SHA-256 sum."""

    code = "cycles.digest_malformed"
    template = "digest: expected 64 hexadecimal digits in lower case"
    remedy = "Copy the digest from the model, or leave it out."


def _optional_digest(digest: str | None) -> str | None:
    if digest is not None and (not isinstance(digest, str) or _DIGEST.fullmatch(digest) is None):
        raise DigestMalformed
    return digest


@frozen
class ModelRef:
    """Which model a cycle follows: name, version and, where known, the digest of its definition."""

    name: Name = field(converter=name)
    version: int = field(converter=_version)
    digest: str | None = field(default=None, converter=_optional_digest)


@frozen(kw_only=True, slots=False)
class CycleModel:
    """A model of the coaching cycle, checked when it is made.

    The order of `phases` says what is forward and what is back. `completes` maps each phase in
    which a cycle can be completed to what that requires. `cadence` is how many school days may
    pass between sessions. `fewest_teachers` and `most_teachers` say how many take part in one cycle
    [1 to 100]. `source` says whom the model follows. `extra` is others' data and no part of what the
    model defines: models that differ in nothing else are equal.

    Raises:
        ModelInvalid: With every problem: names that stand there twice or are unknown, a phase that
            cannot be reached or from which no cycle can be completed, a most below the fewest.
    """

    name: Name = field(converter=name)
    version: int = field(converter=_version)
    phases: tuple[Phase, ...] = field(converter=_phases, repr=False)
    transitions: tuple[Transition, ...] = field(converter=_transitions, repr=False)
    completes: tuple[tuple[Name, tuple[Requirement, ...]], ...] = field(
        converter=_completes, repr=False
    )
    source: str = field(converter=_label, repr=False)
    title: str | None = field(default=None, converter=_optional_label, repr=False)
    cadence: int | None = field(default=None, converter=_pace, repr=False)
    fewest_teachers: int = field(default=1, converter=_teachers, repr=False)
    most_teachers: int = field(default=1, converter=_teachers, repr=False)
    extra: Extra | None = field(default=None, converter=extra, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        problems = (*self._naming_problems(),) or (*self._graph_problems(),)
        if self.most_teachers < self.fewest_teachers:
            backwards = TeachersBackwards(self.name, self.fewest_teachers, self.most_teachers)
            problems = (backwards.at("fewest_teachers"), *problems)
        if problems:
            raise ModelInvalid(problems, self.name)

    @property
    def first_phase(self) -> Name:
        """The phase that a cycle begins in."""
        return self.phases[0].name

    @cached_property
    def ref(self) -> ModelRef:
        """The reference by which a cycle's log names this model."""
        return ModelRef(self.name, self.version, self.digest)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the definition as JSON with sorted keys and no blanks, in UTF-8 [hex]."""
        canonical = json.dumps(
            self.definition, sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        return hashlib.sha256(canonical.encode()).hexdigest()

    @property
    def definition(self) -> dict[str, Any]:
        """The model as plain data: what its document says, and what the digest is made from."""
        return _present(
            name=self.name,
            version=self.version,
            title=self.title,
            source=self.source,
            cadence=self.cadence,
            fewest_teachers=_unless_one(self.fewest_teachers),
            most_teachers=_unless_one(self.most_teachers),
            phases=[_present(name=p.name, title=p.title, pace=p.pace) for p in self.phases],
            transitions=[
                _present(**{"from": t.source}, to=t.to, requires=_plain(t.requires))
                for t in self.transitions
            ],
            completes={phase: _plain(requires) for phase, requires in self.completes},
        )

    def phase(self, name: str) -> Phase | None:
        """The phase of that name, or None."""
        return next((phase for phase in self.phases if phase.name == name), None)

    def is_back(self, source: Name, to: Name) -> bool:
        """Whether `to` comes before `source` in the order of phases."""
        return self._order[to] < self._order[source]

    def transition(self, source: Name, to: str) -> Transition | None:
        """The transition between two phases, or None."""
        return self._by_ends.get((source, to))

    def transitions_from(self, source: Name) -> tuple[Transition, ...]:
        """The ways out of a phase, in the order of the model."""
        return self._ways.get(source, ())

    def completing(self, phase: Name) -> tuple[Requirement, ...] | None:
        """What completing the cycle in that phase requires; None where it cannot be completed."""
        return self._completing.get(phase)

    def met_by(self, event: str, detail: str | None) -> tuple[Requirement, ...]:
        """The requirements, of any way, towards which an event counts."""
        return self._met.get((event, detail)) or self._met.get((event, None), ())

    @cached_property
    def _met(self) -> dict[tuple[str, str | None], tuple[Requirement, ...]]:
        """By event and detail; under None for a detail that no requirement names."""
        required = [one.requires for one in self.transitions]
        required += [requires for _, requires in self.completes]
        distinct = dict.fromkeys(one for requires in required for one in requires)
        told = {(one.event.value, detail) for one in distinct for detail in (None, *one.detail)}
        return {
            (event, detail): tuple(one for one in distinct if one.is_met_by(event, detail))
            for event, detail in sorted(told, key=str)
        }

    @cached_property
    def _by_ends(self) -> dict[tuple[Name, str], Transition]:
        return {(one.source, one.to): one for one in self.transitions}

    @cached_property
    def _order(self) -> dict[Name, int]:
        return {phase.name: place for place, phase in enumerate(self.phases)}

    @cached_property
    def _ways(self) -> dict[Name, tuple[Transition, ...]]:
        return {
            phase.name: tuple(one for one in self.transitions if one.source == phase.name)
            for phase in self.phases
        }

    @cached_property
    def _completing(self) -> dict[Name, tuple[Requirement, ...]]:
        return dict(self.completes)

    def _naming_problems(self) -> Iterator[CoachCycleError]:
        names = [phase.name for phase in self.phases]
        whole("phases", len(names), 1, MOST_PHASES)
        completing = [phase for phase, _ in self.completes]
        for phase, one in {one.name: one for one in self.phases}.items():
            if names.count(phase) > 1:
                yield PhaseRepeated(self.name, phase).at(one)
        for phase in sorted({one for one in completing if completing.count(one) > 1}):
            yield PhaseRepeated(self.name, phase)
        named: dict[Name, tuple[object, ...]] = {}
        for way in self.transitions:
            named.setdefault(way.source, (way, "from"))
            named.setdefault(way.to, (way, "to"))
        for phase in completing:
            named.setdefault(phase, ("completes", phase))
        for phase, place in named.items():
            if phase not in names:
                yield PhaseUnknown(self.name, phase, tuple(names)).at(*place)
        ways = sorted(self.transitions, key=_ends)
        for earlier, later in pairwise(ways):
            if _ends(earlier) == _ends(later):
                yield TransitionRepeated(self.name, *_ends(later)).at(later)

    def _graph_problems(self) -> Iterator[CoachCycleError]:
        forward = {(one.source, one.to) for one in self.transitions}
        backward = {(to, source) for source, to in forward}
        reachable = _closure({self.first_phase}, forward)
        completing = _closure({phase for phase, _ in self.completes}, backward)
        for phase in self.phases:
            if phase.name not in reachable:
                yield PhaseUnreachable(self.name, phase.name).at(phase)
            if phase.name not in completing:
                yield PhaseNeverCompletes(self.name, phase.name).at(phase)


def _ends(way: Transition) -> tuple[Name, Name]:
    return way.source, way.to


def _closure(start: set[Name], ways: set[tuple[Name, Name]]) -> set[Name]:
    reached, frontier = set(start), set(start)
    while frontier:
        frontier = {to for source, to in ways if source in frontier} - reached
        reached |= frontier
    return reached


def _plain(requirements: tuple[Requirement, ...]) -> list[dict[str, Any]]:
    return [
        _present(
            event=one.event.value,
            detail=list(one.detail) or None,
            count=_unless_one(one.count),
            since=one.since.value if one.since is not Since.STAY else None,
            each_teacher=one.each_teacher or None,
        )
        for one in requirements
    ]


def _unless_one(number: int) -> int | None:
    return number if number > 1 else None


def _present(**keys: Any) -> dict[str, Any]:
    return {key: value for key, value in keys.items() if value is not None}

"""Where a document has what is wrong with it.

A document that is refused is read a second time, part by part, so that each part tells its own
problem. It is remembered where every part came from; so an error that names the part it is about
(`CoachCycleError.at`) has a place in the document.
"""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from attrs import define, field, fields

from coachcycle.errors import CoachCycleError, SeveralProblems
from coachcycle.interchange.codec import (
    as_part,
    is_part,
    items_of,
    reader,
    to_json,
    values_of,
    without_none,
)

Steps = tuple[str | int, ...]
"""The keys and indices that lead to a value within a document."""

Problem = tuple[CoachCycleError, Steps]
"""What is wrong, and where in the document."""


@define
class Search:
    """Reads parts of a document, and notes what is wrong with them instead of raising it.

    What is wrong with a part is noted once its own parts are right.
    """

    document: Any
    problems: list[Problem] = field(factory=list)
    _places: dict[int, tuple[object, Steps]] = field(factory=dict)
    """Where each part came from, by its identity; the part itself is kept so that this stays its own."""

    def read(self, type_: Any, node: Any, steps: Steps = ()) -> Any:
        """The value of a part of the document, None if it is refused.

        Args:
            type_: The type that the part is annotated with.
            node: The part.
            steps: Where it stands.
        """
        type_ = without_none(type_)
        named, item = values_of(type_), items_of(type_)
        with self.noting(steps):
            if is_part(type_):
                return self._part(type_, node, steps)
            if named is not None:
                return {key: self.read(named, one, (*steps, key)) for key, one in node.items()}
            if item is not None:
                return [self.read(item, one, (*steps, place)) for place, one in enumerate(node)]
            return reader(type_)(node)

    @contextmanager
    def noting(self, steps: Steps = ()) -> Generator[None, None, None]:
        """Notes what is raised meanwhile.

        Args:
            steps: Where the value stands that is being made.
        """
        try:
            yield
        except SeveralProblems as several:
            self.problems += [(one, self._steps(one, steps)) for one in several.problems]
        except CoachCycleError as problem:
            self.problems.append((problem, self._steps(problem, steps)))

    def _part(self, type_: Any, node: Any, steps: Steps) -> Any:
        cls, keys = as_part(type_, node)
        before = len(self.problems)
        given = {}
        for one in fields(cls):
            if one.name in keys:
                here, so_far = (*steps, one.name), len(self.problems)
                given[one.name] = self.read(one.type, keys[one.name], here)
                if one.converter is not None and len(self.problems) == so_far:
                    with self.noting(here):
                        one.converter(given[one.name])
        if len(self.problems) > before:
            return None
        part = cls(**given)
        self._places[id(part)] = part, steps
        return part

    def _steps(self, problem: CoachCycleError, steps: Steps) -> Steps:
        """As far as the document has it, the way to what a problem is about."""
        about = problem.about
        if about and id(about[0]) in self._places:
            steps, about = self._places[id(about[0])][1], about[1:]
        node = self.document
        for step in steps:
            node = node[step]
        for step in map(to_json, about):
            if isinstance(node, dict) and step in node:
                place = step
            elif isinstance(node, list) and step in node:
                place = node.index(step)
            else:
                break
            steps, node = (*steps, place), node[place]
        return steps

"""Models are data, checked when they are made."""

import hashlib
import json
import pickle
from typing import Any

import pytest

from coachcycle.cycles import (
    IMPACT,
    MODELS,
    CycleModel,
    ModelChanged,
    ModelInvalid,
    ModelRef,
    Models,
    ModelTaken,
    ModelUnknown,
    Phase,
    PhaseNeverCompletes,
    PhaseRepeated,
    PhaseUnknown,
    PhaseUnreachable,
    Requirement,
    RequirementNeverMet,
    TeachersBackwards,
    Transition,
    TransitionRepeated,
    evidence,
    goal_set,
    measured,
    reviewed,
    session_held,
)
from coachcycle.errors import CoachCycleError
from coachcycle.vocabulary import NameMalformed, OutOfRange, TypeMismatch, WordUnknown


def model(names: str, ways: str, completes: str, /, **changes: Any) -> CycleModel:
    """A model from words: `model("a b", "ab ba", "b")`."""
    told = {
        "name": "own",
        "version": 1,
        "source": "A test",
        "phases": [Phase(name) for name in names.split()],
        "transitions": [Transition(way[0], way[1]) for way in ways.split()],
        "completes": dict.fromkeys(completes.split(), ()),
    }
    return CycleModel(**(told | changes))  # type: ignore[arg-type]


class TestCycleModel:
    @pytest.mark.parametrize(
        ("phases", "ways", "completes", "problems"),
        [
            ("a a b", "ab", "b", [PhaseRepeated]),
            ("a b", "ab ac", "b", [PhaseUnknown]),
            ("a b", "ab", "c", [PhaseUnknown]),
            ("a b", "ab ab", "b", [TransitionRepeated]),
            ("a b c", "ab", "b", [PhaseUnreachable, PhaseNeverCompletes]),
            ("a b c", "ab ac", "b", [PhaseNeverCompletes]),
            ("a b c", "ab cb", "b", [PhaseUnreachable]),
            ("a", "aa", "", [PhaseNeverCompletes]),
            (
                "a a",
                "ab bc ab",
                "",
                [PhaseRepeated, PhaseUnknown, PhaseUnknown, TransitionRepeated],
            ),
        ],
    )
    def test_definition_time_checks(
        self, phases: str, ways: str, completes: str, problems: list[type[CoachCycleError]]
    ) -> None:
        """
        Every problem is named, all of a kind together.
        """
        with pytest.raises(ModelInvalid) as caught:
            model(phases, ways, completes)
        assert [type(one) for one in caught.value.problems] == problems
        assert caught.value.fields["count"] == len(problems)

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"phases": []}, OutOfRange),
            ({"version": 0}, OutOfRange),
            ({"cadence": 0}, OutOfRange),
            ({"fewest_teachers": 0}, OutOfRange),
            ({"most_teachers": 101}, OutOfRange),
            ({"name": "My model"}, NameMalformed),
            ({"phases": ["a"]}, TypeMismatch),
            ({"transitions": 5}, TypeMismatch),
            ({"completes": [("a", ["x"])]}, TypeMismatch),
            ({"completes": [("a", [reviewed()]), ("a", [goal_set()])]}, ModelInvalid),
            ({"completes": [("a", (), 3)]}, TypeMismatch),
        ],
    )
    def test_what_its_fields_refuse(self, changes: dict[str, Any], error: type[Exception]) -> None:
        """
        No phases, no version, no cadence of nothing.
        """
        with pytest.raises(error):
            model("a", "", "a", **changes)

    def test_the_fewest_teachers_are_no_more_than_the_most(self) -> None:
        """
        It is reported together with whatever else is wrong.
        """
        with pytest.raises(ModelInvalid) as caught:
            model("a b", "ab", "a", fewest_teachers=3, most_teachers=2)
        assert caught.value.problems[0] == TeachersBackwards("own", 3, 2)
        assert len(caught.value.problems) == 2

    def test_the_order_of_phases_says_what_is_back(self) -> None:
        """
        Earlier is back; the same and later are not.
        """
        assert IMPACT.is_back(IMPACT.phases[2].name, IMPACT.phases[0].name)
        assert not IMPACT.is_back(IMPACT.phases[0].name, IMPACT.phases[0].name)

    def test_its_digest_is_of_its_definition(self) -> None:
        """
        SHA-256 of the definition as sorted JSON; another definition has another digest.
        """
        text = json.dumps(
            IMPACT.definition, sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        assert IMPACT.digest == hashlib.sha256(text.encode()).hexdigest()
        assert model("a", "", "a").digest != model("a", "", "a", title="Other").digest
        assert pickle.loads(pickle.dumps(IMPACT)).ref == IMPACT.ref

    def test_published_digests(self) -> None:
        """
        A published model never changes under its version: logs name it by this digest.
        """
        assert {one.name: one.digest[:12] for one in MODELS} == {
            "generic": "f6836f0aed55",
            "impact": "4f4a09db368a",
            "student_centered": "7e83e29251fe",
            "clinical": "07c0136e6fb1",
            "mtp": "5ef66289d5dd",
            "get_better_faster": "67da75bbadc6",
            "practice_based": "9017ef987bba",
            "lesson_study": "e9fe5be7f4d9",
        }


class TestRequirement:
    def test_details(self) -> None:
        """
        Each event has its own words; of measurements, progress is meant unless a role is named.
        """
        assert measured().detail == ("progress",)
        assert measured("baseline").detail == ("baseline",)
        assert evidence("video", "x:own", "video").detail == ("video", "x:own")
        assert str(session_held("modeling", count=2, since="cycle")) == (
            "session_held(modeling) 2 times since cycle"
        )
        assert str(goal_set()) == "goal_set since stay"

    @pytest.mark.parametrize(
        ("event", "detail"),
        [
            ("evidence", ["tea"]),
            ("session_held", ["tea"]),
            ("measured", ["tea"]),
            ("reviewed", ["tea"]),
            ("paused", []),
        ],
    )
    def test_unknown_words_are_refused(self, event: str, detail: list[str]) -> None:
        """
        A requirement that can never be met cannot be built.
        """
        with pytest.raises(WordUnknown):
            Requirement(event, detail)

    @pytest.mark.parametrize(
        ("event", "told", "problem"),
        [
            ("goal_set", {"detail": ["any"]}, "it has no detail"),
            ("step_agreed", {"detail": ["any"]}, "it has no detail"),
            ("evidence", {"each_teacher": True}, "it is of no single teacher"),
            ("goal_set", {"each_teacher": True}, "it is of no single teacher"),
            ("reviewed", {"each_teacher": True}, "it is of no single teacher"),
            ("step_agreed", {"each_teacher": True}, "it is of no single teacher"),
            ("step_closed", {"each_teacher": True}, "it is of no single teacher"),
        ],
    )
    def test_what_can_never_be_met_is_refused(
        self, event: str, told: dict[str, Any], problem: str
    ) -> None:
        """
        Goals and steps agreed have no detail; only sessions and measurements are of a teacher.
        """
        with pytest.raises(RequirementNeverMet) as caught:
            Requirement(event, **told)
        assert (caught.value.event, caught.value.problem) == (event, problem)

    def test_other_types(self) -> None:
        """
        Details are a collection of words, counts are whole.
        """
        with pytest.raises(TypeMismatch):
            Transition("a", "b", goal_set())  # type: ignore[arg-type]
        for bad in ("video", [["video"]]):
            with pytest.raises(TypeMismatch):
                Requirement("evidence", bad)  # type: ignore[arg-type]
        with pytest.raises(OutOfRange):
            reviewed(count=0)


class TestModels:
    def test_it_is_a_set(self) -> None:
        """
        Neither order nor repetition matters, and nobody's list is kept.
        """
        first, second = model("a", "", "a"), model("a", "", "a", version=2)
        assert Models([second, first, first]) == Models((first, second))
        assert len(Models([first, first])) == 1
        assert hash(Models([first])) == hash(Models((first,)))

    def test_newest_and_by_version(self) -> None:
        """
        A name alone gives the newest version; another collection holds one more.
        """
        first, second = model("a", "", "a"), model("a", "", "a", version=2)
        models = Models().add(second).add(first)
        assert models["own"] == second
        assert models["own", 1] == first
        assert len(models.add(first)) == 2
        assert list(models) == [first, second]

    def test_what_is_refused(self) -> None:
        """
        An unknown name or version, another model under a taken name, another digest.
        """
        models = Models().add(model("a", "", "a"))
        for key in ("other", ("own", 2)):
            with pytest.raises(ModelUnknown):
                models[key]  # type: ignore[index]
        with pytest.raises(ModelTaken):
            models.add(model("b", "", "b"))
        with pytest.raises(ModelChanged):
            models.resolve(ModelRef("own", 1, "0" * 64))
        assert models.resolve(ModelRef("own", 1)) == models["own"]
        with pytest.raises(CoachCycleError):
            ModelRef("own", 1, "0" * 63)

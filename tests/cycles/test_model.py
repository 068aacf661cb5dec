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
    DigestMalformed,
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
    step_agreed,
    step_closed,
)
from coachcycle.errors import CoachCycleError
from coachcycle.vocabulary import (
    NameMalformed,
    OutOfRange,
    TextMalformed,
    TypeMismatch,
    WordUnknown,
)


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
            ("a a b", "ab", "b", [PhaseRepeated("own", "a")]),
            ("a b", "ab ac", "b", [PhaseUnknown("own", "c", ("a", "b"))]),
            ("a b", "ab", "c", [PhaseUnknown("own", "c", ("a", "b"))]),
            ("a b", "ab ab", "b", [TransitionRepeated("own", "a", "b")]),
            ("a b c", "ab", "b", [PhaseUnreachable("own", "c"), PhaseNeverCompletes("own", "c")]),
            ("a b c", "ab ac", "b", [PhaseNeverCompletes("own", "c")]),
            ("a b c", "ab cb", "b", [PhaseUnreachable("own", "c")]),
            ("a", "aa", "", [PhaseNeverCompletes("own", "a")]),
            (
                "a a",
                "ab bc ab",
                "",
                [
                    PhaseRepeated("own", "a"),
                    PhaseUnknown("own", "b", ("a", "a")),
                    PhaseUnknown("own", "c", ("a", "a")),
                    TransitionRepeated("own", "a", "b"),
                ],
            ),
        ],
    )
    def test_definition_time_checks(
        self, phases: str, ways: str, completes: str, problems: list[CoachCycleError]
    ) -> None:
        """
        Every problem is named, all of a kind together.
        """
        with pytest.raises(ModelInvalid) as caught:
            model(phases, ways, completes)
        assert caught.value == ModelInvalid(tuple(problems), "own")
        assert caught.value.fields["count"] == len(problems)

    @pytest.mark.parametrize(
        ("changes", "error", "what"),
        [
            ({"phases": []}, OutOfRange, "phases"),
            ({"phases": [Phase(f"p{n}") for n in range(51)]}, OutOfRange, "phases"),
            ({"version": 0}, OutOfRange, "version"),
            ({"version": 1_000_001}, OutOfRange, "version"),
            ({"cadence": 0}, OutOfRange, "school days"),
            ({"cadence": 401}, OutOfRange, "school days"),
            ({"fewest_teachers": 0}, OutOfRange, "teachers"),
            ({"most_teachers": 101}, OutOfRange, "teachers"),
            ({"source": ""}, TextMalformed, "source"),
            ({"source": "x" * 501}, TextMalformed, "source"),
            ({"title": ""}, TextMalformed, "title"),
            ({"name": "My model"}, NameMalformed, None),
            ({"phases": ["a"]}, TypeMismatch, "phases"),
            ({"transitions": 5}, TypeMismatch, "transitions"),
            ({"completes": 5}, TypeMismatch, "completes"),
            ({"completes": [("a", ["x"])]}, TypeMismatch, "requires"),
        ],
    )
    def test_what_its_fields_refuse(
        self, changes: dict[str, Any], error: type[CoachCycleError], what: str | None
    ) -> None:
        """
        No phases, no version, no cadence of nothing; the error names the field.
        """
        with pytest.raises(error) as caught:
            model("a", "", "a", **changes)
        assert caught.value.fields.get("what") == what

    def test_bounds_belong_to_their_ranges(self) -> None:
        """
        The least and the most of each field are accepted.
        """
        told = {"version": 1_000_000, "cadence": 1, "source": "x" * 500, "most_teachers": 100}
        own = model("a", "", "a", **told)
        assert (own.version, own.cadence, own.most_teachers) == (1_000_000, 1, 100)
        assert Phase("a", pace=400).pace == 400  # type: ignore[arg-type]

    def test_what_completes_is_phases_with_requirements(self) -> None:
        """
        Pairs of a name and requirements, no phase twice.
        """
        with pytest.raises(TypeMismatch) as caught:
            model("a", "", "a", completes=[("a", (), 3)])
        assert caught.value == TypeMismatch("completes", "phases with their requirements", "tuple")
        with pytest.raises(ModelInvalid):
            model("a", "", "a", completes=[("a", [reviewed()]), ("a", [goal_set()])])

    def test_its_definition_leaves_out_defaults(self) -> None:
        """
        What the digest is made of, and the document: every key that says something.
        """
        requires = [session_held("modeling", count=2, each_teacher=True, since="cycle")]
        own = model("a b", "ab", "b", transitions=[Transition("a", "b", requires)], most_teachers=2)
        assert own.definition == {
            "name": "own", "version": 1, "source": "A test", "most_teachers": 2,
            "phases": [{"name": "a"}, {"name": "b"}],
            "transitions": [{"from": "a", "to": "b", "requires": [
                {"event": "session_held", "detail": ["modeling"], "count": 2, "since": "cycle",
                 "each_teacher": True},
            ]}],
            "completes": {"b": []},
        }  # fmt: skip
        assert own.transitions_from("b") == own.transitions_from("c") == ()  # type: ignore[arg-type]

    def test_which_requirements_an_event_counts_towards(self) -> None:
        """
        Those of its kind that name its detail or none, whatever way they are of.
        """
        modeling, any_form = session_held("modeling"), session_held()
        own = model(
            "a b", "", "b",
            transitions=[Transition("a", "b", [modeling, reviewed()])],
            completes={"b": [any_form, modeling]},
        )  # fmt: skip
        assert own.met_by("session_held", "modeling") == (modeling, any_form)
        assert own.met_by("session_held", "other") == (any_form,)
        assert own.met_by("evidence", "modeling") == ()

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
        assert str(measured("baseline", "progress", each_teacher=True)) == (
            "measured(baseline or progress) for each teacher since stay"
        )

    @pytest.mark.parametrize(
        ("made", "event", "detail"),
        [
            (goal_set, "goal_set", ()),
            (evidence, "evidence", ("video",)),
            (session_held, "session_held", ("modeling",)),
            (measured, "measured", ("baseline",)),
            (reviewed, "reviewed", ("keep",)),
            (step_agreed, "step_agreed", ()),
            (step_closed, "step_closed", ("done",)),
        ],
    )
    def test_the_short_forms(self, made: Any, event: str, detail: tuple[str, ...]) -> None:
        """
        One function for each event, with the same defaults.
        """
        assert made(*detail) == Requirement(event, detail, count=1, since="stay")
        assert made(*detail, count=3, since="cycle") == Requirement(
            event, detail, count=3, since="cycle"
        )
        if event in ("session_held", "measured"):
            assert made(*detail, each_teacher=True) == Requirement(event, detail, each_teacher=True)

    @pytest.mark.parametrize(
        ("event", "detail"),
        [
            ("evidence", ["tea"]),
            ("session_held", ["tea"]),
            ("measured", ["tea"]),
            ("reviewed", ["tea"]),
            ("step_closed", ["tea"]),
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
        Details are a collection of words, counts are whole; the error names the field.
        """
        with pytest.raises(TypeMismatch):
            Transition("a", "b", goal_set())  # type: ignore[arg-type]
        with pytest.raises(TypeMismatch) as caught:
            Requirement("evidence", "video")  # type: ignore[arg-type]
        assert caught.value.what == "detail"
        with pytest.raises(TypeMismatch) as caught:
            Requirement("evidence", [["video"]])  # type: ignore[list-item]
        assert caught.value == TypeMismatch("detail", "words", "list")
        with pytest.raises(TypeMismatch) as caught:
            measured(each_teacher=1)  # type: ignore[arg-type]
        assert caught.value == TypeMismatch("each_teacher", "true or false", "int")
        for count in (0, 101):
            with pytest.raises(OutOfRange) as beyond:
                reviewed(count=count)
            assert beyond.value.what == "count"


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
        for key, version in (("other", None), (("own", 2), 2)):
            with pytest.raises(ModelUnknown) as unknown:
                models[key]  # type: ignore[index]
            assert unknown.value == ModelUnknown(unknown.value.model, version, ("own 1",))
            assert unknown.value.model == (key if version is None else "own")
        with pytest.raises(ModelTaken) as taken:
            models.add(model("b", "", "b"))
        assert taken.value == ModelTaken("own", 1)
        with pytest.raises(ModelChanged) as changed:
            models.resolve(ModelRef("own", 1, "0" * 64))
        assert changed.value == ModelChanged("own", 1)
        assert models.resolve(ModelRef("own", 1)) == models["own"]
        for digest in ("0" * 63, "g" * 64, 5):
            with pytest.raises(DigestMalformed):
                ModelRef("own", 1, digest)  # type: ignore[arg-type]
        with pytest.raises(TypeMismatch) as other:
            Models(["impact"])  # type: ignore[list-item]
        assert other.value.what == "models"

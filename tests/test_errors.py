"""Errors, findings and their sentences."""

import copy
import importlib
import pickle
import pkgutil
import re

import pytest

import coachcycle
from coachcycle.errors import (
    CODES,
    CoachCycleError,
    CodeUnknown,
    Finding,
    Severity,
    Where,
    explanation,
    sentence,
)

for module in pkgutil.walk_packages(coachcycle.__path__, "coachcycle."):
    importlib.import_module(module.name)

OURS = {code: cls for code, cls in CODES.items() if cls.__module__.startswith("coachcycle.")}


class SessionLost(CoachCycleError):
    """An error of this test."""

    code = "test.session_lost"
    template = "{session} is lost among {others}"

    session: str
    others: tuple[str, ...]


class TestCoachCycleError:
    @pytest.mark.parametrize("cls", OURS.values(), ids=str)
    def test_codes_are_stable_words(self, cls: type[CoachCycleError]) -> None:
        """
        A code is a family and a name in snake case, and its class says what it means.
        """
        assert re.fullmatch(r"[a-z]+\.[a-z0-9_]+", cls.code)
        assert cls.__doc__

    @pytest.mark.parametrize("cls", OURS.values(), ids=str)
    def test_templates_need_only_the_fields(self, cls: type[CoachCycleError]) -> None:
        """
        A sentence is made from the fields that a class declares, or that it derives from them.
        """
        wanted = set(re.findall(r"{(\w+)}", cls.template))
        assert wanted <= set(cls.names) or cls.fields is not CoachCycleError.fields

    def test_no_two_classes_share_a_code(self) -> None:
        """
        A code is the name of one thing; a second class under it cannot be defined.
        """
        with pytest.raises(TypeError):
            type("Other", (SessionLost,), {})

    def test_it_pickles_and_copies(self) -> None:
        """
        An error crosses processes with its facts.
        """
        error = SessionLost("s-1", ("s-2", "s-3"))
        for other in (pickle.loads(pickle.dumps(error)), copy.deepcopy(error)):
            assert (type(other), other.fields) == (SessionLost, error.fields)

    def test_its_sentence_is_made_from_its_fields(self) -> None:
        """
        Sets and tuples are listed; an empty one is called none.
        """
        assert str(SessionLost("s-1", ("s-2", "s-3"))) == "s-1 is lost among s-2, s-3"
        assert str(SessionLost("s-1", ())) == "s-1 is lost among none"
        assert sentence("test.session_lost", {"session": None, "others": {"b", "a"}}) == (
            "none is lost among a, b"
        )

    def test_it_is_made_with_just_its_facts(self) -> None:
        """
        In their order or by name, none missing and none too many; afterwards they do not change.
        """
        error = SessionLost("s-1", others=("s-2",))
        assert error == SessionLost(others=("s-2",), session="s-1")
        assert error.args == ("s-1", ("s-2",))
        for given, named in ((("s-1",), {}), (("s-1", (), 1), {}), (("s-1", ()), {"session": "s"})):
            with pytest.raises(TypeError, match="SessionLost is made with: session, others"):
                SessionLost(*given, **named)
        with pytest.raises(AttributeError, match="session of an error cannot be changed"):
            error.session = "s-3"  # type: ignore[misc]

    def test_the_base_has_no_fields(self) -> None:
        """
        The family itself can be raised and says little.
        """
        assert CoachCycleError().fields == {}


class TestFinding:
    def test_it_carries_the_facts_of_an_error(self) -> None:
        """
        The same code, fields and sentence, with a place and a severity.
        """
        where = Where("cycles.ndjson", 3, 14, "/log/2")
        finding = SessionLost("s-1", ()).as_finding(where, Severity.WARNING)
        assert finding == Finding(
            "test.session_lost", Severity.WARNING, {"session": "s-1", "others": ()}, where
        )
        assert str(finding) == (
            "cycles.ndjson:3:14: warning test.session_lost /log/2 s-1 is lost among none"
        )

    def test_a_place_may_be_unknown(self) -> None:
        """
        What is not known of the place is left out.
        """
        finding = SessionLost("s-1", ()).as_finding(Where("a.json"))
        assert str(finding) == "a.json: error test.session_lost s-1 is lost among none"

    def test_a_code_of_a_newer_version_shows_its_fields(self) -> None:
        """
        A finding that somebody else's version made can still be read.
        """
        finding = Finding("newer.kind_of_trouble", Severity.ERROR, {"cycle": "c-1"}, Where("a"))
        assert finding.message == "newer.kind_of_trouble cycle=c-1"
        other = Finding("test.session_lost", Severity.ERROR, {"session": "s-1"})
        assert other.message == "s-1 is lost among ?"
        assert str(other).startswith("error test.session_lost")
        assert str(CoachCycleError()) == "something went wrong"

    def test_it_can_be_kept_in_sets(self) -> None:
        """
        Findings are values.
        """
        finding = SessionLost("s-1", ()).as_finding()
        assert len({finding, pickle.loads(pickle.dumps(finding))}) == 1


class TestExplanation:
    @pytest.mark.parametrize("cls", OURS.values(), ids=str)
    def test_every_class_says_what_to_do(self, cls: type[CoachCycleError]) -> None:
        """
        In sentences of its own, without facts.
        """
        assert "remedy" in vars(cls)
        assert re.fullmatch(r"[A-Z].*[.]", cls.remedy)
        assert not re.search(r"[{}]|  ", cls.remedy)

    def test_it_is_made_of_the_class(self) -> None:
        """
        The code, what it means, its sentence, its fields and what to do, each on its line.
        """
        assert explanation("cycles.last_teacher").splitlines() == [
            "cycles.last_teacher",
            "The last teacher does not leave: the cycle ends instead.",
            "Sentence: {cycle}: {person} is its last teacher; end the cycle instead",
            "Fields: cycle, person",
            "What to do: End the cycle early, or let another teacher join first.",
        ]
        assert "\nFields: none\n" in explanation("bytes.empty")

    def test_an_unknown_code(self) -> None:
        """
        Is an error that names it.
        """
        with pytest.raises(CodeUnknown) as caught:
            explanation("cycles.danced")
        assert caught.value.asked == "cycles.danced"
        assert str(caught.value) == "no finding has the code cycles.danced"

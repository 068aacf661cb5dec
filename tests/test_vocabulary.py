"""Identifiers, words and others' data."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachcycle import vocabulary
from coachcycle.vocabulary import (
    Direction,
    ExtraMalformed,
    GradeLevel,
    IdMalformed,
    NameMalformed,
    OutOfRange,
    PauseReason,
    Repeated,
    SetEmpty,
    Status,
    TextMalformed,
    TypeMismatch,
    Word,
    WordUnknown,
)

IDENTIFIERS = [
    vocabulary.cycle_id,
    vocabulary.event_id,
    vocabulary.person_id,
    vocabulary.school_id,
    vocabulary.session_id,
    vocabulary.goal_id,
    vocabulary.year_id,
    vocabulary.reference,
]
OPTIONAL = [
    vocabulary.optional_cycle_id,
    vocabulary.optional_event_id,
    vocabulary.optional_person_id,
    vocabulary.optional_session_id,
]


class TestIdentifiers:
    @pytest.mark.parametrize("check", [*IDENTIFIERS, *OPTIONAL])
    @pytest.mark.parametrize("good", ["a", "0", "A.b_c:d-9", "x" * 64])
    def test_the_alphabet_is_accepted(self, check: Any, good: str) -> None:
        """
        1 to 64 ASCII letters, digits and four marks.
        """
        assert check(good) == good

    @pytest.mark.parametrize("check", [*IDENTIFIERS, *OPTIONAL])
    @pytest.mark.parametrize(
        "bad",
        [
            "",
            "x" * 65,
            "a b",
            "a\n",
            "../a",
            "a/b",
            "=1+1",
            "é",
            "\u0430",
            "\uff11",
            "a\u200b",
            "a\0",
        ],
    )
    def test_anything_else_is_refused(self, check: Any, bad: str) -> None:
        """
        Look-alikes, paths, formulas and line ends have no way in; the message has no part of them.
        """
        with pytest.raises(IdMalformed) as caught:
            check(bad)
        assert caught.value.length == len(bad)
        assert len(bad) < 5 or bad not in str(caught.value)

    @pytest.mark.parametrize("check", IDENTIFIERS)
    @pytest.mark.parametrize("other", [None, 5, b"a", ["a"]])
    def test_other_types_are_refused(self, check: Any, other: object) -> None:
        """
        An id is a text.
        """
        with pytest.raises(TypeMismatch):
            check(other)

    @pytest.mark.parametrize("check", OPTIONAL)
    def test_optional_ones_let_none_through(self, check: Any) -> None:
        """
        None is nothing to check.
        """
        assert check(None) is None


class TestName:
    @pytest.mark.parametrize("bad", ["", "Impact", "1st", "follow-up", "a" * 65, "a\n"])
    def test_form(self, bad: str) -> None:
        """
        A name is a lower-case letter, then letters, digits and underscores.
        """
        assert vocabulary.name("follow_up2") == "follow_up2"
        with pytest.raises(NameMalformed):
            vocabulary.name(bad)
        with pytest.raises(TypeMismatch):
            vocabulary.name(3)  # type: ignore[arg-type]


class TestWords:
    @pytest.mark.parametrize("cls", Word.__subclasses__())
    def test_a_word_outside_the_list_is_refused_with_the_list(self, cls: type[Word]) -> None:
        """
        Every word of a list is accepted as it is written, no other is.
        """
        assert all(cls(word.value) is word for word in cls)
        with pytest.raises(WordUnknown) as caught:
            cls("no such word")
        assert caught.value.accepted == tuple(cls)

    @pytest.mark.parametrize(
        "cls",
        [
            one
            for one in Word.__subclasses__()
            if "Reason" in one.__name__ and one.__module__ == vocabulary.__name__
        ],
    )
    def test_every_list_of_reasons_has_other(self, cls: type[Word]) -> None:
        """
        What happens in schools is never all foreseen; what is computed is, and has lists elsewhere.
        """
        assert "other" in list(cls)

    def test_own_words(self) -> None:
        """
        Evidence types and grades may be a district's own, `x:` and an id.
        """
        assert vocabulary.evidence_type("x:learning-walk") == "x:learning-walk"
        assert vocabulary.evidence_type("video") == "video"
        assert vocabulary.grade("x:P1") == "x:P1"
        assert vocabulary.grade("KG") == GradeLevel.KINDERGARTEN
        for check in (vocabulary.evidence_type, vocabulary.grade):
            for bad in ("x:", "x:a b", "y:a", "", "x:a\n"):
                with pytest.raises(WordUnknown):
                    check(bad)

    def test_words_are_texts(self) -> None:
        """
        A word compares and prints as its text.
        """
        assert Status.ACTIVE == "active"
        assert f"{PauseReason.SEASON}" == "season"


class TestSets:
    def test_person_ids(self) -> None:
        """
        A set is not empty, repeats nothing, and is not one text.
        """
        assert vocabulary.person_ids("teachers", ["b", "a"]) == {"a", "b"}
        with pytest.raises(SetEmpty):
            vocabulary.person_ids("teachers", [])
        with pytest.raises(Repeated) as caught:
            vocabulary.person_ids("teachers", ["a", "b", "a"])
        assert caught.value.id == "a"
        for other in ("ab", 5, None):
            with pytest.raises(TypeMismatch):
                vocabulary.person_ids("teachers", other)  # type: ignore[arg-type]

    def test_each_once(self) -> None:
        """
        A set of what came, unless something came twice.
        """
        assert vocabulary.each_once("tiers", iter(["b", "a"])) == {"a", "b"}
        assert vocabulary.each_once("tiers", []) == frozenset()
        with pytest.raises(Repeated) as caught:
            vocabulary.each_once("tiers", ["a", "b", "c", "b", "a"])
        assert caught.value.fields == {"what": "tiers", "id": "a"}

    def test_in_order(self) -> None:
        """
        Words in the order of their list, each once.
        """
        given = [Direction.DECREASE, Direction.INCREASE, Direction.DECREASE]
        assert vocabulary.in_order(Direction, given) == (Direction.INCREASE, Direction.DECREASE)
        assert vocabulary.in_order(Direction, []) == ()


class TestFlag:
    def test_true_and_false_alone(self) -> None:
        """
        What Python merely takes for one of them is neither.
        """
        assert vocabulary.flag("each", True) is True
        assert vocabulary.flag("each", False) is False
        for bad in (1, 0, "", "true", None):
            with pytest.raises(TypeMismatch) as caught:
                vocabulary.flag("each", bad)  # type: ignore[arg-type]
            assert caught.value.fields == {
                "what": "each",
                "expected": "true or false",
                "came": type(bad).__name__,
            }


class TestNumbers:
    def test_whole(self) -> None:
        """
        Whole numbers within their range; True is none.
        """
        assert vocabulary.whole("minutes", 5, 0, 10) == 5
        for bad in (True, 5.0, "5", None):
            with pytest.raises(TypeMismatch):
                vocabulary.whole("minutes", bad, 0, 10)  # type: ignore[arg-type]
        for bad in (-1, 11):
            with pytest.raises(OutOfRange):
                vocabulary.whole("minutes", bad, 0, 10)

    def test_number(self) -> None:
        """
        Finite numbers, whole or not; True is none.
        """
        assert vocabulary.number("value", 5) == 5.0
        for bad in (True, "5", None):
            with pytest.raises(TypeMismatch):
                vocabulary.number("value", bad)  # type: ignore[arg-type]
        for endless in (float("nan"), float("inf"), 10**400):
            with pytest.raises(OutOfRange):
                vocabulary.number("value", endless)

    @pytest.mark.parametrize("value", [vocabulary.LARGEST, -vocabulary.LARGEST, 0, 0.5])
    def test_quantity(self, value: float) -> None:
        """
        Measured numbers have a range, both ends included.
        """
        assert vocabulary.quantity("value", value) == value
        for beyond in (vocabulary.LARGEST * 1.001, -vocabulary.LARGEST - 1, float("nan")):
            with pytest.raises(OutOfRange):
                vocabulary.quantity("value", beyond)
        with pytest.raises(TypeMismatch):
            vocabulary.quantity("value", "5")  # type: ignore[arg-type]

    def test_share(self) -> None:
        """
        From 0 to 1, both included.
        """
        assert [vocabulary.share("part", value) for value in (0, 0.5, 1)] == [0, 0.5, 1]
        for beyond in (-0.001, 1.001, float("nan")):
            with pytest.raises(OutOfRange):
                vocabulary.share("part", beyond)
        with pytest.raises(TypeMismatch):
            vocabulary.share("part", True)


class TestText:
    @pytest.mark.parametrize("bad", ["", "x" * 201, "a\nb", "a\x85b", "a\u2028b", "a\ud800"])
    def test_one_line(self, bad: str) -> None:
        """
        A short text on one line; any letter and blank of any language is fine.
        """
        assert vocabulary.text("title", "90\u00a0% Ünïcödé 漢字 🙂") == "90\u00a0% Ünïcödé 漢字 🙂"
        with pytest.raises(TextMalformed):
            vocabulary.text("title", bad)
        with pytest.raises(TypeMismatch):
            vocabulary.text("title", None)  # type: ignore[arg-type]


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"]), max_size=3), inner, max_size=3
        )
    ),
    max_leaves=8,
)
owned = st.dictionaries(
    st.from_regex(r"[a-z]{1,4}:[a-z]{1,4}", fullmatch=True), json_values, max_size=3
)


class TestExtra:
    @given(owned)
    def test_it_is_canonical(self, data: dict[str, object]) -> None:
        """
        The same data in any order give the same text, which says what went in.
        """
        kept = vocabulary.extra(data)
        assert kept is not None
        assert json.loads(kept) == data
        assert vocabulary.extra(dict(reversed(data.items()))) == kept == vocabulary.extra(kept)

    @pytest.mark.parametrize(
        "bad",
        [
            {"visit": 1},
            {"Acme:visit": 1},
            {"acme:": 1},
            {"acme:v": float("nan")},
            {"acme:v": float("inf")},
            {"acme:v": 10**18},
            {"acme:v": "\ud800"},
            {"acme:v": {1: 2}},
            {"acme:v": {"\ud800": 2}},
            {"acme:v": {1, 2}},
            {1: 2},
            [1],
            "no json",
            "[1]",
        ],
    )
    def test_anything_else_is_refused(self, bad: object) -> None:
        """
        Keys without an owner, values that JSON does not have.
        """
        with pytest.raises(ExtraMalformed):
            vocabulary.extra(bad)  # type: ignore[arg-type]

    def test_depth(self) -> None:
        """
        However deep it is nested, the answer is a refusal, never a crash.
        """
        for depth in (31, 40, 10_000):
            data: object = 1
            for _ in range(depth):
                data = [data]
            if depth > 31:
                with pytest.raises(ExtraMalformed):
                    vocabulary.extra({"acme:v": data})
        assert vocabulary.extra({"acme:v": [[[[1]]]]}) == '{"acme:v":[[[[1]]]]}'
        with pytest.raises(ExtraMalformed):
            vocabulary.extra('{"acme:v":' + "[" * 100_000)

    def test_nothing(self) -> None:
        """
        None is no data.
        """
        assert vocabulary.extra(None) is None

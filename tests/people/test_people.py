"""Rosters and the people in them."""

import datetime

import pytest

from coachcycle.people import (
    Coach,
    Credential,
    DuplicateId,
    EvaluatesThemself,
    Evaluation,
    EvaluationBackwards,
    Funding,
    FundingExceedsOne,
    Post,
    PostBackwards,
    PostsOverlap,
    Roster,
    RosterInvalid,
    School,
    SchoolsInRing,
    SchoolUnknown,
    SharesExceedOne,
    Teacher,
)
from coachcycle.schoolyear import RunsBackwards, as_day
from coachcycle.vocabulary import IdMalformed, OutOfRange, TextMalformed, TypeMismatch, WordUnknown

DAY = as_day(datetime.date(2026, 9, 14))
NEXT_DAY = DAY.add(days=1)


class TestRoster:
    def test_all_its_problems_are_reported_together(self) -> None:
        """
        One error holds everything that is wrong.
        """
        half = Post(school="a", share=0.5)
        never = Post(school="c", first=DAY, until=DAY)
        backwards = Post(school="b", first=NEXT_DAY, until=DAY)
        paid = Funding(source="grant", share=0.75)
        with pytest.raises(RosterInvalid) as caught:
            Roster(
                schools=[
                    School(id="a", parent="b"),
                    School(id="b", parent="a"),
                    School(id="c", parent="z"),
                ],
                coaches=[Coach(id="p", schools=["y"], posts=[half]), Coach(id="p")],
                teachers=[
                    Teacher(id="p", posts=[Post(school="b", first=NEXT_DAY, share=0.75)]),
                    Teacher(id="t", posts=[Post(school="x"), Post(school="a"), never, backwards]),
                    Teacher(
                        id="u",
                        posts=[
                            Post(school="a", until=NEXT_DAY),
                            Post(school="a", first=DAY, funding=[paid, paid]),
                        ],
                    ),
                ],
                evaluations=[
                    Evaluation(evaluator="q", evaluated="q"),
                    Evaluation(evaluator="q", evaluated="p", first=DAY, until=DAY),
                ],
            )
        assert caught.value.problems == (
            DuplicateId("coach", "p", 2),
            SchoolUnknown("school", "c", "z"),  # type: ignore[arg-type]
            SchoolUnknown("coach", "p", "y"),  # type: ignore[arg-type]
            SchoolUnknown("teacher", "t", "x"),  # type: ignore[arg-type]
            SchoolsInRing("a"),  # type: ignore[arg-type]
            SchoolsInRing("b"),  # type: ignore[arg-type]
            PostBackwards("teacher", "t", "c", DAY, DAY),  # type: ignore[arg-type]
            PostBackwards("teacher", "t", "b", NEXT_DAY, DAY),  # type: ignore[arg-type]
            FundingExceedsOne("teacher", "u", "a", DAY),  # type: ignore[arg-type]
            PostsOverlap("teacher", "u", "a", DAY),  # type: ignore[arg-type]
            SharesExceedOne("p", NEXT_DAY),  # type: ignore[arg-type]
            EvaluationBackwards("q", "p", DAY, DAY),  # type: ignore[arg-type]
            EvaluatesThemself("q"),  # type: ignore[arg-type]
        )
        assert caught.value.fields == {
            "count": 13,
            "codes": tuple(sorted({problem.code for problem in caught.value.problems})),
        }
        assert [str(problem) for problem in caught.value.problems[6:]] == [
            "teacher t: the post at c from 2026-09-14 until 2026-09-14 holds on no day",
            "teacher t: the post at b from 2026-09-15 until 2026-09-14 holds on no day",
            "teacher u: the funding of the post at a from 2026-09-14 adds up to more than one",
            "teacher u: two posts at a on 2026-09-14",
            "p: the shares of the posts in force on 2026-09-15 add up to more than one",
            "q evaluates p from 2026-09-14 until 2026-09-14, which is on no day",
            "q is listed as evaluating themself",
        ]

    def test_order_does_not_matter_and_ids_find(self) -> None:
        """
        Equal contents are equal rosters; what is not there is None.
        """
        schools = [School(id="b", parent="a"), School(id="a", name="District")]
        people = {"coaches": [Coach(id="c")], "teachers": [Teacher(id="t"), Teacher(id="c")]}
        roster = Roster(schools=schools, **people)  # type: ignore[arg-type]
        assert roster == Roster(schools=schools[::-1], **people)  # type: ignore[arg-type]
        assert roster.school("b") == schools[0]
        assert roster.coach("c") == Coach(id="c")
        assert roster.teacher("c") == Teacher(id="c")
        assert roster.coach("t") is roster.teacher("x") is roster.school("x") is None

    def test_each_list_holds_its_own(self) -> None:
        """
        A teacher among the coaches is refused at once.
        """
        for other in ([Teacher(id="t")], 5, "c"):
            with pytest.raises(TypeMismatch):
                Roster(coaches=other)  # type: ignore[arg-type]

    def test_a_school_is_its_own_parent(self) -> None:
        """
        The shortest ring is one school long.
        """
        with pytest.raises(RosterInvalid) as caught:
            Roster(schools=[School(id="a", parent="a")])
        assert caught.value.problems == (SchoolsInRing("a"),)  # type: ignore[arg-type]


class TestStaff:
    @pytest.mark.parametrize(
        ("given", "error"),
        [
            ({"weekly_minutes": -1}, OutOfRange),
            ({"weekly_minutes": 10_081}, OutOfRange),
            ({"weekly_minutes": True}, TypeMismatch),
            ({"coaching_share": 1.01}, OutOfRange),
            ({"coaching_share": float("nan")}, OutOfRange),
            ({"coaching_share": "0.5"}, TypeMismatch),
            ({"coaching_share": True}, TypeMismatch),
            ({"schools": "s-1"}, TypeMismatch),
            ({"posts": ["s-1"]}, TypeMismatch),
            ({"posts": Post(school="s-1")}, TypeMismatch),
            ({"credentials": ["x"]}, TypeMismatch),
            ({"grades": "KG"}, TypeMismatch),
            ({"grades": ["K"]}, WordUnknown),
            ({"subjects": "Art"}, TypeMismatch),
            ({"subjects": ["x" * 101]}, TextMalformed),
        ],
    )
    def test_an_impossible_coach_cannot_be_built(
        self, given: dict[str, object], error: type[Exception]
    ) -> None:
        """
        Minutes of a week, shares, lists and words have their limits.
        """
        with pytest.raises(error):
            Coach(id="c", **given)  # type: ignore[arg-type]

    def test_a_coach(self) -> None:
        """
        Sets have no order, shares are numbers.
        """
        coach = Coach(id="c", coaching_share=1, schools=["b", "a"], grades=["KG"])
        assert (coach.coaching_share, coach.schools) == (1.0, {"a", "b"})

    def test_a_tier_is_an_opaque_word(self) -> None:
        """
        Of the district's own; no text that could tell more.
        """
        assert Teacher(id="t", tier="intervention").tier == "intervention"
        with pytest.raises(IdMalformed):
            Teacher(id="t", tier="needs help")


class TestCredential:
    def test_order_does_not_matter(self) -> None:
        """
        The same credentials are the same coach.
        """
        both = [Credential(type="a", first=DAY), Credential(type="a", first=DAY, last=DAY)]
        assert Coach(id="c", credentials=both) == Coach(id="c", credentials=both[::-1])

    def test_validity(self) -> None:
        """
        Both end days belong to it; without an end it does not run out.
        """
        day = datetime.timedelta(1)
        bounded = Credential(type="reading", first=DAY, last=DAY + day)
        assert [bounded.is_valid(DAY + n * day) for n in (-1, 0, 1, 2)] == [
            False,
            True,
            True,
            False,
        ]
        assert Credential(type="reading", first=DAY).is_valid(DAY + 9999 * day)
        with pytest.raises(RunsBackwards):
            Credential(type="reading", first=DAY, last=DAY - day)

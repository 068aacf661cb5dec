"""Where people work on a day, who evaluates whom, and what posts do not go together."""

import datetime
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from attrs import evolve
from hypothesis import example, given
from hypothesis import strategies as st

from coachcycle.people import (
    Coach,
    Evaluation,
    Funding,
    Post,
    PostsOverlap,
    Roster,
    RosterInvalid,
    School,
    SharesExceedOne,
    Teacher,
)
from coachcycle.schoolyear import as_day
from coachcycle.testing import days, posts, rosters
from coachcycle.vocabulary import OutOfRange, TypeMismatch

MONDAY = as_day(datetime.date(2026, 9, 7))
SCHOOLS = [School(id=id) for id in "abc"]


def day(n: int) -> Any:
    """The n-th day after a Monday."""
    return MONDAY.add(days=n)


def teaching(*held: Post) -> Roster:
    """A roster of one teacher with these posts."""
    return Roster(schools=SCHOOLS, teachers=[Teacher(id="t", posts=held)])


class TestPost:
    def test_the_last_day_is_the_one_before_until(self) -> None:
        """
        The first day belongs to a post, the day of its end does not; what is open has no bounds.
        """
        post = Post(school="a", first=day(1), until=day(3))
        assert [post.holds(day(n)) for n in range(5)] == [False, True, True, False, False]
        assert Post(school="a", until=day(1)).holds(day(0))
        assert not Post(school="a", until=day(1)).holds(day(1))
        assert Post(school="a").holds(day(-9999))

    @pytest.mark.parametrize(
        ("given", "error"),
        [
            ({"share": 1.01}, OutOfRange),
            ({"share": -0.01}, OutOfRange),
            ({"share": float("nan")}, OutOfRange),
            ({"share": "1"}, TypeMismatch),
            ({"share": True}, TypeMismatch),
            ({"funding": ["title-i"]}, TypeMismatch),
            ({"first": datetime.datetime(2026, 9, 7)}, TypeMismatch),
        ],
    )
    def test_an_impossible_post_cannot_be_built(
        self, given: dict[str, Any], error: type[Exception]
    ) -> None:
        """
        Shares run from 0 to 1, days are days.
        """
        with pytest.raises(error):
            Post(school="a", **given)
        assert Post(school="a", share=0).share == 0
        assert Post(school="a", share=1).share == 1

    def test_order_does_not_matter(self) -> None:
        """
        The same posts and the same funding are the same person.
        """
        both = [Funding(source="b", share=0.5), Funding(source="a", share=0.5)]
        post = Post(school="a", funding=both)
        assert post == Post(school="a", funding=both[::-1])
        others = [post, Post(school="b"), Post(school="c", first=day(1)), Post(school="c", share=0)]
        assert Teacher(id="t", posts=others) == Teacher(id="t", posts=others[::-1])


class TestOn:
    def test_a_move_is_two_posts(self) -> None:
        """
        On the day of the move she is at the new school, and nowhere between two posts.
        """
        roster = teaching(
            Post(school="a", until=day(2)),
            Post(school="b", first=day(2), until=day(4)),
            Post(school="a", first=day(6)),
        )
        assert [roster.schools_on("t", day(n)) for n in (1, 2, 3, 4, 6)] == [
            {"a"}, {"b"}, {"b"}, frozenset(), {"a"},
        ]  # fmt: skip
        assert roster.on(day(4)).teachers == ()
        assert roster.on(day(3)).teachers == (
            Teacher(id="t", posts=[Post(school="b", first=day(2), until=day(4))]),
        )
        assert roster.schools_on("x", day(1)) == frozenset()

    def test_somebody_without_posts_is_there_every_day(self) -> None:
        """
        At no known school.
        """
        roster = Roster(teachers=[Teacher(id="t")], coaches=[Coach(id="c")])
        assert roster.on(day(0)) == roster
        assert roster.schools_on("t", day(0)) == frozenset()

    def test_both_coach_and_teacher(self) -> None:
        """
        The posts of one person count together; the lists are told apart.
        """
        roster = Roster(
            schools=SCHOOLS,
            coaches=[Coach(id="p", posts=[Post(school="a", first=day(1), share=0.5)])],
            teachers=[Teacher(id="p", posts=[Post(school="a", until=day(2), share=0.5)])],
        )
        assert roster.schools_on("p", day(1)) == {"a"}
        assert (len(roster.on(day(0)).coaches), len(roster.on(day(0)).teachers)) == (0, 1)
        assert (len(roster.on(day(2)).coaches), len(roster.on(day(2)).teachers)) == (1, 0)

    def test_schools_within_reach_are_no_posts(self) -> None:
        """
        A coach works where the posts are.
        """
        coach = Coach(id="c", schools={"a", "b"}, posts=[Post(school="c")])
        assert Roster(schools=SCHOOLS, coaches=[coach]).schools_on("c", day(0)) == {"c"}

    @given(rosters(), st.data())
    def test_it_holds_exactly_what_is_in_force(self, roster: Roster, data: st.DataObject) -> None:
        """
        Every post in force and no other; who has none in force, and has some, is not there.
        """
        on = data.draw(interesting_days(roster))
        of_that_day = roster.on(on)
        lists: list[tuple[Any, Any]] = [
            (roster.coaches, of_that_day.coaches),
            (roster.teachers, of_that_day.teachers),
        ]
        for before, after in lists:
            held = {one.id: [post for post in one.posts if post.holds(on)] for one in before}
            there = {one.id for one in before if held[one.id] or not one.posts}
            assert {one.id: [*one.posts] for one in after} == {id: held[id] for id in there}
        assert of_that_day.schools == roster.schools
        assert set(of_that_day.evaluations) == {one for one in roster.evaluations if one.holds(on)}
        people: list[Any] = [*roster.coaches, *roster.teachers]
        for person in people:
            assert of_that_day.schools_on(person.id, on) == roster.schools_on(person.id, on)

    @given(rosters(), st.data())
    def test_it_is_idempotent(self, roster: Roster, data: st.DataObject) -> None:
        """
        The roster of a day is its own roster of that day.
        """
        on = data.draw(interesting_days(roster))
        assert roster.on(on).on(on) == roster.on(on)

    @given(rosters(), st.randoms(use_true_random=False))
    def test_order_does_not_matter(self, roster: Roster, random: Any) -> None:
        """
        However the lists are shuffled, it is the same roster.
        """

        def shuffled(items: Any) -> list[Any]:
            listed = [
                evolve(one, posts=shuffled(one.posts)) if hasattr(one, "posts") else one
                for one in items
            ]
            random.shuffle(listed)
            return listed

        assert roster == Roster(
            schools=shuffled(roster.schools),
            coaches=shuffled(roster.coaches),
            teachers=shuffled(roster.teachers),
            evaluations=shuffled(roster.evaluations),
        )


def interesting_days(roster: Roster) -> Any:
    """Days on which something begins or ends, and any."""
    people: list[Any] = [*roster.coaches, *roster.teachers]
    dated = [*(post for one in people for post in one.posts), *roster.evaluations]
    bounds = [bound for one in dated for bound in (one.first, one.until) if bound]
    return st.sampled_from(bounds) | days() if bounds else days()


class TestEvaluatedBy:
    def test_evaluations_have_days_too(self) -> None:
        """
        Of anybody, coach or not, from the first day until the one before the last.
        """
        roster = Roster(
            evaluations=[
                Evaluation(evaluator="p", evaluated="t", first=day(1), until=day(3)),
                Evaluation(evaluator="p", evaluated="u"),
                Evaluation(evaluator="q", evaluated="v"),
            ]
        )
        assert [roster.evaluated_by("p", day(n)) for n in (0, 1, 2, 3)] == [
            {"u"}, {"t", "u"}, {"t", "u"}, {"u"},
        ]  # fmt: skip
        assert roster.evaluated_by("x", day(1)) == frozenset()


class TestPostsThatGoTogether:
    @given(
        st.lists(
            posts(["a", "b"]).flatmap(
                lambda post: st.tuples(
                    st.none() | st.integers(0, 9),
                    st.none() | st.integers(1, 9),
                    st.sampled_from([None, 0.0, 0.25, 0.5, 0.75]),
                ).map(
                    lambda ends: evolve(
                        post,
                        first=None if ends[0] is None else day(ends[0]),
                        until=None if ends[1] is None else day((ends[0] or 0) + ends[1]),
                        share=ends[2],
                        funding=(),
                    )
                )
            ),
            max_size=4,
        )
    )
    def test_day_by_day(self, held: list[Post]) -> None:
        """
        The days on which posts overlap and shares exceed one are those that a count of each day finds.
        """
        looked_at = [as_day(datetime.date(1900, 1, 1)), *map(day, range(-1, 25))]
        overlap: dict[str, Any] = {}
        exceed = None
        for on in looked_at:
            there = [post for post in held if post.holds(on)]
            for school in "ab":
                if sum(post.school == school for post in there) > 1:
                    overlap.setdefault(school, on)
            if exceed is None and sum(Fraction(post.share or 0) for post in there) > 1:
                exceed = on
        expected: set[Any] = {
            PostsOverlap("teacher", "t", school, on)  # type: ignore[arg-type]
            for school, on in overlap.items()
        }
        if exceed is not None:
            expected.add(SharesExceedOne("t", exceed))  # type: ignore[arg-type]
        try:
            teaching(*held)
        except RosterInvalid as invalid:
            assert set(invalid.problems) == expected
            assert len(invalid.problems) == len(expected)
        else:
            assert expected == set()

    @given(st.lists(st.integers(0, 1000), max_size=40))
    @example([100, 200, 300, 400, 500, 600, 700, 800, 900])
    @example([700, 900])
    def test_decimals_that_add_up_to_one_are_one(self, cuts: list[int]) -> None:
        """
        Shares as people write them, in thousandths, never exceed one by rounding.
        """
        parts = [after - before for before, after in pairwise([0, *sorted(cuts), 1000])]
        schools = [School(id=f"s-{n}") for n in range(len(parts))]
        shared = [
            Post(school=one.id, share=part / 1000) for one, part in zip(schools, parts, strict=True)
        ]
        assert Roster(schools=schools, teachers=[Teacher(id="t", posts=shared)])

    def test_a_little_more_than_one(self) -> None:
        """
        One thousandth too much is found; a whole post and one of no share are not.
        """
        with pytest.raises(RosterInvalid) as caught:
            teaching(Post(school="a", share=0.5), Post(school="b", share=0.501, first=day(3)))
        assert caught.value.problems == (SharesExceedOne("t", day(3)),)  # type: ignore[arg-type]
        assert teaching(Post(school="a", share=1), Post(school="b", share=0), Post(school="c"))

    def test_funding_of_a_whole_post(self) -> None:
        """
        Sources may pay for all of it.
        """
        thirds = [Funding(source=one, share=0.1) for one in "abcdefghij"]
        assert teaching(Post(school="a", share=0.5, funding=thirds))

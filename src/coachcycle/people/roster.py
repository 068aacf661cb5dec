"""The people and schools of a district as one checked value."""

import datetime
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import TypeVar

from attrs import evolve, field, frozen
from pendulum import Date

from coachcycle.errors import CoachCycleError, SeveralProblems
from coachcycle.people.posts import Evaluation, Post
from coachcycle.people.staff import Coach, School, Teacher
from coachcycle.schoolyear import as_day
from coachcycle.vocabulary import Extra, PersonId, SchoolId, all_of, extra

EARLIEST = Date(1900, 1, 1)
"""The first day that there is: where a problem begins that has no known beginning."""


class DuplicateId(CoachCycleError):
    """Two entries of one list of the roster bear the same id."""

    code = "people.duplicate_id"
    template = "{what} {id} stands in the roster {times} times"
    remedy = "Keep one entry for each; a person at several schools has several posts."

    what: str
    id: str
    times: int


class SchoolUnknown(CoachCycleError):
    """An entry names a school that the roster does not have."""

    code = "people.school_unknown"
    template = "{what} {id}: school {school} is not in the roster"
    remedy = "Add the school to the roster, or correct its id."

    what: str
    id: str
    school: SchoolId


class SchoolsInRing(CoachCycleError):
    """A school is, through its parents, above itself."""

    code = "people.schools_in_ring"
    template = "school {school} is above itself"
    remedy = "Correct the parents so that one school is at the top."

    school: SchoolId


class PostBackwards(CoachCycleError):
    """A post ends before it begins, or on the day on which it begins."""

    code = "people.post_backwards"
    template = "{what} {id}: the post at {school} from {first} until {until} holds on no day"
    remedy = "Correct the days; until is the first day on which the post no longer holds."

    what: str
    id: PersonId
    school: SchoolId
    first: Date
    until: Date


class PostsOverlap(CoachCycleError):
    """A person has two posts of one kind at one school on one day; `day` is the first such day."""

    code = "people.posts_overlap"
    template = "{what} {id}: two posts at {school} on {day}"
    remedy = "Join the two posts, or end the first before the second begins."

    what: str
    id: PersonId
    school: SchoolId
    day: Date


class SharesExceedOne(CoachCycleError):
    """The posts of a person are more than one full post; `day` is the first such day."""

    code = "people.shares_exceed_one"
    template = "{id}: the shares of the posts in force on {day} add up to more than one"
    remedy = "Correct the shares, or end one post before the other begins."

    id: PersonId
    day: Date


class FundingExceedsOne(CoachCycleError):
    """The sources that pay for a post give more than the whole of it."""

    code = "people.funding_exceeds_one"
    template = (
        "{what} {id}: the funding of the post at {school} from {first} adds up to more than one"
    )
    remedy = "Correct the shares; they are shares of the post, from 0 to 1."

    what: str
    id: PersonId
    school: SchoolId
    first: Date | None


class EvaluationBackwards(CoachCycleError):
    """An evaluation ends before it begins, or on the day on which it begins."""

    code = "people.evaluation_backwards"
    template = "{evaluator} evaluates {evaluated} from {first} until {until}, which is on no day"
    remedy = "Correct the days; until is the first day on which it no longer holds."

    evaluator: PersonId
    evaluated: PersonId
    first: Date
    until: Date


class EvaluatesThemself(CoachCycleError):
    """A person is listed as their own evaluator."""

    code = "people.evaluates_themself"
    template = "{id} is listed as evaluating themself"
    remedy = "Correct who evaluates, or leave the entry out."

    id: PersonId


class RosterInvalid(SeveralProblems):
    """A roster holds problems; all of them are reported together."""

    code = "people.roster_invalid"
    template = "{count} problems in the roster: {codes}"
    remedy = "Mend each problem of the roster; each has a code of its own."


def _schools(schools: Iterable[School]) -> tuple[School, ...]:
    return tuple(sorted(all_of(School, "schools", schools), key=lambda school: school.id))


def _coaches(coaches: Iterable[Coach]) -> tuple[Coach, ...]:
    return tuple(sorted(all_of(Coach, "coaches", coaches), key=lambda coach: coach.id))


def _teachers(teachers: Iterable[Teacher]) -> tuple[Teacher, ...]:
    return tuple(sorted(all_of(Teacher, "teachers", teachers), key=lambda teacher: teacher.id))


def _evaluations(evaluations: Iterable[Evaluation]) -> tuple[Evaluation, ...]:
    listed = all_of(Evaluation, "evaluations", evaluations)
    return tuple(sorted(listed, key=_evaluation_order))


def _evaluation_order(one: Evaluation) -> tuple[PersonId, PersonId, str, str]:
    return one.evaluator, one.evaluated, str(one.first or ""), str(one.until or "")


_Member = TypeVar("_Member", Coach, Teacher)


@frozen(kw_only=True)
class Roster:
    """Schools, coaches, teachers and who evaluates whom, sorted by id; their schools are known.

    One person may be both a coach and a teacher, with the same id in both lists. From when until
    when people are there follows from their posts.

    Raises:
        RosterInvalid: With every problem: ids that stand there twice, unknown schools, schools
            above themselves, posts and evaluations on no day, posts that overlap at one school,
            shares of posts or of their funding that exceed one, people who evaluate themselves.
    """

    schools: tuple[School, ...] = field(default=(), converter=_schools)
    coaches: tuple[Coach, ...] = field(default=(), converter=_coaches)
    teachers: tuple[Teacher, ...] = field(default=(), converter=_teachers)
    evaluations: tuple[Evaluation, ...] = field(default=(), converter=_evaluations)
    extra: Extra | None = field(default=None, converter=extra, repr=False)

    def __attrs_post_init__(self) -> None:
        problems = (
            *self._duplicates(),
            *self._unknown_schools(),
            *self._rings(),
            *self._impossible_posts(),
            *self._excessive_shares(),
            *self._impossible_evaluations(),
        )
        if problems:
            raise RosterInvalid(problems)

    def school(self, id: str) -> School | None:
        """The school with that id, or None."""
        return self._schools_by_id.get(SchoolId(id))

    def coach(self, id: str) -> Coach | None:
        """The coach with that id, or None."""
        return self._coaches_by_id.get(PersonId(id))

    def teacher(self, id: str) -> Teacher | None:
        """The teacher with that id, or None."""
        return self._teachers_by_id.get(PersonId(id))

    def on(self, day: datetime.date) -> "Roster":
        """The roster of one day: the people who are there, with the posts in force that day.

        Who has posts and none in force is left out; who has no posts at all is there every day.
        Evaluations are those in force. Schools and credentials stay as they are.
        """
        on = as_day(day)
        return evolve(
            self,
            coaches=_present(self.coaches, on),
            teachers=_present(self.teachers, on),
            evaluations=[one for one in self.evaluations if one.holds(on)],
        )

    def schools_on(self, person: str, day: datetime.date) -> frozenset[SchoolId]:
        """The schools of a person's posts in force on a day, as a teacher and as a coach.

        None are known of somebody who has no such post, or is not in the roster.
        """
        on = as_day(day)
        held = self._posts.get(PersonId(person), ())
        return frozenset(post.school for post in held if post.holds(on))

    def is_in_post(self, person: str, day: datetime.date) -> bool:
        """Whether a post of a person is in force on a day; so it is if no post of theirs is known."""
        posts = self._posts.get(PersonId(person), ())
        return not posts or any(post.holds(day) for post in posts)

    def evaluated_by(self, person: str, day: datetime.date) -> frozenset[PersonId]:
        """Whom a person evaluates on a day."""
        on = as_day(day)
        listed = self._evaluations_by_evaluator.get(PersonId(person), ())
        return frozenset(one.evaluated for one in listed if one.holds(on))

    @cached_property
    def _schools_by_id(self) -> dict[SchoolId, School]:
        return {school.id: school for school in self.schools}

    @cached_property
    def _coaches_by_id(self) -> dict[PersonId, Coach]:
        return {coach.id: coach for coach in self.coaches}

    @cached_property
    def _teachers_by_id(self) -> dict[PersonId, Teacher]:
        return {teacher.id: teacher for teacher in self.teachers}

    @cached_property
    def _posts(self) -> dict[PersonId, tuple[Post, ...]]:
        """Every person's posts, of whatever kind."""
        held: dict[PersonId, tuple[Post, ...]] = {}
        for _, person in self._staff():
            held[person.id] = (*held.get(person.id, ()), *person.posts)
        return held

    @cached_property
    def _evaluations_by_evaluator(self) -> dict[PersonId, tuple[Evaluation, ...]]:
        return {
            evaluator: tuple(listed)
            for evaluator, listed in groupby(self.evaluations, key=attrgetter("evaluator"))
        }

    def _staff(self) -> Iterator[tuple[str, Coach | Teacher]]:
        """Coaches and teachers, each with what they stand there as."""
        yield from (("coach", coach) for coach in self.coaches)
        yield from (("teacher", teacher) for teacher in self.teachers)

    def _duplicates(self) -> Iterator[CoachCycleError]:
        lists: dict[str, Sequence[School | Coach | Teacher]] = {
            "school": self.schools,
            "coach": self.coaches,
            "teacher": self.teachers,
        }
        for what, entries in lists.items():
            last = {entry.id: entry for entry in entries}
            for id, times in Counter(entry.id for entry in entries).items():
                if times > 1:
                    yield DuplicateId(what, id, times).at(last[id])

    def _unknown_schools(self) -> Iterator[CoachCycleError]:
        known = self._schools_by_id
        for school in self.schools:
            if school.parent is not None and school.parent not in known:
                yield SchoolUnknown("school", school.id, school.parent).at(school, "parent")
        for what, person in self._staff():
            named: dict[SchoolId, tuple[object, ...]] = {}
            if isinstance(person, Coach):
                named |= {id: (person, "schools", id) for id in person.schools}
            named |= {post.school: (post, "school") for post in reversed(person.posts)}
            for id in sorted(named.keys() - known.keys()):
                yield SchoolUnknown(what, person.id, id).at(*named[id])

    def _rings(self) -> Iterator[CoachCycleError]:
        for school in self.schools:
            above = school.parent
            for _ in self.schools:
                if above == school.id:
                    yield SchoolsInRing(school.id).at(school, "parent")
                    break
                parent = self.school(above) if above else None
                above = parent.parent if parent else None

    def _impossible_posts(self) -> Iterator[CoachCycleError]:
        for what, person in self._staff():
            for post in person.posts:
                if post.first is not None and post.until is not None and post.until <= post.first:
                    backwards = PostBackwards(what, person.id, post.school, post.first, post.until)
                    yield backwards.at(post, "until")
                if math.fsum(one.share for one in post.funding) > 1:
                    excess = FundingExceedsOne(what, person.id, post.school, post.first)
                    yield excess.at(post, "funding")
            for post in _overlapping(person.posts):
                overlap = PostsOverlap(what, person.id, post.school, _begins(post))
                yield overlap.at(post)

    def _excessive_shares(self) -> Iterator[CoachCycleError]:
        for person, held in self._posts.items():
            # The shares in force add up to more only on a day on which a post begins.
            for day, last in sorted({_begins(one): one for one in held if one.share}.items()):
                shares = [one.share or 0.0 for one in held if one.holds(day)]
                # Correctly rounded, so decimals that add up to one are not more than one.
                if math.fsum(shares) > 1:
                    yield SharesExceedOne(person, day).at(last, "share")
                    break

    def _impossible_evaluations(self) -> Iterator[CoachCycleError]:
        for one in self.evaluations:
            if one.evaluator == one.evaluated:
                yield EvaluatesThemself(one.evaluator).at(one, "evaluated")
            if one.first is not None and one.until is not None and one.until <= one.first:
                backwards = EvaluationBackwards(one.evaluator, one.evaluated, one.first, one.until)
                yield backwards.at(one, "until")


def _present(people: Iterable[_Member], day: Date) -> Iterator[_Member]:
    """The people who are there on a day, with their posts of that day."""
    for person in people:
        held = tuple(post for post in person.posts if post.holds(day))
        if held or not person.posts:
            yield evolve(person, posts=held)


def _begins(post: Post) -> Date:
    return post.first or EARLIEST


def _overlapping(posts: Sequence[Post]) -> Iterable[Post]:
    """Of each school the first of these posts that begins while another there is in force."""
    found: dict[SchoolId, Post] = {}
    for place, post in enumerate(posts):
        begins = _begins(post)
        if post.holds(begins) and any(
            earlier.school == post.school and earlier.holds(begins) for earlier in posts[:place]
        ):
            found.setdefault(post.school, post)
    return found.values()

"""A court to hold logs before: a roster, rules and what is found, in short."""

from typing import Any

from coachcycle.people import Coach, Credential, Evaluation, Post, Roster, School, Teacher
from coachcycle.policy import ContractRules, SchoolRules, breaches
from coachcycle.vocabulary import SessionForm
from desk import Desk, day, school

FORMS = frozenset(SessionForm)


def roster(*evaluations: Evaluation, credentials: Any = ()) -> Roster:
    """Of schools a, b and c; t-1 works at a, t-2 at b, t-3 at both, t-4 at no known school."""
    return Roster(
        schools=[School(id=id) for id in "abc"],
        coaches=[Coach(id="c-1", credentials=credentials), Coach(id="c-2")],
        teachers=[
            Teacher(id="t-1", posts=[Post(school="a")]),
            Teacher(id="t-2", posts=[Post(school="b")], tier="novice"),
            Teacher(id="t-3", posts=[Post(school="a"), Post(school="b")], tier="intervention"),
            Teacher(id="t-4"),
        ],
        evaluations=evaluations,
    )


ROSTER = roster()
READER = Credential(type="reading", first=day(0), last=day(4))


def told(
    desk: Desk,
    *rules: Any,
    schools: dict[str, Any] | None = None,
    of: Any = ROSTER,
    year: Any = None,
) -> list[tuple[str, dict[str, Any]]]:
    """What is found against these rules: the codes without `policy.`, and the fields."""
    own = [SchoolRules(school=id, **parts) for id, parts in (schools or {}).items()]
    contract = ContractRules(rules=rules, schools=own)
    return [
        (one.code.removeprefix("policy."), dict(one.fields))
        for one in breaches(desk.cycle, of, year or school(), contract)
    ]


def codes(desk: Desk, *rules: Any, **others: Any) -> list[str]:
    """The codes alone."""
    return [code for code, _ in told(desk, *rules, **others)]

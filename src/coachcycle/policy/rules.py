"""Contract rules as values: a closed set, each with parameters, for a district and for schools."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import ClassVar

from attrs import field, frozen

from coachcycle.errors import CoachCycleError, SeveralProblems
from coachcycle.people import Caps
from coachcycle.schoolyear import Span
from coachcycle.vocabulary import (
    Extra,
    Reference,
    Repeated,
    SchoolId,
    SessionForm,
    SetEmpty,
    TypeMismatch,
    Word,
    WordUnknown,
    all_of,
    collection,
    extra,
    flag,
    reference,
    school_id,
    whole,
)

LONGEST_NOTICE = 1000
"""The longest notice that a rule may ask for [school days, or hours]."""
LONGEST_WINDOW = 400
"""The longest window in which observations are counted [school days]."""
MOST_OBSERVATIONS = 100


class RuleRepeated(CoachCycleError):
    """One place has two words on the same rule; `school` is None for the district."""

    code = "policy.rule_repeated"
    template = "rule {rule} stands there twice for one place (school: {school})"
    remedy = "Keep one of the two; a rule that is off at a school has no parameters there."

    rule: str
    school: SchoolId | None


class ContractRulesInvalid(SeveralProblems):
    """Contract rules hold problems; all of them are reported together."""

    code = "policy.contract_rules_invalid"
    template = "{count} problems in the contract rules: {codes}"
    remedy = "Mend each problem of the rules; each has a code of its own."


class NoticeUnit(Word):
    """What notice is counted in."""

    SCHOOL_DAYS = "school_days"
    HOURS = "hours"


class PlannedBy(Word):
    """Whose acts a session's plan must be."""

    EITHER = "either"
    """The coach's or a teacher's, and nobody else's."""
    BOTH = "both"
    """The coach's and a teacher's: one planned it and the other moved it."""


class Needs(Word):
    """How many of several credentials are needed."""

    ANY = "any"
    ALL = "all"


def _forms(words: Iterable[str]) -> frozenset[SessionForm]:
    forms = frozenset(SessionForm(word) for word in collection("forms", words))
    if not forms:
        raise SetEmpty("forms")
    return forms


def _types(ids: Iterable[str]) -> frozenset[Reference]:
    types = frozenset(reference(id) for id in collection("types", ids))
    if not types:
        raise SetEmpty("types")
    return types


def _is_breach(answer: bool) -> bool:  # noqa: FBT001  # a converter
    return flag("is breach", answer)


def _least(least: int) -> int:
    return whole("least", least, 1, LONGEST_NOTICE)


def _most(most: int) -> int:
    return whole("most", most, 1, MOST_OBSERVATIONS)


def _window(days: int) -> int:
    return whole("window_school_days", days, 1, LONGEST_WINDOW)


def _caps(caps: Caps) -> Caps:
    if not isinstance(caps, Caps):
        raise TypeMismatch("caps", "Caps", type(caps).__name__)
    return caps


OBSERVATIONS = frozenset({SessionForm.OBSERVATION})


@frozen(kw_only=True)
class Notice:
    """A visit is planned some time before its day.

    `least` is the notice [1 to 1000 of `unit`], for sessions held in one of `forms`. School days are
    counted from the day on which the plan happened: the day itself does not count, the day of the
    visit does. Hours are counted from the instant at which the plan was first recorded to the start
    of the session; where no start is known, to the end of its day in the district's zone, so that
    only what is certain is a breach. The plan that counts is the last one for that day: moving a
    session to another day begins its notice anew. A session for whose day there is no plan is a
    breach if `unplanned_is_breach`.
    """

    rule: ClassVar[str] = "notice"

    least: int = field(converter=_least)
    unit: NoticeUnit = field(converter=NoticeUnit)
    forms: frozenset[SessionForm] = field(default=OBSERVATIONS, converter=_forms)
    unplanned_is_breach: bool = field(default=True, converter=_is_breach)


@frozen(kw_only=True)
class MostObservations:
    """One teacher is observed only so often within a window of school days.

    At most `most` sessions [1 to 100] of `forms` are held with one teacher in any
    `window_school_days` school days in a row [1 to 400]. What happens on a day without school counts
    with the school day before it.
    """

    rule: ClassVar[str] = "most_observations"

    most: int = field(converter=_most)
    window_school_days: int = field(converter=_window)
    forms: frozenset[SessionForm] = field(default=OBSERVATIONS, converter=_forms)


def _contract_day(day: Span | None) -> Span | None:
    if day is not None and not isinstance(day, Span):
        raise TypeMismatch("day", "a Span", type(day).__name__)
    return day


@frozen(kw_only=True)
class InsideContractDay:
    """Sessions lie inside the teacher's contract day.

    What a session says of itself comes first. Where it says nothing, its start and its contact
    minutes must lie within `day`; without `day`, or without a known start, it is not judged.
    """

    rule: ClassVar[str] = "inside_contract_day"

    day: Span | None = field(default=None, converter=_contract_day)


@frozen(kw_only=True)
class AgreedByBoth:
    """Coach and teacher agree to the work, as far as a log can show it.

    A cycle that was proposed does not begin before all who were asked have agreed; one that was
    adopted shows nobody's consent, which is a breach if `adopted_is_breach`. A session that was
    planned shows whose acts the plan was: those of `sessions_by`.
    """

    rule: ClassVar[str] = "agreed_by_both"

    adopted_is_breach: bool = field(default=True, converter=_is_breach)
    sessions_by: PlannedBy = field(default=PlannedBy.EITHER, converter=PlannedBy)


@frozen(kw_only=True)
class NoEvaluatorAsCoach:
    """Nobody coaches a teacher whom they evaluate that day, after the roster."""

    rule: ClassVar[str] = "no_evaluator_as_coach"


@frozen(kw_only=True)
class CredentialValid:
    """Who holds a session has a valid credential that day: any of `types`, or all of them."""

    rule: ClassVar[str] = "credential_valid"

    types: frozenset[Reference] = field(converter=_types)
    needs: Needs = field(default=Needs.ANY, converter=Needs)


@frozen(kw_only=True)
class WithinCaps:
    """No coach takes on more at a time than `caps` allow."""

    rule: ClassVar[str] = "within_caps"

    caps: Caps = field(converter=_caps)


Rule = (
    Notice
    | MostObservations
    | InsideContractDay
    | AgreedByBoth
    | NoEvaluatorAsCoach
    | CredentialValid
    | WithinCaps
)
"""Any of the rules; there are no others."""

RULES: dict[str, type[Rule]] = {
    cls.rule: cls
    for cls in (
        Notice,
        MostObservations,
        InsideContractDay,
        AgreedByBoth,
        NoEvaluatorAsCoach,
        CredentialValid,
        WithinCaps,
    )
}
"""Every kind of rule by its name."""


def _rules(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    listed = collection("rules", rules)
    for one in listed:
        if not isinstance(one, Rule):
            raise TypeMismatch("rules", "contract rules", type(one).__name__)
    order = list(RULES)
    return tuple(sorted(listed, key=lambda one: order.index(one.rule)))


def _names(names: Iterable[str]) -> frozenset[str]:
    listed = collection("off", names)
    if any(name not in tuple(RULES) for name in listed):
        raise WordUnknown("off", tuple(RULES))
    return frozenset(listed)


def _repeated(rules: Sequence[Rule], school: SchoolId | None) -> Iterator[CoachCycleError]:
    """The rules that stand there twice, each at the second."""
    for place, one in enumerate(rules):
        if any(earlier.rule == one.rule for earlier in rules[:place]):
            yield RuleRepeated(one.rule, school).at(one)


@frozen(kw_only=True)
class SchoolRules:
    """What one school has instead of the district's rules of the same names.

    `off` names rules that do not hold there at all.

    Raises:
        ContractRulesInvalid: With every rule that stands there twice, or is off and on.
    """

    school: SchoolId = field(converter=school_id)
    rules: tuple[Rule, ...] = field(default=(), converter=_rules)
    off: frozenset[str] = field(default=frozenset(), converter=_names)

    def __attrs_post_init__(self) -> None:
        both = sorted({one.rule for one in self.rules} & self.off)
        problems = (
            *_repeated(self.rules, self.school),
            *(RuleRepeated(name, self.school).at("off", name) for name in both),
        )
        if problems:
            raise ContractRulesInvalid(problems)


def _schools(schools: Iterable[SchoolRules]) -> tuple[SchoolRules, ...]:
    return tuple(sorted(all_of(SchoolRules, "schools", schools), key=lambda one: one.school))


@frozen(kw_only=True)
class ContractRules:
    """The rules of a district's contract, and what single schools have instead.

    A school's own rule takes the place of the district's rule of that name, with all its parameters.

    Raises:
        ContractRulesInvalid: With every rule that the district has twice, and every school that
            stands there twice.
    """

    rules: tuple[Rule, ...] = field(default=(), converter=_rules)
    schools: tuple[SchoolRules, ...] = field(default=(), converter=_schools)
    extra: Extra | None = field(default=None, converter=extra, repr=False)

    def __attrs_post_init__(self) -> None:
        twice = [one for before, one in pairwise(self.schools) if before.school == one.school]
        problems = (
            *_repeated(self.rules, None),
            *(Repeated("schools", one.school).at(one, "school") for one in twice),
        )
        if problems:
            raise ContractRulesInvalid(problems)

    def at(self, school: str | None = None) -> Mapping[str, Rule]:
        """The rules in force at a school, by their names; without a school, the district's."""
        return self._in_force.get(school, self._in_force[None])

    @cached_property
    def _in_force(self) -> dict[str | None, Mapping[str, Rule]]:
        district = {one.rule: one for one in self.rules}
        tables: dict[str | None, Mapping[str, Rule]] = {None: district}
        for own in self.schools:
            table = district | {one.rule: one for one in own.rules}
            tables[own.school] = {name: one for name, one in table.items() if name not in own.off}
        return tables

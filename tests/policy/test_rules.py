"""Contract rules as values."""

from typing import Any

import pytest

from coachcycle.policy import (
    RULES,
    AgreedByBoth,
    ContractRules,
    ContractRulesInvalid,
    CredentialValid,
    InsideContractDay,
    MostObservations,
    Needs,
    NoEvaluatorAsCoach,
    Notice,
    NoticeUnit,
    PlannedBy,
    RuleRepeated,
    SchoolRules,
    WithinCaps,
)
from coachcycle.vocabulary import (
    IdMalformed,
    OutOfRange,
    Repeated,
    SessionForm,
    SetEmpty,
    TypeMismatch,
    WordUnknown,
)

NOTICE = {"least": 2, "unit": "school_days"}
WINDOW = {"most": 2, "window_school_days": 10}


class TestRules:
    @pytest.mark.parametrize(
        ("cls", "given", "error"),
        [
            (Notice, NOTICE | {"least": 0}, OutOfRange),
            (Notice, NOTICE | {"least": 1001}, OutOfRange),
            (Notice, NOTICE | {"least": True}, TypeMismatch),
            (Notice, NOTICE | {"unit": "weeks"}, WordUnknown),
            (Notice, NOTICE | {"forms": []}, SetEmpty),
            (Notice, NOTICE | {"forms": ["tea"]}, WordUnknown),
            (Notice, NOTICE | {"forms": "observation"}, TypeMismatch),
            (Notice, NOTICE | {"unplanned_is_breach": 1}, TypeMismatch),
            (MostObservations, WINDOW | {"most": 0}, OutOfRange),
            (MostObservations, WINDOW | {"most": 101}, OutOfRange),
            (MostObservations, WINDOW | {"window_school_days": 0}, OutOfRange),
            (MostObservations, WINDOW | {"window_school_days": 401}, OutOfRange),
            (MostObservations, WINDOW | {"forms": []}, SetEmpty),
            (InsideContractDay, {"day": ("07:50", "15:20")}, TypeMismatch),
            (AgreedByBoth, {"adopted_is_breach": "no"}, TypeMismatch),
            (AgreedByBoth, {"sessions_by": "nobody"}, WordUnknown),
            (CredentialValid, {"types": []}, SetEmpty),
            (CredentialValid, {"types": "reading"}, TypeMismatch),
            (CredentialValid, {"types": ["a reader"]}, IdMalformed),
            (CredentialValid, {"types": ["reading"], "needs": "some"}, WordUnknown),
            (WithinCaps, {"caps": 4}, TypeMismatch),
        ],
    )
    def test_an_impossible_rule_cannot_be_built(
        self, cls: Any, given: dict[str, Any], error: type[Exception]
    ) -> None:
        """
        Numbers out of range, empty sets, words that there are not.
        """
        with pytest.raises(error):
            cls(**given)

    def test_the_ends_of_the_ranges(self) -> None:
        """
        They belong to them.
        """
        for least in (1, 1000):
            assert Notice(least=least, unit="hours").least == least
        for most in (1, 100):
            assert MostObservations(most=most, window_school_days=1).most == most
        for window in (1, 400):
            assert MostObservations(most=1, window_school_days=window).window_school_days == window

    def test_what_is_meant_where_nothing_is_said(self) -> None:
        """
        Observations, and the stricter reading of what is a breach.
        """
        notice, window = Notice(**NOTICE), MostObservations(**WINDOW)
        assert notice.forms == window.forms == {SessionForm.OBSERVATION}
        assert notice.unplanned_is_breach
        assert notice.unit is NoticeUnit.SCHOOL_DAYS
        assert InsideContractDay().day is None
        assert AgreedByBoth() == AgreedByBoth(adopted_is_breach=True, sessions_by=PlannedBy.EITHER)
        assert CredentialValid(types={"a"}).needs is Needs.ANY

    def test_the_set_is_closed(self) -> None:
        """
        Seven rules, each under its name.
        """
        assert list(RULES) == [
            "notice",
            "most_observations",
            "inside_contract_day",
            "agreed_by_both",
            "no_evaluator_as_coach",
            "credential_valid",
            "within_caps",
        ]
        assert all(cls.rule == name for name, cls in RULES.items())


class TestContractRules:
    def test_a_school_has_its_own_instead(self) -> None:
        """
        Its own rule replaces the district's whole, `off` takes one away, the others stay.
        """
        district = Notice(least=2, unit="school_days", forms={"modeling"})
        own = Notice(least=24, unit="hours")
        rules = ContractRules(
            rules=[NoEvaluatorAsCoach(), AgreedByBoth(), district],
            schools=[
                SchoolRules(school="s-1", rules=[own], off={"agreed_by_both", "within_caps"}),
                SchoolRules(school="s-2", rules=[MostObservations(**WINDOW)]),
            ],
        )
        assert (
            rules.at()
            == rules.at("s-9")
            == {
                "notice": district,
                "agreed_by_both": AgreedByBoth(),
                "no_evaluator_as_coach": NoEvaluatorAsCoach(),
            }
        )
        assert rules.at("s-1") == {"notice": own, "no_evaluator_as_coach": NoEvaluatorAsCoach()}
        assert rules.at("s-2") == {**rules.at(), "most_observations": MostObservations(**WINDOW)}

    def test_order_does_not_matter(self) -> None:
        """
        The same rules are the same contract.
        """
        both = [AgreedByBoth(), Notice(**NOTICE)]
        schools = [SchoolRules(school="b", rules=both), SchoolRules(school="a")]
        one, other = (
            ContractRules(rules=both, schools=schools),
            ContractRules(
                rules=both[::-1], schools=[schools[1], SchoolRules(school="b", rules=both[::-1])]
            ),
        )
        assert one == other
        assert [rule.rule for rule in one.rules] == ["notice", "agreed_by_both"]

    def test_one_word_on_a_rule_for_one_place(self) -> None:
        """
        Twice in a list, or on and off, is refused with the rule and the place.
        """
        twice = [Notice(**NOTICE), Notice(least=24, unit="hours")]
        with pytest.raises(ContractRulesInvalid) as caught:
            ContractRules(rules=twice)
        assert caught.value.problems == (RuleRepeated("notice", None),)
        for given in ({"rules": twice}, {"rules": twice[:1], "off": ["notice"]}):
            with pytest.raises(ContractRulesInvalid) as caught:
                SchoolRules(school="s", **given)  # type: ignore[arg-type]
            [problem] = caught.value.problems
            assert problem == RuleRepeated("notice", "s")  # type: ignore[arg-type]
            assert "notice" in str(problem)
            assert "school: s" in str(problem)

    def test_what_else_is_refused(self) -> None:
        """
        A school twice, a rule that there is not, what is no rule.
        """
        with pytest.raises(ContractRulesInvalid) as caught:
            ContractRules(schools=[SchoolRules(school="s"), SchoolRules(school="s")])
        assert caught.value.problems == (Repeated("schools", "s"),)
        for off in (["lunch"], [["notice"]]):
            with pytest.raises(WordUnknown) as unknown:
                SchoolRules(school="s", off=off)  # type: ignore[arg-type]
            assert unknown.value == WordUnknown("off", tuple(RULES))
        for rules in (["notice"], "notice", Notice(**NOTICE)):
            with pytest.raises(TypeMismatch):
                ContractRules(rules=rules)  # type: ignore[arg-type]
        with pytest.raises(TypeMismatch):
            ContractRules(schools=["s"])  # type: ignore[list-item]

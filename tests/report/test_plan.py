"""Plans in plain text."""

from attrs import evolve

from coachcycle.balance import (
    Candidate,
    Explanation,
    Step,
    balance,
    capacity,
    certify,
    compare,
    explain,
    rebalance,
    verify,
)
from coachcycle.caseloads import Caseload, Pair, RuleSource, Stretch, Unserved
from coachcycle.people import Coach, Post, Roster, School, Teacher
from coachcycle.report import (
    capacity_report,
    changes_report,
    explanation_report,
    plan_report,
)
from two_schools import BEST, FIRST, OCTOBER, ROSTER, RULES, UNTIL, YEAR, without_first_coach

WHOLE = """\
2026-08-17 until 2027-06-05: 6 of 7 teachers have a coach

Loads, in units of 15 minutes a week, with the ways
  c-1  [################....]  16 of 20   80 %  3 teachers  1 school
  c-2  [####################]  20 of 20  100 %  3 teachers  1 school

Without a coach
  outweighed, 1: others or other criteria came first
    baker: t-7

Who has a coach, and how much of the need that is
  all                   6 of 7   86 %  18 of 20   90 %
  tier    none          4 of 5   80 %   8 of 10   80 %
  tier    intervention  1 of 1  100 %    6 of 6  100 %
  tier    new           1 of 1  100 %    4 of 4  100 %
  school  adams         3 of 3  100 %    8 of 8  100 %
  school  baker         3 of 4   75 %  10 of 12   83 %

How good that is: no plan exceeds a bound and keeps the floors above it
  level        reached  floor  value  bound  could be better by
  served_need       18     18     18     18             nothing
  travel             0      0      0      0             nothing

From whom the rules come
  demands   not said
  journeys  Transport office, timetable of 2026
  pairs     not said
  order     not said"""


def reported(plan: Caseload, roster: Roster = ROSTER) -> str:
    """What is told of a plan, whose values and bounds are computed first."""
    judged = certify(plan, roster, YEAR)
    return plan_report(judged, verify(judged, roster, YEAR))


class TestPlanReport:
    def test_whole(self) -> None:
        """
        What a director reads, line by line.
        """
        assert reported(BEST) == WHOLE

    def test_what_could_be_better(self) -> None:
        """
        A gap is told as a number and as a part of the value; what nobody has computed is not told.
        """
        [stretch] = certify(BEST, ROSTER, YEAR).stretches
        need, travel = stretch.levels
        levels = [evolve(need, bound=24), evolve(travel, bound=None)]
        judged = evolve(BEST, stretches=[evolve(stretch, levels=levels)], was_stopped=True)
        text = plan_report(judged, verify(BEST, ROSTER, YEAR))
        assert "     24  6 at most, 33.33 %\n" in text
        assert "      -           not known\n" in text
        assert "The search was ended before its time" in text
        assert "How good" not in plan_report(BEST, verify(BEST, ROSTER, YEAR))

    def test_nobody_without_a_coach(self) -> None:
        """
        A roster of those alone who have one.
        """
        roster = evolve(ROSTER, teachers=ROSTER.teachers[:6], evaluations=[])
        [stretch] = BEST.stretches
        plan = evolve(BEST, stretches=[evolve(stretch, unserved=[])])
        text = plan_report(plan, verify(plan, roster, YEAR))
        assert "6 of 6 teachers have a coach" in text
        assert "Nobody is without a coach" in text

    def test_each_stretch_that_was_judged(self) -> None:
        """
        After a change in October there are two; since then one.
        """
        roster = without_first_coach()
        plan = rebalance(BEST, roster, YEAR, OCTOBER)
        both = plan_report(plan, verify(plan, roster, YEAR))
        one = plan_report(plan, verify(plan, roster, YEAR, since=OCTOBER))
        assert "2026-08-17 until 2026-10-05" in both
        assert "2026-08-17 until 2026-10-05" not in one
        assert "2026-10-05 until 2027-06-05: 3 of 7 teachers" in both
        assert "no_coach, 4: each coach is excluded by a rule\n    adams: t-1 t-2 t-3\n" in one
        assert "baker: t-7" in one

    def test_many_are_counted(self) -> None:
        """
        Of hundreds of rows and ids the first sixty are shown, and the rest is counted.
        """
        names = [f"school-{n:03}" for n in range(61)]
        people = [f"t-{n:03}" for n in range(160)]
        roster = Roster(
            schools=[School(id=one) for one in names],
            teachers=[
                Teacher(id=one, posts=[Post(school=names[max(0, n - 99)])])
                for n, one in enumerate(people)
            ],
        )
        rules = evolve(RULES, pairs=[], demands=[], journeys=[])
        unserved = [
            Unserved(school=one.posts[0].school, teachers=[one.id], reason="no_demand")
            for one in roster.teachers
        ]
        stretch = Stretch(first=FIRST, until=UNTIL, unserved=unserved)
        plan = Caseload(rules=rules, stretches=[stretch])
        found = verify(plan, roster, YEAR)
        assert found.is_sound
        text = plan_report(plan, found)
        assert "t-059 and 40 more" in " ".join(text.split())
        assert text.count("  school ") == 60
        assert "  and 1 more" in text
        assert " 0 of 160 0 % 0 of 0 - " in " ".join(text.split())

    def test_in_part(self) -> None:
        """
        A teacher of two schools with a coach at one of them is counted apart.
        """
        shared = evolve(ROSTER.teachers[4], posts=[Post(school="adams"), Post(school="baker")])
        others = [one for one in ROSTER.teachers if one.id != "t-5"]
        roster = evolve(ROSTER, teachers=[*others, shared])
        [stretch] = BEST.stretches
        unserved = [
            *stretch.unserved,
            Unserved(school="adams", teachers=["t-5"], reason="outweighed"),
        ]
        plan = evolve(BEST, stretches=[evolve(stretch, unserved=unserved)])
        text = plan_report(plan, verify(plan, roster, YEAR))
        assert "5 of 7 teachers have a coach\n1 more have one at some of their schools" in text
        assert "5 of 7  (+1 in part)" in text

    def test_several_sources_of_a_rule(self) -> None:
        """
        They stand side by side, and within the width.
        """
        sources = [
            RuleSource(rule="pairs", source=f"Letter number {n} to the board") for n in range(1, 5)
        ]
        rules = evolve(RULES, sources=[*RULES.sources, *sources])
        text = reported(evolve(BEST, rules=rules))
        told = " ".join(text.split())
        assert "pairs Letter number 1 to the board; Letter number 2 to the board;" in told
        assert max(map(len, text.splitlines())) <= 79


class TestChangesReport:
    def test_after_a_coach_has_left(self) -> None:
        """
        Who loses a coach, why, and the levels before and after.
        """
        roster = without_first_coach()
        plan = certify(BEST, ROSTER, YEAR)
        new = rebalance(plan, roster, YEAR, OCTOBER)
        lines = changes_report(compare(plan, new, OCTOBER, roster)).splitlines()
        assert lines[:3] == [
            "3 keep their coach, 0 change, 3 lose theirs, 0 gain one.",
            "3 of those who change or lose had to.",
            "",
        ]
        assert changes_report(compare(plan, new, OCTOBER)).splitlines()[:2] == [
            lines[0],
            "Whether those who change or lose had to, only a roster says.",
        ]
        assert lines[3:7] == [
            "Lost",
            "  t-1  adams  c-1  -> nobody  coach_left",
            "  t-2  adams  c-1  -> nobody  coach_left",
            "  t-3  adams  c-1  -> nobody  coach_left",
        ]
        assert "  served_need       18     10" in lines

    def test_nothing_differs(self) -> None:
        """
        Then that is all.
        """
        text = changes_report(compare(BEST, BEST, FIRST))
        assert text == "6 keep their coach, 0 change, 0 lose theirs, 0 gain one."


class TestCapacityReport:
    def test_without_and_with_candidates(self) -> None:
        """
        Those first that miss most; served need has a bound, and whoever is hired is named.
        """
        more = Coach(id="c-3", posts=[Post(school="baker")], weekly_minutes=300, coaching_share=0.5)
        text = capacity_report(capacity(ROSTER, RULES, YEAR, [Candidate(coach=more, cost=2)]))
        lines = text.splitlines()
        assert lines[0] == "2026-08-17: needed and there, in units of 15 minutes a week"
        assert (
            lines[2] == "  all                   7             0      41     40                 1"
        )
        assert "With the candidates, of whom c-3 would have somebody to coach:" in lines
        assert text.count("served_need       18") == 1
        assert text.count("served_need       20") == 1
        alone = capacity_report(capacity(ROSTER, RULES, YEAR))
        assert "candidates" not in alone

    def test_nobody_needs_anything(self) -> None:
        """
        Without teachers, or rules that say what they need, all numbers are 0.
        """
        for roster, rules in (
            (evolve(ROSTER, teachers=[], evaluations=[]), evolve(RULES, pairs=[])),
            (ROSTER, evolve(RULES, demands=[])),
        ):
            [head, names, row, *_] = capacity_report(capacity(roster, rules, YEAR)).splitlines()
            assert head == "2026-08-17: needed and there, in units of 15 minutes a week"
            assert names.split()[0] == "teachers"
            assert row.split() == ["all", "0", "0", "0", "0", "0"]


class TestExplanationReport:
    def test_a_tie_and_a_rule(self) -> None:
        """
        Each coach is on a line: what would be given up, or what excludes it.
        """
        text = explanation_report(explain(BEST, ROSTER, YEAR, "t-7", FIRST))
        told = " ".join(text.split())
        assert told.startswith("t-7 at baker: no coach; others or other criteria came first")
        assert "c-1: would have to give up t-3; as much need would be served: a tie" in told
        assert "proven" not in told
        assert "excluded by evaluates: c-2" in told

    def test_a_plan_in_force(self) -> None:
        """
        That nobody was to lose a coach came before need, in so many words.
        """
        roster = evolve(ROSTER, evaluations=[])
        away = [evolve(one, posts=[]) if one.id == "t-4" else one for one in ROSTER.teachers]
        earlier = evolve(roster, teachers=away)
        plan = rebalance(balance(earlier, RULES, YEAR), roster, YEAR, OCTOBER)
        text = explanation_report(explain(plan, roster, YEAR, "t-4", OCTOBER))
        told = " ".join(text.split())
        assert "at best still_served -" in told
        assert "Another plan was in force: that nobody lost a coach (still_served)" in told
        assert "in force" not in explanation_report(explain(BEST, ROSTER, YEAR, "t-7", FIRST))

    def test_a_coach_who_has_time(self) -> None:
        """
        Nobody is said to have come first where nobody would be given up: she needs nothing.
        """
        idle = [evolve(RULES.demands[0], need=0), *RULES.demands[1:]]
        plan = balance(ROSTER, evolve(RULES, demands=idle), YEAR)
        text = explanation_report(explain(plan, ROSTER, YEAR, "t-4", FIRST))
        told = " ".join(text.split())
        assert "no coach; others or other criteria came first" in told
        assert (
            "c-2: would have to give up nobody; as much need would be served: a tie, which other"
            " criteria decided" in told
        )

    def test_who_has_a_coach(self) -> None:
        """
        Then it is named, and so are the others: those who may have her, and the rules that exclude the rest.
        """
        text = explanation_report(explain(BEST, ROSTER, YEAR, "t-4", FIRST))
        assert text == "t-4 at baker: the coach is c-2\n  excluded by refused: c-1"
        text = explanation_report(explain(BEST, ROSTER, YEAR, "t-5", FIRST))
        assert text == "t-5 at baker: the coach is c-2\n  excluded by no rule: c-1"

    def test_a_coach_whom_a_rule_excludes(self) -> None:
        """
        A plan by hand has her all the same.
        """
        rules = evolve(RULES, pairs=[Pair(kind="refused", coach="c-2", teacher="t-4")])
        text = explanation_report(explain(evolve(BEST, rules=rules), ROSTER, YEAR, "t-4", FIRST))
        assert text.splitlines() == [
            "t-4 at baker: the coach is c-2, whom a rule excludes",
            "  excluded by no rule: c-1",
            "  excluded by refused: c-2",
        ]

    def test_who_is_not_there_yet(self) -> None:
        """
        It is said, and what to do about it.
        """
        text = explanation_report(
            Explanation(teacher="t-9", day=FIRST, levels=("served_need",), cases=())
        )
        assert " ".join(text.split()).startswith("t-9: not there when this part of the plan begins")

    def test_a_loss(self) -> None:
        """
        What is lost at best stands there by level; a chain that loses nothing is told step by step.
        """
        [stretch] = BEST.stretches
        unserved = [
            *stretch.unserved,
            Unserved(school="adams", teachers=["t-1"], reason="outweighed"),
        ]
        others = [one for one in stretch.assignments if one.teachers != {"t-1"}]
        plan = evolve(BEST, stretches=[evolve(stretch, assignments=others, unserved=unserved)])
        told = explanation_report(explain(plan, ROSTER, YEAR, "t-1", FIRST))
        assert "c-1: would have to give up nobody; at best served_need +4" in told
        rules = evolve(RULES, journeys=[], pairs=[])
        need = explain(evolve(BEST, rules=rules), ROSTER, YEAR, "t-7", FIRST)
        [case] = need.cases
        step = Step(coach="c-1", takes={"t-7"}, gives_up=(frozenset({"t-3"}),))
        chained = evolve(need, cases=(evolve(case, chain=(step,)),))
        assert "No need would be lost if c-1 takes t-7 and gives up t-3." in " ".join(
            explanation_report(chained).split()
        )
        proven = evolve(need, cases=(evolve(case, proven_loss=2),))
        assert (
            "Every plan in which she has a coach loses 2 of served_need or more: proven."
            in explanation_report(proven)
        )
        looked = evolve(need, cases=(evolve(case, chain=(), tries=3),))
        assert "No chain through two caseloads was found in 3 tries." in explanation_report(looked)

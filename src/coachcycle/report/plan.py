"""Plans in plain text: for a director to read, and to defend line by line."""

import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

from attrs import fields

from coachcycle.caseloads import (
    Caseload,
    CaseloadRules,
    LevelOutcome,
    Stretch,
    Unserved,
    UnservedReason,
)
from coachcycle.vocabulary import PersonId

if TYPE_CHECKING:
    from coachcycle.balance import (
        Account,
        Capacity,
        Change,
        Comparison,
        Explanation,
        Load,
        Option,
        Reasoning,
        Share,
        Shortage,
        Verification,
    )

_T = TypeVar("_T")

WIDTH = 79
BAR = 20
MOST_ROWS = 60
"""How many rows of a list are shown before the rest is only counted."""
SHARES = ("all", "tier", "subject", "school")

REASONS = {
    UnservedReason.NO_DEMAND: "the rules say nothing of what their tier needs",
    UnservedReason.NO_SCHOOL: "at which school they work is not known",
    UnservedReason.NO_COACH: "each coach is excluded by a rule",
    UnservedReason.OUTWEIGHED: "others or other criteria came first",
}
NOT_THERE = (
    "not there when this part of the plan begins; who joins later is planned for by a rebalance"
)


def plan_report(plan: Caseload, verification: "Verification") -> str:
    """What a plan says, stretch by stretch, and from whom its rules come.

    Args:
        plan: The plan.
        verification: What `verify` found of it; only stretches that it judged are told.

    Returns:
        Lines of text: who has a coach, what each coach has to do, who has no coach and why, how need is
        served at each school and in each subject and tier, how good the plan is, and the sources of its
        rules. Of lists of more than 60 rows the rest is counted. Ids, and the district's own words for
        its sources, are in it.
    """
    accounts = {one.first: one for one in verification.accounts}
    lines: list[str] = []
    for stretch in plan.stretches:
        if stretch.first in accounts:
            lines += [*_stretch(stretch, accounts[stretch.first], plan.rules), ""]
    if plan.was_stopped:
        lines += ["The search was ended before its time: another run may give another plan.", ""]
    return "\n".join([*lines, *_sources(plan.rules)])


def changes_report(comparison: "Comparison") -> str:
    """What differs between two plans, as `compare` found it.

    Returns:
        Lines of text: how many keep, change, lose and gain coaches, each of them with the reason, and the
        values of the levels. Of lists of more than 60 rows the rest is counted. Ids are in it.
    """
    lost, moved, gained = comparison.lost, comparison.moved, comparison.gained
    numbers = (comparison.kept, len(moved), len(lost), len(gained))
    words = ("keep their coach", "change", "lose theirs", "gain one")
    told = (f"{number:,} {word}" for number, word in zip(numbers, words, strict=True))
    lines = [f"{', '.join(told)}."]
    if comparison.forced is None:
        lines.append("Whether those who change or lose had to, only a roster says.")
    elif lost or moved:
        lines.append(f"{comparison.forced:,} of those who change or lose had to.")
    if comparison.needed is not None and comparison.unforced:
        lines.append(
            f"Of the other {comparison.unforced:,}, at least {comparison.needed:,} were needed."
        )
    for title, changes in (("Lost", lost), ("Changed", moved), ("Gained", gained)):
        if changes:
            lines += ["", title, *_table(_first([_change(one) for one in changes]), "<<<<<")]
    if comparison.levels:
        values = [
            [name, *("-" if value is None else f"{value:,}" for value in pair)]
            for name, *pair in comparison.levels
        ]
        lines += ["", *_table([["level", "before", "after"], *values], "<>>")]
    return "\n".join(lines)


def capacity_report(found: "Capacity") -> str:
    """Whether there are coaches enough, as `capacity` found it.

    Returns:
        Lines of text: what teachers need and coaches have to give, for all and by school, grade, subject
        and language, those first that miss most; then served need, without and with candidates.
    """
    everybody, *others = found.shortages
    rows = sorted(others, key=lambda one: (-one.least_missing, -one.unreachable))
    head = ["", "", "teachers", "out of reach", "needed", "there", "missing at least"]
    lines = [
        f"{found.day}: needed and there, in units of {found.unit_minutes} minutes a week",
        *_table(_first([head, *(_shortage(one) for one in (everybody, *rows))]), "<<>>>>>"),
        "",
        *_levels(found.levels),
    ]
    if found.levels_hired:
        hired = ", ".join(found.hired) or "none of them"
        lines += [
            "",
            *_wrapped(f"With the candidates, of whom {hired} would have somebody to coach:", ""),
            *_levels(found.levels_hired),
        ]
    return "\n".join(lines)


def explanation_report(told: "Explanation") -> str:
    """Who may coach a teacher, and why she has no coach, if she has none, as `explain` found it.

    Returns:
        Lines of text: for each of her schools what stands between her and each coach, and whether a plan in
        force came before need. Ids are in it.
    """
    if not told.cases:
        return "\n".join(_wrapped(f"{told.teacher}: {NOT_THERE}", ""))
    lines = [line for case in told.cases for line in _reasoning(told.teacher, case, told.levels)]
    if "still_served" in told.levels and any(
        one.loss for case in told.cases for one in case.options
    ):
        lines += _wrapped(
            "Another plan was in force: that nobody lost a coach (still_served) and that few changed"
            " coaches (stays) came before need.",
            "  ",
            "  ",
        )
    return "\n".join(lines)


def _stretch(stretch: Stretch, account: "Account", rules: CaseloadRules) -> Iterator[str]:
    everybody = next(one for one in account.shares if one.of == "all")
    yield (
        f"{stretch.first} until {stretch.until}: {everybody.served:,} of {everybody.people:,}"
        " teachers have a coach"
    )
    if everybody.half_served:
        yield f"{everybody.half_served:,} more have one at some of their schools"
    yield ""
    yield f"Loads, in units of {rules.unit_minutes} minutes a week, with the ways"
    yield from _table(_first([_load(one) for one in account.loads]), "<<>>>>")
    yield ""
    yield from _without_coach(stretch.unserved)
    yield ""
    yield "Who has a coach, and how much of the need that is"
    kinds = [[_share(one) for one in account.shares if one.of == of] for of in SHARES]
    yield from _table([row for rows in kinds for row in _first(rows)], "<<>>>>>")
    if stretch.levels:
        yield ""
        yield from _levels(stretch.levels)


def _load(load: "Load") -> list[str]:
    return [
        load.coach,
        _bar(load.units, load.capacity),
        f"{load.units:,} of {load.capacity:,}",
        _percent(load.units, load.capacity),
        _counted(load.people, "teacher"),
        _counted(len(load.schools), "school"),
    ]


def _share(share: "Share") -> list[str]:
    name = share.name or ("" if share.of == "all" else "none")
    half = f"(+{share.half_served:,} in part)" if share.half_served else ""
    return [
        share.of,
        name,
        f"{share.served:,} of {share.people:,}",
        half,
        _percent(share.served, share.people),
        f"{share.need_served:,} of {share.need:,}",
        _percent(share.need_served, share.need),
    ]


def _without_coach(unserved: Sequence[Unserved]) -> Iterator[str]:
    if not unserved:
        yield "Nobody is without a coach"
        return
    yield "Without a coach"
    for reason, listed in _grouped(unserved, lambda one: one.reason.value):
        people = sum(len(one.teachers) for one in listed)
        yield from _wrapped(f"{reason}, {people:,}: {REASONS[UnservedReason(reason)]}", "  ")
        for school, there in _grouped(listed, lambda one: one.school or ""):
            at = f"{school}: " if school else ""
            ids = _some(id for one in there for id in sorted(one.teachers))
            yield from _wrapped(f"{at}{ids}", "    ")


def _levels(levels: Iterable[LevelOutcome]) -> Iterator[str]:
    yield "How good that is: no plan exceeds a bound and keeps the floors above it"
    rows = [["level", "reached", "floor", "value", "bound", "could be better by"]]
    for one in levels:
        bound = "-" if one.bound is None else f"{one.bound:,}"
        rows.append(
            [one.name, f"{one.reached:,}", f"{one.floor:,}", f"{one.value:,}", bound, _gap(one)]
        )
    yield from _table(rows, "<>>>>>")


def _gap(level: LevelOutcome) -> str:
    if level.bound is None:
        return "not known"
    if level.bound == level.value:
        return "nothing"
    gap = level.bound - level.value
    part = f", {100 * gap / abs(level.value):.2f} %" if level.value else ""
    return f"{gap:,} at most{part}"


def _sources(rules: CaseloadRules) -> Iterator[str]:
    """Each rule that is not the usual one, and from whom it comes."""
    yield "From whom the rules come"
    told = {
        rule: [one.source for one in listed]
        for rule, listed in _grouped(rules.sources, lambda one: one.rule)
    }
    rows = [
        [key.name, "; ".join(told.get(key.name, ["not said"]))]
        for key in fields(CaseloadRules)
        if key.name not in ("first", "until", "sources", "extra")
        and (key.name in told or getattr(rules, key.name) != key.default)
    ]
    width = max(len(name) for name, _ in rows)
    for name, source in rows:
        yield from _wrapped(f"{name:<{width}}  {source}", "  ", " " * (width + 4))


def _change(change: "Change") -> list[str]:
    why = " ".join([*([change.reason.value] if change.reason else []), *change.exclusions])
    after = change.after or "nobody"
    return [change.teacher, change.school, _coaches(change.before), f"-> {after}", why]


def _coaches(ids: Iterable[PersonId]) -> str:
    return " ".join(sorted(ids)) or "nobody"


def _shortage(one: "Shortage") -> list[str]:
    numbers = one.people, one.unreachable, one.needed, one.available, one.least_missing
    return [one.of, one.name or "", *(f"{number:,}" for number in numbers)]


def _reasoning(teacher: PersonId, case: "Reasoning", levels: Sequence[str]) -> Iterator[str]:
    at = f" at {case.school}" if case.school else ""
    others = sorted(case.teachers - {teacher})
    together = f", with {' '.join(others)}" if others else ""
    is_excluded = any(one.coach == case.coach for one in case.options)
    against = ", whom a rule excludes" if is_excluded else ""
    if case.reason is None:
        yield from _wrapped(f"{teacher}{at}{together}: the coach is {case.coach}{against}", "")
    else:
        yield from _wrapped(f"{teacher}{at}{together}: no coach; {REASONS[case.reason]}", "")
    for option in case.options:
        if option.loss:
            between = _standing_between(option, levels)
            yield from _wrapped(f"{option.coach}: {between}", "  ", "    ")
    if case.proven_loss:
        loss = f"{case.proven_loss:,} of {levels[0]}"
        yield f"  Every plan in which she has a coach loses {loss} or more: proven."
    rest = [one for one in case.options if not one.loss]
    for rules, alike in _grouped(rest, lambda one: " ".join(one.exclusions)):
        coaches = _some(one.coach for one in alike)
        yield from _wrapped(f"excluded by {rules or 'no rule'}: {coaches}", "  ", "    ")
    if case.chain:
        steps = "; ".join(
            f"{one.coach} takes {_coaches(one.takes)}"
            + "".join(f" and gives up {_coaches(given)}" for given in one.gives_up)
            for one in case.chain
        )
        yield from _wrapped(f"No need would be lost if {steps}.", "  ", "    ")
    elif case.tries:
        yield f"  No chain through two caseloads was found in {case.tries:,} tries."


def _standing_between(option: "Option", levels: Sequence[str]) -> str:
    displaced = ", ".join(_coaches(one) for one in option.displaced)
    for_whom = f"would have to give up {displaced}" if displaced else "would have to give up nobody"
    added = ", ".join(_coaches(one) for one in option.added)
    also = f", and could take {added} too" if added else ""
    if option.is_tie:
        return (
            f"{for_whom}{also}; as much need would be served: a tie, which other criteria decided"
        )
    losses = ", ".join(
        f"{name} {-loss:+,}" for name, loss in zip(levels, option.loss, strict=True) if loss
    )
    return f"{for_whom}{also}; at best {losses}"


def _some(ids: Iterable[PersonId]) -> str:
    """Of many ids the first ones, and how many more there are."""
    listed = list(ids)
    more = [f"and {len(listed) - MOST_ROWS:,} more"] if len(listed) > MOST_ROWS else []
    return " ".join([*listed[:MOST_ROWS], *more])


def _first(rows: list[list[str]]) -> list[list[str]]:
    """Of many rows the first ones, and how many more there are."""
    if len(rows) <= MOST_ROWS:
        return rows
    more = f"and {len(rows) - MOST_ROWS:,} more"
    return [*rows[:MOST_ROWS], [more, *[""] * (len(rows[0]) - 1)]]


def _table(rows: Sequence[Sequence[str]], sides: str) -> Iterator[str]:
    """Rows in columns, each set to its side; a column of nothing is left out."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            f"{cell:{side}{width}}"
            for cell, side, width in zip(row, sides, widths, strict=True)
            if width
        )
        yield f"  {'  '.join(cells)}".rstrip()


def _bar(part: int, whole: int) -> str:
    filled = min(BAR, BAR * part // whole) if whole else 0
    return f"[{'#' * filled}{'.' * (BAR - filled)}]"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "-"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun if count == 1 else f'{noun}s'}"


def _grouped(listed: Iterable[_T], key: Callable[[_T], str]) -> Iterator[tuple[str, list[_T]]]:
    for name, together in groupby(sorted(listed, key=key), key=key):
        yield name, list(together)


def _wrapped(text: str, first: str, then: str | None = None) -> list[str]:
    after = f"{first}  " if then is None else then
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=after,
        break_long_words=False,
        break_on_hyphens=False,
    )

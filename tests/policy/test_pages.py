"""Each rule has a page that says all of it."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from attrs import fields

from coachcycle.errors import CODES
from coachcycle.policy import RULES

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "rules"
TABLE = re.compile(r"^\| (?:finding|code) \|[^\n]*\n\|[^\n]*\n((?:\|[^\n]*\n)+)", re.MULTILINE)
NOT_BROKEN = {
    "policy.contract_rules_invalid",
    "policy.override_school_unknown",
    "policy.rule_repeated",
}
"""The codes that are about rules themselves."""


def findings(page: str) -> dict[str, str]:
    """The rows of a page's table of findings, by their codes."""
    [rows] = TABLE.findall(page)
    return {row.split("`")[1]: row for row in rows.splitlines()}


def nav(entries: Any) -> list[str]:
    """Every page of the navigation."""
    if isinstance(entries, str):
        return [entries]
    items = entries.values() if isinstance(entries, dict) else entries
    return [page for one in items for page in nav(one)]


def test_one_page_for_each_rule() -> None:
    """The pages are the rules, in the folder, in the navigation and in the guide."""
    assert {path.stem for path in PAGES.iterdir()} == set(RULES)
    pages = nav(tomllib.loads((ROOT / "zensical.toml").read_text("utf-8"))["project"]["nav"])
    assert [page for page in pages if page.startswith("rules/")] == [
        f"rules/{name}.md" for name in RULES
    ]
    guide = (ROOT / "docs" / "guides" / "contract-rules.md").read_text("utf-8")
    assert re.findall(r"^\| \[`(\w+)`\]", guide, re.MULTILINE) == list(RULES)


@pytest.mark.parametrize("name", RULES)
def test_a_page_says_all_of_its_rule(name: str) -> None:
    """Its parameters, its findings with their fields, a clause with its source, an example."""
    page = (PAGES / f"{name}.md").read_text("utf-8")
    assert page.startswith(f"# {name}\n")
    parameters = re.findall(r"^\| `(\w+)` \|", page.partition("```python")[0], re.MULTILINE)
    assert parameters == [one.name for one in fields(RULES[name])]
    assert "A clause might read: *" in page
    assert "https://" in page
    assert f"{RULES[name].__name__}(" in page
    for code, row in findings(page).items():
        told = row.partition("|")[2].partition("|")[2]
        assert set(re.findall(r"`(\w+)`", told)) - {"all"} == set(CODES[code].names)


def test_every_finding_is_on_a_page() -> None:
    """On one, and on no other."""
    listed = [code for path in PAGES.iterdir() for code in findings(path.read_text("utf-8"))]
    known = {code for code in CODES if code.startswith("policy.")}
    assert sorted(listed) == sorted(known - NOT_BROKEN)
    assert known > NOT_BROKEN


def test_every_problem_of_a_roster_is_on_its_page() -> None:
    """All but the one that holds the others."""
    page = (ROOT / "docs" / "concepts" / "roster.md").read_text("utf-8")
    known = {code for code in CODES if code.startswith("people.")}
    assert findings(page).keys() == known - {"people.roster_invalid"}

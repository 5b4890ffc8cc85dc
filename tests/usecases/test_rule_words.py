"""Every rule that a match may carry has a name in both languages: a page that shows its code shows English to a French accountant."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from encours.receivables.matching.shipped import MEASURED
from encours.usecases.rule_words import RULES, rule_text
from tests.fixtures import ROOT

SOURCES = ROOT / "src" / "encours"


def rules_in(*folders: str) -> set[str]:
    """The rules that these folders write, found as they are written."""
    named: set[str] = set()
    for folder in folders:
        for path in (SOURCES / folder).rglob("*.py"):
            named |= set(re.findall(r'\brule="([a-z_]+)"', path.read_text(encoding="utf-8")))
    return named


def rules_of(page: Path, heading: str) -> set[str]:
    """The rules that a table of the page lists."""
    part = page.read_text(encoding="utf-8").split(heading, 1)[1].split("\n## ", 1)[0]
    return set(re.findall(r"^\| `([a-z_]+)` \|", part, re.MULTILINE))


def test_what_the_store_and_the_use_cases_write_has_a_name() -> None:
    found = rules_in("store", "usecases")
    assert len(found) >= 8 and found <= RULES.keys(), found - RULES.keys()


def test_what_lettering_writes_has_a_name() -> None:
    listed = rules_of(ROOT / "docs" / "matching.md", "## Lettering")
    assert {"only_pair", "balanced", "only_sum"} <= listed and listed <= RULES.keys(), listed - RULES.keys()


def test_what_clears_payments_in_transit_has_a_name() -> None:
    written = set(re.findall(r'"(transit_[a-z_]+)"', (SOURCES / "receivables" / "matching" / "payouts.py").read_text(encoding="utf-8")))
    assert len(written) >= 5 and written <= RULES.keys(), written - RULES.keys()


@pytest.mark.parametrize("rule", sorted(key for key in MEASURED if key.count("+") == 2))
def test_a_rule_of_receipts_is_worded_from_its_parts(rule: str) -> None:
    text = rule_text(rule)
    assert "+" not in text.fr and "_" not in text.fr and text.fr != text.en

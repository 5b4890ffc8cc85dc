"""The pages on rules state what the code computes."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from encours.countries.fr.rates import RATES
from encours.receivables.penalties import HalfYear
from encours.receivables.terms import due_dates, parse_terms

PAGES = Path(__file__).resolve().parents[2] / "docs" / "rules"


def rows(page: str) -> list[list[str]]:
    lines = (PAGES / page).read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]


@pytest.mark.parametrize("page", ["terms.md", "terms.fr.md"])
def test_every_code_on_the_page_is_understood_and_every_due_date_is_computed(page: str) -> None:
    codes = [code for row in rows(page) for code in re.findall(r"`([A-Z0-9%][^`]*)`", row[0]) if len(row) == 3]
    assert len(codes) >= 25
    assert [code for code in codes if parse_terms(code) is None] == []
    dated = [row for row in rows(page) if re.fullmatch(r"V1\.0[1-8]", row[0])]
    assert len(dated) == 8
    for row in dated:
        for code, expected in zip(("NET30", "NET60", "FDM45_A", "FDM45_B"), row[2:], strict=True):
            terms = parse_terms(code)
            assert terms is not None
            [installment] = due_dates(terms, total_minor=1, issued_on=date.fromisoformat(row[1]))
            assert installment.due_on.isoformat() == expected


@pytest.mark.parametrize("page", ["penalties.md", "penalties.fr.md"])
def test_the_rates_on_the_page_are_those_of_the_data_file(page: str) -> None:
    rated = {row[0]: [Decimal(cell.replace(",", ".")) for cell in row[1:]] for row in rows(page) if re.fullmatch(r"\d{4}-S[12]", row[0])}
    columns = ("ecb", "ecb_plus_10", "legal_pro", "legal_x3", "public_ecb_plus_8")
    assert set(rated) == {str(half_year) for half_year in RATES["ecb"].percents}
    for half_year, cells in rated.items():
        assert cells == [RATES[column].percent(HalfYear.parse(half_year)) for column in columns]


@pytest.mark.parametrize("name", ["terms", "penalties"])
def test_both_languages_state_the_same_vectors(name: str) -> None:
    english, french = ([row[0] for row in rows(page) if row[0].startswith("V")] for page in (f"{name}.md", f"{name}.fr.md"))
    assert english == french and len(english) >= 13

"""One line explained by itself, from what it needs alone: the same answer that a run gives that reads everything."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.matching.command import main as bench_matching

from encours.store.load.companies import Company
from encours.usecases.match_lines import explain_lines
from encours.usecases.matching import match_company
from tests.conftest import Database
from tests.usecases.books import TODAY, csv, give, new_company, query
from tests.usecases.test_benchmark_books import imported

CUSTOMERS = csv(
    "customer_id,name,siren,iban,parent_id",
    "C-100,Menuiserie Lorthioir,,FR7630006000011234567890189,",
    "C-200,Groupe Vauquelin,,,",
    "C-210,Vauquelin Transports,,FR7610107001011234567890129,C-200",
    "C-300,Boulangerie Peretti,,,",
)
INVOICES = csv(
    "number,type,customer_id,issued_on,due_on,currency,total",
    "FA-2026-00011,invoice,C-100,2026-09-01,2026-10-01,EUR,1200.00",
    "FA-2026-00012,invoice,C-100,2026-09-02,2026-10-02,EUR,340.50",
    "FA-2026-00021,invoice,C-200,2026-09-03,2026-10-03,EUR,870.00",
    "FA-2026-00031,invoice,C-300,2026-09-04,2026-10-04,EUR,415.80",
    "FA-2026-00032,invoice,C-300,2026-09-05,2026-10-05,EUR,99.00",
)
HEAD = "line_id,booked_on,amount,currency,account_iban,counterparty_name,counterparty_iban,remittance"
OURS = "FR7630001007941234567890185"


@pytest.mark.parametrize(
    ("line", "paid"),
    [
        pytest.param(
            f"L,2026-10-05,1200.00,EUR,{OURS},X,FR7630006000011234567890189,VIREMENT 00011",
            ["FA-2026-00011"],
            id="a known account and the end of a number",
        ),
        pytest.param(
            f"L,2026-10-05,1540.50,EUR,{OURS},MENUISERIE LORTHIOIR,,SOLDE",
            ["FA-2026-00011", "FA-2026-00012"],
            id="a name, and all that is open",
        ),
        pytest.param(f"L,2026-10-05,870.00,EUR,{OURS},X,FR7610107001011234567890129,MERCI", ["FA-2026-00021"], id="a company of a group"),
        pytest.param(
            f"L,2026-10-05,415.80,EUR,{OURS},BOULANGERIE PERETI,,VIREMENT", ["FA-2026-00031"], id="a name that is nearly a customer's"
        ),
        pytest.param(f"L,2026-10-05,99.00,EUR,{OURS},INCONNU,,FA-2026-00032", ["FA-2026-00032"], id="nobody we know, and a number in full"),
        pytest.param(f"L,2026-10-05,415.80,EUR,{OURS},INCONNU,,VIREMENT", ["FA-2026-00031"], id="nobody we know, and an amount"),
        pytest.param(f"L,2026-10-05,7.77,EUR,{OURS},INCONNU,,VIREMENT", [], id="nothing at all"),
    ],
)
def test_a_line_gets_the_answer_of_a_run(fresh_database: Database, line: str, paid: list[str]) -> None:
    company = new_company("One line")
    for name, data in (("customers", CUSTOMERS), ("invoices", INVOICES), ("bank", csv(HEAD, line))):
        assert give(company, data, f"{name}.csv").state == "committed"
    [number] = _lines(company)
    run = match_company(company, "test", today=TODAY, record=False)
    found = explain_lines(company, "test", [number])
    assert found.proposals.get(number, ()) == run.proposals.get(number, ())
    assert found.verdicts == run.verdicts
    best = found.proposals.get(number, ())[:1]
    assert [found.items[one.item].item.document_ref for made in best for one in made.applications] == paid


def test_a_line_that_waits_no_more_is_not_explained(fresh_database: Database) -> None:
    company = new_company("Recorded line")
    for name, data in (
        ("customers", CUSTOMERS),
        ("invoices", INVOICES),
        ("bank", csv(HEAD, f"L,2026-10-05,99.00,EUR,{OURS},BOULANGERIE PERETTI,,FA-2026-00032")),
    ):
        give(company, data, f"{name}.csv")
    match_company(company, "test", today=TODAY)
    assert explain_lines(company, "test", _lines(company)).verdicts == {}
    assert explain_lines(company, "test", []).verdicts == {}


@pytest.mark.slow
def test_of_a_year_of_lines_nearly_all_are_answered_as_in_a_run(fresh_database: Database, tmp_path: Path) -> None:
    assert bench_matching(["--levels", "medium", "--size", "800", "--write", str(tmp_path)]) == 0
    company = imported(tmp_path / "medium")
    run = match_company(company, "test", today=TODAY, record=False)
    asked = [line.line_id for line in run.lines][::5]
    same = sum(_first(explain_lines(company, "test", [one]).proposals.get(one, ())) == _first(run.proposals.get(one, ())) for one in asked)
    # A run gives an item to one line, and learns from each whose account the next one comes from.
    assert same > 0.9 * len(asked), (same, len(asked))


def _first(made: tuple[object, ...]) -> object:
    return made[0].applications if made else ()  # type: ignore[attr-defined]


def _lines(company: Company) -> list[int]:
    return [row[0] for row in query(company, "SELECT id FROM statement_line WHERE company_id = %s ORDER BY id", company.id)]

"""Reasons name customers as people do, at every door: none shows a number of ours."""

from __future__ import annotations

import re

import pytest

from encours.cli.app import build, run
from encours.cli.diagnosis_files import write_files
from encours.receivables.matching import reasons
from encours.receivables.matching.contract import Evidence
from encours.store.load.matching import key
from encours.usecases.bank_lines import bank_lines
from encours.usecases.companies import scope_of
from encours.usecases.diagnosis.run import diagnose
from encours.usecases.matching import match_company
from encours.usecases.reason_words import reason_names
from tests.usecases.books import TODAY, csv, fec, give, new_company, query

CUSTOMERS = csv("customer_id,name,iban", "DUPONT,Dupont SA,FR7630006000011234567890189", "MARTIN,Martin et Fils,", "SEUL,SEUL,")
SALES = fec(
    "VE 1 2025-03-01 FA-20250001\n411 DUPONT 120,00\n706 - -120,00",
    "VE 2 2025-03-05 FA-20250002\n411 MARTIN 240,00\n706 - -240,00",
    "VE 3 2025-03-06 FA-20250003\n411 DUPONT 60,00\n706 - -60,00",
)
BANK = csv(
    "line_id,booked_on,amount,currency,account_iban,counterparty_name,counterparty_iban,remittance",
    "L1,2025-04-02,120.00,EUR,FR7630001007941234567890185,DUPONT SA,FR7630006000011234567890189,VIR FA-20250001",  # settled, its reasons kept with the match
    "L2,2025-04-03,240.00,EUR,FR7630001007941234567890185,DUPONT SA,FR7630006000011234567890189,VIR FA-20250002",  # another's document: a conflict
    "L3,2025-04-04,33.00,EUR,FR7630001007941234567890185,MARTIN ET FILS,,ACOMPTE",  # nothing that fits
    "L4,2025-04-05,120.00,EUR,FR7630001007941234567890185,DUPONT SA,FR7630006000011234567890189,VIR FA-20250001 BIS",  # settled already, by L1
    "L5,2025-04-06,60.00,EUR,FR7630001007941234567890185,DUPONT SA,FR7630006000011234567890189,MERCI",  # the only item of that amount of a known account
)
OURS = re.compile(r"\d{19}")


class _Ready:
    def boot(self) -> None:
        return None

    setup = boot

    def what_is_lost(self, access: object) -> list[str]:
        return []


def call(*arguments: str) -> int:
    return run(build(lambda language: _Ready()), list(arguments), lambda: None)  # type: ignore[arg-type, return-value]


@pytest.fixture
def company(fresh_database):
    made = new_company()
    for data, name in ((CUSTOMERS, "c.csv"), (SALES, "FEC2025.txt"), (BANK, "bank.csv")):
        give(made, data, name)
    return made


@pytest.mark.parametrize("extra", [(), ("--json",)])
def test_the_command_names_customers_by_name_and_code(company, capsys, extra):
    assert call("--lang", "en", "match", "--company", company.slug, "--dry-run", *extra) == 0
    said = capsys.readouterr().out
    assert "The payer seems to be Dupont SA (DUPONT), but the documents belong to Martin et Fils (MARTIN)" in said
    assert not OURS.search(said)
    if extra:
        assert "The name “MARTIN ET FILS” is known for Martin et Fils (MARTIN)." in said


def test_the_bank_page_names_them_in_fresh_reasons_and_in_those_kept_with_a_match(company):
    waiting = bank_lines(company, "test")
    match_company(company, "test", today=TODAY)
    said = []
    pages = waiting, bank_lines(company, "test")
    for page, row in [(one, row) for one in pages for row in one.rows]:
        fresh = [
            *(row.verdict.reasons if row.verdict else ()),
            *(one for made in row.proposals for one in (*made.evidence, *made.counter_evidence)),
        ]
        said += [
            page.say(one).say(language)
            for one in (*fresh, *(kept for applied in row.line.applied for kept in applied.reasons))
            for language in ("en", "fr")
        ]
    assert "The money came from an account of Dupont SA (DUPONT)." in said
    assert said.count("The money came from an account of Dupont SA (DUPONT).") > 1, "fresh, and kept"
    assert any("Martin et Fils (MARTIN)" in one for one in said)
    assert not [one for one in said if OURS.search(one)]


def test_the_files_of_a_diagnosis_name_them(fresh_database, tmp_path):
    for data, name in ((CUSTOMERS, "c.csv"), (SALES, "FEC2025.txt"), (BANK, "bank.csv")):
        (tmp_path / name).write_bytes(data)
    found = diagnose(sorted(tmp_path.iterdir()), today=TODAY, language="fr")
    names = write_files(found, tmp_path / "out", "fr")
    texts = {name: (tmp_path / "out" / name).read_text() for name in names if name.endswith((".csv", ".json", ".html"))}
    assert "Dupont SA (DUPONT)" in texts["matches.csv"] and "Martin et Fils (MARTIN)" in texts["lines.csv"]
    assert not [name for name, text in texts.items() if OURS.search(text)]


def test_lines_items_and_references_of_nineteen_digits_keep_their_own_names(company):
    [(line,)] = query(company, "SELECT id FROM statement_line WHERE line_ref = 'L1'")
    [(item,)] = query(company, "SELECT id FROM item WHERE document_ref = 'FA-20250003'")
    customers = dict(query(company, "SELECT code, id FROM customer"))
    theirs = "9999999999999999999"  # no number of ours can be as large
    said = [
        Evidence(reasons.ALREADY_SETTLED, {"document": theirs, "by": key(line)}),
        Evidence(reasons.DISPUTED, {"document": key(item)}),
        {"code": "payers_disagree", "values": {"payers": f"{key(customers['DUPONT'])}, {key(customers['SEUL'])}"}},
        {"code": "exact_sum", "values": {"amount": {"minor": 12000, "currency": "EUR"}}},
        {"code": "of_another_version", "values": {}},
    ]
    names = reason_names(scope_of(company, "test"), said)
    assert [names.say(one).say("en") for one in said] == [
        f"Document {theirs} is settled by another line (DUPONT SA).",
        "Document VE 3 2025-03-06 is in dispute.",
        "The signs of who paid disagree: Dupont SA (DUPONT), SEUL.",
        "The amounts sum to exactly €120.00.",
        "of_another_version",
    ]

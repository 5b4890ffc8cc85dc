"""`encours check` on whole books, and every way in which it must fail."""

from __future__ import annotations

from encours.store.load.companies import Company
from encours.usecases.check import check_books
from encours.usecases.companies import scope_of
from encours.usecases.matching import match_company
from encours.usecases.trend import trend
from tests.usecases.books import TODAY, fec, give, new_company
from tests.usecases.test_import_ledger import OPENING_2025, RECEIPT_1, RECEIPT_2025, SALE_1, SALE_2, SALE_2025
from tests.usecases.test_matching import BANK_ENTRY, FEE, PAYS_FA1, PAYS_NOTHING_KNOWN, SALES, bank


def said(company: Company, **options) -> dict[str, list[str]]:
    """What is wrong, by invariant, in words."""
    report = check_books(company.organization_id, today=TODAY, **options)
    return {one.invariant.code: [one.invariant.say(wrong, "en") for wrong in one.found.wrong] for one in report.examined if not one.holds}


def test_books_with_everything_in_them_hold(fresh_database):
    company = new_company()
    give(company, fec(SALE_1, SALE_2, RECEIPT_1), "FEC2024.txt")
    assert said(company) == {}
    give(company, fec(OPENING_2025, RECEIPT_2025, SALE_2025), "FEC2025.txt")
    give(company, bank(PAYS_FA1, PAYS_NOTHING_KNOWN, FEE), "bank.csv")
    match_company(company, "test", today=TODAY)
    give(company, fec(OPENING_2025, RECEIPT_2025, *SALES, BANK_ENTRY), "FEC2025b.txt", reverse_missing=True)
    match_company(company, "test", today=TODAY)
    assert said(company) == {}
    assert trend(scope_of(company, "test"), TODAY).points, "months are kept, which the check computes again"
    report = check_books(company.organization_id, today=TODAY)
    assert all(one.found.looked_at for one in report.examined), [one.invariant.code for one in report.examined if not one.found.looked_at]

"""What a decided receipt records, to the cent (domain-fr §6.3), and that nothing of it is left when it is taken back."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

import pytest

from encours.ledger.account import FRENCH_CHART, Role
from encours.store.bulk.receipts import Part, ReceiptToPost, Settlement, post_receipts
from encours.store.bulk.reverse import list_to_reverse, reverse_entries
from encours.store.load.companies import Company
from encours.store.save.accounts import account_for, journal_for
from encours.store.tenant import record_now, tenant
from encours.usecases.companies import scope_of
from tests.usecases.books import assert_sound, books, csv, give, new_company, query

HEAD = "number,type,customer_id,issued_on,currency,total,net,tax"
DAY = date(2026, 3, 31)
_NAMES = count(1)


def item(company: Company, document: str) -> int:
    return query(company, "SELECT id FROM item WHERE document_ref = %s AND kind <> 'reversal' ORDER BY id LIMIT 1", document)[0][0]


def post(
    company: Company, minor: int, *parts: tuple[Any, ...], payer: str = "ACME", currency: str = "EUR", **options: Any
) -> tuple[int, int]:
    """Record one receipt; parts are (document, amount, kind, paid)."""
    listed = tuple(Part(item(company, document), *rest) for document, *rest in parts)
    scope = scope_of(company, "test")
    with tenant(company.organization_id) as cursor:
        at = record_now(cursor, scope)
        cursor.execute("SELECT id FROM customer WHERE code = %s", [payer])
        customer = cursor.fetchone()[0]
        receipt = ReceiptToPost(
            DAY, minor, currency, account_for(cursor, scope, Role.BANK), account_for(cursor, scope, Role.TRADE), customer, reference="VIR",
            settlement=Settlement(listed, "rule", "test") if listed else None,
        )  # fmt: skip
        return post_receipts(
            cursor, scope, [receipt], journal_id=journal_for(cursor, scope, "BQE", "Banque"), kind="receipt", recorded_at=at, **options
        )


def lines(company: Company) -> list[tuple[Any, ...]]:
    """The last receipt's lines: account, customer, amount, with functional amount and currency where they are not the euro's."""
    rows = query(
        company,
        """
        SELECT a.number, c.code, l.amount_minor, l.functional_minor, l.currency FROM line l JOIN account a ON a.organization_id = l.organization_id AND a.id = l.account_id
          LEFT JOIN customer c ON c.organization_id = l.organization_id AND c.id = l.customer_id
         WHERE (l.posting_id, l.entry_id) = (SELECT posting_id, entry_id FROM receipt ORDER BY id DESC LIMIT 1) ORDER BY l.line_no
        """,
    )
    return [row[:3] if row[4] == "EUR" and row[2] == row[3] else row for row in rows]


def open_of(company: Company) -> dict[str, int]:
    """What is open, by document; receipts under the bank's words."""
    return dict(query(company, "SELECT document_ref, sum(open_minor)::bigint FROM item GROUP BY 1 HAVING sum(open_minor) <> 0 ORDER BY 1"))


def sold(*rows: str) -> Company:
    company = new_company(f"Atelier {next(_NAMES)}")
    assert give(company, csv(HEAD, *rows), "invoices.csv").state == "committed"
    return company


CASES: dict[str, tuple[str, int, tuple[tuple[Any, ...], ...], list[tuple[Any, ...]]]] = {
    "E03 a transfer": ("1200.00,1000.00,200.00", 1200_00, (("FA", 1200_00),), [("512", None, 1200_00), ("411", "ACME", -1200_00)]),
    "E07 a cash discount takes its tax along": (
        "12000.00,10000.00,2000.00", 11760_00, (("FA", 11760_00), ("FA", 240_00, "cash_discount")),
        [("512", None, 11760_00), ("411", "ACME", -12000_00), ("665", None, 200_00), ("44571", None, 40_00)]),
    "a cash discount on a document whose tax is unknown": (
        "12000.00,,", 11760_00, (("FA", 11760_00), ("FA", 240_00, "cash_discount")), [("512", None, 11760_00), ("411", "ACME", -12000_00), ("665", None, 240_00)]),
    "E09 an overpayment stays on the account": ("1200.00,,", 1250_00, (("FA", 1200_00),), [("512", None, 1250_00), ("411", "ACME", -1250_00)]),
    "E10 a cash difference": ("1200.00,,", 1199_98, (("FA", 1199_98), ("FA", 2, "rounding")), [("512", None, 1199_98), ("411", "ACME", -1200_00), ("658", None, 2)]),
    "a cash difference in our favour": ("1200.00,,", 1200_02, (("FA", 1200_00), ("FA", -2, "rounding")), [("512", None, 1200_02), ("411", "ACME", -1200_00), ("758", None, -2)]),
    "R05 a short payment for the bank's fee": ("45.50,,", 45_00, (("FA", 45_00), ("FA", 50, "bank_fee")), [("512", None, 45_00), ("411", "ACME", -45_50), ("627", None, 50)]),
    "R71 95 for 100 leaves no pair of five": ("100.00,,", 95_00, (("FA", 95_00), ("FA", 5_00, "rounding")), [("512", None, 95_00), ("411", "ACME", -100_00), ("658", None, 5_00)]),
    "E11 a currency loss on a ledger amount": ("920.00,,", 890_00, (("FA", 890_00), ("FA", 30_00, "currency")), [("512", None, 890_00), ("411", "ACME", -920_00), ("656", None, 30_00)]),
    "a currency gain": ("890.00,,", 920_00, (("FA", 890_00), ("FA", -30_00, "currency")), [("512", None, 920_00), ("411", "ACME", -890_00), ("756", None, -30_00)]),
    "money for lateness": ("100.00,,", 107_00, (("FA", 100_00), ("FA", 7_00, "penalty")), [("512", None, 107_00), ("411", "ACME", -100_00), ("7631", None, -7_00)]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_receipt_is_one_balanced_entry(database, case):
    amounts, minor, parts, expected = CASES[case]
    company = sold(f"FA,invoice,ACME,2026-03-01,EUR,{amounts}")
    before = books(company)
    post(company, minor, *parts)
    assert lines(company) == expected
    assert sum(row[2] for row in expected) == 0
    left = minor + sum(row[2] for row in expected if row[1])
    assert open_of(company) == ({"VIR": -50_00} if "E09" in case else {}), left
    assert_sound(company)
    take_back(company)
    assert books(company)["items"] == before["items"] and books(company)["balances"] == before["balances"]
    assert_sound(company)


def take_back(company: Company) -> None:
    scope = scope_of(company, "test")
    with tenant(company.organization_id) as cursor:
        at = record_now(cursor, scope)
        list_to_reverse(cursor)
        cursor.execute("INSERT INTO reverse_entry SELECT posting_id, entry_id FROM receipt ORDER BY id DESC LIMIT 1")
        assert reverse_entries(cursor, scope, recorded_at=at, reason="test") == 1


def test_accounts_are_those_of_the_chart() -> None:
    assert [FRENCH_CHART.account(role) for role in (Role.DISCOUNT_GRANTED, Role.BANK_FEE, Role.SMALL_LOSS, Role.SMALL_GAIN, Role.CURRENCY_LOSS, Role.CURRENCY_GAIN, Role.PENALTY_INCOME)] == [
        "665", "627", "658", "758", "656", "756", "7631",
    ]  # fmt: skip

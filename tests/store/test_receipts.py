"""What a decided receipt records, to the cent, and that nothing of it is left when it is taken back."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

import pytest

from encours.ledger.account import FRENCH_CHART, Role
from encours.store.bulk.receipt_parts import OpenChanged, SettlementImpossible
from encours.store.bulk.receipts import Part, ReceiptToPost, Settlement, post_receipts
from encours.store.bulk.reverse import list_to_reverse, reverse_entries
from encours.store.load.companies import Company
from encours.store.save.accounts import account_for, journal_for
from encours.store.tenant import record_now, tenant
from encours.usecases.companies import scope_of
from tests.usecases.books import assert_sound, books, csv, fec, give, new_company, query

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


def test_a_parent_pays_its_members_with_one_line_for_each(fresh_database):
    company = sold(
        "FA,invoice,ACME,2026-03-01,EUR,100.00,,",
        "FB,invoice,BRANCH,2026-03-02,EUR,50.00,,",
        "AV,credit_note,BRANCH,2026-03-03,EUR,20.00,,",
        "FC,invoice,OTHER,2026-03-02,EUR,10.00,,",
        "AC,credit_note,OTHER,2026-03-02,EUR,10.00,,",
    )
    post(company, 140_00, ("FA", 100_00), ("FB", 50_00), ("AV", -20_00, "credit_note"), ("FC", 10_00), ("AC", -10_00, "credit_note"))
    assert lines(company) == [("512", None, 140_00), ("411", "ACME", -110_00), ("411", "BRANCH", -30_00)]
    assert open_of(company) == {"VIR": -10_00}
    # Each customer's items carry a letter of their own, also where no money was needed.
    assert query(company, "SELECT c.code, count(*) FROM match m JOIN customer c ON c.id = m.customer_id GROUP BY 1 ORDER BY 1") == [
        ("ACME", 1),
        ("BRANCH", 1),
        ("OTHER", 1),
    ]
    assert_sound(company)
    take_back(company)
    assert open_of(company) == {"FA": 100_00, "FB": 50_00, "AV": -20_00, "FC": 10_00, "AC": -10_00}
    assert_sound(company)


def test_what_is_withheld_stays_open_as_a_deduction(fresh_database):
    company = sold("FA,invoice,ACME,2026-03-01,EUR,100.00,,")
    post(company, 70_00, ("FA", 70_00), ("FA", 30_00, "short_payment", None, "damaged", "palette 3"))
    assert lines(company) == [("512", None, 70_00), ("411", "ACME", -70_00)]
    assert open_of(company) == {"FA": 30_00}
    assert query(
        company, "SELECT d.amount_minor, d.reason, d.note, e.state FROM deduction d JOIN deduction_event e ON e.deduction_id = d.id"
    ) == [(30_00, "damaged", "palette 3", "open")]
    assert_sound(company)


FOREIGN = csv(
    "number,type,customer_id,issued_on,currency,total,net,tax",
    "FU,invoice,ACME,2026-03-01,USD,1000.00,,",
    "FV,invoice,ACME,2026-03-01,USD,33.33,,",
)


def book(company: Company, document: str, functional: int) -> None:
    """Give an item that waits for its rate a booked value, as an entry with a rate would have."""
    scope = scope_of(company, "test")
    with tenant(company.organization_id) as cursor:
        at = record_now(cursor, scope)
        cursor.execute("SELECT id, customer_id, account_id, amount_minor, currency FROM item WHERE document_ref = %s", [document])
        _, customer, account, minor, currency = cursor.fetchone()
        o, c = company.organization_id, company.id
        cursor.execute(
            "INSERT INTO posting (organization_id, company_id, kind, actor, recorded_at) VALUES (%s, %s, 'receipt', 'test', %s) RETURNING id",
            [o, c, at],
        )
        posting = cursor.fetchone()[0]
        journal = journal_for(cursor, scope, "VTE", "Ventes")
        cursor.execute(
            "INSERT INTO entry (organization_id, posting_id, company_id, journal_id, id, effective_on) VALUES (%s, %s, %s, %s, 1, %s)",
            [o, posting, c, journal, date(2026, 3, 1)],
        )
        for n, (to, of, amount, worth, kept) in enumerate(
            [
                (account, customer, minor, functional, currency),
                (account_for(cursor, scope, Role.SALES), None, -functional, -functional, "EUR"),
            ],
            1,
        ):
            cursor.execute(
                "INSERT INTO line (organization_id, posting_id, account_id, customer_id, amount_minor, functional_minor, entry_id, line_no, effective_on, currency) VALUES (%s, %s, %s, %s, %s, %s, 1, %s, %s, %s)",
                [o, posting, to, of, amount, worth, n, date(2026, 3, 1), kept],
            )  # fmt: skip
        cursor.execute(
            """INSERT INTO item (organization_id, company_id, customer_id, account_id, posting_id, amount_minor, open_minor, functional_minor, recorded_at, facts_at, entry_id, line_no,
                                 effective_on, issued_on, due_on, currency, kind, due_source, document_ref)
               VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 1, 1, %s, %s, %s, %s, 'invoice', 'none', %s)""",
            [o, c, customer, account, posting, minor, minor, functional, at, at, *([date(2026, 3, 1)] * 3), currency, f"{document}-BOOKED"],
        )  # fmt: skip
        cursor.execute(
            "INSERT INTO posting_seal (organization_id, posting_id, entries, lines, sha256) VALUES (%s, %s, 1, 2, '')", [o, posting]
        )


def worth(company: Company) -> int:
    """What is left in the books, in the company's currency, of the customers' accounts."""
    found: int = query(
        company,
        "SELECT coalesce(sum(l.functional_minor), 0)::bigint FROM line l JOIN account a ON a.organization_id = l.organization_id AND a.id = l.account_id WHERE a.number LIKE '411%%'",
    )[0][0]
    return found


def test_a_foreign_item_paid_in_the_companys_currency_reaches_nothing_in_both(fresh_database):  # R02-R04
    company = new_company()
    give(company, FOREIGN, "i.csv")
    book(company, "FU", 920_00)
    book(company, "FV", 30_67)
    post(company, 890_00, ("FU-BOOKED", 1000_00, "payment", 890_00))
    assert lines(company) == [("512", None, 890_00), ("411", "ACME", -1000_00, -920_00, "USD"), ("656", None, 30_00)]
    assert query(company, "SELECT kind, amount_minor, booked_minor FROM receipt_difference") == [("currency", 0, 30_00)]
    # In three parts, one of them taken back and paid again in between, with a discount in the last: nothing is left, not even a cent.
    post(company, 10_25, ("FV-BOOKED", 11_11, "payment", 10_25))
    post(company, 10_25, ("FV-BOOKED", 11_11, "payment", 10_25))
    take_back(company)
    post(company, 5_00, ("FV-BOOKED", 11_00, "payment", 5_00))
    post(company, 10_00, ("FV-BOOKED", 11_00, "payment", 10_00), ("FV-BOOKED", 22, "cash_discount"))
    assert worth(company) == 0
    assert open_of(company) == {"FU": 1000_00, "FV": 33_33}
    assert_sound(company)


def test_at_the_invoices_rate_there_is_no_difference_at_all(fresh_database):  # R02, R03
    company = new_company()
    give(company, FOREIGN, "i.csv")
    book(company, "FU", 920_00)
    post(company, 920_00, ("FU-BOOKED", 1000_00, "payment", 920_00))
    assert lines(company) == [("512", None, 920_00), ("411", "ACME", -1000_00, -920_00, "USD")]
    assert query(company, "SELECT count(*) FROM receipt_difference") == [(0,)]
    assert worth(company) == 0


def test_a_receipt_in_dollars_pays_an_item_in_euros_at_the_rate_it_says(fresh_database):  # R02
    company = sold("FA,invoice,ACME,2026-03-01,EUR,26.45,,")
    post(company, 30_00, ("FA", 26_45, "payment", 29_00), currency="USD")
    assert lines(company) == [("512", None, 30_00, 27_36, "USD"), ("411", "ACME", -26_45), ("411", "ACME", -1_00, -91, "USD")]
    assert open_of(company) == {"VIR": -1_00}
    assert_sound(company)


def test_an_item_that_waits_for_its_rate_is_paid_at_the_rate_of_its_money(fresh_database):
    company = new_company()
    give(company, FOREIGN, "i.csv")
    post(company, 890_00, ("FU", 990_00, "payment", 890_00), ("FU", 10_00, "bank_fee"))
    assert lines(company) == [("512", None, 890_00), ("411", "ACME", -1000_00, -898_99, "USD"), ("627", None, 8_99)]
    post(company, 33_00, ("FV", 33_00), ("FV", 33, "rounding"), currency="USD")
    assert lines(company) == [("512", None, 33_00, None, "USD"), ("411", "ACME", -33_33, None, "USD"), ("658", None, 33, None, "USD")]
    assert open_of(company) == {}
    assert_sound(company)


LEDGER = fec(
    "VE 1 2025-03-01 FA-1\n411 ACME 920,00\n706 - -920,00",
    "VE 2 2025-03-01 FA-2\n411 ACME 12660,00\n706 - -10000,00\n445712 - -2000,00\n445713 - -660,00",
    "VE 3 2025-03-01 FA-3\n411 ACME 1200,00\n706 - -1000,00\n44584 - -200,00",
)


def test_a_currency_difference_on_a_ledger_item_settles_the_foreign_amount_that_the_file_remembers(fresh_database):
    company = new_company()
    give(company, LEDGER.replace(b"FA-1|920,00|0,00|||20250301||", b"FA-1|920,00|0,00|||20250301|1000,00|USD"), "FEC.txt")
    post(company, 400_00, ("FA-1", 400_00), ("FA-1", 60_00, "currency"))
    post(company, 470_00, ("FA-1", 460_00), ("FA-1", -10_00, "currency"))
    assert query(company, "SELECT amount_minor, original_minor, original_currency FROM line WHERE original_minor IS NOT NULL ORDER BY posting_id") == [
        (920_00, 1000_00, "USD"), (-460_00, -500_00, "USD"), (-460_00, -500_00, "USD"),
    ]  # fmt: skip


def test_a_discount_takes_the_tax_of_every_rate_from_the_accounts_that_the_document_stands_on(fresh_database):
    company = new_company()
    give(company, LEDGER, "FEC.txt")
    post(company, 12406_80, ("FA-2", 12406_80), ("FA-2", 253_20, "cash_discount"))
    assert lines(company)[2:] == [("665", None, 200_00), ("445712", None, 40_00), ("445713", None, 13_20)]
    post(company, 1176_00, ("FA-3", 1176_00), ("FA-3", 24_00, "cash_discount"))
    assert lines(company)[2:] == [("665", None, 20_00), ("445840", None, 4_00)]
    assert_sound(company)


def test_a_company_that_does_not_adjust_the_tax_of_discounts_keeps_it(fresh_database):
    company = sold("FA,invoice,ACME,2026-03-01,EUR,12000.00,10000.00,2000.00")
    post(company, 11760_00, ("FA", 11760_00), ("FA", 240_00, "cash_discount"), discount_adjusts_tax=False)
    assert lines(company)[2:] == [("665", None, 240_00)]


REFUSED: dict[str, tuple[int, tuple[tuple[Any, ...], ...], type[Exception], str]] = {
    "more than is open": (200_00, (("FA", 100_01),), OpenChanged, "€100.00"),
    "more than is open with a difference": (100_00, (("FA", 100_00), ("FA", 1, "rounding")), OpenChanged, "€100.01"),
    "a deduction of what was paid": (100_00, (("FA", 100_00), ("FA", 1, "short_payment")), OpenChanged, "€100.01"),
    "more money than came": (99_00, (("FA", 100_00),), SettlementImpossible, "more money"),
    "a penalty that nobody paid": (100_00, (("FA", 100_00), ("FA", 1_00, "penalty")), SettlementImpossible, "more money"),
    "a payment that enlarges": (10_00, (("FA", -1_00),), SettlementImpossible, "wrong sign"),
    "dollars without their price": (10_00, (("FU", 1_00, "payment"),), SettlementImpossible, "another currency"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_fit_is_refused_and_nothing_is_recorded(database, case):
    minor, parts, refusal, words = REFUSED[case]
    company = sold("FA,invoice,ACME,2026-03-01,EUR,100.00,,", "FU,invoice,ACME,2026-03-01,USD,100.00,,")
    before = books(company)
    with pytest.raises(refusal, match=words):
        post(company, minor, *parts)
    assert books(company) == before

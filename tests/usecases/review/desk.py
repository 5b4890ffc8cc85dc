"""A company whose morning statement left work for a person."""

from __future__ import annotations

from typing import Any

from encours.store.load.companies import Company
from encours.usecases.matching import match_company
from encours.usecases.review.queue import LineView, QueueView, review_line, review_queue
from tests.usecases.books import TODAY, csv, give, new_company, query

CUSTOMERS = csv("customer_id,name,iban", "LEROUX,Leroux SA,FR7630006000011234567890189", "MARTIN,Martin Fils,", "BETON,Béton du Nord,")
INVOICE_HEAD = "number,type,customer_id,issued_on,due_on,currency,total,net,tax,po_number"
INVOICES = csv(
    INVOICE_HEAD,
    "FA-0850,invoice,LEROUX,2026-08-01,2026-09-15,EUR,4000.00,3333.33,666.67,PO-77",
    "FA-0866,invoice,LEROUX,2026-08-15,2026-09-30,EUR,6000.00,5000.00,1000.00,",
    "FA-0881,invoice,LEROUX,2026-09-01,2026-10-12,EUR,12200.00,10166.67,2033.33,",
    "FA-0915,invoice,MARTIN,2026-09-20,2026-10-20,EUR,1200.00,1000.00,200.00,",
    "AV-0010,credit_note,MARTIN,2026-09-25,2026-09-25,EUR,200.00,166.67,33.33,",
    "FA-0920,invoice,BETON,2026-09-21,2026-10-21,EUR,1200.00,1000.00,200.00,",
    "FA-0921,invoice,BETON,2026-10-01,2026-10-31,EUR,800.00,666.67,133.33,",
)
OWN = "FR7630001007941234567890185"
BANK_HEAD = "line_id,booked_on,amount,currency,account_iban,counterparty_name,counterparty_iban,remittance,bank_reference"


def bank(*rows: str) -> bytes:
    """A statement: each row is `reference day amount name|iban|text`."""
    lines = []
    for row in rows:
        reference, day, amount, said = row.split(" ", 3)
        name, iban, text = said.split("|")
        lines.append(f"{reference},{day},{amount},EUR,{OWN},{name},{iban},{text},{reference}")
    return csv(BANK_HEAD, *lines)


SHORT = "R1 2026-11-21 11990.00 LEROUX SA|FR7630006000011234567890189|VIR FA-0881"
NOBODY = "R2 2026-11-20 880.00 QUIDAM||DIVERSES"
TWO_CUSTOMERS = "R3 2026-11-19 1200.00 PAYEUR INCONNU|FR7610107001011234567890129|REGLEMENT"
TREASURY = "R4 2026-11-18 5000.00 ATELIER LUMEN||APPORT ASSOCIE"


def morning(*lines: str, match: bool = True) -> Company:
    """A company with invoices and the lines of a statement, matched."""
    company = new_company()
    assert give(company, CUSTOMERS, "customers.csv").state == "committed"
    assert give(company, INVOICES, "invoices.csv").state == "committed"
    assert give(company, bank(*(lines or (SHORT, NOBODY, TWO_CUSTOMERS, TREASURY))), "bank.csv").state == "committed"
    if match:
        match_company(company, "test", today=TODAY)
    return company


def line_id(company: Company, reference: str) -> int:
    """The id of a bank line by its reference."""
    [(found,)] = query(company, "SELECT id FROM statement_line WHERE bank_reference = %s", reference)
    return int(found)


def item_id(company: Company, number: str) -> int:
    """The id of the item of a document."""
    [(found,)] = query(company, "SELECT id FROM item WHERE document_ref = %s AND kind IN ('invoice', 'credit_note')", number)
    return int(found)


def opens(company: Company, *numbers: str) -> list[int]:
    """What is open of documents."""
    return [int(query(company, "SELECT open_minor FROM item WHERE id = %s", item_id(company, number))[0][0]) for number in numbers]


def queue(company: Company, **options: Any) -> QueueView:
    """The queue as an accountant sees it."""
    return review_queue(company, "ines", today=TODAY, **options)


def look(company: Company, reference: str, **options: Any) -> LineView:
    """One line, looked at."""
    return review_line(company, "ines", line_id(company, reference), today=TODAY, **options)


def waits(company: Company, **options: Any) -> list[str]:
    """The references of the lines in the queue."""
    return [row.line.reference for row in queue(company, **options).rows]


def balances(company: Company) -> dict[str, int]:
    """Balances by account number."""
    rows = query(
        company,
        """SELECT a.number, sum(l.functional_minor)::bigint FROM line l JOIN account a ON a.organization_id = l.organization_id AND a.id = l.account_id
            GROUP BY 1 HAVING sum(l.functional_minor) <> 0 ORDER BY 1""",
    )
    return {str(number): int(minor) for number, minor in rows}

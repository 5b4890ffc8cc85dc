"""Rows of the canonical tables (design §10), as values.

The canonical CSV files, and any other CSV or Excel file through a column mapping, become these.
Amounts are minor units of the row's currency; totals are positive for every document type.
`line` is the row's number in the file, from 1, as an editor or spreadsheet shows it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple


class CustomerRow(NamedTuple):
    line: int
    customer_id: str
    name: str
    siren: str = ""
    vat_number: str = ""
    country: str = ""
    language: str = ""
    currency: str = ""
    email: str = ""
    phone: str = ""
    ibans: tuple[str, ...] = ()
    payment_terms: str = ""
    parent_id: str = ""
    payer_id: str = ""
    credit_limit_minor: int | None = None
    segment: str = ""
    aliases: tuple[str, ...] = ()


class ContactRow(NamedTuple):
    line: int
    customer_id: str
    role: str
    name: str
    email: str
    language: str = ""
    phone: str = ""


class InvoiceRow(NamedTuple):
    line: int
    number: str
    type: str
    customer_id: str
    issued_on: date
    currency: str
    total_minor: int
    customer_name: str = ""
    due_on: date | None = None
    net_minor: int | None = None
    tax_minor: int | None = None
    tax_rate: Decimal | None = None
    open_minor: int | None = None
    paid_on: date | None = None
    payment_terms: str = ""
    po_number: str = ""
    creditor_reference: str = ""
    corrects: str = ""
    discount_percent: Decimal | None = None
    discount_until: date | None = None
    disputed: bool = False
    delivered_on: date | None = None
    sent_on: date | None = None
    tax_point: date | None = None
    description: str = ""


class InstallmentRow(NamedTuple):
    line: int
    invoice_number: str
    number: int
    due_on: date
    amount_minor: int


class PaymentRow(NamedTuple):
    line: int
    payment_id: str
    customer_id: str
    received_on: date
    amount_minor: int
    currency: str
    method: str = ""
    reference: str = ""
    invoice_number: str = ""


class RemittanceRow(NamedTuple):
    """A document paid by an advice. Through a mapping, `remittance_id` is empty where the table names no advice, and a row without
    `invoice_reference` states the total of the rows before it."""

    line: int
    remittance_id: str
    currency: str
    invoice_reference: str
    amount_minor: int
    line_id: str = ""
    sent_on: date | None = None
    payer_name: str = ""
    customer_id: str = ""
    total_minor: int | None = None
    discount_minor: int | None = None
    memo: str = ""


class BankRow(NamedTuple):
    """A bank movement in anybody's table, read through a column mapping; `amount_minor` is credit positive. The canonical bank.csv is a statement format instead."""

    line: int
    booked_on: date
    amount_minor: int
    currency: str
    line_id: str = ""
    value_on: date | None = None
    account_iban: str = ""
    counterparty_name: str = ""
    counterparty_iban: str = ""
    remittance: str = ""
    creditor_reference: str = ""
    end_to_end_id: str = ""
    bank_reference: str = ""
    transaction_code: str = ""
    method: str = ""

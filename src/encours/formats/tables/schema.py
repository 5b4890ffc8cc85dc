"""The columns of the canonical tables (design §10), as data: reader, writer and column mapping all follow this table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from encours.formats.tables.contract import BankRow, ContactRow, CustomerRow, InstallmentRow, InvoiceRow, PaymentRow, RemittanceRow

Kind = Literal["customers", "contacts", "invoices", "installments", "payments", "bank", "remittances"]
KINDS: tuple[Kind, ...] = get_args(Kind)
CANONICAL_KINDS: tuple[Kind, ...] = tuple(kind for kind in KINDS if kind != "bank")
"""The kinds read here without a mapping; the canonical bank.csv is a bank statement and belongs to the statement formats."""

Row = CustomerRow | ContactRow | InvoiceRow | InstallmentRow | PaymentRow | BankRow | RemittanceRow

ValueKind = Literal["text", "list", "amount", "positive", "date", "decimal", "whole", "flag", "currency", "type"]
"""`amount` may be negative, `positive` may not; `list` is separated by semicolons; `flag` is yes or no; `type` a document type."""

INVOICE_TYPES = ("invoice", "credit_note", "debit_note", "deposit")


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name in the file, the attribute of the row it fills, what it holds, and whether it must be there and filled."""

    name: str
    holds: ValueKind = "text"
    required: bool = False
    attribute: str = ""

    @property
    def target(self) -> str:
        suffix = "_minor" if self.holds in ("amount", "positive") else ""
        return self.attribute or self.name + suffix


def _must(name: str, holds: ValueKind = "text") -> Field:
    return Field(name, holds, required=True)


class Schema(NamedTuple):
    row: type[Row]
    fields: tuple[Field, ...]

    @property
    def required(self) -> frozenset[str]:
        return frozenset(field.name for field in self.fields if field.required)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(field.name for field in self.fields)


def _texts(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name) for name in names)


SCHEMAS: dict[Kind, Schema] = {
    "customers": Schema(
        CustomerRow,
        (
            _must("customer_id"),
            _must("name"),
            *_texts("siren", "vat_number", "country", "language"),
            Field("currency", "currency"),
            *_texts("email", "phone"),
            Field("iban", "list", attribute="ibans"),
            *_texts("payment_terms", "parent_id", "payer_id"),
            Field("credit_limit", "positive"),
            Field("segment"),
            Field("aliases", "list"),
        ),
    ),
    "contacts": Schema(ContactRow, (_must("customer_id"), _must("role"), _must("name"), _must("email"), *_texts("language", "phone"))),
    "invoices": Schema(
        InvoiceRow,
        (
            _must("number"),
            _must("type", "type"),
            _must("customer_id"),
            Field("customer_name"),
            _must("issued_on", "date"),
            Field("due_on", "date"),
            _must("currency", "currency"),
            _must("total", "positive"),
            Field("net", "positive"),
            Field("tax", "positive"),
            Field("tax_rate", "decimal"),
            Field("open", "positive"),
            Field("paid_on", "date"),
            *_texts("payment_terms", "po_number", "creditor_reference", "corrects"),
            Field("discount_percent", "decimal"),
            Field("discount_until", "date"),
            Field("disputed", "flag"),
            Field("delivered_on", "date"),
            Field("sent_on", "date"),
            Field("tax_point", "date"),
            Field("description"),
        ),
    ),
    "installments": Schema(
        InstallmentRow, (_must("invoice_number"), _must("number", "whole"), _must("due_on", "date"), _must("amount", "positive"))
    ),
    "payments": Schema(
        PaymentRow,
        (
            _must("payment_id"),
            _must("customer_id"),
            _must("received_on", "date"),
            _must("amount", "amount"),
            _must("currency", "currency"),
            *_texts("method", "reference", "invoice_number"),
        ),
    ),
    "bank": Schema(
        BankRow,
        (
            Field("line_id"),
            _must("booked_on", "date"),
            Field("value_on", "date"),
            _must("amount", "amount"),
            _must("currency", "currency"),
            *_texts("account_iban", "counterparty_name", "counterparty_iban", "remittance", "creditor_reference", "end_to_end_id"),
            *_texts("bank_reference", "transaction_code", "method"),
        ),
    ),
    "remittances": Schema(
        RemittanceRow,
        (
            _must("remittance_id"),
            Field("line_id"),
            Field("sent_on", "date"),
            *_texts("payer_name", "customer_id"),
            _must("currency", "currency"),
            Field("total", "amount"),
            _must("invoice_reference"),
            _must("amount", "amount"),
            Field("discount", "amount"),
            Field("memo"),
        ),
    ),
}


def canonical_kind(headings: Iterable[str]) -> Kind | None:
    """The canonical table that has these columns, or None. All its required columns must be there; the names are exact.

    >>> canonical_kind(["invoice_number", "number", "due_on", "amount"]), canonical_kind(["number", "amount"])
    ('installments', None)
    """
    names = set(headings)
    fitting = [kind for kind in CANONICAL_KINDS if SCHEMAS[kind].required <= names]
    return max(fitting, key=lambda kind: (len(SCHEMAS[kind].names & names), len(SCHEMAS[kind].required)), default=None)

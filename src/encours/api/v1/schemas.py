"""The shapes of answers, as the OpenAPI document states them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import Field

Minor = int
"""An amount in minor units of the currency beside it."""


class Problem(Schema):
    """RFC 9457. `code` is stable; `detail` is for people, in the language of Accept-Language."""

    type: str
    status: int
    code: str
    detail: str
    errors: list[dict[str, str]] | None = None
    conflict: dict[str, Any] | None = Field(None, description="What changed since you looked (`changed`), what you wanted (`wanted`), and the `version` now.")


class CompanyOut(Schema):
    company: str = Field(description="Short name, used in addresses.")
    name: str
    siren: str
    country: str
    currency: str
    time_zone: str


class CompaniesOut(Schema):
    schema_: str = Field(alias="schema")
    companies: list[CompanyOut]


class Heading(Schema):
    """What every answer about a company starts with."""

    schema_: str = Field(alias="schema")
    company: str
    as_of: date | None = None
    known_at: datetime | None = None


class Bucket(Schema):
    label: str
    from_days: int | None
    to_days: int | None = Field(description="Excluded.")
    amount_minor: Minor


class AgedCurrency(Schema):
    """The balance in one currency. Its rows stand under `customers`, `groups`, `items` or `currencies`, as was asked."""

    currency: str
    total_minor: Minor
    unapplied_minor: Minor
    overdue_minor: Minor
    disputed_minor: Minor
    assumed_due_dates: int
    ties_to_ledger: bool | None
    ledger_minor: Minor | None
    buckets: list[Bucket]
    customers: list[dict[str, Any]] | None = None
    groups: list[dict[str, Any]] | None = None
    items: list[dict[str, Any]] | None = None
    currencies: list[dict[str, Any]] | None = None


class AgingOut(Heading):
    by: str
    basis: str
    count: int = Field(description="Rows of the whole balance; `aging` has one page of them, totals are of the whole.")
    next: str | None
    aging: list[AgedCurrency]


class IndicatorsOut(Heading):
    currency: str
    indicators: dict[str, dict[str, Any]]


class CustomerOut(Schema):
    key: int = Field(description="The number by which addresses name the customer.")
    customer_id: str
    name: str
    siren: str
    vat_number: str
    country: str
    language: str
    email: str
    phone: str
    payment_terms: str
    segment: str
    credit_limit_minor: Minor | None
    parent_key: int | None
    is_collective: bool


class CustomersOut(Heading):
    customers: list[CustomerOut]
    next: str | None


class ItemOut(Schema):
    item_id: int
    customer_key: int
    customer_id: str
    name: str
    kind: str
    invoice_number: str
    issued_on: date
    due_on: date
    due_source: str
    disputed: bool
    currency: str
    amount_minor: Minor
    open_minor: Minor


class ItemsOut(Heading):
    items: list[ItemOut]
    next: str | None


class CustomerPageOut(Heading):
    customer: CustomerOut
    balances: list[dict[str, Any]]
    open_items: list[ItemOut]
    open_next: str | None


class ItemDetailOut(Heading):
    item: ItemOut
    due_date_told: str
    facts: list[dict[str, Any]]
    allocations: list[dict[str, Any]]
    entry: dict[str, Any]
    documents: list[dict[str, Any]]


class StatementOut(Heading):
    customer_id: str
    name: str
    statements: list[dict[str, Any]]


class PenaltiesOut(Heading):
    count: int
    penalties: list[dict[str, Any]]
    excluded_collective: int


class RemindersOut(Heading):
    count: int
    reminders: list[dict[str, Any]]
    held: list[dict[str, Any]]
    excluded_collective: int


class MatchesOut(Heading):
    lines: list[dict[str, Any]]
    next: str | None


class MatchRunOut(Heading):
    linked: int
    receipts_recorded: int
    matches_made: int
    letters_made: int
    automatic: int
    suggested: int
    cleared: int
    overtaken: int
    run: int | None


class ImportOut(Schema):
    import_id: int
    kind: str
    path: str
    sha256: str
    state: str
    actor: str
    committed_at: datetime
    undone_at: datetime | None
    counts: dict[str, Any]


class ImportsOut(Heading):
    imports: list[ImportOut]
    next: int | None


class UndoneOut(Heading):
    import_id: int
    kind: str
    path: str
    entries_reversed: int
    matches_undone: int
    facts_restored: int
    read_again: list[int]


class ImportReportOut(Heading):
    file: dict[str, Any]


class ReviewOut(Heading):
    count: int = Field(description="Lines of the whole filter; `lines` has one page of them.")
    totals: list[dict[str, Any]]
    unseen: int = Field(description="New lines that no run of matching has looked at.")
    lines: list[dict[str, Any]]
    next: str | None


class ReviewLineOut(Heading):
    line: dict[str, Any]
    candidates: list[dict[str, Any]]
    history: list[str]
    transit: list[dict[str, Any]] = Field(description="Payments in transit that the line may bring.")
    returns: list[dict[str, Any]] = Field(description="Payments that the line may send back, the likeliest first.")


class DecidedOut(Heading):
    decision_id: int
    line_id: int
    kind: str
    customer_key: int | None
    applied_minor: Minor
    rest_minor: Minor = Field(description="What stays on the payer's account.")
    currency: str
    parts: list[dict[str, Any]]
    learned: dict[str, str]


class AcceptedOut(Heading):
    batch: str
    decided: list[dict[str, Any]]
    returned: list[dict[str, Any]]


class UndoneLineOut(Heading):
    line_id: int
    decision_id: int | None
    matches_undone: int
    forgotten: int


class BatchUndoneOut(Heading):
    undone: list[dict[str, Any]]
    returned: list[dict[str, Any]]


    files: list[dict[str, Any]]

"""The key figures of a company on a day, all from the same aggregates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from encours.countries.contract import Country, CustomerKind, LegalCap
from encours.countries.registry import countries
from encours.kernel.period import Period
from encours.receivables.aging import DEFAULT_BUCKETS, Buckets
from encours.receivables.indicators.contract import Missing, Value
from encours.receivables.indicators.inputs import Inputs, LegalBreach, LegalCheck, quarter_to
from encours.receivables.indicators.registry import compute_all
from encours.store.load.companies import Company, load_company_by_id
from encours.store.load.indicator_flows import IssuedInvoice, load_invoices_of
from encours.store.load.indicator_inputs import load_indicator_inputs, within_dso
from encours.store.load.open_items import Moment, widen
from encours.store.tenant import Scope, tenant


@dataclass(frozen=True, slots=True)
class Indicators:
    """The figures by code, and the aggregates they were computed from, so that each can be checked by hand."""

    company: Company
    known_at: datetime | None
    inputs: Inputs
    values: Mapping[str, Value | Missing]

    @property
    def as_of(self) -> date:
        return self.inputs.as_of

    @property
    def currency(self) -> str:
        return self.inputs.currency


def indicators(scope: Scope, as_of: date, known_at: datetime | None = None, currency: str | None = None) -> Mapping[str, Value | Missing]:
    """Every key figure by its code; `indicator_report` gives the aggregates with them."""
    return indicator_report(scope, as_of, known_at=known_at, currency=currency).values


def indicator_report(
    scope: Scope,
    as_of: date,
    *,
    known_at: datetime | None = None,
    currency: str | None = None,
    window: Period | None = None,
    buckets: Buckets = DEFAULT_BUCKETS,
    year_days: int = 365,
) -> Indicators:
    """Compute the key figures of one currency, the company's where none is given; flows are those of `window`, by default the last three months."""
    moment, window = Moment(as_of, known_at), window or quarter_to(as_of)
    with tenant(scope.organization_id) as cursor:
        widen(cursor)
        company = load_company_by_id(cursor, scope.organization_id, scope.company_id)
        assert company is not None, "a scope names a company that exists"
        chosen = currency or company.currency
        inputs = load_indicator_inputs(cursor, scope, moment, currency=chosen, window=window, buckets=buckets, year_days=year_days)
        legal = check_legal(cursor, scope, company, moment, currency=chosen, window=window)
    inputs = replace(inputs, legal=legal)
    return Indicators(company, known_at, inputs, compute_all(inputs))


def check_legal(cursor: Any, scope: Scope, company: Company, moment: Moment, *, currency: str, window: Period) -> LegalCheck | None:
    """The invoices of a period beside the longest terms that the company's country allows; None where its law is not known."""
    country = countries().get(company.country)
    if country is None:
        return None
    return _legal_check(load_invoices_of(cursor, scope, moment, within_dso(cursor, scope, currency), window), country, moment.day)


def _legal_check(issued: tuple[IssuedInvoice, ...], country: Country, as_of: date) -> LegalCheck:
    """The invoices beside the latest due date the law allows. A due date nobody stated is no agreed term, and breaches none."""
    caps: dict[tuple[date, CustomerKind, date | None], LegalCap | None] = {}
    breaches: list[LegalBreach] = []
    count = minor = 0
    for invoice in issued:
        kind: CustomerKind = "consumer" if invoice.is_consumer else "state" if invoice.is_public else "business"
        key = (invoice.issued_on, kind, invoice.delivered_on)
        if key not in caps:
            caps[key] = country.legal_cap(issued_on=invoice.issued_on, customer=kind, delivered_on=invoice.delivered_on)
        cap = caps[key]
        if cap is None:
            continue
        count, minor = count + 1, minor + invoice.amount_minor
        by_terms = cap.days_over(invoice.due_on) if invoice.due_source in ("file", "terms", "agreed") else 0
        by_payment = cap.days_over(invoice.paid_on or as_of)
        if over := max(by_terms, by_payment):
            breaches.append(
                LegalBreach(str(invoice.item_id), invoice.customer_code, over, invoice.amount_minor, "terms" if by_terms >= by_payment else "payment")
            )  # fmt: skip
    return LegalCheck(count, minor, tuple(breaches))

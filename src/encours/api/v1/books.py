"""Companies, customers and items."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Router

from encours.api.v1.asked import ERRORS, After, AsOf, Currency, KnownAt, Limit, Number, Since, Words
from encours.api.v1.door import place
from encours.api.v1.schemas import (
    CompaniesOut,
    CustomerPageOut,
    CustomersOut,
    InvoicesOut,
    ItemDetailOut,
    ItemsOut,
    PortfolioOut,
    StatementOut,
)
from encours.store.load.customers import CustomerRow
from encours.store.load.items import ItemOrder, ItemRow
from encours.usecases.aging import Only
from encours.usecases.companies import list_companies
from encours.usecases.customer_list import CustomerOrder, CustomerView, list_customers
from encours.usecases.customer_page import customer_page
from encours.usecases.customers import find_customers
from encours.usecases.due_date_words import due_date_told
from encours.usecases.invoices import Kinds, ListOrder, View, list_invoices
from encours.usecases.paging import place_text, read_place
from encours.usecases.receivables import item_detail, list_receivables
from encours.usecases.reports import customers_json, statement_json
from encours.usecases.rule_words import rule_text
from encours.usecases.statement import customer_statement

router = Router(tags=["books"])
Key = Annotated[int, Path(ge=0, le=2**63 - 1)]


@router.get("/companies", response={200: CompaniesOut, 401: ERRORS[401]}, by_alias=True, operation_id="list_companies", summary="The token's companies")
def companies(request: HttpRequest) -> dict[str, Any]:
    """The companies of the token's organization."""
    own = [company for company in list_companies() if company.organization_id == request.auth.organization_id]  # type: ignore[attr-defined]  # set by `Token`
    listed = [{"company": c.slug, "name": c.name, "siren": c.siren, "country": c.country, "currency": c.currency, "time_zone": c.time_zone} for c in own]
    return {"schema": "encours.companies/1", "companies": listed}


@router.get("/companies/{company}/customers", response={200: CustomersOut, **ERRORS}, by_alias=True, operation_id="list_customers", summary="Customers by name")
def customers(request: HttpRequest, company: str, q: Words = "", limit: Limit = 50, after: After = "") -> dict[str, Any]:
    """Customers whose name or code starts with `q`, in the order of their names."""
    here = place(request, company)
    found = find_customers(here.scope, q, here.today, limit=limit, after=read_place(after))
    return {**here.heading("encours.customers/1"), "customers": [customer_json(one) for one in found.customers], "next": place_text(found.next) or None}


@router.get("/companies/{company}/portfolio", response={200: PortfolioOut, **ERRORS}, by_alias=True, operation_id="get_portfolio", summary="What customers owe and how they pay")
def portfolio(
    request: HttpRequest,
    company: str,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    view: CustomerView = "all",
    order: CustomerOrder = "overdue",
    segment: Words = "",
    currency: Currency = "",
    q: Words = "",
    limit: Limit = 50,
    after: After = "",
) -> dict[str, Any]:
    """A page of customers with their balance, worst bucket and mean delay; totals are of the whole. The view `all` stands in the order of names."""
    here = place(request, company)
    day, instant = as_of or here.today, here.instant(known_at)
    found = list_customers(
        here.scope, day, known_at=instant, view=view, text=q.strip(), segment=segment, currency=currency, order=order, limit=limit, after=read_place(after)
    )  # fmt: skip
    totals = [{"currency": row.currency, "open_minor": row.total_minor, "overdue_minor": row.overdue_minor} for row in found.totals]
    return {
        **here.heading("encours.portfolio/1", day, instant), "view": view, "count": found.count, "totals": totals, "customers": customers_json(found),
        "next": place_text(found.next) or None,
    }  # fmt: skip


@router.get("/companies/{company}/customers/{key}", response={200: CustomerPageOut, **ERRORS}, by_alias=True, operation_id="get_customer", summary="One customer")
def customer(
    request: HttpRequest, company: str, key: Key, as_of: AsOf = None, known_at: KnownAt = None, limit: Limit = 50, after: After = ""
) -> dict[str, Any]:
    """Who it is, its aged balance per currency, its open items page by page."""
    here = place(request, company)
    day, instant = as_of or here.today, here.instant(known_at)
    page = customer_page(here.scope, key, day, known_at=instant, limit=limit, open_after=read_place(after))
    balances = [
        {
            "currency": row.currency, "total_minor": row.total_minor, "overdue_minor": row.overdue_minor, "unapplied_minor": row.unapplied_minor,
            "disputed_minor": row.disputed_minor, "items": row.items, "oldest_due_on": row.oldest_due_on, "buckets": list(row.buckets),
        }
        for row in page.balances
    ]  # fmt: skip
    return {
        **here.heading("encours.customer/1", day, instant), "customer": customer_json(page.customer), "balances": balances,
        "open_items": [item_json(one) for one in page.open_items.rows], "open_next": place_text(page.open_items.next) or None,
    }  # fmt: skip


@router.get("/companies/{company}/customers/{key}/statement", response={200: StatementOut, **ERRORS}, by_alias=True, operation_id="get_statement", summary="A statement")
def statement(request: HttpRequest, company: str, key: Key, as_of: AsOf = None, known_at: KnownAt = None, since: Since = None) -> dict[str, Any]:
    """What the customer owes on a day; with `since`, also the movements from that day on."""
    here = place(request, company)
    day, instant = as_of or here.today, here.instant(known_at)
    code = customer_page(here.scope, key, day, limit=1).customer.code
    found = customer_statement(here.scope, code, day, known_at=instant, since=min(since, day) if since else None)
    return {**here.heading("encours.statement/1", day, instant), **statement_json(found, here.language)}


@router.get("/companies/{company}/items", response={200: ItemsOut, **ERRORS}, by_alias=True, operation_id="list_items", summary="Items")
def items(
    request: HttpRequest,
    company: str,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    state: Literal["open", "closed", "all"] = "open",
    order: ItemOrder = "due",
    customer: Number = None,
    currency: Currency = "",
    overdue: bool = False,
    document: Words = "",
    limit: Limit = 50,
    after: After = "",
) -> dict[str, Any]:
    """Invoices, credit notes and payments with what is open of each. `document` is the start of a number, however it is written."""
    here = place(request, company)
    day, instant = as_of or here.today, here.instant(known_at)
    only = Only(customer_ids=(customer,) if customer is not None else (), currency=currency, overdue=overdue)
    page = list_receivables(here.scope, day, known_at=instant, only=only, state=state, order=order, document=document, limit=limit, after=read_place(after))
    return {**here.heading("encours.items/1", day, instant), "items": [item_json(one) for one in page.rows], "next": place_text(page.next) or None}


@router.get("/companies/{company}/invoices", response={200: InvoicesOut, **ERRORS}, by_alias=True, operation_id="list_invoices", summary="The list of receivables")
def invoices(
    request: HttpRequest,
    company: str,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    view: View = "open",
    kinds: Kinds = "all",
    order: ListOrder = "due",
    customer: Number = None,
    currency: Currency = "",
    q: Words = "",
    limit: Limit = 50,
    after: After = "",
) -> dict[str, Any]:
    """A saved view of the receivables, a page of it, and the totals of the whole view. `q` is the start of a number, of a customer's name or of its code."""
    here = place(request, company)
    day, instant = as_of or here.today, here.instant(known_at)
    found = list_invoices(
        here.scope, day, known_at=instant, view=view, kinds=kinds, order=order, customer_ids=(customer,) if customer is not None else (), currency=currency, text=q.strip(),
        limit=limit, after=read_place(after),
    )  # fmt: skip
    return {
        **here.heading("encours.invoices/1", day, instant), "view": view, "totals": [total._asdict() for total in found.totals],
        "items": [item_json(one) for one in found.page.rows], "next": place_text(found.page.next) or None,
    }  # fmt: skip


@router.get("/companies/{company}/items/{item_id}", response={200: ItemDetailOut, **ERRORS}, by_alias=True, operation_id="get_item", summary="Where an item's figures come from")
def item(request: HttpRequest, company: str, item_id: Key, as_of: AsOf = None, known_at: KnownAt = None) -> dict[str, Any]:
    """The item with what was stated about it, what settled it, the entry that made it and its documents."""
    here = place(request, company)
    day, instant = as_of or here.today, here.instant(known_at)
    found = item_detail(here.scope, item_id, day, known_at=instant)
    entry = found.entry
    return {
        **here.heading("encours.item/1", day, instant),
        "item": item_json(found.item),
        "due_date_told": due_date_told(here.scope, found).say(here.language),
        "facts": [
            {"kind": f.kind, "due_on": f.due_on, "disputed": f.is_disputed, "source": f.source, "recorded_at": f.recorded_at} for f in found.facts
        ],
        "allocations": [
            {
                "item_id": a.other_item_id, "kind": a.other_kind, "invoice_number": a.other_document_ref, "amount_minor": a.amount_minor,
                "effective_on": a.effective_on, "recorded_at": a.recorded_at, "decided_by": a.decided_by, "rule": a.rule,
                "rule_told": rule_text(a.rule).say(here.language), "file_letter": a.file_letter, "takes_back": a.takes_back, "reason": a.reason,
            }
            for a in found.allocations
        ],
        "entry": {
            "posting": entry.posting_id, "entry": entry.entry_id, "journal": entry.journal, "number": entry.number, "on": entry.effective_on, "label": entry.label,
            "actor": entry.actor, "recorded_at": entry.recorded_at, "import_id": entry.import_id, "reversed_by_posting": entry.reversed_by_posting_id,
            "line_count": entry.line_count,
            "lines": [
                {"line": n.line_no, "account": n.account, "customer_id": n.customer_code, "amount_minor": n.amount_minor, "currency": n.currency, "label": n.label}
                for n in entry.lines
            ],
        },
        "documents": [
            {"number": d.number, "type": d.type, "version": d.version, "issued_on": d.issued_on, "total_minor": d.total_minor, "currency": d.currency}
            for d in found.documents
        ],
    }  # fmt: skip


def customer_json(row: CustomerRow) -> dict[str, Any]:
    """A customer with stable keys."""
    return {
        "key": row.id, "customer_id": row.code, "name": row.name, "siren": row.siren, "vat_number": row.vat_number, "country": row.country, "language": row.language,
        "email": row.email, "phone": row.phone, "payment_terms": row.payment_terms, "segment": row.segment, "credit_limit_minor": row.credit_limit_minor,
        "parent_key": row.parent_id, "is_collective": row.is_collective,
    }  # fmt: skip


def item_json(row: ItemRow) -> dict[str, Any]:
    """An item with stable keys."""
    return {
        "item_id": row.id, "customer_key": row.customer_id, "customer_id": row.customer_code, "name": row.customer_name, "kind": row.kind,
        "invoice_number": row.document_ref, "issued_on": row.issued_on, "due_on": row.due_on, "due_source": row.due_source, "disputed": row.is_disputed,
        "currency": row.currency, "amount_minor": row.amount_minor, "open_minor": row.open_minor,
    }  # fmt: skip

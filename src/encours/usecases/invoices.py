"""The list of receivables with its saved views: a page of it, its totals, and how they stand beside the aged balance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from encours.kernel.currency import decimals
from encours.kernel.normal import name_key, reference_key
from encours.kernel.wording import Text
from encours.store.load.companies import Company, load_company_by_id
from encours.store.load.customers import customers_that_start
from encours.store.load.invoice_list import Kinds, ListOrder, ListTotal, View, Wanted, load_invoice_list, load_list_totals
from encours.store.load.items import ItemPage
from encours.store.load.open_items import Moment, widen
from encours.store.remembered import remembered
from encours.store.tenant import Scope, tenant

__all__ = ["KIND_NAMES", "ORDER_NAMES", "VIEW_NAMES", "InvoiceList", "Kinds", "ListOrder", "ListTotal", "View", "list_invoices"]

VIEW_NAMES: dict[str, Text] = {
    "open": Text(en="Open", fr="Ouvertes"),
    "overdue": Text(en="Past due", fr="Échues"),
    "upcoming": Text(en="Due within 7 days", fr="À échoir 7 j"),
    "current": Text(en="Not yet due", fr="Non échues"),
    "disputed": Text(en="Disputed", fr="En litige"),
    "small": Text(en="Balances below 1", fr="Soldes < 1"),
    "settled": Text(en="Settled", fr="Soldées"),
}
ORDER_NAMES: dict[str, Text] = {
    "due": Text(en="latest payer first", fr="retard décroissant"),
    "due_last": Text(en="due last first", fr="échéance décroissante"),
    "amount": Text(en="largest amount first", fr="montant décroissant"),
    "amount_least": Text(en="smallest amount first", fr="montant croissant"),
}
KIND_NAMES: dict[str, Text] = {
    "all": Text(en="All", fr="Toutes"),
    "documents": Text(en="Invoices and credit notes", fr="Factures et avoirs"),
    "money": Text(en="Payments not applied", fr="Règlements non affectés"),
}
_MOST_CUSTOMERS = 200
"""A search finds the documents of so many customers; a text that starts the names of more is too short to mean one."""


@dataclass(frozen=True, slots=True)
class InvoiceList:
    """One page of the list and the sums of the whole, per currency."""

    company: Company
    as_of: date
    known_at: datetime | None
    wanted: Wanted
    page: ItemPage
    totals: tuple[ListTotal, ...]

    @property
    def covers_everything(self) -> bool:
        """Whether its totals are those of the aged balance: nothing but the currency restricts the list."""
        return (
            self.wanted.view == "open"
            and self.wanted.kinds == "all"
            and not (self.wanted.customer_ids or self.wanted.item_ids or self.wanted.searches)
        )


def list_invoices(
    scope: Scope,
    as_of: date,
    *,
    known_at: datetime | None = None,
    view: View = "open",
    kinds: Kinds = "all",
    text: str = "",
    currency: str = "",
    customer_ids: tuple[int, ...] = (),
    item_ids: tuple[int, ...] = (),
    order: ListOrder = "due",
    limit: int | None = 50,
    after: tuple[Any, ...] | None = None,
) -> InvoiceList:
    """One page of the receivables at a day. `text` is the start of a document number, of a customer's name or of its code.

    The view of small balances is in the company's currency: those below one unit of it.
    """
    moment = Moment(as_of, known_at)
    with tenant(scope.organization_id) as cursor:
        if limit is None:
            widen(cursor)
        company = load_company_by_id(cursor, scope.organization_id, scope.company_id)
        assert company is not None, "a scope names a company that exists"
        wanted = Wanted(view, kinds, currency, customer_ids, item_ids)
        if view == "small":
            # Small balances stand together in the order of amounts alone: no other order finds them without reading all.
            wanted = replace(wanted, currency=company.currency, small_minor=10 ** decimals(company.currency))
            order = order if order in ("amount", "amount_least") else "amount"
        if text:
            found = customers_that_start(cursor, scope, name_key(text), limit=_MOST_CUSTOMERS) if name_key(text) else ()
            # What no document number can be finds the customers alone; a text that finds neither finds nothing.
            wanted = replace(wanted, found_customers=found, document=reference_key(text) or ("" if found else text))
        if limit is None:
            page, totals = load_invoice_list(cursor, scope, moment, wanted, order=order, limit=None), load_list_totals(cursor, scope, moment, wanted)
        else:
            page = remembered(
                cursor, scope, ("invoices", moment, wanted, order, limit, after), lambda: load_invoice_list(cursor, scope, moment, wanted, order=order, limit=limit, after=after)
            )  # fmt: skip
            totals = remembered(cursor, scope, ("invoice totals", moment, wanted), lambda: load_list_totals(cursor, scope, moment, wanted))
    return InvoiceList(company, as_of, known_at, wanted, page, totals)

"""The receivables of a company as a list, and everything behind one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from encours.kernel.normal import reference_key
from encours.store.load.companies import Company, load_company_by_id
from encours.store.load.item_detail import (
    AllocationRow,
    DocumentRow,
    EntryRow,
    FactRow,
    load_allocations,
    load_documents,
    load_entry,
    load_facts,
)
from encours.store.load.items import ItemOrder, ItemPage, ItemRow, State, load_items
from encours.store.load.open_items import EVERYTHING, Moment, Only
from encours.store.tenant import Scope, tenant
from encours.usecases.known import ItemUnknown


@dataclass(frozen=True, slots=True)
class ItemDetail:
    """An item, what was stated about it, what settled it, the entry that made it with all its lines, and its documents."""

    company: Company
    as_of: date
    item: ItemRow
    facts: tuple[FactRow, ...]
    allocations: tuple[AllocationRow, ...]
    entry: EntryRow
    documents: tuple[DocumentRow, ...]


def list_receivables(
    scope: Scope,
    as_of: date,
    *,
    known_at: datetime | None = None,
    only: Only = EVERYTHING,
    state: State = "open",
    order: ItemOrder = "due",
    document: str = "",
    limit: int | None = 50,
    after: tuple[Any, ...] | None = None,
) -> ItemPage:
    """One page of the items at a day. `document` finds them by the start of a document number, however it is written."""
    with tenant(scope.organization_id) as cursor:
        return load_items(
            cursor, scope, Moment(as_of, known_at), only=only, state=state, order=order, limit=limit, after=after, document=reference_key(document)
        )  # fmt: skip


def item_detail(scope: Scope, item_id: int, as_of: date, *, known_at: datetime | None = None) -> ItemDetail:
    """Open an item down to its ledger lines; cancelled ones too. Raises ItemUnknown."""
    with tenant(scope.organization_id) as cursor:
        company = load_company_by_id(cursor, scope.organization_id, scope.company_id)
        assert company is not None, "a scope names a company that exists"
        found = load_items(cursor, scope, Moment(as_of, known_at), only=Only(item_ids=(item_id,)), state="any").rows
        if not found:
            raise ItemUnknown(item=item_id)
        return ItemDetail(
            company=company,
            as_of=as_of,
            item=found[0],
            facts=load_facts(cursor, scope, item_id),
            allocations=load_allocations(cursor, scope, item_id),
            entry=load_entry(cursor, scope, item_id),
            documents=load_documents(cursor, scope, item_id),
        )

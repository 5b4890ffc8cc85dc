"""The account of one customer over a period: what it owed before, and every document and payment since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from psycopg import sql

from encours.store.load.open_items import Moment, exists_at, parameters, stands
from encours.store.tenant import Scope


@dataclass(frozen=True, slots=True)
class MovementRow:
    """One document or payment; `amount_minor` is signed, debit > 0."""

    item_id: int
    effective_on: date
    kind: str
    document_ref: str
    label: str
    currency: str
    amount_minor: int


def load_opening_balances(cursor: Any, scope: Scope, customer_id: int, moment: Moment, *, start: date) -> dict[str, int]:
    """What the customer owed at the end of the day before `start`, in minor units by currency."""
    before = moment.on(start - timedelta(days=1))
    cursor.execute(
        sql.SQL(
            "SELECT i.currency, sum(i.amount_minor)::bigint FROM item i WHERE {exists} AND i.customer_id = %(customer)s GROUP BY 1"
        ).format(exists=exists_at("i", before)),
        parameters(scope, before) | {"customer": customer_id},
    )
    return dict(cursor.fetchall())


def load_movements(cursor: Any, scope: Scope, customer_id: int, moment: Moment, *, start: date) -> tuple[MovementRow, ...]:
    """The customer's standing items from `start` to the moment's day, included, in the order of the ledger."""
    cursor.execute(
        sql.SQL(
            """SELECT i.id, i.effective_on, i.kind, i.document_ref, coalesce(e.label, ''), i.currency, i.amount_minor
                 FROM item i JOIN entry e ON e.organization_id = %(organization)s AND e.posting_id = i.posting_id AND e.id = i.entry_id
                WHERE {exists} AND i.customer_id = %(customer)s AND i.effective_on >= %(start)s AND {stands}
                ORDER BY i.effective_on, i.id"""
        ).format(exists=exists_at("i", moment), stands=stands("i", moment)),
        parameters(scope, moment) | {"customer": customer_id, "start": start},
    )
    return tuple(MovementRow(*row) for row in cursor.fetchall())

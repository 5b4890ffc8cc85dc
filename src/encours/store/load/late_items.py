"""Debts that were or are paid after their due day, each with what lowered it and when: the input of penalties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import sql

from encours.store.load.open_items import (
    EVERYTHING,
    Moment,
    Only,
    due_on,
    due_source,
    exists_at,
    is_disputed,
    open_amount,
    parameters,
    restrictions,
    stands,
)
from encours.store.tenant import Scope

CHARGEABLE = ("invoice", "opening")
"""The kinds of items that bear interest: what was invoiced, in this year's books or in the earlier ones that an opening sums up."""


@dataclass(frozen=True, slots=True)
class LateItem:
    """`reductions` are (day of effect, minor units, whether by a credit note), oldest first, with what was taken back already left out."""

    item_id: int
    customer_id: int
    customer_code: str
    customer_name: str
    is_public: bool
    is_consumer: bool
    is_collective: bool
    kind: str
    document_ref: str
    due_on: date
    due_source: str
    currency: str
    amount_minor: int
    open_minor: int
    reductions: tuple[tuple[date, int, bool], ...]


def load_late_items(
    cursor: Any, scope: Scope, moment: Moment, *, only: Only = EVERYTHING, since: date | None = None
) -> tuple[LateItem, ...]:
    """The undisputed debts that had something unpaid after their due day, at the moment; by customer, then due day.

    `since` leaves out what was settled before that day.
    """
    known = sql.SQL(" AND a.recorded_at <= %(known_at)s" if moment.known_at else "")
    query = sql.SQL(
        """WITH late AS MATERIALIZED (
             SELECT x.* FROM (SELECT i.id, i.customer_id, i.kind, i.document_ref, i.currency, i.amount_minor, i.last_on, {open} AS open_minor,
                                     {due} AS due_on, {source} AS due_source, {disputed} AS is_disputed
                                FROM item i WHERE {exists} AND i.amount_minor > 0 AND i.kind = ANY(%(kinds)s) AND {stands}{restrictions}) x
              WHERE x.due_on < %(day)s AND NOT x.is_disputed AND (x.open_minor <> 0 OR (x.last_on > x.due_on AND (%(since)s::date IS NULL OR x.last_on >= %(since)s)))),
           lowered AS (
             SELECT debit_item_id, array_agg(effective_on ORDER BY effective_on, credit_item_id) AS days,
                    array_agg(amount_minor ORDER BY effective_on, credit_item_id) AS minors,
                    array_agg(by_credit_note ORDER BY effective_on, credit_item_id) AS credit_notes
               FROM (SELECT a.debit_item_id, a.credit_item_id, a.effective_on, sum(a.amount_minor)::bigint AS amount_minor, c.kind = 'credit_note' AS by_credit_note
                       FROM late JOIN allocation a ON a.organization_id = %(organization)s AND a.debit_item_id = late.id AND a.effective_on <= %(day)s{known}
                       JOIN item c ON c.organization_id = %(organization)s AND c.id = a.credit_item_id
                      GROUP BY 1, 2, 3, 5 HAVING sum(a.amount_minor) <> 0) a
              GROUP BY 1)
        SELECT late.id, late.customer_id, c.code, c.name, c.is_public, c.is_consumer, c.is_collective, late.kind, late.document_ref, late.due_on, late.due_source,
               late.currency, late.amount_minor, late.open_minor, r.days, r.minors, r.credit_notes
          FROM late JOIN customer c ON c.organization_id = %(organization)s AND c.id = late.customer_id
          LEFT JOIN lowered r ON r.debit_item_id = late.id
         WHERE late.open_minor <> 0 OR r.days[array_upper(r.days, 1)] > late.due_on
         ORDER BY c.code, late.due_on, late.id"""
    ).format(
        open=open_amount("i", moment),
        due=due_on("i", moment),
        source=due_source("i", moment),
        disputed=is_disputed("i", moment),
        exists=exists_at("i", moment),
        stands=stands("i", moment),
        restrictions=restrictions(only),
        known=known,
    )
    cursor.execute(query, parameters(scope, moment, only) | {"kinds": list(CHARGEABLE), "since": since})
    return tuple(
        LateItem(*[*head, tuple(zip(days or (), minors or (), credit_notes or (), strict=True))])
        for *head, days, minors, credit_notes in cursor.fetchall()
    )

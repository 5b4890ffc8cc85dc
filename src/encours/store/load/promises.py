"""Promises with what was paid for them, and the holds in force, on a day and as known at an instant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import sql

from encours.receivables.promises import Money, Promise, Settled
from encours.store.load.open_items import Moment, open_amount, parameters
from encours.store.tenant import Scope

# What brings no money though it settles: a credit note lowers what is owed, a reversal takes an entry back.
_NO_MONEY = "('credit_note', 'reversal')"


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A promise as it was recorded, with whose it is and the documents it names."""

    promise: Promise
    customer_code: str
    customer_name: str
    documents: tuple[str, ...]
    channel: str
    note: str
    actor: str
    recorded_at: datetime
    end_reason: str


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A hold; `document` is '' where it is about the whole customer, `until_on` None where nothing ends it but a person."""

    id: int
    customer_id: int
    customer_code: str
    customer_name: str
    item_id: int | None
    document: str
    from_on: date
    until_on: date | None
    cause: str
    note: str
    actor: str
    ended_on: date | None
    end_reason: str

    def is_on(self, day: date) -> bool:
        """Whether it stands on that day; it stands no more on the day it is lifted."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on) and (self.ended_on is None or day < self.ended_on)


def load_promises(cursor: Any, scope: Scope, moment: Moment, *, customer_ids: Sequence[int] = (), promise_id: int | None = None) -> list[PromiseRow]:
    """The promises given up to the moment, the earliest day of payment first; of some customers, or one promise alone."""
    cursor.execute(
        """
        SELECT p.id, p.customer_id, p.currency, p.amount_minor, p.promised_on, p.pay_on, p.deadline_on, coalesce(i.ids, '{}'), e.ended_on,
               c.code, c.name, coalesce(i.documents, '{}'), p.channel, p.note, p.actor, p.recorded_at, coalesce(e.reason, '')
          FROM promise p
          JOIN customer c ON c.organization_id = p.organization_id AND c.id = p.customer_id
          LEFT JOIN promise_end e ON e.organization_id = p.organization_id AND e.promise_id = p.id AND (%(known_at)s::timestamptz IS NULL OR e.recorded_at <= %(known_at)s)
          LEFT JOIN LATERAL (SELECT array_agg(x.item_id ORDER BY i.due_on, i.id) AS ids, array_agg(i.document_ref ORDER BY i.due_on, i.id) AS documents
                               FROM promise_item x JOIN item i ON i.organization_id = x.organization_id AND i.id = x.item_id
                              WHERE x.organization_id = p.organization_id AND x.promise_id = p.id) i ON true
         WHERE p.organization_id = %(organization)s AND p.company_id = %(company)s AND p.promised_on <= %(day)s
           AND (%(known_at)s::timestamptz IS NULL OR p.recorded_at <= %(known_at)s)
           AND (%(customers)s::bigint[] = '{}' OR p.customer_id = ANY(%(customers)s)) AND (%(promise)s::bigint IS NULL OR p.id = %(promise)s)
         ORDER BY p.pay_on, p.id
        """,
        parameters(scope, moment) | {"customers": list(customer_ids), "promise": promise_id},
    )
    return [
        PromiseRow(Promise(id_, customer, currency, amount, promised, pay, until, tuple(ids), ended, at), code, name, tuple(documents), channel, note, actor, at, why)
        for id_, customer, currency, amount, promised, pay, until, ids, ended, code, name, documents, channel, note, actor, at, why in cursor.fetchall()
    ]


def load_settled(cursor: Any, scope: Scope, moment: Moment, promises: Sequence[Promise]) -> dict[int, Settled]:
    """For each promise that names items, what payments settled of them from the day it was given to its deadline and stands still, and what is open."""
    wanted = [one for one in promises if one.items]
    if not wanted:
        return {}
    known = sql.SQL(" AND a.recorded_at <= %(known_at)s") if moment.known_at else sql.SQL("")
    query = sql.SQL(
        """
        SELECT p.id, coalesce(sum(least(paid.in_time, paid.by_now)), 0)::bigint, coalesce(sum(greatest({open}, 0)), 0)::bigint
          FROM unnest(%(promises)s::bigint[], %(since)s::date[], %(until)s::date[], %(given)s::timestamptz[]) p(id, since, until, given_at)
          JOIN promise_item x ON x.organization_id = %(organization)s AND x.promise_id = p.id
          JOIN item i ON i.organization_id = x.organization_id AND i.id = x.item_id
          CROSS JOIN LATERAL (
              SELECT coalesce(sum(a.amount_minor) FILTER (WHERE a.effective_on <= p.until), 0) AS in_time, coalesce(sum(a.amount_minor), 0) AS by_now
                FROM allocation a JOIN item c ON c.organization_id = a.organization_id AND c.id = a.credit_item_id AND c.kind NOT IN """ + _NO_MONEY + """
               WHERE a.organization_id = %(organization)s AND a.debit_item_id = i.id AND a.effective_on BETWEEN p.since AND %(day)s
                 AND (a.effective_on > p.since OR a.recorded_at >= p.given_at){known}) paid
         GROUP BY p.id
        """
    ).format(open=open_amount("i", moment), known=known)  # fmt: skip
    cursor.execute(
        query,
        parameters(scope, moment)
        | {"promises": [one.id for one in wanted], "since": [one.promised_on for one in wanted], "until": [one.deadline_on for one in wanted], "given": [one.recorded_at for one in wanted]},
    )
    return {promise: Settled(max(0, paid), left) for promise, paid, left in cursor.fetchall()}


def load_money(cursor: Any, scope: Scope, moment: Moment, promises: Sequence[Promise]) -> list[Money]:
    """The payments of the customers who promised, from the first promise's day on, with what of each is applied to nothing."""
    if not promises:
        return []
    query = sql.SQL(
        """
        SELECT i.customer_id, i.currency, i.effective_on, -i.amount_minor, -({open}), i.recorded_at
          FROM item i
         WHERE i.organization_id = %(organization)s AND i.company_id = %(company)s AND i.customer_id = ANY(%(customers)s) AND i.amount_minor < 0
           AND i.kind NOT IN """ + _NO_MONEY + """ AND i.effective_on BETWEEN %(since)s AND %(day)s{known}
           AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.organization_id = i.organization_id AND r.reverses_posting_id = i.posting_id AND r.reverses_entry_id = i.entry_id)
         ORDER BY i.effective_on, i.id
        """
    ).format(open=open_amount("i", moment), known=sql.SQL(" AND i.recorded_at <= %(known_at)s") if moment.known_at else sql.SQL(""))  # fmt: skip
    cursor.execute(
        query, parameters(scope, moment) | {"customers": sorted({one.customer for one in promises}), "since": min(one.promised_on for one in promises)}
    )
    return [Money(*row) for row in cursor.fetchall()]


def load_holds(cursor: Any, scope: Scope, moment: Moment, *, customer_ids: Sequence[int] = (), hold_id: int | None = None) -> list[HoldRow]:
    """Every hold known at the moment, the newest first; of some customers, or one alone. `HoldRow.is_on` tells which stand."""
    cursor.execute(
        """
        SELECT h.id, h.customer_id, c.code, c.name, h.item_id, coalesce(i.document_ref, ''), h.from_on, h.until_on, h.cause, h.note, h.actor, e.ended_on, coalesce(e.reason, '')
          FROM hold h
          JOIN customer c ON c.organization_id = h.organization_id AND c.id = h.customer_id
          LEFT JOIN item i ON i.organization_id = h.organization_id AND i.id = h.item_id
          LEFT JOIN hold_end e ON e.organization_id = h.organization_id AND e.hold_id = h.id AND (%(known_at)s::timestamptz IS NULL OR e.recorded_at <= %(known_at)s)
         WHERE h.organization_id = %(organization)s AND h.company_id = %(company)s AND (%(known_at)s::timestamptz IS NULL OR h.recorded_at <= %(known_at)s)
           AND (%(customers)s::bigint[] = '{}' OR h.customer_id = ANY(%(customers)s)) AND (%(hold)s::bigint IS NULL OR h.id = %(hold)s)
         ORDER BY h.id DESC
        """,
        parameters(scope, moment) | {"customers": list(customer_ids), "hold": hold_id},
    )
    return [HoldRow(*row) for row in cursor.fetchall()]

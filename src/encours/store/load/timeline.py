"""What happened with a customer, newest first: documents and payments, matches made and taken back, due dates changed, disputes.

A file that states the day that stood already changes nothing, and is no happening.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import sql

from encours.store.load.open_items import Moment, exists_at, parameters, stands
from encours.store.tenant import Scope


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the timeline. `what` is an item's kind, `match`, `unmatch`, `due_date` or `dispute`; `key` is the item's or match's id.

    `detail` is the rule of a match, the reason of what was taken back, or the new value of a fact.
    """

    on: date
    recorded_at: datetime
    what: str
    key: int
    document_ref: str
    amount_minor: int | None
    currency: str
    detail: str
    actor: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Happenings, newest first, and the place after which the next page starts."""

    rows: tuple[Happening, ...]
    next: tuple[date, str, int, datetime] | None


# Matches are found by account, the first column of their index after the tenant; a company has few receivable accounts.
_MATCHES = """(SELECT m.* FROM account a JOIN match m ON m.organization_id = %(organization)s AND m.account_id = a.id AND m.customer_id = %(customer)s
                WHERE a.organization_id = %(organization)s AND a.company_id = %(company)s AND is_receivable(a.role))"""


def load_timeline(cursor: Any, scope: Scope, customer_id: int, moment: Moment, *, limit: int = 50, after: tuple[Any, ...] | None = None) -> Timeline:
    """One page of a customer's timeline up to the moment's day, by day of effect; facts and undoings stand on the day they were recorded."""
    known = sql.SQL(" AND {} <= %(known_at)s") if moment.known_at else sql.SQL("")
    by = {name: known.format(sql.SQL(name)) if moment.known_at else known for name in ("m.recorded_at", "u.recorded_at", "f.recorded_at", "n.recorded_at", "p.recorded_at")}
    place = sql.SQL(" AND (x.on, x.what, x.key, x.recorded_at) < (%(after_0)s, %(after_1)s, %(after_2)s, %(after_3)s)") if after else sql.SQL("")
    cursor.execute(
        sql.SQL(
            """SELECT x.on, x.recorded_at, x.what, x.key, x.document_ref, x.amount_minor, x.currency, x.detail, x.actor FROM (
                 SELECT i.effective_on AS "on", i.recorded_at, i.kind AS what, i.id AS key, i.document_ref, i.amount_minor, i.currency, '' AS detail, p.actor
                   FROM item i JOIN posting p ON p.organization_id = %(organization)s AND p.id = i.posting_id
                  WHERE {exists} AND i.customer_id = %(customer)s AND {stands}
                 UNION ALL
                 SELECT m.lettered_on, m.recorded_at, 'match', m.id, '',
                        (SELECT sum(a.amount_minor)::bigint FROM allocation a WHERE a.organization_id = %(organization)s AND a.match_id = m.id AND a.reverses_id IS NULL),
                        m.currency, m.rule, m.actor
                   FROM {matches} m WHERE m.decided_by <> 'reversal'{match_known}
                 UNION ALL
                 SELECT u.recorded_at::date, u.recorded_at, 'unmatch', u.match_id, '', NULL, m.currency, u.reason, u.actor
                   FROM {matches} m JOIN match_undo u ON u.organization_id = %(organization)s AND u.match_id = m.id{undo_known}
                 UNION ALL
                 SELECT f.recorded_at::date, f.recorded_at, f.kind, i.id, i.document_ref, NULL, i.currency,
                        CASE f.kind WHEN 'due_date' THEN f.due_on::text ELSE f.is_disputed::text END, ''
                   FROM item i JOIN item_fact f ON f.organization_id = i.organization_id AND f.item_id = i.id AND f.recorded_at > i.recorded_at
                  WHERE i.organization_id = %(organization)s AND i.customer_id = %(customer)s AND i.company_id = %(company)s
                    AND f.kind IN ('due_date', 'dispute'){fact_known}
                    AND (f.kind <> 'due_date' OR f.due_on IS DISTINCT FROM (
                          SELECT e.due_on FROM item_fact e
                           WHERE e.organization_id = f.organization_id AND e.item_id = f.item_id AND e.kind = 'due_date' AND e.recorded_at < f.recorded_at
                           ORDER BY e.recorded_at DESC LIMIT 1))
                 UNION ALL
                 SELECT (n.recorded_at AT TIME ZONE (SELECT time_zone FROM company WHERE organization_id = %(organization)s AND id = %(company)s))::date, n.recorded_at, 'note',
                        n.id, '', NULL, '', n.body, n.actor
                   FROM customer_note n WHERE n.organization_id = %(organization)s AND n.company_id = %(company)s AND n.customer_id = %(customer)s{note_known}
                    AND NOT EXISTS (SELECT 1 FROM customer_note_mark k WHERE k.organization_id = n.organization_id AND k.note_id = n.id AND k.kind = 'withdrawn')
                 UNION ALL
                 SELECT (p.recorded_at AT TIME ZONE (SELECT time_zone FROM company WHERE organization_id = %(organization)s AND id = %(company)s))::date, p.recorded_at, 'import',
                        p.import_id, '', NULL, '', count(*)::text, p.actor
                   FROM item i JOIN posting p ON p.organization_id = %(organization)s AND p.id = i.posting_id AND p.import_id IS NOT NULL{import_known}
                  WHERE i.organization_id = %(organization)s AND i.customer_id = %(customer)s AND i.company_id = %(company)s
                  GROUP BY p.id, p.recorded_at, p.import_id, p.actor) x
                WHERE x.on <= %(day)s{place} ORDER BY x.on DESC, x.what DESC, x.key DESC, x.recorded_at DESC LIMIT %(limit)s"""
        ).format(
            matches=sql.SQL(_MATCHES), exists=exists_at("i", moment), stands=stands("i", moment), match_known=by["m.recorded_at"], undo_known=by["u.recorded_at"],
            fact_known=by["f.recorded_at"], note_known=by["n.recorded_at"], import_known=by["p.recorded_at"], place=place,
        ),
        parameters(scope, moment) | {"customer": customer_id, "limit": limit + 1} | {f"after_{n}": value for n, value in enumerate(after or ())},
    )  # fmt: skip
    rows = [Happening(*row) for row in cursor.fetchall()]
    last = rows[limit - 1] if len(rows) > limit else None
    return Timeline(tuple(rows[:limit]), (last.on, last.what, last.key, last.recorded_at) if last else None)

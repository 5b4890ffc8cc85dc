"""What became of the money that came on bank lines: how much of it was recorded and applied without a person, and what waits."""

from __future__ import annotations

from typing import Any

from psycopg import sql

from encours.kernel.period import Period
from encours.receivables.indicators.inputs import Received
from encours.store.load.open_items import Moment, Only, open_items, parameters
from encours.store.tenant import Scope

_KNOWN_RECEIPTS = """receipt r JOIN posting p ON p.organization_id = r.organization_id AND p.id = r.posting_id{known}
   AND NOT EXISTS (SELECT 1 FROM entry x JOIN posting y ON y.organization_id = x.organization_id AND y.id = x.posting_id{known_reversal}
                    WHERE x.organization_id = r.organization_id AND x.reverses_posting_id = r.posting_id AND x.reverses_entry_id = r.entry_id)"""


def load_received(cursor: Any, scope: Scope, moment: Moment, currency: str, window: Period) -> Received:
    """The receipts of one currency that stand at the moment. What was decided and applied is told as it is now."""
    known = sql.SQL(" AND p.recorded_at <= %(known_at)s" if moment.known_at else "")
    receipts = sql.SQL(_KNOWN_RECEIPTS).format(
        known=known, known_reversal=sql.SQL(" AND y.recorded_at <= %(known_at)s" if moment.known_at else "")
    )
    named = parameters(scope, moment) | {"currency": currency, "start": window.start}
    cursor.execute(
        sql.SQL(
            """SELECT count(*), count(*) FILTER (WHERE o.open = 0 AND o.applied_on = r.recorded_at::date), count(*) FILTER (WHERE r.customer_id IS NOT NULL AND NOT d.decided),
                      count(*) FILTER (WHERE o.ruled AND NOT d.decided), count(*) FILTER (WHERE o.open = 0 AND o.all_ruled AND NOT d.decided)
                 FROM {receipts}
                CROSS JOIN LATERAL (SELECT EXISTS (
                    SELECT 1 FROM line_decision a WHERE a.organization_id = r.organization_id AND a.statement_line_id = r.statement_line_id AND a.kind IN ('accepted', 'applied', 'on_account')
                       AND NOT EXISTS (SELECT 1 FROM line_decision u WHERE u.organization_id = a.organization_id AND u.undoes_id = a.id)) AS decided) d
                 LEFT JOIN LATERAL (
                    SELECT sum(i.open_minor) AS open, max(i.last_at)::date AS applied_on, bool_or(m.ruled) AS ruled, bool_and(coalesce(m.all_ruled, i.open_minor = 0)) AS all_ruled
                      FROM item i
                      LEFT JOIN LATERAL (SELECT bool_or(x.decided_by = 'rule') AS ruled, bool_and(x.decided_by = 'rule') AS all_ruled
                                           FROM allocation a JOIN match x ON x.organization_id = a.organization_id AND x.id = a.match_id
                                          WHERE a.organization_id = i.organization_id AND a.credit_item_id = i.id AND a.reverses_id IS NULL
                                            AND NOT EXISTS (SELECT 1 FROM allocation u WHERE u.organization_id = a.organization_id AND u.reverses_id = a.id)) m ON true
                     WHERE i.organization_id = r.organization_id AND i.posting_id = r.posting_id AND i.entry_id = r.entry_id) o ON true
                WHERE r.organization_id = %(organization)s AND r.company_id = %(company)s AND r.currency = %(currency)s AND r.statement_line_id IS NOT NULL
                  AND r.amount_minor > 0 AND r.received_on BETWEEN %(start)s AND %(day)s"""
        ).format(receipts=receipts),
        named,
    )
    count, same_day, payer, document, settled = cursor.fetchone()
    waiting = _waiting(cursor, scope, moment, receipts, named)
    matches, undone = _proven(cursor, named)
    return Received(
        count=count, same_day=same_day, payer_alone=payer, document_alone=document, settled_alone=settled, unapplied_count=waiting[0], unapplied_minor=waiting[1],
        unapplied_since=waiting[2], rule_matches=matches, rule_undone=undone,
    )  # fmt: skip


def _waiting(cursor: Any, scope: Scope, moment: Moment, receipts: sql.Composed, named: dict[str, Any]) -> tuple[int, int, Any]:
    """Receipts of which something is open at the moment, and those on the suspense account."""
    only = Only(currency=named["currency"], credits=True)
    cursor.execute(
        sql.SQL(
            """SELECT count(*), coalesce(sum(minor), 0)::bigint, min(since) FROM (
                   SELECT -x.open_minor AS minor, x.effective_on AS since FROM {open} x WHERE x.kind = 'receipt'
                   UNION ALL
                   SELECT r.amount_minor, r.received_on FROM {receipts}
                    WHERE r.organization_id = %(organization)s AND r.company_id = %(company)s AND r.currency = %(currency)s AND r.customer_id IS NULL AND r.amount_minor > 0
                      AND r.received_on <= %(day)s) w"""
        ).format(open=open_items(moment, only, extra=("kind",)), receipts=receipts),
        parameters(scope, moment, only) | named,
    )
    count, minor, since = cursor.fetchone()
    return count, minor, since


def _proven(cursor: Any, named: dict[str, Any]) -> tuple[int, int]:
    """The rules' matches that were at least sixty days old at the day, and those a person took back within sixty."""
    cursor.execute(
        """SELECT count(*), count(u.match_id) FROM match m
             LEFT JOIN match_undo u ON u.organization_id = m.organization_id AND u.match_id = m.id AND u.by_person AND u.recorded_at < m.recorded_at + interval '60 days'
            WHERE m.organization_id = %(organization)s AND m.company_id = %(company)s AND m.currency = %(currency)s AND m.decided_by = 'rule'
              AND m.recorded_at < %(day)s::date + 1 - interval '60 days'""",
        named,
    )
    matches, undone = cursor.fetchone()
    return matches, undone

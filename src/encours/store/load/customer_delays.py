"""How late each of some customers pays: the indicator `mean_delay`, one customer at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg import sql

from encours.kernel.period import Period
from encours.store.load.open_items import Moment, due_on, exists_at, parameters
from encours.store.tenant import Scope


def load_delays(cursor: Any, scope: Scope, moment: Moment, customer_ids: Sequence[int], window: Period) -> dict[tuple[int, str], tuple[int, int]]:
    """By customer and currency: Σ part × days late and Σ part, over the parts of invoices that receipts paid in the window (`indicator_flows.load_settled`)."""
    known = sql.SQL(" AND a.recorded_at <= %(known_at)s" if moment.known_at else "")
    cursor.execute(
        sql.SQL(
            """SELECT customer_id, currency, sum(minor * (paid_on - due_on))::bigint, sum(minor)::bigint FROM (
                 SELECT i.customer_id, i.currency, i.due_on, a.effective_on AS paid_on, sum(a.amount_minor)::bigint AS minor
                   FROM (SELECT i.id, i.customer_id, i.currency, {due} AS due_on FROM item i
                          WHERE {exists} AND i.customer_id = ANY(%(customers)s) AND i.kind = 'invoice' AND i.last_on >= %(start)s AND i.first_on <= %(day)s) i
                   JOIN allocation a ON a.organization_id = %(organization)s AND a.debit_item_id = i.id AND a.effective_on BETWEEN %(start)s AND %(day)s{known}
                   JOIN item c ON c.organization_id = %(organization)s AND c.id = a.credit_item_id AND c.kind = 'receipt'
                  GROUP BY i.id, i.customer_id, i.currency, i.due_on, a.credit_item_id, a.effective_on HAVING sum(a.amount_minor) <> 0) part
                GROUP BY 1, 2 HAVING sum(minor) > 0"""
        ).format(due=due_on("i", moment), exists=exists_at("i", moment), known=known),
        parameters(scope, moment) | {"customers": list(customer_ids), "start": window.start},
    )
    return {(customer, currency): (late, minor) for customer, currency, late, minor in cursor.fetchall()}

"""I7: what was open on a past day is the same by the short way that reports take and by adding up every allocation."""

from __future__ import annotations

from typing import Any

from psycopg import sql

from encours.kernel.wording import Text
from encours.store.load.check.contract import Books, Found, Invariant, violations
from encours.store.load.check.moments import moments
from encours.store.load.open_items import Moment, open_items, parameters
from encours.store.tenant import Scope

_EVERY_ALLOCATION = """
SELECT i.id, i.amount_minor - coalesce(a.applied, 0) AS open_minor
  FROM item i
  LEFT JOIN (SELECT item_id, sum(amount)::bigint AS applied
               FROM (SELECT debit_item_id AS item_id, amount_minor AS amount, effective_on, recorded_at FROM allocation WHERE organization_id = %(organization)s
                     UNION ALL
                     SELECT credit_item_id, -amount_minor, effective_on, recorded_at FROM allocation WHERE organization_id = %(organization)s) x
              WHERE effective_on <= %(day)s AND recorded_at <= coalesce(%(known_at)s::timestamptz, 'infinity') GROUP BY 1) a ON a.item_id = i.id
 WHERE i.organization_id = %(organization)s AND i.company_id = %(company)s AND i.effective_on <= %(day)s
   AND i.recorded_at <= coalesce(%(known_at)s::timestamptz, 'infinity') AND i.amount_minor <> coalesce(a.applied, 0)
"""


def _examine(cursor: Any, books: Books) -> Found:
    looked_at, count, wrong = 0, 0, []
    for company_id in books.company_ids:
        scope = Scope(books.organization_id, company_id, "check")
        for moment in moments(cursor, books, company_id):
            values = parameters(scope, moment) | {"limit": books.limit}
            cursor.execute(
                "SELECT count(*) FROM item WHERE organization_id = %(organization)s AND company_id = %(company)s AND effective_on <= %(day)s",
                values,
            )
            looked_at += cursor.fetchone()[0]
            found, named = violations(cursor, _compare(moment), values)
            count += found
            wrong += named
    return Found(looked_at, count, tuple(wrong[: books.limit]))


def _compare(moment: Moment) -> sql.Composed:
    return sql.SQL(
        """
        SELECT 'open_differs_then', jsonb_build_object('item', i.id, 'document', i.document_ref, 'currency', i.currency, 'day', %(day)s::date, 'known_at', %(known_at)s::timestamptz,
                                                       'short_minor', coalesce(x.short, 0), 'long_minor', coalesce(x.long, 0))
          FROM (SELECT coalesce(s.id, l.id) AS id, s.open_minor AS short, l.open_minor AS long FROM {short} s FULL JOIN ({long}) l ON l.id = s.id
                 WHERE s.open_minor IS DISTINCT FROM l.open_minor) x
          JOIN item i ON i.organization_id = %(organization)s AND i.id = x.id
        """
    ).format(short=open_items(moment), long=sql.SQL(_EVERY_ALLOCATION))


INVARIANT = Invariant(
    "I7",
    "past_days_by_two_ways",
    Text(
        en="What was open on a past day is the same by two ways of reckoning",
        fr="Ce qui était ouvert à une date passée est identique par deux calculs",
    ),
    {
        "open_differs_then": Text(
            en="Item {item} ({document}) at {day} (known at: {known_at}): reports say {short}, its allocations leave {long}.",
            fr="Poste {item} ({document}) au {day} (connu au : {known_at}) : les états indiquent {short}, ses imputations laissent {long}.",
        )
    },
    _examine,
)

"""I6: the buckets of the aged balance partition what is open, whichever way it is grouped, and the whole ties to the ledger."""

from __future__ import annotations

from typing import Any

from encours.kernel.wording import Text
from encours.receivables.aging import DEFAULT_BUCKETS
from encours.store.load.aging import AgedRow, By, load_aged_balance
from encours.store.load.check.contract import Books, Found, Invariant, Wrong
from encours.store.load.check.moments import moments
from encours.store.load.ledger import load_receivable_balances
from encours.store.tenant import Scope

_GROUPINGS: tuple[By, ...] = ("customer", "group", "currency")


def _examine(cursor: Any, books: Books) -> Found:
    looked_at, wrong = 0, []
    for company_id in books.company_ids:
        scope = Scope(books.organization_id, company_id, "check")
        for moment in moments(cursor, books, company_id):
            ledger = {currency: minor for currency, minor in load_receivable_balances(cursor, scope, moment).items() if minor}
            for by in _GROUPINGS:
                page = load_aged_balance(cursor, scope, moment, bounds=DEFAULT_BUCKETS.bounds, by=by)
                looked_at += sum(row.items for row in page.totals)
                named = {"day": str(moment.day), "known_at": str(moment.known_at) if moment.known_at else None, "by": by}
                for row in (*page.rows, *page.totals):
                    if row.total_minor != _parts(row):
                        wrong.append(
                            Wrong(
                                "buckets_differ",
                                named
                                | {
                                    "row": row.code or str(row.key),
                                    "currency": row.currency,
                                    "total_minor": row.total_minor,
                                    "parts_minor": _parts(row),
                                },
                            )
                        )
                totals = {row.currency: row.total_minor for row in page.totals}
                rows = {currency: sum(row.total_minor for row in page.rows if row.currency == currency) for currency in totals}
                for currency in sorted(totals.keys() | ledger.keys()):
                    total, of_rows, of_ledger = totals.get(currency, 0), rows.get(currency, 0), ledger.get(currency, 0)
                    if not total == of_rows == of_ledger:
                        wrong.append(
                            Wrong(
                                "total_differs",
                                named | {"currency": currency, "total_minor": total, "rows_minor": of_rows, "ledger_minor": of_ledger},
                            )
                        )
    return Found(looked_at, len(wrong), tuple(wrong[: books.limit]))


def _parts(row: AgedRow) -> int:
    return sum(row.buckets) + row.unapplied_minor


INVARIANT = Invariant(
    "I6",
    "aged_balance_partitions",
    Text(
        en="The aged balance of any day adds up and ties to the ledger",
        fr="La balance âgée de chaque jour s'additionne et concorde avec la comptabilité",
    ),
    {
        "buckets_differ": Text(
            en="At {day} (known at: {known_at}), by {by}, {row}: the buckets come to {parts}, the total says {total}.",
            fr="Au {day} (connu au : {known_at}), par {by}, {row} : les tranches totalisent {parts}, le total indique {total}.",
        ),
        "total_differs": Text(
            en="At {day} (known at: {known_at}), by {by}: the total is {total}, the rows come to {rows}, the ledger to {ledger}.",
            fr="Au {day} (connu au : {known_at}), par {by} : le total est {total}, les lignes totalisent {rows}, le grand livre {ledger}.",
        ),
    },
    _examine,
)

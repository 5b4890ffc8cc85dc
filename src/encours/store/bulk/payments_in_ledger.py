"""Payments that the imported ledger says too: one of the two counts, the ledger's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from encours.receivables.meeting import Movement, meet
from encours.store.bulk.copying import copy_rows
from encours.store.bulk.reverse import list_to_reverse, reverse_entries
from encours.store.tenant import Scope

_AT_ONCE = 5_000
_LEDGER_RECEIPTS = """
SELECT i.id, i.customer_id, i.currency, -i.amount_minor, i.effective_on FROM item i
  JOIN entry e ON e.organization_id = i.organization_id AND e.posting_id = i.posting_id AND e.id = i.entry_id
 WHERE i.organization_id = %s AND i.company_id = %s AND i.kind IN ('receipt', 'refund') AND e.source_key IS NOT NULL AND i.customer_id = ANY(%s) AND (%s OR i.recorded_at = %s)
   AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.organization_id = i.organization_id AND r.reverses_posting_id = i.posting_id AND r.reverses_entry_id = i.entry_id)
"""


def leave_to_ledger(cursor: Any, scope: Scope) -> int:
    """Leave out the new payments that the imported ledger says too; returns their number."""
    cursor.execute("SELECT customer_id, count(*) FROM stage_payment WHERE state = 'new' GROUP BY 1 ORDER BY 1")
    count = 0
    for customers in _few(cursor.fetchall()):
        cursor.execute("SELECT n, customer_id, currency, minor, received_on FROM stage_payment WHERE state = 'new' AND customer_id = ANY(%s)", [customers])
        there = _in_ledger(cursor, scope, customers, cursor.fetchall())
        cursor.execute("UPDATE stage_payment SET state = 'ledger' WHERE n = ANY(%s)", [sorted(there)])
        count += len(there)
    return count


_STANDING = """
  FROM receipt r JOIN posting p ON p.organization_id = r.organization_id AND p.id = r.posting_id AND p.kind = 'payment_import'
 WHERE r.organization_id = %s AND r.company_id = %s AND r.customer_id IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM entry x WHERE x.organization_id = r.organization_id AND x.reverses_posting_id = r.posting_id AND x.reverses_entry_id = r.entry_id)
"""


def yield_payments_to_ledger(cursor: Any, scope: Scope, *, recorded_at: Any, import_id: int) -> int:
    """Reverse the receipts of imported payments that the ledger has now brought itself. Returns their number."""
    ours = [scope.organization_id, scope.company_id]
    cursor.execute("SELECT r.customer_id, count(*)" + _STANDING + "GROUP BY 1 ORDER BY 1", ours)
    counts = cursor.fetchall()
    if not counts:
        return 0
    list_to_reverse(cursor)
    for customers in _few(counts):
        cursor.execute(
            "SELECT r.id, r.posting_id, r.entry_id, r.customer_id, r.currency, r.amount_minor, r.received_on" + _STANDING + "AND r.customer_id = ANY(%s)", [*ours, customers]
        )
        standing = {row[0]: row[1:] for row in cursor.fetchall()}
        there = _in_ledger(
            cursor, scope, customers, ((key, customer, currency, minor, on) for key, (_, _, customer, currency, minor, on) in standing.items()), recorded_at=recorded_at
        )
        copy_rows(cursor, "reverse_entry", ("posting_id", "entry_id"), (standing[key][:2] for key in sorted(there)))
    return reverse_entries(cursor, scope, recorded_at=recorded_at, reason="the ledger brought its own entry", import_id=import_id, rule="receipt_replaced")


def _few(counts: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    """Customers in lots whose payments are a few thousand, by the number of each one's."""
    lot: list[int] = []
    size = 0
    for customer, count in counts:
        lot.append(customer)
        size += count
        if size >= _AT_ONCE:
            yield lot
            lot, size = [], 0
    if lot:
        yield lot


def _in_ledger(
    cursor: Any, scope: Scope, customers: list[int], payments: Iterable[tuple[int, int, str, int, date]], *, recorded_at: Any = None
) -> set[int]:  # fmt: skip
    """Which of all the payments (key, customer, currency, amount, day) of these customers the imported ledger says too: same customer, currency and amount,
    within days, each entry once. With `recorded_at` only what the ledger brought at that instant is looked at."""
    cursor.execute(_LEDGER_RECEIPTS, [scope.organization_id, scope.company_id, customers, recorded_at is None, recorded_at])
    sides: dict[tuple[int, str], tuple[list[Movement[int]], list[Movement[int]]]] = defaultdict(lambda: ([], []))
    for key, customer, currency, minor, on in payments:
        sides[customer, currency][0].append(Movement(key, on, minor))
    for item, customer, currency, minor, on in cursor.fetchall():
        sides[customer, currency][1].append(Movement(item, on, minor))
    return {key for left, right in sides.values() for key, _ in meet(left, right)}

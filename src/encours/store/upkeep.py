"""What the planner needs after a large load: fresh statistics, and pages marked as visible to all so that index-only scans stay so."""

from __future__ import annotations

from django.db import DatabaseError, connections, transaction

_TABLES = (
    "item, item_fact, allocation, match, match_undo, line, entry, posting, posting_seal, customer, party, invoice, invoice_item, statement_line, statement_line_link, receipt, "
    "receipt_difference, deduction, clearing, clearing_part"
)
LARGE = 1_000
"""Records from which a load is worth refreshing statistics for; the server's own upkeep follows within minutes anyway."""


def refresh_statistics(records: int) -> None:
    """Vacuum and analyze the books after `records` were written, outside any transaction, as the owner of the tables.

    Without it the first large imports of a new installation are planned as if its tables were empty, a hundred times slower.
    An installation whose owner cannot be reached, or that is doing it already, loses nothing but speed.
    """
    if records < LARGE:
        return
    assert not transaction.get_connection().in_atomic_block, "statistics are refreshed after the work is committed"
    try:
        with connections["owner"].cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
            cursor.execute(f"VACUUM (ANALYZE, SKIP_LOCKED) {_TABLES}")
            cursor.execute("RESET lock_timeout")
    except DatabaseError:
        connections["owner"].close()

"""The company's past receipts with what they settled, for matching to learn from."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any, cast

from encours.receivables.matching.contract import Application, ApplicationKind, Receipt
from encours.receivables.matching.replay import History, PastReceipt
from encours.store.load.matching import key, load_items_since
from encours.store.load.streaming import stream_rows
from encours.store.tenant import Scope

_REVERSED = "EXISTS (SELECT 1 FROM entry x WHERE x.organization_id = {0}.organization_id AND x.reverses_posting_id = {0}.posting_id AND x.reverses_entry_id = {0}.entry_id)"

# A line and the entry that its money is: its own receipt, or the ledger's entry, where line and entry mean only each other.
_LINES = f"""
CREATE TEMP TABLE past_line ON COMMIT DROP AS
SELECT l.id AS line_id, r.posting_id, r.entry_id, r.customer_id FROM statement_line l
  JOIN receipt r ON r.organization_id = l.organization_id AND r.statement_line_id = l.id AND r.customer_id IS NOT NULL AND NOT {_REVERSED.format("r")}
 WHERE l.organization_id = %(tenant)s AND l.company_id = %(company)s AND l.withdrawn_at IS NULL AND l.amount_minor > 0 AND l.booked_on >= %(since)s
UNION ALL
SELECT min(l.id), k.posting_id, k.entry_id, NULL FROM statement_line l
  JOIN statement_line_link k ON k.organization_id = l.organization_id AND k.statement_line_id = l.id AND k.withdrawn_at IS NULL
 WHERE l.organization_id = %(tenant)s AND l.company_id = %(company)s AND l.withdrawn_at IS NULL AND l.amount_minor > 0 AND l.booked_on >= %(since)s
 GROUP BY k.posting_id, k.entry_id HAVING count(*) = 1
"""
_STANDS = (
    "a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.organization_id = a.organization_id AND r.reverses_id = a.id)"
)
# What each line settled: its money's allocations; the invoices and credit notes that its receipt set against each other; the differences.
_PARTS = f"""
CREATE TEMP TABLE past_part ON COMMIT DROP AS
SELECT p.line_id, a.id AS allocation_id, m.id AS match_id, a.debit_item_id AS item_id, a.amount_minor, 'payment'::text AS kind, m.decided_by <> 'rule' AS is_told
  FROM past_line p JOIN item c ON c.organization_id = %(tenant)s AND c.posting_id = p.posting_id AND c.entry_id = p.entry_id AND c.amount_minor < 0
  JOIN allocation a ON a.organization_id = c.organization_id AND a.credit_item_id = c.id AND {_STANDS}
  JOIN match m ON m.organization_id = a.organization_id AND m.id = a.match_id
UNION ALL
SELECT p.line_id, a.id, m.id, x.item_id, x.minor, x.kind, m.decided_by <> 'rule'
  FROM past_line p JOIN receipt_match o ON o.organization_id = %(tenant)s AND o.posting_id = p.posting_id AND o.entry_id = p.entry_id
  JOIN match m ON m.organization_id = o.organization_id AND m.id = o.match_id
  JOIN allocation a ON a.organization_id = m.organization_id AND a.match_id = m.id AND {_STANDS}
 CROSS JOIN LATERAL (VALUES (a.debit_item_id, a.amount_minor, 'payment'), (a.credit_item_id, -a.amount_minor, 'credit_note')) x(item_id, minor, kind)
UNION ALL
SELECT p.line_id, NULL, NULL, d.item_id, d.amount_minor, d.kind, NULL
  FROM past_line p JOIN receipt_difference d ON d.organization_id = %(tenant)s AND d.posting_id = p.posting_id AND d.entry_id = p.entry_id AND d.kind <> 'penalty'
"""


def load_history(cursor: Any, scope: Scope, *, since: date) -> History:
    """The bank lines since a day of which it is recorded what they settled, the items as they were before, and what else settled them."""
    named = {"tenant": scope.organization_id, "company": scope.company_id, "since": since}
    cursor.execute(_LINES, named)
    cursor.execute(_PARTS, named)
    cursor.execute("CREATE INDEX ON past_part (line_id); CREATE INDEX ON past_part (allocation_id); ANALYZE past_line, past_part")
    parts, told = _parts(cursor)
    items = {item.id: item for item in load_items_since(cursor, scope, since)}
    past = _receipts(cursor, scope, parts, told, _among(cursor, scope), {item.id: item.customer for item in items.values()})
    closings = [
        (on, key(item), minor)
        for on, item, minor in stream_rows(
            cursor,
            f"""
            SELECT a.effective_on, x.item_id, x.minor FROM allocation a
              JOIN item d ON d.organization_id = a.organization_id AND d.id = a.debit_item_id AND d.company_id = %(company)s
             CROSS JOIN LATERAL (VALUES (a.debit_item_id, a.amount_minor), (a.credit_item_id, -a.amount_minor)) x(item_id, minor)
             WHERE a.organization_id = %(tenant)s AND a.effective_on >= %(since)s AND {_STANDS} AND NOT EXISTS (SELECT 1 FROM past_part p WHERE p.allocation_id = a.id)
            """,
            named,
        )
        if key(item) in items
    ]
    return History(past, items.values(), closings)


def _parts(cursor: Any) -> tuple[dict[int, dict[tuple[str, str], int]], dict[int, bool]]:
    """By line: what of each item went how, and whether a person or the ledger said all of it. A difference is a part of what its item fell by."""
    parts: dict[int, dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    told: dict[int, bool] = {}
    for line, item, minor, kind, is_told in stream_rows(cursor, "SELECT line_id, item_id, amount_minor, kind, is_told FROM past_part", []):
        parts[line][key(item), kind] += minor
        if is_told is None:
            parts[line][key(item), "payment"] -= minor
        else:
            told[line] = told.get(line, True) and is_told
    return parts, told


def _among(cursor: Any, scope: Scope) -> dict[int, frozenset[str]]:
    """By line: the debts of the matches that join its money with other credits."""
    rows = stream_rows(
        cursor,
        """
        SELECT p.line_id, array_agg(DISTINCT a.debit_item_id) FROM (SELECT DISTINCT line_id, match_id FROM past_part WHERE match_id IS NOT NULL) p
          JOIN allocation a ON a.organization_id = %s AND a.match_id = p.match_id GROUP BY 1 HAVING count(DISTINCT a.credit_item_id) > count(DISTINCT p.match_id)
        """,
        [scope.organization_id],
    )
    return {line: frozenset(map(key, items)) for line, items in rows}


def _receipts(
    cursor: Any, scope: Scope, parts: dict[int, dict[tuple[str, str], int]], told: dict[int, bool], among: dict[int, frozenset[str]], customers: dict[str, str]
) -> list[PastReceipt]:  # fmt: skip
    """The lines that settled something, as matching reads them. Whose the money was is the receipt's payer, else the customer of what it paid."""
    found = []
    for line, payer, *told_by_bank in stream_rows(
        cursor,
        """
        SELECT p.line_id, p.customer_id, l.currency, l.amount_minor, l.booked_on, l.remittance, l.creditor_reference, l.counterparty_name, l.counterparty_iban,
               l.end_to_end_id, l.transaction_code, b.identifier, l.bank_reference, l.charges_minor, l.mandate_ref, l.method
          FROM past_line p JOIN statement_line l ON l.organization_id = %s AND l.id = p.line_id
          JOIN bank_account b ON b.organization_id = l.organization_id AND b.id = l.bank_account_id
         ORDER BY l.booked_on, l.id
        """,
        [scope.organization_id],
    ):
        settled = tuple(
            Application(item, minor, cast(ApplicationKind, kind)) for (item, kind), minor in sorted(parts.get(line, {}).items()) if minor
        )
        owner = key(payer) if payer is not None else next((customers[part.item] for part in settled if part.item in customers), None)
        if settled and owner is not None:
            found.append(
                PastReceipt(
                    _receipt(line, *told_by_bank), owner, settled, is_told=told.get(line, False), among=among.get(line, frozenset())
                )
            )
    return found


def _receipt(
    line: int, currency: str, minor: int, on: date, remittance: str, creditor: str, name: str, iban: str, end_to_end: str, code: str, account: str,
    reference: str, charges: int, mandate: str, method: str,
) -> Receipt:  # fmt: skip
    return Receipt(
        id=key(line), currency=currency, amount_minor=minor, received_on=on, remittance=remittance, creditor_reference=creditor, counterparty_name=name,
        counterparty_iban=iban, end_to_end_id=end_to_end, transaction_code=code, bank_account=account, bank_reference=reference, charges_minor=charges,
        mandate_reference=mandate, method=method,
    )  # fmt: skip

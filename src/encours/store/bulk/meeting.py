"""Bank lines that the imported ledger has too: finding them, linking them, and taking back the receipts that stood in for them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from encours.receivables.meeting import Movement, meet
from encours.store.bulk.copying import copy_rows
from encours.store.bulk.reverse import list_to_reverse, reverse_entries
from encours.store.tenant import Scope

LedgerKey = tuple[int, int, int]
"""Posting, entry and number of a ledger line."""

_BANK = """
SELECT l.bank_account_id, l.id, l.booked_on, l.amount_minor, l.currency FROM statement_line l
 WHERE l.organization_id = %s AND l.company_id = %s AND l.withdrawn_at IS NULL AND l.level <> 'advice'
   AND NOT EXISTS (SELECT 1 FROM statement_line_link k WHERE k.organization_id = l.organization_id AND k.statement_line_id = l.id AND k.withdrawn_at IS NULL)
"""
_LEDGER = """
SELECT l.account_id, l.posting_id, l.entry_id, l.line_no, l.effective_on, l.amount_minor, l.currency
  FROM line l JOIN account a ON a.organization_id = l.organization_id AND a.id = l.account_id
  JOIN entry e ON e.organization_id = l.organization_id AND e.posting_id = l.posting_id AND e.id = l.entry_id
 WHERE l.organization_id = %(tenant)s AND a.company_id = %(company)s AND a.role = 'bank' AND e.source_key IS NOT NULL AND e.opens_on IS NULL
   AND l.effective_on BETWEEN %(first)s::date - 5 AND %(last)s::date + 5
   AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.organization_id = l.organization_id AND r.reverses_posting_id = l.posting_id AND r.reverses_entry_id = l.entry_id)
   AND NOT EXISTS (SELECT 1 FROM statement_line_link k WHERE k.organization_id = l.organization_id AND k.posting_id = l.posting_id AND k.entry_id = l.entry_id
                      AND k.line_no = l.line_no AND k.withdrawn_at IS NULL)
"""


@dataclass(frozen=True, slots=True)
class Met:
    """How many bank lines the ledger has too, and how many receipts its entries replaced."""

    linked: int
    replaced: int


def meet_books(cursor: Any, scope: Scope, *, recorded_at: Any, import_id: int | None = None) -> Met:
    """Link the bank lines that the imported ledger has too, and reverse the receipts they made. Links to reversed entries are withdrawn first."""
    tenant, company = scope.organization_id, scope.company_id
    cursor.execute(
        """
        UPDATE statement_line_link k SET withdrawn_at = %s FROM entry r
         WHERE k.organization_id = %s AND k.withdrawn_at IS NULL AND r.organization_id = k.organization_id
           AND r.reverses_posting_id = k.posting_id AND r.reverses_entry_id = k.entry_id AND r.company_id = %s
        """,
        [recorded_at, tenant, company],
    )
    cursor.execute(_BANK, [tenant, company])
    bank: dict[int, list[tuple[Movement[int], str]]] = defaultdict(list)
    days: list[date] = []
    for account, line, on, minor, currency in cursor.fetchall():
        bank[account].append((Movement(line, on, minor), currency))
        days.append(on)
    if not bank:
        return Met(0, 0)
    cursor.execute(_LEDGER, {"tenant": tenant, "company": company, "first": min(days), "last": max(days)})
    ledger: dict[int, list[Movement[LedgerKey]]] = defaultdict(list)
    for account, posting, entry, line, on, minor, _currency in cursor.fetchall():
        ledger[account].append(Movement((posting, entry, line), on, minor))
    pairs = []
    for bank_account, ledger_account in _accounts(cursor, scope, bank, ledger).items():
        pairs += meet([movement for movement, _ in bank[bank_account]], ledger[ledger_account])
    return Met(len(pairs), _link(cursor, scope, pairs, recorded_at, import_id) if pairs else 0)


def _accounts(
    cursor: Any, scope: Scope, bank: dict[int, list[tuple[Movement[int], str]]], ledger: dict[int, list[Movement[LedgerKey]]]
) -> dict[int, int]:  # fmt: skip
    """The ledger account of each bank account: the one that is known, else the one that shares most movements with it, kept once most lines agree."""
    cursor.execute("SELECT id, account_id FROM bank_account WHERE organization_id = %s AND company_id = %s ORDER BY id", [scope.organization_id, scope.company_id])
    known = dict(cursor.fetchall())
    taken = {account for account in known.values() if account is not None}
    chosen = {}
    for bank_account in sorted(bank):
        account = known.get(bank_account)
        if account is None:
            movements = [movement for movement, _ in bank[bank_account]]
            shared = {candidate: len(meet(movements, ledger[candidate])) for candidate in sorted(ledger) if candidate not in taken}
            best = max(shared, key=lambda candidate: shared[candidate], default=None)
            if best is None or not shared[best] or list(shared.values()).count(shared[best]) > 1:
                continue
            account = best
            first, last = min(m.on for m in ledger[best]), max(m.on for m in ledger[best])
            within = sum(1 for movement in movements if first <= movement.on <= last)
            if shared[best] * 2 >= within:
                cursor.execute("UPDATE bank_account SET account_id = %s WHERE organization_id = %s AND id = %s", [account, scope.organization_id, bank_account])
                taken.add(account)
        if account in ledger:
            chosen[bank_account] = account
    return chosen


def _link(cursor: Any, scope: Scope, pairs: list[tuple[int, LedgerKey]], recorded_at: Any, import_id: int | None) -> int:
    tenant = scope.organization_id
    cursor.execute("DROP TABLE IF EXISTS met_line")
    cursor.execute("CREATE TEMP TABLE met_line (statement_line_id bigint, posting_id bigint, entry_id integer, line_no integer) ON COMMIT DROP")
    copy_rows(cursor, "met_line", ("statement_line_id", "posting_id", "entry_id", "line_no"), ((line, *key) for line, key in pairs))
    cursor.execute(
        """
        INSERT INTO statement_line_link (organization_id, statement_line_id, posting_id, entry_id, line_no, recorded_at)
        SELECT %s, statement_line_id, posting_id, entry_id, line_no, %s FROM met_line
        """,
        [tenant, recorded_at],
    )
    list_to_reverse(cursor)
    cursor.execute(
        """
        INSERT INTO reverse_entry SELECT r.posting_id, r.entry_id FROM receipt r JOIN met_line m ON m.statement_line_id = r.statement_line_id
         WHERE r.organization_id = %s
        """,
        [tenant],
    )
    return reverse_entries(cursor, scope, recorded_at=recorded_at, reason="the ledger brought its own entry", import_id=import_id, rule="receipt_replaced")

"""Bank lines that the imported ledger has too: finding them, linking them, and taking back the receipts that stood in for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from encours.receivables.meeting import Movement, meet
from encours.store.bulk.copying import copy_rows
from encours.store.bulk.reverse import list_to_reverse, reverse_entries
from encours.store.load.streaming import stream_rows
from encours.store.tenant import Scope

LedgerKey = tuple[int, int, int]
"""Posting, entry and number of a ledger line."""

_BANK = """
SELECT l.bank_account_id, l.statement_id, l.entry, l.id, l.booked_on, l.amount_minor FROM statement_line l
 WHERE l.organization_id = %s AND l.company_id = %s AND l.withdrawn_at IS NULL AND l.level <> 'advice'
   AND NOT EXISTS (SELECT 1 FROM statement_line_link k WHERE k.organization_id = l.organization_id AND k.statement_line_id = l.id AND k.withdrawn_at IS NULL
                      AND NOT EXISTS (SELECT 1 FROM clearing c WHERE c.organization_id = k.organization_id AND c.posting_id = k.posting_id AND c.entry_id = k.entry_id))
 ORDER BY l.id
"""
_LEDGER = """
SELECT l.account_id, l.posting_id, l.entry_id, l.line_no, l.effective_on, l.amount_minor
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
    bank = _grouped((account, (statement, entry), line, on, minor) for account, statement, entry, line, on, minor in cursor.fetchall())
    if not bank:
        return Met(0, 0)
    days = [movement.on for single, _ in bank.values() for movement in single]
    found = stream_rows(cursor, _LEDGER, {"tenant": tenant, "company": company, "first": min(days), "last": max(days)})
    ledger = _grouped((account, (posting, entry), (posting, entry, line), on, minor) for account, posting, entry, line, on, minor in found)
    pairs: list[tuple[int, LedgerKey]] = []
    for met in _meet_accounts(cursor, scope, bank, ledger):
        pairs += [(line, key) for lines, keys in met for line in lines for key in keys]
    return Met(len({line for line, _ in pairs}), _link(cursor, scope, pairs, recorded_at, import_id) if pairs else 0)


K = TypeVar("K", int, LedgerKey)
Side = tuple[list[Movement[tuple[K, ...]]], list[Movement[tuple[K, ...]]]]
"""The movements of one account, one by one, and those of groups of several lines, summed."""


def _grouped(rows: Iterable[tuple[int, Hashable, K, date, int]]) -> dict[int, Side[K]]:
    """By account: every line, and every group of several lines (a batch of the bank, an entry of the ledger) as one movement."""
    accounts: dict[int, Side[K]] = {}
    groups: dict[tuple[int, Hashable], list[tuple[K, date, int]]] = defaultdict(list)
    for account, group, key, on, minor in rows:
        accounts.setdefault(account, ([], []))[0].append(Movement((key,), on, minor))
        groups[account, group].append((key, on, minor))
    for (account, _), members in groups.items():
        if len(members) > 1:
            accounts[account][1].append(Movement(tuple(key for key, _, _ in members), members[0][1], sum(minor for _, _, minor in members)))
    return accounts


Meeting = tuple[tuple[int, ...], tuple[LedgerKey, ...]]
"""Bank lines and ledger lines that say the same."""


def _meet_sides(bank: Side[int], ledger: Side[LedgerKey]) -> list[Meeting]:
    """Pair groups before single lines: a total that several lines make says more than an amount alone. No line is used twice."""
    used_lines: set[int] = set()
    used_keys: set[LedgerKey] = set()
    met = []
    for left, right in ((bank[1], ledger[0]), (bank[1], ledger[1]), (bank[0], ledger[0]), (bank[0], ledger[1])):
        free_left = (movement for movement in left if used_lines.isdisjoint(movement.key))
        free_right = (movement for movement in right if used_keys.isdisjoint(movement.key))
        for lines, keys in meet(free_left, free_right):
            if used_lines.isdisjoint(lines) and used_keys.isdisjoint(keys):
                used_lines.update(lines)
                used_keys.update(keys)
                met.append((lines, keys))
    return met


def _meet_accounts(cursor: Any, scope: Scope, bank: dict[int, Side[int]], ledger: dict[int, Side[LedgerKey]]) -> Iterator[list[Meeting]]:
    """What each bank account has in common with its ledger account: the one that is known, else the one that shares most movements with it, kept
    once most lines agree."""
    cursor.execute(
        "SELECT id, account_id FROM bank_account WHERE organization_id = %s AND company_id = %s ORDER BY id",
        [scope.organization_id, scope.company_id],
    )
    known = dict(cursor.fetchall())
    taken = {account for account in known.values() if account is not None}
    for bank_account in sorted(bank):
        account = known.get(bank_account)
        if account is not None:
            if account in ledger:
                yield _meet_sides(bank[bank_account], ledger[account])
            continue
        shared = {candidate: _meet_sides(bank[bank_account], ledger[candidate]) for candidate in sorted(ledger) if candidate not in taken}
        account = max(shared, key=lambda candidate: len(shared[candidate]), default=None)
        if account is None or not shared[account] or sum(len(met) == len(shared[account]) for met in shared.values()) > 1:
            continue
        days = [movement.on for movement in ledger[account][0]]
        first, last = min(days), max(days)
        within = sum(1 for movement in bank[bank_account][0] if first <= movement.on <= last)
        if len(shared[account]) * 2 >= within:
            cursor.execute(
                "UPDATE bank_account SET account_id = %s WHERE organization_id = %s AND id = %s",
                [account, scope.organization_id, bank_account],
            )
            taken.add(account)
        yield shared[account]


def _link(cursor: Any, scope: Scope, pairs: list[tuple[int, LedgerKey]], recorded_at: Any, import_id: int | None) -> int:
    tenant = scope.organization_id
    cursor.execute("DROP TABLE IF EXISTS met_line")
    cursor.execute(
        "CREATE TEMP TABLE met_line (statement_line_id bigint, posting_id bigint, entry_id integer, line_no integer) ON COMMIT DROP"
    )
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
        INSERT INTO reverse_entry
        SELECT r.posting_id, r.entry_id FROM receipt r JOIN met_line m ON m.statement_line_id = r.statement_line_id WHERE r.organization_id = %s
        UNION SELECT c.posting_id, c.entry_id FROM clearing c JOIN met_line m ON m.statement_line_id = c.statement_line_id WHERE c.organization_id = %s
        """,
        [tenant, tenant],
    )
    return reverse_entries(
        cursor, scope, recorded_at=recorded_at, reason="the ledger brought its own entry", import_id=import_id, rule="receipt_replaced"
    )

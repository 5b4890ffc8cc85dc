"""Recording what persons decide about bank lines, and what taking it back must undo."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from encours.store.bulk.reverse import list_to_reverse, reverse_entries, take_back_matches
from encours.store.bulk.settle import list_to_undo
from encours.store.tenant import Scope


@dataclass(frozen=True, slots=True)
class DecisionToSave:
    """A decision about one line; see the table `line_decision`."""

    line_id: int
    kind: str
    rule: str = ""
    reason: str = ""
    assignee: str = ""
    undoes_id: int | None = None
    posting_id: int | None = None
    entry_id: int | None = None
    customer_id: int | None = None
    batch: str | None = None
    parts: tuple[Mapping[str, object], ...] = ()
    before: Mapping[str, object] | None = None


def save_decision(cursor: Any, scope: Scope, decision: DecisionToSave, *, recorded_at: Any) -> int:
    """Record a decision; returns its id."""
    cursor.execute(
        """
        INSERT INTO line_decision (organization_id, company_id, statement_line_id, undoes_id, posting_id, entry_id, customer_id, batch, kind, rule, reason, assignee, parts, before,
                                   actor, recorded_at)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s::uuid, %s, %s, %s, %s, %s::jsonb, %s::jsonb, %s, %s) RETURNING id
        """,
        [
            scope.organization_id, scope.company_id, decision.line_id, decision.undoes_id, decision.posting_id, decision.entry_id, decision.customer_id, decision.batch, decision.kind,
            decision.rule, decision.reason, decision.assignee, json.dumps(decision.parts), None if decision.before is None else json.dumps(decision.before), scope.actor, recorded_at,
        ],
    )  # fmt: skip
    found: int = cursor.fetchone()[0]
    return found


def new_batch(cursor: Any) -> str:
    """A name for decisions that are made in one act."""
    cursor.execute("SELECT gen_random_uuid()::text")
    found: str = cursor.fetchone()[0]
    return found


def take_back_receipts(cursor: Any, scope: Scope, entries: Sequence[tuple[int, int]], *, recorded_at: Any, reason: str, rule: str, by_person: bool) -> int:
    """Reverse the entries of receipts; with `by_person` no rule makes the matches of their money again (R69). Returns how many matches were undone."""
    undone = sum(len(matches_of(cursor, scope, *entry)) for entry in entries) if by_person else 0
    list_to_reverse(cursor)
    cursor.executemany("INSERT INTO reverse_entry VALUES (%s, %s)", list(entries))
    reverse_entries(cursor, scope, recorded_at=recorded_at, reason=reason, rule=rule, by_person=by_person)
    return undone


def undo_matches_of(cursor: Any, scope: Scope, match_ids: Sequence[int], *, recorded_at: Any, reason: str, by_person: bool = True) -> int:
    """Take matches back, in a person's name unless said otherwise; returns how many."""
    list_to_undo(cursor)
    cursor.executemany("INSERT INTO undo_match VALUES (%s)", [(match,) for match in match_ids])
    return take_back_matches(cursor, scope, recorded_at=recorded_at, reason=reason, by_person=by_person)


def matches_of(cursor: Any, scope: Scope, posting_id: int, entry_id: int) -> list[tuple[int, str, Any]]:
    """The standing matches that a receipt's items take part in: (match, decided by, recorded at)."""
    cursor.execute(
        """
        SELECT DISTINCT m.id, m.decided_by, m.recorded_at FROM item i
          JOIN allocation a ON a.organization_id = i.organization_id AND (a.debit_item_id = i.id OR a.credit_item_id = i.id)
          JOIN match m ON m.organization_id = a.organization_id AND m.id = a.match_id AND m.decided_by <> 'reversal'
         WHERE i.organization_id = %s AND i.posting_id = %s AND i.entry_id = %s
           AND NOT EXISTS (SELECT 1 FROM match_undo u WHERE u.organization_id = m.organization_id AND u.match_id = m.id) ORDER BY m.id
        """,
        [scope.organization_id, posting_id, entry_id],
    )
    return [(row[0], row[1], row[2]) for row in cursor.fetchall()]


def receipt_items(cursor: Any, scope: Scope, posting_id: int, entry_id: int) -> list[tuple[int, int, int, str, int, date]]:
    """The open items of a receipt's money: (item, customer, account, currency, open, day)."""
    cursor.execute(
        "SELECT id, customer_id, account_id, currency, open_minor, effective_on FROM item WHERE organization_id = %s AND posting_id = %s AND entry_id = %s AND open_minor <> 0 ORDER BY id",
        [scope.organization_id, posting_id, entry_id],
    )
    return [tuple(row) for row in cursor.fetchall()]


def entries_of_lines(cursor: Any, scope: Scope, lines: Sequence[int], *, recorded_at: Any) -> dict[int, tuple[int, int]]:
    """The receipts that this transaction recorded for bank lines: posting and entry by line."""
    cursor.execute(
        "SELECT statement_line_id, posting_id, entry_id FROM receipt WHERE organization_id = %s AND statement_line_id = ANY(%s) AND recorded_at = %s ORDER BY posting_id",
        [scope.organization_id, list(lines), recorded_at],
    )
    return {line: (posting, entry) for line, posting, entry in cursor.fetchall()}


def usual_account(cursor: Any, scope: Scope, customer_id: int) -> int | None:
    """The receivable account on which most of a customer's items stand; None where it has none."""
    cursor.execute(
        "SELECT account_id FROM item WHERE organization_id = %s AND customer_id = %s GROUP BY account_id ORDER BY count(*) FILTER (WHERE open_minor <> 0) DESC, count(*) DESC, account_id LIMIT 1",
        [scope.organization_id, customer_id],
    )
    row = cursor.fetchone()
    return row[0] if row else None

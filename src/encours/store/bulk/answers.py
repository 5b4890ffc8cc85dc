"""Keeping what matching said of the lines that wait for a person."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from encours.store.bulk.copying import copy_rows
from encours.store.tenant import Scope


@dataclass(frozen=True, slots=True)
class Answer:
    """What matching says of a bank line: what it is, who probably paid, why, and the proposals in the order of their rank."""

    line_id: int
    verdict: str
    payer_id: int | None
    reasons: tuple[dict[str, object], ...] = ()
    proposals: tuple[dict[str, object], ...] = ()
    clearings: tuple[dict[str, object], ...] = ()
    """Payments in transit that the line may bring."""


_COLUMNS = ("organization_id", "company_id", "statement_line_id", "payer_id", "verdict", "reasons", "proposals", "recorded_at", "clearings")


def keep_answers(cursor: Any, scope: Scope, answers: Iterable[Answer], *, recorded_at: Any) -> None:
    """Replace the answers of the company by those of a new run. The lines of `answers` are distinct."""
    cursor.execute("DELETE FROM line_answer WHERE organization_id = %s AND company_id = %s", [scope.organization_id, scope.company_id])
    cursor.execute("DROP TABLE IF EXISTS kept_answer")
    cursor.execute("CREATE TEMP TABLE kept_answer (LIKE line_answer) ON COMMIT DROP")
    copy_rows(cursor, "kept_answer", _COLUMNS, (_row(scope, one, recorded_at) for one in answers))
    cursor.execute("INSERT INTO line_answer SELECT * FROM kept_answer")
    cursor.execute("DROP TABLE kept_answer")


def add_answers(cursor: Any, scope: Scope, answers: Iterable[Answer], *, recorded_at: Any) -> None:
    """Put lines into the queue, or say anew what they are; the others stay as they are."""
    names = ", ".join(_COLUMNS)
    cursor.executemany(
        f"INSERT INTO line_answer ({names}) VALUES (%s, %s, %s, %s, %s, %s::jsonb, %s::jsonb, %s, %s::jsonb) ON CONFLICT (organization_id, statement_line_id) DO NOTHING",
        [_row(scope, one, recorded_at) for one in answers],
    )


def _row(scope: Scope, one: Answer, recorded_at: Any) -> tuple[object, ...]:
    return (
        scope.organization_id, scope.company_id, one.line_id, one.payer_id, one.verdict, json.dumps(one.reasons, default=str), json.dumps(one.proposals, default=str), recorded_at,
        json.dumps(one.clearings),
    )  # fmt: skip


def load_unapplied(cursor: Any, scope: Scope) -> dict[int, tuple[int, int]]:
    """Bank lines whose money stands on a customer's account and is not applied to the last cent: the receipt's open item and the customer."""
    cursor.execute(
        """
        SELECT r.statement_line_id, i.id, i.customer_id FROM item i
          JOIN receipt r ON r.organization_id = i.organization_id AND r.posting_id = i.posting_id AND r.entry_id = i.entry_id AND r.customer_id = i.customer_id
         WHERE i.organization_id = %s AND i.company_id = %s AND i.open_minor < 0 AND i.kind = 'receipt' AND r.statement_line_id IS NOT NULL
         ORDER BY i.id
        """,
        [scope.organization_id, scope.company_id],
    )
    return {line: (item, customer) for line, item, customer in cursor.fetchall()}

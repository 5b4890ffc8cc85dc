"""Saying that a bank line is no receivable, or asking somebody about it."""

from __future__ import annotations

from datetime import date
from typing import Any

from encours.kernel.wording import Text
from encours.store.bulk.decisions import DecisionToSave, save_decision, take_back_receipts
from encours.store.load.companies import Company
from encours.store.load.review import QueueLine
from encours.store.save.events import record_event
from encours.store.tenant import Scope, record_now, tenant
from encours.usecases.review.changed import LineExplained, line_as_seen
from encours.usecases.review.decide import AlreadyDecided
from encours.usecases.review.record import Decided, before_of
from encours.usecases.unmatching import ReasonMissing

EXCLUDE_WANTED = Text(en="exclude it", fr="l'exclure")
ASK_WANTED = Text(en="ask about it", fr="poser une question")


def exclude(company: Company, actor: str, line_id: int, *, reason: str, today: date, version: str = "") -> Decided:
    """Say that a line is no customer's payment: an internal transfer, a loan, a refund of tax. Money that waited on suspense for it leaves the books.

    It can be taken back. Raises ReasonMissing, LineUnknown, LineChanged, LineExplained, AlreadyDecided.
    """
    scope = _scope(company, actor, reason)
    with tenant(scope.organization_id) as cursor:
        recorded_at = record_now(cursor, scope)
        line = line_as_seen(cursor, scope, company, line_id, version, EXCLUDE_WANTED)
        _check(line)
        standing = line.standing
        if standing is not None:
            entry = (standing.posting_id, standing.entry_id)
            take_back_receipts(cursor, scope, [entry], recorded_at=recorded_at, reason=reason.strip(), rule="excluded", by_person=False)
        return _saved(
            cursor, scope, line, DecisionToSave(line.id, "excluded", reason=reason.strip(), before=before_of(standing)), today, recorded_at
        )


def ask(company: Company, actor: str, line_id: int, *, question: str, today: date, assignee: str = "", version: str = "") -> Decided:
    """Ask about a line, and wait: no rule records it until somebody decides. Raises ReasonMissing, LineUnknown, LineChanged, LineExplained, AlreadyDecided."""
    scope = _scope(company, actor, question)
    with tenant(scope.organization_id) as cursor:
        recorded_at = record_now(cursor, scope)
        line = line_as_seen(cursor, scope, company, line_id, version, ASK_WANTED)
        _check(line)
        return _saved(
            cursor, scope, line, DecisionToSave(line.id, "question", reason=question.strip(), assignee=assignee.strip()), today, recorded_at
        )


def _scope(company: Company, actor: str, reason: str) -> Scope:
    if not reason.strip():
        raise ReasonMissing
    return Scope(company.organization_id, company.id, actor)


def _check(line: QueueLine) -> None:
    if line.is_explained:
        raise LineExplained(line=line.id)
    applied = (
        line.standing is not None and line.standing.customer_id is not None and line.standing.open_minor != -line.standing.amount_minor
    )
    if applied or line.decision is not None:
        raise AlreadyDecided(line=line.id)


def _saved(cursor: Any, scope: Scope, line: QueueLine, decision: DecisionToSave, today: date, recorded_at: Any) -> Decided:
    made = save_decision(cursor, scope, decision, recorded_at=recorded_at)
    record_event(
        cursor, scope, "LineDecided", occurred_on=today, subjects=[f"lin_{line.id}", f"dec_{made}"], payload={"kind": decision.kind}
    )
    return Decided(made, line.id, decision.kind, None, (), 0, 0, line.currency)

"""The review queue as JSON values with stable keys; see `stable_json`."""

from __future__ import annotations

from typing import Any

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Language
from encours.store.load.candidates import Candidate
from encours.usecases.review.decide import Accepted
from encours.usecases.review.queue import ClearingView, LineView, PartView, ProposalView, QueueView, ReturnView, RowView, TransitRow
from encours.usecases.review.record import Decided
from encours.usecases.review.undo import BatchUndone, Undone
from encours.usecases.rule_words import rule_text


def queue_json(view: QueueView, language: Language) -> dict[str, Any]:
    """A page of the queue; the caller adds `next`."""
    return {
        "count": view.count, "totals": [{"currency": currency, "amount_minor": minor} for currency, minor in sorted(view.totals.items())], "unseen": view.unseen,
        "lines": [row_json(row, language) for row in view.rows],
    }  # fmt: skip


def row_json(row: RowView, language: Language) -> dict[str, Any]:
    """A line with its answer. `version` is sent back with a decision."""
    line, question, decision = row.line, row.line.question, row.line.decision
    return {
        "line_id": line.id, "version": line.version, "booked_on": line.booked_on, "age_days": row.age_days, "amount_minor": line.amount_minor, "currency": line.currency,
        "counterparty_name": line.counterparty, "counterparty_iban": line.counterparty_iban, "remittance": line.remittance, "bank_reference": line.reference,
        "verdict": line.verdict, "payer_key": line.payer[0] if line.payer else None, "payer_customer_id": line.payer[1] if line.payer else None,
        "payer_name": line.payer[2] if line.payer else None, "reasons": [one.say(language) for one in row.reasons], "why_not": [one.say(language) for one in row.why_not],
        "unapplied_minor": -line.standing.open_minor if line.standing is not None and line.standing.customer_id is not None else line.amount_minor,
        "question": {"question": question.reason, "assignee": question.assignee, "actor": question.actor} if question else None,
        "decision": {"decision_id": decision.id, "kind": decision.kind, "actor": decision.actor, "batch": decision.batch} if decision else None,
        "proposals": [_proposal(made, language) for made in row.proposals],
        "clearings": [_clearing(made, language) for made in row.clearings],
    }  # fmt: skip


def _proposal(made: ProposalView, language: Language) -> dict[str, Any]:
    return {
        "proposal": made.key, "confidence": made.confidence, "rule": made.rule, "rule_told": rule_text(made.rule).say(language), "customer_key": made.customer_id,
        "customer_name": made.customer_name, "used_minor": made.used_minor, "stale": made.is_stale, "parts": [_part(part) for part in made.parts],
        "reasons": [one.say(language) for one in made.reasons], "against": [one.say(language) for one in made.against],
    }  # fmt: skip


def _clearing(made: ClearingView, language: Language) -> dict[str, Any]:
    return {
        "proposal": made.key, "rule": made.rule, "rule_told": rule_text(made.rule).say(language), "gross_minor": made.gross_minor, "fee_minor": made.fee_minor,
        "solutions": made.solutions, "stale": made.is_stale, "payments": [_payment(one) for one in made.payments],
    }  # fmt: skip


def _payment(one: TransitRow) -> dict[str, Any]:
    return {
        "payment": one.receipt_id, "customer_id": one.customer_code or None, "name": one.customer_name or None, "received_on": one.received_on, "amount_minor": one.amount_minor,
        "currency": one.currency, "method": one.method, "payment_id": one.payment_ref, "reference": one.reference,
    }  # fmt: skip


def _return(one: ReturnView, language: Language) -> dict[str, Any]:
    was = one.payment
    return {
        "payment": was.item_id, "customer_id": was.customer_code, "name": was.customer_name, "received_on": was.received_on, "amount_minor": was.amount_minor, "currency": was.currency,
        "method": was.method, "reference": was.reference, "documents": list(was.documents), "fee_minor": one.fee_minor, "reasons": [sign.say(language) for sign in one.signs],
    }  # fmt: skip


def _part(part: PartView) -> dict[str, Any]:
    return {"item_id": part.item_id, "invoice_number": part.item.document_ref if part.item else "", "amount_minor": part.amount_minor, "kind": part.kind}


def line_json(view: LineView, language: Language) -> dict[str, Any]:
    """One line with the items to choose from and its history."""
    return {
        "line": row_json(view.row, language), "candidates": [_candidate(one) for one in view.candidates], "history": [one.say(language) for one in view.history],
        "transit": [_payment(one) for one in view.transit],
        "returns": [_return(one, language) for one in view.returns],
    }  # fmt: skip


def _candidate(one: Candidate) -> dict[str, Any]:
    return {
        "item_id": one.item_id, "customer_key": one.customer_id, "customer_id": one.customer_code, "name": one.customer_name, "kind": one.kind,
        "invoice_number": one.document_ref, "po_number": one.po_number, "issued_on": one.issued_on, "due_on": one.due_on, "currency": one.currency,
        "amount_minor": one.amount_minor, "open_minor": one.open_minor, "disputed": one.is_disputed,
    }  # fmt: skip


def decided_json(made: Decided) -> dict[str, Any]:
    """A decision that was recorded, and what it taught."""
    return {
        "decision_id": made.id, "line_id": made.line_id, "kind": made.kind, "customer_key": made.customer_id, "applied_minor": made.applied_minor, "rest_minor": made.rest_minor,
        "currency": made.currency, "parts": [{"item_id": p.item, "amount_minor": p.amount_minor, "kind": p.kind, "reason": p.reason} for p in made.parts],
        "learned": {"iban": made.learned.iban, "alias": made.learned.alias},
    }  # fmt: skip


def accepted_json(made: Accepted, language: Language) -> dict[str, Any]:
    """What came of accepting many."""
    return {"batch": made.batch, "decided": [decided_json(one) for one in made.decided], "returned": [_returned(*one, language) for one in made.returned]}


def undone_json(made: Undone) -> dict[str, Any]:
    """A decision that was taken back."""
    return {"line_id": made.line_id, "decision_id": made.decision_id, "matches_undone": made.matches, "forgotten": made.forgotten}


def batch_undone_json(made: BatchUndone, language: Language) -> dict[str, Any]:
    """A batch that was taken back."""
    return {"undone": [undone_json(one) for one in made.undone], "returned": [_returned(*one, language) for one in made.returned]}


def _returned(line_id: int, refusal: Refusal, language: Language) -> dict[str, Any]:
    return {"line_id": line_id, "code": refusal.code, "reason": refusal.say(language)}

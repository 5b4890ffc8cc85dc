"""A person says which payments in transit a bank line brings, and what was kept of them: as matching suggests it, or otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from encours.kernel.wording import Text
from encours.store.bulk.clearing import ClearingToPost, clear_lines, entry_of_clearing
from encours.store.bulk.decisions import DecisionToSave, save_decision, take_back_receipts
from encours.store.load.companies import Company
from encours.store.load.review import QueueLine
from encours.store.load.transit import load_transit_rows
from encours.store.save.events import record_event
from encours.store.tenant import Scope, record_now, tenant
from encours.usecases.review.changed import line_as_seen
from encours.usecases.review.decide import AlreadyDecided, SuggestionStale, check_undecided
from encours.usecases.review.record import Decided, before_of
from encours.usecases.review.words import PROPOSAL_GONE

CLEAR_WANTED = Text(en="say which payments it brings", fr="indiquer les règlements qu'elle apporte")


def accept_clearing(company: Company, actor: str, line_id: int, *, today: date, version: str = "", proposal: str = "") -> Decided:
    """Record that a line brings the payments that matching suggests; `proposal` names the suggestion, '' is the first.

    Raises LineUnknown, LineChanged, LineExplained, AlreadyDecided, SuggestionStale, ClearingImpossible.
    """
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        recorded_at = record_now(cursor, scope)
        line = line_as_seen(cursor, scope, company, line_id, version, CLEAR_WANTED)
        made = next((one for one in line.clearings if proposal in ("", one["key"])), None)
        if made is None:
            check_undecided(line)
            raise SuggestionStale(line=line.id, changed=PROPOSAL_GONE)
        return _cleared(cursor, scope, line, made["receipts"], made["fee_minor"], made["rule"], today, recorded_at)


def clear_line(company: Company, actor: str, line_id: int, payments: Sequence[int], *, today: date, fee_minor: int = 0, version: str = "") -> Decided:
    """Record that a line brings these payments in transit (their receipts' ids), less a fee: their sum less the fee is the line.

    Raises LineUnknown, LineChanged, LineExplained, LineGoesOut, AlreadyDecided, and ClearingImpossible where a payment is gone or the sums differ.
    """
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        recorded_at = record_now(cursor, scope)
        line = line_as_seen(cursor, scope, company, line_id, version, CLEAR_WANTED)
        return _cleared(cursor, scope, line, payments, fee_minor, "person", today, recorded_at)


def _cleared(
    cursor: Any, scope: Scope, line: QueueLine, payments: Sequence[int], fee_minor: int, rule: str, today: date, recorded_at: Any
) -> Decided:
    """Money that waited on the payer's account unapplied, or on suspense, gives way: it was counted with its payments."""
    check_undecided(line)
    if line.standing is not None and line.standing.is_partly_applied:
        raise AlreadyDecided(line=line.id)
    if line.standing is not None:
        entry = (line.standing.posting_id, line.standing.entry_id)
        take_back_receipts(cursor, scope, [entry], recorded_at=recorded_at, reason="it brings payments counted before", rule="payer_known", by_person=False)
    clear_lines(cursor, scope, [ClearingToPost(line.id, tuple(payments), fee_minor, "person", rule)], recorded_at=recorded_at)
    posting, entry_id = entry_of_clearing(cursor, scope, line.id, recorded_at=recorded_at)
    saved = DecisionToSave(line.id, "cleared", rule=rule, posting_id=posting, entry_id=entry_id, before=before_of(line.standing))
    decision = save_decision(cursor, scope, saved, recorded_at=recorded_at)
    customers = sorted({one.customer_code for one in load_transit_rows(cursor, scope, payments).values()})
    record_event(
        cursor, scope, "LineCleared", occurred_on=today, subjects=[f"lin_{line.id}", f"dec_{decision}"],
        payload={"payments": len(payments), "customers": len(customers), "fee_minor": fee_minor, "rule": rule},
    )  # fmt: skip
    return Decided(decision, line.id, "cleared", None, (), line.amount_minor + fee_minor, 0, line.currency)

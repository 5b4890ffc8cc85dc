"""Taking decisions back: of one line or of a batch, by reversal; what they taught is forgotten, and no rule makes the same pairs again (R69)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.ledger.account import Role
from encours.store.bulk.answers import Answer, add_answers
from encours.store.bulk.clearing import take_back_clearing
from encours.store.bulk.decisions import DecisionToSave, matches_of, save_decision, take_back_receipts, undo_matches_of
from encours.store.bulk.receipts import post_receipts
from encours.store.load.companies import Company
from encours.store.load.deductions import written_off
from encours.store.load.matching import has_external_books
from encours.store.load.review import DecisionRow, QueueLine, load_batch, load_lines
from encours.store.save.accounts import account_for, journal_for
from encours.store.save.events import record_event
from encours.store.tenant import Scope, record_now, tenant
from encours.usecases.review.changed import LineExplained, line_as_seen
from encours.usecases.review.learn import unlearn
from encours.usecases.review.record import receipt_of
from encours.usecases.review.returned import undo_returned
from encours.usecases.unmatching import ReasonMissing

UNDO_WANTED = Text(en="take the decision back", fr="annuler la décision")


class NothingToUndo(Refusal):
    code = "no_decision"
    message = Text(
        en="Nothing was decided about bank line {line} that could be taken back.",
        fr="Rien n'a été décidé pour la ligne {line} qui puisse être annulé.",
    )
    repair = Text(en="Nothing to do.", fr="Rien à faire.")


class BatchUnknown(Refusal):
    code = "decision_batch_unknown"
    message = Text(en="There is no batch {batch} in this company.", fr="Cette société n'a pas de lot {batch}.")
    repair = Text(
        en="Accepting several suggestions at once names their batch.",
        fr="Accepter plusieurs suggestions à la fois donne le nom de leur lot.",
    )


class WrittenOff(Refusal):
    code = "deduction_written_off"
    message = Text(
        en="An amount withheld by bank line {line} was written off since (deduction {deduction}).",
        fr="Un montant retenu par la ligne {line} a depuis été passé en perte (retenue {deduction}).",
    )
    repair = Text(en="Take that back first.", fr="Annulez d'abord cette décision.")


class BuiltUpon(Refusal):
    code = "decision_built_upon"
    message = Text(
        en="Money of bank line {line} was applied to more since.", fr="L'argent de la ligne {line} a depuis été affecté à autre chose."
    )
    repair = Text(en="Take that back first.", fr="Annulez d'abord cette affectation.")


@dataclass(frozen=True, slots=True)
class Undone:
    """A decision, or what a rule had done, that was taken back. `decision_id` is the taking back; `forgotten` how much of what it taught was forgotten."""

    line_id: int
    decision_id: int | None
    matches: int
    forgotten: int


@dataclass(frozen=True, slots=True)
class BatchUndone:
    """What came of taking a batch back: lines that wait again, and those that could not be with the reason."""

    undone: tuple[Undone, ...]
    returned: tuple[tuple[int, Refusal], ...]


def undo_line(
    company: Company, actor: str, line_id: int, *, reason: str, today: date, version: str = "", decision: int | None = None
) -> Undone:
    """Take back what was decided about a line, by a person or by a rule. The books are as they were before it, and the line waits again.

    `decision` names the decision that is meant: where another one stands by now, nothing is taken back.

    Raises ReasonMissing, LineUnknown, LineChanged, LineExplained, NothingToUndo, BuiltUpon.
    """
    scope = Scope(company.organization_id, company.id, actor)
    if not reason.strip():
        raise ReasonMissing
    with tenant(scope.organization_id) as cursor:
        recorded_at = record_now(cursor, scope)
        line = line_as_seen(cursor, scope, company, line_id, version, UNDO_WANTED)
        if decision is not None and (line.decision is None or line.decision.id != decision):
            raise NothingToUndo(line=line.id)
        undone = _undo(cursor, scope, line, reason.strip(), recorded_at)
        _announce(cursor, scope, [undone], today)
    return undone


def undo_batch(company: Company, actor: str, batch: str, *, reason: str, today: date) -> BatchUndone:
    """Take back every decision of one act that still stands; what cannot be is returned with its reason. Raises ReasonMissing, BatchUnknown."""
    scope = Scope(company.organization_id, company.id, actor)
    if not reason.strip():
        raise ReasonMissing
    if not _is_batch(batch):
        raise BatchUnknown(batch=batch[:40])
    with tenant(scope.organization_id) as cursor:
        recorded_at = record_now(cursor, scope)
        made = [one for one in load_batch(cursor, scope, batch) if one.kind != "undone"]
        if not made:
            raise BatchUnknown(batch=batch)
        lines = {line.id: line for line in load_lines(cursor, scope, [one.line_id for one in made])}
        undone: list[Undone] = []
        returned: list[tuple[int, Refusal]] = []
        for one in made:
            line = lines.get(one.line_id)
            try:
                if line is None or line.decision is None or line.decision.id != one.id:
                    raise NothingToUndo(line=one.line_id)
                undone.append(_undo(cursor, scope, line, reason.strip(), recorded_at))
            except Refusal as refusal:
                returned.append((one.line_id, refusal))
        _announce(cursor, scope, undone, today, batch=batch)
    return BatchUndone(tuple(undone), tuple(returned))


def _is_batch(text: str) -> bool:
    parts = text.split("-")
    return [len(part) for part in parts] == [8, 4, 4, 4, 12] and all(letter in "0123456789abcdef" for part in parts for letter in part)


def _undo(cursor: Any, scope: Scope, line: QueueLine, reason: str, recorded_at: Any) -> Undone:
    decision = line.decision
    if line.is_explained and line.cleared is None:
        raise LineExplained(line=line.id)
    matches = (
        _take_back(cursor, scope, line, decision, reason, recorded_at)
        if decision is not None
        else _take_back_rule(cursor, scope, line, reason, recorded_at)
    )
    taken_back, forgotten = None, 0
    if decision is not None:
        taken_back = save_decision(
            cursor,
            scope,
            DecisionToSave(line.id, "undone", reason=reason, undoes_id=decision.id, batch=decision.batch),
            recorded_at=recorded_at,
        )
        forgotten = unlearn(cursor, scope, decision.id)
    payer = line.payer[0] if line.payer is not None else line.standing.customer_id if line.standing is not None else None
    verdict = "return" if line.amount_minor < 0 else "on_account" if payer is not None else "unknown"
    add_answers(cursor, scope, [Answer(line.id, verdict, payer)], recorded_at=recorded_at)
    return Undone(line.id, taken_back, matches, forgotten)


def _take_back(cursor: Any, scope: Scope, line: QueueLine, decision: DecisionRow, reason: str, recorded_at: Any) -> int:
    """Undo what a person decided: the receipt it recorded gives way to the one that stood before, or the matches it made are undone."""
    standing = line.standing
    if decision.kind == "cleared":
        if line.cleared is None or line.cleared.posting_id != decision.posting_id:
            raise NothingToUndo(line=line.id)
        take_back_clearing(cursor, scope, line.cleared.id, recorded_at=recorded_at, reason=reason)
        _restore(cursor, scope, line, decision.before, recorded_at)
        return 0
    if decision.kind == "excluded":
        _restore(cursor, scope, line, decision.before, recorded_at)
        return 0
    if standing is None:
        raise NothingToUndo(line=line.id)
    if decision.kind == "returned":
        if (decision.posting_id, decision.entry_id) != (standing.posting_id, standing.entry_id):
            raise NothingToUndo(line=line.id)
        undo_returned(cursor, scope, decision, recorded_at=recorded_at, reason=reason)
        return 1
    joined = matches_of(cursor, scope, standing.posting_id, standing.entry_id)
    _check_deductions(cursor, scope, line)
    if any(by in ("person", "file") and at > decision.recorded_at for _, by, at in joined):
        raise BuiltUpon(line=line.id)
    if decision.posting_id is None:
        return undo_matches_of(
            cursor,
            scope,
            [match for match, by, at in joined if by == "person" and at == decision.recorded_at],
            recorded_at=recorded_at,
            reason=reason,
        )
    if (decision.posting_id, decision.entry_id) != (standing.posting_id, standing.entry_id):
        raise NothingToUndo(line=line.id)
    undone = take_back_receipts(
        cursor,
        scope,
        [(standing.posting_id, standing.entry_id)],
        recorded_at=recorded_at,
        reason=reason,
        rule="decision_undone",
        by_person=True,
    )
    _restore(cursor, scope, line, decision.before, recorded_at)
    return undone


def _take_back_rule(cursor: Any, scope: Scope, line: QueueLine, reason: str, recorded_at: Any) -> int:
    """Undo what a rule settled: the money stays on the customer's account, with none of it applied; payments that a rule cleared wait again."""
    if line.cleared is not None:
        take_back_clearing(cursor, scope, line.cleared.id, recorded_at=recorded_at, reason=reason)
        return 0
    standing = line.standing
    if standing is None or not standing.is_partly_applied:
        raise NothingToUndo(line=line.id)
    _check_deductions(cursor, scope, line)
    undone = take_back_receipts(
        cursor,
        scope,
        [(standing.posting_id, standing.entry_id)],
        recorded_at=recorded_at,
        reason=reason,
        rule="decision_undone",
        by_person=True,
    )
    _restore(cursor, scope, line, {"customer": standing.customer_id, "account": standing.account_id}, recorded_at)
    return undone


def _check_deductions(cursor: Any, scope: Scope, line: QueueLine) -> None:
    """What a person wrote off of a deduction is taken back by itself. Raises WrittenOff."""
    if line.standing is not None and (found := written_off(cursor, scope, line.standing.posting_id, line.standing.entry_id)) is not None:
        raise WrittenOff(line=line.id, deduction=found)


def _restore(cursor: Any, scope: Scope, line: QueueLine, before: Any, recorded_at: Any) -> None:
    """Record a line's money where it stood before a decision; nowhere, where it had not been recorded."""
    if before is None:
        return
    bank = account_for(cursor, scope, Role.BANK)
    receipt = receipt_of(
        line, bank=bank, customer=before["customer"], account=before["account"], provisional=has_external_books(cursor, scope)
    )
    post_receipts(
        cursor, scope, [receipt], journal_id=journal_for(cursor, scope, "BQE", "Encaissements"), kind="receipt", recorded_at=recorded_at
    )


def _announce(cursor: Any, scope: Scope, undone: Sequence[Undone], today: date, *, batch: str = "") -> None:
    if not undone:
        return
    subjects = [f"lin_{one.line_id}" for one in undone] + [f"dec_{one.decision_id}" for one in undone if one.decision_id is not None]
    payload = {"lines": len(undone), "matches": sum(one.matches for one in undone)} | ({"batch": batch} if batch else {})
    record_event(cursor, scope, "DecisionsUndone", occurred_on=today, subjects=subjects, payload=payload)

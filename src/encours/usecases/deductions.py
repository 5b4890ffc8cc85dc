"""What payers withheld: listed with its age, accepted, refused; each decision can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from encours.kernel.money import Money
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.store.bulk.decisions import take_back_receipts
from encours.store.bulk.write_off import save_deduction_event, write_off
from encours.store.load.companies import Company
from encours.store.load.deductions import DeductionRow, DeductionState, load_deduction, load_deductions
from encours.store.load.matching import has_external_books
from encours.store.save.events import record_event
from encours.store.tenant import Scope, record_now, tenant
from encours.usecases.unmatching import ReasonMissing

__all__ = ["SHOWS", "STATE_WORDS", "WAYS", "DeductionPage", "DeductionRow", "accept_deduction", "deduction_page", "refuse_deduction", "undo_deduction"]

Way = Literal["credit_note", "write_off"]
WAYS: tuple[Way, ...] = get_args(Way)
DeductionShow = Literal["open", "accepted", "refused", "settled", "all"]
SHOWS: Mapping[DeductionShow, frozenset[DeductionState]] = {
    "open": frozenset({"open"}), "accepted": frozenset({"awaiting_credit_note", "written_off"}), "refused": frozenset({"refused"}), "settled": frozenset({"settled", "withdrawn"}),
    "all": frozenset({"open", "awaiting_credit_note", "written_off", "refused", "settled", "withdrawn"}),
}  # fmt: skip
STATE_WORDS: dict[DeductionState, Text] = {
    "open": Text(en="to be decided", fr="à trancher"),
    "awaiting_credit_note": Text(en="accepted, credit note awaited", fr="acceptée, avoir attendu"),
    "written_off": Text(en="accepted and written off", fr="acceptée, passée en perte"),
    "refused": Text(en="refused, still due", fr="refusée, toujours due"),
    "settled": Text(en="settled", fr="soldée"),
    "withdrawn": Text(en="withdrawn with its payment", fr="annulée avec son règlement"),
}


class DeductionUnknown(Refusal):
    code = "deduction_unknown"
    message = Text(en="There is no deduction {deduction} in this company.", fr="Cette société n'a pas de retenue {deduction}.")
    repair = Text(en="“encours deductions list” shows them.", fr="« encours deductions list » les montre.")


class DeductionDecided(Refusal):
    code = "deduction_decided"
    message = Text(en="Deduction {deduction} is {state} (by {actor}).", fr="La retenue {deduction} est {state} (par {actor}).")
    repair = Text(en="Take that decision back first, or leave it.", fr="Annulez d'abord cette décision, ou laissez-la.")


class DeductionUndecided(Refusal):
    code = "deduction_undecided"
    message = Text(en="Nothing was decided about deduction {deduction} that could be taken back.", fr="Rien n'a été décidé sur la retenue {deduction} qui puisse être annulé.")
    repair = Text(en="Nothing to do.", fr="Rien à faire.")


class DeductionTooLarge(Refusal):
    code = "deduction_above_open"
    message = Text(en="{amount} of deduction {deduction} cannot be accepted: {open} of it is open.", fr="{amount} de la retenue {deduction} ne peuvent être acceptés : il en reste {open}.")
    repair = Text(en="Accept {open} at most.", fr="Acceptez au plus {open}.")


class WriteOffImpossible(Refusal):
    code = "write_off_impossible"
    message = Text(en="Deduction {deduction} cannot be written off here: {why}.", fr="La retenue {deduction} ne peut être passée en perte ici : {why}.")
    repair = Text(en="Accept it by a credit note; it is settled when that comes.", fr="Acceptez-la par un avoir ; elle sera soldée à sa réception.")


_LEDGER = Text(en="your accounting program keeps the books and would have it twice", fr="la comptabilité importée fait foi et l'aurait en double")
_CURRENCY = Text(en="its document is in another currency than the books", fr="sa pièce est dans une autre devise que les comptes")


@dataclass(frozen=True, slots=True)
class DeductionPage:
    """A page of deductions, the oldest first, and the place after which the next one starts."""

    rows: tuple[DeductionRow, ...]
    next: tuple[Any, ...] | None


def deduction_page(scope: Scope, *, show: DeductionShow = "open", customer: str = "", limit: int = 50, after: tuple[Any, ...] | None = None) -> DeductionPage:
    """Deductions of one kind: `open` waits for a decision, `accepted`, `refused`, `settled` (or withdrawn with their payment)."""
    with tenant(scope.organization_id) as cursor:
        rows = load_deductions(cursor, scope, states=SHOWS[show], customer=customer, limit=limit + 1, after=after)
    return DeductionPage(tuple(rows[:limit]), (rows[limit - 1].received_on, rows[limit - 1].id) if len(rows) > limit else None)


def accept_deduction(company: Company, actor: str, deduction_id: int, *, way: Way, today: date, amount_minor: int | None = None, note: str = "") -> DeductionRow:
    """Accept a deduction, all of it or a part (with the item's sign): by a credit note, which its document waits for, or written off now to the account of
    its reason (`account:deduction_…` of the policy). What is not accepted stays due. One that was refused may be accepted after all.

    Raises DeductionUnknown, DeductionDecided, DeductionTooLarge, WriteOffImpossible.
    """
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        recorded_at = record_now(cursor, scope)
        found = _found(cursor, scope, deduction_id)
        if found.state not in ("open", "refused"):
            raise _decided(found)
        amount = found.open_minor if amount_minor is None else amount_minor
        if not amount or abs(amount) > abs(found.open_minor) or (amount < 0) != (found.open_minor < 0):
            raise DeductionTooLarge(deduction=deduction_id, amount=Money(amount, found.currency), open=Money(found.open_minor, found.currency))
        entry = None
        if way == "write_off":
            if has_external_books(cursor, scope):
                raise WriteOffImpossible(deduction=deduction_id, why=_LEDGER)
            if found.currency != company.currency:
                raise WriteOffImpossible(deduction=deduction_id, why=_CURRENCY)
            entry = write_off(cursor, scope, found, amount, on=today, recorded_at=recorded_at)
        save_deduction_event(cursor, scope, deduction_id, "accepted", reason=note.strip(), way=way, amount_minor=amount, entry=entry, recorded_at=recorded_at)
        _announce(cursor, scope, "DeductionAccepted", found, today, {"way": way, "amount_minor": amount, "currency": found.currency, "reason": found.reason})
        return _found(cursor, scope, deduction_id)


def refuse_deduction(company: Company, actor: str, deduction_id: int, *, reason: str, today: date) -> DeductionRow:
    """Refuse a deduction: the customer owes it. Raises ReasonMissing, DeductionUnknown, DeductionDecided."""
    scope = Scope(company.organization_id, company.id, actor)
    if not reason.strip():
        raise ReasonMissing
    with tenant(scope.organization_id) as cursor:
        recorded_at = record_now(cursor, scope)
        found = _found(cursor, scope, deduction_id)
        if found.state != "open":
            raise _decided(found)
        save_deduction_event(cursor, scope, deduction_id, "refused", reason=reason.strip(), recorded_at=recorded_at)
        _announce(cursor, scope, "DeductionRefused", found, today, {"reason": found.reason})
        return _found(cursor, scope, deduction_id)


def undo_deduction(company: Company, actor: str, deduction_id: int, *, reason: str, today: date) -> DeductionRow:
    """Take back what was decided about a deduction: it waits for a decision again, and what was written off of it is due again.

    Raises ReasonMissing, DeductionUnknown, DeductionUndecided.
    """
    scope = Scope(company.organization_id, company.id, actor)
    if not reason.strip():
        raise ReasonMissing
    with tenant(scope.organization_id) as cursor:
        recorded_at = record_now(cursor, scope)
        found = _found(cursor, scope, deduction_id)
        if found.state in ("open", "withdrawn") or not found.is_decided:
            raise DeductionUndecided(deduction=deduction_id)
        if found.write_off is not None:
            take_back_receipts(cursor, scope, [found.write_off], recorded_at=recorded_at, reason=reason.strip(), rule="decision_undone", by_person=True)
        save_deduction_event(cursor, scope, deduction_id, "open", reason=reason.strip(), recorded_at=recorded_at)
        _announce(cursor, scope, "DeductionUndone", found, today, {"was": found.state})
        return _found(cursor, scope, deduction_id)


def _found(cursor: Any, scope: Scope, deduction_id: int) -> DeductionRow:
    found = load_deduction(cursor, scope, deduction_id)
    if found is None:
        raise DeductionUnknown(deduction=deduction_id)
    return found


def _decided(found: DeductionRow) -> DeductionDecided:
    return DeductionDecided(deduction=found.id, state=STATE_WORDS[found.state], actor=found.decided_by)


def _announce(cursor: Any, scope: Scope, type_: str, found: DeductionRow, today: date, payload: dict[str, object]) -> None:
    record_event(cursor, scope, type_, occurred_on=today, subjects=[f"ded_{found.id}", f"itm_{found.item_id}", f"cus_{found.customer_id}"], payload=payload)

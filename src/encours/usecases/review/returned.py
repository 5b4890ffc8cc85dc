"""A bank line sends a payment back: an unpaid direct debit or cheque. What the payment settled is due again, and the bank's fee is posted apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from encours.kernel.money import Money
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.ledger.account import Role
from encours.receivables.matching.returns import Came, Guess, Returned, Sign, guess_returns
from encours.receivables.matching.settings import policy_of
from encours.store.bulk.apply import Group, apply_groups
from encours.store.bulk.decisions import (
    DecisionToSave,
    entries_of_lines,
    matches_of,
    receipt_items,
    save_decision,
    take_back_receipts,
    undo_matches_of,
)
from encours.store.bulk.loosen import JOURNALS, load_to_post
from encours.store.bulk.receipts import Part, ReceiptToPost, Settlement, post_receipts
from encours.store.bulk.write_off import save_deduction_event
from encours.store.load.candidates import load_items
from encours.store.load.companies import Company
from encours.store.load.deductions import load_of_receipt, written_off
from encours.store.load.matching import has_external_books
from encours.store.load.returns import ReturnableRow, load_one_returnable, load_parts, load_recorded_again, load_returnable
from encours.store.load.review import DecisionRow, QueueLine
from encours.store.save.accounts import account_for, journal_for
from encours.store.save.events import record_event
from encours.store.save.policy import load_settings
from encours.store.tenant import Scope, record_now, tenant
from encours.usecases.review.changed import LineExplained, line_as_seen
from encours.usecases.review.decide import AlreadyDecided
from encours.usecases.review.record import Decided

RETURN_WANTED = Text(en="say which payment it sends back", fr="indiquer le règlement qu'elle rejette")
SIGNS: dict[Sign, Text] = {
    "same_payment": Text(en="the bank names the same payment, mandate or account", fr="la banque cite le même règlement, mandat ou compte"),
    "reference": Text(en="its reference is named", fr="sa référence est citée"),
    "document": Text(en="a document it settled is named", fr="une pièce qu'il soldait est citée"),
    "payer": Text(en="its payer is named", fr="son payeur est nommé"),
    "amount": Text(en="the same amount", fr="même montant"),
    "less_fee": Text(en="its amount and a fee", fr="son montant et des frais"),
}
"""What speaks for a payment being the one that was sent back."""


class LineComesIn(Refusal):
    code = "line_comes_in"
    message = Text(en="Bank line {line} brings money; it sends nothing back.", fr="La ligne {line} apporte de l'argent ; elle ne rejette rien.")
    repair = Text(en="Apply it, or exclude it.", fr="Affectez-la, ou excluez-la.")


class PaymentNotReturnable(Refusal):
    code = "payment_not_returnable"
    message = Text(en="Payment {payment} is no standing payment of a customer, or was sent back already.", fr="Le règlement {payment} n'est pas un règlement client en vigueur, ou a déjà été rejeté.")
    repair = Text(en="Look at the line again: it lists the payments that may be meant.", fr="Rouvrez la ligne : elle liste les règlements possibles.")


class ReturnDiffers(Refusal):
    code = "return_differs"
    message = Text(
        en="The line takes {amount}, the payment was {payment} and the fee {fee}: they do not add up.", fr="La ligne prélève {amount}, le règlement était de {payment} et les frais de {fee} : le compte n'y est pas."
    )
    repair = Text(en="State the fee, or choose another payment.", fr="Indiquez les frais, ou choisissez un autre règlement.")


class ReturnWrittenOff(Refusal):
    code = "return_written_off"
    message = Text(en="An amount that payment {payment} withheld was written off (deduction {deduction}).", fr="Un montant retenu par le règlement {payment} a été passé en perte (retenue {deduction}).")
    repair = Text(en="Take that back first.", fr="Annulez d'abord cette décision.")


@dataclass(frozen=True, slots=True)
class ReturnView:
    """A payment that a line may send back: the likeliest first. `fee_minor` is what the line takes above it."""

    payment: ReturnableRow
    fee_minor: int
    signs: tuple[Text, ...]


def possible_returns(cursor: Any, scope: Scope, line: QueueLine) -> tuple[ReturnView, ...]:
    """The payments that a line may send back, with what speaks for each; nothing where it brings money. Fees up to what the policy bears are looked for."""
    if line.amount_minor >= 0 or line.is_explained or line.decision is not None:
        return ()
    said = load_settings(cursor, scope)
    most = policy_of(said.company, said.customers).bank_fee.cap_minor
    rows = load_returnable(cursor, scope, amount_minor=-line.amount_minor, most_fee_minor=most, currency=line.currency, booked_on=line.booked_on)
    by_id = {one.item_id: one for one in rows}
    sent = Returned(-line.amount_minor, line.booked_on, f"{line.label} {line.reference}", (*line.names, line.counterparty_iban))
    return tuple(_view(guess, by_id[guess.id]) for guess in guess_returns(sent, map(_came, rows), most_fee_minor=most))


def _view(guess: Guess, payment: ReturnableRow) -> ReturnView:
    return ReturnView(payment, guess.fee_minor, tuple(SIGNS[sign] for sign in guess.signs))


def _came(one: ReturnableRow) -> Came:
    same = (one.end_to_end_id, one.mandate_ref, one.iban)
    return Came(one.item_id, one.amount_minor, one.received_on, same, (one.payment_ref,), one.documents, (one.customer_name,))


def mark_returned(company: Company, actor: str, line_id: int, payment: int, *, today: date, fee_minor: int = 0, version: str = "") -> Decided:
    """Record that a line sends a payment back (`payment` is its item), and took a fee with it. What the payment settled is open again as it was, differences
    and deductions included; the payment itself stands and is matched with its return. `undo_line` takes it back and settles the same again.

    Raises LineUnknown, LineChanged, LineExplained, LineComesIn, AlreadyDecided, PaymentNotReturnable, ReturnDiffers, ReturnWrittenOff.
    """
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        recorded_at = record_now(cursor, scope)
        line = line_as_seen(cursor, scope, company, line_id, version, RETURN_WANTED)
        _check(line)
        was = load_one_returnable(cursor, scope, payment)
        if was is None or was.currency != line.currency:
            raise PaymentNotReturnable(payment=payment)
        if fee_minor < 0 or was.amount_minor + fee_minor != -line.amount_minor:
            money = [Money(minor, line.currency) for minor in (-line.amount_minor, was.amount_minor, fee_minor)]
            raise ReturnDiffers(amount=money[0], payment=money[1], fee=money[2])
        if (deduction := written_off(cursor, scope, was.posting_id, was.entry_id)) is not None:
            raise ReturnWrittenOff(payment=payment, deduction=deduction)
        before, sources = _reopened(cursor, scope, was, recorded_at)
        entry = _posted(cursor, scope, line, was, sources, fee_minor, recorded_at)
        saved = DecisionToSave(
            line.id, "returned", rule="returned", posting_id=entry[0], entry_id=entry[1], customer_id=was.customer_id, before=before,
            parts=({"item": was.item_id, "amount_minor": was.amount_minor, "kind": "returned", "paid_minor": None, "reason": ""},),
        )  # fmt: skip
        decision = save_decision(cursor, scope, saved, recorded_at=recorded_at)
        record_event(
            cursor, scope, "PaymentReturned", occurred_on=today, subjects=[f"lin_{line.id}", f"dec_{decision}", f"itm_{was.item_id}", f"cus_{was.customer_id}"],
            payload={"amount_minor": was.amount_minor, "fee_minor": fee_minor, "currency": line.currency},
        )  # fmt: skip
    return Decided(decision, line.id, "returned", was.customer_id, (), was.amount_minor, 0, line.currency)


def _check(line: QueueLine) -> None:
    if line.is_explained:
        raise LineExplained(line=line.id)
    if line.amount_minor >= 0:
        raise LineComesIn(line=line.id)
    if line.decision is not None or line.standing is not None:
        raise AlreadyDecided(line=line.id)


def _reopened(cursor: Any, scope: Scope, was: ReturnableRow, recorded_at: Any) -> tuple[dict[str, object], list[tuple[int, int]]]:
    """Open what the payment settled; returns what taking that back needs, and the payment's open items with their amounts.

    A payment with differences, or of several customers, holds together: it is reversed and its money recorded again on its payer's account.
    """
    parts = load_parts(cursor, scope, was.posting_id, was.entry_id, was.currency)
    deductions = [] if was.is_compound else load_of_receipt(cursor, scope, was.posting_id, was.entry_id)
    joined = [match for match, _, _ in matches_of(cursor, scope, was.posting_id, was.entry_id)]
    own = joined if was.is_receipt else _of_item(cursor, scope, was.item_id, joined)
    undo_matches_of(cursor, scope, own, recorded_at=recorded_at, reason="the payment was sent back", by_person=False)
    for one in deductions:
        save_deduction_event(cursor, scope, one, "withdrawn", reason="returned", recorded_at=recorded_at)
    again = load_recorded_again(cursor, scope, was, recorded_at=recorded_at) if was.is_compound else None
    posting, entry = (was.posting_id, was.entry_id) if again is None else _entry_of(cursor, scope, again)
    items = receipt_items(cursor, scope, posting, entry)
    sources = [(item, minor) for item, _, _, _, minor, _ in items if was.is_receipt or item == was.item_id]
    before: dict[str, object] = {
        "entry": [posting, entry], "is_recorded_again": again is not None, "deductions": deductions, "item": None if was.is_receipt else was.item_id,
        "parts": [{"item": p.item, "amount_minor": p.amount_minor, "kind": p.kind, "reason": p.reason, "note": p.note} for p in parts],
    }  # fmt: skip
    return before, sources


def _of_item(cursor: Any, scope: Scope, item: int, matches: Iterable[int]) -> list[int]:
    """Of the matches of a ledger entry, those that this item takes part in: a deposit has others."""
    cursor.execute("SELECT DISTINCT match_id FROM allocation WHERE organization_id = %s AND credit_item_id = %s AND match_id = ANY(%s)", [scope.organization_id, item, list(matches)])
    return [row[0] for row in cursor.fetchall()]


def _entry_of(cursor: Any, scope: Scope, item: int) -> tuple[int, int]:
    cursor.execute("SELECT posting_id, entry_id FROM item WHERE organization_id = %s AND id = %s", [scope.organization_id, item])
    posting, entry = cursor.fetchone()
    return posting, entry


def _posted(
    cursor: Any, scope: Scope, line: QueueLine, was: ReturnableRow, sources: list[tuple[int, int]], fee_minor: int, recorded_at: Any
) -> tuple[int, int]:  # fmt: skip
    """One entry: out of the bank, onto the customer's account and the account of fees; matched with the payment."""
    parts = [Part(item, minor, "credit_note") for item, minor in sources]
    if fee_minor:
        parts.append(Part(sources[0][0], fee_minor, "bank_fee"))
    receipt = ReceiptToPost(
        received_on=line.booked_on, amount_minor=line.amount_minor, currency=line.currency, bank_account=line.ledger_account_id or account_for(cursor, scope, Role.BANK),
        counter_account=was.account_id, customer_id=was.customer_id, statement_line_id=line.id, method=line.method, reference=line.label[:500],
        is_provisional=has_external_books(cursor, scope), settlement=Settlement(tuple(parts), "person", "returned"),
    )  # fmt: skip
    post_receipts(cursor, scope, [receipt], journal_id=journal_for(cursor, scope, *JOURNALS["receipt"]), kind="receipt", recorded_at=recorded_at)
    return entries_of_lines(cursor, scope, [line.id], recorded_at=recorded_at)[line.id]


def undo_returned(cursor: Any, scope: Scope, decision: DecisionRow, *, recorded_at: Any, reason: str) -> None:
    """Take a return back: its entry is reversed, and the payment settles again what it had settled, if that is still open; else it stays on account."""
    assert decision.posting_id is not None and decision.entry_id is not None and decision.before is not None
    before = decision.before
    take_back_receipts(
        cursor, scope, [(decision.posting_id, decision.entry_id)], recorded_at=recorded_at, reason=reason, rule="decision_undone", by_person=False
    )
    posting, entry = before["entry"]
    parts = tuple(Part(one["item"], one["amount_minor"], one["kind"], reason=one["reason"], note=one["note"]) for one in before["parts"])
    items = load_items(cursor, scope, {part.item for part in parts})
    wanted: dict[int, int] = {}
    for part in parts:
        if part.kind != "penalty":
            wanted[part.item] = wanted.get(part.item, 0) + part.amount_minor
    if not parts or any(item not in items or abs(minor) > abs(items[item].open_minor) for item, minor in wanted.items()):
        return
    for one in before["deductions"]:
        save_deduction_event(cursor, scope, one, "open", reason=reason, recorded_at=recorded_at)
    if before["is_recorded_again"]:
        kind, import_id, receipt = load_to_post(cursor, scope, posting, entry, Settlement(parts, "person", "person"))
        take_back_receipts(cursor, scope, [(posting, entry)], recorded_at=recorded_at, reason=reason, rule="decision_undone", by_person=False)
        post_receipts(cursor, scope, [receipt], journal_id=journal_for(cursor, scope, *JOURNALS[kind]), kind=kind, recorded_at=recorded_at, import_id=import_id)
        return
    own = {(customer, account, currency): item for item, customer, account, currency, _, _ in receipt_items(cursor, scope, posting, entry) if before["item"] in (None, item)}
    groups: dict[tuple[int, int, str], list[tuple[int, int]]] = {}
    for part in parts:
        if part.kind in ("payment", "credit_note"):
            groups.setdefault((items[part.item].customer_id, items[part.item].account_id, items[part.item].currency), []).append((part.item, part.amount_minor))
    apply_groups(
        cursor, scope,
        [Group(((own[key], -sum(minor for _, minor in settled)), *settled), "person", "person") for key, settled in groups.items() if key in own],
        recorded_at=recorded_at,
    )  # fmt: skip

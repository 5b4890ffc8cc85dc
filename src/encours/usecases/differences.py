"""Why a figure differs from accounting: control accounts beside open items, bank beside books, and what Encours recorded that the accounting files lack.

Every difference has a key made of what it is; people mark it as explained, with a reason. A difference that changes is another, and unexplained.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.receivables.reconciliation.explain import FAR_APART, MISSING, OTHER_AMOUNT, OTHER_SIGN, SWAPPED_DIGITS
from encours.store.load.companies import Company, load_company_by_id
from encours.store.load.open_items import widen
from encours.store.load.origins import ORIGINS, Origin, OriginPage, OriginSum, load_origin_lines, load_origins
from encours.store.save.difference_notes import Note, load_notes, save_note
from encours.store.save.events import record_event
from encours.store.tenant import Scope, record_now, tenant
from encours.usecases.reconciliation import (
    BankReconciliation,
    Control,
    NothingToReconcile,
    Reconciled,
    reconcile_banks,
    reconcile_control,
    why,
)

__all__ = ["ORIGINS", "ORIGIN_TEXTS", "Differences", "Listed", "differences", "explain_difference", "origin_lines", "reopen_difference"]

ORIGIN_TEXTS: dict[Origin, Text] = {
    "ledger_import": Text(en="In the accounting files", fr="Dans les fichiers comptables"),
    "invoice_import": Text(en="Invoices imported as tables, posted by Encours", fr="Factures importées en tableau, comptabilisées par Encours"),
    "payment_import": Text(en="Payments imported as tables, posted by Encours", fr="Règlements importés en tableau, comptabilisés par Encours"),
    "receipt": Text(
        en="Receipts that Encours recorded from bank lines and the accounting files do not have yet", fr="Encaissements enregistrés par Encours depuis le relevé, pas encore dans les fichiers comptables"
    ),
}
CONTROL_CAUSE = Text(en="The ledger and the open items differ", fr="Le grand livre et les postes ouverts diffèrent")

CAUSES: dict[Text, Text] = {
    MISSING: Text(en="the other side has nothing like it", fr="rien de tel de l’autre côté"),
    OTHER_AMOUNT: Text(en="same reference, other amount", fr="même référence, autre montant"),
    FAR_APART: Text(en="same amount, days apart", fr="même montant, dates éloignées"),
    OTHER_SIGN: Text(en="same amount, other sign", fr="même montant, sens inverse"),
    SWAPPED_DIGITS: Text(en="two digits swapped", fr="deux chiffres inversés"),
}
"""What differences of one cause have in common."""


class DifferenceUnknown(Refusal):
    code = "difference_unknown"
    message = Text(en="There is no such difference on {day}.", fr="Cet écart n'existe pas au {day}.")
    repair = Text(en="It has changed or is gone: look at the differences again.", fr="Il a changé ou disparu : consultez de nouveau les écarts.")


class DifferenceReasonMissing(Refusal):
    code = "difference_reason_missing"
    message = Text(en="A difference is explained by a reason.", fr="Un écart s'explique par un motif.")
    repair = Text(en="Write why it is right that the two differ.", fr="Écrivez pourquoi il est juste que les deux diffèrent.")


@dataclass(frozen=True, slots=True)
class Listed:
    """A difference. `place` is the bank account or control account; `side` says who has the movement alone; `note` the last word about it.

    `cause` is the sentence about this one, `group` what differences of one cause have in common.
    """

    key: str
    place: str
    side: str
    cause: Text
    group: Text
    on: date
    minor: int
    currency: str
    reference: str
    name: str
    note: Note | None

    @property
    def is_explained(self) -> bool:
        return self.note is not None and self.note.is_explained


@dataclass(frozen=True, slots=True)
class Differences:
    """Everything that sets Encours and accounting apart at the end of a day. `banks` is None where no statement was imported up to then."""

    company: Company
    as_of: date
    origins: tuple[OriginSum, ...]
    control: Control
    banks: Reconciled | None
    rows: tuple[Listed, ...]

    @property
    def open_rows(self) -> tuple[Listed, ...]:
        """The differences that nobody has explained."""
        return tuple(row for row in self.rows if not row.is_explained)


def differences(scope: Scope, as_of: date) -> Differences:
    """Set the open items beside the ledger and the bank beside the books, and list what differs with its cause. Nothing is recorded."""
    with tenant(scope.organization_id) as cursor:
        widen(cursor)
        company = load_company_by_id(cursor, scope.organization_id, scope.company_id)
        assert company is not None, "a scope names a company that exists"
        origins = tuple(load_origins(cursor, scope, as_of))
        notes = load_notes(cursor, scope)
    control = reconcile_control(scope, as_of)
    try:
        banks: Reconciled | None = reconcile_banks(scope, as_of)
    except NothingToReconcile:
        banks = None
    return Differences(company, as_of, origins, control, banks, tuple(_listed(control, banks, notes)))


def _listed(control: Control, banks: Reconciled | None, notes: dict[str, Note]) -> Iterator[Listed]:
    seen: Counter[str] = Counter()

    def keyed(*parts: object) -> str:
        """The same movement twice makes two differences, told apart by their rank."""
        content = "|".join(map(str, parts))
        seen[content] += 1
        return hashlib.sha256(f"{content}|{seen[content]}".encode()).hexdigest()[:32]

    for row in control.differences:
        key = keyed("control", row.account_number, row.customer_code, row.currency, row.difference_minor)
        yield Listed(key, row.account_number, "control", CONTROL_CAUSE, CONTROL_CAUSE, control.as_of, row.difference_minor, row.currency, row.customer_code, row.customer_name, notes.get(key))
    for bank in banks.accounts if banks else ():
        yield from _of_bank(bank, keyed, notes)


def _of_bank(bank: BankReconciliation, keyed: Any, notes: dict[str, Note]) -> Iterator[Listed]:
    for side, rows in (("only_bank", bank.only_bank), ("only_books", bank.only_books)):
        for row in rows:
            key = keyed(side, bank.bank.identifier, bank.bank.currency, row.on, row.minor, row.reference, row.name)
            yield Listed(key, bank.bank.identifier, side, why(row, bank.bank.currency), CAUSES.get(row.why.text, row.why.text), row.on, row.minor, bank.bank.currency, row.reference, row.name, notes.get(key))


def origin_lines(scope: Scope, as_of: date, origin: Origin, currency: str, *, limit: int | None = None, after: tuple[Any, ...] | None = None) -> OriginPage:
    """The ledger lines behind one step from the accounting files to Encours' balance."""
    with tenant(scope.organization_id) as cursor:
        widen(cursor)
        return load_origin_lines(cursor, scope, as_of, origin, currency, limit=limit, after=after)


def explain_difference(scope: Scope, as_of: date, key: str, *, reason: str, today: date) -> Listed:
    """Mark a difference as explained. Raises DifferenceUnknown, DifferenceReasonMissing."""
    return _note(scope, as_of, key, reason=reason, is_explained=True, today=today)


def reopen_difference(scope: Scope, as_of: date, key: str, *, reason: str, today: date) -> Listed:
    """Take an explanation back. Raises DifferenceUnknown, DifferenceReasonMissing."""
    return _note(scope, as_of, key, reason=reason, is_explained=False, today=today)


def _note(scope: Scope, as_of: date, key: str, *, reason: str, is_explained: bool, today: date) -> Listed:
    if not reason.strip():
        raise DifferenceReasonMissing
    found = next((row for row in differences(scope, as_of).rows if row.key == key), None)
    if found is None:
        raise DifferenceUnknown(day=as_of)
    if found.is_explained == is_explained:
        return found
    with tenant(scope.organization_id) as cursor:
        recorded_at = record_now(cursor, scope)
        save_note(cursor, scope, key, is_explained=is_explained, reason=reason.strip(), recorded_at=recorded_at)
        record_event(
            cursor, scope, "DifferenceExplained" if is_explained else "DifferenceReopened", occurred_on=today, subjects=[f"dif_{key}"],
            payload={"place": found.place, "side": found.side, "on": found.on, "amount_minor": found.minor, "currency": found.currency, "reason": reason.strip()},
        )  # fmt: skip
    return found

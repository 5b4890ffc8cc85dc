"""Importing payments.csv: money that an accounting or payment program says was received, by the name it gives each payment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from encours.formats.tables.contract import PaymentRow
from encours.kernel.issue import IssueKind
from encours.kernel.normal import reference_key
from encours.kernel.wording import Text
from encours.ledger.account import Role
from encours.receivables.matching.ways import way_of_method
from encours.store.bulk.apply import Group, apply_groups
from encours.store.bulk.payments import (
    Applied,
    NamedItem,
    NamingPayment,
    StagedPayment,
    keep_applied,
    payment_counts,
    payment_methods,
    payments_by_document,
    payments_left_out,
    payments_settled_late,
    payments_to_record,
    refused_by_person,
    reverse_changed_payments,
    stage_payments,
)
from encours.store.bulk.payments_in_ledger import leave_to_ledger
from encours.store.bulk.receipts import Part, ReceiptToPost, Settlement, post_receipts
from encours.store.load.matching import has_external_books
from encours.store.save.accounts import account_for, journal_for
from encours.usecases.imports.contract import Work
from encours.usecases.imports.tables import CUSTOMER_UNKNOWN, Seen, open_table

RULE = "payment_names_document"
_CASH = frozenset({"cash", "espèces", "especes"})
_IN_TRANSIT = {
    "transfer": (Role.IN_TRANSIT, "Règlements repris"),
    "cheque": (Role.CHEQUE_IN_TRANSIT, "Chèques à encaisser"),
    "bill": (Role.BILL_IN_TRANSIT, "Effets à l'encaissement"),
    "card": (Role.CARD_IN_TRANSIT, "Cartes bancaires à encaisser"),
}

ZERO = IssueKind(
    "payment_of_nothing",
    "error",
    Text(en="Row {line}: the payment “{value}” has no amount.", fr="Ligne {line} : le règlement « {value} » est d'un montant nul."),
    Text(en="Correct the amount, or leave the row out.", fr="Corrigez le montant, ou retirez la ligne."),
)
DECIDED = IssueKind(
    "payment_was_matched",
    "error",
    Text(
        en="Row {line}: the payment “{value}” comes again with another amount, day or currency, and a person matched it. It stays as it is.",
        fr="Ligne {line} : le règlement « {value} » revient avec un autre montant, jour ou devise alors qu'une personne l'a lettré. Il reste inchangé.",
    ),
    Text(
        en="Undo that match first; to take the other rows: --skip-bad-rows.",
        fr="Délettrez-le d'abord ; pour reprendre les autres lignes : --skip-bad-rows.",
    ),
)
IN_LEDGER = IssueKind(
    "payments_in_ledger",
    "info",
    Text(
        en="{count} payments are entries of the imported ledger too and are not recorded twice.",
        fr="{count} règlements figurent déjà dans la comptabilité importée et ne sont pas comptés deux fois.",
    ),
    Text(en="Nothing to do.", fr="Rien à faire."),
)
DOCUMENT_UNKNOWN = IssueKind(
    "paid_document_unknown",
    "warning",
    Text(
        en="Row {line}: no open document “{value}” in that currency: the payment stays unapplied.",
        fr="Ligne {line} : aucune pièce ouverte « {value} » dans cette devise : le règlement reste non affecté.",
    ),
    Text(en="Import the document and this file again, or match it.", fr="Importez la pièce puis de nouveau ce fichier, ou affectez-le."),
)


class PaymentHandler:
    """payments.csv. The rows are compared and applied in the database, a few thousand at a time: no size of file is held in memory."""

    kind = "payments"

    def stage(self, work: Work, stream: BinaryIO) -> None:
        table = open_table(work, stream)
        cursor, counts, log = work.cursor, work.counts, work.log
        counts.encoding = table.encoding
        self._external = has_external_books(cursor, work.scope)
        stage_payments(cursor, work.scope, _checked(work, table.rows))
        self._in_ledger = leave_to_ledger(cursor, work.scope) if self._external else 0
        if self._in_ledger:
            log.add(IN_LEDGER, count=self._in_ledger)
        for line, state, code, name in payments_left_out(cursor):
            if state == "decided":
                log.add(DECIDED, line=line, column="payment_id", value=name)
            else:
                log.add(CUSTOMER_UNKNOWN, line=line, column="customer_id", value=code)
        of = payment_counts(cursor)
        counts.rejected += of.get("no_customer", 0) + of.get("decided", 0)
        counts.created, counts.updated, counts.unchanged = of.get("new", 0), of.get("changed", 0), of.get("same", 0) + of.get("ledger", 0)

    def commit(self, work: Work) -> None:
        work.progress("write", 0)
        cursor, scope = work.cursor, work.scope
        if work.counts.updated:
            work.counts.reversed = reverse_changed_payments(cursor, scope, recorded_at=work.recorded_at, import_id=work.import_id)
        refused = refused_by_person(cursor, scope)
        keep_applied(cursor, (one for payments, items in payments_by_document(cursor, scope) for one in _apply(payments, items, refused)))
        journal = journal_for(cursor, scope, "REP", "Règlements repris")
        recorded, matches = post_receipts(
            cursor, scope, self._receipts(work), journal_id=journal, kind="payment_import", recorded_at=work.recorded_at, import_id=work.import_id
        )
        matches += apply_groups(cursor, scope, _settled_late(cursor), recorded_at=work.recorded_at, import_id=work.import_id)
        work.counts.details |= {"recorded": recorded, "matches_made": matches, "in_ledger": self._in_ledger}

    def _receipts(self, work: Work) -> Iterator[ReceiptToPost]:
        money = {method: _account(work, method.lower()) for method in payment_methods(work.cursor)}
        trade = account_for(work.cursor, work.scope, Role.TRADE)
        for row in payments_to_record(work.cursor):
            if row.document_key and not row.items:
                work.log.add(DOCUMENT_UNKNOWN, line=row.line, column="invoice_number", value=row.document_key)
            parts = tuple(Part(item, minor) for item, minor in zip(row.items or (), row.minors or (), strict=True))
            yield ReceiptToPost(
                received_on=row.received_on, amount_minor=row.amount_minor, currency=row.currency, bank_account=money[row.method],
                counter_account=row.account_id or trade, customer_id=row.customer_id, payment_ref=row.payment_ref, method=row.method,
                reference=row.reference[:500], is_provisional=self._external, settlement=Settlement(parts, "file", RULE) if parts else None,
            )  # fmt: skip


def _account(work: Work, method: str) -> int:
    """Money that the bank has not shown yet is in transit, by how it will come; what came in cash is there."""
    role, label = (Role.CASH, "") if method in _CASH else _IN_TRANSIT[way_of_method(method)]
    return account_for(work.cursor, work.scope, role, label)


def _apply(payments: list[NamingPayment], items: list[NamedItem], refused: set[tuple[str, int]]) -> Iterator[Applied]:
    """What the payments that name one document settle of it: of its customer, or else of the only one who has it."""
    owners = {item.customer_id for item in items}
    for one in payments:
        owner = one.customer_id if one.customer_id in owners or len(owners) != 1 else next(iter(owners))
        usable = [item for item in items if item.customer_id == owner and item.left_minor * one.amount_minor > 0 and (one.payment_ref, item.item_id) not in refused]
        parts, left = [], one.amount_minor
        for item in usable:
            if item.account_id == usable[0].account_id and left and (part := _nearer_to_zero(item.left_minor, left)):
                parts.append((item.item_id, part))
                item.left_minor -= part
                left -= part
        if parts and (not one.is_late or (one.item_id is not None and owner == one.customer_id)):
            yield Applied(one.line, owner, usable[0].account_id, parts)


def _settled_late(cursor: Any) -> Iterator[Group]:
    """Payments recorded before the document they name."""
    for item, items, minors in payments_settled_late(cursor):
        yield Group(((item, -sum(minors)), *zip(items, minors, strict=True)), "file", RULE)


def _nearer_to_zero(one: int, other: int) -> int:
    return min(one, other) if one > 0 else max(one, other)


def _checked(work: Work, rows: Iterator[object]) -> Iterator[StagedPayment]:
    seen = Seen.of(work, "payment_id")
    for row in rows:
        assert isinstance(row, PaymentRow)
        if not seen.is_new(row.payment_id, row.payment_id, row.line, row[1:]):
            continue
        if row.amount_minor == 0:
            work.log.add(ZERO, line=row.line, column="amount", value=row.payment_id)
            work.counts.rejected += 1
            continue
        yield StagedPayment(
            row.line, row.payment_id, row.customer_id, row.received_on, row.amount_minor, row.currency, row.method, row.reference, reference_key(row.invoice_number)
        )



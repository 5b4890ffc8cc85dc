"""Importing payments.csv: money that an accounting or payment program says was received, by the name it gives each payment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from encours.formats.tables.contract import PaymentRow
from encours.kernel.issue import IssueKind
from encours.kernel.normal import reference_key
from encours.kernel.wording import Text
from encours.ledger.account import Role
from encours.receivables.matching.ways import way_of_method
from encours.store.bulk.apply import Group, apply_groups
from encours.store.bulk.payments import (
    KnownPayment,
    StagedPayment,
    items_named,
    payments_in_ledger,
    refused_by_person,
    stage_payments,
)
from encours.store.bulk.receipts import Part, ReceiptToPost, Settlement, post_receipts
from encours.store.bulk.reverse import list_to_reverse, reverse_entries
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
    """payments.csv."""

    kind = "payments"

    def stage(self, work: Work, stream: BinaryIO) -> None:
        table = open_table(work, stream)
        counts, log = work.counts, work.log
        counts.encoding = table.encoding
        self._rows = {payment.line: payment for payment in _checked(work, table.rows)}
        self._external = has_external_books(work.cursor, work.scope)
        self._known = stage_payments(work.cursor, work.scope, list(self._rows.values()))
        fresh = [known for known in self._known.values() if known.customer_id is not None and known.receipt is None]
        self._in_ledger: set[int] = set()
        if self._external and fresh:
            rows = self._rows
            self._in_ledger = payments_in_ledger(
                work.cursor, work.scope,
                ((k.line, k.customer_id, rows[k.line].currency, rows[k.line].amount_minor, rows[k.line].received_on) for k in fresh if k.customer_id is not None),
            )  # fmt: skip
            if self._in_ledger:
                log.add(IN_LEDGER, count=len(self._in_ledger))
        self._left_out = set()
        for line, known in self._known.items():
            row = self._rows[line]
            if known.customer_id is None:
                log.add(CUSTOMER_UNKNOWN, line=line, column="customer_id", value=row.customer_code)
            elif known.receipt and not known.is_same and known.is_decided:
                log.add(DECIDED, line=line, column="payment_id", value=row.payment_ref)
            else:
                continue
            self._left_out.add(line)
        counts.rejected += len(self._left_out)
        taken = [known for line, known in self._known.items() if line not in self._left_out]
        counts.created = sum(1 for known in taken if known.receipt is None and known.line not in self._in_ledger)
        counts.updated = sum(1 for known in taken if known.receipt is not None and not known.is_same)
        counts.unchanged = len(taken) - counts.created - counts.updated

    def commit(self, work: Work) -> None:
        work.progress("write", 0)
        cursor, scope = work.cursor, work.scope
        taken = [known for line, known in self._known.items() if line not in self._left_out and line not in self._in_ledger]
        changed = [known.receipt[:2] for known in taken if known.receipt is not None and not known.is_same]
        if changed:
            list_to_reverse(cursor)
            cursor.executemany("INSERT INTO reverse_entry VALUES (%s, %s)", changed)
            work.counts.reversed = reverse_entries(
                cursor,
                scope,
                recorded_at=work.recorded_at,
                reason="the payment came again otherwise",
                import_id=work.import_id,
                rule="payment_replaced",
            )
        self._money = {method: self._account(work, method) for method in {self._rows[known.line].method.lower() for known in taken}}
        self._trade = account_for(cursor, scope, Role.TRADE)
        self._named, self._refused = items_named(cursor, scope), refused_by_person(cursor, scope)
        receipts = [self._receipt(work, known) for known in taken if known.receipt is None or not known.is_same]
        recorded, matches = post_receipts(
            cursor, scope, receipts, journal_id=journal_for(cursor, scope, "REP", "Règlements repris"), kind="payment_import", recorded_at=work.recorded_at,
            import_id=work.import_id,
        )  # fmt: skip
        matches += apply_groups(cursor, scope, self._settled_late(taken), recorded_at=work.recorded_at, import_id=work.import_id)
        work.counts.details |= {"recorded": recorded, "matches_made": matches, "in_ledger": len(self._in_ledger)}

    @staticmethod
    def _account(work: Work, method: str) -> int:
        """Money that the bank has not shown yet is in transit, by how it will come; what came in cash is there."""
        role, label = (Role.CASH, "") if method in _CASH else _IN_TRANSIT[way_of_method(method)]
        return account_for(work.cursor, work.scope, role, label)

    def _receipt(self, work: Work, known: KnownPayment) -> ReceiptToPost:
        row = self._rows[known.line]
        assert known.customer_id is not None
        owner, account, applied = self._applied(row, known.customer_id, row.amount_minor)
        if row.document_key and not applied:
            work.log.add(DOCUMENT_UNKNOWN, line=row.line, column="invoice_number", value=row.document_key)
        return ReceiptToPost(
            received_on=row.received_on, amount_minor=row.amount_minor, currency=row.currency, bank_account=self._money[row.method.lower()],
            counter_account=account or self._trade, customer_id=owner, payment_ref=row.payment_ref, method=row.method,
            reference=row.reference[:500], is_provisional=self._external,
            settlement=Settlement(tuple(Part(item, minor) for item, minor in applied), "file", RULE) if applied else None,
        )  # fmt: skip

    def _applied(self, row: StagedPayment, customer_id: int, amount_minor: int) -> tuple[int, int | None, list[tuple[int, int]]]:
        """Whose account the money goes to, which one, and what it settles: the document it names, of its customer or else of the only one who has it."""
        items = self._named.get((row.document_key, row.currency), []) if row.document_key else []
        owners = {item.customer_id for item in items}
        owner = customer_id if customer_id in owners or len(owners) != 1 else owners.pop()
        usable = [
            item
            for item in items
            if item.customer_id == owner and item.left_minor * amount_minor > 0 and (row.payment_ref, item.item_id) not in self._refused
        ]
        account = usable[0].account_id if usable else None
        applied, left = [], amount_minor
        for item in usable:
            if item.account_id == account and left and (part := _nearer_to_zero(item.left_minor, left)):
                applied.append((item.item_id, part))
                item.left_minor -= part
                left -= part
        return (owner if applied else customer_id), account if applied else None, applied

    def _settled_late(self, taken: list[KnownPayment]) -> Iterator[Group]:
        """Payments recorded before the document they name."""
        for known in taken:
            if known.receipt is None or not known.is_same or not known.open_minor or known.customer_id is None or known.is_decided:
                continue
            row, item_id = self._rows[known.line], known.receipt[2]
            owner, _, applied = self._applied(row, known.customer_id, -known.open_minor)
            if applied and item_id is not None and owner == known.customer_id:
                yield Group(((item_id, -sum(part for _, part in applied)), *applied), "file", RULE)


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
            row.line,
            row.payment_id,
            row.customer_id,
            row.received_on,
            row.amount_minor,
            row.currency,
            row.method,
            row.reference,
            reference_key(row.invoice_number),
        )

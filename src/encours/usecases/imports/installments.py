"""Importing installments.csv: invoices that are due in parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from encours.formats.tables.contract import InstallmentRow
from encours.kernel.issue import IssueKind
from encours.kernel.money import Money
from encours.kernel.wording import Text
from encours.store.bulk.installments import move_last_due, stage_installments, stage_splits
from encours.store.bulk.invoice_posting import post_invoices
from encours.store.load.matching import has_external_books
from encours.usecases.imports.contract import Work
from encours.usecases.imports.tables import Seen, open_table

_PART_MAX = 1_000

INVOICE_UNKNOWN = IssueKind(
    "split_document_unknown",
    "error",
    Text(en="Row {line}: there is no invoice “{value}”.", fr="Ligne {line} : la facture « {value} » n'existe pas."),
    Text(en="Import the invoices first, or correct the number.", fr="Importez d'abord les factures, ou corrigez le numéro."),
)
SUM_DIFFERS = IssueKind(
    "installments_do_not_add_up",
    "error",
    Text(
        en="Row {line}: the instalments of {value} add up to {sum}, its total is {total}.",
        fr="Ligne {line} : les échéances de {value} totalisent {sum} alors que son total est de {total}.",
    ),
    Text(en="Give all instalments of an invoice in one file.", fr="Donnez toutes les échéances d'une facture dans un même fichier."),
)
CHANGED = IssueKind(
    "split_document_changed",
    "error",
    Text(
        en="Row {line}: what the books hold of {value} is no longer its total (a correction was posted): it cannot be split.",
        fr="Ligne {line} : ce que les comptes portent de {value} n'est plus son total (une correction est passée) : elle ne peut être échelonnée.",
    ),
    Text(
        en="Import the invoice in its final form, then its instalments.",
        fr="Importez la facture dans sa forme définitive, puis ses échéances.",
    ),
)
DECIDED = IssueKind(
    "split_document_matched",
    "error",
    Text(en="Row {line}: a person matched {value}; splitting it would undo that.", fr="Ligne {line} : une personne a lettré {value} ; l'échelonner déferait ce lettrage."),
    Text(en="Undo that match first, or leave the invoice whole.", fr="Délettrez-la d'abord, ou laissez la facture entière."),
)  # fmt: skip
NUMBER = IssueKind(
    "installment_number",
    "error",
    Text(en="Row {line}: {value} is no number of an instalment.", fr="Ligne {line} : {value} n'est pas un numéro d'échéance."),
    Text(
        en="Number the instalments 1, 2, 3 … and give each an amount.",
        fr="Numérotez les échéances 1, 2, 3 … et donnez un montant à chacune.",
    ),
)
LEDGER_WHOLE = IssueKind(
    "ledger_holds_one_item",
    "warning",
    Text(
        en="{count} invoices are one item each in the imported ledger and stay whole: they fall due with their last instalment.",
        fr="{count} factures forment chacune un seul poste dans la comptabilité importée et restent entières : elles échoient avec leur dernière échéance.",
    ),
    Text(
        en="Let the accounting program post one line per instalment.",
        fr="Faites passer une ligne par échéance dans le logiciel comptable.",
    ),
)
_PROBLEMS = {"unknown": INVOICE_UNKNOWN, "sum_differs": SUM_DIFFERS, "changed": CHANGED, "decided": DECIDED}


class InstallmentHandler:
    """installments.csv. Counts are invoices."""

    kind = "installments"

    def stage(self, work: Work, stream: BinaryIO) -> None:
        table = open_table(work, stream)
        counts = work.counts
        counts.encoding = table.encoding
        external = has_external_books(work.cursor, work.scope)
        documents = stage_installments(work.cursor, work.scope, _checked(work, table.rows), external=external)
        actions: Counter[str] = Counter()
        for line, number, minor, total, currency, action in documents:
            actions[action] += 1
            if action in _PROBLEMS:
                money = (
                    {"sum": Money(minor, currency), "total": Money(total, currency)} if currency is not None and total is not None else {}
                )
                work.log.add(_PROBLEMS[action], line=line, column="invoice_number", value=number, **money)
        counts.rejected += sum(actions[action] for action in _PROBLEMS)
        counts.updated, counts.unchanged = actions["split"] + actions["external"], actions["same"]
        if whole := actions["external"]:
            work.log.add(LEDGER_WHOLE, count=whole)

    def commit(self, work: Work) -> None:
        work.progress("write", 0)
        stage_splits(work.cursor, work.scope)
        written = post_invoices(work.cursor, work.scope, recorded_at=work.recorded_at, import_id=work.import_id)
        moved = move_last_due(work.cursor, work.scope, recorded_at=work.recorded_at)
        work.counts.reversed = written.reversed
        work.counts.details |= {"items": written.items, "matches_made": written.matches, "due_dates_changed": moved}


def _checked(work: Work, rows: Iterator[object]) -> Iterator[InstallmentRow]:
    seen = Seen.of(work, "number")
    for row in rows:
        assert isinstance(row, InstallmentRow)
        if not 1 <= row.number <= _PART_MAX or not row.amount_minor:
            work.log.add(NUMBER, line=row.line, column="number", value=str(row.number))
            work.counts.rejected += 1
        elif seen.is_new((row.invoice_number, row.number), f"{row.invoice_number} n° {row.number}", row.line, row[1:]):
            yield row

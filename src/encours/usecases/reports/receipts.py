"""The journal of receipts as a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from encours.formats.exports.table import Column, Report, Table
from encours.kernel.wording import Text
from encours.store.load.companies import Company
from encours.store.load.receipt_journal import Allocated, JournalRow
from encours.usecases.receipt_journal import way_text
from encours.usecases.reports.words import CUSTOMER, NAME, YES, said

TITLE = Text(en="Receipts", fr="Encaissements")
_IN = Text(en="{title} in {currency}", fr="{title} en {currency}")
_DOCUMENTS_MOST = 200
_LEFT_OUT = Text(en="A receipt of more than {count} documents names that many.", fr="Un règlement de plus de {count} pièces n’en nomme que ce nombre.")


def receipts_report(company: Company, as_of: date, rows: Sequence[JournalRow], allocated: Mapping[int, Sequence[Allocated]]) -> Report:
    """The receipts of a filter, one table per currency."""
    columns = (
        Column("received_on", Text(en="Received on", fr="Reçu le"), "date"), Column("customer_id", CUSTOMER), Column("name", NAME, width=28),
        Column("method", Text(en="Method", fr="Mode de règlement")), Column("reference", Text(en="Reference", fr="Référence"), width=32),
        Column("amount", Text(en="Amount", fr="Montant"), "amount", total=True), Column("applied", Text(en="Applied", fr="Affecté"), "amount", total=True),
        Column("on_account", Text(en="On account", fr="En compte"), "amount", total=True), Column("documents", Text(en="Documents", fr="Pièces"), width=32),
        Column("cancelled", Text(en="Cancelled", fr="Annulé")),
    )  # fmt: skip
    currencies = sorted({row.currency for row in rows}) or [company.currency]
    sections = []
    for currency in currencies:
        cells = [
            (
                row.received_on, row.customer_code, row.customer_name, way_text(row), row.reference, row.amount_minor, row.amount_minor - row.on_account_minor, row.on_account_minor,
                ", ".join(dict.fromkeys(one.document_ref for one in allocated.get(row.item_id, ()) if one.document_ref)), YES if row.is_cancelled else None,
            )
            for row in rows
            if row.currency == currency
        ]  # fmt: skip
        several = len(currencies) > 1
        notes = (said(_LEFT_OUT, count=_DOCUMENTS_MOST),) if any(len(parts) >= _DOCUMENTS_MOST for parts in allocated.values()) else ()
        sections.append(
            Table(code=f"receipts_{currency.lower()}" if several else "receipts", title=said(_IN, title=TITLE, currency=currency) if several else TITLE, columns=columns, rows=cells, currency=currency, notes=notes)
        )  # fmt: skip
    return Report(title=TITLE, company=company.name, as_of=as_of, sections=tuple(sections))

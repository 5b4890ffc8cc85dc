"""Deductions as a report and as JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from encours.formats.exports.table import Cell, Column, Report, Table
from encours.kernel.wording import Language, Text
from encours.store.load.companies import Company
from encours.store.load.deductions import DeductionRow
from encours.usecases.deductions import STATE_WORDS, DeductionPage
from encours.usecases.reports.words import CUSTOMER, INVOICE, NAME
from encours.usecases.review.words import DEDUCTIONS

_TITLE = Text(en="Deductions", fr="Retenues")
_NO_REASON = Text(en="reason not said", fr="motif non indiqué")


def reason_words(code: str) -> Text:
    """Why a payer withheld, in words.

    >>> reason_words("price").fr, reason_words("").fr
    ('prix', 'motif non indiqué')
    """
    return DEDUCTIONS.get(code, _NO_REASON)


def deductions_report(company: Company, today: date, page: DeductionPage) -> Report:
    """One table per currency, the oldest first."""
    columns = (
        Column("deduction_id", Text(en="No.", fr="N°"), "count"), Column("customer_id", CUSTOMER), Column("name", NAME, width=24), Column("document", INVOICE, width=16),
        Column("received_on", Text(en="Paid short on", fr="Réglée le"), "date"), Column("age_days", Text(en="Age", fr="Âge"), "days"),
        Column("reason", Text(en="Reason", fr="Motif"), width=22), Column("amount", Text(en="Withheld", fr="Retenu"), "amount", total=True),
        Column("open", Text(en="Still open", fr="Reste dû"), "amount", total=True), Column("state", Text(en="State", fr="État"), width=26), Column("note", Text(en="Note", fr="Note"), width=24),
    )  # fmt: skip
    tables = []
    for currency in dict.fromkeys(one.currency for one in page.rows):
        cells: list[tuple[Cell, ...]] = [
            (
                one.id, one.customer_code, one.customer_name, one.document_ref, one.received_on, one.age_days(today), reason_words(one.reason), one.amount_minor, one.open_minor,
                STATE_WORDS[one.state], one.said or one.note or None,
            )
            for one in page.rows if one.currency == currency
        ]  # fmt: skip
        tables.append(Table(code="deductions", title=_TITLE, columns=columns, rows=cells, currency=currency))
    return Report(_TITLE, company.name, today, tuple(tables) or (Table(code="deductions", title=_TITLE, columns=columns, rows=[], currency=company.currency),))


def deduction_json(one: DeductionRow, today: date, language: Language) -> dict[str, Any]:
    """One deduction. Amounts have the sign of its document."""
    return {
        "deduction_id": one.id, "line_id": one.line_id, "item_id": one.item_id, "invoice_number": one.document_ref, "customer_key": one.customer_id, "customer_id": one.customer_code,
        "name": one.customer_name, "received_on": one.received_on, "age_days": one.age_days(today), "due_on": one.due_on, "currency": one.currency, "amount_minor": one.amount_minor,
        "accepted_minor": one.accepted_minor, "open_minor": one.open_minor, "reason": one.reason or None, "reason_told": reason_words(one.reason).say(language), "note": one.note,
        "state": one.state, "state_told": STATE_WORDS[one.state].say(language), "said": one.said, "actor": one.decided_by, "decided_at": one.decided_at,
    }  # fmt: skip

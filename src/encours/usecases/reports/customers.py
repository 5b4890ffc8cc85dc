"""The portfolio of customers as a report."""

from __future__ import annotations

from typing import Any

from encours.formats.exports.table import Cell, Column, Report, Table
from encours.kernel.wording import Text
from encours.usecases.customer_list import CustomerLine, CustomerList
from encours.usecases.reports.words import CUSTOMER, NAME, in_zone, said

_TITLE = Text(en="Customers", fr="Clients")
_IN = Text(en="Customers in {currency}", fr="Clients en {currency}")
_DELAY_NOTE = Text(
    en="Mean delay: by how many days the payments of the last three months came after the due date, weighted by amount.",
    fr="Retard moyen : de combien de jours les règlements des trois derniers mois ont suivi l’échéance, pondérés par les montants.",
)


def customers_report(found: CustomerList) -> Report:
    """One table per currency, with the sums of what is open and past due."""
    currencies = sorted({line.currency for line in found.lines}) or [found.company.currency]
    columns = (
        Column("customer_id", CUSTOMER), Column("name", NAME, width=28), Column("segment", Text(en="Segment", fr="Segment")),
        Column("open", Text(en="Outstanding", fr="Encours"), "amount", total=True), Column("overdue", Text(en="Past due", fr="Échu"), "amount", total=True),
        Column("worst", Text(en="Worst bucket", fr="Pire tranche")), Column("oldest_due_on", Text(en="Oldest due", fr="Plus ancienne échéance"), "date"),
        Column("mean_delay", Text(en="Mean delay", fr="Retard moyen"), "days"), Column("last_note", Text(en="Last note", fr="Dernière note"), "date"),
    )  # fmt: skip
    sections = tuple(
        Table(
            code="customers" if len(currencies) == 1 else f"customers_{currency.lower()}", title=_TITLE if len(currencies) == 1 else said(_IN, currency=currency), columns=columns,
            rows=[_cells(line, found) for line in found.lines if line.currency == currency], currency=currency, notes=(_DELAY_NOTE,),
        )
        for currency in currencies
    )  # fmt: skip
    return Report(_TITLE, found.company.name, found.as_of, sections, in_zone(found.known_at, found.company))


def _cells(line: CustomerLine, found: CustomerList) -> tuple[Cell, ...]:
    aged = line.aged
    noted = in_zone(line.last_note_at, found.company)
    return (
        line.customer.code, line.customer.name, line.customer.segment or None, aged.total_minor if aged else 0, aged.overdue_minor if aged else 0,
        line.worst.label if line.worst else None, aged.oldest_due_on if aged else None, line.mean_delay, noted.date() if noted else None,
    )  # fmt: skip


def customers_json(found: CustomerList) -> list[dict[str, Any]]:
    """The lines with stable keys."""
    return [
        {
            "customer_key": line.customer.id, "customer_id": line.customer.code, "name": line.customer.name, "segment": line.customer.segment, "currency": line.currency,
            "open_minor": line.aged.total_minor if line.aged else 0, "overdue_minor": line.aged.overdue_minor if line.aged else 0,
            "worst_from_days": line.worst.from_days if line.worst else None, "oldest_due_on": line.aged.oldest_due_on if line.aged else None,
            "mean_delay_days": str(line.mean_delay) if line.mean_delay is not None else None, "last_note_at": line.last_note_at,
        }
        for line in found.lines
    ]  # fmt: skip

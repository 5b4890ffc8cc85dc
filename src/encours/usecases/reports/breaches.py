"""The invoices beyond the longest terms that the law allows, as a report."""

from __future__ import annotations

from encours.formats.exports.table import Column, Report, Table
from encours.kernel.wording import Text
from encours.usecases.indicators import Indicators
from encours.usecases.reports.words import CUSTOMER, in_zone

TITLE = Text(en="Invoices beyond the longest legal term", fr="Factures au-delà du délai légal maximal")
KINDS = {"terms": Text(en="agreed terms", fr="délai convenu"), "payment": Text(en="payment", fr="règlement")}


def breaches_report(result: Indicators) -> Report:
    """One line per invoice of the period, the longest first."""
    rows = [
        (one.item_id, one.customer, KINDS[one.kind], one.days_over, one.amount_minor)
        for one in sorted(result.inputs.legal.breaches if result.inputs.legal else (), key=lambda one: (-one.days_over, one.item_id))
    ]
    columns = (
        Column("item", Text(en="Item", fr="Poste"), width=10), Column("customer", CUSTOMER, width=12), Column("by", Text(en="By", fr="Par"), width=16),
        Column("over", Text(en="Days over", fr="Jours au-delà"), "count"), Column("amount", Text(en="Amount", fr="Montant"), "amount", total=True),
    )  # fmt: skip
    table = Table(code="breaches", title=TITLE, columns=columns, rows=rows, currency=result.currency)
    return Report(TITLE, result.company.name, result.as_of, (table,), in_zone(result.known_at, result.company))

"""The statutory table of payment delays that audited French companies publish."""

from __future__ import annotations

from encours.kernel.wording import Text
from encours.receivables.indicators._figures import percent_of
from encours.receivables.indicators.contract import Indicator, Missing, Value
from encours.receivables.indicators.inputs import Inputs

_COLUMNS = (
    ("0", Text(en="0 day (indicative)", fr="0 jour (indicatif)")),
    ("1_30", Text(en="1 to 30 days", fr="1 à 30 jours")),
    ("31_60", Text(en="31 to 60 days", fr="31 à 60 jours")),
    ("61_90", Text(en="61 to 90 days", fr="61 à 90 jours")),
    ("91_more", Text(en="91 days and more", fr="91 jours et plus")),
)


def payment_delay_table(inputs: Inputs) -> Value | Missing:
    """Lay out the invoices issued and unpaid at closing: count, amount and percentage of the year's sales per column, their total from one day late on, and those excluded.

    >>> from datetime import date
    >>> from encours.receivables.indicators.inputs import DelayTable, quarter_to
    >>> closing = DelayTable(((1, 100), (3, 2000), (1, 500), (0, 0), (2, 1500)), (1, 700), 100000, Text(en="legal terms", fr="délais légaux"))
    >>> table = payment_delay_table(Inputs(as_of=date(2026, 12, 31), currency="EUR", window=quarter_to(date(2026, 12, 31)), delay_table=closing))
    >>> [(row["column"], row["count"], row["amount_minor"], str(row["percent"])) for row in table.value][-3:]
    [('91_more', 2, 1500, '1.50'), ('total', 6, 4000, '4.00'), ('excluded', 1, 700, '0.70')]
    """
    table = inputs.delay_table
    if table is None:
        return Missing(Text(en="the invoices unpaid at closing", fr="les factures impayées à la clôture"))
    late = table.columns[1:]
    cells = [
        *((code, label, count, minor) for (code, label), (count, minor) in zip(_COLUMNS, table.columns, strict=True)),
        ("total", Text(en="Total (1 day and more)", fr="Total (1 jour et plus)"), sum(c for c, _ in late), sum(m for _, m in late)),
        ("excluded", Text(en="Excluded: disputed or not recorded", fr="Exclues : litigieuses ou non comptabilisées"), *table.excluded),
    ]
    sales = table.yearly_sales_minor
    rows = tuple(
        {
            "column": code,
            "label": label.en,
            "label_fr": label.fr,
            "count": count,
            "amount_minor": minor,
            "percent": percent_of(minor, sales) if sales > 0 else None,
        }
        for code, label, count, minor in cells
    )
    note = Text(en=f"Reference terms: {table.reference_terms.en}.", fr=f"Délais de référence : {table.reference_terms.fr}.")
    return Value(rows, "table", note)


INDICATOR = Indicator(
    code="payment_delay_table",
    name=Text(en="Statutory table of payment delays", fr="Tableau des délais de paiement (D. 441-6)"),
    unit="table",
    definition=Text(
        en="Customer invoices issued and unpaid at closing, past due, by days late; disputed or unrecorded ones apart.",
        fr="Factures clients émises, non réglées et échues à la clôture, par tranche de retard ; litigieuses ou non comptabilisées à part.",
    ),
    formula=Text(
        en="count, amount and amount ÷ sales of the year × 100 for 0, 1–30, 31–60, 61–90, 91 days and more, and the total from 1 day on",
        fr="nombre, montant et montant ÷ ventes de l’exercice × 100 pour 0, 1–30, 31–60, 61–90, 91 jours et plus, et le total à partir de 1 jour",
    ),
    source="Code de commerce, art. D441-6 I (from memory, not verified on 2026-11-22)",
    example=Text(
        en="2,000 + 500 + 0 + 1,500 = 4,000 late, of 100,000 of sales: 4.00%",
        fr="2 000 + 500 + 0 + 1 500 = 4 000 échus, sur 100 000 de ventes : 4,00 %",
    ),
    compute=payment_delay_table,
)

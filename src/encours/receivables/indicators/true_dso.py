"""True DSO: the age of each open invoice, weighted by its share of the sales of its month."""

from __future__ import annotations

from fractions import Fraction

from encours.kernel.period import month_of
from encours.kernel.wording import Text
from encours.receivables.indicators._figures import NO_RECEIVABLES, NO_SALES, rounded
from encours.receivables.indicators.contract import Indicator, Missing, Value
from encours.receivables.indicators.inputs import Inputs


def true_dso(inputs: Inputs) -> Value | Missing:
    """Compute Σ open × (day − document date) / sales of the invoice's month. Invoices of months without known positive sales are left out, and the note counts those months.

    >>> from datetime import date
    >>> from encours.receivables.indicators.inputs import quarter_to
    >>> sales = {date(2026, 10, 1): 350, date(2026, 11, 1): 380}
    >>> true_dso(Inputs(as_of=date(2026, 11, 30), currency="EUR", window=quarter_to(date(2026, 11, 30)), sales_by_day=sales,
    ...                 open_age_by_month={date(2026, 10, 1): 100 * 45, date(2026, 11, 1): 200 * 20})).value
    Decimal('23.38')
    """
    if inputs.open_age_by_month is None:
        return NO_RECEIVABLES
    if not inputs.sales_by_day:
        return NO_SALES
    days, left_out = Fraction(0), 0
    for first, amount_days in inputs.open_age_by_month.items():
        sales = inputs.sales(month_of(first))
        if sales > 0:
            days += Fraction(amount_days, sales)
        else:
            left_out += 1
    note = None
    if left_out:
        note = Text(
            en=f"Invoices of {left_out} month(s) without known positive sales are left out.",
            fr=f"Les factures de {left_out} mois sans ventes positives connues sont laissées de côté.",
        )
    return Value(rounded(days), "days", note)


INDICATOR = Indicator(
    code="true_dso",
    name=Text(en="True DSO", fr="DSO réel"),
    unit="days",
    definition=Text(
        en="The age of what is open, each invoice weighing as its share of the sales of its own month.",
        fr="L’âge de ce qui est ouvert, chaque facture pesant sa part des ventes de son mois.",
    ),
    formula=Text(
        en="Σ over open invoices of (day − invoice date) × open ÷ sales of the invoice's month",
        fr="Σ sur les factures ouvertes de (date − date de facture) × reste dû ÷ ventes du mois de la facture",
    ),
    source="Oracle's definition, read 2026-11-22",
    example=Text(en="100 × 45 ÷ 350 + 200 × 20 ÷ 380 = 23.38 days", fr="100 × 45 ÷ 350 + 200 × 20 ÷ 380 = 23,38 jours"),
    compute=true_dso,
)

"""Billing cohorts: what part of each month's invoices is paid within so many days."""

from __future__ import annotations

from encours.kernel.wording import Text
from encours.receivables.indicators._figures import percent_of
from encours.receivables.indicators.contract import Indicator, Missing, Value
from encours.receivables.indicators.inputs import Inputs


def cohorts(inputs: Inputs) -> Value | Missing:
    """Compute for each month billed the percentage paid within each number of days of the document date; None while that day is still to come.

    >>> from datetime import date
    >>> from encours.receivables.indicators.inputs import Cohort, quarter_to
    >>> month = Cohort(date(2026, 9, 1), 1000, {30: 250, 60: 700, 90: None}, None)
    >>> table = cohorts(Inputs(as_of=date(2026, 11, 30), currency="EUR", window=quarter_to(date(2026, 11, 30)), cohorts=(month,)))
    >>> table.value[0]["within_60"], table.value[0]["within_90"]
    (Decimal('70.00'), None)
    """
    billed = [cohort for cohort in inputs.cohorts if cohort.billed_minor > 0]
    if not billed:
        return Missing(Text(en="months with invoices", fr="des mois facturés"))
    rows = []
    for cohort in billed:
        row: dict[str, object] = {"month": cohort.month, "billed_minor": cohort.billed_minor}
        for days, paid in sorted(cohort.paid_within.items()):
            row[f"within_{days}"] = None if paid is None else percent_of(paid, cohort.billed_minor)
        rows.append(row)
    return Value(tuple(rows), "table")


INDICATOR = Indicator(
    code="cohorts",
    name=Text(en="Billing cohorts", fr="Encaissement par mois de facturation"),
    unit="table",
    definition=Text(
        en="Of what was billed each month, the part paid within 30, 60, 90 … days.",
        fr="De ce qui a été facturé chaque mois, la part réglée en 30, 60, 90… jours.",
    ),
    formula=Text(
        en="paid within n days of the invoice date ÷ billed in the month × 100",
        fr="réglé dans les n jours de la date de facture ÷ facturé dans le mois × 100",
    ),
    source="usual definition, read 2026-11-22",
    example=Text(
        en="billed 1,000 in September, 700 paid within 60 days: 70.00%", fr="1 000 facturés en septembre, 700 réglés en 60 jours : 70,00 %"
    ),
    compute=cohorts,
)

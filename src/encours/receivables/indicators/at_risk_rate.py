"""The at-risk rate: what is still unpaid 90 days after its due date."""

from __future__ import annotations

from encours.kernel.wording import Text
from encours.receivables.indicators._figures import percent_of
from encours.receivables.indicators.contract import Indicator, Missing, Value
from encours.receivables.indicators.inputs import Inputs


def at_risk_rate(inputs: Inputs) -> Value | Missing:
    """Compute, for the latest month all of whose invoices are 90 days past due, the unpaid part in percent of what was billed.

    >>> from datetime import date
    >>> from encours.receivables.indicators.inputs import Cohort, quarter_to
    >>> months = (Cohort(date(2026, 6, 1), 20000, {}, 500), Cohort(date(2026, 9, 1), 30000, {}, None))
    >>> at_risk_rate(Inputs(as_of=date(2026, 11, 30), currency="EUR", window=quarter_to(date(2026, 11, 30)), cohorts=months)).value
    Decimal('2.50')
    """
    complete = [cohort for cohort in inputs.cohorts if cohort.unpaid_90_minor is not None and cohort.billed_minor > 0]
    if not complete:
        return Missing(
            Text(en="a month all of whose invoices are 90 days past due", fr="un mois dont toutes les factures sont échues depuis 90 jours")
        )
    last = complete[-1]
    month = f"{last.month:%m/%Y}"
    note = Text(en=f"Invoices issued in {month}.", fr=f"Factures émises en {month}.")
    return Value(percent_of(last.unpaid_90_minor or 0, last.billed_minor), "percent", note)


INDICATOR = Indicator(
    code="at_risk_rate",
    name=Text(en="At-risk rate", fr="Taux de créances à risque"),
    unit="percent",
    definition=Text(
        en="Of what was billed in a month, the part still unpaid 90 days after its due date.",
        fr="De ce qui a été facturé un mois, la part encore impayée 90 jours après son échéance.",
    ),
    formula=Text(
        en="unpaid 90 days after due date ÷ billed in the month × 100", fr="impayé 90 jours après échéance ÷ facturé dans le mois × 100"
    ),
    source="days counted from the due date, read 2026-11-22",
    example=Text(
        en="billed 200.00 in June, 5.00 unpaid 90 days past due: 2.50%",
        fr="200,00 facturés en juin, 5,00 impayés 90 jours après échéance : 2,50 %",
    ),
    compute=at_risk_rate,
)

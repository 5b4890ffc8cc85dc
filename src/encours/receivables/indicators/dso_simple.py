"""DSO, the simple way: how many days of sales are owed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from encours.kernel.period import Period
from encours.kernel.wording import Text
from encours.receivables.indicators._figures import NO_RECEIVABLES, NO_SALES, in_days, joined, period_note, receivable_note, rounded
from encours.receivables.indicators.contract import Indicator, Missing, Value
from encours.receivables.indicators.inputs import Inputs


def dso_simple(inputs: Inputs) -> Value | Missing:
    """Compute receivables / sales of the window × its days; the variants take the last 30, 90 and 365 days where sales are known that far.

    >>> from datetime import date
    >>> sales = {date(2026, 9, 1): 400, date(2026, 10, 1): 350, date(2026, 11, 1): 380}
    >>> dso_simple(Inputs(as_of=date(2026, 11, 30), currency="EUR", window=Period(date(2026, 9, 1), date(2026, 12, 1)),
    ...                   not_due_minor=620, overdue_minor=280, sales_by_day=sales)).value
    Decimal('72.48')
    """
    if inputs.receivable_minor is None:
        return NO_RECEIVABLES
    days = in_days(inputs.receivable_minor, inputs, inputs.window)
    if days is None:
        return NO_SALES
    variants: dict[str, Decimal] = {}
    end = inputs.as_of + timedelta(days=1)
    for length in (30, 90, 365):
        period = Period(end - timedelta(days=length), end)
        if inputs.known(period) == period and (other := in_days(inputs.receivable_minor, inputs, period)) is not None:
            variants[f"days_{length}"] = rounded(other)
    return Value(rounded(days), "days", joined(receivable_note(inputs), period_note(inputs, inputs.window)), variants)


INDICATOR = Indicator(
    code="dso_simple",
    name=Text(en="DSO (simple)", fr="DSO (méthode comptable)"),
    unit="days",
    definition=Text(
        en="How many days of sales, tax included, customers owe at the day.",
        fr="Combien de jours de ventes TTC les clients doivent à la date.",
    ),
    formula=Text(
        en="receivables ÷ sales of the period × days of the period", fr="encours TTC ÷ ventes TTC de la période × jours de la période"
    ),
    source="usual definition, read 2026-11-22",
    example=Text(en="900 ÷ 1,130 × 91 = 72.48 days", fr="900 ÷ 1 130 × 91 = 72,48 jours"),
    compute=dso_simple,
    variants={
        "days_30": Text(en="on the last 30 days", fr="sur les 30 derniers jours"),
        "days_90": Text(en="on the last 90 days", fr="sur les 90 derniers jours"),
        "days_365": Text(en="on the last 365 days", fr="sur les 365 derniers jours"),
    },
)

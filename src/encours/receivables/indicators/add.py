"""ADD, average days delinquent: the part of the DSO that lateness explains."""

from __future__ import annotations

from encours.kernel.wording import Text
from encours.receivables.indicators._figures import (
    NO_RECEIVABLES,
    NO_SALES,
    exhaust,
    in_days,
    joined,
    monthly_spans,
    period_note,
    receivable_note,
    rounded,
)
from encours.receivables.indicators.contract import Indicator, Missing, Value
from encours.receivables.indicators.inputs import Inputs


def add(inputs: Inputs) -> Value | Missing:
    """Compute DSO − best possible DSO, both the simple way; the variant takes both by count-back.

    >>> from datetime import date
    >>> from encours.receivables.indicators.inputs import quarter_to
    >>> sales = {date(2026, 4, 1): 120, date(2026, 5, 1): 90, date(2026, 6, 1): 100}
    >>> late = add(Inputs(as_of=date(2026, 6, 30), currency="EUR", window=quarter_to(date(2026, 6, 30)),
    ...                   not_due_minor=130, overdue_minor=120, sales_by_day=sales))
    >>> late.value, late.variants["countback"]
    (Decimal('35.23'), Decimal('35.67'))
    """
    if inputs.receivable_minor is None or inputs.not_due_minor is None:
        return NO_RECEIVABLES
    days = in_days(inputs.receivable_minor - inputs.not_due_minor, inputs, inputs.window)
    if days is None:
        return NO_SALES
    whole, _ = exhaust(inputs.receivable_minor, monthly_spans(inputs))
    best, _ = exhaust(inputs.not_due_minor, monthly_spans(inputs))
    return Value(
        rounded(days), "days", joined(receivable_note(inputs), period_note(inputs, inputs.window)), {"countback": rounded(whole - best)}
    )


INDICATOR = Indicator(
    code="add",
    name=Text(en="Average days delinquent (ADD)", fr="Retard moyen en jours de ventes (ADD)"),
    unit="days",
    definition=Text(en="The days of sales owed because customers are late.", fr="Les jours de ventes dus au retard des clients."),
    formula=Text(en="DSO − best possible DSO, both by the same method", fr="DSO − DSO minimal, par la même méthode"),
    source="usual definition, read 2026-11-22",
    example=Text(en="72.48 − 49.93 = 22.55 days", fr="72,48 − 49,93 = 22,55 jours"),
    compute=add,
    variants={"countback": Text(en="by count-back", fr="par épuisement")},
)

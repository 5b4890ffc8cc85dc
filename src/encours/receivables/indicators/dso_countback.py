"""DSO by exhaustion (count-back): whole months of sales are taken off the receivables, newest first."""

from __future__ import annotations

from encours.kernel.wording import Text
from encours.receivables.indicators._figures import (
    NO_RECEIVABLES,
    NO_SALES,
    capped_note,
    exhaust,
    joined,
    monthly_spans,
    receivable_note,
    rounded,
)
from encours.receivables.indicators.contract import Indicator, Missing, Value
from encours.receivables.indicators.inputs import Inputs


def dso_countback(inputs: Inputs) -> Value | Missing:
    """Count the days of the months whose sales the receivables stand for: the current month with its elapsed days, then whole ones, the last pro rata.

    A month without positive sales adds its days and consumes nothing. At most 36 months, or those that are known: then the note says "capped".

    >>> from datetime import date
    >>> from encours.receivables.indicators.inputs import quarter_to
    >>> sales = {date(2026, 9, 1): 400, date(2026, 10, 1): 350, date(2026, 11, 1): 380}
    >>> dso_countback(Inputs(as_of=date(2026, 11, 30), currency="EUR", window=quarter_to(date(2026, 11, 30)),
    ...                      not_due_minor=620, overdue_minor=280, sales_by_day=sales)).value
    Decimal('73.75')
    """
    if inputs.receivable_minor is None:
        return NO_RECEIVABLES
    if not inputs.sales_by_day:
        return NO_SALES
    days, left = exhaust(inputs.receivable_minor, monthly_spans(inputs))
    return Value(rounded(days), "days", joined(receivable_note(inputs), capped_note(days, left)))


INDICATOR = Indicator(
    code="dso_countback",
    name=Text(en="DSO (count-back)", fr="DSO (épuisement)"),
    unit="days",
    definition=Text(
        en="How far back one must go in sales, month by month, to find what customers owe.",
        fr="Jusqu’où remonter dans les ventes, mois par mois, pour retrouver ce que les clients doivent.",
    ),
    formula=Text(
        en="take months of sales off the receivables, newest first, adding their days; the last month pro rata; at most 36 months",
        fr="retrancher de l’encours les ventes des mois, du plus récent au plus ancien, en ajoutant leurs jours ; dernier mois au prorata ; 36 mois au plus",
    ),
    source="usual definition, read 2026-11-22",
    example=Text(
        en="900 − 380 (30 days) − 350 (31 days) = 170; 170 ÷ 400 × 30 = 12.75; total 73.75 days",
        fr="900 − 380 (30 jours) − 350 (31 jours) = 170 ; 170 ÷ 400 × 30 = 12,75 ; total 73,75 jours",
    ),
    compute=dso_countback,
)

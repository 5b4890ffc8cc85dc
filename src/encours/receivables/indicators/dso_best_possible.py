"""Best possible DSO: the DSO if nobody were late."""

from __future__ import annotations

from encours.kernel.wording import Text
from encours.receivables.indicators._figures import NO_RECEIVABLES, NO_SALES, exhaust, in_days, monthly_spans, period_note, rounded
from encours.receivables.indicators.contract import Indicator, Missing, Value
from encours.receivables.indicators.inputs import Inputs


def dso_best_possible(inputs: Inputs) -> Value | Missing:
    """Compute the DSO of what is not due yet, by the simple way; the variant takes the count-back way.

    >>> from datetime import date
    >>> from encours.receivables.indicators.inputs import quarter_to
    >>> sales = {date(2026, 4, 1): 120, date(2026, 5, 1): 90, date(2026, 6, 1): 100}
    >>> best = dso_best_possible(Inputs(as_of=date(2026, 6, 30), currency="EUR", window=quarter_to(date(2026, 6, 30)),
    ...                                 not_due_minor=130, overdue_minor=120, sales_by_day=sales))
    >>> best.value, best.variants["countback"]
    (Decimal('38.16'), Decimal('40.33'))
    """
    if inputs.not_due_minor is None:
        return NO_RECEIVABLES
    days = in_days(inputs.not_due_minor, inputs, inputs.window)
    if days is None:
        return NO_SALES
    countback, _ = exhaust(inputs.not_due_minor, monthly_spans(inputs))
    return Value(rounded(days), "days", period_note(inputs, inputs.window), {"countback": rounded(countback)})


INDICATOR = Indicator(
    code="dso_best_possible",
    name=Text(en="Best possible DSO", fr="DSO minimal (BPDSO)"),
    unit="days",
    definition=Text(en="What the DSO would be if nobody paid late.", fr="Ce que serait le DSO si personne ne payait en retard."),
    formula=Text(
        en="receivables not due ÷ sales of the period × days of the period",
        fr="encours non échu ÷ ventes TTC de la période × jours de la période",
    ),
    source="usual definition, read 2026-11-22",
    example=Text(en="620 ÷ 1,130 × 91 = 49.93 days", fr="620 ÷ 1 130 × 91 = 49,93 jours"),
    compute=dso_best_possible,
    variants={"countback": Text(en="by count-back", fr="par épuisement")},
)

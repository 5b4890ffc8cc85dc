"""DSO by exhaustion, day by day: no artefact of the length of months."""

from __future__ import annotations

from encours.kernel.wording import Text
from encours.receivables.indicators._figures import (
    NO_RECEIVABLES,
    NO_SALES,
    capped_note,
    daily_spans,
    exhaust,
    joined,
    receivable_note,
    rounded,
)
from encours.receivables.indicators.contract import Indicator, Missing, Value
from encours.receivables.indicators.inputs import Inputs


def dso_countback_daily(inputs: Inputs) -> Value | Missing:
    """Count the days back from the report whose sales the receivables stand for; a day without positive sales counts and consumes nothing.

    >>> from datetime import date
    >>> from encours.receivables.indicators.inputs import quarter_to
    >>> sales = {date(2026, 11, 28): 50, date(2026, 11, 21): 100}
    >>> dso_countback_daily(Inputs(as_of=date(2026, 11, 30), currency="EUR", window=quarter_to(date(2026, 11, 30)),
    ...                            not_due_minor=100, overdue_minor=0, sales_by_day=sales)).value
    Decimal('9.50')
    """
    if inputs.receivable_minor is None:
        return NO_RECEIVABLES
    if not inputs.sales_by_day:
        return NO_SALES
    days, left = exhaust(inputs.receivable_minor, daily_spans(inputs))
    return Value(rounded(days), "days", joined(receivable_note(inputs), capped_note(days, left)))


INDICATOR = Indicator(
    code="dso_countback_daily",
    name=Text(en="DSO (daily count-back)", fr="DSO (épuisement quotidien)"),
    unit="days",
    definition=Text(
        en="How far back one must go in sales, day by day, to find what customers owe.",
        fr="Jusqu’où remonter dans les ventes, jour par jour, pour retrouver ce que les clients doivent.",
    ),
    formula=Text(
        en="take days of sales off the receivables, newest first, counting every day; the last day pro rata",
        fr="retrancher de l’encours les ventes des jours, du plus récent au plus ancien, en comptant chaque jour ; dernier jour au prorata",
    ),
    source="usual definition, read 2026-11-22",
    example=Text(
        en="owed 100 on 30 Nov; sales 50 on 28 Nov and 100 on 21 Nov: 9 whole days and 50 ÷ 100 of a day = 9.50 days",
        fr="encours 100 au 30/11 ; ventes 50 le 28/11 et 100 le 21/11 : 9 jours entiers et 50 ÷ 100 de jour = 9,50 jours",
    ),
    compute=dso_countback_daily,
)

"""Roll rates: what passes from one bucket of lateness to the next within a month."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

from encours.kernel.period import end_of_month
from encours.kernel.wording import Text
from encours.receivables.indicators._figures import rounded
from encours.receivables.indicators.contract import Indicator, Missing, Value
from encours.receivables.indicators.inputs import Inputs


def roll_rates(inputs: Inputs) -> Value | Missing:
    """Compute, between the last two consecutive month ends, the amount of each next bucket in percent of this one a month before.

    A row per bucket but the last: `from`, `to` (labels), `rate`, and `loss` = the product of this rate and all following ones: the chance that
    an amount of this bucket reaches the last. A rate above 100 or a bucket that was empty (None) breaks no rule, but `loss` stops there (None).

    >>> from datetime import date
    >>> from encours.receivables.aging.buckets import Buckets
    >>> from encours.receivables.indicators.inputs import MonthEnd, quarter_to
    >>> ends = (MonthEnd(date(2026, 10, 31), 754, (600, 90, 40, 24, 0)), MonthEnd(date(2026, 11, 30), 819, (600, 120, 54, 27, 18)))
    >>> table = roll_rates(Inputs(as_of=date(2026, 11, 30), currency="EUR", window=quarter_to(date(2026, 11, 30)),
    ...                           buckets=Buckets((1, 31, 61, 91)), month_ends=ends))
    >>> [(str(row["rate"]), str(row["loss"])) for row in table.value]
    [('20.00', '6.08'), ('60.00', '30.38'), ('67.50', '50.63'), ('75.00', '75.00')]
    """
    pairs = [
        (before, after)
        for before, after in pairwise(inputs.month_ends)
        if after.day == end_of_month(after.day) and before.day == after.day.replace(day=1) - timedelta(days=1)
    ]
    if not pairs:
        return Missing(Text(en="two consecutive month ends", fr="deux fins de mois consécutives"))
    before, after = pairs[-1]
    labels = [bucket.label for bucket in inputs.buckets]
    rates = [
        Fraction(after.bucket_minor[i + 1], before.bucket_minor[i]) if before.bucket_minor[i] > 0 else None for i in range(len(labels) - 1)
    ]
    rows: list[dict[str, object]] = []
    loss: Fraction | None = Fraction(1)
    for i in reversed(range(len(rates))):
        rate = rates[i]
        loss = None if loss is None or rate is None else loss * rate
        rows.append(
            {
                "from": labels[i].en,
                "from_fr": labels[i].fr,
                "to": labels[i + 1].en,
                "to_fr": labels[i + 1].fr,
                "rate": None if rate is None else rounded(rate * 100),
                "loss": None if loss is None else rounded(loss * 100),
            }
        )
    note = Text(en=f"From {before.day.isoformat()} to {after.day.isoformat()}.", fr=f"Du {before.day:%d/%m/%Y} au {after.day:%d/%m/%Y}.")
    return Value(tuple(reversed(rows)), "table", note)


INDICATOR = Indicator(
    code="roll_rates",
    name=Text(en="Roll rates", fr="Taux de passage entre tranches"),
    unit="table",
    definition=Text(
        en="The part of each bucket of lateness found in the next one a month later, and chained, the part that reaches the last.",
        fr="La part de chaque tranche de retard retrouvée dans la suivante un mois après et, de proche en proche, celle qui atteint la dernière.",
    ),
    formula=Text(
        en="amount of bucket i+1 at month t+1 ÷ amount of bucket i at month t; loss = product of the following rates",
        fr="montant de la tranche i+1 au mois t+1 ÷ montant de la tranche i au mois t ; perte = produit des taux suivants",
    ),
    source="usual definition, read 2026-11-22",
    example=Text(
        en="600 → 120: 20.00%; 90 → 54: 60.00%; 40 → 27: 67.50%; 24 → 18: 75.00%; from not due: 6.08%",
        fr="600 → 120 : 20,00 % ; 90 → 54 : 60,00 % ; 40 → 27 : 67,50 % ; 24 → 18 : 75,00 % ; depuis le non échu : 6,08 %",
    ),
    compute=roll_rates,
)

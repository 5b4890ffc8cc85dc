"""Receivables turnover: how many times a year the receivables are renewed."""

from __future__ import annotations

from fractions import Fraction

from encours.kernel.wording import Text
from encours.receivables.indicators._figures import NO_RECEIVABLES, NO_SALES, joined, period_note, rounded
from encours.receivables.indicators.contract import Indicator, Missing, Value
from encours.receivables.indicators.inputs import Inputs, year_to


def turnover(inputs: Inputs) -> Value | Missing:
    """Compute the sales of twelve months / mean receivables over the month ends known; the variant is the collection period in days.

    Where the books are younger than twelve months, their sales are brought to a year by days.

    >>> from datetime import date
    >>> from encours.receivables.indicators.inputs import MonthEnd, quarter_to
    >>> ends = (MonthEnd(date(2026, 8, 31), 850, ()), MonthEnd(date(2026, 11, 30), 900, ()))
    >>> turns = turnover(Inputs(as_of=date(2026, 11, 30), currency="EUR", window=quarter_to(date(2026, 11, 30)),
    ...                         month_ends=ends, sales_by_day={date(2026, 6, 1): 4200}))
    >>> turns.value, turns.variants["collection_days"]
    (Decimal('4.80'), Decimal('76.04'))
    """
    if not inputs.month_ends:
        return NO_RECEIVABLES
    year = year_to(inputs.as_of)
    known = inputs.known(year)
    if known is None or (sales := inputs.sales(known)) <= 0:
        return NO_SALES
    mean = Fraction(sum(end.receivable_minor for end in inputs.month_ends), len(inputs.month_ends))
    if mean <= 0:
        return NO_RECEIVABLES
    turns = Fraction(sales * year.days, known.days) / mean
    count = len(inputs.month_ends)
    over = Text(en=f"Mean receivables over {count} month ends.", fr=f"Encours moyen sur {count} fins de mois.")
    return Value(rounded(turns), "ratio", joined(over, period_note(inputs, year)), {"collection_days": rounded(inputs.year_days / turns)})


INDICATOR = Indicator(
    code="turnover",
    name=Text(en="Receivables turnover", fr="Rotation du poste clients"),
    unit="ratio",
    definition=Text(en="How many times a year what is owed is renewed.", fr="Combien de fois par an l’encours se renouvelle."),
    formula=Text(
        en="sales of the year ÷ mean receivables; collection period = 365 ÷ turnover",
        fr="ventes TTC de l’année ÷ encours moyen ; délai de rotation = 365 ÷ rotation",
    ),
    source="usual definition, read 2026-11-22",
    example=Text(en="4,200 ÷ 875 = 4.80; 365 ÷ 4.80 = 76.04 days", fr="4 200 ÷ 875 = 4,80 ; 365 ÷ 4,80 = 76,04 jours"),
    compute=turnover,
    variants={"collection_days": Text(en="collection period in days", fr="délai de rotation en jours")},
)

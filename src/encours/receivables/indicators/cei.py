"""CEI, collection effectiveness: the share of what could be collected that was."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from encours.kernel.wording import Text
from encours.receivables.indicators._figures import NO_RECEIVABLES, NO_SALES, joined, period_note, receivable_note, rounded
from encours.receivables.indicators.contract import Indicator, Missing, Value
from encours.receivables.indicators.inputs import Inputs


def cei(inputs: Inputs) -> Value | Missing:
    """Compute (start + sales − end) / (start + sales − end not due) × 100 over the window; the variant divides sales by the months of the window.

    >>> from datetime import date
    >>> from encours.receivables.indicators.inputs import quarter_to
    >>> sales = {date(2026, 4, 1): 120, date(2026, 5, 1): 90, date(2026, 6, 1): 100}
    >>> effectiveness = cei(Inputs(as_of=date(2026, 6, 30), currency="EUR", window=quarter_to(date(2026, 6, 30)),
    ...                            not_due_minor=130, overdue_minor=120, receivable_at_start_minor=240, sales_by_day=sales))
    >>> effectiveness.value, effectiveness.variants["monthly_sales"]
    (Decimal('71.43'), Decimal('43.75'))
    """
    start, end, not_due = inputs.receivable_at_start_minor, inputs.receivable_minor, inputs.not_due_minor
    if start is None or end is None or not_due is None:
        return NO_RECEIVABLES
    if inputs.known(inputs.window) is None:
        return NO_SALES
    sales = Fraction(inputs.sales(inputs.window))
    whole = _effectiveness(start, sales, end, not_due)
    if whole is None:
        return Missing(Text(en="something to collect in the period", fr="quelque chose à encaisser sur la période"))
    last, first = inputs.window.end, inputs.window.start
    months = (last.year - first.year) * 12 + last.month - first.month
    variants: dict[str, Decimal] = {}
    if months > 1 and last.day == first.day and (monthly := _effectiveness(start, sales / months, end, not_due)) is not None:
        variants["monthly_sales"] = monthly
    return Value(whole, "percent", joined(receivable_note(inputs), period_note(inputs, inputs.window)), variants)


def _effectiveness(start: int, sales: Fraction, end: int, not_due: int) -> Decimal | None:
    collectable = start + sales - not_due
    return rounded((start + sales - end) / collectable * 100) if collectable > 0 else None


INDICATOR = Indicator(
    code="cei",
    name=Text(en="Collection effectiveness (CEI)", fr="Efficacité du recouvrement (CEI)"),
    unit="percent",
    definition=Text(
        en="Of all that could be collected in the period, the part that was: 100% means that nothing overdue is left.",
        fr="De tout ce qui pouvait être encaissé sur la période, la part qui l’a été : 100 % signifie qu’il ne reste rien d’échu.",
    ),
    formula=Text(
        en="(receivables at start + sales − receivables at end) ÷ (receivables at start + sales − receivables not due at end) × 100",
        fr="(encours au début + ventes − encours à la fin) ÷ (encours au début + ventes − encours non échu à la fin) × 100",
    ),
    source="usual definition, read 2026-11-22",
    example=Text(
        en="(850 + 1,130 − 900) ÷ (850 + 1,130 − 620) × 100 = 79.41%", fr="(850 + 1 130 − 900) ÷ (850 + 1 130 − 620) × 100 = 79,41 %"
    ),
    compute=cei,
    variants={"monthly_sales": Text(en="with sales divided by the number of months", fr="avec les ventes divisées par le nombre de mois")},
)

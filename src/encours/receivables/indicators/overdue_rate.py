"""The overdue rate (taux d'échus)."""

from __future__ import annotations

from encours.kernel.wording import Text
from encours.receivables.indicators._figures import NO_RECEIVABLES, percent_of, receivable_note
from encours.receivables.indicators.contract import Indicator, Missing, Value
from encours.receivables.indicators.inputs import Inputs


def overdue_rate(inputs: Inputs) -> Value | Missing:
    """Compute overdue / receivables × 100; the variants take what is more than 30, 60 and 90 days late, and the gross rate before unapplied credits.

    >>> from datetime import date
    >>> from encours.receivables.indicators.inputs import quarter_to
    >>> overdue_rate(Inputs(as_of=date(2026, 11, 30), currency="EUR", window=quarter_to(date(2026, 11, 30)), not_due_minor=620, overdue_minor=280)).value
    Decimal('31.11')
    """
    receivable, not_due, overdue = inputs.receivable_minor, inputs.not_due_minor, inputs.overdue_minor
    if receivable is None or not_due is None or overdue is None:
        return NO_RECEIVABLES
    if receivable <= 0:
        return Missing(Text(en="a positive balance owed by customers", fr="un encours clients positif"))
    late = {"over_30": inputs.overdue_over_30_minor, "over_60": inputs.overdue_over_60_minor, "over_90": inputs.overdue_over_90_minor}
    variants = {name: percent_of(minor, receivable) for name, minor in late.items() if minor is not None}
    variants["gross"] = percent_of(overdue, not_due + overdue)
    return Value(percent_of(overdue, receivable), "percent", receivable_note(inputs), variants)


INDICATOR = Indicator(
    code="overdue_rate",
    name=Text(en="Overdue rate", fr="Taux d’échus"),
    unit="percent",
    definition=Text(en="The part of what is owed whose due date has passed.", fr="La part de l’encours dont l’échéance est passée."),
    formula=Text(en="overdue ÷ receivables × 100", fr="échu ÷ encours × 100"),
    source="usual definition, read 2026-11-22",
    example=Text(en="280 ÷ 900 × 100 = 31.11%", fr="280 ÷ 900 × 100 = 31,11 %"),
    compute=overdue_rate,
    variants={
        "over_30": Text(en="more than 30 days late", fr="échu depuis plus de 30 jours"),
        "over_60": Text(en="more than 60 days late", fr="échu depuis plus de 60 jours"),
        "over_90": Text(en="more than 90 days late", fr="échu depuis plus de 90 jours"),
        "gross": Text(en="before unapplied credits", fr="avant crédits non affectés"),
    },
)

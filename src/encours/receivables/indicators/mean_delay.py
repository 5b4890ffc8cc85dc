"""Mean delay: how late payments come, weighted by amount."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from encours.kernel.wording import Text
from encours.receivables.indicators._figures import NO_PAYMENTS, ONLY_OPENINGS, openings_note, rounded
from encours.receivables.indicators.contract import Indicator, Missing, Value
from encours.receivables.indicators.inputs import Inputs


def mean_delay(inputs: Inputs) -> Value | Missing:
    """Compute Σ part × (paid − due) / Σ part over the parts paid in the window, early payments counting negatively.

    Variants: early payments counted as on time; the simple mean; with what is still overdue at its age of today.

    >>> from datetime import date
    >>> from encours.receivables.indicators.inputs import Settled, quarter_to
    >>> paid = Settled(count=3, amount_minor=8000, amount_late=5000 * 20 - 2000 * 4, amount_late_positive=5000 * 20, late=16, amount_age=482000, age=136)
    >>> delay = mean_delay(Inputs(as_of=date(2026, 11, 30), currency="EUR", window=quarter_to(date(2026, 11, 30)), settled=paid))
    >>> delay.value, delay.variants["positive_only"], delay.variants["simple_mean"]
    (Decimal('11.50'), Decimal('12.50'), Decimal('5.33'))
    """
    paid = inputs.settled
    if paid is None or paid.amount_minor <= 0 or paid.count <= 0:
        return ONLY_OPENINGS if paid is not None and paid.openings else NO_PAYMENTS
    variants = {
        "positive_only": rounded(Fraction(paid.amount_late_positive, paid.amount_minor)),
        "simple_mean": rounded(Fraction(paid.late, paid.count)),
    }
    if inputs.open_amount_days_late is not None and inputs.overdue_minor is not None:
        variants["with_open"] = rounded(Fraction(paid.amount_late + inputs.open_amount_days_late, paid.amount_minor + inputs.overdue_minor))
    return Value(mean_days(paid.amount_late, paid.amount_minor), "days", openings_note(paid), variants)


def mean_days(amount_late: int, amount_minor: int) -> Decimal:
    """Compute Σ part × days ÷ Σ part, for a company as for one customer.

    >>> mean_days(5000 * 20 - 2000 * 4, 8000)
    Decimal('11.50')
    """
    return rounded(Fraction(amount_late, amount_minor))


INDICATOR = Indicator(
    code="mean_delay",
    name=Text(en="Mean delay", fr="Retard moyen de paiement"),
    unit="days",
    definition=Text(
        en="By how many days payments came after the due date, weighted by amount; early payments count negatively.",
        fr="De combien de jours les règlements ont suivi l’échéance, pondérés par les montants ; l’avance compte négativement.",
    ),
    formula=Text(en="Σ amount × (paid day − due date) ÷ Σ amount", fr="Σ montant × (date de règlement − échéance) ÷ Σ montant"),
    source="usual definition, read 2026-11-22",
    example=Text(
        en="(1,000 × 0 + 5,000 × 20 − 2,000 × 4) ÷ 8,000 = 11.50 days; 12.50 without early payments",
        fr="(1 000 × 0 + 5 000 × 20 − 2 000 × 4) ÷ 8 000 = 11,50 jours ; 12,50 sans les avances",
    ),
    compute=mean_delay,
    variants={
        "positive_only": Text(en="early payments counted as on time", fr="avances comptées à l’heure"),
        "simple_mean": Text(en="simple mean of payments", fr="moyenne simple des règlements"),
        "with_open": Text(en="with what is still overdue", fr="avec ce qui est encore échu"),
    },
)

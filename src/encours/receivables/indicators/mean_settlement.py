"""Mean settlement time (délai moyen de paiement): from invoice to payment."""

from __future__ import annotations

from fractions import Fraction

from encours.kernel.wording import Text
from encours.receivables.indicators._figures import NO_PAYMENTS, ONLY_OPENINGS, openings_note, rounded
from encours.receivables.indicators.contract import Indicator, Missing, Value
from encours.receivables.indicators.inputs import Inputs, year_to


def mean_settlement(inputs: Inputs) -> Value | Missing:
    """Compute Σ part × (paid − document date) / Σ part over the parts paid in the window; variants: the simple mean, and the balance-sheet form.

    >>> from datetime import date
    >>> from encours.receivables.indicators.inputs import Settled, quarter_to
    >>> paid = Settled(count=3, amount_minor=8000, amount_late=92000, amount_late_positive=100000, late=16,
    ...                amount_age=1000 * 30 + 5000 * 80 + 2000 * 26, age=30 + 80 + 26)
    >>> time = mean_settlement(Inputs(as_of=date(2026, 11, 30), currency="EUR", window=quarter_to(date(2026, 11, 30)), settled=paid))
    >>> time.value, time.variants["simple_mean"]
    (Decimal('60.25'), Decimal('45.33'))
    """
    paid = inputs.settled
    if paid is None or paid.amount_minor <= 0 or paid.count <= 0:
        return ONLY_OPENINGS if paid is not None and paid.openings else NO_PAYMENTS
    variants = {"simple_mean": rounded(Fraction(paid.age, paid.count))}
    year = year_to(inputs.as_of)
    if inputs.receivable_minor is not None and inputs.known(year) == year and (sales := inputs.sales(year)) > 0:
        variants["balance_sheet"] = rounded(Fraction(inputs.receivable_minor * inputs.year_days, sales))
    return Value(rounded(Fraction(paid.amount_age, paid.amount_minor)), "days", openings_note(paid), variants)


INDICATOR = Indicator(
    code="mean_settlement",
    name=Text(en="Mean settlement time", fr="Délai moyen de paiement (DMP)"),
    unit="days",
    definition=Text(
        en="How many days passed from invoice to payment, weighted by amount.",
        fr="Combien de jours se sont écoulés de la facture au règlement, pondérés par les montants.",
    ),
    formula=Text(en="Σ amount × (paid day − invoice date) ÷ Σ amount", fr="Σ montant × (date de règlement − date de facture) ÷ Σ montant"),
    source="usual definition, read 2026-11-22",
    example=Text(
        en="(1,000 × 30 + 5,000 × 80 + 2,000 × 26) ÷ 8,000 = 60.25 days", fr="(1 000 × 30 + 5 000 × 80 + 2 000 × 26) ÷ 8 000 = 60,25 jours"
    ),
    compute=mean_settlement,
    variants={
        "simple_mean": Text(en="simple mean of payments", fr="moyenne simple des règlements"),
        "balance_sheet": Text(en="receivables ÷ sales of the year × 365", fr="encours TTC ÷ ventes TTC de l’année × 365"),
    },
)

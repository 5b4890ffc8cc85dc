"""From delivery to cash, leg by leg: where the days go."""

from __future__ import annotations

from fractions import Fraction

from encours.kernel.wording import Text
from encours.receivables.indicators._figures import rounded
from encours.receivables.indicators.contract import Indicator, Missing, Value
from encours.receivables.indicators.inputs import Inputs


def sale_to_cash(inputs: Inputs) -> Value | Missing:
    """Compute the mean days from delivery to payment, weighted by amount, over the parts paid in the window; the variants are its four legs.

    >>> from datetime import date
    >>> from encours.receivables.indicators.inputs import SaleToCash, quarter_to
    >>> sums = SaleToCash(amount_minor=100, delivery_to_issue=400, issue_to_sending=100, sending_to_due=2900, due_to_paid=1200)
    >>> days = sale_to_cash(Inputs(as_of=date(2026, 11, 30), currency="EUR", window=quarter_to(date(2026, 11, 30)), sale_to_cash=sums))
    >>> days.value, days.variants["due_to_paid"]
    (Decimal('46.00'), Decimal('12.00'))
    """
    sums = inputs.sale_to_cash
    if sums is None or sums.amount_minor <= 0:
        return Missing(
            Text(
                en="paid invoices with a delivery and a sending day",
                fr="des factures réglées avec une date de livraison et une date d’envoi",
            )
        )
    legs = {
        "delivery_to_issue": sums.delivery_to_issue,
        "issue_to_sending": sums.issue_to_sending,
        "sending_to_due": sums.sending_to_due,
        "due_to_paid": sums.due_to_paid,
    }
    variants = {name: rounded(Fraction(amount_days, sums.amount_minor)) for name, amount_days in legs.items()}
    return Value(rounded(Fraction(sum(legs.values()), sums.amount_minor)), "days", None, variants)


INDICATOR = Indicator(
    code="sale_to_cash",
    name=Text(en="Sale to cash", fr="De la livraison à l’encaissement"),
    unit="days",
    definition=Text(
        en="How many days pass from delivery to payment, and in which leg they are lost.",
        fr="Combien de jours s’écoulent de la livraison à l’encaissement, et à quelle étape ils se perdent.",
    ),
    formula=Text(
        en="Σ amount × (paid day − delivery day) ÷ Σ amount, split into delivery → issue → sending → due → paid",
        fr="Σ montant × (date de règlement − date de livraison) ÷ Σ montant, réparti : livraison → émission → envoi → échéance → règlement",
    ),
    source="usual definition, read 2026-11-22",
    example=Text(en="4 + 1 + 29 + 12 = 46.00 days", fr="4 + 1 + 29 + 12 = 46,00 jours"),
    compute=sale_to_cash,
    variants={
        "delivery_to_issue": Text(en="delivery to issue", fr="livraison → émission"),
        "issue_to_sending": Text(en="issue to sending", fr="émission → envoi"),
        "sending_to_due": Text(en="sending to due date", fr="envoi → échéance"),
        "due_to_paid": Text(en="due date to payment", fr="échéance → règlement"),
    },
)

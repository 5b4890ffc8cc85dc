"""Unapplied cash: money received that settles nothing yet (encaissements non affectés)."""

from __future__ import annotations

from decimal import Decimal

from encours.kernel.wording import Text, show_amount
from encours.receivables.indicators._figures import NO_RECEIPTS, percent_of
from encours.receivables.indicators.contract import Indicator, Missing, Value
from encours.receivables.indicators.inputs import Inputs


def unapplied_cash(inputs: Inputs) -> Value | Missing:
    """Compute the share of the period's receipts that were applied whole on the day they were recorded; variants count what waits and its oldest age.

    The note says how much waits.

    >>> from datetime import date
    >>> from encours.receivables.indicators.inputs import Received, quarter_to
    >>> day = date(2026, 11, 30)
    >>> received = Received(count=40, same_day=37, unapplied_count=3, unapplied_minor=150000, unapplied_since=date(2026, 11, 20))
    >>> cash = unapplied_cash(Inputs(as_of=day, currency="EUR", window=quarter_to(day), received=received))
    >>> cash.value, cash.variants["waiting"], cash.variants["oldest_days"]
    (Decimal('92.50'), Decimal('3'), Decimal('10'))
    """
    received = inputs.received
    if received is None or not received.count:
        return NO_RECEIPTS
    waiting = show_amount(received.unapplied_minor, inputs.currency, "en"), show_amount(received.unapplied_minor, inputs.currency, "fr")
    note = Text(en=f"{waiting[0]} received and not applied at the day.", fr=f"{waiting[1]} reçus et non affectés à la date.")
    variants = {"waiting": Decimal(received.unapplied_count)}
    if received.unapplied_since is not None:
        variants["oldest_days"] = Decimal((inputs.as_of - received.unapplied_since).days)
    return Value(percent_of(received.same_day, received.count), "percent", note, variants)


INDICATOR = Indicator(
    code="unapplied_cash",
    name=Text(en="Receipts applied the same day", fr="Encaissements affectés le jour même"),
    unit="percent",
    definition=Text(
        en="The part of the period's receipts that settled documents on the day they were recorded; beside it, what waits.",
        fr="La part des encaissements de la période affectés le jour de leur enregistrement ; à côté, ce qui attend.",
    ),
    formula=Text(
        en="receipts applied whole on the day they were recorded ÷ receipts of the period × 100",
        fr="encaissements affectés en totalité le jour de leur enregistrement ÷ encaissements de la période × 100",
    ),
    source="usual definition, read 2026-11-22",
    example=Text(en="37 of 40 receipts: 92.50%; 3 wait, the oldest for 10 days", fr="37 encaissements sur 40 : 92,50 % ; 3 attendent, le plus ancien depuis 10 jours"),
    compute=unapplied_cash,
    variants={
        "waiting": Text(en="receipts that wait, whole or in part", fr="encaissements en attente, en tout ou partie"),
        "oldest_days": Text(en="age of the oldest, in days", fr="âge du plus ancien, en jours"),
    },
)

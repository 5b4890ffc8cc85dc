"""How much of the incoming money is matched without a person, and how often that was right."""

from __future__ import annotations

from encours.kernel.wording import Text
from encours.receivables.indicators._figures import NO_RECEIPTS, percent_of
from encours.receivables.indicators.contract import Indicator, Missing, Value
from encours.receivables.indicators.inputs import Inputs


def match_rates(inputs: Inputs) -> Value | Missing:
    """Compute the share of the period's receipts that were recorded and applied whole without a person; variants give the payer alone, documents at
    least in part, and how many of the rules' older matches nobody took back within sixty days.

    >>> from datetime import date
    >>> from encours.receivables.indicators.inputs import Received, quarter_to
    >>> day = date(2026, 11, 30)
    >>> received = Received(count=200, payer_alone=190, document_alone=180, settled_alone=170, rule_matches=1000, rule_undone=1)
    >>> rates = match_rates(Inputs(as_of=day, currency="EUR", window=quarter_to(day), received=received))
    >>> rates.value, rates.variants["header"], rates.variants["invoice_level"], rates.variants["precision"]
    (Decimal('85.00'), Decimal('95.00'), Decimal('90.00'), Decimal('99.90'))
    """
    received = inputs.received
    if received is None or not received.count:
        return NO_RECEIPTS
    variants = {"header": percent_of(received.payer_alone, received.count), "invoice_level": percent_of(received.document_alone, received.count)}
    if received.rule_matches:
        variants["precision"] = percent_of(received.rule_matches - received.rule_undone, received.rule_matches)
    return Value(percent_of(received.settled_alone, received.count), "percent", None, variants)


INDICATOR = Indicator(
    code="match_rates",
    name=Text(en="Straight-through rate", fr="Taux d’affectation automatique"),
    unit="percent",
    definition=Text(
        en="The part of the period's receipts that was recorded and settled its documents whole without a person.",
        fr="La part des encaissements de la période enregistrés et affectés en totalité sans intervention.",
    ),
    formula=Text(
        en="receipts applied whole by rules ÷ receipts of the period × 100", fr="encaissements affectés en totalité par des règles ÷ encaissements de la période × 100"
    ),
    source="usual definition, read 2026-11-22",
    example=Text(en="170 of 200 receipts: 85.00%", fr="170 encaissements sur 200 : 85,00 %"),
    compute=match_rates,
    variants={
        "header": Text(en="payer found without a person", fr="payeur trouvé sans intervention"),
        "invoice_level": Text(en="documents found without a person, at least in part", fr="pièces trouvées sans intervention, au moins en partie"),
        "precision": Text(en="of the rules' matches older than sixty days, those nobody took back in sixty", fr="lettrages des règles de plus de soixante jours que personne n’a annulés en soixante"),
    },
)

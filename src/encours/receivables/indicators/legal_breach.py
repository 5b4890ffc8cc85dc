"""Legal breaches: invoices whose terms or payment exceed what the law allows."""

from __future__ import annotations

from decimal import Decimal

from encours.kernel.wording import Text
from encours.receivables.indicators._figures import percent_of
from encours.receivables.indicators.contract import Indicator, Missing, Value
from encours.receivables.indicators.inputs import Inputs


def legal_breach(inputs: Inputs) -> Value | Missing:
    """Compute the amount in breach in percent of the amount checked; variants: by number of invoices, and by kind of breach.

    >>> from datetime import date
    >>> from encours.receivables.indicators.inputs import LegalBreach, LegalCheck, quarter_to
    >>> check = LegalCheck(10, 10000, (LegalBreach("i1", "ACME", 7, 2500, "terms"),))
    >>> share = legal_breach(Inputs(as_of=date(2026, 11, 30), currency="EUR", window=quarter_to(date(2026, 11, 30)), legal=check))
    >>> share.value, share.variants["by_number"]
    (Decimal('25.00'), Decimal('10.00'))
    """
    check = inputs.legal
    if check is None or check.checked_minor <= 0 or check.checked_count <= 0:
        return Missing(Text(en="invoices subject to a legal maximum", fr="des factures soumises à un délai légal maximal"))
    variants: dict[str, Decimal] = {"by_number": percent_of(len(check.breaches), check.checked_count)}
    for kind in ("terms", "payment"):
        variants[kind] = percent_of(sum(b.amount_minor for b in check.breaches if b.kind == kind), check.checked_minor)
    total = sum(breach.amount_minor for breach in check.breaches)
    worst = max((breach.days_over for breach in check.breaches), default=0)
    note = Text(
        en=f"{len(check.breaches)} of {check.checked_count} invoices; at most {worst} {'day' if worst == 1 else 'days'} over.",
        fr=f"{len(check.breaches)} factures sur {check.checked_count} ; dépassement maximal de {worst} {'jour' if worst <= 1 else 'jours'}.",
    )
    return Value(percent_of(total, check.checked_minor), "percent", note, variants)


INDICATOR = Indicator(
    code="legal_breach",
    name=Text(en="Legal payment-time breaches", fr="Dépassements des délais légaux"),
    unit="percent",
    definition=Text(
        en="The part of what was invoiced whose agreed term, or actual payment, is later than the law allows.",
        fr="La part du facturé dont le délai convenu, ou le règlement effectif, dépasse ce que la loi permet.",
    ),
    formula=Text(en="amount in breach ÷ amount checked × 100", fr="montant en dépassement ÷ montant contrôlé × 100"),
    source="Code de commerce, art. L441-10 and L441-11 (read 2026-11-22)",
    example=Text(en="25.00 of 100.00 checked: 25.00%", fr="25,00 sur 100,00 contrôlés : 25,00 %"),
    compute=legal_breach,
    variants={
        "by_number": Text(en="by number of invoices", fr="en nombre de factures"),
        "terms": Text(en="the agreed term exceeds the maximum", fr="le délai convenu dépasse le maximum"),
        "payment": Text(en="the payment exceeds the maximum", fr="le règlement dépasse le maximum"),
    },
)

"""The latest due date French law allows, and the breaches worth a warning. The table of rules is `legal_caps.csv`, with its sources."""

from __future__ import annotations

import csv
from datetime import date
from importlib import resources

from encours.countries.contract import CustomerKind, LegalCap
from encours.kernel.issue import IssueKind
from encours.kernel.wording import Text
from encours.receivables.terms import due_dates, parse_terms

BREACH = IssueKind(
    "legal_cap_exceeded",
    "warning",
    Text(
        en="The due date exceeds the legal maximum by {days} days ({rule}).",
        fr="L’échéance dépasse le maximum légal de {days} jours ({rule}).",
    ),
    Text(
        en="Shorten the terms, or record the stipulation or sector rule that allows them.",
        fr="Raccourcissez le délai, ou enregistrez la stipulation ou la règle sectorielle qui l’autorise.",
    ),
)
"""A warning, never a block: the invoice stays owed, but both parties risk a fine (Code de commerce, art. L441-16)."""

_PUBLIC: dict[CustomerKind, str] = {"state": "STATE", "hospital": "HOSPITAL", "public_undertaking": "PUBLIC_UNDERTAKING"}


def _load() -> dict[str, dict[str, str]]:
    text = resources.files(__package__).joinpath("legal_caps.csv").read_text(encoding="utf-8")
    return {row["code"]: row for row in csv.DictReader(text.splitlines())}


RULES = _load()
SECTORS = frozenset({"FRESH", "CATTLE", "ALCOHOL", "WINE", "TRANSPORT"})


def legal_cap(
    *,
    issued_on: date,
    customer: CustomerKind = "business",
    delivered_on: date | None = None,
    received_on: date | None = None,
    product_family: str | None = None,
    periodic: bool = False,
    stipulated: str | None = None,
    agreed: bool = True,
) -> LegalCap | None:
    """Say the latest lawful due date of an invoice; None for consumers, whom these rules do not cover.

    First the sector of the product, then the public customer, then terms that were never agreed, then periodic invoices, then 45
    days end of month by the stipulated reading (`FDM45_A` or `FDM45_B`), else 60 days after issue. For a public customer
    `received_on` is the receipt of the payment request; where nothing is agreed, `delivered_on` is the receipt of the goods.

    Source: Code de commerce, art. L441-10 and L441-11; Code de la commande publique, art. R2192-10 and R2192-11 (read 2026-11-22).

    >>> legal_cap(issued_on=date(2026, 1, 2)).due_on, legal_cap(issued_on=date(2026, 1, 2), stipulated="FDM45_B").due_on
    (datetime.date(2026, 3, 3), datetime.date(2026, 3, 17))
    """
    if customer == "consumer":
        return None
    code = _rule_code(customer, product_family, periodic, stipulated, agreed)
    rule = RULES[code]
    latest = None
    for name in rule["terms"].split():
        terms = parse_terms(name)
        assert terms is not None, name
        receipt = delivered_on if code == "NOTHING_AGREED" else received_on
        [installment] = due_dates(terms, total_minor=0, issued_on=issued_on, delivered_on=delivered_on, received_on=receipt)
        if latest is None or installment.due_on > latest.due_on:
            latest = installment
    assert latest is not None
    source = f"{rule['source']} (read {rule['read_on']})"
    return LegalCap(latest.due_on, code, Text(en=rule["label_en"], fr=rule["label_fr"]), source, latest.assumed)


def _rule_code(customer: CustomerKind, product_family: str | None, periodic: bool, stipulated: str | None, agreed: bool) -> str:
    if product_family in SECTORS:
        return "FRESH_PERIODIC" if product_family == "FRESH" and periodic else product_family
    if customer in _PUBLIC:
        return _PUBLIC[customer]
    if not agreed:
        return "NOTHING_AGREED"
    if periodic:
        return "PERIODIC"
    return stipulated if stipulated in ("FDM45_A", "FDM45_B") else "AGREED60"

"""The small world that the tests of matching share."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from encours.receivables.matching.calibration import Calibration
from encours.receivables.matching.contract import Matching, OpenItem, Receipt
from encours.receivables.matching.engine import match
from encours.receivables.matching.payer import KnownCustomer, Payers

D = date(2026, 3, 1)
IBAN_A = "FR7630001007941234567890185"
PAYERS = Payers.of(
    [
        KnownCustomer("A", "SARL Alpha", ibans=("FR76 3000 1007 9412 3456 7890 185",), codes=("CLI00042",), siren="732829320", mandates=("RUM-A-1",)),
        KnownCustomer("B", "Bêta SAS", aliases=("Beta Services",), ibans=("FR14 2004 1010 0505 0001 3M02 606",)),
        KnownCustomer("G", "Groupe Gamma", ibans=("DE89370400440532013000",), pays_for=("G1", "G2")),
        KnownCustomer("G1", "Gamma Un"),
        KnownCustomer("G2", "Gamma Deux"),
        KnownCustomer("M", "Menuiserie du Moulin"),
        KnownCustomer("N", "Menuiserie du Moutier"),
    ]
)  # fmt: skip


class Trusting(Calibration):
    """A calibration in which every rule has been right: what then keeps an answer from being recorded is something else."""

    def may_post(self, rule: str) -> bool:
        return True


TRUSTING = Trusting()


def item(id: str, minor: int, customer: str = "A", ref: str = "", day: int = -40, **more: Any) -> OpenItem:
    issued = D + timedelta(day)
    return OpenItem(
        id, customer, more.pop("currency", "EUR"), minor, issued, more.pop("due_on", issued + timedelta(30)), document_ref=ref, **more
    )


def receipt(minor: int, text: str = "", id: str = "r1", day: int = 0, **more: Any) -> Receipt:
    return Receipt(id, more.pop("currency", "EUR"), minor, D + timedelta(day), remittance=text, **more)


def from_a(minor: int, text: str = "", **more: Any) -> Receipt:
    """A receipt from the account of customer A."""
    return receipt(minor, text, counterparty_iban=IBAN_A, **more)


def run(lines: list[Receipt], items: list[OpenItem], **more: Any) -> Matching:
    """Match with every rule trusted."""
    return match(lines, items, more.pop("payers", PAYERS), calibration=more.pop("calibration", TRUSTING), **more)


def shown(found: Matching) -> list[tuple[str, str, str]]:
    return [(" ".join(dict.fromkeys(a.item for a in p.applications)), p.rule, p.decision) for p in found.proposals]


def parts(found: Matching, rank: int = 0) -> list[tuple[str, int, str]]:
    return [(a.item, a.amount_minor, a.kind) for a in found.proposals[rank].applications]


def against(found: Matching) -> set[str]:
    return {reason.code for p in found.proposals for reason in p.counter_evidence}

"""Who paid: what is known of payers, and what a receipt says about its own.

The order is that of capabilities CASH-02: stated, account seen before, creditor reference and documents named, codes and legal
identifiers in the text, the exact name. Names that merely look alike decide nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from stdnum.fr import siren

from encours.kernel.normal import name_key, reference_key
from encours.receivables.matching import reasons
from encours.receivables.matching.contract import Evidence, EvidenceKind, Receipt
from encours.receivables.matching.references import SHORTEST_NUMBER, rows, runs, texts_of

# Legal forms say nothing about who it is, and payers leave them out.
LEGAL_FORMS = frozenset(
    [
        "SA",
        "SAS",
        "SASU",
        "SARL",
        "EURL",
        "SNC",
        "SCI",
        "SCA",
        "SCOP",
        "EI",
        "EIRL",
        "GIE",
        "SCEA",
        "EARL",
        "GAEC",
        "SELARL",
        "GMBH",
        "AG",
        "KG",
        "OHG",
        "UG",
        "BV",
        "NV",
        "SRL",
        "SPA",
        "SL",
        "LTD",
        "PLC",
        "LLC",
        "INC",
        "LLP",
        "BVBA",
    ]
)
# What French banks write before the payer's name in a label.
_BANK_WORDS = frozenset(["VIR", "VIREMENT", "SEPA", "INST", "RECU", "RECUE", "DE", "DU", "EMIS", "FAVEUR", "VRT", "TRANSFER", "CREDIT"])


_INITIALS = re.compile(r"\b[A-Z](?: [A-Z])+\b")

_Sign = tuple[frozenset[str], EvidenceKind, str, str, int | None]


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """What the books know of one customer. `group` is shared by customers that may pay for one another; `pays_for` names others it pays for."""

    id: str
    name: str = ""
    aliases: tuple[str, ...] = ()
    ibans: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    siren: str = ""
    vat_number: str = ""
    group: str = ""
    pays_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Payers:
    """The directory: from what a bank line may hold to the customers it points to."""

    ibans: Mapping[str, frozenset[str]] = field(default_factory=dict)
    names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    families: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, customers: Iterable[KnownCustomer]) -> Payers:
        """The directory of `customers`."""
        ibans: dict[str, set[str]] = {}
        names: dict[str, set[str]] = {}
        codes: dict[str, set[str]] = {}
        groups: dict[str, set[str]] = {}
        links: dict[str, set[str]] = {}
        for customer in customers:
            for iban in customer.ibans:
                ibans.setdefault(reference_key(iban), set()).add(customer.id)
            for name in (customer.name, *customer.aliases):
                if payer_name_key(name):
                    names.setdefault(payer_name_key(name), set()).add(customer.id)
            legal = (customer.siren,) if siren.is_valid(customer.siren) else ()
            for code in (*customer.codes, *legal, customer.vat_number):
                key = reference_key(code)
                if len(key) >= SHORTEST_NUMBER and any(character.isdigit() for character in key):
                    codes.setdefault(_code_key(code), set()).add(customer.id)
            if customer.group:
                groups.setdefault(customer.group, set()).add(customer.id)
            links.setdefault(customer.id, {customer.id}).update(customer.pays_for)
        for members in groups.values():
            for member in members:
                links[member] |= members
        return cls(_frozen(ibans), _frozen(names), _frozen(codes), {who: frozenset(whom) for who, whom in links.items() if len(whom) > 1})

    def pays_for(self, customer: str) -> frozenset[str]:
        """The customers whose items `customer` may pay: itself first of all."""
        return self.families.get(customer) or frozenset((customer,))


@dataclass(frozen=True, slots=True)
class Payer:
    """Who may have paid. `customers` is empty when nothing tells, has several members when the signs allow several or contradict."""

    customers: frozenset[str] = frozenset()
    evidence: tuple[Evidence, ...] = ()
    counter_evidence: tuple[Evidence, ...] = ()

    @property
    def known(self) -> str | None:
        """The one customer that the signs point to, when they agree."""
        return next(iter(self.customers)) if len(self.customers) == 1 and not self.counter_evidence else None


def payer_name_key(name: str) -> str:
    """The key of a payer's name: no accents, no legal form, no word that banks put before it.

    >>> payer_name_key("VIR SEPA SARL Électricité du Midi")
    'ELECTRICITE DU MIDI'
    >>> payer_name_key("Alpha S.A.R.L.")
    'ALPHA'
    """
    words = _INITIALS.sub(lambda found: found[0].replace(" ", ""), name_key(name)).split()
    while words and words[0] in _BANK_WORDS:
        words.pop(0)
    return " ".join(word for word in words if word not in LEGAL_FORMS)


def find_payer(receipt: Receipt, payers: Payers) -> Payer:
    """What `receipt` says about who paid, apart from the documents it names.

    Signs that allow several customers are narrowed by the next ones; signs that contradict each other are reported and decide nothing.
    """
    signs: list[_Sign] = []
    if receipt.customer is not None:
        signs.append((frozenset((receipt.customer,)), reasons.STATED, "", "", None))
    owners = payers.ibans.get(reference_key(receipt.counterparty_iban)) if receipt.counterparty_iban else None
    if owners:
        signs.append((owners, reasons.IBAN, "", "", None))
    signs.extend((named, reasons.CODE, fragment, where, start) for named, fragment, where, start in _codes_in(receipt, payers))
    for where, text in (("counterparty_name", receipt.counterparty_name), ("remittance", receipt.remittance)):
        named = payers.names.get(payer_name_key(text)) if text else None
        if named:
            signs.append((named, reasons.NAME, text.strip(), where, 0))
            break
    if not signs:
        return Payer()
    agreed = signs[0][0]
    evidence: list[Evidence] = []
    for customers, kind, fragment, where, start in signs:
        common = agreed & customers
        if not common and not any(payers.pays_for(one) & customers for one in agreed):
            everyone = agreed.union(*(sign[0] for sign in signs))
            told = Evidence(reasons.PAYERS_DISAGREE, {"payers": ", ".join(sorted(everyone))})
            return Payer(everyone, tuple(evidence), (told,))
        # A group's company that signs for another keeps the first, stronger sign.
        agreed = common or agreed
        shown: dict[str, object] = {"customer": ", ".join(sorted(customers))}
        evidence.append(Evidence(kind, {**shown, "fragment": fragment, "field": where} if where else shown, start))
    return Payer(agreed, tuple(evidence))


def _codes_in(receipt: Receipt, payers: Payers) -> Iterable[tuple[frozenset[str], str, str, int]]:
    if not payers.codes:
        return
    for where, text in texts_of(receipt):
        found = runs(text)
        seen_to = -1
        for together, _, _, first, last in rows(found[:100]):
            named = payers.codes.get(together)
            if named and first > seen_to:
                seen_to = last
                yield named, text[found[first].start : found[last].end], where, found[first].start


def _code_key(code: str) -> str:
    return next((together for together, _, _, first, last in _whole_rows(code)), reference_key(code))


def _whole_rows(code: str) -> Iterable[tuple[str, str, int, int, int]]:
    found = runs(code)
    return (row for row in rows(found) if row[3] == 0 and row[4] == len(found) - 1)


def _frozen(sets: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(members) for key, members in sets.items()}

"""Who paid: what is known of payers, and what a receipt says about its own.

The order: stated, account seen before, mandate, codes and legal identifiers in the text, the name, a name
that is like one customer's and no other's. Documents named are judged elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from stdnum.fr import siren

from encours.kernel.normal import reference_key
from encours.receivables.matching import reasons
from encours.receivables.matching.contract import Evidence, EvidenceKind, Receipt
from encours.receivables.matching.index import Reading
from encours.receivables.matching.keys import rows
from encours.receivables.matching.names import CLOSE, NameIndex, payer_name_key, person_key
from encours.receivables.matching.references import SHORTEST_NUMBER, runs
from encours.receivables.matching.said import on_behalf

__all__ = ["WEAK_SIGNS", "KnownCustomer", "Learned", "Payer", "Payers", "find_payer", "payer_name_key"]


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
    mandates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Payers:
    """The directory: from what a bank line may hold to the customers it points to."""

    ibans: Mapping[str, frozenset[str]] = field(default_factory=dict)
    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    mandates: Mapping[str, frozenset[str]] = field(default_factory=dict)
    families: Mapping[str, frozenset[str]] = field(default_factory=dict)
    names: NameIndex = field(default_factory=lambda: NameIndex(()))
    with_account: frozenset[str] = frozenset()

    @classmethod
    def of(cls, customers: Iterable[KnownCustomer]) -> Payers:
        """The directory of `customers`."""
        ibans: dict[str, set[str]] = {}
        codes: dict[str, set[str]] = {}
        mandates: dict[str, set[str]] = {}
        groups: dict[str, set[str]] = {}
        links: dict[str, set[str]] = {}
        names: list[tuple[str, str]] = []
        for customer in customers:
            for iban in customer.ibans:
                ibans.setdefault(reference_key(iban), set()).add(customer.id)
            for mandate in customer.mandates:
                mandates.setdefault(reference_key(mandate), set()).add(customer.id)
            names += [(name, customer.id) for name in (customer.name, *customer.aliases)]
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
        families = {who: frozenset(whom) for who, whom in links.items() if len(whom) > 1}
        owners = frozenset(owner for found in ibans.values() for owner in found)
        return cls(_frozen(ibans), _frozen(codes), _frozen(mandates), families, NameIndex(names), owners)

    def pays_for(self, customer: str) -> frozenset[str]:
        """The customers whose items `customer` may pay: itself first of all."""
        return self.families.get(customer) or frozenset((customer,))


@lru_cache(maxsize=65536)
def account_key(iban: str) -> str:
    """An account number without blanks, in capitals."""
    return reference_key(iban)


class Learned:
    """What the sure answers of this run say about accounts and names: who was paid for from them. Only unanimous ones tell anything."""

    def __init__(self, before: Learned | None = None) -> None:
        """`before` is what was known already; it is asked too and not changed."""
        self._before = before
        self._accounts: dict[str, Counter[str]] = {}
        self._names: dict[str, Counter[str]] = {}
        self.told: dict[tuple[object, ...], Evidence] = {}
        """Reasons given already: the same sign of the same payer is one value, however many lines have it."""

    def note(self, receipt: Receipt, customer: str) -> None:
        """Remember that `receipt` paid for `customer`."""
        if receipt.counterparty_iban:
            self._accounts.setdefault(account_key(receipt.counterparty_iban), Counter())[customer] += 1
        if receipt.counterparty_name:
            self._names.setdefault(person_key(receipt.counterparty_name), Counter())[customer] += 1

    def account(self, iban: str) -> tuple[str, int] | None:
        """The one customer paid for from this account so far, and how often."""
        key = account_key(iban)
        return _only(self._accounts.get(key), self._before._accounts.get(key) if self._before else None)

    def name(self, name: str) -> tuple[str, int] | None:
        """The one customer paid for under this name so far, and how often."""
        key = person_key(name)
        return _only(self._names.get(key), self._before._names.get(key) if self._before else None)


def _only(new: Counter[str] | None, old: Counter[str] | None) -> tuple[str, int] | None:
    counts = new + old if new and old else new or old
    return next(iter(counts.items())) if counts and len(counts) == 1 else None


@dataclass(frozen=True, slots=True)
class Payer:
    """Who may have paid. `customers` is empty when nothing tells, has several members when the signs allow several or contradict.

    `signs` are the codes of the signs, the strongest first.
    """

    customers: frozenset[str] = frozenset()
    evidence: tuple[Evidence, ...] = ()
    counter_evidence: tuple[Evidence, ...] = ()
    signs: tuple[str, ...] = ()

    @property
    def known(self) -> str | None:
        """The one customer that the signs point to, when they agree."""
        return next(iter(self.customers)) if len(self.customers) == 1 and not self.counter_evidence else None

    @property
    def is_sure(self) -> bool:
        """Whether one customer is known by more than a name that is like its own."""
        return self.known is not None and self.rule != "payer_like"

    @property
    def rule(self) -> str:
        """How sure the payer is, as a part of a rule's name."""
        if self.counter_evidence:
            return "payer_conflict"
        if len(self.customers) != 1:
            return "payer_several" if self.customers else "payer_unknown"
        return _SURENESS[min(self.signs, key=_STRENGTH.index)]


# How sure the strongest sign makes the payer, the surest first, as a part of a rule's name.
_SURENESS = {
    "stated": "payer_known", "behalf": "payer_behalf", "iban": "payer_known", "mandate": "payer_known", "code": "payer_known", "learned": "payer_seen",
    "name": "payer_named", "learned_name": "payer_named", "near": "payer_like", "far": "payer_like",
}  # fmt: skip
_STRENGTH = tuple(_SURENESS)
WEAK_SIGNS = frozenset({"near", "far", "learned_name"})
"""Signs of the payer that a document named in full, and paid to the cent, outweighs."""
_NOBODY = Payer()
# Signs that the lines of one payer have in common.
_RECURRING = frozenset({"iban", "mandate", "name", "near", "far"})
_Sign = tuple[str, frozenset[str], EvidenceKind, dict[str, object], int | None]


def find_payer(receipt: Receipt, payers: Payers, readings: Sequence[Reading], learned: Learned | None = None) -> Payer:
    """What `receipt` says about who paid, apart from the documents it names.

    Signs that allow several customers are narrowed by the next ones; signs that contradict each other are reported and decide nothing. A name
    that is merely like a customer's never contradicts a stronger sign.
    """
    agreed: frozenset[str] = frozenset()
    everyone: frozenset[str] = frozenset()
    evidence: list[Evidence] = []
    signs: list[str] = []
    told = learned.told if learned is not None else {}
    for code, customers, kind, values, start in _signs(receipt, payers, readings, learned):
        if not agreed:
            agreed = everyone = customers
        else:
            common = agreed & customers
            if not common and not any(payers.pays_for(one) & customers for one in agreed):
                if code in ("near", "far", "learned", "learned_name"):
                    continue
                everyone |= customers
                against = Evidence(reasons.PAYERS_DISAGREE, {"payers": ", ".join(sorted(everyone))})
                return Payer(everyone, tuple(evidence), (against,), tuple(signs))
            # A group's company that signs for another keeps the first, stronger sign.
            agreed = common or agreed
        if code not in signs:
            signs.append(code)
        sign = (code, customers, start, *values.values())
        reason = told.get(sign)
        if reason is None:
            reason = Evidence(kind, {"customer": ", ".join(sorted(customers)), **values}, start)
            if code in _RECURRING:
                told[sign] = reason
        evidence.append(reason)
    return Payer(agreed, tuple(evidence), (), tuple(signs)) if agreed else _NOBODY


def _signs(receipt: Receipt, payers: Payers, readings: Sequence[Reading], learned: Learned | None) -> Iterator[_Sign]:
    told = False
    behalf = on_behalf(receipt.remittance)
    if behalf and (paid_for := payers.names.begins(behalf)):
        yield "behalf", paid_for, reasons.BEHALF, {"fragment": behalf, "field": "remittance"}, None
        return
    if receipt.customer is not None:
        yield "stated", frozenset((receipt.customer,)), reasons.STATED, {}, None
        told = True
    if receipt.counterparty_iban and (owners := payers.ibans.get(account_key(receipt.counterparty_iban))):
        yield "iban", owners, reasons.IBAN, {}, None
        told = True
    if receipt.mandate_reference and (owners := payers.mandates.get(reference_key(receipt.mandate_reference))):
        yield "mandate", owners, reasons.MANDATE, {"fragment": receipt.mandate_reference}, None
        told = True
    for named, fragment, where, start in _codes_in(readings, payers):
        yield "code", named, reasons.CODE, {"fragment": fragment, "field": where}, start
        told = True
    name = receipt.counterparty_name
    owners_by_name = payers.names.whole(name) if name else frozenset()
    if owners_by_name:
        yield "name", owners_by_name, reasons.NAME, {"fragment": name.strip(), "field": "counterparty_name"}, 0
        told = True
    elif receipt.remittance and not name:
        whole = payers.names.whole(receipt.remittance)
        for named, words in [(whole, receipt.remittance.strip())] if whole else payers.names.inside(receipt.remittance):
            yield "name", named, reasons.NAME, {"fragment": words, "field": "remittance"}, None
            told = True
            break
    if learned is not None and receipt.counterparty_iban and (seen := learned.account(receipt.counterparty_iban)):
        yield "learned", frozenset((seen[0],)), reasons.SEEN_ACCOUNT, {"count": seen[1]}, None
        told = True
    if learned is not None and name and not told and (seen := learned.name(name)):
        yield "learned_name", frozenset((seen[0],)), reasons.SEEN_NAME, {"count": seen[1], "fragment": name}, None
    alike = payers.names.alike(name) if name and not owners_by_name else ()
    if alike and (not told or len(alike) == 1):
        code = "near" if alike[0].score > CLOSE else "far"
        yield code, frozenset(one.customer for one in alike), reasons.LIKE_NAME, {"fragment": name.strip(), "field": "counterparty_name"}, 0


def _codes_in(readings: Iterable[Reading], payers: Payers) -> Iterable[tuple[frozenset[str], str, str, int]]:
    if not payers.codes:
        return
    for where, text, found, rows_of in readings:
        seen_to = -1
        for together, _, first, last in rows_of:
            named = payers.codes.get(together)
            if named and first > seen_to:
                seen_to = last
                yield named, text[found[first].start : found[last].end], where, found[first].start


def _code_key(code: str) -> str:
    found = runs(code)
    return next((together for together, _, first, last in rows(found) if first == 0 and last == len(found) - 1), reference_key(code))


def _frozen(sets: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    known: dict[frozenset[str], frozenset[str]] = {}
    return {key: known.setdefault(found, found) for key, members in sets.items() if (found := frozenset(members))}

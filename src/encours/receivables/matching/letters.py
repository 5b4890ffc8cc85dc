"""Lettering a ledger without bank text: which credits of an account settle which debits (lettrage of an imported FEC)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import replace
from typing import Literal

from encours.receivables.matching import reasons
from encours.receivables.matching.by_amount import by_amount
from encours.receivables.matching.by_reference import by_reference
from encours.receivables.matching.contract import Evidence, OpenItem, Proposal, Receipt
from encours.receivables.matching.payer import Payer, Payers
from encours.receivables.matching.pool import Pool
from encours.receivables.matching.references import ReferenceIndex
from encours.receivables.matching.solution import Solution, judge, proposal

Side = Literal["customer", "supplier"]
_NOBODY = Payers()


def propose_letters(
    items: Iterable[OpenItem], *, side: Side = "customer", refused_pairs: Set[tuple[str, str]] = frozenset()
) -> list[Proposal]:
    """The letter groups that the open lines of each account, customer and currency give.

    A proposal's `receipt` is the credit that closes the group (on the supplier side the debit), its applications are the other lines.
    Three rules are automatic: documents named by the credit that sum to it; a single debit and a single credit of one amount, the
    credit not before the debit; all lines open that day when the credit is the only one among them. Amounts that come back are paired
    in order and only suggested, so are sums of the oldest lines.
    """
    sign = 1 if side == "customer" else -1
    accounts: dict[tuple[str, str, str], list[OpenItem]] = {}
    for item in items:
        turned = item if sign == 1 else replace(item, open_minor=-item.open_minor)
        accounts.setdefault((item.account, item.customer, item.currency), []).append(turned)
    refused = frozenset(refused_pairs)
    found = [made for key in sorted(accounts) for made in _Account(accounts[key], refused).propose()]
    return found if sign == 1 else [_turned(made) for made in found]


def _turned(made: Proposal) -> Proposal:
    return replace(made, applications=tuple(replace(one, amount_minor=-one.amount_minor) for one in made.applications))


class _Account:
    """The open lines of one account: an ageing pool of them all, in which each credit in turn plays the receipt."""

    def __init__(self, items: list[OpenItem], refused: frozenset[tuple[str, str]]) -> None:
        # A ledger line is as old as its entry: due dates, which imported lines rarely have, do not order them.
        self._pool = Pool(replace(item, due_on=None) for item in items)
        self._refused = refused
        self._payer = Payer(frozenset((items[0].customer,)))
        self._ranks = {item.id: rank for rank, item in enumerate(self._pool.items)}
        self._index = ReferenceIndex(item if item.open_minor > 0 else _unnamed(item) for item in self._pool.items)
        credits = sorted((i for i in self._pool.items if i.open_minor < 0), key=lambda i: (i.issued_on, i.id))
        self._credits = [(item, _as_receipt(item)) for item in credits]
        self._repeats = Counter(-item.open_minor for item in credits)

    def propose(self) -> list[Proposal]:
        made: dict[str, Proposal] = {}
        for rule in (self._named, self._only_pair, self._everything):
            for item, receipt in self._credits:
                if self._pool.is_open(self._ranks[item.id]):
                    self._keep(made, item, receipt, rule(receipt), only_automatic=True)
        for item, receipt in self._credits:
            if self._pool.is_open(self._ranks[item.id]):
                self._keep(made, item, receipt, self._named(receipt) or self._suggested(receipt), only_automatic=False)
        return [made[item.id] for item, _ in self._credits if item.id in made]

    def _keep(self, made: dict[str, Proposal], item: OpenItem, receipt: Receipt, answers: list[Solution], *, only_automatic: bool) -> None:
        """Keep the first answer, and take its lines out of the account: a suggestion too, or the next credits would all show the same lines."""
        own = self._ranks[item.id]
        answers = [judge(answer, receipt, self._pool, refused=self._refused) for answer in answers if own not in answer.ranks]
        if not answers or (only_automatic and not (len(answers) == 1 and answers[0].is_automatic)):
            return
        self._pool.take((own, *answers[0].ranks), item.id)
        made[item.id] = proposal(answers[0], receipt, self._pool, payer=item.customer)

    def _named(self, receipt: Receipt) -> list[Solution]:
        hits = self._index.find(receipt)
        answers = by_reference(receipt, hits, self._pool, self._payer, _NOBODY) if hits else []
        return [answer for answer in answers if answer.rule != "references_partial"]

    def _only_pair(self, receipt: Receipt) -> list[Solution]:
        answers = [answer for answer in self._by_amount(receipt) if answer.rule == "single_amount"]
        if self._repeats[receipt.amount_minor] > 1:
            return [answer.against((Evidence(reasons.IN_ORDER),)) for answer in answers]
        return answers

    def _everything(self, receipt: Receipt) -> list[Solution]:
        return [answer for answer in self._by_amount(receipt) if answer.rule == "all_open"]

    def _suggested(self, receipt: Receipt) -> list[Solution]:
        answers = self._by_amount(receipt)
        if self._repeats[receipt.amount_minor] > 1:
            return [answer.against((Evidence(reasons.IN_ORDER),)) for answer in answers]
        return answers

    def _by_amount(self, receipt: Receipt) -> list[Solution]:
        """The amount's answers, without the credit itself; other credits inside one make it a suggestion."""
        answers = by_amount(receipt, self._pool, self._payer, _NOBODY, without=self._ranks[receipt.id])
        several = (Evidence(reasons.SEVERAL_CREDITS),)
        return [a.against(several) if any(self._pool.items[rank].open_minor < 0 for rank in a.ranks) else a for a in answers]


def _unnamed(item: OpenItem) -> OpenItem:
    """A credit often carries the number of what it settles: that must not make it look like the document of that number."""
    return replace(item, document_ref="", po_number="", creditor_reference="", other_references=())


def _as_receipt(item: OpenItem) -> Receipt:
    return Receipt(
        id=item.id,
        currency=item.currency,
        amount_minor=-item.open_minor,
        received_on=item.issued_on,
        customer=item.customer,
        remittance=item.label,
        creditor_reference=item.creditor_reference,
        end_to_end_id=item.document_ref,
    )

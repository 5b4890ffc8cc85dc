"""Documents paid in part: an instalment that is announced, something held back, a sum mistyped, or just less."""

from __future__ import annotations

from collections.abc import Sequence

from encours.receivables.matching import reasons
from encours.receivables.matching.answer import Part, money, spread
from encours.receivables.matching.book import Book
from encours.receivables.matching.contract import Evidence, Receipt
from encours.receivables.matching.fit import Fit, is_fee, is_from_abroad, mistyped
from encours.receivables.matching.policy import Policy, Tolerance
from encours.receivables.matching.said import said, share_said

_SHARES = (2, 3, 4)


def partly(receipt: Receipt, ranks: Sequence[int], book: Book, policy: Policy) -> Fit | None:
    """As much of the items as the money covers, in the given order; what is above them stays on account.

    The name of the fit tells what the text says: `part_in_turn` and `part_share` a half, third or quarter that is announced,
    and is the next one or not, `part_fee` such a share less a fee,
    `part_said` another announced part, `withheld` something held back; `typo` two digits swapped; `part` nothing.
    """
    if any(book.items[rank].currency != receipt.currency for rank in ranks):
        return None
    total = book.total(ranks)
    parts = spread(receipt.amount_minor, ranks, book)
    if not parts:
        return None
    if total < receipt.amount_minor:
        above = Evidence(reasons.OVERPAID, {"amount": money(receipt.amount_minor - total, receipt.currency)})
        return Fit("over", parts, (), (above,))
    amounts = (("amount", receipt.amount_minor), ("expected", total), ("rest", total - receipt.amount_minor))
    told = (Evidence(reasons.PART, {name: money(minor, receipt.currency) for name, minor in amounts}),)
    remarks = said(receipt.remittance)
    if "part" in remarks:
        name, parts = _announced(receipt, ranks, parts, book, policy)
    elif "withheld" in remarks:
        name, parts = _held_back(receipt, ranks, parts, book)
    else:
        return Fit("typo" if mistyped(total, receipt.amount_minor) else "part", parts, told)
    offer = "_offer" if any(_has_offer(rank, receipt, book) for rank in ranks) else ""
    return Fit(name + offer + ("_abroad" if is_from_abroad(receipt) else ""), parts, told)


def _announced(receipt: Receipt, ranks: Sequence[int], parts: tuple[Part, ...], book: Book, policy: Policy) -> tuple[str, tuple[Part, ...]]:
    documents = abs(sum(book.items[rank].document_minor for rank in ranks))
    if any(abs(receipt.amount_minor * shares - documents) < shares for shares in _SHARES):
        return "part_in_turn" if _is_in_turn(receipt, ranks, documents, book) else "part_share", parts
    item = book.items[parts[0].rank]
    fee = _fee_on_share(receipt, documents, policy.bank_fee_for(item.customer)) if len(parts) == 1 else 0
    if fee and parts[0].amount_minor + fee <= item.open_minor:
        return "part_fee", (*parts, Part(parts[0].rank, fee, "bank_fee"))
    return "part_said", parts


def _is_in_turn(receipt: Receipt, ranks: Sequence[int], documents: int, book: Book) -> bool:
    """Whether the announced part (2/3) is the next one: the parts before it, and no more, are what was paid of the document."""
    share = share_said(receipt.remittance)
    if share is None or abs(receipt.amount_minor * share[1] - documents) >= share[1]:
        return False
    paid = documents - abs(book.total(ranks))
    return abs(paid - (share[0] - 1) * receipt.amount_minor) <= share[1]


def _fee_on_share(receipt: Receipt, documents: int, allowed: Tolerance) -> int:
    """What a bank took of a half, a third or a quarter; 0 when the payment is not such a share less a fee."""
    for shares in _SHARES:
        for share in (documents // shares, -(-documents // shares)):
            if is_fee(receipt, share - receipt.amount_minor, allowed):
                return share - receipt.amount_minor
    return 0


def _held_back(receipt: Receipt, ranks: Sequence[int], parts: tuple[Part, ...], book: Book) -> tuple[str, tuple[Part, ...]]:
    """What is missing, as a deduction on the document named last; a discount still in time is taken as well."""
    if len(parts) != len(ranks):
        return "withheld", parts
    last = parts[-1].rank
    held = book.total(ranks) - receipt.amount_minor
    discount = book.items[last].discount_minor
    if len(ranks) == 1 and _has_offer(last, receipt, book) and discount < held:
        return "withheld", (*parts, Part(last, discount, "cash_discount"), Part(last, held - discount, "short_payment"))
    return "withheld", (*parts, Part(last, held, "short_payment"))


def _has_offer(rank: int, receipt: Receipt, book: Book) -> bool:
    item = book.items[rank]
    return item.discount_minor > 0 and item.discount_until is not None and receipt.received_on <= item.discount_until

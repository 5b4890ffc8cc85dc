"""Documents paid in part: an instalment that is announced, something held back, a sum mistyped, or just less."""

from __future__ import annotations

from collections.abc import Sequence

from encours.receivables.matching import reasons
from encours.receivables.matching.answer import Part, money, spread
from encours.receivables.matching.book import Book
from encours.receivables.matching.contract import Evidence, Receipt
from encours.receivables.matching.fit import Fit, is_fee, is_from_abroad, is_usual, mistyped
from encours.receivables.matching.policy import Policy, Tolerance
from encours.receivables.matching.said import said, share_said

_SHARES = (2, 3, 4)
# Parts are agreed in whole fifties of the currency, when not as a share.
_ROUND = 5000


def partly(receipt: Receipt, ranks: Sequence[int], book: Book, policy: Policy) -> Fit | None:
    """As much of the items as the money covers, in the given order; what is above them stays on account.

    The name of the fit tells what the text says and what the sum is like: `part_in_turn` a half, third or quarter that is announced and is the
    next one, `part_share` such a part of the document, `part_share_left` of what is open, `part_round` a round sum, `part_fee` a share less a fee,
    `part_said` another announced part; `part_quiet_…` the same where nothing is announced; `_later` and `_again` when something was paid before,
    and perhaps this very part; `part_discounted` less than the discount that is taken explains; `withheld` something held back; `typo` two digits swapped; `part` nothing.
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
    discounted = total - receipt.amount_minor - sum(book.items[rank].discount_minor for rank in ranks)
    if "part" in remarks:
        name, parts = _announced(receipt, ranks, parts, book, policy)
    elif "withheld" in remarks:
        name, parts = _held_back(receipt, ranks, parts, book)
    elif mistyped(total, receipt.amount_minor):
        return Fit("typo", parts, told)
    elif "discount" in remarks and len(ranks) == 1 and _has_offer(ranks[0], receipt, book) and len(parts) == 1 and discounted > 0:
        return Fit("part_discounted", (*parts, Part(ranks[0], book.items[ranks[0]].discount_minor, "cash_discount")), told)
    else:
        shape = _shape(receipt, ranks, book)
        name = f"part_quiet_{shape}{_turn(receipt, ranks, book)}" if shape and len(parts) == len(ranks) else "part"
    offer = "_offer" if any(_has_offer(rank, receipt, book) for rank in ranks) else ""
    return Fit(name + offer + ("_abroad" if is_from_abroad(receipt) else ""), parts, told)


def _announced(receipt: Receipt, ranks: Sequence[int], parts: tuple[Part, ...], book: Book, policy: Policy) -> tuple[str, tuple[Part, ...]]:
    documents, turn = _documents(ranks, book), _turn(receipt, ranks, book)
    shape = _shape(receipt, ranks, book)
    if shape == "share" and _is_in_turn(receipt, ranks, documents, book):
        return "part_in_turn", parts
    if shape:
        return f"part_{shape}{turn}", parts
    item = book.items[parts[0].rank]
    fee = _fee_on_share(receipt, ranks, book, policy.bank_fee_for(item.customer)) if len(parts) == 1 else 0
    if fee and parts[0].amount_minor + fee <= item.open_minor:
        return "part_fee" + turn, (*parts, Part(parts[0].rank, fee, "bank_fee"))
    return "part_said" + turn, parts


def _documents(ranks: Sequence[int], book: Book) -> int:
    """What the documents came to when they were issued; where that is not known, what is open."""
    return abs(sum(book.items[rank].document_minor or book.items[rank].open_minor for rank in ranks))


def _shape(receipt: Receipt, ranks: Sequence[int], book: Book) -> str:
    """What kind of part a sum is: a half, third or quarter of the documents or of what is open, or a round sum; empty for any other."""
    for name, whole_minor in (("share", _documents(ranks, book)), ("share_left", book.total(ranks))):
        if any(abs(receipt.amount_minor * shares - whole_minor) < shares for shares in _SHARES):
            return name
    return "round" if receipt.amount_minor % _ROUND == 0 else ""


def _turn(receipt: Receipt, ranks: Sequence[int], book: Book) -> str:
    """Whether something was paid before: perhaps the very same part, when the text says the first or when as much was paid."""
    paid = _documents(ranks, book) - abs(book.total(ranks))
    if paid <= 0 or not any(book.is_rest(rank) for rank in ranks):
        return ""
    share = share_said(receipt.remittance)
    return "_again" if (share is not None and share[0] == 1) or abs(paid - receipt.amount_minor) <= len(_SHARES) + 1 else "_later"


def _is_in_turn(receipt: Receipt, ranks: Sequence[int], documents: int, book: Book) -> bool:
    """Whether the announced part (2/3) is the next one: the parts before it, and no more, are what was paid of the document."""
    share = share_said(receipt.remittance)
    if share is None or abs(receipt.amount_minor * share[1] - documents) >= share[1]:
        return False
    paid = documents - abs(book.total(ranks))
    return abs(paid - (share[0] - 1) * receipt.amount_minor) <= share[1]


def _fee_on_share(receipt: Receipt, ranks: Sequence[int], book: Book, allowed: Tolerance) -> int:
    """What a bank took of a half, a third or a quarter, or of a round half; 0 when the payment is no such part less a usual fee."""
    left = book.total(ranks)
    shares = {-(-minor // count) for minor in (_documents(ranks, book), left) for count in _SHARES}
    shares |= {minor // count for minor in (_documents(ranks, book), left) for count in _SHARES} | {left // (2 * _ROUND) * _ROUND}
    fees = (share - receipt.amount_minor for share in sorted(shares))
    return next((fee for fee in fees if is_fee(receipt, fee, allowed) and is_usual(fee)), 0)


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

"""How documents and money fit: to the cent, or with a discount, a fee, a rounding, a rate, in part; the simplest explanation first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from encours.receivables.matching import reasons
from encours.receivables.matching.answer import Part, money, whole
from encours.receivables.matching.book import Book
from encours.receivables.matching.contract import ApplicationKind, Evidence, EvidenceKind, Receipt
from encours.receivables.matching.currencies import in_another_currency
from encours.receivables.matching.fit import Fit, fee_name, is_fee, mistyped
from encours.receivables.matching.habits import HabitBook
from encours.receivables.matching.partial import partly
from encours.receivables.matching.policy import Policy
from encours.receivables.matching.said import said, share_said
from encours.receivables.matching.subset import subsets


def exact(receipt: Receipt, ranks: Sequence[int], book: Book) -> Fit:
    """The items settled whole by exactly the money."""
    told = Evidence(reasons.EXACT_SUM, {"amount": money(receipt.amount_minor, receipt.currency)})
    if len(ranks) == 1:
        told = Evidence(reasons.EXACT_AMOUNT, {"amount": money(receipt.amount_minor, receipt.currency)})
    # What is left of a document paid in part before may also be its first part, sent again.
    rest = any(book.is_rest(rank) for rank in ranks)
    share = share_said(receipt.remittance) if rest else None
    again = (Evidence(reasons.PART_AGAIN, {"share": f"{share[0]}/{share[1]}"}),) if share is not None and share[0] < share[1] else ()
    name = (
        "amount"
        if not rest
        else "rest_said"
        if share is not None and not again
        else "rest_equal"
        if _is_like_what_was_paid(ranks, book)
        else "rest"
    )
    return Fit(name, whole(ranks, book), (told,), again)


def _is_like_what_was_paid(ranks: Sequence[int], book: Book) -> bool:
    """Whether what is left of a document is as large as the parts paid before: then the same part may have been sent twice."""
    parts = [(abs(book.items[rank].document_minor), abs(book.items[rank].open_minor)) for rank in ranks if book.is_rest(rank)]
    return any(min((whole - left) % left, -(whole - left) % left) <= 4 for whole, left in parts)


@dataclass(frozen=True, slots=True)
class Valuation:
    """One way to count items: those in `some` less their discounts."""

    differences: Differences
    receipt: Receipt
    some: frozenset[int]

    def minor(self, rank: int) -> int:
        """What the item counts."""
        return self.differences.minor(rank, self.some)

    def fit(self, ranks: Sequence[int]) -> Fit:
        """These items settled by exactly the money."""
        return self.differences.whole_or_discounted(self.receipt, ranks, self.some)


class Differences:
    """Explains the difference between items and a receipt, under the company's policy."""

    def __init__(self, book: Book, policy: Policy, habits: HabitBook) -> None:
        self._book, self._policy, self._habits = book, policy, habits

    def explain(self, receipt: Receipt, ranks: Sequence[int]) -> list[Fit]:
        """Every explanation of a difference that the policy knows, the likeliest first; the exact fit when there is none. Partial payment is not among them."""
        items = [self._book.items[rank] for rank in ranks]
        if any(item.currency != receipt.currency for item in items):
            found = in_another_currency(receipt, ranks, self._book, permille=self._policy.currency_permille)
            return [] if found is None else [found]
        missing = sum(item.open_minor for item in items) - receipt.amount_minor
        if missing == 0:
            return [exact(receipt, ranks, self._book)]
        if missing > 0:
            return list(self._short(receipt, ranks, missing))
        return list(self._over(receipt, ranks, -missing))

    def valuations(self, receipt: Receipt, ranks: Sequence[int]) -> list[Valuation]:
        """The ways to count items: whole; less the discounts still in time; less every discount ever offered. Only those that differ."""
        offered = frozenset(rank for rank in ranks if self._book.items[rank].discount_minor > 0)
        in_time = frozenset(rank for rank in offered if self._days_late(rank, receipt) <= 0)
        return [Valuation(self, receipt, some) for some in dict.fromkeys((frozenset[int](), in_time, offered))]

    def whole_or_discounted(self, receipt: Receipt, ranks: Sequence[int], some: frozenset[int]) -> Fit:
        """The items settled by exactly the money, `some` of them less their discounts."""
        taken = [rank for rank in ranks if rank in some]
        return self._discounted(receipt, ranks, taken, 0) if taken else exact(receipt, ranks, self._book)

    def minor(self, rank: int, some: frozenset[int]) -> int:
        """What an item counts when `some` are less their discounts."""
        item = self._book.items[rank]
        return item.open_minor - (item.discount_minor if rank in some else 0)

    def _short(self, receipt: Receipt, ranks: Sequence[int], missing: int) -> Iterator[Fit]:
        customer = self._book.items[ranks[0]].customer
        remarks = said(receipt.remittance)
        told = money(missing, receipt.currency)
        if receipt.charges_minor and receipt.charges_minor == missing:
            yield self._withheld(receipt, ranks, missing, "bank_fee", "fee_stated", reasons.FEE_STATED)
            return
        habit = self._habits.of(customer)
        if (
            habit.minus_count >= self._habits.least
            and abs(missing * 1000 - habit.minus_permille * (receipt.amount_minor + missing)) <= 1000
        ):
            values = {"customer": customer, "percent": f"{habit.minus_permille / 10:g}", "count": habit.minus_count, "amount": told}
            yield self._withheld(receipt, ranks, missing, "short_payment", "habit", reasons.HABIT_PERCENT, values)
            return
        discounts = list(self._discount(receipt, ranks, missing))
        yield from discounts
        if not discounts and not remarks & {"part", "withheld"} and missing * 3 <= receipt.amount_minor:
            if missing <= self._policy.short_for(customer).allowance(receipt.amount_minor):
                yield self._withheld(receipt, ranks, missing, "rounding", "rounding", reasons.ROUNDING)
            elif is_fee(receipt, missing, self._policy.bank_fee_for(customer)) and not mistyped(
                receipt.amount_minor + missing, receipt.amount_minor
            ):
                yield self._withheld(receipt, ranks, missing, "bank_fee", fee_name(receipt, missing), reasons.FEE)

    def _discount(self, receipt: Receipt, ranks: Sequence[int], missing: int) -> Iterator[Fit]:
        """Discounts of all items that have one, or of those still in time, or of one: to the cent for each."""
        offered = [rank for rank in ranks if self._book.items[rank].discount_minor > 0]
        if not offered:
            return
        in_time = [rank for rank in offered if self._days_late(rank, receipt) <= 0]
        tried: list[list[int]] = []
        for some in (in_time, offered, *([rank] for rank in offered)):
            if some and some not in tried:
                tried.append(some)
        for some in tried:
            offset = missing - sum(self._book.items[rank].discount_minor for rank in some)
            if abs(offset) <= len(some):
                yield self._discounted(receipt, ranks, some, offset)
                return
        exactly = subsets([self._book.items[rank].discount_minor for rank in offered], missing)
        if len(exactly.answers) == 1:
            yield self._discounted(receipt, ranks, [offered[place] for place in exactly.answers[0]], 0)
            return
        customer = self._book.items[ranks[0]].customer
        for some in tried[:2]:
            fee = missing - sum(self._book.items[rank].discount_minor for rank in some)
            for offset in range(-len(some), len(some) + 1) if fee > 0 and len(some) < 10 else ():
                if is_fee(receipt, fee - offset, self._policy.bank_fee_for(customer)) and not said(receipt.remittance) & {
                    "part",
                    "withheld",
                }:
                    fit = self._discounted(receipt, ranks, some, offset)
                    yield self._less_fee(receipt, fit, fee - offset)
                    return

    def _less_fee(self, receipt: Receipt, fit: Fit, fee: int) -> Fit:
        place = max((n for n, part in enumerate(fit.parts) if part.kind == "payment"), key=lambda n: fit.parts[n].amount_minor)
        parts = list(fit.parts)
        parts[place] = parts[place]._replace(amount_minor=parts[place].amount_minor - fee)
        parts.append(Part(parts[place].rank, fee, "bank_fee"))
        told = Evidence(reasons.FEE, {"amount": money(fee, receipt.currency)})
        return Fit(f"{fit.money}_{fee_name(receipt, fee)}", tuple(parts), (*fit.evidence, told), fit.counter_evidence)

    def _discounted(self, receipt: Receipt, ranks: Sequence[int], some: Sequence[int], offset: int) -> Fit:
        parts: list[Part] = []
        for rank in ranks:
            item = self._book.items[rank]
            taken = 0
            if rank in some:
                taken = item.discount_minor + offset
                offset = 0
            kind: ApplicationKind = "payment" if item.open_minor > 0 else "credit_note"
            parts.append(Part(rank, item.open_minor - taken, kind))
            if taken:
                parts.append(Part(rank, taken, "cash_discount"))
        late = max(self._days_late(rank, receipt) for rank in some)
        total = money(sum(part.amount_minor for part in parts if part.kind == "cash_discount"), receipt.currency)
        if late <= 0:
            return Fit("discount", tuple(parts), (Evidence(reasons.DISCOUNT, {"amount": total}),))
        told = Evidence(reasons.LATE_DISCOUNT, {"amount": total, "days": late})
        granted = tuple(
            part if part.kind != "cash_discount" or self._is_granted(part.rank, receipt) else part._replace(kind="short_payment")
            for part in parts
        )
        mixed = len({part.kind for part in granted} & {"cash_discount", "short_payment"}) == 2
        return Fit("mixed_discount" if mixed else "late_discount", granted, (told,))

    def _is_granted(self, rank: int, receipt: Receipt) -> bool:
        """Whether a discount is given: in time, hardly late, or late where the company says so. One that is not stays open as a deduction."""
        grace = self._policy.grace_days_for(self._book.items[rank].customer)
        return self._policy.late_discounts or self._days_late(rank, receipt) <= grace

    def _days_late(self, rank: int, receipt: Receipt) -> int:
        until = self._book.items[rank].discount_until
        return (receipt.received_on - until).days if until is not None else 9999

    def _withheld(
        self, receipt: Receipt, ranks: Sequence[int], missing: int, kind: ApplicationKind, name: str, why: EvidenceKind,
        values: dict[str, object] | None = None,
    ) -> Fit:  # fmt: skip
        """What is missing taken off the largest item."""
        largest = max(ranks, key=lambda rank: (self._book.items[rank].open_minor, self._book.items[rank].id))
        parts = []
        for part in whole(ranks, self._book):
            if part.rank != largest:
                parts.append(part)
            elif part.amount_minor > missing:
                parts += [part._replace(amount_minor=part.amount_minor - missing), Part(part.rank, missing, kind)]
            else:
                return Fit(name, (), ())
        return Fit(name, tuple(parts), (Evidence(why, values or {"amount": money(missing, receipt.currency)}),))

    def _over(self, receipt: Receipt, ranks: Sequence[int], above: int) -> Iterator[Fit]:
        items = [self._book.items[rank] for rank in ranks]
        largest = max(ranks, key=lambda rank: (self._book.items[rank].open_minor, self._book.items[rank].id))
        told = money(above, receipt.currency)
        if above <= self._policy.over_for(items[0].customer).allowance(receipt.amount_minor) and above * 10 <= receipt.amount_minor:
            parts = (*whole(ranks, self._book), Part(largest, -above, "rounding"))
            yield Fit("over_rounding", parts, (Evidence(reasons.ROUNDING, {"amount": told}),))
        unit = self._policy.recovery_minor
        late = sum(1 for item in items if item.due_on is not None and item.due_on < receipt.received_on)
        if unit and receipt.currency == "EUR" and above % unit == 0 and 0 < above // unit <= late:
            fact = Evidence(reasons.PENALTY, {"amount": told, "count": above // unit})
            doubt = () if self._policy.penalties else (Evidence(reasons.NOT_APPROVED),)
            yield Fit("penalty", (*whole(ranks, self._book), Part(largest, above, "penalty")), (fact,), doubt)

    def partly(self, receipt: Receipt, ranks: Sequence[int]) -> Fit | None:
        """As much of the items as the money covers, in the given order."""
        return partly(receipt, ranks, self._book, self._policy)

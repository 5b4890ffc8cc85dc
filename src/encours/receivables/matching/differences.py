"""How documents and money fit: to the cent, or with a discount, a fee, a rounding, a rate, in part; the simplest explanation first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from encours.receivables.matching import reasons
from encours.receivables.matching.answer import Part, money, spread, whole
from encours.receivables.matching.book import Book
from encours.receivables.matching.contract import ApplicationKind, Evidence, EvidenceKind, Receipt
from encours.receivables.matching.habits import HabitBook
from encours.receivables.matching.policy import Policy
from encours.receivables.matching.said import said, share_said, stated_sums
from encours.receivables.matching.subset import subsets

# Banks charge whole and half units; a sum of cents is something else.
_FEE_STEP = 50
_SEPA = frozenset(
    "AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS SE SI SK SM VA".split()
)


class Fit(NamedTuple):
    """One way the items settle against the money; `money` names it in a rule."""

    money: str
    parts: tuple[Part, ...]
    evidence: tuple[Evidence, ...]
    counter_evidence: tuple[Evidence, ...] = ()


def exact(receipt: Receipt, ranks: Sequence[int], book: Book) -> Fit:
    """The items settled whole by exactly the money."""
    told = Evidence(reasons.EXACT_SUM, {"amount": money(receipt.amount_minor, receipt.currency)})
    if len(ranks) == 1:
        told = Evidence(reasons.EXACT_AMOUNT, {"amount": money(receipt.amount_minor, receipt.currency)})
    # What is left of a document paid in part before may also be its first part, sent again.
    rest = any(book.is_rest(rank) for rank in ranks)
    share = share_said(receipt.remittance) if rest else None
    again = (Evidence(reasons.PART_AGAIN, {"share": f"{share[0]}/{share[1]}"}),) if share is not None and share[0] < share[1] else ()
    return Fit("rest" if rest else "amount", whole(ranks, book), (told,), again)


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
            return self._in_another_currency(receipt, ranks)
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
        if habit.minus_count >= self._habits.least and abs(missing * 1000 - habit.minus_permille * (receipt.amount_minor + missing)) <= 1000:
            values = {"customer": customer, "percent": f"{habit.minus_permille / 10:g}", "count": habit.minus_count, "amount": told}
            yield self._withheld(receipt, ranks, missing, "short_payment", "habit", reasons.HABIT_PERCENT, values)
            return
        discounts = list(self._discount(receipt, ranks, missing))
        yield from discounts
        if not discounts and not remarks & {"part", "withheld"} and missing * 5 <= receipt.amount_minor:
            if missing <= self._policy.short_for(customer).allowance(receipt.amount_minor):
                yield self._withheld(receipt, ranks, missing, "rounding", "rounding", reasons.ROUNDING)
            elif self._is_fee(receipt, missing, customer) and not mistyped(receipt.amount_minor + missing, receipt.amount_minor):
                name = "fee_abroad" if self._from_abroad(receipt) else "fee"
                yield self._withheld(receipt, ranks, missing, "bank_fee", name, reasons.FEE)

    def _is_fee(self, receipt: Receipt, minor: int, customer: str) -> bool:
        """Whether banks take such a sum: a round one, small against the payment."""
        largest = self._policy.bank_fee_for(customer).allowance(receipt.amount_minor)
        return 0 < minor <= largest and minor % _FEE_STEP == 0 and minor * 5 <= receipt.amount_minor

    def _fee_on_share(self, receipt: Receipt, documents: int) -> int:
        """What a bank took of a half, a third or a quarter; 0 when the payment is not such a share less a fee."""
        customer = receipt.customer or ""
        for shares in (2, 3, 4):
            for share in {documents // shares, -(-documents // shares)}:
                if self._is_fee(receipt, share - receipt.amount_minor, customer):
                    return share - receipt.amount_minor
        return 0

    def _from_abroad(self, receipt: Receipt) -> bool:
        """Whether the money came from where banks take a fee on the way: another currency, or an account outside SEPA."""
        iban = receipt.counterparty_iban[:2].upper()
        return receipt.currency != "EUR" or (bool(iban) and iban not in _SEPA)

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
                if self._is_fee(receipt, fee - offset, customer) and not said(receipt.remittance) & {"part", "withheld"}:
                    fit = self._discounted(receipt, ranks, some, offset)
                    yield self._less_fee(receipt, fit, fee - offset)
                    return

    def _less_fee(self, receipt: Receipt, fit: Fit, fee: int) -> Fit:
        place = max((n for n, part in enumerate(fit.parts) if part.kind == "payment"), key=lambda n: fit.parts[n].amount_minor)
        parts = list(fit.parts)
        parts[place] = parts[place]._replace(amount_minor=parts[place].amount_minor - fee)
        parts.append(Part(parts[place].rank, fee, "bank_fee"))
        told = Evidence(reasons.FEE, {"amount": money(fee, receipt.currency)})
        name = fit.money + ("_fee_abroad" if self._from_abroad(receipt) else "_fee")
        return Fit(name, tuple(parts), (*fit.evidence, told), fit.counter_evidence)

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
        grace = min(self._policy.grace_days_for(self._book.items[rank].customer) for rank in some)
        if late <= grace or self._policy.late_discounts:
            return Fit("grace_discount" if late <= grace else "late_discount", tuple(parts), (told,))
        kept = tuple(part._replace(kind="short_payment") if part.kind == "cash_discount" else part for part in parts)
        return Fit("late_discount", kept, (told,), (Evidence(reasons.WITHHELD_OPEN, {"amount": total}),))

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

    def _in_another_currency(self, receipt: Receipt, ranks: Sequence[int]) -> list[Fit]:
        """Items of one other currency: settled by what the text states in it, or whole where the rate explains the difference."""
        items = [self._book.items[rank] for rank in ranks]
        if len({item.currency for item in items}) != 1 or any(item.currency == receipt.currency or item.open_minor <= 0 for item in items):
            return []
        foreign = sum(item.open_minor for item in items)
        booked = sum(item.functional_minor or 0 for item in items)
        stated = stated_sums(receipt.remittance).get(items[0].currency)
        near = booked > 0 and abs(receipt.amount_minor - booked) * 1000 <= self._policy.currency_permille * booked
        offered = sum(item.discount_minor for item in items)
        fact = Evidence(
            reasons.CURRENCY,
            {"amount": money(receipt.amount_minor, receipt.currency), "expected": money(foreign, items[0].currency), "booked": money(booked, receipt.currency)},
        )
        if stated == foreign:
            return [Fit("currency_stated", self._shares(receipt, ranks, {}), (fact,))]
        if stated is not None and offered and abs(stated - foreign + offered) <= len(items):
            return [Fit("currency_discount", self._shares(receipt, ranks, {rank: self._book.items[rank].discount_minor for rank in ranks}), (fact,))]
        if stated is not None and stated < foreign and len(items) == 1:
            return [Fit("currency_part", (Part(ranks[0], stated, "payment", receipt.amount_minor),), (fact,))]
        if stated is None and near:
            return [Fit("currency_offer" if offered else "currency", self._shares(receipt, ranks, {}), (fact,))]
        return []

    def _shares(self, receipt: Receipt, ranks: Sequence[int], discounts: dict[int, int]) -> tuple[Part, ...]:
        """The items settled whole, each with its share of the money; the last gets the cents left over."""
        parts: list[Part] = []
        total, left = self._book.total(ranks), receipt.amount_minor
        for place, rank in enumerate(ranks):
            minor = self._book.items[rank].open_minor
            paid = left if place == len(ranks) - 1 else receipt.amount_minor * minor // total
            left -= paid
            taken = discounts.get(rank, 0)
            parts.append(Part(rank, minor - taken, "payment", paid))
            if taken:
                parts.append(Part(rank, taken, "cash_discount", 0))
        return tuple(parts)

    def partly(self, receipt: Receipt, ranks: Sequence[int]) -> Fit | None:
        """As much of the items as the money covers, in the given order; what is above them stays on account."""
        if any(self._book.items[rank].currency != receipt.currency for rank in ranks):
            return None
        total = self._book.total(ranks)
        parts = spread(receipt.amount_minor, ranks, self._book)
        if not parts:
            return None
        if total < receipt.amount_minor:
            above = Evidence(reasons.OVERPAID, {"amount": money(receipt.amount_minor - total, receipt.currency)})
            return Fit("over", parts, (), (above,))
        shown = {
            "amount": money(receipt.amount_minor, receipt.currency),
            "expected": money(total, receipt.currency),
            "rest": money(total - receipt.amount_minor, receipt.currency),
        }
        remarks = said(receipt.remittance)
        documents = abs(sum(self._book.items[rank].document_minor for rank in ranks))
        name = "part"
        if remarks & {"part", "withheld"}:
            name = "part_said" if "part" in remarks else "withheld"
            fee = self._fee_on_share(receipt, documents) if name == "part_said" and len(parts) == 1 else 0
            if name == "part_said" and _same_share(documents, receipt.amount_minor):
                name = "part_share"
            elif fee and parts[0].amount_minor + fee <= self._book.items[parts[0].rank].open_minor:
                name, parts = "part_fee", (*parts, Part(parts[0].rank, fee, "bank_fee"))
            if any(self._book.items[rank].discount_minor > 0 and self._days_late(rank, receipt) <= 0 for rank in ranks):
                name += "_offer"
            if self._from_abroad(receipt):
                name += "_abroad"
        elif mistyped(total, receipt.amount_minor):
            name = "typo"
        if name.startswith("withheld") and len(parts) == len(ranks):
            last = parts[-1].rank
            held = total - receipt.amount_minor
            if name == "withheld_offer" and len(ranks) == 1 and self._book.items[last].discount_minor < held:
                parts = (*parts, Part(last, self._book.items[last].discount_minor, "cash_discount"))
                held -= self._book.items[last].discount_minor
            parts = (*parts, Part(last, held, "short_payment"))
        return Fit(name, parts, (Evidence(reasons.PART, shown),))


def mistyped(expected: int, paid: int) -> bool:
    """Whether one sum is the other with two neighbouring digits swapped.

    >>> mistyped(409747, 407947), mistyped(17683, 16783), mistyped(17683, 17183)
    (True, True, False)
    """
    left, right = str(expected), str(paid)
    if len(left) != len(right):
        return False
    places = [n for n, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
    if len(places) != 2 or places[1] != places[0] + 1:
        return False
    return left[places[0]] == right[places[1]] and left[places[1]] == right[places[0]]


def _same_share(whole_minor: int, part_minor: int) -> bool:
    """Whether a part is a half, a third or a quarter, give or take the cents that do not divide."""
    return any(abs(part_minor * shares - whole_minor) < shares for shares in (2, 3, 4))

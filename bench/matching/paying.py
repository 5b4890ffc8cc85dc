"""Payments as the days go by: what is deducted, what is netted, what comes twice or comes back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bench.matching.days import next_working
from bench.matching.deductions import Deductions
from bench.matching.levels import FREE, Dice
from bench.matching.model import Applied, Customer, Document, MatchType
from bench.matching.planning import Plan
from bench.matching.transfer import Transfer
from bench.matching.writing import Paid, Remark

_AT_MOST = 8
"""Numbers that fit into one remittance text: a run that names more is sent as several transfers."""


@dataclass(slots=True)
class _Unit:
    """Documents to be paid together on a day; `minor` overrides what is paid of a document that is paid in parts."""

    payer: Customer
    documents: list[Document]
    part: tuple[int, int] = (1, 1)
    minor: int | None = None


class Payments:
    """Goes through the days and yields the transfers in their order."""

    def __init__(self, dice: Dice, customers: dict[str, Customer], documents: list[Document], plan: Plan, discounted: set[str]) -> None:
        self._dice = dice
        self._random = dice.random
        self._deductions = Deductions(dice)
        self._customers = customers
        self._plan = plan
        self._discounted = discounted
        self._units: dict[date, list[_Unit]] = defaultdict(list)
        self._again: dict[date, list[Transfer]] = defaultdict(list)
        self._credits: dict[str, list[Document]] = defaultdict(list)
        for document in documents:
            if document.kind == "credit_note" and dice.falls("credit_netted"):
                self._credits[document.customer].append(document)

    def until(self, first: date, last: date) -> Iterator[Transfer]:
        """All transfers from the first day to the last."""
        for day in (first + timedelta(count) for count in range((last - first).days + 1)):
            for unit in self._today(day):
                yield from self._pay(day, unit)
            # First parts of what is paid in parts from today.
            for unit in self._units.pop(day, ()):
                yield from self._pay(day, unit)
            yield from self._again.pop(day, ())

    def _today(self, day: date) -> list[_Unit]:
        """The units of a day, those that a parent pays in one transfer put together."""
        units: list[_Unit] = self._units.pop(day, [])
        by_parent: dict[tuple[str, str], _Unit] = {}
        for customer, together in self._plan.pop(day, ()):
            unit = _Unit(customer, together)
            if customer.parent is not None and self._dice.falls("parent_pays"):
                unit.payer = self._customers[customer.parent]
                first = by_parent.setdefault((customer.parent, customer.currency), unit)
                if first is not unit and self._random.random() < FREE.joined:
                    first.documents = first.documents + unit.documents
                    continue
            units.append(unit)
        return units

    def _pay(self, day: date, unit: _Unit) -> Iterator[Transfer]:
        payer, documents = unit.payer, unit.documents
        if unit.minor is None and not payer.direct_debit:
            documents = [document for document in documents if not self._in_parts(day, payer, document)]
            documents = documents + self._net(day, documents)
        if not documents:
            return
        apart = bool(payer.run_days) and len(documents) > 1 and self._dice.falls("list_apart")
        for some in [documents] if apart else self._fitting(documents):
            transfer = self._transfer(day, payer, some, unit)
            transfer.apart = apart
            yield from self._events(transfer)

    def _fitting(self, documents: list[Document]) -> list[list[Document]]:
        """Cut into transfers whose numbers fit their text; credit notes stay with the last invoices, where they find the money they reduce."""
        if len(documents) <= _AT_MOST + 1:
            return [documents]
        invoices = sorted((d for d in documents if d.kind == "invoice"), key=lambda d: d.number)
        credits = [d for d in documents if d.kind == "credit_note"]
        chunks = [invoices[start : start + _AT_MOST - len(credits)] for start in range(0, len(invoices), _AT_MOST - len(credits))]
        richest = max(chunks, key=lambda chunk: sum(d.total_minor for d in chunk))
        richest.extend(credits)
        return chunks

    def _in_parts(self, day: date, payer: Customer, document: Document) -> bool:
        """Whether the document is paid in parts, which are then put into the days to come."""
        if document.number in self._discounted or not self._dice.falls("parts"):
            return False
        count = 2 if self._random.random() < 0.7 else 3
        rest, when = document.total_minor, day
        for index in range(1, count + 1):
            share = self._random.choice((rest // 2, rest // 3, round(rest * self._random.uniform(0.2, 0.7)), rest // 10_000 * 5_000))
            minor = rest if index == count else min(max(share, 100), rest - 100)
            rest -= minor
            self._units[when].append(_Unit(payer, [document], (index, count), minor))
            when = next_working(when + timedelta(self._random.randint(7, 40)))
        return True

    def _net(self, day: date, documents: list[Document]) -> list[Document]:
        """Credit notes of these customers that the transfer can carry: at most two, worth less than four fifths of it, or of one invoice when there are many."""
        totals = [document.total_minor for document in documents]
        room = (sum(totals) if len(totals) < _AT_MOST else max(totals)) * 4 // 5
        taken: list[Document] = []
        for code in sorted({document.customer for document in documents}):
            for credit in list(self._credits.get(code, ())):
                if len(taken) < 2 and credit.issued_on < day and credit.total_minor <= room:
                    self._credits[code].remove(credit)
                    taken.append(credit)
                    room -= credit.total_minor
        return taken

    def _transfer(self, day: date, payer: Customer, documents: list[Document], unit: _Unit) -> Transfer:
        transfer = Transfer(day, payer, [], 0, documents[0].currency)
        for document in documents:
            self._add(transfer, document, unit)
        transfer.type = self._type(transfer, unit)
        if unit.minor is not None:
            transfer.noise.add("parts")
            transfer.remarks.append(Remark("part", {"index": unit.part[0], "count": unit.part[1]}))
        if not payer.direct_debit:
            self._deductions.deduct(transfer)
        transfer.amount_minor = sum(applied.minor for applied in transfer.applied) + transfer.on_account_minor
        return transfer

    def _add(self, transfer: Transfer, document: Document, unit: _Unit) -> None:
        """What is paid of one document, less its cash discount."""
        if document.kind == "credit_note":
            transfer.paid.append(Paid(document, -document.total_minor))
            transfer.applied.append(Applied(document.number, "credit_note", -document.total_minor, document.total_minor))
            return
        discount = 0
        in_time = document.number in self._discounted and document.discount_until is not None and transfer.day <= document.discount_until
        late = (
            not in_time
            and unit.minor is None
            and bool(document.discount_percent)
            and not transfer.payer.direct_debit
            and self._dice.falls("late_discount")
        )
        if in_time or late:
            discount = round(document.total_minor * int(document.discount_percent) / 100)
            if late:
                transfer.noise.add("late_discount")
            if not any(remark.kind == "discount" for remark in transfer.remarks):
                transfer.remarks.append(Remark("discount", {"percent": document.discount_percent}))
        minor = (document.total_minor if unit.minor is None else unit.minor) - discount
        transfer.paid.append(Paid(document, minor, discount))
        transfer.applied.append(Applied(document.number, "payment", minor, minor))
        if discount:
            transfer.applied.append(Applied(document.number, "cash_discount", 0, discount))

    def _type(self, transfer: Transfer, unit: _Unit) -> MatchType:
        kinds = {applied.kind for applied in transfer.applied}
        if transfer.payer.direct_debit:
            return "direct_debit"
        if transfer.members != {transfer.payer.id}:
            return "group"
        if unit.minor is not None:
            return "partial"
        if "credit_note" in kinds:
            return "netted_credit"
        if "cash_discount" in kinds:
            return "late_discount" if "late_discount" in transfer.noise else "discount"
        return "single" if len(transfer.paid) == 1 else "several"

    def _events(self, transfer: Transfer) -> Iterator[Transfer]:
        """The transfer, and what it brings with it: a stranger who pays, a second payment, a return, a deposit of the same payer."""
        debit = transfer.direct_debit
        if not debit and self._dice.falls("third_party"):
            transfer.third_party = True
            transfer.noise.add("third_party")
            transfer.type = "third_party"
        if not debit and self._dice.falls("paid_twice"):
            again = transfer.copy()
            again.applied, again.on_account_minor, again.type, again.noise = [], transfer.amount_minor, "paid_twice", {"paid_twice"}
            self._later(again, 1, 20)
        elif self._dice.falls("comes_back"):
            transfer.comes_back_on = next_working(transfer.day + timedelta(self._random.randint(2, 4)))
            self._later(transfer.copy(), 7, 21)
        if not debit and self._dice.falls("on_account"):
            amount = self._random.choice((50_000, 100_000, 150_000, 200_000, 300_000, 500_000, self._random.randrange(20_000, 900_000)))
            yield Transfer(transfer.day, transfer.payer, [], amount, transfer.currency, [], amount, "on_account", noise={"on_account"})
        yield transfer

    def _later(self, transfer: Transfer, least: int, most: int) -> None:
        transfer.day = next_working(transfer.day + timedelta(self._random.randint(least, most)))
        transfer.comes_back_on = None
        self._again[transfer.day].append(transfer)

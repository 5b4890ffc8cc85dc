"""How ordinary customers pay: when, in what groups, and with which of the usual differences."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import groupby
from random import Random

from encours.demo.model import Customer, Document, Receipt
from encours.demo.paying import give_back, on_account, receive, refund
from encours.demo.world import Calendar, next_working_day
from encours.kernel.period import add_months

FORGOTTEN = 0.006
IN_PARTS, CENTS, TWICE, RETURNED, BANK_FEE, ON_ACCOUNT = 0.02, 0.006, 0.003, 0.02, 0.08, 0.006


def delay_days(rng: Random, habit: str) -> int:
    """Days after (or before) the due date on which such a payer orders its payment."""
    if habit == "early":
        return -rng.randint(8, 20)
    if habit in ("punctual", "parts"):
        return rng.randint(-4, 4)
    if habit == "runs":
        return rng.randint(-2, 12)
    if habit == "late":
        return 6 + min(int(rng.expovariate(1 / 16)), 90)
    if habit == "very_late":
        return 30 + min(int(rng.expovariate(1 / 40)), 240)
    if habit == "public":
        return rng.randint(-6, 26)
    if habit == "cheque":
        return rng.randint(0, 18)
    return 0


def pay_day(rng: Random, document: Document) -> date:
    """The day the money of an invoice arrives, were nothing unusual to happen."""
    customer = document.customer
    due = document.due_on or document.issued_on
    day = max(due + timedelta(delay_days(rng, customer.habit)), document.issued_on + timedelta(2))
    if customer.habit == "early" and document.discount_until is not None:
        day = document.discount_until - timedelta(rng.randint(0, 4))
    if customer.habit == "runs":
        day = next(d for d in _run_days(day) if d >= day)
    if document.type == "deposit":
        day = document.issued_on + timedelta(rng.randint(5, 25))
    if customer.habit == "card":
        day = document.issued_on + timedelta(3)
    return next_working_day(day)


def _run_days(day: date) -> list[date]:
    """Payment runs: the 10th and the 25th."""
    month = day.replace(day=1)
    return [month.replace(day=10), month.replace(day=25), add_months(month, 1).replace(day=10)]


class Payers:
    """Lets the ordinary customers pay everything they would have paid by the day of the demo."""

    def __init__(self, rng: Random, customers: dict[str, Customer], calendar: Calendar) -> None:
        self._rng = rng
        self._customers = customers
        self._calendar = calendar
        self._credits: dict[str, list[Document]] = defaultdict(list)
        self.receipts: list[Receipt] = []
        self.on_account: list[Document] = []
        self.offsets: list[tuple[Document, Document]] = []

    def pay(self, documents: list[Document]) -> None:
        """Pay the documents, which are in the order of their days; scripted ones are left to their story."""
        cancelled_by = {
            d.corrects: d for d in documents if d.corrects is not None and d.total_minor == d.corrects.total_minor and not d.scripted
        }
        plan: list[tuple[date, str, int, Document]] = []
        for rank, document in enumerate(documents):
            if document.scripted:
                continue
            if document.type == "credit_note":
                if not document.settlements:
                    self._credits[document.customer.id].append(document)
                continue
            if document.customer.habit == "never" or document.disputed or (document.type == "invoice" and self._rng.random() < FORGOTTEN):
                continue
            payer, day = document.customer.payer_id or document.customer.id, pay_day(self._rng, document)
            note = cancelled_by.get(document)
            if note is not None and note.issued_on < day:
                self._offset(document, note)
            else:
                plan.append((day, payer, rank, document))
        for (day, payer_id), group in groupby(sorted(plan, key=lambda item: item[:3]), key=lambda item: item[:2]):
            if day <= self._calendar.as_of:
                self._pay_together(self._customers[payer_id], day, [item[3] for item in group])
        self._impute_deposits(documents)

    def _offset(self, invoice: Document, note: Document) -> None:
        """A credit note over the whole of an unpaid invoice settles it without any money."""
        invoice.settle(note.issued_on, invoice.total_minor, "offset", by_bank=False)
        note.settle(note.issued_on, note.total_minor, "offset", by_bank=False)
        self.offsets.append((invoice, note))

    def _pay_together(self, payer: Customer, day: date, due: list[Document]) -> None:
        """Run payers, groups and direct debits settle in one movement what others pay one by one."""
        deposits = [d for d in due if d.type == "deposit"]
        invoices = [d for d in due if d.type == "invoice" and d.open_minor(day) > 0]
        for deposit in deposits:
            self._add(receive(payer, day, [(deposit, deposit.total_minor)]))
        for currency in sorted({d.currency for d in invoices}):
            of_currency = [d for d in invoices if d.currency == currency]
            if payer.habit == "runs" or (len(of_currency) > 1 and self._rng.random() < 0.4):
                self._pay_one_movement(payer, day, of_currency)
            else:
                for invoice in of_currency:
                    self._pay_one_movement(payer, day, [invoice])

    def _expected_deposit(self, invoice: Document) -> int:
        """What an imputed deposit settles of its final invoice; a deposit is always paid before, being due at once."""
        return invoice.deposit.total_minor if invoice.deposit is not None and invoice.deposit.settlements else 0

    def _pay_one_movement(self, payer: Customer, day: date, invoices: list[Document]) -> None:
        rng = self._rng
        amounts = [(d, d.open_minor(day) - self._expected_deposit(d)) for d in invoices]
        amounts = [(d, minor) for d, minor in amounts if minor > 0]
        if not amounts:
            return None
        amounts += self._usable_credits(day, amounts)
        if len(amounts) == 1 and payer.method == "transfer" and rng.random() < (0.6 if payer.habit == "parts" else IN_PARTS):
            return self._pay_in_parts(payer, day, *amounts[0])
        discounted = [d for d, minor in amounts if minor == d.total_minor and d.discount_until is not None and day <= d.discount_until]
        cash = sum(d.sign * minor for d, minor in amounts)
        extra = None
        fee = difference = 0
        if payer.method == "card":
            fee = (cash * 8 + 500) // 1000
        elif payer.country == "CH" and rng.random() < BANK_FEE:
            fee = 1_500
        elif payer.method != "direct_debit" and rng.random() < CENTS:
            difference = rng.choice((1, 2, -1, 3, -2))
        elif payer.method == "transfer" and amounts[0][0].currency == "EUR" and rng.random() < ON_ACCOUNT:
            extra = on_account(payer, day, rng.choice((5_000, 20_000, 50_000)))
        receipt = self._add(receive(payer, day, amounts, discounted=discounted, fee_minor=fee, difference_minor=difference, extra=extra))
        if extra is not None:
            self.on_account.append(extra)
            self._credits[payer.id].append(extra)
        if payer.method in ("direct_debit", "cheque") and rng.random() < RETURNED:
            self._send_back(receipt, day)
        elif len(amounts) == 1 and payer.method == "transfer" and rng.random() < TWICE:
            self._pay_twice(payer, day, amounts[0])
        return None

    def _usable_credits(self, day: date, amounts: list[tuple[Document, int]]) -> list[tuple[Document, int]]:
        """The credits of the customers concerned that the payer deducts today: those that leave something to pay."""
        used = []
        room = sum(minor for _, minor in amounts) - 1
        for customer_id in dict.fromkeys(d.customer.id for d, _ in amounts):
            waiting = self._credits[customer_id]
            for credit in list(waiting):
                left = credit.open_minor(day)
                known = credit.issued_on + timedelta(2) <= day and credit.currency == amounts[0][0].currency
                if known and 0 < left <= room and self._rng.random() < 0.8:
                    used.append((credit, left))
                    waiting.remove(credit)
                    room -= left
        return used

    def _pay_in_parts(self, payer: Customer, day: date, document: Document, minor: int) -> None:
        first = minor * self._rng.choice((30, 40, 50, 60)) // 100
        first -= first % 1000 if first > 1000 else 0
        later = next_working_day(day + timedelta(self._rng.randint(15, 45)))
        self._add(receive(payer, day, [(document, first)]))
        if later <= self._calendar.as_of:
            self._add(receive(payer, later, [(document, minor - first)]))

    def _send_back(self, receipt: Receipt, day: date) -> None:
        """An unpaid direct debit or cheque comes back within a week and is mostly settled by transfer later."""
        back_on = next_working_day(day + timedelta(self._rng.randint(2, 6)))
        again = next_working_day(back_on + timedelta(self._rng.randint(8, 30)))
        if back_on > self._calendar.as_of:
            return
        self._add(give_back(receipt, back_on))
        if again <= self._calendar.as_of and self._rng.random() < 0.85:
            self._add(receive(receipt.payer, again, [(p.document, p.minor) for p in receipt.parts], method="transfer"))

    def _pay_twice(self, payer: Customer, day: date, amount: tuple[Document, int]) -> None:
        """The same invoice again a few days later; mostly sent back, else left for later invoices."""
        document, minor = amount
        again = next_working_day(day + timedelta(self._rng.randint(3, 20)))
        back_on = next_working_day(again + timedelta(self._rng.randint(15, 50)))
        if again > self._calendar.as_of:
            return
        extra = on_account(payer, again, minor, currency=document.currency)
        receipt = self._add(receive(payer, again, [], extra=extra))
        receipt.remittance = document.number
        self.on_account.append(extra)
        if self._rng.random() < 0.6 and back_on <= self._calendar.as_of:
            self._add(refund(extra, back_on))
        else:
            self._credits[payer.id].append(extra)

    def _impute_deposits(self, documents: list[Document]) -> None:
        """A paid deposit settles part of the final invoice on the day that one is issued; in the books, once its receipt is entered."""
        for invoice in documents:
            deposit = invoice.deposit
            if deposit is not None and not invoice.scripted and deposit.settlements and deposit.settlements[0].on <= invoice.issued_on:
                late = deposit.settlements[0].on > self._calendar.bank_until
                invoice.settle(invoice.issued_on, deposit.total_minor, "deposit", by_bank=late)

    def _add(self, receipt: Receipt) -> Receipt:
        self.receipts.append(receipt)
        return receipt

"""One world: a company, its customers, a year and a half of invoices and of what its banks delivered."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from bench.matching import banks
from bench.matching.customers import make_customers
from bench.matching.documents import DAYS, FIRST_DAY, STYLES, make_documents
from bench.matching.levels import FREE, Dice, Level
from bench.matching.model import BankLine, Document, Truth, World
from bench.matching.others import other_line
from bench.matching.paying import Payments
from bench.matching.planning import plan
from bench.matching.receiving import Receiver
from bench.matching.transfer import Transfer
from bench.matching.writing import Memory, Writer


def generate(level: Level, size: int, seed: int = 1) -> World:
    """The world of a level with `size` invoices and credit notes. The same arguments give the same world."""
    random = Random(f"{seed}/{level}/{size}")
    dice = Dice(level, random)
    customers = make_customers(dice, max(20, round(size * FREE.customers_per_invoice)))
    documents = make_documents(dice, customers, size, random.choice(STYLES))
    as_of = FIRST_DAY + timedelta(DAYS - 1)
    planned, discounted = plan(dice, customers, documents)
    memory = Memory()
    accounts = banks.open_accounts(random)
    receiver = Receiver(dice, Writer(dice, memory), customers, accounts)
    payments = Payments(dice, customers, documents, planned, discounted)
    world = World(level, seed, as_of, customers, {document.number: document for document in documents}, [], receiver.advices, {})
    issued = 0
    for transfer in payments.until(FIRST_DAY, as_of):
        issued = _remember_issued(memory, documents, issued, transfer.day)
        receiver.receive(transfer)
        _remember_paid(memory, world, transfer)
    _add_others(dice, receiver, accounts, as_of)
    _number(world, receiver)
    world.thrown, world.hit = dict(dice.thrown), dict(dice.hit)
    return world


def _remember_issued(memory: Memory, documents: list[Document], issued: int, day: date) -> int:
    """Tell the writers of the documents issued up to a day; returns how many there are."""
    while issued < len(documents) and documents[issued].issued_on <= day:
        document = documents[issued]
        memory.anybody.append(document)
        if document.kind == "invoice":
            memory.received.setdefault(document.customer, []).append(document.number)
        issued += 1
    return issued


def _remember_paid(memory: Memory, world: World, transfer: Transfer) -> None:
    for one in transfer.paid:
        if one.document.kind == "invoice":
            memory.paid.setdefault(one.document.customer, []).append(one.document.number)
            world.settled += 1
            world.late += transfer.day > one.document.due_on


def _add_others(dice: Dice, receiver: Receiver, accounts: dict[str, banks.Account], as_of: date) -> None:
    share = dice.chance("not_receivable")
    count = round(len(receiver.lines) * share / (1 - share))
    ours = [account for account in accounts.values() if account.currency == "EUR"]
    for number in range(count):
        line = other_line(dice.random, number, FIRST_DAY, as_of, ours)
        receiver.lines.append(line)
        receiver.truths.append(Truth(line.id, "non_receivable", type="non_receivable"))


def _number(world: World, receiver: Receiver) -> None:
    """Give the lines their ids in the order of delivery; what would be delivered after the last day is not there yet."""
    order = Random(f"{world.seed}/{world.level}/order")
    both: list[tuple[BankLine, Truth]] = [
        (line, truth) for line, truth in zip(receiver.lines, receiver.truths, strict=True) if line.delivered_on <= world.as_of
    ]
    order.shuffle(both)
    both.sort(key=lambda pair: (pair[0].delivered_on, pair[0].booked_on))
    final = {line.id: f"L{position:07d}" for position, (line, _) in enumerate(both, start=1)}
    for line, truth in both:
        line.id = truth.line = final[line.id]
        truth.returned = final[truth.returned] if truth.returned else None
        world.lines.append(line)
        world.truths[line.id] = truth

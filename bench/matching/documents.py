"""The invoices and credit notes of a world, numbered without gaps in the order of their days."""

from __future__ import annotations

from datetime import date, timedelta

from bench.matching import checks
from bench.matching.days import due
from bench.matching.levels import FREE, Dice
from bench.matching.model import Customer, Document

FIRST_DAY = date(2024, 7, 1)
DAYS = 549
"""A year and a half: with some 55 days until an invoice is paid, a tenth of all is open at the end."""

Style = tuple[str, str, str]
"""How a seller writes its numbers: a template for invoices, one for credit notes, one for invoices of its second establishment."""
STYLES: tuple[Style, ...] = (
    ("FA{year}-{sequence:05d}", "AV{year}-{sequence:04d}", "FB{year}-{sequence:05d}"),
    ("F{short}{sequence:06d}", "A{short}{sequence:05d}", "G{short}{sequence:06d}"),
    ("FAC-{year}-{sequence:05d}", "AVO-{year}-{sequence:04d}", "FEX-{year}-{sequence:05d}"),
    ("VE/{short}/{sequence:06d}", "VA/{short}/{sequence:05d}", "VX/{short}/{sequence:06d}"),
)
_SECOND = 0.15
"""Share of customers that the second establishment serves."""


def make_documents(dice: Dice, customers: dict[str, Customer], count: int, style: Style) -> list[Document]:
    """`count` documents in the order of their numbers, the credit notes among them."""
    random = dice.random
    everybody = list(customers.values())
    second = {customer.id for customer in everybody if random.random() < _SECOND}
    days = sorted(_day(dice) for _ in range(count))
    chosen = random.choices(everybody, [customer.weight for customer in everybody], k=count)
    numbers: dict[tuple[int, int], int] = {}
    earlier: dict[str, list[Document]] = {}
    made: list[Document] = []
    for day, customer in zip(days, chosen, strict=True):
        before = earlier.setdefault(customer.id, [])
        corrected = random.choice(before[-6:]) if random.random() < FREE.credit_notes and before else None
        series = 1 if corrected is not None else 2 if customer.id in second else 0
        sequence = numbers[series, day.year] = numbers.get((series, day.year), 0) + 1
        number = style[series].format(year=day.year, short=day.year % 100, sequence=sequence)
        document = _invoice(dice, customer, number, day) if corrected is None else _credit_note(dice, corrected, number, day)
        document.series = series
        made.append(document)
        if corrected is None:
            before.append(document)
    return made


def _day(dice: Dice) -> date:
    """Some working day; months close busily."""
    day = FIRST_DAY + timedelta(dice.random.randrange(DAYS))
    if dice.random.random() < 0.25:
        day = min(due(day, 0, True), FIRST_DAY + timedelta(DAYS - 1))
    return day - timedelta(max(0, day.weekday() - 4)) if day > FIRST_DAY + timedelta(2) else day


def _invoice(dice: Dice, customer: Customer, number: str, day: date) -> Document:
    random = dice.random
    if customer.same_amount and random.random() < 0.8:
        total = customer.same_amount
    else:
        total = max(1_200, round(random.lognormvariate(6.2, 1.1) * 100) * 120 // 100)
    return Document(
        number, "invoice", customer.id, day, due(day, customer.terms_days, customer.end_of_month), customer.currency, total,
        po_number=f"{random.choice(('PO', '45', 'BC'))}{random.randrange(10**6, 10**7)}" if customer.orders else "",
        creditor_reference=checks.creditor_reference(number),
        discount_percent=customer.discount_percent,
        discount_until=day + timedelta(customer.discount_days) if customer.discount_days else None,
    )  # fmt: skip


def _credit_note(dice: Dice, corrected: Document, number: str, day: date) -> Document:
    total = corrected.total_minor if dice.random.random() < 0.2 else max(100, round(corrected.total_minor * dice.random.uniform(0.05, 0.6)))
    return Document(
        number,
        "credit_note",
        corrected.customer,
        day,
        day,
        corrected.currency,
        total,
        corrects=corrected.number,
        creditor_reference=checks.creditor_reference(number),
    )

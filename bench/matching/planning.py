"""On which day each customer means to pay each invoice."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from bench.matching.days import next_working, working
from bench.matching.levels import FREE, Dice
from bench.matching.model import Customer, Document

Plan = dict[date, list[tuple[Customer, list[Document]]]]
"""By day, who pays which invoices together."""


def plan(dice: Dice, customers: dict[str, Customer], documents: list[Document]) -> tuple[Plan, set[str]]:
    """The days on which invoices are paid, and the invoices whose cash discount is taken in time."""
    random = dice.random
    days: dict[tuple[str, date], list[Document]] = defaultdict(list)
    discounted: set[str] = set()
    for document in documents:
        if document.kind == "invoice":
            customer = customers[document.customer]
            day = _discount_day(dice, customer, document)
            if day is not None:
                discounted.add(document.number)
            days[customer.id, day or _pay_day(dice, customer, document)].append(document)
    planned: Plan = defaultdict(list)
    for (code, day), together in sorted(days.items(), key=lambda pair: (pair[0][1], pair[0][0])):
        customer = customers[code]
        joined = customer.run_days > 0 or len(together) == 1 or random.random() < FREE.joined
        planned[day] += [(customer, together)] if joined else [(customer, [one]) for one in together]
    return planned, discounted


def _discount_day(dice: Dice, customer: Customer, document: Document) -> date | None:
    """A day on which the discount may still be taken, when the customer takes it."""
    random = dice.random
    if document.discount_until is None or customer.direct_debit or random.random() >= FREE.discount_taken:
        return None
    if not customer.run_days:
        return working(document.discount_until - timedelta(random.randrange(3)), document.issued_on)
    run = _run_before(customer, document.discount_until)
    return run if run > document.issued_on else None


def _pay_day(dice: Dice, customer: Customer, document: Document) -> date:
    random = dice.random
    if customer.direct_debit:
        return working(document.due_on, document.issued_on)
    # Who takes a discount is in time; runs and weekends move some days: so the rest must be late a little more often.
    late = random.random() < FREE.late * (1.02 if document.discount_until is None else 1.02 / (1 - FREE.discount_taken))
    delay = 1 + int(random.expovariate(1 / 14)) if late else -random.choice((0, 0, 0, 0, 1, 1, 2, 3, 5))
    day = document.due_on + timedelta(min(delay, 150))
    if not customer.run_days:
        return next_working(day) if late else working(day, document.issued_on)
    run = _run_before(customer, document.due_on)
    if late or run <= document.issued_on:
        run = _run_before(customer, day + timedelta(customer.run_days - 1))
        return run if not late or run > document.due_on else run + timedelta(customer.run_days)
    return run


def _run_before(customer: Customer, day: date) -> date:
    """The last run of the customer on or before a day. Runs fall on working days when they are weekly; others slip to the Friday."""
    run = date.fromordinal(day.toordinal() - (day.toordinal() - customer.run_offset) % customer.run_days)
    return working(run, date.min)

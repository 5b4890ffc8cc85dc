"""Invoices, credit notes and deposit invoices: what the company bills, numbered in the order of their days."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from encours.demo import terms
from encours.demo.model import Customer, Document, DocumentType
from encours.demo.world import Calendar, in_euros, is_working_day, months_between, next_working_day
from encours.kernel.money import round_minor

_GOODS = (
    "Suspensions et appliques",
    "Luminaires encastrés",
    "Rubans et profilés LED",
    "Lampadaires",
    "Sources et alimentations",
    "Éclairage de secours",
)
_SERVICES = ("Étude d'éclairage", "Pose et mise en service", "Maintenance annuelle, mensualité", "Dépannage sur site")
_PREFIX = {"invoice": "FA", "credit_note": "AV", "deposit": "AC"}
CREDIT_NOTES = 0.03


def issue(
    customer: Customer,
    on: date,
    net_minor: int,
    *,
    kind: DocumentType = "invoice",
    service: bool = False,
    description: str = "",
    scripted: bool = False,
    terms_code: str | None = None,
) -> Document:
    """One document of a customer; its VAT is rounded once, half up."""
    tax = round_minor(net_minor * customer.rate / 100)
    document = Document(kind, customer, on, net_minor, tax, customer.rate, customer.currency, scripted=scripted, is_service=service)
    document.functional_minor = in_euros(document.total_minor, customer.currency, on)
    document.description = description
    document.due_on = on if kind == "credit_note" else terms.due_on(terms_code or customer.terms, on)
    if kind == "invoice":
        document.delivered_on = on - timedelta(on.toordinal() % 4)
        if customer.discount_percent is not None:
            document.discount_percent, document.discount_until = customer.discount_percent, on + timedelta(10)
    return document


def credit(invoice: Document, on: date, net_minor: int, *, scripted: bool = False) -> Document:
    """A credit note against an invoice."""
    note = issue(invoice.customer, on, net_minor, kind="credit_note", service=invoice.is_service, scripted=scripted)
    note.corrects, note.rate = invoice, invoice.rate
    note.description = "Avoir sur retour" if not invoice.is_service else "Avoir commercial"
    return note


def ordinary_documents(rng: Random, customers: dict[str, Customer], calendar: Calendar, per_customer: int = 30) -> list[Document]:
    """The ordinary trade. Customers with a part to play stop early enough to leave the stage to their story; the counter has its own."""
    years = Decimal((calendar.as_of - calendar.start).days) / Decimal("365.25")
    wanted = per_customer * len(customers) * float(years) / 4.15
    total_weight = sum(c.weight for c in customers.values())
    documents: list[Document] = []
    for customer in customers.values():
        until = calendar.before(150) if customer.scripted else calendar.as_of
        if customer.id == "C00005":
            until = calendar.before(620)
        if customer.habit == "never":
            documents += _trade(rng, customer, max(calendar.start, calendar.before(900)), calendar.before(760), 4)
        elif customer.segment == "counter":
            documents += _counter_sales(rng, customer, calendar)
        elif customer.subscription_minor:
            documents += _subscription(customer, calendar.start, until)
        else:
            count = max(3, round(wanted * customer.weight / total_weight))
            documents += _trade(rng, customer, calendar.start, until, count)
    return documents


def _counter_sales(rng: Random, customer: Customer, calendar: Calendar) -> list[Document]:
    """One summary invoice a week for what was sold at the counter and paid by card."""
    first = calendar.start + timedelta((4 - calendar.start.weekday()) % 7)
    weeks = range((calendar.as_of - first).days // 7 + 1)
    return [
        issue(customer, first + timedelta(7 * week), rng.randrange(40_000, 160_000, 10), description="Ventes au comptoir de la semaine")
        for week in weeks
    ]


def _subscription(customer: Customer, start: date, until: date) -> list[Document]:
    """The same amount on the first working day of each month: what makes amounts alone prove nothing."""
    days = (next_working_day(month) for month in months_between(start, until))
    return [
        issue(customer, day, customer.subscription_minor, service=True, description="Maintenance annuelle, mensualité")
        for day in days
        if day <= until
    ]


def _trade(rng: Random, customer: Customer, start: date, until: date, count: int) -> list[Document]:
    documents = []
    span = (until - start).days
    for _ in range(count):
        day = start + timedelta(rng.randrange(span + 1))
        while not is_working_day(day):
            day -= timedelta(1)
        if day < start:
            continue
        service = rng.random() < 0.3
        net = min(int(customer.scale_minor * 2 ** rng.gauss(0, 1.1)) + 4_000, 6_000_000)
        net -= net % rng.choice((1, 5, 10, 50, 100, 100))
        document = issue(customer, day, net, service=service, description=rng.choice(_SERVICES if service else _GOODS))
        if customer.uses_po:
            document.po_number = f"{rng.choice(('CDE', 'BC', 'PO'))}-{rng.randrange(10_000, 999_999)}"
        if rng.random() < 0.012 and day > until - timedelta(200):
            document.disputed = True
        documents.append(document)
        if rng.random() < CREDIT_NOTES:
            later = next_working_day(day + timedelta(rng.randint(4, 45)))
            share = 100 if rng.random() < 0.25 else rng.choice((5, 10, 20, 30))
            if later <= until:
                documents.append(credit(document, later, max(1, net * share // 100)))
        elif customer.segment in ("trade", "group") and not customer.scripted and net > 400_000 and rng.random() < 0.05:
            deposit = _deposit_for(document, rng)
            if deposit.issued_on >= start:
                document.deposit = deposit
                documents.append(deposit)
    return documents


def _deposit_for(invoice: Document, rng: Random) -> Document:
    """A deposit invoice of 30 % sent well before the final one, which takes it into account."""
    on = next_working_day(invoice.issued_on - timedelta(rng.randint(35, 60)))
    return issue(
        invoice.customer,
        on,
        invoice.net_minor * 3 // 10,
        kind="deposit",
        service=True,
        description="Acompte de 30 % à la commande",
        terms_code="NET0",
    )


def number_documents(documents: list[Document]) -> list[Document]:
    """The documents in the order of their days, each with a number of its yearly series without gap."""
    ordered = sorted(documents, key=lambda d: (d.issued_on, d.customer.id, d.type, d.net_minor))
    series: Counter[tuple[str, int]] = Counter()
    for document in ordered:
        if document.type == "on_account":
            continue
        key = (_PREFIX[document.type], document.issued_on.year)
        series[key] += 1
        document.number = f"{key[0]}{key[1]}-{series[key]:05d}"
    return ordered

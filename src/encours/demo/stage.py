"""What a story needs to be told: issuing, paying and noting what a correct program must find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from encours.demo import paying
from encours.demo.issuing import credit, issue
from encours.demo.model import Customer, Document, Leg, Receipt
from encours.demo.world import Calendar
from encours.kernel.wording import Text


@dataclass(slots=True)
class Case:
    """An awkward case put in on purpose, and what a correct program makes of it."""

    code: str
    customer: Customer
    expected: Text
    documents: list[Document] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)


@dataclass(slots=True)
class Adjustment:
    """An accounting entry without money, with the items it touches."""

    on: date
    reference: str
    label: str
    legs: list[Leg]


@dataclass(slots=True)
class Stage:
    """Days are told as days before the day of the demo, so that the story is always recent."""

    customers: dict[str, Customer]
    calendar: Calendar
    documents: list[Document] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    adjustments: list[Adjustment] = field(default_factory=list)

    def invoice(
        self,
        customer_id: str,
        days_before: int,
        net_minor: int,
        *,
        description: str = "Luminaires encastrés",
        terms_code: str | None = None,
    ) -> Document:
        document = issue(
            self.customers[customer_id],
            self.calendar.before(days_before),
            net_minor,
            description=description,
            scripted=True,
            terms_code=terms_code,
        )
        self.documents.append(document)
        return document

    def deposit(self, customer_id: str, days_before: int, net_minor: int) -> Document:
        document = issue(
            self.customers[customer_id], self.calendar.before(days_before), net_minor, kind="deposit", service=True,
            description="Acompte de 30 % à la commande", scripted=True, terms_code="NET0",
        )  # fmt: skip
        self.documents.append(document)
        return document

    def credit_note(self, invoice: Document, days_before: int, net_minor: int) -> Document:
        note = credit(invoice, self.calendar.before(days_before), net_minor, scripted=True)
        self.documents.append(note)
        return note

    def pay(
        self,
        payer_id: str,
        days_before: int,
        amounts: Sequence[tuple[Document, int]],
        *,
        text: str | None = None,
        iban: str | None = None,
        name: str | None = None,
        discounted: Sequence[Document] = (),
        fee_minor: int = 0,
        difference_minor: int = 0,
        extra_minor: int = 0,
        case: str = "",
    ) -> Receipt:
        payer, on = self.customers[payer_id], self.calendar.before(days_before)
        extra = paying.on_account(payer, on, extra_minor, currency=payer.currency) if extra_minor else None
        receipt = paying.receive(
            payer, on, amounts, discounted=discounted, fee_minor=fee_minor, difference_minor=difference_minor, extra=extra, case=case,
        )  # fmt: skip
        if extra is not None:
            extra.scripted = True
            self.documents.append(extra)
        receipt.remittance = " ".join(d.number for d, _ in amounts) if text is None else text
        receipt.iban = receipt.iban if iban is None else iban
        receipt.name = receipt.name if name is None else name
        self.receipts.append(receipt)
        return receipt

    def give_back(self, receipt: Receipt, days_before: int) -> Receipt:
        back = paying.give_back(receipt, self.calendar.before(days_before))
        back.name, back.case = receipt.name, receipt.case
        self.receipts.append(back)
        return back

    def case(self, code: str, customer_id: str, documents: Sequence[Document], receipts: Sequence[Receipt], *, en: str, fr: str) -> None:
        self.cases.append(Case(code, self.customers[customer_id], Text(en=en, fr=fr), list(documents), list(receipts)))

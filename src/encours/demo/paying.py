"""Receipts: a payer settles documents on a day. Every way in which an amount differs from the invoices is named here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from encours.demo.model import Customer, Document, Method, Part, Receipt
from encours.demo.world import in_euros
from encours.kernel.money import round_minor


def on_account(customer: Customer, on: date, minor: int, *, currency: str = "EUR") -> Document:
    """Money received for no invoice yet; later it is used like a credit note, or sent back."""
    document = Document("on_account", customer, on, minor, 0, Decimal(0), currency, functional_minor=in_euros(minor, currency, on))
    document.description = "Versement non affecté"
    return document


def discount_of(document: Document) -> tuple[int, int]:
    """The cash discount of an invoice, net and VAT, each rounded half up."""
    percent = document.discount_percent or Decimal(0)
    net = round_minor(percent * document.net_minor / 100)
    return net, round_minor(percent * document.net_minor * document.rate / 10_000)


def receive(
    payer: Customer,
    on: date,
    amounts: Sequence[tuple[Document, int]],
    *,
    discounted: Sequence[Document] = (),
    fee_minor: int = 0,
    difference_minor: int = 0,
    extra: Document | None = None,
    method: Method | None = None,
    case: str = "",
) -> Receipt:
    """One receipt that settles documents: invoices for the given amounts, credits (credit notes, money on account) deducted.

    `difference_minor` is what is missing and written off (negative: too much, taken as income). `extra` is money beyond the documents.
    The amounts given are what is settled: discount, fee and difference are inside them.
    """
    parts = []
    original = 0
    for document, minor in amounts:
        kind = "return" if minor < 0 else "payment"
        functional = document.settle(on, minor, kind, by_bank=True)
        parts.append(Part(document, minor, functional))
        original += document.sign * minor
    net, tax = (sum(column) for column in zip(*map(discount_of, discounted), strict=True)) if discounted else (0, 0)
    original += (extra.total_minor if extra else 0) - net - tax - fee_minor - difference_minor
    currency = amounts[0][0].currency if amounts else (extra.currency if extra else "EUR")
    return Receipt(
        payer, on, parts, in_euros(original, currency, on), currency, original, net, tax, fee_minor, difference_minor, extra,
        method or payer.method, payer.account, iban=payer.ibans[0] if payer.ibans else "", name=payer.name, case=case,
    )  # fmt: skip


def give_back(receipt: Receipt, on: date) -> Receipt:
    """The same receipt returned by the bank: what it settled is open again."""
    back = receive(
        receipt.payer,
        on,
        [(p.document, -p.minor) for p in receipt.parts],
        difference_minor=-receipt.difference_minor,
        method=receipt.method,
    )
    back.returned, back.account, back.end_to_end_id = True, receipt.account, receipt.end_to_end_id
    return back


def refund(credit: Document, on: date) -> Receipt:
    """Money on account sent back to the customer: a negative receipt that closes it."""
    back = receive(credit.customer, on, [(credit, credit.open_minor(on))], method="transfer")
    back.remittance = "REMBOURSEMENT TROP-PERCU"
    return back

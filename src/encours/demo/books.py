"""The entries an accountant makes of what happened until the day the bank journal stops."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from encours.demo.model import BankLine, Document, Entry, Leg, Receipt
from encours.demo.stage import Adjustment
from encours.demo.world import ACCOUNTS, Calendar, previous_working_day

TRADE, DOUBTFUL, DEPOSIT, CREDIT = "411000", "416000", "419100", "419700"
VAT, VAT_ON_DEPOSITS = "445710", "445840"


def _item(document: Document, sign: int = 1, functional: int | None = None, minor: int | None = None, *, account: str = TRADE) -> Leg:
    """The customer's line for a document, with its foreign amount where it has one; positive is a debit."""
    value = document.functional_minor if functional is None else functional
    leg = Leg(account, sign * value, document.customer.id, key_of(document), document.number)
    if document.currency != "EUR":
        leg.currency, leg.original_minor = document.currency, sign * (document.total_minor if minor is None else minor)
    return leg


def key_of(document: Document) -> str:
    """What names the item of a document in the ledger: its number, or the day and amount of money on account."""
    return document.number or f"ON-ACCOUNT {document.customer.id} {document.issued_on} {document.total_minor}"


def _income_account(document: Document) -> str:
    if document.type == "credit_note":
        return "709600" if document.is_service else "709700"
    if document.customer.country != "FR":
        return "706200" if document.is_service else "707200"
    return "706000" if document.is_service else "707000"


def sale(document: Document) -> Entry:
    """E01, E05 and E06c: an invoice or a credit note. What a deposit already declared of the VAT comes out of 4458."""
    sign = document.sign
    tax = document.tax_minor
    net = document.functional_minor - tax
    legs = [_item(document, sign), Leg(_income_account(document), -sign * net)]
    declared = document.deposit.tax_minor if imputed_deposit(document) is not None and document.deposit is not None else 0
    if tax - declared:
        legs.append(Leg(VAT, -sign * (tax - declared)))
    if declared:
        legs.append(Leg(VAT_ON_DEPOSITS, -sign * declared))
    word = "Facture" if sign > 0 else "Avoir"
    return Entry(
        "VE", document.issued_on, document.number, document.issued_on, f"{word} {document.number} {document.customer.name}"[:60], legs
    )


def imputed_deposit(document: Document) -> Document | None:
    """The deposit that the books take as settling part of this invoice, if any."""
    return document.deposit if any(s.kind == "deposit" and not s.by_bank for s in document.settlements) else None


def deposit_imputed(invoice: Document, deposit: Document) -> Entry:
    """E06d: the deposit leaves 4191 and settles the final invoice."""
    legs = [_item(deposit, account=DEPOSIT), Leg(TRADE, -deposit.total_minor, invoice.customer.id, invoice.number, deposit.number)]
    return Entry("OD", invoice.issued_on, deposit.number, invoice.issued_on, f"Imputation acompte {deposit.number}", legs)


def settled_items(receipt: Receipt) -> list[Leg]:
    """What a receipt does to customers' accounts, one line per document; money on account is its own line."""
    legs = []
    for part in receipt.parts:
        document = part.document
        account = (
            DEPOSIT if document.type == "deposit" else (DOUBTFUL if document.doubtful_on and document.doubtful_on <= receipt.on else TRADE)
        )
        legs.append(_item(document, -document.sign, part.functional_minor, part.minor, account=account))
    if receipt.credit is not None:
        legs.append(_item(receipt.credit, -1))
    return legs


def differences(receipt: Receipt) -> list[Leg]:
    """E07, E10, E11 and E06b: discount, fee, rounding, rate of exchange, and the VAT of a deposit."""
    legs = [
        Leg("665000", receipt.discount_net_minor),
        Leg(VAT, receipt.discount_tax_minor),
        Leg("627800" if receipt.method != "card" else "627500", receipt.fee_minor),
        Leg("658000" if receipt.difference_minor > 0 else "758000", receipt.difference_minor),
    ]
    for part in receipt.parts:
        if part.document.type == "deposit":
            legs += [Leg(VAT_ON_DEPOSITS, part.document.tax_minor), Leg(VAT, -part.document.tax_minor)]
    missing = -(receipt.cash_minor + sum(leg.minor for leg in [*legs, *settled_items(receipt)]))
    if missing and receipt.currency == "EUR":
        raise ValueError(f"receipt of {receipt.payer.id} on {receipt.on} does not balance by {missing}")
    legs.append(Leg("656000" if missing > 0 else "756000", missing))
    return [leg for leg in legs if leg.minor]


def bank_entries(line: BankLine) -> list[Entry]:
    """The entries of one bank line; cheques pass through 5112 on the day of their deposit slip (E20, E21)."""
    account = ACCOUNTS[line.account]
    entries = []
    legs = list(line.legs)
    customers = [leg for receipt in line.receipts for leg in (*settled_items(receipt), *differences(receipt))]
    if line.kind == "cheque_deposit":
        slip_on = previous_working_day(line.booked_on)
        entries.append(
            Entry(
                "CQ",
                slip_on,
                f"BRC{line.reference}",
                slip_on,
                line.label,
                [Leg("511200", line.amount_minor, key=f"BRC{line.reference}"), *customers],
            )
        )
        legs.append(Leg("511200", -line.amount_minor, key=f"BRC{line.reference}"))
    else:
        legs += customers
    entries.append(
        Entry(
            account.journal,
            line.booked_on,
            line.reference,
            line.booked_on,
            line.label[:60],
            [Leg(account.ledger, line.amount_minor), *legs],
        )
    )
    return entries


def receivable_entries(
    documents: Iterable[Document], lines: Iterable[BankLine], adjustments: Iterable[Adjustment], calendar: Calendar
) -> list[Entry]:
    """Everything but the overheads. The sales journal is up to date; the bank journals stop at `calendar.bank_until`."""
    entries = []
    for document in documents:
        if document.type in ("invoice", "credit_note"):
            entries.append(sale(document))
            deposit = imputed_deposit(document)
            if deposit is not None:
                entries.append(deposit_imputed(document, deposit))
    for line in lines:
        if line.booked_on <= calendar.bank_until:
            entries += bank_entries(line)
    entries += [Entry("OD", a.on, a.reference, a.on, a.label, a.legs) for a in adjustments]
    return entries


def vat_by_month(entries: Iterable[Entry]) -> dict[tuple[int, int], int]:
    """VAT collected less VAT deductible, per month: what the return of that month says."""
    months: dict[tuple[int, int], int] = defaultdict(int)
    for entry in entries:
        for leg in entry.legs:
            if leg.account in (VAT, "445660"):
                months[entry.on.year, entry.on.month] -= leg.minor
    return months

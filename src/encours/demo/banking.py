"""From receipts to the lines of the two bank accounts: batches, deposits of cheques, returned payments, fees, strangers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from random import Random

from encours.demo.model import BankLine, Leg, Receipt
from encours.demo.world import ACCOUNTS, Calendar, months_between, next_working_day

_BATCHED = ("direct_debit", "cheque")
_RETURN_FEE_MINOR = {"direct_debit": 800, "cheque": 1500}


def customer_lines(receipts: Iterable[Receipt]) -> list[BankLine]:
    """The lines that receipts make: direct debits and cheques of one day and account come as one line, all else singly."""
    lines = []
    ordered = sorted(receipts, key=lambda r: (r.account, r.on, r.method, r.returned, r.payer.id, r.cash_minor, r.remittance))
    for _, group in groupby(ordered, key=lambda r: (r.account, r.on, r.method, r.returned)):
        together = list(group)
        if together[0].method in _BATCHED and not together[0].returned:
            lines.append(_batch(together))
        else:
            lines += [_single(receipt) for receipt in together]
    return lines + _return_fees(ordered)


def _batch(receipts: list[Receipt]) -> BankLine:
    first = receipts[0]
    is_debit = first.method == "direct_debit"
    label = f"REMISE {'PRLV SEPA' if is_debit else 'CHEQUES'} {len(receipts)} OP"
    line = BankLine(
        first.account,
        first.on,
        sum(r.cash_minor for r in receipts),
        "direct_debit_batch" if is_debit else "cheque_deposit",
        label,
        receipts,
    )
    line.is_batch = True
    line.case = next((r.case for r in receipts if r.case), "")
    return line


def _single(receipt: Receipt) -> BankLine:
    kind, label = "receipt", f"VIR SEPA {receipt.name}"
    if receipt.returned:
        kind, label = "return", f"REJET {'PRLV SEPA' if receipt.method == 'direct_debit' else 'CHEQUE IMPAYE'} {receipt.name}"
    elif receipt.cash_minor < 0:
        kind, label = "refund", f"VIR EMIS {receipt.name}"
    elif receipt.method == "card":
        kind, label = "card_payout", f"REMISE CB {receipt.on:%d%m%y} COMPTOIR"
    line = BankLine(receipt.account, receipt.on, receipt.cash_minor, kind, label[:70], [receipt], case=receipt.case)
    line.name, line.iban, line.remittance = receipt.name, receipt.iban, receipt.remittance
    if kind == "card_payout":
        line.name = line.iban = ""
        line.remittance = label
    return line


def _return_fees(receipts: list[Receipt]) -> list[BankLine]:
    returned = [r for r in receipts if r.returned]
    return [
        BankLine(r.account, r.on, -fee, "fee", f"FRAIS REJET {r.name}"[:70], legs=[Leg("627800", fee)])
        for r in returned
        for fee in (_RETURN_FEE_MINOR[r.method],)
    ]


def stranger_lines(rng: Random, calendar: Calendar) -> list[BankLine]:
    """A few credits that are no receivables: a tax refund, an insurance, a private person who mistook the account."""
    lines = []
    for month in months_between(calendar.start, calendar.as_of):
        day = next_working_day(month.replace(day=rng.randint(3, 26)))
        if day > calendar.as_of or rng.random() < 0.3:
            continue
        amount = rng.randrange(3_000, 90_000)
        name, text, account = rng.choice((("ASSURANCES DU GRAND VAL", "INDEMNITE SINISTRE 88412", "791000"), ("MME HELENE VERNAUDET", "cadeau d'anniversaire", "471000"), ("ENERGIE DES DEUX VALLEES", "REMBOURSEMENT AVOIR ANNUEL", "606100")))  # fmt: skip
        line = BankLine(
            "main", day, amount, "unknown" if account == "471000" else "non_receivable", f"VIR SEPA {name}", legs=[Leg(account, -amount)]
        )
        line.name, line.remittance = name, text
        lines.append(line)
    return lines


def refer(lines: list[BankLine]) -> list[BankLine]:
    """The lines in the order of their bank, each with a reference that is unique in its account."""
    ordered = sorted(lines, key=lambda b: (b.account, b.booked_on, b.kind, b.label, b.amount_minor, b.remittance))
    ranks: Counter[tuple[str, str]] = Counter()
    for line in ordered:
        key = (line.account, f"{line.booked_on:%y%m%d}")
        ranks[key] += 1
        line.reference = f"{ACCOUNTS[line.account].bank[-2:]}{key[1]}{ranks[key]:05d}"
        for rank, receipt in enumerate(line.receipts, 1):
            if receipt.method == "direct_debit" and not receipt.returned:
                receipt.end_to_end_id = f"PRLV-{line.reference}-{rank}"
    return ordered

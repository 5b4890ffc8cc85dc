"""Statements of the second account as CFONB 120 (records 01, 04, 05, 07; read 2026-11-22)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from encours.demo.model import BankLine
from encours.demo.world import OwnAccount
from encours.kernel.normal import name_key

_POSITIVE, _NEGATIVE = "{ABCDEFGHI", "}JKLMNOPQR"
_CODES = {
    "receipt": "05", "cheque_deposit": "02", "return": "03", "card_payout": "30", "fee": "62", "refund": "06", "internal_transfer": "13",
    "non_receivable": "18", "unknown": "18",
}  # fmt: skip
_PLAIN = str.maketrans(dict.fromkeys("\t\r\n", " "))


def encoded_amount(minor: int) -> str:
    """Thirteen digits and the last one with its sign.

    >>> encoded_amount(120000), encoded_amount(-4567), encoded_amount(0)
    ('0000000012000{', '0000000000456P', '0000000000000{')
    """
    digits = f"{abs(minor):014d}"
    return digits[:13] + (_NEGATIVE if minor < 0 else _POSITIVE)[int(digits[13])]


def write_cfonb(account: OwnAccount, lines: Sequence[BankLine], *, opened_on: date, last: date, opening_minor: int) -> bytes:
    """One statement: the balance of the evening of `opened_on`, the lines, and the balance of `last`."""
    records = [_record("01", account, on=opened_on, minor=opening_minor)]
    for line in lines:
        code = _CODES[line.kind]
        records.append(
            _record(
                "04",
                account,
                code=code,
                on=line.booked_on,
                value_on=line.booked_on,
                label=line.label,
                reference=line.reference,
                minor=line.amount_minor,
            )
        )
        records += [
            _record("05", account, code=code, on=line.booked_on, text=qualifier.ljust(3) + text) for qualifier, text in _complements(line)
        ]
    closing = opening_minor + sum(line.amount_minor for line in lines)
    records.append(_record("07", account, on=last, minor=closing))
    return ("\r\n".join(records) + "\r\n").encode("ascii")


def _complements(line: BankLine) -> list[tuple[str, str]]:
    """Payer, account, remittance (two lines joined without a blank) and end-to-end reference."""
    found = []
    if line.kind == "cheque_deposit":
        return [("LIB", f"{len(line.receipts)} CHEQUE{'S' if len(line.receipts) > 1 else ''} BORDEREAU {line.reference}")]
    if line.name:
        found.append(("NPY" if line.amount_minor >= 0 else "NBE", line.name))
    if line.iban and line.amount_minor >= 0:
        found.append(("CPY", line.iban))
    receipt = line.receipts[0] if line.receipts else None
    if receipt is not None and receipt.creditor_reference:
        found.append(("LCS", receipt.creditor_reference))
    elif line.remittance:
        found.append(("LCC", line.remittance[:70]))
        if len(line.remittance) > 70:
            found.append(("LC2", line.remittance[70:140]))
    return [(qualifier, _ascii(text)) for qualifier, text in found]


def _record(
    kind: str,
    account: OwnAccount,
    *,
    on: date,
    code: str = "",
    value_on: date | None = None,
    label: str = "",
    reference: str = "",
    minor: int | None = None,
    text: str = "",
) -> str:
    """One record of 120 characters; positions as in the specification of CFONB."""
    head = f"{kind}{account.bank}{'':4}{account.branch}EUR2 {account.number:>11}{code:2}{on:%d%m%y}{'':2}"
    if kind == "05":
        return (head + "   " + text).ljust(120)[:120]
    value = f"{value_on:%d%m%y}" if value_on else ""
    middle = f"{value:6}{_ascii(label)[:31]:31}{'':2}{'0000000' if kind == '04' else '':7}{'':2}"
    amount = encoded_amount(minor or 0)
    return (head + middle + amount + reference).ljust(120)[:120]


def _ascii(text: str) -> str:
    """Letters without accents; what ASCII cannot say becomes a blank."""
    plain = text.translate(_PLAIN)
    return plain if plain.isascii() else name_key(plain)

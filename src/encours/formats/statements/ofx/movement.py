"""STMTTRN: one movement of an OFX bank statement, and the fields that movements and balances share.

Source: OFX Banking Specification 1.6 and 2.3, §11.4.2 Statement Transaction, §11.3 accounts, §3.2.8 dates and amounts (read 2026-11-22).
"""

from __future__ import annotations

import re
from datetime import date

from encours.formats.statements.accounts import compact, french_iban, looks_like_iban
from encours.formats.statements.amounts import minor
from encours.formats.statements.contract import StatementLine
from encours.formats.statements.ofx import texts
from encours.formats.statements.text import bounded, reference, sentence, tidy
from encours.kernel.amounts import NotAnAmount
from encours.kernel.currency import decimals, is_currency_code
from encours.kernel.issue import IssueLog

_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")

Values = dict[str, str]
"""The values of an aggregate and of those inside it, by path below it, such as `PAYEE/NAME`; the first of each counts."""


def read_movement(values: Values, line: int, *, rank: int, currency: str, log: IssueLog) -> StatementLine | None:
    """The statement line of one STMTTRN of an account in `currency`; None, with an issue, where it cannot be taken."""
    booked_on = read_day(values.get("DTPOSTED", ""))
    if booked_on is None:
        log.add(texts.DATE, line=line, column="DTPOSTED", value=values.get("DTPOSTED", ""), what=texts.A_MOVEMENT)
        return None
    own = values.get("CURRENCY/CURSYM", "")
    if own and own != currency:
        log.add(texts.OTHER_CURRENCY, line=line, column="CURRENCY/CURSYM", value=own, currency=currency)
        return None
    amount = read_amount(values.get("TRNAMT", ""), currency)
    if amount is None:
        log.add(texts.AMOUNT, line=line, column="TRNAMT", value=values.get("TRNAMT", ""), currency=currency, what=texts.A_MOVEMENT)
        return None
    if "CORRECTFITID" in values:
        log.add(texts.CORRECTION, line=line, column=values.get("CORRECTACTION", "CORRECTFITID"), value=values["CORRECTFITID"])
    name = tidy(values.get("NAME", "") or values.get("PAYEE/NAME", "") or values.get("EXTDPAYEE/NAME", ""))
    cheque = values.get("CHECKNUM", "")
    original = values.get("ORIGCURRENCY/CURSYM", "")
    return StatementLine(
        entry=rank,
        booked_on=booked_on,
        amount_minor=amount,
        value_on=read_day(values.get("DTAVAIL", "")),
        bank_reference=reference(values.get("FITID", "")),
        end_to_end_id=reference(values.get("REFNUM", "")),
        counterparty_name=name,
        counterparty_iban=read_account(values, "BANKACCTTO/", currency),
        remittance=bounded(sentence(_remittance(name, values, cheque)), log, line),
        transaction_code=values.get("TRNTYPE", ""),
        original_currency=original if is_currency_code(original) and original != currency else "",
        source_line=line,
    )


def _remittance(name: str, values: Values, cheque: str) -> tuple[str, ...]:
    """NAME is cut at 32 characters and MEMO often repeats it in full; the label belongs to the text as much as the memo does."""
    memo = tidy(values.get("MEMO", ""))
    return ("" if memo.startswith(name) else name, memo, cheque if cheque.strip("0") else "")


def read_day(text: str) -> date | None:
    """The day of YYYYMMDD[HHMMSS[.XXX]][[offset:zone]], as the bank wrote it in its own time.

    >>> read_day("20120908190849.317[-4:EDT]"), read_day("2012-09-08")
    (datetime.date(2012, 9, 8), None)
    """
    found = _DAY.match(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def read_amount(text: str, currency: str) -> int | None:
    """The minor units of a signed amount. The specification allows a comma or a point as the decimal mark, and no grouping.

    >>> read_amount("-34.51", "EUR"), read_amount("+00000012,5", "EUR"), read_amount("115.8331", "USD")
    (-3451, 1250, None)
    """
    try:
        return minor(text, mark="," if "," in text else ".", digits=decimals(currency))
    except NotAnAmount:
        return None


def read_account(values: Values, prefix: str, currency: str) -> str:
    """The IBAN: as ACCTID itself, or of the French RIB that bank, branch and account of 5, 5 and 11 characters are; else the parts with slashes.

    >>> read_account({"A/BANKID": "20041", "A/BRANCHID": "01005", "A/ACCTID": "0500013M026"}, "A/", "EUR")
    'FR1420041010050500013M02606'
    >>> read_account({"A/BANKID": "123", "A/ACCTID": "91 00"}, "A/", "EUR")
    '123/9100'
    """
    bank, branch, account = (compact(values.get(prefix + name, "")) for name in ("BANKID", "BRANCHID", "ACCTID"))
    if looks_like_iban(account):
        return account
    iban = french_iban(bank, branch, account) if currency == "EUR" else None
    return iban or "/".join(filter(None, (bank, branch, account)))

"""A bank statement as the bank said it: the value every statement reader returns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, Literal

from encours.formats.contract import Reading
from encours.kernel.wording import Text

Level = Literal["statement", "intraday", "advice"]
"""`statement` is final (camt.053, MT940, CFONB 120, OFX); `intraday` is superseded by it (camt.052, MT942); `advice` enriches, never adds (camt.054)."""


@dataclass(frozen=True, slots=True)
class Balance:
    """The balance of the account on a day, in minor units, credit positive.

    `currency` is empty where the balance is in the currency of its statement, which is the rule; a balance in another
    currency is kept as the bank said it, and closes nothing.
    """

    on: date
    minor: int
    currency: str = ""


@dataclass(frozen=True, slots=True)
class RemittedDocument:
    """A document that the payer says a movement pays: its reference, the money meant for it (negative: a credit note taken off), the discount
    taken from it, and what is said about differences."""

    reference: str
    amount_minor: int
    discount_minor: int = 0
    memo: str = ""


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement of the account. A batch that the bank details is one line per detail, all sharing `entry` (its rank in the statement, from 1).

    Amounts are minor units, credit of the account positive; `charges_minor` is positive where the bank kept something. `counterparty_iban`
    is the IBAN when the file has it, else the account as the bank identifies it, without blanks. `bank_reference` is only ever a
    reference that the bank itself gave to the movement. `line_id` is set only by a file that names its own lines (the canonical bank.csv).
    `documents` is the payer's own list of what is paid, where the bank passes it on with its amounts (camt).
    """

    entry: int
    booked_on: date
    amount_minor: int
    value_on: date | None = None
    bank_reference: str = ""
    end_to_end_id: str = ""
    creditor_reference: str = ""
    mandate_id: str = ""
    counterparty_name: str = ""
    counterparty_iban: str = ""
    remittance: str = ""
    transaction_code: str = ""
    is_reversal: bool = False
    return_reason: str = ""
    original_minor: int | None = None
    original_currency: str = ""
    charges_minor: int = 0
    batch_id: str = ""
    method: str = ""
    line_id: str = ""
    source_line: int | None = None
    documents: tuple[RemittedDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of one account. `account` is the IBAN when the file has it, else the bank's own identification, without blanks."""

    account: str
    currency: str
    level: Level
    lines: Sequence[StatementLine]
    statement_id: str = ""
    sequence: str = ""
    opening: Balance | None = None
    closing: Balance | None = None
    account_name: str = ""


@dataclass(frozen=True, slots=True)
class StatementFormat:
    """A bank format: how to recognise it from the first 4 KiB of a file, and how to read it.

    `read` takes the whole file and raises `FileRefused` when nothing in it can be used; `read_stream` does so without holding the file, where a
    format has files that are too large for that. `movements` tells from the bytes about how many movements there are, before any of them is held. `name` names the format to a person; `specification` says which document, version and date the
    reader follows.
    """

    code: str
    name: Text
    specification: str
    recognises: Callable[[bytes], bool]
    read: Callable[[bytes], Reading[Statement]]
    read_stream: Callable[[BinaryIO], Reading[Statement]] | None = None
    movements: Callable[[bytes], int] | None = None

"""Lettering a ledger file by itself: no company, no database, and nothing kept but what is written back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, NamedTuple

from encours.formats.ledgers.contract import LedgerLine
from encours.formats.ledgers.fec import FecFile, letter_columns, read_fec
from encours.kernel.issue import IssueLog
from encours.ledger.account import FRENCH_CHART, Role
from encours.ledger.letters import free_letters
from encours.receivables.matching.lettering.contract import LetterGroup, LetterLine, Side
from encours.receivables.matching.lettering.propose import propose_letters

BOTH: tuple[Side, ...] = ("customer", "supplier")
_CUSTOMER = frozenset({Role.TRADE, Role.BILL, Role.DOUBTFUL})
# 408 and 409 are accruals and debtor balances: they are reversed or moved, not lettered against invoices.
_SUPPLIER = ("401", "402", "403", "404", "405")


class FileLetter(NamedTuple):
    """A line that the file itself letters."""

    line: int
    letter: str
    lettered_on: date | None


@dataclass(frozen=True, slots=True)
class AccountLetters:
    """The proposals for one account and auxiliary account: the letters the file has on it, how many lines have none, and the groups they form."""

    account: str
    auxiliary: str
    label: str
    side: Side
    lettered: tuple[FileLetter, ...]
    open_lines: int
    groups: tuple[LetterGroup, ...]

    def numbers(self, group: LetterGroup) -> list[int]:
        """The numbers, in the file, of a group's lines."""
        return [int(id) for id in group.lines]


@dataclass(frozen=True, slots=True)
class ChosenGroup:
    """A group with the letter it would get; "" where the file's column has no room for another."""

    account: AccountLetters
    group: LetterGroup
    letter: str


@dataclass(frozen=True, slots=True)
class LedgerLetters:
    """What lettering proposes for a file. Accounts come in their order."""

    file_name: str
    currency: str
    fec: FecFile
    log: IssueLog
    width: int | None
    accounts: tuple[AccountLetters, ...]

    def chosen(self, *, suggested: bool) -> list[ChosenGroup]:
        """The groups to be written, first answers only, each with the next letter of its account in the order of their last days."""
        found = []
        for account in self.accounts:
            wanted = [group for group in account.groups if group.rank == 1 and (suggested or group.decision == "automatic")]
            codes = free_letters((one.letter for one in account.lettered), width=self.width)
            found += [
                ChosenGroup(account, group, next(codes, "")) for group in sorted(wanted, key=lambda group: (group.closed_on, group.lines))
            ]
        return found


def letters_by_line(chosen: list[ChosenGroup]) -> dict[int, tuple[str, date]]:
    """The letter and the day of lettering of every line, for `write_letters`."""
    return {number: (one.letter, one.group.closed_on) for one in chosen if one.letter for number in one.account.numbers(one.group)}


def letter_ledger(stream: BinaryIO, file_name: str, *, currency: str = "EUR", sides: tuple[Side, ...] = BOTH) -> LedgerLetters:
    """Read a FEC and propose letters for the unlettered lines of its customer and supplier accounts. Raises FileRefused when it cannot be lettered.

    `stream` is read from its start. Customers: 411, 413, 416; suppliers: 401 to 405; each account and auxiliary account by itself.
    """
    stream.seek(0)
    width = letter_columns(stream, file_name).width
    log = IssueLog()
    fec = read_fec(stream, file_name=file_name, log=log, currency=currency)
    accounts: dict[tuple[str, str], _Account] = {}
    known: dict[str, Side | None] = {}
    for line in fec.lines():
        if line.account not in known:
            side = side_of(line.account)
            known[line.account] = side if side in sides else None
        side = known[line.account]
        if side is not None:
            account = accounts.get((line.account, line.auxiliary))
            if account is None:
                account = accounts[line.account, line.auxiliary] = _Account(side, line.auxiliary_label or line.account_label)
            account.add(line)
    stream.seek(0)
    return LedgerLetters(file_name, currency, fec, log, width, tuple(accounts[key].lettered(*key, currency) for key in sorted(accounts)))


def side_of(account: str) -> Side | None:
    """Whose account it is, None for one that is not lettered here.

    >>> side_of("41100000"), side_of("40100000"), side_of("4191"), side_of("408")
    ('customer', 'supplier', None, None)
    """
    if account.startswith(_SUPPLIER):
        return "supplier"
    return "customer" if FRENCH_CHART.role(account) in _CUSTOMER else None


class _Account:
    """The lines of one account as they come: those without letter, and what is known of the others."""

    def __init__(self, side: Side, label: str) -> None:
        self._side: Side = side
        self._label = label
        self._open: list[LetterLine] = []
        self._lettered: list[FileLetter] = []

    def add(self, line: LedgerLine) -> None:
        if line.letter:
            self._lettered.append(FileLetter(line.line, line.letter, line.lettered_on))
            return
        references = (line.document_ref,) if line.document_ref else ()
        self._open.append(LetterLine(f"{line.line:012}", line.effective_on, line.debit_minor - line.credit_minor, references, line.label))

    def lettered(self, account: str, auxiliary: str, currency: str) -> AccountLetters:
        groups = propose_letters(self._open, side=self._side, currency=currency)
        return AccountLetters(account, auxiliary, self._label, self._side, tuple(self._lettered), len(self._open), tuple(groups))

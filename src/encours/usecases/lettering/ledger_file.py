"""Lettering a ledger file by itself: no company, no database, and nothing kept but what is written back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

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


@dataclass(frozen=True, slots=True)
class AccountLetters:
    """The proposals for one account and auxiliary account. `used` are the letters the file has on it, `lines` its lines by number in the file."""

    account: str
    auxiliary: str
    label: str
    side: Side
    lines: dict[int, LedgerLine]
    used: frozenset[str]
    groups: tuple[LetterGroup, ...]

    @property
    def open_lines(self) -> int:
        return sum(not line.letter for line in self.lines.values())

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
            codes = free_letters(account.used, width=self.width)
            found += [ChosenGroup(account, group, next(codes, "")) for group in sorted(wanted, key=lambda group: (group.closed_on, group.lines))]
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
    accounts: dict[tuple[str, str], dict[int, LedgerLine]] = {}
    known: dict[str, bool] = {}
    for line in fec.lines():
        wanted = known.get(line.account)
        if wanted is None:
            wanted = known[line.account] = side_of(line.account) in sides
        if wanted:
            accounts.setdefault((line.account, line.auxiliary), {})[line.line] = line
    stream.seek(0)
    return LedgerLetters(file_name, currency, fec, log, width, tuple(_lettered(accounts[key], currency) for key in sorted(accounts)))


def side_of(account: str) -> Side | None:
    """Whose account it is, None for one that is not lettered here.

    >>> side_of("41100000"), side_of("40100000"), side_of("4191"), side_of("408")
    ('customer', 'supplier', None, None)
    """
    if account.startswith(_SUPPLIER):
        return "supplier"
    return "customer" if FRENCH_CHART.role(account) in _CUSTOMER else None


def _lettered(lines: dict[int, LedgerLine], currency: str) -> AccountLetters:
    first = next(iter(lines.values()))
    side = side_of(first.account)
    assert side is not None, first.account
    groups = propose_letters(_open_lines(lines), side=side, currency=currency)
    used = frozenset(line.letter for line in lines.values() if line.letter)
    label = first.auxiliary_label or first.account_label
    return AccountLetters(first.account, first.auxiliary, label, side, lines, used, tuple(groups))


def _open_lines(lines: dict[int, LedgerLine]) -> Iterator[LetterLine]:
    for number, line in lines.items():
        if not line.letter:
            original = None if line.original_minor is None else (line.original_currency, _signed(line))
            yield LetterLine(
                f"{number:012}", line.effective_on, line.debit_minor - line.credit_minor, (line.document_ref,) if line.document_ref else (), line.label, original
            )  # fmt: skip


def _signed(line: LedgerLine) -> int:
    """The amount in the entry's own currency with the side's sign, whether the program writes it signed or not."""
    assert line.original_minor is not None
    return abs(line.original_minor) if line.debit_minor >= line.credit_minor else -abs(line.original_minor)

"""What a ledger file holds in all, gathered while it streams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


class OpenLetter(NamedTuple):
    """A letter whose lines do not balance, in minor units, debit positive."""

    account: str
    auxiliary: str
    letter: str
    balance_minor: int


class Letters:
    """The lettering groups of some accounts: lines of one account, auxiliary account and letter.

    Kept as one number per group, so that a file of millions of lines fits in memory.
    """

    def __init__(self) -> None:
        self._balances: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)

    def add(self, account: str, auxiliary: str, letter: str, minor: int) -> None:
        groups = self._balances[account, auxiliary]
        groups[letter] = groups.get(letter, 0) + minor

    @property
    def groups(self) -> int:
        return sum(len(groups) for groups in self._balances.values())

    @property
    def balanced(self) -> int:
        return sum(not balance for groups in self._balances.values() for balance in groups.values())

    def unbalanced(self) -> Iterator[OpenLetter]:
        """The groups that do not come to zero, in the order of the file."""
        for (account, auxiliary), groups in self._balances.items():
            for letter, balance in groups.items():
                if balance:
                    yield OpenLetter(account, auxiliary, letter, balance)


@dataclass(slots=True)
class LedgerSummary:
    """Counts and totals of a ledger file, in minor units; complete once the lines have been read to the end.

    Receivable lines are those of account 411 and its sub-accounts; `auxiliary_accounts` counts the auxiliary accounts on them.
    Customer letters stand on accounts 41, supplier letters on accounts 40.
    """

    lines: int = 0
    entries: int = 0
    debit_minor: int = 0
    credit_minor: int = 0
    first_on: date | None = None
    last_on: date | None = None
    receivable_lines: int = 0
    opening_lines: int = 0
    auxiliaries: dict[str, str] = field(default_factory=dict)
    customer_letters: Letters = field(default_factory=Letters)
    supplier_letters: Letters = field(default_factory=Letters)

    @property
    def auxiliary_accounts(self) -> int:
        return len(self.auxiliaries)

    def letters(self) -> dict[str, int]:
        """The counts of lettering groups, under the keys of the diagnosis (design §11)."""
        return {
            "customer_groups": self.customer_letters.groups,
            "customer_balanced": self.customer_letters.balanced,
            "supplier_groups": self.supplier_letters.groups,
            "supplier_balanced": self.supplier_letters.balanced,
        }

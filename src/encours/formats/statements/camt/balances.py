"""The booked balances of a camt statement.

Source: ISO 20022 external code set BalanceType1Code: OPBD opening booked, PRCD previous closing booked, CLBD closing booked,
ITBD interim booked (on the inner pages of a statement, or at the time of an intraday report) (read 2026-11-22).
Available, forward and information balances (OPAV, CLAV, ITAV, FWAV, INFO, XPCD) are not booked money and are not read.
"""

from __future__ import annotations

from typing import NamedTuple

from encours.formats.statements.camt import paths, texts
from encours.formats.statements.camt.fields import Node
from encours.formats.statements.contract import Balance
from encours.kernel.issue import IssueLog

_BOOKED = ("OPBD", "PRCD", "CLBD", "ITBD")


class _Booked(NamedTuple):
    kind: str
    currency: str
    balance: Balance


class Balances(NamedTuple):
    """The booked balances in file order."""

    found: tuple[_Booked, ...]

    @property
    def currency(self) -> str:
        """The currency of the first balance, or nothing."""
        return self.found[0].currency if self.found else ""

    @property
    def are_comparable(self) -> bool:
        """Whether both ends are booked balances of this very statement, so that its lines must lead from one to the other."""
        kinds = {each.kind for each in self.found}
        return bool(kinds & {"OPBD", "PRCD"}) and "CLBD" in kinds

    def opening(self, currency: str) -> Balance | None:
        """OPBD, else PRCD, else the first of two interim balances or the one before a closing balance."""
        interim = [each for each in self.found if each.kind == "ITBD"]
        has_closing = any(each.kind == "CLBD" for each in self.found)
        return (
            self._first("OPBD", currency)
            or self._first("PRCD", currency)
            or (_as(interim[0], currency) if len(interim) > 1 or (interim and has_closing) else None)
        )

    def closing(self, currency: str) -> Balance | None:
        """CLBD, else the last interim balance."""
        interim = [each for each in self.found if each.kind == "ITBD"]
        return self._first("CLBD", currency) or (_as(interim[-1], currency) if interim else None)

    def _first(self, kind: str, currency: str) -> Balance | None:
        return next((_as(each, currency) for each in self.found if each.kind == kind), None)


def read_balances(statement: Node, log: IssueLog) -> Balances:
    """The booked balances of a Stmt, Rpt or Ntfctn; one that cannot be read is reported and left out."""
    found = []
    for node in statement.nodes(("Bal",)):
        kind = node.text(paths.BALANCE_TYPE)
        if kind not in _BOOKED:
            continue
        amount, sign, day = node.amount("Amt"), node.sign(), node.day(paths.DAY)
        if amount is None or amount.minor is None:
            log.add(
                texts.AMOUNT,
                line=node.line,
                column=f"Bal/{kind}/Amt",
                value="" if amount is None else amount.text,
                what=texts.A_BALANCE,
            )
        elif sign is None:
            log.add(texts.SIGN, line=node.line, column=f"Bal/{kind}", value=node.text(("CdtDbtInd",)), what=texts.A_BALANCE)
        elif day is None:
            log.add(texts.BALANCE_DAY, line=node.line, column=kind, value=node.text(paths.DAY))
        else:
            found.append(_Booked(kind, amount.currency, Balance(day, sign * amount.minor)))
    return Balances(tuple(found))


def _as(found: _Booked, currency: str) -> Balance:
    """The balance, with its currency when it is not that of the account."""
    return found.balance if found.currency == currency else Balance(found.balance.on, found.balance.minor, found.currency)

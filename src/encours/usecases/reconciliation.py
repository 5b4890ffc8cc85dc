"""Reconciliation: the bank beside the books (état de rapprochement bancaire), and the open items beside the control accounts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from encours.kernel.money import Money
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.receivables.meeting import DAYS_APART
from encours.receivables.reconciliation.contract import Reconciliation, Rule, Side
from encours.receivables.reconciliation.explain import Explanation, explain
from encours.receivables.reconciliation.reconcile import reconcile
from encours.store.load.companies import Company, load_company_by_id
from encours.store.load.open_items import widen
from encours.store.load.reconciliation import (
    Balances,
    BankAccount,
    ControlRow,
    Movements,
    find_ledger_account,
    load_balances,
    load_bank_accounts,
    load_bank_side,
    load_control,
    load_ledger_side,
)
from encours.store.tenant import Scope, tenant

DAYS = 31
"""How far apart bank and books may book a movement that reconciliation still takes for the same: a cheque is cashed weeks later."""


class BankAccountUnknown(Refusal):
    code = "bank_account_unknown"
    message = Text(en="This company has no bank account “{account}”.", fr="Cette société n'a pas de compte bancaire « {account} ».")
    repair = Text(en="Its bank accounts: {known}.", fr="Ses comptes bancaires : {known}.")


class NothingToReconcile(Refusal):
    code = "nothing_to_reconcile"
    message = Text(en="No bank statement up to {day} was imported.", fr="Aucun relevé bancaire jusqu'au {day} n'a été importé.")
    repair = Text(
        en="Import the statements of the bank first (encours import), or name a later day.",
        fr="Importez d'abord les relevés de la banque (encours import), ou indiquez un jour ultérieur.",
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """A movement that one side has alone, and what explains it."""

    on: date
    minor: int
    reference: str
    name: str
    why: Explanation


@dataclass(frozen=True, slots=True)
class SameMovement:
    """Movements of both sides taken for the same though they do not look it: several make one, their days lie far apart, or their amounts differ."""

    rule: Rule
    bank: tuple[tuple[date, int, str], ...]
    books: tuple[tuple[date, int, str], ...]
    difference_minor: int


@dataclass(frozen=True, slots=True)
class BankReconciliation:
    """A bank account beside its account in the ledger, from the first statement to the day.

    The bank's closing balance less the ledger's is the difference at the start, plus what only the bank has, less what only the books have; what
    this does not explain is `unexplained_minor` (a statement is missing, or states another balance). Amounts are in `bank.currency`.
    """

    bank: BankAccount
    ledger_account: str
    start: date
    as_of: date
    balances: Balances
    known: int
    found: Reconciliation
    same: tuple[SameMovement, ...]
    only_bank: tuple[Difference, ...]
    only_books: tuple[Difference, ...]

    @property
    def difference_minor(self) -> int | None:
        """Bank less books at the day; None where no statement states a balance."""
        return None if self.balances.bank_end is None else self.balances.bank_end - self.balances.ledger_end

    @property
    def start_minor(self) -> int | None:
        """Bank less books before the first day."""
        return None if self.balances.bank_start is None else self.balances.bank_start - self.balances.ledger_start

    @property
    def explained_minor(self) -> int:
        """What the movements of one side alone make of it, and the amounts that differ."""
        return (
            sum(one.minor for one in self.only_bank)
            - sum(one.minor for one in self.only_books)
            + sum(one.difference_minor for one in self.same)
        )

    @property
    def unexplained_minor(self) -> int | None:
        """What is left; None where a balance is not stated."""
        if self.difference_minor is None or self.start_minor is None:
            return None
        return self.difference_minor - self.start_minor - self.explained_minor


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The company's bank accounts, reconciled. `without_books` are those whose account in the ledger is not known."""

    company: Company
    as_of: date
    accounts: tuple[BankReconciliation, ...]
    without_books: tuple[BankAccount, ...]


def reconcile_banks(scope: Scope, as_of: date, *, account: str = "", days: int = DAYS, variance_minor: int = 0) -> Reconciled:
    """Set every bank account (or the one of this IBAN or ledger account) beside its ledger account at the end of `as_of`.

    Nothing is recorded. Raises BankAccountUnknown and NothingToReconcile.
    """
    with tenant(scope.organization_id) as cursor:
        widen(cursor)
        company = load_company_by_id(cursor, scope.organization_id, scope.company_id)
        assert company is not None, "a scope names a company that exists"
        banks = load_bank_accounts(cursor, scope)
        chosen = [bank for bank in banks if account.replace(" ", "") in ("", bank.identifier, bank.account_number)]
        if account and not chosen:
            raise BankAccountUnknown(account=account, known=", ".join(bank.identifier for bank in banks) or "—")
        made, without = [], []
        for bank in chosen:
            start = bank.first_on
            if start is None or start > as_of:
                continue
            ledger = (bank.account_id, bank.account_number) if bank.account_id is not None else find_ledger_account(cursor, scope, bank.id)
            if ledger is None:
                without.append(bank)
                continue
            account_id, number = ledger
            of_bank, known = load_bank_side(cursor, scope, bank, account_id, start, as_of)
            of_books = load_ledger_side(cursor, scope, bank, account_id, start, as_of)
            balances = load_balances(cursor, scope, bank, account_id, start, as_of)
            found = reconcile(of_bank.side, of_books.side, days=days, variance_minor=variance_minor)
            only_bank = _differences(of_bank, of_books.side, found, is_left=True)
            only_books = _differences(of_books, of_bank.side, found, is_left=False)
            made.append(
                BankReconciliation(
                    bank, number, start, as_of, balances, known, found, tuple(_same(of_bank, of_books, found)), only_bank, only_books
                )
            )
    if not made and not without:
        raise NothingToReconcile(day=as_of)
    return Reconciled(company, as_of, tuple(made), tuple(without))


def _differences(ours: Movements, theirs: Side, found: Reconciliation, *, is_left: bool) -> tuple[Difference, ...]:
    over = found.left_over if is_left else found.right_over
    why = explain(ours.side, theirs, found, is_left=is_left)
    return tuple(
        Difference(date.fromordinal(ours.days[n]), ours.minor[n], ours.references[n], ours.names[n], reason)
        for n, reason in zip(over, why, strict=True)
    )


def _same(bank: Movements, books: Movements, found: Reconciliation) -> Iterator[SameMovement]:
    for n, other in enumerate(found.partner):
        if other >= 0 and abs(bank.days[n] - books.days[other]) > DAYS_APART:
            yield SameMovement(Rule(found.rules[n]), (_shown(bank, n),), (_shown(books, other),), 0)
    for meeting in found.meetings:
        yield SameMovement(
            meeting.rule,
            tuple(_shown(bank, n) for n in meeting.left),
            tuple(_shown(books, n) for n in meeting.right),
            meeting.difference_minor,
        )


def _shown(movements: Movements, n: int) -> tuple[date, int, str]:
    return date.fromordinal(movements.days[n]), movements.minor[n], movements.names[n]


def why(difference: Difference, currency: str) -> Text:
    """The explanation as a sentence in both languages."""
    values = {"difference": Money(abs(difference.why.difference_minor), currency), "days": difference.why.days}
    return Text(en=difference.why.text.say("en", **values), fr=difference.why.text.say("fr", **values))


@dataclass(frozen=True, slots=True)
class Control:
    """The control accounts of the receivables beside the open items, by account, customer and currency, at the end of a day."""

    company: Company
    as_of: date
    rows: tuple[ControlRow, ...]

    @property
    def differences(self) -> tuple[ControlRow, ...]:
        """The rows where the two disagree."""
        return tuple(row for row in self.rows if row.difference_minor)


def reconcile_control(scope: Scope, as_of: date) -> Control:
    """Set the open items beside the receivable accounts of the ledger. Nothing is recorded."""
    with tenant(scope.organization_id) as cursor:
        widen(cursor)
        company = load_company_by_id(cursor, scope.organization_id, scope.company_id)
        assert company is not None, "a scope names a company that exists"
        return Control(company, as_of, tuple(load_control(cursor, scope, as_of)))

"""Accounts and the role each plays. Rules ask for a role; only a chart knows the numbers.

Source of the French chart: plan comptable général at 2026-01-01 (read 2026-11-22).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an account is for. The value is stable and stored."""

    TRADE = "trade"
    BILL = "bill"
    DOUBTFUL = "doubtful"
    ACCRUAL = "accrual"
    DEPOSIT = "deposit"
    CREDIT_BALANCE = "credit_balance"
    SUPPLIER = "supplier"
    VAT = "vat"
    VAT_COLLECTED = "vat_collected"
    VAT_PENDING = "vat_pending"
    OTHER_RECEIVABLE = "other_receivable"
    FACTOR = "factor"
    SUSPENSE = "suspense"
    CONVERSION = "conversion"
    DEFERRED_INCOME = "deferred_income"
    LOSS_ALLOWANCE = "loss_allowance"
    IN_TRANSIT = "in_transit"
    CHEQUE_IN_TRANSIT = "cheque_in_transit"
    BILL_IN_TRANSIT = "bill_in_transit"
    CARD_IN_TRANSIT = "card_in_transit"
    BANK = "bank"
    CASH = "cash"
    SALES = "sales"
    BANK_FEE = "bank_fee"
    WRITE_OFF = "write_off"
    CURRENCY_LOSS = "currency_loss"
    CURRENCY_GAIN = "currency_gain"
    SMALL_LOSS = "small_loss"
    SMALL_GAIN = "small_gain"
    DISCOUNT_GRANTED = "discount_granted"
    PENALTY_INCOME = "penalty_income"
    COMPENSATION_INCOME = "compensation_income"
    ALLOWANCE_EXPENSE = "allowance_expense"
    ALLOWANCE_REVERSAL = "allowance_reversal"


RECEIVABLE_PERIMETER = frozenset({Role.TRADE, Role.BILL, Role.DOUBTFUL, Role.CREDIT_BALANCE, Role.DEPOSIT})
"""The roles whose balance is what customers owe. The ledger's signs do the subtraction: deposits and credit balances are credits."""

TRANSIT = frozenset({Role.IN_TRANSIT, Role.CHEQUE_IN_TRANSIT, Role.BILL_IN_TRANSIT, Role.CARD_IN_TRANSIT})
"""The roles of money that was received and that the bank has not shown yet."""

OUTSIDE_DSO = frozenset({Role.DEPOSIT})
"""Roles of the perimeter that DSO, CEI and the overdue rate leave out: a deposit pays for what is not invoiced yet."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of accounts: the role of every prefix, and the account each role is posted to when nobody chose another."""

    prefixes: Mapping[str, Role]
    accounts: Mapping[Role, str]

    def role(self, account: str) -> Role | None:
        """The role of an account number by its longest known prefix; None where the chart gives it none.

        >>> FRENCH_CHART.role("41100000"), FRENCH_CHART.role("4191"), FRENCH_CHART.role("411DUPONT"), FRENCH_CHART.role("60100000")
        (<Role.TRADE: 'trade'>, <Role.DEPOSIT: 'deposit'>, <Role.TRADE: 'trade'>, None)
        """
        for length in range(len(account), 0, -1):
            role = self.prefixes.get(account[:length])
            if role is not None:
                return role
        return None

    def account(self, role: Role) -> str:
        """The account that `role` is posted to by default; KeyError where the chart has none.

        >>> FRENCH_CHART.account(Role.PENALTY_INCOME)
        '7631'
        """
        return self.accounts[role]

    def with_prefixes(self, prefixes: Mapping[str, Role], accounts: Mapping[Role, str] | None = None) -> Chart:
        """This chart with a company's own numbers on top.

        >>> FRENCH_CHART.with_prefixes({"4716": Role.FACTOR}).role("47160000")
        <Role.FACTOR: 'factor'>
        """
        return Chart({**self.prefixes, **prefixes}, {**self.accounts, **(accounts or {})})


_FRENCH: tuple[tuple[Role, str, tuple[str, ...]], ...] = (
    # role, account posted to by default, prefixes
    (Role.TRADE, "411", ("411",)),
    (Role.BILL, "413", ("413",)),
    (Role.DOUBTFUL, "416", ("416",)),
    # 4198 holds credit notes to be issued: an accrual like 418, with the other sign, reversed at the opening of the next period.
    (Role.ACCRUAL, "4181", ("418", "4198")),
    (Role.DEPOSIT, "4191", ("4191",)),
    (Role.CREDIT_BALANCE, "4197", ("419",)),
    (Role.SUPPLIER, "401", ("40",)),
    (Role.VAT, "4455", ("445",)),
    (Role.VAT_COLLECTED, "44571", ("4457",)),
    # The chart has no 44574: programs that never dropped it, and sub-accounts of 4458, hold VAT that waits for the payment.
    (Role.VAT_PENDING, "4458", ("4458", "44574")),
    (Role.OTHER_RECEIVABLE, "462", ("462", "465")),
    (Role.FACTOR, "467", ("467",)),
    (Role.SUSPENSE, "471", ("471", "472", "473")),
    (Role.CONVERSION, "476", ("476", "477")),
    (Role.DEFERRED_INCOME, "487", ("487",)),
    (Role.LOSS_ALLOWANCE, "491", ("491",)),
    (Role.IN_TRANSIT, "511", ("511", "58")),
    # 5115 is what French programs add for cards; the chart stops at cheques and bills.
    (Role.CHEQUE_IN_TRANSIT, "5112", ("5112",)),
    (Role.BILL_IN_TRANSIT, "5113", ("5113",)),
    (Role.CARD_IN_TRANSIT, "5115", ("5115",)),
    (Role.BANK, "512", ("512", "514", "517")),
    (Role.CASH, "53", ("53",)),
    (Role.SALES, "70", ("70",)),
    (Role.BANK_FEE, "627", ("627",)),
    (Role.WRITE_OFF, "654", ("654",)),
    (Role.CURRENCY_LOSS, "656", ("656",)),
    (Role.CURRENCY_GAIN, "756", ("756",)),
    (Role.SMALL_LOSS, "658", ("658",)),
    (Role.SMALL_GAIN, "758", ("758",)),
    (Role.DISCOUNT_GRANTED, "665", ("665",)),
    (Role.PENALTY_INCOME, "7631", ("763",)),
    (Role.COMPENSATION_INCOME, "7581", ("7581",)),
    (Role.ALLOWANCE_EXPENSE, "68174", ("68174",)),
    (Role.ALLOWANCE_REVERSAL, "78174", ("78174",)),
)

FRENCH_CHART = Chart(
    prefixes={prefix: role for role, _, prefixes in _FRENCH for prefix in prefixes},
    accounts={role: account for role, account, _ in _FRENCH},
)

"""Less money than meant, or other money: charges, parts held back, wrong sums, another currency."""

from __future__ import annotations

from dataclasses import replace

from bench.matching.customers import in_sepa
from bench.matching.levels import CHARGE_OUTSIDE_SEPA, Dice
from bench.matching.model import Applied, Customer
from bench.matching.rates import rate
from bench.matching.transfer import Transfer
from bench.matching.writing import Remark

CHARGES = (500, 800, 1000, 1250, 1500, 2000, 2500)
"""What banks usually deduct."""


class Deductions:
    """Draws what is deducted from each transfer."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._random = dice.random

    def deduct(self, transfer: Transfer) -> None:
        """Change what arrives: another currency or a charge, then a part held back or a wrong amount."""
        if transfer.currency != "EUR" and self._dice.falls("paid_in_euro"):
            self._in_euro(transfer)
        elif self._charged(transfer.payer):
            self._charge(transfer)
        if self._dice.falls("held_back"):
            self._hold_back(transfer)
        elif self._dice.falls("amount_wrong"):
            self._misstate(transfer)

    def _charged(self, payer: Customer) -> bool:
        if in_sepa(payer.country):
            return self._dice.falls("bank_charge")
        return self._random.random() < self._dice.chance("bank_charge") * CHARGE_OUTSIDE_SEPA

    def _largest(self, transfer: Transfer) -> int:
        """Where in `applied` the payment of the largest sum stands."""
        return max(range(len(transfer.applied)), key=lambda at: transfer.applied[at].minor)

    def _charge(self, transfer: Transfer) -> None:
        at = self._largest(transfer)
        whole, total = transfer.applied[at], sum(applied.minor for applied in transfer.applied)
        bearable = [charge for charge in CHARGES if charge * 4 < total]
        if bearable:
            charge = self._random.choice(bearable)
            transfer.applied[at] = replace(whole, minor=whole.minor - charge, settled_minor=whole.settled_minor - charge)
            transfer.applied.append(Applied(whole.document, "bank_fee", 0, charge))
            transfer.noise.add("bank_charge")
            transfer.type = "fee"

    def _hold_back(self, transfer: Transfer) -> None:
        at = self._largest(transfer)
        whole = transfer.applied[at]
        held = max(100, round(whole.settled_minor * self._random.uniform(0.05, 0.4)))
        if "paid_in_euro" in transfer.noise or held * 2 > whole.minor or held * 2 > sum(applied.minor for applied in transfer.applied):
            return
        transfer.applied[at] = replace(whole, minor=whole.minor - held, settled_minor=whole.settled_minor - held)
        transfer.applied.append(Applied(whole.document, "short_payment", 0, held))
        for one in transfer.paid:
            if one.document.number == whole.document:
                one.minor -= held
        transfer.remarks.append(Remark("held", {"number": whole.document}))
        transfer.noise.add("held_back")
        transfer.type = "held_back"

    def _misstate(self, transfer: Transfer) -> None:
        """A sum rounded to whole units, or with two digits swapped. Cents are a rounding; more is a part unpaid, or too much and on account."""
        at = self._largest(transfer)
        whole, total = transfer.applied[at], sum(applied.minor for applied in transfer.applied)
        rounded = [round(total / 100) * 100] if self._random.random() < 0.5 else []
        swapped = [_swapped(at, total) for at in self._random.sample(range(len(str(total)) - 1), len(str(total)) - 1)]
        short = next((total - stated for stated in (*rounded, *swapped) if stated > 0 and 0 != total - stated <= whole.minor // 2), 0)
        if not short or "paid_in_euro" in transfer.noise:
            return
        if short < 0:
            transfer.on_account_minor = -short
        else:
            transfer.applied[at] = replace(whole, minor=whole.minor - short, settled_minor=whole.settled_minor - short)
            if short < 100:
                transfer.applied.append(Applied(whole.document, "rounding", 0, short))
        transfer.noise.add("amount_wrong")
        transfer.type = "wrong_amount"

    def _in_euro(self, transfer: Transfer) -> None:
        """The counter-value at the rate of the payer's bank: nobody but it knows that rate to the cent."""
        given = rate(transfer.currency, transfer.day) * (1 - self._random.uniform(0, 0.015))
        transfer.applied = [replace(applied, minor=round(applied.minor * given)) for applied in transfer.applied]
        total = sum(one.minor for one in transfer.paid)
        transfer.remarks.append(Remark("foreign", {"currency": transfer.currency, "amount": f"{total / 100:.2f}"}))
        for one in transfer.paid:
            one.minor, one.discount_minor = round(one.minor * given), round(one.discount_minor * given)
        transfer.currency = "EUR"
        transfer.noise.add("paid_in_euro")
        transfer.type = "foreign_currency"


def _swapped(at: int, minor: int) -> int:
    """A sum with two neighbouring digits swapped.

    >>> _swapped(0, 12345), _swapped(2, 12345)
    (21345, 12435)
    """
    digits = list(str(minor))
    digits[at : at + 2] = reversed(digits[at : at + 2])
    return int("".join(digits))

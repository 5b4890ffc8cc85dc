"""The cash discount (escompte): what it takes off, what remains to pay, and what it costs the seller.

Source: Code de commerce, art. L441-9 for the mention; CGI art. 267-II-1° for the taxable amount (read 2026-11-22).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from encours.kernel.money import round_minor


@dataclass(frozen=True, slots=True)
class TaxBase:
    """An invoice's net amount and tax for one tax rate, in minor units; the rate in percent."""

    net_minor: int
    tax_percent: Decimal
    tax_minor: int


@dataclass(frozen=True, slots=True)
class CashDiscount:
    """The discount on net and on tax, and what is left to pay, in minor units."""

    net_minor: int
    tax_minor: int
    to_pay_minor: int

    @property
    def total_minor(self) -> int:
        """What the customer may withhold."""
        return self.net_minor + self.tax_minor


def cash_discount(bases: Sequence[TaxBase], *, percent: Decimal, on_tax: bool) -> CashDiscount:
    """Compute the discount of an invoice, rounded half up for each tax rate. `on_tax`: the tax is reduced too (the usual offer); else it stays as invoiced.

    >>> cash_discount([TaxBase(1000000, Decimal(20), 200000)], percent=Decimal(2), on_tax=True)
    CashDiscount(net_minor=20000, tax_minor=4000, to_pay_minor=1176000)
    """
    if not 0 <= percent <= 100:
        raise ValueError("a discount is between 0 and 100 percent")
    rate = percent / 100
    net = sum(round_minor(base.net_minor * rate) for base in bases)
    tax = sum(round_minor(base.net_minor * rate * base.tax_percent / 100) for base in bases) if on_tax else 0
    total = sum(base.net_minor + base.tax_minor for base in bases)
    return CashDiscount(net, tax, total - net - tax)


def is_discount_earned(
    *, issued_on: date, discount_days: int, value_on: date, paid_minor: int, to_pay_minor: int, has_overdue: bool = False
) -> bool:
    """Whether a payment earns the discount: its value date is in time, it covers the reduced amount, and nothing is overdue where the conditions say so.

    >>> is_discount_earned(issued_on=date(2026, 1, 1), discount_days=10, value_on=date(2026, 1, 11), paid_minor=98, to_pay_minor=98)
    True
    """
    return value_on <= issued_on + timedelta(days=discount_days) and paid_minor >= to_pay_minor and not has_overdue


def yearly_cost_percent(*, percent: Decimal, days_advanced: int) -> Decimal:
    """What the discount costs the seller as a yearly rate: r / (1 − r) × 365 / days advanced, in percent with two decimals.

    >>> yearly_cost_percent(percent=Decimal(2), days_advanced=20)
    Decimal('37.24')
    """
    if days_advanced <= 0 or not 0 <= percent < 100:
        raise ValueError("the payment is advanced by at least a day, for less than the whole amount")
    return (percent / (100 - percent) * 36500 / days_advanced).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)

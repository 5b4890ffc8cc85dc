"""The aggregates all indicators are computed from, each defined precisely enough to be one SQL query.

Everything is in one currency, in minor units, tax included unless said, as of `as_of` (and as known at one instant, the caller's choice).
Sales are invoices and debit notes less credit notes, by document date (`issued_on`); deposits (4191) and drafts are excluded from sales and
from receivables alike. A field that is None is not available, and the indicators that need it say what is missing.
"Paid" amounts are allocations of receipts, not of credit notes, net of reversals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from encours.kernel.period import Period, add_months
from encours.kernel.wording import Text
from encours.receivables.aging.buckets import DEFAULT_BUCKETS, Buckets


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """What was open at the end of one month: `receivable_minor` net of unapplied credits; `bucket_minor` gross, in the order of `Inputs.buckets`."""

    day: date
    receivable_minor: int
    bucket_minor: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Sums over the parts paid: one part per allocation of a receipt to a debit item that took effect in `Inputs.window`.

    `amount_minor`: Σ part. With late = paid day − due date and age = paid day − document date, both in days and signed:
    `amount_late`: Σ part × late. `amount_late_positive`: Σ part × max(late, 0). `late`, `age`: Σ late, Σ age, unweighted. `amount_age`: Σ part × age.
    `openings`: how many items of opening entries were paid then; they are in no sum, for how old they were is not known, only "at least".
    """

    count: int
    amount_minor: int
    amount_late: int
    amount_late_positive: int
    late: int
    amount_age: int
    age: int
    openings: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleToCash:
    """Sums over the parts paid in `Inputs.window` whose invoice has both a delivery and a sending day. Each leg is Σ part × days, signed.

    The four legs of a part add up to paid day − delivery day.
    """

    amount_minor: int
    delivery_to_issue: int
    issue_to_sending: int
    sending_to_due: int
    due_to_paid: int


@dataclass(frozen=True, slots=True)
class Cohort:
    """The invoices issued in one month (first day given), credit notes not deducted.

    `paid_within`: for each number of days after the document date, the amount paid by then, or None while that day is still to come for some of them.
    `unpaid_90_minor`: still unpaid at the end of the 90th day after its own due date, or None while that day is still to come for some of them.
    """

    month: date
    billed_minor: int
    paid_within: Mapping[int, int | None]
    unpaid_90_minor: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingCapital:
    """Balance-sheet figures at `as_of` that no receivables ledger knows; receivables come from `Inputs`. `yearly_net_sales_minor` excludes tax."""

    stocks_minor: int
    other_operating_receivables_minor: int
    trade_payables_minor: int
    tax_and_social_payables_minor: int
    other_operating_payables_minor: int
    yearly_net_sales_minor: int


@dataclass(frozen=True, slots=True)
class LegalBreach:
    """An invoice whose agreed due date, or actual payment, was later than the law allows: by how many days, and for what amount."""

    item_id: str
    customer: str
    days_over: int
    amount_minor: int
    kind: str
    """`terms` (the agreed due date) or `payment` (the day it was paid, or `as_of` while it is not)."""


@dataclass(frozen=True, slots=True)
class LegalCheck:
    """The invoices issued in `Inputs.window` that have a legal cap: how many, their amount, and those in breach (one row each, the worst kind)."""

    checked_count: int
    checked_minor: int
    breaches: tuple[LegalBreach, ...]


@dataclass(frozen=True, slots=True)
class DelayTable:
    """Invoices issued and unpaid at `as_of`, the closing day, by days late: exactly 0, 1–30, 31–60, 61–90, 91 and more, as (count, open minor).

    `excluded` are the disputed or unrecorded ones, which stand in no column. `yearly_sales_minor`: sales of the financial year, on the same tax basis.
    """

    columns: tuple[tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int]]
    excluded: tuple[int, int]
    yearly_sales_minor: int
    reference_terms: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """The customers' money that came on bank lines in `Inputs.window`, as far as it stands: how many receipts, and of these

    `same_day`: applied whole on the day they were recorded; `payer_alone`, `document_alone`, `settled_alone`: nobody decided on them, and the payer
    was found, documents were settled by a rule, all of the money was. `unapplied_*`: at `as_of`, receipts (of any day, those on the suspense account
    included) of which something settles nothing, how much (positive), and since which day. `rule_matches`: matches that rules made at least sixty days before
    the end of `as_of`; `rule_undone`: those of them that a person took back within sixty days.
    """

    count: int = 0
    same_day: int = 0
    payer_alone: int = 0
    document_alone: int = 0
    settled_alone: int = 0
    unapplied_count: int = 0
    unapplied_minor: int = 0
    unapplied_since: date | None = None
    rule_matches: int = 0
    rule_undone: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """See the module. Signs: receivables and sales are positive when owed to us; `unapplied_minor` is 0 or negative.

    `window`: the period of flows (sales, payments, effectiveness); its last day is `as_of`; `quarter_to(as_of)` is the default.
    `year_days`: 365, or 360 as some French tables count.

    Open amounts at `as_of`: `not_due_minor`, `overdue_minor` (days late ≥ 1) and `overdue_over_30_minor`, `_60_`, `_90_` (days late > 30 …) are
    gross, debit items only; `unapplied_minor` sums open credit items (receipts and credit notes not allocated). Together they are the
    total of the aged balance without the deposit accounts, on which `deposits_received_minor` (≤ 0) and `deposits_set_off_minor` are open.
    `receivable_at_start_minor` is that total at the end of the day before `window.start`.
    `open_amount_days_late`: Σ open × days late over overdue debit items.
    `open_age_by_month`: by first day of the month of issue, Σ open × (as_of − document date) over open debit items.

    `sales_by_day`: net sales of each day that has any, for the 36 months that end with the month of `as_of`, none after `as_of`.
    `sales_since`: the first day whose sales are known (the books begin); None when they are older than those 36 months.

    `month_ends`: the last days of the months up to `as_of` (and `as_of` itself when it is one), ascending, at most 13.
    `cohorts`: at most 24 months up to that of `as_of`, ascending.
    """

    as_of: date
    currency: str
    window: Period
    year_days: int = 365
    not_due_minor: int | None = None
    overdue_minor: int | None = None
    overdue_over_30_minor: int | None = None
    overdue_over_60_minor: int | None = None
    overdue_over_90_minor: int | None = None
    unapplied_minor: int = 0
    deposits_received_minor: int = 0
    deposits_set_off_minor: int = 0
    receivable_at_start_minor: int | None = None
    open_amount_days_late: int | None = None
    open_age_by_month: Mapping[date, int] | None = None
    sales_by_day: Mapping[date, int] | None = None
    sales_since: date | None = None
    buckets: Buckets = DEFAULT_BUCKETS
    month_ends: tuple[MonthEnd, ...] = ()
    settled: Settled | None = None
    sale_to_cash: SaleToCash | None = None
    cohorts: tuple[Cohort, ...] = ()
    working_capital: WorkingCapital | None = None
    legal: LegalCheck | None = None
    delay_table: DelayTable | None = None
    received: Received | None = None

    def __post_init__(self) -> None:
        if self.window.last != self.as_of:
            raise ValueError("the window of flows ends with the day of the report")

    @property
    def receivable_minor(self) -> int | None:
        """What is owed at `as_of`, net of unapplied credits: the total of the aged balance without deposits."""
        if self.not_due_minor is None or self.overdue_minor is None:
            return None
        return self.not_due_minor + self.overdue_minor + self.unapplied_minor

    def sales(self, period: Period) -> int:
        """Net sales of a period, from the days that are known."""
        return sum(minor for day, minor in (self.sales_by_day or {}).items() if day in period)

    def known(self, period: Period) -> Period | None:
        """The part of `period` whose sales are known; None when there is none."""
        if self.sales_by_day is None:
            return None
        start = max(period.start, self.sales_since or period.start)
        return Period(start, period.end) if start < period.end else None


def quarter_to(as_of: date) -> Period:
    """The three months that end with `as_of`, the default window.

    >>> quarter_to(date(2026, 11, 30)).days, quarter_to(date(2026, 11, 22)).start
    (91, datetime.date(2026, 8, 23))
    """
    end = as_of + timedelta(days=1)
    return Period(add_months(end, -3), end)


def year_to(as_of: date) -> Period:
    """The twelve months that end with `as_of`."""
    end = as_of + timedelta(days=1)
    return Period(add_months(end, -12), end)

"""Where a company stands on a day, and what waits to be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from encours.receivables.indicators._figures import percent_of
from encours.receivables.indicators.contract import Missing, Value
from encours.receivables.indicators.dso_countback import dso_countback
from encours.receivables.indicators.inputs import LegalCheck, quarter_to
from encours.receivables.indicators.overdue_rate import overdue_rate
from encours.store.bulk.continuity import Gap, continuity_gaps
from encours.store.load.companies import Company, load_company_by_id
from encours.store.load.figure_lines import Expected, Position, load_expected, load_position
from encours.store.load.imports import ImportRow, load_imports
from encours.store.load.indicator_inputs import load_dso_inputs, within_dso
from encours.store.load.open_items import Moment, widen
from encours.store.load.review import count_to_apply
from encours.store.save.kept_months import months_now
from encours.store.tenant import Scope, tenant
from encours.usecases.aging import AgedBalance, aged_balance
from encours.usecases.indicators import check_legal
from encours.usecases.reminders import Planned, plan_reminders
from encours.usecases.trend import sales_until

REJECTS_DAYS = 30
"""How long an import that left records out is told of."""
_LAST_IMPORTS = 50


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the home page shows. `position`, `dso` and `expected` are in `currency`, the company's; `balance` has every currency.

    `waiting_lines`: how many bank lines wait to be applied, and how much. `legal`: the invoices of the last three months beside the longest terms
    the law allows. `gaps`: statements that do not follow each other. `rejects`: imports of the last thirty days that left records out.
    """

    company: Company
    as_of: date
    balance: AgedBalance
    position: Position
    dso: Value | Missing
    overdue_rate: Value | Missing
    expected: Expected
    due: tuple[Planned, ...]
    waiting_lines: tuple[int, int]
    legal: LegalCheck | None
    gaps: tuple[Gap, ...]
    rejects: tuple[ImportRow, ...]
    imports: tuple[ImportRow, ...]

    @property
    def currency(self) -> str:
        return self.company.currency

    @property
    def overdue_percent(self) -> Decimal | None:
        """The part of open invoices that is past due, as the key figure of that name counts them; None where there are none."""
        return self.overdue_rate.variants["gross"] if isinstance(self.overdue_rate, Value) else None

    @property
    def applied_percent(self) -> Decimal | None:
        """The part of the money of thirty days that settles documents by now; None where none came."""
        received = self.position.received_minor
        return percent_of(received - self.position.received_open_minor, received) if received else None

    @property
    def due_minor(self) -> int:
        """What the reminders of the day claim in the company's currency."""
        return sum(row.reminder.claimed_minor for row in self.due if row.reminder.currency == self.currency)


def overview(scope: Scope, as_of: date) -> Overview:
    """Everything the home page shows, in a fixed number of queries."""
    moment = Moment(as_of)
    with tenant(scope.organization_id) as cursor:
        widen(cursor)
        company = load_company_by_id(cursor, scope.organization_id, scope.company_id)
        assert company is not None, "a scope names a company that exists"
        window = quarter_to(as_of)
        position = load_position(cursor, scope, moment, currency=company.currency)
        expected = load_expected(cursor, scope, moment, currency=company.currency)
        sales, sold_since = sales_until(months_now(cursor, scope, within_dso(cursor, scope, company.currency)), as_of)
        inputs = load_dso_inputs(cursor, scope, moment, currency=company.currency, window=window, sales=sales, since=sold_since)
        legal = check_legal(cursor, scope, company, moment, currency=company.currency, window=window)
        waiting = count_to_apply(cursor, scope)
        imports = tuple(load_imports(cursor, scope, limit=_LAST_IMPORTS))
        gaps = tuple(continuity_gaps(cursor, scope, None))
    since = as_of - timedelta(days=REJECTS_DAYS)
    return Overview(
        company=company, as_of=as_of, balance=aged_balance(scope, as_of, by="currency"), position=position, dso=dso_countback(inputs), overdue_rate=overdue_rate(inputs), expected=expected,
        due=plan_reminders(scope, as_of).due, waiting_lines=waiting, legal=legal, gaps=gaps,
        rejects=tuple(row for row in imports if row.state == "committed" and row.counts.get("rejected") and row.committed_at.date() >= since), imports=imports[:5],
    )  # fmt: skip

"""Bank accounts and their statements: how far the bank is known, which statement is missing, what came twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from encours.store.bulk.continuity import Gap, continuity_gaps
from encours.store.load.bank_accounts import BankAccountRow, StatementRow, load_bank_accounts, load_statements
from encours.store.load.companies import Company
from encours.store.tenant import Scope, tenant
from encours.usecases.frame import calendar_of, missing_days

__all__ = ["BankAccountRow", "BankAccounts", "Gap", "StatementRow", "bank_accounts"]


@dataclass(frozen=True, slots=True)
class BankAccounts:
    """The accounts with the working days that their statements should tell of and do not, the gaps between statements, and a page of statements."""

    accounts: tuple[BankAccountRow, ...]
    missing_days: Mapping[int, int]
    gaps: tuple[Gap, ...]
    statements: tuple[StatementRow, ...]
    next: int | None

    def gaps_of(self, account: BankAccountRow) -> Sequence[Gap]:
        """The gaps between the statements of one account."""
        return [gap for gap in self.gaps if (gap.account, gap.currency) == (account.identifier, account.currency)]


def bank_accounts(company: Company, scope: Scope, today: date, *, account: int | None = None, limit: int = 50, before: int | None = None) -> BankAccounts:
    """The bank accounts of a company; the statements are of one account or of all, the last imported first."""
    with tenant(scope.organization_id) as cursor:
        accounts = load_bank_accounts(cursor, scope)
        gaps = continuity_gaps(cursor, scope)
        statements = load_statements(cursor, scope, account=account, limit=limit + 1, before=before)
    calendar = calendar_of(company)
    missing = {one.id: missing_days(one.last_on, today, calendar) for one in accounts if one.last_on is not None}
    shown = tuple(statements[:limit])
    return BankAccounts(tuple(accounts), missing, tuple(gaps), shown, shown[-1].id if len(statements) > limit else None)

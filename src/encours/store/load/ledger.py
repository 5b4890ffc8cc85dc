"""What the ledger says of the receivable accounts: the other side of "ties to the ledger".

It is read from the sealed lines and never from the open items, so that agreeing with them proves something.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from psycopg import sql

from encours.store.load.open_items import Moment
from encours.store.tenant import Scope


def load_receivable_balances(cursor: Any, scope: Scope, moment: Moment, *, currency: str = "") -> dict[str, int]:
    """The balance of the receivable accounts at the moment, in minor units by currency; currencies that balance to zero are there too."""
    known = "JOIN posting p ON p.organization_id = %(organization)s AND p.id = l.posting_id AND p.recorded_at <= %(known_at)s"
    cursor.execute(
        sql.SQL(
            """SELECT l.currency, sum(l.amount_minor)::bigint
                 FROM account a JOIN line l ON l.organization_id = %(organization)s AND l.account_id = a.id AND l.effective_on <= %(day)s {known}
                WHERE a.organization_id = %(organization)s AND a.company_id = %(company)s AND is_receivable(a.role)
                  AND (%(currency)s = '' OR l.currency = %(currency)s)
                GROUP BY l.currency"""
        ).format(known=sql.SQL(known if moment.known_at else "")),
        {
            "organization": scope.organization_id,
            "company": scope.company_id,
            "day": moment.day,
            "known_at": moment.known_at,
            "currency": currency,
        },
    )
    return dict(cursor.fetchall())


class AccountBalance(NamedTuple):
    """A receivable account with its balance in one currency, in minor units, and how many lines it sums."""

    number: str
    label: str
    role: str
    currency: str
    balance_minor: int
    lines: int


def load_receivable_accounts(cursor: Any, scope: Scope, moment: Moment, *, currency: str = "") -> tuple[AccountBalance, ...]:
    """The same, account by account; those that balance to zero are left out."""
    known = "JOIN posting p ON p.organization_id = %(organization)s AND p.id = l.posting_id AND p.recorded_at <= %(known_at)s"
    cursor.execute(
        sql.SQL(
            """SELECT a.number, a.label, a.role, l.currency, sum(l.amount_minor)::bigint, count(*)
                 FROM account a JOIN line l ON l.organization_id = %(organization)s AND l.account_id = a.id AND l.effective_on <= %(day)s {known}
                WHERE a.organization_id = %(organization)s AND a.company_id = %(company)s AND is_receivable(a.role)
                  AND (%(currency)s = '' OR l.currency = %(currency)s)
                GROUP BY a.id, a.number, a.label, a.role, l.currency HAVING sum(l.amount_minor) <> 0 ORDER BY a.number, l.currency"""
        ).format(known=sql.SQL(known if moment.known_at else "")),
        {"organization": scope.organization_id, "company": scope.company_id, "day": moment.day, "known_at": moment.known_at, "currency": currency},
    )
    return tuple(AccountBalance(*row) for row in cursor.fetchall())

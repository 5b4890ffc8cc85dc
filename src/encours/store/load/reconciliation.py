"""What the bank and the books say of one bank account up to a day, less what is known to be the same; and what the control accounts say beside the open items."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from encours.receivables.reconciliation.contract import Side
from encours.store.load.streaming import stream_rows
from encours.store.tenant import Scope


@dataclass(frozen=True, slots=True)
class BankAccount:
    """A bank account with its account in the ledger, where that is known. `first_on` is the day of its first movement, or the day after its
    first opening balance where that is earlier: banks date that balance by the day that ended with it."""

    id: int
    identifier: str
    currency: str
    account_id: int | None
    account_number: str
    first_on: date | None


@dataclass(slots=True)
class Movements:
    """The movements of one side that nothing on the other side is known to be, as columns; `names` and `keys` tell what they are."""

    days: array[int] = field(default_factory=lambda: array("i"))
    minor: array[int] = field(default_factory=lambda: array("q"))
    references: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def add(self, on: date, minor: int, reference: str, name: str) -> None:
        """One movement more."""
        self.days.append(on.toordinal())
        self.minor.append(minor)
        self.references.append(reference)
        self.names.append(name)

    @property
    def side(self) -> Side:
        """The movements as reconciliation reads them."""
        return Side(self.days, self.minor, self.references)


@dataclass(frozen=True, slots=True)
class Balances:
    """Balances in minor units of the account's currency: before the first day, opening entries included, and at the last. The bank's are None where no
    statement states one."""

    bank_start: int | None
    bank_end: int | None
    ledger_start: int
    ledger_end: int


_STANDS = """NOT EXISTS (SELECT 1 FROM entry x WHERE x.organization_id = {e}.organization_id AND x.reverses_posting_id = {e}.{posting} AND x.reverses_entry_id = {e}.{entry})"""
_FINAL = """l.withdrawn_at IS NULL AND l.level <> 'advice'
   AND (l.level = 'statement' OR NOT EXISTS (SELECT 1 FROM bank_statement s WHERE s.organization_id = l.organization_id AND s.bank_account_id = l.bank_account_id
          AND s.level = 'statement' AND s.withdrawn_at IS NULL AND l.booked_on BETWEEN s.first_on AND s.last_on))"""


def load_bank_accounts(cursor: Any, scope: Scope) -> list[BankAccount]:
    """The company's bank accounts, in the order of their identifiers."""
    cursor.execute(
        """
        SELECT b.id, b.identifier, b.currency, b.account_id, coalesce(a.number, ''),
               (SELECT least(min(coalesce(s.opening_on + 1, s.first_on)), (SELECT min(l.booked_on) FROM statement_line l WHERE l.organization_id = b.organization_id AND l.bank_account_id = b.id
                                                                         AND l.withdrawn_at IS NULL AND l.level <> 'advice'))
                  FROM bank_statement s WHERE s.organization_id = b.organization_id AND s.bank_account_id = b.id AND s.withdrawn_at IS NULL AND s.level <> 'advice')
          FROM bank_account b LEFT JOIN account a ON a.organization_id = b.organization_id AND a.id = b.account_id
         WHERE b.organization_id = %s AND b.company_id = %s ORDER BY b.identifier, b.currency
        """,
        [scope.organization_id, scope.company_id],
    )
    return [BankAccount(*row) for row in cursor.fetchall()]


def find_ledger_account(cursor: Any, scope: Scope, bank_account_id: int) -> tuple[int, str] | None:
    """The ledger account of a bank account that names none: the one its lines' receipts were posted to or its lines were found on, else the only
    account for banks that the company has."""
    cursor.execute(
        f"""
        SELECT x.account_id FROM receipt r JOIN statement_line l ON l.organization_id = r.organization_id AND l.id = r.statement_line_id AND l.bank_account_id = %(bank)s
          JOIN line x ON x.organization_id = r.organization_id AND x.posting_id = r.posting_id AND x.entry_id = r.entry_id
          JOIN account a ON a.organization_id = x.organization_id AND a.id = x.account_id AND a.role = 'bank'
         WHERE r.organization_id = %(tenant)s AND r.company_id = %(company)s AND {_STANDS.format(e="r", posting="posting_id", entry="entry_id")}
        UNION ALL
        SELECT x.account_id FROM statement_line_link k JOIN statement_line l ON l.organization_id = k.organization_id AND l.id = k.statement_line_id AND l.bank_account_id = %(bank)s
          JOIN line x ON x.organization_id = k.organization_id AND x.posting_id = k.posting_id AND x.entry_id = k.entry_id AND x.line_no = k.line_no
         WHERE k.organization_id = %(tenant)s AND k.withdrawn_at IS NULL
        UNION ALL
        SELECT min(a.id) FROM account a WHERE a.organization_id = %(tenant)s AND a.company_id = %(company)s AND a.role = 'bank'
           AND EXISTS (SELECT 1 FROM line x WHERE x.organization_id = a.organization_id AND x.account_id = a.id) HAVING count(*) = 1
        LIMIT 1
        """,
        {"tenant": scope.organization_id, "company": scope.company_id, "bank": bank_account_id},
    )
    found = cursor.fetchone()
    if found is None:
        return None
    cursor.execute("SELECT id, number FROM account WHERE organization_id = %s AND id = %s", [scope.organization_id, found[0]])
    account: tuple[int, str] = cursor.fetchone()
    return account


def load_bank_side(cursor: Any, scope: Scope, bank: BankAccount, account_id: int, start: date, day: date) -> tuple[Movements, int]:
    """The bank's lines from `start` to `day` that no ledger line of these days is known to be, and how many are known."""
    movements, known = Movements(), 0
    for on, minor, reference, name, is_known in stream_rows(
        cursor,
        f"""
        SELECT l.booked_on, l.amount_minor, coalesce(nullif(l.creditor_reference, ''), nullif(l.end_to_end_id, ''), nullif(l.bank_reference, ''), ''),
               concat_ws(' ', nullif(l.counterparty_name, ''), nullif(l.remittance, '')),
               EXISTS (SELECT 1 FROM statement_line_link k JOIN line x ON x.organization_id = k.organization_id AND x.posting_id = k.posting_id AND x.entry_id = k.entry_id AND x.line_no = k.line_no
                        WHERE k.organization_id = l.organization_id AND k.statement_line_id = l.id AND k.withdrawn_at IS NULL AND x.effective_on <= %(day)s)
               OR EXISTS (SELECT 1 FROM receipt r JOIN line x ON x.organization_id = r.organization_id AND x.posting_id = r.posting_id AND x.entry_id = r.entry_id AND x.account_id = %(account)s
                           WHERE r.organization_id = l.organization_id AND r.statement_line_id = l.id AND x.effective_on <= %(day)s
                             AND {_STANDS.format(e="r", posting="posting_id", entry="entry_id")})
          FROM statement_line l
         WHERE l.organization_id = %(tenant)s AND l.company_id = %(company)s AND l.bank_account_id = %(bank)s AND l.booked_on BETWEEN %(start)s AND %(day)s AND {_FINAL}
         ORDER BY l.booked_on, l.id
        """,
        _named(scope, bank, account_id, start, day),
    ):
        if is_known:
            known += 1
        else:
            movements.add(on, minor, reference, name)
    return movements, known


def load_ledger_side(cursor: Any, scope: Scope, bank: BankAccount, account_id: int, start: date, day: date) -> Movements:
    """The standing ledger lines of the account from `start` to `day` that no bank line of these days is known to be."""
    movements = Movements()
    for on, minor, reference, name in stream_rows(
        cursor,
        f"""
        SELECT l.effective_on, l.amount_minor, e.document_ref, concat_ws(' ', j.code, nullif(e.number, ''), coalesce(l.label, e.label))
          FROM line l JOIN entry e ON e.organization_id = l.organization_id AND e.posting_id = l.posting_id AND e.id = l.entry_id
          JOIN journal j ON j.organization_id = e.organization_id AND j.id = e.journal_id
         WHERE l.organization_id = %(tenant)s AND l.account_id = %(account)s AND l.effective_on BETWEEN %(start)s AND %(day)s AND l.currency = %(currency)s
           AND e.opens_on IS NULL AND e.reverses_posting_id IS NULL AND {_STANDS.format(e="l", posting="posting_id", entry="entry_id")}
           AND NOT EXISTS (SELECT 1 FROM statement_line_link k JOIN statement_line b ON b.organization_id = k.organization_id AND b.id = k.statement_line_id
                            WHERE k.organization_id = l.organization_id AND k.posting_id = l.posting_id AND k.entry_id = l.entry_id AND k.line_no = l.line_no AND k.withdrawn_at IS NULL
                              AND b.booked_on <= %(day)s)
           AND NOT EXISTS (SELECT 1 FROM receipt r JOIN statement_line b ON b.organization_id = r.organization_id AND b.id = r.statement_line_id AND b.bank_account_id = %(bank)s
                            WHERE r.organization_id = l.organization_id AND r.posting_id = l.posting_id AND r.entry_id = l.entry_id AND b.booked_on BETWEEN %(start)s AND %(day)s)
         ORDER BY l.effective_on, l.posting_id, l.entry_id, l.line_no
        """,
        _named(scope, bank, account_id, start, day),
    ):
        movements.add(on, minor, reference, name)
    return movements


def load_balances(cursor: Any, scope: Scope, bank: BankAccount, account_id: int, start: date, day: date) -> Balances:
    """What the statements and the ledger state at the beginning and at the end of the span."""
    cursor.execute(
        f"""
        SELECT (SELECT s.opening_minor FROM bank_statement s WHERE s.organization_id = %(tenant)s AND s.bank_account_id = %(bank)s AND s.withdrawn_at IS NULL AND s.level = 'statement'
                   AND s.opening_minor IS NOT NULL AND coalesce(s.first_on, s.opening_on) <= %(start)s ORDER BY coalesce(s.first_on, s.opening_on) DESC, s.id LIMIT 1),
               (SELECT s.closing_minor + coalesce((SELECT sum(l.amount_minor) FROM statement_line l WHERE l.organization_id = s.organization_id AND l.bank_account_id = s.bank_account_id
                                                      AND l.booked_on > s.closing_on AND l.booked_on <= %(day)s AND {_FINAL}), 0)::bigint
                  FROM bank_statement s WHERE s.organization_id = %(tenant)s AND s.bank_account_id = %(bank)s AND s.withdrawn_at IS NULL AND s.level = 'statement'
                   AND s.closing_minor IS NOT NULL AND s.closing_on <= %(day)s ORDER BY s.closing_on DESC, s.id DESC LIMIT 1),
               coalesce((SELECT sum(l.amount_minor) FROM line l JOIN entry e ON e.organization_id = l.organization_id AND e.posting_id = l.posting_id AND e.id = l.entry_id
                          WHERE l.organization_id = %(tenant)s AND l.account_id = %(account)s AND l.currency = %(currency)s AND l.effective_on <= %(day)s
                            AND (l.effective_on < %(start)s OR e.opens_on IS NOT NULL)), 0)::bigint,
               coalesce((SELECT sum(l.amount_minor) FROM line l WHERE l.organization_id = %(tenant)s AND l.account_id = %(account)s AND l.currency = %(currency)s AND l.effective_on <= %(day)s), 0)::bigint
        """,
        _named(scope, bank, account_id, start, day),
    )
    return Balances(*cursor.fetchone())


def _named(scope: Scope, bank: BankAccount, account_id: int, start: date, day: date) -> dict[str, Any]:
    return {
        "tenant": scope.organization_id, "company": scope.company_id, "bank": bank.id, "currency": bank.currency, "account": account_id, "start": start, "day": day,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ControlRow:
    """One control account in one currency, of one customer: what the ledger says, and what the open items say."""

    account_number: str
    account_label: str
    customer_code: str
    customer_name: str
    currency: str
    ledger_minor: int
    items_minor: int

    @property
    def difference_minor(self) -> int:
        """Items less ledger."""
        return self.items_minor - self.ledger_minor


def load_control(cursor: Any, scope: Scope, day: date) -> list[ControlRow]:
    """The receivable accounts by customer and currency where ledger or items come to something: ledger lines against items, up to the day."""
    cursor.execute(
        """
        WITH books AS (
            SELECT l.account_id, l.customer_id, l.currency, sum(l.amount_minor)::bigint AS minor
              FROM account a JOIN line l ON l.organization_id = a.organization_id AND l.account_id = a.id AND l.effective_on <= %(day)s
             WHERE a.organization_id = %(tenant)s AND a.company_id = %(company)s AND is_receivable(a.role) GROUP BY 1, 2, 3),
        settled AS (
            SELECT x.item_id, sum(x.minor)::bigint AS minor FROM (
                SELECT a.debit_item_id AS item_id, a.amount_minor AS minor FROM allocation a WHERE a.organization_id = %(tenant)s AND a.effective_on <= %(day)s
                UNION ALL SELECT a.credit_item_id, -a.amount_minor FROM allocation a WHERE a.organization_id = %(tenant)s AND a.effective_on <= %(day)s) x GROUP BY 1),
        items AS (
            SELECT i.account_id, i.customer_id, i.currency, sum(i.amount_minor - coalesce(s.minor, 0))::bigint AS minor
              FROM item i LEFT JOIN settled s ON s.item_id = i.id
             WHERE i.organization_id = %(tenant)s AND i.company_id = %(company)s AND i.effective_on <= %(day)s GROUP BY 1, 2, 3)
        SELECT a.number, a.label, coalesce(c.code, ''), coalesce(c.name, ''), coalesce(b.currency, i.currency), coalesce(b.minor, 0), coalesce(i.minor, 0)
          FROM books b FULL JOIN items i ON (i.account_id, i.currency) = (b.account_id, b.currency) AND i.customer_id = b.customer_id
          JOIN account a ON a.organization_id = %(tenant)s AND a.id = coalesce(b.account_id, i.account_id)
          LEFT JOIN customer c ON c.organization_id = %(tenant)s AND c.id = coalesce(b.customer_id, i.customer_id)
         WHERE coalesce(b.minor, 0) <> 0 OR coalesce(i.minor, 0) <> 0
         ORDER BY a.number, 5, 3
        """,
        {"tenant": scope.organization_id, "company": scope.company_id, "day": day},
    )
    return [ControlRow(*row) for row in cursor.fetchall()]

"""A company to test with, ways to feed it, and what its books come to."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import Any

from encours.store.load.companies import Company
from encours.store.tenant import tenant
from encours.usecases.aging import aged_balance
from encours.usecases.check import check_books
from encours.usecases.companies import create_company, scope_of
from encours.usecases.imports.contract import ImportOptions, ImportReport
from encours.usecases.imports.run import import_file

TODAY = date(2026, 11, 25)
HEADER = "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise"


def new_company(name: str = "Atelier Lumen") -> Company:
    return create_company(name=name, actor="test", today=TODAY)


def give(company: Company, data: bytes, name: str, **options: Any) -> ImportReport:
    """Import a file as a user would."""
    return import_file(company, "test", io.BytesIO(data), name, replace(ImportOptions(today=TODAY), **options))


def fec(*entries: str) -> bytes:
    """A FEC from short lines. An entry is text of the form

    VE 12 2025-03-01 FA-1            journal, number, day, document
    411 DUPONT 120,00                account, auxiliary (- for none), signed amount, [letter]
    706 - -120,00
    """
    rows = [HEADER]
    for entry in entries:
        head, *lines = [line.split() for line in entry.strip().splitlines()]
        journal, number, day, document = head
        stamp = day.replace("-", "")
        for account, auxiliary, amount, *letter in lines:
            debit, credit = ("0,00", amount[1:]) if amount.startswith("-") else (amount, "0,00")
            aux, aux_label = ("", "") if auxiliary == "-" else (auxiliary, f"Client {auxiliary}")
            code = letter[0] if letter else ""
            rows.append(
                f"{journal}|Journal {journal}|{number}|{stamp}|{account:0<6}|Compte {account}|{aux}|{aux_label}|{document}|{stamp}|Pièce {document}|{debit}|{credit}"
                f"|{code}|{stamp if code else ''}|{stamp}||"
            )
    return ("\r\n".join(rows) + "\r\n").encode()


def books(company: Company) -> dict[str, Any]:
    """What the books come to, apart from when and how they got there: live items, live matches, balances."""
    with tenant(company.organization_id) as cursor:
        cursor.execute(
            """
            SELECT a.number, c.code, i.effective_on, i.document_ref, i.amount_minor, i.open_minor, i.due_on
              FROM item i JOIN customer c ON c.organization_id = i.organization_id AND c.id = i.customer_id JOIN account a ON a.organization_id = i.organization_id AND a.id = i.account_id
             WHERE i.kind <> 'reversal' AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.organization_id = i.organization_id AND r.reverses_posting_id = i.posting_id AND r.reverses_entry_id = i.entry_id)
             ORDER BY 1, 2, 3, 4, 5, 6
            """
        )
        items = cursor.fetchall()
        cursor.execute(
            """
            SELECT array_agg(DISTINCT concat(c.code, ' ', i.document_ref, ' ', i.effective_on, ' ', i.amount_minor) ORDER BY concat(c.code, ' ', i.document_ref, ' ', i.effective_on, ' ', i.amount_minor)) AS members
              FROM match m JOIN allocation a ON a.organization_id = m.organization_id AND a.match_id = m.id
              JOIN item i ON i.organization_id = a.organization_id AND i.id IN (a.debit_item_id, a.credit_item_id)
              JOIN customer c ON c.organization_id = i.organization_id AND c.id = i.customer_id
             WHERE m.decided_by <> 'reversal' AND NOT EXISTS (SELECT 1 FROM match_undo u WHERE u.organization_id = m.organization_id AND u.match_id = m.id)
             GROUP BY m.id ORDER BY 1
            """
        )
        matches = [tuple(row[0]) for row in cursor.fetchall()]
        cursor.execute(
            """
            SELECT a.number, l.effective_on, sum(l.functional_minor)::bigint FROM line l JOIN account a ON a.organization_id = l.organization_id AND a.id = l.account_id
             GROUP BY 1, 2 HAVING sum(l.functional_minor) <> 0 ORDER BY 1, 2
            """
        )
        return {"items": items, "matches": matches, "balances": cursor.fetchall()}


def receivable_minor(company: Company) -> int:
    """What customers owe now."""
    with tenant(company.organization_id) as cursor:
        cursor.execute("SELECT coalesce(sum(open_minor), 0)::bigint FROM item")
        total: int = cursor.fetchone()[0]
        return total


def csv(*rows: str) -> bytes:
    """A canonical table from its lines."""
    return ("\n".join(rows) + "\n").encode()


def query(company: Company, text: str, *values: Any) -> list[tuple[Any, ...]]:
    """Rows of the company's organization."""
    with tenant(company.organization_id) as cursor:
        cursor.execute(text, list(values))
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def open_on(company: Company, day: date, currency: str = "EUR") -> int:
    """What customers owe on a day; the aged balance must tie to the ledger."""
    found = aged_balance(scope_of(company, "test"), day)
    assert all(tie.ties for tie in found.ties), found.ties
    total = found.total(currency)
    return total.total_minor if total else 0


def assert_sound(company: Company) -> None:
    """Every invariant that `encours check` examines holds."""
    report = check_books(company.organization_id, today=TODAY)
    assert report.holds, [(one.invariant.code, wrong) for one in report.examined for wrong in one.found.wrong]

"""A small company whose books a test writes fact by fact, through the guards of the database and as the application role."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from encours.store.bulk.reverse import list_to_reverse, reverse_entries
from encours.store.bulk.settle import list_to_undo, undo_matches
from encours.store.tenant import Scope, record_now, tenant


@dataclass(frozen=True)
class Fact:
    """An open item to be recorded: debit > 0. Days default to the ledger day."""

    customer: str
    minor: int
    on: date
    due: date | None = None
    kind: str = ""
    issued: date | None = None
    currency: str = "EUR"
    role: str = "trade"
    ref: str = ""
    due_source: str = "file"

    @property
    def kind_or_sign(self) -> str:
        return self.kind or ("invoice" if self.minor > 0 else "receipt")


class Books:
    """One organization with one company. Every call is one transaction and returns what it recorded, with the instant."""

    def __init__(self, *, country: str = "FR", currency: str = "EUR") -> None:
        from django.db import connection

        name = f"t{secrets.token_hex(6)}"
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence('organization', 'id'))")
            organization = cursor.fetchone()[0]
        with tenant(organization) as cursor:
            cursor.execute("INSERT INTO organization (id, name) VALUES (%s, %s)", [organization, name])
            cursor.execute(
                "INSERT INTO company (organization_id, slug, name, country, currency) VALUES (%s, %s, %s, %s, %s) RETURNING id",
                [organization, name, name.upper(), country, currency],
            )
            self.scope = Scope(organization, cursor.fetchone()[0], "test")
            cursor.execute(
                "INSERT INTO journal (organization_id, company_id, code) VALUES (%s, %s, 'OD') RETURNING id",
                [organization, self.scope.company_id],
            )
            self.journal = cursor.fetchone()[0]
        self.customers: dict[str, int] = {}
        self.accounts: dict[str, int] = {}

    @contextmanager
    def writing(self) -> Iterator[tuple[Any, datetime]]:
        with tenant(self.scope.organization_id) as cursor:
            yield cursor, record_now(cursor, self.scope)

    @contextmanager
    def reading(self) -> Iterator[Any]:
        with tenant(self.scope.organization_id) as cursor:
            yield cursor

    def customer(self, code: str, **columns: Any) -> int:
        """The customer of that code, made at its first use; later columns change it."""
        tenant_id, company = self.scope.organization_id, self.scope.company_id
        with tenant(tenant_id) as cursor:
            if code not in self.customers:
                cursor.execute(
                    "INSERT INTO party (organization_id, name, name_key) VALUES (%s, %s, %s) RETURNING id",
                    [tenant_id, f"Client {code}", code],
                )
                cursor.execute(
                    "INSERT INTO customer (organization_id, company_id, party_id, code, name, name_key) VALUES (%s, %s, %s, %s, %s, %s) RETURNING id",
                    [tenant_id, company, cursor.fetchone()[0], code, f"Client {code}", f"CLIENT {code.upper()}"],
                )
                self.customers[code] = cursor.fetchone()[0]
            for column, value in columns.items():
                cursor.execute(
                    f"UPDATE customer SET {column} = %s WHERE organization_id = %s AND id = %s", [value, tenant_id, self.customers[code]]
                )
        return self.customers[code]

    def account(self, role: str) -> int:
        if role not in self.accounts:
            with tenant(self.scope.organization_id) as cursor:
                cursor.execute(
                    "INSERT INTO account (organization_id, company_id, number, role) VALUES (%s, %s, %s, %s) RETURNING id",
                    [self.scope.organization_id, self.scope.company_id, f"4{len(self.accounts)}", role],
                )
                self.accounts[role] = cursor.fetchone()[0]
        return self.accounts[role]

    def post(self, *facts: Fact) -> list[int]:
        """Record facts in one posting, one entry each; returns the ids of their items."""
        contra = self.account("sales")
        owners = [(self.customer(fact.customer), self.account(fact.role)) for fact in facts]
        ids = []
        organization, company = self.scope.organization_id, self.scope.company_id
        with self.writing() as (cursor, at):
            cursor.execute(
                "INSERT INTO posting (organization_id, company_id, kind, actor, recorded_at) VALUES (%s, %s, 'ledger_import', 'test', %s) RETURNING id",
                [organization, company, at],
            )
            posting = cursor.fetchone()[0]
            for n, (fact, (customer, account)) in enumerate(zip(facts, owners, strict=True), 1):
                cursor.execute(
                    "INSERT INTO entry (organization_id, posting_id, company_id, journal_id, id, effective_on, document_ref) VALUES (%s, %s, %s, %s, %s, %s, %s)",
                    [organization, posting, company, self.journal, n, fact.on, fact.ref],
                )
                cursor.execute(
                    """INSERT INTO line (organization_id, posting_id, account_id, customer_id, amount_minor, functional_minor, entry_id, line_no, effective_on, currency)
                       VALUES (%(o)s, %(p)s, %(a)s, %(c)s, %(m)s, %(m)s, %(n)s, 1, %(on)s, %(cur)s), (%(o)s, %(p)s, %(k)s, NULL, -%(m)s, -%(m)s, %(n)s, 2, %(on)s, %(cur)s)""",
                    {
                        "o": organization,
                        "p": posting,
                        "a": account,
                        "c": customer,
                        "m": fact.minor,
                        "n": n,
                        "on": fact.on,
                        "cur": fact.currency,
                        "k": contra,
                    },
                )
                cursor.execute(
                    """INSERT INTO item (organization_id, company_id, customer_id, account_id, posting_id, amount_minor, open_minor, functional_minor, recorded_at, facts_at,
                                         entry_id, line_no, effective_on, issued_on, due_on, currency, kind, due_source, document_ref, document_key)
                       VALUES (%(o)s, %(co)s, %(c)s, %(a)s, %(p)s, %(m)s, %(m)s, %(m)s, %(at)s, %(at)s, %(n)s, 1, %(on)s, %(iss)s, %(due)s, %(cur)s, %(kind)s, %(src)s, %(ref)s, %(ref)s)
                       RETURNING id""",
                    {"o": organization, "co": company, "c": customer, "a": account, "p": posting, "m": fact.minor, "at": at, "n": n, "on": fact.on,
                     "iss": fact.issued or fact.on, "due": fact.due or fact.issued or fact.on, "cur": fact.currency, "kind": fact.kind_or_sign,
                     "src": fact.due_source if fact.minor > 0 else "none", "ref": fact.ref},
                )  # fmt: skip
                ids.append(cursor.fetchone()[0])
            cursor.execute(
                """INSERT INTO item_fact (organization_id, item_id, recorded_at, due_on, kind, source)
                   SELECT organization_id, id, recorded_at, due_on, 'due_date', due_source FROM item WHERE organization_id = %s AND posting_id = %s""",
                [organization, posting],
            )
            cursor.execute(
                "INSERT INTO posting_seal (organization_id, posting_id, entries, lines, sha256) VALUES (%s, %s, %s, %s, '')",
                [organization, posting, len(facts), 2 * len(facts)],
            )
        return ids

    def match(self, *pairs: tuple[int, int, int]) -> int:
        """Settle debit items with credit items: (debit, credit, minor). Returns the match."""
        organization = self.scope.organization_id
        with self.writing() as (cursor, at):
            cursor.execute(
                """INSERT INTO match (organization_id, company_id, account_id, customer_id, recorded_at, lettered_on, decided_by, rule, actor, currency, letter_no)
                   SELECT organization_id, company_id, account_id, customer_id, %s, effective_on, 'person', 'test', 'test', currency,
                          (SELECT coalesce(max(letter_no) + 1, 0) FROM match WHERE organization_id = %s)
                     FROM item WHERE organization_id = %s AND id = %s RETURNING id""",
                [at, organization, organization, pairs[0][0]],
            )
            match: int = cursor.fetchone()[0]
            for debit, credit, minor in pairs:
                cursor.execute(
                    """INSERT INTO allocation (organization_id, match_id, debit_item_id, credit_item_id, amount_minor, recorded_at, effective_on)
                       SELECT %s, %s, d.id, c.id, %s, %s, greatest(d.effective_on, c.effective_on) FROM item d, item c
                        WHERE d.organization_id = %s AND d.id = %s AND c.organization_id = %s AND c.id = %s""",
                    [organization, match, minor, at, organization, debit, organization, credit],
                )
        return match

    def unmatch(self, match: int) -> None:
        with self.writing() as (cursor, at):
            list_to_undo(cursor)
            cursor.execute("INSERT INTO undo_match VALUES (%s)", [match])
            undo_matches(cursor, self.scope, recorded_at=at, reason="test", by_person=True)

    def reverse(self, item: int) -> None:
        """Cancel the entry of an item, as if it had never been."""
        with self.writing() as (cursor, at):
            list_to_reverse(cursor)
            cursor.execute(
                "INSERT INTO reverse_entry SELECT posting_id, entry_id FROM item WHERE organization_id = %s AND id = %s",
                [self.scope.organization_id, item],
            )
            reverse_entries(cursor, self.scope, recorded_at=at, reason="test")

    def due(self, item: int, on: date, source: str = "agreed") -> None:
        self._state(item, "due_date", due_on=on, source=source)

    def dispute(self, item: int, is_disputed: bool = True) -> None:
        self._state(item, "dispute", is_disputed=is_disputed)

    def _state(self, item: int, kind: str, *, due_on: date | None = None, is_disputed: bool | None = None, source: str = "") -> None:
        with self.writing() as (cursor, at):
            cursor.execute(
                "INSERT INTO item_fact (organization_id, item_id, recorded_at, due_on, is_disputed, kind, source) VALUES (%s, %s, %s, %s, %s, %s, %s)",
                [self.scope.organization_id, item, at, due_on, is_disputed, kind, source],
            )

    def now(self) -> datetime:
        """The instant up to which everything recorded so far is known, and nothing recorded later."""
        with tenant(self.scope.organization_id) as cursor:
            cursor.execute("SELECT recorded_at FROM company_clock WHERE organization_id = %s", [self.scope.organization_id])
            instant: datetime = cursor.fetchone()[0]
        return instant

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self.reading() as cursor:
            cursor.execute(query, list(parameters))
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

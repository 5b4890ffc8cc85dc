"""Two companies that know nothing of each other, and people who may enter them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from encours.store.load.companies import Company
from encours.store.tenant import Scope, tenant
from encours.usecases.companies import create_company
from encours.usecases.users import ROLES, Role, create_user
from tests.usecases.books import TODAY, fec, give

PASSWORD = "correct horse battery staple"
# Slow on purpose for whoever guesses, which tests do not.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 1024, 1
BOOKS = (
    "VE 1 2026-06-01 FA-1\n411 MARTIN 1200,00\n706 - -1000,00\n4457 - -200,00",
    "VE 2 2026-07-01 FA-2\n411 MARTIN 600,00\n706 - -500,00\n4457 - -100,00",
    "VE 3 2026-10-20 FA-2026-0003\n411 BETON 2400,00\n706 - -2000,00\n4457 - -400,00",
    "VE 4 2026-11-20 FA-4\n411 BETON 120,00\n706 - -100,00\n4457 - -20,00",
    "BQ 5 2026-08-01 VIR\n512 - 600,00\n411 MARTIN -600,00",
)
BANK = (
    b"line_id,booked_on,amount,currency,account_iban,counterparty_name,remittance\n"
    b"1,2026-11-10,2400.00,EUR,FR7630006000011234567890189,CLIENT BETON,VIR FA-2026-0003\n"
    b"2,2026-11-12,77.00,EUR,FR7630006000011234567890189,INCONNU,SANS REFERENCE\n"
)


@dataclass(frozen=True, slots=True)
class House:
    """A company with books, and one user of each role, all with PASSWORD."""

    company: Company
    slug: str

    def client(self, role: Role = "accountant") -> Client:
        """A browser in which that user signed in."""
        client = Client(headers={"host": "localhost"}, REMOTE_ADDR="127.0.0.1", raise_request_exception=False)
        client.force_login(get_user_model().objects.get(username=f"{role}@{self.slug}"))
        return client

    def company_scope(self) -> Scope:
        return Scope(self.company.organization_id, self.company.id, "test")

    def url(self, rest: str = "") -> str:
        return f"/c/{self.slug}/{rest}"

    def ids(self) -> dict[str, int]:
        """A customer, an item, an import and a bank line of the company."""
        with tenant(self.company.organization_id) as cursor:
            cursor.execute(
                """SELECT (SELECT min(id) FROM customer WHERE code = 'MARTIN'), (SELECT min(id) FROM item WHERE document_ref = 'FA-1'), (SELECT min(id) FROM import),
                          (SELECT min(id) FROM item WHERE document_ref = 'FA-2026-0003'), (SELECT min(id) FROM statement_line)"""
            )
            return dict(zip(("customer", "item", "import", "other_item", "line"), cursor.fetchone(), strict=True))


def settle_in(name: str, *, books: bool = True) -> House:
    """A company of an organization of its own; with books unless told otherwise."""
    company = create_company(name=name, actor="test", today=TODAY, siren="732829320")
    for role in ROLES:
        create_user(company, f"{role}@{company.slug}", role=role, actor="test", now=datetime.now(UTC), password=PASSWORD)
    house = House(company, company.slug)
    if books:
        assert give(company, fec(*BOOKS), "732829320FEC20261231.txt").state == "committed"
        assert give(company, BANK, "bank.csv").state == "committed"
    return house


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """The statements that the block sends to the database."""
    from django.db import connection

    sent: list[str] = []

    def note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        sent.append(str(sql)[:200])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield sent


LATER = date(2026, 12, 31)

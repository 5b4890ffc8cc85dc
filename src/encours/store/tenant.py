"""The tenant wall as code: every transaction says for which organization it reads and writes, and the database holds it to that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction


@dataclass(frozen=True, slots=True)
class Scope:
    """Who acts, and on which company's books. Every function of `store` and every use case takes it first."""

    organization_id: int
    company_id: int
    actor: str


@contextmanager
def tenant(organization_id: int, *, snapshot: bool = False) -> Iterator[Any]:
    """One transaction inside one organization; yields a cursor. Row-level security compares every row with the organization named here.

    `snapshot`: read only, and everything as it was at one instant, however long it takes and whoever writes meanwhile.
    Transactions do not nest: an inner call would hide whose transaction it is.
    """
    assert not connection.in_atomic_block, "a use case is one transaction"
    with transaction.atomic(), connection.cursor() as cursor:
        if snapshot:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT set_config('encours.organization_id', %s, true)", [str(organization_id)])
        yield cursor


@contextmanager
def directory() -> Iterator[Any]:
    """One transaction that may list organizations and companies by name, for the command line and for sign-in; it opens no other table."""
    assert not connection.in_atomic_block, "a use case is one transaction"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('encours.operator', 'on', true), set_config('encours.organization_id', '0', true)")
        yield cursor


def record_now(cursor: Any, scope: Scope) -> Any:
    """The instant at which this transaction records in the company; takes the company's clock until the end of the transaction."""
    cursor.execute("SELECT record_now(%s, %s)", [scope.organization_id, scope.company_id])
    return cursor.fetchone()[0]

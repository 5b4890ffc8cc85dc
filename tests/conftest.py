"""How a test gets a database: real PostgreSQL, the embedded one, or the server of ENCOURS_DATABASE_URL and ENCOURS_MIGRATION_URL.

- `database`: a migrated database of the test's module, empty at the start of the module;
- `fresh_database`: a migrated database of this test alone.

Both point Django's connections "default" (application role) and "owner" at it, and drop it afterwards.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from encours.adapters.postgres.access import Access
from encours.adapters.postgres.databases import create_database, database_exists, drop_database, rename_database
from encours.adapters.postgres.supervisor import running_server
from encours.adapters.postgres.url import role_name, with_database
from encours.config.schema import bring_schema_up_to_date
from encours.config.scratch import connected_to


@dataclass(frozen=True, slots=True)
class Database:
    """One migrated database and the URL of each role on it."""

    name: str
    app_url: str
    owner_url: str
    backup_url: str


@pytest.fixture(scope="session")
def access() -> Iterator[Access]:
    """The server all tests share; its own database stays untouched."""
    from django.conf import settings

    found: Access = settings.ACCESS
    if not found.embedded:
        yield found
    else:
        with running_server():
            yield found


@pytest.fixture(scope="session")
def template(access: Access) -> Iterator[str]:
    """The name of a migrated, empty database to copy. The workers of one run share it, except on a server that is not ours to litter."""
    if not access.embedded:
        name = f"encours_template_{secrets.token_hex(6)}"
        _make_template(access, name)
        yield name
        drop_database(access.owner_url, name)
        return
    name = "encours_template"
    with (Path(os.environ["ENCOURS_HOME"]) / "postgres" / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not database_exists(access.owner_url, name):
            _make_template(access, name)
    yield name


@pytest.fixture(scope="module")
def database(access: Access, template: str) -> Iterator[Database]:
    """A migrated database shared by the tests of one module, which see what the earlier ones wrote."""
    with _copy(access, template) as copied:
        yield copied


@pytest.fixture
def fresh_database(access: Access, template: str) -> Iterator[Database]:
    """A migrated database for this test alone."""
    with _copy(access, template) as copied:
        yield copied


@contextmanager
def _copy(access: Access, template: str) -> Iterator[Database]:
    name = f"encours_test_{secrets.token_hex(6)}"
    create_database(access.owner_url, name, app_role=role_name(access.app_url), template=template)
    try:
        with connected_to(name):
            yield Database(
                name, with_database(access.app_url, name), with_database(access.owner_url, name), with_database(access.backup_url, name)
            )
    finally:
        drop_database(access.backup_url, name, force=access.embedded)


def _make_template(access: Access, name: str) -> None:
    create_database(access.owner_url, f"{name}_new", app_role=role_name(access.app_url))
    with connected_to(f"{name}_new"):
        bring_schema_up_to_date()
    rename_database(access.owner_url, f"{name}_new", name)

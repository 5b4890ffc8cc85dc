"""The application role as the database sees it."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection, connections

from tests.conftest import Database


def test_the_application_works_as_a_role_below_row_level_security(database: Database) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone()[1:] == (False, False, False, False)


def test_the_application_cannot_change_the_schema(database: Database) -> None:
    with psycopg.connect(database.app_url) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("CREATE TABLE mine (id int)")
    with psycopg.connect(database.app_url) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("ALTER TABLE organization DISABLE ROW LEVEL SECURITY")


def test_a_fresh_database_is_the_one_that_django_uses(fresh_database: Database) -> None:
    for alias, role in (("default", "app"), ("owner", "owner")):
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT current_database(), current_user")
            database_name, user = cursor.fetchone()
        assert database_name == fresh_database.name
        assert user == psycopg.conninfo.conninfo_to_dict(getattr(fresh_database, f"{role}_url"))["user"]

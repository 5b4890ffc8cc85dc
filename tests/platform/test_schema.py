"""The schema is brought up to date once, whoever comes first, and the application role gets exactly its rights."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connection, connections

from encours.adapters.postgres.access import Access, access
from encours.adapters.postgres.url import DatabaseUrlUnreadable, role_name
from encours.config import schema
from encours.config.boot import ABOVE_THE_WALL, ONE_ROLE, what_is_lost
from encours.config.schema import SchemaNewer, ServerTooOld, bring_schema_up_to_date, check_server
from tests.conftest import Database
from tests.fixtures import ROOT
from tests.platform.homes import ask


def test_the_application_cannot_change_the_schema(database: Database) -> None:
    for statement in ("CREATE TABLE mine (id int)", "ALTER TABLE organization DISABLE ROW LEVEL SECURITY", "DROP TABLE organization"):
        with psycopg.connect(database.app_url) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(statement)  # type: ignore[call-overload]


def test_a_fresh_database_is_the_one_that_django_uses(fresh_database: Database) -> None:
    for alias, url in (("default", fresh_database.app_url), ("owner", fresh_database.owner_url)):
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT current_database(), current_user")
            assert cursor.fetchone() == (fresh_database.name, role_name(url))


def test_rights_that_a_killed_start_did_not_give_are_given_by_the_next(fresh_database: Database) -> None:
    app = role_name(fresh_database.app_url)
    with psycopg.connect(fresh_database.owner_url) as owner:
        owner.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {app}")  # type: ignore[call-overload]
        owner.execute("COMMENT ON TABLE django_migrations IS NULL")
    bring_schema_up_to_date()
    assert ask(fresh_database.app_url, "SELECT has_table_privilege('organization', 'INSERT')")
    assert not ask(fresh_database.app_url, "SELECT has_table_privilege('line', 'UPDATE')")


def test_a_database_of_a_newer_program_is_refused(fresh_database: Database) -> None:
    with psycopg.connect(fresh_database.owner_url) as owner:
        owner.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_future', now())")
    with pytest.raises(SchemaNewer, match="9999_future"):
        bring_schema_up_to_date()


def test_a_server_older_than_needed_is_refused(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    check_server()
    monkeypatch.setattr(schema, "_OLDEST_SERVER", 99)
    with pytest.raises(ServerTooOld, match="99"):
        check_server()


def test_one_role_for_both_urls_is_told(database: Database) -> None:
    both = Access(database.app_url, database.owner_url, database.backup_url, embedded=True)
    assert what_is_lost(both) == []
    alone = Access(database.app_url, database.app_url, database.app_url, embedded=False)
    assert what_is_lost(alone) == [(ONE_ROLE, {"role": role_name(database.app_url)})]


def test_an_application_role_above_row_level_security_is_told(database: Database) -> None:
    if role_name(database.backup_url) == role_name(database.owner_url):
        pytest.skip("needs a superuser, which a given server does not lend")
    default = connections["default"]
    default.close()
    before = default.settings_dict["USER"]
    default.settings_dict["USER"] = role_name(database.backup_url)
    try:
        both = Access(database.backup_url, database.owner_url, database.backup_url, embedded=False)
        assert [text for text, _values in what_is_lost(both)] == [ABOVE_THE_WALL]
    finally:
        default.close()
        default.settings_dict["USER"] = before
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (before,)


@pytest.mark.parametrize("url", ["postgresql://[half", "not a url", "postgresql://h/d?nonsense=1"])
def test_an_unreadable_url_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(DatabaseUrlUnreadable) as refused:
        access(Path("h"), {"ENCOURS_DATABASE_URL": url})
    assert url not in refused.value.say("en")


def test_the_migration_url_defaults_to_the_application_url() -> None:
    found = access(Path("h"), {"ENCOURS_DATABASE_URL": "postgresql://a@h/d"})
    assert found.is_one_role
    assert not access(Path("h"), {"ENCOURS_DATABASE_URL": "postgresql://a@h/d", "ENCOURS_MIGRATION_URL": "postgresql://o@h/d"}).is_one_role


@pytest.mark.slow
def test_programs_that_start_at_once_bring_one_new_home_up_to_date_together(home: Path) -> None:
    program = "from encours.config.boot import boot; boot(); from encours.store.tenant import directory\nwith directory() as c: c.execute('SELECT count(*) FROM organization'); print(c.fetchone()[0])"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ENCOURS_")}
    environment |= {"ENCOURS_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    running = [subprocess.Popen([sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert [process.communicate(timeout=120)[0] for process in running] == ["0\n"] * 4

"""Roles and databases on a server, embedded or given by URL."""

from __future__ import annotations

import psycopg
from psycopg import sql

from encours.adapters.postgres.url import with_database

DATABASE = "encours"
OWNER_ROLE = "encours_owner"
APP_ROLE = "encours_app"


def ensure_roles_and_database(admin_dsn: str) -> None:
    """Create what is missing of our two roles and our database; safe to repeat after any interruption."""
    with psycopg.connect(admin_dsn, autocommit=True) as connection:
        roles = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        if OWNER_ROLE not in roles:
            # CREATEDB: a restore fills a new database beside the old one. NOBYPASSRLS: what works here works on a managed server too.
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION CREATEDB NOBYPASSRLS").format(
                    sql.Identifier(OWNER_ROLE)
                )
            )
        if APP_ROLE not in roles:
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOCREATEDB NOBYPASSRLS").format(
                    sql.Identifier(APP_ROLE)
                )
            )
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER_ROLE)))
        # Repeated each time: a killed first start may have made the database and not yet closed it to others.
        _close_to_others(connection, DATABASE, APP_ROLE)


def create_database(owner_dsn: str, name: str, *, app_role: str, template: str = "template0") -> None:
    """Create database `name`, owned by the role of `owner_dsn`, open to `app_role`.

    `template` names a database to copy (its tables, rows and grants); nobody may be connected to it. The role needs CREATEDB.
    """
    with psycopg.connect(with_database(owner_dsn, "postgres"), autocommit=True) as connection:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        if template != "template0":
            statement += sql.SQL(" STRATEGY FILE_COPY")
        connection.execute(statement)
        _close_to_others(connection, name, app_role)


def drop_database(url: str, name: str, *, force: bool = False) -> None:
    """Drop database `name` if it exists. PostgreSQL waits five seconds for sessions that are leaving; `force` ends them, for a superuser."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)" if force else "DROP DATABASE IF EXISTS {}")
    with psycopg.connect(with_database(url, "postgres"), autocommit=True) as connection:
        connection.execute(statement.format(sql.Identifier(name)))


def rename_database(owner_dsn: str, name: str, new_name: str) -> None:
    """Rename a database to which nobody is connected."""
    with psycopg.connect(with_database(owner_dsn, "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(new_name)))


def database_exists(owner_dsn: str, name: str) -> bool:
    """Whether the server has a database of that name."""
    with psycopg.connect(with_database(owner_dsn, "postgres"), autocommit=True) as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _close_to_others(connection: psycopg.Connection, database: str, app_role: str) -> None:
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database)))
    # TEMPORARY: files are staged in temporary tables, where row-level security allows COPY.
    connection.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(sql.Identifier(database), sql.Identifier(app_role)))

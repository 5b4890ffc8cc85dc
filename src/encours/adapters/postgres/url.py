"""Connection URLs: written, read, and changed without string surgery."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text


class DatabaseUrlUnreadable(Refusal):
    """A database URL cannot be understood. Its text is not repeated: it may hold a password."""

    code = "database-url-unreadable"
    message = Text(en="{variable} is not a PostgreSQL URL.", fr="{variable} n'est pas une URL PostgreSQL.")
    repair = Text(
        en="Write it as postgresql://role:password@host:5432/database.",
        fr="Écrivez-la sous la forme postgresql://role:motdepasse@hote:5432/base.",
    )


def socket_url(folder: Path, role: str, database: str) -> str:
    """The URL of a server that listens on a socket in `folder`.

    >>> socket_url(Path("/run/e"), "encours_app", "encours")
    'postgresql://encours_app@/encours?host=%2Frun%2Fe'
    """
    return f"postgresql://{quote(role, safe='')}@/{quote(database, safe='')}?host={quote(str(folder), safe='')}"


def parameters(url: str, variable: str = "ENCOURS_DATABASE_URL") -> dict[str, str]:
    """The parts of a URL by libpq's names.

    >>> parameters("postgresql://a:p%40ss@db/x")["password"]
    'p@ss'
    """
    try:
        found = conninfo_to_dict(url)
    except ProgrammingError:
        raise DatabaseUrlUnreadable(variable=variable) from None
    return {name: str(value) for name, value in found.items() if value is not None}


def with_database(url: str, database: str) -> str:
    """The same server and role, another database."""
    return make_conninfo(url, dbname=database)


def database_name(url: str) -> str:
    """The database a URL points to.

    >>> database_name("postgresql://a@db/x")
    'x'
    """
    return parameters(url).get("dbname", "")


def role_name(url: str) -> str:
    """The role a URL connects as.

    >>> role_name("postgresql://a@db/x")
    'a'
    """
    return parameters(url).get("user", "")

"""What an operator wants to know about the database before calling somebody."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from encours.adapters.postgres.access import Access
from encours.adapters.postgres.cluster import data_folder
from encours.adapters.postgres.url import role_name
from encours.kernel.wording import Text

_LEAST_FREE_BYTES = 2_000_000_000

DISK_NEARLY_FULL = Text(
    en="less than 2 GB are free; PostgreSQL stops when the disk is full",
    fr="moins de 2 Go sont libres ; PostgreSQL s'arrête quand le disque est plein",
)
NOT_DURABLE = Text(
    en="a power cut can lose what was already confirmed; set it to on",
    fr="une coupure de courant peut perdre ce qui a été confirmé ; mettez-le sur on",
)
NO_CHECKSUMS = Text(
    en="a disk that corrupts data would not be noticed; enable data checksums",
    fr="un disque qui altère des données passerait inaperçu ; activez les sommes de contrôle",
)
OPEN_TO_OTHERS = Text(
    en="other users of this machine can read it; it should be 0700",
    fr="d'autres utilisateurs de cette machine peuvent le lire ; il devrait être en 0700",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact, and why it is a problem when it is one."""

    key: str
    value: str | int
    problem: Text | None = None


def examine(access: Access, home: Path) -> Iterator[Finding]:
    """Look at server, roles, rights and disk; changes nothing."""
    yield Finding("home", str(home))
    if home.exists():
        mode = home.stat().st_mode & 0o777
        yield Finding("home_mode", f"{mode:04o}", OPEN_TO_OTHERS if mode & 0o077 else None)
        free = shutil.disk_usage(home).free
        yield Finding("disk_free_bytes", free, DISK_NEARLY_FULL if free < _LEAST_FREE_BYTES else None)
    yield Finding("server", "embedded" if access.embedded else "given")
    if access.embedded:
        yield Finding("data", os.fspath(data_folder(home)))
    yield Finding("application_role", role_name(access.app_url))
    yield Finding("owner_role", role_name(access.owner_url))
    with psycopg.connect(access.app_url, connect_timeout=10) as connection:
        settings: dict[str, str] = dict(
            connection.execute(
                "SELECT name, setting FROM pg_settings WHERE name IN ('server_version', 'fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums')"
            ).fetchall()
        )
        (size,) = connection.execute("SELECT pg_database_size(current_database())").fetchone() or (0,)
    yield Finding("postgresql", settings["server_version"])
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        yield Finding(name, settings[name], NOT_DURABLE if settings[name] == "off" else None)
    yield Finding("data_checksums", settings["data_checksums"], NO_CHECKSUMS if settings["data_checksums"] == "off" else None)
    yield Finding("database_bytes", size)

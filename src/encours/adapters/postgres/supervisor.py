"""One server per home, shared by every process that needs it.

Two lock files carry the whole scheme, because the kernel frees a lock whatever way its process ends:

- `start.lock` is held while somebody makes, starts or stops the server;
- `users.lock` is held shared by every user of the server. Whoever, on leaving, can turn it exclusive was the last, and stops the server.

A server left running by a killed last user is adopted by the next one.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from encours.adapters.postgres import binaries
from encours.adapters.postgres.account import server_account
from encours.adapters.postgres.cluster import SUPERUSER, Cluster, socket_folder
from encours.adapters.postgres.databases import APP_ROLE, DATABASE, OWNER_ROLE, ensure_roles_and_database
from encours.adapters.postgres.home import default_home, prepare_home
from encours.adapters.postgres.url import socket_url


@dataclass(frozen=True, slots=True)
class Server:
    """A running server and the ways to connect to it."""

    home: Path
    socket_dir: Path
    log: Path

    @property
    def app_dsn(self) -> str:
        """The application role on the database of this home: row-level security holds, sealed tables refuse changes."""
        return self.dsn(APP_ROLE)

    @property
    def owner_dsn(self) -> str:
        """The role that owns the schema: migrations, backup, checks."""
        return self.dsn(OWNER_ROLE)

    @property
    def admin_dsn(self) -> str:
        """The superuser, for the server itself."""
        return self.dsn(SUPERUSER, "postgres")

    def dsn(self, role: str, database: str = DATABASE) -> str:
        """The URL for `role` on `database`; no password: the server knows its user by the socket."""
        return socket_url(self.socket_dir, role, database)


@contextlib.contextmanager
def running_server(home: Path | None = None) -> Iterator[Server]:
    """The server of `home` (default: ENCOURS_HOME), started or shared for the time of the block; the last user stops it."""
    account = server_account()
    home = prepare_home(home or default_home(), account)
    with open_lock(home / "users.lock") as users:
        with _locked(home / "start.lock"):
            # Shared before the start: from here on nobody else's leaving can stop the server.
            fcntl.flock(users, fcntl.LOCK_SH)
            cluster = Cluster(home, account, binaries.for_account(account, home))
            cluster.initialise()
            if not cluster.answers():
                cluster.start()
            server = Server(home, socket_folder(home), cluster.log)
            ensure_roles_and_database(server.admin_dsn)
        try:
            yield server
        finally:
            with _locked(home / "start.lock"):
                fcntl.flock(users, fcntl.LOCK_UN)
                with contextlib.suppress(BlockingIOError):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    cluster.stop()


@contextlib.contextmanager
def open_lock(path: Path) -> Iterator[int]:
    """A lock file, not yet locked. It is never removed: removing it would let two processes lock two files of one name."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with open_lock(path) as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield

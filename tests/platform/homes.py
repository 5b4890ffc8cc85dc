"""Homes for tests that start servers of their own, and processes that use them."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from encours.adapters.postgres import binaries
from encours.adapters.postgres.account import server_account
from tests.fixtures import ROOT

_USER = """
import sys
from pathlib import Path
from encours.adapters.postgres.supervisor import running_server
with running_server(Path(sys.argv[1])) as server:
    print(server.admin_dsn, flush=True)
    sys.stdin.readline()
"""


@dataclass
class User:
    """Another process that uses the server of a home until told to leave."""

    process: subprocess.Popen[str]
    dsn: str

    @classmethod
    def start(cls, home: Path) -> User:
        command = [sys.executable, "-c", _USER, str(home)]
        environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
        return cls(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment), "")

    def wait_until_ready(self) -> User:
        assert self.process.stdout is not None
        self.dsn = self.process.stdout.readline().strip()
        assert self.dsn, "the process could not use the server"
        return self

    def leave(self) -> None:
        self.process.communicate("\n", timeout=60)
        assert self.process.returncode == 0


@contextlib.contextmanager
def user_of(home: Path) -> Iterator[User]:
    """Another process that uses `home` for the time of the block."""
    user = User.start(home).wait_until_ready()
    try:
        yield user
    finally:
        if user.process.poll() is None:
            user.leave()


def ask(dsn: str, question: str) -> Any:
    """The single value a query gives."""
    with psycopg.connect(dsn) as connection:
        row = connection.execute(question).fetchone()  # type: ignore[call-overload]
        assert row is not None
        return row[0]


def started_at(dsn: str) -> Any:
    """Tells one server from its successor."""
    return ask(dsn, "SELECT pg_postmaster_start_time()")


def postmaster(home: Path) -> int | None:
    """The pid of the running server, None once it has stopped."""
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        return int((home / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
    return None


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition: Any, seconds: float = 20) -> None:
    """Wait for something another process does."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


@contextlib.contextmanager
def oldest_server(folder: Path) -> Iterator[Path]:
    """The oldest PostgreSQL that Encours promises to work with, as an administrator gives it; yields its socket folder.

    The wheel carries it beside the newest one.
    """
    programs = binaries.installed().folder.parent.with_name("pginstall") / "bin"
    account = server_account()
    for place in (folder, folder / "run"):
        place.mkdir(mode=0o700)
        os.chown(place, account.uid, account.gid)

    def run(program: str, *arguments: str) -> None:
        with (folder.parent / "said").open("wb") as said:
            command = [programs / program, "--pgdata", folder / "data", *arguments]
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd=folder, **account.as_child())

    run("initdb", "--username", "admin", "--auth", "trust", "--encoding", "UTF8", "--locale", "C")
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder / 'run'}' -c fsync=off"
    run("pg_ctl", "start", "--wait", "--log", str(folder / "log"), "--options", options)
    try:
        yield folder / "run"
    finally:
        run("pg_ctl", "stop", "--mode", "immediate")

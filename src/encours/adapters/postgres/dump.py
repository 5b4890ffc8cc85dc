"""PostgreSQL's own dump and restore programs, as streams."""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from psycopg.conninfo import make_conninfo

from encours.adapters.postgres import binaries
from encours.adapters.postgres.url import parameters
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text

_BLOCK = 1 << 20
_HEADER_LINES = 100
# pg_restore 17 and newer write this for every server; one older than 17 does not know it.
_UNKNOWN_BEFORE_17 = b"SET transaction_timeout = 0;\n"


class BackupFailed(Refusal):
    """A PostgreSQL program could not do its work."""

    code = "backup-failed"
    message = Text(en="{program} stopped: {reason}", fr="{program} s'est arrêté : {reason}")
    repair = Text(en="Nothing was changed.", fr="Rien n'a été modifié.")


def write_dump(snapshot: str, into: IO[bytes], url: str) -> str:
    """Write the database as it is in `snapshot` to a file, and return the SHA-256 of what was written."""
    digest = hashlib.sha256()
    arguments = ["--format=custom", f"--snapshot={snapshot}", *_target(url)]
    with _running("pg_dump", arguments, url, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as dumping:
        assert dumping.stdout is not None
        while block := dumping.stdout.read(_BLOCK):
            digest.update(block)
            into.write(block)
    return digest.hexdigest()


def read_dump(dump: IO[bytes]) -> None:
    """Read a dump from the first row to the last, and throw the result away."""
    with _running("pg_restore", ["--file=-"], "", stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as reading:
        assert reading.stdin is not None
        _pour(dump, reading.stdin)


def load_dump(dump: IO[bytes], owner: str, url: str) -> None:
    """Fill an empty database from a dump in one transaction; everything in it will belong to `owner`."""
    script = ["--file=-", "--no-owner", f"--role={owner}"]
    run = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction", *_target(url)]
    with (
        _running("psql", run, url, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as loading,
        _running("pg_restore", script, "", stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reading,
    ):
        assert loading.stdin is not None
        assert reading.stdin is not None
        assert reading.stdout is not None
        # Both ends of pg_restore at once: it would stop reading when nobody takes what it writes.
        pouring = threading.Thread(target=_pour, args=(dump, reading.stdin))
        pouring.start()
        try:
            for _ in range(_HEADER_LINES):
                line = reading.stdout.readline()
                if line == _UNKNOWN_BEFORE_17:
                    break
                with contextlib.suppress(BrokenPipeError):
                    loading.stdin.write(line)
            _pour(reading.stdout, loading.stdin)
        finally:
            pouring.join()


def _pour(source: IO[bytes], into: IO[bytes]) -> None:
    """Copy all of a stream and close the target. Whoever stops reading early says why by its exit code."""
    with contextlib.suppress(BrokenPipeError), into:
        while block := source.read(_BLOCK):
            into.write(block)
    while source.read(_BLOCK):  # a writer that is not read to its end would wait for ever
        pass


@contextlib.contextmanager
def _running(program: str, arguments: list[str], url: str, *, stdin: int, stdout: int) -> Iterator[subprocess.Popen[bytes]]:
    """A PostgreSQL program; leaving the block waits for it, and refuses with its words when it failed."""
    with tempfile.TemporaryFile() as complaints:
        command: list[str | Path] = [binaries.installed() / program, *arguments]
        with subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=complaints, env=_environment(url)) as running:
            yield running
        if running.returncode:
            complaints.seek(0)
            reason = complaints.read().decode("utf-8", "replace").strip().splitlines()[-3:]
            raise BackupFailed(program=program, reason=" / ".join(reason) or f"exit code {running.returncode}")


def _target(url: str) -> list[str]:
    """The server and database as an argument, without the password, which every user of the machine could read in it."""
    return [f"--dbname={make_conninfo(**{name: value for name, value in parameters(url).items() if name != 'password'})}"]


def _environment(url: str) -> dict[str, str]:
    password = parameters(url).get("password") if url else None
    return {"PATH": os.defpath, "LC_ALL": "C"} | ({"PGPASSWORD": password} if password else {})

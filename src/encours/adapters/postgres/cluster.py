"""One PostgreSQL data folder: made, started, asked whether it answers, stopped. Callers hold the start lock."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg

from encours.adapters.postgres.account import Account, current_user_name
from encours.adapters.postgres.binaries import MAJOR_VERSION, Binaries
from encours.adapters.postgres.home import make_private
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text

SUPERUSER = "encours_admin"
PORT = 5432
_START_SECONDS = 90
_SOCKET_PATH_LIMIT = 100  # the kernel's is 108 (104 on macOS), and PostgreSQL adds the name of the socket

_SETTINGS = """\
# Written by Encours at each start. To tune, use ALTER SYSTEM: it wins over this file.
listen_addresses = ''
port = {port}
unix_socket_directories = '{socket_dir}'
unix_socket_permissions = 0700
max_connections = 100

fsync = on
full_page_writes = on
synchronous_commit = on
wal_compression = on
max_wal_size = '2GB'
checkpoint_timeout = '15min'

shared_buffers = '256MB'
effective_cache_size = '2GB'
work_mem = '16MB'
maintenance_work_mem = '128MB'
random_page_cost = 1.1
jit = off

timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %q%u@%d '
log_min_duration_statement = '5s'
cluster_name = 'encours'
"""


class OtherVersion(Refusal):
    """The data folder was made by another major version."""

    code = "database-other-version"
    message = Text(
        en="The data in {folder} was made by PostgreSQL {found}; this Encours brings PostgreSQL {expected}.",
        fr="Les données de {folder} ont été créées par PostgreSQL {found} ; cet Encours fournit PostgreSQL {expected}.",
    )
    repair = Text(
        en="Make a backup with the Encours that made it (encours backup), then restore it into a new ENCOURS_HOME.",
        fr="Faites une sauvegarde avec l'Encours qui les a créées (encours backup), puis restaurez-la dans un nouvel ENCOURS_HOME.",
    )


class StartFailed(Refusal):
    """PostgreSQL did not start."""

    code = "database-not-started"
    message = Text(
        en="The database in {folder} did not start. It said: {reason}",
        fr="La base de données de {folder} n'a pas démarré. Elle a indiqué : {reason}",
    )
    repair = Text(
        en="Nothing was changed. See {log}; the usual causes are a full disk or too little memory.",
        fr="Rien n'a été modifié. Voir {log} ; les causes habituelles sont un disque plein ou trop peu de mémoire.",
    )


class SocketFolderTaken(Refusal):
    """The folder for the socket belongs to somebody else."""

    code = "socket-folder-taken"
    message = Text(
        en="The folder {folder}, meant for the private socket of the database, belongs to another account.",
        fr="Le dossier {folder}, destiné au canal privé de la base de données, appartient à un autre compte.",
    )
    repair = Text(
        en="Set ENCOURS_HOME to a folder with a shorter path, or have {folder} removed.",
        fr="Donnez à ENCOURS_HOME un dossier au chemin plus court, ou faites supprimer {folder}.",
    )


class SocketPathTooLong(Refusal):
    """Neither the home nor the folder for temporary files has a path short enough."""

    code = "socket-path-too-long"
    message = Text(
        en="The path {folder} is too long for the socket of the database.",
        fr="Le chemin {folder} est trop long pour le canal de la base de données.",
    )
    repair = Text(
        en="Set ENCOURS_HOME or TMPDIR to a folder with a shorter path.",
        fr="Donnez à ENCOURS_HOME ou à TMPDIR un dossier au chemin plus court.",
    )


@dataclass(frozen=True, slots=True)
class Cluster:
    """A data folder under `home`, run by `account` with `programs`."""

    home: Path
    account: Account
    programs: Binaries

    @property
    def data(self) -> Path:
        return data_folder(self.home)

    @property
    def log(self) -> Path:
        return self.home / "postgres" / "server.log"

    def initialise(self) -> None:
        """Make the data folder, with checksums, when there is none; it appears whole or not at all."""
        make_private(self.home / "postgres", self.account)
        if self.data.exists():
            found = (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
            if found != str(MAJOR_VERSION):
                raise OtherVersion(folder=self.data, found=found, expected=MAJOR_VERSION)
            return
        for leftover in self.data.parent.glob("data.new-*"):
            shutil.rmtree(leftover)
        unfinished = Path(tempfile.mkdtemp(prefix="data.new-", dir=self.data.parent))
        make_private(unfinished, self.account)
        self._run(
            "initdb", "--pgdata", unfinished, "--username", SUPERUSER, "--auth", "peer", "--encoding", "UTF8", "--data-checksums",
            "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C",
        )  # fmt: skip
        with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write("\ninclude 'encours.conf'\n")
        unfinished.rename(self.data)

    def start(self) -> None:
        """Start the server and wait until it answers; try again while a killed predecessor still holds its memory."""
        self._configure()
        deadline = time.monotonic() + _START_SECONDS
        while True:
            self._forget_zombie()
            said = self._run(
                "pg_ctl", "start", "--pgdata", self.data, "--log", self.log, "--wait", "--timeout", "60", "--silent", check=False
            )
            if self.answers():
                return
            if time.monotonic() > deadline or not self._is_passing(said):
                raise StartFailed(folder=self.data, reason=self._last_words() or said, log=self.log)
            time.sleep(0.4)

    def stop(self) -> None:
        """End every session, write everything down and stop."""
        self._run("pg_ctl", "stop", "--pgdata", self.data, "--mode", "fast", "--wait", "--timeout", "120", "--silent", check=False)

    def answers(self) -> bool:
        """Whether a server answers at the socket. Its pid proves nothing: a killed postmaster lingers."""
        socket_dir = socket_folder(self.home)
        if not (self.data / "postmaster.pid").exists():
            return False
        for _ in range(600):
            try:
                psycopg.connect(host=str(socket_dir), port=PORT, user=SUPERUSER, dbname="postgres", connect_timeout=10).close()
            except psycopg.OperationalError as error:
                if "starting up" not in str(error) and "recovery" not in str(error):
                    return False
                time.sleep(0.1)
            else:
                return True
        return False

    def _configure(self) -> None:
        """Write settings and access rules: this user and the server's account may take any role, nobody else any."""
        socket_dir = expected_socket_folder(self.home)
        _make_socket_folder(socket_dir, self.account)
        quoted = str(socket_dir).replace("'", "''")
        names = sorted({self.account.name, current_user_name()})
        files = {
            "encours.conf": _SETTINGS.format(port=PORT, socket_dir=quoted),
            "pg_hba.conf": "local all all peer map=encours\n",
            "pg_ident.conf": "".join(f'encours "{name}" all\n' for name in names),
        }
        for name, text in files.items():
            path = self.data / name
            path.write_text(text, encoding="utf-8")
            os.chown(path, self.account.uid, self.account.gid)
            path.chmod(0o600)

    def _is_passing(self, said: str) -> bool:
        words = said + self._last_words()
        return any(sign in words for sign in ("shared memory block", "lock file", "starting up", "shutting down"))

    def _forget_zombie(self) -> None:
        """Remove the pid file of a killed server that nobody reaps (a container without init), else no start succeeds.

        Safe: PostgreSQL finds sessions that still run by their shared memory, not by this file.
        """
        with contextlib.suppress(OSError, ValueError, IndexError):
            pid_file = self.data / "postmaster.pid"
            pid = int(pid_file.read_text(encoding="utf-8").splitlines()[0])
            state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
            if state == "Z":
                pid_file.unlink()

    def _last_words(self) -> str:
        if not self.log.exists():
            return ""
        with self.log.open("rb") as log:
            log.seek(max(0, self.log.stat().st_size - 2000))
            return " / ".join(log.read().decode("utf-8", "replace").splitlines()[-4:])

    def _run(self, program: str, *arguments: object, check: bool = True) -> str:
        """Run one program as the server's account, away from our folder and variables; what it said comes back.

        Output goes to a file: a pipe would be held open by the server that `pg_ctl` leaves behind.
        """
        output: IO[bytes]
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                [str(self.programs / program), *map(str, arguments)],
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd=self.home, check=False,
                env={"PATH": os.defpath, "LC_ALL": "C", "HOME": str(self.home)}, **self.account.as_child(),
            )  # fmt: skip
            output.seek(0)
            said = output.read().decode("utf-8", "replace").strip()
        if check and done.returncode:
            raise StartFailed(folder=self.data, reason=said, log=self.log)
        return said


def data_folder(home: Path) -> Path:
    """Where the server of this home keeps its data."""
    return home / "postgres" / "data"


def socket_folder(home: Path) -> Path:
    """The folder of the socket: as the running server announces it, else where the next start will put it."""
    try:
        announced = (data_folder(home) / "postmaster.pid").read_text(encoding="utf-8").splitlines()[4]
    except (OSError, IndexError):
        announced = ""
    return Path(announced) if announced else expected_socket_folder(home)


def expected_socket_folder(home: Path) -> Path:
    """In the home; where that path is too long for a socket, in a private folder named after the home."""
    inside = home / "postgres" / "run"
    if len(os.fsencode(inside / f".s.PGSQL.{PORT}")) <= _SOCKET_PATH_LIMIT:
        return inside
    name = f"encours-{os.geteuid()}-{hashlib.sha256(os.fsencode(home)).hexdigest()[:12]}"
    runtime = os.environ.get("XDG_RUNTIME_DIR") if os.geteuid() else None  # root's is closed to the server's account
    outside = Path(runtime or tempfile.gettempdir()) / name
    if len(os.fsencode(outside / f".s.PGSQL.{PORT}")) > _SOCKET_PATH_LIMIT:
        raise SocketPathTooLong(folder=outside)
    return outside


def _make_socket_folder(folder: Path, account: Account) -> None:
    # In a shared folder somebody else may have put one of that name, or a link, before us.
    if folder.is_symlink() or (folder.exists() and folder.stat().st_uid not in {account.uid, os.geteuid()}):
        raise SocketFolderTaken(folder=folder)
    make_private(folder, account)

"""A diagnosis leaves no database behind, however it ends (decision 0010): not when it is done, refused, broken, asked to stop or killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from encours.adapters.postgres.access import Access
from encours.adapters.postgres.access import access as access_of
from encours.adapters.postgres.supervisor import running_server
from encours.adapters.postgres.url import with_database
from encours.config.scratch import clear_abandoned, scratch_database
from tests.fixtures import ROOT
from tests.platform.homes import wait_until
from tests.usecases.books import fec

SALE = fec("VE 1 2025-03-01 FA-1\n411 DUPONT 120,00\n706 - -120,00")


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home of this module's own, whose server runs: nobody else's diagnosis comes and goes there."""
    folder = Path(tempfile.mkdtemp(prefix="encours-home-"))
    folder.chmod(0o711)
    with running_server(folder / "h"):
        yield folder / "h"
    shutil.rmtree(folder)


def ask(access: Access, question: str) -> list[tuple[object, ...]]:
    with psycopg.connect(with_database(access.backup_url, "postgres"), autocommit=True) as admin:
        return admin.execute(question).fetchall()  # type: ignore[call-overload, no-any-return]


def left_in(home: Path) -> list[object]:
    """The databases of diagnoses that there are."""
    return [
        name
        for (name,) in ask(access_of(home, {}), "SELECT datname FROM pg_database WHERE starts_with(datname, 'encours_scratch_') ORDER BY 1")
    ]


def sessions(access: Access, state: str = "") -> list[tuple[object, ...]]:
    """The sessions that work in a diagnosis' database."""
    only = f" AND state = '{state}'" if state else ""
    return ask(access, f"SELECT pid FROM pg_stat_activity WHERE starts_with(datname, 'encours_scratch_') AND usename = 'encours_app'{only}")


def start(home: Path, *arguments: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "encours.config.main", *map(str, arguments)]
    environment = {name: value for name, value in os.environ.items() if name not in ("ENCOURS_DATABASE_URL", "ENCOURS_MIGRATION_URL")}
    environment |= {"PYTHONPATH": str(ROOT / "src"), "ENCOURS_HOME": str(home)}
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)


@contextmanager
def waiting_for_a_file(home: Path, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A diagnosis that has its database and waits for a file that does not come."""
    os.mkfifo(folder / "fec.txt")
    process = start(home, "diagnose", folder / "fec.txt")
    try:
        wait_until(lambda: sessions(access_of(home, {})) or process.poll() is not None)
        assert len(left_in(home)) == 1 and process.poll() is None
        yield process
    finally:
        process.kill()
        process.wait()


def test_one_that_is_done_leaves_nothing(home: Path, tmp_path: Path) -> None:
    (tmp_path / "fec.txt").write_bytes(SALE)
    assert start(home, "diagnose", tmp_path / "fec.txt", "--json", "--out", tmp_path / "out").wait(60) == 0
    assert (tmp_path / "out" / "diagnosis.json").exists()
    assert left_in(home) == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("noise.bin",), 1), (("absent.csv",), 2), (("noise.bin", "--out", "noise.bin"), 2)],
    ids=["unknown", "absent", "nowhere to write"],
)
def test_one_that_is_refused_leaves_nothing(home: Path, tmp_path: Path, arguments: tuple[str, ...], code: int) -> None:
    (tmp_path / "noise.bin").write_bytes(bytes(range(256)) * 20)
    assert start(home, "diagnose", *(one if one.startswith("-") else tmp_path / one for one in arguments)).wait(60) == code
    assert left_in(home) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_one_that_is_asked_to_stop_while_it_reads_leaves_nothing(home: Path, tmp_path: Path, number: signal.Signals) -> None:
    with waiting_for_a_file(home, tmp_path) as process:
        process.send_signal(number)
        assert process.wait(60) in (1, 128 + number)
        assert left_in(home) == []


def test_one_that_is_asked_to_stop_while_it_writes_leaves_nothing(home: Path, tmp_path: Path) -> None:
    (tmp_path / "fec.txt").write_bytes(fec(*(f"VE {n} 2025-03-01 FA-{n}\n411 C{n} 120,00\n706 - -120,00" for n in range(20_000))))
    process = start(home, "diagnose", tmp_path / "fec.txt")
    try:
        wait_until(lambda: sessions(access_of(home, {}), "active") or process.poll() is not None)
        assert len(left_in(home)) == 1
        process.terminate()
        assert process.wait(60) == 128 + signal.SIGTERM
    finally:
        process.kill()
    assert left_in(home) == []


def test_what_a_killed_one_leaves_the_next_start_of_any_command_drops(home: Path, tmp_path: Path) -> None:
    with waiting_for_a_file(home, tmp_path) as process:
        process.kill()
        process.wait()
        assert len(left_in(home)) == 1, "a killed process cleans nothing: else this proves nothing"
        assert start(home, "company", "list").wait(60) == 0
        assert left_in(home) == []


def test_a_start_leaves_the_diagnosis_that_runs_alone(home: Path, tmp_path: Path) -> None:
    with waiting_for_a_file(home, tmp_path):
        running = left_in(home)
        assert start(home, "company", "list").wait(60) == 0
        clear_abandoned(access_of(home, {}))
        assert left_in(home) == running
    clear_abandoned(access_of(home, {}))
    assert left_in(home) == []


def test_one_that_breaks_leaves_nothing_even_while_a_statement_runs(access: Access) -> None:
    from django.db import connection

    if not access.embedded:
        pytest.skip("a diagnosis works on the embedded server")
    with pytest.raises(RuntimeError, match="broken"), scratch_database(access):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_database()")
            [mine] = cursor.fetchone()
        running = threading.Event()
        sleeper = threading.Thread(target=_sleep, args=(with_database(access.app_url, mine), running))
        sleeper.start()
        assert running.wait(10)
        raise RuntimeError("broken")
    sleeper.join(10)
    assert not sleeper.is_alive()
    assert ask(access, f"SELECT 1 FROM pg_database WHERE datname = '{mine}'") == []
    assert connection.settings_dict["NAME"] != mine, "the connections point where they did before"


def _sleep(url: str, running: threading.Event) -> None:
    """A statement that would hold a database for a minute."""
    with psycopg.connect(url) as connection:
        connection.execute("SELECT 1")
        running.set()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT pg_sleep(60)")

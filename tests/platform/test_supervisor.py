"""One server per home: started, shared, adopted, recovered, stopped."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import psycopg
import pytest

from encours.adapters.postgres.cluster import OtherVersion, StartFailed
from encours.adapters.postgres.supervisor import running_server
from tests.platform.homes import User, ask, is_alive, postmaster, started_at, user_of, wait_until


def test_the_first_start_makes_a_private_durable_server_and_leaving_stops_it(home: Path) -> None:
    with running_server(home) as server:
        settings = {
            name: ask(server.app_dsn, f"SELECT current_setting('{name}')")
            for name in ("listen_addresses", "fsync", "full_page_writes", "synchronous_commit", "data_checksums", "jit", "server_encoding")
        }
        assert settings == {
            "listen_addresses": "", "fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "data_checksums": "on", "jit": "off",
            "server_encoding": "UTF8",
        }  # fmt: skip
        pid = postmaster(home)
        assert pid is not None
        assert is_alive(pid)
    assert postmaster(home) is None
    assert not is_alive(pid)


def test_the_three_roles_can_do_what_they_are_for_and_no_more(home: Path) -> None:
    rights = "SELECT (rolsuper, rolbypassrls, rolcreatedb, rolcreaterole)::text FROM pg_roles WHERE rolname = current_user"
    with running_server(home) as server:
        assert ask(server.app_dsn, rights) == "(f,f,f,f)"
        assert ask(server.owner_dsn, rights) == "(f,f,t,f)"
        assert ask(server.admin_dsn, rights) == "(t,t,t,t)"
        with psycopg.connect(server.app_dsn) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("CREATE TABLE mine (id int)")


def test_a_second_process_shares_the_server_and_the_last_one_stops_it(home: Path) -> None:
    with user_of(home) as first:
        instant = started_at(first.dsn)
        second = User.start(home).wait_until_ready()
        first.leave()
        assert started_at(second.dsn) == instant, "the first to leave must not stop the server under the second"
        second.leave()
    assert postmaster(home) is None


@pytest.mark.slow
def test_processes_that_start_at_once_make_one_server(home: Path) -> None:
    users = [User.start(home) for _ in range(5)]
    instants = {started_at(user.wait_until_ready().dsn) for user in users}
    for user in users:
        user.leave()
    assert len(instants) == 1
    assert postmaster(home) is None


def test_one_process_may_use_the_server_twice(home: Path) -> None:
    with running_server(home) as outer:
        with running_server(home) as inner:
            assert started_at(inner.app_dsn) == started_at(outer.app_dsn)
        assert ask(outer.app_dsn, "SELECT 1") == 1


def test_a_server_left_by_a_killed_last_user_is_adopted_and_later_stopped(home: Path) -> None:
    with user_of(home) as killed:
        instant = started_at(killed.dsn)
        killed.process.kill()
        killed.process.wait()
    pid = postmaster(home)
    assert pid is not None
    assert is_alive(pid)
    with running_server(home) as server:
        assert started_at(server.admin_dsn) == instant
    assert postmaster(home) is None


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_when_the_server_is_killed_under_writes(home: Path) -> None:
    acknowledged: list[int] = []

    def write(dsn: str, writer: int) -> None:
        try:
            with psycopg.connect(dsn, autocommit=True) as connection:
                for number in range(writer * 1_000_000, (writer + 1) * 1_000_000):
                    connection.execute("INSERT INTO written VALUES (%s)", [number])
                    acknowledged.append(number)
        except psycopg.OperationalError:
            return

    with user_of(home) as user:
        with psycopg.connect(user.dsn) as connection:
            connection.execute("CREATE TABLE written (number int PRIMARY KEY)")
        writers = [threading.Thread(target=write, args=(user.dsn, writer)) for writer in range(3)]
        for writer in writers:
            writer.start()
        wait_until(lambda: len(acknowledged) > 500)
        pid = postmaster(home)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        with running_server(home) as server:
            for writer in writers:
                writer.join(timeout=30)
                assert not writer.is_alive()
            with psycopg.connect(server.admin_dsn) as connection:
                kept = {number for (number,) in connection.execute("SELECT number FROM written")}
    assert set(acknowledged) <= kept
    assert len(kept - set(acknowledged)) <= len(writers), "one insert each may have been made and not yet acknowledged"
    assert postmaster(home) is None


def test_a_first_start_that_was_interrupted_is_begun_anew(home: Path) -> None:
    with running_server(home):
        pass
    half_made = home / "postgres" / "data.new-interrupted"
    (home / "postgres" / "data").rename(half_made)
    (half_made / "PG_VERSION").unlink()
    with running_server(home) as server:
        assert ask(server.app_dsn, "SELECT 1") == 1
    assert not half_made.exists()


def test_data_of_another_major_version_is_refused_and_left_alone(home: Path) -> None:
    with running_server(home):
        pass
    version = home / "postgres" / "data" / "PG_VERSION"
    version.write_text("17\n")
    with pytest.raises(OtherVersion) as refused, running_server(home):
        pass
    assert refused.value.values["found"] == "17"
    version.write_text("18\n")
    with running_server(home) as server:
        assert ask(server.app_dsn, "SELECT 1") == 1


def test_a_server_that_cannot_start_is_refused_with_its_own_words(home: Path) -> None:
    with running_server(home):
        pass
    (home / "postgres" / "data" / "postgresql.auto.conf").write_text("shared_buffers = 'plenty'\n")
    with pytest.raises(StartFailed, match="shared_buffers"), running_server(home):
        pass

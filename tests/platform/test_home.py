"""Whose the folders are, and that no folder is ever opened to more people."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from encours.adapters.postgres import binaries
from encours.adapters.postgres.account import server_account
from encours.adapters.postgres.cluster import SocketFolderTaken, expected_socket_folder
from encours.adapters.postgres.home import HomeClosed, HomeInUse, HomeUnusable, default_home
from encours.adapters.postgres.supervisor import running_server
from tests.platform.homes import ask, postmaster

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_every_folder_is_private_and_belongs_to_the_account_of_the_server(home: Path) -> None:
    with running_server(home) as server:
        for folder in (home, home / "postgres", home / "postgres" / "data", server.socket_dir):
            assert (_mode(folder), folder.stat().st_uid) == (0o700, server_account().uid), folder


def test_the_server_runs_without_privileges(home: Path) -> None:
    with running_server(home):
        status = dict(line.split(":", 1) for line in Path(f"/proc/{postmaster(home)}/status").read_text().splitlines())
    assert set(status["Uid"].split()) == {str(server_account().uid)}
    assert "0" not in status["Uid"].split()
    if os.geteuid() == 0:
        assert status["Groups"].split() == []
        assert int(status["CapEff"], 16) == 0


@as_root
def test_a_home_under_a_closed_folder_is_refused_by_name_and_stays_closed(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    before = {folder: _mode(folder) for folder in (closed, *closed.parents)}
    with pytest.raises(HomeClosed) as refused, running_server(closed / "home"):
        pass
    folder = refused.value.values["folder"]
    assert folder in before
    assert str(folder) in refused.value.say("fr")
    assert {folder: _mode(folder) for folder in before} == before


def test_a_folder_with_other_files_is_refused_and_left_as_it_was(home: Path) -> None:
    home.mkdir(mode=0o755)
    (home / "thesis.odt").touch()
    with pytest.raises(HomeInUse, match=r"thesis\.odt"), running_server(home):
        pass
    assert _mode(home) == 0o755
    assert home.stat().st_uid == os.geteuid()


def test_an_empty_folder_is_taken_over_and_made_private(home: Path) -> None:
    home.mkdir(mode=0o755)
    with running_server(home) as server:
        assert ask(server.app_dsn, "SELECT 1") == 1
    assert _mode(home) == 0o700


def test_a_home_that_cannot_be_made_is_refused(home: Path) -> None:
    home.touch()
    with pytest.raises(HomeUnusable), running_server(home / "below-a-file"):
        pass


def test_a_long_path_puts_the_socket_into_a_private_folder_elsewhere(home: Path) -> None:
    deep = home.parent / ("long-" * 12) / ("name-" * 10)
    deep.parent.mkdir()
    with running_server(deep) as server:
        assert not server.socket_dir.is_relative_to(deep)
        assert _mode(server.socket_dir) == 0o700
        assert ask(server.app_dsn, "SELECT 1") == 1
    server.socket_dir.rmdir()


def test_a_link_waiting_where_the_socket_should_go_is_refused(home: Path) -> None:
    deep = home.parent / ("long-" * 12) / ("name-" * 10)
    deep.parent.mkdir()
    planned = expected_socket_folder(Path(os.path.realpath(deep)))
    planned.symlink_to(home.parent)
    try:
        with pytest.raises(SocketFolderTaken), running_server(deep):
            pass
    finally:
        planned.unlink()
    assert _mode(home.parent) == 0o711


@as_root
@pytest.mark.slow
def test_programs_the_account_cannot_reach_are_copied_once(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = binaries.installed().folder.parent.parent
    closed = tmp_path / "environment"
    closed.mkdir(mode=0o700)
    shutil.copytree(package / "pginstall18", closed / package.name / "pginstall18")
    shutil.copytree(package.with_name(package.name + ".libs"), closed / (package.name + ".libs"))
    unreachable = binaries.Binaries(closed / package.name / "pginstall18" / "bin")
    monkeypatch.setattr(binaries, "installed", lambda: unreachable)
    for _ in range(2):
        with running_server(home) as server:
            assert ask(server.app_dsn, "SELECT 1") == 1
            program = Path(f"/proc/{postmaster(home)}/exe").readlink()
            assert program.is_relative_to(home)
    assert len(list((home / "postgres").glob("programs-*"))) == 1
    assert _mode(closed) == 0o700


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"ENCOURS_HOME": "/srv/e", "XDG_DATA_HOME": "/x"}, "/srv/e"),
        ({"XDG_DATA_HOME": "/x"}, "/x/encours"),
        ({"HOME": "/home/ana"}, "/home/ana/.local/share/encours"),
    ],
)
def test_the_home_follows_the_environment(environ: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ENCOURS_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert str(default_home()) == expected


def test_the_home_of_root_is_the_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ENCOURS_HOME")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert str(default_home()) == "/var/lib/encours"

"""The command line's manners: languages, exit codes, and nothing loaded before it is needed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import typer

from encours import __version__
from encours.adapters.postgres.access import Access
from encours.adapters.postgres.url import socket_url
from encours.cli.app import build, default_language, run
from encours.cli.desk import Desk, desk
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Language, Text
from tests.fixtures import ROOT
from tests.platform.homes import oldest_server


class Closed(Refusal):
    code = "test-closed"
    message = Text(en="The {what} is closed.", fr="Le {what} est fermé.")
    repair = Text(en="Open it.", fr="Ouvrez-le.")


class Program:
    """A program above the command line that starts nothing."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def boot(self) -> Access:
        return Access("", "", "", embedded=True)

    def setup(self) -> Access:
        return self.boot()

    def what_is_lost(self, access: Access) -> list[str]:
        return [f"lost ({self.language})"]


@pytest.fixture
def app() -> typer.Typer:
    app = build(Program)

    @app.command()
    def try_it(context: typer.Context, how: str) -> None:
        here: Desk = desk(context)
        if how == "refuse":
            raise Closed(what="coffre")
        if how == "break":
            raise RuntimeError("secret detail")
        if how == "interrupt":
            raise KeyboardInterrupt
        if how == "boot":
            here.boot()
        if how == "problems":
            raise typer.Exit(1)
        if how == "json":
            here.print_json({"schema": "x/1", "total_minor": 12345, "path": Path("a")})

    return app


def test_a_refusal_is_worded_in_the_readers_language_and_ends_with_1(
    app: typer.Typer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(app, ["--lang", "fr", "try-it", "refuse"], lambda: tmp_path) == 1
    assert capsys.readouterr() == ("", "Le coffre est fermé. Ouvrez-le.\n")
    assert run(app, ["--lang=en", "try-it", "refuse"], lambda: tmp_path) == 1
    assert capsys.readouterr().err == "The coffre is closed. Open it.\n"
    assert list(tmp_path.iterdir()) == []


def test_a_defect_is_shown_as_a_reference_and_logged_in_full(app: typer.Typer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(app, ["--lang", "en", "try-it", "break"], lambda: tmp_path / "log") == 1
    shown = capsys.readouterr().err
    (log,) = (tmp_path / "log").iterdir()
    written = log.read_text()
    reference = shown.partition("Reference ")[2][:8]
    assert "Traceback" not in shown
    assert f"{reference}\nTraceback" in written
    assert "secret detail" in written
    assert log.stat().st_mode & 0o777 == 0o600


def test_a_defect_is_logged_somewhere_even_without_a_log_folder(
    app: typer.Typer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert run(app, ["--lang", "en", "try-it", "break"], lambda: tmp_path / "file" / "log") == 1
    log = Path(capsys.readouterr().err.partition("details in ")[2].strip().removesuffix("."))
    assert "secret detail" in log.read_text()
    log.unlink()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["version"], 0), (["--help"], 0), (["try-it", "fine"], 0), (["try-it", "problems"], 1), (["try-it", "interrupt"], 1),
        (["no-such-command"], 2), (["try-it"], 2), (["--lang", "de", "version"], 2), (["version", "--no-such-option"], 2), ([], 2),
    ],
)  # fmt: skip
def test_exit_codes(app: typer.Typer, arguments: list[str], code: int, tmp_path: Path) -> None:
    assert run(app, arguments, lambda: tmp_path) in ({1, 130} if "interrupt" in arguments else {code})


def test_what_an_installation_gives_up_is_said_on_standard_error(
    app: typer.Typer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(app, ["--lang", "fr", "try-it", "boot"], lambda: tmp_path) == 0
    assert capsys.readouterr() == ("", "lost (fr)\n")


def test_json_is_one_object_with_whole_amounts(app: typer.Typer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(app, ["try-it", "json"], lambda: tmp_path) == 0
    assert json.loads(capsys.readouterr().out) == {"schema": "x/1", "total_minor": 12345, "path": "a"}


def test_json_refuses_what_has_no_agreed_form(app: typer.Typer) -> None:
    with pytest.raises(TypeError, match="Decimal"):
        from decimal import Decimal

        Desk("en", Program).print_json({"rate": Decimal("0.1")})


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "fr"), ({"LANG": "fr_FR.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"), ({"LC_MESSAGES": "fr", "LANG": "C"}, "fr"),
        ({"LANG": "de_DE"}, "en"), ({}, "en"),
    ],
)  # fmt: skip
def test_the_language_follows_the_terminal(variables: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert default_language() == language


def _encours(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-X", "importtime", "-m", "encours.config.main", *arguments]
    return subprocess.run(
        command, env=os.environ | {"PYTHONPATH": str(ROOT / "src")} | environ, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("arguments", [("--help",), ("backup", "--help"), ("version",)])
def test_help_and_version_load_nothing_heavy_and_start_no_server(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = _encours(*arguments, ENCOURS_HOME=str(tmp_path / "home"))
    assert done.returncode == 0
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert "typer" in imported
    assert not imported & {"django", "psycopg", "lxml", "typst", "openpyxl", "granian", "asyncio"}
    assert not (tmp_path / "home").exists()


def _run_encours(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "encours.config.main", "--lang", "en", *arguments]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("ENCOURS_")}
    return subprocess.run(command, env=environ | {"PYTHONPATH": str(ROOT / "src")} | variables, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_oldest_promised_server_given_by_url_does_all_of_it(home: Path, tmp_path: Path) -> None:
    with oldest_server(home) as socket:
        admin = socket_url(socket, "admin", "postgres")
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute("CREATE ROLE books_owner LOGIN CREATEDB")
            connection.execute("CREATE ROLE books_app LOGIN")
            connection.execute("CREATE DATABASE books OWNER books_owner")
        urls = {"ENCOURS_HOME": str(tmp_path / "home")}
        urls["ENCOURS_DATABASE_URL"] = socket_url(socket, "books_app", "books")
        urls["ENCOURS_MIGRATION_URL"] = socket_url(socket, "books_owner", "books")

        refused = _run_encours("backup", str(tmp_path / "b"), **urls)
        assert refused.returncode == 1
        assert "ALTER ROLE books_owner BYPASSRLS" in refused.stderr, "an owner who does not see every row is told what to do"
        with psycopg.connect(admin) as connection:
            connection.execute("ALTER ROLE books_owner BYPASSRLS")
        saved = json.loads(_run_encours("backup", str(tmp_path / "b"), "--json", **urls).stdout)
        restored = _run_encours("restore", str(tmp_path / "b"), "--into", "books_copy", "--json", **urls)
        assert json.loads(restored.stdout)["tables"] == saved["tables"]
        facts = json.loads(_run_encours("doctor", "--json", **urls).stdout)["facts"]
        assert (facts["server"], facts["postgresql"].partition(".")[0]) == ("given", "16")

        alone = _run_encours("doctor", **{name: value for name, value in urls.items() if name != "ENCOURS_MIGRATION_URL"})
        assert alone.returncode == 1
        assert "are one role (books_app)" in alone.stdout
    unreachable = _run_encours("doctor", **urls)
    assert unreachable.returncode == 1
    assert "The database does not answer" in unreachable.stderr


@pytest.mark.slow
def test_backup_doctor_and_restore_work_from_the_command_line(home: Path, tmp_path: Path) -> None:
    def encours(*arguments: str) -> str:
        done = _run_encours(*arguments, ENCOURS_HOME=str(home))
        assert done.returncode == 0, done.stderr
        return done.stdout

    saved = json.loads(encours("backup", str(tmp_path / "b"), "--json"))
    assert saved["size_bytes"] == (tmp_path / "b").stat().st_size
    facts = json.loads(encours("doctor", "--json"))
    assert facts["facts"]["encours"] == __version__
    assert facts["facts"]["fsync"] == "on"
    assert facts["lost"] == []
    restored = json.loads(encours("restore", str(tmp_path / "b"), "--json"))
    assert restored["database"] == "encours"
    assert restored["tables"] == saved["tables"]
    assert "every fingerprint equals" in encours("restore", str(tmp_path / "b"), "--into", "beside")


@pytest.mark.parametrize(
    ("arguments", "en", "fr"),
    [
        (["no-such-command"], "There is no command “no-such-command”.", "Il n'y a pas de commande « no-such-command »."),
        (["aging"], "--company is missing.", "Il manque --company."),
        (["aging", "--compani", "x"], "There is no option “--compani”. Did you mean --company?", "Il n'y a pas d'option « --compani ». Vouliez-vous dire --company ?"),
        (["try-it"], "HOW is missing.", "Il manque HOW."),
    ],
)  # fmt: skip
def test_usage_errors_are_worded_in_the_readers_language(
    app: typer.Typer, arguments: list[str], en: str, fr: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for language, said in (("en", en), ("fr", fr)):
        assert run(app, ["--lang", language, *arguments], lambda: tmp_path) == 2
        told = capsys.readouterr().err.splitlines()
        assert told[0] == said
        assert told[-1].startswith("Help: encours" if language == "en" else "Aide : encours")


def test_without_a_command_the_help_is_shown(app: typer.Typer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(app, [], lambda: tmp_path) == 2
    assert "Usage: encours" in capsys.readouterr().out

"""Lettering a file at the terminal: shown, written beside it, never over it."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from encours.cli.app import build, run
from encours.cli.outfile import WouldOverwriteInput, whole_file
from encours.usecases.matching import match_company
from tests.usecases.books import TODAY, fec, give, new_company

DATA = fec(
    "VE 1 2025-03-01 FA-1\n411 DUPONT 117,13\n706 - -117,13", "BQ 2 2025-04-01 V1\n512 - 117,13\n411 DUPONT -117,13",
    "AC 3 2025-03-01 F9\n606 - 90,31\n401 LIBRAIRIE -90,31", "BQ 4 2025-02-01 V2\n401 LIBRAIRIE 90,31\n512 - -90,31",
)  # fmt: skip


class _NoDatabase:
    """A file alone is lettered without any."""

    def boot(self) -> None:
        raise AssertionError("the command asked for the database")

    setup = scratch = boot


class _Ready(_NoDatabase):
    def boot(self) -> None:
        return None

    def scratch(self) -> Any:
        return nullcontext()

    def what_is_lost(self, access: object) -> list[str]:
        return []


def call(*arguments: str | Path, program: type[_NoDatabase] = _NoDatabase) -> int:
    return run(build(lambda language: program()), [str(argument) for argument in arguments], lambda: Path())  # type: ignore[arg-type, return-value]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_bytes(DATA)
    return path


def test_the_table_says_what_is_certain_and_why_the_rest_is_not(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("--lang", "fr", "letter", ledger) == 0
    said = capsys.readouterr()
    assert "Groupes certains : 1 ; proposés : 1 ; comptes concernés : 2 ; lignes sans lettre : 0." in said.out
    assert "Le règlement précède la pièce." in said.out
    assert "--out" in said.err and ledger.read_bytes() == DATA


@pytest.mark.parametrize(
    ("options", "lines"),
    [
        ((), {2, 5}),
        (("--suggested",), {2, 5, 7, 8}),
        (("--suppliers",), set()),
        (("--suppliers", "--suggested"), {7, 8}),
        (("--customers", "--suggested"), {2, 5}),
    ],
)
def test_the_copy_has_the_letters_that_were_asked_for(
    ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], lines: set[int]
) -> None:
    out = tmp_path / "b.txt"
    assert call("letter", ledger, "--out", out, "--json", *options) == 0
    told = json.loads(capsys.readouterr().out)
    pairs = zip(DATA.split(b"\r\n"), out.read_bytes().split(b"\r\n"), strict=True)
    assert {n for n, (old, new) in enumerate(pairs, 1) if old != new} == lines
    assert (told["schema"], told["written"], told["out"]) == ("encours.letters/1", len(lines) // 2, str(out))
    written = [group for account in told["accounts"] for group in account["groups"] if group["written"]]
    assert {n for group in written for n in group["lines"]} == lines
    assert all(group["letter"] == "AAA" for group in written)


def test_the_file_that_is_read_is_never_written(ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "link.txt").symlink_to(ledger)
    for out in (ledger, tmp_path / "link.txt"):
        assert call("letter", ledger, "--out", out) == 1
    assert "is the file that is read" in capsys.readouterr().err
    assert ledger.read_bytes() == DATA


def test_a_file_that_is_no_ledger_is_refused_and_leaves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "c.txt").write_bytes(b"hello\n")
    assert call("letter", tmp_path / "c.txt", "--out", tmp_path / "d.txt") == 1
    assert "no FEC" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["c.txt"]


def test_a_copy_that_fails_half_way_leaves_what_was_there(ledger: Path, tmp_path: Path) -> None:
    out = tmp_path / "b.txt"
    out.write_bytes(b"earlier")
    with pytest.raises(OSError, match="disk full"), whole_file(out, source=ledger) as stream:
        stream.write(b"half")
        raise OSError("disk full")
    assert out.read_bytes() == b"earlier"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt"]
    with pytest.raises(WouldOverwriteInput), whole_file(ledger, source=ledger):
        pass


def test_the_letters_of_a_company_are_exported(fresh_database, ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    company = new_company()
    give(company, DATA, "a.txt")
    match_company(company, "test", today=TODAY)
    assert call("export", "letters", "--company", company.slug, "--out", tmp_path / "b.txt", "--json", program=_Ready) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["schema"], told["customer_groups"], told["supplier_groups"], told["lines"]) == ("encours.export-letters/1", 1, 0, 2)
    assert b"|AAA|20250401|" in (tmp_path / "b.txt").read_bytes()
    assert call("export", "letters", "--company", company.slug, "--out", tmp_path / "c.txt", "--import", "999999", program=_Ready) == 1
    assert not (tmp_path / "c.txt").exists()

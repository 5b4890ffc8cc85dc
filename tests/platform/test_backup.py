"""A backup is whole or absent; a restore is equal or refused; what was there before is kept."""

from __future__ import annotations

import json
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from encours.adapters.postgres import dump as dump_module
from encours.adapters.postgres.access import Access
from encours.adapters.postgres.archive import DatabaseInUse, PostgresArchive, RolesMissing, RowsHidden
from encours.adapters.postgres.databases import create_database, database_exists, drop_database
from encours.adapters.postgres.dump import BackupFailed
from encours.adapters.postgres.url import role_name, with_database
from encours.store.version import known_schema_versions
from encours.usecases.backup import (
    BackupDamaged,
    BackupExists,
    BackupNewer,
    DatabaseNotEmpty,
    Manifest,
    Restored,
    RestoreDiffers,
    TableState,
    back_up,
    restore,
)
from tests.conftest import Database
from tests.platform.homes import ask

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
KNOWN = known_schema_versions()

AWKWARD = """
    CREATE TABLE awkward (b text, a int, at timestamptz, raw bytea, list text[], ratio double precision, twice int GENERATED ALWAYS AS (a * 2) STORED, PRIMARY KEY (b, a));
    INSERT INTO awkward VALUES ('é', 1, '2026-03-29 01:59:59.999999+01', '\\x00ff', '{"a,b",NULL,""}', 0.1), (E'tab\\tline\\nend', 2, NULL, '', '{}', 'NaN'),
                               ('Z', 3, '-infinity', NULL, NULL, '-0'), ('e', 4, 'infinity', NULL, NULL, 1e300);
    CREATE TABLE keyless (x text);
    INSERT INTO keyless VALUES ('twin'), ('twin'), (NULL), ('')"""


@pytest.fixture
def databases(access: Access, fresh_database: Database) -> PostgresArchive:
    """The databases of an installation that holds two organizations and tables full of awkward values."""
    with psycopg.connect(fresh_database.owner_url) as owner:
        owner.execute(AWKWARD)
    for number in (1, 2):
        _add_organization(fresh_database, number)
    return PostgresArchive(Access(fresh_database.app_url, fresh_database.owner_url, fresh_database.backup_url, access.embedded))


@pytest.fixture
def archive(databases: PostgresArchive, tmp_path: Path) -> Path:
    path = tmp_path / "copy.encours"
    back_up(databases, path, now=NOW, program="1")
    return path


@pytest.fixture
def other(access: Access, fresh_database: Database) -> Iterator[str]:
    """A name to restore to; whatever has it, or was kept beside it, is dropped afterwards."""
    name = f"{fresh_database.name}_b"
    yield name
    for left in (name, f"{name}_before_20261122_093000", f"{fresh_database.name}_before_20261122_093000"):
        drop_database(access.backup_url, left, force=access.embedded)


def _add_organization(database: Database, number: int) -> None:
    with psycopg.connect(database.app_url) as app:
        app.execute("SELECT set_config('encours.organization_id', %s, true)", [str(number)])
        app.execute("INSERT INTO organization (id, name) VALUES (%s, 'Ateliers')", [number])
        app.execute("INSERT INTO company (organization_id, slug, name) VALUES (%s, %s, 'Ateliers SARL')", [number, f"ateliers-{number}"])


def _restore(databases: PostgresArchive, path: Path, name: str, *, replace: bool = False) -> Restored:
    return restore(databases, path, name, now=NOW, replace=replace, known_schemas=KNOWN)


def _names(test: Database) -> set[str]:
    with psycopg.connect(with_database(test.owner_url, "postgres")) as connection:
        names = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
    # Other workers make and drop databases of their own meanwhile; only this module restores.
    return {name for name in names if name.startswith(("encours_restored_", test.name))}


def test_every_row_of_every_organization_comes_back(
    databases: PostgresArchive, archive: Path, other: str, fresh_database: Database
) -> None:
    done = _restore(databases, archive, other)
    assert done.kept_as is None
    assert {name: done.manifest.tables[name].rows for name in ("organization", "company", "awkward", "keyless")} == {
        "organization": 2, "company": 2, "awkward": 4, "keyless": 4,
    }  # fmt: skip
    assert databases.state(other) == databases.state(fresh_database.name)


def test_the_restored_database_has_the_same_rights_and_the_same_wall(databases: PostgresArchive, archive: Path, other: str) -> None:
    _restore(databases, archive, other)
    app = with_database(databases.access.app_url, other)
    with psycopg.connect(app) as connection:
        connection.execute("SELECT set_config('encours.organization_id', '2', true)")
        assert [row[0] for row in connection.execute("SELECT id FROM organization")] == [2]
    for statement in ("UPDATE line SET account_id = 1", "CREATE TABLE mine (id int)"):
        with psycopg.connect(app) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)  # type: ignore[call-overload]
    assert ask(app, "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE relname = 'organization'") == role_name(
        databases.access.owner_url
    )


def test_the_file_is_private_and_states_what_it_holds(databases: PostgresArchive, archive: Path) -> None:
    assert archive.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(archive) as opened:
        manifest = json.loads(opened.read("manifest.json"))
    assert manifest["made_at"] == NOW.isoformat()
    assert manifest["schema"] in KNOWN
    assert manifest["tables"]["organization"]["rows"] == 2
    assert list(archive.parent.iterdir()) == [archive], "no unfinished file is left"


def test_r57_a_backup_under_writes_holds_every_commit_acknowledged_before_its_start(
    databases: PostgresArchive, tmp_path: Path, other: str, fresh_database: Database
) -> None:
    written: list[int] = []
    stop = threading.Event()

    def write() -> None:
        with psycopg.connect(fresh_database.owner_url, autocommit=True) as connection:
            while not stop.is_set():
                connection.execute("INSERT INTO awkward (b, a) VALUES ('w', %s)", [len(written)])
                written.append(len(written))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(written) < 100:
            stop.wait(0.01)
        before = len(written)
        manifest = back_up(databases, tmp_path / "busy", now=NOW, program="1")
    finally:
        stop.set()
        writer.join()
    assert len(written) > before, "the writer was not held up"
    assert before <= manifest.tables["awkward"].rows - 4 <= len(written)
    _restore(databases, tmp_path / "busy", other)


def test_a_backup_overwrites_no_file(databases: PostgresArchive, archive: Path) -> None:
    before = archive.read_bytes()
    with pytest.raises(BackupExists):
        back_up(databases, archive, now=NOW, program="1")
    assert archive.read_bytes() == before


def test_a_backup_that_fails_leaves_no_file(databases: PostgresArchive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dump_module, "_target", lambda _url: ["--dbname=dbname=encours_absent"])
    with pytest.raises(BackupFailed):
        back_up(databases, tmp_path / "b", now=NOW, program="1")
    assert list(tmp_path.iterdir()) == []


def test_a_role_that_does_not_see_every_row_makes_no_backup(databases: PostgresArchive, tmp_path: Path) -> None:
    url = databases.access.app_url
    with pytest.raises(RowsHidden, match=role_name(url)):
        back_up(PostgresArchive(replace(databases.access, backup_url=url)), tmp_path / "b", now=NOW, program="1")
    assert list(tmp_path.iterdir()) == []


def test_a_database_with_data_is_not_replaced_unasked(databases: PostgresArchive, archive: Path, fresh_database: Database) -> None:
    before = _names(fresh_database)
    with pytest.raises(DatabaseNotEmpty) as refused:
        _restore(databases, archive, fresh_database.name)
    assert "--replace" in refused.value.say("fr")
    assert _names(fresh_database) == before


@pytest.mark.usefixtures("other")
def test_a_replaced_database_is_kept_under_another_name(databases: PostgresArchive, archive: Path, fresh_database: Database) -> None:
    _add_organization(fresh_database, 3)
    done = _restore(databases, archive, fresh_database.name, replace=True)
    assert done.kept_as == f"{fresh_database.name}_before_20261122_093000"
    assert databases.state(fresh_database.name)["organization"].rows == 2
    assert databases.state(done.kept_as)["organization"].rows == 3


def test_an_empty_database_is_replaced_without_asking_and_not_kept(
    databases: PostgresArchive, archive: Path, other: str, template: str, fresh_database: Database
) -> None:
    create_database(databases.access.owner_url, other, app_role=role_name(databases.access.app_url), template=template)
    before = _names(fresh_database)
    assert _restore(databases, archive, other).kept_as is None
    assert databases.state(other)["organization"].rows == 2
    assert _names(fresh_database) == before


@pytest.mark.usefixtures("other")
def test_a_database_somebody_works_in_is_not_replaced(databases: PostgresArchive, archive: Path, fresh_database: Database) -> None:
    before = _names(fresh_database)
    with psycopg.connect(fresh_database.app_url), pytest.raises(DatabaseInUse):
        _restore(databases, archive, fresh_database.name, replace=True)
    assert _names(fresh_database) == before


def test_a_backup_of_a_newer_program_is_refused(databases: PostgresArchive, archive: Path, other: str) -> None:
    with pytest.raises(BackupNewer):
        restore(databases, archive, other, now=NOW, replace=False, known_schemas={"0000_other"})
    assert not database_exists(databases.access.owner_url, other)


def _with_manifest(archive: Path, change: dict[str, object], target: Path) -> Path:
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(target, "w") as new:
        new.writestr("database.dump", old.read("database.dump"))
        new.writestr("manifest.json", json.dumps(json.loads(old.read("manifest.json")) | change))
    return target


def test_a_copy_that_differs_in_one_row_is_discarded(
    databases: PostgresArchive, archive: Path, other: str, tmp_path: Path, fresh_database: Database
) -> None:
    manifest = databases.read_manifest(archive)
    tables = {name: {"rows": state.rows, "sha256": state.sha256} for name, state in manifest.tables.items()}
    tables["keyless"]["sha256"] = "0" * 64
    before = _names(fresh_database)
    with pytest.raises(RestoreDiffers, match="keyless"):
        _restore(databases, _with_manifest(archive, {"tables": tables}, tmp_path / "changed"), other)
    assert _names(fresh_database) == before


def test_a_backup_for_roles_this_server_lacks_is_refused(databases: PostgresArchive, archive: Path, other: str, tmp_path: Path) -> None:
    with pytest.raises(RolesMissing, match="nobody_here"):
        _restore(databases, _with_manifest(archive, {"app_role": "nobody_here"}, tmp_path / "changed"), other)


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"no backup at all", b"PK\x05\x06" + bytes(18)], ids=["empty", "two bytes", "text", "empty zip"]
)
def test_what_is_no_backup_is_refused(databases: PostgresArchive, content: bytes, tmp_path: Path, other: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(BackupDamaged):
        _restore(databases, path, other)


def test_an_absent_file_is_refused_by_name(databases: PostgresArchive, tmp_path: Path, other: str) -> None:
    with pytest.raises(BackupDamaged, match=r"missing\.encours"):
        _restore(databases, tmp_path / "missing.encours", other)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(position=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255), cut=st.booleans())
def test_a_damaged_file_is_refused_or_was_damaged_where_it_does_not_matter(
    databases: PostgresArchive, archive: Path, position: float, flip: int, cut: bool
) -> None:
    whole = databases.read_manifest(archive)
    content = bytearray(archive.read_bytes())
    place = int(position * len(content))
    damaged = archive.with_name("damaged")
    if cut:
        del content[place:]
    else:
        content[place] ^= flip
    damaged.write_bytes(content)
    try:
        assert databases.read_manifest(damaged) == whole
    except BackupDamaged:
        pass
    else:
        assert not cut


def test_a_fingerprint_sees_every_change(databases: PostgresArchive, fresh_database: Database) -> None:
    seen = {databases.state(fresh_database.name)["awkward"]}
    for change in (
        "raw = '\\x00fe' WHERE a = 1",
        "list = '{NULL}' WHERE a = 2",
        "ratio = 0.0 WHERE a = 3",
        "at = NULL WHERE a = 4",
        "b = 'f' WHERE a = 4",
    ):
        with psycopg.connect(fresh_database.owner_url) as owner:
            owner.execute(f"UPDATE awkward SET {change}")  # type: ignore[call-overload]
        state = databases.state(fresh_database.name)["awkward"]
        assert state not in seen, change
        seen.add(state)


def test_a_fingerprint_does_not_see_the_physical_order(databases: PostgresArchive, fresh_database: Database) -> None:
    before = databases.state(fresh_database.name)
    with psycopg.connect(fresh_database.owner_url) as owner:
        for table in ("awkward", "keyless"):
            owner.execute(f"CREATE TEMP TABLE shuffled ON COMMIT DROP AS SELECT * FROM {table}")  # type: ignore[call-overload]
            owner.execute(f"DELETE FROM {table}")  # type: ignore[call-overload]
            columns = "b, a, at, raw, list, ratio" if table == "awkward" else "x"
            owner.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM shuffled ORDER BY 1 DESC")  # type: ignore[call-overload]
            owner.execute("DROP TABLE shuffled")
    assert databases.state(fresh_database.name) == before


def test_a_manifest_is_read_as_it_was_written() -> None:
    manifest = Manifest("2026-11-22T00:00:00+00:00", "1", "0001", "180004", "o", "a", "00", {"t": TableState(1, "ff")})
    assert Manifest.from_json(manifest.to_json()) == manifest


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"format": "encours.backup/1"}',
        '{"format": "encours.backup/2", "tables": {}}',
        '{"format": "encours.backup/1", "tables": []}',
    ],
)
def test_another_manifest_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Manifest.from_json(text)

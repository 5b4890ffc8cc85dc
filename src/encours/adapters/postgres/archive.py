"""Backups as one file: a zip that holds `pg_dump`'s own format and a manifest. Works on our server and on one given by URL alike."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql

from encours.adapters.postgres.access import Access
from encours.adapters.postgres.databases import create_database, database_exists, drop_database
from encours.adapters.postgres.dump import load_dump, read_dump, write_dump
from encours.adapters.postgres.fingerprint import database_state, tables
from encours.adapters.postgres.url import parameters, role_name, with_database
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.usecases.backup import BackupDamaged, Manifest, TableState

_DUMP = "database.dump"
_MANIFEST = "manifest.json"
_BLOCK = 1 << 20
_CUT = Text(en="it is cut or of another kind", fr="il est tronqué ou d'une autre nature")
_CHANGED = Text(en="its content is not what was saved (SHA-256)", fr="son contenu n'est plus celui qui a été sauvegardé (SHA-256)")


class RowsHidden(Refusal):
    """The role of the URL does not see every row."""

    code = "backup-rows-hidden"
    message = Text(
        en="The role {role} does not see the rows of every organization, so that its backup would be incomplete.",
        fr="Le rôle {role} ne voit pas les lignes de toutes les organisations : sa sauvegarde serait incomplète.",
    )
    repair = Text(
        en="Have an administrator run ALTER ROLE {role} BYPASSRLS, or set ENCOURS_MIGRATION_URL to a role that has it.",
        fr="Faites exécuter par un administrateur ALTER ROLE {role} BYPASSRLS, ou donnez à ENCOURS_MIGRATION_URL un rôle qui l'a.",
    )


class RolesMissing(Refusal):
    """The backup grants rights to roles that this server does not have."""

    code = "restore-roles-missing"
    message = Text(
        en="The backup gives rights to the role {role}, which this server lacks.",
        fr="La sauvegarde donne des droits au rôle {role}, absent de ce serveur.",
    )
    repair = Text(en="Create it first: CREATE ROLE {role}.", fr="Créez-le d'abord : CREATE ROLE {role}.")


class DatabaseInUse(Refusal):
    """Somebody works in the database that is to be replaced."""

    code = "restore-in-use"
    message = Text(en="The database {name} is in use.", fr="La base {name} est en cours d'utilisation.")
    repair = Text(
        en="Stop Encours on every machine, then restore again.",
        fr="Arrêtez Encours sur toutes les machines, puis relancez la restauration.",
    )


@dataclass(frozen=True, slots=True)
class PostgresArchive:
    """The databases of one installation, for `encours.usecases.backup`."""

    access: Access

    def write(self, archive: Path, *, made_at: datetime, program: str) -> Manifest:
        """Save the database into a new file: written under another name, synced, read back, then renamed."""
        descriptor, name = tempfile.mkstemp(prefix=f".{archive.name}-", suffix=".partial", dir=archive.parent)  # mode 0600
        unfinished = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                manifest = self._write(file, made_at, program)
                file.flush()
                os.fsync(file.fileno())
            self._prove_readable(unfinished)
            os.link(unfinished, archive)  # refuses, where a rename would overwrite
        finally:
            unfinished.unlink()
        _sync_folder(archive.parent)
        return manifest

    def read_manifest(self, archive: Path) -> Manifest:
        """The manifest, once every byte was compared with it."""
        try:
            with zipfile.ZipFile(archive) as opened:
                manifest = Manifest.from_json(opened.read(_MANIFEST).decode("utf-8"))
                digest = hashlib.sha256()
                with opened.open(_DUMP) as dump:
                    while block := dump.read(_BLOCK):
                        digest.update(block)
        except zipfile.BadZipFile:
            raise BackupDamaged(path=archive, reason=_CUT) from None
        except (KeyError, ValueError, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            raise BackupDamaged(
                path=archive, reason=getattr(error, "strerror", None) or str(error).strip("'\"") or type(error).__name__
            ) from error
        if digest.hexdigest() != manifest.dump_sha256:
            raise BackupDamaged(path=archive, reason=_CHANGED)
        return manifest

    def fill(self, archive: Path, manifest: Manifest) -> str:
        """Restore into a new database of an unused name."""
        owner, app_role = role_name(self.access.owner_url), role_name(self.access.app_url)
        with self._connect("postgres") as connection:
            roles = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        for role in (manifest.owner_role, manifest.app_role):
            if role not in roles:
                raise RolesMissing(role=role)
        name = f"encours_restored_{secrets.token_hex(4)}"
        create_database(self.access.owner_url, name, app_role=app_role)
        try:
            with zipfile.ZipFile(archive) as opened, opened.open(_DUMP) as dump:
                load_dump(dump, owner, with_database(self.access.backup_url, name))
        except BaseException:
            self.discard(name)
            raise
        return name

    def state(self, name: str) -> Mapping[str, TableState]:
        """Every table of database `name`, in one snapshot."""
        with self._connect(name) as connection:
            _hold_one_snapshot(connection)
            return database_state(connection)

    def first_data(self, name: str) -> tuple[str, int] | None:
        """A table with rows, those that Django itself fills left out; None when the database is empty or absent."""
        if not database_exists(self.access.owner_url, name):
            return None
        with self._connect(name) as connection:
            self._require_every_row(connection)
            for schema, table, _key, _collated in tables(connection):
                if table.startswith("django_") or table == "auth_permission":
                    continue
                found = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))).fetchone()
                if found and found[0]:
                    return table, found[0]
        return None

    def put_in_place(self, filled: str, name: str, *, keep_as: str | None) -> None:
        """Swap the names in one transaction; sessions in the old database make it a refusal."""
        old = keep_as or f"{name}_empty_{secrets.token_hex(4)}"
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        is_there = database_exists(self.access.owner_url, name)
        try:
            with self._connect("postgres") as connection:
                connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(role_name(self.access.owner_url))))
                if is_there:
                    connection.execute(rename.format(sql.Identifier(name), sql.Identifier(old)))
                connection.execute(rename.format(sql.Identifier(filled), sql.Identifier(name)))
        except psycopg.errors.ObjectInUse as error:
            raise DatabaseInUse(name=name) from error
        if is_there and keep_as is None:
            self.discard(old)

    def discard(self, name: str) -> None:
        """Drop database `name`."""
        drop_database(self.access.owner_url, name)

    def _write(self, file: IO[bytes], made_at: datetime, program: str) -> Manifest:
        with (
            self._connect(parameters(self.access.backup_url)["dbname"]) as connection,
            zipfile.ZipFile(file, "w", allowZip64=True) as opened,
        ):
            _hold_one_snapshot(connection)
            self._require_every_row(connection)
            # The dump reads the snapshot of this transaction: copy and fingerprints are of one instant.
            (snapshot,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
            with opened.open(_DUMP, "w", force_zip64=True) as dump:
                digest = write_dump(snapshot, dump, self.access.backup_url)
            manifest = Manifest(
                made_at=made_at.isoformat(),
                program=program,
                schema=_schema_version(connection),
                server=str(connection.info.server_version),
                owner_role=role_name(self.access.owner_url),
                app_role=role_name(self.access.app_url),
                dump_sha256=digest,
                tables=database_state(connection),
            )
            opened.writestr(_MANIFEST, manifest.to_json())
        return manifest

    def _prove_readable(self, archive: Path) -> None:
        """Read the file back from the disk, and the dump in it from the first row to the last."""
        self.read_manifest(archive)
        with zipfile.ZipFile(archive) as opened, opened.open(_DUMP) as dump:
            read_dump(dump)

    @contextlib.contextmanager
    def _connect(self, name: str) -> Iterator[psycopg.Connection]:
        with psycopg.connect(with_database(self.access.backup_url, name)) as connection:
            yield connection

    def _require_every_row(self, connection: psycopg.Connection) -> None:
        statement = """SELECT current_user, rolsuper OR rolbypassrls OR NOT EXISTS (SELECT 1 FROM pg_class WHERE relforcerowsecurity)
                         FROM pg_roles WHERE rolname = current_user"""
        role, sees_all = connection.execute(statement).fetchone() or ("", False)
        if not sees_all:
            raise RowsHidden(role=role)


def _hold_one_snapshot(connection: psycopg.Connection) -> None:
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True


def _schema_version(connection: psycopg.Connection) -> str:
    found = connection.execute("SELECT max(name) FROM django_migrations WHERE app = 'store'").fetchone()
    return str(found[0]) if found and found[0] else ""


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Backup and restore: a copy counts only once it was read back, and a database is replaced only by one whose every row was compared.

A backup is one file. Inside it, a manifest states per table the number of rows and a fingerprint of all of them, taken in
the same snapshot as the copy. A restore fills a database of its own, compares it with the manifest, and only then takes
the place of the old one, which is kept under another name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text

FORMAT = "encours.backup/1"


class BackupDamaged(Refusal):
    """The file is no whole backup."""

    code = "backup-damaged"
    message = Text(en="{path} is no complete Encours backup: {reason}.", fr="{path} n'est pas une sauvegarde Encours complète : {reason}.")
    repair = Text(en="Nothing was changed. Use another backup.", fr="Rien n'a été modifié. Utilisez une autre sauvegarde.")


class BackupExists(Refusal):
    """The name is taken."""

    code = "backup-exists"
    message = Text(en="{path} already exists.", fr="{path} existe déjà.")
    repair = Text(
        en="Choose another name: a backup never overwrites one.",
        fr="Choisissez un autre nom : une sauvegarde n'en écrase jamais une autre.",
    )


class BackupNewer(Refusal):
    """The backup comes from a newer program."""

    code = "backup-newer"
    message = Text(
        en="{path} was made by a newer Encours (schema {schema}).",
        fr="{path} a été créée par un Encours plus récent (schéma {schema}).",
    )
    repair = Text(en="Restore it with that version or a later one.", fr="Restaurez-la avec cette version ou une version ultérieure.")


class DatabaseNotEmpty(Refusal):
    """The database already holds data."""

    code = "restore-not-empty"
    message = Text(
        en="The database {name} already holds data ({rows} rows in {table}, for example).",
        fr="La base {name} contient déjà des données (par exemple {rows} lignes dans {table}).",
    )
    repair = Text(
        en="Add --replace to put the backup in its place (the present one is kept under another name), or --into NEW to restore beside it.",
        fr="Ajoutez --replace pour mettre la sauvegarde à sa place (l'actuelle est gardée sous un autre nom), ou --into NOUVEAU pour la restaurer à côté.",
    )


class RestoreDiffers(Refusal):
    """What was restored is not what was saved."""

    code = "restore-differs"
    message = Text(
        en="The restored copy differs from the backup in {tables}.",
        fr="La copie restaurée diffère de la sauvegarde dans {tables}.",
    )
    repair = Text(
        en="It was discarded and nothing was changed. Use another backup, and report this one.",
        fr="Elle a été écartée et rien n'a été modifié. Utilisez une autre sauvegarde et signalez celle-ci.",
    )


@dataclass(frozen=True, slots=True)
class TableState:
    """All rows of one table: how many, and the SHA-256 of their text in primary-key order."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says about itself."""

    made_at: str
    program: str
    schema: str
    server: str
    owner_role: str
    app_role: str
    dump_sha256: str
    tables: Mapping[str, TableState]

    def to_json(self) -> str:
        """The text kept in the archive."""
        return json.dumps({"format": FORMAT} | asdict(self), indent=1, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """Read it back; ValueError when it is something else."""
        found = json.loads(text)
        if not isinstance(found, dict) or found.pop("format", None) != FORMAT:
            raise ValueError(f"no {FORMAT}")
        try:
            tables = {name: TableState(**state) for name, state in found.pop("tables").items()}
            return cls(tables=tables, **found)
        except (TypeError, AttributeError, KeyError) as error:
            raise ValueError("incomplete manifest") from error

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


class Databases(Protocol):
    """What backup and restore ask of PostgreSQL; see `encours.adapters.postgres.archive`."""

    def write(self, archive: Path, *, made_at: datetime, program: str) -> Manifest:
        """Save the database into a new file, whole and read back, or leave no file."""

    def read_manifest(self, archive: Path) -> Manifest:
        """The manifest of a file all of whose bytes are as they were written; else BackupDamaged."""

    def fill(self, archive: Path, manifest: Manifest) -> str:
        """Restore into a new database beside the others and return its name."""

    def state(self, name: str) -> Mapping[str, TableState]:
        """Every table of a database."""

    def first_data(self, name: str) -> tuple[str, int] | None:
        """A table with rows and their number, when the database exists and holds data."""

    def put_in_place(self, filled: str, name: str, *, keep_as: str | None) -> None:
        """Give the filled database its name in one step; one that had the name is kept under `keep_as`, or dropped when None."""

    def discard(self, name: str) -> None:
        """Drop a database."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: the database's name, what the backup says, and where the earlier one was kept."""

    name: str
    manifest: Manifest
    kept_as: str | None


def back_up(databases: Databases, path: Path, *, now: datetime, program: str) -> Manifest:
    """Save the database to a new file. Everything committed before the start is in it; work may go on meanwhile."""
    if path.exists():
        raise BackupExists(path=path)
    return databases.write(path, made_at=now, program=program)


def restore(
    databases: Databases, path: Path, name: str, *, now: datetime, replace: bool, known_schemas: Collection[str],
    step: Callable[[Text], None] = lambda _text: None,
) -> Restored:  # fmt: skip
    """Restore a backup as database `name`; refuses to take the place of data unless `replace`, and then keeps them under another name."""
    step(Text(en="Checking the backup", fr="Vérification de la sauvegarde"))
    manifest = databases.read_manifest(path)
    if manifest.schema and manifest.schema not in known_schemas:
        raise BackupNewer(path=path, schema=manifest.schema)
    present = databases.first_data(name)
    if present is not None and not replace:
        raise DatabaseNotEmpty(name=name, table=present[0], rows=present[1])

    step(Text(en="Restoring", fr="Restauration"))
    filled = databases.fill(path, manifest)
    try:
        step(Text(en="Comparing every table", fr="Comparaison de chaque table"))
        restored = databases.state(filled)
        names = manifest.tables.keys() | restored.keys()
        different = sorted(table for table in names if manifest.tables.get(table) != restored.get(table))
        if different:
            raise RestoreDiffers(tables=", ".join(different))
        kept_as = f"{name}_before_{now:%Y%m%d_%H%M%S}" if present is not None else None
        databases.put_in_place(filled, name, keep_as=kept_as)
    except BaseException:
        databases.discard(filled)
        raise
    return Restored(name, manifest, kept_as)

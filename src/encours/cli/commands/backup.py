"""`encours backup` and `encours restore`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from encours.cli.desk import Desk, desk
from encours.cli.usage import file_to_write, readable_files
from encours.kernel.wording import Text

if TYPE_CHECKING:
    from encours.usecases.backup import Manifest

_SAVING = Text(en="Saving and reading back", fr="Sauvegarde et relecture")
_SAVED = Text(
    en="{path}: {tables} tables, {rows} rows, {size} bytes, read back without error.",
    fr="{path} : {tables} tables, {rows} lignes, {size} octets, relus sans erreur.",
)
_RESTORED = Text(
    en="Database {name} restored as of {made_at}: {tables} tables, {rows} rows, every fingerprint equals the backup's.",
    fr="Base {name} restaurée dans son état du {made_at} : {tables} tables, {rows} lignes, chaque empreinte est celle de la sauvegarde.",
)
_KEPT = Text(en="The earlier database is kept as {name}.", fr="L'ancienne base est conservée sous le nom {name}.")


def register(app: typer.Typer) -> None:
    """Add both commands."""

    @app.command()
    def backup(
        context: typer.Context,
        path: Annotated[Path, typer.Argument(metavar="PATH", callback=file_to_write, help="A new file. · Un nouveau fichier.")],
        json: Annotated[bool, typer.Option("--json")] = False,
    ) -> None:
        """Save everything into one file, and read it back. · Sauvegarde tout dans un fichier, puis le relit."""
        from datetime import UTC, datetime

        from encours import __version__
        from encours.adapters.postgres.archive import PostgresArchive
        from encours.adapters.postgres.home import default_home
        from encours.adapters.postgres.last_backup import LastBackup, remember_backup
        from encours.usecases.backup import back_up

        here = desk(context)
        databases = PostgresArchive(here.boot())
        with here.progress(_SAVING):
            now = datetime.now(UTC)
            manifest = back_up(databases, path.absolute(), now=now, program=__version__)
        remember_backup(default_home(), LastBackup(now, str(path.absolute()), path.stat().st_size, manifest.rows))
        if json:
            here.print_json({"schema": "encours.backup/1", "path": str(path), "size_bytes": path.stat().st_size} | _facts(manifest))
        else:
            here.say(_SAVED, path=path, tables=len(manifest.tables), rows=manifest.rows, size=path.stat().st_size)

    @app.command()
    def restore(
        context: typer.Context,
        path: Annotated[Path, typer.Argument(metavar="PATH", callback=readable_files, help="A file made by `encours backup`. · Un fichier créé par `encours backup`.")],
        into: Annotated[str, typer.Option("--into", metavar="NEW", help="Restore beside, under this name. · Restaure à côté, sous ce nom.")] = "",
        replace: Annotated[bool, typer.Option("--replace", help="Take the place of present data. · Prend la place des données présentes.")] = False,
        json: Annotated[bool, typer.Option("--json")] = False,
    ) -> None:
        """Restore a backup, and compare every table with it. · Restaure une sauvegarde et compare chaque table."""
        from datetime import UTC, datetime

        from encours.adapters.postgres.archive import PostgresArchive
        from encours.adapters.postgres.url import database_name
        from encours.store.version import known_schema_versions
        from encours.usecases import backup

        here = desk(context)
        access = here.program.setup()
        with here.progress(Text(en="Restoring and comparing", fr="Restauration et comparaison")):
            done = backup.restore(
                PostgresArchive(access), path.absolute(), into or database_name(access.app_url),
                now=datetime.now(UTC), replace=replace, known_schemas=known_schema_versions(),
            )  # fmt: skip
        if json:
            here.print_json({"schema": "encours.restore/1", "database": done.name, "kept_as": done.kept_as} | _facts(done.manifest))
        else:
            _tell(here, done.manifest, done.name, done.kept_as)


def _tell(here: Desk, manifest: Manifest, name: str, kept_as: str | None) -> None:
    from encours.cli.desk import print_line

    for table, state in sorted(manifest.tables.items()):
        print_line(f"{state.sha256[:16]}  {state.rows:>10}  {table}")
    here.say(_RESTORED, name=name, made_at=manifest.made_at, tables=len(manifest.tables), rows=manifest.rows)
    if kept_as:
        here.say(_KEPT, name=kept_as)


def _facts(manifest: Manifest) -> dict[str, Any]:
    return {
        "made_at": manifest.made_at,
        "store_schema": manifest.schema,
        "rows": manifest.rows,
        "tables": {name: {"rows": state.rows, "sha256": state.sha256} for name, state in sorted(manifest.tables.items())},
    }

"""`encours export matches` and `encours export lines`."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from encours.cli.choices import choice
from encours.cli.desk import as_json, desk
from encours.cli.figures import CompanyOption, NeedsFile
from encours.kernel.wording import Text

if TYPE_CHECKING:
    from datetime import date

    from encours.kernel.wording import Language
    from encours.store.load.companies import Company
    from encours.usecases.exporting import Exported, What

FORMS = ("csv", "xlsx", "json")
_WRITTEN = Text(en="{path}: {count} rows.", fr="{path} : {count} lignes.")
OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="FILE|DIR", help="Write to a file, or into a folder. · Écrit dans un fichier ou un dossier.")
]
FormatOption = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="csv|xlsx|json",
        help="By default that of the file's name, else CSV. · Par défaut celui du nom de fichier, sinon CSV.",
    ),
]


def add_tables(group: typer.Typer) -> None:
    """Add the commands to the group `export`."""

    @group.command()
    def matches(context: typer.Context, company: CompanyOption, out: OutOption = None, form: FormatOption = "") -> None:
        """What each bank line pays, recorded or suggested, with the reasons. · Ce que paie chaque ligne bancaire."""
        _export(context, company, "matches", out, form)

    @group.command()
    def lines(context: typer.Context, company: CompanyOption, out: OutOption = None, form: FormatOption = "") -> None:
        """What each bank line is: a receipt, set aside, returned, unknown. · Ce qu'est chaque ligne bancaire."""
        _export(context, company, "lines", out, form)


def _export(context: typer.Context, slug: str, what: What, out: Path | None, form: str) -> None:
    here = desk(context)
    from encours.cli.figures import asked, read_day
    from encours.usecases.exporting import export_table

    is_folder = out is not None and (out.is_dir() or not out.suffix)
    suffix = out.suffix.removeprefix(".").lower() if out is not None and not is_folder else ""
    chosen = choice("--format", form or suffix or "csv", FORMS)
    if chosen == "xlsx" and out is None and sys.stdout.isatty():
        raise NeedsFile(form=chosen)
    own, scope = asked(here, slug)
    today = read_day("", own)
    exported = export_table(own, scope.actor, what, here.language, today=today)
    content = _content(own, exported, chosen, here.language, today)
    if out is None:
        sys.stdout.buffer.write(content)
        return
    target = out / f"{what}.{chosen}" if is_folder else out
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    here.note(_WRITTEN, path=target, count=len(exported.rows))


def _content(own: Company, exported: Exported, form: str, language: Language, today: date) -> bytes:
    from encours.usecases.exporting import COLUMNS, export_report

    columns = COLUMNS[exported.what]
    if form == "xlsx":
        from encours.formats.exports import xlsx

        return xlsx.write(export_report(own, exported, today=today), language)
    if form == "json":
        rows = [
            dict(zip(columns, (str(cell) if isinstance(cell, Decimal) else cell for cell in row), strict=True)) for row in exported.rows
        ]
        return (as_json({"schema": f"encours.export-{exported.what}/1", "company": own.slug, exported.what: rows}) + "\n").encode()
    from encours.cli.diagnosis_files import table_csv

    return table_csv(columns, exported.rows)

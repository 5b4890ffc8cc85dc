"""`encours export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from encours.cli.desk import desk
from encours.cli.export_tables import add_tables
from encours.cli.figures import CompanyOption
from encours.kernel.wording import Text

_WRITTEN = Text(
    en="{path}: the letters of import {number} ({name}): {customers} customer groups, {suppliers} supplier groups, {lines} lines; nothing else was changed.",
    fr="{path} : les lettres de l'import {number} ({name}) : {customers} groupes clients, {suppliers} groupes fournisseurs, {lines} lignes ; rien d'autre n'a été modifié.",
)
_LEFT = Text(
    en="{count} matches cannot be said in this file: some of their lines are not in it, or are settled in part.",
    fr="{count} lettrages ne peuvent être portés dans ce fichier : certaines de leurs lignes n'y sont pas, ou ne sont soldées qu'en partie.",
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Files for other programs. · Des fichiers pour d'autres logiciels.")
    app.add_typer(group, name="export")
    add_tables(group)

    @group.command()
    def letters(
        context: typer.Context,
        company: CompanyOption,
        out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Write the ledger with its letters here. · Fichier à écrire.")],
        import_: Annotated[
            int | None,
            typer.Option("--import", metavar="N", help="Number of the import; the last ledger by default. · Numéro de l'import."),
        ] = None,
        suppliers: Annotated[
            bool,
            typer.Option("--suppliers", help="Letter its supplier accounts too, where certain. · Lettrer aussi les comptes fournisseurs."),
        ] = False,
        json: Annotated[bool, typer.Option("--json")] = False,
    ) -> None:
        """The imported FEC with the matches made here as letters, for the accounting program. · Le FEC importé, lettré, pour le logiciel comptable."""
        here = desk(context)
        from encours.cli.figures import asked
        from encours.cli.outfile import whole_file
        from encours.usecases.lettering.export import export_letters

        own, scope = asked(here, company)
        with whole_file(out) as target:
            done = export_letters(own, scope.actor, target, import_id=import_, suppliers=suppliers)
        if json:
            here.print_json({
                "schema": "encours.export-letters/1", "company": own.slug, "out": out, "import_id": done.import_id, "path": done.file_name,
                "customer_groups": done.customer_groups, "supplier_groups": done.supplier_groups, "lines": done.lines, "left_out": done.left_out,
            })  # fmt: skip
            return
        here.say(
            _WRITTEN,
            path=out,
            number=done.import_id,
            name=done.file_name,
            customers=done.customer_groups,
            suppliers=done.supplier_groups,
            lines=done.lines,
        )
        if done.left_out:
            here.note(_LEFT, count=done.left_out)

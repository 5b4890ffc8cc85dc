"""`encours import`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from encours.cli.desk import desk
from encours.cli.figures import CompanyOption
from encours.cli.usage import readable_files
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text

_READING = Text(en="Importing {name}", fr="Import de {name}")
_REFUSED = Text(en="{name}: {reason}", fr="{name} : {reason}")


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(name="import")
    def import_(
        context: typer.Context,
        files: Annotated[
            list[Path],
            typer.Argument(
                callback=readable_files,
                help="FEC, bank statements, tables, mails, in any order. · FEC, relevés bancaires, tableaux, messages.",
            ),
        ],
        company: CompanyOption,
        kind: Annotated[
            str,
            typer.Option(
                "--as",
                metavar="KIND",
                help="Take them as: ledger, statement, customers, contacts, invoices, installments, payments, remittances, bank.",
            ),
        ] = "",
        mapping: Annotated[
            str,
            typer.Option(
                "--mapping", metavar="NAME|FILE", help="Columns of a table: a saved mapping, or a JSON file. · Colonnes d'un tableau."
            ),
        ] = "",
        save_mapping: Annotated[
            str,
            typer.Option(
                "--save-mapping",
                metavar="NAME",
                help="Read a table by the columns Encours proposes, and keep them. · Lire selon les colonnes proposées, et les garder.",
            ),
        ] = "",
        currency: Annotated[str, typer.Option("--currency", help="Of a table that names none. · D'un tableau qui n'en nomme pas.")] = "",
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="Say what would change, write nothing. · Dire ce qui changerait, sans rien écrire.")
        ] = False,
        skip_bad_rows: Annotated[
            bool,
            typer.Option("--skip-bad-rows", help="Take what is right, leave out what is not. · Prendre ce qui est bon, écarter le reste."),
        ] = False,
        reverse_missing: Annotated[
            bool,
            typer.Option(
                "--reverse-missing", help="Reverse validated entries a later ledger lacks. · Extourner les écritures validées absentes."
            ),
        ] = False,
        confirm: Annotated[
            list[str] | None,
            typer.Option("--confirm", metavar="CODE", help="Overrule a doubt, by its code. · Lever un doute, par son code."),
        ] = None,
        json: Annotated[bool, typer.Option("--json")] = False,
    ) -> None:
        """Take files into the books: everything of a file or nothing, and the same file twice adds nothing. · Importe des fichiers dans les comptes."""
        here = desk(context)
        from dataclasses import replace

        from encours.cli.figures import asked, read_day
        from encours.cli.intake import columns_of, known_kind, show_import
        from encours.usecases.imports.contract import ImportOptions
        from encours.usecases.imports.mail import opened_paths
        from encours.usecases.imports.mappings import keep_mapping
        from encours.usecases.imports.order import in_order
        from encours.usecases.imports.run import import_file
        from encours.usecases.reports.intake_json import import_json
        from encours.usecases.sealing import seal_all

        own, scope = asked(here, company)
        today = read_day("", own)
        options = ImportOptions(
            today=today,
            kind=known_kind(kind),
            skip_bad_rows=skip_bad_rows,
            reverse_missing=reverse_missing,
            confirmed=frozenset(confirm or ()),
        )
        results, refused = [], False
        with opened_paths(files) as shown:
            for path in in_order(shown):
                try:
                    columns = columns_of(
                        path, mapping=mapping, propose=bool(save_mapping), kind=kind, currency=currency.upper() or own.currency
                    )
                    chosen = replace(
                        options,
                        mapping=columns if isinstance(columns, str) else "",
                        mapping_json=columns if isinstance(columns, dict) else None,
                    )
                    with (
                        here.progress(
                            Text(en=_READING.say("en", name=shown[path].name), fr=_READING.say("fr", name=shown[path].name))
                        ) as advance,
                        path.open("rb") as stream,
                    ):
                        report = import_file(
                            own, scope.actor, stream, shown[path].name, chosen, dry_run=dry_run, progress=lambda _step, _count: advance(0)
                        )
                except Refusal as refusal:
                    refused = True
                    results.append(
                        {"path": shown[path].name, "state": "refused", "code": refusal.code, "message": refusal.say(here.language)}
                    )
                    if not json:
                        here.say(_REFUSED, name=shown[path].name, reason=refusal.say(here.language))
                    continue
                refused |= report.state == "refused"
                if save_mapping and isinstance(columns, dict) and report.state == "committed":
                    keep_mapping(scope, save_mapping, columns)
                results.append(import_json(report, here.language))
                if not json:
                    show_import(here, report)
        seal_all(own.organization_id, today=today)
        if json:
            here.print_json({"schema": "encours.imports/1", "company": own.slug, "files": results})
        if refused:
            raise typer.Exit(1)

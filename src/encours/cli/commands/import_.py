"""`encours import`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from encours.cli.desk import desk
from encours.cli.figures import CompanyOption
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text

_READING = Text(en="Importing {name}", fr="Import de {name}")
_REFUSED = Text(en="{name}: {reason}", fr="{name} : {reason}")


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(name="import")
    def import_(
        context: typer.Context,
        files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="FEC, bank statements, tables, in any order. · FEC, relevés bancaires, tableaux.")],
        company: CompanyOption,
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, write nothing. · Dire ce qui changerait, sans rien écrire.")] = False,
        skip_bad_rows: Annotated[bool, typer.Option("--skip-bad-rows", help="Take what is right, leave out what is not. · Prendre ce qui est bon, écarter le reste.")] = False,
        reverse_missing: Annotated[bool, typer.Option("--reverse-missing", help="Reverse validated entries a later ledger lacks. · Extourner les écritures validées absentes.")] = False,
        confirm: Annotated[list[str] | None, typer.Option("--confirm", metavar="CODE", help="Overrule a doubt, by its code. · Lever un doute, par son code.")] = None,
        json: Annotated[bool, typer.Option("--json")] = False,
    ) -> None:
        """Take files into the books: everything of a file or nothing, and the same file twice adds nothing. · Importe des fichiers dans les comptes."""
        here = desk(context)
        from encours.cli.figures import asked, read_day
        from encours.cli.intake import show_import
        from encours.usecases.imports.contract import ImportOptions
        from encours.usecases.imports.order import in_order
        from encours.usecases.imports.run import import_file
        from encours.usecases.reports.intake_json import import_json
        from encours.usecases.sealing import seal_all

        own, scope = asked(here, company)
        today = read_day("", own)
        options = ImportOptions(today=today, skip_bad_rows=skip_bad_rows, reverse_missing=reverse_missing, confirmed=frozenset(confirm or ()))
        results, refused = [], False
        for path in in_order(files):
            try:
                with here.progress(Text(en=_READING.say("en", name=path.name), fr=_READING.say("fr", name=path.name))) as advance, path.open("rb") as stream:
                    report = import_file(own, scope.actor, stream, path.name, options, dry_run=dry_run, progress=lambda _step, _count: advance(0))
            except Refusal as refusal:
                refused = True
                results.append({"path": path.name, "state": "refused", "code": refusal.code, "message": refusal.say(here.language)})
                if not json:
                    here.say(_REFUSED, name=path.name, reason=refusal.say(here.language))
                continue
            refused |= report.state == "refused"
            results.append(import_json(report, here.language))
            if not json:
                show_import(here, report)
        seal_all(own.organization_id, today=today)
        if json:
            here.print_json({"schema": "encours.imports/1", "company": own.slug, "files": results})
        if refused:
            raise typer.Exit(1)

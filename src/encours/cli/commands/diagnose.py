"""`encours diagnose`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from encours.cli.desk import Desk, desk
from encours.cli.usage import folder_to_write, readable_files
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text

if TYPE_CHECKING:
    from encours.usecases.diagnosis.run import Diagnosis

_READING = Text(en="Reading the files", fr="Lecture des fichiers")
_WRITTEN = Text(en="Written to {folder}: {files}.", fr="Écrit dans {folder} : {files}.")


class TermsUnknown(Refusal):
    code = "terms_unknown"
    message = Text(en="“{value}” is not understood as payment terms.", fr="« {value} » n'est pas compris comme conditions de paiement.")
    repair = Text(en="Give a code such as NET30 or FDM45_A, or a sentence such as “30 days end of month”.",
                  fr="Donnez un code comme NET30 ou FDM45_A, ou une phrase comme « 30 jours fin de mois ».")  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def diagnose(
        context: typer.Context,
        files: Annotated[
            list[Path],
            typer.Argument(
                callback=readable_files,
                help="FEC, bank statements, tables, mails, in any order. · FEC, relevés bancaires, tableaux, messages, dans n'importe quel ordre.",
            ),
        ],
        as_of: Annotated[
            str,
            typer.Option("--as-of", metavar="YYYY-MM-DD", help="Day of the figures (default: the last day found). · Date des chiffres."),
        ] = "",
        terms: Annotated[
            str, typer.Option("--terms", help="Terms assumed where no file has any (default 30 days). · Délai supposé à défaut.")
        ] = "",
        mapping: Annotated[
            Path | None,
            typer.Option(
                "--mapping", metavar="FILE", help="Columns of the tables, as “mapping propose --out” writes them. · Colonnes des tableaux."
            ),
        ] = None,
        currency: Annotated[str, typer.Option("--currency", help="Currency of the books. · Devise des comptes.")] = "EUR",
        out: Annotated[
            Path | None,
            typer.Option(
                "--out",
                metavar="DIR",
                callback=folder_to_write,
                help="Write the report here as HTML, Excel, PDF, CSV and JSON. · Dossier où écrire le rapport.",
            ),
        ] = None,
        json: Annotated[bool, typer.Option("--json", help="Print one JSON object. · Imprimer un objet JSON.")] = False,
    ) -> None:
        """Who owes what, who paid what, whom to remind: from files alone, nothing is kept. · Qui doit quoi, qui a payé quoi, qui relancer : à partir des seuls fichiers."""
        here = desk(context)
        from encours.cli.figures import day_or_none, local_today
        from encours.cli.intake import read_mapping
        from encours.receivables.terms import parse_terms

        if terms and parse_terms(terms) is None:
            raise TermsUnknown(value=terms)
        day = day_or_none(as_of)
        columns = read_mapping(mapping) if mapping else None
        with here.program.scratch():
            from encours.usecases.diagnosis.as_json import diagnosis_json
            from encours.usecases.diagnosis.run import diagnose as run

            with here.progress(_READING) as advance:
                found = run(
                    files, today=local_today(), as_of=day, terms=terms, currency=currency.upper(), language=here.language, mapping=columns,
                    progress=lambda _step, _count: advance(0),
                )  # fmt: skip
            if json:
                here.print_json(diagnosis_json(found, here.language))
            else:
                _show(here, found)
            if out is not None:
                _write(here, found, out)
        if found.refused or found.left_out:
            raise typer.Exit(1)


def _show(here: Desk, found: Diagnosis) -> None:
    from encours.cli.render import print_report
    from encours.usecases.diagnosis.report import diagnosis_report

    print_report(diagnosis_report(found, here.language), here.language)


def _write(here: Desk, found: Diagnosis, folder: Path) -> None:
    from encours.cli.diagnosis_files import write_files

    names = write_files(found, folder, here.language)
    here.note(_WRITTEN, folder=str(folder), files=", ".join(names))

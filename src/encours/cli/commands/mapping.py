"""`encours mapping`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from encours.cli.desk import Desk, desk, print_line
from encours.cli.figures import CompanyOption
from encours.cli.usage import file_to_write, readable_files
from encours.kernel.wording import Text

_TITLE = Text(en="{name}: read as {kind}, {rows} rows looked at.", fr="{name} : lu comme {kind}, {rows} lignes examinées.")
_UNUSED = Text(en="not read", fr="non lue")
_MISSING = Text(en="Nothing fills: {fields}.", fr="Rien ne remplit : {fields}.")
_QUESTION = Text(en="To decide: {question}", fr="À décider : {question}")
_KEPT = Text(en="The mapping was written to {path}: check it, then save it with “encours mapping save”.", fr="La correspondance est écrite dans {path} : vérifiez-la, puis « encours mapping save ».")  # fmt: skip
_SAVED = Text(en="Mapping “{name}” saved ({kind}).", fr="Correspondance « {name} » enregistrée ({kind}).")
_NONE = Text(en="No mapping was saved yet.", fr="Aucune correspondance enregistrée.")

FileArgument = Annotated[Path, typer.Argument(callback=readable_files)]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        no_args_is_help=True, help="How tables with other columns are read. · Comment lire des tableaux à d'autres colonnes."
    )
    app.add_typer(group, name="mapping")

    @group.command()
    def propose(
        context: typer.Context,
        file: FileArgument,
        kind: Annotated[
            str, typer.Option("--as", metavar="KIND", help="customers, contacts, invoices, installments, payments, remittances, bank.")
        ] = "",
        currency: Annotated[str, typer.Option("--currency", help="Where the table names none. · Si le tableau n'en nomme pas.")] = "EUR",
        out: Annotated[
            Path | None,
            typer.Option(
                "--out", metavar="FILE", callback=file_to_write, help="Write the mapping as JSON. · Écrit la correspondance en JSON."
            ),
        ] = None,
        json: Annotated[bool, typer.Option("--json")] = False,
    ) -> None:
        """Say what each column of a table seems to be, and what is left to decide. · Propose le sens de chaque colonne."""
        here = desk(context)
        from json import dumps

        from encours.cli.intake import known_kind
        from encours.usecases.mapping_proposal import proposal

        with file.open("rb") as stream:
            found = proposal(stream, file.name, currency=currency.upper(), kind=known_kind(kind))
        if out is not None:
            out.write_text(dumps(found["mapping"], ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        if json:
            here.print_json({"schema": "encours.mapping-proposal/1", "path": file.name, **found})
            return
        _tell(here, file.name, found)
        if out is not None:
            here.say(_KEPT, path=out)

    @group.command(name="list")
    def list_(context: typer.Context, company: CompanyOption, json: Annotated[bool, typer.Option("--json")] = False) -> None:
        """The saved mappings. · Les correspondances enregistrées."""
        here = desk(context)
        from encours.cli.figures import asked
        from encours.usecases.imports.mappings import mapping_names

        own, scope = asked(here, company)
        found = mapping_names(scope)
        if json:
            here.print_json(
                {"schema": "encours.mappings/1", "company": own.slug, "mappings": [{"name": name, "kind": kind} for name, kind in found]}
            )
            return
        for name, kind in found:
            print_line(f"{kind:<14} {name}")
        if not found:
            here.say(_NONE)

    @group.command()
    def show(context: typer.Context, name: Annotated[str, typer.Argument(metavar="NAME")], company: CompanyOption) -> None:
        """A saved mapping, as JSON. · Une correspondance enregistrée, en JSON."""
        here = desk(context)
        from encours.cli.figures import asked
        from encours.usecases.imports.mappings import named_mapping

        _, scope = asked(here, company)
        here.print_json(named_mapping(scope, name))

    @group.command()
    def save(
        context: typer.Context,
        name: Annotated[str, typer.Argument(metavar="NAME")],
        file: FileArgument,
        company: CompanyOption,
        json: Annotated[bool, typer.Option("--json")] = False,
    ) -> None:
        """Save a mapping (JSON) under a name. · Enregistre une correspondance (JSON) sous un nom."""
        here = desk(context)
        from encours.cli.figures import asked
        from encours.cli.intake import read_mapping
        from encours.usecases.imports.mappings import keep_mapping

        own, scope = asked(here, company)
        kept = keep_mapping(scope, name, read_mapping(file))
        if json:
            here.print_json({"schema": "encours.mapping-saved/1", "company": own.slug, "name": kept["name"], "kind": kept["kind"]})
        else:
            here.say(_SAVED, name=kept["name"], kind=kept["kind"])


def _tell(here: Desk, name: str, found: dict[str, Any]) -> None:
    from encours.formats.exports.cells import clean

    here.say(_TITLE, name=name, kind=found["mapping"]["kind"], rows=found["rows"])
    for column in found["columns"]:
        field = column["field"] or _UNUSED.say(here.language)
        reason = column["reason"][here.language] if column["field"] and column["reason"] else ""
        print_line(f"  {clean(column['heading'])[:32]:<32} → {field:<20} {clean(', '.join(column['samples'][:2]))[:40]:<40} {reason}")
    for constant, value in found["mapping"]["constants"].items():
        print_line(f"  {'=':<32} → {constant:<20} {value}")
    if found["missing"]:
        here.say(_MISSING, fields=", ".join(found["missing"]))
    for question in found["questions"]:
        here.say(_QUESTION, question=question["text"][here.language])

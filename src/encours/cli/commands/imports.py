"""`encours imports`."""

from __future__ import annotations

from typing import Annotated

import typer

from encours.cli.desk import desk, print_line
from encours.cli.figures import CompanyOption
from encours.kernel.wording import Text

_LINE = Text(
    en="{id:>6}  {day}  {state:<9} {kind:<12} {records:>9} records  {file}",
    fr="{id:>6}  {day}  {state:<9} {kind:<12} {records:>9} lignes  {file}",
)
_STATES = {"committed": Text(en="imported", fr="importé"), "undone": Text(en="undone", fr="annulé")}
_NONE = Text(en="Nothing was imported yet.", fr="Rien n'a encore été importé.")
_UNDOING = Text(en="Undoing import {number}", fr="Annulation de l'import {number}")
_DONE = Text(
    en="Import {number} ({name}) is undone: {entries} entries reversed, {matches} matches taken back, {facts} stated facts set back. Its file can be imported again.",
    fr="L'import {number} ({name}) est annulé : {entries} écritures extournées, {matches} lettrages défaits, {facts} mentions rétablies. Son fichier peut être importé de nouveau.",
)
_AGAIN = Text(
    en="Read again, because it had replaced what they said: {numbers}.", fr="Relus, car il avait remplacé ce qu'ils disaient : {numbers}."
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="What was imported, and taking it back. · Ce qui a été importé, et l'annuler.")
    app.add_typer(group, name="imports")

    @group.command(name="list")
    def list_(
        context: typer.Context,
        company: CompanyOption,
        limit: Annotated[int, typer.Option("--limit", min=1, max=1000)] = 50,
        json: Annotated[bool, typer.Option("--json")] = False,
    ) -> None:
        """What was imported, newest first. · Les imports, du plus récent au plus ancien."""
        here = desk(context)
        from encours.cli.figures import asked
        from encours.formats.exports.cells import clean
        from encours.usecases.imports.history import import_list

        own, scope = asked(here, company)
        found = import_list(scope, limit=limit)
        if json:
            here.print_json(
                {
                    "schema": "encours.import-list/1",
                    "company": own.slug,
                    "imports": [
                        {
                            "import_id": one.id, "kind": one.kind, "path": one.file_name, "sha256": one.sha256, "state": one.state, "actor": one.actor,
                            "committed_at": one.committed_at, "undone_at": one.undone_at,
                            **{name: one.counts.get(name, 0) for name in ("records", "created", "updated", "unchanged", "rejected", "reversed")},
                        }
                        for one in found
                    ],
                }
            )  # fmt: skip
            return
        for one in found:
            template = _LINE.fr if here.language == "fr" else _LINE.en
            state = _STATES[one.state].say(here.language)
            print_line(
                template.format(
                    id=one.id,
                    day=one.committed_at.date(),
                    state=state,
                    kind=one.kind,
                    records=one.counts.get("records", 0),
                    file=clean(one.file_name),
                )
            )
        if not found:
            here.say(_NONE)

    @group.command()
    def undo(
        context: typer.Context,
        number: Annotated[int, typer.Argument(metavar="ID", help="Its number in the list. · Son numéro dans la liste.")],
        company: CompanyOption,
        json: Annotated[bool, typer.Option("--json")] = False,
    ) -> None:
        """Take an import back by reversal, while nothing later rests on it. · Annule un import par extourne, tant que rien ne repose dessus."""
        here = desk(context)
        from encours.cli.figures import asked, read_day
        from encours.usecases.imports.undo import undo_import
        from encours.usecases.sealing import seal_all

        own, scope = asked(here, company)
        today = read_day("", own)
        with here.progress(Text(en=_UNDOING.say("en", number=number), fr=_UNDOING.say("fr", number=number))):
            done = undo_import(own, scope.actor, number, today=today)
        seal_all(own.organization_id, today=today)
        if json:
            here.print_json(
                {
                    "schema": "encours.import-undo/1", "company": own.slug, "import_id": done.import_id, "kind": done.kind, "path": done.file_name,
                    "entries_reversed": done.entries_reversed, "matches_undone": done.matches_undone, "facts_restored": done.facts_restored,
                    "read_again": list(done.read_again),
                }
            )  # fmt: skip
            return
        here.say(
            _DONE,
            number=done.import_id,
            name=done.file_name,
            entries=done.entries_reversed,
            matches=done.matches_undone,
            facts=done.facts_restored,
        )
        if done.read_again:
            here.say(_AGAIN, numbers=", ".join(map(str, done.read_again)))

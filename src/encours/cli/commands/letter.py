"""`encours letter`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from encours.cli.desk import Desk, desk
from encours.cli.figures import OutOption
from encours.kernel.wording import Text

if TYPE_CHECKING:
    from encours.usecases.lettering.ledger_file import ChosenGroup, LedgerLetters

_READING = Text(en="Lettering the ledger", fr="Lettrage de la comptabilité")
_WRITTEN = Text(
    en="{path}: {groups} groups written, {lines} lines lettered; nothing else was changed.",
    fr="{path} : {groups} groupes écrits, {lines} lignes lettrées ; rien d'autre n'a été modifié.",
)
_NO_ROOM = Text(
    en="{count} groups were left out: the letter column of the file has no code left for their accounts.",
    fr="{count} groupes ont été laissés de côté : la colonne de lettrage du fichier n'a plus de code libre pour leurs comptes.",
)
_HOW = Text(en="Nothing was written: name a file with --out.", fr="Rien n'a été écrit : nommez un fichier avec --out.")


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def letter(
        context: typer.Context,
        file: Annotated[
            Path,
            typer.Argument(metavar="FEC", exists=True, dir_okay=False, help="The ledger; it is only read. · Le FEC ; il n'est que lu."),
        ],
        out: OutOption = None,
        suggested: Annotated[
            bool, typer.Option("--suggested", help="Write the suggestions too (first answers). · Écrire aussi les propositions.")
        ] = False,
        customers: Annotated[bool, typer.Option("--customers", help="Customer accounts only. · Comptes clients seulement.")] = False,
        suppliers: Annotated[bool, typer.Option("--suppliers", help="Supplier accounts only. · Comptes fournisseurs seulement.")] = False,
        currency: Annotated[str, typer.Option("--currency", help="Currency of the books. · Devise des comptes.")] = "EUR",
        json: Annotated[bool, typer.Option("--json", help="Print one JSON object. · Imprimer un objet JSON.")] = False,
    ) -> None:
        """Letter the customer and supplier accounts of a FEC; --out writes a copy with the letters. · Lettre les comptes clients et fournisseurs d'un FEC."""
        here = desk(context)
        from encours.formats.ledgers.fec import letter_columns, write_letters
        from encours.usecases.lettering.ledger_file import BOTH, letter_ledger, letters_by_line

        sides = tuple(side for side, wanted in zip(BOTH, (customers, suppliers), strict=True) if wanted) or BOTH
        with file.open("rb") as stream:
            with here.progress(_READING):
                found = letter_ledger(stream, file.name, currency=currency.upper(), sides=sides)
            chosen = found.chosen(suggested=suggested)
            written = [one for one in chosen if one.letter] if out is not None else []
            if out is not None:
                from encours.cli.outfile import whole_file

                columns = letter_columns(stream, file.name)
                with whole_file(out, source=file) as target:
                    write_letters(stream, target, columns, letters_by_line(written))
        if json:
            here.print_json(_as_json(here, found, chosen, written, out))
        else:
            _show(here, found)
        if out is None:
            here.note(_HOW)
            return
        here.note(_WRITTEN, path=out, groups=len(written), lines=sum(len(one.group.lines) for one in written))
        if len(written) < len(chosen):
            here.note(_NO_ROOM, count=len(chosen) - len(written))


def _show(here: Desk, found: LedgerLetters) -> None:
    from encours.cli.render import print_report
    from encours.usecases.lettering.report import letters_report

    print_report(letters_report(found), here.language)


def _as_json(here: Desk, found: LedgerLetters, chosen: list[ChosenGroup], written: list[ChosenGroup], out: Path | None) -> dict[str, Any]:
    codes = {(one.account.account, one.account.auxiliary, one.group.lines): one.letter for one in chosen}
    lettered = {(one.account.account, one.account.auxiliary, one.group.lines) for one in written}
    return {
        "schema": "encours.letters/1",
        "path": found.file_name,
        "out": out,
        "currency": found.currency,
        "accounts": [
            {
                "account": account.account, "auxiliary_account": account.auxiliary, "name": account.label, "side": account.side, "open_lines": account.open_lines,
                "groups": [
                    {
                        "lines": account.numbers(group), "amount_minor": group.amount_minor, "decision": group.decision, "confidence": group.confidence,
                        "rank": group.rank, "rule": group.rule, "solutions": group.solutions, "exhaustive": group.exhaustive, "lettered_on": group.closed_on,
                        "letter": codes.get((account.account, account.auxiliary, group.lines)) or None if group.rank == 1 else None,
                        "written": group.rank == 1 and (account.account, account.auxiliary, group.lines) in lettered,
                        "reasons": [one.say(here.language) for one in group.evidence], "against": [one.say(here.language) for one in group.counter_evidence],
                    }
                    for group in account.groups
                ],
            }
            for account in found.accounts if account.groups
        ],
        "automatic": sum(group.decision == "automatic" for account in found.accounts for group in account.groups),
        "suggested": sum(group.decision == "suggested" and group.rank == 1 for account in found.accounts for group in account.groups),
        "amount_minor": sum(group.amount_minor for account in found.accounts for group in account.groups if group.rank == 1),
        "written": len(written),
    }  # fmt: skip

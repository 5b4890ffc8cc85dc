"""`encours match`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from encours.cli.desk import Desk, desk, print_line
from encours.cli.figures import CompanyOption
from encours.kernel.money import Money
from encours.kernel.wording import Text

if TYPE_CHECKING:
    from encours.usecases.matching import MatchRun
    from encours.usecases.reason_words import Names

_MATCHING = Text(en="Matching", fr="Rapprochement des encaissements")
_DONE = Text(
    en="{linked} bank lines are in the ledger too; {recorded} receipts recorded, {matches} settled by themselves; {letters} letter groups of the ledger made.",
    fr="{linked} lignes bancaires figurent aussi dans la comptabilité ; {recorded} encaissements enregistrés, {matches} affectés d'office ; {letters} lettrages comptables faits.",
)
_CLEARED = Text(
    en="{count} bank lines brought payments that were counted already.",
    fr="{count} lignes bancaires ont apporté des règlements déjà comptés.",
)
_PERHAPS = Text(
    en="{count} bank lines may bring payments that were counted already; they wait for a person.",
    fr="{count} lignes bancaires apportent peut-être des règlements déjà comptés ; elles attendent une personne.",
)
_OVERTAKEN = Text(
    en="{count} answers were left: somebody decided meanwhile. The next run looks again.",
    fr="{count} réponses sont laissées : quelqu'un a décidé entre-temps. Le prochain passage les reprendra.",
)
_RUN = Text(en="Run {run}: --undo {run} takes it back.", fr="Traitement {run} : --undo {run} l'annule.")
_UNDONE = Text(
    en="Run {run} was taken back: {receipts} receipts, {clearings} clearings of payments in transit, {letters} letter groups. {kept} receipts stay: people built on them.",
    fr="Traitement {run} annulé : {receipts} encaissements, {clearings} soldes de transit, {letters} lettrages. {kept} encaissements restent : des décisions en dépendent.",
)
_DRY = Text(en="Nothing was recorded.", fr="Rien n'a été enregistré.")
_SUGGESTED = Text(
    en="{count} lines have a suggestion, to be decided by a person:", fr="{count} lignes ont une suggestion, à décider par une personne :"
)
_DECISIONS = {
    "automatic": Text(en="  {count} lines find their items with certainty", fr="  {count} lignes trouvent leurs pièces avec certitude"),
    "suggested": Text(en="  {count} lines have a suggestion", fr="  {count} lignes ont une suggestion"),
    "on_account": Text(
        en="  {count} lines: the customer is known, nothing open fits", fr="  {count} lignes : client connu, rien d'ouvert ne correspond"
    ),
    "unknown": Text(en="  {count} lines: nothing says who paid", fr="  {count} lignes : rien n'indique qui a payé"),
    "non_receivable": Text(en="  {count} lines are no customer's payment", fr="  {count} lignes ne sont pas des règlements de clients"),
    "duplicate": Text(en="  {count} lines came before", fr="  {count} lignes étaient déjà reçues"),
    "return": Text(en="  {count} lines are payments sent back", fr="  {count} lignes sont des règlements rejetés"),
}
_WHY = Text(
    en="Why suggestions were not recorded by themselves, most frequent first:",
    fr="Pourquoi des suggestions n'ont pas été enregistrées d'office, motifs les plus fréquents :",
)
_REASON = Text(en="  {count} times, such as: {reason}", fr="  {count} fois, par exemple : {reason}")
_NEXT = Text(en="“encours review” decides them one by one.", fr="« encours review » permet de les traiter une à une.")
_SHOWN = 20
_REASONS = 5


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def match(
        context: typer.Context,
        company: CompanyOption,
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="Say what would be recorded, record nothing. · Sans rien enregistrer.")
        ] = False,
        undo: Annotated[
            int | None, typer.Option("--undo", metavar="RUN", help="Take a run back by its number. · Annule un traitement par son numéro.")
        ] = None,
        reason: Annotated[
            str, typer.Option("--reason", help="Why, for the history of --undo. · Pourquoi, pour l'historique de --undo.")
        ] = "",
        json: Annotated[bool, typer.Option("--json")] = False,
    ) -> None:
        """Find what every receipt pays: what is certain is recorded, the rest is suggested with its reasons. · Affecte les encaissements aux factures."""
        here = desk(context)
        from encours.cli.figures import asked, read_day
        from encours.usecases.matching import match_company
        from encours.usecases.reason_words import reason_names, run_reasons
        from encours.usecases.reports.intake_json import match_json
        from encours.usecases.runs import undo_matching
        from encours.usecases.sealing import seal_all

        own, scope = asked(here, company)
        today = read_day("", own)
        if undo is not None:
            taken = undo_matching(own, scope.actor, undo, reason=reason, today=today)
            seal_all(own.organization_id, today=today)
            if json:
                here.print_json({"schema": "encours.match-undo/1", "company": own.slug, "run": undo, **taken._asdict()})
            else:
                here.say(_UNDONE, run=undo, receipts=taken.receipts, clearings=taken.clearings, letters=taken.matches, kept=taken.kept)
            return
        with here.progress(_MATCHING):
            run = match_company(own, scope.actor, today=today, dry_run=dry_run)
            names = reason_names(scope, run_reasons(run))
        if not dry_run:
            seal_all(own.organization_id, today=today)
        if json:
            here.print_json({"schema": "encours.match/1", "company": own.slug, **match_json(run, names, here.language)})
        else:
            _tell(here, run, names, dry_run)


def _tell(here: Desk, run: MatchRun, names: Names, dry_run: bool) -> None:
    here.say(_DONE, linked=run.linked, recorded=run.receipts_recorded, matches=run.matches_made, letters=run.letters_applied)
    for told, count in ((_CLEARED, run.cleared), (_PERHAPS, len(run.clearings.suggested)), (_OVERTAKEN, run.overtaken)):
        if count:
            here.say(told, count=count)
    if run.run is not None:
        here.say(_RUN, run=run.run)
    if dry_run:
        here.say(_DRY)
    counts = Counter(_decision(run, line.line_id) for line in run.lines if line.amount_minor > 0)
    for name, text in _DECISIONS.items():
        if counts[name]:
            here.say(text, count=counts[name])
    suggested = [(line, made) for line in run.lines if (made := run.proposals.get(line.line_id, ())) and made[0].decision == "suggested"]
    if suggested:
        why = Counter(kind.code for _, made in suggested for kind in {one.kind.code: one.kind for one in made[0].counter_evidence}.values())
        examples = {one.code: one for _, made in reversed(suggested) for one in made[0].counter_evidence}
        here.say(_WHY)
        for code, count in why.most_common(_REASONS):
            here.say(_REASON, count=count, reason=names.say(examples[code]).say(here.language))
        here.say(_SUGGESTED, count=len(suggested))
    for line, made in suggested[:_SHOWN]:
        amount = Money(line.amount_minor, line.currency)
        print_line(
            Text(en="  {day}  {amount}  {label}", fr="  {day}  {amount}  {label}").say(
                here.language, day=line.booked_on, amount=amount, label=line.label[:60]
            )
        )
        best = made[0]
        documents = ", ".join(run.items[one.item].item.document_ref for one in best.applications)
        reasons = " ; ".join(names.say(one).say(here.language).rstrip(".") for one in (*best.evidence, *best.counter_evidence))
        print_line(f"      → {documents} : {reasons}")
    if suggested or counts["unknown"]:
        here.say(_NEXT)


def _decision(run: MatchRun, line_id: int) -> str:
    made = run.proposals.get(line_id, ())
    return made[0].decision if made else run.verdicts[line_id].kind

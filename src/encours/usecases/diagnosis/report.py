"""The diagnosis as one report: what it says first, then the aged balance, whom to remind, penalties, key figures, and the files with their flaws."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from encours.formats.exports.table import Column, Report, Table
from encours.kernel.money import Money
from encours.kernel.wording import Language, Text
from encours.usecases.diagnosis.columns import as_read
from encours.usecases.diagnosis.run import Diagnosis, FileOutcome
from encours.usecases.reports import aging_report, indicators_report, penalties_report, reminders_report


@dataclass(frozen=True, slots=True)
class _Counted:
    """A sentence about one thing, and about several."""

    one: Text
    many: Text

    def of(self, count: int, **values: object) -> Text:
        return _said(self.one if count == 1 else self.many, count=count, **values)


_TITLE = Text(en="Diagnosis of receivables", fr="Diagnostic du poste clients")
_FILES = Text(en="Files read", fr="Fichiers lus")
_ISSUES = Text(en="What the files leave in doubt", fr="Ce que les fichiers laissent en doute")
_OWED = Text(
    en="{total} owed on {day}: {overdue} past due and {current} not due yet{unapplied}.",
    fr="{total} restent dus au {day} : {overdue} échus et {current} non échus{unapplied}.",
)
_NOTHING_OWED = Text(en="Nothing is owed on {day}.", fr="Rien ne reste dû au {day}.")
_UNAPPLIED = Text(
    en=", less {amount} of payments and credit notes that are not applied to any invoice",
    fr=", moins {amount} de règlements et d'avoirs non affectés à une facture",
)
_DSO = Text(en="DSO (count-back): {days} days.", fr="DSO (par épuisement) : {days} jours.")
_REMIND = _Counted(
    Text(en="{count} customer to remind today, for {total}.", fr="{count} client à relancer aujourd'hui, pour {total}."),
    Text(en="{count} customers to remind today, for {total}.", fr="{count} clients à relancer aujourd'hui, pour {total}."),
)
_MATCHED = Text(
    en="Bank lines: {lines}, of which {automatic} explained, {suggested} with a suggestion, {unmatched} receipts without answer.",
    fr="Lignes bancaires : {lines}, dont {automatic} expliquées, {suggested} avec une suggestion, {unmatched} encaissements sans réponse.",
)
_LETTERS = Text(
    en="Letter groups proposed for the customer accounts of the ledger: {proposed}, certain ones: {automatic}.",
    fr="Lettrages proposés pour les comptes clients de la comptabilité : {proposed}, dont certains : {automatic}.",
)
_SUPPLIER_LETTERS = Text(
    en="Letter groups proposed for its supplier accounts: {proposed}, certain ones: {automatic}.",
    fr="Lettrages proposés pour ses comptes fournisseurs : {proposed}, dont certains : {automatic}.",
)
_ASSUMED = _Counted(
    Text(
        en="{count} due date is assumed, since no file states it: what rests on it is an estimate, never a claim.",
        fr="{count} échéance est supposée, aucun fichier ne la donnant : ce qui en dépend est une estimation, jamais une réclamation.",
    ),
    Text(
        en="{count} due dates are assumed, since no file states them: what rests on them is an estimate, never a claim.",
        fr="{count} échéances sont supposées, aucun fichier ne les donnant : ce qui en dépend est une estimation, jamais une réclamation.",
    ),
)
_NOTHING = Text(
    en="No file could be read: there is nothing to diagnose. The reason stands beside each.",
    fr="Aucun fichier n'a pu être lu : il n'y a rien à diagnostiquer. Le motif figure en face de chacun.",
)
_UNREAD = _Counted(
    Text(
        en="{count} file of {all} could not be read, and the figures lack it: see “Files read”.",
        fr="{count} fichier sur {all} n'a pas pu être lu et manque aux chiffres : voir « Fichiers lus ».",
    ),
    Text(
        en="{count} files of {all} could not be read, and the figures lack them: see “Files read”.",
        fr="{count} fichiers sur {all} n'ont pas pu être lus et manquent aux chiffres : voir « Fichiers lus ».",
    ),
)
_FAULTY = Text(
    en="Some records hold errors and were left out: the figures lack them. See “What the files leave in doubt”.",
    fr="Des enregistrements comportent des erreurs et ont été écartés : les chiffres ne les comprennent pas. Voir « Ce que les fichiers laissent en doute ».",
)
_KINDS = {
    "fec": Text(en="Ledger (FEC)", fr="Comptabilité (FEC)"),
    "customers": Text(en="Customers", fr="Clients"),
    "contacts": Text(en="Contacts", fr="Contacts"),
    "invoices": Text(en="Invoices", fr="Factures"),
    "installments": Text(en="Instalments", fr="Échéances"),
    "payments": Text(en="Payments", fr="Règlements"),
    "remittances": Text(en="Remittance advices", fr="Avis de règlement"),
    "pdf": Text(en="Table (PDF)", fr="Tableau (PDF)"),
    "mail": Text(en="Mail", fr="Message"),
    "camt": Text(en="Bank statement (camt)", fr="Relevé bancaire (camt)"),
    "mt940": Text(en="Bank statement (MT940)", fr="Relevé bancaire (MT940)"),
    "cfonb120": Text(en="Bank statement (CFONB 120)", fr="Relevé bancaire (CFONB 120)"),
    "ofx": Text(en="Bank statement (OFX)", fr="Relevé bancaire (OFX)"),
    "table": Text(en="Table", fr="Tableau"),
    "csv": Text(en="Bank statement (CSV)", fr="Relevé bancaire (CSV)"),
}
_UNKNOWN = Text(en="Unknown", fr="Inconnu")
_READ = Text(en="read", fr="lu")
_TOOK_PART = _Counted(
    Text(en="read, {count} record left out", fr="lu, {count} enregistrement écarté"),
    Text(en="read, {count} records left out", fr="lu, {count} enregistrements écartés"),
)
_COLUMNS = Text(en="{outcome}; columns taken as {columns}", fr="{outcome} ; colonnes prises pour {columns}")


def diagnosis_report(diagnosis: Diagnosis, language: Language) -> Report:
    """One report of everything, for the terminal, Excel, HTML and PDF."""
    aging = aging_report(diagnosis.aging)
    parts = (aging, reminders_report(diagnosis.reminders), penalties_report(diagnosis.penalties), indicators_report(diagnosis.indicators))
    sections = [section for part in parts for section in part.sections]
    definitions = {definition.term.en: definition for part in parts for definition in part.definitions}
    if len(diagnosis.refused) == len(diagnosis.files):
        sections, definitions = [], {}
    return Report(
        title=_TITLE,
        company=_about(diagnosis),
        as_of=diagnosis.as_of,
        sections=(*sections, *_file_tables(diagnosis, language)),
        definitions=tuple(definitions.values()),
        summary=tuple(_summary(diagnosis)),
    )


def _about(diagnosis: Diagnosis) -> str:
    """What was diagnosed: the company has no name here, its files have."""
    names = [outcome.path.name for outcome in diagnosis.files]
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")


def _said(text: Text, **values: object) -> Text:
    return Text(en=text.say("en", **values), fr=text.say("fr", **values))


def _summary(diagnosis: Diagnosis) -> Iterator[Text]:
    unread = len(diagnosis.refused)
    if unread == len(diagnosis.files):
        yield _NOTHING
        return
    if unread:
        yield _UNREAD.of(unread, all=len(diagnosis.files))
    if diagnosis.left_out:
        yield _FAULTY
    if not diagnosis.aging.totals:
        yield _said(_NOTHING_OWED, day=diagnosis.as_of)
    for total in diagnosis.aging.totals:
        unapplied = _said(_UNAPPLIED, amount=Money(-total.unapplied_minor, total.currency)) if total.unapplied_minor else Text(en="", fr="")
        current = total.total_minor - total.unapplied_minor - total.overdue_minor
        yield _said(
            _OWED, total=Money(total.total_minor, total.currency), overdue=Money(total.overdue_minor, total.currency), current=Money(current, total.currency),
            unapplied=unapplied, day=diagnosis.as_of,
        )  # fmt: skip
    dso = getattr(diagnosis.indicators.values.get("dso_countback"), "value", None)
    if isinstance(dso, Decimal):
        yield Text(en=_DSO.say("en", days=f"{dso:.1f}"), fr=_DSO.say("fr", days=f"{dso:.1f}".replace(".", ",")))
    due = diagnosis.reminders.due
    for currency in sorted({row.reminder.currency for row in due}):
        mine = [row for row in due if row.reminder.currency == currency]
        yield _REMIND.of(len(mine), total=Money(sum(row.reminder.claimed_minor for row in mine), currency))
    matching = diagnosis.matching
    if matching["lines"]:
        yield _said(_MATCHED, **{name: matching[name] for name in ("lines", "automatic", "suggested", "unmatched")})
    letters = matching["letters"]
    if letters["customer_proposed"]:
        yield _said(_LETTERS, proposed=letters["customer_proposed"], automatic=letters["customer_automatic"])
    if letters["supplier_proposed"]:
        yield _said(_SUPPLIER_LETTERS, proposed=letters["supplier_proposed"], automatic=letters["supplier_automatic"])
    if diagnosis.due_dates["assumed"]:
        yield _ASSUMED.of(diagnosis.due_dates["assumed"])


def _file_tables(diagnosis: Diagnosis, language: Language) -> Iterator[Table]:
    currency = diagnosis.company.currency
    yield Table(
        code="files",
        title=_FILES,
        columns=(
            Column("file", Text(en="File", fr="Fichier"), width=36),
            Column("kind", Text(en="Kind", fr="Nature"), width=24),
            Column("records", Text(en="Records", fr="Enregistrements"), "count"),
            Column("outcome", Text(en="Outcome", fr="Issue"), width=60),
        ),
        rows=[(outcome.path.name, _KINDS.get(outcome.kind, _UNKNOWN), outcome.report.records if outcome.report else None, _outcome(outcome, language)) for outcome in diagnosis.files],
        currency=currency,
    )  # fmt: skip
    rows = [
        (outcome.path.name, issue.line, issue.column, issue.value, issue.say(language))
        for outcome in diagnosis.files if outcome.report
        for issue in outcome.report.issues
    ]  # fmt: skip
    if rows:
        yield Table(
            code="issues",
            title=_ISSUES,
            columns=(
                Column("file", Text(en="File", fr="Fichier"), width=30),
                Column("line", Text(en="Line", fr="Ligne"), "count"),
                Column("column", Text(en="Column", fr="Colonne"), width=16),
                Column("value", Text(en="Value", fr="Valeur"), width=20),
                Column("issue", Text(en="What and how to repair it", fr="Constat et remède"), width=80),
            ),
            rows=rows,
            currency=currency,
        )


def _outcome(outcome: FileOutcome, language: Language) -> str:
    if outcome.refusal is not None:
        return outcome.refusal.say(language)
    assert outcome.report is not None
    read = _TOOK_PART.of(outcome.report.rejected) if outcome.report.rejected else _READ
    return _COLUMNS.say(language, outcome=read, columns=as_read(outcome.mapping)) if outcome.mapping else read.say(language)

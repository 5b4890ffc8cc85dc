"""The diagnosis as one report: what it says first, then the aged balance, whom to remind, penalties, key figures, and the files with their flaws."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from encours.formats.exports.table import Column, Report, Table
from encours.kernel.money import Money
from encours.kernel.wording import Language, Text
from encours.usecases.diagnosis.run import Diagnosis, FileOutcome
from encours.usecases.reports import aging_report, indicators_report, penalties_report, reminders_report

_TITLE = Text(en="Diagnosis of receivables", fr="Diagnostic du poste clients")
_FILES = Text(en="Files read", fr="Fichiers lus")
_ISSUES = Text(en="What the files leave in doubt", fr="Ce que les fichiers laissent en doute")
_OWED = Text(en="{total} are owed at {day}, of which {overdue} past due.", fr="{total} restent dus au {day}, dont {overdue} échus.")
_UNAPPLIED = Text(en="{amount} were received and are not applied to any invoice.", fr="{amount} ont été reçus et ne sont rattachés à aucune facture.")
_DSO = Text(en="DSO (count-back): {days} days.", fr="DSO (par épuisement) : {days} jours.")
_REMIND = Text(en="{count} customers to remind today, for {total}.", fr="{count} clients à relancer aujourd'hui, pour {total}.")
_MATCHED = Text(
    en="{lines} bank lines: {automatic} explained, {suggested} with a suggestion, {unmatched} receipts without answer.",
    fr="{lines} lignes bancaires : {automatic} expliquées, {suggested} avec une suggestion, {unmatched} encaissements sans réponse.",
)
_LETTERS = Text(
    en="{proposed} letter groups proposed for the customer accounts of the ledger, of which {automatic} certain.",
    fr="{proposed} lettrages proposés pour les comptes clients de la comptabilité, dont {automatic} certains.",
)
_SUPPLIER_LETTERS = Text(
    en="{proposed} letter groups proposed for its supplier accounts, of which {automatic} certain.",
    fr="{proposed} lettrages proposés pour ses comptes fournisseurs, dont {automatic} certains.",
)
_ASSUMED = Text(
    en="{count} due dates are assumed, since no file states any: what rests on them is an estimate, never a claim.",
    fr="{count} échéances sont supposées, aucun fichier ne les donnant : ce qui en dépend est une estimation, jamais une réclamation.",
)
_KINDS = {
    "fec": Text(en="Ledger (FEC)", fr="Comptabilité (FEC)"),
    "customers": Text(en="Customers", fr="Clients"),
    "contacts": Text(en="Contacts", fr="Contacts"),
    "invoices": Text(en="Invoices", fr="Factures"),
    "installments": Text(en="Instalments", fr="Échéances"),
    "payments": Text(en="Payments", fr="Règlements"),
    "remittances": Text(en="Remittance advices", fr="Avis de règlement"),
    "camt": Text(en="Bank statement (camt)", fr="Relevé bancaire (camt)"),
    "mt940": Text(en="Bank statement (MT940)", fr="Relevé bancaire (MT940)"),
    "cfonb120": Text(en="Bank statement (CFONB 120)", fr="Relevé bancaire (CFONB 120)"),
    "ofx": Text(en="Bank statement (OFX)", fr="Relevé bancaire (OFX)"),
    "csv": Text(en="Bank statement (CSV)", fr="Relevé bancaire (CSV)"),
}
_UNKNOWN = Text(en="Unknown", fr="Inconnu")
_READ = Text(en="read", fr="lu")
_TOOK_PART = Text(en="read, {rejected} records left out", fr="lu, {rejected} enregistrements écartés")


def diagnosis_report(diagnosis: Diagnosis, language: Language) -> Report:
    """One report of everything, for the terminal, Excel, HTML and PDF."""
    aging = aging_report(diagnosis.aging)
    parts = (aging, reminders_report(diagnosis.reminders), penalties_report(diagnosis.penalties), indicators_report(diagnosis.indicators))
    sections = [section for part in parts for section in part.sections]
    definitions = {definition.term.en: definition for part in parts for definition in part.definitions}
    return Report(
        title=_TITLE,
        company=diagnosis.company.name,
        as_of=diagnosis.as_of,
        sections=(*sections, *_file_tables(diagnosis, language)),
        definitions=tuple(definitions.values()),
        summary=tuple(_summary(diagnosis)),
    )


def _said(text: Text, **values: object) -> Text:
    return Text(en=text.say("en", **values), fr=text.say("fr", **values))


def _summary(diagnosis: Diagnosis) -> Iterator[Text]:
    for total in diagnosis.aging.totals:
        yield _said(_OWED, total=Money(total.total_minor, total.currency), overdue=Money(total.overdue_minor, total.currency), day=diagnosis.as_of)
        if total.unapplied_minor:
            yield _said(_UNAPPLIED, amount=Money(-total.unapplied_minor, total.currency))
    dso = getattr(diagnosis.indicators.values.get("dso_countback"), "value", None)
    if isinstance(dso, Decimal):
        yield Text(en=_DSO.say("en", days=f"{dso:.1f}"), fr=_DSO.say("fr", days=f"{dso:.1f}".replace(".", ",")))
    due = diagnosis.reminders.due
    for currency in sorted({row.reminder.currency for row in due}):
        mine = [row for row in due if row.reminder.currency == currency]
        yield _said(_REMIND, count=len(mine), total=Money(sum(row.reminder.claimed_minor for row in mine), currency))
    matching = diagnosis.matching
    if matching["lines"]:
        yield _said(_MATCHED, **{name: matching[name] for name in ("lines", "automatic", "suggested", "unmatched")})
    letters = matching["letters"]
    if letters["customer_proposed"]:
        yield _said(_LETTERS, proposed=letters["customer_proposed"], automatic=letters["customer_automatic"])
    if letters["supplier_proposed"]:
        yield _said(_SUPPLIER_LETTERS, proposed=letters["supplier_proposed"], automatic=letters["supplier_automatic"])
    if diagnosis.due_dates["assumed"]:
        yield _said(_ASSUMED, count=diagnosis.due_dates["assumed"])


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
    return _TOOK_PART.say(language, rejected=outcome.report.rejected) if outcome.report.rejected else _READ.say(language)

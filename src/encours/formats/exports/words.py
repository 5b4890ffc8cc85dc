"""The words that the writers themselves put into a report."""

from __future__ import annotations

from encours.formats.exports.cells import clean, show_instant
from encours.formats.exports.table import Report, Table
from encours.kernel.wording import Language, Text

TOTAL = Text(en="Total", fr="Total")
SUBTOTAL = Text(en="Subtotal", fr="Sous-total")
NO_ROWS = Text(en="Nothing to show.", fr="Aucune ligne.")
NOTES = Text(en="Notes", fr="Notes")
DEFINITIONS = Text(en="Definitions", fr="Définitions")
READ_ME = Text(en="Read me", fr="Lisez-moi")
AS_OF = Text(en="As of {day}", fr="Situation au {day}")
KNOWN_AT = Text(en="as known on {instant}", fr="telle que connue le {instant}")
AMOUNTS_IN = Text(en="Amounts in {currency}", fr="Montants en {currency}")
PAGE = Text(en="Page {page} of {pages}", fr="Page {page} sur {pages}")
SHARE = Text(en="Ageing: {title}", fr="Répartition par ancienneté\u00a0: {title}")
ROWS = Text(en="Rows", fr="Lignes")
TABLE = Text(en="Table", fr="Tableau")
COMPANY = Text(en="Company", fr="Société")
COLON = Text(en=": ", fr="\u00a0: ")
SUM = Text(en="Sum of {heading}", fr="Somme de {heading}")
_CURRENCIES = {
    "EUR": Text(en="euros (€)", fr="euros (€)"),
    "USD": Text(en="US dollars ($)", fr="dollars américains ($)"),
    "GBP": Text(en="pounds sterling (£)", fr="livres sterling (£)"),
    "CHF": Text(en="Swiss francs (CHF)", fr="francs suisses (CHF)"),
}


def situation(report: Report, language: Language) -> str:
    """The day the figures describe and, where it matters, when they were known."""
    day = AS_OF.say(language, day=report.as_of)
    if report.known_at is None:
        return day
    return f"{day}, {KNOWN_AT.say(language, instant=show_instant(report.known_at, language))}"


def amounts_in(currency: str, language: Language) -> str:
    """The currency of a table, said once.

    >>> amounts_in("EUR", "en"), amounts_in("JPY", "fr")
    ('Amounts in euros (€)', 'Montants en JPY')
    """
    return AMOUNTS_IN.say(language, currency=_CURRENCIES.get(currency, currency))


def unit_line(table: Table, language: Language) -> str:
    """The sub-heading of a table: its own, then its currency where it has amounts."""
    said = [clean(table.subtitle.say(language))] if table.subtitle else []
    if any(column.kind == "amount" for column in table.columns):
        said.append(amounts_in(table.currency, language))
    return " · ".join(said)

"""The statement sent to a customer, A4 portrait."""

from __future__ import annotations

from typing import Any

from encours.adapters.documents.prepare import chart_values, table_values
from encours.adapters.documents.printable import breakable, printable
from encours.adapters.documents.typst_pdf import compile_pdf
from encours.formats.exports.customer_statement import Block, CustomerStatement, movements_table, open_table
from encours.formats.exports.words import NO_ROWS, PAGE, SHARE
from encours.kernel.wording import Language, Text, show_amount, show_date

TITLE = Text(en="Statement of account", fr="Relevé de compte")
SUBTITLE = Text(en="Customer {reference} · as of {day}", fr="Client {reference} · situation au {day}")
PERIOD = Text(en=" · movements from {start} to {last}", fr=" · mouvements du {start} au {last}")
OWED = Text(en="You owe us on {day}", fr="Vous nous devez au {day}")
OWING = Text(en="We owe you on {day}", fr="Nous vous devons au {day}")
SETTLED = Text(en="Your account is settled on {day}", fr="Votre compte est soldé au {day}")
PAST_DUE = Text(en="of which past due", fr="dont échu")
QUESTIONS = Text(en="A question, or a document missing?", fr="Une question, un document manquant\u00a0?")
SAFETY = Text(
    en="If you have paid in the meantime, please take no account of this statement. It shows no bank details on purpose: pay to the account you already know, and call us before you follow any message that changes it.",
    fr="Si votre règlement s’est croisé avec ce relevé, n’en tenez pas compte. Il ne porte volontairement aucune coordonnée bancaire\u00a0: réglez sur le compte que vous connaissez déjà et appelez-nous avant de suivre un message qui en changerait.",
)


def customer_statement_pdf(statement: CustomerStatement, language: Language = "fr") -> bytes:
    """The statement in the customer's language: balance, ageing, movements of the period, open documents, whom to ask."""
    title = TITLE.say(language)
    subtitle = _subtitle(statement, language)
    tables = [open_table(statement)]
    if statement.period is not None:
        tables.insert(0, movements_table(statement))
    values: dict[str, Any] = {
        "language": language,
        "title": f"{title} – {printable(statement.customer.name)}",
        "heading": title,
        "company": printable(statement.company.name),
        "company_block": _block(statement.company),
        "customer": _block(statement.customer),
        "subtitle": subtitle,
        "footer": f"{printable(statement.company.name)} · {title} · {show_date(statement.as_of, language)}",
        "page_words": PAGE.say(language),
        "balance": _balance(statement, language),
        "past_due": _past_due(statement, language),
        "chart": chart_values(statement.aging, statement.currency, language, SHARE.say(language, title=title), width=760),
        "sections": [table_values(table, language, sizes=(8, 7, 6.5)) for table in tables],
        "no_rows": NO_ROWS.say(language),
        "notes": [printable(note.say(language)) for note in statement.notes],
        "questions_word": QUESTIONS.say(language),
        "questions": [printable(line) for line in statement.questions],
        "safety": SAFETY.say(language),
    }
    return compile_pdf("customer_statement.typ", values, day=statement.as_of)


def _block(block: Block) -> dict[str, Any]:
    return {
        "name": breakable(block.name),
        "address": [breakable(line) for line in block.address],
        "identifiers": [printable(line) for line in block.identifiers],
    }


def _subtitle(statement: CustomerStatement, language: Language) -> str:
    said = SUBTITLE.say(language, reference=statement.customer_reference, day=statement.as_of)
    if statement.period is not None:
        said += PERIOD.say(language, start=statement.period.start, last=statement.period.last)
    return printable(said)


def _balance(statement: CustomerStatement, language: Language) -> tuple[str, str]:
    minor = statement.balance_minor
    words = OWED if minor > 0 else OWING if minor < 0 else SETTLED
    return words.say(language, day=statement.as_of), show_amount(abs(minor), statement.currency, language)


def _past_due(statement: CustomerStatement, language: Language) -> list[str]:
    minor = statement.past_due_minor
    if minor <= 0:
        return []
    return [PAST_DUE.say(language), show_amount(minor, statement.currency, language)]

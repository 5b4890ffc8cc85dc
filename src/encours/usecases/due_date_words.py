"""Where a due date comes from, in words that can be checked with a calendar."""

from __future__ import annotations

from encours.countries.registry import countries
from encours.kernel.wording import Text
from encours.receivables.terms import due_dates, parse_terms
from encours.receivables.terms.explain import base_name, explain, step_words
from encours.store.load.item_detail import load_terms
from encours.store.tenant import Scope, tenant
from encours.usecases.receivables import ItemDetail
from encours.usecases.reports.words import said

ASSUMED_TERMS = "NET30"
_STATED: dict[str, Text] = {
    "file": Text(en="The file that brought the document states it.", fr="Elle est indiquée par le fichier qui a apporté la pièce."),
    "agreed": Text(en="It was agreed with the customer.", fr="Elle a été convenue avec le client."),
    "none": Text(en="A payment or a credit note has no due date.", fr="Un règlement ou un avoir n'a pas d'échéance."),
}
_BY_DOCUMENT = Text(en="From the terms on the document, “{terms}”: {told}.", fr="D'après les conditions de la pièce, « {terms} » : {told}.")
_BY_CUSTOMER = Text(en="From the customer's terms, “{terms}”: {told}.", fr="D'après les conditions du client, « {terms} » : {told}.")
_BY_COMPANY = Text(
    en="Nobody stated it. Assumed from the company's usual terms, “{terms}”: {told}.",
    fr="Personne ne l'indique. Supposée d'après les conditions habituelles de la société, « {terms} » : {told}.",
)
_BY_LAW = Text(
    en="Nobody stated it. Assumed at thirty days, which the law gives where nothing is agreed (art. L441-10 I C. com.): {told}.",
    fr="Personne ne l'indique. Supposée à trente jours, délai légal à défaut de convention (art. L441-10 I du Code de commerce) : {told}.",
)
_OPENING = Text(
    en="The balance of an earlier year: its documents are not known, the age is at least this.",
    fr="Solde d'un exercice antérieur : ses pièces ne sont pas connues, l'ancienneté est au moins celle-ci.",
)
_UNKNOWN = Text(en="From terms that have changed since.", fr="D'après des conditions qui ont changé depuis.")


def terms_told(text: str) -> Text | None:
    """Payment terms as a chain of steps from the day they count from; None where they were not understood or fall in several parts.

    >>> terms_told("FDM30_ON10").fr
    'émission → + 30 jours → fin de mois → le 10 suivant'
    """
    terms = parse_terms(text) if text else None
    if terms is None or len(terms.parts) != 1:
        return None
    part = terms.parts[0]
    chain = [base_name(part.base), *(step_words(step) for step in part.steps)]
    return Text(en=" → ".join(one.en for one in chain), fr=" → ".join(one.fr for one in chain))


def due_date_told(scope: Scope, detail: ItemDetail) -> Text:
    """How the item's due date came about. A computation is told only where it gives that very date."""
    item = detail.item
    if item.due_source in _STATED:
        return _STATED[item.due_source]
    if item.kind == "opening":
        return _OPENING
    with tenant(scope.organization_id) as cursor:
        on_document, delivered_on, usual = load_terms(cursor, scope, item.id)
    country = countries().get(detail.company.country)
    calendar = next(iter(country.calendars.values()), None) if country else None
    for text, words in (
        (on_document, _BY_DOCUMENT),
        (usual, _BY_CUSTOMER),
        (detail.company.default_terms, _BY_COMPANY),
        (ASSUMED_TERMS, _BY_LAW),
    ):
        terms = parse_terms(text) if text else None
        if terms is None or (terms.shift != "NONE" and calendar is None):
            continue
        parts = due_dates(terms, total_minor=100, issued_on=item.issued_on, delivered_on=delivered_on, calendar=calendar)
        for place, part in enumerate(parts):
            if part.due_on == item.due_on:
                return said(
                    words, terms=text, told=explain(terms, issued_on=item.issued_on, delivered_on=delivered_on, calendar=calendar)[place]
                )
    return _UNKNOWN

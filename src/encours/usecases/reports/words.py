"""Sentences that reports share."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from encours.kernel.wording import Text
from encours.store.load.companies import Company


def said(text: Text, **values: object) -> Text:
    """A text with its values put in, in both languages.

    >>> said(Text(en="{n} rows", fr="{n} lignes"), n=2).fr
    '2 lignes'
    """
    return Text(en=text.say("en", **values), fr=text.say("fr", **values))


def in_zone(instant: datetime | None, company: Company) -> datetime | None:
    """An instant as the company's clock shows it."""
    return None if instant is None else instant.astimezone(ZoneInfo(company.time_zone))


CUSTOMER = Text(en="Customer", fr="Client")
NAME = Text(en="Name", fr="Nom")
INVOICE = Text(en="Document", fr="Pièce")
ISSUED = Text(en="Issued on", fr="Date")
DUE = Text(en="Due on", fr="Échéance")
DAYS_LATE = Text(en="Days late", fr="Jours de retard")
TOTAL = Text(en="Total", fr="Total")
ASSUMED = Text(
    en="Open items whose due date is stated nowhere and was assumed: {count}. Figures that rest on them are estimates.",
    fr="Pièces ouvertes dont l’échéance n’est indiquée nulle part et a été supposée : {count}. Les chiffres qui en dépendent sont des estimations.",
)
COLLECTIVE = Text(
    en="Left out because they stand for many persons, none of whom can be named: {count}.",
    fr="Exclus car ils regroupent de nombreuses personnes qu’on ne peut nommer : {count}.",
)
YES = Text(en="yes", fr="oui")

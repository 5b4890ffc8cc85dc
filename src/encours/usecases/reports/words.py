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
    en="The due date of {count} open items is not stated anywhere and was assumed: figures that rest on it are estimates.",
    fr="L’échéance de {count} pièces ouvertes n’est indiquée nulle part et a été supposée : les chiffres qui en dépendent sont des estimations.",
)
COLLECTIVE = Text(
    en="{count} accounts that stand for many persons are left out: no debtor can be named.",
    fr="{count} comptes qui regroupent de nombreuses personnes sont exclus : aucun débiteur ne peut être nommé.",
)
YES = Text(en="yes", fr="oui")

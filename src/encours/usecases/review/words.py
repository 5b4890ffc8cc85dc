"""The words of the review queue: what a line is, why it waits, what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from encours.formats.exports.cells import show_instant
from encours.kernel.wording import Language, Text, show_amount
from encours.store.load.candidates import Candidate
from encours.store.load.review import DecisionRow

CONFIDENCES: dict[str, Text] = {
    "certain": Text(en="certain", fr="sûre"),
    "probable": Text(en="probable", fr="probable"),
    "possible": Text(en="possible", fr="possible"),
}
PARTS: dict[str, Text] = {
    "payment": Text(en="payment", fr="règlement"),
    "credit_note": Text(en="credit note used", fr="avoir imputé"),
    "cash_discount": Text(en="cash discount", fr="escompte"),
    "bank_fee": Text(en="bank fee", fr="frais bancaires"),
    "rounding": Text(en="rounding", fr="arrondi"),
    "currency": Text(en="exchange difference", fr="écart de change"),
    "penalty": Text(en="late-payment penalty", fr="pénalité de retard"),
    "returned": Text(en="sent back", fr="rejeté"),
    "short_payment": Text(en="withheld, stays open", fr="retenue, reste ouverte"),
}
DEDUCTIONS: dict[str, Text] = {
    "price": Text(en="price", fr="prix"),
    "quantity": Text(en="quantity", fr="quantité"),
    "quality": Text(en="quality or damage", fr="qualité ou avarie"),
    "returned": Text(en="goods returned", fr="retour de marchandise"),
    "transport": Text(en="transport", fr="transport"),
    "rebate": Text(en="rebate or promotion", fr="ristourne ou opération commerciale"),
    "tax": Text(en="tax withheld", fr="retenue à la source ou TVA"),
    "retention": Text(en="contract retention", fr="retenue de garantie"),
    "duplicate": Text(en="invoiced twice", fr="double facturation"),
    "other": Text(en="other reason", fr="autre motif"),
}
"""Why a payer withholds, by stable code."""
DECIDED: dict[str, Text] = {
    "accepted": Text(
        en="{actor} accepted the suggestion on {instant}: {parts}", fr="{actor} a accepté la suggestion le {instant} : {parts}"
    ),
    "applied": Text(en="{actor} applied it on {instant}: {parts}", fr="{actor} l'a affectée le {instant} : {parts}"),
    "on_account": Text(
        en="{actor} left it on the customer's account on {instant}: {parts}",
        fr="{actor} l'a laissée en compte client le {instant} : {parts}",
    ),
    "cleared": Text(
        en="{actor} said on {instant} that it brings payments counted before", fr="{actor} a indiqué le {instant} qu'elle apporte des règlements déjà comptés"
    ),
    "returned": Text(en="{actor} said on {instant} which payment it sends back: {parts}", fr="{actor} a indiqué le {instant} le règlement rejeté : {parts}"),
    "excluded": Text(en="{actor} excluded it on {instant}: {reason}", fr="{actor} l'a exclue le {instant} : {reason}"),
    "question": Text(en="{actor} asked on {instant}: {reason}", fr="{actor} a posé une question le {instant} : {reason}"),
    "undone": Text(en="{actor} took the decision back on {instant}: {reason}", fr="{actor} a annulé la décision le {instant} : {reason}"),
}
RECORDED = Text(en="matching has recorded it since", fr="l'affectation automatique l'a enregistrée entre-temps")
EXPLAINED = Text(en="the ledger has brought it itself, or it clears payments", fr="la comptabilité l'a apportée elle-même, ou elle solde des règlements")
ITEM_CHANGED = Text(
    en="{document}: {seen} were to be settled, {open} are open now", fr="{document} : {seen} devaient être soldés, il en reste {open}"
)
ITEM_GONE = Text(en="{document} is no longer open", fr="{document} n'est plus ouverte")
PROPOSAL_GONE = Text(en="the suggestion is not made any more", fr="la suggestion n'est plus proposée")
TRANSIT = Text(
    en="It may bring payments that are in transit, and a person has to say so.", fr="Elle apporte peut-être des règlements en transit, ce qu'une personne doit confirmer."
)
SENT_BACK = Text(en="It sends a payment back: say which one.", fr="Elle rejette un règlement : indiquez lequel.")
NO_RULE = Text(en="No rule is sure enough to record it without a person.", fr="Aucune règle n'est assez sûre pour l'enregistrer sans vous.")
NO_ANSWER = Text(
    en="Nothing fits yet: choose the items or the customer.", fr="Rien ne correspond encore : choisissez les pièces ou le client."
)
UNSEEN = Text(en="Matching has not looked at this line yet.", fr="L'affectation automatique n'a pas encore examiné cette ligne.")
HELD = Text(en="A question waits for its answer.", fr="Une question attend sa réponse.")
STALE = Text(en="An item of this suggestion was settled meanwhile.", fr="Une pièce de cette suggestion a été soldée entre-temps.")
NOBODY = Text(en="payer unknown", fr="payeur inconnu")


def decision_told(decision: DecisionRow, items: Mapping[int, Candidate], customers: Mapping[int, str], zone: str, currency: str) -> Text:
    """What was decided, by whom and when, as a sentence."""
    instant = decision.recorded_at.astimezone(ZoneInfo(zone))
    template = DECIDED[decision.kind]
    parts = (
        parts_told(decision.parts, items, currency)
        if decision.parts
        else Text(en=(name := customers.get(decision.customer_id or 0, "")), fr=name)
    )
    return Text(
        en=template.say("en", actor=decision.actor, instant=show_instant(instant, "en"), reason=decision.reason, parts=parts),
        fr=template.say("fr", actor=decision.actor, instant=show_instant(instant, "fr"), reason=decision.reason, parts=parts),
    )


def parts_told(parts: Iterable[Mapping[str, Any]], items: Mapping[int, Candidate], currency: str) -> Text:
    """The parts of a decision: documents, amounts and what is no plain payment."""
    listed = list(parts)
    return Text(
        en=", ".join(_part_told(part, items, currency, "en") for part in listed),
        fr=", ".join(_part_told(part, items, currency, "fr") for part in listed),
    )


def _part_told(part: Mapping[str, Any], items: Mapping[int, Candidate], currency: str, language: Language) -> str:
    item = items.get(part["item"])
    amount = show_amount(part["amount_minor"], item.currency if item else currency, language)
    kind = "" if part["kind"] == "payment" else f" {PARTS[part['kind']].say(language)}"
    return f"{(item.document_ref if item else '') or '—'} {amount}{kind}"

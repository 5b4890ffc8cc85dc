"""How French and English documents word payment terms: the wording says which reading of "end of month" was agreed."""

from __future__ import annotations

from encours.kernel.wording import NO_BREAK_SPACE, Text
from encours.receivables.terms.compute import percent
from encours.receivables.terms.explain import base_name
from encours.receivables.terms.model import AddDays, AddMonths, EndOfMonth, OnDay, Part, Terms


def terms_wording(terms: Terms) -> Text:
    """The words an invoice prints for its terms.

    >>> from encours.receivables.terms import parse_terms
    >>> terms_wording(parse_terms("FDM45_B")).fr, terms_wording(parse_terms("NET30")).fr
    ('fin du mois de facture, puis 45 jours', '30 jours date de facture')
    >>> terms_wording(parse_terms("30% à la commande, solde à 30 jours")).en
    '30% on order; balance 30 days from invoice date'
    """
    worded = [_part(part) for part in terms.parts]
    if len(terms.parts) == 1:
        french, english = worded[0].fr, worded[0].en
    else:
        shares = [_share(part) for part in terms.parts]
        english = "; ".join(f"{share.en} {words.en}" for share, words in zip(shares, worded, strict=True))
        french = f"{NO_BREAK_SPACE}; ".join(f"{share.fr} {words.fr}" for share, words in zip(shares, worded, strict=True))
    if terms.discount:
        rate, days = terms.discount.percent, terms.discount.days
        english += f"; {rate}% discount within {days} days"
        french += f"{NO_BREAK_SPACE}; escompte de {str(rate).replace('.', ',')}{NO_BREAK_SPACE}% sous {days} jours"
    return Text(en=english, fr=french)


def _share(part: Part) -> Text:
    if part.share is None:
        return Text(en="balance", fr="solde")
    if isinstance(part.share, int):
        return Text(en="fixed part", fr="partie fixe")
    rate = str(percent(part.share))
    return Text(en=f"{rate}%", fr=f"{rate.replace('.', ',')}{NO_BREAK_SPACE}%")


def _part(part: Part) -> Text:
    match part.base, part.steps:
        case "ISSUE", ():
            return Text(en="on the invoice date", fr="comptant, à la date de facture")
        case "RECEIPT", ():
            return Text(en="on receipt of the invoice", fr="à réception de la facture")
        case "ORDER", ():
            return Text(en="on order", fr="à la commande")
        case "DELIVERY", ():
            return Text(en="on delivery", fr="à la livraison")
        case "ISSUE", (AddDays(days),):
            return Text(en=f"{days} days from invoice date", fr=f"{days} jours date de facture")
        case "ISSUE", (AddMonths(months),):
            return Text(en=f"{months} month(s) from invoice date", fr=f"{months} mois date de facture")
        case "ISSUE", (EndOfMonth(), *rest):
            tail = [_then(step) for step in rest]
            return Text(
                en=", then ".join(["end of the month of invoice", *(t.en for t in tail)]),
                fr=", puis ".join(["fin du mois de facture", *(t.fr for t in tail)]),
            )
        case "ISSUE", (AddDays(days), *rest):
            tail = [_then(step) for step in rest]
            return Text(
                en=", then ".join([f"{days} days", *(t.en for t in tail)]), fr=", puis ".join([f"{days} jours", *(t.fr for t in tail)])
            )
        case base, steps:
            name, tail = base_name(base), [_then(step) for step in steps]
            return Text(
                en=f"{', then '.join(t.en for t in tail)} after {name.en}", fr=f"{', puis '.join(t.fr for t in tail)} après {name.fr}"
            )


def _then(step: AddDays | AddMonths | EndOfMonth | OnDay) -> Text:
    match step:
        case AddDays(days):
            return Text(en=f"{days} days", fr=f"{days} jours")
        case AddMonths(months):
            return Text(en=f"{months} month(s)", fr=f"{months} mois")
        case EndOfMonth():
            return Text(en="end of month", fr="fin de mois")
        case OnDay(day):
            return Text(en=f"on day {day} of the following month", fr=f"le {day} du mois suivant")

"""The classes of evidence in words. A rule's name has three parts: what was found, how the money fits, how sure the payer is."""

from __future__ import annotations

from encours.kernel.wording import Text

# What was found, by how its name begins; the first that fits.
_WHAT: tuple[tuple[str, Text], ...] = (
    ("rf", Text(en="creditor reference", fr="référence créancier")),
    ("number", Text(en="documents named", fr="pièces citées")),
    ("digits", Text(en="documents named by their digits", fr="pièces citées par leurs chiffres")),
    ("short", Text(en="documents named without their year", fr="pièces citées sans leur année")),
    ("order", Text(en="order named", fr="commande citée")),
    ("fuzzy", Text(en="documents named with a slip", fr="pièces citées avec une coquille")),
    ("tail", Text(en="last digits of documents", fr="derniers chiffres de pièces")),
    ("advice_stated", Text(en="payment advice of this payment", fr="avis de ce paiement")),
    ("advice_total", Text(en="payment advice of this total", fr="avis de paiement de ce total")),
    ("single", Text(en="the payer's only item of this amount", fr="seule échéance du payeur à ce montant")),
    ("all_open", Text(en="everything open of the payer", fr="tout ce qui est ouvert chez le payeur")),
    ("due_run", Text(en="all that was due up to a day", fr="tout ce qui était échu à une date")),
    ("issued_run", Text(en="all that was issued up to a day", fr="tout ce qui était émis à une date")),
    ("month_run", Text(en="all of one month", fr="tout un mois")),
    ("sum", Text(en="the only items that make this sum", fr="seules échéances formant cette somme")),
    ("oldest", Text(en="the payer's oldest items", fr="échéances les plus anciennes du payeur")),
    ("amount", Text(en="the amount alone", fr="le montant seul")),
)
_MORE: tuple[tuple[str, Text], ...] = (
    ("_less_credit", Text(en="less a credit note", fr="avoir déduit")),
    ("_more", Text(en="and others not named", fr="et d'autres non citées")),
    ("_some", Text(en="some of them", fr="certaines d'entre elles")),
    ("_among", Text(en="among items of one amount", fr="parmi des échéances de même montant")),
    ("_other_named", Text(en="while others are named", fr="alors que d'autres sont citées")),
    ("_paid_again", Text(en="while a settled one is named", fr="alors qu'une pièce soldée est citée")),
    ("_stale", Text(en="while a settled one is named", fr="alors qu'une pièce soldée est citée")),
    ("_unread", Text(en="while an unknown number is named", fr="alors qu'un numéro inconnu est cité")),
    ("_cut", Text(en="in a text that is cut", fr="dans un libellé tronqué")),
    ("_monthly", Text(en="the same sum as weeks before", fr="même somme que quelques semaines avant")),
    ("_again", Text(en="the same sum as shortly before", fr="même somme que peu avant")),
    ("_bound", Text(en="search not finished", fr="recherche non achevée")),
)
_MONEY: tuple[tuple[str, Text], ...] = (
    ("amount", Text(en="exact amount", fr="montant exact")),
    ("rest", Text(en="exactly what was left open", fr="exactement le reste dû")),
    ("discount_fee", Text(en="less discount and bank fee", fr="escompte et frais bancaires déduits")),
    ("mixed_discount", Text(en="less discounts, some taken too late", fr="escomptes déduits, certains hors délai")),
    ("late_discount", Text(en="less a discount taken too late", fr="escompte déduit hors délai")),
    ("discount", Text(en="less the cash discount", fr="escompte déduit")),
    ("fee", Text(en="less a bank fee", fr="frais bancaires déduits")),
    ("rounding", Text(en="a few cents apart", fr="à quelques centimes près")),
    ("over_rounding", Text(en="a few cents apart", fr="à quelques centimes près")),
    ("penalty", Text(en="with the recovery compensation", fr="avec l'indemnité de recouvrement")),
    ("currency", Text(en="paid in another currency", fr="payé dans une autre devise")),
    ("withheld", Text(en="part of it withheld", fr="une partie retenue")),
    ("habit", Text(en="less the usual share", fr="part habituelle retenue")),
    ("typo", Text(en="amount with two digits swapped", fr="montant avec deux chiffres inversés")),
    ("part_quiet_share", Text(en="a half, third or quarter", fr="la moitié, un tiers ou un quart")),
    ("part_quiet_round", Text(en="a round part", fr="une partie, somme ronde")),
    ("part_share", Text(en="an announced half, third or quarter", fr="moitié, tiers ou quart annoncé")),
    ("part_in_turn", Text(en="the next announced part", fr="partie suivante annoncée")),
    ("part_round", Text(en="an announced round part", fr="partie annoncée, somme ronde")),
    ("part", Text(en="in part", fr="en partie")),
    ("over", Text(en="more than they come to", fr="plus que leur montant")),
    ("lost", Text(en="with lines that are not open", fr="avec des lignes non ouvertes")),
)
_WHO: dict[str, Text] = {
    "payer_known": Text(en="payer known", fr="payeur connu"),
    "payer_behalf": Text(en="payer named in the text", fr="payeur nommé dans le libellé"),
    "payer_seen": Text(en="account seen before", fr="compte déjà vu"),
    "payer_named": Text(en="payer's name", fr="nom du payeur"),
    "payer_like": Text(en="name alike", fr="nom ressemblant"),
    "payer_otherwise_like": Text(en="name of another", fr="nom d'un autre"),
    "payer_unknown": Text(en="payer unknown", fr="payeur inconnu"),
    "payer_several": Text(en="several payers possible", fr="plusieurs payeurs possibles"),
    "payer_conflict": Text(en="signs that contradict each other", fr="indices contradictoires"),
}


def rule_words(rule: str) -> Text | None:
    """The rule in words; None for a name that is not made of three parts.

    >>> rule_words("numbers_less_credit+amount+payer_known").en
    'documents named, less a credit note, exact amount, payer known'
    """
    pieces = rule.split("+")
    if len(pieces) != 3:
        return None
    what, money, who = pieces
    found = [next((text for start, text in _WHAT if what.startswith(start)), None)]
    found += [next((text for part, text in _MORE if part in what), None)]
    found += [next((text for start, text in _MONEY if money.startswith(start)), None)]
    found += [next((text for start, text in _WHO.items() if who.startswith(start)), None)]
    said = [text for text in found if text is not None]
    return Text(en=", ".join(text.en for text in said), fr=", ".join(text.fr for text in said)) if len(said) > 1 else None

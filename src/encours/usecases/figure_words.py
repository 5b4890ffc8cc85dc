"""Figures that open into lines, in words: what each is called, what it means, and how it is reckoned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from encours.kernel.wording import Text
from encours.store.load.figure_lines import ENOUGH, Figure


class FigureText(NamedTuple):
    """A name, and the definition with the way it is reckoned."""

    name: Text
    meaning: Text


_BY_HABIT_EN = (
    "Each undisputed document is expected on its due day, moved by the delay its customer usually has: the mean, weighted by amounts, over the documents it settled in the twelve months "
    f"before, where there are at least {ENOUGH}; otherwise the due day alone."
)
_BY_HABIT_FR = (
    "Chaque pièce non contestée est attendue à son échéance, décalée du retard habituel du client : la moyenne, pondérée par les montants, des pièces qu’il a soldées au cours des "
    f"douze mois précédents, s’il y en a au moins {ENOUGH} ; à défaut, à l’échéance seule."
)

FIGURE_TEXTS: Mapping[Figure, FigureText] = {
    "owed": FigureText(
        Text(en="Outstanding", fr="Encours client"), Text(en="All that is still owed, due or not, net of credits.", fr="Tout ce qui reste dû, échu ou non, net des avoirs et règlements non affectés.")
    ),
    "not_due": FigureText(Text(en="Not due", fr="Non échu"), Text(en="Debts whose due day has not passed.", fr="Les créances dont l’échéance n’est pas passée.")),
    "overdue": FigureText(Text(en="Past due", fr="Échu"), Text(en="Debts whose due day has passed, disputed ones included.", fr="Les créances dont l’échéance est passée, litiges compris.")),
    "disputed": FigureText(
        Text(en="Past due and disputed", fr="Échu en litige"), Text(en="Debts past due that the customer disputes; they are not to be collected now.", fr="Les créances échues que le client conteste ; elles ne sont pas à encaisser pour l’instant.")
    ),
    "unapplied": FigureText(
        Text(en="Unapplied", fr="Non affecté"),
        Text(en="Money received and credit notes on customers’ accounts that settle no document yet.", fr="Règlements reçus et avoirs au compte des clients, pas encore rattachés à des factures."),
    ),
    "collectible": FigureText(
        Text(en="To collect", fr="À encaisser"), Text(en="Past due, less what is disputed, less what is unapplied.", fr="Échu − litiges − règlements et avoirs non affectés.")
    ),
    "received": FigureText(
        Text(en="Received in 30 days", fr="Encaissé 30 j"),
        Text(en="Payments posted to customers’ accounts in the thirty days up to the day; money whose payer is not known is not in it.", fr="Règlements portés au compte des clients sur les trente jours qui finissent ce jour ; l’argent dont le payeur est inconnu n’y est pas."),
    ),
    "expected_due": FigureText(Text(en="Falling due in the week", fr="Échéances de la semaine"), Text(en="Undisputed debts by their due day alone.", fr="Les créances non contestées, à leur seule échéance.")),
    "expected": FigureText(Text(en="Expected in the week", fr="Encaissements attendus de la semaine"), Text(en=_BY_HABIT_EN, fr=_BY_HABIT_FR)),
    "sold": FigureText(
        Text(en="Billed in the period", fr="Facturé sur la période"), Text(en="Invoices less credit notes by their own day, tax included, as far as they stand.", fr="Factures moins avoirs à leur propre date, TTC, hors pièces annulées.")
    ),
    "settled": FigureText(
        Text(en="Invoices paid in the period", fr="Factures réglées sur la période"),
        Text(en="What receipts paid of invoices, by document and day, with how late that was.", fr="Ce que les règlements ont payé des factures, par pièce et par jour, avec le retard."),
    ),
    "undated": FigureText(
        Text(en="Later than expected", fr="Plus tard qu’attendu"),
        Text(en="Undisputed debts whose expected day has passed already: no day is given for them. " + _BY_HABIT_EN, fr="Créances non contestées dont la date attendue est déjà passée : aucune date ne leur est donnée. " + _BY_HABIT_FR),
    ),
}  # fmt: skip

"""Every reason lettering gives, for and against. What it shares with the matching of receipts has the same code and words."""

from __future__ import annotations

from encours.kernel.wording import Text
from encours.receivables.matching.contract import EvidenceKind
from encours.receivables.matching.reasons import BEFORE_ISSUE, DISPUTED, EXACT_SUM, IN_ORDER, OLDEST_SUM, OTHER_NAMED, SEVERAL, UNDONE

__all__ = ["BEFORE_ISSUE", "DISPUTED", "EXACT_SUM", "IN_ORDER", "KINDS", "OLDEST_SUM", "OTHER_NAMED", "SEVERAL", "UNDONE"]


def _kind(code: str, en: str, fr: str) -> EvidenceKind:
    return EvidenceKind(code, Text(en=en, fr=fr))


SHARED_NUMBER = _kind("shared_number", "The lines have the number {number} in common.", "Les lignes portent toutes le numéro {number}.")
ONLY_PAIR = _kind(
    "only_pair", "One debit and one credit of {amount} are open on the account.", "Un seul débit et un seul crédit de {amount} sont ouverts sur le compte."
)  # fmt: skip
EQUAL_LINES = _kind(
    "equal_lines", "The account has as many debits as credits of {amount} ({count}).", "Le compte porte autant de débits que de crédits de {amount} ({count})."
)  # fmt: skip
BALANCED = _kind(
    "balanced", "With these {count} lines the account comes back to zero on {day}.", "Avec ces {count} lignes, le compte revient à zéro le {day}."
)  # fmt: skip
ONLY_SUM = _kind(
    "only_line_sum", "Of all sums of the lines then open, only this one makes {amount}.", "De toutes les sommes des lignes alors ouvertes, seule celle-ci fait {amount}."
)  # fmt: skip
IN_A_ROW = _kind("in_a_row", "The {count} lines follow one another.", "Les {count} lignes se suivent.")
CREDIT_NOTES = _kind("credit_notes", "Credit notes of the account take part.", "Des avoirs du compte entrent dans le calcul.")
INSTALMENTS = _kind("instalments", "{count} payments settle one document.", "{count} règlements soldent une seule pièce.")

EQUAL_LEFT = _kind(
    "equal_left", "An equal line stays open: which of them is settled is a choice, the oldest first.",
    "Une ligne de même montant reste ouverte : laquelle est soldée relève d'un choix, la plus ancienne d'abord.",
)  # fmt: skip
NOT_PAIRED = _kind(
    "equal_unpaired", "The account has {debits} debits and {credits} credits of this amount.", "Le compte porte {debits} débits et {credits} crédits de ce montant."
)  # fmt: skip
BY_CHANCE = _kind(
    "by_chance", "Among so many lines, or such round amounts, the sum may come about by chance.",
    "Parmi tant de lignes, ou des montants aussi ronds, cette somme peut être fortuite.",
)  # fmt: skip
NOT_ALL_TRIED = _kind(
    "not_all_tried", "Not every sum was tried: there may be other answers.", "Toutes les sommes n'ont pas été essayées : d'autres réponses sont possibles."
)  # fmt: skip
MIXED_SIDES = _kind(
    "mixed_sides", "Several debits and several credits: they may belong to several groups.", "Plusieurs débits et plusieurs crédits : ils peuvent former plusieurs groupes."
)  # fmt: skip
AFTER_SUGGESTIONS = _kind(
    "after_suggestions", "It holds if the other suggestions of the account do.", "Elle ne vaut que si les autres propositions du compte sont justes."
)  # fmt: skip
KINDS: dict[str, EvidenceKind] = {kind.code: kind for kind in list(globals().values()) if isinstance(kind, EvidenceKind)}
"""Every kind by its code, to word evidence that was kept."""

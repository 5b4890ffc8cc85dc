"""An accounting entry: at least two lines that balance in the company's currency. It is never changed, only reversed.

Source: plan comptable général, art. 1031-1 (double entry) and 1031-3 (validation forbids change) (read 2026-11-22).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text


@dataclass(frozen=True, slots=True)
class Line:
    """One line. Amounts are minor units, debit positive; `original_*` is the currency its open item is settled in, where another."""

    account: str
    effective_on: date
    functional_minor: int
    customer: str = ""
    label: str = ""
    original_minor: int | None = None
    original_currency: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """Lines recorded together from one document. `reverses` is the id of the entry that this one undoes."""

    id: str
    journal: str
    posted_on: date
    lines: tuple[Line, ...]
    document_ref: str = ""
    label: str = ""
    reverses: str = ""


class EntryTooShort(Refusal):
    code = "entry_too_short"
    message = Text(en="Entry {entry} has {lines} line(s).", fr="L'écriture {entry} compte {lines} ligne(s).")
    repair = Text(en="An entry needs at least two lines.", fr="Une écriture compte au moins deux lignes.")


class EntryUnbalanced(Refusal):
    code = "entry_unbalanced"
    message = Text(
        en="Entry {entry} does not balance: debits exceed credits by {difference_minor} minor units.",
        fr="L'écriture {entry} n'est pas équilibrée : les débits dépassent les crédits de {difference_minor} (en plus petite unité monétaire).",
    )
    repair = Text(en="Correct the amounts, or add the missing line.", fr="Corrigez les montants ou ajoutez la ligne manquante.")


class LineHalfForeign(Refusal):
    code = "line_half_foreign"
    message = Text(
        en="Line {line} of entry {entry} has a foreign amount without its currency, or a currency without its amount.",
        fr="La ligne {line} de l'écriture {entry} porte un montant en devise sans la devise, ou une devise sans montant.",
    )
    repair = Text(en="Give both, or neither.", fr="Indiquez les deux, ou aucun des deux.")


def validate(entry: Entry) -> None:
    """Refuse an entry that may not be posted: fewer than two lines, unbalanced, or a line with half a foreign amount.

    >>> day = date(2026, 1, 31)
    >>> validate(Entry("e1", "VE", day, (Line("411", day, 12000), Line("70", day, -10000), Line("44571", day, -2000))))
    """
    if len(entry.lines) < 2:
        raise EntryTooShort(entry=entry.id, lines=len(entry.lines))
    for number, line in enumerate(entry.lines, 1):
        if (line.original_minor is None) != (not line.original_currency):
            raise LineHalfForeign(entry=entry.id, line=number)
    difference = sum(line.functional_minor for line in entry.lines)
    if difference:
        raise EntryUnbalanced(entry=entry.id, difference_minor=difference)


def reversal(entry: Entry, *, id: str, on: date, label: str) -> Entry:
    """The entry that undoes `entry` on the day `on`: the same lines, debits turned into credits.

    Does not check that `entry` was not reversed before: only the books know.
    """
    undone = tuple(
        replace(
            line,
            effective_on=on,
            functional_minor=-line.functional_minor,
            original_minor=None if line.original_minor is None else -line.original_minor,
        )
        for line in entry.lines
    )
    return replace(entry, id=id, posted_on=on, lines=undone, label=label, reverses=entry.id)

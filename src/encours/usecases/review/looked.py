"""What a person types: an amount in any usual writing, a sum, a search."""

from __future__ import annotations

import re

from encours.kernel.amounts import NotAnAmount, decimal_marks, read_minor
from encours.kernel.currency import decimals
from encours.kernel.normal import name_key, reference_key
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.store.load.candidates import Search

_TERM = re.compile(r"([+-]?)([^+-]+)")


class AmountUnreadable(Refusal):
    code = "amount_unreadable"
    message = Text(en="“{value}” is no amount.", fr="« {value} » n'est pas un montant.")
    repair = Text(
        en="Write it as 1234.56 or 1 234,56, or as a sum: =1000-40.", fr="Écrivez-le 1234,56, 1 234,56 ou comme une somme : =1000-40."
    )


class AmountAmbiguous(Refusal):
    code = "amount_ambiguous"
    message = Text(en="“{value}” may be read in two ways.", fr="« {value} » peut se lire de deux façons.")
    repair = Text(en="Write it with its cents: 1234.00.", fr="Écrivez-le avec ses centimes : 1234,00.")


def read_amount(text: str, currency: str) -> int:
    """The minor units of an amount or of a sum that starts with `=`. Raises AmountUnreadable, AmountAmbiguous.

    >>> read_amount("4 000,00", "EUR"), read_amount("=10000-4000", "EUR"), read_amount("-12.5", "EUR")
    (400000, 600000, -1250)
    """
    body = text.strip()
    if not body.startswith("="):
        return _amount(body, currency)
    terms = _TERM.findall(body[1:].replace("\u2212", "-"))
    if not terms or len(terms) > 50 or "".join(sign + term for sign, term in terms) != body[1:].replace("\u2212", "-"):
        raise AmountUnreadable(value=text[:40])
    return sum((-1 if sign == "-" else 1) * _amount(term, currency) for sign, term in terms)


def _amount(text: str, currency: str) -> int:
    if len({read_minor(text, mark=mark, digits=3) for mark in decimal_marks(text)}) > 1:
        raise AmountAmbiguous(value=text[:40])  # 1,234 may be a thousand, or one and a slip of the finger
    readings = readings_of(text, currency)
    if not readings:
        raise AmountUnreadable(value=text[:40])
    return readings[0]


def readings_of(text: str, currency: str) -> tuple[int, ...]:
    """Every amount that a text may mean in a currency; none where it is no amount.

    >>> readings_of("1,234.50", "EUR"), readings_of("1,234", "EUR"), readings_of("FA-12", "EUR")
    ((123450,), (123400,), ())
    """
    found = set()
    for mark in decimal_marks(text):
        try:
            found.add(read_minor(text, mark=mark, digits=decimals(currency)))
        except NotAnAmount:
            continue
    return tuple(sorted(found))


def search_of(text: str, currency: str) -> Search:
    """A search by what people type: an amount, a number, a name."""
    told = text.replace("\0", "").strip()[:200]
    number = reference_key(told)
    return Search(told, readings_of(told, currency), name_key(told), number if len(number) >= 2 else "")

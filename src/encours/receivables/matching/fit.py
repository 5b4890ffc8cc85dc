"""One way that items settle against money, and what banks take on the way."""

from __future__ import annotations

from typing import NamedTuple

from encours.receivables.matching.answer import Part
from encours.receivables.matching.contract import Evidence, Receipt
from encours.receivables.matching.policy import Tolerance

# Banks charge whole and half units; a sum of cents is something else.
_FEE_STEP = 50
_USUAL_STEP = 500
_SEPA = frozenset(
    "AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS SE SI SK SM VA".split()
)


class Fit(NamedTuple):
    """One way the items settle against the money; `money` names it in a rule."""

    money: str
    parts: tuple[Part, ...]
    evidence: tuple[Evidence, ...]
    counter_evidence: tuple[Evidence, ...] = ()


def is_fee(receipt: Receipt, minor: int, allowed: Tolerance) -> bool:
    """Whether banks take such a sum: a round one, within what is allowed, no more than a third of the payment."""
    return 0 < minor <= allowed.allowance(receipt.amount_minor) and minor % _FEE_STEP == 0 and minor * 3 <= receipt.amount_minor


def is_usual(minor: int) -> bool:
    """Whether a fee is of the kind that most banks charge: whole fives.

    >>> is_usual(1500), is_usual(1250), is_usual(800)
    (True, False, False)
    """
    return minor % _USUAL_STEP == 0


def fee_name(receipt: Receipt, minor: int) -> str:
    """A fee in a rule's name: `_odd` for a sum that few banks charge, `_heavy` for more than a fifth of the payment, `_abroad` where it is common."""
    odd, heavy = "" if is_usual(minor) else "_odd", "_heavy" if minor * 5 > receipt.amount_minor else ""
    return f"fee{odd}{heavy}" + ("_abroad" if is_from_abroad(receipt) else "")


def is_from_abroad(receipt: Receipt) -> bool:
    """Whether the money came from where banks take a fee on the way: another currency, or an account outside SEPA."""
    iban = receipt.counterparty_iban[:2].upper()
    return receipt.currency != "EUR" or (bool(iban) and iban not in _SEPA)


def mistyped(expected: int, paid: int) -> bool:
    """Whether one sum is the other with two neighbouring digits swapped.

    >>> mistyped(409747, 407947), mistyped(17683, 16783), mistyped(17683, 17183)
    (True, True, False)
    """
    left, right = str(expected), str(paid)
    if len(left) != len(right):
        return False
    places = [n for n, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
    if len(places) != 2 or places[1] != places[0] + 1:
        return False
    return left[places[0]] == right[places[1]] and left[places[1]] == right[places[0]]

"""What a person decided about a receipt, as the parts it is recorded in: amounts of items, and the difference named.

Nothing is guessed: an amount that does not fit is refused with the amount that would.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from encours.kernel.money import Money
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.receivables.matching.answer import document
from encours.receivables.matching.contract import Application, ApplicationKind, OpenItem

DifferenceKind = Literal["cash_discount", "bank_fee", "rounding", "currency", "penalty", "short_payment"]
DIFFERENCES: tuple[DifferenceKind, ...] = get_args(DifferenceKind)
SHORT: frozenset[str] = frozenset({"cash_discount", "bank_fee", "rounding", "currency", "short_payment"})
"""Differences that explain money below what is settled."""
OVER: frozenset[str] = frozenset({"rounding", "currency", "penalty"})
"""Differences that explain money above it."""


class NothingChosen(Refusal):
    code = "nothing_chosen"
    message = Text(en="No item was chosen.", fr="Aucune pièce n'a été choisie.")
    repair = Text(
        en="Choose at least one, or record the money for the customer alone.",
        fr="Choisissez-en au moins une, ou affectez la somme au client seulement.",
    )


class ItemNotOpen(Refusal):
    code = "item_not_open"
    message = Text(
        en="Nothing of {document} is open any more, or it is not an item of this company.",
        fr="{document} n'a plus rien d'ouvert, ou n'est pas une pièce de cette société.",
    )
    repair = Text(
        en="Look at the line again: somebody may have settled it meanwhile.",
        fr="Rouvrez la ligne : quelqu'un l'a peut-être soldée entre-temps.",
    )


class AmountTooLarge(Refusal):
    code = "amount_above_open"
    message = Text(
        en="{amount} of {document} cannot be settled: {open} of it is open.",
        fr="{amount} ne peuvent être imputés sur {document} : il en reste {open}.",
    )
    repair = Text(en="Settle {open} at most.", fr="Imputez au plus {open}.")


class MoneyExceeded(Refusal):
    code = "money_exceeded"
    message = Text(
        en="The parts use {used}, but the payment is {amount}.", fr="Les imputations font {used}, mais le règlement est de {amount}."
    )
    repair = Text(
        en="Lower an amount, or say what the missing {missing} are: discount, bank fee, rounding or deduction.",
        fr="Réduisez un montant, ou dites ce que sont les {missing} manquants : escompte, frais bancaires, arrondi ou retenue.",
    )


class MoneySpent(Refusal):
    code = "money_spent"
    message = Text(en="Nothing of the payment is left for {document}.", fr="Il ne reste rien du règlement pour {document}.")
    repair = Text(en="Leave it out, or say what the missing amount is.", fr="Retirez-la, ou dites ce qu'est le montant manquant.")


class DifferenceNotThere(Refusal):
    code = "difference_not_there"
    message = Text(
        en="The payment is {amount} and the items are {expected}: there is no such difference to explain.",
        fr="Le règlement est de {amount} et les pièces de {expected} : il n'y a pas d'écart de cette nature.",
    )
    repair = Text(
        en="Discounts, fees and deductions explain money that lacks; a penalty explains money that is above; rounding explains both.",
        fr="Escompte, frais et retenue expliquent un manque ; une pénalité explique un excédent ; l'arrondi explique l'un et l'autre.",
    )


class CurrencyDiffers(Refusal):
    code = "item_in_another_currency"
    message = Text(en="{document} is in {currency}, the payment is not.", fr="{document} est en {currency}, le règlement ne l'est pas.")
    repair = Text(en="Say what of the payment is meant for it.", fr="Indiquez la part du règlement qui lui revient.")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person chose: an item and how much of it, with the item's sign. None takes what is open, as far as the money goes.

    `paid_minor` is the money meant for it where the item is in another currency.
    """

    item: str
    amount_minor: int | None = None
    kind: ApplicationKind = "payment"
    paid_minor: int | None = None


def used_minor(parts: Iterable[Application]) -> int:
    """The money that parts use: payments, penalties and what is taken as a gain, less credit notes.

    >>> used_minor([Application("a", 100), Application("b", -30, "credit_note"), Application("a", 5, "bank_fee"), Application("a", -1, "rounding")])
    71
    """
    used = 0
    for part in parts:
        if part.kind in ("payment", "credit_note", "penalty"):
            used += part.amount_minor if part.paid_minor is None else part.paid_minor
        elif part.kind != "short_payment" and part.amount_minor < 0:
            used -= part.amount_minor
    return used


def settled_minor(parts: Iterable[Application], *, withheld: bool = False) -> dict[str, int]:
    """By how much each item's open amount falls; with `withheld`, what is claimed of it and not settled counts too.

    >>> settled_minor([Application("a", 90), Application("a", 10, "bank_fee"), Application("a", 4, "penalty")])
    {'a': 100}
    """
    settled: dict[str, int] = {}
    for part in parts:
        if part.kind == "penalty" or (part.kind == "short_payment" and not withheld) or (part.kind in OVER and part.amount_minor < 0):
            continue
        settled[part.item] = settled.get(part.item, 0) + part.amount_minor
    return settled


def parts_by_hand(
    money: Money, wishes: Sequence[Wish], items: Mapping[str, OpenItem], difference: DifferenceKind | None = None
) -> tuple[Application, ...]:
    """The parts in which a receipt is recorded. `difference` says what the whole difference is: every item is then settled in full.

    Without it the money goes to the items in their order, as far as it reaches; what is left of it stays on account.
    Raises NothingChosen, ItemNotOpen, AmountTooLarge, MoneyExceeded, MoneySpent, DifferenceNotThere, CurrencyDiffers.

    >>> from datetime import date
    >>> item = OpenItem("a", "c", "EUR", 10000, date(2026, 1, 1))
    >>> parts_by_hand(Money(9000, "EUR"), [Wish("a")], {"a": item}, "bank_fee")
    (Application(item='a', amount_minor=9000, kind='payment', paid_minor=None), Application(item='a', amount_minor=1000, kind='bank_fee', paid_minor=None))
    """
    if not wishes:
        raise NothingChosen
    for wish in wishes:
        if wish.item not in items:
            raise ItemNotOpen(document=wish.item.lstrip("0"))
        if items[wish.item].currency != money.currency and wish.paid_minor is None:
            raise CurrencyDiffers(document=document(items[wish.item]), currency=items[wish.item].currency)
    parts = _wished(money, wishes, items, to_the_full=difference is not None)
    if difference is not None:
        parts = _explained(money, parts, items, difference)
    found = tuple(part for part in parts if part.amount_minor)
    check_parts(money, found, items)
    return found


def check_parts(money: Money, parts: Sequence[Application], items: Mapping[str, OpenItem]) -> None:
    """Refuse parts that settle more than is open, or use more money than there is. Raises NothingChosen, ItemNotOpen, AmountTooLarge, MoneyExceeded."""
    if not parts:
        raise NothingChosen
    for part in parts:
        if part.item not in items or not items[part.item].open_minor:
            raise ItemNotOpen(document=document(items[part.item]) if part.item in items else part.item.lstrip("0"))
    for key, settled in settled_minor(parts, withheld=True).items():
        item = items[key]
        if abs(settled) > abs(item.open_minor) or (settled < 0) != (item.open_minor < 0):
            raise AmountTooLarge(amount=Money(settled, item.currency), document=document(item), open=Money(item.open_minor, item.currency))
    used = used_minor(parts)
    if used > money.minor:
        raise MoneyExceeded(used=Money(used, money.currency), amount=money, missing=Money(used - money.minor, money.currency))


def _wished(money: Money, wishes: Sequence[Wish], items: Mapping[str, OpenItem], *, to_the_full: bool) -> list[Application]:
    """The wishes with their amounts. Credit notes make room first, named amounts come next, the rest of the money goes in order."""
    stated = [_stated(wish, items[wish.item]) for wish in wishes]
    room = money.minor - used_minor(part for part in stated if part is not None)
    parts = []
    for wish, part in zip(wishes, stated, strict=True):
        if part is None:
            item = items[wish.item]
            amount = item.open_minor if to_the_full else min(item.open_minor, room)
            if amount <= 0:
                raise MoneySpent(document=document(item))
            room -= amount
            part = Application(wish.item, amount)
        parts.append(part)
    return parts


def _stated(wish: Wish, item: OpenItem) -> Application | None:
    """The part of a wish whose amount does not depend on the money; None where it does."""
    kind: ApplicationKind = "credit_note" if item.open_minor < 0 and wish.kind == "payment" else wish.kind
    amount = (
        wish.amount_minor
        if wish.amount_minor is not None
        else item.open_minor
        if kind != "payment" or wish.paid_minor is not None
        else None
    )
    return None if amount is None else Application(wish.item, amount, kind, wish.paid_minor)


def _explained(money: Money, parts: list[Application], items: Mapping[str, OpenItem], difference: DifferenceKind) -> list[Application]:
    expected = used_minor(parts)
    lacking = expected - money.minor
    if lacking == 0 or difference not in (SHORT if lacking > 0 else OVER):
        raise DifferenceNotThere(amount=money, expected=Money(expected, money.currency))
    paid = [place for place, part in enumerate(parts) if part.kind == "payment" and part.amount_minor > 0 and part.paid_minor is None]
    if not paid:
        raise DifferenceNotThere(amount=money, expected=Money(expected, money.currency))
    if lacking < 0:
        return [*parts, Application(parts[paid[-1]].item, -lacking if difference == "penalty" else lacking, difference)]
    explained = list(parts)
    extra = []
    for place in reversed(paid):
        taken = min(lacking, parts[place].amount_minor)
        if taken:
            explained[place] = replace(parts[place], amount_minor=parts[place].amount_minor - taken)
            extra.append(Application(parts[place].item, taken, difference))
            lacking -= taken
    return [*explained, *reversed(extra)]

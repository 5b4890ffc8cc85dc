"""What a person chose, as they type it: `FA-0881`, `FA-0881=4000,00`, `#123=-200` (an item by its number here)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from encours.kernel.normal import reference_key
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.receivables.matching.by_hand import Wish
from encours.store.load.candidates import Candidate, Search, load_candidates, load_items
from encours.store.load.companies import Company
from encours.store.tenant import Scope, tenant
from encours.usecases.known import ItemUnknown
from encours.usecases.review.looked import read_amount


class ItemAmbiguous(Refusal):
    code = "item_ambiguous"
    message = Text(en="Several open items are called “{item}”: {found}.", fr="Plusieurs pièces ouvertes s'appellent « {item} » : {found}.")
    repair = Text(en="Name one by its number here, as {example}.", fr="Désignez-la par son numéro ici, comme {example}.")


def wishes_of(company: Company, actor: str, texts: Sequence[str]) -> tuple[Wish, ...]:
    """The items and amounts that somebody typed. Raises ItemUnknown, ItemAmbiguous, AmountUnreadable, AmountAmbiguous."""
    scope = Scope(company.organization_id, company.id, actor)
    wishes = []
    with tenant(scope.organization_id) as cursor:
        for text in texts:
            name, _, amount = text.strip().partition("=")
            item = _item(cursor, scope, name.strip())
            wishes.append(Wish(str(item.item_id), read_amount(amount, item.currency) if amount.strip() else None))
    return tuple(wishes)


def _item(cursor: Any, scope: Scope, name: str) -> Candidate:
    if name.startswith("#") and name[1:].isdecimal() and len(name) < 19:
        found = load_items(cursor, scope, {int(name[1:])}).get(int(name[1:]))
        if found is None:
            raise ItemUnknown(item=name)
        return found
    number = reference_key(name)
    if not number:
        raise ItemUnknown(item=name)
    listed = load_candidates(cursor, scope, customers=(), search=Search(name, (), "", number))
    same = [one for one in listed if reference_key(one.document_ref) == number] or listed
    if not same:
        raise ItemUnknown(item=name)
    if len(same) > 1:
        raise ItemAmbiguous(item=name, found=", ".join(f"{one.document_ref} (#{one.item_id}, {one.customer_code})" for one in same[:5]), example=f"#{same[0].item_id}")
    return same[0]


def shares_of(texts: Sequence[str], currency: str) -> list[tuple[str, int]]:
    """Money left to customers, as somebody typed it: `BETON=300,00`. Raises AmountUnreadable, AmountAmbiguous.

    >>> shares_of(["BETON=300,00"], "EUR")
    [('BETON', 30000)]
    """
    return [(code.strip(), read_amount(amount, currency)) for code, _, amount in (text.rpartition("=") for text in texts)]

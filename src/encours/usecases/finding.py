"""Finding anything by what people type: a name, the number of a document, an amount, the end of an IBAN, who paid."""

from __future__ import annotations

import re
from dataclasses import dataclass

from encours.kernel.normal import name_key, reference_key
from encours.store.load.companies import Company
from encours.store.load.finding import (
    CustomerHit,
    ItemHit,
    LineHit,
    customers_named,
    customers_with_iban,
    documents_numbered,
    items_of_amount,
    lines_from,
    lines_of_amount,
)
from encours.store.tenant import Scope, tenant
from encours.usecases.review.looked import readings_of

__all__ = ["CustomerHit", "Finds", "ItemHit", "LineHit", "find"]

_AMOUNT = re.compile(r"[-−+(]?\d[\d\s.,'’]*[)\-]?\s*(€|EUR)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finds:
    """What was found, by kind, a few of each; `amounts` are the minor units that the text may mean."""

    customers: tuple[CustomerHit, ...] = ()
    documents: tuple[ItemHit, ...] = ()
    of_amount: tuple[ItemHit, ...] = ()
    lines: tuple[LineHit, ...] = ()
    amounts: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.customers) + len(self.documents) + len(self.of_amount) + len(self.lines)


def find(company: Company, scope: Scope, text: str, *, limit: int = 8) -> Finds:
    """Search the company for what was typed: at most `limit` of each kind, through indexes, in at most eight queries whatever its size.

    Nothing under two letters or digits: a list of everything is what the pages are for.
    """
    told = text.replace("\0", "").strip()[:200]
    words, number = name_key(told).split(" ")[:6], reference_key(told)
    if len(number) < 2:
        return Finds()
    amounts = amounts_of(told, company.currency)
    with tenant(scope.organization_id) as cursor:
        customers = customers_named(cursor, scope, words, limit)
        if len(number) >= 4 and any(sign.isdigit() for sign in number) and len(customers) < limit:
            known = {one.id for one in customers}
            customers += [one for one in customers_with_iban(cursor, scope, number, limit) if one.id not in known]
        return Finds(
            tuple(customers[:limit]),
            tuple(documents_numbered(cursor, scope, number, words[0] if len(words) > 1 else "", words[-1], limit)) if len(number) >= 3 and any(sign.isdigit() for sign in number) else (),
            tuple(items_of_amount(cursor, scope, amounts, limit)) if amounts else (),
            tuple(lines_of_amount(cursor, scope, amounts, limit) if amounts else lines_from(cursor, scope, told.upper(), limit)),
            amounts,
        )


def amounts_of(text: str, currency: str) -> tuple[int, ...]:
    """Every amount in minor units that a text may mean, without sign; none where it is no amount.

    >>> amounts_of("1 234,56", "EUR"), amounts_of("12 200 €", "EUR"), amounts_of("FA-12", "EUR"), amounts_of("0", "EUR")
    ((123456,), (1220000,), (), ())
    """
    if not _AMOUNT.fullmatch(text):
        return ()
    bare = re.sub(r"\s*(€|EUR)$", "", text, flags=re.IGNORECASE)
    return tuple(sorted({abs(minor) for minor in readings_of(bare, currency)} - {0}))

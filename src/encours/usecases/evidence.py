"""Reasons of matching as they are kept and as they are read: codes and values in the database, sentences with names on the screen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from encours.kernel.money import Money
from encours.kernel.wording import Text
from encours.receivables.matching import reasons
from encours.receivables.matching.contract import Evidence, EvidenceKind
from encours.store.load.bank_lines import load_names
from encours.store.tenant import Scope

Reason = Evidence | Mapping[str, Any]
"""A fresh reason, or one kept by its code and values."""


def evidence_json(evidence: Iterable[Evidence]) -> tuple[dict[str, object], ...]:
    """Evidence as it is kept with a match: codes and values, worded when it is shown."""
    return tuple({"code": one.code, "values": {name: _kept(value) for name, value in one.values.items()}} for one in evidence)


def _kept(value: object) -> object:
    if isinstance(value, Money):
        return {"minor": value.minor, "currency": value.currency}
    if isinstance(value, Text):
        return {"en": value.en, "fr": value.fr}
    return value.isoformat() if isinstance(value, date) else str(value)


_ID = re.compile(r"\b\d{19}\b")
"""How matching writes a customer or a line in a reason."""
_OF_LINES = frozenset({"by", "other"})
"""The values of a reason that name a bank line."""
_KINDS: dict[str, EvidenceKind] = {kind.code: kind for kind in vars(reasons).values() if isinstance(kind, EvidenceKind)}


class Wording:
    """Words reasons with the names of the customers and bank lines that they speak of."""

    def __init__(self, customers: Mapping[str, str], lines: Mapping[str, str]) -> None:
        self.customers = customers
        self.lines = lines

    @classmethod
    def load(cls, cursor: Any, scope: Scope, reasons: Iterable[Reason], customers: Iterable[str] = ()) -> Wording:
        """With the names that `reasons` need; `customers` are ids, as matching writes them, of others whose names are wanted."""
        of_lines: set[int] = set()
        of_customers = {int(key) for key in customers}
        for is_line, token in _ids(reasons):
            (of_lines if is_line else of_customers).add(int(token))
        return cls(*load_names(cursor, scope, customers=of_customers, lines=of_lines))

    def say(self, reason: Reason) -> Text:
        """The reason as a sentence."""
        if isinstance(reason, Evidence):
            text, values = reason.kind.text, dict(reason.values)
        else:
            kind = _KINDS.get(str(reason.get("code")))
            text = kind.text if kind else Text(en=str(reason.get("code")), fr=str(reason.get("code")))  # recorded by another version
            values = dict(reason.get("values", {}))
        shown = {name: _shown(value, self.lines if name in _OF_LINES else self.customers) for name, value in values.items()}
        return Text(en=text.say("en", **shown), fr=text.say("fr", **shown))


def _ids(reasons: Iterable[Reason]) -> Iterator[tuple[bool, str]]:
    """The ids that reasons name, each with whether it is a line's."""
    for reason in reasons:
        values = reason.values if isinstance(reason, Evidence) else reason.get("values", {})
        for name, value in values.items():
            for token in _ID.findall(value) if isinstance(value, str) else ():
                yield name in _OF_LINES, token


def _shown(value: object, names: Mapping[str, str]) -> object:
    if isinstance(value, Mapping):
        if value.keys() == {"minor", "currency"}:
            return Money(value["minor"], value["currency"])
        if value.keys() == {"en", "fr"}:
            return Text(en=value["en"], fr=value["fr"])
    return _ID.sub(lambda found: names.get(found[0], found[0].lstrip("0")), value) if isinstance(value, str) else value

"""Reasons of matching as they are kept with what they led to: codes and values, worded when they are shown (`reason_words`)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from encours.kernel.money import Money
from encours.kernel.wording import Text
from encours.receivables.matching.contract import Evidence


def evidence_json(evidence: Iterable[Evidence]) -> tuple[dict[str, object], ...]:
    """Evidence as it is kept with a match: codes and values, worded when it is shown."""
    return tuple({"code": one.code, "values": {name: _kept(value) for name, value in one.values.items()}} for one in evidence)


def _kept(value: object) -> object:
    if isinstance(value, Money):
        return {"minor": value.minor, "currency": value.currency}
    if isinstance(value, Text):
        return {"en": value.en, "fr": value.fr}
    return value.isoformat() if isinstance(value, date) else str(value)

"""What an indicator is: a definition people can read and one pure function over the same aggregates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from encours.kernel.wording import Text
from encours.receivables.indicators.inputs import Inputs

Unit = Literal["days", "percent", "ratio", "table"]
Rows = tuple[Mapping[str, object], ...]
"""A structured result: rows with stable keys whose values are str, int, Decimal, date or None."""


@dataclass(frozen=True, slots=True)
class Value:
    """A result, rounded once to two decimals. `variants` are the same idea computed another way, by stable name; `note` says what to know when reading it."""

    value: Decimal | Rows
    unit: Unit
    note: Text | None = None
    variants: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Missing:
    """No result: `what` names what would be needed."""

    what: Text


@dataclass(frozen=True, slots=True)
class Indicator:
    """A key figure. `definition` says what it tells, `formula` how it is computed, `example` one worked case, `variants` what each variant is."""

    code: str
    name: Text
    unit: Unit
    definition: Text
    formula: Text
    source: str
    example: Text
    compute: Callable[[Inputs], Value | Missing]
    variants: Mapping[str, Text] = field(default_factory=dict)

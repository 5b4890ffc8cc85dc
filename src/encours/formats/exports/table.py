"""A report as one value, which the terminal, CSV, Excel, HTML and PDF writers all show.

Since every surface draws the same `Table`, the surfaces agree to the cent (R63).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from encours.kernel.wording import Text

Kind = Literal["text", "amount", "date", "count", "percent", "days"]
"""`amount`: int minor units in the row's currency; `date`: date; `count`: int; `percent` and `days`: Decimal; `text`: str. None is an empty cell."""

Cell = str | int | date | object | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: a stable `key`, its heading, what its cells hold. `late` marks amounts that are past due (coloured); `total` that the column is summed."""

    key: str
    heading: Text
    kind: Kind = "text"
    late: bool = False
    total: bool = False
    width: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table of one currency. `totals` has one cell per column (None where nothing is summed) and is checked against the rows by the writers that use formulas.

    `notes` say what the figures rest on (day, day of knowledge, assumed due dates, exclusions): they are part of every surface.
    """

    code: str
    title: Text
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]
    currency: str
    totals: tuple[Cell, ...] | None = None
    subtitle: Text | None = None
    notes: tuple[Text, ...] = field(default=())
    chart: Literal["none", "aging"] = "none"

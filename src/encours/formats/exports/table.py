"""A report as one value, which the terminal, CSV, Excel, HTML and PDF writers all show.

Since every surface draws the same `Table`, the surfaces agree to the cent (R63).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from encours.kernel.wording import Text

Kind = Literal["text", "amount", "date", "count", "percent", "days"]
"""What a column's cells hold.

`amount`: int minor units in the table's currency; `date`: date; `count`: int; `percent`: Decimal, 24.3 for 24.3 %;
`days`: Decimal or int; `text`: str, or a `Text` in the reader's language. None is an empty cell.
"""

Cell = str | int | date | Decimal | Text | object | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: a stable `key`, its heading, what its cells hold.

    `late` marks amounts that are past due (coloured); `total` that the column is summed; `width` is in characters.
    """

    key: str
    heading: Text
    kind: Kind = "text"
    late: bool = False
    total: bool = False
    width: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table of one currency.

    `totals` has one cell per column (None where nothing is summed); where it is not given, the columns marked `total` are
    summed. Writers check it against the rows. `group` is the key of a column: rows that follow each other with the same
    cell there are shown under a sub-heading with their subtotal where people read (terminal, HTML, PDF), and stay flat
    where programs do (CSV, Excel). `notes` say what the figures rest on (day, day of knowledge, assumed due dates,
    exclusions): they are part of every surface. `chart="aging"` draws the late columns and the amount column just
    before the first of them, which holds what is not due.
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
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """A word used in a report, and what it means there."""

    term: Text
    meaning: Text


@dataclass(frozen=True, slots=True)
class Report:
    """Several tables about one company on one day.

    `as_of` is the day the figures describe; `known_at` the instant of knowledge, in the company's time zone (None: all
    that is known). It is written as it is given.
    """

    title: Text
    company: str
    as_of: date
    sections: tuple[Table, ...]
    known_at: datetime | None = None
    definitions: tuple[Definition, ...] = ()
    summary: tuple[Text, ...] = ()
    """Sentences that come first, for the reader who reads nothing else."""

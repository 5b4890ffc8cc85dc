"""What is computed from a table's rows before it is shown: totals, groups, the parts of an ageing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from encours.formats.exports.table import Cell, Column, Table
from encours.kernel.wording import Text


def total_of(columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]]) -> tuple[Cell, ...]:
    """One cell per column: the sum where the column is marked `total`, None elsewhere. An empty cell adds nothing."""
    summed = [index for index, column in enumerate(columns) if column.total]
    sums = dict.fromkeys(summed, 0)
    for row in rows:
        for index in summed:
            cell = row[index]
            if isinstance(cell, int):
                sums[index] += cell
    return tuple(sums.get(index) for index in range(len(columns)))


def totals_of(table: Table) -> tuple[Cell, ...] | None:
    """The totals to show, or None where no column is summed.

    Raises ValueError where totals were given that the rows do not add up to: a report that contradicts itself is a defect.
    """
    computed = total_of(table.columns, table.rows)
    if table.totals is None:
        return computed if any(column.total for column in table.columns) else None
    check_totals(table, computed)
    return table.totals


def check_totals(table: Table, computed: Sequence[Cell]) -> None:
    """Raise ValueError where the table's own totals differ from those computed from its rows."""
    if table.totals is None:
        return
    for column, given, summed in zip(table.columns, table.totals, computed, strict=True):
        if column.total and given != summed:
            raise ValueError(f"{table.code}.{column.key}: the total is {given}, the rows add up to {summed}")


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that share a sub-heading, with their subtotals. `heading` is None where the table is not grouped."""

    heading: Cell
    rows: tuple[tuple[Cell, ...], ...]
    subtotals: tuple[Cell, ...] | None


@dataclass(frozen=True, slots=True)
class Grouped:
    """A table as people read it: the columns without the grouping one, the groups, the totals."""

    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    totals: tuple[Cell, ...] | None


def grouped(table: Table) -> Grouped:
    """The table cut into groups; a single group without heading where it has no grouping column."""
    totals = totals_of(table)
    if table.group is None:
        return Grouped(table.columns, (Group(None, tuple(table.rows), None),), totals)
    at = next(index for index, column in enumerate(table.columns) if column.key == table.group)
    columns = (*table.columns[:at], *table.columns[at + 1 :])
    summed = any(column.total for column in columns)

    def groups() -> Iterator[Group]:
        for heading, members in groupby(table.rows, key=lambda row: row[at]):
            rows = tuple((*row[:at], *row[at + 1 :]) for row in members)
            yield Group(heading, rows, total_of(columns, rows) if summed else None)

    return Grouped(columns, tuple(groups()), totals and (*totals[:at], *totals[at + 1 :]))


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an ageing: its heading, its amount in minor units, and its place on the colour scale (0: not due)."""

    heading: Text
    amount_minor: int
    age: int


def aged_columns(table: Table) -> tuple[int, ...]:
    """The indexes of the columns that make the ageing: the late amounts, and the amount column just before the first."""
    late = [index for index, column in enumerate(table.columns) if column.late and column.kind == "amount"]
    if not late:
        return ()
    before = late[0] - 1
    return (before, *late) if before >= 0 and table.columns[before].kind == "amount" else tuple(late)


def age_of(table: Table) -> dict[int, int]:
    """The place on the ageing scale of each aged column, by index: 0 for what is not due, then 1, 2, … for the late ones."""
    late = [index for index in aged_columns(table) if table.columns[index].late]
    return {index: late.index(index) + 1 if index in late else 0 for index in aged_columns(table)}


def parts(table: Table) -> tuple[Part, ...]:
    """The parts of the ageing of the whole table, oldest last; empty where it asks for no chart or has no row."""
    totals = totals_of(table)
    if table.chart != "aging" or totals is None or not table.rows:
        return ()
    found = []
    for index, age in age_of(table).items():
        amount = totals[index]
        if isinstance(amount, int):
            found.append(Part(table.columns[index].heading, amount, age))
    return tuple(found)

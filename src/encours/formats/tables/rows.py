"""Building a row from the cells of a line, and checking what its values say together."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from encours.formats.tables import issues
from encours.formats.tables.cells import BadCell, Cell, CellRules, as_text
from encours.formats.tables.contract import InvoiceRow
from encours.formats.tables.schema import SCHEMAS, Field, Kind, Row
from encours.kernel.currency import is_currency_code
from encours.kernel.issue import IssueLog


class RowMaker:
    """Makes rows of one kind. `currency` counts the decimals where the row names none (installments, credit limits); `may_be_empty` are texts
    that the canonical table requires and this file need not have."""

    def __init__(
        self, kind: Kind, rules: CellRules, log: IssueLog, currency: str = "EUR", columns: Mapping[str, str] | None = None,
        may_be_empty: Collection[str] = (),
    ) -> None:  # fmt: skip
        self._row = SCHEMAS[kind].row
        self._fields = tuple((field, field.name, field.target) for field in SCHEMAS[kind].fields)
        self._rules = rules
        self._log = log
        self._currency = currency
        self._columns = columns or {}
        self._may_be_empty = frozenset(may_be_empty)

    def make(self, line: int, cells: Mapping[str, Cell]) -> Row | None:
        """The row of these cells (by field name), or None when a cell that matters cannot be read; every flaw is reported."""
        values: dict[str, object] = {"line": line}
        currency = self._row_currency(cells)
        sound = True
        for column, name, target in self._fields:
            cell = cells.get(name, "")
            if cell == "" or (isinstance(cell, str) and not cell.strip()):
                if name in self._may_be_empty:
                    values[target] = ""
                elif column.required:
                    self._log.add(issues.VALUE_MISSING, line=line, column=self._column(column))
                    sound = False
                continue
            try:
                values[target] = self._rules.value(cell, column, currency)
            except BadCell as bad:
                self._log.add(bad.kind, line=line, column=self._column(column), value=as_text(cell), **bad.values)
                sound = False
        if not sound:
            return None
        row = self._row(**values)  # type: ignore[arg-type]  # the schema pairs each attribute with its type
        return self._checked(row) if isinstance(row, InvoiceRow) else row

    def _row_currency(self, cells: Mapping[str, Cell]) -> str:
        written = cells.get("currency", "")
        text = as_text(written).upper().replace("€", "EUR")
        return text if is_currency_code(text) else self._currency

    def _column(self, column: Field) -> str:
        return self._columns.get(column.name, column.name)

    def _checked(self, row: InvoiceRow) -> InvoiceRow:
        add, number = self._log.add, row.number
        if row.due_on is not None and row.due_on < row.issued_on:
            add(issues.DUE_BEFORE, line=row.line, column=self._columns.get("due_on", "due_on"), value=number)
        if row.net_minor is not None and row.tax_minor is not None and row.net_minor + row.tax_minor != row.total_minor:
            add(issues.NET_AND_TAX, line=row.line, column=self._columns.get("total", "total"), value=number)
        if row.open_minor is not None and row.open_minor > row.total_minor:
            add(issues.OPEN_OVER_TOTAL, line=row.line, column=self._columns.get("open", "open"), value=number)
        if row.paid_on is not None and row.open_minor:
            add(issues.OPEN_AND_PAID, line=row.line, column=self._columns.get("paid_on", "paid_on"), value=number, paid_on=row.paid_on)
            return row._replace(paid_on=None)
        if row.paid_on is not None and row.paid_on < row.issued_on:
            add(issues.PAID_BEFORE, line=row.line, column=self._columns.get("paid_on", "paid_on"), value=number)
        return row

"""Reading anybody's table through a column mapping."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import BinaryIO

from encours.formats.tables import issues
from encours.formats.tables.cells import BadCell, Cell, CellRules, as_text, bare_amount, word_key
from encours.formats.tables.grid import open_grid
from encours.formats.tables.issues import MappingRefused
from encours.formats.tables.mapping import CREDIT, DEBIT, STATUS, STATUSES, Mapping
from encours.formats.tables.rows import RowMaker
from encours.formats.tables.schema import SCHEMAS, Kind, Row
from encours.formats.tables.sketch import header_of
from encours.kernel.issue import IssueLog
from encours.kernel.normal import name_key
from encours.kernel.wording import Text

_AMOUNT_OF: dict[Kind, str] = {"invoices": "total", "customers": "credit_limit"}
_SUBTOTALS, _TOTALS = ("SOUS TOTAL", "SUB TOTAL", "SUBTOTAL"), ("GRAND TOTAL", "TOTAL", "TOTAUX", "SUM", "SOMME")
_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")


def read_mapped(source: bytes | BinaryIO, mapping: Mapping, log: IssueLog, *, currency: str = "EUR") -> Iterator[Row]:
    """The rows of `mapping.kind` in file order; a row with an unreadable cell is reported and left out.

    A remittance's row that adds the others up comes without a reference: what the payer says the total is.
    The mapping must answer what the file leaves open: an amount column needs `decimal_mark`, a day column `date_order`.
    Raises FileRefused, MappingRefused when the mapping is not complete or names columns that the file does not have.
    """
    missing = mapping.missing()
    if missing:
        names = ", ".join(missing)
        raise MappingRefused(reason=Text(en=f"nothing fills {names}", fr=f"rien ne remplit {names}"))
    grid = open_grid(source, encoding=mapping.encoding, separator=mapping.separator, sheet=mapping.sheet)
    if grid.encoding is not None:
        grid.encoding.report(log)
    headings, rows = header_of(grid, mapping.header_line, log)
    absent = [heading for heading in mapping.columns if heading not in headings]
    if absent:
        raise MappingRefused(reason=Text(en=f"the file has no column {absent[0]}", fr=f"le fichier n’a pas de colonne {absent[0]}"))
    _report_unused(mapping, headings, log)
    return _rows(mapping, headings, rows, log, currency)


def _report_unused(mapping: Mapping, headings: list[str], log: IssueLog) -> None:
    for heading in headings:
        if heading not in mapping.columns:
            log.add(issues.COLUMN_UNKNOWN, line=mapping.header_line, column=heading)


def _rows(mapping: Mapping, headings: list[str], rows: Iterator[tuple[int, list[Cell]]], log: IssueLog, currency: str) -> Iterator[Row]:
    words = {name: {word_key(word): meaning for word, meaning in known.items()} for name, known in mapping.words.items()}
    rules = CellRules(mapping.decimal_mark or ".", mapping.date_order or "YMD", strict=False, words=words)
    titles = {name: heading for heading, name in mapping.columns.items()}
    unsaid = "" if mapping.kind != "remittances" or {*titles, *mapping.constants} & {"remittance_id"} else "remittance_id"
    if mapping.kind == "invoices" and not {*titles, *mapping.constants} & {"customer_id"}:
        unsaid = "customer_id"
    maker = RowMaker(mapping.kind, rules, log, currency, titles, (unsaid,))
    totals = RowMaker(mapping.kind, rules, log, currency, titles, ("remittance_id", "invoice_reference"))
    places = [(headings.index(heading), name) for heading, name in mapping.columns.items()]
    need_mark = _needs(mapping, "amount", "positive")
    need_order = _needs(mapping, "date")
    for line, row in rows:
        if len(row) > len(headings) and any(cell != "" for cell in row[len(headings) :]):
            log.add(issues.CELL_COUNT, line=line, found=len(row), expected=len(headings))
            continue
        cells: dict[str, Cell] = dict(mapping.constants)
        for place, name in places:
            cell = row[place] if place < len(row) else ""
            if isinstance(cell, str) and cell in _ERRORS:
                log.add(issues.FORMULA_ERROR, line=line, column=headings[place], value=cell)
                cell = ""
            if cell != "" or name not in cells:
                cells[name] = cell
        _demand_answers(mapping, cells, need_mark, need_order)
        signed = _signed(mapping, cells, rules, line, log)
        if signed is None or not _stated(signed, rules, titles, line, log):
            continue
        label, field = _sum_label(mapping, headings, row)
        if label in _SUBTOTALS:
            log.add(issues.SUBTOTAL, line=line)
            continue
        made = totals.make(line, {**signed, field: "", "invoice_reference": ""}) if label else maker.make(line, signed)
        if made is not None:
            yield made


def _sum_label(mapping: Mapping, headings: list[str], row: list[Cell]) -> tuple[str, str]:
    """How a remittance's row says that it adds others up, by its first filled cell, and the field of that cell; empty where it does not.

    A row that names a document pays it, whoever is called Total. The payer's own total is compared, not paid.
    """
    place = next((place for place, cell in enumerate(row) if cell != ""), None)
    if mapping.kind != "remittances" or place is None or place >= len(headings):
        return "", ""
    named = next((n for n, heading in enumerate(headings) if mapping.columns.get(heading) == "invoice_reference"), None)
    if named is not None and named != place and named < len(row) and as_text(row[named]):
        return "", ""
    words = name_key(as_text(row[place]))
    label = next((label for label in (*_SUBTOTALS, *_TOTALS) if words == label or words.startswith(f"{label} ")), "")
    return label, mapping.columns.get(headings[place], "")


def _needs(mapping: Mapping, *holds: str) -> tuple[str, ...]:
    extra = (DEBIT, CREDIT) if "amount" in holds else ()
    return (*(field.name for field in SCHEMAS[mapping.kind].fields if field.holds in holds), *extra)


def _demand_answers(mapping: Mapping, cells: dict[str, Cell], amounts: tuple[str, ...], days: tuple[str, ...]) -> None:
    """Refuse to go on when a cell can only be read with an answer that the mapping does not have."""
    if mapping.decimal_mark is None:
        for name in amounts:
            cell = cells.get(name, "")
            if isinstance(cell, str) and ("," in cell or "." in cell):
                raise MappingRefused(
                    reason=Text(en=f"it does not say the decimal mark of {cell}", fr=f"elle ne dit pas la décimale de {cell}")
                )
    if mapping.date_order is None:
        for name in days:
            cell = cells.get(name, "")
            if isinstance(cell, str) and cell.strip() and not cell.strip()[:4].isdigit():
                raise MappingRefused(reason=Text(en=f"it does not say the order of {cell}", fr=f"elle ne dit pas l’ordre de {cell}"))


def _signed(mapping: Mapping, cells: dict[str, Cell], rules: CellRules, line: int, log: IssueLog) -> dict[str, Cell] | None:
    """The cells with the amount in its field and its direction as the canonical table has it; None when they contradict each other."""
    amount = _AMOUNT_OF.get(mapping.kind, "amount")
    if mapping.sign == "debit_credit":
        debit, credit = (cell if _has_amount(cell, rules) else "" for cell in (cells.pop(DEBIT, ""), cells.pop(CREDIT, "")))
        if (debit == "") is (credit == ""):
            log.add(issues.DEBIT_AND_CREDIT, line=line)
            return None
        if mapping.kind == "invoices":  # on the debit side of the customer's account
            cells[amount] = _negated(credit) if debit == "" else debit
        elif debit != "":  # banks write a debit with or without its sign
            cells[amount] = debit if _is_negative(debit) else _negated(debit)
        else:
            cells[amount] = credit
    elif mapping.sign == "inverted" and amount in cells:
        cells[amount] = _negated(cells[amount])
    if mapping.kind == "invoices":
        _type_by_sign(cells, rules)
    return cells


def _stated(cells: dict[str, Cell], rules: CellRules, titles: dict[str, str], line: int, log: IssueLog) -> bool:
    """Put what the status says into the fields of the canonical table; False where nobody said what its word means."""
    written = as_text(cells.pop(STATUS, "")).strip()
    if not written:
        return True
    meaning = rules.words.get(STATUS, {}).get(word_key(written), written)
    if meaning not in STATUSES:
        log.add(issues.STATUS_UNKNOWN, line=line, column=titles[STATUS], value=written)
        return False
    if meaning == "paid" and not as_text(cells.get("open", "")):
        cells["open"] = "0"
    if "disputed" not in titles:
        cells["disputed"] = "yes" if meaning == "disputed" else "no"
    return True


def _type_by_sign(cells: dict[str, Cell], rules: CellRules) -> None:
    """Negative totals are how most programs write credit notes; the canonical table has a type instead and no sign."""
    written = as_text(cells.get("type", ""))
    is_negative = _is_negative(cells.get("total", ""))
    if not written:
        written = "credit_note" if is_negative else "invoice"
        cells["type"] = written
    if is_negative and rules.words.get("type", {}).get(word_key(written), written) == "credit_note":
        for name in ("total", "net", "tax", "open"):
            if _is_negative(cells.get(name, "")):
                cells[name] = _negated(cells[name])


def _has_amount(cell: Cell, rules: CellRules) -> bool:
    if cell == "":
        return False
    try:
        return rules.amount(cell, 6) != 0
    except BadCell:
        return True


def _is_negative(cell: Cell) -> bool:
    text = bare_amount(as_text(cell))
    return text.startswith(("-", "\u2212", "(")) or text.endswith("-")


def _negated(cell: Cell) -> Cell:
    if isinstance(cell, Decimal):
        return -cell
    if not isinstance(cell, str) or not cell.strip():
        return cell
    text = bare_amount(cell)
    return text.strip("-\u2212()").strip() if _is_negative(cell) else "-" + text.removeprefix("+")

"""What a table file seems to hold: where its headings are, what each column is made of, and what it leaves open.

Evidence decides, never habit: 13/04 proves that the day comes first, 1.234,50 that the comma is the decimal mark. Where
every value can be read in two ways, the sketch asks a question instead of choosing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import BinaryIO, Literal, TypeVar

from encours.formats.tables import issues, limits
from encours.formats.tables.cells import FORMS, NO, YES, Cell, DateOrder, as_text, bare_amount, parse_date
from encours.formats.tables.grid import Grid, open_grid
from encours.formats.tables.issues import TableEmpty, TableTooWide
from encours.kernel.amounts import decimal_marks
from encours.kernel.issue import IssueLog
from encours.kernel.wording import Text

ColumnKind = Literal["empty", "date", "amount", "yes_no", "text"]
QuestionCode = Literal["decimal-mark", "decimal-marks-mixed", "date-order", "date-orders-mixed"]
_ORDERS: tuple[DateOrder, ...] = ("YMD", "DMY", "MDY")
_SAMPLES = 3
_MOST = 0.9
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Question:
    """Something the file does not decide: the columns concerned, values that can be read in several ways, and the choices."""

    code: QuestionCode
    text: Text
    columns: tuple[str, ...]
    samples: tuple[str, ...]
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ColumnSketch:
    """A column: its place from 0, its heading, what most of its cells are, and a few of them. `marks` and `orders` are those its values allow;
    `marked` are amounts with a comma or point, `words` the different values where they are few."""

    index: int
    heading: str
    kind: ColumnKind
    samples: tuple[str, ...]
    filled: int
    marks: frozenset[str] = frozenset()
    orders: frozenset[DateOrder] = frozenset()
    words: tuple[str, ...] = ()
    marked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableSketch:
    """What `detect` found. `decimal_mark` and `date_order` are None while a question about them is open, or where nothing asks for one."""

    file_name: str
    encoding: str | None
    separator: str | None
    sheet: str
    sheets: tuple[str, ...]
    header_line: int
    columns: tuple[ColumnSketch, ...]
    rows_seen: int
    decimal_mark: str | None
    date_order: DateOrder | None
    questions: tuple[Question, ...]

    @property
    def ambiguous(self) -> bool:
        """Whether somebody must answer a question before the file can be read."""
        return bool(self.questions)


def detect(source: bytes | BinaryIO, file_name: str, *, sheet: str | None = None, log: IssueLog | None = None) -> TableSketch:
    """Find out how a table file is made. Looks at up to SKETCH_ROWS rows; raises FileRefused when it is no table."""
    log = log if log is not None else IssueLog()
    grid = open_grid(source, sheet=sheet)
    if grid.encoding is not None:
        grid.encoding.report(log)
    rows = grid.rows()
    first = list(islice(rows, limits.HEADER_ROWS))
    at = _header_at([row for _, row in first])
    line, headings = first[at][0], unique_headings(first[at][1], log)
    body = [row for _, row in first[at + 1 :]]
    body.extend(row for _, row in islice(rows, limits.SKETCH_ROWS))
    columns = tuple(_column(index, heading, [row[index] for row in body if index < len(row)]) for index, heading in enumerate(headings))
    mark, mark_questions = _decide_mark(columns)
    order, order_questions = _decide_order(columns)
    return TableSketch(
        file_name, grid.encoding.name if grid.encoding else None, grid.separator, grid.sheet, grid.sheets, line, columns, len(body),
        mark, order, (*mark_questions, *order_questions),
    )  # fmt: skip


def header_of(grid: Grid, header_line: int, log: IssueLog) -> tuple[list[str], Iterator[tuple[int, list[Cell]]]]:
    """The headings on line `header_line`, and the rows after it."""
    rows = grid.rows()
    for line, row in rows:
        if line == header_line:
            return unique_headings(row, log), rows
        if line > header_line:
            break
    raise TableEmpty


def unique_headings(row: Sequence[Cell], log: IssueLog) -> list[str]:
    """The headings as they are, an empty one named after its column, the second of two equal ones with its rank."""
    if len(row) > limits.COLUMNS_MAX:
        raise TableTooWide(found=len(row), limit=limits.COLUMNS_MAX)
    seen: Counter[str] = Counter()
    names: list[str] = []
    for index, cell in enumerate(row):
        name = " ".join(as_text(cell).split()) or f"#{index + 1}"
        seen[name] += 1
        if seen[name] > 1:
            unique = f"{name} ({seen[name]})"
            log.add(issues.COLUMN_TWICE, column=unique, value=name)
            name = unique
        names.append(name)
    return names


def _header_at(rows: Sequence[Sequence[Cell]]) -> int:
    """The first row that is as wide as the table and made of words: titles above it are skipped."""
    if not rows:
        raise TableEmpty
    widths = Counter(sum(cell != "" for cell in row) for row in rows)
    usual = max(widths, key=lambda width: (width > 1, widths[width] * width))
    for at, row in enumerate(rows):
        filled = [cell for cell in row if cell != ""]
        if len(filled) >= max(1, 0.6 * usual) and all(isinstance(cell, str) and not _is_value(cell) for cell in filled):
            return at
    raise TableEmpty


def _is_value(text: str) -> bool:
    return bool(decimal_marks(bare_amount(text))) or any(parse_date(text, order) for order in _ORDERS)


def _column(index: int, heading: str, cells: Iterable[Cell]) -> ColumnSketch:
    filled = [cell for cell in cells if cell != "" and not (isinstance(cell, str) and not cell.strip())]
    samples = tuple(dict.fromkeys(as_text(cell)[:60] for cell in filled[:200]))[:_SAMPLES]
    if not filled:
        return ColumnSketch(index, heading, "empty", samples, 0)
    texts = [cell for cell in filled if isinstance(cell, str)]
    dates = [orders for orders in map(_orders, texts) if orders]
    if len(dates) + sum(isinstance(cell, date) for cell in filled) >= _MOST * len(filled):
        return ColumnSketch(index, heading, "date", samples, len(filled), orders=_common(dates, frozenset(_ORDERS)))
    words = Counter(as_text(cell) for cell in filled)
    if (
        len(words) <= 4
        and all(isinstance(cell, bool) or as_text(cell).lower() in YES | NO for cell in filled)
        and not set(words) <= set("01")
    ):
        return ColumnSketch(index, heading, "yes_no", samples, len(filled), words=tuple(words))
    marks = [decimal_marks(bare_amount(text)[:60]) for text in texts if any(character.isdigit() for character in text)]
    marked = tuple(dict.fromkeys(text.strip() for text in texts if "," in text or "." in text))[:_SAMPLES]
    numbers = sum(bool(found) for found in marks) + sum(isinstance(cell, Decimal) for cell in filled)
    if numbers >= _MOST * len(filled):
        allowed = _common([found for found in marks if found], frozenset(",."))
        return ColumnSketch(index, heading, "amount", samples, len(filled), marks=allowed, marked=marked)
    return ColumnSketch(index, heading, "text", samples, len(filled), words=tuple(words) if len(words) <= 12 else ())


def _orders(text: str) -> frozenset[DateOrder]:
    return frozenset(order for order in _ORDERS if parse_date(text, order))


def _common(found: Sequence[frozenset[T]], all_of: frozenset[T]) -> frozenset[T]:
    return all_of.intersection(*found)


def _decide_mark(columns: Sequence[ColumnSketch]) -> tuple[str | None, tuple[Question, ...]]:
    amounts = [column for column in columns if column.kind == "amount"]
    marks = frozenset(",.").intersection(*(column.marks for column in amounts))
    told = [column for column in amounts if column.marked]
    names, samples = tuple(column.heading for column in told), tuple(text for column in told for text in column.marked)[:_SAMPLES]
    if len(marks) == 1:
        return next(iter(marks)), ()
    if not marks:
        text = Text(
            en="Some amounts are written with a decimal comma, others with a point: which one is the rule of this file?",
            fr="Des montants ont une virgule décimale, d’autres un point : laquelle est la règle de ce fichier ?",
        )
        return None, (Question("decimal-marks-mixed", text, names, samples, (",", ".")),)
    if not told:
        return None, ()
    text = Text(
        en="“{value}” can be read in two ways: is the comma or the point the decimal mark?",
        fr="« {value} » se lit de deux façons : la décimale est-elle la virgule ou le point ?",
    )
    return None, (Question("decimal-mark", text, names, samples, (",", ".")),)


def _decide_order(columns: Sequence[ColumnSketch]) -> tuple[DateOrder | None, tuple[Question, ...]]:
    days = [column for column in columns if column.kind == "date" and column.orders != frozenset(_ORDERS)]
    if not days:
        return None, ()
    orders = frozenset(_ORDERS).intersection(*(column.orders for column in days))
    if len(orders) == 1:
        return next(iter(orders)), ()
    names, samples = tuple(column.heading for column in days), tuple(sample for column in days for sample in column.samples)[:_SAMPLES]
    choices = tuple(order for order in _ORDERS if order in (orders or {found for column in days for found in column.orders}))
    if orders:
        text = Text(
            en="“{value}” can be read in several ways: in which order do day, month and year stand?",
            fr="« {value} » se lit de plusieurs façons : dans quel ordre sont le jour, le mois et l’année ?",
        )
        return None, (Question("date-order", text, names, samples, choices),)
    text = Text(
        en="The dates of this file are not all written in the same order: which one is the rule?",
        fr="Les dates de ce fichier ne sont pas toutes dans le même ordre : lequel est la règle ?",
    )
    return None, (Question("date-orders-mixed", text, names, samples, choices or tuple(FORMS)),)

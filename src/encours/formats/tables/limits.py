"""The limits of table files, in one place. Beyond them a file is refused by name; within them memory is bounded."""

from __future__ import annotations

CELL_MAX = 131_072
"""Characters of one cell of a CSV file: the bound of Python's csv module, which also stops a quotation mark that is never closed."""

LINE_MAX = 1 << 20
"""Characters of one line of a CSV file."""

COLUMNS_MAX = 1_000

SKETCH_ROWS = 20_000
"""Rows looked at to tell the decimal mark and the order of dates."""

HEADER_ROWS = 30
"""Rows among which the line of headings is looked for."""

WORKBOOK_BYTES_MAX = 64 * 1024 * 1024
UNPACKED_BYTES_MAX = 256 * 1024 * 1024
MEMBERS_MAX = 5_000
"""Files inside a workbook, which is a zip archive."""

PDF_BYTES_MAX = 20 * 1024 * 1024
PDF_PAGES_MAX = 100
PDF_DRAWING_MAX = 3 * 1024 * 1024
"""Bytes that all pages draw with, unpacked; a full page of a table takes 20 to 60 thousand. It bounds the time that a hostile file can take."""

SHEET_TEXT_MAX = 1_000_000_000
"""Characters of all cells of a workbook together: a text shared by many cells counts once for each."""

SHEET_CELLS_MAX = 5_000_000
"""Rows times columns of one sheet: what a reader must hold, however few of the cells are filled."""

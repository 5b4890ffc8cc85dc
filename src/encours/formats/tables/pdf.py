"""The table of a PDF file, from the text of its pages.

A PDF holds no table, only words with places. What cannot be read as text (a scan, a protected file) is refused with the reason:
an amount that was recognised from a picture would be a guess.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable, Iterator

import pypdf
from pypdf._text_extraction._layout_mode import text_show_operations, y_coordinate_groups
from pypdf._text_extraction._layout_mode._fixed_width_page import BTGroup
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import ContentStream

from encours.formats.contract import FileRefused
from encours.formats.tables import limits
from encours.formats.tables.aligned import Piece, aligned_rows
from encours.formats.tables.issues import PdfDamaged, PdfIsInvoice, PdfProtected, PdfTooLarge, PdfWithoutTable, PdfWithoutText, TableTooWide
from encours.kernel.wording import Text

PDF_MARK = b"%PDF-"
_BYTES, _PAGES = Text(en="bytes", fr="octets"), Text(en="pages", fr="pages")
_DRAWN = Text(en="bytes of drawing", fr="octets de dessin")
_INVOICES = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml", "order-x.xml")


def pdf_rows(data: bytes) -> list[tuple[int, list[str]]]:
    """The headings and rows of the file's table, each with the number of its line of text. Raises a refusal that says what stands in the way."""
    if len(data) > limits.PDF_BYTES_MAX:
        raise PdfTooLarge(found=len(data), what=_BYTES, limit=limits.PDF_BYTES_MAX)
    pages = _pages(data)
    if not any(pages):
        raise PdfWithoutText
    rows = aligned_rows(pages)
    if not rows:
        raise PdfWithoutTable
    return rows


def _pages(data: bytes) -> list[list[list[Piece]]]:
    """The words of each page, line by line."""
    logging.getLogger("pypdf").setLevel(logging.ERROR)  # what it tolerates in a damaged file is no message of ours
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise PdfProtected
        count = len(reader.pages)
        if count > limits.PDF_PAGES_MAX:
            raise PdfTooLarge(found=count, what=_PAGES, limit=limits.PDF_PAGES_MAX)
        attached = next((name for name in _attachments(reader) if name.lower() in _INVOICES), None)
        if attached is not None:
            raise PdfIsInvoice(value=attached)
        return list(_read(reader))
    except FileRefused:
        raise
    except DependencyError:
        raise PdfProtected from None  # a cipher that only a protected file needs
    except Exception:  # whatever the bytes of a stranger make the library raise, the file is not readable
        raise PdfDamaged from None


def _attachments(reader: pypdf.PdfReader) -> list[str]:
    try:
        return [str(name) for name in reader.attachments]
    except (PyPdfError, KeyError, TypeError, ValueError, AttributeError, IndexError):
        return []


def _read(reader: pypdf.PdfReader) -> Iterator[list[list[Piece]]]:
    drawn = 0
    for page in reader.pages:
        contents = page.get_contents()
        if contents is None:
            yield []
            continue
        drawn += len(contents.get_data())
        if drawn > limits.PDF_DRAWING_MAX:
            raise PdfTooLarge(found=drawn, what=_DRAWN, limit=limits.PDF_DRAWING_MAX)
        yield _lines(page, contents)


def _lines(page: pypdf.PageObject, contents: ContentStream) -> list[list[Piece]]:
    """The words of a page, line by line from the top, each piece with its place in quarter points. Text that is turned is left out."""
    # What pypdf's own layout mode is made of: it knows where each text ends, which its public text does not say.
    operations = ContentStream(contents, page.pdf, "bytes").operations
    groups = text_show_operations(iter(operations), page._layout_mode_fonts())
    if not groups:
        return []
    lines: list[list[Piece]] = []
    above = 0
    for height, line in sorted(y_coordinate_groups(groups).items(), reverse=True):
        # Lines of one cell stand closer than half a letter's height apart.
        if lines and above - height > 1.5 * max(group["font_height"] for group in line):
            lines.append([])
        lines.append(_pieces(line))
        above = height
    return lines


def _pieces(line: Iterable[BTGroup]) -> list[Piece]:
    """The texts of one line from left to right; what stands less than half its height apart is one piece."""
    pieces: list[Piece] = []
    for group in sorted(line, key=lambda group: group["tx"]):
        start, end, text = round(4 * group["tx"]), round(4 * group["displaced_tx"]), " ".join(group["text"].split())
        if not text:
            continue
        if pieces and start - pieces[-1].end < 2 * group["font_height"]:
            gap = " " if start - pieces[-1].end > group["font_height"] / 2 else ""
            pieces[-1] = Piece(pieces[-1].start, max(end, pieces[-1].end), f"{pieces[-1].text}{gap}{text}")
        else:
            pieces.append(Piece(start, end, text))
        if len(pieces) > limits.COLUMNS_MAX:
            raise TableTooWide(found=len(pieces), limit=limits.COLUMNS_MAX)
    return pieces

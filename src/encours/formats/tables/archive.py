"""Looking into a workbook before anything opens it.

An .xlsx or .ods file is a zip archive of XML. What a hostile one can do (unpack to gigabytes, claim a cell in the last
row and column, name paths outside, carry macros) is measured and refused here; then the parts that hold cells are packed
anew, so that the spreadsheet library only ever sees an archive made here.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections import Counter

from encours.formats.tables import limits
from encours.formats.tables.issues import WorkbookRefused, WorkbookTooLarge, WorkbookUnsafe, WorkbookWithMacros
from encours.kernel.wording import Text

ZIP_MARK, OLE_MARK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_PATHS = Text(en="it names files outside itself", fr="il désigne des fichiers hors de lui-même")
_NESTED = Text(en="it holds another archive", fr="il contient une autre archive")
_BINARY = Text(en="it is a binary workbook (.xlsb)", fr="c’est un classeur binaire (.xlsb)")
_DOCTYPE = Text(en="its XML defines entities", fr="son XML définit des entités")
_CELL = Text(en="its cells are not where they say", fr="ses cellules ne sont pas là où elles le disent")
_MEGABYTES, _FILES, _CELLS = Text(en="MB", fr="Mo"), Text(en="inner files", fr="fichiers internes"), Text(en="cells", fr="cellules")
_CHARACTERS = Text(en="characters", fr="caractères")

_STEP = 1 << 20
_NEEDED = re.compile(r"(?:.*\.(?:xml|rels)|mimetype)", re.IGNORECASE)
_UNNEEDED = re.compile(r"xl/(?:drawings|charts|media|theme|comments|externalLinks|printerSettings)|Thumbnails/|docProps/", re.IGNORECASE)
_SHEET = re.compile(r"(?:xl/)?worksheets/[^/]+\.xml|content\.xml", re.IGNORECASE)


def safe_workbook(data: bytes) -> bytes:
    """The same workbook, known to be small and without surprises; raises the refusal that says why not."""
    if len(data) > limits.WORKBOOK_BYTES_MAX:
        raise too_many_bytes(len(data), limits.WORKBOOK_BYTES_MAX)
    if data.startswith(OLE_MARK):
        if "_VBA_PROJECT".encode("utf-16-le") in data:
            raise WorkbookWithMacros
        return data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_directory(archive.infolist())
            return _packed_anew(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, UnicodeError):
        raise WorkbookRefused from None


def too_many_bytes(found: int, limit: int) -> WorkbookTooLarge:
    """The refusal of so many bytes."""
    return WorkbookTooLarge(found=(found + (1 << 20) - 1) >> 20, what=_MEGABYTES, limit=limit >> 20)


def _check_directory(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > limits.MEMBERS_MAX:
        raise WorkbookTooLarge(found=len(members), what=_FILES, limit=limits.MEMBERS_MAX)
    total = sum(member.file_size for member in members)
    if total > limits.UNPACKED_BYTES_MAX:
        raise too_many_bytes(total, limits.UNPACKED_BYTES_MAX)
    for member in members:
        name = member.filename.replace("\\", "/")
        if name.startswith("/") or ":" in name or ".." in name.split("/") or stat.S_ISLNK(member.external_attr >> 16):
            raise WorkbookUnsafe(reason=_PATHS)
        if name.lower().endswith("vbaproject.bin"):
            raise WorkbookWithMacros
        if name.lower().endswith("workbook.bin"):
            raise WorkbookUnsafe(reason=_BINARY)
        if name.lower().endswith((".zip", ".7z", ".rar", ".gz")):
            raise WorkbookUnsafe(reason=_NESTED)


def _packed_anew(archive: zipfile.ZipFile) -> bytes:
    out = io.BytesIO()
    shared: list[int] = []
    uses: Counter[int] = Counter()
    left = limits.UNPACKED_BYTES_MAX
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for name in dict.fromkeys(archive.namelist()):
            if not _NEEDED.fullmatch(name) or _UNNEEDED.match(name):
                continue
            content = _unpacked(archive, name, left)
            left -= len(content)
            _check_xml(name, content)
            if name.lower().endswith("sharedstrings.xml"):
                shared = [len(found[0]) for found in re.finditer(rb"<(?:\w+:)?si\b.*?</(?:\w+:)?si>", content, re.DOTALL)]
            if _SHEET.fullmatch(name):
                _check_extent(name, content)
                uses.update(int(index) for index in re.findall(rb'\bt="s"[^>]*>\s*<(?:\w+:)?v>(\d{1,9})<', content))
            packed.writestr(name, content)
    text = sum(count * shared[index] for index, count in uses.items() if index < len(shared))
    if text > limits.SHEET_TEXT_MAX:
        raise WorkbookTooLarge(found=text, what=_CHARACTERS, limit=limits.SHEET_TEXT_MAX)
    return out.getvalue()


def _unpacked(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """One inner file, in small steps: the size it claims is not believed."""
    pieces, size = [], 0
    with archive.open(name) as member:
        while piece := member.read(_STEP):
            pieces.append(piece)
            size += len(piece)
            if size > limit:
                raise too_many_bytes(size, limits.UNPACKED_BYTES_MAX)
    return b"".join(pieces)


def _check_xml(name: str, content: bytes) -> None:
    if b"\x00" in content[:200] or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise WorkbookUnsafe(reason=_DOCTYPE)
    if name == "[Content_Types].xml" and b"macroEnabled" in content:
        raise WorkbookWithMacros


_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([^"']*)["']""")
_PLACE = re.compile(rb"([A-Za-z]{0,3})(\d{0,7})")


def _check_extent(name: str, content: bytes) -> None:
    rows, columns = _ods_extent(content) if name.lower() == "content.xml" else _xlsx_extent(content)
    if rows * columns > limits.SHEET_CELLS_MAX:
        raise WorkbookTooLarge(found=rows * columns, what=_CELLS, limit=limits.SHEET_CELLS_MAX)


def _xlsx_extent(content: bytes) -> tuple[int, int]:
    """The farthest row and column that any cell names: a reader must hold the rectangle up to there."""
    rows = content.count(b"<row") + content.count(b":row")
    columns = 1
    for reference in set(_REFERENCE.findall(content)):
        place = _PLACE.fullmatch(reference)
        if place is None:
            raise WorkbookUnsafe(reason=_CELL)
        column = 0
        for letter in place[1].upper():
            column = column * 26 + letter - 64
        rows, columns = max(rows, int(place[2] or 0)), max(columns, column)
    return rows, columns


_ODS_PART = re.compile(rb"<(?:[\w.-]+:)?(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^>]*)>|(value-type|<(?:[\w.-]+:)?p\b)")
_ROWS_REPEATED = re.compile(rb"""number-rows-repeated\s*=\s*["'](\d{1,9})""")
_COLUMNS_REPEATED = re.compile(rb"""number-columns-repeated\s*=\s*["'](\d{1,9})""")


def _ods_extent(content: bytes) -> tuple[int, int]:
    """The farthest filled row and column of any sheet. What is repeated and empty counts only when something follows it."""
    rows = columns = row = column = height = repeated = 0
    for part in _ODS_PART.finditer(content):
        kind, attributes = part[1], part[2] or b""
        if kind == b"table":
            row = column = height = repeated = 0
        elif kind == b"table-row":
            row, height = row + height, _count(_ROWS_REPEATED, attributes)
            column = repeated = 0
        elif kind is not None:
            column, repeated = column + repeated, _count(_COLUMNS_REPEATED, attributes)
        if part[3] is not None or b"value-type" in attributes:
            rows, columns = max(rows, row + height), max(columns, column + repeated)
    return rows, columns


def _count(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found[1]) if found else 1

"""Writing letters into a FEC: EcritureLet and DateLet of some lines change, every other byte of the file stays.

The file is walked as its bytes stand there, so that encoding, padding, separators, line ends, blank lines and what no reader understands are
kept. One byte is taken for one character, which is right for every encoding whose separators and line ends are those of ASCII. Line numbers
are those of the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import BinaryIO

from encours.formats.contract import FileRefused
from encours.formats.encoding import CHUNK, detect_encoding
from encours.formats.ledgers.fec._lines import LINE_MAX
from encours.formats.ledgers.fec.header import refuse_other_forms
from encours.formats.ledgers.fec.reader import find_header
from encours.kernel.wording import Text

_BYTES = "latin-1"
_ENDS = ("\r", "\n")
_SEEN = 2000
"""Lines looked at to tell a padded column."""
_END = re.compile(r"\r\n|\r|\n")


class FecWithoutLetterColumns(FileRefused):
    code = "fec-without-letter-columns"
    message = Text(
        en="{file}: the columns {columns} are missing, so letters have no place in it.",
        fr="{file} : les colonnes {columns} manquent ; les lettres n’y ont pas de place.",
    )
    repair = Text(en="Export the file again with all 18 fields.", fr="Exportez de nouveau le fichier avec ses 18 champs.")


class FecInUtf16NotLettered(FileRefused):
    code = "fec-utf-16-not-lettered"
    message = Text(
        en="{file}: the file is in UTF-16, which the tax administration does not accept; no letters are written into it.",
        fr="{file} : le fichier est en UTF-16, que l’administration n’accepte pas ; aucune lettre n’y est écrite.",
    )
    repair = Text(en="Export it in ISO 8859-15 or UTF-8.", fr="Exportez-le en ISO 8859-15 ou en UTF-8.")


class FecLineNotPatched(FileRefused):
    code = "fec-line-not-patched"
    message = Text(
        en="{file}: line {line} cannot take the letter {letter}: it is lettered already, or it is not the line that was read.",
        fr="{file} : la ligne {line} ne peut recevoir la lettre {letter} : elle est déjà lettrée, ou ce n’est pas la ligne lue.",
    )
    repair = Text(
        en="Letter the file again from its present content.", fr="Relancez le lettrage à partir du contenu actuel du fichier."
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LetterColumns:
    """Where a FEC keeps its letters. `width` is that of a padded EcritureLet, None where the column is as long as its content."""

    file_name: str
    separator: str
    quoted: bool
    letter_place: int
    date_place: int
    header_line: int
    width: int | None = None
    right_aligned: bool = False


def letter_columns(stream: BinaryIO, file_name: str) -> LetterColumns:
    """How the FEC in `stream`, read from its position, which is restored, keeps its letters. Raises FileRefused where it cannot."""
    start = stream.tell()
    head = stream.read(8192)
    stream.seek(start)
    refuse_other_forms(head, file_name)
    encoding = detect_encoding(stream)
    if encoding.name == "utf-16":
        raise FecInUtf16NotLettered(file=file_name)
    header, line = find_header(stream, encoding, file_name)
    stream.seek(start)
    missing = [field for field in ("EcritureLet", "DateLet") if field not in header.places]
    if missing:
        raise FecWithoutLetterColumns(file=file_name, columns=", ".join(missing))
    bare = LetterColumns(file_name, header.separator, header.quoted, header.places["EcritureLet"], header.places["DateLet"], line)
    fields = [_bare(row[bare.letter_place]) for row in islice(_rows(stream, bare), _SEEN) if len(row) > bare.date_place]
    stream.seek(start)
    widths = {len(field) for field in fields}
    if len(widths) != 1 or 0 in widths:
        return bare
    right = any(field[0] == " " and field[-1] != " " for field in fields)
    return LetterColumns(
        file_name, header.separator, header.quoted, bare.letter_place, bare.date_place, line, widths.pop(), right_aligned=right
    )


def write_letters(source: BinaryIO, target: BinaryIO, columns: LetterColumns, letters: Mapping[int, tuple[str, date]]) -> None:
    """Copy `source` to `target` with the letters and days of lettering of some lines, by line number.

    A blank field keeps its width where the letter fits in it. Raises FecLineNotPatched for a line that is lettered already or is not there.
    """
    waiting, place, ended = set(letters), 0, True
    for part in _parts(source):
        place += ended
        ended = part.endswith(_ENDS)
        if place in waiting and len(part) <= LINE_MAX:
            waiting.discard(place)
            part = _patched(part, columns, place, *letters[place])
        target.write(part.encode(_BYTES))
    if waiting:
        raise FecLineNotPatched(file=columns.file_name, line=min(waiting), letter=letters[min(waiting)][0])


def _patched(line: str, columns: LetterColumns, place: int, letter: str, day: date) -> str:
    body = line.rstrip("\r\n")
    fields = _split(body, columns)
    if place <= columns.header_line or len(fields) <= max(columns.letter_place, columns.date_place):
        raise FecLineNotPatched(file=columns.file_name, line=place, letter=letter)
    if _bare(fields[columns.letter_place]).strip(" \x00"):
        raise FecLineNotPatched(file=columns.file_name, line=place, letter=letter)
    fields[columns.letter_place] = _filled(fields[columns.letter_place], letter, right=columns.right_aligned)
    fields[columns.date_place] = _filled(fields[columns.date_place], f"{day:%Y%m%d}", right=columns.right_aligned)
    return columns.separator.join(fields) + line[len(body) :]


def _filled(field: str, value: str, *, right: bool) -> str:
    width = len(_bare(field))
    padded = value.rjust(width) if right else value.ljust(width)
    return f'"{padded}"' if _is_quoted(field) else padded


def _is_quoted(field: str) -> bool:
    return len(field) >= 2 and field[0] == field[-1] == '"'


def _bare(field: str) -> str:
    return field[1:-1] if _is_quoted(field) else field


def _split(body: str, columns: LetterColumns) -> list[str]:
    """The fields as they stand. Between quotation marks a separator is text, in files that quote."""
    pieces = body.split(columns.separator)
    if not columns.quoted:
        return pieces
    fields, field = [], ""
    for piece in pieces:
        field = field + columns.separator + piece if field else piece
        if not field.startswith('"') or (len(field) > 1 and field.count('"') % 2 == 0):
            fields.append(field)
            field = ""
    return [*fields, field] if field else fields


def _rows(stream: BinaryIO, columns: LetterColumns) -> Iterator[list[str]]:
    """The fields of the lines that follow the header."""
    for part in islice(_parts(stream), columns.header_line, None):
        yield _split(part.rstrip("\r\n"), columns)


def _parts(stream: BinaryIO) -> Iterator[str]:
    """The lines with their ends (CR LF, LF or CR, as the reader takes them), a byte a character. A line of more than LINE_MAX, which no reader
    takes, comes in parts, so that no file fills the memory."""
    tail = ""
    while chunk := stream.read(CHUNK):
        text = tail + chunk.decode(_BYTES)
        # A CR at the very end waits: its LF may be the next byte.
        last = len(text) - text.endswith("\r")
        end = 0
        for found in _END.finditer(text, 0, last):
            yield text[end : found.end()]
            end = found.end()
        if last - end > LINE_MAX:
            yield text[end:last]
            end = last
        tail = text[end:]
    if tail:
        yield tail

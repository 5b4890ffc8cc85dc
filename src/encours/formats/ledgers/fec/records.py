"""The lines of a FEC cut into their 18 fields, in the order of the format whatever the order of the file."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import BinaryIO

from encours.formats.encoding import Encoding
from encours.formats.ledgers.fec import issues
from encours.formats.ledgers.fec._lines import LINE_MAX, text_lines
from encours.formats.ledgers.fec.checks import Tally
from encours.formats.ledgers.fec.fields import Amounts, Irregular, side
from encours.formats.ledgers.fec.header import EXTRA_FIELDS, FIELDS, Header, header_key
from encours.kernel.issue import IssueLog

_DECIMAL = re.compile(r"\d[,.]\d")
_BLANKS = " \t|\x1a\ufeff"
_OPTIONAL_TAIL = {header_key(field) for field in ("Montantdevise", "Idevise", *EXTRA_FIELDS)}


class Records:
    """Iterates once over (line number, fields); a line of another shape goes to the log and is passed over."""

    def __init__(self, stream: BinaryIO, encoding: Encoding, header: Header, header_line: int, log: IssueLog, tally: Tally) -> None:
        self.header = header
        self.encoding = encoding
        self._stream = stream
        self._header_line = header_line
        self._log = log
        self._tally = tally
        self._amounts = Amounts(digits=3)

    def __iter__(self) -> Iterator[tuple[int, Sequence[str]]]:
        header, width = self.header, len(self.header.columns)
        separator, quoted, spare = header.separator, header.quoted, bool(header.missing)
        before, after = " " + separator, separator + " "
        places = tuple(header.places.get(field, width) for field in FIELDS)
        regular = places == tuple(range(width))
        pick = itemgetter(*places)
        place = 0
        for lines in text_lines(self._stream, self.encoding):
            for line in lines:
                place += 1
                if place <= self._header_line:
                    continue
                fields = line.split(separator)
                if quoted or len(fields) != width or len(line) > LINE_MAX:
                    shaped = self._shape(place, line, fields)
                    if shaped is None:
                        continue
                    fields = shaped
                if before in line or after in line or line[0] == " " or line[-1] == " ":
                    fields = [field.strip() for field in fields]
                if spare:
                    fields[width:] = [""]
                yield place, fields if regular else pick(fields)

    def _shape(self, place: int, line: str, fields: list[str]) -> list[str] | None:
        """The fields of a line that did not split into the right number of them, or None when it cannot be taken."""
        width, separator = len(self.header.columns), self.header.separator
        if len(line) > LINE_MAX:
            self._log.add(issues.LINE_TOO_LONG, line=place, limit=LINE_MAX)
            return None
        if not line.strip(_BLANKS):
            if line.strip(_BLANKS[:2] + separator) != "\x1a":  # the end-of-file mark of DOS
                self._tally.add(issues.BLANK_LINE, place)
            return None
        if self.header.quoted and '"' in line:
            fields = next(csv.reader([line], delimiter=separator))
        if len(fields) == width + 1 and not fields[-1].strip() and (self.header.trailing_separator or self._in_place(fields)):
            return fields[:width]
        missing = self.header.columns[len(fields) :]
        if fields and len(fields) < width and {header_key(column) for column in missing} <= _OPTIONAL_TAIL:
            self._tally.add(issues.TAIL_MISSING, place, value=line)
            return [*fields, *[""] * len(missing)]
        if len(fields) != width:
            self._log.add(issues.FIELD_COUNT, line=place, value=line, found=len(fields), expected=width)
            return None
        return fields

    def _in_place(self, fields: list[str]) -> bool:
        """Whether the amounts stand where they should: a separator inside a label would have moved them."""
        places = self.header.places
        first, second, letter = (fields[places[field]].strip() if field in places else "" for field in ("Debit", "Credit", "EcritureLet"))
        if not first or not second or _DECIMAL.search(letter):
            return False
        try:
            if self.header.signed:
                return side(second) is not None and self._amounts[first] >= 0
            return not (self._amounts[first] and self._amounts[second])
        except Irregular:
            return False

"""Which characters the bytes of a text file mean.

A byte file does not say its encoding, so the whole file decides, never its first lines: a mark at its start, then
valid UTF-8, then the single-byte encoding under which its bytes are the most plausible French. The choice depends on
the bytes alone, so the same file always reads the same.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from encours.kernel.issue import IssueKind, IssueLog
from encours.kernel.wording import Text

CHUNK = 1 << 20

_ASCII = bytes(range(128))
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

# In order of preference: where two encodings read a file alike, the first one is named.
SINGLE_BYTE = ("cp1252", "iso-8859-15", "cp850", "mac-roman")

_WEIGHTS = {
    **dict.fromkeys("é", 8),
    **dict.fromkeys("èàêçôâîûùëïœ°€", 6),
    **dict.fromkeys("ÉÈÀÊÇÔÎÛÂŒËÏ’«»–…²", 4),
    **dict.fromkeys("ü\u00a0‘“”—·•§µ£öäñáíóúßÖÜÄãõ½¼³", 2),
}
_IMPLAUSIBLE = -4

GUESSED = IssueKind(
    "encoding-guessed",
    "info",
    Text(
        en="The file does not say its encoding; its {count} accented or special characters read best as {encoding} (next best: {other}).",
        fr="Le fichier n’indique pas son encodage ; ses {count} caractères accentués ou spéciaux se lisent le mieux en {encoding} (à défaut : {other}).",
    ),
    Text(
        en="Nothing to do if names with accents look right; otherwise export the file in UTF-8.",
        fr="Rien à faire si les noms accentués sont corrects ; sinon, exportez le fichier en UTF-8.",
    ),
)
MIXED = IssueKind(
    "encoding-mixed",
    "warning",
    Text(
        en="The file is in UTF-8 except for {count} bytes, which are shown as �.",
        fr="Le fichier est en UTF-8 sauf {count} octets, affichés �.",
    ),
    Text(en="Export the file again in one encoding.", fr="Exportez de nouveau le fichier dans un seul encodage."),
)
NUL = IssueKind(
    "encoding-nul",
    "warning",
    Text(en="The file holds {count} NUL bytes, which were left out.", fr="Le fichier contient {count} octets NUL, qui ont été retirés."),
    Text(en="Export the file again.", fr="Exportez de nouveau le fichier."),
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to decode a file: the codec's name, and what there is to say about the choice. `guessed` where a single-byte encoding was inferred."""

    name: str
    non_ascii: int = 0
    undecodable: int = 0
    guessed: bool = False
    runner_up: str = ""
    nuls: int = 0

    def report(self, log: IssueLog) -> None:
        """Put the doubts about the choice into `log`."""
        if self.guessed:
            log.add(GUESSED, count=self.non_ascii, encoding=self.name, other=self.runner_up)
        if self.undecodable:
            log.add(MIXED, count=self.undecodable)
        if self.nuls:
            log.add(NUL, count=self.nuls)


def detect_encoding(stream: BinaryIO) -> Encoding:
    """The encoding of everything from the stream's position, which is restored. Reads the stream once, in pieces.

    >>> detect_encoding(io.BytesIO("créat°".encode("cp850"))).name, detect_encoding(io.BytesIO("créé".encode("cp1252"))).name
    ('cp850', 'cp1252')
    """
    start = stream.tell()
    head = stream.read(4)
    stream.seek(start)
    for mark, name in _MARKS:
        if head.startswith(mark):
            if name == "utf-16":
                return Encoding(name)
            break
    else:
        name = "utf-8"
    nuls = 0
    ascii_only = True
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := stream.read(CHUNK):
            nuls += chunk.count(0)
            ascii_only = ascii_only and chunk.isascii()
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        stream.seek(start)
        return _weigh(name, stream, start)
    stream.seek(start)
    return Encoding("ascii" if ascii_only else name, nuls=nuls)


def _weigh(name: str, stream: BinaryIO, start: int) -> Encoding:
    """The encoding of a file that is not all UTF-8: what is nearly so is UTF-8, else the most plausible single-byte one."""
    counts = [0] * 256
    nuls = 0
    utf8 = _Utf8Count()
    while chunk := stream.read(CHUNK):
        utf8.feed(chunk)
        nuls += chunk.count(0)
        rest = chunk.translate(None, _ASCII)
        for byte in set(rest):
            counts[byte] += rest.count(byte)
    stream.seek(start)
    utf8.feed(b"", final=True)
    if name == "utf-8-sig" or utf8.valid > 10 * utf8.invalid:
        return Encoding(name, non_ascii=utf8.valid, undecodable=utf8.invalid, nuls=nuls)
    ranked = sorted(SINGLE_BYTE, key=lambda candidate: -_plausibility(candidate, counts))
    return Encoding(ranked[0], non_ascii=sum(counts), guessed=True, runner_up=ranked[1], nuls=nuls)


def _plausibility(encoding: str, counts: list[int]) -> int:
    score = 0
    for byte, count in enumerate(counts):
        if count:
            character = bytes([byte]).decode(encoding, errors="replace")
            score += count * _WEIGHTS.get(character, 0 if character.isalpha() else _IMPLAUSIBLE)
    return score


class _Utf8Count:
    """Counts the characters above ASCII that are valid UTF-8, and the bytes that are not."""

    def __init__(self) -> None:
        self.valid = 0
        self.invalid = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")

    def feed(self, chunk: bytes, final: bool = False) -> None:
        text = self._decoder.decode(chunk, final)
        if text.isascii():
            return
        escaped = len(text) - len(text.encode("utf-8", errors="ignore").decode("utf-8"))
        self.invalid += escaped
        self.valid += len(text) - escaped - len(text.encode("ascii", errors="ignore"))


def decoded_chunks(stream: BinaryIO, encoding: Encoding) -> Iterator[str]:
    """The text of the stream in pieces, every line end turned into a line feed and NUL characters left out."""
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding.name)(errors="replace"), translate=True)
    while chunk := stream.read(CHUNK):
        yield decoder.decode(chunk).replace("\x00", "")
    yield decoder.decode(b"", final=True).replace("\x00", "")

"""From the bytes of a text file to its characters, without ever failing."""

from __future__ import annotations

import codecs

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text and the encoding it was read in: the byte order mark decides, else UTF-8 if it fits, else `declared`, else Windows-1252.

    A file that calls itself Windows-1252 and is valid UTF-8 beyond ASCII is UTF-8: banks convert contents and forget headers.

    >>> decode("é".encode()), decode("é".encode("cp1252")), decode("é".encode("cp850"), declared="cp850")
    (('é', 'utf-8'), ('é', 'cp1252'), ('é', 'cp850'))
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace"), encoding
    for candidate in ("utf-8", declared, "cp1252"):
        try:
            if candidate is not None:
                return data.decode(candidate), candidate
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1"), "latin-1"

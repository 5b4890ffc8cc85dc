"""Looking at XML before any XML parser does, so that nothing in it can be expanded.

The prolog is the only place where a document type may stand. It is read here in the encoding the parser will be told to use,
which closes the tricks of hiding it in UTF-16, UTF-7 or EBCDIC.
"""

from __future__ import annotations

import codecs
import re

from encours.formats.statements.camt.texts import DocumentTypeRefused, EncodingRefused, NotWellFormed

_DECLARATION = re.compile(rb"\s*<\?xml\b[^>]{0,300}\?>")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([^\"']{1,40})[\"']")
_BLANK = b" \t\r\n"
_UTF8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
_ONE_BYTE = frozenset({"iso-8859-1", "latin1", "iso-8859-15", "windows-1252", "cp1252"})


def safe_xml(data: bytes) -> bytes:
    """The document in UTF-8, without a document type and with its lines where they were; raises `FileRefused` otherwise.

    >>> safe_xml('<?xml version="1.0" encoding="UTF-16"?><a>é</a>'.encode("utf-16"))
    b'<a>\\xc3\\xa9</a>'
    """
    utf8 = _as_utf8(data)
    _refuse_document_type(utf8)
    return utf8


def _as_utf8(data: bytes) -> bytes:
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, b"<\0\0\0", b"\0\0\0<")):
        raise EncodingRefused(encoding="UTF-32")
    if data.startswith(codecs.BOM_UTF8):
        return data[len(codecs.BOM_UTF8) :]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _transcoded(data, "utf-16")
    if data.startswith((b"<\0", b"\0<")):
        return _transcoded(data, "utf-16-le" if data.startswith(b"<") else "utf-16-be")
    declaration = _DECLARATION.match(data)
    named = _ENCODING.search(declaration[0]) if declaration else None
    encoding = named[1].decode("ascii", "replace").lower() if named else "utf-8"
    if encoding in _UTF8:
        return data
    if encoding in _ONE_BYTE:
        return _transcoded(data, encoding)
    raise EncodingRefused(encoding=encoding)


def _transcoded(data: bytes, encoding: str) -> bytes:
    try:
        utf8 = data.decode(encoding).encode()
    except UnicodeError as error:
        raise EncodingRefused(encoding=encoding) from error
    declaration = _DECLARATION.match(utf8)
    # The declaration names the encoding the document no longer has; its line breaks stay, so that line numbers do.
    return utf8 if declaration is None else b"\n" * declaration[0].count(b"\n") + utf8[declaration.end() :]


def _refuse_document_type(data: bytes) -> None:
    at = 0
    while True:
        while data[at : at + 1] in _BLANK and at < len(data):
            at += 1
        if data.startswith(b"<?", at):
            at = _after(data, b"?>", at)
        elif data.startswith(b"<!--", at):
            at = _after(data, b"-->", at)
        elif data.startswith(b"<!", at):
            raise DocumentTypeRefused()
        elif data.startswith(b"<", at):
            return
        else:
            raise NotWellFormed(line=data.count(b"\n", 0, at) + 1)


def _after(data: bytes, end: bytes, at: int) -> int:
    found = data.find(end, at)
    if found < 0:
        raise NotWellFormed(line=data.count(b"\n", 0, at) + 1)
    return found + len(end)

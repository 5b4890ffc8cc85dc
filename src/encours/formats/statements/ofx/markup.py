"""The elements of an OFX file: SGML whose end tags are optional (1.x) and XML (2.x), read by the same small scanner.

Source: OFX Banking Specification 1.6, §2.3 (SGML), and 2.3, §2.4 (XML) (read 2026-11-22).
Nothing is expanded but the predefined entities, and no document type is accepted: a scanner cannot be made to read another file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from encours.formats.statements.limits import MAX_DEPTH, MAX_FIELD
from encours.formats.statements.ofx.texts import DocumentTypeRefused, TooDeep

# Elements that hold elements. All others are values, with or without an end tag, and may be empty.
AGGREGATES: Final = frozenset({
    "OFX", "SIGNONMSGSRSV1", "SONRS", "STATUS", "FI",
    "BANKMSGSRSV1", "STMTTRNRS", "STMTRS", "BANKACCTFROM", "BANKACCTTO", "CCACCTTO", "BANKTRANLIST", "STMTTRN", "PAYEE",
    "CURRENCY", "ORIGCURRENCY", "LEDGERBAL", "AVAILBAL", "BALLIST", "BAL", "EXTDPAYEE", "PENDINGLIST", "BANKTRANLISTP", "STMTTRNP",
    "CREDITCARDMSGSRSV1", "CCSTMTTRNRS", "CCSTMTRS", "CCACCTFROM", "SIGNUPMSGSRSV1", "ACCTINFOTRNRS", "ACCTINFORS", "ACCTINFO", "BANKACCTINFO", "CCACCTINFO",
    "INVSTMTMSGSRSV1", "INVSTMTTRNRS", "INVSTMTRS", "SECLISTMSGSRSV1", "LOANMSGSRSV1", "PROFMSGSRSV1", "EMAILMSGSRSV1",
})  # fmt: skip

_TAG = re.compile(r"<(/?)([A-Za-z0-9._]{1,64})\s*(/?)>([^<]*)|<!\[(CDATA)\[|<(!(?:DOCTYPE|ENTITY|ELEMENT))", re.IGNORECASE)
_ENTITY = re.compile(r"&(amp|lt|gt|quot|apos|nbsp|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": " "}


class Event(NamedTuple):
    """`kind` is "start" or "end" of an aggregate, or "value". `line` is where its tag stands."""

    kind: str
    name: str
    value: str
    line: int


def events(text: str) -> Iterator[Event]:
    """The aggregates and values in file order. An end tag closes everything opened since; one that closes nothing is passed over."""
    open_names: list[str] = []
    value: Event | None = None
    line, counted, at = 1, 0, 0
    while (tag := _TAG.search(text, at)) is not None:
        line += text.count("\n", counted, tag.start())
        counted, at = tag.start(), tag.end()
        if tag[6]:
            raise DocumentTypeRefused()
        if tag[5]:
            end = text.find("]]>", at)
            if end < 0:
                break
            if value is not None:
                value = value._replace(value=(value.value + text[at:end].strip())[:MAX_FIELD])
            at = end + 3
            continue
        if value is not None:
            yield value
            value = None
        name = tag[2].upper()
        if tag[1]:
            if name in open_names:
                while open_names:
                    closed = open_names.pop()
                    yield Event("end", closed, "", line)
                    if closed == name:
                        break
        elif name in AGGREGATES:
            if len(open_names) >= MAX_DEPTH:
                raise TooDeep(limit=MAX_DEPTH)
            if not tag[3]:
                open_names.append(name)
                yield Event("start", name, "", line)
        else:
            value = Event("value", name, unescaped(tag[4].strip())[:MAX_FIELD], line)
    if value is not None:
        yield value
    for name in reversed(open_names):
        yield Event("end", name, "", line)


def unescaped(text: str) -> str:
    """The text with the predefined and numbered entities as characters; any other stays as written.

    >>> unescaped("DUPONT &amp; FILS &#233; &boom;")
    'DUPONT & FILS é &boom;'
    """
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(entity: re.Match[str]) -> str:
    name = entity[1]
    if not name.startswith("#"):
        return _NAMED[name]
    number = int(name[2:], 16) if name[1] == "x" else int(name[1:])
    # NUL, surrogates and what lies beyond Unicode are no characters of a text.
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"

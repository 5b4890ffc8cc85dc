"""Telling what a file is by its content. Names and extensions lie; the first bytes do not."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import Literal

import encours.formats.statements
from encours.formats.ledgers.fec.header import looks_like_fec
from encours.formats.statements.contract import StatementFormat
from encours.formats.tables.archive import OLE_MARK, ZIP_MARK
from encours.formats.tables.pdf import PDF_MARK
from encours.formats.tables.schema import canonical_kind
from encours.kernel.registry import discover

FileKind = Literal["fec", "statement", "canonical", "table", "mail", "einvoice", "unknown"]

HEAD_BYTES = 65_536
"""How much of a file to pass."""

_STATEMENT_HEAD = 4096
_EINVOICE = re.compile(
    rb"CrossIndustry(Invoice|Document)|urn:oasis:names:specification:ubl:schema:xsd:(Invoice|CreditNote)-2|factur-x\.xml|zugferd-invoice\.xml|xrechnung\.xml",
    re.IGNORECASE,
)
_MAIL_START = re.compile(r"(?:From \S|[A-Za-z][A-Za-z0-9-]*: ?\S)")
_MAIL_FIELD = re.compile(r"^([A-Za-z][A-Za-z0-9-]*):", re.MULTILINE)
_EBCDIC_JOURNAL = "Journal".encode("cp500"), "JOURNAL".encode("cp500")


@dataclass(frozen=True, slots=True)
class Recognised:
    """The kind of a file, and which one: the code of the statement format, the canonical table, `workbook` or `csv`, `xml` or `pdf`; empty if nothing more is known."""

    kind: FileKind
    detail: str = ""


def recognise(head: bytes, file_name: str) -> Recognised:
    """What a file is, from its first HEAD_BYTES. Its name decides nothing.

    >>> recognise(b"invoice_number,number,due_on,amount\\r\\n", "x.txt")
    Recognised(kind='canonical', detail='installments')
    """
    if head.startswith((ZIP_MARK, OLE_MARK)):
        return Recognised("table", "workbook")
    if head.lstrip().startswith(PDF_MARK):
        return Recognised("einvoice" if _EINVOICE.search(head) else "table", "pdf")
    if any(word in head[:200] for word in _EBCDIC_JOURNAL):
        return Recognised("fec")
    text = _text(head)
    if looks_like_fec(text.lstrip("\ufeff\r\n")):
        return Recognised("fec")
    if _is_mail(text):
        return Recognised("mail")
    for known in discover(encours.formats.statements, "FORMAT", StatementFormat):
        if known.recognises(head[:_STATEMENT_HEAD]):
            return Recognised("statement", known.code)
    start = text.lstrip("\ufeff").lstrip()[:1]
    if start == "<":
        return Recognised("einvoice" if _EINVOICE.search(head) else "unknown", "xml")
    if start in ("{", "["):
        return Recognised("unknown", "json")
    kind = canonical_kind(_headings(text))
    if kind is not None:
        return Recognised("canonical", kind)
    return Recognised("table", "csv") if _is_table(text) else Recognised("unknown")


def _text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", errors="replace")
    return head.decode("utf-8", errors="replace")


def _headings(text: str) -> list[str]:
    line = text.lstrip("\ufeff\r\n").splitlines()[:1]
    try:
        return [name.strip() for name in next(csv.reader(line), [])]
    except csv.Error:
        return []


def _is_mail(text: str) -> bool:
    """Whether text begins with the header of a mail (RFC 5322): a sender, and a day or a version of MIME, before the first blank line."""
    header = re.split(r"\r?\n\r?\n", text.removeprefix("\ufeff"), maxsplit=1)[0]
    names = {found[1].lower() for found in _MAIL_FIELD.finditer(header)}
    return _MAIL_START.match(header) is not None and "from" in names and bool(names & {"date", "mime-version"})


def _is_table(text: str) -> bool:
    """Whether text has two lines that one separator cuts into as many cells, more than one."""
    if not text or text.count("\x00") > len(text) // 100 or text.count("\ufffd") > len(text) // 5:
        return False
    lines = [line for line in text.splitlines()[:40] if line.strip()]
    for separator in ",;\t|":
        widths = [line.count(separator) for line in lines]
        if any(width and widths.count(width) >= max(2, len(lines) // 3) for width in widths):
            return True
    return False

"""Files are recognised by content, whatever they are called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.formats.recognise import Recognised, recognise
from tests.formats.ledgers.fec_text import sale, text


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (text(*sale()).encode(), Recognised("fec")),
        (text(*sale(), separator=";").encode("utf-8-sig"), Recognised("fec")),
        (text(*sale()).encode("utf-16"), Recognised("fec")),
        (text(*sale()).encode("cp500"), Recognised("fec")),
        (b"customer_id,name\nC1,x\n", Recognised("canonical", "customers")),
        ("\ufeffnumber,type,customer_id,issued_on,currency,total\n".encode(), Recognised("canonical", "invoices")),
        ("N° pièce;Client;Montant\nF1;C1;1,00\nF2;C1;2,00\n".encode("cp1252"), Recognised("table", "csv")),
        (b"PK\x03\x04....", Recognised("table", "workbook")),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", Recognised("table", "workbook")),
        (b"%PDF-1.7 ...", Recognised("table", "pdf")),
        (b"%PDF-1.7 /EmbeddedFiles (factur-x.xml)", Recognised("einvoice", "pdf")),
        (b"Received: from x\r\nFrom: a@b.fr\r\nDate: Mon, 2 Nov 2026 10:00:00 +0100\r\n\r\nFacture;Montant\r\n", Recognised("mail")),
        (b"Date: 1;2\nFrom;x\n\nMIME-Version: 1.0\n", Recognised("table", "csv")),
        (b'<?xml version="1.0"?><rsm:CrossIndustryInvoice xmlns:rsm="urn:un">', Recognised("einvoice", "xml")),
        (b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2">', Recognised("einvoice", "xml")),
        (b"<html><body>a;b\nc;d\n</body></html>", Recognised("unknown", "xml")),
        (b'{"a": 1,\n "b": 2,\n "c": 3}', Recognised("unknown", "json")),
        (b"# About CrossIndustryInvoice\n\nText.\n", Recognised("unknown")),
        (b"Dear all,\nplease find enclosed\n", Recognised("unknown")),
        (b"", Recognised("unknown")),
        (b"\x00\x01\x02\x03" * 100, Recognised("unknown")),
    ],
)
def test_what_a_file_is(head: bytes, expected: Recognised) -> None:
    assert recognise(head, "anything.bin") == expected


@given(st.binary(max_size=1000))
def test_no_bytes_crash_it(head: bytes) -> None:
    assert recognise(head, "x").kind

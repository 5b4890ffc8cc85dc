"""Workbooks: values only, and nothing hostile is ever unpacked."""

from __future__ import annotations

import datetime
import io
import random
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import openpyxl
import pytest

from encours.formats.contract import FileRefused
from encours.formats.tables.contract import InvoiceRow
from encours.formats.tables.mapped import read_mapped
from encours.formats.tables.propose import propose_mapping
from encours.formats.tables.sketch import detect
from encours.kernel.issue import IssueLog


def workbook(*rows: list[object], fill: Callable[[openpyxl.Workbook], None] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if fill:
        fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HEADINGS: list[object] = ["Invoice number", "Customer id", "Invoice date", "Amount"]
PLAIN = workbook(
    ["Our invoices"],
    [],
    HEADINGS,
    ["F1", "C1", datetime.date(2026, 4, 3), 1234.1],
    [1002, "C2", datetime.datetime(2026, 4, 3, 12), 0.1 + 0.2],
)


def edited(
    data: bytes, added: dict[str, bytes] | None = None, replaced: Callable[[str, bytes], bytes] = lambda name, content: content
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, replaced(name, source.read(name)))
        for name, content in (added or {}).items():
            target.writestr(name, content)
    return out.getvalue()


def test_numbers_and_days_of_a_workbook_need_no_mark_and_no_order() -> None:
    sketch = detect(PLAIN, "x.xlsx")
    assert (sketch.encoding, sketch.sheet, sketch.header_line, sketch.questions) == (None, "Sheet", 3, ())
    mapping = replace(propose_mapping(sketch).mapping, constants={"currency": "EUR"})
    rows = [row for row in read_mapped(PLAIN, mapping, IssueLog()) if isinstance(row, InvoiceRow)]
    assert [(row.line, row.number, row.issued_on, row.total_minor) for row in rows] == [
        (4, "F1", datetime.date(2026, 4, 3), 123410),
        (5, "1002", datetime.date(2026, 4, 3), 30),
    ]


def test_hidden_sheets_are_not_read_and_absent_ones_named() -> None:
    def hide(book: openpyxl.Workbook) -> None:
        secret = book.create_sheet("Secret", 0)
        secret.append(HEADINGS)
        secret.sheet_state = "hidden"
        book.active = 1

    data = workbook(HEADINGS, ["F1", "C1", datetime.date(2026, 4, 3), 5], fill=hide)
    assert detect(data, "x.xlsx").sheets == ("Sheet",)
    with pytest.raises(FileRefused) as refused:
        detect(data, "x.xlsx", sheet="Secret")
    assert refused.value.code == "table-sheet"


def _far_cell(name: str, content: bytes) -> bytes:
    return content.replace(b'r="A1"', b'r="XFD1048576"') if name.endswith("sheet1.xml") else content


def _far_row(name: str, content: bytes) -> bytes:
    return (
        content.replace(b"</sheetData>", b'<row r="1048576"><c r="ZZ1048576"><v>1</v></c></row></sheetData>')
        if name.endswith("sheet1.xml")
        else content
    )


def _hidden_reference(name: str, content: bytes) -> bytes:
    return content.replace(b'r="A1"', b'r="&#88;FD1048576"') if name.endswith("sheet1.xml") else content


def _entities(name: str, content: bytes) -> bytes:
    return b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + content if name.endswith("sheet1.xml") else content


def _shared_bomb() -> bytes:
    """A workbook of a few kilobytes in which many cells share one long text."""
    shared = (
        b'<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
        + b"x" * 1_000_000
        + b"</t></si></sst>"
    )
    cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (row, row) for row in range(10, 2000))
    return edited(
        PLAIN,
        {"xl/sharedStrings.xml": shared},
        lambda name, content: content.replace(b"</sheetData>", cells + b"</sheetData>") if name.endswith("sheet1.xml") else content,
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04 but no archive", "table-workbook"),
        (PLAIN[: len(PLAIN) // 2], "table-workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4096, "table-workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le"), "table-macros"),
        (edited(PLAIN, {"xl/vbaProject.bin": b"x"}), "table-macros"),
        (edited(PLAIN, replaced=lambda name, content: content.replace(b"spreadsheetml.sheet.main", b"macroEnabled.main")), "table-macros"),
        (edited(PLAIN, {"../../etc/cron.d/x": b"x"}), "table-workbook-unsafe"),
        (edited(PLAIN, {"/etc/passwd": b"x"}), "table-workbook-unsafe"),
        (edited(PLAIN, {"..\\x": b"x"}), "table-workbook-unsafe"),
        (edited(PLAIN, {"inner.zip": b"x"}), "table-workbook-unsafe"),
        (edited(PLAIN, {"xl/workbook.bin": b"x"}), "table-workbook-unsafe"),
        (edited(PLAIN, replaced=_entities), "table-workbook-unsafe"),
        (edited(PLAIN, replaced=_hidden_reference), "table-workbook-unsafe"),
        (edited(PLAIN, replaced=_far_cell), "table-workbook-large"),
        (edited(PLAIN, replaced=_far_row), "table-workbook-large"),
        (_shared_bomb(), "table-workbook-large"),
        (edited(PLAIN, {f"xl/{index}.xml": b"" for index in range(6000)}), "table-workbook-large"),
        (edited(PLAIN, {f"xl/{index}.xml": b"\x20" * 100_000_000 for index in range(3)}), "table-workbook-large"),
        (workbook([f"c{index}" for index in range(1500)]), "table-too-wide"),
        (workbook(), "table-empty"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_hostile_workbooks_are_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        detect(data, "x.xlsx")
    assert refused.value.code == code and "{" not in refused.value.say("fr")


def test_a_workbook_that_lies_about_its_size_is_not_unpacked() -> None:
    bomb = edited(PLAIN, {"xl/worksheets/sheet9.xml": b"\x20" * 300_000_000})
    lying = bomb.replace((300_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    tracemalloc.start()
    with pytest.raises(FileRefused):
        detect(lying, "x.xlsx")
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()


def _ods(body: str) -> bytes:
    names = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        )
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet><table:table table:name="S">{body}</table:table></office:spreadsheet></office:body></office:document-content>',
        )
    return out.getvalue()


def _cell(text: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


_BLANK_TAIL = (
    '<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def test_an_ods_with_the_usual_blank_tail_is_read_and_one_with_a_far_cell_refused() -> None:
    body = f"<table:table-row>{_cell('Facture')}{_cell('Client')}</table:table-row><table:table-row>{_cell('F1x')}{_cell('C1x')}</table:table-row>"
    assert [column.heading for column in detect(_ods(body + _BLANK_TAIL), "x.ods").columns] == ["Facture", "Client"]
    far = f'<table:table-row><table:table-cell table:number-columns-repeated="500"/>{_cell("x")}</table:table-row>'
    for bomb in (body + _BLANK_TAIL + far, f'<table:table-row table:number-rows-repeated="1000000">{_cell("x") * 20}</table:table-row>'):
        with pytest.raises(FileRefused) as refused:
            detect(_ods(bomb), "x.ods")
        assert refused.value.code == "table-workbook-large"


def test_mutated_workbooks_are_read_or_refused() -> None:
    chance = random.Random(20261122)
    inner = {name: zipfile.ZipFile(io.BytesIO(PLAIN)).read(name) for name in zipfile.ZipFile(io.BytesIO(PLAIN)).namelist()}
    for _ in range(150):
        victim = chance.choice(sorted(inner))

        def damage(name: str, content: bytes, victim: str = victim) -> bytes:
            if name != victim or not content:
                return content
            broken = bytearray(content)
            for _ in range(chance.randint(1, 5)):
                at = chance.randrange(len(broken))
                broken[at : at + chance.randint(0, 3)] = chance.choice((b"", b"<", b'"', b"&", b"999999", bytes([chance.randrange(256)])))
            return bytes(broken)

        with suppress(FileRefused):
            detect(edited(PLAIN, replaced=damage), "x.xlsx")

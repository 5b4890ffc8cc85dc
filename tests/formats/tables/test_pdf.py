"""Tables of PDF files: what a program printed is read to the cell, what is no text is refused by name."""

from __future__ import annotations

import io
from contextlib import suppress
from dataclasses import replace

import pypdf
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from encours.formats.contract import FileRefused
from encours.formats.tables import limits
from encours.formats.tables.grid import open_grid
from encours.formats.tables.mapped import read_mapped
from encours.formats.tables.pdf import pdf_rows
from encours.formats.tables.propose import propose_mapping
from encours.formats.tables.sketch import detect
from encours.kernel.issue import IssueLog

HEADINGS = ["N° facture", "Date facture", "Commentaire", "Montant brut", "Escompte", "Montant payé"]
ROWS = [
    ["FA-2026-0001", "13/09/2026", "", "1 200,00", "0,00", "1 200,00"],
    ["FA-2026-0002", "03/09/2026", "Palette abîmée, bon de retour 12", "350,00", "7,00", "343,00"],
    ["AV-2026-0003", "05/09/2026", "Avoir", "-50,00", "", "-50,00"],
]
TOTAL = ["Total", "", "", "1 500,00", "7,00", "1 493,00"]


def advice(rows: list[list[str]], *, headings: list[str] = HEADINGS, before: str = "", after: str = "", page: str = "margin: 2cm") -> bytes:
    """A PDF as an accounting program prints it, the headings repeated on each page."""
    cells = ", ".join(f'"{cell}"' for row in rows for cell in row)
    columns = ", ".join("1fr" if heading == "Commentaire" else "auto" for heading in headings)
    align = ", ".join("right" if "Mont" in heading or heading == "Escompte" else "left" for heading in headings)
    head = ", ".join(f'"{heading}"' for heading in headings)
    source = f"""
#set page({page})
#set text(size: 9pt)
{before}

#table(columns: ({columns}), align: ({align}), stroke: 0.5pt, table.header(repeat: true, {head}), {cells})

{after}
"""
    made: bytes = typst.compile(source.encode())
    return made


LETTER = "*ACHETEUR SAS* #h(1fr) AVIS DE PAIEMENT \\ \n12 rue X, 75001 Paris #h(1fr) Date : 12/10/2026\n\nFournisseur : Atelier Lumen #h(1fr) Virement : VIR12345"


def test_a_printed_advice_is_read_to_the_cell() -> None:
    found = pdf_rows(advice([*ROWS, TOTAL], before=LETTER, after="Page 1 / 1 #h(1fr) SIREN 552 100 554"))
    assert [row for _, row in found] == [HEADINGS, *ROWS, TOTAL]
    assert [line for line, _ in found] == [4, 5, 6, 7, 8]


def test_its_columns_are_proposed_and_read_with_the_total_it_states() -> None:
    data = advice([*ROWS, TOTAL], before=LETTER)
    proposed = propose_mapping(detect(data, "advice.pdf"))
    assert proposed.mapping.kind == "remittances" and proposed.missing == ("currency",) and proposed.mapping.decimal_mark == ","
    assert proposed.mapping.columns == {
        "N° facture": "invoice_reference",
        "Commentaire": "memo",
        "Escompte": "discount",
        "Montant payé": "amount",
    }
    log = IssueLog()
    rows = list(read_mapped(data, replace(proposed.mapping, constants={"currency": "EUR"}), log))
    assert [(row.remittance_id, row.invoice_reference, row.amount_minor, row.discount_minor) for row in rows] == [  # type: ignore[union-attr]
        ("", "FA-2026-0001", 1_200_00, 0), ("", "FA-2026-0002", 343_00, 7_00), ("", "AV-2026-0003", -50_00, None), ("", "", 1_493_00, 7_00),
    ]  # fmt: skip
    assert not [issue for issue in log.issues if issue.severity == "error"]


def test_a_table_goes_on_over_pages_and_a_long_cell_over_lines() -> None:
    rows = [
        [
            f"FA-{n:05d}",
            "13/09/2026",
            "un motif assez long pour se replier sur deux lignes, au moins une fois sur trois" if n % 3 == 0 else "",
            "10,00",
            "",
            "10,00",
        ]
        for n in range(150)
    ]
    found = [row for _, row in pdf_rows(advice(rows, before=LETTER))]
    assert len(pypdf.PdfReader(io.BytesIO(advice(rows, before=LETTER))).pages) > 2
    assert found == [HEADINGS, *rows]


def test_the_page_may_be_turned_and_small() -> None:
    assert [row[0] for _, row in pdf_rows(advice(ROWS, page='paper: "a5", flipped: true, margin: 1cm'))] == [
        "N° facture",
        "FA-2026-0001",
        "FA-2026-0002",
        "AV-2026-0003",
    ]


def _encrypted(owner_only: bool) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(advice(ROWS)))
    writer.encrypt("" if owner_only else "secret", "owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _with_invoice() -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(advice(ROWS)))
    writer.add_attachment("factur-x.xml", b"<x/>")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_file_that_only_forbids_changes_is_read() -> None:
    assert len(pdf_rows(_encrypted(owner_only=True))) == 4


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (lambda: _encrypted(owner_only=False), "table-pdf-protected"),
        (lambda: typst.compile(b"#rect(width: 5cm, height: 5cm, fill: red)"), "table-pdf-scan"),
        (lambda: typst.compile("Bonjour, nous avons réglé vos factures.".encode()), "table-pdf-no-table"),
        (_with_invoice, "table-pdf-invoice"),
        (lambda: advice(ROWS)[:2000], "table-pdf-damaged"),
        (lambda: b"%PDF-1.7\n", "table-pdf-damaged"),
        (lambda: b"%PDF-1.7" + bytes(limits.PDF_BYTES_MAX), "table-pdf-large"),
        (lambda: typst.compile(b"x #pagebreak()" * (limits.PDF_PAGES_MAX + 1)), "table-pdf-large"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(data, code) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(FileRefused) as refused:
        open_grid(data())
    assert refused.value.code == code and refused.value.say("fr") != refused.value.say("en")


def test_a_page_that_unpacks_to_megabytes_is_refused() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(advice(ROWS)))
    stream = pypdf.generic.DecodedStreamObject()
    stream.set_data(b"BT ET " * (limits.PDF_DRAWING_MAX // 4))
    writer.pages[0][pypdf.generic.NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    out = io.BytesIO()
    writer.write(out)
    assert len(out.getvalue()) < 200_000
    with pytest.raises(FileRefused) as refused:
        pdf_rows(out.getvalue())
    assert refused.value.code == "table-pdf-large"


_GOOD = advice(ROWS)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(_GOOD) - 1), st.binary(min_size=1, max_size=40), st.booleans())
def test_no_bytes_crash_it(place: int, noise: bytes, cut: bool) -> None:
    data = _GOOD[:place] + noise + (b"" if cut else _GOOD[place + len(noise) :])
    with suppress(FileRefused):
        pdf_rows(b"%PDF-" + data[5:])

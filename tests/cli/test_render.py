"""Reports on a terminal and in a pipe."""

from __future__ import annotations

import io

import pytest

from encours.cli.render import print_report
from encours.formats.exports.table import Table
from encours.kernel.wording import Language
from tests.formats.exports.samples import AGED_ROWS, EDGES, aging, late, report


def shown(*tables: Table, language: Language = "en", width: int | None = None) -> str:
    file = io.StringIO()
    print_report(report(*tables), language, file=file, width=width)
    return file.getvalue()


def test_a_pipe_gets_plain_lines_one_per_row_and_no_colour() -> None:
    text = shown(aging())
    assert "\x1b" not in text
    line = next(line for line in text.splitlines() if line.startswith("Ville de Saint-Étienne"))
    assert line.split()[-7:] == ["330,000.00", "119,100.00", "47,240.00", "0.00", "0.00", "-7,670.22", "488,669.78"]


def test_french_amounts_and_dates() -> None:
    text = shown(late(group="customer"), language="fr")
    assert "21/09/2026" in text
    assert "12\u202f200,00" in text
    assert [line.split()[0] for line in text.splitlines() if line.startswith(("Sous-total", "Total"))] == [
        "Sous-total",
        "Sous-total",
        "Total",
    ]


@pytest.mark.parametrize("width", [20, 40, 80, 100, 120])
@pytest.mark.parametrize("name", sorted(EDGES))
def test_no_amount_is_ever_cut(width: int, name: str) -> None:
    table = EDGES[name]
    text = shown(table, width=width)
    squeezed = text.replace("\n", " ")
    if table.rows:
        last = table.rows[0][-1]
        assert isinstance(last, int)
        whole = f"{abs(last) // 10 ** {'JPY': 0, 'TND': 3}.get(table.currency, 2):,}"
        assert whole in squeezed
    assert "…" not in text


def test_a_narrow_terminal_gets_one_line_for_each_amount() -> None:
    text = shown(aging(AGED_ROWS[:1]), width=40)
    assert "Martin & Fils SARL\n  Not due: 2,000.00\n  1–30: 26,000.00\n" in text
    assert "61–90" not in text.split("Total")[0]


def test_escape_sequences_and_markup_in_a_name_are_shown_not_obeyed() -> None:
    text = shown(EDGES["hostile names"])
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "[bold red]markup[/]" in text


def test_an_encoding_without_the_narrow_space_gets_an_ordinary_one() -> None:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding="latin-1", errors="strict", newline="\n")
    print_report(report(aging(), EDGES["hostile names"]), "fr", file=file)
    file.flush()
    assert "26 000,00" in raw.getvalue().decode("latin-1")


def test_an_empty_table_says_so() -> None:
    assert "Aucune ligne." in shown(aging(()), language="fr")

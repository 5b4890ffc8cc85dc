"""Tables among words that stand under each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from encours.formats.tables.aligned import aligned_rows, pieces_of


def read(text: str) -> list[list[str]]:
    return [row for _, row in aligned_rows([[pieces_of(line) for line in text.splitlines()]])]


def test_titles_and_addresses_around_the_table_are_left_out() -> None:
    assert read(
        """
        ACHETEUR SAS                    Avis
        12 rue X                        Date : 12/10/2026
        Date        12/10/2026

        Facture          Du            Payé
        FA-1             01/09/2026    1 200,00
        FA-2             03/09/2026      343,00

        Veuillez nous contacter         en cas de question
        """
    ) == [["Facture", "Du", "Payé"], ["FA-1", "01/09/2026", "1 200,00"], ["FA-2", "03/09/2026", "343,00"]]


def test_headings_on_two_lines_are_one() -> None:
    assert read("Numéro       Date         Montant\nfacture      facture      payé\nFA-1         01/09/2026   10,00")[0] == [
        "Numéro facture",
        "Date facture",
        "Montant payé",
    ]


def test_a_cell_wider_than_its_heading_on_either_side_stays_in_its_column() -> None:
    found = read(
        "Facture        Motif                       Payé\n"
        "FA-1           retour de marchandise       10,00\n"
        "FA-2      long texte qui commence avant    20,00\n"
        "FA-3                                   1 030,00\n"
    )  # fmt: skip
    assert [row[0] for row in found[1:]] == ["FA-1", "FA-2", "FA-3"] and [row[-1] for row in found[1:]] == ["10,00", "20,00", "1 030,00"]


def test_the_same_headings_on_a_second_page_are_not_a_row_and_none_are_needed() -> None:
    page = "Facture     Payé\nFA-{n}        10,00".format
    pages = [
        [pieces_of(line) for line in text.splitlines()]
        for text in (page(n=1), "Suite\n" + page(n=2), "Page 3     sur 3\nFA-3        10,00")
    ]
    assert [row for _, row in aligned_rows(pages)] == [["Facture", "Payé"], ["FA-1", "10,00"], ["FA-2", "10,00"], ["FA-3", "10,00"]]


def test_words_without_values_are_no_table() -> None:
    assert read("Bonjour      Madame\nmerci        à vous") == [] and read("") == []


@given(st.lists(st.tuples(st.from_regex(r"F[A-Z0-9]{1,10}", fullmatch=True), st.integers(0, 10**9)), min_size=1, max_size=20))
def test_what_is_laid_out_is_read_back(rows: list[tuple[str, int]]) -> None:
    amounts = [f"{minor // 100},{minor % 100:02d}" for _, minor in rows]
    text = f"{'Facture':<16}{'Montant':>16}\n" + "\n".join(
        f"{number:<16}{amount:>16}" for (number, _), amount in zip(rows, amounts, strict=True)
    )
    assert read(text) == [["Facture", "Montant"], *[[number, amount] for (number, _), amount in zip(rows, amounts, strict=True)]]


@given(st.lists(st.text(max_size=80), max_size=20))
def test_no_text_crashes_it(lines: list[str]) -> None:
    aligned_rows([[pieces_of(line) for line in lines]])

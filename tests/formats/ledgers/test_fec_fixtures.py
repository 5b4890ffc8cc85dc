"""The FEC reader on two files of real accounting programs, published by others."""

from __future__ import annotations

from collections import Counter
from datetime import date

from tests.fixtures import fixture_path
from tests.formats.ledgers.fec_text import Read, read


def _fixture(name: str) -> Read:
    return read(fixture_path(f"fec/neolegal-fec/{name}").read_bytes(), name=name)


def test_a_padded_file_of_eight_bit_text() -> None:
    result = _fixture("111111111FEC20221231.TXT")
    fec, summary = result.fec, result.fec.summary
    assert (fec.encoding, fec.separator, len(fec.columns)) == ("cp850", "|", 18)
    assert (summary.lines, summary.entries, summary.debit_minor, summary.credit_minor) == (934, 248, 22568223, 22568223)
    assert (summary.receivable_lines, summary.auxiliary_accounts) == (151, 34)
    assert (summary.first_on, summary.last_on) == (date(2023, 1, 1), date(2023, 7, 31))
    assert summary.letters() == {"customer_groups": 45, "customer_balanced": 45, "supplier_groups": 19, "supplier_balanced": 19}
    assert {(line.journal_code, line.journal_label) for line in result.lines if line.is_opening} == {("AN", "OD54")}
    assert summary.opening_lines == 29
    assert any("CREAT°" in line.label for line in result.lines)
    assert result.codes == {"encoding-guessed", "fec-trailing-separator", "fec-name-disagrees"}
    assert all(line.entry_cut == 0 for line in result.lines)


def test_an_unnumbered_file_of_22_columns_with_detailed_openings() -> None:
    result = _fixture("000000000FEC20231231.txt")
    fec, summary = result.fec, result.fec.summary
    assert (fec.encoding, fec.separator, len(fec.columns)) == ("utf-8", "\t", 22)
    assert (summary.lines, summary.debit_minor, summary.credit_minor) == (2102, 126535082, 126535082)
    assert (summary.receivable_lines, summary.auxiliary_accounts) == (153, 4)
    assert set(summary.auxiliaries.values()) == {"RECETTE CB", "RECETTE CHQ", "RECETTE ESPECES", "RECETTES VIREMENT"}
    assert summary.letters()["customer_groups"] == 0
    assert (summary.opening_lines, {line.journal_code for line in result.lines if line.is_opening}) == (456, {"AD"})
    assert result.codes == {"fec-unnumbered", "fec-not-validated", "fec-collective-customers"}
    assert (summary.first_on, summary.last_on) == (date(2021, 1, 1), date(2023, 6, 30))


def test_cutting_the_unnumbered_file_leaves_balanced_entries_only() -> None:
    result = _fixture("000000000FEC20231231.txt")
    balances: Counter[tuple[str, int]] = Counter()
    for line in result.lines:
        balances[line.journal_code, line.entry_cut] += line.debit_minor - line.credit_minor
    assert len(balances) == result.fec.summary.entries == 666
    assert not any(balances.values())

"""Lettering ledger lines without bank text."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encours.receivables.matching.contract import OpenItem, Proposal
from encours.receivables.matching.letters import propose_letters
from tests.fixtures import fixture_path

D = date(2026, 1, 1)


def line(id: str, minor: int, day: int = 0, ref: str = "", label: str = "", customer: str = "C1") -> OpenItem:
    return OpenItem(id, customer, "EUR", minor, D + timedelta(day), account="411", document_ref=ref, label=label)


def shown(proposals: list[Proposal]) -> list[tuple[str, str, str, str]]:
    return [(p.receipt, " ".join(a.item for a in p.applications), p.rule, p.decision) for p in proposals]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line("f1", 100), line("r1", -100, 5)], [("r1", "f1", "single_amount", "automatic")]),
        ([line("f1", 100, 5), line("r1", -100, 0)], [("r1", "f1", "single_amount", "suggested")]),
        ([line("f1", 100), line("r1", -90, 5)], []),
        ([line("f1", 100), line("f2", 60, 1), line("r1", -160, 5)], [("r1", "f1 f2", "all_open", "automatic")]),
        ([line("f1", 100), line("f2", 60, 1), line("f3", 7, 2), line("r1", -160, 5)], [("r1", "f1 f2", "oldest_sum", "suggested")]),
        ([line("f1", 100), line("f2", 60, 1), line("f3", 7, 2), line("r1", -107, 5)], [("r1", "f1 f3", "two_items", "suggested")]),
        (
            [line("f1", 100, ref="F-0001"), line("f2", 100, ref="F-0002"), line("r1", -100, 5, label="VIR F-0002")],
            [("r1", "f2", "references", "automatic")],
        ),
        (
            [line("f1", 70, ref="F-0001"), line("f2", 30, ref="F-0002"), line("f3", 100), line("r1", -100, 5, ref="F-0002 F-0001")],
            [("r1", "f1 f2", "references", "automatic")],
        ),
    ],
)
def test_lines_are_lettered_by_reference_then_by_amount(lines: list[OpenItem], expected: list[tuple[str, str, str, str]]) -> None:
    assert shown(propose_letters(lines)) == expected


def test_twelve_equal_months_are_paired_in_order_and_only_suggested() -> None:
    lines = [line(f"f{m:02}", 10000, 30 * m) for m in range(12)] + [line(f"r{m:02}", -10000, 30 * m + 20) for m in range(12)]
    proposals = propose_letters(lines)
    assert shown(proposals) == [(f"r{m:02}", f"f{m:02}", "single_amount", "suggested") for m in range(12)]


def test_references_decide_between_twelve_equal_months() -> None:
    lines = [line(f"f{m:02}", 10000, m, ref=f"FA26-{m:04}") for m in range(12)]
    lines += [line(f"r{m:02}", -10000, 40 - m, label=f"VIR CLIENT FA26-{m:04}") for m in range(12)]
    assert {(p.receipt, p.applications[0].item, p.decision) for p in propose_letters(lines)} == {
        (f"r{m:02}", f"f{m:02}", "automatic") for m in range(12)
    }


def test_lines_of_two_customers_are_never_joined() -> None:
    assert propose_letters([line("f1", 100), line("r1", -100, 5, customer="C2")]) == []


def test_suppliers_are_lettered_with_the_signs_turned() -> None:
    proposals = propose_letters([line("f1", -100), line("p1", 100, 5)], side="supplier")
    assert shown(proposals) == [("p1", "f1", "single_amount", "automatic")]
    assert proposals[0].applications[0].amount_minor == -100


def test_a_pair_undone_by_a_person_is_not_lettered_again() -> None:
    proposals = propose_letters([line("f1", 100), line("r1", -100, 5)], refused_pairs={("r1", "f1")})
    assert [p.decision for p in proposals] == ["suggested"]
    assert "undone" in {reason.code for reason in proposals[0].counter_evidence}


rows = st.lists(st.tuples(st.integers(-4, 4), st.integers(0, 6), st.sampled_from(["", "F-1001", "F-1002"])), max_size=14)


@settings(max_examples=200)
@given(st.data(), rows)
def test_no_line_stands_in_two_groups_and_groups_balance_in_any_order(data: st.DataObject, rows: list[tuple[int, int, str]]) -> None:
    lines = [line(f"l{n:02}", minor, day, ref) for n, (minor, day, ref) in enumerate(rows)]
    proposals = propose_letters(lines)
    used = [id for p in proposals for id in (p.receipt, *(a.item for a in p.applications))]
    assert len(used) == len(set(used))
    open_minor = {item.id: item.open_minor for item in lines}
    for made in proposals:
        assert sum(a.amount_minor for a in made.applications) == -open_minor[made.receipt]
        assert all(a.amount_minor == open_minor[a.item] for a in made.applications)
    assert propose_letters(data.draw(st.permutations(lines))) == proposals


def _ledger() -> tuple[list[OpenItem], dict[str, tuple[str, str]]]:
    """The customer lines of a published FEC, letters blanked, and the accountant's letter of each line."""
    text = fixture_path("fec/neolegal-fec/111111111FEC20221231.TXT").read_text("latin-1")
    items, letters = [], {}
    for number, row in enumerate(text.splitlines()[1:], 2):
        cells = [cell.strip() for cell in row.split("|")]
        if cells[4].startswith("411"):
            minor = int(cells[11].replace(",", "")) - int(cells[12].replace(",", ""))
            day = date.fromisoformat(f"{cells[3][:4]}-{cells[3][4:6]}-{cells[3][6:]}")
            items.append(OpenItem(f"{number:06}", cells[6], "EUR", minor, day, account=cells[4], document_ref=cells[8], label=cells[10]))
            letters[items[-1].id] = (cells[6], cells[13])
    return items, letters


def test_a_published_ledger_gets_its_letters_back_and_none_wrong() -> None:
    items, letters = _ledger()
    groups: dict[tuple[str, str], set[str]] = {}
    for id, (customer, code) in letters.items():
        if code:
            groups.setdefault((customer, code), set()).add(id)
    assert len(groups) == 45
    automatic, suggested = [], []
    for made in propose_letters(items):
        lines = {made.receipt, *(a.item for a in made.applications)}
        (automatic if made.decision == "automatic" else suggested).append(lines)
    for lines in automatic:
        assert len({letters[id][1] for id in lines}) == 1, [(id, letters[id]) for id in lines]
    either = automatic + suggested
    assert sum(lines in automatic for lines in groups.values()) == 38
    assert sum(lines in either for lines in groups.values()) == 44
    # The last one joins two invoices and their two payments under one letter: both pairs come back, each alone.
    for lines in groups.values():
        assert lines == set().union(*(one for one in either if one <= lines))
